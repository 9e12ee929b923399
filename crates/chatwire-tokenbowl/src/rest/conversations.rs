//! Conversations: named lists of messages. Servers from 1.0.0 on.

use chatwire_core::de::ListAt;
use chatwire_core::{Error, Items, Page, Paged, Pages, Request, RetryClass, awaitable};
use http::Method;
use serde::Serialize;

use super::list::ListCall;
use crate::limits::{Checks, MAX_CONVERSATIONS};
use crate::{Client, Conversation, ConversationId, MessageId};

impl Client {
    /// Makes a conversation; every role may. Retried only while nothing was sent.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a title that does not have
    /// 1 to 200 characters, and for an empty description; [`Rejected`](crate::ErrorKind::Rejected) for the id of a
    /// message that is no UUID, [`NotFound`](crate::ErrorKind::NotFound) for an unknown one. The conversation may be
    /// there after a [lost answer](Client#errors-of-every-call).
    #[doc(alias = "CreateConversationRequest")]
    pub fn create_conversation(&self) -> CreateConversation {
        CreateConversation { client: self.clone(), body: CreateBody::default() }
    }

    /// Conversations of this user, the newest first; for viewers, those of everybody.
    ///
    /// Awaiting gives one page, [`items`](GetConversations::items) all of them as a stream.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a
    /// [limit](GetConversations::limit) that is not 1 to 100.
    pub fn get_conversations(&self) -> GetConversations {
        let (name, at) = ("tokenbowl.get_conversations", ListAt::Field("conversations"));
        let mut list = ListCall::new(self, name, "/conversations", at);
        list.limit = MAX_CONVERSATIONS;
        GetConversations { list }
    }

    /// One conversation: who made it, and viewers.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Forbidden`](crate::ErrorKind::Forbidden) for the conversation of
    /// somebody else, [`NotFound`](crate::ErrorKind::NotFound) for an unknown one.
    pub fn get_conversation(&self, id: impl Into<ConversationId>) -> Request<Conversation> {
        self.call(Method::GET, "tokenbowl.get_conversation", "/conversations/{conversation_id}")
            .segment(id.into().as_str())
            .json_reply()
    }

    /// Changes a conversation: who made it, not even administrators. What is not set stays.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a title that does not have
    /// 1 to 200 characters, for an empty description, and when nothing is set, which the server answers with a 500;
    /// [`Forbidden`](crate::ErrorKind::Forbidden) for the conversation of somebody else;
    /// [`NotFound`](crate::ErrorKind::NotFound) for an unknown conversation or message.
    #[doc(alias = "UpdateConversationRequest")]
    pub fn update_conversation(&self, id: impl Into<ConversationId>) -> UpdateConversation {
        UpdateConversation { client: self.clone(), id: id.into(), body: UpdateBody::default() }
    }

    /// Deletes a conversation, not its messages: who made it.
    ///
    /// Retried after a lost answer.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Forbidden`](crate::ErrorKind::Forbidden) for the conversation of
    /// somebody else; [`NotFound`](crate::ErrorKind::NotFound) for an unknown one, or because the first attempt worked.
    pub fn delete_conversation(&self, id: impl Into<ConversationId>) -> Request<()> {
        let path = "/conversations/{conversation_id}";
        self.call(Method::DELETE, "tokenbowl.delete_conversation", path)
            .segment(id.into().as_str())
            .class(RetryClass::Idempotent)
            .decode(|_| Ok(()))
    }
}

/// Makes a conversation; see [`Client::create_conversation`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct CreateConversation {
    client: Client,
    body: CreateBody,
}

#[derive(Clone, Debug, Default, Serialize)]
struct CreateBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    message_ids: Vec<MessageId>,
}

impl CreateConversation {
    /// Title, 1 to 200 characters.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.body.title = Some(title.into());
        self
    }

    /// Description, not empty.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.body.description = Some(text.into());
        self
    }

    /// Adds messages.
    pub fn message_ids<I: Into<MessageId>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.body.message_ids.extend(ids.into_iter().map(Into::into));
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Conversation> {
        let Self { client, body } = self;
        let checks =
            Checks::new().title(body.title.as_ref()).description(body.description.as_ref());
        client
            .call(Method::POST, "tokenbowl.create_conversation", "/conversations")
            .class(RetryClass::ConnectOnly)
            .check(checks.done())
            .json(&body)
            .json_reply()
    }
}

/// Changes a conversation; see [`Client::update_conversation`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct UpdateConversation {
    client: Client,
    id: ConversationId,
    body: UpdateBody,
}

#[derive(Clone, Debug, Default, Serialize)]
struct UpdateBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_ids: Option<Vec<MessageId>>,
}

impl UpdateConversation {
    /// New title, 1 to 200 characters.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.body.title = Some(title.into());
        self
    }

    /// New description, not empty.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.body.description = Some(text.into());
        self
    }

    /// Replaces the list of messages; an empty one removes all.
    pub fn message_ids<I: Into<MessageId>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.body.message_ids = Some(ids.into_iter().map(Into::into).collect());
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Conversation> {
        let Self { client, id, body } = self;
        let checks =
            Checks::new().title(body.title.as_ref()).description(body.description.as_ref());
        let path = "/conversations/{conversation_id}";
        let call = client
            .call(Method::PATCH, "tokenbowl.update_conversation", path)
            .segment(id.as_str())
            .class(RetryClass::Idempotent)
            .check(checks.done());
        let call = match body {
            UpdateBody { title: None, description: None, message_ids: None } => {
                call.fail(Error::input("nothing is set that could be changed"))
            }
            _ => call,
        };
        call.json(&body).json_reply()
    }
}

/// Lists conversations; see [`Client::get_conversations`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct GetConversations {
    list: ListCall<Conversation>,
}

impl GetConversations {
    /// Conversations of a page, 1 to 100 (100).
    pub fn limit(mut self, count: u32) -> Self {
        let checked = Checks::new().range("limit", count, 1, MAX_CONVERSATIONS).done();
        self.list.limit = count;
        self.list.failure = checked.err();
        self
    }

    /// Conversations to skip (0).
    pub fn offset(mut self, count: u64) -> Self {
        self.list.offset = count;
        self
    }

    /// The first page as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Page<Conversation>> {
        self.list.request()
    }

    /// The whole list, with limits of its own.
    pub fn paged(self) -> Paged<Conversation> {
        self.list.paged()
    }

    /// Stream of all conversations.
    pub fn items(self) -> Items<Conversation> {
        self.paged().items()
    }

    /// Stream of all pages.
    pub fn pages(self) -> Pages<Conversation> {
        self.paged().pages()
    }
}

awaitable!(
    CreateConversation => Conversation,
    UpdateConversation => Conversation,
    GetConversations => Page<Conversation>,
);
