//! Side by side for the eye: two columns, the bead's number, type and score above them.
//!
//! Columns are wrapped by the width that terminals give each character (East Asian characters take
//! two). Null beads are marked `omitted` or `added`; a bead in a crossing is marked `crosses` with the
//! numbers of the others in it (`within` for none) and the crossing's probability. Control characters are shown as their pictures
//! (`␁`), so that a text cannot steer the terminal. Not readable back.

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::output::Output;
use super::{UnitWriter, WriterOptions};
use crate::bitext::{Crossing, TranslationUnit};
use crate::error::Result;

/// What stands between the columns.
const BETWEEN: &str = " │ ";

/// The narrowest column.
const LEAST_COLUMN: usize = 10;

/// Writes two columns.
pub struct TextWriter {
    output: Output,
    colour: bool,
    /// Width of one column.
    column: usize,
    article: Option<String>,
}

impl TextWriter {
    /// Writes to `output`.
    pub fn new(output: Output, options: &WriterOptions) -> Self {
        let column = options.width.saturating_sub(BETWEEN.width()) / 2;
        TextWriter {
            output,
            colour: options.colour,
            column: column.max(LEAST_COLUMN),
            article: None,
        }
    }

    fn styled(&self, style: Style, text: &str) -> String {
        if self.colour {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    fn heading(&self, unit: &TranslationUnit) -> String {
        let score = unit.score.map(|s| format!("  {s:.3}")).unwrap_or_default();
        let heading = format!("{:>4}  {}{score}", unit.bead, unit.bead_type());
        let crossing = unit.crossing.as_deref();
        let crossing = crossing.map(|c| crossing_mark(c, unit.bead));
        let crossing = crossing.unwrap_or_default();
        match (
            unit.source.indices.is_empty(),
            unit.target.indices.is_empty(),
        ) {
            (false, true) => {
                let style = AnsiColor::Red.on_default();
                self.styled(style, &format!("{heading}  omitted{crossing}"))
            }
            (true, false) => {
                let style = AnsiColor::Yellow.on_default();
                self.styled(style, &format!("{heading}  added{crossing}"))
            }
            _ if !crossing.is_empty() => {
                let style = AnsiColor::Magenta.on_default();
                self.styled(style, &format!("{heading}{crossing}"))
            }
            _ => self.styled(Style::new().dimmed(), &heading),
        }
    }
}

impl UnitWriter for TextWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        let mut out = String::new();
        if self.article.as_ref() != Some(&unit.article.id) {
            let id = visible(&unit.article.id);
            out.push_str(&self.styled(Style::new().bold(), &id));
            for (name, value) in &unit.article.metadata {
                out.push_str(&format!("\n{}: {}", visible(name), visible(value)));
            }
            out.push_str("\n\n");
            self.article = Some(unit.article.id.clone());
        }
        out.push_str(&self.heading(unit));
        out.push('\n');
        let column = |segments: &[String]| -> Vec<String> {
            let wrapped = segments.iter().flat_map(|s| wrap(s, self.column));
            wrapped.collect()
        };
        let (source, target) = (column(&unit.source.segments), column(&unit.target.segments));
        for at in 0..source.len().max(target.len()) {
            let left = source.get(at).map_or("", String::as_str);
            let right = target.get(at).map_or("", String::as_str);
            let padding = " ".repeat(self.column.saturating_sub(left.width()));
            let line = format!("{left}{padding}{BETWEEN}{right}");
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out.push('\n');
        self.output.put(out)
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.output.finish()
    }
}

/// What a bead's heading says of its crossing: the other beads and the probability.
fn crossing_mark(crossing: &Crossing, bead: usize) -> String {
    let others = crossing.beads.iter().filter(|&&other| other != bead);
    let others: Vec<String> = others.map(usize::to_string).collect();
    let others = if others.is_empty() {
        "within".into()
    } else {
        others.join(" ")
    };
    format!("  crosses {others} ({:.3})", crossing.probability())
}

/// Control characters by their pictures, white space as spaces.
fn visible(text: &str) -> String {
    let picture = |c: char| match c {
        c if c.is_whitespace() => ' ',
        '\0'..='\u{1F}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'),
        '\u{7F}' => '\u{2421}',
        c if c.is_control() => '\u{FFFD}',
        // Marks and overrides of direction would swap the columns.
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
        c => c,
    };
    text.chars().map(picture).collect()
}

/// Breaks `text` at white space into lines of at most `width` columns; a longer word is cut.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    // A no-break space stays inside its word: `« ` does not end a line.
    let breaks = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}');
    for word in visible(text).split(breaks).filter(|word| !word.is_empty()) {
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            if !line.is_empty() && line.width() + c.width().unwrap_or(0) > width {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::{Bead, BeadScore, CrossingLink};
    use crate::io::testing::units;
    use crate::io::{Format, ReaderOptions, reader, writer};

    fn written(options: &WriterOptions) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        let mut writer = writer(Format::Text, path.as_path(), options).expect("opens");
        for unit in units() {
            writer.write(&unit).expect("writes");
        }
        writer.finish().expect("finishes");
        std::fs::read_to_string(&path).expect("a text")
    }

    #[test]
    fn two_columns_fit_the_width() {
        let text = written(&WriterOptions {
            width: 40,
            ..WriterOptions::default()
        });
        assert!(text.lines().all(|l| l.width() <= 40), "{text}");
        assert!(text.contains("L'été brûle.       │ Summer\n"), "{text}");
        assert!(text.contains("1-0  0.250  omitted"), "{text}");
        assert!(text.contains("added"), "{text}");
        assert!(
            !text.contains('\u{1b}') && !text.contains('\u{1}'),
            "{text}"
        );
    }

    #[test]
    fn a_crossing_names_its_other_beads() {
        let link = CrossingLink {
            bead: Bead::new(1..2, 3..4),
            score: BeadScore {
                score: 0.9375,
                ..BeadScore::default()
            },
        };
        let mut crossing = Crossing {
            beads: vec![1, 3],
            links: vec![link],
        };
        assert_eq!(crossing_mark(&crossing, 1), "  crosses 3 (0.938)");
        crossing.beads = vec![2];
        assert_eq!(crossing_mark(&crossing, 2), "  crosses within (0.938)");
    }

    #[test]
    fn colour_is_asked_for() {
        let options = WriterOptions {
            colour: true,
            ..WriterOptions::default()
        };
        assert!(written(&options).contains("\u{1b}["));
    }

    #[test]
    fn wide_characters_and_long_words_are_cut() {
        assert_eq!(wrap("一二三四五六", 10), ["一二三四五", "六"]);
        assert_eq!(wrap("ab cdefghijklmn", 10), ["ab", "cdefghijkl", "mn"]);
        assert_eq!(wrap("", 10), [""]);
    }

    #[test]
    fn it_cannot_be_read() {
        let error = reader("a.txt", Format::Text, &ReaderOptions::default())
            .err()
            .expect("is refused");
        assert!(error.to_string().contains("for the eye"), "{error}");
    }
}
