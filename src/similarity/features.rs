//! The features of a bead and their weights: the one place where evidence is combined.
//!
//! A bead's weight in the lattice is the sum over its features of value times weight, a log-linear
//! model (a semi-Markov conditional random field, Sarawagi and Cohen 2004), so that the weights can
//! be learnt from gold alignments by maximum likelihood.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

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
    NullLength "null_length" "A null bead's length, as the logarithm of 1 plus a fiftieth of its characters.",
    LengthError "length_error" "How far the lengths differ, in standard deviations, at most 6.",
    LengthSquare "length_square" "The square of that, over 10.",
    Ngrams "ngrams" "Cosine of the character 4-grams of both sides.",
    NgramsMass "ngrams_mass" "That cosine times the mean number of segments a side.",
    Words "words" "Cosine of words identical or nearly so.",
    WordsMass "words_mass" "That cosine times the mean number of segments a side.",
    NumbersMatched "numbers_matched" "Numbers and dates in common, weighted by rarity.",
    NumbersMissed "numbers_missed" "Numbers and dates on one side only.",
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

/// One value a feature, in the order of [`Feature::ALL`].
pub type FeatureVector = [f64; Feature::ALL.len()];

/// One weight a feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    values: FeatureVector,
}

#[derive(Serialize, Deserialize)]
struct WeightsFile {
    features: std::collections::BTreeMap<String, f64>,
}

/// The weights that ship, learnt by [`train`](crate::train).
const SHIPPED: &str = include_str!("weights.json");

impl Weights {
    /// These weights.
    pub fn new(values: FeatureVector) -> Self {
        Weights { values }
    }

    /// Reads a weights file: a JSON object `{"features": {"type_1_1": 0.5, ...}}`. A feature that
    /// is not named has weight 0.
    ///
    /// # Errors
    /// Text that is not such an object, a name that is no feature, a weight that is not finite.
    pub fn from_json(text: &str) -> Result<Self> {
        let file: WeightsFile = serde_json::from_str(text)
            .map_err(|e| Error::format(format!("expected a weights file: {e}")).line(e.line()))?;
        let mut values = [0.0; Feature::ALL.len()];
        for (name, weight) in file.features {
            let Some(at) = Feature::ALL.iter().position(|f| f.name() == name) else {
                return Err(
                    Error::format("expected the name of a feature").found(format!("`{name}`"))
                );
            };
            if !weight.is_finite() {
                return Err(Error::format(format!(
                    "the weight of `{name}` is not finite"
                )));
            }
            values[at] = weight;
        }
        Ok(Weights { values })
    }

    /// The weights file's text.
    pub fn to_json(&self) -> String {
        let lines: Vec<String> = Feature::ALL
            .iter()
            .map(|f| format!("    \"{}\": {:.4}", f.name(), self.values[*f as usize]))
            .collect();
        format!("{{\n  \"features\": {{\n{}\n  }}\n}}\n", lines.join(",\n"))
    }

    /// Values in the order of [`Feature::ALL`].
    pub fn values(&self) -> &FeatureVector {
        &self.values
    }

    /// A bead's weight in the lattice: any finite number, up is better.
    pub fn dot(&self, features: &FeatureVector) -> f64 {
        self.values.iter().zip(features).map(|(w, f)| w * f).sum()
    }
}

impl Default for Weights {
    /// The weights that ship with the crate.
    fn default() -> Self {
        Weights::from_json(SHIPPED).unwrap_or_else(|e| unreachable!("the shipped weights: {e}"))
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
        let error = Weights::from_json(r#"{"features": {"colour": 1.0}}"#).expect_err("unknown");
        assert!(error.to_string().contains("`colour`"));
    }
}
