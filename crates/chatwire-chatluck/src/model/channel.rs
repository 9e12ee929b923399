//! Channels and what a new one is made from.

use chatwire_core::{Timestamp, de};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{ChannelId, UserId};

/// A channel.
///
/// ```
/// use chatwire_chatluck::Channel;
///
/// let channel: Channel = serde_json::from_str(
///     r#"{"id":"ch_1","name":"general","created_at":"2025-01-01T00:00:00Z","topic":"all"}"#,
/// )?;
/// assert_eq!((channel.name.as_str(), channel.is_private), ("general", false));
/// assert_eq!(channel.created_at_parsed().unwrap().as_unix_seconds(), 1_735_689_600);
/// assert_eq!(channel.extra["topic"], "all");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Channel {
    /// Id of the channel.
    pub id: ChannelId,
    /// Name of the channel.
    pub name: String,
    /// What the channel is for.
    #[serde(default)]
    pub description: Option<String>,
    /// Time of creation as the server wrote it; see [`created_at_parsed`](Self::created_at_parsed).
    #[serde(default)]
    pub created_at: Option<String>,
    /// Whether only its members see it.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub is_private: bool,
    /// Number of members; 0 also when the server does not tell.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub member_count: u64,
    /// Data that programs put beside the channel, empty by default.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub metadata: Map<String, Value>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Channel {
    /// Time of creation, `None` when it is missing or its text is no point in time.
    #[must_use]
    pub fn created_at_parsed(&self) -> Option<Timestamp> {
        Timestamp::parse(self.created_at.as_deref()?).ok()
    }
}

/// What a new channel is made from; a name alone is enough.
///
/// A description that is empty, `is_private: false` and an empty list are not sent, as in the
/// Chatluck Python client: nothing shows that the server tells them from missing ones.
///
/// ```
/// use chatwire_chatluck::ChannelOptions;
///
/// let options: ChannelOptions = "Team Project".into();
/// assert_eq!(options.name, "Team Project");
/// assert!(!options.is_private);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChannelOptions {
    /// Name of the channel; must not be empty.
    pub name: String,
    /// What the channel is for.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub description: Option<String>,
    /// Whether only members see it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_private: bool,
    /// First members.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub member_ids: Vec<UserId>,
}

impl ChannelOptions {
    /// A public channel without description and members.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

impl From<&str> for ChannelOptions {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for ChannelOptions {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}

/// The Python client leaves out what is missing as well as what is empty.
fn is_blank(text: &Option<String>) -> bool {
    text.as_deref().is_none_or(str::is_empty)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn two_fields_are_enough_and_nulls_are_defaults() {
        for extra in
            [json!({}), json!({"is_private": null, "member_count": null, "metadata": null})]
        {
            let mut value = json!({"id": "ch_1", "name": "Team"});
            value.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
            let channel: Channel = serde_json::from_value(value).unwrap();
            assert_eq!((channel.is_private, channel.member_count), (false, 0));
            assert_eq!((channel.created_at_parsed(), channel.metadata.len()), (None, 0));
        }
    }

    #[test]
    fn empty_options_are_not_sent() {
        let mut options = ChannelOptions::new("n");
        options.description = Some(String::new());
        assert_eq!(serde_json::to_value(&options).unwrap(), json!({"name": "n"}));
        options.description = Some("d".to_owned());
        options.is_private = true;
        options.member_ids = vec!["u".into()];
        let whole =
            json!({"name": "n", "description": "d", "is_private": true, "member_ids": ["u"]});
        assert_eq!(serde_json::to_value(&options).unwrap(), whole);
        assert_eq!(serde_json::from_value::<ChannelOptions>(whole).unwrap(), options);
    }
}
