//! Who has given the most Kicks.

use chatwire_core::{Request, awaitable};
use http::Method;

use super::reply::object;
use crate::limits::{Checks, MAX_LEADERBOARD};
use crate::{Client, KicksLeaderboards};

impl Client {
    /// Leaderboards of one's own channel: ever, this month, this week. A user's token with `kicks:read`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_kick::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let script = Script::new().always(Answer::status(200).body(
    /// #     r#"{"data":{"lifetime":[{"rank":1,"username":"Gifter","gifted_amount":500}],"week":null}}"#));
    /// # let client = chatwire_kick::Client::builder().token("token").script(script).build()?;
    /// for place in client.kicks_leaderboard().top(3).await?.lifetime {
    ///     println!("{}. {}: {}", place.rank, place.username, place.gifted_amount);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for a
    /// [number of places](KicksLeaderboard::top) that is not 1 to 100.
    pub fn kicks_leaderboard(&self) -> KicksLeaderboard {
        KicksLeaderboard { client: self.clone(), top: None }
    }
}

/// Reads the leaderboards; see [`Client::kicks_leaderboard`].
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct KicksLeaderboard {
    client: Client,
    top: Option<u32>,
}

impl KicksLeaderboard {
    /// Places of each leaderboard, 1 to 100 (10).
    pub fn top(mut self, places: u32) -> Self {
        self.top = Some(places);
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<KicksLeaderboards> {
        let checks = Checks::new().range("top", self.top, 1, MAX_LEADERBOARD);
        object(
            self.client
                .call(Method::GET, "kick.kicks_leaderboard", "/public/v1/kicks/leaderboard")
                .check(checks.done())
                .query_opt("top", self.top.map(|places| places.to_string())),
        )
    }
}

awaitable!(KicksLeaderboard => KicksLeaderboards);
