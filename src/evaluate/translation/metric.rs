//! What a metric is: a description, numbers for each segment, a score from their sum.

use super::arithmetic::Arithmetic;

/// What makes scores of numbers that were kept for segments, wherever these come from.
pub trait Scorer: Sync {
    /// Its name, its part of the signature, how many numbers it keeps for a segment.
    fn describe(&self) -> Description;

    /// The score from `sums`, the added rows of some segments, in 0 to 100 for the metrics here (TER
    /// may exceed 100).
    fn score(&self, sums: &[f64], arithmetic: Arithmetic) -> Score;

    /// What sacrebleu prints after the score: precisions and lengths for BLEU, else nothing.
    fn detail(&self, _sums: &[f64]) -> String {
        String::new()
    }

    /// The score of a single segment from its row: [`score`](Self::score), but for BLEU, which leaves
    /// out the orders for which a segment is too short.
    fn segment_score(&self, row: &[f64]) -> Score {
        self.score(row, Arithmetic::Double)
    }
}

/// A metric that compares texts. What scores segments without (a learned metric's scores from a file,
/// the quality of source and output) is a [`Mean`](super::Mean).
pub trait Metric: Scorer {
    /// Fills `rows` with the numbers of all segments of `block`: for each segment in order, for each
    /// system in order, one row of [`Description::columns`] numbers.
    fn statistics(&self, block: &Block<'_>, rows: &mut [f64]);
}

/// What there is to say of a metric without a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// Its name with its parameters: `BLEU`, `chrF2`, `chrF2++`, `TER`.
    pub name: String,
    /// Its part of the signature, in order: `("case", "mixed")` and so on.
    pub fields: Vec<(&'static str, String)>,
    /// Numbers kept for a segment.
    pub columns: usize,
    /// Whether a lower score is better, as for TER.
    pub lower_is_better: bool,
    /// Digits after the point that tables show beyond those asked for: 0 for scores up to 100, 2 for
    /// scores up to 1.
    pub more_digits: usize,
}

/// A score, and whether NumPy would hold it as float32.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The score.
    pub value: f64,
    /// Whether it is a float32, which decides how sums over resamples round.
    pub single: bool,
}

impl Score {
    /// A score in Python's floats.
    pub fn double(value: f64) -> Self {
        Score {
            value,
            single: false,
        }
    }
}

/// Some segments in a row: what each system and each reference says of them.
#[derive(Debug)]
pub struct Block<'a> {
    systems: Vec<Vec<&'a str>>,
    references: Vec<Vec<&'a str>>,
    segments: usize,
}

impl<'a> Block<'a> {
    /// A block; all streams have `segments` segments.
    pub(crate) fn new(
        systems: Vec<Vec<&'a str>>,
        references: Vec<Vec<&'a str>>,
        segments: usize,
    ) -> Self {
        Block {
            systems,
            references,
            segments,
        }
    }

    /// How many segments.
    pub fn segments(&self) -> usize {
        self.segments
    }

    /// What each system says of `segment`.
    pub fn hypotheses(&self, segment: usize) -> impl ExactSizeIterator<Item = &'a str> {
        self.systems.iter().map(move |system| system[segment])
    }

    /// What each reference says of `segment`.
    pub fn references(&self, segment: usize) -> impl ExactSizeIterator<Item = &'a str> {
        self.references.iter().map(move |texts| texts[segment])
    }
}
