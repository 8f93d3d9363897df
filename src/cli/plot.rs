//! `alinea plot`: figures as SVG or PNG.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use alinea::corpus::{Input, evaluate_alignments};
use alinea::io::{Destination, Format, Kind, Output};
use alinea::report::corpus::ReportOptions;
use alinea::report::figure::{FigureForm, FigureOptions, dot_plot, reliability_diagram};
use alinea::{Error, Result};

use super::Done;
use super::messages::Messages;
use super::options::{Gold, Work};
use super::places::{Places, files_of};

/// Draw a figure: the dot plot of a pair, the reliability of scores
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Align one article with its translation and draw the beads over the likeness of its segments
    Dots(Box<DotsArgs>),
    /// Draw how often beads with a score are right, against gold
    Reliability(ReliabilityArgs),
}

const DOTS: &str = "\
Examples:
  alinea plot dots article.fr.txt article.en.txt --output article.svg
  alinea plot dots --segmented a.fr a.en -o a.png --dpi 600 --title 'Le puits de Zinder'";

#[derive(Debug, clap::Args)]
#[command(after_help = DOTS)]
struct DotsArgs {
    /// The article
    source: PathBuf,

    /// Its translation
    target: PathBuf,

    #[command(flatten)]
    figure: Figure,

    /// What both are written in: text, markdown, html or docx [default: by their extensions]
    #[arg(long, value_name = "KIND")]
    input_format: Option<Kind>,

    #[command(flatten)]
    work: Work,
}

const RELIABILITY: &str = "\
Example (what is found must have scores: jsonl, csv, tsv, xces, vecalign):
  alinea plot reliability --gold corpora/news/gold --found out/vecalign --output reliability.png";

#[derive(Debug, clap::Args)]
#[command(after_help = RELIABILITY)]
struct ReliabilityArgs {
    #[command(flatten)]
    gold: Gold,

    #[command(flatten)]
    figure: Figure,
}

/// Resolution of a PNG when none is asked for, which papers want.
const DPI: u32 = 300;

/// How a figure is written.
#[derive(Debug, clap::Args)]
struct Figure {
    /// Where the figure goes, a name in .svg or .png, or - for standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// What it is written as [default: by the output's extension; svg on standard output]
    #[arg(long, value_name = "FORMAT")]
    format: Option<FigureFormat>,

    /// Dots an inch of a PNG; a figure is up to 6.7 inches wide [default: 300]
    #[arg(long, value_name = "N")]
    dpi: Option<u32>,

    /// What stands above the figure
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FigureFormat {
    Svg,
    Png,
}

impl Figure {
    fn options(&self) -> Result<FigureOptions> {
        let form = match (self.format()?, self.dpi) {
            (FigureFormat::Png, dpi) => FigureForm::Png {
                dpi: dpi.unwrap_or(DPI),
            },
            (FigureFormat::Svg, None) => FigureForm::Svg,
            (FigureFormat::Svg, Some(_)) => {
                return Err(
                    Error::configuration("expected a PNG, which has a resolution")
                        .found("SVG with --dpi")
                        .help("leave --dpi out, or name a file in .png"),
                );
            }
        };
        Ok(FigureOptions {
            form,
            title: self.title.clone(),
        })
    }

    /// The format asked for, or the one that the extension says.
    fn format(&self) -> Result<FigureFormat> {
        let extension = self.output.extension().and_then(|e| e.to_str());
        match (self.format, extension) {
            (Some(format), _) => Ok(format),
            (None, None) if self.output == Path::new("-") => Ok(FigureFormat::Svg),
            (None, Some(name)) if name.eq_ignore_ascii_case("svg") => Ok(FigureFormat::Svg),
            (None, Some(name)) if name.eq_ignore_ascii_case("png") => Ok(FigureFormat::Png),
            _ => Err(
                Error::configuration("expected a name that ends in .svg or .png")
                    .found(format!("`{}`", self.output.display()))
                    .help(
                        "name the format with --format; Inkscape or rsvg-convert makes PDF of SVG",
                    ),
            ),
        }
    }

    /// Opens the output, which is none of the files `read`, before the work, which `draw` does.
    fn write(
        &self,
        read: Places,
        draw: impl FnOnce(&FigureOptions) -> Result<Vec<u8>>,
    ) -> Result<Done> {
        let options = self.options()?;
        read.writes("--output", [&self.output]).check()?;
        let mut output = Output::create(Destination::from(self.output.as_path()))?;
        output.put(draw(&options)?)?;
        output.finish()?;
        Ok(Done::Whole)
    }
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    match &args.what {
        What::Dots(args) => {
            let read = Places::default()
                .reads("the source", [&args.source])
                .reads("the target", [&args.target])
                .reads("the weights", &args.work.weights);
            (args.figure).write(read, |options| dots(args, options, messages))
        }
        What::Reliability(args) => {
            let beads = |path| files_of(path, |file| Format::from_path(file).is_ok());
            let request = args.gold.request();
            let read = Places::default()
                .reads("the gold", beads(request.gold))
                .reads("what was found", beads(request.found));
            (args.figure).write(read, |options| reliability(args, options, messages))
        }
    }
}

fn dots(args: &DotsArgs, options: &FigureOptions, messages: &Messages) -> Result<Vec<u8>> {
    let mut pipeline = args.work.pipeline(messages)?;
    pipeline.kind = args.input_format;
    let inputs = [&args.source, &args.target].map(|path| Input::File(path.clone()));
    let processed = pipeline.run("article", &inputs[0], &inputs[1])?;
    let notes = processed.notes.iter();
    notes.for_each(|note| messages.warning(note));
    let tables = &pipeline.aligner.tables;
    let tables = tables.pair(pipeline.source_language(), pipeline.target_language());
    let doubtful = ReportOptions::default().doubtful;
    dot_plot(&processed.article, tables, doubtful, options)
}

fn reliability(
    args: &ReliabilityArgs,
    options: &FigureOptions,
    messages: &Messages,
) -> Result<Vec<u8>> {
    let result = evaluate_alignments(&args.gold.request())?;
    if result.reliability.beads() == 0 {
        messages.warning("no bead that was found has a score: the figure is empty");
    }
    reliability_diagram(&result.reliability, options)
}
