//! [`Session`]: what a command of Kick works with.

use chatwire::kick::chatroom::slug_candidates;
use chatwire::kick::{Channel, Client, UserId};
use chatwire::{Error, ErrorKind, Page, Pages, Request};
use futures_util::TryStreamExt as _;
use serde::Serialize;

use super::access::{Access, Settings};
use crate::cmd::shown::tell_unreadable;
use crate::context::Context;
use crate::exit::{Exit, Failure, Result};
use crate::output::{Output, Text, aside};
use crate::progress;
use crate::service::Service;

/// Handed to every command of Kick.
#[derive(Debug)]
pub(in crate::cmd) struct Session<'a> {
    pub(super) out: Output,
    pub(in crate::cmd) settings: Settings<'a>,
    context: &'a Context,
}

impl<'a> Session<'a> {
    pub(in crate::cmd) fn new(context: &'a Context, access: &'a Access) -> Result<Self> {
        let vars = context.vars(Service::Kick);
        let settings = Settings::new(access, &context.globals, vars);
        Ok(Self { out: context.out, settings, context })
    }

    /// See [`Settings::client`].
    pub(in crate::cmd) async fn client(&self) -> Result<Client> {
        self.settings.client().await
    }

    pub(super) fn context(&self) -> &Context {
        self.context
    }

    pub(super) fn dry_run(&self) -> bool {
        self.context.dry_run()
    }

    /// See [`Context::call`].
    pub(super) async fn call<T: Send + 'static>(
        &self,
        doing: &str,
        request: Request<T>,
    ) -> Result<Option<T>> {
        self.context.call(doing, request).await
    }

    /// See [`Context::preview`].
    pub(super) fn preview<T: 'static>(&self, request: Request<T>) -> Result {
        self.context.preview(request)
    }

    /// Prints one page of a list, and on stderr where the next begins.
    pub(super) async fn page<T: Serialize + Send + 'static>(
        &self,
        doing: &str,
        request: Request<Page<T>>,
        words: impl FnOnce(&[T]) -> Text,
    ) -> Result {
        let Some(page) = self.call(doing, request).await? else { return Ok(()) };
        self.out.list(&page.items, words)?;
        tell_unreadable(page.invalid.len());
        if let Some(next) = &page.next {
            aside(&format!("more: --after {}", next.as_str()));
        }
        Ok(())
    }

    /// Prints all pages of a list: JSON page by page, words when all is there.
    pub(super) async fn pages<T: Serialize + Send + 'static>(
        &self,
        doing: &str,
        mut pages: Pages<T>,
        words: impl FnOnce(&[T]) -> Text,
    ) -> Result {
        let mut all = Vec::new();
        let mut unreadable = 0;
        while let Some(page) = progress::shown(doing, pages.try_next()).await? {
            unreadable += page.invalid.len();
            if self.out.is_json() {
                page.items.iter().try_for_each(|item| self.out.value(item))?;
            } else {
                all.extend(page.items);
            }
        }
        tell_unreadable(unreadable);
        if self.out.is_json() { Ok(()) } else { self.out.text(&words(&all)) }
    }

    /// User id of a streamer: digits are one, a name is looked up among known chatrooms and by the official API.
    ///
    /// `None` with `--dry-run`, after the look-up was printed.
    pub(in crate::cmd) async fn user_id(
        &self,
        client: &Client,
        name: &str,
    ) -> Result<Option<UserId>> {
        if let Ok(id) = name.parse() {
            return Ok(Some(id));
        }
        let slugs = slug_candidates(name)?;
        for slug in &slugs {
            let known = client.chatrooms().by_name(slug).await?;
            if let Some(id) = known.and_then(|known| known.user_id) {
                return Ok(Some(id));
            }
        }
        // The look-up itself is all that can be shown of a call that needs its answer.
        if self.dry_run() {
            let first = slugs.into_iter().next().unwrap_or_default();
            self.preview(client.channels().slug(first).request())?;
            aside(
                "Only the look-up of the name is shown: with a user id instead, the call itself is",
            );
            return Ok(None);
        }
        for slug in slugs {
            match self.slug(client, &slug).await {
                Ok(channel) => return Ok(Some(channel.broadcaster_user_id)),
                Err(failure) if failure.exit() == Exit::NotFound => {}
                Err(failure) => return Err(failure),
            }
        }
        Err(no_channel(name))
    }

    /// A channel by its slug.
    pub(super) async fn slug(&self, client: &Client, slug: &str) -> Result<Channel> {
        let call = client.channels().slug(slug).into_future();
        match progress::shown("Looking up the channel", call).await {
            Ok(page) => page.items.into_iter().next().ok_or_else(|| no_channel(slug)),
            // Kick refuses a request with a slug that does not exist, and says no more of it.
            Err(err) if err.status().is_some_and(|status| status.as_u16() == 400) => {
                Err(no_channel(slug))
            }
            Err(err) => Err(err.into()),
        }
    }

    /// User id of the channel that is meant; without a name that of the token.
    pub(super) async fn channel(
        &self,
        client: &Client,
        name: Option<&str>,
    ) -> Result<Option<UserId>> {
        match (name, client.account()) {
            (Some(name), _) => self.user_id(client, name).await,
            (None, Some(account)) => Ok(Some(account)),
            (None, None) => {
                let own = self.call("Looking up your channel", client.my_channel()).await?;
                if own.is_none() {
                    aside(
                        "Only the look-up of your channel is shown: with its user id, the call itself is",
                    );
                }
                Ok(own.map(|channel| channel.broadcaster_user_id))
            }
        }
    }
}

fn no_channel(name: &str) -> Failure {
    let why = format!("there is no channel '{name}'");
    Error::new(ErrorKind::NotFound, why).with_platform("kick").into()
}
