//! Words of two languages that are spelt alike: names, loans, words of one origin.
//!
//! Every word is linked to itself. Words that begin alike are compared by normalized
//! Damerau-Levenshtein similarity (1 less the edits over the longer length, from 0 to 1), and pairs
//! above a threshold are linked by its square. Only words that share their first two letters are
//! compared, so time is the sum over such groups of source times target words, small in practice.
//! False friends (`actuellement`, `actually`) are linked too.

use std::collections::BTreeMap;

use strsim::normalized_damerau_levenshtein;

use super::overlap::Links;

/// Letters a word must have to be linked to another than itself.
const LETTERS: usize = 4;

/// Links between the words of the two sides.
///
/// `in_source` and `in_target` say on which side each of `terms` occurs; pairs with a similarity
/// of at least `threshold` (0 to 1) are linked.
pub(super) fn cognates(
    terms: &[String],
    in_source: &[bool],
    in_target: &[bool],
    threshold: f64,
) -> Links {
    let mut groups: BTreeMap<&str, (Vec<u32>, Vec<u32>)> = BTreeMap::new();
    for (at, term) in terms.iter().enumerate() {
        if let Some(beginning) = beginning(term) {
            let group = groups.entry(beginning).or_default();
            if in_source[at] {
                group.0.push(at as u32);
            }
            if in_target[at] {
                group.1.push(at as u32);
            }
        }
    }
    let mut links: Links = (0..terms.len()).map(|at| vec![(at as u32, 1.0)]).collect();
    for (source, target) in groups.values() {
        for s in source {
            for t in target {
                let (a, b) = (&terms[*s as usize], &terms[*t as usize]);
                if s != t && close_in_length(a, b, threshold) {
                    let likeness = normalized_damerau_levenshtein(a, b);
                    if likeness >= threshold {
                        links[*s as usize].push((*t, (likeness * likeness) as f32));
                    }
                }
            }
        }
    }
    links
}

/// The first two letters of a word that is long enough.
fn beginning(word: &str) -> Option<&str> {
    if word.chars().count() < LETTERS {
        return None;
    }
    let end = word.char_indices().nth(2).map(|(at, _)| at)?;
    Some(&word[..end])
}

/// Whether the lengths alone allow the threshold.
fn close_in_length(a: &str, b: &str, threshold: f64) -> bool {
    let (a, b) = (a.chars().count() as f64, b.chars().count() as f64);
    a.min(b) / a.max(b) >= threshold
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(source: &str, target: &str) -> bool {
        let terms = [source.to_string(), target.to_string()];
        let links = cognates(&terms, &[true, false], &[false, true], 0.65);
        links[0].iter().any(|(other, _)| *other == 1)
    }

    #[test]
    fn words_of_one_origin_are_linked_and_others_not() {
        assert!(linked("gouvernement", "government"));
        assert!(linked("moscou", "moscow"));
        assert!(!linked("maison", "house"));
        assert!(!linked("non", "not"));
    }
}
