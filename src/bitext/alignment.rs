//! Alignments: all beads of an article pair, checked.

use crate::error::{Error, ErrorKind, Result};

use super::Bead;

/// All beads of an article pair, in order, covering both sides exactly once.
///
/// ```
/// use alinea::bitext::{Alignment, Bead};
/// let beads = vec![Bead::new(0..1, 0..2), Bead::new(1..2, 2..2)];
/// let alignment = Alignment::new(beads, 2, 2)?;
/// assert_eq!(alignment.beads()[0].bead_type().to_string(), "1-2");
/// // A segment that no bead covers is refused.
/// assert!(Alignment::new(vec![Bead::new(0..1, 0..1)], 2, 1).is_err());
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alignment {
    beads: Vec<Bead>,
    source_len: usize,
    target_len: usize,
}

impl Alignment {
    /// Checks that `beads` stand in order and cover `source_len` and `target_len` segments exactly
    /// once.
    ///
    /// # Errors
    /// An index out of range, a gap, an overlap, a wrong order, or a bead empty on both sides; the
    /// error's line is the bead's number from 1.
    pub fn new(beads: Vec<Bead>, source_len: usize, target_len: usize) -> Result<Self> {
        let (mut source, mut target) = (0, 0);
        for (number, bead) in beads.iter().enumerate() {
            let fail =
                |message: String| Err(Error::new(ErrorKind::Alignment, message).line(number + 1));
            if bead.source.is_empty() && bead.target.is_empty() {
                return fail("a bead is empty on both sides".into());
            }
            for (side, range, next, len) in [
                ("source", &bead.source, source, source_len),
                ("target", &bead.target, target, target_len),
            ] {
                if range.is_empty() {
                    continue;
                }
                if range.end > len {
                    let last = range.end - 1;
                    return fail(format!(
                        "{side} index {last} is out of range: there are {len} {side} segments"
                    ));
                }
                if range.start > next {
                    return fail(format!(
                        "a gap: expected {side} segment {next} next, found {}",
                        range.start
                    ));
                }
                if range.start < next {
                    return fail(format!(
                        "not in order: {side} segment {} comes again or too late, expected {next}",
                        range.start
                    ));
                }
            }
            source += bead.source.len();
            target += bead.target.len();
        }
        for (side, reached, len) in [
            ("source", source, source_len),
            ("target", target, target_len),
        ] {
            if reached < len {
                return Err(Error::new(
                    ErrorKind::Alignment,
                    format!("{side} segments {reached} to {} are in no bead", len - 1),
                ));
            }
        }
        Ok(Alignment {
            beads,
            source_len,
            target_len,
        })
    }

    /// The beads in order.
    pub fn beads(&self) -> &[Bead] {
        &self.beads
    }

    /// Number of source segments covered.
    pub fn source_len(&self) -> usize {
        self.source_len
    }

    /// Number of target segments covered.
    pub fn target_len(&self) -> usize {
        self.target_len
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(beads: Vec<Bead>, n: usize, m: usize) -> String {
        Alignment::new(beads, n, m)
            .expect_err("is refused")
            .to_string()
    }

    #[test]
    fn each_fault_is_named() {
        let b = Bead::new;
        assert!(refused(vec![b(0..2, 0..1)], 1, 1).contains("out of range"));
        assert!(refused(vec![b(0..1, 0..1), b(2..3, 1..2)], 3, 2).contains("a gap"));
        assert!(refused(vec![b(0..1, 0..1), b(0..1, 1..2)], 1, 2).contains("not in order"));
        assert!(refused(vec![b(0..0, 0..0)], 0, 0).contains("empty on both sides"));
        assert!(refused(vec![], 1, 0).contains("in no bead"));
    }

    #[test]
    fn two_empty_documents_have_an_empty_alignment() {
        assert!(Alignment::new(vec![], 0, 0).is_ok());
    }
}
