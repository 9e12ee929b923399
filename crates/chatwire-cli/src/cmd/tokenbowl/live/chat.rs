//! `chatwire tokenbowl live chat`.

use std::io::IsTerminal as _;

use chatwire::tokenbowl::realtime::{Event, Handle, Realtime};
use chatwire::tokenbowl::{Message, MessageId};
use clap::Args;
use futures_util::{FutureExt as _, TryStreamExt as _};

use super::{Session, named, show};
use crate::cmd::chat::{Post, Prompt, Recent, Typed, Underway, post};
use crate::cmd::interrupted;
use crate::cmd::send::maybe_sent;
use crate::context::Context;
use crate::exit::{Exit, Failure, Result};
use crate::output::{Output, Text};

#[derive(Debug, Args)]
pub(crate) struct Chat {
    #[command(flatten)]
    session: Session,
    /// Do not tell others that you are typing.
    #[arg(long)]
    no_typing: bool,
}

/// What a line of the user says.
#[derive(Debug, PartialEq, Eq)]
enum Line {
    Nothing,
    Quit,
    Help,
    /// A person without a text.
    Incomplete,
    Say(Letter),
}

/// A message on its way.
#[derive(Debug, PartialEq, Eq)]
struct Letter {
    to: Option<String>,
    text: String,
}

impl Line {
    /// What is said is said as it was typed, with the spaces around it.
    fn read(line: &str) -> Self {
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        match line.trim() {
            "" => Self::Nothing,
            "/quit" | "/exit" | "/q" => Self::Quit,
            "/help" => Self::Help,
            _ => match line.strip_prefix('@') {
                None => Self::Say(Letter { to: None, text: line.to_owned() }),
                Some(rest) => match rest.split_once(char::is_whitespace) {
                    Some((name, text)) if !name.is_empty() && !text.trim().is_empty() => {
                        let (to, text) = (Some(name.to_owned()), text.trim_start().to_owned());
                        Self::Say(Letter { to, text })
                    }
                    _ => Self::Incomplete,
                },
            },
        }
    }
}

impl Chat {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        let prompt = Prompt::new();
        tokio::select! {
            biased;
            () = interrupted() => {
                prompt.leave();
                Ok(())
            }
            done = self.talk(context, prompt) => {
                prompt.wipe();
                done
            }
        }
    }

    async fn talk(&self, context: &Context, prompt: Prompt) -> Result {
        let Some(live) = self.session.open(context).await? else { return Ok(()) };
        let handle = live.handle();
        // Lines from a pipe were not typed just now.
        let typing = !self.no_typing && std::io::stdin().is_terminal();
        let me = match typing {
            true => Some(handle.client().get_my_profile().await?.username),
            false => None,
        };
        let (out, recent, underway) = (context.out, Recent::new(), Underway::new());
        let mut room =
            Room { out, live, recent, underway, me, failed: None, is_over: false, prompt };
        let (post, delivery) = post();
        // Events are shown while a message is on its way: the server may take half a minute.
        let delivering = delivery.run(async |letter| deliver(&handle, typing, letter).await);
        let (done, ()) = tokio::join!(room.chat(post), delivering);
        room.live.close().await;
        done?;
        room.failed.map_or(Ok(()), |failure| Err(Failure::silent(failure.exit())))
    }
}

async fn deliver(handle: &Handle, typing: bool, letter: Letter) -> chatwire::Result<Message> {
    let mut notice = handle.send_typing();
    let mut send = handle.send_message(letter.text);
    if let Some(name) = letter.to {
        notice = notice.to_username(&name);
        send = send.to_username(name);
    }
    if typing {
        // Servers before 2.0.1 know no typing, and a message is worth more than its notice.
        let _unheard = notice.request().no_retry().await;
    }
    send.await
}

struct Room {
    out: Output,
    live: Realtime,
    /// Ids of what was shown last: Centrifugo brings one's own messages back.
    recent: Recent<MessageId>,
    /// Texts of what has no answer yet, and what may be its echo.
    underway: Underway<String, Event>,
    /// One's own name, whose typing comes back as well.
    me: Option<String>,
    failed: Option<Failure>,
    /// No more lines are taken.
    is_over: bool,
    prompt: Prompt,
}

impl Room {
    async fn chat(&mut self, mut post: Post<Letter, chatwire::Result<Message>>) -> Result {
        let done = self.take_lines(&mut post).await;
        self.is_over = true;
        done.and(self.wind_up(post).await)
    }

    /// Sends what the lines say, and shows what others say, up to the end of the lines or of the session.
    async fn take_lines(&mut self, post: &mut Post<Letter, chatwire::Result<Message>>) -> Result {
        self.out.note(&Text::done("Connected!").then(&help()))?;
        let mut input = Typed::new(tokio::io::stdin());
        self.ask();
        loop {
            tokio::select! {
                biased;
                event = self.live.try_next() => match event? {
                    Some(event) => self.received(event)?,
                    None => {
                        let why = "the session ended before the input did";
                        return Err(Failure::new(Exit::Network, why));
                    }
                },
                Some(answer) = post.answer() => self.sent(answer)?,
                line = input.next() => {
                    let line = match line? {
                        None => Line::Quit,
                        Some(Ok(line)) => Line::read(&line),
                        Some(Err(garbled)) => {
                            self.trouble(garbled.into());
                            continue;
                        }
                    };
                    match line {
                        Line::Nothing => {}
                        Line::Quit => return Ok(()),
                        Line::Help => self.out.note(&help())?,
                        Line::Incomplete => {
                            self.out.note(&Text::line_of("Format: @username message"))?;
                        }
                        Line::Say(letter) => {
                            self.underway.put(letter.text.clone());
                            post.put(letter, |answer| self.sent(answer)).await?;
                        }
                    }
                    self.ask();
                }
            }
        }
    }

    /// Whatever ended the chat: what was said before is sent, and what became of it is told.
    async fn wind_up(&mut self, mut post: Post<Letter, chatwire::Result<Message>>) -> Result {
        post.close();
        // What cannot be shown is sent all the same.
        let mut told = Ok(());
        let mut hears = true;
        loop {
            tokio::select! {
                biased;
                event = self.live.try_next(), if hears => match event {
                    Ok(Some(event)) => told = told.and(self.received(event)),
                    Ok(None) => hears = false,
                    Err(err) => {
                        hears = false;
                        told = told.and(Err(err.into()));
                    }
                },
                answer = post.answer() => match answer {
                    Some(answer) => told = told.and(self.sent(answer)),
                    None => break,
                },
            }
        }
        // What came before the last answer is shown before the end.
        while hears && let Some(Ok(Some(event))) = self.live.try_next().now_or_never() {
            told = told.and(self.received(event));
        }
        told
    }

    fn received(&mut self, event: Event) -> Result {
        // What has no answer yet has no id to tell its echo by.
        if let Event::Message(message) = &event
            && self.out.is_json()
            && self.underway.any(|text| *text == message.content)
        {
            self.underway.keep(event);
            return Ok(());
        }
        self.show(&event)
    }

    fn show(&mut self, event: &Event) -> Result {
        if let Event::Message(message) = event
            && !self.recent.is_new(message.id.clone())
        {
            return Ok(());
        }
        if let Event::Typing(typing) = event
            && self.me.as_ref() == Some(&typing.username)
        {
            return Ok(());
        }
        self.shown(|out| show(out, event))
    }

    fn sent(&mut self, answer: chatwire::Result<Message>) -> Result {
        self.underway.answered();
        let mut told = self.told(answer);
        while let Some(event) = self.underway.due() {
            told = told.and(self.show(&event));
        }
        told
    }

    /// Tells what became of a message: to a script in one form, whether its echo came first or not.
    fn told(&mut self, answer: chatwire::Result<Message>) -> Result {
        match answer {
            Ok(message) if self.recent.is_new(message.id.clone()) || self.out.is_json() => {
                self.shown(|out| out.show(&named("sent", &message), |_| super::line(&message)))
            }
            Ok(_) => Ok(()),
            Err(err) => {
                self.trouble(maybe_sent(err));
                Ok(())
            }
        }
    }

    /// Tells a failure, which a script sees in the exit code.
    fn trouble(&mut self, failure: Failure) {
        self.prompt.wipe();
        failure.report(self.out.is_json());
        if !self.prompt.is_shown() {
            self.failed.get_or_insert(failure);
        }
        self.ask();
    }

    /// Puts something above the prompt.
    fn shown(&self, print: impl FnOnce(Output) -> Result) -> Result {
        self.prompt.wipe();
        print(self.out)?;
        self.ask();
        Ok(())
    }

    fn ask(&self) {
        if !self.is_over {
            self.prompt.ask("");
        }
    }
}

fn help() -> Text {
    Text::line_of("Commands:")
        .then(&Text::line_of("  /quit - Exit chat"))
        .then(&Text::line_of("  @username message - Send DM"))
        .then(&Text::line_of("  message - Send to room"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        let say = |to: Option<&str>, text: &str| {
            Line::Say(Letter { to: to.map(str::to_owned), text: text.to_owned() })
        };
        assert_eq!(Line::read("hello room\n"), say(None, "hello room"));
        assert_eq!(Line::read("@bob psst you"), say(Some("bob"), "psst you"));
        assert_eq!(Line::read("  indented \r\n"), say(None, "  indented "));
        assert_eq!(Line::read("@bob   two words \n"), say(Some("bob"), "two words "));
        assert_eq!(Line::read(" @bob \n"), say(None, " @bob "));
        assert_eq!(Line::read(" /quit \n"), Line::Quit);
        assert_eq!(Line::read("me@home is where"), say(None, "me@home is where"));
        assert_eq!(Line::read("@bob"), Line::Incomplete);
        assert_eq!(Line::read("@bob "), Line::Incomplete);
        assert_eq!(Line::read("@ x"), Line::Incomplete);
        assert_eq!(Line::read("/quit"), Line::Quit);
        assert_eq!(Line::read("/help"), Line::Help);
        assert_eq!(Line::read("  "), Line::Nothing);
    }
}
