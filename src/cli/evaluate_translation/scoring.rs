//! The metrics asked for: computed, or read from files.

use std::path::Path;

use rayon::prelude::*;

use alinea::bitext::SegmentedText;
use alinea::evaluate::translation::{
    Bleu, Chrf, Corpus, Mean, Metric, Scored, Smoothing, Statistics, Ter, Tokenizer, measure,
    spaces,
};
use alinea::io::learned_metrics::{ImportedScores, read_scores};
use alinea::score::{QualityModel, QualityScorer};
use alinea::{Error, Result};

use super::args::{Args, BleuArgs, Kind, Layout, LearnedArgs, SmoothMethod};
use super::texts::TestSet;
use crate::cli::messages::Messages;
use crate::cli::options::ModelFolder;

/// What is computed where nothing is said.
fn kinds(args: &Args, set: &TestSet) -> Vec<Kind> {
    let several = set.systems.len() > 1 || args.format == Layout::Html;
    let mut kinds = match (&args.metrics, set.references.is_empty(), several) {
        (Some(asked), ..) => asked.clone(),
        (None, true, _) => vec![Kind::Quality],
        (None, false, false) => vec![Kind::Bleu],
        (None, false, true) if set.source_lines => {
            vec![Kind::Bleu, Kind::Chrf, Kind::Ter, Kind::Quality]
        }
        (None, false, true) => vec![Kind::Bleu, Kind::Chrf, Kind::Ter],
    };
    if set.systems.len() == 1 || args.format == Layout::Json {
        // As sacrebleu has them.
        kinds.sort_by_key(|kind| *kind as u8);
    }
    let mut seen = Vec::new();
    kinds.retain(|kind| {
        !seen.contains(kind) && {
            seen.push(*kind);
            true
        }
    });
    kinds
}

/// The rows of all metrics for all systems.
pub fn measure_all(args: &Args, set: &TestSet, messages: &Messages) -> Result<Vec<Scored>> {
    let mut scored = Vec::new();
    for kind in kinds(args, set) {
        match kind {
            Kind::Bleu => {
                for &tokenizer in &args.bleu.tokenize {
                    scored.push(compared(bleu(args, tokenizer)?, set)?);
                }
            }
            Kind::Chrf => scored.push(compared(
                Chrf {
                    char_order: args.chrf.chrf_char_order.into(),
                    word_order: args.chrf.chrf_word_order.into(),
                    beta: args.chrf.chrf_beta,
                    lowercase: args.chrf.chrf_lowercase,
                    whitespace: args.chrf.chrf_whitespace,
                    eps_smoothing: args.chrf.chrf_eps_smoothing,
                },
                set,
            )?),
            Kind::Ter => scored.push(compared(
                Ter {
                    normalized: args.ter.ter_normalized,
                    no_punctuation: args.ter.ter_no_punct,
                    asian_support: args.ter.ter_asian_support,
                    case_sensitive: args.ter.ter_case_sensitive,
                },
                set,
            )?),
            Kind::Quality => scored.push(quality(args, set, messages)?),
        }
    }
    scored.extend(imported(args, set)?);
    Ok(scored)
}

fn compared<M: Metric + Send + 'static>(metric: M, set: &TestSet) -> Result<Scored> {
    if set.references.is_empty() {
        return Err(Error::configuration(format!(
            "expected a reference for {}",
            metric.describe().name
        ))
        .found("none")
        .help("name it with --reference, or leave out --metrics for what needs none"));
    }
    let systems: Vec<Vec<&str>> = set.systems.iter().map(lines).collect();
    let references: Vec<Vec<&str>> = set.references.iter().map(lines).collect();
    let corpus = Corpus::new(
        systems.iter().map(Vec::as_slice).collect(),
        references.iter().map(Vec::as_slice).collect(),
    )?;
    Ok(Scored {
        statistics: measure(&metric, &corpus),
        references: Some(corpus.reference_count()),
        scorer: Box::new(metric),
    })
}

/// Segments without white space at their ends, as sacrebleu reads lines.
fn lines(text: &SegmentedText) -> Vec<&str> {
    text.segments().map(spaces::trim_end).collect()
}

fn bleu(args: &Args, tokenizer: Tokenizer) -> Result<Bleu> {
    Ok(Bleu {
        tokenizer,
        smoothing: smoothing(&args.bleu)?,
        lowercase: args.bleu.lowercase,
        effective_order: args.bleu.effective_order || args.sentence_level,
        max_order: args.bleu.max_ngram_order.into(),
    })
}

fn smoothing(args: &BleuArgs) -> Result<Smoothing> {
    if args
        .smooth_value
        .is_some_and(|value| !value.is_finite() || value < 0.0)
    {
        return Err(Error::configuration(
            "expected a --smooth-value of 0 or more",
        ));
    }
    match (args.smooth_method, args.smooth_value) {
        (SmoothMethod::Floor, value) => Ok(Smoothing::Floor(value.unwrap_or(0.1))),
        (SmoothMethod::AddK, value) => Ok(Smoothing::Add(value.unwrap_or(1.0))),
        (_, Some(_)) => Err(Error::configuration(
            "expected --smooth-method floor or add-k with --smooth-value",
        )),
        (SmoothMethod::Exp, None) => Ok(Smoothing::Exponential),
        (SmoothMethod::None, None) => Ok(Smoothing::None),
    }
}

/// The quality of source and output, segment by segment.
fn quality(args: &Args, set: &TestSet, messages: &Messages) -> Result<Scored> {
    let mean = Mean::new("quality");
    if let Some(found) = &set.beside {
        let scores = |system: usize| -> Vec<f64> {
            let pieces = found.iter().flat_map(|document| document.by_source(system));
            pieces.map(|piece| piece.quality).collect()
        };
        let systems = 0..set.systems.len();
        return Ok(Scored {
            statistics: systems.map(|at| mean.statistics(&scores(at))).collect(),
            scorer: Box::new(mean),
            references: None,
        });
    }
    let source = set.lined_source()?;
    let languages = &args.languages;
    let models = ModelFolder::new(args.models.as_deref())?;
    let mut tables = models.tables();
    models.load(&mut tables, languages.pair(), messages)?;
    let model = QualityModel::default();
    let (from, to) = (&languages.source_lang, &languages.target_lang);
    let scorer = QualityScorer::new(&model, &tables, from, to);
    let source: Vec<&str> = source.segments().collect();
    let of_system = |system: &SegmentedText| -> Statistics {
        let outputs: Vec<&str> = system.segments().collect();
        let pairs = source.par_iter().zip(&outputs);
        let scores: Vec<f64> = pairs
            .map(|(source, output)| scorer.quality(source, output).quality)
            .collect();
        mean.statistics(&scores)
    };
    Ok(Scored {
        statistics: set.systems.iter().map(of_system).collect(),
        scorer: Box::new(mean),
        references: None,
    })
}

/// `--import-scores NAME FILE [FILE …]`; each option's values stand one after the other, so a name is
/// what is no file.
pub fn groups(values: &[String]) -> Vec<(&str, Vec<&Path>)> {
    let mut groups: Vec<(&str, Vec<&Path>)> = Vec::new();
    for value in values {
        match groups.last_mut() {
            Some((_, files)) if Path::new(value).exists() || files.is_empty() => {
                files.push(Path::new(value));
            }
            _ => groups.push((value, Vec::new())),
        }
    }
    groups
}

/// That imported metrics have names of their own, and that those whose lower scores are better are
/// among them.
pub fn check_imported(args: &LearnedArgs) -> Result<()> {
    let groups = groups(&args.import_scores);
    let names: Vec<&str> = groups.iter().map(|(name, _)| *name).collect();
    for (at, name) in names.iter().enumerate() {
        if name.trim().is_empty() {
            return Err(
                Error::configuration("expected a name of a metric after --import-scores")
                    .found("an empty one"),
            );
        }
        if names[..at].contains(name) {
            return Err(Error::configuration(
                "expected each name of a metric once after --import-scores",
            )
            .found(format!("`{name}` twice"))
            .help("name the files of all systems after it, or give it another name"));
        }
    }
    let known = |name: &&String| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    match args.lower_is_better.iter().find(|name| !known(name)) {
        Some(name) => Err(Error::configuration(
            "expected the name of an imported metric as --lower-is-better",
        )
        .found(format!("`{name}`"))
        .help(match names[..] {
            [] => "none is imported; see --import-scores".to_owned(),
            _ => format!("the imported metrics are {}", names.join(", ")),
        })),
        None => Ok(()),
    }
}

fn imported(args: &Args, set: &TestSet) -> Result<Vec<Scored>> {
    groups(&args.learned.import_scores)
        .into_iter()
        .map(|(name, files)| one_imported(args, set, name, &files))
        .collect()
}

fn one_imported(args: &Args, set: &TestSet, name: &str, files: &[&Path]) -> Result<Scored> {
    let mut found: Vec<(ImportedScores, &Path)> = Vec::new();
    for path in files {
        found.extend(read_scores(path)?.into_iter().map(|scores| (scores, *path)));
    }
    let (systems, segments) = (set.systems.len(), set.systems[0].len());
    if found.len() != systems {
        return Err(Error::format(format!("expected scores of {systems} systems for {name}"))
            .found(found.len().to_string())
            .at(files.first().copied().unwrap_or(Path::new(name)))
            .help("name a file for each system in the order of --hypothesis, or one of comet-score that has them all"));
    }
    let named = |name: &Option<String>| name.as_ref().and_then(|name| set.find(name));
    let known: Option<Vec<usize>> = found
        .iter()
        .map(|(scores, _)| named(&scores.system))
        .collect();
    if let Some(order) = known.filter(|order| (0..systems).all(|at| order.contains(&at))) {
        let mut by_system: Vec<_> = order.into_iter().zip(found).collect();
        by_system.sort_by_key(|(system, _)| *system);
        found = by_system.into_iter().map(|(_, found)| found).collect();
    }
    if let Some((scores, path)) = found
        .iter()
        .find(|(found, _)| found.scores.len() != segments)
    {
        let of = scores
            .system
            .as_ref()
            .map_or(String::new(), |name| format!(" of {name}"));
        return Err(
            Error::format(format!("expected {segments} scores{of}, one a segment"))
                .found(scores.scores.len().to_string())
                .at(path),
        );
    }
    let lower = |lower: &String| lower.eq_ignore_ascii_case(name);
    let mut mean = Mean::new(name);
    if args.learned.lower_is_better.iter().any(lower)
        || name.to_ascii_lowercase().starts_with("metricx")
    {
        mean = mean.lower_is_better();
    }
    Ok(Scored {
        statistics: found
            .iter()
            .map(|(found, _)| mean.statistics(&found.scores))
            .collect(),
        scorer: Box::new(mean),
        references: None,
    })
}

/// Says that 13a does not part what French texts are full of.
pub fn note_french_marks(args: &Args, set: &TestSet, messages: &Messages) {
    let Some(reference) = set.references.first() else {
        return;
    };
    let asked = args.metrics.as_ref();
    let with_bleu = asked.is_none_or(|kinds| kinds.contains(&Kind::Bleu));
    if !with_bleu || args.bleu.tokenize != [Tokenizer::Western] {
        return;
    }
    let marked = |line: &&str| !line.is_ascii() && line.contains(['\u{2019}', '«', '»']);
    let lines = reference.segments().filter(marked).count();
    if lines * 20 > reference.len() {
        messages.detail(&format!(
            "{lines} lines of the reference have curly apostrophes or guillemets, which 13a leaves \
             with their words; see --tokenize 13a,intl"
        ));
    }
}
