//! The heaviest path through the lattice (Viterbi 1967, on the lattice of Gale and Church 1993).
//!
//! With `B(i, j, s)` the weight of the best path to position (i, j) in state s:
//! `B(i, j, paired)` is the largest, over beads that end at (i, j), of the bead's weight plus the
//! best state of the position where it begins that is not `replaced`; the other states likewise over
//! the null bead, whose weight depends on whether it opens a run or continues it, and on whether it
//! stands alone or against one of the other side; those that do take turns. Time and memory are
//! proportional to the band's cells times the bead types. Ties go to the smaller bead, then to the
//! state `paired`, then `omitted`. The answer is the best within the band, not beyond it; if weights
//! forbid every path, the answer is all null beads.

use crate::bitext::{Alignment, Band, Bead, Run};

use super::lattice::{Lattice, STATES, State};
use super::{BeadTypes, BeadWeight};

/// The best way to reach a state of a cell.
#[derive(Clone, Copy)]
struct Step {
    weight: f64,
    from: State,
    source: u8,
    target: u8,
}

const UNREACHED: Step = Step {
    weight: f64::NEG_INFINITY,
    from: State::Paired,
    source: 0,
    target: 0,
};

/// The heaviest alignment within the band, and its weight: the sum of its beads' weights.
///
/// ```
/// use alinea::align::{viterbi, BeadTypes};
/// use alinea::bitext::{Band, Bead, Run};
/// let weight = |bead: &Bead, _: Run| if bead.is_null() { -1.0 } else { 1.0 };
/// let (alignment, total) = viterbi(&Band::full(2, 3), &BeadTypes::default(), &weight);
/// assert_eq!(alignment.beads().len(), 2);
/// assert_eq!(total, 2.0);
/// ```
pub fn viterbi(band: &Band, types: &BeadTypes, weights: &dyn BeadWeight) -> (Alignment, f64) {
    let lattice = Lattice::new(band, types, weights);
    let steps = fill(&lattice);
    trace(band, &steps)
}

fn fill(lattice: &Lattice<'_>) -> Vec<[Step; STATES]> {
    let mut steps = vec![[UNREACHED; STATES]; lattice.band.cells()];
    steps[0][State::Paired as usize].weight = 0.0;
    for (source, target, cell) in lattice.positions() {
        if source == 0 && target == 0 {
            continue;
        }
        let mut here = [UNREACHED; STATES];
        for edge in lattice.paired(source, target) {
            let (before, from) = best(&steps[edge.from]);
            if before == f64::NEG_INFINITY {
                continue;
            }
            let weight = before + lattice.weights.weight(&edge.bead, Run::Opens);
            improve(&mut here[State::Paired as usize], weight, from, &edge.bead);
        }
        for state in State::NULLS {
            let Some(edge) = lattice.null(state, source, target) else {
                continue;
            };
            for (from, run) in state.before() {
                let weight = steps[edge.from][*from as usize].weight
                    + lattice.weights.weight(&edge.bead, *run);
                improve(&mut here[state as usize], weight, *from, &edge.bead);
            }
        }
        steps[cell] = here;
    }
    steps
}

fn best(states: &[Step; STATES]) -> (f64, State) {
    let mut best = (f64::NEG_INFINITY, State::Paired);
    for state in State::WHOLE {
        if states[state as usize].weight > best.0 {
            best = (states[state as usize].weight, state);
        }
    }
    best
}

fn improve(step: &mut Step, weight: f64, from: State, bead: &Bead) {
    if weight > step.weight {
        *step = Step {
            weight,
            from,
            source: bead.source.len() as u8,
            target: bead.target.len() as u8,
        };
    }
}

fn trace(band: &Band, steps: &[[Step; STATES]]) -> (Alignment, f64) {
    let (n, m) = (band.source_len(), band.target_len());
    let (mut source, mut target) = (n, m);
    let mut beads = Vec::new();
    let last = steps.last().copied().unwrap_or([UNREACHED; STATES]);
    let (total, mut state) = best(&last);
    while source > 0 || target > 0 {
        let step = band
            .cell(source, target)
            .map(|cell| steps[cell][state as usize]);
        let Some(step) = step.filter(|s| s.weight > f64::NEG_INFINITY) else {
            return (all_null(n, m), f64::NEG_INFINITY);
        };
        let (start, other) = (
            source - usize::from(step.source),
            target - usize::from(step.target),
        );
        beads.push(Bead::new(start..source, other..target));
        (source, target, state) = (start, other, step.from);
    }
    beads.reverse();
    match Alignment::new(beads, n, m) {
        Ok(alignment) => (alignment, total),
        Err(e) => unreachable!("a path covers both sides once and in order: {e}"),
    }
}

fn all_null(n: usize, m: usize) -> Alignment {
    let omitted = (0..n).map(|i| Bead::new(i..i + 1, 0..0));
    let added = (0..m).map(|j| Bead::new(n..n, j..j + 1));
    match Alignment::new(omitted.chain(added).collect(), n, m) {
        Ok(alignment) => alignment,
        Err(e) => unreachable!("null beads cover both sides: {e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(n: usize, m: usize, weight: impl Fn(&Bead, Run) -> f64 + Sync) -> Vec<String> {
        let (alignment, _) = viterbi(&Band::full(n, m), &BeadTypes::default(), &weight);
        alignment
            .beads()
            .iter()
            .map(|b| b.bead_type().to_string())
            .collect()
    }

    #[test]
    fn empty_sides_are_all_null() {
        let weight = |_: &Bead, _: Run| 0.0;
        assert!(run(0, 0, weight).is_empty());
        assert_eq!(run(2, 0, weight), ["1-0", "1-0"]);
        assert_eq!(run(0, 1, weight), ["0-1"]);
    }

    #[test]
    fn a_run_that_is_cheap_to_continue_stays_together() {
        let weight = |bead: &Bead, run: Run| match (bead.is_null(), run) {
            (true, Run::Continues) => -0.1,
            (true, _) => -2.0,
            (false, _) if bead.source == (0..1) && bead.target == (0..1) => 1.0,
            _ => -50.0,
        };
        assert_eq!(run(1, 4, weight), ["1-1", "0-1", "0-1", "0-1"]);
    }

    #[test]
    fn forbidding_everything_gives_null_beads() {
        assert_eq!(
            run(1, 1, |_: &Bead, _: Run| f64::NEG_INFINITY),
            ["1-0", "0-1"]
        );
    }
}
