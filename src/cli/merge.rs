//! `alinea merge`: the shards of a job, joined into its corpus.

use std::path::PathBuf;

use alinea::Result;
use alinea::corpus::{MergeFolder, ShardSet};
use alinea::io::{Destination, Notes, Output, output::create_folder};

use super::Done;
use super::messages::Messages;
use super::outputs::{CorpusOutputs, tell};

const EXAMPLES: &str = "\
Examples:
  alinea build articles.csv --shard 1/2 --output shards --format tmx
  alinea build articles.csv --shard 2/2 --output shards --format tmx
  alinea merge shards --output corpus
  alinea merge node1/shards node2/shards --output corpus     written on different machines

The corpus is, byte for byte, what alinea build writes without --shard. Formats, splits and all other \
options are those with which the shards were made. A shard that is missing or damaged is named, with the \
command that makes it.";

/// Join the parts that build --shard wrote into one corpus
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Folders of the shards; together they have all of them
    #[arg(required = true, value_name = "SHARDS")]
    shards: Vec<PathBuf>,

    /// Folder to write to; made if it is not there
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,

    /// Say what would be joined and written, and do nothing
    #[arg(long)]
    dry_run: bool,
}

/// The folder in an output folder for what is not whole yet.
const WORK: &str = ".alinea-merge";

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let set = ShardSet::find(&args.shards)?;
    let first = set.first();
    let outputs = CorpusOutputs::from_json(&first.outputs)?;
    if args.dry_run {
        return plan(args, &set, &outputs);
    }
    outputs.refuse(&args.output, WORK, &[])?;
    create_folder(&args.output)?;
    let work = MergeFolder::open(&args.output.join(WORK))?;
    // Opened and dropped, so that what cannot be written is said before the work.
    let trial = work.path().join("outputs");
    create_folder(&trial)?;
    drop(outputs.open(&trial, &Notes::default())?);
    let mut records = set.open()?;
    let assembled = outputs.write(
        (&mut records, first.list.articles),
        &set.unpaired(),
        &first.options,
        (work.path(), &args.output),
    )?;
    Ok(tell(&assembled, messages))
}

/// Prints what would be done.
fn plan(args: &Args, set: &ShardSet, outputs: &CorpusOutputs) -> Result<Done> {
    let first = set.first();
    let mut output = Output::create(Destination::Stdout)?;
    let failed: u64 = set.shards().map(|(done, _)| done.failed).sum();
    let articles = first.list.articles;
    output.put(format!(
        "joins      {} shards of {articles} articles, of which {failed} failed\n",
        first.of
    ))?;
    for (done, folder) in set.shards() {
        let shard = done.shard()?;
        let bytes = done.records.as_ref().map_or(0, |records| records.bytes);
        output.put(format!(
            "           {shard}: {} articles, {bytes} bytes in {}\n",
            done.inputs.articles,
            shard.records_path(folder).display()
        ))?;
    }
    output.put(outputs.planned(&args.output))?;
    output.finish()?;
    Ok(Done::Whole)
}
