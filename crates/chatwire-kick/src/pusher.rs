//! Pusher Channels, protocol 7, as a piece that a [`Protocol`](chatwire_core::ws::Protocol) holds.
//!
//! [`Pusher`] does no I/O and knows nothing of Kick: it serves with any server of the protocol, hosted or one's own. It
//! is told what arrived, says by a [`Notice`] what that means, and collects what is to be sent.
//!
//! Names, codes and times are those of Pusher's documentation of protocol 7 and of pusher-js 8.6.0.

mod code;
mod endpoint;
pub(crate) mod envelope;
mod session;

pub use code::Class;
pub use endpoint::PusherEndpoint;
pub use session::{Notice, Pusher};

#[cfg(test)]
pub(crate) mod tests {
    /// Small generator with a fixed seed: a failure can be repeated.
    pub(crate) struct Random(pub(crate) u64);

    impl Random {
        pub(crate) fn below(&mut self, bound: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 % u64::try_from(bound.max(1)).unwrap()).unwrap()
        }

        pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
            from[self.below(from.len())]
        }

        pub(crate) fn text(&mut self) -> String {
            const PARTS: [&str; 13] = [
                "a",
                "plain words",
                "\"",
                "\\",
                "\n",
                "\u{1}",
                "\u{7f}",
                "é",
                "🔥",
                "\u{2028}",
                "/",
                "12345678",
                "[emote:1:a]",
            ];
            (0..self.below(9)).map(|_| self.pick(&PARTS)).collect()
        }

        /// A text with one or two changes that may break it.
        pub(crate) fn mutated(&mut self, text: &str) -> String {
            let mut bytes = text.as_bytes().to_vec();
            for _ in 0..=self.below(2) {
                let at = self.below(bytes.len());
                match self.below(5) {
                    0 => bytes[at] = u8::try_from(self.below(128)).unwrap(),
                    1 => bytes.truncate(at.max(1)),
                    2 => drop(bytes.remove(at)),
                    3 => {
                        let end = (at + self.below(40)).min(bytes.len());
                        let part = bytes[at..end].to_vec();
                        let to = self.below(bytes.len());
                        bytes.splice(to..to, part);
                    }
                    _ => bytes.insert(at, br#"{}[]",:0ne\ tu/"#[self.below(15)]),
                }
                if bytes.is_empty() {
                    bytes.push(b' ');
                }
            }
            String::from_utf8_lossy(&bytes).into_owned()
        }
    }
}
