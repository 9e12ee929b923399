//! What a program showed: every value of the record must be there, in whatever words and layout.
//!
//! Values are what came from outside: texts and numbers of answers, of frames
//! and of the command's own words. One that the reference showed must be shown.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Differences;
use crate::placeholder;
use crate::runner::Shown;
use crate::script::Script;
use crate::vector::Vector;

/// Compares what was shown on both outputs with the recorded text.
pub(crate) fn values(vector: &Vector, recorded: &str, found: &Shown, out: &mut Differences) {
    if recorded.is_empty() || placeholder::is_prose(recorded) {
        return;
    }
    let ours = plain(&format!("{}\n{}", found.stdout, found.stderr));
    let recorded = plain(recorded);
    for value in candidates(vector) {
        if holds(&recorded, &value) && !holds(&ours, &value) {
            out.expected("shown", &value, &found.stdout);
        }
    }
}

/// Compares what was shown with the values of these fields of the answers, all of which must be there.
pub(crate) fn fields(answers: &[Value], fields: &[String], found: &Shown, out: &mut Differences) {
    let ours = plain(&format!("{}\n{}", found.stdout, found.stderr));
    let mut wanted = BTreeSet::new();
    answers.iter().for_each(|answer| named(answer, fields, &mut wanted));
    for value in wanted.iter().filter(|value| !holds(&ours, value)) {
        out.expected("shown", value, &found.stdout);
    }
}

/// All values that might have been shown, each once.
fn candidates(vector: &Vector) -> BTreeSet<String> {
    let mut values = BTreeSet::new();
    for answer in &vector.responses {
        answer.json.iter().for_each(|json| collect(json, &mut values));
    }
    if let Ok(script) = Script::read(vector) {
        for text in script.server_texts() {
            if let Ok(Value::Object(mut frame)) = serde_json::from_str(&text) {
                // Its kind is no value.
                frame.remove("type");
                collect(&Value::Object(frame), &mut values);
            }
        }
    }
    let argv = vector.call.args.get("argv").and_then(Value::as_array);
    let words = argv.into_iter().flatten().skip(1).filter_map(Value::as_str);
    let (options, words): (Vec<&str>, Vec<&str>) = words.partition(|word| word.starts_with('-'));
    drop(options);
    // Names of commands are no values.
    let is_name = |word: &str| word.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    values.extend(words.into_iter().skip_while(|word| is_name(word)).map(str::to_owned));
    values
}

/// Values of fields with these names, at any depth.
fn named(value: &Value, fields: &[String], values: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(name, item)| match fields.contains(name) {
            true => collect(item, values),
            false => named(item, fields, values),
        }),
        Value::Array(items) => items.iter().for_each(|item| named(item, fields, values)),
        _ => {}
    }
}

fn collect(value: &Value, values: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if !text.trim().is_empty() => {
            // Times are shown in part: the time of day stands for them.
            match text.get(11..19).filter(|_| text.parse::<jiff::Timestamp>().is_ok()) {
                Some(time) => values.extend([time.to_owned()]),
                // Characters that a terminal obeys are shown as something else, or not at all.
                None => values.extend(text.split(is_obeyed).map(plain).filter(|it| !it.is_empty())),
            }
        }
        Value::Number(number) => {
            values.insert(number.to_string());
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, values)),
        Value::Object(map) => map.values().for_each(|item| collect(item, values)),
        _ => {}
    }
}

/// Whether a terminal takes a character for a command, or for a change of direction; white space is neither.
fn is_obeyed(c: char) -> bool {
    let is_mark =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && !c.is_whitespace()) || is_mark
}

/// Without frames of tables and line ends: a long value may be broken over lines.
fn plain(text: &str) -> String {
    let kept = text.chars().map(|c| if ('\u{2500}'..='\u{259f}').contains(&c) { ' ' } else { c });
    let line: String = kept.collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a value stands in a text as a word of its own.
fn holds(text: &str, value: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(value).any(|(at, found)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let after = text.get(at + found.len()..).and_then(|tail| tail.chars().next());
        let first = value.chars().next();
        let last = value.chars().next_back();
        let is_cut = is_part(before) && is_part(first) || is_part(after) && is_part(last);
        !is_cut
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_whole_words_in_any_layout() {
        let table = plain("│ alice │ grok.png\n│ 12:34:56 │");
        assert_eq!(table, "alice grok.png 12:34:56");
        assert!(holds(&table, "alice") && holds(&table, "12:34:56") && holds("(4)", "4"));
        assert!(!holds(&table, "lic") && !holds("14", "4") && !holds("4a", "4"));
        assert!(holds("✓x", "✓"), "signs stand for themselves");
    }

    #[test]
    fn times_of_answers_are_shown_in_part() {
        let mut values = BTreeSet::new();
        collect(
            &serde_json::json!({"a": ["2025-10-27T12:34:56+00:00", 7, " "], "b": {"c": "x  y"}}),
            &mut values,
        );
        let expected = ["12:34:56", "7", "x y"].map(str::to_owned);
        assert_eq!(values, BTreeSet::from(expected));
    }
}
