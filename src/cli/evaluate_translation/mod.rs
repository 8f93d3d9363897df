//! `alinea evaluate translation`: scores of one or several systems, against references or without.

mod args;
mod beside;
mod scoring;
mod texts;

pub use args::Args;

use std::path::PathBuf;

use alinea::evaluate::translation::significance::Draws;
use alinea::evaluate::translation::{DocumentSpan, Results, Scored, Statistics, Test};
use alinea::io::learned_metrics::{LearnedMetric, ToScore, export, export_files};
use alinea::io::{Destination, Kind, Output};
use alinea::report::translation::{Form, Level, Report, Texts};
use alinea::{Error, Result};

use super::Done;
use super::messages::Messages;
use super::places::{Places, files_of};
use args::{Layout, ResamplingArgs};
use beside::{side_by_side, write_details};
use texts::TestSet;

/// Segments shown in the text of several systems, and on a page.
const DIFFERENCES: [usize; 2] = [3, 50];

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    check(args, messages)?;
    let mut set = TestSet::read(args, messages)?;
    if set.systems.len() > 1 {
        check_several(args, set.systems.len())?;
    } else {
        check_one(args)?;
    }
    check_places(args, &set)?;
    let mut output = Output::create(Destination::from(args.output.as_path()))?;
    let mut scored = scoring::measure_all(args, &set, messages)?;
    scoring::note_french_marks(args, &set, messages);
    if let Some(folder) = &args.aligned_output {
        set.write_systems(folder)?;
    }
    export_texts(args, &set, messages)?;
    if args.sentence_level {
        output.put(sentences(args, &set, &mut scored)?)?;
    } else {
        let baseline = baseline(args, &set)?;
        let names = set.systems.iter().map(|system| system.name.clone());
        let results = Results::new(
            names.collect(),
            baseline,
            set.documents.clone(),
            &scored,
            test(args, &set),
        );
        let beside = match wants_beside(args) {
            true => side_by_side(args, &mut set, messages)?,
            false => None,
        };
        if let (Some(path), Some(found)) = (&args.details, &beside) {
            write_details(found, path)?;
        }
        let report = Report {
            three_way: beside.as_deref(),
            ..report(args, &set, &results)
        };
        output.put(report.render(form(args.format))?)?;
    }
    output.finish()?;
    Ok(Done::Whole)
}

fn check(args: &Args, messages: &Messages) -> Result<()> {
    let mut names = std::collections::BTreeSet::new();
    match args.hypothesis.iter().find(|path| !names.insert(*path)) {
        Some(twice) => Err(Error::configuration("expected each hypothesis once")
            .found("it twice")
            .at(twice)),
        None if args.sentence_level && !matches!(args.format, Layout::Text | Layout::Json) => Err(
            Error::configuration("expected --format text or json with --sentence-level")
                .found("a format that is one table or page")
                .help("use --level segment, which writes a row a segment"),
        ),
        None => {
            heeded(args, messages)?;
            scoring::check_imported(&args.learned)
        }
    }
}

/// That the form asked for heeds what else is asked for.
fn heeded(args: &Args, messages: &Messages) -> Result<()> {
    let (text, whole) = (
        args.format == Layout::Text,
        args.level == args::Level::Corpus,
    );
    let refused = |expected: &str, found: &str, help: &str| {
        let error = Error::configuration(format!("expected {expected}"));
        Err(error.found(found).help(help))
    };
    if args.format == Layout::Html && !whole {
        messages.note("a page shows the whole, documents and segments, whatever --level says");
    }
    let tests = &args.resampling;
    if !whole && (tests.confidence || tests.paired_bs || tests.paired_ar) {
        messages.note("intervals and tests are of the whole; --level corpus has them");
    }
    let bare = matches!(args.format, Layout::Text | Layout::Json);
    if args.score_only && !(bare && whole) {
        return refused(
            "--format text or json, and no --level, with --score-only",
            "another form",
            "leave out --score-only, or take the scores of --format csv",
        );
    }
    let asked = args.differences.is_some_and(|count| count > 0);
    if asked && args.format != Layout::Html && !(text && whole) {
        return refused(
            "--format text or html, and no --level, with --differences",
            "a form that shows no segments beside one another",
            "leave out --differences; --level segment has the scores of all",
        );
    }
    Ok(())
}

/// That no output takes the place of what is read, or of another output.
fn check_places(args: &Args, set: &TestSet) -> Result<()> {
    let texts = |paths: &[PathBuf]| -> Vec<PathBuf> {
        let files = |path: &PathBuf| files_of(path, |file| Kind::from_path(file).is_some());
        paths.iter().flat_map(files).collect()
    };
    let aligned = args.aligned_output.as_ref();
    let scores = scoring::groups(&args.learned.import_scores);
    Places::default()
        .reads("a reference", texts(&args.reference))
        .reads("a hypothesis", texts(&args.hypothesis))
        .reads("the source", texts(args.source.as_slice()))
        .reads("names of documents", &args.docids)
        .reads("names of documents", &args.hypothesis_docids)
        .reads(
            "imported scores",
            scores.iter().flat_map(|(_, files)| files),
        )
        .writes("--output", [&args.output])
        .writes("--details", &args.details)
        .writes(
            "--aligned-output",
            aligned.map_or_else(Vec::new, |folder| set.system_files(folder)),
        )
        .writes("--export-to", exported(args, set))
        .check()
}

/// The files that learned metrics are to read.
fn exported(args: &Args, set: &TestSet) -> Vec<PathBuf> {
    let metric = args.learned.export.into_iter();
    let files = |metric| export_files(metric, &set.short_names(), &export_folder(args, metric));
    metric.flat_map(files).collect()
}

fn export_folder(args: &Args, metric: LearnedMetric) -> PathBuf {
    let asked = args.learned.export_to.clone();
    asked.unwrap_or_else(|| metric.name().into())
}

fn check_one(args: &Args) -> Result<()> {
    let ResamplingArgs {
        paired_bs,
        paired_ar,
        ..
    } = args.resampling;
    if paired_bs || paired_ar {
        return Err(
            Error::configuration("expected several hypotheses for a paired test")
                .found("one")
                .help(
                    "name the systems after --hypothesis, the baseline first, or use --confidence",
                ),
        );
    }
    Ok(())
}

fn check_several(args: &Args, systems: usize) -> Result<()> {
    if args.resampling.confidence {
        return Err(
            Error::configuration("expected one hypothesis with --confidence")
                .found(systems.to_string())
                .help("use --paired-bs, which gives intervals too"),
        );
    }
    if args.score_only {
        return Err(
            Error::configuration("expected one hypothesis with --score-only")
                .found(systems.to_string())
                .help("use --format csv, which has a row a system"),
        );
    }
    if args.sentence_level {
        return Err(
            Error::configuration("expected one hypothesis with --sentence-level")
                .found(systems.to_string())
                .help("use --level segment"),
        );
    }
    Ok(())
}

/// Which test to make: the one asked for, else paired bootstrap of several systems.
fn test(args: &Args, set: &TestSet) -> Test {
    let asked = &args.resampling;
    let draws = |count| Draws {
        count,
        seed: asked.seed,
    };
    if asked.confidence {
        Test::Confidence(draws(asked.confidence_n))
    } else if asked.paired_ar {
        Test::Randomisation(draws(asked.paired_ar_n))
    } else if asked.no_test || set.systems.len() == 1 {
        Test::None
    } else {
        Test::Bootstrap(draws(asked.paired_bs_n))
    }
}

/// Whether source, references and outputs are set side by side: for the details, and for what is
/// read rather than taken by a script.
fn wants_beside(args: &Args) -> bool {
    let read = !matches!(args.format, Layout::Json | Layout::Csv);
    args.details.is_some() || (read && args.level == args::Level::Corpus && !args.score_only)
}

/// The system that `--baseline` names: in full, as the tables call it, or by the last part of its name.
fn baseline(args: &Args, set: &TestSet) -> Result<usize> {
    let Some(wanted) = &args.resampling.baseline else {
        return Ok(0);
    };
    let names: Vec<&str> = set.systems.iter().map(|s| s.name.as_str()).collect();
    if let Some(at) = set.find(wanted) {
        return Ok(at);
    }
    let stem = |name: &str| {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        file == wanted || file.split('.').next() == Some(wanted)
    };
    let matching: Vec<usize> = (0..names.len()).filter(|at| stem(names[*at])).collect();
    match matching[..] {
        [one] => Ok(one),
        _ => Err(
            Error::configuration("expected the name of a system as --baseline")
                .found(format!("`{wanted}`"))
                .help(format!("the systems are {}", names.join(", "))),
        ),
    }
}

fn form(layout: Layout) -> Form {
    match layout {
        Layout::Text => Form::Text,
        Layout::Json => Form::Json,
        Layout::Csv => Form::Csv,
        Layout::Markdown => Form::Markdown,
        Layout::Latex => Form::Latex,
        Layout::Html => Form::Html,
    }
}

fn report<'a>(args: &Args, set: &'a TestSet, results: &'a Results) -> Report<'a> {
    let otherwise = match (args.format, set.systems.len()) {
        (Layout::Html, _) => DIFFERENCES[1],
        (Layout::Text, 2..) => DIFFERENCES[0],
        _ => 0,
    };
    Report {
        results,
        texts: Texts {
            source: set
                .source
                .as_ref()
                .map(|source| source.segments().collect()),
            references: set
                .references
                .iter()
                .map(|r| r.segments().collect())
                .collect(),
            systems: set.systems.iter().map(|s| s.segments().collect()).collect(),
            source_language: Some(args.languages.source_lang.clone()),
            target_language: Some(args.languages.target_lang.clone()),
        },
        level: match args.level {
            args::Level::Corpus => Level::Corpus,
            args::Level::Document => Level::Document,
            args::Level::Segment => Level::Segment,
        },
        width: args.width.into(),
        differences: args.differences.unwrap_or(otherwise),
        score_only: args.score_only,
        three_way: None,
    }
}

/// A line, or sacrebleu's object, for each segment of one system.
fn sentences(args: &Args, set: &TestSet, scored: &mut [Scored]) -> Result<String> {
    let name = vec![set.systems[0].name.clone()];
    let all: Vec<Statistics> = scored.iter_mut().map(|s| s.statistics.remove(0)).collect();
    let mut text = String::new();
    for segment in 0..set.systems[0].len() {
        for (scored, statistics) in scored.iter_mut().zip(&all) {
            let row = statistics.row(segment).to_vec();
            scored.statistics = vec![Statistics::new(statistics.columns(), row)];
        }
        let alone = DocumentSpan {
            id: None,
            segments: 0..1,
        };
        let results = Results::new(name.clone(), 0, vec![alone], scored, Test::None);
        let report = Report {
            differences: 0,
            texts: Texts::default(),
            ..report(args, set, &results)
        };
        text.push_str(&report.render(form(args.format))?);
    }
    Ok(text)
}

/// Writes what learned metrics read.
fn export_texts(args: &Args, set: &TestSet, messages: &Messages) -> Result<()> {
    let Some(metric) = args.learned.export else {
        return Ok(());
    };
    if set.references.len() > 1 {
        messages.warning("learned metrics take one reference; the first is written");
    }
    let texts = ToScore {
        source: set
            .source
            .as_ref()
            .map(|source| source.segments().collect()),
        reference: set.references.first().map(|r| r.segments().collect()),
        systems: set
            .short_names()
            .into_iter()
            .zip(set.systems.iter().map(|system| system.segments().collect()))
            .collect(),
    };
    let folder = export_folder(args, metric);
    let paths = export(metric, &texts, &folder)?;
    messages.note(&format!("{} files in {}", paths.len(), folder.display()));
    Ok(())
}
