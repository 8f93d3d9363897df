//! The weights of the evidence, by name, and the file that holds them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

use super::edges::{self, KINDS};
use super::pieces;
use super::search::VALUES;

/// What each kind of evidence weighs; a step's weight is their sum.
///
/// ```
/// use alinea::evaluate::resegment::Weights;
/// let weights = Weights::default();
/// assert_eq!(Weights::from_json(&weights.to_json())?, weights);
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    pub(super) values: [f32; VALUES],
}

#[derive(Serialize, Deserialize)]
struct File {
    note: String,
    weights: BTreeMap<String, f32>,
}

/// The weights that ship.
const SHIPPED: &str = include_str!("weights.json");

/// What the file says of itself.
const NOTE: &str =
    "learnt from newstest2012's systems, their sentences split anew; see docs/resegmentation.md";

/// The evidence that a weight stands for, in the order of a step's values.
pub(super) fn names() -> Vec<String> {
    let endings = ["stop", "pause", "mark", "word"];
    let initials = ["capital", "small letter", "digit", "other"];
    let mut names: Vec<String> = pieces::NAMES.iter().map(|n| (*n).to_string()).collect();
    names.extend(edges::NAMES.iter().map(|n| (*n).to_string()));
    for (what, kinds) in [("ends", endings), ("begins", initials)] {
        for ours in 0..KINDS {
            for theirs in 0..KINDS {
                let (ours, theirs) = (kinds[ours], kinds[theirs]);
                names.push(format!(
                    "reference {what} with {ours}, output with {theirs}"
                ));
            }
        }
    }
    names
}

impl Weights {
    /// One weight a name, in the order of [`Weights::names`].
    pub(crate) fn new(values: &[f64]) -> Self {
        let mut weights = Weights {
            values: [0.0; VALUES],
        };
        for (ours, value) in weights.values.iter_mut().zip(values) {
            // As the file holds them, so that a model in hand gives what its file gives.
            *ours = ((value * 1e4).round() / 1e4) as f32;
        }
        weights
    }

    /// What each weight stands for.
    pub fn names() -> Vec<String> {
        names()
    }

    /// Reads a file of weights, as [`to_json`](Self::to_json) writes it. Evidence that is not named
    /// does not count.
    ///
    /// # Errors
    /// Text that is not such an object; a name that is none.
    pub fn from_json(text: &str) -> Result<Self> {
        let file: File = serde_json::from_str(text).map_err(|e| {
            Error::format(format!("expected weights of the re-segmentation: {e}")).line(e.line())
        })?;
        let names = names();
        let mut values = [0.0; VALUES];
        for (name, weight) in file.weights {
            let Some(at) = names.iter().position(|n| *n == name) else {
                let unknown = Error::format("expected the name of a weight");
                return Err(unknown.found(format!("`{name}`")));
            };
            values[at] = weight;
        }
        Ok(Weights { values })
    }

    /// The file's text.
    pub fn to_json(&self) -> String {
        let line = |(name, weight): (String, &f32)| format!("    \"{name}\": {weight:.4}");
        let lines: Vec<String> = names().into_iter().zip(&self.values).map(line).collect();
        format!(
            "{{\n  \"note\": \"{NOTE}\",\n  \"weights\": {{\n{}\n  }}\n}}\n",
            lines.join(",\n")
        )
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
    fn every_kind_of_evidence_has_a_name_of_its_own() {
        let mut names = names();
        assert_eq!(names.len(), VALUES);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), VALUES);
    }

    #[test]
    fn an_unknown_name_is_an_error() {
        let error = Weights::from_json(r#"{"note": "", "weights": {"luck": 1.0}}"#);
        assert!(error.unwrap_err().to_string().contains("luck"));
        assert!(Weights::from_json("[]").is_err());
    }
}
