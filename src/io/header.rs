//! The header of a table whose columns go by their names: which columns are ours, and which hold what is
//! carried through.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::extras::{self, OTHER_FIELDS};
use super::{Notes, WriterOptions};
use crate::bitext::Extra;
use crate::error::{Error, Result};

/// The columns of a table that is read.
pub(super) struct Header {
    columns: HashMap<String, usize>,
    /// Columns that are not ours, with their names.
    others: Vec<(usize, Arc<str>)>,
    /// Columns without a name.
    unnamed: Vec<usize>,
    notes: Notes,
}

impl Header {
    /// The columns of these names, of which `own` are ours.
    ///
    /// # Errors
    /// A name that comes twice: which of two columns is meant is not guessed.
    pub fn new<'a>(
        names: impl IntoIterator<Item = &'a str>,
        own: &[&str],
        notes: &Notes,
    ) -> Result<Self> {
        let mut header = Header {
            columns: HashMap::new(),
            others: Vec::new(),
            unnamed: Vec::new(),
            notes: notes.clone(),
        };
        let mut again: Vec<&str> = Vec::new();
        for (at, name) in names.into_iter().enumerate() {
            let name = name.trim();
            if name.is_empty() {
                header.unnamed.push(at);
            } else if header.columns.insert(name.to_owned(), at).is_some() {
                again.push(name);
            } else if !own.contains(&name) && name != OTHER_FIELDS {
                header.others.push((at, name.into()));
            }
        }
        if !again.is_empty() {
            again.dedup();
            let found: Vec<_> = again.iter().map(|name| format!("`{name}`")).collect();
            return Err(Error::format("expected every column once in the header")
                .found(format!("{} more than once", found.join(", ")))
                .line(1)
                .help("give each column a name of its own"));
        }
        notes.add_columns(header.others.iter().map(|(_, name)| Arc::clone(name)));
        if header.has(OTHER_FIELDS) {
            // What is written of it needs the same column.
            notes.add_columns([OTHER_FIELDS.into()]);
        }
        Ok(header)
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.columns.len() + self.unnamed.len()
    }

    /// Whether there is a column of this name.
    pub fn has(&self, name: &str) -> bool {
        self.columns.contains_key(name)
    }

    /// The number of a column, from 0.
    pub fn at(&self, name: &str) -> Option<usize> {
        self.columns.get(name).copied()
    }

    /// What a row of the table at `path` holds in columns that are not ours; an empty cell is nothing.
    pub fn extra<'a>(&self, path: &Path, cell: impl Fn(usize) -> Option<&'a str>) -> Vec<Extra> {
        let mut extra = Vec::new();
        let full = |at: usize| cell(at).filter(|cell| !cell.is_empty());
        for (at, name) in &self.others {
            if let Some(cell) = full(*at) {
                extra.push(Extra::text(Arc::clone(name), cell));
            }
        }
        if let Some(cell) = self.at(OTHER_FIELDS).and_then(full)
            && !extras::push_object(&mut extra, cell)
        {
            extra.push(Extra::text(OTHER_FIELDS, cell));
        }
        for &at in &self.unnamed {
            if full(at).is_some() {
                self.notes
                    .left_out(path, "cells of columns without a name", "");
            }
        }
        extra
    }
}

/// The columns that a table which is written has after ours.
#[derive(Clone)]
pub(super) struct MoreColumns {
    columns: Vec<Arc<str>>,
    other_fields: bool,
}

impl MoreColumns {
    pub fn new(options: &WriterOptions) -> Self {
        MoreColumns {
            columns: options.columns.clone(),
            other_fields: options.other_fields,
        }
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let others = self.other_fields.then_some(OTHER_FIELDS);
        self.columns.iter().map(|name| &**name).chain(others)
    }

    /// Their cells in the row of a unit.
    ///
    /// # Errors
    /// None in practice: all that a unit has can be written as JSON.
    pub fn cells(&self, extra: &[Extra]) -> Result<Vec<String>> {
        let columns = self.columns.iter();
        let mut cells: Vec<String> = columns.map(|name| extras::cell(extra, name)).collect();
        if self.other_fields {
            let other = |name: &str| !self.columns.iter().any(|column| **column == *name);
            cells.push(extras::object(extra, other)?.unwrap_or_default());
        }
        Ok(cells)
    }
}
