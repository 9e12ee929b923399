//! The schema as data: which fields a message has, and what they hold.
//!
//! Plain types forget what they do not know; this table is for code that looks at bytes that a type has refused.

use crate::generated::table::MESSAGES;

/// A generated type, with its entry in the table.
pub trait Described {
    /// What the schema says about the type.
    const TABLE: &'static Message;
}

/// `google.protobuf.Empty`: calls without a request or without an answer.
impl Described for () {
    const TABLE: &'static Message = &Message::new("google.protobuf.Empty", &[]);
}

/// A message of the schema.
#[derive(Debug)]
#[non_exhaustive]
pub struct Message {
    /// Full name, like `mezon.api.ClanDesc`.
    pub name: &'static str,
    /// Its fields, in order of their numbers.
    pub fields: &'static [Field],
}

impl Message {
    pub(crate) const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, fields }
    }

    /// The field of a number.
    #[must_use]
    pub fn field(&self, number: u32) -> Option<&'static Field> {
        let at = self.fields.binary_search_by_key(&number, |field| field.number).ok()?;
        self.fields.get(at)
    }
}

/// A field of a [`Message`].
#[derive(Debug)]
#[non_exhaustive]
pub struct Field {
    /// Number on the wire.
    pub number: u32,
    /// Name in the schema.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it is a list, or a map: a list of entries with a key (1) and a value (2).
    pub repeated: bool,
}

impl Field {
    pub(crate) const fn one(number: u32, name: &'static str, kind: Kind) -> Self {
        Self { number, name, kind, repeated: false }
    }

    pub(crate) const fn many(number: u32, name: &'static str, kind: Kind) -> Self {
        Self { number, name, kind, repeated: true }
    }
}

/// What a [`Field`] holds.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits: ids, mostly.
    Int64,
    /// A number of 32 bits without sign: points in time, mostly.
    Uint32,
    /// A number of 64 bits without sign.
    Uint64,
    /// Yes or no.
    Bool,
    /// A number that stands for a name; the wire form is that of [`Int32`](Self::Int32).
    Enum,
    /// Text.
    String,
    /// Bytes.
    Bytes,
    /// Another message.
    Message(&'static Message),
}

/// All messages of the schema, in order of their full names; entries of maps and wrapper types are among them.
#[must_use]
pub fn messages() -> &'static [&'static Message] {
    MESSAGES
}

/// The message of a full name.
///
/// ```
/// use chatwire_mezon_proto::table;
///
/// let session = table::find("mezon.api.Session");
/// assert_eq!(session.and_then(|message| message.field(4)).map(|field| field.name), Some("user_id"));
/// ```
#[must_use]
pub fn find(name: &str) -> Option<&'static Message> {
    let at = MESSAGES.binary_search_by(|message| message.name.cmp(name)).ok()?;
    MESSAGES.get(at).copied()
}
