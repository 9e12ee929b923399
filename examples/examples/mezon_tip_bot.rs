//! A bot that tips with its own tokens: `!tip @user 5`.
//!
//! `cargo run --example mezon_tip_bot`
//!
//! Only those whom `MEZON_TIP_OWNERS` names by their ids (`7,8`) may spend the bot's tokens. Each payment is signed
//! once, noted in a file before it goes out, and told apart from all others by the message that asked for it: the same
//! message is paid once, whatever happens. When an answer is lost the bot says so and finds out; it never pays again instead. On the
//! emulator one answer is lost on purpose. `!stop` ends the bot.

#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result};
use chatwire::mezon::client::Builder;
use chatwire::mezon::ledger::{Ledger, Outcome, Prepared, TokenAmount, code};
use chatwire::mezon::{Client, Handle, Handlers, Message, UserId};
use chatwire_emulator::ledger::{LedgerFault, UNITS};
use chatwire_emulator::mezon::proto::{api, realtime};
use chatwire_emulator::{Emulator, Platform};
use chatwire_examples::{Services, shown, until_ctrl_c};
use tokio::sync::mpsc;

/// How long a payment is left alone before its bot asks again what became of it.
const PAUSE: Duration = Duration::from_secs(30);

/// Where Ada and Bob are, on the emulator.
const CLAN: &str = "Bike garage";

/// A payment whose outcome is not known, and whom to tell.
type Doubt = (Prepared, Message);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    Box::pin(until_ctrl_c(run())).await
}

async fn run() -> Result<()> {
    let services = Services::open().await?;
    let owners = match services.emulator() {
        None => owners(&std::env::var("MEZON_TIP_OWNERS").unwrap_or_default())?,
        Some(emulator) => {
            let (bot, _) = emulator.mezon().bot();
            emulator.mezon().login_style(|style| style.id_token = "id token of the bot".to_owned());
            emulator.ledger().deposit_user(bot, u128::from(20 * UNITS));
            // Sessions join the clans that there are when they begin.
            let clan = emulator.mezon().clan(CLAN);
            vec![UserId::new(emulator.mezon().add_to_clan(clan, "Ada"))]
        }
    };
    let journal = Journal::of(&services);
    let client = Builder::from_vars(services.vars())?.payment_journal(&journal.path).build()?;
    let ledger = client.ledger().await?;
    println!("the bot owns {} tokens", ledger.balance().await?);
    // What a former run left behind comes first: it may have been paid.
    for payment in ledger.unsettled() {
        println!("left behind: {}", told(&ledger.resume(payment).await?));
    }

    let (doubt, doubts) = mpsc::channel(16);
    let handlers = Handlers::new()
        .on_channel_message(move |live, message| {
            let doubt = doubt.clone();
            let may_tip = owners.contains(&message.sender_id());
            async move {
                match message.text() {
                    _ if !may_tip => {}
                    // It names an earlier message, whose tip was paid.
                    _ if message.is_edit() || message.is_removal() => {}
                    // `close` waits for the end, and the end for its handlers.
                    "!stop" => drop(tokio::spawn(async move { live.close().await })),
                    text if text.starts_with("!tip ") => tip(&live, &message, &doubt).await?,
                    _ => {}
                }
                Ok::<_, anyhow::Error>(())
            }
        })
        .on_error(|error| println!("-- a handler failed: {error}"));

    let live = client.connect().await?;
    let handle = live.handle();
    let settling = settle(&ledger, &handle, doubts, services.emulator());
    let scene = async {
        match services.emulator() {
            Some(emulator) => scene(emulator, &client).await,
            None => Ok(()),
        }
    };
    let (ended, settled, played) = tokio::join!(live.run(handlers), settling, scene);
    ended?;
    settled?;
    played?;
    println!("the bot owns {} tokens", ledger.balance().await?);
    Ok(())
}

/// Users who may spend the bot's tokens.
fn owners(list: &str) -> Result<Vec<UserId>> {
    let ids = list.split(',').map(str::trim).filter(|id| !id.is_empty());
    let ids: Vec<UserId> =
        ids.map(str::parse::<UserId>).collect::<Result<_, _>>().context("MEZON_TIP_OWNERS")?;
    anyhow::ensure!(!ids.is_empty(), "MEZON_TIP_OWNERS names nobody: ids of those who may tip");
    Ok(ids)
}

/// Pays, and says what came of it. An error here means that nothing was paid.
async fn tip(live: &Handle, message: &Message, doubt: &mpsc::Sender<Doubt>) -> Result<()> {
    println!("{}: {}", shown(message.sender_name()), shown(message.text()));
    let Some((receiver, amount)) = wanted(message) else {
        live.reply(message, "Say `!tip @user 5`.").await?;
        return Ok(());
    };
    let client = live.client();
    let transfer = client
        .send_token(receiver, amount)
        .note("A tip")
        // The message is asked once, so it names the payment, whatever happens to answers.
        .client_ref("TipMessage", message.id().to_string())
        .confirm_receiver();
    let outcome = match transfer.prepare().await {
        // From here on the payment is a value that can be stored and sent again, byte for byte.
        Ok(payment) => client.ledger().await?.submit(payment).await,
        Err(err) => Err(err),
    };
    let answer = match &outcome {
        Ok(outcome) => told(outcome),
        Err(err) if err.code() == Some(code::DUPLICATE_REF) => "I had this tip before.".to_owned(),
        Err(err) => format!("Nothing was paid: {err}"),
    };
    println!("bot: {}", shown(&answer));
    live.reply(message, answer).await?;
    if let Ok(Outcome::Unknown(payment)) = outcome {
        doubt.send((payment, message.clone())).await?;
    }
    Ok(())
}

/// Whom to pay, and how much.
fn wanted(message: &Message) -> Option<(UserId, TokenAmount)> {
    let receiver = message.mentions().iter().find_map(|mention| mention.user_id.present())?;
    let amount = message.text().split_whitespace().last()?;
    Some((receiver, TokenAmount::from_decimal(amount).ok()?))
}

fn told(outcome: &Outcome) -> String {
    let amount = |payment: &Prepared| match TokenAmount::from_units_text(payment.amount()) {
        Ok(amount) => amount.to_string(),
        Err(_) => "?".to_owned(),
    };
    match outcome {
        Outcome::Accepted(paid) => format!("{} tokens are on their way.", amount(paid.prepared())),
        Outcome::Refused(refused) => format!("Nothing was paid: {}", refused.rejection()),
        Outcome::Unknown(payment) => {
            let amount = amount(payment);
            format!(
                "The answer was lost, so {amount} tokens may have been paid. I find out; please do not ask again."
            )
        }
        _ => "I do not know what became of it.".to_owned(),
    }
}

/// Finds out what became of payments with a lost answer, until nobody brings any.
async fn settle(
    ledger: &Ledger,
    live: &Handle,
    mut doubts: mpsc::Receiver<Doubt>,
    emulator: Option<&Emulator>,
) -> Result<()> {
    while let Some((mut payment, asked)) = doubts.recv().await {
        loop {
            match emulator {
                // The chain goes on, which takes less time here.
                Some(emulator) => emulator.ledger().produce_block(),
                None => tokio::time::sleep(PAUSE).await,
            }
            match ledger.resume(payment).await? {
                Outcome::Unknown(again) => payment = again,
                outcome => {
                    let answer = format!("Found out: {}", told(&outcome));
                    println!("bot: {answer}");
                    live.reply(&asked, answer).await?;
                    break;
                }
            }
        }
    }
    Ok(())
}

/// What people do at the emulator: one answer of the ledger is lost.
async fn scene(emulator: &Emulator, client: &Client) -> Result<()> {
    let (mezon, ledger) = (emulator.mezon(), emulator.ledger());
    let clan = mezon.clan(CLAN);
    let (channel, bob) = (mezon.channel(clan, "thanks"), mezon.add_to_clan(clan, "Bob"));
    let answers = |count: usize| async move {
        let bot = client.bot_id().get();
        let said = || {
            let messages = emulator.mezon().messages(channel);
            messages.iter().filter(|message| message.sender_id == bot).count()
        };
        while said() < count {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let say = |text: &str| {
        let content = serde_json::json!({"t": text}).to_string();
        let mention = api::MessageMention {
            user_id: bob,
            username: "Bob".to_owned(),
            ..api::MessageMention::default()
        };
        let message = realtime::ChannelMessageSend {
            channel_id: channel,
            content,
            mentions: vec![mention],
            ..realtime::ChannelMessageSend::default()
        };
        mezon.send("Ada", message)
    };
    say("!tip @Bob 5");
    answers(1).await;
    // Something between bot and ledger swallows the answer.
    ledger.fault(LedgerFault::StatusAfter(404));
    say("!tip @Bob 2.5");
    answers(3).await;
    say("!tip @Bob 100");
    answers(4).await;
    ledger.produce_block();
    println!(
        "Bob owns {} units, paid in {} payments",
        ledger.balance_of_user(bob),
        ledger.payments().len()
    );
    mezon.say(channel, "Ada", "!stop");
    Ok(())
}

/// Where payments are noted: a file that the emulator's part of the story does not leave behind.
struct Journal {
    path: PathBuf,
    is_kept: bool,
}

impl Journal {
    fn of(services: &Services) -> Self {
        match services.emulator() {
            None => Self { path: PathBuf::from("mezon-tips.jsonl"), is_kept: true },
            Some(emulator) => {
                // One emulator has the port, so the name is its own.
                let url = emulator.url(Platform::Mezon);
                let port = url.rsplit(':').next().unwrap_or_default().to_owned();
                let name = format!("chatwire-tips-{}-{port}.jsonl", std::process::id());
                Self { path: std::env::temp_dir().join(name), is_kept: false }
            }
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        if !self.is_kept
            && let Err(err) = std::fs::remove_file(&self.path)
        {
            println!("the journal stays behind: {err}");
        }
    }
}
