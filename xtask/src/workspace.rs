//! Where the workspace is and which files belong to it.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail};

/// Root folder of the workspace; paths in this tool are relative to it and use `/`.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
}

/// One text file with its path relative to the root.
#[derive(Debug, Clone)]
pub(crate) struct TextFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Workspace {
    /// Finds the root: cargo names the folder of this package, else the working directory leads there.
    pub(crate) fn find() -> Result<Self> {
        let start = match env::var_os("CARGO_MANIFEST_DIR") {
            Some(dir) => PathBuf::from(dir),
            None => env::current_dir().context("working directory")?,
        };
        let root = start
            .ancestors()
            .find(|dir| dir.join("xtask/Cargo.toml").is_file())
            .with_context(|| format!("no workspace with an xtask above {}", start.display()))?;
        Ok(Self { root: root.to_path_buf() })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    pub(crate) fn exists(&self, relative: &str) -> bool {
        self.path(relative).exists()
    }

    /// Text of one file, with Unix newlines.
    pub(crate) fn read(&self, relative: &str) -> Result<String> {
        let text = fs::read_to_string(self.path(relative))
            .with_context(|| format!("cannot read {relative}"))?;
        Ok(text.replace("\r\n", "\n"))
    }

    pub(crate) fn write(&self, relative: &str, text: &str) -> Result<()> {
        let path = self.path(relative);
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
        }
        fs::write(path, text).with_context(|| format!("cannot write {relative}"))
    }

    /// Paths of all files that git tracks or would add, sorted.
    pub(crate) fn files(&self) -> Result<Vec<String>> {
        let output = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(&self.root)
            .output()
            .context("cannot run git")?;
        if !output.status.success() {
            bail!("git ls-files failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        let listing = String::from_utf8(output.stdout).context("a file name is not UTF-8")?;
        // A file that was removed but not yet from the index is still listed.
        let mut files: Vec<String> = listing
            .split('\0')
            .filter(|path| !path.is_empty() && self.exists(path))
            .map(str::to_owned)
            .collect();
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// All text files: those of [`Workspace::files`] that are UTF-8 without a NUL byte.
    pub(crate) fn text_files(&self) -> Result<Vec<TextFile>> {
        let mut found = Vec::new();
        for path in self.files()? {
            let bytes =
                fs::read(self.path(&path)).with_context(|| format!("cannot read {path}"))?;
            if let Ok(text) = String::from_utf8(bytes)
                && !text.contains('\0')
            {
                found.push(TextFile { path, text: text.replace("\r\n", "\n") });
            }
        }
        Ok(found)
    }
}
