//! A job in parts, on as many processes and machines as there are: each does a shard of the list of
//! articles, and the shards are joined into the corpus that a single run would have written.
//!
//! Shard `i` of `n` has the articles whose numbers, from 0, leave the remainder `i - 1` when they are
//! divided by `n`. So a list is read as a stream, by every process, without knowing its length, and long
//! articles that stand together are shared out.
//!
//! A shard is two files. `shard-00002-of-00008.records` has the frames of its articles in the encoding of
//! the [`Journal`](super::Journal), in the order of the inputs: the same bytes whoever writes them.
//! `shard-00002-of-00008.json` is its [`DoneFile`], which says of what it was made and how; it appears
//! last.
//!
//! Two processes may work on one shard at a time, on a file system without locks too: each has a journal
//! of its own ([`ShardJournal`]), begun with what it can read in those of others, and each file appears
//! by renaming. Journals of others are taken away when the shard is done.
//!
//! What needs the whole corpus is done where it is whole: duplicates and splits by the joining
//! ([`ShardSet`]), the lexicon of languages without word vectors by every shard, of the whole list.

mod done;
mod joined;
mod journal;
mod list;
mod set;

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::error::{Error, Result};

pub use done::{DoneFile, ShardState};
pub use joined::JoinedShards;
pub use journal::ShardJournal;
pub use list::ShardList;
pub use set::{MergeFolder, ShardSet};

/// A part of a job: its number, from 1, and how many there are.
///
/// ```
/// use alinea::corpus::Shard;
/// let shard: Shard = "2/8".parse()?;
/// assert!(shard.holds(1) && shard.holds(9) && !shard.holds(2));
/// assert_eq!((shard.articles(9), shard.articles(10)), (1, 2));
/// assert!("9/8".parse::<Shard>().is_err() && "0/8".parse::<Shard>().is_err());
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    number: u64,
    of: u64,
}

impl Shard {
    /// Shard `number` of `of`, from 1.
    ///
    /// # Errors
    /// A number that is not from 1 to `of`.
    pub fn new(number: u64, of: u64) -> Result<Self> {
        if number == 0 || number > of {
            return Err(expected().found(format!("{number}/{of}")));
        }
        Ok(Shard { number, of })
    }

    /// Its number, from 1.
    pub fn number(self) -> u64 {
        self.number
    }

    /// How many shards there are.
    pub fn of(self) -> u64 {
        self.of
    }

    /// Whether it has the article of this number, from 0.
    pub fn holds(self, article: u64) -> bool {
        article % self.of == self.number - 1
    }

    /// How many articles it has of a list of `total`.
    pub fn articles(self, total: u64) -> u64 {
        total / self.of + u64::from(total % self.of >= self.number)
    }

    /// The number in the list, from 0, of its article `at`, from 0.
    fn article(self, at: u64) -> u64 {
        at * self.of + self.number - 1
    }

    /// Its name, of which those of its files are made: `shard-00002-of-00008`.
    fn name(self) -> String {
        format!("shard-{:05}-of-{:05}", self.number, self.of)
    }

    /// Its records in `folder`.
    pub fn records_path(self, folder: &Path) -> PathBuf {
        folder.join(self.name() + ".records")
    }

    /// Its done-file in `folder`.
    pub fn done_path(self, folder: &Path) -> PathBuf {
        folder.join(self.name() + ".json")
    }
}

fn expected() -> Error {
    Error::configuration("expected a shard and the number of shards, from 1/1 on, such as 2/8")
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Shard {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let parts = text.split_once('/');
        let parts = parts.and_then(|(i, n)| i.trim().parse().ok().zip(n.trim().parse().ok()));
        let Some((number, of)) = parts else {
            return Err(expected().found(format!("`{text}`")));
        };
        Shard::new(number, of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_is_in_one_shard_at_its_place() {
        for (of, total) in [(1, 5), (3, 17), (20, 17), (4, 0)] {
            let mut seen = Vec::new();
            for number in 1..=of {
                let shard = Shard::new(number, of).expect("a shard");
                let own = shard.articles(total);
                seen.extend((0..own).map(|at| shard.article(at)));
                let held = (0..total).filter(|article| shard.holds(*article)).count();
                assert_eq!(own, held as u64, "{shard} of {total}");
            }
            seen.sort_unstable();
            assert_eq!(seen, (0..total).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_is_no_shard_is_said() {
        for text in ["0/4", "5/4", "a/b", "4", "1/0", "-1/4", "1/4/2"] {
            let error = text.parse::<Shard>().expect_err(text);
            assert!(error.to_string().contains("such as 2/8"), "{error}");
        }
    }
}
