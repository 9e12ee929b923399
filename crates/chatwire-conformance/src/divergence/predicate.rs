//! What a rule is about: a handful of properties, all of which must hold.
//!
//! | Field | Holds when |
//! |---|---|
//! | `group` | the vector belongs to one of these groups of recordings |
//! | `method` | the call is one of these |
//! | `recorded` | the reference returned (`ok`), raised an error that it has for the case (`error`), or fell over (`crash`) |
//! | `status` | the first answer's status is one of these: `204`, `4xx` |
//! | `body` | the first answer's body is, by the specification, `empty`, `unreadable` or `readable`; `lost` when it never came whole. For calls without a request: the argument that takes its place |
//! | `label` | the answer calls itself `json` or something `other` |
//! | `fault` | the server `drop`s the connection, `cut`s the body, answers too `late`, or nothing listens (`refused`); `none` for none of these |
//! | `call` | all of these properties of the call hold, see [`CallIs`] |
//! | `frames` | all of these properties of the websocket part hold, see [`FramesAre`] |
//! | `command` | the words of the command begin with one of these |
//! | `case` | all of these properties of the record hold, which its platform's tables name (`spec::mezon*`); of a command: `doubtful` (it may have sent a message that the answer does not tell of), `issues` (the refusal lists places), `nothing_chosen` (there is nothing to do), `help_in_short` (`-h` is among its words) |

use serde::Deserialize;

/// Which vectors a rule is about.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Predicate {
    /// Groups of recordings.
    pub group: OneOf<String>,
    /// Calls, in the reference's spelling.
    pub method: OneOf<String>,
    /// What the reference came to.
    pub recorded: OneOf<RecordedIs>,
    /// Status of the first answer.
    pub status: OneOf<StatusIs>,
    /// Body of the first answer.
    pub body: OneOf<BodyIs>,
    /// How the first answer labels its body.
    pub label: OneOf<LabelIs>,
    /// What goes wrong on the wire.
    pub fault: OneOf<FaultIs>,
    /// Properties of the call; all must hold.
    pub call: OneOf<CallIs>,
    /// Properties of the websocket part; all must hold.
    pub frames: OneOf<FramesAre>,
    /// First words of a command.
    pub command: OneOf<String>,
    /// Properties of the record that its platform's tables name; all must hold.
    pub case: OneOf<String>,
}

/// One value or a list of them; an empty list asks nothing.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(untagged)]
#[non_exhaustive]
pub enum OneOf<T> {
    /// A single value.
    One(T),
    /// Several.
    Many(Vec<T>),
}

/// What the reference came to.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RecordedIs {
    /// It returned.
    Ok,
    /// It raised an error of its own, or of its HTTP library.
    Error,
    /// It raised because of a programming error inside it.
    Crash,
}

/// A status, or a hundred of them.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
#[non_exhaustive]
pub struct StatusIs {
    low: u16,
    high: u16,
}

/// What the specification makes of a body.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BodyIs {
    /// Nothing, or null.
    Empty,
    /// No JSON, or JSON of another shape.
    Unreadable,
    /// A result.
    Readable,
    /// It never came, or not all of it, or too late.
    Lost,
}

/// How an answer labels its body.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LabelIs {
    /// As JSON.
    Json,
    /// As something else, or not at all.
    Other,
}

/// What goes wrong on the wire.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FaultIs {
    /// Nothing.
    None,
    /// The connection is closed instead of an answer.
    Drop,
    /// The body ends before its announced length.
    Cut,
    /// The answer comes after the caller's timeout, or never.
    Late,
    /// Nobody listens.
    Refused,
}

/// A property of the call.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CallIs {
    /// The client has no key, an empty one, or one that no header can carry.
    NoCredential,
    /// The client is pointed at what is no encrypted origin, nor one on this machine.
    NoOrigin,
    /// What the answer says by the specification is not what the reference handed on.
    ReadOtherwise,
    /// An argument breaks a limit that the specification has checked before a request.
    BeyondLimits,
    /// An argument has a type that the typed call does not take.
    Untyped,
    /// The id in the path has characters with a meaning there.
    ReservedInPath,
    /// An argument that was given, or has a default, is not as such in the recorded body: the reference
    /// left it out for being 0, empty or null.
    LeftOut,
    /// A webhook's event type is no text.
    NamelessEvent,
    /// Answers were prepared, and the reference fell over before it asked.
    Unasked,
    /// Something was asked.
    Sent,
    /// Nothing was asked and no answer prepared.
    Unsent,
    /// The client has no key, or the store no token of the account, and the call needs one.
    NeedsKey,
    /// Numbers are asked for by a name, of a site.
    Lookup,
    /// The store has what is asked for.
    Known,
    /// The account's token has less than five minutes left.
    Expiring,
    /// It is said whose token a code gives.
    OwnerNamed,
    /// It is not said, and the server is asked.
    OwnerAsked,
    /// The server does not say either.
    OwnerUnknown,
    /// A number was given, and sent, as text.
    NumberInText,
    /// A number stands where the reference takes texts.
    Number,
    /// No name is looked up on the way.
    Direct,
    /// The reference sent a null, in the object or in a row of one of its lists.
    NullField,
    /// It went by a proxy.
    Proxied,
    /// A message of a user names no channel.
    NoChannel,
    /// The answer has fields that nobody knows, or items that cannot be read, and the reference handed them on.
    FurtherFields,
    /// The answer to a renewal says that the user has to authorize again.
    GrantEnded,
    /// The answer leaves a half of the token or its scopes out.
    PartialGrant,
    /// The answer is a page for people.
    Page,
    /// The answer is no JSON.
    NoJson,
}

/// A property of the websocket part.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FramesAre {
    /// The reference writes its verb into `action`.
    VerbInAction,
    /// The reference subscribes by itself.
    Subscribing,
    /// The server sends a message twice.
    Repeating,
    /// The server sends something twice from one position of a channel.
    SamePosition,
    /// The server sends something that has not the shape of its kind.
    Unreadable,
    /// The server sends what was missed with its answer to a subscription.
    Recovering,
    /// Frames came, and nobody had asked for events.
    Unheard,
    /// There is a connection.
    Dialled,
    /// The server ends the connection for a reason that passes.
    Ended,
    /// The server says outside a push that it will end the connection, and does not.
    Announced,
    /// The server refuses a channel, or ends the subscription to one.
    ChannelRefused,
    /// The server refuses the token of the connection.
    TokenRefused,
    /// The key in the address has characters with a meaning there.
    KeyUnescaped,
    /// There is no connection.
    None,
    /// The server ends the connection for good.
    EndedForGood,
    /// What the frames say by the specification is not what the reference handed out.
    ReadOtherwise,
}

/// What is known of a vector.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Facts<'a> {
    /// Group of recordings.
    pub group: &'a str,
    /// Call.
    pub method: &'a str,
    /// What the reference came to, when that is recorded.
    pub recorded: Option<RecordedIs>,
    /// Status of the first answer.
    pub status: Option<u16>,
    /// Body of the first answer.
    pub body: Option<BodyIs>,
    /// Label of the first answer.
    pub label: Option<LabelIs>,
    /// What goes wrong on the wire.
    pub fault: FaultIs,
    /// Properties of the call.
    pub call: Vec<CallIs>,
    /// Properties of the websocket part.
    pub frames: Vec<FramesAre>,
    /// Words of the command, after the program's name.
    pub command: String,
    /// Properties that the platform's tables name.
    pub case: Vec<&'static str>,
}

impl<'a> Facts<'a> {
    /// A call that nothing else is known of.
    #[must_use]
    pub fn new(group: &'a str, method: &'a str) -> Self {
        Self {
            group,
            method,
            recorded: None,
            status: None,
            body: None,
            label: None,
            fault: FaultIs::None,
            call: Vec::new(),
            frames: Vec::new(),
            command: String::new(),
            case: Vec::new(),
        }
    }
}

impl Predicate {
    /// Whether it asks nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether all that it asks holds.
    #[must_use]
    pub fn matches(&self, facts: &Facts<'_>) -> bool {
        self.group.allows(|group| group == facts.group)
            && self.method.allows(|method| method == facts.method)
            && self.recorded.allows(|recorded| Some(*recorded) == facts.recorded)
            && self.status.allows(|status| facts.status.is_some_and(|other| status.covers(other)))
            && self.body.allows(|body| Some(*body) == facts.body)
            && self.label.allows(|label| Some(*label) == facts.label)
            && self.fault.allows(|fault| *fault == facts.fault)
            && self.call.values().iter().all(|call| facts.call.contains(call))
            && self.frames.values().iter().all(|frames| facts.frames.contains(frames))
            && self.case.values().iter().all(|case| facts.case.contains(&case.as_str()))
            && self.command.allows(|words| {
                facts.command == *words || facts.command.starts_with(&format!("{words} "))
            })
    }
}

impl<T> Default for OneOf<T> {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl<T> OneOf<T> {
    fn values(&self) -> &[T] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }

    fn allows(&self, test: impl Fn(&T) -> bool) -> bool {
        self.values().is_empty() || self.values().iter().any(test)
    }
}

impl StatusIs {
    fn covers(&self, status: u16) -> bool {
        (self.low..=self.high).contains(&status)
    }
}

impl TryFrom<String> for StatusIs {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no status: write 204 or 4xx");
        match text.strip_suffix("xx") {
            Some(hundred) => {
                let hundred: u16 = hundred.parse().map_err(|_| wrong())?;
                Ok(Self { low: hundred * 100, high: hundred * 100 + 99 })
            }
            None => {
                let status = text.parse().map_err(|_| wrong())?;
                Ok(Self { low: status, high: status })
            }
        }
    }
}
