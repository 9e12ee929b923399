//! Redirects are told, not followed.

use chatwire_core::ErrorKind;
use chatwire_core::testing::{Answer, Script};

use crate::server::{Server, answer};
use crate::{get, ignore, scripted, with};

#[tokio::test]
async fn a_redirect_is_an_error_that_names_its_target_without_secrets() {
    for (location, shown) in [
        ("https://other.test/login?next=canary#canary", "https://other.test/login"),
        ("https://user:canary@other.test/a", "https://other.test/a"),
        ("//user:canary@other.test/a", "https://other.test/a"),
        ("/v2/things?token=canary", "https://api.test/v2/things"),
    ] {
        let page = r#"{"message":"moved to canary"}"#;
        let script =
            Script::new().always(Answer::status(307).header("location", location).body(page));
        let err = ignore(get(&scripted(&script))).await.unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Redirect);
        assert_eq!(err.message(), format!("the server redirects to {shown}"));
        assert!(!format!("{err} {err:?}").contains("canary"), "{err:?}");
        assert_eq!(script.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_redirect_to_nowhere_is_one_too_and_304_is_none() {
    let script = Script::new().answer(Answer::status(302)).always(Answer::status(304));
    let http = scripted(&script);
    let err = ignore(get(&http)).await.unwrap_err();
    assert_eq!(err.to_string(), "test: GET /things: 302 Found: the server redirects to nowhere");
    assert_eq!(ignore(get(&http)).await.unwrap_err().kind(), ErrorKind::Rejected);
}

#[tokio::test]
async fn the_network_client_does_not_follow_either() {
    let server = Server::start(|_| answer(302, &[("location", "/elsewhere")], "")).await;
    let http = with(chatwire_core::Config::new().base_url(&server.url).unwrap());
    let err = ignore(get(&http)).await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Redirect);
    assert_eq!(server.seen().len(), 1);
}
