//! What `build` reads: folders, archives, lists, tables, corpora of pairs.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use alinea::corpus::{
    Embedded, InputOptions, InputPlan, InputSource, Inputs, PairInput, Pattern, Table, embedded,
};
use alinea::io::{Charset, Columns, Format, Kind, Notes};
use alinea::segment::Paragraphs;
use alinea::{Error, Result};

use super::options::{Languages, Work};

/// Where the articles are.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("origin").args(["source_dir", "manifest", "table", "pairs"]))]
pub struct InputArgs {
    /// Folder or archive (.tar, .tar.gz, .tar.zst) of the articles; or alone, one of both languages, a
    /// list of articles, a corpus of pairs, or - for a list on standard input [default: a corpus in the
    /// binary, see --corpus]
    #[arg(value_name = "SOURCE_DIR")]
    source_dir: Option<PathBuf>,

    /// Folder or archive of their translations; may be the same
    #[arg(
        value_name = "TARGET_DIR",
        requires = "source_dir",
        conflicts_with = "pattern"
    )]
    target_dir: Option<PathBuf>,

    /// How the files of one folder are called, such as '{id}.{lang}.txt' or '{lang}/{id}.html'
    #[arg(
        long,
        value_name = "PATTERN",
        requires = "source_dir",
        conflicts_with = "corpus"
    )]
    pattern: Option<Pattern>,

    /// List of articles (CSV, TSV or JSON lines): `source` and `target` are files from the list's folder
    /// on, `source_text` and `target_text` texts; `id` and `probability` may be given; all other columns
    /// are metadata. Rows of JSON lines may have languages and options too: they are the records of
    /// alinea worker
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,

    /// Table of articles (CSV, TSV or JSON lines) with both texts in a row
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,

    /// Column of the source texts in the table
    #[arg(
        long,
        value_name = "NAME",
        requires = "table",
        conflicts_with_all = ["source_dir", "manifest", "pairs", "corpus"],
        default_value = "source"
    )]
    source_column: String,

    /// Column of the translations in the table
    #[arg(
        long,
        value_name = "NAME",
        requires = "table",
        conflicts_with_all = ["source_dir", "manifest", "pairs", "corpus"],
        default_value = "target"
    )]
    target_column: String,

    /// Column of the ids in the table [default: id, or the row's number]
    #[arg(
        long,
        value_name = "NAME",
        requires = "table",
        conflicts_with_all = ["source_dir", "manifest", "pairs", "corpus"]
    )]
    id_column: Option<String>,

    /// Corpus of pairs (TMX, Moses, JSON lines, CSV, TSV, XCES), to be scored as they are
    #[arg(long, value_name = "FILE")]
    pairs: Option<PathBuf>,

    /// Format of the pairs [default: by the extension]
    #[arg(
        long,
        value_name = "FORMAT",
        requires = "pairs",
        conflicts_with_all = ["columns", "source_dir", "manifest", "table", "corpus"]
    )]
    pairs_format: Option<Format>,

    /// The pairs are plain columns set off by tabs, without a header: those of source and target, from 1
    #[arg(
        long,
        value_name = "S,T",
        requires = "pairs",
        conflicts_with_all = ["source_dir", "manifest", "table", "corpus"]
    )]
    columns: Option<Columns>,

    /// Align the segments of a corpus of pairs anew, article by article
    #[arg(long, conflicts_with_all = ["target_dir", "manifest", "table", "pattern", "corpus"])]
    realign: bool,

    /// What the documents are written in: text, markdown, html or docx [default: by their extensions]
    #[arg(long, value_name = "KIND")]
    input_format: Option<Kind>,

    /// Which corpus in the binary
    #[arg(
        long,
        value_name = "NAME",
        default_value = "news",
        conflicts_with = "origin"
    )]
    corpus: Shipped,

    /// What is told beside the articles.
    #[arg(skip)]
    pub notes: Notes,
}

/// A corpus in the binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shipped {
    /// Agency reports
    News,
    /// Short fiction
    Tales,
    /// How-to articles
    Guides,
}

impl From<Shipped> for Embedded {
    fn from(shipped: Shipped) -> Self {
        match shipped {
            Shipped::News => Embedded::News,
            Shipped::Tales => Embedded::Tales,
            Shipped::Guides => Embedded::Guides,
        }
    }
}

impl InputArgs {
    /// The files and folders that they name.
    pub fn paths(&self) -> Vec<&Path> {
        let paths = [
            &self.source_dir,
            &self.target_dir,
            &self.manifest,
            &self.table,
            &self.pairs,
        ];
        paths.into_iter().flatten().map(PathBuf::as_path).collect()
    }

    /// Refuses options for other inputs than those that are named.
    pub fn check(&self, work: &Work) -> Result<()> {
        let refused = |expected: &str, found: &str, help: &str| {
            let error = Error::configuration(format!("expected {expected}"));
            Err(error.found(found).help(help))
        };
        let pairs = matches!(self.source(work.encoding)?, Some(InputSource::Units { .. }));
        if self.realign && !pairs {
            let found = "articles, which are aligned anyway";
            return refused(
                "a corpus of pairs with --realign",
                found,
                "leave out --realign",
            );
        }
        let texts = [
            ("--paragraphs", work.paragraphs != Paragraphs::Auto),
            ("--input-format", self.input_format.is_some()),
        ];
        match texts.iter().find(|(_, given)| pairs && *given) {
            Some((option, _)) => refused(
                &format!("texts of articles with {option}"),
                "a corpus of pairs, which has segments",
                &format!("leave out {option}"),
            ),
            None => Ok(()),
        }
    }

    /// The pairs that these arguments name.
    pub fn open(&self, languages: &Languages, charset: Option<Charset>) -> Result<Inputs> {
        match self.source(charset)? {
            Some(source) => Inputs::open(&source, &self.options(languages, charset)),
            None => Ok(self.shipped()),
        }
    }

    /// What would be read.
    pub fn plan(&self, languages: &Languages, charset: Option<Charset>) -> Result<InputPlan> {
        let options = self.options(languages, charset);
        match self.source(charset)? {
            Some(source) => InputPlan::new(&source, &options),
            None => Ok(InputPlan {
                origin: format!(
                    "corpora/{} in the binary",
                    Embedded::from(self.corpus).name()
                ),
                ..InputPlan::of(&mut self.shipped(), &options, None)
            }),
        }
    }

    /// The corpus in the binary, if no other is named.
    pub fn embedded(&self) -> Option<Embedded> {
        let named = [&self.source_dir, &self.manifest, &self.table, &self.pairs];
        let none = named.iter().all(|place| place.is_none());
        none.then(|| self.corpus.into())
    }

    /// Whether the pairs come from standard input, which is read once.
    pub fn is_standard(&self) -> bool {
        let named = [&self.source_dir, &self.manifest, &self.table, &self.pairs];
        let mut named = named.into_iter().flatten();
        named.any(|place| place.as_os_str() == "-")
    }

    /// The two folders, if two are named.
    pub fn folders(&self) -> Option<(&Path, &Path)> {
        Some((self.source_dir.as_deref()?, self.target_dir.as_deref()?))
    }

    /// What the documents are written in, if it is named.
    pub fn kind(&self) -> Option<Kind> {
        self.input_format
    }

    /// How the inputs are read, without saying where they are.
    pub fn settings(&self) -> serde_json::Value {
        let said = |value: &dyn std::fmt::Debug| serde_json::Value::String(format!("{value:?}"));
        serde_json::json!({
            "pattern": said(&self.pattern),
            "table-columns": [&self.source_column, &self.target_column],
            "id-column": self.id_column,
            "pairs-format": self.pairs_format.map(Format::name),
            "columns": said(&self.columns),
            "realign": self.realign,
            "input-format": self.input_format.map(Kind::name),
            "corpus": self.embedded().map(Embedded::name),
        })
    }

    fn shipped(&self) -> Inputs {
        let articles = embedded(self.corpus.into());
        Inputs::of(articles.into_iter().map(PairInput::from).collect())
    }

    fn options(&self, languages: &Languages, charset: Option<Charset>) -> InputOptions {
        InputOptions {
            source_language: languages.source_lang.clone(),
            target_language: languages.target_lang.clone(),
            kind: self.input_format,
            charset,
            notes: self.notes.clone(),
        }
    }

    fn source(&self, charset: Option<Charset>) -> Result<Option<InputSource>> {
        if let Some(path) = &self.manifest {
            return Ok(Some(InputSource::Manifest(path.clone())));
        }
        if let Some(path) = &self.table {
            return Ok(Some(InputSource::Table(Table {
                path: path.clone(),
                source: self.source_column.clone(),
                target: self.target_column.clone(),
                id: self.id_column.clone(),
            })));
        }
        if let Some(path) = &self.pairs {
            return Ok(Some(InputSource::Units {
                path: path.clone(),
                format: self.pairs_format,
                columns: self.columns,
                realign: self.realign,
            }));
        }
        match (
            self.source_dir.clone(),
            self.target_dir.clone(),
            &self.pattern,
        ) {
            (None, ..) => Ok(None),
            (Some(folder), _, Some(pattern)) => Ok(Some(InputSource::Pattern {
                folder,
                pattern: pattern.clone(),
            })),
            (Some(source), Some(target), None) => Ok(Some(InputSource::Folders { source, target })),
            (Some(path), None, None) => {
                InputSource::of_path(&path, charset, self.realign).map(Some)
            }
        }
    }
}
