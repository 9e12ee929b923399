//! Sizes and names of files.

use super::Finding;

/// Lines of a hand-written source file, its unit tests included.
const MAX_LINES: usize = 700;
/// Lines of a file of integration tests.
const MAX_TEST_LINES: usize = 1_000;
/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &["common", "helper", "helpers", "misc", "types", "util", "utils"];

/// Checks one hand-written file.
pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !path.ends_with(".rs") {
        return findings;
    }
    let lines = text.lines().count();
    let limit = if is_test_file(path) { MAX_TEST_LINES } else { MAX_LINES };
    if lines > limit {
        findings.push(Finding::new(
            path,
            1,
            "size",
            format!("{lines} lines, at most {limit}: split it by area of the API"),
        ));
    }
    let parts: Vec<&str> = path.strip_suffix(".rs").unwrap_or(path).split('/').collect();
    if parts.last() == Some(&"mod") {
        findings.push(Finding::new(
            path,
            1,
            "file-name",
            "name the file after its module: foo.rs beside foo/",
        ));
    }
    for part in parts.iter().filter(|part| EMPTY_NAMES.contains(part)) {
        findings.push(Finding::new(
            path,
            1,
            "file-name",
            format!("`{part}` says nothing; name the thing that is inside"),
        ));
    }
    findings
}

fn is_test_file(path: &str) -> bool {
    path.split('/').any(|part| part == "tests")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_found() {
        let long = "x\n".repeat(701);
        assert_eq!(check("crates/a/src/x.rs", &long).len(), 1);
        assert!(check("crates/a/src/x.rs", &"x\n".repeat(700)).is_empty());
        assert!(check("crates/a/tests/it/x.rs", &long).is_empty());
        assert_eq!(check("crates/a/tests/it/x.rs", &"x\n".repeat(1_001)).len(), 1);
        assert!(check("docs/x.md", &long).is_empty());
    }

    #[test]
    fn names_without_meaning_are_found() {
        assert_eq!(check("crates/a/src/utils.rs", "").len(), 1);
        assert_eq!(check("crates/a/tests/common/server.rs", "").len(), 1);
        assert_eq!(check("crates/a/src/rest/mod.rs", "").len(), 1);
        assert!(check("crates/a/src/rest/model.rs", "").is_empty());
    }
}
