//! Words of two languages that are spelt alike: names, loans, words of one origin.
//!
//! Words that begin alike are compared by normalized
//! Damerau-Levenshtein similarity (1 less the edits over the longer length, from 0 to 1), and pairs
//! above a threshold are linked by its square. Only words that share their first two letters are
//! compared, so time is the sum over such groups of source times target words, small in practice;
//! letters in common bound the likeness from above, and most pairs are settled by that.
//! False friends (`actuellement`, `actually`) are linked too.

use std::collections::BTreeMap;

use strsim::damerau_levenshtein;

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
    let mut groups: BTreeMap<&str, (Vec<Spelling<'_>>, Vec<Spelling<'_>>)> = BTreeMap::new();
    for (at, term) in terms.iter().enumerate() {
        if let Some(beginning) = beginning(term) {
            let group = groups.entry(beginning).or_default();
            if in_source[at] {
                group.0.push(Spelling::new(at, term));
            }
            if in_target[at] {
                group.1.push(Spelling::new(at, term));
            }
        }
    }
    let mut links: Links = vec![Vec::new(); terms.len()];
    for (source, target) in groups.values() {
        for s in source {
            for t in target {
                if s.term == t.term || s.most(t) < threshold {
                    continue;
                }
                let likeness = s.likeness(t);
                if likeness >= threshold {
                    links[s.term].push((t.term as u32, (likeness * likeness) as f32));
                }
            }
        }
    }
    links
}

/// A word taken apart.
struct Spelling<'w> {
    term: usize,
    word: &'w str,
    letters: usize,
    /// How often each letter occurs, letters of the same number modulo 32 together.
    counts: [u8; 32],
}

impl<'w> Spelling<'w> {
    fn new(term: usize, word: &'w str) -> Self {
        let mut counts = [0_u8; 32];
        for letter in word.chars() {
            let count = &mut counts[letter as usize % 32];
            *count = count.saturating_add(1);
        }
        Spelling {
            term,
            word,
            letters: word.chars().count(),
            counts,
        }
    }

    fn longer(&self, other: &Spelling<'_>) -> f64 {
        self.letters.max(other.letters) as f64
    }

    /// A bound on the likeness: each letter of the longer word without a partner costs an edit.
    fn most(&self, other: &Spelling<'_>) -> f64 {
        let shorter = self.letters.min(other.letters) as f64;
        let pairs = self.counts.iter().zip(&other.counts);
        let common: u16 = pairs.map(|(a, b)| u16::from(*a.min(b))).sum();
        shorter.min(f64::from(common)) / self.longer(other)
    }

    fn likeness(&self, other: &Spelling<'_>) -> f64 {
        let (a, b) = apart(self.word, other.word);
        let edits = damerau_levenshtein(a, b);
        1.0 - edits as f64 / self.longer(other)
    }
}

/// The words without what they share at their beginning and end, which costs no edit.
fn apart<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    let pairs = a.char_indices().zip(b.chars());
    let start = pairs
        .skip_while(|((_, x), y)| x == y)
        .map(|((at, _), _)| at)
        .next();
    let start = start.unwrap_or(a.len().min(b.len()));
    let (a, b) = (&a[start..], &b[start..]);
    let pairs = a.chars().rev().zip(b.chars().rev());
    let end: usize = pairs
        .take_while(|(x, y)| x == y)
        .map(|(x, _)| x.len_utf8())
        .sum();
    (&a[..a.len() - end], &b[..b.len() - end])
}

/// The first two letters of a word that is long enough.
fn beginning(word: &str) -> Option<&str> {
    if word.chars().count() < LETTERS {
        return None;
    }
    let end = word.char_indices().nth(2).map(|(at, _)| at)?;
    Some(&word[..end])
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
    fn what_two_words_share_at_the_ends_is_left_out() {
        assert_eq!(apart("étable", "étage"), ("bl", "g"));
        assert_eq!(apart("aa", "aaa"), ("", "a"));
        assert_eq!(apart("", "b"), ("", "b"));
    }

    #[test]
    fn words_of_one_origin_are_linked_and_others_not() {
        assert!(linked("gouvernement", "government"));
        assert!(linked("moscou", "moscow"));
        assert!(!linked("maison", "house"));
        assert!(!linked("non", "not"));
    }
}
