//! The load server of the tests, for measurements by hand: `load_server MESSAGES [PACE_US] [DROPS]` prints its port.
//!
//! Every socket gets so many messages, Mezon's after `GET /go`; with a pace, one after each pause. `load_server 1 0 K`
//! drops the first K sockets after their message. It runs until it is ended, and holds a few frames at a time, however
//! many they are.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    dead_code,
    reason = "shared with tests"
)]

#[path = "../tests/it/answers.rs"]
mod answers;
#[path = "../tests/it/mold.rs"]
mod mold;
#[path = "../tests/it/server.rs"]
mod server;

use std::time::Duration;

use server::{Plan, Server};

fn main() {
    let mut numbers = std::env::args().skip(1).map(|word| word.parse::<u32>().unwrap());
    let (messages, pace) = (numbers.next().unwrap_or(1), numbers.next().unwrap_or(0));
    let drops = usize::try_from(numbers.next().unwrap_or(0)).unwrap();
    let pace = (pace > 0).then(|| Duration::from_micros(pace.into()));
    let plan = if messages > 1 { Plan::blast(messages) } else { Plan::greeting() };
    let server = Server::start(Plan { pace, drops, ..plan });
    println!("{}", server.port());
    loop {
        std::thread::park();
    }
}
