//! The folder of settings, where tokens and payments under way are kept unless a place is named.

use std::env::var_os;
use std::ffi::OsString;
use std::fs::DirBuilder;
use std::path::{Path, PathBuf};

use crate::exit::{Doing as _, Result};

/// `chatwire` in the user's folder of settings; `None` where the system names none.
pub(super) fn of_settings() -> Option<PathBuf> {
    place(|name| var_os(name))
}

fn place(var: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name| var(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = if cfg!(windows) { folder("APPDATA") } else { folder("XDG_CONFIG_HOME") };
    let base = base.or_else(|| Some(folder("HOME")?.join(".config")))?;
    Some(base.join("chatwire"))
}

/// Makes a folder that only its owner may open, and what is missing above it; one that is there stays as it is.
pub(super) fn make_private(folder: &Path) -> Result {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).doing(format!("cannot make {}", folder.display()))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Option<PathBuf> {
        let find = |name: &str| pairs.iter().find(|(key, _)| *key == name);
        place(|name| find(name).map(|(_, value)| OsString::from(value)))
    }

    #[test]
    fn the_usual_places() {
        let home = ("HOME", "/h/a");
        assert_eq!(of(&[home]), Some("/h/a/.config/chatwire".into()));
        assert_eq!(of(&[home, ("XDG_CONFIG_HOME", "/c")]), Some("/c/chatwire".into()));
        // Relative ones are to be ignored (XDG Base Directory Specification).
        assert_eq!(of(&[("XDG_CONFIG_HOME", "c")]), None);
        assert_eq!(of(&[]), None);
    }
}
