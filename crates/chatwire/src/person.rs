//! Somebody, with the platform that knows the id.

use std::borrow::Cow;

use crate::{Incoming, Room, Sender};

/// Somebody on a platform, by the platform's id and not by a name, which others may take.
///
/// As text, and in JSON, it is `platform:id`, as in the file of a [bridge](crate::bridge::FilterConfig).
///
/// ```
/// use chatwire::{Incoming, Person, Room, Sender};
///
/// let ada: Person = "kick:1001".parse()?;
/// assert_eq!(ada, Person::new("kick", "1001"));
/// assert!("1001".parse::<Person>().is_err());
///
/// let message = Incoming::new("17", Room::kick(5), Sender::new("1001"), "ahoy");
/// assert_eq!(message.person(), ada);
/// # Ok::<_, chatwire::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Person {
    /// Name of the platform, such as `chatluck`.
    pub platform: Cow<'static, str>,
    /// The platform's id of the person.
    pub id: String,
}

impl Person {
    /// The person with this id on a platform.
    pub fn new(platform: impl Into<Cow<'static, str>>, id: impl Into<String>) -> Self {
        Self { platform: platform.into(), id: id.into() }
    }

    /// Who did something in a room.
    pub(crate) fn of(room: &Room, sender: &Sender) -> Self {
        Self { platform: room.platform.clone(), id: sender.id.clone() }
    }
}

impl Incoming {
    /// Who wrote it, with the platform: ids of two platforms may be equal.
    #[must_use]
    pub fn person(&self) -> Person {
        Person::of(&self.room, &self.sender)
    }
}
