//! Scores of systems, documents and segments as tables, and the short names in them.

use crate::evaluate::translation::numbers::{fixed, repr};
use crate::evaluate::translation::significance::Estimate;
use crate::evaluate::translation::{MetricResults, Results, Wins};
use crate::report::Table;

/// The names of the metrics, with the tokenizer where a name stands twice.
pub(super) fn metric_names(results: &Results) -> Vec<String> {
    let twice = |name: &str| {
        let same = results
            .metrics
            .iter()
            .filter(|m| m.description.name == name);
        same.count() > 1
    };
    let name = |metric: &MetricResults| {
        let name = &metric.description.name;
        let tokenizer = metric.signature.fields().find(|(key, _)| *key == "tok");
        match tokenizer {
            Some((_, tokenizer)) if twice(name) => format!("{name} {tokenizer}"),
            _ => name.clone(),
        }
    };
    results.metrics.iter().map(name).collect()
}

/// A metric's name with the direction of better scores.
pub(super) fn arrowed(name: &str, metric: &MetricResults) -> String {
    let arrow = if metric.description.lower_is_better {
        "↓"
    } else {
        "↑"
    };
    format!("{name} {arrow}")
}

/// The systems' short names.
pub(super) fn short_system_names(results: &Results) -> Vec<String> {
    short_names(&results.systems)
}

/// Names without the folders and the ending that all of them share; one alone stays as it is.
///
/// ```
/// use alinea::report::translation::short_names;
/// assert_eq!(short_names(&["mt/uedin.en", "mt/kit.en"]), ["uedin", "kit"]);
/// ```
pub fn short_names<S: AsRef<str>>(names: &[S]) -> Vec<String> {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    let [first, others @ ..] = &names[..] else {
        return Vec::new();
    };
    if others.is_empty() {
        return vec![(*first).to_owned()];
    }
    let all = |test: &dyn Fn(&str) -> bool| names.iter().all(|name| test(name));
    let folder = first.rfind(['/', '\\']).map_or("", |at| &first[..=at]);
    let folder = if all(&|name| name.starts_with(folder)) {
        folder
    } else {
        ""
    };
    let file = &first[folder.len()..];
    let fits = |ending: &&str| {
        all(&|name| name.ends_with(*ending) && name.len() > folder.len() + ending.len())
    };
    let mut endings = file.match_indices('.').map(|(at, _)| &file[at..]);
    let ending = endings.find(fits).unwrap_or("");
    let cut = |name: &&str| name[folder.len()..name.len() - ending.len()].to_owned();
    names.iter().map(cut).collect()
}

/// Digits for a metric's scores.
pub(super) fn digits(metric: &MetricResults, width: usize) -> usize {
    width + metric.description.more_digits
}

/// The score of the first system, with its interval where there is one.
pub(super) fn score_text(metric: &MetricResults, width: usize) -> String {
    let (compared, digits) = (metric.comparisons[0], digits(metric, width));
    let score = fixed(compared.score, digits);
    match compared.estimate.filter(|estimate| estimate.mean > 0.0) {
        Some(estimate) => format!("{score} ({})", interval(estimate, digits)),
        None => score,
    }
}

/// A confidence interval as sacrebleu prints it.
pub(super) fn interval(estimate: Estimate, digits: usize) -> String {
    let (mean, half) = (
        fixed(estimate.mean, digits),
        fixed(estimate.half_width, digits),
    );
    format!("μ = {mean} ± {half}")
}

/// A p-value, with `*` where it is at most 0.05.
pub(super) fn p_value(p: f64) -> String {
    fixed(p, 4) + if p > 0.05 { " " } else { "*" }
}

/// Whether a system scores as the baseline does. The tests of sacrebleu ask how often chance makes a greater
/// difference; of a copy of the baseline it never does, and their p-value is the least there is.
pub(super) fn is_equal(results: &Results, metric: &MetricResults, system: usize) -> bool {
    metric.comparisons[system].score == metric.comparisons[results.baseline].score
}

/// A row a system, the best by the first metric first: scores, intervals and p-values, as far as there
/// are any.
pub fn corpus_table(results: &Results, width: usize) -> Table {
    let mut head = vec!["system".to_string()];
    let tested = tested(results);
    for (name, metric) in metric_names(results).iter().zip(&results.metrics) {
        head.push(arrowed(name, metric));
        if metric.comparisons.iter().any(|c| c.estimate.is_some()) {
            head.push("± 95 %".into());
        }
        if tested {
            head.push("p".into());
        }
    }
    let mut table = Table::new(head);
    let names = short_system_names(results);
    for system in results.ranking() {
        let mut row = vec![names[system].clone()];
        for metric in &results.metrics {
            let compared = metric.comparisons[system];
            let digits = digits(metric, width);
            row.push(fixed(compared.score, digits));
            if let Some(estimate) = compared.estimate {
                row.push(fixed(estimate.half_width, digits));
            }
            match compared.p_value {
                Some(_) if is_equal(results, metric, system) => row.push("equal ".into()),
                Some(p) => row.push(p_value(p)),
                None if tested => row.push("baseline".into()),
                None => {}
            }
        }
        table.push(row);
    }
    table
}

/// Whether the systems were compared with the baseline.
pub(super) fn tested(results: &Results) -> bool {
    let mut all = results.metrics.iter().flat_map(|m| &m.comparisons);
    all.any(|comparison| comparison.p_value.is_some())
}

/// How often each system is better than the baseline: a row by segment and, where there are several
/// documents, one by document; none with one system.
pub fn wins_table(results: &Results) -> Option<Table> {
    if results.systems.len() < 2 {
        return None;
    }
    let names = short_system_names(results);
    let head = format!("won–lost (equal) against {}", names[results.baseline]);
    let mut table =
        Table::new([head, "by".into()].into_iter().chain(metric_names(results))).left(2);
    let others = results
        .ranking()
        .into_iter()
        .filter(|s| *s != results.baseline);
    for system in others {
        let mut push = |by: &str, wins: fn(&MetricResults) -> &[Wins]| {
            let counts = |metric: &MetricResults| {
                let wins = wins(metric)[system];
                format!("{}–{} ({})", wins.won, wins.lost, wins.tied)
            };
            let row = [names[system].clone(), by.into()].into_iter();
            table.push(row.chain(results.metrics.iter().map(counts)));
        };
        push("segment", |metric| &metric.segment_wins);
        if results.documents.len() > 1 {
            push("document", |metric| &metric.document_wins);
        }
    }
    Some(table)
}

/// A row for each document and system; without `width` the numbers are in full.
pub fn document_table(results: &Results, width: Option<usize>) -> Table {
    let head = ["document", "segments", "system"].map(String::from);
    let head = head.into_iter().chain(metric_names(results));
    let mut table = Table::new(head).left(3);
    let names = names(results, width);
    for (at, document) in results.documents.iter().enumerate() {
        for (system, name) in names.iter().enumerate() {
            let mut row = vec![
                document_name(results, at),
                document.segments.len().to_string(),
                name.clone(),
            ];
            row.extend(scores(results, width, |metric| {
                metric.documents[system][at]
            }));
            table.push(row);
        }
    }
    table
}

/// A row for each segment (from 1) and system; without `width` the numbers are in full.
pub fn segment_table(results: &Results, width: Option<usize>) -> Table {
    let head = ["document", "segment", "system"].map(String::from);
    let head = head.into_iter().chain(metric_names(results));
    let mut table = Table::new(head).left(3);
    let names = names(results, width);
    for (at, document) in results.documents.iter().enumerate() {
        for segment in document.segments.clone() {
            for (system, name) in names.iter().enumerate() {
                let mut row = vec![
                    document_name(results, at),
                    (segment + 1).to_string(),
                    name.clone(),
                ];
                row.extend(scores(results, width, |m| m.segments[system][segment]));
                table.push(row);
            }
        }
    }
    table
}

fn names(results: &Results, width: Option<usize>) -> Vec<String> {
    match width {
        Some(_) => short_system_names(results),
        None => results.systems.clone(),
    }
}

fn scores<'a>(
    results: &'a Results,
    width: Option<usize>,
    score: impl Fn(&MetricResults) -> f64 + 'a,
) -> impl Iterator<Item = String> + 'a {
    results.metrics.iter().map(move |metric| match width {
        Some(width) => fixed(score(metric), digits(metric, width)),
        None => repr(score(metric)),
    })
}

/// A document's name, or its number from 1.
pub(super) fn document_name(results: &Results, document: usize) -> String {
    let id = &results.documents[document].id;
    id.clone().unwrap_or_else(|| (document + 1).to_string())
}

/// All numbers of the corpus in full, a row a system in the order given, for other programs.
pub(super) fn csv_table(results: &Results) -> Table {
    let mut head = vec!["system".to_string()];
    for name in metric_names(results) {
        head.push(name.clone());
        let more = [
            "mean",
            "ci",
            "p",
            "segments_won",
            "segments_lost",
            "documents_won",
            "documents_lost",
        ];
        head.extend(more.map(|what| format!("{name} {what}")));
    }
    let mut table = Table::new(head);
    let number = |value: Option<f64>| value.map_or_else(String::new, repr);
    for (system, name) in results.systems.iter().enumerate() {
        let mut row = vec![name.clone()];
        for metric in &results.metrics {
            let compared = metric.comparisons[system];
            row.push(repr(compared.score));
            row.push(number(compared.estimate.map(|e| e.mean)));
            row.push(number(compared.estimate.map(|e| e.half_width)));
            row.push(number(compared.p_value));
            let (segments, documents) = (metric.segment_wins[system], metric.document_wins[system]);
            let wins = [segments.won, segments.lost, documents.won, documents.lost];
            if results.systems.len() > 1 {
                row.extend(wins.map(|n| n.to_string()));
            } else {
                row.extend(wins.map(|_| String::new()));
            }
        }
        table.push(row);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_all_of_them_share() {
        assert_eq!(short_names(&["mt/a.en", "mt/b.en"]), ["a", "b"]);
        assert_eq!(short_names(&["mt/a.en", "mt/b.de"]), ["a.en", "b.de"]);
        assert_eq!(short_names(&["x/a.en", "y/a.en"]), ["x/a", "y/a"]);
        assert_eq!(short_names(&["mt/a.en"]), ["mt/a.en"]);
        assert_eq!(short_names(&["a.v1.en", "b.v1.en"]), ["a", "b"]);
        assert_eq!(short_names(&["a.v1.en", "b.en"]), ["a.v1", "b"]);
        assert_eq!(short_names(&[".en", "b.en"]), [".en", "b.en"]);
        assert_eq!(short_names(&["uedin", "kit"]), ["uedin", "kit"]);
    }
}
