//! What the services behind a ledger have in common: addresses, limits, error bodies.

use std::time::Duration;

use chatwire_core::build::{Auth, Call, ErrorDetail, Http, Reply, Service};
use chatwire_core::{Config, Result};
use http::Method;

/// JSON-RPC of the ledger (mezon-sdk 2.8.53).
pub const DEFAULT_NODE_URL: &str = "https://dong.mezon.ai/mmn-api/";

/// Service that makes proofs (mezon-sdk 2.8.53).
pub const DEFAULT_PROVER_URL: &str = "https://dong.mezon.ai/zk-api/";

/// History of the ledger (mmn-sdk 1.0.1).
pub const DEFAULT_INDEXER_URL: &str = "https://dong.mezon.ai/indexer-api/";

/// Chain in the addresses of the indexer (mmn-sdk 1.0.1).
pub const DEFAULT_CHAIN_ID: u64 = 1337;

/// Longest attempt of a request unless said otherwise (mezon-sdk 2.8.53).
pub const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(7);

/// Longest call unless said otherwise: attempts and pauses.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

static SERVICE: Service =
    Service::new("mezon", read_error).limits(DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_TIMEOUT);

/// One of the services at its address.
#[derive(Clone, Debug)]
pub(super) struct Endpoint {
    http: Http,
    /// Whether the address was written with a slash at its end, which is kept for JSON-RPC.
    slash: bool,
}

impl Endpoint {
    pub(super) fn new(url: &str, config: Config) -> Result<Self> {
        let config = config.base_url(url).map_err(|err| err.with_platform(SERVICE.platform))?;
        let http = Http::new(&SERVICE, url, Auth::none(), config)?;
        Ok(Self { http, slash: url.trim().ends_with('/') })
    }

    /// A call to the address itself.
    pub(super) fn root(&self, operation: &'static str) -> Call {
        let template = if self.slash { "/" } else { "" };
        self.http.call(Method::POST, operation, template)
    }

    /// A call to a path below the address, whose slashes at the end count for nothing.
    pub(super) fn call(&self, method: Method, operation: &'static str, path: &'static str) -> Call {
        self.http.call(method, operation, path)
    }
}

/// The node answers refusals of HTTP in plain text, the others in JSON with `error` or `message`.
fn read_error(reply: &Reply) -> ErrorDetail {
    const LONGEST: usize = 200;
    let mut detail = ErrorDetail::default();
    detail.message = match reply.value() {
        Some(body) => {
            let words = body.get("error").or_else(|| body.get("message"));
            words.and_then(|words| words.as_str()).map(str::to_owned)
        }
        None => {
            let text = String::from_utf8_lossy(reply.text_bytes());
            let line = text.trim().lines().next().unwrap_or_default();
            // A page of an intermediary says nothing.
            (!line.is_empty() && !line.starts_with('<'))
                .then(|| line.chars().take(LONGEST).collect())
        }
    };
    detail
}
