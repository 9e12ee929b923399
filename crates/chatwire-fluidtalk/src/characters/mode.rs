//! [`Mode`]: live, or one of two ways to test.

use chatwire_core::wire_enum;

/// Handles of leads in the testing modes begin with this; others get a 400.
pub(super) const TEST_PREFIX: &str = "test_";

wire_enum! {
    /// How the server treats a call; sent as the header `X-FluidTalk-Mode` exactly when it was set.
    ///
    /// Not to be mistaken for [`Post::post_mode`](super::Post::post_mode), which is a field of a post.
    ///
    /// ```
    /// use chatwire_fluidtalk::characters::{Client, Mode};
    ///
    /// let client = Client::builder("ftc_live_0123456789").mode(Mode::Sandbox).build()?;
    /// // Real leads are refused before anything is sent.
    /// assert!(client.chat("instagram", "mark").message("hey").request().build().is_err());
    /// assert!(client.chat("instagram", "test_mark").message("hey").request().build().is_ok());
    /// # Ok::<_, chatwire_fluidtalk::Error>(())
    /// ```
    pub enum Mode {
        /// The real thing, which is also what a call without a mode is.
        Live = "live",
        /// No model, no costs, nothing written: a fixture chosen by the lead's handle.
        ///
        /// Seen: `test_reply`, `test_photo`, `test_photos`. Handles must begin with `test_`.
        Mock = "mock",
        /// The real pipeline on a lead that is thrown away: billed, and without the guard against duplicates.
        ///
        /// Handles must begin with `test_`.
        Sandbox = "sandbox",
    }
}

impl Mode {
    /// Whether handles must begin with `test_`.
    #[must_use]
    pub fn is_test(&self) -> bool {
        matches!(self, Self::Mock | Self::Sandbox)
    }
}
