//! `chatwire agent run`.

use std::path::PathBuf;
use std::time::Duration;

use chatwire::Timestamp;
use chatwire::bot::shutdown_signal;
use chatwire_agent::{Agent, CatchUp, Direct, Notice, Report, Runner};
use clap::{Args, ValueEnum};
use futures_util::future::join_all;
use tokio::sync::watch;

use super::model::Model;
use super::notices;
use super::settings::Settings;
use crate::args::seconds;
use crate::cmd::rooms::{Accounts, Desk, Hearing};
use crate::context::Context;
use crate::exit::{Failure, Result};
use crate::output::aside;
use crate::service::Service;

/// Without a room it lives on Token Bowl, with its read marks and direct messages.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Rooms as PLATFORM:ROOM, PLATFORM alone for all that its account hears, or names from the configuration file.
    room: Vec<String>,
    #[command(flatten)]
    model: Model,
    /// Time between two batches of a conversation; 15 by default.
    #[arg(short, long, value_name = "SECONDS", value_parser = seconds)]
    queue_interval: Option<Duration>,
    /// Longest pause between two attempts to connect to Token Bowl; 300 by default.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    max_reconnect_delay: Option<Duration>,
    /// Repetitions of a batch that failed; 3 by default.
    #[arg(long, value_name = "NUMBER")]
    max_retry_attempts: Option<u32>,
    /// First pause before a repetition, which doubles; 5 by default.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    retry_base_delay: Option<Duration>,
    /// Longest pause before a repetition; 60 by default.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    max_retry_delay: Option<Duration>,
    /// What is answered of the talk before the start on Token Bowl: `none`, `unread`, or a time such as 2026-01-02T03:04:05Z.
    #[arg(long, value_name = "WHAT", default_value = "none", value_parser = catch_up)]
    catch_up: CatchUp,
    /// What becomes of direct messages on Token Bowl, where bots cannot write any.
    #[arg(long, value_enum, default_value_t)]
    direct: DirectOption,
    /// File that keeps what was said over a restart.
    #[arg(long, value_name = "FILE")]
    memory_file: Option<PathBuf>,
    /// Print what is heard, what gets no answer, calls of tools, and the numbers once a minute, too.
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    hearing: Hearing,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum DirectOption {
    /// An answer to the writer; by a bot none.
    #[default]
    Answer,
    /// An answer to the writer; by a bot before everybody.
    InRoom,
    /// No answer.
    Ignore,
}

fn catch_up(text: &str) -> std::result::Result<CatchUp, String> {
    match text {
        "none" => Ok(CatchUp::None),
        "unread" => Ok(CatchUp::Unread),
        time => Timestamp::parse(time)
            .map(CatchUp::Since)
            .map_err(|_| "none, unread or a time is needed".to_owned()),
    }
}

impl Run {
    pub(super) async fn run(&self, context: &Context, accounts: &Accounts) -> Result {
        if context.dry_run() {
            return Err(Failure::usage("an agent cannot be tried: --dry-run does not apply")
                .hint("`chatwire agent send --dry-run` asks the model and sends nothing"));
        }
        let settings = Settings::new(&context.config)?;
        let agent = self.model.agent(context, settings)?;
        let mut stop = std::pin::pin!(shutdown_signal());
        let desk = Desk::new(context, accounts).hearing(self.hearing);
        let runners = tokio::select! {
            biased;
            () = &mut stop => return Ok(()),
            runners = self.runners(&agent, &desk) => runners?,
        };
        let names: Vec<String> = runners.iter().map(|(name, _)| name.clone()).collect();
        let mut ready = Vec::new();
        for (nth, (name, runner)) in runners.into_iter().enumerate() {
            let (out, verbose, platform) = (context.out, self.verbose, name);
            let runner = self.paced(runner, settings, nth == 0)?.on_notice(move |notice| {
                // Every runner tells the numbers of the one agent.
                if nth > 0 && matches!(notice, Notice::Stats(_)) {
                    return;
                }
                // Who does not read any more still has an agent that answers.
                let _gone = notices::print(out, &platform, notice, verbose);
            });
            ready.push(runner);
        }
        aside("The agent runs (Ctrl-C ends it)");
        let reports = together(ready, stop).await;
        let mut unanswered = 0;
        for (platform, report) in names.iter().zip(&reports) {
            // After an error the runner has told itself what was left, as given up.
            for message in report.iter().flat_map(|report| &report.unanswered) {
                notices::unanswered(context.out, platform, message)?;
                unanswered += 1;
            }
        }
        if let Some(error) = reports.into_iter().find_map(std::result::Result::err) {
            return Err(error.into());
        }
        notices::numbers(context.out, &agent.stats())?;
        if unanswered > 0 {
            aside(&format!("! {unanswered} messages got no answer"));
        }
        Ok(())
    }

    /// One runner for each platform.
    async fn runners(&self, agent: &Agent, desk: &Desk<'_>) -> Result<Vec<(String, Runner)>> {
        let on_tokenbowl = |client| ("tokenbowl".to_owned(), agent.run(client));
        if self.room.is_empty() {
            return Ok(vec![on_tokenbowl(self.tokenbowl(desk).await?)]);
        }
        let mut runners = Vec::new();
        for station in desk.stations(&desk.places(&self.room)?).await? {
            if station.service == Service::Tokenbowl && station.hears_all() {
                runners.push(on_tokenbowl(self.tokenbowl(desk).await?));
            } else {
                runners.push((station.name.clone(), agent.run_on(station)));
            }
        }
        Ok(runners)
    }

    async fn tokenbowl(&self, desk: &Desk<'_>) -> Result<chatwire::tokenbowl::Client> {
        let client = desk.tokenbowl().await?;
        if !client.has_key() {
            // Fails as every call without a key does, and says what to do about it.
            client.get_my_profile().await?;
        }
        Ok(client.clone())
    }

    fn paced(&self, mut runner: Runner, settings: Settings<'_>, is_first: bool) -> Result<Runner> {
        let span = |option, name| settings.or_read(option, name, seconds);
        if let Some(interval) = span(self.queue_interval, "queue_interval")? {
            runner = runner.queue_interval(interval);
        }
        if let Some(limit) = span(self.max_reconnect_delay, "max_reconnect_delay")? {
            runner = runner.max_reconnect_delay(limit);
        }
        if let Some(times) = settings.or(self.max_retry_attempts, "max_retry_attempts")? {
            runner = runner.retries(times);
        }
        let (base, most) = chatwire_agent::RETRY_DELAY;
        let base = span(self.retry_base_delay, "retry_base_delay")?.unwrap_or(base);
        let most = span(self.max_retry_delay, "max_retry_delay")?.unwrap_or(most);
        runner = runner.retry_delay(base, most);
        // The memory is that of the agent: one runner is enough to keep it.
        let named = self.memory_file.as_ref().map(|path| path.display().to_string());
        let from_file = named.is_none();
        if let Some(path) = settings.or(named, "memory_file")?.filter(|_| is_first) {
            let path = if from_file { settings.config.resolved(&path) } else { path.into() };
            runner = runner.memory_file(path);
        }
        let direct = match self.direct {
            DirectOption::Answer => Direct::Answer,
            DirectOption::InRoom => Direct::InRoom,
            DirectOption::Ignore => Direct::Ignore,
        };
        Ok(runner.catch_up(self.catch_up).direct(direct))
    }
}

/// Runs all until the signal; when one fails, the others finish what they began.
async fn together(
    runners: Vec<Runner>,
    stop: impl Future<Output = ()>,
) -> Vec<chatwire::Result<Report>> {
    let (end, ended) = watch::channel(false);
    let running = join_all(runners.into_iter().map(|runner| {
        let mut ended = ended.clone();
        let end = end.clone();
        async move {
            let over = async move {
                // The sender lives as long as this.
                let _gone = ended.wait_for(|over| *over).await;
            };
            let report = runner.run_until(over).await;
            if report.is_err() {
                end.send_replace(true);
            }
            report
        }
    }));
    let mut running = std::pin::pin!(running);
    tokio::select! {
        biased;
        () = stop => {
            end.send_replace(true);
            running.await
        }
        reports = &mut running => reports,
    }
}
