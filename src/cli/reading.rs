//! How commands that take a corpus read it, and what they keep for each pair of languages in it.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use alinea::bitext::{Language, TranslationUnit};
use alinea::io::{self, Charset, Columns, ColumnsReader, Format, Notes, ReaderOptions, UnitReader};
use alinea::score::{QualityModel, QualityScorer};
use alinea::similarity::Tables;
use alinea::{Error, Result};

use super::messages::Messages;
use super::options::{Languages, ModelFolder};

/// What a corpus does not say of itself.
#[derive(Debug, Args)]
pub struct Content {
    /// Segmented source text of an alignment (vecalign, ladder)
    #[arg(long, value_name = "FILE", requires = "target")]
    source: Option<PathBuf>,

    /// Segmented target text of an alignment
    #[arg(long, value_name = "FILE", requires = "source")]
    target: Option<PathBuf>,

    /// Encoding of the corpus, such as windows-1252 or utf-16le [default: what a byte-order mark or an XML
    /// declaration says, else UTF-8; convert and filter guess what begins otherwise, and say so]
    #[arg(long, value_name = "LABEL")]
    encoding: Option<Charset>,

    #[command(flatten)]
    pub languages: Languages,

    /// What is told beside the units.
    #[arg(skip)]
    pub notes: Notes,
}

impl Content {
    /// The options of a reader.
    pub fn options(&self) -> ReaderOptions {
        ReaderOptions {
            source_language: self.languages.source_lang.clone(),
            target_language: self.languages.target_lang.clone(),
            charset: self.encoding,
            source_text: self.source.clone(),
            target_text: self.target.clone(),
            notes: self.notes.clone(),
            ..ReaderOptions::default()
        }
    }

    /// The options of a reader whose units are written anew: an encoding may be guessed.
    pub fn options_to_write(&self) -> ReaderOptions {
        ReaderOptions {
            guess: true,
            ..self.options()
        }
    }

    /// Refuses segmented texts beside corpora that hold their own.
    pub fn check(&self, formats: impl IntoIterator<Item = Format>) -> Result<()> {
        let mut formats = formats.into_iter();
        let bare = |format| matches!(format, Format::Vecalign | Format::Ladder);
        match formats.next() {
            Some(first) if self.source.is_some() && !bare(first) && !formats.any(bare) => Err(
                Error::configuration("expected an alignment without text (vecalign, ladder)")
                    .found(format!("{first}, which holds its texts"))
                    .help("leave out --source and --target"),
            ),
            _ => Ok(()),
        }
    }

    /// The segmented texts of an alignment, if they are named.
    pub fn texts(&self) -> impl Iterator<Item = &PathBuf> {
        [&self.source, &self.target].into_iter().flatten()
    }
}

/// The format asked for by `--from`, or the one that the extension says.
pub fn format_from(path: &Path, asked: Option<Format>) -> Result<Format> {
    match asked {
        Some(format) => Ok(format),
        None if path == Path::new("-") => {
            Err(Error::configuration("standard input has no extension")
                .help("name its format with --from"))
        }
        None => format_by_name(path, "name it with --from"),
    }
}

/// The format that the extension says; where it says none and there is no such file, that is said.
fn format_by_name(path: &Path, help: &str) -> Result<Format> {
    Format::from_path(path).map_err(|error| match path.metadata() {
        Err(e) if e.kind() == ErrorKind::NotFound => Error::io("read", &e)
            .at(path)
            .help("of a prefix of Moses files name the format: --from moses"),
        _ => error.help(help),
    })
}

/// How a corpus is read.
#[derive(Debug, Args)]
pub struct Reading {
    /// Format of the corpus [default: by its extension; jsonl on standard input]
    #[arg(
        long = "format",
        id = "reading",
        value_name = "FORMAT",
        visible_alias = "from"
    )]
    pub format: Option<Format>,

    /// Read plain columns set off by tabs, without a header: those of source and target, from 1
    #[arg(long, value_name = "S,T", conflicts_with_all = ["reading", "source", "target"])]
    pub columns: Option<Columns>,

    #[command(flatten)]
    pub content: Content,
}

impl Reading {
    /// The options of a reader.
    pub fn options(&self) -> ReaderOptions {
        self.content.options()
    }

    /// Opens a corpus; of a folder that `build` wrote, the one in JSON lines, if no format is named.
    pub fn open(&self, corpus: &Path) -> Result<Box<dyn UnitReader>> {
        let mut options = self.options();
        if self.columns.is_some() {
            // The other columns are of no use, and that they are not read goes without saying.
            options.notes = Notes::default();
        }
        self.open_with(corpus, &options)
    }

    /// The same, for a corpus that is written anew: an encoding may be guessed.
    pub fn open_to_write(&self, corpus: &Path) -> Result<Box<dyn UnitReader>> {
        self.open_with(corpus, &self.content.options_to_write())
    }

    fn open_with(&self, corpus: &Path, options: &ReaderOptions) -> Result<Box<dyn UnitReader>> {
        if let Some(columns) = self.columns {
            let reader = ColumnsReader::open(corpus, columns, options)?;
            return Ok(Box::new(reader));
        }
        let format = self.format_of(corpus)?;
        self.content.check([format])?;
        io::reader(corpus, format, options).map_err(|e| {
            if matches!(format, Format::Tsv | Format::Csv) && e.line_number() == Some(1) {
                e.help("name the columns of a file without a header with --columns")
            } else {
                e
            }
        })
    }

    /// The files of a corpus.
    pub fn files(&self, corpus: &Path) -> Result<Vec<PathBuf>> {
        match self.columns {
            Some(_) => Ok(vec![corpus.to_path_buf()]),
            None => io::files_read(corpus, self.format_of(corpus)?, &self.options()),
        }
    }

    fn format_of(&self, corpus: &Path) -> Result<Format> {
        match self.format {
            Some(format) => Ok(format),
            None if corpus == Path::new("-") || corpus.is_dir() => Ok(Format::Jsonl),
            None => format_by_name(
                corpus,
                "name it with --format, or the columns with --columns",
            ),
        }
    }
}

/// The first of these files that is there: in a corpus's folder, or beside its file.
pub fn beside(corpus: &Path, names: &[&str]) -> Option<PathBuf> {
    if corpus == Path::new("-") {
        return None;
    }
    let place = |name: &&str| match corpus.is_dir() {
        true => corpus.join(name),
        false => corpus.with_file_name(name),
    };
    let there = |path: &PathBuf| path.is_file() && *path != corpus;
    names.iter().map(place).find(there)
}

/// Something for each pair of languages, made with their scorer when a pair of them first comes.
pub struct ByLanguages<T> {
    model: QualityModel,
    tables: Tables,
    models: ModelFolder,
    made: BTreeMap<(Language, Language), T>,
    make: Box<dyn Fn(Arc<QualityScorer>) -> T>,
}

impl<T> ByLanguages<T> {
    /// With the word vectors in the binary and those in the folder asked for, or beside the binary.
    pub fn new(
        models: Option<&Path>,
        make: impl Fn(Arc<QualityScorer>) -> T + 'static,
    ) -> Result<Self> {
        let models = ModelFolder::new(models)?;
        Ok(ByLanguages {
            model: QualityModel::default(),
            tables: models.tables(),
            models,
            made: BTreeMap::new(),
            make: Box::new(make),
        })
    }

    /// Makes sure that there is something for a unit's languages.
    pub fn prepare(&mut self, unit: &TranslationUnit, messages: &Messages) -> Result<()> {
        let (source, target) = (&unit.article.source_language, &unit.article.target_language);
        let languages = (source.clone(), target.clone());
        if self.made.contains_key(&languages) {
            return Ok(());
        }
        let tables = &mut self.tables;
        self.models.load(tables, (source, target), messages)?;
        let scorer = QualityScorer::new(&self.model, &self.tables, source, target);
        self.made.insert(languages, (self.make)(Arc::new(scorer)));
        Ok(())
    }

    /// What was made for the languages of units that have been prepared.
    pub fn made(&self) -> &BTreeMap<(Language, Language), T> {
        &self.made
    }
}

/// What was made for a unit's languages.
pub fn of<'m, T>(
    made: &'m BTreeMap<(Language, Language), T>,
    unit: &TranslationUnit,
) -> Option<&'m T> {
    let article = &unit.article;
    made.get(&(
        article.source_language.clone(),
        article.target_language.clone(),
    ))
}
