//! Apps, authorization codes and tokens.

use std::collections::VecDeque;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::kick::fields;

/// Life of an authorization code in seconds.
const CODE_TTL: i64 = 600;

/// Tokens and codes that are remembered, of each so many.
const KEPT: usize = 10_000;

/// An app of the developer settings.
#[derive(Debug, Clone)]
pub(in crate::kick) struct App {
    /// Client id.
    pub(in crate::kick) id: String,
    pub(in crate::kick) secret: String,
    /// Registered redirect addresses; any address is good while there is none.
    pub(in crate::kick) redirect_uris: Vec<String>,
    /// Belongs to an organization, which the drops calls want.
    pub(in crate::kick) organization: bool,
}

impl App {
    pub(super) fn may_redirect_to(&self, uri: &str) -> bool {
        self.redirect_uris.is_empty() || self.redirect_uris.iter().any(|known| known == uri)
    }
}

/// What a code was issued for.
#[derive(Debug, Clone)]
pub(super) struct Code {
    pub(super) app: String,
    pub(super) user: u64,
    pub(super) redirect_uri: String,
    pub(super) challenge: String,
    pub(super) scopes: Vec<String>,
}

/// An access token and the refresh token that came with it.
#[derive(Debug, Clone)]
pub(in crate::kick) struct Token {
    pub(in crate::kick) access: String,
    pub(in crate::kick) refresh: String,
    /// Client id.
    pub(in crate::kick) app: String,
    /// `None` for an app token.
    pub(in crate::kick) user: Option<u64>,
    pub(in crate::kick) scopes: Vec<String>,
    /// Seconds since 1970.
    pub(in crate::kick) expires_at: i64,
    access_works: bool,
    refresh_works: bool,
}

impl Token {
    /// Whether anything can still be done with it.
    fn is_useful(&self, now: i64) -> bool {
        self.refresh_works || (self.access_works && now < self.expires_at)
    }
}

/// Everything that a secret opens.
#[derive(Debug, Default)]
pub(in crate::kick) struct Vault {
    pub(in crate::kick) apps: Vec<App>,
    /// Oldest first.
    tokens: VecDeque<Token>,
    /// With its text and its end.
    codes: VecDeque<(String, i64, Code)>,
    issued: u64,
}

impl Vault {
    pub(in crate::kick) fn app(&self, id: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.id == id)
    }

    fn text(&mut self) -> String {
        self.issued += 1;
        // Far from the numbers that stream keys are made of.
        fields::token(1_000_000 + self.issued)
    }

    pub(super) fn add_code(&mut self, code: Code, now: i64) -> String {
        let text = self.text();
        if self.codes.len() == KEPT {
            self.codes.pop_front();
        }
        self.codes.push_back((text.clone(), now.saturating_add(CODE_TTL), code));
        text
    }

    /// A code works once, whether what comes with it is right or not.
    pub(super) fn take_code(&mut self, text: &str, now: i64) -> Option<Code> {
        let place = self.codes.iter().position(|(known, ..)| known == text)?;
        let (_, end, code) = self.codes.remove(place)?;
        (now < end).then_some(code)
    }

    pub(in crate::kick) fn issue(
        &mut self,
        app: &str,
        user: Option<u64>,
        scopes: Vec<String>,
        now: i64,
        ttl: i64,
    ) -> Token {
        let token = Token {
            access: self.text(),
            refresh: self.text(),
            app: app.to_owned(),
            user,
            scopes,
            expires_at: now.saturating_add(ttl),
            access_works: true,
            refresh_works: user.is_some(),
        };
        self.keep(token.clone(), now);
        token
    }

    /// Forgets the oldest token when there are too many, and before all others one that is of no use any more.
    fn keep(&mut self, token: Token, now: i64) {
        if self.tokens.len() == KEPT {
            let spent = self.tokens.iter().position(|token| !token.is_useful(now));
            self.tokens.remove(spent.unwrap_or_default());
        }
        self.tokens.push_back(token);
    }

    /// A token of a user whose text is given.
    pub(in crate::kick) fn accept(
        &mut self,
        access: String,
        app: &str,
        user: u64,
        scopes: Vec<String>,
    ) {
        let mut token = self.issue(app, Some(user), scopes, 0, i64::MAX);
        token.access = access;
        self.keep(token, 0);
    }

    pub(super) fn refresh(
        &mut self,
        app: &str,
        refresh: &str,
        rotate: bool,
        now: i64,
        ttl: i64,
    ) -> Option<Token> {
        let fits = |token: &&mut Token| {
            token.refresh_works && token.refresh == refresh && token.app == app
        };
        let old = self.tokens.iter_mut().find(fits)?;
        // The grant moves on to the newer token, which is then found by the same text.
        old.refresh_works = false;
        let old = old.clone();
        let mut token = self.issue(app, old.user, old.scopes, now, ttl);
        if !rotate {
            token.refresh = old.refresh;
            if let Some(last) = self.tokens.back_mut() {
                last.refresh.clone_from(&token.refresh);
            }
        }
        Some(token)
    }

    /// Ends an access token, or a refresh token with the access token that came with it.
    pub(in crate::kick) fn revoke(&mut self, text: &str) {
        for token in &mut self.tokens {
            if token.access == text {
                token.access_works = false;
            } else if token.refresh == text {
                token.access_works = false;
                token.refresh_works = false;
            }
        }
    }

    /// A token that works now.
    pub(in crate::kick) fn by_access(&self, access: &str, now: i64) -> Option<&Token> {
        let fits =
            |token: &&Token| token.access == access && token.access_works && now < token.expires_at;
        self.tokens.iter().find(fits)
    }
}

/// The S256 challenge of a verifier.
pub(super) fn challenge_of(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenge_as_in_rfc_7636() {
        let challenge = challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_rotated_token_is_spent_and_a_kept_one_is_not() {
        let mut vault = Vault::default();
        let first = vault.issue("app", Some(1), Vec::new(), 0, 10);
        let second = vault.refresh("app", &first.refresh, true, 5, 10);
        let second = second.map(|token| token.refresh).unwrap_or_default();
        assert!(vault.refresh("app", &first.refresh, true, 5, 10).is_none());
        assert!(vault.refresh("other", &second, true, 5, 10).is_none());
        for _ in 0..2 {
            let kept = vault.refresh("app", &second, false, 5, 10);
            assert_eq!(kept.map(|token| token.refresh), Some(second.clone()));
        }
        assert!(vault.by_access(&first.access, 9).is_some());
        assert!(vault.by_access(&first.access, 10).is_none());
    }

    #[test]
    fn the_newest_tokens_are_kept_and_useless_ones_go_first() {
        let mut vault = Vault::default();
        let user = vault.issue("app", Some(1), Vec::new(), 0, 10);
        let short = vault.issue("app", None, Vec::new(), 0, 10);
        let long = vault.issue("app", None, Vec::new(), 0, 100);
        for _ in 3..KEPT {
            vault.issue("app", None, Vec::new(), 20, 10);
        }
        vault.issue("app", None, Vec::new(), 20, 10);
        assert!(vault.by_access(&short.access, 9).is_none(), "it had run out");
        assert!(vault.by_access(&long.access, 20).is_some());
        for _ in 0..3 {
            vault.issue("app", None, Vec::new(), 20, 10);
        }
        assert!(vault.refresh("app", &user.refresh, true, 20, 10).is_none());
        assert!(vault.by_access(&long.access, 20).is_none());
        assert_eq!(vault.tokens.len(), KEPT);
    }

    #[test]
    fn the_newest_codes_are_kept() {
        let mut vault = Vault::default();
        let code = Code {
            app: "app".to_owned(),
            user: 1,
            redirect_uri: String::new(),
            challenge: String::new(),
            scopes: Vec::new(),
        };
        let texts: Vec<_> = (0..=KEPT).map(|_| vault.add_code(code.clone(), 0)).collect();
        assert!(vault.take_code(&texts[0], 1).is_none());
        assert!(vault.take_code(&texts[1], 1).is_some());
    }
}
