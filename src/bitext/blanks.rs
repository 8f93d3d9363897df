//! Segments without text: lines that are empty, between paragraphs or where a sentence was taken out.
//!
//! They say nothing, so the others are aligned as if these were not there. A bead of the others may hold
//! some between its segments; all else are null beads where they stand. Linear in the segments.

use std::ops::Range;

use super::{Alignment, ArticlePair, Bead, Document};

/// Where segments without text stand in a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blanks {
    source: Texts,
    target: Texts,
}

/// The segments with text of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Texts {
    /// How many segments with text stand before each segment; one more at the end.
    before: Vec<usize>,
    /// The place of each segment with text.
    kept: Vec<usize>,
}

impl Blanks {
    /// Those of a pair; `None` where every segment has text.
    pub fn of(pair: &ArticlePair) -> Option<Self> {
        let blank = |document: &Document| document.segments.iter().any(|s| s.is_blank());
        (blank(&pair.source) || blank(&pair.target)).then(|| Blanks {
            source: Texts::of(&pair.source),
            target: Texts::of(&pair.target),
        })
    }

    /// The pair without them.
    pub fn without(&self, pair: &ArticlePair) -> ArticlePair {
        ArticlePair {
            id: pair.id.clone(),
            source: self.source.without(&pair.source),
            target: self.target.without(&pair.target),
        }
    }

    /// What a bead of the pair holds of the pair without them.
    pub fn inside(&self, bead: &Bead) -> Bead {
        Bead::new(
            self.source.inside(&bead.source),
            self.target.inside(&bead.target),
        )
    }

    /// A stretch of the pair without them, in the pair.
    pub fn outside(&self, bead: &Bead) -> Bead {
        Bead::new(
            self.source.outside(&bead.source),
            self.target.outside(&bead.target),
        )
    }

    /// The beads of the pair without them as beads of the pair, with a value each; null beads of segments
    /// without text have `blank`.
    ///
    /// # Panics
    /// If the alignment is of another pair.
    pub fn spread(
        &self,
        alignment: &Alignment,
        values: &[f64],
        blank: f64,
    ) -> (Alignment, Vec<f64>) {
        let (mut beads, mut spread) = (Vec::new(), Vec::new());
        let (mut source, mut target) = (0, 0);
        for (bead, value) in alignment.beads().iter().zip(values) {
            let mut placed = self.outside(bead);
            if bead.source.is_empty() {
                placed.source = source..source;
            }
            if bead.target.is_empty() {
                placed.target = target..target;
            }
            let to = (placed.source.start, placed.target.start);
            beads.extend(nulls(source..to.0, target..to.1));
            spread.resize(beads.len(), blank);
            (source, target) = (placed.source.end, placed.target.end);
            beads.push(placed);
            spread.push(*value);
        }
        let (n, m) = (self.source.len(), self.target.len());
        beads.extend(nulls(source..n, target..m));
        spread.resize(beads.len(), blank);
        match Alignment::new(beads, n, m) {
            Ok(alignment) => (alignment, spread),
            Err(e) => panic!("beads of another pair: {e}"),
        }
    }
}

/// A null bead for each of these segments, the source's first.
fn nulls(source: Range<usize>, target: Range<usize>) -> impl Iterator<Item = Bead> {
    let (at, end) = (target.start, source.end);
    let omissions = source.map(move |s| Bead::new(s..s + 1, at..at));
    omissions.chain(target.map(move |t| Bead::new(end..end, t..t + 1)))
}

impl Texts {
    fn of(document: &Document) -> Self {
        let (mut before, mut kept) = (vec![0], Vec::new());
        for (at, segment) in document.segments.iter().enumerate() {
            if !segment.is_blank() {
                kept.push(at);
            }
            before.push(kept.len());
        }
        Texts { before, kept }
    }

    fn len(&self) -> usize {
        self.before.len() - 1
    }

    fn without(&self, document: &Document) -> Document {
        let segments = self.kept.iter().map(|at| document.segments[*at].clone());
        Document {
            language: document.language.clone(),
            segments: segments.collect(),
            metadata: document.metadata.clone(),
        }
    }

    fn inside(&self, range: &Range<usize>) -> Range<usize> {
        self.before[range.start]..self.before[range.end]
    }

    fn outside(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.kept.get(range.start).copied().unwrap_or(self.len());
        match range.is_empty() {
            true => start..start,
            false => start..self.kept[range.end - 1] + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Language;

    fn pair(source: &[&str], target: &[&str]) -> ArticlePair {
        let document =
            |texts: &[&str]| Document::from_segments(Language::french(), texts.iter().copied());
        ArticlePair {
            id: "a".into(),
            source: document(source),
            target: document(target),
        }
    }

    fn b(source: Range<usize>, target: Range<usize>) -> Bead {
        Bead::new(source, target)
    }

    #[test]
    fn a_pair_whose_segments_all_have_text_has_none() {
        assert_eq!(Blanks::of(&pair(&["un"], &["one", "."])), None);
        assert_eq!(Blanks::of(&pair(&[], &[])), None);
    }

    #[test]
    fn beads_hold_blanks_inside_and_the_others_are_null_beads_in_their_places() {
        let pair = pair(
            &["", "un", " ", "deux", "", "trois"],
            &["one", "\u{a0}", "two", ""],
        );
        let blanks = Blanks::of(&pair).expect("there are some");
        let without = blanks.without(&pair);
        assert_eq!((without.source.len(), without.target.len()), (3, 2));
        let inner = Alignment::new(vec![b(0..2, 0..1), b(2..3, 1..1), b(3..3, 1..2)], 3, 2);
        let (outer, values) = blanks.spread(&inner.expect("covers"), &[0.5, 0.6, 0.7], 1.0);
        let expected = [
            b(0..1, 0..0),
            b(1..4, 0..1),
            b(4..5, 1..1),
            b(5..6, 1..1),
            b(6..6, 1..2),
            b(6..6, 2..3),
            b(6..6, 3..4),
        ];
        assert_eq!(outer.beads(), expected);
        assert_eq!(values, [1.0, 0.5, 1.0, 0.6, 1.0, 0.7, 1.0]);
        assert_eq!(blanks.inside(&outer.beads()[1]), b(0..2, 0..1));
        assert_eq!(blanks.outside(&b(0..3, 0..2)), b(1..6, 0..3));
    }

    #[test]
    fn a_side_may_have_nothing_else() {
        let pair = pair(&["", ""], &["one"]);
        let blanks = Blanks::of(&pair).expect("there are some");
        let inner = Alignment::new(vec![b(0..0, 0..1)], 0, 1).expect("covers");
        let (outer, values) = blanks.spread(&inner, &[0.9], 1.0);
        assert_eq!(outer.beads(), [b(0..0, 0..1), b(0..1, 1..1), b(1..2, 1..1)]);
        assert_eq!(values, [0.9, 1.0, 1.0]);
    }
}
