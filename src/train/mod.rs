//! Learning what the aligner ships with.

mod weights;

pub use weights::{Example, Training, train_weights};
