//! Whether each side is in its language: by the frequency of its words in both tables, and by an
//! identifier of languages ([`whichlang`], a linear model of characters and their n-grams).
//!
//! The words tell the two languages of the pair from one another; the identifier sees third
//! languages. It knows 16 languages and fails on stretches of names.

use whichlang::{Lang, detect_language};

use crate::bitext::Language;

use super::features::{LikenessFeature, Out, both, longest, max, mean, min};
use super::text::{Text, Word};

/// Words of a stretch that is identified by itself.
const STRETCH: usize = 6;

/// Words from the beginning of a stretch to that of the next.
const STEP: usize = 3;

/// What a word that surely is of the other language says for its own, as a logarithm, at most.
const STRONG: f32 = -1.0;

pub(super) fn language(sides: [&Text; 2], out: &mut Out) {
    let counted = |text: &Text, value: &dyn Fn(&Word) -> f64| {
        let all: f64 = text.words.iter().map(|w| f64::from(w.count)).sum();
        let sum: f64 = text
            .words
            .iter()
            .map(|w| f64::from(w.count) * value(w))
            .sum();
        if all > 0.0 { sum / all } else { 0.0 }
    };
    let own = both(sides, |_, text| counted(text, &|w| f64::from(w.language)));
    out.set(LikenessFeature::OwnMean, mean(own));
    out.set(LikenessFeature::OwnMin, min(own));
    let is_foreign = |word: &Word| word.language < -0.1;
    let foreign = both(sides, |_, text| {
        counted(text, &|w| f64::from(u8::from(is_foreign(w))))
    });
    out.set(LikenessFeature::ForeignMax, max(foreign));
    let run = both(sides, |_, text| {
        longest(text, |at| is_foreign(&text.words[at]).then_some(1.0))
    });
    out.extreme(LikenessFeature::ForeignRun, max(run).ln_1p());
    // A name in capitals may stand on both sides; a plain word of the other language may not.
    let kept = both(sides, |side, text| {
        let others = &sides[1 - side].words;
        let same =
            |word: &&Word| !word.name && others.iter().any(|other| other.folded == word.folded);
        let words = text
            .words
            .iter()
            .filter(|w| w.letters >= 2 && w.language < 0.0);
        words.filter(same).map(|w| f64::from(-w.language)).sum()
    });
    out.count(LikenessFeature::Untranslated, kept[0] + kept[1]);
    let known = both(sides, |_, text| {
        counted(text, &|w| f64::from(u8::from(w.known)))
    });
    out.set(LikenessFeature::KnownMin, min(known));
    let strong = both(sides, |_, text| {
        let words = text.words.iter().filter(|w| w.letters >= 2);
        words
            .filter(|w| w.language < STRONG)
            .map(|w| f64::from(w.count))
            .sum()
    });
    out.count(LikenessFeature::ForeignStrong, strong[0] + strong[1]);
}

/// What an identifier of languages says of a side, whole and in stretches of a few words.
#[derive(Debug)]
pub(super) struct Identified {
    own: Lang,
    whole: Lang,
    stretches: Vec<Lang>,
}

impl Identified {
    /// Of a normalized text; nothing of a language that the identifier does not know.
    pub(super) fn of(text: &str, language: &Language) -> Option<Self> {
        let own = of(language)?;
        let whole = detect_language(text);
        let of_stretch = |stretch: &str| match stretch.len() == text.len() {
            true => whole,
            false => detect_language(stretch),
        };
        Some(Identified {
            own,
            whole,
            stretches: stretches_of(text).map(of_stretch).collect(),
        })
    }
}

/// What an identifier of languages says of each side; nothing of a language that it does not know.
pub(super) fn identified(sides: [&Text; 2], languages: [&Language; 2], out: &mut Out) {
    let known = languages.map(of);
    let mut whole = [0.0; 2];
    let mut not_own = [0.0; 2];
    let mut of_other = [0.0; 2];
    for side in 0..2 {
        let Some(found) = &sides[side].identified else {
            continue;
        };
        whole[side] = f64::from(u8::from(found.whole != found.own));
        let stretches = f64::max(found.stretches.len() as f64, 1.0);
        let share = |counts: &dyn Fn(&Lang) -> bool| {
            found.stretches.iter().filter(|l| counts(l)).count() as f64 / stretches
        };
        not_own[side] = share(&|lang| *lang != found.own);
        of_other[side] = if known[0] == known[1] {
            0.0
        } else {
            share(&|lang| known[1 - side] == Some(*lang))
        };
    }
    out.set(LikenessFeature::IdentifiedOtherwise, mean(whole));
    out.set(LikenessFeature::StretchesMean, mean(not_own));
    out.set(LikenessFeature::StretchesMax, max(not_own));
    out.set(LikenessFeature::StretchesOther, max(of_other));
}

/// Stretches of [`STRETCH`] words, each beginning [`STEP`] words after the one before; one of all
/// words where there are fewer.
fn stretches_of(text: &str) -> impl Iterator<Item = &str> {
    let begin = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let bounds: Vec<(usize, usize)> = text
        .split_whitespace()
        .map(|word| (begin(word), begin(word) + word.len()))
        .collect();
    let last = bounds.len().saturating_sub(STRETCH);
    let starts = (0..=last).step_by(STEP).filter(|_| !bounds.is_empty());
    let spans: Vec<(usize, usize)> = starts
        .map(|at| (bounds[at].0, bounds[(at + STRETCH).min(bounds.len()) - 1].1))
        .collect();
    spans.into_iter().map(move |(from, to)| &text[from..to])
}

/// Whether the identifier knows a language.
pub fn is_identified(language: &Language) -> bool {
    of(language).is_some()
}

/// The primary subtag of the language that a text is most likely in, of the 16 that
/// [`is_identified`] knows; of a text without letters, any.
///
/// ```
/// use alinea::similarity::identify;
/// assert_eq!(identify("Il pleut depuis hier soir."), "fr");
/// ```
pub fn identify(text: &str) -> &'static str {
    match detect_language(text) {
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
    }
}

/// A language as the identifier names it.
fn of(language: &Language) -> Option<Lang> {
    Some(match language.primary() {
        "ar" => Lang::Ara,
        "de" => Lang::Deu,
        "en" => Lang::Eng,
        "es" => Lang::Spa,
        "fr" => Lang::Fra,
        "hi" => Lang::Hin,
        "it" => Lang::Ita,
        "ja" => Lang::Jpn,
        "ko" => Lang::Kor,
        "nl" => Lang::Nld,
        "pt" => Lang::Por,
        "ru" => Lang::Rus,
        "sv" => Lang::Swe,
        "tr" => Lang::Tur,
        "vi" => Lang::Vie,
        "zh" => Lang::Cmn,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_overlap_by_half_and_a_short_text_is_one() {
        let all = |text: &'static str| stretches_of(text).collect::<Vec<_>>();
        assert_eq!(all("a b c d e f g h i"), ["a b c d e f", "d e f g h i"]);
        assert_eq!(all("a  b"), ["a  b"]);
        assert!(all(" ").is_empty());
    }

    #[test]
    fn a_language_that_is_not_known_is_none() {
        assert_eq!(of(&Language::french()), Some(Lang::Fra));
        assert_eq!(of(&"eu".parse().expect("a code")), None);
    }
}
