//! What the specification says about a call, as tables.
//!
//! Parameters with their types and limits, how a body is read, what an error
//! body says. Divergence rules lean on these tables, so they are written from
//! the platforms' documents and share nothing with the clients under test.

pub mod characters;
pub mod chatluck;
pub mod fluidtalk;
pub mod handshake;
pub mod kick;
pub mod kick_chat;
pub mod mezon;
pub mod mezon_tokens;
mod model;
mod param;
pub mod tokenbowl;
pub mod tokenbowl_agent;
pub(crate) mod tokenbowl_command;
pub mod tokenbowl_life;
pub mod tokenbowl_live;
mod tokenbowl_models;
pub mod tokenbowl_session;
pub mod tokenbowl_tools;

use serde_json::{Map, Value};

use crate::picture::Picture;
use crate::script::{Script, Step};
use crate::vector::Vector;

pub use model::{Field, Kind, Model};
pub use param::{Param, Place, Shape};

/// Arguments by name.
pub type Args = Map<String, Value>;

/// One platform's calls and its way to write errors.
#[derive(Debug)]
#[non_exhaustive]
pub struct Platform {
    /// Every call that vectors may name.
    pub methods: &'static [Method],
    /// Reads an error body.
    pub detail: fn(&Value) -> Detail,
    /// Calls that need no key; where there are any, a missing key is no fault of the set-up.
    pub public: &'static [&'static str],
}

/// How records of a platform become pictures.
#[derive(Debug)]
#[non_exhaustive]
pub struct Painter {
    /// Properties of a record, for rules.
    pub cases: fn(&Vector) -> Vec<&'static str>,
    /// The record.
    pub recorded: fn(&Vector) -> Picture,
    /// Changes the record as a rule claims; unknown changes are errors.
    pub instead: fn(&str, &Vector, &mut Picture) -> Result<(), String>,
}

/// How a platform's server speaks live.
#[derive(Debug)]
#[non_exhaustive]
pub struct Live {
    /// What it sends back to a frame that a record leaves unanswered.
    pub reply: fn(&Value, &[Step]) -> Option<Value>,
    /// What it answers to a call that a record does not have: status and body, by method and path.
    pub answer: fn(&str, &str) -> Option<(u16, Value)>,
    /// The events that a script's frames are, given whether there was a connection.
    pub events: fn(&Script, bool) -> Vec<Value>,
    /// Whether a frame of the client is a life sign, which no record counts.
    pub is_heartbeat: fn(&Value) -> bool,
    /// What the server of a script sends or publishes, without the envelopes of the transport.
    pub payloads: fn(&Script) -> Vec<Value>,
    /// Whether a payload has the shape that its kind has.
    pub reads: fn(&Value) -> bool,
}

/// One call.
#[derive(Debug)]
#[non_exhaustive]
pub struct Method {
    /// Name in the reference's spelling.
    pub name: &'static str,
    /// Parameters in the reference's order.
    pub params: &'static [Param],
    /// Path with `{parameter}` in it, for calls that have an id there.
    pub path: Option<&'static str>,
    /// What a success brings.
    pub answer: Answer,
    /// Whether the call is refused for more than one argument's sake.
    pub refused: fn(&Context<'_>) -> bool,
}

/// What limits may depend on.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Context<'a> {
    /// Arguments by name.
    pub args: &'a Args,
    /// Options of the constructor.
    pub options: &'a Map<String, Value>,
    /// Bytes of the file that an argument names, when there is such a file.
    pub file: Option<&'a [u8]>,
}

/// What the body of a success holds.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Answer {
    /// No request is made: the argument of that name takes the place of the body, or all of them without one.
    Pure(&'static str, fn(&Value) -> Reading),
    /// No request and nothing to read.
    Nothing,
    /// The object itself.
    Object(&'static Model),
    /// The known fields of the object: its type has no place for others.
    Known(&'static Model),
    /// A list under a key, or bare.
    List(&'static str, &'static Model),
    /// An object under `data`.
    Enveloped(&'static Model),
    /// A list under a key of the object under `data`.
    EnvelopedList(&'static str, &'static Model),
    /// A bare list.
    Bare(&'static Model),
    /// A bare list of texts.
    Texts,
    /// An object with a list under a key that must be there, and its place among all pages.
    Page(&'static str, &'static Model),
    /// Nothing that anybody reads: the status says it all.
    Done,
    /// Whatever this makes of it.
    Read(fn(&Value) -> Reading),
}

/// A body as the specification reads it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Reading {
    /// No body, or null.
    Empty,
    /// No JSON, or JSON of another shape.
    Unreadable,
    /// The result, and how many items of a list had to be kept aside.
    Readable(Value, usize),
}

/// What an error body says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Detail {
    /// The platform's own code.
    pub code: Option<String>,
    /// Pieces that the message is made of; a single one is the whole message.
    pub message: Vec<String>,
    /// Id of the request, for support.
    pub request_id: Option<String>,
}

impl Platform {
    /// The call of that name.
    #[must_use]
    pub fn method(&self, name: &str) -> Option<&'static Method> {
        self.methods.iter().find(|method| method.name == name)
    }
}

impl Method {
    /// The parameter of that name.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&'static Param> {
        self.params.iter().find(|param| param.name == name)
    }

    /// Names the parameters of arguments given by position.
    ///
    /// # Errors
    ///
    /// An argument that the call does not have.
    pub fn name_args(&self, args: &Value) -> Result<Args, String> {
        let named = match args {
            Value::Null => Args::new(),
            Value::Object(map) => map.clone(),
            Value::Array(list) => {
                let names = self.params.iter().map(|param| param.name.to_owned());
                if list.len() > self.params.len() {
                    return Err(format!("{} takes fewer arguments than {}", self.name, list.len()));
                }
                names.zip(list.iter().cloned()).collect()
            }
            other => return Err(format!("arguments are neither named nor listed: {other}")),
        };
        match named.keys().find(|key| self.param(key).is_none()) {
            Some(unknown) => {
                Err(format!("{} has no argument {unknown:?} that this runner knows", self.name))
            }
            None => Ok(named),
        }
    }

    /// Whether an argument has a type that the call does not take at all.
    #[must_use]
    pub fn is_untyped(&self, args: &Args) -> bool {
        let source_missing =
            self.params.iter().any(|param| param.shape == Shape::Source) && self.sources(args) != 1;
        source_missing
            || self
                .params
                .iter()
                .any(|param| args.get(param.name).is_some_and(|value| !param.fits(value)))
    }

    /// How many different sources of bytes are given.
    fn sources(&self, args: &Args) -> usize {
        self.params
            .iter()
            .filter(|param| param.shape == Shape::Source)
            .filter(|param| !is_blank(args, param.name))
            .count()
    }

    /// Whether the call must be refused before a request.
    #[must_use]
    pub fn is_refused(&self, context: &Context<'_>) -> bool {
        self.params.iter().any(|param| param.refuses(context.args.get(param.name)))
            || (self.refused)(context)
    }

    /// The id in the path, when this call has one.
    #[must_use]
    pub fn path_id<'a>(&self, args: &'a Args) -> Option<&'a str> {
        let param = self.params.iter().find(|param| param.shape == Shape::PathId)?;
        args.get(param.name)?.as_str()
    }

    /// Path with the id as one encoded segment; other placeholders are options or their defaults.
    #[must_use]
    pub fn escaped_path(&self, context: &Context<'_>) -> Option<String> {
        let id = self.path_id(context.args)?;
        let version = context.options.get("api_version").and_then(Value::as_str).unwrap_or("v1");
        let path = self.path?.replace("{api_version}", version);
        Some(path.replace("{id}", &escape(id)))
    }

    /// Reads the body of a success.
    #[must_use]
    pub fn read(&self, body: &[u8]) -> Reading {
        if matches!(self.answer, Answer::Done) {
            return Reading::Readable(Value::Null, 0);
        }
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        if body.trim_ascii().is_empty() {
            return Reading::Empty;
        }
        match serde_json::from_slice::<Value>(body) {
            Ok(Value::Null) => Reading::Empty,
            Ok(value) => self.answer.read(&value),
            Err(_) => Reading::Unreadable,
        }
    }

    /// Default of a field that is not simply empty.
    #[must_use]
    pub fn default_of(&self, field: &str) -> Option<&'static str> {
        match self.answer {
            Answer::Pure(..) | Answer::Nothing | Answer::Texts | Answer::Done | Answer::Read(_) => {
                None
            }
            Answer::Object(model)
            | Answer::Known(model)
            | Answer::Bare(model)
            | Answer::Page(_, model)
            | Answer::List(_, model)
            | Answer::Enveloped(model)
            | Answer::EnvelopedList(_, model) => model.default_of(field),
        }
    }
}

impl Answer {
    fn read(self, body: &Value) -> Reading {
        match self {
            Self::Nothing => Reading::Unreadable,
            Self::Pure(_, read) | Self::Read(read) => read(body),
            Self::Object(model) => object(body, model),
            Self::Known(model) => {
                model.known(body).map_or(Reading::Unreadable, |value| Reading::Readable(value, 0))
            }
            Self::Enveloped(model) => {
                body.get("data").map_or(Reading::Unreadable, |data| object(data, model))
            }
            Self::List(key, model) => match body {
                Value::Array(items) => list(items, model),
                Value::Object(map) => list_under(map, key, model),
                _ => Reading::Unreadable,
            },
            Self::EnvelopedList(key, model) => match body.get("data") {
                Some(Value::Object(map)) => list_under(map, key, model),
                _ => Reading::Unreadable,
            },
            Self::Bare(model) => match body {
                Value::Array(items) => list(items, model),
                _ => Reading::Unreadable,
            },
            Self::Texts => match body {
                Value::Array(items) => {
                    let good: Vec<Value> =
                        items.iter().filter(|item| item.is_string()).cloned().collect();
                    let invalid = items.len() - good.len();
                    Reading::Readable(Value::Array(good), invalid)
                }
                _ => Reading::Unreadable,
            },
            Self::Page(key, model) => page(body, key, model),
            Self::Done => Reading::Readable(Value::Null, 0),
        }
    }
}

fn object(value: &Value, model: &Model) -> Reading {
    model.read(value).map_or(Reading::Unreadable, |value| Reading::Readable(value, 0))
}

/// A missing or empty key is an empty list; one bad item is kept aside, the rest returned.
fn list_under(map: &Map<String, Value>, key: &str, model: &Model) -> Reading {
    match map.get(key) {
        None | Some(Value::Null) => Reading::Readable(Value::Array(Vec::new()), 0),
        Some(Value::Array(items)) => list(items, model),
        Some(_) => Reading::Unreadable,
    }
}

/// The object with the items that can be read; without the list it is another shape.
fn page(body: &Value, key: &str, model: &Model) -> Reading {
    let Value::Object(map) = body else { return Reading::Unreadable };
    let Some(Value::Array(items)) = map.get(key) else { return Reading::Unreadable };
    let good: Vec<Value> = items.iter().filter_map(|item| model.read(item)).collect();
    let invalid = items.len() - good.len();
    let mut map = map.clone();
    map.insert(key.to_owned(), Value::Array(good));
    let place = map.get("pagination");
    if let Some(place) = place.and_then(|place| tokenbowl_models::PAGINATION.read(place)) {
        map.insert("pagination".to_owned(), place);
    }
    Reading::Readable(Value::Object(map), invalid)
}

fn list(items: &[Value], model: &Model) -> Reading {
    let good: Vec<Value> = items.iter().filter_map(|item| model.read(item)).collect();
    let invalid = items.len() - good.len();
    Reading::Readable(Value::Array(good), invalid)
}

/// Encodes a text as one segment of a path: everything but RFC 3986 unreserved characters.
fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// For calls with no limits beyond those of single arguments.
fn never(_: &Context<'_>) -> bool {
    false
}

/// Whether a text argument is missing or empty.
fn is_blank(args: &Args, name: &str) -> bool {
    match args.get(name) {
        None | Some(Value::Null) => true,
        Some(value) => value.as_str() == Some(""),
    }
}
