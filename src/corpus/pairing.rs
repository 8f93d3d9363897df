//! Which file of one folder belongs to which of the other: by name without language and extension.
//!
//! `article.fr.txt` goes with `article.en.txt`, `fr/article.txt` with `en/article.txt`, `001.fr`
//! with `001.en`. Subfolders are part of the name. A language mark is a name's last part before the
//! extension, set off by `.`, `_` or `-`, or a folder of that name. Where both sides are the same
//! folder only files with a mark are looked at.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::bitext::Language;
use crate::error::{Error, Result};

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

/// Pairs the text files of two folders, which may be the same.
///
/// # Errors
/// A folder that does not exist or cannot be read, a file in its place, two files of one side with
/// the same name, no text file on a side.
pub fn pair_folders(
    source: &Path,
    target: &Path,
    languages: (&Language, &Language),
) -> Result<Pairing> {
    let same = same_folder(source, target);
    let mut sources = texts(source, languages.0, same)?;
    let mut pairing = Pairing::default();
    for (id, target) in texts(target, languages.1, same)? {
        match sources.remove(&id) {
            Some(source) => pairing.pairs.push(PairedFiles { id, source, target }),
            None => pairing.target_only.push((id, target)),
        }
    }
    pairing.source_only = sources.into_iter().collect();
    Ok(pairing)
}

pub(super) fn same_folder(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// The text files under a folder by id.
pub(super) fn texts(
    folder: &Path,
    language: &Language,
    marked_only: bool,
) -> Result<BTreeMap<String, PathBuf>> {
    let mut found: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut folders = vec![(folder.to_path_buf(), Vec::new())];
    while let Some((path, names)) = folders.pop() {
        let read = |e: &std::io::Error| {
            let error = Error::io("read the folder", e).at(&path);
            if path.is_file() {
                error.help("to align two files, use `alinea align`")
            } else {
                error
            }
        };
        let entries = std::fs::read_dir(&path).map_err(|e| read(&e))?;
        for entry in entries {
            let entry = entry.map_err(|e| read(&e))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let mut names: Vec<String> = names.clone();
            names.push(name);
            if entry.path().is_dir() {
                folders.push((entry.path(), names));
                continue;
            }
            let Some((id, marked)) = id(&names, language) else {
                continue;
            };
            if marked_only && !marked {
                continue;
            }
            if let Some(other) = found.insert(id.clone(), entry.path()) {
                return Err(
                    Error::configuration(format!("two files for article `{id}`"))
                        .at(entry.path())
                        .found(format!("also {}", other.display()))
                        .help("rename or move one of them"),
                );
            }
        }
    }
    if found.is_empty() {
        let kind = if marked_only {
            format!("*.{language}.txt or *.{language}")
        } else {
            "*.txt".into()
        };
        return Err(
            Error::configuration(format!("expected text files ({kind}) in this folder"))
                .found("none")
                .at(folder),
        );
    }
    Ok(found)
}

/// The id of a text file and whether a mark says its language; `None` if it is no text file or the
/// mark says another language.
fn id(names: &[String], language: &Language) -> Option<(String, bool)> {
    let (name, folders) = names.split_last()?;
    let codes = [language.as_str(), language.primary()];
    let is_code = |part: &str| codes.iter().any(|c| part.eq_ignore_ascii_case(c));
    let name = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"))
        .unwrap_or(name);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let (stem, mut marked) = match extension.to_ascii_lowercase().as_str() {
        "txt" | "text" => (stem, false),
        "" => (name, false),
        code if is_code(code) => (stem, true),
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
        id(&names, &Language::french())
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
    fn two_files_of_one_name_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.fr.txt", "a.txt"] {
            std::fs::write(folder.path().join(name), "x").expect("writes");
        }
        let error = texts(folder.path(), &Language::french(), false).expect_err("is refused");
        assert!(
            error.to_string().contains("two files for article `a`"),
            "{error}"
        );
    }
}
