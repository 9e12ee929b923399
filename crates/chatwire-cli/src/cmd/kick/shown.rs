//! How times, ids and answers of Kick are shown.

use clap::Args;

pub(super) use crate::cmd::shown::{filled, maybe_moment, moment, or_dash, yes};

/// Which part of a list is wanted.
#[derive(Debug, Args)]
pub(super) struct Part {
    /// Most entries on a page, 1 to 1,000.
    #[arg(long, short = 'n')]
    pub(super) limit: Option<u32>,
    /// Where the page begins, as the page before it said.
    #[arg(long, value_name = "CURSOR")]
    pub(super) after: Option<String>,
    /// All pages.
    #[arg(long)]
    pub(super) all: bool,
}
