//! What `chatwire doctor` looks at of Mezon.

use std::time::Instant;

use chatwire::Response;
use chatwire::mezon::{self, Client, ENV};
use tokio::time::timeout;

use super::session::Access;
use crate::cmd::connection::{CONNECT_TIMEOUT, too_late};
use crate::cmd::doctor::{Report, Status, clock, variables};
use crate::config::Vars;
use crate::context::Context;
use crate::exit::Result;
use crate::progress;
use crate::service::Service;

/// Whether anything says that Mezon is used here: a variable or an option.
pub(in crate::cmd) fn is_set_up(access: &Access, vars: &Vars) -> Result<bool> {
    for var in ENV {
        if vars.optional(*var)?.is_some() {
            return Ok(true);
        }
    }
    let (id, key) = access.bot(vars)?;
    Ok(id.is_some() || key.is_some())
}

/// Looks at variables, address, login, clock, clans, socket and ledger.
pub(in crate::cmd) async fn check(
    report: &mut Report,
    access: &Access,
    context: &Context,
    vars: &Vars,
) -> Result {
    variables(report, vars, Service::Mezon)?;
    let client = match access.client(context, vars) {
        Ok(client) => client,
        Err(failure) => return report.refuse("bot", &failure),
    };
    let wire = client.authenticate().build()?;
    let address = wire.uri().to_string();
    let place = address.split("/v2/").next().unwrap_or(&address);
    report.add("address", Status::Ok, place)?;
    if context.dry_run() {
        return report.add("login", Status::Skipped, "not asked with --dry-run");
    }
    if login(report, &client).await? {
        clans(report, &client).await?;
        live(report, context, &client).await?;
        ledger(report, &client).await?;
    }
    Ok(())
}

/// Whether id and key are right; compares the clocks on the way.
async fn login(report: &mut Report, client: &Client) -> Result<bool> {
    let begun = Instant::now();
    let asking = client.authenticate().with_meta().into_future();
    let answer: Response<mezon::Session> = match progress::shown("Logging in", asking).await {
        Ok(answer) => answer,
        Err(err) => {
            report.fail("login", &err)?;
            return Ok(false);
        }
    };
    let took = begun.elapsed().as_millis();
    let name = answer.value.username.as_deref().unwrap_or("a bot without a name");
    report.add("login", Status::Ok, format!("as {name} after {took} ms"))?;
    clock(report, &answer.meta.headers)?;
    Ok(true)
}

async fn clans(report: &mut Report, client: &Client) -> Result {
    match progress::shown("Fetching clans", client.load_clans()).await {
        Ok(clans) => {
            let count = clans.iter().filter(|clan| !clan.id.is_direct()).count();
            let status = if count == 0 { Status::Warning } else { Status::Ok };
            report.add("clans", status, format!("the bot is in {count}"))
        }
        Err(err) => report.fail("clans", &err),
    }
}

async fn live(report: &mut Report, context: &Context, client: &Client) -> Result {
    let limit = context.globals.timeout.unwrap_or(CONNECT_TIMEOUT);
    let connecting = client.connect().without_clans().without_channel_lists().max_attempts(1);
    let begun = Instant::now();
    let connecting = timeout(limit, connecting.into_future());
    match progress::shown("Connecting", connecting).await {
        Ok(Ok(live)) => {
            let took = begun.elapsed().as_millis();
            live.close().await;
            report.add("socket", Status::Ok, format!("online after {took} ms"))
        }
        Ok(Err(err)) => report.fail("socket", &err),
        Err(_) => report.fail("socket", &too_late(limit)),
    }
}

async fn ledger(report: &mut Report, client: &Client) -> Result {
    if client.session().is_none_or(|session| session.id_token.is_none()) {
        let detail = "the login gives no id token: the bot cannot send tokens";
        return report.add("ledger", Status::Skipped, detail);
    }
    match progress::shown("Asking the ledger", client.token_balance()).await {
        Ok(balance) => report.add("ledger", Status::Ok, format!("{balance} tokens")),
        Err(err) => report.fail("ledger", &err),
    }
}
