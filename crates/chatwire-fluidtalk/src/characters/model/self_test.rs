//! How a character is set up.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use chatwire_core::de;

use crate::lenient;
use crate::meta::{Origin, answered};

/// One check of the set-up.
///
/// ```
/// use chatwire_fluidtalk::characters::SelfTestResult;
///
/// let result: SelfTestResult = serde_json::from_str(
///     r#"{"ok":false,"checks":[{"check":"platform_bound","ok":false,"detail":"no workflow"}]}"#,
/// )?;
/// let complaints: Vec<_> = result.failures().filter_map(|check| check.detail.as_deref()).collect();
/// assert_eq!(complaints, ["no workflow"]);
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Check {
    /// What was looked at, such as `platform_bound`.
    #[serde(deserialize_with = "lenient::text")]
    pub check: Option<String>,
    /// Whether it is in order.
    #[serde(deserialize_with = "lenient::flag")]
    pub ok: bool,
    /// What was found.
    #[serde(deserialize_with = "lenient::text")]
    pub detail: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A platform to which a workflow is bound.
///
/// ```
/// use chatwire_fluidtalk::characters::Binding;
///
/// let binding: Binding = serde_json::from_str(
///     r#"{"platform":"instagram","fireable_event_ids":["outreach","story_reaction"]}"#,
/// )?;
/// let own = binding.fireable_event_ids.iter().filter(|id| *id != "outreach").count();
/// assert_eq!(own, 1);
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Binding {
    /// Platform.
    #[serde(deserialize_with = "lenient::text")]
    pub platform: Option<String>,
    /// Event ids that a trigger can fire there; others are silent no-ops.
    #[serde(deserialize_with = "de::null_as_default")]
    pub fireable_event_ids: Vec<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// How the character is set up.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// # emu.fluidtalk().bind("instagram", &["story_reaction"]);
/// let set_up = client.self_test().await?;
/// for check in set_up.failures() {
///     eprintln!("{:?}: {:?}", check.check, check.detail);
/// }
/// assert!(set_up.can_fire("instagram", "story_reaction"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct SelfTestResult {
    /// Whether everything is in order.
    #[serde(deserialize_with = "lenient::flag")]
    pub ok: bool,
    /// What was looked at.
    #[serde(deserialize_with = "de::null_as_default")]
    pub checks: Vec<Check>,
    /// Platforms to which a workflow is bound.
    #[serde(deserialize_with = "de::null_as_default")]
    pub bindings: Vec<Binding>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
    #[serde(skip)]
    origin: Origin,
}

impl SelfTestResult {
    /// Whether a trigger with this event id would fire on this platform.
    #[must_use]
    pub fn can_fire(&self, platform: impl AsRef<str>, event_id: &str) -> bool {
        self.bindings.iter().any(|binding| {
            binding.platform.as_deref() == Some(platform.as_ref())
                && binding.fireable_event_ids.iter().any(|id| id == event_id)
        })
    }

    /// Checks that are not in order.
    pub fn failures(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.ok)
    }
}

answered!(SelfTestResult);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_can_fire_is_read_from_the_bindings() {
        let report: SelfTestResult = serde_json::from_value(json!({
            "ok": false,
            "checks": [{"check": "platform_bound", "ok": false, "detail": "NONE"}, {"check": "token", "ok": true}],
            "bindings": [{"platform": "instagram", "fireable_event_ids": ["outreach"]}, {"platform": "reddit"}],
        }))
        .unwrap();
        assert!(report.can_fire("instagram", "outreach"));
        assert!(!report.can_fire("instagram", "story_reaction"));
        assert!(!report.can_fire("reddit", "outreach"));
        assert_eq!(report.failures().count(), 1);
    }
}
