//! `alinea filter`: repairs a corpus, and sets aside what its rules drop.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tempfile::TempDir;

use alinea::bitext::TranslationUnit;
use alinea::corpus::{Duplicates, FoundDuplicates};
use alinea::filter::{
    DuplicateKeys, Filter, FilterConfig, Judgement, REPAIRS, RULES, duplicate_keys,
};
use alinea::io::{
    self, Destination, Dropped, DroppedWriter, Format, Output, ReaderOptions, UnitReader,
    UnitWriter,
};
use alinea::{Error, Result};

use super::Done;
use super::dropped::written_beside;
use super::messages::Messages;
use super::options::{self, Writing};
use super::places::Places;
use super::reading::{ByLanguages, Reading, of};

const EXAMPLES: &str = "\
Examples:
  alinea filter corpus.jsonl clean.jsonl
  alinea filter memory.tmx clean.tmx --min-quality 0.5
  alinea filter crawl.tsv clean.jsonl --columns 3,4 --config rules.toml --dropped out.jsonl
  alinea filter --print-config > rules.toml
  zcat corpus.jsonl.gz | alinea filter - - > clean.jsonl

What is dropped goes to clean.dropped.jsonl beside the output clean.tmx (or to --dropped), each unit with \
the rule, its figure and its threshold; where another clean.FORMAT stands there, to \
clean.tmx.dropped.jsonl. Standard error says how many units each rule dropped and each repair changed, \
and what of a unit (columns, fields, properties, notes) the output's format cannot hold; all else is \
carried along.";

/// Units in flight, a thread.
const IN_FLIGHT: usize = 512;

/// Repair a corpus and drop what its rules find, by name
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What to read, or - for standard input; the prefix of Moses files
    #[arg(required_unless_present = "print_config")]
    input: Option<PathBuf>,

    /// Where to write, or - for standard output
    #[arg(required_unless_present = "print_config")]
    output: Option<PathBuf>,

    /// Rules and thresholds; what it does not name stays as it ships
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Keep pairs that are translations with at least this probability, 0 to 1
    #[arg(long, value_name = "P")]
    min_quality: Option<f64>,

    /// Where dropped units go [default: OUTPUT.dropped.jsonl beside the output; nowhere on standard output]
    #[arg(long, value_name = "FILE")]
    dropped: Option<PathBuf>,

    /// Print the configuration as commented TOML and do nothing
    #[arg(long)]
    print_config: bool,

    /// Format of the output [default: by its extension; jsonl on standard output]
    #[arg(long, value_name = "FORMAT")]
    to: Option<Format>,

    #[command(flatten)]
    reading: Reading,

    #[command(flatten)]
    writing: Writing,

    /// Folder of word vectors of other languages, de.vectors and so on [default: models beside the
    /// binary]
    #[arg(long, value_name = "DIR")]
    models: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, messages: &Messages) -> Result<Done> {
    let config = rule_book(args.config.as_deref(), args.min_quality)?;
    if args.print_config {
        let mut output = Output::create(Destination::Stdout)?;
        output.put(config.to_toml())?;
        output.finish()?;
        return Ok(Done::Whole);
    }
    let (Some(input), Some(output)) = (&args.input, &args.output) else {
        return Err(Error::configuration("expected an input and an output"));
    };
    let format = options::format(args.to, output, Format::Jsonl)
        .map_err(|e| e.help("name the output's format with --to"))?;
    let colour = output == Path::new("-") && messages.colour_output();
    let content = &args.reading.content;
    let mut writing = (args.writing).options(&[format], &content.languages, colour)?;
    writing.notes = content.notes.clone();
    let reader = args.reading.open_to_write(input)?;
    let dropped = dropped_path(args, output);
    if dropped.as_deref() == Some(output.as_path()) {
        return Err(Error::configuration(
            "expected two files, for what is kept and what is dropped",
        )
        .found("one")
        .at(output)
        .help("name another with --dropped"));
    }
    check_places(args, (input, output, dropped.as_deref()), format)?;
    let dropped = match dropped {
        Some(path) => Some(DroppedWriter::create(path.as_path())?),
        None => None,
    };
    let reader = io::with_columns(vec![reader], format, &mut writing);
    let mut job = Job {
        counts: Counts::default(),
        writer: io::writer(format, Destination::from(output.as_path()), &writing)?,
        dropped,
    };
    let within = output.parent().filter(|_| output != Path::new("-"));
    let within = within.map(|folder| {
        if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        }
    });
    let filters = ByLanguages::new(args.models.as_deref(), move |scorer| {
        Filter::new(&config, Some(scorer))
    })?;
    job.run(reader, filters, within, messages)?;
    let counts = job.finish()?;
    messages.notes(&writing.notes);
    messages.report(&counts.text());
    Ok(Done::Whole)
}

/// The rules in a file, or those that ship, with a threshold of quality of one's own.
pub fn rule_book(config: Option<&Path>, min_quality: Option<f64>) -> Result<FilterConfig> {
    let mut rules = match config {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|e| Error::io("read", &e).at(path))?;
            FilterConfig::from_toml(&text).map_err(|e| e.at(path))?
        }
        None => FilterConfig::default(),
    };
    if let Some(quality) = min_quality {
        rules
            .set("quality", quality)
            .map_err(|e| e.help("see --min-quality"))?;
    }
    Ok(rules)
}

/// That neither output takes the place of what is read or of the other; but the corpus may be written
/// anew, for the output appears when all has been read.
fn check_places(
    args: &Args,
    (input, output, dropped): (&Path, &Path, Option<&Path>),
    format: Format,
) -> Result<()> {
    let content = &args.reading.content;
    Places::default()
        .reads("the rules", &args.config)
        .reads("a text of the alignment", content.texts())
        .writes(
            "OUTPUT",
            io::files_written(output, format, content.languages.pair())?,
        )
        .writes("--dropped", dropped)
        .check()?;
    Places::default()
        .reads("the corpus", args.reading.files(input)?)
        .writes("--dropped", dropped)
        .check()
}

/// The file for dropped units: the one asked for, or one beside an output that is a file.
fn dropped_path(args: &Args, output: &Path) -> Option<PathBuf> {
    if let Some(path) = &args.dropped {
        return Some(path.clone());
    }
    let is_file = !output.exists() || output.is_file() || output.is_dir();
    (output != Path::new("-") && is_file).then(|| written_beside(output))
}

/// The outputs and what was counted.
struct Job {
    counts: Counts,
    writer: Box<dyn UnitWriter>,
    dropped: Option<DroppedWriter>,
}

/// A unit judged, with its keys if they are asked for.
type Judged = (Judgement, Option<DuplicateKeys>);

impl Job {
    /// Judges all units; where duplicates are to be dropped, what the other rules keep waits in a
    /// temporary folder until all have been seen.
    fn run(
        &mut self,
        mut reader: Box<dyn UnitReader>,
        mut filters: ByLanguages<Filter>,
        within: Option<&Path>,
        messages: &Messages,
    ) -> Result<()> {
        let group = IN_FLIGHT * rayon::current_num_threads();
        let mut waiting: Option<Waiting> = None;
        loop {
            let units: Vec<TranslationUnit> = reader.by_ref().take(group).collect::<Result<_>>()?;
            if units.is_empty() {
                break;
            }
            for unit in &units {
                filters.prepare(unit, messages)?;
            }
            let made = filters.made();
            let duplicates = made
                .values()
                .next()
                .map_or((false, false), Filter::duplicates);
            let asked = duplicates.0 || duplicates.1;
            let judged: Vec<Option<Judged>> = units
                .par_iter()
                .map(|unit| {
                    let judgement = of(made, unit)?.judge(unit);
                    let keys = asked && judgement.drop.is_none();
                    let keys = keys.then(|| duplicate_keys(&judgement.unit));
                    Some((judgement, keys))
                })
                .collect();
            if asked && waiting.is_none() {
                waiting = Some(Waiting::open(within, duplicates)?);
            }
            for (judgement, keys) in judged.into_iter().flatten() {
                self.counts.add(&judgement);
                match &mut waiting {
                    Some(waiting) => waiting.add(&judgement, keys.as_ref())?,
                    None => self.done(&judgement)?,
                }
            }
        }
        match waiting {
            Some(waiting) => self.release(waiting),
            None => Ok(()),
        }
    }

    /// A unit of which nothing more is to be learnt.
    fn done(&mut self, judgement: &Judgement) -> Result<()> {
        match &judgement.drop {
            None => self.writer.write(&judgement.unit),
            Some(_) => match &mut self.dropped {
                Some(dropped) => dropped.write_line(&line(judgement)?),
                None => Ok(()),
            },
        }
    }

    /// Writes what has waited, in the order in which it came.
    fn release(&mut self, waiting: Waiting) -> Result<()> {
        let (found, mut waiting) = waiting.close()?;
        for number in 0..waiting.units {
            if let Some(line) = waiting.dropped(number)? {
                if let Some(dropped) = &mut self.dropped {
                    dropped.write_line(&line)?;
                }
                continue;
            }
            let Some(unit) = waiting.kept.next().transpose()? else {
                break;
            };
            let Some(rule) = found.rule(number) else {
                self.writer.write(&unit)?;
                continue;
            };
            self.counts.duplicate(rule);
            let why = Dropped {
                rule,
                figure: 1.0,
                threshold: 0.0,
                detail: None,
            };
            if let Some(dropped) = &mut self.dropped {
                dropped.write(&unit, &why)?;
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Counts> {
        self.writer.finish()?;
        if let Some(dropped) = self.dropped {
            dropped.finish()?;
        }
        Ok(self.counts)
    }
}

/// The line of a dropped unit; empty for one that is kept.
fn line(judgement: &Judgement) -> Result<String> {
    let Some(drop) = &judgement.drop else {
        return Ok(String::new());
    };
    let why = Dropped {
        rule: drop.rule,
        figure: drop.figure,
        threshold: drop.threshold,
        detail: drop.detail.as_deref(),
    };
    why.line(&judgement.unit)
}

/// Units that wait for the last one: those that are kept so far and those that are not, in two files.
struct Waiting {
    folder: TempDir,
    kept: Box<dyn UnitWriter>,
    dropped: Output,
    duplicates: Duplicates,
    units: u64,
}

impl Waiting {
    fn open(within: Option<&Path>, (exact, near): (bool, bool)) -> Result<Self> {
        let folder = io::output::temporary_folder(within, ".alinea-filter-")?;
        let kept = folder.path().join("kept.jsonl.zst");
        let dropped = folder.path().join("dropped.jsonl.zst");
        Ok(Waiting {
            kept: io::writer(Format::Jsonl, kept, &Default::default())?,
            dropped: Output::create(dropped)?,
            duplicates: Duplicates::new(exact, near).spill_in(folder.path()),
            folder,
            units: 0,
        })
    }

    fn add(&mut self, judgement: &Judgement, keys: Option<&DuplicateKeys>) -> Result<()> {
        let number = self.units;
        self.units += 1;
        if judgement.drop.is_some() {
            return self.dropped.put(format!("{number}\t{}", line(judgement)?));
        }
        if let Some(keys) = keys {
            let rank = judgement.quality.or(judgement.unit.score);
            self.duplicates.insert(number, keys, rank)?;
        }
        self.kept.write(&judgement.unit)
    }

    fn close(self) -> Result<(FoundDuplicates, Waited)> {
        self.kept.finish()?;
        self.dropped.finish()?;
        let found = self.duplicates.finish()?;
        let kept = self.folder.path().join("kept.jsonl.zst");
        let dropped = self.folder.path().join("dropped.jsonl.zst");
        let waited = Waited {
            kept: io::reader(&kept, Format::Jsonl, &ReaderOptions::default())?,
            dropped: io::encoding::open_stream(&dropped, None)?,
            next: None,
            units: self.units,
            _folder: self.folder,
        };
        Ok((found, waited))
    }
}

/// The same, being read.
struct Waited {
    kept: Box<dyn UnitReader>,
    dropped: Box<dyn std::io::BufRead + Send>,
    /// The next dropped unit's number and line.
    next: Option<(u64, String)>,
    units: u64,
    _folder: TempDir,
}

impl Waited {
    /// The line of a unit that was dropped. Numbers have to be asked for in order.
    fn dropped(&mut self, number: u64) -> Result<Option<String>> {
        if self.next.is_none() {
            let mut text = String::new();
            let read = self.dropped.read_line(&mut text);
            read.map_err(|e| Error::io("read what was dropped", &e))?;
            if let Some((number, line)) = text.split_once('\t') {
                let number = number
                    .parse()
                    .map_err(|_| Error::format("expected a number"))?;
                self.next = Some((number, line.to_owned()));
            }
        }
        if self.next.as_ref().is_some_and(|(next, _)| *next == number) {
            return Ok(self.next.take().map(|(_, line)| line));
        }
        Ok(None)
    }
}

/// What was done, by name.
#[derive(Default)]
struct Counts {
    units: usize,
    repairs: BTreeMap<&'static str, usize>,
    drops: BTreeMap<&'static str, usize>,
}

impl Counts {
    fn add(&mut self, judgement: &Judgement) {
        self.units += 1;
        for repair in &judgement.repairs {
            *self.repairs.entry(repair).or_default() += 1;
        }
        if let Some(drop) = &judgement.drop {
            *self.drops.entry(drop.rule).or_default() += 1;
        }
    }

    fn duplicate(&mut self, rule: &'static str) {
        *self.drops.entry(rule).or_default() += 1;
    }

    /// The names in the order of the rules, with what each did.
    fn text(&self) -> String {
        let dropped: usize = self.drops.values().sum();
        let share = |count: usize| 100.0 * count as f64 / self.units.max(1) as f64;
        let mut text = format!(
            "units      {}, {} kept ({:.1} %)\n",
            self.units,
            self.units - dropped,
            share(self.units - dropped)
        );
        for (title, names, counts) in [
            ("repaired", REPAIRS.to_vec(), &self.repairs),
            (
                "dropped",
                RULES.iter().map(|rule| rule.name).collect(),
                &self.drops,
            ),
        ] {
            let lines = names
                .iter()
                .filter_map(|name| Some((name, *counts.get(name)?)));
            for (at, (name, count)) in lines.enumerate() {
                let title = if at == 0 { title } else { "" };
                text.push_str(&format!(
                    "{title:<10} {name:<15} {count:>8}  {:5.1} %\n",
                    share(count)
                ));
            }
        }
        text
    }
}
