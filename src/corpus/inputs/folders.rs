//! Pairs of files in folders or archives, by their names.

use std::path::{Path, PathBuf};

use crate::bitext::Language;
use crate::error::{Error, Result};
use crate::io::archive::Archive;

use super::super::input::Input;
use super::super::pairing::{Named, id, list_folder, nfc, no_documents, same_folder};
use super::{InputOptions, Inputs, PairInput, Pattern, Refused};

/// What is in a folder or an archive.
#[derive(Default)]
struct Listing {
    files: Vec<(Vec<String>, Input)>,
    refused: Vec<Refused>,
}

/// Pairs of two folders or archives, by names without language and extension.
pub(super) fn open(source: &Path, target: &Path, options: &InputOptions) -> Result<Inputs> {
    let same = same_folder(source, target);
    let name = |language: &Language, names: &[String]| {
        id(names, language, options.kind).filter(|(_, marked)| *marked || !same)
    };
    let mut listing = list(source)?;
    let others = if same { None } else { Some(list(target)?) };
    let first = Named::of(listing.files.iter().cloned(), |names| {
        name(&options.source_language, names)
    });
    let files = others.as_ref().unwrap_or(&listing).files.iter().cloned();
    let second = Named::of(files, |names| name(&options.target_language, names));
    listing
        .refused
        .extend(others.into_iter().flat_map(|l| l.refused));
    for (side, language, folder) in [
        (&first, &options.source_language, source),
        (&second, &options.target_language, target),
    ] {
        if side.files.is_empty() && side.twice.is_empty() {
            return Err(no_documents(language, same).at(folder));
        }
    }
    let inputs = pair(first, second, listing.refused);
    if inputs.expected() == Some(0) {
        return Err(
            Error::configuration("expected files of the same name in both folders")
                .found("none")
                .at(source)
                .help("names are compared without language and extension: a.fr.txt with a.en.txt; --pattern says how files are called"),
        );
    }
    Ok(inputs)
}

/// Pairs of one folder or archive, by a pattern.
pub(super) fn open_pattern(
    folder: &Path,
    pattern: &Pattern,
    options: &InputOptions,
) -> Result<Inputs> {
    let listing = list(folder)?;
    let side = |language: &Language| {
        Named::of(listing.files.iter().cloned(), |names| {
            Some((pattern.id(&names.join("/"), language)?, true))
        })
    };
    let (first, second) = (
        side(&options.source_language),
        side(&options.target_language),
    );
    let none = |side: &Named| side.files.is_empty() && side.twice.is_empty();
    for (side, language) in [
        (&first, &options.source_language),
        (&second, &options.target_language),
    ] {
        if none(side) {
            let example = listing.files.first().map(|(names, _)| names.join("/"));
            let found = example.map_or("none at all".into(), |name| format!("such as `{name}`"));
            return Err(Error::configuration(format!(
                "expected files named `{pattern}` in `{language}`"
            ))
            .found(found)
            .at(folder));
        }
    }
    Ok(pair(first, second, listing.refused))
}

fn list(place: &Path) -> Result<Listing> {
    if place.is_dir() || !Archive::is_named(place) {
        return Ok(Listing {
            files: list_folder(place)?,
            refused: Vec::new(),
        });
    }
    let index = Archive::index(place)?;
    let shown = |name: &str| name.rsplit('/').next().is_some_and(|n| !n.starts_with('.'));
    let members = index.members.into_iter().filter(|m| shown(m.name()));
    let mut files: Vec<(Vec<String>, Input)> = members
        .map(|m| {
            let names = m.name().split('/').map(nfc);
            (names.collect(), Input::Member(m))
        })
        .collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    let refused = index.refused.into_iter();
    Ok(Listing {
        files,
        refused: refused.map(named).collect(),
    })
}

/// The files of a folder or an archive, with the names that lead to each, in their order; what cannot be
/// taken of an archive is an error.
pub(in crate::corpus) fn list_documents(place: &Path) -> Result<Vec<(Vec<String>, Input)>> {
    let listing = list(place)?;
    match listing.refused.into_iter().next() {
        Some(refused) => Err(*refused.error),
        None => Ok(listing.files),
    }
}

/// Pairs sides by id, in the order of ids; what is named twice on a side is refused.
fn pair(source: Named, target: Named, refused: Vec<Refused>) -> Inputs {
    let mut twice = source.twice;
    for (id, error) in target.twice {
        twice.entry(id).or_insert(error);
    }
    let (mut sources, mut target_only) = (source.files, Vec::new());
    let mut items = Vec::new();
    let place = |input: Input| input.place().unwrap_or_default();
    for (id, target) in target.files {
        match sources.remove(&id) {
            _ if twice.contains_key(&id) => {}
            Some(source) => items.push(Ok(PairInput::new(id, source, target))),
            None => target_only.push((id, place(target))),
        }
    }
    let source_only = sources
        .into_iter()
        .filter(|(id, _)| !twice.contains_key(id));
    let source_only: Vec<(String, PathBuf)> = source_only.map(|(id, i)| (id, place(i))).collect();
    let twice = twice.into_iter().map(named);
    items.extend(refused.into_iter().chain(twice).map(Err));
    items.sort_by(|a, b| key(a).cmp(key(b)));
    Inputs {
        expected: Some(items.len()),
        source_only,
        target_only,
        ..Inputs::streamed(Box::new(items.into_iter()))
    }
}

fn named((id, error): (String, Error)) -> Refused {
    let error = Box::new(error);
    Refused { id, error }
}

fn key(item: &std::result::Result<PairInput, Refused>) -> &str {
    match item {
        Ok(pair) => &pair.id,
        Err(refused) => &refused.id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::Kind;

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for name in names {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("makes");
            std::fs::write(path, "Il pleut.").expect("writes");
        }
        folder
    }

    fn ids(inputs: Inputs) -> Vec<String> {
        let id = |item: std::result::Result<PairInput, Refused>| match item {
            Ok(pair) => pair.id,
            Err(refused) => format!("refused {}", refused.id),
        };
        inputs.map(id).collect()
    }

    #[test]
    fn kinds_may_differ_and_what_is_there_twice_is_refused_alone() {
        let both = folder(&[
            "a.fr.docx",
            "a.en.html",
            "b.fr.txt",
            "b.fr.md",
            "b.en.txt",
            "c.fr.md",
        ]);
        let inputs = open(both.path(), both.path(), &InputOptions::default()).expect("opens");
        assert_eq!(inputs.source_only[0].0, "c");
        assert_eq!(ids(inputs), ["a", "refused b"]);
        let text = InputOptions {
            kind: Some(Kind::Text),
            ..InputOptions::default()
        };
        assert_eq!(
            ids(open(both.path(), both.path(), &text).expect("opens")),
            ["b"]
        );
    }

    #[test]
    fn a_pattern_that_fits_nothing_shows_a_name() {
        let both = folder(&["fr/a.php", "en/a.php"]);
        let options = InputOptions::default();
        let pattern = "{lang}/{id}.php".parse().expect("a pattern");
        let inputs = open_pattern(both.path(), &pattern, &options).expect("opens");
        assert_eq!(ids(inputs), ["a"]);
        let pattern = "{id}.{lang}.php".parse().expect("a pattern");
        let error = open_pattern(both.path(), &pattern, &options)
            .err()
            .expect("fits nothing");
        assert!(error.to_string().contains("such as `en/a.php`"), "{error}");
    }
}
