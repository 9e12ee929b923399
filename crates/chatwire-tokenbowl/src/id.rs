//! Ids of messages, users and conversations: UUIDs as text.

chatwire_core::id_type! {
    /// Id of a message.
    pub struct MessageId;
    /// Id of a user or a bot; empty where the sender was deleted.
    pub struct UserId;
    /// Id of a conversation.
    pub struct ConversationId;
}
