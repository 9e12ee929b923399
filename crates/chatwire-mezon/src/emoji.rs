//! Emojis and stickers of clans.

use chatwire_core::Timestamp;
use chatwire_mezon_proto::api;
use serde::{Deserialize, Serialize};

use crate::{ClanId, EmojiId, StickerId, UserId};

/// An emoji of a clan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClanEmoji {
    /// Id.
    pub id: EmojiId,
    /// Address of the picture.
    pub src: String,
    /// Word that stands for it.
    pub shortname: String,
    /// Category.
    pub category: String,
    /// Who made it.
    pub creator_id: UserId,
    /// Clan that it belongs to.
    pub clan_id: ClanId,
    /// Address of the clan's picture.
    pub logo: String,
    /// Name of the clan.
    pub clan_name: String,
    /// Whether it is for sale.
    pub is_for_sale: bool,
}

/// A sticker of a clan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ClanSticker {
    /// Id.
    pub id: StickerId,
    /// Address of its file.
    pub source: String,
    /// Word that stands for it.
    pub shortname: String,
    /// Category.
    pub category: String,
    /// Who made it.
    pub creator_id: UserId,
    /// When it was made; `None` where the service does not say.
    pub created_at: Option<Timestamp>,
    /// Clan that it belongs to.
    pub clan_id: ClanId,
    /// Address of the clan's picture.
    pub logo: String,
    /// Name of the clan.
    pub clan_name: String,
    /// What its file is, as a number of the service.
    pub media_type: i32,
    /// Whether it is for sale.
    pub is_for_sale: bool,
}

impl From<api::ClanEmoji> for ClanEmoji {
    fn from(emoji: api::ClanEmoji) -> Self {
        Self {
            id: emoji.id.into(),
            src: emoji.src,
            shortname: emoji.shortname,
            category: emoji.category,
            creator_id: emoji.creator_id.into(),
            clan_id: emoji.clan_id.into(),
            logo: emoji.logo,
            clan_name: emoji.clan_name,
            is_for_sale: emoji.is_for_sale,
        }
    }
}

impl From<api::ClanSticker> for ClanSticker {
    fn from(sticker: api::ClanSticker) -> Self {
        let created = i64::from(sticker.create_time_seconds);
        Self {
            id: sticker.id.into(),
            source: sticker.source,
            shortname: sticker.shortname,
            category: sticker.category,
            creator_id: sticker.creator_id.into(),
            created_at: (created > 0).then(|| Timestamp::from_unix_seconds(created)),
            clan_id: sticker.clan_id.into(),
            logo: sticker.logo,
            clan_name: sticker.clan_name,
            media_type: sticker.media_type,
            is_for_sale: sticker.is_for_sale,
        }
    }
}
