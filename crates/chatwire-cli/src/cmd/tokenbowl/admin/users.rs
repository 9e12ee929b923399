//! `chatwire tokenbowl admin users`.

use chatwire::tokenbowl::Profile;
use clap::{Args, Subcommand};

use super::deleted;
use crate::cmd::tokenbowl::person::{moment, named, or, profile_table, with_key};
use crate::context::Context;
use crate::exit::Result;
use crate::output::{Table, Text};

#[derive(Debug, Subcommand)]
pub(crate) enum Users {
    /// List all accounts.
    List {
        /// Print the API keys, too.
        #[arg(long)]
        show_keys: bool,
    },
    /// Show an account.
    Get {
        /// Id of the user.
        id: String,
        /// Print the API key, too.
        #[arg(long)]
        show_key: bool,
    },
    /// Change an account; what is not given stays, and the server clears nothing here.
    Update(Box<Update>),
    /// Delete an account.
    Delete {
        /// Id of the user.
        id: String,
    },
    /// Give an account another role.
    Role {
        /// Id of the user.
        id: String,
        /// admin, member, viewer or bot.
        role: String,
    },
    /// Get a new key for an account; the old one stops working at once.
    RegenerateKey {
        /// Id of the user.
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Update {
    /// Id of the user.
    id: String,
    /// New name, 1 to 50 characters.
    #[arg(long, short)]
    username: Option<String>,
    /// New address of mail.
    #[arg(long)]
    email: Option<String>,
    /// New address for messages.
    #[arg(long, short, value_name = "URL")]
    webhook: Option<String>,
    /// New logo.
    #[arg(long)]
    logo: Option<String>,
    /// New emoji.
    #[arg(long)]
    emoji: Option<String>,
    /// Sets the flag; `role` is the better way.
    #[arg(long, value_name = "BOOL")]
    viewer: Option<bool>,
    /// Sets the flag; `role` is the better way.
    #[arg(long, value_name = "BOOL")]
    admin: Option<bool>,
    /// Sets the flag; `role` is the better way.
    #[arg(long, value_name = "BOOL")]
    bot: Option<bool>,
}

impl Users {
    pub(super) async fn run(&self, context: &Context) -> Result {
        let client = context.client()?;
        match self {
            Self::List { show_keys } => list(context, *show_keys).await,
            Self::Get { id, show_key } => {
                let call = client.admin_get_user(id.as_str());
                let profile = context.call("Fetching the account", call).await?;
                let Some(profile) = profile else { return Ok(()) };
                let words = profile_table("👤 Account", &profile, *show_key).into_text();
                if *show_key {
                    return context.out.show(&with_key(&profile, &profile.api_key)?, |_| words);
                }
                context.out.show(&profile, |_| words)
            }
            Self::Update(update) => update.run(context).await,
            Self::Delete { id } => {
                let call = client.admin_delete_user(id.as_str());
                if context.call("Deleting the account", call).await?.is_none() {
                    return Ok(());
                }
                deleted(context, "Account", id)
            }
            Self::Role { id, role } => {
                let call = client.admin_assign_role(id.as_str(), role.as_str());
                let assigned = context.call("Changing the role", call).await?;
                let Some(assigned) = assigned else { return Ok(()) };
                context.out.show(&assigned, |assigned| {
                    Text::done(format!("{} is now {}", assigned.username, assigned.role))
                })
            }
            Self::RegenerateKey { id } => {
                let call = client.admin_regenerate_api_key(id.as_str());
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
    let call = context.client()?.admin_get_all_users();
    let Some(page) = context.call("Fetching accounts", call).await? else { return Ok(()) };
    if !keys {
        return context.out.list(&page.items, |profiles| table(profiles, false));
    }
    let values = page.items.iter().map(|profile| with_key(profile, &profile.api_key));
    let values = values.collect::<Result<Vec<_>>>()?;
    context.out.list(&values, |_| table(&page.items, true))
}

fn table(profiles: &[Profile], keys: bool) -> Text {
    let mut headings = vec!["Username", "Role", "Email", "Created", "ID"];
    if keys {
        headings.push("API key");
    }
    let mut table = Table::new("👥 Accounts", &headings);
    for profile in profiles {
        let mut row = vec![
            named(&profile.username, profile.emoji.as_deref(), profile.bot),
            profile.role.to_string(),
            or(profile.email.as_deref(), "-"),
            moment(&profile.created_at),
            profile.id.to_string(),
        ];
        if keys {
            row.push(profile.api_key.expose().to_owned());
        }
        table.row(row);
    }
    table.into_text().then(&Text::line_of(format!("Total: {} accounts", profiles.len())))
}

impl Update {
    async fn run(&self, context: &Context) -> Result {
        let mut call = context.client()?.admin_update_user(self.id.as_str());
        if let Some(name) = &self.username {
            call = call.username(name);
        }
        if let Some(email) = &self.email {
            call = call.email(email);
        }
        if let Some(url) = &self.webhook {
            call = call.webhook_url(url);
        }
        if let Some(logo) = &self.logo {
            call = call.logo(logo);
        }
        if let Some(emoji) = &self.emoji {
            call = call.emoji(emoji);
        }
        if let Some(on) = self.viewer {
            call = call.viewer(on);
        }
        if let Some(on) = self.admin {
            call = call.admin(on);
        }
        if let Some(on) = self.bot {
            call = call.bot(on);
        }
        let profile = context.call("Changing the account", call.request()).await?;
        let Some(profile) = profile else { return Ok(()) };
        let words = profile_table("👤 Account changed", &profile, false).into_text();
        context.out.show(&profile, |_| words)
    }
}
