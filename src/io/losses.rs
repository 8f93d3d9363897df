//! Tells what a format cannot hold of the units that are written in it: fields that have no place, and
//! texts with characters that it writes otherwise. The losses that each format's page names for our own
//! fields are not told.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::xml::is_lawful;
use super::{Destination, Format, Notes, UnitWriter, WriterOptions, bitextor, moses};
use crate::bitext::TranslationUnit;
use crate::error::Result;

/// What a format does to texts: whether a character changes, and into what.
type Change = (fn(char) -> bool, &'static str);

/// Looks at units on their way to a writer.
struct Losses {
    writer: Box<dyn UnitWriter>,
    /// Names of fields that have a place; `None` if all have.
    held: Option<HashSet<Arc<str>>>,
    change: Option<Change>,
    place: PathBuf,
    reason: String,
    notes: Notes,
}

/// `writer`, which writes `format` to `place`, and the notes of the options told what it cannot write.
pub(super) fn told(
    writer: Box<dyn UnitWriter>,
    format: Format,
    place: PathBuf,
    options: &WriterOptions,
) -> Box<dyn UnitWriter> {
    let held = match format {
        Format::Jsonl | Format::Tmx | Format::Xliff | Format::Xliff2 | Format::Po => None,
        Format::Csv | Format::Tsv | Format::Bitextor if options.other_fields => None,
        Format::Csv | Format::Tsv | Format::Bitextor => {
            Some(options.columns.iter().cloned().collect())
        }
        _ => Some(HashSet::new()),
    };
    let change = change(format);
    if held.is_none() && change.is_none() {
        return writer;
    }
    Box::new(Losses {
        writer,
        held,
        change,
        place,
        reason: match format {
            Format::Csv | Format::Tsv | Format::Bitextor => {
                format!("which {format} has no column for")
            }
            _ => format!("which {format} cannot hold"),
        },
        notes: options.notes.clone(),
    })
}

fn change(format: Format) -> Option<Change> {
    match format {
        Format::Moses => Some((
            moses::ends_line,
            "whose line breaks are written as spaces, for moses has a text a line",
        )),
        Format::Bitextor => Some((
            bitextor::ends_cell,
            "whose tabs and line breaks are written as spaces, for bitextor has a text a cell",
        )),
        Format::Xces => Some((
            |c| !is_lawful(c),
            "whose control characters are written as pictures, for XML cannot hold them",
        )),
        Format::Po => Some((
            |c| c == '\0',
            "whose NUL characters are written as pictures, for po cannot hold them",
        )),
        _ => None,
    }
}

/// What notes call a destination.
pub(super) fn place(destination: &Destination) -> PathBuf {
    match destination {
        Destination::Path(path) | Destination::InSet(path, _) => path.clone(),
        Destination::Stdout | Destination::Stream(_) => Path::new("standard output").to_path_buf(),
    }
}

impl UnitWriter for Losses {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        self.writer.write(unit)?;
        if let Some(held) = &self.held {
            for extra in unit.extra.iter().filter(|e| !held.contains(&e.name)) {
                let thing = format!("`{}`", extra.name);
                self.notes.left_out(&self.place, &thing, &self.reason);
            }
        }
        if let Some((changes, reason)) = self.change {
            for side in [&unit.source, &unit.target] {
                if side.segments.iter().any(|text| text.contains(changes)) {
                    self.notes.changed(&self.place, "texts", reason);
                }
            }
        }
        Ok(())
    }

    fn written(&self) -> Option<u64> {
        self.writer.written()
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.writer.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Extra;
    use crate::io::testing::units;
    use crate::io::writer;

    /// What is told of our units, the first with a note, in a format.
    fn notes(format: Format) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(format!("a.{}", format.extension()));
        let options = WriterOptions {
            with_nulls: true,
            many_articles: true,
            ..WriterOptions::default()
        };
        let mut writer = writer(format, path.as_path(), &options).expect("opens");
        let mut units = units();
        units[0].extra = vec![Extra::text("note", "à revoir")];
        for unit in &units {
            writer.write(unit).expect("writes");
        }
        writer.finish().expect("finishes");
        let place = path.display().to_string();
        let notes = options.notes.take();
        notes.iter().map(|note| note.replace(&place, "a")).collect()
    }

    #[test]
    fn what_a_format_cannot_hold_is_counted() {
        for format in [Format::Jsonl, Format::Tmx, Format::Xliff, Format::Xliff2] {
            assert!(notes(format).is_empty(), "{format}");
        }
        for format in [Format::Vecalign, Format::Ladder, Format::Text] {
            let wanted = format!("a: left out: 1 `note`, which {format} cannot hold");
            assert_eq!(notes(format), [wanted], "{format}");
        }
    }

    #[test]
    fn what_has_no_column_is_counted() {
        for format in [Format::Csv, Format::Tsv] {
            let wanted = format!("a: left out: 1 `note`, which {format} has no column for");
            assert_eq!(notes(format), [wanted], "{format}");
        }
    }

    #[test]
    fn texts_that_a_format_changes_are_counted() {
        for (format, texts) in [(Format::Moses, 2), (Format::Bitextor, 3), (Format::Xces, 1)] {
            let notes = notes(format);
            let wanted = format!("a: changed: {texts} texts, whose ");
            assert_eq!(notes.len(), 2, "{notes:?}");
            assert!(notes[1].starts_with(&wanted), "{notes:?}");
        }
        assert!(notes(Format::Po).is_empty());
    }
}
