//! How many cuts of a re-segmentation are right, and learning its weights.
//!
//! Takes a reference, outputs line by line with it, and the document of each line; splits each output
//! anew, gives it to the re-segmentation, and counts the reference's inner boundaries whose place, in
//! characters without white space, is that of the output's own lines. Ends of documents do not count.
//!
//! ```text
//! cargo bench --bench resegmentation -- --language fr --reference as.ref --docids as.docid \
//!     --layout given=as.resplit as.hyp
//! ```
//!
//! Layouts: `split` cuts each document by alinea's rules, `thin` keeps three of four of these cuts,
//! `none` puts a document on one line, `wrap` breaks lines after 60 characters, `lines` keeps the lines, `given=FILE` takes
//! another file's lines, `bare` is `none` in small letters and without marks. `--stream` makes one document of all.
//! `--learn FILE` writes weights learnt from all texts and layouts, `--without WORD` leaves out of it evidence
//! whose name holds the word, `--weights FILE` measures with weights of your own, `--write FOLDER` writes what was cut.

use std::collections::HashMap;
use std::fs;
use std::time::Instant;

use alinea::bitext::Language;
use alinea::evaluate::resegment::{Lesson, Resegmenter, Weights};
use alinea::segment::{RuleSegmenter, Segmenter};
use alinea::train::train_resegmentation;

#[derive(Default)]
struct Options {
    values: HashMap<String, String>,
    without: Vec<String>,
    layouts: Vec<String>,
    outputs: Vec<String>,
    stream: bool,
}

/// One document: reference, output as it comes, true pieces.
struct Text {
    reference: Vec<String>,
    output: Vec<String>,
    truth: Vec<String>,
}

fn main() {
    let options = options();
    let language: Language = options
        .get("language")
        .unwrap_or("en")
        .parse()
        .expect("a language");
    let mut weights = match options.get("weights") {
        Some(path) => {
            Weights::from_json(&fs::read_to_string(path).expect("weights")).expect("weights")
        }
        None => Weights::default(),
    };
    let Some(reference) = options.get("reference") else {
        // As `cargo test` and `cargo bench` call it, without arguments.
        println!("nothing to measure: --reference is missing");
        return;
    };
    let reference = lines(reference);
    let ids = options.get("docids").map(lines).unwrap_or_default();
    let mut sets = Vec::new();
    for layout in &options.layouts {
        for path in &options.outputs {
            sets.push((
                layout,
                path,
                texts(&options, &reference, &ids, path, layout),
            ));
        }
    }
    if let Some(path) = options.get("learn") {
        let resegmenter = Resegmenter::new(&language);
        let lessons: Vec<Lesson> = sets
            .iter()
            .flat_map(|set| lessons(&resegmenter, &set.2))
            .collect();
        let cuts: usize = lessons.iter().map(|l| l.ends.len() - 1).sum();
        let missed: usize = lessons.iter().map(|l| l.missed).sum();
        println!("{cuts} cuts to learn from, {missed} not among the candidates");
        let left_out = |name: &str| options.without.iter().any(|w| name.contains(w.as_str()));
        let penalty = options
            .get("penalty")
            .map_or(1.0, |p| p.parse().expect("a number"));
        weights = train_resegmentation(&lessons, penalty, &left_out);
        fs::write(path, weights.to_json()).expect("written");
    }
    if options.get("quiet").is_some() {
        return;
    }
    let resegmenter = Resegmenter::with_weights(&language, weights);
    let mut sums: HashMap<&str, (usize, usize)> = HashMap::new();
    for (layout, path, texts) in &sets {
        let start = Instant::now();
        let found = cut(&resegmenter, texts);
        let seconds = start.elapsed().as_secs_f64();
        let (right, all) = count(texts, &found, options.get("show").is_some());
        let sum = sums.entry(layout.as_str()).or_default();
        *sum = (sum.0 + right, sum.1 + all);
        let share = 100.0 * right as f64 / all as f64;
        println!("{layout}\t{path}\t{right}\t{all}\t{share:.2}\t{seconds:.2} s");
        if let Some(path) = options.get("write") {
            let lines: Vec<String> = found.concat();
            fs::write(path, lines.join("\n") + "\n").expect("written");
        }
    }
    for layout in &options.layouts {
        let (right, all) = sums[layout.as_str()];
        println!(
            "{layout}\tall\t{right}\t{all}\t{:.2}",
            100.0 * right as f64 / all as f64
        );
    }
}

fn options() -> Options {
    let mut options = Options::default();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_default();
        match argument.as_str() {
            "--bench" => {}
            "--stream" => options.stream = true,
            "--quiet" | "--show" => {
                options
                    .values
                    .insert(argument[2..].to_string(), String::new());
            }
            "--without" => options.without.push(value()),
            "--layout" => options.layouts.push(value()),
            name if name.starts_with("--") => {
                options.values.insert(name[2..].to_string(), value());
            }
            _ => options.outputs.push(argument),
        }
    }
    options
}

impl Options {
    fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }
}

fn lines(path: &str) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{path}: {e}"));
    text.lines().map(str::to_string).collect()
}

/// The documents of one output in one layout.
fn texts(
    options: &Options,
    reference: &[String],
    ids: &[String],
    path: &str,
    layout: &str,
) -> Vec<Text> {
    let mut truth = lines(path);
    if layout == "bare" {
        truth.iter_mut().for_each(|line| *line = bare(line));
    }
    assert_eq!(
        truth.len(),
        reference.len(),
        "{path} has as many lines as the reference"
    );
    let language = options.get("language").unwrap_or("en");
    let id = |at: usize| {
        ids.get(at)
            .map_or("", |l| l.split('\t').next().unwrap_or_default())
    };
    let mut texts: Vec<Text> = Vec::new();
    for at in 0..truth.len() {
        if at == 0 || (!options.stream && id(at) != id(at - 1)) {
            texts.push(Text {
                reference: Vec::new(),
                output: Vec::new(),
                truth: Vec::new(),
            });
        }
        let text = texts.last_mut().expect("a document");
        text.reference.push(reference[at].clone());
        text.truth.push(truth[at].clone());
    }
    let mut given = layout
        .strip_prefix("given=")
        .map(lines)
        .unwrap_or_default()
        .into_iter();
    for text in &mut texts {
        text.output = if layout.starts_with("given=") {
            taken(&mut given, &text.truth)
        } else {
            laid_out(&text.truth, layout, language)
        };
    }
    texts
}

/// The lines of another file that hold what `truth` holds.
fn taken(given: &mut impl Iterator<Item = String>, truth: &[String]) -> Vec<String> {
    let all: usize = truth.iter().map(|l| black(l)).sum();
    let (mut found, mut seen) = (Vec::new(), 0);
    while seen < all {
        let line = given.next().expect("as much text as the output has");
        seen += black(&line);
        found.push(line);
    }
    assert_eq!(seen, all, "lines end where documents end");
    found
}

fn laid_out(truth: &[String], layout: &str, language: &str) -> Vec<String> {
    let whole = truth.join(" ");
    match layout {
        "lines" => truth.to_vec(),
        "none" | "bare" => vec![whole],
        "wrap" => wrapped(&whole),
        _ => {
            let sentences = RuleSegmenter::new(language).sentences(&whole);
            let mut found: Vec<String> = Vec::new();
            for (at, sentence) in sentences.into_iter().enumerate() {
                let text = &whole[sentence];
                // Every fourth cut, by the text's length so that it follows no rhythm, is not made.
                match found.last_mut() {
                    Some(last) if layout == "thin" && (at * 7 + text.len()).is_multiple_of(4) => {
                        last.push(' ');
                        last.push_str(text);
                    }
                    _ => found.push(text.to_string()),
                }
            }
            found
        }
    }
}

fn wrapped(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for word in text.split(' ') {
        let last = found.last_mut().expect("a line");
        if last.len() > 60 {
            found.push(word.to_string());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    found
}

/// As a recogniser of speech writes: small letters, no marks.
fn bare(line: &str) -> String {
    let spoken = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’');
    let plain: String = line
        .to_lowercase()
        .chars()
        .map(|c| if spoken(c) { c } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn black(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

type Sides<'t> = Vec<(&'t [String], &'t [String])>;

fn sides(texts: &[Text]) -> Sides<'_> {
    texts
        .iter()
        .map(|t| (t.reference.as_slice(), t.output.as_slice()))
        .collect()
}

fn lessons(resegmenter: &Resegmenter, texts: &[Text]) -> Vec<Lesson> {
    let truth: Vec<&[String]> = texts.iter().map(|t| t.truth.as_slice()).collect();
    resegmenter.lessons(&sides(texts), &truth)
}

fn cut(resegmenter: &Resegmenter, texts: &[Text]) -> Vec<Vec<String>> {
    let found = resegmenter.documents(&sides(texts));
    for (found, text) in found.iter().zip(texts) {
        assert_eq!(
            found.text(),
            text.output.join("\n"),
            "the text is unchanged"
        );
        let pieces: usize = found.pieces().map(black).sum();
        assert_eq!(pieces, black(found.text()), "pieces hold the whole text");
    }
    found.iter().map(|f| f.segments()).collect()
}

/// Boundaries that are right, and all.
fn count(texts: &[Text], found: &[Vec<String>], show: bool) -> (usize, usize) {
    let (mut right, mut all) = (0, 0);
    for (text, pieces) in texts.iter().zip(found) {
        let (mut ours, mut theirs) = (0, 0);
        for at in 0..text.truth.len().saturating_sub(1) {
            ours += black(&pieces[at]);
            theirs += black(&text.truth[at]);
            all += 1;
            right += usize::from(ours == theirs);
            if show && ours != theirs {
                println!(
                    "R {} || {}\nT {} || {}\nO {} || {}\n",
                    text.reference[at],
                    text.reference[at + 1],
                    text.truth[at],
                    text.truth[at + 1],
                    pieces[at],
                    pieces[at + 1]
                );
            }
        }
    }
    (right, all)
}
