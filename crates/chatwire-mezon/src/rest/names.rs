//! Whether a name is taken.

use chatwire_core::{Error, ErrorKind, Result};
use chatwire_mezon_proto::api;
use chatwire_mezon_proto::realtime::{self, envelope};
use serde::{Deserialize, Serialize};

use super::awaited;
use crate::error::named;
use crate::number_enum::number_enum;
use crate::{ApiCall, ClanId, Client};

number_enum! {
    /// What a name is for.
    pub enum NameKind {
        /// A clan.
        Clan = 0,
        /// A category.
        Category = 1,
        /// A channel.
        Channel = 2,
        /// A thread.
        Thread = 3,
        /// The name of a user in a clan.
        Nickname = 4,
    }
}

/// Whether a name is taken; from [`Client::check_duplicate_name`].
#[doc(alias = "ClanNameExistedEvent")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NameCheck {
    /// The name that was asked for.
    #[doc(alias = "clan_name")]
    pub name: String,
    /// Whether somebody has it.
    #[doc(alias = "exist")]
    pub is_taken: bool,
}

/// Asks whether a name is taken; see [`Client::check_duplicate_name`].
#[must_use = "a call does nothing until it is awaited"]
#[derive(Debug)]
pub struct CheckDuplicateName {
    client: Client,
    request: api::CheckDuplicateNameRequest,
    clan: ClanId,
}

impl Client {
    /// Asks whether the name of a clan is taken.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_mezon::Result<()> {
    /// # use chatwire_mezon::proto::{Message as _, api};
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let answer = api::CheckDuplicateNameResponse { is_duplicate: true };
    /// # let session = api::Session { token: "h.e30.s".to_owned(), ..Default::default() };
    /// # let script = Script::new()
    /// #     .answer(Answer::status(200).body(session.encode_to_vec()))
    /// #     .answer(Answer::status(200).body(answer.encode_to_vec()));
    /// # let client = chatwire_mezon::Client::builder(1_800_000_000_000_000_001, "api-key")
    /// #     .script(script)
    /// #     .build()?;
    /// let check = client.check_duplicate_clan_name("My Clan").await?;
    /// if check.is_taken {
    ///     println!("there is a clan {} already", check.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`check_duplicate_name`](Self::check_duplicate_name).
    #[doc(alias = "checkDuplicateClanName")]
    pub fn check_duplicate_clan_name(&self, name: impl Into<String>) -> CheckDuplicateName {
        self.check_duplicate_name(name, NameKind::Clan)
    }

    /// Asks whether a name is taken.
    ///
    /// A service that does not know the call is asked over the socket in the old way, while a live session is online.
    ///
    /// # Errors
    ///
    /// Awaiting gives those of [every call](crate::Client#errors-of-every-call).
    pub fn check_duplicate_name(
        &self,
        name: impl Into<String>,
        kind: NameKind,
    ) -> CheckDuplicateName {
        let request = api::CheckDuplicateNameRequest {
            name: name.into(),
            r#type: kind.number(),
            condition_id: 0,
        };
        CheckDuplicateName { client: self.clone(), request, clan: ClanId::NONE }
    }
}

impl CheckDuplicateName {
    /// Id of the place in which the name must be the only one, such as the clan of a channel (0: anywhere).
    pub fn condition_id(mut self, id: impl Into<i64>) -> Self {
        self.request.condition_id = id.into();
        self
    }

    /// Clan, which only the old way needs.
    pub fn clan(mut self, clan: impl Into<ClanId>) -> Self {
        self.clan = clan.into();
        self
    }

    /// The call without the old way, to choose how it goes out.
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call).
    pub fn call(self) -> ApiCall<NameCheck> {
        let name = self.request.name.clone();
        self.client
            .api()
            .check_duplicate_name(self.request)
            .map(move |answer| NameCheck { name: name.clone(), is_taken: answer.is_duplicate })
    }

    pub(crate) async fn run(self) -> Result<NameCheck> {
        let event = realtime::CheckNameExistedEvent {
            name: self.request.name.clone(),
            r#type: self.request.r#type,
            condition_id: self.request.condition_id,
            clan_id: self.clan.get(),
            exist: false,
        };
        let client = self.client.clone();
        match self.call().await {
            Err(error) if error.kind() == ErrorKind::Unsupported && client.inner.line.is_open() => {
                tracing::info!(%error, "once more in the old way");
                old_way(&client, event).await
            }
            result => result,
        }
    }
}

async fn old_way(client: &Client, event: realtime::CheckNameExistedEvent) -> Result<NameCheck> {
    let name = event.name.clone();
    match client.inner.line.ask(envelope::Message::CheckNameExistedEvent(event)).await? {
        Some(envelope::Message::CheckNameExistedEvent(answer)) => {
            Ok(NameCheck { name, is_taken: answer.exist })
        }
        _ => Err(named(Error::decode("the service does not say whether the name is taken"))),
    }
}

awaited!(CheckDuplicateName => NameCheck);
