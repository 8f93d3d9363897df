//! The alignments of several texts with one source, joined.
//!
//! Of each alignment it is known where its path passes every position of the source: at the other
//! text's positions `low` to `high`, which differ where segments of the other text face nothing
//! there; nowhere, where a bead reaches over the position. Positions that all paths pass are
//! boundaries. Between two of them lies a bead; at one of them a bead without source, if any text has
//! segments there. Time and memory are linear in the segments of all texts.

use std::ops::Range;

use crate::bitext::{Alignment, Bead};

/// Source segments and, for each alignment, the segments of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Joined {
    pub(super) source: Range<usize>,
    pub(super) others: Vec<Range<usize>>,
}

/// The smallest beads that all alignments share; `sources` segments are covered by each.
pub(super) fn join(alignments: &[&Alignment], sources: usize) -> Vec<Joined> {
    let passes: Vec<Vec<Option<Range<usize>>>> = alignments
        .iter()
        .map(|alignment| passes(alignment.beads(), sources))
        .collect();
    let mut joined = Vec::new();
    // Where the last boundary was left: in the source and in each text.
    let mut source = 0;
    let mut reached = vec![0; alignments.len()];
    for position in 0..=sources {
        let all: Option<Vec<&Range<usize>>> =
            passes.iter().map(|pass| pass[position].as_ref()).collect();
        let Some(here) = all else { continue };
        if position > source {
            let others = reached
                .iter()
                .zip(&here)
                .map(|(from, pass)| *from..pass.start);
            joined.push(Joined {
                source: source..position,
                others: others.collect(),
            });
        }
        if here.iter().any(|pass| !pass.is_empty()) {
            joined.push(Joined {
                source: position..position,
                others: here.iter().map(|pass| (*pass).clone()).collect(),
            });
        }
        source = position;
        reached = here.iter().map(|pass| pass.end).collect();
    }
    joined
}

/// Where the path passes each position of the source.
fn passes(beads: &[Bead], sources: usize) -> Vec<Option<Range<usize>>> {
    let mut passes = vec![None; sources + 1];
    passes[0] = Some(0..0);
    let (mut source, mut target) = (0, 0);
    for bead in beads {
        source += bead.source.len();
        target += bead.target.len();
        let pass = passes[source].get_or_insert(target..target);
        pass.end = target;
    }
    passes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alignment(sizes: &[(usize, usize)]) -> Alignment {
        let (mut s, mut t) = (0, 0);
        let mut beads = Vec::new();
        for (source, target) in sizes {
            beads.push(Bead::new(s..s + source, t..t + target));
            (s, t) = (s + source, t + target);
        }
        Alignment::new(beads, s, t).expect("in order")
    }

    fn joined(alignments: &[&[(usize, usize)]], sources: usize) -> Vec<Joined> {
        let alignments: Vec<Alignment> = alignments.iter().map(|sizes| alignment(sizes)).collect();
        join(&alignments.iter().collect::<Vec<_>>(), sources)
    }

    fn bead(source: Range<usize>, others: &[Range<usize>]) -> Joined {
        Joined {
            source,
            others: others.to_vec(),
        }
    }

    #[test]
    fn a_bead_grows_until_all_texts_have_a_boundary() {
        assert_eq!(
            joined(&[&[(1, 1), (2, 1), (1, 1)], &[(1, 2), (1, 1), (2, 1)]], 4),
            [bead(0..1, &[0..1, 0..2]), bead(1..4, &[1..3, 2..4])]
        );
    }

    #[test]
    fn what_faces_nothing_stands_by_itself() {
        assert_eq!(
            joined(&[&[(1, 1), (0, 1), (1, 0)], &[(0, 1), (1, 1), (1, 1)]], 2),
            [
                bead(0..0, &[0..0, 0..1]),
                bead(0..1, &[0..1, 1..2]),
                bead(1..1, &[1..2, 2..2]),
                bead(1..2, &[2..2, 2..3]),
            ]
        );
    }

    #[test]
    fn an_addition_inside_another_texts_bead_goes_with_it() {
        assert_eq!(
            joined(&[&[(2, 1)], &[(1, 1), (0, 1), (1, 1)]], 2),
            [bead(0..2, &[0..1, 0..3])]
        );
    }

    #[test]
    fn empty_sides_are_ordinary() {
        assert_eq!(joined(&[&[], &[]], 0), []);
        assert_eq!(joined(&[&[(0, 1)], &[]], 0), [bead(0..0, &[0..1, 0..0])]);
        assert_eq!(joined(&[], 2), [bead(0..1, &[]), bead(1..2, &[])]);
    }
}
