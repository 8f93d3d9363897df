//! Arguments that several subcommands share.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use alinea::align::{Aligner, BeadTypes};
use alinea::bitext::Language;
use alinea::corpus::{ArticleJob, ArticleSettings, GoldRequest, Pipeline, load_tables};
use alinea::filter::FilterConfig;
use alinea::io::{Charset, Compression, Format, ShardSize, WriterOptions};
use alinea::segment::Paragraphs;
use alinea::similarity::{Tables, Weights};
use alinea::train::{GoldDocument, read_gold_documents};
use alinea::{Error, Result};

use super::filter::rule_book;
use super::messages::Messages;

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Every command")]
pub struct Common {
    /// Say nothing on standard error but errors
    #[arg(short, long, global = true)]
    pub quiet: bool,

    /// Say more on standard error
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,

    /// Threads to work on [default: one a core]
    #[arg(long, global = true, value_name = "N", value_parser = threads)]
    pub threads: Option<NonZeroUsize>,

    /// Colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Colour,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The two languages.
#[derive(Debug, Args)]
pub struct Languages {
    /// Source language
    #[arg(long, value_name = "CODE", default_value = "fr")]
    pub source_lang: Language,

    /// Target language
    #[arg(long, value_name = "CODE", default_value = "en")]
    pub target_lang: Language,
}

impl Languages {
    /// Both, the source's first.
    pub fn pair(&self) -> (&Language, &Language) {
        (&self.source_lang, &self.target_lang)
    }
}

/// Alignments and the gold against which they are counted.
#[derive(Debug, Args)]
pub struct Gold {
    /// Gold: a file in vecalign's or hunalign's format, or a folder of them
    #[arg(long, value_name = "PATH")]
    gold: PathBuf,

    /// Found: a file or folder likewise, or a corpus with indices (jsonl, csv, tsv, xces)
    #[arg(long, value_name = "PATH")]
    found: PathBuf,

    /// Let either leave segments out and cross; a bead that skips a segment is read as its span
    #[arg(long)]
    allow_gaps: bool,
}

impl Gold {
    /// What to count.
    pub fn request(&self) -> GoldRequest<'_> {
        GoldRequest {
            gold: &self.gold,
            found: &self.found,
            allow_gaps: self.allow_gaps,
        }
    }
}

/// How articles are read and aligned.
#[derive(Debug, Args)]
pub struct Work {
    #[command(flatten)]
    pub languages: Languages,

    /// Take one segment a line as it stands; line numbers, from 0, are the indices
    #[arg(long)]
    pub segmented: bool,

    /// How paragraphs of plain text are told apart: auto, blank (by blank lines), line (one a line)
    #[arg(long, value_name = "HOW", default_value = "auto")]
    pub paragraphs: Paragraphs,

    /// Keep every bead within one paragraph on both sides
    #[arg(long)]
    pub hard_paragraphs: bool,

    /// Most segments on one side of a bead
    #[arg(long, value_name = "N", default_value_t = BeadTypes::default().side())]
    pub max_side: usize,

    /// Most segments of a bead together [default: 6; one more than a larger --max-side, twice a smaller one]
    #[arg(long, value_name = "N")]
    pub max_total: Option<usize>,

    /// Encoding of the input, such as windows-1252 or utf-16le [default: what a byte-order mark, an XML
    /// declaration or a page's meta element says, else UTF-8; what is otherwise is guessed, which is told;
    /// lists and tables are not guessed]
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<Charset>,

    /// Folder of word vectors of other languages, de.vectors and so on, or none to align without
    /// any, French and English too [default: models beside the binary]
    #[arg(long, value_name = "DIR")]
    pub models: Option<PathBuf>,

    /// Weights of the alignment model [default: those that ship]
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
}

impl Work {
    /// The pipeline that these arguments ask for; says which tables of word vectors it does without.
    pub fn pipeline(&self, messages: &Messages) -> Result<Pipeline> {
        let Languages {
            source_lang,
            target_lang,
        } = &self.languages;
        let mut pipeline = Pipeline::new(source_lang.clone(), target_lang.clone(), self.paragraphs);
        pipeline.segmented = self.segmented;
        if self.segmented && (self.paragraphs != Paragraphs::Auto || self.hard_paragraphs) {
            messages.note(
                "with --segmented there are no paragraphs: --paragraphs and --hard-paragraphs have no effect",
            );
        }
        pipeline.charset = self.encoding;
        // A side of so many must be able to stand with one segment.
        let together = BeadTypes::default().total();
        let together = together.max(self.max_side.saturating_add(1));
        let together = together.min(self.max_side.saturating_mul(2));
        pipeline.aligner = Aligner {
            types: BeadTypes::new(self.max_side, self.max_total.unwrap_or(together))?,
            hard_paragraphs: self.hard_paragraphs,
            weights: match &self.weights {
                Some(path) => read_weights(path)?,
                None => Weights::default(),
            },
            tables: self.tables(messages)?,
        };
        Ok(pipeline)
    }
}

impl Work {
    /// The word vectors in the binary, and those of the two languages in the folder of models.
    fn tables(&self, messages: &Messages) -> Result<Tables> {
        let models = ModelFolder::new(self.models.as_deref())?;
        let mut tables = models.tables();
        models.load(&mut tables, self.languages.pair(), messages)?;
        Ok(tables)
    }
}

/// Where tables of word vectors are looked for.
pub struct ModelFolder {
    folder: Option<PathBuf>,
    asked: bool,
    /// Whether no tables at all are asked for, those in the binary neither.
    none: bool,
}

impl ModelFolder {
    /// The folder asked for, which may be `none`, or `models` beside the binary, if it is there.
    pub fn new(asked: Option<&Path>) -> Result<Self> {
        let none = asked == Some(Path::new("none"));
        Ok(ModelFolder {
            folder: if none { None } else { models_folder(asked)? },
            asked: asked.is_some(),
            none,
        })
    }

    /// The tables that are at hand without a folder.
    pub fn tables(&self) -> Tables {
        match self.none {
            true => Tables::none(),
            false => Tables::default(),
        }
    }

    /// Adds the tables of two languages that are not at hand yet. One that is not in the folder is done
    /// without, which whoever named the folder did not expect.
    pub fn load(
        &self,
        tables: &mut Tables,
        languages: (&Language, &Language),
        messages: &Messages,
    ) -> Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        for path in load_tables(tables, folder, &[languages.0, languages.1])? {
            let language = path.file_stem().unwrap_or_default().to_string_lossy();
            let text = format!(
                "{}: no such file; `{language}` goes without word vectors, by lengths, spelling and what is learnt",
                path.display()
            );
            match self.asked {
                true => messages.warning_once(&text),
                false => messages.detail(&text),
            }
        }
        Ok(())
    }
}

/// The folder of word vectors: the one asked for, or `models` beside the binary, if it is there.
fn models_folder(asked: Option<&Path>) -> Result<Option<PathBuf>> {
    match asked {
        Some(folder) if !folder.is_dir() => {
            let found = if folder.exists() { "a file" } else { "none" };
            Err(Error::configuration("expected a folder of word vectors")
                .found(found)
                .at(folder)
                .help("see --models"))
        }
        Some(folder) => Ok(Some(folder.to_path_buf())),
        None => Ok(beside_the_binary()),
    }
}

/// `models` in the binary's folder or one of those above it, as a build has it.
fn beside_the_binary() -> Option<PathBuf> {
    let binary = std::env::current_exe().ok()?;
    let above = binary
        .ancestors()
        .skip(1)
        .take(4)
        .map(|folder| folder.join("models"));
    above.into_iter().find(|folder| folder.is_dir())
}

/// The weights in a file.
pub fn read_weights(path: &Path) -> Result<Weights> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io("read", &e).at(path))?;
    Weights::from_json(&text).map_err(|e| e.at(path))
}

/// Gold alignments to learn a model of documents from.
#[derive(Debug, Args)]
pub struct GoldSets {
    /// Folders of ID.gold, ID.fr and ID.en
    #[arg(required = true)]
    pub folders: Vec<PathBuf>,

    /// Leave each third document out, and print figures on those
    #[arg(long)]
    pub hold_out: bool,

    /// Where the model goes
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

impl GoldSets {
    /// The documents of each folder, and their languages.
    pub fn read(&self) -> Result<(Vec<Vec<GoldDocument>>, [Language; 2])> {
        let codes = ["fr".to_string(), "en".to_string()];
        let read = |folder: &PathBuf| read_gold_documents(folder, &codes);
        let sets = self.folders.iter().map(read).collect::<Result<_>>()?;
        Ok((sets, [Language::french(), Language::english()]))
    }
}

/// The score below which an article's documents are hardly translations of one another, 0 to 1.
pub const FLOOR: f64 = 0.05;

/// How articles are judged.
#[derive(Debug, Args)]
pub struct Judging {
    /// Least score of an article, 0 to 1; one below it is reported as failed
    #[arg(long, value_name = "P", default_value_t = FLOOR, value_parser = share)]
    pub min_article_score: f64,

    /// Rules and thresholds for cleaning; what it does not name stays as it ships (see alinea filter)
    #[arg(long, value_name = "FILE", conflicts_with = "no_clean")]
    pub config: Option<PathBuf>,

    /// Repair nothing and drop nothing
    #[arg(long, conflicts_with = "min_quality")]
    pub no_clean: bool,

    /// Keep pairs that are translations with at least this probability, 0 to 1
    #[arg(long, value_name = "P", value_parser = share)]
    pub min_quality: Option<f64>,
}

impl Judging {
    /// The rules, whether or not they are asked.
    pub fn rules(&self) -> Result<FilterConfig> {
        rule_book(self.config.as_deref(), self.min_quality)
    }

    /// A job that does articles with this pipeline and judges them so.
    pub fn articles(
        &self,
        pipeline: Pipeline,
        models: Option<&Path>,
        crossing: bool,
        nulls: bool,
    ) -> Result<ArticleJob> {
        let settings = ArticleSettings {
            rules: self.rules()?,
            clean: !self.no_clean,
            crossing,
            nulls,
            floor: self.min_article_score,
            models: ModelFolder::new(models)?.folder,
        };
        Ok(ArticleJob::new(pipeline, settings))
    }
}

/// Threads from which on starting them takes longer than any work.
const MOST_THREADS: usize = 1024;

fn threads(text: &str) -> std::result::Result<NonZeroUsize, String> {
    let threads = text
        .parse()
        .ok()
        .filter(|n: &NonZeroUsize| n.get() <= MOST_THREADS);
    threads.ok_or_else(|| format!("expected a number from 1 to {MOST_THREADS}"))
}

/// A number from 0 to 1.
pub fn share(text: &str) -> std::result::Result<f64, String> {
    let value: f64 = text.parse().map_err(|e| format!("{e}"))?;
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err("expected a number from 0 to 1".into())
    }
}

/// How a corpus is written.
#[derive(Debug, Args)]
pub struct Writing {
    /// Write null beads too, in formats of pairs (jsonl has them always)
    #[arg(long)]
    pub with_nulls: bool,

    /// Write the corpus in parts of this size before compression: 100MB, 64MiB or 50000units
    /// (corpus-00000.jsonl and so on); it says how a corpus is cut, not how the work is shared out
    #[arg(long, value_name = "SIZE")]
    pub shard_size: Option<ShardSize>,

    /// Width of the format text, in columns [default: the terminal's, or 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(20..))]
    pub width: Option<u16>,
}

impl Writing {
    /// The writer's options.
    ///
    /// # Errors
    /// Parts of formats that have none.
    pub fn options(
        &self,
        formats: &[Format],
        languages: &Languages,
        colour: bool,
    ) -> Result<WriterOptions> {
        self.check(formats)?;
        Ok(WriterOptions {
            with_nulls: self.with_nulls,
            colour,
            width: self.width.map_or_else(terminal_width, usize::from),
            source_language: languages.source_lang.clone(),
            target_language: languages.target_lang.clone(),
            shard: self.shard_size,
            ..WriterOptions::default()
        })
    }

    /// Refuses parts of a corpus where none of these formats has any.
    pub fn check(&self, formats: &[Format]) -> Result<()> {
        if self.shard_size.is_none() || formats.iter().any(|format| format.has_parts()) {
            return Ok(());
        }
        let names: Vec<&str> = formats.iter().map(|format| format.name()).collect();
        Err(
            Error::configuration("expected a format of pairs with --shard-size")
                .found(names.join(", "))
                .help("leave out --shard-size, or write jsonl or tmx"),
        )
    }
}

/// How the files of a job that names them itself are compressed.
#[derive(Debug, Args)]
pub struct Compressing {
    /// Compress the corpus: none, gzip or zstd (parquet always has its own, formats with a file for
    /// every article none)
    #[arg(long, value_name = "HOW", default_value = "none")]
    pub compress: Compression,
}

fn terminal_width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    columns
        .filter(|c| (20..=400).contains(c))
        .unwrap_or(WriterOptions::default().width)
}

/// The format asked for, or the one that the output's extension says, or `otherwise`.
pub fn format(asked: Option<Format>, output: &Path, otherwise: Format) -> Result<Format> {
    match asked {
        Some(format) => Ok(format),
        None if output == Path::new("-") => Ok(otherwise),
        None => Format::from_path(output),
    }
}
