//! [`Silence`]: why there is nothing to send.

use std::fmt;

use serde_json::{Map, Value};

use crate::lenient;

/// Why a successful call has nothing to send. That is normal, not an error.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// # emu.fluidtalk().pause("instagram", "mark", "plan_limit");
/// let reply = client.chat("instagram", "mark").message("hey ava").await?;
/// if let Some(silence) = reply.silence() {
///     assert_eq!(silence.reason.as_deref(), Some("plan_limit"));
///     println!("no answer: {silence}");
/// }
/// # assert!(reply.is_silent());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Silence {
    /// What kind of silence it is.
    pub kind: SilenceKind,
    /// The server's own word for it, such as `plan_limit`.
    pub reason: Option<String>,
    /// The server's explanation for people.
    pub explain: Option<String>,
}

/// What kind of silence it is.
///
/// ```
/// use chatwire_fluidtalk::characters::{ChatReply, SilenceKind};
///
/// # let reply: ChatReply = serde_json::from_str(r#"{"ignored":true}"#)?;
/// let alarm = match reply.silence().map(|silence| silence.kind) {
///     Some(SilenceKind::Paused) => "the plan is used up",
///     Some(SilenceKind::ClaimedByOtherAccount) => "answer from the other account",
///     _ => "",
/// };
/// assert_eq!(alarm, "answer from the other account");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SilenceKind {
    /// The same inbound text came too often; another text resets the count.
    DuplicateMessage,
    /// Another account of the persona owns the lead.
    ClaimedByOtherAccount,
    /// The character pauses: the plan is used up, or someone paused it.
    Paused,
    /// Comments or posts are switched off in the workflow, which is their default.
    Disabled,
    /// The character chose to say nothing.
    Abstained,
    /// The event was handled by an earlier delivery.
    Deduped,
    /// A reason that this version does not know.
    Other(String),
}

impl fmt::Display for Silence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            SilenceKind::DuplicateMessage => f.write_str("duplicate message")?,
            SilenceKind::ClaimedByOtherAccount => f.write_str("claimed by another account")?,
            SilenceKind::Paused => f.write_str("paused")?,
            SilenceKind::Disabled => f.write_str("disabled")?,
            SilenceKind::Abstained => f.write_str("abstained")?,
            SilenceKind::Deduped => f.write_str("handled before")?,
            SilenceKind::Other(_) => f.write_str("silent")?,
        }
        if let Some(reason) = &self.reason {
            write!(f, " ({reason})")?;
        }
        match &self.explain {
            Some(explain) => write!(f, ": {explain}"),
            None => Ok(()),
        }
    }
}

/// What a result says about its silence; which of it counts is decided here, once for all results.
#[derive(Default)]
pub(super) struct Reasons<'a> {
    pub(super) silent: Option<&'a str>,
    pub(super) ignore_reason: Option<&'a str>,
    pub(super) pause_reason: Option<&'a str>,
    /// Why the character decided so (`reason`).
    pub(super) decided: Option<&'a str>,
    pub(super) explain: Option<&'a str>,
    pub(super) ignored: bool,
    pub(super) paused: bool,
    pub(super) deduped: bool,
    /// Fields of the answer without a place of their own, where some calls put what others name.
    pub(super) extra: Option<&'a Map<String, Value>>,
}

impl Reasons<'_> {
    /// The first of silent, ignore_reason, pause_reason and deduped that is there. An empty text is not.
    pub(super) fn silence(&self) -> Silence {
        let silent = words(self.silent).or_else(|| self.extra("silent"));
        let pause_reason = words(self.pause_reason);
        let (kind, reason) = if let Some(word) = silent.or_else(|| words(self.ignore_reason)) {
            (kind_of(word), Some(word))
        } else if pause_reason.is_some() || self.paused {
            (SilenceKind::Paused, pause_reason)
        } else if self.deduped || self.extra_flag("deduped") {
            (SilenceKind::Deduped, None)
        } else if self.ignored {
            // Without a word of its own, "ignored" stands for a lead that another account talks to.
            (SilenceKind::ClaimedByOtherAccount, None)
        } else {
            (SilenceKind::Abstained, words(self.decided))
        };
        let explain = words(self.explain).or_else(|| self.extra("explain"));
        Silence { kind, reason: reason.map(str::to_owned), explain: explain.map(str::to_owned) }
    }

    fn extra(&self, name: &str) -> Option<&str> {
        words(self.extra?.get(name)?.as_str())
    }

    fn extra_flag(&self, name: &str) -> bool {
        let value = self.extra.and_then(|extra| extra.get(name));
        value.is_some_and(|value| lenient::flag(value).unwrap_or_default())
    }
}

/// The text, unless it is blank.
pub(super) fn words(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

fn kind_of(word: &str) -> SilenceKind {
    match word {
        "duplicate_message" => SilenceKind::DuplicateMessage,
        "lead_claimed_by_other_account" | "claimed_by_other_account" | "duplicate_lead" => {
            SilenceKind::ClaimedByOtherAccount
        }
        "paused" | "plan_limit" => SilenceKind::Paused,
        "abstained" => SilenceKind::Abstained,
        "deduped" => SilenceKind::Deduped,
        word if word.ends_with("_disabled") => SilenceKind::Disabled,
        word => SilenceKind::Other(word.to_owned()),
    }
}
