//! A web app that users of Kick log in to: their tokens are stored, renewed, shown by what they may do, and revoked.
//!
//! `cargo run --example kick_oauth`
//!
//! Without keys it starts the emulator and visits its own pages. For the real service set `KICK_CLIENT_ID`,
//! `KICK_CLIENT_SECRET` and `KICK_TOKEN_FILE`, where the tokens go, and open <http://localhost:5000>;
//! `KICK_REDIRECT_URI` names another port. `cargo run --example kick_oauth -- api_example ACCOUNT` makes some calls with
//! a stored token, named by the user id that `/manage` shows.
//!
//! No page and no line shows a token. Anybody who reaches the port may press its buttons: it is for this machine only.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use chatwire::Secret;
use chatwire::kick::oauth::{AuthorizationRequest, Refresher, TokenHint};
use chatwire::kick::{Builder, Client, Scope, UserId};
use chatwire::webhook::axum::extract::{Path, RawQuery, State};
use chatwire::webhook::axum::http::{HeaderMap, StatusCode, Uri, header};
use chatwire::webhook::axum::response::{Html, IntoResponse, Redirect, Response};
use chatwire::webhook::axum::routing::{get, post};
use chatwire::webhook::axum::{Router, serve};
use chatwire_emulator::Emulator;
use chatwire_examples::browser::Browser;
use chatwire_examples::{Services, shown, until_ctrl_c};

/// Where the login page leads back to, unless `KICK_REDIRECT_URI` says otherwise.
const REDIRECT_URI: &str = "http://localhost:5000/callback";
/// What users are asked for.
const SCOPES: [Scope; 5] = [
    Scope::UserRead,
    Scope::ChannelRead,
    Scope::ChannelWrite,
    Scope::ChatWrite,
    Scope::EventsSubscribe,
];
/// Logins that may be under way; of more, the oldest are forgotten.
const MOST_LOGINS: usize = 1_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, account] = arguments.as_slice()
        && word == "api_example"
    {
        return api_example(&services.kick()?, account.parse()?).await;
    }

    // A login cannot end without them: better said now than in the browser.
    services.vars().required(chatwire::kick::client::CLIENT_ID)?;
    services.vars().required(chatwire::kick::client::CLIENT_SECRET)?;
    let given = services.vars().optional(chatwire::kick::client::REDIRECT_URI)?;
    let mut redirect_uri = given.unwrap_or_else(|| REDIRECT_URI.to_owned());
    let mut port =
        redirect_uri.parse::<Uri>()?.port_u16().context("KICK_REDIRECT_URI has no port")?;
    if services.emulator().is_some() {
        port = 0;
    }
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let port = listener.local_addr()?.port();
    if let Some(emulator) = services.emulator() {
        redirect_uri = format!("http://localhost:{port}/callback");
        emulator.kick().redirect_uri(&redirect_uri);
    }
    let client = Builder::from_vars(services.vars())?.redirect_uri(redirect_uri).build()?;
    let app =
        App(Arc::new(Inner { client, logins: Mutex::default(), refresher: Mutex::default() }));
    println!("open http://localhost:{port}/");

    let router = Router::new()
        .route("/", get(home))
        .route("/auth", get(auth))
        .route("/callback", get(callback))
        .route("/manage", get(manage))
        .route("/refresh/{account}", post(refresh))
        .route("/revoke/{account}", post(revoke))
        .with_state(app.clone());
    let mut server = tokio::spawn(async move { serve(listener, router).await });
    if let Some(emulator) = services.emulator() {
        tokio::select! {
            visited = visit(emulator, &app, port) => visited?,
            ended = &mut server => ended??,
        }
        server.abort();
        return Ok(());
    }
    Ok(server.await??)
}

/// What the pages share.
#[derive(Clone)]
struct App(Arc<Inner>);

struct Inner {
    client: Client,
    /// Logins under way, oldest first; the browser that began one has its state in a cookie.
    logins: Mutex<VecDeque<AuthorizationRequest>>,
    /// Renews stored tokens from the first login on.
    refresher: Mutex<Option<Refresher>>,
}

/// An error as a page: what the user needs to know of it.
struct Failure(StatusCode, String);

impl From<chatwire::Error> for Failure {
    fn from(error: chatwire::Error) -> Self {
        // Errors hold neither tokens nor addresses with a query.
        Self(StatusCode::BAD_GATEWAY, error.to_string())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.0, page(&format!("<p>{}</p>", escaped(&self.1)))).into_response()
    }
}

async fn home() -> Html<String> {
    page("<p><a href=\"/auth\">Log in with Kick</a></p><p><a href=\"/manage\">Tokens</a></p>")
}

/// Sends the user to the login page; state and verifier stay here.
async fn auth(State(App(app)): State<App>) -> Result<Response, Failure> {
    let login = app.client.authorize_url(SCOPES).build()?;
    let state = login.state().expose();
    let cookie = format!("login={state}; HttpOnly; SameSite=Lax; Path=/callback; Max-Age=600");
    let answer = ([(header::SET_COOKIE, cookie)], Redirect::to(login.url())).into_response();
    let mut logins = app.logins.lock().unwrap_or_else(PoisonError::into_inner);
    if logins.len() >= MOST_LOGINS {
        logins.pop_front();
    }
    logins.push_back(login);
    Ok(answer)
}

/// The login page leads here: the code counts only in the browser that began the login.
async fn callback(
    State(App(app)): State<App>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Redirect, Failure> {
    let begun = || {
        let state = Secret::new(cookie(&headers, "login")?);
        let mut logins = app.logins.lock().unwrap_or_else(PoisonError::into_inner);
        let at = logins.iter().position(|login| *login.state() == state)?;
        logins.remove(at)
    };
    let no_login = || Failure(StatusCode::BAD_REQUEST, "no login is under way here".to_owned());
    let login = begun().ok_or_else(no_login)?;
    let code = login
        .check_callback(&query.unwrap_or_default())
        .map_err(|error| Failure(StatusCode::BAD_REQUEST, error.to_string()))?;
    app.client.exchange_code(code, login.verifier().clone()).scopes(SCOPES).await?;
    let mut refresher = app.refresher.lock().unwrap_or_else(PoisonError::into_inner);
    if refresher.is_none() {
        *refresher = Some(app.client.spawn_refresher()?);
    }
    Ok(Redirect::to("/manage"))
}

async fn manage(State(App(app)): State<App>) -> Result<Html<String>, Failure> {
    let mut list = String::new();
    for token in app.client.tokens().list().await? {
        let (id, left) = (token.account, token.remaining().as_secs());
        let scopes: Vec<&str> = token.scopes.iter().map(Scope::as_str).collect();
        let button = |verb: &str| {
            format!("<form method=\"post\" action=\"/{verb}/{id}\"><button>{verb}</button></form>")
        };
        let _ = write!(
            list,
            "<li>account {id}: {:?}, {left} s left, {}{}{}</li>",
            token.status(),
            escaped(&scopes.join(" ")),
            button("refresh"),
            button("revoke"),
        );
    }
    Ok(page(&format!("<ul>{list}</ul><p><a href=\"/auth\">Log in</a></p>")))
}

async fn refresh(
    State(App(app)): State<App>,
    Path(account): Path<u64>,
    headers: HeaderMap,
) -> Result<Redirect, Failure> {
    from_own_page(&headers)?;
    app.client.refresh_token(account).await?;
    Ok(Redirect::to("/manage"))
}

async fn revoke(
    State(App(app)): State<App>,
    Path(account): Path<u64>,
    headers: HeaderMap,
) -> Result<Redirect, Failure> {
    from_own_page(&headers)?;
    // Each half alone is still good for something.
    for half in [TokenHint::AccessToken, TokenHint::RefreshToken] {
        app.client.revoke_token(account, half).await?;
    }
    Ok(Redirect::to("/manage"))
}

/// Buttons on pages of other sites change nothing here.
fn from_own_page(headers: &HeaderMap) -> Result<(), Failure> {
    match headers.get("sec-fetch-site").map(|site| site.as_bytes()) {
        Some(b"same-origin") => Ok(()),
        _ => Err(Failure(StatusCode::FORBIDDEN, "use the buttons of this page".to_owned())),
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    let mut pairs = cookies.split(';').filter_map(|cookie| cookie.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn page(body: &str) -> Html<String> {
    Html(format!("<!doctype html><meta charset=\"utf-8\"><title>Kick</title>{body}"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Some calls with the stored token of an account.
async fn api_example(client: &Client, account: UserId) -> Result<()> {
    let client = client.with_account(account)?;
    let channel = client.my_channel().await?;
    println!("channel {} with the title {:?}", shown(&channel.slug), channel.stream_title);
    client.update_channel().title("Streaming from Rust").await?;
    let sent = client.post_chat(account, "Hello from Rust!").await?;
    println!("sent to {}: {}", shown(&channel.slug), sent.is_sent);
    Ok(())
}

/// What a user does at the emulator, whose login page agrees to everything.
async fn visit(emulator: &Emulator, app: &App, port: u16) -> Result<()> {
    let mut browser = Browser::default();
    let at = |path: &str| format!("http://localhost:{port}{path}");
    let client = &app.0.client;
    let streamer = emulator.kick().user("streamer");

    let early = browser.open(&at("/callback?code=c0de&state=guessed")).await?;
    println!("a callback without a login: {}", early.status);
    let managed = browser.open(&at("/auth")).await?;
    println!("after the login: {} {:?}", managed.status, client.token_status(streamer).await?);
    let before = client.with_account(streamer)?.access_token().await?;
    anyhow::ensure!(!managed.body.contains(before.expose()), "a page shows a token");
    browser.post(&at(&format!("/refresh/{streamer}"))).await?;
    let renewed = client.with_account(streamer)?.access_token().await?;
    println!("after a refresh: the token is another one: {}", renewed.expose() != before.expose());
    api_example(client, UserId::new(streamer)).await?;
    browser.post(&at(&format!("/revoke/{streamer}"))).await?;
    let is_gone = !client.has_token(streamer).await?;
    println!("streamer: {}", if is_gone { "no token is stored any more" } else { "still there" });
    Ok(())
}
