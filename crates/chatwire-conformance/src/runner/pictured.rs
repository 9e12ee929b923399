//! Judges records by their pictures.

use serde_json::Value;

use super::Verdict;
use crate::adapter::{Adapter, NotMade};
use crate::compare::Differences;
use crate::divergence::predicate::{Facts, RecordedIs};
use crate::divergence::{Divergences, Rule};
use crate::vector::{Recorded, Vector};

pub(super) async fn judge(
    vector: &Vector,
    adapter: Adapter,
    divergences: &Divergences,
) -> Result<Verdict, String> {
    let lost: Vec<&str> = vector.uncompared(adapter.compares()).collect();
    if !lost.is_empty() {
        return Err(format!("nothing here compares {}", lost.join(", ")));
    }
    let painter = adapter.painter().ok_or("no painter")?;
    let facts = Facts {
        recorded: match vector.recorded() {
            Recorded::Ok(_) => Some(RecordedIs::Ok),
            Recorded::Error(_) => Some(RecordedIs::Error),
            Recorded::Nothing => None,
        },
        status: vector.responses.last().and_then(|answer| answer.status),
        case: (painter.cases)(vector),
        ..Facts::new(adapter.group(), adapter.method(vector))
    };
    let rules: Vec<&Rule> = divergences.all(&facts);
    let skip = rules.iter().find(|rule| rule.expect.not_applicable.is_some());
    let ours = match (Box::pin(adapter.paint(vector)).await, skip) {
        (Ok(_), Some(rule)) => {
            return Err(format!("the rule {} calls it not applicable, yet it is", rule.name));
        }
        (Err(NotMade::Inexpressible(_)), Some(rule)) => {
            return Ok(Verdict::Skipped(rule.name.clone()));
        }
        (Err(NotMade::Inexpressible(why)), None) => {
            return Err(format!("the typed API cannot say it: {why}"));
        }
        (Err(NotMade::Unknown(why)), _) => return Err(why),
        (Ok(ours), None) => ours,
    };
    let mut wanted = (painter.recorded)(vector);
    if vector.is_reference_bug() {
        wanted.result = Value::Null;
        wanted.frames.clone_from(&ours.frames);
        wanted.events.clone_from(&ours.events);
    }
    let names: Vec<String> = rules.iter().map(|rule| rule.name.clone()).collect();
    let mut plain = Differences::new();
    wanted.compare(&ours, &mut plain);
    if rules.is_empty() {
        return Ok(match plain.is_empty() {
            true => Verdict::Passed(names),
            false => Verdict::Failed(plain.lines().to_vec()),
        });
    }
    for change in rules.iter().flat_map(|rule| &rule.expect.instead) {
        (painter.instead)(change, vector, &mut wanted)?;
    }
    let mut claimed = Differences::new();
    wanted.compare(&ours, &mut claimed);
    Ok(match (plain.is_empty(), claimed.is_empty()) {
        (true, true) => Verdict::Passed(names),
        (false, true) => Verdict::Diverged(names),
        (_, false) => {
            let rules = format!("by the rules {}", names.join(", "));
            Verdict::Failed(std::iter::once(rules).chain(claimed.lines().iter().cloned()).collect())
        }
    })
}
