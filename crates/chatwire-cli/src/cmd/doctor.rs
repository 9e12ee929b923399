//! `chatwire doctor`.

mod chatluck;
mod fluidtalk;

use std::path::Path;
use std::time::Instant;

use chatwire::env::EnvVar;
use chatwire::tokenbowl::client::API_KEY;
use chatwire::tokenbowl::{Client, Health};
use chatwire::{Error, ErrorKind, HeaderMap, Response, Secret, Timestamp};
use clap::Args;
use serde::Serialize;

use super::agent::SECRET_FILES;
use super::rooms::Accounts;
use super::{kick, mezon};
use crate::config::Vars;
use crate::context::Context;
use crate::exit::{Exit, Failure, Result};
use crate::output::{Output, Text};
use crate::progress;
use crate::service::{Service, is_address, is_secret};

/// A clock that is off by more than this, in seconds, makes `--since` and logs misleading; the header that it is
/// compared with has whole seconds and may be as old as the answer.
const SKEW: i64 = 10;

/// What may be wrong, from the inside to the outside. Sends nothing but questions.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Platforms to look at; without any, those that a variable, a setting or a stored token speaks of, else Token Bowl.
    #[arg(value_enum)]
    platform: Vec<Service>,
    #[command(flatten)]
    pub(crate) accounts: Accounts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    Ok,
    Warning,
    Failed,
    Skipped,
}

#[derive(Debug, Serialize)]
struct Check {
    platform: &'static str,
    check: &'static str,
    status: Status,
    detail: String,
}

/// Prints checks as they come, and remembers what failed first.
#[derive(Debug)]
pub(super) struct Report {
    out: Output,
    platform: &'static str,
    failed: Option<Exit>,
}

impl Report {
    pub(super) fn add(
        &mut self,
        check: &'static str,
        status: Status,
        detail: impl Into<String>,
    ) -> Result {
        let check = Check { platform: self.platform, check, status, detail: detail.into() };
        self.out.show(&check, |check| {
            let text = Text::new();
            let text = match check.status {
                Status::Ok => text.name("✓ "),
                Status::Warning => text.warning("! "),
                Status::Failed => text.warning("✗ "),
                Status::Skipped => text.dim("- "),
            };
            text.bold(check.check).plain(": ").plain(&check.detail).end()
        })
    }

    /// Remembers how the command ends, unless something failed before.
    pub(super) fn failed(&mut self, exit: Exit) {
        self.failed.get_or_insert(exit);
    }

    pub(super) fn fail(&mut self, check: &'static str, err: &Error) -> Result {
        self.failed(Exit::of(err.kind()));
        let mut detail = err.to_string();
        let mut source = std::error::Error::source(err);
        while let Some(cause) = source {
            detail.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        self.add(check, Status::Failed, detail)
    }

    /// Like [`fail`](Self::fail), for what is wrong on this side.
    pub(super) fn refuse(&mut self, check: &'static str, failure: &Failure) -> Result {
        self.failed(failure.exit());
        self.add(check, Status::Failed, failure.message())
    }
}

impl Doctor {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        let mut report = Report { out: context.out, platform: "chatwire", failed: None };
        if let Some(path) = context.config.path() {
            report.add("config", Status::Ok, path.display().to_string())?;
        }
        for (setting, path) in context.config.agent_secret_files(&SECRET_FILES) {
            private_file(&mut report, "secret file", &format!("{setting} "), &path)?;
        }
        let platforms = self.platforms(context).await?;
        for platform in &platforms {
            report.platform = platform.name();
            if platforms.len() > 1 {
                report.out.note(&Text::new().bold(report.platform).end())?;
            }
            let vars = context.vars(*platform);
            if let Err(failure) = vars.check() {
                report.refuse("settings", &failure)?;
                continue;
            }
            for (setting, path) in context.config.secret_files(*platform) {
                private_file(&mut report, "secret file", &format!("{setting} "), &path)?;
            }
            let accounts = &self.accounts;
            match platform {
                Service::Chatluck => chatluck::check(&mut report, context, &vars).await?,
                Service::Fluidtalk => fluidtalk::check(&mut report, context, &vars).await?,
                Service::Kick => kick::check(&mut report, &accounts.kick, context, &vars).await?,
                Service::Mezon => {
                    mezon::check(&mut report, &accounts.mezon, context, &vars).await?;
                }
                Service::Tokenbowl => tokenbowl(&mut report, context, &vars).await?,
            }
        }
        report.failed.map_or(Ok(()), |exit| Err(Failure::silent(exit)))
    }

    async fn platforms(&self, context: &Context) -> Result<Vec<Service>> {
        if !self.platform.is_empty() {
            return Ok(self.platform.clone());
        }
        let mut platforms = Vec::new();
        for service in Service::ALL {
            // Settings that cannot be read are there, and told later.
            let vars = context.vars(service);
            if vars.check().is_err() {
                platforms.push(service);
                continue;
            }
            let mut set = match service {
                Service::Tokenbowl => self.accounts.key.get().is_some(),
                Service::Kick => kick::is_set_up(&self.accounts.kick, context, &vars).await?,
                Service::Mezon => mezon::is_set_up(&self.accounts.mezon, &vars)?,
                Service::Chatluck | Service::Fluidtalk => false,
            };
            for var in service.variables() {
                set |= vars.optional(var)?.is_some();
            }
            if set {
                platforms.push(service);
            }
        }
        if platforms.is_empty() {
            platforms.push(Service::Tokenbowl);
        }
        Ok(platforms)
    }
}

/// Variables of a platform, or what the configuration says in their place; of secrets only that they are there.
pub(super) fn variables(report: &mut Report, vars: &Vars, service: Service) -> Result {
    for var in service.variables() {
        let (status, detail) = match vars.optional(var) {
            Ok(None) => (Status::Skipped, "not set".to_owned()),
            Ok(Some(value)) if is_secret(var) => look_at_secret(var, &Secret::new(value)),
            Ok(Some(value)) if is_address(var) => look_at_address(&value),
            Ok(Some(value)) => (Status::Ok, value),
            Err(failure) => (Status::Failed, failure.message().to_owned()),
        };
        report.add(var.name, status, detail)?;
    }
    Ok(())
}

/// Secrets are never shown: whether a client takes this one.
fn look_at_secret(var: EnvVar, secret: &Secret) -> (Status, String) {
    match secret.as_key() {
        Ok(key) if var == API_KEY => look_at_key(key),
        Ok(_) => (Status::Ok, "set".to_owned()),
        Err(err) => (Status::Failed, err.message().to_owned()),
    }
}

/// Addresses are shown, so that a wrong one is seen; what people put into them besides is not.
fn look_at_address(address: &str) -> (Status, String) {
    if !address.contains("://") {
        return (Status::Warning, "set, but it is no address, and so not shown".to_owned());
    }
    if address.contains(['@', '?', '#']) {
        let why = "set, but it holds more than an address, and is not shown";
        return (Status::Warning, why.to_owned());
    }
    (Status::Ok, address.to_owned())
}

/// Nobody else may read a file with a secret; `name` stands before its path.
pub(super) fn private_file(
    report: &mut Report,
    check: &'static str,
    name: &str,
    path: &Path,
) -> Result {
    let shown = format!("{name}{}", path.display());
    match std::fs::metadata(path) {
        Err(err) => report.add(check, Status::Warning, format!("{shown}: {err}")),
        #[cfg(unix)]
        Ok(seen) if mode(&seen) & 0o077 != 0 => {
            let mode = mode(&seen);
            let detail = format!("{shown} is open to others (mode {mode:o}): chmod 600");
            report.add(check, Status::Warning, detail)
        }
        Ok(_) => report.add(check, Status::Ok, shown),
    }
}

#[cfg(unix)]
fn mode(seen: &std::fs::Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&seen.permissions()) & 0o777
}

async fn tokenbowl(report: &mut Report, context: &Context, vars: &Vars) -> Result {
    variables(report, vars, Service::Tokenbowl)?;
    let client = match context.client() {
        Ok(client) => client,
        Err(failure) => return report.refuse("address", &failure),
    };
    let wire = client.health_check().build()?;
    report.add("address", Status::Ok, wire.uri().to_string().trim_end_matches("/health"))?;
    if context.dry_run() {
        return report.add("server", Status::Skipped, "not asked with --dry-run");
    }
    if server(report, &client).await? {
        account(report, &client).await?;
        live(report, &client).await?;
    }
    Ok(())
}

/// Keys of Token Bowl are 64 hex digits; others are accepted all the same.
fn look_at_key(key: &str) -> (Status, String) {
    let digits = key.chars().count();
    if digits == 64 && key.chars().all(|c| c.is_ascii_hexdigit()) {
        return (Status::Ok, "set".to_owned());
    }
    (Status::Warning, format!("set, but {digits} characters instead of 64 hex digits"))
}

/// Whether the server answers; compares the clocks on the way.
async fn server(report: &mut Report, client: &Client) -> Result<bool> {
    let begun = Instant::now();
    let asking = client.health_check().with_meta().into_future();
    let answer: Response<Health> = match progress::shown("Asking the server", asking).await {
        Ok(answer) => answer,
        Err(err) => {
            report.fail("server", &err)?;
            return Ok(false);
        }
    };
    let took = begun.elapsed().as_millis();
    let status = if answer.value.is_healthy() { Status::Ok } else { Status::Warning };
    report.add("server", status, format!("{} after {took} ms", answer.value.status))?;
    clock(report, &answer.meta.headers)?;
    Ok(true)
}

pub(super) fn clock(report: &mut Report, headers: &HeaderMap) -> Result {
    let date = headers.get("date").and_then(|date| date.to_str().ok());
    let date = date.and_then(|text| Timestamp::parse_http_date(text).ok());
    let Some(there) = date else {
        return report.add("clock", Status::Skipped, "the server does not say what time it is");
    };
    let off = Timestamp::now().as_unix_seconds() - there.as_unix_seconds();
    if off.abs() <= SKEW {
        return report.add("clock", Status::Ok, format!("within {SKEW} s of the server's"));
    }
    let how = if off > 0 { "ahead of" } else { "behind" };
    report.add("clock", Status::Warning, format!("{} s {how} the server's", off.abs()))
}

async fn account(report: &mut Report, client: &Client) -> Result {
    if !client.has_key() {
        return report.add("account", Status::Skipped, "no key");
    }
    let asking = client.get_my_profile().into_future();
    match progress::shown("Asking for the account", asking).await {
        Ok(me) => report.add("account", Status::Ok, format!("{} ({})", me.username, me.role)),
        Err(err) => report.fail("account", &err),
    }
}

async fn live(report: &mut Report, client: &Client) -> Result {
    if !client.has_key() {
        return report.add("live", Status::Skipped, "no key");
    }
    let asking = client.get_centrifugo_token().no_retry().into_future();
    match progress::shown("Asking for the live transport", asking).await {
        Ok(token) => {
            let host = client.health_check().build()?.uri().host().map(str::to_owned);
            let local = |text: &str| text.contains("localhost") || text.contains("127.0.0.1");
            // What an operator gets who has set no address.
            if local(&token.url) && !host.as_deref().is_some_and(local) {
                let detail = format!(
                    "Centrifugo, but the server names {}: use --centrifugo-url of the live commands",
                    token.url
                );
                return report.add("live", Status::Warning, detail);
            }
            report.add("live", Status::Ok, format!("Centrifugo at {}", token.url))
        }
        Err(err) if err.kind() == ErrorKind::NotFound || is_off(&err) => {
            report.add("live", Status::Ok, "direct (/ws)")
        }
        // The account said so already.
        Err(err) if err.kind() == ErrorKind::Auth => {
            report.add("live", Status::Skipped, "the key was refused")
        }
        Err(err) => report.fail("live", &err),
    }
}

/// Release 1.2.0 with Centrifugo switched off.
fn is_off(err: &Error) -> bool {
    err.status().is_some_and(|status| status.as_u16() == 503)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_looked_at_and_never_shown() {
        assert_eq!(look_at_key(&"0a".repeat(32)).0, Status::Ok);
        let (status, detail) = look_at_key("short-canary");
        assert_eq!(status, Status::Warning);
        assert!(!detail.contains("canary"));
        for unusable in [" ", "canary\n", " canary"] {
            let (status, detail) = look_at_secret(API_KEY, &Secret::new(unusable));
            assert_eq!(status, Status::Failed, "{unusable:?}");
            assert!(!detail.contains("canary"), "{detail}");
        }
    }

    #[test]
    fn addresses_are_shown_and_secrets_in_them_are_not() {
        for fine in ["https://a.test/v1", "ws://127.0.0.1:80/ws", "app://callback"] {
            assert_eq!(look_at_address(fine), (Status::Ok, fine.to_owned()));
        }
        for odd in [
            "canary",
            "https://me:canary@a.test",
            "https://a.test/?key=canary",
            "https://a.test/#canary",
        ] {
            let (status, detail) = look_at_address(odd);
            assert_eq!(status, Status::Warning, "{odd}");
            assert!(!detail.contains("canary"), "{detail}");
        }
    }
}
