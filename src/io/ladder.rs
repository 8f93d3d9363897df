//! hunalign's numeric ladder: rungs `source TAB target TAB score`, from `0 0` to the numbers of
//! segments.
//!
//! A bead lies between two rungs, and its score stands on the lower one. A ladder covers everything
//! between its ends: where a filter has dropped beads, they come as one bead of score 0.

use std::path::Path;

use super::UnitWriter;
use super::beads::AlignmentLine;
use super::encoding::read_text;
use super::output::Output;
use crate::bitext::{Bead, TranslationUnit};
use crate::error::{Error, ErrorKind, Result};

/// Writes one article's ladder. Null beads are always written.
pub struct LadderWriter {
    output: Output,
    /// The rung reached, not yet written.
    source: usize,
    target: usize,
}

impl LadderWriter {
    /// Writes to `output`.
    pub fn new(output: Output) -> Self {
        LadderWriter {
            output,
            source: 0,
            target: 0,
        }
    }

    fn rung(&mut self, score: f64) -> Result<()> {
        let (source, target) = (self.source, self.target);
        self.output.put(format!("{source}\t{target}\t{score:.6}\n"))
    }
}

impl UnitWriter for LadderWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        // An empty range says nothing of where the bead stands.
        let start = |range: &std::ops::Range<usize>, reached: usize| {
            if range.is_empty() {
                reached
            } else {
                range.start
            }
        };
        let source = start(&unit.source.indices, self.source);
        let target = start(&unit.target.indices, self.target);
        if source < self.source || target < self.target {
            return Err(Error::new(
                ErrorKind::Alignment,
                format!("bead {} is not in order", unit.bead),
            ));
        }
        if (source, target) != (self.source, self.target) {
            self.rung(0.0)?;
            (self.source, self.target) = (source, target);
        }
        self.rung(unit.score.unwrap_or(0.0))?;
        self.source += unit.source.indices.len();
        self.target += unit.target.indices.len();
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.rung(0.0)?;
        self.output.finish()
    }
}

/// The beads of a ladder, with their scores.
///
/// # Errors
/// As [`parse`]; the error names the file.
pub fn read_lines(path: impl AsRef<Path>) -> Result<Vec<AlignmentLine>> {
    let path = path.as_ref();
    parse(&read_text(path, None)?.text).map_err(|e| e.at(path))
}

/// The beads of a ladder, with their scores. The line of a bead is that of its upper rung.
///
/// ```
/// use alinea::io::ladder::parse;
/// let beads = parse("0\t0\t0.9\n1\t2\t0.4\n2\t2\t0\n")?;
/// assert_eq!(beads[0].bead.bead_type().to_string(), "1-2");
/// assert_eq!(beads[1].bead.bead_type().to_string(), "1-0");
/// assert_eq!(beads[0].score, Some(0.9));
/// # Ok::<(), alinea::Error>(())
/// ```
///
/// # Errors
/// A rung in another shape, that goes down or stays, or a ladder that does not begin at `0 0`; the
/// error names the line.
pub fn parse(text: &str) -> Result<Vec<AlignmentLine>> {
    let mut beads = Vec::new();
    let mut below: Option<(usize, usize, Option<f64>)> = None;
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let line_number = at + 1;
        let rung = parse_rung(line).map_err(|e| e.line(line_number))?;
        match below {
            None if (rung.0, rung.1) != (0, 0) => {
                return Err(Error::format("expected the first rung at 0 0")
                    .found(format!("{} {}", rung.0, rung.1))
                    .line(line_number));
            }
            None => {}
            Some(below) => {
                let higher = rung.0 >= below.0 && rung.1 >= below.1;
                if !higher || (rung.0, rung.1) == (below.0, below.1) {
                    return Err(Error::new(
                        ErrorKind::Alignment,
                        format!("expected a rung above {} {}", below.0, below.1),
                    )
                    .found(format!("{} {}", rung.0, rung.1))
                    .line(line_number));
                }
                beads.push(AlignmentLine {
                    bead: Bead::new(below.0..rung.0, below.1..rung.1),
                    score: below.2,
                    line: line_number,
                });
            }
        }
        below = Some(rung);
    }
    Ok(beads)
}

fn parse_rung(line: &str) -> Result<(usize, usize, Option<f64>)> {
    let shape = || {
        Error::format("expected a rung such as `3\\t4\\t0.87`").found(format!("`{}`", line.trim()))
    };
    let mut fields = line.split_whitespace();
    let mut index = || fields.next()?.parse().ok();
    let (Some(source), Some(target)) = (index(), index()) else {
        return Err(shape());
    };
    let score = match fields.next() {
        Some(score) => Some(score.parse().map_err(|_| shape())?),
        None => None,
    };
    match fields.next() {
        Some(_) => Err(shape()),
        None => Ok((source, target, score)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::testing::units;
    use crate::io::{Format, WriterOptions, writer};

    fn written(units: &[TranslationUnit]) -> Vec<AlignmentLine> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.ladder");
        let mut writer =
            writer(Format::Ladder, path.as_path(), &WriterOptions::default()).expect("opens");
        for unit in units {
            writer.write(unit).expect("writes");
        }
        writer.finish().expect("finishes");
        read_lines(&path).expect("reads")
    }

    #[test]
    fn beads_come_back() {
        let units = &units()[..4];
        let read = written(units);
        assert_eq!(read.len(), 4);
        for (unit, line) in units.iter().zip(&read) {
            assert_eq!(line.bead.source, unit.source.indices);
            assert_eq!(line.bead.target, unit.target.indices);
            let (found, wanted) = (line.score.unwrap_or(-1.0), unit.score.unwrap_or(-2.0));
            assert!((found - wanted).abs() < 1e-6);
        }
        assert!(written(&[]).is_empty());
    }

    #[test]
    fn dropped_beads_come_as_one_of_score_0() {
        let units = units();
        let read = written(&[units[0].clone(), units[2].clone()]);
        let beads: Vec<_> = read
            .iter()
            .map(|l| l.bead.bead_type().to_string())
            .collect();
        assert_eq!(beads, ["1-2", "1-0", "2-1"]);
        assert_eq!(read[1].score, Some(0.0));
    }

    #[test]
    fn each_fault_names_its_line() {
        for (text, line) in [
            ("1\t0\t0\n", 1),
            ("0\t0\t0\n1\t1\t0\n0\t2\t0\n", 3),
            ("0\t0\t0\n0\t0\t0\n", 2),
            ("0\t0\t0\n1 x 0\n", 2),
            ("0\t0\t0\n1\n", 2),
        ] {
            let error = parse(text).expect_err("is refused");
            assert_eq!(error.line_number(), Some(line), "{error}");
        }
    }
}
