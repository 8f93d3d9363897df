//! What one path that is named alone is.

use std::path::Path;

use crate::error::{Error, Result};
use crate::io::archive::Archive;
use crate::io::compression::is_standard;
use crate::io::rows::RowReader;
use crate::io::{Charset, Format};

use super::InputSource;

/// Fields that only rows of pairs have, as this program writes them: beads, and answers of a worker.
const OF_PAIRS: [&str; 2] = ["article", "bead"];
const OF_ANSWERS: [&str; 2] = ["status", "beads"];

impl InputSource {
    /// The source that a path alone is: a folder or an archive of both languages, whose files have marks;
    /// a corpus of pairs; or a list. CSV, TSV and JSON lines are pairs where they have the fields
    /// `article` and `bead`, and lists otherwise. `-` is a list on standard input.
    ///
    /// ```
    /// use std::path::Path;
    /// use alinea::corpus::InputSource;
    /// let source = InputSource::of_path(Path::new("memory.tmx"), None, false)?;
    /// assert!(matches!(source, InputSource::Units { .. }));
    /// # Ok::<(), alinea::Error>(())
    /// ```
    ///
    /// # Errors
    /// A file that is none of these, or a table that cannot be read.
    pub fn of_path(path: &Path, charset: Option<Charset>, realign: bool) -> Result<InputSource> {
        let path_buf = path.to_path_buf();
        let units = |format: Format| InputSource::Units {
            path: path_buf.clone(),
            format: Some(format),
            columns: None,
            realign,
        };
        if is_standard(path) {
            return Ok(InputSource::Manifest(path_buf));
        }
        if path.is_dir() || Archive::is_named(path) {
            return Ok(InputSource::Folders {
                source: path_buf.clone(),
                target: path_buf,
            });
        }
        match Format::from_path(path) {
            Ok(Format::Csv | Format::Tsv | Format::Jsonl) => {
                let format = Format::from_path(path)?;
                if has_pairs(path, charset)? {
                    Ok(units(format))
                } else {
                    Ok(InputSource::Manifest(path_buf))
                }
            }
            Ok(format @ (Format::Tmx | Format::Moses | Format::Xces)) => Ok(units(format)),
            _ => Err(match path.metadata() {
                Err(e) => Error::io("read", &e).at(path),
                Ok(_) => Error::configuration(
                    "expected a folder, an archive (.tar), a list (.csv .tsv .jsonl) or a corpus (.tmx .xml .moses)",
                )
                .found("another file")
                .at(path)
                .help("to align two files, use `alinea align`"),
            }),
        }
    }
}

fn has_pairs(path: &Path, charset: Option<Charset>) -> Result<bool> {
    let mut rows = RowReader::open(path, charset)?;
    if let Some(columns) = rows.columns() {
        return Ok(OF_PAIRS
            .iter()
            .all(|c| columns.iter().any(|name| name == c)));
    }
    let first = rows.find_map(Result::ok);
    let has = |names: &[&str]| {
        let row = first.as_ref();
        row.is_some_and(|row| names.iter().all(|name| row.fields.contains_key(*name)))
    };
    Ok(has(&OF_PAIRS) || has(&OF_ANSWERS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_told_from_pairs_by_their_fields() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text, pairs) in [
            ("a.csv", "article,bead,source,target\n", true),
            ("b.csv", "source,target,probability\n", false),
            ("c.jsonl", "{\"article\": \"a\", \"bead\": 0}\n", true),
            ("d.jsonl", "{\"source_text\": \"a\"}\n", false),
            (
                "e.jsonl",
                "{\"id\": \"a\", \"status\": \"aligned\", \"beads\": [{\"bead\": 0}]}\n",
                true,
            ),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("writes");
            let source = InputSource::of_path(&path, None, false).expect("is one");
            assert_eq!(matches!(source, InputSource::Units { .. }), pairs, "{name}");
        }
        let other = folder.path().join("a.pdf");
        std::fs::write(&other, "x").expect("writes");
        let error = InputSource::of_path(&other, None, false).expect_err("is none");
        assert!(error.to_string().contains("expected a folder"), "{error}");
        let error = InputSource::of_path(Path::new("nowhere.pdf"), None, false);
        let said = error.expect_err("is missing").to_string();
        assert!(
            said.contains("nowhere.pdf: cannot read: no such file"),
            "{said}"
        );
    }
}
