//! `alinea build`: all pairs of two folders, or of the corpus in the binary, into one corpus.

use std::path::{Path, PathBuf};

use alinea::corpus::{
    Build, Event, Inputs, Journal, Outcome, Outputs, Pairing, Record, Report, Resume, Staging,
    align_articles, assemble, learn_lexicon,
};
use alinea::io::{self, Destination, Format, UnitWriter};
use alinea::{Error, Result};

use super::Done;
use super::inputs::InputArgs;
use super::messages::Messages;
use super::options::{Compressing, Work, Writing};

const EXAMPLES: &str = "\
Examples:
  alinea build --output corpus                             the 17 news articles in the binary
  alinea build articles/fr articles/en --output corpus     fr/a.txt with en/a.txt
  alinea build articles articles --output corpus           a.fr.txt with a.en.txt
  alinea build fr en --output corpus --format tmx,moses,jsonl

The folder gets corpus.FORMAT for each format (moses: corpus.fr, corpus.en, corpus.ids; vecalign,
ladder and text: a folder with one file an article) and report.csv, a row an article.";

/// Align all articles of two folders and write one corpus
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

    /// Least score of an article, 0 to 1; one below it is reported as failed
    #[arg(long, value_name = "P", default_value_t = 0.05, value_parser = share)]
    min_article_score: f64,

    /// Say what would be read, paired and written, and do nothing
    #[arg(long)]
    dry_run: bool,

    /// Go on with a build that was stopped, and do again the articles that changed since
    #[arg(long, conflicts_with = "restart")]
    resume: bool,

    /// Begin anew, even if a build of this folder was stopped
    #[arg(long)]
    restart: bool,

    #[command(flatten)]
    work: Work,

    #[command(flatten)]
    writing: Writing,

    #[command(flatten)]
    compressing: Compressing,
}

impl Args {
    /// All that decides on the bytes of the outputs, by the options' names.
    fn identity(&self) -> Result<serde_json::Value> {
        let mut formats = self.format.clone();
        formats.sort_by_key(|f| f.name());
        let weights = match &self.work.weights {
            Some(path) => {
                std::fs::read_to_string(path).map_err(|e| Error::io("read", &e).at(path))?
            }
            None => String::new(),
        };
        let said = |value: &dyn std::fmt::Debug| serde_json::Value::String(format!("{value:?}"));
        Ok(serde_json::json!({
            "inputs": said(&self.inputs),
            "format": said(&formats),
            "min-article-score": self.min_article_score,
            "with-nulls": self.writing.with_nulls,
            "crossing": self.writing.crossing,
            "shard-size": said(&self.writing.shard_size),
            "compress": said(&self.compressing.compress),
            "width": said(&self.writing.width),
            "languages": said(&self.work.languages),
            "segmented": self.work.segmented,
            "paragraphs": said(&self.work.paragraphs),
            "hard-paragraphs": self.work.hard_paragraphs,
            "max-side": self.work.max_side,
            "max-total": said(&self.work.max_total),
            "encoding": said(&self.work.encoding),
            "models": said(&self.work.models),
            "weights": weights,
        }))
    }
}

fn share(text: &str) -> std::result::Result<f64, String> {
    let value: f64 = text.parse().map_err(|e| format!("{e}"))?;
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err("expected a number from 0 to 1".into())
    }
}

/// The folder of the journal in an output folder.
const JOURNAL: &str = ".alinea-journal";

/// Documents without a partner, a side, that are named on standard error.
const ALONE: usize = 20;

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let languages = &args.work.languages;
    if args.dry_run {
        return plan(args);
    }
    let mut pipeline = args.work.pipeline()?;
    pipeline.kind = args.inputs.kind();
    let mut inputs = args.inputs.open(languages, args.work.encoding)?;
    let pairing = Pairing {
        pairs: Vec::new(),
        source_only: std::mem::take(&mut inputs.source_only),
        target_only: std::mem::take(&mut inputs.target_only),
    };
    say_alone(args, &pairing, messages);
    let resume = match (args.resume, args.restart) {
        (true, _) => Resume::Changed,
        (_, true) => Resume::Restart,
        _ => Resume::IfSame,
    };
    io::output::create_folder(&args.output)?;
    let mut journal = Journal::open(&args.output.join(JOURNAL), args.identity()?, resume)?;
    // Opened and dropped, so that what cannot be written is said before the work.
    let stage = args.output.join(JOURNAL).join("outputs");
    drop(open(args, Staging::open(&stage, &args.output)?.folder())?);
    let job = Build {
        pipeline: &pipeline,
        crossing: args.writing.crossing,
        judge: None,
        floor: args.min_article_score,
        lexicon: match again(args)? {
            Some(inputs) => learn_lexicon(&pipeline, inputs),
            None => None,
        },
        resume,
    };
    if journal.done() > 0 {
        messages.note(&format!("{} articles were done before", journal.done()));
    }
    let bar = messages.progress(inputs.expected());
    let mut told = Told::default();
    let done = align_articles(&job, inputs, &mut journal, |event| {
        told.tell(event, &bar, messages);
    });
    bar.finish_and_clear();
    let count = done?;
    let staging = Staging::open(&stage, &args.output)?;
    let mut outputs = open(args, staging.folder())?;
    let mut report = Report::create(&staging.folder().join("report.csv"))?;
    let mut summary = assemble(&mut journal, count, &mut outputs, &mut report)?;
    summary.unpaired_documents = pairing.source_only.len() + pairing.target_only.len();
    report.unpaired(&pairing)?;
    outputs.finish()?;
    report.finish()?;
    staging.publish(&[])?;
    journal.remove()?;
    messages.summary(&summary);
    if summary.failed > 0 {
        Ok(Done::InPart)
    } else {
        Ok(Done::Whole)
    }
}

/// Prints what would be done.
fn plan(args: &Args) -> Result<Done> {
    let plan = args.inputs.plan(&args.work.languages, args.work.encoding)?;
    let mut output = io::Output::create(Destination::Stdout)?;
    output.put(plan.to_string())?;
    let mut formats: Vec<_> = args.format.iter().map(|f| f.name()).collect();
    formats.sort_unstable();
    formats.dedup();
    let folder = args.output.display();
    output.put(format!(
        "writes     {} and report.csv in {folder}\n",
        formats.join(", ")
    ))?;
    output.finish()?;
    Ok(Done::Whole)
}

/// The inputs a second time, to learn from before the work; not those of standard input.
fn again(args: &Args) -> Result<Option<Inputs>> {
    if args.inputs.is_standard() {
        return Ok(None);
    }
    let inputs = args.inputs.open(&args.work.languages, args.work.encoding);
    inputs.map(Some)
}

fn say_alone(args: &Args, pairing: &Pairing, messages: &Messages) {
    if let Some(corpus) = args.inputs.embedded() {
        let name = corpus.name();
        messages.detail(&format!("no folders named: building corpora/{name}"));
    }
    let sides = [
        (&pairing.source_only, "target"),
        (&pairing.target_only, "source"),
    ];
    for (list, side) in sides {
        for (_, path) in list.iter().take(ALONE) {
            messages.warning(&format!("{}: no {side} with this name", path.display()));
        }
        if list.len() > ALONE {
            let more = list.len() - ALONE;
            messages.warning(&format!(
                "{more} more without a {side}; report.csv names them"
            ));
        }
    }
}

/// What was told so far while articles are done.
#[derive(Default)]
struct Told {
    segments: usize,
    failed: usize,
}

impl Told {
    fn tell(&mut self, event: &Event<'_>, bar: &indicatif::ProgressBar, messages: &Messages) {
        if let Event::Done(record) = event {
            if let Outcome::Aligned(aligned) = &record.outcome {
                self.segments += aligned.source_segments;
            } else {
                self.failed += 1;
            }
            bar.suspend(|| say(record, messages));
            let rate = self.segments as f64 / bar.elapsed().as_secs_f64().max(0.001);
            let failed = match self.failed {
                0 => String::new(),
                failed => format!("  {failed} failed"),
            };
            bar.set_message(format!("{rate:.0} segments/s{failed}"));
        }
        bar.inc(1);
    }
}

/// The outputs asked for, in `folder`.
fn open(args: &Args, folder: &Path) -> Result<Outputs> {
    let options = args.writing.options(&args.work.languages, false, true);
    let mut formats = args.format.clone();
    formats.sort_by_key(|f| f.name());
    formats.dedup();
    let mut outputs = Outputs::default();
    for format in formats {
        let path = format.place_in(folder, args.compressing.compress);
        if let (Format::Xces, Some(parent)) = (format, path.parent()) {
            io::output::create_folder(parent)?;
        }
        let writer: Box<dyn UnitWriter> = io::writer(format, Destination::from(path), &options)?;
        if format.is_alignment() {
            outputs.alignments.push(writer);
        } else {
            outputs.pairs.push(writer);
        }
    }
    Ok(outputs)
}

fn say(record: &Record, messages: &Messages) {
    match &record.outcome {
        Outcome::Aligned(aligned) => {
            record.notes.iter().for_each(|note| messages.warning(note));
            messages.detail(&format!(
                "{}: {} beads, score {:.3}",
                record.id,
                aligned.beads.count(),
                aligned.article.score.unwrap_or(0.0)
            ));
        }
        Outcome::Failed(reason) => messages.failure(&record.id, reason),
    }
}
