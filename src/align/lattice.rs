//! States of a lattice position and the edges that reach it.

use crate::bitext::{Band, Bead, BeadType, Run};

use super::{BeadTypes, BeadWeight};

/// What the beads before a position were.
///
/// A stretch that was replaced by another has other weights than two stretches of which each is only
/// missing: there omissions and additions take turns, `1-0`, `0-1`, `1-0`, `0-1`, and what one side
/// has more than the other follows as an ordinary run. So each stretch has one path only, and a
/// segment counts as replaced only if one of the other side stands against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum State {
    /// A bead with both sides, or the beginning.
    Paired = 0,
    /// A null bead on the source side, `1-0`, in a run by itself.
    Omitted = 1,
    /// A null bead on the target side, `0-1`, in a run by itself.
    Added = 2,
    /// A null bead on the source side against which one on the target side will stand.
    Replaced = 3,
    /// The null bead on the target side that stands against it.
    Replacing = 4,
}

pub(super) const STATES: usize = 5;

impl State {
    /// The states that a null bead of either side may lead to.
    pub(super) const NULLS: [State; 4] = [
        State::Omitted,
        State::Added,
        State::Replaced,
        State::Replacing,
    ];

    /// The states after which a bead with both sides may follow, or the end.
    pub(super) const WHOLE: [State; 4] = [
        State::Paired,
        State::Omitted,
        State::Added,
        State::Replacing,
    ];

    /// The states after a bead.
    pub(super) fn after(bead: &Bead) -> &'static [State] {
        match (bead.source.is_empty(), bead.target.is_empty()) {
            (true, _) => &[State::Added, State::Replacing],
            (_, true) => &[State::Omitted, State::Replaced],
            _ => &[State::Paired],
        }
    }

    /// The states before, with what the bead is to its run of null beads.
    pub(super) fn before(self) -> &'static [(State, Run)] {
        match self {
            State::Paired => &[
                (State::Paired, Run::Opens),
                (State::Omitted, Run::Opens),
                (State::Added, Run::Opens),
                (State::Replacing, Run::Opens),
            ],
            State::Omitted => &[
                (State::Paired, Run::Opens),
                (State::Omitted, Run::Continues),
                (State::Replacing, Run::Continues),
            ],
            State::Added => &[
                (State::Paired, Run::Opens),
                (State::Added, Run::Continues),
                (State::Replacing, Run::Continues),
            ],
            State::Replaced => &[
                (State::Paired, Run::OpensAgainst),
                (State::Replacing, Run::ContinuesAgainst),
            ],
            State::Replacing => &[(State::Replaced, Run::ContinuesAgainst)],
        }
    }
}

/// A bead that ends at a position, with the cell where it begins.
pub(super) struct Edge {
    pub(super) bead: Bead,
    pub(super) from: usize,
}

/// The lattice within a band.
pub(super) struct Lattice<'a> {
    pub(super) band: &'a Band,
    pub(super) weights: &'a dyn BeadWeight,
    types: Vec<BeadType>,
}

impl<'a> Lattice<'a> {
    pub(super) fn new(band: &'a Band, types: &BeadTypes, weights: &'a dyn BeadWeight) -> Self {
        Lattice {
            band,
            weights,
            types: types.both_sides(),
        }
    }

    /// Beads with both sides that end at a position, smallest first.
    pub(super) fn paired(&self, source: usize, target: usize) -> impl Iterator<Item = Edge> + '_ {
        self.types
            .iter()
            .filter_map(move |t| self.edge(*t, source, target))
    }

    /// The null bead that ends at a position in this state.
    pub(super) fn null(&self, state: State, source: usize, target: usize) -> Option<Edge> {
        let bead_type = match state {
            State::Omitted | State::Replaced => BeadType {
                source: 1,
                target: 0,
            },
            _ => BeadType {
                source: 0,
                target: 1,
            },
        };
        self.edge(bead_type, source, target)
    }

    fn edge(&self, bead_type: BeadType, source: usize, target: usize) -> Option<Edge> {
        let start = source.checked_sub(bead_type.source)?;
        let other = target.checked_sub(bead_type.target)?;
        let from = self.band.cell(start, other)?;
        Some(Edge {
            bead: Bead::new(start..source, other..target),
            from,
        })
    }

    /// All positions of the band with their cells, row by row.
    pub(super) fn positions(&self) -> impl DoubleEndedIterator<Item = (usize, usize, usize)> + '_ {
        (0..=self.band.source_len()).flat_map(move |source| {
            let low = self.band.low(source);
            let first = self.band.cell(source, low).unwrap_or(0);
            (low..=self.band.high(source)).map(move |target| (source, target, first + target - low))
        })
    }
}
