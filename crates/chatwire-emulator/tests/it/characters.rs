//! The characters API: envelope, modes, conversations, events, follow-ups, comments, posts, media.

use std::time::Duration;

use chatwire_emulator::{Emulator, Platform};
use serde_json::{Value, json};

use crate::client::{Answer, Ask};

fn ask(emulator: &Emulator, method: &str, path: &str) -> Ask {
    let url = format!("{}/api/v1/characters/{path}", emulator.url(Platform::FluidTalk));
    Ask::new(method, &url).header("x-connector-token", &emulator.fluidtalk().connector_token())
}

async fn post(emulator: &Emulator, path: &str, body: &Value) -> Answer {
    ask(emulator, "POST", path).json(body).send().await
}

/// Data of a call that must succeed.
async fn data(emulator: &Emulator, path: &str, body: &Value) -> Value {
    let answer = post(emulator, path, body).await;
    assert_eq!(answer.status, 200, "{path} {body}: {}", answer.json());
    answer.json()["data"].clone()
}

fn talk(message: &str) -> Value {
    json!({"platform": "instagram", "handle": "mark", "message": message})
}

#[tokio::test]
async fn every_answer_has_its_request_id() {
    let emulator = Emulator::start().await.unwrap();
    let good = post(&emulator, "chat", &talk("hello")).await;
    assert_eq!(
        good.json(),
        json!({"data": {"session_id": "s_1", "ignored": false, "ignore_reason": null, "bubbles": [
                   {"text": "hey mark, good to hear from you!", "delay_ms": 0, "image_url": null},
                   {"text": "\"hello\" — tell me more?", "delay_ms": 300, "image_url": null}]},
               "request_id": "req_1"})
    );
    assert_eq!(good.header("x-request-id"), Some("req_1"));
    let bad = post(&emulator, "chat", &json!({"platform": "instagram", "message": "x"})).await;
    assert_eq!(bad.status, 422);
    assert_eq!(
        bad.json(),
        json!({"error": {"code": "validation_error", "message": "handle is required", "type": "client_error",
                         "request_id": "req_2"}})
    );
    assert_eq!(bad.header("x-request-id"), Some("req_2"));
}

#[tokio::test]
async fn tokens_are_checked() {
    let emulator =
        Emulator::builder().credential(Platform::FluidTalk, "ftc_mine").start().await.unwrap();
    assert_eq!(emulator.fluidtalk().api_key(), "ft_sk_test");
    let url = format!("{}/api/v1/characters/self-test", emulator.url(Platform::FluidTalk));
    let with = |name: &str, value: &str| Ask::new("GET", &url).header(name, value).send();
    assert_eq!(with("x-connector-token", "ftc_mine").await.status, 200);
    for (name, value) in [("x-connector-token", "ftc_live_test"), ("x-api-key", "ftc_mine")] {
        let refused = with(name, value).await;
        assert_eq!(
            (refused.status, &refused.json()["error"]["code"]),
            (401, &json!("invalid_token"))
        );
    }
    let bearer = with("authorization", "Bearer ftc_mine").await;
    assert_eq!((bearer.status, bearer.body.len()), (401, 0));
}

#[tokio::test]
async fn chat_remembers_guards_and_bills() {
    let emulator = Emulator::start().await.unwrap();
    for n in 1..=2 {
        let answer = data(&emulator, "chat", &talk("same")).await;
        assert_ne!(answer["bubbles"], json!([]), "{n}");
    }
    let third = data(&emulator, "chat", &talk("same")).await;
    assert_eq!((&third["bubbles"], &third["silent"]), (&json!([]), &json!("duplicate_message")));
    assert_eq!(emulator.fluidtalk().credits(), 998);
    assert_ne!(data(&emulator, "chat", &talk("other")).await["bubbles"], json!([]));
    assert_ne!(data(&emulator, "chat", &talk("same")).await["bubbles"], json!([]));

    emulator.fluidtalk().set_credits(0);
    let broke = post(&emulator, "chat", &talk("more")).await;
    assert_eq!((broke.status, &broke.json()["error"]["code"]), (402, &json!("payment_required")));
    emulator.fluidtalk().set_credits(9);
    emulator.fluidtalk().claim_on("instagram", "mark", "ava");
    let mut claimed = talk("hi");
    claimed["own_username"] = json!("eva");
    let claimed = data(&emulator, "chat", &claimed).await;
    assert_eq!((&claimed["ignored"], &claimed["bubbles"]), (&json!(true), &json!([])));
    assert_eq!(claimed["ignore_reason"], "lead_claimed_by_other_account");
    emulator.fluidtalk().pause("instagram", "mark", "human_took_over");
    let paused = data(&emulator, "chat", &talk("hi")).await;
    assert_eq!(
        (&paused["paused"], &paused["pause_reason"]),
        (&json!(true), &json!("human_took_over"))
    );
    assert_eq!(emulator.fluidtalk().credits(), 9);
}

#[tokio::test]
async fn pictures_are_seen_or_not() {
    let emulator = Emulator::start().await.unwrap();
    let body = json!({"platform": "instagram", "data_b64": "iVBORw0KGgoA", "filename": "a.png"});
    let media = data(&emulator, "inbound-media", &body).await;
    assert_eq!(media["file_id"], "f_1");
    let url = media["url"].as_str().unwrap();
    let served = Ask::new("GET", url).send().await;
    assert_eq!(
        (served.header("content-type"), &served.body[..4]),
        (Some("image/png"), &b"\x89PNG"[..])
    );

    emulator.fluidtalk().photo_when("selfie", "https://cdn.test/p.jpg");
    let ask = |url: &str| json!({"platform": "instagram", "handle": "mark", "message": "selfie", "image_url": url});
    let seen = data(&emulator, "chat", &ask(url)).await;
    assert_eq!(seen["vision"]["seen"], true);
    let last = seen["bubbles"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["text"], &last["image_url"]), (&json!(""), &json!("https://cdn.test/p.jpg")));
    let unseen = data(&emulator, "chat", &ask(&url.replace("f_1", "f_7"))).await;
    assert_eq!(unseen["vision"], json!({"seen": false, "reason": "vision_failed"}));
    emulator.fluidtalk().blind(true);
    let mut other = ask(url);
    other["message"] = json!("look");
    assert_eq!(data(&emulator, "chat", &other).await["vision"]["seen"], false);
}

#[tokio::test]
async fn test_modes_take_test_handles_only() {
    let emulator = Emulator::start().await.unwrap();
    let call = |mode: &str, handle: &str| {
        let body = json!({"platform": "instagram", "handle": handle, "message": "same"});
        ask(&emulator, "POST", "chat").header("x-fluidtalk-mode", mode).json(&body).send()
    };
    for mode in ["mock", "sandbox"] {
        let refused = call(mode, "mark").await;
        assert_eq!(
            (refused.status, &refused.json()["error"]["code"]),
            (400, &json!("invalid_request"))
        );
    }
    assert_eq!(call("odd", "test_reply").await.status, 400);
    let photos = call("mock", "test_photos").await.json();
    let shown = photos["data"]["bubbles"].as_array().unwrap().clone();
    assert_eq!(shown.len(), 3);
    assert_eq!(Ask::new("GET", shown[2]["image_url"].as_str().unwrap()).send().await.status, 200);
    assert_eq!(emulator.fluidtalk().credits(), 1000);
    // No duplicate guard in the sandbox, yet each turn is billed.
    for _ in 0..4 {
        assert_ne!(call("sandbox", "test_reply").await.json()["data"]["bubbles"], json!([]));
    }
    assert_eq!(emulator.fluidtalk().credits(), 996);
    assert!(emulator.fluidtalk().transcript_on("instagram", "test_reply").is_empty());
}

#[tokio::test]
async fn events_and_triggers_count_once() {
    let emulator = Emulator::start().await.unwrap();
    let event = |id: &str, kind: &str, amount: f64| {
        json!({"platform": "instagram", "handle": "mark", "event_type": kind, "external_event_id": id,
               "amount": amount, "currency": "USD"})
    };
    let first = data(&emulator, "events", &event("e1", "purchase", 25.5)).await;
    let expected = json!({"ok": true, "deduped": false, "event_type": "purchase", "stage": "CUSTOMER",
                          "sale_count": 1, "total_spend": 25.5});
    assert_eq!(first, expected);
    let again = data(&emulator, "events", &event("e1", "purchase", 25.5)).await;
    assert_eq!((&again["deduped"], &again["sale_count"]), (&json!(true), &json!(1)));
    let refund = data(&emulator, "events", &event("e2", "refund", 5.5)).await;
    assert_eq!(refund["total_spend"], 20.0);
    assert_eq!(post(&emulator, "events", &event("e3", "gift", 1.0)).await.status, 422);

    let trigger = |event: &str, id: &str| json!({"platform": "instagram", "handle": "mark", "event_id": event, "external_event_id": id});
    let opened = data(&emulator, "triggers", &trigger("outreach", "t1")).await;
    assert_eq!((&opened["opened"], opened["bubbles"].as_array().unwrap().len()), (&json!(true), 1));
    let again = data(&emulator, "triggers", &trigger("outreach", "t1")).await;
    assert_eq!((&again["deduped"], &again["bubbles"]), (&json!(true), &json!([])));
    let live = data(&emulator, "triggers", &trigger("outreach", "t2")).await;
    assert_eq!((&live["ignored"], &live["opened"]), (&json!(true), &json!(false)));
    let unknown = data(&emulator, "triggers", &trigger("dance", "t3")).await;
    assert_eq!((&unknown["opened"], &unknown["bubbles"]), (&json!(false), &json!([])));
    assert_eq!(unknown["fireable_event_ids"], json!(["outreach", "story_reaction"]));
    let fired = data(&emulator, "triggers", &trigger("story_reaction", "t4")).await;
    assert_eq!(fired["bubbles"][0]["text"], "thanks for the story_reaction, mark!");
    assert_eq!(emulator.fluidtalk().credits(), 998);
}

#[tokio::test]
async fn follow_ups_wait_until_they_are_acknowledged() {
    let emulator = Emulator::start().await.unwrap();
    let id = emulator.fluidtalk().queue_follow_up("instagram", "mark", "hey ||| you");
    emulator.fluidtalk().queue_follow_up("telegram", "eve", "hi");
    let list = async || {
        let answer = ask(&emulator, "GET", "followups?platform=instagram&limit=100").send().await;
        answer.json()["data"]["followups"].as_array().unwrap().clone()
    };
    let [waiting] = list().await.try_into().unwrap();
    assert_eq!((&waiting["id"], &waiting["message"]), (&json!(id), &json!("hey ||| you")));
    let path = format!("followups/{id}/ack");
    let first = ask(&emulator, "POST", &path).send().await.json();
    assert_eq!(first["data"]["deduped"], false);
    let again = data(&emulator, &path, &json!({})).await;
    assert_eq!(
        (&again["deduped"], &again["delivered_at"]),
        (&json!(true), &first["data"]["delivered_at"])
    );
    assert!(list().await.is_empty());
    assert_eq!(post(&emulator, "followups/a%2Fb/ack", &json!({})).await.status, 404);

    data(&emulator, "chat", &talk("hello")).await;
    let sweep = json!({"platform": "instagram", "idle_hours": 2});
    assert_eq!(data(&emulator, "followups/sweep", &sweep).await, json!({"queued": 0}));
    emulator.advance(Duration::from_secs(3 * 3600));
    assert_eq!(data(&emulator, "followups/sweep", &sweep).await, json!({"queued": 1}));
    assert_eq!(data(&emulator, "followups/sweep", &sweep).await, json!({"queued": 0}));
    assert_eq!(list().await[0]["message"], "still there, mark?");
}

#[tokio::test]
async fn comments_are_written_cut_and_skipped() {
    let emulator = Emulator::start().await.unwrap();
    data(&emulator, "chat", &talk("hello")).await;
    let post_of = json!({"caption": "sunset over the long beach", "author_handle": "mark"});
    let body = json!({"platform": "instagram", "post_ref": "p1", "post": post_of, "max_chars": 20});
    let comment = data(&emulator, "comments", &body).await;
    let expected = json!({"ok": true, "comment": "love this: sunset ov", "recognized_lead": true,
                          "thread_id": "t_1", "max_chars": 20, "truncated": true});
    assert_eq!(comment, expected);
    for max in [json!(19), json!(2201), json!("20")] {
        let body = json!({"platform": "instagram", "post_ref": "p1", "post": {}, "max_chars": max});
        assert_eq!(post(&emulator, "comments", &body).await.status, 400, "{max}");
    }
    let reply = json!({"platform": "instagram", "post_ref": "p1", "replier_handle": "eve", "reply_text": "so true"});
    let reply = data(&emulator, "comments/reply", &reply).await;
    assert_eq!(
        (&reply["decision"], &reply["reply"]),
        (&json!("comment_reply"), &json!("@eve well said: so true"))
    );

    let engage = |comment: &str, text: &str| {
        let row = json!({"comment_ref": comment, "author_handle": "eve", "text": text});
        json!({"platform": "instagram", "post_ref": "p1", "thread": [row], "post": {}})
    };
    let made = data(&emulator, "comments/engage", &engage("c1", "what a view")).await;
    assert_eq!(
        (&made["target_comment_ref"], &made["target_author_handle"]),
        (&json!("c1"), &json!("eve"))
    );
    let again = data(&emulator, "comments/engage", &engage("c1", "what a view")).await;
    assert_eq!(
        (&again["decision"], &again["reason"]),
        (&json!("skip"), &json!("already_engaged_this_comment"))
    );
    let short = data(&emulator, "comments/engage", &engage("c2", "ok")).await;
    assert_eq!(short["reason"], "target_too_short");
    for comment in ["c3", "c4"] {
        data(&emulator, "comments/engage", &engage(comment, "what a view")).await;
    }
    let enough = data(&emulator, "comments/engage", &engage("c5", "what a view")).await;
    assert_eq!(enough["reason"], "max_engagements_per_post");
    let empty = json!({"platform": "instagram", "post_ref": "p1", "thread": []});
    assert_eq!(post(&emulator, "comments/engage", &empty).await.status, 422);
    let unknown = json!({"platform": "instagram", "post_ref": "p1", "target_comment_ref": "zz",
                         "thread": [{"comment_ref": "c", "author_handle": "a", "text": "t"}]});
    assert_eq!(post(&emulator, "comments/engage", &unknown).await.status, 422);

    emulator.fluidtalk().persona(|_| Vec::new());
    let reply = json!({"platform": "instagram", "post_ref": "p2", "replier_handle": "eve", "reply_text": "so true"});
    let silent = data(&emulator, "comments/reply", &reply).await;
    assert_eq!((&silent["decision"], &silent["reply"]), (&json!("bow_out"), &Value::Null));
    emulator.fluidtalk().enable_comments(false);
    let off = data(&emulator, "comments", &body).await;
    assert_eq!(
        (&off["comment"], &off["ignore_reason"]),
        (&Value::Null, &json!("comments_disabled"))
    );
}

#[tokio::test]
async fn posts_are_written_or_refused() {
    let emulator = Emulator::start().await.unwrap();
    let body = |more: &Value| {
        let mut body = json!({"platform": "reddit", "community": {"ref": "r/running", "flairs": ["Training"]}});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let written = data(&emulator, "posts", &body(&json!({"brief": "shoes"}))).await;
    assert_eq!(written["decision"], "post");
    let expected = json!({"title": "What r/running taught me", "body": "A few honest lines about shoes.",
                          "flair": "Training"});
    assert_eq!(written["post"], expected);
    assert_eq!(written["analysis"]["reused"], false);
    assert_eq!(
        written["thresholds"],
        json!({"min_relevance": 70, "min_novelty": 60, "min_rule_compat": 80})
    );
    let unseen = format!("{}/media/f_9.png", emulator.url(Platform::FluidTalk));
    let blind = data(&emulator, "posts", &body(&json!({"asset": {"url": unseen}}))).await;
    assert_eq!(
        (&blind["decision"], &blind["vision"]["seen"]),
        (&json!("generation_failed"), &json!(false))
    );
    emulator.fluidtalk().set_credits(999);
    let reused = data(&emulator, "posts", &body(&json!({"reuse_analysis": true}))).await;
    assert_eq!(
        (&reused["analysis"]["reused"], &reused["analysis"]["id"]),
        (&json!(true), &json!("an_2"))
    );

    let strict = json!({"thresholds": {"min_novelty": 90}, "always_draft": true});
    let refused = data(&emulator, "posts", &body(&strict)).await;
    assert_eq!(refused["decision"], "no_suitable_post_found");
    assert_eq!(
        (&refused["gate"], &refused["blocking"]["main"]),
        (&json!("community"), &json!("novelty"))
    );
    assert!(refused["draft"]["post"]["title"].is_string() && refused.get("post").is_none());
    assert_eq!(emulator.fluidtalk().credits(), 997, "a refusal is billed");
    for bad in [json!({"min_luck": 1}), json!({"min_novelty": 101}), json!({"min_novelty": "9"})] {
        let answer = post(&emulator, "posts", &body(&json!({"thresholds": bad}))).await;
        assert_eq!(
            (answer.status, &answer.json()["error"]["code"]),
            (400, &json!("invalid_request"))
        );
    }
    assert_eq!(
        post(&emulator, "posts", &json!({"platform": "reddit", "community": {}})).await.status,
        422
    );
    emulator.fluidtalk().persona(|_| Vec::new());
    assert_eq!(data(&emulator, "posts", &body(&json!({}))).await["decision"], "generation_failed");
    emulator.fluidtalk().enable_posts(false);
    let off = data(&emulator, "posts", &body(&json!({}))).await;
    assert_eq!(off["ignore_reason"], "posts_disabled");
}

#[tokio::test]
async fn media_are_checked_by_their_bytes() {
    let emulator = Emulator::start().await.unwrap();
    let body = |data: &str, label: &str| json!({"platform": "reddit", "post_ref": "p1", "community_ref": "r/x", "data_b64": data, "content_type": label});
    let (gif, other) = ("R0lGODlh", "eA==");
    let comment = data(&emulator, "comments/media", &body(gif, "image/png")).await;
    assert_eq!((&comment["post_ref"], &comment["file_id"]), (&json!("p1"), &json!("f_1")));
    let served = Ask::new("GET", comment["url"].as_str().unwrap()).send().await;
    assert_eq!(
        (served.header("content-type"), &served.body[..]),
        (Some("image/gif"), &b"GIF89a"[..])
    );
    assert_eq!(
        data(&emulator, "posts/media", &body(gif, "video/mp4")).await["community_ref"],
        "r/x"
    );
    assert_eq!(post(&emulator, "posts/media", &body(other, "image/png")).await.status, 400);
    assert_eq!(post(&emulator, "comments/media", &body(other, "video/mp4")).await.status, 400);
    assert_eq!(data(&emulator, "inbound-media", &body(other, "video/mp4")).await["file_id"], "f_3");
    assert_eq!(post(&emulator, "inbound-media", &body("not base64!", "")).await.status, 422);

    let large = "AAAA".repeat((10 << 20) / 3 + 1);
    let answer = post(&emulator, "inbound-media", &body(&large, "image/png")).await;
    assert_eq!(
        (answer.status, &answer.json()["error"]["code"]),
        (413, &json!("payload_too_large"))
    );
    emulator.fluidtalk().enable_posts(false);
    let off = data(&emulator, "posts/media", &body(gif, "image/gif")).await;
    assert_eq!((&off["url"], &off["ignore_reason"]), (&Value::Null, &json!("posts_disabled")));
}

#[tokio::test]
async fn platforms_need_a_workflow() {
    let emulator = Emulator::start().await.unwrap();
    let self_test =
        async |path: &str| ask(&emulator, "GET", path).send().await.json()["data"].clone();
    let all = self_test("self-test").await;
    assert_eq!((&all["ok"], all["bindings"].as_array().unwrap().len()), (&json!(true), 5));
    emulator.fluidtalk().unbind("instagram");
    let unbound = post(&emulator, "chat", &talk("hi")).await;
    assert_eq!((unbound.status, &unbound.json()["error"]["code"]), (404, &json!("not_found")));
    let one = self_test("self-test?platform=instagram").await;
    assert_eq!((&one["ok"], &one["bindings"]), (&json!(false), &json!([])));
    emulator.fluidtalk().bind("instagram", &["vip"]);
    let one = self_test("self-test?platform=instagram").await;
    assert_eq!(one["bindings"][0]["fireable_event_ids"], json!(["outreach", "vip"]));
    let unknown = ask(&emulator, "GET", "nothing").send().await;
    assert_eq!((unknown.status, &unknown.json()["error"]["type"]), (404, &json!("client_error")));
    assert_eq!(ask(&emulator, "GET", "chat").send().await.status, 405);
}
