//! Stretches of one side that have no counterpart on the other: what was left out, what was added.
//!
//! Every word has a gain: positive, up to a rare word's weight, where one-to-one matching leaves it
//! over; negative where it is matched. A stretch is a row of words with a greatest sum of gains:
//! `sum(w) = max(sum(w - 1), 0) + gain(w)` in reading order, begun where the sum leaves 0 and ended
//! where it was greatest (Kadane's recurrence, begun anew after each stretch). What a free
//! translation leaves over on *both* sides is no omission: of a stretch's sum, [`FREE`] times all that
//! the other side leaves over is taken off. A stretch counts from a sum of [`LEAST`] words and
//! [`WORDS`] words left over, and only where the other side is a translation for the most part: where it
//! leaves over no more than [`OTHER`] of its own weight. Stretches of the source are omissions, those of the output additions;
//! with the sides swapped they change places.
//!
//! Time is linear in the words, after the matching. It fails for single words and short phrases that
//! are left out, for text whose words the tables do not know on both sides, and where a stretch was
//! replaced by another of like length.

use serde::Serialize;

use std::ops::Range;

use super::checker::{CheckedText, Look};

/// Weight of a word of which one is counted.
const WORD: f64 = 7.0;

/// Weight from which a word carries meaning.
const CONTENT: f32 = 2.5;

/// The sum of gains that a stretch must reach, in words of weight [`WORD`].
const LEAST: f64 = 1.6;

/// Words of meaning left over that it must have.
const WORDS: usize = 3;

/// What of the other side's words left over is taken off.
const FREE: f64 = 1.0;

/// What share of the other side's words of meaning may be left over.
const OTHER: f64 = 0.5;

/// How far under its greatest sum a stretch is followed.
const APART: f64 = 0.9;

/// A stretch of one side without a counterpart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stretch {
    /// Its text.
    pub text: String,
    /// Where it stands in the text that was checked, in bytes.
    #[serde(skip)]
    pub range: Range<usize>,
    /// How much is left over, about, in words; up is more.
    pub words: f64,
    /// Whether it is a segment that faces nothing at all, not a part of one.
    pub whole: bool,
}

impl Stretch {
    /// A segment that faces nothing.
    pub(crate) fn whole(text: &str) -> Self {
        Stretch {
            text: text.to_owned(),
            range: 0..text.len(),
            words: crate::segment::words::words(text).count() as f64,
            whole: true,
        }
    }
}

/// Omissions and additions.
pub(super) fn stretches(look: &Look<'_>) -> [Vec<Stretch>; 2] {
    let gains = [0, 1].map(|side| gains(look, side));
    let left = [0, 1].map(|side| left_over(&gains[side]));
    // Of an output that has little to do with the source nothing was left out.
    let other_text = |side: usize| {
        let content = gains[side].iter().filter(|gain| gain.content);
        let all: f64 = content.map(|gain| gain.weight).sum();
        left[side] > OTHER * all
    };
    [0, 1].map(|side| {
        if other_text(1 - side) {
            return Vec::new();
        }
        let found = rows(&gains[side]).into_iter().filter_map(|(row, sum)| {
            let sum = sum - FREE * left[1 - side];
            let words = gains[side][row.clone()].iter();
            let content = words
                .filter(|gain| gain.content && gain.value > 0.0)
                .count();
            (sum >= LEAST && content >= WORDS)
                .then(|| shown(look.sides()[side], &gains[side], row, sum))
        });
        found.collect()
    })
}

/// What a word adds to a stretch.
#[derive(Debug, Clone, Copy)]
struct Gain {
    value: f64,
    /// The word's weight, in words of weight [`WORD`].
    weight: f64,
    content: bool,
}

fn gains(look: &Look<'_>, side: usize) -> Vec<Gain> {
    let text = look.sides()[side];
    let of = |word: Option<usize>| {
        // Figures are matched elsewhere and neither lengthen nor shorten a stretch.
        let Some(word) = word else {
            return Gain {
                value: 0.0,
                weight: 0.0,
                content: false,
            };
        };
        let weight = text.side.word(word).weight;
        Gain {
            value: (2.0 * look.matches[side][word].left - 1.0) * f64::from(weight) / WORD,
            weight: f64::from(weight) / WORD,
            content: weight >= CONTENT,
        }
    };
    text.places.iter().map(|place| of(place.word)).collect()
}

/// What a side leaves over, in words of meaning.
fn left_over(gains: &[Gain]) -> f64 {
    let left = gains.iter().filter(|gain| gain.content);
    left.map(|gain| gain.value.max(0.0)).sum()
}

/// Rows with a greatest sum, in order, with it.
fn rows(gains: &[Gain]) -> Vec<(Range<usize>, f64)> {
    let mut found = Vec::new();
    let (mut start, mut sum, mut best, mut end) = (0, 0.0, 0.0, 0);
    for (at, gain) in gains.iter().enumerate() {
        sum += gain.value;
        if sum > best {
            (best, end) = (sum, at + 1);
        }
        if sum <= 0.0 || sum < best - APART {
            if best > 0.0 {
                found.push((start..end, best));
            }
            (start, sum, best) = (at + 1, 0.0, 0.0);
        }
    }
    if best > 0.0 {
        found.push((start..end, best));
    }
    found
}

/// A row with the light words around it, up to a mark or a word that is matched.
fn shown(side: &CheckedText, gains: &[Gain], row: Range<usize>, sum: f64) -> Stretch {
    let light = |at: usize| !gains[at].content || gains[at].value > 0.0;
    let joined = |before: usize, after: usize| {
        let between = side.places[before].range.end..side.places[after].range.start;
        let marks = |c: char| c.is_whitespace() || matches!(c, '\'' | '’' | '-');
        side.at(&between).chars().all(marks)
    };
    let Range { mut start, mut end } = row;
    while start > 0 && light(start - 1) && joined(start - 1, start) {
        start -= 1;
    }
    while end < gains.len() && light(end) && joined(end - 1, end) {
        end += 1;
    }
    let range = side.places[start].range.start..side.places[end - 1].range.end;
    Stretch {
        text: side.at(&range).to_owned(),
        range,
        words: (sum * 100.0).round() / 100.0,
        whole: false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::CHECKER;
    use super::*;

    const FRENCH: &str = "Le maire a ouvert la nouvelle école hier matin, malgré la pluie battante et la grève des conducteurs d'autobus.";
    const ENGLISH: &str = "Yesterday morning the mayor opened the new school, despite pouring rain and the strike of the bus drivers.";

    fn judged(french: &str, english: &str) -> [Vec<String>; 2] {
        let judgement = CHECKER.judge(&CHECKER.source(french), &CHECKER.target(english));
        [judgement.omissions, judgement.additions]
            .map(|side| side.into_iter().map(|stretch| stretch.text).collect())
    }

    #[test]
    fn a_clause_left_out_is_an_omission() {
        assert_eq!(judged(FRENCH, ENGLISH), [[""; 0], [""; 0]]);
        let short = ENGLISH.split(", despite").next().expect("a beginning");
        let [omissions, additions] = judged(FRENCH, short);
        assert!(
            additions.is_empty() && omissions.len() == 1,
            "{omissions:?}"
        );
        assert!(
            omissions[0].contains("pluie battante et la grève"),
            "{omissions:?}"
        );
    }

    #[test]
    fn a_sentence_too_many_is_an_addition() {
        let more = format!("{ENGLISH} A brass band played old sailors' songs.");
        let [omissions, additions] = judged(FRENCH, &more);
        assert!(
            omissions.is_empty() && additions.len() == 1,
            "{additions:?}"
        );
        assert!(additions[0].contains("brass band played"), "{additions:?}");
    }

    #[test]
    fn another_text_altogether_is_neither() {
        let other = "Peel the apples, cut out the cores, and leave them to soak in lemon juice.";
        assert_eq!(judged(FRENCH, other), [[""; 0], [""; 0]]);
        assert_eq!(judged(FRENCH, ""), [[""; 0], [""; 0]]);
    }

    #[test]
    fn rows_begin_where_the_sum_leaves_zero() {
        let of = |values: &[f64]| {
            let gains: Vec<Gain> = values
                .iter()
                .map(|value| Gain {
                    value: *value,
                    weight: 1.0,
                    content: true,
                })
                .collect();
            rows(&gains)
        };
        assert_eq!(
            of(&[-1.0, 1.0, -0.5, 2.0, -3.0, 0.5]),
            [(1..4, 2.5), (5..6, 0.5)]
        );
        assert_eq!(of(&[-1.0, 0.0]), []);
        assert_eq!(of(&[]), []);
    }
}
