//! From a status to a kind.

use http::StatusCode;

use super::ErrorKind;

/// How much of a refused answer's body is kept (spec of the transport: 64 KiB).
pub(crate) const BODY_CAP: usize = 64 * 1024;

impl ErrorKind {
    /// Kind of an answer with `status`, which is not a success.
    #[must_use]
    pub fn from_status(status: StatusCode) -> Self {
        match status.as_u16() {
            // 304 answers a conditional request and leads nowhere: it is no redirect.
            300..=303 | 305..=399 => Self::Redirect,
            401 => Self::Auth,
            402 => Self::PaymentRequired,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            409 => Self::Conflict,
            429 => Self::RateLimited,
            408 | 500..=599 => Self::Server,
            _ => Self::Rejected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_has_its_kind() {
        let table = [
            (302, ErrorKind::Redirect),
            (304, ErrorKind::Rejected),
            (400, ErrorKind::Rejected),
            (401, ErrorKind::Auth),
            (402, ErrorKind::PaymentRequired),
            (403, ErrorKind::Forbidden),
            (404, ErrorKind::NotFound),
            (408, ErrorKind::Server),
            (409, ErrorKind::Conflict),
            (413, ErrorKind::Rejected),
            (422, ErrorKind::Rejected),
            (425, ErrorKind::Rejected),
            (429, ErrorKind::RateLimited),
            (500, ErrorKind::Server),
            (503, ErrorKind::Server),
            (799, ErrorKind::Rejected),
        ];
        for (status, kind) in table {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(ErrorKind::from_status(status), kind, "{status}");
        }
    }
}
