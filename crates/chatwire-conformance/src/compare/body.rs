//! Bodies of requests: JSON, forms, multipart, bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::Differences;
use crate::placeholder;
use crate::server::SeenRequest;
use crate::vector::{RecordedPart, RecordedRequest};

/// One part of a multipart body as it arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// Field name.
    pub name: String,
    /// File name, for files.
    pub filename: Option<String>,
    /// Media type, where given.
    pub content_type: Option<String>,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Compares the body of `found` with the recorded one.
pub fn body(wanted: &RecordedRequest, found: &SeenRequest, path: &str, out: &mut Differences) {
    let path = format!("{path}.body");
    let text = || String::from_utf8_lossy(&found.body).into_owned();
    if let Some(parts) = &wanted.multipart {
        multipart(parts, found, &path, out);
    } else if let Some(pairs) = &wanted.body_form {
        form(pairs, found, &path, out);
    } else if let Some(encoded) = &wanted.body_b64 {
        match STANDARD.decode(encoded) {
            Ok(bytes) if bytes == found.body => {}
            Ok(bytes) => out.expected(
                &path,
                format!("{} bytes", bytes.len()),
                format!("{} other bytes", found.body.len()),
            ),
            Err(trouble) => out.add(&path, format!("the record is no base64: {trouble}")),
        }
    } else if let Some(value) = &wanted.body_json {
        match serde_json::from_slice::<Value>(&found.body) {
            Ok(other) => super::json(value, &other, &path, out),
            Err(_) => out.expected(&path, value, format!("no JSON: {:?}", text())),
        }
    } else if let Some(recorded) = wanted.body_text.as_ref().or(wanted.body_raw.as_ref()) {
        if !placeholder::text_matches(recorded, &text()) {
            out.expected(&path, recorded, text());
        }
    } else if !found.body.is_empty() {
        out.expected(&path, "nothing", text());
    }
}

fn form(wanted: &[(String, String)], found: &SeenRequest, path: &str, out: &mut Differences) {
    let pairs: Vec<(String, String)> =
        url::form_urlencoded::parse(&found.body).into_owned().collect();
    let names = |pairs: &[(String, String)]| {
        pairs.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>().join(", ")
    };
    if names(wanted) != names(&pairs) {
        out.expected(path, format!("fields {}", names(wanted)), names(&pairs));
        return;
    }
    for ((name, value), (_, other)) in wanted.iter().zip(&pairs) {
        field(value, other, &format!("{path}.{name}"), out);
    }
}

/// A field may hold JSON as a text: its spaces and escapes are the writer's choice.
fn field(wanted: &str, found: &str, path: &str, out: &mut Differences) {
    if placeholder::text_matches(wanted, found) {
        return;
    }
    let parsed = |text: &str| {
        serde_json::from_str::<Value>(text).ok().filter(|v| v.is_object() || v.is_array())
    };
    match (parsed(wanted), parsed(found)) {
        (Some(wanted), Some(found)) => super::json(&wanted, &found, path, out),
        _ => out.expected(path, format!("{wanted:?}"), format!("{found:?}")),
    }
}

fn multipart(wanted: &[RecordedPart], found: &SeenRequest, path: &str, out: &mut Differences) {
    let parts = match parse_multipart(found.header("content-type").unwrap_or_default(), &found.body)
    {
        Ok(parts) => parts,
        Err(why) => return out.add(path, format!("no multipart body: {why}")),
    };
    let names = |names: Vec<&str>| names.join(", ");
    let (left, right) = (
        names(wanted.iter().map(|part| part.name.as_str()).collect()),
        names(parts.iter().map(|part| part.name.as_str()).collect()),
    );
    if left != right {
        return out.expected(path, format!("parts {left}"), right);
    }
    for (part, other) in wanted.iter().zip(&parts) {
        compare_part(part, other, &format!("{path}.{}", part.name), out);
    }
}

fn compare_part(wanted: &RecordedPart, found: &Part, path: &str, out: &mut Differences) {
    let plain = |name: &Option<String>| name.as_deref().map(plain_filename);
    if plain(&wanted.filename) != plain(&found.filename) {
        let shown = |name: &Option<String>| name.clone().unwrap_or_else(|| "none".into());
        out.expected(&format!("{path}.filename"), shown(&wanted.filename), shown(&found.filename));
    }
    // A part may carry a media type that the reference left out, but no other than it gave.
    if wanted.content_type.is_some() && wanted.content_type != found.content_type {
        out.expected(
            &format!("{path}.content_type"),
            format!("{:?}", wanted.content_type),
            format!("{:?}", found.content_type),
        );
    }
    match (&wanted.b64, &wanted.text) {
        (Some(encoded), _) => {
            if STANDARD.decode(encoded).ok().as_ref() != Some(&found.bytes) {
                out.expected(path, format!("base64 {encoded}"), STANDARD.encode(&found.bytes));
            }
        }
        (None, Some(text)) => field(text, &String::from_utf8_lossy(&found.bytes), path, out),
        (None, None) => out.add(path, "the record has no content"),
    }
}

/// A quote inside a file name is written `%22` by some and backslash-quote by others.
fn plain_filename(name: &str) -> String {
    name.replace("\\\"", "\"")
        .replace("\\\\", "\\")
        .replace("%22", "\"")
        .replace("%0D", "\r")
        .replace("%0A", "\n")
}

/// Takes a multipart body apart.
///
/// # Errors
///
/// What is missing in it, in words.
pub fn parse_multipart(content_type: &str, body: &[u8]) -> Result<Vec<Part>, String> {
    let (kind, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return Err(format!("the media type is {content_type:?}"));
    }
    let boundary = parameter(parameters, "boundary").ok_or("there is no boundary")?;
    let opening = format!("--{boundary}").into_bytes();
    let between = format!("\r\n--{boundary}").into_bytes();
    let mut rest =
        body.strip_prefix(opening.as_slice()).ok_or("it does not begin with the boundary")?;
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Ok(parts);
        }
        rest = rest.strip_prefix(b"\r\n").ok_or("a boundary is followed by something else")?;
        let (head, tail) = split_at(rest, b"\r\n\r\n").ok_or("a part has no end of its head")?;
        let (content, after) = split_at(tail, &between).ok_or("the last boundary is missing")?;
        parts.push(parse_part(&String::from_utf8_lossy(head), content)?);
        rest = after;
    }
}

fn parse_part(head: &str, content: &[u8]) -> Result<Part, String> {
    let mut part = Part { bytes: content.to_vec(), ..Part::default() };
    let mut named = false;
    for line in head.split("\r\n") {
        let (name, value) = line.split_once(':').ok_or_else(|| format!("{line:?} is no header"))?;
        match name.trim().to_ascii_lowercase().as_str() {
            "content-disposition" => {
                let (_, parameters) = value.split_once(';').unwrap_or((value, ""));
                part.name = parameter(parameters, "name").ok_or("a part has no name")?;
                part.filename = parameter(parameters, "filename");
                named = true;
            }
            "content-type" => part.content_type = Some(value.trim().to_owned()),
            _ => {}
        }
    }
    if named { Ok(part) } else { Err("a part has no content-disposition".into()) }
}

/// Value of `name`, quotes taken off, what stands between them as sent.
fn parameter(parameters: &str, name: &str) -> Option<String> {
    let mut rest = parameters;
    loop {
        let (key, tail) = rest.trim_start_matches([';', ' ']).split_once('=')?;
        let (value, after) = match tail.strip_prefix('"') {
            Some(quoted) => {
                let end = closing_quote(quoted)?;
                (quoted.get(..end)?, quoted.get(end + 1..)?)
            }
            None => {
                let (value, after) = tail.split_once(';').unwrap_or((tail, ""));
                (value.trim_end(), after)
            }
        };
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(value.to_owned());
        }
        rest = after;
    }
}

fn closing_quote(quoted: &str) -> Option<usize> {
    let mut escaped = false;
    quoted.char_indices().find_map(|(at, c)| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes.then_some(at)
    })
}

fn split_at<'a>(bytes: &'a [u8], needle: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(needle.len()).position(|window| window == needle)?;
    Some((bytes.get(..at)?, bytes.get(at + needle.len()..)?))
}
