//! Open sockets, what they joined, and who gets what.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use chatwire_mezon_proto::Message as _;
use chatwire_mezon_proto::realtime::Envelope;
use chatwire_mezon_proto::realtime::envelope::Message;
use tokio::sync::mpsc;

use super::state::Channel;

/// Frames that may wait for a client that reads slowly; with more it gets nothing any longer.
pub(super) const QUEUE: usize = 1 << 17;

/// What a connection's task is told.
#[derive(Debug, Clone)]
pub(super) enum Out {
    Frame(Bytes),
    Text(String),
    /// Ends the connection, after the frames before it.
    Close {
        code: u16,
        reason: String,
    },
}

pub(super) type Outbox = mpsc::Sender<Out>;

/// One socket.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) id: u64,
    pub(super) user: i64,
    /// Number of the token that opened it.
    pub(super) token: u64,
    /// Whether its user is shown to be there.
    pub(super) shown: bool,
    clans: BTreeSet<i64>,
    channels: BTreeSet<i64>,
    outbox: Outbox,
}

impl Line {
    /// What happens in a channel comes to those who joined it, and to those who joined its clan and may read it.
    fn hears(&self, channel: &Channel) -> bool {
        let (clan_id, id) = (channel.desc.clan_id, channel.desc.channel_id);
        let by_clan = !channel.is_private() || (clan_id == 0 && channel.users.contains(&self.user));
        self.channels.contains(&id) || (by_clan && self.clans.contains(&clan_id))
    }
}

/// All sockets, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Hub {
    lines: Vec<Line>,
    ids: u64,
    /// What waits until the request that caused it was answered, with the sockets that it is for.
    pending: Option<Vec<(Out, BTreeSet<u64>)>>,
}

/// A push as it goes over the wire.
pub(super) fn push(message: Message) -> Bytes {
    envelope(0, Some(message))
}

pub(super) fn envelope(cid: i32, message: Option<Message>) -> Bytes {
    Envelope { cid, message }.encode_to_vec().into()
}

impl Hub {
    pub(super) fn join(&mut self, user: i64, token: u64, shown: bool, outbox: Outbox) -> u64 {
        self.ids += 1;
        let (clans, channels) = (BTreeSet::new(), BTreeSet::new());
        self.lines.push(Line { id: self.ids, user, token, shown, clans, channels, outbox });
        self.ids
    }

    pub(super) fn leave(&mut self, id: u64) {
        self.lines.retain(|line| line.id != id);
    }

    pub(super) fn line(&mut self, id: u64) -> Option<&mut Line> {
        self.lines.iter_mut().find(|line| line.id == id)
    }

    pub(super) fn lines(&self) -> &[Line] {
        &self.lines
    }

    pub(super) fn join_clan(&mut self, id: u64, clan: i64) {
        if let Some(line) = self.line(id) {
            line.clans.insert(clan);
        }
    }

    pub(super) fn join_channel(&mut self, id: u64, channel: i64) {
        if let Some(line) = self.line(id) {
            line.channels.insert(channel);
        }
    }

    pub(super) fn leave_channel(&mut self, id: u64, channel: i64) {
        if let Some(line) = self.line(id) {
            line.channels.remove(&channel);
        }
    }

    /// Undoes what the sockets of these users joined of a clan and its channels.
    pub(super) fn remove(&mut self, users: &[i64], clan: i64, channels: &BTreeSet<i64>) {
        for line in self.lines.iter_mut().filter(|line| users.contains(&line.user)) {
            line.clans.remove(&clan);
            line.channels.retain(|id| !channels.contains(id));
        }
    }

    /// Whether a socket joined a channel by its id.
    pub(super) fn in_channel(&self, id: u64, channel: i64) -> bool {
        self.lines.iter().any(|line| line.id == id && line.channels.contains(&channel))
    }

    /// Clans and channels that each socket of a user joined.
    pub(super) fn joined(&self, user: i64) -> Vec<(Vec<i64>, Vec<i64>)> {
        let of = self.lines.iter().filter(|line| line.user == user);
        let all = |ids: &BTreeSet<i64>| ids.iter().copied().collect();
        of.map(|line| (all(&line.clans), all(&line.channels))).collect()
    }

    /// Users who are shown to be there, with their newest socket.
    pub(super) fn present(&self) -> BTreeMap<i64, u64> {
        self.lines.iter().filter(|line| line.shown).map(|line| (line.user, line.id)).collect()
    }

    /// Users who joined a channel.
    pub(super) fn in_room(&self, channel: i64) -> BTreeMap<i64, u64> {
        let here = self.lines.iter().filter(|line| line.channels.contains(&channel));
        here.map(|line| (line.user, line.id)).collect()
    }

    pub(super) fn tell_channel(&mut self, channel: &Channel, message: Message) {
        self.send(&push(message), |line| line.hears(channel));
    }

    /// The same, but not to one user's sockets.
    pub(super) fn tell_others_in(&mut self, channel: &Channel, user: i64, message: Message) {
        self.send(&push(message), |line| line.user != user && line.hears(channel));
    }

    pub(super) fn tell_clan(&mut self, clan: i64, message: Message) {
        self.send(&push(message), |line| line.clans.contains(&clan));
    }

    pub(super) fn tell_users(&mut self, users: &BTreeSet<i64>, message: Message) {
        self.send(&push(message), |line| users.contains(&line.user));
    }

    pub(super) fn tell_user(&mut self, user: i64, message: Message) {
        self.send(&push(message), |line| line.user == user);
    }

    /// Keeps what is sent from now on back, until [`release`](Self::release): a request is answered first.
    pub(super) fn hold(&mut self) {
        self.pending.get_or_insert_default();
    }

    pub(super) fn release(&mut self) {
        for (out, ids) in self.pending.take().unwrap_or_default() {
            self.tell(&out, |line| ids.contains(&line.id));
        }
    }

    /// A frame of any content, to one socket, at once.
    pub(super) fn reply(&mut self, id: u64, frame: &Bytes) {
        self.lines.retain(|line| {
            line.id != id || line.outbox.try_send(Out::Frame(frame.clone())).is_ok()
        });
    }

    pub(super) fn send(&mut self, frame: &Bytes, wanted: impl Fn(&Line) -> bool) {
        self.tell(&Out::Frame(frame.clone()), wanted);
    }

    /// A socket that takes no more is too slow to be kept.
    pub(super) fn tell(&mut self, out: &Out, wanted: impl Fn(&Line) -> bool) {
        if let Some(pending) = &mut self.pending {
            let ids = self.lines.iter().filter(|line| wanted(line)).map(|line| line.id).collect();
            return pending.push((out.clone(), ids));
        }
        self.lines.retain(|line| !wanted(line) || line.outbox.try_send(out.clone()).is_ok());
    }
}
