//! Lines of the input, as somebody types them.

use std::borrow::Cow;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};

use crate::exit::{Doing as _, Failure, Result};

/// Lines until the first end of the input.
pub(crate) struct Typed<I> {
    input: BufReader<I>,
    line: Vec<u8>,
    has_ended: bool,
}

/// A line, or what cannot be one.
pub(crate) type Read = std::result::Result<String, Garbled>;

/// A line that is no text.
#[derive(Debug)]
pub(crate) struct Garbled(Vec<u8>);

impl Garbled {
    /// As much of it as can be read.
    pub(crate) fn readable(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }
}

impl From<Garbled> for Failure {
    fn from(_: Garbled) -> Self {
        Self::usage("a line is not valid UTF-8, and was not sent")
    }
}

impl<I: AsyncRead + Unpin> Typed<I> {
    pub(crate) fn new(input: I) -> Self {
        Self { input: BufReader::new(input), line: Vec::new(), has_ended: false }
    }

    /// The next line, `None` at the end. May be dropped: what was read of a line is kept for the next call.
    pub(crate) async fn next(&mut self) -> Result<Option<Read>> {
        if self.has_ended {
            return Ok(None);
        }
        self.input.read_until(b'\n', &mut self.line).await.doing("cannot read stdin")?;
        let line = std::mem::take(&mut self.line);
        // A terminal goes on after its end, which in the middle of a line is seen by what the line lacks.
        self.has_ended = !line.ends_with(b"\n");
        if line.is_empty() {
            return Ok(None);
        }
        Ok(Some(String::from_utf8(line).map_err(|err| Garbled(err.into_bytes()))))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use futures_util::FutureExt as _;
    use tokio::io::AsyncWriteExt as _;

    use super::*;

    #[tokio::test]
    async fn the_first_end_is_the_last() {
        // As a terminal: an end in the middle of a line, and then more.
        let (mut keys, tty) = tokio::io::duplex(64);
        keys.write_all(b"one\nhalf").await.unwrap();
        keys.shutdown().await.unwrap();
        let mut typed = Typed::new(tty);
        assert_eq!(typed.next().await.unwrap().unwrap().unwrap(), "one\n");
        assert_eq!(typed.next().await.unwrap().unwrap().unwrap(), "half");
        assert!(typed.next().now_or_never().unwrap().unwrap().is_none());
        assert!(Typed::new(Cursor::new(b"")).next().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_line_that_is_no_text_is_passed_over() {
        let mut typed = Typed::new(Cursor::new(b"\xff\xfe\nnext\n"));
        assert!(typed.next().await.unwrap().unwrap().is_err());
        assert_eq!(typed.next().await.unwrap().unwrap().unwrap(), "next\n");
        assert!(typed.next().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn what_was_read_of_a_line_is_kept() {
        let (mut keys, tty) = tokio::io::duplex(64);
        let mut typed = Typed::new(tty);
        keys.write_all(b"ha").await.unwrap();
        assert!(typed.next().now_or_never().is_none());
        keys.write_all(b"lf\n").await.unwrap();
        assert_eq!(typed.next().await.unwrap().unwrap().unwrap(), "half\n");
    }
}
