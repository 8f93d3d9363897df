//! The probability of every bead given both documents (forward-backward; Rabiner 1989, in the
//! semi-Markov form of Sarawagi and Cohen 2004).
//!
//! The probability of an alignment is proportional to the exponential of its weight. With
//! `F(i, j, s)` the logarithm of the sum over all paths that reach (i, j) in state s, and `G(i, j, s)`
//! of those that go on from there to the end, a bead from a to b has the posterior
//! `exp(F(a) + weight + G(b) - F(end))`; a segment has no partner with the sum of those of its null beads, over
//! all places among the segments of the other side. Sums are kept as logarithms, so long documents do not
//! underflow. Time and memory are proportional to the band's cells times the bead types. What lies
//! outside the band has probability 0.

use crate::bitext::{Alignment, Band, Bead, Run};

use super::lattice::{Edge, Lattice, STATES, State};
use super::{BeadTypes, BeadWeight};

/// Sums over paths, from which any bead's posterior can be read.
pub struct Posteriors<'a> {
    lattice: Lattice<'a>,
    forward: Vec<[f64; STATES]>,
    backward: Vec<[f64; STATES]>,
    total: f64,
}

/// What has no partner, over all alignments.
#[derive(Debug, Clone, PartialEq)]
pub struct Nulls {
    /// The probability of each source segment to have none, 0 to 1.
    pub source: Vec<f64>,
    /// Of each target segment.
    pub target: Vec<f64>,
}

/// Sums over all alignments within the band.
///
/// ```
/// use alinea::align::{forward_backward, BeadTypes};
/// use alinea::bitext::{Band, Bead, Run};
/// // 1-1, or a null bead on each side: equally heavy, so equally probable.
/// let weight = |_: &Bead, _: Run| 0.0;
/// let band = Band::full(1, 1);
/// let posteriors = forward_backward(&band, &BeadTypes::default(), &weight);
/// assert!((posteriors.bead(&Bead::new(0..1, 0..1)) - 0.5).abs() < 1e-12);
/// ```
pub fn forward_backward<'a>(
    band: &'a Band,
    types: &BeadTypes,
    weights: &'a dyn BeadWeight,
) -> Posteriors<'a> {
    let lattice = Lattice::new(band, types, weights);
    let forward = forward(&lattice);
    let backward = backward(&lattice);
    let total = forward.last().map_or(f64::NEG_INFINITY, whole);
    Posteriors {
        lattice,
        forward,
        backward,
        total,
    }
}

const NONE: [f64; STATES] = [f64::NEG_INFINITY; STATES];

fn forward(lattice: &Lattice<'_>) -> Vec<[f64; STATES]> {
    let mut sums = vec![NONE; lattice.band.cells()];
    sums[0][State::Paired as usize] = 0.0;
    // Over the states that a bead with both sides may follow: each position is asked for once a bead that begins there.
    let mut totals = vec![f64::NEG_INFINITY; lattice.band.cells()];
    totals[0] = 0.0;
    let mut terms = Vec::new();
    for (source, target, cell) in lattice.positions() {
        if source == 0 && target == 0 {
            continue;
        }
        let mut here = NONE;
        terms.clear();
        for edge in lattice.paired(source, target) {
            let before = totals[edge.from];
            if before > f64::NEG_INFINITY {
                terms.push(before + lattice.weights.weight(&edge.bead, Run::Opens));
            }
        }
        here[State::Paired as usize] = log_sum(&terms);
        for state in State::NULLS {
            if let Some(edge) = lattice.null(state, source, target) {
                terms.clear();
                for (from, run) in state.before() {
                    let weight = lattice.weights.weight(&edge.bead, *run);
                    terms.push(sums[edge.from][*from as usize] + weight);
                }
                here[state as usize] = log_sum(&terms);
            }
        }
        sums[cell] = here;
        totals[cell] = whole(&here);
    }
    sums
}

/// The mirror of [`forward`]: each cell, once complete, is handed on to where its beads begin.
/// What goes on with a bead of both sides is the same in all states that it may follow, and is added to them last.
fn backward(lattice: &Lattice<'_>) -> Vec<[f64; STATES]> {
    let mut sums = vec![NONE; lattice.band.cells()];
    if let Some(last) = sums.last_mut() {
        State::WHOLE.iter().for_each(|s| last[*s as usize] = 0.0);
    }
    let mut paired = vec![f64::NEG_INFINITY; lattice.band.cells()];
    for (source, target, cell) in lattice.positions().rev() {
        let mut here = sums[cell];
        for state in State::WHOLE {
            here[state as usize] = log_add(here[state as usize], paired[cell]);
        }
        sums[cell] = here;
        if here == NONE {
            continue;
        }
        for edge in lattice.paired(source, target) {
            let sum = here[State::Paired as usize] + lattice.weights.weight(&edge.bead, Run::Opens);
            paired[edge.from] = log_add(paired[edge.from], sum);
        }
        for state in State::NULLS {
            if let Some(edge) = lattice.null(state, source, target) {
                for (from, run) in state.before() {
                    let weight = lattice.weights.weight(&edge.bead, *run);
                    let sum = here[state as usize] + weight;
                    let before = &mut sums[edge.from][*from as usize];
                    *before = log_add(*before, sum);
                }
            }
        }
    }
    sums
}

impl Posteriors<'_> {
    /// The logarithm of the sum of the exponentials of all alignments' weights; negative infinity
    /// where every alignment is forbidden.
    pub fn log_total(&self) -> f64 {
        self.total
    }

    /// The probability of a bead, 0 to 1; 0 outside the band.
    pub fn bead(&self, bead: &Bead) -> f64 {
        let band = self.lattice.band;
        let from = band.cell(bead.source.start, bead.target.start);
        let to = band.cell(bead.source.end, bead.target.end);
        let (Some(from), Some(to)) = (from, to) else {
            return 0.0;
        };
        let edge = Edge {
            bead: bead.clone(),
            from,
        };
        let mut sum = 0.0;
        self.edge(&edge, to, |_, p| sum += p);
        sum.min(1.0)
    }

    /// The probability of every segment of both sides to have no partner.
    pub fn nulls(&self) -> Nulls {
        let band = self.lattice.band;
        let mut nulls = Nulls {
            source: vec![0.0; band.source_len()],
            target: vec![0.0; band.target_len()],
        };
        for (source, target, cell) in self.lattice.positions() {
            if let Some(edge) = self.lattice.null(State::Omitted, source, target) {
                self.edge(&edge, cell, |_, p| nulls.source[source - 1] += p);
            }
            if let Some(edge) = self.lattice.null(State::Added, source, target) {
                self.edge(&edge, cell, |_, p| nulls.target[target - 1] += p);
            }
        }
        for side in [&mut nulls.source, &mut nulls.target] {
            side.iter_mut().for_each(|p| *p = p.min(1.0));
        }
        nulls
    }

    /// The probabilities of an alignment's beads, in order: of a null bead, that its segment has no
    /// partner, wherever it stands among those of the other side.
    pub fn beads(&self, alignment: &Alignment) -> Vec<f64> {
        let nulls = self.nulls();
        let one = |bead: &Bead| match (bead.source.is_empty(), bead.target.is_empty()) {
            (true, _) => nulls.target[bead.target.start],
            (_, true) => nulls.source[bead.source.start],
            _ => self.bead(bead),
        };
        alignment.beads().iter().map(one).collect()
    }

    /// Calls `each` for every bead of the lattice whose probability is above `least`, with what it
    /// is to a run of null beads and the probability.
    pub fn for_each(&self, least: f64, mut each: impl FnMut(&Bead, Run, f64)) {
        for (source, target, cell) in self.lattice.positions() {
            let nulls = [State::Omitted, State::Added];
            let nulls = nulls
                .iter()
                .filter_map(|s| self.lattice.null(*s, source, target));
            for edge in self.lattice.paired(source, target).chain(nulls) {
                self.edge(&edge, cell, |run, probability| {
                    if probability > least {
                        each(&edge.bead, run, probability);
                    }
                });
            }
        }
    }

    /// Calls `each` with the probabilities of an edge, by what it is to a run of null beads.
    fn edge(&self, edge: &Edge, to: usize, mut each: impl FnMut(Run, f64)) {
        if self.total == f64::NEG_INFINITY {
            return;
        }
        for state in State::after(&edge.bead) {
            let after = self.backward[to][*state as usize] - self.total;
            if *state == State::Paired {
                let before = whole(&self.forward[edge.from]);
                if before > f64::NEG_INFINITY {
                    let weight = self.lattice.weights.weight(&edge.bead, Run::Opens);
                    each(Run::Opens, (before + weight + after).exp());
                }
                continue;
            }
            for (from, run) in state.before() {
                let before = self.forward[edge.from][*from as usize];
                if before > f64::NEG_INFINITY {
                    let weight = self.lattice.weights.weight(&edge.bead, *run);
                    each(*run, (before + weight + after).exp());
                }
            }
        }
    }
}

/// Logarithm of the sum over the states after which a bead with both sides may follow.
fn whole(states: &[f64; STATES]) -> f64 {
    log_sum(&State::WHOLE.map(|s| states[s as usize]))
}

/// Difference of logarithms from which the smaller number does not change the sum's digits.
const NOTHING: f64 = 38.0;

/// Logarithm of the sum of exponentials.
fn log_sum(terms: &[f64]) -> f64 {
    let highest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if highest == f64::NEG_INFINITY {
        return highest;
    }
    let mut sum = 0.0;
    for term in terms {
        let below = term - highest;
        if below == 0.0 {
            sum += 1.0;
        } else if below > -NOTHING {
            sum += below.exp();
        }
    }
    if sum == 1.0 {
        highest
    } else {
        highest + sum.ln()
    }
}

fn log_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low > high - NOTHING {
        high + (low - high).exp().ln_1p()
    } else {
        high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_beads_have_probability_zero() {
        let weight = |bead: &Bead, _: Run| {
            if bead.is_null() {
                f64::NEG_INFINITY
            } else {
                0.0
            }
        };
        let band = Band::full(2, 2);
        let posteriors = forward_backward(&band, &BeadTypes::default(), &weight);
        assert_eq!(posteriors.bead(&Bead::new(0..1, 0..0)), 0.0);
        // Two 1-1 beads or one 2-2.
        assert!((posteriors.bead(&Bead::new(0..2, 0..2)) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_segment_without_a_partner_is_one_wherever_it_stands() {
        let weight = |_: &Bead, _: Run| 0.0;
        let band = Band::full(1, 2);
        let types = BeadTypes::default();
        let sums = forward_backward(&band, &types, &weight);
        let nulls = sums.nulls();
        let (mut source, mut target) = (0.0, [0.0; 2]);
        sums.for_each(0.0, |bead, _, p| {
            match (bead.source.len(), bead.target.len()) {
                (_, 0) => source += p,
                (0, _) => target[bead.target.start] += p,
                _ => {}
            }
        });
        assert!((nulls.source[0] - source).abs() < 1e-12, "{nulls:?}");
        assert!((nulls.target[0] - target[0]).abs() < 1e-12, "{nulls:?}");
        assert!((nulls.target[1] - target[1]).abs() < 1e-12, "{nulls:?}");
        // All alike: the segment with the first, the second or both of the other side, or with none.
        assert!((nulls.source[0] - 0.25).abs() < 1e-12, "{nulls:?}");
        assert!((nulls.target[0] - 0.5).abs() < 1e-12, "{nulls:?}");
        let omitted = Alignment::new(
            vec![
                Bead::new(0..1, 0..0),
                Bead::new(1..1, 0..1),
                Bead::new(1..1, 1..2),
            ],
            1,
            2,
        );
        let beads = sums.beads(&omitted.expect("covers both sides"));
        assert_eq!(beads, [nulls.source[0], nulls.target[0], nulls.target[1]]);
    }

    #[test]
    fn where_everything_is_forbidden_nothing_is_probable() {
        let weight = |_: &Bead, _: Run| f64::NEG_INFINITY;
        let band = Band::full(1, 1);
        let posteriors = forward_backward(&band, &BeadTypes::default(), &weight);
        assert_eq!(posteriors.bead(&Bead::new(0..1, 0..1)), 0.0);
    }
}
