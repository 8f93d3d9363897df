//! Beads: consecutive source segments paired with consecutive target segments.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Consecutive source segments paired with consecutive target segments (Gale and Church 1993).
///
/// Both ranges are half-open and 0-based; one of them may be empty (a null bead), never both in an
/// [`Alignment`](super::Alignment).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bead {
    /// Source segments.
    pub source: Range<usize>,
    /// Target segments.
    pub target: Range<usize>,
}

impl Bead {
    /// A bead of these segments.
    pub fn new(source: Range<usize>, target: Range<usize>) -> Self {
        Bead { source, target }
    }

    /// How many segments it has on each side.
    pub fn bead_type(&self) -> BeadType {
        BeadType {
            source: self.source.len(),
            target: self.target.len(),
        }
    }

    /// Whether one side is empty: `1-0` omitted, `0-1` added.
    pub fn is_null(&self) -> bool {
        self.source.is_empty() || self.target.is_empty()
    }

    /// The same with an empty side at 0: a segment without a partner is one wherever it stands among
    /// those of the other side.
    ///
    /// ```
    /// use alinea::bitext::Bead;
    /// assert_eq!(Bead::new(4..5, 7..7).unplaced(), Bead::new(4..5, 2..2).unplaced());
    /// assert_ne!(Bead::new(4..5, 7..8).unplaced(), Bead::new(4..5, 2..3).unplaced());
    /// ```
    pub fn unplaced(&self) -> Bead {
        let side = |range: &Range<usize>| match range.is_empty() {
            true => 0..0,
            false => range.clone(),
        };
        Bead::new(side(&self.source), side(&self.target))
    }

    /// Whether two beads stand in one order on the source side and in the other on the target side.
    /// A null bead crosses nothing.
    ///
    /// ```
    /// use alinea::bitext::Bead;
    /// assert!(Bead::new(0..1, 1..2).crosses(&Bead::new(1..2, 0..1)));
    /// assert!(!Bead::new(0..1, 0..1).crosses(&Bead::new(1..2, 1..2)));
    /// ```
    pub fn crosses(&self, other: &Bead) -> bool {
        let turned =
            |a: &Bead, b: &Bead| a.source.end <= b.source.start && b.target.end <= a.target.start;
        !self.is_null() && !other.is_null() && (turned(self, other) || turned(other, self))
    }

    /// The same bead seen from the other side.
    pub fn mirrored(&self) -> Bead {
        Bead {
            source: self.target.clone(),
            target: self.source.clone(),
        }
    }
}

/// What a null bead is to the run of null beads in which it stands.
///
/// Null beads come in runs: whole paragraphs are missing. Where both sides have them a stretch was
/// replaced: as many of one side as of the other stand against each other, and the rest of the longer
/// side continues the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Run {
    /// The first of a run that stands alone.
    Opens = 0,
    /// A further one of it, or one more than the other side has of a stretch that was replaced.
    Continues = 1,
    /// The first of a stretch that was replaced.
    OpensAgainst = 2,
    /// A further one of it, of either side.
    ContinuesAgainst = 3,
}

impl Run {
    /// All of them.
    pub const ALL: [Run; 4] = [
        Run::Opens,
        Run::Continues,
        Run::OpensAgainst,
        Run::ContinuesAgainst,
    ];
}

/// A bead's size, written `1-2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BeadType {
    /// Number of source segments.
    pub source: usize,
    /// Number of target segments.
    pub target: usize,
}

impl fmt::Display for BeadType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.source, self.target)
    }
}
