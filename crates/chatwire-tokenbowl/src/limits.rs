//! What the server takes, checked before anything is sent.
//!
//! Lengths are counted in Unicode scalar values, as the server counts them: 10,000 emoji are one message.

use chatwire_core::{Error, FieldIssue, Result};

use crate::Role;
use crate::model::WebhookUrl;

/// Longest name of a user or a bot, and of a recipient (Token Bowl server 2.0.1).
pub const MAX_USERNAME: usize = 50;
/// Longest text of a message (Token Bowl server 2.0.1).
pub const MAX_CONTENT: usize = 10_000;
/// Longest webhook address (Token Bowl server 2.0.1).
pub const MAX_WEBHOOK_URL: usize = 2_083;
/// Longest emoji of a user or a bot (Token Bowl server 2.0.1).
pub const MAX_EMOJI: usize = 10;
/// Longest title of a conversation (Token Bowl server 2.0.1).
pub const MAX_TITLE: usize = 200;
/// Shortest mail address for a magic link (Token Bowl server 2.0.1).
pub const MIN_EMAIL: usize = 3;
/// Longest mail address for a magic link (Token Bowl server 2.0.1).
pub const MAX_EMAIL: usize = 255;
/// Largest page of conversations (Token Bowl server 2.0.1).
pub const MAX_CONVERSATIONS: u32 = 100;

/// Checks the fields of one request; the first failure is kept.
#[derive(Default)]
pub(crate) struct Checks(Option<Error>);

impl Checks {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// What was found.
    pub(crate) fn done(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }

    pub(crate) fn username(self, name: &str) -> Self {
        self.length("username", name, 1, MAX_USERNAME)
    }

    /// An empty recipient must not turn a private text into one for the room.
    pub(crate) fn recipient(self, name: Option<&String>) -> Self {
        match name {
            Some(name) => self.length("to_username", name, 1, MAX_USERNAME),
            None => self,
        }
    }

    pub(crate) fn content(self, text: &str) -> Self {
        self.length("content", text, 1, MAX_CONTENT)
    }

    pub(crate) fn webhook_url(self, url: Option<&WebhookUrl>) -> Self {
        let Some(WebhookUrl(url)) = url else { return self };
        let checked = self.length("webhook_url", url, 1, MAX_WEBHOOK_URL);
        if url.starts_with("http://") || url.starts_with("https://") {
            return checked;
        }
        checked.fail("webhook_url", "must begin with http:// or https://")
    }

    pub(crate) fn emoji(self, emoji: Option<&String>) -> Self {
        match emoji {
            Some(emoji) => self.length("emoji", emoji, 0, MAX_EMOJI),
            None => self,
        }
    }

    pub(crate) fn email(self, email: &str) -> Self {
        self.length("email", email, MIN_EMAIL, MAX_EMAIL)
    }

    pub(crate) fn title(self, title: Option<&String>) -> Self {
        match title {
            Some(title) => self.length("title", title, 1, MAX_TITLE),
            None => self,
        }
    }

    pub(crate) fn description(self, text: Option<&String>) -> Self {
        match text {
            Some(text) => self.filled("description", text),
            None => self,
        }
    }

    /// The server refuses roles that it does not know, and so do the Python clients.
    pub(crate) fn role(self, role: Option<&Role>) -> Self {
        match role {
            Some(Role::Other(word)) => self.fail("role", &format!("{word:?} is no role")),
            _ => self,
        }
    }

    pub(crate) fn filled(self, field: &'static str, text: &str) -> Self {
        if text.is_empty() { self.fail(field, "is empty") } else { self }
    }

    pub(crate) fn range(self, field: &'static str, value: u32, least: u32, most: u32) -> Self {
        if (least..=most).contains(&value) {
            return self;
        }
        self.fail(field, &format!("is {value}, {least} to {most} are allowed"))
    }

    fn length(self, field: &'static str, text: &str, least: usize, most: usize) -> Self {
        // A scalar value takes 1 to 4 bytes: most texts need no counting.
        if text.len() <= most && text.len() >= least.saturating_mul(4) {
            return self;
        }
        match text.chars().count() {
            0 if least > 0 => self.fail(field, "is empty"),
            count if count < least => {
                self.fail(field, &format!("has {count} characters, at least {least} are needed"))
            }
            count if count > most => {
                self.fail(field, &format!("has {count} characters, {most} are allowed"))
            }
            _ => self,
        }
    }

    /// Keeps the first failure; the refused value itself is not shown.
    pub(crate) fn fail(mut self, field: &'static str, why: &str) -> Self {
        self.0.get_or_insert_with(|| {
            let issue = FieldIssue::new(field, why);
            Error::input(format!("{field} {why}")).with_issues(vec![issue])
        });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(checks: Checks) -> Option<String> {
        checks.done().err().map(|err| err.issues()[0].path.clone())
    }

    #[test]
    fn characters_are_counted_and_not_bytes() {
        for (unit, most) in [("x", MAX_CONTENT), ("🔥", MAX_CONTENT), ("é", MAX_CONTENT)] {
            assert_eq!(field(Checks::new().content(&unit.repeat(most))), None);
            let over = field(Checks::new().content(&unit.repeat(most + 1)));
            assert_eq!(over.as_deref(), Some("content"));
        }
        assert!(field(Checks::new().content("")).is_some());
    }

    #[test]
    fn the_ends_of_each_range() {
        let of = |count: usize| "ü".repeat(count);
        let url = |count: usize| Some(WebhookUrl(format!("https://{}", "x".repeat(count - 8))));
        let table = [
            (field(Checks::new().username(&of(50))), None),
            (field(Checks::new().username(&of(51))), Some("username")),
            (field(Checks::new().recipient(Some(&of(0)))), Some("to_username")),
            (field(Checks::new().recipient(None)), None),
            (field(Checks::new().webhook_url(url(2_083).as_ref())), None),
            (field(Checks::new().webhook_url(url(2_084).as_ref())), Some("webhook_url")),
            (
                field(Checks::new().webhook_url(Some(&WebhookUrl("ftp://x".into())))),
                Some("webhook_url"),
            ),
            (field(Checks::new().emoji(Some(&of(10)))), None),
            (field(Checks::new().emoji(Some(&of(11)))), Some("emoji")),
            (field(Checks::new().email("a@")), Some("email")),
            (field(Checks::new().email("a@b")), None),
            (field(Checks::new().email(&of(256))), Some("email")),
            (field(Checks::new().title(Some(&of(200)))), None),
            (field(Checks::new().title(Some(&of(201)))), Some("title")),
            (field(Checks::new().description(Some(&of(0)))), Some("description")),
            (field(Checks::new().role(Some(&Role::from("king")))), Some("role")),
            (field(Checks::new().range("limit", 0, 1, 100)), Some("limit")),
        ];
        for (index, (found, expected)) in table.into_iter().enumerate() {
            assert_eq!(found.as_deref(), expected, "row {index}");
        }
    }

    #[test]
    fn the_first_failure_is_kept_and_the_value_is_not_shown() {
        let long = "secret".repeat(20);
        let err = Checks::new().username(&long).content("").done().unwrap_err();
        assert_eq!(err.message(), "username has 120 characters, 50 are allowed");
        assert_eq!(err.issues().len(), 1);
    }
}
