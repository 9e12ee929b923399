//! [`SendOnce`]: one answer of the model, written on Token Bowl.

use std::fmt;

use chatwire::tokenbowl::limits::MAX_CONTENT;
use chatwire::tokenbowl::{Client, Message};
use chatwire::{BoxFuture, Capabilities, LengthUnit};
use chatwire_core::Result;

use super::{Agent, Answer, pieces};

/// One answer that is written on Token Bowl; from [`Agent::send`].
#[must_use = "nothing is asked until it is awaited"]
pub struct SendOnce {
    agent: Agent,
    client: Client,
    text: String,
    to_username: Option<String>,
    is_dry: bool,
}

/// What became of a [`SendOnce`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sent {
    /// What the model said; silence is not written.
    pub answer: Answer,
    /// Messages that were written; several for an answer that is too long for one.
    pub messages: Vec<Message>,
}

impl Agent {
    /// Asks the model one thing and writes its answer on Token Bowl, in the room or
    /// [to one person](SendOnce::to_username). No conversation is remembered.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let completion = serde_json::json!({"choices": [{"message": {"content": "Good morning!"}}]});
    /// # let script = Script::new().answer(Answer::json(&completion));
    /// # let agent = chatwire_agent::Agent::builder("sk-or-0123456789").script(script).build()?;
    /// # let emulator = chatwire_emulator::Emulator::start().await?;
    /// # let key = emulator.tokenbowl().key("bot");
    /// # let url = emulator.url(chatwire_emulator::Platform::TokenBowl);
    /// # let client = chatwire::tokenbowl::Client::builder(key).base_url(url)?.build()?;
    /// let sent = agent.send(&client, "Greet everybody").await?;
    /// assert_eq!(sent.messages[0].content, "Good morning!");
    /// # Ok(())
    /// # }
    /// ```
    pub fn send(&self, client: &Client, text: impl Into<String>) -> SendOnce {
        let (agent, client, text) = (self.clone(), client.clone(), text.into());
        SendOnce { agent, client, text, to_username: None, is_dry: false }
    }
}

impl SendOnce {
    /// Writes to one person, and not in the room.
    pub fn to_username(mut self, name: impl Into<String>) -> Self {
        self.to_username = Some(name.into());
        self
    }

    /// Asks the model and writes nothing.
    pub fn dry_run(mut self) -> Self {
        self.is_dry = true;
        self
    }

    async fn run(self) -> Result<Sent> {
        let Self { agent, client, text, to_username, is_dry } = self;
        let answer = agent.ask(text).await?;
        let mut messages = Vec::new();
        let text = answer.text.as_deref().filter(|_| !is_dry).unwrap_or_default();
        let limit = Capabilities::default().max_length(MAX_CONTENT, LengthUnit::Chars);
        for piece in pieces(&limit, text) {
            let mut send = client.send_message(piece);
            if let Some(name) = &to_username {
                send = send.to_username(name);
            }
            messages.push(send.request().await?);
            agent.inner().counters.sent.add(1);
        }
        Ok(Sent { answer, messages })
    }
}

impl IntoFuture for SendOnce {
    type Output = Result<Sent>;
    type IntoFuture = BoxFuture<'static, Result<Sent>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for SendOnce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendOnce")
            .field("to_username", &self.to_username)
            .field("is_dry", &self.is_dry)
            .finish_non_exhaustive()
    }
}
