//! What can be wrong with a record: a closed set of codes, for programs, beside the message for people.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// What is wrong with a record.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "code")]
pub enum ErrorCode {
    /// The line is no JSON object, or not UTF-8.
    NotJson,
    /// A field that is needed is missing, null or empty.
    MissingField,
    /// A field has a value that it cannot have.
    BadField,
    /// The record has another version.
    WrongVersion,
    /// The id stood in the stream before.
    DuplicateId,
    /// The line is longer than a record may be.
    TooLarge,
    /// A document cannot be read or decoded, or has no text.
    Unreadable,
    /// A document is in another language than the record says.
    WrongLanguage,
    /// The documents are no translations of one another.
    NotTranslations,
    /// The program itself failed on the record.
    Internal,
}

impl ErrorCode {
    /// All codes.
    pub const ALL: [ErrorCode; 10] = [
        ErrorCode::NotJson,
        ErrorCode::MissingField,
        ErrorCode::BadField,
        ErrorCode::WrongVersion,
        ErrorCode::DuplicateId,
        ErrorCode::TooLarge,
        ErrorCode::Unreadable,
        ErrorCode::WrongLanguage,
        ErrorCode::NotTranslations,
        ErrorCode::Internal,
    ];

    /// The error with this code.
    pub fn with(self, error: Error) -> CodedError {
        CodedError {
            code: self,
            error: Box::new(error),
        }
    }
}

/// An error with its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodedError {
    /// What is wrong, for programs.
    pub code: ErrorCode,
    /// What is wrong, for people.
    pub error: Box<Error>,
}

impl fmt::Display for CodedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for CodedError {}
