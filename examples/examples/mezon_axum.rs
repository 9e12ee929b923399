//! A bot inside of a web service: its health, who is in the voice rooms of a clan, and an orderly end.
//!
//! `cargo run --example mezon_axum`
//!
//! Without keys it starts the emulator. For the real service set `MEZON_BOT_ID` and `MEZON_API_KEY`, and name the address
//! to listen at (`cargo run --example mezon_axum -- 127.0.0.1:8080`); stop it with Ctrl-C.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use anyhow::Result;
use chatwire::StatusCode;
use chatwire::mezon::realtime::State as Line;
use chatwire::mezon::{ClanId, Client, ErrorKind, Handle, Handlers};
use chatwire::webhook::axum::extract::{Path, State};
use chatwire::webhook::axum::response::Json;
use chatwire::webhook::axum::{Router, routing::get, serve};
use chatwire_examples::Services;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the routes need; clones share one session.
#[derive(Clone)]
struct App {
    client: Client,
    live: Handle,
}

/// 200 while the bot is online.
async fn health(State(app): State<App>) -> (StatusCode, Json<Value>) {
    let is_online = app.live.state() == Line::Online;
    let status = if is_online { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let latency = app.live.latency().map(|latency| latency.as_micros());
    (status, Json(json!({"online": is_online, "latency_us": latency})))
}

/// Who is in the voice rooms of a clan.
async fn voice(
    State(app): State<App>,
    Path(clan): Path<ClanId>,
) -> Result<Json<Value>, (StatusCode, String)> {
    let rooms = app.client.clan(clan).voice_users().await.map_err(|error| refusal(&error))?;
    let rooms: Vec<_> = rooms
        .iter()
        .map(|room| json!({"channel": room.channel_id, "users": room.user_ids}))
        .collect();
    Ok(Json(json!(rooms)))
}

/// What went wrong, for whoever asked: without the words of the service.
fn refusal(error: &chatwire::Error) -> (StatusCode, String) {
    let status = match error.kind() {
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Input => StatusCode::BAD_REQUEST,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_GATEWAY,
    };
    (status, error.kind().to_string())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let (stop, stopped) = watch::channel(false);
    let by_hand = stop.clone();
    tokio::spawn(async move {
        // Where no handler can be installed, the system ends the program.
        if tokio::signal::ctrl_c().await.is_ok() {
            by_hand.send_replace(true);
        }
    });
    // The task above runs first: the handler is in place before the work begins.
    tokio::task::yield_now().await;

    let services = Services::open().await?;
    let client = services.mezon()?;
    let clan = services.emulator().map(|emulator| {
        let mezon = emulator.mezon();
        let clan = mezon.clan("Bike garage");
        mezon.join_voice(mezon.voice_channel(clan, "workbench"), "Cleo");
        clan
    });
    let mut wait = stopped.clone();
    let live = tokio::select! {
        _ = wait.wait_for(|stop| *stop) => return Ok(()),
        live = client.connect() => live?,
    };
    let app = App { client, live: live.handle() };
    let bot = tokio::spawn(live.run(Handlers::new()));

    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?.to_string();
    println!("serving at http://{address}");
    let router = Router::new()
        .route("/health", get(health))
        .route("/clans/{clan}/voice", get(voice))
        .with_state(app.clone());
    let mut wait = stopped.clone();
    let server = serve(listener, router).with_graceful_shutdown(async move {
        // A sender that is gone means the same.
        let _ = wait.wait_for(|stop| *stop).await;
    });
    let server = tokio::spawn(server.into_future());

    if let Some(clan) = clan {
        println!("health     {}", ask(&address, "/health").await?);
        println!("voice      {}", ask(&address, &format!("/clans/{clan}/voice")).await?);
        println!("no clan    {}", ask(&address, "/clans/nowhere/voice").await?);
        stop.send_replace(true);
    }

    // First no request comes any more and those that run are answered, then the bot goes: what it has begun to send
    // is sent.
    server.await??;
    app.live.close().await;
    bot.await??;
    println!("closed: nothing was left unsent");
    Ok(())
}

/// Status and body of a route, as somebody on this machine would get them.
async fn ask(address: &str, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).unwrap_or("?");
    Ok(format!("{status} {body}"))
}
