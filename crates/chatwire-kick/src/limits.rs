//! What Kick takes, checked before anything is sent.
//!
//! Lengths are counted in Unicode scalar values, as gokick counts them: 500 emoji are one message.

use std::collections::HashSet;
use std::fmt::Display;
use std::hash::Hash;

use chatwire_core::{Error, FieldIssue, Result};

/// Longest text of a chat message (KickDevDocs, chat).
pub const MAX_CONTENT: usize = 500;
/// Most broadcasters or slugs in one request for channels or livestreams (KickDevDocs, channels).
pub const MAX_CHANNELS: usize = 50;
/// Longest slug (KickDevDocs, channels).
pub const MAX_SLUG: usize = 25;
/// Most users in one request; a caution of this crate, since Kick documents none.
pub const MAX_USERS: usize = 50;
/// Most users in one request for the livestreams of users (gokick, kick4j).
pub const MAX_LIVESTREAM_USERS: usize = 100;
/// Most categories or languages by which livestreams are filtered (gokick, kick4j).
pub const MAX_LIVESTREAM_FILTERS: usize = 25;
/// Most custom tags of a channel (kickcom.py).
pub const MAX_TAGS: usize = 10;
/// Largest page of categories, livestreams and drops claims (KickDevDocs).
pub const MAX_PAGE: u32 = 1_000;
/// Largest answer of the deprecated list of livestreams (KickDevDocs, livestreams).
pub const MAX_LIVESTREAMS_V1: u32 = 100;
/// Longest title of a reward (KickDevDocs, channel rewards).
pub const MAX_REWARD_TITLE: usize = 50;
/// Longest description of a reward (KickDevDocs, channel rewards).
pub const MAX_REWARD_DESCRIPTION: usize = 200;
/// Most redemptions that one request accepts or rejects (KickDevDocs, channel rewards).
pub const MAX_REDEMPTIONS: usize = 25;
/// Longest reason of a ban (KickDevDocs, moderation).
pub const MAX_REASON: usize = 100;
/// Longest timeout in minutes, 7 days (KickDevDocs, moderation).
pub const MAX_TIMEOUT_MINUTES: u32 = 10_080;
/// Most ranks of the leaderboard (KickDevDocs, kicks).
pub const MAX_LEADERBOARD: u32 = 100;
/// Most subscriptions that are deleted in one request: 330 failed, 50 worked (kicksdk 0.2.0).
pub const MAX_DELETED_SUBSCRIPTIONS: usize = 50;
/// Most drops claims that one request changes (KickDevDocs, drops).
pub const MAX_CLAIMS: usize = 100;

/// Checks the fields of one request; the first failure is kept.
#[derive(Debug, Default)]
pub(crate) struct Checks(Option<Error>);

impl Checks {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// What was found.
    pub(crate) fn done(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }

    /// A text of `least` to `most` characters.
    pub(crate) fn length(self, field: &'static str, text: &str, least: usize, most: usize) -> Self {
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

    /// Like [`length`](Self::length), when there is a text.
    pub(crate) fn opt_length(
        self,
        field: &'static str,
        text: Option<&str>,
        least: usize,
        most: usize,
    ) -> Self {
        match text {
            Some(text) => self.length(field, text, least, most),
            None => self,
        }
    }

    /// A number of `least` to `most`, when there is one.
    pub(crate) fn range<T: PartialOrd + Display + Copy>(
        self,
        field: &'static str,
        value: Option<T>,
        least: T,
        most: T,
    ) -> Self {
        match value {
            Some(value) if value < least || value > most => {
                self.fail(field, &format!("is {value}, {least} to {most} are allowed"))
            }
            _ => self,
        }
    }

    /// A list of at most `most` items.
    pub(crate) fn at_most<T>(self, field: &'static str, items: &[T], most: usize) -> Self {
        if items.len() <= most {
            return self;
        }
        self.fail(field, &format!("has {} items, {most} are allowed", items.len()))
    }

    /// A list with at least one item, none of them twice.
    pub(crate) fn distinct<T: Eq + Hash>(self, field: &'static str, items: &[T]) -> Self {
        if items.is_empty() {
            return self.fail(field, "is empty");
        }
        let mut seen = HashSet::with_capacity(items.len());
        if items.iter().all(|item| seen.insert(item)) {
            return self;
        }
        self.fail(field, "holds an item twice")
    }

    /// Something that must not be so.
    pub(crate) fn refuse(self, refused: bool, field: &'static str, why: &str) -> Self {
        if refused { self.fail(field, why) } else { self }
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
        for unit in ["x", "é", "🔥"] {
            let of = |count: usize| {
                field(Checks::new().length("content", &unit.repeat(count), 1, MAX_CONTENT))
            };
            assert_eq!([of(1), of(MAX_CONTENT)], [None, None]);
            assert_eq!([of(0), of(MAX_CONTENT + 1)].map(|f| f.is_some()), [true, true]);
        }
    }

    #[test]
    fn the_ends_of_each_range() {
        let range = |value| field(Checks::new().range("limit", Some(value), 1, 100));
        assert_eq!([range(1), range(100)], [None, None]);
        assert_eq!([range(0), range(101)].map(|f| f.is_some()), [true, true]);
        assert_eq!(field(Checks::new().range("limit", None, 1, 2)), None);
        assert_eq!(field(Checks::new().at_most("id", &[1, 2], 2)), None);
        assert!(field(Checks::new().at_most("id", &[1, 2, 3], 2)).is_some());
        assert_eq!(field(Checks::new().distinct("ids", &["a", "b"])), None);
        for bad in [&["a", "a"][..], &[]] {
            assert!(field(Checks::new().distinct("ids", bad)).is_some());
        }
    }

    #[test]
    fn the_first_failure_is_kept_and_the_value_is_not_shown() {
        let long = "secret".repeat(100);
        let checks = Checks::new().length("content", &long, 1, 500).opt_length("x", Some(""), 1, 2);
        let err = checks.refuse(true, "y", "no").done().unwrap_err();
        assert_eq!(err.message(), "content has 600 characters, 500 are allowed");
        assert_eq!(err.issues().len(), 1);
    }
}
