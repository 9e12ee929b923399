//! The site's own page data, asked for as what we are.
//!
//! The site is guarded against programs and often refuses them. This crate does nothing about that: it names itself,
//! asks once, and says [`SITE_BLOCKED`](crate::code::SITE_BLOCKED).

use std::time::Duration;

use chatwire_core::build::Reply;
use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use http::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::resolver::ChatroomResolver;
use super::target::slug_candidates;
use crate::Client;
use crate::client::named;
use crate::error::code;
use crate::token_store::KnownChatroom;

/// Longest wait for the site.
const LIMIT: Duration = Duration::from_secs(10);

/// Asks the site by the address that the client is built with ([`Builder::site_url`](crate::Builder::site_url)).
///
/// One request for each form of the name. A refusal ends the search at once; too many requests and failures of the
/// server are tried three times in all.
#[derive(Clone, Debug)]
pub struct SiteResolver {
    client: Client,
}

impl SiteResolver {
    /// A resolver that uses this client's connections and proxy.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    async fn ask(&self, slug: &str) -> Result<Option<KnownChatroom>> {
        let call =
            self.client.site_call(Method::GET, "kick.chatroom_id", "/api/v2/channels/{slug}");
        let request = call.segment(slug).decode(site_json::<Value>);
        match request.timeout(LIMIT * 3).attempt_timeout(LIMIT).await {
            Ok(page) => Ok(read(page)),
            Err(err) if err.kind() == ErrorKind::NotFound => Ok(None),
            Err(err) => Err(refused(err)),
        }
    }
}

impl ChatroomResolver for SiteResolver {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<KnownChatroom>>> {
        Box::pin(async move {
            for slug in slug_candidates(name)? {
                if let Some(found) = self.ask(&slug).await? {
                    return Ok(Some(found));
                }
            }
            Ok(None)
        })
    }
}

/// Reads what the site answers: a page for people, whatever its status, is a refusal.
pub(crate) fn site_json<T: DeserializeOwned>(reply: &Reply) -> Result<T> {
    let is_page = reply.text_bytes().trim_ascii_start().starts_with(b"<");
    if is_page { Err(blocked()) } else { reply.json() }
}

/// The error of a site that refuses programs.
fn blocked() -> Error {
    let why = "the site refuses programs; give the ids (ChatTarget::ids), keep them in a store, or read chat by webhooks";
    named(Error::new(ErrorKind::Forbidden, why).with_code(code::SITE_BLOCKED))
}

/// Says of a refusal what it is; other errors stay as they are.
pub(crate) fn refused(err: Error) -> Error {
    if err.kind() != ErrorKind::Forbidden || err.code() == Some(code::SITE_BLOCKED) {
        return err;
    }
    let refusal = blocked().with_operation(err.operation());
    let refusal = match err.status() {
        Some(status) => refusal.with_status(status),
        None => refusal,
    };
    refusal.with_source(err)
}

/// Reads a channel's page data: only the number of the chatroom must be there.
fn read(page: Value) -> Option<KnownChatroom> {
    let page: Page = serde_json::from_value(page).ok()?;
    let mut known = KnownChatroom::new(page.chatroom.id);
    known.channel_id = number(&page.id).map(Into::into);
    known.user_id = number(&page.user_id).map(Into::into);
    known.slug = page.slug.as_str().map(str::to_lowercase);
    let name = page.user.get("username").and_then(Value::as_str);
    known.username = name.map(str::to_owned);
    Some(known)
}

fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

#[derive(Deserialize)]
struct Page {
    chatroom: Chatroom,
    #[serde(default)]
    id: Value,
    #[serde(default)]
    user_id: Value,
    #[serde(default)]
    slug: Value,
    #[serde(default)]
    user: Value,
}

#[derive(Deserialize)]
struct Chatroom {
    id: crate::ChatroomId,
}
