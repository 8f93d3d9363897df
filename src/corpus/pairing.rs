//! Which file of one folder belongs to which of the other: by name without language and extension.
//!
//! `article.fr.txt` goes with `article.en.txt`, `fr/article.html` with `en/article.html`, `001.fr`
//! with `001.en`. Subfolders are part of the name. A language mark is a name's last part before the
//! extension, set off by `.`, `_` or `-`, or a folder of that name. Where both sides are the same
//! folder only files with a mark are looked at. The extensions are those of the kinds of document that
//! are read, or of the one that is asked for, and `.gz` and `.zst` after them; the two sides of an
//! article may be of different kinds. Names are compared in Unicode's form NFC, for macOS takes letters
//! and accents apart and others do not.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use crate::bitext::Language;
use crate::error::{Error, Result};
use crate::io::Kind;

use super::input::Input;

/// Two files that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairedFiles {
    /// Name without language and extension; subfolders are set off by `/`.
    pub id: String,
    /// Source file.
    pub source: PathBuf,
    /// Target file.
    pub target: PathBuf,
}

/// The pairs of two folders and what has no partner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairing {
    /// Pairs, sorted by id.
    pub pairs: Vec<PairedFiles>,
    /// Source files without a target, as (id, file), sorted by id.
    pub source_only: Vec<(String, PathBuf)>,
    /// Target files without a source, likewise.
    pub target_only: Vec<(String, PathBuf)>,
}

/// Pairs the documents of two folders, which may be the same.
///
/// # Errors
/// A folder that does not exist or cannot be read, a file in its place, two files of one side with
/// the same name, no document on a side.
pub fn pair_folders(
    source: &Path,
    target: &Path,
    languages: (&Language, &Language),
) -> Result<Pairing> {
    let same = same_folder(source, target);
    let once = |folder: &Path, language: &Language| {
        let (files, twice) = documents(folder, language, same)?;
        match twice.into_iter().next() {
            Some((_, error)) => Err(error),
            None => Ok(files),
        }
    };
    let mut sources = once(source, languages.0)?;
    let mut pairing = Pairing::default();
    for (id, target) in once(target, languages.1)? {
        match sources.remove(&id) {
            Some(source) => pairing.pairs.push(PairedFiles { id, source, target }),
            None => pairing.target_only.push((id, target)),
        }
    }
    pairing.source_only = sources.into_iter().collect();
    Ok(pairing)
}

/// The documents under a folder by id, and the ids of several files, which are none of theirs.
pub(super) fn documents(
    folder: &Path,
    language: &Language,
    marked_only: bool,
) -> Result<(BTreeMap<String, PathBuf>, BTreeMap<String, Error>)> {
    let named = Named::of(list_folder(folder)?, |names| {
        id(names, language, None).filter(|(_, marked)| *marked || !marked_only)
    });
    if named.files.is_empty() && named.twice.is_empty() {
        return Err(no_documents(language, marked_only).at(folder));
    }
    let path = |input: Input| input.place().unwrap_or_default();
    let files = named.files.into_iter();
    let files = files.map(|(id, input)| (id, path(input))).collect();
    // There is no --input-format where files are not paired by their names.
    let twice = named.twice.into_iter();
    let twice = twice.map(|(id, error)| (id, error.help("rename or move one of them")));
    Ok((files, twice.collect()))
}

/// The error for a side without any document.
pub(super) fn no_documents(language: &Language, marked_only: bool) -> Error {
    let expected = if marked_only {
        format!("documents named *.{language}.txt, *.{language}.html, *.{language} and the like")
    } else {
        "documents (*.txt, *.md, *.html, *.docx)".into()
    };
    Error::configuration(format!("expected {expected}")).found("none")
}

/// The files of one side by id.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub files: BTreeMap<String, Input>,
    /// Ids of several files, which are none of theirs.
    pub twice: BTreeMap<String, Error>,
}

impl Named {
    /// Names files; `id` says how one is called, if it belongs to the side.
    pub fn of(
        files: impl IntoIterator<Item = (Vec<String>, Input)>,
        id: impl Fn(&[String]) -> Option<(String, bool)>,
    ) -> Self {
        let mut named = Named::default();
        for (names, input) in files {
            let Some((id, _)) = id(&names) else {
                continue;
            };
            let place = input.place().unwrap_or_default();
            if let Some(other) = named.files.insert(id.clone(), input) {
                let also = format!("also {}", other.place().unwrap_or_default().display());
                let error = Error::configuration(format!("two files for article `{id}`"))
                    .at(place)
                    .found(also)
                    .help("rename or move one of them, or read one kind with --input-format");
                named.twice.entry(id).or_insert(error);
            }
        }
        for id in named.twice.keys() {
            named.files.remove(id);
        }
        named
    }
}

/// A file's name in NFC.
pub(super) fn nfc(name: &str) -> String {
    name.nfc().collect()
}

/// Whether a folder is what a build wrote: its texts are no articles.
fn is_output(folder: &Path) -> bool {
    let has = |name: &str| folder.join(name).exists();
    has(".alinea-journal") || (has("corpus.json") && has("report.csv"))
}

/// The files under a folder, with the names that lead to each, in NFC; those that begin with a dot, folders that
/// a build wrote, and devices are passed over.
pub(super) fn list_folder(folder: &Path) -> Result<Vec<(Vec<String>, Input)>> {
    let mut found = Vec::new();
    let mut folders = vec![(folder.to_path_buf(), Vec::new())];
    let mut visited: BTreeSet<PathBuf> = folder.canonicalize().into_iter().collect();
    while let Some((path, names)) = folders.pop() {
        let read = |e: &std::io::Error| {
            let error = Error::io("read the folder", e).at(&path);
            if path.is_file() {
                error.help("to align two files, use `alinea align`")
            } else {
                error
            }
        };
        for entry in std::fs::read_dir(&path).map_err(|e| read(&e))? {
            let entry = entry.map_err(|e| read(&e))?;
            let name = nfc(&entry.file_name().to_string_lossy());
            if name.starts_with('.') {
                continue;
            }
            let mut names: Vec<String> = names.clone();
            names.push(name);
            let path = entry.path();
            if path.is_dir() {
                // A link to a folder above it would lead round for ever.
                let seen = path
                    .canonicalize()
                    .is_ok_and(|whole| !visited.insert(whole));
                if !seen && !is_output(&path) {
                    folders.push((path, names));
                }
            } else if path.is_file() || !path.exists() {
                found.push((names, Input::File(path)));
            }
        }
    }
    // The order in which a disk lists its files is its own.
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

pub(super) fn same_folder(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// The id of a document and whether a mark says its language; `None` if it is no document, none of
/// `kind`, or the mark says another language.
pub(super) fn id(
    names: &[String],
    language: &Language,
    kind: Option<Kind>,
) -> Option<(String, bool)> {
    let (name, folders) = names.split_last()?;
    let codes = [language.as_str(), language.primary()];
    let is_code = |part: &str| codes.iter().any(|c| part.eq_ignore_ascii_case(c));
    let name = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"))
        .unwrap_or(name);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let (stem, mut marked) = match (extension, Kind::from_extension(extension)) {
        (_, Some(found)) if kind.is_none_or(|kind| kind == found) => (stem, false),
        ("", _) => (name, false),
        (code, _) if is_code(code) => (stem, true),
        _ => return None,
    };
    let mut stem = stem;
    if let Some((before, mark)) = stem.rsplit_once(['.', '_', '-'])
        && is_code(mark)
        && !before.is_empty()
        && !marked
    {
        (stem, marked) = (before, true);
    }
    let kept: Vec<&str> = folders
        .iter()
        .map(String::as_str)
        .filter(|f| !is_code(f))
        .collect();
    marked |= kept.len() < folders.len();
    let mut id = kept.join("/");
    if !id.is_empty() {
        id.push('/');
    }
    id.push_str(stem);
    Some((id, marked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn french(path: &str) -> Option<(String, bool)> {
        let names: Vec<String> = path.split('/').map(str::to_string).collect();
        id(&names, &Language::french(), None)
    }

    #[test]
    fn the_language_is_no_part_of_the_name() {
        for path in [
            "a.fr.txt",
            "a.txt",
            "fr/a.txt",
            "a_fr.txt",
            "a.fr",
            "a-FR.txt.gz",
        ] {
            assert_eq!(french(path).expect("a text").0, "a", "{path}");
        }
        assert_eq!(french("2023/a.fr.txt"), Some(("2023/a".into(), true)));
        assert_eq!(french("a.txt"), Some(("a".into(), false)));
        assert_eq!(french("a.en.txt"), Some(("a.en".into(), false)));
        assert_eq!(french("a.gold"), None);
        for path in ["a.fr.html", "fr/a.docx", "a_fr.MD.gz"] {
            assert_eq!(french(path), Some(("a".into(), true)), "{path}");
        }
    }

    #[test]
    fn a_kind_that_is_asked_for_leaves_the_others_out() {
        let names = |name: &str| vec![name.to_string()];
        let html = |name: &str| id(&names(name), &Language::french(), Some(Kind::Html));
        assert!(html("a.html").is_some() && html("a.fr").is_some());
        assert!(html("a.txt").is_none());
    }

    #[test]
    fn what_has_no_partner_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.fr.txt", "a.en.txt", "b.fr.txt", "c.en.txt", "notes.md"] {
            std::fs::write(folder.path().join(name), "x").expect("writes");
        }
        let languages = (&Language::french(), &Language::english());
        let pairing = pair_folders(folder.path(), folder.path(), languages).expect("pairs");
        let ids = |list: &[(String, PathBuf)]| list.iter().map(|x| x.0.clone()).collect::<Vec<_>>();
        assert_eq!(pairing.pairs.len(), 1);
        assert_eq!(ids(&pairing.source_only), ["b"]);
        assert_eq!(ids(&pairing.target_only), ["c"]);
    }

    #[test]
    fn names_whose_accents_stand_apart_are_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["e\u{301}te\u{301}.fr.txt", "\u{e9}t\u{e9}.en.txt"] {
            std::fs::write(folder.path().join(name), "x").expect("writes");
        }
        let languages = (&Language::french(), &Language::english());
        let pairing = pair_folders(folder.path(), folder.path(), languages).expect("pairs");
        assert_eq!(pairing.pairs.len(), 1);
        assert_eq!(pairing.pairs[0].id, "\u{e9}t\u{e9}");
        assert!(pairing.pairs[0].source.is_file());
    }

    #[test]
    fn two_files_of_one_name_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.fr.txt", "a.txt"] {
            std::fs::write(folder.path().join(name), "x").expect("writes");
        }
        let listed = documents(folder.path(), &Language::french(), false);
        let (files, twice) = listed.expect("lists");
        assert!(files.is_empty() && twice.contains_key("a"));
        let target = tempfile::tempdir().expect("a folder");
        std::fs::write(target.path().join("a.txt"), "x").expect("writes");
        let languages = (&Language::french(), &Language::english());
        let error = pair_folders(folder.path(), target.path(), languages).expect_err("is refused");
        assert!(
            error.to_string().contains("two files for article `a`"),
            "{error}"
        );
    }
}
