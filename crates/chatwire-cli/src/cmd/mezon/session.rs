//! [`Access`]: who the bot is; [`Session`]: what a command of Mezon works with.

use chatwire::env::EnvVar;
use chatwire::mezon::client::{
    API_KEY, BASE_URL, BOT_ID, LEDGER_INDEXER_URL, LEDGER_NODE_URL, LEDGER_PROVER_URL,
};
use chatwire::mezon::rpc::ApiCall;
use chatwire::mezon::{Builder, Client};
use chatwire::{Request, Secret};
use clap::Args;

use crate::config::Vars;
use crate::context::{Context, with_globals};
use crate::exit::{Exit, Failure, Result};
use crate::output::Output;
use crate::progress;
use crate::service::Service;

/// The bot, for commands of Mezon.
// Its usual name is that of Kick's, and the doctor takes both.
#[derive(Clone, Debug, Default, Args)]
#[group(id = "mezon_access")]
pub(crate) struct Access {
    /// Id of the bot (its application), else MEZON_BOT_ID.
    #[arg(long, value_name = "ID", global = true)]
    bot_id: Option<i64>,
    /// API key of the bot, else MEZON_API_KEY, which nobody sees in the list of processes.
    #[arg(long, value_name = "KEY", global = true)]
    bot_key: Option<Secret>,
}

impl Access {
    /// Id and key of the bot, as far as options and variables name them.
    pub(super) fn bot(&self, vars: &Vars) -> Result<(Option<i64>, Option<Secret>)> {
        let id = match (self.bot_id, vars.optional(BOT_ID)?) {
            (Some(id), _) => Some(id),
            (None, Some(text)) => Some(text.trim().parse().map_err(|_| {
                Failure::usage(format!("variable {}: the id of a bot is digits", BOT_ID.name))
            })?),
            (None, None) => None,
        };
        let key = match &self.bot_key {
            Some(key) => Some(key.clone()),
            None => vars.optional(API_KEY)?.map(Secret::new),
        };
        Ok((id.filter(|id| *id != 0), key.filter(|key| !key.is_empty())))
    }

    /// A client of the bot.
    pub(in crate::cmd) fn client(&self, context: &Context, vars: &Vars) -> Result<Client> {
        let (Some(id), Some(key)) = self.bot(vars)? else {
            return Err(Failure::new(Exit::Auth, "id and API key of the bot are needed")
                .hint("set MEZON_BOT_ID and MEZON_API_KEY, or use --bot-id and --bot-key"));
        };
        let builder = with_globals!(Client::builder(id, key), &context.globals);
        Ok(addresses(builder, context, vars)?.build()?)
    }
}

/// An address on the command line stands for all services, the ledger's included.
fn addresses(mut builder: Builder, context: &Context, vars: &Vars) -> Result<Builder> {
    if let Some(url) = &context.globals.server {
        return Ok(builder.base_url(url)?);
    }
    type Setter = fn(Builder, String) -> chatwire::Result<Builder>;
    let services: [(EnvVar, Setter); 4] = [
        (BASE_URL, |builder, url| builder.base_url(url)),
        (LEDGER_NODE_URL, |builder, url| builder.ledger_node_url(url)),
        (LEDGER_PROVER_URL, |builder, url| builder.ledger_prover_url(url)),
        (LEDGER_INDEXER_URL, |builder, url| builder.ledger_indexer_url(url)),
    ];
    for (var, set) in services {
        if let Some(url) = vars.optional(var)? {
            builder = set(builder, url).map_err(|err| err.with_context("variable", var.name))?;
        }
    }
    Ok(builder)
}

/// Handed to every command of Mezon.
#[derive(Debug)]
pub(super) struct Session<'a> {
    pub(super) out: Output,
    context: &'a Context,
    access: &'a Access,
}

impl<'a> Session<'a> {
    pub(super) fn new(context: &'a Context, access: &'a Access) -> Self {
        Self { out: context.out, context, access }
    }

    pub(super) fn context(&self) -> &Context {
        self.context
    }

    pub(super) fn dry_run(&self) -> bool {
        self.context.dry_run()
    }

    /// A client of the bot.
    pub(super) fn client(&self) -> Result<Client> {
        self.access.client(self.context, &self.context.vars(Service::Mezon))
    }

    /// Makes a call, logging in before; with `--dry-run` prints it and returns `None`.
    pub(super) async fn call<T: Send + 'static>(
        &self,
        doing: &str,
        call: ApiCall<T>,
    ) -> Result<Option<T>> {
        if self.dry_run() {
            self.preview(call.over_http())?;
            return Ok(None);
        }
        Ok(Some(progress::shown(doing, call.into_future()).await?))
    }

    /// See [`Context::preview`].
    pub(super) fn preview<T: 'static>(&self, request: Request<T>) -> Result {
        self.context.preview(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::tests::globals;

    #[test]
    fn an_option_wins_over_a_variable() {
        let vars = Vars::from_pairs([("MEZON_BOT_ID", " 7 "), ("MEZON_API_KEY", "v")]);
        let access = Access { bot_id: Some(8), bot_key: Some(Secret::new("o")) };
        let bot = |access: &Access| {
            let (id, key) = access.bot(&vars).unwrap();
            (id.unwrap(), key.unwrap().expose().to_owned())
        };
        assert_eq!(bot(&access), (8, "o".to_owned()));
        assert_eq!(bot(&Access::default()), (7, "v".to_owned()));
        let wrong = Vars::from_pairs([("MEZON_BOT_ID", "canary")]);
        let failure = Access::default().bot(&wrong).unwrap_err();
        assert!(failure.message().contains("MEZON_BOT_ID"), "{failure:?}");
        assert!(!failure.message().contains("canary"), "{failure:?}");
    }

    #[test]
    fn a_server_on_the_command_line_stands_for_all_services() {
        let access = Access { bot_id: Some(8), bot_key: Some(Secret::new("o")) };
        let vars = Vars::from_pairs([
            ("MEZON_BASE_URL", "https://two.test"),
            ("MEZON_LEDGER_NODE_URL", "nowhere"),
        ]);
        let host = |server: Option<&str>| {
            let context = Context::new(globals(server), None);
            let client = access.client(&context, &vars)?;
            let wire = client.authenticate().build()?;
            Ok::<_, Failure>(wire.uri().host().map(str::to_owned))
        };
        assert_eq!(host(Some("https://one.test")).unwrap().as_deref(), Some("one.test"));
        let failure = host(None).unwrap_err();
        assert!(failure.message().contains("MEZON_LEDGER_NODE_URL"), "{failure:?}");
    }
}
