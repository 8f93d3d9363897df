//! What was found, counted for each system.

use std::collections::BTreeMap;

use serde::Serialize;

use super::ThreeWay;
use crate::evaluate::checks::CHECKS;

/// What was found in one system's output.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SystemCounts {
    /// The system's name.
    pub name: String,
    /// Beads that have a source or an output.
    pub beads: usize,
    /// Those in which nothing was found, left out or added.
    pub faultless: usize,
    /// Stretches and segments of the source that the output leaves out.
    pub omissions: usize,
    /// Stretches and segments of the output that the source has not.
    pub additions: usize,
    /// Beads in which each check found something; all checks are there.
    pub checks: BTreeMap<&'static str, usize>,
    /// Mean quality of the beads that have a source, 0 to 1, rounded to six decimals; 0 of none.
    pub quality: f64,
}

/// The counts over all documents, a system each, in the order of the systems.
pub fn counts(documents: &[ThreeWay]) -> Vec<SystemCounts> {
    let beads = || documents.iter().flat_map(|document| &document.beads);
    let systems = beads().next().map_or(0, |bead| bead.systems.len());
    (0..systems)
        .map(|system| {
            let mut counts = SystemCounts {
                checks: CHECKS.iter().map(|check| (check.name, 0)).collect(),
                ..SystemCounts::default()
            };
            let (mut quality, mut sources) = (0.0, 0_usize);
            for bead in beads() {
                let said = &bead.systems[system];
                counts.name.clone_from(&said.output.name);
                if bead.source.is_blank() && said.output.is_blank() {
                    continue;
                }
                counts.beads += 1;
                counts.faultless += usize::from(said.is_faultless());
                counts.omissions += said.omissions.len();
                counts.additions += said.additions.len();
                for finding in &said.findings {
                    *counts.checks.entry(finding.check).or_default() += 1;
                }
                if !bead.source.is_blank() {
                    quality += said.quality;
                    sources += 1;
                }
            }
            if sources > 0 {
                counts.quality = (quality / sources as f64 * 1e6).round() / 1e6;
            }
            counts
        })
        .collect()
}
