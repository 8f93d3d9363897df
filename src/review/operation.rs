//! What a person can do to an article, planned as a change: pure functions of the state.
//!
//! Operations on the bounds of beads are in [`structure`](super::structure).

use serde::{Deserialize, Serialize};

use crate::bitext::Review;

use super::refusal::{Planned, Refusal};
use super::state::{Change, ReviewBead, State, TextChange};
use super::structure;

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The source.
    Source = 0,
    /// The target.
    Target = 1,
}

/// Towards which neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The bead before.
    Previous,
    /// The bead after.
    Next,
}

/// What a person does. Beads and segments are numbered from 0 as they stand before the operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Operation {
    /// Makes one bead of this and the next.
    Merge {
        /// The first of the two.
        bead: usize,
    },
    /// Makes two beads of one.
    Split {
        /// Which.
        bead: usize,
        /// Source segments of the first part.
        source: usize,
        /// Target segments of the first part.
        target: usize,
    },
    /// Moves the outermost segment of a bead to its neighbour; a bead with nothing left goes.
    Shift {
        /// The bead that gives.
        bead: usize,
        /// On which side.
        side: Which,
        /// Which neighbour takes.
        to: Direction,
    },
    /// Makes a pair of an omitted and an added segment, with nothing but null beads between them.
    Link {
        /// One null bead.
        bead: usize,
        /// A null bead of the other side.
        other: usize,
    },
    /// Makes a null bead of each segment of a bead.
    Unlink {
        /// Which.
        bead: usize,
    },
    /// Changes the text of a segment; line breaks become spaces.
    Edit {
        /// On which side.
        side: Which,
        /// Which segment.
        segment: usize,
        /// Its new text, not empty.
        text: String,
    },
    /// Says of beads that they are right, or takes it back.
    Accept {
        /// The first.
        from: usize,
        /// The one after the last.
        to: usize,
        /// Whether they are right.
        accepted: bool,
    },
    /// Notes something about a bead; an empty text takes the note away.
    Comment {
        /// Which.
        bead: usize,
        /// The note.
        text: String,
    },
    /// Takes back the last operation on the article that was not taken back.
    Undo,
    /// Does again what was taken back last.
    Redo,
}

/// A bead of that number.
pub(super) fn bead(state: &State, at: usize) -> Planned<&ReviewBead> {
    state.beads.get(at).ok_or(Refusal::NoSuchBead)
}

/// The change that an operation makes; history ([`Operation::Undo`]) is not of one state, and refused.
pub(super) fn plan(state: &State, operation: &Operation) -> Planned<Change> {
    match operation {
        Operation::Merge { bead } => structure::merge(state, *bead),
        Operation::Split {
            bead,
            source,
            target,
        } => structure::split(state, *bead, (*source, *target)),
        Operation::Shift { bead, side, to } => structure::shift(state, *bead, *side, *to),
        Operation::Link { bead, other } => structure::link(state, *bead, *other),
        Operation::Unlink { bead } => structure::unlink(state, *bead),
        Operation::Edit {
            side,
            segment,
            text,
        } => edit(state, *side, *segment, text),
        Operation::Accept { from, to, accepted } => accept(state, *from, *to, *accepted),
        Operation::Comment { bead, text } => comment(state, *bead, text),
        Operation::Undo | Operation::Redo => Err(Refusal::NothingToUndo),
    }
}

fn edit(state: &State, side: Which, segment: usize, text: &str) -> Planned<Change> {
    let Some(before) = state.side(side).get(segment).map(|s| &s.text) else {
        return Err(Refusal::NoSuchSegment);
    };
    let after = one_line(text);
    if after.is_empty() {
        return Err(Refusal::NoText);
    }
    if after == *before {
        return Err(Refusal::NothingChanges);
    }
    let holds = |b: &ReviewBead| match side {
        Which::Source => b.bead.source.contains(&segment),
        Which::Target => b.bead.target.contains(&segment),
    };
    // The beads cover both sides, so one has it. It stands in the change for those who look at it.
    let at = state.beads.iter().position(holds).unwrap_or(0);
    let beads = state.beads.get(at..=at).unwrap_or_default().to_vec();
    Ok(Change {
        at,
        before: beads.clone(),
        after: beads,
        text: Some(TextChange {
            side,
            segment,
            before: before.clone(),
            after,
            edited_before: state.edited[side as usize].contains(&segment),
            edited_after: true,
        }),
    })
}

/// A segment is a line in many formats.
fn one_line(text: &str) -> String {
    let breaks = |c: char| {
        matches!(
            c,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    let lines: Vec<&str> = text
        .split(breaks)
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join(" ")
}

fn accept(state: &State, from: usize, to: usize, accepted: bool) -> Planned<Change> {
    if from >= to || to > state.beads.len() {
        return Err(Refusal::NoSuchBead);
    }
    let before = &state.beads[from..to];
    if before.iter().all(|b| b.review.accepted == accepted) {
        return Err(Refusal::NothingChanges);
    }
    let marked = |b: &ReviewBead| ReviewBead {
        review: Review {
            accepted,
            ..b.review.clone()
        },
        ..b.clone()
    };
    Ok(Change {
        at: from,
        after: before.iter().map(marked).collect(),
        before: before.to_vec(),
        text: None,
    })
}

fn comment(state: &State, at: usize, text: &str) -> Planned<Change> {
    let before = bead(state, at)?.clone();
    let comment = text.trim().to_owned();
    if comment == before.review.comment {
        return Err(Refusal::NothingChanges);
    }
    let mut after = before.clone();
    after.review.comment = comment;
    Ok(Change {
        at,
        before: vec![before],
        after: vec![after],
        text: None,
    })
}
