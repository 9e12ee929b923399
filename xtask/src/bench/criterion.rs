//! Reads what criterion measured: which benches ran and in which order from its output, their times from its files.
//!
//! The output has no least time, which is the figure that other work on the machine disturbs least.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use serde::{Deserialize, de::DeserializeOwned};

use super::{Floor, Row};

/// Names the folder in which criterion keeps its files.
pub(super) const HOME: &str = "CRITERION_HOME";
const SAMPLE: &str = "sample.json";

/// What a file says of which bench it is.
#[derive(Debug, Deserialize)]
struct Benchmark {
    full_id: String,
}

/// Runs of one bench: how many iterations each, and how many nanoseconds they took.
#[derive(Debug, Deserialize)]
struct Sample {
    iters: Vec<f64>,
    times: Vec<f64>,
}

impl Sample {
    /// The least and the middle time of one iteration, in microseconds.
    fn best_and_median(&self) -> Option<(f64, f64)> {
        let mut each: Vec<f64> =
            self.times.iter().zip(&self.iters).map(|(time, count)| time / count / 1e3).collect();
        each.sort_by(f64::total_cmp);
        Some((*each.first()?, *each.get(each.len() / 2)?))
    }
}

/// Names of the benches that criterion reports, in its order; none for a bench that is not criterion's.
pub(super) fn names(stdout: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut before = "";
    for line in stdout.lines() {
        // A long name has a line of its own.
        if let Some((name, _)) = line.split_once("time:   [") {
            let name = if name.trim().is_empty() { before } else { name };
            names.push(name.trim().to_owned());
        }
        before = line;
    }
    names
}

/// The rows of these benches from the files in `home`.
pub(super) fn rows(names: &[String], home: &Path) -> Result<Vec<Row>> {
    let places = places(home)?;
    let mut floor = Floor::default();
    let mut rows = Vec::new();
    for name in names {
        let found = places.iter().find(|(id, _)| id == name);
        let (_, place) = found.with_context(|| format!("criterion kept nothing of {name}"))?;
        let sample: Sample = read(&place.join(SAMPLE))?;
        let (best, median) =
            sample.best_and_median().with_context(|| format!("{name} was never run"))?;
        rows.push(row(name, best, median, &mut floor));
    }
    Ok(rows)
}

fn row(id: &str, best: f64, median: f64, floor: &mut Floor) -> Row {
    let (group, name) = id.rsplit_once('/').unwrap_or(("", id));
    let ratios = floor.ratios(group, &[best, median]);
    let pairs = [best, median].into_iter().zip(ratios);
    let figures = pairs.flat_map(|(time, ratio)| [format!("{time:.3}"), format!("{ratio:.2}")]);
    Row { what: format!("{group}, us"), name: name.to_owned(), figures: figures.collect() }
}

/// The newest measurement of each bench in `home`: `<group>/<name>/new`, with names made safe for files.
fn places(home: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut places = Vec::new();
    for group in folders(home)? {
        for bench in folders(&group)? {
            let place = bench.join("new");
            let file = place.join("benchmark.json");
            if file.exists() {
                places.push((read::<Benchmark>(&file)?.full_id, place));
            }
        }
    }
    Ok(places)
}

fn folders(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    Ok(paths.into_iter().filter(|path| path.is_dir()).collect())
}

fn read<T: DeserializeOwned>(file: &Path) -> Result<T> {
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} has another form", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_both_forms_and_in_order() {
        let stdout = "line in memory/tokio-tungstenite + from_slice\n\
            \u{20}                       time:   [1.0012 us 1.0100 us 1.0210 us]\n\
            Found 3 outliers among 50 measurements (6.00%)\n\
            text alone/short        time:   [501.20 ns 502.00 ns 503.10 ns]\n\
            \u{20}                       change: [-1.0% +0.0% +1.0%] (p = 0.20 > 0.05)\n";
        assert_eq!(
            names(stdout),
            ["line in memory/tokio-tungstenite + from_slice", "text alone/short"]
        );
        assert_eq!(names("tokio-tungstenite  0.844  1.00  0.866  1.00\n"), [""; 0]);
    }

    #[test]
    fn times_are_those_of_one_iteration() {
        let text = r#"{"sampling_mode":"Linear","iters":[10.0,20.0,30.0],"times":[9000.0,14000.0,24000.0]}"#;
        let sample: Sample = serde_json::from_str(text).unwrap();
        let (best, median) = sample.best_and_median().unwrap();
        assert!((best - 0.7).abs() < 1e-9 && (median - 0.8).abs() < 1e-9, "{best} {median}");
        assert!(Sample { iters: Vec::new(), times: Vec::new() }.best_and_median().is_none());
    }

    #[test]
    fn rows_stand_beside_the_first_of_their_group() {
        let mut floor = Floor::default();
        row("a/floor", 9.0, 9.0, &mut floor);
        row("b/floor", 2.0, 4.0, &mut floor);
        assert_eq!(
            row("b/chatwire run(handlers)", 1.0, 3.0, &mut floor),
            Row {
                what: "b, us".to_owned(),
                name: "chatwire run(handlers)".to_owned(),
                figures: ["1.000", "0.50", "3.000", "0.75"].map(str::to_owned).to_vec(),
            }
        );
    }

    #[test]
    fn what_criterion_kept_is_found_by_its_name() {
        let home = std::env::temp_dir().join(format!("xtask-criterion-{}", std::process::id()));
        let place = home.join("g").join("a_b").join("new");
        fs::create_dir_all(&place).unwrap();
        fs::write(place.join("benchmark.json"), r#"{"group_id":"g","full_id":"g/a:b"}"#).unwrap();
        fs::write(place.join(SAMPLE), r#"{"iters":[1.0],"times":[1500.0]}"#).unwrap();
        fs::create_dir_all(home.join("g").join("report")).unwrap();
        let found = rows(&["g/a:b".to_owned()], &home);
        let missing = rows(&["g/other".to_owned()], &home);
        fs::remove_dir_all(&home).unwrap();
        assert_eq!(found.unwrap()[0].figures, ["1.500", "1.00", "1.500", "1.00"]);
        assert!(missing.unwrap_err().to_string().contains("g/other"));
    }
}
