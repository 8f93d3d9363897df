//! `alinea train weights`: the weights of the alignment model from gold alignments.

use std::path::PathBuf;

use alinea::align::BeadTypes;
use alinea::bitext::Language;
use alinea::corpus::load_tables;
use alinea::io::Output;
use alinea::similarity::{Feature, FeatureVector, Tables, Weights};
use alinea::train::{
    Example, GoldExamples, GoldSource, HeldOut, Part, Simulation, Training, learn_lexicon,
    train_calibration, train_weights,
};
use alinea::{Error, Result};

use super::Done;
use super::messages::Messages;
use super::options::read_weights;

const EXAMPLES: &str = "\
A folder of gold holds ID.gold with one segment a line in ID.fr and ID.en, or folders gold, fr and en \
with articles. FOLDER=SHARE weighs a folder against others; above 1,200 beads it counts no more.

Weights with vectors are learnt with the tables of --tables, which should not have been trained on the \
same text, or they trust the vectors too much. Posteriors are calibrated on half of what is held out, \
with the tables that ship. Weights with a lexicon, for languages without tables, are learnt after \
the others, from what a first pass over each folder teaches; --start learns only these, --calibrate \
no weights at all. models/README.md has the command that made the weights that ship. Some 8 minutes of \
processor time.";

/// The weights of the alignment model, from gold alignments
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Gold: FOLDER or FOLDER=SHARE; may be given again
    #[arg(long, value_name = "FOLDER")]
    gold: Vec<String>,

    /// Gold of which each third document is held out
    #[arg(long, value_name = "FOLDER")]
    two_thirds: Vec<String>,

    /// Gold that nothing is learnt from: each second document calibrates posteriors
    #[arg(long, value_name = "FOLDER")]
    calibration_gold: Vec<String>,

    /// Gold as that of --two-thirds, with simulated paragraphs
    #[arg(long, value_name = "FOLDER")]
    paragraphs: Vec<String>,

    /// Gold as that of --two-thirds, each with a stretch of other documents; not for weights that know no words
    #[arg(long, value_name = "FOLDER")]
    foreign: Vec<String>,

    /// Gold as that of --two-thirds, letters of its words exchanged
    #[arg(long, value_name = "FOLDER")]
    garbled: Vec<String>,

    /// A document that is held out; may be given again
    #[arg(long, value_name = "ID")]
    hold_out: Vec<String>,

    /// The languages of both sides
    #[arg(long, value_name = "CODES", value_delimiter = ',', num_args = 2, default_values = ["fr", "en"])]
    languages: Vec<Language>,

    /// Folder of the tables to learn weights with vectors with [default: those that ship]
    #[arg(long, value_name = "FOLDER")]
    tables: Option<PathBuf>,

    /// A feature that is not used; may be given again
    #[arg(long, value_name = "NAME")]
    without: Vec<String>,

    /// A weight with vectors that is set and not learnt; may be given again
    #[arg(long, value_name = "NAME=WEIGHT", value_parser = set)]
    set: Vec<(Feature, f64)>,

    /// Use only these features
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    only: Vec<String>,

    /// Quadratic penalty on the weights
    #[arg(long, value_name = "N", default_value_t = Training::PENALTY)]
    penalty: f64,

    /// Most steps of the optimizer
    #[arg(long, value_name = "N", default_value_t = Training::STEPS)]
    steps: usize,

    /// Learn only the weights with a lexicon, and take the others from this file
    #[arg(long, value_name = "FILE")]
    start: Option<PathBuf>,

    /// Learn only what the posteriors under the weights of this file are worth; the options of learning
    /// weights do not matter then
    #[arg(long, value_name = "FILE", conflicts_with = "start")]
    calibrate: Option<PathBuf>,

    /// Where the weights go
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let mut weights = match args.start.as_ref().or(args.calibrate.as_ref()) {
        Some(path) => read_weights(path)?,
        None => Weights::zero(),
    };
    let mut output = Output::create(args.output.as_path())?;
    let mut folders = folders(args)?;
    let shipped = Tables::default();
    let tables = match &args.tables {
        Some(folder) => {
            let languages: Vec<&Language> = args.languages.iter().collect();
            let mut tables = Tables::none();
            if let Some(missing) = load_tables(&mut tables, folder, &languages)?.first() {
                return Err(Error::configuration(
                    "expected a table of word vectors of each language",
                )
                .found("none")
                .at(missing)
                .help("see --tables and --languages"));
            }
            tables
        }
        None => shipped.clone(),
    };
    let training = Training {
        types: BeadTypes::default(),
        penalty: args.penalty,
        steps: args.steps,
        tables,
        without: without(args)?,
    };
    let without = Training {
        tables: Tables::none(),
        ..training.clone()
    };
    let shipped = Training {
        tables: shipped,
        ..training.clone()
    };
    let (learn, calibrate) = pooled(&folders);
    if args.calibrate.is_some() && calibrate.is_empty() {
        return Err(
            Error::configuration("expected gold that is held out to calibrate on")
                .help("name folders with --two-thirds or --calibration-gold, or documents with --hold-out"),
        );
    }
    if args.start.is_none() && args.calibrate.is_none() {
        let zero = Weights::zero().with_vectors;
        weights.with_vectors = learnt(&learn, &training, &zero, messages);
        for (feature, weight) in &args.set {
            weights.with_vectors[*feature as usize] = *weight;
        }
        // What knows no words takes a free translation for another text, once it expects other texts.
        let known = folders
            .iter()
            .filter(|f| f.simulation != Simulation::Foreign);
        let learn: Vec<&Example> = known.flat_map(|f| &f.learn).collect();
        weights.without_vectors = learnt(&learn, &without, &zero, messages);
    }
    if args.start.is_none() && !calibrate.is_empty() {
        weights.calibration_with = train_calibration(&calibrate, &shipped, &weights);
        weights.calibration_without = train_calibration(&calibrate, &without, &weights);
    }
    for folder in &mut folders {
        learn_lexicon(
            [&mut folder.learn, &mut folder.calibrate],
            &without,
            &weights,
        );
    }
    let (learn, calibrate) = pooled(&folders);
    if args.calibrate.is_none() {
        let start = weights.without_vectors;
        weights.with_lexicon = Some(learnt(&learn, &without, &start, messages));
    }
    if !calibrate.is_empty() {
        weights.calibration_lexicon = train_calibration(&calibrate, &without, &weights);
    }
    output.put(weights.to_json())?;
    output.finish()?;
    Ok(Done::Whole)
}

/// The examples of all folders, to learn from and to calibrate on.
fn pooled(folders: &[GoldExamples]) -> (Vec<&Example>, Vec<&Example>) {
    let learn = folders.iter().flat_map(|f| &f.learn).collect();
    (learn, folders.iter().flat_map(|f| &f.calibrate).collect())
}

fn learnt(
    examples: &[&Example],
    training: &Training,
    start: &FeatureVector,
    messages: &Messages,
) -> FeatureVector {
    train_weights(examples, training, start, |step, value| {
        if step % 10 == 0 {
            messages.detail(&format!("step {step}: {value:.2}"));
        }
    })
}

fn folders(args: &Args) -> Result<Vec<GoldExamples>> {
    let Ok(languages) = <[Language; 2]>::try_from(args.languages.clone()) else {
        return Err(Error::configuration("expected two languages"));
    };
    let kinds = [
        (&args.gold, Part::Nothing, Simulation::Nothing),
        (&args.two_thirds, Part::Thirds, Simulation::Nothing),
        (&args.calibration_gold, Part::All, Simulation::Nothing),
        (&args.paragraphs, Part::Thirds, Simulation::Paragraphs),
        (&args.foreign, Part::Thirds, Simulation::Foreign),
        (&args.garbled, Part::Thirds, Simulation::Garbled),
    ];
    let mut read = Vec::new();
    for (folders, part, simulation) in kinds {
        for folder in folders {
            let (path, share) = shared(folder)?;
            let source = GoldSource {
                path,
                held_out: HeldOut {
                    names: args.hold_out.clone(),
                    part,
                },
                share,
                simulation,
            };
            read.push(source.read(&languages)?);
        }
    }
    let none = read.iter().all(|folder| folder.learn.is_empty());
    if none && args.calibrate.is_none() {
        return Err(Error::configuration("expected gold to learn from")
            .help("name folders with --gold or --two-thirds"));
    }
    Ok(read)
}

/// `FOLDER` or `FOLDER=SHARE`.
fn shared(text: &str) -> Result<(PathBuf, f64)> {
    let Some((folder, share)) = text.rsplit_once('=') else {
        return Ok((text.into(), 1.0));
    };
    match share.parse::<f64>() {
        Ok(share) if share > 0.0 && share.is_finite() => Ok((folder.into(), share)),
        _ => Err(
            Error::configuration("expected FOLDER=SHARE, a share above 0")
                .found(format!("`{text}`")),
        ),
    }
}

/// The features that are not used in learning.
fn without(args: &Args) -> Result<Vec<Feature>> {
    let named = |names: &[String]| {
        names
            .iter()
            .map(|name| feature(name))
            .collect::<Result<Vec<_>>>()
    };
    let mut without = named(&args.without)?;
    without.extend(args.set.iter().map(|(feature, _)| *feature));
    if !args.only.is_empty() {
        let only = named(&args.only)?;
        without.extend(Feature::ALL.iter().filter(|f| !only.contains(f)));
    }
    Ok(without)
}

fn feature(name: &str) -> Result<Feature> {
    let found = Feature::ALL.iter().find(|f| f.name() == name);
    found.copied().ok_or_else(|| {
        let names: Vec<&str> = Feature::ALL.iter().map(|f| f.name()).collect();
        Error::configuration(format!("expected a feature ({})", names.join(", ")))
            .found(format!("`{name}`"))
    })
}

/// `NAME=WEIGHT`.
fn set(text: &str) -> Result<(Feature, f64)> {
    let given = text.split_once('=');
    let weight = given.and_then(|(name, weight)| Some((name, weight.parse::<f64>().ok()?)));
    match weight.filter(|(_, weight)| weight.is_finite()) {
        Some((name, weight)) => Ok((feature(name)?, weight)),
        None => Err(Error::configuration("expected NAME=WEIGHT").found(format!("`{text}`"))),
    }
}
