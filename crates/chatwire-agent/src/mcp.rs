//! Tools of MCP servers: child processes, streamable HTTP, and the legacy event stream.
//!
//! A session is kept for as long as it lives. A server that cannot be reached is tried again in the background, and
//! answers do without its tools meanwhile.

mod http;
mod link;
mod sse;

use std::fmt;

use chatwire_core::{Error, Result, Secret};
use serde_json::Value;
use url::Url;

pub(crate) use self::link::Link;
use crate::llm::ToolSpec;

/// The server of the Python agent: facts about Token Bowl's fantasy league (token-bowl-chat 1.1.7).
///
/// None is used unless it is [given](crate::Builder::mcp).
pub const DEFAULT_MCP_SERVER: &str = "https://tokenbowl-mcp.haihai.ai/sse";

/// A server of tools: where it is and how it speaks.
///
/// ```
/// use chatwire_agent::mcp::Server;
///
/// let files = Server::stdio("mcp-server-files").arg("--root").arg("/srv/docs");
/// let league = Server::sse("https://tools.example.org/sse")?;
/// let search = Server::http("https://search.example.org/mcp")?.bearer("sk-0123456789ab");
/// assert_eq!(search.name(), "search.example.org");
/// # let _ = (files, league);
/// # Ok::<_, chatwire_agent::Error>(())
/// ```
#[derive(Clone)]
pub struct Server {
    name: String,
    way: Way,
    bearer: Option<Secret>,
}

#[derive(Clone)]
enum Way {
    Sse(Url),
    Http(Url),
    Stdio { program: String, args: Vec<String>, env: Vec<(String, Secret)> },
}

impl Server {
    /// A server with the legacy transport: an event stream at `url` names the place for calls (MCP 2024-11-05).
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when it is no absolute `http(s)` URL, or carries a user or password.
    pub fn sse(url: impl AsRef<str>) -> Result<Self> {
        Self::at(url.as_ref(), Way::Sse)
    }

    /// A server with streamable HTTP (MCP 2025-03-26 and later).
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) when it is no absolute `http(s)` URL, or carries a user or password.
    pub fn http(url: impl AsRef<str>) -> Result<Self> {
        Self::at(url.as_ref(), Way::Http)
    }

    /// A server that runs as a child of this process, and ends with the agent. What it writes to its standard error
    /// is dropped.
    ///
    /// Of this process's environment, which holds keys, it sees only what a program needs to run: `HOME`, `LANG`,
    /// `LC_*`, `LOGNAME`, `PATH`, `SHELL`, `TERM`, `TMPDIR`, `USER`, and their like on Windows. All else, such as a
    /// proxy, it is given by [`env`](Self::env).
    pub fn stdio(program: impl Into<String>) -> Self {
        let program = program.into();
        let way = Way::Stdio { program: program.clone(), args: Vec::new(), env: Vec::new() };
        Self { name: program, way, bearer: None }
    }

    /// A server as it stands on a command line: an address that ends in `/sse` is [`sse`](Self::sse), another address
    /// [`http`](Self::http), anything else a program with its arguments, parted by spaces.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) for an empty text and an address that cannot be used.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.starts_with("http://") || text.starts_with("https://") {
            let path = text.split(['?', '#']).next().unwrap_or_default();
            let is_legacy = path.trim_end_matches('/').ends_with("/sse");
            return if is_legacy { Self::sse(text) } else { Self::http(text) };
        }
        let mut words = text.split_whitespace();
        let Some(program) = words.next() else {
            return Err(Error::config("the MCP server is empty").with_platform("mcp"));
        };
        Ok(words.fold(Self::stdio(program), Self::arg))
    }

    fn at(text: &str, way: fn(Url) -> Way) -> Result<Self> {
        let fail = |why: &str| {
            let text = format!("the address of the MCP server {why}");
            Err(Error::config(text).with_platform("mcp"))
        };
        let Ok(url) = Url::parse(text.trim()) else { return fail("is no absolute URL") };
        if !matches!(url.scheme(), "http" | "https") {
            return fail("must begin with https:// or http://");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return fail("carries a user: use bearer()");
        }
        let Some(host) = url.host_str() else { return fail("has no host") };
        Ok(Self { name: host.to_owned(), way: way(url), bearer: None })
    }

    /// An argument of the program; servers with an address have none.
    #[must_use]
    pub fn arg(mut self, value: impl Into<String>) -> Self {
        if let Way::Stdio { args, .. } = &mut self.way {
            args.push(value.into());
        }
        self
    }

    /// A variable of the program's environment, besides the few that each [program](Self::stdio) sees; servers with an
    /// address have none.
    #[must_use]
    pub fn env(mut self, variable: impl Into<String>, content: impl Into<Secret>) -> Self {
        if let Way::Stdio { env, .. } = &mut self.way {
            env.push((variable.into(), content.into()));
        }
        self
    }

    /// Key that is sent with each request, as `Authorization: Bearer`; programs get none.
    #[must_use]
    pub fn bearer(mut self, key: impl Into<Secret>) -> Self {
        self.bearer = Some(key.into());
        self
    }

    /// Name in logs and errors: the host, or the program.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Debug for Server {
    /// Its name only: arguments, variables and queries may be keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match &self.way {
            Way::Sse(_) => "sse",
            Way::Http(_) => "http",
            Way::Stdio { .. } => "stdio",
        };
        write!(f, "Server({way} {})", self.name)
    }
}

/// A tool that a server has.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Tool {
    /// Name, by which the model calls it.
    pub name: String,
    /// What it does, in the server's words.
    pub description: String,
    /// JSON schema of its arguments.
    pub parameters: Value,
    /// Whether the server says that it changes something: such a tool has to be
    /// [allowed](crate::Builder::allow_tools) by name.
    pub is_writing: bool,
    /// Whether the model is offered it; told by [`Agent::tools`](crate::Agent::tools).
    pub is_offered: bool,
    /// Whether it may be called twice.
    pub(crate) is_repeatable: bool,
}

impl Tool {
    fn new(tool: rmcp::model::Tool) -> Self {
        let hints = tool.annotations.unwrap_or_default();
        let is_read_only = hints.read_only_hint == Some(true);
        Self {
            name: tool.name.into_owned(),
            description: tool.description.map(std::borrow::Cow::into_owned).unwrap_or_default(),
            parameters: Value::Object(tool.input_schema.as_ref().clone()),
            // Servers that say nothing are most, and most of theirs only look something up.
            is_writing: !is_read_only
                && (hints.read_only_hint == Some(false) || hints.destructive_hint == Some(true)),
            is_offered: false,
            is_repeatable: is_read_only || hints.idempotent_hint == Some(true),
        }
    }

    pub(crate) fn to_spec(&self) -> ToolSpec {
        ToolSpec {
            name: self.name.clone(),
            description: self.description.clone(),
            parameters: self.parameters.clone(),
        }
    }
}

/// Names a server in an error.
fn trouble(server: &str, error: Error) -> Error {
    error.with_platform("mcp").with_context("server", server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_an_address_or_a_program() {
        let way = |text| format!("{:?}", Server::parse(text).unwrap());
        assert_eq!(way("https://a.test/sse?key=secret"), "Server(sse a.test)");
        assert_eq!(way("https://a.test/sse/"), "Server(sse a.test)");
        assert_eq!(way("https://a.test/mcp"), "Server(http a.test)");
        assert_eq!(way("uvx server --key secret"), "Server(stdio uvx)");
        for wrong in ["", "https://user:pw@a.test/sse", "https://"] {
            assert!(Server::parse(wrong).is_err(), "{wrong}");
        }
    }
}
