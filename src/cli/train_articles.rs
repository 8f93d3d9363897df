//! `alinea train articles`: the model of whether two documents are translations at all.

use alinea::Result;
use alinea::io::{Destination, Output};
use alinea::similarity::Tables;
use alinea::train::{area_under_curve, calibration_error, train_articles};

use super::Done;
use super::options::GoldSets;

const EXAMPLES: &str = "\
With SETS the folder of the parallel text that models/README.md names, the model that ships is learnt \
by

  alinea train articles SETS/ntrex-fr-en/line SETS/opensource-guide SETS/letsencrypt-docs \\
      SETS/transread-novels/books --output src/score/article.json

and with --hold-out, which leaves out each third document, figures on these are printed.";

/// The model of whether two documents are translations at all, from gold alignments
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    gold: GoldSets,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Done> {
    let output = args
        .gold
        .output
        .as_deref()
        .map(Output::create)
        .transpose()?;
    let (collections, languages) = args.gold.read()?;
    let (model, held) = train_articles(
        &collections,
        &Tables::default(),
        &languages,
        args.gold.hold_out,
    );
    if args.gold.hold_out {
        let mut printed = Output::create(Destination::Stdout)?;
        for (kind, said) in ["with vectors", "without"].iter().zip(&held) {
            let wrong = said
                .iter()
                .filter(|(p, true_pair)| (*p >= 0.5) != *true_pair)
                .count();
            printed.put(format!(
                "{kind}: AUC {:.4}, calibration error {:.3}, {wrong} of {} on the wrong side of 0.5\n",
                area_under_curve(said),
                calibration_error(said),
                said.len()
            ))?;
        }
        printed.finish()?;
    }
    if let Some(mut output) = output {
        output.put(model.to_json())?;
        output.finish()?;
    }
    Ok(Done::Whole)
}
