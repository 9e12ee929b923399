//! Topics under messages, polls, and the quick menu of bots.

use chatwire_mezon_proto::realtime::envelope::Message as Push;
use chatwire_mezon_proto::{api, realtime};

use super::inside::code;
use crate::mezon::refusal::Refusal;
use crate::mezon::world::Caller;

/// Most answers of a poll.
const ANSWERS: std::ops::RangeInclusive<usize> = 2..=20;

impl Caller<'_> {
    pub(in crate::mezon) fn create_sd_topic(
        &mut self,
        asked: api::SdTopicRequest,
    ) -> Result<api::SdTopic, Refusal> {
        let channel = self.channel(asked.channel_id)?;
        let message = self.inner.state.message(asked.channel_id, asked.message_id)?.shown.clone();
        let topics = &self.inner.state.topics;
        if let Some(known) = topics.iter().find(|topic| topic.message_id == asked.message_id) {
            return Ok(known.clone());
        }
        let (id, now) = (self.new_id(), self.now());
        let topic = api::SdTopic {
            id,
            creator_id: self.user,
            message_id: asked.message_id,
            clan_id: channel.desc.clan_id,
            channel_id: asked.channel_id,
            status: 1,
            create_time_seconds: now,
            update_time_seconds: now,
            content: message.content.clone(),
            last_sent_message: None,
        };
        self.inner.state.topics.push(topic.clone());
        let event = realtime::SdTopicEvent {
            id,
            clan_id: topic.clan_id,
            channel_id: topic.channel_id,
            message_id: topic.message_id,
            user_id: self.user,
            last_sent_message: None,
            message: Some(api::ChannelMessage { code: code::TOPIC, topic_id: id, ..message }),
        };
        self.inner.hub.tell_others_in(&channel, self.user, Push::SdTopicEvent(event));
        Ok(topic)
    }

    pub(super) fn list_sd_topic(
        &mut self,
        asked: api::ListSdTopicRequest,
    ) -> Result<api::SdTopicList, Refusal> {
        self.inner.state.clan_of(self.user, asked.clan_id)?;
        let all = self.inner.state.topics.iter();
        let topics: Vec<api::SdTopic> =
            all.filter(|topic| topic.clan_id == asked.clan_id).cloned().collect();
        let count = i32::try_from(topics.len()).unwrap_or(i32::MAX);
        Ok(api::SdTopicList { count, topics })
    }

    pub(super) fn get_topic_detail(
        &mut self,
        asked: api::SdTopicDetailRequest,
    ) -> Result<api::SdTopic, Refusal> {
        let mut topics = self.inner.state.topics.iter();
        let topic = topics.find(|topic| topic.id == asked.topic_id).cloned();
        topic.ok_or_else(|| Refusal::not_found("topic"))
    }

    pub(super) fn delete_sd_topic(
        &mut self,
        asked: api::DeleteSdTopicRequest,
    ) -> Result<(), Refusal> {
        let topics = &mut self.inner.state.topics;
        let count = topics.len();
        topics.retain(|topic| topic.id != asked.id);
        if topics.len() == count { Err(Refusal::not_found("topic")) } else { Ok(()) }
    }

    pub(super) fn create_poll(
        &mut self,
        asked: api::CreatePollRequest,
    ) -> Result<api::CreatePollResponse, Refusal> {
        let channel = self.channel(asked.channel_id)?;
        if asked.question.is_empty() || !ANSWERS.contains(&asked.answers.len()) {
            return Err(Refusal::invalid("a poll needs a question and 2 to 20 answers"));
        }
        let poll_id = self.new_id();
        let message_id = self.note(&channel, code::POLL, &asked.question);
        let answers: Vec<api::PollAnswer> = (0..)
            .zip(asked.answers)
            .map(|(index, label)| api::PollAnswer { index, label })
            .collect();
        let hours = i64::from(asked.expire_hours);
        let poll = api::GetPollResponse {
            poll_id,
            message_id,
            question: asked.question,
            answer_counts: vec![0; answers.len()],
            answers,
            exp: i64::from(self.now()).saturating_add(hours.saturating_mul(3600)),
            is_closed: false,
            creator_id: self.user,
            r#type: asked.r#type,
            total_votes: 0,
            voter_details: Vec::new(),
        };
        self.inner.state.polls.push(poll.clone());
        Ok(api::CreatePollResponse {
            poll_id,
            message_id,
            question: poll.question,
            answers: poll.answers,
            answer_counts: poll.answer_counts,
            exp: poll.exp,
            is_closed: poll.is_closed,
            creator_id: poll.creator_id,
            r#type: poll.r#type,
            total_votes: poll.total_votes,
        })
    }

    /// A poll by its own id or by that of its message.
    fn poll(&mut self, id: i64, message: i64) -> Result<&mut api::GetPollResponse, Refusal> {
        let mut polls = self.inner.state.polls.iter_mut();
        let found = polls.find(|poll| {
            (id != 0 && poll.poll_id == id) || (message != 0 && poll.message_id == message)
        });
        found.ok_or_else(|| Refusal::not_found("poll"))
    }

    pub(super) fn vote_poll(
        &mut self,
        asked: api::VotePollRequest,
    ) -> Result<api::VotePollResponse, Refusal> {
        let user = self.user;
        let poll = self.poll(asked.poll_id, asked.message_id)?;
        if poll.is_closed {
            return Err(Refusal::new(9, "poll is closed"));
        }
        let known = |index: &i32| poll.answers.iter().any(|answer| answer.index == *index);
        let single = poll.r#type == i32::from(api::PollType::Single);
        if !asked.answer_indices.iter().all(known) || (single && asked.answer_indices.len() > 1) {
            return Err(Refusal::invalid("no such answer"));
        }
        for voted in &mut poll.voter_details {
            voted.user_ids.retain(|id| *id != user);
        }
        for index in &asked.answer_indices {
            match poll.voter_details.iter_mut().find(|each| each.answer_index == *index) {
                Some(voted) => voted.user_ids.push(user),
                None => poll
                    .voter_details
                    .push(api::PollVoterDetail { answer_index: *index, user_ids: vec![user] }),
            }
        }
        let votes = |index: i32| {
            let voted = poll.voter_details.iter().find(|each| each.answer_index == index);
            voted.map_or(0, |voted| i32::try_from(voted.user_ids.len()).unwrap_or(i32::MAX))
        };
        poll.answer_counts = poll.answers.iter().map(|answer| votes(answer.index)).collect();
        poll.total_votes = poll.answer_counts.iter().sum();
        Ok(api::VotePollResponse { my_answer_indices: asked.answer_indices })
    }

    pub(super) fn close_poll(&mut self, asked: api::ClosePollRequest) -> Result<(), Refusal> {
        let user = self.user;
        let poll = self.poll(asked.poll_id, asked.message_id)?;
        if poll.creator_id != user {
            return Err(Refusal::denied());
        }
        poll.is_closed = true;
        Ok(())
    }

    pub(super) fn get_poll(
        &mut self,
        asked: api::GetPollRequest,
    ) -> Result<api::GetPollResponse, Refusal> {
        self.poll(asked.poll_id, asked.message_id).cloned()
    }

    pub(in crate::mezon) fn add_quick_menu_access(
        &mut self,
        mut menu: api::QuickMenuAccess,
    ) -> Result<(), Refusal> {
        let state = &mut self.inner.state;
        if menu.bot_id == 0 {
            menu.bot_id = self.user;
        }
        if menu.bot_id != self.user {
            return Err(Refusal::denied());
        }
        if menu.id == 0 {
            menu.id = state.id(&self.shared.world.clock);
        }
        if state.menus.iter().any(|known| known.id == menu.id) {
            return Err(Refusal::exists("quick menu"));
        }
        state.menus.push(menu);
        Ok(())
    }

    pub(super) fn update_quick_menu_access(
        &mut self,
        menu: api::QuickMenuAccess,
    ) -> Result<(), Refusal> {
        let mut menus = self.inner.state.menus.iter_mut();
        let known = menus.find(|known| known.id == menu.id && known.bot_id == self.user);
        *known.ok_or_else(|| Refusal::not_found("quick menu"))? =
            api::QuickMenuAccess { bot_id: self.user, ..menu };
        Ok(())
    }

    /// Takes away what has the id, the bot and the name that are named; one of the three must be.
    pub(super) fn delete_quick_menu_access(
        &mut self,
        asked: api::QuickMenuAccess,
    ) -> Result<(), Refusal> {
        if asked.id == 0 && asked.bot_id == 0 && asked.menu_name.is_empty() {
            return Err(Refusal::invalid("an id or a bot id is required"));
        }
        let me = self.user;
        self.inner.state.menus.retain(|menu| {
            menu.bot_id != me
                || (asked.id != 0 && menu.id != asked.id)
                || (asked.bot_id != 0 && menu.bot_id != asked.bot_id)
                || (!asked.menu_name.is_empty() && menu.menu_name != asked.menu_name)
        });
        Ok(())
    }

    pub(super) fn list_quick_menu_access(
        &mut self,
        asked: api::ListQuickMenuAccessRequest,
    ) -> Result<api::QuickMenuAccessList, Refusal> {
        let wanted = self.inner.state.menus.iter().filter(|menu| {
            (asked.bot_id == 0 || menu.bot_id == asked.bot_id)
                && (asked.channel_id == 0 || [0, asked.channel_id].contains(&menu.channel_id))
                && (asked.menu_type == 0 || menu.menu_type == asked.menu_type)
        });
        Ok(api::QuickMenuAccessList { list_menus: wanted.cloned().collect() })
    }
}
