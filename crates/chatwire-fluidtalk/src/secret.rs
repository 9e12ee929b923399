//! The two secrets of FluidTalk: different types, so that one cannot be handed to the other's client.

use chatwire_core::Secret;

/// Declares a secret newtype.
macro_rules! secret_type {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        ///
        /// `Debug` shows the last four characters at most, memory is overwritten on drop, and serde writes `[redacted]`.
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub(crate) Secret);

        impl $name {
            /// Wraps a value; it is checked when a client is built with it.
            pub fn new(value: impl Into<Secret>) -> Self {
                Self(value.into())
            }

            /// Shows the value itself, for the one place that stores it.
            #[must_use]
            pub fn expose(&self) -> &str {
                self.0.expose()
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self::new(value)
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::new(value)
            }
        }

        impl From<Secret> for $name {
            fn from(value: Secret) -> Self {
                Self(value)
            }
        }
    )+};
}

secret_type! {
    /// Key of the handshake API (`ft_sk_…`): one persona and one engine.
    ///
    /// It can send messages and upload images, nothing else; yet it spends tokens, so it belongs on a server only.
    ///
    /// ```
    /// use chatwire_fluidtalk::{ApiKey, handshake::Client};
    ///
    /// let key = ApiKey::new("ft_sk_0123456789abcdef");
    /// assert!(!format!("{key:?}").contains("0123456789"));
    /// let client = Client::new(key)?;
    /// # Ok::<_, chatwire_fluidtalk::Error>(())
    /// ```
    ApiKey;
    /// Token of the characters API (`ftc_live_…`): one character, whose platform is named in each call.
    ///
    /// The token *is* the character: there is no other id. It spends money, so it belongs on a server only.
    ///
    /// ```
    /// use chatwire_fluidtalk::{ConnectorToken, characters::Client};
    ///
    /// let token = ConnectorToken::new("ftc_live_0123456789");
    /// assert_eq!(serde_json::to_string(&token).unwrap(), "\"[redacted]\"");
    /// let client = Client::new(token)?;
    /// # Ok::<_, chatwire_fluidtalk::Error>(())
    /// ```
    ConnectorToken;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_more_than_the_end() {
        let text = format!("{:?}", ConnectorToken::new("ftc_live_canary_0123456789"));
        assert!(text.starts_with("ConnectorToken"), "{text}");
        assert!(!text.contains("canary"), "{text}");
    }
}
