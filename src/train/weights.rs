//! Weights of the features from gold alignments, by maximum conditional likelihood of the
//! semi-Markov conditional random field (Sarawagi and Cohen 2004).
//!
//! The objective is the sum over articles of the logarithm of the probability of all alignments
//! that agree with gold, less a quadratic penalty on the weights. Its gradient is the expected
//! features given gold less the expected features without; both come from forward-backward. Gold
//! beads larger than the lattice holds, and segments that gold leaves out, are free: any beads may
//! stand there. The optimum is found by L-BFGS; after the first steps, beads that are all but impossible
//! are left out, which is most of them. With no free regions the objective is concave, so but for what
//! is left out the answer does not depend on the start.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::align::{Aligner, BeadTypes, BeadWeight, Edges, forward_backward};
use crate::bitext::{ArticlePair, Band, Bead, Run};
use crate::similarity::{
    Calibration, Evidence, Feature, FeatureVector, Lexicon, LexiconBuilder, Partners, Reading,
    Tables, Weights,
};

use super::lbfgs::{Optimizer, dot};
use super::logistic::{Observation, fit};

/// Steps after which unlikely beads are left out, and the probability that they have at most.
const PRUNE: (usize, f64) = (12, 1e-7);

/// Segments beside the gold path that are searched in training.
const MARGIN: usize = 12;

/// An article pair with its gold beads, in order.
#[derive(Debug)]
pub struct Example {
    /// The documents.
    pub pair: ArticlePair,
    /// Gold beads; segments that none covers are free.
    pub gold: Vec<Bead>,
    /// How much the article counts.
    pub importance: f64,
    /// What takes the place of word vectors, if there is any.
    pub lexicon: Option<Arc<Lexicon>>,
}

/// How to train.
#[derive(Debug, Clone, PartialEq)]
pub struct Training {
    /// Bead types of the lattice.
    pub types: BeadTypes,
    /// Weight of half the squared weights in the objective.
    pub penalty: f64,
    /// Most steps of the optimizer.
    pub steps: usize,
    /// Word vectors.
    pub tables: Tables,
    /// Features that are not used: their weights stay 0.
    pub without: Vec<Feature>,
}

impl Training {
    /// The penalty that is taken unless another is given.
    pub const PENALTY: f64 = 1.0;
    /// The most steps that are taken unless others are given.
    pub const STEPS: usize = 120;
}

impl Default for Training {
    fn default() -> Self {
        Training {
            types: BeadTypes::default(),
            penalty: Training::PENALTY,
            steps: Training::STEPS,
            tables: Tables::default(),
            without: Vec::new(),
        }
    }
}

/// Learns the weights for pairs with word vectors, or, with no tables, those for pairs without; the
/// examples' languages must all have tables or none. `report` sees each step's number and objective (0 at most, up is better).
pub fn train_weights(
    examples: &[&Example],
    training: &Training,
    start: &FeatureVector,
    mut report: impl FnMut(usize, f64),
) -> FeatureVector {
    let mut prepared: Vec<Prepared> = examples
        .par_iter()
        .map(|e| Prepared::new(e, training))
        .collect();
    let vector = |point: &[f64]| -> FeatureVector { std::array::from_fn(|at| point[at]) };
    let mut point = start.to_vec();
    let first = PRUNE.0.min(training.steps);
    for steps in [0..first, first..training.steps] {
        if steps.start > 0 {
            let weights = vector(&point);
            prepared
                .par_iter_mut()
                .for_each(|p| p.prune(&weights, &training.types, PRUNE.1));
        }
        let objective = |weights: &[f64]| {
            let (value, mut gradient) = objective(&prepared, training, &vector(weights));
            for feature in &training.without {
                gradient[*feature as usize] = 0.0;
            }
            (value, gradient.to_vec())
        };
        let mut optimizer = Optimizer::new(point, &objective);
        for step in steps {
            report(step, -optimizer.value);
            if !optimizer.step(&objective) {
                break;
            }
        }
        point = optimizer.point;
    }
    vector(&point)
}

/// Gives the examples of a folder the lexicon that a first pass over all of them teaches, as it is when
/// they are aligned as a batch; gold has no part in it.
pub fn learn_lexicon(examples: [&mut Vec<Example>; 2], training: &Training, weights: &Weights) {
    let aligner = Aligner {
        types: training.types,
        weights: weights.clone(),
        tables: Tables::none(),
        ..Aligner::default()
    };
    let mut all: Vec<&mut Example> = examples.into_iter().flatten().collect();
    let sure: Vec<Vec<Bead>> = all
        .par_iter()
        .map(|example| aligner.sure_beads(&example.pair))
        .collect();
    let mut builder = LexiconBuilder::default();
    for (example, beads) in all.iter().zip(&sure) {
        builder.add(&example.pair, beads);
    }
    let lexicon = Arc::new(builder.learn());
    for example in &mut all {
        example.lexicon = Some(lexicon.clone());
    }
}

/// How often beads found in examples that were not learnt from are right, by their posteriors. The
/// examples count by their importance.
pub fn train_calibration(
    examples: &[&Example],
    training: &Training,
    weights: &Weights,
) -> Calibration {
    let aligner = Aligner {
        types: training.types,
        hard_paragraphs: false,
        weights: Weights {
            calibration_with: Calibration::default(),
            calibration_without: Calibration::default(),
            calibration_lexicon: Calibration::default(),
            ..weights.clone()
        },
        tables: training.tables.clone(),
    };
    let found: Vec<Vec<Observation>> = examples
        .par_iter()
        .map(|example| {
            let gold: FxHashSet<Bead> = example.gold.iter().map(Bead::unplaced).collect();
            let aligned = aligner.align_with(&example.pair, example.lexicon.as_deref());
            let beads = aligned.alignment.beads().iter().zip(&aligned.posteriors);
            let seen = |(bead, posterior): (&Bead, &f64)| Observation {
                values: Calibration::values(*posterior).to_vec(),
                positive: gold.contains(&bead.unplaced()),
                importance: example.importance,
            };
            beads.map(seen).collect()
        })
        .collect();
    let fitted = fit(&found.concat(), training.penalty * 0.01);
    Calibration {
        sure: fitted[0].max(0.0),
        unsure: fitted[1].max(0.0),
        offset: fitted[2],
    }
}

/// An example with its edges' features computed.
struct Prepared {
    edges: Edges<Option<Box<FeatureVector>>>,
    gold: Gold,
    importance: f64,
}

/// What agrees with gold.
struct Gold {
    beads: FxHashSet<Bead>,
    /// Corners of free regions.
    free: Vec<Bead>,
}

impl Gold {
    fn new(beads: &[Bead], types: &BeadTypes, n: usize, m: usize) -> Self {
        let mut gold = Gold {
            beads: FxHashSet::default(),
            free: Vec::new(),
        };
        let (mut s, mut t) = (0, 0);
        let end = [Bead::new(n..n, m..m)];
        let mut run: Vec<Bead> = Vec::new();
        for bead in beads.iter().chain(&end) {
            let null = bead.is_null() && bead.bead_type().source + bead.bead_type().target > 0;
            if null {
                run.push(bead.clone());
                continue;
            }
            // Null beads since the last bead with both sides, in turns, as the lattice has them.
            let starts = (bead.source.start, bead.target.start);
            let omitted: usize = run.iter().map(|b| b.source.len()).sum();
            let added: usize = run.iter().map(|b| b.target.len()).sum();
            if (s + omitted, t + added) == starts {
                for i in 0..omitted {
                    let at = t + i.min(added);
                    gold.beads.insert(Bead::new(s + i..s + i + 1, at..at));
                }
                for j in 0..added {
                    let at = s + (j + 1).min(omitted);
                    gold.beads.insert(Bead::new(at..at, t + j..t + j + 1));
                }
            } else if (s, t) != starts {
                gold.free.push(Bead::new(s..starts.0, t..starts.1));
            }
            run.clear();
            let size = bead.bead_type();
            let fits = size.source.max(size.target) <= types.side()
                && size.source + size.target <= types.total();
            if fits {
                gold.beads.insert(bead.clone());
            } else {
                gold.free.push(bead.clone());
            }
            (s, t) = (bead.source.end, bead.target.end);
        }
        gold
    }

    fn agrees(&self, bead: &Bead) -> bool {
        let inside = |free: &Bead| {
            free.source.start <= bead.source.start
                && bead.source.end <= free.source.end
                && free.target.start <= bead.target.start
                && bead.target.end <= free.target.end
        };
        self.beads.contains(bead) || self.free.iter().any(inside)
    }
}

impl Prepared {
    fn new(example: &Example, training: &Training) -> Self {
        let Example {
            pair,
            gold,
            importance,
            lexicon,
        } = example;
        let types = &training.types;
        let (n, m) = (pair.source.len(), pair.target.len());
        let path = Gold::new(gold, types, n, m);
        let band = gold_band(path.beads.iter().chain(&path.free), n, m);
        let tables = training
            .tables
            .pair(&pair.source.language, &pair.target.language);
        let vectors = tables.map(|(source, target)| Partners::Vectors(source, target));
        let partners = vectors.or(lexicon.as_deref().map(Partners::Lexicon));
        let mut evidence = Evidence::of(&Reading::new(pair, tables), &band, types.side());
        evidence.cover(pair, partners, &band, types);
        let features = |bead: &Bead, run: Run| Some(Box::new(evidence.features(bead, run)));
        Prepared {
            edges: Edges::new(&band, types, &|| None, features),
            gold: path,
            importance: *importance,
        }
    }

    /// The weight of each bead.
    fn weighed(&self, weights: &FeatureVector) -> Edges<f64> {
        self.edges.map(|features| {
            features
                .as_ref()
                .map_or(f64::NEG_INFINITY, |f| dot(weights, f.as_slice()))
        })
    }

    /// The weight of a bead that agrees with gold; others are forbidden.
    fn held(&self, table: &Edges<f64>, bead: &Bead, run: Run) -> f64 {
        if self.gold.agrees(bead) {
            table.weight(bead, run)
        } else {
            f64::NEG_INFINITY
        }
    }

    /// Leaves out beads whose probability is below `least`, given gold and without it.
    fn prune(&mut self, weights: &FeatureVector, types: &BeadTypes, least: f64) {
        let table = self.weighed(weights);
        let gold = |bead: &Bead, run: Run| self.held(&table, bead, run);
        let mut kept = self.edges.map(|_| None);
        for sums in [
            forward_backward(self.edges.band(), types, &table),
            forward_backward(self.edges.band(), types, &gold),
        ] {
            sums.for_each(least, |bead, run, _| {
                if let Some(features) = self.edges.get(bead, run) {
                    kept.set(bead, run, features.clone());
                }
            });
        }
        self.edges = kept;
    }

    /// Negative logarithm of the probability of gold, and its gradient.
    fn loss(&self, weights: &FeatureVector, types: &BeadTypes) -> (f64, FeatureVector) {
        let table = self.weighed(weights);
        let gold = |bead: &Bead, run: Run| self.held(&table, bead, run);
        let free = forward_backward(self.edges.band(), types, &table);
        let held = forward_backward(self.edges.band(), types, &gold);
        if held.log_total() == f64::NEG_INFINITY {
            return (0.0, [0.0; Feature::ALL.len()]);
        }
        let mut gradient = [0.0; Feature::ALL.len()];
        for (sums, sign) in [(&free, 1.0), (&held, -1.0)] {
            sums.for_each(1e-9, |bead, run, probability| {
                if let Some(Some(features)) = self.edges.get(bead, run) {
                    for (g, f) in gradient.iter_mut().zip(features.iter()) {
                        *g += sign * probability * f;
                    }
                }
            });
        }
        (free.log_total() - held.log_total(), gradient)
    }
}

fn gold_band<'b>(gold: impl Iterator<Item = &'b Bead>, n: usize, m: usize) -> Band {
    let mut rows = vec![(usize::MAX, 0); n + 1];
    let mut widen = |s: usize, low: usize, high: usize| {
        let (first, last) = (s.saturating_sub(MARGIN), (s + MARGIN).min(n));
        for row in &mut rows[first..=last] {
            row.0 = row.0.min(low.saturating_sub(MARGIN));
            row.1 = row.1.max(high + MARGIN);
        }
    };
    for bead in gold {
        for s in bead.source.start..=bead.source.end.min(n) {
            widen(s, bead.target.start, bead.target.end);
        }
    }
    widen(n, m, m);
    Band::from_rows(rows, m)
}

fn objective(
    prepared: &[Prepared],
    training: &Training,
    weights: &FeatureVector,
) -> (f64, FeatureVector) {
    let losses: Vec<(f64, FeatureVector)> = prepared
        .par_iter()
        .map(|p| p.loss(weights, &training.types))
        .collect();
    let mut value = 0.5 * training.penalty * dot(weights, weights);
    let mut gradient = weights.map(|w| training.penalty * w);
    // Added in the order of the examples, so that the sum does not depend on the threads.
    for (example, (loss, slope)) in prepared.iter().zip(&losses) {
        value += example.importance * loss;
        for (g, s) in gradient.iter_mut().zip(slope) {
            *g += example.importance * s;
        }
    }
    (value, gradient)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::{Document, Language};

    fn example() -> Example {
        let source = [
            "Il pleut à Bordeaux.",
            "Le vent souffle à 90 km/h.",
            "Oui.",
            "Il neige.",
        ];
        let target = [
            "It rains in Bordeaux.",
            "The wind blows at 90 km/h. Yes.",
            "An addition.",
        ];
        Example {
            pair: ArticlePair {
                id: "a".into(),
                source: Document::from_segments(Language::french(), source),
                target: Document::from_segments(Language::english(), target),
            },
            gold: vec![
                Bead::new(0..1, 0..1),
                Bead::new(1..3, 1..2),
                Bead::new(3..3, 2..3),
                Bead::new(3..4, 3..3),
            ],
            importance: 1.0,
            lexicon: None,
        }
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        let types = BeadTypes::default();
        let prepared = Prepared::new(&example(), &Training::default());
        let mut point = crate::similarity::Weights::default().with_vectors;
        let (_, gradient) = prepared.loss(&point, &types);
        for at in 0..Feature::ALL.len() {
            let kept = point[at];
            point[at] = kept + 1e-5;
            let up = prepared.loss(&point, &types).0;
            point[at] = kept - 1e-5;
            let down = prepared.loss(&point, &types).0;
            point[at] = kept;
            let slope = (up - down) / 2e-5;
            let name = Feature::ALL[at].name();
            assert!(
                (slope - gradient[at]).abs() < 1e-4,
                "{name}: {slope} {}",
                gradient[at]
            );
        }
    }

    #[test]
    fn training_makes_gold_more_probable() {
        let mut values = Vec::new();
        let training = Training {
            penalty: 0.1,
            ..Training::default()
        };
        let start = [0.0; Feature::ALL.len()];
        train_weights(&[&example()], &training, &start, |_, value| {
            values.push(value)
        });
        assert!(
            values.len() > 2 && values[values.len() - 1] > values[0] / 2.0,
            "{values:?}"
        );
    }
}
