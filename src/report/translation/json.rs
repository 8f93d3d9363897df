//! sacrebleu's JSON: an object for one system and metric, a list for several.

use super::tables::{digits, document_name, interval, metric_names, score_text};
use super::{Level, Report};
use crate::evaluate::translation::numbers::{repr, rounded};
use crate::evaluate::translation::{MetricResults, Results};

/// The scores of the corpus.
pub(super) fn corpus(report: &Report<'_>) -> String {
    if report.results.systems.len() > 1 {
        return several(report.results);
    }
    let objects: Vec<String> = report
        .results
        .metrics
        .iter()
        .map(|metric| match report.score_only {
            true => score_text(metric, report.width),
            false => one(metric, digits(metric, report.width)),
        })
        .collect();
    match &objects[..] {
        [only] => format!("{only}\n"),
        _ => format!("[\n{}\n]\n", objects.join(",\n")),
    }
}

/// sacrebleu's object, its keys in the same order.
fn one(metric: &MetricResults, width: usize) -> String {
    let compared = metric.comparisons[0];
    let mut fields = vec![
        ("name", quoted(&metric.description.name)),
        ("score", rounded(compared.score, width)),
        ("signature", quoted(&metric.signature.to_string())),
    ];
    if let Some(estimate) = compared.estimate.filter(|estimate| estimate.mean > 0.0) {
        let (mean, half) = (estimate.mean, estimate.half_width);
        let text = interval(estimate, width);
        fields.push(("confidence_mean", rounded(mean, width)));
        fields.push(("confidence_var", rounded(half, width)));
        fields.push(("confidence", quoted(&text)));
    }
    if !metric.details[0].is_empty() {
        fields.push(("verbose_score", quoted(&metric.details[0])));
    }
    let signature = metric.signature.fields();
    fields.extend(signature.map(|(key, value)| (key, quoted(value))));
    object(&fields, 1, 0)
}

/// A list with an object a system, each metric an object in it, as sacrebleu's table in JSON;
/// numbers in full, systems in the order given.
fn several(results: &Results) -> String {
    let names = metric_names(results);
    let number = |value: Option<f64>| value.map_or_else(|| "null".into(), repr);
    let system = |(at, name): (usize, &String)| {
        let mut fields = vec![("system", quoted(name))];
        for (name, metric) in names.iter().zip(&results.metrics) {
            let compared = metric.comparisons[at];
            let inner = [
                ("score", repr(compared.score)),
                ("p_value", number(compared.p_value)),
                ("mean", number(compared.estimate.map(|e| e.mean))),
                ("ci", number(compared.estimate.map(|e| e.half_width))),
                ("signature", quoted(&metric.signature.to_string())),
            ];
            fields.push((name, object(&inner, 4, 2)));
        }
        format!("    {}", object(&fields, 4, 1))
    };
    let systems: Vec<String> = results.systems.iter().enumerate().map(system).collect();
    format!("[\n{}\n]\n", systems.join(",\n"))
}

/// A list with an object, on a line, for each document or segment (from 1) and system.
pub(super) fn parts(report: &Report<'_>) -> String {
    let results = report.results;
    let names = metric_names(results);
    let mut lines = Vec::new();
    let mut line = |document: usize, segment: Option<usize>| {
        for (system, name) in results.systems.iter().enumerate() {
            let mut fields = vec![format!(
                "\"document\": {}",
                quoted(&document_name(results, document))
            )];
            if let Some(segment) = segment {
                fields.push(format!("\"segment\": {}", segment + 1));
            }
            fields.push(format!("\"system\": {}", quoted(name)));
            for (name, metric) in names.iter().zip(&results.metrics) {
                let score = match segment {
                    Some(segment) => metric.segments[system][segment],
                    None => metric.documents[system][document],
                };
                fields.push(format!("{}: {}", quoted(name), repr(score)));
            }
            lines.push(format!("{{{}}}", fields.join(", ")));
        }
    };
    for (at, document) in results.documents.iter().enumerate() {
        match report.level {
            Level::Segment => document.segments.clone().for_each(|s| line(at, Some(s))),
            _ => line(at, None),
        }
    }
    format!("[\n{}\n]\n", lines.join(",\n"))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// An object over several lines, as Python's `json.dumps` indents by `step` at `depth`.
fn object(fields: &[(&str, String)], step: usize, depth: usize) -> String {
    let indent = " ".repeat(step * (depth + 1));
    let lines: Vec<String> = fields
        .iter()
        .map(|(key, value)| format!("{indent}{}: {value}", quoted(key)))
        .collect();
    format!("{{\n{}\n{}}}", lines.join(",\n"), " ".repeat(step * depth))
}
