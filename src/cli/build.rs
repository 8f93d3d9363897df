//! `alinea build`: all pairs of two folders, or of the corpus in the binary, into one corpus.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use alinea::corpus::{
    Build, Embedded, Input, Outcome, Pairing, Report, Row, Summary, build, embedded, pair_folders,
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

    #[command(flatten)]
    work: Work,

    #[command(flatten)]
    writing: Writing,
}

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
