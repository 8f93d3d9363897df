//! Learning what the aligner ships with.

mod weights;
mod wordfreq;
mod onnx;
mod pieces;
mod teacher;
mod salad;
mod eigen;
mod ridge;
mod vectors;
mod text;

pub use teacher::Teacher;
pub use text::TextSource;
pub use vectors::{ParallelText, Recipe, Vocabulary, train_vectors};
pub use weights::{Example, Training, train_weights};
pub use wordfreq::word_frequencies;
