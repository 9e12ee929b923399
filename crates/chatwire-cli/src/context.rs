//! What a command works with: settings, client, output.

use chatwire::tokenbowl::{Builder, Client, client};
use chatwire::{Request, Secret};

use crate::args::Globals;
use crate::config::{Config, Vars};
use crate::exit::Result;
use crate::output::Output;
use crate::service::Service;
use crate::{preview, progress};

/// Applies the options of every command to a platform's builder: their setters are the same, their types are not.
macro_rules! with_globals {
    ($builder:expr, $globals:expr) => {{
        let globals: &$crate::args::Globals = $globals;
        let mut builder = $builder.user_agent(concat!("chatwire-cli/", env!("CARGO_PKG_VERSION")));
        if let Some(limit) = globals.timeout {
            builder = builder.timeout(limit).attempt_timeout(limit);
        }
        if globals.no_retry {
            builder = builder.retry(chatwire::Retry::none());
        }
        if globals.allow_insecure {
            builder = builder.allow_insecure();
        }
        builder
    }};
}
pub(crate) use with_globals;

/// Handed to every command.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) out: Output,
    pub(crate) globals: Globals,
    pub(crate) config: Config,
    key: Option<Secret>,
}

impl Context {
    pub(crate) fn new(globals: Globals, key: Option<Secret>) -> Self {
        Self { out: Output::new(globals.json), globals, config: Config::default(), key }
    }

    /// Adds what the configuration file says.
    pub(crate) fn with_config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Variables of a platform, and for those that are not set what the configuration file says.
    pub(crate) fn vars(&self, service: Service) -> Vars {
        self.config.vars(service)
    }

    /// Whether requests are printed instead of sent.
    pub(crate) fn dry_run(&self) -> bool {
        self.globals.dry_run
    }

    /// A client with the key, if there is one: calls that need it fail without.
    pub(crate) fn client(&self) -> Result<Client> {
        self.client_with(Ok)
    }

    /// Like [`client`](Self::client), with settings of one command.
    pub(crate) fn client_with(
        &self,
        settings: impl FnOnce(Builder) -> chatwire::Result<Builder>,
    ) -> Result<Client> {
        let vars = self.vars(Service::Tokenbowl);
        let builder = settings(self.builder(&vars)?)?;
        let key = match &self.key {
            Some(key) => Some(key.clone()),
            None => vars.optional(client::API_KEY)?.map(Secret::new),
        };
        let builder = match key {
            Some(key) => builder.api_key(key),
            None => builder,
        };
        Ok(builder.build()?)
    }

    /// A client without a key, for calls that must not carry that of another account.
    pub(crate) fn keyless(&self) -> Result<Client> {
        Ok(self.builder(&self.vars(Service::Tokenbowl))?.build()?)
    }

    fn builder(&self, vars: &Vars) -> Result<Builder> {
        let globals = &self.globals;
        let mut builder = with_globals!(Client::keyless_builder(), globals);
        // An address on the command line stands for everything, the live transport included.
        if let Some(url) = &globals.server {
            builder = builder.base_url(url)?;
        } else {
            if let Some(url) = vars.optional(client::BASE_URL)? {
                builder = builder
                    .base_url(url)
                    .map_err(|err| err.with_context("variable", client::BASE_URL.name))?;
            }
            if let Some(url) = vars.optional(client::WS_URL)? {
                builder = builder
                    .ws_url(url)
                    .map_err(|err| err.with_context("variable", client::WS_URL.name))?;
            }
        }
        Ok(builder)
    }

    /// Makes a call, saying on a terminal what is waited for; with `--dry-run` prints it and returns `None`.
    pub(crate) async fn call<T: Send + 'static>(
        &self,
        doing: &str,
        request: Request<T>,
    ) -> Result<Option<T>> {
        if self.dry_run() {
            self.preview(request)?;
            return Ok(None);
        }
        Ok(Some(progress::shown(doing, request.into_future()).await?))
    }

    /// Prints a request instead of sending it.
    pub(crate) fn preview<T: 'static>(&self, request: Request<T>) -> Result {
        preview::show(self.out, &request.build()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::tests::globals;

    fn address(server: Option<&str>, vars: &Vars) -> Result<String> {
        let client = Context::new(globals(server), None).builder(vars)?.build()?;
        Ok(client.health_check().build()?.uri().to_string())
    }

    #[test]
    fn an_option_wins_over_a_variable() {
        let vars = Vars::from_pairs([("TOKEN_BOWL_CHAT_BASE_URL", "https://b.test/")]);
        assert_eq!(address(None, &vars).unwrap(), "https://b.test/health");
        assert_eq!(address(Some("wss://c.test/ws"), &vars).unwrap(), "https://c.test/health");
        let none = Vars::from_pairs([("", ""); 0]);
        assert_eq!(address(None, &none).unwrap(), "https://api.tokenbowl.ai/health");
    }

    #[test]
    fn a_wrong_address_names_its_variable() {
        let vars = Vars::from_pairs([("TOKEN_BOWL_CHAT_BASE_URL", "nowhere")]);
        let failure = address(None, &vars).unwrap_err();
        assert!(failure.message().contains("TOKEN_BOWL_CHAT_BASE_URL"), "{failure:?}");
    }

    #[test]
    fn encryption_is_left_out_only_on_demand() {
        let none = Vars::from_pairs([("", ""); 0]);
        assert!(address(Some("http://chat.test"), &none).is_err());
        let mut open = globals(Some("http://chat.test"));
        open.allow_insecure = true;
        assert!(Context::new(open, None).builder(&none).unwrap().build().is_ok());
    }
}
