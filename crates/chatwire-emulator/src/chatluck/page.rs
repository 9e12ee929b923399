//! Cutting a page out of a list: limit, offset, and the anchors before and after.

use http::StatusCode;
use serde_json::{Value, json};

use super::routes::Refusal;
use super::state::Switches;

/// Documented default of the client; the server uses it when no limit is sent.
const DEFAULT_LIMIT: usize = 50;

/// Decoded query pairs of a list call.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn parse(raw: Option<&str>) -> Self {
        Self(url::form_urlencoded::parse(raw.unwrap_or_default().as_bytes()).into_owned().collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str, default: usize) -> Result<usize, Refusal> {
        let Some(text) = self.get(name) else { return Ok(default) };
        text.parse().map_err(|_| {
            Refusal::new(
                StatusCode::BAD_REQUEST,
                format!("{name} must be a whole number, not {text:?}"),
            )
        })
    }
}

/// Answer of a list call: the page under its key, with paging fields where they are switched on.
pub(super) fn page(
    key: &str,
    all: &[Value],
    query: &Query,
    switches: Switches,
) -> Result<Value, Refusal> {
    let limit = query.number("limit", DEFAULT_LIMIT)?;
    let offset = match query.number("offset", 0)? {
        _ if switches.ignore_offset => 0,
        offset => offset,
    };
    let rest = all.get(offset..).unwrap_or_default();
    let items = rest.get(..limit).unwrap_or(rest);
    let mut answer = json!({ key: items });
    if switches.paging_fields
        && let Some(fields) = answer.as_object_mut()
    {
        let has_more = items.len() < rest.len();
        let next = has_more.then(|| (offset + items.len()).to_string());
        fields.insert("next_offset".to_owned(), json!(next));
        fields.insert("has_more".to_owned(), json!(has_more));
        fields.insert("total".to_owned(), json!(all.len()));
    }
    Ok(answer)
}

/// Answer of the message list, whose pages grow away from their anchor: with `before` (alone) the first page
/// holds the messages right before it, with `after` those right after it, so that neither walk skips any.
pub(super) fn messages(
    mut all: Vec<Value>,
    query: &Query,
    switches: Switches,
) -> Result<Value, Refusal> {
    let before = anchor(&all, query, "before")?;
    let after = anchor(&all, query, "after")?;
    all.truncate(before.unwrap_or(all.len()));
    all.drain(..after.map_or(0, |position| position + 1).min(all.len()));
    let from_the_end = match (before, after) {
        (_, Some(_)) => false,
        (Some(_), None) => true,
        (None, None) => switches.newest_first,
    };
    if from_the_end {
        all.reverse();
    }
    let mut answer = page("messages", &all, query, switches)?;
    if from_the_end != switches.newest_first
        && let Some(items) = answer.get_mut("messages").and_then(Value::as_array_mut)
    {
        items.reverse();
    }
    Ok(answer)
}

fn anchor(all: &[Value], query: &Query, name: &str) -> Result<Option<usize>, Refusal> {
    let Some(id) = query.get(name) else { return Ok(None) };
    let position =
        all.iter().position(|message| message.get("id").and_then(Value::as_str) == Some(id));
    position.map(Some).ok_or_else(|| {
        Refusal::new(StatusCode::NOT_FOUND, format!("no message {id} in this channel"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(query: &str, newest_first: bool) -> Vec<u64> {
        let all = (1..=6).map(|n| json!({"id": format!("m{n}"), "n": n})).collect();
        let switches =
            Switches { rate_limit: false, paging_fields: true, ignore_offset: false, newest_first };
        let answer = messages(all, &Query::parse(Some(query)), switches).ok().unwrap();
        answer["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|message| message["n"].as_u64().unwrap())
            .collect()
    }

    #[test]
    fn pages_lie_next_to_their_anchor() {
        assert_eq!(ids("limit=2", false), [1, 2]);
        assert_eq!(ids("limit=2&offset=2", false), [3, 4]);
        assert_eq!(ids("limit=2&before=m5", false), [3, 4]);
        assert_eq!(ids("limit=2&before=m5&offset=2", false), [1, 2]);
        assert_eq!(ids("limit=2&after=m2", false), [3, 4]);
        assert_eq!(ids("limit=9&after=m2&before=m5", false), [3, 4]);
        assert_eq!(ids("after=m5&before=m2", false), [0; 0]);
    }

    #[test]
    fn newest_first_turns_the_order_but_not_the_choice() {
        assert_eq!(ids("limit=2", true), [6, 5]);
        assert_eq!(ids("limit=2&before=m5", true), [4, 3]);
        assert_eq!(ids("limit=2&after=m2", true), [4, 3]);
    }
}
