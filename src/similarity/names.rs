//! Which words with a capital are taken for names.
//!
//! German gives every noun a capital, and titles give most words one. A side with that many of them
//! would have names without partner everywhere, and its beads would all be doubtful; so where names are
//! many only those that the other side has too count. Time and memory are linear in the names.

use std::borrow::Cow;

use super::overlap::Links;
use super::terms::{Counts, SegmentTerms};

/// Names (two letters and more) to words of three letters and more of a side, over which a capital alone
/// makes no name. French and English news have .02 to .3, half of the articles under .16; German .24 to .31.
const MOST_CAPITALS: f64 = 0.22;

/// The names that both sides have, spelt the same or alike.
#[derive(Debug)]
pub(super) struct Shared {
    source: Vec<bool>,
    target: Vec<bool>,
}

impl Shared {
    /// From the names of both sides; `links` are those that are spelt alike.
    pub(super) fn new(source: &[&Counts], target: &[&Counts], links: &Links) -> Self {
        let occurs = |side: &[&Counts]| {
            let mut occurs = vec![false; links.len()];
            for (name, _) in side.iter().copied().flatten() {
                occurs[*name as usize] = true;
            }
            occurs
        };
        let (in_source, in_target) = (occurs(source), occurs(target));
        let mut shared = Shared {
            source: vec![false; links.len()],
            target: vec![false; links.len()],
        };
        for (name, others) in links
            .iter()
            .enumerate()
            .filter(|(name, _)| in_source[*name])
        {
            let same = in_target[name].then_some(name as u32);
            for other in others.iter().map(|(other, _)| *other).chain(same) {
                shared.source[name] = true;
                shared.target[other as usize] = true;
            }
        }
        shared
    }

    /// The names of the source's segments that count.
    pub(super) fn of_source<'t>(&self, terms: &'t [SegmentTerms]) -> Vec<Cow<'t, Counts>> {
        telling(terms, &self.source)
    }

    /// The names of the target's segments that count.
    pub(super) fn of_target<'t>(&self, terms: &'t [SegmentTerms]) -> Vec<Cow<'t, Counts>> {
        telling(terms, &self.target)
    }
}

fn telling<'t>(terms: &'t [SegmentTerms], shared: &[bool]) -> Vec<Cow<'t, Counts>> {
    let sum = |of: fn(&SegmentTerms) -> &Counts| -> f32 {
        terms.iter().flat_map(of).map(|(_, count)| *count).sum()
    };
    let (names, words) = (sum(|terms| &terms.names), sum(|terms| &terms.words));
    let all = f64::from(names) <= MOST_CAPITALS * f64::from(words);
    let kept = |names: &'t Counts| {
        if all {
            return Cow::Borrowed(names);
        }
        let is_shared = |(name, _): &&(u32, f32)| shared[*name as usize];
        Cow::Owned(names.iter().filter(is_shared).copied().collect())
    };
    terms.iter().map(|terms| kept(&terms.names)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(words: u32, names: &[u32]) -> SegmentTerms {
        SegmentTerms {
            words: (0..words).map(|word| (word, 1.0)).collect(),
            names: names.iter().map(|name| (*name, 1.0)).collect(),
            ..SegmentTerms::default()
        }
    }

    #[test]
    fn where_many_words_have_capitals_only_shared_names_count() {
        let (few, many) = (
            [terms(20, &[0, 1])],
            [terms(20, &(0..8).collect::<Vec<_>>())],
        );
        let links: Links = (0..8)
            .map(|at| if at == 1 { vec![(5, 0.8)] } else { vec![] })
            .collect();
        let shared = Shared::new(&[&few[0].names], &[&many[0].names], &links);
        assert_eq!(*shared.of_source(&few)[0], few[0].names);
        assert_eq!(*shared.of_target(&many)[0], [(0, 1.0), (1, 1.0), (5, 1.0)]);
        let shared = Shared::new(&[&many[0].names], &[&few[0].names], &vec![vec![]; 8]);
        assert_eq!(*shared.of_source(&many)[0], [(0, 1.0), (1, 1.0)]);
    }
}
