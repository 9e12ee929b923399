//! The parity table: what the reference clients can do, our name for it, and the test that shows it.
//!
//! `docs/parity.toml` is written by hand; a row whose item or test does not exist in the code is a gap and an error.
//! The code is searched as text, so items that a macro makes are not seen: name the function that uses them instead.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use super::{Generated, MARKDOWN_HEADER, Sources, tables::cell};
use crate::rust_source::{RustSource, closing, words};

const INPUT: &str = "docs/parity.toml";
const OUTPUT: &str = "docs/parity.md";
/// Keywords that introduce an item of its own.
const ITEMS: &[&str] = &["fn", "const", "static", "struct", "enum", "trait", "type"];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    reference: Vec<Reference>,
}

/// One reference client in one version.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    platform: String,
    client: String,
    version: String,
    /// The crate of ours that answers to it.
    #[serde(rename = "crate")]
    package: String,
    rows: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// The reference's word.
    method: String,
    /// `Type::method`, `module::Type::method` or `module::item`, below the crate.
    ours: String,
    /// `path::name`, the path relative to the crate.
    test: String,
}

/// Makes the table, or names all gaps.
pub(super) fn generate(sources: &Sources) -> Result<Vec<Generated>> {
    let text = sources.get(INPUT).with_context(|| format!("no {INPUT}"))?;
    let document: Document = toml::from_str(text).context(INPUT)?;
    let gaps = gaps(sources, &document);
    if !gaps.is_empty() {
        bail!("{} gaps in {INPUT}\n  {}", gaps.len(), gaps.join("\n  "));
    }
    Ok(vec![Generated { path: OUTPUT.to_owned(), text: render(&document) }])
}

fn render(document: &Document) -> String {
    let mut text = format!(
        "{MARKDOWN_HEADER} {INPUT}. -->\n\n# Parity with the reference clients\n\n\
         Each row names a capability of a reference client, what does it here, and a test that shows it.\n"
    );
    for reference in &document.reference {
        let Reference { platform, client, version, package, rows } = reference;
        text.push_str(&format!("\n## {platform}: {client}, {version}\n\n| Reference | `{package}` | Test |\n|---|---|---|\n"));
        for row in rows {
            text.push_str(&format!(
                "| `{}` | `{}` | `{}` |\n",
                cell(&row.method),
                row.ours,
                row.test
            ));
        }
    }
    text
}

/// Rust files without comments and texts; each is read once, however many rows ask for it.
#[derive(Debug)]
struct Code<'a> {
    sources: &'a Sources,
    /// By path, and whether tests are left out.
    read: RefCell<BTreeMap<(&'a str, bool), Rc<str>>>,
}

impl<'a> Code<'a> {
    fn new(sources: &'a Sources) -> Self {
        Self { sources, read: RefCell::default() }
    }

    fn of(&self, path: &'a str, text: &str, tests: bool) -> Rc<str> {
        let mut read = self.read.borrow_mut();
        let code = read.entry((path, tests)).or_insert_with(|| {
            let source = RustSource::new(text);
            if tests { source.code.into() } else { source.code_without_tests().into() }
        });
        Rc::clone(code)
    }
}

fn gaps(sources: &Sources, document: &Document) -> Vec<String> {
    let mut gaps = Vec::new();
    let code = Code::new(sources);
    for reference in &document.reference {
        let folder = format!("crates/{}/", reference.package);
        for row in &reference.rows {
            let said = |what: String| format!("{} {}: {what}", reference.platform, row.method);
            if !has_item(&code, &folder, &row.ours) {
                gaps.push(said(format!("no public `{}` in {}", row.ours, reference.package)));
            }
            if !has_test(&code, &folder, &row.test) {
                gaps.push(said(format!("no test `{}` in {}", row.test, reference.package)));
            }
        }
    }
    gaps
}

fn starts_upper(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.contains(|c: char| c.is_ascii_lowercase())
}

/// Whether the path names a public item below the folder of a crate.
fn has_item(code: &Code<'_>, folder: &str, path: &str) -> bool {
    let mut parts: Vec<&str> = path.split("::").collect();
    let Some(name) = parts.pop() else {
        return false;
    };
    let owner = parts.pop_if(|last| starts_upper(last));
    let module = format!("{folder}src/{}", parts.join("/"));
    let in_module = |file: &str| {
        parts.is_empty()
            || file.strip_prefix(&module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    };
    let source_folder = format!("{folder}src/");
    let mut files = code
        .sources
        .below(&source_folder)
        .filter(|(file, text)| file.ends_with(".rs") && in_module(file) && text.contains(name));
    files.any(|(file, text)| {
        let code = code.of(file, text, false);
        match owner {
            Some(owner) => has_member(&code, owner, name),
            None => has_public(&code, name),
        }
    })
}

/// A public item outside of any block that matters here.
fn has_public(code: &str, name: &str) -> bool {
    words(code, name).any(|at| {
        let line =
            code.get(..at).unwrap_or_default().rsplit('\n').next().unwrap_or_default().trim_start();
        let mut before = line.split_whitespace();
        before.next() == Some("pub")
            && before.last().is_some_and(|keyword| ITEMS.contains(&keyword))
    })
}

/// A public method or constant of a type, a method of a trait that it implements, or a variant of an enum.
fn has_member(code: &str, owner: &str, name: &str) -> bool {
    let in_impl = words(code, "impl").any(|at| {
        let Some((header, body)) = block(code, at) else {
            return false;
        };
        let (is_trait, target) = match header.split_once(" for ") {
            Some((_, target)) => (true, target),
            None => (false, header),
        };
        let follows_fn =
            |at: usize| body.get(..at).is_some_and(|before| before.trim_end().ends_with(" fn"));
        words(target, owner).next().is_some()
            && (has_public(body, name) || is_trait && words(body, name).any(follows_fn))
    });
    let is_variant = || {
        let enums = words(code, owner)
            .filter(|&at| code.get(..at).is_some_and(|before| before.ends_with("enum ")));
        enums.filter_map(|at| block(code, at)).any(|(_, body)| words(body, name).next().is_some())
    };
    in_impl || is_variant()
}

/// What stands before the next brace and what it encloses.
fn block(code: &str, start: usize) -> Option<(&str, &str)> {
    let open = start + code.get(start..)?.find('{')?;
    Some((code.get(start..open)?, code.get(open + 1..closing(code, open)?)?))
}

/// Whether `path::name` is a test function.
fn has_test(code: &Code<'_>, folder: &str, test: &str) -> bool {
    let Some((path, name)) = test.split_once("::") else {
        return false;
    };
    // Modules inside the file may stand between; the last part is the function.
    let name = name.rsplit("::").next().unwrap_or(name);
    let Some((path, text)) = code.sources.entry(&format!("{folder}{path}")) else {
        return false;
    };
    let code = code.of(path, text, true);
    words(&code, name).any(|at| {
        let before = code.get(..at).unwrap_or_default();
        let attributes = before.rsplit(['}', ';', '{']).next().unwrap_or_default();
        before.ends_with("fn ") && ["test]", "test("].iter().any(|form| attributes.contains(form))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::TextFile;

    const CLIENT: &str = "//! Doc: pub fn documented_only()\n\
        impl<T: Fn()> Client<T> where T: Send {\n    pub async fn send(&self) {}\n    pub(crate) fn hidden(&self) {}\n}\n\
        impl Stream for Events { fn poll_next(self) {} }\n\
        pub enum Event { Created { id: u8 }, Other }\npub fn parse() {}\npub const LIMIT: u8 = 1;\n\
        #[cfg(test)]\nmod tests { impl Client { pub fn only_in_tests() {} } }\n";
    const TESTS: &str = "fn helper() {}\n#[tokio::test(start_paused = true)]\nasync fn sends() {}\n#[test]\nfn parses() {}\n";

    fn sources(parity: &str) -> Sources {
        let files = [
            ("crates/p/src/rest/client.rs", CLIENT),
            ("crates/p/tests/it/wire.rs", TESTS),
            (INPUT, parity),
        ];
        Sources::new(
            files.map(|(path, text)| TextFile { path: path.to_owned(), text: text.to_owned() }),
        )
    }

    fn parity(ours: &str, test: &str) -> String {
        format!(
            "[[reference]]\nplatform = \"P\"\nclient = \"p client\"\nversion = \"1.0\"\ncrate = \"p\"\n\
             rows = [{{ method = \"send\", ours = \"{ours}\", test = \"{test}\" }}]\n"
        )
    }

    #[test]
    fn public_items_are_found_where_they_are() {
        let sources = sources("");
        for there in [
            "Client::send",
            "rest::Client::send",
            "Events::poll_next",
            "Event::Created",
            "parse",
            "rest::parse",
            "LIMIT",
        ] {
            assert!(has_item(&Code::new(&sources), "crates/p/", there), "{there}");
        }
        for missing in [
            "Client::hidden",
            "Client::only_in_tests",
            "Client::documented_only",
            "Other::send",
            "other::Client::send",
            "Event::Deleted",
            "send_more",
        ] {
            assert!(!has_item(&Code::new(&sources), "crates/p/", missing), "{missing}");
        }
    }

    #[test]
    fn only_test_functions_are_tests() {
        let sources = sources("");
        assert!(has_test(&Code::new(&sources), "crates/p/", "tests/it/wire.rs::sends"));
        assert!(has_test(&Code::new(&sources), "crates/p/", "tests/it/wire.rs::parses"));
        assert!(!has_test(&Code::new(&sources), "crates/p/", "tests/it/wire.rs::helper"));
        assert!(!has_test(&Code::new(&sources), "crates/p/", "tests/it/other.rs::sends"));
        assert!(!has_test(&Code::new(&sources), "crates/p/", "sends"));
    }

    #[test]
    fn rows_become_a_table() {
        let made = generate(&sources(&parity("Client::send", "tests/it/wire.rs::sends"))).unwrap();
        let table = "## P: p client, 1.0\n\n| Reference | `p` | Test |\n|---|---|---|\n\
            | `send` | `Client::send` | `tests/it/wire.rs::sends` |\n";
        assert!(made[0].text.ends_with(table), "{}", made[0].text);
    }

    #[test]
    fn gaps_are_errors_that_name_the_row() {
        let error = generate(&sources(&parity("Client::gone", "tests/it/wire.rs::gone")))
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("2 gaps"), "{error}");
        assert!(error.contains("P send: no public `Client::gone` in p"), "{error}");
    }
}
