//! In which numbers a score is computed from sums: Python's, or those of NumPy's arrays.

/// The numbers that sacrebleu holds its sums in, which decides how its results round.
///
/// NumPy 2's rules are followed: a Python number beside a NumPy scalar takes that scalar's type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Arithmetic {
    /// Python's integers and floats: the score of a corpus, a document or a segment.
    #[default]
    Double,
    /// NumPy's float32: a bootstrap resample.
    Single,
    /// NumPy's int64: a trial of approximate randomisation; what is added to such a sum is cut to a
    /// whole number.
    Whole,
}

impl Arithmetic {
    /// `value`, a result of one operation, as this arithmetic holds it. One operation on float32
    /// computed in double precision and rounded gives the same bits as float32 itself.
    pub fn round(self, value: f64) -> f64 {
        match self {
            Arithmetic::Single => f64::from(value as f32),
            Arithmetic::Double | Arithmetic::Whole => value,
        }
    }

    /// `sum` with `value` added in place.
    pub fn add(self, sum: f64, value: f64) -> f64 {
        match self {
            Arithmetic::Double => sum + value,
            Arithmetic::Single => self.round(sum + self.round(value)),
            Arithmetic::Whole => (sum + value).trunc(),
        }
    }

    /// Whether scores are float32.
    pub(crate) fn is_single(self) -> bool {
        self == Arithmetic::Single
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_added_to_a_whole_sum_is_lost() {
        assert_eq!(Arithmetic::Whole.add(3.0, 0.5), 3.0);
        assert_eq!(Arithmetic::Double.add(3.0, 0.5), 3.5);
    }

    #[test]
    fn single_precision_rounds_a_third() {
        assert_eq!(
            Arithmetic::Single.round(1.0 / 3.0),
            f64::from(1.0_f32 / 3.0)
        );
    }
}
