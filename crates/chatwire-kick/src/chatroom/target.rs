//! Which chatroom is meant, and the names that are tried for it.

use std::fmt;

use chatwire_core::{Error, Result};

use crate::client::named;
use crate::token_store::KnownChatroom;
use crate::{ChannelId, ChatroomId};

/// Longest name that is looked up.
const LONGEST: usize = 100;

/// A chatroom by name or by ids.
///
/// A text of ASCII digits is the number of a chatroom, as in kickpython; any other is a name.
///
/// ```
/// use chatwire_kick::chatroom::ChatTarget;
/// use chatwire_kick::ChatroomId;
///
/// assert_eq!(ChatTarget::from("9001"), ChatTarget::Chatroom(ChatroomId::new(9001)));
/// assert_eq!(ChatTarget::from("@Some_User"), ChatTarget::Name("@Some_User".to_owned()));
/// // With the channel's number as well, events of the channel come with those of the chat.
/// let both = ChatTarget::ids(9001, 501);
/// assert_eq!(both.to_string(), "9001");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChatTarget {
    /// Name of the channel: slug or display name, also with `@`, `#` or as the address of its page.
    Name(String),
    /// Number of the chatroom.
    Chatroom(ChatroomId),
    /// Numbers of the chatroom and of the channel, which are different numbers.
    Ids {
        /// Chatroom.
        chatroom: ChatroomId,
        /// Channel.
        channel: ChannelId,
    },
    /// Everything that a store or an earlier look-up told.
    Known(Box<KnownChatroom>),
}

impl ChatTarget {
    /// A chatroom and its channel by their numbers.
    #[must_use]
    pub fn ids(chatroom: impl Into<ChatroomId>, channel: impl Into<ChannelId>) -> Self {
        Self::Ids { chatroom: chatroom.into(), channel: channel.into() }
    }

    /// What is known without a look-up.
    pub(crate) fn known(&self) -> Option<KnownChatroom> {
        match self {
            Self::Name(_) => None,
            Self::Chatroom(chatroom) => Some(KnownChatroom::new(*chatroom)),
            Self::Ids { chatroom, channel } => {
                Some(KnownChatroom::new(*chatroom).channel(*channel))
            }
            Self::Known(known) => Some((**known).clone()),
        }
    }

    /// Whether it can mean a chatroom at all.
    ///
    /// # Errors
    ///
    /// As [`slug_candidates`].
    pub(crate) fn check(&self) -> Result<()> {
        match self {
            Self::Name(name) => slug_candidates(name).map(drop),
            _ => Ok(()),
        }
    }
}

impl From<&str> for ChatTarget {
    fn from(text: &str) -> Self {
        match text.parse() {
            Ok(chatroom) => Self::Chatroom(chatroom),
            Err(_) => Self::Name(text.to_owned()),
        }
    }
}

impl From<String> for ChatTarget {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&String> for ChatTarget {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&Self> for ChatTarget {
    fn from(target: &Self) -> Self {
        target.clone()
    }
}

impl From<ChatroomId> for ChatTarget {
    fn from(chatroom: ChatroomId) -> Self {
        Self::Chatroom(chatroom)
    }
}

impl From<&KnownChatroom> for ChatTarget {
    fn from(known: &KnownChatroom) -> Self {
        Self::from(known.clone())
    }
}

impl From<KnownChatroom> for ChatTarget {
    fn from(known: KnownChatroom) -> Self {
        Self::Known(Box::new(known))
    }
}

impl fmt::Display for ChatTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Chatroom(chatroom) | Self::Ids { chatroom, .. } => chatroom.fmt(f),
            Self::Known(known) => known.chatroom_id.fmt(f),
        }
    }
}

/// Slugs that a name may stand for, each once: in lower case as given, then with `-` for `_`, then the other way.
///
/// Display names may hold `_` where the slug has `-`, which is why kickpython tries both.
///
/// ```
/// use chatwire_kick::chatroom::slug_candidates;
///
/// assert_eq!(slug_candidates("@Some_User")?, ["some_user", "some-user"]);
/// assert_eq!(slug_candidates("https://kick.com/SomeUser/about")?, ["someuser"]);
/// assert!(slug_candidates("a/b").is_err());
/// # Ok::<_, chatwire_kick::Error>(())
/// ```
///
/// # Errors
///
/// [`Input`](chatwire_core::ErrorKind::Input) when no slug can be like that: letters, digits, `_` and `-` only, 1 to
/// 100 of them.
pub fn slug_candidates(name: &str) -> Result<Vec<String>> {
    let name = bare(name.trim());
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if name.is_empty() || name.len() > LONGEST || !name.bytes().all(plain) {
        let why = "the name of a channel has 1 to 100 letters, digits, - and _";
        return Err(named(Error::input(why)));
    }
    let given = name.to_ascii_lowercase();
    let mut candidates = vec![given.clone()];
    for other in [given.replace('_', "-"), given.replace('-', "_")] {
        if !candidates.contains(&other) {
            candidates.push(other);
        }
    }
    Ok(candidates)
}

/// The name without what people write before it.
fn bare(name: &str) -> &str {
    let without_scheme =
        ["https://", "http://"].iter().find_map(|scheme| name.strip_prefix(scheme));
    let page = without_scheme.unwrap_or(name);
    for host in ["kick.com/", "www.kick.com/"] {
        if let Some(path) = page.strip_prefix(host) {
            return path.split(['/', '?', '#']).next().unwrap_or_default();
        }
    }
    name.strip_prefix(['@', '#']).unwrap_or(name)
}
