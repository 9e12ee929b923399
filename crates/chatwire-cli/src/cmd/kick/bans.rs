//! `chatwire kick ban` and `unban`.

use chatwire::kick::BanDuration;
use clap::Args;
use serde_json::json;

use super::session::Session;
use crate::exit::Result;
use crate::output::Text;

#[derive(Debug, Args)]
pub(crate) struct Who {
    /// Who it is about, by name or user id.
    user: String,
    /// Channel, by name or by user id of the streamer; without it, your own.
    #[arg(long, short, value_name = "CHANNEL")]
    channel: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Ban {
    #[command(flatten)]
    who: Who,
    /// For so many minutes, 1 to 10,080 (7 days); without it for good.
    #[arg(long, short)]
    minutes: Option<u32>,
    /// Reason, at most 100 characters.
    #[arg(long, short)]
    reason: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Unban {
    #[command(flatten)]
    who: Who,
}

impl Ban {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let client = session.client().await?;
        let channel = session.channel(&client, self.who.channel.as_deref()).await?;
        let Some(channel) = channel else { return Ok(()) };
        let user = session.user_id(&client, &self.who.user).await?;
        let Some(user) = user else { return Ok(()) };
        let mut ban = client.ban(channel, user);
        if let Some(minutes) = self.minutes {
            ban = ban.timeout(BanDuration::minutes(minutes));
        }
        if let Some(reason) = &self.reason {
            ban = ban.reason(reason);
        }
        if session.call("Banning the user", ban.request()).await?.is_none() {
            return Ok(());
        }
        let value = json!({"broadcaster_user_id": channel, "user_id": user, "banned": true,
            "minutes": self.minutes});
        session.out.show(&value, |_| {
            let time = match self.minutes {
                Some(minutes) => format!("for {minutes} minutes"),
                None => "for good".to_owned(),
            };
            Text::done(format!("{} is banned {time}", self.who.user))
        })
    }
}

impl Unban {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let client = session.client().await?;
        let channel = session.channel(&client, self.who.channel.as_deref()).await?;
        let Some(channel) = channel else { return Ok(()) };
        let user = session.user_id(&client, &self.who.user).await?;
        let Some(user) = user else { return Ok(()) };
        if session.call("Ending the ban", client.unban(channel, user)).await?.is_none() {
            return Ok(());
        }
        let value = json!({"broadcaster_user_id": channel, "user_id": user, "banned": false});
        session.out.show(&value, |_| Text::done(format!("{} is banned no more", self.who.user)))
    }
}
