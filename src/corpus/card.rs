//! The card of a corpus: `corpus.json`, what it is in figures, and `README.md`, the same for people and
//! for the Hugging Face Hub (a dataset card with its YAML head).
//!
//! A card says what was counted, the languages, the licence, the version and options of the tool, what
//! was dropped by which rule, the splits, and every file with its SHA-256, so that `sha256sum` can hold
//! the corpus against it. It names no time, no machine and no place: the same corpus has the same card.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::build::hexadecimal;
use super::summary::Summary;
use crate::bitext::Language;
use crate::error::{Error, Result};
use crate::io::{Format, Output};

/// What the job says of its corpus.
///
/// ```
/// use alinea::bitext::Language;
/// use alinea::corpus::{CardFigures, SplitFigures};
/// let mut card = CardFigures::new("Puits", Language::french(), Language::english());
/// card.license = Some("cc-by-4.0".into());
/// card.units = 1200;
/// card.dropped.insert("too_long".into(), 3);
/// card.splits.push(SplitFigures { name: "train".into(), articles: 17, units: 1200 });
/// let readme = card.to_markdown();
/// assert!(readme.starts_with("---\npretty_name: \"Puits\"\nlanguage:\n- fr\n- en\nlicense: cc-by-4.0\n"));
/// assert!(readme.contains("\n- 1K<n<10K\n"));
/// assert_eq!(card.to_json()["dropped"]["too_long"], 3);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CardFigures {
    /// The corpus's name, for people.
    pub name: String,
    /// Source language.
    pub source_language: Language,
    /// Target language.
    pub target_language: Language,
    /// The licence by its identifier, such as `cc-by-4.0`; `None` where nobody said.
    pub license: Option<String>,
    /// What was aligned.
    pub summary: Summary,
    /// Translation units written.
    pub units: usize,
    /// Units dropped, by the name of the rule.
    pub dropped: BTreeMap<String, usize>,
    /// Units changed by a repair and kept, by the name of the repair.
    pub repaired: BTreeMap<String, usize>,
    /// The splits in the order of the output; none where the corpus was not split.
    pub splits: Vec<SplitFigures>,
    /// Options of the job that bear on its bytes, by name. Paths and threads do not belong here.
    pub options: BTreeMap<String, serde_json::Value>,
    /// The files written, in any order.
    pub files: Vec<CardFile>,
}

/// A split of the corpus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SplitFigures {
    /// Its name: `train`, `dev`, `test`.
    pub name: String,
    /// Articles in it.
    pub articles: usize,
    /// Translation units in it.
    pub units: usize,
}

/// A file of the corpus.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CardFile {
    /// Its path from the corpus's folder, with slashes.
    pub path: String,
    /// The split that it holds, if it holds one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<String>,
    /// Bytes on the disk.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

impl CardFile {
    /// Reads the file at `path` from the corpus's `folder`.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn read(folder: &Path, path: &str, split: Option<&str>) -> Result<Self> {
        let place = folder.join(path);
        let failed = |e: std::io::Error| Error::io("read", &e).at(&place);
        let mut file = File::open(&place).map_err(failed)?;
        let (mut hash, mut bytes) = (Sha256::new(), 0);
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = file.read(&mut buffer).map_err(failed)?;
            if count == 0 {
                break;
            }
            hash.update(&buffer[..count]);
            bytes += count as u64;
        }
        let sha256 = hexadecimal(&hash.finalize());
        Ok(CardFile {
            path: path.to_owned(),
            split: split.map(str::to_owned),
            bytes,
            sha256,
        })
    }

    /// All files under `folder` but the card itself and what is hidden or ends in `.part`, by path.
    /// `split_of` says which split a path holds.
    ///
    /// # Errors
    /// A folder or a file that cannot be read.
    pub fn read_all(folder: &Path, split_of: impl Fn(&str) -> Option<String>) -> Result<Vec<Self>> {
        let mut paths = Vec::new();
        walk(folder, &mut PathBuf::new(), &mut paths)?;
        paths.sort();
        let files = paths.iter().filter(|path| !CARD.contains(&path.as_str()));
        files
            .map(|path| CardFile::read(folder, path, split_of(path).as_deref()))
            .collect()
    }
}

/// A split's name and the paths of its files.
type SplitPaths<'a> = (String, Vec<&'a str>);

/// The files of the card.
const CARD: [&str; 2] = ["corpus.json", "README.md"];

/// Formats that `datasets` reads by extension, best first.
const LOADABLE: [Format; 3] = [Format::Parquet, Format::Jsonl, Format::Csv];

fn walk(folder: &Path, below: &mut PathBuf, paths: &mut Vec<String>) -> Result<()> {
    let here = folder.join(&*below);
    let failed = |e: std::io::Error| Error::io("read the folder", &e).at(&here);
    for entry in std::fs::read_dir(&here).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let shown = name.to_string_lossy();
        let hidden = shown.starts_with('.') && below.as_os_str().is_empty();
        if hidden || shown.ends_with(".part") {
            continue;
        }
        below.push(&name);
        if entry.file_type().map_err(failed)?.is_dir() {
            walk(folder, below, paths)?;
        } else {
            let pieces: Vec<_> = below.iter().map(|p| p.to_string_lossy()).collect();
            paths.push(pieces.join("/"));
        }
        below.pop();
    }
    Ok(())
}

impl CardFigures {
    /// A card with nothing counted yet.
    pub fn new(name: &str, source_language: Language, target_language: Language) -> Self {
        CardFigures {
            name: name.to_owned(),
            source_language,
            target_language,
            license: None,
            summary: Summary::default(),
            units: 0,
            dropped: BTreeMap::new(),
            repaired: BTreeMap::new(),
            splits: Vec::new(),
            options: BTreeMap::new(),
            files: Vec::new(),
        }
    }

    /// Writes `corpus.json` and `README.md` into `folder`.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let mut json = serde_json::to_string_pretty(&self.to_json())
            .map_err(|e| Error::format(format!("cannot write the card as JSON: {e}")))?;
        json.push('\n');
        for (name, text) in CARD.iter().zip([json, self.to_markdown()]) {
            let mut output = Output::create(folder.join(name))?;
            output.put(text)?;
            output.finish()?;
        }
        Ok(())
    }

    /// The card as one JSON object.
    pub fn to_json(&self) -> serde_json::Value {
        let mut files = self.files.clone();
        files.sort();
        serde_json::json!({
            "name": self.name,
            "tool": { "name": "alinea", "version": env!("CARGO_PKG_VERSION") },
            "source_language": self.source_language,
            "target_language": self.target_language,
            "license": self.license,
            "aligned": self.summary.to_json(),
            "units": self.units,
            "dropped": self.dropped,
            "repaired": self.repaired,
            "splits": self.splits,
            "options": self.options,
            "files": files,
        })
    }

    /// The card as a dataset card.
    pub fn to_markdown(&self) -> String {
        let mut out = String::from("---\n");
        self.push_head(&mut out);
        out.push_str("---\n\n");
        self.push_body(&mut out);
        out
    }

    fn push_head(&self, out: &mut String) {
        // A JSON text is one of YAML too.
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let license = self.license.as_deref().unwrap_or("unknown");
        let plain = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
        let license = if license.chars().all(plain) && !license.is_empty() {
            license.to_owned()
        } else {
            quoted(license)
        };
        write!(
            out,
            "pretty_name: {}\nlanguage:\n- {}\n- {}\nlicense: {license}\n\
             multilinguality:\n- translation\ntask_categories:\n- translation\n\
             size_categories:\n- {}\ntags:\n- parallel-corpus\n- sentence-alignment\n",
            quoted(&self.name),
            self.source_language,
            self.target_language,
            size_category(self.units),
        )
        .ok();
        let configs: Vec<_> = LOADABLE.iter().filter_map(|&f| self.config(f)).collect();
        if configs.is_empty() {
            return;
        }
        out.push_str("configs:\n");
        for (at, (format, splits)) in configs.iter().enumerate() {
            writeln!(out, "- config_name: {format}").ok();
            if at == 0 {
                out.push_str("  default: true\n");
            }
            out.push_str("  data_files:\n");
            for (split, paths) in splits {
                let hub = hub_split(split);
                let taken = splits.iter().filter(|s| hub_split(&s.0) == hub).count() > 1;
                let name = if taken { split } else { hub };
                writeln!(out, "  - split: {name}\n    path:").ok();
                for path in paths {
                    writeln!(out, "    - {}", quoted(path)).ok();
                }
            }
        }
    }

    /// The files of a format by split, in the order of the splits; `None` where there are none.
    fn config(&self, format: Format) -> Option<(Format, Vec<SplitPaths<'_>>)> {
        let names: Vec<String> = match self.splits.is_empty() {
            true => vec!["train".into()],
            false => self.splits.iter().map(|s| s.name.clone()).collect(),
        };
        let data = |file: &&CardFile| {
            // Beside the corpus stand files about it, such as report.csv.
            let name = file.path.rsplit('/').next().unwrap_or_default();
            let about = name.starts_with("report.") || name.starts_with("dropped.");
            !about && Format::from_path(&file.path) == Ok(format)
        };
        let paths = |split: &String| {
            let of_split = |file: &&CardFile| match (&file.split, self.splits.is_empty()) {
                (_, true) => true,
                (of, false) => of.as_ref() == Some(split),
            };
            // The Hub cannot read a file without a row.
            let empty = self.splits.iter().any(|s| s.name == *split && s.units == 0);
            let files = self.files.iter().filter(data).filter(of_split);
            let files = files.filter(|_| !empty);
            let mut paths: Vec<&str> = files.map(|file| file.path.as_str()).collect();
            paths.sort_unstable();
            paths
        };
        let splits = names.iter().map(|split| (split.clone(), paths(split)));
        let splits: Vec<_> = splits.filter(|(_, paths)| !paths.is_empty()).collect();
        (!splits.is_empty()).then_some((format, splits))
    }

    fn push_body(&self, out: &mut String) {
        let (source, target) = (&self.source_language, &self.target_language);
        let license = self.license.as_deref().unwrap_or("not said");
        write!(
            out,
            "# {}\n\nArticles in `{source}` with their translations in `{target}`, aligned segment by \
             segment by alinea {}. Licence: {license}.\n\n",
            self.name,
            env!("CARGO_PKG_VERSION"),
        )
        .ok();
        let summary = &self.summary;
        push_table(
            out,
            ["figure", "count"],
            [
                ("articles aligned", summary.articles),
                ("articles that failed", summary.failed),
                ("documents without a partner", summary.unpaired_documents),
                ("source segments", summary.source_segments),
                ("target segments", summary.target_segments),
                ("translation units", self.units),
                ("units dropped", self.dropped.values().sum()),
            ]
            .map(|(name, count)| [name.to_owned(), count.to_string()]),
        );
        if !self.splits.is_empty() {
            out.push_str("\n## Splits\n\n");
            let rows = self.splits.iter();
            push_table(
                out,
                ["split", "articles", "units"],
                rows.map(|s| [s.name.clone(), s.articles.to_string(), s.units.to_string()]),
            );
        }
        for (title, column, counts) in [
            ("Dropped", "rule", &self.dropped),
            ("Repaired", "repair", &self.repaired),
        ] {
            if !counts.is_empty() {
                write!(out, "\n## {title}\n\n").ok();
                let rows = counts.iter();
                push_table(
                    out,
                    [column, "units"],
                    rows.map(|(name, count)| [format!("`{name}`"), count.to_string()]),
                );
            }
        }
        if !self.options.is_empty() {
            out.push_str("\n## Options\n\n");
            let rows = self.options.iter();
            push_table(
                out,
                ["option", "value"],
                rows.map(|(name, value)| [format!("`{name}`"), format!("`{value}`")]),
            );
        }
        out.push_str("\n## Files\n\n`corpus.json` has the SHA-256 of each.\n\n");
        let mut files: Vec<_> = self.files.iter().collect();
        files.sort();
        push_table(
            out,
            ["file", "bytes"],
            files
                .iter()
                .take(SHOWN_FILES)
                .map(|f| [format!("`{}`", f.path), f.bytes.to_string()]),
        );
        if files.len() > SHOWN_FILES {
            write!(out, "\nAnd {} more.\n", files.len() - SHOWN_FILES).ok();
        }
    }
}

/// Files that the page lists; a corpus may have one for every article.
const SHOWN_FILES: usize = 50;

fn push_table<const N: usize>(
    out: &mut String,
    head: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) {
    let cell = |text: &str| text.replace('|', "\\|").replace(['\n', '\r'], " ");
    writeln!(out, "| {} |\n|{}", head.join(" | "), " --- |".repeat(N)).ok();
    for row in rows {
        writeln!(out, "| {} |", row.map(|text| cell(&text)).join(" | ")).ok();
    }
}

/// The Hub's name for a number of rows.
fn size_category(units: usize) -> &'static str {
    match units {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        1_000_000..10_000_000 => "1M<n<10M",
        10_000_000..100_000_000 => "10M<n<100M",
        100_000_000..1_000_000_000 => "100M<n<1B",
        _ => "n>1B",
    }
}

/// The Hub's name for a split.
fn hub_split(name: &str) -> &str {
    match name {
        "dev" | "valid" => "validation",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> CardFigures {
        let mut card = CardFigures::new("Le \"puits\"", Language::french(), Language::english());
        let file = |path: &str, split: Option<&str>| CardFile {
            path: path.into(),
            split: split.map(str::to_owned),
            bytes: 1,
            sha256: "0".into(),
        };
        card.files = vec![
            file("test.jsonl.gz", Some("test")),
            file("train-00001.jsonl.gz", Some("train")),
            file("train-00000.jsonl.gz", Some("train")),
            file("train.parquet", Some("train")),
            file("report.csv", None),
            file("dropped.jsonl", None),
        ];
        for (name, units) in [("train", 20_000), ("dev", 0), ("test", 2)] {
            card.splits.push(SplitFigures {
                name: name.into(),
                articles: 1,
                units,
            });
        }
        card.units = 20_002;
        card
    }

    #[test]
    fn the_head_has_a_configuration_a_format_and_the_files_of_each_split() {
        let text = card().to_markdown();
        let wanted = "configs:\n- config_name: parquet\n  default: true\n  data_files:\n  \
            - split: train\n    path:\n    - \"train.parquet\"\n- config_name: jsonl\n  \
            data_files:\n  - split: train\n    path:\n    - \"train-00000.jsonl.gz\"\n    \
            - \"train-00001.jsonl.gz\"\n  - split: test\n    path:\n    - \"test.jsonl.gz\"\n---\n";
        assert!(text.contains(wanted), "{text}");
        assert!(
            text.contains("pretty_name: \"Le \\\"puits\\\"\"\n"),
            "{text}"
        );
        assert!(text.contains("license: unknown\n"), "{text}");
        assert!(text.contains("- 10K<n<100K\n"), "{text}");
    }

    #[test]
    fn a_corpus_that_was_not_split_is_all_train() {
        let mut card = card();
        card.splits.clear();
        let text = card.to_markdown();
        assert!(
            text.contains("- split: train\n    path:\n    - \"test.jsonl.gz\"\n"),
            "{text}"
        );
        assert!(!text.contains("## Splits"), "{text}");
    }

    #[test]
    fn a_dev_split_is_the_hubs_validation() {
        let mut card = card();
        card.files[0].split = Some("dev".into());
        for split in &mut card.splits {
            split.units = 10;
        }
        assert!(card.to_markdown().contains("- split: validation\n"));
    }

    #[test]
    fn an_empty_split_is_no_data_of_the_hub() {
        let mut card = card();
        card.files[0].split = Some("dev".into());
        for split in &mut card.splits {
            split.units = 0;
        }
        assert!(!card.to_markdown().contains("- split: "));
    }

    #[test]
    fn files_are_read_with_their_sums_and_the_card_is_not_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("vecalign")).expect("a folder");
        for name in [
            "a.jsonl",
            "vecalign/b.vecalign",
            ".alinea-x.part",
            "corpus.json",
        ] {
            std::fs::write(folder.path().join(name), "abc").expect("a file");
        }
        let files = CardFile::read_all(folder.path(), |path| {
            path.starts_with('a').then(|| "train".to_owned())
        });
        let files = files.expect("reads");
        let paths: Vec<_> = files.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(paths, ["a.jsonl", "vecalign/b.vecalign"]);
        // FIPS 180-2, appendix B.1.
        let sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!((files[0].sha256.as_str(), files[0].bytes), (sum, 3));
        assert_eq!(files[0].split.as_deref(), Some("train"));
    }

    #[test]
    fn the_card_is_written_twice_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut turned = card();
        turned.files.reverse();
        let write = |card: &CardFigures| {
            card.write(folder.path()).expect("writes");
            CARD.map(|name| std::fs::read(folder.path().join(name)).expect("a file"))
        };
        assert_eq!(write(&card()), write(&turned));
    }
}
