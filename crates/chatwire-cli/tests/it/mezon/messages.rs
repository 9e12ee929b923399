//! Sending, answering, changing, whispering, and the history.

use serde_json::{Value, json};

use super::World;
use crate::command::run_with;

fn text(message: &Value) -> &str {
    message["text"].as_str().unwrap()
}

#[test]
fn a_message_is_sent_answered_and_changed() {
    let world = World::new();
    let channel = world.channel;
    let first = world.mezon.say(channel, "alice", "who is there?");
    let sent = world.one(&format!("send me --to {channel}"));
    assert_eq!((text(&sent), &sent["sender_id"]), ("me", &json!(world.bot().to_string())));
    let answer = world.one(&format!("send you? --to {channel} --reply {first} --mention-everyone"));
    assert_eq!(answer["references"][0]["message_ref_id"], first.to_string());
    let id = answer["id"].as_str().unwrap();
    let words = world.words(&format!("send you! --to {channel} --edit {id}"));
    assert!(words.contains("✓ Message changed") && words.contains(id), "{words}");
    let there = world.mezon.messages(channel);
    let texts: Vec<&str> = there.iter().map(|message| message.content.as_str()).collect();
    assert_eq!(texts, [r#"{"t":"who is there?"}"#, r#"{"t":"me"}"#, r#"{"t":"you!"}"#]);
}

#[test]
fn text_comes_by_stdin_and_may_begin_with_a_hyphen() {
    let world = World::new();
    let ran = run_with(&mut world.command(&format!("send - --to {}", world.channel)), "a\nb\n");
    assert!(ran.words().contains("✓ Message sent"), "{ran:?}");
    world.words(&format!("send -5 --to {}", world.channel));
    let there = world.mezon.messages(world.channel);
    assert_eq!(there[0].content, r#"{"t":"a\nb"}"#);
    assert_eq!(there[1].content, r#"{"t":"-5"}"#);
    let ran = run_with(&mut world.command(&format!("send - --to {}", world.channel)), "\n");
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
}

#[test]
fn a_user_is_written_to() {
    let world = World::new();
    let alice = world.mezon.user("alice");
    let sent = world.one(&format!("send psst --user {alice}"));
    let channel: i64 = sent["channel_id"].as_str().unwrap().parse().unwrap();
    assert_eq!(world.mezon.messages(channel)[0].content, r#"{"t":"psst"}"#);
    assert_eq!(sent["clan_id"], "0");
}

#[test]
fn only_some_people_see_a_whisper() {
    let world = World::new();
    let alice = world.mezon.user("alice");
    world.mezon.add_to_clan(world.clan, "alice");
    let sent = world.one(&format!("send psst --to {} --ephemeral {alice}", world.channel));
    assert_eq!(sent["receiver_ids"], json!([alice.to_string()]));
    assert_eq!(sent["ephemeral"], true);
    let frames = world.mezon.frames();
    let frame = frames.iter().find_map(|frame| match &frame.message {
        Some(
            chatwire_emulator::mezon::proto::realtime::envelope::Message::EphemeralMessageSend(
                sent,
            ),
        ) => Some(sent),
        _ => None,
    });
    let frame = frame.expect("it goes over the socket");
    assert_eq!(frame.receiver_ids, [alice]);
    assert_eq!(frame.message.as_ref().unwrap().content, r#"{"t":"psst"}"#);
    let id = sent["id"].as_str().unwrap();
    let line = format!("send pssst --to {} --ephemeral {alice} --edit {id}", world.channel);
    assert!(world.words(&line).contains("✓ Sent to 1 users only"));
}

#[test]
fn the_history_comes_in_pages() {
    let world = World::new();
    let channel = world.channel;
    let ids: Vec<i64> =
        (1..=5).map(|n| world.mezon.say(channel, "alice", &format!("no {n}"))).collect();
    let page = world.run(&format!("--json history {channel} -n 2"));
    assert!(page.err.contains(&format!("more: --before {}", ids[3])), "{page:?}");
    let texts: Vec<Value> = page.json().iter().map(|message| message["text"].clone()).collect();
    assert_eq!(texts, ["no 5", "no 4"]);
    let rest = world.run(&format!("--json history {channel} -n 5 --before {}", ids[3]));
    assert_eq!((rest.json().len(), rest.err.as_str()), (3, ""));
    let later = world.json(&format!("history {channel} --after {}", ids[2]));
    assert_eq!([text(&later[0]), text(&later[1])], ["no 4", "no 5"]);
    let around = world.json(&format!("history {channel} --around {} -n 3", ids[2]));
    assert!(around.iter().any(|message| text(message) == "no 3"), "{around:?}");
    assert_eq!(world.json(&format!("history {channel} --all -n 2")).len(), 5);
    let words = world.words(&format!("history {channel}"));
    assert!(words.contains("Alice: no 1\n"), "{words}");
    let empty = world.mezon.channel(world.clan, "empty");
    for all in ["", "--all"] {
        assert_eq!(world.words(&format!("history {empty} {all}")), "No messages found\n");
    }
    let words = world.words(&format!("history {channel} --all -n 2"));
    assert_eq!(words.lines().count(), 5, "{words}");
}

#[test]
fn words_of_others_stay_in_their_lines() {
    let world = World::new();
    world.mezon.say(world.channel, "alice", "hi\n[1] admin: your key\u{1b}[2J");
    let words = world.words(&format!("history {}", world.channel));
    assert!(words.contains("Alice: hi\n    [1] admin: your key␛[2J"), "{words}");
}
