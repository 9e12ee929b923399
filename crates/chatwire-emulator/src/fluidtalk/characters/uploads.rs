//! Media as base64 in JSON, kept and served back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::StatusCode;
use serde_json::{Value, json};

use super::{Call, Failure, Mode, Outcome, with};
use crate::fluidtalk::media::{MAX_MEDIA, is_still, sniff};
use crate::world::lock;

/// A lead's photo or film, of any type.
pub(super) fn inbound(call: &Call<'_>) -> Outcome {
    call.platform()?;
    let (bytes, label) = decode(call)?;
    Ok(keep(call, bytes, label))
}

/// A picture of somebody's post; the label counts only where the bytes say nothing.
pub(super) fn comment(call: &Call<'_>) -> Outcome {
    call.platform()?;
    let place = call.fields.required("post_ref")?;
    let (bytes, label) = decode(call)?;
    if !sniff(&bytes).or(label).is_none_or(|kind| kind.starts_with("image/")) {
        return Err(Failure::invalid("unsupported image"));
    }
    if !lock(&call.shared.state).switches.comments {
        return Ok(
            json!({"ok": true, "url": null, "post_ref": place, "ignore_reason": "comments_disabled"}),
        );
    }
    Ok(with(keep(call, bytes, label), "post_ref", Some(json!(place))))
}

/// A picture for a post of the persona's own: stills only, whatever the label says.
pub(super) fn post(call: &Call<'_>) -> Outcome {
    call.platform()?;
    let place = call.fields.required("community_ref")?;
    let (bytes, label) = decode(call)?;
    if !sniff(&bytes).is_some_and(is_still) {
        return Err(Failure::invalid("unsupported image"));
    }
    if !lock(&call.shared.state).switches.posts {
        return Ok(
            json!({"ok": true, "url": null, "community_ref": place, "ignore_reason": "posts_disabled"}),
        );
    }
    Ok(with(keep(call, bytes, label), "community_ref", Some(json!(place))))
}

fn decode<'a>(call: &'a Call<'_>) -> Result<(Bytes, Option<&'a str>), Failure> {
    let text = call.fields.required("data_b64")?;
    let label = call.fields.text("content_type")?.filter(|label| !label.is_empty());
    call.fields.text("filename")?;
    let bytes = STANDARD.decode(text).map_err(|_| Failure::validation("data_b64 is not base64"))?;
    if bytes.len() > MAX_MEDIA {
        return Err(Failure::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "payload_too_large",
            "media may have at most 10 MB",
        ));
    }
    Ok((Bytes::from(bytes), label))
}

fn keep(call: &Call<'_>, bytes: Bytes, label: Option<&str>) -> Value {
    if call.mode == Mode::Mock {
        return json!({"ok": true, "url": call.shared.fixture(1), "file_id": "f_mock"});
    }
    let (id, url) = call.shared.store(bytes, label);
    json!({"ok": true, "url": url, "file_id": id})
}
