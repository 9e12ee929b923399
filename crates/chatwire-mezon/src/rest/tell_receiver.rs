//! The message that tells a receiver of tokens, as the TypeScript client sends it.

use chatwire_core::Result;
use chatwire_mezon_proto::api::TokenSentEvent;

use crate::{Client, MessageKind, UserId};

/// Note of a transfer that has none (mezon-sdk 2.8.53).
pub(crate) const DEFAULT_NOTE: &str = "Transfer funds";

/// Tells the receiver of a transfer by a direct message.
pub(crate) async fn tell_receiver(client: Client, sent: TokenSentEvent) -> Result<()> {
    let text = words(sent.amount, &sent.note);
    let message = client.user(UserId::new(sent.receiver_id)).send(text);
    message.kind(MessageKind::SendToken).await.map(drop)
}

fn words(amount: i32, note: &str) -> String {
    let note = if note.is_empty() { DEFAULT_NOTE } else { note };
    format!("Funds Transferred: {}₫ | {note}", grouped(amount))
}

/// Digits in groups of three.
fn grouped(amount: i32) -> String {
    let digits = amount.unsigned_abs().to_string();
    let mut text = String::from(if amount < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_reference() {
        for (amount, note, text) in [
            (1_234_567, "", "Funds Transferred: 1,234,567₫ | Transfer funds"),
            (5, "thanks", "Funds Transferred: 5₫ | thanks"),
            (-1000, "x", "Funds Transferred: -1,000₫ | x"),
            (i32::MIN, "x", "Funds Transferred: -2,147,483,648₫ | x"),
        ] {
            assert_eq!(words(amount, note), text);
        }
    }
}
