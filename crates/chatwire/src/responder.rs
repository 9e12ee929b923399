//! Things that answer messages: a persona, an agent, a function.

#[cfg(feature = "fluidtalk")]
pub mod fluidtalk;

use std::fmt;

use chatwire_core::{BoxFuture, Result};

use crate::{Incoming, Outgoing};

/// Finds the answer to a message, on whatever platform it was written.
///
/// An empty list means silence, which is a normal answer. The messages are
/// written in order, each after its [`delay`](Outgoing::delay).
///
/// ```
/// use chatwire::responder::{Responder, from_fn};
/// use chatwire::{Incoming, Outgoing, Room, Sender};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire::Result<()> {
/// let echo = from_fn(|message| {
///     let answer = Outgoing::text(message.text.clone());
///     async move { Ok(vec![answer]) }
/// });
/// let message = Incoming::new("1", Room::new("test", "hall"), Sender::new("alice"), "hello");
/// assert_eq!(echo.reply(&message).await?, [Outgoing::text("hello")]);
/// # Ok(())
/// # }
/// ```
pub trait Responder: fmt::Debug + Send + Sync {
    /// Answers `message`.
    ///
    /// # Errors
    ///
    /// Those of the engine behind it. A caller that may not pay twice looks at
    /// [`maybe_sent`](chatwire_core::Error::maybe_sent) before it asks again.
    fn reply<'a>(&'a self, message: &'a Incoming) -> BoxFuture<'a, Result<Vec<Outgoing>>>;
}

impl<R: Responder + ?Sized> Responder for Box<R> {
    fn reply<'a>(&'a self, message: &'a Incoming) -> BoxFuture<'a, Result<Vec<Outgoing>>> {
        (**self).reply(message)
    }
}

impl<R: Responder + ?Sized> Responder for std::sync::Arc<R> {
    fn reply<'a>(&'a self, message: &'a Incoming) -> BoxFuture<'a, Result<Vec<Outgoing>>> {
        (**self).reply(message)
    }
}

/// A responder made of a function.
///
/// The function looks at the message and returns a future that owns what it needs of it.
///
/// ```
/// use chatwire::Outgoing;
/// use chatwire::responder::from_fn;
///
/// let shout = from_fn(|message| {
///     let text = message.text.to_uppercase();
///     async move { Ok(vec![Outgoing::text(text)]) }
/// });
/// # let _: &dyn chatwire::responder::Responder = &shout;
/// ```
pub fn from_fn<F, R>(answer: F) -> FromFn<F>
where
    F: Fn(&Incoming) -> R + Send + Sync,
    R: Future<Output = Result<Vec<Outgoing>>> + Send + 'static,
{
    FromFn(answer)
}

/// Responder of [`from_fn`].
///
/// ```
/// use chatwire::responder::{FromFn, Responder, from_fn};
/// use chatwire::{Incoming, Outgoing, Result};
///
/// // A function that hands a responder on names no type but `Responder`.
/// fn greeter() -> impl Responder {
///     from_fn(|message: &Incoming| {
///         let text = format!("Hello, {}", message.sender.display_name());
///         async move { Ok(vec![Outgoing::text(text)]) }
///     })
/// }
/// # let _: &dyn Responder = &greeter();
/// ```
#[derive(Clone, Copy)]
pub struct FromFn<F>(F);

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FromFn")
    }
}

impl<F, R> Responder for FromFn<F>
where
    F: Fn(&Incoming) -> R + Send + Sync,
    R: Future<Output = Result<Vec<Outgoing>>> + Send + 'static,
{
    fn reply<'a>(&'a self, message: &'a Incoming) -> BoxFuture<'a, Result<Vec<Outgoing>>> {
        Box::pin((self.0)(message))
    }
}
