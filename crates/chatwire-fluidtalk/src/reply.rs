//! Reading successful answers: plain objects (handshake) and envelopes (characters).

use serde::Deserialize;
use serde::de::DeserializeOwned;

use chatwire_core::build::Reply;
use chatwire_core::{Result, de};

use crate::meta::{Answered, Origin};

/// Envelope of the characters API.
#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
    #[serde(default, deserialize_with = "de::opt_text_or_number")]
    request_id: Option<String>,
}

/// Reads the object that the handshake API answers with.
///
/// The reference turns anything else into an empty success and so loses an answer that was paid for.
pub(crate) fn plain<T: DeserializeOwned + Answered>(reply: &Reply) -> Result<T> {
    let mut value: T = reply.json()?;
    value.set_origin(Origin::from(reply.meta()));
    Ok(value)
}

/// Reads `{"data": {…}, "request_id": …}` and returns the inner object.
pub(crate) fn enveloped<T: DeserializeOwned + Answered>(reply: &Reply) -> Result<T> {
    let envelope: Envelope<T> = reply.json()?;
    let mut meta = reply.meta();
    if let Some(id) = envelope.request_id.filter(|id| !id.is_empty()) {
        meta.request_id = Some(id);
    }
    let mut value = envelope.data;
    value.set_origin(Origin::from(meta));
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chatwire_core::ErrorKind;
    use http::StatusCode;

    #[derive(Debug, Default, Deserialize)]
    struct Thing {
        #[serde(default)]
        word: String,
        #[serde(flatten)]
        extra: serde_json::Map<String, serde_json::Value>,
        #[serde(skip)]
        origin: Origin,
    }

    impl Answered for Thing {
        fn set_origin(&mut self, origin: Origin) {
            self.origin = origin;
        }
    }

    fn reply(body: &'static str) -> Reply {
        Reply::new(StatusCode::OK, body)
    }

    #[test]
    fn the_envelope_is_stripped_and_its_request_id_kept() {
        let thing: Thing =
            enveloped(&reply(r#"{"data":{"word":"hi","new":1},"request_id":"req_1"}"#)).unwrap();
        assert_eq!((thing.word.as_str(), &thing.extra["new"]), ("hi", &serde_json::json!(1)));
        assert_eq!(thing.origin.meta().request_id.as_deref(), Some("req_1"));
        assert_eq!(thing.origin.meta().status, StatusCode::OK);
    }

    #[test]
    fn an_envelope_without_an_object_is_no_empty_success() {
        for body in [
            "{}",
            r#"{"data":null}"#,
            r#"{"data":[]}"#,
            r#"{"data":"x"}"#,
            r#"[{"word":"hi"},"req_1"]"#,
            "<html>",
            r#"{"data":{"#,
            "1",
        ] {
            let err = enveloped::<Thing>(&reply(body)).unwrap_err();
            assert_eq!(err.kind(), ErrorKind::Decode, "{body}");
        }
        for body in ["", " ", "null"] {
            let err = enveloped::<Thing>(&reply(body)).unwrap_err();
            assert_eq!(err.code(), Some("empty_response"), "{body:?}");
        }
    }

    #[test]
    fn plain_answers_are_objects_too() {
        assert_eq!(plain::<Thing>(&reply("\u{feff} {\"word\":\"a\"}")).unwrap().word, "a");
        for body in ["[]", "\"text\"", "7", "<html>", "{"] {
            assert_eq!(
                plain::<Thing>(&reply(body)).unwrap_err().kind(),
                ErrorKind::Decode,
                "{body}"
            );
        }
    }
}
