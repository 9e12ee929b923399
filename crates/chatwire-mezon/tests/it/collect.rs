//! Waiting for clicks, selections, messages and reactions, beside handlers.

use std::time::Duration;

use chatwire_mezon::event::EventKind;
use chatwire_mezon::{ErrorKind, Handlers};
use futures_util::StreamExt;
use futures_util::future::join_all;
use serde_json::json;

use crate::stage::Stage;

const LIMIT: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_click_is_awaited_while_handlers_run() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    let handle = live.handle();
    // A handler that waits itself, as a form does.
    let (told, clicks) = tokio::sync::mpsc::unbounded_channel();
    let mezon = stage.mezon.clone();
    let handlers = Handlers::new().on_channel_message(move |live, message| {
        let (told, mezon) = (told.clone(), mezon.clone());
        async move {
            if message.text() != "go" {
                return;
            }
            let asked = live.message(&message).reply("sure?").await.unwrap();
            let id = asked.id();
            let click = live.client().wait_for_click(move |click| click.message_id == id, LIMIT);
            // Somebody else's button first.
            mezon.click_button(asked.channel_id, message.message_id, "bob", "no", &json!({}));
            mezon.click_button(
                asked.channel_id,
                asked.message_id,
                "ann",
                "yes",
                &json!({"n": "7"}),
            );
            told.send(click.await.unwrap()).unwrap();
        }
    });
    let running = tokio::spawn(live.run(handlers));
    stage.mezon.say(stage.talk, "ann", "go");
    let mut clicks = clicks;
    let click = clicks.recv().await.unwrap();
    assert_eq!((click.button_id.as_str(), click.user_id.get()), ("yes", stage.mezon.user("ann")));
    assert_eq!(click.form.number("n"), Some(7.0));
    handle.close().await;
    running.await.unwrap().unwrap();
}

#[tokio::test]
async fn several_wait_at_once_for_different_things() {
    let stage = Stage::new().await;
    // Nobody reads any event: the session would not even decode them.
    let live = stage.live().await.only([EventKind::VoiceEnded].into_iter().collect());
    let client = &stage.client;
    let mine = client.channel(stage.talk).send("choose").await.unwrap();
    let ann = stage.mezon.user("ann");
    let selection = client.wait_for_selection(|choice| choice.select_id == "drink", LIMIT);
    let reaction = client.wait_for_reaction(|reaction| reaction.emoji == ":x:", LIMIT);
    let messages = ["one", "two"]
        .map(|text| client.wait_for_message(move |message| message.text() == text, LIMIT));
    let typing = client.wait_for(EventKind::MessageTyping, |_| true, LIMIT);
    stage.mezon.select(stage.talk, mine.message_id, "ann", "food", &["rice"]);
    stage.mezon.select(stage.talk, mine.message_id, "ann", "drink", &["tea"]);
    stage.mezon.react(stage.talk, mine.message_id, "ann", ":x:");
    stage.mezon.type_in(stage.talk, "ann");
    stage.mezon.say(stage.talk, "ann", "two");
    stage.mezon.say(stage.talk, "ann", "one");
    let selection = selection.await.unwrap();
    assert_eq!((selection.value(), selection.user_id.get()), (Some("tea"), ann));
    assert_eq!(reaction.await.unwrap().sender_id, ann);
    let texts: Vec<_> = join_all(messages).await;
    assert_eq!(
        texts.iter().map(|it| it.as_ref().unwrap().text()).collect::<Vec<_>>(),
        ["one", "two"]
    );
    assert_eq!(typing.await.unwrap().kind(), Some(EventKind::MessageTyping));
    live.close().await;
}

#[tokio::test]
async fn a_wait_begins_when_it_is_made_and_ends_in_time() {
    let stage = Stage::new().await;
    let live = stage.live().await;
    let early = stage.client.wait_for_message(|_| true, LIMIT);
    let mut all = stage.client.collect([EventKind::ChannelMessage]);
    drop(stage.client.collect([EventKind::ChannelMessage]));
    stage.mezon.say(stage.talk, "ann", "first");
    stage.mezon.say(stage.talk, "ann", "second");
    assert_eq!(early.await.unwrap().text(), "first");
    assert!(all.next().await.is_some() && all.next().await.is_some());
    let late = stage.client.wait_for_message(|_| true, Duration::from_millis(1));
    assert_eq!(late.await.unwrap_err().kind(), ErrorKind::Timeout);
    live.close().await;
}
