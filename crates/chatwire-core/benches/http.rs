//! CPU time of one request through our client against bare reqwest: `cargo bench -p chatwire-core --bench http`.
//!
//! Both use the same kind of client, the same decoding and the same loopback server in one run.
//! Only the client's thread is counted (`CLOCK_THREAD_CPUTIME_ID`); the server's threads run on another core.
//! The two take turns in short rounds, and the smallest round of each counts: what disturbs a
//! machine only ever adds time.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench fails by panicking and prints its result"
)]

#[path = "../../chatwire-bench/harness/cores.rs"]
mod cores;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
use chatwire_core::{Config, Credential, RetryClass};
use futures_util::stream::{self, StreamExt};
use http::Method;
use serde::{Deserialize, Serialize};

use crate::cores::{cpu, pin};

/// Rounds of each side; the smallest counts.
const ROUNDS: usize = 60;
/// Requests in one round.
const REQUESTS: usize = 400;
const TOKEN: &str = "bench-token-0123456789";

static SERVICE: Service = Service::new("bench", |_| ErrorDetail::default());

#[derive(Serialize)]
struct NewMessage<'a> {
    channel_id: &'a str,
    content: &'a str,
}

#[derive(Deserialize, Serialize)]
struct Message {
    id: String,
    channel_id: String,
    author: Author,
    content: String,
    created_at: String,
    edited: bool,
    reactions: Vec<u64>,
}

#[derive(Deserialize, Serialize)]
struct Author {
    id: u64,
    username: String,
    avatar_url: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct List {
    messages: Vec<Message>,
    next: Option<String>,
}

fn message(number: u64) -> Message {
    Message {
        id: format!("msg_{number:020}"),
        channel_id: "chan_0123456789".to_owned(),
        author: Author {
            id: 1_000_000 + number,
            username: format!("person-{number}"),
            avatar_url: Some(format!("https://cdn.example/avatars/{number}.png")),
        },
        content: "The quick brown fox jumps over the lazy dog; ".repeat(5),
        created_at: "2026-11-20T12:34:56.789Z".to_owned(),
        edited: number.is_multiple_of(7),
        reactions: (0..number % 5).collect(),
    }
}

fn answer(body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         x-request-id: 0123456789abcdef\r\ndate: Fri, 20 Nov 2026 12:00:00 GMT\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// Serves keep-alive connections, one thread for each; answers a GET with the list, a POST with
/// the message.
fn serve() -> String {
    let list = List { messages: (0..50).map(message).collect(), next: Some("50".to_owned()) };
    let list = serde_json::to_vec(&list).unwrap();
    println!("list of 50 items: {} bytes", list.len());
    let (list, one) = (answer(&list), answer(&serde_json::to_vec(&message(1)).unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        pin(1);
        for stream in listener.incoming() {
            let (mut stream, list, one) = (stream.unwrap(), list.clone(), one.clone());
            stream.set_nodelay(true).unwrap();
            std::thread::spawn(move || {
                while let Some(is_post) = read_request(&mut stream) {
                    let bytes = if is_post { &one } else { &list };
                    if stream.write_all(bytes).is_err() {
                        return;
                    }
                }
            });
        }
    });
    url
}

/// Reads one request, which comes in one piece; whether it was a POST.
fn read_request(stream: &mut TcpStream) -> Option<bool> {
    let mut buffer = [0; 8192];
    let mut len = 0;
    loop {
        let count = stream.read(buffer.get_mut(len..)?).ok().filter(|count| *count > 0)?;
        len += count;
        let seen = buffer.get(..len)?;
        let Some(end) = seen.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(seen.get(..end)?).to_lowercase();
        let body =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
        if seen.len() >= end + 4 + body.parse::<usize>().ok()? {
            return Some(head.starts_with("post"));
        }
    }
}

const CONTENT: NewMessage<'static> = NewMessage {
    channel_id: "chan_0123456789",
    content: "Hello from the bench, how are you today?",
};

async fn raw_post(client: &reqwest::Client, url: &str) -> usize {
    let request = client.post(format!("{url}/v1/channels/chan_0123456789/messages"));
    let request = request.bearer_auth(TOKEN).header("accept", "application/json").json(&CONTENT);
    let answer = request.send().await.unwrap();
    let bytes = answer.error_for_status().unwrap().bytes().await.unwrap();
    serde_json::from_slice::<Message>(&bytes).unwrap().content.len()
}

async fn raw_get(client: &reqwest::Client, url: &str) -> usize {
    let request = client.get(format!("{url}/v1/channels/chan_0123456789/messages?limit=50"));
    let answer =
        request.bearer_auth(TOKEN).header("accept", "application/json").send().await.unwrap();
    let bytes = answer.error_for_status().unwrap().bytes().await.unwrap();
    serde_json::from_slice::<List>(&bytes).unwrap().messages.len()
}

async fn our_post(http: &Http) -> usize {
    let call = http.call(Method::POST, "bench.post", "/v1/channels/{channel_id}/messages");
    let call = call.segment("chan_0123456789").class(RetryClass::Rejected).json(&CONTENT);
    call.json_reply::<Message>().await.unwrap().content.len()
}

async fn our_get(http: &Http) -> usize {
    let call = http.call(Method::GET, "bench.get", "/v1/channels/{channel_id}/messages");
    let call = call.segment("chan_0123456789").query("limit", "50");
    call.json_reply::<List>().await.unwrap().messages.len()
}

/// Which of the two clients a round measures.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Raw,
    Ours,
}

/// Both clients and the call that they make.
struct Contest<'a> {
    name: &'static str,
    in_flight: usize,
    client: &'a reqwest::Client,
    http: &'a Http,
    url: &'a str,
}

impl Contest<'_> {
    /// CPU time of one request, in microseconds, over one round of `side`.
    async fn round(&self, side: Side) -> f64 {
        let is_post = self.name == "POST";
        match (side, is_post) {
            (Side::Raw, true) => self.measure(|| raw_post(self.client, self.url)).await,
            (Side::Raw, false) => self.measure(|| raw_get(self.client, self.url)).await,
            (Side::Ours, true) => self.measure(|| our_post(self.http)).await,
            (Side::Ours, false) => self.measure(|| our_get(self.http)).await,
        }
    }

    async fn measure<F: Future<Output = usize>>(&self, request: impl Fn() -> F) -> f64 {
        let before = cpu();
        let requests = stream::iter((0..REQUESTS).map(|_| request()));
        let mut running = requests.buffer_unordered(self.in_flight);
        while let Some(len) = running.next().await {
            assert!(len > 0);
        }
        (cpu() - before).as_secs_f64() * 1e6 / REQUESTS as f64
    }

    async fn run(&self) {
        let (mut raw, mut ours) = (Vec::new(), Vec::new());
        // The first round opens connections and warms caches.
        for number in 0..=ROUNDS {
            // Neither side always follows the other.
            let sides = [Side::Raw, Side::Ours];
            let order = if number % 2 == 0 { sides } else { [Side::Ours, Side::Raw] };
            for side in order {
                let measured = self.round(side).await;
                if number > 0 {
                    if side == Side::Raw { raw.push(measured) } else { ours.push(measured) }
                }
            }
        }
        self.print(raw, ours);
    }

    fn print(&self, mut raw: Vec<f64>, mut ours: Vec<f64>) {
        for all in [&mut raw, &mut ours] {
            all.sort_by(f64::total_cmp);
        }
        let of = |all: &[f64], at: usize| all.get(at).copied().unwrap_or_default();
        let (least, middle) = (0, ROUNDS / 2);
        for (side, times) in [("reqwest", &raw), ("chatwire", &ours)] {
            let name = format!("{}, {} in flight: {side}", self.name, self.in_flight);
            let (best, median) = (of(times, least), of(times, middle));
            let ratios = (best / of(&raw, least), median / of(&raw, middle));
            println!("{name:<34}{best:>9.2}{:>9.3}{median:>9.2}{:>9.3}", ratios.0, ratios.1);
        }
    }
}

fn main() {
    let url = serve();
    println!(
        "{:<34}{:>9}{:>9}{:>9}{:>9}",
        "CPU of one request, us", "best", "ratio", "median", "ratio"
    );
    pin(0);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls())
            // The same request on the wire: ours names itself, too.
            .user_agent("chatwire/0.1.0")
            .no_proxy()
            .build()
            .unwrap();
        let config = Config::new().base_url(&url).unwrap();
        let auth = Auth::bearer(Credential::from(TOKEN)).unwrap();
        let http = Http::new(&SERVICE, &url, auth, config).unwrap();
        for in_flight in [1, 64] {
            for name in ["POST", "GET"] {
                let contest = Contest { name, in_flight, client: &client, http: &http, url: &url };
                contest.run().await;
            }
        }
    });
}

/// Never used, but reqwest wants a provider as soon as TLS is compiled in.
fn tls() -> tokio_rustls::rustls::ClientConfig {
    use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};
    #[cfg(feature = "aws-lc")]
    let provider = crypto::aws_lc_rs::default_provider();
    #[cfg(not(feature = "aws-lc"))]
    let provider = crypto::ring::default_provider();
    ClientConfig::builder_with_provider(std::sync::Arc::new(provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth()
}
