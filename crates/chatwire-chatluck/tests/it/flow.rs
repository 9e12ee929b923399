//! Whole stories against the emulator.

use std::time::Duration;

use chatwire_chatluck::poll::Event;
use chatwire_chatluck::{Client, ErrorKind, Message, Retry, UserStatus};
use chatwire_emulator::{Emulator, Fault, Platform};
use futures_util::future::join_all;
use futures_util::{StreamExt, TryStreamExt};
use serde_json::json;

async fn start() -> (Emulator, Client) {
    let emu = Emulator::start().await.unwrap();
    let builder =
        Client::builder(emu.chatluck().key()).base_url(emu.url(Platform::Chatluck)).unwrap();
    let client = builder.no_rate_limit().build().unwrap();
    (emu, client)
}

fn texts(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.content.as_str()).collect()
}

#[tokio::test]
async fn the_six_calls() {
    let (emu, client) = start().await;
    let alice = emu.chatluck().user("Alice");
    let bob = emu.chatluck().user("Bob");
    emu.chatluck().set_status("Bob", "inactive");

    let channel =
        client.create_channel("Team").description("d").private().member(&alice).await.unwrap();
    assert!(channel.is_private && channel.member_count == 2);
    assert_eq!(channel.description.as_deref(), Some("d"));
    assert_eq!(client.list_channels().await.unwrap().len(), 0);
    assert_eq!(client.list_channels().include_private().await.unwrap().items[0], channel);

    let sent = client
        .send_message(&channel.id, "Hello 🔥")
        .user_id(&alice)
        .attachment("https://x.test/a")
        .attachment(json!({"url": "https://x.test/b"}))
        .meta("n", 1)
        .await
        .unwrap();
    assert!(sent.created_at_parsed().is_some());
    let listed = client.list_messages(&channel.id).await.unwrap();
    assert_eq!((listed.items, listed.total), (vec![sent.clone()], Some(1)));
    assert_eq!((sent.user_id.as_str(), sent.attachments.len()), (&*alice, 2));

    assert_eq!(client.get_user_info(&alice).await.unwrap().name, "Alice");
    let inactive = client.list_users().status(UserStatus::Inactive).await.unwrap();
    assert_eq!((inactive.len(), inactive.items[0].id.as_str()), (1, &*bob));
}

#[tokio::test]
async fn lists_are_whole_whatever_the_server_can_do() {
    for (fields, newest_first) in [(true, false), (true, true), (false, false), (false, true)] {
        let (emu, client) = start().await;
        let chatluck = emu.chatluck();
        chatluck.paging_fields(fields);
        chatluck.newest_first(newest_first);
        let all: Vec<String> = (0..23).map(|n| format!("text {n}")).collect();
        let ids: Vec<String> =
            all.iter().map(|text| chatluck.say("general", "Alice", text)).collect();
        let back: Vec<&String> = all.iter().rev().collect();
        let list = || client.list_messages(chatluck.channel("general")).limit(5);

        let items: Vec<_> = list().items().try_collect().await.unwrap();
        assert_eq!(texts(&items), if newest_first { back.clone() } else { all.iter().collect() });
        let history: Vec<_> = list().history().try_collect().await.unwrap();
        assert_eq!(texts(&history), back);
        let history: Vec<_> = list().before(&ids[20]).history().try_collect().await.unwrap();
        assert_eq!(texts(&history), back[3..]);
        let since: Vec<_> = list().since(&ids[3]).try_collect().await.unwrap();
        assert_eq!(texts(&since), all[4..]);
    }
}

#[tokio::test]
async fn walks_are_whole_with_one_message_a_page() {
    for (fields, newest_first) in [(true, false), (true, true), (false, false), (false, true)] {
        let (emu, client) = start().await;
        let chatluck = emu.chatluck();
        chatluck.paging_fields(fields);
        chatluck.newest_first(newest_first);
        let texts_of_all = ["one", "two", "three", "four"];
        let ids = texts_of_all.map(|text| chatluck.say("general", "Alice", text));
        let list = || client.list_messages(chatluck.channel("general")).limit(1);
        let history: Vec<_> = list().history().try_collect().await.unwrap();
        assert_eq!(texts(&history), ["four", "three", "two", "one"], "{fields} {newest_first}");
        let since: Vec<_> = list().since(&ids[0]).try_collect().await.unwrap();
        assert_eq!(texts(&since), ["two", "three", "four"], "{fields} {newest_first}");
    }
}

#[tokio::test]
async fn a_server_without_offsets_ends_the_list() {
    let (emu, client) = start().await;
    emu.chatluck().ignore_offset(true);
    emu.chatluck().paging_fields(false);
    for n in 0..9 {
        emu.chatluck().say("general", "Alice", &n.to_string());
    }
    let list = client.list_messages(emu.chatluck().channel("general")).limit(4);
    assert_eq!(list.items().try_collect::<Vec<_>>().await.unwrap().len(), 4);
}

#[tokio::test]
async fn a_lost_answer_is_reported_and_the_message_found_again() {
    let (emu, client) = start().await;
    let channel = emu.chatluck().channel("general");
    for n in 0..60 {
        emu.chatluck().say("general", "Alice", &n.to_string());
    }
    emu.fault(Platform::Chatluck, Fault::DropAfter);
    let err = client.send_message(&channel, "once").client_ref("ref", "r1").await.unwrap_err();
    assert_eq!((err.kind(), err.maybe_sent()), (ErrorKind::Transport, true));
    let found = client.find_by_client_ref(&channel, "ref", "r1", 20).await.unwrap().unwrap();
    assert_eq!(found.content, "once");
    assert!(client.find_by_client_ref(&channel, "ref", "r2", 100).await.unwrap().is_none());
    emu.chatluck().say("general", "Bob", "later");
    assert!(client.find_by_client_ref(&channel, "ref", "r1", 1).await.unwrap().is_none());
    assert_eq!(emu.chatluck().messages(&channel).len(), 62);
}

#[tokio::test]
async fn polling_sees_each_message_once_through_faults() {
    for newest_first in [false, true] {
        let (emu, _) = start().await;
        let chatluck = emu.chatluck();
        chatluck.newest_first(newest_first);
        let channel = chatluck.channel("general");
        for n in 0..12 {
            chatluck.say("general", "Alice", &format!("old {n}"));
        }
        let client = {
            let builder =
                Client::builder(chatluck.key()).base_url(emu.url(Platform::Chatluck)).unwrap();
            builder.no_rate_limit().retry(Retry::none()).build().unwrap()
        };
        let poll = || client.poll(&channel).limit(5).interval(Duration::from_millis(1));
        let mut events = poll().events();
        assert!(matches!(events.next().await.unwrap().unwrap(), Event::Lifecycle(_)));
        for n in 0..7 {
            chatluck.say("general", "Alice", &format!("new {n}"));
        }
        emu.fault(Platform::Chatluck, Fault::status(503));
        let mut seen = Vec::new();
        let mut faults = 0;
        while seen.len() < 7 {
            match events.try_next().await.unwrap().unwrap() {
                Event::Message(message) => seen.push(message.content),
                _ => faults += 1,
            }
        }
        assert_eq!(seen, (0..7).map(|n| format!("new {n}")).collect::<Vec<_>>());
        assert_eq!(faults, 2);

        let cursor = events.cursor().unwrap().clone();
        drop(events);
        chatluck.say("general", "Alice", "meanwhile");
        let events = poll().after(cursor).events();
        let next = events.try_filter_map(async |event| Ok(event.into_message()));
        assert_eq!(std::pin::pin!(next).try_next().await.unwrap().unwrap().content, "meanwhile");
    }
}

#[tokio::test]
async fn a_wrong_key_and_an_unknown_channel_are_told_apart() {
    let (emu, client) = start().await;
    let err = client.send_message("nowhere", "x").await.unwrap_err();
    assert_eq!((err.kind(), err.message()), (ErrorKind::NotFound, "no channel nowhere"));
    let builder = Client::builder("other").base_url(emu.url(Platform::Chatluck)).unwrap();
    let err = builder.build().unwrap().list_users().await.unwrap_err();
    assert_eq!((err.kind(), err.message()), (ErrorKind::Auth, "invalid api key"));
}

#[tokio::test]
async fn a_server_that_enforces_the_rate_is_content() {
    let (emu, _) = start().await;
    emu.chatluck().enforce_rate_limit(true);
    let builder =
        Client::builder(emu.chatluck().key()).base_url(emu.url(Platform::Chatluck)).unwrap();
    let client = builder.build().unwrap();
    let begin = std::time::Instant::now();
    let calls = (0..15).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.list_users().await })
    });
    for call in join_all(calls.collect::<Vec<_>>()).await {
        call.unwrap().unwrap();
    }
    assert!(begin.elapsed() >= Duration::from_millis(1_400));
}

#[tokio::test]
async fn a_thousand_calls_over_real_sockets() {
    let (emu, client) = start().await;
    let channel = emu.chatluck().channel("general");
    let calls = (0..1_000).map(|n| {
        let (client, channel) = (client.clone(), channel.clone());
        tokio::spawn(async move { client.send_message(channel, n.to_string()).await })
    });
    for call in join_all(calls.collect::<Vec<_>>()).await {
        call.unwrap().unwrap();
    }
    assert_eq!(emu.chatluck().messages(&channel).len(), 1_000);
}

#[tokio::test]
async fn cancelled_calls_leave_the_client_usable() {
    let (emu, client) = start().await;
    let channel = emu.chatluck().channel("general");
    for _ in 0..20 {
        emu.fault(Platform::Chatluck, Fault::Silent);
        let call = client.send_message(&channel, "x").into_future();
        assert!(tokio::time::timeout(Duration::from_millis(20), call).await.is_err());
        emu.clear_faults(Platform::Chatluck);
    }
    client.send_message(&channel, "y").await.unwrap();
}
