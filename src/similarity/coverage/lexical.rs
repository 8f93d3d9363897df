//! Coverage without word vectors: a word's partners are those of a [`Lexicon`], the same word, and words
//! spelt nearly alike.
//!
//! A word's weight falls with the share of beads that have it. Partners are few, so the words of two
//! segments are not compared one by one: time is linear in the words of the band plus the partners found.

use rustc_hash::FxHashMap;

use crate::bitext::Document;
use crate::normalize::{fold, without_markup};
use crate::segment::words::words as words_of;
use crate::similarity::cognates::cognates;
use crate::similarity::lexicon::{Lexicon, Units};
use crate::similarity::rows;
use crate::similarity::vectors::form;

use super::Words;
use super::matches::{Matches, ONE};

/// Words of less than this share of the mean weight of forms are left out: every text has them.
const LEAST_WEIGHT: f32 = 0.2;

/// Likeness of spelling from which words are partners.
const SPELLING: f64 = 0.65;

/// The words of both sides, and their matches in these rows.
pub(super) fn read(
    documents: (&Document, &Document),
    lexicon: &Lexicon,
    rows: &[(usize, usize)],
) -> (Words, Words, Matches) {
    let (source, source_forms) = side(documents.0, &lexicon.source);
    let (target, target_forms) = side(documents.1, &lexicon.target);
    let partners = partners(lexicon, &source_forms, &target_forms);
    let matches = matches(&source, &target, rows, &partners);
    (source, target, matches)
}

/// The words of a side, and its forms by number.
fn side(document: &Document, units: &Units) -> (Words, Vec<String>) {
    let mut words = Words::default();
    let mut forms = Vec::new();
    let mut weights = Vec::new();
    let mut buffer = String::new();
    let mut all = Vec::with_capacity(document.len());
    for segment in &document.segments {
        let mut numbers = Vec::new();
        for word in words_of(&without_markup(&segment.text)) {
            form(word, &mut buffer);
            let known = words.names.get(&buffer).copied();
            numbers.push(known.unwrap_or_else(|| {
                let number = forms.len() as u32;
                words.names.insert(buffer.clone(), number);
                weights.push(units.weight(units.of(&buffer)));
                forms.push(buffer.clone());
                number
            }));
        }
        all.push(numbers);
    }
    let mean = weights.iter().sum::<f32>() / weights.len().max(1) as f32;
    words.starts.push(0);
    for numbers in all {
        words.segment(&numbers, &weights, LEAST_WEIGHT * mean);
    }
    (words, forms)
}

/// For each source form its target partners and their likeness.
fn partners(lexicon: &Lexicon, source: &[String], target: &[String]) -> Vec<Vec<(u32, u8)>> {
    let mut by_unit: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (number, form) in target.iter().enumerate() {
        if let Some(unit) = lexicon.target.of(form) {
            by_unit.entry(unit).or_default().push(number as u32);
        }
    }
    let mut partners: Vec<Vec<(u32, u8)>> = spelling(source, target);
    for (form, own) in source.iter().zip(&mut partners) {
        let Some(unit) = lexicon.source.of(form) else {
            continue;
        };
        for (unit, like) in lexicon.partners(unit) {
            for number in by_unit.get(unit).into_iter().flatten() {
                own.push((*number, *like));
            }
        }
    }
    partners
}

/// Forms spelt alike or nearly so.
fn spelling(source: &[String], target: &[String]) -> Vec<Vec<(u32, u8)>> {
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    let mut forms: Vec<[Vec<u32>; 2]> = Vec::new();
    let mut terms: Vec<String> = Vec::new();
    for (side, words) in [source, target].into_iter().enumerate() {
        for (number, word) in words.iter().enumerate() {
            let folded = fold(word);
            let term = *numbers.entry(folded).or_insert_with_key(|folded| {
                terms.push(folded.clone());
                forms.push(Default::default());
                terms.len() - 1
            });
            forms[term][side].push(number as u32);
        }
    }
    let occurs = |side: usize| -> Vec<bool> { forms.iter().map(|f| !f[side].is_empty()).collect() };
    let links = cognates(&terms, &occurs(0), &occurs(1), SPELLING);
    let mut partners = vec![Vec::new(); source.len()];
    for (term, links) in links.iter().enumerate() {
        // A single letter is no sign.
        if terms[term].chars().nth(1).is_none() && !terms[term].starts_with(char::is_numeric) {
            continue;
        }
        // The same word is nearest.
        for (other, like) in std::iter::once(&(term as u32, 1.0)).chain(links) {
            // Links hold the square of the likeness.
            let like = (like.sqrt() * ONE).round() as u8;
            for form in &forms[term][0] {
                let linked = forms[*other as usize][1]
                    .iter()
                    .map(|number| (*number, like));
                partners[*form as usize].extend(linked);
            }
        }
    }
    partners
}

fn matches(
    source: &Words,
    target: &Words,
    rows: &[(usize, usize)],
    partners: &[Vec<(u32, u8)>],
) -> Matches {
    let row = |s: usize| {
        let (low, start) = rows[s];
        let high = low + rows[s + 1].1 - start;
        let own = source.of(s);
        let mut wanted: FxHashMap<u32, Vec<(usize, u8)>> = FxHashMap::default();
        for (at, form) in source.forms[own.clone()].iter().enumerate() {
            for (other, like) in &partners[*form as usize] {
                wanted.entry(*other).or_default().push((at, *like));
            }
        }
        let mut sources = vec![0_u8; own.len() * (high - low)];
        let mut targets = vec![0_u8; target.starts[high] - target.starts[low]];
        for t in low..high {
            let cell = &mut sources[(t - low) * own.len()..][..own.len()];
            for j in target.of(t) {
                for (at, like) in wanted.get(&target.forms[j]).into_iter().flatten() {
                    cell[*at] = cell[*at].max(*like);
                    let best = &mut targets[j - target.starts[low]];
                    *best = (*best).max(*like);
                }
            }
        }
        (sources, targets)
    };
    rows::rows(rows.len() - 1, row)
}
