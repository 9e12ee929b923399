//! After a reconnect everything is joined once more, and once only.

use std::collections::BTreeMap;

use chatwire_emulator::{Fault, FaultRule, Platform};
use chatwire_mezon::ChannelType;
use chatwire_mezon::proto::realtime::envelope::Message;

use crate::{Stage, offline, online, text};

/// How often each clan and channel was joined since the last look.
fn joins(stage: &Stage) -> BTreeMap<i64, u32> {
    let mut counts = BTreeMap::new();
    for frame in stage.mezon.frames() {
        let id = match frame.message {
            Some(Message::ClanJoin(join)) => join.clan_id,
            Some(Message::ChannelJoin(join)) => join.channel_id,
            _ => continue,
        };
        *counts.entry(id).or_default() += 1;
    }
    stage.mezon.clear();
    counts
}

#[tokio::test]
async fn everything_is_joined_once_on_each_line() {
    let stage = Stage::new().await;
    let secret = stage.mezon.private_channel(stage.clans[0], "secret", &["ann"]);
    let other = stage.mezon.private_channel(stage.clans[1], "other", &["ann"]);
    for channel in [secret, other] {
        stage.mezon.add_bot_to_channel(channel);
    }
    let mut live = stage.live().await;
    let handle = live.handle();
    for (clan, channel) in stage.clans.into_iter().zip([secret, other]) {
        handle.join_channel(clan, channel, ChannelType::Channel, false).await.unwrap();
        handle.join_channel(clan, channel, ChannelType::Channel, false).await.unwrap();
    }
    handle.leave_channel(stage.clans[1], other, ChannelType::Channel, false).await.unwrap();
    assert!(online(&mut live).await.is_none());
    joins(&stage);
    let [team, guild] = stage.clans;
    for _ in 0..5 {
        stage.cut();
        offline(&mut live).await;
        assert!(online(&mut live).await.is_some());
        assert_eq!(joins(&stage), [(0, 1), (team, 1), (guild, 1), (secret, 1)].into());
        stage.mezon.say(secret, "ann", "psst");
        assert_eq!(text(&mut live).await, "psst");
    }
}

/// A line that breaks while it joins is none: the next one joins everything from the start.
#[tokio::test]
async fn a_line_that_breaks_while_it_joins() {
    let stage = Stage::new().await;
    let mut live = stage.live().await;
    assert!(online(&mut live).await.is_none());
    for after_frames in 0..4 {
        let cut = FaultRule::next(Fault::DropSocket { after_frames });
        stage.emu.fault_rule(Platform::Mezon, cut);
        stage.cut();
        // The line that was up, and the one that never was.
        offline(&mut live).await;
        offline(&mut live).await;
        joins(&stage);
        assert!(online(&mut live).await.is_some());
        let [team, guild] = stage.clans;
        assert_eq!(stage.mezon.joined(stage.bot), [(vec![0, team, guild], vec![])]);
        let most = joins(&stage).into_values().max().unwrap();
        assert!(most <= 2, "joined {most} times on two lines");
        stage.say(1, "heard once");
        assert_eq!(text(&mut live).await, "heard once");
    }
}
