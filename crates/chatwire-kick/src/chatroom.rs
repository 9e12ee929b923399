//! From the name of a channel to the numbers of its chatroom.
//!
//! The official API does not say them. They come from whoever knows: ids that were given, the client's store, which
//! keeps every one that was learned, and the site, which refuses programs more often than not. So a program should
//! learn the ids of its channels once, and keep them.
//!
//! Reading chat by webhooks needs none of this: it goes by the id of the streamer, which the official API tells for
//! every slug.

mod resolver;
mod site;
mod target;

use chatwire_core::{Error, Result};

use crate::token_store::KnownChatroom;
use crate::{ChatroomId, Client, UserId};

pub use resolver::{ChainResolver, ChatroomResolver, StaticResolver, StoreResolver};
pub use site::SiteResolver;
pub(crate) use site::{refused, site_json};
pub use target::{ChatTarget, slug_candidates};

/// Known chatrooms, and accounts whose chatroom could not be found.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct AllChatrooms {
    /// Everything that the store knows, by ascending chatroom.
    pub rooms: Vec<KnownChatroom>,
    /// Accounts with a token whose chatroom stays unknown, and why.
    pub failed: Vec<(UserId, Error)>,
}

impl Client {
    /// Numbers of a channel's chatroom, from the store or else from the site; what is learned is kept.
    ///
    /// `name` is the slug or the display name, in any case of letters.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_kick::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().answer(Answer::status(200).body(
    /// #     r#"{"id":501,"user_id":1001,"slug":"some-user","chatroom":{"id":9001}}"#));
    /// # let client = chatwire_kick::Client::builder().script(script).build()?;
    /// let known = client.chatroom_id("some_user").await?;
    /// assert_eq!((known.chatroom_id.get(), known.channel_id.map(|id| id.get())), (9001, Some(501)));
    /// // Now it is known: nothing is asked again.
    /// assert_eq!(client.chatroom_id("Some-User").await?.chatroom_id, known.chatroom_id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Input`](chatwire_core::ErrorKind::Input) for what cannot be a name;
    /// [`NotFound`](chatwire_core::ErrorKind::NotFound) with the code
    /// [`CHATROOM_NOT_FOUND`](crate::code::CHATROOM_NOT_FOUND);
    /// [`Forbidden`](chatwire_core::ErrorKind::Forbidden) with [`SITE_BLOCKED`](crate::code::SITE_BLOCKED) when the
    /// site refuses to be asked; otherwise those of the call or of the store.
    #[doc(alias = "get_chatroom_id")]
    pub async fn chatroom_id(&self, name: &str) -> Result<KnownChatroom> {
        found(name, self.chatroom_resolver().resolve(name).await?)
    }

    /// What [`chatroom_id`](Self::chatroom_id) asks: the store, then the site.
    #[must_use]
    pub fn chatroom_resolver(&self) -> ChainResolver {
        ChainResolver::new()
            .then(StoreResolver::new(self.chatrooms().clone()))
            .then(SiteResolver::new(self.clone()))
            .keep(self.chatrooms().clone())
    }

    /// Streamer of a chatroom, if the store knows: what official calls need. (kickpython says "channel id" for it.)
    ///
    /// # Errors
    ///
    /// Those of the store.
    #[doc(alias = "get_channel_id_from_chatroom")]
    pub async fn broadcaster_for_chatroom(
        &self,
        chatroom: impl Into<ChatroomId>,
    ) -> Result<Option<UserId>> {
        let known = self.chatrooms().by_chatroom(chatroom.into()).await?;
        Ok(known.and_then(|known| known.user_id))
    }

    /// All known chatrooms, after a look-up of those of the accounts that have a token here.
    ///
    /// One account after the other: its token tells its slug, the slug the chatroom.
    ///
    /// # Errors
    ///
    /// Those of the stores; failures of single look-ups are in [`AllChatrooms::failed`].
    #[doc(alias = "get_all_chatroom_ids")]
    pub async fn all_chatrooms(&self) -> Result<AllChatrooms> {
        let mut failed = Vec::new();
        for token in self.tokens().list().await? {
            if self.chatrooms().by_user(token.account).await?.is_some() {
                continue;
            }
            if let Err(error) = self.learn(token.account).await {
                failed.push((token.account, error));
            }
        }
        Ok(AllChatrooms { rooms: self.chatrooms().list_chatrooms().await?, failed })
    }

    /// Finds the chatroom of an account and keeps it.
    async fn learn(&self, account: UserId) -> Result<()> {
        let slug = self.with_account(account)?.my_channel().await?.slug;
        let known = self.chatroom_id(&slug).await?;
        if known.user_id == Some(account) {
            return Ok(());
        }
        self.chatrooms().put_chatroom(known.user(account)).await
    }
}

/// What a resolver found, or the error of a name that nobody knows.
pub(crate) fn found(name: &str, known: Option<KnownChatroom>) -> Result<KnownChatroom> {
    known.ok_or_else(|| resolver::not_found(name))
}
