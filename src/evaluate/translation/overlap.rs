//! How many n-grams two sequences share, for all orders at once.
//!
//! Order by order, every position of the reference gets the class of its n-gram: a pair of the class
//! of its (n-1)-gram and its last symbol. Only positions whose (n-1)-gram stands on both sides can
//! share a longer one, so that the work falls with the order: time is near linear in the lengths,
//! memory linear. Against one short reference of words whose numbers run from 0, as BLEU has it most
//! often, the places of a word are the bits of a number, and those of an n-gram the bits that its words
//! have in common once they are shifted: [`Places`].

/// The scratch space of counting; used again from segment to segment.
#[derive(Debug, Default)]
pub(crate) struct Overlap {
    slots: Vec<Slot>,
    stamp: u32,
    classes: Vec<Class>,
    reference: Vec<(usize, Position)>,
    hypothesis: Vec<Position>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u64,
    stamp: u32,
    class: u32,
}

/// The n-grams of one class.
#[derive(Debug, Clone, Copy, Default)]
struct Class {
    /// The reference last counted, from 1, and its count.
    counted: usize,
    count: u32,
    /// The largest count in a reference.
    most: u32,
    /// Count in the hypothesis.
    found: u32,
}

/// An n-gram's place: where it starts, and the class of its first n-1 symbols.
#[derive(Debug, Clone, Copy)]
struct Position {
    start: u32,
    prefix: u32,
}

impl Overlap {
    /// Adds to `matches[n - 1]` how many n-grams of `hypothesis` are found in the references, each
    /// no more often than in the reference that has it most. Symbols are below 2^21.
    pub fn count(&mut self, hypothesis: &[u32], references: &[&[u32]], matches: &mut [f64]) {
        self.begin(hypothesis, references);
        for (at, matched) in matches.iter_mut().enumerate() {
            if self.hypothesis.is_empty() || self.reference.is_empty() {
                return;
            }
            self.next_table();
            self.number_references(references, at);
            *matched += f64::from(self.find(hypothesis, at));
            let classes = &self.classes;
            self.reference
                .retain(|(_, position)| classes[position.prefix as usize].found > 0);
        }
    }

    fn begin(&mut self, hypothesis: &[u32], references: &[&[u32]]) {
        let position = |start: usize| Position {
            start: start as u32,
            prefix: 0,
        };
        self.hypothesis.clear();
        self.hypothesis.extend((0..hypothesis.len()).map(position));
        self.reference.clear();
        for (which, reference) in references.iter().enumerate() {
            let all = (0..reference.len()).map(|start| (which, position(start)));
            self.reference.extend(all);
        }
    }

    fn next_table(&mut self) {
        let size = (2 * self.reference.len()).next_power_of_two().max(64);
        self.classes.clear();
        if self.slots.len() < size || self.stamp == u32::MAX {
            self.slots = vec![Slot::default(); size.max(self.slots.len())];
            self.stamp = 0;
        }
        self.stamp += 1;
    }

    /// Numbers the n-grams of the references, n = `last` + 1, and counts them.
    fn number_references(&mut self, references: &[&[u32]], last: usize) {
        let mut kept = 0;
        for at in 0..self.reference.len() {
            let (which, position) = self.reference[at];
            let Some(&symbol) = references[which].get(position.start as usize + last) else {
                continue;
            };
            let slot = self.slot(position.prefix, symbol);
            if self.slots[slot].stamp != self.stamp {
                self.slots[slot] = Slot {
                    key: key(position.prefix, symbol),
                    stamp: self.stamp,
                    class: self.classes.len() as u32,
                };
                self.classes.push(Class::default());
            }
            let prefix = self.slots[slot].class;
            let class = &mut self.classes[prefix as usize];
            if class.counted != which + 1 {
                (class.counted, class.count) = (which + 1, 0);
            }
            class.count += 1;
            class.most = class.most.max(class.count);
            let start = position.start;
            self.reference[kept] = (which, Position { start, prefix });
            kept += 1;
        }
        self.reference.truncate(kept);
    }

    /// Finds the n-grams of the hypothesis among those numbered; returns the matches.
    fn find(&mut self, hypothesis: &[u32], last: usize) -> u32 {
        let (mut kept, mut matches) = (0, 0);
        for at in 0..self.hypothesis.len() {
            let Position { start, prefix } = self.hypothesis[at];
            let Some(&symbol) = hypothesis.get(start as usize + last) else {
                continue;
            };
            let slot = self.slots[self.slot(prefix, symbol)];
            if slot.stamp != self.stamp {
                continue;
            }
            let class = &mut self.classes[slot.class as usize];
            class.found += 1;
            matches += u32::from(class.found <= class.most);
            let prefix = slot.class;
            self.hypothesis[kept] = Position { start, prefix };
            kept += 1;
        }
        self.hypothesis.truncate(kept);
        matches
    }

    /// The slot of an n-gram, or the free one where it belongs.
    fn slot(&self, prefix: u32, symbol: u32) -> usize {
        let key = key(prefix, symbol);
        let mask = self.slots.len() - 1;
        let mut at = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize & mask;
        while self.slots[at].stamp == self.stamp && self.slots[at].key != key {
            at = (at + 1) & mask;
        }
        at
    }
}

fn key(prefix: u32, symbol: u32) -> u64 {
    u64::from(prefix) << 21 | u64::from(symbol)
}

/// Counting against one reference of at most 64 words.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// Where each word stands in the reference, a bit a position.
    of_word: Vec<u64>,
    /// For each order the places that an n-gram of the hypothesis has taken.
    taken: Vec<u64>,
}

impl Places {
    /// Takes the reference, whose words are below `words`; whether it is short enough.
    pub fn set(&mut self, reference: &[u32], words: usize) -> bool {
        if reference.len() > 64 {
            return false;
        }
        self.of_word.clear();
        self.of_word.resize(words, 0);
        for (at, &word) in reference.iter().enumerate() {
            self.of_word[word as usize] |= 1 << at;
        }
        true
    }

    /// As [`Overlap::count`] for the reference that was set.
    ///
    /// All places of an n-gram are those of no other, so that each n-gram of the hypothesis takes one
    /// as long as there are any.
    pub fn count(&mut self, hypothesis: &[u32], matches: &mut [f64]) {
        self.taken.clear();
        self.taken.resize(matches.len(), 0);
        let place = |word: u32| self.of_word.get(word as usize).copied().unwrap_or(0);
        for start in 0..hypothesis.len() {
            let mut places = u64::MAX;
            let words = hypothesis[start..].iter().zip(self.taken.iter_mut());
            for (last, (&word, taken)) in words.enumerate() {
                // No n-gram of 65 words or more fits the reference.
                places &= place(word).checked_shr(last as u32).unwrap_or(0);
                if places == 0 {
                    break;
                }
                let free = places & !*taken;
                *taken |= free & free.wrapping_neg();
            }
        }
        for (matched, taken) in matches.iter_mut().zip(&self.taken) {
            *matched += f64::from(taken.count_ones());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn plainly(hypothesis: &[u32], references: &[&[u32]], n: usize) -> f64 {
        let grams = |sequence: &[u32]| {
            let mut counts: HashMap<Vec<u32>, u32> = HashMap::new();
            for gram in sequence.windows(n) {
                *counts.entry(gram.to_vec()).or_default() += 1;
            }
            counts
        };
        let references: Vec<_> = references.iter().map(|r| grams(r)).collect();
        let clipped = |(gram, &count): (&Vec<u32>, &u32)| {
            let most = references.iter().filter_map(|r| r.get(gram)).max();
            count.min(most.copied().unwrap_or(0))
        };
        f64::from(grams(hypothesis).iter().map(clipped).sum::<u32>())
    }

    #[test]
    fn pruned_counting_equals_counting_all_ngrams() {
        let mut overlap = Overlap::default();
        let mut state = 7_u32;
        let mut sequence = |length: u32| -> Vec<u32> {
            (0..length)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 24) % 4
                })
                .collect()
        };
        for round in 0..200 {
            let hypothesis = sequence(round % 23);
            let references = [sequence(round % 19), sequence(round % 7)];
            let references: Vec<&[u32]> = references.iter().map(Vec::as_slice).collect();
            let mut matches = [0.0; 6];
            overlap.count(&hypothesis, &references, &mut matches);
            for n in 1..=6 {
                assert_eq!(matches[n - 1], plainly(&hypothesis, &references, n));
            }
        }
    }

    #[test]
    fn counting_by_places_equals_counting_by_classes() {
        let (mut overlap, mut places) = (Overlap::default(), Places::default());
        for length in [0, 1, 5, 63, 64] {
            for kinds in [1, 2, 3, 70] {
                let reference: Vec<u32> = (0..length).map(|n| n * n * 7 % kinds).collect();
                assert!(places.set(&reference, kinds as usize));
                for length in [0, 3, 64, 90] {
                    // Some words are not in the reference at all.
                    let words = (0..length).map(|n| n * n * 7 % (kinds + 1));
                    let hypothesis: Vec<u32> = words.collect();
                    let (mut found, mut wanted) = ([0.0; 70], [0.0; 70]);
                    places.count(&hypothesis, &mut found);
                    overlap.count(&hypothesis, &[&reference], &mut wanted);
                    assert_eq!(found, wanted);
                }
            }
        }
        assert!(!places.set(&[0; 65], 1));
    }

    #[test]
    fn matches_are_added_to_what_was_there() {
        let mut places = Places::default();
        places.set(&[0, 1, 0], 2);
        let mut matches = [1.0, 1.0];
        places.count(&[0, 0, 1], &mut matches);
        assert_eq!(matches, [4.0, 2.0]);
    }
}
