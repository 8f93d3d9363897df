//! Records of articles: one JSON object a line, an article in ([`ArticleRecord`]) and its answer out
//! ([`AlignedAnswer`], [`ErrorAnswer`]). The rows of a list in JSON lines are the same records.
//!
//! Both carry a version, [`RECORD_VERSION`]. Within a version fields may be added and none is taken away
//! or given another meaning. [`schema`] is the JSON Schema of both, made of the types that are read and
//! written.

mod answer;
mod article;
mod code;
mod schema;

pub use answer::{AlignedAnswer, ErrorAnswer};
pub use article::{ArticleRecord, Given, ParagraphsOption, RecordOptions, given, probability};
pub use code::{CodedError, ErrorCode};
pub use schema::schema;

/// The version of the records.
pub const RECORD_VERSION: u32 = 1;
