//! The records of all shards, read as those of one job.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::corpus::assemble::Records;
use crate::corpus::build::hexadecimal;
use crate::corpus::journal::{frame, split};
use crate::error::{Error, Result};

use super::{DoneFile, Shard};

/// Files that are held open; those of further shards are opened for every record.
const OPEN: usize = 256;

/// The records of the shards of a job, by the numbers of their articles.
#[derive(Debug)]
pub struct JoinedShards {
    shards: Vec<Part>,
}

/// The records of a shard.
#[derive(Debug)]
struct Part {
    path: PathBuf,
    file: Option<File>,
    /// Where the frame of each article begins.
    at: Vec<u64>,
}

/// Reads on, and digests what was read.
struct Digesting {
    file: File,
    hash: Sha256,
    bytes: u64,
}

impl Read for Digesting {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.hash.update(&buffer[..count]);
        self.bytes += count as u64;
        Ok(count)
    }
}

impl JoinedShards {
    /// Opens the records of shards, first to last, and holds them against their done-files.
    ///
    /// # Errors
    /// A file that cannot be read, that is not what its done-file says, or whose articles are not those of
    /// its shard.
    pub(super) fn open(shards: &[(DoneFile, PathBuf)]) -> Result<Self> {
        let parts = shards
            .par_iter()
            .map(|(done, folder)| part(done, folder))
            .collect::<Result<Vec<Part>>>()?;
        let mut shards = parts;
        for part in shards.iter_mut().take(OPEN) {
            part.file = Some(open(&part.path)?);
        }
        Ok(JoinedShards { shards })
    }
}

impl Records for JoinedShards {
    fn payload(&mut self, number: u64) -> Result<Option<Vec<u8>>> {
        let of = self.shards.len() as u64;
        let index = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let Some(part) = self.shards.get_mut(index(number % of.max(1))) else {
            return Ok(None);
        };
        let Some(at) = part.at.get(index(number / of)).copied() else {
            return Ok(None);
        };
        let mut opened;
        let file = match &mut part.file {
            Some(file) => file,
            None => {
                opened = open(&part.path)?;
                &mut opened
            }
        };
        file.seek(SeekFrom::Start(at))
            .map_err(|e| Error::io("read", &e).at(&part.path))?;
        Ok(frame(file))
    }
}

fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|e| Error::io("read", &e).at(path))
}

/// Reads the records of a shard through.
fn part(done: &DoneFile, folder: &Path) -> Result<Part> {
    let shard = done.shard()?;
    let path = shard.records_path(folder);
    let mut reader = BufReader::with_capacity(
        1 << 16,
        Digesting {
            file: open(&path)?,
            hash: Sha256::new(),
            bytes: 0,
        },
    );
    let (mut ends, mut at, mut in_order) = (Vec::new(), 0, true);
    while let Some(payload) = frame(&mut reader) {
        let key = split(&payload).map(|(key, _)| key);
        let wanted = shard.article(ends.len() as u64);
        in_order &= key.is_some_and(|key| key.number == wanted);
        ends.push(at);
        at += (crate::corpus::journal::HEAD + payload.len()) as u64;
    }
    std::io::copy(&mut reader, &mut std::io::sink())
        .map_err(|e| Error::io("read", &e).at(&path))?;
    let read = reader.into_inner();
    let found = (read.bytes, hexadecimal(&read.hash.finalize()));
    let records = done.records.as_ref();
    let wanted = records.map(|records| (records.bytes, records.sha256.clone()));
    if wanted.as_ref() != Some(&found) {
        let wanted = wanted.map_or_else(|| "none".into(), |(_, sha256)| sha256);
        return Err(
            again(done, format!("expected records with the SHA-256 {wanted}"))
                .found(found.1)
                .at(path),
        );
    }
    let own = shard.articles(done.list.articles);
    if !in_order || ends.len() as u64 != own || at != found.0 {
        let what = format!("expected the records of the {own} articles of shard {shard}");
        let found = format!("{} records of others or in another order", ends.len());
        return Err(again(done, what).found(found).at(path));
    }
    Ok(Part {
        path,
        file: None,
        at: ends,
    })
}

/// An error that is amended by making the shard again.
fn again(done: &DoneFile, expected: String) -> Error {
    let command = Shard::new(done.shard, done.of).map(|shard| done.command_for(shard));
    let error = Error::format(expected);
    match command {
        Ok(command) => error.help(format!("make it again: {command}")),
        Err(_) => error,
    }
}
