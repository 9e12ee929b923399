//! Trouble as data: what shall go wrong with which request or socket.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::world::lock;

/// One thing that goes wrong with one request, or with one websocket.
///
/// Those that name frames meet websockets only, all others requests only (an upgrade is a request).
/// `after_frames` counts the data frames that the server sends on a socket: from its start, or from the fault
/// before. A fault that leaves the socket usable is followed by the next waiting one on the same socket.
/// A refused upgrade keeps its place among them: what waits before it comes first, what waits behind it later.
///
/// In a script file a fault is written as `"silent"` or `{"status": {"status": 503, "retry_after": "1"}}`;
/// a delay is a number of milliseconds, `{"delay": 250}`.
///
/// ```
/// use chatwire_emulator::Fault;
///
/// let fault: Fault = serde_json::from_str(r#"{"status": {"status": 429, "retry_after": "2"}}"#)?;
/// assert_eq!(fault, Fault::retry_after(429, 2));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// Answers with this status instead of handling the request.
    Status {
        /// Status code; one that HTTP does not know becomes 500.
        status: u16,
        /// Value of a `Retry-After` header, as seconds or as a date.
        #[serde(default)]
        retry_after: Option<String>,
        /// JSON body; without one, the platform's own form of an error.
        #[serde(default)]
        body: Option<Value>,
    },
    /// Answers with a redirect instead of handling the request.
    Redirect {
        /// Status code, as 302 or 307.
        status: u16,
        /// Where to send the client.
        location: String,
    },
    /// Waits, then handles the request as usual.
    #[serde(with = "millis")]
    Delay(Duration),
    /// Neither handles nor answers, and leaves the connection open.
    Silent,
    /// Reads the request and closes the connection without handling it.
    DropBefore,
    /// Handles the request, so that state changes, and closes the connection without an answer.
    DropAfter,
    /// Handles the request, announces more bytes than it sends, and closes the connection.
    Truncate {
        /// Value of `Content-Length`.
        announce: u64,
        /// Bytes of the real answer's body that are sent; never more than it has or than were announced.
        send: usize,
    },
    /// Handles the request and answers 200 with bytes that are neither JSON nor UTF-8, labelled as JSON.
    Garbage,
    /// Handles the request and labels the answer with this content type; the body stays.
    ContentType(String),
    /// Handles the request and answers 200 with an empty body.
    Empty,
    /// Refuses a websocket upgrade with this status; other requests pass.
    RefuseUpgrade {
        /// Status code; one that HTTP does not know becomes 503.
        status: u16,
    },
    /// Cuts the connection under a websocket, without a close frame, after so many frames.
    DropSocket {
        /// Frames that are sent first.
        after_frames: u32,
    },
    /// Closes a websocket properly.
    CloseSocket {
        /// Frames that are sent first.
        #[serde(default)]
        after_frames: u32,
        /// Close code.
        code: u16,
        /// Reason in the close frame, at most 123 bytes.
        #[serde(default)]
        reason: String,
    },
    /// Sends nothing more on a websocket, pongs included, and leaves it open. What the client sends is lost,
    /// as on a network that died.
    SilentSocket {
        /// Frames that are sent first.
        #[serde(default)]
        after_frames: u32,
    },
    /// Sends a frame that is neither JSON nor protobuf before the next frame: text before text, else binary.
    GarbageFrame {
        /// Frames that are sent first.
        #[serde(default)]
        after_frames: u32,
    },
    /// Sends the next frame twice.
    DuplicateFrame {
        /// Frames that are sent first.
        #[serde(default)]
        after_frames: u32,
    },
    /// Holds the next frame, and so all behind it, back.
    DelayFrame {
        /// Frames that are sent first.
        #[serde(default)]
        after_frames: u32,
        /// For so long; milliseconds in a script.
        #[serde(with = "millis")]
        by: Duration,
    },
}

impl Fault {
    /// Frames that pass first; `None` for what does not meet an open socket.
    pub(crate) const fn after_frames(&self) -> Option<u32> {
        match self {
            Self::DropSocket { after_frames }
            | Self::CloseSocket { after_frames, .. }
            | Self::SilentSocket { after_frames }
            | Self::GarbageFrame { after_frames }
            | Self::DuplicateFrame { after_frames }
            | Self::DelayFrame { after_frames, .. } => Some(*after_frames),
            _ => None,
        }
    }

    /// A status without `Retry-After`, with the platform's own error body.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self::Status { status, retry_after: None, body: None }
    }

    /// A status that asks the client to come back after so many seconds.
    #[must_use]
    pub fn retry_after(status: u16, seconds: u64) -> Self {
        Self::Status { status, retry_after: Some(seconds.to_string()), body: None }
    }
}

/// A fault together with the requests that it meets.
///
/// ```
/// use chatwire_emulator::{Emulator, Fault, FaultRule, Platform};
///
/// # fn main() -> Result<(), chatwire_emulator::EmulatorError> {
/// let emulator = Emulator::start_blocking()?;
/// // The second and the third message that is posted vanish after they were stored.
/// let rule = FaultRule::on("POST", "/v1/messages", Fault::DropAfter).skip(1).times(2);
/// emulator.fault_rule(Platform::Chatluck, rule);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FaultRule {
    /// Method that it waits for; any when missing.
    #[serde(default)]
    pub method: Option<String>,
    /// Path that it waits for, as sent and without the query; any when missing.
    #[serde(default)]
    pub path: Option<String>,
    /// Matching requests that pass unharmed first.
    #[serde(default)]
    pub skip: u32,
    /// Requests that it meets before it is gone.
    #[serde(default = "once")]
    pub times: u32,
    /// What happens to them.
    pub fault: Fault,
}

impl FaultRule {
    /// Meets the next request, whichever it is.
    #[must_use]
    pub const fn next(fault: Fault) -> Self {
        Self { method: None, path: None, skip: 0, times: 1, fault }
    }

    /// Meets the next request with this method and path.
    #[must_use]
    pub fn on(method: impl Into<String>, path: impl Into<String>, fault: Fault) -> Self {
        Self { method: Some(method.into()), path: Some(path.into()), ..Self::next(fault) }
    }

    /// Meets so many requests instead of one.
    #[must_use]
    pub const fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// Lets so many matching requests pass first.
    #[must_use]
    pub const fn skip(mut self, skip: u32) -> Self {
        self.skip = skip;
        self
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path.as_deref().is_none_or(|wanted| wanted == path)
    }
}

const fn once() -> u32 {
    1
}

/// Faults of one platform that wait for their request, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<VecDeque<FaultRule>>);

impl Faults {
    pub(crate) fn push(&self, rule: FaultRule) {
        if rule.times > 0 {
            lock(&self.0).push_back(rule);
        }
    }

    pub(crate) fn clear(&self) {
        lock(&self.0).clear();
    }

    pub(crate) fn waiting(&self) -> Vec<FaultRule> {
        lock(&self.0).iter().cloned().collect()
    }

    /// Fault for this request: the oldest that matches and has nothing left to skip. An upgrade may be
    /// refused, but not before its socket met what waits in front of the refusal; what meets open sockets stays
    /// for [`take_for_socket`](Self::take_for_socket).
    pub(crate) fn take(&self, method: &str, path: &str, upgrade: bool) -> Option<Fault> {
        let mut refusable = upgrade;
        self.take_if(method, path, |fault| match fault {
            Fault::RefuseUpgrade { .. } => refusable,
            _ if fault.after_frames().is_some() => {
                refusable = false;
                false
            }
            _ => true,
        })
    }

    /// Fault for an open socket: the oldest of those that meet sockets, unless an upgrade is to be refused first.
    pub(crate) fn take_for_socket(&self, path: &str) -> Option<Fault> {
        let mut refused = false;
        self.take_if("GET", path, |fault| {
            refused |= matches!(fault, Fault::RefuseUpgrade { .. });
            !refused && fault.after_frames().is_some()
        })
    }

    /// Takes the oldest fault that fits; only those that match are shown to `fits`, each once and in their order.
    fn take_if(
        &self,
        method: &str,
        path: &str,
        mut fits: impl FnMut(&Fault) -> bool,
    ) -> Option<Fault> {
        let mut rules = lock(&self.0);
        let position = rules.iter_mut().position(|rule| {
            if !rule.matches(method, path) || !fits(&rule.fault) {
                return false;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
                return false;
            }
            true
        })?;
        let rule = rules.get_mut(position)?;
        rule.times -= 1;
        if rule.times > 0 {
            return Some(rule.fault.clone());
        }
        rules.remove(position).map(|rule| rule.fault)
    }
}

/// Durations as whole milliseconds, the way a script file writes them.
mod millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        delay: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(delay.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meets_only_what_it_names_and_only_so_often() {
        let faults = Faults::default();
        faults.push(FaultRule::on("post", "/a", Fault::Silent).skip(1).times(2));
        faults.push(FaultRule::next(Fault::Empty));
        assert_eq!(faults.take("GET", "/a", false), Some(Fault::Empty));
        assert_eq!(faults.take("GET", "/a", false), None);
        assert_eq!(faults.take("POST", "/a", false), None);
        assert_eq!(faults.take("POST", "/a", false), Some(Fault::Silent));
        assert_eq!(faults.take("POST", "/b", false), None);
        assert_eq!(faults.take("POST", "/a", false), Some(Fault::Silent));
        assert!(faults.waiting().is_empty());
    }

    #[test]
    fn reads_the_script_form() -> Result<(), serde_json::Error> {
        let rules: Vec<FaultRule> = serde_json::from_str(
            r#"[{"fault": "silent"}, {"fault": {"delay": 250}, "times": 2},
                {"method": "GET", "path": "/x", "fault": {"status": {"status": 503, "retry_after": "1"}}},
                {"fault": {"truncate": {"announce": 9, "send": 3}}}, {"fault": {"content_type": "text/html"}}]"#,
        )?;
        assert_eq!(
            rules,
            [
                FaultRule::next(Fault::Silent),
                FaultRule::next(Fault::Delay(Duration::from_millis(250))).times(2),
                FaultRule::on("GET", "/x", Fault::retry_after(503, 1)),
                FaultRule::next(Fault::Truncate { announce: 9, send: 3 }),
                FaultRule::next(Fault::ContentType("text/html".to_owned())),
            ]
        );
        let again: Vec<FaultRule> = serde_json::from_str(&serde_json::to_string(&rules)?)?;
        assert_eq!(again, rules);
        Ok(())
    }
}
