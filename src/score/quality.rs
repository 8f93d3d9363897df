//! Whether the two sides of a pair are translations of one another, free of any position.
//!
//! A pair's quality is a probability, 0 to 1, from an additive logistic model: each feature of
//! [`Likeness`] goes through a curve of straight pieces, the curves are added, and the sum goes
//! through the logistic function. Outside four standard deviations a curve goes on flat, so that no
//! feature decides alone. Learnt and calibrated by [`train`](crate::train) on pairs that people
//! labelled: valid and free translations against wrong alignments and wrong languages.
//!
//! It is a probability where as many pairs are wrong as were in those labels, about a quarter. In a
//! corpus with another share of wrong pairs the order stays and the numbers shift: with odds of wrong
//! to right pairs `k` times as high, the odds of a pair are `k` times lower.
//!
//! Pairs of languages without word vectors have weights of their own, which know spelling, numbers
//! and lengths only. Of sides of one or two words it can say little and stays near the middle.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::bitext::Language;
use crate::error::{Error, Result};
use crate::similarity::{Likeness, LikenessFeature, LikenessSide, LikenessVector, Tables};

use super::rounded;

/// Standard deviations beyond which a curve is flat.
const REACH: f64 = 4.0;

/// The slopes of a curve: below one deviation under the mean, from there to the mean, from the mean
/// to one deviation over it, and beyond.
pub const PIECES: usize = 4;

/// What a feature adds to the logit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The feature's mean in the pairs learnt from.
    pub mean: f64,
    /// Its standard deviation there.
    pub deviation: f64,
    /// The slope of each piece, a standard deviation.
    pub slopes: [f64; PIECES],
}

impl Curve {
    /// How far a value goes along each piece, in standard deviations: negative under the mean.
    ///
    /// ```
    /// use alinea::score::Curve;
    /// let curve = Curve { mean: 1.0, deviation: 2.0, slopes: [0.0; 4] };
    /// assert_eq!(curve.along(4.0), [0.0, 0.0, 1.0, 0.5]);
    /// assert_eq!(curve.along(0.0), [0.0, -0.5, 0.0, 0.0]);
    /// ```
    pub fn along(&self, value: f64) -> [f64; PIECES] {
        let z = if self.deviation > 0.0 {
            ((value - self.mean) / self.deviation).clamp(-REACH, REACH)
        } else {
            0.0
        };
        [
            (z + 1.0).min(0.0),
            z.clamp(-1.0, 0.0),
            z.clamp(0.0, 1.0),
            (z - 1.0).max(0.0),
        ]
    }

    /// What the curve adds for a value.
    pub fn at(&self, value: f64) -> f64 {
        let along = self.along(value);
        along
            .iter()
            .zip(&self.slopes)
            .map(|(z, slope)| z * slope)
            .sum()
    }
}

/// A model of the quality of pairs: a constant and a curve a feature.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curves {
    /// The logit where all features are at their means.
    pub constant: f64,
    /// In the order of [`LikenessFeature::ALL`]; `None` for a feature that does not count.
    pub curves: Vec<Option<Curve>>,
    /// The offset of each language, added to the logit for a side in it: the vectors of some languages know less of their
    /// words, so that a right pair looks worse. By primary subtag; 0 for a language that is not named.
    pub offsets: BTreeMap<String, f64>,
}

impl Curves {
    /// The model for pairs of two languages: what they add is in its constant.
    pub fn between(&self, source: &Language, target: &Language) -> Self {
        let adds = |language: &Language| self.offsets.get(language.primary()).copied();
        let added = adds(source).unwrap_or_default() + adds(target).unwrap_or_default();
        Curves {
            constant: self.constant + added,
            curves: self.curves.clone(),
            offsets: BTreeMap::new(),
        }
    }

    /// The logit of a pair, up is better.
    pub fn logit(&self, features: &LikenessVector) -> f64 {
        let curves = self.curves.iter().zip(features);
        let added = curves.filter_map(|(curve, value)| Some(curve.as_ref()?.at(*value)));
        self.constant + added.sum::<f64>()
    }

    /// The probability of a pair, 0 to 1.
    pub fn probability(&self, features: &LikenessVector) -> f64 {
        1.0 / (1.0 + (-self.logit(features)).exp())
    }
}

/// The models for pairs with word vectors and for those without.
#[derive(Debug, Clone, PartialEq)]
pub struct QualityModel {
    /// Where both languages have a table of word vectors.
    pub with_vectors: Curves,
    /// Where one of them has none.
    pub without_vectors: Curves,
}

/// A model as its file holds it.
#[derive(Serialize, Deserialize)]
struct ModelFile {
    note: String,
    with_vectors: CurvesFile,
    without_vectors: CurvesFile,
}

#[derive(Serialize, Deserialize)]
struct CurvesFile {
    constant: f64,
    curves: BTreeMap<String, Curve>,
    #[serde(default)]
    offsets: BTreeMap<String, f64>,
}

/// The model that ships.
const SHIPPED: &str = include_str!("quality.json");

/// What the file says of itself.
const NOTE: &str = "learnt by `alinea train quality` from pairs of ParaCrawl that people labelled (Prompsit, \
    Translated; CC BY-SA 4.0) and from NTREX-128 (CC BY-SA 4.0), TransRead novels (CC BY-SA 4.0), \
    opensource.guide (CC BY 4.0), Let's Encrypt documentation (MPL-2.0), Universal Dependencies PUD \
    (CC BY-SA 3.0), corpora/languages (CC0); see src/score/README.md";

impl QualityModel {
    /// Reads a model file, as [`to_json`](Self::to_json) writes it. A feature that is not named does
    /// not count.
    ///
    /// # Errors
    /// Text that is not such an object, a name that is no feature.
    pub fn from_json(text: &str) -> Result<Self> {
        let file: ModelFile = serde_json::from_str(text)
            .map_err(|e| Error::format(format!("expected a quality model: {e}")).line(e.line()))?;
        Ok(QualityModel {
            with_vectors: read(file.with_vectors)?,
            without_vectors: read(file.without_vectors)?,
        })
    }

    /// The model file's text: four decimals a number, two for what a language adds.
    pub fn to_json(&self) -> String {
        format!(
            "{{\n  \"note\": \"{NOTE}\",\n  \"with_vectors\": {},\n  \"without_vectors\": {}\n}}\n",
            written(&self.with_vectors),
            written(&self.without_vectors)
        )
    }
}

fn read(file: CurvesFile) -> Result<Curves> {
    let mut curves = vec![None; LikenessFeature::ALL.len()];
    for (name, curve) in file.curves {
        let Some(at) = LikenessFeature::ALL.iter().position(|f| f.name() == name) else {
            let unknown = Error::format("expected the name of a feature");
            return Err(unknown.found(format!("`{name}`")));
        };
        curves[at] = Some(curve);
    }
    Ok(Curves {
        constant: file.constant,
        curves,
        offsets: file.offsets,
    })
}

fn written(curves: &Curves) -> String {
    let line = |(feature, curve): (&LikenessFeature, &Option<Curve>)| {
        let curve = curve.as_ref()?;
        let [a, b, c, d] = curve.slopes;
        Some(format!(
            "      \"{}\": {{\"mean\": {:.4}, \"deviation\": {:.4}, \"slopes\": [{a:.4}, {b:.4}, {c:.4}, {d:.4}]}}",
            feature.name(),
            curve.mean,
            curve.deviation
        ))
    };
    let lines: Vec<String> = LikenessFeature::ALL
        .iter()
        .zip(&curves.curves)
        .filter_map(line)
        .collect();
    let adds = curves.offsets.iter();
    let adds: Vec<String> = adds
        .map(|(language, added)| format!("\"{language}\": {added:.2}"))
        .collect();
    let offsets = if adds.is_empty() {
        String::new()
    } else {
        format!("    \"offsets\": {{{}}},\n", adds.join(", "))
    };
    format!(
        "{{\n    \"constant\": {:.4},\n{offsets}    \"curves\": {{\n{}\n    }}\n  }}",
        curves.constant,
        lines.join(",\n")
    )
}

impl Default for QualityModel {
    /// The model that ships with the crate.
    fn default() -> Self {
        QualityModel::from_json(SHIPPED).unwrap_or_else(|e| unreachable!("the shipped model: {e}"))
    }
}

/// The quality of a pair and what speaks for it; each from 0 to 1, up is better.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Quality {
    /// Probability that the sides are translations of one another; 0 where a side is empty.
    pub quality: f64,
    /// What speaks for it.
    pub parts: QualityParts,
}

/// What speaks for a pair; each from 0 to 1, up is better.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct QualityParts {
    /// How far the words find partners on the other side, by weight; the lesser of the sides.
    pub cover: f64,
    /// Cosine of the word vectors of both sides; 0 without tables.
    pub meaning: f64,
    /// Share of the words that are not rather of the other language; 1 without tables.
    pub language: f64,
    /// Share of the numbers that stand on both sides; 1 where there is none.
    pub numbers: f64,
    /// Share of the names that have a partner; 1 where there is none.
    pub names: f64,
    /// The shorter length in characters over the longer, about.
    pub length: f64,
}

impl QualityParts {
    fn of(features: &LikenessVector) -> Self {
        let value = |feature: LikenessFeature| features[feature as usize];
        let part = |value: f64| rounded(value.clamp(0.0, 1.0));
        QualityParts {
            cover: part(value(LikenessFeature::CoverMin)),
            meaning: part(value(LikenessFeature::Cosine)),
            language: part(1.0 - value(LikenessFeature::ForeignMax)),
            numbers: part(1.0 - value(LikenessFeature::NumbersShare)),
            names: part(1.0 - value(LikenessFeature::NamesShare)),
            length: part((-value(LikenessFeature::LengthRatio)).exp()),
        }
    }
}

/// Judges pairs of two languages.
///
/// ```
/// use alinea::bitext::Language;
/// use alinea::score::{QualityModel, QualityScorer};
/// use alinea::similarity::Tables;
/// let (french, english) = (Language::french(), Language::english());
/// let scorer = QualityScorer::new(&QualityModel::default(), &Tables::default(), &french, &english);
/// let right = scorer.quality("Le train part à huit heures.", "The train leaves at eight o'clock.");
/// let wrong = scorer.quality("Le train part à huit heures.", "She painted the kitchen green.");
/// assert!(right.quality > 0.5 && wrong.quality < 0.5);
/// assert_eq!(scorer.quality("Le train part.", " ").quality, 0.0);
/// ```
#[derive(Debug)]
pub struct QualityScorer {
    curves: Curves,
    likeness: Likeness,
}

impl QualityScorer {
    /// With the model for two languages that both have word vectors among `tables`, or the one for
    /// those that have not.
    pub fn new(
        model: &QualityModel,
        tables: &Tables,
        source: &Language,
        target: &Language,
    ) -> Self {
        let likeness = Likeness::new(tables, source, target);
        let curves = if likeness.has_vectors() {
            &model.with_vectors
        } else {
            &model.without_vectors
        };
        QualityScorer {
            curves: curves.between(source, target),
            likeness,
        }
    }

    /// The quality of a pair, rounded to six decimals; all 0 where a side is empty.
    pub fn quality(&self, source: &str, target: &str) -> Quality {
        let Some((source, target)) = self.source(source).zip(self.target(target)) else {
            return Quality::default();
        };
        self.quality_of(&self.likeness.compare(&source, &target))
    }

    /// The quality of a pair with these features, as [`likeness`](Self::likeness) gives them.
    pub fn quality_of(&self, features: &LikenessVector) -> Quality {
        Quality {
            quality: rounded(self.curves.probability(features)),
            parts: QualityParts::of(features),
        }
    }

    /// What reads the texts, for those who ask more of a pair than its quality.
    pub fn likeness(&self) -> &Likeness {
        &self.likeness
    }

    /// Reads a text of the source language, to be judged with several; `None` where it is empty.
    pub(super) fn source(&self, text: &str) -> Option<LikenessSide> {
        (!text.trim().is_empty()).then(|| self.likeness.source(text))
    }

    /// Reads a text of the target language.
    pub(super) fn target(&self, text: &str) -> Option<LikenessSide> {
        (!text.trim().is_empty()).then(|| self.likeness.target(text))
    }

    /// The probability of [`quality`](Self::quality), of sides that were read.
    pub(super) fn of_sides(&self, source: &LikenessSide, target: &LikenessSide) -> f64 {
        let features = self.likeness.compare(source, target);
        rounded(self.curves.probability(&features))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scorer(tables: &Tables) -> QualityScorer {
        QualityScorer::new(
            &QualityModel::default(),
            tables,
            &Language::french(),
            &Language::english(),
        )
    }

    #[test]
    fn the_shipped_model_is_read_and_written_alike() {
        let shipped = QualityModel::default();
        assert_eq!(shipped.to_json(), SHIPPED);
        assert_eq!(QualityModel::from_json(SHIPPED), Ok(shipped));
    }

    #[test]
    fn both_languages_of_a_pair_add_what_they_add() {
        let curves = Curves {
            constant: 1.0,
            offsets: [("de".to_string(), 0.5), ("es".to_string(), 0.25)].into(),
            ..Curves::default()
        };
        let between = |source: &str, target: &str| {
            let language = |code: &str| code.parse::<Language>().expect("a language");
            curves
                .between(&language(source), &language(target))
                .constant
        };
        assert_eq!(between("fr", "en"), 1.0);
        assert_eq!(between("fr", "de-at"), 1.5);
        assert_eq!(between("es", "de"), 1.75);
    }

    #[test]
    fn an_unknown_feature_is_named() {
        let text = SHIPPED.replacen("\"cover_mean\"", "\"colour\"", 1);
        let error = QualityModel::from_json(&text).expect_err("unknown");
        assert!(error.to_string().contains("`colour`"), "{error}");
    }

    #[test]
    fn a_translation_is_better_than_its_neighbour_its_half_and_its_copy() {
        let scorer = scorer(&Tables::default());
        let french = "Le conseil municipal a voté hier un budget de 12 millions d'euros pour la nouvelle école.";
        let right =
            "Yesterday the town council approved a budget of 12 million euros for the new school.";
        let best = scorer.quality(french, right).quality;
        for wrong in [
            "The mayor will visit the hospital and meet the nurses on Monday morning.",
            "Yesterday the town council",
            french,
            "",
        ] {
            let worse = scorer.quality(french, wrong).quality;
            assert!(worse < best && worse < 0.5, "{wrong}: {worse} {best}");
        }
        assert!(best > 0.7, "{best}");
    }

    #[test]
    fn without_vectors_names_and_numbers_decide() {
        let scorer = scorer(&Tables::none());
        let french = "Marie Curie est née à Varsovie le 7 novembre 1867.";
        let right = scorer.quality(french, "Marie Curie was born in Warsaw on 7 November 1867.");
        let wrong = scorer.quality(french, "The recipe needs 3 eggs, flour and 250 g of sugar.");
        assert!(right.quality > wrong.quality, "{right:?} {wrong:?}");
    }

    #[test]
    fn the_sides_may_be_swapped() {
        let (french, english) = (Language::french(), Language::english());
        let model = QualityModel::default();
        let tables = Tables::default();
        let there = QualityScorer::new(&model, &tables, &french, &english);
        let back = QualityScorer::new(&model, &tables, &english, &french);
        let pair = (
            "Il pleut à Bordeaux depuis trois jours.",
            "It has rained in Bordeaux for 3 days.",
        );
        let (a, b) = (there.quality(pair.0, pair.1), back.quality(pair.1, pair.0));
        assert!((a.quality - b.quality).abs() < 1e-3, "{a:?} {b:?}");
    }
}
