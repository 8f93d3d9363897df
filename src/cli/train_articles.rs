//! `alinea train articles`: the model of whether two documents are translations at all.

use std::path::PathBuf;

use alinea::Result;
use alinea::bitext::Language;
use alinea::io::{Destination, Output};
use alinea::similarity::Tables;
use alinea::train::{area_under_curve, calibration_error, read_gold_documents, train_articles};

use super::Done;

const EXAMPLES: &str = "\
With SETS the folder of the parallel text that models/README.md names, the model that ships is learnt
by

  alinea train articles SETS/ntrex-fr-en/line SETS/opensource-guide SETS/letsencrypt-docs \\
      SETS/transread-novels/books --output src/score/article.json

and with --hold-out, which leaves out each third document, figures on these are printed.";

/// The model of whether two documents are translations at all, from gold alignments
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
    let collections = args.folders.iter().map(read).collect::<Result<Vec<_>>>()?;
    let languages = [Language::french(), Language::english()];
    let (model, held) = train_articles(&collections, &Tables::default(), &languages, args.hold_out);
    if args.hold_out {
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
