//! The file of rules: what it refuses, how it chooses.

use chatwire_conformance::divergence::predicate::{CallIs, Facts, FaultIs, RecordedIs};
use chatwire_conformance::divergence::{Divergences, OURS};

fn rule(when: &str, expect: &str) -> String {
    format!(
        "[[divergence]]\nname = \"a\"\nreason = \"because\"\nspec = \"x.md 1\"\nwhen = {when}\nexpect = {expect}\n"
    )
}

fn refusal(text: &str) -> String {
    Divergences::parse(text).unwrap_err().to_string()
}

fn facts() -> Facts<'static> {
    Facts::new("chatluck", "list_users")
}

#[test]
fn the_rules_of_this_crate_load() {
    assert!(Divergences::parse(OURS).unwrap().rules.len() > 10);
}

#[test]
fn a_rule_that_only_excuses_is_refused() {
    assert!(refusal(&rule("{ status = \"2xx\" }", "{}")).contains("only excuse"));
    assert!(refusal(&rule("{ status = \"2xx\" }", "{ requests = {} }")).contains("claims nothing"));
    assert!(
        refusal(&rule("{ status = \"2xx\" }", "{ not_applicable = \" \" }"))
            .contains("does not say why")
    );
}

#[test]
fn a_rule_needs_a_predicate_and_a_real_claim() {
    assert!(refusal(&rule("{}", "{ ok = \"response\" }")).contains("every vector"));
    let typo = "{ error = { kind = \"Decoed\", maybe_sent = true } }";
    assert!(refusal(&rule("{ status = \"2xx\" }", typo)).contains("does not exist"));
    let both = "{ ok = \"response\", error = { kind = \"Decode\", maybe_sent = true } }";
    assert!(refusal(&rule("{ status = \"2xx\" }", both)).contains("more than one outcome"));
    // No rule can name a vector: there is no such field.
    assert!(
        refusal(&rule("{ id = \"chatluck/x\" }", "{ ok = \"response\" }"))
            .contains("unknown field")
    );
}

#[test]
fn a_rule_needs_a_reason_a_section_and_a_name_of_its_own() {
    let good = rule("{ status = \"2xx\" }", "{ ok = \"response\" }");
    assert!(Divergences::parse(&good).is_ok());
    assert!(refusal(&good.replace("because", "")).contains("no reason"));
    assert!(refusal(&good.replace("x.md 1", " ")).contains("no section"));
    assert!(refusal(&format!("{good}{good}")).contains("another one has its name"));
}

#[test]
fn all_that_a_predicate_asks_must_hold() {
    let text = rule(
        "{ group = [\"chatluck\", \"kick\"], status = [\"4xx\", \"503\"], recorded = \"crash\", call = [\"left_out\", \"untyped\"] }",
        "{ requests = { count = 0 } }",
    );
    let rules = Divergences::parse(&text).unwrap();
    let mut facts = facts();
    facts.status = Some(503);
    facts.recorded = Some(RecordedIs::Crash);
    facts.call = vec![CallIs::Untyped, CallIs::LeftOut, CallIs::BeyondLimits];
    assert!(rules.select(&facts).requests.is_some());
    assert!(rules.select(&facts).outcome.is_none(), "the rule says nothing about the outcome");
    facts.status = Some(502);
    assert!(rules.select(&facts).requests.is_none());
    facts.status = Some(499);
    facts.call = vec![CallIs::Untyped];
    assert!(rules.select(&facts).requests.is_none());
}

#[test]
fn the_first_rule_that_speaks_of_a_side_rules_it() {
    let requests = rule("{ fault = \"drop\" }", "{ requests = { count = 1 } }");
    let outcome =
        rule("{ fault = [\"drop\", \"cut\"] }", "{ ok = \"response\" }").replace("\"a\"", "\"b\"");
    let both = rule("{ group = \"chatluck\" }", "{ requests = { count = 0 }, ok = \"response\" }")
        .replace("\"a\"", "\"c\"");
    let rules = Divergences::parse(&format!("{requests}{outcome}{both}")).unwrap();
    let mut facts = facts();
    facts.fault = FaultIs::Drop;
    assert_eq!(rules.select(&facts).names(), ["a", "b"]);
    facts.fault = FaultIs::None;
    assert_eq!(rules.select(&facts).names(), ["c"]);
}
