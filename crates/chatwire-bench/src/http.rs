//! Mode `http`: calls through one client, some of them in flight at once.

use std::time::{Duration, Instant};

use anyhow::Result;
use chatwire_chatluck as chatluck;
use chatwire_fluidtalk as fluidtalk;
use chatwire_kick as kick;
use chatwire_mezon::proto::api;
use chatwire_mezon::{self as mezon, Error};
use chatwire_tokenbowl as tokenbowl;
use clap::ValueEnum;
use futures_util::{StreamExt as _, stream};

use crate::live::{BOT, KEY};
use crate::measure::{Mark, memory, percentile};
use crate::output::Row;

const TEXT: &str = "Chào mọi người, hôm nay thế nào? the quick brown fox jumps over the lazy dog";
/// Items of a list.
const LIMIT: u32 = 50;
const CLAN: i64 = 1_800_000_000_000_000_002;
const CHANNEL: i64 = 1_800_000_000_000_000_003;

/// A call, named as load runners name it.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum Call {
    /// Chatluck: sends a message.
    CkSend,
    /// Chatluck: lists 50 messages.
    CkList,
    /// Token Bowl: sends a message.
    TbSend,
    /// Token Bowl: lists 50 messages.
    TbList,
    /// FluidTalk: asks for an answer to a lead.
    FtChat,
    /// Kick: posts to a chat.
    KickSend,
    /// Mezon: lists the clans.
    MzClans,
    /// Mezon: lists 50 channels.
    MzChannels,
    /// Mezon: reads one channel.
    MzDetail,
}

/// Makes `c` calls to warm up, then `n` with `c` in flight.
pub(crate) async fn run(call: Call, c: u32, n: u32, port: u16) -> Result<Row> {
    let url = format!("http://127.0.0.1:{port}");
    match call {
        Call::CkSend | Call::CkList => {
            let builder = chatluck::Client::builder(KEY).base_url(format!("{url}/v1"))?;
            let client = builder.no_rate_limit().build()?;
            if matches!(call, Call::CkSend) {
                let send = || async { client.send_message("ch_1", TEXT).await.map(drop) };
                return drive(c, n, send).await;
            }
            let list = || async { client.list_messages("ch_1").limit(LIMIT).await.map(drop) };
            drive(c, n, list).await
        }
        Call::TbSend | Call::TbList => {
            let builder = tokenbowl::Client::builder(KEY).base_url(url)?;
            let client = builder.no_rate_limit().build()?;
            if matches!(call, Call::TbSend) {
                return drive(c, n, || async { client.send_message(TEXT).await.map(drop) }).await;
            }
            drive(c, n, || async { client.get_messages().limit(LIMIT).await.map(drop) }).await
        }
        Call::FtChat => {
            let builder = fluidtalk::handshake::Client::builder(KEY).base_url(url)?;
            let client = builder.no_rate_limit().build()?;
            drive(c, n, || async { client.inbound_chat("@john_doe").message(TEXT).await.map(drop) })
                .await
        }
        Call::KickSend => {
            let builder = kick::Client::builder().token(KEY).base_url(url)?;
            let client = builder.no_rate_limit().build()?;
            drive(c, n, || async { client.send_chat(668, TEXT).await.map(drop) }).await
        }
        Call::MzClans | Call::MzChannels | Call::MzDetail => mezon_calls(call, c, n, &url).await,
    }
}

async fn mezon_calls(call: Call, c: u32, n: u32, url: &str) -> Result<Row> {
    let client = mezon::Client::builder(BOT, KEY).base_url(url)?.no_rate_limit().build()?;
    client.login().await?;
    let api = client.api();
    match call {
        Call::MzChannels => {
            let limit = i32::try_from(LIMIT)?;
            let list = || {
                let asked =
                    api::ListChannelDescsRequest { limit, clan_id: CLAN, ..Default::default() };
                let call = api.list_channel_descs(asked);
                async { call.over_http().await.map(drop) }
            };
            drive(c, n, list).await
        }
        Call::MzDetail => {
            let read = || {
                let asked = api::ListChannelDetailRequest { channel_id: CHANNEL };
                let call = api.list_channel_detail(asked);
                async { call.over_http().await.map(drop) }
            };
            drive(c, n, read).await
        }
        _ => {
            let list = || {
                let call = api.list_clan_descs(api::ListClanDescRequest::default());
                async { call.over_http().await.map(drop) }
            };
            drive(c, n, list).await
        }
    }
}

/// Measures `n` calls with `c` in flight, after `c` that open the connections.
async fn drive<F>(c: u32, n: u32, call: impl Fn() -> F) -> Result<Row>
where
    F: Future<Output = Result<(), Error>>,
{
    let in_flight = usize::try_from(c)?;
    let mut warm_up = stream::iter((0..c).map(|_| call())).buffer_unordered(in_flight);
    while let Some(done) = warm_up.next().await {
        done?;
    }
    let mut times = Vec::with_capacity(usize::try_from(n)?);
    let timed = || async {
        let begin = Instant::now();
        call().await.map(|()| begin.elapsed())
    };
    let begin = Mark::now()?;
    let mut calls = stream::iter((0..n).map(|_| timed())).buffer_unordered(in_flight);
    while let Some(done) = calls.next().await {
        times.push(done?);
    }
    let spent = begin.until(Mark::now()?);
    let row = Row::default().with("events", n).figure("per_s", spent.rate(n));
    let sorted = sorted_us(&times);
    memory(
        spent
            .columns(row, n)
            .figure("p50_us", percentile(&sorted, 50))
            .figure("p99_us", percentile(&sorted, 99)),
    )
}

fn sorted_us(times: &[Duration]) -> Vec<f64> {
    let mut sorted: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e6).collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}
