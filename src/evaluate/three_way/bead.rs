//! A bead with what every text says, as it is shown and written.

use serde::Serialize;

use crate::evaluate::checks::{Finding, Stretch};

/// The beads of one document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThreeWay {
    /// The document's name, where the source has one.
    pub document: Option<String>,
    /// In the order of the source; what all texts have at one place of it follows that place.
    pub beads: Vec<ThreeWayBead>,
}

impl ThreeWay {
    /// The mean quality of a system's output over the beads that have a source, 0 to 1; `None` of a
    /// document without any.
    pub fn quality(&self, system: usize) -> Option<f64> {
        let beads = self.beads.iter().filter(|bead| !bead.source.is_blank());
        let (sum, count) = beads.fold((0.0, 0), |(sum, count), bead| {
            (sum + bead.systems[system].quality, count + 1)
        });
        (count > 0).then(|| sum / f64::from(count))
    }
}

/// Source segments with what the references and the systems say of them. As JSON it is one line of a
/// details file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ThreeWayBead {
    /// The document's name, where the source has one.
    pub document: Option<String>,
    /// What was to be translated; no segment where all of the bead was added.
    pub source: Text,
    /// What each reference says.
    pub references: Vec<Text>,
    /// What each system says.
    pub systems: Vec<SystemBead>,
}

/// Consecutive segments of one text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Text {
    /// The text's name.
    pub name: String,
    /// Their numbers in the document, from 0.
    pub indices: Vec<usize>,
    /// The segments, joined.
    pub text: String,
}

impl Text {
    /// Whether there is nothing but white space.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// What one system says, and what is said of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SystemBead {
    /// Its output.
    #[serde(flatten)]
    pub output: Text,
    /// Probability that the output translates the source, 0 to 1; 0 where a side is empty.
    pub quality: f64,
    /// The least probability of the beads that were joined, 0 to 1; `None` where the texts were line
    /// by line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posterior: Option<f64>,
    /// What the checks found.
    pub findings: Vec<Finding>,
    /// What of the source is not in the output.
    pub omissions: Vec<Stretch>,
    /// What of the output is not in the source.
    pub additions: Vec<Stretch>,
}

impl SystemBead {
    /// Whether nothing was found, left out or added.
    pub fn is_faultless(&self) -> bool {
        self.findings.is_empty() && self.omissions.is_empty() && self.additions.is_empty()
    }
}
