//! Session tokens: JWTs with a signature that only this emulator makes and checks.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// What a token is good for; each kind has a signature of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Calls and the socket.
    Access,
    /// Another session.
    Refresh,
}

/// What a valid token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claims {
    /// Number of the token, so that no two are the same.
    pub(super) number: u64,
    pub(super) user: i64,
}

/// Why a token is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bad {
    Invalid,
    Expired,
}

/// A token that ends at `until`, in seconds since 1970.
pub(super) fn issue(
    kind: Kind,
    Claims { number, user }: &Claims,
    name: &str,
    vars: &Value,
    until: i64,
) -> String {
    // The service writes the id as text (fields as NET reads them).
    let claims = json!({"tid": format!("t{number}"), "uid": user.to_string(), "usn": name,
        "exp": until, "vrs": vars});
    let header = json!({"alg": "HS256", "typ": "JWT"});
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", encode(&header), encode(&claims));
    format!("{signed}.{}", signature(kind, &signed))
}

/// Reads a token of this kind at a time in seconds since 1970.
pub(super) fn read(kind: Kind, token: &str, now: i64) -> Result<Claims, Bad> {
    let (signed, given) = token.rsplit_once('.').ok_or(Bad::Invalid)?;
    if given != signature(kind, signed) {
        return Err(Bad::Invalid);
    }
    let (_, claims) = signed.split_once('.').ok_or(Bad::Invalid)?;
    let claims = URL_SAFE_NO_PAD.decode(claims).map_err(|_| Bad::Invalid)?;
    let claims: Value = serde_json::from_slice(&claims).map_err(|_| Bad::Invalid)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str).ok_or(Bad::Invalid);
    let until = claims.get("exp").and_then(Value::as_i64).ok_or(Bad::Invalid)?;
    if until <= now {
        return Err(Bad::Expired);
    }
    Ok(Claims {
        number: text("tid")?.trim_start_matches('t').parse().map_err(|_| Bad::Invalid)?,
        user: text("uid")?.parse().map_err(|_| Bad::Invalid)?,
    })
}

fn signature(kind: Kind, signed: &str) -> String {
    let mut hasher = DefaultHasher::new();
    ("emulator", kind, signed).hash(&mut hasher);
    URL_SAFE_NO_PAD.encode(hasher.finish().to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_issued_and_nothing_else() {
        let claims = Claims { number: 3, user: 42 };
        let token = issue(Kind::Access, &claims, "bot", &json!({"k": "v"}), 100);
        assert_eq!(token.split('.').count(), 3);
        assert_eq!(read(Kind::Access, &token, 99), Ok(claims));
        assert_eq!(read(Kind::Access, &token, 100), Err(Bad::Expired));
        assert_eq!(read(Kind::Refresh, &token, 99), Err(Bad::Invalid));
        assert_eq!(read(Kind::Access, &format!("{token}x"), 99), Err(Bad::Invalid));
        assert_eq!(read(Kind::Access, "x", 99), Err(Bad::Invalid));
    }
}
