//! Original posts: decided by fixed scores against the caller's thresholds, then written by the persona.

use serde_json::{Map, Value, json};

use super::{Call, Failure, Mode, Outcome, with};
use crate::fluidtalk::persona::{Occasion, Turn};
use crate::world::lock;

/// One of the three things that an idea is judged by.
struct Floor {
    threshold: &'static str,
    name: &'static str,
    /// What every idea of the emulator scores.
    score: u8,
    /// What the workflow asks for unless the call does.
    default: u8,
}

const FLOORS: [Floor; 3] = [
    Floor { threshold: "min_relevance", name: "relevance", score: 82, default: 70 },
    Floor { threshold: "min_novelty", name: "novelty", score: 76, default: 60 },
    Floor { threshold: "min_rule_compat", name: "rule_compat", score: 91, default: 80 },
];

pub(super) fn post(call: &Call<'_>) -> Outcome {
    let platform = call.platform()?;
    let community = call.fields.object("community")?;
    let place =
        community.and_then(|known| known.get("ref")).and_then(Value::as_str).unwrap_or_default();
    if place.is_empty() {
        return Err(Failure::validation("community.ref is required"));
    }
    let thresholds = thresholds(call)?;
    let brief = call.fields.get("brief").map(plain).unwrap_or_default();
    let asset =
        call.fields.object("asset")?.and_then(|asset| asset.get("url")).and_then(Value::as_str);
    let draft_anyway = call.fields.flag("always_draft")?;
    let reuse = call.fields.flag("reuse_analysis")? && asset.is_none() && brief.is_empty();
    call.fields.list("top_comments")?;
    for name in ["posts", "format"] {
        call.fields.object(name)?;
    }
    if !lock(&call.shared.state).switches.posts {
        let why = "posts are switched off in this workflow";
        return Ok(
            json!({"decision": null, "post": null, "ignore_reason": "posts_disabled", "explain": why}),
        );
    }
    // A refusal has been thought about as well: it is billed like a post.
    call.charge(&mut lock(&call.shared.state))?;
    let scores: Map<String, Value> =
        FLOORS.iter().map(|floor| (floor.name.to_owned(), json!(floor.score))).collect();
    let missed = FLOORS.iter().find(|floor| {
        let asked = thresholds.get(floor.threshold).and_then(Value::as_f64);
        asked.is_some_and(|asked| f64::from(floor.score) < asked)
    });
    let answer = json!({
        "scores": scores,
        "thresholds": thresholds,
        "analysis": analysis(call, place, reuse),
    });
    let vision = call.vision(asset.as_slice());
    let unseen = vision.as_ref().is_some_and(|vision| vision.get("seen") == Some(&json!(false)));
    let answer = with(answer, "vision", vision);
    if unseen {
        // Nothing is written about a picture that cannot be seen (fluidtalk 2.8.2).
        return Ok(with(answer, "decision", Some(json!("generation_failed"))));
    }

    let turn = Turn {
        occasion: Occasion::Post,
        platform: Some(platform.to_owned()),
        lead: place.to_owned(),
        text: if brief.is_empty() { place.to_owned() } else { brief },
        image_url: asset.map(str::to_owned),
        context: community.cloned().map(Value::Object).unwrap_or_default(),
        number: 1,
        session_id: String::new(),
    };
    if let Some(floor) = missed {
        return Ok(refused(call, answer, floor.name, draft_anyway.then_some(&turn)));
    }
    Ok(match written(call, &turn) {
        Some(post) => {
            let answer = with(answer, "decision", Some(json!("post")));
            with(with(answer, "angle", Some(json!("something learned"))), "post", Some(post))
        }
        None => with(answer, "decision", Some(json!("generation_failed"))),
    })
}

/// A refusal that says which threshold was missed, with a draft for those who want one anyway.
fn refused(call: &Call<'_>, answer: Value, missed: &str, draft: Option<&Turn>) -> Value {
    let floors: Map<String, Value> = FLOORS
        .iter()
        .map(|floor| (floor.name.to_owned(), json!(u8::from(floor.name == missed))))
        .collect();
    let blocking = json!({"main": missed, "ideas": 1, "persona": 0, "floors": floors, "writable_below_floors": 1});
    let answer = with(answer, "decision", Some(json!("no_suitable_post_found")));
    let answer = with(answer, "gate", Some(json!("community")));
    let answer = with(answer, "reason", Some(json!(format!("{missed} is below its threshold"))));
    let answer = with(
        answer,
        "candidates",
        Some(json!([{"angle": "something learned", "can_serve": false}])),
    );
    let answer = with(answer, "blocking", Some(blocking));
    let Some(turn) = draft else { return answer };
    match written(call, turn) {
        Some(post) => {
            let draft = json!({"source": "below_floor", "flags": [missed], "post": post});
            with(with(answer, "draft", Some(draft.clone())), "drafts", Some(json!([draft])))
        }
        None => with(answer, "draft_unavailable", Some(json!("the persona is silent"))),
    }
}

/// Title, body and flair: the persona's first bubble is the title.
fn written(call: &Call<'_>, turn: &Turn) -> Option<Value> {
    let texts = call.shared.persona.speak(turn);
    let (title, rest) = texts.split_first()?;
    let flair = turn.context.get("flairs").and_then(|flairs| flairs.get(0)).cloned();
    Some(json!({"title": title, "body": rest.join("\n\n"), "flair": flair}))
}

/// The community's analysis: made anew, or the last one when the caller takes it.
fn analysis(call: &Call<'_>, place: &str, reuse: bool) -> Value {
    if call.mode == Mode::Mock {
        return json!({"reused": false, "id": "an_mock", "age_seconds": 0, "signals_open": 0});
    }
    let mut state = lock(&call.shared.state);
    let known = state.analyses.get(place).copied().filter(|_| reuse);
    let fresh =
        state.analyses.values().map(|(id, _)| *id).max().unwrap_or_default().saturating_add(1);
    let now = call.shared.world.clock.tick();
    let (id, at) = known.unwrap_or((fresh, now));
    state.analyses.insert(place.to_owned(), (id, at));
    json!({
        "reused": known.is_some(),
        "id": format!("an_{id}"),
        "age_seconds": now.saturating_sub(at),
        "signals_open": 0,
    })
}

/// Thresholds that apply: those of the call, and the workflow's for the others.
fn thresholds(call: &Call<'_>) -> Result<Map<String, Value>, Failure> {
    let mut applied: Map<String, Value> =
        FLOORS.iter().map(|floor| (floor.threshold.to_owned(), json!(floor.default))).collect();
    for (name, value) in call.fields.object("thresholds")?.into_iter().flatten() {
        let Some(place) = applied.get_mut(name) else {
            return Err(Failure::invalid(format!("unknown threshold {name}")));
        };
        if !value.as_f64().is_some_and(|value| (0.0..=100.0).contains(&value)) {
            return Err(Failure::invalid(format!("{name} must be between 0 and 100")));
        }
        place.clone_from(value);
    }
    Ok(applied)
}

/// A brief may be a text or an object.
fn plain(brief: &Value) -> String {
    brief.as_str().map_or_else(|| brief.to_string(), str::to_owned)
}
