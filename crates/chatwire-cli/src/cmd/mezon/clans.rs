//! `chatwire mezon clans`, `channels`, `roles`, `emojis` and `voice`.

use std::sync::Arc;

use chatwire::mezon::proto::api;
use chatwire::mezon::{ChannelInfo, ChannelType, ClanId, ClanInfo, RoleId, UserId, VoiceRoom};
use clap::Args;
use serde_json::{Value, json};

use super::session::Session;
use crate::cmd::shown::{filled, yes};
use crate::exit::Result;
use crate::output::{Table, Text, aside};
use crate::progress;

#[derive(Debug, Args)]
pub(crate) struct Clans {}

impl Clans {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let client = session.client()?;
        if session.dry_run() {
            let call = client.api().list_clan_descs(api::ListClanDescRequest::default());
            return session.preview(call.over_http());
        }
        let clans = progress::shown("Fetching clans", client.load_clans()).await?;
        // The place where direct conversations are is no clan.
        let clans: Vec<&ClanInfo> =
            clans.iter().map(Arc::as_ref).filter(|clan| !clan.id.is_direct()).collect();
        session.out.list(&clans, |clans| {
            if clans.is_empty() {
                return Text::line_of("The bot is in no clan");
            }
            let mut table = Table::new("Clans", &["ID", "Name", "Owner", "Description"]);
            for clan in clans {
                let (id, owner) = (clan.id.to_string(), clan.owner_id.to_string());
                table.row([&id, &clan.name, &owner, filled(&clan.description)]);
            }
            table.into_text()
        })
    }
}

#[derive(Debug, Args)]
pub(crate) struct Channels {
    /// Clan; 0 for the bot's direct conversations and groups.
    clan: i64,
}

impl Channels {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let client = session.client()?;
        let clan = client.clan(self.clan);
        if session.dry_run() {
            let kind = if self.clan == 0 { ChannelType::Direct } else { ChannelType::Channel };
            let request = api::ListChannelDescsRequest {
                clan_id: self.clan,
                channel_type: kind.number(),
                ..api::ListChannelDescsRequest::default()
            };
            return session.preview(client.api().list_channel_descs(request).over_http());
        }
        progress::shown("Fetching channels", clan.load_channels()).await?;
        let mut channels = clan.channels();
        channels.sort_by_key(|channel| channel.id);
        let channels: Vec<&ChannelInfo> = channels.iter().map(Arc::as_ref).collect();
        session.out.list(&channels, |channels| {
            if channels.is_empty() {
                return Text::line_of("No channels found");
            }
            let headings = ["ID", "Name", "Type", "Category", "Parent", "Private"];
            let mut table = Table::new("Channels", &headings);
            for channel in channels {
                let parent = channel.parent_id.present().map(|id| id.to_string());
                table.row([
                    channel.id.to_string(),
                    channel.name.clone(),
                    type_of(channel.kind),
                    filled(&channel.category_name).to_owned(),
                    parent.unwrap_or_else(|| "-".to_owned()),
                    yes(channel.is_private).to_owned(),
                ]);
            }
            table.into_text()
        })
    }
}

/// Name of a type of channels, in small letters; the number of an unknown one.
fn type_of(kind: ChannelType) -> String {
    match kind {
        ChannelType::Other(number) => number.to_string(),
        kind => format!("{kind:?}").to_lowercase(),
    }
}

#[derive(Debug, Args)]
pub(crate) struct Roles {
    /// Clan.
    clan: i64,
    /// Most roles on a page.
    #[arg(long, short = 'n')]
    limit: Option<u16>,
    /// Where the page begins, as the page before it said.
    #[arg(long, value_name = "CURSOR")]
    after: Option<String>,
}

impl Roles {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let request = api::RoleListEventRequest {
            clan_id: self.clan,
            limit: self.limit.map(i32::from).unwrap_or_default(),
            cursor: self.after.clone().unwrap_or_default(),
            ..api::RoleListEventRequest::default()
        };
        let call = session.client()?.api().list_roles(request);
        let Some(list) = session.call("Fetching roles", call).await? else { return Ok(()) };
        let roles: Vec<Value> =
            list.roles.iter().flat_map(|list| &list.roles).map(role_facts).collect();
        session.out.list(&roles, |roles| {
            if roles.is_empty() {
                return Text::line_of("No roles found");
            }
            let mut table = Table::new("Roles", &["ID", "Title", "Colour", "Members"]);
            for role in list.roles.iter().flat_map(|list| &list.roles) {
                let members = members(role).len().to_string();
                table.row([&role.id.to_string(), &role.title, filled(&role.color), &members]);
            }
            table.into_text()
        })?;
        if !list.cursor.is_empty() {
            aside(&format!("more: --after {}", list.cursor));
        }
        Ok(())
    }
}

fn members(role: &api::Role) -> Vec<UserId> {
    let users = role.role_user_list.iter().flat_map(|list| &list.role_users);
    users.map(|user| UserId::new(user.id)).collect()
}

fn role_facts(role: &api::Role) -> Value {
    let granted = role.permission_list.iter().flat_map(|list| &list.permissions);
    let granted = granted.filter(|permission| permission.active == 1);
    json!({
        "id": RoleId::new(role.id),
        "clan_id": ClanId::new(role.clan_id),
        "title": role.title,
        "slug": role.slug,
        "description": role.description,
        "color": role.color,
        "creator_id": UserId::new(role.creator_id),
        "permissions": granted.map(|permission| &permission.slug).collect::<Vec<_>>(),
        "member_ids": members(role),
        "order": role.order_role,
    })
}

#[derive(Debug, Args)]
pub(crate) struct Emojis {
    /// Clan.
    clan: i64,
}

impl Emojis {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let call = session.client()?.list_clan_emoji_by_clan_id(self.clan);
        let Some(emojis) = session.call("Fetching emojis", call).await? else { return Ok(()) };
        session.out.list(&emojis, |emojis| {
            if emojis.is_empty() {
                return Text::line_of("No emojis found");
            }
            let mut table = Table::new("Emojis", &["ID", "Name", "Category", "Picture"]);
            for emoji in emojis {
                let id = emoji.id.to_string();
                table.row([&id, &emoji.shortname, filled(&emoji.category), filled(&emoji.src)]);
            }
            table.into_text()
        })
    }
}

#[derive(Debug, Args)]
pub(crate) struct Voice {
    /// Clan.
    clan: i64,
    /// Only this channel.
    #[arg(long, value_name = "ID")]
    channel: Option<i64>,
}

impl Voice {
    pub(crate) async fn run(&self, session: &Session<'_>) -> Result {
        let client = session.client()?;
        let mut list = client.clan(self.clan).voice_users();
        if let Some(channel) = self.channel {
            list = list.channel(channel);
        }
        if session.dry_run() {
            let request = api::ListChannelUsersRequest {
                clan_id: self.clan,
                channel_id: self.channel.unwrap_or_default(),
                ..api::ListChannelUsersRequest::default()
            };
            return session.preview(client.api().list_channel_voice_users(request).over_http());
        }
        let rooms = progress::shown("Fetching voice channels", list.into_future()).await?;
        session.out.list(&rooms, voice)
    }
}

fn voice(rooms: &[VoiceRoom]) -> Text {
    if rooms.is_empty() {
        return Text::line_of("Nobody is in a voice channel");
    }
    let mut table = Table::new("Voice channels", &["Channel", "Meeting", "Users", "Guests"]);
    for room in rooms {
        let users: Vec<String> = room.user_ids.iter().map(ToString::to_string).collect();
        let id = room.channel_id.to_string();
        let guests = room.guests.join("\n");
        table.row([&id, filled(&room.room_name), filled(&users.join("\n")), filled(&guests)]);
    }
    table.into_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guests_of_a_meeting_are_shown_beside_its_users() {
        let mut room = VoiceRoom::default();
        room.guests = vec!["Ann of the office".to_owned()];
        let text = voice(&[room]).bare();
        assert!(text.contains("Guests") && text.contains("Ann of the office"), "{text}");
    }
}
