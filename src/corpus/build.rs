//! The first half of the job: every article is read, aligned, judged, and entered in the journal.
//!
//! Articles are taken one by one from their iterator by whatever thread is free, so memory is bounded
//! by the articles in flight: one a thread, and as many records again that wait to be appended. Long
//! articles are worked on by several threads themselves. Records are appended in the order of
//! finishing; [`assemble`](super::assemble()) puts them in the order of the inputs, so no byte of the
//! outputs depends on threads.
//!
//! An article that cannot be read, that is in another language or whose documents are no translations
//! of one another becomes a failed record, and so does one on which the program itself fails; the rest
//! goes on. A full disk ends the job; what was appended stays.
//!
//! Where the languages have no word vectors, [`learn_lexicon`] reads and aligns all articles before,
//! and learns a lexicon from what is sure in all of them, pooled in order.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

use rayon::prelude::*;

use crate::align::Aligner;
use crate::bitext::{Metadata, TranslationUnit};
use crate::error::{Error, Result};
use crate::similarity::{Lexicon, LexiconBuilder};

use super::journal::{Journal, Resume, encode};
use super::pipeline::{Input, Pipeline};
use super::record::{AlignedRecord, Judged, Outcome, Record};

/// Pairs in flight, a thread, where a lexicon is learnt.
const IN_FLIGHT: usize = 8;

/// A pair of documents to be aligned.
#[derive(Debug, Clone, PartialEq)]
pub struct PairInput {
    /// Its name.
    pub id: String,
    /// The source document.
    pub source: Input,
    /// The target document.
    pub target: Input,
    /// What is known of it besides, for the outputs.
    pub metadata: Metadata,
}

/// What a rule book says of a unit.
pub type Judge<'a> = &'a (dyn Fn(&TranslationUnit) -> Judged + Sync);

/// A job: how articles are done.
pub struct Build<'a> {
    /// How each is read and aligned.
    pub pipeline: &'a Pipeline,
    /// Whether crossings are written as pairs of their own, in place of their beads.
    pub crossing: bool,
    /// Judges each unit; `None` keeps all as they are.
    pub judge: Option<Judge<'a>>,
    /// The score, 0 to 1, below which an article has failed.
    pub floor: f64,
    /// What was learnt from all articles.
    pub lexicon: Option<Lexicon>,
    /// What to do about an article in the journal whose inputs changed.
    pub resume: Resume,
}

/// What happened to an article, as it is told while the job runs.
#[derive(Debug)]
pub enum Event<'a> {
    /// It was done now.
    Done(&'a Record),
    /// It was done before, by a run that was stopped.
    Known,
}

/// What a worker hands over.
enum Message {
    Done(Box<Record>, Vec<u8>),
    Known,
    Stop(Error),
}

/// Does all articles that are not in the journal yet, and returns how many there are. `each` is called
/// for every article, in the order of finishing.
///
/// # Errors
/// A full disk; an article in the journal whose inputs changed, unless the job does such again. What
/// fails on an article alone is in its record.
pub fn align_articles<I>(
    job: &Build<'_>,
    inputs: I,
    journal: &mut Journal,
    each: impl FnMut(&Event<'_>) + Send,
) -> Result<u64>
where
    I: Iterator<Item = Result<PairInput>> + Send,
{
    let known = journal.digests();
    let (stop, count) = (AtomicBool::new(false), AtomicU64::new(0));
    let (sender, receiver) = sync_channel(2 * rayon::current_num_threads());
    std::thread::scope(|scope| {
        let journal = &mut *journal;
        let stop = &stop;
        let collector = scope.spawn(move || collect(&receiver, journal, stop, each));
        inputs
            .take_while(|_| !stop.load(Ordering::Relaxed))
            .map(|input| (count.fetch_add(1, Ordering::Relaxed), input))
            .par_bridge()
            .for_each_with(sender, |sender, (number, input)| {
                let known = known.get(usize::try_from(number).unwrap_or(usize::MAX));
                let known = known.and_then(Option::as_deref);
                // The collector is gone only if it failed; its error is what counts.
                let _ = sender.send(work(job, number, input, known));
            });
        match collector.join() {
            Ok(collected) => collected,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })?;
    let count = count.into_inner();
    if journal.numbers() > count {
        if job.resume == Resume::IfSame {
            let more = format!("{} in the journal", journal.numbers());
            return Err(refused(format!("{count} articles, {more}")));
        }
        journal.truncate(count);
    }
    journal.sync()?;
    Ok(count)
}

fn collect(
    receiver: &Receiver<Message>,
    journal: &mut Journal,
    stop: &AtomicBool,
    mut each: impl FnMut(&Event<'_>),
) -> Result<()> {
    let mut failed = None;
    // After a failure the channel is emptied, so that no worker waits for ever.
    for message in receiver {
        if failed.is_some() {
            continue;
        }
        let done = match message {
            Message::Done(record, frame) => journal.append(&record, &frame).map(|()| {
                each(&Event::Done(&record));
            }),
            Message::Known => {
                each(&Event::Known);
                Ok(())
            }
            Message::Stop(error) => Err(error),
        };
        if let Err(error) = done {
            stop.store(true, Ordering::Relaxed);
            failed = Some(error);
        }
    }
    failed.map_or(Ok(()), Err)
}

fn work(job: &Build<'_>, number: u64, input: Result<PairInput>, known: Option<&str>) -> Message {
    let record = match input {
        Ok(input) => match digest(&input) {
            Ok(digest) if known == Some(&digest) => return Message::Known,
            Ok(_) if known.is_some() && job.resume == Resume::IfSame => {
                let changed = format!("article `{}` changed", input.id);
                return Message::Stop(refused(changed));
            }
            digest => done(job, number, &input, digest),
        },
        Err(error) => Record {
            number,
            id: format!("input {}", number + 1),
            files: Default::default(),
            digest: String::new(),
            notes: Vec::new(),
            outcome: Outcome::Failed(error.to_string()),
        },
    };
    match encode(&record) {
        Ok(frame) => Message::Done(Box::new(record), frame),
        Err(error) => Message::Stop(error),
    }
}

fn refused(found: String) -> Error {
    Error::configuration("expected the inputs of the unfinished build in this folder")
        .found(found)
        .help("--resume does again what changed, --restart everything")
}

/// Digest of the inputs of an article: its name, metadata and both documents.
fn digest(input: &PairInput) -> Result<String> {
    use sha2::{Digest, Sha256};
    let mut hasher = Sha256::new();
    let metadata = serde_json::to_string(&input.metadata)
        .map_err(|e| Error::format(format!("cannot write as JSON: {e}")))?;
    let mut add = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    add(input.id.as_bytes());
    add(metadata.as_bytes());
    for side in [&input.source, &input.target] {
        match side {
            Input::Text(text) => add(text.as_bytes()),
            Input::File(path) => {
                add(&std::fs::read(path).map_err(|e| Error::io("read", &e).at(path))?);
            }
        }
    }
    let digest = hasher.finalize();
    Ok(digest[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

/// Reads, aligns and judges an article; whatever goes wrong is in its record.
fn done(job: &Build<'_>, number: u64, input: &PairInput, digest: Result<String>) -> Record {
    let mut notes = Vec::new();
    let aligned = catch_unwind(AssertUnwindSafe(|| aligned(job, input, &mut notes)));
    let outcome = match aligned {
        Ok(Ok(record)) => Outcome::Aligned(Box::new(record)),
        Ok(Err(error)) => Outcome::Failed(error.to_string()),
        Err(panic) => Outcome::Failed(format!(
            "alinea itself failed on this article: {}; please report it",
            panic_message(&*panic)
        )),
    };
    let name = |side: &Input| match side {
        Input::File(path) => path.display().to_string(),
        Input::Text(_) => String::new(),
    };
    Record {
        number,
        id: input.id.clone(),
        files: [name(&input.source), name(&input.target)],
        digest: digest.unwrap_or_default(),
        notes,
        outcome,
    }
}

fn aligned(job: &Build<'_>, input: &PairInput, notes: &mut Vec<String>) -> Result<AlignedRecord> {
    let lexicon = job.lexicon.as_ref();
    let processed = job
        .pipeline
        .run_with(&input.id, &input.source, &input.target, lexicon)?;
    *notes = processed.notes;
    let article = processed.article;
    if article.score < job.floor {
        return Err(Error::format(format!(
            "expected translations of one another, with a score of at least {}",
            job.floor
        ))
        .found(format!("{:.3}", article.score))
        .help("look at the two documents; --min-article-score 0 builds them all the same"));
    }
    let mut record = AlignedRecord::new(&article, job.crossing, |unit| {
        job.judge.map_or_else(Judged::default, |judge| judge(unit))
    });
    let metadata = input.metadata.clone();
    record.article.metadata.extend(metadata);
    Ok(record)
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

/// The lexicon of all articles, where their languages have no word vectors and there is enough text.
/// An article that cannot be read says nothing here and fails when it is aligned.
pub fn learn_lexicon(
    pipeline: &Pipeline,
    inputs: impl Iterator<Item = Result<PairInput>>,
) -> Option<Lexicon> {
    let (source, target) = (pipeline.source_language(), pipeline.target_language());
    if !pipeline.aligner.learns(source, target) {
        return None;
    }
    let mut builder = LexiconBuilder::default();
    let mut inputs = inputs.filter_map(Result::ok);
    let group = IN_FLIGHT * rayon::current_num_threads();
    // Full is full: where the groups end makes no difference.
    while !builder.is_full() {
        let pairs: Vec<PairInput> = inputs.by_ref().take(group).collect();
        if pairs.is_empty() {
            break;
        }
        let sure: Vec<_> = pairs
            .par_iter()
            .map(|input| {
                let read = pipeline.read(&input.id, &input.source, &input.target);
                let (pair, _) = read.ok()?;
                let beads = pipeline.aligner.sure_beads(&pair);
                Some((pair, beads))
            })
            .collect();
        for (pair, beads) in sure.into_iter().flatten() {
            builder.add(&pair, &beads);
        }
    }
    Aligner::lexicon(builder)
}
