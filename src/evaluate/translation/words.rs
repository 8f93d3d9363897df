//! Numbers for the words of one segment, hypotheses and references together.

use rustc_hash::FxHasher;
use std::hash::Hasher as _;

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
    segment: u32,
    hash: u32,
    id: u32,
    start: u32,
    end: u32,
}

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

    /// The number of the word at `start..end` of the buffer.
    pub fn id(&mut self, start: usize, end: usize) -> u32 {
        if self.slots.len() < 2 * (self.ids as usize + 1) {
            self.grow();
        }
        let hash = hash(&self.text.as_bytes()[start..end]);
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.segment != self.segment {
                let id = self.ids;
                self.ids += 1;
                self.slots[at] = Slot {
                    segment: self.segment,
                    hash,
                    id,
                    start: start as u32,
                    end: end as u32,
                };
                return id;
            }
            let bytes = self.text.as_bytes();
            if slot.hash == hash
                && bytes[slot.start as usize..slot.end as usize] == bytes[start..end]
            {
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
            let mut at = slot.hash as usize & (size - 1);
            while self.slots[at].segment == self.segment {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = slot;
        }
    }
}

fn hash(bytes: &[u8]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    let hash = hasher.finish();
    (hash ^ (hash >> 32)) as u32
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
