//! Tables of word vectors in a folder: `de.vectors`, `es.vectors` and so on.

use std::path::{Path, PathBuf};

use crate::bitext::Language;
use crate::error::{Error, Result};
use crate::similarity::{Tables, VectorTable};

/// Adds the tables of these languages that stand in `folder` and are not at hand yet. A language
/// without a file is aligned without word vectors; the names of the files that were looked for.
///
/// # Errors
/// A file that cannot be read or is no table, or a table of another space than those at hand.
pub fn load_tables(
    tables: &mut Tables,
    folder: &Path,
    languages: &[&Language],
) -> Result<Vec<PathBuf>> {
    let mut missing = Vec::new();
    for language in languages {
        let path = folder.join(format!("{}.vectors", language.primary()));
        if tables.get(language).is_some() {
            continue;
        }
        if !path.exists() {
            missing.push(path);
            continue;
        }
        let bytes = std::fs::read(&path).map_err(|e| Error::io("read", &e).at(&path))?;
        let table = VectorTable::from_bytes(bytes).map_err(|e| e.at(&path))?;
        if !tables.accepts(&table) {
            return Err(Error::configuration(
                "expected a table of the same space as those at hand",
            )
            .found("another")
            .at(&path)
            .help("tables that belong together are made by one run of `alinea train vectors`"));
        }
        tables.add(table);
    }
    missing.dedup();
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_table_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("de.vectors"), "no table").expect("writes");
        let german = "de".parse().expect("a code");
        let mut tables = Tables::default();
        let error = load_tables(&mut tables, folder.path(), &[&german]).expect_err("is refused");
        assert!(error.to_string().contains("de.vectors"), "{error}");
    }

    #[test]
    fn a_language_without_a_file_is_no_error_but_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let german = "de".parse().expect("a code");
        let mut tables = Tables::default();
        let french = Language::french();
        let wanted = [&french, &german, &german];
        let missing = load_tables(&mut tables, folder.path(), &wanted).expect("is fine");
        assert!(tables.get(&german).is_none());
        assert_eq!(missing, [folder.path().join("de.vectors")]);
    }
}
