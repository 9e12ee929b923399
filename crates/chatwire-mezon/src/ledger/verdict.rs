//! What one answer says about a transfer: pure, so that every row of the table can be tested.

use std::time::Duration;

use chatwire_core::{Error, ErrorKind, Result};

use super::model::AddTxResponse;
use super::rejection::Rejection;

/// What one try came to.
#[derive(Debug)]
pub(super) enum Verdict {
    /// The node has it, under this hash.
    Accepted(String),
    /// The node knew it already.
    Duplicate,
    /// The node refused it, with its own text.
    Refused(Rejection, String),
    /// The request was refused as such: it was not looked into.
    Malformed(Error),
    /// Too many requests: it was not looked into. Ask again after this time at the earliest.
    Throttled(Error, Option<Duration>),
    /// It did not leave this machine.
    Unsent(Error),
    /// It may have been accepted.
    Lost {
        why: Error,
        /// Whether the same bytes may bring another answer.
        repeat: bool,
    },
}

pub(super) fn judge(answer: Result<AddTxResponse>) -> Verdict {
    match answer {
        Ok(answer) if answer.ok && !answer.tx_hash.is_empty() => Verdict::Accepted(answer.tx_hash),
        Ok(answer) if answer.ok => {
            let why = Error::decode("the ledger accepted a transfer without naming its hash");
            Verdict::Lost { why, repeat: true }
        }
        Ok(answer) => match Rejection::parse(&answer.error) {
            Rejection::DuplicateTransaction => Verdict::Duplicate,
            rejection => Verdict::Refused(rejection, answer.error),
        },
        Err(err) if !err.maybe_sent() => Verdict::Unsent(err),
        Err(err) => judge_error(err),
    }
}

fn judge_error(err: Error) -> Verdict {
    // An error in JSON-RPC's own form: the three codes say that the call was not made.
    if let Some(code) = err.context("rpc_code") {
        return match code {
            "-32600" | "-32601" | "-32602" => Verdict::Malformed(err),
            _ => Verdict::Lost { why: err, repeat: true },
        };
    }
    let status = err.status().map(|status| status.as_u16());
    match status {
        // What nodes themselves answer to a request that they do not read.
        Some(400 | 405 | 413 | 415) => Verdict::Malformed(err),
        Some(429) => {
            let wait = err.retry_after();
            Verdict::Throttled(err, wait)
        }
        // No node answers so: something before it does, which need not have kept the request to itself.
        Some(408 | 425) => Verdict::Lost { why: err, repeat: true },
        Some(300..=499) => Verdict::Lost { why: err, repeat: false },
        _ => Verdict::Lost { why: err, repeat: true },
    }
}

/// Whether trying again later can help, where nothing was sent.
pub(super) fn is_passing(err: &Error) -> bool {
    matches!(err.kind(), ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport)
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    fn answered(ok: bool, tx_hash: &str, error: &str) -> Result<AddTxResponse> {
        Ok(AddTxResponse { ok, tx_hash: tx_hash.to_owned(), error: error.to_owned() })
    }

    fn status(status: u16) -> Result<AddTxResponse> {
        let status = StatusCode::from_u16(status).unwrap();
        Err(Error::new(ErrorKind::Server, "x").with_status(status).with_maybe_sent(true))
    }

    #[test]
    fn only_a_hash_is_an_acceptance() {
        assert!(matches!(judge(answered(true, "ab", "")), Verdict::Accepted(hash) if hash == "ab"));
        assert!(matches!(judge(answered(true, "", "")), Verdict::Lost { repeat: true, .. }));
        let duplicate = r#"{"code":"duplicate_transaction","message":"m"}"#;
        assert!(matches!(judge(answered(false, "", duplicate)), Verdict::Duplicate));
        let Verdict::Refused(rejection, text) = judge(answered(false, "ab", "invalid tx")) else {
            panic!("not refused");
        };
        assert_eq!((rejection.message(), text.as_str()), ("invalid tx", "invalid tx"));
    }

    #[test]
    fn every_status_has_its_row() {
        for code in 300..600 {
            let verdict = judge(status(code));
            let row = match &verdict {
                Verdict::Malformed(_) => "malformed",
                Verdict::Throttled(..) => "throttled",
                Verdict::Lost { repeat: true, .. } => "repeat",
                Verdict::Lost { .. } => "lost",
                other => panic!("{code}: {other:?}"),
            };
            let expected = match code {
                400 | 405 | 413 | 415 => "malformed",
                429 => "throttled",
                408 | 425 | 500.. => "repeat",
                _ => "lost",
            };
            assert_eq!(row, expected, "{code}");
        }
    }

    #[test]
    fn errors_of_json_rpc_and_of_the_network_are_told_apart() {
        for (code, refused) in
            [(-32600, true), (-32601, true), (-32602, true), (-32603, false), (-32000, false)]
        {
            let err = Error::new(ErrorKind::Rejected, "x")
                .with_status(StatusCode::OK)
                .with_maybe_sent(true)
                .with_context("rpc_code", code.to_string());
            assert_eq!(matches!(judge(Err(err)), Verdict::Malformed(_)), refused, "{code}");
        }
        let lost = Error::new(ErrorKind::Timeout, "x").with_maybe_sent(true);
        assert!(matches!(judge(Err(lost)), Verdict::Lost { repeat: true, .. }));
        let unread = Error::decode("x").with_maybe_sent(true).with_status(StatusCode::OK);
        assert!(matches!(judge(Err(unread)), Verdict::Lost { repeat: true, .. }));
        let unsent = Error::new(ErrorKind::Connect, "x");
        assert!(is_passing(&unsent) && matches!(judge(Err(unsent)), Verdict::Unsent(_)));
        assert!(!is_passing(&Error::config("x")));
    }
}
