//! A channel of a [`Centrifugo`] client: wanted, asked for, subscribed, refused, ended.

use std::time::Duration;

use tokio::time::Instant;

use super::Notice;
use super::session::{Asked, Centrifugo};
use super::wire::{self, Position, Refusal, Subscribed};
use crate::Result;

/// Pause before a subscription is asked for again that failed for the moment; doubles up to 32 s.
const RETRY: Duration = Duration::from_secs(1);
/// From here on an `unsubscribe` push means: subscribe again.
const RESUBSCRIBE: u32 = 2_500;

/// A channel that is wanted, or subscribed by the server.
#[derive(Default)]
pub(super) struct Channel {
    /// Asked for by us, not only by the server.
    pub(super) wanted: bool,
    pub(super) by_server: bool,
    /// It was subscribed before, or wanted on a line that was up: what came meanwhile can be missing.
    pub(super) served: bool,
    pub(super) state: Subscription,
    /// Known once the server said that the channel can be recovered.
    pub(super) position: Option<Position>,
    /// Position when the line was opened: everything up to there has been handed out.
    pub(super) reached: Option<Position>,
    pub(super) retries: u32,
    pub(super) retry_at: Option<Instant>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Subscription {
    #[default]
    Off,
    Asked,
    On,
}

impl Centrifugo {
    pub(super) fn subscribe_missing(&mut self) {
        let missing = |channel: &Channel| channel.wanted && channel.state == Subscription::Off;
        let names = self.channels.iter().filter(|(_, channel)| missing(channel));
        for name in names.map(|(name, _)| name.clone()).collect::<Vec<_>>() {
            self.subscribe(&name);
        }
    }

    pub(super) fn subscribe(&mut self, name: &str) {
        let Some(channel) = self.channels.get_mut(name) else { return };
        channel.state = Subscription::Asked;
        channel.retry_at = None;
        let position = channel.position.clone();
        let recovers = position.is_some();
        let id = self.ask(Asked::Subscribe { channel: name.to_owned(), recovers });
        self.outgoing.push(wire::subscribe(id, name, position.as_ref()));
    }

    pub(super) fn subscribed(
        &mut self,
        name: &str,
        recovers: bool,
        reply: Subscribed<'_>,
        notice: &mut impl FnMut(Notice<'_>),
    ) -> Result<()> {
        // Left meanwhile: what still comes is not wanted.
        let Some(channel) = self.channels.get_mut(name) else { return Ok(()) };
        channel.state = Subscription::On;
        channel.retries = 0;
        let recovered = recovers && reply.recovered;
        // Without a position, nobody can tell what was missed.
        if (recovers || channel.served) && !recovered {
            self.connection.recovered = false;
        }
        channel.served = true;
        // Of what lies before our own position, we have everything already.
        let before = channel.position.take();
        let before = before.filter(|before| recovered || before.epoch == reply.epoch);
        let known = before.map_or(0, |before| before.offset);
        if reply.recoverable || reply.positioned {
            channel.position =
                Some(Position { epoch: reply.epoch.into_owned(), offset: reply.offset });
        }
        if self.connection.is_ready {
            notice(Notice::Subscribed { channel: name, recovered });
        }
        for publication in &reply.publications {
            if publication.offset == 0 || publication.offset > known {
                self.publish(name, publication.data.get(), true, notice)?;
            }
        }
        Ok(())
    }

    pub(super) fn not_subscribed(
        &mut self,
        name: &str,
        refusal: &Refusal<'_>,
        notice: &mut impl FnMut(Notice<'_>),
    ) {
        let Some(channel) = self.channels.get_mut(name) else { return };
        match refusal.code {
            // Subscribed by the server already: it is there, but nobody says from where on.
            105 => {
                channel.state = Subscription::On;
                channel.retries = 0;
                channel.position = None;
                if std::mem::replace(&mut channel.served, true) {
                    self.connection.recovered = false;
                }
                if self.connection.is_ready {
                    notice(Notice::Subscribed { channel: name, recovered: false });
                }
            }
            112 => {
                // The position is too old: begin anew, knowing that something is missing.
                channel.position = None;
                self.connection.recovered = false;
                self.subscribe(name);
            }
            code if refusal.temporary || matches!(code, 100 | 111) => {
                channel.state = Subscription::Off;
                let pause = RETRY * (1 << channel.retries.min(5));
                channel.retries += 1;
                channel.retry_at = Some(Instant::now() + pause);
                if channel.served {
                    self.connection.recovered = false;
                }
            }
            code => {
                self.channels.remove(name);
                notice(Notice::Refused { channel: name, code, message: &refusal.message });
            }
        }
    }

    pub(super) fn unsubscribed(
        &mut self,
        name: &str,
        code: u32,
        reason: &str,
        notice: &mut impl FnMut(Notice<'_>),
    ) {
        let Some(channel) = self.channels.get_mut(name) else { return };
        channel.state = Subscription::Off;
        if code >= RESUBSCRIBE {
            channel.wanted = true;
            self.subscribe(name);
            return;
        }
        self.channels.remove(name);
        notice(Notice::Unsubscribed { channel: name, code, reason });
    }
}
