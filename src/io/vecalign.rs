//! Vecalign's format: `[0]:[0, 1]:0.873000` a line, the segments of both sides and the score.
//!
//! Indices count from 0; an empty side is `[]`. We write the score with six decimals; Vecalign
//! itself writes a cost there, which is read without being judged. The third field may be missing,
//! and blank lines and lines that begin with `#` are passed over.

use std::fmt::Write as _;
use std::path::Path;

use super::UnitWriter;
use super::beads::{AlignmentLine, GoldOptions, check};
use super::encoding::read_text;
use super::fields::range;
use super::output::Output;
use crate::bitext::{Bead, TranslationUnit};
use crate::error::{Error, Result};

/// Writes one article's alignment. Null beads are always written, because an alignment covers both
/// sides.
pub struct VecalignWriter {
    output: Output,
}

impl VecalignWriter {
    /// Writes to `output`.
    pub fn new(output: Output) -> Self {
        VecalignWriter { output }
    }
}

impl UnitWriter for VecalignWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        let bead = Bead::new(unit.source.indices.clone(), unit.target.indices.clone());
        self.output.put(line_of(&bead, unit.score))
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.output.finish()
    }
}

/// A bead's line, with its line feed.
///
/// ```
/// use alinea::bitext::Bead;
/// use alinea::io::vecalign::line_of;
/// assert_eq!(line_of(&Bead::new(0..1, 0..2), Some(0.873)), "[0]:[0, 1]:0.873000\n");
/// assert_eq!(line_of(&Bead::new(1..1, 2..3), None), "[]:[2]\n");
/// ```
pub fn line_of(bead: &Bead, score: Option<f64>) -> String {
    let side = |range: &std::ops::Range<usize>| {
        let indices: Vec<_> = range.clone().map(|i| i.to_string()).collect();
        format!("[{}]", indices.join(", "))
    };
    let mut line = format!("{}:{}", side(&bead.source), side(&bead.target));
    if let Some(score) = score {
        // Writing to a string does not fail.
        write!(line, ":{score:.6}").ok();
    }
    line.push('\n');
    line
}

/// The beads of a gold or a produced alignment in Vecalign's format.
///
/// # Errors
/// A line in another shape, and beads that are not in order or leave gaps; the error names file and
/// line.
pub fn read_alignment(path: impl AsRef<Path>, options: &GoldOptions) -> Result<Vec<Bead>> {
    let lines = read_lines(path.as_ref(), options)?;
    check(&lines, None, options).map_err(|e| e.at(path))?;
    Ok(lines.into_iter().map(|line| line.bead).collect())
}

/// The lines of an alignment file, not yet checked against each other.
pub(crate) fn read_lines(path: &Path, options: &GoldOptions) -> Result<Vec<AlignmentLine>> {
    parse_lines(&read_text(path, None)?.text, options).map_err(|e| e.at(path))
}

/// The lines of an alignment, not yet checked against each other: see [`check`].
///
/// ```
/// use alinea::io::vecalign::parse;
/// let lines = parse("# gold\n[0]:[0, 1]\n[]:[2]:0.5\n")?;
/// assert_eq!(lines[0].bead.bead_type().to_string(), "1-2");
/// assert_eq!((lines[1].bead.source.clone(), lines[1].line), (1..1, 3));
/// # Ok::<(), alinea::Error>(())
/// ```
///
/// # Errors
/// A line in another shape; the error names the line.
pub fn parse(text: &str) -> Result<Vec<AlignmentLine>> {
    parse_lines(text, &GoldOptions::default())
}

/// Where gaps are allowed, a bead that skips a segment (`[1, 3]:[2]`, as in Text+Berg) is read as
/// the span it covers, and null beads inside that span are passed over.
fn parse_lines(text: &str, options: &GoldOptions) -> Result<Vec<AlignmentLine>> {
    let mut lines: Vec<AlignmentLine> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let next = lines
            .last()
            .map_or((0, 0), |last| (last.bead.source.end, last.bead.target.end));
        let (bead, score) = parse_line(line, next, options).map_err(|e| e.line(at + 1))?;
        let passed = bead.is_null() && bead.source.end <= next.0 && bead.target.end <= next.1;
        if options.allow_gaps && passed {
            continue;
        }
        lines.push(AlignmentLine {
            bead,
            score,
            line: at + 1,
        });
    }
    Ok(lines)
}

fn parse_line(
    line: &str,
    next: (usize, usize),
    options: &GoldOptions,
) -> Result<(Bead, Option<f64>)> {
    let shape =
        || Error::format("expected `[0]:[0, 1]` or `[0]:[0, 1]:0.873`").found(format!("`{line}`"));
    let mut fields = line.split(':').map(str::trim);
    let mut side = |next: usize| -> Result<std::ops::Range<usize>> {
        let field = fields.next().ok_or_else(shape)?;
        let inside = field
            .strip_prefix('[')
            .and_then(|f| f.strip_suffix(']'))
            .ok_or_else(shape)?
            .trim();
        if inside.is_empty() {
            return Ok(next..next);
        }
        let indices = inside.split(',').map(|i| i.trim().parse::<usize>());
        let indices = indices
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(|_| shape())?;
        match (indices.first(), indices.last()) {
            (Some(first), Some(last)) if options.allow_gaps && indices.is_sorted() => {
                Ok(*first..last + 1)
            }
            _ => range(&indices, next),
        }
    };
    let bead = Bead::new(side(next.0)?, side(next.1)?);
    let score = match fields.next() {
        Some(score) => Some(score.parse().map_err(|_| shape())?),
        None => None,
    };
    match fields.next() {
        Some(_) => Err(shape()),
        None => Ok((bead, score)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_names_its_line() {
        for (text, line, said) in [
            ("[0]:[0]\n0-1\n", 2, "expected `[0]:[0, 1]`"),
            ("\n[0, 2]:[0]\n", 2, "consecutive"),
            ("[1, 0]:[0]\n", 1, "consecutive"),
            ("[0]:[-1]\n", 1, "expected `[0]"),
            ("[0]:[0]:high\n", 1, "expected `[0]"),
            ("[0]:[0]:0.5:9\n", 1, "expected `[0]"),
            ("[0]\n", 1, "expected `[0]"),
        ] {
            let error = parse(text).expect_err("is refused");
            assert_eq!(error.line_number(), Some(line), "{error}");
            assert!(error.to_string().contains(said), "{error}");
        }
    }

    #[test]
    fn a_bead_that_skips_a_segment_is_a_span_where_gaps_are_allowed() {
        let text = "[0]:[0]\n[1, 3]:[1]\n[2]:[]\n[4]:[2]\n";
        let lines = parse_lines(text, &GoldOptions { allow_gaps: true }).expect("reads");
        let beads: Vec<_> = lines.iter().map(|l| l.bead.source.clone()).collect();
        assert_eq!(beads, [0..1, 1..4, 4..5]);
    }

    #[test]
    fn comments_and_vecaligns_own_spacing_are_read() {
        let lines = parse("# x\n\n[0,1]:[0] : 0.25\n[ ]:[1]:0\n").expect("reads");
        assert_eq!(lines[0].bead, Bead::new(0..2, 0..1));
        assert_eq!(lines[0].score, Some(0.25));
        assert_eq!(lines[1].bead, Bead::new(2..2, 1..2));
        assert_eq!(lines[1].line, 4);
    }

    #[test]
    fn a_file_with_a_gap_needs_leave() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("gold.txt");
        std::fs::write(&path, "# gold\n[0]:[0]\n[2]:[1]\n").expect("a file");
        let error = read_alignment(&path, &GoldOptions::default()).expect_err("has a gap");
        assert_eq!(
            (error.path(), error.line_number()),
            (Some(path.as_path()), Some(3))
        );
        let beads = read_alignment(&path, &GoldOptions { allow_gaps: true }).expect("reads");
        assert_eq!(beads.len(), 2);
    }

    #[test]
    fn lines_written_are_read() {
        let beads = [Bead::new(0..2, 0..0), Bead::new(2..3, 0..3)];
        let text: String = beads.iter().map(|b| line_of(b, Some(0.5))).collect();
        let read: Vec<_> = parse(&text)
            .expect("reads")
            .into_iter()
            .map(|l| l.bead)
            .collect();
        assert_eq!(read, beads);
    }
}
