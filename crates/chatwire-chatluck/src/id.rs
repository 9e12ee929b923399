//! Ids of messages, channels and users.

chatwire_core::id_type! {
    /// Id of a channel, such as `ch_123456`.
    pub struct ChannelId;
    /// Id of a message, such as `msg_1`.
    pub struct MessageId;
    /// Id of a user, such as `user_123456`.
    pub struct UserId;
}
