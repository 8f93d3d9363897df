//! A person's corrections of a corpus: what can be changed, how it is kept, and the local editor.
//!
//! A [`ReviewCorpus`] holds the articles of any corpus that [`io`](crate::io) reads. An [`Operation`]
//! (merge, split, shift, link, unlink, edit, accept, comment, undo, redo) is planned as a [`Change`] of
//! a few beads next to each other, which can be turned around; applying it never breaks the invariant
//! of an [`Alignment`](crate::bitext::Alignment): the beads cover both sides once and in order. A
//! [`Session`] writes every operation to a [`Journal`] beside the corpus before it counts, so that a
//! process that is killed loses nothing that it said was saved. [`Server`] shows the session to a
//! browser on the same machine; [`export()`] writes the corpus with its corrections.
//!
//! Time: an operation takes time linear in the beads after it in its article (a few are spliced in), and
//! one flush to the disk. Memory: the corpus, and its changes.
//!
//! ```
//! use alinea::bitext::TranslationUnit;
//! use alinea::io::{self, Format, ReaderOptions};
//! use alinea::review::{Operation, ReviewCorpus};
//!
//! let folder = tempfile::tempdir().unwrap();
//! let csv = folder.path().join("pairs.csv");
//! std::fs::write(&csv, "source,target\nIl pleut.,It rains\nSur la ville.,on the town.\n").unwrap();
//! let mut corpus = ReviewCorpus::read(io::reader(&csv, Format::Csv, &ReaderOptions::default())?)?;
//! corpus.apply(0, &Operation::Merge { bead: 0 })?;
//! let units: Vec<TranslationUnit> = corpus.units().collect();
//! assert_eq!(units[0].bead_type().to_string(), "2-2");
//! corpus.apply(0, &Operation::Undo)?;
//! assert_eq!(corpus.units().count(), 2);
//! # Ok::<(), alinea::Error>(())
//! ```

mod state;
mod refusal;
mod operation;
mod structure;
mod article;
mod corpus;
mod journal;
mod session;
mod export;
mod server;
#[cfg(test)]
mod testing;

pub use article::ReviewArticle;
pub use corpus::{Doubt, ReviewCorpus};
pub use export::{Exported, export, export_gold};
pub use journal::{Journal, JournalRecord, journal_path, read_journal};
pub use operation::{Direction, Operation, Which};
pub use refusal::Refusal;
pub use server::Server;
pub use session::{Outcome, Session};
pub use state::{Change, ReviewBead, State, TextChange};
