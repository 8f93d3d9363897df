//! Which words of each side found a partner, and where they stand in the text.
//!
//! The features of a pair are sums; whoever wants to show what is missing needs the words
//! themselves. [`LikenessSide::places`] finds the words of the original text, which is not the text
//! that is compared, and [`WordMatch`] says how well each different word is matched. Time is linear
//! in the words. A word that the normalized text spells otherwise (cut by a soft hyphen) has no
//! number and counts as not compared.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::normalize::{fold, typography};
use crate::segment::words::words;

use super::links::{Link, Partners};
use super::matching::Matching;
use super::text::Text;
use super::{Likeness, LikenessSide, LikenessVector, features, partners};

/// A word where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Where, in bytes of the original text.
    pub range: Range<usize>,
    /// The number of the word among the different words of its side; `None` for what has figures in
    /// it, and for what is not compared.
    pub word: Option<usize>,
}

/// What is known of a different word of a side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordInfo<'s> {
    /// Without case and accents.
    pub folded: &'s str,
    /// How rare it is: near 0.4 for the commonest words, some 7 for rare ones.
    pub weight: f32,
    /// Whether the side's table has the word itself.
    pub known: bool,
    /// Whether the table has not the word, but its beginning or its parts.
    pub derived: bool,
    /// How much it speaks for the side's language against the other, as a logarithm from -2 to 2; 0
    /// without tables.
    pub language: f32,
}

/// How well a different word of a side is matched by the other side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordMatch {
    /// The likeness of its best partner, 0 to 1, whatever else has that partner.
    pub best: f32,
    /// The number of that partner on the other side; `None` where nothing is alike.
    pub partner: Option<usize>,
    /// How far it is left over where words are matched one to one, 0 to 1.
    pub left: f64,
}

impl LikenessSide {
    /// The words of the text that this side was read from, in reading order.
    ///
    /// ```
    /// use alinea::bitext::Language;
    /// use alinea::similarity::{Likeness, Tables};
    /// let (french, english) = (Language::french(), Language::english());
    /// let likeness = Likeness::new(&Tables::default(), &french, &english);
    /// let text = "L’œuvre de 1 250 pages";
    /// let side = likeness.source(text);
    /// let places = side.places(text);
    /// assert_eq!(&text[places[1].range.clone()], "œuvre");
    /// assert_eq!(side.word(places[1].word.unwrap()).folded, "oeuvre");
    /// assert_eq!(places[3].word, None);
    /// ```
    pub fn places(&self, text: &str) -> Vec<Place> {
        let numbers: FxHashMap<&str, usize> = (self.0.words.iter().enumerate())
            .map(|(at, word)| (word.folded.as_str(), at))
            .collect();
        let place = |word: &str| {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            let folded = fold(&typography(word));
            Place {
                range: start..start + word.len(),
                word: numbers.get(folded.as_str()).copied(),
            }
        };
        words(text).map(place).collect()
    }

    /// What is known of a different word.
    ///
    /// # Panics
    /// A number that none of [`places`](Self::places) has.
    pub fn word(&self, number: usize) -> WordInfo<'_> {
        let word = &self.0.words[number];
        WordInfo {
            folded: &word.folded,
            weight: word.weight,
            known: word.known,
            derived: word.entry.is_some() && !word.known,
            language: word.language,
        }
    }
}

impl Likeness {
    /// The features of two texts that were read, and how each different word of both is matched.
    pub fn compare_words(
        &self,
        source: &LikenessSide,
        target: &LikenessSide,
    ) -> (LikenessVector, [Vec<WordMatch>; 2]) {
        let (own, other) = self.lexicons();
        let lexicons = own.zip(other);
        let sides = [&source.0, &target.0];
        let (partners, links) = partners(sides[0], sides[1], lexicons);
        let matches = matches(sides, &partners, links.clone());
        let languages = [&self.source_language, &self.target_language];
        let features = features::features(sides, &partners, links, languages, lexicons);
        (features, matches)
    }
}

fn matches(sides: [&Text; 2], partners: &[Partners; 2], links: Vec<Link>) -> [Vec<WordMatch>; 2] {
    let matching = Matching::new(sides, links);
    [0, 1].map(|side| {
        let word = |at: usize| {
            let which = partners[side].which[at];
            WordMatch {
                best: partners[side].best[at],
                partner: (which != usize::MAX).then_some(which),
                left: matching.left(side, at),
            }
        };
        (0..sides[side].words.len()).map(word).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Language;
    use crate::similarity::Tables;

    #[test]
    fn what_the_other_side_leaves_out_is_left_over() {
        let (french, english) = (Language::french(), Language::english());
        let likeness = Likeness::new(&Tables::default(), &french, &english);
        let text = "Le maire a ouvert l’école et planté un cerisier.";
        let source = likeness.source(text);
        let target = likeness.target("The mayor opened the school.");
        let (features, [there, _]) = likeness.compare_words(&source, &target);
        assert_eq!(features, likeness.compare(&source, &target));
        let left = |word: &str| {
            let mut places = source.places(text).into_iter();
            let place = places.find(|place| &text[place.range.clone()] == word);
            there[place.expect("it stands there").word.expect("a word")].left
        };
        assert!(left("maire") < 0.2 && left("école") < 0.2);
        assert!(left("cerisier") > 0.8 && left("planté") > 0.5);
    }

    #[test]
    fn words_without_tables_are_matched_by_spelling() {
        let (french, english) = (Language::french(), Language::english());
        let likeness = Likeness::new(&Tables::none(), &french, &english);
        let (_, [there, back]) = likeness.compare_words(
            &likeness.source("Paris brille"),
            &likeness.target("In Paris"),
        );
        assert_eq!((there[0].best, there[0].partner), (1.0, Some(1)));
        assert_eq!((back[0].best, back[0].partner), (0.0, None));
    }
}
