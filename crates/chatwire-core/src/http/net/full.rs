//! Calls by reqwest: uploads, those through a proxy, and all of a client that the user brought.

use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use url::Url;

use super::{
    Answer, AnswerBody, Broken, IDLE, IDLE_FRESH, IDLE_PER_HOST, KEEP_ALIVE, Outgoing,
    OutgoingBody, Pool, Sending, causes,
};
use crate::config::{Config, Proxy};
use crate::http::{BaseUrl, Reply};
use crate::{Error, ErrorKind, Result};

pub(super) type Sent = reqwest::Result<reqwest::Response>;

/// Whose client sends.
pub(super) enum Full {
    #[cfg(feature = "http-client")]
    Own(reqwest::Client),
    /// A pooled client, and a second pool for calls that must not be sent twice. Each is made when it is first needed,
    /// which for most programs is never.
    Ours {
        recipe: Box<Recipe>,
        pooled: OnceLock<reqwest::Client>,
        fresh: OnceLock<reqwest::Client>,
    },
}

/// Settings from which a client is made.
pub(super) struct Recipe {
    tls: rustls::ClientConfig,
    proxy: Option<reqwest::Proxy>,
    system_proxy: bool,
    connect_timeout: Duration,
}

impl Recipe {
    fn new(config: &Config, base: &BaseUrl, tls: rustls::ClientConfig) -> Result<Self> {
        let mut proxy = None;
        if let Proxy::Url { url, auth } = &config.way_out() {
            let mut made = reqwest::Proxy::all(url.clone())
                .map_err(|err| Error::config("invalid proxy URL").with_source(err.without_url()))?;
            if let Some((user, password)) = auth {
                made = made.basic_auth(user, password.expose());
            }
            proxy = Some(made);
        }
        let system_proxy = matches!(config.proxy, Proxy::System) && !base.is_loopback();
        let connect_timeout = config.connect_limit();
        Ok(Self { tls, proxy, system_proxy, connect_timeout })
    }

    fn make(&self, idle: Duration) -> reqwest::Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(idle)
            .pool_max_idle_per_host(IDLE_PER_HOST)
            .tcp_keepalive(KEEP_ALIVE)
            .tcp_nodelay(true)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false);
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(proxy.clone());
        } else if !self.system_proxy {
            builder = builder.no_proxy();
        }
        builder.build().map_err(reqwest::Error::without_url)
    }
}

impl Full {
    pub(super) fn new(config: &Config, base: &BaseUrl, tls: rustls::ClientConfig) -> Result<Self> {
        #[cfg(feature = "http-client")]
        if let Some(client) = &config.client {
            return Ok(Self::Own(client.0.clone()));
        }
        let recipe = Box::new(Recipe::new(config, base, tls)?);
        Ok(Self::Ours { recipe, pooled: OnceLock::new(), fresh: OnceLock::new() })
    }

    /// Makes the client now, so that settings which make none are told.
    pub(super) fn check(&self) -> Result<()> {
        let made = self.client(Pool::Usual);
        made.map(drop).map_err(|err| Error::config("cannot set up HTTP").with_source(err))
    }

    /// The client for a call, which is made if need be.
    fn client(&self, pool: Pool) -> reqwest::Result<&reqwest::Client> {
        let (recipe, cell, idle) = match (self, pool) {
            #[cfg(feature = "http-client")]
            (Self::Own(client), _) => return Ok(client),
            (Self::Ours { recipe, fresh, .. }, Pool::Fresh) => (recipe, fresh, IDLE_FRESH),
            (Self::Ours { recipe, pooled, .. }, Pool::Usual) => (recipe, pooled, IDLE),
        };
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        let made = recipe.make(idle)?;
        Ok(cell.get_or_init(|| made))
    }

    /// Whether answers may come from elsewhere than from where they were asked for.
    fn may_wander(&self) -> bool {
        match self {
            #[cfg(feature = "http-client")]
            Self::Own(_) => true,
            Self::Ours { .. } => false,
        }
    }

    /// Hands the request over; the future of the answer is small, since the library boxes its own.
    pub(super) fn send(
        &self,
        outgoing: Outgoing,
        pool: Pool,
    ) -> std::result::Result<Sending<impl Future<Output = Sent> + use<>>, Broken> {
        let client = self
            .client(pool)
            .map_err(|err| Broken::new(ErrorKind::Config, "cannot set up HTTP", false).with(err))?;
        let url = Url::parse(&outgoing.url).map_err(|err| {
            Broken::new(ErrorKind::Input, "the address of the call is not valid", false).with(err)
        })?;
        let asked = self.may_wander().then(|| Box::new(url.clone()));
        let mut request = reqwest::Request::new(outgoing.method, url);
        *request.headers_mut() = outgoing.headers;
        match outgoing.body {
            OutgoingBody::Empty => {}
            OutgoingBody::Bytes(bytes) => *request.body_mut() = Some(bytes.into()),
            #[cfg(feature = "multipart")]
            OutgoingBody::Stream(pieces) => {
                *request.body_mut() = Some(reqwest::Body::wrap_stream(pieces));
            }
            #[cfg(feature = "multipart")]
            OutgoingBody::Form(form) => {
                request = reqwest::RequestBuilder::from_parts(client.clone(), request)
                    .multipart(*form)
                    .build()
                    .map_err(unanswered)?;
            }
        }
        Ok(Sending::Full { sending: client.execute(request), asked })
    }
}

/// What came of a request that went to `asked`.
pub(super) fn answer(sent: Sent, asked: Option<Box<Url>>) -> std::result::Result<Answer, Broken> {
    let mut response = sent.map_err(unanswered)?;
    if asked.is_some_and(|asked| !is_same(&asked, response.url())) {
        let why = "the HTTP client follows redirects: set redirect(Policy::none()) on it";
        return Err(Broken::new(ErrorKind::Config, why, true));
    }
    let mut reply = Reply::new(response.status(), Bytes::new());
    std::mem::swap(&mut reply.headers, response.headers_mut());
    Ok(Answer { reply, body: AnswerBody::Full(response) })
}

/// A failure before the head of the answer.
fn unanswered(err: reqwest::Error) -> Broken {
    let err = err.without_url();
    let failure = if err.is_connect() {
        Broken::connect(err.is_timeout())
    } else if err.is_builder() {
        Broken::new(ErrorKind::Input, "the request cannot be formed", false)
    } else if !err.is_timeout() && is_body(&err) {
        Broken::new(ErrorKind::Input, "the request's body could not be read", true)
    } else {
        Broken::exchange(&err, err.is_timeout())
    };
    failure.with(err)
}

/// A failure inside the body of the answer.
pub(super) fn unread(err: reqwest::Error) -> Broken {
    let err = err.without_url();
    Broken::body(err.is_timeout()).with(err)
}

/// Whether the request's own stream failed, not the connection.
fn is_body(err: &reqwest::Error) -> bool {
    causes(err)
        .any(|cause| cause.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_body))
}

/// Whether an answer comes from where it was asked for.
fn is_same(asked: &Url, answered: &Url) -> bool {
    asked == answered
        || (asked.origin() == answered.origin()
            && (asked.path(), asked.query()) == (answered.path(), answered.query()))
}
