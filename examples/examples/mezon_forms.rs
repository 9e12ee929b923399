//! Forms on Mezon: a card with fields, buttons under it, a list to choose from, and waiting for what people do.
//!
//! `cargo run --example mezon_forms`
//!
//! Without keys it starts the emulator. For the real service set `MEZON_BOT_ID`, `MEZON_API_KEY`, and `MEZON_CHANNEL`,
//! the id of the channel to ask in; somebody has to fill in the form within two minutes.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::time::Duration;

use anyhow::Result;
use chatwire::env::EnvVar;
use chatwire::mezon::interactive::{
    ActionRow, ButtonBuilder, ButtonStyle, Component, InteractiveBuilder, Radio, Select, TextInput,
};
use chatwire::mezon::{Channel, Content, ErrorKind, Handlers};
use chatwire_emulator::mezon::Mezon;
use chatwire_examples::{Services, shown, until_ctrl_c};
use serde_json::json;

/// Channel to ask in, where the service is real.
const CHANNEL: EnvVar = EnvVar::new("MEZON_CHANNEL", "id of the channel in which the bot asks");
/// Longest wait for somebody.
const PATIENCE: Duration = Duration::from_secs(120);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let client = services.mezon()?;
    let channel: i64 = match services.emulator() {
        Some(emulator) => {
            let mezon = emulator.mezon();
            mezon.channel(mezon.clan("Lunch"), "orders")
        }
        None => services.vars().required(CHANNEL)?.trim().parse()?,
    };
    let live = client.connect().await?;
    let handle = live.handle();
    // Events go to those who wait for them, beside the handlers, of which there are none here.
    let running = tokio::spawn(live.run(Handlers::new()));

    let mezon = services.emulator().map(chatwire_emulator::Emulator::mezon);
    match order(&client.channel(channel), mezon.as_ref()).await {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::Timeout => println!("-- nobody is hungry"),
        Err(error) => return Err(error.into()),
    }
    handle.close().await;
    running.await??;
    Ok(())
}

/// Asks for one order, and confirms it.
async fn order(channel: &Channel, emulator: Option<&Mezon>) -> chatwire::Result<()> {
    let client = channel.client();
    let form = InteractiveBuilder::titled("Lunch")
        .description("What shall it be?")
        .add_input_field(
            "note",
            "Note",
            TextInput::new().placeholder("anything we should know").textarea(),
        )
        .add_select_field("size", "Size", Select::new([("Large", "L"), ("Small", "S")]))
        .add_radio_field(
            "way",
            "How does it come?",
            Radio::new([("Bike", "bike"), ("Walk", "walk")]),
        );
    let buttons = ButtonBuilder::new()
        .add_button("order", "Order", ButtonStyle::Success)
        .add_button("cancel", "Cancel", ButtonStyle::Danger);

    // The wait begins before the form is there, so the quickest click counts.
    let buttons_of_form = ["order", "cancel"];
    let click = client
        .wait_for_click(move |click| buttons_of_form.contains(&click.button_id.as_str()), PATIENCE);
    let asked = channel.send(Content::from(form.build()).row(buttons)).await?;
    println!("-- the form is message {}", asked.id());
    if let Some(mezon) = emulator {
        let filled = json!({"note": "No onions", "size": ["L"], "way": "bike"});
        mezon.click_button(channel.id().get(), asked.id().get(), "Cleo", "order", &filled);
    }
    let click = click.await?;
    if click.button_id == "cancel" {
        client.message(&asked).update("Cancelled.").await?;
        return Ok(());
    }

    let who = click.user_id;
    let drinks = Select::new([("Tea", "tea"), ("Coffee", "coffee")]).placeholder("to drink");
    let row = ActionRow::new([Component::select("drink", drinks)]);
    let chosen = client.wait_for_selection(
        move |choice| choice.select_id == "drink" && choice.user_id == who,
        PATIENCE,
    );
    // The form goes, so that nobody orders twice.
    client.message(&asked).update(Content::text("And to drink?").row(row)).await?;
    if let Some(mezon) = emulator {
        mezon.select(channel.id().get(), asked.id().get(), "Dora", "drink", &["coffee"]);
        mezon.select(channel.id().get(), asked.id().get(), "Cleo", "drink", &["tea"]);
    }
    let chosen = chosen.await?;

    let text = |id| click.form.text(id).unwrap_or_else(|| "none".to_owned());
    let name = match client.user(who).fetch().await {
        Ok(user) => user.username.clone(),
        Err(_) => who.to_string(),
    };
    let drink = chosen.value().unwrap_or("nothing");
    let summary = format!(
        "{name}: size {}, by {}, {drink}; note: {:?}",
        text("size"),
        text("way"),
        text("note")
    );
    client.message(&asked).update(&summary).await?;
    println!("-- {}", shown(&summary));
    Ok(())
}
