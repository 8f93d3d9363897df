//! `alinea evaluate translation`: BLEU, chrF and TER of one or several systems.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use alinea::evaluate::translation::significance::{
    Comparison, Draws, Estimate, SEED, confidence, paired_bootstrap, paired_randomisation,
};
use alinea::evaluate::translation::{
    Arithmetic, Bleu, Chrf, Corpus, Metric, Resampled, Signature, Smoothing, Statistics, Ter,
    Tokenizer, measure, spaces,
};
use alinea::io::{Charset, read_lines};
use alinea::{Error, Result};

use super::Done;
use super::messages::Messages;
use super::translation_report::{Row, System, single_json, single_text, table_json, table_text};

const EXAMPLES: &str = "\
Examples:
  alinea evaluate translation --reference ref.en --hypothesis output.en
  alinea evaluate translation --reference ref.en --hypothesis output.en --metrics bleu,chrf,ter \\
      --format json --width 4
  alinea evaluate translation --reference ref.en --hypothesis base.en new.en --paired-bs
  alinea evaluate translation --reference ref.fr --hypothesis sortie.fr --tokenize 13a,intl

Scores and signatures are those of sacrebleu 2.6.0; only the version field is ours. With several
systems the first is the baseline. Under 13a curly apostrophes and guillemets stay with their words:
for French, look at intl beside it.";

/// BLEU, chrF and TER of translations against references
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Reference, one segment a line; several times for several references
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    reference: Vec<PathBuf>,

    /// What each system wrote, line by line with the reference; - for standard input
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    hypothesis: Vec<PathBuf>,

    /// Source text; only its number of lines is checked
    #[arg(long, value_name = "FILE")]
    source: Option<PathBuf>,

    /// What to compute
    #[arg(long, value_delimiter = ',', default_value = "bleu")]
    metrics: Vec<Kind>,

    /// How to print
    #[arg(long, default_value = "text")]
    format: Layout,

    /// Digits after the point
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=17))]
    width: u8,

    /// Print only the scores
    #[arg(long)]
    score_only: bool,

    /// Print a line for each segment, BLEU with effective order
    #[arg(long, conflicts_with_all = ["confidence", "paired_bs", "paired_ar"])]
    sentence_level: bool,

    /// Encoding of the files, such as windows-1252 [default: utf-8]
    #[arg(long, value_name = "LABEL")]
    encoding: Option<Charset>,

    #[command(flatten)]
    resampling: ResamplingArgs,

    #[command(flatten)]
    bleu: BleuArgs,

    #[command(flatten)]
    chrf: ChrfArgs,

    #[command(flatten)]
    ter: TerArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Bleu,
    Chrf,
    Ter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Layout {
    /// Lines, or a table for several systems
    Text,
    /// sacrebleu's JSON
    Json,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Significance")]
struct ResamplingArgs {
    /// Give the bootstrap mean and 95 % interval of one system
    #[arg(long, conflicts_with_all = ["paired_bs", "paired_ar"])]
    confidence: bool,

    /// Resamples of --confidence
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = at_least_two)]
    confidence_n: usize,

    /// Compare with the first system by paired bootstrap
    #[arg(long, conflicts_with = "paired_ar")]
    paired_bs: bool,

    /// Resamples of --paired-bs
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = at_least_two)]
    paired_bs_n: usize,

    /// Compare with the first system by paired approximate randomisation
    #[arg(long)]
    paired_ar: bool,

    /// Trials of --paired-ar
    #[arg(long, value_name = "N", default_value_t = 10000, value_parser = at_least_two)]
    paired_ar_n: usize,

    /// Seed of the resampling
    #[arg(long, value_name = "N", default_value_t = SEED)]
    seed: u64,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "BLEU")]
struct BleuArgs {
    /// Tokenizer: 13a, intl, char, zh or none; several to print each
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        default_value = "13a"
    )]
    tokenize: Vec<Tokenizer>,

    /// What stands in for a precision of zero: exp, floor, add-k or none
    #[arg(long, value_name = "HOW", default_value = "exp")]
    smooth_method: SmoothMethod,

    /// Value of floor [default: 0.1] and add-k [default: 1]
    #[arg(long, value_name = "VALUE")]
    smooth_value: Option<f64>,

    /// Ignore case
    #[arg(long)]
    lowercase: bool,

    /// Leave out orders for which there are no n-grams
    #[arg(long)]
    effective_order: bool,

    /// Longest n-grams
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=32))]
    max_ngram_order: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SmoothMethod {
    Exp,
    Floor,
    AddK,
    None,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "chrF")]
struct ChrfArgs {
    /// Longest character n-grams
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=32))]
    chrf_char_order: u8,

    /// Longest word n-grams; 2 for chrF++
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=32))]
    chrf_word_order: u8,

    /// How many times as much recall weighs as precision
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(0..=1000))]
    chrf_beta: u32,

    /// Count spaces as characters
    #[arg(long)]
    chrf_whitespace: bool,

    /// Ignore case
    #[arg(long)]
    chrf_lowercase: bool,

    /// Average the F-scores of all orders, as chrF++.py, NLTK and Moses do
    #[arg(long)]
    chrf_eps_smoothing: bool,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "TER")]
struct TerArgs {
    /// Heed case
    #[arg(long)]
    ter_case_sensitive: bool,

    /// Treat Chinese and Japanese too
    #[arg(long)]
    ter_asian_support: bool,

    /// Take marks out
    #[arg(long)]
    ter_no_punct: bool,

    /// Part marks from words
    #[arg(long)]
    ter_normalized: bool,
}

fn at_least_two(text: &str) -> std::result::Result<usize, String> {
    match text.parse() {
        Ok(count) if count >= 2 => Ok(count),
        _ => Err("expected a number from 2".into()),
    }
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    check(args)?;
    let texts = Texts::read(args)?;
    let corpus = texts.corpus()?;
    let metrics = metrics(args)?;
    let text = if args.sentence_level {
        sentences(args, &corpus, &metrics)
    } else if args.hypothesis.len() == 1 {
        one_system(args, &corpus, &metrics)
    } else {
        several_systems(args, &corpus, &metrics)
    };
    if args.metrics.contains(&Kind::Bleu) && args.bleu.tokenize == [Tokenizer::Western] {
        note_french_marks(&texts, messages);
    }
    std::io::stdout()
        .write_all(text.as_bytes())
        .map_err(|e| Error::io("write", &e))?;
    Ok(Done::Whole)
}

fn check(args: &Args) -> Result<()> {
    let several = args.hypothesis.len() > 1;
    let ResamplingArgs {
        confidence,
        paired_bs,
        paired_ar,
        ..
    } = args.resampling;
    if (paired_bs || paired_ar) && !several {
        return Err(
            Error::configuration("expected several hypotheses for a paired test")
                .found("one")
                .help(
                    "name the systems after --hypothesis, the baseline first, or use --confidence",
                ),
        );
    }
    if several && confidence {
        return Err(
            Error::configuration("expected one hypothesis with --confidence")
                .found(args.hypothesis.len().to_string())
                .help("use --paired-bs, which gives intervals too"),
        );
    }
    if several && args.sentence_level {
        return Err(
            Error::configuration("expected one hypothesis with --sentence-level")
                .found(args.hypothesis.len().to_string()),
        );
    }
    let mut names = std::collections::BTreeSet::new();
    match args.hypothesis.iter().find(|path| !names.insert(*path)) {
        Some(twice) => Err(Error::configuration("expected each hypothesis once")
            .found("it twice")
            .at(twice)),
        None => Ok(()),
    }
}

/// What the files hold.
struct Texts {
    references: Vec<Vec<String>>,
    systems: Vec<Vec<String>>,
}

impl Texts {
    fn read(args: &Args) -> Result<Self> {
        let read = |path: &PathBuf| -> Result<Vec<String>> {
            let lines = read_lines(path, args.encoding)?;
            if lines.is_empty() {
                return Err(Error::format("expected one segment a line")
                    .found("an empty file")
                    .at(path));
            }
            let trimmed = |line: String| spaces::trim_end(&line).to_owned();
            Ok(lines.into_iter().map(trimmed).collect())
        };
        let references: Vec<_> = args.reference.iter().map(read).collect::<Result<_>>()?;
        let systems: Vec<_> = args.hypothesis.iter().map(read).collect::<Result<_>>()?;
        let (first, wanted) = (&args.reference[0], references[0].len());
        for (path, lines) in args.reference.iter().zip(&references) {
            same_length(path, lines.len(), first, wanted)
                .map_err(|e| e.help("references must line up; leave one out"))?;
        }
        for (path, lines) in args.hypothesis.iter().zip(&systems) {
            same_length(path, lines.len(), first, wanted)
                .map_err(|e| e.help("every file has one segment a line, in the same order"))?;
        }
        if let Some(path) = &args.source {
            same_length(path, read(path)?.len(), first, wanted)?;
        }
        Ok(Texts {
            references,
            systems,
        })
    }

    fn corpus(&self) -> Result<Corpus<'_, String>> {
        Corpus::new(
            self.systems.iter().map(Vec::as_slice).collect(),
            self.references.iter().map(Vec::as_slice).collect(),
        )
    }
}

fn same_length(path: &Path, lines: usize, first: &Path, wanted: usize) -> Result<()> {
    if lines == wanted {
        return Ok(());
    }
    let name = first.display();
    Err(
        Error::format(format!("expected {wanted} lines, as {name} has"))
            .found(lines.to_string())
            .at(path),
    )
}

/// Says that 13a does not part what French texts are full of.
fn note_french_marks(texts: &Texts, messages: &Messages) {
    let marked = |line: &&String| line.contains(['\u{2019}', '«', '»']);
    let lines = texts.references[0].iter().filter(marked).count();
    if lines * 20 > texts.references[0].len() {
        messages.detail(&format!(
            "{lines} lines of the reference have curly apostrophes or guillemets, which 13a leaves \
             with their words; see --tokenize 13a,intl"
        ));
    }
}

fn metrics(args: &Args) -> Result<Vec<Box<dyn Metric>>> {
    let mut kinds = args.metrics.clone();
    kinds.sort_by_key(|kind| *kind as u8);
    kinds.dedup();
    let mut metrics: Vec<Box<dyn Metric>> = Vec::new();
    for kind in kinds {
        match kind {
            Kind::Bleu => {
                for &tokenizer in &args.bleu.tokenize {
                    let effective_order = args.bleu.effective_order || args.sentence_level;
                    metrics.push(Box::new(Bleu {
                        tokenizer,
                        smoothing: smoothing(&args.bleu)?,
                        lowercase: args.bleu.lowercase,
                        effective_order,
                        max_order: args.bleu.max_ngram_order.into(),
                    }));
                }
            }
            Kind::Chrf => metrics.push(Box::new(Chrf {
                char_order: args.chrf.chrf_char_order.into(),
                word_order: args.chrf.chrf_word_order.into(),
                beta: args.chrf.chrf_beta,
                lowercase: args.chrf.chrf_lowercase,
                whitespace: args.chrf.chrf_whitespace,
                eps_smoothing: args.chrf.chrf_eps_smoothing,
            })),
            Kind::Ter => metrics.push(Box::new(Ter {
                normalized: args.ter.ter_normalized,
                no_punctuation: args.ter.ter_no_punct,
                asian_support: args.ter.ter_asian_support,
                case_sensitive: args.ter.ter_case_sensitive,
            })),
        }
    }
    Ok(metrics)
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

fn row(
    metric: &dyn Metric,
    sums: &[f64],
    signature: &Signature,
    estimate: Option<Estimate>,
) -> Row {
    Row {
        name: metric.describe().name,
        score: metric.score(sums, Arithmetic::Double).value,
        signature: signature.clone(),
        estimate,
        detail: metric.detail(sums),
    }
}

fn sentences(args: &Args, corpus: &Corpus<'_, String>, metrics: &[Box<dyn Metric>]) -> String {
    let mut text = String::new();
    let all: Vec<Statistics> = metrics
        .iter()
        .map(|metric| measure(metric.as_ref(), corpus).remove(0))
        .collect();
    for segment in 0..corpus.segments() {
        let rows: Vec<Row> = metrics
            .iter()
            .zip(&all)
            .map(|(metric, statistics)| {
                let signature = Signature::of(metric.as_ref(), corpus.reference_count());
                row(metric.as_ref(), statistics.row(segment), &signature, None)
            })
            .collect();
        text.push_str(&print(args, &rows));
    }
    text
}

fn one_system(args: &Args, corpus: &Corpus<'_, String>, metrics: &[Box<dyn Metric>]) -> String {
    let rows: Vec<Row> = metrics
        .iter()
        .map(|metric| {
            let metric = metric.as_ref();
            let statistics = measure(metric, corpus).remove(0);
            let mut signature = Signature::of(metric, corpus.reference_count());
            let ResamplingArgs {
                seed,
                confidence_n: count,
                ..
            } = args.resampling;
            let estimate = args.resampling.confidence.then(|| {
                signature = signature
                    .clone()
                    .resampled(Resampled::Bootstrap(count), seed);
                confidence(metric, &statistics, Draws { count, seed })
            });
            row(metric, &statistics.sum(), &signature, estimate)
        })
        .collect();
    print(args, &rows)
}

fn print(args: &Args, rows: &[Row]) -> String {
    match args.format {
        Layout::Json => single_json(rows, args.width.into()),
        Layout::Text => single_text(rows, args.width.into(), args.score_only),
    }
}

fn several_systems(
    args: &Args,
    corpus: &Corpus<'_, String>,
    metrics: &[Box<dyn Metric>],
) -> String {
    let mut systems: Vec<System> = args
        .hypothesis
        .iter()
        .map(|path| System {
            name: path.display().to_string(),
            results: Vec::new(),
        })
        .collect();
    let mut signatures = Vec::new();
    for metric in metrics {
        let metric = metric.as_ref();
        let (signature, comparisons) = compare(args, metric, corpus);
        for (system, comparison) in systems.iter_mut().zip(comparisons) {
            system.results.push(comparison);
        }
        signatures.push((metric.describe(), signature));
    }
    match args.format {
        Layout::Json => table_json(&systems, &signatures),
        Layout::Text => table_text(&systems, &signatures, args.width.into()),
    }
}

fn compare(
    args: &Args,
    metric: &dyn Metric,
    corpus: &Corpus<'_, String>,
) -> (Signature, Vec<Comparison>) {
    let statistics = measure(metric, corpus);
    let signature = Signature::of(metric, corpus.reference_count());
    let ResamplingArgs { seed, .. } = args.resampling;
    if args.resampling.paired_bs {
        let count = args.resampling.paired_bs_n;
        let signature = signature.resampled(Resampled::Bootstrap(count), seed);
        return (
            signature,
            paired_bootstrap(metric, &statistics, Draws { count, seed }),
        );
    }
    if args.resampling.paired_ar {
        let count = args.resampling.paired_ar_n;
        let signature = signature.resampled(Resampled::Randomisation(count), seed);
        return (
            signature,
            paired_randomisation(metric, &statistics, Draws { count, seed }),
        );
    }
    let score = |statistics: &Statistics| Comparison {
        score: metric.score(&statistics.sum(), Arithmetic::Double).value,
        p_value: None,
        estimate: None,
    };
    (signature, statistics.iter().map(score).collect())
}
