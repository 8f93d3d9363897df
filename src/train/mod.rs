//! Learning what the aligner ships with.

mod weights;
mod onnx;
mod pieces;
mod teacher;

pub use teacher::Teacher;
pub use weights::{Example, Training, train_weights};
