//! The state of an article under review, and changes of it that can be turned around.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::bitext::{Bead, Crossing, Review, ScoreParts, Segment};

use super::operation::Which;

/// A bead with what the aligner and the person said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewBead {
    /// Its segments.
    pub bead: Bead,
    /// The aligner's score, 0 to 1, up is better; `None` for a bead that a person made.
    pub score: Option<f64>,
    /// The quality of the pair by itself, likewise.
    pub quality: Option<f64>,
    /// What speaks for it, likewise.
    pub parts: Option<ScoreParts>,
    /// What it makes with others out of order, likewise.
    pub crossing: Option<Arc<Crossing>>,
    /// The filter's rule that dropped it from the corpus, until a person settles it.
    pub dropped: Option<String>,
    /// What the person said. `edited` here is what the corpus said when it was read; what was edited
    /// since is known of the segments ([`State::review`]).
    pub review: Review,
}

impl ReviewBead {
    /// A bead that a person made.
    pub fn made(bead: Bead) -> Self {
        ReviewBead {
            bead,
            score: None,
            quality: None,
            parts: None,
            crossing: None,
            dropped: None,
            review: Review {
                corrected: true,
                ..Review::default()
            },
        }
    }
}

/// Segments and beads; the beads cover both sides once and in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// Source segments.
    pub source: Vec<Segment>,
    /// Target segments.
    pub target: Vec<Segment>,
    /// Beads in order.
    pub beads: Vec<ReviewBead>,
    /// Source and target segments whose text a person changed.
    pub edited: [BTreeSet<usize>; 2],
}

impl State {
    /// The segments of a side.
    pub fn side(&self, which: Which) -> &[Segment] {
        match which {
            Which::Source => &self.source,
            Which::Target => &self.target,
        }
    }

    /// What was said of a bead, its edited segments counted in.
    pub fn review(&self, at: usize) -> Review {
        let bead = &self.beads[at];
        let edited = |set: &BTreeSet<usize>, range: &std::ops::Range<usize>| {
            set.range(range.clone()).next().is_some()
        };
        Review {
            edited: bead.review.edited
                || edited(&self.edited[0], &bead.bead.source)
                || edited(&self.edited[1], &bead.bead.target),
            ..bead.review.clone()
        }
    }

    /// Applies a change that was planned on this very state.
    pub fn apply(&mut self, change: &Change) {
        let end = change.at + change.before.len();
        self.beads.splice(change.at..end, change.after.clone());
        if let Some(text) = &change.text {
            let side = match text.side {
                Which::Source => &mut self.source,
                Which::Target => &mut self.target,
            };
            side[text.segment].text.clone_from(&text.after);
            let edited = &mut self.edited[text.side as usize];
            if text.edited_after {
                edited.insert(text.segment);
            } else {
                edited.remove(&text.segment);
            }
        }
    }
}

/// A few beads next to each other in place of others that cover the same segments, or a new text.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Number of the first bead that changes, from 0.
    pub at: usize,
    /// The beads that stood there.
    pub before: Vec<ReviewBead>,
    /// The beads that stand there now.
    pub after: Vec<ReviewBead>,
    /// The text that changed.
    pub text: Option<TextChange>,
}

impl Change {
    /// The change back.
    #[must_use]
    pub fn inverse(&self) -> Change {
        Change {
            at: self.at,
            before: self.after.clone(),
            after: self.before.clone(),
            text: self.text.as_ref().map(TextChange::inverse),
        }
    }
}

/// The new text of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextChange {
    /// On which side.
    pub side: Which,
    /// Which segment, from 0.
    pub segment: usize,
    /// Its text before.
    pub before: String,
    /// Its text now.
    pub after: String,
    /// Whether it counted as edited before.
    pub edited_before: bool,
    /// Whether it counts as edited now.
    pub edited_after: bool,
}

impl TextChange {
    fn inverse(&self) -> TextChange {
        TextChange {
            side: self.side,
            segment: self.segment,
            before: self.after.clone(),
            after: self.before.clone(),
            edited_before: self.edited_after,
            edited_after: self.edited_before,
        }
    }
}
