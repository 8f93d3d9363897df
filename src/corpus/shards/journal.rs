//! The work on a shard: a journal of one's own, begun with what others left, and at its end the file of
//! records.
//!
//! Journals of a shard stand beside its files, in hidden folders with names that are nobody else's. So no
//! two processes ever write to one file, and locks decide on nothing but tidiness: a journal whose lock
//! can be had is idle, and is removed once its records are taken over. Without locks that work, a journal
//! may be taken away from a process that has it still; that process then fails, and the one that took the
//! records ends with the same bytes.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::corpus::build::{Build, Event, align_numbered, hexadecimal, record_digest, shorten};
use crate::corpus::card::CardFile;
use crate::corpus::inputs::Inputs;
use crate::corpus::journal::{Journal, Resume, decode, framed, split};
use crate::corpus::record::Outcome;
use crate::error::{Error, Result};
use crate::io::Output;
use crate::io::output::temporary_folder;

use super::{DoneFile, Shard, ShardList, list};

/// Times that a journal is begun, should another process take the first away before it is locked.
const TRIES: usize = 3;

/// The journal of one process at work on a shard.
#[derive(Debug)]
pub struct ShardJournal {
    shard: Shard,
    output: PathBuf,
    folder: PathBuf,
    journal: Journal,
}

impl ShardJournal {
    /// Begins a journal in the folder of the shards, with the records of those that were left there, or
    /// that others are at work on; with [`Resume::Changed`] also those of the shard as it was done
    /// before.
    ///
    /// # Errors
    /// A folder that cannot be written; an unfinished shard of other options, unless all begins anew.
    pub fn open(done: &DoneFile, output: &Path, resume: Resume) -> Result<Self> {
        let shard = done.shard()?;
        let options = serde_json::json!(done.options);
        let prefix = format!(".{}-", shard.name());
        let others = folders(output, &prefix)?;
        if resume != Resume::Restart {
            for folder in &others {
                Journal::is_like(folder, &options)?;
            }
        }
        let (folder, journal) = begin(output, &prefix, &options)?;
        let mut own = ShardJournal {
            shard,
            output: output.to_path_buf(),
            folder,
            journal,
        };
        if resume == Resume::Changed {
            own.journal.take_over(&shard.records_path(output))?;
        }
        for folder in &others {
            if resume != Resume::Restart && Journal::is_like(folder, &options)? {
                own.journal.take_over(&folder.join("articles.log"))?;
            }
            remove_idle(folder)?;
        }
        Ok(own)
    }

    /// Its folder, for what else is to be gone with it.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many articles were done before.
    pub fn done(&self) -> usize {
        self.journal.done()
    }

    /// Does the articles of the shard, of `again`, the list read a second time, or of what was kept of it
    /// when it was first read.
    ///
    /// # Errors
    /// As [`align_articles`](crate::corpus::align_articles).
    pub fn align(
        &mut self,
        job: &Build<'_>,
        list: &mut ShardList,
        again: Option<Inputs>,
        each: impl FnMut(&Event<'_>) + Send,
    ) -> Result<()> {
        let kept = std::mem::take(&mut list.kept);
        let inputs = list::own(self.shard, again, kept);
        align_numbered(job, inputs, &mut self.journal, each)?;
        shorten(job, &mut self.journal, list.articles)
    }

    /// Writes the records of the shard, in order, and then its done-file.
    ///
    /// # Errors
    /// A full disk; an article that changed while the shard was made.
    pub fn finish(mut self, mut done: DoneFile, list: &ShardList) -> Result<DoneFile> {
        let path = self.shard.records_path(&self.output);
        let mut output = Output::create(path.as_path())?;
        let mut hash = Sha256::new();
        done.failed = 0;
        for (at, (id, inputs)) in (0..).zip(&list.own) {
            let wanted = record_digest(inputs, done.lexicon.as_deref());
            let (payload, failed) = self.payload(self.shard.article(at), id, &wanted)?;
            done.failed += u64::from(failed);
            let frame = framed(&payload)?;
            hash.update(&frame);
            output.put(&frame)?;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        done.records = Some(CardFile {
            path: name.into_owned(),
            split: None,
            bytes: output.written(),
            sha256: hexadecimal(&hash.finalize()),
        });
        output.finish()?;
        done.write(&self.output)?;
        self.journal.remove()?;
        Ok(done)
    }

    /// The payload of an article's record, and whether it failed.
    fn payload(&mut self, number: u64, id: &str, digest: &str) -> Result<(Vec<u8>, bool)> {
        let changed = |found: &str| {
            Error::configuration(format!(
                "expected article `{id}` as it was when the shard was begun"
            ))
            .found(found)
            .help("the same command does it again")
        };
        let payload = self.journal.payload(number)?;
        let payload = payload.ok_or_else(|| changed("none"))?;
        let Some((key, _)) = split(&payload).filter(|(key, _)| key.number == number) else {
            return Err(changed("a damaged record"));
        };
        let (found, failed) = match key.digest {
            Some(digest) => (digest, false),
            None => {
                let record = decode(&payload).ok_or_else(|| changed("a damaged record"))?;
                let failed = matches!(record.outcome, Outcome::Failed(_));
                (record.digest, failed)
            }
        };
        if found != digest {
            return Err(changed("another text"));
        }
        Ok((payload, failed))
    }
}

/// The folders whose names begin so, in order.
fn folders(output: &Path, prefix: &str) -> Result<Vec<PathBuf>> {
    let reading = |e: std::io::Error| Error::io("read the folder", &e).at(output);
    let mut folders = Vec::new();
    for entry in fs::read_dir(output).map_err(reading)? {
        let entry = entry.map_err(reading)?;
        if entry.file_name().to_string_lossy().starts_with(prefix) {
            folders.push(entry.path());
        }
    }
    folders.sort();
    Ok(folders)
}

/// A journal in a folder that is new.
fn begin(output: &Path, prefix: &str, options: &serde_json::Value) -> Result<(PathBuf, Journal)> {
    let mut tries = 1;
    loop {
        let folder = temporary_folder(Some(output), prefix)?.keep();
        match Journal::open(&folder, options.clone(), Resume::IfSame) {
            Ok(journal) => return Ok((folder, journal)),
            Err(error) if tries == TRIES => return Err(error),
            Err(_) => tries += 1,
        }
    }
}

/// Removes a journal that nobody holds. One without a lock yet is being begun.
fn remove_idle(folder: &Path) -> Result<()> {
    let lock = OpenOptions::new().write(true).open(folder.join("lock"));
    let idle = lock.is_ok_and(|lock: File| lock.try_lock().is_ok());
    if !idle {
        return Ok(());
    }
    match fs::remove_dir_all(folder) {
        // Another process found it idle too.
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io("remove", &e).at(folder))
        }
        _ => Ok(()),
    }
}
