//! What is carried, where to, and how it looks.

use std::time::Duration;

use chatwire::bridge::{Link, Notice, Template};
use chatwire::{Attachment, Bridge, Capabilities, Event, LengthUnit, Outgoing, Room, Sender};
use tokio::sync::oneshot;

use super::{bridge, end, start};
use crate::bridge_fake::{Answer, Fake};

#[tokio::test(start_paused = true)]
async fn a_message_goes_everywhere_but_back() {
    let (a, b, c) = (Fake::new("a"), Fake::new("b"), Fake::new("c"));
    let running = start(bridge(&[&a, &b, &c]));
    a.say("m1", "hello");
    b.say("m1", "hi");
    let report = end(running, &[&a, &b, &c]).await;
    assert_eq!(a.calls(), ["send [b] ada: hi"]);
    assert_eq!(b.calls(), ["send [a] ada: hello"]);
    let mut both = c.calls();
    both.sort();
    assert_eq!(both, ["send [a] ada: hello", "send [b] ada: hi"]);
    assert_eq!((report.total().received, report.total().written), (2, 4));
    assert_eq!((report.of("a").received, report.of("c").written), (1, 2));
    assert!(report.is_complete());
}

#[tokio::test(start_paused = true)]
async fn a_one_way_link_has_no_way_back() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let link = Link::one_way([a.room()], [b.room()]);
    // `b` is no source, so that nobody listens to it.
    let running = start(Bridge::new().platform(a.clone()).platform(b.clone()).link(link));
    a.say("m1", "hello");
    b.say("m1", "hi");
    end(running, &[&a]).await;
    assert_eq!((a.calls().len(), b.calls().len()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn order_is_kept() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let running = start(bridge(&[&a, &b]).format(|message| message.text.clone()));
    let texts: Vec<String> = (0..50).map(|n| n.to_string()).collect();
    for text in &texts {
        a.say(text, text);
    }
    end(running, &[&a, &b]).await;
    let sent: Vec<String> = b.sent().into_iter().map(|message| message.text).collect();
    assert_eq!(sent, texts);
}

#[tokio::test(start_paused = true)]
async fn formats_of_links_and_names_of_rooms() {
    let (a, b, c) = (Fake::new("a"), Fake::new("b"), Fake::new("c"));
    let news = Template::parse("{{{room}}} {sender} on {platform}: {text}").unwrap();
    let bridge = Bridge::new()
        .platform(a.clone())
        .platform(b.clone())
        .platform(c.clone())
        .link(Link::one_way([a.room()], [b.room()]).template(news))
        .link([a.room(), c.room()])
        // Joined by the first link already.
        .link(Link::one_way([a.room()], [b.room()]))
        .format(|message| format!("{}!", message.text))
        .name(a.room(), "the\nstudio");
    let running = start(bridge);
    a.say("m1", "hello");
    end(running, &[&a, &c]).await;
    assert_eq!(b.calls(), ["send {the studio} ada on a: hello"]);
    assert_eq!(c.calls(), ["send hello!"]);
}

#[tokio::test(start_paused = true)]
async fn nobody_can_wake_everybody_or_speak_for_others() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let template = Template::parse("@{sender}: {text}").unwrap();
    let running = start(bridge(&[&a, &b]).template(template));
    let mut message = a.message("m1", "<@here> @Everyone @ada");
    message.sender = Sender::new("u2").name("all\n[b] ada");
    a.push(Event::Message(message));
    let mut file = a.message("m2", "");
    file.attachments.push(Attachment::new("https://example.org/@all/x y"));
    a.push(Event::Message(file));
    end(running, &[&a, &b]).await;
    assert_eq!(
        b.calls(),
        [
            "send @\u{2060}all [b] ada: <\u{2060}@\u{2060}here> @\u{2060}Everyone @ada",
            "send @ada:  https://example.org/%40all/xy",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn long_texts_are_cut_and_files_hang_on_the_end() {
    let a = Fake::new("a");
    let short = Capabilities::default().max_length(12, LengthUnit::Chars);
    let (b, c) = (Fake::with("b", short.attachments()), Fake::with("c", short));
    let running = start(bridge(&[&a, &b, &c]).format(|message| message.text.clone()));
    let mut message = a.message("m1", "one two three four");
    message.attachments.push(Attachment::new("https://x.y/z").name("z"));
    a.push(Event::Message(message.clone()));
    let report = end(running, &[&a, &b, &c]).await;
    let last = Outgoing::text("three four").attach(message.attachments[0].clone());
    assert_eq!(b.sent(), [Outgoing::text("one two"), last]);
    let texts: Vec<_> = c.sent().into_iter().map(|message| message.text).collect();
    assert_eq!(texts, ["one two", "three four", "https://x.y/", "z"]);
    assert_eq!((report.of("b").written, report.of("c").written), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_slow_room_holds_up_nobody() {
    let (a, b, c) = (Fake::new("a"), Fake::new("b"), Fake::new("c"));
    b.answer([Answer::Late(Duration::from_secs(60))]);
    let running = start(bridge(&[&a, &b, &c]));
    let begin = tokio::time::Instant::now();
    for id in ["m1", "m2", "m3"] {
        a.say(id, id);
    }
    c.called(3).await;
    assert_eq!((begin.elapsed(), b.attempts()), (Duration::ZERO, 1));
    end(running, &[&a, &b, &c]).await;
    assert_eq!(b.calls().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_full_queue_drops_and_says_so() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    b.answer([Answer::Late(Duration::from_secs(60))]);
    let (told, mut notices) = tokio::sync::mpsc::unbounded_channel();
    let bridge = bridge(&[&a, &b]).capacity(2).on_notice(move |notice| {
        if let Notice::Dropped { room } = notice {
            told.send(room.clone()).unwrap();
        }
    });
    let running = start(bridge);
    a.say("m0", "0");
    b.called(1).await;
    for id in ["m1", "m2", "m3", "m4"] {
        a.say(id, id);
    }
    let report = end(running, &[&a, &b]).await;
    assert_eq!((report.of("b").written, report.of("b").dropped), (3, 2));
    assert_eq!(notices.recv().await, Some(b.room()));
    assert!(!report.is_complete());
}

#[tokio::test(start_paused = true)]
async fn other_rooms_and_filtered_messages_stay_where_they_are() {
    let (a, b) = (Fake::new("a"), Fake::new("b"));
    let running = start(bridge(&[&a, &b]).filter(|message| !message.text.starts_with('!')));
    let mut elsewhere = a.message("m1", "hello");
    elsewhere.room = Room::new("a", "2");
    a.push(Event::Message(elsewhere));
    a.say("m2", "!help");
    a.say("m3", "  ");
    a.say("m4", "hello");
    let report = end(running, &[&a, &b]).await;
    assert_eq!(b.calls(), ["send [a] ada: hello"]);
    assert_eq!((report.of("a").received, report.of("a").filtered), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn the_end_waits_for_what_is_under_way_only_so_long() {
    let (a, b, c) = (Fake::new("a"), Fake::new("b"), Fake::new("c"));
    b.answer([Answer::Late(Duration::from_secs(3)), Answer::Late(Duration::from_secs(600))]);
    let (stop, stopped) = oneshot::channel::<()>();
    let bridge = bridge(&[&a, &b, &c]).grace(Duration::from_secs(10));
    let running = tokio::spawn(bridge.run_until(async {
        stopped.await.unwrap();
    }));
    for id in ["m1", "m2", "m3"] {
        a.say(id, id);
    }
    b.called(1).await;
    c.called(3).await;
    let begin = tokio::time::Instant::now();
    stop.send(()).unwrap();
    let report = running.await.unwrap().unwrap();
    assert_eq!(begin.elapsed(), Duration::from_secs(10));
    let there = report.of("b");
    // The first one in time, the second one under way, the third one not begun.
    assert_eq!((there.written, there.maybe_sent, there.unsent), (1, 1, 1));
    assert_eq!(b.calls().len(), 2);
    assert_eq!(report.of("c").written, 3);
}
