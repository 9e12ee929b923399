//! What a handler returns, and what is reported when it does not end well.

use std::fmt;

use self::sealed::Outcome;

/// Why a handler did not end well.
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
    Failed(String),
    Panic,
}

impl HandlerError {
    pub(super) const PANIC: Self = Self(Cause::Panic);

    /// Whether the handler panicked.
    #[must_use]
    pub fn is_panic(&self) -> bool {
        matches!(self.0, Cause::Panic)
    }
}

impl fmt::Display for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Failed(words) => f.write_str(words),
            Cause::Panic => f.write_str("the handler panicked"),
        }
    }
}

impl std::error::Error for HandlerError {}

/// What a handler may return: nothing, or a result whose error can be shown.
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
impl<E: fmt::Display> HandlerOutput for Result<(), E> {}

pub(super) mod sealed {
    use std::fmt;

    use super::{Cause, HandlerError};

    pub trait Outcome {
        fn into_outcome(self) -> Result<(), HandlerError>;
    }

    impl Outcome for () {
        fn into_outcome(self) -> Result<(), HandlerError> {
            Ok(())
        }
    }

    impl<E: fmt::Display> Outcome for Result<(), E> {
        fn into_outcome(self) -> Result<(), HandlerError> {
            self.map_err(|error| HandlerError(Cause::Failed(error.to_string())))
        }
    }
}
