//! Where ours differs on purpose: rules with a reason, a place in the specification and a claim.
//!
//! A rule is a predicate over the vector ([`Predicate`]) and a claim about what
//! ours does instead ([`Claim`]). The file is read like a firewall's table:
//! of the rules that match, the first that speaks about requests rules the
//! requests, the first that speaks about the outcome rules the outcome, and
//! the first that speaks about the websocket rules that.
//! Rules never name a vector, so they hold for vectors that nobody has seen.

pub mod claim;
pub mod live;
pub mod predicate;
pub mod requests;

use serde::Deserialize;

pub use claim::{Claim, ErrorClaim};
pub use live::LiveClaim;
pub use predicate::{Facts, Predicate};
pub use requests::RequestClaim;

/// The rules that come with this crate.
///
/// Those of one platform stand before those of all.
pub const OURS: &str = concat!(
    include_str!("../divergence/kick.toml"),
    "\n",
    include_str!("../divergence/mezon.toml"),
    "\n",
    include_str!("../divergence/mezon-tokens.toml"),
    "\n",
    include_str!("../divergence/tokenbowl.toml"),
    "\n",
    include_str!("../divergence.toml")
);

/// All rules, in order.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Divergences {
    /// The rules.
    pub rules: Vec<Rule>,
}

/// One way in which ours differs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Rule {
    /// Short name, for reports.
    pub name: String,
    /// Why, in a sentence.
    pub reason: String,
    /// Where the specification says so.
    pub spec: String,
    /// Which vectors it is about.
    pub when: Predicate,
    /// What ours does instead.
    pub expect: Claim,
}

/// Why a file of rules is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// It is no TOML, or has unknown fields.
    #[error("the rules cannot be read: {0}")]
    Syntax(#[from] toml::de::Error),
    /// A rule says too little.
    #[error("the rule {name:?} is refused: {why}")]
    Refused {
        /// Name of the rule.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// Rules that are in force for one vector.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct InForce<'a> {
    /// Rules the requests.
    pub requests: Option<&'a Rule>,
    /// Rules the outcome.
    pub outcome: Option<&'a Rule>,
    /// Rules what goes over the websocket, and events.
    pub live: Option<&'a Rule>,
}

impl Divergences {
    /// Reads rules and refuses those that match everything or claim nothing.
    ///
    /// # Errors
    ///
    /// [`LoadError`] naming the rule.
    pub fn parse(text: &str) -> Result<Self, LoadError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            #[serde(default, rename = "divergence")]
            rules: Vec<Rule>,
        }
        let file: File = toml::from_str(text)?;
        for (index, rule) in file.rules.iter().enumerate() {
            let earlier = file.rules.get(..index).unwrap_or_default();
            let why = if earlier.iter().any(|other| other.name == rule.name) {
                Some("another one has its name")
            } else if rule.reason.trim().is_empty() {
                Some("it gives no reason")
            } else if rule.spec.trim().is_empty() {
                Some("it names no section of the specification")
            } else if rule.when.is_empty() {
                Some("it matches every vector")
            } else {
                rule.expect.flaw()
            };
            if let Some(why) = why {
                return Err(LoadError::Refused { name: rule.name.clone(), why });
            }
        }
        Ok(Self { rules: file.rules })
    }

    /// All rules about a picture that match, in order.
    #[must_use]
    pub fn all(&self, facts: &Facts<'_>) -> Vec<&Rule> {
        let about = |rule: &&Rule| {
            (!rule.expect.instead.is_empty() || rule.expect.not_applicable.is_some())
                && rule.when.matches(facts)
        };
        self.rules.iter().filter(about).collect()
    }

    /// The rules that are in force for a vector with these facts.
    #[must_use]
    pub fn select(&self, facts: &Facts<'_>) -> InForce<'_> {
        let first = |speaks: fn(&Claim) -> bool| {
            // A command shows no value and no error of a call: what is claimed of those says nothing of it.
            let is_about = |rule: &&Rule| {
                facts.command.is_empty() || rule.expect.ok.is_none() && rule.expect.error.is_none()
            };
            let mut rules = self.rules.iter().filter(is_about);
            rules.find(|rule| speaks(&rule.expect) && rule.when.matches(facts))
        };
        InForce {
            requests: first(Claim::rules_requests),
            outcome: first(Claim::rules_outcome),
            live: first(Claim::rules_live),
        }
    }
}

impl<'a> InForce<'a> {
    /// Names of the rules, each once.
    #[must_use]
    pub fn names(&self) -> Vec<&'a str> {
        let rules = self.requests.into_iter().chain(self.outcome).chain(self.live);
        let mut names: Vec<&str> = Vec::new();
        for name in rules.map(|rule| rule.name.as_str()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}
