//! Whether both sides end as sentences do.

use super::super::pair::{Pair, Text};
use super::Figure;

/// Words under which a side may be a heading or a label, which need no final mark.
const WORDS: usize = 4;

/// 1 where one side ends in a final mark and the other in a letter or a digit: a side that breaks
/// off. Quotation marks and brackets at the end are looked through; any other mark counts as an end.
pub(super) fn punctuation(pair: &Pair<'_>) -> Option<Figure> {
    let [source, target] = pair.sides().map(end);
    let breaks = match (source, target) {
        (End::Final, End::Open) => "target",
        (End::Open, End::Final) => "source",
        _ => return None,
    };
    let long = pair.greater(|side| side.words().len() as f64) >= WORDS as f64;
    long.then(|| Figure::with(1.0, breaks))
}

/// How a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// A full stop, a question mark and the like.
    Final,
    /// A letter or a digit.
    Open,
    /// Anything else.
    Other,
}

/// How a side ends, quotation marks and brackets at the end looked through.
///
/// ```
/// use alinea::bitext::Language;
/// use alinea::filter::{End, Text, end};
/// let ends = |text: &str| end(&Text::new(text.into(), &Language::french()));
/// assert_eq!(ends("« Je viendrai demain. »"), End::Final);
/// assert_eq!(ends("Le nouveau budget"), End::Open);
/// assert_eq!(ends("Le nouveau budget :"), End::Other);
/// ```
pub fn end(side: &Text) -> End {
    let closing = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '\'' | '”' | '“' | '’' | '‘' | '»' | '«' | ')' | ']' | '›' | '*'
            )
    };
    match side.text.trim_end_matches(closing).chars().next_back() {
        Some('.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।') => End::Final,
        Some(c) if c.is_alphanumeric() => End::Open,
        _ => End::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::drops;

    #[test]
    fn a_side_that_breaks_off_is_seen() {
        let french = "Le maire a ouvert la nouvelle école hier.";
        assert!(drops(
            "punctuation",
            french,
            "The mayor opened the new school yesterday"
        ));
        assert!(drops(
            "punctuation",
            "Il a dit « oui, je viendrai demain",
            "He said, “yes, I will come tomorrow.”"
        ));
    }

    #[test]
    fn other_marks_headings_and_labels_are_kept() {
        let french = "Le maire a ouvert la nouvelle école :";
        assert!(!drops(
            "punctuation",
            french,
            "The mayor opened the new school."
        ));
        assert!(!drops("punctuation", "Le nouveau budget", "The new budget"));
        assert!(!drops("punctuation", "Annexe A.", "Appendix A"));
        assert!(!drops(
            "punctuation",
            "« Je viendrai demain. »",
            "“I will come tomorrow.”"
        ));
    }
}
