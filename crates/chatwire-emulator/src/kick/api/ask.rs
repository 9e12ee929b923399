//! A request as its call sees it, and the forms of answers.

use axum::response::Response;
use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::kick::error_body;
use crate::kick::fields;
use crate::kick::oauth::Token;
use crate::kick::state::User;
use crate::kick::world::Inner;
use crate::server;

/// What a call sees of its request.
pub(super) struct Ask<'a> {
    pub(super) inner: &'a mut Inner,
    /// Caller's token; missing only where none is needed.
    pub(super) token: Option<Token>,
    /// The variable part of the path.
    pub(super) id: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Body,
}

/// JSON of the body; null when it is none.
pub(super) struct Body(pub(super) Value);

/// A success.
pub(super) enum Reply {
    Data(Value),
    /// With the cursor of the next page, when there is one.
    Page(Value, Option<String>),
    Nothing,
}

/// A failure.
#[derive(Debug)]
pub(super) enum Refusal {
    /// 400 with a text for `data`.
    Bad(String),
    Unauthorized,
    Forbidden,
    NotFound,
}

pub(super) type Answer = Result<Reply, Refusal>;

impl Refusal {
    pub(super) fn bad(text: impl Into<String>) -> Self {
        Self::Bad(text.into())
    }

    pub(super) fn response(self) -> Response {
        let status = match self {
            Self::Bad(text) => {
                let body = json!({"data": text, "message": "Bad request"});
                return server::json(StatusCode::BAD_REQUEST, &body);
            }
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
        };
        server::json(status, &error_body("", status))
    }
}

/// Cuts a page out of a list: at most `limit` items behind the cursor.
pub(super) fn page<'a, T>(
    all: &'a [T],
    cursor: &str,
    limit: usize,
) -> Result<Page<'a, T>, Refusal> {
    let from = fields::offset(cursor).ok_or_else(|| Refusal::bad("Invalid cursor"))?;
    let rest = all.get(from..).unwrap_or_default();
    let items = rest.get(..limit).unwrap_or(rest);
    let next = (items.len() < rest.len()).then(|| fields::cursor(from + items.len()));
    Ok(Page { items, next })
}

/// Part of a list.
pub(super) struct Page<'a, T> {
    pub(super) items: &'a [T],
    pub(super) next: Option<String>,
}

impl Ask<'_> {
    /// The user of the caller's token; an app is nobody.
    pub(super) fn me(&self) -> Option<&User> {
        self.inner.state.by_id(self.token.as_ref()?.user?)
    }

    /// User id of the caller.
    pub(super) fn my_id(&self) -> Result<u64, Refusal> {
        self.me().map(|user| user.user_id).ok_or(Refusal::Forbidden)
    }

    pub(super) fn has_scope(&self, scope: &str) -> bool {
        self.token.as_ref().is_some_and(|token| token.scopes.iter().any(|each| each == scope))
    }

    /// Client id of the caller's app.
    pub(super) fn app(&self) -> String {
        self.token.as_ref().map(|token| token.app.clone()).unwrap_or_default()
    }

    /// Whether the caller is the streamer or one of the streamer's moderators.
    pub(super) fn may_moderate(&self, streamer: u64) -> bool {
        let Some(me) = self.me().map(|user| user.user_id) else { return false };
        me == streamer
            || self
                .inner
                .state
                .by_id(streamer)
                .is_some_and(|user| user.channel.moderators.contains(&me))
    }

    /// First value of a parameter; empty when it is missing.
    pub(super) fn text(&self, name: &str) -> &str {
        self.query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Values of a repeated parameter, at most so many.
    pub(super) fn many(&self, name: &str, most: usize) -> Result<Vec<String>, Refusal> {
        let named = self.query.iter().filter(|(key, _)| key == name);
        let values: Vec<String> = named.map(|(_, value)| value.clone()).collect();
        if values.len() > most {
            return Err(Refusal::bad(format!("{name} takes at most {most} values")));
        }
        Ok(values)
    }

    /// As [`many`](Self::many), for ids.
    pub(super) fn numbers(&self, name: &str, most: usize) -> Result<Vec<u64>, Refusal> {
        let number =
            |text: String| text.parse().map_err(|_| Refusal::bad(format!("Invalid {name}")));
        self.many(name, most)?.into_iter().map(number).collect()
    }

    /// Values of a parameter that holds a list in one text.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let named = self.query.iter().filter(|(key, _)| key == name);
        named
            .flat_map(|(_, value)| value.split(','))
            .filter(|each| !each.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// A number between `least` and `most`.
    pub(super) fn number(
        &self,
        name: &str,
        absent: usize,
        least: usize,
        most: usize,
    ) -> Result<usize, Refusal> {
        match self.text(name) {
            "" => Ok(absent),
            text => {
                let number = text.parse().ok().filter(|number| (least..=most).contains(number));
                number.ok_or_else(|| Refusal::bad(format!("{name} must be {least} to {most}")))
            }
        }
    }
}

impl Body {
    pub(super) fn object(&self) -> Result<&Map<String, Value>, Refusal> {
        self.0.as_object().ok_or_else(|| Refusal::bad("Invalid request body"))
    }

    /// A field that is there and not null.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A number that may be missing.
    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, Refusal> {
        let wrong = || Refusal::bad(format!("Invalid {name}"));
        self.get(name).map(|value| value.as_u64().ok_or_else(wrong)).transpose()
    }

    /// A number that may not.
    pub(super) fn required(&self, name: &str) -> Result<u64, Refusal> {
        self.number(name)?.ok_or_else(|| Refusal::bad(format!("{name} is required")))
    }

    /// A text that may be missing, of at most so many characters.
    pub(super) fn text(&self, name: &str, most: usize) -> Result<Option<&str>, Refusal> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let text = value.as_str().filter(|text| text.chars().count() <= most);
        text.map(Some).ok_or_else(|| Refusal::bad(format!("{name} has at most {most} characters")))
    }
}
