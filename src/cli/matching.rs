//! `alinea match`: which document of one folder is the translation of which of the other.

use std::path::{Path, PathBuf};

use alinea::corpus::matching::{
    Documents, LIKELY, MatchModel, Matched, Matching, PairsWriter, Step, Unmatched, list_documents,
    match_documents,
};
use alinea::corpus::{Input, Inputs, PairInput, Pairing, Pipeline, Refused};
use alinea::{Error, Result};

use super::Done;
use super::messages::Messages;
use super::options::{Languages, Work};
use super::places::Places;

const EXAMPLES: &str = "\
Examples:
  alinea match fr en --output pairs.csv                      names say nothing; texts do
  alinea match fr de --target-lang de --output pairs.csv     another language
  alinea match fr en --output sure.csv --min-probability 0.9

pairs.csv has the columns source, target and probability, and is a manifest of pairs; paths are relative \
to its folder. Documents without a partner stand in pairs.unmatched.csv, with the document that came \
nearest; so do those that cannot be read or taken, with the reason.";

/// Find which document of one folder is the translation of which of the other
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Folder of the source documents
    source_dir: PathBuf,

    /// Folder of their translations; may be the same, if names end in .fr.txt and .en.txt
    target_dir: PathBuf,

    /// Where the pairs go, as CSV; - for standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// Where documents without a partner go [default: OUTPUT.unmatched.csv]
    #[arg(long, value_name = "FILE")]
    unmatched: Option<PathBuf>,

    /// Least probability of a pair, 0 to 1
    #[arg(long, value_name = "P", default_value_t = LIKELY)]
    min_probability: f64,

    /// Weights of the matching model [default: those that ship]
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    #[command(flatten)]
    work: Work,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    if !(0.0..=1.0).contains(&args.min_probability) {
        let error = Error::configuration("expected a probability, 0 to 1");
        return Err(error
            .found(args.min_probability.to_string())
            .help("see --min-probability"));
    }
    let pipeline = args.work.pipeline(messages)?;
    let languages = &args.work.languages;
    let languages = (&languages.source_lang, &languages.target_lang);
    let mut documents = list_documents(&args.source_dir, &args.target_dir, languages)?;
    let places = |side: usize| documents[side].inputs.iter().filter_map(Input::place);
    Places::default()
        .reads("a source document", places(0))
        .reads("a target document", places(1))
        .reads("the model", &args.model)
        .reads("the weights", &args.work.weights)
        .writes("--output", [&args.output])
        .writes("--unmatched", &args.unmatched)
        .check()?;
    let mut writer = PairsWriter::create(&args.output, args.unmatched.as_deref())?;
    writer.set_aside(&mut documents);
    let [sources, targets] = &documents;
    let refused = sources.refused.iter().chain(&targets.refused);
    let aside = refused.inspect(|refused| messages.error(&refused.error));
    let aside = aside.count();
    let shipped = Matching::new(&sources.inputs, &targets.inputs, &pipeline);
    let job = Matching {
        minimum: args.min_probability,
        model: args
            .model
            .as_deref()
            .map_or(Ok(shipped.model), read_model)?,
        ..shipped
    };
    let matched = watched(&job, messages);
    matched.notes.iter().for_each(|note| messages.warning(note));
    let lone = || matched.sources.iter().chain(&matched.targets);
    let errors = lone().filter_map(|document| document.error.as_ref());
    let failed = errors.inspect(|error| messages.error(error)).count();
    writer.write(&sources.inputs, &targets.inputs, &matched)?;
    messages.matched(&matched, failed, aside);
    Ok(if failed + aside > 0 {
        Done::InPart
    } else {
        Done::Whole
    })
}

/// Matches with a progress bar.
fn watched(job: &Matching<'_>, messages: &Messages) -> Matched {
    let bar = messages.progress(Some(job.sources.len() + job.targets.len()));
    let matched = match_documents(job, &|step| {
        let begin = |documents: usize, what: &'static str| {
            bar.reset();
            bar.set_length(documents as u64);
            bar.set_message(what);
        };
        match step {
            Step::Read(documents) => begin(documents, "reading"),
            Step::Compare => bar.set_message("comparing"),
            Step::Align(documents) => begin(documents, "aligning candidates"),
            Step::Done => bar.inc(1),
        }
    });
    bar.finish_and_clear();
    matched
}

/// The pairs of two folders, matched by their texts, in the order of the sources; and the documents
/// without a partner. An article is called as its source file is.
pub fn match_folders(
    source: &Path,
    target: &Path,
    languages: &Languages,
    pipeline: &Pipeline,
    messages: &Messages,
) -> Result<(Inputs, Pairing)> {
    let codes = (&languages.source_lang, &languages.target_lang);
    let [sources, targets] = list_documents(source, target, codes)?;
    let (sources, mut refused) = (sources.inputs, sources.refused);
    let Documents {
        inputs: targets,
        refused: others,
    } = targets;
    refused.extend(others);
    let aside = refused.len();
    let matched = watched(&Matching::new(&sources, &targets, pipeline), messages);
    matched.notes.iter().for_each(|note| messages.warning(note));
    let name = |input: &Input, folder: &Path| {
        let place = input.place().unwrap_or_default();
        let inside = place.strip_prefix(folder).unwrap_or(&place).to_path_buf();
        (inside.display().to_string(), place)
    };
    let mut pairs: Vec<PairInput> = Vec::new();
    for pair in &matched.pairs {
        let document = &sources[pair.source];
        let id = name(document, source).0;
        let mut input = PairInput::new(id, document.clone(), targets[pair.target].clone());
        input.probability = Some(pair.probability);
        pairs.push(input);
    }
    pairs.sort_by(|a, b| a.id.cmp(&b.id));
    let sides = [
        (&matched.sources, &sources, source),
        (&matched.targets, &targets, target),
    ];
    for (list, of, folder) in sides {
        for lone in list {
            if let Some(error) = &lone.error {
                let id = name(&of[lone.document], folder).0;
                let error = Box::new(error.clone());
                refused.push(Refused { id, error });
            }
        }
    }
    messages.matched(&matched, refused.len() - aside, aside);
    let alone = |list: &[Unmatched], of: &[Input], folder: &Path| {
        let readable = list.iter().filter(|lone| lone.error.is_none());
        let documents = readable.map(|lone| &of[lone.document]);
        documents.map(|document| name(document, folder)).collect()
    };
    let pairing = Pairing {
        pairs: Vec::new(),
        source_only: alone(&matched.sources, &sources, source),
        target_only: alone(&matched.targets, &targets, target),
    };
    Ok((Inputs::of(pairs).and_refused(refused), pairing))
}

fn read_model(path: &Path) -> Result<MatchModel> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io("read", &e).at(path))?;
    MatchModel::from_json(&text).map_err(|e| e.at(path))
}
