//! What a program can see of its calls: one record for each attempt, and spans.
//!
//! `cargo run --example observability`
//!
//! Spans and events go to standard error, as far as `RUST_LOG` asks for them: try
//! `RUST_LOG=chatwire_core=debug`.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use anyhow::Result;
use chatwire::AttemptRecord;
use chatwire::chatluck::Client;
use chatwire::chatluck::client::{API_KEY, BASE_URL};
use chatwire_emulator::{Fault, Platform};
use chatwire_examples::{Services, until_ctrl_c};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(std::io::stderr)
        .init();
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let vars = services.vars();
    let mut builder = Client::builder(vars.required(API_KEY)?).on_attempt(report);
    if let Some(url) = vars.optional(BASE_URL)? {
        builder = builder.base_url(url)?;
    }
    let client = builder.build()?;

    if let Some(emulator) = services.emulator() {
        emulator.fault(Platform::Chatluck, Fault::status(502));
    }
    client.list_channels().await?;
    client.send_message(services.channel()?, "Hello").await?;
    Ok(())
}

/// Called at the end of each attempt: short, and without waiting for anything.
fn report(attempt: &AttemptRecord) {
    let outcome = match (attempt.status, attempt.error) {
        (Some(status), None) => status.to_string(),
        (_, Some(kind)) => kind.to_string(),
        (None, None) => "cut off".to_owned(),
    };
    println!(
        "{:<24} attempt {} {outcome:<12} queued {:>3} ms, took {:>2} ms, {} bytes",
        attempt.operation,
        attempt.attempt,
        attempt.queue.as_millis(),
        attempt.latency.as_millis(),
        attempt.bytes_received,
    );
}
