//! [`Emojis`]: which id a name of an emoji stands for.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chatwire_core::Result;
use chatwire_mezon::{ChannelId, ClanId, Client, EmojiId};

use super::{PLATFORM, refused};

/// Emojis that are remembered; beyond them all are asked for again.
const MOST: usize = 10_000;

/// Emojis of one name that are remembered, the last ones.
const MOST_OF_A_NAME: usize = 100;

/// Emojis that were seen or listed; clones share them.
#[derive(Clone, Debug)]
pub(super) struct Emojis {
    client: Client,
    known: Arc<Mutex<Known>>,
}

/// Emojis by their names without colons.
#[derive(Debug, Default)]
struct Known {
    names: HashMap<String, VecDeque<Emoji>>,
    count: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Emoji {
    id: EmojiId,
    /// Clan where the name stands for it; none for one that was seen in a reaction.
    clan: Option<ClanId>,
}

impl Emojis {
    pub(super) fn new(client: &Client) -> Self {
        Self { client: client.clone(), known: Arc::default() }
    }

    /// Remembers an emoji that somebody used.
    pub(super) fn seen(&self, name: &str, id: EmojiId) {
        if !id.is_none() && !name.is_empty() {
            self.known().put(bare(name), Emoji { id, clan: None });
        }
    }

    /// Id and name of an emoji that is given by its name or its id.
    pub(super) async fn find(&self, channel: ChannelId, emoji: &str) -> Result<(EmojiId, String)> {
        let name = bare(emoji);
        // Clans may give one name to different emojis: what was seen somewhere may be another clan's.
        let clan = self.client.channel(channel).fetch().await?.clan_id;
        if let Some(found) = self.known().of_clan(name, clan) {
            return Ok((found, shown(name)));
        }
        let list = self.client.api().get_list_emojis_by_user_id().await?.emoji_list;
        let by_id = name.parse::<i64>().ok();
        let mut named = None;
        let mut known = self.known();
        for each in list {
            let id = EmojiId::from(each.id);
            if by_id == Some(each.id) {
                named = Some((id, each.shortname.clone()));
            }
            known.put(bare(&each.shortname), Emoji { id, clan: Some(each.clan_id.into()) });
        }
        if let Some(id) = known.of_clan(name, clan).or_else(|| known.any(name)) {
            // One of another clan is taken without a look from now on.
            known.put(name, Emoji { id, clan: Some(clan) });
            return Ok((id, shown(name)));
        }
        named.ok_or_else(|| refused(PLATFORM, "emoji", "is none that this bot can use on Mezon"))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn of_clan(&self, name: &str, clan: ClanId) -> Option<EmojiId> {
        let here = self.names.get(name)?.iter().find(|emoji| emoji.clan == Some(clan));
        here.map(|emoji| emoji.id)
    }

    fn any(&self, name: &str) -> Option<EmojiId> {
        self.names.get(name)?.front().map(|emoji| emoji.id)
    }

    fn put(&mut self, name: &str, emoji: Emoji) {
        if self.names.get(name).is_some_and(|all| all.contains(&emoji)) {
            return;
        }
        if self.count >= MOST {
            *self = Self::default();
        }
        let all = self.names.entry(name.to_owned()).or_default();
        all.push_back(emoji);
        self.count += 1;
        if all.len() > MOST_OF_A_NAME {
            all.pop_front();
            self.count -= 1;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut known = Known::default();
        let seen = |id: usize| Emoji { id: i64::try_from(id).unwrap().into(), clan: None };
        for id in 1..=MOST_OF_A_NAME + 5 {
            known.put("heart", seen(id));
            known.put("heart", seen(id));
        }
        assert_eq!((known.names["heart"].len(), known.count), (MOST_OF_A_NAME, MOST_OF_A_NAME));
        assert_eq!(known.any("heart"), Some(EmojiId::from(6)));
        for id in 1..=MOST {
            known.put(&format!("emoji{id}"), seen(id));
            let remembered: usize = known.names.values().map(VecDeque::len).sum();
            assert!(remembered <= MOST && (id % 1000 > 0 || remembered == known.count));
        }
    }
}
