//! BLEU: how many n-grams of the hypothesis are in the reference, times a penalty for brevity.
//!
//! The score is the geometric mean of the precisions of n-grams of orders 1 to 4, times
//! exp(1 - reference length / hypothesis length) if the hypothesis is shorter; 0 to 100, higher is
//! better. With several references an n-gram counts as often as in the reference that has it most,
//! and the reference length is the closest one, the shorter of equals. Papineni et al. 2002.

use super::arithmetic::Arithmetic;
use super::metric::{Block, Description, Metric, Score, Scorer};
use super::numbers::fixed;
use super::overlap::{Overlap, Places};
use super::signature::yes;
use super::tokenize::Tokenizer;
use super::words::Words;

/// What stands in for a precision of zero.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Smoothing {
    /// 1/2, 1/4, 1/8 of a match for each order without one, as mteval does.
    #[default]
    Exponential,
    /// So much of a match; 0.1 is usual.
    Floor(f64),
    /// So many matches and n-grams more for orders above 1; 1 is usual.
    Add(f64),
    /// Nothing: the score is 0.
    None,
}

impl Smoothing {
    fn signature(self) -> String {
        match self {
            Smoothing::Exponential => "exp".into(),
            Smoothing::Floor(value) => format!("floor[{}]", fixed(value, 2)),
            Smoothing::Add(value) => format!("add-k[{}]", fixed(value, 2)),
            Smoothing::None => "none".into(),
        }
    }
}

/// BLEU and its options; the default is sacrebleu's.
///
/// ```
/// use alinea::evaluate::translation::{Arithmetic, Bleu, Corpus, Scorer, measure};
/// let corpus = Corpus::new(vec![&["le chat dort"][..]], vec![&["le chat dort ici"][..]])?;
/// let bleu = Bleu { effective_order: true, ..Bleu::default() };
/// let score = bleu.score(measure(&bleu, &corpus)[0].row(0), Arithmetic::Double);
/// // Every n-gram is right, but the hypothesis is short: 100 exp(1 - 4/3).
/// assert!((score.value - 71.653131057379).abs() < 1e-9);
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bleu {
    /// How words are cut.
    pub tokenizer: Tokenizer,
    /// What stands in for precisions of zero.
    pub smoothing: Smoothing,
    /// Whether case is ignored.
    pub lowercase: bool,
    /// Whether orders for which the text is too short are left out; for single segments.
    pub effective_order: bool,
    /// The longest n-grams; at least 1.
    pub max_order: usize,
}

impl Default for Bleu {
    fn default() -> Self {
        Bleu {
            tokenizer: Tokenizer::Western,
            smoothing: Smoothing::Exponential,
            lowercase: false,
            effective_order: false,
            max_order: 4,
        }
    }
}

impl Bleu {
    /// The numbers of the words of `text`.
    fn read(&self, text: &str, words: &mut Words, ids: &mut Vec<u32>) {
        let start = words.text.len();
        if self.lowercase {
            self.tokenizer.space(&text.to_lowercase(), &mut words.text);
        } else {
            self.tokenizer.space(text, &mut words.text);
        }
        ids.clear();
        words.number(start, ids);
    }

    /// The precisions of all orders in per cent, and up to which order they count; `None` if
    /// nothing matches.
    fn precisions(&self, sums: &[f64], arithmetic: Arithmetic) -> Option<(Vec<f64>, usize)> {
        let (mut correct, mut total) = (
            sums[2..2 + self.max_order].to_vec(),
            sums[2 + self.max_order..].to_vec(),
        );
        if correct.iter().all(|&c| c == 0.0) {
            return None;
        }
        let mut precisions = vec![0.0; self.max_order];
        let (mut halved, mut orders) = (1.0, self.max_order);
        for n in 0..self.max_order {
            if let (Smoothing::Add(k), true) = (self.smoothing, n > 0) {
                correct[n] = arithmetic.add(correct[n], k);
                total[n] = arithmetic.add(total[n], k);
            }
            if total[n] == 0.0 {
                break;
            }
            if self.effective_order {
                orders = n + 1;
            }
            let of_total = |part: f64| arithmetic.round(arithmetic.round(100.0 * part) / total[n]);
            precisions[n] = match self.smoothing {
                _ if correct[n] != 0.0 => of_total(correct[n]),
                Smoothing::Exponential => {
                    halved *= 2.0;
                    arithmetic.round(100.0 / arithmetic.round(halved * total[n]))
                }
                Smoothing::Floor(value) => of_total(value),
                Smoothing::Add(_) | Smoothing::None => 0.0,
            };
        }
        Some((precisions, orders))
    }

    fn brevity_penalty(sums: &[f64]) -> f64 {
        let (hypothesis, reference) = (sums[0].trunc(), sums[1].trunc());
        if hypothesis >= reference {
            1.0
        } else if hypothesis > 0.0 {
            (1.0 - reference / hypothesis).exp()
        } else {
            0.0
        }
    }
}

impl Scorer for Bleu {
    fn describe(&self) -> Description {
        let case = if self.lowercase { "lc" } else { "mixed" };
        Description {
            name: "BLEU".into(),
            fields: vec![
                ("case", case.into()),
                ("eff", yes(self.effective_order)),
                ("tok", self.tokenizer.name().into()),
                ("smooth", self.smoothing.signature()),
            ],
            columns: 2 + 2 * self.max_order,
            lower_is_better: false,
            more_digits: 0,
        }
    }

    fn score(&self, sums: &[f64], arithmetic: Arithmetic) -> Score {
        let Some((precisions, orders)) = self.precisions(sums, arithmetic) else {
            return Score::double(0.0);
        };
        let log = |p: &f64| if *p == 0.0 { -9_999_999_999.0 } else { p.ln() };
        let sum: f64 = precisions[..orders].iter().map(log).fold(0.0, |a, b| a + b);
        Score::double(Bleu::brevity_penalty(sums) * (sum / orders as f64).exp())
    }

    fn segment_score(&self, row: &[f64]) -> Score {
        let alone = Bleu {
            effective_order: true,
            ..*self
        };
        alone.score(row, Arithmetic::Double)
    }

    fn detail(&self, sums: &[f64]) -> String {
        let precisions = match self.precisions(sums, Arithmetic::Double) {
            Some((precisions, _)) => precisions,
            None => vec![0.0; self.max_order],
        };
        let precisions: Vec<String> = precisions.iter().map(|&p| fixed(p, 1)).collect();
        let ratio = if sums[1] > 0.0 {
            sums[0] / sums[1]
        } else {
            0.0
        };
        format!(
            "{} (BP = {} ratio = {} hyp_len = {} ref_len = {})",
            precisions.join("/"),
            fixed(Bleu::brevity_penalty(sums), 3),
            fixed(ratio, 3),
            sums[0],
            sums[1]
        )
    }
}

impl Metric for Bleu {
    /// Hypothesis length, reference length, matches of each order, n-grams of each order.
    fn statistics(&self, block: &Block<'_>, rows: &mut [f64]) {
        let (mut words, mut overlap) = (Words::default(), Overlap::default());
        let mut places = Places::default();
        let mut references: Vec<Vec<u32>> = Vec::new();
        let mut hypothesis = Vec::new();
        let mut rows = rows.chunks_exact_mut(2 + 2 * self.max_order);
        for segment in 0..block.segments() {
            words.clear();
            references.resize_with(block.references(segment).len(), Vec::new);
            for (text, ids) in block.references(segment).zip(&mut references) {
                self.read(text, &mut words, ids);
            }
            let all: Vec<&[u32]> = references.iter().map(Vec::as_slice).collect();
            let short = all.len() == 1 && places.set(all[0], words.len());
            for text in block.hypotheses(segment) {
                let Some(row) = rows.next() else { return };
                self.read(text, &mut words, &mut hypothesis);
                let (lengths, counts) = row.split_at_mut(2);
                let (matches, totals) = counts.split_at_mut(self.max_order);
                lengths[0] = hypothesis.len() as f64;
                lengths[1] = closest(hypothesis.len(), &all) as f64;
                if short {
                    places.count(&hypothesis, matches);
                } else {
                    overlap.count(&hypothesis, &all, matches);
                }
                for (n, total) in totals.iter_mut().enumerate() {
                    *total = hypothesis.len().saturating_sub(n) as f64;
                }
            }
        }
    }
}

/// The length of a reference nearest to `length`, the shorter of equals.
fn closest(length: usize, references: &[&[u32]]) -> usize {
    let lengths = references.iter().map(|r| r.len());
    lengths
        .min_by_key(|l| (l.abs_diff(length), *l))
        .unwrap_or(0)
}
