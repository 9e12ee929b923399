//! Who is there, and who may do what: the server, its users, a bot's life, roles.
//!
//! `cargo run --example tokenbowl_admin`
//!
//! On a real server it makes a bot of yours, which it deletes again, and changes nothing else. Roles are shown to
//! administrators only.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use anyhow::Result;
use chatwire::tokenbowl::{Client, Role, UserId};
use chatwire_emulator::Emulator;
use chatwire_emulator::tokenbowl::Role as Rank;
use chatwire_examples::{Services, shown, until_ctrl_c};

/// Name of the bot.
const NAME: &str = "chatwire example bot";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    until_ctrl_c(run()).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let client = services.tokenbowl()?;
    if let Some(emulator) = services.emulator() {
        stage(emulator);
    }
    tour(&client).await?;

    // Its owner makes it and holds its key.
    let made = client.create_bot(NAME).emoji("🤖").await?;
    println!("made     {}, owned by {}", made.username, shown(&made.created_by));
    // Whatever becomes of it, it is deleted again.
    let lived = live(&client, &made.id, &client.with_key(made.api_key)?).await;
    client.delete_bot(&made.id).await?;
    let bots = client.get_my_bots().await?.items;
    let left = bots.iter().filter(|bot| bot.id == made.id).count();
    println!("deleted  {left} left");
    lived
}

/// Looks around; the calls go side by side.
async fn tour(client: &Client) -> Result<()> {
    let (health, me, users, online, logos) = tokio::try_join!(
        client.health_check().into_future(),
        client.get_my_profile().into_future(),
        client.get_users().into_future(),
        client.get_online_users().into_future(),
        client.get_available_logos().into_future(),
    )?;
    println!("server   {}, {} logos to choose from", health.status, logos.len());
    println!("you      {} ({})", shown(&me.username), me.role);
    // Viewers do not appear here; from 2.0.0 on nobody is ever shown as online.
    println!("users    {} of whom {} online", users.len(), online.len());
    for user in users.items.iter().take(5) {
        println!("         {} ({})", shown(&user.username), user.role);
    }
    Ok(())
}

/// A bot's life: changed, with a new key, in another role.
async fn live(client: &Client, id: &UserId, bot: &Client) -> Result<()> {
    let changed = client.update_bot(id).emoji("🎳").await?;
    println!("changed  {} is {} now", changed.username, changed.emoji.unwrap_or_default());

    let key = client.regenerate_bot_api_key(id).await?.api_key;
    if let Err(err) = bot.get_my_profile().await {
        println!("new key  the old one is refused: {:?}", err.kind());
    }
    let bot = client.with_key(key)?;

    // Roles are given by administrators; what one may not do is the kind `Forbidden`.
    match client.admin_assign_role(id, Role::Viewer).await {
        Ok(given) => println!("role     {} is a {} now", given.username, given.role),
        Err(err) => {
            println!("role     {err}");
            return Ok(());
        }
    }
    if let Err(err) = bot.send_message("Hello!").await {
        println!("         and can no longer speak: {:?}", err.kind());
    }
    // Only what is a bot can be deleted by its owner.
    client.admin_assign_role(id, Role::Bot).await?;
    Ok(())
}

/// A room with people of every role.
fn stage(emulator: &Emulator) {
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.user_with_role("you", Rank::Admin);
    tokenbowl.user("Ada");
    tokenbowl.user_with_role("Quiet", Rank::Viewer);
}
