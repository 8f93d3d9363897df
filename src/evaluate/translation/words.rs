//! Numbers for the words of one segment, hypotheses and references together.

use rustc_hash::FxHasher;
use std::hash::Hasher as _;

use super::spaces;

/// Gives equal words equal numbers. All texts of a segment stand in one buffer, so that nothing is
/// allocated from one segment to the next.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// The texts, each after the other.
    pub text: String,
    slots: Vec<Slot>,
    segment: u32,
    ids: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u64,
    segment: u32,
    id: u32,
    start: u32,
    end: u32,
}

/// Bytes that a key holds beside their number.
const SHORT: usize = 7;

impl Words {
    /// Forgets all words.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ids = 0;
        self.segment = self.segment.wrapping_add(1);
        if self.segment == 0 {
            self.slots.fill(Slot::default());
            self.segment = 1;
        }
    }

    /// How many different words have been numbered.
    pub fn len(&self) -> usize {
        self.ids as usize
    }

    /// Appends to `ids` the numbers of the words of the buffer's text from `start` on.
    pub fn number(&mut self, start: usize, ids: &mut Vec<u32>) {
        let text = std::mem::take(&mut self.text);
        spaces::words(&text, start, |from, to| {
            ids.push(self.id_in(&text, from, to));
        });
        self.text = text;
    }

    /// The number of the word at `start..end` of the buffer.
    pub fn id(&mut self, start: usize, end: usize) -> u32 {
        let text = std::mem::take(&mut self.text);
        let id = self.id_in(&text, start, end);
        self.text = text;
        id
    }

    fn id_in(&mut self, text: &str, start: usize, end: usize) -> u32 {
        let bytes = text.as_bytes();
        if self.slots.len() < 2 * (self.ids as usize + 1) {
            self.grow();
        }
        let key = key(bytes, start, end);
        let mask = self.slots.len() - 1;
        let mut at = place(key) & mask;
        loop {
            let slot = self.slots[at];
            if slot.segment != self.segment {
                let id = self.ids;
                self.ids += 1;
                self.slots[at] = Slot {
                    key,
                    segment: self.segment,
                    id,
                    start: start as u32,
                    end: end as u32,
                };
                return id;
            }
            let same = || bytes[slot.start as usize..slot.end as usize] == bytes[start..end];
            if slot.key == key && (end - start <= SHORT || same()) {
                return slot.id;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let size = (2 * self.slots.len()).max(256);
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); size]);
        self.segment = self.segment.max(1);
        for slot in old.into_iter().filter(|s| s.segment == self.segment) {
            let mut at = place(slot.key) & (size - 1);
            while self.slots[at].segment == self.segment {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = slot;
        }
    }
}

/// The bytes of a short word and their number, which no other word has; the hash of a long one, above
/// the numbers of short ones.
fn key(bytes: &[u8], start: usize, end: usize) -> u64 {
    let length = end - start;
    if length > SHORT {
        let mut hasher = FxHasher::default();
        hasher.write(&bytes[start..end]);
        return hasher.finish() | 0x80 << 56;
    }
    let whole = match bytes[start..].first_chunk() {
        Some(&eight) => u64::from_le_bytes(eight) & !(u64::MAX << (8 * length)),
        None => {
            let last = |key: u64, byte: &u8| key << 8 | u64::from(*byte);
            bytes[start..end].iter().rev().fold(0, last)
        }
    };
    whole | (length as u64) << 56
}

/// Where a key is looked for first.
fn place(key: u64) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_words_have_equal_numbers_through_growth_and_the_next_segment_is_new() {
        let mut words = Words::default();
        for segment in 0..3 {
            words.clear();
            let mut ids = Vec::new();
            for n in 0..1000 {
                let start = words.text.len();
                words.text.push_str(&format!("w{}", (n + segment) % 500));
                ids.push(words.id(start, words.text.len()));
            }
            assert_eq!(words.len(), 500);
            assert_eq!(ids[..500], ids[500..]);
            assert_eq!(ids[499], 499);
        }
    }
}
