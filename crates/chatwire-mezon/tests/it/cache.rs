//! Message caches: what both promise, the bounds of the one, the file of the other.

#[cfg(feature = "sqlite-cache")]
mod crash;
#[cfg(feature = "sqlite-cache")]
mod sqlite;

use std::sync::Arc;

use chatwire_mezon::cache::{CachedMessage, DEFAULT_LIMIT, MemoryCache, MessageCache};
use chatwire_mezon::content::{Attachment, Mention, Reaction, Reference, Span};
use chatwire_mezon::{ChannelId, Content, ErrorKind, MessageId};
use proptest::prelude::*;

const ROOM: ChannelId = ChannelId::new(2);
const OTHER: ChannelId = ChannelId::new(3);

fn message(channel: ChannelId, id: i64, seconds: u32) -> CachedMessage {
    let content = Content::text(format!("m{id}"));
    CachedMessage::new(channel, id, 4).clan(1).content(&content).at(seconds)
}

/// Every cache there is, empty.
async fn caches() -> Vec<Arc<dyn MessageCache>> {
    vec![
        Arc::new(MemoryCache::new()),
        #[cfg(feature = "sqlite-cache")]
        Arc::new(chatwire_mezon::cache::SqliteCache::open(":memory:").await.unwrap()),
    ]
}

async fn ids(cache: &dyn MessageCache, limit: usize, offset: usize) -> Vec<i64> {
    let messages = cache.messages(ROOM, limit, offset).await.unwrap();
    messages.iter().map(|message| message.id.get()).collect()
}

#[tokio::test]
async fn messages_are_saved_found_listed_counted_and_deleted() {
    for cache in caches().await {
        for (id, seconds) in [(100, 10), (101, 11), (102, 12)] {
            cache.save(message(ROOM, id, seconds)).await.unwrap();
        }
        let found = cache.message(ROOM, 100.into()).await.unwrap();
        assert_eq!(found, Some(message(ROOM, 100, 10)));
        assert_eq!(cache.message(ROOM, 999.into()).await.unwrap(), None);
        assert_eq!(cache.message(OTHER, 100.into()).await.unwrap(), None);
        assert_eq!(ids(&*cache, DEFAULT_LIMIT, 0).await, [102, 101, 100]);
        assert_eq!(ids(&*cache, 1, 1).await, [101]);
        assert!(ids(&*cache, 0, 0).await.is_empty());
        assert_eq!(ids(&*cache, usize::MAX, 2).await, [100]);
        let counts = [
            cache.count().await.unwrap(),
            cache.count_in(ROOM).await.unwrap(),
            cache.count_in(OTHER).await.unwrap(),
        ];
        assert_eq!(counts, [3, 3, 0]);
        assert!(cache.delete(ROOM, 100.into()).await.unwrap());
        assert!(!cache.delete(ROOM, 100.into()).await.unwrap());
        assert_eq!(cache.clear(ROOM).await.unwrap(), 2);
        assert_eq!(cache.clear(ROOM).await.unwrap(), 0);
        assert_eq!(cache.count().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_message_replaces_the_one_with_its_id() {
    for cache in caches().await {
        cache.save(message(ROOM, 3, 9)).await.unwrap();
        let newer = CachedMessage::new(ROOM, 3, 4).content(&Content::text("new"));
        cache.save(newer.clone()).await.unwrap();
        assert_eq!(cache.message(ROOM, 3.into()).await.unwrap(), Some(newer));
        assert_eq!(cache.count().await.unwrap(), 1);
    }
}

#[tokio::test]
async fn an_edit_changes_only_what_it_carries() {
    let edit = |id: i64, text: &str| {
        CachedMessage::new(ROOM, id, 0).raw_content(text).mentions(&[Mention::user(
            5,
            "",
            Span::new(0, 1),
        )])
    };
    let row = message(ROOM, 1, 9).topic(3).references(&[Reference::to(4, 6)]);
    let after =
        |text: &str| row.clone().raw_content(text).mentions(&edit(1, "").parse_mentions().unwrap());
    for cache in caches().await {
        for is_written in [false, true] {
            cache.offer(row.clone()).unwrap();
            if is_written {
                cache.flush().await.unwrap();
            }
            // Queued, and seen before they are written.
            let writes = [edit(1, "one"), edit(1, "two")].map(|edit| cache.edit(edit));
            assert_eq!(cache.message(ROOM, 1.into()).await.unwrap(), Some(after("two")));
            assert_eq!(cache.messages(ROOM, 9, 0).await.unwrap(), [after("two")]);
            assert_eq!(cache.count().await.unwrap(), 1);
            for write in writes {
                write.await.unwrap();
            }
            assert_eq!(cache.message(ROOM, 1.into()).await.unwrap(), Some(after("two")));
            assert_eq!(cache.messages(ROOM, 9, 0).await.unwrap(), [after("two")]);
        }
        // What is not there is saved as it is, and what it says where nothing was known is taken over.
        cache.clear(ROOM).await.unwrap();
        cache.edit(edit(2, "new")).await.unwrap();
        assert_eq!(cache.message(ROOM, 2.into()).await.unwrap(), Some(edit(2, "new")));
        cache.edit(message(ROOM, 2, 7).topic(8)).await.unwrap();
        assert_eq!(
            cache.message(ROOM, 2.into()).await.unwrap(),
            Some(message(ROOM, 2, 7).topic(8))
        );
        assert_eq!(cache.count_in(ROOM).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn messages_without_a_time_are_the_oldest_and_equal_times_go_by_id() {
    for cache in caches().await {
        cache.save(CachedMessage::new(ROOM, 900, 4)).await.unwrap();
        for (id, seconds) in [(2, 5), (1, 5), (3, 4)] {
            cache.save(message(ROOM, id, seconds)).await.unwrap();
        }
        assert_eq!(ids(&*cache, 50, 0).await, [2, 1, 3, 900]);
    }
}

#[tokio::test]
async fn every_field_of_a_record_is_kept() {
    let content = Content::text("é @u")
        .mention_user(3..5, 5)
        .attach(Attachment::new("u", "f", "t"))
        .answering(Reference::to(1, 2));
    let mut reaction = Reaction::default();
    reaction.count = 2;
    let record = CachedMessage::new(i64::MAX, i64::MIN, -1)
        .clan(7)
        .topic(8)
        .at(u32::MAX)
        .content(&content)
        .reactions(&[reaction.clone()]);
    for cache in caches().await {
        cache.save(record.clone()).await.unwrap();
        let found = cache.message(record.channel_id, record.id).await.unwrap().unwrap();
        assert_eq!(found, record);
        assert_eq!(found.parse_content().as_text(), "é @u");
        assert_eq!(found.parse_mentions().unwrap(), [Mention::user(5, "@u", Span::new(2, 4))]);
        assert_eq!(found.parse_attachments().unwrap(), content.attachments);
        assert_eq!(found.parse_references().unwrap(), content.references);
        assert_eq!(found.parse_reactions().unwrap(), [reaction.clone()]);
    }
    let json = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<CachedMessage>(&json).unwrap(), record);
}

#[test]
fn lists_of_older_clients_are_read() {
    let mut record = CachedMessage::new(1, 2, 3);
    record.mentions = r#"{"mentions":[{"user_id":"5"}]}"#.to_owned();
    assert_eq!(record.parse_mentions().unwrap(), [Mention::user(5, "", Span::default())]);
    record.mentions = r#"[{"user_id":"5","e":1},"odd",{"user_id":{}}]"#.to_owned();
    assert_eq!(record.parse_mentions().unwrap(), [Mention::user(5, "", Span::new(0, 1))]);
    record.mentions = "{}".to_owned();
    assert_eq!(record.parse_mentions().unwrap(), []);
    record.mentions = "broken".to_owned();
    assert_eq!(record.parse_mentions().unwrap_err().kind(), ErrorKind::Decode);
}

#[test]
fn numbers_of_lists_are_read_in_every_form() {
    let mut record = CachedMessage::new(1, 2, 3);
    record.mentions =
        r#"[{"id":"77","user_id":"5","s":0,"e":1},{"id":null,"user_id":"6","s":-1,"e":2.0},{"id":78,"user_id":"7"}]"#
            .to_owned();
    let mentions = record.parse_mentions().unwrap();
    assert_eq!(mentions.iter().map(|mention| mention.id).collect::<Vec<_>>(), [77, 0, 78]);
    assert_eq!(mentions[1].span, Span::new(0, 2));
    record.attachments =
        r#"[{"url":"u","width":640.5,"height":-1,"size":"9"},{"url":"v","width":"1e99"}]"#
            .to_owned();
    let files = record.parse_attachments().unwrap();
    assert_eq!((files[0].width, files[0].height, files[0].size), (640, 0, 9));
    assert_eq!((files.len(), files[1].width), (2, 0));
    record.mentions = r#"[{"user_id":"5","s":"one"}]"#.to_owned();
    assert_eq!(record.parse_mentions().unwrap(), []);
}

#[tokio::test]
async fn a_closed_cache_says_so() {
    for cache in caches().await {
        cache.save(message(ROOM, 1, 1)).await.unwrap();
        cache.flush().await.unwrap();
        cache.close().await.unwrap();
        cache.close().await.unwrap();
        let closed = Some(ErrorKind::Closed);
        let kind = |err: chatwire_mezon::Error| err.kind();
        assert_eq!(cache.save(message(ROOM, 2, 2)).await.err().map(kind), closed);
        assert_eq!(cache.message(ROOM, 1.into()).await.err().map(kind), closed);
        assert_eq!(cache.messages(ROOM, 1, 0).await.err().map(kind), closed);
        assert_eq!(cache.count().await.err().map(kind), closed);
        assert_eq!(cache.flush().await.err().map(kind), closed);
        let refused = cache.offer(message(ROOM, 2, 2)).unwrap_err();
        assert_eq!(refused.id, MessageId::new(2));
    }
}

#[tokio::test]
async fn memory_is_bounded_by_channel_and_in_all() {
    let cache = MemoryCache::new().per_channel(2).total(3);
    for id in 1..=3 {
        cache.offer(message(ROOM, id, 1)).unwrap();
    }
    assert_eq!(ids(&cache, 9, 0).await, [3, 2]);
    for id in 1..=2 {
        cache.offer(message(OTHER, id, 1)).unwrap();
    }
    assert_eq!(cache.count().await.unwrap(), 3);
    assert_eq!(ids(&cache, 9, 0).await, [3], "the longest unused of all channels went");
}

#[tokio::test]
async fn what_was_touched_stays_and_saving_again_evicts_nothing() {
    let cache = MemoryCache::new().per_channel(2);
    for id in [1, 2, 2] {
        cache.save(message(ROOM, id, 1)).await.unwrap();
    }
    assert_eq!(ids(&cache, 9, 0).await, [2, 1]);
    assert!(cache.message(ROOM, 1.into()).await.unwrap().is_some());
    cache.save(message(ROOM, 3, 1)).await.unwrap();
    assert_eq!(ids(&cache, 9, 0).await, [3, 1]);
    assert!(format!("{cache:?}").contains("messages: 2"));
}

/// A step of a program.
#[derive(Clone, Debug)]
enum Step {
    Offer(i64, i64, u32),
    Save(i64, i64, u32),
    Edit(i64, i64),
    Delete(i64, i64),
    Clear(i64),
    Flush,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let offer = (2..5_i64, 0..8_i64, 0..4_u32).prop_map(|(c, i, t)| Step::Offer(c, i, t));
    let save = (2..5_i64, 0..8_i64, 0..4_u32).prop_map(|(c, i, t)| Step::Save(c, i, t));
    let edit = (2..5_i64, 0..8_i64).prop_map(|(c, i)| Step::Edit(c, i));
    let delete = (2..5_i64, 0..8_i64).prop_map(|(c, i)| Step::Delete(c, i));
    let clear = (2..5_i64).prop_map(Step::Clear);
    let step = prop_oneof![8 => offer, 2 => save, 3 => edit, 3 => delete, 1 => clear, 1 => Just(Step::Flush)];
    proptest::collection::vec(step, 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is queued, being written or in the file: all caches answer as a plain map would.
    #[test]
    fn caches_answer_like_a_map(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            for cache in caches().await {
                let mut map = std::collections::BTreeMap::new();
                for step in &steps {
                    match *step {
                        Step::Offer(channel, id, time) => {
                            cache.offer(message(channel.into(), id, time)).unwrap();
                            map.insert((channel, id), time);
                        }
                        Step::Save(channel, id, time) => {
                            cache.save(message(channel.into(), id, time)).await.unwrap();
                            map.insert((channel, id), time);
                        }
                        Step::Edit(channel, id) => {
                            // Queued by the call, whether anybody waits or not.
                            drop(cache.edit(message(channel.into(), id, 2)));
                            map.entry((channel, id)).or_insert(2);
                        }
                        Step::Delete(channel, id) => {
                            let was = cache.delete(channel.into(), id.into()).await.unwrap();
                            assert_eq!(was, map.remove(&(channel, id)).is_some());
                        }
                        Step::Clear(channel) => {
                            let cleared = cache.clear(channel.into()).await.unwrap();
                            let before = map.len();
                            map.retain(|(it, _), _| *it != channel);
                            assert_eq!(cleared, before - map.len());
                        }
                        Step::Flush => cache.flush().await.unwrap(),
                    }
                    let room: Vec<_> = map.iter().filter(|((it, _), _)| *it == 2).collect();
                    assert_eq!(cache.count().await.unwrap(), map.len());
                    assert_eq!(cache.count_in(ROOM).await.unwrap(), room.len());
                    let mut newest: Vec<_> = room.iter().map(|((_, id), time)| (**time, *id)).collect();
                    newest.sort_unstable_by(|a, b| b.cmp(a));
                    let newest: Vec<_> = newest.into_iter().map(|(_, id)| id).collect();
                    let page: Vec<_> = newest.iter().copied().skip(1).take(2).collect();
                    assert_eq!(ids(&*cache, 2, 1).await, page);
                    assert_eq!(ids(&*cache, 99, 0).await, newest);
                    let one = cache.message(ROOM, 3.into()).await.unwrap();
                    let time = one.map(|it| it.create_time_seconds.unwrap());
                    assert_eq!(time, map.get(&(2, 3)).copied());
                }
            }
        });
    }
}
