//! What the persona says: rules first, then the test's closure, else a small deterministic character.

use std::fmt;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::world::lock;

/// Why the persona is asked to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Occasion {
    /// The lead wrote.
    Chat,
    /// First message to a new lead: `ai_opener`, or the trigger `outreach`.
    Opener,
    /// Something happened: `event_trigger`, or any other trigger.
    Event,
    /// The lead has been quiet.
    FollowUp,
    /// A comment under somebody's post.
    Comment,
    /// An answer to a comment, by `comment_reply` or `comment_engage`.
    CommentReply,
    /// A post of the persona's own.
    Post,
}

/// All that the persona knows when it is asked to write.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Turn {
    /// Why it is asked.
    pub occasion: Occasion,
    /// Platform of the characters API; `None` in the handshake API, which knows none.
    pub platform: Option<String>,
    /// Lead's handle; the author of a post or comment; the community of a post.
    pub lead: String,
    /// What the lead wrote, the caption, the brief, or the name of the event.
    pub text: String,
    /// Picture that came with it.
    pub image_url: Option<String>,
    /// `entry_context` or `context` of an event, else null.
    pub context: Value,
    /// Which turn of this conversation it is, from 1. Public comments and posts are always 1.
    pub number: u32,
    /// Conversation that it belongs to; empty for public comments and posts.
    pub session_id: String,
}

type Speaker = dyn Fn(&Turn) -> Vec<String> + Send + Sync;

/// Replies to texts that contain a phrase.
#[derive(Debug, Clone)]
struct Rule {
    phrase: String,
    replies: Vec<String>,
}

/// Rules and the closure behind them.
#[derive(Default)]
pub(super) struct Persona {
    rules: Mutex<Vec<Rule>>,
    photos: Mutex<Vec<(String, String)>>,
    speaker: Mutex<Option<Arc<Speaker>>>,
}

impl fmt::Debug for Persona {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Persona").field("rules", &*lock(&self.rules)).finish_non_exhaustive()
    }
}

impl Persona {
    pub(super) fn set(&self, speaker: Arc<Speaker>) {
        *lock(&self.speaker) = Some(speaker);
    }

    pub(super) fn add_rule(&self, phrase: &str, replies: Vec<String>) {
        lock(&self.rules).push(Rule { phrase: phrase.to_lowercase(), replies });
    }

    pub(super) fn add_photo(&self, phrase: &str, url: &str) {
        lock(&self.photos).push((phrase.to_lowercase(), url.to_owned()));
    }

    /// Bubbles for a turn. No lock is held while the test's closure runs, so that it may use the emulator.
    pub(super) fn speak(&self, turn: &Turn) -> Vec<String> {
        let text = turn.text.to_lowercase();
        let ruled = lock(&self.rules)
            .iter()
            .find(|rule| text.contains(&rule.phrase))
            .map(|rule| rule.replies.clone());
        if let Some(replies) = ruled {
            return replies;
        }
        let speaker = lock(&self.speaker).clone();
        match speaker {
            Some(speaker) => speaker(turn),
            None => small_talk(turn),
        }
    }

    /// Photo that goes with the answer to a text.
    pub(super) fn photo(&self, text: &str) -> Option<String> {
        let text = text.to_lowercase();
        lock(&self.photos)
            .iter()
            .find(|(phrase, _)| text.contains(phrase))
            .map(|(_, url)| url.clone())
    }
}

/// Answers with what was said and how long the conversation is, so that tests can tell turns apart.
fn small_talk(turn: &Turn) -> Vec<String> {
    let Turn { lead, text, number, .. } = turn;
    let name = lead.trim_start_matches('@');
    match turn.occasion {
        Occasion::Chat if text.is_empty() => vec![format!("nice picture, {name}!")],
        Occasion::Chat if *number == 1 => {
            vec![
                format!("hey {name}, good to hear from you!"),
                format!("\"{text}\" — tell me more?"),
            ]
        }
        Occasion::Chat if text.trim_end().ends_with('?') => {
            vec![format!("good question, {name}: let me think about \"{text}\"")]
        }
        Occasion::Chat => vec![format!("({number}) I like that: \"{text}\"")],
        Occasion::Opener => vec![format!("hi {name}, I just saw your profile!")],
        Occasion::Event => vec![format!("thanks for the {text}, {name}!")],
        Occasion::FollowUp => vec![format!("still there, {name}?")],
        Occasion::Comment if text.is_empty() => vec!["love this!".to_owned()],
        Occasion::Comment => vec![format!("love this: {text}")],
        Occasion::CommentReply => vec![format!("@{name} well said: {text}")],
        Occasion::Post => {
            vec![format!("What {name} taught me"), format!("A few honest lines about {text}.")]
        }
    }
}
