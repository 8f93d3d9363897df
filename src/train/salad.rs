//! Sentences to learn from, for which no text is needed: random words together, and real sentences
//! with some of their words exchanged.
//!
//! The teacher says where any string of words belongs; how a word moves a sentence among random
//! neighbours is what its vector should be. Rare words are drawn more often than they occur: half of
//! the words with the square root of their frequency, half with its power of three quarters. The
//! same seed gives the same sentences everywhere.

/// Pseudo-random numbers (SplitMix64, Steele and others 2014).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// From 0 to below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        ((self.unit() * end as f64) as usize).min(end.saturating_sub(1))
    }
}

/// Draws words by a power of their frequency.
struct Urn {
    /// Sums of the powers up to each word.
    sums: Vec<f64>,
}

impl Urn {
    fn new(powers: impl Iterator<Item = f64>) -> Self {
        let sum = |sum: &mut f64, power| {
            *sum += power;
            Some(*sum)
        };
        Urn {
            sums: powers.scan(0.0, sum).collect(),
        }
    }

    fn draw(&self, random: &mut Random) -> usize {
        let at = random.unit() * self.sums.last().copied().unwrap_or_default();
        self.sums
            .partition_point(|sum| *sum <= at)
            .min(self.sums.len().saturating_sub(1))
    }
}

/// Makes sentences of a language's words.
pub(super) struct Salads<'w> {
    words: &'w [(String, f64)],
    rare: Urn,
    common: Urn,
}

impl<'w> Salads<'w> {
    /// `words` with their frequencies, at least one.
    pub(super) fn new(words: &'w [(String, f64)]) -> Self {
        let roots = || words.iter().map(|(_, p)| p.sqrt());
        Salads {
            words,
            rare: Urn::new(roots()),
            common: Urn::new(roots().map(|r| r * r.sqrt())),
        }
    }

    /// Three to twelve random words.
    pub(super) fn salad(&self, random: &mut Random) -> String {
        let (rare, common) = (2 + random.below(5), 1 + random.below(6));
        let mut drawn: Vec<usize> = (0..rare).map(|_| self.rare.draw(random)).collect();
        drawn.extend((0..common).map(|_| self.common.draw(random)));
        for at in (1..drawn.len()).rev() {
            drawn.swap(at, random.below(at + 1));
        }
        let words: Vec<&str> = drawn.iter().map(|at| self.words[*at].0.as_str()).collect();
        words.join(" ")
    }

    /// A sentence, or half the time a part of it if it is long, with three in ten of its longer words
    /// exchanged for random ones.
    pub(super) fn variation(&self, sentence: &str, random: &mut Random) -> String {
        let mut words: Vec<&str> = sentence.split_whitespace().collect();
        if words.len() > 12 && random.unit() < 0.5 {
            let len = 5 + random.below(words.len().min(30) - 5);
            let from = random.below(words.len() - len + 1);
            words = words[from..from + len].to_vec();
        }
        words.truncate(50);
        for word in &mut words {
            if word.chars().nth(3).is_some() && random.unit() < 0.3 {
                *word = &self.words[self.rare.draw(random)].0;
            }
        }
        words.join(" ")
    }

    /// One of the sentences.
    pub(super) fn choose<'s>(&self, sentences: &[&'s str], random: &mut Random) -> &'s str {
        sentences[random.below(sentences.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_salad() {
        let words = [
            ("le".to_string(), 0.05),
            ("chat".to_string(), 0.0001),
            ("dort".to_string(), 0.00002),
        ];
        let salads = Salads::new(&words);
        let make = |seed| salads.salad(&mut Random::new(seed));
        assert_eq!(make(3), make(3));
        assert!((3..=12).contains(&make(3).split(' ').count()));
        let mut random = Random::new(1);
        let drawn = (0..1000)
            .filter(|_| salads.common.draw(&mut random) == 0)
            .count();
        assert!(
            (900..1000).contains(&drawn),
            "{drawn} of 1000 are the most frequent word"
        );
    }
}
