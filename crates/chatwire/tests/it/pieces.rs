//! Texts that are longer than a message.

use chatwire::{Capabilities, LengthUnit, neutralise};
use proptest::prelude::*;
use proptest::sample::select;

const JOINER: char = '\u{2060}';

fn short(most: usize) -> Capabilities {
    Capabilities::default().max_length(most, LengthUnit::Chars)
}

#[test]
fn a_word_stays_whole_behind_a_line_break() {
    assert_eq!(short(10).split("\none two three"), ["\none two", "three"]);
}

#[test]
fn a_piece_that_is_cut_again_calls_nobody_either() {
    let pieces = short(10).split_neutral("<@1xx@allo");
    assert_eq!(pieces, ["<\u{2060}@1xx@\u{2060}al", "lo"]);
    let pieces = short(11).split_neutral("xx@all@allo");
    assert_eq!(pieces, ["xx@\u{2060}all@\u{2060}al", "lo"]);
}

/// A text without what a cut may leave out, and without what makes it neutral.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != JOINER).collect()
}

/// Parts of which calls to everybody, and longer words that begin like them, come to be.
fn parts() -> impl Strategy<Value = String> {
    let parts = [
        "@",
        "＠",
        "<",
        "<@",
        "<!",
        "all",
        "here",
        "@all",
        "@here",
        "@everyone",
        "o",
        "ford",
        "x",
        " ",
        "\n",
        "\"",
        "😀",
        "\u{2060}",
    ];
    prop::collection::vec(select(parts.to_vec()), 0..40).prop_map(|parts| parts.concat())
}

fn units() -> impl Strategy<Value = LengthUnit> {
    select(vec![LengthUnit::Chars, LengthUnit::Utf16, LengthUnit::JsonUtf16, LengthUnit::Bytes])
}

proptest! {
    #[test]
    fn neutral_pieces_are_neutral_fit_and_lose_nothing(
        text in parts(),
        most in 6_usize..24,
        unit in units(),
    ) {
        let can = Capabilities::default().max_length(most, unit);
        let pieces = can.split_neutral(&text);
        for piece in &pieces {
            prop_assert!(can.fits(piece), "{piece:?} is too long");
            prop_assert_eq!(&neutralise(piece), piece);
            prop_assert!(!piece.trim().is_empty());
        }
        prop_assert_eq!(bare(&pieces.concat()), bare(&text));
        prop_assert_eq!(bare(&can.split(&text).concat()), bare(&text));
    }
}
