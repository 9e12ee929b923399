//! `--dry-run`: what would be sent, with secrets masked.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use crate::exit::Result;
use crate::output::{Output, Text};

const MASK: &str = "[redacted]";
/// Fields of bodies that hold secrets.
const SECRET_FIELDS: &[&str] = &["api_key", "token", "session_token"];

/// A request as it is shown.
#[derive(Debug, Serialize)]
struct Wire {
    method: String,
    url: String,
    headers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
}

/// Prints a request.
pub(crate) fn show(out: Output, request: &http::Request<Bytes>) -> Result {
    out.show(&Wire::of(request), |wire| {
        let mut text = Text::new().bold(&wire.method).plain(" ").plain(&wire.url).end();
        for (name, value) in &wire.headers {
            text = text.dim(format!("{name}: ")).plain(value).end();
        }
        match &wire.body {
            Some(body) => text.end().plain(body).end(),
            None => text,
        }
    })
}

impl Wire {
    fn of(request: &http::Request<Bytes>) -> Self {
        let headers = request.headers().iter().map(|(name, value)| {
            let shown = match value.to_str() {
                Ok(text) if !value.is_sensitive() => text,
                _ => MASK,
            };
            (name.to_string(), shown.to_owned())
        });
        let body = (!request.body().is_empty()).then(|| {
            let mut body = serde_json::from_slice(request.body())
                .unwrap_or_else(|_| Value::from(String::from_utf8_lossy(request.body())));
            mask(&mut body);
            body
        });
        Self {
            method: request.method().to_string(),
            url: request.uri().to_string(),
            headers: headers.collect(),
            body,
        }
    }
}

fn mask(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                if SECRET_FIELDS.contains(&name.as_str()) {
                    *field = Value::from(MASK);
                } else {
                    mask(field);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use chatwire::tokenbowl::Client;
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_masked_wherever_they_stand() {
        let client = Client::new("canary-0123456789").unwrap();
        let request = client.send_message("hi").to_username("bob").request().build().unwrap();
        let wire = Wire::of(&request);
        assert_eq!(wire.method, "POST");
        assert_eq!(wire.url, "https://api.tokenbowl.ai/messages");
        assert_eq!(wire.headers["x-api-key"], MASK);
        assert_eq!(wire.body, Some(json!({"content": "hi", "to_username": "bob"})));
        let request = client.authenticate_magic_link("canary-link").build().unwrap();
        let text = serde_json::to_string(&Wire::of(&request)).unwrap();
        assert!(!text.contains("canary"), "{text}");
    }
}
