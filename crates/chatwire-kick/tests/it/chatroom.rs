//! From names to ids: candidates, store, site, and kickpython's look-ups.

use std::time::Duration;

use chatwire_core::testing::{Answer, Script};
use chatwire_kick::chatroom::{ChainResolver, ChatroomResolver, StaticResolver, slug_candidates};
use chatwire_kick::token_store::{KnownChatroom, StoredToken};
use chatwire_kick::{ChatTarget, ErrorKind, Timestamp, UserId, code};
use serde_json::json;

use crate::peer::{self, client};

fn page() -> Answer {
    Answer::json(
        &json!({"id": "501", "user_id": 1001, "slug": "Some-User", "followers_count": "42",
        "verified": null, "user": {"username": "Some_User"}, "chatroom": {"id": 9001}}),
    )
}

fn asked(script: &Script) -> Vec<String> {
    script.requests().iter().map(|sent| peer::path(&sent.url)).collect()
}

#[test]
fn candidates_are_each_form_once() {
    for (name, expected) in [
        ("SomeUser", vec!["someuser"]),
        ("some_user", vec!["some_user", "some-user"]),
        ("some-user", vec!["some-user", "some_user"]),
        ("a_b-c", vec!["a_b-c", "a-b-c", "a_b_c"]),
        ("@Some_User", vec!["some_user", "some-user"]),
        ("#x", vec!["x"]),
        (" kick.com/X ", vec!["x"]),
        ("https://www.kick.com/x?a=1", vec!["x"]),
    ] {
        assert_eq!(slug_candidates(name).unwrap(), expected);
    }
    for bad in ["", "@", "..", "a?x=1", "a/b", "a b", "é", "https://kick.com/", &"x".repeat(101)] {
        assert_eq!(slug_candidates(bad).unwrap_err().kind(), ErrorKind::Input, "{bad}");
    }
    assert_eq!(ChatTarget::from("9001"), ChatTarget::Chatroom(9001.into()));
    for name in ["٣", "+1", "9001x", "99999999999999999999"] {
        assert_eq!(ChatTarget::from(name), ChatTarget::Name(name.to_owned()));
    }
}

#[tokio::test(start_paused = true)]
async fn the_store_is_asked_first_and_learns() {
    let script = Script::new().answer(page());
    let client = client(&script);
    let known = client.chatroom_id("Some_User").await.unwrap();
    assert_eq!((known.chatroom_id.get(), known.user_id), (9001, Some(UserId::new(1001))));
    assert_eq!(known.channel_id.unwrap().get(), 501);
    for name in ["some_user", "SOME-USER", "@some-user"] {
        assert_eq!(client.chatroom_id(name).await.unwrap().chatroom_id, 9001);
    }
    assert_eq!(asked(&script), ["/api/v2/channels/some_user"]);
    let sent = script.requests();
    let agent = sent.first().unwrap().headers.get("user-agent").unwrap().to_str().unwrap();
    assert!(agent.contains("chatwire"), "{agent}");
    assert_eq!(client.broadcaster_for_chatroom(9001).await.unwrap(), Some(UserId::new(1001)));
    assert_eq!(client.broadcaster_for_chatroom(1).await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_name_is_tried_in_each_form_at_once() {
    let script = Script::new().always(Answer::status(404));
    let before = tokio::time::Instant::now();
    let error = client(&script).chatroom_id("some_user").await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::NotFound, Some(code::CHATROOM_NOT_FOUND)));
    assert_eq!(asked(&script), ["/api/v2/channels/some_user", "/api/v2/channels/some-user"]);
    assert_eq!(before.elapsed(), Duration::ZERO);
    // A page without a chatroom is none.
    let script = Script::new().answer(Answer::json(&json!({"id": 5}))).answer(page());
    assert_eq!(client(&script).chatroom_id("some-user").await.unwrap().chatroom_id, 9001);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_said_honestly_and_nothing_is_tried_against_it() {
    for refusal in [
        Answer::status(403).body("<!DOCTYPE html><title>Just a moment...</title>"),
        Answer::status(403)
            .body(r#"{"error":"Request blocked by security policy.","reference":"r"}"#),
        Answer::status(200).body("\n<!DOCTYPE html>"),
    ] {
        let script = Script::new().always(refusal);
        let error = client(&script).chatroom_id("some_user").await.unwrap_err();
        assert_eq!(
            (error.kind(), error.code()),
            (ErrorKind::Forbidden, Some(code::SITE_BLOCKED)),
            "{error}"
        );
        assert_eq!(script.requests().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn failures_that_pass_are_tried_three_times() {
    let script =
        Script::new().answer(Answer::status(429).header("retry-after", "7")).answer(page());
    let before = tokio::time::Instant::now();
    assert_eq!(client(&script).chatroom_id("someuser").await.unwrap().chatroom_id, 9001);
    assert!(before.elapsed() >= Duration::from_secs(7));
    let script = Script::new().always(Answer::status(502));
    let error = client(&script).chatroom_id("someuser").await.unwrap_err();
    assert_eq!((error.kind(), script.requests().len()), (ErrorKind::Server, 3));
}

#[tokio::test]
async fn a_chain_goes_on_over_trouble_and_keeps_what_it_learns() {
    #[derive(Debug)]
    struct Broken;
    impl ChatroomResolver for Broken {
        fn resolve<'a>(
            &'a self,
            _: &'a str,
        ) -> std::pin::Pin<
            Box<dyn Future<Output = chatwire_kick::Result<Option<KnownChatroom>>> + Send + 'a>,
        > {
            Box::pin(async { Err(chatwire_kick::Error::new(ErrorKind::Server, "down")) })
        }
    }
    let client = client(&Script::new());
    let known = StaticResolver::new([KnownChatroom::new(7).slug("a-b").username("A_B")]);
    let chain = ChainResolver::new().then(Broken).then(known).keep(client.chatrooms().clone());
    assert_eq!(chain.resolve("A_B").await.unwrap().unwrap().chatroom_id, 7);
    assert_eq!(client.chatroom_id("a-b").await.unwrap().chatroom_id, 7, "kept");
    assert_eq!(chain.resolve("nobody").await.unwrap_err().kind(), ErrorKind::Server);
    assert_eq!(chain.resolve("a/b").await.unwrap_err().kind(), ErrorKind::Input);
}

#[tokio::test(start_paused = true)]
async fn all_chatrooms_of_token_owners_are_found_and_failures_stand_beside() {
    let channel =
        json!({"data": [{"broadcaster_user_id": 1001, "slug": "some-user"}], "message": "OK"});
    let script = Script::new()
        .answer(Answer::json(&channel))
        .answer(page())
        .answer(Answer::json(
            &json!({"data": [{"broadcaster_user_id": 1002, "slug": "other"}], "message": "OK"}),
        ))
        .answer(Answer::status(403).body("<html>"));
    let client = client(&script);
    client
        .chatrooms()
        .put_chatroom(KnownChatroom::new(9003).slug("third").user(1003))
        .await
        .unwrap();
    for account in [1001, 1002, 1003] {
        let later = Timestamp::now().checked_add(Duration::from_secs(7_200)).unwrap();
        let token = StoredToken::new(account, format!("at_{account}_0123456789")).expires_at(later);
        client.tokens().put(token).await.unwrap();
    }
    let all = client.all_chatrooms().await.unwrap();
    let rooms: Vec<u64> = all.rooms.iter().map(|room| room.chatroom_id.get()).collect();
    assert_eq!(rooms, [9001, 9003]);
    let [(account, error)] = all.failed.as_slice() else { panic!("{all:?}") };
    assert_eq!((account.get(), error.code()), (1002, Some(code::SITE_BLOCKED)));
    let sent = script.requests();
    let bearer = sent.first().unwrap().headers.get("authorization").unwrap();
    assert_eq!(bearer, "Bearer at_1001_0123456789");
    // The site never sees a token.
    assert!(
        sent.iter()
            .filter(|sent| sent.url.starts_with("https://kick.com/"))
            .all(|sent| { sent.headers.get("authorization").is_none() })
    );
}
