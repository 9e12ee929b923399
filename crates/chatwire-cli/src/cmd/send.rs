//! `chatwire send`: a message to a room of any platform.

use chatwire::mezon::content::Content;
use chatwire::mezon::proto::realtime;
use chatwire::{Attachment, Error, ErrorKind, Outgoing, Room};
use clap::Args;
use serde_json::json;

use super::rooms::{Accounts, Desk};
use crate::context::Context;
use crate::exit::{Failure, Result};
use crate::input::text_or_stdin;
use crate::output::Text;
use crate::progress;
use crate::service::Service;

/// A text that is longer than the platform allows goes as several messages.
#[derive(Debug, Args)]
pub(crate) struct Send {
    /// Room as PLATFORM:ROOM, such as kick:some-channel, mezon:2001, tokenbowl:@bob or chatluck:#general, or a name from the configuration file.
    room: String,
    /// Text; `-` takes it from stdin.
    text: String,
    /// Id of the message that it answers.
    #[arg(long, short, value_name = "ID")]
    reply_to: Option<String>,
    /// Address of a file that hangs on the message; again for more.
    #[arg(long, value_name = "URL")]
    attach: Vec<String>,
    #[command(flatten)]
    pub(crate) accounts: Accounts,
}

impl Send {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        let desk = Desk::new(context, &self.accounts);
        let places = desk.places(std::slice::from_ref(&self.room))?;
        let Some(place) = places.into_iter().next() else { return Ok(()) };
        let text = text_or_stdin(&self.text).await?;
        if text.trim().is_empty() && self.attach.is_empty() {
            return Err(Failure::usage("there is nothing to send"));
        }
        let Some(room) = desk.room(&place).await? else { return Ok(()) };
        let mut message = Outgoing::text(text);
        if let Some(id) = &self.reply_to {
            message = message.reply_to(id.as_str());
        }
        for url in &self.attach {
            message = message.attach(Attachment::new(url));
        }
        if context.dry_run() {
            return preview(&desk, place.service, &room, &message).await;
        }
        let outbox = desk.outbox(desk.platform(place.service).await?);
        let sending = outbox.send_all(&room, message);
        let ids = progress::shown("Sending the message", sending).await.map_err(maybe_sent)?;
        let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).filter(|id| !id.is_empty()).collect();
        let value = json!({
            "event": "sent", "platform": place.service.name(), "room": room.to_string(),
            "data": {"ids": ids},
        });
        context.out.show(&value, |_| {
            let text = Text::done(format!("Message sent to {room}"));
            if ids.is_empty() {
                text
            } else {
                text.then(&Text::line_of(format!("ID: {}", ids.join(", "))))
            }
        })
    }
}

/// Says of a message that was lost on the way that it may have arrived.
pub(crate) fn maybe_sent(failure: impl Into<Failure>) -> Failure {
    let failure = failure.into();
    match failure.error().and_then(doubt) {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// What may have become of a message. What a platform refused is not there; what was lost, what a server failed at,
/// and what was answered with something that cannot be read may be.
fn doubt(err: &Error) -> Option<String> {
    use ErrorKind::{Closed, Decode, Server, Timeout, Transport};
    if let Some(pieces) = err.context("pieces sent") {
        let hint = "pieces were sent: look at the chat before sending the others";
        return Some(format!("{pieces} {hint}"));
    }
    let is_lost = matches!(err.kind(), Timeout | Transport | Closed | Server | Decode);
    // The agent thinks first: whatever fails meanwhile, nothing was sent yet.
    let of_message = !matches!(err.platform(), "agent" | "mcp" | "model");
    let hint = "it may have arrived: look at the chat before sending it again";
    (is_lost && of_message && err.maybe_sent()).then(|| hint.to_owned())
}

/// Prints the requests, piece by piece as the platform takes them.
async fn preview(desk: &Desk<'_>, service: Service, room: &Room, message: &Outgoing) -> Result {
    let context = desk.context;
    let capabilities = desk.platform(service).await?.capabilities();
    let pieces = capabilities.split(&message.text);
    let last = pieces.len().saturating_sub(1);
    for (nth, piece) in pieces.into_iter().enumerate() {
        let mut part = Outgoing::text(piece);
        if nth == 0 {
            part.reply_to.clone_from(&message.reply_to);
        }
        if nth == last {
            part.attachments.clone_from(&message.attachments);
        }
        match service {
            Service::Chatluck => {
                let client = desk.chatluck().await?;
                context.preview(part.to_chatluck(client, room.id.as_str()).request())?;
            }
            Service::Kick => context.preview(part.to_kick(desk.kick().await?, room)?.request())?,
            Service::Tokenbowl => {
                context.preview(part.to_tokenbowl(desk.tokenbowl().await?, room)?.request())?;
            }
            Service::Mezon | Service::Fluidtalk => {
                let client = desk.mezon().await?;
                let (channel, topic) =
                    room.id.split_once("/topic:").unwrap_or((room.id.as_str(), "0"));
                let number = |text: &str| text.parse().unwrap_or_default();
                // Clan, mode and references come with answers, which a dry run does not ask for.
                let request = realtime::ChannelMessageSend {
                    channel_id: number(channel),
                    topic_id: number(topic),
                    content: Content::text(piece).to_json()?,
                    ..realtime::ChannelMessageSend::default()
                };
                context.preview(client.api().send_channel_message(request).over_http())?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_have_arrived_is_told_from_what_did_not() {
        let err = |kind, platform| Error::new(kind, "x").with_platform(platform);
        for kind in [
            ErrorKind::Timeout,
            ErrorKind::Transport,
            ErrorKind::Closed,
            ErrorKind::Server,
            ErrorKind::Decode,
        ] {
            let lost = || err(kind, "kick").with_maybe_sent(true);
            assert!(doubt(&lost()).is_some_and(|hint| hint.contains("may have arrived")), "{kind}");
            assert_eq!(doubt(&lost().with_maybe_sent(false)), None, "{kind}");
            assert_eq!(doubt(&err(kind, "model").with_maybe_sent(true)), None, "{kind}");
        }
        for kind in [ErrorKind::Rejected, ErrorKind::RateLimited, ErrorKind::Auth] {
            assert_eq!(doubt(&err(kind, "kick").with_maybe_sent(true)), None, "{kind}");
        }
        let half = err(ErrorKind::RateLimited, "kick").with_context("pieces sent", "1 of 3");
        assert!(doubt(&half).is_some_and(|hint| hint.starts_with("1 of 3 pieces were sent")));
    }
}
