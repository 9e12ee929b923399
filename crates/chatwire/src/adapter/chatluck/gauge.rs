//! [`Gauge`]: the state of several polls as that of one connection.

use std::time::Duration;

use chatwire_chatluck::poll::Lifecycle as News;

use crate::event::{Gap, Lifecycle};

/// Which channels are seen, and what was missed meanwhile.
#[derive(Debug)]
pub(super) struct Gauge {
    online: Vec<bool>,
    gap: Option<Gap>,
}

impl Gauge {
    pub(super) fn new(channels: usize) -> Self {
        Self { online: vec![false; channels], gap: None }
    }

    /// What news of one channel mean for all: online is who sees every channel.
    pub(super) fn read(&mut self, channel: usize, news: News) -> Option<Lifecycle> {
        match news {
            News::Online { gap: away, .. } => {
                *self.online.get_mut(channel)? = true;
                if let Some(away) = away {
                    // Polls go on behind what they saw; what they then could not fetch is said by itself.
                    self.missed(Gap::new(away.deaf, true));
                }
                self.all_online()
            }
            News::Offline { cause, retry_in } => {
                *self.online.get_mut(channel)? = false;
                Some(Lifecycle::Offline { cause, retry_in })
            }
            News::Incomplete { .. } => {
                self.missed(Gap::new(Duration::ZERO, false));
                self.all_online()
            }
            _ => None,
        }
    }

    /// Adds a gap to what is not told yet.
    fn missed(&mut self, gap: Gap) {
        let untold = self.gap.unwrap_or(Gap::new(Duration::ZERO, true));
        self.gap = Some(Gap::new(untold.deaf.max(gap.deaf), untold.recovered && gap.recovered));
    }

    /// What is told as soon as every channel is seen.
    fn all_online(&mut self) -> Option<Lifecycle> {
        let is_online = self.online.iter().all(|online| *online);
        is_online.then(|| Lifecycle::Online { gap: self.gap.take() })
    }
}

#[cfg(test)]
mod tests {
    use chatwire_chatluck::poll::Gap as Away;
    use chatwire_core::Error;

    use super::*;

    fn online(deaf: Option<u64>) -> News {
        let gap = deaf.map(|deaf| Away::new(Duration::from_secs(deaf), true));
        News::Online { attempt: 1, gap }
    }

    fn gap(news: Option<Lifecycle>) -> Option<Option<Gap>> {
        match news? {
            Lifecycle::Online { gap } => Some(gap),
            _ => None,
        }
    }

    #[test]
    fn online_is_who_sees_every_channel() {
        let mut gauge = Gauge::new(2);
        assert!(gauge.read(1, online(None)).is_none());
        assert_eq!(gap(gauge.read(0, online(None))), Some(None), "the first time there is no gap");
        let cause = Error::input("x");
        for channel in [0, 1] {
            let news = News::Offline { cause: cause.clone(), retry_in: Duration::from_secs(1) };
            assert!(matches!(gauge.read(channel, news), Some(Lifecycle::Offline { .. })));
        }
        assert!(gauge.read(0, online(Some(9))).is_none(), "the other one is still away");
        let longest = Gap::new(Duration::from_secs(9), true);
        assert_eq!(gap(gauge.read(1, online(Some(3)))), Some(Some(longest)));
        let missed = gap(gauge.read(1, News::Incomplete { after: None })).flatten();
        assert!(missed.is_some_and(|gap| !gap.recovered));
    }

    #[test]
    fn what_is_missing_while_a_channel_is_away_is_said_when_it_is_back() {
        let mut gauge = Gauge::new(2);
        gauge.read(0, online(None));
        gauge.read(1, online(None));
        let (cause, retry_in) = (Error::input("x"), Duration::from_secs(1));
        gauge.read(0, News::Offline { cause, retry_in });
        assert!(gauge.read(1, News::Incomplete { after: None }).is_none(), "the other is away");
        let missed = Gap::new(Duration::from_secs(9), false);
        assert_eq!(gap(gauge.read(0, online(Some(9)))), Some(Some(missed)));
        let cause = Error::input("x");
        gauge.read(0, News::Offline { cause, retry_in });
        let missed = Gap::new(Duration::from_secs(3), true);
        assert_eq!(gap(gauge.read(0, online(Some(3)))), Some(Some(missed)), "that was another gap");
    }
}
