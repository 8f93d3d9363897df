//! Copies of examples in which something is simulated that their folder does not have enough of:
//! paragraphs, stretches without a partner, and words that say nothing.

use crate::bitext::{Bead, Document, Segment};

use super::Example;

/// Where paragraphs begin in a copy with simulated ones: the chance at the beginning of a bead,
/// inside one, and that a break stands on both sides.
const BREAK: f64 = 0.42;
const BREAK_INSIDE: f64 = 0.1;
const BREAK_ON_BOTH: f64 = 0.95;

/// Most segments of a stretch of another document.
const STRETCH: usize = 80;

/// The share of words that are garbled, by document in turn.
const GARBLED: [f64; 4] = [0.2, 0.4, 0.6, 0.8];

/// Shortest word that is garbled, and how many of its letters stay for each that is changed.
const GARBLED_WORD: (usize, usize) = (3, 2);

/// What is simulated in the documents of a folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Simulation {
    /// Nothing: they are as they stand.
    #[default]
    Nothing,
    /// Paragraphs that begin where beads do, mostly, and on both sides, mostly.
    Paragraphs,
    /// A stretch of another document, at the beginning, inside or at the end: in the source, in the
    /// target, or different ones in both.
    Foreign,
    /// Words of both sides whose letters are exchanged: what is left when a language is known badly,
    /// a translation is free, or a scan is poor.
    Garbled,
}

impl Simulation {
    /// Changes examples of one folder; the same each time.
    pub(super) fn apply(self, examples: &mut [Example]) {
        match self {
            Simulation::Nothing => {}
            Simulation::Paragraphs => {
                for (example, seed) in examples.iter_mut().zip(0..) {
                    break_paragraphs(example, seed);
                }
            }
            Simulation::Foreign => {
                let sides: Vec<[Vec<Segment>; 2]> = examples.iter().map(own).collect();
                for (at, example) in examples.iter_mut().enumerate() {
                    let other = |by: usize| &sides[(at + by) % sides.len()];
                    insert_foreign(example, [&other(1)[0], &other(2)[1]], at);
                }
            }
            Simulation::Garbled => {
                for (at, example) in examples.iter_mut().enumerate() {
                    let mut random = Random::new(at as u64);
                    let share = GARBLED[at % GARBLED.len()];
                    for side in [&mut example.pair.source, &mut example.pair.target] {
                        garble(side, share, &mut random);
                    }
                }
            }
        }
    }
}

/// The first segments of both sides of an example.
fn own(example: &Example) -> [Vec<Segment>; 2] {
    let first = |side: &Document| side.segments.iter().take(STRETCH).cloned().collect();
    [first(&example.pair.source), first(&example.pair.target)]
}

/// Puts a stretch into the source, the target, or both, by the example's number.
fn insert_foreign(example: &mut Example, stretches: [&[Segment]; 2], number: usize) {
    let mut random = Random::new(number as u64);
    let place = random.next();
    // A third each at the beginning and at the end.
    let at = match place {
        p if p < 1.0 / 3.0 => 0,
        p if p < 2.0 / 3.0 => (random.next() * example.gold.len() as f64) as usize,
        _ => example.gold.len(),
    };
    let lens = (example.pair.source.len(), example.pair.target.len());
    let next = example
        .gold
        .get(at)
        .map(|b| (b.source.start, b.target.start));
    let (s, t) = next.unwrap_or(lens);
    let none = [].as_slice();
    let (source, target) = match number % 3 {
        0 => (stretches[0], none),
        1 => (none, stretches[1]),
        _ => (stretches[0], stretches[1]),
    };
    let (a, b) = (source.len(), target.len());
    for bead in &mut example.gold[at..] {
        *bead = Bead::new(
            bead.source.start + a..bead.source.end + a,
            bead.target.start + b..bead.target.end + b,
        );
    }
    let nulls = (s..s + a).map(|i| Bead::new(i..i + 1, t..t));
    let nulls = nulls.chain((t..t + b).map(|j| Bead::new(s + a..s + a, j..j + 1)));
    example.gold.splice(at..at, nulls);
    insert(&mut example.pair.source, s, source);
    insert(&mut example.pair.target, t, target);
}

/// Puts segments into a document, in the paragraph that they are put before.
fn insert(document: &mut Document, at: usize, stretch: &[Segment]) {
    let near = document.segments.get(at).or(document.segments.last());
    let paragraph = near.map_or(0, |segment| segment.paragraph);
    let copies = stretch.iter().map(|segment| Segment {
        text: segment.text.clone(),
        paragraph,
    });
    document.segments.splice(at..at, copies);
}

/// Exchanges letters of this share of a document's words.
fn garble(document: &mut Document, share: f64, random: &mut Random) {
    let (shortest, stay) = GARBLED_WORD;
    for segment in &mut document.segments {
        let words = segment.text.split(' ').map(|word| {
            let mut letters: Vec<char> = word.chars().collect();
            if letters.len() >= shortest && random.next() < share {
                for _ in 0..letters.len() / (stay + 1) {
                    let at = (random.next() * letters.len() as f64) as usize;
                    let letter = b'a' + (random.next() * 26.0) as u8;
                    if letters[at].is_alphabetic() {
                        letters[at] = char::from(letter);
                    }
                }
            }
            letters.into_iter().collect::<String>()
        });
        segment.text = words.collect::<Vec<_>>().join(" ");
    }
}

/// Gives an example paragraphs that begin where its beads do, mostly, and on both sides, mostly.
fn break_paragraphs(example: &mut Example, seed: u64) {
    let mut random = Random::new(seed);
    let (mut source, mut target) = (Vec::new(), Vec::new());
    let (mut s, mut t) = (0, 0);
    for (number, bead) in example.gold.iter().enumerate() {
        if number > 0 && random.next() < BREAK {
            let both = random.next();
            let only = (both - BREAK_ON_BOTH) / (1.0 - BREAK_ON_BOTH);
            s += usize::from(only < 0.5 || bead.is_null());
            t += usize::from(!(0.0..0.5).contains(&only) || bead.is_null());
        }
        for (range, paragraph, out) in [
            (&bead.source, &mut s, &mut source),
            (&bead.target, &mut t, &mut target),
        ] {
            for at in range.clone() {
                if at > range.start && random.next() < BREAK_INSIDE {
                    *paragraph += 1;
                }
                out.push((at, *paragraph));
            }
        }
    }
    number_paragraphs(&mut example.pair.source.segments, &source);
    number_paragraphs(&mut example.pair.target.segments, &target);
}

fn number_paragraphs(segments: &mut [Segment], paragraphs: &[(usize, usize)]) {
    for (at, paragraph) in paragraphs {
        segments[*at].paragraph = *paragraph;
    }
}

/// A linear congruential generator (Knuth's MMIX), so that copies are the same on every machine.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(2_654_435_761).wrapping_add(12_345))
    }

    /// From 0 up to 1.
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::{Alignment, ArticlePair, Language};

    fn example(name: &str) -> Example {
        let side = |language, len: usize| {
            let segments: Vec<String> = (0..len).map(|at| format!("{name}{at}")).collect();
            Document::from_segments(language, segments.iter().map(String::as_str))
        };
        Example {
            pair: ArticlePair {
                id: name.into(),
                source: side(Language::french(), 3),
                target: side(Language::english(), 2),
            },
            gold: vec![Bead::new(0..1, 0..1), Bead::new(1..3, 1..2)],
            importance: 1.0,
            lexicon: None,
        }
    }

    #[test]
    fn garbled_copies_keep_their_beads_and_their_lengths_and_lose_words() {
        let text = "Le vieux pont relie depuis toujours les deux rives du fleuve.";
        let mut examples: Vec<Example> = ["a", "b", "c", "d"].map(example).into();
        for example in &mut examples {
            example.pair.source.segments[0].text = text.into();
        }
        Simulation::Garbled.apply(&mut examples);
        let same = |example: &Example| {
            let words = example.pair.source.segments[0].text.split(' ');
            words.zip(text.split(' ')).filter(|(a, b)| a == b).count()
        };
        for example in &examples {
            assert_eq!(example.gold.len(), 2);
            let garbled = &example.pair.source.segments[0].text;
            assert_eq!(garbled.chars().count(), text.chars().count());
        }
        assert!(same(&examples[0]) > same(&examples[3]));
        assert!(same(&examples[3]) < 8);
    }

    #[test]
    fn a_foreign_stretch_stands_between_beads_and_gold_still_covers_both_sides() {
        let mut examples: Vec<Example> = ["a", "b", "c", "d", "e"].map(example).into();
        Simulation::Foreign.apply(&mut examples);
        for (number, example) in examples.iter().enumerate() {
            let (n, m) = (example.pair.source.len(), example.pair.target.len());
            let grown = [(6, 2), (3, 4), (6, 4)][number % 3];
            assert_eq!((n, m), grown);
            Alignment::new(example.gold.clone(), n, m).expect("covers both sides in order");
            let own = |text: &str| text.starts_with(&example.pair.id);
            for bead in &example.gold {
                let mut texts = example.pair.source.segments[bead.source.clone()]
                    .iter()
                    .chain(&example.pair.target.segments[bead.target.clone()]);
                assert!(texts.all(|s| own(&s.text) != bead.is_null()), "{bead:?}");
            }
        }
    }
}
