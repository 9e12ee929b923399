//! One's own account: name, logo, webhook, key.
//!
//! `cargo run --example tokenbowl_profile`
//!
//! A menu in the terminal: `show`, `name NAME`, `logo` and `logo NUMBER` (0 for none), `webhook ADDRESS` (`webhook`
//! alone for none), `key`, `quit`. Without any input on the emulator, the example chooses for you.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use anyhow::{Context, Result};
use chatwire::tokenbowl::Client;
use chatwire_examples::{Services, lines, shown, until_ctrl_c};
use tokio::sync::mpsc;

/// What is chosen when nobody chooses.
const DEMO: &[&str] = &[
    "name Ada",
    "name you and me",
    "logo 2",
    "webhook https://example.org/hooks/tokenbowl",
    "show",
    "webhook",
    "key",
    "yes",
    "show",
    "quit",
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let client = services.tokenbowl()?;
    if let Some(emulator) = services.emulator() {
        // Somebody has that name already.
        emulator.tokenbowl().user("Ada");
    }

    let mut input = lines(if services.emulator().is_some() { DEMO } else { &[] });
    show(&client).await?;
    loop {
        println!("show, name, logo, webhook, key or quit?");
        let Some(line) = input.recv().await else { break };
        let (choice, value) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        let done = match choice {
            "show" => show(&client).await,
            "name" => rename(&client, value).await,
            "logo" => logo(&client, value).await,
            "webhook" => webhook(&client, value).await,
            "key" => key(&client, &mut input).await,
            "quit" => break,
            other => {
                println!("there is no {other:?}");
                Ok(())
            }
        };
        // A name that is taken, an address that is none: everything else can still be done.
        if let Err(err) = done {
            println!("no: {err}");
        }
    }
    println!("bye, {}", shown(&client.get_my_profile().await?.username));
    Ok(())
}

async fn show(client: &Client) -> Result<()> {
    let me = client.get_my_profile().await?;
    let or_none = |value: Option<&str>| match value {
        Some(text) if !text.is_empty() => shown(text),
        _ => "none".to_owned(),
    };
    println!("  name     {} ({})", shown(&me.username), me.role);
    println!("  logo     {}", or_none(me.logo.as_deref()));
    println!("  webhook  {}", or_none(me.webhook_url.as_deref()));
    // `Debug` of a secret gives its end only.
    println!("  key      {:?}", me.api_key);
    Ok(())
}

/// Live sessions of this client begin a new connection by themselves, under the new name.
async fn rename(client: &Client, name: &str) -> Result<()> {
    let me = client.update_my_username(name).await?;
    println!("you are {} now", shown(&me.username));
    Ok(())
}

/// Takes a logo by its number in the list, or shows the list.
async fn logo(client: &Client, number: &str) -> Result<()> {
    let logos = client.get_available_logos().await?.items;
    match number.parse::<usize>() {
        Ok(0) => {
            client.clear_my_logo().await?;
            println!("no logo any more");
        }
        Ok(number) => {
            let logo = logos.get(number - 1).context("there is no such logo")?;
            println!("the logo is {} now", client.update_my_logo(logo).await?.logo);
        }
        Err(_) => {
            for (at, logo) in logos.iter().enumerate() {
                println!("  {:>2} {logo}", at + 1);
            }
        }
    }
    Ok(())
}

/// Clearing has a call of its own: an empty address is refused before anything is sent.
async fn webhook(client: &Client, address: &str) -> Result<()> {
    match address {
        "" => {
            client.clear_my_webhook().await?;
            println!("no webhook any more");
        }
        address => {
            let set = client.update_my_webhook(address).await?;
            println!("messages go to {}", shown(&set.webhook_url));
        }
    }
    Ok(())
}

/// Makes a new key, after a question: the old one ends at once.
async fn key(client: &Client, input: &mut mpsc::Receiver<String>) -> Result<()> {
    println!("the old key will no longer work; go on? (yes)");
    if input.recv().await.as_deref().map(str::trim) == Some("yes") {
        let made = client.regenerate_api_key().await?;
        // This client goes on with it; the next start needs it in the environment.
        println!("TOKEN_BOWL_CHAT_API_KEY={}", made.api_key.expose());
    }
    Ok(())
}
