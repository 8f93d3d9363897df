//! Measures the checks of translations: what they find of damage made on purpose, and how often they
//! cry wolf on the texts as they are.
//!
//! ```text
//! cargo bench --bench checks -- SOURCE OUTPUT [OTHER-LANGUAGE]
//! ```
//! Texts lie line by line; SOURCE is French, OUTPUT English, and OTHER-LANGUAGE the same text in a
//! third language, for the check `language`. Damage is drawn with a fixed seed. Printed are, for each
//! check, the share of undamaged lines on which it finds something, and the share of damaged lines
//! on which it does that could be damaged so; then precision and recall of omissions and additions,
//! by lines where every third line that has a clause to lose lost one, in the output or in the source;
//! and by segments where the texts are aligned in documents of fifty lines, of which about one in ten
//! was deleted and as many were put in from elsewhere. With SHOW=check in the environment its findings
//! on undamaged lines are printed too (`SHOW=omissions`, `SHOW=additions`);
//! with SHOW=summary only the last line, of the texts as they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use alinea::Error;
use alinea::align::Aligner;
use alinea::bitext::{Language, SegmentedDocument, SegmentedText};
use alinea::evaluate::checks::{CHECKS, Checker, Judgement};
use alinea::evaluate::three_way::{Layout, ThreeWayAligner, ThreeWayTexts};
use alinea::normalize::month;
use alinea::score::{QualityModel, QualityScorer};
use alinea::segment::words::words;
use alinea::similarity::Tables;
use rayon::prelude::*;

/// Words that a clause must have to be taken out.
const CLAUSE: usize = 5;

/// Lines of a document that is aligned.
const DOCUMENT: usize = 50;

/// A sequence of numbers from a seed (splitmix64).
struct Draws(u64);

impl Draws {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end.max(1) as u64) as usize
    }
}

/// A line's source and output, and another line's output.
struct Line<'t> {
    source: &'t str,
    output: &'t str,
    elsewhere: &'t str,
    foreign: Option<&'t str>,
}

/// Damages an output; `None` where there is nothing to damage.
type Damage = fn(&Line<'_>, &mut Draws) -> Option<String>;

const DAMAGES: &[(&str, Damage)] = &[
    ("empty", |_, _| Some(String::new())),
    ("language", |line, _| line.foreign.map(str::to_owned)),
    ("copy", |line, _| {
        (words(line.source).count() >= 5).then(|| line.source.to_owned())
    }),
    ("untranslated", untranslated),
    ("numbers", digit),
    ("dates", date),
    ("names", name),
    ("quotations", |line, _| {
        let marks = ['"', '“', '”', '«', '»'];
        let pairs = line.source.contains(marks) && line.output.contains(marks);
        pairs.then(|| line.output.replace(marks, ""))
    }),
    ("brackets", |line, draws| {
        let brackets: Vec<usize> = line.output.match_indices(['(', ')']).map(|m| m.0).collect();
        let at = *brackets.get(draws.below(brackets.len()))?;
        Some(format!("{}{}", &line.output[..at], &line.output[at + 1..]))
    }),
    ("length", |line, _| {
        let all: Vec<&str> = line.output.split(' ').collect();
        (all.len() >= 12).then(|| all[..all.len() / 3].join(" "))
    }),
    ("repeats", |line, draws| {
        let all: Vec<&str> = line.output.split(' ').collect();
        let row = 1 + draws.below(3);
        let at = draws.below(all.len().checked_sub(row + 1)?);
        let again = [&all[..at + row], &all[at..]].concat();
        Some(again.join(" "))
    }),
    ("ending", |line, _| {
        let cut = line.output.strip_suffix(['.', '?', '!'])?;
        (words(cut).count() >= 5 && cut.ends_with(char::is_alphanumeric)).then(|| cut.to_owned())
    }),
];

/// Up to three words in a row become words of the source.
fn untranslated(line: &Line<'_>, draws: &mut Draws) -> Option<String> {
    let source: Vec<&str> = words(line.source).collect();
    let small = |word: &&str| word.chars().count() > 3 && word.chars().all(char::is_lowercase);
    let row = source.windows(3).filter(|row| row.iter().any(small));
    let rows: Vec<&[&str]> = row.collect();
    let row = rows.get(draws.below(rows.len()))?;
    let all: Vec<&str> = line.output.split(' ').collect();
    let at = draws.below(all.len().checked_sub(4)?);
    Some([&all[..at], row, &all[at + 3..]].concat().join(" "))
}

/// A digit of a number of two digits or more becomes another.
fn digit(line: &Line<'_>, draws: &mut Draws) -> Option<String> {
    let bytes = line.output.as_bytes();
    let places: Vec<usize> = (0..bytes.len().saturating_sub(1))
        .filter(|at| bytes[*at].is_ascii_digit() && bytes[at + 1].is_ascii_digit())
        .collect();
    let at = *places.get(draws.below(places.len()))?;
    let other = (bytes[at] - b'0' + 1 + draws.below(8) as u8) % 10;
    let other = if other == 0 { 5 } else { other };
    (other != bytes[at] - b'0')
        .then(|| format!("{}{other}{}", &line.output[..at], &line.output[at + 1..]))
}

/// A month or a day of the week becomes another.
fn date(line: &Line<'_>, draws: &mut Draws) -> Option<String> {
    let english = Language::english();
    let months = [
        "January",
        "June",
        "July",
        "September",
        "October",
        "December",
    ];
    let days = ["Monday", "Tuesday", "Thursday", "Saturday"];
    let is_day = |word: &str| days.contains(&word);
    let named = words(line.output)
        .find(|word| is_day(word) || month(&word.to_lowercase(), &english).is_some());
    let old = named?;
    let list = if is_day(old) { &days[..] } else { &months[..] };
    let new = list[draws.below(list.len())];
    (new != old).then(|| line.output.replacen(old, new, 1))
}

/// A word with a capital inside the output becomes one of another line.
fn name(line: &Line<'_>, draws: &mut Draws) -> Option<String> {
    let names = |text| {
        let all: Vec<&str> = words(text).skip(1).collect();
        let name = |word: &&str| {
            word.starts_with(char::is_uppercase)
                && word.chars().count() >= 4
                && word.chars().skip(1).all(char::is_lowercase)
        };
        all.into_iter().filter(name).collect::<Vec<_>>()
    };
    let (own, others) = (names(line.output), names(line.elsewhere));
    let old = own.get(draws.below(own.len()))?;
    let new = others.get(draws.below(others.len()))?;
    (!line.output.contains(new)).then(|| line.output.replacen(old, new, 1))
}

/// A text without one of its clauses or sentences, and the clause.
fn without_clause(text: &str, draws: &mut Draws) -> Option<String> {
    let mut bounds = vec![0];
    let marks = text.match_indices([',', ';', '.', ':', '–']);
    bounds.extend(
        marks
            .map(|(at, mark)| at + mark.len())
            .filter(|at| text[*at..].starts_with(' ')),
    );
    bounds.push(text.len());
    let clauses: Vec<(usize, usize)> = bounds
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .filter(|(from, to)| words(&text[*from..*to]).count() >= CLAUSE)
        .collect();
    let (from, to) = *clauses.get(draws.below(clauses.len()))?;
    let rest = format!("{}{}", &text[..from], &text[to..]);
    (words(&rest).count() >= CLAUSE).then(|| rest.trim().to_owned())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // `cargo bench` adds an argument of its own.
    let arguments = std::env::args().skip(1);
    let paths: Vec<String> = arguments.filter(|argument| argument != "--bench").collect();
    let [source, output, rest @ ..] = &paths[..] else {
        return Err(Error::configuration("expected SOURCE OUTPUT [OTHER-LANGUAGE]").into());
    };
    let (source, output) = (read(source)?, read(output)?);
    let foreign = rest.first().map(|path| read(path)).transpose()?;
    if source.len() != output.len() {
        return Err(Error::format("expected as many lines in both texts").into());
    }
    let (french, english) = (Language::french(), Language::english());
    let (model, tables) = (QualityModel::default(), Tables::default());
    let scorer = QualityScorer::new(&model, &tables, &french, &english);
    let checker = Checker::new(Arc::new(scorer), &french, &english);
    let judge = |source: &str, output: &str| {
        checker.judge(&checker.source(source), &checker.target(output))
    };
    let clean: Vec<Judgement> = (0..source.len())
        .into_par_iter()
        .map(|at| judge(&source[at], &output[at]))
        .collect();
    let line = |at: usize| Line {
        source: &source[at],
        output: &output[at],
        elsewhere: &output[(at + 41) % output.len()],
        foreign: foreign
            .as_ref()
            .and_then(|lines| lines.get(at).map(String::as_str)),
    };
    if std::env::var("SHOW").is_ok_and(|show| show == "summary") {
        print_summary(&clean);
        return Ok(());
    }
    print_checks(&clean, &judge, &line);
    print_missing(&clean, &judge, &source, &output);
    print_aligned(&source, &output)?;
    print_summary(&clean);
    Ok(())
}

/// What is said of the texts as they are, in two numbers.
fn print_summary(clean: &[Judgement]) {
    let count = clean.len() as f64;
    let quality: f64 = clean
        .iter()
        .map(|judgement| judgement.quality.quality)
        .sum();
    let faultless =
        |j: &&Judgement| j.findings.is_empty() && j.omissions.is_empty() && j.additions.is_empty();
    println!(
        "\nmean quality {:.4}, faultless lines {:.4}",
        quality / count,
        clean.iter().filter(faultless).count() as f64 / count
    );
}

fn read(path: &str) -> Result<Vec<String>, std::io::Error> {
    Ok(std::fs::read_to_string(path)?
        .lines()
        .map(str::to_owned)
        .collect())
}

fn print_checks<'t>(
    clean: &[Judgement],
    judge: &(impl Fn(&str, &str) -> Judgement + Sync),
    line: &(impl Fn(usize) -> Line<'t> + Sync),
) {
    let verbose: Option<String> = std::env::var("SHOW").ok();
    println!("check          clean lines found   damaged   found");
    for (check, damage) in DAMAGES {
        let finds = |judgement: &Judgement| judgement.findings.iter().any(|f| f.check == *check);
        let wolf = clean.iter().filter(|judgement| finds(judgement)).count();
        let damaged: Vec<bool> = (0..clean.len())
            .into_par_iter()
            .filter_map(|at| {
                let line = line(at);
                let output = damage(&line, &mut Draws(at as u64))?;
                // What cries already says nothing of the damage.
                (!finds(&clean[at])).then(|| finds(&judge(line.source, &output)))
            })
            .collect();
        let found = damaged.iter().filter(|found| **found).count();
        println!(
            "{check:<14} {wolf:>5} ({:.2} %) {:>17} {:>7.3}",
            100.0 * wolf as f64 / clean.len() as f64,
            damaged.len(),
            found as f64 / damaged.len().max(1) as f64
        );
        if verbose.as_deref() == Some(check) {
            for (at, judgement) in clean.iter().enumerate() {
                for finding in judgement.findings.iter().filter(|f| f.check == *check) {
                    let line = line(at);
                    println!(
                        "{} {}\n  {}\n  {}",
                        finding.figure, finding.detail, line.source, line.output
                    );
                }
            }
        }
    }
    assert_eq!(DAMAGES.len(), CHECKS.len());
}

fn print_missing(
    clean: &[Judgement],
    judge: &(impl Fn(&str, &str) -> Judgement + Sync),
    source: &[String],
    output: &[String],
) {
    let mut table: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let kinds = ["additions", "omissions"];
    for (kind, name) in kinds.iter().enumerate() {
        let lines = (0..source.len()).into_par_iter().map(|at| {
            let mut draws = Draws(at as u64);
            let texts = [&source[at], &output[at]];
            let damaged = (at % 3 == 0)
                .then(|| without_clause(texts[kind], &mut draws))
                .flatten();
            let judgement = match &damaged {
                Some(text) if kind == 0 => judge(text, &output[at]),
                Some(text) => judge(&source[at], text),
                None => clean[at].clone(),
            };
            let found = [&judgement.additions, &judgement.omissions][kind];
            (damaged.is_some(), !found.is_empty())
        });
        let lines: Vec<(bool, bool)> = lines.collect();
        let count = |what: (bool, bool)| lines.iter().filter(|line| **line == what).count();
        table.insert(
            name,
            [
                count((true, true)),
                count((false, true)),
                count((true, false)),
            ],
        );
    }
    println!("\n                 made  precision  recall");
    for name in kinds.iter().rev() {
        print_row(&format!("{name} in lines"), table[name]);
        if std::env::var("SHOW").is_ok_and(|show| show == *name) {
            for (at, judgement) in clean.iter().enumerate() {
                let found = [&judgement.additions, &judgement.omissions];
                for stretch in found[usize::from(*name == "omissions")] {
                    println!(
                        "{} {}\n  {}\n  {}",
                        stretch.words, stretch.text, source[at], output[at]
                    );
                }
            }
        }
    }
}

/// Right, wrong and missed as precision and recall.
fn print_row(name: &str, [right, wrong, missed]: [usize; 3]) {
    let share = |of: usize| right as f64 / of.max(1) as f64;
    let (precision, recall) = (share(right + wrong), share(right + missed));
    println!(
        "{name:<20} {:>5} {precision:>10.3} {recall:>7.3}",
        right + missed
    );
}

/// Whole segments deleted and put in, found by alignment.
fn print_aligned(source: &[String], output: &[String]) -> alinea::Result<()> {
    let (mut deleted, mut inserted) = (Vec::new(), Vec::new());
    let mut texts = [SegmentedText::default(), SegmentedText::default()];
    for (number, lines) in source.chunks(DOCUMENT).enumerate() {
        let mut draws = Draws(number as u64);
        let mut said = Vec::new();
        for at in number * DOCUMENT..number * DOCUMENT + lines.len() {
            match draws.below(10) {
                0 => deleted.push((number, at - number * DOCUMENT)),
                1 => {
                    inserted.push((number, said.len()));
                    said.push(output[(at + 1009) % output.len()].clone());
                    said.push(output[at].clone());
                }
                _ => said.push(output[at].clone()),
            }
        }
        for (text, segments) in texts.iter_mut().zip([lines.to_vec(), said]) {
            text.documents
                .push(SegmentedDocument { id: None, segments });
        }
    }
    let [source, system] = texts;
    let (french, english) = (Language::french(), Language::english());
    let model = QualityModel::default();
    let aligner = ThreeWayAligner::new(Aligner::default(), &model, &french, &english);
    let texts = ThreeWayTexts {
        source: &source,
        references: &[],
        systems: &[system],
    };
    let documents = aligner.compare(&texts, Layout::Aligned)?;
    let (mut omitted, mut added) = (Vec::new(), Vec::new());
    for (number, document) in documents.iter().enumerate() {
        for bead in &document.beads {
            let whole = &bead.systems[0];
            if whole.omissions.iter().any(|stretch| stretch.whole) {
                omitted.extend(bead.source.indices.iter().map(|at| (number, *at)));
            }
            if whole.additions.iter().any(|stretch| stretch.whole) {
                added.extend(whole.output.indices.iter().map(|at| (number, *at)));
            }
        }
    }
    for (name, made, found) in [
        ("omitted segments", deleted, omitted),
        ("added segments", inserted, added),
    ] {
        let right = made
            .iter()
            .filter(|segment| found.contains(segment))
            .count();
        print_row(name, [right, found.len() - right, made.len() - right]);
    }
    Ok(())
}
