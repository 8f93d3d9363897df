//! `alinea review`: a person corrects a corpus in the browser, and writes it with the corrections.

use std::path::{Path, PathBuf};
use std::time::Duration;

use alinea::bitext::Language;
use alinea::io::{self, Format, WriterOptions};
use alinea::review::{
    Exported, ReviewCorpus, Server, Session, export, export_gold, journal_path, read_journal,
};
use alinea::{Error, Result};

use super::Done;
use super::messages::Messages;
use super::options::{self, Languages};
use super::reading::{Content, beside, format_from};

const EXAMPLES: &str = "\
Examples:
  alinea review corpus/corpus.jsonl                      opens the editor in the browser
  alinea review memory.tmx --port 8000 --no-open         prints its address only
  alinea review a.vecalign --source a.fr --target a.en
  alinea review corpus.jsonl --export corrected.tmx      the corpus with its corrections
  alinea review corpus.jsonl --export gold --format vecalign --settled
  alinea evaluate alignment --gold gold --found corpus.jsonl --allow-gaps
  alinea train weights --gold gold --output weights.json

Each change is on the disk, in CORPUS.review.jsonl, before the page says that it is saved; the corpus \
itself is never changed. The editor answers on 127.0.0.1 only, to whoever has the address. It stops with \
Ctrl+C; the next start goes on where it was. What a filter dropped (dropped.jsonl beside the corpus) stands \
in its place, so that articles are whole; it is written again only where a person settled it. Gold is a folder of ID.gold with the segments in ID.fr and \
ID.en (the languages of the corpus), as `evaluate alignment` and `train weights` read it.";

/// Correct a corpus in the browser: merge, split, shift, link, unlink, edit, accept
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The corpus; JSON lines of build, or any format that convert reads
    corpus: PathBuf,

    /// Write the corpus with its corrections instead of opening the editor; a folder for gold and for
    /// formats with a file for every article
    #[arg(long, value_name = "OUT")]
    export: Option<PathBuf>,

    /// Format of what is written [default: by its extension]
    #[arg(long, value_name = "FORMAT", requires = "export")]
    format: Option<Format>,

    /// Write only articles of which every bead was accepted or made by a person
    #[arg(long, requires = "export")]
    settled: bool,

    /// Write null beads too, in formats of pairs (jsonl has them always)
    #[arg(long, requires = "export")]
    with_nulls: bool,

    /// What a filter dropped from the corpus, shown in its place [default: dropped.jsonl beside it]
    #[arg(long, value_name = "FILE")]
    dropped: Option<PathBuf>,

    /// Leave what a filter dropped aside
    #[arg(long, conflicts_with = "dropped")]
    no_dropped: bool,

    /// Where the corrections are kept [default: CORPUS.review.jsonl]
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,

    /// Port to listen on [default: any that is free]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,

    /// Do not open the browser
    #[arg(long)]
    no_open: bool,

    /// Format of the corpus [default: by its extension]
    #[arg(long, value_name = "FORMAT")]
    from: Option<Format>,

    #[command(flatten)]
    content: Content,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let corpus = read(args)?;
    messages.notes(&args.content.notes);
    let renumbered = corpus.articles().iter().filter(|a| a.is_renumbered());
    let renumbered = renumbered.count();
    if renumbered > 0 {
        messages.warning(&format!(
            "{renumbered} articles leave segments out, as a corpus that was filtered does; their segments are \
             numbered anew"
        ));
    }
    let journal = args.journal.clone();
    let journal = journal.unwrap_or_else(|| journal_path(&args.corpus));
    match &args.export {
        Some(output) => write(args, corpus, &journal, output, messages),
        None => serve(args, corpus, &journal, messages),
    }
}

fn read(args: &Args) -> Result<ReviewCorpus> {
    if args.corpus == Path::new("-") {
        return Err(
            Error::configuration("expected a file, beside which corrections are kept")
                .found("standard input"),
        );
    }
    let options = args.content.options();
    let format = format_from(&args.corpus, args.from)?;
    let units = io::reader(&args.corpus, format, &options)?;
    let dropped = match dropped(args) {
        Some(path) => io::read_dropped_units(&path, &options)?,
        None => Vec::new(),
    };
    ReviewCorpus::read_with_dropped(units, dropped).map_err(|e| e.at(&args.corpus))
}

/// The file named, or the one that `build` and `filter` write beside their corpus.
fn dropped(args: &Args) -> Option<PathBuf> {
    match &args.dropped {
        _ if args.no_dropped => None,
        Some(path) => Some(path.clone()),
        None => beside(&args.corpus, &["dropped.jsonl"]),
    }
}

fn serve(args: &Args, corpus: ReviewCorpus, journal: &Path, messages: &Messages) -> Result<Done> {
    let session = Session::open(corpus, journal)?;
    let name = args.corpus.file_name().unwrap_or_default();
    let server = Server::bind(session, &name.to_string_lossy(), args.port)?;
    let address = server.address();
    messages.address(&format!("review at {address} (stop with Ctrl+C)"));
    messages.detail(&format!("corrections go to {}", journal.display()));
    if !args.no_open {
        open(&address, messages);
    }
    server.run()?;
    Ok(Done::Whole)
}

/// Opens the browser by way of a file that only this user can read: other users see the arguments of
/// programs, and the address has the token in it.
fn open(address: &str, messages: &Messages) {
    let no_screen = cfg!(all(unix, not(target_os = "macos")))
        && ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .all(|name| std::env::var_os(name).is_none());
    if no_screen {
        return;
    }
    let page = format!(
        "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={address}\">\n<title>alinea review</title>\n\
         <a href=\"{address}\">alinea review</a>\n"
    );
    let written = tempfile::Builder::new()
        .prefix("alinea-review-")
        .suffix(".html")
        .tempfile()
        .and_then(|file| std::fs::write(file.path(), page).map(|()| file));
    let opened = written.and_then(|file| open::that_detached(file.path()).map(|()| file));
    match opened {
        Ok(file) => drop(std::thread::spawn(move || {
            // Long enough for a browser to start; the address holds as long as the server does.
            std::thread::sleep(Duration::from_secs(30));
            drop(file);
        })),
        Err(_) => messages.note("the browser could not be opened; open the address yourself"),
    }
}

fn write(
    args: &Args,
    mut corpus: ReviewCorpus,
    journal: &Path,
    output: &Path,
    messages: &Messages,
) -> Result<Done> {
    let operations = read_journal(journal, &mut corpus)?;
    if operations == 0 {
        messages.warning(&format!("no corrections in {}", journal.display()));
    }
    let format = options::format(args.format, output, Format::Jsonl)?;
    let folder = output.is_dir() || output.extension().is_none() && output != Path::new("-");
    let done = if format == Format::Vecalign && folder {
        export_gold(&corpus, output, args.settled)?
    } else {
        let languages = languages(&corpus, &args.content.languages);
        let options = WriterOptions {
            with_nulls: args.with_nulls,
            source_language: languages.0,
            target_language: languages.1,
            ..WriterOptions::default()
        };
        export(&corpus, format, output, &options, args.settled)?
    };
    messages.report(&exported(&done, operations));
    Ok(Done::Whole)
}

/// Those of the first article, for headers and names of files.
fn languages(corpus: &ReviewCorpus, asked: &Languages) -> (Language, Language) {
    match corpus.articles().first() {
        Some(first) => (
            first.article.source_language.clone(),
            first.article.target_language.clone(),
        ),
        None => (asked.source_lang.clone(), asked.target_lang.clone()),
    }
}

fn exported(done: &Exported, operations: usize) -> String {
    let mut text = format!(
        "articles   {}\nbeads      {}\noperations {operations}\n",
        done.articles, done.beads
    );
    if done.left_out > 0 {
        text.push_str(&format!(
            "left out   {} articles that are not settled\n",
            done.left_out
        ));
    }
    text
}
