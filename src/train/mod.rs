//! Learning what the aligner ships with.

mod lbfgs;
mod weights;
mod examples;
mod held_out;
mod simulation;
mod logistic;
mod negatives;
mod quality;
mod articles;
mod matching;
mod resegmentation;
mod wordfreq;
mod onnx;
mod pieces;
mod teacher;
mod salad;
mod eigen;
mod ridge;
mod language;
mod retrofit;
mod vectors;
mod text;

pub use articles::{GoldDocument, read_gold_documents, train_articles};
pub use examples::{GoldExamples, GoldSource};
pub use held_out::{HeldOut, Part};
pub use logistic::{area_under_curve, calibration_error};
pub use matching::{MatchFigures, train_matching};
pub use quality::{
    LabelledPair, MultiParallelText, QualityRecipe, cross_judged, judged, language_offsets,
    read_labels, train_quality,
};
pub use resegmentation::train_resegmentation;
pub use simulation::Simulation;
pub use teacher::Teacher;
pub use text::{TextSource, read_dictionary};
pub use vectors::{ParallelText, Recipe, Vocabulary, train_vectors};
pub use weights::{Example, Training, learn_lexicon, train_calibration, train_weights};
pub use wordfreq::word_frequencies;
