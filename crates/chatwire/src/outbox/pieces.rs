//! A message in the pieces that a platform takes.

use crate::message::names;
use crate::neutralise::neutral_address;
use crate::{Capabilities, Outgoing};

/// Cuts a message that is too long.
pub(super) fn pieces(mut message: Outgoing, can: &Capabilities) -> Vec<Outgoing> {
    put_addresses(&mut message, can);
    if can.fits(&message.text) {
        return vec![message];
    }
    let texts = can.split(&message.text).into_iter().filter(|text| !text.trim().is_empty());
    let texts = texts.map(str::to_owned).collect();
    spread(message, texts)
}

/// Cuts a message that holds words of other people or of a language model: no piece calls everybody, and each one fits,
/// so that it is not cut again.
pub(crate) fn neutral_pieces(mut message: Outgoing, can: &Capabilities) -> Vec<Outgoing> {
    if !can.attachments {
        for attachment in &mut message.attachments {
            attachment.url = neutral_address(&attachment.url);
        }
    }
    put_addresses(&mut message, can);
    let texts = can.split_neutral(&message.text);
    spread(message, texts)
}

/// Where files cannot hang on messages their addresses follow the text, and count.
fn put_addresses(message: &mut Outgoing, can: &Capabilities) {
    if can.attachments || can.max_length.is_none() {
        return;
    }
    for attachment in std::mem::take(&mut message.attachments) {
        if !message.text.is_empty() {
            message.text.push(' ');
        }
        message.text.push_str(&attachment.url);
    }
}

/// A message in these pieces of its text. The answered message stands on the first, attachments hang on the last, and a
/// mention goes with the first piece that shows it.
pub(crate) fn spread(message: Outgoing, texts: Vec<String>) -> Vec<Outgoing> {
    let Outgoing { text, reply_to, attachments, mentions, delay } = message;
    let mut pieces: Vec<Outgoing> = texts.into_iter().map(Outgoing::text).collect();
    if pieces.is_empty() {
        // Nothing but spaces: the platform says what it thinks of that.
        pieces.push(Outgoing::text(text));
    }
    for mention in &mentions {
        let shows = pieces.iter().position(|piece| names(&piece.text, &mention.name, &mentions));
        if let Some(piece) = pieces.get_mut(shows.unwrap_or(0)) {
            piece.mentions.push(mention.clone());
        }
    }
    if let Some(first) = pieces.first_mut() {
        first.reply_to = reply_to;
        first.delay = delay;
    }
    if let Some(last) = pieces.last_mut() {
        last.attachments = attachments;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Attachment, LengthUnit, Mention};

    fn texts(pieces: &[Outgoing]) -> Vec<&str> {
        pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn what_hangs_on_a_message_hangs_on_the_right_piece() {
        let can = Capabilities::default().attachments().max_length(10, LengthUnit::Chars);
        let message = Outgoing::text("hello all and @Ada")
            .mention(Mention::new("u1", "Ada"))
            .attach(Attachment::new("https://example.org/a.png"))
            .reply_to("7");
        let pieces = pieces(message, &can);
        assert_eq!(texts(&pieces), ["hello all", "and @Ada"]);
        assert_eq!(pieces[0].reply_to, Some("7".into()));
        assert_eq!((pieces[0].mentions.len(), pieces[0].attachments.len()), (0, 0));
        assert_eq!((pieces[1].mentions.len(), pieces[1].attachments.len()), (1, 1));
        assert_eq!(pieces[1].reply_to, None);
    }

    #[test]
    fn addresses_count_where_files_cannot_hang() {
        let can = Capabilities::default().max_length(10, LengthUnit::Chars);
        let message = Outgoing::text("look at").attach(Attachment::new("http://a/b"));
        assert_eq!(texts(&pieces(message, &can)), ["look at", "http://a/b"]);
        let fits = Outgoing::text("hi").attach(Attachment::new("x:/a"));
        assert_eq!(pieces(fits, &can), [Outgoing::text("hi x:/a")]);
    }

    #[test]
    fn a_mention_goes_with_the_piece_that_shows_the_whole_name() {
        let can = Capabilities::default().mentions().max_length(10, LengthUnit::Chars);
        let mut message = Outgoing::text("hello @Anna and @Ann");
        message.mentions = vec![Mention::new("u2", "Ann"), Mention::new("u1", "Anna")];
        let pieces = pieces(message, &can);
        assert_eq!(texts(&pieces), ["hello", "@Anna and", "@Ann"]);
        assert_eq!(pieces[1].mentions, [Mention::new("u1", "Anna")]);
        assert_eq!(pieces[2].mentions, [Mention::new("u2", "Ann")]);
    }

    #[test]
    fn a_message_that_fits_stays_as_it_is() {
        let message = Outgoing::text("hi").attach(Attachment::new("x:/a")).reply_to("1");
        assert_eq!(pieces(message.clone(), &Capabilities::default()), [message]);
    }
}
