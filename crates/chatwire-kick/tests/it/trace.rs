//! What is logged: enough to follow a renewal, and no secret.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use chatwire_core::testing::{Answer, Script};
use chatwire_kick::oauth::{RevokeStyle, TokenHint};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::support::{ACCOUNT, app, granted, token};

/// Writes every field of every span and event, at all levels.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Log {
    fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0.lock().unwrap(), "{field}={value:?}").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn logs_hold_no_secret() {
    let log = Log::default();
    let _here = tracing::subscriber::set_default(log.clone());
    let ended =
        || Answer::status(400).body(r#"{"error":"invalid_grant","error_description":"canary-rt"}"#);
    let script = Script::new()
        .answer(granted("canary-at", "canary-rt"))
        .answer(Answer::status(503))
        .answer(granted("canary-at-2", "canary-rt-2"))
        .answer(Answer::status(200).body("OK"))
        .answer(Answer::status(200).body("OK"))
        .answer(Answer::status(200).body(r#"{"data":{"active":false}}"#))
        .always(ended());
    let client = app(&script).app("cid", "canary-secret").account(ACCOUNT).build().unwrap();
    let form = app(&script).revoke_style(RevokeStyle::Form).build().unwrap();
    client.exchange_code("canary-code", "canary-verifier").account(ACCOUNT).await.unwrap();
    client.refresh_token(ACCOUNT).await.unwrap();
    client.revoke("canary-at").hint(TokenHint::AccessToken).await.unwrap();
    form.revoke("canary-at").await.unwrap();
    client.introspect("canary-at").await.unwrap();
    client.store_token(token("canary-old", "canary-old-rt", 5)).await.unwrap();
    client.access_token().await.unwrap_err();
    let text = log.text();
    for word in ["/oauth/token", "/oauth/revoke", "1001", "the grant has ended"] {
        assert!(text.contains(word), "{word} is missing in {text}");
    }
    assert!(!text.contains("canary"), "{text}");
}
