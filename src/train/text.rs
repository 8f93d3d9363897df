//! Parallel text to learn from: documents with gold alignments, or a table of pairs.

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::io::article::read_segmented;
use crate::io::encoding::read_text;
use crate::io::{Format, GoldOptions, read_beads};

use super::ParallelText;
use super::held_out::HeldOut;

/// A source of parallel text and what of it is held out.
#[derive(Debug, Clone)]
pub struct TextSource {
    /// A folder of `ID.gold`, `ID.fr`, `ID.en`; or a file of tab-separated values whose first line
    /// names the columns, two of them by the languages.
    pub path: PathBuf,
    /// What is held out, of documents or of the lines of a file.
    pub held_out: HeldOut,
}

impl TextSource {
    /// The pairs: of documents, the beads of one segment on each side.
    ///
    /// # Errors
    /// Files that cannot be read, a document without one of the languages, a table without a column
    /// of that name.
    pub fn read(&self, languages: &[String; 2]) -> Result<ParallelText> {
        let pairs = if self.path.is_dir() {
            self.documents(languages)?
        } else {
            self.table(languages)?
        };
        Ok(ParallelText {
            languages: languages.clone(),
            pairs,
        })
    }

    fn documents(&self, languages: &[String; 2]) -> Result<Vec<[String; 2]>> {
        let golds = golds(&self.path)?;
        let mut pairs = Vec::new();
        for (number, gold) in golds.iter().enumerate() {
            let name = gold.file_stem().unwrap_or_default().to_string_lossy();
            if !self.held_out.holds(number, &name) {
                document(gold, languages, &mut pairs)?;
            }
        }
        Ok(pairs)
    }

    fn table(&self, languages: &[String; 2]) -> Result<Vec<[String; 2]>> {
        let text = read_text(&self.path, None)?.text;
        let mut lines = text.lines();
        let names: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
        let column = |language: &String| {
            let missing = || {
                Error::format(format!("expected a column `{language}`"))
                    .at(&self.path)
                    .line(1)
            };
            names
                .iter()
                .position(|name| name == language)
                .ok_or_else(missing)
        };
        let columns = [column(&languages[0])?, column(&languages[1])?];
        let mut pairs = Vec::new();
        for (number, line) in lines.enumerate() {
            let fields: Vec<&str> = line.split('\t').collect();
            let short = || {
                Error::format("expected as many fields as names")
                    .at(&self.path)
                    .line(number + 2)
            };
            let pair = columns.map(|at| fields.get(at).map(|field| (*field).to_string()));
            let [Some(source), Some(target)] = pair else {
                return Err(short());
            };
            if !self.held_out.holds(number, "") {
                pairs.push([source, target]);
            }
        }
        Ok(pairs)
    }
}

/// Reads a dictionary: a file of tab-separated words and translations, without names of columns.
///
/// # Errors
/// A file that cannot be read, a line without two fields.
pub fn read_dictionary(path: &Path, languages: &[String; 2]) -> Result<ParallelText> {
    let text = read_text(path, None)?.text;
    let pair = |(number, line): (usize, &str)| {
        let fields = line.split_once('\t');
        let (source, target) = fields.ok_or_else(|| {
            Error::format("expected a word and its translation, set off by a tab")
                .at(path)
                .line(number + 1)
        })?;
        let target = target.split('\t').next().unwrap_or_default();
        Ok([source.to_string(), target.to_string()])
    };
    Ok(ParallelText {
        languages: languages.clone(),
        pairs: text
            .lines()
            .enumerate()
            .map(pair)
            .collect::<Result<Vec<_>>>()?,
    })
}

/// The gold alignments of a folder, sorted by name.
pub(super) fn golds(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut golds = Vec::new();
    let entries = std::fs::read_dir(folder).map_err(|e| Error::io("read", &e).at(folder))?;
    for entry in entries {
        let path = entry.map_err(|e| Error::io("read", &e).at(folder))?.path();
        if path.extension().is_some_and(|e| e == "gold") {
            golds.push(path);
        }
    }
    golds.sort();
    if golds.is_empty() {
        return Err(
            Error::configuration("expected a folder of gold alignments, `ID.gold`").at(folder),
        );
    }
    Ok(golds)
}

fn document(gold: &Path, languages: &[String; 2], pairs: &mut Vec<[String; 2]>) -> Result<()> {
    let side = |language: &String| read_segmented(gold.with_extension(language), None);
    let (source, target) = (side(&languages[0])?, side(&languages[1])?);
    for bead in read_beads(gold, Format::Vecalign, &GoldOptions { allow_gaps: true })? {
        if bead.source.len() == 1 && bead.target.len() == 1 {
            let line = |lines: &[String], at: usize| {
                let missing = || Error::format(format!("expected a segment {at}")).at(gold);
                lines.get(at).cloned().ok_or_else(missing)
            };
            pairs.push([
                line(&source.lines, bead.source.start)?,
                line(&target.lines, bead.target.start)?,
            ]);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::held_out::Part;
    use super::*;

    fn source(path: &Path) -> TextSource {
        TextSource {
            path: path.to_path_buf(),
            held_out: HeldOut {
                names: vec!["b".into()],
                part: Part::Thirds,
            },
        }
    }

    fn codes() -> [String; 2] {
        ["fr".into(), "en".into()]
    }

    #[test]
    fn documents_held_out_are_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a", "b", "c", "d"] {
            let put = |kind: &str, text: String| {
                std::fs::write(folder.path().join(format!("{name}.{kind}")), text).expect("a file");
            };
            put("fr", format!("un {name}\ndeux\n"));
            put("en", format!("one {name}\ntwo\nthree\n"));
            put("gold", "[0]:[0]\n[1]:[1, 2]\n".into());
        }
        let text = source(folder.path()).read(&codes()).expect("text");
        assert_eq!(
            text.pairs,
            [["un a", "one a"], ["un d", "one d"]].map(|p| p.map(String::from))
        );
    }

    #[test]
    fn a_dictionary_is_read_and_a_line_without_translation_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("words.tsv");
        std::fs::write(&path, "eau\twater\nfeu\tfire\tnoun\n").expect("a file");
        let read = read_dictionary(&path, &codes()).expect("a dictionary");
        assert_eq!(
            read.pairs,
            [["eau", "water"], ["feu", "fire"]].map(|p| p.map(String::from))
        );
        std::fs::write(&path, "eau\twater\nfeu\n").expect("a file");
        let error = read_dictionary(&path, &codes()).expect_err("no translation");
        assert_eq!(error.line_number(), Some(2));
    }

    #[test]
    fn a_table_by_the_names_of_its_columns() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pairs.tsv");
        std::fs::write(
            &path,
            "id\ten\tfr\n1\tone\tun\n2\ttwo\tdeux\n3\tthree\ttrois\n",
        )
        .expect("a file");
        let text = source(&path).read(&codes()).expect("text");
        assert_eq!(
            text.pairs,
            [["un", "one"], ["deux", "two"]].map(|p| p.map(String::from))
        );
    }
}
