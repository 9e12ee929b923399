//! Lines of the file. The shape is ours, and independent of the public types, so that those may grow.

use std::io;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Attachment, Mention, MessageId, Outgoing, Room};

/// A step of a message.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    /// It stands in line.
    Queued,
    /// An attempt began.
    Begun,
    /// The attempt had no effect.
    Back,
    /// It was sent, or failed for good.
    Done,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) op: Step,
    pub(super) id: u64,
    /// When it stood in line, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) at: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    room: Option<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Text {
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reply_to: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attached>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Attached {
    url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content_type: Option<String>,
}

impl Line {
    pub(super) fn queued(id: u64, at: u64, room: &Room, message: &Outgoing) -> Self {
        let attachments = message.attachments.iter().map(|file| Attached {
            url: file.url.clone(),
            name: file.name.clone(),
            content_type: file.content_type.clone(),
        });
        let mentions = message.mentions.iter();
        let text = Text {
            text: message.text.clone(),
            reply_to: message.reply_to.as_ref().map(|id| id.as_str().to_owned()),
            attachments: attachments.collect(),
            mentions: mentions.map(|who| (who.id.clone(), who.name.clone())).collect(),
            delay_ms: message.delay.map(|d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX)),
        };
        let room = (room.platform.clone().into_owned(), room.id.clone());
        Self { op: Step::Queued, id, at: Some(at), room: Some(room), message: Some(text) }
    }

    pub(super) fn step(id: u64, op: Step) -> Self {
        Self { op, id, at: None, room: None, message: None }
    }

    /// With the end of the line.
    pub(super) fn to_text(&self) -> io::Result<String> {
        let mut text = serde_json::to_string(self)?;
        text.push('\n');
        Ok(text)
    }

    pub(super) fn message(self) -> Option<(Room, Outgoing)> {
        let (platform, id) = self.room?;
        let kept = self.message?;
        let attachments = kept.attachments.into_iter().map(|file| {
            let mut attachment = Attachment::new(file.url);
            attachment.name = file.name;
            attachment.content_type = file.content_type;
            attachment
        });
        let mentions = kept.mentions.into_iter().map(|(id, name)| Mention::new(id, name));
        let message = Outgoing {
            text: kept.text,
            reply_to: kept.reply_to.map(MessageId::from),
            attachments: attachments.collect(),
            mentions: mentions.collect(),
            delay: kept.delay_ms.map(Duration::from_millis),
        };
        Some((Room::new(platform, id), message))
    }
}
