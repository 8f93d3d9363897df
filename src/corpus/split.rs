//! Splits for machine translation: whole articles to `train`, `dev` and `test`, so that no text stands
//! in two of them. A text is a side of a unit or one of its segments: the same sentence may be a unit of
//! its own here and a part of one there.
//!
//! Articles that have a text in common, nearly so, stay together, if at most [`SHARED`] articles
//! have it: a text and its second printing must not be told apart. Groups are put in an order by a hash
//! of the seed and their first article's name, and each goes to the split that lacks most of its share
//! of the units so far. What is in more articles than that, such as a phrase at the end of each, holds
//! nothing together; units that have it, on either side, are dropped from all splits but the last one
//! named in which it stands, so that the test set stays whole and the training set does not know it.
//! Texts of fewer than five words that are no numbers (`Oui.`, `Merci.`, `12 juin`) have no key and may
//! stand in any split: they are said anew everywhere, and nothing is learnt of a test set by them.
//!
//! Keys of sentences are spilled to disk above [`HELD`] of them, in [`PARTS`] files by their first
//! bits, and resolved file by file: memory is bounded by a file, five bytes an article and one bit a
//! unit. The outcome depends on the units, their order, the shares and the seed only.

use std::fmt;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Articles that may share a sentence and be held together by it.
const SHARED: usize = 20;

/// Share of all articles that a group may have.
const LARGEST: f64 = 0.01;

/// Articles that a group may have in any case.
const GROUP: usize = 20;

/// Keys in memory before they go to disk.
const HELD: usize = 1 << 20;

/// Files on disk.
const PARTS: usize = 256;

/// Bytes of a key on disk.
const BYTES: usize = 28;

/// Names and shares of the splits.
///
/// ```
/// use alinea::corpus::Shares;
/// let shares: Shares = "train=0.9,dev=0.05,test=0.05".parse()?;
/// assert_eq!(shares.names().collect::<Vec<_>>(), ["train", "dev", "test"]);
/// assert!("train=0.9,test=0.2".parse::<Shares>().is_err());
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shares(Vec<(String, f64)>);

impl Shares {
    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for Shares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, share)) in self.0.iter().enumerate() {
            write!(f, "{}{name}={share}", if at > 0 { "," } else { "" })?;
        }
        Ok(())
    }
}

impl FromStr for Shares {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let bad = |found: String| {
            Error::configuration(
                "expected names with shares that add up to 1, such as train=0.9,dev=0.05,test=0.05",
            )
            .found(found)
        };
        let mut shares: Vec<(String, f64)> = Vec::new();
        for part in text.split(',') {
            let (name, share) = part
                .split_once('=')
                .ok_or_else(|| bad(format!("`{part}`")))?;
            let name = name.trim();
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            let share: Option<f64> = share.trim().parse().ok().filter(|s| *s > 0.0 && *s <= 1.0);
            let known = shares.iter().any(|(n, _)| n == name);
            match share {
                Some(share) if is_name(name) && name.chars().all(plain) && !known => {
                    shares.push((name.to_owned(), share));
                }
                _ => return Err(bad(format!("`{part}`"))),
            }
        }
        let sum: f64 = shares.iter().map(|(_, share)| share).sum();
        if shares.len() > 100 || (sum - 1.0).abs() > 1e-6 {
            return Err(bad(format!("a sum of {sum}")));
        }
        Ok(Shares(shares))
    }
}

/// Whether files may be called after a split: not as those beside the corpus are, nor as an option is.
fn is_name(name: &str) -> bool {
    let taken = [
        "corpus", "report", "dropped", "readme", "xces", "vecalign", "ladder", "text",
    ];
    !name.is_empty() && !name.starts_with('-') && !taken.contains(&name.to_lowercase().as_str())
}

/// One key of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    key: u128,
    unit: u64,
    article: u32,
}

impl Key {
    fn to_bytes(self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        bytes[..16].copy_from_slice(&self.key.to_be_bytes());
        bytes[16..24].copy_from_slice(&self.unit.to_be_bytes());
        bytes[24..].copy_from_slice(&self.article.to_be_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8; BYTES]) -> Self {
        let number = |from: usize, to: usize| {
            let bytes = bytes[from..to].iter();
            bytes.fold(0_u128, |number, byte| number << 8 | u128::from(*byte))
        };
        Key {
            key: number(0, 16),
            unit: number(16, 24) as u64,
            article: number(24, 28) as u32,
        }
    }
}

/// Divides articles among splits.
pub struct Splitting {
    shares: Shares,
    seed: u64,
    folder: PathBuf,
    held: Vec<Key>,
    files: Vec<BufWriter<File>>,
    limit: usize,
    /// Units that each article has, and the hash of its name.
    articles: Vec<(u32, u64)>,
    units: u64,
}

impl Splitting {
    /// Divides by `shares`; spills to `folder`, which the caller removes.
    pub fn new(shares: Shares, seed: u64, folder: &Path) -> Self {
        Splitting {
            shares,
            seed,
            folder: folder.to_path_buf(),
            held: Vec::new(),
            files: Vec::new(),
            limit: HELD,
            articles: Vec::new(),
            units: 0,
        }
    }

    /// Begins the next article.
    pub fn article(&mut self, id: &str) {
        use sha2::{Digest, Sha256};
        let mut hasher = Sha256::new();
        hasher.update(self.seed.to_le_bytes());
        hasher.update(id.as_bytes());
        let hash = hasher.finalize();
        let hash = hash[..8]
            .iter()
            .fold(0, |h, byte| h << 8 | u64::from(*byte));
        self.articles.push((0, hash));
    }

    /// Adds a unit of the article, with its number in the corpus, ascending, and the keys of its texts,
    /// equal where two are nearly so: see [`text_keys`](crate::filter::text_keys).
    ///
    /// # Errors
    /// A full disk.
    pub fn unit(&mut self, number: u64, keys: &[u128]) -> Result<()> {
        let article = self.articles.len().saturating_sub(1) as u32;
        if let Some((units, _)) = self.articles.last_mut() {
            *units += 1;
        }
        self.units = self.units.max(number + 1);
        let unit = number;
        for &key in keys {
            self.held.push(Key { key, unit, article });
        }
        if self.held.len() >= self.limit {
            self.spill()?;
        }
        Ok(())
    }

    fn path(&self, part: usize) -> PathBuf {
        self.folder.join(format!("keys-{part}"))
    }

    fn spill(&mut self) -> Result<()> {
        if self.files.is_empty() {
            crate::io::output::create_folder(&self.folder)?;
            let open = |part| {
                let path = self.path(part);
                let file = File::create(&path).map_err(|e| Error::io("write", &e).at(&path))?;
                Ok(BufWriter::with_capacity(1 << 13, file))
            };
            self.files = (0..PARTS).map(open).collect::<Result<_>>()?;
        }
        for key in self.held.drain(..) {
            let part = (key.key >> 120) as usize;
            let written = self.files[part].write_all(&key.to_bytes());
            let path = self.folder.join(format!("keys-{part}"));
            written.map_err(|e| Error::io("write", &e).at(path))?;
        }
        Ok(())
    }

    /// Calls `each` for the keys of every text that more than one article has.
    fn shared(&self, mut each: impl FnMut(&[Key])) -> Result<()> {
        let mut groups = |mut keys: Vec<Key>| {
            keys.sort_unstable();
            for group in keys.chunk_by(|a, b| a.key == b.key) {
                if group.iter().any(|key| key.article != group[0].article) {
                    each(group);
                }
            }
        };
        if self.files.is_empty() {
            groups(self.held.clone());
            return Ok(());
        }
        for part in 0..PARTS {
            groups(self.read(part)?);
        }
        Ok(())
    }

    fn read(&self, part: usize) -> Result<Vec<Key>> {
        let path = self.path(part);
        let failed = |e: std::io::Error| Error::io("read", &e).at(&path);
        let file = File::open(&path).map_err(failed)?;
        let count = file.metadata().map_err(failed)?.len() / BYTES as u64;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let mut bytes = [0; BYTES];
        let mut keys = Vec::new();
        for _ in 0..count {
            reader.read_exact(&mut bytes).map_err(failed)?;
            keys.push(Key::from_bytes(&bytes));
        }
        Ok(keys)
    }

    /// The split of every article, and the units that stand in two.
    ///
    /// # Errors
    /// A full disk, or one that cannot be read.
    pub fn finish(mut self) -> Result<Split> {
        if !self.files.is_empty() {
            self.spill()?;
            for (part, mut file) in std::mem::take(&mut self.files).into_iter().enumerate() {
                let flushed = file.flush();
                flushed.map_err(|e| Error::io("write", &e).at(self.path(part)))?;
                self.files.push(file);
            }
        }
        let most = GROUP.max((self.articles.len() as f64 * LARGEST) as usize);
        let mut groups = Groups::new(self.articles.len());
        self.shared(|keys| {
            let mut articles: Vec<u32> = keys.iter().map(|key| key.article).collect();
            articles.dedup();
            if articles.len() <= SHARED {
                articles
                    .windows(2)
                    .for_each(|a| groups.join(a[0], a[1], most));
            }
        })?;
        let of = self.assign(&mut groups);
        let mut overlaps = vec![0_u64; self.units.div_ceil(64) as usize];
        self.shared(|keys| {
            let last = keys.iter().map(|key| of[key.article as usize]).max();
            for key in keys {
                if Some(of[key.article as usize]) != last {
                    overlaps[(key.unit / 64) as usize] |= 1 << (key.unit % 64);
                }
            }
        })?;
        Ok(Split { of, overlaps })
    }

    /// The split of every article.
    fn assign(&self, groups: &mut Groups) -> Vec<u8> {
        let count = self.articles.len();
        let mut units = vec![0_u64; count];
        for article in 0..count {
            units[groups.first(article as u32) as usize] += u64::from(self.articles[article].0);
        }
        let mut order: Vec<usize> = (0..count)
            .filter(|a| groups.first(*a as u32) as usize == *a)
            .collect();
        order.sort_by_key(|first| (self.articles[*first].1, *first));
        let mut given = vec![0_u64; self.shares.count()];
        let (mut total, mut of_group) = (0_u64, vec![0_u8; count]);
        for first in order {
            total += units[first];
            let lack = |split: usize| self.shares.0[split].1 * total as f64 - given[split] as f64;
            // The first named of those that lack most.
            let split = (0..given.len()).fold(0, |best, split| {
                if lack(split) > lack(best) {
                    split
                } else {
                    best
                }
            });
            given[split] += units[first];
            of_group[first] = split as u8;
        }
        (0..count)
            .map(|article| of_group[groups.first(article as u32) as usize])
            .collect()
    }
}

/// Which article goes where.
pub struct Split {
    of: Vec<u8>,
    overlaps: Vec<u64>,
}

impl Split {
    /// The number of an article's split; 0 for one that was never added.
    pub fn of(&self, article: usize) -> usize {
        self.of.get(article).copied().map_or(0, usize::from)
    }

    /// Whether a unit's text stands in a later split too, so that it is to be dropped from its own.
    pub fn overlaps(&self, unit: u64) -> bool {
        let word = self.overlaps.get((unit / 64) as usize);
        word.is_some_and(|word| word >> (unit % 64) & 1 == 1)
    }
}

/// Articles that stay together: a forest in which each points to an earlier one (union-find).
struct Groups {
    parents: Vec<u32>,
    sizes: Vec<u32>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Groups {
            parents: (0..count as u32).collect(),
            sizes: vec![1; count],
        }
    }

    fn first(&mut self, mut article: u32) -> u32 {
        while self.parents[article as usize] != article {
            let above = self.parents[self.parents[article as usize] as usize];
            self.parents[article as usize] = above;
            article = above;
        }
        article
    }

    fn join(&mut self, a: u32, b: u32, most: usize) {
        let (a, b) = (self.first(a), self.first(b));
        let size = self.sizes[a as usize] + self.sizes[b as usize];
        if a == b || size as usize > most {
            return;
        }
        let (first, other) = (a.min(b), a.max(b));
        self.parents[other as usize] = first;
        self.sizes[first as usize] = size;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Splits articles whose units have these keys, and says for each its split and which overlap.
    fn split(articles: &[Vec<u64>], limit: usize) -> Vec<(usize, Vec<bool>)> {
        let folder = tempfile::tempdir().expect("a folder");
        let shares = "train=0.8,test=0.2".parse().expect("shares");
        let mut splitting = Splitting::new(shares, 1, folder.path());
        splitting.limit = limit;
        let mut number = 0;
        for (article, keys) in articles.iter().enumerate() {
            splitting.article(&format!("a{article}"));
            for key in keys {
                let wide = u128::from(*key).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
                splitting.unit(number, &[wide]).expect("adds");
                number += 1;
            }
        }
        let split = splitting.finish().expect("finishes");
        let mut number = 0;
        let mut all = Vec::new();
        for (article, keys) in articles.iter().enumerate() {
            let overlaps = (number..number + keys.len() as u64).map(|n| split.overlaps(n));
            all.push((split.of(article), overlaps.collect()));
            number += keys.len() as u64;
        }
        all
    }

    fn different(count: u64) -> Vec<Vec<u64>> {
        (0..count)
            .map(|a| (0..10).map(|u| 100 * a + u).collect())
            .collect()
    }

    #[test]
    fn shares_are_kept_and_nothing_overlaps_where_all_is_different() {
        let all = split(&different(100), HELD);
        assert_eq!(all.iter().filter(|(split, _)| *split == 1).count(), 20);
        assert!(all.iter().all(|(_, overlaps)| !overlaps.contains(&true)));
    }

    #[test]
    fn articles_with_a_sentence_in_common_stay_together() {
        let mut articles = different(100);
        for pair in 0..50 {
            let shared = articles[2 * pair][3];
            articles[2 * pair + 1][7] = shared;
        }
        let all = split(&articles, HELD);
        for pair in all.chunks(2) {
            assert_eq!(pair[0].0, pair[1].0);
        }
        assert_eq!(split(&articles, 7), all, "spilled to disk");
    }

    #[test]
    fn what_all_have_stays_in_the_test_set_only() {
        let mut articles = different(100);
        articles.iter_mut().for_each(|units| units[9] = 77_777);
        let all = split(&articles, HELD);
        assert_eq!(all.iter().filter(|(split, _)| *split == 1).count(), 20);
        for (split, overlaps) in &all {
            assert_eq!(overlaps[9], *split == 0);
            assert!(!overlaps[..9].contains(&true));
        }
    }

    #[test]
    fn bad_shares_are_refused() {
        for text in [
            "",
            "train",
            "train=1.5",
            "a=0.5,a=0.5",
            "a/b=1",
            "a=0.5,b=0.4",
            "report=1",
            "-x=1",
        ] {
            assert!(text.parse::<Shares>().is_err(), "{text}");
        }
    }
}
