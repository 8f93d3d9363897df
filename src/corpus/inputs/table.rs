//! Articles in a table: CSV, TSV or JSON lines with both texts of an article in columns of a row. All
//! other columns are metadata.

use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::io::rows::{Row, RowReader};

use super::super::input::Input;
use super::unique::{Found, Unique};
use super::{InputOptions, Inputs, PairInput, Refused, stem};

/// A table of articles, and the names of its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The file, or `-` for standard input.
    pub path: PathBuf,
    /// Column of the source texts.
    pub source: String,
    /// Column of their translations.
    pub target: String,
    /// Column of the ids; without one, `id` if there is such a column, and else the row's number.
    pub id: Option<String>,
}

/// The pairs of a table.
pub(super) fn open(table: &Table, options: &InputOptions) -> Result<Inputs> {
    let reader = RowReader::open(&table.path, options.charset)?;
    if let Some(columns) = reader.columns() {
        let needed = [Some(&table.source), Some(&table.target), table.id.as_ref()];
        let missing = needed.into_iter().flatten().find(|c| !columns.contains(c));
        if let Some(column) = missing {
            let found: Vec<String> = columns.iter().map(|c| format!("`{c}`")).collect();
            return Err(
                Error::format(format!("expected a column `{column}` in the header"))
                    .found(found.join(", "))
                    .help("name the columns with --source-column, --target-column and --id-column")
                    .at(&table.path)
                    .line(1),
            );
        }
    }
    let table = table.clone();
    let mut unique = Unique::default();
    let items = reader.map(move |row| {
        let row = row.map_err(Refused::at_place)?;
        let line = row.line;
        let id = row.fields.get(id_column(&table)).cloned();
        let found = pair(row, &table);
        let found = found.map_err(|e| Refused::of(id, e.at(&table.path).line(line)))?;
        unique.check(found)
    });
    Ok(Inputs::streamed(Box::new(items)))
}

fn id_column(table: &Table) -> &str {
    table.id.as_deref().unwrap_or("id")
}

fn pair(mut row: Row, table: &Table) -> Result<Found> {
    let column = id_column(table);
    let id = row.fields.remove(column);
    let made = id.is_none();
    if made && table.id.is_some() {
        return Err(Error::format(format!("expected a value in column `{column}`")).found("none"));
    }
    let id = id.unwrap_or_else(|| format!("{}-{:06}", stem(&table.path), row.number));
    let mut text = |column: &str| {
        row.fields.remove(column).ok_or_else(|| {
            Error::format(format!("expected a text in column `{column}`")).found("none")
        })
    };
    let (source, target) = (text(&table.source)?, text(&table.target)?);
    Ok(Found {
        pair: PairInput {
            metadata: row.fields,
            ..PairInput::new(id, Input::Text(source), Input::Text(target))
        },
        made,
        place: Error::format(format!("expected a new value in column `{column}`"))
            .at(&table.path)
            .line(row.line),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(folder: &tempfile::TempDir, text: &str, id: Option<&str>) -> Table {
        let path = folder.path().join("news.tsv");
        std::fs::write(&path, text).expect("writes");
        Table {
            path,
            source: "fr".into(),
            target: "en".into(),
            id: id.map(str::to_owned),
        }
    }

    #[test]
    fn rows_are_articles_and_other_columns_metadata() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "en\tday\tfr\nOne.\t12\t\"Un.\nDeux.\"\nTwo.\t13\t\nThree.\t\tTrois.\n";
        let inputs = open(&table(&folder, text, None), &InputOptions::default()).expect("opens");
        let found: Vec<_> = inputs.collect();
        let first = found[0].as_ref().expect("a pair");
        assert_eq!(first.id, "news-000001");
        assert_eq!(first.metadata["day"], "12");
        assert_eq!(first.source, Input::Text("Un.\nDeux.".into()));
        let refused = found[1].as_ref().expect_err("is refused");
        assert_eq!(refused.id, "news.tsv:4");
        let error = &refused.error;
        assert!(
            error
                .to_string()
                .contains("news.tsv:4: expected a text in column `fr`"),
            "{error}"
        );
        assert_eq!(found[2].as_ref().expect("a pair").id, "news-000003");
    }

    #[test]
    fn a_bad_row_keeps_its_id() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "key\tfr\ten\nx\tUn.\t\ny\tDeux.\tTwo.\n";
        let inputs = open(&table(&folder, text, Some("key")), &InputOptions::default());
        let found: Vec<_> = inputs.expect("opens").collect();
        assert_eq!(found[0].as_ref().expect_err("is refused").id, "x");
        assert_eq!(found[1].as_ref().expect("a pair").id, "y");
    }

    #[test]
    fn a_column_that_is_not_there_is_said_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let table = table(&folder, "en\tfr\n", Some("key"));
        let error = open(&table, &InputOptions::default())
            .err()
            .expect("is refused");
        assert!(
            error
                .to_string()
                .contains("column `key` in the header, found `en`, `fr`"),
            "{error}"
        );
    }
}
