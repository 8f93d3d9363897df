//! Which words with a capital are taken for names.
//!
//! German gives every noun a capital, and titles give most words one. A side with that many of them
//! would have names without partner everywhere, and its beads would all be doubtful; so where names are
//! many only those that the other side has too count. Time and memory are linear in the names.

use super::cognates::cognates;
use super::terms::{Counts, SegmentTerms, occurring};

/// Likeness from which names are linked: spelling changes more between languages.
pub(super) const NAME_THRESHOLD: f64 = 0.57;

/// Names (two letters and more) to words of three letters and more of a side, over which a capital alone
/// makes no name. French and English news have .02 to .3, half of the articles under .16; German .24 to .31.
const MOST_CAPITALS: f64 = 0.22;

/// Takes the names that the other side has not, spelt the same or alike, from a side that has too many.
/// `names` are the names by number.
pub(super) fn keep_shared(sides: [&mut [SegmentTerms]; 2], names: &[String]) {
    let many = sides.each_ref().map(|side| has_too_many(side));
    if many == [false; 2] {
        return;
    }
    let occurs = sides
        .each_ref()
        .map(|side| occurring(side.iter().map(|terms| &terms.names), names.len()));
    let links = cognates(names, &occurs[0], &occurs[1], NAME_THRESHOLD);
    let mut shared = [vec![false; names.len()], vec![false; names.len()]];
    for name in (0..names.len()).filter(|name| occurs[0][*name]) {
        let same = occurs[1][name].then_some(name as u32);
        for other in links[name].iter().map(|(other, _)| *other).chain(same) {
            shared[0][name] = true;
            shared[1][other as usize] = true;
        }
    }
    for ((side, shared), many) in sides.into_iter().zip(shared).zip(many) {
        for terms in side.iter_mut().filter(|_| many) {
            terms.names.retain(|(name, _)| shared[*name as usize]);
        }
    }
}

fn has_too_many(side: &[SegmentTerms]) -> bool {
    let sum = |of: fn(&SegmentTerms) -> &Counts| -> f64 {
        let counts = side.iter().flat_map(of);
        counts.map(|(_, count)| f64::from(*count)).sum()
    };
    sum(|terms| &terms.names) > MOST_CAPITALS * sum(|terms| &terms.words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_many_words_have_capitals_only_shared_names_count() {
        let terms = |words: u32, names: &[u32]| SegmentTerms {
            words: (0..words).map(|word| (word, 1.0)).collect(),
            names: names.iter().map(|name| (*name, 1.0)).collect(),
            ..SegmentTerms::default()
        };
        let names = ["morel", "moscou", "moskau", "schnee", "wand", "haus"].map(String::from);
        let mut few = [terms(20, &[0, 1])];
        let mut many = [terms(20, &[0, 2, 3, 4, 5])];
        keep_shared([&mut few, &mut many], &names);
        assert_eq!(few[0].names, [(0, 1.0), (1, 1.0)]);
        assert_eq!(many[0].names, [(0, 1.0), (2, 1.0)]);
        many = [terms(20, &[0, 2, 3, 4, 5])];
        keep_shared([&mut many, &mut few], &names);
        assert_eq!(many[0].names, [(0, 1.0), (2, 1.0)]);
        many = [terms(40, &[0, 2, 3, 4, 5])];
        keep_shared([&mut few, &mut many], &names);
        assert_eq!(many[0].names.len(), 5, "not too many");
    }
}
