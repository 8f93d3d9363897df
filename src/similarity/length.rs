//! Length: do the two sides of a bead have lengths that translations have?
//!
//! The measure of Gale and Church (1993): the difference of the lengths in characters, in standard
//! deviations that grow with the square root of the length. The ratio of target to source
//! characters is the pair's own, drawn towards 1 for short documents. Prefix sums make each bead
//! constant time. It says little of beads of few characters.
//!
//! What is counted in a bead (characters, words, names) is counted in units of the documents' segments: where
//! these are paragraphs, twenty words more on one side are what two are where they are sentences.

use std::ops::Range;

use crate::bitext::Bead;

/// Variance per character of the length difference (Gale and Church 1993, section 3).
const VARIANCE: f64 = 6.8;

/// Characters of an average document that the ratio 1 is worth as prior.
const PRIOR: f64 = 2000.0;

/// Characters of a segment, on average, up to which segments are taken for sentences.
const SENTENCE: f64 = 150.0;

/// Lengths of all segments of an article pair, as prefix sums.
#[derive(Debug)]
pub struct Length {
    source: Vec<f64>,
    target: Vec<f64>,
    ratio: f64,
    scale: f64,
}

impl Length {
    /// The lengths in characters, white space not counted, of segments on both sides.
    pub fn new<'t>(
        source: impl IntoIterator<Item = &'t str>,
        target: impl IntoIterator<Item = &'t str>,
    ) -> Self {
        let (source, target) = (prefix_sums(source), prefix_sums(target));
        let total = |sums: &[f64]| sums[sums.len() - 1];
        let mean = |sums: &[f64]| total(sums) / (sums.len() - 1).max(1) as f64;
        let ratio = (total(&target) + PRIOR) / (total(&source) + PRIOR);
        Length {
            ratio: ratio.clamp(0.6, 1.0 / 0.6),
            scale: (mean(&source).max(mean(&target)) / SENTENCE).max(1.0),
            source,
            target,
        }
    }

    /// How many sentences long a segment is, at least 1: the mean of the side that has longer ones.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// Characters of these source segments.
    pub fn source(&self, range: &Range<usize>) -> f64 {
        self.source[range.end] - self.source[range.start]
    }

    /// Characters of these target segments.
    pub fn target(&self, range: &Range<usize>) -> f64 {
        self.target[range.end] - self.target[range.start]
    }

    /// How far the target's length is from the expected one, in standard deviations: 0 where it is
    /// as expected, positive where the target is long, at most 6 either way.
    pub fn deviation(&self, bead: &Bead) -> f64 {
        let source = self.source(&bead.source) / self.scale;
        let target = self.target(&bead.target) / self.scale;
        // The square root of the ratio on both sides makes the measure the same from both sides.
        let scale = self.ratio.sqrt();
        let mean = (source * scale + target / scale) / 2.0;
        let difference = target / scale - source * scale;
        (difference / (VARIANCE * (mean + 1.0)).sqrt()).clamp(-6.0, 6.0)
    }

    /// The length part of a score, 0 to 1: 1 where the lengths are as expected.
    pub fn similarity(&self, bead: &Bead) -> f64 {
        let deviation = self.deviation(bead);
        (-deviation * deviation / 8.0).exp()
    }
}

fn prefix_sums<'t>(segments: impl IntoIterator<Item = &'t str>) -> Vec<f64> {
    let mut sums = vec![0.0];
    let mut total = 0.0;
    for segment in segments {
        total += segment.chars().filter(|c| !c.is_whitespace()).count() as f64;
        sums.push(total);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_lengths_deviate_by_nothing_and_unequal_ones_do() {
        let length = Length::new(["abcdefghij", "ab"], ["abcdefghij", "abcdefghijklmnopqr"]);
        let even = length.deviation(&Bead::new(0..1, 0..1)).abs();
        let uneven = length.deviation(&Bead::new(1..2, 1..2));
        assert!(even < 0.1 && uneven > 1.0, "{even} {uneven}");
    }

    #[test]
    fn paragraphs_may_differ_by_more_than_sentences() {
        let sentence = "abcde ".repeat(20);
        let (long, longer) = (sentence.repeat(10), sentence.repeat(12));
        let sentences = Length::new([sentence.as_str()], [sentence.as_str()]);
        let paragraphs = Length::new([long.as_str()], [longer.as_str()]);
        assert_eq!(sentences.scale(), 1.0);
        assert!((paragraphs.scale() - 8.0).abs() < 1e-9);
        let deviation = paragraphs.deviation(&Bead::new(0..1, 0..1));
        assert!(deviation > 0.0 && deviation < 2.0, "{deviation}");
    }

    #[test]
    fn swapping_the_sides_changes_the_sign_only() {
        let (a, b) = (["un deux", "trois"], ["one two three", "four five", "six"]);
        let (there, back) = (Length::new(a, b), Length::new(b, a));
        let bead = Bead::new(0..2, 0..1);
        let sum = there.deviation(&bead) + back.deviation(&bead.mirrored());
        assert!(sum.abs() < 1e-9, "{sum}");
    }
}
