//! `alinea worker`: records of articles on standard input, one answer each on standard output.

use std::num::NonZeroUsize;

use alinea::Result;
use alinea::corpus::{Answer, Worker};
use alinea::io::{self, Destination, Kind, ShardSize, records};

use super::Done;
use super::messages::Messages;
use super::options::{Judging, Work};

const EXAMPLES: &str = "\
Examples:
  alinea worker < articles.jsonl > aligned.jsonl
  echo '{\"id\": \"a\", \"source_text\": \"Il pleut.\", \"target_text\": \"It rains.\"}' | alinea worker
  alinea worker --schema                  the JSON Schema of both records
  alinea convert aligned.jsonl all.tmx    the beads of all answers, as another format

A record is one line: `id`; `source` and `target` (files, from the present folder) or `source_text` and \
`target_text`; and if you like `source_language`, `target_language`, `options`, `probability`, `metadata`. \
Each has one answer, in order, flushed when it and those before it are ready: `status` is `aligned`, with \
`beads` and `dropped`, or `error`, with a code and a message. Standard error has what is said to people. \
A worker learns nothing of one record for another, and drops no duplicates between them.

Exit codes: 0 the input ended and every record has its answer, or the reader of the answers went \
away; 2 could not run or could not write.";

/// Align records of articles from standard input, one answer a line on standard output
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Records between reading and writing at a time, at most; answers never wait for a batch to fill
    /// [default: four a thread]
    #[arg(long, value_name = "N")]
    batch: Option<NonZeroUsize>,

    /// Longest record that is read, such as 32MiB or 500KB
    #[arg(long, value_name = "SIZE", default_value = "32MiB", value_parser = bytes)]
    max_record: usize,

    /// Print the JSON Schema of the records, and do nothing
    #[arg(long)]
    schema: bool,

    /// What the documents are written in: text, markdown, html or docx [default: by their extensions]
    #[arg(long, value_name = "KIND")]
    input_format: Option<Kind>,

    /// Keep null beads, whatever the rules
    #[arg(long)]
    with_nulls: bool,

    /// Write what matches out of order as pairs of their own, in the order of the source
    #[arg(long)]
    crossing: bool,

    #[command(flatten)]
    judging: Judging,

    #[command(flatten)]
    work: Work,
}

fn bytes(text: &str) -> std::result::Result<usize, String> {
    let size = match text.parse::<ShardSize>() {
        Ok(ShardSize::Bytes(size)) => usize::try_from(size).ok(),
        _ => None,
    };
    size.ok_or_else(|| "expected a size such as 32MiB or 500KB".into())
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let mut output = io::Output::create(Destination::Stdout)?;
    if args.schema {
        output.put(format!("{:#}\n", records::schema()))?;
        output.finish()?;
        return Ok(Done::Whole);
    }
    let mut pipeline = args.work.pipeline(messages)?;
    pipeline.kind = args.input_format;
    let models = args.work.models.as_deref();
    let articles = args
        .judging
        .articles(pipeline, models, args.crossing, args.with_nulls)?;
    let worker = Worker {
        batch: args.batch,
        longest: args.max_record,
        ..Worker::new(&articles)
    };
    let mut failed = 0;
    let count = worker.run(std::io::stdin(), &mut output, |answer| {
        failed += u64::from(answer.error.is_some());
        say(answer, messages);
    })?;
    output.finish()?;
    messages.note(&format!("{count} records, {failed} of them with an error"));
    Ok(Done::Whole)
}

/// What people who look for it want to know; programs have the answer.
fn say(answer: &Answer, messages: &Messages) {
    let id = answer.id.as_deref().unwrap_or("no id");
    match &answer.error {
        Some(error) => messages.detail(&format!("line {}, {id}: {error}", answer.line)),
        None => messages.detail(&format!("line {}, {id}: aligned", answer.line)),
    }
    answer.notes.iter().for_each(|note| messages.detail(note));
}
