//! `alinea score`: the quality of each pair of a corpus, free of position.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use alinea::bitext::{Language, TranslationUnit};
use alinea::io::{Destination, Output};
use alinea::score::{Quality, QualityParts, QualityScorer};
use alinea::{Error, Result};

use super::Done;
use super::messages::Messages;
use super::places::Places;
use super::reading::{ByLanguages, Reading, of};

const EXAMPLES: &str = "\
Examples:
  alinea score corpus.jsonl --output scored.jsonl
  alinea score memory.tmx --source-lang fr --target-lang en
  alinea score pairs.tsv --columns 1,2            plain columns, no header
  cut -f 3,4 crawl.tsv | alinea score - --columns 1,2

Each line that comes out is a JSON object with `quality`, a probability from 0 to 1 that the sides \
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

    #[command(flatten)]
    reading: Reading,

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
    let mut scorers = ByLanguages::new(args.models.as_deref(), |scorer| scorer)?;
    let mut reader = args.reading.open(&args.corpus)?;
    Places::default()
        .reads("the corpus", args.reading.files(&args.corpus)?)
        .reads("a text of the alignment", args.reading.content.texts())
        .writes("--output", [&args.output])
        .check()?;
    let mut output = Output::create(Destination::from(args.output.as_path()))?;
    let group = IN_FLIGHT * rayon::current_num_threads();
    let (mut pairs, mut sum) = (0_usize, 0.0);
    loop {
        let units: Vec<TranslationUnit> = reader.by_ref().take(group).collect::<Result<_>>()?;
        if units.is_empty() {
            break;
        }
        for unit in &units {
            scorers.prepare(unit, messages)?;
        }
        let made = scorers.made();
        let lines: Vec<(f64, String)> = units
            .par_iter()
            .map(|unit| line(unit, of(made, unit)))
            .collect::<Result<_>>()?;
        for (quality, line) in lines {
            (pairs, sum) = (pairs + 1, sum + quality);
            output.put(line)?;
        }
    }
    output.finish()?;
    messages.notes(&args.reading.content.notes);
    if pairs == 0 {
        messages.warning(&format!("{}: no pair in it", args.corpus.display()));
    }
    let mean = sum / pairs.max(1) as f64;
    messages.detail(&format!("{pairs} pairs, mean quality {mean:.3}"));
    Ok(Done::Whole)
}

fn line(unit: &TranslationUnit, scorer: Option<&Arc<QualityScorer>>) -> Result<(f64, String)> {
    let (source, target) = (unit.source_text(), unit.target_text());
    let Quality { quality, parts } = match scorer {
        Some(scorer) => scorer.quality(&source, &target),
        None => Quality::default(),
    };
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
