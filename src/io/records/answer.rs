//! What comes of a record: the alignment of its article, or an error.
//!
//! The objects in `beads` are the lines of [`jsonl`](crate::io::jsonl) and those in `dropped` the lines
//! of [`dropped`](crate::io::dropped), character for character, so that the answers of a stream taken
//! apart are the two files of a corpus.

use schemars::JsonSchema;
use serde::Serialize;

use super::RECORD_VERSION;
use super::code::{CodedError, ErrorCode};
use crate::bitext::{Article, Language, Metadata, TranslationUnit};
use crate::error::{Error, Result};
use crate::io::dropped::{Dropped, Line};
use crate::io::jsonl::Written;
use crate::io::props::on_one_line;

/// An aligned article.
#[derive(Debug)]
pub struct AlignedAnswer<'a> {
    /// Name, languages, metadata, score.
    pub article: &'a Article,
    /// Segments of the source and of the target.
    pub segments: [usize; 2],
    /// What the user should be told about its making.
    pub notes: &'a [String],
    /// The units that are kept, in order.
    pub kept: &'a [TranslationUnit],
    /// The units that a rule drops.
    pub dropped: &'a [(TranslationUnit, Dropped<'a>)],
}

/// A record that could not be done.
#[derive(Debug)]
pub struct ErrorAnswer<'a> {
    /// The record's id, if it is known.
    pub id: Option<&'a str>,
    /// Its line in the stream, from 1.
    pub line: u64,
    /// What is wrong.
    pub error: &'a CodedError,
}

/// An aligned article, as it is written.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "aligned")]
pub(super) struct WrittenAligned<'a> {
    /// Version of the record.
    #[schemars(extend("const" = RECORD_VERSION))]
    version: u32,
    /// The record's id.
    id: &'a str,
    #[schemars(extend("const" = "aligned"))]
    status: &'static str,
    source_language: &'a Language,
    target_language: &'a Language,
    /// Both documents' metadata and the record's.
    metadata: &'a Metadata,
    /// How sure we are that the documents are translations of each other, 0 to 1.
    score: Option<f64>,
    /// Segments of the source.
    source_segment_count: usize,
    /// Segments of the target.
    target_segment_count: usize,
    /// What one should know about its making, such as a guessed encoding.
    notes: &'a [String],
    /// The units that are kept, in order: lines of corpus.jsonl.
    beads: Vec<Written<'a>>,
    /// The units that a rule drops: lines of dropped.jsonl.
    dropped: Vec<Line<'a>>,
}

/// A record that could not be done, as it is written.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "failed")]
pub(super) struct WrittenError<'a> {
    /// Version of the record.
    #[schemars(extend("const" = RECORD_VERSION))]
    version: u32,
    /// The record's id, if it is known.
    id: Option<&'a str>,
    /// The record's line in the stream, from 1.
    line: u64,
    #[schemars(extend("const" = "error"))]
    status: &'static str,
    error: WrittenReason,
}

#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct WrittenReason {
    code: ErrorCode,
    /// What is wrong, for people.
    message: String,
}

impl AlignedAnswer<'_> {
    /// The answer's line, with its end.
    ///
    /// # Errors
    /// None in practice: every unit can be written as JSON.
    pub fn line(&self) -> Result<String> {
        let dropped = self.dropped.iter();
        line(&WrittenAligned {
            version: RECORD_VERSION,
            id: &self.article.id,
            status: "aligned",
            source_language: &self.article.source_language,
            target_language: &self.article.target_language,
            metadata: &self.article.metadata,
            score: self.article.score,
            source_segment_count: self.segments[0],
            target_segment_count: self.segments[1],
            notes: self.notes,
            beads: self.kept.iter().map(Written::from).collect(),
            dropped: dropped.map(|(unit, why)| Line::new(unit, *why)).collect(),
        })
    }
}

impl ErrorAnswer<'_> {
    /// The answer's line, with its end.
    ///
    /// ```
    /// use alinea::Error;
    /// use alinea::io::records::{ErrorAnswer, ErrorCode};
    /// let error = ErrorCode::TooLarge.with(Error::format("expected a record of at most 1 byte"));
    /// let line = ErrorAnswer { id: None, line: 3, error: &error }.line()?;
    /// assert!(line.contains(r#""status":"error","error":{"code":"too_large","#));
    /// # Ok::<(), alinea::Error>(())
    /// ```
    ///
    /// # Errors
    /// None in practice.
    pub fn line(&self) -> Result<String> {
        line(&WrittenError {
            version: RECORD_VERSION,
            id: self.id,
            line: self.line,
            status: "error",
            error: WrittenReason {
                code: self.error.code,
                message: self.error.to_string(),
            },
        })
    }
}

fn line(answer: &impl Serialize) -> Result<String> {
    let line = serde_json::to_string(answer)
        .map_err(|e| Error::format(format!("cannot write as JSON: {e}")))?;
    let mut line = on_one_line(line);
    line.push('\n');
    Ok(line)
}
