//! What the checks found of each system: counts, and the findings of one segment.

use std::collections::BTreeMap;

use super::Report;
use super::tables::short_names;
use crate::evaluate::three_way::{SystemBead, ThreeWay, counts};
use crate::report::Table;

/// A row a system: beads without a fault, omissions, additions, and each check that found something;
/// `None` without systems.
pub fn checks_table(found: &[ThreeWay]) -> Option<Table> {
    let counts = counts(found);
    let first = counts.first()?;
    let names: Vec<&str> = counts.iter().map(|counts| counts.name.as_str()).collect();
    let some = |check: &&&str| counts.iter().any(|counts| counts.checks[**check] > 0);
    let checks: Vec<&str> = first
        .checks
        .keys()
        .filter(|check| some(check))
        .copied()
        .collect();
    let head = [
        "what the checks found",
        "without a fault",
        "omissions",
        "additions",
    ];
    let mut table = Table::new(head.into_iter().chain(checks.iter().copied()));
    for (name, counts) in short_names(&names).into_iter().zip(&counts) {
        let share = 100.0 * counts.faultless as f64 / counts.beads.max(1) as f64;
        let mut row = vec![
            name,
            format!("{share:.1} %"),
            counts.omissions.to_string(),
            counts.additions.to_string(),
        ];
        row.extend(checks.iter().map(|check| counts.checks[check].to_string()));
        table.push(row);
    }
    Some(table)
}

/// One place where a check found something: the document, the source's first words, and what it is.
pub(super) struct Place<'a> {
    pub document: Option<&'a str>,
    /// The bead's first segment in its document, from 1; none where the source has nothing.
    pub segment: Option<usize>,
    pub found: Vec<String>,
    pub source: &'a str,
    pub output: &'a str,
}

/// The places of one system, in order.
pub(super) fn places(found: &[ThreeWay], system: usize) -> Vec<Place<'_>> {
    let beads = found.iter().flat_map(|document| &document.beads);
    beads
        .filter_map(|bead| {
            let said = bead.systems.get(system)?;
            let found = lines(said);
            (!found.is_empty()).then(|| Place {
                document: bead.document.as_deref(),
                segment: bead.source.indices.first().map(|at| at + 1),
                found,
                source: &bead.source.text,
                output: &said.output.text,
            })
        })
        .collect()
}

/// What was found of a bead's output, each on a line for a person.
fn lines(said: &SystemBead) -> Vec<String> {
    let findings = said.findings.iter();
    let mut lines: Vec<String> = findings
        .map(|f| format!("{}: {}", f.check, f.detail))
        .collect();
    lines.extend(
        said.omissions
            .iter()
            .map(|s| format!("left out: {}", s.text)),
    );
    lines.extend(said.additions.iter().map(|s| format!("added: {}", s.text)));
    lines
}

/// The beads of a three-way view by the segments on which systems are scored.
pub(super) struct Findings<'a> {
    beads: BTreeMap<usize, &'a [SystemBead]>,
}

impl<'a> Findings<'a> {
    /// Those of a report; none where nothing was set side by side.
    pub(super) fn of(report: &Report<'a>) -> Self {
        let mut beads = BTreeMap::new();
        let Some(found) = report.three_way else {
            return Findings { beads };
        };
        let spans = &report.results.documents;
        for (at, document) in found.iter().enumerate() {
            // All texts stand in one document where their documents do not agree.
            let start = match found.len() == spans.len() {
                true => spans[at].segments.start,
                false => 0,
            };
            for bead in &document.beads {
                let segments = match bead.references.first() {
                    Some(reference) => &reference.indices,
                    None => &bead.source.indices,
                };
                for segment in segments {
                    beads.entry(start + segment).or_insert(&bead.systems[..]);
                }
            }
        }
        Findings { beads }
    }

    /// What was found of one system's output around a segment, each on a line for a person.
    pub(super) fn of_segment(&self, segment: usize, system: usize) -> Vec<String> {
        let beads = self.beads.get(&segment);
        let bead = beads.and_then(|beads| beads.get(system));
        bead.map(lines).unwrap_or_default()
    }
}
