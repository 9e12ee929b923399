//! Events of the socket: the enum, its kinds, decoding by number, and the `on_*` methods.

use std::{collections::BTreeSet, fmt::Write as _};

use anyhow::{Context as _, Result, bail};
use protox::prost_reflect::{FieldDescriptor, Kind};
use serde::Deserialize;

use super::{Generated, Schema, Sources, header, names::Names};

const INPUT: &str = "proto/mezon-events.toml";
const EVENTS: &str = "crates/chatwire-mezon/src/generated/events.rs";
const HANDLERS: &str = "crates/chatwire-mezon/src/generated/handlers.rs";
const ENVELOPE: &str = "mezon.realtime.Envelope";
/// Variants of the enum that are no frames.
const RESERVED: &[&str] = &["Lifecycle", "Error", "Unknown"];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    event: Vec<Row>,
    #[serde(default)]
    local: Vec<Local>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    variant: String,
    name: String,
    direction: Direction,
    ts: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    doc: String,
    payload: Option<String>,
}

/// An event that comes from elsewhere than the socket.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Local {
    name: String,
    payload: String,
    #[serde(default)]
    aliases: Vec<String>,
    doc: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Direction {
    Push,
    Both,
    Answer,
    Request,
}

/// A row with what the schema says about its variant.
#[derive(Debug)]
struct Event {
    row: Row,
    /// Name as a variant of the enum.
    name: String,
    number: u32,
    /// Path of the message.
    message: String,
}

/// Makes the enum and the handlers.
pub(super) fn generate(
    sources: &Sources,
    schema: &Schema,
    names: &Names,
) -> Result<Vec<Generated>> {
    let text = sources.get(INPUT).with_context(|| format!("no {INPUT}"))?;
    let document: Document = toml::from_str(text).context(INPUT)?;
    let Document { event: rows, local } = document;
    let events = join(rows, &local, schema, names).context(INPUT)?;
    let mut text = header(&format!("{INPUT} and proto/mezon/realtime.proto"));
    text.push_str(
        "use bytes::Bytes;\nuse chatwire_core::Error;\nuse chatwire_core::ws::Lifecycle;\n\
         use chatwire_mezon_proto::tolerant::{Repair, Unreadable};\nuse chatwire_mezon_proto::{api, realtime};\n\n\
         use crate::event::read;\n\n",
    );
    text.push_str(&kinds(&events)?);
    text.push_str(&event(&events, &local)?);
    Ok(vec![
        Generated { path: EVENTS.to_owned(), text },
        Generated { path: HANDLERS.to_owned(), text: handlers(&events, &local)? },
    ])
}

/// Rows and variants must be the same set.
fn join(rows: Vec<Row>, local: &[Local], schema: &Schema, names: &Names) -> Result<Vec<Event>> {
    let envelope = schema.pool.get_message_by_name(ENVELOPE);
    let envelope = envelope.with_context(|| format!("no message {ENVELOPE}"))?;
    let oneof = envelope.oneofs().next().with_context(|| format!("{ENVELOPE} has no oneof"))?;
    let fields: Vec<FieldDescriptor> = oneof.fields().collect();
    let mut events = Vec::new();
    let mut known: BTreeSet<String> = local.iter().map(|local| camel(&local.name)).collect();
    for row in rows {
        let field = fields.iter().find(|field| field.name() == row.variant);
        let field = field.with_context(|| format!("the envelope has no `{}`", row.variant))?;
        let Kind::Message(message) = field.kind() else {
            bail!("`{}` is no message", row.variant);
        };
        let message = names.get(message.full_name()).context("a message without a name")?.clone();
        let name = camel(&row.name);
        if RESERVED.contains(&name.as_str()) || !known.insert(name.clone()) {
            bail!("the name `{}` is taken", row.name);
        }
        events.push(Event { name, number: field.number(), message, row });
    }
    for field in &fields {
        if !events.iter().any(|event| event.number == field.number()) {
            bail!("`{}` ({}) has no row", field.name(), field.number());
        }
    }
    events.sort_by_key(|event| event.number);
    Ok(events)
}

fn camel(name: &str) -> String {
    let words = name.split('_').filter_map(|word| {
        let mut chars = word.chars();
        let first = chars.next()?.to_ascii_uppercase();
        Some(format!("{first}{}", chars.as_str()))
    });
    words.collect()
}

impl Event {
    /// Type that a handler is given.
    fn payload(&self) -> &str {
        self.row.payload.as_deref().unwrap_or(&self.message)
    }

    /// Type that the event carries: what is rich is small, and messages of the schema are large.
    fn content(&self) -> String {
        match &self.row.payload {
            Some(rich) => rich.clone(),
            None => format!("Box<{}>", self.message),
        }
    }

    /// What a handler is given, of the `body` of the event.
    fn given(&self) -> &'static str {
        if self.row.payload.is_some() { "body" } else { "*body" }
    }

    /// Whether the server sends it without being asked.
    fn is_push(&self) -> bool {
        matches!(self.row.direction, Direction::Push | Direction::Both)
    }

    /// First sentence of the documentation.
    fn doc(&self) -> String {
        let said = sentence(&self.row.doc);
        if self.is_push() { format!("{said}.") } else { format!("{said}; no event by itself.") }
    }

    /// Names of the references: attributes that let rustdoc find the item.
    fn aliases(&self) -> Vec<&str> {
        let others = self.row.aliases.iter().map(String::as_str);
        let own = [self.row.variant.as_str()];
        let mut all: Vec<&str> =
            own.into_iter().chain(self.row.ts.as_deref()).chain(others).collect();
        all.retain(|alias| *alias != self.row.name && *alias != self.name);
        let mut seen = BTreeSet::new();
        all.retain(|alias| seen.insert(*alias));
        all
    }

    fn doc_aliases(&self) -> String {
        doc_aliases(self.aliases())
    }
}

fn sentence(doc: &str) -> String {
    let mut chars = doc.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

fn doc_aliases<'a>(aliases: impl IntoIterator<Item = &'a str>) -> String {
    let aliases = aliases.into_iter();
    aliases.map(|alias| format!("    #[doc(alias = \"{alias}\")]\n")).collect()
}

/// `EventKind`: the events without their content.
fn kinds(events: &[Event]) -> Result<String> {
    let mut text = "/// Kind of an event: a variant of the socket's envelope, without its content.\n\
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\n#[non_exhaustive]\n#[repr(u8)]\npub enum EventKind {\n"
        .to_owned();
    for event in events {
        writeln!(text, "    /// {}", event.doc())?;
        text.push_str(&event.doc_aliases());
        writeln!(text, "    {} = {},", event.name, event.number)?;
    }
    text.push_str("}\n\nimpl EventKind {\n    /// All kinds, in order of their numbers.\n    pub const ALL: &'static [Self] = &[\n");
    for event in events {
        writeln!(text, "        Self::{},", event.name)?;
    }
    text.push_str("    ];\n\n    /// The kind of a field of the envelope.\n    #[must_use]\n    pub const fn from_number(number: u32) -> Option<Self> {\n        Some(match number {\n");
    for event in events {
        writeln!(text, "            {} => Self::{},", event.number, event.name)?;
    }
    text.push_str("            _ => return None,\n        })\n    }\n\n    /// Name of the field in the envelope, which the reference clients call the event by.\n    #[must_use]\n    pub const fn field(self) -> &'static str {\n        match self {\n");
    for event in events {
        writeln!(text, "            Self::{} => \"{}\",", event.name, event.row.variant)?;
    }
    text.push_str("        }\n    }\n\n    /// Whether the server sends it by itself; the others are requests and answers.\n    #[must_use]\n    pub const fn is_push(self) -> bool {\n        !matches!(\n            self,\n");
    let quiet: Vec<String> = events
        .iter()
        .filter(|event| !event.is_push())
        .map(|event| format!("Self::{}", event.name))
        .collect();
    writeln!(text, "            {}\n        )\n    }}\n", quiet.join("\n                | "))?;
    text.push_str("    /// The kind of a name: ours, or one of a reference client, with or without `_event`.\n    pub(crate) fn named(name: &str) -> Option<Self> {\n        Some(match name {\n");
    let mut taken = BTreeSet::new();
    // Our names and fields go before what is only similar to them.
    for event in events {
        taken.extend([event.row.name.clone(), event.row.variant.clone(), event.name.clone()]);
    }
    for event in events {
        let mut all = BTreeSet::from([
            event.row.name.as_str(),
            event.row.variant.as_str(),
            event.name.as_str(),
        ]);
        for other in event.aliases().into_iter().chain(event.row.variant.strip_suffix("_event")) {
            if taken.insert(other.to_owned()) {
                all.insert(other);
            }
        }
        let all: Vec<String> = all.into_iter().map(|name| format!("\"{name}\"")).collect();
        writeln!(text, "            {} => Self::{},", all.join(" | "), event.name)?;
    }
    text.push_str("            _ => return None,\n        })\n    }\n}\n\n");
    Ok(text)
}

/// What of `Event` is the same for every schema: its last variants.
const LAST_VARIANTS: &str = "\
    /// News of the connection itself.
    Lifecycle(Lifecycle),
    /// Trouble that does not end the session: a frame that cannot be read, a join that was refused.
    Trouble(Error),
    /// A frame of a kind that this version does not know.
    Unknown {
        /// Number of the field in the envelope.
        number: u32,
        /// Its content.
        bytes: Bytes,
    },
}

impl From<Lifecycle> for Event {
    fn from(news: Lifecycle) -> Self {
        Self::Lifecycle(news)
    }
}

impl Event {
    /// Reads the content of a field of the envelope; what had to be repaired is told.
    pub(crate) fn decode(number: u32, bytes: &Bytes, repairs: &mut Vec<Repair>) -> Result<Self, Unreadable> {
        Ok(match number {
";

/// The end of `decode` and the beginning of `kind`.
const BEFORE_KIND: &str = "            _ => Self::Unknown { number, bytes: bytes.clone() },
        })
    }

    /// Its kind; `None` for what is no known frame of the socket: news of the connection, trouble, and the like.
    #[must_use]
    pub const fn kind(&self) -> Option<EventKind> {
        Some(match self {
";

/// `Event` and how it is made from bytes.
fn event(events: &[Event], local: &[Local]) -> Result<String> {
    let mut text = "/// One thing that happened in a live session.\n\
        ///\n/// Nearly every one is a message; the others are boxed, so that it need not be moved with room for the largest.\n\
        #[derive(Clone, Debug)]\n#[non_exhaustive]\npub enum Event {\n"
        .to_owned();
    for event in events {
        writeln!(text, "    /// {}", event.doc())?;
        text.push_str(&event.doc_aliases());
        writeln!(text, "    {}({}),", event.name, event.content())?;
    }
    for Local { name, payload, aliases, doc } in local {
        writeln!(text, "    /// {}.", sentence(doc))?;
        text.push_str(&doc_aliases(aliases.iter().map(String::as_str)));
        writeln!(text, "    {}(Box<{payload}>),", camel(name))?;
    }
    text.push_str(LAST_VARIANTS);
    for event in events {
        let read = match event.row.payload {
            None => "Box::new(read(bytes, repairs)?)".to_owned(),
            Some(_) => format!("read::<{}>(bytes, repairs)?.into()", event.message),
        };
        writeln!(text, "            {} => Self::{}({read}),", event.number, event.name)?;
    }
    text.push_str(BEFORE_KIND);
    for event in events {
        writeln!(text, "            Self::{0}(_) => EventKind::{0},", event.name)?;
    }
    for local in local {
        writeln!(text, "            Self::{}(_) => return None,", camel(&local.name))?;
    }
    text.push_str(
        "            Self::Lifecycle(_) | Self::Trouble(_) | Self::Unknown { .. } => return None,\n        \
         })\n    }\n}\n",
    );
    Ok(text)
}

/// One `on_*` method for each event that the server sends by itself, and for those from elsewhere.
fn handlers(events: &[Event], local: &[Local]) -> Result<String> {
    let mut text = header(INPUT);
    text.push_str(
        "use chatwire_core::handlers::HandlerOutput;\nuse chatwire_mezon_proto::{api, realtime};\n\n\
         use crate::event::{Event, EventKind};\nuse crate::realtime::{Handle, Handlers};\n\nimpl Handlers {",
    );
    for event in events.iter().filter(|event| event.is_push()) {
        let Row { name, doc, .. } = &event.row;
        writeln!(text, "\n    /// Calls `handler` when {doc}.")?;
        text.push_str(&event.doc_aliases());
        let kind = format!("Some(EventKind::{})", event.name);
        text.push_str(&handler(name, event.payload(), &event.name, event.given(), &kind));
    }
    for Local { name, payload, aliases, doc } in local {
        writeln!(text, "\n    /// Calls `handler` when {doc}.")?;
        text.push_str(&doc_aliases(aliases.iter().map(String::as_str)));
        text.push_str(&handler(name, payload, &camel(name), "*body", "None"));
    }
    text.push_str("}\n");
    Ok(text)
}

/// One method.
fn handler(name: &str, payload: &str, variant: &str, given: &str, kind: &str) -> String {
    format!(
        "    pub fn on_{name}<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Handle, {payload}) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
    {{
        self.for_kind(
            {kind},
            |event| matches!(event, Event::{variant}(_)),
            |event| match event {{
                Event::{variant}(body) => Some({given}),
                _ => None,
            }},
            handler,
        )
    }}
"
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{made, refused};
    use super::{EVENTS, HANDLERS, INPUT};

    const PING: &str =
        "[[event]]\nvariant = \"ping\"\nname = \"ping\"\ndirection = \"request\"\ndoc = \"a\"\n";

    fn session(name: &str, more: &str) -> String {
        format!(
            "{PING}[[event]]\nvariant = \"session_event\"\nname = \"{name}\"\ndirection = \"push\"\ndoc = \"there are new tokens\"\n{more}"
        )
    }

    #[test]
    fn variants_are_read_by_their_numbers() {
        let text = made(&[], EVENTS);
        assert!(
            text.contains("            22 => Self::Ping(Box::new(read(bytes, repairs)?)),"),
            "{text}"
        );
        assert!(text.contains(
            "            96 => Self::SessionRefreshed(Box::new(read(bytes, repairs)?)),"
        ));
        assert!(text.contains("    SessionRefreshed(Box<api::Session>),"), "{text}");
        assert!(
            text.contains("    #[doc(alias = \"Session\")]\n    SessionRefreshed = 96,"),
            "{text}"
        );
        assert!(text.contains("            \"Session\" | \"SessionRefreshed\" | \"session\" | \"session_event\" | \"session_refreshed\" => Self::SessionRefreshed,"), "{text}");
    }

    #[test]
    fn pushes_have_handlers_and_requests_have_none() {
        let text = made(&[], HANDLERS);
        assert!(text.contains("    /// Calls `handler` when there are new tokens.\n"), "{text}");
        assert!(text.contains("    pub fn on_session_refreshed<F, Fut>("), "{text}");
        assert!(!text.contains("on_ping"), "{text}");
    }

    #[test]
    fn richer_types_are_made_from_the_message() {
        let rows = session("session_refreshed", "payload = \"crate::Tokens\"\n");
        let text = made(&[(INPUT, &rows)], EVENTS);
        assert!(text.contains("    SessionRefreshed(crate::Tokens),"), "{text}");
        assert!(
            text.contains("Self::SessionRefreshed(read::<api::Session>(bytes, repairs)?.into()),")
        );
    }

    #[test]
    fn events_from_elsewhere_have_no_kind() {
        let rows = session(
            "session_refreshed",
            "[[local]]\nname = \"agent_started\"\npayload = \"crate::Agent\"\ndoc = \"an agent came\"\n",
        );
        let events = made(&[(INPUT, &rows)], EVENTS);
        assert!(
            events.contains("    /// An agent came.\n    AgentStarted(Box<crate::Agent>),\n"),
            "{events}"
        );
        assert!(events.contains("Self::AgentStarted(_) => return None,"), "{events}");
        assert!(!events.contains("EventKind::AgentStarted"), "{events}");
        let handlers = made(&[(INPUT, &rows)], HANDLERS);
        assert!(handlers.contains("    pub fn on_agent_started<F, Fut>("), "{handlers}");
    }

    #[test]
    fn rows_and_variants_are_the_same_set() {
        let said = refused(&[(INPUT, PING)]);
        assert_eq!(said, "proto/mezon-events.toml: `session_event` (96) has no row");
        let unknown = session("a", "").replace("session_event", "sesion_event");
        let said = refused(&[(INPUT, &unknown)]);
        assert_eq!(said, "proto/mezon-events.toml: the envelope has no `sesion_event`");
        for name in ["ping", "lifecycle"] {
            let said = refused(&[(INPUT, &session(name, ""))]);
            assert_eq!(said, format!("proto/mezon-events.toml: the name `{name}` is taken"));
        }
    }
}
