//! Pairs the segments of French articles with their reference translations, scores every pairing,
//! and writes bilingual corpora.
//!
//! A pair of documents passes through the rooms in this order: [`io`] reads them, [`segment`] cuts
//! them into sentences, [`similarity`] gathers evidence on normalized text ([`normalize`]),
//! [`align`] chooses the beads, [`score`] says how sure we are of each, [`filter`] repairs and
//! judges them, and [`io`] writes them.
//! [`corpus`] does this for one pair or for thousands; [`evaluate`] compares the result with gold,
//! [`train`] learns the weights from it, [`report`] makes tables and pages of it, and in [`review`] a
//! person corrects it.
//!
//! # Invariants
//! - The source (French by default) always comes before the target; indices are 0-based, ranges
//!   half-open.
//! - An [`Alignment`](bitext::Alignment) covers every segment of both sides exactly once, in order.
//! - What is written is the original text; normalized text never leaves [`similarity`].
//! - The same input and options give the same bytes, at any number of threads.
//! - Nothing in the library prints or exits; what cannot be done is an [`Error`].
//!
//! # The job in a few lines
//! ```
//! use alinea::corpus::{Input, Pipeline};
//! use alinea::io::{self, Destination, Format, WriterOptions};
//!
//! let french = Input::Text("Le train part à 8 h. Il arrive à Lyon à midi.".into());
//! let english = Input::Text("The train leaves at 8. It arrives in Lyon at noon.".into());
//! let article = Pipeline::default().run("train", &french, &english)?.article;
//! assert_eq!(article.alignment.beads().len(), 2);
//!
//! let folder = tempfile::tempdir().unwrap();
//! let path = folder.path().join("train.tmx");
//! let mut writer = io::writer(Format::Tmx, Destination::from(path.as_path()), &WriterOptions::default())?;
//! for unit in article.units() {
//!     writer.write(&unit)?;
//! }
//! writer.finish()?;
//! assert!(path.exists());
//! # Ok::<(), alinea::Error>(())
//! ```

pub mod error;
pub mod bitext;
pub mod normalize;
pub mod segment;
pub mod similarity;
pub mod align;
pub mod score;
pub mod filter;
pub mod evaluate;
pub mod io;
pub mod corpus;
pub mod train;
pub mod report;
pub mod review;

pub use error::{Error, ErrorKind, Result};

/// The README's example, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
