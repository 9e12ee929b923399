//! What was missed while there was no line, as the gateway's pages and lists tell of it.

use super::*;

/// A client whose gateway gives these answers after a login.
fn answered(answers: impl IntoIterator<Item = Http>) -> Client {
    let token = "h.eyJleHAiOjQxMDI0NDQ4MDB9.s".to_owned();
    let session = api::Session { token, ..Default::default() };
    let login = Script::new().answer(Http::status(200).body(session.encode_to_vec()));
    let script = answers.into_iter().fold(login, Script::answer);
    Client::builder(UserId::new(BOT), "key").script(script).no_rate_limit().build().unwrap()
}

fn page(ids: impl IntoIterator<Item = i64>) -> Http {
    let message = |id| api::ChannelMessage {
        clan_id: CLAN,
        channel_id: CHANNEL,
        message_id: id,
        ..Default::default()
    };
    let messages = ids.into_iter().map(message).collect();
    let list = api::ChannelMessageList { messages, ..Default::default() };
    Http::status(200).body(list.encode_to_vec())
}

/// How many a gateway gives at once is its own affair: only a page without news is the last.
#[tokio::test(start_paused = true)]
async fn short_pages_are_read_to_the_end() {
    let mut stage = Stage::online(Settings { fill_gaps: true, ..settings() });
    stage.live.client = answered([page(3..53), page(53..103), page(103..123), page([])]);
    stage.push(&message(2, 0));
    let caught = stage.live.inbox.fetch(stage.live.client.clone(), None).await.unwrap();
    assert!(caught.complete);
    assert_eq!(caught.events.len(), 120);
}

/// What is the newest in a list of channels, by the channel's id; 0 for nothing.
fn channels(newest: &[(i64, i64)]) -> Vec<api::ChannelDescription> {
    let header = |id| api::ChannelMessageHeader { id, ..Default::default() };
    let channel = |(channel_id, id): &(i64, i64)| api::ChannelDescription {
        clan_id: CLAN,
        channel_id: *channel_id,
        r#type: 1,
        last_sent_message: (*id != 0).then(|| header(*id)),
        ..Default::default()
    };
    newest.iter().map(channel).collect()
}

/// Closes the gap of a session that heard of [`CHANNEL`] only; how many messages came, and whether these are all.
async fn close(
    before: &[(i64, i64)],
    after: &[(i64, i64)],
    pages: impl IntoIterator<Item = Http>,
) -> (usize, bool) {
    let listed = api::ChannelDescList { channeldesc: channels(after) };
    let answers = [page([]), Http::status(200).body(listed.encode_to_vec())];
    // The conversations have no news.
    let directs = api::ChannelDescList::default();
    let directs = Http::status(200).body(directs.encode_to_vec());
    let mut stage = Stage::online(Settings { fill_gaps: true, ..settings() });
    stage.live.client = answered(answers.into_iter().chain([directs]).chain(pages));
    let client = stage.live.client.clone();
    let world = &client.inner.world;
    world.clans(&list(&[CLAN]));
    world.channel_list(CLAN.into(), &channels(before));
    stage.push(&message(2, 0));
    stage.live.inbox.broken(world.listed());
    world.reconnected();
    let joins = Some(stage.live.joins.clone());
    let caught = stage.live.inbox.fetch(client.clone(), joins).await.unwrap();
    (caught.events.len(), caught.complete)
}

/// A channel in which nothing was said while the session listened is asked when its list has something new.
#[tokio::test(start_paused = true)]
async fn lists_tell_of_channels_that_were_never_heard_of() {
    let (heard, quiet) = ((CHANNEL, 2), (CHANNEL + 1, 7));
    let said = (CHANNEL + 1, 9);
    assert_eq!(close(&[heard, quiet], &[heard, quiet], []).await, (0, true), "nothing new");
    let news = [page([8, 9]), page([])];
    assert_eq!(close(&[heard, quiet], &[heard, said], news).await, (2, true));
    let empty = (CHANNEL + 1, 0);
    assert_eq!(close(&[heard, empty], &[heard, empty], []).await, (0, true), "still empty");
    assert_eq!(close(&[heard, empty], &[heard, said], []).await, (0, false), "since when?");
    assert_eq!(close(&[heard], &[heard, said], []).await, (0, false), "a new one");
    let silent = (CHANNEL, 0);
    assert_eq!(close(&[silent, empty], &[silent, empty], []).await, (0, false), "it never tells");
}
