//! TER: the edits that make the hypothesis the reference, over the length of the reference.
//!
//! Edits are words put in, taken out or replaced, and shifts of a phrase to another place; 100 times
//! edits over the reference's words, lower is better, above 100 if there is more to edit than there
//! is. Shifts are found greedily ([`shifts`]); distances within a beam ([`distance`]). Of several
//! references the one with the fewest edits counts, over their mean length. Snover et al. 2006, with
//! Tercom's limits as sacrebleu has them.

mod distance;
mod shifts;

use super::arithmetic::Arithmetic;
use super::metric::{Block, Description, Metric, Score, Scorer};
use super::signature::yes;
use super::spaces;
use super::tokenize::Tercom;
use super::words::Words;

/// TER and its options; the default is sacrebleu's.
///
/// ```
/// use alinea::evaluate::translation::{Arithmetic, Corpus, Scorer, Ter, measure};
/// let corpus = Corpus::new(vec![&["b c a d"][..]], vec![&["a b c d"][..]])?;
/// let ter = Ter::default();
/// // One shift, four words.
/// assert_eq!(ter.score(&measure(&ter, &corpus)[0].sum(), Arithmetic::Double).value, 25.0);
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ter {
    /// Whether marks are parted from words and entities resolved.
    pub normalized: bool,
    /// Whether marks are taken out.
    pub no_punctuation: bool,
    /// Whether the two options before treat Chinese and Japanese too.
    pub asian_support: bool,
    /// Whether case counts.
    pub case_sensitive: bool,
}

impl Ter {
    fn tercom(&self) -> Tercom {
        Tercom {
            normalized: self.normalized,
            no_punctuation: self.no_punctuation,
            asian: self.asian_support,
            case_sensitive: self.case_sensitive,
        }
    }

    fn read(text: &str, words: &mut Words, ids: &mut Vec<u32>) {
        let start = words.text.len();
        words.text.push_str(text);
        ids.clear();
        words.number(start, ids);
    }
}

impl Scorer for Ter {
    fn describe(&self) -> Description {
        let case = if self.case_sensitive { "mixed" } else { "lc" };
        Description {
            name: "TER".into(),
            fields: vec![
                ("case", case.into()),
                ("tok", "tercom".into()),
                ("norm", yes(self.normalized)),
                ("punct", yes(!self.no_punctuation)),
                ("asian", yes(self.asian_support)),
            ],
            columns: 2,
            lower_is_better: true,
            more_digits: 0,
        }
    }

    fn score(&self, sums: &[f64], arithmetic: Arithmetic) -> Score {
        let (edits, length) = (sums[0], sums[1]);
        if length > 0.0 {
            return Score {
                value: arithmetic.round(100.0 * arithmetic.round(edits / length)),
                single: arithmetic.is_single(),
            };
        }
        Score::double(if edits > 0.0 { 100.0 } else { 0.0 })
    }
}

impl Metric for Ter {
    /// Edits, and the mean length of the references.
    fn statistics(&self, block: &Block<'_>, rows: &mut [f64]) {
        let tercom = self.tercom();
        let mut editor = shifts::Editor::default();
        let (mut words, mut hypothesis) = (Words::default(), Vec::new());
        let mut references: Vec<Vec<u32>> = Vec::new();
        let mut rows = rows.chunks_exact_mut(2);
        for segment in 0..block.segments() {
            words.clear();
            references.resize_with(block.references(segment).len(), Vec::new);
            for (text, ids) in block.references(segment).zip(&mut references) {
                // Twice, as sacrebleu prepares references, with plain spaces in between.
                let once = tercom.prepare(text);
                if self.normalized || self.no_punctuation {
                    let once: Vec<&str> = spaces::split(&once).collect();
                    Ter::read(&tercom.prepare(&once.join(" ")), &mut words, ids);
                } else {
                    Ter::read(&once, &mut words, ids);
                }
            }
            let total: usize = references.iter().map(Vec::len).sum();
            for text in block.hypotheses(segment) {
                let Some(row) = rows.next() else { return };
                Ter::read(&tercom.prepare(text), &mut words, &mut hypothesis);
                let edits = references
                    .iter()
                    .map(|reference| editor.edits(&hypothesis, reference, words.len()));
                row[0] = edits.min().unwrap_or(0) as f64;
                row[1] = total as f64 / references.len().max(1) as f64;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::translation::{Corpus, measure};

    fn numbers(ter: &Ter, hypothesis: &str, references: &[&str]) -> Vec<f64> {
        let hypothesis = [hypothesis];
        let references: Vec<&[&str]> = references.iter().map(std::slice::from_ref).collect();
        let corpus = Corpus::new(vec![&hypothesis[..]], references).expect("equal");
        measure(ter, &corpus)[0].row(0).to_vec()
    }

    #[test]
    fn references_are_normalized_twice() {
        // sacrebleu 2.6.0: TER(normalized=True)._extract_corpus_statistics([h], [[r]])
        let ter = Ter {
            normalized: true,
            ..Ter::default()
        };
        assert_eq!(numbers(&ter, "Paul's, x", &["Paul's, x"]), [2.0, 4.0]);
        assert_eq!(
            numbers(&ter, "Paul's\u{A0}x", &["Paul's\u{A0}x"]),
            [2.0, 3.0]
        );
    }

    #[test]
    fn empty_sides_are_ordinary() {
        assert_eq!(numbers(&Ter::default(), "", &["a b"]), [2.0, 2.0]);
        assert_eq!(numbers(&Ter::default(), "a b", &[""]), [2.0, 0.0]);
        assert_eq!(numbers(&Ter::default(), "", &[""]), [0.0, 0.0]);
    }

    #[test]
    fn the_mean_length_of_the_references_counts() {
        assert_eq!(
            numbers(&Ter::default(), "a b", &["a b", "a b c"]),
            [0.0, 2.5]
        );
    }
}
