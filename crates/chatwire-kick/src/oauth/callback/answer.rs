//! What a request to the callback's port means, and the page that answers it. No I/O.

use chatwire_core::{Result, Secret};

use super::MAX_HEAD;
use crate::error::code;
use crate::oauth::AuthorizationRequest;

/// What a request was: the page for the browser, and the outcome of the login if this was its callback.
pub(super) struct Seen {
    pub(super) page: Page,
    pub(super) outcome: Option<Result<Secret>>,
}

/// A page for the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    Done,
    Refused,
    Foreign,
    NotFound,
    WrongMethod,
    TooLarge,
    Garbage,
}

impl Page {
    /// The whole answer.
    ///
    /// Nothing of the request stands in it, so nothing can be smuggled into the page; the address of the page holds
    /// the code, so it is kept out of caches and of `Referer`.
    pub(super) fn text(self) -> String {
        let (status, title, words) = match self {
            Self::Done => ("200 OK", "You are logged in", "You can close this window."),
            Self::Refused => ("200 OK", "The login was refused", "You can close this window."),
            Self::Foreign => {
                ("400 Bad Request", "This is not the login that we wait for", "Please start again.")
            }
            Self::NotFound => ("404 Not Found", "Nothing here", "Only the login page leads here."),
            Self::WrongMethod => {
                ("405 Method Not Allowed", "Nothing here", "Only the login page leads here.")
            }
            Self::TooLarge => (
                "431 Request Header Fields Too Large",
                "The request is too large",
                "Please start again.",
            ),
            Self::Garbage => ("400 Bad Request", "This was no request", "Please start again."),
        };
        let body = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
             <body><h1>{title}</h1><p>{words}</p></body></html>"
        );
        let allow = if self == Self::WrongMethod { "Allow: GET\r\n" } else { "" };
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n{allow}\
             Connection: close\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n\
             Content-Security-Policy: default-src 'none'\r\nX-Content-Type-Options: nosniff\r\n\r\n{body}",
            body.len()
        )
    }
}

/// Reads the first line of a head, and the callback in it.
pub(super) fn look(head: &[u8], path: &str, login: &AuthorizationRequest) -> Seen {
    let only = |page| Seen { page, outcome: None };
    if head.len() > MAX_HEAD {
        return only(Page::TooLarge);
    }
    let line = head.split(|&byte| byte == b'\r').next().unwrap_or_default();
    let mut words = std::str::from_utf8(line).unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return only(Page::Garbage);
    };
    if !version.starts_with("HTTP/1.") {
        return only(Page::Garbage);
    }
    if target.split('?').next() != Some(path) {
        return only(Page::NotFound);
    }
    if method != "GET" {
        return only(Page::WrongMethod);
    }
    let query = target.split_once('?').map_or("", |(_, query)| query);
    match login.check_callback(query) {
        Ok(code) => Seen { page: Page::Done, outcome: Some(Ok(code)) },
        Err(err) if err.code() == Some(code::STATE_MISMATCH) => only(Page::Foreign),
        // The state was right, but there is no code: nothing better will come.
        Err(err) => Seen { page: Page::Refused, outcome: Some(Err(err)) },
    }
}
