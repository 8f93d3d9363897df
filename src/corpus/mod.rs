//! The job: from files to aligned articles, one pair or a whole corpus.
//!
//! [`Pipeline`] takes one pair of files or texts through reading, segmenting, aligning and scoring.
//! [`pair_folders`] finds the pairs of two folders. [`align_articles`] does all pairs on all cores, sets
//! aside what fails, and keeps what is done in a [`Journal`], so that a job that was killed goes on
//! where it was; [`assemble()`] makes of the journal the outputs, in the order of the inputs;
//! [`CardFigures`] tells what came of it. Several processes share a job by shards: each does a part of the
//! list ([`ShardJournal`]), and a [`ShardSet`] joins the parts. [`matching`] finds the pairs where names say nothing,
//! [`Duplicates`] what stands in a corpus twice, and [`Statistics`] says what is in one.
//! [`Worker`] answers a stream of records, an article each, for engines that run jobs of their own.
//! [`test_set`] reads the texts of test sets and brings them together for `evaluate`.

mod embedded;
mod pairing;
mod input;
mod inputs;
mod kept;
mod language;
mod pipeline;
mod record;
mod journal;
mod article;
mod build;
mod worker;
mod assemble;
mod staging;
mod shards;
mod split;
mod report;
mod gold;
mod models;
mod duplicates;
mod statistics;
mod summary;
mod card;
pub mod matching;
pub mod test_set;

pub use article::{ArticleJob, ArticleSettings, Ran};
pub use assemble::{Assembled, Assembly, Outputs, Records, assemble, in_order};
pub use build::{Build, Event, Learnt, align_articles, learn_lexicon, sha256};
pub use card::{CardFigures, CardFile, SplitFigures};
pub use duplicates::{Duplicates, FoundDuplicates};
pub use embedded::{Embedded, embedded};
pub use gold::{GoldRequest, GoldResult, evaluate_alignments};
pub use input::{Input, Loaded};
pub use inputs::{
    InputOptions, InputPlan, InputSource, Inputs, PairInput, Pattern, PlannedPair, Refused, Table,
};
pub use journal::{Journal, Resume};
pub use models::load_tables;
pub use pairing::{PairedFiles, Pairing, pair_folders};
pub use pipeline::{Pipeline, Processed};
pub use record::{AlignedRecord, BeadFigures, DropRecord, Judged, Outcome, Record, UnitRecord};
pub use report::{Report, ReportRow, read_articles_of_split, read_set_aside};
pub use shards::{
    DoneFile, JoinedShards, MergeFolder, Shard, ShardJournal, ShardList, ShardSet, ShardState,
};
pub use split::{Shares, Split, Splitting};
pub use staging::Staging;
pub use statistics::{SideStatistics, Spread, Statistics};
pub use summary::Summary;
pub use worker::{Answer, Worker};
