//! Every shipped vector passes, or diverges as a rule says; so do others of the same kind.

use std::collections::BTreeSet;
use std::sync::Arc;

use chatwire_conformance::divergence::{Divergences, OURS};
use chatwire_conformance::report::{self, Tally};
use chatwire_conformance::runner::{self, Report};

const FILES: &[(&str, &str)] = &[
    ("chatluck.jsonl", include_str!("../../vectors/chatluck.jsonl")),
    ("fluidtalk.jsonl", include_str!("../../vectors/fluidtalk.jsonl")),
    ("tokenbowl.jsonl", include_str!("../../vectors/tokenbowl.jsonl")),
    ("tokenbowl-server.jsonl", include_str!("../../vectors/tokenbowl-server.jsonl")),
];

async fn replay_all() -> (Arc<Divergences>, Vec<Report>) {
    let divergences = Arc::new(Divergences::parse(OURS).unwrap());
    let mut reports = Vec::new();
    for (name, text) in FILES {
        reports.extend(runner::run(name, text, &divergences).await);
    }
    (divergences, reports)
}

/// One run for all claims about it, since it is the slow part.
#[tokio::test]
async fn nothing_fails_and_no_rule_is_idle() {
    let (divergences, reports) = replay_all().await;
    let lines: usize = FILES.iter().map(|(_, text)| text.lines().count()).sum();
    assert_eq!(reports.len(), lines);

    let mut printed = Vec::new();
    report::print(&reports, &mut printed).unwrap();
    let printed = String::from_utf8(printed).unwrap();
    let tally = Tally::of(&reports);
    assert_eq!(tally.failed, 0, "{printed}");

    let used: BTreeSet<&str> = reports.iter().flat_map(|report| report.verdict.rules()).collect();
    let idle: Vec<&str> = divergences
        .rules
        .iter()
        .map(|rule| rule.name.as_str())
        .filter(|name| !used.contains(name))
        .collect();
    assert!(idle.is_empty(), "rules that match nothing: {idle:?}");

    let last = printed.lines().last().unwrap();
    assert_eq!(
        last,
        format!(
            "conformance: {} passed, {} diverged, 0 failed, {} skipped",
            tally.passed, tally.diverged, tally.skipped
        )
    );
}

/// Cases that the rules were not written after: other statuses, shapes, ids and faults.
#[tokio::test]
async fn rules_hold_for_vectors_that_they_were_not_written_after() {
    let divergences = Arc::new(Divergences::parse(OURS).unwrap());
    for (name, text) in [
        ("unseen.jsonl", include_str!("../data/unseen.jsonl")),
        ("unseen-tokenbowl.jsonl", include_str!("../data/unseen-tokenbowl.jsonl")),
    ] {
        let reports = runner::run(name, text, &divergences).await;
        let mut printed = Vec::new();
        report::print(&reports, &mut printed).unwrap();
        assert_eq!(reports.len(), text.lines().count());
        assert_eq!(Tally::of(&reports).failed, 0, "{}", String::from_utf8(printed).unwrap());
    }
}
