//! Evidence for a cut by itself: how the output looks there, and how the reference segment ends.

use super::document::Document;
use super::stream::Stream;
use super::units::{Initial, Role, Unit};
use super::vocabulary::Vocabulary;

/// What the last unit of a text is, closing quotes and brackets set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    Stop = 0,
    Pause = 1,
    Mark = 2,
    Word = 3,
}

/// Kinds of endings, and of initials.
pub(super) const KINDS: usize = 4;

/// How the text before a place ends.
pub(super) fn ending(units: &[Unit]) -> Ending {
    let aside = |u: &&Unit| !matches!(u.role, Role::Quote | Role::Close);
    match units.iter().rev().take(4).find(aside).map(|u| u.role) {
        Some(Role::Stop) => Ending::Stop,
        Some(Role::Pause) => Ending::Pause,
        Some(Role::Mark | Role::Open) => Ending::Mark,
        _ => Ending::Word,
    }
}

/// The first unit that is no quote or bracket.
pub(super) fn opening(units: &[Unit]) -> Option<&Unit> {
    let aside = |u: &&Unit| !matches!(u.role, Role::Quote | Role::Open);
    units.iter().take(4).find(aside)
}

/// How the text behind a place begins.
pub(super) fn initial(units: &[Unit]) -> usize {
    match opening(units).map(|u| u.initial) {
        Some(Initial::Upper) => 0,
        Some(Initial::Lower) => 1,
        Some(Initial::Digit) => 2,
        _ => 3,
    }
}

/// How far the line breaks of an output may be trusted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines {
    /// Share of its line breaks where a sentence could end.
    pub(super) stopped: f32,
    /// Lines a reference segment, or segments a line, whichever is below 1.
    pub(super) ratio: f32,
}

impl Lines {
    /// The habit of all documents of a job.
    pub(super) fn new(documents: &[Document]) -> Self {
        let (mut breaks, mut stopped, mut segments) = (0, 0, 0);
        for document in documents {
            segments += document.ends.len().saturating_sub(1);
            let Stream { units, places, .. } = &document.stream;
            for (at, _) in places.iter().enumerate().filter(|(_, p)| p.line_break) {
                breaks += 1;
                stopped += usize::from(ending(&units[..at]) == Ending::Stop);
            }
        }
        let (fewer, more) = (breaks.min(segments), breaks.max(segments));
        Lines {
            stopped: stopped as f32 / breaks.max(1) as f32,
            ratio: fewer as f32 / more.max(1) as f32,
        }
    }
}

/// Names of the values of [`edge`] that stand before the two tables.
pub(super) const NAMES: [&str; 12] = [
    "sentence",
    "sentence inside the segment's end",
    "line break",
    "line break, by lines a segment",
    "line break, by share of stops",
    "line break after a stop",
    "same last unit",
    "same last word",
    "same first word",
    "same second word",
    "same opening mark",
    "same closing mark",
];

/// Values of [`edge`].
pub(super) const VALUES: usize = NAMES.len() + 2 * KINDS * KINDS;

/// The evidence for a cut before unit `place` that ends segment `segment`.
pub(super) fn edge(
    document: &Document,
    vocabulary: &Vocabulary,
    lines: Lines,
    segment: usize,
    place: usize,
) -> [f32; VALUES] {
    let (ours, next) = (document.segment(segment), document.segment(segment + 1));
    let (before, after) = document.stream.units.split_at(place);
    let here = document.stream.places[place];
    let (ending_ours, ending_theirs) = (ending(ours), ending(before));
    let broken = f32::from(u8::from(here.line_break));
    let sentence = here.sentence;
    let mut values = [0.0; VALUES];
    values[0] = f32::from(u8::from(sentence));
    values[1] = f32::from(u8::from(sentence && ending_ours != Ending::Stop));
    values[2] = broken;
    values[3] = broken * lines.ratio;
    values[4] = broken * lines.stopped;
    values[5] = broken * f32::from(u8::from(ending_theirs == Ending::Stop));
    let same = |a: Option<&Unit>, b: Option<&Unit>| match (a, b) {
        (Some(a), Some(b)) => vocabulary.likeness(a, b),
        _ => 0.0,
    };
    values[6] = same(ours.last(), before.last());
    values[7] = same(word(ours.iter().rev()), word(before.iter().rev()));
    values[8] = same(word(next.iter()), word(after.iter()));
    values[9] = same(second(next), second(after));
    values[10] = f32::from(u8::from(marked(next.first()) == marked(after.first())));
    values[11] = f32::from(u8::from(marked(ours.last()) == marked(before.last())));
    let tables = NAMES.len();
    values[tables + ending_ours as usize * KINDS + ending_theirs as usize] = 1.0;
    let (ours, theirs) = (initial(next), initial(after));
    values[tables + KINDS * KINDS + ours * KINDS + theirs] = 1.0;
    values
}

/// The first of a few units that is no mark.
fn word<'u>(units: impl Iterator<Item = &'u Unit>) -> Option<&'u Unit> {
    units.take(5).find(|u| is_word(u))
}

fn second(units: &[Unit]) -> Option<&Unit> {
    units.iter().take(6).filter(|u| is_word(u)).nth(1)
}

fn is_word(unit: &Unit) -> bool {
    matches!(unit.role, Role::Word | Role::Number | Role::Ideograph)
}

/// Whether a unit is a quotation mark, a bracket or a dash; which of these.
fn marked(unit: Option<&Unit>) -> Option<Role> {
    unit.map(|u| u.role)
        .filter(|role| matches!(role, Role::Quote | Role::Open | Role::Close | Role::Mark))
}
