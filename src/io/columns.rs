//! Plain columns: one pair a line, cells set off by tabs, no header and no quoting, as many tools
//! write their pairs. Only read: the two columns that are named, and not the others, which is told.

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::encoding::{open_corpus, utf8_error};
use super::fields::{Assembler, SideFields, UnitFields};
use super::{Notes, ReaderOptions, article_name};
use crate::bitext::TranslationUnit;
use crate::error::{Error, ErrorKind, Result};

/// Which columns hold the texts, counted from 1.
///
/// ```
/// use alinea::io::Columns;
/// assert_eq!("4,3".parse(), Ok(Columns { source: 4, target: 3 }));
/// assert!("0,1".parse::<Columns>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    /// The source's column.
    pub source: usize,
    /// The target's column.
    pub target: usize,
}

impl FromStr for Columns {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let number = |text: &str| text.trim().parse::<usize>().ok().filter(|n| *n > 0);
        let columns = text.split_once(',').and_then(|(source, target)| {
            Some(Columns {
                source: number(source)?,
                target: number(target)?,
            })
        });
        columns.ok_or_else(|| {
            Error::configuration("expected two columns, counted from 1, such as 1,2")
                .found(format!("`{text}`"))
        })
    }
}

/// Reads plain columns line by line. It ends after the first error.
pub struct ColumnsReader {
    input: Box<dyn BufRead + Send>,
    columns: Columns,
    path: PathBuf,
    line: usize,
    buffer: Vec<u8>,
    assembler: Assembler,
    failed: bool,
    past_errors: bool,
    notes: Notes,
}

impl ColumnsReader {
    /// Opens `path`, or standard input for `-`.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(path: &Path, columns: Columns, options: &ReaderOptions) -> Result<Self> {
        Ok(ColumnsReader {
            input: open_corpus(path, options)?,
            columns,
            path: path.to_path_buf(),
            line: 0,
            buffer: Vec::new(),
            assembler: Assembler::new(options, &article_name(path)),
            failed: false,
            past_errors: options.past_errors,
            notes: options.notes.clone(),
        })
    }

    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        self.buffer.clear();
        self.line += 1;
        let count = self.input.read_until(b'\n', &mut self.buffer);
        if count.map_err(|e| Error::io("read", &e))? == 0 {
            return Ok(None);
        }
        let line = std::str::from_utf8(&self.buffer).map_err(|_| utf8_error(&self.buffer))?;
        let line = line.trim_end_matches(['\n', '\r']);
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |column: usize| {
            let text = cells.get(column - 1).ok_or_else(|| {
                Error::format(format!(
                    "expected at least {column} columns set off by tabs"
                ))
                .found(cells.len().to_string())
                .help("name the columns of source and target with --columns")
            })?;
            Ok(SideFields::of_text((*text).to_owned()))
        };
        let fields = UnitFields {
            source: cell(self.columns.source)?,
            target: cell(self.columns.target)?,
            ..UnitFields::default()
        };
        let Columns { source, target } = self.columns;
        for at in (1..=cells.len()).filter(|at| *at != source && *at != target) {
            if !cells[at - 1].is_empty() {
                let thing = format!("cells of column {at}");
                self.notes
                    .left_out(&self.path, &thing, "for they have no name");
            }
        }
        self.assembler.unit(fields).map(Some)
    }
}

impl Iterator for ColumnsReader {
    type Item = Result<TranslationUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let unit = self.read();
        self.failed = unit
            .as_ref()
            .is_err_and(|e| !self.past_errors || e.kind() != ErrorKind::Format);
        unit.map_err(|e| e.at(&self.path).line(self.line))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, columns: &str) -> Result<Vec<TranslationUnit>> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pairs.tsv");
        std::fs::write(&path, text).expect("writes");
        let columns = columns.parse().expect("columns");
        ColumnsReader::open(&path, columns, &ReaderOptions::default())?.collect()
    }

    #[test]
    fn quotation_marks_and_empty_cells_are_text() {
        let units = read("x\t\"Oui\" ou\tYes\r\ny\t\tNo", "2,3").expect("reads");
        assert_eq!(units[0].source_text(), "\"Oui\" ou");
        assert_eq!(units[0].target_text(), "Yes");
        assert_eq!(units[1].source_text(), "");
        assert_eq!((units.len(), units[1].bead), (2, 1));
    }

    #[test]
    fn a_line_with_too_few_columns_is_named() {
        let error = read("a\tb\nc\n", "1,2").expect_err("is refused");
        assert_eq!(error.line_number(), Some(2));
        assert!(error.to_string().contains("found 1"), "{error}");
    }
}
