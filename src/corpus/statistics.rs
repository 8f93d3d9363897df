//! What is in a corpus: how much, how long, how sure, how varied.
//!
//! Everything but the different words takes constant memory; those take eight bytes each.

use std::collections::BTreeMap;

use rustc_hash::{FxHashSet, FxHasher};
use serde::Serialize;

use crate::bitext::{Side, TranslationUnit};
use crate::normalize::fold;
use crate::segment::words::words;

use std::hash::{Hash, Hasher};

/// Upper ends of the histogram of lengths, in words; the last class is open.
const LENGTHS: [usize; 9] = [5, 10, 15, 20, 30, 40, 60, 100, 200];

/// Classes of the histogram of probabilities.
const TENTHS: usize = 10;

/// Counts of values in classes.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Spread {
    /// How many values there are.
    pub count: usize,
    /// Their mean; 0 of none.
    pub mean: f64,
    /// The least; 0 of none.
    pub least: f64,
    /// The greatest; 0 of none.
    pub greatest: f64,
    /// Class (`0-5`, `0.9-1`) and count, in order, the empty ones too.
    pub histogram: Vec<(String, usize)>,
    #[serde(skip)]
    sum: f64,
}

impl Spread {
    fn with(classes: Vec<String>) -> Self {
        Spread {
            histogram: classes.into_iter().map(|class| (class, 0)).collect(),
            ..Spread::default()
        }
    }

    fn lengths() -> Self {
        let starts = [0].into_iter().chain(LENGTHS.map(|end| end + 1));
        let classes = starts.zip(LENGTHS).map(|(from, to)| format!("{from}-{to}"));
        let last = format!("over {}", LENGTHS[LENGTHS.len() - 1]);
        Spread::with(classes.chain([last]).collect())
    }

    fn probabilities() -> Self {
        let class = |tenth: usize| {
            format!(
                "{:.1}-{:.1}",
                tenth as f64 / 10.0,
                (tenth + 1) as f64 / 10.0
            )
        };
        Spread::with((0..TENTHS).map(class).collect())
    }

    fn add(&mut self, value: f64, class: usize) {
        if self.count == 0 {
            (self.least, self.greatest) = (value, value);
        }
        self.count += 1;
        self.sum += value;
        self.mean = self.sum / self.count as f64;
        self.least = self.least.min(value);
        self.greatest = self.greatest.max(value);
        if let Some(class) = self.histogram.get_mut(class) {
            class.1 += 1;
        }
    }

    fn add_length(&mut self, length: usize) {
        let class = LENGTHS.iter().take_while(|end| length > **end).count();
        self.add(length as f64, class);
    }

    fn add_probability(&mut self, value: f64) {
        self.add(value, ((value * TENTHS as f64) as usize).min(TENTHS - 1));
    }
}

/// One side of a corpus.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SideStatistics {
    /// Languages, each with the number of units.
    pub languages: BTreeMap<String, usize>,
    /// Segments.
    pub segments: usize,
    /// Words.
    pub words: usize,
    /// Characters.
    pub characters: usize,
    /// Different words, in small letters without accents.
    pub types: usize,
    /// Different words over words; 0 of none. It falls with the size of the corpus.
    pub type_token_ratio: f64,
    /// Words of a unit, null beads left out.
    pub lengths: Spread,
    #[serde(skip)]
    seen: FxHashSet<u64>,
}

impl Default for SideStatistics {
    fn default() -> Self {
        SideStatistics {
            languages: BTreeMap::new(),
            segments: 0,
            words: 0,
            characters: 0,
            types: 0,
            type_token_ratio: 0.0,
            lengths: Spread::lengths(),
            seen: FxHashSet::default(),
        }
    }
}

impl SideStatistics {
    fn add(&mut self, side: &Side, text: &str, language: &str, is_null: bool) {
        *self.languages.entry(language.to_owned()).or_default() += 1;
        self.segments += side.indices.len();
        self.characters += text.chars().count();
        let mut length = 0;
        for word in words(text) {
            length += 1;
            let mut hasher = FxHasher::default();
            fold(word).hash(&mut hasher);
            self.seen.insert(hasher.finish());
        }
        self.words += length;
        self.types = self.seen.len();
        self.type_token_ratio = self.types as f64 / self.words.max(1) as f64;
        if !is_null {
            self.lengths.add_length(length);
        }
    }
}

/// What is in a corpus.
///
/// ```
/// use alinea::corpus::Statistics;
/// # use alinea::bitext::{Article, Language, Side, TranslationUnit};
/// # let side = |text: &str| Side { indices: 0..1, paragraphs: vec![], segments: vec![text.into()] };
/// # let article = Article { id: "a".into(), source_language: Language::french(),
/// #     target_language: Language::english(), metadata: Default::default(), score: None };
/// # let unit = TranslationUnit { article: article.into(), bead: 0, source: side("Il pleut."),
/// #     target: side("It is raining."), score: Some(0.75), parts: None, quality: None, crossing: None, review: None,
/// #     extra: vec![] };
/// let mut statistics = Statistics::default();
/// statistics.add(&unit, Some(0.9));
/// assert_eq!((statistics.units, statistics.target.words), (1, 3));
/// assert_eq!(statistics.beads["1-1"], 1);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Statistics {
    /// Translation units, null beads too.
    pub units: usize,
    /// Articles: runs of units of one article.
    pub articles: usize,
    /// Units by the size of their bead, `1-2`.
    pub beads: BTreeMap<String, usize>,
    /// The source side.
    pub source: SideStatistics,
    /// The target side.
    pub target: SideStatistics,
    /// Characters of the target over those of the source, null beads left out.
    pub length_ratio: Spread,
    /// Probabilities of the beads, of units that have one.
    pub scores: Spread,
    /// Probabilities that the sides are translations, of units that have one.
    pub quality: Spread,
    #[serde(skip)]
    article: Option<String>,
}

impl Default for Statistics {
    fn default() -> Self {
        Statistics {
            units: 0,
            articles: 0,
            beads: BTreeMap::new(),
            source: SideStatistics::default(),
            target: SideStatistics::default(),
            length_ratio: Spread::with(Vec::new()),
            scores: Spread::probabilities(),
            quality: Spread::probabilities(),
            article: None,
        }
    }
}

impl Statistics {
    /// Counts a unit, with its quality if that is known.
    pub fn add(&mut self, unit: &TranslationUnit, quality: Option<f64>) {
        let article = &unit.article;
        self.units += 1;
        if self.article.as_deref() != Some(article.id.as_str()) {
            self.articles += 1;
            self.article = Some(article.id.clone());
        }
        *self.beads.entry(unit.bead_type().to_string()).or_default() += 1;
        let (source, target) = (unit.source_text(), unit.target_text());
        let null = unit.is_null();
        self.source.add(
            &unit.source,
            &source,
            article.source_language.as_str(),
            null,
        );
        self.target.add(
            &unit.target,
            &target,
            article.target_language.as_str(),
            null,
        );
        if !null && !source.is_empty() {
            let ratio = target.chars().count() as f64 / source.chars().count() as f64;
            self.length_ratio.add(ratio, 0);
        }
        if let Some(score) = unit.score {
            self.scores.add_probability(score);
        }
        if let Some(quality) = quality.filter(|_| !null) {
            self.quality.add_probability(quality);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::{
        AlignedArticle, Alignment, ArticlePair, Bead, BeadScore, Document, Language,
    };

    fn article(id: &str) -> AlignedArticle {
        let beads = vec![Bead::new(0..1, 0..2), Bead::new(1..2, 2..2)];
        let scores = [0.95, 1.0].map(|score| BeadScore {
            score,
            ..BeadScore::default()
        });
        AlignedArticle {
            pair: ArticlePair {
                id: id.into(),
                source: Document::from_segments(
                    Language::french(),
                    ["Il pleut, il vente.", "Oui."],
                ),
                target: Document::from_segments(Language::english(), ["It rains.", "It blows."]),
            },
            alignment: Alignment::new(beads, 2, 2).expect("an alignment"),
            scores: scores.to_vec(),
            crossings: Vec::new(),
            score: 1.0,
        }
    }

    #[test]
    fn units_words_and_classes_are_counted() {
        let mut statistics = Statistics::default();
        for id in ["a", "b"] {
            article(id)
                .units()
                .for_each(|unit| statistics.add(&unit, Some(0.5)));
        }
        assert_eq!((statistics.units, statistics.articles), (4, 2));
        assert_eq!((statistics.beads["1-2"], statistics.beads["1-0"]), (2, 2));
        assert_eq!((statistics.source.words, statistics.source.types), (10, 4));
        assert_eq!(
            (statistics.target.segments, statistics.target.lengths.count),
            (4, 2)
        );
        assert_eq!(statistics.scores.histogram[9], ("0.9-1.0".to_owned(), 4));
        assert_eq!(
            (statistics.quality.count, statistics.quality.mean),
            (2, 0.5)
        );
        assert_eq!(
            statistics.source.lengths.histogram[0],
            ("0-5".to_owned(), 2)
        );
    }

    #[test]
    fn an_empty_corpus_has_figures_too() {
        let statistics = Statistics::default();
        let json = serde_json::to_value(&statistics).expect("JSON");
        assert_eq!(json["source"]["type_token_ratio"], 0.0);
        assert_eq!(json["scores"]["count"], 0);
    }
}
