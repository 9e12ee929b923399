//! Tables for readers: features from the manifests, environment variables from the constants in the code.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use toml::{Table, Value};

use super::{Generated, MARKDOWN_HEADER, Sources, replace_block};
use crate::rust_source::{RustSource, closing, line_at};

/// The crate whose features and texts come first.
const UMBRELLA: &str = "chatwire";

/// One entry of a `[features]` table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Feature {
    pub(crate) name: String,
    /// Comment above it, in one line; empty when there is none.
    pub(crate) text: String,
}

/// Features of a manifest in their order, `default` left out, each with the comment right above it.
pub(crate) fn features_of(manifest: &str) -> Vec<Feature> {
    let mut found = Vec::new();
    let mut comment: Vec<&str> = Vec::new();
    let section = manifest.lines().skip_while(|line| line.trim() != "[features]").skip(1);
    for line in section.take_while(|line| !line.starts_with('[')) {
        if let Some(text) = line.strip_prefix('#') {
            comment.push(text.trim());
            continue;
        }
        let key = line.split_once('=').map(|(key, _)| key.trim()).unwrap_or_default();
        let is_key =
            !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        if is_key && key != "default" {
            found.push(Feature { name: key.to_owned(), text: comment.join(" ") });
        }
        comment.clear();
    }
    found
}

/// Features of one published crate.
#[derive(Debug)]
struct CrateFeatures {
    name: String,
    features: Vec<Feature>,
    default: Vec<String>,
}

fn published(sources: &Sources) -> Result<Vec<CrateFeatures>> {
    let mut crates = Vec::new();
    for (path, text) in sources.below("crates/").filter(|(path, _)| path.ends_with("/Cargo.toml")) {
        let table: Table = text.parse().with_context(|| path.to_owned())?;
        let package = table.get("package").with_context(|| format!("{path}: no [package]"))?;
        let features = features_of(text);
        if package.get("publish") == Some(&Value::Boolean(false)) || features.is_empty() {
            continue;
        }
        let name = package.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let default = table
            .get("features")
            .and_then(|features| features.get("default"))
            .and_then(Value::as_array);
        let default =
            default.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        crates.push(CrateFeatures { name, features, default });
    }
    crates.sort_by_key(|one| (one.name != UMBRELLA, one.name.clone()));
    Ok(crates)
}

/// The feature table of the README.
pub(super) fn features(sources: &Sources) -> Result<Vec<Generated>> {
    let path = "README.md";
    let readme = sources.get(path).context("no README.md")?;
    let crates = published(sources)?;
    let mut rows: Vec<&Feature> = Vec::new();
    for feature in crates.iter().flat_map(|one| &one.features) {
        if !rows.iter().any(|row| row.name == feature.name) {
            rows.push(feature);
        }
    }
    let mut body = "| Feature | What it does | Crates |\n|---|---|---|\n".to_owned();
    for feature in rows {
        let holders: Vec<&CrateFeatures> = crates
            .iter()
            .filter(|one| one.features.iter().any(|other| other.name == feature.name))
            .collect();
        let default = if holders.iter().any(|one| one.default.contains(&feature.name)) {
            " (default)"
        } else {
            ""
        };
        let names: Vec<String> = holders.iter().map(|one| format!("`{}`", one.name)).collect();
        let names = if names.len() == crates.len() { "all".to_owned() } else { names.join(", ") };
        body.push_str(&format!(
            "| `{}`{default} | {} | {names} |\n",
            feature.name,
            cell(&feature.text)
        ));
    }
    let text = replace_block(readme, "features", &body).context(path)?;
    Ok(vec![Generated { path: path.to_owned(), text }])
}

/// One `EnvVar::new("NAME", "meaning")` in the code.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Variable {
    name: String,
    meaning: String,
}

/// The table of environment variables.
pub(super) fn environment(sources: &Sources) -> Result<Vec<Generated>> {
    // Two clients of a crate may share a variable; sorted, it stands here once.
    let mut rows = BTreeSet::new();
    for (path, text) in sources.below("crates/").filter(|(path, _)| path.ends_with(".rs")) {
        let mut parts = path.split('/').skip(1);
        let (Some(name), Some("src")) = (parts.next(), parts.next()) else {
            continue;
        };
        for variable in variables(text).with_context(|| path.to_owned())? {
            let meaning = cell(&variable.meaning);
            rows.insert(format!("| `{}` | {meaning} | `{name}` |\n", variable.name));
        }
    }
    let body: String = rows.into_iter().collect();
    let text = format!(
        "{MARKDOWN_HEADER} the `EnvVar` constants in the code. -->\n\n# Environment variables\n\n\
         `Client::from_env()` and `Client::from_vars(..)` read those of their crate, `Agent::from_env()` and \
         `Agent::from_vars(..)` those of `chatwire-agent`.\n\
         The command reads all of them, `CHATWIRE_CONFIG`, for `--secret` of its webhooks \
         `CHATWIRE_WEBHOOK_SECRET`, and for `--mcp-token` of its agent `CHATWIRE_MCP_TOKEN`; [cli.md](cli.md) names the variable of each option that has one.\n\
         An error names the variable that is missing or wrong, never its value.\n\n\
         | Variable | Meaning | Crate |\n|---|---|---|\n{body}"
    );
    Ok(vec![Generated { path: "docs/env.md".to_owned(), text }])
}

fn variables(text: &str) -> Result<Vec<Variable>> {
    let call = "EnvVar::new(";
    if !text.contains(call) {
        return Ok(Vec::new());
    }
    let source = RustSource::new(text);
    let code = source.code_without_tests();
    let mut found = Vec::new();
    for (at, _) in code.match_indices(call) {
        let open = at + call.len() - 1;
        let end = closing(&code, open)
            .with_context(|| format!("line {}: unclosed call", line_at(text, at)))?;
        let arguments = strings(text, &code, open, end);
        let [name, meaning, ..] = arguments.as_slice() else {
            anyhow::bail!(
                "line {}: `EnvVar::new` takes two string literals, else the table cannot be made",
                line_at(text, at)
            );
        };
        found.push(Variable { name: name.clone(), meaning: meaning.clone() });
    }
    Ok(found)
}

/// The plain string literals between two offsets; in the code view only their quotes are left.
fn strings(text: &str, code: &str, start: usize, end: usize) -> Vec<String> {
    let quotes: Vec<usize> =
        code.match_indices('"').map(|(at, _)| at).filter(|at| (start..end).contains(at)).collect();
    let pairs = quotes.chunks_exact(2).filter_map(|pair| match pair {
        [open, close] => text.get(open + 1..*close),
        _ => None,
    });
    pairs.map(unescape).collect()
}

/// Text of a literal: escaped quotes and backslashes, and lines that are continued with a backslash.
fn unescape(literal: &str) -> String {
    let mut text = String::new();
    let mut chars = literal.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('\n')) => while chars.next_if(|next| next.is_whitespace()).is_some() {},
            ('\\', Some(_)) => text.extend(chars.next()),
            _ => text.push(c),
        }
    }
    text
}

/// Text as it stands in a cell of a Markdown table.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::TextFile;

    fn sources(files: &[(&str, &str)]) -> Sources {
        Sources::new(
            files.iter().map(|(path, text)| TextFile {
                path: (*path).to_owned(),
                text: (*text).to_owned(),
            }),
        )
    }

    const MANIFEST: &str = "[package]\nname = \"chatwire\"\n\n[features]\ndefault = [\"ring\"]\n# One\n# line\nws = [\n    \"x/y\",\n]\n\
        # stray\n\nring = []\n[dependencies]\n# no feature\nbytes = \"1\"\n";

    #[test]
    fn the_comment_above_a_feature_is_its_text() {
        let feature =
            |name: &str, text: &str| Feature { name: name.to_owned(), text: text.to_owned() };
        assert_eq!(features_of(MANIFEST), [feature("ws", "One line"), feature("ring", "")]);
    }

    #[test]
    fn the_umbrella_speaks_first() {
        let made = features(&sources(&[
            ("README.md", "# x\n<!-- features:begin -->\n<!-- features:end -->\n"),
            (
                "crates/a/Cargo.toml",
                "[package]\nname = \"a\"\n[features]\n# other\nring = []\n# big\nextra = []\n",
            ),
            (
                "crates/b/Cargo.toml",
                "[package]\nname = \"b\"\npublish = false\n[features]\nno = []\n",
            ),
            ("crates/c/Cargo.toml", &MANIFEST.replace("# stray\n\n", "# TLS | ring\n")),
        ]))
        .unwrap();
        let table = "| `ws` | One line | `chatwire` |\n| `ring` (default) | TLS \\| ring | all |\n| `extra` | big | `a` |\n";
        assert!(made[0].text.contains(table), "{}", made[0].text);
    }

    #[test]
    fn variables_are_read_from_code_only() {
        let code = "//! EnvVar::new(\"DOC\", \"no\")\npub const ENV: &[EnvVar] = &[\n    EnvVar::new(\n        \"KEY\",\n        \"the \\\"key\\\", \\\n         required\",\n    ),\n\
            // EnvVar::new(\"OLD\", \"no\"),\n];\n#[cfg(test)]\nmod tests { fn f() { EnvVar::new(\"T\", \"no\"); } }\n";
        let made = environment(&sources(&[
            ("crates/a/src/env.rs", code),
            ("crates/a/tests/it/x.rs", code),
        ]))
        .unwrap();
        assert!(
            made[0].text.ends_with("|---|---|---|\n| `KEY` | the \"key\", required | `a` |\n"),
            "{}",
            made[0].text
        );
    }

    #[test]
    fn variables_without_literals_are_refused() {
        assert!(variables("const X: EnvVar = EnvVar::new(NAME, \"x\");").is_err());
        // The constructor itself is no variable.
        assert!(
            variables("pub const fn new(name: &'static str) -> Self { Self { name } }")
                .unwrap()
                .is_empty()
        );
    }
}
