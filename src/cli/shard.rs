//! `alinea build --shard`: one part of the articles, for `alinea merge`.

use std::collections::BTreeMap;
use std::path::Path;

use alinea::Result;
use alinea::corpus::{DoneFile, Resume, Shard, ShardJournal, ShardList, ShardState, sha256};
use alinea::io::Notes;
use alinea::io::output::create_folder;

use super::Done;
use super::build::{Args, Prepared, Told, learns, open_inputs};
use super::messages::Messages;

/// Runs the command for a shard.
pub fn run(args: &Args, shard: Shard, prepared: &Prepared, messages: &Messages) -> Result<Done> {
    create_folder(&args.output)?;
    let (inputs, pairing) = open_inputs(args, prepared.articles.pipeline(), messages)?;
    let inputs = inputs.with_files(prepared.outputs.extensions_of_articles());
    let whole = learns(args, prepared.articles.pipeline());
    // Standard input is read once only, and matching takes too long to do it again.
    let keep = args.inputs.is_standard() || args.r#match;
    let mut list = ShardList::read(shard, inputs, &pairing, whole, keep)?;
    let mut done = DoneFile::new(shard, &list, &pairing, options(args, prepared)?)?;
    done.outputs = prepared.outputs.to_json()?;
    done.command = command(std::env::args());
    if is_done(&done, &list, args, messages)? {
        return Ok(Done::Whole);
    }
    let made = make(args, (done.clone(), &mut list), prepared, keep, messages);
    match made {
        Ok(done) => {
            messages.shard(shard, &done);
            Ok(if done.failed > 0 {
                Done::InPart
            } else {
                Done::Whole
            })
        }
        // Another worker that was faster has taken the journal away.
        Err(error) => match is_done(&done, &list, args, messages) {
            Ok(true) => Ok(Done::Whole),
            _ => Err(error),
        },
    }
}

/// Makes the shard that `done` speaks of. `keep` says that the list has kept the inputs.
fn make(
    args: &Args,
    (mut done, list): (DoneFile, &mut ShardList),
    prepared: &Prepared,
    keep: bool,
    messages: &Messages,
) -> Result<DoneFile> {
    let mut journal = ShardJournal::open(&done, &args.output, args.resume())?;
    // Opened and dropped, so that what cannot be written is said before the work.
    let outputs = journal.folder().join("outputs");
    create_folder(&outputs)?;
    drop(prepared.outputs.open(&outputs, &Notes::default())?);
    let job = prepared.job(args)?;
    done.lexicon = job
        .lexicon
        .as_ref()
        .map(|learnt| learnt.digest().to_owned());
    let again = match keep {
        true => None,
        false => {
            // What was told of the list is told again of what is read now.
            drop(args.inputs.notes.take());
            let inputs = args.inputs.open(&args.work.languages, args.work.encoding)?;
            Some(inputs.with_files(prepared.outputs.extensions_of_articles()))
        }
    };
    let own = usize::try_from(done.inputs.articles).ok();
    let mut told = Told::new(journal.done(), own, messages);
    let aligned = journal.align(&job, list, again, |event| told.tell(event));
    drop(told);
    aligned?;
    messages.notes(&args.inputs.notes);
    journal.finish(done, list)
}

/// Whether the shard is done already and nothing changed since.
fn is_done(done: &DoneFile, list: &ShardList, args: &Args, messages: &Messages) -> Result<bool> {
    let shard = done.shard()?;
    if args.resume() == Resume::Restart {
        return Ok(false);
    }
    match done.state(&args.output, list)? {
        ShardState::Missing => Ok(false),
        ShardState::Done(found) => {
            messages.note(&format!(
                "shard {shard} is done already, and is left as it is"
            ));
            messages.shard(shard, &found);
            Ok(true)
        }
        ShardState::Damaged => {
            let what = "has other records than its done-file says";
            messages.warning(&format!("shard {shard} {what}: it is made again"));
            Ok(false)
        }
        ShardState::Changed(_) if args.resume() == Resume::Changed => Ok(false),
        ShardState::Changed(what) => Err(alinea::Error::configuration(format!(
            "expected the inputs of shard {shard} as they were"
        ))
        .found(what)
        .at(shard.done_path(&args.output))
        .help("--resume does again what changed, --restart everything")),
    }
}

/// All that decides on the bytes of the corpus: files by what is in them, not by where they are.
fn options(args: &Args, prepared: &Prepared) -> Result<BTreeMap<String, serde_json::Value>> {
    let mut options = args.identity()?;
    let pipeline = prepared.articles.pipeline();
    let tables: BTreeMap<&str, String> = [pipeline.source_language(), pipeline.target_language()]
        .into_iter()
        .filter_map(|language| pipeline.aligner.tables.get(language))
        .map(|table| (table.language(), sha256(table.bytes())))
        .collect();
    let weights = options.get("weights").and_then(|text| text.as_str());
    let weights = weights.filter(|text| !text.is_empty());
    let weights = weights.map(|text| sha256(text.as_bytes()));
    options.insert("weights".into(), serde_json::json!(weights));
    options.insert("models".into(), serde_json::json!(tables));
    let inputs = serde_json::json!({ "settings": args.inputs.settings(), "match": args.r#match });
    options.insert("inputs".into(), inputs);
    Ok(options)
}

/// Options that are another worker's own, with a value and without.
const WITH_VALUE: [&str; 3] = ["--shard", "--threads", "--color"];
const ALONE: [&str; 6] = ["--restart", "--resume", "--quiet", "-q", "--verbose", "-v"];

/// The command as it was given, without what differs from worker to worker: any shard is made with it.
fn command(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut command = vec!["alinea".to_owned()];
    let mut words = words.skip(1);
    while let Some(word) = words.next() {
        let name = word.split('=').next().unwrap_or_default();
        if WITH_VALUE.contains(&word.as_str()) {
            words.next();
        } else if !WITH_VALUE.contains(&name) && !ALONE.contains(&name) {
            command.push(word);
        }
    }
    command
}

/// What is written, for a plan.
pub fn planned(shard: Shard, folder: &Path) -> String {
    let [records, done] = [shard.records_path(folder), shard.done_path(folder)];
    format!(
        "writes     shard {shard}: {} and {}\n",
        records.display(),
        done.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_kept_for_other_shards() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        for given in [
            "/bin/alinea build a.csv --shard 2/8 -o out --shard-size 1units",
            "alinea -q build --restart a.csv --shard=2/8 -o out --threads 4 --shard-size 1units",
        ] {
            let kept = command(words(given).into_iter());
            assert_eq!(kept, words("alinea build a.csv -o out --shard-size 1units"));
        }
    }
}
