//! What goes to stdout: words for people, or one JSON object a line.
//!
//! Everything that is printed passes through [`Text`], [`Table`] or [`Output::value`], and each of them makes text
//! of others safe: no other file writes to stdout.

use std::fmt::Display;
use std::io::{self, Write as _};

use clap::builder::styling::{AnsiColor, Style};
use comfy_table::{ContentArrangement, presets};
use serde::Serialize;

use crate::exit::Result;
use crate::text::{clean, clean_json, clean_line};

/// Where results go, and in which form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether results are JSON.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// Prints a value as JSON, or as the words that `words` makes of it.
    pub(crate) fn show<T: Serialize + ?Sized>(
        self,
        value: &T,
        words: impl FnOnce(&T) -> Text,
    ) -> Result {
        if self.json { self.value(value) } else { self.text(&words(value)) }
    }

    /// Prints each item of a list as JSON, or the words that `words` makes of all.
    pub(crate) fn list<T: Serialize>(
        self,
        items: &[T],
        words: impl FnOnce(&[T]) -> Text,
    ) -> Result {
        if !self.json {
            return self.text(&words(items));
        }
        items.iter().try_for_each(|item| self.value(item))
    }

    /// Prints words for people; nothing with `--json`.
    pub(crate) fn note(self, words: &Text) -> Result {
        if self.json { Ok(()) } else { self.text(words) }
    }

    /// Prints one JSON object on a line.
    pub(crate) fn value<T: Serialize + ?Sized>(self, value: &T) -> Result {
        let text = serde_json::to_string(value)?;
        Ok(write(&format!("{}\n", clean_json(&text)))?)
    }

    /// Prints words, whatever the form.
    pub(crate) fn text(self, words: &Text) -> Result {
        Ok(write(&words.0)?)
    }
}

fn write(text: &str) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Says something beside the results, on stderr.
pub(crate) fn aside(text: &str) {
    // Whoever closed stderr does not want to know.
    let _gone = writeln!(io::stderr(), "{}", clean_line(text));
}

/// Lines for people. The style is ours; the text may be anybody's.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text(String);

impl Text {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A line of plain words.
    pub(crate) fn line_of(text: impl Display) -> Self {
        Self::new().plain(text).end()
    }

    /// A line that says what was done.
    pub(crate) fn done(text: impl Display) -> Self {
        Self::new().styled(AnsiColor::Green.on_default(), "✓ ").plain(text).end()
    }

    /// Goes on within the line.
    pub(crate) fn plain(mut self, text: impl Display) -> Self {
        self.0.push_str(&clean_line(&text.to_string()));
        self
    }

    pub(crate) fn bold(self, text: impl Display) -> Self {
        self.styled(Style::new().bold(), text)
    }

    pub(crate) fn dim(self, text: impl Display) -> Self {
        self.styled(Style::new().dimmed(), text)
    }

    pub(crate) fn warning(self, text: impl Display) -> Self {
        self.styled(AnsiColor::Yellow.on_default(), text)
    }

    pub(crate) fn name(self, text: impl Display) -> Self {
        self.styled(AnsiColor::Cyan.on_default(), text)
    }

    fn styled(mut self, style: Style, text: impl Display) -> Self {
        self.0.push_str(&format!("{style}{}{style:#}", clean_line(&text.to_string())));
        self
    }

    /// Text of several lines; all but the first are indented, so that none passes for a line of ours.
    pub(crate) fn body(mut self, text: &str) -> Self {
        self.0.push_str(&clean(text).replace('\n', "\n    "));
        self
    }

    /// Text of several lines that is ours, such as JSON whose strings are escaped.
    pub(crate) fn lines(mut self, text: &str) -> Self {
        self.0.push_str(&clean(text));
        self
    }

    /// Ends the line.
    pub(crate) fn end(mut self) -> Self {
        self.0.push('\n');
        self
    }

    /// What is left without our own styles, which is what goes to a pipe.
    #[cfg(test)]
    pub(crate) fn bare(&self) -> String {
        anstream::adapter::strip_str(&self.0).to_string()
    }

    /// Puts other lines behind these.
    pub(crate) fn then(mut self, other: &Self) -> Self {
        self.0.push_str(&other.0);
        self
    }
}

/// A table, as wide as the terminal at most; in a pipe lines are never broken.
#[derive(Debug)]
pub(crate) struct Table {
    title: String,
    table: comfy_table::Table,
}

impl Table {
    /// A table with a row of headings.
    pub(crate) fn new(title: impl Into<String>, headings: &[&str]) -> Self {
        let mut table = Self::fields(title);
        table.table.set_header(headings.iter().copied());
        table
    }

    /// A table of names and values.
    pub(crate) fn fields(title: impl Into<String>) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::UTF8_FULL_CONDENSED.with_rounded_corners());
        // Of stdout alone: behind a pipe there may be a terminal, which is not where the table goes.
        let size = terminal_size::terminal_size_of(io::stdout());
        if let Some((terminal_size::Width(columns), _)) = size {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(columns);
        }
        Self { title: title.into(), table }
    }

    /// Adds a row.
    pub(crate) fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.table.add_row(cells.into_iter().map(|cell| clean(cell.as_ref()).into_owned()));
    }

    /// Adds a name and its value.
    pub(crate) fn field(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.row([name, value.as_ref()]);
        self
    }

    /// Title and table as lines.
    pub(crate) fn into_text(self) -> Text {
        let mut text = Text::new().bold(&self.title).end();
        text.0.push_str(&self.table.to_string());
        text.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::is_harmful;

    const EVIL: &str = "a\x1b]0;owned\x07\u{202e}b";

    #[test]
    fn no_way_in_lets_a_control_through() {
        let mut table = Table::new("t", &["A", "B"]);
        table.row([EVIL, "two\nlines"]);
        let texts = [
            Text::line_of(EVIL),
            Text::done(EVIL),
            Text::new().bold(EVIL).dim(EVIL).warning(EVIL).name(EVIL),
            Text::new().body(EVIL),
            table.into_text(),
            Table::fields(EVIL).field("n", EVIL).into_text(),
        ];
        for text in texts {
            let bare = text.bare();
            assert!(bare.contains("a␛]0;owned␇<U+202E>b"), "{bare}");
            assert!(!bare.contains(|c| is_harmful(c) && c != '\n'), "{bare:?}");
        }
    }

    #[test]
    fn further_lines_of_a_body_are_indented() {
        assert_eq!(Text::new().body("a\nb").end().bare(), "a\n    b\n");
        assert_eq!(Text::line_of("a\nb").bare(), "a␊b\n");
    }
}
