//! FluidTalk's Characters API, for both clients that were recorded.

use std::time::Duration;

use chatwire_fluidtalk::Image;
use chatwire_fluidtalk::characters::{
    Client, Community, FollowUp, Mode, PostContext, ThreadComment, Thresholds,
};
use serde_json::{Map, Value, json};

use super::{Arguments, Made, NotMade, Scene, constructor_settings, written};
use crate::compare::result::Outcome;

/// Token of the recorded clients.
const TOKEN: &str = "ftc_live_test";

pub(super) async fn call(scene: &Scene<'_>) -> Made {
    let args = Arguments::new(scene.args);
    if scene.method == "followup.bubbles" {
        return bubbles(scene.args);
    }
    let constructing = scene.method == "new";
    // A recorded constructor call has its options among the arguments.
    let options = if constructing { args } else { Arguments::new(scene.options) };
    let token = if constructing { args.required("token")? } else { scene.key("token", TOKEN)? };
    let config = scene.config("", &["token", "api_version", "mode"])?;
    let config = match if constructing { constructor_settings(config, args)? } else { Ok(config) } {
        Ok(config) => config,
        Err(error) => return Ok(Outcome::Error(error)),
    };
    let mut builder = Client::builder(token).config(config);
    if let Some(version) = options.text("api_version")? {
        builder = builder.api_version(version);
    }
    if let Some(mode) = options.text("mode")? {
        builder = builder.mode(Mode::from(mode));
    }
    let client = match builder.build() {
        Ok(client) => client,
        Err(error) => return Ok(Outcome::Error(error)),
    };
    match scene.method {
        "new" => Ok(Outcome::ok(Value::Null)),
        "self_test" => self_test(&client, args).await,
        "chat" => chat(&client, args).await,
        "event" => event(&client, args).await,
        "trigger" | "outreach" => trigger(&client, args, scene.method).await,
        "followups.list" => list(&client, args, scene).await,
        "followups.ack" => written(client.followups().ack(args.required("followup_id")?).await),
        "followups.sweep" => sweep(&client, args).await,
        "comment" => comment(&client, args).await,
        "comment_reply" => comment_reply(&client, args).await,
        "comment_engage" => comment_engage(&client, args).await,
        "post" => post(&client, args, scene).await,
        "inbound_media" | "comment_media" | "post_media" => {
            media(&client, args, scene.method).await
        }
        other => Err(NotMade::Unknown(format!("no spelling for {other:?}"))),
    }
}

async fn self_test(client: &Client, args: Arguments<'_>) -> Made {
    let request = client.self_test();
    written(match args.text("platform")? {
        Some(platform) => request.platform(platform).await,
        None => request.await,
    })
}

async fn chat(client: &Client, args: Arguments<'_>) -> Made {
    let mut request = client.chat(args.required("platform")?, args.required("handle")?);
    if let Some(text) = args.text("message")? {
        request = request.message(text);
    }
    if let Some(url) = args.text("image_url")? {
        request = request.image_url(url);
    }
    if let Some(id) = args.text("session_id")? {
        request = request.session_id(id);
    }
    if let Some(name) = args.text("own_username")? {
        request = request.own_username(name);
    }
    written(request.await)
}

async fn event(client: &Client, args: Arguments<'_>) -> Made {
    let external = args.required("external_event_id")?;
    let mut request = client.event(args.required("platform")?, args.required("handle")?, external);
    if let Some(kind) = args.text("event_type")? {
        request = request.event_type(kind);
    }
    if let Some(amount) = args.number("amount")? {
        request = request.amount(amount);
    }
    if let Some(currency) = args.text("currency")? {
        request = request.currency(currency);
    }
    if let Some(raw) = args.get("raw") {
        request = request.raw(raw);
    }
    written(request.await)
}

async fn trigger(client: &Client, args: Arguments<'_>, method: &str) -> Made {
    let (platform, handle) = (args.required("platform")?, args.required("handle")?);
    let external = args.required("external_event_id")?;
    let mut request = match method {
        "outreach" => client.outreach(platform, handle, external),
        _ => client.trigger(platform, handle, args.required("event_id")?, external),
    };
    if let Some(context) = args.get("context") {
        request = request.context(context);
    }
    if let Some(url) = args.text("image_url")? {
        request = request.image_url(url);
    }
    if let Some(name) = args.text("own_username")? {
        request = request.own_username(name);
    }
    if let Some(raw) = args.get("raw") {
        request = request.raw(raw);
    }
    written(request.await)
}

async fn list(client: &Client, args: Arguments<'_>, scene: &Scene<'_>) -> Made {
    let mut request = client.followups().list(args.required("platform")?);
    if let Some(name) = args.text("own_username")? {
        request = request.own_username(name);
    }
    if let Some(count) = args.count("limit")? {
        request = request.limit(count);
    } else if scene.args.contains_key("limit") {
        // Given as nothing: the default is switched off.
        request = request.no_limit();
    }
    let pending = match request.await {
        Ok(pending) => pending,
        Err(error) => return Ok(Outcome::Error(error)),
    };
    let invalid = pending.invalid.len();
    Ok(Outcome::Ok { value: json!(pending.followups), invalid })
}

async fn sweep(client: &Client, args: Arguments<'_>) -> Made {
    let mut request = client.followups().sweep(args.required("platform")?);
    if let Some(hours) = args.number("idle_hours")? {
        request = request.idle_hours(hours);
    }
    if let Some(count) = args.count("limit")? {
        request = request.limit(count);
    }
    written(request.await)
}

async fn comment(client: &Client, args: Arguments<'_>) -> Made {
    let mut request = client.comment(args.required("platform")?, args.required("post_ref")?);
    if let Some(caption) = args.text("caption")? {
        request = request.caption(caption);
    }
    if let Some(urls) = args.texts("image_urls")? {
        request = request.image_urls(urls);
    }
    if let Some(handle) = args.text("author_handle")? {
        request = request.author_handle(handle);
    }
    if let Some(count) = args.count("max_chars")? {
        request = request.max_chars(count);
    }
    written(request.await)
}

async fn comment_reply(client: &Client, args: Arguments<'_>) -> Made {
    let (platform, post_ref) = (args.required("platform")?, args.required("post_ref")?);
    let mut request = client.comment_reply(platform, post_ref, args.required("replier_handle")?);
    if let Some(text) = args.text("reply_text")? {
        request = request.reply_text(text);
    }
    if let Some(reference) = args.text("parent_comment_ref")? {
        request = request.parent_comment_ref(reference);
    }
    if let Some(post) = args.map("post")? {
        request = request.post(PostContext::from(post.clone()));
    }
    if let Some(count) = args.count("max_chars")? {
        request = request.max_chars(count);
    }
    written(request.await)
}

async fn comment_engage(client: &Client, args: Arguments<'_>) -> Made {
    let rows = args.list("thread")?.into_iter().flatten();
    let thread = rows.map(row).collect::<Result<Vec<_>, _>>()?;
    let (platform, post_ref) = (args.required("platform")?, args.required("post_ref")?);
    let mut request = client.comment_engage(platform, post_ref, thread);
    if let Some(post) = args.map("post")? {
        request = request.post(PostContext::from(post.clone()));
    }
    if let Some(reference) = args.text("target_comment_ref")? {
        request = request.target_comment_ref(reference);
    }
    if let Some(count) = args.count("max_chars")? {
        request = request.max_chars(count);
    }
    written(request.await)
}

fn row(value: &Value) -> Result<ThreadComment, NotMade> {
    let cannot = || NotMade::Inexpressible(format!("a row of a thread cannot be {value}"));
    let fields = value.as_object().ok_or_else(cannot)?;
    let known = ["comment_ref", "author_handle", "text", "depth", "parent_ref"];
    if fields.keys().any(|name| !known.contains(&name.as_str())) {
        return Err(cannot());
    }
    let fields = Arguments::new(fields);
    let text = |name: &str| fields.text(name)?.ok_or_else(cannot);
    let mut row = ThreadComment::new(text("comment_ref")?, text("author_handle")?, text("text")?);
    if let Some(depth) = fields.count("depth")? {
        row = row.depth(depth);
    }
    if let Some(reference) = fields.text("parent_ref")? {
        row = row.parent_ref(reference);
    }
    Ok(row)
}

async fn post(client: &Client, args: Arguments<'_>, scene: &Scene<'_>) -> Made {
    let community = args.map("community")?.cloned().unwrap_or_default();
    let mut request = client.post(args.required("platform")?, Community::from(community));
    if let Some(posts) = args.get("posts") {
        request = request.posts(posts);
    }
    if let Some(rows) = args.list("top_comments")? {
        request = request.top_comments(rows);
    }
    if let Some(format) = args.get("format") {
        request = request.format(format);
    }
    if let Some(brief) = args.text("brief")? {
        request = request.brief(brief);
    }
    if let Some(mode) = args.text("mode")? {
        request = request.post_mode(mode);
    }
    if let Some(reuse) = args.flag("reuse_analysis")? {
        request = request.reuse_analysis(reuse);
    }
    if let Some(always) = args.flag("always_draft")? {
        request = request.always_draft(always);
    }
    if let Some(given) = args.map("thresholds")? {
        request = request.thresholds(thresholds(given)?);
    }
    if let Some(url) = args.text("asset_url")? {
        request = request.asset_url(url);
    }
    let limit: Option<Duration> = args.number("timeout")?.map(|seconds| scene.pace.real(seconds));
    written(match limit {
        Some(limit) => request.request().timeout(limit).await,
        None => request.await,
    })
}

/// Our type would pass over a name that it does not know; a record with one cannot be written.
fn thresholds(given: &Map<String, Value>) -> Result<Thresholds, NotMade> {
    let mut thresholds = Thresholds::new();
    for (name, value) in given {
        let number = value.as_f64();
        thresholds = match (name.as_str(), number) {
            ("min_relevance", Some(number)) => thresholds.min_relevance(number),
            ("min_novelty", Some(number)) => thresholds.min_novelty(number),
            ("min_rule_compat", Some(number)) => thresholds.min_rule_compat(number),
            _ => {
                return Err(NotMade::Inexpressible(format!("no threshold can be {name}: {value}")));
            }
        };
    }
    Ok(thresholds)
}

/// The recorded calls take bytes as they are, so sniffing is off.
async fn media(client: &Client, args: Arguments<'_>, method: &str) -> Made {
    let mut image = Image::bytes(args.bytes("data")?.unwrap_or_default()).no_sniffing();
    if let Some(name) = args.text("filename")? {
        image = image.filename(name);
    }
    if let Some(kind) = args.text("content_type")? {
        image = image.content_type(kind);
    }
    let platform = args.required("platform")?;
    written(match method {
        "inbound_media" => client.inbound_media(platform, image).await,
        "comment_media" => client.comment_media(platform, args.required("post_ref")?, image).await,
        _ => client.post_media(platform, args.required("community_ref")?, image).await,
    })
}

/// The extension's function takes whatever has a message or bubbles; ours belongs to a follow-up, which has an id.
fn bubbles(args: &Map<String, Value>) -> Made {
    let mut fields = args.clone();
    fields.entry("id").or_insert_with(|| "none".into());
    match serde_json::from_value::<FollowUp>(Value::Object(fields)) {
        Ok(follow_up) => Ok(Outcome::ok(json!(follow_up.bubbles()))),
        Err(trouble) => Err(NotMade::Inexpressible(trouble.to_string())),
    }
}
