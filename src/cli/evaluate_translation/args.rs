//! What `alinea evaluate translation` is told.

use std::path::PathBuf;

use clap::ValueEnum;

use alinea::evaluate::translation::Tokenizer;
use alinea::evaluate::translation::significance::SEED;
use alinea::io::Charset;
use alinea::io::learned_metrics::LearnedMetric;

use crate::cli::options::Languages;

const EXAMPLES: &str = "\
Examples:
  alinea evaluate translation --reference ref.en --hypothesis output.en
  alinea evaluate translation --reference ref.en --hypothesis base.en new.en --source src.fr
  alinea evaluate translation --reference ref.en --hypothesis a.en b.en c.en --source src.fr \\
      --format html --output results.html --details beads.jsonl
  alinea evaluate translation --reference ref.en --hypothesis stream.en --align
  alinea evaluate translation --source src.fr --hypothesis output.en        without a reference
  alinea evaluate translation --reference ref.en --source src.fr --hypothesis a.en --export comet
  alinea evaluate translation --reference ref.en --hypothesis a.en --import-scores COMET comet.txt

Scores and signatures of BLEU, chrF and TER are those of sacrebleu 2.6.0; only the version field is \
ours. Under 13a curly apostrophes and guillemets stay with their words: for French, look at intl \
beside it (--tokenize 13a,intl). Several systems are compared with the first, or with --baseline.";

/// How good translations are: BLEU, chrF, TER, the quality of source and output, and what differs
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// References: one segment a line, WMT SGM or XML, JSON lines, TMX, or a folder of articles
    #[arg(long, value_name = "FILE", num_args = 1.., required_unless_present = "source")]
    pub reference: Vec<PathBuf>,

    /// What each system wrote, in the same forms; - for standard input
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub hypothesis: Vec<PathBuf>,

    /// Source text, for the quality of source and output and for checks
    #[arg(long, value_name = "FILE")]
    pub source: Option<PathBuf>,

    /// Name of the document of each segment, one a line
    #[arg(long, value_name = "FILE")]
    pub docids: Option<PathBuf>,

    /// The same for each hypothesis whose segments are other ones, in order
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub hypothesis_docids: Vec<PathBuf>,

    /// Articles of folders have one segment a line already
    #[arg(long)]
    pub segmented: bool,

    /// What to compute [default: bleu; bleu,chrf,ter for several systems or a page; quality too with a
    /// source, and alone without a reference]
    #[arg(long, value_delimiter = ',')]
    pub metrics: Option<Vec<Kind>>,

    /// Cut outputs anew to the reference's segments, their text unchanged, where they do not line up
    #[arg(long)]
    pub align: bool,

    /// Write the outputs as --align cuts them, one segment a line, into this folder
    #[arg(long, value_name = "DIR", requires = "align")]
    pub aligned_output: Option<PathBuf>,

    /// How to print
    #[arg(long, default_value = "text")]
    pub format: Layout,

    /// Where results go
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    pub output: PathBuf,

    /// Scores of the whole, of each document or of each segment; a page has all three
    #[arg(long, default_value = "corpus")]
    pub level: Level,

    /// Digits after the point; csv, and json of several systems, have all
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=17))]
    pub width: u8,

    /// Segments to show where systems differ most, in text or on a page [default: 3 in text for several
    /// systems, 50 on a page]
    #[arg(long, value_name = "N")]
    pub differences: Option<usize>,

    /// Print only the scores of one system, in text or json
    #[arg(long)]
    pub score_only: bool,

    /// Print a line for each segment as sacrebleu does, BLEU with effective order
    #[arg(long, conflicts_with_all = ["confidence", "paired_bs", "paired_ar", "level", "details"])]
    pub sentence_level: bool,

    /// Write source, references and outputs side by side, with checks, as JSON lines
    #[arg(long, value_name = "FILE", requires = "source")]
    pub details: Option<PathBuf>,

    /// Encoding of the files, such as windows-1252 [default: what a byte-order mark or an XML declaration
    /// says, else UTF-8; nothing is guessed]
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<Charset>,

    #[command(flatten)]
    pub languages: Languages,

    /// Folder of word vectors of other languages, de.vectors and so on [default: models beside the
    /// binary]
    #[arg(long, value_name = "DIR")]
    pub models: Option<PathBuf>,

    #[command(flatten)]
    pub resampling: ResamplingArgs,

    #[command(flatten)]
    pub learned: LearnedArgs,

    #[command(flatten)]
    pub bleu: BleuArgs,

    #[command(flatten)]
    pub chrf: ChrfArgs,

    #[command(flatten)]
    pub ter: TerArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    Bleu,
    Chrf,
    Ter,
    /// Mean quality of source and output, 0 to 1, without a reference
    Quality,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Layout {
    /// Lines as sacrebleu's, or tables for several systems
    Text,
    /// sacrebleu's JSON
    Json,
    /// A row for each system, document or segment
    Csv,
    /// Tables in Markdown
    Markdown,
    /// Tables in LaTeX
    Latex,
    /// One page for a browser, which needs nothing else
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Level {
    Corpus,
    Document,
    Segment,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Significance")]
pub struct ResamplingArgs {
    /// Give the bootstrap mean and 95 % interval of one system
    #[arg(long, conflicts_with_all = ["paired_bs", "paired_ar"])]
    pub confidence: bool,

    /// Resamples of --confidence
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = at_least_two)]
    pub confidence_n: usize,

    /// The system that the others are compared with, by its file or its name in the tables [default: the
    /// first]
    #[arg(long, value_name = "NAME")]
    pub baseline: Option<String>,

    /// Do not test differences between systems
    #[arg(long, conflicts_with_all = ["paired_bs", "paired_ar"])]
    pub no_test: bool,

    /// Compare with the baseline by paired bootstrap [default for several systems]
    #[arg(long, conflicts_with = "paired_ar")]
    pub paired_bs: bool,

    /// Resamples of --paired-bs
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = at_least_two)]
    pub paired_bs_n: usize,

    /// Compare with the baseline by paired approximate randomisation
    #[arg(long)]
    pub paired_ar: bool,

    /// Trials of --paired-ar
    #[arg(long, value_name = "N", default_value_t = 10000, value_parser = at_least_two)]
    pub paired_ar_n: usize,

    /// Seed of the resampling
    #[arg(long, value_name = "N", default_value_t = SEED)]
    pub seed: u64,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "BLEU")]
pub struct BleuArgs {
    /// Tokenizer: 13a, intl, char, zh or none; several to print each
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        default_value = "13a"
    )]
    pub tokenize: Vec<Tokenizer>,

    /// What stands in for a precision of zero: exp, floor, add-k or none
    #[arg(long, value_name = "HOW", default_value = "exp")]
    pub smooth_method: SmoothMethod,

    /// Value of floor [default: 0.1] and add-k [default: 1]
    #[arg(long, value_name = "VALUE")]
    pub smooth_value: Option<f64>,

    /// Ignore case
    #[arg(long)]
    pub lowercase: bool,

    /// Leave out orders for which there are no n-grams
    #[arg(long)]
    pub effective_order: bool,

    /// Longest n-grams
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=32))]
    pub max_ngram_order: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SmoothMethod {
    Exp,
    Floor,
    AddK,
    None,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "chrF")]
pub struct ChrfArgs {
    /// Longest character n-grams
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=32))]
    pub chrf_char_order: u8,

    /// Longest word n-grams; 2 for chrF++
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=32))]
    pub chrf_word_order: u8,

    /// How many times as much recall weighs as precision
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(0..=1000))]
    pub chrf_beta: u32,

    /// Count spaces as characters
    #[arg(long)]
    pub chrf_whitespace: bool,

    /// Ignore case
    #[arg(long)]
    pub chrf_lowercase: bool,

    /// Average the F-scores of all orders, as chrF++.py, NLTK and Moses do
    #[arg(long)]
    pub chrf_eps_smoothing: bool,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "TER")]
pub struct TerArgs {
    /// Heed case
    #[arg(long)]
    pub ter_case_sensitive: bool,

    /// Treat Chinese and Japanese too
    #[arg(long)]
    pub ter_asian_support: bool,

    /// Take marks out
    #[arg(long)]
    pub ter_no_punct: bool,

    /// Part marks from words
    #[arg(long)]
    pub ter_normalized: bool,
}

fn at_least_two(text: &str) -> std::result::Result<usize, String> {
    match text.parse() {
        Ok(count) if count >= 2 => Ok(count),
        _ => Err("expected a number from 2".into()),
    }
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Learned metrics")]
pub struct LearnedArgs {
    /// Write what comet, metricx or bleurt reads
    #[arg(long, value_name = "METRIC")]
    pub export: Option<LearnedMetric>,

    /// Folder for --export [default: the metric's name]
    #[arg(long, value_name = "DIR", requires = "export")]
    pub export_to: Option<PathBuf>,

    /// Take segment scores from files into all tables and tests: a file for each system in order, or
    /// one that names them all
    #[arg(long, value_names = ["NAME", "FILE"], num_args = 2..)]
    pub import_scores: Vec<String>,

    /// Imported metrics whose lower scores are better, beside MetricX
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub lower_is_better: Vec<String>,
}
