//! Text that comes as an argument or by stdin.

use tokio::io::AsyncReadExt as _;

use crate::exit::{Doing as _, Failure, Result};

/// The argument itself, or with `-` everything up to the end of stdin, without the last line break.
pub(crate) async fn text_or_stdin(argument: &str) -> Result<String> {
    if argument != "-" {
        return Ok(argument.to_owned());
    }
    let bytes = bytes_of_stdin().await?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::usage("stdin is no UTF-8 text"))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

/// Everything up to the end of stdin.
pub(crate) async fn bytes_of_stdin() -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    tokio::io::stdin().read_to_end(&mut bytes).await.doing("cannot read stdin")?;
    Ok(bytes)
}
