//! The official API: the typed call is chosen by HTTP method and path, its arguments are those of the recorded request.
//!
//! Where nothing was sent, the call is one that must be refused; then its arguments are the record's own.

use chatwire_kick::oauth::{RevokeStyle, TokenHint};
use chatwire_kick::rest::BanDuration;
use chatwire_kick::token_store::StoredToken;
use chatwire_kick::{
    CategoryId, Client, Error, EventType, LivestreamSort, RedemptionId, RedemptionStatus,
    Timestamp, UserId,
};
use serde_json::{Map, Value, json};

use super::{channels, grant, page, token};
use crate::adapter::{Made, NotMade, Scene, written};
use crate::compare::result::Outcome;
use crate::vector::RecordedRequest;

/// The account of recorded calls that name none.
const ACCOUNT: UserId = UserId::new(123);

/// What a recorded request says, wherever it stands in it.
struct Given<'a> {
    request: &'a RecordedRequest,
    body: Map<String, Value>,
}

impl Given<'_> {
    fn query(&self, name: &str) -> Option<String> {
        self.queries(name).into_iter().next()
    }

    fn queries(&self, name: &str) -> Vec<String> {
        let pairs = self.request.query.iter().filter(|(key, _)| key == name);
        pairs.map(|(_, value)| value.clone()).collect()
    }

    fn listed(&self, name: &str) -> Vec<String> {
        let texts = self.query(name).unwrap_or_default();
        texts.split(',').filter(|text| !text.is_empty()).map(str::to_owned).collect()
    }

    fn form(&self, name: &str) -> String {
        let mut pairs = self.request.body_form.iter().flatten();
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// The last segment of the path.
    fn last(&self) -> &str {
        self.request.path.rsplit('/').next().unwrap_or_default()
    }
}

pub(super) async fn call(scene: &Scene<'_>) -> Made {
    let Some(request) = scene.vector.requests.first() else {
        let call = &scene.vector.call;
        let args = in_words(&crate::placeholder::expand(&call.args));
        return Box::pin(refused(scene, &call.method, args.as_object().unwrap_or(&Map::new())))
            .await;
    };
    let body = request.body_json.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
    let given = Given { request, body };
    if request.path.starts_with("/oauth/") {
        return Box::pin(oauth(scene, &given)).await;
    }
    let builder = super::builder(scene)?;
    // Some words of these records say which token is meant: any of that kind will do.
    let client = match request.headers.contains_key("authorization") {
        true => builder.token("token-of-the-record").build(),
        false => builder.build(),
    };
    match client {
        Ok(client) => Box::pin(reading(&client, &given)).await,
        Err(error) => Ok(Outcome::Error(error)),
    }
}

async fn oauth(scene: &Scene<'_>, given: &Given<'_>) -> Made {
    let mut builder = super::builder(scene)?;
    let is_revocation = given.request.path == "/oauth/revoke";
    if given.request.body_form.is_some() {
        builder = match is_revocation {
            true => builder.revoke_style(RevokeStyle::Form),
            false => builder.app(given.form("client_id"), given.form("client_secret")),
        };
    }
    let client = match builder.build() {
        Ok(client) => client,
        Err(error) => return Ok(Outcome::Error(error)),
    };
    match (given.request.path.as_str(), given.form("grant_type").as_str()) {
        ("/oauth/token", "authorization_code") => {
            let request = client.exchange_code(given.form("code"), given.form("code_verifier"));
            grant(request.redirect_uri(given.form("redirect_uri")).request().await)
        }
        ("/oauth/token", "refresh_token") => {
            let old = StoredToken::new(ACCOUNT, "old").refresh_token(given.form("refresh_token"));
            match client.store_token(old.expires_at(Timestamp::UNIX_EPOCH)).await {
                Ok(()) => token(client.refresh_token(ACCOUNT).await),
                Err(error) => Ok(Outcome::Error(error)),
            }
        }
        ("/oauth/token", _) => grant(client.client_credentials().await),
        ("/oauth/token/introspect", _) => written(client.introspect("token-of-the-record").await),
        ("/oauth/revoke", _) => {
            let said = |name: &str| given.query(name).unwrap_or_else(|| given.form(name));
            let request = client.revoke(said("token"));
            written(match said("token_hint_type").as_str() {
                "access_token" => request.hint(TokenHint::AccessToken).await,
                "refresh_token" => request.hint(TokenHint::RefreshToken).await,
                _ => request.await,
            })
        }
        (path, _) => Err(NotMade::Unknown(format!("no typed call reaches {path}"))),
    }
}

/// Users, channels, categories, livestreams and what else is only read.
async fn reading(client: &Client, given: &Given<'_>) -> Made {
    let request = given.request;
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/public/v2/categories") => {
            let mut call = client.categories();
            for name in given.listed("name") {
                call = call.name(name);
            }
            for tag in given.listed("tag") {
                call = call.tag(tag);
            }
            call = call.ids(numbers::<CategoryId>(&given.listed("id"))?);
            if let Some(limit) = count(given, "limit")? {
                call = call.limit(limit);
            }
            match given.query("cursor") {
                Some(cursor) => page(call.after(cursor).request().await),
                None => page(call.request().await),
            }
        }
        ("GET", "/public/v1/categories") => {
            let call = client.categories_v1(given.query("q").unwrap_or_default());
            match count(given, "page")? {
                Some(number) => page(call.page(number).request().await),
                None => page(call.request().await),
            }
        }
        ("GET", path) if path.starts_with("/public/v1/categories/") => {
            match given.last().parse::<CategoryId>() {
                Ok(id) => written(client.category_v1(id).await),
                Err(error) => Ok(Outcome::Error(error)),
            }
        }
        ("GET", "/public/v1/users") => {
            page(client.users().ids(numbers::<UserId>(&given.queries("id"))?).await)
        }
        ("POST", "/public/v1/token/introspect") => written(client.introspect_v1().await),
        ("GET", "/public/v1/channels") => {
            let call =
                client.channels().ids(numbers::<UserId>(&given.queries("broadcaster_user_id"))?);
            channels(call.slugs(given.queries("slug")).await)
        }
        ("GET", "/public/v1/livestreams") => {
            let mut call = client.livestreams_v1();
            for id in numbers::<UserId>(&given.queries("broadcaster_user_id"))? {
                call = call.broadcaster(id);
            }
            for id in numbers::<CategoryId>(&given.queries("category_id"))? {
                call = call.category(id);
            }
            if let Some(language) = given.query("language") {
                call = call.language(language);
            }
            if let Some(limit) = count(given, "limit")? {
                call = call.limit(limit);
            }
            if let Some(sort) = given.query("sort") {
                call = call.sort(LivestreamSort::from(sort));
            }
            page(call.await)
        }
        ("GET", "/public/v2/livestreams") => {
            let mut call = client.livestreams();
            for id in numbers::<CategoryId>(&given.queries("category_id"))? {
                call = call.category(id);
            }
            for code in given.queries("language_code") {
                call = call.language(code);
            }
            if let Some(limit) = count(given, "limit")? {
                call = call.limit(limit);
            }
            match given.query("cursor") {
                Some(cursor) => page(call.after(cursor).request().await),
                None => page(call.request().await),
            }
        }
        ("GET", "/public/v1/users/livestreams") => {
            page(client.users_livestreams(numbers::<UserId>(&given.queries("user_id"))?).await)
        }
        ("GET", "/public/v1/livestreams/stats") => written(client.livestreams_stats().await),
        ("GET", "/public/v1/public-key") => {
            written(client.public_key().await.map(|key| json!({"public_key": key})))
        }
        ("GET", "/public/v1/kicks/leaderboard") => {
            let call = client.kicks_leaderboard();
            written(match count(given, "top")? {
                Some(places) => call.top(places).await,
                None => call.await,
            })
        }
        ("GET", "/public/v1/events/subscriptions") => {
            let call = client.subscriptions();
            page(match numbers::<UserId>(&given.queries("broadcaster_user_id"))?.first() {
                Some(id) => call.broadcaster(*id).await,
                None => call.await,
            })
        }
        _ => Box::pin(rewards(client, given)).await,
    }
}

/// Rewards, redemptions, drops.
async fn rewards(client: &Client, given: &Given<'_>) -> Made {
    let request = given.request;
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/public/v1/channels/rewards") => page(client.rewards().await),
        ("POST", "/public/v1/channels/rewards") => {
            written(create_reward(client, &given.body)?.await)
        }
        ("GET", "/public/v1/channels/rewards/redemptions") => {
            let mut call = client.redemptions().ids(given.queries("id"));
            if let Some(reward) = given.query("reward_id") {
                call = call.reward(reward);
            }
            if let Some(status) = given.query("status") {
                call = call.status(RedemptionStatus::from(status));
            }
            match given.query("cursor") {
                Some(cursor) => page(call.after(cursor).request().await),
                None => page(call.request().await),
            }
        }
        ("POST", "/public/v1/channels/rewards/redemptions/accept") => {
            page(client.accept_redemptions(texts(&given.body, "ids")).await)
        }
        ("POST", "/public/v1/channels/rewards/redemptions/reject") => {
            page(client.reject_redemptions(texts(&given.body, "ids")).await)
        }
        ("PATCH", path) if path.starts_with("/public/v1/channels/rewards/") => {
            written(update_reward(client, given.last(), &given.body)?.await)
        }
        ("DELETE", path) if path.starts_with("/public/v1/channels/rewards/") => {
            written(client.delete_reward(given.last()).await)
        }
        ("GET", "/public/v1/drops/claims") => {
            let mut call = client.drops_claims();
            if let Some(campaign) = given.query("campaign_id") {
                call = call.campaign(campaign);
            }
            if let Some(limit) = count(given, "limit")? {
                call = call.limit(limit);
            }
            if let Some(id) = numbers::<UserId>(&given.queries("user_id"))?.first() {
                call = call.user(*id);
            }
            if let Some(claim) = given.query("claim_id") {
                call = call.claim(claim);
            }
            if let Some(status) = given.query("external_status") {
                call = call.status(status);
            }
            let result = match given.query("cursor") {
                Some(cursor) => call.after(cursor).request().await,
                None => call.request().await,
            };
            let cursor = result.as_ref().ok().and_then(|page| page.next.clone());
            let made = page(result)?;
            // The cursor stands beside the claims there, and beside the data elsewhere.
            Ok(match made {
                Outcome::Ok { value, invalid } => Outcome::Ok {
                    value: json!({"claims": value, "cursor": cursor.map(|cursor| cursor.as_str().to_owned())}),
                    invalid,
                },
                error @ Outcome::Error(_) => error,
            })
        }
        ("PATCH", "/public/v1/drops/claims") => {
            let claims =
                given.body.get("claims").and_then(Value::as_array).cloned().unwrap_or_default();
            let text = |claim: &Value, name: &str| {
                claim.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
            };
            let claims = claims
                .iter()
                .map(|claim| (text(claim, "claim_id"), text(claim, "external_status")));
            written(client.update_drops_claims(claims).await)
        }
        _ => Box::pin(writing(client, given)).await,
    }
}

/// Chat, bans, the channel's own settings, subscriptions.
async fn writing(client: &Client, given: &Given<'_>) -> Made {
    let (request, body) = (given.request, &given.body);
    let number =
        |name: &str| UserId::new(body.get(name).and_then(Value::as_u64).unwrap_or_default());
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    match (request.method.as_str(), request.path.as_str()) {
        ("PATCH", "/public/v1/channels") => {
            let mut call = client.update_channel();
            if let Some(id) = body.get("category_id").and_then(Value::as_u64) {
                call = call.category(id);
            }
            if let Some(title) = text("stream_title") {
                call = call.title(title);
            }
            if body.contains_key("custom_tags") {
                call = call.tags(texts(body, "custom_tags"));
            }
            written(call.await)
        }
        ("POST", "/public/v1/chat") => {
            let content = text("content").unwrap_or_default();
            let mut call = match text("type") {
                Some("bot") => client.post_chat(ACCOUNT, content),
                _ => client.send_chat(number("broadcaster_user_id"), content),
            };
            if let Some(message) = text("reply_to_message_id") {
                call = call.reply_to(message);
            }
            written(call.await)
        }
        ("DELETE", path) if path.starts_with("/public/v1/chat/") => {
            written(client.delete_chat_message(given.last()).await)
        }
        ("POST", "/public/v1/moderation/bans") => written(ban(client, body)?.await),
        ("DELETE", "/public/v1/moderation/bans") => {
            written(client.unban(number("broadcaster_user_id"), number("user_id")).await)
        }
        ("POST", "/public/v1/events/subscriptions") => {
            let mut call = client.create_subscriptions(Vec::new());
            for event in body.get("events").and_then(Value::as_array).into_iter().flatten() {
                let name = event.get("name").and_then(Value::as_str).unwrap_or_default();
                let version = event.get("version").and_then(Value::as_u64).unwrap_or(1);
                call = call.event_version(
                    EventType::from(name),
                    u32::try_from(version).unwrap_or_default(),
                );
            }
            if body.contains_key("broadcaster_user_id") {
                call = call.broadcaster(number("broadcaster_user_id"));
            }
            page(call.await)
        }
        ("DELETE", "/public/v1/events/subscriptions") => {
            written(client.delete_subscriptions(given.queries("id")).await)
        }
        (method, path) => Err(NotMade::Unknown(format!("no typed call reaches {method} {path}"))),
    }
}

fn create_reward(
    client: &Client,
    body: &Map<String, Value>,
) -> Result<chatwire_kick::CreateReward, NotMade> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let cost = body.get("cost").and_then(Value::as_u64).unwrap_or_default();
    let mut call = client.create_reward(text("title"), cost);
    for (name, value) in body {
        let flag = || value.as_bool().unwrap_or_default();
        call = match name.as_str() {
            "title" | "cost" => call,
            "description" => call.description(text(name)),
            "background_color" => call.background_color(text(name)),
            "is_enabled" => call.enabled(flag()),
            "is_user_input_required" => call.user_input_required(flag()),
            "should_redemptions_skip_request_queue" => call.skip_queue(flag()),
            other => return Err(NotMade::Unknown(format!("a reward has no {other:?}"))),
        };
    }
    Ok(call)
}

fn update_reward(
    client: &Client,
    id: &str,
    body: &Map<String, Value>,
) -> Result<chatwire_kick::UpdateReward, NotMade> {
    let mut call = client.update_reward(id);
    for (name, value) in body {
        let text = || value.as_str().unwrap_or_default().to_owned();
        let flag = || value.as_bool().unwrap_or_default();
        call = match name.as_str() {
            "title" => call.title(text()),
            "cost" => call.cost(value.as_u64().unwrap_or_default()),
            "description" => call.description(text()),
            "background_color" => call.background_color(text()),
            "is_enabled" => call.enabled(flag()),
            "is_paused" => call.paused(flag()),
            "is_user_input_required" => call.user_input_required(flag()),
            "should_redemptions_skip_request_queue" => call.skip_queue(flag()),
            other => return Err(NotMade::Unknown(format!("a reward has no {other:?}"))),
        };
    }
    Ok(call)
}

fn ban(client: &Client, body: &Map<String, Value>) -> Result<chatwire_kick::Ban, NotMade> {
    let number =
        |name: &str| UserId::new(body.get(name).and_then(Value::as_u64).unwrap_or_default());
    let mut call = client.ban(number("broadcaster_user_id"), number("user_id"));
    if let Some(minutes) = body.get("duration") {
        let minutes = minutes.as_u64().and_then(|minutes| u32::try_from(minutes).ok());
        let minutes =
            minutes.ok_or_else(|| NotMade::Inexpressible("minutes are a number".into()))?;
        call = call.timeout(BanDuration::minutes(minutes));
    }
    if let Some(reason) = body.get("reason").and_then(Value::as_str) {
        call = call.reason(reason);
    }
    Ok(call)
}

/// Calls of which the documents say that they must be refused before anything is sent.
async fn refused(scene: &Scene<'_>, method: &str, args: &Map<String, Value>) -> Made {
    let builder = super::builder(scene)?;
    let is_app = args.get("token").and_then(Value::as_str) == Some("app");
    let builder = if is_app { builder.app_token() } else { builder.token("token-of-the-record") };
    let client = match builder.build() {
        Ok(client) => client,
        Err(error) => return Ok(Outcome::Error(error)),
    };
    let text = |name: &str| args.get(name).and_then(Value::as_str).unwrap_or_default();
    let listed = |name: &str| amount(args, name).unwrap_or_default();
    let count = |name: &str| {
        let given = args.get(name).and_then(Value::as_u64)?;
        u32::try_from(given).ok()
    };
    match method {
        "send_chat" => {
            let content = text("content");
            match (text("as"), args.get("broadcaster_user_id").and_then(Value::as_u64)) {
                ("bot", _) => written(client.post_chat(ACCOUNT, content).await),
                (_, Some(broadcaster)) => written(client.send_chat(broadcaster, content).await),
                // The typed call takes the channel itself: nobody can leave it out.
                (_, None) => Err(NotMade::Inexpressible("a message without a channel".into())),
            }
        }
        "ban" => written(ban(&client, args)?.await),
        "channels" => {
            let call = client.channels().ids(numbers::<UserId>(&listed("broadcaster_user_ids"))?);
            channels(call.slugs(listed("slugs")).await)
        }
        "users" => page(client.users().ids(numbers::<UserId>(&listed("ids"))?).await),
        "users_livestreams" => {
            let ids = amount(args, "user_ids").unwrap_or_else(|| listed("ids"));
            page(client.users_livestreams(numbers::<UserId>(&ids)?).await)
        }
        "categories" | "categories_v2" => {
            page(client.categories().limit(count("limit").unwrap_or_default()).request().await)
        }
        "livestreams_v1" => {
            let mut call = client.livestreams_v1();
            if let Some(limit) = count("limit") {
                call = call.limit(limit);
            }
            for id in numbers::<UserId>(&listed("broadcaster_user_ids"))? {
                call = call.broadcaster(id);
            }
            page(call.await)
        }
        "livestreams" | "livestreams_v2" => {
            let mut call = client.livestreams();
            if let Some(limit) = count("limit") {
                call = call.limit(limit);
            }
            for id in numbers::<CategoryId>(&listed("category_ids"))? {
                call = call.category(id);
            }
            for code in listed("language_codes") {
                call = call.language(code);
            }
            page(call.request().await)
        }
        "kicks_leaderboard" => {
            written(client.kicks_leaderboard().top(count("top").unwrap_or_default()).await)
        }
        "accept_redemptions" => page(client.accept_redemptions(listed("ids")).await),
        "reject_redemptions" => page(client.reject_redemptions(listed("ids")).await),
        "redemptions" => {
            let ids = listed("ids").into_iter().map(RedemptionId::from);
            let mut call = client.redemptions().ids(ids);
            if args.contains_key("status") {
                call = call.status(RedemptionStatus::from(text("status")));
            }
            if args.contains_key("reward_id") {
                call = call.reward(text("reward_id"));
            }
            page(call.request().await)
        }
        "create_reward" | "rewards" => written(create_reward(&client, args)?.await),
        "update_reward" => {
            let named = |name: &&String| !["id", "reward_id"].contains(&name.as_str());
            let id = ["id", "reward_id"].into_iter().map(text).find(|id| !id.is_empty());
            let body = args.iter().filter(|(name, _)| named(name));
            let body = body.map(|(name, value)| (name.clone(), value.clone())).collect();
            written(update_reward(&client, id.unwrap_or_default(), &body)?.await)
        }
        "delete_chat" | "delete_chat_message" | "delete_message" => {
            written(client.delete_chat_message(text("message_id")).await)
        }
        "update_channel" => written(client.update_channel().tags(listed("custom_tags")).await),
        "create_subscriptions" => {
            let events = args.get("events").and_then(Value::as_array).into_iter().flatten();
            let name = |event: &Value| {
                event.as_str().or_else(|| event.get("name")?.as_str()).map(EventType::from)
            };
            let events = events.filter_map(name);
            page(client.create_subscriptions(events.collect::<Vec<_>>()).await)
        }
        "delete_subscriptions" => written(client.delete_subscriptions(listed("ids")).await),
        "drops" | "drops_claims" => {
            page(client.drops_claims().limit(count("limit").unwrap_or_default()).request().await)
        }
        "update_drop_claims" => {
            let claims = listed("claims").into_iter().map(|id| (id, "processed"));
            written(client.update_drops_claims(claims).await)
        }
        other => Err(NotMade::Unknown(format!("no typed call for {other:?}"))),
    }
}

/// Arguments with `501 characters` as that many of them.
fn in_words(args: &Value) -> Value {
    match args {
        Value::String(text) => {
            let number = text.strip_suffix(" characters").and_then(|number| number.parse().ok());
            number.map_or_else(|| args.clone(), |number| "x".repeat(number).into())
        }
        Value::Array(items) => items.iter().map(in_words).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), in_words(value))).collect()
        }
        other => other.clone(),
    }
}

/// A list of ids or texts, or `26 of them`: that many.
fn amount(args: &Map<String, Value>, name: &str) -> Option<Vec<String>> {
    match args.get(name)? {
        Value::Array(items) => {
            let text = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
            Some(items.iter().map(text).collect())
        }
        Value::String(words) => {
            let number: u64 = words.split(' ').next()?.parse().ok()?;
            Some((1..=number).map(|id| id.to_string()).collect())
        }
        _ => None,
    }
}

fn texts(body: &Map<String, Value>, name: &str) -> Vec<String> {
    let items = body.get(name).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn numbers<T: std::str::FromStr<Err = Error>>(texts: &[String]) -> Result<Vec<T>, NotMade> {
    let read = texts.iter().map(|text| text.parse::<T>());
    read.collect::<Result<_, _>>().map_err(|error| NotMade::Inexpressible(error.to_string()))
}

fn count(given: &Given<'_>, name: &str) -> Result<Option<u32>, NotMade> {
    let text = given.query(name);
    let number = text.map(|text| text.parse::<u32>()).transpose();
    number.map_err(|trouble| NotMade::Inexpressible(format!("{name}: {trouble}")))
}
