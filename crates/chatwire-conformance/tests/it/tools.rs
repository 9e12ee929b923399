//! The dialogue of the agent with a model and a server of tools: each part of it counts.

use chatwire_conformance::divergence::{Divergences, OURS};
use chatwire_conformance::runner::{self, Verdict};
use chatwire_conformance::vector::Vector;
use serde_json::{Value, json};

const RECORDS: &str = include_str!("../../vectors/tokenbowl.jsonl");
const UNSEEN: &str = include_str!("../data/unseen-tokenbowl.jsonl");

/// The record of an answer with one call of a tool.
fn with_a_call() -> Value {
    find(RECORDS, "tokenbowl/agent/send-mcp-tool")
}

fn unseen(id: &str) -> Value {
    find(UNSEEN, id)
}

fn find(records: &str, id: &str) -> Value {
    let mut records = records.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    records.find(|record| record["id"] == id).unwrap()
}

/// The last request of a record for which this holds.
fn last(record: &mut Value, is_it: fn(&Value) -> bool) -> &mut Value {
    let requests = record["requests"].as_array_mut().unwrap();
    requests.iter_mut().rfind(|request| is_it(request)).unwrap()
}

async fn judge(record: &Value) -> Verdict {
    let record = Vector::parse(&record.to_string()).unwrap();
    runner::replay(&record, &Divergences::parse(OURS).unwrap()).await.verdict
}

async fn fails(record: &Value, path: &str) {
    let verdict = judge(record).await;
    let Verdict::Failed(lines) = &verdict else {
        return assert_eq!(verdict, Verdict::Failed(vec![]));
    };
    assert!(lines.iter().any(|line| line.starts_with(path)), "{lines:?}");
}

#[tokio::test]
async fn a_changed_call_fails() {
    let mut record = with_a_call();
    let call = last(&mut record, |request| request["body_json"]["method"] == "tools/call");
    call["body_json"]["params"]["arguments"]["league_id"] = json!("8");
    fails(&record, "requests[5].body.params.arguments.league_id").await;
}

#[tokio::test]
async fn what_the_model_is_told_counts() {
    let mut record = with_a_call();
    let asked = last(&mut record, |request| request["host"] == "openrouter");
    asked["body_json"]["messages"][3]["content"] = json!("13 teams");
    fails(&record, "requests[6].body.messages[3].content").await;
    let mut record = with_a_call();
    let asked = last(&mut record, |request| request["host"] == "openrouter");
    asked["body_json"]["tools"] = json!([]);
    fails(&record, "requests[6].body.tools").await;
}

#[tokio::test]
async fn what_is_sent_counts() {
    let mut record = with_a_call();
    let sent = last(&mut record, |request| request["host"] == "tokenbowl");
    sent["body_json"]["content"] = json!("There are 13 teams.");
    fails(&record, "requests[7].body.content").await;
}

#[tokio::test]
async fn sessions_begin_with_an_introduction() {
    let mut record = with_a_call();
    let is_notice = |request: &Value| request["body_json"]["method"] == "notifications/initialized";
    record["requests"].as_array_mut().unwrap().retain(|request| !is_notice(request));
    fails(&record, "requests[2].body.method").await;
}

#[tokio::test]
async fn answers_belong_to_requests() {
    let mut record = with_a_call();
    record["responses"][0]["sse"]["id"] = json!(7);
    fails(&record, "an answer of the server of tools belongs to no request").await;
}

#[tokio::test]
async fn what_an_agent_writes_that_runs_with_tools_counts() {
    let mut record = unseen("tokenbowl/agent/run-mcp-tool");
    let frames = record["frames"].as_array_mut().unwrap();
    let written = frames.iter_mut().rfind(|frame| frame["dir"] == "c2s").unwrap();
    written["json"]["content"] = json!("There are 13 teams.");
    fails(&record, "frames[0].content").await;
}

#[tokio::test]
async fn answers_of_the_model_keep_their_headers() {
    let mut record = unseen("tokenbowl/agent/send-llm-page-then-ok");
    // A wait that nobody has the time for: the question is not repeated.
    record["responses"][0]["headers"] = json!({"retry-after": "86400"});
    fails(&record, "requests: expected POST /api/v1/chat/completions, POST").await;
}

#[tokio::test]
async fn a_server_of_tools_that_is_away_has_none_to_offer() {
    for (id, at) in [("send-mcp-nobody-listens", 0), ("send-mcp-not-there", 1)] {
        let mut record = unseen(&format!("tokenbowl/agent/{id}"));
        let asked = last(&mut record, |request| request["host"] == "openrouter");
        asked["body_json"]["tools"] = json!([{"type": "function"}]);
        fails(&record, &format!("requests[{at}].body.tools")).await;
    }
}

#[tokio::test]
async fn what_is_remembered_counts() {
    let mut record = unseen("tokenbowl/agent/run-small-window");
    // All that was said fits, so that a forgotten turn shows.
    record["call"]["args"]["context_window"] = json!(null);
    fails(&record, "requests[3].body.messages").await;
}
