//! Ids of messages, channels and users.

chatwire_core::id_type! {
    /// Id of a channel, such as `ch_123456`.
    ///
    /// ```
    /// use chatwire_chatluck::ChannelId;
    ///
    /// let id = ChannelId::from("ch_123456");
    /// assert_eq!(serde_json::to_string(&id)?, "\"ch_123456\"");
    /// # Ok::<_, serde_json::Error>(())
    /// ```
    pub struct ChannelId;
    /// Id of a message, such as `msg_1`.
    ///
    /// ```
    /// use chatwire_chatluck::{Client, MessageId};
    ///
    /// # let client = Client::new("ck_0123456789")?;
    /// let last_seen = MessageId::from("msg_1"); // stored by an earlier run
    /// let wire = client.list_messages("ch_123456").after(last_seen).request().build()?;
    /// assert!(wire.uri().query().unwrap().contains("after=msg_1"));
    /// # Ok::<_, chatwire_chatluck::Error>(())
    /// ```
    pub struct MessageId;
    /// Id of a user, such as `user_123456`.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use chatwire_chatluck::UserId;
    ///
    /// let mut written: HashMap<UserId, u32> = HashMap::new();
    /// *written.entry(UserId::from("user_123456")).or_default() += 1;
    /// assert_eq!(written[&UserId::from("user_123456")], 1);
    /// ```
    pub struct UserId;
}
