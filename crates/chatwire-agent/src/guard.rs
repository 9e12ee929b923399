//! What an agent does not answer: itself, other programs without end, people who repeat, and more than is paid for.

pub(crate) mod budget;
pub(crate) mod similar;

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chatwire::{Incoming, MessageId, Person, Room};
use chatwire_core::build::Recent;

use crate::prompt;

/// Answers to a conversation before a pause, unless said otherwise (newest Python agent).
pub const COOLDOWN_ANSWERS: u32 = 3;

/// That pause (newest Python agent).
pub const COOLDOWN: Duration = Duration::from_secs(600);

/// Answers to the same bot in a row, unless said otherwise.
pub const BOT_TURNS: u32 = 3;

/// Likeness of an answer to one of the last three from which on it is kept back (newest Python agent).
pub const SIMILARITY: f64 = 0.85;

/// Ids of messages that are remembered, to answer each once.
const MAX_SEEN: usize = 4_096;

/// Why there is no answer.
///
/// ```
/// use chatwire_agent::Silence;
///
/// assert_eq!(Silence::NotAddressed.to_string(), "nobody spoke to the agent");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Silence {
    /// The model had nothing to say.
    Blank,
    /// The message was answered before.
    Duplicate,
    /// The agent itself wrote it.
    Own,
    /// Its writer is not among those who are answered.
    Denied,
    /// A program wrote it, and did not speak to the agent.
    Bot,
    /// The same program was answered too often in a row.
    BotTurns,
    /// Nobody spoke to the agent, which only answers then.
    NotAddressed,
    /// The message holds a word that asks for silence.
    StopWord,
    /// The conversation has had its answers for now.
    Cooldown {
        /// Time until the next answer.
        remaining: Duration,
    },
    /// The day's tokens, calls or money are spent, or the [answers of the moment](crate::Builder::max_answers).
    Budget {
        /// Time until there are new ones.
        remaining: Duration,
    },
    /// The model said again what it had said before.
    Repetition,
}

impl fmt::Display for Silence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blank => "the model had nothing to say",
            Self::Duplicate => "the message was answered before",
            Self::Own => "the agent wrote it itself",
            Self::Denied => "its writer is not to be answered",
            Self::Bot => "a bot wrote it",
            Self::BotTurns => "the bot was answered often enough",
            Self::NotAddressed => "nobody spoke to the agent",
            Self::StopWord => "a stop word asks for silence",
            Self::Cooldown { .. } => "the conversation has had its answers for now",
            Self::Budget { .. } => "the budget is spent",
            Self::Repetition => "the answer was one of the last ones again",
        })
    }
}

/// A rule about messages, of the user's own.
pub(crate) type Predicate = Arc<dyn Fn(&Incoming) -> bool + Send + Sync>;

/// Whom and what to answer.
#[derive(Clone, Default)]
pub(crate) struct Rules {
    pub(crate) names: Vec<String>,
    pub(crate) only_when_addressed: bool,
    pub(crate) only_direct: bool,
    pub(crate) bots: Bots,
    pub(crate) is_bot: Option<Predicate>,
    pub(crate) is_direct: Option<Predicate>,
    pub(crate) allowed: People,
    pub(crate) denied: People,
    pub(crate) stop_words: Vec<String>,
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules")
            .field("names", &self.names)
            .field("only_when_addressed", &self.only_when_addressed)
            .field("only_direct", &self.only_direct)
            .field("bots", &self.bots)
            .finish_non_exhaustive()
    }
}

/// A list of people.
#[derive(Clone, Debug, Default)]
pub(crate) struct People {
    pub(crate) people: HashSet<Person>,
    /// By a name, which others may take.
    pub(crate) names: HashSet<String>,
}

impl People {
    fn is_empty(&self) -> bool {
        self.people.is_empty() && self.names.is_empty()
    }

    fn hold(&self, message: &Incoming) -> bool {
        let name = message.sender.name.as_ref();
        self.people.contains(&message.person())
            || name.is_some_and(|name| self.names.contains(name))
    }
}

/// How programs are treated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Bots {
    /// Answered when they speak to the agent, or to it alone.
    #[default]
    WhenAddressed,
    Always,
    Never,
}

impl Rules {
    pub(crate) fn is_bot(&self, message: &Incoming) -> bool {
        prompt::is_bot(message) || self.is_bot.as_ref().is_some_and(|rule| rule(message))
    }

    pub(crate) fn is_direct(&self, message: &Incoming) -> bool {
        prompt::is_direct(message) || self.is_direct.as_ref().is_some_and(|rule| rule(message))
    }

    /// Whether somebody speaks to the agent, by one of `names` or in a conversation of two.
    fn is_addressed(&self, message: &Incoming, name: Option<&str>) -> bool {
        let text = message.text.to_lowercase();
        let mut names = self.names.iter().map(String::as_str).chain(name);
        self.is_direct(message) || names.any(|name| is_named(&text, &name.to_lowercase()))
    }

    /// Why `message` gets no answer, whatever the model would say; `name` is the agent's on this platform.
    pub(crate) fn refuse(&self, message: &Incoming, name: Option<&str>) -> Option<Silence> {
        if message.sender.is_self {
            return Some(Silence::Own);
        }
        let is_allowed = self.allowed.is_empty() || self.allowed.hold(message);
        if !is_allowed || self.denied.hold(message) {
            return Some(Silence::Denied);
        }
        let text = message.text.to_lowercase();
        if self.stop_words.iter().any(|word| is_named(&text, word)) {
            return Some(Silence::StopWord);
        }
        let is_refused_bot = self.is_bot(message)
            && match self.bots {
                Bots::Always => false,
                Bots::Never => true,
                Bots::WhenAddressed => !self.is_addressed(message, name),
            };
        if is_refused_bot {
            return Some(Silence::Bot);
        }
        if (self.only_direct && !self.is_direct(message))
            || (self.only_when_addressed && !self.is_addressed(message, name))
        {
            return Some(Silence::NotAddressed);
        }
        None
    }
}

/// Whether a text holds a word on its own, not within another one; both in lower case.
fn is_named(text: &str, word: &str) -> bool {
    let word = word.trim_start_matches('@');
    if word.is_empty() {
        return false;
    }
    let is_inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word).any(|(at, found)| {
        let (before, rest) = text.split_at(at);
        let after = rest.get(found.len()..).and_then(|rest| rest.chars().next());
        !is_inside(before.chars().next_back()) && !is_inside(after)
    })
}

/// Messages that are being answered or were.
#[derive(Debug)]
pub(crate) struct Seen(Mutex<Recent>);

impl Default for Seen {
    fn default() -> Self {
        Self(Mutex::new(Recent::new(MAX_SEEN)))
    }
}

impl Seen {
    fn key(message: &Incoming) -> Option<(&Room, &MessageId)> {
        // A platform that tells no id cannot tell two messages apart either.
        (!message.id.as_str().is_empty()).then_some((&message.room, &message.id))
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a message is known.
    pub(crate) fn knows(&self, message: &Incoming) -> bool {
        Self::key(message).is_some_and(|key| self.recent().contains(&key))
    }

    /// Notes a message; `false` if it is known.
    pub(crate) fn note(&self, message: &Incoming) -> bool {
        Self::key(message).is_none_or(|key| self.recent().insert(&key))
    }

    /// Forgets a message that could not be answered, so that it may be tried again.
    pub(crate) fn forget(&self, message: &Incoming) {
        if let Some(key) = Self::key(message) {
            self.recent().remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use chatwire::{Room, Sender};

    use super::*;

    fn message(text: &str) -> Incoming {
        Incoming::new("1", Room::new("t", "hall"), Sender::new("u1").name("ada"), text)
    }

    #[test]
    fn names_are_words() {
        for (text, word, is) in [
            ("hey @bot, hi", "bot", true),
            ("bot", "@bot", true),
            ("robots", "bot", false),
            ("bot_2 is here", "bot", false),
            ("über-bot!", "bot", true),
            ("x", "", false),
        ] {
            assert_eq!(is_named(text, word), is, "{text} {word}");
        }
    }

    #[test]
    fn rules_in_their_order() {
        let plain = Rules::default();
        assert_eq!(plain.refuse(&message("hi"), None), None);
        let mut own = message("hi");
        own.sender = own.sender.myself();
        assert_eq!(plain.refuse(&own, None), Some(Silence::Own));

        let bot = Rules { is_bot: Some(Arc::new(|_| true)), ..Rules::default() };
        assert_eq!(bot.refuse(&message("hi"), Some("Max")), Some(Silence::Bot));
        assert_eq!(bot.refuse(&message("hi max"), Some("Max")), None);
        let never = Rules { bots: Bots::Never, ..bot };
        assert_eq!(never.refuse(&message("hi max"), Some("Max")), Some(Silence::Bot));

        let named = People { names: ["ada".to_owned()].into(), ..People::default() };
        let people =
            |platform| People { people: [Person::new(platform, "u1")].into(), ..People::default() };
        for allowed in [named.clone(), people("t")] {
            let rules = Rules { allowed, ..Rules::default() };
            assert_eq!(rules.refuse(&message("hi"), None), None);
        }
        // Neither the same number on another platform, nor a name that is somebody's id.
        let mallory =
            Incoming::new("1", Room::new("t", "hall"), Sender::new("u9").name("u1"), "hi");
        for (allowed, said) in [(people("elsewhere"), message("hi")), (people("t"), mallory)] {
            let rules = Rules { allowed, ..Rules::default() };
            assert_eq!(rules.refuse(&said, None), Some(Silence::Denied));
        }
        for denied in [named, people("t")] {
            let rules = Rules { denied, ..Rules::default() };
            assert_eq!(rules.refuse(&message("hi"), None), Some(Silence::Denied));
        }

        let stop = Rules { stop_words: vec!["halt".into()], ..Rules::default() };
        assert_eq!(stop.refuse(&message("HALT!"), None), Some(Silence::StopWord));
        assert_eq!(stop.refuse(&message("halted"), None), None);
        let shy =
            Rules { only_when_addressed: true, names: vec!["Max".into()], ..Rules::default() };
        assert_eq!(shy.refuse(&message("hi"), None), Some(Silence::NotAddressed));
        assert_eq!(shy.refuse(&message("@MAX hi"), None), None);
    }

    #[test]
    fn ids_are_known_once_and_bounded() {
        let seen = Seen::default();
        assert!(seen.note(&message("a")) && !seen.note(&message("b")) && seen.knows(&message("c")));
        seen.forget(&message("a"));
        assert!(seen.note(&message("a")));
        for number in 0..MAX_SEEN {
            let mut other = message("x");
            other.id = format!("n{number}").into();
            assert!(seen.note(&other));
        }
        assert!(!seen.knows(&message("a")));
        let mut nameless = message("x");
        nameless.id = "".into();
        assert!(seen.note(&nameless) && seen.note(&nameless));
    }
}
