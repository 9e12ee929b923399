//! Guest tokens: three parts like a JWT, remembered instead of signed.

use std::collections::VecDeque;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

/// Tokens that are remembered.
const KEPT: usize = 10_000;

#[derive(Debug)]
struct Token {
    text: String,
    client: String,
    /// On the connections' stopwatch.
    until: Duration,
}

/// Why a token is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bad {
    Invalid,
    Expired,
}

/// All that were issued, oldest first.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    tokens: VecDeque<Token>,
    issued: u64,
}

impl Tokens {
    /// A token for a client id. Its times are seconds since 1970 by the machine, so that a client may read them.
    pub(super) fn issue(&mut self, client: &str, now: Duration, ttl: Duration) -> String {
        self.issued += 1;
        let wall = jiff::Timestamp::now().as_second();
        let until = wall.saturating_add(i64::try_from(ttl.as_secs()).unwrap_or(i64::MAX));
        let part = |value: String| URL_SAFE_NO_PAD.encode(value);
        let text = [
            part(json!({"alg": "HS256", "typ": "JWT"}).to_string()),
            part(json!({"sub": format!("guest:{client}"), "iat": wall, "exp": until}).to_string()),
            part(format!("emulated signature {}", self.issued)),
        ]
        .join(".");
        if self.tokens.len() == KEPT {
            self.tokens.pop_front();
        }
        let until = now.saturating_add(ttl);
        self.tokens.push_back(Token { text: text.clone(), client: client.to_owned(), until });
        text
    }

    /// Client id of a token, and when it runs out.
    pub(super) fn read(&self, text: &str, now: Duration) -> Result<(String, Duration), Bad> {
        let token =
            self.tokens.iter().rev().find(|token| token.text == text).ok_or(Bad::Invalid)?;
        if token.until <= now {
            return Err(Bad::Expired);
        }
        Ok((token.client.clone(), token.until))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lives_as_long_as_it_says() {
        let mut tokens = Tokens::default();
        let (start, ttl) = (Duration::from_secs(5), Duration::from_secs(10));
        let token = tokens.issue("c1", start, ttl);
        assert_eq!(token.split('.').count(), 3);
        let at = |seconds| Duration::from_secs(seconds);
        assert_eq!(tokens.read(&token, at(14)), Ok(("c1".to_owned(), at(15))));
        assert_eq!(tokens.read(&token, at(15)), Err(Bad::Expired));
        assert_eq!(tokens.read("a.b.c", at(5)), Err(Bad::Invalid));
        assert_ne!(tokens.issue("c1", start, ttl), token);
    }
}
