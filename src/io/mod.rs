//! Reading and writing: the only room that knows a file format, one format a file, the reader
//! beside the writer.
//!
//! | format | holds | reads itself back |
//! | --- | --- | --- |
//! | [`jsonl`] | everything | exactly |
//! | [`delimited`] (CSV, TSV) | everything; the segments of a side joined | all but the segments' bounds |
//! | [`tmx`] | everything; the segments of a side joined | all but the segments' bounds |
//! | [`moses`] | texts, indices and scores | texts without line separators |
//! | [`xces`] | segments, paragraphs, indices, scores | all but metadata, parts and control characters |
//! | [`vecalign`], [`ladder`] | indices and scores | beads; units with the texts beside them |
//! | [`text`] | for the eye | not at all |
//! | [`ColumnsReader`] (TSV without a header) | texts | is only read |
//!
//! Articles come in by [`article`], bytes become text in [`encoding`], and all output goes through
//! [`output`], which writes files whole or not at all.

pub mod compression;
pub mod encoding;
mod front_matter;
pub mod article;
pub mod output;
mod fields;
mod beads;
mod per_article;
pub mod jsonl;
pub mod dropped;
pub mod delimited;
mod columns;
mod xml;
pub mod tmx;
pub mod moses;
pub mod vecalign;
pub mod ladder;
pub mod xces;
pub mod text;

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

pub use beads::{AlignmentLine, AlignmentReader, GoldOptions, check};
pub use columns::{Columns, ColumnsReader};
pub use dropped::{Dropped, DroppedWriter, read_dropped};
pub use encoding::Charset;
pub use output::{Destination, Output};
pub use per_article::article_path;

use crate::bitext::{Language, TranslationUnit};
use crate::error::{Error, Result};

/// A file format.
///
/// ```
/// use alinea::io::Format;
/// assert_eq!("tmx".parse::<Format>()?, Format::Tmx);
/// assert_eq!(Format::from_path("corpus.jsonl.gz")?, Format::Jsonl);
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One JSON object a bead.
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
    /// Tab-separated values with a header, quoted as CSV is.
    Tsv,
    /// Translation Memory eXchange 1.4b.
    Tmx,
    /// Two parallel text files and one of identifiers.
    Moses,
    /// Vecalign's alignments.
    Vecalign,
    /// hunalign's numeric ladder.
    Ladder,
    /// OPUS sentence documents and their alignment.
    Xces,
    /// Two columns for the eye.
    Text,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 9] = [
        Format::Jsonl,
        Format::Csv,
        Format::Tsv,
        Format::Tmx,
        Format::Moses,
        Format::Vecalign,
        Format::Ladder,
        Format::Xces,
        Format::Text,
    ];

    /// Its name, as on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Tmx => "tmx",
            Format::Moses => "moses",
            Format::Vecalign => "vecalign",
            Format::Ladder => "ladder",
            Format::Xces => "xces",
            Format::Text => "text",
        }
    }

    /// The extension of its files, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Xces => "xml",
            Format::Text => "txt",
            other => other.name(),
        }
    }

    /// The format that a file's extension says, through `.gz` and `.zst`.
    ///
    /// # Errors
    /// An extension of no format, or none.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let inner = compression::without_compression(path);
        let extension = inner.extension().and_then(|e| e.to_str());
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("jsonl" | "ndjson") => Ok(Format::Jsonl),
            Some("csv") => Ok(Format::Csv),
            Some("tsv") => Ok(Format::Tsv),
            Some("tmx") => Ok(Format::Tmx),
            Some("moses") => Ok(Format::Moses),
            Some("vecalign" | "align" | "gold") => Ok(Format::Vecalign),
            Some("ladder") => Ok(Format::Ladder),
            Some("xces" | "xml") => Ok(Format::Xces),
            Some("txt") => Ok(Format::Text),
            _ => Err(Error::configuration(
                "expected an extension of a known format (.jsonl .csv .tsv .tmx .moses .vecalign \
                 .align .gold .ladder .xces .xml .txt)",
            )
            .found(extension.map_or("none".into(), |e| format!("`.{e}`")))
            .at(path)
            .help("name the format with --format")),
        }
    }

    /// Whether null beads are always written: an alignment covers both sides.
    fn keeps_nulls(self) -> bool {
        matches!(
            self,
            Format::Jsonl | Format::Vecalign | Format::Ladder | Format::Xces | Format::Text
        )
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let lower = name.to_ascii_lowercase();
        let format = Format::ALL.into_iter().find(|f| f.name() == lower);
        format.ok_or_else(|| {
            let all: Vec<_> = Format::ALL.iter().map(|f| f.name()).collect();
            Error::configuration(format!("expected one of {}", all.join(", ")))
                .found(format!("`{name}`"))
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Writes translation units one by one, in the order of the corpus.
pub trait UnitWriter: Send {
    /// Writes one unit.
    ///
    /// # Errors
    /// A full disk, or a unit that the format cannot hold.
    fn write(&mut self, unit: &TranslationUnit) -> Result<()>;

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
    /// Whether null beads are written as well by the formats of pairs (CSV, TSV, TMX, Moses). JSON
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
    /// Encoding, if it is named; by default it is detected.
    pub charset: Option<Charset>,
    /// The segmented source text of an alignment file.
    pub source_text: Option<PathBuf>,
    /// The segmented target text of an alignment file.
    pub target_text: Option<PathBuf>,
    /// Whether an alignment file may leave segments out.
    pub gold: GoldOptions,
}

impl Default for ReaderOptions {
    fn default() -> Self {
        ReaderOptions {
            source_language: Language::french(),
            target_language: Language::english(),
            article: None,
            charset: None,
            source_text: None,
            target_text: None,
            gold: GoldOptions::default(),
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
    let writer: Box<dyn UnitWriter> = match format {
        Format::Jsonl => Box::new(jsonl::JsonlWriter::new(Output::create(destination)?)),
        Format::Csv | Format::Tsv => {
            let output = Output::create(destination)?;
            Box::new(delimited::DelimitedWriter::new(output, delimiter(format))?)
        }
        Format::Tmx => Box::new(tmx::TmxWriter::new(Output::create(destination)?, options)?),
        Format::Moses => Box::new(moses::MosesWriter::open(destination, options)?),
        Format::Xces => Box::new(xces::XcesWriter::open(destination, options)?),
        Format::Vecalign | Format::Ladder | Format::Text => {
            per_article::open(format, destination, options)?
        }
    };
    if options.with_nulls || format.keeps_nulls() {
        Ok(writer)
    } else {
        Ok(Box::new(WithoutNulls(writer)))
    }
}

/// Opens `path`, or standard input for `-`, for reading units in `format`.
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
/// A file that cannot be read, or a format that cannot be.
pub fn reader(
    path: impl AsRef<Path>,
    format: Format,
    options: &ReaderOptions,
) -> Result<Box<dyn UnitReader>> {
    let path = path.as_ref();
    let units: Box<dyn UnitReader> = match format {
        Format::Jsonl => Box::new(jsonl::JsonlReader::open(path, options)?),
        Format::Csv | Format::Tsv => Box::new(delimited::DelimitedReader::open(
            path,
            delimiter(format),
            options,
        )?),
        Format::Tmx => Box::new(tmx::TmxReader::open(path, options)?),
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
                    .help("read jsonl, csv, tsv, tmx, moses, vecalign, ladder or xces"),
            );
        }
    };
    Ok(Box::new(UntilError {
        units,
        failed: false,
    }))
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

fn delimiter(format: Format) -> u8 {
    if format == Format::Tsv { b'\t' } else { b',' }
}

/// Ends after the first error, so that a loop over a broken input ends too.
struct UntilError {
    units: Box<dyn UnitReader>,
    failed: bool,
}

impl Iterator for UntilError {
    type Item = Result<TranslationUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let unit = self.units.next();
        self.failed = matches!(unit, Some(Err(_)));
        unit
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
    fn an_unknown_format_lists_the_known_ones() {
        let error = "docx".parse::<Format>().expect_err("is unknown");
        let said = error.to_string();
        assert!(said.contains("jsonl, csv, tsv, tmx, moses"), "{said}");
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
        }
    }

    #[test]
    fn extensions_are_known_through_compression() {
        for (name, format) in [
            ("a.tmx.gz", Format::Tmx),
            ("a.TSV.zst", Format::Tsv),
            ("a.gold", Format::Vecalign),
            ("a.b.align", Format::Vecalign),
            ("a.xml", Format::Xces),
        ] {
            assert_eq!(Format::from_path(name), Ok(format), "{name}");
        }
        for name in ["a", "a.gz", "a.pdf", "-"] {
            assert!(Format::from_path(name).is_err(), "{name}");
        }
    }

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
