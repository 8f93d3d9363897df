//! The shape of a bead: whether its segments belong in it, by how its similarity changes when it is
//! cut, split or extended.

use crate::bitext::Bead;

/// What a similarity says of a bead's shape; each at most 1.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape {
    /// The least that the similarity gains by one of the outer segments of a side with several;
    /// negative where the bead would be more alike without it. 0 for one segment on each side.
    pub(super) merge_gain: f64,
    /// What the best cut into two beads would gain over the whole, in mean similarity; negative
    /// where the halves are less alike. 0 unless both sides have several segments.
    pub(super) split_gain: f64,
    /// The most that the similarity would gain by one more segment before or after, at least 0.
    pub(super) extension_gain: f64,
}

/// The shape of a bead in documents of `lens` segments, by a similarity of beads with both sides.
pub(super) fn shape(bead: &Bead, lens: (usize, usize), similarity: impl Fn(&Bead) -> f64) -> Shape {
    let whole = similarity(bead);
    Shape {
        merge_gain: merge_gain(bead, whole, &similarity),
        split_gain: split_gain(bead, whole, &similarity),
        extension_gain: extension_gain(bead, lens, whole, &similarity),
    }
}

/// Numbers the sizes of beads with both sides of together at most `longest + 1` segments, which are those
/// that the shape of the usual beads asks for: 0 for `1-1`, then by the source, then by the target.
#[inline]
pub(super) fn number(source: usize, target: usize, longest: usize) -> Option<usize> {
    let counted = source > 0 && target > 0 && source + target <= longest + 1;
    counted.then(|| (source - 1) * (2 * longest + 2 - source) / 2 + target - 1)
}

/// How many sizes [`number`] counts.
#[inline]
pub(super) fn numbers(longest: usize) -> usize {
    longest * (longest + 1) / 2
}

fn merge_gain(bead: &Bead, whole: f64, similarity: &impl Fn(&Bead) -> f64) -> f64 {
    let (s, t) = (&bead.source, &bead.target);
    let mut least = f64::INFINITY;
    let mut without = |rest: Bead| least = least.min(whole - similarity(&rest));
    if s.len() > 1 {
        without(Bead::new(s.start + 1..s.end, t.clone()));
        without(Bead::new(s.start..s.end - 1, t.clone()));
    }
    if t.len() > 1 {
        without(Bead::new(s.clone(), t.start + 1..t.end));
        without(Bead::new(s.clone(), t.start..t.end - 1));
    }
    if least.is_finite() { least } else { 0.0 }
}

fn split_gain(bead: &Bead, whole: f64, similarity: &impl Fn(&Bead) -> f64) -> f64 {
    let (s, t) = (&bead.source, &bead.target);
    if s.len() < 2 || t.len() < 2 {
        return 0.0;
    }
    let mut best = f64::NEG_INFINITY;
    for i in s.start + 1..s.end {
        for j in t.start + 1..t.end {
            let halves = similarity(&Bead::new(s.start..i, t.start..j))
                + similarity(&Bead::new(i..s.end, j..t.end));
            best = best.max(halves / 2.0);
        }
    }
    best - whole
}

fn extension_gain(
    bead: &Bead,
    lens: (usize, usize),
    whole: f64,
    similarity: &impl Fn(&Bead) -> f64,
) -> f64 {
    let (s, t) = (&bead.source, &bead.target);
    let mut most = 0.0_f64;
    let mut with = |more: Bead| most = most.max(similarity(&more) - whole);
    if s.start > 0 {
        with(Bead::new(s.start - 1..s.end, t.clone()));
    }
    if s.end < lens.0 {
        with(Bead::new(s.start..s.end + 1, t.clone()));
    }
    if t.start > 0 {
        with(Bead::new(s.clone(), t.start - 1..t.end));
    }
    if t.end < lens.1 {
        with(Bead::new(s.clone(), t.start..t.end + 1));
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Similar where the sides have the same indices.
    fn overlap(bead: &Bead) -> f64 {
        let both = bead
            .source
            .clone()
            .filter(|s| bead.target.contains(s))
            .count();
        2.0 * both as f64 / (bead.source.len() + bead.target.len()) as f64
    }

    #[test]
    fn sizes_are_numbered_without_gaps() {
        for longest in 1..7 {
            let sizes = (1..=longest).flat_map(|a| (1..=longest + 1 - a).map(move |b| (a, b)));
            let counted: Vec<_> = sizes.map(|(a, b)| number(a, b, longest)).collect();
            assert_eq!(counted, (0..numbers(longest)).map(Some).collect::<Vec<_>>());
            assert_eq!(number(longest, 2, longest), None);
            assert_eq!(number(0, 1, longest), None);
        }
    }

    #[test]
    fn a_segment_too_many_makes_the_merge_gain_negative() {
        let lens = (4, 4);
        assert!(shape(&Bead::new(0..2, 0..1), lens, overlap).merge_gain < 0.0);
        assert_eq!(shape(&Bead::new(0..1, 0..1), lens, overlap).merge_gain, 0.0);
    }

    #[test]
    fn two_beads_in_one_gain_nothing_less_by_a_cut() {
        assert_eq!(
            shape(&Bead::new(0..2, 0..2), (2, 2), overlap).split_gain,
            0.0
        );
        assert_eq!(
            shape(&Bead::new(0..1, 0..2), (2, 2), overlap).split_gain,
            0.0
        );
    }

    #[test]
    fn a_segment_too_few_shows_in_the_extension() {
        assert!(shape(&Bead::new(0..2, 0..1), (2, 2), overlap).extension_gain > 0.0);
        assert_eq!(
            shape(&Bead::new(0..1, 0..1), (2, 2), overlap).extension_gain,
            0.0
        );
    }
}
