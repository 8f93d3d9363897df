//! Where what a filter dropped of a corpus stands: in a file beside it.
//!
//! Of `clean.tmx` that is `clean.dropped.jsonl`. Where another corpus of that name stands in the folder,
//! `clean.jsonl`, it could be that one's, so it is `clean.tmx.dropped.jsonl` then, which is looked for
//! first. `dropped.jsonl` is what `build` dropped of all its corpora; of one split those units are taken
//! whose articles are in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use alinea::Result;
use alinea::bitext::TranslationUnit;
use alinea::corpus::read_articles_of_split;
use alinea::io::compression::without_compression;
use alinea::io::{
    DroppedReader, Format, ListedFile, ReaderOptions, files_of_card, is_of_corpus, read_dropped,
};

use super::messages::Messages;

/// What `build` calls it.
const OF_BUILD: &str = "dropped.jsonl";

/// The file for what is dropped of the corpus that is written to `output`.
pub fn written_beside(output: &Path) -> PathBuf {
    let name = match others(output).is_empty() {
        true => shared_name(output),
        false => own_name(output),
    };
    output.with_file_name(name)
}

/// What was dropped of a corpus.
#[derive(Debug, PartialEq, Eq)]
pub struct DroppedOf {
    /// The file that says so.
    pub path: PathBuf,
    /// The articles whose units count; all, if there are none given.
    articles: Option<BTreeSet<String>>,
}

impl DroppedOf {
    /// What the file that is named says, or else one beside the corpus.
    pub fn find(named: Option<&Path>, corpus: &Path, messages: &Messages) -> Result<Option<Self>> {
        match named {
            Some(path) => Ok(Some(DroppedOf::all(path.to_path_buf()))),
            None => found_beside(corpus, messages),
        }
    }

    /// All that a file says.
    fn all(path: PathBuf) -> Self {
        DroppedOf {
            path,
            articles: None,
        }
    }

    /// How many units each rule dropped.
    pub fn counts(&self, options: &ReaderOptions) -> Result<BTreeMap<String, usize>> {
        if self.articles.is_none() {
            return read_dropped(&self.path);
        }
        let mut counts = BTreeMap::new();
        for read in self.units(options)? {
            *counts.entry(read?.1).or_default() += 1;
        }
        Ok(counts)
    }

    /// The units, each with the rule that dropped it.
    pub fn units(
        &self,
        options: &ReaderOptions,
    ) -> Result<impl Iterator<Item = Result<(TranslationUnit, String)>>> {
        let counts = |unit: &TranslationUnit| {
            let articles = self.articles.as_ref();
            articles.is_none_or(|articles| articles.contains(&unit.article.id))
        };
        let units = DroppedReader::open(&self.path, options)?;
        Ok(units.filter(move |read| read.as_ref().map_or(true, |(unit, _)| counts(unit))))
    }
}

/// What was dropped of a corpus, if a file beside it says so: the corpus may be a file, the prefix of
/// Moses files, or a folder that `build` wrote. Where a file may be another corpus's, it is said and left
/// out.
fn found_beside(corpus: &Path, messages: &Messages) -> Result<Option<DroppedOf>> {
    if corpus == Path::new("-") {
        return Ok(None);
    }
    if corpus.is_dir() {
        let path = corpus.join(OF_BUILD);
        return Ok(path.is_file().then(|| DroppedOf::all(path)));
    }
    let there = |name: String| {
        let path = corpus.with_file_name(name);
        (path.is_file() && path != corpus).then_some(path)
    };
    if let Some(own) = there(own_name(corpus)) {
        return Ok(Some(DroppedOf::all(own)));
    }
    if let Some(shared) = there(shared_name(corpus)) {
        let others = others(corpus);
        let Some(other) = others.first() else {
            return Ok(Some(DroppedOf::all(shared)));
        };
        messages.warning(&format!(
            "{}: left out, for it may be what was dropped of {}; --dropped names it",
            shared.display(),
            other.display()
        ));
        return Ok(None);
    }
    match there(OF_BUILD.to_owned()) {
        Some(path) => of_build(corpus, path),
        None => Ok(None),
    }
}

/// What `build` dropped, if the corpus is one that it wrote, as far as can be told.
fn of_build(corpus: &Path, path: PathBuf) -> Result<Option<DroppedOf>> {
    let Some(files) = files_of_card(path.parent().unwrap_or(Path::new(""))) else {
        return Ok(Some(DroppedOf::all(path)));
    };
    let (name, stem) = (file_name(corpus), stem(corpus));
    // Parts, and the files of Moses, have the corpus's name and more.
    let part = |file: &&ListedFile| !corpus.exists() && is_of_corpus(&file.path, &stem);
    let file = files.iter().find(|file| file.path == name);
    let file = file.or_else(|| files.iter().find(part));
    let Some(file) = file else { return Ok(None) };
    let articles = match &file.split {
        Some(split) => read_articles_of_split(&path.with_file_name("report.csv"), split)?,
        None => None,
    };
    Ok(Some(DroppedOf { path, articles }))
}

/// The name that corpora of one name share: `clean.dropped.jsonl`.
fn shared_name(corpus: &Path) -> String {
    format!("{}.{OF_BUILD}", stem(corpus))
}

/// The name that is one corpus's own: `clean.tmx.dropped.jsonl`.
fn own_name(corpus: &Path) -> String {
    let name = file_name(corpus);
    match corpus.extension() {
        Some(_) => format!("{name}.{OF_BUILD}"),
        // The prefix of Moses files.
        None => format!("{name}.moses.{OF_BUILD}"),
    }
}

/// The other corpora of this name in the folder, sorted. The formats of one article count for nothing:
/// their files stand beside a corpus in other ways.
fn others(corpus: &Path) -> Vec<PathBuf> {
    let (name, stem) = (file_name(corpus), stem(corpus));
    let is_moses = matches!(Format::from_path(corpus), Ok(Format::Moses) | Err(_));
    let folder = match corpus.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let other = |path: &PathBuf| {
        let of_article =
            |format| matches!(format, Format::Vecalign | Format::Ladder | Format::Text);
        let of_moses = path.extension().is_some_and(|e| e == "ids") && !is_moses;
        let is_corpus = Format::from_path(path).is_ok_and(|format| !of_article(format));
        self::stem(path) == stem && file_name(path) != name && (is_corpus || of_moses)
    };
    let paths = entries.map(|entry| corpus.with_file_name(entry.file_name()));
    let mut others: Vec<PathBuf> = paths.filter(|path| path.is_file()).filter(other).collect();
    others.sort();
    others
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn stem(path: &Path) -> String {
    let name = without_compression(path);
    let stem = name.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shared_only_where_it_can_be_no_others() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let written = |name: &str| file_name(&written_beside(&path(name)));
        assert_eq!(written("a.tsv"), "a.dropped.jsonl");
        assert_eq!(written("a.tmx.gz"), "a.dropped.jsonl");
        for name in [
            "a.jsonl",
            "a.dropped.jsonl",
            "b.jsonl",
            "b.vecalign",
            "m.ids",
            "m.fr",
        ] {
            std::fs::write(path(name), "").expect("writes");
        }
        assert_eq!(written("a.jsonl"), "a.dropped.jsonl", "itself is no other");
        assert_eq!(written("a.tsv"), "a.tsv.dropped.jsonl");
        assert_eq!(written("a.jsonl.gz"), "a.jsonl.gz.dropped.jsonl");
        assert_eq!(written("a"), "a.moses.dropped.jsonl");
        assert_eq!(written("b.jsonl"), "b.dropped.jsonl");
        assert_eq!(written("m"), "m.dropped.jsonl");
        assert_eq!(written("m.tmx"), "m.tmx.dropped.jsonl");
    }
}
