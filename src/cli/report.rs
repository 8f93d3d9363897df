//! `alinea report`: a corpus as one page to look at.

use std::path::{Path, PathBuf};

use alinea::bitext::Language;
use alinea::corpus::{ReportRow, read_set_aside};
use alinea::io::{Destination, Output};
use alinea::report::corpus::{CorpusReport, Gathered, ReportOptions};
use alinea::similarity::Tables;
use alinea::{Error, Result};

use super::Done;
use super::dropped::DroppedOf;
use super::messages::Messages;
use super::options::ModelFolder;
use super::places::Places;
use super::reading::{Reading, beside};

const EXAMPLES: &str = "\
Examples:
  alinea report corpus/ --output report.html       a folder that build wrote
  alinea report corpus.jsonl --output report.html
  alinea report memory.tmx -o report.html --articles 200

The page needs no network and nothing beside it. What a filter dropped is shown where it stood, if \
CORPUS.dropped.jsonl or the dropped.jsonl of its build stands beside the corpus; articles that failed are \
listed, if report.csv does.";

/// Bytes from which a browser takes its time.
const LARGE: u64 = 300_000_000;

/// Write a corpus as one page to look at: overview, articles worth a look first, beads side by side
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What to read, or - for standard input; the prefix of Moses files; a folder that build wrote
    corpus: PathBuf,

    /// Where the page goes, or - for standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// Title of the page [default: the name of the corpus]
    #[arg(long)]
    title: Option<String>,

    /// Score below which a bead counts as doubtful, 0 to 1
    #[arg(long, value_name = "SCORE", default_value_t = ReportOptions::default().doubtful, value_parser = share)]
    doubtful: f64,

    /// Show the texts of the N articles most worth a look only [default: all]
    #[arg(long, value_name = "N")]
    articles: Option<usize>,

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

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let dropped = DroppedOf::find(args.dropped.as_deref(), &args.corpus, messages)?;
    Places::default()
        .reads("the corpus", args.reading.files(&args.corpus)?)
        .reads("a text of the alignment", args.reading.content.texts())
        .reads(
            "what was dropped",
            dropped.as_ref().map(|dropped| &dropped.path),
        )
        .reads("the report of the build", build_report(&args.corpus))
        .writes("--output", [&args.output])
        .check()?;
    let mut output = Output::create(Destination::from(args.output.as_path()))?;
    let (gathered, tables) = gather(args, dropped.as_ref(), messages)?;
    messages.notes(&args.reading.content.notes);
    let options = ReportOptions {
        title: args.title.clone().unwrap_or_else(|| name(&args.corpus)),
        doubtful: args.doubtful,
        articles: args.articles,
    };
    let report = CorpusReport::new(gathered, set_aside(&args.corpus)?, &tables, options);
    report.write(&mut |text| output.put(text))?;
    let written = output.written();
    output.finish()?;
    let figures = report.figures();
    messages.note(&format!(
        "{} articles, {} beads, {} of them doubtful; {} kB",
        figures.articles,
        figures.beads,
        figures.doubtful,
        written.div_ceil(1000)
    ));
    if written > LARGE {
        messages.warning("a page of this size opens slowly; --articles N shows fewer texts");
    }
    Ok(Done::Whole)
}

/// All units, those that were dropped as well, and the word vectors of their languages.
fn gather(
    args: &Args,
    dropped: Option<&DroppedOf>,
    messages: &Messages,
) -> Result<(Gathered, Tables)> {
    let mut gathered = Gathered::default();
    let mut languages: Vec<[Language; 2]> = Vec::new();
    for unit in args.reading.open(&args.corpus)? {
        let unit = unit?;
        let article = &unit.article;
        let known = languages.last().is_some_and(|[source, target]| {
            (source, target) == (&article.source_language, &article.target_language)
        });
        if !known {
            let pair = [&article.source_language, &article.target_language];
            languages.push(pair.map(Clone::clone));
        }
        gathered.add(unit, None);
    }
    if let Some(dropped) = dropped {
        for read in dropped.units(&args.reading.options())? {
            let (unit, rule) = read?;
            gathered.add(unit, Some(rule));
        }
    }
    let models = ModelFolder::new(args.models.as_deref())?;
    let mut tables = models.tables();
    languages.sort();
    languages.dedup();
    for [source, target] in &languages {
        models.load(&mut tables, (source, target), messages)?;
    }
    Ok((gathered, tables))
}

/// The report of `alinea build` beside a corpus.
fn build_report(corpus: &Path) -> Option<PathBuf> {
    beside(corpus, &["report.csv"])
}

/// The articles that failed, by the report beside a corpus.
fn set_aside(corpus: &Path) -> Result<Vec<ReportRow>> {
    build_report(corpus).map_or_else(|| Ok(Vec::new()), |path| read_set_aside(&path))
}

fn name(corpus: &Path) -> String {
    match corpus.file_name() {
        Some(name) if name != "-" => name.to_string_lossy().into_owned(),
        _ => ReportOptions::default().title,
    }
}

fn share(text: &str) -> Result<f64> {
    let share = text.parse::<f64>().ok().filter(|s| (0.0..=1.0).contains(s));
    share.ok_or_else(|| {
        Error::configuration("expected a score from 0 to 1").found(format!("`{text}`"))
    })
}
