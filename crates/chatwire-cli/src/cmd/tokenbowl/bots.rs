//! `chatwire tokenbowl bots`.

use chatwire::tokenbowl::Bot;
use clap::{Args, Subcommand};
use serde_json::json;

use super::person::{moment, named, or, with_key};
use crate::context::Context;
use crate::exit::Result;
use crate::output::{Table, Text};

#[derive(Debug, Subcommand)]
pub(crate) enum Bots {
    /// Make a bot, and print its key.
    Create {
        /// Name, 1 to 50 characters.
        username: String,
        #[command(flatten)]
        looks: Looks,
    },
    /// List your bots.
    List {
        /// Print the API keys, too.
        #[arg(long)]
        show_keys: bool,
    },
    /// Change a bot; what is not given stays.
    Update {
        /// Id of the bot.
        id: String,
        #[command(flatten)]
        looks: Looks,
    },
    /// Delete a bot.
    Delete {
        /// Id of the bot.
        id: String,
    },
    /// Get a new key for a bot; the old one stops working at once.
    #[command(visible_alias = "regenerate-key")]
    Regenerate {
        /// Id of the bot.
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Looks {
    /// Emoji beside the name.
    #[arg(long, short)]
    emoji: Option<String>,
    /// Where the server delivers messages to.
    #[arg(long, short, value_name = "URL")]
    webhook: Option<String>,
}

impl Bots {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        let client = context.client()?;
        match self {
            Self::Create { username, looks } => {
                let mut call = client.create_bot(username);
                if let Some(emoji) = &looks.emoji {
                    call = call.emoji(emoji);
                }
                if let Some(url) = &looks.webhook {
                    call = call.webhook_url(url);
                }
                let made = context.call("Making the bot", call.request()).await?;
                let Some(made) = made else { return Ok(()) };
                context.out.show(&with_key(&made, &made.api_key)?, |_| {
                    Table::fields("🤖 Bot made")
                        .field("Username", named(&made.username, made.emoji.as_deref(), false))
                        .field("ID", made.id.as_str())
                        .field("API key", made.api_key.expose())
                        .field("Webhook", or(made.webhook_url.as_deref(), "none"))
                        .into_text()
                })
            }
            Self::List { show_keys } => list(context, *show_keys).await,
            Self::Update { id, looks } => {
                let mut call = client.update_bot(id.as_str());
                if let Some(emoji) = &looks.emoji {
                    call = call.emoji(emoji);
                }
                if let Some(url) = &looks.webhook {
                    call = call.webhook_url(url);
                }
                let bot = context.call("Updating the bot", call.request()).await?;
                let Some(bot) = bot else { return Ok(()) };
                context.out.show(&bot, |bot| {
                    Text::done(format!("Bot {} updated", bot.username))
                        .then(&table(std::slice::from_ref(bot), false))
                })
            }
            Self::Delete { id } => {
                let call = client.delete_bot(id.as_str());
                if context.call("Deleting the bot", call).await?.is_none() {
                    return Ok(());
                }
                let value = json!({"id": id, "deleted": true});
                context.out.show(&value, |_| Text::done(format!("Bot {id} deleted")))
            }
            Self::Regenerate { id } => {
                let call = client.regenerate_bot_api_key(id.as_str());
                let made = context.call("Making a new key", call).await?;
                let Some(made) = made else { return Ok(()) };
                context.out.show(&with_key(&made, &made.api_key)?, |_| {
                    Text::done("New API key; the old one is void")
                        .then(&Text::new().plain("  ").bold(made.api_key.expose()).end())
                })
            }
        }
    }
}

async fn list(context: &Context, keys: bool) -> Result {
    let call = context.client()?.get_my_bots();
    let Some(page) = context.call("Fetching bots", call).await? else { return Ok(()) };
    if !keys {
        return context.out.list(&page.items, |bots| table(bots, false));
    }
    let values = page.items.iter().map(|bot| with_key(bot, &bot.api_key));
    let values = values.collect::<Result<Vec<_>>>()?;
    context.out.list(&values, |_| table(&page.items, true))
}

fn table(bots: &[Bot], keys: bool) -> Text {
    if bots.is_empty() {
        return Text::line_of("No bots found");
    }
    let mut headings = vec!["Username", "ID", "Webhook", "Created"];
    if keys {
        headings.push("API key");
    }
    let mut table = Table::new("🤖 Your bots", &headings);
    for bot in bots {
        let mut row = vec![
            named(&bot.username, bot.emoji.as_deref(), false),
            bot.id.to_string(),
            or(bot.webhook_url.as_deref(), "none"),
            moment(&bot.created_at),
        ];
        if keys {
            row.push(bot.api_key.expose().to_owned());
        }
        table.row(row);
    }
    table.into_text()
}
