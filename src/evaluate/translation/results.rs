//! What is found of one or several systems: scores with their tests, document by document and
//! segment by segment, wins against a baseline, and where the systems differ.
//!
//! Everything is made of the rows that the metrics keep for segments, so that no text is read again.
//! Time is segments times systems for each metric, beside that of the test; memory one number for
//! each segment, system and metric.

use std::ops::Range;

use rayon::prelude::*;

use super::arithmetic::Arithmetic;
use super::metric::{Description, Scorer};
use super::signature::{Resampled, Signature};
use super::significance::{Comparison, Draws, confidence, paired_bootstrap, paired_randomisation};
use super::statistics::Statistics;

/// Characters at which a segment's spread counts half in [`Results::differences`].
pub const DAMPING: f64 = 60.0;

/// How the systems are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// Scores only.
    None,
    /// One system's bootstrap interval; of several systems the scores only.
    Confidence(Draws),
    /// Paired bootstrap against the baseline.
    Bootstrap(Draws),
    /// Paired approximate randomisation against the baseline.
    Randomisation(Draws),
}

/// A scorer and what it kept of each system's segments.
pub struct Scored {
    /// What makes scores of the numbers.
    pub scorer: Box<dyn Scorer + Send>,
    /// One matrix a system, with the same number of segments.
    pub statistics: Vec<Statistics>,
    /// References it looked at; `None` for what looks at none, such as the quality of source and
    /// output.
    pub references: Option<usize>,
}

/// A document of the test set: its name and its segments, half-open from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentSpan {
    /// Its name, where the test set says one.
    pub id: Option<String>,
    /// Its segments.
    pub segments: Range<usize>,
}

/// How often one system scores better than the baseline, worse, or the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wins {
    /// Better.
    pub won: usize,
    /// Worse.
    pub lost: usize,
    /// Equal scores.
    pub tied: usize,
}

/// What one metric says of all systems; lists by system are in the order of the systems.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricResults {
    /// The metric.
    pub description: Description,
    /// How its scores were made.
    pub signature: Signature,
    /// The scores of the corpus, with p-values against the baseline and intervals if there was a
    /// test.
    pub comparisons: Vec<Comparison>,
    /// What sacrebleu prints after each score; empty for all but BLEU.
    pub details: Vec<String>,
    /// Scores by system and document.
    pub documents: Vec<Vec<f64>>,
    /// Scores by system and segment; BLEU with effective order, as sacrebleu scores sentences.
    pub segments: Vec<Vec<f64>>,
    /// Wins against the baseline segment by segment, of each system; all ties for the baseline.
    pub segment_wins: Vec<Wins>,
    /// Wins against the baseline document by document.
    pub document_wins: Vec<Wins>,
}

impl MetricResults {
    /// Whether `a` is the better score.
    pub fn better(&self, a: f64, b: f64) -> bool {
        if self.description.lower_is_better {
            a < b
        } else {
            a > b
        }
    }
}

/// What the metrics say of all systems.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// Names of the systems, in the order given.
    pub systems: Vec<String>,
    /// The system that the others are compared with.
    pub baseline: usize,
    /// The documents, in order; they cover all segments.
    pub documents: Vec<DocumentSpan>,
    /// One entry a metric, in the order given.
    pub metrics: Vec<MetricResults>,
}

/// A segment, and how far apart the systems are there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The segment, from 0.
    pub segment: usize,
    /// Best less worst score of the first metric; for one system how far from the best score of any
    /// segment.
    pub spread: f64,
}

impl Results {
    /// Scores, tests and counts for `systems`; `documents` cover the segments in order.
    ///
    /// ```
    /// use alinea::evaluate::translation::{
    ///     Bleu, Corpus, DocumentSpan, Results, Scored, Test, measure,
    /// };
    /// let reference = ["The cat sleeps on the mat.", "It rains."];
    /// let worse = ["A cat is on a mat.", "Rain."];
    /// let corpus = Corpus::new(vec![&worse[..], &reference[..]], vec![&reference[..]])?;
    /// let bleu = Bleu::default();
    /// let statistics = measure(&bleu, &corpus);
    /// let scored = Scored { scorer: Box::new(bleu), statistics, references: Some(1) };
    /// let all = DocumentSpan { id: None, segments: 0..2 };
    /// let systems = vec!["worse".into(), "same".into()];
    /// let results = Results::new(systems, 0, vec![all], &[scored], Test::None);
    /// assert_eq!(results.ranking(), [1, 0]);
    /// assert_eq!(results.metrics[0].segment_wins[1].won, 2);
    /// # Ok::<(), alinea::Error>(())
    /// ```
    ///
    /// # Panics
    /// If there is no system, or the baseline is none of them.
    pub fn new(
        systems: Vec<String>,
        baseline: usize,
        documents: Vec<DocumentSpan>,
        scored: &[Scored],
        test: Test,
    ) -> Self {
        assert!(baseline < systems.len(), "a baseline among the systems");
        let metrics = scored
            .iter()
            .map(|scored| one_metric(scored, baseline, &documents, test))
            .collect();
        Results {
            systems,
            baseline,
            documents,
            metrics,
        }
    }

    /// How many segments.
    pub fn segment_count(&self) -> usize {
        self.documents.last().map_or(0, |last| last.segments.end)
    }

    /// The document of a segment, from 0.
    pub fn document_of(&self, segment: usize) -> usize {
        self.documents
            .partition_point(|document| document.segments.end <= segment)
    }

    /// The systems, the best by the first metric first; equal ones in the order given.
    pub fn ranking(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.systems.len()).collect();
        if let Some(metric) = self.metrics.first() {
            let sign = if metric.description.lower_is_better {
                1.0
            } else {
                -1.0
            };
            let key = |system: &usize| sign * metric.comparisons[*system].score;
            order.sort_by(|a, b| key(a).total_cmp(&key(b)));
        }
        order
    }

    /// The `count` segments where the systems differ most by the first metric, the largest
    /// difference first, equal ones in order; with one system its `count` worst segments. Segments
    /// without a difference are left out.
    ///
    /// `lengths` are those of the segments in characters. One word right or wrong takes a heading's
    /// score from 0 to 100, which says little of a system, so that spreads count by
    /// length / (length + `DAMPING`).
    ///
    /// # Panics
    /// If there are fewer lengths than segments.
    pub fn differences(&self, count: usize, lengths: &[usize]) -> Vec<Difference> {
        let Some(metric) = self.metrics.first() else {
            return Vec::new();
        };
        let bounds = |segment: usize| {
            let scores = metric.segments.iter().map(|scores| scores[segment]);
            scores.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), score| {
                (low.min(score), high.max(score))
            })
        };
        let all = (0..self.segment_count()).map(bounds);
        let best = all.fold((f64::INFINITY, f64::NEG_INFINITY), |a, b| {
            (a.0.min(b.0), a.1.max(b.1))
        });
        let spread = |segment: usize| {
            let (low, high) = bounds(segment);
            match (self.systems.len(), metric.description.lower_is_better) {
                (1, true) => high - best.0,
                (1, false) => best.1 - low,
                _ => high - low,
            }
        };
        let mut found: Vec<Difference> = (0..self.segment_count())
            .map(|segment| Difference {
                segment,
                spread: spread(segment),
            })
            .filter(|difference| difference.spread > 0.0)
            .collect();
        let weight = |difference: &Difference| {
            let length = lengths[difference.segment] as f64;
            difference.spread * length / (length + DAMPING)
        };
        found.sort_by(|a, b| {
            let order = weight(b).total_cmp(&weight(a));
            order.then(a.segment.cmp(&b.segment))
        });
        found.truncate(count);
        found
    }
}

fn one_metric(
    scored: &Scored,
    baseline: usize,
    documents: &[DocumentSpan],
    test: Test,
) -> MetricResults {
    let (scorer, statistics) = (scored.scorer.as_ref(), &scored.statistics);
    let (signature, comparisons) = compare(scored, baseline, test);
    let by_document: Vec<Vec<f64>> = statistics
        .iter()
        .map(|rows| {
            let score = |document: &DocumentSpan| {
                let sums = rows.sum_of(document.segments.clone());
                scorer.score(&sums, Arithmetic::Double).value
            };
            documents.iter().map(score).collect()
        })
        .collect();
    let by_segment: Vec<Vec<f64>> = statistics
        .par_iter()
        .map(|rows| {
            let rows = rows.rows();
            rows.map(|row| scorer.segment_score(row).value).collect()
        })
        .collect();
    let description = scorer.describe();
    let wins = |scores: &[Vec<f64>]| -> Vec<Wins> {
        let against = |own: &Vec<f64>| wins(&description, own, &scores[baseline]);
        scores.iter().map(against).collect()
    };
    MetricResults {
        signature,
        comparisons,
        details: statistics
            .iter()
            .map(|rows| scorer.detail(&rows.sum()))
            .collect(),
        segment_wins: wins(&by_segment),
        document_wins: wins(&by_document),
        documents: by_document,
        segments: by_segment,
        description,
    }
}

fn wins(description: &Description, own: &[f64], baseline: &[f64]) -> Wins {
    let mut wins = Wins::default();
    for (own, baseline) in own.iter().zip(baseline) {
        let better = if description.lower_is_better {
            own < baseline
        } else {
            own > baseline
        };
        if own == baseline {
            wins.tied += 1;
        } else if better {
            wins.won += 1;
        } else {
            wins.lost += 1;
        }
    }
    wins
}

/// The test of one metric, its results in the order of the systems, whichever is the baseline.
fn compare(scored: &Scored, baseline: usize, test: Test) -> (Signature, Vec<Comparison>) {
    let scorer: &dyn Scorer = scored.scorer.as_ref();
    let signature = match scored.references {
        Some(references) => Signature::of(scorer, references),
        None => Signature::without_references(scorer),
    };
    let score = |statistics: &Statistics| Comparison {
        score: scorer.score(&statistics.sum(), Arithmetic::Double).value,
        p_value: None,
        estimate: None,
    };
    match test {
        Test::Confidence(draws) if scored.statistics.len() == 1 => {
            let estimate = confidence(scorer, &scored.statistics[0], draws);
            let comparison = Comparison {
                estimate: Some(estimate),
                ..score(&scored.statistics[0])
            };
            let resampled = Resampled::Bootstrap(draws.count);
            (signature.resampled(resampled, draws.seed), vec![comparison])
        }
        Test::None | Test::Confidence(_) => {
            (signature, scored.statistics.iter().map(score).collect())
        }
        Test::Bootstrap(draws) => {
            let compared = from_baseline(&scored.statistics, baseline, |systems| {
                paired_bootstrap(scorer, systems, draws)
            });
            let resampled = Resampled::Bootstrap(draws.count);
            (signature.resampled(resampled, draws.seed), compared)
        }
        Test::Randomisation(draws) => {
            let compared = from_baseline(&scored.statistics, baseline, |systems| {
                paired_randomisation(scorer, systems, draws)
            });
            let resampled = Resampled::Randomisation(draws.count);
            (signature.resampled(resampled, draws.seed), compared)
        }
    }
}

/// Hands the systems to `test` with the baseline first, and puts what it says back in order.
fn from_baseline(
    statistics: &[Statistics],
    baseline: usize,
    test: impl Fn(&[Statistics]) -> Vec<Comparison>,
) -> Vec<Comparison> {
    if baseline == 0 {
        return test(statistics);
    }
    let mut first = statistics.to_vec();
    first[..=baseline].rotate_right(1);
    let mut compared = test(&first);
    compared[..=baseline].rotate_left(1);
    compared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::translation::{Corpus, Mean, Ter, measure};

    fn mean(systems: &[&[f64]], lower: bool) -> Scored {
        let mut scorer = Mean::new("COMET");
        if lower {
            scorer = scorer.lower_is_better();
        }
        Scored {
            statistics: systems.iter().map(|s| scorer.statistics(s)).collect(),
            scorer: Box::new(scorer),
            references: None,
        }
    }

    fn spans(ends: &[usize]) -> Vec<DocumentSpan> {
        let starts = std::iter::once(&0).chain(ends);
        let spans = starts.zip(ends).map(|(&start, &end)| DocumentSpan {
            id: None,
            segments: start..end,
        });
        spans.collect()
    }

    fn results(scored: Scored, baseline: usize, test: Test) -> Results {
        let names = (0..scored.statistics.len()).map(|n| n.to_string());
        Results::new(names.collect(), baseline, spans(&[1, 3]), &[scored], test)
    }

    #[test]
    fn wins_are_counted_by_segment_and_by_document() {
        let systems: [&[f64]; 2] = [&[0.5, 0.5, 0.5], &[0.6, 0.5, 0.1]];
        let higher = results(mean(&systems, false), 0, Test::None);
        let (won, lost, tied) = (1, 1, 1);
        assert_eq!(higher.metrics[0].segment_wins[1], Wins { won, lost, tied });
        let documents = Wins {
            won: 1,
            lost: 1,
            tied: 0,
        };
        assert_eq!(higher.metrics[0].document_wins[1], documents);
        let lower = results(mean(&systems, true), 1, Test::None);
        assert_eq!(lower.metrics[0].segment_wins[0], Wins { won, lost, tied });
        assert_eq!(
            lower.metrics[0].segment_wins[1],
            Wins {
                won: 0,
                lost: 0,
                tied: 3
            }
        );
    }

    #[test]
    fn the_baseline_may_stand_anywhere() {
        let reference = ["a b c d e", "f g h i", "k l m n"];
        let (a, b, c) = (
            ["a b c x e", "f g h i", "k l m"],
            ["a b", "f g x i", "k l m n"],
            ["e d c b a", "f g h i j", "n m"],
        );
        let compare = |systems: Vec<&[&'static str]>, baseline| {
            let corpus = Corpus::new(systems, vec![&reference[..]]).expect("equal");
            let ter = Ter::default();
            let statistics = measure(&ter, &corpus);
            let scored = Scored {
                scorer: Box::new(ter),
                statistics,
                references: Some(1),
            };
            let found = results(scored, baseline, Test::Bootstrap(Draws::new(50)));
            found.metrics[0].comparisons.clone()
        };
        let first = compare(vec![&c, &a, &b], 0);
        let last = compare(vec![&a, &b, &c], 2);
        assert_eq!(last, [first[1], first[2], first[0]]);
        assert!(last[2].p_value.is_none() && last[0].p_value.is_some());
    }

    #[test]
    fn segments_stand_by_how_far_the_systems_are_apart() {
        let systems: [&[f64]; 2] = [&[0.5, 0.9, 0.5], &[0.5, 0.1, 0.1]];
        let found = results(mean(&systems, false), 0, Test::None);
        let order = |found: &Results, count| -> Vec<usize> {
            let found = found.differences(count, &[100; 3]);
            found.iter().map(|d| d.segment).collect()
        };
        assert_eq!(order(&found, 9), [1, 2]);
        assert_eq!(order(&found, 1), [1]);
        let alone = results(mean(&[&[0.5, 0.9, 0.1]], false), 0, Test::None);
        assert_eq!(order(&alone, 9), [2, 0]);
        let lower = results(mean(&[&[0.5, 0.9, 0.1]], true), 0, Test::None);
        assert_eq!(order(&lower, 9), [1, 0]);
        let heading = found.differences(9, &[100, 10, 100]);
        assert_eq!((heading[0].segment, heading[0].spread), (2, 0.4));
    }

    #[test]
    fn lower_scores_lead_where_lower_is_better() {
        let systems: [&[f64]; 3] = [&[3.0; 3], &[1.0; 3], &[3.0; 3]];
        assert_eq!(
            results(mean(&systems, true), 0, Test::None).ranking(),
            [1, 0, 2]
        );
        assert_eq!(
            results(mean(&systems, false), 0, Test::None).ranking(),
            [0, 2, 1]
        );
        let found = results(mean(&systems, false), 0, Test::None);
        assert_eq!(
            (
                found.document_of(0),
                found.document_of(1),
                found.document_of(2)
            ),
            (0, 1, 1)
        );
    }
}
