//! What the alignment formats (vecalign, ladder) share: their lines, the check that they cover both
//! sides in order, and the joining with two segmented texts.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use super::article::read_segmented;
use super::fields::{Assembler, SideFields, UnitFields, foreign_score};
use super::{ReaderOptions, article_name};
use crate::bitext::{Bead, Metadata, TranslationUnit};
use crate::error::{Error, ErrorKind, Result};

/// One bead of an alignment file.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignmentLine {
    /// The bead; an empty side stands where the bead before ended.
    pub bead: Bead,
    /// The number that stood beside it: a score in our files, a cost in those of Vecalign.
    pub score: Option<f64>,
    /// Its line in the file, from 1.
    pub line: usize,
}

/// How strictly an alignment file is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GoldOptions {
    /// Whether segments may be in no bead and beads may cross, as in gold made by hand that leaves a
    /// few lines out and links others out of order.
    pub allow_gaps: bool,
}

/// Checks that beads stand in order, and that they cover both sides unless gaps are allowed.
///
/// `lengths` are the numbers of source and target segments; without them the last index of each
/// side is taken to be its end.
///
/// # Errors
/// A gap, a wrong order, an index out of range; the error names the line in the file.
pub fn check(
    lines: &[AlignmentLine],
    lengths: Option<(usize, usize)>,
    options: &GoldOptions,
) -> Result<()> {
    let known = [lengths.map(|l| l.0), lengths.map(|l| l.1)];
    let mut next = [0, 0];
    for AlignmentLine { bead, line, .. } in lines {
        let fail = |message: String| Err(Error::new(ErrorKind::Alignment, message).line(*line));
        if bead.source.is_empty() && bead.target.is_empty() {
            return fail("a bead is empty on both sides".into());
        }
        let sides = ["source", "target"]
            .into_iter()
            .zip([&bead.source, &bead.target]);
        for (((side, range), length), next) in sides.zip(known).zip(&mut next) {
            if range.is_empty() {
                continue;
            }
            let (start, last) = (range.start, range.end - 1);
            if let Some(length) = length.filter(|&l| range.end > l) {
                return fail(format!(
                    "{side} index {last} is out of range: there are {length} {side} segments"
                ));
            }
            if start < *next && !options.allow_gaps {
                return fail(format!(
                    "not in order: {side} segment {start} comes again or too late, expected {next}"
                ));
            }
            if start > *next && !options.allow_gaps {
                return fail(format!(
                    "a gap: expected {side} segment {next} next, found {start}"
                ));
            }
            *next = range.end.max(*next);
        }
    }
    for ((side, length), next) in ["source", "target"].into_iter().zip(known).zip(next) {
        if let Some(length) = length.filter(|&l| next < l && !options.allow_gaps) {
            let message = format!("{side} segments {next} to {} are in no bead", length - 1);
            let error = Error::new(ErrorKind::Alignment, message);
            return Err(match lines.last() {
                Some(last) => error.line(last.line),
                None => error,
            });
        }
    }
    Ok(())
}

/// Units of an alignment file and the two segmented texts that the options name.
pub struct AlignmentReader {
    units: VecDeque<UnitFields>,
    assembler: Assembler,
    path: PathBuf,
}

impl AlignmentReader {
    /// Joins `lines`, read from `path`, with the texts.
    ///
    /// # Errors
    /// Texts that the options do not name or that cannot be read, and an alignment that does not
    /// fit them.
    pub(crate) fn new(
        path: &Path,
        lines: &[AlignmentLine],
        options: &ReaderOptions,
    ) -> Result<Self> {
        let (Some(source), Some(target)) = (&options.source_text, &options.target_text) else {
            return Err(Error::configuration(
                "an alignment file holds no text: it needs both segmented texts",
            )
            .at(path)
            .help("name the source and the target text, one segment a line"));
        };
        let source = read_segmented(source, options.charset)?;
        let target = read_segmented(target, options.charset)?;
        let lengths = (source.lines.len(), target.lines.len());
        check(lines, Some(lengths), &options.gold).map_err(|e| e.at(path))?;
        let mut metadata: Metadata = source.metadata;
        for (name, value) in target.metadata {
            metadata.entry(name).or_insert(value);
        }
        let side = |range: &std::ops::Range<usize>, lines: &[String]| SideFields {
            indices: Some(range.clone().collect()),
            segments: Some(lines[range.clone()].to_vec()),
            ..SideFields::default()
        };
        let units = lines.iter().map(|line| UnitFields {
            metadata: metadata.clone(),
            source: side(&line.bead.source, &source.lines),
            target: side(&line.bead.target, &target.lines),
            score: foreign_score(line.score, path, &options.notes),
            ..UnitFields::default()
        });
        Ok(AlignmentReader {
            units: units.collect(),
            assembler: Assembler::new(options, &article_name(path)),
            path: path.to_path_buf(),
        })
    }
}

impl Iterator for AlignmentReader {
    type Item = Result<TranslationUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        let fields = self.units.pop_front()?;
        Some(self.assembler.unit(fields).map_err(|e| e.at(&self.path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(
        line: usize,
        source: std::ops::Range<usize>,
        target: std::ops::Range<usize>,
    ) -> AlignmentLine {
        AlignmentLine {
            bead: Bead::new(source, target),
            score: None,
            line,
        }
    }

    #[test]
    fn a_fault_is_named_by_its_line_in_the_file() {
        let strict = GoldOptions::default();
        for (lines, lengths, said) in [
            (
                vec![line(3, 0..1, 0..1), line(7, 2..3, 1..2)],
                None,
                "a gap",
            ),
            (
                vec![line(3, 0..1, 0..1), line(7, 0..1, 1..2)],
                None,
                "not in order",
            ),
            (vec![line(7, 0..2, 0..1)], Some((1, 1)), "out of range"),
            (
                vec![line(7, 0..1, 0..1)],
                Some((3, 1)),
                "source segments 1 to 2 are in no bead",
            ),
            (vec![line(7, 0..0, 0..0)], None, "empty on both sides"),
        ] {
            let error = check(&lines, lengths, &strict).expect_err("is refused");
            assert_eq!(error.line_number(), Some(7), "{error}");
            assert!(error.to_string().contains(said), "{error}");
        }
    }

    #[test]
    fn gaps_and_crossing_beads_may_be_allowed_and_bad_indices_never() {
        let lenient = GoldOptions { allow_gaps: true };
        assert!(check(&[line(1, 1..2, 3..4)], Some((5, 5)), &lenient).is_ok());
        let crossing = [line(1, 1..2, 3..4), line(2, 2..3, 2..3)];
        assert!(check(&crossing, None, &lenient).is_ok());
        assert!(check(&crossing, None, &GoldOptions::default()).is_err());
        assert!(check(&crossing, Some((2, 4)), &lenient).is_err());
    }
}
