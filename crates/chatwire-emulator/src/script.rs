//! The file form of a scenario: who is there, what they say and when, and what goes wrong.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::chatluck::Chatluck;
use crate::kick::Kick;
use crate::mezon::Mezon;
use crate::tokenbowl::{Release, Role, TokenBowl};
use crate::{Emulator, EmulatorError, FaultRule, Platform};

/// A scenario, read from JSON. Every field may be left out; an unknown one is an error.
///
/// ```
/// use chatwire_emulator::{Emulator, Script};
///
/// # fn main() -> Result<(), chatwire_emulator::EmulatorError> {
/// let script = Script::from_json(r#"{"chatluck": {"users": ["alice"]}, "fluidtalk": {"tokens": 3}}"#)?;
/// let emulator = Emulator::builder().script(script).start_blocking()?;
/// assert_eq!(emulator.fluidtalk().tokens(), 3);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Script {
    /// Credentials to accept instead of the defaults, by platform.
    pub credentials: BTreeMap<Platform, Vec<String>>,
    /// People, channels and lines of Chatluck.
    pub chatluck: ChatluckScript,
    /// Persona, balances and follow-ups of FluidTalk.
    pub fluidtalk: FluidTalkScript,
    /// People and lines of Token Bowl.
    pub tokenbowl: TokenBowlScript,
    /// Streams and lines of Kick.
    pub kick: KickScript,
    /// Clans and lines of Mezon.
    pub mezon: MezonScript,
    /// What goes wrong, by platform.
    pub faults: BTreeMap<Platform, Vec<FaultRule>>,
}

/// The Chatluck part of a script.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ChatluckScript {
    /// Names of people, created in this order.
    pub users: Vec<String>,
    /// Names of public channels, created in this order.
    pub channels: Vec<String>,
    /// Lines that are said one after another once the emulator runs.
    pub messages: Vec<ScriptedMessage>,
    /// Loopback address that gets webhooks.
    pub webhook: Option<String>,
    /// Answers 429 above ten requests in a second.
    pub enforce_rate_limit: bool,
}

/// One line of a scripted conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScriptedMessage {
    /// Milliseconds after the line before it.
    #[serde(default)]
    pub after_ms: u64,
    /// Channel, created when there is none of that name.
    pub channel: String,
    /// Who says it, created when there is none of that name.
    pub user: String,
    /// What is said.
    pub text: String,
}

/// The FluidTalk part of a script.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct FluidTalkScript {
    /// New conversations that the handshake API opens.
    pub tokens: Option<u64>,
    /// Texts that the characters API writes.
    pub credits: Option<u64>,
    /// Fixed answers; the first that fits wins, without one the default persona speaks.
    pub replies: Vec<ScriptedReply>,
    /// Photos that go with answers.
    pub photos: Vec<ScriptedPhoto>,
    /// Follow-ups that wait from the start.
    pub follow_ups: Vec<ScriptedFollowUp>,
}

/// A fixed answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScriptedReply {
    /// Phrase that the text contains, letter case ignored.
    pub when: String,
    /// Bubbles; none means silence.
    pub say: Vec<String>,
}

/// A photo that goes with an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScriptedPhoto {
    /// Phrase that the text contains, letter case ignored.
    pub when: String,
    /// Address of the photo.
    pub url: String,
}

/// A follow-up of the characters API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScriptedFollowUp {
    /// Platform of the lead.
    pub platform: String,
    /// Lead's handle.
    pub handle: String,
    /// What to send.
    pub message: String,
}

/// The Token Bowl part of a script.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct TokenBowlScript {
    /// Release of the server, as `"1.1.5"`.
    pub release: Release,
    /// People, created in this order.
    pub users: Vec<ScriptedUser>,
    /// Lines that are said one after another once the emulator runs.
    pub messages: Vec<ScriptedLine>,
    /// Lets sign-in by mail and invitations work.
    pub magic_links: bool,
}

/// The Kick part of a script.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct KickScript {
    /// Streamers who are live, started in this order.
    pub live: Vec<String>,
    /// Lines that are said one after another once the emulator runs.
    pub messages: Vec<ScriptedChat>,
    /// Loopback address that gets the first app's webhooks of those streamers, all ten types.
    pub webhook: Option<String>,
}

/// The Mezon part of a script.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct MezonScript {
    /// Names of text channels by the names of their clans, made in this order.
    pub clans: BTreeMap<String, Vec<String>>,
    /// Lines that are said one after another once the emulator runs.
    pub messages: Vec<ScriptedPost>,
}

/// One line in a channel of Mezon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScriptedPost {
    /// Milliseconds after the line before it.
    #[serde(default)]
    pub after_ms: u64,
    /// Name of the clan, made when there is none of that name.
    pub clan: String,
    /// Name of the channel, made when there is none of that name.
    pub channel: String,
    /// Who says it, created when there is nobody of that name.
    pub user: String,
    /// What is said.
    pub text: String,
}

/// One line in a streamer's chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScriptedChat {
    /// Milliseconds after the line before it.
    #[serde(default)]
    pub after_ms: u64,
    /// Whose chat, created when there is nobody of that name.
    pub streamer: String,
    /// Who says it, created when there is nobody of that name.
    pub user: String,
    /// What is said.
    pub text: String,
}

/// A user of Token Bowl.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScriptedUser {
    /// Name.
    pub name: String,
    /// Role; a member when it is left out.
    #[serde(default)]
    pub role: Role,
}

/// One line in Token Bowl.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScriptedLine {
    /// Milliseconds after the line before it.
    #[serde(default)]
    pub after_ms: u64,
    /// Who says it, created when there is none of that name.
    pub user: String,
    /// To whom; to the room when it is left out.
    #[serde(default)]
    pub to: Option<String>,
    /// What is said.
    pub text: String,
}

impl Script {
    /// Reads a script from its JSON text.
    ///
    /// # Errors
    /// [`EmulatorError::Script`] for what is no JSON or has an unknown field.
    pub fn from_json(text: &str) -> Result<Self, EmulatorError> {
        serde_json::from_str(text).map_err(EmulatorError::Script)
    }

    /// Reads a script file.
    ///
    /// # Errors
    /// [`EmulatorError::ScriptFile`] when it cannot be read, else as [`from_json`](Self::from_json).
    pub fn read(path: impl AsRef<Path>) -> Result<Self, EmulatorError> {
        let path = path.as_ref();
        let failed = |source| EmulatorError::ScriptFile { path: path.to_owned(), source };
        Self::from_json(&std::fs::read_to_string(path).map_err(failed)?)
    }

    pub(crate) fn credentials(&self) -> Vec<(Platform, String)> {
        let of_one = |(platform, values): (&Platform, &Vec<String>)| -> Vec<_> {
            values.iter().map(|value| (*platform, value.clone())).collect()
        };
        self.credentials.iter().flat_map(of_one).collect()
    }

    /// Everything that holds from the first request on.
    pub(crate) fn set_up(&self, emulator: &Emulator) -> Result<(), EmulatorError> {
        let chatluck = emulator.chatluck();
        for name in &self.chatluck.users {
            chatluck.user(name);
        }
        for name in &self.chatluck.channels {
            chatluck.channel(name);
        }
        if let Some(url) = &self.chatluck.webhook {
            chatluck.webhook_to(url)?;
        }
        chatluck.enforce_rate_limit(self.chatluck.enforce_rate_limit);
        let fluidtalk = emulator.fluidtalk();
        if let Some(tokens) = self.fluidtalk.tokens {
            fluidtalk.set_tokens(tokens);
        }
        if let Some(credits) = self.fluidtalk.credits {
            fluidtalk.set_credits(credits);
        }
        for reply in &self.fluidtalk.replies {
            fluidtalk.reply_when(&reply.when, reply.say.clone());
        }
        for photo in &self.fluidtalk.photos {
            fluidtalk.photo_when(&photo.when, &photo.url);
        }
        for waiting in &self.fluidtalk.follow_ups {
            fluidtalk.queue_follow_up(&waiting.platform, &waiting.handle, &waiting.message);
        }
        let tokenbowl = emulator.tokenbowl();
        tokenbowl.release(self.tokenbowl.release);
        tokenbowl.magic_links(self.tokenbowl.magic_links);
        for user in &self.tokenbowl.users {
            tokenbowl.user_with_role(&user.name, user.role);
        }
        let kick = emulator.kick();
        if let Some(url) = &self.kick.webhook {
            kick.webhook_to(url)?;
        }
        for streamer in &self.kick.live {
            if self.kick.webhook.is_some() {
                kick.subscribe_events(streamer, &[]);
            }
            kick.go_live(streamer, &format!("{streamer} is live"));
        }
        let mezon = emulator.mezon();
        for (clan, channels) in &self.mezon.clans {
            let clan = mezon.clan(clan);
            for channel in channels {
                mezon.channel(clan, channel);
            }
        }
        for (platform, rules) in &self.faults {
            for rule in rules {
                emulator.fault_rule(*platform, rule.clone());
            }
        }
        Ok(())
    }

    /// Says the lines at their times, those of one platform beside those of the others.
    pub(crate) async fn play(
        self,
        chatluck: Chatluck,
        tokenbowl: TokenBowl,
        kick: Kick,
        mezon: Mezon,
    ) {
        let in_chatluck = async {
            for line in self.chatluck.messages {
                pause(line.after_ms).await;
                chatluck.say(&line.channel, &line.user, &line.text);
            }
        };
        let in_tokenbowl = async {
            for line in self.tokenbowl.messages {
                pause(line.after_ms).await;
                match line.to {
                    Some(to) => tokenbowl.dm(&line.user, &to, &line.text),
                    None => tokenbowl.say(&line.user, &line.text),
                };
            }
        };
        let in_kick = async {
            for line in self.kick.messages {
                pause(line.after_ms).await;
                kick.say(&line.streamer, &line.user, &line.text);
            }
        };
        let in_mezon = async {
            for line in self.mezon.messages {
                pause(line.after_ms).await;
                let channel = mezon.channel(mezon.clan(&line.clan), &line.channel);
                mezon.say(channel, &line.user, &line.text);
            }
        };
        tokio::join!(in_chatluck, in_tokenbowl, in_kick, in_mezon);
    }
}

async fn pause(millis: u64) {
    if millis > 0 {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}
