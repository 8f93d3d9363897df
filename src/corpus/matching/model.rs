//! What the weights of matching are, and how they make probabilities.
//!
//! Three small logistic models in a row. The first sees what [signatures](super::signature) tell
//! and chooses the candidates that are aligned; the second adds what their alignment tells; the
//! third sees the second's verdict and how far it stands above the best rival that is still free,
//! and gives the probability. All are learnt by [`train_matching`](crate::train::train_matching).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What the first model looks at: the cosine of the documents' vectors; how far it stands above
/// their nearest neighbours'; the common share, by rarity, of numbers, names, words and beginnings
/// of words, of the document that has less; the logarithm of all that is common; how far the
/// lengths are from the usual ratio, as a logarithm, at most 2; the logarithm of the shorter
/// length.
pub const QUICK_FEATURES: [&str; 9] = [
    "cosine",
    "margin",
    "numbers",
    "names",
    "words",
    "beginnings",
    "common",
    "length",
    "size",
];

/// What the second model looks at: the first's features; of the alignment, a quarter of the logit
/// of its [article score](crate::bitext::AlignedArticle::score), the share of the shorter document
/// that is paired, and the same with each bead counted by its score and the likeness of its sides.
/// Of a document cut short all is paired, of another report of the same event only some.
pub const PAIR_FEATURES: [&str; 12] = [
    "cosine",
    "margin",
    "numbers",
    "names",
    "words",
    "beginnings",
    "common",
    "length",
    "size",
    "article",
    "covered",
    "alike",
];

/// What the third model looks at: the logit of the second, and how far it is above the best
/// rival's.
pub const TAKEN_FEATURES: [&str; 2] = ["verdict", "lead"];

/// Weights of so many features and a constant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Logit<const N: usize> {
    /// In the order of the features.
    pub weights: [f64; N],
    /// The logit where all features are 0.
    pub constant: f64,
}

impl<const N: usize> Logit<N> {
    /// The logit of the probability.
    pub fn of(&self, features: &[f64; N]) -> f64 {
        let products = self.weights.iter().zip(features).map(|(w, f)| w * f);
        self.constant + products.sum::<f64>()
    }

    fn read(named: &BTreeMap<String, f64>, names: &[&str; N]) -> Result<Self> {
        let unknown = |name: &&String| *name != CONSTANT && !names.contains(&name.as_str());
        if let Some(name) = named.keys().find(unknown) {
            let error = Error::format("expected the name of a feature");
            return Err(error.found(format!("`{name}`")));
        }
        let weight = |name: &str| named.get(name).copied().unwrap_or_default();
        Ok(Logit {
            weights: names.map(weight),
            constant: weight(CONSTANT),
        })
    }

    fn named(&self, names: &[&str; N]) -> BTreeMap<String, f64> {
        let rounded = |w: f64| (w * 1e4).round() / 1e4;
        let weights = names.iter().zip(self.weights);
        let all = weights.chain([(&CONSTANT, self.constant)]);
        all.map(|(name, w)| (name.to_string(), rounded(w)))
            .collect()
    }
}

/// The three models.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatchWeights {
    /// Of what signatures tell.
    pub quick: Logit<9>,
    /// Of what the alignment adds.
    pub pair: Logit<12>,
    /// Of the lead over rivals.
    pub taken: Logit<2>,
}

/// The weights for languages with word vectors and for those without.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatchModel {
    /// Where both languages have a table of word vectors.
    pub with_vectors: MatchWeights,
    /// Where one of them has none.
    pub without_vectors: MatchWeights,
}

/// The name of the constant in the file.
const CONSTANT: &str = "constant";

#[derive(Serialize, Deserialize)]
struct WeightsFile {
    quick: BTreeMap<String, f64>,
    pair: BTreeMap<String, f64>,
    taken: BTreeMap<String, f64>,
}

#[derive(Serialize, Deserialize)]
struct ModelFile {
    with_vectors: WeightsFile,
    without_vectors: WeightsFile,
}

impl WeightsFile {
    fn read(&self) -> Result<MatchWeights> {
        Ok(MatchWeights {
            quick: Logit::read(&self.quick, &QUICK_FEATURES)?,
            pair: Logit::read(&self.pair, &PAIR_FEATURES)?,
            taken: Logit::read(&self.taken, &TAKEN_FEATURES)?,
        })
    }

    fn of(weights: &MatchWeights) -> Self {
        WeightsFile {
            quick: weights.quick.named(&QUICK_FEATURES),
            pair: weights.pair.named(&PAIR_FEATURES),
            taken: weights.taken.named(&TAKEN_FEATURES),
        }
    }
}

impl MatchModel {
    /// Reads a model file: a JSON object `{"with_vectors": {"quick": {...}, "pair": {...}, "taken":
    /// {...}}, "without_vectors": {...}}`. A feature that is not named has weight 0.
    ///
    /// # Errors
    /// Text that is not such an object, a name that is no feature.
    pub fn from_json(text: &str) -> Result<Self> {
        let file: ModelFile = serde_json::from_str(text)
            .map_err(|e| Error::format(format!("expected a matching model: {e}")).line(e.line()))?;
        Ok(MatchModel {
            with_vectors: file.with_vectors.read()?,
            without_vectors: file.without_vectors.read()?,
        })
    }

    /// The model file's text, four decimals a number.
    ///
    /// # Errors
    /// A weight that is no number.
    pub fn to_json(&self) -> Result<String> {
        let file = ModelFile {
            with_vectors: WeightsFile::of(&self.with_vectors),
            without_vectors: WeightsFile::of(&self.without_vectors),
        };
        let text = serde_json::to_string_pretty(&file)
            .map_err(|e| Error::format(format!("cannot write the model: {e}")))?;
        Ok(text + "\n")
    }

    /// The model that ships with the crate.
    pub(super) fn shipped() -> &'static MatchModel {
        static MODEL: OnceLock<MatchModel> = OnceLock::new();
        MODEL.get_or_init(|| {
            let model = MatchModel::from_json(include_str!("model.json"));
            model.unwrap_or_else(|e| unreachable!("the shipped model: {e}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_model_is_read_and_written_alike() {
        let written = MatchModel::shipped().to_json().expect("writes");
        assert_eq!(written, include_str!("model.json"));
    }

    #[test]
    fn a_name_that_is_no_feature_is_refused() {
        let text = include_str!("model.json").replacen("cosine", "colour", 1);
        let error = MatchModel::from_json(&text).expect_err("is refused");
        assert!(error.to_string().contains("`colour`"), "{error}");
    }
}
