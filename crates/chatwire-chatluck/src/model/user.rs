//! Users.

use chatwire_core::{Timestamp, de};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::UserId;

/// A user.
///
/// ```
/// use chatwire_chatluck::{User, UserStatus};
///
/// let user: User = serde_json::from_str(r#"{"id":"user_1","name":"Alice"}"#)?;
/// assert_eq!(user.status, UserStatus::Active);
/// println!("{} <{}>", user.name, user.email.as_deref().unwrap_or("no address"));
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// Id of the user.
    pub id: UserId,
    /// Name that others see.
    pub name: String,
    /// Mail address, if the key may see it.
    #[serde(default)]
    pub email: Option<String>,
    /// Address of the picture.
    #[serde(default)]
    pub avatar_url: Option<String>,
    /// Whether the account works; active when the server does not tell.
    #[serde(default, deserialize_with = "de::null_as_default")]
    pub status: UserStatus,
    /// Time of creation as the server wrote it; see [`created_at_parsed`](Self::created_at_parsed).
    #[serde(default)]
    pub created_at: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl User {
    /// Time of creation, `None` when it is missing or its text is no point in time.
    #[must_use]
    pub fn created_at_parsed(&self) -> Option<Timestamp> {
        Timestamp::parse(self.created_at.as_deref()?).ok()
    }
}

chatwire_core::wire_enum! {
    /// Whether an account works (Chatluck Python client: `active`, `inactive`).
    ///
    /// ```
    /// use chatwire_chatluck::UserStatus;
    ///
    /// let status: UserStatus = serde_json::from_str("\"suspended\"")?;
    /// assert_eq!(status, UserStatus::Other("suspended".to_owned()), "new values are kept");
    /// assert_ne!(status, UserStatus::Active);
    /// # Ok::<_, serde_json::Error>(())
    /// ```
    #[derive(Default)]
    pub enum UserStatus {
        /// The account works.
        #[default]
        Active = "active",
        /// The account is switched off.
        Inactive = "inactive",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_missing_or_null_status_is_active_and_a_new_one_is_kept() {
        for (status, expected) in [
            (json!({}), UserStatus::Active),
            (json!({"status": null}), UserStatus::Active),
            (json!({"status": "inactive"}), UserStatus::Inactive),
            (json!({"status": "Away"}), UserStatus::Other("Away".to_owned())),
        ] {
            let mut value = json!({"id": "u", "name": "Alice"});
            value.as_object_mut().unwrap().extend(status.as_object().unwrap().clone());
            let user: User = serde_json::from_value(value).unwrap();
            assert_eq!(user.status, expected);
        }
    }
}
