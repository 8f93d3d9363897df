//! CSV and TSV: a header, then one row a bead; both quoted by RFC 4180, so that tabs, line ends and
//! quotation marks in a text survive.
//!
//! A side's segments are joined in one text; its indices and paragraphs are numbers with spaces
//! between them. `date`, `title`, `url` and `author` have columns of their own; `metadata` holds the
//! other fields as a JSON object, or nothing. On reading, columns go by their names; `source` and
//! `target` are needed, and an empty cell or a missing column is a value that is not known. Columns
//! of other names are carried through: they are written after ours, and what has no column of its own
//! in `other_fields`, a JSON object ([`with_columns`](super::with_columns)). A name that comes twice, a
//! quotation that is never closed, text behind one, and a score that is not from 0 to 1 are errors.

use std::path::{Path, PathBuf};

use super::encoding::open_corpus;
use super::fields::{
    Assembler, SideFields, UnitFields, from_spaced, is_type, number, optional_number, spaced,
};
use super::header::{Header, MoreColumns};
use super::output::{Output, write_error};
use super::quotes::Quotes;
use super::{ReaderOptions, UnitWriter, WriterOptions, article_name};
use crate::bitext::{Extra, Metadata, ScoreParts, TranslationUnit};
use crate::error::{Error, ErrorKind, Result};

/// Columns in the order in which they are written.
pub const COLUMNS: [&str; 25] = [
    "article",
    "bead",
    "type",
    "source_indices",
    "target_indices",
    "source_paragraphs",
    "target_paragraphs",
    "source_language",
    "target_language",
    "source",
    "target",
    "score",
    "quality",
    "length",
    "lexical",
    "meaning",
    "numbers",
    "names",
    "punctuation",
    "article_score",
    "date",
    "title",
    "url",
    "author",
    "metadata",
];

/// Metadata with a column of their own.
const OWN_COLUMNS: [&str; 4] = ["date", "title", "url", "author"];

/// Writes CSV or TSV.
pub struct DelimitedWriter {
    rows: csv::Writer<Output>,
    path: Option<PathBuf>,
    more: MoreColumns,
}

impl DelimitedWriter {
    /// Writes the header to `output`; `delimiter` is `,` or a tab.
    ///
    /// # Errors
    /// A full disk.
    pub fn new(output: Output, delimiter: u8, options: &WriterOptions) -> Result<Self> {
        let path = output.path().map(Path::to_path_buf);
        let mut writer = DelimitedWriter {
            rows: csv::WriterBuilder::new()
                .delimiter(delimiter)
                .from_writer(output),
            path,
            more: MoreColumns::new(options),
        };
        let more = writer.more.clone();
        writer.row(COLUMNS.into_iter().chain(more.names()))?;
        Ok(writer)
    }

    fn row<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<()> {
        let written = self.rows.write_record(cells);
        written.map_err(|e| match e.into_kind() {
            csv::ErrorKind::Io(source) => write_error(&source, self.path.as_deref()),
            other => Error::format(format!("cannot write a row: {other:?}")),
        })
    }
}

impl UnitWriter for DelimitedWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        let article = &unit.article;
        let known = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
        let parts = unit.parts.map(|p| p.values());
        let part = |at: usize| known(parts.map(|p| p[at]));
        let (named, others) = split_columns(&article.metadata)?;
        let [date, title, url, author] = named;
        let more = self.more.cells(&unit.extra)?;
        let cells = [
            article.id.clone(),
            unit.bead.to_string(),
            unit.bead_type().to_string(),
            spaced(unit.source.indices.clone()),
            spaced(unit.target.indices.clone()),
            spaced(unit.source.paragraphs.iter().copied()),
            spaced(unit.target.paragraphs.iter().copied()),
            article.source_language.to_string(),
            article.target_language.to_string(),
            unit.source_text(),
            unit.target_text(),
            known(unit.score),
            known(unit.quality),
            part(0),
            part(1),
            part(2),
            part(3),
            part(4),
            part(5),
            known(article.score),
            date,
            title,
            url,
            author,
            others,
        ];
        self.row(cells.into_iter().chain(more))
    }

    fn written(&self) -> Option<u64> {
        Some(self.rows.get_ref().written())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        let path = self.path;
        let output = self.rows.into_inner();
        output
            .map_err(|e| write_error(e.error(), path.as_deref()))?
            .finish()
    }
}

/// The metadata's own columns, and the rest as JSON. An empty value goes to the rest, because an
/// empty cell is no value.
fn split_columns(metadata: &Metadata) -> Result<([String; 4], String)> {
    let mut others = metadata.clone();
    let named = OWN_COLUMNS.map(|name| match metadata.get(name) {
        Some(value) if !value.is_empty() => {
            others.remove(name);
            value.clone()
        }
        _ => String::new(),
    });
    if others.is_empty() {
        return Ok((named, String::new()));
    }
    let others = serde_json::to_string(&others)
        .map_err(|e| Error::format(format!("cannot write metadata as JSON: {e}")))?;
    Ok((named, others))
}

/// Reads CSV or TSV row by row.
pub struct DelimitedReader {
    rows: csv::Reader<Quotes>,
    header: Header,
    row: csv::StringRecord,
    path: PathBuf,
    assembler: Assembler,
}

impl DelimitedReader {
    /// Opens `path`, or standard input for `-`, and reads the header.
    ///
    /// # Errors
    /// A file that cannot be read, or a header without `source` and `target` or with a name twice.
    pub fn open(path: &Path, delimiter: u8, options: &ReaderOptions) -> Result<Self> {
        let mut rows = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(Quotes::new(open_corpus(path, options)?, delimiter));
        let header = rows.headers().cloned();
        check_quotes(&mut rows).map_err(|e| e.at(path))?;
        let header = header.map_err(|e| read_error(e).at(path))?;
        let columns = Header::new(&header, &COLUMNS, &options.notes).map_err(|e| e.at(path))?;
        if !columns.has("source") || !columns.has("target") {
            let found: Vec<_> = header.iter().map(|c| format!("`{c}`")).collect();
            return Err(
                Error::format("expected columns `source` and `target` in the header")
                    .found(if found.is_empty() {
                        "no header".into()
                    } else {
                        found.join(", ")
                    })
                    .at(path)
                    .line(1),
            );
        }
        Ok(DelimitedReader {
            rows,
            header: columns,
            row: csv::StringRecord::new(),
            path: path.to_path_buf(),
            assembler: Assembler::new(options, &article_name(path)),
        })
    }

    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        let more = self.rows.read_record(&mut self.row);
        check_quotes(&mut self.rows)?;
        if !more.map_err(read_error)? {
            return Ok(None);
        }
        let fields = self.fields();
        let unit = fields.and_then(|fields| self.assembler.unit(fields));
        unit.map(Some).map_err(|e| match self.row.position() {
            Some(position) => e.line(usize::try_from(position.line()).unwrap_or(usize::MAX)),
            None => e,
        })
    }

    /// The cell in a column, if there is one and it is not empty.
    fn cell(&self, column: &str) -> Option<&str> {
        let cell = self.header.at(column).and_then(|at| self.row.get(at));
        cell.filter(|c| !c.is_empty())
    }

    fn fields(&self) -> Result<UnitFields> {
        let float = |column: &str| optional_number::<f64>(self.cell(column).unwrap_or_default());
        let language = |column: &str| self.cell(column).map(str::parse).transpose();
        let mut metadata: Metadata = match self.cell("metadata") {
            Some(json) => serde_json::from_str(json).map_err(|e| {
                Error::format("expected a JSON object of texts in column `metadata`")
                    .found(e.to_string())
            })?,
            None => Metadata::new(),
        };
        for name in OWN_COLUMNS {
            if let Some(value) = self.cell(name) {
                metadata.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(UnitFields {
            article: self.cell("article").map(str::to_owned),
            source_language: language("source_language")?,
            target_language: language("target_language")?,
            metadata,
            article_score: float("article_score")?,
            bead: self.cell("bead").map(number).transpose()?,
            source: self.side("source")?,
            target: self.side("target")?,
            score: float("score")?,
            quality: float("quality")?,
            parts: self.parts()?,
            crossing: None,
            review: None,
            extra: self.extra(),
        })
    }

    fn side(&self, side: &str) -> Result<SideFields> {
        let paragraphs = self.cell(&format!("{side}_paragraphs")).unwrap_or_default();
        let text = self.cell(side).unwrap_or_default().to_owned();
        let indices = match self.cell(&format!("{side}_indices")) {
            Some(indices) => Some(from_spaced(indices)?),
            // A side without text and without indices is the empty side of a null bead.
            None if text.is_empty() => Some(Vec::new()),
            None => None,
        };
        Ok(SideFields {
            indices,
            paragraphs: from_spaced(paragraphs)?,
            segments: None,
            text,
        })
    }

    /// What the row holds beyond our fields, and under the names of some that mean something else here: a
    /// `type` that is none of a bead, and parts of a score where not all have a column.
    fn extra(&self) -> Vec<Extra> {
        let mut extra = self.header.extra(&self.path, |at| self.row.get(at));
        let of_type = self.cell("type").filter(|cell| !is_type(cell));
        let of_type = of_type.map(|cell| Extra::text("type", cell));
        let parts = ScoreParts::NAMES.iter().filter(|_| !self.has_parts());
        let parts = parts.filter_map(|name| Some(Extra::text(*name, self.cell(name)?)));
        extra.extend(of_type.into_iter().chain(parts));
        extra
    }

    fn has_parts(&self) -> bool {
        ScoreParts::NAMES.iter().all(|name| self.header.has(name))
    }

    /// The parts, if any of them is known.
    fn parts(&self) -> Result<Option<ScoreParts>> {
        let mut values = [0.0; ScoreParts::NAMES.len()];
        let mut known = false;
        let names = ScoreParts::NAMES.iter().filter(|_| self.has_parts());
        for (value, name) in values.iter_mut().zip(names) {
            if let Some(cell) = self.cell(name) {
                *value = number(cell).map_err(|e| e.help(format!("look at column `{name}`")))?;
                known = true;
            }
        }
        Ok(known.then(|| ScoreParts::from_values(values)))
    }
}

impl Iterator for DelimitedReader {
    type Item = Result<TranslationUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        let unit = self.read();
        unit.map_err(|e| e.at(&self.path)).transpose()
    }
}

/// Whether the quotation marks of the row that was read last are in their places. Looked at before the
/// error of a row, whose cause they may be.
pub(super) fn check_quotes(rows: &mut csv::Reader<Quotes>) -> Result<()> {
    let end = rows.position().byte();
    rows.get_mut().check(end)
}

pub(super) fn read_error(error: csv::Error) -> Error {
    let line = error
        .position()
        .and_then(|p| usize::try_from(p.line()).ok());
    let error = match error.into_kind() {
        csv::ErrorKind::Io(source) if source.kind() != std::io::ErrorKind::InvalidData => {
            Error::io("read", &source)
        }
        csv::ErrorKind::Io(source) => Error::new(ErrorKind::Encoding, source.to_string()),
        csv::ErrorKind::Utf8 { .. } => Error::new(ErrorKind::Encoding, "expected UTF-8")
            .found("other bytes")
            .help("name the file's encoding with --encoding"),
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => Error::format(format!("expected {expected_len} cells as in the header"))
            .found(len.to_string()),
        other => Error::format(format!("cannot read the row: {other:?}")),
    };
    match line {
        Some(line) => error.line(line),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use crate::bitext::Extra;
    use crate::io::testing::{joined, read_back, read_text_as, units};
    use crate::io::{Format, ReaderOptions, reader};

    #[test]
    fn all_but_the_segments_bounds_comes_back() {
        for format in [Format::Csv, Format::Tsv] {
            assert_eq!(
                read_back(format, &units()),
                joined(units(), true),
                "{format}"
            );
        }
    }

    #[test]
    fn two_columns_are_enough() {
        let text = "target,other,source\nOne.,x,Un.\n,,Deux.\n";
        let units = read_text_as(Format::Csv, text).expect("reads");
        assert_eq!(units[0].source_text(), "Un.");
        assert_eq!(units[1].bead_type().to_string(), "1-0");
        assert_eq!((units[0].score, units[0].parts), (None, None));
        assert_eq!(units[0].article.id, "corpus");
    }

    #[test]
    fn a_column_that_comes_twice_is_named() {
        for (header, found) in [
            ("source,target,source", "`source` more than once"),
            (
                "source, target,target,a,a,a",
                "`target`, `a` more than once",
            ),
        ] {
            let text = format!("{header}\n");
            let error = read_text_as(Format::Csv, &text).expect_err("is refused");
            assert_eq!(error.line_number(), Some(1));
            assert!(error.to_string().contains(found), "{error}");
        }
        // Columns without a name are none.
        let units = read_text_as(Format::Csv, "source,target,,\na,b,c,\n").expect("reads");
        assert!(units[0].extra.is_empty());
    }

    #[test]
    fn a_score_that_is_no_probability_names_its_line_and_column() {
        let refused = |text: &str, line: usize, column: &str, value: &str| {
            let error = read_text_as(Format::Csv, text).expect_err("is refused");
            assert_eq!(error.line_number(), Some(line), "{error}");
            let said = error.to_string();
            let wanted = format!("expected a number from 0 to 1 for `{column}`, found {value}");
            assert!(said.contains(&wanted), "{said}");
        };
        for (column, value) in [("score", "85"), ("quality", "-1"), ("article_score", "NaN")] {
            let text = format!("source,target,{column}\na,b,\na,b,1\na,b,{value}\n");
            refused(&text, 4, column, value);
        }
        // Parts of a score are ours where all have a column.
        let parts = "length,lexical,meaning,numbers,names,punctuation";
        let text = format!("source,target,{parts}\na,b,1,1,1,1,1,1\na,b,1,1,1,1,1.01,1\n");
        refused(&text, 3, "names", "1.01");
        let units = read_text_as(Format::Csv, "source,target,names\na,b,Paris\n").expect("reads");
        assert_eq!(units[0].extra, [Extra::text("names", "Paris")]);
    }

    #[test]
    fn a_header_without_texts_names_what_it_has() {
        let error = read_text_as(Format::Tsv, "fr\ten\nUn.\tOne.\n").expect_err("is refused");
        assert!(error.to_string().contains("found `fr`, `en`"), "{error}");
    }

    #[test]
    fn a_quotation_that_is_never_closed_is_an_error_where_it_opens() {
        for (format, tab) in [(Format::Csv, ","), (Format::Tsv, "\t")] {
            for open in ["a,\"b", "\"a,b"] {
                let text = format!("source,target\nx,y\n{open}\nc,d\ne,f\n").replace(',', tab);
                let error = read_text_as(format, &text).expect_err("is refused");
                assert_eq!(error.line_number(), Some(3), "{error}");
                let said = error.to_string();
                assert!(said.contains("expected a closing quotation mark"), "{said}");
            }
        }
        let error = read_text_as(Format::Csv, "source,\"target\na,b\n").expect_err("is refused");
        assert_eq!(error.line_number(), Some(1), "{error}");
    }

    #[test]
    fn text_behind_a_quotation_is_an_error_of_its_row() {
        let text = "source,target\na,b\n\"Oui\" dit-il,x\nc,d\n";
        let error = read_text_as(Format::Csv, text).expect_err("is refused");
        assert_eq!(error.line_number(), Some(3), "{error}");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        std::fs::write(&path, text).expect("a file");
        let options = ReaderOptions {
            past_errors: true,
            ..ReaderOptions::default()
        };
        let read: Vec<_> = reader(&path, Format::Csv, &options)
            .expect("opens")
            .map(|unit| unit.is_ok())
            .collect();
        assert_eq!(read, [true, false, true]);
    }

    #[test]
    fn a_bad_row_names_its_line() {
        for row in ["a,b,high", "a", "a,b,1,2"] {
            let text = format!("source,target,score\n\"a\nb\",c,1\n{row}\n");
            let error = read_text_as(Format::Csv, &text).expect_err("is refused");
            assert_eq!(error.line_number(), Some(4), "{error}");
        }
    }
}
