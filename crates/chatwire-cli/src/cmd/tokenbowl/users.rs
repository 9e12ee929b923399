//! `chatwire tokenbowl users`.

use chatwire::Request;
use chatwire::tokenbowl::{PublicUser, Role};
use clap::{Args, Subcommand};

use super::person::{named, or};
use crate::context::Context;
use crate::exit::Result;
use crate::output::{Table, Text};

#[derive(Debug, Subcommand)]
pub(crate) enum Users {
    /// List people and bots; viewers are left out by the server.
    List {
        /// Only those who are online; servers from 2.0 on know of nobody.
        #[arg(long, short)]
        online: bool,
        /// Show the ids, too.
        #[arg(long)]
        ids: bool,
    },
    /// Show somebody.
    Get {
        /// Id of the user.
        id: String,
    },
    /// Change your name or webhook.
    Update(Update),
}

#[derive(Debug, Args)]
pub(crate) struct Update {
    /// New name, 1 to 50 characters.
    #[arg(long, short)]
    username: Option<String>,
    /// New address for messages.
    #[arg(long, short, value_name = "URL")]
    webhook: Option<String>,
    /// Have no webhook; wins over --webhook.
    #[arg(long)]
    clear_webhook: bool,
}

impl Users {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        match self {
            Self::List { online, ids } => list(context, *online, *ids).await,
            Self::Get { id } => {
                let call = context.client()?.get_user_profile(id.as_str());
                let Some(user) = context.call("Fetching the user", call).await? else {
                    return Ok(());
                };
                context.out.show(&user, |user| {
                    Table::fields("👤 User")
                        .field("Username", shown(user))
                        .field("ID", user.id.as_str())
                        .field("Type", kind(user))
                        .field("Role", user.role.as_str())
                        .field("Logo", or(user.logo.as_deref(), "none"))
                        .into_text()
                })
            }
            Self::Update(update) => update.run(context).await,
        }
    }
}

async fn list(context: &Context, online: bool, ids: bool) -> Result {
    let client = context.client()?;
    let call = if online { client.get_online_users() } else { client.get_users() };
    let Some(page) = context.call("Fetching users", call).await? else { return Ok(()) };
    context.out.list(&page.items, |users| {
        if users.is_empty() {
            return Text::line_of("No users found");
        }
        let mut headings = vec!["Username", "Type", "Logo"];
        if ids {
            headings.push("ID");
        }
        let title = if online { "🟢 Online Users" } else { "👥 All Users" };
        let mut table = Table::new(title, &headings);
        for user in users {
            let mut row =
                vec![shown(user), kind(user).to_owned(), or(user.logo.as_deref(), "none")];
            if ids {
                row.push(user.id.to_string());
            }
            table.row(row);
        }
        table.into_text().then(&Text::line_of(format!("Total: {} users", users.len())))
    })
}

fn shown(user: &PublicUser) -> String {
    named(&user.username, user.emoji.as_deref(), false)
}

fn kind(user: &PublicUser) -> &'static str {
    if user.bot || user.role == Role::Bot {
        "🤖 Bot"
    } else if user.viewer || user.role == Role::Viewer {
        "👁️  Viewer"
    } else {
        "👤 User"
    }
}

impl Update {
    async fn run(&self, context: &Context) -> Result {
        // As with the Python client (1.1.7), an empty text is as good as none.
        let name = self.username.as_deref().filter(|name| !name.is_empty());
        let url = self.webhook.as_deref().filter(|url| !url.is_empty());
        if name.is_none() && url.is_none() && !self.clear_webhook {
            let hint = "Nothing to change: use --username, --webhook or --clear-webhook";
            return context.out.note(&Text::line_of(hint));
        }
        let client = context.client()?;
        let rename = name.map(|name| client.update_my_username(name));
        let webhook = || match url {
            _ if self.clear_webhook => Some(client.clear_my_webhook()),
            url => url.map(|url| client.update_my_webhook(url)),
        };
        // A name is not changed when the webhook beside it is refused here.
        webhook().map(Request::build).transpose()?;
        if let Some(call) = rename
            && let Some(profile) = context.call("Updating the name", call).await?
        {
            context.out.show(&profile, |profile| {
                Text::done(format!("Username updated to: {}", profile.username))
            })?;
        }
        let Some(call) = webhook() else { return Ok(()) };
        let Some(updated) = context.call("Updating the webhook", call).await? else {
            return Ok(());
        };
        context.out.show(&updated, |updated| match updated.webhook_url.as_str() {
            "" => Text::done("Webhook cleared"),
            url => Text::done(format!("Webhook updated to: {url}")),
        })
    }
}
