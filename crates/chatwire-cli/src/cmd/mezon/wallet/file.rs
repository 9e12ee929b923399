//! [`PaymentFile`]: a payment under way, on the disk before its bytes go out.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use chatwire::mezon::ledger::Prepared;

use crate::cmd::folder;
use crate::exit::{Doing as _, Failure, Result};

/// A file with one payment, readable for its owner only. It holds no key.
#[derive(Debug)]
pub(super) struct PaymentFile(PathBuf);

impl PaymentFile {
    /// Where a payment is kept: at a place that was named, else in the folder of settings.
    pub(super) fn for_payment(named: Option<&Path>, payment: &Prepared) -> Result<Self> {
        if let Some(path) = named {
            return Ok(Self(path.to_owned()));
        }
        let Some(folder) = folder::of_settings() else {
            return Err(Failure::usage("there is no folder of settings")
                .hint("name a file for the payment with --payment-file"));
        };
        let folder = folder.join("payments");
        let is_new = !folder.exists();
        folder::make_private(&folder)?;
        if is_new {
            // The folder of settings, and the one that holds it, may be as new.
            for place in folder.ancestors().take(3) {
                sync(place).doing(format!("cannot make {}", folder.display()))?;
            }
        }
        let id: String = payment.id().chars().take(16).collect();
        Ok(Self(folder.join(format!("{id}.json"))))
    }

    /// The file of a payment that was kept.
    pub(super) fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes the payment, and is on the disk when it returns; a file that is there already is somebody's payment.
    pub(super) fn create(&self, payment: &Prepared) -> Result {
        self.write(&self.0, payment)?;
        self.sync().inspect_err(|_| {
            // Nothing was sent: what stays would only be in the way of the next attempt.
            let _stays = fs::remove_file(&self.0);
        })
    }

    /// Writes what is known of the payment now, and is on the disk when it returns.
    pub(super) fn replace(&self, payment: &Prepared) -> Result {
        let mut name = self.0.clone().into_os_string();
        name.push(".new");
        let beside = PathBuf::from(name);
        // Left behind by a run that was stopped while it wrote.
        let _gone = fs::remove_file(&beside);
        self.write(&beside, payment)?;
        fs::rename(&beside, &self.0).doing(self.failed("replace"))?;
        self.sync()
    }

    fn sync(&self) -> Result {
        sync(folder_of(&self.0)).doing(self.failed("keep"))
    }

    fn write(&self, path: &Path, payment: &Prepared) -> Result {
        let mut text = serde_json::to_vec(payment)?;
        text.push(b'\n');
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).doing(self.failed("make"))?;
        let written = file.write_all(&text).and_then(|()| file.sync_all());
        written.doing(self.failed("write")).inspect_err(|_| {
            // It was made here, holds no payment, and would only be in the way of the next attempt.
            let _stays = fs::remove_file(path);
        })
    }

    /// Reads a payment.
    pub(super) fn read(&self) -> Result<Prepared> {
        let text = fs::read(&self.0).or_usage(self.failed("read"))?;
        // The text is not repeated: it says who was paid.
        serde_json::from_slice(&text)
            .map_err(|_| Failure::usage(format!("{} holds no payment", self.0.display())))
    }

    /// The payment is over.
    pub(super) fn remove(&self) -> Result {
        fs::remove_file(&self.0).doing(self.failed("remove"))
    }

    fn failed(&self, verb: &str) -> String {
        format!("cannot {verb} {}", self.0.display())
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Brings the names in a folder to the disk: without them, a file is lost with the power, however well it was written.
#[cfg(unix)]
fn sync(folder: &Path) -> io::Result<()> {
    match fs::File::open(folder)?.sync_all() {
        // A file system that has no such thing.
        Err(err)
            if matches!(err.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        done => done,
    }
}

/// The names of a folder are written with the file there.
#[cfg(not(unix))]
fn sync(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_without_a_folder_is_in_the_current_one() {
        assert_eq!(folder_of(Path::new("payment.json")), Path::new("."));
        assert_eq!(folder_of(Path::new("a/payment.json")), Path::new("a"));
        assert_eq!(folder_of(Path::new("/payment.json")), Path::new("/"));
    }

    #[cfg(unix)]
    #[test]
    fn folders_are_brought_to_the_disk() {
        assert!(sync(Path::new(".")).is_ok());
        assert!(sync(Path::new("/no/such/folder")).is_err());
    }
}
