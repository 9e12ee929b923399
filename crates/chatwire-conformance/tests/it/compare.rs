//! What counts as alike.

use chatwire_chatluck::Error;
use chatwire_conformance::compare::body::parse_multipart;
use chatwire_conformance::compare::request::{paths_equal, requests};
use chatwire_conformance::compare::{Differences, json, result};
use chatwire_conformance::server::SeenRequest;
use chatwire_conformance::vector::RecordedRequest;
use serde_json::{Value, json};

fn json_lines(wanted: Value, found: Value) -> Vec<String> {
    let mut out = Differences::new();
    json(&wanted, &found, "body", &mut out);
    out.lines().to_vec()
}

fn result_lines(wanted: Value, found: Value) -> Vec<String> {
    let mut out = Differences::new();
    let defaults = |field: &str| (field == "status").then_some("active");
    result::ok(&wanted, &found, &defaults, &mut out);
    out.lines().to_vec()
}

fn request_lines(wanted: Value, found: &SeenRequest) -> Vec<String> {
    let wanted: RecordedRequest = serde_json::from_value(wanted).unwrap();
    let mut out = Differences::new();
    requests("chatluck", &[wanted], std::slice::from_ref(found), &mut out);
    out.lines().to_vec()
}

fn post(content_type: &str, body: &str) -> SeenRequest {
    let mut seen = SeenRequest::default();
    seen.method = "POST".into();
    seen.path = "/x".into();
    seen.headers = vec![("content-type".into(), content_type.into())];
    seen.body = body.into();
    seen
}

#[test]
fn json_is_compared_by_value() {
    assert!(json_lines(json!({"a": 1, "b": [2.0]}), json!({"b": [2], "a": 1.0})).is_empty());
    assert_eq!(json_lines(json!({"a": 1}), json!({"a": 2})), ["body.a: expected 1, got 2"]);
    assert_eq!(json_lines(json!({}), json!({"a": null})), ["body.a: expected nothing, got null"]);
    assert_eq!(json_lines(json!({"a": null}), json!({})), ["body.a: expected null, got nothing"]);
    assert_eq!(json_lines(json!([1]), json!([1, 2])).len(), 1);
    // A float would call these the same.
    assert_eq!(
        json_lines(json!(9_007_199_254_740_993_u64), json!(9_007_199_254_740_992_u64)).len(),
        1
    );
}

#[test]
fn results_may_have_more_and_defaults_are_alike() {
    assert!(result_lines(json!({"a": 1}), json!({"a": 1, "more": 2})).is_empty());
    assert!(
        result_lines(
            json!({"list": null, "text": null, "flag": null}),
            json!({"list": [], "text": "", "flag": false})
        )
        .is_empty()
    );
    assert!(result_lines(json!({"text": ""}), json!({})).is_empty());
    assert!(result_lines(json!({"status": null}), json!({"status": "active"})).is_empty());
    assert_eq!(result_lines(json!({"status": null}), json!({"status": "inactive"})).len(), 1);
    assert_eq!(
        result_lines(json!({"flag": true}), json!({})),
        ["result.ok.flag: expected true, got null"]
    );
    assert_eq!(result_lines(json!({"flag": false}), json!({"flag": ""})).len(), 1);
    assert_eq!(result_lines(json!([{"a": 1}]), json!([])).len(), 1);
}

#[test]
fn ids_are_texts_and_times_are_instants() {
    assert!(result_lines(json!({"session_id": 42}), json!({"session_id": "42"})).is_empty());
    assert_eq!(result_lines(json!({"count": 42}), json!({"count": "42"})).len(), 1);
    assert!(
        result_lines(
            json!({"at": "2025-01-01T00:00:00Z"}),
            json!({"at": "2025-01-01T01:00:00.000+01:00"})
        )
        .is_empty()
    );
    assert_eq!(
        result_lines(json!({"at": "2025-01-01T00:00:00Z"}), json!({"at": "2025-01-01T00:00:01Z"}))
            .len(),
        1
    );
}

#[test]
fn paths_are_compared_by_segment() {
    assert!(paths_equal("/a/b c", "/a/b%20c"));
    assert!(paths_equal("/a/x%2Fy", "/a/x%2fy"));
    assert!(!paths_equal("/a/x/y", "/a/x%2Fy"), "an escaped slash is no separator");
    assert!(!paths_equal("/a", "/a/"));
}

#[test]
fn method_query_and_headers() {
    let mut seen = SeenRequest::default();
    seen.method = "GET".into();
    seen.path = "/x".into();
    seen.query = "a=1&b=x%20y%2B".into();
    seen.headers = vec![("authorization".into(), "Bearer k".into())];
    let wanted = json!({
        "method": "GET", "path": "/x", "query": [["a", "1"], ["b", "x y+"]],
        "headers": {"authorization": "Bearer k", "accept": "*/*", "content-type": "application/json"},
    });
    assert!(
        request_lines(wanted.clone(), &seen).is_empty(),
        "accept is ours, and Chatluck wants no type of no body"
    );
    let mut other = wanted.clone();
    other["query"] = json!([["b", "x y+"], ["a", "1"]]);
    assert_eq!(request_lines(other, &seen).len(), 1, "the order of pairs counts");
    let mut other = wanted.clone();
    other["headers"]["authorization"] = json!("Bearer other");
    assert_eq!(
        request_lines(other, &seen),
        ["requests[0].headers.authorization: expected Bearer other, got Bearer k"]
    );
    let mut other = wanted;
    other["headers"]["sec-fetch-mode"] = json!("<browser impersonation of Chrome>");
    assert!(request_lines(other.clone(), &seen).is_empty());
    seen.headers.push(("sec-fetch-mode".into(), "cors".into()));
    assert_eq!(request_lines(other, &seen).len(), 1);
}

#[test]
fn forms_are_compared_by_decoded_pairs() {
    let form = "application/x-www-form-urlencoded";
    let wanted = json!({"method": "POST", "path": "/x", "body_form": [["t", "a+b c"], ["j", "{\"k\": [1, \"\\u00e9\"]}"]]});
    assert!(
        request_lines(
            wanted.clone(),
            &post(form, "t=a%2Bb+c&j=%7B%22k%22%3A%5B1%2C%22%C3%A9%22%5D%7D")
        )
        .is_empty()
    );
    assert_eq!(
        request_lines(
            wanted.clone(),
            &post(form, "t=a+b+c&j=%7B%22k%22%3A%5B2%2C%22%C3%A9%22%5D%7D")
        )
        .len(),
        2
    );
    assert_eq!(
        request_lines(wanted, &post(form, "j=1&t=2")),
        ["requests[0].body: expected fields t, j, got j, t"]
    );
}

#[test]
fn a_body_must_not_appear_or_vanish() {
    let bare = json!({"method": "POST", "path": "/x"});
    assert_eq!(request_lines(bare.clone(), &post("application/json", "{}")).len(), 1);
    assert!(request_lines(bare, &post("application/json", "")).is_empty());
    let json_body = json!({"method": "POST", "path": "/x", "body_json": {"a": 1}});
    assert_eq!(request_lines(json_body.clone(), &post("application/json", "")).len(), 1);
    assert!(request_lines(json_body, &post("application/json", "{\"a\": 1.0}")).is_empty());
}

const BODY: &str = "--B\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nhé\r\n\
    --B\r\nContent-Type: image/jpeg\r\ncontent-disposition: form-data; name=\"file\"; filename=\"q\\\"uote.jpg\"\r\n\r\n\r\n--b\r\n\r\n--B--\r\n";

#[test]
fn multipart_is_compared_by_parts() {
    let kind = "multipart/form-data; boundary=B";
    let wanted = |filename: &str, bytes: &str| {
        json!({"method": "POST", "path": "/x", "headers": {"content-type": "multipart/form-data; boundary=<random>"},
            "multipart": [{"name": "t", "text": "hé"}, {"name": "file", "filename": filename, "b64": bytes}]})
    };
    // The content is "\r\n--b\r\n": it looks like a boundary and is none.
    let bytes = "DQotLWINCg==";
    assert!(request_lines(wanted("q%22uote.jpg", bytes), &post(kind, BODY)).is_empty());
    assert!(request_lines(wanted("q\\\"uote.jpg", bytes), &post(kind, BODY)).is_empty());
    assert_eq!(
        request_lines(wanted("other.jpg", bytes), &post(kind, BODY)),
        ["requests[0].body.file.filename: expected other.jpg, got q\\\"uote.jpg"]
    );
    assert_eq!(request_lines(wanted("q%22uote.jpg", "eA=="), &post(kind, BODY)).len(), 1);
}

#[test]
fn broken_multipart_says_what_is_missing() {
    assert!(parse_multipart("application/json", b"").unwrap_err().contains("media type"));
    assert!(parse_multipart("multipart/form-data", b"").unwrap_err().contains("boundary"));
    let cut = BODY.replace("--B--", "");
    assert!(
        parse_multipart("multipart/form-data; boundary=\"B\"", cut.as_bytes())
            .unwrap_err()
            .contains("last boundary")
    );
    assert_eq!(
        parse_multipart("multipart/form-data; boundary=\"B\"", BODY.as_bytes()).unwrap().len(),
        2
    );
}

#[test]
fn a_bad_public_key_is_a_fault_of_the_set_up() {
    let wanted = json!({"type": "BadPublicKey"});
    let lines = |found: Error| {
        let mut out = Differences::new();
        result::prescribed_error(wanted.as_object().unwrap(), &found, &mut out);
        out.lines().to_vec()
    };
    assert!(lines(Error::config("no key").with_code("bad_public_key")).is_empty());
    assert!(lines(Error::config("no key"))[0].starts_with("result.error.code"));
    let other = Error::input("no key").with_code("bad_public_key");
    assert!(lines(other)[0].starts_with("result.error.kind"));
}
