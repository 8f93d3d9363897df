//! The words of a table: sorted by bytes, front-coded in blocks, searched where they lie.
//!
//! A block's first word is whole; each of the others says how many bytes it shares with the word
//! before it. A lookup is a binary search over the blocks' first words, by their first eight bytes, which
//! lie together, as long as those tell words apart, and a walk through one block.

/// Words in a block.
pub(super) const BLOCK: usize = 16;

/// A view of the words.
#[derive(Clone, Copy)]
pub(super) struct Words<'t> {
    /// A record a block, at whose start 4 bytes, little-endian, tell where the block begins in `text`.
    pub(super) starts: &'t [u8],
    /// Bytes of a record.
    pub(super) stride: usize,
    /// The blocks.
    pub(super) text: &'t [u8],
    /// What [`firsts`](Self::firsts) gives, or nothing: then it is done without.
    pub(super) firsts: &'t [u64],
    /// Number of words.
    pub(super) len: usize,
}

impl<'t> Words<'t> {
    /// All words in order.
    pub(super) fn all(&self) -> Vec<String> {
        let blocks = 0..self.len.div_ceil(BLOCK);
        blocks.flat_map(|block| self.words(block)).collect()
    }

    /// Word number `word`.
    pub(super) fn word(&self, word: usize) -> String {
        let mut last = Vec::new();
        self.each(word / BLOCK, word % BLOCK + 1, |word| {
            last.clear();
            last.extend(word);
        });
        String::from_utf8_lossy(&last).into_owned()
    }

    /// The words of a block.
    fn words(&self, block: usize) -> Vec<String> {
        let mut words = Vec::with_capacity(BLOCK);
        let len = BLOCK.min(self.len - block * BLOCK);
        self.each(block, len, |word| {
            words.push(String::from_utf8_lossy(word).into_owned());
        });
        words
    }

    /// Gives the first words of a block, one after the other.
    fn each(&self, block: usize, len: usize, mut give: impl FnMut(&[u8])) {
        let mut rest = self.block(block);
        let mut word = Vec::new();
        for _ in 0..len {
            let Some((&[kept, added], tail)) = rest.split_first_chunk::<2>() else {
                break;
            };
            let added = usize::from(added).min(tail.len());
            word.truncate(usize::from(kept));
            word.extend(&tail[..added]);
            rest = &tail[added..];
            give(&word);
        }
    }

    /// The [beginning] of the first word of each block.
    pub(super) fn firsts(&self) -> Vec<u64> {
        let blocks = 0..self.len.div_ceil(BLOCK);
        blocks.map(|block| beginning(self.first(block))).collect()
    }

    /// The number of `word`.
    pub(super) fn find(&self, word: &str) -> Option<usize> {
        if word.is_empty() {
            return None;
        }
        let word = word.as_bytes();
        let (mut low, mut high) = (0, self.len.div_ceil(BLOCK));
        if self.firsts.len() == high {
            let beginning = beginning(word);
            low = self.firsts.partition_point(|first| *first < beginning);
            let same = self.firsts[low..].iter();
            high = low + same.take_while(|first| **first == beginning).count();
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if self.first(middle) <= word {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        self.walk(low.checked_sub(1)?, word)
    }

    /// Searches one block, whose first word is not after `word`.
    fn walk(&self, block: usize, word: &[u8]) -> Option<usize> {
        let mut rest = self.block(block);
        // Bytes that the word before shares with `word`: those of a word that follows are this
        // many while its own count is above, less if its own count is below.
        let mut matched = 0;
        for at in 0..BLOCK.min(self.len - block * BLOCK) {
            let (&[kept, added], tail) = rest.split_first_chunk::<2>()?;
            let (kept, added) = (usize::from(kept), usize::from(added).min(tail.len()));
            let suffix = &tail[..added];
            rest = &tail[added..];
            if kept < matched {
                // The words have left the prefix that `word` has: all that follow are after it.
                return None;
            }
            if kept == matched {
                matched += shared(suffix, &word[matched..]);
                if matched == word.len() && kept + added == matched {
                    return Some(block * BLOCK + at);
                }
                if suffix.get(matched - kept) > word.get(matched) {
                    return None;
                }
            }
        }
        None
    }

    fn block(&self, block: usize) -> &'t [u8] {
        let record = self.starts.get(block * self.stride..);
        let start = record.and_then(|record| record.first_chunk::<4>());
        let start = start.map_or(usize::MAX, |bytes| u32::from_le_bytes(*bytes) as usize);
        self.text.get(start..).unwrap_or_default()
    }

    /// The first word of a block; empty behind the last block.
    fn first(&self, block: usize) -> &'t [u8] {
        match self.block(block).split_first_chunk::<2>() {
            Some(([_, len], rest)) => &rest[..rest.len().min(usize::from(*len))],
            None => &[],
        }
    }
}

/// The first eight bytes of a word as a number: words are in the order of theirs, or theirs are the same.
fn beginning(word: &[u8]) -> u64 {
    let eight = word.first_chunk::<8>().copied().unwrap_or_else(|| {
        let mut eight = [0; 8];
        eight.iter_mut().zip(word).for_each(|(to, b)| *to = *b);
        eight
    });
    u64::from_be_bytes(eight)
}

/// Bytes that two words share at their start.
fn shared(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// Front-codes words that are sorted by bytes, each of at most 255: where each block starts, and the
/// blocks.
pub(super) fn encode(words: &[&str]) -> (Vec<u32>, Vec<u8>) {
    let (mut starts, mut text) = (Vec::new(), Vec::new());
    for block in words.chunks(BLOCK) {
        starts.push(text.len() as u32);
        let mut before = "";
        for word in block {
            let kept = shared(before.as_bytes(), word.as_bytes());
            text.push(kept as u8);
            text.push((word.len() - kept) as u8);
            text.extend(&word.as_bytes()[kept..]);
            before = word;
        }
    }
    (starts, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    fn with<T>(words: &[&str], ask: impl Fn(Words) -> T) -> T {
        let (starts, text) = encode(words);
        let starts: Vec<u8> = starts.iter().flat_map(|s| s.to_le_bytes()).collect();
        let words = Words {
            starts: &starts,
            stride: 4,
            text: &text,
            firsts: &[],
            len: words.len(),
        };
        let firsts = words.firsts();
        ask(Words {
            firsts: &firsts,
            ..words
        })
    }

    #[test]
    fn words_are_found_and_others_are_not() {
        let words = ["a", "chat", "chaton", "chien", "été"];
        let ask = |word| with(&words, |w| w.find(word));
        assert_eq!(ask("chaton"), Some(2));
        assert_eq!(ask("chatons"), None);
        assert_eq!(ask("a"), Some(0));
        assert_eq!(ask("ab"), None);
        assert_eq!(ask(""), None);
        assert_eq!(ask("zèbre"), None);
        assert_eq!(with(&words, |w| w.word(3)), "chien");
    }

    #[test]
    fn a_table_without_words() {
        assert_eq!(with(&[], |w| w.find("chat")), None);
        assert!(with(&[], |w| w.all()).is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

        #[test]
        fn any_lookup_is_what_a_search_one_by_one_gives(
            words in proptest::collection::btree_set("(abéabéa)?[abé]{1,6}", 0..120),
            asked in "(abéabéa)?[abé]{0,8}",
        ) {
            let sorted: Vec<&str> = words.iter().map(String::as_str).collect();
            let slow = sorted.iter().position(|w| *w == asked);
            prop_assert_eq!(with(&sorted, |w| w.find(&asked)), slow);
            prop_assert_eq!(with(&sorted, |w| Words { firsts: &[], ..w }.find(&asked)), slow);
            prop_assert_eq!(with(&sorted, |w| w.all()), sorted);
        }
    }
}
