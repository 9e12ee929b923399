//! The part of `cargo metadata` that the checks need.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::{Context as _, Result};
use serde::Deserialize;

use crate::{process, workspace::Workspace};

/// All packages of the workspace, third-party ones left out.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    /// Where cargo puts what it builds.
    #[serde(default)]
    pub(crate) target_directory: PathBuf,
}

/// One package of the workspace.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) manifest_path: String,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) features: BTreeMap<String, Vec<String>>,
    pub(crate) targets: Vec<Target>,
    pub(crate) description: Option<String>,
    pub(crate) license: Option<String>,
    pub(crate) readme: Option<String>,
    pub(crate) repository: Option<String>,
    /// `None`: anywhere; an empty list: nowhere.
    pub(crate) publish: Option<Vec<String>>,
}

/// One entry of a dependency table.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Requirement as cargo understood it; `*` when none was given.
    pub(crate) req: String,
    #[serde(default)]
    pub(crate) kind: Kind,
    /// Folder of a path dependency.
    pub(crate) path: Option<String>,
}

/// Table that a dependency stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "Option<KindName>")]
pub(crate) enum Kind {
    #[default]
    Normal,
    Dev,
    Build,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KindName {
    Dev,
    Build,
}

impl From<Option<KindName>> for Kind {
    fn from(name: Option<KindName>) -> Self {
        match name {
            None => Self::Normal,
            Some(KindName::Dev) => Self::Dev,
            Some(KindName::Build) => Self::Build,
        }
    }
}

/// A library, binary, test, bench, example or build script.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Target {
    pub(crate) kind: Vec<String>,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) required_features: Vec<String>,
}

impl Metadata {
    /// Asks cargo; needs no network.
    pub(crate) fn load(workspace: &Workspace) -> Result<Self> {
        let json = process::read(
            workspace.root(),
            &["metadata", "--format-version", "1", "--no-deps", "--offline"],
        )?;
        Self::parse(&json)
    }

    fn parse(json: &str) -> Result<Self> {
        let mut metadata: Self = serde_json::from_str(json).context("output of cargo metadata")?;
        metadata.packages.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(metadata)
    }

    /// Packages that go to the registry.
    pub(crate) fn published(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| package.is_published())
    }

    pub(crate) fn package(&self, name: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.name == name)
    }
}

impl Package {
    pub(crate) fn is_published(&self) -> bool {
        self.publish.as_ref().is_none_or(|registries| !registries.is_empty())
    }

    /// Path of the manifest relative to the root.
    pub(crate) fn manifest(&self, workspace: &Workspace) -> String {
        let root = workspace.root().to_string_lossy();
        let path = self.manifest_path.strip_prefix(root.as_ref()).unwrap_or(&self.manifest_path);
        path.trim_start_matches(['/', '\\']).replace('\\', "/")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A package without anything, for the tests of the rules.
    pub(crate) fn package(name: &str) -> Package {
        Package {
            name: name.to_owned(),
            manifest_path: format!("crates/{name}/Cargo.toml"),
            dependencies: Vec::new(),
            features: BTreeMap::new(),
            targets: Vec::new(),
            description: Some("d".to_owned()),
            license: Some("MIT".to_owned()),
            readme: Some("README.md".to_owned()),
            repository: Some("r".to_owned()),
            publish: None,
        }
    }

    /// A dependency within the workspace, with the version that the workspace table gives it.
    pub(crate) fn internal(name: &str, kind: Kind) -> Dependency {
        let req = if kind == Kind::Dev { "*" } else { "=0.1.0" };
        let path = Some(format!("crates/{name}"));
        Dependency { name: name.to_owned(), req: req.to_owned(), kind, path }
    }

    #[test]
    fn kinds_and_publishing_are_read() {
        let json = r#"{"packages":[{"name":"a","version":"1.0.0","manifest_path":"Cargo.toml","features":{},"targets":[],
            "description":null,"license":null,"readme":null,"repository":null,"publish":[],
            "dependencies":[{"name":"x","source":null,"req":"*","kind":null,"path":"x"},
                            {"name":"y","source":null,"req":"*","kind":"dev","path":null}]}]}"#;
        let metadata = Metadata::parse(json).unwrap();
        let package = metadata.package("a").unwrap();
        assert!(!package.is_published());
        assert_eq!(package.dependencies[0].kind, Kind::Normal);
        assert_eq!(package.dependencies[1].kind, Kind::Dev);
    }
}
