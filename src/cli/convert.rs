//! `alinea convert`: a corpus or an alignment in another format.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use alinea::Result;
use alinea::io::{self, Destination, Format};

use super::Done;
use super::messages::Messages;
use super::options::{self, Writing};
use super::places::Places;
use super::reading::{Content, format_from};

const EXAMPLES: &str = "\
Examples:
  alinea convert corpus.jsonl corpus.tmx
  alinea convert memory.tmx corpus --to moses --source-lang fr --target-lang en
  alinea convert corpus.jsonl corpus.parquet --shard-size 500MB
  alinea convert 2023.jsonl.gz 2024.tmx both.jsonl       several files, one after the other
  alinea convert corpus/ all.tmx --from jsonl            the corpus of a folder, in parts or whole
  alinea convert a.vecalign a.csv --source a.fr --target a.en

What a corpus says of its units beyond our fields (columns, fields, properties, notes) is carried along. \
What the output's format cannot hold is counted on standard error.

Formats: jsonl, csv, tsv, tmx, xliff, xliff2, po, bitextor, parquet (if built in), moses, xces, \
vecalign, ladder, text (only written).";

/// Convert a corpus or an alignment to another format
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What to read, one or several, or - for standard input; the prefix of Moses files; a corpus in
    /// parts by its name without the numbers, or its folder
    #[arg(required = true, num_args = 1..)]
    input: Vec<PathBuf>,

    /// Where to write, or - for standard output
    output: PathBuf,

    /// Format of the input, needed for a folder [default: by its extension]
    #[arg(long, value_name = "FORMAT")]
    from: Option<Format>,

    /// Format of the output [default: by its extension; jsonl on standard output]
    #[arg(long, value_name = "FORMAT", visible_alias = "format")]
    to: Option<Format>,

    #[command(flatten)]
    content: Content,

    #[command(flatten)]
    writing: Writing,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let to = options::format(args.to, &args.output, Format::Jsonl)
        .map_err(|e| e.help("name the output's format with --to"))?;
    let reading = args.content.options_to_write();
    let colour = args.output == Path::new("-") && messages.colour_output();
    let mut writing = (args.writing).options(&[to], &args.content.languages, colour)?;
    writing.notes = args.content.notes.clone();
    let inputs = args.input.iter();
    let inputs: Vec<_> = inputs
        .map(|path| Ok((path, format_from(path, args.from)?)))
        .collect::<Result<_>>()?;
    args.content.check(inputs.iter().map(|(_, from)| *from))?;
    // The corpus itself may be written anew: the output appears when all has been read.
    Places::default()
        .reads("a text of the alignment", args.content.texts())
        .writes(
            "OUTPUT",
            io::files_written(&args.output, to, args.content.languages.pair())?,
        )
        .check()?;
    // Opened before the output is, so that a wrong name is said first.
    let mut readers = Vec::new();
    for (path, from) in &inputs {
        readers.push(io::reader(path, *from, &reading)?);
    }
    let units = io::with_columns(readers, to, &mut writing);
    let mut writer = io::writer(to, Destination::from(args.output.as_path()), &writing)?;
    let mut count = 0_usize;
    for unit in units {
        writer.write(&unit?)?;
        count += 1;
    }
    writer.finish()?;
    messages.notes(&writing.notes);
    if count == 0 {
        messages.warning("no translation unit in what was read: the output is empty");
    }
    let from: BTreeSet<_> = inputs.iter().map(|(_, from)| from.name()).collect();
    let from: Vec<_> = from.into_iter().collect();
    messages.detail(&format!(
        "{count} translation units read as {}, written as {to}",
        from.join(" and ")
    ));
    Ok(Done::Whole)
}
