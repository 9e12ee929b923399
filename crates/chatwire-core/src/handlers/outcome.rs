//! What a handler returns, and what is reported when it does not end well.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use self::sealed::Outcome;

/// Why a handler did not end well.
///
/// Shows the words of the handler's error, and has the source of that one. The error itself is given out by
/// [`downcast_ref`](Self::downcast_ref).
///
/// ```
/// use chatwire_core::handlers::Registry;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let handlers: Registry<(), String> = Registry::default();
/// handlers.on_error(|err| {
///     assert!(!err.is_panic());
///     eprintln!("a handler failed: {err}");
/// });
/// handlers.add(|_| true, Some, |(), text: String| async move { Err::<(), _>(text) });
/// handlers.dispatch(&(), "no room".to_owned()).await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct HandlerError(Cause);

#[derive(Clone, Debug)]
enum Cause {
    Failed(Arc<dyn StdError + Send + Sync>),
    Panic,
}

impl HandlerError {
    pub(super) const PANIC: Self = Self(Cause::Panic);

    /// Whether the handler panicked.
    #[must_use]
    pub fn is_panic(&self) -> bool {
        matches!(self.0, Cause::Panic)
    }

    /// What the handler returned, if it is an `E`; else the nearest of its causes that is one.
    ///
    /// ```
    /// use chatwire_core::handlers::Registry;
    /// use chatwire_core::{Error, ErrorKind};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let handlers: Registry<(), String> = Registry::default();
    /// handlers.on_error(|failure| {
    ///     assert_eq!(failure.downcast_ref().map(Error::kind), Some(ErrorKind::Input));
    /// });
    /// handlers.add(|_| true, Some, |(), _| async { Err(Error::input("the text is empty")) });
    /// handlers.dispatch(&(), String::new()).await;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn downcast_ref<E: StdError + 'static>(&self) -> Option<&E> {
        let Cause::Failed(error) = &self.0 else { return None };
        let mut next: Option<&(dyn StdError + 'static)> = Some(&**error);
        while let Some(error) = next {
            if let Some(found) = error.downcast_ref() {
                return Some(found);
            }
            next = error.source();
        }
        None
    }
}

impl fmt::Display for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Failed(error) => fmt::Display::fmt(error, f),
            Cause::Panic => f.write_str("the handler panicked"),
        }
    }
}

impl StdError for HandlerError {
    /// That of the handler's error, whose own words are shown.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0 {
            Cause::Failed(error) => error.source(),
            Cause::Panic => None,
        }
    }
}

/// What a handler may return: nothing, or a result whose error can be boxed, as each error and each text can.
///
/// ```
/// use chatwire_core::handlers::HandlerOutput;
///
/// // What a function of one's own asks for when it hands handlers on.
/// fn accepts<F, Fut>(_handler: F)
/// where
///     F: Fn(String) -> Fut,
///     Fut: Future<Output: HandlerOutput>,
/// {
/// }
/// accepts(|text| async move { println!("{text}") });
/// accepts(|text| async move { text.parse::<u32>().map(drop) });
/// ```
pub trait HandlerOutput: Outcome {}

impl HandlerOutput for () {}
impl<E: Into<Box<dyn StdError + Send + Sync>>> HandlerOutput for Result<(), E> {}

pub(super) mod sealed {
    use std::sync::Arc;

    use super::{Cause, HandlerError, StdError};

    pub trait Outcome {
        fn into_outcome(self) -> Result<(), HandlerError>;
    }

    impl Outcome for () {
        fn into_outcome(self) -> Result<(), HandlerError> {
            Ok(())
        }
    }

    impl<E: Into<Box<dyn StdError + Send + Sync>>> Outcome for Result<(), E> {
        fn into_outcome(self) -> Result<(), HandlerError> {
            self.map_err(|error| HandlerError(Cause::Failed(Arc::from(error.into()))))
        }
    }
}
