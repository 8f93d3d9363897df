//! The work on a shard: a journal of one's own, begun with what others left, and at its end the file of
//! records.
//!
//! Journals of a shard stand beside its files, in hidden folders with names that are nobody else's. So no
//! two processes ever write to one file, and locks decide on nothing but tidiness: when the shard is done,
//! journals whose lock can be had are removed. Where locks do not work, as on many shared file systems, one
//! may be taken away from a process that is at work still; it then finds the shard done.

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
        let prefix = prefix(shard);
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
            if resume == Resume::Restart {
                remove_idle(folder)?;
            } else if Journal::is_like(folder, &options)? {
                own.journal.take_over(&folder.join("articles.log"))?;
            }
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
        // What is not whole yet stands in the journal's folder, and goes with it.
        let path = self.shard.records_path(&self.folder);
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
        publish(&path, &self.shard.records_path(&self.output))?;
        let path = done.write(&self.folder)?;
        publish(&path, &self.shard.done_path(&self.output))?;
        self.journal.remove()?;
        // Left by those that were killed.
        for folder in folders(&self.output, &prefix(self.shard))? {
            remove_idle(&folder)?;
        }
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

fn publish(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|e| Error::io("write", &e).at(to))
}

/// How the journals of a shard are called.
fn prefix(shard: Shard) -> String {
    format!(".{}-", shard.name())
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    use crate::corpus::journal::encode;
    use crate::corpus::pairing::Pairing;
    use crate::corpus::record::{AlignedRecord, Judged, Record};
    use crate::corpus::{Input, Pipeline};

    fn done(option: &str) -> DoneFile {
        let shard = "1/1".parse().expect("a shard");
        let options = BTreeMap::from([("max-side".to_owned(), option.into())]);
        DoneFile::new(shard, &ShardList::default(), &Pairing::default(), options).expect("is one")
    }

    fn append(journal: &mut ShardJournal, number: u64) {
        let text = |text: &str| Input::Text(text.into());
        let article = Pipeline::default().run("a", &text("Il pleut."), &text("It rains."));
        let article = article.expect("runs").article;
        let aligned = AlignedRecord::new(&article, false, |_| Judged::default());
        let record = Record {
            number,
            id: "a".into(),
            files: Default::default(),
            digest: format!("digest {number}"),
            notes: Vec::new(),
            wrong_language: false,
            outcome: Outcome::Aligned(Box::new(aligned)),
        };
        let frame = encode(&record).expect("encodes");
        journal.journal.append(&record, &frame).expect("appends");
    }

    #[test]
    fn what_others_did_is_taken_over_and_idle_journals_go_with_the_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = |option: &str, resume| ShardJournal::open(&done(option), folder.path(), resume);
        let mut first = open("5", Resume::IfSame).expect("opens");
        append(&mut first, 0);
        let mut second = open("5", Resume::IfSame).expect("opens beside it");
        assert_eq!(second.done(), 1, "of one at work");
        append(&mut second, 3);
        append(&mut first, 1);
        let (left, at_work) = (first.folder.clone(), second.folder.clone());
        assert!(left.is_dir() && left != at_work);
        drop(first);
        let third = open("5", Resume::IfSame).expect("opens");
        assert_eq!(third.done(), 3);
        third
            .finish(done("5"), &ShardList::default())
            .expect("is whole");
        assert!(!left.exists() && at_work.is_dir());
        let error = open("2", Resume::IfSame).expect_err("other options");
        assert!(error.to_string().contains("`max-side`"), "{error}");
        let anew = open("2", Resume::Restart).expect("opens");
        assert_eq!(anew.done(), 0);
        assert!(at_work.is_dir(), "others are left at work");
    }

    #[test]
    fn an_article_that_changed_while_the_shard_was_made_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut list = ShardList::default();
        list.own.push(("a".into(), "digest 0".into()));
        let open = || ShardJournal::open(&done("5"), folder.path(), Resume::IfSame);
        let mut journal = open().expect("opens");
        append(&mut journal, 0);
        list.own[0].1 = "another".into();
        let error = journal.finish(done("5"), &list).expect_err("is said");
        assert!(error.to_string().contains("article `a`"), "{error}");
        list.own[0].1 = "digest 0".into();
        let whole = open().expect("opens").finish(done("5"), &list);
        assert!(whole.expect("is whole").records.is_some());
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
    }
}
