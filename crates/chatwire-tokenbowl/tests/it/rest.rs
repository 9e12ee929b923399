//! Answers over a real socket: each status, broken bodies, retry classes, keys that change.

use std::time::Duration;

use chatwire_core::testing::{Answer, Script};
use chatwire_tokenbowl::{
    Client, Error, ErrorKind, FieldIssue, MessageType, Retry, Role, Timestamp,
};
use serde_json::{Value, json};
use wiremock::matchers::{any, body_json, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::{KEY, answering, message, page, profile, scripted};

fn client(server: &MockServer) -> Client {
    Client::builder(KEY).base_url(server.uri()).unwrap().retry(Retry::none()).build().unwrap()
}

async fn serve(answer: ResponseTemplate) -> (MockServer, Client) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let client = client(&server);
    (server, client)
}

async fn both(client: &Client) -> [Error; 2] {
    let read = client.get_my_profile().await.unwrap_err();
    [read, client.send_message("x").await.unwrap_err()]
}

#[tokio::test]
async fn a_message_goes_out_and_comes_back() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/messages"))
        .and(header("x-api-key", KEY))
        .and(header("content-type", "application/json"))
        .and(body_json(json!({"content": "Hello"})))
        .respond_with(ResponseTemplate::new(201).set_body_json(message(1)))
        .expect(1)
        .mount(&server)
        .await;
    let sent = client(&server).send_message("Hello").await.unwrap();
    assert_eq!((sent.id.as_str(), sent.message_type), ("m1", MessageType::Room));
}

#[tokio::test]
async fn calls_without_a_body_still_say_json() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/messages/m1/read"))
        .and(header("content-type", "application/json"))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    client(&server).mark_message_read("m1").await.unwrap();
    assert!(server.received_requests().await.unwrap()[0].body.is_empty());
}

#[tokio::test]
async fn each_status_has_its_kind() {
    for (status, kind) in [
        (304, ErrorKind::Rejected),
        (400, ErrorKind::Rejected),
        (401, ErrorKind::Auth),
        (402, ErrorKind::PaymentRequired),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (405, ErrorKind::Rejected),
        (409, ErrorKind::Conflict),
        (413, ErrorKind::Rejected),
        (422, ErrorKind::Rejected),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Server),
        (502, ErrorKind::Server),
        (503, ErrorKind::Server),
        (599, ErrorKind::Server),
    ] {
        let body = json!({"detail": format!("e{status}")});
        let mut answer = ResponseTemplate::new(status);
        if status != 304 {
            answer = answer.set_body_json(&body);
        }
        let (_server, client) = serve(answer).await;
        for err in both(&client).await {
            assert_eq!((err.kind(), err.status().unwrap().as_u16()), (kind, status));
            assert_eq!(err.platform(), "tokenbowl");
            assert!(err.maybe_sent());
            if status != 304 {
                assert_eq!(err.message(), format!("e{status}"));
                assert_eq!(&err.body()[..], body.to_string().as_bytes());
            }
        }
    }
}

#[tokio::test]
async fn refused_fields_are_listed_and_joined() {
    let body = json!({"detail": [
        {"type": "string_too_long", "loc": ["body", "content"], "msg": "too long", "input": "x"},
        {"type": "json_invalid", "loc": ["body", 7], "msg": "no JSON", "input": {}, "ctx": {}}]});
    let (_server, client) = serve(ResponseTemplate::new(422).set_body_json(body)).await;
    let err = client.send_message("x").await.unwrap_err();
    assert_eq!(err.message(), "body.content: too long; body.7: no JSON");
    assert_eq!(
        err.issues(),
        [
            FieldIssue::new("body.content", "too long").kind("string_too_long"),
            FieldIssue::new("body.7", "no JSON").kind("json_invalid"),
        ]
    );
}

#[tokio::test]
async fn waits_are_read_and_redirects_not_followed() {
    for (value, expected) in [
        ("2", Some(2_000)),
        ("0.5", Some(500)),
        ("3600", Some(3_600_000)),
        ("Wed, 21 Oct 2015 07:28:00 GMT", Some(0)),
        ("soon", None),
    ] {
        for status in [429, 503] {
            let answer = ResponseTemplate::new(status).insert_header("retry-after", value);
            let (server, _) = serve(answer).await;
            // Without a limiter, which would hold the second call back for as long as the first answer asks.
            let client = Client::builder(KEY).base_url(server.uri()).unwrap();
            let client = client.no_rate_limit().retry(Retry::none()).build().unwrap();
            for err in both(&client).await {
                assert_eq!(err.retry_after(), expected.map(Duration::from_millis), "{value}");
            }
        }
    }
    for status in [301, 302, 307, 308] {
        let answer = ResponseTemplate::new(status).insert_header("location", "/elsewhere");
        let (server, client) = serve(answer).await;
        for err in both(&client).await {
            assert_eq!(err.kind(), ErrorKind::Redirect);
        }
        assert_eq!(server.received_requests().await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn successes_without_a_readable_body_are_errors_that_may_have_been_applied() {
    for (status, body, code) in [
        (204, "", Some("empty_response")),
        (200, "null", Some("empty_response")),
        (200, "<html>Welcome</html>", None),
        (201, r#"{"id":"m1","conte"#, None),
        (201, r#"{"id":"m1","from_username":"a","timestamp":"t"}"#, None),
        (200, r#"["x"]"#, None),
    ] {
        let err = answering(Answer::status(status).body(body)).send_message("x").await.unwrap_err();
        assert_eq!((err.kind(), err.code()), (ErrorKind::Decode, code), "{body}");
        assert!(err.maybe_sent());
        assert_eq!(&err.body()[..], body.as_bytes());
    }
    let err = answering(Answer::json(&json!({"users": []}))).get_users().await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Decode);
    for page in [json!({"pagination": {}}), json!({"messages": null}), json!([])] {
        let client = scripted(&Script::new().always(Answer::json(&page))).build().unwrap();
        let err = client.get_messages().await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Decode, "{page}");
        assert_eq!(err.context("path"), page.is_object().then_some("messages"), "{page}");
        let err = client.get_conversations().await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Decode, "{page}");
    }
    let page = Answer::json(&json!({"messages": [], "pagination": {}}));
    let err = answering(page).get_unread_messages().await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn answers_are_read_leniently() {
    let mut odd = profile();
    odd["webhook_url"] = json!("");
    odd["role"] = json!("king");
    odd["future"] = json!({"a": 1});
    let read = answering(Answer::json(&odd)).get_my_profile().await.unwrap();
    assert_eq!(read.webhook_url.as_deref(), Some(""));
    assert_eq!((read.role.as_str(), &read.extra["future"]["a"]), ("king", &json!(1)));
    assert!(read.created_at_parsed().is_some());
    let least = json!({"id": "u", "username": "a", "api_key": "k"});
    let read = answering(Answer::json(&least)).get_my_profile().await.unwrap();
    assert_eq!((read.role, read.email), (Role::Member, None));
    answering(Answer::status(200).body("whatever")).mark_message_read("m").await.unwrap();
    let marked = json!({"messages_marked_read": 7});
    let marked = answering(Answer::json(&marked)).mark_all_messages_read().await.unwrap();
    assert_eq!(marked.marked_as_read, 7);
    let health =
        answering(Answer::json(&json!({"status": "healthy"}))).health_check().await.unwrap();
    assert!(health.is_healthy());
}

#[tokio::test]
async fn one_bad_item_does_not_cost_the_list() {
    let users =
        json!([{"id": "u1", "username": "a"}, {"username": "b"}, {"id": "u3", "username": "c"}]);
    let page = answering(Answer::json(&users)).get_users().await.unwrap();
    assert_eq!((page.len(), page.invalid.len(), page.invalid[0].index), (2, 1, 1));
    let mut list = crate::page(1..4, 0, 3);
    list["messages"][1]["content"] = json!(5);
    let page = answering(Answer::json(&list)).get_messages().await.unwrap();
    assert_eq!((page.len(), page.invalid.len(), page.total), (2, 1, Some(3)));
}

#[tokio::test(start_paused = true)]
async fn each_class_is_repeated_after_what_it_may_be() {
    /// Number of requests until a call gives up, after a failure that comes every time.
    async fn tries(fault: fn() -> Answer, call: impl AsyncFn(&Client) -> Option<Error>) -> usize {
        let script = Script::new().always(fault());
        let builder = Client::builder(KEY).script(script.clone()).retry(Retry::default());
        let err = call(&builder.build().unwrap()).await.unwrap();
        err.attempts().len()
    }
    for (fault, reads, sends, logins) in [
        (Answer::drop_before as fn() -> Answer, 3, 3, 1),
        (Answer::drop_after, 3, 1, 1),
        (|| Answer::status(429), 3, 1, 1),
        (|| Answer::status(500), 3, 1, 1),
        (|| Answer::status(502), 3, 1, 1),
        (|| Answer::status(503), 3, 1, 1),
        (|| Answer::status(504), 3, 1, 1),
        (|| Answer::status(400), 1, 1, 1),
        (|| Answer::status(401), 1, 1, 1),
    ] {
        assert_eq!(tries(fault, async |c| c.get_users().await.err()).await, reads);
        assert_eq!(tries(fault, async |c| c.mark_message_read("m").await.err()).await, reads);
        assert_eq!(tries(fault, async |c| c.mark_all_messages_read().await.err()).await, reads);
        assert_eq!(tries(fault, async |c| c.delete_bot("b").await.err()).await, reads);
        assert_eq!(tries(fault, async |c| c.update_my_username("n").await.err()).await, reads);
        assert_eq!(tries(fault, async |c| c.admin_update_user("u").await.err()).await, reads);
        assert_eq!(tries(fault, async |c| c.send_message("x").await.err()).await, sends);
        assert_eq!(tries(fault, async |c| c.register("a").await.err()).await, sends);
        assert_eq!(tries(fault, async |c| c.create_bot("b").await.err()).await, sends);
        assert_eq!(tries(fault, async |c| c.regenerate_api_key().await.err()).await, sends);
        assert_eq!(tries(fault, async |c| c.create_conversation().await.err()).await, sends);
        assert_eq!(
            tries(fault, async |c| c.authenticate_magic_link("t").await.err()).await,
            logins
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_send_may_take_longer_than_other_calls() {
    let script = Script::new().always(Answer::never());
    let client = scripted(&script).build().unwrap();
    for (is_send, seconds) in [(true, 45), (false, 30)] {
        let begin = tokio::time::Instant::now();
        let err = match is_send {
            true => client.send_message("x").await.unwrap_err(),
            false => client.get_my_profile().await.unwrap_err(),
        };
        assert_eq!((err.kind(), begin.elapsed().as_secs()), (ErrorKind::Timeout, seconds));
        assert!(err.maybe_sent());
    }
    let slow = Answer::status(201).body(message(1).to_string()).delay(Duration::from_secs(40));
    answering(slow).send_message("x").await.unwrap();
}

#[tokio::test]
async fn a_stored_message_whose_send_failed_is_found() {
    let mut own = message(3);
    own["content"] = json!("once");
    let mut foreign = message(4);
    foreign["content"] = json!("once");
    foreign["from_user_id"] = json!("u2");
    let list = json!({"messages": [foreign, own], "pagination":
        {"total": 2, "offset": 0, "limit": 50, "has_more": false}});
    for (found, list) in [(true, list), (false, page([], 0, 0))] {
        let script = Script::new()
            .answer(Answer::status(500).body("Internal Server Error"))
            .answer(Answer::json(&profile()))
            .answer(Answer::json(&list));
        let client = scripted(&script).build().unwrap();
        let began = Timestamp::now();
        let sent = client.send_message("once").confirmed().await;
        match sent {
            Ok(message) => assert!(found && message.id == "m3"),
            Err(err) => {
                assert_eq!((found, err.kind()), (false, ErrorKind::Server));
                assert_eq!(err.context("lookup"), Some("not found"));
            }
        }
        let requests = script.requests();
        assert!(requests[2].url.contains("/messages?limit=50&offset=0&since="));
        let since =
            requests[2].url.split("since=").nth(1).unwrap().replace("%3A", ":").replace("%2B", "+");
        let since: Timestamp = since.parse().unwrap();
        assert!(began.duration_since(since) >= Duration::from_secs(4), "{since}");
    }
}

#[tokio::test]
async fn a_sent_message_is_looked_for_by_the_clock_of_the_server() {
    // Clocks of servers that are ten minutes behind and ahead, and one that is right.
    for off in [-600, 0, 600] {
        let date = http_date(Timestamp::now().as_unix_seconds() + off);
        let script = Script::new()
            .answer(Answer::status(500).body("Internal Server Error"))
            .answer(Answer::json(&profile()).header("date", &date))
            .answer(Answer::json(&page([], 0, 0)));
        let client = scripted(&script).build().unwrap();
        client.send_message("once").confirmed().await.unwrap_err();
        let url = script.requests()[2].url.clone();
        let since = url.split("since=").nth(1).unwrap().replace("%3A", ":").replace("%2B", "+");
        let since: Timestamp = since.parse().unwrap();
        let date = Timestamp::parse_http_date(&date).unwrap();
        // What was sent even a second and a half earlier is another message.
        let early = date.duration_since(since);
        assert!(early <= Duration::from_millis(1_500) && since <= date, "{off} {early:?}");
    }
}

/// `Wed, 21 Oct 2015 07:28:00 GMT`, with a day of the week that nobody checks.
fn http_date(unix: i64) -> String {
    let names = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let at = Timestamp::from_unix_seconds(unix).to_string();
    let month: usize = at[5..7].parse().unwrap();
    let name = &names[month * 3 - 3..month * 3];
    format!("Wed, {} {name} {} {} GMT", &at[8..10], &at[..4], &at[11..19])
}

#[tokio::test]
async fn a_refused_send_is_not_looked_for() {
    for answer in [Answer::status(403), Answer::status(429), Answer::drop_before()] {
        let script = Script::new().answer(answer);
        let client = scripted(&script).build().unwrap();
        let err = client.send_message("x").to_username("bob").confirmed().await.unwrap_err();
        assert_eq!(err.context("lookup"), None);
        assert!(script.requests().len() <= 1);
    }
    let script = Script::new().answer(Answer::drop_after()).answer(Answer::status(502));
    let err = scripted(&script).build().unwrap().send_message("x").confirmed().await.unwrap_err();
    assert_eq!((err.kind(), err.context("lookup")), (ErrorKind::Transport, Some("failed")));
}

#[tokio::test]
async fn a_new_key_is_used_from_then_on_unless_unwanted() {
    let made = json!({"message": "m", "api_key": "fedcba9876543210"});
    for (keep, key) in [(false, "fedcba9876543210"), (true, KEY)] {
        let script = Script::new().answer(Answer::json(&made)).answer(Answer::json(&profile()));
        let client = scripted(&script).build().unwrap();
        let call = client.regenerate_api_key();
        let call = if keep { call.keep_old_key() } else { call };
        assert_eq!(call.await.unwrap().api_key.expose(), "fedcba9876543210");
        client.clone().get_my_profile().await.unwrap();
        assert_eq!(script.requests()[1].headers["x-api-key"], key);
    }
    // A bot's key is none of the client's business.
    let script = Script::new().answer(Answer::json(&made));
    let client = scripted(&script).build().unwrap();
    client.regenerate_bot_api_key("b").await.unwrap();
    let wire = client.get_my_profile().build().unwrap();
    assert_eq!(wire.headers()["x-api-key"], KEY);
}

#[tokio::test]
async fn a_refused_key_leaves_the_client_usable() {
    let server = MockServer::start().await;
    let fine = ResponseTemplate::new(200).set_body_json(profile());
    Mock::given(header("x-api-key", "new-key")).respond_with(fine).mount(&server).await;
    let words = json!({"detail": "Invalid or missing authentication credentials"});
    let refused = ResponseTemplate::new(401)
        .insert_header("www-authenticate", "Bearer")
        .set_body_json::<Value>(words);
    Mock::given(any()).respond_with(refused).with_priority(9).mount(&server).await;
    let client = client(&server);
    let err = client.get_my_profile().await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Auth);
    assert_eq!(err.message(), "Invalid or missing authentication credentials");
    client.replace_key("new-key").unwrap();
    client.clone().get_my_profile().await.unwrap();
}
