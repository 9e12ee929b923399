//! Functions that are called for events: the registry under every platform's `Handlers`.
//!
//! Platforms name their handlers by [`handlers!`](crate::handlers!), one for each event; here is
//! what they share: who is called, in which order, and what becomes of errors and panics.

mod outcome;
mod registry;

pub use outcome::{HandlerError, HandlerOutput};
pub use registry::{HandlerId, Interest, Registry};

/// Makes a platform's `Handlers` from its event enum. For platform crates.
///
/// Each line names a method, the variant that it is for, and the variant's fields, which become
/// the handler's arguments after the context.
///
/// ```
/// use chatwire_core::handlers;
///
/// #[derive(Clone, Debug)]
/// enum Event {
///     Message(String),
///     Unknown { name: String, raw: String },
/// }
///
/// handlers! {
///     /// Functions that are called for events.
///     pub struct Handlers: Registry<u32, Event> {
///         /// Calls `handler` for new messages.
///         on_message => Message(text: String);
///         /// Calls `handler` for events of kinds that this version does not know.
///         on_unknown => Unknown { name: String, raw: String };
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let handlers = Handlers::new()
///     .on_message(|room, text| async move { println!("{room}: {text}") })
///     .on_unknown(|_, name, _raw| async move { Err::<(), _>(format!("what is {name}?")) })
///     .on_error(|error| eprintln!("{error}"));
/// assert_eq!(handlers.handle(7, Event::Message("hi".into())).await, 1);
/// # }
/// ```
#[macro_export]
macro_rules! handlers {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident: Registry<$context:ty, $event:ident> {
            $(
                $(#[$doc:meta])*
                $method:ident => $variant:ident
                    $(( $($part:ident: $part_ty:ty),+ $(,)? ))?
                    $({ $($field:ident: $field_ty:ty),+ $(,)? })?;
            )+
        }
    ) => {
        $(#[$meta])*
        ///
        /// A handler returns `()` or a `Result`. Errors and panics are logged and given to
        /// [`on_error`](Self::on_error); the other handlers are called all the same. Clones share
        /// one list.
        #[must_use = "handlers do nothing until events come"]
        #[derive(Clone, Debug, Default)]
        $vis struct $name($crate::handlers::Registry<$context, $event>);

        impl $name {
            /// No handlers.
            pub fn new() -> Self {
                Self::default()
            }

            $(
                $(#[$doc])*
                pub fn $method<F, Fut>(self, handler: F) -> Self
                where
                    F: Fn($context $($(, $part_ty)+)? $($(, $field_ty)+)?) -> Fut
                        + Send + Sync + 'static,
                    Fut: Future<Output: $crate::handlers::HandlerOutput> + Send + 'static,
                {
                    self.0.add(
                        |event| matches!(event, $event::$variant { .. }),
                        |event| match event {
                            $event::$variant $(( $($part),+ ))? $({ $($field,)+ .. })? => {
                                Some(( $($($part,)+)? $($($field,)+)? ))
                            }
                            _ => None,
                        },
                        move |context, ( $($($part,)+)? $($($field,)+)? )| {
                            handler(context $($(, $part)+)? $($(, $field)+)?)
                        },
                    );
                    self
                }
            )+

            /// Calls `handler` for every event; the id takes it [out](Self::remove) again.
            pub fn on<F, Fut>(&self, handler: F) -> $crate::handlers::HandlerId
            where
                F: Fn($context, $event) -> Fut + Send + Sync + 'static,
                Fut: Future<Output: $crate::handlers::HandlerOutput> + Send + 'static,
            {
                self.0.add(|_| true, Some, handler)
            }

            /// Takes a handler out, also while events are being handled; `false` when it is not there.
            pub fn remove(&self, id: $crate::handlers::HandlerId) -> bool {
                self.0.remove(id)
            }

            /// Calls `report` for handlers that failed or panicked, the last one registered wins.
            pub fn on_error(
                self,
                report: impl Fn($crate::handlers::HandlerError) + Send + Sync + 'static,
            ) -> Self {
                self.0.on_error(report);
                self
            }

            /// Handles up to `events` events at once, so in no order (1: one after another).
            pub fn concurrency(self, events: usize) -> Self {
                self.0.concurrency(events);
                self
            }

            /// Calls the handlers of one event in the order in which they were registered;
            /// returns their number.
            pub async fn handle(&self, context: $context, event: $event) -> usize {
                self.0.dispatch(&context, event).await
            }
        }

        impl From<$name> for $crate::handlers::Registry<$context, $event> {
            fn from(handlers: $name) -> Self {
                handlers.0
            }
        }
    };
}
