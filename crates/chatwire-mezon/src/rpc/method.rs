//! [`Method`]: what is known about a call of the API before it is made.

/// A call of the API: its name, its number, and whether it changes anything.
#[derive(Debug, PartialEq, Eq)]
pub struct Method {
    operation: &'static str,
    path: &'static str,
    index: Option<u16>,
    class: Class,
}

/// Whether a call changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// It only looks: it may be sent again when its answer is lost. These are the `List..` and `Get..` calls.
    Read,
    /// It changes something, or may.
    Write,
}

impl Method {
    /// A call that only looks.
    pub(crate) const fn read(
        operation: &'static str,
        path: &'static str,
        index: Option<u16>,
    ) -> Self {
        Self { operation, path, index, class: Class::Read }
    }

    /// A call that changes something.
    pub(crate) const fn write(
        operation: &'static str,
        path: &'static str,
        index: Option<u16>,
    ) -> Self {
        Self { operation, path, index, class: Class::Write }
    }

    /// Its name, the last part of its path: `ListClanDescs`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Its name in errors and spans: `mezon.list_clan_descs`.
    #[must_use]
    pub const fn operation(&self) -> &'static str {
        self.operation
    }

    /// Its number on the socket; `None` when no client knows one, so that it goes over HTTP only.
    ///
    /// The service has renumbered its calls before, which is why the name always goes with it.
    #[must_use]
    pub const fn index(&self) -> Option<u16> {
        self.index
    }

    /// Whether it changes anything.
    #[must_use]
    pub const fn class(&self) -> Class {
        self.class
    }

    /// Whether it only looks, so that it may be made again when its answer is lost.
    #[must_use]
    pub const fn is_read(&self) -> bool {
        matches!(self.class, Class::Read)
    }

    /// Path of the call over HTTP: `/mezon.api.Mezon/ListClanDescs`.
    #[must_use]
    pub const fn path(&self) -> &'static str {
        self.path
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Class;
    use crate::generated::api::METHODS;

    #[test]
    fn all_calls_are_there_and_numbered_without_gaps() {
        assert_eq!(METHODS.len(), 218);
        let names: BTreeSet<&str> = METHODS.iter().map(|method| method.name()).collect();
        assert_eq!(names.len(), 218);
        let indexes: Vec<u16> = METHODS.iter().filter_map(|method| method.index()).collect();
        assert!(indexes.iter().copied().eq(0..210));
    }

    #[test]
    fn calls_that_look_are_those_that_say_so() {
        for method in METHODS {
            let looks = method.name().starts_with("List") || method.name().starts_with("Get");
            assert_eq!(method.class() == Class::Read, looks, "{}", method.name());
        }
    }

    #[test]
    fn well_known_numbers() {
        let index = |name: &str| METHODS.iter().find(|method| method.name() == name)?.index();
        assert_eq!(index("ListChannelDescs"), Some(0));
        assert_eq!(index("SessionRefresh"), Some(199));
        assert_eq!(index("SessionLogout"), Some(200));
        assert_eq!(index("UpdateEventUser"), None);
        assert_eq!(METHODS.last().map(|last| last.path().len()), Some(38));
    }
}
