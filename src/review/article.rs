//! An article under review: its state, what was done to it, and how often.

use std::ops::Range;
use std::sync::Arc;

use crate::bitext::{Alignment, Article, Bead, Review, Segment, Side, TranslationUnit};
use crate::error::Result;

use super::operation::{Operation, plan};
use super::refusal::Refusal;
use super::state::{Change, ReviewBead, State};

/// An article with its history.
#[derive(Debug, Clone)]
pub struct ReviewArticle {
    /// Its name, languages and metadata.
    pub article: Arc<Article>,
    state: State,
    done: Vec<Change>,
    undone: Vec<Change>,
    revision: usize,
    /// Whether segments are missing in the corpus, so that they have other numbers here.
    renumbered: bool,
}

impl ReviewArticle {
    pub(super) fn new(article: Arc<Article>) -> Self {
        ReviewArticle {
            article,
            state: State::default(),
            done: Vec::new(),
            undone: Vec::new(),
            revision: 0,
            renumbered: false,
        }
    }

    /// The segments and beads as they are now.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// How many operations it has seen, undoing counted in.
    pub fn revision(&self) -> usize {
        self.revision
    }

    /// Whether something can be taken back, and whether something that was can be done again.
    pub fn history(&self) -> (bool, bool) {
        (!self.done.is_empty(), !self.undone.is_empty())
    }

    /// Whether the numbers of its segments are not those of the corpus, which leaves some out.
    pub fn is_renumbered(&self) -> bool {
        self.renumbered
    }

    /// Whether a person accepted or made every bead.
    pub fn is_settled(&self) -> bool {
        self.state.beads.iter().all(|b| b.review.is_settled())
    }

    /// Appends a unit of the corpus, or one that the filter dropped by that rule. One that is empty on both sides is no bead and is left out.
    pub(super) fn push(&mut self, unit: TranslationUnit, dropped: Option<String>) {
        let source = append(&mut self.state.source, &unit.source);
        let target = append(&mut self.state.target, &unit.target);
        let differs =
            |here: &Range<usize>, there: &Side| !there.indices.is_empty() && *here != there.indices;
        self.renumbered |= differs(&source, &unit.source) || differs(&target, &unit.target);
        if source.is_empty() && target.is_empty() {
            return;
        }
        self.state.beads.push(ReviewBead {
            bead: Bead::new(source, target),
            score: unit.score,
            quality: unit.quality,
            parts: unit.parts,
            crossing: unit.crossing,
            dropped,
            review: unit.review.unwrap_or_default(),
        });
    }

    /// The change that an operation would make now.
    ///
    /// # Errors
    /// An operation that cannot be done here.
    pub fn plan(&self, operation: &Operation) -> std::result::Result<Change, Refusal> {
        match operation {
            Operation::Undo => match self.done.last() {
                Some(change) => Ok(change.inverse()),
                None => Err(Refusal::NothingToUndo),
            },
            Operation::Redo => match self.undone.last() {
                Some(change) => Ok(change.clone()),
                None => Err(Refusal::NothingToRedo),
            },
            operation => plan(&self.state, operation),
        }
    }

    /// Makes a change that was planned by this operation on this state.
    pub(super) fn apply(&mut self, operation: &Operation, change: &Change) {
        self.state.apply(change);
        self.revision += 1;
        match operation {
            Operation::Undo => self.undone.extend(self.done.pop()),
            Operation::Redo => self.done.extend(self.undone.pop()),
            _ => {
                self.done.push(change.clone());
                self.undone.clear();
            }
        }
    }

    /// The beads as an alignment.
    ///
    /// # Errors
    /// None, unless this room is wrong: the operations keep the invariant.
    pub fn alignment(&self) -> Result<Alignment> {
        let beads = self.state.beads.iter().map(|b| b.bead.clone()).collect();
        Alignment::new(beads, self.state.source.len(), self.state.target.len())
    }

    /// Whether bead number `at` is not in the corpus: a filter dropped it, and no person settled it.
    pub fn is_dropped(&self, at: usize) -> bool {
        let bead = &self.state.beads[at];
        bead.dropped.is_some() && !bead.review.is_settled()
    }

    /// One translation unit a bead, in order, those that are dropped too.
    pub fn units(&self) -> impl Iterator<Item = TranslationUnit> + '_ {
        // A crossing names beads by their numbers, which a correction may have changed.
        let numbers_stand = !self.state.beads.iter().any(|b| b.review.corrected);
        self.state
            .beads
            .iter()
            .enumerate()
            .map(move |(number, bead)| {
                let review = self.state.review(number);
                TranslationUnit {
                    article: Arc::clone(&self.article),
                    bead: number,
                    source: side(&self.state.source, &bead.bead.source),
                    target: side(&self.state.target, &bead.bead.target),
                    score: bead.score,
                    quality: bead.quality,
                    parts: bead.parts,
                    crossing: bead.crossing.clone().filter(|_| numbers_stand),
                    review: (review != Review::default()).then_some(review),
                    extra: Vec::new(),
                }
            })
    }
}

fn side(segments: &[Segment], range: &Range<usize>) -> Side {
    let segments = &segments[range.clone()];
    Side {
        indices: range.clone(),
        paragraphs: segments.iter().map(|s| s.paragraph).collect(),
        segments: segments.iter().map(|s| s.text.clone()).collect(),
    }
}

/// Paragraphs never fall: where units stand out of order they count on.
fn append(segments: &mut Vec<Segment>, side: &Side) -> Range<usize> {
    let start = segments.len();
    for (at, text) in side.segments.iter().enumerate() {
        let before = segments.last().map_or(0, |s| s.paragraph);
        let paragraph = side.paragraphs.get(at).copied().unwrap_or(0);
        segments.push(Segment {
            text: text.clone(),
            paragraph: paragraph.max(before),
        });
    }
    start..segments.len()
}
