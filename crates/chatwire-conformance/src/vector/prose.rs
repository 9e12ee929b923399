//! Answers that a record describes in words instead of keys.
//!
//! Where the reference's own tests misbehaved on purpose, the status of an
//! answer is a sentence: "no answer within the client timeout". It is turned
//! into the keys that say the same.

use serde_json::{Map, Value};

/// Bytes that a body is announced to have that is cut off.
const ANNOUNCED: u64 = 500;

/// Turns described answers of a record into scripted ones.
pub(super) fn rewrite(record: &mut Value) {
    let Some(Value::Array(answers)) = record.get_mut("responses") else { return };
    for answer in answers {
        if let Value::Object(answer) = answer
            && let Some(Value::String(words)) = answer.get("status").cloned()
        {
            answer.remove("status");
            said_so(&words, answer);
        }
    }
}

fn said_so(words: &str, answer: &mut Map<String, Value>) {
    let digits: String = words.chars().take_while(char::is_ascii_digit).collect();
    let status = digits.parse::<u16>().ok();
    if let Some(status) = status {
        answer.insert("status".into(), status.into());
    }
    let has = |part: &str| words.contains(part);
    if status.is_some() && has("content-length") && has("closed") {
        answer.insert("fake_len".into(), ANNOUNCED.into());
        answer.entry("text").or_insert_with(|| "[{}".into());
    } else if has("no answer") && has("timeout") {
        answer.insert("none".into(), true.into());
    } else if has("close") || has("drop") || has("reset") {
        answer.insert("drop".into(), true.into());
    } else if status.is_none() {
        // Kept as it is: a word that nobody knows must make the record unreadable.
        answer.insert("status".into(), words.into());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_become_keys() {
        let mut record = json!({"responses": [
            {"status": "200, content-length larger than the body, then closed"},
            {"status": "no answer within the client timeout"},
            {"status": "connection closed without an answer"},
            {"status": 204},
            {"status": "sleepy"},
        ]});
        rewrite(&mut record);
        assert_eq!(
            record["responses"],
            json!([
                {"status": 200, "fake_len": 500, "text": "[{}"},
                {"none": true},
                {"drop": true},
                {"status": 204},
                {"status": "sleepy"},
            ])
        );
    }
}
