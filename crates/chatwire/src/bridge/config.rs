//! A bridge as a file describes it.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use chatwire_core::{Error, FieldIssue, Result};
use serde::Deserialize;

use super::template::Template;
use super::{Link, link::Format};
use crate::{Person, Room};

/// What a file such as `bridge.toml` says; [`Bridge::from_config`](super::Bridge::from_config) makes a bridge of it.
///
/// It is read with any format of `serde`. A key that does not exist is an error, so that a slip of the pen does not
/// pass in silence.
///
/// ```
/// use chatwire::bridge::BridgeConfig;
/// use serde_json::json;
///
/// let config: BridgeConfig = serde_json::from_value(json!({
///     "template": "[{platform}] {sender}: {text}",
///     "link": [
///         { "rooms": ["kick:1001", "mezon:2001"] },
///         { "from": ["chatluck:ch_1"], "to": ["mezon:2001"], "template": "{sender}: {text}" },
///     ],
/// }))?;
/// let links = config.links()?;
/// assert_eq!((links.len(), links[0].sources()[1].to_string()), (2, "mezon:2001".to_owned()));
///
/// let slip = serde_json::from_value::<BridgeConfig>(json!({ "links": [] })).unwrap_err();
/// assert!(slip.to_string().starts_with("unknown field `links`"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct BridgeConfig {
    /// Rooms that belong together, `[[link]]` in the file.
    pub link: Vec<LinkConfig>,
    /// [`Template`] of links that have none of their own.
    pub template: Option<String>,
    /// What `{room}` stands for, by room: `"kick:1001" = "studio"`.
    pub names: BTreeMap<String, String>,
    /// What is not carried.
    pub filter: FilterConfig,
    /// What becomes of edits: `follow`, `note` or `ignore`.
    pub edits: Follow,
    /// What becomes of removals: `follow`, `note` or `ignore`.
    pub deletes: Follow,
    /// Carries messages of the bridge's own account that the bridge did not write.
    pub carry_own: bool,
    /// Messages that may wait for one room.
    pub capacity: Option<usize>,
    /// Messages of which the copies are remembered.
    pub remember: Option<usize>,
    /// File that keeps what is remembered over a restart. Needs the feature `outbox`.
    pub state: Option<PathBuf>,
}

/// A link: either `rooms`, both ways, or `from` and `to`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct LinkConfig {
    /// Rooms of which each gets what is written in the others, as `platform:id`.
    pub rooms: Vec<String>,
    /// Rooms that are only listened to.
    pub from: Vec<String>,
    /// Rooms that are only written to.
    pub to: Vec<String>,
    /// Template of this link.
    pub template: Option<String>,
}

/// What is not carried.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct FilterConfig {
    /// Messages of these people, as `platform:id`.
    pub senders: Vec<String>,
    /// Messages that begin so, such as commands of a bot.
    pub prefixes: Vec<String>,
}

/// What becomes of an edit or a removal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Follow {
    /// The copies change where the platform can, and stay as they are elsewhere.
    #[default]
    Follow,
    /// As `Follow`; where the platform cannot, a note says what happened.
    Note,
    /// The copies stay as they are.
    Ignore,
}

impl BridgeConfig {
    /// The links, checked.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config), with the field in the message and in the
    /// [issues](crate::Error::issues): `link[1].to[0]: …`.
    pub fn links(&self) -> Result<Vec<Link>> {
        if self.link.is_empty() {
            return Err(wrong("link", "at least one is needed"));
        }
        let common = self.template.as_deref().map(|text| template(text, "template")).transpose()?;
        let links = self.link.iter().enumerate();
        links.map(|(at, link)| link.checked(&format!("link[{at}]"), common.as_ref())).collect()
    }

    /// What rooms are called.
    pub(super) fn room_names(&self) -> Result<Vec<(Room, String)>> {
        let names = self.names.iter();
        names.map(|(at, name)| Ok((room(at, &format!("names.\"{at}\""))?, name.clone()))).collect()
    }

    /// People whose messages are not carried.
    pub(super) fn ignored(&self) -> Result<HashSet<Person>> {
        let senders = self.filter.senders.iter().enumerate();
        let person = |(at, text): (usize, &String)| {
            text.parse()
                .map_err(|error: Error| wrong(&format!("filter.senders[{at}]"), error.message()))
        };
        senders.map(person).collect()
    }

    /// Beginnings of messages that are not carried.
    pub(super) fn prefixes(&self) -> Result<Vec<String>> {
        if let Some(at) = self.filter.prefixes.iter().position(String::is_empty) {
            let field = format!("filter.prefixes[{at}]");
            return Err(wrong(&field, "is empty, so that nothing would be carried"));
        }
        Ok(self.filter.prefixes.clone())
    }
}

impl LinkConfig {
    fn checked(&self, field: &str, common: Option<&Template>) -> Result<Link> {
        let rooms = |rooms: &[String], name: &str| -> Result<Vec<Room>> {
            let rooms = rooms.iter().enumerate();
            rooms.map(|(at, text)| room(text, &format!("{field}.{name}[{at}]"))).collect()
        };
        let link = match (self.rooms.is_empty(), self.from.is_empty(), self.to.is_empty()) {
            (false, true, true) => Link::between(rooms(&self.rooms, "rooms")?),
            (true, false, false) => {
                Link::one_way(rooms(&self.from, "from")?, rooms(&self.to, "to")?)
            }
            (false, ..) => return Err(wrong(field, "has `rooms` and `from` or `to`")),
            _ => return Err(wrong(field, "needs `rooms`, or `from` and `to`")),
        };
        link.check(field)?;
        let own = self.template.as_deref();
        let own = own.map(|text| template(text, &format!("{field}.template"))).transpose()?;
        Ok(match own.or_else(|| common.cloned()) {
            Some(template) => link.formatted(Format::Template(template)),
            None => link,
        })
    }
}

/// An error that names the field.
pub(super) fn wrong(field: &str, why: &str) -> Error {
    Error::config(format!("{field}: {why}")).with_issues(vec![FieldIssue::new(field, why)])
}

fn template(text: &str, field: &str) -> Result<Template> {
    Template::parse(text).map_err(|error| error.named(field))
}

fn room(text: &str, field: &str) -> Result<Room> {
    text.parse().map_err(|error: Error| wrong(field, error.message()))
}
