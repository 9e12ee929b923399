//! What the character wrote for a community, or why it did not.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use chatwire_core::{de, wire_enum};

use super::silence::{Reasons, words};
use super::{Silence, Vision};
use crate::characters::Thresholds;
use crate::lenient;
use crate::meta::{Origin, answered};

wire_enum! {
    /// What came of asking for a post. All of them are billed.
    ///
    /// ```
    /// use chatwire_fluidtalk::characters::{PostDecision, PostResult};
    ///
    /// fn next_step(result: &PostResult) -> &'static str {
    ///     match result.decision {
    ///         Some(PostDecision::Post) => "publish",
    ///         Some(PostDecision::NoSuitablePostFound) => "try again tomorrow",
    ///         _ => "look into it",
    ///     }
    /// }
    /// let refused = serde_json::from_str(r#"{"decision":"no_suitable_post_found"}"#)?;
    /// assert_eq!(next_step(&refused), "try again tomorrow");
    /// # Ok::<_, serde_json::Error>(())
    /// ```
    pub enum PostDecision {
        /// There is a post to publish.
        Post = "post",
        /// No idea was good enough; [`PostResult::blocking`] says what stood in the way.
        NoSuitablePostFound = "no_suitable_post_found",
        /// Writing failed.
        GenerationFailed = "generation_failed",
    }
}

/// Words of a post.
///
/// ```
/// use chatwire_fluidtalk::characters::PostText;
///
/// let post: PostText = serde_json::from_str(r#"{"title":"First marathon","body":"It rained."}"#)?;
/// let page = format!("{}\n\n{}", post.title.unwrap_or_default(), post.body.unwrap_or_default());
/// assert_eq!(page, "First marathon\n\nIt rained.");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PostText {
    /// Title.
    pub title: Option<String>,
    /// Text.
    pub body: Option<String>,
    /// Flair of the community.
    pub flair: Option<String>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// A post that did not pass, written because drafts were asked for.
///
/// ```
/// use chatwire_fluidtalk::characters::PostResult;
///
/// let result: PostResult = serde_json::from_str(
///     r#"{"drafts":[{"flags":["low_novelty"],"post":{"title":"Shoes"}},{"flags":[]}]}"#,
/// )?;
/// // Those without a flag may be worth a look by a person.
/// let clean = result.drafts.iter().filter(|draft| draft.flags.is_empty()).count();
/// assert_eq!(clean, 1);
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PostDraft {
    /// Where the idea came from, such as `outsider`.
    #[serde(deserialize_with = "lenient::text")]
    pub source: Option<String>,
    /// What is wrong with it.
    #[serde(deserialize_with = "de::null_as_default")]
    pub flags: Vec<Value>,
    /// Its words.
    pub post: Option<PostText>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// Analysis of the community that the post rests on.
///
/// ```
/// use chatwire_fluidtalk::characters::PostAnalysis;
///
/// let analysis: PostAnalysis = serde_json::from_str(r#"{"reused":true,"age_seconds":90000}"#)?;
/// let is_stale = analysis.reused && analysis.age_seconds.is_some_and(|age| age > 86_400);
/// assert!(is_stale, "ask with `reuse_analysis(false)` the next time");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PostAnalysis {
    /// Whether an earlier one was used.
    #[serde(deserialize_with = "lenient::flag")]
    pub reused: bool,
    /// Its id.
    #[serde(deserialize_with = "de::opt_text_or_number")]
    pub id: Option<String>,
    /// Its age in seconds.
    #[serde(deserialize_with = "lenient::whole")]
    pub age_seconds: Option<u64>,
    /// Signals in it that are still open.
    pub signals_open: Option<Value>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What stood in the way of a post.
///
/// ```
/// use chatwire_fluidtalk::characters::PostBlocking;
///
/// let blocking: PostBlocking =
///     serde_json::from_str(r#"{"main":"novelty","ideas":9,"writable_below_floors":4}"#)?;
/// if blocking.writable_below_floors > Some(0) {
///     println!("lower the floor of {:?}", blocking.main);
/// }
/// # assert_eq!(blocking.main.as_deref(), Some("novelty"));
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PostBlocking {
    /// What stopped most ideas, such as `novelty`.
    #[serde(deserialize_with = "lenient::text")]
    pub main: Option<String>,
    /// Number of ideas.
    #[serde(deserialize_with = "lenient::whole")]
    pub ideas: Option<u64>,
    /// Ideas that do not fit the persona.
    #[serde(deserialize_with = "lenient::whole")]
    pub persona: Option<u64>,
    /// Ideas below each floor: `relevance`, `novelty`, `rule_compat`.
    #[serde(deserialize_with = "de::null_as_default")]
    pub floors: Map<String, Value>,
    /// Ideas that could be written if the floors were lower.
    #[serde(deserialize_with = "lenient::whole")]
    pub writable_below_floors: Option<u64>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What came of asking for a post. A refusal is a success, and billed: branch on [`decision`](Self::decision).
///
/// ```
/// use chatwire_fluidtalk::characters::PostResult;
///
/// let result: PostResult =
///     serde_json::from_str(r#"{"decision":"no_suitable_post_found","reason":"too familiar"}"#)?;
/// match &result.post {
///     Some(post) => println!("{:?}", post.title),
///     None => assert_eq!(result.silence().unwrap().reason.as_deref(), Some("too familiar")),
/// }
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PostResult {
    /// What came of it.
    pub decision: Option<PostDecision>,
    /// Post to publish.
    pub post: Option<PostText>,
    /// Angle of the idea.
    #[serde(deserialize_with = "lenient::text")]
    pub angle: Option<String>,
    /// How good the idea is, each 0 to 100: `relevance` and others.
    #[serde(deserialize_with = "de::null_as_default")]
    pub scores: Map<String, Value>,
    /// What stopped it: `community`, `persona`.
    #[serde(deserialize_with = "lenient::text")]
    pub gate: Option<String>,
    /// Why, in words.
    #[serde(deserialize_with = "lenient::text")]
    pub reason: Option<String>,
    /// Ideas that were weighed.
    pub candidates: Option<Value>,
    /// Analysis of the community that it rests on.
    pub analysis: Option<PostAnalysis>,
    /// Best draft, when drafts were asked for.
    pub draft: Option<PostDraft>,
    /// All drafts.
    #[serde(deserialize_with = "de::null_as_default")]
    pub drafts: Vec<PostDraft>,
    /// Why there is no draft although one was asked for.
    pub draft_unavailable: Option<Value>,
    /// Thresholds that were applied.
    pub thresholds: Option<Thresholds>,
    /// What stood in the way.
    pub blocking: Option<PostBlocking>,
    /// Whether the picture was seen, when there was one.
    pub vision: Option<Vision>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
    #[serde(skip)]
    origin: Origin,
}

impl PostResult {
    /// Why there is nothing to publish; `None` when there is a post.
    #[must_use]
    pub fn silence(&self) -> Option<Silence> {
        let extra = |name| self.extra.get(name).and_then(Value::as_str);
        let reasons = Reasons {
            ignore_reason: extra("ignore_reason"),
            pause_reason: extra("pause_reason"),
            decided: words(self.reason.as_deref()).or(self.gate.as_deref()),
            extra: Some(&self.extra),
            ..Reasons::default()
        };
        self.post.is_none().then(|| reasons.silence())
    }

    /// Whether the picture was seen; `None` when there was none.
    #[must_use]
    pub fn saw_image(&self) -> Option<bool> {
        self.vision.as_ref().map(|vision| vision.seen)
    }
}

answered!(PostResult);

#[cfg(test)]
mod tests {
    use super::super::SilenceKind;
    use super::*;
    use serde_json::json;

    #[test]
    fn a_refusal_tells_what_stood_in_the_way() {
        let result: PostResult = serde_json::from_value(json!({
            "decision": "no_suitable_post_found", "gate": "community",
            "thresholds": {"min_relevance": 85, "min_novelty": 75.0},
            "blocking": {"main": "novelty", "ideas": 6, "floors": {"novelty": 5}, "writable_below_floors": 2},
            "drafts": [{"source": "outsider", "flags": ["outsider"], "post": {"title": "t", "flair": null}}],
        }))
        .unwrap();
        assert_eq!(result.decision, Some(PostDecision::NoSuitablePostFound));
        assert_eq!(result.thresholds.as_ref().unwrap().min_novelty, Some(75.0));
        assert_eq!(result.blocking.as_ref().unwrap().floors["novelty"], 5);
        assert_eq!(result.drafts[0].post.as_ref().unwrap().title.as_deref(), Some("t"));
        assert_eq!(result.silence().unwrap().kind, SilenceKind::Abstained);
    }

    #[test]
    fn an_empty_reason_gives_way_to_the_gate() {
        let value = json!({"reason": "", "gate": "community", "explain": ""});
        let silence = serde_json::from_value::<PostResult>(value).unwrap().silence().unwrap();
        assert_eq!((silence.reason.as_deref(), silence.explain), (Some("community"), None));
    }

    #[test]
    fn thresholds_keep_what_is_unknown_and_are_an_object() {
        let value = json!({"thresholds": {"min_relevance": 85.0, "min_wit": 3}});
        let result: PostResult = serde_json::from_value(value.clone()).unwrap();
        let applied = result.thresholds.as_ref().unwrap();
        assert_eq!((applied.min_relevance, &applied.extra["min_wit"]), (Some(85.0), &json!(3)));
        assert_eq!(serde_json::to_value(&result).unwrap()["thresholds"], value["thresholds"]);
        let list = json!({"thresholds": [85.0, 75.0, 60.0]});
        assert!(serde_json::from_value::<PostResult>(list).is_err());
    }

    #[test]
    fn disabled_posts_and_used_up_plans_are_named() {
        let kind =
            |value| serde_json::from_value::<PostResult>(value).unwrap().silence().map(|s| s.kind);
        assert_eq!(kind(json!({"ignore_reason": "posts_disabled"})), Some(SilenceKind::Disabled));
        assert_eq!(kind(json!({"pause_reason": "plan_limit"})), Some(SilenceKind::Paused));
        assert_eq!(kind(json!({"decision": "post", "post": {"title": "t"}})), None);
    }
}
