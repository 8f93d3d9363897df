//! JSON lines: one object a bead, with every field; reads itself back exactly.
//!
//! Field names are those of the nouns. On reading, only the texts are needed (`source` and
//! `target`, or `source_segments` and `target_segments`); other fields may be missing or `null`,
//! and fields of other names are passed over. Blank lines are too.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::encoding::{open_stream, utf8_error};
use super::fields::{Assembler, SideFields, UnitFields};
use super::output::Output;
use super::{ReaderOptions, UnitWriter, article_name};
use crate::bitext::{Language, Metadata, ScoreParts, TranslationUnit};
use crate::error::{Error, Result};

#[derive(Serialize)]
struct Written<'a> {
    article: &'a str,
    metadata: &'a Metadata,
    source_language: &'a Language,
    target_language: &'a Language,
    article_score: Option<f64>,
    bead: usize,
    #[serde(rename = "type")]
    bead_type: String,
    source_indices: Vec<usize>,
    target_indices: Vec<usize>,
    source_paragraphs: &'a [usize],
    target_paragraphs: &'a [usize],
    source_segments: &'a [String],
    target_segments: &'a [String],
    source: String,
    target: String,
    score: Option<f64>,
    parts: Option<ScoreParts>,
}

#[derive(Deserialize)]
struct Read {
    article: Option<String>,
    metadata: Option<Metadata>,
    source_language: Option<Language>,
    target_language: Option<Language>,
    article_score: Option<f64>,
    bead: Option<usize>,
    source_indices: Option<Vec<usize>>,
    target_indices: Option<Vec<usize>>,
    source_paragraphs: Option<Vec<usize>>,
    target_paragraphs: Option<Vec<usize>>,
    source_segments: Option<Vec<String>>,
    target_segments: Option<Vec<String>>,
    source: Option<String>,
    target: Option<String>,
    score: Option<f64>,
    parts: Option<ScoreParts>,
}

/// Writes JSON lines.
pub struct JsonlWriter {
    output: Output,
}

impl JsonlWriter {
    /// Writes to `output`.
    pub fn new(output: Output) -> Self {
        JsonlWriter { output }
    }
}

impl UnitWriter for JsonlWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        let line = Written {
            article: &unit.article.id,
            metadata: &unit.article.metadata,
            source_language: &unit.article.source_language,
            target_language: &unit.article.target_language,
            article_score: unit.article.score,
            bead: unit.bead,
            bead_type: unit.bead_type().to_string(),
            source_indices: unit.source.indices.clone().collect(),
            target_indices: unit.target.indices.clone().collect(),
            source_paragraphs: &unit.source.paragraphs,
            target_paragraphs: &unit.target.paragraphs,
            source_segments: &unit.source.segments,
            target_segments: &unit.target.segments,
            source: unit.source_text(),
            target: unit.target_text(),
            score: unit.score,
            parts: unit.parts,
        };
        let mut line = serde_json::to_string(&line)
            .map_err(|e| Error::format(format!("cannot write as JSON: {e}")))?;
        line.push('\n');
        self.output.put(line)
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.output.finish()
    }
}

/// Reads JSON lines one by one.
pub struct JsonlReader {
    input: Box<dyn BufRead + Send>,
    path: PathBuf,
    line: usize,
    buffer: Vec<u8>,
    assembler: Assembler,
}

impl JsonlReader {
    /// Opens `path`, or standard input for `-`.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(path: &Path, options: &ReaderOptions) -> Result<Self> {
        Ok(JsonlReader {
            input: open_stream(path, options.charset)?,
            path: path.to_path_buf(),
            line: 0,
            buffer: Vec::new(),
            assembler: Assembler::new(options, &article_name(path)),
        })
    }

    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        loop {
            self.buffer.clear();
            self.line += 1;
            let count = self
                .input
                .read_until(b'\n', &mut self.buffer)
                .map_err(|e| Error::io("read", &e))?;
            if count == 0 {
                return Ok(None);
            }
            let line = std::str::from_utf8(&self.buffer).map_err(|_| utf8_error(&self.buffer))?;
            if !line.trim().is_empty() {
                return self.assembler.unit(fields(line)?).map(Some);
            }
        }
    }
}

impl Iterator for JsonlReader {
    type Item = Result<TranslationUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        let unit = self.read();
        unit.map_err(|e| e.at(&self.path).line(self.line))
            .transpose()
    }
}

fn fields(line: &str) -> Result<UnitFields> {
    let read: Read = serde_json::from_str(line).map_err(|e| {
        let said = e.to_string();
        // The line is ours to say; the column is worth keeping.
        let said = said.replace(" at line 1 column", " at column");
        Error::format("expected a JSON object with `source` and `target`").found(said)
    })?;
    let side = |name: &str, text: Option<String>, segments: &Option<Vec<String>>| {
        if text.is_none() && segments.is_none() {
            return Err(
                Error::format(format!("expected a field `{name}`")).found("an object without it")
            );
        }
        Ok(text.unwrap_or_default())
    };
    Ok(UnitFields {
        source: SideFields {
            text: side("source", read.source, &read.source_segments)?,
            indices: read.source_indices,
            paragraphs: read.source_paragraphs.unwrap_or_default(),
            segments: read.source_segments,
        },
        target: SideFields {
            text: side("target", read.target, &read.target_segments)?,
            indices: read.target_indices,
            paragraphs: read.target_paragraphs.unwrap_or_default(),
            segments: read.target_segments,
        },
        article: read.article,
        source_language: read.source_language,
        target_language: read.target_language,
        metadata: read.metadata.unwrap_or_default(),
        article_score: read.article_score,
        bead: read.bead,
        score: read.score,
        parts: read.parts,
    })
}

#[cfg(test)]
mod tests {
    use crate::io::Format;
    use crate::io::testing::{read_back, read_text_as, units};

    #[test]
    fn everything_comes_back() {
        let units = units();
        assert_eq!(read_back(Format::Jsonl, &units), units);
    }

    #[test]
    fn two_texts_are_enough() {
        let units = read_text_as(
            Format::Jsonl,
            "{\"source\":\"Un.\",\"target\":\"One.\"}\n\n{\"source\":\"\",\"target\":\"Two.\"}\n",
        )
        .expect("reads");
        assert_eq!(units.len(), 2);
        assert_eq!(units[1].bead_type().to_string(), "0-1");
        assert_eq!(units[0].score, None);
    }

    #[test]
    fn a_broken_line_is_named() {
        let text = "{\"source\":\"a\",\"target\":\"b\"}\n{\"source\":\"a\"}\n";
        let error = read_text_as(Format::Jsonl, text).expect_err("is refused");
        assert_eq!(error.line_number(), Some(2));
        assert!(error.to_string().contains("`target`"), "{error}");
        let error = read_text_as(Format::Jsonl, "{oops").expect_err("is refused");
        assert!(
            error.to_string().contains("expected a JSON object"),
            "{error}"
        );
    }
}
