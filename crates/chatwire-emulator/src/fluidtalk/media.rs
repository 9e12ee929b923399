//! Uploaded files, and what their first bytes say about them.

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::response::Response;
use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde_json::json;

use super::Shared;
use crate::files::File;
use crate::server;
use crate::world::lock;

/// Documented limit of the media calls (fluidtalk 2.8.2), in decoded bytes.
pub(super) const MAX_MEDIA: usize = 10 << 20;

/// Media type of what is nothing else.
const ANYTHING: &str = "application/octet-stream";

/// A picture of one pixel, which the fixtures of mock mode point to.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\
\0\0\0\x0cIDATx\x9cc\xf8\xdf\xc0\0\0\x04\x01\x01\x80\xc5*\x18]\0\0\0\0IEND\xaeB`\x82";

/// Media type by the first bytes; `None` for what is no known picture or film.
pub(super) fn sniff(bytes: &[u8]) -> Option<&'static str> {
    let brand = if bytes.get(4..8) == Some(b"ftyp") { bytes.get(8..12) } else { None };
    match (bytes, brand) {
        ([0xff, 0xd8, 0xff, ..], _) => Some("image/jpeg"),
        ([0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..], _) => Some("image/png"),
        ([b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..], _) => Some("image/gif"),
        ([b'R', b'I', b'F', b'F', ..], _) if bytes.get(8..12) == Some(b"WEBP") => {
            Some("image/webp")
        }
        ([0x1a, 0x45, 0xdf, 0xa3, ..], _) => Some("video/webm"),
        (_, Some(b"heic" | b"heix" | b"mif1")) => Some("image/heic"),
        (_, Some(b"avif")) => Some("image/avif"),
        (_, Some(_)) => Some("video/mp4"),
        _ => None,
    }
}

/// Whether a media type is one of the stills that comments and posts take.
pub(super) fn is_still(content_type: &str) -> bool {
    matches!(content_type, "image/jpeg" | "image/png" | "image/gif" | "image/webp")
}

impl Shared {
    /// Keeps a file and returns its id and its address. The bytes win over the label.
    pub(super) fn store(&self, bytes: Bytes, label: Option<&str>) -> (String, String) {
        let content_type = sniff(&bytes).or(label).unwrap_or(ANYTHING);
        let extension = match content_type {
            "image/jpeg" => ".jpg",
            "image/png" => ".png",
            "image/gif" => ".gif",
            "image/webp" => ".webp",
            "video/mp4" => ".mp4",
            "video/webm" => ".webm",
            _ => "",
        };
        let mut state = lock(&self.state);
        self.world.clock.tick();
        state.uploads += 1;
        let id = format!("f_{}", state.uploads);
        let url = format!("{}/media/{id}{extension}", self.origin);
        let content_type = HeaderValue::from_str(content_type);
        let content_type = content_type.unwrap_or(HeaderValue::from_static(ANYTHING));
        state.media.put(&id, File { bytes, content_type });
        (id, url)
    }

    /// Whether a model could open a picture: everything but a file of this server that does not exist.
    pub(super) fn can_see(&self, url: &str) -> bool {
        let state = lock(&self.state);
        let here = url.strip_prefix(&self.origin).map(|path| path.trim_start_matches("/media/"));
        !state.switches.blind && here.is_none_or(|name| state.media.is_known(id_in(name)))
    }

    /// Address of a picture for mock mode, which stores nothing.
    pub(super) fn fixture(&self, nth: u32) -> String {
        format!("{}/media/mock_{nth}.png", self.origin)
    }
}

/// Id of a file by the last part of its address.
fn id_in(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// Serves a stored file; no key is needed, as on a content network.
pub(super) async fn serve(
    Extract(shared): Extract<Arc<Shared>>,
    Path(name): Path<String>,
) -> Response {
    let found = if name.starts_with("mock_") {
        let content_type = HeaderValue::from_static("image/png");
        Some(File { bytes: Bytes::from_static(PIXEL), content_type })
    } else {
        lock(&shared.state).media.get(id_in(&name)).cloned()
    };
    let Some(file) = found else {
        return server::json(StatusCode::NOT_FOUND, &json!({"detail": "Not Found"}));
    };
    let mut response = Response::new(file.bytes.into());
    response.headers_mut().insert(CONTENT_TYPE, file.content_type);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_the_type() {
        assert_eq!(sniff(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
        assert_eq!(sniff(b"GIF89a"), Some("image/gif"));
        assert_eq!(sniff(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!(sniff(b"\0\0\0\x18ftypheic"), Some("image/heic"));
        assert_eq!(sniff(b"\0\0\0\x18ftypisom"), Some("video/mp4"));
        assert_eq!(sniff(b"x"), None);
        assert_eq!(sniff(PIXEL), Some("image/png"));
        assert_eq!(PIXEL.len(), 69);
    }
}
