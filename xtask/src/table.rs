//! Tables for the terminal.

use std::time::Duration;

/// Lines of a table with aligned columns; the first row is the heading.
pub(crate) fn render(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for row in rows {
        let line: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// Seconds with one decimal place.
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_without_trailing_spaces() {
        let rows = [["step", "time"], ["tidy", "0.4 s"], ["documentation", ""]]
            .map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(render(&rows), "step           time\ntidy           0.4 s\ndocumentation\n");
    }

    #[test]
    fn seconds_are_rounded() {
        assert_eq!(seconds(Duration::from_millis(1_260)), "1.3 s");
    }
}
