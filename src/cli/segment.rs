//! `alinea segment`: a text into sentences.

use std::path::PathBuf;

use alinea::Result;
use alinea::bitext::Language;
use alinea::corpus::Input;
use alinea::io::article::Body;
use alinea::io::{Charset, Destination, Kind, Output};
use alinea::segment::{Paragraphs, Splitter};

use super::Done;
use super::messages::Messages;
use super::places::Places;

const EXAMPLES: &str = "\
Examples:
  alinea segment --lang fr article.txt
  alinea segment --lang fr page.html
  alinea segment --lang en --output article.sentences article.txt.gz";

/// Cut a text into sentences: one a line, a blank line between paragraphs
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The text, or - for standard input, which is plain text unless --input-format says otherwise
    file: PathBuf,

    /// Its language
    #[arg(short, long, value_name = "CODE", default_value = "fr")]
    lang: Language,

    /// What it is written in: text, markdown, html or docx [default: by its extension]
    #[arg(long, value_name = "KIND")]
    input_format: Option<Kind>,

    /// Where to write, or - for standard output
    #[arg(short, long, default_value = "-", value_name = "PATH")]
    output: PathBuf,

    /// How paragraphs of plain text are told apart: auto, blank (by blank lines), line (one a line)
    #[arg(long, value_name = "HOW", default_value = "auto")]
    paragraphs: Paragraphs,

    /// Encoding of the input, such as windows-1252 or utf-16le [default: what a byte-order mark or a page's
    /// meta element says, else UTF-8; what is otherwise is guessed, which is told]
    #[arg(long, value_name = "LABEL")]
    encoding: Option<Charset>,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    Places::default()
        .reads("the text", [&args.file])
        .writes("--output", [&args.output])
        .check()?;
    let input = Input::File(args.file.clone());
    let kind = args.input_format.or(input.kind()).unwrap_or(Kind::Text);
    if kind != Kind::Text && args.paragraphs != Paragraphs::Auto {
        messages.note(&format!(
            "{}: {} says where its paragraphs are, whatever --paragraphs says",
            args.file.display(),
            kind.name()
        ));
    }
    let mut output = Output::create(Destination::from(args.output.as_path()))?;
    let loaded = input.load()?;
    let parsed = kind.parse(loaded.bytes(), args.encoding);
    let article = parsed.map_err(|e| e.at(&args.file))?;
    for note in &article.notes {
        messages.warning(&format!("{}: {note}", args.file.display()));
    }
    let splitter = Splitter::new(args.lang.clone(), args.paragraphs);
    let document = match &article.body {
        Body::Text(text) => splitter.document(text, article.metadata),
        Body::Paragraphs(paragraphs) => splitter.document_of(paragraphs, article.metadata),
    };
    if document.segments.is_empty() {
        messages.warning(&format!("{}: no text in it", args.file.display()));
    }
    let mut paragraph = 0;
    for segment in &document.segments {
        if segment.paragraph != paragraph {
            output.put("\n")?;
            paragraph = segment.paragraph;
        }
        output.put(&segment.text)?;
        output.put("\n")?;
    }
    output.finish()?;
    Ok(Done::Whole)
}
