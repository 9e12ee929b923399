//! Chatluck: six calls, the constructor and the webhook parser.

use chatwire_chatluck::webhook::{self, Event};
use chatwire_chatluck::{Client, User};
use chatwire_chatluck::{Error, Page, Secret};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Arguments, Made, NotMade, Scene, written};
use crate::compare::result::Outcome;

/// Key of the recorded client.
const KEY: &str = "ck_test_key";

pub(super) async fn call(scene: &Scene<'_>) -> Made {
    let args = Arguments::new(scene.args);
    if scene.method == "handle_webhook" {
        return Ok(parse(args.get("webhook_data").unwrap_or(&Value::Null)));
    }
    let key = match scene.method {
        "new" => args.required("api_key")?,
        _ => scene.key("api_key", KEY)?,
    };
    let config = scene.config("/v1", &["api_key"])?;
    let client = match Client::builder(Secret::new(key)).config(config).build() {
        Ok(client) => client,
        Err(error) => return Ok(Outcome::Error(error)),
    };
    match scene.method {
        "new" => Ok(Outcome::ok(Value::Null)),
        "send_message" => send_message(&client, args).await,
        "create_channel" => create_channel(&client, args).await,
        "get_user_info" => written::<User>(client.get_user_info(args.required("user_id")?).await),
        "list_messages" => list_messages(&client, args).await,
        "list_channels" => list_channels(&client, args).await,
        "list_users" => list_users(&client, args).await,
        other => Err(NotMade::Unknown(format!("no spelling for {other:?}"))),
    }
}

async fn send_message(client: &Client, args: Arguments<'_>) -> Made {
    let mut request = client.send_message(args.required("channel_id")?, args.required("content")?);
    if let Some(user) = args.text("user_id")? {
        request = request.user_id(user);
    }
    if let Some(attachments) = args.list("attachments")? {
        request = request.attachments(attachments.iter().cloned());
    }
    if let Some(metadata) = args.map("metadata")? {
        request = request.metadata(metadata.clone());
    }
    written(request.await)
}

async fn create_channel(client: &Client, args: Arguments<'_>) -> Made {
    let mut request = client.create_channel(args.required("name")?);
    if let Some(text) = args.text("description")? {
        request = request.description(text);
    }
    if args.flag("is_private")? == Some(true) {
        request = request.private();
    }
    if let Some(members) = args.texts("member_ids")? {
        request = request.members(members);
    }
    written(request.await)
}

async fn list_messages(client: &Client, args: Arguments<'_>) -> Made {
    let mut request = client.list_messages(args.required("channel_id")?);
    if let Some(count) = args.count("limit")? {
        request = request.limit(count);
    }
    if let Some(offset) = args.text("offset")? {
        request = request.offset(offset);
    }
    if let Some(id) = args.text("before")? {
        request = request.before(id);
    }
    if let Some(id) = args.text("after")? {
        request = request.after(id);
    }
    page(request.await)
}

async fn list_channels(client: &Client, args: Arguments<'_>) -> Made {
    let mut request = client.list_channels();
    if let Some(count) = args.count("limit")? {
        request = request.limit(count);
    }
    if let Some(offset) = args.text("offset")? {
        request = request.offset(offset);
    }
    if args.flag("include_private")? == Some(true) {
        request = request.include_private();
    }
    page(request.await)
}

async fn list_users(client: &Client, args: Arguments<'_>) -> Made {
    let mut request = client.list_users();
    if let Some(count) = args.count("limit")? {
        request = request.limit(count);
    }
    if let Some(offset) = args.text("offset")? {
        request = request.offset(offset);
    }
    if let Some(status) = args.text("status")? {
        request = request.status(status);
    }
    page(request.await)
}

/// The reference returns the bare list.
fn page<T: Serialize>(result: Result<Page<T>, Error>) -> Made {
    let (items, invalid) = match result {
        Ok(page) => (page.items, page.invalid.len()),
        Err(error) => return Ok(Outcome::Error(error)),
    };
    match written(Ok(items))? {
        Outcome::Ok { value, .. } => Ok(Outcome::Ok { value, invalid }),
        error => Ok(error),
    }
}

/// Ours is a typed event, the reference's an object with the keys that the event has.
fn parse(data: &Value) -> Outcome {
    let event = match webhook::parse_value(data.clone()) {
        Ok(event) => event,
        Err(error) => return Outcome::Error(error),
    };
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    let meta = match &event {
        Event::MessageCreated { message, meta } => {
            put("event_type", "message.created".into());
            put("message", json!(message));
            meta
        }
        Event::UserJoined { user, channel_id, meta } => {
            put("event_type", "user.joined".into());
            put("user", json!(user));
            put("channel_id", json!(channel_id));
            meta
        }
        Event::Unknown { event_type, meta } => {
            put("event_type", json!(event_type));
            meta
        }
        _ => return Outcome::ok(Value::Null),
    };
    put("raw_data", json!(meta.raw));
    Outcome::ok(Value::Object(object))
}
