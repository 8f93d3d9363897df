//! Tables of any columns: CSV and TSV with a header, and JSON lines. Only read: lists of articles, and
//! articles themselves, come so.
//!
//! A row's fields go by their names; an empty cell, and `null`, is no field. Of JSON, numbers and truth
//! values become their text, lists are joined with `, `, objects become JSON, and the fields of an object
//! `metadata` are fields of the row. A row that is bad by itself is an error with its line, and the rows
//! after it are read all the same. One row is held at a time.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::compression::without_compression;
use super::delimited::{check_quotes, read_error};
use super::encoding::{Charset, open_stream, utf8_error};
use super::front_matter::plain;
use super::quotes::Quotes;
use crate::error::{Error, Result};

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line on which it begins, from 1.
    pub line: usize,
    /// Number of the row, from 1, without the header.
    pub number: usize,
    /// Its fields that are not empty.
    pub fields: BTreeMap<String, String>,
}

/// One row as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct RawRow {
    /// Line on which it begins, from 1.
    pub line: usize,
    /// Number of the row, from 1, without the header.
    pub number: usize,
    /// What is in it.
    pub content: Content,
}

/// What is in a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Cells that are not empty, by their columns.
    Cells(BTreeMap<String, String>),
    /// An object of JSON lines.
    Object(Map<String, Value>),
}

impl From<RawRow> for Row {
    fn from(raw: RawRow) -> Row {
        Row {
            line: raw.line,
            number: raw.number,
            fields: match raw.content {
                Content::Cells(fields) => fields,
                Content::Object(object) => texts(object),
            },
        }
    }
}

/// Reads rows one by one. It ends after an error of the disk, and goes on after one of a row.
pub struct RowReader {
    rows: Rows,
    path: PathBuf,
    number: usize,
    ended: bool,
}

enum Rows {
    Delimited {
        reader: Box<csv::Reader<Quotes>>,
        columns: Vec<String>,
    },
    Json {
        input: Box<dyn BufRead + Send>,
        line: usize,
    },
}

impl RowReader {
    /// Opens `path`, or standard input for `-`. The extension says the format (`.csv`, `.tsv`,
    /// `.jsonl`); without one, a file that begins with `{` is JSON lines, and one with a tab in its
    /// first line TSV.
    ///
    /// ```
    /// use alinea::io::rows::RowReader;
    /// let folder = tempfile::tempdir().unwrap();
    /// let path = folder.path().join("articles.csv");
    /// std::fs::write(&path, "id,source\nrain,fr/rain.txt\n").unwrap();
    /// let row = RowReader::open(&path, None)?.next().expect("a row")?;
    /// assert_eq!((row.line, row.fields["source"].as_str()), (2, "fr/rain.txt"));
    /// # Ok::<(), alinea::Error>(())
    /// ```
    ///
    /// # Errors
    /// A file that cannot be read, or a header that names a column twice.
    pub fn open(path: &Path, charset: Option<Charset>) -> Result<Self> {
        let mut input = open_stream(path, charset)?;
        let rows = match delimiter(path, &mut input).map_err(|e| e.at(path))? {
            Some(delimiter) => delimited(input, delimiter).map_err(|e| e.at(path))?,
            None => Rows::Json { input, line: 0 },
        };
        Ok(RowReader {
            rows,
            path: path.to_path_buf(),
            number: 0,
            ended: false,
        })
    }

    /// The names in the header; none for JSON lines, where each row has its own.
    pub fn columns(&self) -> Option<&[String]> {
        match &self.rows {
            Rows::Delimited { columns, .. } => Some(columns),
            Rows::Json { .. } => None,
        }
    }

    /// The table's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The rows as they stand, rather than as texts.
    pub fn raw(mut self) -> impl Iterator<Item = Result<RawRow>> + Send {
        std::iter::from_fn(move || self.next_raw())
    }

    fn read(&mut self) -> Result<Read> {
        match &mut self.rows {
            Rows::Delimited { reader, columns } => read_cells(reader, columns),
            Rows::Json { input, line } => read_object(input, line),
        }
    }

    fn next_raw(&mut self) -> Option<Result<RawRow>> {
        if self.ended {
            return None;
        }
        let row = self.read();
        self.number += 1;
        let number = self.number;
        match row {
            Ok(Some((line, content))) => Some(Ok(RawRow {
                line,
                number,
                content,
            })),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(error) => {
                self.ended = error.line_number().is_none();
                Some(Err(error.at(&self.path)))
            }
        }
    }
}

impl Iterator for RowReader {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_raw().map(|row| row.map(Row::from))
    }
}

/// What sets cells off; `None` for JSON lines.
fn delimiter(path: &Path, input: &mut Box<dyn BufRead + Send>) -> Result<Option<u8>> {
    let inner = without_compression(path);
    let extension = inner.extension().and_then(|e| e.to_str());
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => return Ok(Some(b',')),
        Some("tsv" | "tab") => return Ok(Some(b'\t')),
        Some("jsonl" | "ndjson" | "json") => return Ok(None),
        _ => {}
    }
    let head = input.fill_buf().map_err(|e| Error::io("read", &e))?;
    let first = head.split(|&b| b == b'\n').next().unwrap_or_default();
    Ok(if head.trim_ascii_start().starts_with(b"{") {
        None
    } else if first.contains(&b'\t') {
        Some(b'\t')
    } else {
        Some(b',')
    })
}

fn delimited(input: Box<dyn BufRead + Send>, delimiter: u8) -> Result<Rows> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(Quotes::new(input, delimiter));
    let header = reader.headers().cloned();
    check_quotes(&mut reader)?;
    let header = header.map_err(read_error)?;
    let columns: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let twice = columns
        .iter()
        .enumerate()
        .find(|(at, name)| !name.is_empty() && columns[..*at].contains(name));
    match twice {
        Some((_, name)) => Err(Error::format("expected a name once in the header")
            .found(format!("`{name}` twice"))
            .line(1)),
        None => Ok(Rows::Delimited {
            reader: Box::new(reader),
            columns,
        }),
    }
}

type Read = Option<(usize, Content)>;

fn read_cells(reader: &mut csv::Reader<Quotes>, columns: &[String]) -> Result<Read> {
    let mut record = csv::ByteRecord::new();
    let more = reader.read_byte_record(&mut record);
    check_quotes(reader)?;
    if !more.map_err(read_error)? {
        return Ok(None);
    }
    let position = record.position().map_or(0, csv::Position::line);
    let line = usize::try_from(position).unwrap_or(usize::MAX);
    if record.len() != columns.len() {
        let expected = format!("expected {} cells as in the header", columns.len());
        return Err(Error::format(expected)
            .found(record.len().to_string())
            .line(line));
    }
    let mut fields = BTreeMap::new();
    for (name, cell) in columns.iter().zip(&record) {
        let text = std::str::from_utf8(cell).map_err(|_| utf8_error(cell).line(line))?;
        if !name.is_empty() && !text.is_empty() {
            fields.insert(name.clone(), text.to_owned());
        }
    }
    Ok(Some((line, Content::Cells(fields))))
}

/// The next object; blank lines are passed over.
fn read_object(input: &mut Box<dyn BufRead + Send>, line: &mut usize) -> Result<Read> {
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let count = input.read_until(b'\n', &mut bytes);
        if count.map_err(|e| Error::io("read", &e))? == 0 {
            return Ok(None);
        }
        *line += 1;
        if !bytes.trim_ascii().is_empty() {
            break;
        }
    }
    let object = object(&bytes).map_err(|e| e.line(*line))?;
    Ok(Some((*line, Content::Object(object))))
}

/// The object of one line.
pub(super) fn object(line: &[u8]) -> Result<Map<String, Value>> {
    let text = std::str::from_utf8(line).map_err(|_| utf8_error(line))?;
    serde_json::from_str(text).map_err(|e| {
        let found = e.to_string();
        let found = found.split(" at line ").next().unwrap_or_default();
        Error::format("expected a JSON object on one line")
            .found(format!("{found} (column {})", e.column()))
    })
}

/// An object's fields as texts.
fn texts(object: Map<String, Value>) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for (name, value) in object {
        match value {
            Value::Object(inner) if name == "metadata" => {
                fields.extend(inner.into_iter().filter_map(field));
            }
            value => fields.extend(field((name, value))),
        }
    }
    fields
}

fn field((name, value): (String, Value)) -> Option<(String, String)> {
    let text = plain(value).filter(|text| !text.is_empty())?;
    Some((name, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(name: &str, bytes: &[u8]) -> Vec<Result<Row>> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        RowReader::open(&path, None).expect("opens").collect()
    }

    #[test]
    fn a_bad_row_is_an_error_and_the_rest_is_read() {
        let csv = b"\xEF\xBB\xBFid,source\na,\"x\ny\"\nb\nc,\xE9t\nd,z\n";
        let found = rows("a.csv", csv);
        let lines: Vec<Option<usize>> = found
            .iter()
            .map(|r| {
                r.as_ref()
                    .map_or_else(Error::line_number, |row| Some(row.line))
            })
            .collect();
        assert_eq!(lines, [Some(2), Some(4), Some(5), Some(6)]);
        assert!(found[0].is_ok() && found[1].is_err() && found[2].is_err() && found[3].is_ok());
        let found = rows("a.csv", b"id,source\na,\"x\" y\nb,\"z\nc,d\n");
        let lines: Vec<Option<usize>> = found
            .iter()
            .map(|row| row.as_ref().err().and_then(Error::line_number))
            .collect();
        assert_eq!(lines, [Some(2), Some(3)]);
        let json = b"{\"id\": \"a\"}\n\n{\"id\": \n[1]\n{\"id\": \"b\"}\n";
        let found = rows("a.jsonl", json);
        let good: Vec<bool> = found.iter().map(Result::is_ok).collect();
        assert_eq!(good, [true, false, false, true]);
        let error = found[1].as_ref().expect_err("is broken");
        assert!(
            error
                .to_string()
                .contains("a.jsonl:3: expected a JSON object"),
            "{error}"
        );
    }

    #[test]
    fn values_of_json_become_texts() {
        let json = br#"{"id": 7, "ok": true, "no": null, "tags": ["a", 1], "metadata": {"url": "u", "at": {"x": 1}}}"#;
        let found = rows("stdin", json);
        let fields = &found[0].as_ref().expect("a row").fields;
        let all: Vec<(&str, &str)> = fields
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        assert_eq!(
            all,
            [
                ("at", "{\"x\":1}"),
                ("id", "7"),
                ("ok", "true"),
                ("tags", "a, 1"),
                ("url", "u")
            ]
        );
    }

    #[test]
    fn a_file_without_extension_is_known_by_its_first_line() {
        assert_eq!(
            rows("x", b"a\tb\n1\t2\n")[0]
                .as_ref()
                .expect("a row")
                .fields["b"],
            "2"
        );
        assert_eq!(
            rows("x", b"a,b\n1,2\n")[0].as_ref().expect("a row").fields["b"],
            "2"
        );
        assert!(rows("x", b"").is_empty());
    }
}
