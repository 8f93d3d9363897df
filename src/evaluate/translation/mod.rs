//! Translations against references: BLEU, chrF, chrF++ and TER with sacrebleu's values and
//! signatures, and the significance of their differences.
//!
//! A [`Metric`] makes a few numbers of every segment (n-grams found, edits made, lengths); the score
//! of a corpus, of a document or of one segment comes from the sum of these rows, so that resampling
//! ([`significance`]) never reads a text again. [`measure`] fills one [`Statistics`] matrix for each
//! system, on all cores.
//!
//! The values are those of sacrebleu 2.6.0, bit for bit where Python's and NumPy's arithmetic can be
//! followed. What that asks for, and where we stand:
//!
//! - White space is Python's: U+001C to U+001F part words too ([`spaces`]).
//! - Lower case is the current Unicode's (Rust's), final sigma and İ as in Python; letters that were
//!   assigned after the Unicode version of the Python at hand differ.
//! - Punctuation, symbols and numbers of the `intl` tokenizer are those of the current Unicode, as in
//!   the `regex` package.
//! - 13a parts ASCII marks only: `l’eau` is one word, and `« mot »` without spaces keeps its
//!   guillemets. For French, show `intl` beside it.
//! - TER normalizes the references twice, as sacrebleu does: `Paul's,` becomes `paul 's ,` in a
//!   reference, but `paul's ,` in the hypothesis, so that a text has edits against itself.
//! - chrF takes the best reference of a segment, and the first of equals: with references that tie,
//!   the corpus score depends on their order.
//! - Randomised p-values of TER with three references are those that sacrebleu gives on processors with
//!   AVX-512; sacrebleu's own depend on the processor ([`significance`]).
//! - The number of references is the same for all segments.
//!
//! ```
//! use alinea::evaluate::translation::{Arithmetic, Bleu, Corpus, Scorer, measure};
//! let output = ["The cat sleeps on the mat."];
//! let reference = ["The cat is sleeping on the mat."];
//! let corpus = Corpus::new(vec![&output[..]], vec![&reference[..]])?;
//! let bleu = Bleu::default();
//! let statistics = &measure(&bleu, &corpus)[0];
//! let score = bleu.score(&statistics.sum(), Arithmetic::Double);
//! // sacrebleu 2.6.0 on the same texts.
//! assert!((score.value - 42.38365628278778).abs() < 1e-9);
//! # Ok::<(), alinea::Error>(())
//! ```

mod arithmetic;
mod bleu;
mod chrf;
mod corpus;
mod mean;
mod metric;
pub mod numbers;
mod overlap;
mod random;
mod resampler;
mod results;
mod signature;
pub mod significance;
pub mod spaces;
mod statistics;
mod summation;
mod ter;
mod tokenize;
mod words;

pub use arithmetic::Arithmetic;
pub use bleu::{Bleu, Smoothing};
pub use chrf::Chrf;
pub use corpus::{Corpus, measure};
pub use mean::Mean;
pub use metric::{Block, Description, Metric, Score, Scorer};
pub use results::{DAMPING, Difference, DocumentSpan, MetricResults, Results, Scored, Test, Wins};
pub use signature::{Resampled, Signature};
pub use statistics::Statistics;
pub use ter::Ter;
pub use tokenize::Tokenizer;
