//! Mode `rsa`: signatures of webhooks, by Kick's public key type.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use chatwire_kick::webhook::RsaPublicKey;

use crate::output::Row;

const PASSES: u32 = 8;
const CHECKS: u32 = 1_000;

/// Verifies `sig.bin` over `body.bin` with `pub.pem`, parsed once; the best pass counts.
pub(crate) fn run(dir: &Path) -> Result<Row> {
    let read = |name: &str| {
        let path = dir.join(name);
        std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let (pem, body, signature) = (read("pub.pem")?, read("body.bin")?, read("sig.bin")?);
    let pem = String::from_utf8(pem).context("pub.pem is no text")?;
    let key = RsaPublicKey::from_pem(&pem)?;
    let mut best = f64::MAX;
    for _ in 0..PASSES {
        let begin = Instant::now();
        for _ in 0..CHECKS {
            if !key.verify(&body, &signature) {
                bail!("sig.bin is not of body.bin by the key of pub.pem");
            }
        }
        best = best.min(begin.elapsed().as_secs_f64() * 1e6 / f64::from(CHECKS));
    }
    Ok(Row::default()
        .with("lib", "chatwire (aws-lc-rs)")
        .figure("us", best)
        .figure("per_s", 1e6 / best))
}
