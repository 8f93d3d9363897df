//! `alinea build`: all pairs of two folders, or of the corpus in the binary, into one corpus.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use alinea::corpus::{
    Assembled, Assembly, Build, CardFigures, CardFile, Event, Inputs, Journal, Outcome, Outputs,
    Pairing, Pipeline, Record, Report, Resume, Shares, Staging, align_articles, assemble,
    learn_lexicon, matching::list_documents,
};
use alinea::filter::FilterConfig;
use alinea::io::{self, Destination, DroppedWriter, Format, WriterOptions};
use alinea::{Error, Result};

use super::Done;
use super::inputs::InputArgs;
use super::matching::match_folders;
use super::messages::Messages;
use super::options::{Compressing, Judging, Work, Writing};

const EXAMPLES: &str = "\
Examples:
  alinea build --output corpus                             the 17 news articles in the binary
  alinea build articles/fr articles/en --output corpus     fr/a.txt with en/a.html
  alinea build articles articles --output corpus           a.fr.txt with a.en.txt
  alinea build fr en --match --output corpus               names say nothing: texts are compared
  alinea build pairs.csv --output corpus                   a list: id, source, target, metadata
  alinea build fr en --output corpus --format tmx,moses --split train=0.9,dev=0.05,test=0.05

The folder gets corpus.FORMAT for each format, or a file a split (moses: corpus.fr, corpus.en,
corpus.ids; vecalign, ladder and text: a folder with one file an article), dropped.jsonl with what the
rules dropped and why, report.csv with a row an article, and corpus.json and README.md, which say what
the corpus is. A build that was killed goes on where it was: give the same command again.";

/// Align all articles of two folders, a list or an archive and write one clean corpus
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    inputs: InputArgs,

    /// Folder to write to; made if it is not there
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,

    /// Pair the documents of two folders by their texts, not by their names
    #[arg(long, requires = "target_dir")]
    r#match: bool,

    /// Formats, separated by commas: jsonl, csv, tsv, tmx, moses, xliff, xliff2, po, bitextor, parquet,
    /// vecalign, ladder, xces, text
    #[arg(short, long, value_delimiter = ',', default_value = "jsonl")]
    format: Vec<Format>,

    #[command(flatten)]
    judging: Judging,

    /// Split by whole articles, such as train=0.9,dev=0.05,test=0.05
    #[arg(long, value_name = "NAME=SHARE,...")]
    split: Option<Shares>,

    /// Seed of the split
    #[arg(long, value_name = "N", default_value_t = 1, requires = "split")]
    seed: u64,

    /// Name of the corpus on its card
    #[arg(long, value_name = "NAME", default_value = "corpus")]
    name: String,

    /// Licence of the corpus on its card, such as cc-by-4.0
    #[arg(long, value_name = "ID")]
    license: Option<String>,

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
    fn identity(&self) -> Result<BTreeMap<String, serde_json::Value>> {
        let rules = match self.judging.no_clean {
            true => FilterConfig::none(),
            false => self.judging.rules()?,
        };
        let mut formats = self.format.clone();
        formats.sort_by_key(|f| f.name());
        let weights = match &self.work.weights {
            Some(path) => {
                std::fs::read_to_string(path).map_err(|e| Error::io("read", &e).at(path))?
            }
            None => String::new(),
        };
        let said = |value: &dyn std::fmt::Debug| serde_json::Value::String(format!("{value:?}"));
        let options = serde_json::json!({
            "inputs": said(&(&self.inputs, self.r#match)),
            "format": formats.iter().map(|f| f.name()).collect::<Vec<_>>(),
            "min-article-score": self.judging.min_article_score,
            "with-nulls": self.writing.with_nulls,
            "crossing": self.writing.crossing,
            "shard-size": said(&self.writing.shard_size),
            "compress": format!("{:?}", self.compressing.compress).to_lowercase(),
            "width": self.writing.width,
            "source-lang": self.work.languages.source_lang,
            "target-lang": self.work.languages.target_lang,
            "segmented": self.work.segmented,
            "paragraphs": format!("{:?}", self.work.paragraphs).to_lowercase(),
            "hard-paragraphs": self.work.hard_paragraphs,
            "max-side": self.work.max_side,
            "max-total": self.work.max_total,
            "encoding": said(&self.work.encoding),
            "models": said(&self.work.models),
            "weights": weights,
            "rules": rules,
            "split": self.split.as_ref().map(ToString::to_string),
            "seed": self.seed,
            "name": self.name,
            "license": self.license,
        });
        let serde_json::Value::Object(options) = options else {
            return Ok(BTreeMap::new());
        };
        Ok(options.into_iter().collect())
    }
}

/// The folder of the journal in an output folder.
const JOURNAL: &str = ".alinea-journal";

/// Documents without a partner, a side, that are named on standard error.
const ALONE: usize = 20;

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    if args.dry_run {
        return plan(args);
    }
    let mut pipeline = args.work.pipeline()?;
    pipeline.kind = args.inputs.kind();
    let (crossing, nulls) = (args.writing.crossing, args.writing.with_nulls);
    let models = args.work.models.as_deref();
    let articles = args.judging.articles(pipeline, models, crossing, nulls)?;
    let (inputs, pairing) = open_inputs(args, articles.pipeline(), messages)?;
    let resume = match (args.resume, args.restart) {
        (true, _) => Resume::Changed,
        (_, true) => Resume::Restart,
        _ => Resume::IfSame,
    };
    io::output::create_folder(&args.output)?;
    let options = args.identity()?;
    let folder = args.output.join(JOURNAL);
    // What only the outputs depend on may change: the records of the articles stay good.
    let mut of_records = options.clone();
    for name in [
        "format",
        "split",
        "seed",
        "shard-size",
        "compress",
        "width",
        "name",
        "license",
    ] {
        of_records.remove(name);
    }
    let file_names = args.format.iter().any(|format| format.is_alignment());
    let one_pair = args.format.iter().any(|format| format.holds_one_pair());
    of_records.insert("files-of-articles".into(), file_names.into());
    of_records.insert("one-pair-of-languages".into(), one_pair.into());
    let mut journal = Journal::open(&folder, serde_json::json!(of_records), resume)?;
    // Opened and dropped, so that what cannot be written is said before the work.
    let stage = folder.join("outputs");
    drop(open(args, Staging::open(&stage, &args.output)?.folder())?);
    let job = Build {
        articles: &articles,
        file_names,
        one_pair,
        lexicon: match again(args, articles.pipeline())? {
            Some(inputs) => learn_lexicon(&articles, inputs),
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
    let assembly = Assembly {
        duplicates: articles.duplicates(),
        splits: args.split.clone().map(|shares| (shares, args.seed)),
        spill: folder.clone(),
    };
    let assembled = write(args, &mut journal, count, &assembly, &pairing, &staging)?;
    card(args, options, &assembled, &staging)?;
    staging.publish(&earlier(&args.output))?;
    journal.remove()?;
    messages.built(&assembled);
    for split in assembled.splits.iter().filter(|split| split.units == 0) {
        let few = "there are too few articles for its share";
        messages.warning(&format!("split `{}` is empty: {few}", split.name));
    }
    if assembled.summary.articles == 0 {
        messages.warning("no article was built: the corpus is empty");
    }
    if assembled.summary.failed > 0 {
        Ok(Done::InPart)
    } else {
        Ok(Done::Whole)
    }
}

/// The pairs, and the documents without a partner.
fn open_inputs(args: &Args, pipeline: &Pipeline, messages: &Messages) -> Result<(Inputs, Pairing)> {
    let languages = &args.work.languages;
    if let (true, Some((source, target))) = (args.r#match, args.inputs.folders()) {
        return match_folders(source, target, languages, pipeline, messages);
    }
    let mut inputs = args.inputs.open(languages, args.work.encoding)?;
    let pairing = Pairing {
        pairs: Vec::new(),
        source_only: std::mem::take(&mut inputs.source_only),
        target_only: std::mem::take(&mut inputs.target_only),
    };
    say_alone(args, &pairing, messages);
    Ok((inputs, pairing))
}

/// Writes outputs and report into the staging folder.
fn write(
    args: &Args,
    journal: &mut Journal,
    count: u64,
    assembly: &Assembly,
    pairing: &Pairing,
    staging: &Staging,
) -> Result<Assembled> {
    let mut outputs = open(args, staging.folder())?;
    let mut report = Report::create(&staging.folder().join("report.csv"))?;
    let mut assembled = assemble(journal, count, assembly, &mut outputs, &mut report)?;
    let alone = pairing.source_only.len() + pairing.target_only.len();
    assembled.summary.unpaired_documents = alone;
    report.unpaired(pairing)?;
    outputs.finish()?;
    report.finish()?;
    Ok(assembled)
}

/// Writes the card of what stands in the staging folder.
fn card(
    args: &Args,
    mut options: BTreeMap<String, serde_json::Value>,
    assembled: &Assembled,
    staging: &Staging,
) -> Result<()> {
    // Where the inputs stood is no property of the corpus.
    for place in ["inputs", "models", "weights"] {
        options.remove(place);
    }
    let languages = &args.work.languages;
    let (source, target) = (languages.source_lang.clone(), languages.target_lang.clone());
    let splits: Vec<String> = assembled.splits.iter().map(|s| s.name.clone()).collect();
    let split_of = |path: &str| {
        let of = |name: &&String| {
            let rest = path.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.starts_with(['.', '-']))
        };
        splits
            .iter()
            .filter(of)
            .max_by_key(|name| name.len())
            .cloned()
    };
    CardFigures {
        license: args.license.clone(),
        summary: assembled.summary.clone(),
        units: assembled.units,
        dropped: assembled.dropped.clone(),
        repaired: assembled.repaired.clone(),
        splits: assembled.splits.clone(),
        options,
        files: CardFile::read_all(staging.folder(), split_of)?,
        ..CardFigures::new(&args.name, source, target)
    }
    .write(staging.folder())
}

/// The files of an earlier build of this folder, as its card names them.
fn earlier(output: &Path) -> Vec<PathBuf> {
    let text = std::fs::read_to_string(output.join("corpus.json")).unwrap_or_default();
    let card: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let files = card["files"].as_array().into_iter().flatten();
    files
        .filter_map(|file| file["path"].as_str())
        .map(PathBuf::from)
        .collect()
}

/// Prints what would be done.
fn plan(args: &Args) -> Result<Done> {
    args.judging.rules()?;
    let languages = &args.work.languages;
    let read = match (args.r#match, args.inputs.folders()) {
        (true, Some((source, target))) => {
            let codes = (&languages.source_lang, &languages.target_lang);
            let [sources, targets] = list_documents(source, target, codes)?;
            let (sources, targets) = (sources.len(), targets.len());
            format!("documents  {sources} and {targets}, to be paired by their texts\n")
        }
        _ => args.inputs.plan(languages, args.work.encoding)?.to_string(),
    };
    let mut output = io::Output::create(Destination::Stdout)?;
    output.put(read)?;
    let mut formats: Vec<_> = args.format.iter().map(|f| f.name()).collect();
    formats.sort_unstable();
    formats.dedup();
    let mut writes = vec![formats.join(", ")];
    if let Some(shares) = &args.split {
        writes[0].push_str(&format!(" (split {shares})"));
    }
    if !args.judging.no_clean {
        writes.push("dropped.jsonl".into());
    }
    let folder = args.output.display();
    let writes = writes.join(", ");
    output.put(format!(
        "writes     {writes}, report.csv, corpus.json and README.md in {folder}\n"
    ))?;
    output.finish()?;
    Ok(Done::Whole)
}

/// The inputs a second time, where there is something to learn from them before the work; standard input
/// can be read once only.
fn again(args: &Args, pipeline: &Pipeline) -> Result<Option<Inputs>> {
    let languages = (pipeline.source_language(), pipeline.target_language());
    let learns = pipeline.aligner.learns(languages.0, languages.1);
    if !learns || args.inputs.is_standard() || args.r#match {
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
    let mut options = args.writing.options(&args.work.languages, false, true);
    // Files do not depend on the terminal.
    options.width = args
        .writing
        .width
        .map_or(WriterOptions::default().width, usize::from);
    let mut formats = args.format.clone();
    formats.sort_by_key(|f| f.name());
    formats.dedup();
    let names: Vec<&str> = match &args.split {
        Some(shares) => shares.names().collect(),
        None => vec!["corpus"],
    };
    let place = |format: Format, name| format.place_in(folder, name, args.compressing.compress);
    let mut outputs = Outputs::default();
    for name in &names {
        let of_pairs = formats.iter().filter(|format| !format.is_alignment());
        let writers = of_pairs
            .map(|format| io::writer(*format, Destination::from(place(*format, name)), &options));
        outputs.pairs.push(writers.collect::<Result<_>>()?);
    }
    for format in formats.iter().filter(|format| format.is_alignment()) {
        let path = place(*format, "corpus");
        if let (Format::Xces, Some(parent)) = (format, path.parent()) {
            io::output::create_folder(parent)?;
        }
        let writer = io::writer(*format, Destination::from(path), &options)?;
        outputs.alignments.push(writer);
    }
    if !args.judging.no_clean {
        let path = folder.join("dropped.jsonl");
        outputs.dropped = Some(DroppedWriter::create(path.as_path())?);
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
