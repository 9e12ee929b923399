//! Public comments: under a post, in answer to a comment, and in a thread.

use serde_json::{Map, Value, json};

use super::{Call, Failure, Outcome, with};
use crate::fluidtalk::persona::{Occasion, Turn};
use crate::fluidtalk::state::Key;
use crate::world::lock;

/// Comments on one post before the persona leaves it alone; the platform's own number is not documented.
const PER_POST: usize = 3;
/// Shortest comment that is worth an answer, in characters; the platform's own number is not documented.
const SHORTEST: usize = 3;

pub(super) fn comment(call: &Call<'_>) -> Outcome {
    let place = Place::read(call)?;
    if let Some(off) = place.disabled(call, "comment") {
        return Ok(off);
    }
    let caption = place.caption.clone();
    let author = place.author.clone();
    let (text, cut) = place.write(call, Occasion::Comment, &author, &caption, None)?;
    let answer = json!({
        "ok": true,
        "comment": text,
        "recognized_lead": place.knows(call, &author),
        "thread_id": place.thread(call),
        "max_chars": place.max_chars,
        "truncated": cut,
    });
    Ok(with(answer, "vision", place.vision(call)))
}

pub(super) fn reply(call: &Call<'_>) -> Outcome {
    let place = Place::read(call)?;
    let replier = call.fields.required("replier_handle")?;
    let said = call.fields.text("reply_text")?.unwrap_or_default();
    call.fields.text("parent_comment_ref")?;
    call.check_handle(replier)?;
    if let Some(off) = place.disabled(call, "reply") {
        return Ok(off);
    }
    place.answer(call, replier, said)
}

pub(super) fn engage(call: &Call<'_>) -> Outcome {
    let place = Place::read(call)?;
    let thread = rows(call.fields.list("thread")?)?;
    let wanted = call.fields.text("target_comment_ref")?.filter(|wanted| !wanted.is_empty());
    let target = match wanted {
        Some(wanted) => thread.iter().find(|row| row.comment_ref == wanted),
        None => thread.last(),
    };
    let target =
        target.ok_or_else(|| Failure::validation("target_comment_ref is not in the thread"))?;
    if let Some(off) = place.disabled(call, "reply") {
        return Ok(off);
    }
    let skip = |reason: &str| {
        Ok(
            json!({"ok": true, "decision": "skip", "reason": reason, "reply": null, "target_comment_ref": null}),
        )
    };
    let known = place.knows(call, target.author);
    if target.text.chars().count() < SHORTEST {
        return skip("target_too_short");
    }
    let engaged =
        lock(&call.shared.state).engaged.get(&place.post_ref).cloned().unwrap_or_default();
    if engaged.contains(target.comment_ref) {
        return skip("already_engaged_this_comment");
    }
    if engaged.len() >= PER_POST {
        return skip("max_engagements_per_post");
    }
    let answer = place.answer(call, target.author, target.text)?;
    if answer.get("reply").is_some_and(Value::is_string) && call.mode != super::Mode::Mock {
        let mut state = lock(&call.shared.state);
        state.engaged.entry(place.post_ref).or_default().insert(target.comment_ref.to_owned());
    }
    let answer = with(answer, "target_comment_ref", Some(json!(target.comment_ref)));
    let answer = with(answer, "target_author_handle", Some(json!(target.author)));
    let answer = with(answer, "aware", Some(json!({"known": known})));
    Ok(with(answer, "recognized_lead", Some(json!(known))))
}

/// Where a comment stands and how long it may be.
struct Place {
    platform: String,
    post_ref: String,
    caption: String,
    author: String,
    images: Vec<String>,
    max_chars: u64,
}

impl Place {
    fn read(call: &Call<'_>) -> Result<Self, Failure> {
        let empty = Map::new();
        let post = call.fields.object("post")?.unwrap_or(&empty);
        let text =
            |name: &str| post.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let images =
            post.get("image_urls").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        Ok(Self {
            platform: call.platform()?.to_owned(),
            post_ref: call.fields.required("post_ref")?.to_owned(),
            caption: text("caption"),
            author: text("author_handle"),
            images: images.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            max_chars: call.fields.max_chars()?,
        })
    }

    /// The answer of a workflow whose comments are switched off: a success without a text.
    fn disabled(&self, call: &Call<'_>, name: &str) -> Option<Value> {
        if lock(&call.shared.state).switches.comments {
            return None;
        }
        let why = "comments are switched off in this workflow";
        Some(json!({"ok": true, name: null, "ignore_reason": "comments_disabled", "explain": why}))
    }

    /// Whether somebody is a lead that the persona has talked to.
    fn knows(&self, call: &Call<'_>, handle: &str) -> bool {
        let key =
            Key { platform: Some(self.platform.clone()), lead: handle.to_owned(), sandbox: false };
        lock(&call.shared.state).conversations.get(&key).is_some_and(|known| known.turns > 0)
    }

    fn thread(&self, call: &Call<'_>) -> String {
        if call.mode == super::Mode::Mock {
            return "t_mock".to_owned();
        }
        lock(&call.shared.state).thread(&self.post_ref)
    }

    fn vision(&self, call: &Call<'_>) -> Option<Value> {
        call.vision(&self.images.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Answers somebody, or keeps silent when the persona does.
    fn answer(&self, call: &Call<'_>, to: &str, said: &str) -> Outcome {
        let (text, cut) =
            self.write(call, Occasion::CommentReply, to, said, Some(&self.caption))?;
        let thread = self.thread(call);
        Ok(match text {
            Some(text) => json!({
                "ok": true, "decision": "comment_reply", "reply": text, "thread_id": thread,
                "max_chars": self.max_chars, "truncated": cut,
            }),
            None => json!({"ok": true, "decision": "bow_out", "reply": null, "thread_id": thread}),
        })
    }

    /// One text of at most `max_chars`, and whether it was cut.
    fn write(
        &self,
        call: &Call<'_>,
        occasion: Occasion,
        lead: &str,
        text: &str,
        caption: Option<&str>,
    ) -> Result<(Option<String>, bool), Failure> {
        call.charge(&mut lock(&call.shared.state))?;
        let turn = Turn {
            occasion,
            platform: Some(self.platform.clone()),
            lead: lead.to_owned(),
            text: text.to_owned(),
            image_url: self.images.first().cloned(),
            context: caption.map(|caption| json!({"caption": caption})).unwrap_or_default(),
            number: 1,
            session_id: String::new(),
        };
        let written = call.shared.persona.speak(&turn).join(" ");
        if written.is_empty() {
            return Ok((None, false));
        }
        let limit = usize::try_from(self.max_chars).unwrap_or(usize::MAX);
        let short: String = written.chars().take(limit).collect();
        let cut = short.len() < written.len();
        Ok((Some(short), cut))
    }
}

/// A comment of a thread.
struct Row<'a> {
    comment_ref: &'a str,
    author: &'a str,
    text: &'a str,
}

fn rows(thread: &[Value]) -> Result<Vec<Row<'_>>, Failure> {
    if thread.is_empty() {
        return Err(Failure::validation("thread must not be empty"));
    }
    let field = |row: &'_ Value, name: &str| -> Result<(), Failure> {
        let there = row.get(name).is_some_and(Value::is_string);
        if there {
            Ok(())
        } else {
            Err(Failure::validation(format!("every row of thread needs {name}")))
        }
    };
    thread
        .iter()
        .map(|row| {
            for name in ["comment_ref", "author_handle", "text"] {
                field(row, name)?;
            }
            let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
            Ok(Row {
                comment_ref: text("comment_ref"),
                author: text("author_handle"),
                text: text("text"),
            })
        })
        .collect()
}
