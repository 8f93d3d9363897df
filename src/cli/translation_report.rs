//! Scores of translations as text and as sacrebleu's JSON.

use unicode_width::UnicodeWidthStr;

use alinea::evaluate::translation::numbers::{fixed, repr, rounded};
use alinea::evaluate::translation::significance::{Comparison, Estimate};
use alinea::evaluate::translation::{Description, Signature};

/// One score of one system.
pub struct Row {
    pub name: String,
    pub score: f64,
    pub signature: Signature,
    pub estimate: Option<Estimate>,
    pub detail: String,
}

impl Row {
    /// The score, and the interval around the mean where it was estimated and is not 0.
    fn shown(&self, width: usize) -> String {
        let score = fixed(self.score, width);
        match self.interval(width) {
            Some((mean, half)) => format!("{score} (μ = {mean} ± {half})"),
            None => score,
        }
    }

    fn interval(&self, width: usize) -> Option<(String, String)> {
        let estimate = self.estimate.filter(|estimate| estimate.mean > 0.0)?;
        Some((
            fixed(estimate.mean, width),
            fixed(estimate.half_width, width),
        ))
    }

    /// The line before and after its `=`.
    fn line(&self, width: usize) -> (String, String) {
        let mut right = format!("= {}", self.shown(width));
        if !self.detail.is_empty() {
            right.push(' ');
            right.push_str(&self.detail);
        }
        (format!("{}|{}", self.name, self.signature), right)
    }

    /// sacrebleu's object, its keys in the same order.
    fn json(&self, width: usize) -> String {
        let mut fields = vec![
            ("name", quoted(&self.name)),
            ("score", rounded(self.score, width)),
            ("signature", quoted(&self.signature.to_string())),
        ];
        if let (Some(estimate), Some((mean, half))) = (self.estimate, self.interval(width)) {
            fields.push(("confidence_mean", rounded(estimate.mean, width)));
            fields.push(("confidence_var", rounded(estimate.half_width, width)));
            fields.push(("confidence", quoted(&format!("μ = {mean} ± {half}"))));
        }
        if !self.detail.is_empty() {
            fields.push(("verbose_score", quoted(&self.detail)));
        }
        fields.extend(
            self.signature
                .fields()
                .map(|(key, value)| (key, quoted(value))),
        );
        object(&fields, 1, 0)
    }
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

/// One system's scores, a line each; several stand with their `=` below one another.
pub fn single_text(rows: &[Row], width: usize, score_only: bool) -> String {
    if score_only {
        return rows.iter().map(|row| row.shown(width) + "\n").collect();
    }
    let lines: Vec<(String, String)> = rows.iter().map(|row| row.line(width)).collect();
    let widest = lines
        .iter()
        .map(|(left, _)| left.width())
        .max()
        .unwrap_or(0);
    let line = |(left, right): &(String, String)| format!("{left:>widest$} {right}\n");
    lines.iter().map(line).collect()
}

/// One system's scores as sacrebleu's object, several as a list of them.
pub fn single_json(rows: &[Row], width: usize) -> String {
    let objects: Vec<String> = rows.iter().map(|row| row.json(width)).collect();
    match &objects[..] {
        [only] => format!("{only}\n"),
        _ => format!("[\n{}\n]\n", objects.join(",\n")),
    }
}

/// One system of several, with a result for each metric.
pub struct System {
    pub name: String,
    pub results: Vec<Comparison>,
}

/// The names of the metrics, with the tokenizer where a name stands twice.
fn names(signatures: &[(Description, Signature)]) -> Vec<String> {
    let twice = |name: &str| signatures.iter().filter(|(d, _)| d.name == name).count() > 1;
    signatures
        .iter()
        .map(|(description, signature)| {
            let tokenizer = signature.fields().find(|(key, _)| *key == "tok");
            match tokenizer {
                Some((_, tokenizer)) if twice(&description.name) => {
                    format!("{} {tokenizer}", description.name)
                }
                _ => description.name.clone(),
            }
        })
        .collect()
}

/// A table: a line a system, the baseline first; scores, intervals and p-values.
pub fn table_text(
    systems: &[System],
    signatures: &[(Description, Signature)],
    width: usize,
) -> String {
    let names = names(signatures);
    let mut lines = vec![vec!["system".to_string()]];
    for (at, name) in names.iter().enumerate() {
        let arrow = if signatures[at].0.lower_is_better {
            "↓"
        } else {
            "↑"
        };
        lines[0].push(format!("{name} {arrow}"));
        let first = systems.first().map(|system| system.results[at]);
        if first.is_some_and(|result| result.estimate.is_some()) {
            lines[0].push("mean ± 95 %".into());
        }
        if systems
            .iter()
            .any(|system| system.results[at].p_value.is_some())
        {
            lines[0].push("p".into());
        }
    }
    for system in systems {
        let mut line = vec![system.name.clone()];
        for result in &system.results {
            line.push(fixed(result.score, width));
            if let Some(Estimate { mean, half_width }) = result.estimate {
                line.push(format!(
                    "{} ± {}",
                    fixed(mean, width),
                    fixed(half_width, width)
                ));
            }
            match result.p_value {
                Some(p) => line.push(fixed(p, 4) + if p > 0.05 { " " } else { "*" }),
                None if systems.iter().any(|s| s.results[0].p_value.is_some()) => {
                    line.push("baseline".into());
                }
                None => {}
            }
        }
        lines.push(line);
    }
    let mut text = columns(&lines);
    if systems
        .iter()
        .any(|s| s.results.iter().any(|r| r.p_value.is_some()))
    {
        text.push_str("\n* differs from the baseline, p at most 0.05\n");
    }
    text.push('\n');
    let longest = names.iter().map(|name| name.width()).max().unwrap_or(0);
    for (name, (_, signature)) in names.iter().zip(signatures) {
        text.push_str(&format!("{name:<longest$}  {signature}\n"));
    }
    text
}

/// Lines with their cells below one another, the first to the left, the others to the right.
fn columns(lines: &[Vec<String>]) -> String {
    let count = lines.first().map_or(0, Vec::len);
    let widest = |column: usize| {
        lines
            .iter()
            .map(|line| line[column].width())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(widest).collect();
    let mut text = String::new();
    for line in lines {
        let mut shown = String::new();
        for (at, cell) in line.iter().enumerate() {
            let spaces = " ".repeat(widths[at] - cell.width());
            match at {
                0 => shown.push_str(&format!("{cell}{spaces}")),
                _ => shown.push_str(&format!("  {spaces}{cell}")),
            }
        }
        text.push_str(shown.trim_end());
        text.push('\n');
    }
    text
}

/// A list with an object a system, each metric an object in it, as sacrebleu's table in JSON;
/// numbers in full.
pub fn table_json(systems: &[System], signatures: &[(Description, Signature)]) -> String {
    let names = names(signatures);
    let number = |value: Option<f64>| value.map_or_else(|| "null".into(), repr);
    let systems: Vec<String> = systems
        .iter()
        .map(|system| {
            let mut fields = vec![("system", quoted(&system.name))];
            for (at, result) in system.results.iter().enumerate() {
                let inner = [
                    ("score", repr(result.score)),
                    ("p_value", number(result.p_value)),
                    ("mean", number(result.estimate.map(|e| e.mean))),
                    ("ci", number(result.estimate.map(|e| e.half_width))),
                    ("signature", quoted(&signatures[at].1.to_string())),
                ];
                fields.push((&names[at], object(&inner, 4, 2)));
            }
            format!("    {}", object(&fields, 4, 1))
        })
        .collect();
    format!("[\n{}\n]\n", systems.join(",\n"))
}
