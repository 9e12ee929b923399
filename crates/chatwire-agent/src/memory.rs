//! What was said in each conversation, kept within the model's window.

pub(crate) mod file;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chatwire::{Incoming, Room};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::llm::{Message, Role};

/// Conversations that are remembered; the one that was silent for longest is forgotten first.
pub(crate) const MAX_ROOMS: usize = 1_000;

/// Own answers that a new one is compared with (newest Python agent).
const RECENT: usize = 3;

/// Characters of a token: a rough measure that needs no tables (both Python agents).
const CHARS_OF_TOKEN: usize = 4;

/// Tokens of a text, rounded up.
pub(crate) fn tokens(chars: usize) -> usize {
    chars.div_ceil(CHARS_OF_TOKEN)
}

/// How much is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    /// Tokens of the model's window.
    pub(crate) tokens: usize,
    /// Tokens kept free for the answer.
    pub(crate) reserve: usize,
    /// Most turns, 0 for no limit.
    pub(crate) turns: usize,
}

/// Question and answer: remembered and forgotten together, calls of tools with their results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Exchange(Vec<Message>);

impl Exchange {
    pub(crate) fn new(messages: Vec<Message>) -> Self {
        Self(messages)
    }

    fn tokens(&self) -> usize {
        self.0.iter().map(|message| tokens(message.chars())).sum()
    }

    /// Turns as people count them: what was asked and what was answered.
    fn turns(&self) -> usize {
        let is_turn = |message: &&Message| {
            matches!(message.role, Role::User | Role::Assistant) && message.tool_calls.is_empty()
        };
        self.0.iter().filter(is_turn).count()
    }
}

/// Id of the person to whom a conversation belongs, where it is called by a name that somebody else may take over.
pub(crate) fn partner<'a>(room: &Room, message: &'a Incoming) -> Option<&'a str> {
    // Conversations of two on Token Bowl go by names, and people there rename themselves.
    let goes_by_name = room.platform == "tokenbowl" && room.id.starts_with("user:");
    goes_by_name.then_some(message.sender.id.as_str())
}

/// What is kept of a conversation over a restart.
#[derive(Debug, Default)]
struct Told {
    /// The oldest first.
    exchanges: VecDeque<Exchange>,
    /// Whose they are, where the room goes by a name; see [`partner`].
    person: Option<String>,
}

/// What was said in a conversation; locked for moments only, so that whoever stores it does not wait for an answer.
#[derive(Clone, Debug, Default)]
struct Said(Arc<Mutex<Told>>);

impl Said {
    fn lock(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One conversation.
#[derive(Debug, Default)]
pub(crate) struct Conversation {
    said: Said,
    /// Own answers, the newest last.
    recent: VecDeque<String>,
    /// Answers since the last pause.
    pub(crate) answers: u32,
    /// Silent until then.
    pub(crate) quiet_until: Option<Instant>,
    /// The bot that was answered last, and how often in a row.
    pub(crate) bot: Option<(String, u32)>,
}

impl Conversation {
    /// Begins anew when somebody else bears the name that the conversation goes by.
    pub(crate) fn meet(&mut self, person: &str) {
        let mut told = self.said.lock();
        let before = told.person.replace(person.to_owned());
        if before.is_none_or(|before| before == person) {
            return;
        }
        told.exchanges.clear();
        drop(told);
        *self = Self { said: self.said.clone(), ..Self::default() };
    }

    /// What the model is told of before, without what exceeds the window beside `prompt` tokens of prompts.
    pub(crate) fn history(&mut self, prompt: usize, window: Window) -> Vec<Message> {
        let exchanges = &mut self.said.lock().exchanges;
        trim(exchanges, prompt, window);
        exchanges.iter().flat_map(|exchange| exchange.0.iter().cloned()).collect()
    }

    /// Remembers an exchange.
    pub(crate) fn remember(&mut self, exchange: Exchange, prompt: usize, window: Window) {
        let exchanges = &mut self.said.lock().exchanges;
        exchanges.push_back(exchange);
        trim(exchanges, prompt, window);
    }

    /// Notes an answer that was given.
    pub(crate) fn answered(&mut self, text: &str) {
        self.recent.push_back(text.to_owned());
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
    }

    pub(crate) fn recent(&self) -> impl Iterator<Item = &str> {
        self.recent.iter().map(String::as_str)
    }

    /// Forgets what was said, and goes on.
    pub(crate) fn clear(&mut self) {
        self.said.lock().exchanges.clear();
        self.recent.clear();
    }
}

fn trim(exchanges: &mut VecDeque<Exchange>, prompt: usize, window: Window) {
    let room = window.tokens.saturating_sub(prompt).saturating_sub(window.reserve);
    let mut kept: usize = exchanges.iter().map(Exchange::tokens).sum();
    let mut turns: usize = exchanges.iter().map(Exchange::turns).sum();
    while kept > room || (window.turns > 0 && turns > window.turns) {
        let Some(oldest) = exchanges.pop_front() else { return };
        kept -= oldest.tokens();
        turns -= oldest.turns();
    }
}

/// All conversations; each is locked for as long as somebody answers in it.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<Rooms>);

#[derive(Debug, Default)]
struct Rooms {
    of: HashMap<Room, Kept>,
    /// Grows with each use.
    clock: u64,
}

#[derive(Debug)]
struct Kept {
    /// When it was asked for last.
    used: u64,
    conversation: Arc<tokio::sync::Mutex<Conversation>>,
    /// That of the conversation.
    said: Said,
}

impl Default for Kept {
    fn default() -> Self {
        let conversation = Conversation::default();
        let said = conversation.said.clone();
        Self { used: 0, conversation: Arc::new(tokio::sync::Mutex::new(conversation)), said }
    }
}

/// A conversation as it is stored.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Stored {
    platform: String,
    room: String,
    /// Missing in older files, and in rooms that do not go by a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    exchanges: VecDeque<Exchange>,
}

impl Memory {
    pub(crate) fn conversation(&self, room: &Room) -> Arc<tokio::sync::Mutex<Conversation>> {
        let mut rooms = self.lock();
        rooms.clock += 1;
        let now = rooms.clock;
        let kept = rooms.of.entry(room.clone()).or_default();
        kept.used = now;
        let conversation = Arc::clone(&kept.conversation);
        while rooms.of.len() > MAX_ROOMS {
            // One that is answered in right now has a second owner, and is in use anyway.
            let idle =
                rooms.of.iter().filter(|(_, kept)| Arc::strong_count(&kept.conversation) == 1);
            let oldest = idle.min_by_key(|(_, kept)| kept.used);
            let Some(oldest) = oldest.map(|(room, _)| room.clone()) else { break };
            rooms.of.remove(&oldest);
        }
        conversation
    }

    pub(crate) fn forget(&self, room: &Room) {
        self.lock().of.remove(room);
    }

    pub(crate) fn stored(&self) -> Vec<Stored> {
        let all: Vec<_> = {
            let rooms = self.lock();
            rooms.of.iter().map(|(room, kept)| (room.clone(), kept.said.clone())).collect()
        };
        let mut stored = Vec::with_capacity(all.len());
        for (room, said) in all {
            let (exchanges, person) = {
                let told = said.lock();
                (told.exchanges.clone(), told.person.clone())
            };
            if !exchanges.is_empty() {
                let (platform, room) = (room.platform.into(), room.id);
                stored.push(Stored { platform, room, person, exchanges });
            }
        }
        stored.sort_by(|a, b| (&a.platform, &a.room).cmp(&(&b.platform, &b.room)));
        stored
    }

    pub(crate) async fn restore(&self, stored: Vec<Stored>) {
        for Stored { platform, room, person, exchanges } in stored.into_iter().take(MAX_ROOMS) {
            let conversation = self.conversation(&Room::new(platform, room));
            *conversation.lock().await.said.lock() = Told { exchanges, person };
        }
    }

    fn lock(&self) -> MutexGuard<'_, Rooms> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(question: &str, answer: &str) -> Exchange {
        Exchange::new(vec![
            Message::new(Role::User, question),
            Message::new(Role::Assistant, answer),
        ])
    }

    fn said(conversation: &mut Conversation, prompt: usize, window: Window) -> Vec<String> {
        let history = conversation.history(prompt, window);
        history.into_iter().filter_map(|message| message.content).collect()
    }

    #[test]
    fn pairs_leave_together_when_the_window_is_full() {
        let window = Window { tokens: 10, reserve: 2, turns: 0 };
        let mut conversation = Conversation::default();
        for number in 1..=4 {
            // Two tokens each: one of the question, one of the answer.
            conversation.remember(exchange(&format!("q{number}"), "a"), 2, window);
        }
        assert_eq!(said(&mut conversation, 2, window), ["q2", "a", "q3", "a", "q4", "a"]);
        // A larger batch leaves less room.
        assert_eq!(said(&mut conversation, 5, window), ["q4", "a"]);
        assert_eq!(said(&mut conversation, 9, window), [""; 0]);
    }

    #[test]
    fn turns_are_counted_without_calls_of_tools() {
        let window = Window { tokens: 1_000, reserve: 0, turns: 2 };
        let mut conversation = Conversation::default();
        conversation.remember(exchange("old", "a"), 0, window);
        let call = crate::llm::Message::calls(None, vec![Default::default()]);
        let tool = Message::tool("c", "12 teams".to_owned());
        let mut messages = exchange("new", "b").0;
        messages.splice(1..1, [call, tool]);
        conversation.remember(Exchange::new(messages), 0, window);
        assert_eq!(said(&mut conversation, 0, window), ["new", "12 teams", "b"]);
    }

    #[test]
    fn the_longest_silent_conversation_is_forgotten() {
        let memory = Memory::default();
        let held = memory.conversation(&Room::new("t", "held"));
        for number in 0..MAX_ROOMS {
            memory.conversation(&Room::new("t", number.to_string()));
        }
        let rooms = memory.lock();
        assert_eq!(rooms.of.len(), MAX_ROOMS);
        assert!(rooms.of.contains_key(&Room::new("t", "held")));
        assert!(!rooms.of.contains_key(&Room::new("t", "0")));
        drop(held);
    }

    #[test]
    fn tokens_round_up() {
        assert_eq!([0, 1, 4, 5].map(tokens), [0, 1, 1, 2]);
    }
}
