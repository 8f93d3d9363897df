//! The shards in one or several folders, held against each other: all of one job, each there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::corpus::journal::lock;
use crate::corpus::pairing::Pairing;
use crate::error::{Error, Result};
use crate::io::output::create_folder;

use super::{DoneFile, JoinedShards, Shard};

/// Missing shards that an error names.
const NAMED: usize = 10;

/// All shards of a job.
///
/// The figures and options are those of the first; that they are the same in all of them is checked when
/// the set is found.
#[derive(Debug)]
pub struct ShardSet {
    /// Done-files with the folder of each, first to last.
    shards: Vec<(DoneFile, PathBuf)>,
}

impl ShardSet {
    /// Finds the shards in `folders`. A shard that is there twice, the same both times, counts once.
    ///
    /// # Errors
    /// A folder that cannot be read or holds no shard; a shard that is missing, or that is of another job
    /// than the first.
    pub fn find(folders: &[PathBuf]) -> Result<Self> {
        let mut found: BTreeMap<u64, (DoneFile, PathBuf)> = BTreeMap::new();
        for folder in folders {
            for path in done_files(folder)? {
                let done = DoneFile::read(&path)?;
                of_this_version(&done).map_err(|e| e.at(&path))?;
                let first = found.values().next();
                if let Some((first, at)) = first {
                    same_job(first, at, &done).map_err(|e| e.at(&path))?;
                }
                if let Some((other, at)) = found.get(&done.shard) {
                    same_shard(other, at, &done).map_err(|e| e.at(&path))?;
                    continue;
                }
                found.insert(done.shard, (done, folder.clone()));
            }
        }
        let Some((first, folder)) = found.values().next() else {
            return Err(none(folders));
        };
        let missing: Vec<Shard> = (1..=first.of)
            .filter(|number| !found.contains_key(number))
            .map(|number| Shard::new(number, first.of))
            .collect::<Result<_>>()?;
        if let Some(shard) = missing.first() {
            let help = format!("make it: {}", first.command_for(*shard));
            let path = shard.done_path(folder);
            return Err(Error::configuration(format!("expected shard {shard} here"))
                .found(lacking(&missing))
                .at(path)
                .help(help));
        }
        let shards = found.into_values().collect();
        Ok(ShardSet { shards })
    }

    /// The first shard's done-file, which speaks for all in options, outputs and list.
    pub fn first(&self) -> &DoneFile {
        // A set without shards cannot be found.
        &self.shards[0].0
    }

    /// The done-files, first to last, with their folders.
    pub fn shards(&self) -> impl Iterator<Item = (&DoneFile, &Path)> {
        self.shards.iter().map(|(done, at)| (done, at.as_path()))
    }

    /// The documents without a partner.
    pub fn unpaired(&self) -> Pairing {
        let [source, target] = self.first().unpaired.clone().unwrap_or_default();
        let paths = |side: Vec<(String, String)>| {
            let paths = side.into_iter().map(|(id, file)| (id, file.into()));
            paths.collect()
        };
        Pairing {
            pairs: Vec::new(),
            source_only: paths(source),
            target_only: paths(target),
        }
    }

    /// Reads all records through, and opens them as those of one job.
    ///
    /// # Errors
    /// Records that are not those of which the done-files speak; the error names the command that makes
    /// them again.
    pub fn open(&self) -> Result<JoinedShards> {
        JoinedShards::open(&self.shards)
    }
}

/// A folder for what is not whole yet, for one process at a time; it goes when it is dropped.
#[derive(Debug)]
pub struct MergeFolder {
    folder: PathBuf,
    _lock: fs::File,
}

impl MergeFolder {
    /// Makes it, or takes the one that a killed process left.
    ///
    /// # Errors
    /// Another process that joins shards there; a folder that cannot be written.
    pub fn open(folder: &Path) -> Result<Self> {
        create_folder(folder)?;
        Ok(MergeFolder {
            folder: folder.to_path_buf(),
            _lock: lock(folder)?,
        })
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.folder
    }
}

impl Drop for MergeFolder {
    fn drop(&mut self) {
        // What stays is taken by the next.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl DoneFile {
    /// The command that makes another shard of the same job, as it is given to a shell.
    pub(super) fn command_for(&self, shard: Shard) -> String {
        let mut command: Vec<String> = self.command.iter().map(|word| quoted(word)).collect();
        command.extend(["--shard".into(), shard.to_string()]);
        command.join(" ")
    }
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The done-files in a folder, in order of their names.
fn done_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let reading = |e: std::io::Error| Error::io("read the folder", &e).at(folder);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(reading)? {
        let path = entry.map_err(reading)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("shard-") && name.contains("-of-") && name.ends_with(".json") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Holds two shards against each other: of one job?
fn same_job(first: &DoneFile, folder: &Path, done: &DoneFile) -> Result<()> {
    let what = if first.of != done.of {
        Some(format!("one of {}", done.of))
    } else if first.list != done.list {
        let (ours, theirs) = (first.list.articles, done.list.articles);
        Some(match ours == theirs {
            true => "one of another list".into(),
            false => format!("one of a list of {theirs} articles, not {ours}"),
        })
    } else if first.lexicon != done.lexicon {
        Some("one with another lexicon learnt".into())
    } else {
        done.other_job(first)
    };
    let Some(what) = what else {
        return Ok(());
    };
    let path = first.shard()?.done_path(folder);
    let shard = path.display();
    let error = Error::configuration(format!("expected a shard of the job of {shard}"));
    Err(error
        .found(what)
        .help("make it again with the options and list of the others, and --restart"))
}

/// The records of another version may say less or more.
fn of_this_version(done: &DoneFile) -> Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    if done.alinea == version {
        return Ok(());
    }
    let error = Error::configuration(format!("expected a shard by alinea {version}"));
    Err(error
        .found(format!("one by alinea {}", done.alinea))
        .help("join shards with the version that made them"))
}

/// Holds a shard that is there twice against itself.
fn same_shard(first: &DoneFile, folder: &Path, done: &DoneFile) -> Result<()> {
    if (&first.inputs, &first.records) == (&done.inputs, &done.records) {
        return Ok(());
    }
    let shard = done.shard()?;
    Err(
        Error::configuration(format!("expected shard {shard} once, or twice the same"))
            .found(format!("another in {}", folder.display()))
            .help("take the one away that is not to be joined"),
    )
}

fn none(folders: &[PathBuf]) -> Error {
    let error = Error::configuration("expected the shards of a job").found("none");
    let error = error.help("make them: alinea build … --shard 1/8 --output DIR, and so on");
    match folders.first() {
        Some(folder) => error.at(folder),
        None => error,
    }
}

/// Which shards are missing, in words.
fn lacking(missing: &[Shard]) -> String {
    let numbers: Vec<String> = missing.iter().map(|s| s.number().to_string()).collect();
    if numbers.len() == 1 {
        return "none".into();
    }
    let shown = numbers[..numbers.len().min(NAMED)].join(", ");
    let more = if numbers.len() > NAMED { ", …" } else { "" };
    format!("{} missing: {shown}{more}", numbers.len())
}
