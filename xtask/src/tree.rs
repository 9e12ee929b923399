//! The dependency tree of one package, as cargo resolves it for that package alone.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use crate::{process, workspace::Workspace};

/// Names and versions of the packages in a normal tree, the package itself included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tree(BTreeSet<(String, String)>);

impl Tree {
    /// Asks cargo for the normal dependencies of a manifest on this system, with the given feature arguments.
    pub(crate) fn load<'a>(
        workspace: &Workspace,
        manifest: &'a str,
        features: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self> {
        let mut args = vec!["tree", "--locked", "--edges", "normal", "--prefix", "none"];
        args.extend(["--format", "{p}", "--manifest-path", manifest]);
        args.extend(features);
        Ok(Self::parse(&process::read(workspace.root(), &args)?))
    }

    /// Reads lines like `syn v2.0.1 (proc-macro)`; repeated ones count once.
    pub(crate) fn parse(text: &str) -> Self {
        let packages = text.lines().filter_map(|line| {
            let mut words = line.split_whitespace();
            let (name, version) = (words.next()?, words.next()?);
            Some((name.to_owned(), version.trim_start_matches('v').to_owned()))
        });
        Self(packages.collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|(other, _)| other == name)
    }

    /// Packages that stand in it with more than one version.
    pub(crate) fn duplicates(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, version) in &self.0 {
            versions.entry(name).or_default().push(version);
        }
        versions.retain(|_, versions| versions.len() > 1);
        versions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_versions_of_one_package_are_found() {
        let tree =
            Tree::parse("a v0.1.0 (x)\nsyn v2.0.1\nsyn v3.0.1 (proc-macro)\nsyn v2.0.1 (*)\n");
        assert_eq!(tree.len(), 3);
        assert!(tree.contains("syn") && !tree.contains("sy"));
        assert_eq!(tree.duplicates(), BTreeMap::from([("syn", vec!["2.0.1", "3.0.1"])]));
    }
}
