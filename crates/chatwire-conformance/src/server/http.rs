//! HTTP/1.1 by hand: requests read, answers written.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

use super::SeenRequest;
use crate::vector::ScriptedResponse;

/// Largest head or body that is read; more is a broken client.
const LIMIT: usize = 64 * 1024 * 1024;

pub(crate) fn render(answer: &ScriptedResponse) -> io::Result<Vec<u8>> {
    let status = answer.status.unwrap_or(200);
    let (label, body) = body_of(answer)?;
    let has = |name: &str| answer.headers.keys().any(|key| key.eq_ignore_ascii_case(name));
    let mut head = format!("HTTP/1.1 {status} Scripted\r\n");
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if let Some(label) = label.filter(|_| !has("content-type")) {
        head.push_str(&format!("content-type: {label}\r\n"));
    }
    // These statuses have no body by definition; a length would be wrong for them.
    let bodiless = matches!(status, 100..=199 | 204 | 304);
    if !bodiless && !has("content-length") {
        let length = answer.fake_len.unwrap_or(body.len() as u64);
        head.push_str(&format!("content-length: {length}\r\n"));
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    if !bodiless {
        bytes.extend_from_slice(&body);
    }
    Ok(bytes)
}

/// Label and bytes; the bytes are the truth where their decoded form stands beside them.
pub(crate) fn body_of(answer: &ScriptedResponse) -> io::Result<(Option<&'static str>, Vec<u8>)> {
    if let Some(encoded) = &answer.b64 {
        let bytes = STANDARD.decode(encoded).map_err(io::Error::other)?;
        return Ok((None, bytes));
    }
    if let Some(text) = &answer.text {
        return Ok((None, text.clone().into_bytes()));
    }
    match &answer.json {
        Some(value) => Ok((Some("application/json"), value.to_string().into_bytes())),
        None => Ok((None, Vec::new())),
    }
}

/// Next request of a connection, or nothing when it was closed between two.
pub(crate) async fn read_request(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
) -> io::Result<Option<SeenRequest>> {
    let head_end = loop {
        if let Some(at) = find(buffer, b"\r\n\r\n") {
            break at;
        }
        if !fill(stream, buffer).await? {
            return if buffer.is_empty() { Ok(None) } else { Err(broken("the head was cut off")) };
        }
    };
    let head: Vec<u8> = buffer.drain(..head_end + 4).collect();
    let mut request = parse_head(&String::from_utf8_lossy(&head))?;
    request.body = match (request.header("transfer-encoding"), request.header("content-length")) {
        (Some(_), _) => read_chunks(stream, buffer).await?,
        (None, Some(length)) => {
            let length = length.parse().map_err(|_| broken("content-length is no number"))?;
            take(stream, buffer, length).await?
        }
        (None, None) => Vec::new(),
    };
    Ok(Some(request))
}

fn parse_head(head: &str) -> io::Result<SeenRequest> {
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(broken("the request line is incomplete"));
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    Ok(SeenRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: Vec::new(),
    })
}

async fn read_chunks(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = read_line(stream, buffer).await?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|_| broken("a chunk has no size"))?;
        body.append(&mut take(stream, buffer, size).await?);
        if body.len() > LIMIT {
            return Err(broken("the body is too large"));
        }
        // The end of a chunk, or of the (empty) trailers.
        read_line(stream, buffer).await?;
        if size == 0 {
            return Ok(body);
        }
    }
}

async fn read_line(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<String> {
    loop {
        if let Some(at) = find(buffer, b"\r\n") {
            let line: Vec<u8> = buffer.drain(..at + 2).collect();
            return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
        }
        if !fill(stream, buffer).await? {
            return Err(broken("a line was cut off"));
        }
    }
}

async fn take(stream: &mut TcpStream, buffer: &mut Vec<u8>, length: usize) -> io::Result<Vec<u8>> {
    if length > LIMIT {
        return Err(broken("the body is too large"));
    }
    while buffer.len() < length {
        if !fill(stream, buffer).await? {
            return Err(broken("the body was cut off"));
        }
    }
    Ok(buffer.drain(..length).collect())
}

async fn fill(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<bool> {
    if buffer.len() > LIMIT {
        return Err(broken("the request is too large"));
    }
    match stream.read_buf(buffer).await {
        Ok(read) => Ok(read > 0),
        // A client that has what it wants may reset an idle connection.
        Err(_) if buffer.is_empty() => Ok(false),
        Err(trouble) => Err(trouble),
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn broken(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("no HTTP/1.1: {why}"))
}
