//! Where outputs are written before they appear: a folder inside the output folder, emptied when it is
//! opened, whose files are moved to their places when all of them are whole.
//!
//! So a job that is stopped while it writes leaves the outputs of an earlier one as they were, and
//! leaves no unfinished file beside them. Moving is one renaming a file, in order of their names; a job
//! stopped in the midst of that moves them all again when it goes on.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::io::output::create_folder;

/// The folder in which outputs are written.
#[derive(Debug)]
pub struct Staging {
    folder: PathBuf,
    output: PathBuf,
}

impl Staging {
    /// Empties `folder`, which is to be on the same disk as `output`.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn open(folder: &Path, output: &Path) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(|e| Error::io("remove", &e).at(folder))?;
        }
        create_folder(folder)?;
        Ok(Staging {
            folder: folder.to_path_buf(),
            output: output.to_path_buf(),
        })
    }

    /// Where to write.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Names of all files written so far, relative to the folder, sorted.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn files(&self) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            let read = |e: &std::io::Error| Error::io("read the folder", e).at(&folder);
            for entry in fs::read_dir(&folder).map_err(|e| read(&e))? {
                let path = entry.map_err(|e| read(&e))?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(name) = path.strip_prefix(&self.folder) {
                    files.push(name.to_path_buf());
                }
            }
        }
        files.sort();
        Ok(files)
    }

    /// Moves all files to their places, and removes of `earlier`, the files of an earlier job, those
    /// that this one did not write.
    ///
    /// # Errors
    /// A file that cannot be moved.
    pub fn publish(self, earlier: &[PathBuf]) -> Result<()> {
        let files = self.files()?;
        for name in &files {
            let to = self.output.join(name);
            if to.is_dir() {
                return Err(Error::configuration("expected a file or nothing here")
                    .found("a folder")
                    .at(to)
                    .help("move it away; the same command goes on from there"));
            }
        }
        for name in &files {
            let (from, to) = (self.folder.join(name), self.output.join(name));
            if let Some(folder) = to.parent() {
                create_folder(folder)?;
            }
            fs::rename(&from, &to).map_err(|e| Error::io("write", &e).at(&to))?;
        }
        for name in earlier {
            // Only plain names inside the output folder are ours to remove.
            let plain = name
                .components()
                .all(|part| matches!(part, std::path::Component::Normal(_)));
            let path = self.output.join(name);
            if plain && files.binary_search(name).is_err() && path.is_file() {
                fs::remove_file(&path).map_err(|e| Error::io("remove", &e).at(&path))?;
            }
        }
        fs::remove_dir_all(&self.folder).map_err(|e| Error::io("remove", &e).at(&self.folder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_appear_together_and_earlier_ones_go() {
        let output = tempfile::tempdir().expect("a folder");
        let path = |name: &str| output.path().join(name);
        for name in ["corpus.tmx", "corpus.csv", "mine.txt"] {
            fs::write(path(name), "old").expect("writes");
        }
        fs::create_dir_all(path("stage")).expect("a folder");
        fs::write(path("stage/left over"), "").expect("writes");
        let staging = Staging::open(&path("stage"), output.path()).expect("opens");
        fs::write(path("stage/corpus.tmx"), "new").expect("writes");
        fs::create_dir_all(path("stage/vecalign")).expect("a folder");
        fs::write(path("stage/vecalign/a"), "new").expect("writes");
        assert_eq!(
            fs::read_to_string(path("corpus.tmx")).expect("a file"),
            "old"
        );
        let earlier = ["corpus.csv", "corpus.tmx", "../mine.txt", "mine.txt/.."];
        staging
            .publish(&earlier.map(PathBuf::from))
            .expect("publishes");
        assert_eq!(
            fs::read_to_string(path("corpus.tmx")).expect("a file"),
            "new"
        );
        assert!(path("vecalign/a").is_file() && path("mine.txt").is_file());
        assert!(!path("corpus.csv").exists() && !path("stage").exists());
    }
}
