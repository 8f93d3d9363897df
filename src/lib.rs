//! Alinea

pub mod error;
pub mod bitext;
pub mod normalize;
pub mod segment;
pub mod similarity;
pub mod align;
pub mod evaluate;
pub mod train;

pub use error::{Error, ErrorKind, Result};
