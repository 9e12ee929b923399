//! Calls of everybody.

use chatwire_tokenbowl::rest::{GetMessages, GetUnread};
use chatwire_tokenbowl::{Client, MarkedAllRead};
use serde_json::{Value, json};

use super::shown::{list, one, page, plain};
use crate::adapter::{Arguments, Made, NotMade};
use crate::compare::result::Outcome;

/// Sets what was given.
macro_rules! given {
    ($request:ident, $args:ident, $($read:ident $name:ident),*) => {
        $(if let Some(value) = $args.$read(stringify!($name))? {
            $request = $request.$name(value);
        })*
    };
}
pub(super) use given;

pub(super) async fn call(client: &Client, method: &str, args: Arguments<'_>) -> Made {
    match method {
        "register" => {
            let mut request = client.register(args.required("username")?);
            given!(request, args, text webhook_url, text logo, text emoji, text role);
            given!(request, args, flag viewer, flag admin, flag bot);
            one(request.await)
        }
        "send_magic_link" => {
            let mut request = client.send_magic_link(args.required("email")?);
            given!(request, args, text username);
            plain(request.await)
        }
        "authenticate_magic_link" => {
            one(client.authenticate_magic_link(args.required("token")?).await)
        }
        "send_message" => {
            let mut request = client.send_message(args.required("content")?);
            given!(request, args, text to_username);
            one(request.await)
        }
        "get_messages" => messages(client.get_messages(), args).await,
        "get_direct_messages" => messages(client.get_direct_messages(), args).await,
        "get_unread_messages" => unread(client.get_unread_messages(), args).await,
        "get_unread_direct_messages" => unread(client.get_unread_direct_messages(), args).await,
        "get_unread_count" => plain(client.get_unread_count().await),
        "get_message" => one(client.get_message(args.required("message_id")?).await),
        "mark_message_read" => plain(client.mark_message_read(args.required("message_id")?).await),
        "mark_all_messages_read" => marked(client.mark_all_messages_read().await),
        "send_typing" => {
            let mut request = client.send_typing();
            given!(request, args, text to_username);
            plain(request.await)
        }
        "get_users" => list(client.get_users().await),
        "get_online_users" => list(client.get_online_users().await),
        "get_user_profile" => one(client.get_user_profile(args.required("user_id")?).await),
        "get_available_logos" => list(client.get_available_logos().await),
        "health_check" => plain(client.health_check().await),
        "get_centrifugo_token" => plain(client.get_centrifugo_token().await),
        _ => Box::pin(own(client, method, args)).await,
    }
}

/// One's own profile, bots and conversations.
async fn own(client: &Client, method: &str, args: Arguments<'_>) -> Made {
    match method {
        "get_my_profile" => one(client.get_my_profile().await),
        "update_my_username" => one(client.update_my_username(args.required("username")?).await),
        "update_my_webhook" => match args.text("webhook_url")? {
            Some(url) => plain(client.update_my_webhook(url).await),
            None => plain(client.clear_my_webhook().await),
        },
        "update_my_logo" => match args.text("logo")? {
            Some(logo) => plain(client.update_my_logo(logo).await),
            None => plain(client.clear_my_logo().await),
        },
        "regenerate_api_key" => one(client.regenerate_api_key().await),
        "create_bot" => {
            let mut request = client.create_bot(args.required("username")?);
            given!(request, args, text emoji, text webhook_url);
            one(request.await)
        }
        "get_my_bots" => list(client.get_my_bots().await),
        "update_bot" => {
            let mut request = client.update_bot(args.required("bot_id")?);
            given!(request, args, text emoji, text webhook_url);
            one(request.await)
        }
        "delete_bot" => plain(client.delete_bot(args.required("bot_id")?).await),
        "regenerate_bot_api_key" => {
            one(client.regenerate_bot_api_key(args.required("bot_id")?).await)
        }
        "create_conversation" => {
            let mut request = client.create_conversation();
            given!(request, args, text title, text description, texts message_ids);
            one(request.await)
        }
        "get_conversations" => {
            let mut request = client.get_conversations();
            given!(request, args, count limit);
            if let Some(offset) = args.count("offset")? {
                request = request.offset(offset.into());
            }
            page("conversations", request.await)
        }
        "get_conversation" => one(client.get_conversation(args.required("conversation_id")?).await),
        "update_conversation" => {
            let mut request = client.update_conversation(args.required("conversation_id")?);
            given!(request, args, text title, text description, texts message_ids);
            one(request.await)
        }
        "delete_conversation" => {
            plain(client.delete_conversation(args.required("conversation_id")?).await)
        }
        other => Err(NotMade::Unknown(format!("no spelling for {other:?}"))),
    }
}

async fn messages(mut request: GetMessages, args: Arguments<'_>) -> Made {
    given!(request, args, count limit, text since);
    if let Some(offset) = args.count("offset")? {
        request = request.offset(offset.into());
    }
    page("messages", request.await)
}

async fn unread(mut request: GetUnread, args: Arguments<'_>) -> Made {
    given!(request, args, count limit);
    if let Some(offset) = args.count("offset")? {
        request = request.offset(offset.into());
    }
    list(request.await)
}

/// The reference hands the object on as it came; the number has two names.
fn marked(result: Result<MarkedAllRead, chatwire_tokenbowl::Error>) -> Made {
    Ok(match result {
        Ok(marked) => {
            let number = Value::from(marked.marked_as_read);
            Outcome::ok(json!({"marked_as_read": number, "messages_marked_read": number}))
        }
        Err(error) => Outcome::Error(error),
    })
}
