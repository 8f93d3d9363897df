//! What the rules look at: the texts of a unit's two sides, read once.

use std::cell::OnceCell;

use crate::bitext::{Language, TranslationUnit};
use crate::score::QualityScorer;
use crate::segment::words::words;

/// One side's text with what several rules ask of it.
#[derive(Debug)]
pub struct Text {
    /// The segments, joined.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// Characters, white space included.
    pub characters: usize,
    /// Characters that are no white space.
    pub visible: usize,
    /// Letters.
    pub letters: usize,
    /// The words as byte ranges of `text`; see [`words`].
    words: Vec<(usize, usize)>,
}

impl Text {
    /// Reads a text.
    pub fn new(text: String, language: &Language) -> Self {
        let (mut characters, mut visible, mut letters) = (0, 0, 0);
        for c in text.chars() {
            characters += 1;
            visible += usize::from(!c.is_whitespace());
            letters += usize::from(c.is_alphabetic());
        }
        let place = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
        let found = words(&text)
            .map(|word| (place(word), place(word) + word.len()))
            .collect();
        Text {
            words: found,
            language: language.clone(),
            characters,
            visible,
            letters,
            text,
        }
    }

    /// The words in reading order, as they are written.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.words.iter().map(|&(from, to)| &self.text[from..to])
    }

    /// A number of characters as a share of those that are no white space; 0 of an empty text.
    pub fn share(&self, characters: usize) -> f64 {
        characters as f64 / self.visible.max(1) as f64
    }
}

/// A unit as the rules see it.
pub struct Pair<'u> {
    /// The unit, repaired.
    pub unit: &'u TranslationUnit,
    /// The source text.
    pub source: Text,
    /// The target text.
    pub target: Text,
    scorer: Option<&'u QualityScorer>,
    quality: OnceCell<f64>,
}

impl<'u> Pair<'u> {
    /// Reads a unit; its quality is scored when a rule first asks.
    pub fn new(unit: &'u TranslationUnit, scorer: Option<&'u QualityScorer>) -> Self {
        let article = &unit.article;
        Pair {
            source: Text::new(unit.source_text(), &article.source_language),
            target: Text::new(unit.target_text(), &article.target_language),
            unit,
            scorer,
            quality: OnceCell::new(),
        }
    }

    /// Probability that the sides are translations of one another, 0 to 1; `None` without a scorer.
    pub fn quality(&self) -> Option<f64> {
        let scorer = self.scorer?;
        let score = || scorer.quality(&self.source.text, &self.target.text).quality;
        Some(*self.quality.get_or_init(score))
    }

    /// As [`quality`](Self::quality), if it has been asked for.
    pub(super) fn quality_if_known(&self) -> Option<f64> {
        self.quality.get().copied()
    }

    /// Both sides, the source first.
    pub fn sides(&self) -> [&Text; 2] {
        [&self.source, &self.target]
    }

    /// The greater of what a function says of each side.
    pub fn greater(&self, of: impl Fn(&Text) -> f64) -> f64 {
        of(&self.source).max(of(&self.target))
    }

    /// The lesser of what a function says of each side.
    pub fn lesser(&self, of: impl Fn(&Text) -> f64) -> f64 {
        of(&self.source).min(of(&self.target))
    }
}
