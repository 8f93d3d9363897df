//! Articles that have files of their own among the outputs: no file of one may be a folder of another.
//!
//! A slash in an id makes a folder, so the file `a.vecalign` of the article `a` stands where the article
//! `a.vecalign/b` needs a folder. Such an article is refused when its name is known, before any is
//! aligned. 16 bytes are kept a file and a folder.

use std::collections::HashSet;

use crate::error::Error;

use super::unique::key;
use super::{PairInput, Refused};

/// The files and folders of the articles so far.
pub(super) struct Files {
    extensions: Vec<&'static str>,
    files: HashSet<u128>,
    folders: HashSet<u128>,
}

impl Files {
    /// Each article has a file with each of these extensions.
    pub fn new(extensions: Vec<&'static str>) -> Self {
        Files {
            extensions,
            files: HashSet::new(),
            folders: HashSet::new(),
        }
    }

    /// The pair, or the error that another article has its place.
    pub fn check(&mut self, pair: PairInput) -> Result<PairInput, Refused> {
        let id = pair.id.as_str();
        let folders = || id.match_indices('/').map(|(at, _)| &id[..at]);
        let files = || self.extensions.iter().map(|e| format!("{id}.{e}"));
        let taken = folders().find(|folder| self.files.contains(&key(folder)));
        let found = match taken {
            Some(file) => Some(format!(
                "`{id}`, whose folder `{file}` is a file of another"
            )),
            None => files()
                .find(|file| self.folders.contains(&key(file)))
                .map(|file| format!("`{id}`, whose file `{file}` is a folder of another")),
        };
        if let Some(found) = found {
            let error =
                Error::configuration("expected an article id that leads to a file of its own")
                    .found(found)
                    .help("rename the article, or write a format of one file, such as jsonl");
            return Err(Refused::of(Some(pair.id), error));
        }
        self.folders.extend(folders().map(key));
        let files: Vec<u128> = files().map(|file| key(&file)).collect();
        self.files.extend(files);
        Ok(pair)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Input;

    #[test]
    fn a_file_and_a_folder_of_one_name_are_refused_whichever_comes_first() {
        let mut files = Files::new(vec!["vecalign", "txt"]);
        let mut check = |id: &str| {
            let text = || Input::Text(String::new());
            let checked = files.check(PairInput::new(id, text(), text()));
            checked.map_err(|refused| refused.error.to_string())
        };
        for good in ["a", "a/b", "c.txt/d/e", "a.ladder/b"] {
            assert!(check(good).is_ok(), "{good}");
        }
        let said = check("a.vecalign/b").expect_err("is refused");
        assert!(said.contains("folder `a.vecalign` is a file"), "{said}");
        let said = check("c").expect_err("is refused");
        assert!(said.contains("file `c.txt` is a folder"), "{said}");
        assert!(check("c.txt/d").is_ok(), "a refused article has no file");
    }
}
