//! The agent on Token Bowl, against the emulator.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chatwire::tokenbowl::{Client, Transport, code};
use chatwire_agent::{CatchUp, Direct, Notice, Report, Runner, Silence};
use chatwire_core::ErrorKind;
use chatwire_core::testing::{Answer, Script};
use chatwire_emulator::{Emulator, Fault, Platform};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::{agent, bodies, completion, says, turns};

async fn client(emulator: &Emulator, name: &str) -> Client {
    let key = emulator.tokenbowl().key(name);
    let url = emulator.url(Platform::TokenBowl);
    Client::builder(key).base_url(url).unwrap().build().unwrap()
}

/// Runs until `enough` says so, which is told all news.
async fn run_until(
    runner: Runner,
    mut enough: impl FnMut(&Notice) -> bool + Send + 'static,
) -> Report {
    let (end, mut ended) = mpsc::channel(1);
    let enough = Mutex::new(move |notice: &Notice| {
        if enough(notice) {
            let _ = end.try_send(());
        }
    });
    let runner = runner.on_notice(move |notice| (enough.lock().unwrap())(notice));
    let shutdown = async move {
        ended.recv().await;
    };
    timeout(Duration::from_secs(30), runner.run_until(shutdown)).await.unwrap().unwrap()
}

#[tokio::test]
async fn room_and_direct_messages_get_an_answer_each_and_receipts_are_told() {
    let emulator = Emulator::start().await.unwrap();
    let bowl = emulator.tokenbowl().clone();
    bowl.key("alice");
    let script = says(["alpha", "bravo"]);
    let agent = agent(&script).build().unwrap();
    let (mut answered, mut is_read) = (0, false);
    let talk = bowl.clone();
    let report = run_until(agent.run(client(&emulator, "max").await), move |notice| {
        match notice {
            Notice::Online => {
                talk.say("alice", "hello all");
                talk.dm("alice", "max", "psst");
            }
            Notice::Answered { .. } => {
                answered += 1;
                let own =
                    talk.messages().into_iter().find(|message| message["from_username"] == "max");
                talk.read("alice", own.unwrap()["id"].as_str().unwrap());
            }
            Notice::Read { by, .. } => is_read |= by == "alice",
            _ => {}
        }
        answered == 2 && is_read
    })
    .await;
    let asked: Vec<_> = bodies(&script).iter().map(|body| turns(body).pop().unwrap()).collect();
    assert!(asked.contains(&"U\n\nMessages:\nalice: hello all".to_owned()), "{asked:?}");
    assert!(asked.contains(&"U\n\nMessages:\n[DM] alice: psst".to_owned()), "{asked:?}");
    let own: Vec<_> =
        bowl.messages().into_iter().filter(|message| message["from_username"] == "max").collect();
    let mut to: Vec<_> = own.iter().map(|message| message["to_username"].to_string()).collect();
    to.sort();
    assert_eq!(to, ["\"alice\"", "null"]);
    // Centrifugo gives the agent's own message back, which it must not answer.
    assert_eq!((report.stats.messages_sent, report.stats.model_calls), (2, 2));
    assert!(report.stats.read_receipts >= 1);
}

#[tokio::test]
async fn a_cut_line_costs_no_answer() {
    let emulator = Emulator::start().await.unwrap();
    let bowl = emulator.tokenbowl().clone();
    let client = client(&emulator, "max").await;
    let script = Script::new().always(completion("here again"));
    let agent = agent(&script).build().unwrap();
    let runner = agent.run(client).max_reconnect_delay(Duration::from_secs(1));
    let (emulator, talk, mut was_cut) = (Arc::new(emulator), bowl.clone(), false);
    let cutter = Arc::clone(&emulator);
    let report = run_until(runner, move |notice| {
        if matches!(notice, Notice::Online) && !was_cut {
            was_cut = true;
            let cut = Fault::DropSocket { after_frames: 0 };
            assert_eq!(cutter.fault_open_sockets(Platform::TokenBowl, &cut), 1);
            talk.say("alice", "are you there?");
        }
        matches!(notice, Notice::Answered { .. })
    })
    .await;
    assert_eq!((report.stats.reconnections, report.stats.messages_sent), (1, 1));
    let last = bowl.messages().pop().unwrap();
    assert_eq!(last["content"], "here again");
}

#[tokio::test]
async fn a_line_that_is_down_at_first_is_told_of_in_order() {
    let emulator = Emulator::start().await.unwrap();
    let client = client(&emulator, "max").await;
    emulator.tokenbowl().say("alice", "one");
    emulator.fault(Platform::TokenBowl, Fault::RefuseUpgrade { status: 503 });
    let agent = agent(&Script::new().always(completion("hello"))).build().unwrap();
    let runner = agent.run(client).catch_up(CatchUp::Unread);
    let told = Arc::new(Mutex::new(Vec::new()));
    let news = Arc::clone(&told);
    let report = run_until(runner, move |notice| {
        news.lock().unwrap().extend(match notice {
            Notice::Online => Some("online"),
            Notice::Offline { .. } => Some("offline"),
            Notice::Heard(_) => Some("heard"),
            _ => None,
        });
        matches!(notice, Notice::Answered { .. })
    })
    .await;
    assert_eq!(*told.lock().unwrap(), ["offline", "online", "heard"]);
    assert_eq!(report.stats.reconnections, 0);
}

#[tokio::test]
async fn what_was_written_before_is_asked_for_until_it_is_there() {
    let emulator = Emulator::start().await.unwrap();
    let client = client(&emulator, "max").await;
    emulator.tokenbowl().say("alice", "one");
    let broken = || Fault::Status { status: 500, retry_after: None, body: None };
    emulator.fault_on(Platform::TokenBowl, "GET", "/messages/unread", broken());
    let agent = agent(&Script::new().always(completion("hello"))).build().unwrap();
    let runner = agent.run(client).catch_up(CatchUp::Unread);
    let report = run_until(runner, |notice| matches!(notice, Notice::Answered { .. })).await;
    assert_eq!((report.stats.messages_received, report.stats.reconnections), (1, 0));
}

#[tokio::test]
async fn a_runner_goes_on_without_what_was_written_before_if_it_cannot_be_read() {
    let emulator = Emulator::start().await.unwrap();
    let client = client(&emulator, "max").await;
    let bowl = emulator.tokenbowl().clone();
    bowl.say("alice", "one");
    emulator.fault_on(Platform::TokenBowl, "GET", "/messages/unread", Fault::Garbage);
    let agent = agent(&Script::new().always(completion("hello"))).build().unwrap();
    let runner = agent.run(client).catch_up(CatchUp::Unread);
    let trouble = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&trouble);
    let report = run_until(runner, move |notice| {
        if let Notice::Trouble(error) = notice {
            told.lock().unwrap().push(error.kind());
            bowl.say("alice", "two");
        }
        matches!(notice, Notice::Answered { .. })
    })
    .await;
    assert_eq!(*trouble.lock().unwrap(), [ErrorKind::Decode]);
    assert_eq!((report.stats.messages_received, report.stats.reconnections), (1, 0));
}

#[tokio::test]
async fn who_takes_a_name_gets_nothing_of_its_former_holder() {
    let emulator = Emulator::start().await.unwrap();
    let bowl = emulator.tokenbowl().clone();
    let (max, alice) = (client(&emulator, "max").await, client(&emulator, "alice").await);
    let script = says(["to the first", "to the second"]);
    let agent = agent(&script).build().unwrap();
    let (talk, mut answered) = (bowl.clone(), 0);
    run_until(agent.run(max), move |notice| {
        match notice {
            Notice::Online => {
                talk.dm("alice", "max", "secret plan");
                let (talk, alice) = (talk.clone(), alice.clone());
                tokio::spawn(async move {
                    alice.update_my_username("alicia").await.unwrap();
                    talk.dm("alice", "max", "hi");
                });
            }
            Notice::Answered { .. } => answered += 1,
            _ => {}
        }
        answered == 2
    })
    .await;
    let asked: Vec<_> = bodies(&script).iter().map(|body| turns(body)[1..].to_vec()).collect();
    let question = |text: &str| vec![format!("U\n\nMessages:\n[DM] alice: {text}")];
    assert_eq!(asked, [question("secret plan"), question("hi")]);
    let own = bowl.messages().into_iter().filter(|message| message["from_username"] == "max");
    let mut sent: Vec<_> =
        own.map(|message| format!("{}: {}", message["to_username"], message["content"])).collect();
    sent.sort();
    assert_eq!(sent, [r#""alice": "to the second""#, r#""alicia": "to the first""#]);
}

#[tokio::test]
async fn who_is_gone_is_not_answered_through_the_name() {
    let emulator = Emulator::start().await.unwrap();
    let bowl = emulator.tokenbowl().clone();
    let (max, boss) = (client(&emulator, "max").await, client(&emulator, "boss").await);
    let id = bowl.user("alice");
    bowl.dm("alice", "max", "secret plan");
    bowl.user_with_role("boss", chatwire_emulator::tokenbowl::Role::Admin);
    boss.admin_update_user(id).username("alicia").await.unwrap();
    let script = Script::new();
    let agent = agent(&script).build().unwrap();
    let why = Arc::new(Mutex::new(None));
    let told = Arc::clone(&why);
    run_until(agent.run(max).catch_up(CatchUp::Unread), move |notice| match notice {
        Notice::DeadLetter { error, .. } => {
            *told.lock().unwrap() = error.as_ref().map(|error| error.kind());
            true
        }
        notice => matches!(notice, Notice::Answered { .. } | Notice::Failed { .. }),
    })
    .await;
    assert_eq!(*why.lock().unwrap(), Some(chatwire_agent::ErrorKind::NotFound));
    assert!(bodies(&script).is_empty(), "the model costs money");
}

#[tokio::test]
async fn unread_talk_is_caught_up_with_when_asked_for() {
    let emulator = Emulator::start().await.unwrap();
    let bowl = emulator.tokenbowl().clone();
    let client = client(&emulator, "max").await;
    bowl.say("alice", "one");
    bowl.say("bob", "two");
    let script = Script::new().always(completion("hello"));
    let agent = agent(&script).build().unwrap();
    let runner = agent.run(client).catch_up(CatchUp::Unread);
    let report = run_until(runner, |notice| matches!(notice, Notice::Answered { .. })).await;
    assert_eq!(turns(&bodies(&script)[0])[1], "U\n\nMessages:\nalice: one\n\nbob: two");
    assert_eq!(report.stats.messages_received, 2);
}

#[tokio::test]
async fn all_that_is_caught_up_with_is_marked_as_read() {
    let emulator = Emulator::start().await.unwrap();
    let client = client(&emulator, "max").await;
    // More than are marked at a time.
    for number in 0..90 {
        emulator.tokenbowl().say("alice", &format!("{number}"));
    }
    let agent = agent(&Script::new().always(completion("hello"))).build().unwrap();
    let runner = agent.run(client.clone()).catch_up(CatchUp::Unread);
    let report = run_until(runner, |notice| matches!(notice, Notice::Answered { .. })).await;
    assert_eq!((report.stats.messages_received, report.stats.errors), (90, 0));
    let unread = client.get_unread_messages().limit(100).request().await.unwrap().items;
    assert_eq!(unread.len(), 0);
}

#[tokio::test]
async fn a_bot_never_tries_what_the_server_refuses() {
    let emulator = Emulator::start().await.unwrap();
    let bowl = emulator.tokenbowl().clone();
    let owner = client(&emulator, "owner").await;
    let made = owner.create_bot("helper").request().await.unwrap();
    let bot = owner.with_key(made.api_key).unwrap();
    let script = says(["in the open"]);
    let agent = agent(&script).build().unwrap();
    let skipped = Arc::new(Mutex::new(None));
    let (seen, talk) = (Arc::clone(&skipped), bowl.clone());
    run_until(agent.run(bot.clone()), move |notice| match notice {
        Notice::Online => {
            talk.dm("alice", "helper", "psst");
            false
        }
        Notice::Skipped { why, .. } => {
            *seen.lock().unwrap() = Some(*why);
            true
        }
        _ => false,
    })
    .await;
    assert_eq!(*skipped.lock().unwrap(), Some(Silence::Denied));

    let talk = bowl.clone();
    let runner = agent.run(bot).direct(Direct::InRoom);
    run_until(runner, move |notice| match notice {
        Notice::Online => {
            talk.dm("alice", "helper", "again");
            false
        }
        notice => matches!(notice, Notice::Answered { .. } | Notice::DeadLetter { .. }),
    })
    .await;
    let last = bowl.messages().pop().unwrap();
    assert_eq!((&last["content"], &last["to_username"]), (&json!("in the open"), &json!(null)));
}

#[tokio::test]
async fn a_refused_key_ends_the_run() {
    let emulator = Emulator::start().await.unwrap();
    let url = emulator.url(Platform::TokenBowl);
    let client = Client::builder("wrong-key-0123").base_url(url).unwrap().build().unwrap();
    let agent = agent(&Script::new()).build().unwrap();
    let err = agent.run(client).run().await.unwrap_err();
    assert_eq!(err.kind(), chatwire_agent::ErrorKind::Auth);
}

#[tokio::test]
async fn one_shot() {
    let emulator = Emulator::start().await.unwrap();
    let client = client(&emulator, "max").await;
    emulator.tokenbowl().key("alice");
    let long = format!("{}\n{}", "a".repeat(9_000), "b".repeat(9_000));
    let blank = Answer::json(&json!({"choices": [{"message": {"content": ""}}]}));
    let script = says(["Hi", long.as_str(), "dry"]).answer(blank);
    let agent = agent(&script).build().unwrap();
    let sent = agent.send(&client, "What is up?").to_username("alice").await.unwrap();
    assert_eq!(sent.messages[0].to_username.as_deref(), Some("alice"));
    assert_eq!(turns(&bodies(&script)[0])[1], "U\n\nMessage:\nWhat is up?");
    assert_eq!(agent.send(&client, "much").await.unwrap().messages.len(), 2);
    let dry = agent.send(&client, "x").dry_run().await.unwrap();
    assert_eq!((dry.answer.text.as_deref(), dry.messages.len()), (Some("dry"), 0));
    let silent = agent.send(&client, "x").await.unwrap();
    assert_eq!((silent.answer.silence, silent.messages.len()), (Some(Silence::Blank), 0));
    assert_eq!(emulator.tokenbowl().messages().len(), 3);
}

#[tokio::test]
async fn a_server_without_signs_of_typing_is_no_trouble() {
    let emulator = Emulator::start().await.unwrap();
    let bowl = emulator.tokenbowl().clone();
    let gone = Fault::Status { status: 404, retry_after: None, body: None };
    emulator.fault_on(Platform::TokenBowl, "POST", "/typing", gone);
    let agent = agent(&Script::new().always(completion("here"))).build().unwrap();
    let report = run_until(agent.run(client(&emulator, "max").await), move |notice| {
        if matches!(notice, Notice::Online) {
            bowl.say("alice", "anybody?");
        }
        matches!(notice, Notice::Answered { .. })
    })
    .await;
    assert_eq!((report.stats.messages_sent, report.stats.errors), (1, 0));
}

#[tokio::test]
async fn typing_is_shown_to_others_after_somebody_who_is_gone() {
    let emulator = Emulator::start().await.unwrap();
    let bowl = emulator.tokenbowl().clone();
    let unknown = json!({"detail": "User alice not found"});
    let fault = Fault::Status { status: 404, retry_after: None, body: Some(unknown) };
    emulator.fault_on(Platform::TokenBowl, "POST", "/typing", fault);
    let agent = agent(&says(["one", "two"])).build().unwrap();
    let mut answered = 0;
    let report = run_until(agent.run(client(&emulator, "max").await), move |notice| {
        answered += usize::from(matches!(notice, Notice::Answered { .. }));
        match notice {
            Notice::Online => drop(bowl.dm("alice", "max", "anybody?")),
            Notice::Answered { .. } => drop(bowl.dm("bob", "max", "anybody?")),
            _ => {}
        }
        answered == 2
    })
    .await;
    assert_eq!((report.stats.messages_sent, report.stats.errors), (2, 1));
    let requests = emulator.requests(Platform::TokenBowl);
    assert_eq!(requests.iter().filter(|request| request.path == "/typing").count(), 2);
}

#[tokio::test]
async fn the_session_has_the_options_that_the_runner_was_given() {
    let emulator = Emulator::start().await.unwrap();
    let agent = agent(&Script::new()).build().unwrap();
    let runner = agent.run(client(&emulator, "max").await);
    let runner = runner.session(|connect| connect.transport(Transport::Direct));
    let ended = timeout(Duration::from_secs(30), runner.run()).await.unwrap();
    assert_eq!(ended.unwrap_err().code(), Some(code::NO_TRANSPORT));
}
