//! Deliveries that were tampered with: all are refused, none panics.

use chatwire_kick::webhook::{WebhookVerifier, code, status_of};
use chatwire_kick::{ErrorKind, HeaderMap, HeaderName, StatusCode};

use crate::webhook::{ID, at, base64, other_signer, signed, signer, verifier};

const KIND: &str = "channel.followed";
const BODY: &[u8] =
    br#"{"broadcaster":{"user_id":333},"follower":{"user_id":5,"username":"ren\u00e9"}}"#;

fn good() -> HeaderMap {
    signed(&signer(), ID, &at(0), KIND, BODY)
}

fn code_of(verifier: &WebhookVerifier, headers: &HeaderMap, body: &[u8]) -> String {
    let err = verifier.parse(headers, body).unwrap_err();
    assert_eq!(err.platform(), "kick");
    err.code().unwrap().to_owned()
}

fn with(headers: &HeaderMap, name: &'static str, value: &[u8]) -> HeaderMap {
    let mut changed = headers.clone();
    changed.insert(HeaderName::from_static(name), value.try_into().unwrap());
    changed
}

#[test]
fn the_original_is_taken_once() {
    let (verifier, headers) = (verifier(), good());
    verifier.parse(&headers, BODY).unwrap();
    assert_eq!(code_of(&verifier, &headers, BODY), code::DUPLICATE);
}

#[test]
fn each_byte_of_the_body_counts() {
    let (verifier, headers) = (verifier(), good());
    for index in 0..BODY.len() {
        for flip in [1, 0x20, 0x80] {
            let mut body = BODY.to_vec();
            body[index] ^= flip;
            assert_eq!(code_of(&verifier, &headers, &body), code::BAD_SIGNATURE, "byte {index}");
        }
        let shorter = [&BODY[..index], &BODY[index + 1..]].concat();
        let longer = [&BODY[..index], b" ", &BODY[index..]].concat();
        for body in [shorter, longer] {
            assert_eq!(code_of(&verifier, &headers, &body), code::BAD_SIGNATURE, "byte {index}");
        }
    }
    let trailing = [BODY, b"\n"].concat();
    for body in [&b""[..], b"null", &trailing] {
        assert_eq!(code_of(&verifier, &headers, body), code::BAD_SIGNATURE);
    }
    assert!(verifier.parse(&headers, BODY).is_ok(), "none of them used up the id");
}

#[test]
fn each_byte_of_id_and_time_counts() {
    let (verifier, headers) = (verifier(), good());
    for name in ["kick-event-message-id", "kick-event-message-timestamp"] {
        let value = headers[name].as_bytes().to_vec();
        for index in 0..value.len() {
            let mut changed = value.clone();
            // A digit for a digit, so that the time stays one.
            changed[index] = if changed[index] == b'0' { b'1' } else { b'0' };
            let shorter = [&value[..index], &value[index + 1..]].concat();
            for forged in [changed, shorter] {
                let forged = with(&headers, name, &forged);
                assert_eq!(
                    code_of(&verifier, &forged, BODY),
                    code::BAD_SIGNATURE,
                    "{name} {index}"
                );
            }
        }
        for odd in [&b"\xff\xfe"[..], b""] {
            let forged = with(&headers, name, odd);
            assert_eq!(code_of(&verifier, &forged, BODY), code::MALFORMED_HEADER);
        }
    }
    // The same point in time in other words.
    let time = headers["kick-event-message-timestamp"].to_str().unwrap();
    for text in [time.replace('Z', "+00:00"), time.replace('Z', ".0Z"), time.to_lowercase()] {
        let forged = with(&headers, "kick-event-message-timestamp", text.as_bytes());
        assert_eq!(code_of(&verifier, &forged, BODY), code::BAD_SIGNATURE);
    }
}

#[test]
fn bytes_cannot_move_between_id_time_and_body() {
    let verifier = verifier().any_age();
    let time = at(0);
    // Signed as one text: id, dot, time, dot, body. Each split of it would have the same signature.
    let inner = format!("{time}.{}", String::from_utf8(BODY.to_vec()).unwrap());
    let headers = signed(&signer(), ID, &time, KIND, BODY);
    let forged = with(&headers, "kick-event-message-id", format!("{ID}.{time}").as_bytes());
    assert_eq!(code_of(&verifier, &forged, inner.as_bytes()), code::MALFORMED_HEADER);
    // A signed body that begins like a time and a dot: its own time becomes part of the id.
    let free = signed(&signer(), "free", &time, KIND, inner.as_bytes());
    let forged = with(&free, "kick-event-message-id", format!("free.{time}").as_bytes());
    assert_eq!(code_of(&verifier, &forged, BODY), code::MALFORMED_HEADER);
    // The fraction of a time moved into the body.
    let fraction = time.replace('Z', ".5Z");
    let headers = signed(&signer(), ID, &fraction, KIND, BODY);
    assert!(verifier.clone().remember(0).parse(&headers, BODY).is_ok());
    let (whole, rest) = fraction.split_once('.').unwrap();
    let forged = with(&headers, "kick-event-message-timestamp", whole.as_bytes());
    let body = [rest.as_bytes(), b".", BODY].concat();
    assert_eq!(code_of(&verifier, &forged, &body), code::BAD_TIMESTAMP);
}

#[test]
fn another_key_another_age_and_no_time() {
    let verifier = verifier();
    for (headers, expected) in [
        (signed(&other_signer(), ID, &at(0), KIND, BODY), code::BAD_SIGNATURE),
        (signed(&signer(), ID, &at(-25 * 3600), KIND, BODY), code::TOO_OLD),
        (signed(&signer(), ID, &at(400), KIND, BODY), code::FROM_THE_FUTURE),
        (signed(&signer(), ID, "yesterday", KIND, BODY), code::BAD_TIMESTAMP),
        (signed(&signer(), ID, "1771000000", KIND, BODY), code::BAD_TIMESTAMP),
        (signed(&signer(), ID, "2026-02-13 16:26:40Z", KIND, BODY), code::BAD_TIMESTAMP),
    ] {
        assert_eq!(code_of(&verifier, &headers, BODY), expected);
        assert_eq!(
            status_of(&verifier.parse(&headers, BODY).unwrap_err()),
            StatusCode::UNAUTHORIZED
        );
    }
    // The time has to be one even where no age is asked for.
    let headers = signed(&signer(), ID, "1771000000", KIND, BODY);
    assert_eq!(code_of(&verifier.any_age(), &headers, BODY), code::BAD_TIMESTAMP);
}

#[test]
fn a_thousand_mutated_signatures() {
    let (verifier, headers) = (verifier(), good());
    let text = headers["kick-event-signature"].as_bytes().to_vec();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(below).unwrap()).unwrap()
    };
    let mut refused = 0;
    while refused < 1_000 {
        let mut forged = text.clone();
        for _ in 0..=random(3) {
            let index = random(forged.len());
            match random(4) {
                0 => forged[index] = b"AQgw+/9="[random(8)],
                1 => forged[index] = u8::try_from(0x21 + random(0x5e)).unwrap(),
                2 => forged.truncate(index.max(1)),
                _ => forged.insert(index, b'A'),
            }
        }
        if forged == text {
            continue;
        }
        let code = code_of(&verifier, &with(&headers, "kick-event-signature", &forged), BODY);
        assert!(
            [code::BAD_SIGNATURE, code::MALFORMED_SIGNATURE].contains(&code.as_str()),
            "{code}"
        );
        refused += 1;
    }
    assert!(verifier.parse(&headers, BODY).is_ok());
}

#[test]
fn signatures_have_one_form() {
    let (verifier, headers) = (verifier(), good());
    let text = headers["kick-event-signature"].to_str().unwrap().to_owned();
    let name = "kick-event-signature";
    let url_safe = text.replace('+', "-").replace('/', "_");
    assert_ne!(url_safe, text);
    for (forged, expected) in [
        (text.trim_end_matches('=').to_owned(), code::MALFORMED_SIGNATURE),
        (url_safe, code::MALFORMED_SIGNATURE),
        (String::new(), code::MALFORMED_SIGNATURE),
        ("====".to_owned(), code::MALFORMED_SIGNATURE),
        (format!("sha256={text}"), code::MALFORMED_SIGNATURE),
        (base64(&[0; 255]), code::BAD_SIGNATURE),
        (base64(&[0; 256]), code::BAD_SIGNATURE),
        (base64(&[0xff; 257]), code::BAD_SIGNATURE),
        (base64(&[1; 5_000]), code::BAD_SIGNATURE),
        (base64(&signer().sign(BODY)), code::BAD_SIGNATURE),
    ] {
        assert_eq!(
            code_of(&verifier, &with(&headers, name, forged.as_bytes()), BODY),
            expected,
            "{forged}"
        );
    }
    // White space around a header is not part of it.
    assert!(verifier.parse(&with(&headers, name, format!(" {text} ").as_bytes()), BODY).is_ok());
}

#[test]
fn every_header_is_needed_but_the_subscription() {
    let headers = good();
    for (name, needed) in [
        ("kick-event-message-id", true),
        ("kick-event-signature", true),
        ("kick-event-message-timestamp", true),
        ("kick-event-type", true),
        ("kick-event-version", true),
        ("kick-event-subscription-id", false),
    ] {
        let mut without = headers.clone();
        without.remove(name);
        match verifier().parse(&without, BODY) {
            Ok(_) => assert!(!needed, "{name}"),
            Err(err) => {
                assert_eq!((err.code(), needed), (Some(code::MISSING_HEADER), true), "{name}");
                assert_eq!(err.kind(), ErrorKind::Signature, "{name}");
                assert!(err.message().contains(name));
                assert_eq!(status_of(&err), StatusCode::BAD_REQUEST);
            }
        }
    }
    // Names of older examples do not count.
    let mut old = HeaderMap::new();
    for (name, value) in &headers {
        let name = name.as_str().replace("kick-", "x-");
        old.insert(HeaderName::try_from(name).unwrap(), value.clone());
    }
    assert_eq!(code_of(&verifier(), &old, BODY), code::MISSING_HEADER);
}

#[tokio::test]
async fn what_kick_is_answered() {
    let verifier = verifier().only_broadcasters([333]).max_body_size(1_000);
    let headers = good();
    let answer = async |headers: HeaderMap, body: &'static [u8]| {
        let (status, delivery) = verifier.handle(&headers, body).await;
        (status.as_u16(), delivery.is_some())
    };
    assert_eq!(answer(with(&headers, "kick-event-signature", b"AAAA"), BODY).await, (401, false));
    assert_eq!(answer(HeaderMap::new(), BODY).await, (400, false));
    assert_eq!(answer(headers.clone(), &[b' '; 1_001]).await, (413, false));
    assert_eq!(answer(headers.clone(), BODY).await, (200, true));
    assert_eq!(answer(headers, BODY).await, (200, false));
    const FOREIGN: &[u8] = br#"{"broadcaster":{"user_id":1},"follower":{}}"#;
    assert_eq!(answer(signed(&signer(), "f", &at(0), KIND, FOREIGN), FOREIGN).await, (200, false));
}
