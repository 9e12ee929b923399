//! The calls of mode `http`, each by the client of its platform.

use anyhow::Result;
use chatwire_chatluck as chatluck;
use chatwire_fluidtalk as fluidtalk;
use chatwire_kick as kick;
use chatwire_mezon as mezon;
use chatwire_mezon::proto::api;
use chatwire_tokenbowl as tokenbowl;
use clap::ValueEnum;

use crate::live::{BOT, KEY};

pub(crate) const TEXT: &str =
    "Chào mọi người, hôm nay thế nào? the quick brown fox jumps over the lazy dog";
/// Items of a list.
pub(crate) const LIMIT: u32 = 50;
pub(crate) const CLAN: i64 = 1_800_000_000_000_000_002;
pub(crate) const CHANNEL: i64 = 1_800_000_000_000_000_003;

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

/// Makes one and the same call, as often as it wants to.
pub(crate) trait Drive {
    /// What it came to.
    type Out;

    async fn drive<F, E>(self, call: impl Fn() -> F) -> Result<Self::Out>
    where
        F: Future<Output = Result<(), E>>,
        E: Into<anyhow::Error>;
}

/// Has `driver` make a call of a new client.
pub(crate) async fn through_client<D: Drive>(call: Call, url: &str, driver: D) -> Result<D::Out> {
    match call {
        Call::CkSend | Call::CkList => {
            let builder = chatluck::Client::builder(KEY).base_url(format!("{url}/v1"))?;
            let client = builder.no_rate_limit().build()?;
            if matches!(call, Call::CkSend) {
                let send = || async { client.send_message("ch_1", TEXT).await.map(drop) };
                return driver.drive(send).await;
            }
            let list = || async { client.list_messages("ch_1").limit(LIMIT).await.map(drop) };
            driver.drive(list).await
        }
        Call::TbSend | Call::TbList => {
            let builder = tokenbowl::Client::builder(KEY).base_url(url)?;
            let client = builder.no_rate_limit().build()?;
            if matches!(call, Call::TbSend) {
                return driver.drive(|| async { client.send_message(TEXT).await.map(drop) }).await;
            }
            driver.drive(|| async { client.get_messages().limit(LIMIT).await.map(drop) }).await
        }
        Call::FtChat => {
            let builder = fluidtalk::handshake::Client::builder(KEY).base_url(url)?;
            let client = builder.no_rate_limit().build()?;
            driver
                .drive(|| async { client.inbound_chat("@john_doe").message(TEXT).await.map(drop) })
                .await
        }
        Call::KickSend => {
            let builder = kick::Client::builder().token(KEY).base_url(url)?;
            let client = builder.no_rate_limit().build()?;
            driver.drive(|| async { client.send_chat(668, TEXT).await.map(drop) }).await
        }
        Call::MzClans | Call::MzChannels | Call::MzDetail => mezon_calls(call, url, driver).await,
    }
}

async fn mezon_calls<D: Drive>(call: Call, url: &str, driver: D) -> Result<D::Out> {
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
            driver.drive(list).await
        }
        Call::MzDetail => {
            let read = || {
                let asked = api::ListChannelDetailRequest { channel_id: CHANNEL };
                let call = api.list_channel_detail(asked);
                async { call.over_http().await.map(drop) }
            };
            driver.drive(read).await
        }
        _ => {
            let list = || {
                let call = api.list_clan_descs(api::ListClanDescRequest::default());
                async { call.over_http().await.map(drop) }
            };
            driver.drive(list).await
        }
    }
}
