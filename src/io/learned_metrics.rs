//! Files of learned metrics, which are computed elsewhere: the texts as their programs read them, and
//! the segment scores that they write.
//!
//! | metric | reads | writes |
//! | --- | --- | --- |
//! | COMET (`comet-score -s src.txt -t A.txt B.txt -r ref.txt`) | one segment a line | lines `A.txt⇥Segment 0⇥score: 0.8123`, or JSON with `--to_json` |
//! | MetricX (`python -m metricx24.predict --input_file A.jsonl`) | JSON lines with `source`, `reference`, `hypothesis` | the same lines with `prediction` |
//! | BLEURT (`python -m bleurt.score_files -sentence_pairs_file=A.jsonl`) | JSON lines with `candidate`, `reference` | one number a line |
//!
//! Line breaks inside a segment become a space in files of lines.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::Serialize;
use serde_json::Value;

use super::compression;
use super::encoding::decode;
use super::lines::excerpt;
use super::output::{Output, OutputSet, create_folder};
use crate::error::{Error, Result};

/// A program that scores with a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LearnedMetric {
    /// COMET and its relatives (Rei et al. 2020); with references or without.
    Comet,
    /// MetricX-24 (Juraska et al. 2024); with a reference or without.
    MetricX,
    /// BLEURT (Sellam et al. 2020); needs a reference.
    Bleurt,
}

impl LearnedMetric {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            LearnedMetric::Comet => "comet",
            LearnedMetric::MetricX => "metricx",
            LearnedMetric::Bleurt => "bleurt",
        }
    }
}

impl FromStr for LearnedMetric {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name.to_ascii_lowercase().as_str() {
            "comet" => Ok(LearnedMetric::Comet),
            "metricx" => Ok(LearnedMetric::MetricX),
            "bleurt" => Ok(LearnedMetric::Bleurt),
            _ => Err(Error::configuration("expected comet, metricx or bleurt")
                .found(format!("`{name}`"))),
        }
    }
}

/// What is to be scored elsewhere, segment by segment.
#[derive(Debug, Clone)]
pub struct ToScore<'a> {
    /// The source, which COMET and MetricX want.
    pub source: Option<Vec<&'a str>>,
    /// The reference, if there is one: these metrics take one.
    pub reference: Option<Vec<&'a str>>,
    /// Systems' names, which become names of files, and what they wrote.
    pub systems: Vec<(String, Vec<&'a str>)>,
}

/// COMET's files of the source and of the reference.
const SOURCE: &str = "src.txt";
const REFERENCE: &str = "ref.txt";

/// Writes the files that `metric` reads into `folder`, and gives their paths. They appear together.
///
/// # Errors
/// A text that the metric needs and that is not there, or a folder that cannot be written.
pub fn export(metric: LearnedMetric, texts: &ToScore<'_>, folder: &Path) -> Result<Vec<PathBuf>> {
    let needed = |what: &str| {
        let option = format!("name it with --{what}");
        Error::configuration(format!("expected a {what}, which the metric reads"))
            .found("none")
            .help(option)
    };
    if texts.source.is_none() && metric != LearnedMetric::Bleurt {
        return Err(needed("source"));
    }
    if texts.reference.is_none() && metric == LearnedMetric::Bleurt {
        return Err(needed("reference"));
    }
    create_folder(folder)?;
    let set = OutputSet::new();
    let mut paths = Vec::new();
    let mut write = |name: &str, bytes: Vec<u8>| -> Result<()> {
        let path = folder.join(name);
        let mut output = Output::create(super::Destination::InSet(path.clone(), set.clone()))?;
        output.put(&bytes)?;
        output.finish()?;
        paths.push(path);
        Ok(())
    };
    if metric == LearnedMetric::Comet {
        if let Some(source) = &texts.source {
            write(SOURCE, lines(source))?;
        }
        if let Some(reference) = &texts.reference {
            write(REFERENCE, lines(reference))?;
        }
    }
    for (name, outputs) in &texts.systems {
        let bytes = match metric {
            LearnedMetric::Comet => lines(outputs),
            _ => json_lines(metric, texts, outputs)?,
        };
        write(&system_file(metric, name), bytes)?;
    }
    set.publish()?;
    Ok(paths)
}

/// The files that [`export`] may write for these systems.
pub fn export_files(metric: LearnedMetric, systems: &[String], folder: &Path) -> Vec<PathBuf> {
    let shared: &[&str] = match metric {
        LearnedMetric::Comet => &[SOURCE, REFERENCE],
        _ => &[],
    };
    let shared = shared.iter().map(|name| folder.join(name));
    let own = systems
        .iter()
        .map(|name| folder.join(system_file(metric, name)));
    shared.chain(own).collect()
}

fn system_file(metric: LearnedMetric, name: &str) -> String {
    let extension = match metric {
        LearnedMetric::Comet => "txt",
        _ => "jsonl",
    };
    format!("{}.{extension}", file_name(name))
}

/// A system's name as the name of a file: path separators and the like become `_`.
fn file_name(name: &str) -> String {
    let safe = |c: char| {
        if c.is_alphanumeric() || "-._+ ".contains(c) {
            c
        } else {
            '_'
        }
    };
    let name: String = name.chars().map(safe).collect();
    match name.trim_matches(['.', ' ']) {
        "" => "system".into(),
        "src" | "ref" => format!("{name}_"),
        name => name.into(),
    }
}

fn lines(segments: &[&str]) -> Vec<u8> {
    let mut text = String::new();
    for segment in segments {
        let breaks = |c: char| {
            matches!(
                c,
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'
                    ..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
            )
        };
        text.extend(segment.chars().map(|c| if breaks(c) { ' ' } else { c }));
        text.push('\n');
    }
    text.into_bytes()
}

/// The fields of MetricX, in its order.
#[derive(Serialize)]
struct MetricXLine<'a> {
    source: &'a str,
    reference: &'a str,
    hypothesis: &'a str,
}

/// The fields of BLEURT.
#[derive(Serialize)]
struct BleurtLine<'a> {
    candidate: &'a str,
    reference: &'a str,
}

fn json_lines(metric: LearnedMetric, texts: &ToScore<'_>, outputs: &[&str]) -> Result<Vec<u8>> {
    let said = |text: &Option<Vec<&str>>, at: usize| {
        text.as_ref()
            .map_or(String::new(), |text| text[at].to_owned())
    };
    let mut bytes = Vec::new();
    for (at, output) in outputs.iter().enumerate() {
        let (source, reference) = (said(&texts.source, at), said(&texts.reference, at));
        let line = match metric {
            LearnedMetric::Bleurt => serde_json::to_string(&BleurtLine {
                candidate: output,
                reference: &reference,
            }),
            _ => serde_json::to_string(&MetricXLine {
                source: &source,
                reference: &reference,
                hypothesis: output,
            }),
        };
        let line = line.map_err(|e| Error::format(format!("expected text for JSON: {e}")))?;
        bytes.extend(line.bytes());
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// Segment scores of one system, as a file gives them.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedScores {
    /// The system, where the file names it (COMET's files do).
    pub system: Option<String>,
    /// One score a segment.
    pub scores: Vec<f64>,
}

/// Reads segment scores: a number a line, JSON lines with `prediction` or `score`, COMET's lines or
/// COMET's JSON. A file of COMET may hold several systems.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("comet.txt");
/// std::fs::write(&path, "a.txt\tSegment 0\tscore: 0.5\na.txt\tscore: 0.5\n").unwrap();
/// let found = alinea::io::learned_metrics::read_scores(&path)?;
/// assert_eq!((found[0].system.as_deref(), &found[0].scores[..]), (Some("a.txt"), &[0.5][..]));
/// # Ok::<(), alinea::Error>(())
/// ```
///
/// # Errors
/// A file that cannot be read, or a line that is none of these; it names the line.
pub fn read_scores(path: &Path) -> Result<Vec<ImportedScores>> {
    let mut bytes = Vec::new();
    compression::open(path)?
        .read_to_end(&mut bytes)
        .map_err(|e| Error::io("read", &e).at(path))?;
    let text = decode(&bytes, Some("utf-8".parse()?))
        .map_err(|e| e.at(path))?
        .text;
    if text.trim().is_empty() {
        return Err(Error::format("expected a score a line")
            .found("an empty file")
            .at(path));
    }
    let found = match comet_json(&text) {
        Some(found) => found,
        None => score_lines(&text),
    };
    found.map_err(|e| e.at(path))
}

/// COMET's `--to_json`: an object of lists by file, or one list; `None` if the text is no such JSON.
fn comet_json(text: &str) -> Option<Result<Vec<ImportedScores>>> {
    let value: Value = serde_json::from_str(text).ok()?;
    let lists: Vec<(Option<String>, &Vec<Value>)> = match &value {
        Value::Array(list) => vec![(None, list)],
        Value::Object(files) if files.values().all(Value::is_array) && !files.is_empty() => files
            .iter()
            .filter_map(|(name, list)| Some((Some(name.clone()), list.as_array()?)))
            .collect(),
        _ => return None,
    };
    let read = |(system, list): (Option<String>, &Vec<Value>)| {
        let score = |(at, value): (usize, &Value)| {
            score_of(value).ok_or_else(|| {
                let name = system.clone().unwrap_or_else(|| "the list".into());
                Error::format("expected a number, or an object with COMET, prediction or score")
                    .found(format!("something else at entry {} of {name}", at + 1))
            })
        };
        let scores = list.iter().enumerate().map(score).collect::<Result<_>>()?;
        Ok(ImportedScores { system, scores })
    };
    Some(lists.into_iter().map(read).collect())
}

/// The score in a JSON value: a number, or one of the fields that the programs write.
fn score_of(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Object(fields) => ["prediction", "score", "COMET", "bleurt"]
            .iter()
            .find_map(|name| fields.get(*name))?,
        other => other,
    };
    number.as_f64().filter(|score| score.is_finite())
}

fn score_lines(text: &str) -> Result<Vec<ImportedScores>> {
    let mut unnamed = Vec::new();
    let mut order: Vec<String> = Vec::new();
    let mut named: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for (at, line) in text.split_terminator('\n').enumerate() {
        let line = line.trim();
        if line.is_empty() && unnamed.is_empty() {
            continue;
        }
        if let Some((system, segment, score)) = comet_line(line) {
            let Some(segment) = segment else { continue };
            if !named.contains_key(system) {
                order.push(system.to_owned());
            }
            let scores = named.entry(system.to_owned()).or_default();
            if segment != scores.len() {
                return Err(Error::format(format!(
                    "expected segment {} of {system}",
                    scores.len()
                ))
                .found(format!("segment {segment}"))
                .line(at + 1));
            }
            scores.push(score);
            continue;
        }
        let number = match line.parse::<f64>() {
            Ok(number) => Some(number).filter(|number| number.is_finite()),
            Err(_) => serde_json::from_str(line)
                .ok()
                .and_then(|value| score_of(&value)),
        };
        match number {
            Some(score) => unnamed.push(score),
            // COMET's program says other things before and between its scores.
            None if !named.is_empty() => {}
            None => {
                return Err(Error::format(
                    "expected a number, a JSON object with prediction or score, or a line of comet-score",
                )
                .found(format!("`{}`", excerpt(line)))
                .line(at + 1));
            }
        }
    }
    if named.is_empty() {
        return Ok(vec![ImportedScores {
            system: None,
            scores: unnamed,
        }]);
    }
    let take = |system: String| ImportedScores {
        scores: named.remove(&system).unwrap_or_default(),
        system: Some(system),
    };
    Ok(order.into_iter().map(take).collect())
}

/// System, segment and score of `A.txt⇥Segment 0⇥score: 0.8123`; without a segment the score of the
/// whole system.
fn comet_line(line: &str) -> Option<(&str, Option<usize>, f64)> {
    let mut fields = line.split('\t');
    let system = fields.next()?;
    let (segment, score) = match (fields.next()?, fields.next()) {
        (segment, Some(score)) => (
            Some(segment.strip_prefix("Segment ")?.trim().parse().ok()?),
            score,
        ),
        (score, None) => (None, score),
    };
    let score: f64 = score.trim().strip_prefix("score:")?.trim().parse().ok()?;
    Some((system, segment, score)).filter(|_| score.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<ImportedScores>> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("scores.txt");
        std::fs::write(&path, text).expect("a file");
        read_scores(&path)
    }

    fn unnamed(scores: &[f64]) -> Vec<ImportedScores> {
        vec![ImportedScores {
            system: None,
            scores: scores.to_vec(),
        }]
    }

    #[test]
    fn each_program_s_scores_are_read() {
        assert_eq!(read("0.5\n-1e-2\r\n3\n"), Ok(unnamed(&[0.5, -0.01, 3.0])));
        let metricx = "{\"hypothesis\": \"x\", \"prediction\": 1.5}\n{\"prediction\": 2}\n";
        assert_eq!(read(metricx), Ok(unnamed(&[1.5, 2.0])));
        let comet = "a.txt\tSegment 0\tscore: 0.5\nb.txt\tSegment 0\tscore: 0.25\n\
                     a.txt\tSegment 1\tscore: 0.75\nb.txt\tSegment 1\tscore: 1\n\
                     a.txt\tscore: 0.6250\nb.txt\tscore: 0.6250\n";
        let found = read(comet).expect("COMET's lines");
        assert_eq!(found[0].system.as_deref(), Some("a.txt"));
        assert_eq!(
            (&found[0].scores[..], &found[1].scores[..]),
            (&[0.5, 0.75][..], &[0.25, 1.0][..])
        );
        let json = r#"{"a.txt": [{"src": "s", "mt": "m", "COMET": 0.5}, {"COMET": 0.75}]}"#;
        let found = read(json).expect("COMET's JSON");
        assert_eq!(
            (found[0].system.as_deref(), &found[0].scores[..]),
            (Some("a.txt"), &[0.5, 0.75][..])
        );
        assert_eq!(read("[1, 2.5]"), Ok(unnamed(&[1.0, 2.5])));
    }

    #[test]
    fn what_is_no_score_is_an_error_with_its_line() {
        let message = |text| read(text).expect_err("no score").to_string();
        assert!(message("0.5\nn/a\n").contains("scores.txt:2: expected a number"));
        assert!(message("0.5\nNaN\n").contains(":2:"));
        assert!(message("").contains("found an empty file"));
        let gap = "a\tSegment 0\tscore: 1\na\tSegment 2\tscore: 1\n";
        assert!(message(gap).contains(":2: expected segment 1 of a, found segment 2"));
        assert!(message("{\"a\": [{\"x\": 1}]}").contains("entry 1 of a"));
    }

    #[test]
    fn what_is_written_has_one_line_a_segment() {
        let folder = tempfile::tempdir().expect("a folder");
        let texts = ToScore {
            source: Some(vec!["un\u{2028}deux", "trois"]),
            reference: Some(vec!["one\ntwo", "three"]),
            systems: vec![
                ("mt/a".into(), vec!["1\r2", "\"3\""]),
                ("src".into(), vec!["", ""]),
            ],
        };
        let comet = folder.path().join("comet");
        export(LearnedMetric::Comet, &texts, &comet).expect("written");
        let text = |path: PathBuf| std::fs::read_to_string(path).expect("a file");
        assert_eq!(text(comet.join("src.txt")), "un deux\ntrois\n");
        assert_eq!(text(comet.join("ref.txt")), "one two\nthree\n");
        assert_eq!(text(comet.join("mt_a.txt")), "1 2\n\"3\"\n");
        assert_eq!(text(comet.join("src_.txt")), "\n\n");
        let paths = export(LearnedMetric::Bleurt, &texts, folder.path()).expect("written");
        let first = text(paths[0].clone());
        assert_eq!(
            first.lines().next(),
            Some(r#"{"candidate":"1\r2","reference":"one\ntwo"}"#)
        );
        let paths = export(LearnedMetric::MetricX, &texts, folder.path()).expect("written");
        let second = text(paths[0].clone());
        assert_eq!(
            second.lines().nth(1),
            Some(r#"{"source":"trois","reference":"three","hypothesis":"\"3\""}"#)
        );
    }

    #[test]
    fn a_text_that_the_metric_needs_is_asked_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut texts = ToScore {
            source: None,
            reference: None,
            systems: vec![("a".into(), vec!["x"])],
        };
        let message = |metric, texts: &ToScore<'_>| {
            export(metric, texts, folder.path())
                .expect_err("a text lacks")
                .to_string()
        };
        assert!(message(LearnedMetric::Comet, &texts).contains("--source"));
        assert!(message(LearnedMetric::Bleurt, &texts).contains("--reference"));
        texts.source = Some(vec!["x"]);
        assert!(export(LearnedMetric::MetricX, &texts, folder.path()).is_ok());
    }
}
