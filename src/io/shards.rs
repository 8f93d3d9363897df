//! A corpus in parts: `corpus-00000.jsonl.gz`, `corpus-00001.jsonl.gz` and so on.
//!
//! A part ends with the unit that reaches the size asked for, by units or by bytes before compression,
//! so that the cuts depend on the units alone. (CSV and TSV hold back up to 8 kB when they count.) All
//! parts appear when the last is whole, and those of an earlier run with more parts are taken away;
//! parts that are not numbered on from these are not looked for. On reading, a part that is missing
//! before the last is an error. Every part is a file of its format by itself, with header and end.
//!
//! The formats that have a file for every article (`vecalign`, `ladder`, `text`, `xces`) are in parts
//! already and take no size.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::compression::{Compression, without_compression};
use super::output::OutputSet;
use super::{Destination, Format, UnitWriter, WriterOptions, moses, open};
use crate::bitext::{Language, TranslationUnit};
use crate::error::{Error, Result};

/// How large a part becomes.
///
/// ```
/// use alinea::io::ShardSize;
/// assert_eq!("100MB".parse(), Ok(ShardSize::Bytes(100_000_000)));
/// assert_eq!("64 MiB".parse(), Ok(ShardSize::Bytes(64 << 20)));
/// assert_eq!("5000units".parse(), Ok(ShardSize::Units(5000)));
/// assert!("100".parse::<ShardSize>().is_err());
/// let size: ShardSize = "1kB".parse()?;
/// assert_eq!((size.to_string().as_str(), size.to_string().parse()), ("1000B", Ok(size)));
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShardSize {
    /// By bytes before compression, at least 1; in Parquet those of the texts.
    Bytes(u64),
    /// By translation units, at least 1.
    Units(u64),
}

/// As it is given: `50000units`, `100000000B`.
impl fmt::Display for ShardSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ShardSize::Bytes(bytes) => write!(f, "{bytes}B"),
            ShardSize::Units(units) => write!(f, "{units}units"),
        }
    }
}

impl FromStr for ShardSize {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit());
        let (number, unit) = text.split_at(end.unwrap_or(text.len()));
        let factor = match unit.trim().to_ascii_lowercase().as_str() {
            "b" | "units" | "unit" => Some(1),
            "kb" => Some(1000),
            "mb" => Some(1_000_000),
            "gb" => Some(1_000_000_000),
            "kib" => Some(1 << 10),
            "mib" => Some(1 << 20),
            "gib" => Some(1 << 30),
            _ => None,
        };
        let size = number.parse::<u64>().ok().zip(factor);
        let size = size.and_then(|(number, factor)| number.checked_mul(factor));
        match size.filter(|size| *size > 0) {
            Some(size) if unit.trim().to_ascii_lowercase().starts_with('u') => {
                Ok(ShardSize::Units(size))
            }
            Some(size) => Ok(ShardSize::Bytes(size)),
            None => Err(
                Error::configuration("expected a size such as 100MB, 64MiB or 50000units")
                    .found(format!("`{text}`")),
            ),
        }
    }
}

/// The path of a part of `path`: the number, with at least five digits, stands before the format's
/// extension.
///
/// ```
/// use std::path::Path;
/// use alinea::io::{Format, part_path};
/// let part = part_path(Path::new("out/corpus.jsonl.gz"), Format::Jsonl, 3);
/// assert_eq!(part, Path::new("out/corpus-00003.jsonl.gz"));
/// assert_eq!(part_path(Path::new("out/corpus"), Format::Moses, 0), Path::new("out/corpus-00000"));
/// ```
pub fn part_path(path: &Path, format: Format, part: usize) -> PathBuf {
    let mut inner = without_compression(path);
    if format == Format::Moses && moses::is_folder(&inner) {
        inner.push("corpus");
    }
    let name = inner.file_name().unwrap_or_default();
    let name = name.to_string_lossy().into_owned();
    let ours = format!(".{}", format.extension());
    let extension = if name.ends_with(&ours) {
        ours
    } else {
        match Path::new(&name).extension() {
            Some(extension) if format != Format::Moses => {
                format!(".{}", extension.to_string_lossy())
            }
            _ => String::new(),
        }
    };
    let stem = &name[..name.len() - extension.len()];
    let suffix = Compression::of(path).suffix();
    inner.with_file_name(format!("{stem}-{part:05}{extension}{suffix}"))
}

/// Writes a corpus in parts.
pub(crate) struct ShardWriter {
    format: Format,
    path: PathBuf,
    options: WriterOptions,
    size: ShardSize,
    set: OutputSet,
    current: Box<dyn UnitWriter>,
    part: usize,
    /// Units in the part.
    units: u64,
}

impl ShardWriter {
    /// Opens the first part.
    pub fn open(
        format: Format,
        destination: Destination,
        options: &WriterOptions,
        size: ShardSize,
    ) -> Result<Self> {
        let (Destination::Path(path) | Destination::InSet(path, _)) = destination else {
            return Err(
                Error::configuration("a corpus in parts needs a file's name")
                    .found("standard output")
                    .help("name a file, or leave out --shard-size"),
            );
        };
        let set = OutputSet::new();
        let first = Destination::InSet(part_path(&path, format, 0), set.clone());
        Ok(ShardWriter {
            current: open(format, first, options)?,
            format,
            path,
            options: options.clone(),
            size,
            set,
            part: 0,
            units: 0,
        })
    }

    fn is_full(&self) -> bool {
        match self.size {
            _ if self.units == 0 => false,
            ShardSize::Units(most) => self.units >= most,
            ShardSize::Bytes(most) => self.current.written().is_some_and(|bytes| bytes >= most),
        }
    }

    fn next(&mut self) -> Result<()> {
        self.part += 1;
        let path = part_path(&self.path, self.format, self.part);
        let next = Destination::InSet(path, self.set.clone());
        let next = open(self.format, next, &self.options)?;
        std::mem::replace(&mut self.current, next).finish()?;
        self.units = 0;
        Ok(())
    }
}

impl UnitWriter for ShardWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        if self.is_full() {
            self.next()?;
        }
        self.current.write(unit)?;
        self.units += 1;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.current.finish()?;
        self.set.publish()?;
        // What an earlier run had more.
        for part in self.part + 1.. {
            let files = files(&self.path, self.format, part, &self.options)?;
            let there: Vec<_> = files.into_iter().filter(|file| file.exists()).collect();
            if there.is_empty() {
                break;
            }
            for file in there {
                let removed = std::fs::remove_file(&file);
                removed.map_err(|e| Error::io("remove a part of before", &e).at(&file))?;
            }
        }
        Ok(())
    }
}

/// The files of a part.
fn files(
    path: &Path,
    format: Format,
    part: usize,
    options: &WriterOptions,
) -> Result<Vec<PathBuf>> {
    let languages = (&options.source_language, &options.target_language);
    files_written(&part_path(path, format, part), format, languages)
}

/// The files of a corpus that is written in one part: three in Moses, one in other formats.
///
/// # Errors
/// One language for the two files of Moses.
pub fn files_written(
    path: &Path,
    format: Format,
    (source, target): (&Language, &Language),
) -> Result<Vec<PathBuf>> {
    match format {
        Format::Moses => Ok(moses::files(path, source, target)?.to_vec()),
        _ => Ok(vec![path.to_path_buf()]),
    }
}

/// Whether a file's name is that of a corpus called `stem`, or of a part of it.
///
/// ```
/// use alinea::io::is_of_corpus;
/// assert!(is_of_corpus("train.tmx.gz", "train") && is_of_corpus("train-00002.tmx", "train"));
/// assert!(!is_of_corpus("trainer.tmx", "train"));
/// ```
pub fn is_of_corpus(name: &str, stem: &str) -> bool {
    let after = name.strip_prefix(stem);
    after.is_some_and(|after| after.starts_with(['.', '-']))
}

/// What to read for `path`, in order: the file itself; if there is none, its parts; of a folder the
/// corpus or its parts, or else all its files of the format by name.
///
/// # Errors
/// A part that is missing before the last one.
pub(crate) fn inputs(
    path: &Path,
    format: Format,
    exists: &dyn Fn(&Path) -> bool,
) -> Result<Vec<PathBuf>> {
    if path.is_dir() && format != Format::Moses {
        return of_folder(path, format);
    }
    if !exists(path) {
        let parts = (0..).map(|part| part_path(path, format, part));
        let parts: Vec<_> = parts.take_while(|part| exists(part)).collect();
        no_part_after(parts.len(), path, format, exists)?;
        if !parts.is_empty() {
            return Ok(parts);
        }
    }
    Ok(vec![path.to_path_buf()])
}

/// Refuses parts of `path` with higher numbers than `gap`, which is not there.
fn no_part_after(
    gap: usize,
    path: &Path,
    format: Format,
    exists: &dyn Fn(&Path) -> bool,
) -> Result<()> {
    let missing = part_path(path, format, gap);
    let folder = match missing.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let name = missing.file_name().unwrap_or_default().to_string_lossy();
    let Some((stem, _)) = name.rsplit_once(&format!("-{gap:05}")) else {
        return Ok(());
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let later = entries.filter_map(|entry| part_of(&entry.file_name().to_string_lossy(), stem));
    let later = later.filter(|part| *part > gap && exists(&part_path(path, format, *part)));
    match later.min() {
        Some(later) => Err(missing_part(&missing, &part_path(path, format, later))),
        None => Ok(()),
    }
}

/// The number of the part of a corpus named `stem` that a file's name says.
fn part_of(name: &str, stem: &str) -> Option<usize> {
    let number = name.strip_prefix(stem)?.strip_prefix('-')?;
    let end = number.find(|c: char| !c.is_ascii_digit());
    let number = &number[..end.unwrap_or(number.len())];
    number.parse().ok().filter(|_| number.len() >= 5)
}

fn missing_part(missing: &Path, later: &Path) -> Error {
    Error::configuration("a part of the corpus is missing")
        .found(format!("a later one, `{}`", later.display()))
        .at(missing)
        .help("bring it back, or name the parts that are to be read one by one")
}

/// Whether a file of a corpus's folder says something about the corpus: what was dropped of one, and the
/// report of a build. They are no parts of it, though their formats are those of corpora.
fn is_about(path: &Path) -> bool {
    let name = without_compression(path);
    let name = name.file_name().unwrap_or_default().to_string_lossy();
    name == "dropped.jsonl"
        || name.ends_with(".dropped.jsonl")
        || name == "report.csv" && path.with_file_name("corpus.json").is_file()
}

fn of_folder(folder: &Path, format: Format) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_file() && Format::from_path(path) == Ok(format))
        .filter(|path| !is_about(path))
        .collect();
    files.sort();
    let is_corpus = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        is_of_corpus(&name, "corpus")
    };
    if files.iter().any(is_corpus) {
        files.retain(is_corpus);
        no_gap(&files)?;
    }
    match of_card(folder, format).find(|path| !path.is_file()) {
        Some(missing) => Err(Error::format("expected a file that corpus.json names")
            .found("none")
            .at(missing)
            .help("bring it back, or name the files that are to be read one by one")),
        None => Ok(files),
    }
}

/// The corpora of a format that the card of a build names in its folder.
fn of_card(folder: &Path, format: Format) -> impl Iterator<Item = PathBuf> {
    let files = files_of_card(folder).unwrap_or_default();
    let folder = folder.to_path_buf();
    let paths = files
        .into_iter()
        .filter(|file| !file.path.contains('/'))
        .map(move |file| folder.join(file.path));
    paths.filter(move |path| Format::from_path(path) == Ok(format) && !is_about(path))
}

/// A file that the card of a build, `corpus.json`, names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ListedFile {
    /// Its path from the corpus's folder, with slashes.
    pub path: String,
    /// The split that it holds, if it holds one.
    pub split: Option<String>,
}

/// The files that the card in a folder names; `None` where no build wrote one.
pub fn files_of_card(folder: &Path) -> Option<Vec<ListedFile>> {
    #[derive(Deserialize)]
    struct Card {
        files: Vec<ListedFile>,
    }
    let text = std::fs::read_to_string(folder.join("corpus.json")).ok()?;
    serde_json::from_str::<Card>(&text)
        .ok()
        .map(|card| card.files)
}

/// Holds the parts among the files of one folder to go on from 0.
fn no_gap(files: &[PathBuf]) -> Result<()> {
    let name = |path: &PathBuf| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let numbered = files
        .iter()
        .filter_map(|path| Some((part_of(&name(path), "corpus")?, path)));
    let mut parts: Vec<_> = numbered.collect();
    // Names of six digits are not in the order of their numbers.
    parts.sort();
    let mut next = 0;
    for (part, path) in parts {
        if part > next {
            let missing = name(path).replacen(&format!("{part:05}"), &format!("{next:05}"), 1);
            return Err(missing_part(&path.with_file_name(missing), path));
        }
        next = part + 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::testing::{joined, units};
    use crate::io::{ReaderOptions, reader, writer};

    fn options(size: &str) -> WriterOptions {
        WriterOptions {
            with_nulls: true,
            shard: Some(size.parse().expect("a size")),
            ..WriterOptions::default()
        }
    }

    fn write(format: Format, path: &Path, size: &str, units: &[TranslationUnit]) {
        let mut writer = writer(format, path, &options(size)).expect("opens");
        for unit in units {
            writer.write(unit).expect("writes");
        }
        writer.finish().expect("finishes");
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).expect("a folder");
        let mut names: Vec<_> = entries
            .map(|e| e.expect("an entry").file_name().to_string_lossy().into())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn parts_come_back_as_one_in_every_format() {
        for format in [
            Format::Jsonl,
            Format::Csv,
            Format::Tmx,
            Format::Xliff,
            Format::Xliff2,
            Format::Po,
        ] {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder
                .path()
                .join(format!("corpus.{}.gz", format.extension()));
            write(format, &path, "2units", &units());
            assert_eq!(names(folder.path()).len(), 3, "{format}");
            for place in [path.as_path(), folder.path()] {
                let units_read = reader(place, format, &ReaderOptions::default());
                let read: Vec<_> = units_read
                    .expect("opens")
                    .collect::<Result<_>>()
                    .expect("reads");
                match format {
                    Format::Jsonl => assert_eq!(read, units()),
                    _ => assert_eq!(read, joined(units(), true), "{format}"),
                }
            }
        }
    }

    #[test]
    fn a_part_that_is_missing_is_named() {
        for format in [Format::Jsonl, Format::Csv, Format::Moses] {
            for gone in [0, 2] {
                let folder = tempfile::tempdir().expect("a folder");
                let path = folder
                    .path()
                    .join(format!("corpus.{}.gz", format.extension()));
                write(format, &path, "1units", &units());
                let part = part_path(&path, format, gone);
                for file in files(&path, format, gone, &options("1units")).expect("files") {
                    std::fs::remove_file(file).expect("removes");
                }
                let places = match format {
                    Format::Moses => vec![path.as_path()],
                    _ => vec![path.as_path(), folder.path()],
                };
                for place in places {
                    let opened = reader(place, format, &ReaderOptions::default());
                    let error = opened.err().expect("is refused");
                    assert_eq!(error.path(), Some(part.as_path()), "{error}");
                    assert!(error.to_string().contains("is missing"), "{error}");
                }
            }
        }
    }

    #[test]
    fn parts_with_six_digits_and_other_numbered_files_are_no_gap() {
        let name = |part: usize| PathBuf::from(format!("a/corpus-{part:05}.csv"));
        let mut files: Vec<_> = (0..100_002).map(name).collect();
        files.sort();
        assert_eq!(no_gap(&files), Ok(()));
        let other = ["corpus-2023.csv", "corpus-fr.csv", "corpus.csv"];
        assert_eq!(no_gap(&other.map(PathBuf::from)), Ok(()));
    }

    #[test]
    fn moses_has_three_files_a_part() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("corpus");
        write(Format::Moses, &path, "3units", &units());
        let parts = ["corpus-00000.en", "corpus-00000.fr", "corpus-00000.ids"];
        assert_eq!(names(folder.path())[..3], parts);
        let read = reader(&path, Format::Moses, &ReaderOptions::default()).expect("opens");
        assert_eq!(read.count(), units().len());
    }

    #[test]
    fn bytes_cut_where_the_size_is_reached() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("corpus.jsonl");
        write(Format::Jsonl, &path, "1kB", &units());
        let sizes: Vec<_> = names(folder.path())
            .iter()
            .map(|n| {
                std::fs::metadata(folder.path().join(n))
                    .expect("a file")
                    .len()
            })
            .collect();
        assert!(sizes.len() > 1, "{sizes:?}");
        let (last, full) = sizes.split_last().expect("parts");
        assert!(
            full.iter().all(|size| *size >= 1000) && *last > 0,
            "{sizes:?}"
        );
    }

    #[test]
    fn parts_appear_together_and_surplus_ones_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("corpus.jsonl");
        write(Format::Jsonl, &path, "1units", &units());
        assert_eq!(names(folder.path()).len(), units().len());
        let mut stopped = writer(Format::Jsonl, path.as_path(), &options("1units")).expect("opens");
        let mut other = units()[4].clone();
        other.bead = 77;
        for _ in 0..3 {
            stopped.write(&other).expect("writes");
        }
        drop(stopped);
        let first = std::fs::read_to_string(part_path(&path, Format::Jsonl, 0)).expect("a file");
        assert!(
            !first.contains("\"bead\":77"),
            "an earlier part was replaced"
        );
        assert_eq!(names(folder.path()).len(), units().len());
        write(Format::Jsonl, &path, "4units", &units());
        assert_eq!(
            names(folder.path()),
            ["corpus-00000.jsonl", "corpus-00001.jsonl"]
        );
    }

    #[test]
    fn an_empty_corpus_is_one_part() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("corpus.tmx.zst");
        write(Format::Tmx, &path, "1MB", &[]);
        assert_eq!(names(folder.path()), ["corpus-00000.tmx.zst"]);
    }

    #[test]
    fn standard_output_has_no_parts_and_sizes_have_a_unit() {
        let opened = writer(Format::Jsonl, "-", &options("1MB"));
        assert!(opened.is_err());
        for bad in [
            "",
            "MB",
            "12",
            "0MB",
            "1TB2",
            "-1MB",
            "99999999999999999999MB",
        ] {
            assert!(bad.parse::<ShardSize>().is_err(), "{bad}");
        }
    }
}
