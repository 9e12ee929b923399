//! What an answer says besides its value, carried by every result.

use std::fmt;

use chatwire_core::Meta;

/// [`Meta`] inside a result; results that differ in it only are equal.
#[derive(Clone, Default)]
pub(crate) struct Origin(Meta);

impl Origin {
    pub(crate) fn meta(&self) -> &Meta {
        &self.0
    }
}

impl From<Meta> for Origin {
    fn from(meta: Meta) -> Self {
        Self(meta)
    }
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Origin {}

impl fmt::Debug for Origin {
    /// Without headers: they are long and say little in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Meta")
            .field("status", &self.0.status.as_u16())
            .field("request_id", &self.0.request_id)
            .field("attempts", &self.0.attempts)
            .finish_non_exhaustive()
    }
}

/// A result that can be told where it came from.
pub(crate) trait Answered {
    fn set_origin(&mut self, origin: Origin);
}

/// Gives results their `meta` getter; each has the field `origin: Origin`.
macro_rules! answered {
    ($($result:ty),+ $(,)?) => {$(
        impl $result {
            /// Status, request id, attempts and headers of the answer.
            ///
            /// The request id is the body's, where the API has one, else that of the header `X-Request-Id`.
            #[must_use]
            pub fn meta(&self) -> &::chatwire_core::Meta {
                self.origin.meta()
            }
        }

        impl $crate::meta::Answered for $result {
            fn set_origin(&mut self, origin: $crate::meta::Origin) {
                self.origin = origin;
            }
        }
    )+};
}

pub(crate) use answered;
