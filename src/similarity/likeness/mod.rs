//! How alike are two texts, taken by themselves, free of any position in a document?
//!
//! [`Likeness`] reads a pair of texts and gives its [`LikenessVector`]: how far the words of each
//! side find a partner on the other by their vectors or their spelling, how much of a side is left
//! bare, whether each side is in its language, whether numbers, names, marks and lengths agree. Every
//! feature is the same when the sides are swapped, and only the identifier of languages knows one by name.
//!
//! Time is linear in the characters plus the product of the numbers of different words; memory is
//! that of the words met, decoded. Of a text of over 32 kB the words of both ends are read. It fails for negation and word order, and for texts of one or two
//! words, of which there is little to see.

mod copies;
mod direction;
mod features;
mod figures;
mod language;
mod lexicon;
mod links;
mod marks;
mod matching;
mod places;
mod text;

use crate::bitext::Language;

use super::Tables;
use lexicon::Lexicon;
use links::partners;
use text::{Reading, Text};

pub use features::{LikenessFeature, LikenessVector};
pub use language::{identify, is_identified};
pub use places::{Place, WordInfo, WordMatch};

/// Reads pairs of texts of two languages.
#[derive(Debug)]
pub struct Likeness {
    source_language: Language,
    target_language: Language,
    lexicons: Option<(Lexicon, Lexicon)>,
}

impl Likeness {
    /// For two languages, with the word vectors of both, if both are among `tables`.
    pub fn new(tables: &Tables, source: &Language, target: &Language) -> Self {
        let lexicons = tables.shared_pair(source, target);
        Likeness {
            source_language: source.clone(),
            target_language: target.clone(),
            lexicons: lexicons.map(|(a, b)| (Lexicon::new(a), Lexicon::new(b))),
        }
    }

    /// Whether it has word vectors of both languages.
    pub fn has_vectors(&self) -> bool {
        self.lexicons.is_some()
    }

    /// The features of a pair.
    ///
    /// ```
    /// use alinea::bitext::Language;
    /// use alinea::similarity::{Likeness, LikenessFeature, Tables};
    /// let (french, english) = (Language::french(), Language::english());
    /// let likeness = Likeness::new(&Tables::default(), &french, &english);
    /// let cover = |english: &str| {
    ///     let features = likeness.features("Le chat dort sur le lit.", english);
    ///     features[LikenessFeature::CoverMean as usize]
    /// };
    /// assert!(cover("The cat sleeps on the bed.") > cover("Taxes rose in June."));
    /// ```
    pub fn features(&self, source: &str, target: &str) -> LikenessVector {
        self.compare(&self.source(source), &self.target(target))
    }

    /// Reads a text of the source language, to be [compared](Self::compare) with several.
    pub fn source(&self, text: &str) -> LikenessSide {
        let (own, other) = self.lexicons();
        self.side(text, &self.source_language, own, other)
    }

    /// Reads a text of the target language.
    pub fn target(&self, text: &str) -> LikenessSide {
        let (own, other) = self.lexicons();
        self.side(text, &self.target_language, other, own)
    }

    /// The features of two texts that were read.
    ///
    /// ```
    /// use alinea::bitext::Language;
    /// use alinea::similarity::{Likeness, Tables};
    /// let (french, english) = (Language::french(), Language::english());
    /// let likeness = Likeness::new(&Tables::default(), &french, &english);
    /// let source = likeness.source("Le chat dort sur le lit.");
    /// for english in ["The cat sleeps on the bed.", "Taxes rose in June."] {
    ///     let features = likeness.compare(&source, &likeness.target(english));
    ///     assert_eq!(features, likeness.features("Le chat dort sur le lit.", english));
    /// }
    /// ```
    pub fn compare(&self, source: &LikenessSide, target: &LikenessSide) -> LikenessVector {
        let (own, other) = self.lexicons();
        let lexicons = own.zip(other);
        let (partners, links) = partners(&source.0, &target.0, lexicons);
        features::features(
            [&source.0, &target.0],
            &partners,
            links,
            [&self.source_language, &self.target_language],
            lexicons,
        )
    }

    fn lexicons(&self) -> (Option<&Lexicon>, Option<&Lexicon>) {
        match &self.lexicons {
            Some((a, b)) => (Some(a), Some(b)),
            None => (None, None),
        }
    }

    fn side(
        &self,
        text: &str,
        language: &Language,
        own: Option<&Lexicon>,
        other: Option<&Lexicon>,
    ) -> LikenessSide {
        let reading = Reading {
            language,
            own,
            other,
        };
        LikenessSide(Text::read(text, &reading))
    }
}

/// One side of a pair, read once, whatever it is compared with.
#[derive(Debug)]
pub struct LikenessSide(Text);

#[cfg(test)]
mod tests {
    use super::*;

    fn value(feature: LikenessFeature, source: &str, target: &str) -> f64 {
        let (french, english) = (Language::french(), Language::english());
        Likeness::new(&Tables::default(), &french, &english).features(source, target)
            [feature as usize]
    }

    #[test]
    fn digits_are_compared_in_a_row() {
        let differ = |target| value(LikenessFeature::DigitsDiffer, "À 10 h 17, le 3.", target);
        assert_eq!(differ("At 1017, the 3rd."), 0.0);
        assert_eq!(differ("At 1018, the 3rd."), 0.2);
        assert_eq!(differ("At ten."), 1.0);
        assert_eq!(
            value(LikenessFeature::DigitsDiffer, "Rien.", "Nothing."),
            0.0
        );
    }

    #[test]
    fn a_third_language_is_seen_though_its_words_have_partners() {
        let max = |target| {
            let source = "Nous avons mangé du pain avec nos amis hier soir.";
            value(LikenessFeature::StretchesMax, source, target)
        };
        assert_eq!(max("We ate bread with our friends yesterday evening."), 0.0);
        assert_eq!(
            max("Wir haben gestern Abend mit unseren Freunden Brot gegessen."),
            1.0
        );
    }

    #[test]
    fn german_nouns_are_no_names() {
        let german: Language = "de".parse().expect("a language");
        let likeness = Likeness::new(&Tables::none(), &Language::french(), &german);
        let features = likeness.features(
            "Le ministre Morel a vu la neige devant un hôtel.",
            "Gestern sah Minister Morel den Schnee vor einem Hotel.",
        );
        let value = |feature: LikenessFeature| features[feature as usize];
        assert_eq!(value(LikenessFeature::NamesMissed), 0.0);
        assert_eq!(value(LikenessFeature::NamesClash), 0.0);
        assert_eq!(value(LikenessFeature::NamesSame), 2.0_f64.ln_1p());
        assert_eq!(value(LikenessFeature::NamesShareGap), 0.0);
        // The capital that opens a text and that of the name's side remain.
        assert!(value(LikenessFeature::CapitalsDiffer) < 0.06);
    }

    #[test]
    fn the_longest_row_of_copied_words_is_counted() {
        let run = |target| value(LikenessFeature::CopiedRun, "Voir Music on Hold ici", target);
        assert_eq!(run("See Music on Hold here"), 3.0_f64.ln_1p());
        assert_eq!(run("Hold on to the Music"), 1.0_f64.ln_1p());
        assert_eq!(run(""), 0.0);
    }
}
