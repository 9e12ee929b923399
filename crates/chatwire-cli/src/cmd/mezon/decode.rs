//! `chatwire mezon decode`: captured frames of the socket as JSON.

mod frame;
mod input;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use self::frame::Decoder;
use crate::exit::{Doing as _, Failure, Result};
use crate::input::bytes_of_stdin;
use crate::output::{Output, Text};
use crate::schema::Secrets;

#[derive(Debug, Args)]
pub(crate) struct Decode {
    /// A frame in hex or base64; without it frames are read from stdin, one on each line.
    #[arg(conflicts_with = "file")]
    frame: Option<String>,
    /// File to read instead: one frame as raw bytes, or frames in hex or base64, one on each line.
    #[arg(long, short, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Form of what is read.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Name of the call that frames with 0xFF answer, such as `ListClanDescs`.
    #[arg(long, value_name = "NAME")]
    call: Option<String>,
    /// Print tokens, too, and the bytes of what cannot be read, which may hold some; else their length only.
    #[arg(long)]
    show_tokens: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Hex if it can be that, else base64; what is no text is raw.
    #[default]
    Auto,
    /// Hex digits, with blanks, colons or `0x` between them.
    Hex,
    /// Base64 of either alphabet.
    Base64,
    /// One frame as it came.
    Raw,
}

impl Decode {
    pub(crate) async fn run(&self, out: Output) -> Result {
        let bytes = match (&self.frame, &self.file) {
            (Some(text), _) => text.clone().into_bytes(),
            (None, Some(path)) => {
                let read = tokio::fs::read(path).await;
                read.or_usage(format!("cannot read {}", path.display()))?
            }
            (None, None) => bytes_of_stdin().await?,
        };
        let frames = input::frames(&bytes, self.format)?;
        if frames.is_empty() {
            return Err(Failure::usage("there is no frame to show"));
        }
        let secrets = if self.show_tokens { Secrets::Shown } else { Secrets::Masked };
        let mut decoder = Decoder::new(self.call.as_deref(), secrets)?;
        for (nth, frame) in frames.iter().enumerate() {
            let value = decoder.read(frame).map_err(|err| match frames.len() {
                1 => err.into(),
                _ => Failure::from(err.with_context("frame", (nth + 1).to_string())),
            })?;
            out.show(&value, |value| {
                let text = serde_json::to_string_pretty(value).unwrap_or_default();
                Text::new().lines(&text).end()
            })?;
        }
        Ok(())
    }
}
