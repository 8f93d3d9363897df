//! `alinea build`: all pairs of two folders, or of the corpus in the binary, into one corpus.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use alinea::corpus::{
    Build, Embedded, Event, Input, Journal, Outcome, Outputs, PairInput, Pairing, Record, Report,
    Resume, Staging, align_articles, assemble, embedded, learn_lexicon, pair_folders,
};
use alinea::io::{self, Destination, Format, UnitWriter};
use alinea::{Error, Result};

use super::Done;
use super::messages::Messages;
use super::options::{Work, Writing};

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
    /// Folder of the articles [default: a corpus in the binary, see --corpus]
    #[arg(requires = "target_dir")]
    source_dir: Option<PathBuf>,

    /// Folder of their translations; may be the same
    target_dir: Option<PathBuf>,

    /// Which corpus in the binary
    #[arg(
        long,
        value_name = "NAME",
        default_value = "news",
        conflicts_with = "source_dir"
    )]
    corpus: Shipped,

    /// Folder to write to; made if it is not there
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,

    /// Formats, separated by commas: jsonl, csv, tsv, tmx, moses, vecalign, ladder, xces, text
    #[arg(short, long, value_delimiter = ',', default_value = "jsonl")]
    format: Vec<Format>,

    /// Least score of an article, 0 to 1; one below it is reported as failed
    #[arg(long, value_name = "P", default_value_t = 0.05, value_parser = share)]
    min_article_score: f64,

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
            "inputs": said(&(&self.source_dir, &self.target_dir, &self.corpus)),
            "format": said(&formats),
            "min-article-score": self.min_article_score,
            "with-nulls": self.writing.with_nulls,
            "crossing": self.writing.crossing,
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

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let pipeline = args.work.pipeline()?;
    let (pairs, pairing) = pairs(args, messages)?;
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
    let inputs = || {
        let pairs = pairs.iter().cloned();
        pairs.map(|(id, source, target)| {
            Ok(PairInput {
                id,
                source,
                target,
                metadata: Default::default(),
            })
        })
    };
    let job = Build {
        pipeline: &pipeline,
        crossing: args.writing.crossing,
        judge: None,
        floor: args.min_article_score,
        lexicon: learn_lexicon(&pipeline, inputs()),
        resume,
    };
    if journal.done() > 0 {
        messages.note(&format!("{} articles were done before", journal.done()));
    }
    let bar = messages.progress(pairs.len());
    let mut told = Told::default();
    let done = align_articles(&job, inputs(), &mut journal, |event| {
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

type Pairs = Vec<(String, Input, Input)>;

fn pairs(args: &Args, messages: &Messages) -> Result<(Pairs, Pairing)> {
    let (Some(source), Some(target)) = (&args.source_dir, &args.target_dir) else {
        let corpus = Embedded::from(args.corpus);
        messages.detail(&format!(
            "no folders named: building corpora/{}",
            corpus.name()
        ));
        return Ok((embedded(corpus), Pairing::default()));
    };
    let languages = &args.work.languages;
    let pairing = pair_folders(
        source,
        target,
        (&languages.source_lang, &languages.target_lang),
    )?;
    for (list, side) in [
        (&pairing.source_only, "target"),
        (&pairing.target_only, "source"),
    ] {
        for (_, path) in list {
            messages.warning(&format!("{}: no {side} with this name", path.display()));
        }
    }
    if pairing.pairs.is_empty() {
        return Err(
            Error::configuration("expected files of the same name in both folders")
                .found("none")
                .at(source)
                .help("names are compared without language and extension: a.fr.txt with a.en.txt"),
        );
    }
    let file = |path: &Path| Input::File(path.to_path_buf());
    let pairs = pairing.pairs.iter();
    let pairs = pairs
        .map(|p| (p.id.clone(), file(&p.source), file(&p.target)))
        .collect();
    Ok((pairs, pairing))
}

/// The outputs asked for, in `folder`.
fn open(args: &Args, folder: &Path) -> Result<Outputs> {
    let options = args.writing.options(&args.work.languages, false, true);
    let mut formats = args.format.clone();
    formats.sort_by_key(|f| f.name());
    formats.dedup();
    let mut outputs = Outputs::default();
    for format in formats {
        let path = match format {
            Format::Vecalign | Format::Ladder | Format::Text => folder.join(format.name()),
            Format::Moses => folder.join("corpus"),
            Format::Xces => folder.join("xces").join("corpus.xml"),
            _ => folder.join(format!("corpus.{}", format.extension())),
        };
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
