//! Where the pairs of a corpus come from: folders, archives, lists, tables, other corpora; one file a
//! kind of input.
//!
//! [`Inputs`] is an iterator. It holds names, not texts: of folders and archives all names, of lists
//! and tables one row, of corpora the pairs of one article. A pair that is bad by itself (a row that
//! cannot be read, an id that was there before) comes as a [`Refused`] and the rest goes on; what
//! cannot be read at all is an error on opening.
//!
//! An id is one article's in the whole corpus. A given id that comes a second time is refused and not
//! renamed: it is nearly always the same article listed twice, and a copy under a new name would be
//! counted as another article and could stand in both train and test. Ids that are made here, of a
//! file's name, are numbered apart instead (`a`, `a~2`), because two files of one name in different
//! folders are two articles.

mod files;
mod folders;
mod manifest;
mod pattern;
mod plan;
mod record;
mod recognise;
mod table;
mod unique;
mod units;

use std::path::{Path, PathBuf};

use crate::bitext::{Bead, Language, Metadata};
use crate::error::{Error, Result};
use crate::io::records::RecordOptions;
use crate::io::{Charset, Columns, Format, Kind, Notes};

use super::input::Input;
use files::Files;

pub(super) use folders::list_documents;
pub use pattern::Pattern;
pub use plan::{InputPlan, PlannedPair};
pub(super) use record::RecordPairs;
pub use table::Table;

/// A source and its translation, to be read.
#[derive(Debug, Clone, PartialEq)]
pub struct PairInput {
    /// Name of the article.
    pub id: String,
    /// The source document.
    pub source: Input,
    /// Its translation.
    pub target: Input,
    /// What the list that names them says of the article, beside what they say themselves.
    pub metadata: Metadata,
    /// How sure a list is that they belong together, 0 to 1.
    pub probability: Option<f64>,
    /// Their beads, where they came aligned and are to be kept so.
    pub beads: Option<Vec<Bead>>,
    /// Its languages, source and target, where it names them; else the job's.
    pub languages: [Option<Language>; 2],
    /// How it is done, where it is not done as the others.
    pub options: RecordOptions,
    /// What the user should be told of where it comes from.
    pub note: Option<String>,
}

impl PairInput {
    /// A pair of which no more is known.
    pub fn new(id: impl Into<String>, source: Input, target: Input) -> Self {
        PairInput {
            id: id.into(),
            source,
            target,
            metadata: Metadata::new(),
            probability: None,
            beads: None,
            languages: [None, None],
            options: RecordOptions::default(),
            note: None,
        }
    }
}

impl From<(String, Input, Input)> for PairInput {
    fn from((id, source, target): (String, Input, Input)) -> Self {
        PairInput::new(id, source, target)
    }
}

/// A pair that cannot be taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Name of the article, or the place in its list (`articles.csv:7`) where it has none.
    pub id: String,
    /// What is wrong with it.
    pub error: Box<Error>,
}

impl Refused {
    /// An error of an article that gives its id, or else one that names its place.
    fn of(id: Option<String>, error: Error) -> Self {
        match id {
            Some(id) => Refused {
                id,
                error: Box::new(error),
            },
            None => Refused::at_place(error),
        }
    }

    /// An error that names its place.
    fn at_place(error: Error) -> Self {
        let file = error.path().and_then(Path::file_name);
        let file = file.map(|f| f.to_string_lossy().into_owned());
        let id = match (file, error.line_number()) {
            (Some(file), Some(line)) => format!("{file}:{line}"),
            (Some(file), None) => file,
            (None, _) => "stdin".into(),
        };
        Refused {
            id,
            error: Box::new(error),
        }
    }
}

/// Where pairs come from.
#[derive(Debug, Clone, PartialEq)]
pub enum InputSource {
    /// Two folders or archives of documents; they may be the same.
    Folders {
        /// Of the articles.
        source: PathBuf,
        /// Of their translations.
        target: PathBuf,
    },
    /// One folder or archive of both languages, with names of a pattern.
    Pattern {
        /// The folder or archive.
        folder: PathBuf,
        /// How its files are called.
        pattern: Pattern,
    },
    /// A list of articles: CSV, TSV or JSON lines; `-` for standard input.
    Manifest(PathBuf),
    /// Articles in the cells of a table.
    Table(Table),
    /// A corpus of pairs.
    Units {
        /// Its file, or the prefix of its files.
        path: PathBuf,
        /// Its format, if its extension does not say.
        format: Option<Format>,
        /// Its columns, if it is plain text set off by tabs.
        columns: Option<Columns>,
        /// Whether its segments are aligned anew, article by article; otherwise its pairs are kept.
        realign: bool,
    },
}

/// How inputs are read.
#[derive(Debug, Clone, PartialEq)]
pub struct InputOptions {
    /// Source language, in file names.
    pub source_language: Language,
    /// Target language.
    pub target_language: Language,
    /// What all documents are written in, if it is named; folders are searched for it alone.
    pub kind: Option<Kind>,
    /// Encoding of lists and tables, if it is named.
    pub charset: Option<Charset>,
    /// Where it is told what of a corpus of pairs is not read.
    pub notes: Notes,
}

impl Default for InputOptions {
    fn default() -> Self {
        InputOptions {
            source_language: Language::french(),
            target_language: Language::english(),
            kind: None,
            charset: None,
            notes: Notes::default(),
        }
    }
}

type Items = Box<dyn Iterator<Item = std::result::Result<PairInput, Refused>> + Send>;

/// The pairs of a corpus, one after the other.
///
/// ```
/// use alinea::corpus::{InputOptions, InputSource, Inputs};
/// let folder = tempfile::tempdir().unwrap();
/// let list = folder.path().join("articles.jsonl");
/// let rain = r#"{"id": "rain", "source_text": "Il pleut.", "target_text": "It rains.", "topic": "weather"}"#;
/// std::fs::write(&list, format!("{rain}\n{rain}\n")).unwrap();
/// let mut inputs = Inputs::open(&InputSource::Manifest(list), &InputOptions::default())?;
/// let pair = inputs.next().expect("a row").expect("a good one");
/// assert_eq!((pair.id.as_str(), pair.metadata["topic"].as_str()), ("rain", "weather"));
/// let refused = inputs.next().expect("a row").expect_err("the id is taken");
/// assert!(refused.error.to_string().contains("articles.jsonl:2"));
/// # Ok::<(), alinea::Error>(())
/// ```
pub struct Inputs {
    items: Items,
    expected: Option<usize>,
    /// Source documents without a partner, as (id, file).
    pub source_only: Vec<(String, PathBuf)>,
    /// Target documents likewise.
    pub target_only: Vec<(String, PathBuf)>,
}

impl Inputs {
    /// Opens a source of pairs. Names are read here, documents are not.
    ///
    /// # Errors
    /// A folder, archive, list or table that cannot be read; columns that a table does not have; no
    /// document on a side.
    pub fn open(source: &InputSource, options: &InputOptions) -> Result<Inputs> {
        match source {
            InputSource::Folders { source, target } => folders::open(source, target, options),
            InputSource::Pattern { folder, pattern } => {
                folders::open_pattern(folder, pattern, options)
            }
            InputSource::Manifest(path) => manifest::open(path, options),
            InputSource::Table(table) => table::open(table, options),
            InputSource::Units {
                path,
                format,
                columns,
                realign,
            } => units::open(path, *format, *columns, *realign, options),
        }
    }

    /// Pairs that are at hand, such as those that ship with the program.
    pub fn of(pairs: Vec<PairInput>) -> Inputs {
        let expected = Some(pairs.len());
        Inputs {
            expected,
            ..Inputs::streamed(Box::new(pairs.into_iter().map(Ok)))
        }
    }

    /// These pairs, and after them what cannot be taken.
    #[must_use]
    pub fn and_refused(self, refused: Vec<Refused>) -> Inputs {
        Inputs {
            expected: self.expected.map(|pairs| pairs + refused.len()),
            items: Box::new(self.items.chain(refused.into_iter().map(Err))),
            ..self
        }
    }

    /// These pairs, where each article gets a file of its own with each of these extensions: one whose
    /// file would stand where another has its folder is refused.
    #[must_use]
    pub fn with_files(self, extensions: Vec<&'static str>) -> Inputs {
        if extensions.is_empty() {
            return self;
        }
        let mut files = Files::new(extensions);
        Inputs {
            items: Box::new(self.items.map(move |item| files.check(item?))),
            ..self
        }
    }

    fn streamed(items: Items) -> Inputs {
        Inputs {
            items,
            expected: None,
            source_only: Vec::new(),
            target_only: Vec::new(),
        }
    }

    /// How many pairs, refused ones included, there were when it was opened; `None` where only reading
    /// to the end would tell.
    pub fn expected(&self) -> Option<usize> {
        self.expected
    }
}

impl Iterator for Inputs {
    type Item = std::result::Result<PairInput, Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        self.items.next()
    }
}

/// A file's name without folder and extensions, for ids.
fn stem(path: &Path) -> String {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    match name.split('.').next() {
        Some("" | "-") | None => "stdin".into(),
        Some(stem) => stem.to_owned(),
    }
}
