//! `alinea plot`: figures as SVG.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use alinea::corpus::{GoldRequest, Input, evaluate_alignments};
use alinea::io::{Destination, Kind, Output};
use alinea::report::corpus::ReportOptions;
use alinea::report::figure::{dot_plot, reliability_diagram};
use alinea::{Error, Result};

use super::Done;
use super::messages::Messages;
use super::options::Work;

/// Draw a figure: the dot plot of a pair, the reliability of scores
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Align one article with its translation and draw the beads over the likeness of its segments
    Dots(Box<DotsArgs>),
    /// Draw how often beads with a score are right, against gold
    Reliability(ReliabilityArgs),
}

const DOTS: &str = "\
Examples:
  alinea plot dots article.fr.txt article.en.txt --output article.svg
  alinea plot dots --segmented a.fr a.en -o a.svg";

#[derive(Debug, clap::Args)]
#[command(after_help = DOTS)]
struct DotsArgs {
    /// The article
    source: PathBuf,

    /// Its translation
    target: PathBuf,

    /// Where the figure goes, a name in .svg, or - for standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// What both are written in: text, markdown, html or docx [default: by their extensions]
    #[arg(long, value_name = "KIND")]
    input_format: Option<Kind>,

    #[command(flatten)]
    work: Work,
}

const RELIABILITY: &str = "\
Example:
  alinea plot reliability --gold corpora/news/gold --found out/vecalign --output reliability.svg";

#[derive(Debug, clap::Args)]
#[command(after_help = RELIABILITY)]
struct ReliabilityArgs {
    /// Gold: a file in vecalign's or hunalign's format, or a folder of them
    #[arg(long, value_name = "PATH")]
    gold: PathBuf,

    /// Found: a corpus with indices and scores (jsonl, csv, tsv, xces), or alignments with scores
    #[arg(long, value_name = "PATH")]
    found: PathBuf,

    /// Let gold leave segments out and cross; a bead that skips a segment is read as its span
    #[arg(long)]
    allow_gaps: bool,

    /// Where the figure goes, a name in .svg, or - for standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    match &args.what {
        What::Dots(args) => dots(args, messages),
        What::Reliability(args) => reliability(args, messages),
    }
}

fn dots(args: &DotsArgs, messages: &Messages) -> Result<Done> {
    let output = open(&args.output)?;
    let mut pipeline = args.work.pipeline()?;
    pipeline.kind = args.input_format;
    let inputs = [&args.source, &args.target].map(|path| Input::File(path.clone()));
    let processed = pipeline.run("article", &inputs[0], &inputs[1])?;
    let notes = processed.notes.iter();
    notes.for_each(|note| messages.warning(note));
    let tables = &pipeline.aligner.tables;
    let tables = tables.pair(pipeline.source_language(), pipeline.target_language());
    let doubtful = ReportOptions::default().doubtful;
    finish(output, dot_plot(&processed.article, tables, doubtful)?)
}

fn reliability(args: &ReliabilityArgs, messages: &Messages) -> Result<Done> {
    let output = open(&args.output)?;
    let result = evaluate_alignments(&GoldRequest {
        gold: &args.gold,
        found: &args.found,
        allow_gaps: args.allow_gaps,
    })?;
    if result.reliability.beads() == 0 {
        messages.warning("no bead that was found has a score: the figure is empty");
    }
    finish(output, reliability_diagram(&result.reliability)?)
}

/// The output, if its name says SVG.
fn open(path: &Path) -> Result<Output> {
    let extension = path.extension().and_then(|e| e.to_str());
    if path != Path::new("-") && extension.is_none_or(|e| !e.eq_ignore_ascii_case("svg")) {
        return Err(Error::configuration("expected a name that ends in .svg")
            .found(format!("`{}`", path.display()))
            .help("figures are SVG; a browser, Inkscape or rsvg-convert makes PNG or PDF of it"));
    }
    Output::create(Destination::from(path))
}

fn finish(mut output: Output, figure: String) -> Result<Done> {
    output.put(figure)?;
    output.finish()?;
    Ok(Done::Whole)
}
