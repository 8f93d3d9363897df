//! The words of a table: sorted by bytes, front-coded in blocks, searched where they lie.
//!
//! A block's first word is whole; each of the others says how many bytes it shares with the word
//! before it. A lookup is a binary search over the blocks' first words and a walk through one block.

/// Words in a block.
pub(super) const BLOCK: usize = 16;

/// A view of the words.
#[derive(Clone, Copy)]
pub(super) struct Words<'t> {
    /// Where each block starts in `text`, 4 bytes each, little-endian.
    pub(super) starts: &'t [u8],
    /// The blocks.
    pub(super) text: &'t [u8],
    /// Number of words.
    pub(super) len: usize,
}

/// What a search came to.
struct Place {
    /// The number of the word itself, if it is there.
    found: Option<usize>,
    /// The most bytes that any other word shares with it at the start.
    shared: usize,
}

impl<'t> Words<'t> {
    /// The number of the longest word that `word` starts with: `word` itself, or one of at least
    /// `shortest` characters.
    pub(super) fn longest_prefix(&self, word: &str, shortest: usize) -> Option<usize> {
        let mut rest = word;
        while !rest.is_empty()
            && (rest.len() == word.len() || rest.chars().nth(shortest - 1).is_some())
        {
            let place = self.place(rest.as_bytes());
            if place.found.is_some() {
                return place.found;
            }
            // What starts `rest` is no longer than what its neighbours in order share with it.
            let mut cut = place.shared.min(rest.len() - 1);
            while !rest.is_char_boundary(cut) {
                cut -= 1;
            }
            rest = &rest[..cut];
        }
        None
    }

    /// All words in order.
    pub(super) fn all(&self) -> Vec<String> {
        let mut all = Vec::with_capacity(self.len);
        for block in 0..self.len.div_ceil(BLOCK) {
            let mut rest = self.block(block);
            let mut word = Vec::new();
            for _ in 0..BLOCK.min(self.len - block * BLOCK) {
                let Some((&[kept, added], tail)) = rest.split_first_chunk::<2>() else {
                    break;
                };
                let added = usize::from(added).min(tail.len());
                word.truncate(usize::from(kept));
                word.extend(&tail[..added]);
                rest = &tail[added..];
                all.push(String::from_utf8_lossy(&word).into_owned());
            }
        }
        all
    }

    /// The number of `word` itself.
    pub(super) fn exact(&self, word: &str) -> Option<usize> {
        if word.is_empty() {
            return None;
        }
        self.place(word.as_bytes()).found
    }

    /// Searches for `word`.
    fn place(&self, word: &[u8]) -> Place {
        let (mut low, mut high) = (0, self.len.div_ceil(BLOCK));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.first(middle) <= word {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let after = shared(self.first(low), word);
        match low.checked_sub(1) {
            Some(block) => self.walk(block, word, after),
            None => Place {
                found: None,
                shared: after,
            },
        }
    }

    /// Searches one block, whose first word is not after `word`. `after` bytes are shared with the
    /// first word of the next.
    fn walk(&self, block: usize, word: &[u8], after: usize) -> Place {
        let mut rest = self.block(block);
        let mut most = 0;
        // Bytes that the word before shares with `word`: those of a word that follows are this
        // many while its own count is above, less if its own count is below.
        let mut matched = 0;
        for at in 0..BLOCK.min(self.len - block * BLOCK) {
            let Some((&[kept, added], tail)) = rest.split_first_chunk::<2>() else {
                break;
            };
            let (kept, added) = (usize::from(kept), usize::from(added).min(tail.len()));
            let suffix = &tail[..added];
            rest = &tail[added..];
            if kept < matched {
                // The words have left the prefix that `word` has: all that follow are after it.
                return Place {
                    found: None,
                    shared: most.max(kept),
                };
            }
            if kept == matched {
                matched += shared(suffix, &word[matched..]);
                most = most.max(matched);
                if matched == word.len() && kept + added == matched {
                    return Place {
                        found: Some(block * BLOCK + at),
                        shared: most,
                    };
                }
                if suffix.get(matched - kept) > word.get(matched) {
                    return Place {
                        found: None,
                        shared: most,
                    };
                }
            }
        }
        Place {
            found: None,
            shared: most.max(after),
        }
    }

    fn block(&self, block: usize) -> &'t [u8] {
        let start = self.starts.as_chunks::<4>().0.get(block);
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

/// Bytes that two words share at their start.
fn shared(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// Front-codes words that are sorted by bytes, each of at most 255: the starts of the blocks and the
/// blocks.
pub(super) fn encode(words: &[&str]) -> (Vec<u8>, Vec<u8>) {
    let (mut starts, mut text) = (Vec::new(), Vec::new());
    for block in words.chunks(BLOCK) {
        starts.extend((text.len() as u32).to_le_bytes());
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

    fn with<T>(words: &[&str], ask: impl Fn(Words) -> T) -> T {
        let (starts, text) = encode(words);
        ask(Words {
            starts: &starts,
            text: &text,
            len: words.len(),
        })
    }

    #[test]
    fn a_word_and_its_longest_prefix() {
        let words = ["a", "chat", "chaton", "chien", "été"];
        let ask = |word| with(&words, |w| w.longest_prefix(word, 4));
        assert_eq!(ask("chaton"), Some(2));
        assert_eq!(ask("chatons"), Some(2));
        assert_eq!(ask("chats"), Some(1));
        assert_eq!(ask("a"), Some(0));
        assert_eq!(ask("ab"), None);
        assert_eq!(ask("étés"), None);
        assert_eq!(ask(""), None);
        assert_eq!(ask("zèbre"), None);
    }

    #[test]
    fn a_table_without_words() {
        assert_eq!(with(&[], |w| w.longest_prefix("chat", 3)), None);
    }

    proptest! {
        #[test]
        fn any_lookup_is_what_trying_every_prefix_gives(
            words in proptest::collection::btree_set("[abé]{1,6}", 0..120),
            asked in "[abé]{0,8}",
        ) {
            let sorted: Vec<&str> = words.iter().map(String::as_str).collect();
            let slow = (1..=asked.len())
                .rev()
                .filter(|cut| asked.is_char_boundary(*cut))
                .map(|cut| &asked[..cut])
                .filter(|p| p.len() == asked.len() || p.chars().count() >= 3)
                .find_map(|p| sorted.iter().position(|w| *w == p));
            prop_assert_eq!(with(&sorted, |w| w.longest_prefix(&asked, 3)), slow);
        }
    }
}
