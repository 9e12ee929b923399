//! The program under test: found, or built once.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::Value;
use tokio::process::Command;
use tokio::sync::OnceCell;

/// Variable that names the program to run instead.
const VARIABLE: &str = "CHATWIRE_BIN";

/// Package that builds it.
const PACKAGE: &str = "chatwire-cli";

/// Its name.
const PROGRAM_NAME: &str = "chatwire";

static PROGRAM: OnceCell<Result<PathBuf, String>> = OnceCell::const_new();

/// Path of the program, which is brought up to date first; `CHATWIRE_BIN` names another one.
pub(super) async fn path() -> Result<PathBuf, String> {
    PROGRAM.get_or_init(build).await.clone()
}

async fn build() -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os(VARIABLE) {
        return Ok(path.into());
    }
    if let Some(path) = beside_us().filter(|path| is_fresh(path)) {
        return Ok(path);
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", PACKAGE, "--message-format", "json"])
        .current_dir(workspace)
        .output()
        .await
        .map_err(|trouble| format!("cargo cannot be started, set {VARIABLE}: {trouble}"))?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("{PACKAGE} cannot be built, set {VARIABLE}: {why}"));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let executable = |line: &str| {
        let message: Value = serde_json::from_str(line).ok()?;
        Some(PathBuf::from(message.get("executable")?.as_str()?))
    };
    text.lines()
        .filter_map(executable)
        .next_back()
        .ok_or_else(|| format!("{PACKAGE} has no program"))
}

/// Where cargo puts it: in the folder of this program, or above the one of a test.
fn beside_us() -> Option<PathBuf> {
    let us = std::env::current_exe().ok()?;
    let folder = us.parent()?;
    let folder = if folder.ends_with("deps") { folder.parent()? } else { folder };
    Some(folder.join(format!("{PROGRAM_NAME}{}", std::env::consts::EXE_SUFFIX)))
}

/// Whether none of the sources that it was built from, as cargo lists them beside it, has changed since.
fn is_fresh(program: &Path) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let Some(built) = changed(program) else { return false };
    let Ok(list) = fs::read_to_string(program.with_extension("d")) else { return false };
    let Some((_, sources)) = list.split_once(": ") else { return false };
    // Blanks inside a name are written with a backslash; such a name is looked up in vain, which is safe.
    let is_older = |at: SystemTime| at <= built;
    let mut sources = sources.split_whitespace().map(Path::new).peekable();
    sources.peek().is_some() && sources.all(|source| changed(source).is_some_and(is_older))
}
