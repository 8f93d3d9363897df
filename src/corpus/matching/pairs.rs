//! The documents of two folders, and the manifest of their pairs.
//!
//! `pairs.csv` has the columns `source,target,probability`, a row a pair, sorted by the source's
//! path. Paths are relative to the folder of the manifest, with `..` where that is needed, so that
//! manifest and documents can be moved together; where there is no way from one to the other
//! (another drive) they are absolute. The manifest is no place for documents without a partner:
//! they stand in `pairs.unmatched.csv` beside it, with the columns
//! `side,path,nearest,probability,reason`: the document of the other side that came nearest, with
//! its probability, if there was one, and `no partner` or why the document could not be read or taken.

use std::path::{Component, Path, PathBuf};

use crate::bitext::Language;
use crate::error::{Error, Result};
use crate::io::{Destination, Output};

use super::super::input::Input;
use super::super::inputs::Refused;
use super::super::pairing::{documents, same_folder};
use super::{Matched, Unmatched};

/// The documents of one side.
#[derive(Debug, Default)]
pub struct Documents {
    /// Those to be matched, sorted by path.
    pub inputs: Vec<Input>,
    /// Those that cannot be taken, by name.
    pub refused: Vec<Refused>,
}

/// The documents of a source and a target folder. Where both are the same folder, only files whose name
/// tells their language are taken. Of two files of one name, such as `a.txt` and `a.html`, nothing says
/// which is the article, so both are refused.
///
/// # Errors
/// A folder that does not exist or cannot be read, or that has no document.
pub fn list_documents(
    source: &Path,
    target: &Path,
    languages: (&Language, &Language),
) -> Result<[Documents; 2]> {
    let same = same_folder(source, target);
    let list = |folder: &Path, language: &Language| -> Result<Documents> {
        let (files, twice) = documents(folder, language, same)?;
        let mut paths: Vec<PathBuf> = files.into_values().collect();
        paths.sort();
        let refused = |(id, error)| Refused {
            id,
            error: Box::new(error),
        };
        Ok(Documents {
            inputs: paths.into_iter().map(Input::File).collect(),
            refused: twice.into_iter().map(refused).collect(),
        })
    };
    Ok([list(source, languages.0)?, list(target, languages.1)?])
}

/// Writes a manifest of pairs and the list of documents without a partner.
pub struct PairsWriter {
    pairs: Output,
    unmatched: Option<Output>,
    /// Rows of the source's and the target's documents that cannot be taken.
    aside: [Vec<[String; 5]>; 2],
    /// What paths are relative to.
    folder: PathBuf,
}

impl PairsWriter {
    /// Columns of the manifest.
    pub const COLUMNS: [&'static str; 3] = ["source", "target", "probability"];

    /// Columns of the list of documents without a partner.
    pub const UNMATCHED: [&'static str; 5] = ["side", "path", "nearest", "probability", "reason"];

    /// Opens both files before the work begins. For `pairs.csv` the list is `pairs.unmatched.csv`
    /// unless another is named; for standard output there is none unless one is named, and paths
    /// are relative to the working directory.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn create(path: &Path, unmatched: Option<&Path>) -> Result<Self> {
        let standard = path == Path::new("-");
        let beside = (!standard).then(|| path.with_extension("unmatched.csv"));
        let list = unmatched.map(Path::to_path_buf).or(beside);
        let folder = match path.parent() {
            Some(folder) if !standard && folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let pairs = Output::create(Destination::from(path))?;
        let absolute = folder.canonicalize();
        Ok(PairsWriter {
            pairs,
            unmatched: list
                .map(|list| Output::create(list.as_path()))
                .transpose()?,
            aside: Default::default(),
            folder: absolute.map_err(|e| Error::io("open the folder", &e).at(folder))?,
        })
    }

    /// Notes the documents that are refused, and refuses those that a manifest cannot name, before they
    /// are matched.
    pub fn set_aside(&mut self, documents: &mut [Documents; 2]) {
        for (side, (documents, name)) in documents.iter_mut().zip(["source", "target"]).enumerate()
        {
            let all = std::mem::take(&mut documents.inputs);
            for input in all {
                match self.path(&input) {
                    Ok(_) => documents.inputs.push(input),
                    Err(error) => documents.refused.push(Refused {
                        id: input.place().unwrap_or_default().display().to_string(),
                        error: Box::new(error),
                    }),
                }
            }
            let row = |refused: &Refused| {
                let path = refused.error.path().map(|path| self.way(path));
                let path = path.unwrap_or_default().display().to_string();
                let reason = refused.error.to_string();
                [name.to_owned(), path, String::new(), String::new(), reason]
            };
            self.aside[side] = documents.refused.iter().map(row).collect();
        }
    }

    /// Writes everything; both files appear whole.
    ///
    /// # Errors
    /// A full disk, a name that is not Unicode.
    pub fn write(mut self, sources: &[Input], targets: &[Input], matched: &Matched) -> Result<()> {
        let mut rows = vec![Self::COLUMNS.map(str::to_string)];
        for pair in &matched.pairs {
            rows.push([
                self.path(&sources[pair.source])?,
                self.path(&targets[pair.target])?,
                format!("{:.6}", pair.probability),
            ]);
        }
        self.pairs.put(csv_text(&rows)?)?;
        let mut rows = vec![Self::UNMATCHED.map(str::to_string)];
        for document in &matched.sources {
            rows.push(self.alone("source", document, sources, targets)?);
        }
        let [source_aside, target_aside] = std::mem::take(&mut self.aside);
        rows.extend(source_aside);
        for document in &matched.targets {
            rows.push(self.alone("target", document, targets, sources)?);
        }
        rows.extend(target_aside);
        if let Some(mut list) = self.unmatched {
            list.put(csv_text(&rows)?)?;
            list.finish()?;
        }
        self.pairs.finish()
    }

    fn alone(
        &self,
        side: &str,
        document: &Unmatched,
        own: &[Input],
        others: &[Input],
    ) -> Result<[String; 5]> {
        let (nearest, probability) = match document.nearest {
            Some((other, p)) => (self.path(&others[other])?, format!("{p:.6}")),
            None => Default::default(),
        };
        let reason = document.error.as_ref().map(Error::to_string);
        Ok([
            side.to_string(),
            self.path(&own[document.document])?,
            nearest,
            probability,
            reason.unwrap_or_else(|| "no partner".to_string()),
        ])
    }

    /// The path as it is written; empty for a text that has none.
    fn path(&self, input: &Input) -> Result<String> {
        let Input::File(path) = input else {
            return Ok(String::new());
        };
        match self.way(path).to_str() {
            Some(written) => Ok(written.to_string()),
            None => Err(Error::format("expected a file name in Unicode")
                .at(path)
                .help("rename the file; a manifest is UTF-8")),
        }
    }

    /// The way from the manifest's folder to a file.
    fn way(&self, path: &Path) -> PathBuf {
        let absolute = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        relative(&absolute, &self.folder)
    }
}

/// The way from a folder to a path, both absolute; the path itself where there is none.
fn relative(path: &Path, folder: &Path) -> PathBuf {
    let (to, from): (Vec<_>, Vec<_>) = (path.components().collect(), folder.components().collect());
    let common = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
    if common == 0 {
        return path.to_path_buf();
    }
    let up = from[common..].iter().map(|_| Component::ParentDir);
    up.chain(to[common..].iter().copied()).collect()
}

fn csv_text<const N: usize>(rows: &[[String; N]]) -> Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let failed = |e: String| Error::format(format!("cannot write the row: {e}"));
    for row in rows {
        csv.write_record(row).map_err(|e| failed(e.to_string()))?;
    }
    csv.into_inner().map_err(|e| failed(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_from_a_folder_to_a_file() {
        let way = |path: &str, folder: &str| relative(Path::new(path), Path::new(folder));
        assert_eq!(way("/a/fr/1.txt", "/a"), Path::new("fr/1.txt"));
        assert_eq!(
            way("/a/fr/1.txt", "/a/out/new"),
            Path::new("../../fr/1.txt")
        );
        assert_eq!(way("fr/1.txt", "/a"), Path::new("fr/1.txt"));
    }

    #[test]
    fn two_files_of_one_name_are_set_aside_and_the_others_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["fr/a.txt", "fr/a.html", "fr/b.txt", "en/b.txt"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("makes");
            std::fs::write(path, "x").expect("writes");
        }
        let (source, target) = (folder.path().join("fr"), folder.path().join("en"));
        let languages = (&Language::french(), &Language::english());
        let mut documents = list_documents(&source, &target, languages).expect("lists");
        let path = folder.path().join("pairs.csv");
        let mut writer = PairsWriter::create(&path, None).expect("opens");
        writer.set_aside(&mut documents);
        let [sources, targets] = &documents;
        assert_eq!(sources.inputs, [Input::File(source.join("b.txt"))]);
        assert_eq!((targets.inputs.len(), targets.refused.len()), (1, 0));
        let matched = Matched::default();
        let written = writer.write(&sources.inputs, &targets.inputs, &matched);
        written.expect("writes");
        let alone = std::fs::read_to_string(path.with_extension("unmatched.csv"));
        let alone = alone.expect("is there");
        assert!(alone.contains("\nsource,fr/a."), "{alone}");
        assert!(alone.contains("two files for article `a`"), "{alone}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_a_manifest_cannot_name_is_set_aside() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().expect("a folder");
        let name = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
        let bad = folder.path().join(name);
        let good = folder.path().join("b.txt");
        for path in [&bad, &good] {
            std::fs::write(path, "x").expect("writes");
        }
        let mut documents = [Documents::default(), Documents::default()];
        documents[1].inputs = vec![Input::File(bad), Input::File(good.clone())];
        let path = folder.path().join("pairs.csv");
        let mut writer = PairsWriter::create(&path, None).expect("opens");
        writer.set_aside(&mut documents);
        assert_eq!(documents[1].inputs, [Input::File(good)]);
        let error = &documents[1].refused[0].error;
        assert!(error.to_string().contains("in Unicode"), "{error}");
        writer.write(&[], &[], &Matched::default()).expect("writes");
    }

    #[test]
    fn documents_without_a_partner_stand_in_a_list_of_their_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, "x").expect("writes");
            Input::File(path)
        };
        let (sources, targets) = ([file("a, b.txt"), file("c.txt")], [file("d.txt")]);
        let path = folder.path().join("pairs.csv");
        let writer = PairsWriter::create(&path, None).expect("opens");
        let matched = Matched {
            pairs: vec![super::super::Match {
                source: 0,
                target: 0,
                probability: 0.75,
            }],
            sources: vec![Unmatched {
                document: 1,
                nearest: Some((0, 0.25)),
                error: None,
            }],
            ..Matched::default()
        };
        writer.write(&sources, &targets, &matched).expect("writes");
        let read = |path: PathBuf| std::fs::read_to_string(path).expect("is there");
        let pairs = read(path.clone());
        assert_eq!(
            pairs,
            "source,target,probability\n\"a, b.txt\",d.txt,0.750000\n"
        );
        let alone = read(path.with_extension("unmatched.csv"));
        let row = "source,c.txt,d.txt,0.250000,no partner\n";
        assert_eq!(
            alone,
            format!("side,path,nearest,probability,reason\n{row}")
        );
    }
}
