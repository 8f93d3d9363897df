//! Reading and writing: the only room that knows a file format, one format a file, the reader
//! beside the writer.
//!
//! | format | holds | reads itself back |
//! | --- | --- | --- |
//! | [`jsonl`] | everything | exactly |
//! | [`delimited`] (CSV, TSV) | everything; the segments of a side joined | all but the segments' bounds |
//! | [`tmx`] | everything; the segments of a side joined | all but the segments' bounds |
//! | [`xliff`], [`xliff2`] | everything; the segments of a side joined | all but the segments' bounds |
//! | [`po`] | everything; the segments of a side joined | all but the segments' bounds |
//! | [`moses`] | texts, indices and scores | texts without line separators |
//! | [`bitextor`] | texts, addresses, indices and scores | texts without tabs and line separators |
//! | [`xces`] | segments, paragraphs, indices, scores | all but metadata, parts and control characters |
//! | [`vecalign`], [`ladder`] | indices and scores | beads; units with the texts beside them |
//! | `parquet`, with the cargo feature of that name | everything; the segments of a side joined | all but the segments' bounds |
//! | [`text`] | for the eye | not at all |
//! | [`ColumnsReader`] (TSV without a header) | texts | is only read |
//!
//! What a file says of a unit and we have no field for is carried from one format to another where both
//! have a place for it ([`TranslationUnit::extra`]); what is left out, or changed, is told in [`Notes`].
//!
//! [`learned_metrics`] writes what COMET, MetricX and BLEURT read, and reads their scores.
//! The texts of test sets, which have no pairs yet, come in by [`test_set`]: plain lines, JSON lines, TMX,
//! [`wmt_sgm`] and [`wmt_xml`].
//!
//! Documents come in by their [`Kind`]: plain texts by [`article`], the others by [`markdown`],
//! [`html`] and [`docx`]; tables and lists of them by [`rows`], records of
//! them, and of what came of them, by [`records`], archives of them by [`archive`]. Bytes
//! become text in [`encoding`], and all output goes through [`output`], which writes files whole or
//! not at all.

mod format;
pub mod compression;
pub mod encoding;
mod front_matter;
pub mod article;
mod lines;
mod kind;
pub mod markdown;
pub mod html;
pub mod docx;
pub mod rows;
pub mod records;
pub mod archive;
pub mod output;
mod notes;
mod extras;
mod header;
mod ids;
mod fields;
mod quotes;
mod beads;
mod per_article;
pub mod jsonl;
pub mod dropped;
pub mod delimited;
mod columns;
mod xml;
mod props;
pub mod tmx;
pub mod xliff;
pub mod xliff2;
pub mod po;
pub mod bitextor;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod moses;
pub mod vecalign;
pub mod ladder;
pub mod xces;
pub mod text;
pub mod learned_metrics;
pub mod test_set;
mod sgml;
pub mod wmt_sgm;
pub mod wmt_xml;
mod shards;
mod losses;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use beads::{AlignmentLine, AlignmentReader, GoldOptions, check};
pub use columns::{Columns, ColumnsReader};
pub use compression::Compression;
pub use dropped::{Dropped, DroppedReader, DroppedWriter, read_dropped, read_dropped_units};
pub use encoding::Charset;
pub use extras::{OTHER_FIELDS, with_columns};
pub use format::Format;
pub use kind::Kind;
pub use lines::read_lines;
pub use notes::Notes;
pub use output::{Destination, Output, OutputSet};
pub use per_article::article_path;
pub use shards::{ListedFile, ShardSize, files_of_card, files_written, is_of_corpus, part_path};

use crate::bitext::{Article, Language, TranslationUnit};
use crate::error::{Error, ErrorKind, Result};

/// Writes translation units one by one, in the order of the corpus.
pub trait UnitWriter: Send {
    /// Writes one unit.
    ///
    /// # Errors
    /// A full disk, or a unit that the format cannot hold.
    fn write(&mut self, unit: &TranslationUnit) -> Result<()>;

    /// Bytes written so far, before compression; `None` where they are not counted.
    fn written(&self) -> Option<u64> {
        None
    }

    /// Writes the end and makes the files appear. A writer that is dropped instead leaves nothing.
    ///
    /// # Errors
    /// A full disk.
    fn finish(self: Box<Self>) -> Result<()>;
}

/// Reads translation units one by one: any iterator of them is a reader. Those that [`reader`] opens
/// end after the first error.
pub trait UnitReader: Iterator<Item = Result<TranslationUnit>> + Send {}

impl<T: Iterator<Item = Result<TranslationUnit>> + Send> UnitReader for T {}

/// How units are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriterOptions {
    /// Whether null beads are written as well by the formats of pairs (CSV, TSV, TMX, Moses, XLIFF, PO, …). JSON
    /// lines and the formats of alignments always have them.
    pub with_nulls: bool,
    /// Whether [`text`] is coloured.
    pub colour: bool,
    /// Width of [`text`] in terminal columns.
    pub width: usize,
    /// Source language, for headers and file names.
    pub source_language: Language,
    /// Target language, likewise.
    pub target_language: Language,
    /// Whether units of more than one article will come. [`vecalign`], [`ladder`] and [`text`] then
    /// write a folder with one file an article.
    pub many_articles: bool,
    /// Whether units may stand out of order, as those of crossings do. [`ladder`] then refuses.
    pub crossing: bool,
    /// Whether [`xces`] puts the documents in alphabetical order of their languages, as OPUS does,
    /// rather than source first.
    pub xces_opus_order: bool,
    /// How large a part of the corpus becomes; `None` for one file. Formats with a file for every
    /// article are in parts already and do not heed it.
    pub shard: Option<ShardSize>,
    /// What of [`extra`](TranslationUnit::extra) has a column of its own in formats with a header
    /// ([`with_columns`] finds them).
    pub columns: Vec<Arc<str>>,
    /// Whether such a header has a column [`OTHER_FIELDS`] for all else.
    pub other_fields: bool,
    /// Where it is told what the format cannot hold.
    pub notes: Notes,
}

impl Default for WriterOptions {
    fn default() -> Self {
        WriterOptions {
            with_nulls: false,
            colour: false,
            width: 100,
            source_language: Language::french(),
            target_language: Language::english(),
            many_articles: false,
            crossing: false,
            xces_opus_order: false,
            shard: None,
            columns: Vec::new(),
            other_fields: false,
            notes: Notes::default(),
        }
    }
}

/// How units are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderOptions {
    /// Source language where the file does not say; which `tuv` is the source in TMX.
    pub source_language: Language,
    /// Target language, likewise.
    pub target_language: Language,
    /// Name of the article where the file does not say; by default the file's name.
    pub article: Option<String>,
    /// Encoding, if it is named; by default it is what a byte order mark or an XML declaration says, or
    /// UTF-8.
    pub charset: Option<Charset>,
    /// Whether the encoding of what is not UTF-8 may be guessed, which the notes tell; by default it is
    /// an error.
    pub guess: bool,
    /// The segmented source text of an alignment file.
    pub source_text: Option<PathBuf>,
    /// The segmented target text of an alignment file.
    pub target_text: Option<PathBuf>,
    /// Whether an alignment file may leave segments out.
    pub gold: GoldOptions,
    /// Whether reading goes on after a line of the wrong shape, in formats of lines (JSON lines, CSV,
    /// TSV, plain columns): the error is handed out, and the next line after it. By default the first
    /// error is the end.
    pub past_errors: bool,
    /// Where it is told what is not read.
    pub notes: Notes,
}

impl Default for ReaderOptions {
    fn default() -> Self {
        ReaderOptions {
            source_language: Language::french(),
            target_language: Language::english(),
            article: None,
            charset: None,
            guess: false,
            source_text: None,
            target_text: None,
            gold: GoldOptions::default(),
            past_errors: false,
            notes: Notes::default(),
        }
    }
}

/// Opens `destination` for units in `format`, before any work is done.
///
/// # Errors
/// A destination that cannot be written, or that the format cannot be written to.
pub fn writer(
    format: Format,
    destination: impl Into<Destination>,
    options: &WriterOptions,
) -> Result<Box<dyn UnitWriter>> {
    let destination = destination.into();
    if options.crossing && format == Format::Ladder {
        return Err(
            Error::configuration("expected a format that can hold beads out of order")
                .found("ladder")
                .help("leave out --crossing, or write vecalign or xces"),
        );
    }
    let place = losses::place(&destination);
    let writer = match options.shard {
        Some(size) if format.has_parts() => Box::new(shards::ShardWriter::open(
            format,
            destination,
            options,
            size,
        )?),
        _ => open(format, destination, options)?,
    };
    let writer = losses::told(writer, format, place, options);
    if options.with_nulls || format.keeps_nulls() {
        Ok(writer)
    } else {
        Ok(Box::new(WithoutNulls(writer)))
    }
}

/// Opens one file, or the files of one part.
fn open(
    format: Format,
    destination: Destination,
    options: &WriterOptions,
) -> Result<Box<dyn UnitWriter>> {
    Ok(match format {
        Format::Jsonl => Box::new(jsonl::JsonlWriter::new(Output::create(destination)?)),
        Format::Csv | Format::Tsv => {
            let output = Output::create(destination)?;
            Box::new(delimited::DelimitedWriter::new(
                output,
                delimiter(format),
                options,
            )?)
        }
        Format::Tmx => Box::new(tmx::TmxWriter::new(Output::create(destination)?, options)?),
        Format::Xliff => Box::new(xliff::XliffWriter::new(Output::create(destination)?)?),
        Format::Xliff2 => Box::new(xliff2::Xliff2Writer::new(
            Output::create(destination)?,
            options,
        )),
        Format::Po => Box::new(po::PoWriter::new(Output::create(destination)?, options)),
        Format::Bitextor => {
            let output = Output::create(destination)?;
            Box::new(bitextor::BitextorWriter::new(output, options)?)
        }
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(parquet::ParquetWriter::new(
            Output::create(destination)?,
            options,
        )?),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => return Err(without_parquet()),
        Format::Moses => Box::new(moses::MosesWriter::open(destination, options)?),
        Format::Xces => Box::new(xces::XcesWriter::open(destination, options)?),
        Format::Vecalign | Format::Ladder | Format::Text => {
            per_article::open(format, destination, options)?
        }
    })
}

/// Opens `path`, or standard input for `-`, for reading units in `format`. Of a corpus in parts
/// (`corpus.jsonl` for `corpus-00000.jsonl` and so on) all parts are read; of a folder the corpus in
/// it, or else all its files of the format in the order of their names.
///
/// ```
/// use alinea::io::{Format, ReaderOptions, WriterOptions, reader, writer};
/// let folder = tempfile::tempdir().unwrap();
/// let csv = folder.path().join("pairs.csv");
/// std::fs::write(&csv, "source,target\nIl pleut.,It rains.\n").unwrap();
///
/// // From one format to another.
/// let tmx = folder.path().join("pairs.tmx");
/// let mut output = writer(Format::Tmx, tmx.as_path(), &WriterOptions::default())?;
/// for unit in reader(&csv, Format::Csv, &ReaderOptions::default())? {
///     output.write(&unit?)?;
/// }
/// output.finish()?;
/// assert!(std::fs::read_to_string(&tmx).unwrap().contains("<seg>It rains.</seg>"));
/// # Ok::<(), alinea::Error>(())
/// ```
///
/// # Errors
/// A file that cannot be read, a part that is missing before the last, or a format that cannot be.
pub fn reader(
    path: impl AsRef<Path>,
    format: Format,
    options: &ReaderOptions,
) -> Result<Box<dyn UnitReader>> {
    let path = path.as_ref();
    let there = |path: &Path| is_there(path, format, options);
    let mut parts = shards::inputs(path, format, &there)?.into_iter();
    let Some(first) = parts.next() else {
        return Err(Error::configuration(format!("expected files of {format}"))
            .found("a folder without any")
            .at(path)
            .help("name another format with --from"));
    };
    Ok(Box::new(Parts {
        units: Some(read_one(&first, format, options)?),
        rest: parts,
        format,
        options: options.clone(),
    }))
}

/// The files that [`reader`] reads.
///
/// # Errors
/// A part that is missing before the last.
pub fn files_read(path: &Path, format: Format, options: &ReaderOptions) -> Result<Vec<PathBuf>> {
    let there = |path: &Path| is_there(path, format, options);
    let languages = (&options.source_language, &options.target_language);
    let mut files = Vec::new();
    for part in shards::inputs(path, format, &there)? {
        files.extend(files_written(&part, format, languages)?);
    }
    Ok(files)
}

/// Whether there is something to read at `path`.
fn is_there(path: &Path, format: Format, options: &ReaderOptions) -> bool {
    if compression::is_standard(path) || format != Format::Moses || path.is_dir() {
        return compression::is_standard(path) || path.exists();
    }
    let languages = (&options.source_language, &options.target_language);
    moses::files(path, languages.0, languages.1).is_ok_and(|files| files[0].exists())
}

/// Opens one file, or the files of one part.
fn read_one(path: &Path, format: Format, options: &ReaderOptions) -> Result<Box<dyn UnitReader>> {
    Ok(match format {
        Format::Jsonl => Box::new(jsonl::JsonlReader::open(path, options)?),
        Format::Csv | Format::Tsv => Box::new(delimited::DelimitedReader::open(
            path,
            delimiter(format),
            options,
        )?),
        Format::Tmx => Box::new(tmx::TmxReader::open(path, options)?),
        Format::Xliff | Format::Xliff2 => xliff::open(path, options)?,
        Format::Po => Box::new(po::PoReader::open(path, options)?),
        Format::Bitextor => Box::new(bitextor::BitextorReader::open(path, options)?),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(parquet::ParquetReader::open(path, options)?),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => return Err(without_parquet().at(path)),
        Format::Moses => Box::new(moses::MosesReader::open(path, options)?),
        Format::Xces => Box::new(xces::XcesReader::open(path, options)?),
        Format::Vecalign => {
            let lines = vecalign::read_lines(path, &options.gold)?;
            Box::new(AlignmentReader::new(path, &lines, options)?)
        }
        Format::Ladder => {
            let lines = ladder::read_lines(path)?;
            Box::new(AlignmentReader::new(path, &lines, options)?)
        }
        Format::Text => {
            return Err(
                Error::configuration("the text format is for the eye and cannot be read")
                    .at(path)
                    .help("read jsonl, csv, tsv, tmx, moses, xces or another format of units"),
            );
        }
    })
}

/// The beads of an alignment file, such as a gold alignment, in vecalign's or hunalign's format.
///
/// # Errors
/// Another format, a line in another shape, or beads that are not in order; the error names file
/// and line.
pub fn read_beads(
    path: impl AsRef<Path>,
    format: Format,
    options: &GoldOptions,
) -> Result<Vec<crate::bitext::Bead>> {
    let path = path.as_ref();
    match format {
        Format::Vecalign => vecalign::read_alignment(path, options),
        Format::Ladder => Ok(ladder::read_lines(path)?
            .into_iter()
            .map(|l| l.bead)
            .collect()),
        other => Err(
            Error::configuration("expected an alignment file, vecalign or ladder")
                .found(other.name())
                .at(path),
        ),
    }
}

#[cfg(not(feature = "parquet"))]
fn without_parquet() -> Error {
    Error::configuration("parquet is not in this build of alinea")
        .help("build it in: cargo install --path . --features parquet")
}

/// The languages of a format that has one place for them; those of the first article.
pub(crate) struct LanguagePair {
    format: &'static str,
    source: Language,
    target: Language,
    /// Whether an article has said them; until then they are the options'.
    said: bool,
}

impl LanguagePair {
    pub(crate) fn new(format: &'static str, options: &WriterOptions) -> Self {
        LanguagePair {
            format,
            source: options.source_language.clone(),
            target: options.target_language.clone(),
            said: false,
        }
    }

    pub(crate) fn source(&self) -> &Language {
        &self.source
    }

    pub(crate) fn target(&self) -> &Language {
        &self.target
    }

    /// Takes the languages of the first article, and holds all others to them.
    pub(crate) fn check(&mut self, article: &Article) -> Result<()> {
        let (source, target) = (&article.source_language, &article.target_language);
        if !self.said {
            (self.source, self.target) = (source.clone(), target.clone());
            self.said = true;
        }
        if (source, target) == (&self.source, &self.target) {
            return Ok(());
        }
        Err(Error::format(format!(
            "{} holds one pair of languages, expected {} and {}",
            self.format, self.source, self.target
        ))
        .found(format!("{source} and {target}"))
        .help("write the pairs of languages apart"))
    }
}

fn delimiter(format: Format) -> u8 {
    if format == Format::Tsv { b'\t' } else { b',' }
}

/// Reads part after part. Ends after the first error, so that a loop over a broken input ends too.
struct Parts {
    units: Option<Box<dyn UnitReader>>,
    rest: std::vec::IntoIter<PathBuf>,
    format: Format,
    options: ReaderOptions,
}

impl Iterator for Parts {
    type Item = Result<TranslationUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.units.as_mut()?.next() {
                Some(Ok(unit)) => return Some(Ok(unit)),
                Some(Err(error)) => {
                    let lines = matches!(self.format, Format::Jsonl | Format::Csv | Format::Tsv);
                    let past = self.options.past_errors && error.kind() == ErrorKind::Format;
                    if !(lines && past) {
                        self.units = None;
                    }
                    return Some(Err(error));
                }
                None => {}
            }
            self.units = None;
            match read_one(&self.rest.next()?, self.format, &self.options) {
                Ok(units) => self.units = Some(units),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// Passes on all units but null beads.
struct WithoutNulls(Box<dyn UnitWriter>);

impl UnitWriter for WithoutNulls {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        if unit.is_null() {
            Ok(())
        } else {
            self.0.write(unit)
        }
    }

    fn written(&self) -> Option<u64> {
        self.0.written()
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.0.finish()
    }
}

/// The name of an article that has only its file's: without folder and extensions.
fn article_name(path: &Path) -> String {
    if compression::is_standard(path) {
        return "stdin".into();
    }
    let inner = compression::without_compression(path);
    match inner.file_stem() {
        Some(stem) => stem.to_string_lossy().into_owned(),
        None => "article".into(),
    }
}

#[cfg(test)]
mod testing;

#[cfg(test)]
mod tests {
    use super::testing::{read_back, units};
    use super::*;

    #[test]
    fn null_beads_stand_in_alignments_always_and_in_pairs_if_asked_for() {
        let written = |format: Format| -> Vec<_> {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join(format!("a.{}", format.extension()));
            let mut writer =
                writer(format, path.as_path(), &WriterOptions::default()).expect("opens");
            for unit in units() {
                writer.write(&unit).expect("writes");
            }
            writer.finish().expect("finishes");
            let reader = reader(&path, format, &ReaderOptions::default()).expect("opens");
            reader.collect::<Result<_>>().expect("reads")
        };
        assert!(written(Format::Csv).iter().all(|u| !u.is_null()));
        assert_eq!(written(Format::Jsonl).len(), units().len());
        let asked_for = read_back(Format::Csv, &units());
        assert!(asked_for.iter().any(|u| u.is_null()));
    }
}
