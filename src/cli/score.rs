//! `alinea score`: the quality of each pair of a corpus, free of position.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;

use alinea::bitext::{Language, TranslationUnit};
use alinea::corpus::load_tables;
use alinea::io::{
    self, Charset, Columns, ColumnsReader, Destination, Format, Output, ReaderOptions, UnitReader,
};
use alinea::score::{Quality, QualityModel, QualityParts, QualityScorer};
use alinea::similarity::Tables;
use alinea::{Error, Result};

use super::Done;
use super::messages::Messages;
use super::options::{self, Languages};

const EXAMPLES: &str = "\
Examples:
  alinea score corpus.jsonl --output scored.jsonl
  alinea score memory.tmx --source-lang fr --target-lang en
  alinea score pairs.tsv --columns 1,2            plain columns, no header
  cut -f 3,4 crawl.tsv | alinea score - --columns 1,2

Each line that comes out is a JSON object with `quality`, a probability from 0 to 1 that the sides
are translations of one another, what speaks for it (`quality_parts`), and the pair.";

/// Pairs in flight, a thread.
const IN_FLIGHT: usize = 512;

/// Score each pair of a corpus: are its sides translations of one another?
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What to read, or - for standard input; the prefix of Moses files
    corpus: PathBuf,

    /// Where the JSON lines go
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,

    /// Format of the corpus [default: by its extension; jsonl on standard input]
    #[arg(long, value_name = "FORMAT", visible_alias = "from")]
    format: Option<Format>,

    /// Read plain columns set off by tabs, without a header: those of source and target, from 1
    #[arg(long, value_name = "S,T", conflicts_with = "format")]
    columns: Option<Columns>,

    /// Segmented source text of an alignment (vecalign, ladder)
    #[arg(long, value_name = "FILE", requires = "target")]
    source: Option<PathBuf>,

    /// Segmented target text of an alignment
    #[arg(long, value_name = "FILE", requires = "source")]
    target: Option<PathBuf>,

    /// Encoding of the input, such as windows-1252 [default: detected]
    #[arg(long, value_name = "LABEL")]
    encoding: Option<Charset>,

    #[command(flatten)]
    languages: Languages,

    /// Folder of word vectors of other languages, de.vectors and so on [default: models beside the
    /// binary]
    #[arg(long, value_name = "DIR")]
    models: Option<PathBuf>,
}

/// One line of the output.
#[derive(Serialize)]
struct Line<'a> {
    quality: f64,
    article: &'a str,
    bead: usize,
    source_language: &'a Language,
    target_language: &'a Language,
    source_indices: Vec<usize>,
    target_indices: Vec<usize>,
    source: String,
    target: String,
    quality_parts: QualityParts,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let mut scorers = Scorers {
        model: QualityModel::default(),
        tables: Tables::default(),
        folder: options::models_folder(args.models.as_deref())?,
        by_languages: BTreeMap::new(),
    };
    let mut reader = reader(args)?;
    let mut output = Output::create(Destination::from(args.output.as_path()))?;
    let group = IN_FLIGHT * rayon::current_num_threads();
    let (mut pairs, mut sum) = (0_usize, 0.0);
    loop {
        let units: Vec<TranslationUnit> = reader.by_ref().take(group).collect::<Result<_>>()?;
        if units.is_empty() {
            break;
        }
        for unit in &units {
            scorers.prepare(unit)?;
        }
        let lines: Vec<(f64, String)> = units
            .par_iter()
            .map(|unit| line(unit, &scorers))
            .collect::<Result<_>>()?;
        for (quality, line) in lines {
            (pairs, sum) = (pairs + 1, sum + quality);
            output.put(line)?;
        }
    }
    output.finish()?;
    let mean = sum / pairs.max(1) as f64;
    messages.detail(&format!("{pairs} pairs, mean quality {mean:.3}"));
    Ok(Done::Whole)
}

fn reader(args: &Args) -> Result<Box<dyn UnitReader>> {
    let options = ReaderOptions {
        source_language: args.languages.source_lang.clone(),
        target_language: args.languages.target_lang.clone(),
        charset: args.encoding,
        source_text: args.source.clone(),
        target_text: args.target.clone(),
        ..ReaderOptions::default()
    };
    if let Some(columns) = args.columns {
        let reader = ColumnsReader::open(&args.corpus, columns, &options)?;
        return Ok(Box::new(reader));
    }
    let format = match args.format {
        Some(format) => format,
        None if args.corpus == Path::new("-") => Format::Jsonl,
        None => Format::from_path(&args.corpus)
            .map_err(|e| e.help("name it with --format, or the columns with --columns"))?,
    };
    io::reader(&args.corpus, format, &options).map_err(|e| {
        if matches!(format, Format::Tsv | Format::Csv) && e.line_number() == Some(1) {
            e.help("name the columns of a file without a header with --columns")
        } else {
            e
        }
    })
}

fn line(unit: &TranslationUnit, scorers: &Scorers) -> Result<(f64, String)> {
    let (source, target) = (unit.source_text(), unit.target_text());
    let Quality { quality, parts } = scorers.of(unit, &source, &target);
    let line = Line {
        quality,
        article: &unit.article.id,
        bead: unit.bead,
        source_language: &unit.article.source_language,
        target_language: &unit.article.target_language,
        source_indices: unit.source.indices.clone().collect(),
        target_indices: unit.target.indices.clone().collect(),
        source,
        target,
        quality_parts: parts,
    };
    let mut text = serde_json::to_string(&line)
        .map_err(|e| Error::format(format!("cannot write as JSON: {e}")))?;
    text.push('\n');
    Ok((quality, text))
}

/// A scorer a pair of languages, made when a pair of them first comes.
struct Scorers {
    model: QualityModel,
    tables: Tables,
    folder: Option<PathBuf>,
    by_languages: BTreeMap<(Language, Language), QualityScorer>,
}

impl Scorers {
    /// Makes sure that there is a scorer for a unit's languages.
    fn prepare(&mut self, unit: &TranslationUnit) -> Result<()> {
        let (source, target) = (&unit.article.source_language, &unit.article.target_language);
        let languages = (source.clone(), target.clone());
        if self.by_languages.contains_key(&languages) {
            return Ok(());
        }
        if let Some(folder) = &self.folder {
            load_tables(&mut self.tables, folder, &[source, target])?;
        }
        let scorer = QualityScorer::new(&self.model, &self.tables, source, target);
        self.by_languages.insert(languages, scorer);
        Ok(())
    }

    fn of(&self, unit: &TranslationUnit, source: &str, target: &str) -> Quality {
        let article = &unit.article;
        let languages = (
            article.source_language.clone(),
            article.target_language.clone(),
        );
        match self.by_languages.get(&languages) {
            Some(scorer) => scorer.quality(source, target),
            None => Quality::default(),
        }
    }
}
