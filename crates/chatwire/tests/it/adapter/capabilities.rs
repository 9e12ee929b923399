//! What adapters say that they can is what they can: each capability is tried, and looked for in the emulator's world.

use chatwire::adapter::{Chatluck, Kick, Mezon, TokenBowl};
use chatwire::{
    Attachment, Capabilities, ErrorKind, Event, LengthUnit, Mention, MessageId, Outgoing, Platform,
    Room,
};
use chatwire_emulator::tokenbowl::Role;
use chatwire_emulator::{Emulator, Platform as Emulated, chatluck, kick, mezon, tokenbowl};
use serde_json::Value;

use super::Heard;

const PICTURE: &str = "https://example.org/a.png";

/// A message as a platform's server has it.
#[derive(Debug, Default)]
struct Stored {
    id: String,
    text: String,
    answers: Option<String>,
    files: Vec<String>,
    mentioned: Vec<String>,
    emojis: Vec<String>,
}

/// The server's side of a room.
trait World {
    /// Alice writes.
    fn say(&self, text: &str) -> String;
    /// What the server has, oldest first.
    fn stored(&self) -> Vec<Stored>;
    /// Id of alice.
    fn alice(&self) -> String;
}

fn text(message: &Value, field: &str) -> String {
    message[field].as_str().unwrap_or_default().to_owned()
}

impl World for chatluck::Chatluck {
    fn say(&self, text: &str) -> String {
        self.say("general", "alice", text)
    }

    fn stored(&self) -> Vec<Stored> {
        let stored = |message: &Value| Stored {
            id: text(message, "id"),
            text: text(message, "content"),
            files: serde_json::from_value(message["attachments"].clone()).unwrap_or_default(),
            ..Stored::default()
        };
        self.messages("general").iter().map(stored).collect()
    }

    fn alice(&self) -> String {
        self.user("alice")
    }
}

impl World for kick::Kick {
    fn say(&self, text: &str) -> String {
        self.say("streamer", "alice", text)
    }

    fn stored(&self) -> Vec<Stored> {
        let stored = |message: &Value| Stored {
            id: text(message, "id"),
            text: text(message, "content"),
            answers: message["reply_to"].as_str().map(str::to_owned),
            ..Stored::default()
        };
        self.messages("streamer").iter().map(stored).collect()
    }

    fn alice(&self) -> String {
        self.user("alice").to_string()
    }
}

impl World for tokenbowl::TokenBowl {
    fn say(&self, text: &str) -> String {
        self.say("alice", text)
    }

    fn stored(&self) -> Vec<Stored> {
        let stored = |message: &Value| Stored {
            id: text(message, "id"),
            text: text(message, "content"),
            ..Stored::default()
        };
        self.messages().iter().map(stored).collect()
    }

    fn alice(&self) -> String {
        self.user("alice")
    }
}

/// A channel of Mezon.
struct Channel(mezon::Mezon, i64);

impl World for Channel {
    fn say(&self, text: &str) -> String {
        self.0.say(self.1, "alice", text).to_string()
    }

    fn stored(&self) -> Vec<Stored> {
        let stored = |raw| {
            let message = chatwire::mezon::Message::from(raw);
            let reactions = self.0.reactions(self.1, message.id().get());
            Stored {
                id: message.id().to_string(),
                text: message.text().to_owned(),
                answers: message.references().first().map(|it| it.message_ref_id.to_string()),
                files: message.attachments().iter().map(|file| file.url.clone()).collect(),
                mentioned: message.mentions().iter().map(|it| it.user_id.to_string()).collect(),
                emojis: reactions.into_iter().map(|reaction| reaction.emoji).collect(),
            }
        };
        self.0.messages(self.1).into_iter().map(stored).collect()
    }

    fn alice(&self) -> String {
        self.0.user("alice").to_string()
    }
}

/// An adapter, a room of it, the server's side of that room, and the adapter of somebody else who looks on.
struct Stage {
    platform: Box<dyn Platform>,
    room: Room,
    world: Box<dyn World>,
    witness: Box<dyn Platform>,
    _emulator: Emulator,
}

impl Stage {
    fn find(&self, id: &MessageId) -> Option<Stored> {
        self.world.stored().into_iter().find(|message| message.id == id.as_str())
    }

    /// Sends, and gives what the server has of it.
    async fn sent(&self, message: Outgoing) -> (MessageId, Stored) {
        let id = self.platform.send(&self.room, message).await.unwrap();
        let stored = self.find(&id).unwrap();
        (id, stored)
    }
}

async fn chatluck() -> Stage {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.chatluck();
    let room = Room::chatluck(world.channel("general"));
    let client = chatwire::chatluck::Client::builder(world.key());
    let client = client.base_url(emulator.url(Emulated::Chatluck)).unwrap().no_rate_limit();
    let platform = Chatluck::polling(client.build().unwrap(), [room.id.as_str()]);
    let platform = platform.every(std::time::Duration::from_millis(5));
    let witness = Box::new(platform.clone());
    Stage {
        platform: Box::new(platform),
        room,
        world: Box::new(world),
        witness,
        _emulator: emulator,
    }
}

async fn kick() -> Stage {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.kick();
    let room = Room::kick(world.user("streamer"));
    world.moderator("streamer", "bot");
    let adapter = |user: &str| {
        let client = chatwire::kick::Client::builder().token(world.token(user));
        let client = client.base_url(emulator.url(Emulated::Kick)).unwrap().build().unwrap();
        Box::new(Kick::new(client, ["streamer"]))
    };
    let (platform, witness) = (adapter("bot"), adapter("witness"));
    Stage { platform, room, world: Box::new(world), witness, _emulator: emulator }
}

async fn bowl(is_administrator: bool) -> Stage {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.tokenbowl();
    let adapter = |user: &str| {
        let client = chatwire::tokenbowl::Client::builder(world.key(user));
        let client = client.base_url(emulator.url(Emulated::TokenBowl)).unwrap().build().unwrap();
        TokenBowl::new(client)
    };
    if is_administrator {
        world.user_with_role("bot", Role::Admin);
    }
    let (bot, witness) = (adapter("bot"), adapter("witness"));
    let platform = Box::new(if is_administrator { bot.administrator() } else { bot });
    let (room, witness) = (Room::tokenbowl(), Box::new(witness));
    Stage { platform, room, world: Box::new(world), witness, _emulator: emulator }
}

async fn mezon() -> Stage {
    let emulator = Emulator::start().await.unwrap();
    let world = emulator.mezon();
    let clan = world.clan("team");
    let talk = world.channel(clan, "talk");
    world.emoji(clan, ":heart:");
    let adapter = |(bot, key): (i64, String)| {
        let client = chatwire::mezon::Client::builder(bot, key);
        let client = client.base_url(emulator.url(Emulated::Mezon)).unwrap().no_rate_limit();
        Box::new(Mezon::new(client.build().unwrap()))
    };
    let (platform, witness) = (adapter(world.bot()), adapter(world.add_bot("witness")));
    world.add_to_clan(clan, "witness");
    let world = Box::new(Channel(world, talk));
    Stage { platform, room: Room::mezon(talk), world, witness, _emulator: emulator }
}

#[tokio::test]
async fn capabilities_are_real() {
    let stages = [
        (chatluck().await, "attachments history"),
        (kick().await, "reply delete"),
        (bowl(false).await, "typing history"),
        (bowl(true).await, "edit delete typing history"),
        (mezon().await, "reply attachments mentions edit delete typing react history"),
    ];
    for (stage, announced) in stages {
        let can = stage.platform.capabilities();
        assert_eq!(names(can), announced, "{}", stage.platform.name());
        // Typing is told by the session where there is one.
        let _session = Heard::online(&*stage.platform).await;
        write(&stage, can).await;
        change(&stage, can).await;
        show(&stage, can).await;
        look_back(&stage, can).await;
        lengths(&stage, can).await;
        strangers(&stage, can).await;
    }
}

fn names(can: Capabilities) -> String {
    let all = [
        (can.reply, "reply"),
        (can.attachments, "attachments"),
        (can.mentions, "mentions"),
        (can.edit, "edit"),
        (can.delete, "delete"),
        (can.typing, "typing"),
        (can.react, "react"),
        (can.history, "history"),
    ];
    all.iter().filter(|(can, _)| *can).map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
}

/// The answer to what was not announced.
fn is_unsupported<T>(stage: &Stage, answer: chatwire::Result<T>) -> bool {
    answer.err().is_some_and(|error| {
        error.kind() == ErrorKind::Unsupported && error.platform() == stage.platform.name()
    })
}

/// Answers, files and mentions; without them, the text says what there is to say.
async fn write(stage: &Stage, can: Capabilities) {
    let asked = stage.world.say("question");
    let (_, answer) = stage.sent(Outgoing::text("answer").reply_to(asked.as_str())).await;
    assert_eq!(answer.answers, can.reply.then_some(asked), "{stage:?}");
    assert_eq!(answer.text, "answer");

    let picture = Outgoing::text("look").attach(Attachment::new(PICTURE));
    let (_, look) = stage.sent(picture).await;
    assert_eq!(look.files, if can.attachments { vec![PICTURE] } else { vec![] }, "{stage:?}");
    assert_eq!(look.text.contains(PICTURE), !can.attachments, "{stage:?}");

    let alice = stage.world.alice();
    let (_, named) = stage.sent(Outgoing::text("hi").mention(Mention::new(&alice, "alice"))).await;
    assert_eq!(named.text, "@alice hi");
    assert_eq!(named.mentioned, if can.mentions { vec![alice] } else { vec![] }, "{stage:?}");
}

async fn change(stage: &Stage, can: Capabilities) {
    let (id, _) = stage.sent("first".into()).await;
    let edited = stage.platform.edit(&stage.room, &id, "second".into()).await;
    let now = stage.find(&id).unwrap().text;
    if can.edit {
        edited.unwrap();
        assert_eq!(now, "second", "{stage:?}");
    } else {
        assert!(is_unsupported(stage, edited), "{stage:?}");
        assert_eq!(now, "first");
    }
    let deleted = stage.platform.delete(&stage.room, &id).await;
    if can.delete {
        deleted.unwrap();
        assert!(stage.find(&id).is_none(), "{stage:?}");
    } else {
        assert!(is_unsupported(stage, deleted), "{stage:?}");
        assert!(stage.find(&id).is_some());
    }
}

async fn show(stage: &Stage, can: Capabilities) {
    let mut witness = Heard::online(&*stage.witness).await;
    let typing = stage.platform.typing(&stage.room).await;
    if can.typing {
        typing.unwrap();
        let seen = witness.first(|event| match event {
            Event::Typing(presence) if !presence.sender.is_self => Some(presence),
            _ => None,
        });
        let seen = seen.await;
        let name = seen.sender.display_name().to_lowercase();
        assert_eq!((&seen.room, name.as_str()), (&stage.room, "bot"), "{stage:?}");
    } else {
        assert!(is_unsupported(stage, typing), "{stage:?}");
    }
    let id = MessageId::from(stage.world.say("nice"));
    let reacted = stage.platform.react(&stage.room, &id, ":heart:").await;
    if can.react {
        reacted.unwrap();
        assert_eq!(stage.find(&id).unwrap().emojis, [":heart:"], "{stage:?}");
    } else {
        assert!(is_unsupported(stage, reacted), "{stage:?}");
    }
}

async fn look_back(stage: &Stage, can: Capabilities) {
    let (id, _) = stage.sent("mine".into()).await;
    let last = stage.world.say("last");
    let history = stage.platform.history(&stage.room, 2).await;
    if can.history {
        let found: Vec<_> =
            history.unwrap().into_iter().map(|it| (it.id, it.room, it.sender.is_self)).collect();
        let room = &stage.room;
        let expected = [(id, room.clone(), true), (last.into(), room.clone(), false)];
        assert_eq!(found, expected, "{stage:?}");
    } else {
        assert!(is_unsupported(stage, history), "{stage:?}");
    }
}

/// The longest text goes out as it is, and the next longer one does not.
async fn lengths(stage: &Stage, can: Capabilities) {
    let Some(most) = can.max_length else { return };
    // Characters that one of the units counts as one.
    let mut texts = vec!["a".repeat(most), "ä".repeat(most)];
    match can.length_unit {
        LengthUnit::Chars => texts.push("😀".repeat(most)),
        LengthUnit::JsonUtf16 => {
            texts.extend([
                "😀".repeat(most / 2),
                "\"\n\\".repeat(most / 6),
                "\u{1}".repeat(most / 6),
            ]);
        }
        other => unreachable!("{other:?}"),
    }
    for longest in texts {
        assert!(can.fits(&longest));
        let (_, stored) = stage.sent(Outgoing::text(&longest)).await;
        assert_eq!(stored.text, longest, "{stage:?}");
        let longer = longest + &"a".repeat(7);
        let before = stage.world.stored().len();
        let refused = stage.platform.send(&stage.room, Outgoing::text(&longer)).await.unwrap_err();
        assert!(!can.fits(&longer));
        assert_eq!((refused.kind(), refused.maybe_sent()), (ErrorKind::Input, false), "{stage:?}");
        assert_eq!(stage.world.stored().len(), before);
    }
    let report = "a \"line\" of a long report\n".repeat(most / 8);
    let pieces = can.split(&report);
    assert!(pieces.len() > 1);
    for piece in pieces {
        assert_eq!(stage.sent(Outgoing::text(piece)).await.1.text, piece, "{stage:?}");
    }
}

/// Nothing goes to a room of another platform.
async fn strangers(stage: &Stage, can: Capabilities) {
    let before = stage.world.stored().len();
    let id = MessageId::from(stage.world.say("here"));
    for room in [Room::new("irc", stage.room.id.as_str()), Room::new("irc", "#boats")] {
        let platform = &stage.platform;
        let mut answers = vec![platform.send(&room, "no".into()).await.err()];
        if can.edit {
            answers.push(platform.edit(&room, &id, "no".into()).await.err());
        }
        if can.delete {
            answers.push(platform.delete(&room, &id).await.err());
        }
        if can.typing {
            answers.push(platform.typing(&room).await.err());
        }
        if can.react {
            answers.push(platform.react(&room, &id, ":heart:").await.err());
        }
        if can.history {
            answers.push(platform.history(&room, 1).await.err());
        }
        for error in answers {
            let error = error.unwrap();
            let field = error.issues().first().map(|issue| issue.path.as_str());
            assert_eq!((error.kind(), field), (ErrorKind::Input, Some("room")));
            assert_eq!(error.platform(), platform.name());
        }
    }
    assert_eq!(stage.world.stored().len(), before + 1, "nothing but what alice said");
    assert_eq!(stage.find(&id).unwrap().text, "here");
}

impl std::fmt::Debug for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.platform.name())
    }
}
