//! Credentials that are exchanged while clients live.

use chatwire_core::testing::{Answer, Script};
use chatwire_core::{BoxFuture, Credential, Error, ErrorKind, Result, Secret, TokenSource};

use crate::{get, ignore, signed};

#[derive(Debug)]
struct Broken;

impl TokenSource for Broken {
    fn token(&self) -> BoxFuture<'_, Result<Secret>> {
        Box::pin(async { Err(Error::new(ErrorKind::Auth, "log in first")) })
    }

    fn refresh<'a>(&'a self, _: &'a Secret) -> BoxFuture<'a, Result<Secret>> {
        self.token()
    }
}

/// A source that never answers.
#[derive(Debug)]
struct Hanging;

impl TokenSource for Hanging {
    fn token(&self) -> BoxFuture<'_, Result<Secret>> {
        Box::pin(std::future::pending())
    }

    fn refresh<'a>(&'a self, _: &'a Secret) -> BoxFuture<'a, Result<Secret>> {
        self.token()
    }
}

#[tokio::test]
async fn all_clones_use_the_new_key_from_the_next_call_on() {
    let script = Script::new().always(Answer::status(200));
    let key = Credential::from("key-1");
    let http = signed(&script, key.clone());
    let clone = http.clone();
    ignore(get(&http)).await.unwrap();
    assert!(key.replace(Secret::new("key-2")));
    ignore(get(&http)).await.unwrap();
    ignore(get(&clone)).await.unwrap();
    let sent: Vec<_> =
        script.requests().iter().map(|sent| sent.headers["authorization"].clone()).collect();
    assert_eq!(sent, ["Bearer key-1", "Bearer key-2", "Bearer key-2"]);
    assert!(sent.iter().all(http::HeaderValue::is_sensitive));
}

#[tokio::test]
async fn a_new_key_that_no_header_may_carry_is_an_error_and_no_request() {
    let script = Script::new().always(Answer::status(200));
    let key = Credential::from("fine");
    let http = signed(&script, key.clone());
    for bad in ["", "line\nbreak"] {
        key.replace(Secret::new(bad));
        let err = ignore(get(&http)).await.unwrap_err();
        assert_eq!((err.kind(), err.operation()), (ErrorKind::Config, "test.get"), "{bad:?}");
        assert!(!err.to_string().contains("break"), "{err}");
    }
    assert!(script.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_source_that_cannot_give_a_token_ends_the_call() {
    let script = Script::new().always(Answer::status(200));
    let http = signed(&script, Credential::from_source(Broken));
    let err = ignore(get(&http)).await.unwrap_err();
    assert_eq!(
        (err.kind(), err.message(), err.maybe_sent()),
        (ErrorKind::Auth, "log in first", false)
    );
    let http = signed(&script, Credential::from_source(Hanging));
    let err = ignore(get(&http)).timeout(std::time::Duration::from_secs(2)).await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Timeout, false));
    assert!(err.message().contains("fetching the credential"), "{err}");
    assert!(script.requests().is_empty());
    let credential = Credential::from_source(Broken);
    assert!(!credential.replace(Secret::new("x")) && credential.fixed().is_none());
}
