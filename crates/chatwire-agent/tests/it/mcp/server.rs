//! A server of the legacy transport, in this process.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};

/// What a server with two tools answers; nothing for a notification.
pub(super) fn answer_to(message: &Value) -> Option<Value> {
    let id = message.get("id")?;
    let params = &message["params"];
    let result = match message["method"].as_str()? {
        "initialize" => json!({
            "protocolVersion": params["protocolVersion"],
            "capabilities": {"tools": {}},
            "serverInfo": {"name": "league", "version": "1"},
        }),
        // Two pages, the tool that is called on the second.
        "tools/list" if params["cursor"].is_null() => json!({
            "nextCursor": "page2",
            "tools": [{
                "name": "trade_player",
                "inputSchema": {"type": "object"},
                "annotations": {"readOnlyHint": false},
            }],
        }),
        "tools/list" => json!({"tools": [{
            "name": "get_league_info",
            "description": "League info",
            "annotations": {"readOnlyHint": true},
            "inputSchema": {"type": "object", "required": ["league_id"]},
        }]}),
        "tools/call" => {
            let league = params["arguments"]["league_id"].as_str().unwrap_or_default();
            let is_error = league == "fail";
            let text = if is_error {
                "no such league".to_owned()
            } else {
                format!("12 teams in {league}")
            };
            json!({"content": [{"type": "text", "text": text}], "isError": is_error})
        }
        _ => json!({}),
    };
    Some(json!({"jsonrpc": "2.0", "id": id, "result": result}))
}

pub(super) struct EventServer {
    address: String,
    shared: Arc<Shared>,
    /// Streams that were opened.
    pub(super) streams: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    /// The open stream takes events from here.
    stream: Mutex<Option<mpsc::UnboundedSender<String>>>,
    heard: Mutex<Vec<Value>>,
    /// The answer about the league `held`, and that it waits.
    held: Mutex<Option<Value>>,
    is_held: Notify,
}

impl EventServer {
    /// A server whose streams name this place for messages.
    pub(super) async fn start(endpoint: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (shared, streams) = (Arc::new(Shared::default()), Arc::new(AtomicUsize::new(0)));
        let (state, count) = (Arc::clone(&shared), Arc::clone(&streams));
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (state, count) = (Arc::clone(&state), Arc::clone(&count));
                tokio::spawn(async move { serve(socket, endpoint, &state, &count).await });
            }
        });
        Self { address, shared, streams, task }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/sse", self.address)
    }

    /// Messages of all sessions.
    pub(super) fn heard(&self) -> Vec<Value> {
        self.shared.heard.lock().unwrap().clone()
    }

    /// Sends the answer about the league `held`.
    pub(super) fn release(&self) {
        let answer = self.shared.held.lock().unwrap().take().unwrap();
        self.shared.tell(&answer);
    }

    /// Breaks the open stream.
    pub(super) fn drop_streams(&self) {
        self.shared.stream.lock().unwrap().take();
    }
}

impl Shared {
    fn tell(&self, answer: &Value) {
        if let Some(stream) = &*self.stream.lock().unwrap() {
            // The client may have left.
            let _ = stream.send(format!("event: message\ndata: {answer}\n\n"));
        }
    }
}

impl Drop for EventServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One request on a connection of its own.
async fn serve(
    socket: TcpStream,
    endpoint: &str,
    shared: &Shared,
    streams: &AtomicUsize,
) -> Option<()> {
    let mut socket = BufReader::new(socket);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        socket.read_line(&mut line).await.ok()?;
        if line.trim().is_empty() {
            break;
        }
        head.push(line.trim().to_ascii_lowercase());
    }
    let length = head.iter().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    socket.read_exact(&mut body).await.ok()?;
    if head.first()?.starts_with("get /sse ") {
        streams.fetch_add(1, Ordering::SeqCst);
        let (sender, mut events) = mpsc::unbounded_channel();
        *shared.stream.lock().unwrap() = Some(sender);
        let open =
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
        let first = format!("{open}event: endpoint\ndata: {endpoint}\n\n");
        socket.write_all(first.as_bytes()).await.ok()?;
        while let Some(event) = events.recv().await {
            socket.write_all(event.as_bytes()).await.ok()?;
        }
        return Some(());
    }
    assert!(head.first()?.starts_with("post /messages/?session_id=7 "));
    let message: Value = serde_json::from_slice(&body).unwrap();
    let league = message.pointer("/params/arguments/league_id").and_then(Value::as_str);
    let refusal = match league {
        // Refused while the other call waits for its answer.
        Some("refused") => {
            shared.is_held.notified().await;
            Some("413 Payload Too Large")
        }
        Some("expired") if streams.load(Ordering::SeqCst) == 1 => Some("400 Bad Request"),
        _ => None,
    };
    match (league, answer_to(&message)) {
        (Some("held"), answer) => {
            *shared.held.lock().unwrap() = answer;
            shared.is_held.notify_one();
        }
        (_, Some(answer)) if refusal.is_none() => shared.tell(&answer),
        _ => {}
    }
    shared.heard.lock().unwrap().push(message);
    if let Some(status) = refusal {
        let words = "No such session";
        let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\n");
        let refused = format!("{head}content-length: {}\r\n\r\n{words}", words.len());
        return socket.write_all(refused.as_bytes()).await.ok();
    }
    let accepted =
        "HTTP/1.1 202 Accepted\r\ncontent-length: 8\r\nconnection: close\r\n\r\nAccepted";
    socket.write_all(accepted.as_bytes()).await.ok()
}
