//! Somebody, with the platform that knows the id.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chatwire_core::Error;

use crate::{Incoming, Room, Sender};

/// Somebody on a platform, by the platform's id and not by a name, which others may take.
///
/// As text it is `platform:id`, as in the file of a [bridge](crate::bridge::FilterConfig).
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.platform, self.id)
    }
}

impl FromStr for Person {
    type Err = Error;

    /// Reads `platform:id`; the id may hold colons, too.
    fn from_str(text: &str) -> Result<Self, Error> {
        let (platform, id) = parts(text)?;
        Ok(Self::new(platform.to_owned(), id))
    }
}

/// Both sides of the first colon.
pub(crate) fn parts(text: &str) -> Result<(&str, &str), Error> {
    match text.split_once(':') {
        Some((platform, id)) if !platform.is_empty() && !id.is_empty() => Ok((platform, id)),
        _ => Err(Error::input(format!("{text:?} is not of the form platform:id"))),
    }
}
