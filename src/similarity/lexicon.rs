//! A lexicon learnt from beads: which words of two languages without word vectors translate each
//! other?
//!
//! [`LexiconBuilder`] gathers beads that a first pass is sure of; [`LexiconBuilder::learn`] makes of them
//! IBM Model 1 (Brown et al. 1993) in both directions, with an empty word on the side that explains. In
//! words: a word of a bead is shared out among the words of the other side, and the empty one, by how
//! probably each gives it; how probably a word gives another is its share of all that it gave; [`STEPS`]
//! times over. The likeness of two words is the geometric mean of both directions, so each must be the
//! other's explanation; [`CURVE`] bends it.
//!
//! Only pairs seen together in [`TOGETHER`] beads take part: without this a lexicon learns the first
//! pass's mistakes by heart. Forms that are rare are taken together by their first [`STEM`] letters, so
//! that inflected forms of a word help each other. Words in a large share of all beads take no part.
//!
//! A form that was never seen counts as the forms of its beginning do.
//!
//! Memory is bounded: at most [`BEADS`] beads (later ones are not taken) of at most [`LONGEST`] distinct
//! words a side, [`FORMS`] forms a side, and [`MOST`] partners a source word, the most strongly
//! associated first, ties by the order in which words were first seen. Time is linear in the beads times
//! the words of a bead times their partners. All sums are taken in the order of the beads, so the lexicon
//! is the same at any number of threads. It knows no phrases; it fails on texts so short that hardly a
//! word returns three times, and on words that always occur together.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::bitext::{ArticlePair, Bead, Document};
use crate::normalize::without_markup;
use crate::segment::words::words;

use super::vectors::form;

/// Beads that are taken.
const BEADS: usize = 200_000;

/// Different forms of a side that are taken.
const FORMS: usize = 500_000;

/// Different words of a bead's side that are taken.
const LONGEST: usize = 120;

/// Partners of a source word.
const MOST: usize = 48;

/// Beads in which a pair of words must be seen together.
const TOGETHER: u32 = 3;

/// Beads from which a form stands for itself.
const FREQUENT: u32 = 4;

/// Letters by which rarer forms are taken together.
const STEM: usize = 5;

/// Share of the beads from which a word takes no part.
const COMMON: f64 = 0.3;

/// Beads that are no large share, however few there are.
const FEW: f64 = 12.0;

/// Steps of expectation and maximization.
const STEPS: usize = 6;

/// Likeness from which a pair is kept.
const LEAST: f64 = 0.08;

/// The power that makes a likeness of the geometric mean: fair pairs count for more.
const CURVE: f64 = 0.6;

/// Beads to learn a lexicon from.
#[derive(Debug, Default)]
pub struct LexiconBuilder {
    source: Gathered,
    target: Gathered,
}

/// The words of one side of all beads.
#[derive(Debug, Default)]
struct Gathered {
    forms: FxHashMap<String, u32>,
    /// Beads with each form.
    counts: Vec<u32>,
    /// Forms of all beads, each once a bead, and where a bead's end.
    words: Vec<u32>,
    ends: Vec<usize>,
}

/// Likenesses of words of two languages, learnt from beads.
#[derive(Debug, Default)]
pub struct Lexicon {
    pub(super) source: Units,
    pub(super) target: Units,
    /// For each source unit the target units that are like it, 1 to 255, by number.
    links: Vec<Vec<(u32, u8)>>,
}

/// What stands for a word: itself, or its beginning.
#[derive(Debug, Default)]
pub(super) struct Units {
    forms: FxHashMap<String, u32>,
    stems: FxHashMap<String, u32>,
    /// Beads with each unit.
    counts: Vec<u32>,
    beads: usize,
}

impl LexiconBuilder {
    /// Adds beads of a pair; those empty on a side say nothing, and once the builder is full none are
    /// taken.
    pub fn add(&mut self, pair: &ArticlePair, beads: &[Bead]) {
        for bead in beads.iter().filter(|b| !b.is_null()) {
            if self.is_full() {
                return;
            }
            self.source.add(&pair.source, bead.source.clone());
            self.target.add(&pair.target, bead.target.clone());
        }
    }

    /// Beads that were taken.
    pub fn len(&self) -> usize {
        self.source.ends.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether no more will be.
    pub fn is_full(&self) -> bool {
        self.len() >= BEADS
    }

    /// The lexicon of what was added.
    pub fn learn(self) -> Lexicon {
        let beads = self.len();
        let (source, source_beads) = self.source.units();
        let (target, target_beads) = self.target.units();
        let mut pairs = Pairs::new((&source, &target), (&source_beads, &target_beads), beads);
        for _ in 0..STEPS {
            pairs.step(&source_beads, &target_beads);
        }
        Lexicon {
            links: pairs.links(),
            source,
            target,
        }
    }
}

impl Gathered {
    fn add(&mut self, document: &Document, segments: std::ops::Range<usize>) {
        let start = self.words.len();
        let mut buffer = String::new();
        for segment in &document.segments[segments] {
            for word in words(&without_markup(&segment.text)) {
                form(word, &mut buffer);
                let known = self.forms.get(&buffer).copied();
                let number = known.unwrap_or(self.forms.len() as u32);
                if known.is_none() {
                    if self.forms.len() >= FORMS {
                        continue;
                    }
                    self.forms.insert(buffer.clone(), number);
                    self.counts.push(0);
                }
                let seen = &self.words[start..];
                if seen.len() < LONGEST && !seen.contains(&number) {
                    self.words.push(number);
                    self.counts[number as usize] += 1;
                }
            }
        }
        self.ends.push(self.words.len());
    }

    /// The units of the forms, and of each bead its units, sorted, each once.
    fn units(self) -> (Units, Vec<Vec<u32>>) {
        let mut units = Units {
            beads: self.ends.len(),
            ..Units::default()
        };
        let mut forms: Vec<(String, u32)> = self.forms.into_iter().collect();
        forms.sort_unstable_by_key(|(_, number)| *number);
        let mut unit_of = Vec::with_capacity(forms.len());
        let mut last = 0;
        for (form, number) in forms {
            let frequent = self.counts[number as usize] >= FREQUENT;
            let (names, name) = match stem(&form) {
                Some(stem) if !frequent => (&mut units.stems, stem.to_string()),
                _ => (&mut units.forms, form),
            };
            let unit = *names.entry(name).or_insert(last);
            last = last.max(unit + 1);
            unit_of.push(unit);
        }
        units.counts = vec![0; last as usize];
        let mut start = 0;
        let mut beads = Vec::with_capacity(self.ends.len());
        for end in self.ends {
            let of = |word: &u32| unit_of[*word as usize];
            let mut bead: Vec<u32> = self.words[start..end].iter().map(of).collect();
            bead.sort_unstable();
            bead.dedup();
            bead.iter()
                .for_each(|unit| units.counts[*unit as usize] += 1);
            beads.push(bead);
            start = end;
        }
        (units, beads)
    }
}

/// The beginning of a form that is longer than that.
fn stem(form: &str) -> Option<&str> {
    form.char_indices().nth(STEM).map(|(at, _)| &form[..at])
}

impl Units {
    /// The unit of a form, if it is known.
    pub(super) fn of(&self, form: &str) -> Option<u32> {
        let known = self.forms.get(form).or_else(|| self.stems.get(stem(form)?));
        known.copied()
    }

    /// How much a unit says, 0 to 1: less, the more beads have it; 1 for one that is not known.
    pub(super) fn weight(&self, unit: Option<u32>) -> f32 {
        let count = unit.map_or(0, |u| self.counts[u as usize]);
        let all = (self.beads as f64 + 2.0).ln();
        ((all - (f64::from(count) + 1.0).ln()) / all) as f32
    }
}

impl Lexicon {
    /// The target units that are like a source unit, with their likeness, 1 to 255.
    pub(super) fn partners(&self, unit: u32) -> &[(u32, u8)] {
        &self.links[unit as usize]
    }

    /// How alike two words in lower case are, 0 to 1.
    pub fn likeness(&self, source: &str, target: &str) -> f64 {
        let units = self.source.of(source).zip(self.target.of(target));
        let found = units.and_then(|(s, t)| self.links[s as usize].iter().find(|l| l.0 == t));
        found.map_or(0.0, |(_, like)| f64::from(*like) / 255.0)
    }
}

/// Pairs of units that take part, by source unit, and how probably each gives the other.
struct Pairs {
    starts: Vec<usize>,
    pairs: Vec<Pair>,
    /// How probably the empty word gives each target unit, and each source unit.
    empty: [Vec<f64>; 2],
}

struct Pair {
    target: u32,
    /// How probably the source unit gives the target unit, and the other way.
    gives: [f64; 2],
    /// What was counted of that in this step.
    counted: [f64; 2],
}

/// A pair in a bead.
struct Link {
    /// Places of target and source unit in the bead.
    at: [usize; 2],
    pair: usize,
}

impl Pairs {
    fn new(units: (&Units, &Units), sides: (&[Vec<u32>], &[Vec<u32>]), beads: usize) -> Self {
        let rare =
            |count: u32| count >= TOGETHER && f64::from(count) <= (COMMON * beads as f64).max(FEW);
        let mut postings = vec![Vec::new(); units.0.counts.len()];
        for (at, bead) in sides.0.iter().enumerate() {
            for unit in bead.iter().filter(|u| rare(units.0.counts[**u as usize])) {
                postings[*unit as usize].push(at);
            }
        }
        let counts = &units.1.counts;
        let row = |together: &mut Vec<u32>, postings: &Vec<usize>| -> Vec<(u32, u32)> {
            let mut seen = Vec::new();
            for unit in postings.iter().flat_map(|bead| &sides.1[*bead]) {
                if rare(counts[*unit as usize]) {
                    if together[*unit as usize] == 0 {
                        seen.push(*unit);
                    }
                    together[*unit as usize] += 1;
                }
            }
            let mut row: Vec<(u32, u32)> = seen
                .into_iter()
                .map(|unit| (unit, std::mem::take(&mut together[unit as usize])))
                .filter(|(_, together)| *together >= TOGETHER)
                .collect();
            let strength = |(unit, together): &(u32, u32)| {
                f64::from(*together).powi(2) / f64::from(counts[*unit as usize])
            };
            row.sort_unstable_by(|a, b| strength(b).total_cmp(&strength(a)).then(a.0.cmp(&b.0)));
            row.truncate(MOST);
            row.sort_unstable();
            row
        };
        let rows: Vec<Vec<(u32, u32)>> = postings
            .par_iter()
            .map_init(|| vec![0; counts.len()], row)
            .collect();
        let mut pairs = Pairs {
            starts: vec![0],
            pairs: Vec::new(),
            empty: [empty(counts), empty(&units.0.counts)],
        };
        for (source, row) in rows.into_iter().enumerate() {
            pairs
                .pairs
                .extend(row.into_iter().map(|(target, together)| {
                    let share = |count: u32| f64::from(together) / f64::from(count);
                    Pair {
                        target,
                        gives: [0.0; 2],
                        counted: [
                            share(units.0.counts[source]),
                            share(counts[target as usize]),
                        ],
                    }
                }));
            pairs.starts.push(pairs.pairs.len());
        }
        pairs.settle();
        pairs
    }

    /// The pairs of a bead.
    fn within(&self, source: &[u32], target: &[u32], out: &mut Vec<Link>) {
        out.clear();
        for (s, unit) in source.iter().enumerate() {
            let (mut pair, end) = (self.starts[*unit as usize], self.starts[*unit as usize + 1]);
            let mut t = 0;
            while pair < end && t < target.len() {
                match self.pairs[pair].target.cmp(&target[t]) {
                    std::cmp::Ordering::Less => pair += 1,
                    std::cmp::Ordering::Greater => t += 1,
                    std::cmp::Ordering::Equal => {
                        out.push(Link { at: [t, s], pair });
                        (pair, t) = (pair + 1, t + 1);
                    }
                }
            }
        }
    }

    /// One step: shares out every word, and takes the shares for probabilities.
    fn step(&mut self, sources: &[Vec<u32>], targets: &[Vec<u32>]) {
        let mut empty = [
            vec![0.0; self.empty[0].len()],
            vec![0.0; self.empty[1].len()],
        ];
        let mut links = Vec::new();
        let mut sums = Vec::new();
        for (source, target) in sources.iter().zip(targets) {
            self.within(source, target, &mut links);
            for (side, units) in [target, source].into_iter().enumerate() {
                let nothing = |unit: &u32| self.empty[side][*unit as usize];
                sums.clear();
                sums.extend(units.iter().map(nothing));
                for link in &links {
                    sums[link.at[side]] += self.pairs[link.pair].gives[side];
                }
                for (unit, sum) in units.iter().zip(&sums) {
                    empty[side][*unit as usize] += self.empty[side][*unit as usize] / sum;
                }
                for link in &links {
                    let pair = &mut self.pairs[link.pair];
                    pair.counted[side] += pair.gives[side] / sums[link.at[side]];
                }
            }
        }
        self.empty = empty.map(|counts| {
            let all: f64 = counts.iter().sum();
            counts.iter().map(|c| c / all.max(1e-300)).collect()
        });
        self.settle();
    }

    /// Makes probabilities of what was counted.
    fn settle(&mut self) {
        let mut targets = vec![0.0; self.empty[0].len()];
        for pair in &self.pairs {
            targets[pair.target as usize] += pair.counted[1];
        }
        for bounds in self.starts.windows(2) {
            let row = &mut self.pairs[bounds[0]..bounds[1]];
            let given: f64 = row.iter().map(|p| p.counted[0]).sum();
            for pair in row {
                let given = [given, targets[pair.target as usize]];
                for (side, given) in given.into_iter().enumerate() {
                    pair.gives[side] = pair.counted[side] / given.max(1e-300);
                    pair.counted[side] = 0.0;
                }
            }
        }
    }

    /// The likenesses that are kept.
    fn links(&self) -> Vec<Vec<(u32, u8)>> {
        let row = |bounds: &[usize]| {
            let like = |pair: &Pair| {
                let mean = (pair.gives[0] * pair.gives[1]).powf(CURVE / 2.0);
                (mean >= LEAST).then(|| (pair.target, (mean * 255.0).round() as u8))
            };
            self.pairs[bounds[0]..bounds[1]]
                .iter()
                .filter_map(like)
                .collect()
        };
        self.starts.windows(2).map(row).collect()
    }
}

/// How often each unit occurs, of all.
fn empty(counts: &[u32]) -> Vec<f64> {
    let all: f64 = counts.iter().map(|c| f64::from(*c)).sum();
    counts
        .iter()
        .map(|c| f64::from(*c) / all.max(1.0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lexicon of sentence pairs, each a bead, said so many times.
    fn lexicon(sentences: &[(&str, &str)], times: usize) -> Lexicon {
        let language = |code: &str| code.parse().expect("a code");
        let all = || sentences.iter().cycle().take(sentences.len() * times);
        let pair = ArticlePair {
            id: "a".into(),
            source: Document::from_segments(language("xx"), all().map(|s| s.0)),
            target: Document::from_segments(language("yy"), all().map(|s| s.1)),
        };
        let beads: Vec<Bead> = (0..pair.source.len())
            .map(|i| Bead::new(i..i + 1, i..i + 1))
            .collect();
        let mut builder = LexiconBuilder::default();
        builder.add(&pair, &beads);
        assert_eq!(builder.len(), sentences.len() * times);
        builder.learn()
    }

    const SENTENCES: [(&str, &str); 4] = [
        ("hus katt", "the house, the cat"),
        ("katt hund", "the cat, the dog"),
        ("hund hus", "the dog, the house"),
        ("sjö", "the lake"),
    ];

    #[test]
    fn words_that_occur_together_are_told_apart() {
        let lexicon = lexicon(&SENTENCES, 4);
        for (source, target) in [
            ("hus", "house"),
            ("katt", "cat"),
            ("hund", "dog"),
            ("sjö", "lake"),
        ] {
            for (_, other) in SENTENCES
                .iter()
                .flat_map(|s| s.1.split(", ").map(|w| w.split_at(4)))
            {
                let (right, wrong) = (
                    lexicon.likeness(source, target),
                    lexicon.likeness(source, other),
                );
                assert!(
                    right > 0.7 && (other == target || wrong < 0.4),
                    "{source} {other}: {wrong}"
                );
            }
        }
    }

    #[test]
    fn pairs_seen_twice_are_not_learnt() {
        assert_eq!(lexicon(&SENTENCES[3..], 2).likeness("sjö", "lake"), 0.0);
        assert!(lexicon(&SENTENCES[3..], 3).likeness("sjö", "lake") > 0.5);
    }

    #[test]
    fn rare_forms_help_each_other_and_unseen_ones() {
        let forms = [
            ("katternas x", "cats"),
            ("katterna y", "cats"),
            ("katter, z", "cats"),
            ("sjö", "lake"),
        ];
        let lexicon = lexicon(&forms, 1);
        assert!(lexicon.likeness("katternas", "cats") > 0.5);
        assert!(lexicon.likeness("katterns", "cats") > 0.5);
        assert_eq!(lexicon.likeness("katt", "cats"), 0.0);
    }

    #[test]
    fn nothing_teaches_nothing() {
        let empty = LexiconBuilder::default();
        assert!(empty.is_empty() && empty.learn().likeness("a", "b") == 0.0);
    }

    #[test]
    fn threads_do_not_change_it() {
        let learn = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            let lexicon = pool.expect("a pool").install(|| lexicon(&SENTENCES, 50));
            format!("{:?}", lexicon.links)
        };
        assert_eq!(learn(1), learn(8));
    }
}
