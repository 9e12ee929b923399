//! Sessions of the live adapters: each call begins one of its own, which mends itself, and ends when it is dropped.

use chatwire::adapter::{Kick, Mezon, TokenBowl};
use chatwire::{Event, Gap, Lifecycle, Platform, Room};
use chatwire_emulator::{Emulator, Fault, Platform as Emulated};

use super::{Heard, PATIENCE};

/// One adapter of each platform that has live sessions, and how alice writes to its room.
struct Live {
    emulator: Emulator,
    world: Emulated,
    platform: Box<dyn Platform>,
    room: Room,
    say: Box<dyn Fn(&str)>,
}

async fn kick() -> Live {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let client = chatwire::kick::Client::builder().token(kick.token("bot"));
    let client = client.base_url(emulator.url(Emulated::Kick)).unwrap().build().unwrap();
    let room = Room::kick(kick.user("streamer"));
    let platform = Box::new(Kick::new(client, ["streamer"]));
    let say = Box::new(move |text: &str| drop(kick.say("streamer", "alice", text)));
    Live { emulator, world: Emulated::Kick, platform, room, say }
}

async fn mezon() -> Live {
    let emulator = Emulator::start().await.unwrap();
    let mezon = emulator.mezon();
    let talk = mezon.channel(mezon.clan("team"), "talk");
    let (bot, key) = mezon.bot();
    let client = chatwire::mezon::Client::builder(bot, key);
    let client = client.base_url(emulator.url(Emulated::Mezon)).unwrap().build().unwrap();
    let platform = Box::new(Mezon::new(client).live(|connect| connect.fill_gaps()));
    let say = Box::new(move |text: &str| assert_ne!(mezon.say(talk, "alice", text), 0));
    Live { emulator, world: Emulated::Mezon, platform, room: Room::mezon(talk), say }
}

async fn bowl() -> Live {
    let emulator = Emulator::start().await.unwrap();
    let bowl = emulator.tokenbowl();
    let client = chatwire::tokenbowl::Client::builder(bowl.key("bot"));
    let client = client.base_url(emulator.url(Emulated::TokenBowl)).unwrap().build().unwrap();
    let platform = Box::new(TokenBowl::new(client));
    let say = Box::new(move |text: &str| drop(bowl.say("alice", text)));
    Live { emulator, world: Emulated::TokenBowl, platform, room: Room::tokenbowl(), say }
}

impl Live {
    /// Waits until as many sockets are open.
    async fn sockets(&self, count: usize) {
        let wait = async {
            while self.emulator.open_sockets(self.world) != count {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.unwrap();
    }
}

#[tokio::test]
async fn each_call_is_a_session_of_its_own_that_ends_when_it_is_dropped() {
    for live in [kick().await, mezon().await, bowl().await] {
        let begun = live.platform.events();
        live.sockets(0).await;
        drop(begun);
        let mut one = Heard::online(&*live.platform).await;
        let mut other = Heard::online(&*live.platform).await;
        live.sockets(2).await;
        (live.say)("hello");
        let (here, there) = (one.message().await, other.message().await);
        assert_eq!((here.text.as_str(), &here.room), ("hello", &live.room));
        assert_eq!(here, there);
        drop(one);
        live.sockets(1).await;
        (live.say)("still there?");
        assert_eq!(other.message().await.text, "still there?");
        drop(other);
        live.sockets(0).await;
    }
}

#[tokio::test]
async fn a_lost_line_is_told_and_mended() {
    for live in [kick().await, mezon().await, bowl().await] {
        let mut heard = Heard::online(&*live.platform).await;
        (live.say)("before");
        assert_eq!(heard.message().await.text, "before");
        live.emulator.fault_open_sockets(live.world, &Fault::DropSocket { after_frames: 0 });
        // The fault waits for a frame.
        (live.say)("lost");
        let offline =
            |event| matches!(event, Event::Lifecycle(Lifecycle::Offline { .. })).then_some(());
        heard.first(offline).await;
        let gap: Gap = heard
            .first(|event| match event {
                Event::Lifecycle(Lifecycle::Online { gap }) => gap,
                _ => None,
            })
            .await;
        if gap.recovered {
            assert_eq!(heard.message().await.text, "lost", "{:?}", live.platform);
        }
        assert_eq!(gap.recovered, live.world != Emulated::Kick, "{:?}", live.platform);
        (live.say)("after");
        assert_eq!(heard.message().await.text, "after");
    }
}
