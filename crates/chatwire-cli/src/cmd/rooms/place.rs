//! [`Place`]: a room as somebody writes it.

use chatwire::Room;

use crate::config::Config;
use crate::exit::{Failure, Result};
use crate::service::Service;

/// What stands before a number of a Kick chatroom.
const CHATROOM: &str = "chatroom:";

/// A room as it was written, or all rooms of a platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) service: Service,
    /// What stands behind the platform, if anything.
    pub(crate) id: Option<String>,
    /// The whole, as it was written: how it is called before people.
    pub(crate) written: String,
}

impl Place {
    /// Reads `platform:room`, `platform`, or a name from the configuration file.
    pub(crate) fn read(text: &str, config: &Config) -> Result<Self> {
        let named = config.rooms().find(|(name, _)| *name == text);
        let (name, id) = split(named.map_or(text, |(_, room)| room));
        let Some(service) = Service::named(name) else {
            return Err(Failure::usage(format!("'{text}' is no room")).hint(Self::forms(config)));
        };
        if service == Service::Fluidtalk {
            return Err(Failure::usage("FluidTalk answers messages, and has no rooms"));
        }
        Ok(Self { service, id: id.map(str::to_owned), written: text.to_owned() })
    }

    /// Says how rooms are written.
    pub(super) fn forms(config: &Config) -> String {
        let names: Vec<&str> = config.rooms().map(|(name, _)| name).collect();
        let known = match names.as_slice() {
            [] => "which has none".to_owned(),
            names => format!("which has {}", names.join(", ")),
        };
        format!(
            "a room is written as platform:room, such as kick:some-channel or mezon:2001, or by a name from [rooms] of the configuration file, {known}"
        )
    }

    /// The room, where no look-up is needed: not for names of Kick and Chatluck.
    pub(crate) fn room(&self) -> Result<Option<Room>> {
        let id = self.id.as_deref();
        let room = match (self.service, id) {
            (Service::Tokenbowl, None | Some("main" | "room:main")) => Room::tokenbowl(),
            (Service::Tokenbowl, Some(id)) => {
                let name = id.strip_prefix('@').or_else(|| id.strip_prefix("user:"));
                let name = name.filter(|name| !name.is_empty());
                Room::tokenbowl_user(name.ok_or_else(|| self.wrong("main or @NAME"))?)
            }
            (Service::Mezon, Some(id)) => {
                let (channel, topic) = id.split_once("/topic:").unwrap_or((id, "1"));
                let is_number = |text: &str| text.parse::<i64>().is_ok_and(|number| number > 0);
                if !is_number(channel) || !is_number(topic) {
                    return Err(self.wrong("the id of a channel, or ID/topic:ID"));
                }
                Room::mezon(id)
            }
            (Service::Kick, Some(id)) => match id.strip_prefix(CHATROOM) {
                Some(number) if number.parse::<u64>().is_ok() => Room::kick_chatroom(number),
                Some(_) => return Err(self.wrong("chatroom:NUMBER")),
                None if id.parse::<u64>().is_ok() => Room::kick(id),
                None => return Ok(None),
            },
            (Service::Chatluck, Some(id)) if !id.starts_with('#') => Room::chatluck(id),
            _ => return Ok(None),
        };
        Ok(Some(room))
    }

    /// Says what should stand behind the platform.
    pub(crate) fn wrong(&self, expected: &str) -> Failure {
        let (name, written) = (self.service.name(), &self.written);
        Failure::usage(format!("'{written}' is no room"))
            .hint(format!("behind {name}: stands {expected}"))
    }
}

fn split(text: &str) -> (&str, Option<&str>) {
    match text.split_once(':') {
        Some((name, id)) => (name, Some(id).filter(|id| !id.is_empty())),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Place {
        Place::read(text, &Config::default()).unwrap()
    }

    #[test]
    fn rooms_are_written_as_they_are_shown() {
        for room in [
            Room::tokenbowl(),
            Room::tokenbowl_user("main"),
            Room::mezon(2001),
            Room::mezon_topic(2001, 7),
            Room::kick(1001),
            Room::kick_chatroom(9001),
            Room::chatluck("ch_1"),
        ] {
            assert_eq!(place(&room.to_string()).room().unwrap(), Some(room));
        }
    }

    #[test]
    fn short_forms_are_understood() {
        for text in ["tokenbowl", "tokenbowl:", "tokenbowl:main"] {
            assert_eq!(place(text).room().unwrap(), Some(Room::tokenbowl()), "{text}");
        }
        let bob = place("tokenbowl:@bob").room().unwrap();
        assert_eq!(bob, Some(Room::tokenbowl_user("bob")));
        for text in ["kick:some-channel", "chatluck:#general", "mezon"] {
            assert_eq!(place(text).room().unwrap(), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_room_is_refused() {
        for text in ["irc:#boats", "studio", "", "fluidtalk:mark"] {
            assert!(Place::read(text, &Config::default()).is_err(), "{text}");
        }
        for text in ["mezon:talk", "mezon:1/topic:x", "mezon:-1", "tokenbowl:bob", "tokenbowl:@"] {
            assert!(place(text).room().is_err(), "{text}");
        }
        assert!(place("kick:chatroom:x").room().is_err());
    }
}
