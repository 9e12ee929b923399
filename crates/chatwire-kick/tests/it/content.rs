//! Emotes in texts.

use chatwire_kick::content::{Segment, emote_url, parse_content};

fn shown(content: &str) -> Vec<String> {
    let show = |segment: &Segment<'_>| match segment {
        Segment::Text(text) => format!("T:{text}"),
        Segment::Emote(emote) => format!("E:{}={}", emote.id, emote.name),
        other => panic!("{other:?}"),
    };
    parse_content(content).iter().map(show).collect()
}

#[test]
fn emotes_are_found_and_everything_else_stays_text() {
    for (content, expected) in [
        ("hello", vec!["T:hello"]),
        ("", vec![]),
        ("[emote:37226:KEKW]", vec!["E:37226=KEKW"]),
        ("[emote:1:a][emote:2:b]", vec!["E:1=a", "E:2=b"]),
        ("Hello [emote:4148074:HYPERCLAP] x", vec!["T:Hello ", "E:4148074=HYPERCLAP", "T: x"]),
        ("[emote:1:]", vec!["E:1="]),
        ("[emote:1:a:b]", vec!["E:1=a:b"]),
        ("[emote:123456789012345678901:a]", vec!["E:123456789012345678901=a"]),
        ("[emote:x:a]", vec!["T:[emote:x:a]"]),
        ("[emote::a]", vec!["T:[emote::a]"]),
        ("[emote:1:a", vec!["T:[emote:1:a"]),
        ("[emote:1", vec!["T:[emote:1"]),
        ("[emote:1:a[emote:2:b]", vec!["T:[emote:1:a", "E:2=b"]),
        ("👩‍👩‍👧[emote:1:é]ł", vec!["T:👩‍👩‍👧", "E:1=é", "T:ł"]),
    ] {
        assert_eq!(shown(content), expected, "{content}");
    }
    assert_eq!(emote_url("37226"), "https://files.kick.com/emotes/37226/fullsize");
}

#[test]
fn the_pieces_give_the_text_back() {
    let pieces =
        ["[emote:1:a]", "[emote:", "]", "[", ":", "7", "é🔥", " ", "[emote:22:b:c]", "[emote:x:y]"];
    let mut state = 7_usize;
    for _ in 0..5_000 {
        let mut text = String::new();
        for _ in 0..state % 7 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces.get((state >> 33) % pieces.len()).unwrap());
        }
        state = state.wrapping_add(1);
        let joined: String = parse_content(&text).iter().map(ToString::to_string).collect();
        assert_eq!(joined, text);
    }
}
