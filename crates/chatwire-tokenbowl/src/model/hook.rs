//! Addresses of webhooks, which are keys: the server signs nothing, so that the path alone proves who posts.

use std::fmt;

use http::Uri;
use serde::Serialize;

/// An address on its way to the server.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct WebhookUrl(pub(crate) String);

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&place(&self.0), f)
    }
}

/// Scheme, host and port, and `/…` for the rest; only `…` where these cannot be told.
pub(super) fn place(url: &str) -> String {
    if url.is_empty() {
        return String::new();
    }
    let uri = url.parse::<Uri>().unwrap_or_default();
    // Name and password in front of the host are left out.
    let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
        return "…".to_owned();
    };
    let port = uri.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{scheme}://{host}{port}/…")
}

/// `Debug` of a struct whose field `webhook_url` is an address: all of it but the rest of that.
macro_rules! debug_without_path {
    ($name:ident { $($field:ident)+ }) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                // A field that is added does not compile here until it is named.
                let Self { $($field,)+ webhook_url } = self;
                let mut shown = f.debug_struct(stringify!($name));
                $(shown.field(stringify!($field), $field);)+
                shown.field("webhook_url", &webhook_url.as_deref().map($crate::model::hook::place));
                shown.finish()
            }
        }
    };
}
pub(super) use debug_without_path;
