//! Connection tokens: three parts like a JWT, with a signature that only this emulator makes and checks.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::stamp;

/// Known to both halves below and to nobody else.
const SECRET: &str = "emulator";

/// What a valid token says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Claims {
    pub(super) user: String,
    pub(super) channels: Vec<String>,
    /// Until it expires.
    pub(super) left: Duration,
}

/// Why a token is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bad {
    Invalid,
    Expired,
}

/// A token for a user. It names its channels, which the server then subscribes by itself.
pub(super) fn issue(user: &str, channels: &[&str], ttl: Duration) -> String {
    let now = stamp::wall_seconds();
    let until = now.saturating_add(i64::try_from(ttl.as_secs()).unwrap_or(i64::MAX));
    let claims = json!({"sub": user, "iat": now, "exp": until, "channels": channels});
    let header = json!({"alg": "HS256", "typ": "JWT"});
    let signed = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
    format!("{signed}.{}", signature(&signed))
}

pub(super) fn read(token: &str) -> Result<Claims, Bad> {
    let (signed, given) = token.rsplit_once('.').ok_or(Bad::Invalid)?;
    if given != signature(signed) {
        return Err(Bad::Invalid);
    }
    let (_, claims) = signed.split_once('.').ok_or(Bad::Invalid)?;
    let claims = URL_SAFE_NO_PAD.decode(claims).map_err(|_| Bad::Invalid)?;
    let claims: Value = serde_json::from_slice(&claims).map_err(|_| Bad::Invalid)?;
    let field = |name: &str| claims.get(name).ok_or(Bad::Invalid);
    let until = field("exp")?.as_i64().ok_or(Bad::Invalid)?;
    let left = until - stamp::wall_seconds();
    if left <= 0 {
        return Err(Bad::Expired);
    }
    Ok(Claims {
        user: field("sub")?.as_str().ok_or(Bad::Invalid)?.to_owned(),
        channels: serde_json::from_value(field("channels")?.clone()).map_err(|_| Bad::Invalid)?,
        left: Duration::from_secs(u64::try_from(left).unwrap_or_default()),
    })
}

fn encode(text: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

fn signature(signed: &str) -> String {
    let mut hasher = DefaultHasher::new();
    (SECRET, signed).hash(&mut hasher);
    encode(hasher.finish().to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_issued_and_nothing_else() {
        let token = issue("bob", &["room:main", "user:bob"], Duration::from_secs(60));
        let claims = read(&token).unwrap();
        assert_eq!(claims.user, "bob");
        assert_eq!(claims.channels, ["room:main", "user:bob"]);
        assert!(claims.left > Duration::from_secs(50));
        assert_eq!(token.split('.').count(), 3);
        assert_eq!(read(&format!("{token}x")), Err(Bad::Invalid));
        assert_eq!(read("x"), Err(Bad::Invalid));
        assert_eq!(read(&issue("bob", &[], Duration::ZERO)), Err(Bad::Expired));
    }
}
