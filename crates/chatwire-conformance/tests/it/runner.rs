//! How the runner judges.

use chatwire_conformance::divergence::{Divergences, OURS};
use chatwire_conformance::report;
use chatwire_conformance::runner::{self, Report, Verdict};
use chatwire_conformance::vector::Vector;
use serde_json::{Value, json};

async fn replay(vector: Value) -> Report {
    replay_with(vector, OURS).await
}

async fn replay_with(vector: Value, rules: &str) -> Report {
    let vector = Vector::parse(&vector.to_string()).unwrap();
    runner::replay(&vector, &Divergences::parse(rules).unwrap()).await
}

fn why(report: &Report) -> String {
    match &report.verdict {
        Verdict::Failed(why) => why.join("; "),
        other => format!("not failed: {other:?}"),
    }
}

fn get_user() -> Value {
    json!({
        "id": "chatluck/get_user_info/x",
        "call": {"method": "get_user_info", "args": {"user_id": "u1"}},
        "requests": [{"method": "GET", "path": "/v1/users/u1", "query": []}],
        "responses": [{"status": 200, "json": {"id": "u1", "name": "Ann"}}],
        "result": {"ok": {"id": "u1", "name": "Ann", "status": "active"}},
        "rust": "same",
    })
}

#[tokio::test]
async fn what_is_alike_passes() {
    assert_eq!(replay(get_user()).await.verdict, Verdict::Passed(Vec::new()));
    let mut by_position = get_user();
    by_position["call"]["args"] = json!(["u1"]);
    assert_eq!(replay(by_position).await.verdict, Verdict::Passed(Vec::new()));
}

#[tokio::test]
async fn a_changed_request_or_result_fails_with_its_path() {
    let mut vector = get_user();
    vector["requests"][0]["path"] = json!("/v1/users/u2");
    vector["result"]["ok"]["name"] = json!("Bob");
    assert_eq!(
        why(&replay(vector).await),
        "requests[0].path: expected /v1/users/u2, got /v1/users/u1; result.ok.name: expected \"Bob\", got \"Ann\""
    );
}

#[tokio::test]
async fn what_the_runner_does_not_know_always_fails() {
    let mut vector = get_user();
    vector["call"]["method"] = json!("delete_everything");
    vector["rust"] = json!("differs: not expressible");
    assert!(why(&replay(vector).await).contains("does not know the call"));

    let mut vector = get_user();
    vector["call"]["args"]["colour"] = json!("red");
    assert!(why(&replay(vector).await).contains("no argument \"colour\""));

    let mut vector = get_user();
    vector["call"]["client_options"] = json!({"colour": "red"});
    assert!(why(&replay(vector).await).contains("colour"));

    let mut vector = get_user();
    vector["id"] = json!("telegraph/x");
    assert!(why(&replay(vector).await).contains("no adapter"));

    let mut vector = get_user();
    vector["frames"] = json!([]);
    vector["result"]["connected"] = json!(true);
    assert!(why(&replay(vector).await).contains("nothing here compares frames, connected"));
}

#[tokio::test]
async fn a_second_request_counts() {
    let mut vector = get_user();
    vector["requests"] = json!([]);
    assert!(why(&replay(vector).await).contains("requests: expected 0, got 1 (GET /v1/users/u1)"));
}

#[tokio::test]
async fn a_rule_may_not_be_about_a_vector_marked_same() {
    let mut vector = get_user();
    vector["responses"][0] = json!({"status": 404, "json": {"error": "gone"}});
    vector["result"] = json!({"error": {"type": "Exception", "status": 404}});
    assert!(why(&replay(vector.clone()).await).contains("marked same"));
    vector["rust"] = json!("differs: NotFound");
    assert_eq!(replay(vector).await.verdict, Verdict::Passed(vec!["errors-say-more".into()]));
}

#[tokio::test]
async fn a_claim_that_does_not_hold_fails() {
    let rules = OURS.replace(
        "kind = \"Decode\", status = \"response\"",
        "kind = \"Server\", status = \"response\"",
    );
    let mut vector = get_user();
    vector["responses"][0] = json!({"status": 200, "text": "<html>"});
    vector["rust"] = json!("differs: Decode error");
    let diverged = Verdict::Diverged(vec!["unreadable-success-is-an-error".into()]);
    assert_eq!(replay(vector.clone()).await.verdict, diverged);
    assert!(why(&replay_with(vector, &rules).await).contains("error.kind: expected Server"));
}

#[tokio::test]
async fn a_rule_that_says_more_does_not_replace_the_record() {
    let mut vector = get_user();
    vector["responses"][0] = json!({"status": 404, "json": {"error": "gone"}});
    vector["result"] = json!({"error": {"type": "Exception", "status": 500}});
    vector["rust"] = json!("differs: NotFound");
    assert!(
        why(&replay(vector).await)
            .contains("result.error.status: expected Some(500), got Some(404)")
    );
}

#[tokio::test]
async fn a_call_is_not_applicable_only_when_it_cannot_be_made() {
    let mut vector = get_user();
    vector["call"]["args"]["user_id"] = json!(7);
    vector["rust"] = json!("differs: ids are texts");
    assert_eq!(replay(vector).await.verdict, Verdict::Skipped("not-expressible".into()));

    let lazy = "[[divergence]]\nname = \"lazy\"\nreason = \"r\"\nspec = \"s\"\n\
        when = { method = \"get_user_info\" }\nexpect = { not_applicable = \"no time\" }\n";
    let mut vector = get_user();
    vector["rust"] = json!("differs");
    assert!(why(&replay_with(vector, lazy).await).contains("yet it can be made"));
}

#[tokio::test]
async fn only_requests_count_where_the_reference_has_a_bug() {
    let mut vector = get_user();
    vector["note"] = json!("BUG of the reference: the name is lost");
    vector["result"] = json!({"ok": {"name": ""}});
    assert_eq!(replay(vector).await.verdict, Verdict::Passed(Vec::new()));
}

#[tokio::test]
async fn the_report_ends_with_the_sum() {
    let mut bad = get_user();
    bad["requests"][0]["method"] = json!("PUT");
    let reports = [replay(get_user()).await, replay(bad).await];
    let mut printed = Vec::new();
    report::print(&reports, &mut printed).unwrap();
    let printed = String::from_utf8(printed).unwrap();
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(
        lines[0],
        "FAILED chatluck/get_user_info/x: requests[0].method: expected PUT, got GET"
    );
    assert_eq!(lines[2], "chatluck get_user_info       1         0       1        0");
    assert_eq!(lines[3], "conformance: 1 passed, 0 diverged, 1 failed, 0 skipped");
}

#[tokio::test]
async fn the_media_type_of_no_body_counts_where_the_platform_wants_it() {
    let mut vector = get_user();
    vector["requests"][0]["headers"] = json!({"content-type": "application/json"});
    assert_eq!(replay(vector).await.verdict, Verdict::Passed(Vec::new()), "chatluck.md 1");

    let mut lines = include_str!("../../vectors/tokenbowl.jsonl").lines();
    let list = lines.find(|line| line.contains("\"tokenbowl/admin_get_all_users/list\"")).unwrap();
    let mut vector: Value = serde_json::from_str(list).unwrap();
    vector["requests"][0]["headers"]["content-type"] = json!("text/plain");
    assert!(
        why(&replay(vector).await)
            .contains("requests[0].headers.content-type: expected text/plain")
    );
}
