//! Emojis and stickers.

use crate::emoji::{ClanEmoji, ClanSticker};
use crate::{ApiCall, ClanId, Client};

impl Client {
    /// Lists the emojis of a clan.
    ///
    /// The service lists those of all clans of the bot (`GetListEmojisByUserId`), of which the clan's are kept.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_mezon::Result<()> {
    /// use chatwire_mezon::Client;
    ///
    /// let client = Client::new(1_800_000_000_000_000_001, "api-key")?;
    /// let emojis = client.list_clan_emoji_by_clan_id(1_840_000_000_000_000_001);
    /// assert_eq!(emojis.method().name(), "GetListEmojisByUserId");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call).
    #[doc(alias = "listClanEmojiByClanId")]
    pub fn list_clan_emoji_by_clan_id(&self, clan: impl Into<ClanId>) -> ApiCall<Vec<ClanEmoji>> {
        let clan = clan.into();
        self.api().get_list_emojis_by_user_id().map(move |list| {
            let of_clan = list.emoji_list.into_iter().filter(|emoji| emoji.clan_id == clan.get());
            of_clan.map(ClanEmoji::from).collect()
        })
    }

    /// Lists the stickers of a clan.
    ///
    /// The service lists those of all clans of the bot (`GetListStickersByUserId`), of which the clan's are kept.
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call).
    #[doc(alias = "listClanStickersByClanId")]
    pub fn list_clan_stickers_by_clan_id(
        &self,
        clan: impl Into<ClanId>,
    ) -> ApiCall<Vec<ClanSticker>> {
        let clan = clan.into();
        self.api().get_list_stickers_by_user_id().map(move |list| {
            let of_clan = list.stickers.into_iter().filter(|sticker| sticker.clan_id == clan.get());
            of_clan.map(ClanSticker::from).collect()
        })
    }
}
