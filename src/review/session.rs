//! A corpus with its journal: nothing counts before it is on the disk.

use std::path::Path;

use crate::error::Result;

use super::corpus::ReviewCorpus;
use super::journal::{Journal, JournalRecord};
use super::operation::Operation;
use super::refusal::Refusal;
use super::state::Change;

/// A corpus that a person corrects.
#[derive(Debug)]
pub struct Session {
    corpus: ReviewCorpus,
    journal: Journal,
}

/// What became of an operation.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is done and on the disk.
    Saved(Change),
    /// The one who asked had an older state in view; nothing was done.
    Conflict,
    /// It cannot be done; nothing was.
    Refused(Refusal),
}

impl Session {
    /// The corpus with what the journal at `path` has, which is begun where there is none.
    ///
    /// # Errors
    /// As [`Journal::open`].
    pub fn open(mut corpus: ReviewCorpus, path: &Path) -> Result<Self> {
        let journal = Journal::open(path, &mut corpus)?;
        Ok(Session { corpus, journal })
    }

    /// The corpus as it is now.
    pub fn corpus(&self) -> &ReviewCorpus {
        &self.corpus
    }

    /// Does an operation that was meant for `revision` of an article.
    ///
    /// # Errors
    /// An article that is not there, or a journal that cannot be written; nothing has changed then.
    pub fn act(
        &mut self,
        article: usize,
        revision: usize,
        operation: &Operation,
    ) -> Result<Outcome> {
        let reviewed = self.corpus.article(article)?;
        if reviewed.revision() != revision {
            return Ok(Outcome::Conflict);
        }
        // What cannot be done must not reach the journal.
        if let Err(refusal) = reviewed.plan(operation) {
            return Ok(Outcome::Refused(refusal));
        }
        self.journal.append(&JournalRecord {
            article: reviewed.article.id.clone(),
            revision: revision + 1,
            operation: operation.clone(),
        })?;
        self.corpus.apply(article, operation).map(Outcome::Saved)
    }
}
