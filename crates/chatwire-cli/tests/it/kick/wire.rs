//! Every command's request, by `--dry-run --json`: nothing listens at the address.

use serde_json::{Value, json};

use crate::command::{chatwire, run};

const NOWHERE: &str = "http://localhost";

fn wires(line: &str) -> Vec<Value> {
    let mut command = chatwire(["kick"].into_iter().chain(line.split(' ')));
    command.args(["--dry-run", "--json"]).env("KICK_BASE_URL", NOWHERE);
    if !line.contains("--app") && !line.starts_with("login") {
        command.env("KICK_ACCESS_TOKEN", "canary-token");
    }
    command.env("KICK_CLIENT_ID", "app-id").env("KICK_CLIENT_SECRET", "canary-secret");
    let ran = run(command.env("KICK_TOKEN_FILE", "no-such-file.json"));
    assert!(!ran.out.contains("canary") && !ran.err.contains("canary"), "{ran:?}");
    ran.json()
}

#[test]
fn each_command_makes_its_request() {
    let none = Value::Null;
    for (line, target, body) in [
        ("whoami", "GET /public/v1/users", none.clone()),
        ("users 1 2", "GET /public/v1/users?id=1&id=2", none.clone()),
        ("token introspect", "POST /oauth/token/introspect", none.clone()),
        (
            "token revoke --refresh",
            "POST /oauth/revoke?token=[redacted]&token_hint_type=refresh_token",
            none.clone(),
        ),
        (
            "send hi --to 7",
            "POST /public/v1/chat",
            json!({"content": "hi", "type": "user", "broadcaster_user_id": 7}),
        ),
        (
            "send hi --to 7 --bot --reply m",
            "POST /public/v1/chat",
            json!({"content": "hi", "type": "bot", "reply_to_message_id": "m"}),
        ),
        (
            "send -5 --to 7",
            "POST /public/v1/chat",
            json!({"content": "-5", "type": "user", "broadcaster_user_id": 7}),
        ),
        ("send hi", "GET /public/v1/channels", none.clone()),
        ("send hi --to Some_User", "GET /public/v1/channels?slug=some_user", none.clone()),
        ("delete m", "DELETE /public/v1/chat/m", none.clone()),
        ("channels", "GET /public/v1/channels", none.clone()),
        (
            "channels 7 8",
            "GET /public/v1/channels?broadcaster_user_id=7&broadcaster_user_id=8",
            none.clone(),
        ),
        ("channels @Name", "GET /public/v1/channels?slug=name", none.clone()),
        (
            "channels update -t T -c 15 --tag a",
            "PATCH /public/v1/channels",
            json!({"stream_title": "T", "category_id": 15, "custom_tags": ["a"]}),
        ),
        ("categories", "GET /public/v2/categories", none.clone()),
        (
            "categories --name a --tag b --id 1 -n 5 --after c --all",
            "GET /public/v2/categories?cursor=c&limit=5&name=a&tag=b&id=1",
            none.clone(),
        ),
        ("livestreams", "GET /public/v2/livestreams", none.clone()),
        (
            "livestreams -c 15 -l en -n 5 --after c",
            "GET /public/v2/livestreams?cursor=c&limit=5&category_id=15&language_code=en",
            none.clone(),
        ),
        ("livestreams 7", "GET /public/v1/users/livestreams?user_id=7", none.clone()),
        ("livestreams --stats", "GET /public/v1/livestreams/stats", none.clone()),
        (
            "ban 8 -c 7 -m 10 -r spam",
            "POST /public/v1/moderation/bans",
            json!({"broadcaster_user_id": 7, "user_id": 8, "duration": 10, "reason": "spam"}),
        ),
        (
            "unban 8 --channel 7",
            "DELETE /public/v1/moderation/bans",
            json!({"broadcaster_user_id": 7, "user_id": 8}),
        ),
        ("rewards list", "GET /public/v1/channels/rewards", none.clone()),
        (
            "rewards create Song 5 --enabled false",
            "POST /public/v1/channels/rewards",
            json!({"title": "Song", "cost": 5, "is_enabled": false}),
        ),
        (
            "rewards update r --paused true",
            "PATCH /public/v1/channels/rewards/r",
            json!({"is_paused": true}),
        ),
        ("rewards delete r", "DELETE /public/v1/channels/rewards/r", none.clone()),
        (
            "redemptions list --reward r --status accepted --after c",
            "GET /public/v1/channels/rewards/redemptions?reward_id=r&status=accepted&cursor=c",
            none.clone(),
        ),
        (
            "redemptions accept a b",
            "POST /public/v1/channels/rewards/redemptions/accept",
            json!({"ids": ["a", "b"]}),
        ),
        (
            "redemptions reject a",
            "POST /public/v1/channels/rewards/redemptions/reject",
            json!({"ids": ["a"]}),
        ),
        (
            "events list -c 7",
            "GET /public/v1/events/subscriptions?broadcaster_user_id=7",
            none.clone(),
        ),
        (
            "events subscribe kicks.gifted -c 7",
            "POST /public/v1/events/subscriptions",
            json!({"broadcaster_user_id": 7, "method": "webhook",
                "events": [{"name": "kicks.gifted", "version": 1}]}),
        ),
        (
            "events unsubscribe a b",
            "DELETE /public/v1/events/subscriptions?id=a&id=b",
            none.clone(),
        ),
        ("events unsubscribe --all", "GET /public/v1/events/subscriptions", none.clone()),
        ("events keep all", "GET /public/v1/events/subscriptions", none.clone()),
        ("kicks leaderboard -n 3", "GET /public/v1/kicks/leaderboard?top=3", none.clone()),
        (
            "drops claims --campaign c --user 7 --claim d --status s -n 5",
            "GET /public/v1/drops/claims?campaign_id=c&limit=5&user_id=7&claim_id=d&external_status=s",
            none,
        ),
        (
            "drops update c sent",
            "PATCH /public/v1/drops/claims",
            json!({"claims": [{"claim_id": "c", "external_status": "sent"}]}),
        ),
    ] {
        let wires = wires(line);
        let [wire] = wires.as_slice() else { panic!("{line}: {wires:?}") };
        let (method, path) = target.split_once(' ').unwrap();
        assert_eq!(wire["method"], method, "{line}");
        assert_eq!(wire["url"], format!("{NOWHERE}{path}"), "{line}");
        if body != Value::Null {
            assert_eq!(wire["body"], body, "{line}");
        }
        let revokes = line.starts_with("token revoke");
        let token = if revokes { Value::Null } else { json!("[redacted]") };
        assert_eq!(wire["headers"]["authorization"], token, "{line}");
    }
}

#[test]
fn several_requests_are_all_shown() {
    assert_eq!(wires("delete a b c").len(), 3);
    assert_eq!(wires("channels 7 one two").len(), 3);
}

#[test]
fn a_login_shows_what_it_trades_the_code_for() {
    let app = wires("login --app");
    assert_eq!(app[0]["url"], format!("{NOWHERE}/oauth/token"));
    let form = app[0]["body"].as_str().unwrap();
    assert!(
        form.contains("client_id=app-id") && form.contains("client_secret=[redacted]"),
        "{form}"
    );
    let user = wires("login");
    let form = user[0]["body"].as_str().unwrap();
    for part in ["grant_type=authorization_code", "code=[redacted]", "code_verifier=[redacted]"] {
        assert!(form.contains(part), "{part}: {form}");
    }
}

#[test]
fn words_have_the_same_parts() {
    let line = ["kick", "send", "hi", "--to", "7", "--dry-run", "--token", "canary-token"];
    let ran = run(chatwire(line).env("KICK_BASE_URL", NOWHERE));
    let words = ran.words();
    for part in ["POST http://localhost/public/v1/chat\n", "authorization: [redacted]\n", "\"hi\""]
    {
        assert!(words.contains(part), "{words}");
    }
    assert!(!words.contains("canary"));
}

#[test]
fn a_token_that_has_to_be_fetched_is_left_out() {
    let wire = &wires("events list --app")[0];
    assert_eq!(wire["headers"]["authorization"], Value::Null);
    let agent = wire["headers"]["user-agent"].as_str().unwrap();
    assert!(agent.starts_with(concat!("chatwire-cli/", env!("CARGO_PKG_VERSION"))), "{agent}");
}

#[test]
fn options_win_over_variables() {
    let line =
        ["--server", "https://kick.test", "kick", "whoami", "--dry-run", "--json", "--token", "x"];
    let wires = run(chatwire(line).env("KICK_BASE_URL", NOWHERE)).json();
    assert_eq!(wires[0]["url"], "https://kick.test/public/v1/users");
}
