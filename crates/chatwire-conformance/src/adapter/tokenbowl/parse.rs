//! What the real server sends to others: webhooks, read by our parser.

use chatwire_tokenbowl::webhook;

use crate::adapter::NotMade;
use crate::compare::result::{Outcome, describe};
use crate::compare::{Differences, result};
use crate::vector::Vector;

/// Feeds every recorded delivery to the parser: each field that was sent must be read.
pub(in crate::adapter) fn webhooks(vector: &Vector) -> Result<Outcome, NotMade> {
    let mut out = Differences::new();
    for (index, request) in vector.requests.iter().enumerate() {
        let path = format!("requests[{index}]");
        let Some(body) = &request.body_json else {
            return Err(NotMade::Unknown(format!("{path} has no JSON body")));
        };
        match webhook::parse(body.to_string().as_bytes()) {
            Ok(message) => {
                let value = serde_json::to_value(&message)
                    .map_err(|trouble| NotMade::Unknown(trouble.to_string()))?;
                result::ok(body, &value, &|_| None, &mut out);
            }
            Err(error) => out.add(&path, describe(&error)),
        }
    }
    match out.is_empty() {
        true => Ok(Outcome::ok(serde_json::Value::Null)),
        false => Err(NotMade::Unknown(out.summary())),
    }
}
