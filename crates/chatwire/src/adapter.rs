//! The platforms as [`Platform`](crate::Platform)s, one type each; all of them are cheap to clone.
//!
//! What each of them sends as a neutral [`Event`](crate::Event), and what it can do:
//!
//! | | `Chatluck` | `Kick` | `Mezon` | `TokenBowl` |
//! | --- | --- | --- | --- | --- |
//! | events come by | polling, or webhooks | live chat, no login needed | a live session | a live session |
//! | `Message` | yes | yes | yes | yes |
//! | `Edited`, `Reaction` | | | yes | |
//! | `Deleted` | | yes | yes | |
//! | `Joined`, `Left` | `Joined` by webhook | | yes | |
//! | `Typing` | | | yes | yes |
//! | reply, delete | | yes | yes | delete, for administrators |
//! | edit | | | yes | for administrators |
//! | typing | | | while its events are read | yes |
//! | react, mentions | | | yes | |
//! | attachments | yes | their addresses | yes | their addresses |
//! | history | yes | | yes | yes |
//! | longest text | none named | 500 characters | 3,992 units within JSON | 10,000 characters |
//!
//! What a platform sends besides is [`Event::Native`](crate::Event::Native): nothing is lost by being neutral.
//!
//! Sessions begin when their stream of events is read for the first time, and end when it is dropped. What goes wrong
//! before there is a session, such as a look-up of who one is, is the only item of the stream.

#[cfg(feature = "chatluck")]
mod chatluck;
#[cfg(feature = "kick")]
mod kick;
#[cfg(feature = "mezon")]
mod mezon;
#[cfg(any(feature = "chatluck", feature = "kick"))]
mod own;
#[cfg(feature = "tokenbowl")]
mod tokenbowl;

#[cfg(feature = "chatluck")]
pub use chatluck::Chatluck;
#[cfg(feature = "kick")]
pub use kick::Kick;
#[cfg(feature = "mezon")]
pub use mezon::Mezon;
#[cfg(feature = "tokenbowl")]
pub use tokenbowl::TokenBowl;

/// A field that cannot be what it is.
#[cfg(any(feature = "chatluck", feature = "kick", feature = "mezon", feature = "tokenbowl"))]
fn refused(platform: &'static str, field: &str, why: &str) -> chatwire_core::Error {
    let issue = chatwire_core::FieldIssue::new(field, why);
    chatwire_core::Error::input(format!("{field} {why}"))
        .with_issues(vec![issue])
        .with_platform(platform)
}

/// Events of a session that has to begin first; if it cannot, the reason is the only item.
#[cfg(any(feature = "chatluck", feature = "kick", feature = "mezon", feature = "tokenbowl"))]
fn session<S>(
    begin: impl Future<Output = chatwire_core::Result<S>> + Send + 'static,
) -> futures_core::stream::BoxStream<'static, chatwire_core::Result<crate::Event>>
where
    S: futures_core::Stream<Item = chatwire_core::Result<crate::Event>> + Send + 'static,
{
    use futures_util::{StreamExt, TryStreamExt};
    futures_util::stream::once(begin).try_flatten().boxed()
}
