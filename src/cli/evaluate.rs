//! `alinea evaluate`: alignments against gold, translations against references.

use std::io::Write;

use clap::Subcommand;

use alinea::corpus::evaluate_alignments;
use alinea::evaluate::{AlignmentCounts, BINS, Bin, Measures, Reliability};
use alinea::{Error, Result};

use super::Done;
use super::evaluate_translation;
use super::messages::Messages;
use super::options::{Gold, share};

/// Evaluate an alignment against gold, or translations against references
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Precision, recall and F1 of an alignment against gold
    Alignment(AlignmentArgs),
    /// BLEU, chrF and TER of translations against references
    Translation(Box<evaluate_translation::Args>),
}

const EXAMPLES: &str = "\
Examples:
  alinea evaluate alignment --gold a.gold --found a.vecalign
  alinea evaluate alignment --gold corpora/news/gold --found out/vecalign --json

Counted as in the scorer of Vecalign: precision counts every found bead, null beads too; recall \
leaves the null beads out of both sides. Strict: the same bead; lax: a shared segment on both sides. \
Counts of all articles are added before dividing.";

/// Precision, recall and F1 of an alignment against gold
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
struct AlignmentArgs {
    #[command(flatten)]
    gold: Gold,

    /// Show how often beads with a score are right, and the expected calibration error
    #[arg(long)]
    reliability: bool,

    /// Print one JSON object
    #[arg(long)]
    json: bool,

    /// Exit with 1 if strict F1 is below this (0 to 1)
    #[arg(long, value_name = "F1", value_parser = share)]
    floor: Option<f64>,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    match &args.what {
        What::Alignment(args) => alignment(args, messages),
        What::Translation(args) => evaluate_translation::run(args, messages),
    }
}

fn alignment(args: &AlignmentArgs, messages: &Messages) -> Result<Done> {
    let result = evaluate_alignments(&args.gold.request())?;
    for id in &result.not_in_gold {
        messages.detail(&format!("{id}: found, but there is no gold for it"));
    }
    if result.counts.all.gold == 0 {
        messages
            .warning("gold has no bead with both sides: recall and F1 are 0 whatever was found");
    }
    let text = if args.json {
        let mut object = json(&result.counts, result.articles);
        if args.reliability {
            object["reliability"] = diagram_json(&result.reliability);
        }
        format!("{object:#}\n")
    } else {
        let mut text = table(&result.counts, result.articles);
        if args.reliability {
            text.push_str(&diagram(&result.reliability));
        }
        text
    };
    std::io::stdout()
        .write_all(text.as_bytes())
        .map_err(|e| Error::io("write", &e))?;
    let missed = args
        .floor
        .is_some_and(|floor| result.counts.all.strict().f1 < floor);
    Ok(if missed { Done::InPart } else { Done::Whole })
}

fn table(counts: &AlignmentCounts, articles: usize) -> String {
    let mut lines = vec![format!(
        "{articles} articles, {} gold beads with both sides, {} found beads",
        counts.all.gold, counts.all.found
    )];
    lines.push("          precision  recall      F1".into());
    for (name, m) in [("strict", counts.all.strict()), ("lax", counts.all.lax())] {
        lines.push(format!(
            "{name:<9} {:>9.4} {:>7.4} {:>7.4}",
            m.precision, m.recall, m.f1
        ));
    }
    lines.push(String::new());
    lines.push("type       found   gold  strict precision  recall  lax precision  recall".into());
    for (bead_type, c) in &counts.by_type {
        let (strict, lax) = (c.strict(), c.lax());
        lines.push(format!(
            "{:<8} {:>7} {:>6}  {:>16.4} {:>7.4} {:>14.4} {:>7.4}",
            bead_type.to_string(),
            c.found,
            c.gold,
            strict.precision,
            strict.recall,
            lax.precision,
            lax.recall
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The reliability diagram as lines: a bar a bin, as long as the share that is right.
fn diagram(reliability: &Reliability) -> String {
    let mut lines = vec![
        String::new(),
        format!(
            "expected calibration error {:.4} over {} beads with a score",
            reliability.expected_calibration_error(),
            reliability.beads()
        ),
        "score       beads  mean score  right".into(),
    ];
    for (at, bin) in reliability.bins.iter().enumerate() {
        let bar = "█".repeat((bin.share_right() * 40.0).round() as usize);
        let line = format!(
            "{:.1} to {:.1}  {:>6} {:>11.3} {:>6.3}  {bar}",
            at as f64 / BINS as f64,
            (at + 1) as f64 / BINS as f64,
            bin.beads,
            bin.mean_score(),
            bin.share_right()
        );
        lines.push(line.trim_end().to_string());
    }
    lines.push(String::new());
    lines.join("\n")
}

fn diagram_json(reliability: &Reliability) -> serde_json::Value {
    let bin = |bin: &Bin| {
        serde_json::json!({
            "beads": bin.beads, "mean_score": bin.mean_score(), "right": bin.share_right(),
        })
    };
    serde_json::json!({
        "expected_calibration_error": reliability.expected_calibration_error(),
        "beads": reliability.beads(),
        "bins": reliability.bins.iter().map(bin).collect::<Vec<_>>(),
    })
}

fn json(counts: &AlignmentCounts, articles: usize) -> serde_json::Value {
    let measures = |m: Measures| serde_json::json!(m);
    let by_type: serde_json::Map<String, serde_json::Value> = counts
        .by_type
        .iter()
        .map(|(t, c)| {
            let value = serde_json::json!({
                "counts": c, "strict": measures(c.strict()), "lax": measures(c.lax()),
            });
            (t.to_string(), value)
        })
        .collect();
    serde_json::json!({
        "articles": articles,
        "counts": counts.all,
        "strict": measures(counts.all.strict()),
        "lax": measures(counts.all.lax()),
        "by_type": by_type,
    })
}
