//! `alinea stats`: what is in a corpus, as text or JSON.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use alinea::bitext::TranslationUnit;
use alinea::corpus::{SideStatistics, Spread, Statistics};
use alinea::io::{Destination, Output};
use alinea::score::QualityScorer;
use alinea::{Error, Result};

use super::Done;
use super::dropped::DroppedOf;
use super::messages::Messages;
use super::reading::{ByLanguages, Reading, of};

const EXAMPLES: &str = "\
Examples:
  alinea stats corpus.jsonl
  alinea stats clean.tmx --json
  alinea stats pairs.tsv --columns 1,2 --no-quality

What a filter dropped is counted too, if CORPUS.dropped.jsonl or the dropped.jsonl of its build stands
beside the corpus or --dropped names it; of one split, what was dropped of its articles.";

/// Units in flight, a thread.
const IN_FLIGHT: usize = 512;

/// Columns of a bar.
const BAR: usize = 30;

/// Say what is in a corpus: counts, lengths, scores, bead types, what was dropped
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What to read, or - for standard input; the prefix of Moses files
    corpus: PathBuf,

    /// Print JSON
    #[arg(long)]
    json: bool,

    /// Do not score the quality of each pair, which takes most of the time
    #[arg(long)]
    no_quality: bool,

    /// What a filter dropped [default: CORPUS.dropped.jsonl or dropped.jsonl beside the corpus, if it is there]
    #[arg(long, value_name = "FILE")]
    dropped: Option<PathBuf>,

    #[command(flatten)]
    reading: Reading,

    /// Folder of word vectors of other languages, de.vectors and so on [default: models beside the
    /// binary]
    #[arg(long, value_name = "DIR")]
    models: Option<PathBuf>,
}

/// What is printed.
#[derive(Serialize)]
struct Printed {
    #[serde(flatten)]
    statistics: Statistics,
    /// Rule and units, the most first; null where nothing says what was dropped.
    dropped: Option<Vec<(String, usize)>>,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let mut reader = args.reading.open(&args.corpus)?;
    let mut output = Output::create(Destination::Stdout)?;
    let mut scorers = ByLanguages::new(args.models.as_deref(), |scorer| scorer)?;
    let mut statistics = Statistics::default();
    let group = IN_FLIGHT * rayon::current_num_threads();
    loop {
        let units: Vec<TranslationUnit> = reader.by_ref().take(group).collect::<Result<_>>()?;
        if units.is_empty() {
            break;
        }
        if !args.no_quality {
            units
                .iter()
                .try_for_each(|unit| scorers.prepare(unit, messages))?;
        }
        let made = scorers.made();
        let quality: Vec<Option<f64>> = units
            .par_iter()
            .map(|unit| Some(quality(of(made, unit)?, unit)))
            .collect();
        for (unit, quality) in units.iter().zip(quality) {
            statistics.add(unit, quality);
        }
    }
    messages.notes(&args.reading.content.notes);
    let printed = Printed {
        statistics,
        dropped: dropped(args, messages)?.map(most_first),
    };
    let text = if args.json {
        let text = serde_json::to_string_pretty(&printed);
        text.map_err(|e| Error::format(format!("cannot write as JSON: {e}")))? + "\n"
    } else {
        text(&printed)
    };
    output.put(text)?;
    output.finish()?;
    Ok(Done::Whole)
}

fn quality(scorer: &Arc<QualityScorer>, unit: &TranslationUnit) -> f64 {
    scorer
        .quality(&unit.source_text(), &unit.target_text())
        .quality
}

fn dropped(args: &Args, messages: &Messages) -> Result<Option<BTreeMap<String, usize>>> {
    let dropped = DroppedOf::find(args.dropped.as_deref(), &args.corpus, messages)?;
    let counts = dropped.map(|dropped| dropped.counts(&args.reading.options()));
    counts.transpose()
}

fn most_first(counts: BTreeMap<String, usize>) -> Vec<(String, usize)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

fn text(printed: &Printed) -> String {
    let statistics = &printed.statistics;
    let mut text = format!(
        "units {}, articles {}\n",
        statistics.units, statistics.articles
    );
    for (name, side) in [
        ("source", &statistics.source),
        ("target", &statistics.target),
    ] {
        text.push_str(&side_text(name, side));
    }
    let beads: BTreeMap<String, usize> = statistics.beads.clone();
    text.push_str("\nbeads\n");
    text.push_str(&bars(&most_first(beads)));
    let ratio = &statistics.length_ratio;
    if ratio.count > 0 {
        text.push_str(&format!(
            "\ncharacters of the target for one of the source: mean {:.2}, {:.2} to {:.2}\n",
            ratio.mean, ratio.least, ratio.greatest
        ));
    }
    for (name, side) in [
        ("source", &statistics.source),
        ("target", &statistics.target),
    ] {
        text.push_str(&spread_text(
            &format!("words of a unit, {name}"),
            &side.lengths,
            1,
        ));
    }
    text.push_str(&spread_text("score", &statistics.scores, 3));
    text.push_str(&spread_text("quality", &statistics.quality, 3));
    if let Some(dropped) = &printed.dropped {
        let all: usize = dropped.iter().map(|(_, count)| count).sum();
        text.push_str(&format!("\ndropped by rule: {all}\n"));
        text.push_str(&bars(dropped));
    }
    text
}

fn side_text(name: &str, side: &SideStatistics) -> String {
    let languages: Vec<_> = side.languages.keys().map(String::as_str).collect();
    format!(
        "{name} ({}): {} segments, {} words, {} characters; {} different words, {:.4} of all\n",
        languages.join(", "),
        side.segments,
        side.words,
        side.characters,
        side.types,
        side.type_token_ratio
    )
}

/// Nothing of a spread of no values.
fn spread_text(name: &str, spread: &Spread, decimals: usize) -> String {
    if spread.count == 0 {
        return String::new();
    }
    format!(
        "\n{name}: mean {:.decimals$}, {} to {}, of {}\n{}",
        spread.mean,
        spread.least,
        spread.greatest,
        spread.count,
        bars(&spread.histogram)
    )
}

/// A line a class, with a bar as long as its share of all.
fn bars(counts: &[(String, usize)]) -> String {
    let all = counts.iter().map(|(_, count)| count).sum::<usize>().max(1);
    let line = |(name, count): &(String, usize)| {
        let bar = "█".repeat((BAR * count).div_ceil(all));
        let share = 100.0 * *count as f64 / all as f64;
        format!("  {name:<15} {count:>9} {share:5.1} %  {bar}")
            .trim_end()
            .to_owned()
            + "\n"
    };
    counts.iter().map(line).collect()
}
