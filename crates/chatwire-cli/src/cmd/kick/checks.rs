//! What `chatwire doctor` looks at of Kick.

use std::path::Path;
use std::time::Instant;

use chatwire::Response;
use chatwire::kick::oauth::Introspection;
use chatwire::kick::token_store::TokenStatus;
use chatwire::kick::{Client, ENV};

use super::access::{Access, Settings};
use super::token::word;
use crate::cmd::doctor::{Report, Status, clock, private_file, variables};
use crate::config::Vars;
use crate::context::Context;
use crate::exit::{Exit, Result};
use crate::progress;
use crate::service::Service;

/// Whether anything says that Kick is used here: a variable, an option, or a stored token.
pub(in crate::cmd) async fn is_set_up(
    access: &Access,
    context: &Context,
    vars: &Vars,
) -> Result<bool> {
    let settings = Settings::new(access, &context.globals, vars.clone());
    for var in ENV {
        if vars.optional(*var)?.is_some() {
            return Ok(true);
        }
    }
    if settings.has_app()? || settings.given_token()?.is_some() {
        return Ok(true);
    }
    // Public commands keep chatrooms there, too, and logging out leaves the file.
    if !settings.file()?.is_some_and(|file| file.exists()) {
        return Ok(false);
    }
    // What is wrong is told by the check itself.
    let Ok(client) = settings.open_client() else { return Ok(true) };
    Ok(!client.tokens().list().await.is_ok_and(|tokens| tokens.is_empty()))
}

/// Looks at variables, token file, address, server, clock, app and token.
pub(in crate::cmd) async fn check(
    report: &mut Report,
    access: &Access,
    context: &Context,
    vars: &Vars,
) -> Result {
    variables(report, vars, Service::Kick)?;
    let settings = Settings::new(access, &context.globals, vars.clone());
    if let Some(path) = settings.file()? {
        file(report, &path)?;
    }
    let client = match settings.open_client() {
        Ok(client) => client,
        Err(failure) => return report.refuse("address", &failure),
    };
    stored(report, &client).await?;
    let wire = client.public_key().build()?;
    let address = wire.uri().to_string();
    report.add("address", Status::Ok, address.trim_end_matches("/public/v1/public-key"))?;
    if context.dry_run() {
        return report.add("server", Status::Skipped, "not asked with --dry-run");
    }
    if server(report, &client).await? {
        app(report, &settings).await?;
        token(report, &settings).await?;
    }
    Ok(())
}

/// Tokens stand in the file as they are: nobody else may read it.
fn file(report: &mut Report, path: &Path) -> Result {
    if !path.exists() {
        let detail = format!("not there yet: {}", path.display());
        return report.add("token file", Status::Skipped, detail);
    }
    private_file(report, "token file", "", path)
}

async fn stored(report: &mut Report, client: &Client) -> Result {
    let tokens = match client.tokens().list().await {
        Ok(tokens) => tokens,
        Err(err) => return report.fail("stored tokens", &err),
    };
    if tokens.is_empty() {
        return report.add("stored tokens", Status::Skipped, "none");
    }
    let is_dead = tokens.iter().any(|token| token.status() == TokenStatus::Dead);
    let status = if is_dead { Status::Warning } else { Status::Ok };
    let each = tokens.iter().map(|token| format!("{} {}", token.account, word(token.status())));
    report.add("stored tokens", status, each.collect::<Vec<_>>().join(", "))
}

/// Whether the API answers; compares the clocks on the way.
async fn server(report: &mut Report, client: &Client) -> Result<bool> {
    let begun = Instant::now();
    let asking = client.public_key().with_meta().into_future();
    let answer: Response<String> = match progress::shown("Asking the server", asking).await {
        Ok(answer) => answer,
        Err(err) => {
            report.fail("server", &err)?;
            return Ok(false);
        }
    };
    let took = begun.elapsed().as_millis();
    report.add("server", Status::Ok, format!("answered after {took} ms"))?;
    clock(report, &answer.meta.headers)?;
    Ok(true)
}

async fn app(report: &mut Report, settings: &Settings<'_>) -> Result {
    if !settings.has_app()? {
        return report.add("app", Status::Skipped, "no id and secret");
    }
    let client = settings.app_client()?;
    match progress::shown("Asking about the app", client.access_token()).await {
        Ok(_) => report.add("app", Status::Ok, "id and secret are right"),
        Err(err) => report.fail("app", &err),
    }
}

async fn token(report: &mut Report, settings: &Settings<'_>) -> Result {
    let client = match settings.client().await {
        Ok(client) => client,
        Err(failure) => return report.refuse("token", &failure),
    };
    if !client.has_key() {
        return report.add("token", Status::Skipped, "none");
    }
    let asking = async {
        let token = client.access_token().await?;
        client.introspect(token).await
    };
    match progress::shown("Asking about the token", asking).await {
        Ok(seen) if seen.active => report.add("token", Status::Ok, described(&seen)),
        Ok(_) => {
            report.failed(Exit::Auth);
            report.add("token", Status::Failed, "Kick does not know it")
        }
        Err(err) => report.fail("token", &err),
    }
}

fn described(seen: &Introspection) -> String {
    let kind = seen.token_type.as_ref().map_or("some", |kind| kind.as_str());
    match seen.scope.as_deref().filter(|scope| !scope.is_empty()) {
        Some(scope) => format!("{kind} token for {scope}"),
        None => format!("{kind} token"),
    }
}
