//! Parquet, as Hugging Face's `datasets` shows translations. Behind the cargo feature `parquet`.
//!
//! Written: a row a bead, the segments of a side joined. Column `translation` is a structure with one
//! text a language, in alphabetical order of the codes, and the file's `huggingface` key says that it
//! is a feature of type Translation. Columns of their own have the bead's id (`ARTICLE:BEAD`), the
//! article, number and type of the bead, indices and paragraphs (numbers with spaces between them),
//! `score`, `quality`, the parts of the score, the article's score, and `metadata` (a JSON object).
//! What is not known is null. The languages stand in the schema, so all articles must have the same
//! two; which is the source stands under the key `alinea`. Pages are compressed by zstd; the same
//! units give the same bytes.
//!
//! Read: files of ours, and any with a structure `translation` of texts by language, or with texts
//! `source` and `target`; a row group is held in memory. Other columns are not read, which is told.
//!
//! Rows are kept until [`GROUP_UNITS`] of them or [`GROUP_BYTES`] of text are together, and written as
//! a row group.

use std::collections::VecDeque;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::record::{Field, Row};
use parquet::schema::types::Type;

use super::fields::{Assembler, SideFields, UnitFields, from_spaced, spaced};
use super::output::{Output, write_error};
use super::{LanguagePair, ReaderOptions, UnitWriter, WriterOptions, article_name, compression};
use crate::bitext::{Language, ScoreParts, TranslationUnit};
use crate::error::{Error, Result};

/// Most rows of a row group.
pub const GROUP_UNITS: usize = 50_000;

/// Most bytes of text of a row group, about.
pub const GROUP_BYTES: u64 = 64 << 20;

/// The key under which the file says which language is the source.
const OURS: &str = "alinea";

/// What the library returns.
type ParquetResult<T> = std::result::Result<T, ParquetError>;

/// The values of a column of the rows that wait.
enum Values {
    Text(Vec<Option<String>>),
    Count(Vec<Option<i64>>),
    Number(Vec<Option<f64>>),
}

/// What a column holds: its name for `datasets`.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Count,
    Number,
}

/// Name and kind of each column; `translation`, which has two leaves, stands after the first.
const COLUMNS: [(&str, Kind); 18] = [
    ("id", Kind::Text),
    ("article", Kind::Text),
    ("bead", Kind::Count),
    ("type", Kind::Text),
    ("source_indices", Kind::Text),
    ("target_indices", Kind::Text),
    ("source_paragraphs", Kind::Text),
    ("target_paragraphs", Kind::Text),
    ("score", Kind::Number),
    ("quality", Kind::Number),
    ("length", Kind::Number),
    ("lexical", Kind::Number),
    ("meaning", Kind::Number),
    ("numbers", Kind::Number),
    ("names", Kind::Number),
    ("punctuation", Kind::Number),
    ("article_score", Kind::Number),
    ("metadata", Kind::Text),
];

/// Columns of texts that are read.
const READ: [&str; 3] = ["translation", "source", "target"];

/// Writes Parquet.
pub struct ParquetWriter {
    /// `None` once the file has begun.
    output: Option<Output>,
    file: Option<SerializedFileWriter<Output>>,
    path: Option<PathBuf>,
    languages: LanguagePair,
    /// One a leaf, in the order of the schema.
    waiting: Vec<Values>,
    rows: usize,
    /// Bytes of the texts that wait.
    bytes: u64,
    /// Bytes of all texts, before compression.
    written: u64,
}

impl ParquetWriter {
    /// Writes to `output`.
    ///
    /// # Errors
    /// A file whose name asks for compression as a whole.
    pub fn new(output: Output, options: &WriterOptions) -> Result<Self> {
        let path = output.path().map(Path::to_path_buf);
        if let Some(path) = &path
            && compression::Compression::of(path) != compression::Compression::None
        {
            return Err(Error::configuration("parquet compresses its own pages")
                .found("another compression around it")
                .at(path)
                .help("write it without --compress and without .gz or .zst"));
        }
        Ok(ParquetWriter {
            output: Some(output),
            file: None,
            path,
            languages: LanguagePair::new("parquet", options),
            waiting: no_values(),
            rows: 0,
            bytes: 0,
            written: 0,
        })
    }

    /// Opens the file, if it is not, with the languages known by now.
    fn start(&mut self) -> Result<()> {
        let Some(output) = self.output.take() else {
            return Ok(());
        };
        let languages = [self.languages.source(), self.languages.target()];
        let begun = schema(languages).and_then(|schema| {
            let properties = properties(languages)?;
            SerializedFileWriter::new(output, Arc::new(schema), Arc::new(properties))
        });
        self.file = Some(begun.map_err(|e| failure(e, self.path.as_deref()))?);
        Ok(())
    }

    /// Whether the target's language comes first in the alphabet.
    fn swapped(&self) -> bool {
        self.languages.target() < self.languages.source()
    }

    fn push(&mut self, unit: &TranslationUnit) -> Result<()> {
        let article = &unit.article;
        let (mut first, mut second) = (unit.source_text(), unit.target_text());
        if self.swapped() {
            std::mem::swap(&mut first, &mut second);
        }
        let metadata = serde_json::to_string(&article.metadata)
            .map_err(|e| Error::format(format!("cannot write metadata as JSON: {e}")))?;
        let texts = [
            format!("{}:{}", article.id, unit.bead),
            first,
            second,
            article.id.clone(),
            unit.bead_type().to_string(),
            spaced(unit.source.indices.clone()),
            spaced(unit.target.indices.clone()),
            spaced(unit.source.paragraphs.iter().copied()),
            spaced(unit.target.paragraphs.iter().copied()),
            metadata,
        ];
        let length = texts.iter().map(|t| t.len() as u64).sum::<u64>();
        self.bytes += length;
        self.written += length;
        let mut texts = texts.into_iter();
        let mut numbers = [unit.score, unit.quality].into_iter();
        let parts = unit.parts.map(|p| p.values().map(Some));
        let parts = parts.unwrap_or_default().into_iter();
        let mut numbers = numbers.by_ref().chain(parts).chain([article.score]);
        for values in &mut self.waiting {
            match values {
                Values::Text(values) => values.push(texts.next()),
                Values::Count(values) => values.push(i64::try_from(unit.bead).ok()),
                Values::Number(values) => values.push(numbers.next().flatten()),
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Writes the rows that wait as a row group.
    fn flush(&mut self) -> Result<()> {
        self.start()?;
        let waiting = std::mem::replace(&mut self.waiting, no_values());
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        let Some(file) = self.file.as_mut().filter(|_| rows > 0) else {
            return Ok(());
        };
        write_group(file, &waiting).map_err(|e| failure(e, self.path.as_deref()))
    }
}

impl UnitWriter for ParquetWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        self.languages.check(&unit.article)?;
        self.push(unit)?;
        if self.rows >= GROUP_UNITS || self.bytes >= GROUP_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn written(&self) -> Option<u64> {
        Some(self.written)
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.flush()?;
        let Some(file) = self.file.take() else {
            return Ok(());
        };
        let output = file.into_inner();
        output
            .map_err(|e| failure(e, self.path.as_deref()))?
            .finish()
    }
}

/// Kinds of the leaves in the order of the schema.
fn leaves() -> impl Iterator<Item = Kind> {
    let kinds = COLUMNS.iter().map(|&(_, kind)| kind);
    let translation = [Kind::Text, Kind::Text];
    kinds
        .clone()
        .take(1)
        .chain(translation)
        .chain(kinds.skip(1))
}

fn no_values() -> Vec<Values> {
    let empty = |kind| match kind {
        Kind::Text => Values::Text(Vec::new()),
        Kind::Count => Values::Count(Vec::new()),
        Kind::Number => Values::Number(Vec::new()),
    };
    leaves().map(empty).collect()
}

fn schema(languages: [&Language; 2]) -> ParquetResult<Type> {
    let leaf = |name: &str, kind: Kind| {
        let physical = match kind {
            Kind::Text => Physical::BYTE_ARRAY,
            Kind::Count => Physical::INT64,
            Kind::Number => Physical::DOUBLE,
        };
        let logical = (kind == Kind::Text).then_some(LogicalType::String);
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    };
    let texts = sorted(languages).map(|language| leaf(language.as_str(), Kind::Text));
    let [first, second] = texts;
    let translation = Type::group_type_builder("translation")
        .with_repetition(Repetition::OPTIONAL)
        .with_fields(vec![first?, second?])
        .build()?;
    let mut fields = Vec::new();
    for (name, kind) in COLUMNS {
        fields.push(leaf(name, kind)?);
    }
    fields.insert(1, Arc::new(translation));
    Type::group_type_builder("schema")
        .with_fields(fields)
        .build()
}

fn sorted(mut languages: [&Language; 2]) -> [&Language; 2] {
    languages.sort();
    languages
}

fn properties(languages: [&Language; 2]) -> ParquetResult<WriterProperties> {
    let value = |kind| {
        let dtype = match kind {
            Kind::Text => "string",
            Kind::Count => "int64",
            Kind::Number => "float64",
        };
        serde_json::json!({ "dtype": dtype, "_type": "Value" })
    };
    let mut features: Vec<(String, serde_json::Value)> = COLUMNS
        .iter()
        .map(|&(name, kind)| (name.to_owned(), value(kind)))
        .collect();
    let translation = serde_json::json!({
        "languages": sorted(languages).map(Language::as_str),
        "_type": "Translation",
    });
    features.insert(1, ("translation".to_owned(), translation));
    // By hand, because the order of the columns is theirs.
    let features: Vec<_> = features
        .iter()
        .map(|(name, feature)| format!("\"{name}\": {feature}"))
        .collect();
    let features = format!(
        "{{\"info\": {{\"features\": {{{}}}}}}}",
        features.join(", ")
    );
    let ours = serde_json::json!({
        "source_language": languages[0].as_str(),
        "target_language": languages[1].as_str(),
        "version": env!("CARGO_PKG_VERSION"),
    });
    let key = |name: &str, value: String| KeyValue::new(name.to_owned(), value);
    Ok(WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_key_value_metadata(Some(vec![
            key("huggingface", features),
            key(OURS, ours.to_string()),
        ]))
        .build())
}

fn write_group(file: &mut SerializedFileWriter<Output>, columns: &[Values]) -> ParquetResult<()> {
    let mut group = file.next_row_group()?;
    for (at, values) in columns.iter().enumerate() {
        // Within `translation` a value is there when both the structure and the text are.
        let there = if at == 1 || at == 2 { 2 } else { 1 };
        write_column(&mut group, values, there)?;
    }
    group.close()?;
    Ok(())
}

fn write_column(
    group: &mut SerializedRowGroupWriter<'_, Output>,
    values: &Values,
    there: i16,
) -> ParquetResult<()> {
    let missing = || ParquetError::General("a column too many".into());
    let mut column = group.next_column()?.ok_or_else(missing)?;
    match values {
        Values::Text(values) => {
            let texts = values.iter().flatten();
            let texts: Vec<_> = texts.map(|t| ByteArray::from(t.as_str())).collect();
            let levels = levels(values, there);
            column
                .typed::<ByteArrayType>()
                .write_batch(&texts, Some(&levels), None)?;
        }
        Values::Count(values) => {
            let counts: Vec<_> = values.iter().flatten().copied().collect();
            let levels = levels(values, there);
            column
                .typed::<Int64Type>()
                .write_batch(&counts, Some(&levels), None)?;
        }
        Values::Number(values) => {
            let numbers: Vec<_> = values.iter().flatten().copied().collect();
            let levels = levels(values, there);
            column
                .typed::<DoubleType>()
                .write_batch(&numbers, Some(&levels), None)?;
        }
    }
    column.close()
}

/// How far each value is defined: `there` where it is, else one less.
fn levels<T>(values: &[Option<T>], there: i16) -> Vec<i16> {
    let level = |value: &Option<T>| there - i16::from(value.is_none());
    values.iter().map(level).collect()
}

/// Our error for one of the library's.
fn failure(error: ParquetError, path: Option<&Path>) -> Error {
    let error = match error {
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(source) => return write_error(&source, path),
            Err(source) => Error::format(source.to_string()),
        },
        other => Error::format(other.to_string()),
    };
    match path {
        Some(path) => error.at(path),
        None => error,
    }
}

/// Reads Parquet, a row group at a time.
pub struct ParquetReader {
    file: SerializedFileReader<File>,
    path: PathBuf,
    group: usize,
    rows: VecDeque<Row>,
    row: usize,
    languages: [Language; 2],
    assembler: Assembler,
}

impl ParquetReader {
    /// Opens `path`.
    ///
    /// # Errors
    /// Standard input, a file that cannot be read or is no Parquet.
    pub fn open(path: &Path, options: &ReaderOptions) -> Result<Self> {
        if compression::is_standard(path) {
            return Err(Error::configuration("parquet is read from its end")
                .found("standard input")
                .help("name a file"));
        }
        let file = File::open(path).map_err(|e| Error::io("read", &e).at(path))?;
        let file = SerializedFileReader::new(file).map_err(|e| unreadable(&e, path))?;
        let schema = file.metadata().file_metadata().schema();
        for column in schema.get_fields().iter().map(|field| field.name()) {
            if !READ.contains(&column) && !COLUMNS.iter().any(|(name, _)| *name == column) {
                options
                    .notes
                    .left_out(path, &format!("column `{column}`"), "");
            }
        }
        let mut languages = [
            options.source_language.clone(),
            options.target_language.clone(),
        ];
        if let Some(said) = said_languages(&file) {
            languages = said;
        }
        let as_said = ReaderOptions {
            source_language: languages[0].clone(),
            target_language: languages[1].clone(),
            ..options.clone()
        };
        Ok(ParquetReader {
            file,
            path: path.to_path_buf(),
            group: 0,
            rows: VecDeque::new(),
            row: 0,
            languages,
            assembler: Assembler::new(&as_said, &article_name(path)),
        })
    }

    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        while self.rows.is_empty() {
            if self.group == self.file.num_row_groups() {
                return Ok(None);
            }
            let rows = self.file.get_row_group(self.group).and_then(|group| {
                let rows = group.get_row_iter(None)?;
                rows.collect::<ParquetResult<VecDeque<Row>>>()
            });
            self.rows = rows.map_err(|e| unreadable(&e, &self.path))?;
            self.group += 1;
        }
        let Some(row) = self.rows.pop_front() else {
            return Ok(None);
        };
        self.row += 1;
        let unit = fields(row, &self.languages).and_then(|fields| self.assembler.unit(fields));
        // Rows have no lines: they are counted from 1.
        unit.map(Some).map_err(|e| e.at(&self.path).line(self.row))
    }
}

impl Iterator for ParquetReader {
    type Item = Result<TranslationUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

fn unreadable(error: &ParquetError, path: &Path) -> Error {
    Error::format("expected a Parquet file")
        .found(error.to_string())
        .at(path)
}

/// The languages that a file of ours names.
fn said_languages(file: &SerializedFileReader<File>) -> Option<[Language; 2]> {
    let keys = file.metadata().file_metadata().key_value_metadata()?;
    let ours = keys.iter().find(|key| key.key == OURS)?.value.as_ref()?;
    let ours: serde_json::Value = serde_json::from_str(ours).ok()?;
    let language = |name: &str| ours.get(name)?.as_str()?.parse().ok();
    Some([language("source_language")?, language("target_language")?])
}

fn fields(row: Row, languages: &[Language; 2]) -> Result<UnitFields> {
    let mut fields = UnitFields::default();
    let mut parts = [0.0; ScoreParts::NAMES.len()];
    let (mut source, mut target, mut any_part) = (None, None, false);
    for (name, field) in row.into_columns() {
        let part = ScoreParts::NAMES.iter().position(|&n| n == name);
        match (name.as_str(), field) {
            ("translation", Field::Group(texts)) => {
                let texts = texts.into_columns();
                source = text_in(&texts, &languages[0]);
                target = text_in(&texts, &languages[1]);
                if source.is_none() || target.is_none() {
                    let found: Vec<_> = texts.iter().map(|(name, _)| name.as_str()).collect();
                    return Err(Error::format(format!(
                        "expected a translation in {} and {}",
                        languages[0], languages[1]
                    ))
                    .found(found.join(", "))
                    .help("name the languages"));
                }
            }
            ("source", Field::Str(text)) => source = Some(text),
            ("target", Field::Str(text)) => target = Some(text),
            ("article", Field::Str(id)) => fields.article = Some(id),
            ("bead", Field::Long(bead)) => fields.bead = usize::try_from(bead).ok(),
            ("source_indices", Field::Str(text)) => {
                fields.source.indices = Some(from_spaced(&text)?);
            }
            ("target_indices", Field::Str(text)) => {
                fields.target.indices = Some(from_spaced(&text)?);
            }
            ("source_paragraphs", Field::Str(text)) => {
                fields.source.paragraphs = from_spaced(&text)?;
            }
            ("target_paragraphs", Field::Str(text)) => {
                fields.target.paragraphs = from_spaced(&text)?;
            }
            ("score", Field::Double(score)) => fields.score = Some(score),
            ("quality", Field::Double(quality)) => fields.quality = Some(quality),
            ("article_score", Field::Double(score)) => fields.article_score = Some(score),
            ("metadata", Field::Str(json)) => {
                fields.metadata = serde_json::from_str(&json).map_err(|e| {
                    Error::format("expected a JSON object of texts in column `metadata`")
                        .found(e.to_string())
                })?;
            }
            (_, Field::Double(value)) => {
                if let Some(at) = part {
                    parts[at] = value;
                    any_part = true;
                }
            }
            _ => {}
        }
    }
    let (Some(source), Some(target)) = (source, target) else {
        return Err(
            Error::format("expected a column `translation`, or `source` and `target`")
                .found("a row without"),
        );
    };
    fields.source = SideFields {
        text: source,
        ..fields.source
    };
    fields.target = SideFields {
        text: target,
        ..fields.target
    };
    fields.parts = any_part.then(|| ScoreParts::from_values(parts));
    Ok(fields)
}

/// The text in a language, by the whole code, else by the primary one. A null is an empty text.
fn text_in(texts: &[(String, Field)], language: &Language) -> Option<String> {
    let code = |name: &str| name.replace('_', "-").parse::<Language>().ok();
    let whole = |name: &str| code(name).as_ref() == Some(language);
    let primary = |name: &str| code(name).is_some_and(|l| l.primary() == language.primary());
    let found = texts.iter().find(|(name, _)| whole(name));
    match found.or_else(|| texts.iter().find(|(name, _)| primary(name)))? {
        (_, Field::Str(text)) => Some(text.clone()),
        (_, Field::Null) => Some(String::new()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::testing::{joined, read_back, units};
    use crate::io::{Format, writer};

    #[test]
    fn all_but_the_segments_bounds_comes_back() {
        assert_eq!(read_back(Format::Parquet, &units()), joined(units(), true));
    }

    #[test]
    fn row_groups_follow_each_other_and_bytes_are_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str| {
            let path = folder.path().join(name);
            let options = WriterOptions {
                with_nulls: true,
                ..WriterOptions::default()
            };
            let output = Output::create(path.as_path()).expect("opens");
            let mut writer = ParquetWriter::new(output, &options).expect("opens");
            for unit in units() {
                writer.write(&unit).expect("writes");
                writer.flush().expect("writes");
            }
            Box::new(writer).finish().expect("finishes");
            path
        };
        let (one, two) = (write("a.parquet"), write("b.parquet"));
        let reader = ParquetReader::open(&one, &ReaderOptions::default()).expect("opens");
        assert_eq!(reader.file.num_row_groups(), units().len());
        let read: Vec<_> = reader.collect::<Result<_>>().expect("reads");
        assert_eq!(read, joined(units(), true));
        let bytes = |path: &Path| std::fs::read(path).expect("a file");
        assert_eq!(bytes(&one), bytes(&two));
    }

    #[test]
    fn an_empty_corpus_is_a_file_without_rows() {
        assert_eq!(read_back(Format::Parquet, &[]), []);
    }

    #[test]
    fn another_compression_and_another_file_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.parquet.gz");
        let opened = writer(Format::Parquet, path.as_path(), &WriterOptions::default());
        let error = opened.err().expect("is refused");
        assert!(error.to_string().contains("compresses its own"), "{error}");
        let path = folder.path().join("a.parquet");
        std::fs::write(&path, "plain").expect("a file");
        let opened = ParquetReader::open(&path, &ReaderOptions::default());
        let error = opened.err().expect("is refused");
        assert!(error.to_string().contains("expected a Parquet"), "{error}");
    }
}
