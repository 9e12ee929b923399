//! Results as the reference shows them: keys in the open, pages in their envelope.

use chatwire_tokenbowl::{
    Bot, BotCreated, Conversation, Error, KeyRegenerated, MagicLinkSession, Message, Page,
    Pagination, Profile, PublicUser, Registration, Secret,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::adapter::{Made, NotMade, written};
use crate::compare::result::Outcome;

/// A result with secrets in it, which are compared all the same.
pub(super) trait Shown: Serialize {
    /// Names and values of the secrets.
    fn secrets(&self) -> Vec<(&'static str, &Secret)> {
        Vec::new()
    }
}

impl Shown for Message {}
impl Shown for PublicUser {}
impl Shown for Conversation {}
impl Shown for String {}

macro_rules! with_key {
    ($($model:ty),*) => {
        $(impl Shown for $model {
            fn secrets(&self) -> Vec<(&'static str, &Secret)> {
                vec![("api_key", &self.api_key)]
            }
        })*
    };
}

with_key!(Bot, BotCreated, KeyRegenerated, Profile, Registration);

impl Shown for MagicLinkSession {
    fn secrets(&self) -> Vec<(&'static str, &Secret)> {
        vec![("api_key", &self.api_key), ("session_token", &self.session_token)]
    }
}

/// One object.
pub(super) fn one<T: Shown>(result: Result<T, Error>) -> Made {
    match result {
        Ok(value) => shown(&value).map(Outcome::ok),
        Err(error) => Ok(Outcome::Error(error)),
    }
}

/// One object without secrets.
pub(super) fn plain<T: Serialize>(result: Result<T, Error>) -> Made {
    written(result)
}

/// A bare list.
pub(super) fn list<T: Shown>(result: Result<Page<T>, Error>) -> Made {
    let page = match result {
        Ok(page) => page,
        Err(error) => return Ok(Outcome::Error(error)),
    };
    Ok(Outcome::Ok { value: items(&page)?, invalid: page.invalid.len() })
}

/// The envelope that the reference gives back: items under `field`, place among all of them.
///
/// Both shapes of a place are shown, since the reference knows one and servers send the other.
pub(super) fn page<T: Shown>(field: &str, result: Result<Page<T>, Error>) -> Made {
    let page = match result {
        Ok(page) => page,
        Err(error) => return Ok(Outcome::Error(error)),
    };
    let mut value = json!({field: items(&page)?});
    if let Some(value) = value.as_object_mut() {
        if let Some(place) = Pagination::of(&page) {
            value.insert("pagination".into(), json!(place));
            value.insert("total".into(), place.total.into());
            value.insert("offset".into(), place.offset.into());
            value.insert("limit".into(), place.limit.into());
        } else if let Some(place) = page.extra.get("pagination") {
            // What tells too little of the place is kept as it came.
            value.insert("pagination".into(), place.clone());
        }
    }
    Ok(Outcome::Ok { value, invalid: page.invalid.len() })
}

fn items<T: Shown>(page: &Page<T>) -> Result<Value, NotMade> {
    page.items.iter().map(shown).collect()
}

fn shown<T: Shown>(value: &T) -> Result<Value, NotMade> {
    let mut object = serde_json::to_value(value)
        .map_err(|trouble| NotMade::Unknown(format!("our result cannot be written: {trouble}")))?;
    for (name, secret) in value.secrets() {
        if let Some(object) = object.as_object_mut() {
            object.insert(name.to_owned(), secret.expose().into());
        }
    }
    Ok(object)
}
