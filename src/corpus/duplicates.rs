//! Duplicates across a whole corpus, in bounded memory.
//!
//! Units come in with a number, their keys ([`filter::duplicate_keys`](crate::filter::duplicate_keys))
//! and a rank. Records of 33 bytes gather in memory and, when there are more than [`HELD`], are
//! spilled to [`PARTS`] files of a temporary folder by bits of their key, so that equal keys meet in
//! one file. At the end one file at a time is read twice: first the best unit of every key is found,
//! then all others of that key are marked. A file of too many records is split again by the next bits
//! first. Of equal keys the unit of the highest rank is kept, the first at ties; so the answer
//! depends on nothing but the units.
//!
//! Memory: [`HELD`] records and as many entries of a table, about 100 MB, and two bits a unit. Disk:
//! 66 bytes a unit. Time is linear in the units.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use tempfile::TempDir;

use crate::error::{Error, Result};
use crate::filter::{DUPLICATE, DuplicateKeys, NEAR_DUPLICATE};
use crate::io::output::temporary_folder;

/// Records that are held in memory.
const HELD: usize = 1 << 20;

/// Files that records are spilled to, a power of two.
const PARTS: usize = 64;

/// Bits that tell the files apart.
const BITS: u32 = PARTS.trailing_zeros();

/// Bytes of a record on disk.
const BYTES: usize = 33;

/// One key of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Record {
    key: u128,
    number: u64,
    rank: f64,
    near: bool,
}

impl Record {
    fn to_bytes(self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        bytes[..16].copy_from_slice(&self.key.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.number.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.rank.to_le_bytes());
        bytes[32] = u8::from(self.near);
        bytes
    }

    fn from_bytes(bytes: &[u8; BYTES]) -> Self {
        let eight = |from: usize| {
            let mut part = [0; 8];
            part.copy_from_slice(&bytes[from..from + 8]);
            part
        };
        let low = u128::from(u64::from_le_bytes(eight(0)));
        let high = u128::from(u64::from_le_bytes(eight(8)));
        Record {
            key: high << 64 | low,
            number: u64::from_le_bytes(eight(16)),
            rank: f64::from_le_bytes(eight(24)),
            near: bytes[32] != 0,
        }
    }

    /// The file that it belongs to after so many splits.
    fn part(&self, depth: u32) -> usize {
        let bits = self.key.rotate_left(BITS * (depth + 1));
        (bits as usize) & (PARTS - 1)
    }
}

/// Finds the duplicates of a corpus.
///
/// ```
/// use alinea::corpus::Duplicates;
/// use alinea::filter::DuplicateKeys;
/// let keys = |exact, near| DuplicateKeys { exact, near };
/// let mut duplicates = Duplicates::new(true, true);
/// duplicates.insert(0, &keys(1, 7), Some(0.5))?;
/// duplicates.insert(1, &keys(1, 7), Some(0.9))?;
/// duplicates.insert(2, &keys(2, 7), Some(0.9))?;
/// let found = duplicates.finish()?;
/// assert_eq!(found.rule(0), Some("duplicate"));
/// assert_eq!(found.rule(1), None);
/// assert_eq!(found.rule(2), Some("near-duplicate"));
/// # Ok::<(), alinea::Error>(())
/// ```
pub struct Duplicates {
    exact: bool,
    near: bool,
    held: Vec<Record>,
    limit: usize,
    folder: Option<PathBuf>,
    spilled: Option<Parts>,
    /// One more than the highest number.
    units: u64,
}

impl Duplicates {
    /// For exact duplicates, near ones, or both; spills to the system's temporary folder.
    pub fn new(exact: bool, near: bool) -> Self {
        Duplicates {
            exact,
            near,
            held: Vec::new(),
            limit: HELD,
            folder: None,
            spilled: None,
            units: 0,
        }
    }

    /// Spills to a folder in this one, which goes when the work is done.
    #[must_use]
    pub fn spill_in(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_path_buf());
        self
    }

    /// Adds a unit. `rank` is what makes it better than its duplicates, up is better; `None` is under
    /// all others. Units may come in any order.
    ///
    /// # Errors
    /// A disk that is full or cannot be written.
    pub fn insert(&mut self, number: u64, keys: &DuplicateKeys, rank: Option<f64>) -> Result<()> {
        self.units = self.units.max(number.saturating_add(1));
        let rank = rank.unwrap_or(f64::NEG_INFINITY);
        let asked = [
            (self.exact, keys.exact, false),
            (self.near, keys.near, true),
        ];
        for (_, key, near) in asked.into_iter().filter(|(on, _, _)| *on) {
            self.held.push(Record {
                key,
                number,
                rank,
                near,
            });
        }
        if self.held.len() >= self.limit {
            self.spill()?;
        }
        Ok(())
    }

    fn spill(&mut self) -> Result<()> {
        if self.spilled.is_none() {
            self.spilled = Some(Parts::create(self.folder.as_deref(), 0)?);
        }
        if let Some(parts) = &mut self.spilled {
            for record in self.held.drain(..) {
                parts.put(&record)?;
            }
        }
        Ok(())
    }

    /// Which units are duplicates.
    ///
    /// # Errors
    /// A disk that is full, or cannot be written or read.
    pub fn finish(mut self) -> Result<FoundDuplicates> {
        let mut found = FoundDuplicates::new(self.units);
        if self.spilled.is_some() {
            self.spill()?;
        }
        match self.spilled {
            None => {
                let mut best = Best::default();
                self.held.iter().for_each(|record| best.see(record));
                self.held
                    .iter()
                    .for_each(|record| best.mark(record, &mut found));
            }
            Some(parts) => parts.resolve(self.limit, self.folder.as_deref(), &mut found)?,
        }
        Ok(found)
    }
}

/// The best unit of every key.
#[derive(Default)]
struct Best(FxHashMap<(u128, bool), (f64, u64)>);

impl Best {
    fn see(&mut self, record: &Record) {
        let entry = self.0.entry((record.key, record.near));
        let best = entry.or_insert((record.rank, record.number));
        let better = record
            .rank
            .total_cmp(&best.0)
            .then(best.1.cmp(&record.number));
        if better.is_gt() {
            *best = (record.rank, record.number);
        }
    }

    fn mark(&self, record: &Record, found: &mut FoundDuplicates) {
        let best = self.0.get(&(record.key, record.near));
        if best.is_some_and(|(_, number)| *number != record.number) {
            found.mark(record.number, record.near);
        }
    }
}

/// The files of one split.
struct Parts {
    folder: TempDir,
    depth: u32,
    /// Each is opened when the first record comes.
    files: Vec<Option<BufWriter<File>>>,
    counts: Vec<usize>,
}

impl Parts {
    fn create(within: Option<&Path>, depth: u32) -> Result<Self> {
        let folder = temporary_folder(within, ".alinea-duplicates-")?;
        Ok(Parts {
            files: (0..PARTS).map(|_| None).collect(),
            counts: vec![0; PARTS],
            folder,
            depth,
        })
    }

    fn path(&self, part: usize) -> PathBuf {
        self.folder.path().join(part.to_string())
    }

    fn put(&mut self, record: &Record) -> Result<()> {
        let part = record.part(self.depth);
        self.counts[part] += 1;
        let path = self.path(part);
        let failed = |e: std::io::Error| Error::io("write", &e).at(&path);
        let file = match &mut self.files[part] {
            Some(file) => file,
            none => {
                let file = File::create(&path).map_err(failed)?;
                none.insert(BufWriter::with_capacity(1 << 14, file))
            }
        };
        file.write_all(&record.to_bytes()).map_err(failed)
    }

    /// Marks the duplicates of every file.
    fn resolve(
        mut self,
        limit: usize,
        within: Option<&Path>,
        found: &mut FoundDuplicates,
    ) -> Result<()> {
        for (part, file) in std::mem::take(&mut self.files).into_iter().enumerate() {
            let flushed = file.map_or(Ok(()), |mut file| file.flush());
            flushed.map_err(|e| Error::io("write", &e).at(self.path(part)))?;
        }
        // After so many splits the keys of a file are all but equal, and take little memory.
        let last = self.depth >= 6;
        for part in (0..PARTS).filter(|part| self.counts[*part] > 0) {
            let path = self.path(part);
            if self.counts[part] > limit && !last {
                let mut finer = Parts::create(within, self.depth + 1)?;
                each(&path, |record| finer.put(&record))?;
                remove(&path)?;
                finer.resolve(limit, within, found)?;
                continue;
            }
            let mut best = Best::default();
            each(&path, |record| {
                best.see(&record);
                Ok(())
            })?;
            each(&path, |record| {
                best.mark(&record, found);
                Ok(())
            })?;
            remove(&path)?;
        }
        Ok(())
    }
}

/// Reads a file's records one by one.
fn each(path: &Path, mut take: impl FnMut(Record) -> Result<()>) -> Result<()> {
    let failed = |e: std::io::Error| Error::io("read", &e).at(path);
    let file = File::open(path).map_err(failed)?;
    let records = file.metadata().map_err(failed)?.len() / BYTES as u64;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut bytes = [0; BYTES];
    for _ in 0..records {
        reader.read_exact(&mut bytes).map_err(failed)?;
        take(Record::from_bytes(&bytes))?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<()> {
    std::fs::remove_file(path).map_err(|e| Error::io("remove", &e).at(path))
}

/// Which units of a corpus are duplicates: two bits a unit.
pub struct FoundDuplicates {
    exact: Vec<u64>,
    near: Vec<u64>,
}

impl FoundDuplicates {
    fn new(units: u64) -> Self {
        let words = usize::try_from(units.div_ceil(64)).unwrap_or(usize::MAX);
        FoundDuplicates {
            exact: vec![0; words],
            near: vec![0; words],
        }
    }

    fn mark(&mut self, number: u64, near: bool) {
        let bits = if near {
            &mut self.near
        } else {
            &mut self.exact
        };
        bits[(number / 64) as usize] |= 1 << (number % 64);
    }

    /// The rule that drops a unit: [`DUPLICATE`], [`NEAR_DUPLICATE`], or none.
    pub fn rule(&self, number: u64) -> Option<&'static str> {
        let has = |bits: &[u64]| {
            let word = usize::try_from(number / 64)
                .ok()
                .and_then(|at| bits.get(at));
            word.is_some_and(|word| word >> (number % 64) & 1 == 1)
        };
        if has(&self.exact) {
            Some(DUPLICATE)
        } else if has(&self.near) {
            Some(NEAR_DUPLICATE)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(exact: u64, near: u64) -> DuplicateKeys {
        // Spread over all bits, as a hash is.
        let wide =
            |key: u64| u128::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        DuplicateKeys {
            exact: wide(exact),
            near: wide(near),
        }
    }

    fn rules(limit: usize, units: &[(u64, u64, Option<f64>)]) -> Vec<Option<&'static str>> {
        let mut duplicates = Duplicates::new(true, true);
        duplicates.limit = limit;
        for (number, (exact, near, rank)) in (0..).zip(units) {
            duplicates
                .insert(number, &keys(*exact, *near), *rank)
                .expect("inserts");
        }
        let found = duplicates.finish().expect("finishes");
        (0..units.len() as u64).map(|n| found.rule(n)).collect()
    }

    #[test]
    fn the_best_is_kept_and_the_first_at_ties() {
        let units = [
            (1, 1, Some(0.5)),
            (1, 1, Some(0.8)),
            (1, 1, Some(0.8)),
            (2, 1, None),
        ];
        let expected = [Some(DUPLICATE), None, Some(DUPLICATE), Some(NEAR_DUPLICATE)];
        assert_eq!(rules(100, &units), expected);
        assert!(rules(100, &[]).is_empty());
    }

    #[test]
    fn spilling_and_splitting_again_change_nothing() {
        let mut state = 7_u64;
        let mut next = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let units: Vec<_> = (0..3000)
            .map(|_| (next(900), next(600), Some(next(5) as f64)))
            .collect();
        let whole = rules(usize::MAX, &units);
        assert!(whole.iter().any(Option::is_some) && whole.iter().any(Option::is_none));
        for limit in [1000, 60] {
            assert_eq!(rules(limit, &units), whole, "{limit}");
        }
    }

    #[test]
    fn a_key_of_very_many_units_is_resolved() {
        let units = vec![(1, 1, Some(1.0)); 500];
        let found = rules(10, &units);
        assert_eq!(found.iter().filter(|rule| rule.is_none()).count(), 1);
        assert_eq!(found[0], None);
    }

    #[test]
    fn what_is_not_asked_for_is_not_found() {
        let mut duplicates = Duplicates::new(true, false);
        duplicates.insert(0, &keys(1, 1), None).expect("inserts");
        duplicates.insert(1, &keys(2, 1), None).expect("inserts");
        let found = duplicates.finish().expect("finishes");
        assert_eq!(
            (found.rule(0), found.rule(1), found.rule(9)),
            (None, None, None)
        );
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut duplicates = Duplicates::new(true, true).spill_in(&folder.path().join("none"));
        duplicates.limit = 1;
        let error = duplicates
            .insert(0, &keys(1, 1), None)
            .expect_err("is refused");
        assert!(error.to_string().contains("none"), "{error}");
    }
}
