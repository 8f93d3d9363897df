//! Whether there is text on both sides, and whether it can be read.

use super::super::pair::{Pair, Text};
use super::Figure;

/// Segments of the only side.
pub(super) fn unpaired(pair: &Pair<'_>) -> Option<Figure> {
    let kind = pair.unit.bead_type();
    let alone = kind.source.max(kind.target);
    pair.unit
        .is_null()
        .then(|| Figure::with(alone as f64, kind.to_string()))
}

/// 1 where a side has no letter and no digit.
pub(super) fn empty(pair: &Pair<'_>) -> Option<Figure> {
    let has = |side: &Text| side.text.contains(char::is_alphanumeric);
    let [source, target] = pair.sides().map(has);
    (!source || !target).then(|| Figure::with(1.0, if source { "target" } else { "source" }))
}

/// Replacement characters and characters of no meaning on both sides.
pub(super) fn encoding(pair: &Pair<'_>) -> Option<Figure> {
    let lost = |c: &char| matches!(c, '\u{fffd}' | '\u{fffe}' | '\u{ffff}' | '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}');
    let texts = pair
        .sides()
        .map(|side| side.text.chars().filter(lost).count());
    Some((texts[0] + texts[1]).into())
}

impl From<usize> for Figure {
    fn from(value: usize) -> Self {
        Figure::from(value as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::drops;

    #[test]
    fn a_null_bead_is_unpaired() {
        assert!(drops("unpaired", "Seul.", ""));
        assert!(!drops("unpaired", "Seul.", "Alone."));
    }

    #[test]
    fn marks_alone_are_empty() {
        assert!(drops("empty", "…", "And then?"));
        assert!(drops("empty", "* * *", "* * *"));
        assert!(!drops("empty", "3", "3"));
    }

    #[test]
    fn characters_that_were_lost_are_not_read() {
        assert!(drops(
            "encoding",
            "L'\u{fffd}t\u{fffd} est là.",
            "Summer is here."
        ));
        assert!(!drops("encoding", "L'été est là.", "Summer is here."));
    }
}
