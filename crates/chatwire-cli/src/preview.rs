//! `--dry-run`: what would be sent, with secrets masked.

use std::collections::BTreeMap;

use bytes::Bytes;
use chatwire::mezon::proto::service;
use http::header::CONTENT_TYPE;
use serde::Serialize;
use serde_json::Value;

use crate::exit::Result;
use crate::output::{Output, Text};
use crate::schema::{self, MASK, Secrets};

/// Fields of bodies that hold secrets.
const SECRET_FIELDS: &[&str] = &[
    "api_key",
    "token",
    "session_token",
    "access_token",
    "refresh_token",
    "client_secret",
    "code",
    "code_verifier",
    "state",
];

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
            if let Some(message) = protobuf(request) {
                return message;
            }
            match serde_json::from_slice(request.body()) {
                Ok(mut body) => {
                    mask(&mut body);
                    body
                }
                // A form, most likely; of other texts nothing is cut.
                Err(_) => Value::from(mask_pairs(&String::from_utf8_lossy(request.body()))),
            }
        });
        Self {
            method: request.method().to_string(),
            url: mask_query(&request.uri().to_string()),
            headers: headers.collect(),
            body,
        }
    }
}

/// The request of a call of Mezon, which is protobuf; the path names the call.
fn protobuf(request: &http::Request<Bytes>) -> Option<Value> {
    let is_protobuf =
        request.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "application/proto");
    let name = request.uri().path().strip_prefix("/mezon.api.Mezon/").filter(|_| is_protobuf)?;
    schema::shown(service::find(name)?.request, request.body(), Secrets::Masked).ok()
}

/// An address whose query may hold secrets.
fn mask_query(url: &str) -> String {
    match url.split_once('?') {
        Some((place, query)) => format!("{place}?{}", mask_pairs(query)),
        None => url.to_owned(),
    }
}

/// Pairs of a query or a form, as they are on the wire.
fn mask_pairs(pairs: &str) -> String {
    let shown = pairs.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if SECRET_FIELDS.contains(&name) => format!("{name}={MASK}"),
        _ => pair.to_owned(),
    });
    shown.collect::<Vec<_>>().join("&")
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

    #[test]
    fn calls_of_mezon_are_shown_by_the_schema() {
        let client = chatwire::mezon::Client::new(7, "canary-0123456789").unwrap();
        let request = chatwire::mezon::proto::api::ListChannelDetailRequest { channel_id: 9 };
        let wire =
            Wire::of(&client.api().list_channel_detail(request).over_http().build().unwrap());
        assert_eq!(wire.url, "https://gw.mezon.ai/mezon.api.Mezon/ListChannelDetail");
        assert_eq!(wire.body, Some(json!({"channel_id": "9"})));
        let login = Wire::of(&client.authenticate().build().unwrap());
        let text = serde_json::to_string(&login).unwrap();
        assert!(!text.contains("canary"), "{text}");
        assert_eq!(login.body, Some(json!({"account": {"appid": "7", "token": MASK}})));
        assert_eq!(login.headers["authorization"], MASK);
    }

    #[test]
    fn secrets_of_forms_and_queries_are_masked() {
        let kick = chatwire::kick::Client::builder().app("id", "canary-secret").build().unwrap();
        let wire = |request: http::Request<Bytes>| {
            let wire = Wire::of(&request);
            let text = serde_json::to_string(&wire).unwrap();
            assert!(!text.contains("canary"), "{text}");
            wire
        };
        let form = wire(kick.client_credentials().build().unwrap()).body.unwrap();
        let form = form.as_str().unwrap();
        assert!(
            form.contains("client_id=id") && form.contains("client_secret=[redacted]"),
            "{form}"
        );
        let revoked = wire(kick.revoke("canary-token").request().build().unwrap());
        assert!(revoked.url.contains("?token=[redacted]"), "{}", revoked.url);
    }
}
