//! `alinea train matching`: the models of which documents belong together.

use alinea::Result;
use alinea::io::{Destination, Output};
use alinea::similarity::Tables;
use alinea::train::{calibration_error, train_matching};

use super::Done;
use super::options::GoldSets;

const EXAMPLES: &str = "\
With SETS the folder of the parallel text that models/README.md names, the model that ships is learnt \
by

  alinea train matching SETS/ntrex-fr-en/line SETS/opensource-guide SETS/letsencrypt-docs \\
      SETS/transread-novels/books --output src/corpus/matching/model.json

and with --hold-out, which leaves out each third document, figures on these are printed.";

/// The models of which documents belong together, from gold alignments
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
    let (sets, languages) = args.gold.read()?;
    let (model, held) = train_matching(&sets, &Tables::default(), &languages, args.gold.hold_out);
    if args.gold.hold_out {
        let mut printed = Output::create(Destination::Stdout)?;
        for (kind, figures) in ["with vectors", "without"].iter().zip(&held) {
            let made = figures.said.iter().filter(|(p, _)| *p >= 0.5);
            let (all, right) = made.fold((0, 0), |(all, right), said| {
                (all + 1, right + usize::from(said.1))
            });
            printed.put(format!(
                "{kind}: {right} of {all} pairs made are right, of {} that there are; calibration error {:.3}\n",
                figures.partners,
                calibration_error(&figures.said),
            ))?;
        }
        printed.finish()?;
    }
    if let Some(mut output) = output {
        output.put(model.to_json()?)?;
        output.finish()?;
    }
    Ok(Done::Whole)
}
