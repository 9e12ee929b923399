//! Tools that the model may call: which are offered, and what a call comes to.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use chatwire_core::Error;
#[cfg(feature = "mcp")]
use futures_util::future::join_all;
use serde_json::{Map, Value};

use crate::llm::ToolSpec;
#[cfg(feature = "mcp")]
use crate::mcp::{Link, Tool};

/// Longest result that is handed to the model, in characters.
const MAX_RESULT: usize = 20_000;

/// Which tools are offered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policy {
    pub(crate) allowed: HashSet<String>,
    pub(crate) denied: HashSet<String>,
}

impl Policy {
    #[cfg(any(feature = "mcp", test))]
    /// Tools that change something have to be named; an endless chat may talk a model into anything.
    pub(crate) fn offers(&self, name: &str, is_writing: bool) -> bool {
        !self.denied.contains(name)
            && if self.allowed.is_empty() { !is_writing } else { self.allowed.contains(name) }
    }
}

/// The tools of all servers.
#[derive(Debug, Default)]
pub(crate) struct Toolbox {
    #[cfg(feature = "mcp")]
    pub(crate) links: Vec<Link>,
    #[cfg_attr(
        not(feature = "mcp"),
        expect(dead_code, reason = "without servers there are no tools")
    )]
    pub(crate) policy: Policy,
    /// Servers of which it was told that they are away.
    pub(crate) told: Mutex<HashSet<usize>>,
}

impl Toolbox {
    /// Why tools are missing, as far as it was not told since their server was there the last time.
    pub(crate) fn news<'a>(&self, offer: &'a Offer) -> Vec<&'a Error> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|known| offer.troubles.iter().any(|(link, _)| link == known));
        let new = offer.troubles.iter().filter(|(link, _)| told.insert(*link));
        new.map(|(_, error)| error).collect()
    }

    /// What the model is offered right now, and why some of it is missing.
    #[cfg(feature = "mcp")]
    pub(crate) async fn offered(&self) -> Offer {
        let mut offer = Offer::default();
        let ready = join_all(self.links.iter().map(Link::ready)).await;
        for (link, ready) in ready.into_iter().enumerate() {
            match ready {
                Ok(tools) => offer.take(link, &tools, &self.policy),
                Err(error) => offer.troubles.push((link, error)),
            }
        }
        offer
    }

    /// Nothing: tools come from servers.
    #[cfg(not(feature = "mcp"))]
    pub(crate) async fn offered(&self) -> Offer {
        Offer::default()
    }

    /// Calls a tool, and tells the model what came of it, failures included. One that may not be called twice is noted
    /// in `done` before it is called.
    pub(crate) async fn call(
        &self,
        offer: &Offer,
        name: &str,
        arguments: &str,
        done: &Done,
    ) -> Called {
        let Some(place) = offer.specs.iter().position(|spec| spec.name == name) else {
            let names: Vec<&str> = offer.specs.iter().map(|spec| spec.name.as_str()).collect();
            return Called::failed(format!(
                "There is no tool {name:?}. There are: {}.",
                names.join(", ")
            ));
        };
        // No arguments at all are an empty object.
        let given = if arguments.trim().is_empty() { "{}" } else { arguments };
        let given = match serde_json::from_str::<Value>(given) {
            Ok(Value::Object(given)) => given,
            Ok(_) => return Called::failed("The arguments are no JSON object.".to_owned()),
            Err(err) => return Called::failed(format!("The arguments are no JSON: {err}.")),
        };
        if !offer.repeatable.get(place).is_some_and(|is| *is) {
            done.note(name);
        }
        self.run(offer, place, name, given).await
    }

    #[cfg(feature = "mcp")]
    async fn run(&self, offer: &Offer, at: usize, name: &str, given: Map<String, Value>) -> Called {
        let link = offer.links.get(at).and_then(|link| self.links.get(*link));
        let Some(link) = link else { return Called::failed(format!("The tool {name} is gone.")) };
        match link.call(name, given).await {
            Ok(text) => Called { text: cut(text), is_failed: false },
            Err(error) => {
                tracing::warn!(tool = name, %error, "a tool failed");
                let why = match (error.message(), error.status()) {
                    // A refusal without words.
                    ("", Some(status)) => status.to_string(),
                    (words, _) => words.to_owned(),
                };
                Called::failed(format!("The tool {name} failed: {why}"))
            }
        }
    }

    #[cfg(not(feature = "mcp"))]
    async fn run(&self, _: &Offer, _: usize, name: &str, _: Map<String, Value>) -> Called {
        Called::failed(format!("The tool {name} is gone."))
    }
}

/// Tools that are offered with one answer.
#[derive(Debug, Default)]
pub(crate) struct Offer {
    pub(crate) specs: Vec<ToolSpec>,
    /// Server of each.
    #[cfg(feature = "mcp")]
    links: Vec<usize>,
    /// Whether each may be called twice.
    repeatable: Vec<bool>,
    /// Why tools are missing, with the place of their server.
    pub(crate) troubles: Vec<(usize, Error)>,
}

#[cfg(feature = "mcp")]
impl Offer {
    fn take(&mut self, link: usize, tools: &[Tool], policy: &Policy) {
        for tool in tools {
            let is_known = self.specs.iter().any(|spec| spec.name == tool.name);
            if is_known {
                tracing::debug!(tool = tool.name, "two servers have a tool of this name");
            }
            if !is_known && policy.offers(&tool.name, tool.is_writing) {
                self.specs.push(tool.to_spec());
                self.links.push(link);
                self.repeatable.push(tool.is_repeatable);
            }
        }
    }
}

/// What was done for an answer and is not to be done twice, as it would be for who asks for the answer once more.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// Tools that were called and may have changed something.
    tools: Mutex<Vec<String>>,
    is_answered: AtomicBool,
}

impl Done {
    fn note(&self, tool: &str) {
        self.tools.lock().unwrap_or_else(PoisonError::into_inner).push(tool.to_owned());
    }

    /// The model has answered, and was paid for it.
    pub(crate) fn set_answered(&self) {
        self.is_answered.store(true, Ordering::Relaxed);
    }

    /// Whether the answer must not be asked for again.
    pub(crate) fn is_final(&self) -> bool {
        self.is_answered.load(Ordering::Relaxed) || self.names().is_some()
    }

    /// Names of the tools; `None` if there were none.
    pub(crate) fn names(&self) -> Option<String> {
        let names = self.tools.lock().unwrap_or_else(PoisonError::into_inner);
        (!names.is_empty()).then(|| names.join(", "))
    }
}

/// What a call of a tool came to.
#[derive(Debug)]
pub(crate) struct Called {
    pub(crate) text: String,
    pub(crate) is_failed: bool,
}

impl Called {
    fn failed(text: String) -> Self {
        Self { text: cut(text), is_failed: true }
    }
}

fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(MAX_RESULT) {
        text.truncate(end);
        text.push_str(" … [cut]");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_that_write_must_be_named() {
        let mut policy = Policy::default();
        assert!(policy.offers("look", false) && !policy.offers("trade", true));
        policy.allowed = ["trade".to_owned()].into();
        assert!(!policy.offers("look", false) && policy.offers("trade", true));
        policy.denied = ["trade".to_owned()].into();
        assert!(!policy.offers("trade", true));
    }

    #[tokio::test]
    async fn a_tool_that_is_not_there_is_told_to_the_model() {
        let done = Done::default();
        let called = Toolbox::default().call(&Offer::default(), "look", "{}", &done).await;
        assert!(called.is_failed && called.text.starts_with("There is no tool \"look\""));
        assert_eq!(done.names(), None);
    }

    #[test]
    fn long_results_are_cut() {
        assert_eq!(cut("ü".repeat(MAX_RESULT)).chars().count(), MAX_RESULT);
        assert!(cut("ü".repeat(MAX_RESULT + 1)).ends_with("ü … [cut]"));
    }
}
