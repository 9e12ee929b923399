//! Token Bowl Chat: every call of its Python clients.

mod admin;
pub(super) mod agent;
mod bowl;
mod calls;
pub(super) mod live;
pub(super) mod parse;
mod shown;
mod tools;

use chatwire_tokenbowl::env::Vars;
use chatwire_tokenbowl::{Builder, Client, Error};
use serde_json::Value;

use super::{Arguments, Made, NotMade, Scene};
use crate::compare::result::Outcome;

/// Key of the recorded clients.
pub(super) const KEY: &str = "test-key";

pub(super) async fn call(scene: &Scene<'_>) -> Made {
    let client = match builder(scene)?.and_then(Builder::build) {
        Ok(client) => client,
        Err(error) => return Ok(Outcome::Error(error)),
    };
    let args = Arguments::new(scene.args);
    match scene.method.starts_with("admin_") {
        true => Box::pin(admin::call(&client, scene.method, args)).await,
        false => Box::pin(calls::call(&client, scene.method, args)).await,
    }
}

/// A client for this scene; a key that is null or empty is looked for in the recorded environment.
fn builder(scene: &Scene<'_>) -> Result<Result<Builder, Error>, NotMade> {
    let config = scene.config("", &["api_key"])?;
    let key = match scene.options.get("api_key") {
        None => Some(KEY),
        Some(Value::Null) => None,
        Some(_) => Some(scene.key("api_key", KEY)?).filter(|key| !key.is_empty()),
    };
    let builder = match key {
        Some(key) => Ok(Client::builder(key)),
        None => Builder::from_vars(&Vars::from_pairs(scene.env.iter().cloned())),
    };
    Ok(builder.map(|builder| builder.config(config)))
}
