//! What commands over all platforms have in common: whose accounts, which rooms, and how events are shown.

pub(crate) mod clients;
mod desk;
mod place;
pub(crate) mod shown;
mod station;
mod watch;

use std::time::Duration;

use clap::Args;

pub(crate) use self::desk::Desk;
pub(crate) use self::place::Place;
pub(crate) use self::station::Station;
pub(crate) use self::watch::{News, Watch};
use super::{kick, mezon};
use crate::args::{Key, seconds};

/// The accounts, for commands over all platforms; Chatluck and FluidTalk have theirs in variables only.
#[derive(Clone, Debug, Args)]
pub(crate) struct Accounts {
    #[command(flatten)]
    pub(crate) key: Key,
    #[command(flatten)]
    pub(crate) kick: kick::Access,
    #[command(flatten)]
    pub(crate) mezon: mezon::Access,
}

/// How events are listened to.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Hearing {
    /// Pause between two looks at Chatluck, which has to be asked; 2 by default, more while nobody writes.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    poll: Option<Duration>,
}
