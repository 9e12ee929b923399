//! A person at a browser, for examples that serve pages: follows redirects and keeps cookies.
//!
//! It speaks to this machine only, as far as the examples need it: plain HTTP, one request on each connection.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use chatwire::webhook::axum::http::Uri;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Redirects that are followed.
const MOST: usize = 5;

/// A browser without a window.
#[derive(Debug, Default)]
pub struct Browser {
    cookies: BTreeMap<String, String>,
}

/// A page that it shows.
#[derive(Debug)]
pub struct Page {
    /// Status of the answer.
    pub status: u16,
    /// What stands on the page.
    pub body: String,
}

impl Browser {
    /// Opens an address, and where it leads to.
    ///
    /// # Errors
    ///
    /// When there is no such server on this machine.
    pub async fn open(&mut self, address: &str) -> Result<Page> {
        self.go("GET", address).await
    }

    /// Presses a button that posts to an address.
    ///
    /// # Errors
    ///
    /// When there is no such server on this machine.
    pub async fn post(&mut self, address: &str) -> Result<Page> {
        self.go("POST", address).await
    }

    async fn go(&mut self, method: &str, address: &str) -> Result<Page> {
        let (mut method, mut address) = (method, address.to_owned());
        for _ in 0..MOST {
            let (status, to, body) = self.ask(method, &address).await?;
            let Some(to) = to else { return Ok(Page { status, body }) };
            let authority = address.split('/').take(3).collect::<Vec<_>>().join("/");
            address = if to.starts_with('/') { format!("{authority}{to}") } else { to };
            method = "GET";
        }
        bail!("more than {MOST} redirects")
    }

    /// Status, where it leads to, and the page.
    async fn ask(&mut self, method: &str, address: &str) -> Result<(u16, Option<String>, String)> {
        let uri: Uri = address.parse()?;
        let port = uri.port_u16().context("no port in the address")?;
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let cookies: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\
             content-length: 0\r\nsec-fetch-site: same-origin\r\ncookie: {}\r\n\r\n",
            cookies.join("; ")
        );
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;

        let (head, body) = answer.split_once("\r\n\r\n").context("no answer")?;
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status")?;
        let mut location = None;
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            match name {
                "location" => location = Some(value.to_owned()),
                "set-cookie" => {
                    let cookie = value.split(';').next().and_then(|cookie| cookie.split_once('='));
                    self.cookies.extend(cookie.map(|(name, value)| (name.into(), value.into())));
                }
                _ => {}
            }
        }
        Ok((status.parse()?, location, body.to_owned()))
    }
}
