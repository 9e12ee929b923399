//! Calls of administrators.

use chatwire_tokenbowl::Client;

use super::calls::given;
use super::shown::{list, one, plain};
use crate::adapter::{Arguments, Made, NotMade};
use crate::spec::Args;

pub(super) async fn call(client: &Client, method: &str, args: Arguments<'_>) -> Made {
    let user = || args.required("user_id");
    let message = || args.required("message_id");
    match method {
        "admin_get_all_users" => list(client.admin_get_all_users().await),
        "admin_get_user" => one(client.admin_get_user(user()?).await),
        "admin_update_user" => {
            let empty = Args::new();
            let fields = Arguments::new(args.map("update_request")?.unwrap_or(&empty));
            let mut request = client.admin_update_user(user()?);
            given!(request, fields, text username, text email, text webhook_url, text logo);
            given!(request, fields, text emoji, flag viewer, flag admin, flag bot);
            one(request.await)
        }
        "admin_delete_user" => plain(client.admin_delete_user(user()?).await),
        "admin_assign_role" => {
            plain(client.admin_assign_role(user()?, args.required("role")?).await)
        }
        "admin_regenerate_api_key" => one(client.admin_regenerate_api_key(user()?).await),
        "admin_get_message" => one(client.admin_get_message(message()?).await),
        "admin_update_message" => {
            one(client.admin_update_message(message()?, args.required("content")?).await)
        }
        "admin_delete_message" => plain(client.admin_delete_message(message()?).await),
        "admin_invite_user" => {
            let (email, url) = (args.required("email")?, args.required("signup_url")?);
            let mut request = client.admin_invite_user(email, url);
            given!(request, args, text role);
            plain(request.await)
        }
        "admin_delete_conversation" => {
            plain(client.admin_delete_conversation(args.required("conversation_id")?).await)
        }
        "admin_get_connections" => plain(client.admin_get_connections().await),
        other => Err(NotMade::Unknown(format!("no spelling for {other:?}"))),
    }
}
