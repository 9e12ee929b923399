//! Files that keep what people write or what is known of it: for their owner only, and whole at any moment.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Puts a new file in the place of an old one, whole and on the disk, and gives it, to add to it.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<File> {
    let fresh = beside(path, ".new");
    // Left by a program that died in the middle.
    match fs::remove_file(&fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private(OpenOptions::new().append(true).create_new(true)).open(&fresh)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    if let Err(error) = sync_folder(path) {
        // It is in its place; only the end of the whole machine could still bring the old one back.
        tracing::warn!(%error, "a folder could not be flushed to the disk");
    }
    Ok(file)
}

/// What people write is for nobody else on the machine.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// The path with more behind its name.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// A new name is only safe once its folder is on the disk.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
