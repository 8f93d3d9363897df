//! What a shard knows of its list before it begins: how long it is, and digests.
//!
//! The documents of the shard's own articles are read; of the others the names, and the texts where they
//! stand in the list itself. Where there is a lexicon to be learnt, all documents are read, because all of
//! them bear on each article. Folders take no part in a digest, so that the same list on two machines has
//! the same one.

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::corpus::build::{Item, hexadecimal, load};
use crate::corpus::input::Input;
use crate::corpus::inputs::{Inputs, PairInput};
use crate::corpus::pairing::Pairing;
use crate::error::{Error, Result};

use super::Shard;

/// Articles whose documents are read at a time, a thread.
const IN_FLIGHT: usize = 8;

/// The list of a job as one of its shards knows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShardList {
    /// Articles of the whole list.
    pub articles: u64,
    /// Digest of the whole list, in hexadecimal.
    pub digest: String,
    /// Digest of the inputs of the shard's own articles.
    pub inputs: String,
    /// The shard's own articles in order: their names, and the digests of their inputs, empty where they
    /// cannot be read.
    pub(super) own: Vec<(String, String)>,
    /// Their inputs, if they were to be kept.
    pub(super) kept: Vec<Item>,
}

impl ShardList {
    /// Reads a list. `whole` asks for the documents of all articles; `keep` for the inputs of the
    /// shard's own, as a list that cannot be read a second time needs it.
    ///
    /// # Errors
    /// A pair that cannot be written as JSON.
    pub fn read(
        shard: Shard,
        mut inputs: impl Iterator<Item = Item>,
        pairing: &Pairing,
        whole: bool,
        keep: bool,
    ) -> Result<Self> {
        let mut list = ShardList::default();
        let (mut digest, mut own) = (Sha256::new(), Sha256::new());
        let group = IN_FLIGHT * rayon::current_num_threads();
        loop {
            let items: Vec<(u64, Item)> =
                (list.articles..).zip(inputs.by_ref().take(group)).collect();
            if items.is_empty() {
                break;
            }
            let digests: Vec<String> = items
                .par_iter()
                .map(|(number, item)| match item {
                    Ok(pair) if whole || shard.holds(*number) || at_hand(pair) => {
                        load(pair).map_or_else(|_| String::new(), |(_, digest)| digest)
                    }
                    _ => String::new(),
                })
                .collect();
            list.articles += items.len() as u64;
            for ((number, item), inputs) in items.into_iter().zip(digests) {
                let known = match &item {
                    Ok(pair) if whole || at_hand(pair) => &inputs,
                    _ => "",
                };
                put(&mut digest, &entry(&item, known)?)?;
                if !shard.holds(number) {
                    continue;
                }
                put(&mut own, &(number, name(&item), &inputs))?;
                list.own.push((name(&item).to_owned(), inputs));
                if keep {
                    list.kept.push(item);
                }
            }
        }
        for side in [&pairing.source_only, &pairing.target_only] {
            let names: Vec<&String> = side.iter().map(|(id, _)| id).collect();
            put(&mut digest, &names)?;
        }
        list.digest = hexadecimal(&digest.finalize());
        list.inputs = hexadecimal(&own.finalize());
        Ok(list)
    }
}

fn name(item: &Item) -> &str {
    match item {
        Ok(pair) => &pair.id,
        Err(refused) => &refused.id,
    }
}

/// Whether the list itself has the texts of a pair.
fn at_hand(pair: &PairInput) -> bool {
    let here = |input: &Input| !matches!(input, Input::File(_) | Input::Member(_));
    here(&pair.source) && here(&pair.target)
}

/// The shard's own articles with their numbers: of the list read again, or as they were kept.
pub(super) fn own(
    shard: Shard,
    again: Option<Inputs>,
    kept: Vec<Item>,
) -> Box<dyn Iterator<Item = (u64, Item)> + Send> {
    match again {
        Some(inputs) => Box::new((0..).zip(inputs).filter(move |(n, _)| shard.holds(*n))),
        None => Box::new((0..).map(move |at| shard.article(at)).zip(kept)),
    }
}

/// What the list says of an article, folders apart.
fn entry(item: &Item, digest: &str) -> Result<serde_json::Value> {
    let Ok(pair) = item else {
        return Ok(serde_json::json!({ "refused": name(item) }));
    };
    let files = [&pair.source, &pair.target].map(|input| {
        let place = input.place();
        let file = place.as_deref().and_then(std::path::Path::file_name);
        file.map(|name| name.to_string_lossy().into_owned())
    });
    let entry = (
        &pair.id,
        files,
        &pair.metadata,
        &pair.probability,
        &pair.beads,
        &pair.languages,
        &pair.options,
        digest,
    );
    serde_json::to_value(entry).map_err(|e| Error::format(format!("cannot write as JSON: {e}")))
}

fn put(hasher: &mut Sha256, value: &impl serde::Serialize) -> Result<()> {
    let mut line = serde_json::to_vec(value)
        .map_err(|e| Error::format(format!("cannot write as JSON: {e}")))?;
    line.push(b'\n');
    hasher.update(line);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    fn read(folder: &Path, shard: &str, whole: bool) -> ShardList {
        let file = |name: &str| Input::File(folder.join(name));
        let pairs = [
            PairInput::new("a", file("a.fr"), file("a.en")),
            PairInput::new("b", file("b.fr"), file("b.en")),
            PairInput::new("c", Input::Text("Oui.".into()), Input::Text("Yes.".into())),
        ];
        let shard = shard.parse().expect("a shard");
        let list = ShardList::read(
            shard,
            pairs.into_iter().map(Ok),
            &Pairing::default(),
            whole,
            false,
        );
        list.expect("reads")
    }

    #[test]
    fn a_shard_sees_its_own_documents_and_with_a_lexicon_all() {
        let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
        for folder in &folders {
            for name in ["a.fr", "a.en", "b.fr", "b.en"] {
                fs::write(folder.path().join(name), "x").expect("writes");
            }
        }
        let [here, there] = folders.each_ref().map(tempfile::TempDir::path);
        let (first, learning) = (read(here, "1/2", false), read(here, "1/2", true));
        assert_eq!(first, read(there, "1/2", false), "another folder");
        assert_eq!((first.articles, first.own.len()), (3, 2));
        assert_eq!(first.digest, read(here, "2/2", false).digest);
        fs::write(there.join("b.en"), "y").expect("writes");
        assert_eq!(first, read(there, "1/2", false), "not its own");
        let second = read(here, "2/2", false);
        assert_ne!(second.inputs, read(there, "2/2", false).inputs);
        assert_ne!(learning.digest, read(there, "1/2", true).digest);
    }
}
