//! Content: spans, marks, JSON both ways, its length.

use chatwire_mezon::content::{
    Attachment, Emoji, Hashtag, MAX_CONTENT_UNITS, Mark, MarkKind, Mention, Reaction, Reference,
    Span,
};
use chatwire_mezon::{Content, ErrorKind};
use proptest::prelude::*;
use serde_json::{Value, json};

fn written(content: &Content) -> Value {
    serde_json::from_str(&content.to_json().unwrap()).unwrap()
}

#[test]
fn a_full_content_is_written_as_the_sdks_write_it() {
    let mut content = Content::text("xin chào 👋🏽\n\"q\"")
        .bold(0..3)
        .hashtag(1..2, 1_840_000_000_000_000_010)
        .emoji(3..9, 77)
        .thread("ct");
    content.links.push(Span::new(0, 1));
    content.voice_links.push(Span::new(0, 1));
    assert_eq!(
        written(&content),
        json!({
            "t": "xin chào 👋🏽\n\"q\"",
            "mk": [{"type": "b", "s": 0, "e": 3}],
            "hg": [{"channelId": "1840000000000000010", "s": 1, "e": 2}],
            "ej": [{"emojiid": "77", "s": 3, "e": 8}],
            "lk": [{"s": 0, "e": 1}],
            "vk": [{"s": 0, "e": 1}],
            "contentThread": "ct",
        })
    );
}

#[test]
fn text_stays_unescaped_and_absent_keys_are_left_out() {
    assert_eq!(Content::from("é 👋").to_json().unwrap(), r#"{"t":"é 👋"}"#);
    assert_eq!(Content::from(String::new()).to_json().unwrap(), r#"{"t":""}"#);
    assert_eq!(Content::new().to_json().unwrap(), "{}");
}

#[test]
fn every_mark_has_its_word() {
    let content = Content::text("0123456789ab")
        .bold(0..1)
        .code(1..2)
        .code_block(2..3)
        .strikethrough(3..4)
        .link(4..5)
        .link_to(5..6, "https://example.com")
        .voice_link(6..7)
        .mark(MarkKind::YouTube, 7..8)
        .mark(MarkKind::Triple, 8..=8)
        .mark(MarkKind::from("new"), 9..);
    let words: Vec<_> = content.marks.iter().map(|mark| mark.kind.as_str()).collect();
    assert_eq!(words, ["b", "c", "pre", "st", "lk", "lk", "vk", "lk_yt", "t", "new"]);
    assert_eq!(
        serde_json::to_value(&content.marks[5]).unwrap(),
        json!({"type": "lk", "s": 5, "e": 6, "url": "https://example.com"})
    );
    assert_eq!(content.marks[8].span, Span::new(8, 9));
    assert_eq!(content.marks[9].span, Span::new(9, 12));
}

#[test]
fn pieces_are_counted_in_utf16_units() {
    let content = Content::text("👋🏽 ")
        .push_user("@ü", 1_800_000_000_000_000_009)
        .push(" and ")
        .push_role("@Admin", 55)
        .push(" see ")
        .push_hashtag("#general", 10)
        .push_emoji(":x:", 77)
        .push_code("let x")
        .push_code_block("fn")
        .push_link("https://h")
        .push_bold("!");
    assert_eq!(content.as_text(), "👋🏽 @ü and @Admin see #general:x:let xfnhttps://h!");
    assert_eq!(
        content.mentions,
        [
            Mention::user(1_800_000_000_000_000_009, "@ü", Span::new(5, 7)),
            Mention::role(55, "Admin", Span::new(12, 18)),
        ]
    );
    let spans = content.mentions.iter().map(|it| it.span);
    let spans = spans.chain(content.hashtags.iter().map(|it| it.span));
    let spans = spans.chain(content.emojis.iter().map(|it| it.span));
    let spans = spans.chain(content.marks.iter().map(|it| it.span));
    let pieces: Vec<_> = spans.map(|span| content.piece(span).unwrap()).collect();
    assert_eq!(pieces, ["@ü", "@Admin", "#general", ":x:", "let x", "fn", "https://h", "!"],);
    assert!(written(&content).get("mentions").is_none(), "sent beside the content");
}

#[test]
fn a_range_that_does_not_fit_is_told_when_the_content_is_written() {
    for content in [
        Content::text("é").bold(0..1),
        Content::text("é").code(0..9),
        Content::text("abc").mention_user(2..=usize::MAX, 1),
        #[expect(clippy::reversed_empty_ranges, reason = "the mistake that is looked for")]
        Content::text("abc").link(2..1),
        Content::new().bold(1..),
    ] {
        let err = content.push("more").bold(0..0).to_json().unwrap_err();
        assert_eq!(err.kind(), ErrorKind::Input);
        assert!(err.message().ends_with("is no range of the text"), "{err}");
    }
    assert!(Content::text("é").bold(..).to_json().is_ok());
}

#[test]
fn the_length_is_counted_over_the_json_text() {
    let frame = r#"{"t":""}"#.len();
    let fits = Content::text("x".repeat(MAX_CONTENT_UNITS - frame));
    assert_eq!(fits.to_json().unwrap().len(), MAX_CONTENT_UNITS);
    let err = fits.push("x").to_json().unwrap_err();
    assert_eq!((err.kind(), err.code()), (ErrorKind::Input, Some("content_too_long")));
    assert!(err.message().contains("4001") && err.message().contains("4000"), "{err}");
    // Two units, four bytes each; and a line break, which is two units in JSON.
    let waves = |count| Content::text("👋".repeat(count)).to_json();
    assert!(waves((MAX_CONTENT_UNITS - frame) / 2).is_ok());
    assert!(waves((MAX_CONTENT_UNITS - frame) / 2 + 1).is_err());
    assert!(Content::text("\n".repeat((MAX_CONTENT_UNITS - frame) / 2 + 1)).to_json().is_err());
}

#[test]
fn a_long_text_is_cut_at_lines_then_spaces_then_characters() {
    assert!(Content::split_text("").is_empty());
    assert_eq!(Content::split_text("short"), [Content::text("short")]);
    let lines = format!("{}\n{} {}", "a".repeat(3_000), "b".repeat(900), "c".repeat(3_000));
    let parts = Content::split_text(&lines);
    let lengths: Vec<_> = parts.iter().map(|part| part.as_text().len()).collect();
    assert_eq!(lengths, [3_001, 3_901]);
    let words = format!("{} {}", "a".repeat(3_000), "b".repeat(3_000));
    assert_eq!(Content::split_text(&words)[0].as_text().len(), 3_001);
    let early = format!("a {}", "b".repeat(5_000));
    assert_eq!(Content::split_text(&early)[0].as_text().len(), 3_992);
}

#[test]
fn received_content_is_read_as_the_typescript_sdk_reads_it() {
    for (raw, text) in [
        ("", ""),
        ("[]", "[]"),
        (r#"{"t":"x"}"#, "x"),
        (r#"{"t":"Việt 👋🏽"}"#, "Việt 👋🏽"),
        ("{\"t\":\"a\nb\"}", "a\nb"),
        ("{\"t\":\"a\r\nb\"}", "a\r\nb"),
        ("hello", "hello"),
        ("not json", "not json"),
        // The TypeScript SDK passes these on as they are; a program wants a text.
        ("\"str\"", "\"str\""),
        ("5", "5"),
        ("null", "null"),
        ("{broken", "{broken"),
    ] {
        assert_eq!(Content::parse(raw), Content::text(text), "{raw}");
    }
    assert_eq!(Content::parse("{}"), Content::new());
    assert_eq!(Content::parse(r#"{"t":null}"#), Content::new());
    let deep = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    assert_eq!(Content::parse(&deep).as_text(), deep);
}

#[test]
fn the_python_sdks_nulls_and_names_are_read() {
    let content = Content::parse(
        r#"{"t":"x","contentThread":"ct","hg":[{"s":0,"e":1,"channelid":5}],
        "ej":[{"s":1,"e":2,"emojiid":7}],"lk":[{"s":0,"e":1}],"mk":[{"s":0,"e":1,"type":"lk_yt"}],
        "vk":null,"embed":null,"components":[{"components":[{"type":1,"id":"b","component":{"label":"L"}}]}]}"#,
    );
    assert_eq!(content.thread_text.as_deref(), Some("ct"));
    assert_eq!(content.hashtags, [Hashtag::new(5, Span::new(0, 1))]);
    assert_eq!(content.emojis, [Emoji::new(7, Span::new(1, 2))]);
    assert_eq!(content.links, [Span::new(0, 1)]);
    assert_eq!(content.marks, [Mark::new(MarkKind::YouTube, Span::new(0, 1))]);
    assert!(content.extra.is_empty(), "{:?}", content.extra);
    assert_eq!(
        written(&content)["components"],
        json!([{"components": [{"id": "b", "type": 1, "component": {"label": "L"}}]}])
    );
}

#[test]
fn what_is_unknown_or_unreadable_is_sent_on_as_it_came() {
    let sent = json!({
        "t": "x",
        "poll": {"id": 5},
        "hg": [{"channelId": "1", "s": 0, "e": 1, "new": true}, {"channelId": {"odd": 1}}, 7],
        "mk": {"not": "a list"},
        "ej": [[1]],
        "contentThread": 5,
        "embed": [{"title": "T", "video": {"url": "v"}}, "odd"],
        "components": [{"components": [{"id": "n", "type": 99, "component": [1], "x": 2}]}],
    });
    let content = Content::parse(&sent.to_string());
    assert_eq!(content.hashtags.len(), 1);
    assert_eq!(content.embeds.len(), 1);
    assert_eq!(written(&content), sent);
    // What is set later wins over what could not be read.
    let content = content.bold(..).thread("now");
    assert_eq!(written(&content)["mk"], json!([{"type": "b", "s": 0, "e": 1}]));
    assert_eq!(written(&content)["contentThread"], json!("now"));
}

#[test]
fn a_mark_of_another_client_has_its_target_under_one_letter() {
    let content = Content::parse(
        r#"{"t":"ab","mk":[{"type":"lk","s":0,"e":1,"l":"https://h"},{"type":"pre","s":"0","e":null,"l":"rust"}]}"#,
    );
    assert_eq!(
        content.marks,
        [
            Mark::new(MarkKind::Link, Span::new(0, 1)).url("https://h"),
            Mark::new(MarkKind::CodeBlock, Span::new(0, 0)).language("rust"),
        ]
    );
}

#[test]
fn what_travels_beside_has_the_names_of_the_schema() {
    let attachment = Attachment::new("https://example.com/e.png", "é.png", "image/png")
        .size(1_024)
        .dimensions(10, 20)
        .thumbnail("t")
        .duration(3);
    let content = Content::text("re").attach(attachment).answering(Reference::to(4, 9));
    assert_eq!(
        serde_json::to_value(&content.attachments).unwrap(),
        json!([{"filename": "é.png", "size": 1024, "url": "https://example.com/e.png",
            "filetype": "image/png", "width": 10, "height": 20, "thumbnail": "t", "duration": 3}])
    );
    assert_eq!(
        serde_json::to_value(&content.references).unwrap(),
        json!([{"message_ref_id": "4", "message_sender_id": "9"}])
    );
    let read: Mention = serde_json::from_value(
        json!({"user_id": 5, "username": null, "role_id": "", "s": "0", "e": 1, "new": 1}),
    )
    .unwrap();
    assert_eq!(read, Mention::user(5, "", Span::new(0, 1)));
    let read: Reaction =
        serde_json::from_value(json!({"emoji_id": "77", "sender_id": 9, "count": "2"})).unwrap();
    assert_eq!((read.emoji_id.get(), read.sender_id.get(), read.count), (77, 9, 2));
    let read: Reference =
        serde_json::from_value(json!({"has_attachment": "true", "ref_type": null})).unwrap();
    assert!(read.has_attachment);
}

/// Texts of characters of one to four bytes, of one and two UTF-16 units.
fn texts() -> impl Strategy<Value = String> {
    let c = prop_oneof![
        any::<char>(),
        proptest::char::range('a', 'f'),
        proptest::char::range('\u{1f300}', '\u{1faff}'),
        Just('é'),
        Just('\u{200d}'),
        Just('\n'),
        Just('"'),
    ];
    proptest::collection::vec(c, 0..60).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn spans_agree_with_a_naive_encoder(text in texts(), a in 0..240_usize, b in 0..240_usize) {
        let naive = |end: usize| text[..end].encode_utf16().count();
        let is_range = a <= b && text.is_char_boundary(a) && text.is_char_boundary(b);
        match Span::of(&text, a..b) {
            Ok(span) => {
                prop_assert!(is_range);
                prop_assert_eq!((span.start as usize, span.end as usize), (naive(a), naive(b)));
                prop_assert_eq!(span.bytes(&text), Some(a..b));
                prop_assert_eq!(span.in_text(&text), Some(&text[a..b]));
            }
            Err(err) => {
                prop_assert!(!is_range);
                prop_assert_eq!(err.kind(), ErrorKind::Input);
            }
        }
    }

    #[test]
    fn foreign_spans_cut_what_a_naive_slice_cuts(text in texts(), a in 0..80_u32, b in 0..80_u32) {
        let units: Vec<u16> = text.encode_utf16().collect();
        // A piece that begins or ends between the two halves of a pair is no piece of a Rust text.
        let before = units.get(..a as usize).and_then(|units| String::from_utf16(units).ok());
        let piece = units.get(a as usize..b as usize);
        let piece = piece.and_then(|units| String::from_utf16(units).ok());
        let naive = before.and(piece);
        prop_assert_eq!(Span::new(a, b).in_text(&text), naive.as_deref());
    }

    #[test]
    fn split_texts_fit_and_lose_nothing(text in texts(), times in 1..400_usize) {
        let long = text.repeat(times);
        let parts = Content::split_text(&long);
        prop_assert!(parts.iter().all(|part| part.to_json().is_ok() && !part.as_text().is_empty()));
        prop_assert_eq!(parts.iter().map(Content::as_text).collect::<String>(), long);
    }

    #[test]
    fn texts_of_any_kind_are_read_without_a_panic(raw in ".*", tail in texts()) {
        let _ = Content::parse(&raw);
        let framed = format!("{{\"t\":\"{raw}\",\"mk\":[{tail}]}}");
        prop_assert!(Content::parse(&framed) != Content::new());
    }

    #[test]
    fn json_of_any_kind_survives_reading_and_writing(value in json_objects()) {
        let content = Content::parse(&value.to_string());
        let again = serde_json::to_value(&content).unwrap();
        prop_assert_eq!(&Content::parse(&again.to_string()), &content);
    }
}

/// Objects with the keys of a content and values of all kinds.
fn json_objects() -> impl Strategy<Value = Value> {
    let keys = prop_oneof![
        Just("t"),
        Just("mk"),
        Just("hg"),
        Just("ej"),
        Just("lk"),
        Just("vk"),
        Just("embed"),
        Just("components"),
        Just("contentThread"),
        Just("type"),
        Just("s"),
        Just("e"),
        Just("channelId"),
        Just("emojiid"),
        Just("component"),
        Just("id"),
        Just("fields"),
        Just("inputs"),
        Just("options"),
        Just("value"),
        Just("max_options"),
        Just("other"),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9..9_i64).prop_map(Value::from),
        "[a-c5]{0,2}".prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(5, 40, 4, {
        let keys = keys.clone();
        move |inner| {
            let list = proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from);
            let pairs = proptest::collection::vec((keys.clone(), inner), 0..6);
            let object = pairs.prop_map(|pairs| {
                Value::Object(pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
            });
            prop_oneof![list, object]
        }
    });
    proptest::collection::vec((keys, value), 0..6).prop_map(|pairs| {
        Value::Object(pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
    })
}
