//! The formats by name and by extension.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::compression::{Compression, without_compression};
use crate::error::{Error, Result};

/// A file format.
///
/// ```
/// use alinea::io::Format;
/// assert_eq!("tmx".parse::<Format>()?, Format::Tmx);
/// assert_eq!(Format::from_path("corpus.jsonl.gz")?, Format::Jsonl);
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
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
    /// XLIFF 1.2.
    Xliff,
    /// XLIFF 2.0.
    Xliff2,
    /// gettext's catalogues of messages.
    Po,
    /// The columns of Bitextor's sentence pairs.
    Bitextor,
    /// Parquet for Hugging Face's `datasets`; needs the cargo feature `parquet`.
    Parquet,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 14] = [
        Format::Jsonl,
        Format::Csv,
        Format::Tsv,
        Format::Tmx,
        Format::Moses,
        Format::Vecalign,
        Format::Ladder,
        Format::Xces,
        Format::Text,
        Format::Xliff,
        Format::Xliff2,
        Format::Po,
        Format::Bitextor,
        Format::Parquet,
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
            Format::Xliff => "xliff",
            Format::Xliff2 => "xliff2",
            Format::Po => "po",
            Format::Bitextor => "bitextor",
            Format::Parquet => "parquet",
        }
    }

    /// The extension of its files, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Xces => "xml",
            Format::Text => "txt",
            Format::Xliff => "xlf",
            Format::Xliff2 => "xliff2.xlf",
            Format::Bitextor => "bitextor.tsv",
            other => other.name(),
        }
    }

    /// The format that a file's extension says, through `.gz` and `.zst`.
    ///
    /// # Errors
    /// An extension of no format, or none.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let inner = without_compression(path);
        let extension = inner.extension().and_then(|e| e.to_str());
        let before = inner.file_stem().map(Path::new).and_then(Path::extension);
        let before = before.and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("jsonl" | "ndjson") => Ok(Format::Jsonl),
            Some("csv") => Ok(Format::Csv),
            Some("tsv") if before.as_deref() == Some("bitextor") => Ok(Format::Bitextor),
            // As Bitextor names them: `fr-en.sent.gz`, `fr-en.raw.gz`.
            Some("bitextor" | "sent" | "raw") => Ok(Format::Bitextor),
            Some("tsv") => Ok(Format::Tsv),
            Some("xlf" | "xliff") if before.as_deref() == Some("xliff2") => Ok(Format::Xliff2),
            Some("xlf" | "xliff") => Ok(Format::Xliff),
            Some("xliff2") => Ok(Format::Xliff2),
            Some("parquet") => Ok(Format::Parquet),
            Some("po" | "pot") => Ok(Format::Po),
            Some("tmx") => Ok(Format::Tmx),
            Some("moses") => Ok(Format::Moses),
            Some("vecalign" | "align" | "gold") => Ok(Format::Vecalign),
            Some("ladder") => Ok(Format::Ladder),
            Some("xces" | "xml") => Ok(Format::Xces),
            Some("txt") => Ok(Format::Text),
            _ => Err(Error::configuration(
                "expected an extension of a known format (.jsonl .csv .tsv .tmx .moses .vecalign \
                 .align .gold .ladder .xces .xml .txt .xlf .xliff .po .bitextor.tsv .parquet)",
            )
            .found(extension.map_or("none".into(), |e| format!("`.{e}`")))
            .at(path)
            .help("name the format with --format")),
        }
    }

    /// Where a job that writes several formats into one folder puts this one, for a corpus of this name:
    /// `corpus.jsonl.gz`, `corpus.xlf`, `vecalign/`, `xces/corpus.xml`. A compression is left out where
    /// the format has a file for every article and where it has its own (Parquet).
    ///
    /// ```
    /// use std::path::Path;
    /// use alinea::io::{Compression, Format};
    /// let place = Format::Jsonl.place_in(Path::new("out"), "train", Compression::Gzip);
    /// assert_eq!(place, Path::new("out/train.jsonl.gz"));
    /// ```
    pub fn place_in(self, folder: &Path, name: &str, compression: Compression) -> PathBuf {
        let suffix = compression.suffix();
        match self {
            Format::Vecalign | Format::Ladder | Format::Text => folder.join(self.name()),
            Format::Xces => folder.join("xces").join(format!("{name}.xml")),
            Format::Parquet => folder.join(format!("{name}.parquet")),
            Format::Moses => folder.join(format!("{name}{suffix}")),
            other => folder.join(format!("{name}.{}{suffix}", other.extension())),
        }
    }

    /// Whether one file of it holds articles of one pair of languages only, or does not say their
    /// languages.
    pub fn holds_one_pair(self) -> bool {
        matches!(
            self,
            Format::Moses
                | Format::Bitextor
                | Format::Po
                | Format::Xliff2
                | Format::Xces
                | Format::Parquet
        )
    }

    /// Whether it can be written in parts of a size.
    pub fn has_parts(self) -> bool {
        !matches!(
            self,
            Format::Vecalign | Format::Ladder | Format::Text | Format::Xces
        )
    }

    /// What the names of the files of articles end in, in formats that have such files.
    pub fn article_extension(self) -> Option<&'static str> {
        match self {
            // The texts beside the file of links.
            Format::Xces => Some("xml"),
            format => format.is_alignment().then(|| format.extension()),
        }
    }

    /// Whether it holds alignments, which cover both sides, rather than a corpus of pairs.
    pub fn is_alignment(self) -> bool {
        matches!(
            self,
            Format::Vecalign | Format::Ladder | Format::Xces | Format::Text
        )
    }

    /// Whether null beads are always written: an alignment covers both sides.
    pub(crate) fn keeps_nulls(self) -> bool {
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

#[cfg(test)]
mod tests {
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
            ("a.xlf", Format::Xliff),
            ("a.xliff2.xlf", Format::Xliff2),
            ("fr-en.sent.gz", Format::Bitextor),
            ("a.bitextor.tsv", Format::Bitextor),
            ("a.parquet", Format::Parquet),
        ] {
            assert_eq!(Format::from_path(name), Ok(format), "{name}");
        }
        for name in ["a", "a.gz", "a.pdf", "-"] {
            assert!(Format::from_path(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_format_is_known_by_the_name_it_gives() {
        for format in Format::ALL {
            let place = format.place_in(Path::new("out"), "corpus", Compression::Zstd);
            if place
                .extension()
                .is_some_and(|e| e != "zst" || format != Format::Moses)
            {
                assert_eq!(Format::from_path(&place), Ok(format), "{}", place.display());
            }
        }
    }
}
