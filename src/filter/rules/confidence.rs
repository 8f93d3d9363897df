//! How sure the aligner is of a bead, and how sure we are that its sides are translations.

use super::super::pair::Pair;
use super::Figure;

/// The bead's posterior; nothing where the format that was read has none.
pub(super) fn score(pair: &Pair<'_>) -> Option<Figure> {
    pair.unit.score.map(Figure::from)
}

/// The quality of the pair by itself; nothing without a scorer.
pub(super) fn quality(pair: &Pair<'_>) -> Option<Figure> {
    pair.quality().map(Figure::from)
}

#[cfg(test)]
mod tests {
    use super::super::super::config::FilterConfig;
    use super::super::super::judge::Filter;
    use super::super::super::testing::unit;

    #[test]
    fn a_bead_that_is_hardly_likely_is_dropped_and_one_without_a_score_is_not() {
        let filter = Filter::new(&FilterConfig::default(), None);
        let mut unit = unit("Il pleut encore.", "It is raining again.");
        assert_eq!(filter.judge(&unit).drop, None);
        unit.score = Some(0.01);
        assert_eq!(filter.judge(&unit).drop.map(|d| d.rule), Some("score"));
        unit.score = Some(0.9);
        assert_eq!(filter.judge(&unit).drop, None);
    }
}
