//! `chatwire tokenbowl info` and `profile`.

use clap::{Args, Subcommand};

use super::person::{profile_table, with_key};
use crate::context::Context;
use crate::exit::{Exit, Failure, Result};
use crate::output::Text;

/// The profile, with its changes below it.
#[derive(Debug, Args)]
pub(crate) struct Profile {
    #[command(flatten)]
    show: Show,
    #[command(subcommand)]
    command: Option<Change>,
}

#[derive(Debug, Subcommand)]
enum Change {
    /// Show your profile, as `info` does.
    Show(Show),
    /// Set or clear your logo.
    Logo {
        /// One of `chatwire tokenbowl logos`.
        #[arg(required_unless_present = "clear", conflicts_with = "clear")]
        name: Option<String>,
        /// Have no logo.
        #[arg(long)]
        clear: bool,
    },
    /// Get a new key; the old one stops working at once.
    RegenerateKey {
        /// Do not ask.
        #[arg(long, short = 'y')]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Print the API key, too.
    #[arg(long)]
    show_key: bool,
}

impl Show {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        let call = context.client()?.get_my_profile();
        let Some(profile) = context.call("Fetching the profile", call).await? else {
            return Ok(());
        };
        let words = profile_table("👤 Your Profile", &profile, self.show_key).into_text();
        if self.show_key {
            return context.out.show(&with_key(&profile, &profile.api_key)?, |_| words);
        }
        context.out.show(&profile, |_| words)
    }
}

impl Profile {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        match &self.command {
            None => self.show.run(context).await,
            Some(Change::Show(show)) => show.run(context).await,
            Some(Change::Logo { name, .. }) => logo(context, name.as_deref()).await,
            Some(Change::RegenerateKey { yes }) => regenerate(context, *yes).await,
        }
    }
}

async fn logo(context: &Context, name: Option<&str>) -> Result {
    let client = context.client()?;
    let call = match name {
        Some(name) => client.update_my_logo(name),
        None => client.clear_my_logo(),
    };
    let Some(updated) = context.call("Updating the logo", call).await? else { return Ok(()) };
    context.out.show(&updated, |updated| match updated.logo.as_str() {
        "" => Text::done("Logo cleared"),
        logo => Text::done(format!("Logo updated to: {logo}")),
    })
}

async fn regenerate(context: &Context, yes: bool) -> Result {
    if !yes && !context.dry_run() {
        let refusal = "this makes the present key useless";
        return Err(Failure::new(Exit::Usage, refusal).hint("say --yes to go on"));
    }
    let call = context.client()?.regenerate_api_key().request();
    let Some(made) = context.call("Making a new key", call).await? else { return Ok(()) };
    context.out.show(&with_key(&made, &made.api_key)?, |_| {
        Text::done("New API key; the old one is void")
            .then(&Text::new().plain("  ").bold(made.api_key.expose()).end())
    })
}
