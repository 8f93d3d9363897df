//! How much the output says: its length against the source's, and what it says twice.

use crate::filter::repeated_share;
use crate::normalize::fold;

use super::checker::{CheckedText, Look};
use super::{Figure, listed};

/// What is added to both lengths before they are compared, in characters: short texts differ more.
const SLACK: f64 = 15.0;

/// Most words of a row that is looked for twice.
const ROW: usize = 6;

/// Words that are said twice for a reason, folded.
const TWICE: &[&str] = &[
    "that", "had", "very", "so", "no", "yes", "many", "long", "much", "far", "again", "ha", "la",
    "nous", "vous", "tres", "non", "oui", "die", "der", "das", "never", "really", "blah", "bla",
];

/// Share of a side in rows said before from which it counts, beyond the source's.
const SHARE: f64 = 0.3;

/// How many times one side is longer than the other. Languages that write a word in one or two
/// characters are left out.
pub(super) fn length(look: &Look<'_>) -> Option<Figure> {
    let dense = |side: &CheckedText| matches!(side.text.language.primary(), "zh" | "ja" | "ko");
    if look.is_idle() || look.sides().into_iter().any(dense) {
        return None;
    }
    let [source, target] = look.sides().map(|side| side.text.characters);
    let ratio = (target as f64 + SLACK) / (source as f64 + SLACK);
    let detail = format!("{target} characters for {source} in the source");
    Some(Figure::new(ratio.max(1.0 / ratio), detail))
}

/// The words that the output says twice in a row, with those of the source taken off.
pub(super) fn repeats(look: &Look<'_>) -> Option<Figure> {
    if look.whole.is_some() {
        return None;
    }
    let [source, target] = look.sides();
    let (there, _) = said_twice(source);
    let (words, mut shown) = said_twice(target);
    let mut more = words.saturating_sub(there);
    let [before, share] = [source, target].map(|side| repeated_share(&side.text));
    if more == 0 && share - before >= SHARE {
        more = (share * target.places.len() as f64).ceil() as usize;
        shown = vec![target.text()];
    }
    let detail = format!("{} repeats what stands before it", listed(shown));
    (more > 0).then(|| Figure::new(more as f64, detail))
}

/// Rows of up to [`ROW`] words that follow themselves, with no more than a comma between: how many
/// words are said again, and the rows. Time is linear in the words times the square of [`ROW`].
fn said_twice(side: &CheckedText) -> (usize, Vec<&str>) {
    let words: Vec<String> = side.text.words().map(fold).collect();
    let is_number = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
    let (mut at, mut count, mut rows) = (0, 0, Vec::new());
    while at < words.len() {
        let same = |row: &usize| {
            let (first, second) = (at..at + row, at + row..at + 2 * row);
            second.end <= words.len()
                && words[first.clone()] == words[second]
                && !words[first].iter().all(is_number)
                && joined(side, at, *row)
        };
        let Some(row) = (1..=ROW).rev().find(same) else {
            at += 1;
            continue;
        };
        let known = row == 1 && TWICE.contains(&words[at].as_str());
        if !known {
            count += row;
            let range = side.places[at + row].range.start..side.places[at + 2 * row - 1].range.end;
            rows.push(side.at(&range));
        }
        at += row;
    }
    (count, rows)
}

/// Whether nothing but spaces stands before a word said again; before a row, a comma may.
fn joined(side: &CheckedText, at: usize, row: usize) -> bool {
    let between = side.places[at + row - 1].range.end..side.places[at + row].range.start;
    let spaces = |c: char| c.is_whitespace() || (row > 1 && c == ',');
    side.at(&between).chars().all(spaces)
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn an_output_much_shorter_or_longer_is_measured() {
        let french = "Le maire a ouvert la nouvelle école hier matin, sous une pluie battante.";
        let detail = found("length", french, "The mayor opened it.");
        assert_eq!(
            detail.as_deref(),
            Some("20 characters for 72 in the source")
        );
        let english = "Yesterday morning the mayor opened the new school in pouring rain.";
        assert!(found("length", french, english).is_none());
        assert!(found("length", "Oui.", &english.repeat(2)).is_some());
        assert!(found("length", "Oui.", "Certainly.").is_none());
    }

    #[test]
    fn what_is_said_twice_in_a_row_is_shown() {
        let french = "Le maire a ouvert la nouvelle école hier matin.";
        let detail = found(
            "repeats",
            french,
            "The mayor opened the the new school yesterday.",
        );
        assert_eq!(
            detail.as_deref(),
            Some("“the” repeats what stands before it")
        );
        let row = "The mayor opened the new school, the new school yesterday.";
        assert!(found("repeats", french, row).is_some());
        let more = "The mayor opened ".repeat(4);
        assert!(found("repeats", french, &more).is_some());
    }

    #[test]
    fn what_the_source_repeats_and_what_english_does_is_kept() {
        let french = "Il pleut, il pleut, bergère, presse tes blancs moutons.";
        let english = "It rains, it rains, shepherdess, hurry your white sheep.";
        assert!(found("repeats", french, english).is_none());
        assert!(found("repeats", "Il avait eu raison.", "He had had reason.").is_none());
        assert!(found("repeats", "Non ! Jamais.", "No. No, never.").is_none());
    }
}
