//! Lists: a page, all items, all pages, going on from a stored place, and history.
//!
//! `cargo run --example pagination`

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use anyhow::Result;
use chatwire_examples::{Services, until_ctrl_c};
use futures_util::TryStreamExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let client = services.chatluck()?;
    let channel = services.channel()?;
    if let Some(emulator) = services.emulator() {
        for number in 1..=12 {
            emulator.chatluck().say("Bike garage", "Ada", &format!("line {number}"));
        }
    }

    // Awaiting a list gives one page. `invalid` holds items that cannot be read.
    let page = client.list_messages(&channel).limit(5).await?;
    println!("one page:    {} messages, {} unreadable", page.len(), page.invalid.len());

    // All items, page after page, fetched when they are needed.
    let mut items = client.list_messages(&channel).limit(5).paged().max_items(8).items();
    let mut count = 0;
    while let Some(message) = items.try_next().await? {
        count += 1;
        if count == 8 {
            println!("8 items:     the last one is {:?}", message.content);
        }
    }

    // All pages; the cursor can be stored, and the list read on from there another day.
    let mut pages = client.list_messages(&channel).limit(5).pages();
    pages.try_next().await?;
    if let Some(cursor) = pages.cursor().cloned() {
        let rest = client.list_messages(&channel).limit(5).offset(cursor.as_str()).items();
        let rest: Vec<_> = rest.try_collect().await?;
        println!("from {cursor} on:   {} messages more", rest.len());
    }

    // From the newest message back, whatever the server's order is.
    let mut history = client.list_messages(&channel).limit(5).history();
    if let Some(newest) = history.try_next().await? {
        println!("newest:      {:?}", newest.content);
    }
    Ok(())
}
