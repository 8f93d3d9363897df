//! The files that a command reads and writes: an output that names one that is read, or another
//! output, is refused before anything is opened for writing.

use std::fs;
use std::path::{Path, PathBuf};

use alinea::io::compression::is_standard;
use alinea::{Error, Result};

/// What a command reads and what it writes, by what it is called.
#[derive(Default)]
pub struct Places {
    read: Vec<(&'static str, PathBuf)>,
    written: Vec<(&'static str, PathBuf)>,
}

impl Places {
    /// Files that are read: `the corpus`.
    pub fn reads(
        mut self,
        what: &'static str,
        paths: impl IntoIterator<Item = impl AsRef<Path>>,
    ) -> Self {
        let paths = paths.into_iter().map(|path| path.as_ref().to_path_buf());
        self.read.extend(paths.map(|path| (what, path)));
        self
    }

    /// Files that are written, by the option that names them: `--output`.
    pub fn writes(
        mut self,
        option: &'static str,
        paths: impl IntoIterator<Item = impl AsRef<Path>>,
    ) -> Self {
        let paths = paths.into_iter().map(|path| path.as_ref().to_path_buf());
        self.written.extend(paths.map(|path| (option, path)));
        self
    }

    /// That each output is a file of its own.
    pub fn check(&self) -> Result<()> {
        let refused = |option: &str, path: &Path, found: String| {
            Error::configuration(format!("expected {option} to name a file of its own"))
                .found(found)
                .at(path)
                .help(format!("name another place with {option}"))
        };
        // A file that is read and is not there is said by its reader.
        let read = self.read.iter().filter(|(_, path)| path.is_file());
        let mut taken: Vec<(PathBuf, String)> = read
            .filter_map(|(what, path)| Some((identity(path)?, (*what).to_owned())))
            .collect();
        for (option, path) in &self.written {
            let Some(file) = identity(path) else { continue };
            if let Some((_, found)) = taken.iter().find(|(other, _)| *other == file) {
                return Err(refused(option, path, found.clone()));
            }
            taken.push((file, format!("that of {option}")));
        }
        Ok(())
    }
}

/// What tells one file from another; nothing for standard output, folders, devices and pipes.
fn identity(path: &Path) -> Option<PathBuf> {
    if is_standard(path) || fs::metadata(path).is_ok_and(|about| !about.is_file()) {
        return None;
    }
    if let Ok(whole) = fs::canonicalize(path) {
        return Some(whole);
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    Some(folder.join(path.file_name()?))
}

/// The path, or of a folder the files in it of which `read` is true.
pub fn files_of(path: &Path, read: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_path_buf()];
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let files = entries.map(|entry| entry.path());
    files.filter(|file| file.is_file() && read(file)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_any_of_its_names_whether_or_not_it_is_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a.jsonl"), "").expect("writes");
        fs::create_dir(path("in")).expect("a folder");
        let refused = |read: &str, written: &[&str]| {
            let written = written.iter().map(|name| path(name));
            let places = Places::default().reads("the corpus", [path(read)]);
            places.writes("--output", written).check().is_err()
        };
        assert!(refused("a.jsonl", &["in/../a.jsonl"]));
        assert!(refused("a.jsonl", &["b", "in/../b"]));
        assert!(!refused("a.jsonl", &["b", "in/b"]));
        assert!(!refused("none", &["none"]), "its reader says that");
        let standard = Places::default().reads("the corpus", ["-"]);
        let standard = standard
            .writes("--output", ["-"])
            .writes("--details", ["-"]);
        assert_eq!(standard.check(), Ok(()));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_the_file_and_a_device_takes_everything() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a"), "").expect("writes");
        std::os::unix::fs::symlink(path("a"), path("b")).expect("a link");
        let places = Places::default().reads("the corpus", [path("a")]);
        let error = places.writes("--output", [path("b")]).check();
        let said = error.expect_err("the same file").to_string();
        assert!(
            said.ends_with(
                "b: expected --output to name a file of its own, found the corpus \
             (help: name another place with --output)"
            ),
            "{said}"
        );
        let devices = Places::default().writes("--output", ["/dev/null"]);
        assert_eq!(devices.writes("--details", ["/dev/null"]).check(), Ok(()));
    }
}
