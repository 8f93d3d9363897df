//! From a record to the pair that it names.

use std::path::Path;

use crate::error::Error;
use crate::io::records::{ArticleRecord, CodedError, ErrorCode, Given};

use super::super::input::Input;
use super::PairInput;
use super::unique::{Found, Unique};

/// The pair of a record, under a name; its files are named from `folder` on.
pub(super) fn pair_of(id: String, record: ArticleRecord, folder: &Path) -> PairInput {
    let input = |given: Given| match given {
        Given::File(file) => Input::File(folder.join(file)),
        Given::Text(text) => Input::Text(text),
    };
    PairInput {
        metadata: record.metadata,
        probability: record.probability,
        languages: record.languages,
        options: record.options,
        ..PairInput::new(id, input(record.source), input(record.target))
    }
}

/// Makes pairs of the records of a stream, whose files are named from the present folder on, and every
/// id once.
#[derive(Default)]
pub(in crate::corpus) struct RecordPairs {
    unique: Unique,
}

impl RecordPairs {
    /// The pair of a record, which needs a new id.
    pub fn pair(&mut self, record: ArticleRecord) -> Result<PairInput, CodedError> {
        let Some(id) = record.id.clone() else {
            let missing = Error::format("expected a value in field `id`").found("none");
            return Err(ErrorCode::MissingField.with(missing));
        };
        let found = Found {
            pair: pair_of(id, record, Path::new("")),
            made: false,
            place: Error::format("expected a new value in field `id`"),
        };
        self.unique.check(found).map_err(|refused| CodedError {
            code: ErrorCode::DuplicateId,
            error: refused.error,
        })
    }
}
