//! `chatwire agent send`.

use chatwire::Outgoing;
use chatwire_agent::{Agent, Answer};
use clap::Args;
use serde_json::{Value, json};

use super::model::Model;
use super::settings::Settings;
use crate::cmd::rooms::{Accounts, Desk};
use crate::cmd::send::maybe_sent;
use crate::context::Context;
use crate::exit::Result;
use crate::input::text_or_stdin;
use crate::output::{Output, Text, aside};
use crate::progress;

/// Without --room or --to, the answer goes to the room of Token Bowl.
#[derive(Debug, Args)]
pub(crate) struct Send {
    /// What the model is asked; `-` takes it from stdin.
    message: String,
    /// Send the answer to this person on Token Bowl.
    #[arg(short, long, value_name = "USER", conflicts_with = "room")]
    to: Option<String>,
    /// Send the answer to this room, as PLATFORM:ROOM or by a name from the configuration file.
    #[arg(long, value_name = "ROOM")]
    room: Option<String>,
    #[command(flatten)]
    model: Model,
    /// Taken and not used, as by the Python agent.
    #[arg(short, long, value_name = "SECONDS", hide = true)]
    queue_interval: Option<f64>,
    /// Taken and not used, as by the Python agent.
    #[arg(long, value_name = "SECONDS", hide = true)]
    max_reconnect_delay: Option<f64>,
}

impl Send {
    pub(super) async fn run(&self, context: &Context, accounts: &Accounts) -> Result {
        let text = text_or_stdin(&self.message).await?;
        let agent = self.model.agent(context, Settings::new(&context.config)?)?;
        let desk = Desk::new(context, accounts);
        match &self.room {
            Some(room) => self.elsewhere(context.out, &agent, &desk, room, text).await,
            None => self.on_tokenbowl(context.out, &agent, &desk, text).await,
        }
    }

    async fn on_tokenbowl(
        &self,
        out: Output,
        agent: &Agent,
        desk: &Desk<'_>,
        text: String,
    ) -> Result {
        let client = desk.tokenbowl().await?;
        let mut send = agent.send(client, text);
        if let Some(name) = &self.to {
            send = send.to_username(name);
        }
        if desk.context.dry_run() {
            send = send.dry_run();
        } else if !client.has_key() {
            // The model costs money: without a key it is not asked at all.
            client.get_my_profile().await?;
        }
        let sent =
            progress::shown("Asking the model", send.into_future()).await.map_err(maybe_sent)?;
        let room = self.to.as_ref().map_or_else(
            || "tokenbowl:room:main".to_owned(),
            |name| format!("tokenbowl:user:{name}"),
        );
        let ids: Vec<&str> = sent.messages.iter().map(|message| message.id.as_str()).collect();
        show(out, &room, &sent.answer, &ids)
    }

    async fn elsewhere(
        &self,
        out: Output,
        agent: &Agent,
        desk: &Desk<'_>,
        room: &str,
        text: String,
    ) -> Result {
        let places = desk.places(&[room.to_owned()])?;
        let Some(place) = places.first() else { return Ok(()) };
        // Account and room first, and then the model, which costs money. A dry run needs neither.
        let platform =
            if desk.context.dry_run() { None } else { Some(desk.account(place.service).await?) };
        let room = desk.room(place).await?;
        let answer = progress::shown("Asking the model", agent.ask(text)).await?;
        let shown = room.as_ref().map_or_else(|| place.written.clone(), ToString::to_string);
        let (Some(platform), Some(room), Some(words)) = (platform, room, answer.text.clone())
        else {
            return show(out, &shown, &answer, &[]);
        };
        let outbox = desk.outbox(platform);
        let sending = outbox.send_all(&room, Outgoing::text(words));
        let ids = progress::shown("Sending the answer", sending).await.map_err(maybe_sent)?;
        let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
        show(out, &shown, &answer, &ids)
    }
}

fn show(out: Output, room: &str, answer: &Answer, ids: &[&str]) -> Result {
    for why in &answer.tool_trouble {
        aside(&format!("! {why}"));
    }
    let usage = &answer.usage;
    let event = if ids.is_empty() { "answer" } else { "sent" };
    let value: Value = json!({
        "event": event, "platform": room.split(':').next(), "room": room,
        "data": {
            "text": answer.text, "ids": ids, "tools": answer.tools,
            "usage": {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens,
                "cost_usd": usage.cost_usd},
        },
    });
    out.show(&value, |_| match (&answer.text, ids) {
        (None, _) => Text::line_of("The model had nothing to say; nothing was sent"),
        (Some(text), []) => Text::new().body(text).end(),
        (Some(text), ids) => Text::done(format!("Answer sent to {room}"))
            .then(&Text::new().body(text).end())
            .then(&Text::line_of(format!("ID: {}", ids.join(", ")))),
    })
}
