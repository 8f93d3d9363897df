//! Alinea

pub mod error;
pub mod bitext;

pub use error::{Error, ErrorKind, Result};
