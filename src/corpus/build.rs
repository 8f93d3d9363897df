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

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::align::Aligner;
use crate::error::{Error, Result};
use crate::io::article_path;
use crate::similarity::{Lexicon, LexiconBuilder};

use super::article::ArticleJob;
use super::input::Loaded;
use super::inputs::{PairInput, Refused};
use super::journal::{Journal, Resume, encode};
use super::record::{Outcome, Record};

/// Pairs in flight, a thread, where a lexicon is learnt.
const IN_FLIGHT: usize = 8;

/// A job: how articles are done.
pub struct Build<'a> {
    /// How each is read, aligned and judged.
    pub articles: &'a ArticleJob,
    /// Whether articles have files of their own among the outputs, so that one whose name cannot be a
    /// file's has failed.
    pub file_names: bool,
    /// Whether an output holds one pair of languages, so that an article in others has failed.
    pub one_pair: bool,
    /// What was learnt from all articles.
    pub lexicon: Option<Learnt>,
    /// What to do about an article in the journal whose inputs changed.
    pub resume: Resume,
}

/// A lexicon, and of what it was learnt.
pub struct Learnt {
    lexicon: Lexicon,
    /// Digest of the texts; a record made with another lexicon is another record.
    digest: String,
}

impl Learnt {
    /// Digest of the texts of which it was learnt, in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// A pair of the list, or why it cannot be taken.
pub(super) type Item = std::result::Result<PairInput, Refused>;

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
    I: Iterator<Item = Item> + Send,
{
    let count = AtomicU64::new(0);
    let numbered = inputs.map(|input| (count.fetch_add(1, Ordering::Relaxed), input));
    align_numbered(job, numbered, journal, each)?;
    let count = count.into_inner();
    shorten(job, journal, count)?;
    Ok(count)
}

/// Does those of the articles given that are not in the journal yet, each under its number in the whole
/// list.
///
/// # Errors
/// As [`align_articles`].
pub(super) fn align_numbered(
    job: &Build<'_>,
    inputs: impl Iterator<Item = (u64, Item)> + Send,
    journal: &mut Journal,
    each: impl FnMut(&Event<'_>) + Send,
) -> Result<()> {
    let known = journal.digests();
    let stop = AtomicBool::new(false);
    let (sender, receiver) = sync_channel(2 * rayon::current_num_threads());
    std::thread::scope(|scope| {
        let journal = &mut *journal;
        let stop = &stop;
        let collector = scope.spawn(move || collect(&receiver, journal, stop, each));
        inputs
            .take_while(|_| !stop.load(Ordering::Relaxed))
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
    journal.sync()
}

/// Forgets the records of articles that the list of `count` no longer has.
///
/// # Errors
/// Such a record, unless the job does again what changed.
pub(super) fn shorten(job: &Build<'_>, journal: &mut Journal, count: u64) -> Result<()> {
    if journal.numbers() <= count {
        return Ok(());
    }
    if job.resume == Resume::IfSame {
        let more = format!("{} in the journal", journal.numbers());
        return Err(refused(format!("{count} articles, {more}")));
    }
    journal.truncate(count);
    Ok(())
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

fn work(job: &Build<'_>, number: u64, input: Item, known: Option<&str>) -> Message {
    let record = match input {
        Ok(input) => match load_for(job, &input) {
            Ok((_, digest)) if known == Some(&digest) => return Message::Known,
            Ok(_) if known.is_some() && job.resume == Resume::IfSame => {
                let changed = format!("article `{}` changed", input.id);
                return Message::Stop(refused(changed));
            }
            Ok((loaded, digest)) => done(job, number, &input, &loaded, digest),
            Err(error) if known.is_some() && job.resume == Resume::IfSame => {
                let gone = format!("article `{}`, which cannot be read now: {error}", input.id);
                return Message::Stop(refused(gone));
            }
            Err(error) => failed(number, &input, &error),
        },
        Err(refused) => Record {
            number,
            id: refused.id,
            files: Default::default(),
            digest: String::new(),
            notes: Vec::new(),
            wrong_language: false,
            outcome: Outcome::Failed(refused.error.to_string()),
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

/// The documents of a pair, and the digest of its record.
fn load_for<'a>(job: &Build<'_>, input: &'a PairInput) -> Result<([Loaded<'a>; 2], String)> {
    let (loaded, inputs) = load(input)?;
    let learnt = job.lexicon.as_ref().map(Learnt::digest);
    Ok((loaded, record_digest(&inputs, learnt)))
}

/// The documents of a pair, and the digest of everything that it consists of.
pub(super) fn load(input: &PairInput) -> Result<([Loaded<'_>; 2], String)> {
    for side in [&input.source, &input.target] {
        side.is_at_rest()?;
    }
    let loaded = [input.source.load()?, input.target.load()?];
    let beside = (
        &input.id,
        &input.metadata,
        &input.probability,
        &input.beads,
        &input.languages,
        &input.options,
    );
    let beside = serde_json::to_vec(&beside)
        .map_err(|e| Error::format(format!("cannot write as JSON: {e}")))?;
    let digest = digest([&beside[..], loaded[0].bytes(), loaded[1].bytes()]);
    Ok((loaded, digest))
}

/// The digest of a record: of its inputs, and of what was learnt before; none of inputs that cannot be
/// read.
pub(super) fn record_digest(inputs: &str, learnt: Option<&str>) -> String {
    match learnt {
        Some(learnt) if !inputs.is_empty() => digest([inputs.as_bytes(), learnt.as_bytes()]),
        _ => inputs.to_owned(),
    }
}

/// The digest of several texts, each told from the next, in hexadecimal.
fn digest<'b>(texts: impl IntoIterator<Item = &'b [u8]>) -> String {
    let mut hasher = Sha256::new();
    for bytes in texts {
        hasher.update((bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    hexadecimal(&hasher.finalize()[..16])
}

/// The SHA-256 of some bytes, in hexadecimal.
///
/// ```
/// assert!(alinea::corpus::sha256(b"").starts_with("e3b0c44298fc1c14"));
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The digits of a digest.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn files(input: &PairInput) -> [String; 2] {
    [&input.source, &input.target].map(|side| {
        let place = side.place();
        place.map_or_else(String::new, |place| place.display().to_string())
    })
}

fn failed(number: u64, input: &PairInput, error: &Error) -> Record {
    Record {
        number,
        id: input.id.clone(),
        files: files(input),
        digest: String::new(),
        notes: Vec::new(),
        wrong_language: false,
        outcome: Outcome::Failed(error.to_string()),
    }
}

/// Aligns and judges an article; whatever goes wrong is in its record.
fn done(
    job: &Build<'_>,
    number: u64,
    input: &PairInput,
    loaded: &[Loaded<'_>; 2],
    digest: String,
) -> Record {
    if let Err(error) = held(job, input) {
        return failed(number, input, &error);
    }
    let lexicon = job.lexicon.as_ref().map(|learnt| &learnt.lexicon);
    let ran = job.articles.run(input, loaded, lexicon);
    let outcome = match ran.aligned {
        Ok(record) => Outcome::Aligned(Box::new(record)),
        Err(error) => Outcome::Failed(error.to_string()),
    };
    Record {
        number,
        id: input.id.clone(),
        files: files(input),
        digest,
        notes: input.note.iter().cloned().chain(ran.notes).collect(),
        wrong_language: ran.wrong_language,
        outcome,
    }
}

/// Whether the outputs can hold what the article asks for.
fn held(job: &Build<'_>, input: &PairInput) -> Result<()> {
    if job.file_names {
        article_path(Path::new(""), &input.id, "vecalign")?;
    }
    if job.one_pair && !job.articles.is_in_languages(input) {
        let [source, target] = job.articles.languages(input);
        return Err(Error::configuration(
            "expected the languages of the corpus, of which a format holds one pair",
        )
        .found(format!("{source} and {target}"))
        .help("write jsonl, csv or tmx, or build the pairs of languages apart"));
    }
    let settings = job.articles.settings();
    let asks = |option: Option<bool>, has: bool| option == Some(true) && !has;
    let (option, help) = if asks(input.options.clean, settings.clean) {
        ("clean", "leave out --no-clean")
    } else if asks(input.options.crossing, settings.crossing) && job.file_names {
        ("crossing", "name --crossing for all, or write jsonl")
    } else {
        return Ok(());
    };
    let expected = format!("expected an article without option `{option}` among these outputs");
    Err(Error::configuration(expected).found("true").help(help))
}

/// The lexicon of all articles, where their languages have no word vectors and there is enough text.
/// An article that cannot be read says nothing here and fails when it is aligned.
pub fn learn_lexicon(articles: &ArticleJob, inputs: impl Iterator<Item = Item>) -> Option<Learnt> {
    let pipeline = articles.pipeline();
    let (source, target) = (pipeline.source_language(), pipeline.target_language());
    if !pipeline.aligner.learns(source, target) {
        return None;
    }
    let mut builder = LexiconBuilder::default();
    let mut hasher = Sha256::new();
    let mut inputs = inputs
        .filter_map(std::result::Result::ok)
        .filter(|input| input.beads.is_none() && articles.is_in_languages(input));
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
                let (pair, beads) = articles.sure_beads(input)?;
                Some((pair, beads))
            })
            .collect();
        for (pair, beads) in sure.into_iter().flatten() {
            for segment in pair.source.segments.iter().chain(&pair.target.segments) {
                hasher.update((segment.text.len() as u64).to_le_bytes());
                hasher.update(&segment.text);
            }
            builder.add(&pair, &beads);
            if builder.is_full() {
                break;
            }
        }
    }
    let digest = hexadecimal(&hasher.finalize()[..16]);
    let lexicon = Aligner::lexicon(builder)?;
    Some(Learnt { lexicon, digest })
}
