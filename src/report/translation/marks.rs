//! What an output says otherwise than the reference, word by word.

use similar::{ChangeTag, TextDiff};

/// A stretch of an output, beside the reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stretch<'a> {
    /// The reference says the same here.
    Same(&'a str),
    /// Other words than the reference's, which are in the second field; it may be empty.
    Other(&'a str, String),
    /// The reference says more here.
    Missing(String),
}

/// Cuts `output` into stretches that agree with `reference` and stretches that do not.
pub(super) fn marks<'a>(reference: &'a str, output: &'a str) -> Vec<Stretch<'a>> {
    let diff = TextDiff::from_unicode_words(reference, output);
    let mut stretches: Vec<Stretch<'a>> = Vec::new();
    let (mut start, mut end) = (0, 0);
    let mut missing = String::new();
    let mut same = true;
    let mut flush = |start: &mut usize, end: usize, same: bool, missing: &mut String| {
        let text = &output[*start..end];
        *start = end;
        let said = std::mem::take(missing);
        match (text.is_empty(), said.trim().is_empty(), same) {
            (true, true, _) => {}
            (true, false, _) => stretches.push(Stretch::Missing(said)),
            (false, _, true) => stretches.push(Stretch::Same(text)),
            (false, ..) => stretches.push(Stretch::Other(text, said)),
        }
    };
    for change in diff.iter_all_changes() {
        let equal = change.tag() == ChangeTag::Equal;
        if equal != same {
            flush(&mut start, end, same, &mut missing);
            same = equal;
        }
        match change.tag() {
            ChangeTag::Delete => missing.push_str(change.value()),
            _ => end += change.value().len(),
        }
    }
    flush(&mut start, end, same, &mut missing);
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_and_missing_words_are_told_apart() {
        let found = marks(
            "The old bridge links both banks.",
            "The bridge joins both banks.",
        );
        assert_eq!(
            found,
            [
                Stretch::Same("The "),
                Stretch::Missing("old ".into()),
                Stretch::Same("bridge "),
                Stretch::Other("joins", "links".into()),
                Stretch::Same(" both banks."),
            ]
        );
    }

    #[test]
    fn stretches_hold_the_whole_output() {
        for (reference, output) in [
            ("", "a b"),
            ("a b", ""),
            ("«a» b", "é — ok"),
            ("x y z", "x y z"),
        ] {
            let text: String = marks(reference, output)
                .into_iter()
                .map(|stretch| match stretch {
                    Stretch::Same(text) | Stretch::Other(text, _) => text,
                    Stretch::Missing(_) => "",
                })
                .collect();
            assert_eq!(text, output);
        }
    }
}
