//! Starting, steering and ending an emulator.
//!
//! A further platform needs four things: a variant of [`Platform`], a module with a handle and an axum router
//! (websockets included: upgrades pass through the listener untouched), the form of its error bodies, and its
//! lines in [`Builder::start`]. Recording, faults, ports and shutdown are the same for all.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::chatluck::Chatluck;
use crate::fault::{Fault, FaultRule, Faults};
use crate::fluidtalk::FluidTalk;
use crate::kick::Kick;
use crate::ledger::Node;
use crate::mezon::Mezon;
use crate::record::{Recorded, Records};
use crate::script::Script;
use crate::server::{Site, serve};
use crate::socket::{OpenSockets, SocketFrame};
use crate::tokenbowl::TokenBowl;
use crate::world::World;
use crate::{EmulatorError, Platform};

/// A running emulator: one loopback listener per platform over one world.
///
/// Dropping it ends every task and closes every connection; [`shutdown`](Self::shutdown) also waits for that.
/// The handles that [`chatluck`](Self::chatluck), [`fluidtalk`](Self::fluidtalk),
/// [`tokenbowl`](Self::tokenbowl), [`kick`](Self::kick), [`mezon`](Self::mezon) and [`ledger`](Self::ledger)
/// return may outlive it.
///
/// ```
/// use chatwire_emulator::{Emulator, Platform};
///
/// # fn main() -> Result<(), chatwire_emulator::EmulatorError> {
/// let emulator = Emulator::start_blocking()?; // or `Emulator::start().await?`
/// assert!(emulator.url(Platform::Chatluck).ends_with("/v1"));
/// assert!(emulator.requests(Platform::Chatluck).is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Emulator {
    world: World,
    doors: BTreeMap<Platform, Door>,
    chatluck: Chatluck,
    fluidtalk: FluidTalk,
    tokenbowl: TokenBowl,
    kick: Kick,
    mezon: Mezon,
    ledger: Node,
    tasks: JoinSet<()>,
    /// Ends the thread of a blocking emulator when dropped.
    _thread: Option<oneshot::Sender<()>>,
}

/// What is kept of a listener once it runs.
#[derive(Debug)]
struct Door {
    url: String,
    records: Arc<Records>,
    faults: Arc<Faults>,
    open: Arc<OpenSockets>,
}

impl Emulator {
    /// Starts on free ports with the default credentials, on the present tokio runtime.
    ///
    /// # Errors
    /// [`EmulatorError::Bind`] when no loopback socket can be opened.
    ///
    /// # Panics
    /// Outside a tokio runtime that has I/O and time enabled.
    pub async fn start() -> Result<Self, EmulatorError> {
        Self::builder().start().await
    }

    /// Starts on a thread of its own, for callers without a runtime and for blocking clients, which would
    /// otherwise stop the runtime that has to answer them.
    ///
    /// # Errors
    /// As [`start`](Self::start), and [`EmulatorError::Thread`].
    pub fn start_blocking() -> Result<Self, EmulatorError> {
        Self::builder().start_blocking()
    }

    /// Sets ports, credentials or a script first.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Base URL to hand to a client: Chatluck's ends with `/v1`, all others are the origin.
    #[must_use]
    pub fn url(&self, platform: Platform) -> String {
        self.doors.get(&platform).map(|door| door.url.clone()).unwrap_or_default()
    }

    /// People, channels and messages of Chatluck.
    #[must_use]
    pub fn chatluck(&self) -> Chatluck {
        self.chatluck.clone()
    }

    /// Personas, leads and balances of FluidTalk.
    #[must_use]
    pub fn fluidtalk(&self) -> FluidTalk {
        self.fluidtalk.clone()
    }

    /// People, messages and live connections of Token Bowl.
    #[must_use]
    pub fn tokenbowl(&self) -> TokenBowl {
        self.tokenbowl.clone()
    }

    /// People, channels, apps, events and live chat of Kick.
    #[must_use]
    pub fn kick(&self) -> Kick {
        self.kick.clone()
    }

    /// Bots, clans, channels, messages and sockets of Mezon.
    #[must_use]
    pub fn mezon(&self) -> Mezon {
        self.mezon.clone()
    }

    /// Mezon's ledger, which stands on the same listener under `/mmn-api/`, `/zk-api/` and `/indexer-api/`.
    #[must_use]
    pub fn ledger(&self) -> Node {
        self.ledger.clone()
    }

    /// Requests that came in for a platform, oldest first: the last 10,000,
    /// or as many as have 64 MiB of bodies.
    #[must_use]
    pub fn requests(&self, platform: Platform) -> Vec<Recorded> {
        self.doors.get(&platform).map(|door| door.records.all()).unwrap_or_default()
    }

    /// Forgets the recorded requests of a platform.
    pub fn clear_requests(&self, platform: Platform) {
        if let Some(door) = self.doors.get(&platform) {
            door.records.clear();
        }
    }

    /// Lets the next request of a platform meet a fault. Several calls queue up.
    pub fn fault(&self, platform: Platform, fault: Fault) {
        self.fault_rule(platform, FaultRule::next(fault));
    }

    /// Lets the next request with this method and path (as sent, without the query) meet a fault.
    pub fn fault_on(&self, platform: Platform, method: &str, path: &str, fault: Fault) {
        self.fault_rule(platform, FaultRule::on(method, path, fault));
    }

    /// Adds a fault with all conditions.
    pub fn fault_rule(&self, platform: Platform, rule: FaultRule) {
        if let Some(door) = self.doors.get(&platform) {
            door.faults.push(rule);
        }
    }

    /// Lets every websocket that is open now meet a fault, and says how many there are. Frames count from
    /// now on; a fault that one of them is still waiting for is replaced.
    ///
    /// Faults that do not meet sockets do nothing here, and say 0.
    pub fn fault_open_sockets(&self, platform: Platform, fault: &Fault) -> usize {
        self.doors.get(&platform).map(|door| door.open.strike(fault)).unwrap_or_default()
    }

    /// Websockets of a platform that are open now.
    #[must_use]
    pub fn open_sockets(&self, platform: Platform) -> usize {
        self.doors.get(&platform).map(|door| door.open.count()).unwrap_or_default()
    }

    /// Data frames that clients sent on websockets, oldest first: the last 10,000.
    #[must_use]
    pub fn frames(&self, platform: Platform) -> Vec<SocketFrame> {
        self.doors.get(&platform).map(|door| door.open.frames()).unwrap_or_default()
    }

    /// Faults that have not met their request yet.
    #[must_use]
    pub fn waiting_faults(&self, platform: Platform) -> Vec<FaultRule> {
        self.doors.get(&platform).map(|door| door.faults.waiting()).unwrap_or_default()
    }

    /// Takes back all faults of a platform that have not met their request yet.
    pub fn clear_faults(&self, platform: Platform) {
        if let Some(door) = self.doors.get(&platform) {
            door.faults.clear();
        }
    }

    /// Moves the emulator's clock on, for everything that depends on age. It never runs by itself.
    pub fn advance(&self, by: Duration) {
        self.world.clock.advance(by);
    }

    /// Ends all tasks and waits until their connections are closed.
    pub async fn shutdown(mut self) {
        self.tasks.shutdown().await;
    }
}

/// Settings of an emulator before it starts.
///
/// ```
/// use chatwire_emulator::{Emulator, Platform};
///
/// # fn main() -> Result<(), chatwire_emulator::EmulatorError> {
/// let emulator = Emulator::builder().credential(Platform::Chatluck, "ck_mine").start_blocking()?;
/// assert_eq!(emulator.chatluck().key(), "ck_mine");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    port: u16,
    credentials: Vec<(Platform, String)>,
    script: Script,
}

impl Builder {
    /// First port; each platform takes the next one, in the order of [`Platform::ALL`].
    /// 0, the default, takes any free port for each.
    pub const fn port(mut self, first: u16) -> Self {
        self.port = first;
        self
    }

    /// Accepts a credential. Those named here replace the defaults of their kind; all others are refused.
    ///
    /// For FluidTalk a value that starts with `ftc_` is a connector token, any other an API key. For Kick a value
    /// with a colon is an app, `client id:client secret`, any other an access token of the user `streamer`. For
    /// Mezon it is `bot id:key`, or the key alone.
    pub fn credential(mut self, platform: Platform, credential: impl Into<String>) -> Self {
        self.credentials.push((platform, credential.into()));
        self
    }

    /// Plays a script once the emulator runs; its credentials come after those of
    /// [`credential`](Self::credential).
    pub fn script(mut self, script: Script) -> Self {
        self.script = script;
        self
    }

    /// Starts on the present tokio runtime.
    ///
    /// # Errors
    /// [`EmulatorError::Bind`] or [`EmulatorError::Port`] when a socket cannot be opened,
    /// [`EmulatorError::Credential`] for one that no client could send, [`EmulatorError::Webhook`] for an
    /// address in the script that is not on loopback.
    ///
    /// # Panics
    /// Outside a tokio runtime that has I/O and time enabled.
    pub async fn start(mut self) -> Result<Emulator, EmulatorError> {
        self.credentials.extend(self.script.credentials());
        for (platform, credential) in &self.credentials {
            if credential.is_empty() || !credential.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(EmulatorError::Credential { platform: *platform });
            }
        }
        let world = World::new();
        let mut tasks = JoinSet::new();

        let (chatluck_listener, origin) = self.bind(Platform::Chatluck).await?;
        let (chatluck, courier) = Chatluck::new(world.clone(), self.listed(Platform::Chatluck));
        tasks.spawn(courier.run());
        let chatluck_door = Door::open(
            &mut tasks,
            chatluck_listener,
            format!("{origin}/v1"),
            Platform::Chatluck,
            chatluck.router(),
            crate::chatluck::error_body,
        );

        let (fluidtalk_listener, origin) = self.bind(Platform::FluidTalk).await?;
        let fluidtalk = FluidTalk::new(world.clone(), &origin, self.listed(Platform::FluidTalk));
        let fluidtalk_door = Door::open(
            &mut tasks,
            fluidtalk_listener,
            origin,
            Platform::FluidTalk,
            fluidtalk.router(),
            crate::fluidtalk::error_body,
        );

        let (tokenbowl_listener, origin) = self.bind(Platform::TokenBowl).await?;
        let (tokenbowl, postman) =
            TokenBowl::new(world.clone(), &origin, self.listed(Platform::TokenBowl));
        tasks.spawn(postman.run());
        let tokenbowl_door = Door::open(
            &mut tasks,
            tokenbowl_listener,
            origin,
            Platform::TokenBowl,
            tokenbowl.router(),
            crate::tokenbowl::error_body,
        );

        let (kick_listener, origin) = self.bind(Platform::Kick).await?;
        let (kick, sender) = Kick::new(world.clone(), &origin, self.listed(Platform::Kick));
        tasks.spawn(sender.run());
        let kick_door = Door::open(
            &mut tasks,
            kick_listener,
            origin,
            Platform::Kick,
            kick.router(),
            crate::kick::error_body,
        );

        let (mezon_listener, origin) = self.bind(Platform::Mezon).await?;
        let mezon = Mezon::new(world.clone(), &origin, self.listed(Platform::Mezon));
        let ledger = Node::new();
        let mezon_door = Door::open(
            &mut tasks,
            mezon_listener,
            origin,
            Platform::Mezon,
            mezon.router().merge(ledger.router()),
            crate::mezon::error_body,
        );

        let mut emulator = Emulator {
            world,
            doors: [
                (Platform::Chatluck, chatluck_door),
                (Platform::FluidTalk, fluidtalk_door),
                (Platform::TokenBowl, tokenbowl_door),
                (Platform::Kick, kick_door),
                (Platform::Mezon, mezon_door),
            ]
            .into(),
            chatluck,
            fluidtalk,
            tokenbowl,
            kick,
            mezon,
            ledger,
            tasks,
            _thread: None,
        };
        self.script.set_up(&emulator)?;
        let (chatluck, tokenbowl, kick, mezon) =
            (emulator.chatluck(), emulator.tokenbowl(), emulator.kick(), emulator.mezon());
        emulator.tasks.spawn(self.script.play(chatluck, tokenbowl, kick, mezon));
        Ok(emulator)
    }

    /// Starts on a thread of its own; see [`Emulator::start_blocking`].
    ///
    /// # Errors
    /// As [`start`](Self::start), and [`EmulatorError::Thread`].
    pub fn start_blocking(self) -> Result<Emulator, EmulatorError> {
        let (started, wait) = std::sync::mpsc::sync_channel(1);
        let (stop, stopped) = oneshot::channel::<()>();
        std::thread::Builder::new()
            .name("chatwire-emulator".to_owned())
            .spawn(move || {
                let runtime =
                    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                        Ok(runtime) => runtime,
                        Err(error) => return drop(started.send(Err(EmulatorError::Thread(error)))),
                    };
                runtime.block_on(async {
                    // A caller that is gone has no use for the emulator: then it is dropped right here.
                    if started.send(self.start().await).is_ok() {
                        // An error means that the emulator was dropped: the way to stop this thread.
                        let _dropped = stopped.await;
                    }
                });
            })
            .map_err(EmulatorError::Thread)?;
        let mut emulator =
            wait.recv().map_err(|gone| EmulatorError::Thread(std::io::Error::other(gone)))??;
        emulator._thread = Some(stop);
        Ok(emulator)
    }

    async fn bind(&self, platform: Platform) -> Result<(TcpListener, String), EmulatorError> {
        let nth = Platform::ALL.iter().position(|each| *each == platform).unwrap_or_default();
        let port = match (self.port, u16::try_from(nth)) {
            (0, _) => 0,
            (first, Ok(nth)) => first.checked_add(nth).ok_or(EmulatorError::Port { first })?,
            (first, Err(_)) => return Err(EmulatorError::Port { first }),
        };
        let failed = |source| EmulatorError::Bind { platform, port, source };
        let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(failed)?;
        let origin = format!("http://{}", listener.local_addr().map_err(failed)?);
        Ok((listener, origin))
    }

    fn listed(&self, platform: Platform) -> Vec<String> {
        self.credentials
            .iter()
            .filter(|(of, _)| *of == platform)
            .map(|(_, value)| value.clone())
            .collect()
    }
}

impl Door {
    fn open(
        tasks: &mut JoinSet<()>,
        listener: TcpListener,
        url: String,
        platform: Platform,
        router: axum::Router,
        error_body: fn(&str, http::StatusCode) -> serde_json::Value,
    ) -> Self {
        let door =
            Self { url, records: Arc::default(), faults: Arc::default(), open: Arc::default() };
        let site = Site {
            platform,
            router,
            error_body,
            records: Arc::clone(&door.records),
            faults: Arc::clone(&door.faults),
            open: Arc::clone(&door.open),
        };
        tasks.spawn(serve(listener, Arc::new(site)));
        door
    }
}
