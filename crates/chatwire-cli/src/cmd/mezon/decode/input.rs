//! Frames as people have them: hex, base64, or a file of bytes.

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;

use super::Format;
use crate::exit::{Failure, Result};

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const BASE64_URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// The frames in what was read.
pub(super) fn frames(bytes: &[u8], format: Format) -> Result<Vec<Bytes>> {
    let whole = || vec![Bytes::copy_from_slice(bytes)];
    let text = match (format, std::str::from_utf8(bytes)) {
        (Format::Raw, _) => return Ok(whole()),
        // A frame holds zeros and lengths, so that it hardly ever is a text, and never one without controls.
        (Format::Auto, Err(_)) => return Ok(whole()),
        (Format::Auto, Ok(text)) if text.contains(|c: char| c.is_control() && !is_blank(c)) => {
            return Ok(whole());
        }
        (_, Ok(text)) => text,
        (_, Err(_)) => return Err(Failure::usage("this is no text; try --format raw")),
    };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| frame(line, format)).collect()
}

fn is_blank(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t')
}

fn frame(line: &str, format: Format) -> Result<Bytes> {
    let read = match format {
        Format::Hex => hex(line),
        Format::Base64 => base64(line),
        _ => hex(line).or_else(|| base64(line)),
    };
    read.map(Bytes::from).ok_or_else(|| {
        let form = match format {
            Format::Hex => "hex",
            Format::Base64 => "base64",
            _ => "hex or base64",
        };
        Failure::usage(format!("a line is no {form}"))
    })
}

fn hex(line: &str) -> Option<Vec<u8>> {
    let line = line.replace("0x", "").replace("\\x", "");
    let digits: Vec<u8> = line
        .chars()
        .filter(|c| !matches!(c, ' ' | '\t' | ':' | ',' | '-'))
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

fn base64(line: &str) -> Option<Vec<u8>> {
    BASE64.decode(line).or_else(|_| BASE64_URL.decode(line)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str, format: Format) -> Vec<u8> {
        let mut frames = frames(text.as_bytes(), format).unwrap();
        assert_eq!(frames.len(), 1, "{text}");
        frames.remove(0).to_vec()
    }

    #[test]
    fn every_form_is_read() {
        for text in ["f20202082a", "F2 02 02 08 2A", "0xf2,0x02,0x02,0x08,0x2a", "f2:02:02:08:2a\n"]
        {
            assert_eq!(one(text, Format::Auto), b"\xF2\x02\x02\x08\x2A", "{text}");
        }
        for text in ["8gICCCo=", "8gICCCo"] {
            assert_eq!(one(text, Format::Auto), b"\xF2\x02\x02\x08\x2A", "{text}");
        }
        assert_eq!(one("_-8", Format::Base64), b"\xFF\xEF");
        // Hex digits that are meant as base64.
        assert_eq!(one("abcd", Format::Base64), b"\x69\xB7\x1D");
    }

    #[test]
    fn bytes_are_taken_as_they_are() {
        let bytes = b"\xF2\x02\x02\x08\x2A";
        assert_eq!(frames(bytes, Format::Auto).unwrap(), [Bytes::from_static(bytes)]);
        let short = b"\x08\x05";
        assert_eq!(frames(short, Format::Auto).unwrap(), [Bytes::from_static(short)]);
        assert!(frames(bytes, Format::Hex).is_err());
    }

    #[test]
    fn lines_are_frames() {
        assert_eq!(frames(b"0805\n\n0806\r\n", Format::Auto).unwrap().len(), 2);
        assert!(frames(b"0805\nxyz!", Format::Auto).is_err());
        assert!(frames(b"080", Format::Hex).is_err());
    }
}
