//! `upload_image`: an image gets a URL.

use chatwire_core::build::Multipart;
use chatwire_core::{Request, awaitable};

use super::client::{Client, with_image};
use super::model::UploadResult;
use super::operation;
use crate::reply::plain;
use crate::upload::{Image, limits};

impl Client {
    /// Hosts an image and returns its URL, for `image_url` of the other calls.
    ///
    /// Costs nothing and is repeated after lost answers when the image can be read again: the worst case is a
    /// file that nobody uses.
    /// Files and streams are sent in pieces and never held whole.
    ///
    /// ```
    /// # use chatwire_fluidtalk::{Image, handshake::Client};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use chatwire_emulator::{Emulator, Platform as Service};
    /// # let emulator = Emulator::start().await?;
    /// # let (secret, url) = (emulator.fluidtalk().api_key(), emulator.url(Service::FluidTalk));
    /// # let client = Client::builder(secret).base_url(url)?.build()?;
    /// # let path = std::env::temp_dir().join(format!("chatwire-incoming-{}.jpg", std::process::id()));
    /// # std::fs::write(&path, [0xFF, 0xD8, 0xFF, 0xE0])?;
    /// let url = client.upload_image(Image::path(&path)).await?.url;
    /// let res = client.inbound_chat("@lead").message("what do you think?").image_url(url).await?;
    /// # std::fs::remove_file(&path)?;
    /// # assert!(!res.reply.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) before any request for an empty or unreadable image and for one over
    /// the client's limit, [`Decode`](crate::ErrorKind::Decode) when the answer names no URL.
    pub fn upload_image(&self, image: impl Into<Image>) -> UploadImage {
        UploadImage { client: self.clone(), image: image.into() }
    }
}

/// Request of [`Client::upload_image`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::handshake::Client::builder(emu.fluidtalk().api_key())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// use std::time::Duration;
/// use chatwire_fluidtalk::Image;
///
/// # let bytes = b"\x89PNG\r\n\x1a\n0000".to_vec();
/// let call = client.upload_image(Image::bytes(bytes).filename("incoming.png"));
/// // Options of this one call follow after `request`.
/// let uploaded = call.request().timeout(Duration::from_secs(30)).await?;
/// assert!(!uploaded.url.is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct UploadImage {
    client: Client,
    image: Image,
}

impl UploadImage {
    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<UploadResult> {
        let cap = self.client.max_upload();
        let (attempt, total) = limits(self.image.len(), cap);
        let call = self
            .client
            .upload(operation::UPLOAD_IMAGE, "/api/v1/bot/upload")
            .limits(attempt, total)
            .check(self.image.check(cap));
        with_image(call, Multipart::new(), self.image, cap).decode(plain)
    }
}

awaitable!(UploadImage => UploadResult);
