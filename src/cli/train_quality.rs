//! `alinea train quality`: the model of the quality of pairs, and its figures on what is held out.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use alinea::bitext::Language;
use alinea::corpus::load_tables;
use alinea::io::{Destination, Output};
use alinea::similarity::Tables;
use alinea::train::{
    HeldOut, LabelledPair, MultiParallelText, QualityRecipe, TextSource, area_under_curve,
    calibration_error, cross_judged, judged, language_offsets, read_labels, train_quality,
};
use alinea::{Error, Result};

use super::Done;
use super::messages::Messages;

const EXAMPLES: &str = "\
LABELS is a TSV file whose first line names the columns release, label, fr and en. Labels V and F are \
right, A and L wrong, others are not learnt from. With SETS the folder of the parallel text that \
models/README.md names, the model that ships is learnt by

  alinea train quality paracrawl_labels.tsv --models models \\
      --text SETS/ntrex-fr-en/line --text SETS/opensource-guide --text SETS/letsencrypt-docs \\
      --text SETS/pud-fr-en/pud.tsv --text SETS/transread-novels/books \\
      --languages corpora/languages --output src/score/quality.json

and with --hold-out v3, or --hold-out v6,v6-2, its figures on pairs that it has not seen are printed; \
with --folds 10, those on pairs of folds that were left out, the rest of their release learnt from.";

/// The labels of which the shares are printed.
const LABELS: [&str; 7] = ["V", "F", "E", "MT", "T", "A", "L"];

/// The model of the quality of pairs, from pairs that people labelled
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Labelled pairs
    labels: PathBuf,

    /// Parallel text to make more pairs from: a folder of ID.gold, ID.fr and ID.en, or a TSV file
    /// with columns `fr` and `en`; may be given again
    #[arg(long, value_name = "PATH")]
    text: Vec<PathBuf>,

    /// Releases that are not learnt from; figures of them are printed
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    hold_out: Vec<String>,

    /// Print figures of pairs that are left out in so many folds in turn, instead of learning the
    /// model; pairs that share text share a fold
    #[arg(long, value_name = "K", conflicts_with_all = ["hold_out", "languages", "output"], value_parser = clap::value_parser!(u16).range(2..=100))]
    folds: Option<u16>,

    /// How many labelled pairs all made pairs together count as
    #[arg(long, value_name = "N", default_value_t = QualityRecipe::default().made_weight)]
    made_weight: f64,

    /// Folder of word vectors of other languages, into which texts are put
    #[arg(long, value_name = "DIR")]
    models: PathBuf,

    /// Folder of the same lines in several languages, CODE.txt each; each language's offset is learnt
    /// from it
    #[arg(long, value_name = "DIR")]
    languages: Option<PathBuf>,

    /// Where the model goes
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let codes = ["fr".to_string(), "en".to_string()];
    let languages = [Language::french(), Language::english()];
    let labelled = read_labels(&args.labels, &codes)?;
    let output = args.output.as_deref().map(Output::create).transpose()?;
    let mut tables = Tables::default();
    for code in ["de", "es", "it", "nl", "pt"] {
        for path in load_tables(&mut tables, &args.models, &[&code.parse()?])? {
            messages.warning(&format!(
                "{}: no such file; words of `{code}` are not told apart",
                path.display()
            ));
        }
    }
    let multi_parallel = args.languages.as_deref();
    let multi_parallel = multi_parallel
        .map(|folder| MultiParallelText::read(folder, &languages, &tables))
        .transpose()?;
    let read = |path: &PathBuf| {
        let source = TextSource {
            path: path.clone(),
            held_out: HeldOut::default(),
        };
        source.read(&codes)
    };
    let texts = args.text.iter().map(read).collect::<Result<Vec<_>>>()?;
    let held = |pair: &LabelledPair| args.hold_out.contains(&pair.release);
    if let Some(name) = args
        .hold_out
        .iter()
        .find(|name| labelled.iter().all(|p| p.release != **name))
    {
        return Err(
            Error::configuration("expected the name of a release to hold out")
                .found(format!("`{name}`"))
                .at(&args.labels),
        );
    }
    let learnt: Vec<LabelledPair> = labelled.iter().filter(|p| !held(p)).cloned().collect();
    messages.detail(&format!("{} labelled pairs to learn from", learnt.len()));
    let recipe = QualityRecipe {
        made_weight: args.made_weight,
        ..QualityRecipe::default()
    };
    let mut printed = Output::create(Destination::Stdout)?;
    if let Some(folds) = args.folds {
        let said = cross_judged(
            &labelled,
            &texts,
            &tables,
            &languages,
            &recipe,
            usize::from(folds),
        );
        let names: BTreeSet<&str> = labelled.iter().map(|p| p.release.as_str()).collect();
        for name in names {
            for (kind, said) in ["with vectors", "without"].iter().zip(&said) {
                let of = labelled.iter().zip(said).filter(|(p, _)| p.release == name);
                let (release, said): (Vec<LabelledPair>, Vec<f64>) =
                    of.map(|(p, said)| (p.clone(), *said)).unzip();
                printed.put(format!("{name} {kind}: {}", figures(&release, &said)))?;
            }
        }
        printed.finish()?;
        return Ok(Done::Whole);
    }
    let mut model = train_quality(&learnt, &texts, &tables, &languages, &recipe);
    if let Some(text) = &multi_parallel {
        let offsets = language_offsets(&model, text, &tables, &languages, recipe.seed);
        model.with_vectors.offsets = offsets;
    }
    for name in &args.hold_out {
        let release: Vec<LabelledPair> = labelled
            .iter()
            .filter(|p| p.release == *name)
            .cloned()
            .collect();
        for (kind, tables) in [("with vectors", &tables), ("without", &Tables::none())] {
            let said = judged(&release, &model, tables, &languages);
            printed.put(format!("{name} {kind}: {}", figures(&release, &said)))?;
        }
    }
    printed.finish()?;
    if let Some(mut output) = output {
        output.put(model.to_json())?;
        output.finish()?;
    }
    Ok(Done::Whole)
}

/// Area under the curve, calibration, and the shares kept at two thresholds.
fn figures(pairs: &[LabelledPair], said: &[f64]) -> String {
    let known = pairs.iter().zip(said);
    let scored: Vec<(f64, bool)> = known
        .filter_map(|(p, said)| Some((*said, p.is_right()?)))
        .collect();
    let of = |label: &str| {
        let kept = pairs.iter().zip(said);
        let kept = kept.filter(|(p, _)| p.label == label || p.is_right() == Some(true));
        let scored: Vec<(f64, bool)> = kept
            .map(|(p, said)| (*said, p.is_right() == Some(true)))
            .collect();
        area_under_curve(&scored)
    };
    let mut text = format!(
        "AUC {:.4} (A {:.4}, L {:.4}), calibration error {:.3}, {} pairs\n",
        area_under_curve(&scored),
        of("A"),
        of("L"),
        calibration_error(&scored),
        scored.len()
    );
    for threshold in [0.5, 0.9] {
        let kept_right = scored
            .iter()
            .filter(|(s, right)| *right && *s >= threshold)
            .count();
        let kept = scored.iter().filter(|(s, _)| *s >= threshold).count();
        let precision = kept_right as f64 / kept.max(1) as f64;
        let _ = write!(text, "  kept at {threshold}: precision {precision:.3};");
        for label in LABELS {
            let of: Vec<f64> = pairs
                .iter()
                .zip(said)
                .filter(|(p, _)| p.label == label)
                .map(|(_, s)| *s)
                .collect();
            let kept = of.iter().filter(|s| **s >= threshold).count();
            let _ = write!(text, " {label} {kept}/{}", of.len());
        }
        text.push('\n');
    }
    text
}
