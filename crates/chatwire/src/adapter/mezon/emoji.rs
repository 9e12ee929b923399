//! [`Emojis`]: which id a name of an emoji stands for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chatwire_core::Result;
use chatwire_mezon::{ChannelId, ClanId, Client, EmojiId};

use super::{PLATFORM, refused};

/// Names that are remembered; beyond them all are asked for again.
const MOST: usize = 10_000;

/// Emojis that were seen or listed, by their names without colons; clones share them.
#[derive(Clone, Debug)]
pub(super) struct Emojis {
    client: Client,
    known: Arc<Mutex<HashMap<String, Vec<Emoji>>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Emoji {
    id: EmojiId,
    /// Clan of the emoji; none for one that was seen in a reaction.
    clan: Option<ClanId>,
}

impl Emojis {
    pub(super) fn new(client: &Client) -> Self {
        Self { client: client.clone(), known: Arc::default() }
    }

    /// Remembers an emoji that somebody used.
    pub(super) fn seen(&self, name: &str, id: EmojiId) {
        if !id.is_none() && !name.is_empty() {
            self.put(name, Emoji { id, clan: None });
        }
    }

    /// Id and name of an emoji that is given by its name or its id.
    pub(super) async fn find(&self, channel: ChannelId, emoji: &str) -> Result<(EmojiId, String)> {
        let name = bare(emoji);
        // Clans may give one name to different emojis.
        let clan = self.client.channel(channel).fetch().await?.clan_id;
        if let Some(found) = self.known(name, clan) {
            return Ok((found, shown(name)));
        }
        let list = self.client.api().get_list_emojis_by_user_id().await?.emoji_list;
        let by_id = name.parse::<i64>().ok();
        let mut named = None;
        for each in list {
            let id = EmojiId::from(each.id);
            if by_id == Some(each.id) {
                named = Some((id, each.shortname.clone()));
            }
            self.put(&each.shortname, Emoji { id, clan: Some(each.clan_id.into()) });
        }
        let found = self.known(name, clan).map(|id| (id, shown(name)));
        let unknown = || refused(PLATFORM, "emoji", "is none that this bot can use on Mezon");
        found.or(named).ok_or_else(unknown)
    }

    /// The one of the clan, else any of the name.
    fn known(&self, name: &str, clan: ClanId) -> Option<EmojiId> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let all = known.get(name)?;
        let here = all.iter().find(|emoji| emoji.clan == Some(clan));
        here.or_else(|| all.first()).map(|emoji| emoji.id)
    }

    fn put(&self, name: &str, emoji: Emoji) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        let all = known.entry(bare(name).to_owned()).or_default();
        match all.iter_mut().find(|other| other.id == emoji.id) {
            Some(same) => same.clan = same.clan.or(emoji.clan),
            None => all.push(emoji),
        }
    }
}

fn bare(name: &str) -> &str {
    name.trim().trim_matches(':')
}

/// A name as messages and reactions have it.
fn shown(name: &str) -> String {
    format!(":{name}:")
}
