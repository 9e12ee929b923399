//! What a token says of itself. Its signature is the server's business.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use chatwire_core::{Error, ErrorKind, Result, Timestamp};
use serde::Deserialize as _;
use serde_json::Value;

use crate::UserId;
use crate::error::{code, named};

/// Both forms occur: padded by nobody we know of, accepted by all.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Claims of a session's token.
#[derive(Debug, Default)]
pub(super) struct Claims {
    pub(super) expires_at: Option<Timestamp>,
    pub(super) user_id: Option<UserId>,
    pub(super) username: Option<String>,
    /// Variables that the login set.
    pub(super) vars: BTreeMap<String, String>,
}

/// Reads the middle one of the three parts; `what` names the token in the error, which never shows it.
pub(super) fn claims(token: &str, what: &'static str) -> Result<Claims> {
    let bad = || named(Error::new(ErrorKind::Auth, what).with_code(code::BAD_TOKEN));
    let mut parts = token.split('.');
    let (Some(_), Some(payload), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(bad());
    };
    let json = ENGINE.decode(payload).map_err(|_| bad())?;
    let body: Value = serde_json::from_slice(&json).map_err(|_| bad())?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let vars = body.get("vrs").and_then(Value::as_object).into_iter().flatten();
    Ok(Claims {
        expires_at: body.get("exp").and_then(end),
        user_id: body.get("uid").and_then(|id| UserId::deserialize(id).ok()),
        username: text("usn").map(str::to_owned),
        vars: vars
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect(),
    })
}

/// When a token ends: a number of seconds, which RFC 7519 lets have a fraction, or one in digits.
fn end(exp: &Value) -> Option<Timestamp> {
    let text = exp.as_str().map_or_else(|| exp.to_string(), str::to_owned);
    let whole = text.split('.').next().unwrap_or_default();
    whole.parse().ok().map(Timestamp::from_unix_seconds)
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{URL_SAFE as PADDED, URL_SAFE_NO_PAD as BARE};

    use super::*;

    #[test]
    fn claims_are_read_with_and_without_padding() {
        let body = r#"{"exp":1771000000,"uid":"18","usn":"bot","vrs":{"a":"b","n":1}}"#;
        for payload in [PADDED.encode(body), BARE.encode(body)] {
            let claims = claims(&format!("h.{payload}.s"), "x").unwrap();
            assert_eq!(claims.expires_at.unwrap().as_unix_seconds(), 1_771_000_000);
            assert_eq!(
                (claims.user_id, claims.username.as_deref()),
                (Some(UserId::new(18)), Some("bot"))
            );
            assert_eq!(claims.vars.len(), 1);
        }
    }

    #[test]
    fn an_end_is_a_number_with_or_without_a_fraction() {
        for (exp, seconds) in [
            ("1771000000", Some(1_771_000_000)),
            ("1771000000.9", Some(1_771_000_000)),
            ("\"1771000000\"", Some(1_771_000_000)),
            ("\"soon\"", None),
            ("null", None),
        ] {
            let payload = BARE.encode(format!(r#"{{"exp":{exp}}}"#));
            let claims = claims(&format!("h.{payload}.s"), "x").unwrap();
            assert_eq!(claims.expires_at.map(|at| at.as_unix_seconds()), seconds, "{exp}");
        }
    }

    #[test]
    fn what_is_no_token_is_refused_without_being_shown() {
        for token in ["", "secret", "a.secret", "a.secret.c.d", "a.c2VjcmV0.c", "a.%%.c"] {
            let err = claims(token, "jwt is not valid.").unwrap_err();
            assert_eq!((err.kind(), err.code()), (ErrorKind::Auth, Some(code::BAD_TOKEN)));
            assert!(!format!("{err:?}").contains("secret"), "{err:?}");
        }
        assert!(claims("a.e30.c", "x").unwrap().expires_at.is_none());
    }
}
