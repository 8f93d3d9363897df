//! Reads texts for the checks, and asks them all.

use std::ops::Range;
use std::sync::Arc;

use crate::bitext::Language;
use crate::filter::Text;
use crate::score::{Quality, QualityScorer};
use crate::similarity::{LikenessSide, Place, WordInfo, WordMatch};

use super::stretches::{Stretch, stretches};
use super::{CHECKS, Finding};

/// Checks translations from one language into another.
///
/// ```
/// use std::sync::Arc;
/// use alinea::bitext::Language;
/// use alinea::evaluate::checks::Checker;
/// use alinea::score::{QualityModel, QualityScorer};
/// use alinea::similarity::Tables;
/// let (french, english) = (Language::french(), Language::english());
/// let scorer = QualityScorer::new(&QualityModel::default(), &Tables::default(), &french, &english);
/// let checker = Checker::new(Arc::new(scorer), &french, &english);
/// let source = checker.source("Le train de 8 h 15 part de Lyon.");
/// assert!(checker.check(&source, &checker.target("The 8.15 train leaves from Lyon.")).is_empty());
/// let findings = checker.check(&source, &checker.target("The 8.50 train leaves from Lyon."));
/// assert_eq!(findings[0].check, "numbers");
/// ```
#[derive(Debug, Clone)]
pub struct Checker {
    scorer: Arc<QualityScorer>,
    source: Language,
    target: Language,
}

/// A text, read once for whatever it is checked against.
#[derive(Debug)]
pub struct CheckedText {
    pub(super) text: Text,
    pub(super) side: LikenessSide,
    pub(super) places: Vec<Place>,
}

/// All that is said of a source and its translation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judgement {
    /// Probability that the output translates the source, and what speaks for it.
    pub quality: Quality,
    /// What the checks found, in the order of [`CHECKS`].
    pub findings: Vec<Finding>,
    /// Stretches of the source that the output leaves out.
    pub omissions: Vec<Stretch>,
    /// Stretches of the output that the source has not.
    pub additions: Vec<Stretch>,
}

impl Checker {
    /// A checker for the two languages of a scorer.
    pub fn new(scorer: Arc<QualityScorer>, source: &Language, target: &Language) -> Self {
        Checker {
            scorer,
            source: source.clone(),
            target: target.clone(),
        }
    }

    /// Reads a text of the source language.
    pub fn source(&self, text: &str) -> CheckedText {
        CheckedText::new(text, &self.source, self.scorer.likeness().source(text))
    }

    /// Reads a text of the target language.
    pub fn target(&self, text: &str) -> CheckedText {
        CheckedText::new(text, &self.target, self.scorer.likeness().target(text))
    }

    /// What the checks find, in the order of [`CHECKS`].
    pub fn check(&self, source: &CheckedText, target: &CheckedText) -> Vec<Finding> {
        self.judge(source, target).findings
    }

    /// The quality of a pair, as [`QualityScorer::quality`] has it.
    pub fn quality(&self, source: &CheckedText, target: &CheckedText) -> Quality {
        if source.is_blank() || target.is_blank() {
            return Quality::default();
        }
        let likeness = self.scorer.likeness();
        let features = likeness.compare(&source.side, &target.side);
        self.scorer.quality_of(&features)
    }

    /// All of it at once: the words are linked only once. What is missing is not looked for where
    /// the output is no translation at all.
    pub fn judge(&self, source: &CheckedText, target: &CheckedText) -> Judgement {
        let likeness = self.scorer.likeness();
        let (features, matches) = likeness.compare_words(&source.side, &target.side);
        let blank = source.is_blank() || target.is_blank();
        let mut judgement = Judgement::default();
        if !blank {
            judgement.quality = self.scorer.quality_of(&features);
        }
        let mut look = Look {
            source,
            target,
            matches: &matches,
            whole: None,
        };
        for check in CHECKS {
            let Some(figure) = (check.measure)(&look) else {
                continue;
            };
            if figure.value < check.limit {
                continue;
            }
            if matches!(check.name, "empty" | "language" | "copy") {
                look.whole = Some(check.name);
            }
            judgement.findings.push(Finding {
                check: check.name,
                figure: (figure.value * 1e6).round() / 1e6,
                detail: figure.detail,
            });
        }
        if look.whole.is_none() && !blank && likeness.has_vectors() {
            [judgement.omissions, judgement.additions] = stretches(&look);
        }
        judgement
    }
}

impl CheckedText {
    fn new(text: &str, language: &Language, side: LikenessSide) -> Self {
        CheckedText {
            text: Text::new(text.to_owned(), language),
            places: side.places(text),
            side,
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text.text
    }

    /// Whether there is nothing but white space.
    pub fn is_blank(&self) -> bool {
        self.text.visible == 0
    }

    pub(super) fn at(&self, range: &Range<usize>) -> &str {
        &self.text.text[range.clone()]
    }

    /// What stands before a place.
    pub(super) fn before(&self, place: &Place) -> &str {
        &self.text.text[..place.range.start]
    }

    /// What stands after a place.
    pub(super) fn after(&self, place: &Place) -> &str {
        &self.text.text[place.range.end..]
    }

    /// The words that are compared, with what is known of them and their number.
    pub(super) fn known(&self) -> impl Iterator<Item = (&Place, WordInfo<'_>, usize)> {
        self.places.iter().filter_map(|place| {
            let number = place.word?;
            Some((place, self.side.word(number), number))
        })
    }

    /// Whether a sentence, a quotation or the text opens before a place, so that a capital there says
    /// nothing.
    pub(super) fn opens(&self, place: &Place) -> bool {
        let before = self.before(place).trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, '(' | '[' | '-' | '–' | '—' | '•' | '*')
        });
        let Some(last) = before.chars().next_back() else {
            return true;
        };
        let abbreviated = last == '.' && {
            let word = before.trim_end_matches('.');
            let word = word.rsplit(|c: char| !c.is_alphanumeric()).next();
            word.is_some_and(|word| (1..=2).contains(&word.chars().count()))
        };
        !abbreviated
            && matches!(
                last,
                '.' | '!'
                    | '?'
                    | '…'
                    | ':'
                    | '"'
                    | '“'
                    | '”'
                    | '„'
                    | '«'
                    | '»'
                    | '‹'
                    | '‘'
                    | '\''
                    | '|'
            )
            && !(last == '\'' && before.trim_end_matches('\'').ends_with(char::is_alphabetic))
    }
}

/// Source and output as a check sees them.
pub(super) struct Look<'a> {
    pub(super) source: &'a CheckedText,
    pub(super) target: &'a CheckedText,
    /// How each different word of both sides is matched.
    pub(super) matches: &'a [Vec<WordMatch>; 2],
    /// The check that found the output to be no translation at all.
    pub(super) whole: Option<&'static str>,
}

impl<'a> Look<'a> {
    pub(super) fn sides(&self) -> [&'a CheckedText; 2] {
        [self.source, self.target]
    }

    /// Whether a side says nothing, or the output is no translation: then single words are no news.
    pub(super) fn is_idle(&self) -> bool {
        self.whole.is_some() || self.sides().iter().any(|side| side.places.is_empty())
    }
}
