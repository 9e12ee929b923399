//! The upgrade of an HTTP connection to a websocket (RFC 6455, section 4).
//!
//! Done here and not by the websocket library, which logs the request with its credentials at its
//! finest level, and which loses the body of a refusal that comes in a second packet.

use std::io;
use std::time::Duration;

use bytes::Bytes;
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, Request, StatusCode};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::socket::Socket;
use crate::error::status::BODY_CAP;
use crate::http::retry_after::retry_after;
use crate::{Error, ErrorKind, Result, Timestamp};

/// Largest head of an answer.
const HEAD: usize = 64 * 1024;
/// Read at once.
const CHUNK: usize = 4 * 1024;
/// Longest wait for the body of a refusal; the error is worth more than its words.
const BODY: Duration = Duration::from_secs(1);

/// Upgrades `line` with `request`, which has all its headers.
pub(super) async fn upgrade<S: AsyncRead + AsyncWrite + Unpin>(
    mut line: S,
    request: &Request<()>,
    max_message: usize,
) -> Result<Socket<S>> {
    let lost =
        |err| Error::new(ErrorKind::Connect, "the websocket handshake broke").with_source(err);
    line.write_all(&written(request)).await.map_err(lost)?;
    line.flush().await.map_err(lost)?;
    let mut read = Vec::new();
    let end = read_head(&mut line, &mut read).await.map_err(lost)?;
    let rest = read.split_off(end);
    let Some((status, headers)) = parse(&read) else {
        return Err(Error::new(ErrorKind::Connect, "the server speaks no HTTP"));
    };
    if status != StatusCode::SWITCHING_PROTOCOLS {
        return Err(refusal(status, &headers, &body(&mut line, rest, &headers).await));
    }
    let expected = request
        .headers()
        .get(header::SEC_WEBSOCKET_KEY)
        .map(|key| derive_accept_key(key.as_bytes()));
    let accepted = headers.get(header::SEC_WEBSOCKET_ACCEPT).map(HeaderValue::as_bytes);
    if accepted.is_none() || accepted != expected.as_deref().map(str::as_bytes) {
        return Err(Error::new(ErrorKind::Rejected, "the server's upgrade does not answer ours")
            .with_status(status));
    }
    Ok(Socket::new(line, rest, max_message))
}

/// The request as it goes over the wire.
fn written(request: &Request<()>) -> Vec<u8> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let mut head = format!("GET {path} HTTP/1.1\r\n").into_bytes();
    for (name, value) in request.headers() {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    head
}

/// Reads until the head is complete; returns its length, what follows stays in `read`.
async fn read_head(line: &mut (impl AsyncRead + Unpin), read: &mut Vec<u8>) -> io::Result<usize> {
    let mut searched = 0_usize;
    loop {
        let from = searched.saturating_sub(3);
        let found =
            read.get(from..).and_then(|part| part.windows(4).position(|w| w == b"\r\n\r\n"));
        if let Some(at) = found {
            return Ok(from + at + 4);
        }
        searched = read.len();
        if searched > HEAD {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its answer is too long"));
        }
        read.reserve(CHUNK);
        if line.read_buf(read).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

fn parse(head: &[u8]) -> Option<(StatusCode, HeaderMap)> {
    let mut lines = head.split(|byte| *byte == b'\n').map(|line| line.trim_ascii_end());
    let first = lines.next()?.strip_prefix(b"HTTP/1.")?;
    let status = StatusCode::from_bytes(first.split(|byte| *byte == b' ').nth(1)?).ok()?;
    let mut headers = HeaderMap::new();
    for line in lines.filter(|line| !line.is_empty()) {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let (name, value) = line.split_at(colon);
        let value = value.get(1..)?.trim_ascii();
        headers.append(HeaderName::from_bytes(name).ok()?, HeaderValue::from_bytes(value).ok()?);
    }
    Some((status, headers))
}

/// What there is of a refusal's body: its declared length, its cap, or what came in time.
async fn body(
    line: &mut (impl AsyncRead + Unpin),
    mut read: Vec<u8>,
    headers: &HeaderMap,
) -> Bytes {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let wanted = length.and_then(|text| text.parse().ok()).unwrap_or(BODY_CAP).min(BODY_CAP);
    let all = async {
        while read.len() < wanted {
            read.reserve(CHUNK);
            // An end that comes too early, or a broken line, is the end of the body as well.
            if !line.read_buf(&mut read).await.is_ok_and(|more| more > 0) {
                break;
            }
        }
    };
    // Without a declared length the server decides when it ends; nobody waits for long.
    let _in_time = timeout(BODY, all).await;
    read.truncate(wanted);
    read.into()
}

/// Why there was no upgrade.
fn refusal(status: StatusCode, headers: &HeaderMap, body: &Bytes) -> Error {
    if status.is_success() || status.is_informational() {
        return Error::new(ErrorKind::Rejected, "the server speaks no websocket here")
            .with_status(status)
            .with_body(body);
    }
    let error = Error::new(ErrorKind::from_status(status), "the server refused the websocket")
        .with_status(status)
        .with_body(body);
    match retry_after(headers, Timestamp::now()) {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Request<()> {
        Request::builder()
            .uri("ws://a.test/live?x=1")
            .header("host", "a.test")
            // Key and answer of the RFC's own example.
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .body(())
            .unwrap()
    }

    /// Upgrades against a server that answers with these pieces.
    async fn against(pieces: &'static [&'static str]) -> Result<()> {
        let (near, mut far) = tokio::io::duplex(1 << 20);
        let server = tokio::spawn(async move {
            let mut head = Vec::new();
            read_head(&mut far, &mut head).await.unwrap();
            for piece in pieces {
                far.write_all(piece.as_bytes()).await.unwrap();
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            String::from_utf8(head).unwrap()
        });
        let outcome = upgrade(near, &request(), 1 << 20).await.map(drop);
        let head = server.await.unwrap();
        assert!(head.starts_with("GET /live?x=1 HTTP/1.1\r\nhost: a.test\r\n"), "{head}");
        outcome
    }

    #[tokio::test(start_paused = true)]
    async fn an_upgrade_may_come_in_pieces_and_must_answer_the_key() {
        const RIGHT: &[&str] = &[
            "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
        ];
        against(RIGHT).await.unwrap();
        against(&[
            "HTTP/1.1 101\r",
            "\nSEC-WEBSOCKET-ACCEPT:s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            "\r\n\r",
            "\n",
        ])
        .await
        .unwrap();
        for wrong in [
            &["HTTP/1.1 101 X\r\n\r\n"],
            &["HTTP/1.1 101 X\r\nsec-websocket-accept: AAAA\r\n\r\n"],
            &["HTTP/1.1 200 OK\r\n\r\n"],
        ] {
            assert_eq!(against(wrong).await.unwrap_err().kind(), ErrorKind::Rejected);
        }
        for broken in
            [&["SSH-2.0-OpenSSH\r\n\r\n"], &["HTTP/1.1 101 X\r\nno colon\r\n\r\n"], &["HT"]]
        {
            assert_eq!(against(broken).await.unwrap_err().kind(), ErrorKind::Connect);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_body_of_a_refusal_is_read_to_its_end() {
        let err =
            against(&["HTTP/1.1 403 Forbidden\r\ncontent-length: 8\r\n\r\nbad", " keyNOT"]).await;
        let err = err.unwrap_err();
        assert_eq!((err.kind(), err.body().as_ref()), (ErrorKind::Forbidden, &b"bad keyN"[..]));
        let err = against(&["HTTP/1.1 401 X\r\n\r\nuntil", " the end"]).await.unwrap_err();
        assert_eq!((err.kind(), err.body().as_ref()), (ErrorKind::Auth, &b"until the end"[..]));
    }

    #[tokio::test(start_paused = true)]
    async fn an_endless_head_is_cut_off() {
        let (near, mut far) = tokio::io::duplex(1 << 20);
        tokio::spawn(
            async move { while far.write_all(b"HTTP/1.1 101 X\r\nx: y\r\n").await.is_ok() {} },
        );
        let err = upgrade(near, &request(), 1 << 20).await.map(drop).unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Connect);
    }
}
