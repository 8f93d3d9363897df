//! `alinea build`: all pairs of two folders, or of the corpus in the binary, into one corpus.

use std::collections::BTreeMap;
use std::path::PathBuf;

use alinea::corpus::{
    ArticleJob, Build, Event, Inputs, Journal, Outcome, Pairing, Pipeline, Record, Resume, Shard,
    Shares, Staging, align_articles, learn_lexicon, matching::list_documents,
};
use alinea::filter::FilterConfig;
use alinea::io::{self, Destination, Format, Notes};
use alinea::{Error, Result};

use super::Done;
use super::inputs::InputArgs;
use super::matching::match_folders;
use super::messages::Messages;
use super::options::{Compressing, Judging, Work, Writing};
use super::outputs::{CorpusOutputs, tell};
use super::shard;

const EXAMPLES: &str = "\
Examples:
  alinea build --output corpus                             the 17 news articles in the binary
  alinea build articles/fr articles/en --output corpus     fr/a.txt with en/a.html
  alinea build articles articles --output corpus           a.fr.txt with a.en.txt
  alinea build fr en --match --output corpus               names say nothing: texts are compared
  alinea build pairs.csv --output corpus                   a list: id, source, target, metadata
  alinea build fr en --output corpus --format tmx,moses --split train=0.9,dev=0.05,test=0.05

The folder gets corpus.FORMAT for each format, or a file a split (moses: corpus.fr, corpus.en, \
corpus.ids; vecalign, ladder and text: a folder with one file an article), dropped.jsonl with what the \
rules dropped and why, report.csv with a row an article, and corpus.json and README.md, which say what \
the corpus is. A build that was killed goes on where it was: give the same command again.";

/// Align all articles of two folders, a list or an archive and write one clean corpus
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    pub inputs: InputArgs,

    /// Folder to write to; made if it is not there
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,

    /// Pair the documents of two folders by their texts, not by their names
    #[arg(long, requires = "target_dir")]
    pub r#match: bool,

    /// Formats, separated by commas: jsonl, csv, tsv, tmx, moses, xliff, xliff2, po, bitextor, parquet
    /// (if built in), vecalign, ladder, xces, text
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

    /// Do one part of the articles, such as 2/8, and write it for alinea merge, which makes the corpus;
    /// the parts may be done at the same time, on different machines (for a corpus in several files see
    /// --shard-size)
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,

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
    pub work: Work,

    #[command(flatten)]
    writing: Writing,

    /// Write what matches out of order as pairs of their own, in the order of the source
    #[arg(long)]
    crossing: bool,

    #[command(flatten)]
    compressing: Compressing,
}

impl Args {
    /// What to do about what was done before.
    pub fn resume(&self) -> Resume {
        match (self.resume, self.restart) {
            (true, _) => Resume::Changed,
            (_, true) => Resume::Restart,
            _ => Resume::IfSame,
        }
    }

    /// What is to be written; `duplicates` says whether exact and near ones are dropped.
    fn outputs(&self, duplicates: (bool, bool)) -> CorpusOutputs {
        let mut formats = self.format.clone();
        formats.sort_by_key(|f| f.name());
        formats.dedup();
        CorpusOutputs {
            formats,
            split: self.split.clone(),
            seed: self.seed,
            name: self.name.clone(),
            license: self.license.clone(),
            clean: !self.judging.no_clean,
            duplicates,
            with_nulls: self.writing.with_nulls,
            crossing: self.crossing,
            shard_size: self.writing.shard_size,
            width: self.writing.width,
            compress: self.compressing.compress,
            source_language: self.work.languages.source_lang.clone(),
            target_language: self.work.languages.target_lang.clone(),
        }
    }

    /// All that decides on the bytes of the outputs, by the options' names.
    pub fn identity(&self) -> Result<BTreeMap<String, serde_json::Value>> {
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
            "crossing": self.crossing,
            "shard-size": self.writing.shard_size.map(|size| size.to_string()),
            "compress": format!("{:?}", self.compressing.compress).to_lowercase(),
            "width": self.writing.width,
            "source-lang": self.work.languages.source_lang,
            "target-lang": self.work.languages.target_lang,
            "segmented": self.work.segmented,
            "paragraphs": format!("{:?}", self.work.paragraphs).to_lowercase(),
            "hard-paragraphs": self.work.hard_paragraphs,
            "max-side": self.work.max_side,
            "max-total": self.work.max_total,
            "encoding": self.work.encoding,
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
    args.writing.check(&args.format)?;
    if args.dry_run {
        args.inputs.check(&args.work)?;
        return plan(args);
    }
    let prepared = Prepared::new(args, messages)?;
    if let Some(shard) = args.shard {
        return shard::run(args, shard, &prepared, messages);
    }
    let paths = args.inputs.paths();
    prepared.outputs.refuse(&args.output, JOURNAL, &paths)?;
    let pipeline = prepared.articles.pipeline();
    let (inputs, pairing) = open_inputs(args, pipeline, messages)?;
    let inputs = inputs.with_files(prepared.outputs.extensions_of_articles());
    io::output::create_folder(&args.output)?;
    let options = args.identity()?;
    let folder = args.output.join(JOURNAL);
    let outputs = &prepared.outputs;
    let of_records = of_records(options.clone(), outputs);
    let mut journal = Journal::open(&folder, serde_json::json!(of_records), args.resume())?;
    // Opened and dropped, so that what cannot be written is said before the work.
    let stage = Staging::open(&folder.join("outputs"), &args.output)?;
    drop(outputs.open(stage.folder(), &Notes::default())?);
    let job = prepared.job(args)?;
    let mut told = Told::new(journal.done(), inputs.expected(), messages);
    let done = align_articles(&job, inputs, &mut journal, |event| told.tell(event));
    drop(told);
    let count = done?;
    messages.notes(&args.inputs.notes);
    let places = (folder.as_path(), args.output.as_path());
    let assembled = outputs.write((&mut journal, count), &pairing, &options, places)?;
    journal.remove()?;
    Ok(tell(&assembled, messages))
}

/// What only the outputs depend on may change: the records of the articles stay good.
fn of_records(
    mut options: BTreeMap<String, serde_json::Value>,
    outputs: &CorpusOutputs,
) -> BTreeMap<String, serde_json::Value> {
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
        options.remove(name);
    }
    let file_names = outputs.has_files_of_articles();
    options.insert("files-of-articles".into(), file_names.into());
    options.insert(
        "one-pair-of-languages".into(),
        outputs.holds_one_pair().into(),
    );
    options
}

/// What the arguments ask for, read and made ready.
pub struct Prepared {
    pub articles: ArticleJob,
    pub outputs: CorpusOutputs,
}

impl Prepared {
    fn new(args: &Args, messages: &Messages) -> Result<Self> {
        let mut pipeline = args.work.pipeline(messages)?;
        pipeline.kind = args.inputs.kind();
        let (crossing, nulls) = (args.crossing, args.writing.with_nulls);
        let models = args.work.models.as_deref();
        let articles = args.judging.articles(pipeline, models, crossing, nulls)?;
        let outputs = args.outputs(articles.duplicates());
        Ok(Prepared { articles, outputs })
    }

    /// The job of the articles. What there is to learn from all of them is learnt here.
    pub fn job(&self, args: &Args) -> Result<Build<'_>> {
        let lexicon = if learns(args, self.articles.pipeline()) {
            let inputs = args.inputs.open(&args.work.languages, args.work.encoding)?;
            let lexicon = learn_lexicon(&self.articles, inputs);
            // The inputs are read again, and what is not read of them is told then.
            drop(args.inputs.notes.take());
            lexicon
        } else {
            None
        };
        Ok(Build {
            articles: &self.articles,
            file_names: self.outputs.has_files_of_articles(),
            one_pair: self.outputs.holds_one_pair(),
            lexicon,
            resume: args.resume(),
        })
    }
}

/// The pairs, and the documents without a partner.
pub fn open_inputs(
    args: &Args,
    pipeline: &Pipeline,
    messages: &Messages,
) -> Result<(Inputs, Pairing)> {
    args.inputs.check(&args.work)?;
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

/// Prints what would be done.
fn plan(args: &Args) -> Result<Done> {
    args.judging.rules()?;
    let languages = &args.work.languages;
    let read = match (args.r#match, args.inputs.folders()) {
        (true, Some((source, target))) => {
            let codes = (&languages.source_lang, &languages.target_lang);
            let [sources, targets] = list_documents(source, target, codes)?;
            let refused: Vec<_> = sources.refused.iter().chain(&targets.refused).collect();
            let (sources, targets) = (sources.inputs.len(), targets.inputs.len());
            let mut text =
                format!("documents  {sources} and {targets}, to be paired by their texts\n");
            if !refused.is_empty() {
                text.push_str(&format!("refused    {}\n", refused.len()));
            }
            for refused in refused {
                text.push_str(&format!("           {}\n", refused.error));
            }
            text
        }
        _ => args.inputs.plan(languages, args.work.encoding)?.to_string(),
    };
    let mut output = io::Output::create(Destination::Stdout)?;
    output.put(read)?;
    output.put(match args.shard {
        Some(shard) => shard::planned(shard, &args.output),
        None => args.outputs((false, false)).planned(&args.output),
    })?;
    output.finish()?;
    Ok(Done::Whole)
}

/// Whether there is something to learn from all articles before the work. Standard input can be read once
/// only, and matched folders are not read again.
pub fn learns(args: &Args, pipeline: &Pipeline) -> bool {
    let languages = (pipeline.source_language(), pipeline.target_language());
    let learns = pipeline.aligner.learns(languages.0, languages.1);
    learns && !args.inputs.is_standard() && !args.r#match
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
pub struct Told<'a> {
    bar: indicatif::ProgressBar,
    messages: &'a Messages,
    segments: usize,
    failed: usize,
}

impl<'a> Told<'a> {
    /// Before the work: how many articles were done before, and how many there are, if that is known.
    pub fn new(before: usize, expected: Option<usize>, messages: &'a Messages) -> Self {
        if before > 0 {
            messages.note(&format!("{before} articles were done before"));
        }
        Told {
            bar: messages.progress(expected),
            messages,
            segments: 0,
            failed: 0,
        }
    }

    /// Tells of an article.
    pub fn tell(&mut self, event: &Event<'_>) {
        if let Event::Done(record) = event {
            if let Outcome::Aligned(aligned) = &record.outcome {
                self.segments += aligned.source_segments;
            } else {
                self.failed += 1;
            }
            self.bar.suspend(|| say(record, self.messages));
            let rate = self.segments as f64 / self.bar.elapsed().as_secs_f64().max(0.001);
            let failed = match self.failed {
                0 => String::new(),
                failed => format!("  {failed} failed"),
            };
            self.bar
                .set_message(format!("{rate:.0} segments/s{failed}"));
        }
        self.bar.inc(1);
    }
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
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
