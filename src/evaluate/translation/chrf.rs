//! chrF and chrF++: the F-score of character n-grams, and of word n-grams for chrF++.
//!
//! Precision and recall are averaged over the orders that both sides have, then put together with
//! recall weighing beta times as much; 0 to 100, higher is better. Of several references the one with
//! the best score counts for a segment, the first of equals. Popović 2015, 2017.

use super::arithmetic::Arithmetic;
use super::metric::{Block, Description, Metric, Score, Scorer};
use super::overlap::Overlap;
use super::signature::yes;
use super::spaces;
use super::words::Words;

/// Stands in for a precision or recall without n-grams.
const EPSILON: f64 = 1e-16;

/// chrF and its options; the default is sacrebleu's chrF2.
///
/// ```
/// use alinea::evaluate::translation::{Chrf, Scorer};
/// assert_eq!(Chrf::default().describe().name, "chrF2");
/// assert_eq!(Chrf { word_order: 2, ..Chrf::default() }.describe().name, "chrF2++");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chrf {
    /// The longest character n-grams.
    pub char_order: usize,
    /// The longest word n-grams: 0 for chrF, 2 for chrF++.
    pub word_order: usize,
    /// How many times as much recall weighs.
    pub beta: u32,
    /// Whether case is ignored.
    pub lowercase: bool,
    /// Whether spaces are characters.
    pub whitespace: bool,
    /// Whether the F-scores of all orders are averaged, as chrF++.py, NLTK and Moses do.
    pub eps_smoothing: bool,
}

impl Default for Chrf {
    fn default() -> Self {
        Chrf {
            char_order: 6,
            word_order: 0,
            beta: 2,
            lowercase: false,
            whitespace: false,
            eps_smoothing: false,
        }
    }
}

/// One text as characters and as the numbers of its words.
#[derive(Debug, Default)]
struct Text {
    chars: Vec<u32>,
    words: Vec<u32>,
}

impl Chrf {
    fn order(&self) -> usize {
        self.char_order + self.word_order
    }

    fn read(&self, text: &str, words: &mut Words, into: &mut Text) {
        let start = words.text.len();
        if self.lowercase {
            words.text.push_str(&text.to_lowercase());
        } else {
            words.text.push_str(text);
        }
        into.chars.clear();
        let keep = |c: &char| self.whitespace || !spaces::is_space(*c);
        let chars = words.text[start..].chars().filter(keep);
        into.chars.extend(chars.map(u32::from));
        into.words.clear();
        if self.word_order > 0 {
            let text = std::mem::take(&mut words.text);
            let mut found = Vec::new();
            spaces::words(&text, start, |from, to| parts(&text, from, to, &mut found));
            words.text = text;
            into.words
                .extend(found.into_iter().map(|(from, to)| words.id(from, to)));
        }
    }

    /// The numbers of one hypothesis against one reference.
    fn compare(&self, hypothesis: &Text, reference: &Text, overlap: &mut Overlap, row: &mut [f64]) {
        let mut matches = vec![0.0; self.order()];
        let (chars, words) = matches.split_at_mut(self.char_order);
        overlap.count(&hypothesis.chars, &[&reference.chars], chars);
        overlap.count(&hypothesis.words, &[&reference.words], words);
        for (at, (matched, row)) in matches.iter().zip(row.chunks_exact_mut(3)).enumerate() {
            let (found, wanted, n) = match at.checked_sub(self.char_order) {
                None => (&hypothesis.chars, &reference.chars, at),
                Some(n) => (&hypothesis.words, &reference.words, n),
            };
            let wanted = wanted.len().saturating_sub(n);
            // Nothing is held against a hypothesis where the reference has no n-gram of the order.
            let found = if wanted == 0 {
                0
            } else {
                found.len().saturating_sub(n)
            };
            row.copy_from_slice(&[found as f64, wanted as f64, *matched]);
        }
    }

    /// The average of the F-scores of all orders.
    fn smoothed(&self, sums: &[f64], a: Arithmetic) -> Score {
        let factor = f64::from(self.beta).powi(2);
        let (mut sum, mut single) = (0.0, false);
        for row in sums.chunks_exact(3) {
            let (precision, recall) = shares(row, a);
            let below = a.round(a.round(factor * precision) + recall);
            sum = if below > 0.0 {
                single |= a.is_single() && (row[0] > 0.0 || row[1] > 0.0);
                let above = a.round(a.round((1.0 + factor) * precision) * recall);
                a.round(sum + a.round(above / below))
            } else {
                a.round(sum + EPSILON)
            };
        }
        let value = a.round(a.round(100.0 * sum) / self.order() as f64);
        Score { value, single }
    }

    /// The F-score of the precision and recall averaged over the orders that both sides have.
    fn averaged(&self, sums: &[f64], a: Arithmetic) -> Score {
        let factor = f64::from(self.beta).powi(2);
        let (mut precisions, mut recalls, mut orders) = (0.0, 0.0, 0.0);
        for row in sums.chunks_exact(3).filter(|r| r[0] > 0.0 && r[1] > 0.0) {
            let (precision, recall) = shares(row, a);
            precisions = a.round(precisions + precision);
            recalls = a.round(recalls + recall);
            orders += 1.0;
        }
        if orders == 0.0 || precisions + recalls == 0.0 {
            return Score::double(0.0);
        }
        let (precision, recall) = (a.round(precisions / orders), a.round(recalls / orders));
        let above = a.round(a.round((1.0 + factor) * precision) * recall);
        let below = a.round(a.round(factor * precision) + recall);
        Score {
            value: a.round(100.0 * a.round(above / below)),
            single: a.is_single(),
        }
    }
}

/// Precision and recall of one order.
fn shares(row: &[f64], a: Arithmetic) -> (f64, f64) {
    let share = |all: f64| {
        if all > 0.0 {
            a.round(row[2] / all)
        } else {
            EPSILON
        }
    };
    (share(row[0]), share(row[1]))
}

/// A word without the ASCII mark at its end, or else at its beginning, and that mark.
fn parts(text: &str, from: usize, to: usize, found: &mut Vec<(usize, usize)>) {
    let bytes = &text.as_bytes()[from..to];
    let one = text[from..to].chars().nth(1).is_none();
    if !one && bytes[bytes.len() - 1].is_ascii_punctuation() {
        found.extend([(from, to - 1), (to - 1, to)]);
    } else if !one && bytes[0].is_ascii_punctuation() {
        found.extend([(from, from + 1), (from + 1, to)]);
    } else {
        found.push((from, to));
    }
}

impl Scorer for Chrf {
    fn describe(&self) -> Description {
        let case = if self.lowercase { "lc" } else { "mixed" };
        Description {
            name: format!("chrF{}{}", self.beta, "+".repeat(self.word_order)),
            fields: vec![
                ("case", case.into()),
                ("eff", yes(!self.eps_smoothing)),
                ("nc", self.char_order.to_string()),
                ("nw", self.word_order.to_string()),
                ("space", yes(self.whitespace)),
            ],
            columns: 3 * self.order(),
            lower_is_better: false,
            more_digits: 0,
        }
    }

    fn score(&self, sums: &[f64], arithmetic: Arithmetic) -> Score {
        if self.eps_smoothing {
            self.smoothed(sums, arithmetic)
        } else {
            self.averaged(sums, arithmetic)
        }
    }
}

impl Metric for Chrf {
    /// For each order: n-grams of the hypothesis, of the reference, and in both.
    fn statistics(&self, block: &Block<'_>, rows: &mut [f64]) {
        let (mut words, mut overlap) = (Words::default(), Overlap::default());
        let (mut references, mut hypothesis) = (Vec::new(), Text::default());
        let mut rows = rows.chunks_exact_mut(3 * self.order());
        let mut trial = vec![0.0; 3 * self.order()];
        for segment in 0..block.segments() {
            words.clear();
            references.resize_with(block.references(segment).len(), Text::default);
            for (text, into) in block.references(segment).zip(&mut references) {
                self.read(text, &mut words, into);
            }
            for text in block.hypotheses(segment) {
                let Some(row) = rows.next() else { return };
                self.read(text, &mut words, &mut hypothesis);
                if let [only] = &references[..] {
                    self.compare(&hypothesis, only, &mut overlap, row);
                    continue;
                }
                let mut best = -1.0;
                for reference in &references {
                    self.compare(&hypothesis, reference, &mut overlap, &mut trial);
                    let score = self.score(&trial, Arithmetic::Double).value;
                    if score > best {
                        best = score;
                        row.copy_from_slice(&trial);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::translation::{Corpus, measure};

    fn rows(chrf: &Chrf, hypothesis: &str, references: [&str; 2]) -> Vec<f64> {
        let hypothesis = [hypothesis];
        let references = references.each_ref().map(std::slice::from_ref);
        let corpus = Corpus::new(vec![&hypothesis[..]], references.to_vec()).expect("equal");
        measure(chrf, &corpus)[0].row(0).to_vec()
    }

    #[test]
    fn of_references_that_tie_the_first_counts() {
        // sacrebleu 2.6.0: CHRF(char_order=1)._extract_corpus_statistics(["xy"], [["zz"], ["zzzz"]])
        let chrf = Chrf {
            char_order: 1,
            ..Chrf::default()
        };
        assert_eq!(rows(&chrf, "xy", ["zz", "zzzz"]), [2.0, 2.0, 0.0]);
        assert_eq!(rows(&chrf, "xy", ["zzzz", "zz"]), [2.0, 4.0, 0.0]);
    }

    #[test]
    fn final_sigma_and_dotted_i_are_lowered_as_in_python() {
        // sacrebleu 2.6.0: CHRF(char_order=1, lowercase=True) with "ΟΔΟΣ İ" and "οδος i\u{307}"
        let chrf = Chrf {
            char_order: 1,
            lowercase: true,
            ..Chrf::default()
        };
        let row = rows(&chrf, "ΟΔΟΣ İ", ["οδος i\u{307}", "x"]);
        assert_eq!(row, [6.0, 6.0, 6.0]);
    }

    #[test]
    fn a_mark_is_parted_at_one_end_of_a_word_only() {
        let mut found = Vec::new();
        for word in ["(hi)", "(hi", "é", "!", "é!"] {
            let start = found.len();
            parts(word, 0, word.len(), &mut found);
            assert_eq!(
                found.len() - start,
                if word.chars().count() == 1 { 1 } else { 2 }
            );
        }
        assert_eq!(found[..2], [(0, 3), (3, 4)]);
    }
}
