//! `alinea segment`: a text into sentences.

use std::path::PathBuf;

use alinea::Result;
use alinea::bitext::Language;
use alinea::io::article::read_article;
use alinea::io::{Charset, Destination, Output};
use alinea::segment::{Paragraphs, Splitter};

use super::Done;
use super::messages::Messages;

const EXAMPLES: &str = "\
Examples:
  alinea segment --lang fr article.txt
  alinea segment --lang en --output article.sentences article.txt.gz";

/// Cut a text into sentences: one a line, a blank line between paragraphs
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The text, or - for standard input
    file: PathBuf,

    /// Its language
    #[arg(short, long, value_name = "CODE", default_value = "fr")]
    lang: Language,

    /// Where to write, or - for standard output
    #[arg(short, long, default_value = "-", value_name = "PATH")]
    output: PathBuf,

    /// How paragraphs are told apart: auto, blank (by blank lines), line (one a line)
    #[arg(long, value_name = "HOW", default_value = "auto")]
    paragraphs: Paragraphs,

    /// Encoding of the input, such as windows-1252 [default: detected]
    #[arg(long, value_name = "LABEL")]
    encoding: Option<Charset>,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let mut output = Output::create(Destination::from(args.output.as_path()))?;
    let article = read_article(&args.file, args.encoding)?;
    for note in &article.notes {
        messages.warning(&format!("{}: {note}", args.file.display()));
    }
    let splitter = Splitter::new(args.lang.clone(), args.paragraphs);
    let document = splitter.document(&article.text, article.metadata);
    let mut paragraph = 0;
    for segment in &document.segments {
        if segment.paragraph != paragraph {
            output.put("\n")?;
            paragraph = segment.paragraph;
        }
        output.put(&segment.text)?;
        output.put("\n")?;
    }
    output.finish()?;
    Ok(Done::Whole)
}
