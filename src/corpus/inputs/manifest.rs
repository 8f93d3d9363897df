//! A list of articles, CSV, TSV or JSON lines: a row an article.
//!
//! `source` and `target` are files, from the list's folder on (of standard input, from the present
//! one); `source_text` and `target_text` are texts, in place of files. `id` may be missing: then it is
//! the source file's name without language and extension, or the row's number for a text. `probability`
//! says how sure the list is that the two belong together, 0 to 1. All other fields are metadata.
//!
//! A row of JSON lines is an [`ArticleRecord`], which may also name its `version`, languages and
//! `options`.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use crate::error::{Error, Result};
use crate::io::compression::is_standard;
use crate::io::records::{ArticleRecord, Given, RecordOptions, given, probability};
use crate::io::rows::{Content, RawRow, RowReader};

use super::super::pairing;
use super::record::pair_of;
use super::unique::{Found, Unique};
use super::{InputOptions, Inputs, Refused, stem};

/// Columns that are no metadata.
const OWN: [&str; 6] = [
    "id",
    "source",
    "target",
    "source_text",
    "target_text",
    "probability",
];

/// The pairs of a list.
pub(super) fn open(path: &Path, options: &InputOptions) -> Result<Inputs> {
    let reader = RowReader::open(path, options.charset)?;
    if let Some(columns) = reader.columns() {
        let missing = ["source", "target"].into_iter().find(|side| {
            let text = format!("{side}_text");
            !columns.iter().any(|c| c == side || *c == text)
        });
        if let Some(side) = missing {
            return Err(missing_column(side, columns).at(path).line(1));
        }
    }
    let (place, options) = (path.to_path_buf(), options.clone());
    let mut unique = Unique::default();
    let items = reader.raw().map(move |row| {
        let row = row.map_err(Refused::at_place)?;
        let line = row.line;
        let id = named(&row.content);
        let found = pair(row, &place, &options);
        let found = found.map_err(|e| Refused::of(id, e.at(&place).line(line)))?;
        unique.check(found)
    });
    Ok(Inputs::streamed(Box::new(items)))
}

fn missing_column(side: &str, columns: &[String]) -> Error {
    let found: Vec<String> = columns.iter().map(|c| format!("`{c}`")).collect();
    Error::format(format!(
        "expected a column `{side}` or `{side}_text` in the header"
    ))
    .found(if found.is_empty() {
        "no header".into()
    } else {
        found.join(", ")
    })
    .help("a table with whole texts in columns of other names is read with --table")
}

/// The id that a row gives, whatever else is wrong with it.
fn named(content: &Content) -> Option<String> {
    match content {
        Content::Cells(cells) => cells.get("id").cloned(),
        Content::Object(object) => ArticleRecord::id_of(object),
    }
}

fn pair(row: RawRow, list: &Path, options: &InputOptions) -> Result<Found> {
    let (line, number) = (row.line, row.number);
    let place = match &row.content {
        Content::Cells(_) => "column",
        Content::Object(_) => "field",
    };
    let record = match row.content {
        Content::Cells(cells) => record_of(cells)?,
        Content::Object(object) => ArticleRecord::from_object(object).map_err(|e| *e.error)?,
    };
    let made = record.id.is_none();
    let id = record.id.clone();
    let id = id.unwrap_or_else(|| made_id(&record.source, number, list, options));
    let folder = if is_standard(list) {
        None
    } else {
        list.parent()
    };
    Ok(Found {
        pair: pair_of(id, record, folder.unwrap_or(Path::new(""))),
        made,
        place: Error::format(format!("expected a new value in {place} `id`"))
            .at(list)
            .line(line),
    })
}

/// The record of a table's row, which has no languages and options of its own.
fn record_of(mut cells: BTreeMap<String, String>) -> Result<ArticleRecord> {
    let mut side = |side: &str| {
        let (file, text) = (cells.remove(side), cells.remove(&format!("{side}_text")));
        given("column", side, file, text).map_err(|e| *e.error)
    };
    let (source, target) = (side("source")?, side("target")?);
    let probability = match cells.get("probability") {
        Some(text) => Some(probability("column", text)?),
        None => None,
    };
    let id = cells.remove("id");
    cells.retain(|name, _| !OWN.contains(&name.as_str()));
    Ok(ArticleRecord {
        id,
        source,
        target,
        languages: [None, None],
        probability,
        metadata: cells,
        options: RecordOptions::default(),
    })
}

/// An id of the source's name, or of the row's number.
fn made_id(source: &Given, number: usize, list: &Path, options: &InputOptions) -> String {
    let numbered = || format!("{}-{number:06}", stem(list));
    let Given::File(file) = source else {
        return numbered();
    };
    let path = Path::new(file);
    let inside = path.is_relative() && !path.components().any(|c| c == Component::ParentDir);
    let names = path.components().filter_map(|c| match c {
        Component::Normal(name) => Some(pairing::nfc(&name.to_string_lossy())),
        _ => None,
    });
    let mut names: Vec<String> = names.collect();
    if !inside {
        names.drain(..names.len().saturating_sub(1));
    }
    let known = pairing::id(&names, &options.source_language, None);
    match known {
        Some((id, _)) => id,
        None if names.is_empty() => numbered(),
        None => names.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Input, PairInput};

    fn read(name: &str, text: &str) -> Vec<std::result::Result<PairInput, Refused>> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("writes");
        let inputs = open(&path, &InputOptions::default()).expect("opens");
        inputs.collect()
    }

    #[test]
    fn columns_of_match_are_enough_and_ids_are_made() {
        let found = read(
            "pairs.csv",
            "source,target,probability\nfr/a.txt,en/x.txt,0.98\n../b/a.fr.html,y.html,\n/c/a.txt,z,1\n",
        );
        let pairs: Vec<&PairInput> = found.iter().map(|p| p.as_ref().expect("a pair")).collect();
        let ids: Vec<&str> = pairs.iter().map(|p| p.id.as_str()).collect();
        assert_eq!(ids, ["a", "a~2", "a~3"]);
        assert_eq!(
            (pairs[0].probability, pairs[1].probability),
            (Some(0.98), None)
        );
        assert!(
            matches!(&pairs[0].source, Input::File(path) if path.ends_with("fr/a.txt") && path.is_absolute())
        );
        assert_eq!(pairs[2].source, Input::File("/c/a.txt".into()));
    }

    #[test]
    fn a_bad_row_names_file_line_and_column() {
        let found = read(
            "list.csv",
            "id,source,target,target_text,topic\na,a.fr,,One.,sea\nb,,b.en,,\nc,c.fr,c.en,Three.,\n\
             a,d.fr,d.en,,\ne,e.fr,e.en,,x\n",
        );
        let said: Vec<String> = found
            .iter()
            .map(|r| match r {
                Ok(pair) => pair.id.clone(),
                Err(refused) => format!("{}: {}", refused.id, refused.error),
            })
            .collect();
        assert_eq!(said[0], "a");
        assert!(
            said[1].starts_with("b: ")
                && said[1].contains(
                    "list.csv:3: expected a value in column `source` or `source_text`, found none"
                ),
            "{}",
            said[1]
        );
        assert!(
            said[2].starts_with("c: ") && said[2].contains("`target` or `target_text`, found both"),
            "{}",
            said[2]
        );
        assert!(
            said[3].starts_with("a: ")
                && said[3]
                    .contains("list.csv:5: expected a new value in column `id`, found `a` again"),
            "{}",
            said[3]
        );
        assert_eq!(found[0].as_ref().expect("a pair").metadata["topic"], "sea");
        assert_eq!(
            found[0].as_ref().expect("a pair").target,
            Input::Text("One.".into())
        );
        assert_eq!(said[4], "e");
    }

    #[test]
    fn json_lines_are_read_alike() {
        let found = read(
            "list.jsonl",
            "{\"source_text\": \"Un.\", \"target_text\": \"One.\", \"n\": 3}\n{\"source\": \"a\"}\n{\"id\": \"x\", \"source\": \"a\", \"target\": \"b\", \"probability\": 2}\n",
        );
        assert_eq!(found[0].as_ref().expect("a pair").id, "list-000001");
        assert_eq!(found[0].as_ref().expect("a pair").metadata["n"], "3");
        let refused = found[1].as_ref().expect_err("is refused");
        assert_eq!(refused.id, "list.jsonl:2", "it has no other name");
        let refused = found[2].as_ref().expect_err("is refused");
        assert_eq!(refused.id, "x");
        let error = &refused.error;
        assert!(
            error.to_string().contains("field `probability`, found `2`"),
            "{error}"
        );
    }
}
