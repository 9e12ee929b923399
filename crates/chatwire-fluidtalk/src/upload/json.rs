//! Media inside of JSON: base64 written straight into the request's body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use serde_json::Value;

use chatwire_core::{Error, Result, Upload};

use super::sniff::{HEAD, STILLS, label, sniff};
use super::{Image, check_size, empty, too_large, unreadable};

/// Which media a call takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kinds {
    /// Anything: the server judges.
    Any,
    /// JPEG, PNG, WebP and GIF only; video and HEIC get a 400.
    Stills,
}

/// A JSON object with the picture as its `data_b64`, between the fields of the call and those of the picture.
#[derive(Clone, Debug)]
pub(crate) struct JsonMedia {
    pub(crate) fields: Vec<(&'static str, String)>,
    pub(crate) image: Image,
    pub(crate) kinds: Kinds,
}

impl JsonMedia {
    /// Refuses what is known to be wrong without reading anything.
    pub(crate) fn check(&self, cap: u64) -> Result<()> {
        self.image.check(cap)?;
        match self.image.upload.as_bytes() {
            Some(bytes) if self.image.sniffing => self.kinds.check(bytes),
            _ => Ok(()),
        }
    }

    /// The whole body, from bytes in memory.
    pub(crate) fn encode_now(self, cap: u64) -> Result<Upload> {
        self.check(cap)?;
        let Some(bytes) = self.image.upload.as_bytes().cloned() else {
            return Err(Error::input("the image is not in memory"));
        };
        let mut body = Encoder::new(&self, self.image.len(), cap);
        body.push(&bytes)?;
        body.finish(self)
    }

    /// The whole body; reads the file or stream.
    pub(crate) async fn read(self, cap: u64) -> Result<Upload> {
        if self.image.is_in_memory() {
            return self.encode_now(cap);
        }
        let (pieces, len) = self.image.upload.open().await?;
        if let Some(len) = len {
            check_size(len, cap)?;
        }
        let mut body = Encoder::new(&self, len, cap);
        let mut pieces = Box::pin(pieces);
        while let Some(piece) = pieces.next().await {
            body.push(&piece.map_err(unreadable)?)?;
        }
        body.finish(self)
    }
}

impl Kinds {
    fn check(self, head: &[u8]) -> Result<()> {
        match (self, sniff(head)) {
            (Self::Any, _) => Ok(()),
            (Self::Stills, Some(kind)) if STILLS.contains(&kind) => Ok(()),
            (Self::Stills, Some(kind)) => {
                Err(Error::input(format!("{kind} is not taken here: send JPEG, PNG, WebP or GIF")))
            }
            (Self::Stills, None) => Err(Error::input("the bytes are no JPEG, PNG, WebP or GIF")),
        }
    }
}

/// Body under construction.
struct Encoder {
    out: String,
    /// Up to two bytes that wait for a whole group of three.
    carry: Vec<u8>,
    head: Vec<u8>,
    seen: u64,
    cap: u64,
    /// What the first bytes must be, until they were looked at.
    judge: Option<Kinds>,
}

impl Encoder {
    fn new(media: &JsonMedia, len: Option<u64>, cap: u64) -> Self {
        // Room for the encoded picture and the fields around it, so that nothing is moved later.
        let len = usize::try_from(len.unwrap_or(0).min(cap)).unwrap_or(0);
        let mut out = String::with_capacity(len.div_ceil(3) * 4 + 512);
        out.push('{');
        for (name, value) in &media.fields {
            push_field(&mut out, name, value);
            out.push(',');
        }
        out.push_str("\"data_b64\":\"");
        let judge = media.image.sniffing.then_some(media.kinds);
        Self {
            out,
            carry: Vec::with_capacity(3),
            head: Vec::with_capacity(HEAD),
            seen: 0,
            cap,
            judge,
        }
    }

    fn push(&mut self, mut piece: &[u8]) -> Result<()> {
        self.seen = self.seen.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if self.seen > self.cap {
            return Err(too_large(self.cap));
        }
        let missing = HEAD.saturating_sub(self.head.len());
        self.head.extend(piece.iter().take(missing));
        if self.head.len() >= HEAD {
            self.judge()?;
        }
        while !self.carry.is_empty() && self.carry.len() < 3 {
            let Some((first, rest)) = piece.split_first() else { return Ok(()) };
            self.carry.push(*first);
            piece = rest;
        }
        STANDARD.encode_string(&self.carry, &mut self.out);
        self.carry.clear();
        let (groups, rest) = piece.split_at(piece.len() - piece.len() % 3);
        STANDARD.encode_string(groups, &mut self.out);
        self.carry.extend_from_slice(rest);
        Ok(())
    }

    fn judge(&mut self) -> Result<()> {
        self.judge.take().map_or(Ok(()), |kinds| kinds.check(&self.head))
    }

    fn finish(mut self, media: JsonMedia) -> Result<Upload> {
        if self.seen == 0 {
            return Err(empty());
        }
        self.judge()?;
        STANDARD.encode_string(&self.carry, &mut self.out);
        self.out.push('"');
        let image = media.image;
        if let Some(name) = image.name() {
            self.out.push(',');
            push_field(&mut self.out, "filename", name);
        }
        let given = image.upload.media_type();
        let kind =
            if image.sniffing { label(sniff(&self.head), given) } else { given.map(str::to_owned) };
        if let Some(kind) = kind {
            self.out.push(',');
            push_field(&mut self.out, "content_type", &kind);
        }
        self.out.push('}');
        let upload = Upload::bytes(self.out);
        Ok(match image.on_progress {
            Some(report) => upload.on_progress(move |progress| report(progress)),
            None => upload,
        })
    }
}

fn push_field(out: &mut String, name: &str, value: &str) {
    out.push('"');
    out.push_str(name);
    out.push_str("\":");
    out.push_str(&Value::from(value).to_string());
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use serde_json::json;

    fn media(image: Image, kinds: Kinds) -> JsonMedia {
        JsonMedia { fields: vec![("platform", "a\"b".to_owned())], image, kinds }
    }

    fn body(upload: &Upload) -> Value {
        serde_json::from_slice(upload.as_bytes().unwrap()).unwrap()
    }

    #[tokio::test]
    async fn pieces_of_any_size_encode_as_the_whole() {
        let picture: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let expected = STANDARD.encode(&picture);
        for size in [1, 2, 3, 4, 5, 64, 999, 1000] {
            let pieces: Vec<_> =
                picture.chunks(size).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
            let image = Image::stream(futures_util::stream::iter(pieces));
            let upload = media(image, Kinds::Any).read(1000).await.unwrap();
            assert_eq!(body(&upload), json!({"platform": "a\"b", "data_b64": expected}), "{size}");
        }
    }

    #[test]
    fn name_and_type_follow_the_picture() {
        let image = Image::bytes("\u{1}").filename("фото.png").content_type("a/b");
        let upload = media(image, Kinds::Any).encode_now(9).unwrap();
        let expected = json!({"platform": "a\"b", "data_b64": "AQ==", "filename": "фото.png", "content_type": "a/b"});
        assert_eq!(body(&upload), expected);
    }

    #[tokio::test]
    async fn only_stills_where_only_stills_are_taken() {
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1";
        for bytes in [&heic[..], b"x"] {
            let err = media(Image::bytes(bytes), Kinds::Stills).check(99).unwrap_err();
            assert_eq!(err.kind(), chatwire_core::ErrorKind::Input);
            let pieces = futures_util::stream::iter([Ok(Bytes::from_static(bytes))]);
            assert!(media(Image::stream(pieces), Kinds::Stills).read(99).await.is_err());
            let raw = Image::bytes(bytes).no_sniffing();
            assert!(media(raw, Kinds::Stills).encode_now(99).is_ok());
            assert!(media(Image::bytes(bytes), Kinds::Any).encode_now(99).is_ok());
        }
        assert!(media(Image::bytes("GIF89a"), Kinds::Stills).encode_now(99).is_ok());
    }

    #[tokio::test]
    async fn a_stream_over_the_limit_is_not_read_to_its_end() {
        let endless = futures_util::stream::repeat_with(|| Ok(Bytes::from_static(&[1; 64])));
        let err = media(Image::stream(endless), Kinds::Any).read(1000).await.unwrap_err();
        assert!(err.to_string().contains("larger than 1000"), "{err}");
        let none = futures_util::stream::iter(Vec::new());
        assert!(media(Image::stream(none), Kinds::Any).read(9).await.is_err());
    }
}
