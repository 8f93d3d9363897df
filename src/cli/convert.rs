//! `alinea convert`: a corpus or an alignment in another format.

use std::path::{Path, PathBuf};

use alinea::io::{self, Charset, Destination, Format, ReaderOptions};
use alinea::{Error, Result};

use super::Done;
use super::messages::Messages;
use super::options::{self, Languages, Writing};

const EXAMPLES: &str = "\
Examples:
  alinea convert corpus.jsonl corpus.tmx
  alinea convert memory.tmx corpus --to moses --source-lang fr --target-lang en
  alinea convert a.vecalign a.csv --source a.fr --target a.en";

/// Convert a corpus or an alignment to another format
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What to read, or - for standard input; the prefix of Moses files
    input: PathBuf,

    /// Where to write, or - for standard output
    output: PathBuf,

    /// Format of the input [default: by its extension]
    #[arg(long, value_name = "FORMAT")]
    from: Option<Format>,

    /// Format of the output [default: by its extension; jsonl on standard output]
    #[arg(long, value_name = "FORMAT", visible_alias = "format")]
    to: Option<Format>,

    /// Segmented source text of an alignment (vecalign, ladder)
    #[arg(long, value_name = "FILE", requires = "target")]
    source: Option<PathBuf>,

    /// Segmented target text of an alignment
    #[arg(long, value_name = "FILE", requires = "source")]
    target: Option<PathBuf>,

    /// Encoding of the input, such as windows-1252 [default: detected]
    #[arg(long, value_name = "LABEL")]
    encoding: Option<Charset>,

    #[command(flatten)]
    languages: Languages,

    #[command(flatten)]
    writing: Writing,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let from = match args.from {
        Some(format) => format,
        None if args.input == Path::new("-") => {
            return Err(Error::configuration("standard input has no extension")
                .help("name its format with --from"));
        }
        None => Format::from_path(&args.input).map_err(|e| e.help("name it with --from"))?,
    };
    let to = options::format(args.to, &args.output, Format::Jsonl)
        .map_err(|e| e.help("name the output's format with --to"))?;
    let reading = ReaderOptions {
        source_language: args.languages.source_lang.clone(),
        target_language: args.languages.target_lang.clone(),
        charset: args.encoding,
        source_text: args.source.clone(),
        target_text: args.target.clone(),
        ..ReaderOptions::default()
    };
    let colour = args.output == Path::new("-") && messages.colour_output();
    let writing = args.writing.options(&args.languages, colour, false);
    let reader = io::reader(&args.input, from, &reading)?;
    let mut writer = io::writer(to, Destination::from(args.output.as_path()), &writing)?;
    let mut units = 0_usize;
    for unit in reader {
        writer.write(&unit?)?;
        units += 1;
    }
    writer.finish()?;
    messages.detail(&format!(
        "{units} translation units read as {from}, written as {to}"
    ));
    Ok(Done::Whole)
}
