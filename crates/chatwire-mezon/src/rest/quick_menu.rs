//! The bot's quick menu: entries that users pick, which come as [`Event::QuickMenu`](crate::Event::QuickMenu).

use chatwire_core::{Error, Result};
use chatwire_mezon_proto::api;

use super::awaited;
use crate::error::named;
use crate::rpc::ApiCall;
use crate::{ChannelId, ClanId, Client, QuickMenuId, UserId};

impl Client {
    /// Adds an entry to the bot's quick menu: what users see, and the text that picking it sends.
    ///
    /// # Errors
    ///
    /// Those of [`AddQuickMenu`].
    #[doc(alias = "add_quick_menu_access")]
    pub fn add_quick_menu(
        &self,
        name: impl Into<String>,
        action: impl Into<String>,
    ) -> AddQuickMenu {
        let menu = api::QuickMenuAccess {
            bot_id: self.bot_id().get(),
            menu_name: name.into(),
            action_msg: action.into(),
            menu_type: 1,
            ..api::QuickMenuAccess::default()
        };
        AddQuickMenu { client: self.clone(), menu }
    }

    /// Removes entries of the bot's quick menu: all, unless [`id`](DeleteQuickMenu::id) names one.
    ///
    /// mezon-sdk 2.8.53 puts the bot's id into the field for the entry's, so that nothing is removed there.
    ///
    /// # Errors
    ///
    /// Those of [`DeleteQuickMenu`].
    #[doc(alias = "delete_quick_menu_access")]
    pub fn delete_quick_menu(&self) -> DeleteQuickMenu {
        let bot_id = self.bot_id().get();
        let filter = api::QuickMenuAccess { bot_id, ..api::QuickMenuAccess::default() };
        DeleteQuickMenu { client: self.clone(), filter }
    }

    /// Entries of the bot's quick menu.
    ///
    /// # Errors
    ///
    /// Those of [`ListQuickMenus`].
    #[doc(alias = "list_quick_menu_access")]
    pub fn quick_menus(&self) -> ListQuickMenus {
        let bot_id = self.bot_id().get();
        let request = api::ListQuickMenuAccessRequest { bot_id, ..Default::default() };
        ListQuickMenus { client: self.clone(), request }
    }

    /// Changes an entry of the bot's quick menu; take one from [`quick_menus`](Self::quick_menus) and change its fields.
    ///
    /// # Errors
    ///
    /// When awaited: [`Input`](chatwire_core::ErrorKind::Input) for an entry without an id, and those of
    /// [every call](crate::Client#errors-of-every-call).
    #[doc(alias = "update_quick_menu_access")]
    pub fn update_quick_menu(&self, menu: api::QuickMenuAccess) -> ApiCall<()> {
        let checked = if menu.id == 0 {
            Err(Error::input("the id of the quick menu's entry is missing"))
        } else {
            Ok(())
        };
        self.api().update_quick_menu_access(menu).check(checked)
    }
}

/// Adds an entry to the bot's quick menu; from [`Client::add_quick_menu`]. Awaiting gives its id.
///
/// # Errors
///
/// [`Input`](chatwire_core::ErrorKind::Input) without a name, and those of
/// [every call](crate::Client#errors-of-every-call).
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct AddQuickMenu {
    client: Client,
    menu: api::QuickMenuAccess,
}

impl AddQuickMenu {
    /// Shows it in one clan only.
    pub fn clan(mut self, clan: impl Into<ClanId>) -> Self {
        self.menu.clan_id = clan.into().get();
        self
    }

    /// Shows it in one channel only.
    pub fn channel(mut self, channel: impl Into<ChannelId>) -> Self {
        self.menu.channel_id = channel.into().get();
        self
    }

    /// Picture behind the entry.
    pub fn background(mut self, url: impl Into<String>) -> Self {
        self.menu.background = url.into();
        self
    }

    /// Type of the entry, a number of the service (1).
    #[doc(alias = "menu_type")]
    pub fn kind(mut self, number: i32) -> Self {
        self.menu.menu_type = number;
        self
    }

    async fn run(self) -> Result<QuickMenuId> {
        let Self { client, mut menu } = self;
        if menu.menu_name.is_empty() {
            return Err(named(Error::input("an entry of the quick menu needs a name")));
        }
        menu.id = client.inner.snowflakes.next();
        let id = QuickMenuId::new(menu.id);
        client.api().add_quick_menu_access(menu).await?;
        Ok(id)
    }
}

/// Removes entries of a quick menu; from [`Client::delete_quick_menu`].
///
/// # Errors
///
/// Those of [every call](crate::Client#errors-of-every-call).
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct DeleteQuickMenu {
    client: Client,
    filter: api::QuickMenuAccess,
}

impl DeleteQuickMenu {
    /// Removes one entry only.
    pub fn id(mut self, id: impl Into<QuickMenuId>) -> Self {
        self.filter.id = id.into().get();
        self
    }

    /// Removes those of another bot of the same owner.
    pub fn bot(mut self, bot: impl Into<UserId>) -> Self {
        self.filter.bot_id = bot.into().get();
        self
    }

    async fn run(self) -> Result<()> {
        self.client.api().delete_quick_menu_access(self.filter).await
    }
}

/// Lists entries of a quick menu; from [`Client::quick_menus`].
///
/// # Errors
///
/// Those of [every call](crate::Client#errors-of-every-call).
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct ListQuickMenus {
    client: Client,
    request: api::ListQuickMenuAccessRequest,
}

impl ListQuickMenus {
    /// Those of another bot.
    pub fn bot(mut self, bot: impl Into<UserId>) -> Self {
        self.request.bot_id = bot.into().get();
        self
    }

    /// Those that are shown in a channel.
    pub fn channel(mut self, channel: impl Into<ChannelId>) -> Self {
        self.request.channel_id = channel.into().get();
        self
    }

    /// Those of a type, a number of the service.
    #[doc(alias = "menu_type")]
    pub fn kind(mut self, number: i32) -> Self {
        self.request.menu_type = number;
        self
    }

    async fn run(self) -> Result<Vec<api::QuickMenuAccess>> {
        Ok(self.client.api().list_quick_menu_access(self.request).await?.list_menus)
    }
}

awaited!(
    AddQuickMenu => QuickMenuId,
    DeleteQuickMenu => (),
    ListQuickMenus => Vec<api::QuickMenuAccess>,
);
