//! The tables of word vectors at hand: French and English stand in the binary, others beside it.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::bitext::Language;

use super::VectorTable;

static FRENCH: &[u8] = include_bytes!("../../models/fr.vectors");
static ENGLISH: &[u8] = include_bytes!("../../models/en.vectors");

/// Tables by language, all in one space.
#[derive(Debug, Clone)]
pub struct Tables {
    tables: BTreeMap<String, Arc<VectorTable>>,
}

impl Tables {
    /// No table: every language is aligned without word vectors.
    pub fn none() -> Self {
        Tables {
            tables: BTreeMap::new(),
        }
    }

    /// Adds a table, in place of one of the same language.
    pub fn add(&mut self, table: VectorTable) {
        self.tables
            .insert(table.language().to_string(), Arc::new(table));
    }

    /// The table of a language, if it is here.
    pub fn get(&self, language: &Language) -> Option<&VectorTable> {
        self.tables.get(language.primary()).map(Arc::as_ref)
    }

    /// Whether a table is of the space of those here, so that its vectors may be compared.
    pub fn accepts(&self, table: &VectorTable) -> bool {
        self.tables.values().all(|other| comparable(other, table))
    }

    /// The tables of all languages but these.
    pub fn others(&self, languages: &[Language]) -> Vec<&VectorTable> {
        let tables = self.tables.iter();
        let other = tables.filter(|(code, _)| languages.iter().all(|l| l.primary() != **code));
        other.map(|(_, table)| table.as_ref()).collect()
    }

    /// The tables of two languages, if both are here and in one space.
    pub fn pair(
        &self,
        source: &Language,
        target: &Language,
    ) -> Option<(&VectorTable, &VectorTable)> {
        let (source, target) = (self.get(source)?, self.get(target)?);
        comparable(source, target).then_some((source, target))
    }
}

impl Tables {
    /// The tables of [`pair`](Self::pair), shared.
    pub(super) fn shared_pair(
        &self,
        source: &Language,
        target: &Language,
    ) -> Option<(Arc<VectorTable>, Arc<VectorTable>)> {
        self.pair(source, target)?;
        let shared = |language: &Language| self.tables.get(language.primary()).cloned();
        Some((shared(source)?, shared(target)?))
    }
}

fn comparable(a: &VectorTable, b: &VectorTable) -> bool {
    a.space() == b.space() && a.dimension() == b.dimension()
}

impl Default for Tables {
    /// The tables in the binary: French and English.
    fn default() -> Self {
        static SHIPPED: OnceLock<Tables> = OnceLock::new();
        let read = || {
            let mut tables = Tables::none();
            for bytes in [FRENCH, ENGLISH] {
                match VectorTable::from_bytes(bytes) {
                    Ok(table) => tables.add(table),
                    Err(e) => unreachable!("the tables in the binary: {e}"),
                }
            }
            tables
        };
        SHIPPED.get_or_init(read).clone()
    }
}

impl PartialEq for Tables {
    /// By languages and spaces.
    fn eq(&self, other: &Self) -> bool {
        let spaces = |t: &Tables| -> Vec<(String, u32)> {
            t.tables
                .iter()
                .map(|(l, t)| (l.clone(), t.space()))
                .collect()
        };
        spaces(self) == spaces(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_and_english_are_in_the_binary() {
        let tables = Tables::default();
        assert!(
            tables
                .pair(&Language::french(), &Language::english())
                .is_some()
        );
        let icelandic = "is".parse().expect("a code");
        assert!(tables.pair(&Language::french(), &icelandic).is_none());
    }
}
