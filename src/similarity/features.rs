//! The features of a bead and their weights: the one place where evidence is combined.
//!
//! A bead's weight in the lattice is the sum over its features of value times weight, a log-linear
//! model (a semi-Markov conditional random field, Sarawagi and Cohen 2004), so that the weights can
//! be learnt from gold alignments by maximum likelihood. Characters, words, numbers, names and quotation
//! marks are counted in units of the documents' segments
//! ([`Length::scale`](super::Length::scale)).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

use super::calibration::Calibration;

macro_rules! features {
    ($($name:ident $text:literal $doc:literal,)*) => {
        /// A feature of a bead.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Feature { $(#[doc = $doc] $name,)* }

        impl Feature {
            /// All features, in the order of a [`FeatureVector`].
            pub const ALL: &'static [Feature] = &[$(Feature::$name,)*];

            /// The name in a weights file.
            pub fn name(self) -> &'static str {
                match self { $(Feature::$name => $text,)* }
            }
        }
    };
}

features! {
    Type11 "type_1_1" "One segment on each side.",
    Type12 "type_1_2" "One segment and two.",
    Type22 "type_2_2" "Two and two.",
    Type13 "type_1_3" "One and three.",
    Type23 "type_2_3" "Two and three.",
    Type14 "type_1_4" "One and four.",
    TypeLarger "type_larger" "Any larger bead.",
    NullOpen "null_open" "The first null bead of a run.",
    NullExtend "null_extend" "A null bead that follows one on the same side.",
    ReplaceOpen "replace_open" "The first null bead on its side of a stretch that was replaced: omissions, then additions.",
    ReplaceExtend "replace_extend" "A further null bead of it.",
    NullLength "null_length" "A null bead's length, as the logarithm of 1 plus a fiftieth of its characters.",
    LengthError "length_error" "How far the lengths differ, in standard deviations, at most 6.",
    LengthSquare "length_square" "The square of that, over 10.",
    Ngrams "ngrams" "Cosine of the character 4-grams of both sides.",
    NgramsMass "ngrams_mass" "That cosine times the mean number of segments a side.",
    Words "words" "Cosine of words identical or nearly so.",
    WordsMass "words_mass" "That cosine times the mean number of segments a side.",
    Meaning "meaning" "Cosine of the word vectors of both sides.",
    MeaningSure "meaning_sure" "That cosine less three tenths of what the documents' pairs have, the more the more words tell of it: times w / (w + 8) for w words a side.",
    MeaningFar "meaning_far" "What that cosine is under half of what the documents' pairs have, at most 0, by the words in the same way, and by the share of the documents' words that the tables know.",
    MeaningMass "meaning_mass" "That cosine times the mean number of segments a side.",
    MeaningMargin "meaning_margin" "That cosine less the mean cosine with the segments' nearest neighbours.",
    MeaningMarginMass "meaning_margin_mass" "That margin times the mean number of segments a side.",
    MergeGain "merge_gain" "The least that the cosine gains by one of the outer segments of a side with several.",
    MergeLoss "merge_loss" "What merge_gain is under its lower bend, at most 0.",
    MergeGainMuch "merge_gain_much" "What merge_gain is over its upper bend.",
    SplitGain "split_gain" "What the best cut into two beads would gain in mean cosine.",
    ExtensionGain "extension_gain" "The most that the cosine would gain by one more segment.",
    Coverage "coverage" "Mean share of both sides' words that find a partner on the other.",
    CoverageMass "coverage_mass" "That share times the mean number of segments a side.",
    CoverageLess "coverage_less" "That share of the side covered less.",
    CoverageLeast "coverage_least" "That share of the segment covered least, of sides with several.",
    CoverageGain "coverage_gain" "The least that an outer segment adds to the other side's share.",
    CoverageLeastSome "coverage_least_some" "What coverage_least is over its lower bend.",
    CoverageLeastMuch "coverage_least_much" "What it is over its upper bend.",
    CoverageGainMuch "coverage_gain_much" "What coverage_gain is over its bend.",
    CoverageGainMass "coverage_gain_mass" "The same gain in words, as the logarithm of 1 plus them.",
    CoverageExtensionMuch "coverage_extension_much" "What coverage_extension is over its bend.",
    CoverageExtension "coverage_extension" "The most that one more segment would add to the other side's share.",
    CoverageSplit "coverage_split" "The share that the best cut into two beads would lose.",
    Spill "spill" "Words at the bead's two cuts that are answered across them, on both sides, as the mean logarithm of 1 plus them.",
    NullCovered "null_covered" "Share of a null bead's words that find a partner in the segments beside it.",
    NullBare "null_bare" "Words of a null bead without a partner there, as the logarithm of 1 plus them.",
    LevelNull "level_null" "For a null bead: how well the documents cover each other, less a half.",
    LevelSize "level_size" "That level times the mean number of segments a side, less 1.",
    LevelCoverage "level_coverage" "That level times the coverage of the bead.",
    SpeechAgrees "speech_agrees" "Both sides begin with a quotation mark or a dash.",
    SpeechClashes "speech_clashes" "One side begins so and the other does not.",
    SpeechInside "speech_inside" "Difference in the number of segments inside the sides that begin so.",
    NullPartner "null_partner" "Cosine of a null bead's segment with its nearest neighbour.",
    NullPartnerMargin "null_partner_margin" "That cosine less the mean of the nearest neighbours.",
    NumbersMatched "numbers_matched" "Numbers and dates in common, weighted by rarity.",
    NumbersMissed "numbers_missed" "Numbers and dates on one side only.",
    NumbersMissedMuch "numbers_missed_much" "What numbers_missed is over its bend.",
    NamesMatched "names_matched" "Names in common.",
    NamesMissed "names_missed" "Names on one side only.",
    FinalAgrees "final_agrees" "Both sides end in the same mark, or both in none.",
    FinalClashes "final_clashes" "One side ends in a question or exclamation mark and the other does not.",
    QuotesDiffer "quotes_differ" "Difference in the number of quotation marks, at most 4.",
    Identical "identical" "The sides are the same text after normalization.",
    ParagraphAgrees "paragraph_agrees" "Both sides begin a paragraph.",
    ParagraphClashes "paragraph_clashes" "One side begins a paragraph and the other does not.",
    ParagraphInside "paragraph_inside" "Paragraph breaks inside the bead on one side more than on the other.",
    Position "position" "Distance between the relative positions of both sides, 0 to 1.",
}

/// Where the weight of a feature bends: a second feature holds what the first is beyond a value, in
/// units of about a deviation. How alike two texts are says little where it is small and much where
/// it is great, or the other way round; a straight line cannot follow that.
struct Bend {
    of: Feature,
    into: Feature,
    /// The value at the bend.
    at: f64,
    unit: f64,
    /// Whether the part under the bend is meant.
    under: bool,
}

const fn over(of: Feature, into: Feature, at: f64, unit: f64) -> Bend {
    Bend {
        of,
        into,
        at,
        unit,
        under: false,
    }
}

const BENDS: [Bend; 7] = [
    over(
        Feature::CoverageLeast,
        Feature::CoverageLeastSome,
        0.05,
        0.225,
    ),
    over(
        Feature::CoverageLeast,
        Feature::CoverageLeastMuch,
        0.275,
        0.225,
    ),
    over(
        Feature::CoverageGain,
        Feature::CoverageGainMuch,
        0.043,
        0.047,
    ),
    over(
        Feature::CoverageExtension,
        Feature::CoverageExtensionMuch,
        0.085,
        0.087,
    ),
    Bend {
        under: true,
        ..over(Feature::MergeGain, Feature::MergeLoss, -0.029, 0.051)
    },
    over(Feature::MergeGain, Feature::MergeGainMuch, 0.022, 0.051),
    over(
        Feature::NumbersMissed,
        Feature::NumbersMissedMuch,
        0.513,
        0.734,
    ),
];

/// Fills the features that hold what others are beyond their bends.
pub(super) fn bend(values: &mut FeatureVector) {
    for bend in &BENDS {
        let beyond = (values[bend.of as usize] - bend.at) / bend.unit;
        values[bend.into as usize] = if bend.under {
            beyond.min(0.0)
        } else {
            beyond.max(0.0)
        };
    }
}

/// One value a feature, in the order of [`Feature::ALL`].
pub type FeatureVector = [f64; Feature::ALL.len()];

/// What is known of the words of two languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knowledge {
    /// Word vectors of both.
    Vectors,
    /// A lexicon learnt from beads.
    Lexicon,
    /// Nothing but their spelling.
    Nothing,
}

/// One weight a feature, for article pairs with word vectors, for those without, and for those with a
/// lexicon in their place.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// In the order of [`Feature::ALL`], where both languages have a table of word vectors.
    pub with_vectors: FeatureVector,
    /// Where one of them has none.
    pub without_vectors: FeatureVector,
    /// What the posteriors under the first are worth.
    pub calibration_with: Calibration,
    /// What those under the second are.
    pub calibration_without: Calibration,
    /// Where one has none, and a lexicon was learnt from a first pass; without these weights none is.
    pub with_lexicon: Option<FeatureVector>,
    /// What the posteriors under them are worth.
    pub calibration_lexicon: Calibration,
}

/// A [`Weights`] as its file holds it.
#[derive(Serialize, Deserialize)]
struct WeightsFile {
    with_vectors: BTreeMap<String, f64>,
    without_vectors: BTreeMap<String, f64>,
    #[serde(default)]
    with_lexicon: Option<BTreeMap<String, f64>>,
    #[serde(default)]
    calibration: Calibrations,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Calibrations {
    with_vectors: Calibration,
    without_vectors: Calibration,
    #[serde(default)]
    with_lexicon: Calibration,
}

/// The weights that ship, learnt by [`train`](crate::train).
const SHIPPED: &str = include_str!("weights.json");

impl Weights {
    /// All weights 0.
    pub fn zero() -> Self {
        let none = [0.0; Feature::ALL.len()];
        Weights {
            with_vectors: none,
            without_vectors: none,
            calibration_with: Calibration::default(),
            calibration_without: Calibration::default(),
            with_lexicon: None,
            calibration_lexicon: Calibration::default(),
        }
    }

    /// The weights for what is known.
    pub fn of(&self, knowledge: Knowledge) -> &FeatureVector {
        match (knowledge, &self.with_lexicon) {
            (Knowledge::Vectors, _) => &self.with_vectors,
            (Knowledge::Lexicon, Some(weights)) => weights,
            _ => &self.without_vectors,
        }
    }

    /// What the posteriors under [`of`](Self::of) are worth.
    pub fn calibration(&self, knowledge: Knowledge) -> Calibration {
        match (knowledge, &self.with_lexicon) {
            (Knowledge::Vectors, _) => self.calibration_with,
            (Knowledge::Lexicon, Some(_)) => self.calibration_lexicon,
            _ => self.calibration_without,
        }
    }

    /// Reads a weights file: a JSON object `{"with_vectors": {"type_1_1": 0.5, ...},
    /// "without_vectors": {...}, "calibration": {"with_vectors": {"sure": 1.0, "unsure": 1.0,
    /// "offset": 0.0}, ...}}`, and `with_lexicon` in the same way, which may be missing. A feature
    /// that is not named has weight 0; without a calibration posteriors are left as they are.
    ///
    /// # Errors
    /// Text that is not such an object, a name that is no feature.
    pub fn from_json(text: &str) -> Result<Self> {
        let file: WeightsFile = serde_json::from_str(text)
            .map_err(|e| Error::format(format!("expected a weights file: {e}")).line(e.line()))?;
        Ok(Weights {
            with_vectors: values(file.with_vectors)?,
            without_vectors: values(file.without_vectors)?,
            calibration_with: file.calibration.with_vectors,
            calibration_without: file.calibration.without_vectors,
            with_lexicon: file.with_lexicon.map(values).transpose()?,
            calibration_lexicon: file.calibration.with_lexicon,
        })
    }

    /// The weights file's text, four decimals a weight.
    pub fn to_json(&self) -> String {
        let set = |values: &FeatureVector| {
            let line = |f: &Feature| format!("    \"{}\": {:.4}", f.name(), values[*f as usize]);
            Feature::ALL
                .iter()
                .map(line)
                .collect::<Vec<_>>()
                .join(",\n")
        };
        let map = |c: &Calibration| {
            format!(
                "{{ \"sure\": {:.4}, \"unsure\": {:.4}, \"offset\": {:.4} }}",
                c.sure, c.unsure, c.offset
            )
        };
        let sets = [
            (
                "with_vectors",
                Some(&self.with_vectors),
                self.calibration_with,
            ),
            (
                "without_vectors",
                Some(&self.without_vectors),
                self.calibration_without,
            ),
            (
                "with_lexicon",
                self.with_lexicon.as_ref(),
                self.calibration_lexicon,
            ),
        ];
        let (mut text, mut maps) = (String::from("{\n"), Vec::new());
        for (name, values, calibration) in sets {
            if let Some(values) = values {
                text += &format!("  \"{name}\": {{\n{}\n  }},\n", set(values));
                maps.push(format!("    \"{name}\": {}", map(&calibration)));
            }
        }
        text += &format!("  \"calibration\": {{\n{}\n  }}\n}}\n", maps.join(",\n"));
        text
    }
}

fn values(named: BTreeMap<String, f64>) -> Result<FeatureVector> {
    let mut values = [0.0; Feature::ALL.len()];
    for (name, weight) in named {
        let Some(at) = Feature::ALL.iter().position(|f| f.name() == name) else {
            let unknown = Error::format("expected the name of a feature");
            return Err(unknown.found(format!("`{name}`")));
        };
        values[at] = weight;
    }
    Ok(values)
}

impl Default for Weights {
    /// The weights that ship with the crate.
    fn default() -> Self {
        static READ: OnceLock<Weights> = OnceLock::new();
        let read = || {
            Weights::from_json(SHIPPED).unwrap_or_else(|e| unreachable!("the shipped weights: {e}"))
        };
        READ.get_or_init(read).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_are_read_and_written_alike() {
        let shipped = Weights::default();
        assert_eq!(
            Weights::from_json(&shipped.to_json()).expect("reads back"),
            shipped
        );
    }

    #[test]
    fn an_unknown_feature_is_named() {
        let error =
            Weights::from_json(r#"{"with_vectors": {"colour": 1.0}, "without_vectors": {}}"#)
                .expect_err("unknown");
        assert!(error.to_string().contains("`colour`"));
    }
}
