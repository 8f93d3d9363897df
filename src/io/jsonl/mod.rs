//! JSON lines: one object a bead, with every field; reads itself back exactly.
//!
//! Field names are those of the nouns. On reading, only the texts are needed (`source` and
//! `target`, or `source_segments` and `target_segments`); other fields may be missing or `null`.
//! Fields of other names are carried through and written after ours; those that came from another format
//! under a name of ours are in an object `other_fields`. Blank lines are passed over. U+0085, U+2028 and U+2029 are
//! escaped, because some programs take them for the end of a line. Where a side has both its text and
//! its segments, they must say the same but for white space: which of two texts is meant is not guessed.
//!
//! An answer of `alinea worker` ([`records`](super::records)) stands for the lines in its `beads`. One
//! that is an error is an error here, which names its line and id: what is missing from a corpus is
//! not passed over. Of a unit that a filter dropped ([`dropped`]), the reason is not read, which is
//! told.
//!
//! A bead that is in a [crossing](crate::bitext::Crossing) has a field `crossing`, the same with each
//! of its beads: their numbers (`beads`), the `probability` of the least sure pair, and the pairs
//! (`links`) with the `source_indices`, `target_indices`, `score` and `parts` of each. Others have no
//! such field. `quality` is there only where the pair was judged by itself, and `review` only where a
//! person said something of the bead: `accepted`, `corrected`, `edited` and a `comment`.

mod read;

use std::io::BufRead;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::dropped;
use super::encoding::{open_corpus, utf8_error};
use super::extras::Fields;
use super::fields::{Assembler, SideFields, UnitFields, range};
use super::lines::excerpt;
use super::output::Output;
use super::props::on_one_line;
use super::{Notes, ReaderOptions, UnitWriter, article_name};
use crate::bitext::{
    Bead, BeadScore, Crossing, CrossingLink, Language, Metadata, Review, ScoreParts,
    TranslationUnit,
};
use crate::error::{Error, Result};

use read::{Read, object};

/// A unit as a line holds it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "bead")]
pub(super) struct Written<'a> {
    /// Name of the article.
    article: &'a str,
    metadata: &'a Metadata,
    source_language: &'a Language,
    target_language: &'a Language,
    /// How sure we are that the documents are translations of each other, 0 to 1.
    article_score: Option<f64>,
    /// Number of the bead in its article, from 0.
    bead: usize,
    /// Segments on each side, such as 1-2.
    #[serde(rename = "type")]
    bead_type: String,
    /// Source segments in the document, from 0.
    source_indices: Vec<usize>,
    /// Target segments in the document, from 0.
    target_indices: Vec<usize>,
    source_paragraphs: &'a [usize],
    target_paragraphs: &'a [usize],
    source_segments: &'a [String],
    target_segments: &'a [String],
    /// The source segments joined.
    source: String,
    /// The target segments joined.
    target: String,
    /// Probability that the bead is right, 0 to 1.
    score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// Quality of the pair by itself, 0 to 1.
    quality: Option<f64>,
    parts: Option<ScoreParts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    crossing: Option<WrittenCrossing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    review: Option<&'a Review>,
    /// What else was read of it.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    extra: Option<Fields<'a>>,
}

impl<'a> From<&'a TranslationUnit> for Written<'a> {
    fn from(unit: &'a TranslationUnit) -> Self {
        Written {
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
            quality: unit.quality,
            parts: unit.parts,
            crossing: unit.crossing.as_deref().map(WrittenCrossing::from),
            review: unit.review.as_ref(),
            extra: (!unit.extra.is_empty()).then_some(Fields {
                extra: &unit.extra,
                reserved: read::is_ours,
            }),
        }
    }
}

impl Written<'_> {
    /// The same, where the fields of these names are another's.
    pub(super) fn reserving(mut self, names: fn(&str) -> bool) -> Self {
        if let Some(extra) = &mut self.extra {
            extra.reserved = names;
        }
        self
    }
}

/// Whether a field of this name is of a unit.
pub(super) fn is_field(name: &str) -> bool {
    read::is_ours(name)
}

/// A crossing as it is written with each of its beads.
#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "crossing")]
struct WrittenCrossing {
    beads: Vec<usize>,
    /// For the reader of the file; it follows from the links.
    #[serde(default)]
    probability: f64,
    links: Vec<WrittenLink>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "link")]
struct WrittenLink {
    source_indices: Vec<usize>,
    target_indices: Vec<usize>,
    score: f64,
    #[serde(default)]
    parts: ScoreParts,
}

impl From<&Crossing> for WrittenCrossing {
    fn from(crossing: &Crossing) -> Self {
        let link = |link: &CrossingLink| WrittenLink {
            source_indices: link.bead.source.clone().collect(),
            target_indices: link.bead.target.clone().collect(),
            score: link.score.score,
            parts: link.score.parts,
        };
        WrittenCrossing {
            beads: crossing.beads.clone(),
            probability: crossing.probability(),
            links: crossing.links.iter().map(link).collect(),
        }
    }
}

impl WrittenCrossing {
    fn read(self) -> Result<Crossing> {
        let link = |link: WrittenLink| {
            Ok(CrossingLink {
                bead: Bead::new(
                    range(&link.source_indices, 0)?,
                    range(&link.target_indices, 0)?,
                ),
                score: BeadScore {
                    score: link.score,
                    parts: link.parts,
                },
            })
        };
        Ok(Crossing {
            beads: self.beads,
            links: self.links.into_iter().map(link).collect::<Result<_>>()?,
        })
    }
}

/// An answer of `alinea worker`: the units of an article, or an error.
#[derive(Deserialize)]
struct ReadAnswer {
    id: Option<String>,
    beads: Option<Vec<Read>>,
    error: Option<Reason>,
}

/// Why an answer has no beads.
#[derive(Deserialize)]
struct Reason {
    code: String,
    message: String,
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
        let line = serde_json::to_string(&Written::from(unit))
            .map_err(|e| Error::format(format!("cannot write as JSON: {e}")))?;
        let mut line = on_one_line(line);
        line.push('\n');
        self.output.put(line)
    }

    fn written(&self) -> Option<u64> {
        Some(self.output.written())
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
    /// Units of the answer that was read last.
    waiting: std::vec::IntoIter<Read>,
    notes: Notes,
}

impl JsonlReader {
    /// Opens `path`, or standard input for `-`.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(path: &Path, options: &ReaderOptions) -> Result<Self> {
        Ok(JsonlReader {
            input: open_corpus(path, options)?,
            path: path.to_path_buf(),
            line: 0,
            buffer: Vec::new(),
            assembler: Assembler::new(options, &article_name(path)),
            waiting: Vec::new().into_iter(),
            notes: options.notes.clone(),
        })
    }

    /// The line of the unit that was read last, and its number; nothing if it is not UTF-8.
    pub(super) fn line(&self) -> (&str, usize) {
        (
            std::str::from_utf8(&self.buffer).unwrap_or_default(),
            self.line,
        )
    }

    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        loop {
            if let Some(mut unit) = self.waiting.next() {
                if dropped::take_reason(&mut unit.extra) {
                    let what = "reasons for which a filter dropped a unit";
                    self.notes.left_out(&self.path, what, "");
                }
                return self.assembler.unit(fields(unit)?).map(Some);
            }
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
                self.waiting = units(line)?.into_iter();
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

/// The units of a line: one, or those of an answer.
fn units(line: &str) -> Result<Vec<Read>> {
    let read: Read = object(line)?;
    if read.has_text() || !read.has_other("status") {
        return Ok(vec![read]);
    }
    let answer: ReadAnswer = object(line)?;
    match (answer.beads, answer.error) {
        (Some(beads), _) => Ok(beads),
        (None, None) => Ok(vec![read]),
        (None, Some(Reason { code, message })) => {
            let id = answer.id.map(|id| format!("record `{id}`"));
            let id = id.unwrap_or_else(|| "a record without id".into());
            Err(
                Error::format(format!("expected an aligned article in {id}"))
                    .found(format!("error {code}: {message}"))
                    .help("take the lines with \"status\":\"error\" out, after you looked at them"),
            )
        }
    }
}

fn fields(read: Read) -> Result<UnitFields> {
    let extra = read.extra;
    let side = |name: &str, text: Option<String>, segments: &Option<Vec<String>>| {
        if text.is_none() && segments.is_none() {
            let others: Vec<_> = extra.iter().map(|e| format!("`{}`", e.name)).collect();
            let found = match others.is_empty() {
                true => "an object without it".to_owned(),
                false => format!("an object without it, with {}", others.join(", ")),
            };
            return Err(Error::format(format!("expected a field `{name}`")).found(found));
        }
        if let (Some(text), Some(segments)) = (&text, segments) {
            agree(name, text, segments)?;
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
        quality: read.quality,
        parts: read.parts,
        crossing: read.crossing.map(WrittenCrossing::read).transpose()?,
        review: read.review,
        extra,
    })
}

/// Holds the text of a side to its segments, whatever white space joins them.
fn agree(name: &str, text: &str, segments: &[String]) -> Result<()> {
    let visible = |c: &char| !c.is_whitespace();
    let joined = segments.iter().flat_map(|segment| segment.chars());
    if text.chars().filter(visible).eq(joined.filter(visible)) {
        return Ok(());
    }
    Err(
        Error::format(format!("expected in `{name}` what `{name}_segments` say"))
            .found(format!("`{}`", excerpt(text)))
            .help(format!("edit both, or take `{name}_segments` away")),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::bitext::{Bead, BeadScore, Crossing, CrossingLink, Review, ScoreParts};
    use crate::io::Format;
    use crate::io::testing::{read_back, read_text_as, units};

    #[test]
    fn everything_comes_back() {
        let mut units = units();
        units[2].review = Some(Review {
            corrected: true,
            comment: "À voir.\nEncore".into(),
            ..Review::default()
        });
        assert_eq!(read_back(Format::Jsonl, &units), units);
    }

    #[test]
    fn a_crossing_comes_back_and_others_have_no_such_field() {
        let mut units = units();
        let link = CrossingLink {
            bead: Bead::new(1..2, 3..4),
            score: BeadScore {
                score: 0.9375,
                parts: ScoreParts::from_values([0.5, 0.25, 0.75, 1.0, 1.0, 0.0]),
            },
        };
        let crossing = Arc::new(Crossing {
            beads: vec![1, 3],
            links: vec![link],
        });
        units[1].crossing = Some(Arc::clone(&crossing));
        units[3].crossing = Some(crossing);
        assert_eq!(read_back(Format::Jsonl, &units), units);
        let line = "{\"source\":\"\",\"target\":\"a\",\"crossing\":{\"beads\":[0],\"links\":\
            [{\"source_indices\":[1,3],\"target_indices\":[0],\"score\":1}]}}";
        let error = read_text_as(Format::Jsonl, line).expect_err("is refused");
        assert!(error.to_string().contains("consecutive"), "{error}");
    }

    #[test]
    fn no_program_sees_a_line_end_within_a_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.jsonl");
        let options = crate::io::WriterOptions::default();
        let mut writer = crate::io::writer(Format::Jsonl, path.as_path(), &options).expect("opens");
        for unit in units() {
            writer.write(&unit).expect("writes");
        }
        writer.finish().expect("finishes");
        let text = std::fs::read_to_string(&path).expect("a file");
        let ends = text.matches(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'));
        assert_eq!(ends.count(), units().len());
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
    fn an_answer_stands_for_its_beads_and_an_error_for_none() {
        let text = "{\"id\":\"a\",\"status\":\"aligned\",\"beads\":[{\"source\":\"Un.\",\"target\":\"One.\"},\
            {\"source\":\"Deux.\",\"target\":\"\"}],\"dropped\":[{\"source\":\"x\",\"target\":\"y\"}]}\n\
            {\"id\":\"b\",\"status\":\"aligned\",\"beads\":[],\"dropped\":[]}\n\
            {\"source\":\"Trois.\",\"target\":\"Three.\",\"error\":2,\"status\":\"error\"}\n";
        let units = read_text_as(Format::Jsonl, text).expect("reads");
        let texts: Vec<String> = units.iter().map(|unit| unit.source_text()).collect();
        assert_eq!(texts, ["Un.", "Deux.", "Trois."]);
        assert_eq!(units[1].bead, 1);
        let text = format!(
            "{text}{{\"id\":\"c\",\"status\":\"error\",\"error\":\
            {{\"code\":\"not_json\",\"message\":\"expected a JSON object\"}}}}\n"
        );
        let error = read_text_as(Format::Jsonl, &text).expect_err("is refused");
        assert_eq!(error.line_number(), Some(4));
        let said = error.to_string();
        assert!(
            said.contains("record `c`, found error not_json: expected"),
            "{said}"
        );
    }

    #[test]
    fn a_text_that_was_edited_beside_its_segments_is_refused() {
        let line = |source: &str| {
            format!(
                "{{\"source\":\"a\",\"target\":\"b\"}}\n{{\"source\":\"{source}\",\"target\":\"b\",\
                 \"source_segments\":[\"Un.\",\"Deux. \"]}}\n"
            )
        };
        for same in ["Un. Deux. ", "Un.Deux.", "Un.\\nDeux."] {
            assert!(read_text_as(Format::Jsonl, &line(same)).is_ok(), "{same}");
        }
        for edited in ["Un. Trois.", "Un.", ""] {
            let error = read_text_as(Format::Jsonl, &line(edited)).expect_err("is refused");
            assert_eq!(error.line_number(), Some(2));
            let said = error.to_string();
            assert!(said.contains(&format!("found `{edited}`")), "{said}");
            assert!(said.contains("take `source_segments` away"), "{said}");
        }
    }

    #[test]
    fn a_score_that_is_no_probability_is_an_error_of_its_line() {
        for field in [
            "\"score\":1.5",
            "\"quality\":-0.1",
            "\"article_score\":2",
            "\"parts\":{\"length\":7,\
            \"lexical\":0,\"meaning\":0,\"numbers\":0,\"names\":0,\"punctuation\":0}",
        ] {
            let text = format!("\n{{\"source\":\"a\",\"target\":\"b\",{field}}}\n");
            let error = read_text_as(Format::Jsonl, &text).expect_err("is refused");
            assert_eq!(error.line_number(), Some(2));
            assert!(
                error
                    .to_string()
                    .contains("expected a number from 0 to 1 for"),
                "{error}"
            );
        }
    }

    #[test]
    fn fields_of_other_names_are_written_behind_ours_as_they_stood() {
        let rest = ",\"year\":2023.0,\"tags\":[\"a\",\"b\"],\"none\":null,\"status\":\"new\",\
            \"deep\":{\"z\":1,\"a\":\"é\"}}\n";
        let text = format!("{{\"source\":\"Un.\",\"target\":\"One.\"{rest}");
        let units = read_text_as(Format::Jsonl, &text).expect("reads");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.jsonl");
        let options = crate::io::WriterOptions::default();
        let mut writer = crate::io::writer(Format::Jsonl, path.as_path(), &options).expect("opens");
        writer.write(&units[0]).expect("writes");
        writer.finish().expect("finishes");
        let text = std::fs::read_to_string(&path).expect("a file");
        assert!(text.ends_with(rest), "{text}");
    }

    #[test]
    fn a_missing_text_says_which_fields_there_are() {
        let text = "{\"source\":\"a\",\"tgt\":\"b\"}\n";
        let error = read_text_as(Format::Jsonl, text)
            .expect_err("is refused")
            .to_string();
        assert!(
            error.ends_with("expected a field `target`, found an object without it, with `tgt`"),
            "{error}"
        );
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
