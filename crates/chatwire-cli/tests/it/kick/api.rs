//! Each command of the official API: as words and as JSON.

use serde_json::json;

use super::World;
use crate::command::{run, run_with};

#[test]
fn people_are_shown() {
    let world = World::new();
    let alice = world.kick.user("Alice");
    assert_eq!(world.one("whoami")["name"], "streamer");
    assert!(world.words("whoami").contains("streamer@example.test"));
    assert_eq!(world.one("users")["name"], "streamer");
    let line = format!("users {alice} 999999");
    assert_eq!(world.one(&line), world.json(&line)[0], "one that does not exist is left out");
    assert!(world.words(&line).contains("Alice"));
    assert_eq!(world.words("users 999999"), "No users found\n");
}

#[test]
fn channels_are_found_and_changed() {
    let world = World::new();
    let other = world.kick.ids("Some_Other");
    world.kick.go_live("Some_Other", "Chess");
    assert_eq!(world.one("channels")["slug"], "streamer");
    let line = format!("channels {} streamer", other.broadcaster_user_id);
    let slugs: Vec<_> = world.json(&line).iter().map(|one| one["slug"].clone()).collect();
    assert_eq!(slugs, [other.slug.as_str(), "streamer"]);
    let words = world.words(&format!("channels @{}", other.slug));
    for part in ["🔴 live", "Chess", "Just Chatting"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    let ran = world.run("channels streamer nobody-at-all");
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(ran.out.contains("streamer") && ran.err.contains("'nobody-at-all'"), "{ran:?}");

    assert!(world.words("channels update --title New --category 28").contains("changed"));
    assert_eq!(world.one("channels update --tag a --tag b")["updated"], true);
    let own = world.one("channels");
    assert_eq!((&own["stream_title"], &own["category"]["id"]), (&json!("New"), &json!(28)));
    assert_eq!(own["stream"]["custom_tags"], json!(["a", "b"]));
    world.words("channels update --clear-tags");
    assert_eq!(world.one("channels")["stream"]["custom_tags"], json!([]));
}

#[test]
fn the_stream_key_is_not_printed() {
    let world = World::new();
    let shown = world.one("channels");
    let key = shown["stream"]["key"].as_str().unwrap();
    assert_eq!(key, "[redacted]", "the token has the scope for it");
}

#[test]
fn lists_have_pages() {
    let world = World::new();
    let all = world.json("categories --all -n 1");
    assert!(all.len() >= 3, "{all:?}");
    let first = world.run("categories -n 1");
    assert!(first.words().contains("Just Chatting"), "{}", first.out);
    let cursor = first.err.trim().strip_prefix("more: --after ").unwrap();
    let second = world.one(&format!("categories -n 1 --after {cursor}"));
    assert_eq!(second, all[1]);
    assert!(world.words("categories --all").contains("Just Chatting"));
    assert_eq!(world.one("categories --id 15")["id"], 15);
    world.kick.category(99, "Quiz", &["fun"]);
    for line in ["categories --name Quiz", "categories --tag fun"] {
        assert_eq!(world.one(line)["id"], 99, "{line}");
    }
    assert_eq!(world.words("categories --name Nothing"), "No categories found\n");
}

#[test]
fn streams_are_listed_and_counted() {
    let world = World::new();
    assert_eq!(world.words("livestreams"), "No streams found\n");
    world.kick.go_live("alice", "First");
    world.kick.go_live("bob", "Second");
    world.kick.viewers("bob", 7);
    let words = world.words("livestreams");
    for part in ["alice", "First", "bob", "7"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert_eq!(world.json("livestreams --all -n 1").len(), 2);
    assert_eq!(world.json("livestreams --category 57").len(), 0);
    let bob = world.kick.user("bob");
    assert_eq!(world.one(&format!("livestreams {bob}"))["title"], "Second");
    assert_eq!(world.one("livestreams --stats")["total_count"], 2);
    assert_eq!(world.words("livestreams --stats"), "2 streams run\n");
}

#[test]
fn messages_are_sent_answered_and_deleted() {
    let world = World::new();
    let kick = &world.kick;
    let question = kick.say("alice", "bob", "Which game?");
    let sent = world.one("send hello");
    assert_eq!(sent["is_sent"], true);
    assert!(world.words("send again --to Alice").contains("Message sent"));
    world.words(&format!("send chess --to {} --reply {question}", kick.user("alice")));
    world.words("send beep --bot");
    let ran = run_with(
        world.command("send -").env("KICK_ACCESS_TOKEN", kick.token("streamer")),
        "two\nlines 🎳\n",
    );
    ran.words();
    let said = |streamer: &str| {
        let messages = kick.messages(streamer).into_iter();
        let each = messages.map(|one| (one["sender"].clone(), one["content"].clone()));
        each.collect::<Vec<_>>()
    };
    let of = |sender: &str, text: &str| (json!(sender), json!(text));
    let own =
        [of("streamer", "hello"), of("chatwire-bot", "beep"), of("streamer", "two\nlines 🎳")];
    assert_eq!(said("streamer"), own);
    assert_eq!(said("alice")[1..], [of("streamer", "again"), of("streamer", "chess")]);
    assert_eq!(kick.messages("alice")[2]["reply_to"], json!(question));

    let id = sent["message_id"].as_str().unwrap();
    assert_eq!(world.one(&format!("delete {id}")), json!({"message_id": id, "deleted": true}));
    assert_eq!(world.run(&format!("delete {id}")).code, Some(4));
    let id = kick.say("streamer", "troll", "bad");
    assert!(world.words(&format!("delete {id}")).contains("deleted"));
    assert_eq!(said("streamer").len(), 2);

    let ran = world.run("send x --to nobody-at-all");
    assert_eq!(ran.code, Some(4), "{ran:?}");
    kick.bot(false);
    let ran = world.run("send x --bot");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("a bot has to be set up"), "{}", ran.err);
}

#[test]
fn users_are_banned_for_some_time_or_for_good() {
    let world = World::new();
    let troll = world.kick.user("troll");
    let banned = world.one("ban troll --minutes 10 --reason spam");
    assert_eq!((&banned["user_id"], &banned["minutes"]), (&json!(troll), &json!(10)));
    assert!(world.words("unban troll").contains("no more"));
    assert!(world.words(&format!("ban {troll}")).contains("for good"));
    assert_eq!(world.one(&format!("unban {troll} --channel streamer"))["banned"], false);
    let again = world.run("unban troll");
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.err.contains("not banned"), "{}", again.err);
    let foreign = world.run("ban troll --channel alice");
    assert_eq!(foreign.code, Some(4), "there is no alice yet: {foreign:?}");
    world.kick.user("alice");
    let foreign = world.run("ban troll --channel alice");
    assert_eq!(foreign.code, Some(3), "{foreign:?}");
    assert_eq!(world.run("ban troll --minutes 10081").code, Some(2));
}

#[test]
fn rewards_are_made_changed_and_deleted() {
    let world = World::new();
    assert_eq!(world.words("rewards list"), "No rewards found\n");
    let made = world.one("rewards create Song 100 --input true --color #ff0000 --description text");
    assert_eq!((&made["cost"], &made["is_user_input_required"]), (&json!(100), &json!(true)));
    let id = made["id"].as_str().unwrap();
    assert!(world.words("rewards create Dance 5").contains("Reward Dance made"));
    let words = world.words("rewards list");
    assert!(words.contains("Song") && words.contains("Dance"), "{words}");
    let changed = world.one(&format!("rewards update {id} --title Tune --cost 7 --paused true"));
    assert_eq!((&changed["title"], &changed["is_paused"]), (&json!("Tune"), &json!(true)));
    let line = format!("rewards update {id} --enabled false --skip-queue true");
    assert!(world.words(&line).contains("changed"));
    assert_eq!(world.one(&format!("rewards delete {id}"))["deleted"], true);
    assert_eq!(world.run(&format!("rewards delete {id}")).code, Some(4));
    assert_eq!(world.json("rewards list").len(), 1);
}

#[test]
fn redemptions_are_decided() {
    let world = World::new();
    assert_eq!(world.words("redemptions list"), "No redemptions found\n");
    let reward = world.kick.reward("streamer", "Song", 10);
    let redeem = |who: &str| world.kick.redeem("streamer", who, &reward, "please").unwrap();
    let (first, second) = (redeem("alice"), redeem("bob"));
    let listed = world.one(&format!("redemptions list --reward {reward}"));
    assert_eq!(listed["redemptions"].as_array().unwrap().len(), 2);
    assert!(world.words("redemptions list").contains("please"));
    let done = world.one(&format!("redemptions accept {first}"));
    assert_eq!((&done["done"], &done["status"]), (&json!(true), &json!("accepted")));
    assert!(world.words(&format!("redemptions reject {second}")).contains("rejected"));
    let line = format!("redemptions accept {first} {second}");
    let ran = world.run(&line);
    assert_eq!(ran.code, Some(5), "{ran:?}");
    assert!(ran.out.contains("NOT_PENDING"), "{}", ran.out);
    assert_eq!(world.run("redemptions reject 01ARZ3NDEKTSV4RRFFQ69G5FAV").code, Some(4));
    assert_eq!(world.json("redemptions list --status accepted --all").len(), 1);
    assert_eq!(world.json(&format!("redemptions list --id {second}")).len(), 1);
}

#[test]
fn givers_of_kicks_have_their_places() {
    let world = World::new();
    world.kick.gift_kicks("streamer", "alice", 300, "hi");
    world.kick.gift_kicks("streamer", "bob", 500, "hi");
    let boards = world.one("kicks leaderboard -n 1");
    assert_eq!(boards["lifetime"][0]["username"], "bob");
    assert_eq!(boards["lifetime"].as_array().unwrap().len(), 1);
    let words = world.words("kicks leaderboard");
    for part in ["Ever", "This month", "This week", "alice", "500"] {
        assert!(words.contains(part), "{part}: {words}");
    }
}

#[test]
fn claims_of_drops_are_for_an_organization() {
    let world = World::new();
    let claim = world.kick.claim_drop("alice", "campaign", "reward");
    let refused = run(&mut world.app("drops claims"));
    assert_eq!(refused.code, Some(3), "{refused:?}");
    world.kick.organization(true);
    let words = run(&mut world.app("drops claims")).words().to_owned();
    assert!(words.contains(&claim) && words.contains("initiated"), "{words}");
    assert!(run(&mut world.app(&format!("drops update {claim} sent"))).words().contains("sent"));
    let line =
        format!("drops claims --json --status sent --claim {claim} --campaign campaign --all");
    assert_eq!(run(&mut world.app(&line)).json()[0]["external_status"], "sent");
    let alice = world.kick.user("alice");
    assert_eq!(run(&mut world.app(&format!("drops claims --json --user {alice}"))).json().len(), 1);
    assert!(run(&mut world.app("drops claims --status x")).words().contains("No claims found"));
    assert_eq!(run(&mut world.app("drops update 01ARZ3NDEKTSV4RRFFQ69G5FAV x")).code, Some(4));
    let none = run(&mut world.command("drops claims"));
    assert_eq!(none.code, Some(2), "{none:?}");
    assert!(none.err.contains("KICK_CLIENT_ID"), "{}", none.err);
}

#[test]
fn ids_are_found_and_kept() {
    let world = World::new();
    let ids = world.kick.ids("Some_User");
    let found = world.one("resolve some_user");
    assert_eq!(found["chatroom_id"], ids.chatroom_id);
    assert_eq!(found["channel_id"], ids.channel_id);
    assert_eq!(found["user_id"], ids.broadcaster_user_id);
    // Known now, whatever the site says.
    world.kick.live().block_site(Some(chatwire_emulator::kick::Block::Html));
    assert!(world.words("resolve Some_User").contains(&ids.chatroom_id.to_string()));
    let blocked = world.run("resolve streamer");
    assert_eq!(blocked.code, Some(3), "{blocked:?}");
    for part in ["refuses programs", "--chatroom ID", "webhooks"] {
        assert!(blocked.err.contains(part), "{part}: {}", blocked.err);
    }
    world.words("resolve streamer --chatroom 77 --channel 78 --user 79");
    let kept = world.one("resolve streamer");
    assert_eq!(
        kept,
        json!({"chatroom_id": 77, "channel_id": 78, "user_id": 79, "slug": "streamer"})
    );
    assert_eq!(world.json("resolve").len(), 2);
    assert!(world.words("resolve").contains("Known channels"));
    world.kick.live().block_site(None);
    let unknown = world.run("resolve nobody-at-all");
    assert_eq!(unknown.code, Some(4), "{unknown:?}");
    assert_eq!(world.run("resolve a/b").code, Some(2));
}
