//! `chatwire kick users` and `whoami`.

use chatwire::kick::User;
use clap::Args;

use super::session::Session;
use super::shown::or_dash;
use crate::exit::{Failure, Result};
use crate::output::{Table, Text, aside};
use crate::progress;

#[derive(Debug, Args)]
pub(crate) struct Users {
    /// User ids; without any, your own. One that does not exist is left out.
    id: Vec<u64>,
}

/// Shows the user of the token.
pub(super) async fn whoami(session: &Session<'_>) -> Result {
    let call = session.client().await?.me();
    let Some(me) = session.call("Asking who you are", call).await? else { return Ok(()) };
    session.out.show(&me, |me| {
        Table::fields("👤 You")
            .field("Name", &me.name)
            .field("User ID", me.user_id.to_string())
            .field("Email", or_dash(me.email.as_ref()))
            .into_text()
    })
}

impl Users {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let call = session.client().await?.users().ids(self.id.iter().copied());
        if session.dry_run() || self.id.is_empty() {
            return session.page("Fetching users", call.request(), table).await;
        }
        let found = progress::shown("Fetching users", call.in_batches().into_future()).await?;
        session.out.list(&found.items, table)?;
        let failed = found.failed.into_iter().next();
        if !found.invalid.is_empty() {
            aside(&format!("! {} could not be read", found.invalid.len()));
        }
        failed.map_or(Ok(()), |failed| Err(Failure::from(failed.error)))
    }
}

fn table(users: &[User]) -> Text {
    if users.is_empty() {
        return Text::line_of("No users found");
    }
    let mut table = Table::new("👥 Users", &["Name", "User ID", "Email"]);
    for user in users {
        table.row([user.name.clone(), user.user_id.to_string(), or_dash(user.email.as_ref())]);
    }
    table.into_text()
}
