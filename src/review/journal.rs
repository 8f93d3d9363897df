//! The journal: one JSON object a line beside the corpus, only ever appended to.
//!
//! The first line says which corpus it belongs to (the digest of [`ReviewCorpus`]); each further line is
//! an operation with its article and the article's revision after it. A record is on the disk
//! (`fsync`) before [`Journal::append`] returns. A last line without its line feed was never
//! acknowledged: whoever wrote it was killed or lost its power; it is cut off when the journal is opened.
//! A lock on the file keeps a second editor away, and goes with its process.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

use super::corpus::ReviewCorpus;
use super::operation::Operation;

/// What the first line must say.
const KIND: &str = "alinea review";

/// Version of the records.
const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
struct Head {
    kind: String,
    version: u32,
    corpus: String,
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalRecord {
    /// Id of the article.
    pub article: String,
    /// The article's revision after the operation, from 1.
    pub revision: usize,
    /// What was done.
    pub operation: Operation,
}

/// Where the journal of a corpus stands: its name with `.review.jsonl` after it.
///
/// ```
/// use std::path::Path;
/// use alinea::review::journal_path;
/// assert_eq!(journal_path(Path::new("out/corpus.jsonl")), Path::new("out/corpus.jsonl.review.jsonl"));
/// ```
pub fn journal_path(corpus: &Path) -> PathBuf {
    let mut name = corpus.file_name().unwrap_or_default().to_os_string();
    name.push(".review.jsonl");
    corpus.with_file_name(name)
}

/// An open journal, locked.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    /// Bytes of whole records.
    len: u64,
    /// Whether a failed record could not be taken back; nothing may stand after it.
    broken: bool,
}

impl Journal {
    /// Opens or begins the journal at `path`, does its operations to `corpus`, and cuts off a torn line.
    ///
    /// # Errors
    /// A file that cannot be written, that another editor has open, that belongs to another corpus or is
    /// no journal; an operation that does not fit.
    pub fn open(path: &Path, corpus: &mut ReviewCorpus) -> Result<Self> {
        let new = !path.exists();
        let file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(path)
            .map_err(|e| Error::io("open", &e).at(path))?;
        lock(&file).map_err(|e| e.at(path))?;
        let mut journal = Journal {
            file,
            path: path.to_path_buf(),
            len: 0,
            broken: false,
        };
        let mut bytes = Vec::new();
        let io = |e: std::io::Error| Error::io("read", &e).at(path);
        journal.file.read_to_end(&mut bytes).map_err(io)?;
        let whole = whole_lines(&bytes);
        if whole < bytes.len() {
            let cut = journal.file.set_len(whole as u64);
            cut.map_err(|e| Error::io("cut a torn line off", &e).at(path))?;
        }
        journal.len = whole as u64;
        if whole == 0 {
            let head = Head {
                kind: KIND.into(),
                version: VERSION,
                corpus: corpus.digest().to_owned(),
            };
            journal.put(&head)?;
        } else {
            replay(&bytes[..whole], corpus).map_err(|e| e.at(path))?;
        }
        if new {
            sync_folder(path);
        }
        Ok(journal)
    }

    /// Writes a record; when this returns, it is on the disk.
    ///
    /// # Errors
    /// A disk that is full or does not answer; the journal is then as it was before.
    pub fn append(&mut self, record: &JournalRecord) -> Result<()> {
        self.put(record)
    }

    fn put(&mut self, line: &impl Serialize) -> Result<()> {
        if self.broken {
            return Err(
                Error::format("a record could not be written nor taken back")
                    .at(&self.path)
                    .help("free space on the disk and start again"),
            );
        }
        let mut bytes = serde_json::to_vec(line)
            .map_err(|e| Error::format(format!("cannot write as JSON: {e}")).at(&self.path))?;
        bytes.push(b'\n');
        let written = self.file.write_all(&bytes);
        if let Err(error) = written.and_then(|()| self.file.sync_data()) {
            let back = self.file.set_len(self.len);
            let seek = self.file.seek(SeekFrom::Start(self.len));
            self.broken = back.is_err() || seek.is_err();
            return Err(Error::io("write", &error).at(&self.path));
        }
        self.len += bytes.len() as u64;
        Ok(())
    }
}

/// Does the operations of the journal at `path`, if there is one, to `corpus`, without touching the file;
/// gives their number.
///
/// # Errors
/// As [`Journal::open`].
pub fn read_journal(path: &Path, corpus: &mut ReviewCorpus) -> Result<usize> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(e) => return Err(Error::io("read", &e).at(path)),
    };
    match whole_lines(&bytes) {
        0 => Ok(0),
        whole => replay(&bytes[..whole], corpus).map_err(|e| e.at(path)),
    }
}

/// Times that the lock is asked for, and how long to wait between.
const TRIES: u32 = 25;
const WAIT: Duration = Duration::from_millis(20);

/// Locks the file. An editor that was just closed may leave the lock for a moment: with a process that
/// its program was starting, say, which has all that is open until it is a program of its own.
fn lock(file: &File) -> Result<()> {
    for _ in 1..TRIES {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(WAIT),
            // A file system without locks: nothing can be promised there, and nothing is refused.
            Ok(()) | Err(TryLockError::Error(_)) => return Ok(()),
        }
    }
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Error::configuration(
            "another `alinea review` has this corpus open",
        )
        .help("use its page, or stop it first")),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

/// Bytes up to the last line feed.
fn whole_lines(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .rposition(|&b| b == b'\n')
        .map_or(0, |at| at + 1)
}

/// The name of a new file is on the disk only when its folder is.
fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    // Not all systems can flush a folder; the file itself was flushed.
    if let Ok(folder) = File::open(folder.unwrap_or(Path::new("."))) {
        let _ = folder.sync_all();
    }
}

fn replay(bytes: &[u8], corpus: &mut ReviewCorpus) -> Result<usize> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Error::format("expected UTF-8, as alinea writes it"))?;
    let mut lines = text.lines().enumerate();
    let (_, head) = lines.next().unwrap_or_default();
    check_head(head, corpus).map_err(|e| e.line(1))?;
    let mut count = 0;
    for (at, line) in lines {
        let record: JournalRecord = serde_json::from_str(line).map_err(|e| {
            Error::format("expected a record of the journal")
                .found(e.to_string())
                .line(at + 1)
        })?;
        redo(&record, corpus).map_err(|e| e.line(at + 1))?;
        count += 1;
    }
    Ok(count)
}

fn check_head(line: &str, corpus: &ReviewCorpus) -> Result<()> {
    let head: Head = serde_json::from_str(line)
        .ok()
        .filter(|head: &Head| head.kind == KIND)
        .ok_or_else(|| {
            Error::format("expected the journal of `alinea review`")
                .found("another file")
                .help("name another place with --journal")
        })?;
    if head.version != VERSION {
        return Err(
            Error::format(format!("expected version {VERSION} of the journal"))
                .found(format!("version {}", head.version))
                .help("use the alinea that wrote it"),
        );
    }
    if head.corpus != corpus.digest() {
        return Err(Error::configuration(
            "expected the journal of this corpus, found that of another or of an earlier state of it",
        )
        .help("export the corrections with the corpus they were made on and the same --dropped or --no-dropped, or name another place with --journal"));
    }
    Ok(())
}

fn redo(record: &JournalRecord, corpus: &mut ReviewCorpus) -> Result<()> {
    let Some(number) = corpus.number_of(&record.article) else {
        return Err(Error::format("expected an article of the corpus")
            .found(format!("`{}`", record.article)));
    };
    let expected = corpus.article(number)?.revision() + 1;
    if record.revision != expected {
        return Err(Error::format(format!(
            "expected revision {expected} of `{}`",
            record.article
        ))
        .found(record.revision.to_string()));
    }
    corpus.apply(number, &record.operation).map(drop)
}
