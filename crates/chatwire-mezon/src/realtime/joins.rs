//! [`Joins`]: clans and channels of which the session gets news, so that it gets them again after a reconnect.

use std::collections::{BTreeMap, BTreeSet};

use chatwire_core::{Error, ErrorKind};
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

/// What one envelope joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    Clan(ClanId),
    Channel(Place),
}

impl Spot {
    pub(super) fn join(&self) -> envelope::Message {
        match self {
            Self::Clan(clan) => join_clan(*clan),
            Self::Channel(place) => place.join(),
        }
    }
}

/// Lines in a row on which the join of a channel may fail with nothing but "runtime exception" before it is given up:
/// the service says so of a channel that is gone, and of trouble that passes.
const FAILED_JOINS: u8 = 3;

/// What is joined by envelope: each once on each line.
#[derive(Clone, Debug, Default)]
pub(super) struct Joins {
    clans: BTreeSet<ClanId>,
    /// Those that the program asked for, whether or not the service lists them.
    asked: BTreeSet<ClanId>,
    /// Those that let the bot in while the list was on its way, which may not name them.
    late: BTreeSet<ClanId>,
    /// With the number of joins in a row that failed.
    channels: BTreeMap<ChannelId, (Place, u8)>,
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
        match self.channels.get(&place.channel) {
            Some((known, _)) if *known == place => false,
            _ => {
                self.channels.insert(place.channel, (place, 0));
                true
            }
        }
    }

    /// What was joined, now that the service has answered.
    pub(super) fn joined(&mut self, spot: Spot) {
        if let Spot::Channel(place) = spot
            && let Some((known, failed)) = self.channels.get_mut(&place.channel)
            && *known == place
        {
            *failed = 0;
        }
    }

    /// What was not joined: forgets it when the service says that it shall not be. Without an answer it may be.
    pub(super) fn not_joined(&mut self, spot: Spot, error: &Error) {
        match (error.kind(), spot) {
            (ErrorKind::Rejected | ErrorKind::Forbidden | ErrorKind::NotFound, _) => {
                self.forget(spot);
            }
            (ErrorKind::Server, Spot::Channel(place)) => {
                let Some((known, failed)) = self.channels.get_mut(&place.channel) else { return };
                *failed += 1;
                if *known == place && *failed >= FAILED_JOINS {
                    self.forget(spot);
                }
            }
            // The list of clans decides whether it is joined again.
            _ => {}
        }
    }

    /// The same of what the program asked for, which hears of any failure and may ask again.
    pub(super) fn not_joined_as_asked(&mut self, spot: Spot, error: &Error) {
        if error.kind() == ErrorKind::Server {
            return self.forget(spot);
        }
        self.not_joined(spot, error);
    }

    /// Forgets what cannot be joined; a channel unless it was asked for in another form meanwhile.
    fn forget(&mut self, spot: Spot) {
        match spot {
            Spot::Clan(clan) => {
                for clans in [&mut self.clans, &mut self.asked, &mut self.late] {
                    clans.remove(&clan);
                }
            }
            Spot::Channel(place) => {
                if self.channels.get(&place.channel).is_some_and(|(known, _)| *known == place) {
                    self.channels.remove(&place.channel);
                }
            }
        }
    }

    /// Forgets a clan and its channels.
    pub(super) fn forget_clan(&mut self, clan: ClanId) {
        self.forget(Spot::Clan(clan));
        self.channels.retain(|_, (place, _)| place.clan != clan);
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
        channels.retain(|_, (place, _)| place.clan.is_direct() || clans.contains(&place.clan));
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

    /// Everything but clans that are joined already: clans first.
    pub(super) fn all_but<T: FromIterator<Spot>>(&self, joined: &[ClanId]) -> T {
        let clans = self.clans.iter().filter(|clan| !joined.contains(clan));
        let channels = self.channels.values().map(|(place, _)| Spot::Channel(*place));
        clans.map(|clan| Spot::Clan(*clan)).chain(channels).collect()
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

    fn all(joins: &Joins) -> Vec<Spot> {
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
        assert_eq!(all(&joins), [Spot::Clan(ClanId::DIRECT), Spot::Clan(7.into())]);
        let rest: Vec<Spot> = joins.all_but(&[ClanId::DIRECT]);
        assert_eq!(rest, [Spot::Clan(7.into())]);
    }

    #[test]
    fn what_is_refused_is_forgotten_and_what_only_failed_is_not() {
        let spot = Spot::Channel(place(7, 1));
        let failure = |kind| Error::new(kind, "no");
        for (kind, again) in [
            (ErrorKind::NotFound, 0),
            (ErrorKind::Forbidden, 0),
            (ErrorKind::Rejected, 0),
            (ErrorKind::Server, 1),
            (ErrorKind::Timeout, 1),
            (ErrorKind::Transport, 1),
            (ErrorKind::RateLimited, 1),
        ] {
            let mut joins = Joins::default();
            joins.channel(place(7, 1));
            joins.not_joined(spot, &failure(kind));
            assert_eq!(all(&joins).len(), again, "{kind:?}");
        }
        let mut joins = Joins::default();
        joins.channel(place(7, 1));
        for is_joined in [false, false, true, false, false] {
            match is_joined {
                true => joins.joined(spot),
                false => joins.not_joined(spot, &failure(ErrorKind::Server)),
            }
            assert_eq!(all(&joins), [spot]);
        }
        joins.not_joined(spot, &failure(ErrorKind::Server));
        assert_eq!(all(&joins), [], "three in a row");
        // Another form of it, which was asked for meanwhile, is no matter of this refusal.
        joins.channel(Place { is_public: true, ..place(7, 1) });
        joins.not_joined(spot, &failure(ErrorKind::NotFound));
        assert_eq!(all(&joins).len(), 1);
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
        assert_eq!(all(&joins), [Spot::Clan(ClanId::DIRECT), Spot::Channel(place(0, 3))]);
    }
}
