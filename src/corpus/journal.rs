//! The journal of a job: what is done of it stands on disk, so that a job that was killed goes on
//! where it was.
//!
//! A folder holds `job.json`, which says what the job is, `articles.log`, to which a frame is
//! appended for every article that is done, and `lock`. A frame is the length and the checksum
//! (CRC 32) of its payload, four bytes each, little-endian, and the payload: a line of JSON that says which
//! article it is, and a [`Record`] as JSON, compressed with zstd. Frames come in the order of finishing. A frame that is cut off or damaged
//! ends the log: what stands behind it is taken off and done again. Of two frames of one article the
//! later one holds.
//!
//! Killing the process loses nothing that was appended; a machine that loses its power loses what it
//! had not yet written to the disk, at most the last [`SYNC`] seconds, and the checksum finds that.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::io::Output;

use super::record::{Outcome, Record};

/// Seconds between two writes to the disk itself.
const SYNC: u64 = 2;

/// Longest payload of a frame in bytes; a longer one is damage.
const LONGEST: usize = 1 << 30;

/// What stands in front of a payload: its length and its checksum.
pub(super) const HEAD: usize = 8;

/// Version of the journal's format; another version cannot be resumed.
const VERSION: u32 = 1;

/// What to do with a journal that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Resume {
    /// Go on if nothing changed; refuse if options or inputs did.
    #[default]
    IfSame,
    /// Go on, and do again the articles whose inputs changed; refuse if options did.
    Changed,
    /// Begin anew.
    Restart,
}

/// What a job is; two jobs that differ here cannot share a journal.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Job {
    journal: u32,
    alinea: String,
    options: serde_json::Value,
}

impl Job {
    fn of(options: serde_json::Value) -> Self {
        Job {
            journal: VERSION,
            alinea: env!("CARGO_PKG_VERSION").into(),
            options,
        }
    }
}

/// The line in front of a record.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Key {
    /// The article's number.
    pub number: u64,
    /// `None` if the article failed: it is tried again.
    pub digest: Option<String>,
}

/// Where the record of an article stands, and of which inputs it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    at: u64,
    digest: Option<String>,
}

/// An open journal. Dropped, it stays on disk; [`remove`](Journal::remove) ends it.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    log: File,
    end: u64,
    entries: Vec<Option<Entry>>,
    synced: Instant,
    /// Held as long as the journal is open.
    _lock: File,
}

impl Journal {
    /// Opens the journal in `folder` for a job with these options, or begins one.
    ///
    /// # Errors
    /// A folder that cannot be written; another process at work on it; a journal of other options,
    /// unless `resume` says to begin anew.
    pub fn open(folder: &Path, options: serde_json::Value, resume: Resume) -> Result<Self> {
        crate::io::output::create_folder(folder)?;
        let lock = lock(folder)?;
        let job = Job::of(options);
        let path = folder.join("job.json");
        let known = fs::read_to_string(&path).ok();
        let found = known.and_then(|text| serde_json::from_str::<Job>(&text).ok());
        let log_path = folder.join("articles.log");
        // Of a job that did nothing there is nothing to keep.
        let empty = fs::metadata(&log_path).map_or(0, |about| about.len()) == 0;
        let fresh = match found {
            Some(found) if resume != Resume::Restart && !empty => {
                if found != job {
                    return Err(changed(folder, &found, &job));
                }
                false
            }
            _ => true,
        };
        let opened = OpenOptions::new()
            .create(true)
            .truncate(fresh)
            .read(true)
            .write(true)
            .open(&log_path);
        let log = opened.map_err(|e| Error::io("write", &e).at(&log_path))?;
        if fresh {
            let mut output = Output::create(path)?;
            let text = serde_json::to_string_pretty(&job);
            output.put(text.map_err(|e| Error::format(format!("cannot write as JSON: {e}")))?)?;
            output.finish()?;
        }
        let mut journal = Journal {
            folder: folder.to_path_buf(),
            log,
            end: 0,
            entries: Vec::new(),
            synced: Instant::now(),
            _lock: lock,
        };
        journal.scan()?;
        Ok(journal)
    }

    /// Finds the frames that are whole, and takes off what stands behind them.
    fn scan(&mut self) -> Result<()> {
        let log = self.log.try_clone().map_err(|e| self.reading(&e))?;
        let mut reader = BufReader::with_capacity(1 << 16, log);
        let mut at = 0;
        while let Some(payload) = frame(&mut reader) {
            let Some((key, _)) = split(&payload) else {
                break;
            };
            self.enter(key, at);
            at += (HEAD + payload.len()) as u64;
        }
        self.end = at;
        self.log.set_len(at).map_err(|e| self.writing(&e))?;
        Ok(())
    }

    /// Whether `folder` has the journal of a job with these options; `false` if it has none.
    ///
    /// # Errors
    /// The journal of a job with other options.
    pub(super) fn is_like(folder: &Path, options: &serde_json::Value) -> Result<bool> {
        let known = fs::read_to_string(folder.join("job.json")).ok();
        let Some(found) = known.and_then(|text| serde_json::from_str::<Job>(&text).ok()) else {
            return Ok(false);
        };
        let job = Job::of(options.clone());
        if found != job {
            return Err(changed(folder, &found, &job));
        }
        Ok(true)
    }

    /// Takes over the records of aligned articles from the log of another job like this one, which may be
    /// at work still. It is only read, up to its first frame that is not whole.
    ///
    /// # Errors
    /// A full disk.
    pub(super) fn take_over(&mut self, log: &Path) -> Result<()> {
        // Whoever is at work there may have ended and taken it away; what cannot be read is done again.
        let Ok(file) = File::open(log) else {
            return Ok(());
        };
        let mut reader = BufReader::with_capacity(1 << 16, file);
        while let Some(payload) = frame(&mut reader) {
            let Some((key, _)) = split(&payload) else {
                break;
            };
            if key.digest.is_some() && self.digest(key.number) != key.digest.as_deref() {
                self.put(key, &framed(&payload)?)?;
            }
        }
        self.sync()
    }

    fn enter(&mut self, key: Key, at: u64) {
        let number = usize::try_from(key.number).unwrap_or(usize::MAX);
        if self.entries.len() <= number {
            self.entries.resize(number + 1, None);
        }
        let digest = key.digest;
        self.entries[number] = Some(Entry { at, digest });
    }

    /// How many articles are done.
    pub fn done(&self) -> usize {
        self.entries.iter().flatten().count()
    }

    /// The digest of the inputs of which an article was aligned; `None` if it was not, or failed.
    pub fn digest(&self, number: u64) -> Option<&str> {
        let entry = self.entries.get(usize::try_from(number).ok()?)?;
        entry.as_ref()?.digest.as_deref()
    }

    /// The digests of all articles that were aligned, by their numbers.
    pub fn digests(&self) -> Vec<Option<String>> {
        let entries = self.entries.iter();
        entries
            .map(|entry| entry.as_ref()?.digest.clone())
            .collect()
    }

    /// One past the highest number that has a record.
    pub fn numbers(&self) -> u64 {
        self.entries.len() as u64
    }

    /// Appends the frame of a record. `frame` is the record in its frame.
    ///
    /// # Errors
    /// A full disk. What was appended before stays.
    pub fn append(&mut self, record: &Record, frame: &[u8]) -> Result<()> {
        self.put(Key::of(record), frame)
    }

    fn put(&mut self, key: Key, frame: &[u8]) -> Result<()> {
        let written = self
            .log
            .seek(SeekFrom::Start(self.end))
            .and_then(|_| self.log.write_all(frame));
        written.map_err(|e| self.writing(&e))?;
        self.enter(key, self.end);
        self.end += frame.len() as u64;
        if self.synced.elapsed() >= Duration::from_secs(SYNC) {
            self.sync()?;
        }
        Ok(())
    }

    /// Writes what was appended to the disk itself.
    ///
    /// # Errors
    /// A full or broken disk.
    pub fn sync(&mut self) -> Result<()> {
        self.log.sync_data().map_err(|e| self.writing(&e))?;
        self.synced = Instant::now();
        Ok(())
    }

    /// The payload of the frame of an article's record; `None` if there is none.
    ///
    /// # Errors
    /// A log that changed under the job.
    pub fn payload(&mut self, number: u64) -> Result<Option<Vec<u8>>> {
        let index = usize::try_from(number).unwrap_or(usize::MAX);
        let Some(entry) = self.entries.get(index).and_then(Option::as_ref) else {
            return Ok(None);
        };
        let at = entry.at;
        self.log
            .seek(SeekFrom::Start(at))
            .map_err(|e| self.reading(&e))?;
        match frame(&mut self.log) {
            Some(payload) => Ok(Some(payload)),
            None => Err(Error::format("expected a whole record in the journal")
                .found("a damaged one")
                .at(self.folder.join("articles.log"))
                .help("begin anew with --restart")),
        }
    }

    /// Forgets what has a number of `count` or above: the inputs are fewer now.
    pub fn truncate(&mut self, count: u64) {
        self.entries
            .truncate(usize::try_from(count).unwrap_or(usize::MAX));
    }

    /// Ends the journal: the job is done.
    ///
    /// # Errors
    /// A folder that cannot be removed.
    pub fn remove(self) -> Result<()> {
        fs::remove_dir_all(&self.folder).map_err(|e| Error::io("remove", &e).at(&self.folder))
    }

    fn reading(&self, error: &std::io::Error) -> Error {
        Error::io("read", error).at(self.folder.join("articles.log"))
    }

    fn writing(&self, error: &std::io::Error) -> Error {
        Error::io("write", error)
            .at(self.folder.join("articles.log"))
            .help("what was done is kept; the same command goes on from there")
    }
}

/// The frame of a record, ready to be appended.
///
/// # Errors
/// A record that is too long.
pub fn encode(record: &Record) -> Result<Vec<u8>> {
    let cannot = |e: &dyn std::fmt::Display| {
        Error::format(format!(
            "cannot keep article `{}` in the journal: {e}",
            record.id
        ))
    };
    let mut payload = serde_json::to_vec(&Key::of(record)).map_err(|e| cannot(&e))?;
    payload.push(b'\n');
    let json = serde_json::to_vec(record).map_err(|e| cannot(&e))?;
    payload.extend(zstd::bulk::compress(&json, 1).map_err(|e| cannot(&e))?);
    if payload.len() > LONGEST {
        return Err(cannot(&"it is longer than 1 GiB"));
    }
    framed(&payload).map_err(|e| cannot(&e))
}

/// The frame of a payload.
///
/// # Errors
/// A payload that is too long.
pub(super) fn framed(payload: &[u8]) -> Result<Vec<u8>> {
    let length = u32::try_from(payload.len())
        .map_err(|e| Error::format(format!("cannot write a record: {e}")))?;
    let mut frame = Vec::with_capacity(HEAD + payload.len());
    frame.extend(length.to_le_bytes());
    frame.extend(crc32fast::hash(payload).to_le_bytes());
    frame.extend(payload);
    Ok(frame)
}

/// The record of a payload; `None` if it is none.
pub fn decode(payload: &[u8]) -> Option<Record> {
    let (_, record) = split(payload)?;
    let json = zstd::stream::decode_all(record).ok()?;
    serde_json::from_slice(&json).ok()
}

impl Key {
    fn of(record: &Record) -> Self {
        let aligned = matches!(record.outcome, Outcome::Aligned(_));
        Key {
            number: record.number,
            digest: (aligned && !record.digest.is_empty()).then(|| record.digest.clone()),
        }
    }
}

/// The line in front of a record, and the record.
pub(super) fn split(payload: &[u8]) -> Option<(Key, &[u8])> {
    let end = payload.iter().position(|b| *b == b'\n')?;
    let key = serde_json::from_slice(&payload[..end]).ok()?;
    Some((key, &payload[end + 1..]))
}

/// The payload of the frame that begins here; `None` at the end, or if it is damaged.
pub(super) fn frame(reader: &mut impl Read) -> Option<Vec<u8>> {
    let mut head = [0; HEAD];
    reader.read_exact(&mut head).ok()?;
    let number =
        |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let length = number(0) as usize;
    if length > LONGEST {
        return None;
    }
    let mut payload = Vec::new();
    reader
        .by_ref()
        .take(length as u64)
        .read_to_end(&mut payload)
        .ok()?;
    (payload.len() == length && crc32fast::hash(&payload) == number(4)).then_some(payload)
}

/// The folder for one process alone, as long as the file returned is open.
///
/// # Errors
/// Another process at work on it; a folder that cannot be written.
pub(super) fn lock(folder: &Path) -> Result<File> {
    let path = folder.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path);
    let file = file.map_err(|e| Error::io("write", &e).at(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::configuration(
            "expected to be alone with this output folder",
        )
        .found("another alinea at work on it")
        .at(folder)
        .help("wait until it has ended, or write to another folder")),
        // A file system without locks: two jobs in one folder are the user's to avoid.
        Err(TryLockError::Error(_)) => Ok(file),
    }
}

fn changed(folder: &Path, found: &Job, job: &Job) -> Error {
    let what = if found.journal != job.journal || found.alinea != job.alinea {
        format!("a build by alinea {}", found.alinea)
    } else {
        let names = differences(&found.options, &job.options);
        format!("a build with another {}", names.join(", "))
    };
    Error::configuration("expected the unfinished build in this folder to be the same")
        .found(what)
        .at(folder)
        .help("repeat its options to go on, or begin anew with --restart")
}

/// Names of the options that differ.
pub(super) fn differences(found: &serde_json::Value, wanted: &serde_json::Value) -> Vec<String> {
    let (Some(found), Some(wanted)) = (found.as_object(), wanted.as_object()) else {
        return vec!["set of options".into()];
    };
    let names = found
        .keys()
        .chain(wanted.keys().filter(|k| !found.contains_key(*k)));
    names
        .filter(|name| found.get(*name) != wanted.get(*name))
        .map(|name| format!("`{name}`"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(number: u64, digest: &str) -> Record {
        Record {
            number,
            id: format!("article {number}"),
            files: [String::new(), String::new()],
            digest: digest.into(),
            notes: Vec::new(),
            wrong_language: false,
            outcome: Outcome::Failed("no text".into()),
        }
    }

    fn append(journal: &mut Journal, record: &Record) {
        let frame = encode(record).expect("encodes");
        journal.append(record, &frame).expect("appends");
    }

    fn read(journal: &mut Journal, number: u64) -> Option<Record> {
        let payload = journal.payload(number).expect("reads")?;
        decode(&payload)
    }

    fn open(folder: &Path) -> Result<Journal> {
        Journal::open(folder, json!({"format": "tmx"}), Resume::IfSame)
    }

    #[test]
    fn records_come_back_in_any_order_and_the_later_one_holds() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut journal = open(folder.path()).expect("opens");
        for (number, digest) in [(2, "b"), (0, "a"), (2, "c")] {
            append(&mut journal, &record(number, digest));
        }
        drop(journal);
        let mut journal = open(folder.path()).expect("opens again");
        assert_eq!(journal.done(), 2);
        assert_eq!(read(&mut journal, 2), Some(record(2, "c")));
        assert_eq!(read(&mut journal, 0), Some(record(0, "a")));
        assert_eq!(read(&mut journal, 1), None);
    }

    #[test]
    fn a_frame_cut_off_at_any_byte_is_done_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut journal = open(folder.path()).expect("opens");
        append(&mut journal, &record(0, "a"));
        let whole = journal.end;
        append(&mut journal, &record(1, "b"));
        let end = journal.end;
        drop(journal);
        let log = folder.path().join("articles.log");
        let bytes = fs::read(&log).expect("a log");
        for cut in whole..end {
            fs::write(&log, &bytes[..usize::try_from(cut).expect("short")]).expect("writes");
            let mut journal = open(folder.path()).expect("opens");
            assert_eq!(journal.done(), 1, "cut at {cut}");
            append(&mut journal, &record(1, "b"));
            assert_eq!(read(&mut journal, 1), Some(record(1, "b")), "cut at {cut}");
        }
        let mut damaged = bytes.clone();
        *damaged.last_mut().expect("a byte") ^= 1;
        fs::write(&log, damaged).expect("writes");
        assert_eq!(open(folder.path()).expect("opens").done(), 1);
    }

    #[test]
    fn other_options_are_refused_by_name_and_restart_forgets() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut journal = open(folder.path()).expect("opens");
        append(&mut journal, &record(0, "a"));
        drop(journal);
        let other = json!({"format": "csv"});
        let error = Journal::open(folder.path(), other.clone(), Resume::Changed);
        let said = error.expect_err("is refused").to_string();
        assert!(said.contains("another `format`"), "{said}");
        let journal = Journal::open(folder.path(), other, Resume::Restart).expect("opens");
        assert_eq!(journal.done(), 0);
    }

    #[test]
    fn two_jobs_in_one_folder_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = open(folder.path()).expect("opens");
        let error = open(folder.path()).expect_err("is refused");
        assert!(error.to_string().contains("another alinea"), "{error}");
        drop(first);
        open(folder.path()).expect("opens after the first has ended");
    }
}
