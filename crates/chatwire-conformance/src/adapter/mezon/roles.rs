//! Changing a role.

use chatwire_mezon::{Client, Result};
use serde_json::Value;

use crate::spec::mezon::world;

/// Changes a role as a request in the names of the schema says.
pub(super) async fn update(client: &Client, role: i64, request: &Value) -> Result<()> {
    let number = |value: &Value| match value {
        Value::String(text) => text.parse::<i64>().ok(),
        other => other.as_i64(),
    };
    let one = |name: &str| request.get(name).and_then(number);
    let many = |name: &str| -> Vec<i64> {
        let items = request.get(name).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(number).collect()
    };
    let text = |name: &str| request.get(name).and_then(Value::as_str);
    let clan = one("clan_id").or_else(|| world::CLAN.parse().ok()).unwrap_or_default();
    let mut update = client.clan(clan).update_role(role);
    if let Some(title) = text("title") {
        update = update.title(title);
    }
    if let Some(color) = text("color") {
        update = update.color(color);
    }
    if let Some(icon) = text("role_icon") {
        update = update.icon(icon);
    }
    if let Some(description) = text("description") {
        update = update.description(description);
    }
    if one("display_online") == Some(1) {
        update = update.display_online();
    }
    if one("allow_mention") == Some(1) {
        update = update.allow_mention();
    }
    if let Some(most) = one("max_permission_id") {
        update = update.max_permission(most);
    }
    update = update.add_users(many("add_user_ids")).remove_users(many("remove_user_ids"));
    update = update.permission_ids(many("active_permission_ids"));
    update.remove_permission_ids(many("remove_permission_ids")).await
}
