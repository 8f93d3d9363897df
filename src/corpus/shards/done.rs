//! The done-file of a shard: of what it was made, how, and what came of it, with the digests of all three.
//!
//! It is JSON, and is written last, under another name that is then changed: a shard with its done-file
//! is whole. Two shards belong to one job if they agree in version, options, list and lexicon.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::corpus::build::{record_digest, sha256};
use crate::corpus::card::CardFile;
use crate::corpus::journal::{decode, differences, frame};
use crate::corpus::pairing::Pairing;
use crate::error::{Error, Result};
use crate::io::Output;

use super::{Shard, ShardList};

/// What a done-file calls itself.
const KIND: &str = "alinea shard";

/// Version of its fields.
const VERSION: u32 = 1;

/// What is said of a shard that is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DoneFile {
    kind: String,
    version: u32,
    /// Version of the program.
    pub alinea: String,
    /// The shard's number, from 1.
    pub shard: u64,
    /// How many shards there are.
    pub of: u64,
    /// All that decides on the bytes of the corpus, by the options' names; no places.
    pub options: BTreeMap<String, serde_json::Value>,
    /// SHA-256 of the options as compact JSON.
    pub options_sha256: String,
    /// The outputs of the corpus, as the command that joins the shards reads them.
    pub outputs: serde_json::Value,
    /// The whole list.
    pub list: Counted,
    /// The shard's own inputs.
    pub inputs: Counted,
    /// Digest of the texts of which a lexicon was learnt, if one was.
    pub lexicon: Option<String>,
    /// How many of the shard's articles failed.
    pub failed: u64,
    /// The file of records, once it is written.
    pub records: Option<CardFile>,
    /// Documents without a partner, sources and targets, as names and files: in the first shard only.
    pub unpaired: Option<[Vec<(String, String)>; 2]>,
    /// The command that made the shard.
    pub command: Vec<String>,
}

/// A number of articles, and a digest of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// How many.
    pub articles: u64,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
}

/// How a shard stands.
#[derive(Debug, Clone, PartialEq)]
pub enum ShardState {
    /// It is to be made.
    Missing,
    /// It was made, and its records are not what its done-file says.
    Damaged,
    /// It is done, of the same inputs with the same options.
    Done(Box<DoneFile>),
    /// It was made with the same options of other inputs; which, in words.
    Changed(String),
}

impl DoneFile {
    /// A shard that is not made yet.
    ///
    /// # Errors
    /// Options that cannot be written as JSON.
    pub fn new(
        shard: Shard,
        list: &ShardList,
        pairing: &Pairing,
        options: BTreeMap<String, serde_json::Value>,
    ) -> Result<Self> {
        let text = serde_json::to_vec(&options).map_err(|e| unwritten(&e))?;
        let shown = |side: &[(String, PathBuf)]| -> Vec<(String, String)> {
            let shown = side
                .iter()
                .map(|(id, file)| (id.clone(), file.display().to_string()));
            shown.collect()
        };
        let unpaired = [shown(&pairing.source_only), shown(&pairing.target_only)];
        Ok(DoneFile {
            kind: KIND.into(),
            version: VERSION,
            alinea: env!("CARGO_PKG_VERSION").into(),
            shard: shard.number(),
            of: shard.of(),
            options,
            options_sha256: sha256(&text),
            outputs: serde_json::Value::Null,
            list: Counted {
                articles: list.articles,
                sha256: list.digest.clone(),
            },
            inputs: Counted {
                articles: list.own.len() as u64,
                sha256: list.inputs.clone(),
            },
            lexicon: None,
            failed: 0,
            records: None,
            unpaired: (shard.number() == 1).then_some(unpaired),
            command: Vec::new(),
        })
    }

    /// The shard of which it speaks.
    ///
    /// # Errors
    /// A number that is none.
    pub fn shard(&self) -> Result<Shard> {
        Shard::new(self.shard, self.of)
    }

    /// Reads the done-file at `path`.
    ///
    /// # Errors
    /// A file that cannot be read, or that is none.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|e| Error::io("read", &e).at(path))?;
        let refused = |found: String| {
            let error = Error::format("expected the done-file of a shard").found(found);
            error
                .at(path)
                .help("make the shard again with `alinea build --shard … --restart`")
        };
        let done: DoneFile = serde_json::from_str(&text).map_err(|e| refused(e.to_string()))?;
        if done.kind != KIND || done.version != VERSION {
            return Err(refused(format!("{}, version {}", done.kind, done.version)));
        }
        done.shard().map_err(|e| e.at(path))?;
        Ok(done)
    }

    /// Writes it into `folder`, and returns where.
    ///
    /// # Errors
    /// A full disk.
    pub fn write(&self, folder: &Path) -> Result<PathBuf> {
        let path = self.shard()?.done_path(folder);
        let mut output = Output::create(path.as_path())?;
        let mut text = serde_json::to_string_pretty(self).map_err(|e| unwritten(&e))?;
        text.push('\n');
        output.put(text)?;
        output.finish()?;
        Ok(path)
    }

    /// How this shard stands in `folder`.
    ///
    /// # Errors
    /// A done-file that is none; a shard made with other options or by another version.
    pub fn state(&self, folder: &Path, list: &ShardList) -> Result<ShardState> {
        let shard = self.shard()?;
        let path = shard.done_path(folder);
        if !path.exists() {
            return Ok(ShardState::Missing);
        }
        let found = DoneFile::read(&path)?;
        if let Some(what) = found.other_job(self) {
            return Err(Error::configuration(format!(
                "expected shard {shard} to be made as it was before"
            ))
            .found(what)
            .at(path)
            .help("repeat its options, or make it anew with --restart"));
        }
        if !found.records_are_whole(folder)? {
            return Ok(ShardState::Damaged);
        }
        if (&found.list, &found.inputs) == (&self.list, &self.inputs) {
            return Ok(ShardState::Done(Box::new(found)));
        }
        found.changed(self, folder, list).map(ShardState::Changed)
    }

    /// In which options the job of another shard is another job, in words.
    pub(super) fn other_job(&self, other: &DoneFile) -> Option<String> {
        if self.alinea != other.alinea {
            return Some(format!("one by alinea {}", self.alinea));
        }
        if self.options != other.options {
            let [ours, theirs] = [self, other].map(|done| serde_json::json!(done.options));
            let names = differences(&ours, &theirs);
            return Some(format!("another {}", names.join(", ")));
        }
        None
    }

    /// Whether the file of records is the one that was written.
    fn records_are_whole(&self, folder: &Path) -> Result<bool> {
        let Some(records) = &self.records else {
            return Ok(false);
        };
        if !folder.join(&records.path).is_file() {
            return Ok(false);
        }
        Ok(CardFile::read(folder, &records.path, None)? == *records)
    }

    /// What changed since, in words.
    fn changed(&self, now: &DoneFile, folder: &Path, list: &ShardList) -> Result<String> {
        if self.list.articles != now.list.articles {
            let (before, now) = (self.list.articles, now.list.articles);
            return Ok(format!("a list of {now} articles, {before} before"));
        }
        let path = self.shard()?.records_path(folder);
        let file = File::open(&path).map_err(|e| Error::io("read", &e).at(&path))?;
        let mut reader = std::io::BufReader::new(file);
        for (id, inputs) in &list.own {
            let record = frame(&mut reader).and_then(|payload| decode(&payload));
            let digest = record_digest(inputs, self.lexicon.as_deref());
            let same = record.is_some_and(|r| r.id == *id && r.digest == digest);
            if !same {
                return Ok(format!("article `{id}` changed"));
            }
        }
        Ok("other articles of the list changed".into())
    }
}

fn unwritten(error: &serde_json::Error) -> Error {
    Error::format(format!("cannot write the done-file as JSON: {error}"))
}
