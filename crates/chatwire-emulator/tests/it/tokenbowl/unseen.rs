//! What nobody sends on purpose, as the real server answers it.

use chatwire_emulator::Emulator;
use chatwire_emulator::tokenbowl::Release;

use super::replay::Stage;

const PEOPLE: &str = r#"
    user alice member ~0001 01
    user bob member ~0002 02
    user root admin ~0003 03
    user vic viewer ~0004 04
    user carol member ~0005 05
"#;

const NEWEST: &str = r#"
    = register/duplicate-bot
    = register/flag-whole-float
    = register/unterminated-string
    = register/half-a-surrogate
    = messages/list-limit-float
    = messages/list-limit-too-large
    = messages/list-since-week
    = users/get-urn
    = conversations/create-null-ids
    = conversations/create-braced-id
    = bots/update-empty-emoji
    = admin/invite-no-stytch
    = admin/update-all-flags
    > alice PATCH /users/me/username {"username":"alicia"}
    = bots/me-after-rename
    > root DELETE /admin/users/~0001
    = bots/update-without-owner
"#;

const HEARTBEAT: &str = r#"
    user botty bot ~0006 06
    open alice
    open bob
    open root
    open vic
    open carol
    open botty
    ~ alice {"content":"one"}
    ~ bob {"content":"two","to_username":"alice"}
    = ws/message-dm-by-bot-unknown
    = ws/mark_direct_read-own
    = ws/get_messages-limit-text
    = ws/delete_message-refused-missing
    = ws/create_conversation-bad-id
    = ws/create_conversation-title-only
    = ws/update_conversation-text-for-ids
    > carol PATCH /users/me/username {"username":"caroline"}
    = ws/message-after-rename
"#;

#[tokio::test]
async fn release_2_0_1() {
    let mut stage = Stage::unseen(Emulator::start().await.unwrap(), "2.0.1");
    let tokenbowl = stage.emulator.tokenbowl();
    stage.run(PEOPLE).await;
    stage.run(r#"> alice POST /bots {"username":"botty"}"#).await;
    stage.names.learn("00000000-0000-4000-8000-000000000006", &tokenbowl.user("botty"));
    stage.names.learn(&"06".repeat(32), &tokenbowl.key("botty"));
    let message = tokenbowl.say("alice", "one");
    stage.names.learn("00000000-0000-4000-8000-000000000007", &message);
    stage.run(NEWEST).await;
    assert_eq!(stage.unplayed(&[]), Vec::<String>::new());
}

#[tokio::test]
async fn release_1_1_5() {
    let mut stage = Stage::unseen(Emulator::start().await.unwrap(), "1.1.5");
    stage.emulator.tokenbowl().release(Release::V1_1_5);
    stage.run(PEOPLE).await;
    stage.run(HEARTBEAT).await;
    assert_eq!(stage.unplayed(&[]), Vec::<String>::new());
}
