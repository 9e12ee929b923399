//! A read buffer that is there only during bursts, below the websocket library.
//!
//! The library's own buffer cannot grow and is cleared before each read: 128 KiB cost 136 KiB for
//! each idle session, 4 KiB cost a fifth more time in bursts. So it reads 4 KiB at a time, from
//! here: after two reads that filled it, 64 KiB are borrowed, and given back when the socket is dry.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Size of the borrowed buffer.
const BURST: usize = 64 * 1024;
/// Full reads in a row after which it is borrowed.
const FULL: u8 = 2;

pub(super) struct Adaptive<S> {
    inner: S,
    full: u8,
    /// Empty while there is no burst.
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
}

impl<S> Adaptive<S> {
    pub(super) fn new(inner: S) -> Self {
        Self { inner, full: 0, buffer: Box::default(), start: 0, end: 0 }
    }

    fn serve(&mut self, out: &mut ReadBuf<'_>) -> bool {
        let Some(waiting) = self.buffer.get(self.start..self.end).filter(|part| !part.is_empty())
        else {
            return false;
        };
        let (now, _) = waiting.split_at(waiting.len().min(out.remaining()));
        out.put_slice(now);
        self.start += now.len();
        true
    }

    fn calm(&mut self) {
        self.full = 0;
        self.buffer = Box::default();
        (self.start, self.end) = (0, 0);
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Adaptive<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.serve(out) {
            return Poll::Ready(Ok(()));
        }
        if this.full < FULL {
            let before = out.filled().len();
            let outcome = Pin::new(&mut this.inner).poll_read(cx, out);
            let is_full = out.remaining() == 0 && out.filled().len() > before;
            this.full = if is_full { this.full + 1 } else { 0 };
            return outcome;
        }
        if this.buffer.is_empty() {
            this.buffer = vec![0; BURST].into_boxed_slice();
        }
        let mut burst = ReadBuf::new(&mut this.buffer);
        match Pin::new(&mut this.inner).poll_read(cx, &mut burst) {
            Poll::Ready(Ok(())) => {
                (this.start, this.end) = (0, burst.filled().len());
                this.serve(out);
                Poll::Ready(Ok(()))
            }
            other => {
                this.calm();
                other
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Adaptive<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.inner).poll_shutdown(cx))?;
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test]
    async fn a_burst_borrows_a_buffer_and_silence_gives_it_back() {
        let (mut peer, near) = tokio::io::duplex(1 << 20);
        let mut adaptive = Adaptive::new(near);
        let sent: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        peer.write_all(&sent).await.unwrap();
        let mut got = Vec::new();
        let mut part = [0; 4096];
        let mut borrowed = false;
        while got.len() < sent.len() {
            let read = adaptive.read(&mut part).await.unwrap();
            got.extend_from_slice(&part[..read]);
            borrowed |= adaptive.buffer.len() == BURST;
        }
        assert!(borrowed && got == sent);
        assert!(adaptive.read(&mut part).now_or_never().is_none());
        assert!(adaptive.buffer.is_empty());
        drop(peer);
        assert_eq!(adaptive.read(&mut part).await.unwrap(), 0);
    }
}
