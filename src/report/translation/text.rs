//! Results for a terminal: sacrebleu's lines for one system, tables for several.

use unicode_width::UnicodeWidthStr;

use super::Report;
use super::findings::{Findings, checks_table};
use super::tables::{
    corpus_table, digits, document_name, metric_names, score_text, short_system_names, tested,
    wins_table,
};
use crate::evaluate::translation::MetricResults;
use crate::evaluate::translation::numbers::fixed;
use crate::report::table::shown;

/// The scores of the corpus, and the segments to look at.
pub(super) fn corpus(report: &Report<'_>) -> String {
    let mut text = if report.results.systems.len() > 1 {
        several(report)
    } else {
        one(report)
    };
    if let Some(table) = report.three_way.and_then(checks_table) {
        text.push('\n');
        text.push_str(&table.text());
    }
    differences(report, &mut text);
    text
}

/// A line a metric; several stand with their `=` below one another.
fn one(report: &Report<'_>) -> String {
    let metrics = &report.results.metrics;
    let score = |metric: &MetricResults| score_text(metric, report.width);
    if report.score_only {
        return metrics.iter().map(|metric| score(metric) + "\n").collect();
    }
    let lines: Vec<(String, String)> = metrics
        .iter()
        .map(|metric| {
            let detail = &metric.details[0];
            let gap = if detail.is_empty() { "" } else { " " };
            let left = format!("{}|{}", metric.description.name, metric.signature);
            (left, format!("= {}{gap}{detail}", score(metric)))
        })
        .collect();
    let widest = lines.iter().map(|(left, _)| left.width()).max();
    let widest = widest.unwrap_or(0);
    let line = |(left, right): &(String, String)| format!("{left:>widest$} {right}\n");
    lines.iter().map(line).collect()
}

fn several(report: &Report<'_>) -> String {
    let results = report.results;
    let mut text = corpus_table(results, report.width).text();
    if tested(results) {
        text.push_str("\n* differs from the baseline, p at most 0.05\n");
    }
    if let Some(table) = wins_table(results) {
        text.push('\n');
        text.push_str(&table.text());
    }
    text.push('\n');
    let names = metric_names(results);
    let longest = names.iter().map(|name| name.width()).max().unwrap_or(0);
    for (name, metric) in names.iter().zip(&results.metrics) {
        text.push_str(&format!("{name:<longest$}  {}\n", metric.signature));
    }
    text
}

/// The segments where systems differ most, with all that is said of them.
fn differences(report: &Report<'_>, text: &mut String) {
    let results = report.results;
    let found = results.differences(report.differences, &report.texts.lengths());
    let Some(metric) = results.metrics.first().filter(|_| !found.is_empty()) else {
        return;
    };
    let what = if results.systems.len() > 1 {
        "segments where the systems differ most"
    } else {
        "segments with the lowest scores"
    };
    text.push_str(&format!("\n{what}, by {}\n", metric.description.name));
    let names = short_system_names(results);
    let longest = names
        .iter()
        .map(|name| name.width())
        .max()
        .unwrap_or(0)
        .max(9);
    let digits = digits(metric, report.width);
    let findings = Findings::of(report);
    for difference in found {
        let segment = difference.segment;
        let document = results.document_of(segment);
        text.push('\n');
        match results.documents.len() {
            1 => text.push_str(&format!("segment {}\n", segment + 1)),
            _ => text.push_str(&format!(
                "segment {}, document {}\n",
                segment + 1,
                shown(&document_name(results, document))
            )),
        }
        let mut line = |name: &str, score: &str, said: &str| {
            let spaces = " ".repeat(longest.saturating_sub(name.width()));
            text.push_str(&format!(
                "  {}{spaces} {score:>6}  {}\n",
                shown(name),
                shown(said)
            ));
        };
        if let Some(source) = &report.texts.source {
            line("source", "", source[segment]);
        }
        for reference in &report.texts.references {
            line("reference", "", reference[segment]);
        }
        for system in results.ranking() {
            let score = fixed(metric.segments[system][segment], digits);
            line(
                &names[system],
                &score,
                report.texts.systems[system][segment],
            );
            for finding in findings.of_segment(segment, system) {
                line("", "!", &finding);
            }
        }
    }
}
