//! Pictures that get a lasting URL: a lead's, a post's to comment on, a post's own.

use http::{HeaderValue, Method};

use chatwire_core::build::Call;
use chatwire_core::{Request, RetryClass, awaitable};

use super::client::{Client, mode_setter, on_platform};
use super::model::Media;
use super::{Platform, operation};
use crate::reply::enveloped;
use crate::upload::{Image, JsonMedia, Kinds, MAX_MEDIA, limits};

impl Client {
    /// Hosts a photo that a lead sent, for [`Chat::image_url`](super::Chat::image_url).
    ///
    /// For photos of which you have the bytes only, or a URL that expires; any type is taken.
    /// Not billed, and repeated after lost answers: the worst case is a file that nobody uses.
    ///
    /// ```
    /// # use chatwire_fluidtalk::{Image, characters::Client};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use chatwire_emulator::{Emulator, Platform as Service};
    /// # let emulator = Emulator::start().await?;
    /// # let (secret, url) = (emulator.fluidtalk().connector_token(), emulator.url(Service::FluidTalk));
    /// # let client = Client::builder(secret).base_url(url)?.build()?;
    /// # let bytes = vec![0xFF, 0xD8, 0xFF, 0xE0];
    /// let up = client.inbound_media("instagram", Image::bytes(bytes).filename("photo.jpg")).await?;
    /// let mut turn = client.chat("instagram", "mark").message("what do you think? 😏");
    /// if let Some(url) = up.url {
    ///     turn = turn.image_url(url);
    /// }
    /// turn.await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) before any request for an empty platform, for an empty or unreadable
    /// picture and for one over [`MAX_MEDIA`].
    pub fn inbound_media(
        &self,
        platform: impl Into<Platform>,
        image: impl Into<Image>,
    ) -> InboundMedia {
        InboundMedia { client: self.clone(), platform: platform.into(), image: image.into() }
    }

    /// Hosts the picture of a post, for [`Comment::image_urls`](super::Comment::image_urls).
    ///
    /// The model's provider fetches images itself, so even a public URL may fail with `vision_failed`.
    /// Takes JPEG, PNG, WebP and GIF. Not billed, and repeated after lost answers.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
    /// use chatwire_fluidtalk::Image;
    ///
    /// # let bytes = b"\x89PNG\r\n\x1a\n0000".to_vec();
    /// let picture = Image::bytes(bytes).filename("deck.png");
    /// let hosted = client.comment_media("instagram", "p1", picture).await?;
    /// let call = client.comment("instagram", "p1").caption("new deck").image_urls(hosted.url);
    /// # call.await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`inbound_media`](Self::inbound_media), and for bytes of another type unless sniffing is off.
    pub fn comment_media(
        &self,
        platform: impl Into<Platform>,
        post_ref: impl Into<String>,
        image: impl Into<Image>,
    ) -> CommentMedia {
        let (platform, post_ref) = (platform.into(), post_ref.into());
        CommentMedia { client: self.clone(), platform, post_ref, image: image.into() }
    }

    /// Hosts the picture of a post to be written, for [`Post::asset_url`](super::Post::asset_url).
    ///
    /// Takes JPEG, PNG, WebP and GIF. Not billed, and repeated after lost answers.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
    /// use chatwire_fluidtalk::Image;
    ///
    /// # let bytes = b"\x89PNG\r\n\x1a\n0000".to_vec();
    /// let hosted = client.post_media("reddit", "r/running", Image::bytes(bytes)).await?;
    /// let mut call = client.post("reddit", "r/running");
    /// if let Some(url) = hosted.url {
    ///     call = call.asset_url(url);
    /// }
    /// # call.await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`inbound_media`](Self::inbound_media), and for bytes of another type unless sniffing is off.
    pub fn post_media(
        &self,
        platform: impl Into<Platform>,
        community_ref: impl Into<String>,
        image: impl Into<Image>,
    ) -> PostMedia {
        let (platform, community_ref) = (platform.into(), community_ref.into());
        PostMedia { client: self.clone(), platform, community_ref, image: image.into() }
    }
}

/// Request of [`Client::inbound_media`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// use chatwire_fluidtalk::Image;
///
/// # let bytes = b"\xFF\xD8\xFF\xE0 a picture".to_vec();
/// let call = client.inbound_media("instagram", Image::bytes(bytes).filename("lead.jpg"));
/// if let Some(url) = call.await?.url {
///     client.chat("instagram", "mark").message("look").image_url(url).await?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct InboundMedia {
    client: Client,
    platform: Platform,
    image: Image,
}

/// Request of [`Client::comment_media`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// use std::time::Duration;
/// use chatwire_fluidtalk::Image;
///
/// # let bytes = b"\xFF\xD8\xFF\xE0 a picture".to_vec();
/// let call = client.comment_media("instagram", "p1", Image::bytes(bytes));
/// // Options of this one call follow after `request`.
/// let hosted = call.request().timeout(Duration::from_secs(30)).await?;
/// assert!(hosted.silence().is_none());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct CommentMedia {
    client: Client,
    platform: Platform,
    post_ref: String,
    image: Image,
}

/// Request of [`Client::post_media`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// use chatwire_fluidtalk::Image;
///
/// # let bytes = b"\xFF\xD8\xFF\xE0 a picture".to_vec();
/// # emu.fluidtalk().enable_posts(false);
/// let hosted = client.post_media("reddit", "r/running", Image::bytes(bytes)).await?;
/// match (&hosted.url, hosted.silence()) {
///     (Some(url), _) => println!("{url}"),
///     (None, silence) => println!("posts may be off in the workflow: {silence:?}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct PostMedia {
    client: Client,
    platform: Platform,
    community_ref: String,
    image: Image,
}

mode_setter!(InboundMedia, CommentMedia, PostMedia);

impl InboundMedia {
    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<Media> {
        let path = "/api/{api_version}/characters/inbound-media";
        let Self { client, platform, image } = self;
        let media = JsonMedia { fields: Vec::new(), image, kinds: Kinds::Any };
        send(&client, operation::INBOUND_MEDIA, path, &platform, media)
    }
}

impl CommentMedia {
    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<Media> {
        let path = "/api/{api_version}/characters/comments/media";
        let Self { client, platform, post_ref, image } = self;
        let media = JsonMedia { fields: vec![("post_ref", post_ref)], image, kinds: Kinds::Stills };
        send(&client, operation::COMMENT_MEDIA, path, &platform, media)
    }
}

impl PostMedia {
    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<Media> {
        let path = "/api/{api_version}/characters/posts/media";
        let Self { client, platform, community_ref, image } = self;
        let fields = vec![("community_ref", community_ref)];
        let media = JsonMedia { fields, image, kinds: Kinds::Stills };
        send(&client, operation::POST_MEDIA, path, &platform, media)
    }
}

fn send(
    client: &Client,
    operation: &'static str,
    path: &'static str,
    platform: &Platform,
    mut media: JsonMedia,
) -> Request<Media> {
    media.fields.insert(0, ("platform", platform.as_str().to_owned()));
    let usual = limits(media.image.len(), MAX_MEDIA);
    let call = client.call(Method::POST, operation, path, RetryClass::Idempotent, usual);
    let call = on_platform(call, platform).check(media.check(MAX_MEDIA));
    with_media(call, media).decode(enveloped)
}

/// The body is made at once from bytes in memory, so that the call's wire form can be built; files and streams
/// are read when the call starts. Either way it is made once, so even a stream can be sent again.
fn with_media(call: Call, media: JsonMedia) -> Call {
    let json = HeaderValue::from_static("application/json");
    if media.image.is_in_memory() && !media.image.is_watched() {
        return match media.encode_now(MAX_MEDIA) {
            Ok(body) => match body.as_bytes() {
                Some(bytes) => call.bytes(json, bytes.clone()),
                None => call.upload(json, body),
            },
            Err(err) => call.fail(err),
        };
    }
    call.lazy_upload(json, move || Box::pin(media.read(MAX_MEDIA)))
}

awaitable!(InboundMedia => Media, CommentMedia => Media, PostMedia => Media);
