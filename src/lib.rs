//! Alinea

pub mod error;
pub mod bitext;
pub mod io;

pub use error::{Error, ErrorKind, Result};
