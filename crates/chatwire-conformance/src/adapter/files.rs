//! Files that arguments name, written to a folder that lives as long as the call.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::vector::Vector;

/// How deep the working folder lies, so that a path may climb a few steps and stay inside.
const DEPTH: usize = 8;

static NEXT: AtomicU64 = AtomicU64::new(0);

/// A folder with the file of one vector in it; removed in the end.
#[derive(Debug)]
#[non_exhaustive]
pub struct Files {
    root: Option<PathBuf>,
    content: Option<Vec<u8>>,
}

impl Files {
    /// Writes the recorded file part to the path that an argument names.
    ///
    /// A record without a file part is about a file that is not there.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn lay_out(vector: &Vector) -> io::Result<Self> {
        let arg = |name: &str| vector.call.args.get(name)?.as_str().filter(|path| !path.is_empty());
        // The reference's constructor makes its database beside the program.
        let database = (vector.call.method == "KickAPI.__init__").then_some("kick_tokens.db");
        let Some(path) = arg("path").or_else(|| arg("image_path")).or(database) else {
            return Ok(Self { root: None, content: None });
        };
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir()
            .join(format!("chatwire-conformance-{}-{number}", std::process::id()));
        let parts =
            vector.requests.iter().filter_map(|request| request.multipart.as_ref()).flatten();
        let content = parts
            .filter(|part| part.filename.is_some())
            .find_map(|part| part.b64.as_ref())
            .map(|encoded| STANDARD.decode(encoded).map_err(io::Error::other))
            .transpose()?;
        let files = Self { root: Some(root), content };
        // Climbing needs the folders to be there, also those that only a `..` passes through.
        let place = files.path(path);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(files.path(""))?;
            fs::create_dir_all(folder)?;
        }
        if let Some(content) = &files.content {
            fs::write(&place, content)?;
        }
        Ok(files)
    }

    /// Where a recorded path lies here.
    #[must_use]
    pub fn path(&self, recorded: &str) -> PathBuf {
        let mut place = self.root.clone().unwrap_or_default();
        place.extend(std::iter::repeat_n("d", DEPTH));
        for part in Path::new(recorded).components() {
            // The root of an absolute path would replace everything before it.
            if matches!(part, Component::Normal(_) | Component::ParentDir) {
                place.push(part);
            }
        }
        place
    }

    /// Content of the file, when there is one.
    #[must_use]
    pub fn content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        if let Some(root) = &self.root {
            // A folder that stays behind in the system's temporary place does no harm.
            let _ = fs::remove_dir_all(root);
        }
    }
}
