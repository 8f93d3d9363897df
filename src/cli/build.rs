//! `alinea build`: all pairs of two folders, a list, a table or another corpus into one corpus.

use std::path::PathBuf;

use alinea::Result;
use alinea::corpus::{Build, Outcome, PairInput, Pairing, Refused, Report, Row, Summary, build};
use alinea::io::{self, Destination, Format, UnitWriter};

use super::Done;
use super::inputs::InputArgs;
use super::messages::Messages;
use super::options::{Work, Writing};

const EXAMPLES: &str = "\
Examples:
  alinea build --output corpus                             the 17 news articles in the binary
  alinea build articles/fr articles/en --output corpus     fr/a.txt with en/a.txt
  alinea build articles articles --output corpus           a.fr.txt with a.en.txt
  alinea build site --pattern '{lang}/{id}.html' --output corpus
  alinea build articles.csv --output corpus                a list: id,source,target and metadata
  alinea build --table news.tsv --source-column fr --target-column en --output corpus
  alinea build memory.tmx --realign --output corpus
  alinea build fr en --output corpus --format tmx,moses,jsonl

The folder gets corpus.FORMAT for each format (moses: corpus.fr, corpus.en, corpus.ids; vecalign,
ladder and text: a folder with one file an article) and report.csv, a row an article.";

/// Align all articles of folders, a list, a table or another corpus, and write one corpus
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,

    /// Folder to write to; made if it is not there
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,

    /// Formats, separated by commas: jsonl, csv, tsv, tmx, moses, vecalign, ladder, xces, text
    #[arg(short, long, value_delimiter = ',', default_value = "jsonl")]
    format: Vec<Format>,

    #[command(flatten)]
    work: Work,

    #[command(flatten)]
    writing: Writing,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let mut pipeline = args.work.pipeline()?;
    pipeline.kind = args.inputs.kind();
    let (pairs, refused, pairing) = pairs(args, messages)?;
    let mut writers = open(args)?;
    let mut report = Report::create(&args.output.join("report.csv"))?;
    let bar = messages.progress(pairs.len());
    let mut segments = 0;
    let job = Build {
        pairs: &pairs,
        pipeline: &pipeline,
        crossing: args.writing.crossing,
    };
    let done = build(&job, &mut writers, |row| {
        bar.inc(1);
        say(row, &bar, messages);
        if let Outcome::Aligned(processed) = &row.outcome {
            segments += processed.article.alignment.source_len();
            bar.set_message(format!("{segments} segments"));
        }
        report.row(row)
    });
    bar.finish_and_clear();
    let mut summary = done?;
    summary.failed += refused.len();
    for Refused { id, error } in &refused {
        let outcome = Outcome::Failed(error);
        report.row(&Row { id, outcome })?;
    }
    summary.unpaired_documents = pairing.source_only.len() + pairing.target_only.len();
    report.unpaired(&pairing)?;
    for writer in writers {
        writer.finish()?;
    }
    report.finish()?;
    messages.summary(&summary);
    Ok(ending(&summary))
}

fn ending(summary: &Summary) -> Done {
    if summary.failed > 0 {
        Done::InPart
    } else {
        Done::Whole
    }
}

/// The pairs, those that are refused, and the documents without a partner.
fn pairs(args: &Args, messages: &Messages) -> Result<(Vec<PairInput>, Vec<Refused>, Pairing)> {
    if let Some(corpus) = args.inputs.embedded() {
        let name = corpus.name();
        messages.detail(&format!("no folders named: building corpora/{name}"));
    }
    let mut inputs = args.inputs.open(&args.work.languages, args.work.encoding)?;
    let pairing = Pairing {
        pairs: Vec::new(),
        source_only: std::mem::take(&mut inputs.source_only),
        target_only: std::mem::take(&mut inputs.target_only),
    };
    for (list, side) in [
        (&pairing.source_only, "target"),
        (&pairing.target_only, "source"),
    ] {
        for (_, path) in list {
            messages.warning(&format!("{}: no {side} with this name", path.display()));
        }
    }
    let (mut pairs, mut refused) = (Vec::new(), Vec::new());
    for item in inputs {
        match item {
            Ok(pair) => pairs.push(pair),
            Err(bad) => {
                messages.error(&bad.error);
                refused.push(bad);
            }
        }
    }
    Ok((pairs, refused, pairing))
}

/// One writer a format, opened before the work begins.
fn open(args: &Args) -> Result<Vec<Box<dyn UnitWriter>>> {
    io::output::create_folder(&args.output)?;
    let options = args.writing.options(&args.work.languages, false, true);
    let mut formats = args.format.clone();
    formats.sort_by_key(|f| f.name());
    formats.dedup();
    let open = |format: Format| {
        let path = match format {
            Format::Vecalign | Format::Ladder | Format::Text => args.output.join(format.name()),
            Format::Moses => args.output.join("corpus"),
            Format::Xces => args.output.join("xces").join("corpus.xml"),
            _ => args.output.join(format!("corpus.{}", format.extension())),
        };
        if let (Format::Xces, Some(folder)) = (format, path.parent()) {
            io::output::create_folder(folder)?;
        }
        io::writer(format, Destination::from(path), &options)
    };
    formats.into_iter().map(open).collect()
}

fn say(row: &Row<'_>, bar: &indicatif::ProgressBar, messages: &Messages) {
    bar.suspend(|| match &row.outcome {
        Outcome::Aligned(processed) => {
            processed
                .notes
                .iter()
                .for_each(|note| messages.warning(note));
            let article = &processed.article;
            messages.detail(&format!(
                "{}: {} beads, score {:.3}",
                row.id,
                article.alignment.beads().len(),
                article.score
            ));
        }
        Outcome::Failed(error) => messages.error(error),
    });
}
