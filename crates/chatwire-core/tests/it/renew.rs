//! What happens after a 401.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chatwire_core::build::{Auth, ErrorDetail, Http, Service};
use chatwire_core::testing::{Answer, Script};
use chatwire_core::{
    BoxFuture, Config, Credential, Error, ErrorKind, Result, Retry, RetryClass, Secret, TokenSource,
};

use crate::{get, ignore, post, signed};

/// Tokens `t0`, `t1`, …: each refresh gives the next.
#[derive(Clone, Debug, Default)]
struct Counting {
    refreshes: Arc<AtomicU32>,
    fails: bool,
    hangs: bool,
}

impl Counting {
    fn refreshes(&self) -> u32 {
        self.refreshes.load(Ordering::SeqCst)
    }
}

impl TokenSource for Counting {
    fn token(&self) -> BoxFuture<'_, Result<Secret>> {
        Box::pin(async { Ok(Secret::new(format!("t{}", self.refreshes()))) })
    }

    fn refresh<'a>(&'a self, rejected: &'a Secret) -> BoxFuture<'a, Result<Secret>> {
        Box::pin(async move {
            assert_eq!(
                rejected.expose(),
                format!("t{}", self.refreshes()),
                "the token that was sent"
            );
            self.refreshes.fetch_add(1, Ordering::SeqCst);
            if self.hangs {
                std::future::pending::<()>().await;
            }
            if self.fails {
                return Err(Error::new(ErrorKind::Connect, "the token server is away"));
            }
            self.token().await
        })
    }
}

fn sent(script: &Script) -> Vec<String> {
    let requests = script.requests();
    requests.iter().map(|sent| sent.headers["authorization"].to_str().unwrap().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_once_and_the_call_repeated_once() {
    for class in [RetryClass::Rejected, RetryClass::Idempotent] {
        let source = Counting::default();
        let script = Script::new().answer(Answer::status(401)).always(Answer::status(200));
        let http = signed(&script, Credential::from_source(source.clone()));
        ignore(post(&http).class(class)).await.unwrap();
        assert_eq!(sent(&script), ["Bearer t0", "Bearer t1"], "{class}");
        assert_eq!(source.refreshes(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_stays_refused_is_renewed_only_once() {
    let source = Counting::default();
    let script = Script::new().always(Answer::status(401));
    let http = signed(&script, Credential::from_source(source.clone()));
    let err = ignore(get(&http)).await.unwrap_err();
    assert_eq!(err.kind(), ErrorKind::Auth);
    assert_eq!((source.refreshes(), script.requests().len(), err.attempts().len()), (1, 2, 2));
}

#[tokio::test(start_paused = true)]
async fn calls_that_may_not_be_repeated_renew_and_say_so() {
    let once = |class, retry| (class, retry);
    for (class, retry) in [
        once(RetryClass::Never, Retry::new()),
        once(RetryClass::ConnectOnly, Retry::new()),
        once(RetryClass::Idempotent, Retry::none()),
    ] {
        let source = Counting::default();
        let script = Script::new().answer(Answer::status(401)).always(Answer::status(200));
        let http = signed(&script, Credential::from_source(source.clone()));
        let err = ignore(post(&http).class(class)).retry(retry.clone()).await.unwrap_err();
        assert_eq!((err.kind(), err.attempts().len()), (ErrorKind::Auth, 1), "{err:?}");
        assert!(err.context("not retried").unwrap().contains("renewed"), "{err}");
        assert_eq!((source.refreshes(), script.requests().len()), (1, 1));
        // The next call carries the new token.
        ignore(post(&http)).await.unwrap();
        assert_eq!(sent(&script)[1], "Bearer t1");
    }
}

#[tokio::test(start_paused = true)]
async fn a_platform_that_looks_at_the_credential_first_gets_the_call_again() {
    static CHECKED_FIRST: Service =
        Service::new("test", |_| ErrorDetail::default()).replays_unauthorized();
    for (class, requests) in [(RetryClass::Never, 1), (RetryClass::ConnectOnly, 2)] {
        let source = Counting::default();
        let script = Script::new().answer(Answer::status(401)).always(Answer::status(200));
        let auth = Auth::bearer(Credential::from_source(source.clone())).unwrap();
        let config = Config::new().script(script.clone());
        let http = Http::new(&CHECKED_FIRST, "https://api.test", auth, config).unwrap();
        let outcome = ignore(post(&http).class(class)).await;
        assert_eq!(
            (outcome.is_ok(), script.requests().len()),
            (requests == 2, requests),
            "{class}"
        );
    }
    // Once is all: a second refusal, and whatever else comes then, ends the call.
    for status in [401, 429, 503] {
        let script = Script::new().answer(Answer::status(401)).always(Answer::status(status));
        let auth = Auth::bearer(Credential::from_source(Counting::default())).unwrap();
        let config = Config::new().script(script.clone());
        let http = Http::new(&CHECKED_FIRST, "https://api.test", auth, config).unwrap();
        ignore(post(&http).class(RetryClass::ConnectOnly)).await.unwrap_err();
        assert_eq!(script.requests().len(), 2, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_or_hangs_ends_the_call() {
    let script = Script::new().always(Answer::status(401));
    let failing = Counting { fails: true, ..Counting::default() };
    let http = signed(&script, Credential::from_source(failing));
    let err = ignore(get(&http)).await.unwrap_err();
    assert_eq!((err.kind(), err.attempts().len()), (ErrorKind::Connect, 1));
    assert!(err.maybe_sent(), "the refused request had arrived");
    let hanging = Counting { hangs: true, ..Counting::default() };
    let http = signed(&script, Credential::from_source(hanging));
    let err = ignore(get(&http)).timeout(Duration::from_secs(3)).await.unwrap_err();
    assert_eq!((err.kind(), err.attempts().len()), (ErrorKind::Timeout, 1));
    assert!(err.message().contains("renewing the credential"), "{err}");
}

#[tokio::test(start_paused = true)]
async fn a_fixed_key_that_was_replaced_meanwhile_is_used_at_once() {
    let key = Credential::from("old");
    let script = Script::new()
        .answer(Answer::status(401).delay(Duration::from_secs(1)))
        .always(Answer::status(200));
    let http = signed(&script, key.clone());
    let replace = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(key.replace(Secret::new("new")));
    };
    let (result, ()) = tokio::join!(ignore(get(&http)), replace);
    result.unwrap();
    assert_eq!(sent(&script), ["Bearer old", "Bearer new"]);
}

#[tokio::test(start_paused = true)]
async fn a_fixed_key_that_is_simply_wrong_is_tried_once() {
    let script = Script::new().always(Answer::status(401));
    let http = signed(&script, Credential::from("wrong"));
    let err = ignore(get(&http)).await.unwrap_err();
    assert_eq!(
        (err.kind(), err.attempts().len(), script.requests().len()),
        (ErrorKind::Auth, 1, 1)
    );
    // A refused call latches nothing: the client works as soon as the key does.
    let credential = http.auth().credential().unwrap().clone();
    let script = Script::new().always(Answer::status(200));
    let http = signed(&script, credential.clone());
    credential.replace(Secret::new("right"));
    ignore(get(&http)).await.unwrap();
    assert_eq!(sent(&script), ["Bearer right"]);
}

#[tokio::test(start_paused = true)]
async fn calls_without_credential_never_ask_for_one() {
    let source = Counting::default();
    let script = Script::new().always(Answer::status(401));
    let http = signed(&script, Credential::from_source(source.clone()));
    ignore(get(&http).anonymous()).await.unwrap_err();
    assert_eq!((source.refreshes(), script.requests().len()), (0, 1));
}
