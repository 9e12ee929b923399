//! Calls of kickpython, with the account's token out of the store.

use std::time::Duration;

use chatwire_kick::client::{DEFAULT_BASE_URL, DEFAULT_OAUTH_URL};
use chatwire_kick::oauth::{DEFAULT_REFRESH_INTERVAL, TokenHint, challenge};
use chatwire_kick::token_store::StoredToken;
use chatwire_kick::{CategoryId, ChatroomId, Client, Error, Scope, UserId};
use serde_json::{Value, json};

use super::store::{Filled, tables};
use super::{builder, channels, number, page, token};
use crate::adapter::{Arguments, Made, NotMade, Scene, written};
use crate::compare::result::Outcome;
use crate::spec;

/// How often the reference renews tokens: so far ahead they must be renewed.
const INTERVAL: Duration = Duration::from_secs(3_600);

/// Longest wait for what goes on in the background.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long nothing more must be asked.
const QUIET: Duration = Duration::from_millis(150);

pub(super) async fn call(scene: &Scene<'_>) -> Made {
    if let Some(made) = without_client(scene)? {
        return Ok(made);
    }
    let filled = Filled::with(scene.options.get("store")).await?;
    let builder = builder(scene)?
        .token_store(filled.store.clone())
        .chatroom_store(filled.store.clone())
        .refresh_interval(INTERVAL);
    // The account that is named speaks; where the reference sends no token, any will do.
    let builder = match scene.method {
        "get_categories" | "get_category" | "get_broadcaster_id" => builder.token("at_any"),
        _ => match spec::kick::account(scene.args) {
            Some(_) => match number::<UserId>(scene.args, "channel_id") {
                Ok(account) => builder.account(account),
                Err(error) => return Ok(Outcome::Error(error)),
            },
            None => builder,
        },
    };
    let made = match builder.build() {
        Ok(client) => Box::pin(on_client(&client, scene)).await?,
        Err(error) => Outcome::Error(error),
    };
    let _ = scene.rows.set(filled.rows().await?);
    Ok(made)
}

fn without_client(scene: &Scene<'_>) -> Result<Option<Outcome>, NotMade> {
    let args = Arguments::new(scene.args);
    let value = match scene.method {
        "new" => json!({
            "base_url": DEFAULT_BASE_URL,
            "oauth_base_url": DEFAULT_OAUTH_URL,
            "token_refresh_interval": DEFAULT_REFRESH_INTERVAL.as_secs(),
        }),
        "schema" => {
            let place = scene.files.path("kick_tokens.db");
            tables(&place)?
        }
        "_generate_code_challenge" => challenge(args.required("code_verifier")?).into(),
        "_generate_code_verifier" => {
            let client = builder(scene)?.build();
            let login = client.and_then(|client| client.authorize_url([Scope::UserRead]).build());
            let login = match login {
                Ok(login) => login,
                Err(error) => return Ok(Some(Outcome::Error(error))),
            };
            let verifier = login.verifier().expose();
            let fits =
                verifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
            let alphabet = if fits { "A-Z a-z 0-9 - _" } else { verifier };
            json!({"length": verifier.len(), "alphabet": alphabet})
        }
        "stop_token_refresh" => {
            let why = "what was never started has no handle to stop it by";
            return Err(NotMade::Inexpressible(why.into()));
        }
        _ => return Ok(None),
    };
    Ok(Some(Outcome::ok(value)))
}

async fn on_client(client: &Client, scene: &Scene<'_>) -> Made {
    let args = Arguments::new(scene.args);
    match scene.method {
        "close" => Ok(Outcome::ok(Value::Null)),
        "post_chat" => match number::<UserId>(scene.args, "channel_id") {
            Ok(account) => written(client.post_chat(account, args.required("content")?).await),
            Err(error) => Ok(Outcome::Error(error)),
        },
        "get_channels" => {
            let request =
                pairs(scene)?.into_iter().try_fold(client.channels(), |request, (name, value)| {
                    match name.as_str() {
                        "slug" => Ok(request.slug(value)),
                        "broadcaster_user_id" => value.parse::<UserId>().map(|id| request.id(id)),
                        _ => Err(Error::input("no filter of that name")),
                    }
                });
            match request {
                Ok(request) => channels(request.await),
                Err(error) => Ok(Outcome::Error(error)),
            }
        }
        "get_users" => {
            let ids: Result<Vec<UserId>, Error> =
                pairs(scene)?.iter().map(|(_, value)| value.parse()).collect();
            match ids {
                Ok(ids) => page(client.users().ids(ids).await),
                Err(error) => Ok(Outcome::Error(error)),
            }
        }
        "get_categories" => page(client.categories_v1(args.required("query")?).request().await),
        "get_category" => match number::<CategoryId>(scene.args, "category_id") {
            Ok(id) => written(client.category_v1(id).await),
            Err(error) => Ok(Outcome::Error(error)),
        },
        "update_channel" => {
            let mut request = client.update_channel();
            if args.get("category_id").is_some() {
                match number::<CategoryId>(scene.args, "category_id") {
                    Ok(id) => request = request.category(id),
                    Err(error) => return Ok(Outcome::Error(error)),
                }
            }
            if let Some(title) = args.text("stream_title")? {
                request = request.title(title);
            }
            written(request.await)
        }
        "get_broadcaster_id" => {
            written(client.broadcaster_id_of(args.required("access_token")?).await)
        }
        "fetch_channel_username" => match number::<UserId>(scene.args, "channel_id") {
            Ok(account) => written(client.slug_of(account).await),
            Err(error) => Ok(Outcome::Error(error)),
        },
        _ => Box::pin(oauth(client, scene)).await,
    }
}

async fn oauth(client: &Client, scene: &Scene<'_>) -> Made {
    let args = Arguments::new(scene.args);
    let account = number::<UserId>(scene.args, "channel_id");
    match (scene.method, account) {
        ("get_auth_url", _) => {
            let scopes = args.texts("scopes")?.unwrap_or_default();
            let mut request = client.authorize_url(scopes.into_iter().map(Scope::from));
            if let Some(state) = args.text("state")? {
                request = request.state(state);
            }
            if let Some(verifier) = args.text("code_verifier")? {
                request = request.verifier(verifier);
            }
            let origin = scene.origins.get("").cloned().unwrap_or_default();
            written(request.build().map(|login| {
                json!({
                    "auth_url": login.url().strip_prefix(&origin),
                    "parsed": super::pure::parts(login.url()),
                    "state": login.state().expose(),
                    "code_verifier": login.verifier().expose(),
                })
            }))
        }
        ("exchange_code", account) => {
            let request =
                client.exchange_code(args.required("code")?, args.required("code_verifier")?);
            let request = match account {
                Ok(account) => request.account(account),
                Err(_) => request,
            };
            token(request.await)
        }
        ("start_token_refresh", _) => refreshes(client, scene).await,
        ("get_all_chatroom_ids", _) => written(client.all_chatrooms().await.map(|all| {
            let rooms = all.rooms.iter();
            let shown = rooms
                .map(|room| json!({"username": room.username, "chatroom_id": room.chatroom_id}));
            shown.collect::<Vec<_>>()
        })),
        ("get_chatroom_id", _) => written(client.chatroom_id(args.required("username")?).await),
        ("get_channel_id_from_chatroom", _) => {
            match number::<ChatroomId>(scene.args, "chatroom_id") {
                Ok(chatroom) => {
                    let found = client.broadcaster_for_chatroom(chatroom).await;
                    written(found.map(|found| found.map(|user| user.to_string())))
                }
                Err(error) => Ok(Outcome::Error(error)),
            }
        }
        (_, Err(error)) => Ok(Outcome::Error(error)),
        ("refresh_token", Ok(account)) => {
            // What is given beside the account is stored first: here an account has one token.
            if let Some(given) = args.text("refresh_token")?.filter(|given| !given.is_empty()) {
                let old = StoredToken::new(account, "old").refresh_token(given);
                if let Err(error) = client.store_token(old).await {
                    return Ok(Outcome::Error(error));
                }
            }
            token(client.refresh_token(account).await)
        }
        ("revoke_token", Ok(account)) => {
            let hint = match args.text("token_type")? {
                None | Some("access_token") => TokenHint::AccessToken,
                Some("refresh_token") => TokenHint::RefreshToken,
                Some(other) => {
                    return Err(NotMade::Inexpressible(format!(
                        "no half of a token is called {other:?}"
                    )));
                }
            };
            written(client.revoke_token(account, hint).await)
        }
        ("check_token_exists", Ok(account)) => written(client.has_token(account).await),
        ("_get_token_for_channel", Ok(_)) => {
            written(client.access_token().await.map(|token| token.expose().to_owned()))
        }
        (other, _) => Err(NotMade::Unknown(format!("no spelling for {other:?}"))),
    }
}

/// One pass of the refresher: until as many were asked for as in the record, and no more.
async fn refreshes(client: &Client, scene: &Scene<'_>) -> Made {
    let refresher = match client.spawn_refresher() {
        Ok(refresher) => refresher,
        Err(error) => return Ok(Outcome::Error(error)),
    };
    let wanted = scene.vector.requests.len();
    let all = async {
        while (scene.asked)() < wanted {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    // What is not asked in time shows in the requests.
    let _ = tokio::time::timeout(PATIENCE, all).await;
    tokio::time::sleep(QUIET).await;
    refresher.stop().await;
    Ok(Outcome::ok(json!({"refreshes": (scene.asked)()})))
}

/// Pairs that the reference handed to its HTTP library.
fn pairs(scene: &Scene<'_>) -> Result<Vec<(String, String)>, NotMade> {
    let given = scene.args.get("params").cloned().unwrap_or_else(|| json!([]));
    serde_json::from_value(given)
        .map_err(|trouble| NotMade::Inexpressible(format!("params are no pairs: {trouble}")))
}
