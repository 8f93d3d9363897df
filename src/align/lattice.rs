//! States of a lattice position and the edges that reach it.

use crate::bitext::{Band, Bead, BeadType};

use super::{BeadTypes, BeadWeight};

/// What the bead before a position was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum State {
    /// A bead with both sides, or the beginning.
    Paired = 0,
    /// A null bead on the source side, `1-0`.
    Omitted = 1,
    /// A null bead on the target side, `0-1`.
    Added = 2,
}

pub(super) const STATES: usize = 3;

impl State {
    /// The state after a bead.
    pub(super) fn after(bead: &Bead) -> State {
        match (bead.source.is_empty(), bead.target.is_empty()) {
            (true, _) => State::Added,
            (_, true) => State::Omitted,
            _ => State::Paired,
        }
    }

    /// The states from which an omission or an addition may follow; whether it continues a run is
    /// whether the states are the same. Omissions never follow additions.
    pub(super) fn before_null(self) -> &'static [State] {
        match self {
            State::Omitted => &[State::Paired, State::Omitted],
            _ => &[State::Paired, State::Omitted, State::Added],
        }
    }

    pub(super) const ALL: [State; STATES] = [State::Paired, State::Omitted, State::Added];
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
            State::Omitted => BeadType {
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
