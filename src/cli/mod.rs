//! The command line: arguments, standard error, progress, threads, exit codes; one file a
//! subcommand.
//!
//! Exit codes: 0 done; 1 done, but some articles failed or a floor was missed; 2 it could not run.
//! A closed pipe is not an error.

mod options;
mod inputs;
mod messages;
mod places;
mod align;
mod build;
mod outputs;
mod shard;
mod merge;
mod worker;
mod matching;
mod segment;
mod convert;
mod dropped;
mod score;
mod reading;
mod filter;
mod stats;
mod report;
mod plot;
mod evaluate;
mod evaluate_translation;
mod review;
mod train;
mod train_quality;
mod train_weights;
mod train_articles;
mod train_matching;
mod completions;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use alinea::{Error, Result};

use messages::Messages;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Everything was done.
    Whole,
    /// Some articles failed, or a floor that the user set was missed.
    InPart,
}

const EXAMPLES: &str = "\
Examples:
  alinea build --output corpus                       the corpus that comes with alinea
  alinea build fr en --output corpus --format tmx    all pairs of two folders
  alinea align article.fr.txt article.en.txt         one pair, side by side
  alinea align a.fr.txt a.en.txt --output a.tmx      one pair, as a translation memory
  alinea evaluate alignment --gold gold --found out/vecalign

Exit codes: 0 done; 1 done, but some articles failed or a floor was missed; 2 could not run.";

/// Aligns French articles with their translations, segment by segment, scores every pairing, and
/// writes bilingual corpora.
#[derive(Debug, Parser)]
#[command(name = "alinea", version, after_help = EXAMPLES, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    common: options::Common,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Align one article with its translation
    Align(align::Args),
    /// Align all articles of folders, a list, a table or another corpus, and write one corpus
    Build(Box<build::Args>),
    /// Join the parts that build --shard wrote into one corpus
    Merge(merge::Args),
    /// Align records of articles from standard input, for engines such as Spark
    Worker(Box<worker::Args>),
    /// Find which document of one folder is the translation of which of the other
    Match(matching::Args),
    /// Cut a text into sentences, one a line
    Segment(segment::Args),
    /// Convert a corpus or an alignment to another format
    Convert(convert::Args),
    /// Score each pair of a corpus: are its sides translations of one another?
    Score(score::Args),
    /// Repair a corpus and drop what its rules find, by name
    Filter(filter::Args),
    /// Say what is in a corpus
    Stats(stats::Args),
    /// Write a corpus as one page to look at
    Report(report::Args),
    /// Draw a figure: the dot plot of a pair, the reliability of scores
    Plot(plot::Args),
    /// Evaluate an alignment against gold, or translations against references
    Evaluate(evaluate::Args),
    /// Correct a corpus in the browser: merge, split, shift, link, unlink, edit, accept
    Review(Box<review::Args>),
    /// Learn what the aligner ships with
    Train(train::Args),
    /// Print completions for a shell
    Completions(completions::Args),
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(said) => return usage(&said),
    };
    let messages = Messages::new(&cli.common);
    let done = threads(&cli.common).and_then(|()| match &cli.command {
        Command::Align(args) => align::run(args, &messages),
        Command::Build(args) => build::run(args, &messages),
        Command::Merge(args) => merge::run(args, &messages),
        Command::Worker(args) => worker::run(args, &messages),
        Command::Match(args) => matching::run(args, &messages),
        Command::Segment(args) => segment::run(args, &messages),
        Command::Convert(args) => convert::run(args, &messages),
        Command::Score(args) => score::run(args, &messages),
        Command::Filter(args) => filter::run(args, &messages),
        Command::Stats(args) => stats::run(args, &messages),
        Command::Report(args) => report::run(args, &messages),
        Command::Plot(args) => plot::run(args, &messages),
        Command::Evaluate(args) => evaluate::run(args, &messages),
        Command::Review(args) => review::run(args, &messages),
        Command::Train(args) => train::run(args, &messages),
        Command::Completions(args) => completions::run::<Cli>(args),
    });
    match done {
        Ok(Done::Whole) => ExitCode::SUCCESS,
        Ok(Done::InPart) => ExitCode::from(1),
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            messages.error(&error);
            ExitCode::from(2)
        }
    }
}

/// Prints help, the version or what is wrong with the arguments.
fn usage(said: &clap::Error) -> ExitCode {
    match said.print() {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => {
            // A standard error that is closed is no reason to stop.
            let _ = writeln!(std::io::stderr(), "error: {}", Error::io("write", &e));
            ExitCode::from(2)
        }
        _ if said.use_stderr() => ExitCode::from(2),
        _ => ExitCode::SUCCESS,
    }
}

fn threads(common: &options::Common) -> Result<()> {
    let Some(threads) = common.threads else {
        return Ok(());
    };
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads.get())
        .build_global()
        .map_err(|e| Error::configuration(format!("cannot start {threads} threads: {e}")))
}
