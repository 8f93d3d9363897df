//! The output as one stream of units, and what stands at each place between two of them.

use std::ops::Range;

use crate::segment::{RuleSegmenter, Segmenter};

use super::units::{Role, Unit, units, unspaced};
use super::vocabulary::Vocabulary;

/// What stands before a unit; the last place is behind the last unit.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// A cut may fall here: white space that breaks, or a script without spaces.
    pub(super) cut: bool,
    /// The output has a line break here.
    pub(super) line_break: bool,
    /// A sentence ends here, by the rules of the language.
    pub(super) sentence: bool,
}

/// An output, read.
#[derive(Debug)]
pub(super) struct Stream {
    /// The lines with line breaks between them.
    pub(super) text: String,
    pub(super) units: Vec<Unit>,
    /// One more than units.
    pub(super) places: Vec<Place>,
}

impl Stream {
    pub(super) fn new<S: AsRef<str>>(
        lines: &[S],
        segmenter: &RuleSegmenter,
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let mut text = String::new();
        let mut ends = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                text.push('\n');
            }
            let start = text.len();
            text.push_str(line.as_ref());
            for sentence in segmenter.sentences(line.as_ref()) {
                ends.push(start + sentence.end);
            }
        }
        let units = units(&text, vocabulary);
        let places = places(&text, &units, &ends);
        Stream {
            text,
            units,
            places,
        }
    }

    /// Bytes of the units `from..to`, empty at its place where there is none.
    pub(super) fn range(&self, units: Range<usize>) -> Range<usize> {
        if units.is_empty() {
            let at = self
                .units
                .get(units.start)
                .map_or(self.text.trim_end().len(), |u| u.start);
            return at..at;
        }
        self.units[units.start].start..self.units[units.end - 1].end
    }
}

fn places(text: &str, units: &[Unit], ends: &[usize]) -> Vec<Place> {
    let mut places = vec![Place::default(); units.len() + 1];
    let mut ends = ends.iter().peekable();
    for at in 1..units.len() {
        let (before, after) = (&units[at - 1], &units[at]);
        let gap = &text[before.end..after.start];
        let mut sentence = false;
        while ends.next_if(|&&end| end <= after.start).is_some() {
            sentence = true;
        }
        let place = &mut places[at];
        place.line_break = gap.contains('\n');
        place.cut = gap.contains(breaks) || gap.is_empty() && between(text, before, after);
        // The end of a line counts where a sentence could end.
        place.sentence = sentence && (!place.line_break || stops(&units[..at]));
    }
    if let Some(first) = places.first_mut() {
        first.cut = true;
    }
    if let Some(last) = places.last_mut() {
        last.cut = true;
    }
    places
}

/// White space that a line may break at.
fn breaks(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

/// Whether a cut may fall between two units that touch.
fn between(text: &str, before: &Unit, after: &Unit) -> bool {
    let last = text[..before.end].chars().next_back().unwrap_or(' ');
    let next = text[after.start..].chars().next().unwrap_or(' ');
    let marks = matches!(
        after.role,
        Role::Stop | Role::Pause | Role::Close | Role::Mark
    );
    (unspaced(last) || unspaced(next)) && !marks && before.role != Role::Open
}

/// Whether the last mark before closing quotes and brackets is a stop.
pub(super) fn stops(units: &[Unit]) -> bool {
    let last = units
        .iter()
        .rev()
        .take(4)
        .find(|u| !matches!(u.role, Role::Quote | Role::Close));
    last.is_some_and(|u| u.role == Role::Stop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cuts(lines: &[&str]) -> Vec<String> {
        let mut vocabulary = Vocabulary::default();
        let stream = Stream::new(lines, &RuleSegmenter::new("fr"), &mut vocabulary);
        let mut pieces = vec![String::new()];
        for (place, unit) in stream.places.iter().zip(&stream.units).skip(1) {
            let _ = unit;
            pieces.push(
                [
                    (place.cut, 'c'),
                    (place.line_break, 'l'),
                    (place.sentence, 's'),
                ]
                .iter()
                .filter(|(is, _)| *is)
                .map(|(_, c)| *c)
                .collect(),
            );
        }
        pieces
    }

    #[test]
    fn cuts_fall_at_white_space_that_breaks_and_never_in_a_word() {
        assert_eq!(
            cuts(&["Oui\u{a0}! Non.", "L’an"]),
            ["", "", "cs", "", "cls", "", ""]
        );
    }

    #[test]
    fn a_line_without_a_stop_is_no_sentence() {
        assert_eq!(cuts(&["Titre", "Il dort."]), ["", "cl", "c", ""]);
    }

    #[test]
    fn scripts_without_spaces_are_cut_between_characters() {
        assert_eq!(cuts(&["我是。他"]), ["", "c", "", "cs"]);
    }
}
