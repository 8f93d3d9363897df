//! Alignments of files and folders against gold.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::bitext::Bead;
use crate::error::{Error, Result};
use crate::evaluate::{AlignmentCounts, Reliability, evaluate_alignment};
use crate::io::{AlignmentLine, Format, GoldOptions, ReaderOptions, check, reader};
use crate::io::{ladder, vecalign};

use super::pairing::nfc;

/// What to compare.
#[derive(Debug, Clone, Copy)]
pub struct GoldRequest<'a> {
    /// Gold alignment, or a folder of them.
    pub gold: &'a Path,
    /// Found alignment, a folder of them, or a corpus with indices.
    pub found: &'a Path,
    /// Whether gold and what was found may leave segments out, and cross.
    pub allow_gaps: bool,
}

/// Counts over all articles that gold has.
#[derive(Debug, Default)]
pub struct GoldResult {
    /// The counts, added up.
    pub counts: AlignmentCounts,
    /// The found beads' scores and whether gold has just these beads, null beads wherever they stand;
    /// without those that have no score from 0 to 1.
    pub reliability: Reliability,
    /// Number of articles compared.
    pub articles: usize,
    /// Articles found for which there is no gold; they do not count.
    pub not_in_gold: Vec<String>,
}

/// An alignment as read, with where it stood.
struct Read {
    path: PathBuf,
    lines: Vec<AlignmentLine>,
}

/// Compares found alignments with gold, article by article. Files are compared whatever their
/// names; in folders and corpora the article's name decides.
///
/// # Errors
/// A file that cannot be read; an alignment that is not in order or has a gap, or gold and found of
/// different lengths, unless gaps are allowed; an article of gold that was not found.
pub fn evaluate_alignments(request: &GoldRequest<'_>) -> Result<GoldResult> {
    let options = GoldOptions {
        allow_gaps: request.allow_gaps,
    };
    let gold = read(request.gold, &options)?;
    let mut found = read(request.found, &options)?;
    let mut result = GoldResult::default();
    let single = gold.len() == 1 && found.len() == 1;
    for (id, gold) in gold {
        let found = if single {
            found.pop_first().map(|(_, f)| f)
        } else {
            found.remove(&id)
        };
        let Some(found) = found else {
            return Err(
                Error::configuration(format!("no alignment found for article `{id}`"))
                    .at(request.found)
                    .help("it needs the same name as the gold file"),
            );
        };
        fit(&gold, &found, &options)?;
        let beads = |read: Read| read.lines.into_iter().map(|l| l.bead).collect::<Vec<_>>();
        let gold = beads(gold);
        let scored = found.lines.iter().filter_map(|line| {
            let score = line.score.filter(|s| (0.0..=1.0).contains(s))?;
            Some((&line.bead, score))
        });
        result.reliability.add_alignment(&gold, scored);
        result.counts += &evaluate_alignment(&gold, &beads(found));
        result.articles += 1;
    }
    result.not_in_gold = found.into_keys().collect();
    Ok(result)
}

/// Checks that both alignments are whole and of the same segments, unless gaps are allowed.
fn fit(gold: &Read, found: &Read, options: &GoldOptions) -> Result<()> {
    let gaps = "gaps are let through with --allow-gaps";
    check(&found.lines, None, options).map_err(|e| e.at(&found.path).help(gaps))?;
    if options.allow_gaps {
        return check(&gold.lines, None, options).map_err(|e| e.at(&gold.path));
    }
    let beads = || found.lines.iter().map(|line| &line.bead);
    let source = beads().map(|bead| bead.source.end).max().unwrap_or(0);
    let target = beads().map(|bead| bead.target.end).max().unwrap_or(0);
    check(&gold.lines, Some((source, target)), options).map_err(|e| {
        let found = found.path.display();
        e.at(&gold.path).help(format!(
            "{found} has {source} source and {target} target segments: is it of the same texts, cut alike? {gaps}"
        ))
    })
}

/// The alignments at a path by article.
fn read(path: &Path, options: &GoldOptions) -> Result<BTreeMap<String, Read>> {
    let mut all = BTreeMap::new();
    if path.is_dir() {
        read_folder(path, String::new(), options, &mut all)?;
        if all.is_empty() {
            return Err(Error::configuration(
                "expected alignment files (.gold, .vecalign, .ladder)",
            )
            .found("none")
            .at(path));
        }
        return Ok(all);
    }
    match format_of(path)? {
        Format::Vecalign | Format::Ladder => {
            all.insert(name_of(path), read_file(path, options)?);
        }
        format => read_corpus(path, format, &mut all)?,
    }
    Ok(all)
}

fn format_of(path: &Path) -> Result<Format> {
    // An alignment may have any name; a corpus needs its extension.
    Ok(match Format::from_path(path) {
        Ok(format @ (Format::Jsonl | Format::Csv | Format::Tsv | Format::Xces | Format::Tmx)) => {
            format
        }
        Ok(Format::Ladder) => Format::Ladder,
        _ => Format::Vecalign,
    })
}

fn read_file(path: &Path, options: &GoldOptions) -> Result<Read> {
    let lines = match format_of(path)? {
        Format::Ladder => ladder::read_lines(path)?,
        _ => vecalign::read_lines(path, options)?,
    };
    if lines.is_empty() {
        return Err(Error::format("expected an alignment, one bead a line")
            .found("nothing")
            .at(path));
    }
    Ok(Read {
        path: path.to_path_buf(),
        lines,
    })
}

/// The name of an article, as that of its documents is compared.
fn name_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    nfc(&stem.to_string_lossy())
}

fn read_folder(
    folder: &Path,
    prefix: String,
    options: &GoldOptions,
    all: &mut BTreeMap<String, Read>,
) -> Result<()> {
    let entries = std::fs::read_dir(folder).map_err(|e| Error::io("read", &e).at(folder))?;
    for entry in entries {
        let path = entry.map_err(|e| Error::io("read", &e).at(folder))?.path();
        let name = format!("{prefix}{}", name_of(&path));
        if path.is_dir() {
            read_folder(&path, format!("{name}/"), options, all)?;
        } else if let Ok(Format::Vecalign | Format::Ladder) = Format::from_path(&path) {
            all.insert(name, read_file(&path, options)?);
        }
    }
    Ok(())
}

fn read_corpus(path: &Path, format: Format, all: &mut BTreeMap<String, Read>) -> Result<()> {
    for (at, unit) in reader(path, format, &ReaderOptions::default())?.enumerate() {
        let unit = unit?;
        let bead = Bead::new(unit.source.indices.clone(), unit.target.indices.clone());
        let read = all.entry(nfc(&unit.article.id)).or_insert_with(|| Read {
            path: path.to_path_buf(),
            lines: Vec::new(),
        });
        read.lines.push(AlignmentLine {
            bead,
            score: unit.score,
            line: at + 1,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gold_is_found_however_the_accents_of_its_name_are_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let [gold, found] = ["gold", "found"].map(|name| folder.path().join(name));
        for (folder, name) in [
            (&gold, "e\u{301}te\u{301}.gold"),
            (&found, "\u{e9}t\u{e9}.vecalign"),
        ] {
            std::fs::create_dir(folder).expect("makes");
            for name in [name, "b.gold"] {
                std::fs::write(folder.join(name), "[0]:[0]\n").expect("writes");
            }
        }
        let result = evaluate_alignments(&GoldRequest {
            gold: &gold,
            found: &found,
            allow_gaps: false,
        });
        assert_eq!(result.expect("compares").articles, 2);
    }
}
