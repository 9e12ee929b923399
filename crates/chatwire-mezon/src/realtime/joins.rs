//! [`Joins`]: clans and channels of which the session gets news, so that it gets them again after a reconnect.

use std::collections::{BTreeMap, BTreeSet};

use chatwire_mezon_proto::realtime::{self, envelope};

use crate::{ChannelId, ClanId};

/// A channel that is joined by itself: private ones, direct ones, threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) clan: ClanId,
    pub(crate) channel: ChannelId,
    /// Number of the channel's type.
    pub(crate) kind: i32,
    pub(crate) is_public: bool,
}

impl Place {
    pub(crate) fn join(&self) -> envelope::Message {
        envelope::Message::ChannelJoin(realtime::ChannelJoin {
            clan_id: self.clan.get(),
            channel_id: self.channel.get(),
            channel_type: self.kind,
            is_public: self.is_public,
        })
    }
}

/// What is joined by envelope: each once on each line.
#[derive(Clone, Debug, Default)]
pub(super) struct Joins {
    clans: BTreeSet<ClanId>,
    /// Those that the program asked for, whether or not the service lists them.
    asked: BTreeSet<ClanId>,
    /// Those that let the bot in while the list was on its way, which may not name them.
    late: BTreeSet<ClanId>,
    channels: BTreeMap<ChannelId, Place>,
}

impl Joins {
    /// Remembers a clan; `false` when it was known.
    pub(super) fn clan(&mut self, clan: ClanId) -> bool {
        self.clans.insert(clan)
    }

    /// Remembers a clan that the program asked for.
    pub(super) fn asked_clan(&mut self, clan: ClanId) {
        self.clans.insert(clan);
        self.asked.insert(clan);
    }

    /// Remembers a clan that the list under way may not name.
    pub(super) fn late_clan(&mut self, clan: ClanId) {
        self.clans.insert(clan);
        self.late.insert(clan);
    }

    /// Remembers a channel; `false` when it was known in this form.
    pub(super) fn channel(&mut self, place: Place) -> bool {
        self.channels.insert(place.channel, place) != Some(place)
    }

    /// Forgets a clan and its channels.
    pub(super) fn forget_clan(&mut self, clan: ClanId) {
        for clans in [&mut self.clans, &mut self.asked, &mut self.late] {
            clans.remove(&clan);
        }
        self.channels.retain(|_, place| place.clan != clan);
    }

    /// Forgets a channel.
    pub(super) fn forget_channel(&mut self, channel: ChannelId) {
        self.channels.remove(&channel);
    }

    /// Replaces the clans by those that the service lists, and those that it need not know.
    pub(super) fn set_clans(&mut self, listed: impl IntoIterator<Item = ClanId>) {
        let Self { clans, asked, late, channels } = self;
        *clans = listed.into_iter().chain(std::mem::take(late)).collect();
        clans.extend(&*asked);
        // A clan that was left has no channels any more; direct ones belong to no clan.
        channels.retain(|_, place| place.clan.is_direct() || clans.contains(&place.clan));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.clans.is_empty() && self.channels.is_empty()
    }

    pub(super) fn clans(&self) -> impl Iterator<Item = ClanId> {
        self.clans.iter().copied()
    }

    pub(super) fn has_clan(&self, clan: ClanId) -> bool {
        self.clans.contains(&clan)
    }

    /// Whether messages of a channel come: by itself, or because it is open to whoever joins its clan.
    pub(super) fn hears(&self, clan: ClanId, channel: ChannelId, is_open: bool) -> bool {
        (is_open && self.has_clan(clan)) || self.channels.contains_key(&channel)
    }

    /// Envelopes that join everything but clans that are joined already: clans first.
    pub(super) fn all_but<T>(&self, joined: &[ClanId]) -> T
    where
        T: FromIterator<envelope::Message>,
    {
        let clans = self.clans.iter().filter(|clan| !joined.contains(clan));
        let clans = clans.map(|clan| join_clan(*clan));
        clans.chain(self.channels.values().map(Place::join)).collect()
    }
}

/// The envelope that joins a clan.
pub(super) fn join_clan(clan: ClanId) -> envelope::Message {
    envelope::Message::ClanJoin(realtime::ClanJoin {
        clan_id: clan.get(),
        ..realtime::ClanJoin::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(joins: &Joins) -> Vec<envelope::Message> {
        joins.all_but(&[])
    }

    fn place(clan: i64, channel: i64) -> Place {
        Place { clan: clan.into(), channel: channel.into(), kind: 1, is_public: false }
    }

    #[test]
    fn everything_is_joined_once() {
        let mut joins = Joins::default();
        assert!(joins.clan(ClanId::DIRECT) && joins.clan(7.into()) && !joins.clan(7.into()));
        assert!(joins.channel(place(7, 1)) && !joins.channel(place(7, 1)));
        assert!(joins.channel(Place { is_public: true, ..place(7, 1) }), "in another form");
        assert_eq!(all(&joins).len(), 3);
        joins.forget_channel(1.into());
        assert_eq!(all(&joins), [join_clan(ClanId::DIRECT), join_clan(7.into())]);
        let rest: Vec<_> = joins.all_but(&[ClanId::DIRECT]);
        assert_eq!(rest, [join_clan(7.into())]);
    }

    #[test]
    fn what_belongs_to_a_clan_goes_with_it() {
        let mut joins = Joins::default();
        for place in [place(7, 1), place(8, 2), place(0, 3)] {
            joins.channel(place);
        }
        joins.set_clans([7.into(), ClanId::DIRECT]);
        assert_eq!(all(&joins).len(), 4, "two clans, one channel of a clan, one direct");
        joins.forget_clan(7.into());
        assert_eq!(all(&joins), [join_clan(ClanId::DIRECT), place(0, 3).join()]);
    }
}
