//! Every shipped vector passes, or diverges as a rule says; so do others of the same kind.

use std::collections::BTreeSet;
use std::sync::Arc;

use chatwire_conformance::divergence::{Divergences, OURS};
use chatwire_conformance::report::{self, Tally};
use chatwire_conformance::runner::{self, Report};

const FILES: &[(&str, &str)] = &[
    ("chatluck.jsonl", include_str!("../../vectors/chatluck.jsonl")),
    ("fluidtalk.jsonl", include_str!("../../vectors/fluidtalk.jsonl")),
    ("kick.jsonl", include_str!("../../vectors/kick.jsonl")),
    ("mezon.jsonl", include_str!("../../vectors/mezon.jsonl")),
    ("mezon-tokens.jsonl", include_str!("../../vectors/mezon-tokens.jsonl")),
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

    // What the samples lack is shown by vectors of our own.
    let own = replay_unseen(&divergences).await;
    let all = reports.iter().chain(own.iter().flat_map(|(_, reports)| reports));
    let used: BTreeSet<&str> = all.flat_map(|report| report.verdict.rules()).collect();
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
    for (lines, reports) in replay_unseen(&divergences).await {
        let mut printed = Vec::new();
        report::print(&reports, &mut printed).unwrap();
        assert_eq!(reports.len(), lines);
        assert_eq!(Tally::of(&reports).failed, 0, "{}", String::from_utf8(printed).unwrap());
    }
}

/// Vectors that no rule was written after, with the number of lines of each file.
async fn replay_unseen(divergences: &Arc<Divergences>) -> Vec<(usize, Vec<Report>)> {
    let mut all = Vec::new();
    for (name, text) in [
        ("unseen.jsonl", include_str!("../data/unseen.jsonl")),
        ("unseen-kick.jsonl", include_str!("../data/unseen-kick.jsonl")),
        ("unseen-mezon.jsonl", include_str!("../data/unseen-mezon.jsonl")),
        ("unseen-tokens.jsonl", include_str!("../data/unseen-tokens.jsonl")),
        ("unseen-tokenbowl.jsonl", include_str!("../data/unseen-tokenbowl.jsonl")),
    ] {
        all.push((text.lines().count(), runner::run(name, text, divergences).await));
    }
    all
}
