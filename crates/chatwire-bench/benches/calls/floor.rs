//! What anybody would write first: `reqwest` with its default settings, and the same types read by `serde_json` or
//! prost. Forms and messages of protobuf are encoded beforehand.

use anyhow::Result;
use chatwire_chatluck as chatluck;
use chatwire_fluidtalk::handshake::ChatResult;
use chatwire_kick::ChatSent;
use chatwire_mezon::proto::{Message, api};
use chatwire_tokenbowl as tokenbowl;
use reqwest::{Client, RequestBuilder};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::calls::{CHANNEL, CLAN, Call, Drive, LIMIT, TEXT};
use crate::live::KEY;

const JSON: &str = "application/json";
const PROTO: &str = "application/proto";
const FORM: &str = "application/x-www-form-urlencoded";
/// The token that the server gives to every bot.
const TOKEN: &str = "h.eyJleHAiOjQxMDI0NDQ4MDB9.s";
/// A target and the text, as the form that FluidTalk wants.
const CHAT: &str = "target=%40john_doe&message=Ch%C3%A0o+m%E1%BB%8Di+ng%C6%B0%E1%BB%9Di%2C+h%C3%B4m+nay+th%E1%BA%BF+n%C3%A0o%3F+the+quick+brown+fox+jumps+over+the+lazy+dog";

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct ChatluckList {
    messages: Vec<chatluck::Message>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct TokenBowlList {
    messages: Vec<tokenbowl::Message>,
    pagination: tokenbowl::Pagination,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Data<T> {
    data: T,
}

/// Has `driver` make a call by a new client of `reqwest`.
pub(crate) async fn through_reqwest<D: Drive>(call: Call, url: &str, driver: D) -> Result<D::Out> {
    let client = Client::builder().user_agent("chatwire/0.1.0").no_proxy().build()?;
    let mezon = |method: &str| format!("{url}/mezon.api.Mezon/{method}");
    match call {
        Call::CkSend => {
            let url = format!("{url}/v1/messages");
            let body = || json!({"channel_id": "ch_1", "content": TEXT}).to_string();
            let ask =
                || client.post(&url).bearer_auth(KEY).header("content-type", JSON).body(body());
            driver.drive(|| read::<chatluck::Message>(ask())).await
        }
        Call::CkList => {
            let url = format!("{url}/v1/messages?channel_id=ch_1&limit={LIMIT}");
            driver.drive(|| read::<ChatluckList>(client.get(&url).bearer_auth(KEY))).await
        }
        Call::TbSend => {
            let url = format!("{url}/messages");
            let ask = || client.post(&url).header("x-api-key", KEY).header("content-type", JSON);
            let body = || json!({"content": TEXT}).to_string();
            driver.drive(|| read::<tokenbowl::Message>(ask().body(body()))).await
        }
        Call::TbList => {
            let url = format!("{url}/messages?limit={LIMIT}&offset=0");
            driver.drive(|| read::<TokenBowlList>(client.get(&url).header("x-api-key", KEY))).await
        }
        Call::FtChat => {
            let url = format!("{url}/api/v1/bot/chat");
            let ask = || client.post(&url).header("x-api-key", KEY).header("content-type", FORM);
            driver.drive(|| read::<ChatResult>(ask().body(CHAT))).await
        }
        Call::KickSend => {
            let url = format!("{url}/public/v1/chat");
            let ask = || client.post(&url).bearer_auth(KEY).header("content-type", JSON);
            let message = || json!({"content": TEXT, "type": "user", "broadcaster_user_id": 668});
            driver.drive(|| read::<Data<ChatSent>>(ask().body(message().to_string()))).await
        }
        Call::MzClans => {
            let (url, body) = (mezon("ListClanDescs"), api::ListClanDescRequest::default());
            driver.drive(|| proto::<api::ClanDescList>(&client, &url, &body)).await
        }
        Call::MzChannels => {
            let url = mezon("ListChannelDescs");
            let limit = i32::try_from(LIMIT)?;
            let body = api::ListChannelDescsRequest { limit, clan_id: CLAN, ..Default::default() };
            driver.drive(|| proto::<api::ChannelDescList>(&client, &url, &body)).await
        }
        Call::MzDetail => {
            let url = mezon("ListChannelDetail");
            let body = api::ListChannelDetailRequest { channel_id: CHANNEL };
            driver.drive(|| proto::<api::ChannelDescription>(&client, &url, &body)).await
        }
    }
}

async fn read<T: DeserializeOwned>(ask: RequestBuilder) -> Result<()> {
    let answer = ask.header("accept", JSON).send().await?.error_for_status()?;
    std::hint::black_box(serde_json::from_slice::<T>(&answer.bytes().await?)?);
    Ok(())
}

async fn proto<T: Message + Default>(
    client: &Client,
    url: &str,
    body: &impl Message,
) -> Result<()> {
    let ask = client.post(url).bearer_auth(TOKEN).header("content-type", PROTO);
    let ask = ask.header("accept", PROTO).body(body.encode_to_vec());
    let answer = ask.send().await?.error_for_status()?;
    std::hint::black_box(T::decode(answer.bytes().await?)?);
    Ok(())
}
