//! Strict and lax precision, recall and F1 of an alignment against gold, as the scorer of Vecalign
//! counts them (Thompson and Koehn 2019).
//!
//! A found bead is right strictly if gold has the same bead; it is right laxly if, besides, it
//! shares a segment on both sides with one gold pairing. Precision counts every found bead, null
//! beads too (a null bead is right only if gold has it). Recall leaves the null beads of both gold
//! and found out and asks of each gold bead what precision asks of a found one. Counts of several
//! articles are added before dividing (micro average). Linear in the beads.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::bitext::{Bead, BeadType};

/// Beads counted and how many of them were right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct TypeCounts {
    /// Found beads, null beads included.
    pub found: usize,
    /// Found beads that are in gold.
    pub found_strict: usize,
    /// Found beads that are in gold or overlap it on both sides.
    pub found_lax: usize,
    /// Gold beads, null beads left out.
    pub gold: usize,
    /// Gold beads that were found.
    pub gold_strict: usize,
    /// Gold beads that were found or overlap a found one on both sides.
    pub gold_lax: usize,
}

/// Precision, recall and their harmonic mean, each 0 to 1; 0 where there is nothing to divide by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Measures {
    /// Share of found beads that are right.
    pub precision: f64,
    /// Share of gold beads that were found.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
}

impl Measures {
    fn new(found_right: usize, found: usize, gold_right: usize, gold: usize) -> Self {
        let share = |a: usize, b: usize| if b == 0 { 0.0 } else { a as f64 / b as f64 };
        let (precision, recall) = (share(found_right, found), share(gold_right, gold));
        let sum = precision + recall;
        let f1 = if sum > 0.0 {
            2.0 * precision * recall / sum
        } else {
            0.0
        };
        Measures {
            precision,
            recall,
            f1,
        }
    }
}

impl TypeCounts {
    /// Exact matches.
    pub fn strict(&self) -> Measures {
        Measures::new(self.found_strict, self.found, self.gold_strict, self.gold)
    }

    /// Overlap on both sides.
    pub fn lax(&self) -> Measures {
        Measures::new(self.found_lax, self.found, self.gold_lax, self.gold)
    }
}

impl AddAssign for TypeCounts {
    fn add_assign(&mut self, other: Self) {
        self.found += other.found;
        self.found_strict += other.found_strict;
        self.found_lax += other.found_lax;
        self.gold += other.gold;
        self.gold_strict += other.gold_strict;
        self.gold_lax += other.gold_lax;
    }
}

/// Counts of one or several articles: in all, and by bead type (of the found bead for what was
/// found, of the gold bead for what should have been).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlignmentCounts {
    /// All beads.
    pub all: TypeCounts,
    /// By bead type.
    pub by_type: BTreeMap<BeadType, TypeCounts>,
}

impl AddAssign<&AlignmentCounts> for AlignmentCounts {
    fn add_assign(&mut self, other: &AlignmentCounts) {
        self.all += other.all;
        for (bead_type, counts) in &other.by_type {
            *self.by_type.entry(*bead_type).or_default() += *counts;
        }
    }
}

/// Counts the found beads of one article against its gold beads.
///
/// ```
/// use alinea::bitext::Bead;
/// use alinea::evaluate::evaluate_alignment;
/// let gold = [Bead::new(0..1, 0..2), Bead::new(1..2, 2..3), Bead::new(2..3, 3..3)];
/// let found = [Bead::new(0..1, 0..2), Bead::new(1..3, 2..3)];
/// let counts = evaluate_alignment(&gold, &found).all;
/// assert_eq!(counts.strict().precision, 0.5);
/// assert_eq!(counts.strict().recall, 0.5); // the null bead is left out
/// assert_eq!(counts.lax().f1, 1.0);
/// ```
pub fn evaluate_alignment(gold: &[Bead], found: &[Bead]) -> AlignmentCounts {
    let paired =
        |beads: &[Bead]| -> Vec<Bead> { beads.iter().filter(|b| !b.is_null()).cloned().collect() };
    let mut counts = AlignmentCounts::default();
    for (bead, strict, lax) in judge(found, gold) {
        let one = TypeCounts {
            found: 1,
            found_strict: usize::from(strict),
            found_lax: usize::from(lax),
            ..TypeCounts::default()
        };
        counts.all += one;
        *counts.by_type.entry(bead.bead_type()).or_default() += one;
    }
    for (bead, strict, lax) in judge(&paired(gold), &paired(found)) {
        let one = TypeCounts {
            gold: 1,
            gold_strict: usize::from(strict),
            gold_lax: usize::from(lax),
            ..TypeCounts::default()
        };
        counts.all += one;
        *counts.by_type.entry(bead.bead_type()).or_default() += one;
    }
    counts
}

/// Each bead with whether it is right strictly and laxly by the others.
fn judge<'b>(beads: &'b [Bead], truth: &[Bead]) -> Vec<(&'b Bead, bool, bool)> {
    let same: FxHashSet<Bead> = truth.iter().map(Bead::unplaced).collect();
    let mut partners: FxHashMap<usize, Vec<&Bead>> = FxHashMap::default();
    for bead in truth {
        for source in bead.source.clone() {
            partners.entry(source).or_default().push(bead);
        }
    }
    let overlaps = |bead: &Bead| {
        bead.source
            .clone()
            .filter_map(|s| partners.get(&s))
            .flatten()
            .any(|other| {
                // A null bead that stands inside has no segment to share.
                let (own, other) = (&bead.target, &other.target);
                own.start.max(other.start) < own.end.min(other.end)
            })
    };
    beads
        .iter()
        .map(|bead| {
            let strict = same.contains(&bead.unplaced());
            (bead, strict, strict || overlaps(bead))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;

    fn b(source: Range<usize>, target: Range<usize>) -> Bead {
        Bead::new(source, target)
    }

    #[test]
    fn gold_against_itself_is_perfect() {
        let gold = [b(0..2, 0..1), b(2..3, 1..1), b(3..4, 1..3)];
        let all = evaluate_alignment(&gold, &gold).all;
        assert_eq!((all.strict().f1, all.lax().f1), (1.0, 1.0));
        assert_eq!((all.found, all.gold), (3, 2));
    }

    #[test]
    fn a_null_bead_that_gold_has_not_costs_precision_only() {
        let gold = [b(0..1, 0..1), b(1..2, 1..2)];
        let found = [b(0..1, 0..1), b(1..2, 1..1), b(2..2, 1..2)];
        let all = evaluate_alignment(&gold, &found).all;
        assert_eq!(all.strict().precision, 1.0 / 3.0);
        assert_eq!(all.strict().recall, 0.5);
    }

    #[test]
    fn a_null_bead_inside_a_bead_shares_nothing_with_it() {
        let (nulls, pair) = (
            [b(0..0, 0..1), b(0..1, 1..1), b(1..1, 1..2)],
            [b(0..1, 0..2)],
        );
        let all = evaluate_alignment(&nulls, &pair).all;
        assert_eq!((all.found, all.found_lax), (1, 0));
        let all = evaluate_alignment(&pair, &nulls).all;
        assert_eq!((all.found, all.found_lax, all.gold_lax), (3, 0, 0));
        let nulls = [b(0..1, 0..1), b(1..2, 1..1), b(2..2, 1..2)];
        let all = evaluate_alignment(&[b(0..2, 0..2)], &nulls).all;
        assert_eq!((all.found, all.found_lax, all.gold_lax), (3, 1, 1));
    }

    #[test]
    fn the_place_of_the_empty_side_does_not_matter() {
        let counts = evaluate_alignment(&[b(0..1, 0..0)], &[b(0..1, 7..7)]);
        assert_eq!(counts.all.found_strict, 1);
    }

    #[test]
    fn nothing_found_and_nothing_to_find_is_zero() {
        assert_eq!(
            evaluate_alignment(&[], &[]).all.strict(),
            Measures::default()
        );
    }

    #[test]
    fn types_are_counted_apart() {
        let counts = evaluate_alignment(&[b(0..1, 0..2)], &[b(0..1, 0..1), b(1..1, 1..2)]);
        let of = |s, t| {
            counts.by_type[&BeadType {
                source: s,
                target: t,
            }]
        };
        assert_eq!(
            (of(1, 2).gold, of(1, 2).gold_lax, of(1, 2).found),
            (1, 1, 0)
        );
        assert_eq!(
            (of(1, 1).found, of(1, 1).found_lax, of(0, 1).found_lax),
            (1, 1, 0)
        );
    }
}
