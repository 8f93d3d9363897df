//! `alinea train matching`: the models of which documents belong together.

use std::path::PathBuf;

use alinea::Result;
use alinea::bitext::Language;
use alinea::io::{Destination, Output};
use alinea::similarity::Tables;
use alinea::train::{calibration_error, read_gold_documents, train_matching};

use super::Done;

const EXAMPLES: &str = "\
With SETS the folder of the parallel text that models/README.md names, the model that ships is learnt
by

  alinea train matching SETS/ntrex-fr-en/line SETS/opensource-guide SETS/letsencrypt-docs \\
      SETS/transread-novels/books --output src/corpus/matching/model.json

and with --hold-out, which leaves out each third document, figures on these are printed.";

/// The models of which documents belong together, from gold alignments
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Folders of ID.gold, ID.fr and ID.en
    #[arg(required = true)]
    folders: Vec<PathBuf>,

    /// Leave each third document out, and print figures on those
    #[arg(long)]
    hold_out: bool,

    /// Where the model goes
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Done> {
    let output = args.output.as_deref().map(Output::create).transpose()?;
    let codes = ["fr".to_string(), "en".to_string()];
    let read = |folder: &PathBuf| read_gold_documents(folder, &codes);
    let sets = args.folders.iter().map(read).collect::<Result<Vec<_>>>()?;
    let languages = [Language::french(), Language::english()];
    let (model, held) = train_matching(&sets, &Tables::default(), &languages, args.hold_out);
    if args.hold_out {
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
