//! Rooms of one line: one that is refused does not concern the others, and a hundred come and go while it breaks.

use std::cell::Cell;
use std::collections::BTreeSet;

use chatwire_emulator::{Emulator, Fault, Platform};
use chatwire_kick::ChatTarget;
use chatwire_kick::realtime::{Event, Feed, Realtime, Topics};
use futures_util::StreamExt;

use crate::{TRANSPORTS, cut, emulator, next, online, quick, text, until, upgrades, within};

/// The refusal of a feed: which, its code, and whether its room has no chat now.
async fn refusal(live: &mut Realtime) -> (Feed, Option<String>, bool) {
    next(live, |item| match item {
        Ok(Event::SubscriptionError { feed, error, is_fatal }) => {
            Some((feed.clone(), error.code().map(str::to_owned), *is_fatal))
        }
        _ => None,
    })
    .await
}

#[tokio::test]
async fn a_refused_room_leaves_the_others() {
    for transport in TRANSPORTS {
        let rooms = ["one", "two", "three"];
        let emu = emulator(&rooms).await;
        let (kick, two) = (emu.kick(), emu.kick().room("two").feed());
        kick.live().refuse_feed(&two);
        let mut live = quick(&emu, transport).rooms(rooms).await.unwrap();
        for line in 1..=2 {
            let (feed, code, is_fatal) = refusal(&mut live).await;
            assert_eq!((feed.to_string(), is_fatal), (two.clone(), true), "{transport:?}");
            assert!(matches!(code.as_deref(), Some("103" | "403")), "{transport:?}: {code:?}");
            for room in ["one", "three"] {
                let feed = kick.room(room).feed();
                until("a subscription", || kick.live().watchers(&feed) == 1).await;
                kick.say("two", "bob", "unheard");
                kick.say(room, "bob", room);
                assert_eq!(text(&mut live).await, room, "{transport:?}");
            }
            assert_eq!(upgrades(&emu), line, "{transport:?}");
            if line == 1 {
                cut(&emu);
            }
        }
        // Let in again, it is there with the next line.
        kick.live().allow_feed(&two);
        cut(&emu);
        until("the room", || kick.live().watchers(&two) == 1).await;
        kick.say("two", "bob", "heard");
        assert_eq!(text(&mut live).await, "heard");
        assert_eq!(live.handle().rooms().len(), rooms.len());
    }
}

const ROOMS: usize = 100;

fn name(number: usize) -> String {
    format!("room-{number}")
}

fn target(emu: &Emulator, number: usize) -> ChatTarget {
    let ids = emu.kick().ids(&name(number));
    ChatTarget::ids(ids.chatroom_id, ids.channel_id)
}

/// Says something in each of these rooms, and waits until all of it has come, once.
async fn all_hear(emu: &Emulator, live: &mut Realtime, rooms: std::ops::Range<usize>, words: &str) {
    let mut missing = BTreeSet::new();
    for number in rooms {
        let feed = emu.kick().room(&name(number)).feed();
        until("a subscription", || emu.kick().live().watchers(&feed) == 1).await;
        let text = format!("{words} {number}");
        emu.kick().say(&name(number), "bob", &text);
        missing.insert(text);
    }
    while !missing.is_empty() {
        let heard = text(live).await;
        assert!(missing.remove(&heard), "{heard} came twice, or from a room that was left");
    }
}

#[tokio::test]
async fn a_hundred_rooms_come_and_go_on_a_line_that_breaks() {
    for transport in TRANSPORTS {
        let emu = emulator(&[]).await;
        let topics = Topics::chat_only();
        let connect = quick(&emu, transport).topics(topics).room(target(&emu, 0));
        let mut live = connect.await.unwrap();
        let handle = live.handle();
        for number in 1..ROOMS {
            handle.join(target(&emu, number)).await.unwrap();
            if number == ROOMS / 2 {
                // Those that are joined while there is no line come with the next one.
                let cut = Fault::DropSocket { after_frames: 0 };
                assert_eq!(emu.fault_open_sockets(Platform::Kick, &cut), 1);
            }
        }
        assert_eq!(handle.rooms().len(), ROOMS);
        assert!(online(&mut live).await.is_none());
        assert!(online(&mut live).await.is_some_and(|gap| !gap.recovered));
        all_hear(&emu, &mut live, 0..ROOMS, "all").await;
        cut(&emu);
        assert!(online(&mut live).await.is_some_and(|gap| !gap.recovered));
        all_hear(&emu, &mut live, 0..ROOMS, "again").await;
        let lines = upgrades(&emu);
        for number in 3..ROOMS {
            assert!(handle.leave(target(&emu, number)).await.unwrap());
        }
        let is_left =
            |number| emu.kick().live().watchers(&emu.kick().room(&name(number)).feed()) == 0;
        until("the rooms to be left", || (3..ROOMS).all(is_left)).await;
        for number in 3..ROOMS {
            emu.kick().say(&name(number), "bob", "to nobody");
        }
        all_hear(&emu, &mut live, 0..3, "few").await;
        // The next line knows of no other rooms.
        cut(&emu);
        assert!(online(&mut live).await.is_some());
        all_hear(&emu, &mut live, 0..3, "few again").await;
        assert!((3..ROOMS).all(is_left));
        assert_eq!((handle.rooms().len(), upgrades(&emu)), (3, lines + 1), "{transport:?}");
        within("the end", live.close()).await;
    }
}

/// Rooms are joined and left in the middle of a stream of messages; the one that stays hears all of it in order.
#[tokio::test]
async fn a_room_that_stays_does_not_notice_the_others() {
    for transport in TRANSPORTS {
        let emu = emulator(&["main", "guest"]).await;
        let mut live = quick(&emu, transport).room("main").await.unwrap();
        let handle = live.handle();
        let guest = emu.kick().room("guest").feed();
        let guests = Cell::new(0);
        let talk = async {
            for number in 0..200 {
                emu.kick().say("main", "bob", &number.to_string());
                emu.kick().say("guest", "bob", "guest");
                if number % 10 == 4 {
                    handle.join("guest").await.unwrap();
                    until("the guest", || emu.kick().live().watchers(&guest) == 1).await;
                }
                if number % 10 == 8 {
                    // What is on its way when a room is left is not wanted any more.
                    let before = guests.get();
                    emu.kick().say("guest", "bob", "guest");
                    until("a guest", || guests.get() > before).await;
                    assert!(handle.leave("guest").await.unwrap());
                    until("no guest", || emu.kick().live().watchers(&guest) == 0).await;
                }
            }
        };
        let listen = async {
            let mut number = 0;
            while number < 200 {
                let Some(event) = live.next().await else { panic!("the session ended") };
                let event = event.unwrap();
                let Some(message) = event.as_message() else { continue };
                if message.content == "guest" {
                    guests.set(guests.get() + 1);
                } else {
                    assert_eq!(message.content, number.to_string(), "{transport:?}");
                    number += 1;
                }
            }
        };
        within("all of it", async { tokio::join!(talk, listen) }).await;
        // Of ten messages, those between joining and leaving.
        assert!((20..=100).contains(&guests.get()), "{transport:?}: {guests:?}");
        assert_eq!(upgrades(&emu), 1);
    }
}
