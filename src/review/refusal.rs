//! Why an operation cannot be done: for a program a code, for a person a sentence.

use crate::error::{Error, ErrorKind};

/// Why an operation cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The article has no bead of that number.
    NoSuchBead,
    /// The article has no segment of that number.
    NoSuchSegment,
    /// A segment must not become empty.
    NoText,
    /// All is as it is asked to be.
    NothingChanges,
    /// No operation is left to take back.
    NothingToUndo,
    /// Nothing was taken back last.
    NothingToRedo,
    /// The first bead has none before it.
    NoBeadBefore,
    /// The last bead has none after it.
    NoBeadAfter,
    /// A part to split off must have a segment and leave one.
    NoPart,
    /// The bead has no segment on the side that is to give one.
    NothingToMove,
    /// Only an omitted and an added segment can be linked, with null beads alone between them.
    NotOpposite,
    /// A bead of one segment cannot be taken apart.
    OneSegment,
}

/// What is planned, or why it cannot be.
pub(super) type Planned<T> = std::result::Result<T, Refusal>;

impl Refusal {
    /// All of them.
    pub const ALL: [Refusal; 12] = [
        Refusal::NoSuchBead,
        Refusal::NoSuchSegment,
        Refusal::NoText,
        Refusal::NothingChanges,
        Refusal::NothingToUndo,
        Refusal::NothingToRedo,
        Refusal::NoBeadBefore,
        Refusal::NoBeadAfter,
        Refusal::NoPart,
        Refusal::NothingToMove,
        Refusal::NotOpposite,
        Refusal::OneSegment,
    ];

    /// A name for programs, as the editor's page has it.
    pub fn code(self) -> &'static str {
        self.said().0
    }

    fn said(self) -> (&'static str, &'static str) {
        match self {
            Refusal::NoSuchBead => ("noSuchBead", "expected a bead of the article"),
            Refusal::NoSuchSegment => ("noSuchSegment", "expected a segment of the article"),
            Refusal::NoText => ("noText", "expected a text, found none"),
            Refusal::NothingChanges => ("nothingChanges", "nothing would change"),
            Refusal::NothingToUndo => ("nothingToUndo", "there is nothing to undo"),
            Refusal::NothingToRedo => ("nothingToRedo", "there is nothing to redo"),
            Refusal::NoBeadBefore => ("noBeadBefore", "there is no bead before it"),
            Refusal::NoBeadAfter => ("noBeadAfter", "there is no bead after it"),
            Refusal::NoPart => (
                "noPart",
                "expected a part of the bead, not all or nothing of it",
            ),
            Refusal::NothingToMove => ("nothingToMove", "the bead has no segment on this side"),
            Refusal::NotOpposite => (
                "notOpposite",
                "expected an omitted and an added segment with only null beads between",
            ),
            Refusal::OneSegment => (
                "oneSegment",
                "expected a bead of two segments or more, found one",
            ),
        }
    }

    /// The error of a caller who has no other words for it.
    pub fn error(self) -> Error {
        let error = Error::new(ErrorKind::Alignment, self.said().1);
        match self {
            Refusal::NotOpposite => error.help("merge the beads, or shift segments"),
            _ => error,
        }
    }
}
