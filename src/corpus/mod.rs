//! The job: from files to aligned articles, one pair or a whole corpus.
//!
//! [`Pipeline`] takes one pair of files or texts through reading, segmenting, aligning and scoring.
//! [`pair_folders`] finds the pairs of two folders. [`build`] does all pairs on all cores and writes
//! them in order, sets aside what fails, and counts what it did. [`Duplicates`] finds what stands in a
//! corpus twice, and [`Statistics`] says what is in one.

mod embedded;
mod pairing;
mod pipeline;
mod build;
mod report;
mod gold;
mod models;
mod duplicates;
mod statistics;
mod summary;

pub use build::{Build, Outcome, Row, build};
pub use duplicates::{Duplicates, FoundDuplicates};
pub use embedded::{Embedded, embedded};
pub use gold::{GoldRequest, GoldResult, evaluate_alignments};
pub use models::load_tables;
pub use pairing::{PairedFiles, Pairing, pair_folders};
pub use pipeline::{Input, Pipeline, Processed};
pub use report::Report;
pub use statistics::{SideStatistics, Spread, Statistics};
pub use summary::Summary;
