//! Numbers and names of both sides.

use strsim::generic_levenshtein;

use super::features::{BARE, LikenessFeature, Out, SURE, both};
use super::links::Partners;
use super::text::Text;

/// Likeness below which two names are two.
const CLASH: f32 = 0.7;

/// Digits to be compared one by one.
struct Digits<'d>(&'d [u8]);

impl<'d> IntoIterator for &Digits<'d> {
    type Item = &'d u8;
    type IntoIter = std::slice::Iter<'d, u8>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

pub(super) fn numbers(sides: [&Text; 2], out: &mut Out) {
    let mut matched = 0.0;
    let mut rest = [Vec::new(), Vec::new()];
    let (mut a, mut b) = (
        sides[0].figures.iter().peekable(),
        sides[1].figures.iter().peekable(),
    );
    loop {
        match (a.peek(), b.peek()) {
            (Some(x), Some(y)) if x == y => {
                matched += 1.0;
                a.next();
                b.next();
            }
            (Some(x), Some(y)) if x < y => rest[0].extend(a.next()),
            (Some(_), None) => rest[0].extend(a.next()),
            (_, Some(_)) => rest[1].extend(b.next()),
            (None, None) => break,
        }
    }
    let mut missed = 0.0;
    for side in 0..2 {
        let named = &sides[1 - side].named;
        for figure in &rest[side] {
            let hour = |other: &&String| {
                let number = |figure: &str| figure.parse::<u32>().unwrap_or(99);
                number(figure).abs_diff(number(other)) == 12
                    && number(figure).max(number(other)) <= 24
            };
            let spelt = named.binary_search(figure).is_ok()
                || named.binary_search(&format!("month {figure}")).is_ok()
                || rest[1 - side].iter().any(hour);
            if spelt {
                matched += 1.0;
            } else {
                // A lone digit is often the number of a list.
                missed += if figure.len() == 1 { 0.5 } else { 1.0 };
            }
        }
    }
    out.count(LikenessFeature::NumbersMatched, matched);
    out.count(LikenessFeature::NumbersMissed, missed);
    let all = 2.0 * matched + missed;
    out.set(
        LikenessFeature::NumbersShare,
        if all > 0.0 { missed / all } else { 0.0 },
    );
    let [a, b] = both(sides, |_, text| text.digits.len() as f64);
    let apart = generic_levenshtein(&Digits(&sides[0].digits), &Digits(&sides[1].digits)) as f64;
    out.set(LikenessFeature::DigitsDiffer, apart / a.max(b).max(1.0));
}

pub(super) fn names(sides: [&Text; 2], partners: &[Partners; 2], out: &mut Out) {
    let (mut matched, mut missed, mut rare) = (0.0, 0.0, 0.0);
    let (mut same, mut clash) = (0.0, 0.0);
    for side in 0..2 {
        let words = sides[side].words.iter().zip(&partners[side].best);
        // Where nouns have capitals, one is a name if its partner is.
        let [any, other_any] = [side, 1 - side].map(|side| sides[side].capital_nouns);
        for (at, (word, best)) in words.enumerate() {
            let partner = sides[1 - side].words.get(partners[side].which[at]);
            let named = !any || partner.is_some_and(|partner| partner.name);
            if word.name && word.letters >= 2 {
                if *best >= SURE && named {
                    matched += 1.0;
                } else if *best < BARE && !any {
                    missed += 1.0;
                }
            }
            if word.name && word.letters >= 3 {
                match partner {
                    Some(partner) if partner.folded == word.folded => {
                        same += f64::from(u8::from(named));
                    }
                    Some(partner) => {
                        let both = partner.name && !any && !other_any;
                        clash += f64::from(u8::from(both && *best < CLASH));
                    }
                    None => clash += f64::from(u8::from(!any)),
                }
            }
            if word.entry.is_none() && word.letters >= 3 && *best < BARE {
                rare += 1.0;
            }
        }
    }
    out.count(LikenessFeature::NamesMatched, matched);
    out.count(LikenessFeature::NamesMissed, missed);
    let all = matched + missed;
    out.set(
        LikenessFeature::NamesShare,
        if all > 0.0 { missed / all } else { 0.0 },
    );
    out.count(LikenessFeature::RareMissed, rare);
    out.count(LikenessFeature::NamesSame, same);
    out.count(LikenessFeature::NamesClash, clash);
}
