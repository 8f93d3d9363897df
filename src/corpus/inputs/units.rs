//! Corpora of pairs (TMX, Moses, JSON lines, CSV, XCES and so on) as articles again.
//!
//! Units that follow each other and name the same article are one article. Kept, each unit is a bead,
//! in the order of the corpus; aligned anew, the segments of each side are put in the order of their
//! indices, where the format has them, and the beads are forgotten. Where a format does not name
//! articles, what is kept is taken in parts of [`PART`] pairs (a memory has no order that would matter),
//! and what is aligned anew as one article. One article is held at a time.
//!
//! An article that comes again after another is a further part of it and not a copy, as in a memory
//! whose units were sorted: it is numbered (`a`, `a~2`) and nothing is lost.

use std::path::{Path, PathBuf};

use crate::bitext::{Bead, Segment, Side, TranslationUnit};
use crate::error::{Error, ErrorKind, Result};
use crate::io::{self, Columns, ColumnsReader, Format, ReaderOptions, UnitReader};

use super::super::input::Input;
use super::unique::{Found, Unique};
use super::{InputOptions, Inputs, PairInput, Refused, stem};

/// Pairs of a part, where the format does not name articles.
const PART: usize = 1000;

/// Stands for the article that a format does not name; no id can be this.
const UNNAMED: &str = "\0";

/// The articles of a corpus.
pub(super) fn open(
    path: &Path,
    format: Option<Format>,
    columns: Option<Columns>,
    realign: bool,
    options: &InputOptions,
) -> Result<Inputs> {
    let reading = ReaderOptions {
        source_language: options.source_language.clone(),
        target_language: options.target_language.clone(),
        article: Some(UNNAMED.into()),
        charset: options.charset,
        guess: true,
        past_errors: true,
        notes: options.notes.clone(),
        ..ReaderOptions::default()
    };
    let units: Box<dyn UnitReader> = match (columns, format) {
        (Some(columns), _) => Box::new(ColumnsReader::open(path, columns, &reading)?),
        (None, Some(format)) => io::reader(path, format, &reading)?,
        (None, None) => {
            let format = Format::from_path(path)
                .map_err(|e| e.help("name the format of the pairs with --pairs-format"))?;
            io::reader(path, format, &reading)?
        }
    };
    Ok(Inputs::streamed(Box::new(Articles {
        units,
        next: None,
        broken: None,
        part: 0,
        ended: false,
        realign,
        path: path.to_path_buf(),
        options: options.clone(),
        unique: Unique::default(),
    })))
}

/// Takes units together by their articles.
struct Articles {
    units: Box<dyn UnitReader>,
    /// The first unit of the next article, or the error that ended the one before.
    next: Option<Result<TranslationUnit>>,
    /// The article that an error broke off, where articles have to be whole.
    broken: Option<String>,
    /// Parts without a name that were made.
    part: usize,
    ended: bool,
    realign: bool,
    path: PathBuf,
    options: InputOptions,
    unique: Unique,
}

impl Articles {
    /// The units of an article, and whether the corpus breaks off in it.
    fn group(&mut self, first: TranslationUnit) -> (Vec<TranslationUnit>, bool) {
        self.tell(&first);
        let mut group = vec![first];
        loop {
            let name = &group[0].article.id;
            let full = !self.realign && name == UNNAMED && group.len() == PART;
            match self.units.next() {
                Some(Ok(unit)) if unit.article.id == *name && !full => {
                    self.tell(&unit);
                    group.push(unit);
                }
                other => {
                    let broken = matches!(other, Some(Err(_)));
                    self.next = other;
                    return (group, broken);
                }
            }
        }
    }

    /// The error that comes next.
    fn next_error(&self) -> Option<Error> {
        match &self.next {
            Some(Err(error)) => Some(error.clone()),
            _ => None,
        }
    }

    /// Tells what the records of articles do not hold of a unit.
    fn tell(&self, unit: &TranslationUnit) {
        let notes = &self.options.notes;
        for extra in &unit.extra {
            let thing = format!("`{}`", extra.name);
            notes.left_out(&self.path, &thing, "which a build does not hold");
        }
    }

    fn name(&mut self, unit: &TranslationUnit) -> String {
        if unit.article.id != UNNAMED {
            return unit.article.id.clone();
        }
        self.part += 1;
        let stem = stem(&self.path);
        if self.realign {
            stem
        } else {
            format!("{stem}-{:06}", self.part)
        }
    }

    /// The article of a group.
    fn article(&mut self, group: &[TranslationUnit]) -> std::result::Result<PairInput, Refused> {
        let id = self.name(&group[0]);
        if let Some(error) = self.other_languages(&group[0]) {
            let error = Box::new(error);
            return Err(Refused { id, error });
        }
        let (source, target, beads) = if self.realign {
            (
                in_order(group, |u| &u.source),
                in_order(group, |u| &u.target),
                None,
            )
        } else {
            let (source, target, beads) = as_it_stands(group);
            (source, target, Some(beads))
        };
        let pair = PairInput {
            metadata: group[0].article.metadata.clone(),
            beads,
            ..PairInput::new(id, Input::Segments(source), Input::Segments(target))
        };
        self.unique.check(Found {
            pair,
            made: true,
            place: Error::format("expected a new article").at(&self.path),
        })
    }

    fn other_languages(&self, unit: &TranslationUnit) -> Option<Error> {
        let article = &unit.article;
        let found = [&article.source_language, &article.target_language];
        let expected = [&self.options.source_language, &self.options.target_language];
        let same = found
            .iter()
            .zip(expected)
            .all(|(a, b)| a.primary() == b.primary());
        (!same).then(|| {
            Error::format(format!("expected {} and {}", expected[0], expected[1]))
                .found(format!("{} and {}", found[0], found[1]))
                .at(&self.path)
                .help("name the languages with --source-lang and --target-lang")
        })
    }
}

impl Iterator for Articles {
    type Item = std::result::Result<PairInput, Refused>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.next.take().or_else(|| self.units.next()) {
            None => {
                self.ended = true;
                None
            }
            Some(Err(error)) => {
                // A reader that cannot go on after it has no more units.
                self.ended = error.kind() != ErrorKind::Format;
                Some(Err(Refused::at_place(error)))
            }
            Some(Ok(first)) => {
                let (group, broken) = self.group(first);
                let name = &first_name(&group);
                // What comes after the break is no article either.
                if self.realign && self.broken.as_ref() == Some(name) {
                    if !broken {
                        self.broken = None;
                    }
                    return self.next();
                }
                self.broken = None;
                let article = self.article(&group);
                let Some(error) = self.next_error().filter(|_| broken) else {
                    return Some(article);
                };
                // Half an article would be aligned as if it were whole; half of the pairs are pairs.
                if self.realign {
                    self.broken = Some(name.clone());
                    return Some(article.and_then(|pair| Err(broken_off(pair.id, &error))));
                }
                let kept = match group.len() {
                    1 => "the pair before it is kept".to_owned(),
                    pairs => format!("the {pairs} pairs before it are kept"),
                };
                Some(article.map(|pair| PairInput {
                    note: Some(format!(
                        "{}: broken off by an error at {}; {kept}",
                        pair.id,
                        place(&error)
                    )),
                    ..pair
                }))
            }
        }
    }
}

fn first_name(group: &[TranslationUnit]) -> String {
    group[0].article.id.clone()
}

/// An article of which only a part can be read.
fn broken_off(id: String, error: &Error) -> Refused {
    let expected = "expected a whole article, to be aligned anew";
    let found = format!("one that is broken off by an error at {}", place(error));
    let error = Error::format(expected).found(found);
    Refused::of(
        Some(id),
        error.help("mend the corpus, or leave out --realign to keep its pairs"),
    )
}

/// Where an error stands: `memory.tmx:12`.
fn place(error: &Error) -> String {
    let path = error
        .path()
        .map_or_else(|| "-".into(), |path| path.display().to_string());
    match error.line_number() {
        Some(line) => format!("{path}:{line}"),
        None => path,
    }
}

/// The segments of both sides in the order of the units, and a bead a unit.
fn as_it_stands(group: &[TranslationUnit]) -> (Vec<Segment>, Vec<Segment>, Vec<Bead>) {
    let (mut source, mut target, mut beads) = (Vec::new(), Vec::new(), Vec::new());
    for unit in group {
        let start = (source.len(), target.len());
        append(&mut source, &unit.source);
        append(&mut target, &unit.target);
        let bead = Bead::new(start.0..source.len(), start.1..target.len());
        if !(bead.source.is_empty() && bead.target.is_empty()) {
            beads.push(bead);
        }
    }
    (source, target, beads)
}

/// The segments of one side in the order of their indices.
fn in_order(group: &[TranslationUnit], side: impl Fn(&TranslationUnit) -> &Side) -> Vec<Segment> {
    let mut sides: Vec<&Side> = group.iter().map(side).collect();
    sides.sort_by_key(|side| side.indices.start);
    let mut segments = Vec::new();
    for side in sides {
        append(&mut segments, side);
    }
    segments
}

/// Paragraphs never fall: where units stand out of order they count on.
fn append(segments: &mut Vec<Segment>, side: &Side) {
    for (at, text) in side.segments.iter().enumerate() {
        let before = segments.last().map_or(0, |s| s.paragraph);
        let paragraph = side.paragraphs.get(at).copied().unwrap_or(0);
        segments.push(Segment {
            text: text.clone(),
            paragraph: paragraph.max(before),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str, realign: bool) -> Vec<std::result::Result<PairInput, Refused>> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("writes");
        let options = InputOptions::default();
        open(&path, None, None, realign, &options)
            .expect("opens")
            .collect()
    }

    const CSV: &str = "article,source,target,title\na,Un.,One.,T\na,Deux.,,T\nb,Trois.,Three.,\na,Quatre.,Four.,\n";

    #[test]
    fn units_are_beads_and_articles_are_kept_apart() {
        let found = read("c.csv", CSV, false);
        let pairs: Vec<&PairInput> = found.iter().map(|p| p.as_ref().expect("a pair")).collect();
        let ids: Vec<&str> = pairs.iter().map(|p| p.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "a~2"]);
        assert_eq!(
            pairs[0].beads.as_deref(),
            Some(&[Bead::new(0..1, 0..1), Bead::new(1..2, 1..1)][..])
        );
        assert_eq!(pairs[0].metadata["title"], "T");
    }

    #[test]
    fn what_is_aligned_anew_has_the_order_of_its_documents() {
        let json = r#"{"article": "a", "source_segments": ["Un."], "target_segments": ["Two."], "source_indices": [0], "target_indices": [1], "source_paragraphs": [0], "target_paragraphs": [4]}
{"article": "a", "source_segments": ["Deux.", "Trois."], "target_segments": ["One."], "source_indices": [1, 2], "target_indices": [0], "source_paragraphs": [1, 2], "target_paragraphs": [0]}
"#;
        let found = read("c.jsonl", json, true);
        let pair = found[0].as_ref().expect("a pair");
        let Input::Segments(target) = &pair.target else {
            panic!("segments");
        };
        let texts: Vec<(&str, usize)> = target
            .iter()
            .map(|s| (s.text.as_str(), s.paragraph))
            .collect();
        assert_eq!(texts, [("One.", 0), ("Two.", 4)]);
        assert_eq!(pair.beads, None);
    }

    #[test]
    fn a_memory_without_articles_comes_in_parts() {
        let rows: String = (0..2500).map(|n| format!("Un {n}.,One {n}.\n")).collect();
        let text = format!("source,target\n{rows}");
        let ids = |realign: bool| -> Vec<(String, usize)> {
            let found = read("memory.csv", &text, realign);
            let size = |input: &Input| match input {
                Input::Segments(segments) => segments.len(),
                _ => 0,
            };
            let pairs = found.iter().map(|p| p.as_ref().expect("a pair"));
            pairs.map(|p| (p.id.clone(), size(&p.source))).collect()
        };
        let parts = [
            ("memory-000001", 1000),
            ("memory-000002", 1000),
            ("memory-000003", 500),
        ];
        assert_eq!(ids(false), parts.map(|(id, n)| (id.to_owned(), n)));
        assert_eq!(ids(true), [("memory".to_owned(), 2500)]);
    }

    #[test]
    fn a_corpus_that_breaks_off_says_where() {
        let text = "article,source,target\na,Un.,One.\nb,Deux.,Two.\nb,Trois\n";
        for (realign, good) in [(false, 2), (true, 1)] {
            let found = read("c.csv", text, realign);
            assert_eq!(found.iter().filter(|p| p.is_ok()).count(), good);
            let refused = found.last().expect("one").as_ref().expect_err("is refused");
            assert_eq!(refused.id, "c.csv:4");
            match &found[1] {
                Ok(pair) => {
                    let note = pair.note.as_deref().expect("a note");
                    assert!(note.starts_with("b: broken off by an error at "), "{note}");
                    assert!(
                        note.ends_with("c.csv:4; the pair before it is kept"),
                        "{note}"
                    );
                }
                Err(refused) => {
                    assert!(realign && refused.id == "b", "{refused:?}");
                    let said = refused.error.to_string();
                    assert!(said.contains("broken off by an error at"), "{said}");
                }
            }
            assert_eq!(found.len(), 3);
        }
    }

    #[test]
    fn what_comes_after_a_bad_row_is_not_aligned_as_an_article() {
        let text = "article,source,target\na,Un.,One.\na,Deux\na,Trois.,Three.\nb,Oui.,Yes.\n";
        let said = |realign: bool| -> Vec<String> {
            let found = read("c.csv", text, realign);
            let said = found.iter().map(|item| match item {
                Ok(pair) => pair.id.clone(),
                Err(refused) => format!("refused {}", refused.id),
            });
            said.collect()
        };
        assert_eq!(said(true), ["refused a", "refused c.csv:3", "b"]);
        assert_eq!(said(false), ["a", "refused c.csv:3", "a~2", "b"]);
    }

    #[test]
    fn other_languages_are_refused_and_not_taken_for_ours() {
        let text = "article,source,target,source_language,target_language\na,Eins.,One.,de,en\n";
        let found = read("c.csv", text, false);
        let error = &found[0].as_ref().expect_err("is refused").error;
        assert!(
            error
                .to_string()
                .contains("expected fr and en, found de and en"),
            "{error}"
        );
    }
}
