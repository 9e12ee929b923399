//! What spans and the user's hook learn about an attempt.

use std::time::Duration;

use tracing::field::Empty;
use tracing::{Span, debug_span};

use super::{Failed, Run, millis};
use crate::http::call::HIDDEN;
use crate::http::hook::AttemptRecord;
use crate::http::net::Outgoing;
use crate::http::reply::Reply;

impl Run<'_> {
    /// Span of one attempt, with OpenTelemetry's names; neither query nor header is in it.
    pub(super) fn span(&self, number: u32, queue: Duration, outgoing: &Outgoing) -> Span {
        let base = self.call.http.base_url();
        // A path that the user wrote may hold anything.
        let template = if self.call.template.is_empty() { HIDDEN } else { self.call.template };
        debug_span!(
            "attempt",
            "http.request.method" = outgoing.method.as_str(),
            "url.template" = template,
            "server.address" = base.host(),
            "server.port" = base.port(),
            "http.request.resend_count" = number.saturating_sub(1),
            "http.response.status_code" = Empty,
            "error.type" = Empty,
            queue_ms = millis(queue),
            delay_ms = millis(self.pause),
        )
    }

    /// Tells the span and the user's hook how the attempt ended.
    pub(super) fn report(
        &self,
        number: u32,
        queue: Duration,
        latency: Duration,
        outcome: &Result<(Reply, Duration), Failed>,
        span: &Span,
    ) {
        let (status, error, received) = match outcome {
            Ok((reply, _)) => (Some(reply.status), None, reply.body.len()),
            Err(failed) => {
                let error = &failed.error;
                (error.status(), Some(error.kind()), error.body().len())
            }
        };
        if let Some(status) = status {
            span.record("http.response.status_code", status.as_u16());
        }
        if let Some(error) = error {
            span.record("error.type", error.as_str());
        }
        if let Some(hook) = &self.call.http.0.config.hook {
            (hook.0)(&AttemptRecord {
                operation: self.call.operation,
                attempt: number,
                status,
                error,
                queue,
                latency,
                bytes_sent: self.call.body.len(),
                bytes_received: u64::try_from(received).unwrap_or(u64::MAX),
            });
        }
    }
}
