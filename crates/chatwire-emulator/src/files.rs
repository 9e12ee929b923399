//! Uploaded files, bounded in number and size: a long-running emulator forgets the oldest.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use http::HeaderValue;

/// Files that are kept, counting those that are still to come.
const KEPT: usize = 10_000;
/// Most bytes of all files together; the newest may be larger than that.
const KEPT_BYTES: usize = 256 << 20;

/// One file.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) bytes: Bytes,
    pub(crate) content_type: HeaderValue,
}

/// Files by name.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// With the age of the name.
    files: HashMap<String, (u64, Option<File>)>,
    /// Names by age, the oldest first.
    names: BTreeMap<u64, String>,
    named: u64,
    bytes: usize,
}

impl Files {
    /// Takes a name for a file that is still to come.
    pub(crate) fn reserve(&mut self, name: &str) {
        if !self.is_known(name) {
            self.named += 1;
            self.names.insert(self.named, name.to_owned());
            self.files.insert(name.to_owned(), (self.named, None));
            self.shrink();
        }
    }

    /// Whether a file is there, or still to come.
    pub(crate) fn is_known(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Keeps a file, in the place of what had its name.
    pub(crate) fn put(&mut self, name: &str, file: File) {
        self.reserve(name);
        if let Some((_, place)) = self.files.get_mut(name) {
            self.bytes += file.bytes.len();
            let before = place.replace(file);
            self.bytes -= before.map_or(0, |file| file.bytes.len());
            self.shrink();
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&File> {
        self.files.get(name)?.1.as_ref()
    }

    /// Forgets a file and its name.
    pub(crate) fn remove(&mut self, name: &str) {
        if let Some((age, file)) = self.files.remove(name) {
            self.names.remove(&age);
            self.bytes -= file.map_or(0, |file| file.bytes.len());
        }
    }

    fn shrink(&mut self) {
        while self.files.len() > KEPT || (self.bytes > KEPT_BYTES && self.files.len() > 1) {
            let Some((_, oldest)) = self.names.pop_first() else { return };
            self.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: Bytes) -> File {
        File { bytes, content_type: HeaderValue::from_static("text/plain") }
    }

    #[test]
    fn the_newest_files_are_kept() {
        let mut files = Files::default();
        for nth in 0..KEPT {
            files.reserve(&nth.to_string());
        }
        files.put("0", file(Bytes::from_static(b"zero")));
        files.put("1", file(Bytes::from_static(b"one")));
        assert!(files.get("2").is_none() && files.is_known("2"));
        files.put("new", file(Bytes::from_static(b"new")));
        assert!(!files.is_known("0") && files.get("1").is_some());
        files.remove("1");
        files.reserve("newer");
        assert!(files.is_known("2") && files.get("new").is_some());
        assert_eq!(files.bytes, 3);
    }

    #[test]
    fn large_files_push_older_ones_out() {
        let mut files = Files::default();
        let half = Bytes::from(vec![0; KEPT_BYTES / 2]);
        for name in ["a", "b", "b", "c"] {
            files.put(name, file(half.clone()));
        }
        assert!(!files.is_known("a") && files.is_known("b") && files.is_known("c"));
        files.put("large", file(Bytes::from(vec![0; KEPT_BYTES + 1])));
        assert!(files.get("large").is_some());
        assert_eq!(files.files.len(), 1);
    }
}
