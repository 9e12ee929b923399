//! What FluidTalk remembers: conversations, balances, follow-ups, what was already done.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::files::Files;

/// Who wrote a line of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Author {
    /// The person who chats with the persona.
    Lead,
    /// The persona.
    Persona,
}

/// One line of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line {
    /// Who wrote it.
    pub author: Author,
    /// What was written.
    pub text: String,
}

/// Names a conversation: a lead, and in the characters API the platform as well.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) platform: Option<String>,
    pub(super) lead: String,
    /// Sandbox conversations are apart from the real ones.
    pub(super) sandbox: bool,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Conversation {
    pub(super) session_id: String,
    /// The owner's account that the lead belongs to, known from the first call that names one.
    pub(super) account: Option<String>,
    pub(super) sealed: bool,
    pub(super) paused: Option<String>,
    pub(super) turns: u32,
    pub(super) last_at: i64,
    pub(super) lines: Vec<Line>,
    /// Last inbound text and how often it came in a row.
    pub(super) repeated: (String, u32),
    pub(super) sales: u32,
    pub(super) spent: f64,
}

#[derive(Debug, Clone)]
pub(super) struct FollowUp {
    pub(super) id: String,
    pub(super) platform: String,
    pub(super) handle: String,
    pub(super) account: Option<String>,
    pub(super) message: String,
    created_at: i64,
    pub(super) delivered_at: Option<i64>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Switches {
    pub(super) comments: bool,
    pub(super) posts: bool,
    pub(super) blind: bool,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) tokens: u64,
    pub(super) credits: u64,
    pub(super) conversations: BTreeMap<Key, Conversation>,
    /// Uploaded files by their ids.
    pub(super) media: Files,
    /// How many files were uploaded.
    pub(super) uploads: u64,
    pub(super) followups: Vec<FollowUp>,
    /// Platforms with a workflow, and the events that each can fire.
    pub(super) bindings: BTreeMap<String, Vec<String>>,
    /// External ids of events and triggers that were applied.
    pub(super) applied: BTreeSet<String>,
    /// Comments that were answered, by post.
    pub(super) engaged: BTreeMap<String, BTreeSet<String>>,
    /// Communities that were analysed, with the time of it.
    pub(super) analyses: BTreeMap<String, (u32, i64)>,
    pub(super) switches: Switches,
    pub(super) requests: u64,
    sessions: u64,
    threads: BTreeMap<String, u32>,
}

/// Enough for any test that is not about running out.
const BALANCE: u64 = 1_000;
/// Platforms bound at start, each with the reserved cold opener and one more event.
const PLATFORMS: [&str; 5] = ["instagram", "reddit", "telegram", "threads", "whatsapp"];

impl Default for State {
    fn default() -> Self {
        let events = || vec!["outreach".to_owned(), "story_reaction".to_owned()];
        Self {
            tokens: BALANCE,
            credits: BALANCE,
            conversations: BTreeMap::new(),
            media: Files::default(),
            uploads: 0,
            followups: Vec::new(),
            bindings: PLATFORMS.iter().map(|platform| ((*platform).to_owned(), events())).collect(),
            applied: BTreeSet::new(),
            engaged: BTreeMap::new(),
            analyses: BTreeMap::new(),
            switches: Switches { comments: true, posts: true, blind: false },
            requests: 0,
            sessions: 0,
            threads: BTreeMap::new(),
        }
    }
}

impl State {
    /// Conversation of a lead, opened when there is none.
    pub(super) fn open(&mut self, key: Key, now: i64) -> &mut Conversation {
        let sessions = &mut self.sessions;
        self.conversations.entry(key).or_insert_with(|| {
            *sessions += 1;
            Conversation {
                session_id: format!("s_{sessions}"),
                last_at: now,
                ..Conversation::default()
            }
        })
    }

    pub(super) fn next_request(&mut self) -> String {
        self.requests += 1;
        format!("req_{}", self.requests)
    }

    /// Thread id of a post, the same for every comment on it.
    pub(super) fn thread(&mut self, post_ref: &str) -> String {
        let next = u32::try_from(self.threads.len()).unwrap_or(u32::MAX).saturating_add(1);
        format!("t_{}", self.threads.entry(post_ref.to_owned()).or_insert(next))
    }

    pub(super) fn queue(
        &mut self,
        platform: &str,
        handle: &str,
        account: Option<String>,
        message: String,
        now: i64,
    ) -> String {
        let id = format!("fu_{}", self.followups.len() + 1);
        self.followups.push(FollowUp {
            id: id.clone(),
            platform: platform.to_owned(),
            handle: handle.to_owned(),
            account,
            message,
            created_at: now,
            delivered_at: None,
        });
        id
    }
}

impl Conversation {
    /// Whether this account may write to the lead; the first account that is named gets the lead.
    pub(super) fn belongs_to(&mut self, account: Option<&str>) -> bool {
        match (&self.account, account) {
            (Some(owner), Some(account)) => owner == account,
            (None, Some(account)) => {
                self.account = Some(account.to_owned());
                true
            }
            (_, None) => true,
        }
    }

    pub(super) fn write(&mut self, author: Author, text: &str) {
        if !text.is_empty() {
            self.lines.push(Line { author, text: text.to_owned() });
        }
    }

    /// Counts an inbound text and says how often it has come in a row.
    pub(super) fn count_repeats(&mut self, text: &str) -> u32 {
        if self.repeated.0 == text && self.repeated.1 > 0 {
            self.repeated.1 += 1;
        } else {
            self.repeated = (text.to_owned(), 1);
        }
        self.repeated.1
    }
}

impl FollowUp {
    pub(super) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "handle": self.handle,
            "platform": self.platform,
            "kind": "REKINDLE",
            "message": self.message,
            "created_at": rfc3339(self.created_at),
        })
    }
}
