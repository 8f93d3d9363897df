//! What a filter dropped: the JSON line of each unit with the rule that dropped it, the rule's figure
//! and its threshold.
//!
//! The fields are those of [`jsonl`](super::jsonl), so that the file reads as a corpus too, and
//! `rule`, `figure`, `threshold` and `detail` (null where there is none).

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::encoding::{open_stream, utf8_error};
use super::jsonl::{JsonlReader, Written, is_field};
use super::props::on_one_line;
use super::{Destination, Notes, Output, ReaderOptions};
use crate::bitext::{Extra, ExtraValue, TranslationUnit};
use crate::error::{Error, Result};

/// The fields of the reason.
const REASON: [&str; 4] = ["rule", "figure", "threshold", "detail"];

/// Takes the fields of a reason away, if all are there, with numbers where numbers are written; whether
/// they were. Columns of these names in a table hold texts, and are somebody else's.
pub(super) fn take_reason(extra: &mut Vec<Extra>) -> bool {
    let number =
        |value: &ExtraValue| matches!(value, ExtraValue::Json(json) if json.parse::<f64>().is_ok());
    let has = |name: &&str| {
        let mut named = extra.iter().filter(|extra| *extra.name == **name);
        named.any(|extra| number(&extra.value) || !matches!(*name, "figure" | "threshold"))
    };
    let all = !extra.is_empty() && REASON.iter().all(has);
    if all {
        extra.retain(|extra| !REASON.contains(&&*extra.name));
    }
    all
}

/// Why a unit was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "reason")]
pub struct Dropped<'a> {
    /// The rule's name.
    pub rule: &'a str,
    /// What the rule measured.
    pub figure: f64,
    /// The most or the least that it allows.
    pub threshold: f64,
    /// What it saw.
    pub detail: Option<&'a str>,
}

impl Dropped<'_> {
    /// The line of a unit dropped for this, with its end.
    ///
    /// # Errors
    /// None in practice: every unit can be written as JSON.
    pub fn line(&self, unit: &TranslationUnit) -> Result<String> {
        let line = serde_json::to_string(&Line::new(unit, *self))
            .map_err(|e| Error::format(format!("cannot write as JSON: {e}")))?;
        let mut line = on_one_line(line);
        line.push('\n');
        Ok(line)
    }
}

/// A dropped unit as a line holds it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "dropped")]
pub(super) struct Line<'a> {
    #[serde(flatten)]
    unit: Written<'a>,
    #[serde(flatten)]
    why: Dropped<'a>,
}

impl<'a> Line<'a> {
    pub(super) fn new(unit: &'a TranslationUnit, why: Dropped<'a>) -> Self {
        let reserved = |name: &str| is_field(name) || REASON.contains(&name);
        let unit = Written::from(unit).reserving(reserved);
        Line { unit, why }
    }
}

/// Writes dropped units.
///
/// ```
/// use alinea::io::{Dropped, DroppedWriter, read_dropped};
/// # use alinea::bitext::{Article, Language, Side, TranslationUnit};
/// # let side = |text: &str| Side { indices: 0..1, paragraphs: vec![], segments: vec![text.into()] };
/// # let article = Article { id: "a".into(), source_language: Language::french(),
/// #     target_language: Language::english(), metadata: Default::default(), score: None };
/// # let unit = TranslationUnit { article: article.into(), bead: 0, source: side("Un."),
/// #     target: side("Two."), score: None, parts: None, quality: None, crossing: None, review: None,
/// #     extra: vec![] };
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("dropped.jsonl");
/// let mut writer = DroppedWriter::create(path.as_path())?;
/// writer.write(&unit, &Dropped { rule: "quality", figure: 0.02, threshold: 0.1, detail: None })?;
/// writer.finish()?;
/// assert_eq!(read_dropped(&path)?["quality"], 1);
/// # Ok::<(), alinea::Error>(())
/// ```
pub struct DroppedWriter {
    output: Output,
}

impl DroppedWriter {
    /// Opens `destination`.
    ///
    /// # Errors
    /// A destination that cannot be written.
    pub fn create(destination: impl Into<Destination>) -> Result<Self> {
        let output = Output::create(destination)?;
        Ok(DroppedWriter { output })
    }

    /// Writes one unit.
    ///
    /// # Errors
    /// A full disk.
    pub fn write(&mut self, unit: &TranslationUnit, dropped: &Dropped<'_>) -> Result<()> {
        self.output.put(dropped.line(unit)?)
    }

    /// Writes a line that [`Dropped::line`] made.
    ///
    /// # Errors
    /// A full disk.
    pub fn write_line(&mut self, line: &str) -> Result<()> {
        self.output.put(line)
    }

    /// Writes the end and makes the file appear.
    ///
    /// # Errors
    /// A full disk.
    pub fn finish(self) -> Result<()> {
        self.output.finish()
    }
}

/// How many units each rule dropped, by the file that says so.
///
/// # Errors
/// A file that cannot be read, or a line without a rule.
pub fn read_dropped(path: &Path) -> Result<BTreeMap<String, usize>> {
    let mut counts = BTreeMap::new();
    let mut input = open_stream(path, None)?;
    let mut buffer = Vec::new();
    for number in 1.. {
        buffer.clear();
        let count = input.read_until(b'\n', &mut buffer);
        let place = |error: Error| error.at(path).line(number);
        if count.map_err(|e| place(Error::io("read", &e)))? == 0 {
            break;
        }
        let line = std::str::from_utf8(&buffer).map_err(|_| place(utf8_error(&buffer)))?;
        if line.trim().is_empty() {
            continue;
        }
        *counts.entry(rule(line).map_err(place)?).or_default() += 1;
    }
    Ok(counts)
}

/// The units of such a file, each with the rule that dropped it.
///
/// # Errors
/// As [`read_dropped`], and a line that is no unit.
pub fn read_dropped_units(
    path: &Path,
    options: &ReaderOptions,
) -> Result<Vec<(TranslationUnit, String)>> {
    DroppedReader::open(path, options)?.collect()
}

#[derive(Deserialize)]
struct Rule {
    rule: String,
}

fn rule(line: &str) -> Result<String> {
    let rule: Rule = serde_json::from_str(line)
        .map_err(|e| Error::format("expected a JSON object with `rule`").found(e.to_string()))?;
    Ok(rule.rule)
}

/// Reads the units that a filter dropped, each with the name of its rule.
pub struct DroppedReader {
    units: JsonlReader,
    path: PathBuf,
}

impl DroppedReader {
    /// Opens `path`.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(path: &Path, options: &ReaderOptions) -> Result<Self> {
        Ok(DroppedReader {
            // The rule is read here, so nothing is left out.
            units: JsonlReader::open(
                path,
                &ReaderOptions {
                    notes: Notes::default(),
                    ..options.clone()
                },
            )?,
            path: path.to_path_buf(),
        })
    }
}

impl Iterator for DroppedReader {
    type Item = Result<(TranslationUnit, String)>;

    fn next(&mut self) -> Option<Self::Item> {
        let unit = self.units.next()?;
        let (line, number) = self.units.line();
        let place = |error: Error| error.at(&self.path).line(number);
        Some(unit.and_then(|unit| Ok((unit, rule(line).map_err(place)?))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::testing::units;
    use crate::io::{Format, ReaderOptions, reader};

    #[test]
    fn what_was_dropped_reads_as_a_corpus_and_is_counted() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("dropped.jsonl");
        let mut writer = DroppedWriter::create(path.as_path()).expect("opens");
        for (number, unit) in units().iter().enumerate() {
            let dropped = Dropped {
                rule: if number == 0 { "copy" } else { "quality" },
                figure: 0.5,
                threshold: 0.25,
                detail: Some("x"),
            };
            writer.write(unit, &dropped).expect("writes");
        }
        writer.finish().expect("finishes");
        let counts = read_dropped(&path).expect("reads");
        assert_eq!((counts["copy"], counts["quality"]), (1, units().len() - 1));
        let with_rules = DroppedReader::open(&path, &ReaderOptions::default()).expect("opens");
        let with_rules: Vec<_> = with_rules.collect::<Result<_>>().expect("reads");
        assert_eq!(
            read_dropped_units(&path, &ReaderOptions::default()),
            Ok(with_rules.clone())
        );
        assert_eq!(with_rules[0].1, "copy");
        assert_eq!(with_rules[1].0, units()[1]);
        let back = reader(&path, Format::Jsonl, &ReaderOptions::default()).expect("opens");
        assert_eq!(back.collect::<Result<Vec<_>>>().expect("reads"), units());
    }

    #[test]
    fn a_line_without_a_rule_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("dropped.jsonl");
        std::fs::write(&path, "{\"rule\":\"copy\"}\n{\"source\":\"a\"}\n").expect("writes");
        assert_eq!(
            read_dropped(&path).expect_err("is refused").line_number(),
            Some(2)
        );
    }
}
