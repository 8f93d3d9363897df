//! Which bead types an alignment may hold.

use crate::error::{Error, Result};

use super::BeadType;

/// The bead types that are searched: with both sides, up to a number of segments on a side and
/// together; null beads have one segment each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BeadTypes {
    side: usize,
    total: usize,
}

/// Largest bead on a side that may be asked for.
const LARGEST_SIDE: usize = 16;

impl BeadTypes {
    /// Beads of at most `side` segments on a side and `total` together.
    ///
    /// # Errors
    /// A `side` that is not 1 to 16, a `total` less than 2 or more than twice the side.
    ///
    /// ```
    /// use alinea::bitext::BeadTypes;
    /// assert_eq!(BeadTypes::default(), BeadTypes::new(5, 6)?);
    /// assert!(BeadTypes::new(0, 6).is_err());
    /// # Ok::<(), alinea::Error>(())
    /// ```
    pub fn new(side: usize, total: usize) -> Result<Self> {
        if !(1..=LARGEST_SIDE).contains(&side) {
            return Err(Error::configuration(format!(
                "expected 1 to {LARGEST_SIDE} segments on a side of a bead"
            ))
            .found(side.to_string())
            .help("see --max-side"));
        }
        if !(2..=2 * side).contains(&total) {
            return Err(Error::configuration(format!(
                "expected 2 to {} segments in a bead of at most {side} a side",
                2 * side
            ))
            .found(total.to_string())
            .help("see --max-total"));
        }
        Ok(BeadTypes { side, total })
    }

    /// Most segments on a side.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Most segments together.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Most target segments of a bead with so many source segments, or the other way round; 0 if there is
    /// none.
    pub(crate) fn beside(&self, segments: usize) -> usize {
        self.side.min(self.total.saturating_sub(segments))
    }

    /// The types with both sides, smallest first; ties in weight go to the first.
    pub fn both_sides(&self) -> Vec<BeadType> {
        let mut types: Vec<BeadType> = (1..=self.side)
            .flat_map(|source| (1..=self.side).map(move |target| BeadType { source, target }))
            .filter(|t| t.source + t.target <= self.total)
            .collect();
        types.sort_by_key(|t| (t.source + t.target, t.source.abs_diff(t.target), t.source));
        types
    }
}

impl Default for BeadTypes {
    /// Up to 5 segments on a side and 6 together.
    fn default() -> Self {
        BeadTypes { side: 5, total: 6 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_type_comes_first() {
        let types = BeadTypes::default().both_sides();
        assert_eq!(types[0].to_string(), "1-1");
        assert!(types.iter().all(|t| t.source + t.target <= 6));
        assert_eq!(types.len(), 15);
    }
}
