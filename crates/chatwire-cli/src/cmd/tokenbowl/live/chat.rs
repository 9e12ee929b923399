//! `chatwire tokenbowl live chat`.

use std::collections::VecDeque;
use std::io::{IsTerminal as _, Write as _};

use chatwire::tokenbowl::realtime::{Event, Handle, Realtime};
use chatwire::tokenbowl::{Message, MessageId};
use clap::Args;
use futures_util::{FutureExt as _, TryStreamExt as _};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::sync::mpsc;

use super::{Session, named, show};
use crate::cmd::interrupted;
use crate::context::Context;
use crate::exit::{Doing as _, Failure, Result};
use crate::output::Text;

/// Lines that may wait to be sent; beyond that stdin is not read.
const QUEUE: usize = 64;
/// Messages that are remembered as shown: an answer and its echo are seldom further apart.
const RECENT: usize = 256;

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
    Say {
        to: Option<String>,
        text: String,
    },
}

impl Line {
    fn read(line: &str) -> Self {
        let line = line.trim();
        match line {
            "" => Self::Nothing,
            "/quit" | "/exit" | "/q" => Self::Quit,
            "/help" => Self::Help,
            _ => match line.strip_prefix('@') {
                None => Self::Say { to: None, text: line.to_owned() },
                Some(rest) => match rest.split_once(char::is_whitespace) {
                    Some((name, text)) if !name.is_empty() => {
                        Self::Say { to: Some(name.to_owned()), text: text.trim_start().to_owned() }
                    }
                    _ => Self::Incomplete,
                },
            },
        }
    }
}

impl Chat {
    pub(crate) async fn run(&self, context: &Context) -> Result {
        let chatting = async {
            let Some(live) = self.session.open(context).await? else { return Ok(()) };
            let handle = live.handle();
            // Lines from a pipe were not typed just now.
            let typing = !self.no_typing && std::io::stdin().is_terminal();
            let me = match typing {
                true => Some(handle.client().get_my_profile().await?.username),
                false => None,
            };
            let (outbox, lines) = mpsc::channel(QUEUE);
            let (report, sent) = mpsc::channel(QUEUE);
            let mut room = Room { context, live, recent: VecDeque::new(), me, failed: None };
            // Events are shown while a message is on its way: the server may take half a minute.
            let (done, ()) =
                tokio::join!(room.chat(outbox, sent), deliver(handle, typing, lines, report));
            room.live.close().await;
            done?;
            room.failed.map_or(Ok(()), |failure| Err(Failure::silent(failure.exit())))
        };
        let done = tokio::select! {
            biased;
            () = interrupted() => Ok(()),
            done = chatting => done,
        };
        if has_prompt() {
            let _gone = writeln!(std::io::stderr());
        }
        done
    }
}

/// Sends one message after another.
async fn deliver(
    handle: Handle,
    typing: bool,
    mut lines: mpsc::Receiver<(Option<String>, String)>,
    report: mpsc::Sender<chatwire::Result<Message>>,
) {
    while let Some((to, text)) = lines.recv().await {
        let mut notice = handle.send_typing();
        let mut send = handle.send_message(text);
        if let Some(name) = to {
            notice = notice.to_username(&name);
            send = send.to_username(name);
        }
        if typing {
            // Servers before 2.0.1 know no typing, and a message is worth more than its notice.
            let _unheard = notice.request().no_retry().await;
        }
        if report.send(send.await).await.is_err() {
            return;
        }
    }
}

struct Room<'a> {
    context: &'a Context,
    live: Realtime,
    /// Ids of what was shown last: Centrifugo brings one's own messages back, before or after the answer.
    recent: VecDeque<MessageId>,
    /// One's own name, whose typing comes back as well.
    me: Option<String>,
    failed: Option<Failure>,
}

impl Room<'_> {
    async fn chat(
        &mut self,
        outbox: mpsc::Sender<(Option<String>, String)>,
        mut sent: mpsc::Receiver<chatwire::Result<Message>>,
    ) -> Result {
        let out = self.context.out;
        out.note(&Text::done("Connected!").then(&help()))?;
        let mut outbox = Some(outbox);
        let mut input = BufReader::new(tokio::io::stdin()).lines();
        prompt();
        loop {
            tokio::select! {
                biased;
                event = self.live.try_next() => match event? {
                    Some(event) => self.received(&event)?,
                    None => return Ok(()),
                },
                answer = sent.recv() => match answer {
                    Some(answer) => self.sent(answer)?,
                    // All that was said is sent.
                    None => break,
                },
                line = input.next_line(), if outbox.is_some() => {
                    let line = line.doing("cannot read stdin")?;
                    let said = line.as_deref().map_or(Line::Quit, Line::read);
                    match said {
                        Line::Nothing => {}
                        Line::Quit => outbox = None,
                        Line::Help => out.note(&help())?,
                        Line::Incomplete => out.note(&Text::line_of("Format: @username message"))?,
                        Line::Say { to, text } => if let Some(outbox) = &outbox {
                            self.say(outbox, &mut sent, (to, text)).await?;
                        },
                    }
                    prompt();
                }
            }
        }
        // What came before the last answer is shown before the end.
        while let Some(Ok(Some(event))) = self.live.try_next().now_or_never() {
            self.received(&event)?;
        }
        Ok(())
    }

    /// Queues a line; takes answers meanwhile, so that neither side waits for the other.
    async fn say(
        &mut self,
        outbox: &mpsc::Sender<(Option<String>, String)>,
        sent: &mut mpsc::Receiver<chatwire::Result<Message>>,
        line: (Option<String>, String),
    ) -> Result {
        let permit = loop {
            tokio::select! {
                biased;
                permit = outbox.reserve() => break permit,
                Some(answer) = sent.recv() => self.sent(answer)?,
            }
        };
        if let Ok(permit) = permit {
            permit.send(line);
        }
        Ok(())
    }

    fn received(&mut self, event: &Event) -> Result {
        if let Event::Message(message) = event
            && !self.is_new(message)
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

    fn is_new(&mut self, message: &Message) -> bool {
        if self.recent.contains(&message.id) {
            return false;
        }
        if self.recent.len() >= RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(message.id.clone());
        true
    }

    fn sent(&mut self, answer: chatwire::Result<Message>) -> Result {
        match answer {
            Ok(message) if self.is_new(&message) => {
                self.shown(|out| out.show(&named("sent", &message), |_| super::line(&message)))
            }
            Ok(_) => Ok(()),
            Err(err) => {
                let failure = Failure::from(err);
                wipe_prompt();
                failure.report(self.context.out.is_json());
                // Who is at a terminal has read it; a script has only the exit code.
                if !std::io::stdin().is_terminal() {
                    self.failed.get_or_insert(failure);
                }
                prompt();
                Ok(())
            }
        }
    }

    /// Puts something above the prompt.
    fn shown(&self, print: impl FnOnce(crate::output::Output) -> Result) -> Result {
        wipe_prompt();
        print(self.context.out)?;
        prompt();
        Ok(())
    }
}

fn wipe_prompt() {
    if has_prompt() {
        let _gone = write!(std::io::stderr(), "\r\x1b[K");
    }
}

fn prompt() {
    if has_prompt() {
        let _gone = write!(std::io::stderr(), "> ");
    }
}

/// Whether somebody types here and sees it.
fn has_prompt() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
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
        let say = |to: Option<&str>, text: &str| Line::Say {
            to: to.map(str::to_owned),
            text: text.to_owned(),
        };
        assert_eq!(Line::read("hello room\n"), say(None, "hello room"));
        assert_eq!(Line::read("@bob psst you"), say(Some("bob"), "psst you"));
        assert_eq!(Line::read("me@home is where"), say(None, "me@home is where"));
        assert_eq!(Line::read("@bob"), Line::Incomplete);
        assert_eq!(Line::read("@bob "), Line::Incomplete);
        assert_eq!(Line::read("@ x"), Line::Incomplete);
        assert_eq!(Line::read("/quit"), Line::Quit);
        assert_eq!(Line::read("/help"), Line::Help);
        assert_eq!(Line::read("  "), Line::Nothing);
    }
}
