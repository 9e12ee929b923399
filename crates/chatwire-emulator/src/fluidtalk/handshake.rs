//! The handshake API: `/api/v1/bot/{chat,action,upload}` with forms in and plain objects out.

mod form;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State as Extract};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::Shared;
use super::persona::{Occasion, Turn};
use super::state::{Author, Key};
use crate::server;
use crate::world::lock;
use form::{Form, missing};

/// Status and the value of `detail`.
struct Refusal(StatusCode, Value);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        server::json(self.0, &json!({"detail": self.1}))
    }
}

type Answer = Result<Response, Refusal>;
type Emulated = Extract<Arc<Shared>>;

pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/api/v1/bot/chat", post(chat))
        .route("/api/v1/bot/action", post(action))
        .route("/api/v1/bot/upload", post(upload))
}

/// A turn that may go to the persona, or the reason why it may not.
enum Begun {
    Turn {
        turn: Turn,
        continued: bool,
    },
    Ignored,
    /// An opener for a conversation that runs already.
    Running {
        session_id: String,
    },
}

/// What a call asks for, beside its form.
struct Ask {
    occasion: Occasion,
    text: String,
    context: Value,
}

async fn chat(Extract(shared): Emulated, request: Request) -> Answer {
    shared.check_key(request.headers())?;
    let form = Form::read(request).await?;
    let text = form.get("message").unwrap_or_default().to_owned();
    form.required("target")?;
    if text.is_empty() && form.file.is_none() && form.get("image_url").is_none() {
        return Err(missing("message"));
    }
    let ask = Ask { occasion: Occasion::Chat, text, context: Value::Null };
    let (session_id, replies, photo, ignored) = match shared.begin(form, ask)? {
        Begun::Turn { turn, .. } => {
            let (replies, photo) = shared.speak(&turn);
            (Some(turn.session_id), replies, photo, false)
        }
        Begun::Ignored | Begun::Running { .. } => (None, Vec::new(), None, true),
    };
    Ok(ok(&json!({
        "reply": replies.first().cloned().unwrap_or_default(),
        "replies": replies,
        "should_send_photo": photo.is_some(),
        "photo_url": photo,
        "session_id": session_id,
        "ignored": ignored,
        "ignore_reason": ignored.then_some("duplicate_lead"),
    })))
}

async fn action(Extract(shared): Emulated, request: Request) -> Answer {
    shared.check_key(request.headers())?;
    let form = Form::read(request).await?;
    form.required("target")?;
    let (occasion, text) = match form.required("action")? {
        "OUTREACH" => (Occasion::Opener, String::new()),
        "ENTRY_POINT" => {
            let entry = form.get("entry_type");
            let required =
                || Refusal(StatusCode::UNPROCESSABLE_ENTITY, json!("entry_type required"));
            (Occasion::Event, entry.ok_or_else(required)?.to_owned())
        }
        "FOLLOW_UP" if form.file.is_some() || form.get("image_url").is_some() => {
            return Err(Refusal(
                StatusCode::UNPROCESSABLE_ENTITY,
                json!("a follow-up takes no picture"),
            ));
        }
        "FOLLOW_UP" => (Occasion::FollowUp, String::new()),
        _ => return Err(Refusal(StatusCode::UNPROCESSABLE_ENTITY, json!("unknown action"))),
    };
    let context = form.context()?;
    let running = |continued: bool| continued.then_some("conversation_already_active");
    let body = match shared.begin(form, Ask { occasion, text, context })? {
        Begun::Turn { turn, continued } => {
            let (replies, _photo) = shared.speak(&turn);
            json!({
                "session_id": turn.session_id, "message": replies.join("\n"),
                "ignored": false, "ignore_reason": null,
                "continued": continued, "continued_reason": running(continued),
            })
        }
        Begun::Ignored => json!({
            "session_id": null, "message": "",
            "ignored": true, "ignore_reason": "duplicate_lead",
            "continued": false, "continued_reason": null,
        }),
        Begun::Running { session_id } => json!({
            "session_id": session_id, "message": "",
            "ignored": false, "ignore_reason": null,
            "continued": true, "continued_reason": running(true),
        }),
    };
    Ok(ok(&body))
}

async fn upload(Extract(shared): Emulated, request: Request) -> Answer {
    shared.check_key(request.headers())?;
    let file = Form::read(request).await?.file.ok_or_else(|| missing("file"))?;
    let (_id, url) = shared.store(file.bytes, file.content_type.as_deref());
    Ok(ok(&json!({"url": url})))
}

fn ok(body: &Value) -> Response {
    server::json(StatusCode::OK, body)
}

impl Shared {
    fn check_key(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let key = headers.get("x-api-key").and_then(|value| value.to_str().ok());
        if key.is_some_and(|key| self.api_keys.iter().any(|known| known == key)) {
            return Ok(());
        }
        Err(Refusal(StatusCode::UNAUTHORIZED, json!("Invalid API key")))
    }

    /// Opens or finds the conversation, pays for a new one, and writes down what the lead said.
    fn begin(&self, form: Form, ask: Ask) -> Result<Begun, Refusal> {
        let key = Key { platform: None, lead: form.required("target")?.to_owned(), sandbox: false };
        let account = form.get("own_username").map(str::to_owned);
        let image_url = form.get("image_url").map(str::to_owned);
        let mut state = lock(&self.state);
        let now = self.world.clock.now();
        // A conversation that a test only claimed or sealed has no turn yet: the first turn still costs.
        let active = match state.conversations.get_mut(&key) {
            Some(known) if known.sealed => {
                return Err(Refusal(StatusCode::BAD_REQUEST, json!("This session is DONE")));
            }
            Some(known) => {
                if !known.belongs_to(account.as_deref()) {
                    return Ok(Begun::Ignored);
                }
                known.turns > 0
            }
            None => false,
        };
        match ask.occasion {
            Occasion::FollowUp if !active => {
                return Err(Refusal(
                    StatusCode::NOT_FOUND,
                    json!("No conversation with this lead"),
                ));
            }
            Occasion::Opener if active => {
                return Ok(Begun::Running { session_id: state.open(key, now).session_id.clone() });
            }
            _ => {}
        }
        if !active {
            state.tokens = state.tokens.checked_sub(1).ok_or_else(|| {
                Refusal(StatusCode::PAYMENT_REQUIRED, json!("insufficient_tokens"))
            })?;
        }
        let lead = key.lead.clone();
        let conversation = state.open(key, now);
        conversation.belongs_to(account.as_deref());
        conversation.turns += 1;
        conversation.last_at = self.world.clock.tick();
        if ask.occasion == Occasion::Chat {
            conversation.write(Author::Lead, &ask.text);
        }
        let mut turn = Turn {
            occasion: ask.occasion,
            platform: None,
            lead,
            text: ask.text,
            image_url,
            context: ask.context,
            number: conversation.turns,
            session_id: conversation.session_id.clone(),
        };
        drop(state);
        if let Some(file) = form.file {
            turn.image_url = Some(self.store(file.bytes, file.content_type.as_deref()).1);
        }
        Ok(Begun::Turn { turn, continued: active && ask.occasion == Occasion::Event })
    }

    /// Asks the persona and writes its bubbles down.
    fn speak(&self, turn: &Turn) -> (Vec<String>, Option<String>) {
        let replies = self.persona.speak(turn);
        let key = Key { platform: None, lead: turn.lead.clone(), sandbox: false };
        let now = self.world.clock.tick();
        let mut state = lock(&self.state);
        let conversation = state.open(key, now);
        conversation.last_at = now;
        for reply in &replies {
            conversation.write(Author::Persona, reply);
        }
        (replies, self.persona.photo(&turn.text))
    }
}
