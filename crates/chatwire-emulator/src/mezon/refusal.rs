//! How the service says no: a gRPC code and words, which each transport writes in its own way.

use axum::response::Response;
use chatwire_mezon_proto::realtime;
use http::StatusCode;
use serde_json::json;

use crate::server::json as json_answer;

/// A refused call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// gRPC code.
    pub(super) code: u16,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn new(code: u16, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(3, message)
    }

    /// `what` is the kind of thing: `clan`, `channel`.
    pub(super) fn not_found(what: &str) -> Self {
        Self::new(5, format!("{what} not found"))
    }

    pub(super) fn exists(what: &str) -> Self {
        Self::new(6, format!("{what} already exists"))
    }

    pub(super) fn denied() -> Self {
        Self::new(7, "permission denied")
    }

    /// Must be the words that clients look for (TS 2.8.53).
    pub(super) fn must_join() -> Self {
        Self::invalid("Must join channel before sending messages")
    }

    /// Status by the usual mapping of gRPC gateways.
    pub(super) fn status(&self) -> StatusCode {
        match self.code {
            3 | 9 | 11 => StatusCode::BAD_REQUEST,
            16 => StatusCode::UNAUTHORIZED,
            7 => StatusCode::FORBIDDEN,
            5 => StatusCode::NOT_FOUND,
            6 | 10 => StatusCode::CONFLICT,
            8 => StatusCode::TOO_MANY_REQUESTS,
            12 => StatusCode::NOT_IMPLEMENTED,
            14 => StatusCode::SERVICE_UNAVAILABLE,
            4 => StatusCode::GATEWAY_TIMEOUT,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(super) fn response(&self) -> Response {
        let Self { code, message } = self;
        json_answer(self.status(), &json!({"code": code, "message": message, "error": message}))
    }

    /// As an answer to an envelope: the socket has codes of its own.
    pub(super) fn envelope_error(&self) -> realtime::Error {
        use realtime::error::Code;
        let code = match self.code {
            3 => Code::BadInput,
            12 => Code::UnrecognizedPayload,
            9 => Code::MissingPayload,
            _ => Code::RuntimeException,
        };
        realtime::Error { code: code as i32, message: self.message.clone(), ..Default::default() }
    }
}

/// gRPC code of an HTTP status, for errors that come from outside the calls.
pub(super) const fn code_of(status: StatusCode) -> u16 {
    match status.as_u16() {
        400 | 413 => 3,
        401 => 16,
        403 => 7,
        404 => 5,
        409 => 6,
        429 => 8,
        501 => 12,
        503 => 14,
        504 => 4,
        500..=599 => 13,
        _ => 2,
    }
}
