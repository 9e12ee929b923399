//! `self_test`: is the character set up?

use http::Method;

use chatwire_core::{Request, RetryClass, awaitable};

use super::client::{Client, limits, mode_setter};
use super::model::SelfTestResult;
use super::{Platform, operation};
use crate::reply::enveloped;

impl Client {
    /// Checks the character's set-up, without a model call and without costs.
    ///
    /// ```
    /// # use chatwire_fluidtalk::characters::Client;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use chatwire_emulator::{Emulator, Platform as Service};
    /// # let emulator = Emulator::start().await?;
    /// # let (secret, url) = (emulator.fluidtalk().connector_token(), emulator.url(Service::FluidTalk));
    /// # let client = Client::builder(secret).base_url(url)?.build()?;
    /// let report = client.self_test().platform("instagram").await?;
    /// if !report.can_fire("instagram", "story_reaction") {
    ///     println!("the workflow has no such entry");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When awaited: [`Auth`](crate::ErrorKind::Auth) for a token that is refused, and what else the server or the line
    /// fail with. The platform is sent as it is given, an empty one too. Repeated after trouble that passes.
    pub fn self_test(&self) -> SelfTest {
        SelfTest { client: self.clone(), platform: None }
    }
}

/// Request of [`Client::self_test`].
///
/// ```
/// use chatwire_fluidtalk::characters::Client;
///
/// # let client = Client::new("ftc_live_0123456789")?;
/// let wire = client.self_test().platform("instagram").request().build()?;
/// assert_eq!(wire.uri().query(), Some("platform=instagram"));
/// # Ok::<_, chatwire_fluidtalk::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct SelfTest {
    client: Client,
    platform: Option<Platform>,
}

mode_setter!(SelfTest);

impl SelfTest {
    /// Checks this platform only.
    pub fn platform(mut self, platform: impl Into<Platform>) -> Self {
        self.platform = Some(platform.into());
        self
    }

    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<SelfTestResult> {
        let path = "/api/{api_version}/characters/self-test";
        let class = RetryClass::Idempotent;
        let mut call =
            self.client.call(Method::GET, operation::SELF_TEST, path, class, limits::QUICK);
        if let Some(platform) = &self.platform {
            call = call.query("platform", platform).context("platform", platform.as_str());
        }
        call.decode(enveloped)
    }
}

awaitable!(SelfTest => SelfTestResult);
