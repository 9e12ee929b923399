//! Users of the official API.

use chatwire_core::de;
use serde::{Deserialize, Serialize};

use super::filled_text;
use crate::UserId;

/// A user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// Id; of a streamer, the broadcaster's id of every other call.
    pub user_id: UserId,
    /// Name as it is shown, with upper and lower case.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub name: String,
    /// Mail address; only one's own, with the scope `user:read`.
    #[serde(default, deserialize_with = "filled_text")]
    pub email: Option<String>,
    /// Address of the profile picture.
    #[serde(default, deserialize_with = "filled_text")]
    pub profile_picture: Option<String>,
}
