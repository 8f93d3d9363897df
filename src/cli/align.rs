//! `alinea align`: one article and its translation.

use std::path::{Path, PathBuf};

use alinea::bitext::{AlignedArticle, Bead};
use alinea::corpus::{Input, Summary};
use alinea::io::{self, Destination, Format, Kind, WriterOptions, article_path, files_written};
use alinea::{Error, Result};

use super::Done;
use super::messages::Messages;
use super::options::{self, FLOOR, Work, Writing};
use super::places::Places;

const EXAMPLES: &str = "\
Examples:
  alinea align article.fr.txt article.en.txt
  alinea align article.fr.txt article.en.txt --output article.tmx
  alinea align article.html article.en.docx
  alinea align --segmented --format vecalign a.fr a.en > a.vecalign
  curl -s https://example.org/article | alinea align - article.en.txt --format jsonl";

/// Align one article with its translation
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The article, or - for standard input, which is plain text unless --input-format says otherwise
    source: PathBuf,

    /// Its translation, or - for standard input
    target: PathBuf,

    /// Format: jsonl, csv, tsv, tmx, moses, xliff, xliff2, po, bitextor, parquet (if built in), vecalign,
    /// ladder, xces, text [default: by the output's extension; text on standard output]
    #[arg(short, long)]
    format: Option<Format>,

    /// Where to write, or - for standard output
    #[arg(short, long, default_value = "-", value_name = "PATH")]
    output: PathBuf,

    /// Name of the article [default: the source's file name, without language and extension]
    #[arg(long)]
    id: Option<String>,

    /// What both are written in: text, markdown, html or docx [default: by their extensions]
    #[arg(long, value_name = "KIND")]
    input_format: Option<Kind>,

    #[command(flatten)]
    work: Work,

    #[command(flatten)]
    writing: Writing,

    /// Write what matches out of order as pairs of their own, in the order of the source
    #[arg(long)]
    crossing: bool,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let standard = Path::new("-");
    if args.source == standard && args.target == standard {
        return Err(Error::configuration("standard input can be one side only")
            .help("name a file for the other"));
    }
    let mut pipeline = args.work.pipeline(messages)?;
    pipeline.kind = args.input_format;
    let format = options::format(args.format, &args.output, Format::Text)?;
    let colour = args.output == standard && messages.colour_output();
    let languages = &args.work.languages;
    let writing = WriterOptions {
        crossing: args.crossing,
        ..args.writing.options(&[format], languages, colour)?
    };
    let id = args.id.clone().unwrap_or_else(|| article_id(&args.source));
    Places::default()
        .reads("the source", [&args.source])
        .reads("the target", [&args.target])
        .reads("the weights", &args.work.weights)
        .writes("--output", written(args, format, &id)?)
        .check()?;
    // Read before the output is opened: a pair that cannot be read must not touch it.
    let mut writer = io::writer(format, Destination::from(args.output.as_path()), &writing)?;
    let inputs = [&args.source, &args.target].map(|path| Input::File(path.clone()));
    let processed = pipeline.run(&id, &inputs[0], &inputs[1])?;
    processed
        .notes
        .iter()
        .for_each(|note| messages.warning(note));
    for (name, value) in processed.article.pair.metadata() {
        messages.detail(&format!("metadata {name}: {value}"));
    }
    let article = &processed.article;
    if args.crossing {
        article
            .crossed_units()
            .try_for_each(|unit| writer.write(&unit))?;
    } else {
        article.units().try_for_each(|unit| writer.write(&unit))?;
    }
    writer.finish()?;
    messages.notes(&writing.notes);
    say_unpaired(article, messages);
    let mut summary = Summary::default();
    summary.add(&processed.article);
    messages.summary(&summary);
    Ok(Done::Whole)
}

/// Says of documents that are hardly translations of one another that they are.
fn say_unpaired(article: &AlignedArticle, messages: &Messages) {
    let id = &article.pair.id;
    let paired = |bead: &Bead| !bead.source.is_empty() && !bead.target.is_empty();
    if !article.alignment.beads().iter().any(paired) {
        messages.warning(&format!(
            "{id}: no segment has a partner: are the two translations of one another?"
        ));
    } else if article.score < FLOOR {
        messages.warning(&format!(
            "{id}: with a score of {:.3}, from 0 to 1, the two are hardly translations of one another",
            article.score
        ));
    }
}

/// The files that are written: of a folder, the one of the article.
fn written(args: &Args, format: Format, id: &str) -> Result<Vec<PathBuf>> {
    let each = matches!(format, Format::Vecalign | Format::Ladder | Format::Text);
    if each && args.output.is_dir() {
        let file = article_path(&args.output, id, format.extension())?;
        return Ok(vec![file]);
    }
    files_written(&args.output, format, args.work.languages.pair())
}

/// The file's name without folder, compression, extension and language.
fn article_id(path: &Path) -> String {
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    if name == "-" || name.is_empty() {
        return "stdin".into();
    }
    let name = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"))
        .unwrap_or(&name);
    let name = match name.rsplit_once('.') {
        Some((stem, extension)) if Kind::from_extension(extension).is_some() => stem,
        _ => name,
    };
    match name.rsplit_once('.') {
        Some((stem, mark)) if mark.len() == 2 && !stem.is_empty() => stem.to_string(),
        _ => name.to_string(),
    }
}
