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
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::socket::Socket;
use crate::error::status::BODY_CAP;
use crate::http::retry_after::retry_after;
use crate::http::url::redirect;
use crate::{Error, ErrorKind, Result, Timestamp};

/// Largest head of an answer.
const HEAD: usize = 64 * 1024;
/// Room for a request, without its path.
const ASKED: usize = 512;
/// Read at once.
const CHUNK: usize = 4 * 1024;
/// Most answers before the one that counts, such as early hints.
const HINTS: usize = 8;
/// Longest wait for the body of a refusal; the error is worth more than its words.
const BODY: Duration = Duration::from_secs(1);

/// An upgrade that is asked for.
pub(super) struct Ask<'a> {
    request: &'a Request<()>,
    user_agent: &'a HeaderValue,
    /// To which the answer must fit.
    key: String,
}

impl<'a> Ask<'a> {
    /// Asks for what `request` names; with our user agent unless it names one.
    pub(super) fn new(request: &'a Request<()>, user_agent: &'a HeaderValue) -> Self {
        Self { request, user_agent, key: generate_key() }
    }

    /// Upgrades `line`.
    pub(super) async fn upgrade<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        mut line: S,
        max_message: usize,
    ) -> Result<Socket<S>> {
        let lost =
            |err| Error::new(ErrorKind::Connect, "the websocket handshake broke").with_source(err);
        line.write_all(&self.written()).await.map_err(lost)?;
        line.flush().await.map_err(lost)?;
        let no_http = || Error::new(ErrorKind::Connect, "the server speaks no HTTP");
        let mut read = Vec::new();
        let mut hints = 0;
        loop {
            let end = read_head(&mut line, &mut read).await.map_err(lost)?;
            let head = read.get(..end).unwrap_or_default();
            let status = status(head).ok_or_else(no_http)?;
            if status == StatusCode::SWITCHING_PROTOCOLS {
                self.check(head)?;
                // What came behind the head stays in its buffer, which the socket goes on reading into.
                read.drain(..end);
                return Ok(Socket::new(line, read, max_message));
            }
            if status.is_informational() && hints < HINTS {
                hints += 1;
                read.drain(..end);
                continue;
            }
            let headers = headers(head).ok_or_else(no_http)?;
            read.drain(..end);
            let body = body(&mut line, read, &headers).await;
            return Err(self.refusal(status, &headers, &body));
        }
    }

    /// Whether a consent is one (RFC 6455, section 4.1).
    fn check(&self, head: &[u8]) -> Result<()> {
        let expected = derive_accept_key(self.key.as_bytes());
        let (mut upgrades, mut connects, mut answers, mut adds) = (false, false, false, false);
        for field in fields(head) {
            let (name, value) =
                field.ok_or_else(|| Error::new(ErrorKind::Connect, "the server speaks no HTTP"))?;
            let is = |known: &HeaderName| name.eq_ignore_ascii_case(known.as_str().as_bytes());
            if is(&header::UPGRADE) {
                upgrades |= value.eq_ignore_ascii_case(b"websocket");
            } else if is(&header::CONNECTION) {
                let mut tokens = value.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
                connects |= tokens.any(|token| token.eq_ignore_ascii_case(b"upgrade"));
            } else if is(&header::SEC_WEBSOCKET_ACCEPT) {
                answers |= value == expected.as_bytes();
            } else if is(&header::SEC_WEBSOCKET_EXTENSIONS) {
                adds |= !value.is_empty();
            } else if is(&header::SEC_WEBSOCKET_PROTOCOL) {
                adds |= !self.request.headers().contains_key(header::SEC_WEBSOCKET_PROTOCOL);
            }
        }
        let why = if !(upgrades && connects && answers) {
            "the server's upgrade does not answer ours"
        } else if adds {
            "the server's upgrade has what was not asked for"
        } else {
            return Ok(());
        };
        let status = StatusCode::SWITCHING_PROTOCOLS;
        Err(Error::new(ErrorKind::Rejected, why).with_status(status))
    }

    /// Why there was no upgrade.
    fn refusal(&self, status: StatusCode, headers: &HeaderMap, body: &Bytes) -> Error {
        let (kind, why) = if status.is_success() || status.is_informational() {
            (ErrorKind::Rejected, "the server speaks no websocket here".to_owned())
        } else if status.is_redirection() {
            (ErrorKind::from_status(status), redirect(headers, &self.request.uri().to_string()))
        } else {
            (ErrorKind::from_status(status), "the server refused the websocket".to_owned())
        };
        let error = Error::new(kind, why).with_status(status).with_body(body);
        match retry_after(headers, Timestamp::now()) {
            Some(wait) => error.with_retry_after(wait),
            None => error,
        }
    }

    /// What every upgrade says; whatever a protocol wrote under these names is replaced.
    fn own(&self) -> [(HeaderName, &[u8]); 5] {
        let authority = self.request.uri().authority().map_or("", |authority| authority.as_str());
        [
            (header::HOST, authority.as_bytes()),
            (header::CONNECTION, b"Upgrade"),
            (header::UPGRADE, b"websocket"),
            (header::SEC_WEBSOCKET_VERSION, b"13"),
            (header::SEC_WEBSOCKET_KEY, self.key.as_bytes()),
        ]
    }

    /// The request as it goes over the wire.
    fn written(&self) -> Vec<u8> {
        let path = self.request.uri().path_and_query().map_or("", |path| path.as_str());
        let root = if path.starts_with('/') { "" } else { "/" };
        let mut head = Vec::with_capacity(ASKED + path.len());
        for part in ["GET ", root, path, " HTTP/1.1\r\n"] {
            head.extend_from_slice(part.as_bytes());
        }
        let mut write = |name: &HeaderName, value: &[u8]| {
            for part in [name.as_str().as_bytes(), b": ", value, b"\r\n"] {
                head.extend_from_slice(part);
            }
        };
        let own = self.own();
        for (name, value) in &own {
            write(name, value);
        }
        let others = self.request.headers();
        if !others.contains_key(header::USER_AGENT) {
            write(&header::USER_AGENT, self.user_agent.as_bytes());
        }
        for (name, value) in others {
            if own.iter().all(|(own, _)| own != name) {
                write(name, value.as_bytes());
            }
        }
        head.extend_from_slice(b"\r\n");
        head
    }

    /// The request with all its headers, for tests that look at it.
    #[cfg(feature = "testing")]
    pub(super) fn completed(&self) -> Result<Request<()>> {
        let mut request = self.request.clone();
        *request.method_mut() = http::Method::GET;
        *request.version_mut() = http::Version::HTTP_11;
        let headers = request.headers_mut();
        for (name, value) in self.own() {
            let value = HeaderValue::from_bytes(value)
                .map_err(|err| Error::config("invalid websocket URL").with_source(err))?;
            headers.insert(name, value);
        }
        headers.entry(header::USER_AGENT).or_insert_with(|| self.user_agent.clone());
        Ok(request)
    }
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

fn status(head: &[u8]) -> Option<StatusCode> {
    let first = lines(head).next()?.strip_prefix(b"HTTP/1.")?;
    StatusCode::from_bytes(first.split(|byte| *byte == b' ').nth(1)?).ok()
}

fn lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end)
}

/// Names and values of the fields; `None` for a line that is none.
fn fields(head: &[u8]) -> impl Iterator<Item = Option<(&[u8], &[u8])>> {
    lines(head).skip(1).filter(|line| !line.is_empty()).map(|line| {
        let (name, value) = line.split_at(line.iter().position(|byte| *byte == b':')?);
        Some((name, value.get(1..)?.trim_ascii()))
    })
}

/// All fields of a refusal.
fn headers(head: &[u8]) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    for field in fields(head) {
        let (name, value) = field?;
        headers.append(HeaderName::from_bytes(name).ok()?, HeaderValue::from_bytes(value).ok()?);
    }
    Some(headers)
}

/// What there is of a refusal's body: up to its end, its cap, or what came in time.
async fn body(
    line: &mut (impl AsyncRead + Unpin),
    mut read: Vec<u8>,
    headers: &HeaderMap,
) -> Bytes {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let wanted = length.and_then(|text| text.parse().ok()).unwrap_or(BODY_CAP).min(BODY_CAP);
    let codings = headers.get_all(header::TRANSFER_ENCODING).iter().next_back();
    let is_chunked = codings.is_some_and(|value| {
        value.as_bytes().trim_ascii_end().to_ascii_lowercase().ends_with(b"chunked")
    });
    let all = async {
        while read.len() < wanted && !(is_chunked && chunks(&read).1) {
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
    if is_chunked { chunks(&read).0.into() } else { read.into() }
}

/// What lies in chunks (RFC 9112, section 7.1), as far as it has come, and whether that is all.
fn chunks(mut read: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    loop {
        let Some(end) = read.iter().position(|byte| *byte == b'\n') else { return (body, false) };
        let (line, rest) = read.split_at(end + 1);
        let digits = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
        let size =
            str::from_utf8(digits).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
        match size {
            // What is no chunk has no end that could be waited for.
            None | Some(0) => return (body, true),
            Some(size) => {
                body.extend_from_slice(rest.get(..size).unwrap_or(rest));
                let Some(next) = rest.get(size..).and_then(|rest| rest.strip_prefix(b"\r\n"))
                else {
                    return (body, false);
                };
                read = next;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Key of the RFC's own example.
    const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

    async fn upgrade(line: tokio::io::DuplexStream, max_message: usize) -> Result<()> {
        let request = Request::builder().uri("ws://a.test/live?x=1").body(()).unwrap();
        let user_agent = HeaderValue::from_static("a/1");
        let ask = Ask { request: &request, user_agent: &user_agent, key: KEY.to_owned() };
        ask.upgrade(line, max_message).await.map(drop)
    }

    #[test]
    fn a_protocol_adds_headers_but_replaces_none_of_the_upgrade() {
        let build = |agent: Option<&str>| {
            let request = Request::builder()
                .uri("ws://a.test:81/live?x=1")
                .header("x-api-key", "secret")
                .header("host", "b.test")
                .header("sec-websocket-key", "AAAA");
            let request = agent
                .into_iter()
                .fold(request, |request, agent| request.header("user-agent", agent));
            request.body(()).unwrap()
        };
        let user_agent = HeaderValue::from_static("ours/1");
        for (own, agent) in [(None, "ours/1"), (Some("own/2"), "own/2")] {
            let request = build(own);
            let ask = Ask { request: &request, user_agent: &user_agent, key: KEY.to_owned() };
            let wire = String::from_utf8(ask.written()).unwrap();
            let mut lines: Vec<_> = wire.strip_suffix("\r\n\r\n").unwrap().split("\r\n").collect();
            assert_eq!(lines.remove(0), "GET /live?x=1 HTTP/1.1");
            lines.sort_unstable();
            let agent = format!("user-agent: {agent}");
            let key = format!("sec-websocket-key: {KEY}");
            assert_eq!(
                lines,
                [
                    "connection: Upgrade",
                    "host: a.test:81",
                    &key,
                    "sec-websocket-version: 13",
                    "upgrade: websocket",
                    &agent,
                    "x-api-key: secret",
                ]
            );
            #[cfg(feature = "testing")]
            assert_eq!(ask.completed().unwrap().headers().len(), lines.len());
        }
    }

    /// Upgrades against a server that answers with these pieces.
    async fn against(pieces: &[&'static str]) -> Result<()> {
        let (near, mut far) = tokio::io::duplex(1 << 20);
        let pieces = pieces.to_vec();
        let server = tokio::spawn(async move {
            let mut head = Vec::new();
            read_head(&mut far, &mut head).await.unwrap();
            for piece in pieces {
                far.write_all(piece.as_bytes()).await.unwrap();
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            String::from_utf8(head).unwrap()
        });
        let outcome = upgrade(near, 1 << 20).await;
        let head = server.await.unwrap();
        assert!(head.starts_with("GET /live?x=1 HTTP/1.1\r\nhost: a.test\r\n"), "{head}");
        outcome
    }

    #[tokio::test(start_paused = true)]
    async fn an_upgrade_may_come_in_pieces_and_must_answer_the_key() {
        const WILLING: &str = "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
        const ACCEPT: &str = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
        against(&[WILLING, ACCEPT, "\r\n"]).await.unwrap();
        against(&[
            "HTTP/1.1 101\r",
            "\nSEC-WEBSOCKET-ACCEPT:s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
            "\r\nupgrade: WebSocket\r\nconnection: keep-alive, upgrade\r\n\r",
            "\n",
        ])
        .await
        .unwrap();
        // Interim answers are none (RFC 9110, section 15.2).
        let hint = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
        against(&["HTTP/1.1 100 Continue\r\n\r\n", hint, WILLING, ACCEPT, "\r\n"]).await.unwrap();
        for wrong in [
            &[WILLING, "\r\n"][..],
            &[WILLING, "sec-websocket-accept: AAAA\r\n\r\n"],
            &["HTTP/1.1 101 X\r\nUpgrade: websocket\r\n", ACCEPT, "\r\n"],
            &["HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n", ACCEPT, "\r\n"],
            &[WILLING, ACCEPT, "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"],
            &[WILLING, ACCEPT, "Sec-WebSocket-Protocol: chat\r\n\r\n"],
            &["HTTP/1.1 200 OK\r\n\r\n"],
            &[hint; 9],
        ] {
            let err = against(wrong).await.unwrap_err();
            assert_eq!(err.kind(), ErrorKind::Rejected, "{wrong:?}: {err}");
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
    async fn the_chunks_of_a_refusal_are_put_together_up_to_the_last() {
        const HEAD: &str = "HTTP/1.1 403 X\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (pieces, body) in [
            (&[HEAD, "4\r\nbad \r\nA;x=y\r\n", "key, truly\r\n0\r\n\r\n"][..], "bad key, truly"),
            (&[HEAD, "4\r\nbad \r\n5\r\nke"], "bad ke"),
            (&[HEAD, "4\r\nbad \r\nzz\r\nkey"], "bad "),
            (&[HEAD, "ffffffffffffffffff\r\nbad"], ""),
        ] {
            let err = against(pieces).await.unwrap_err();
            assert_eq!((err.kind(), err.body().as_ref()), (ErrorKind::Forbidden, body.as_bytes()));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_open_line_does_not_hold_up_a_refusal_that_has_ended() {
        let (near, mut far) = tokio::io::duplex(1 << 20);
        let refusal = b"HTTP/1.1 403 X\r\ntransfer-encoding: chunked\r\n\r\n3\r\nbad\r\n0\r\n\r\n";
        far.write_all(refusal).await.unwrap();
        let asked = tokio::time::Instant::now();
        assert_eq!(upgrade(near, 1 << 20).await.unwrap_err().body().as_ref(), b"bad");
        assert_eq!(asked.elapsed(), Duration::ZERO);
        drop(far);
    }

    #[test]
    fn a_query_without_a_path_is_one_of_the_root() {
        let user_agent = HeaderValue::from_static("a/1");
        for (uri, line) in
            [("ws://a.test?x=1", "GET /?x=1 HTTP/1.1\r\n"), ("ws://a.test", "GET / HTTP/1.1\r\n")]
        {
            let request = Request::builder().uri(uri).body(()).unwrap();
            let written = Ask::new(&request, &user_agent).written();
            assert!(String::from_utf8(written).unwrap().starts_with(line), "{uri}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_endless_head_is_cut_off() {
        let (near, mut far) = tokio::io::duplex(1 << 20);
        tokio::spawn(
            async move { while far.write_all(b"HTTP/1.1 101 X\r\nx: y\r\n").await.is_ok() {} },
        );
        let err = upgrade(near, 1 << 20).await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Connect);
    }
}
