//! Media types by magic bytes.

/// How many bytes at the start are looked at.
pub(crate) const HEAD: usize = 16;

/// Types that comments and posts take (Python client 2.8.2): stills that every provider reads.
pub(crate) const STILLS: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/gif"];

/// Media type that the first bytes tell, if they tell one.
pub(crate) fn sniff(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Some("image/jpeg");
    }
    if head.starts_with(b"\x89PNG\r\n\x1A\n") {
        return Some("image/png");
    }
    if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") {
        return Some("image/gif");
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Some("image/webp");
    }
    if head.starts_with(&[0x1A, 0x45, 0xDF, 0xA3]) {
        return Some("video/webm");
    }
    // ISO base media: length, `ftyp`, brand.
    if head.get(4..8) == Some(b"ftyp") {
        return Some(match head.get(8..12) {
            Some(b"heic" | b"heix" | b"mif1") => "image/heic",
            Some(b"avif") => "image/avif",
            _ => "video/mp4",
        });
    }
    None
}

/// Label to send: the caller's when it agrees with the bytes, else what the bytes say.
pub(crate) fn label(sniffed: Option<&'static str>, given: Option<&str>) -> Option<String> {
    match (sniffed, given) {
        (Some(sniffed), Some(given)) if agrees(sniffed, given) => Some(given.to_owned()),
        (Some(sniffed), _) => Some(sniffed.to_owned()),
        (None, given) => given.map(str::to_owned),
    }
}

/// Whether a label names what was sniffed; parameters such as `;codecs=vp9` do not count.
fn agrees(sniffed: &str, given: &str) -> bool {
    let base = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    // One container serves several types that its first bytes do not tell apart.
    match sniffed {
        "video/webm" => matches!(&*base, "video/webm" | "audio/webm" | "video/x-matroska"),
        "video/mp4" => {
            matches!(&*base, "video/mp4" | "audio/mp4" | "video/quicktime" | "video/3gpp")
        }
        "image/heic" => matches!(&*base, "image/heic" | "image/heif"),
        other => base == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_magic_is_known() {
        for (head, kind) in [
            (&b"\xFF\xD8\xFF\xE0"[..], Some("image/jpeg")),
            (b"\x89PNG\r\n\x1A\n\0\0", Some("image/png")),
            (b"GIF87a", Some("image/gif")),
            (b"GIF89a..", Some("image/gif")),
            (b"RIFF\x01\x02\x03\x04WEBPVP8 ", Some("image/webp")),
            (b"RIFF\x01\x02\x03\x04WAVE", None),
            (b"\0\0\0\x18ftypheic", Some("image/heic")),
            (b"\0\0\0\x18ftypavif", Some("image/avif")),
            (b"\0\0\0\x18ftypisom", Some("video/mp4")),
            (b"\x1A\x45\xDF\xA3", Some("video/webm")),
            (b"\x89PNG\r\n", None),
            (b"x", None),
            (b"", None),
        ] {
            assert_eq!(sniff(head), kind, "{head:?}");
        }
    }

    #[test]
    fn the_bytes_win_over_a_wrong_label() {
        let label = |sniffed, given| label(sniffed, given);
        assert_eq!(label(Some("image/png"), Some("image/jpeg")).as_deref(), Some("image/png"));
        assert_eq!(label(Some("image/png"), None).as_deref(), Some("image/png"));
        assert_eq!(label(None, Some("image/x")).as_deref(), Some("image/x"));
        assert_eq!(label(None, None), None);
        let codecs = "video/webm;codecs=vp9";
        assert_eq!(label(Some("video/webm"), Some(codecs)).as_deref(), Some(codecs));
        assert_eq!(label(Some("image/png"), Some("IMAGE/PNG")).as_deref(), Some("IMAGE/PNG"));
    }
}
