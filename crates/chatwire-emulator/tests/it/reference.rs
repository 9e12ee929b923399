//! The vendor's own Python packages, call by call. They are installed by name into a temporary environment;
//! where that is impossible the test says so and passes.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use chatwire_emulator::tokenbowl::{Release, Role};
use chatwire_emulator::{Emulator, Platform};
use tokio::process::Command;

/// Longest wait for each of: making the environment, installing, running. One package brings a hundred others.
pub(crate) const PATIENCE: Duration = Duration::from_secs(150);

/// A temporary virtual environment, removed when dropped.
pub(crate) struct Environment(PathBuf);

impl Drop for Environment {
    fn drop(&mut self) {
        // What is left of it lies in the system's temporary folder.
        let _left_behind = std::fs::remove_dir_all(&self.0);
    }
}

impl Environment {
    /// With these packages, named with spaces in between.
    pub(crate) async fn with(packages: &str) -> Result<Self, String> {
        let environment = Self::empty(packages);
        let mut create = Command::new(if cfg!(windows) { "python" } else { "python3" });
        run(create.args(["-m", "venv"]).arg(&environment.0)).await?;
        let mut install = Command::new(environment.python());
        let quiet = ["--quiet", "--no-input", "--disable-pip-version-check"];
        let packages = packages.split_whitespace();
        run(install.args(["-m", "pip", "install"]).args(quiet).args(packages)).await?;
        Ok(environment)
    }

    /// A folder of its own for these packages, which nothing was put into yet.
    pub(crate) fn empty(packages: &str) -> Self {
        let first = packages.split(' ').next().unwrap_or_default().replace(['=', '@', '['], "-");
        let name = format!("chatwire-emulator-{first}-{}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    pub(crate) fn python(&self) -> PathBuf {
        self.0.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
    }
}

/// Output of a command that succeeded in time, else why it did not.
pub(crate) async fn run(command: &mut Command) -> Result<Output, String> {
    let output = tokio::time::timeout(PATIENCE, command.kill_on_drop(true).output())
        .await
        .map_err(|_| format!("not done after {PATIENCE:?}"))?
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(output);
    }
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    Err(format!("{}\n{out}{err}", output.status))
}

/// Says that a test could not run, not through the test's own output, which is hidden when the test passes.
pub(crate) fn skipped(package: &str, why: &str) {
    let line = format!("SKIPPED: {package} cannot be installed: {why}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

/// Runs a script with the package; the calls that it reports as done.
async fn calls(package: &str, script: &str, url: &str, credential: &str) -> Option<Vec<String>> {
    let environment = match Environment::with(package).await {
        Ok(environment) => environment,
        Err(why) => {
            skipped(package, &why);
            return None;
        }
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(script);
    let mut python = Command::new(environment.python());
    python.arg("-B").arg(script).arg(url).arg(credential);
    // A proxy of the machine must not stand between two programs on loopback.
    python.env("NO_PROXY", "127.0.0.1").env("PYTHONIOENCODING", "utf-8");
    let output = run(&mut python).await.unwrap_or_else(|why| panic!("{package}: {why}"));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.trim_end().ends_with("complete"), "{text}");
    Some(text.lines().filter_map(|line| line.strip_prefix("ok ")).map(str::to_owned).collect())
}

#[tokio::test]
async fn fluidtalk_1_0_1() {
    let emulator = Emulator::start().await.unwrap();
    let fluidtalk = emulator.fluidtalk();
    fluidtalk.reply_when("ping", ["pong"]);
    fluidtalk.photo_when("selfie", "https://cdn.test/p.jpg");
    fluidtalk.set_tokens(3);
    fluidtalk.seal("@sealed");
    let url = emulator.url(Platform::FluidTalk);
    let Some(done) =
        calls("fluidtalk==1.0.1", "fluidtalk_1_0_1.py", &url, &fluidtalk.api_key()).await
    else {
        return;
    };
    for call in
        ["inbound_chat", "ai_opener", "event_trigger", "follow_up", "upload_image", "errors"]
    {
        assert!(done.iter().any(|each| each == call), "{call}");
    }
    assert_eq!(fluidtalk.tokens(), 0);
    assert_eq!(emulator.requests(Platform::FluidTalk).len(), 21);
}

#[tokio::test]
async fn fluidtalk_2_8_2() {
    let emulator = Emulator::start().await.unwrap();
    let fluidtalk = emulator.fluidtalk();
    fluidtalk.reply_when("ping", ["pong"]);
    fluidtalk.claim_on("instagram", "taken", "eva");
    fluidtalk.queue_follow_up("instagram", "mark", "hey stranger ||| all good?");
    fluidtalk.set_credits(18);
    let url = emulator.url(Platform::FluidTalk);
    let Some(done) =
        calls("fluidtalk==2.8.2", "fluidtalk_2_8_2.py", &url, &fluidtalk.connector_token()).await
    else {
        return;
    };
    let all = "self_test chat inbound_media event trigger followups.list followups.ack comment_media comment \
               comment_reply comment_engage post_media post mode errors";
    assert_eq!(done, all.split_whitespace().collect::<Vec<_>>());
    assert_eq!(fluidtalk.credits(), 0);
}

/// All REST calls of both Token Bowl packages, in the order of the script.
const REST: &str =
    "health register messages direct unread users profile bots admin magic_link errors";

#[tokio::test]
async fn token_bowl_chat_1_1_7() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.release(Release::V1_1_5);
    tokenbowl.magic_links(true);
    tokenbowl.user_with_role("root", Role::Admin);
    let (url, key) = (emulator.url(Platform::TokenBowl), tokenbowl.key("root"));
    let (package, script) = ("token-bowl-chat==1.1.7", "token_bowl_chat_1_1_7.py");
    let Some(done) = calls(package, script, &url, &key).await else {
        return;
    };
    let live = "connect send receive wrong_verbs bad_key close";
    // Once with the blocking client, once with the async one.
    let all = [REST, REST, live].join(" ");
    assert_eq!(done, all.split_whitespace().collect::<Vec<_>>());
}

#[tokio::test]
async fn token_bowl_chat_4_0_2() {
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.ping(Duration::from_secs(1));
    tokenbowl.magic_links(true);
    tokenbowl.user_with_role("root", Role::Admin);
    let (url, key) = (emulator.url(Platform::TokenBowl), tokenbowl.key("root"));
    let (package, script) = ("token-bowl-chat==4.0.2", "token_bowl_chat_4_0_2.py");
    let Some(done) = calls(package, script, &url, &key).await else {
        return;
    };
    let live = "conversations connect send receive typing read pings close";
    let all = [REST, REST, live].join(" ");
    assert_eq!(done, all.split_whitespace().collect::<Vec<_>>());
}

#[tokio::test]
async fn kickpython_0_1_5_calls() {
    let emulator = Emulator::start().await.unwrap();
    let kick = emulator.kick();
    let credential = format!("{}:{}", kick.client_id(), kick.client_secret());
    let url = emulator.url(Platform::Kick);
    // The package does not name what it needs. Chat is tested elsewhere.
    let packages = "aiohttp websockets==15.0.1 curl_cffi kickpython==0.1.5";
    let script = "kickpython_calls_0_1_5.py";
    let Some(done) = calls(packages, script, &url, &credential).await else {
        return;
    };
    let all = "get_auth_url exchange_code get_all_chatroom_ids get_users get_channels post_chat \
               update_channel get_categories refresh_token revoke_token";
    assert_eq!(done, all.split_whitespace().collect::<Vec<_>>());
    assert_eq!(kick.messages("streamer")[0]["content"], "hello from the seed");
    assert_eq!(kick.messages("streamer")[0]["sender"], "chatwire-bot");
}
