//! Calls to everybody, and how they lose their effect.

/// Stands unseen between the sign and the word of a call to everybody: U+2060, at which no line breaks.
const JOINER: char = '\u{2060}';

/// Words that wake a whole room on one platform or another.
const CALLS: [&str; 8] =
    ["everyone", "everybody", "here", "all", "channel", "room", "group", "online"];

/// Takes from a text what would wake everybody, without a change that people see.
///
/// For texts that hold words of other people, or of a language model. A [`Bridge`](crate::Bridge) does it by itself, a
/// [`Bot`](crate::Bot) with the answers of its own and of [responders](crate::Bot::respond_with); what handlers write is
/// left as it is.
///
/// A word joiner (U+2060) is put
///
/// - behind an `@` (also `＠` and `﹫`) that `everyone`, `everybody`, `here`, `all`, `channel`, `room`, `group` or
///   `online` follows as a whole word, in small or capital letters;
/// - behind the `<` of `<@…`, `<!…` and `<#…`, the forms by which chat protocols write mentions into a text.
///
/// A mention of one person by name stays as it is. Doing it twice changes nothing more.
///
/// ```
/// use chatwire::neutralise;
///
/// assert_eq!(neutralise("hey @everyone"), "hey @\u{2060}everyone");
/// assert_eq!(neutralise("<!here> <@&17>"), "<\u{2060}!here> <\u{2060}@&17>");
/// assert_eq!(neutralise("@ada, are all @hereford people there?"), "@ada, are all @hereford people there?");
/// ```
#[must_use]
pub fn neutralise(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 3);
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        safe.push(c);
        let next = rest.as_str();
        let wakes = match c {
            '@' | '＠' | '﹫' => calls(next),
            '<' => next.starts_with(['@', '!', '#', '＠', '﹫']),
            _ => false,
        };
        if wakes {
            safe.push(JOINER);
        }
    }
    safe
}

/// An address that follows a text, in one piece; what would wake everybody is written in the way of addresses.
pub(crate) fn neutral_address(url: &str) -> String {
    let url: String = url.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    if neutralise(&url) == url {
        return url;
    }
    url.replace(['@', '＠', '﹫'], "%40").replace('<', "%3C")
}

/// Whether a text begins with a call to everybody, as a whole word.
fn calls(text: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let end = text.find(|c| !is_word(c)).unwrap_or(text.len());
    let word = text.get(..end).unwrap_or_default();
    CALLS.iter().any(|call| word.eq_ignore_ascii_case(call))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_stay_addresses_and_wake_nobody() {
        assert_eq!(neutral_address("https://x.org/@here/a b"), "https://x.org/%40here/ab");
        assert_eq!(neutral_address("https://x.org/@ada"), "https://x.org/@ada");
    }

    #[test]
    fn nobody_wakes_everybody() {
        for call in ["@EveryOne", "＠here", "mail@all", "@channel!", "<@U1>", "<#C1>", "@@here"] {
            let safe = neutralise(call);
            assert_ne!(safe, call);
            assert_eq!(safe.replace(JOINER, ""), call);
            assert_eq!(neutralise(&safe), safe);
        }
        for harmless in ["@ada", "@allan", "@here_we_go", "a < b", "everyone"] {
            assert_eq!(neutralise(harmless), harmless);
        }
    }
}
