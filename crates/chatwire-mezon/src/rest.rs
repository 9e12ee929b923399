//! Calls of a client, by area of the API; what belongs to a clan, a channel or a user is with its handle.

mod emojis;
pub(crate) mod friends;
mod hashtags;
mod names;
mod notifications;
mod permissions;
mod quick_menu;
mod status;
mod tell_receiver;
mod upload;

pub use friends::{Friend, ListFriends, Who};
pub use hashtags::{HashtagDm, ListHashtagDm};
pub use names::{CheckDuplicateName, NameCheck, NameKind};
pub use notifications::GetNotificationReactMessage;
pub use quick_menu::{AddQuickMenu, DeleteQuickMenu, ListQuickMenus};
pub use status::{UpdateUserStatus, UserStatus};
pub use upload::{UploadFile, UploadFiles};

/// Makes request structs with setters awaitable by way of their `run` method.
macro_rules! awaited {
    ($($call:ty => $value:ty),+ $(,)?) => {$(
        impl ::std::future::IntoFuture for $call {
            type Output = ::chatwire_core::Result<$value>;
            type IntoFuture = ::chatwire_core::ResponseFuture<$value>;

            fn into_future(self) -> Self::IntoFuture {
                ::chatwire_core::ResponseFuture::new(self.run())
            }
        }
    )+};
}

pub(crate) use awaited;
pub(crate) use hashtags::Members;
#[cfg(feature = "tokens")]
pub(crate) use tell_receiver::DEFAULT_NOTE;
pub(crate) use tell_receiver::tell_receiver;
