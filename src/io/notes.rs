//! What readers and writers tell beside the units: what they leave out and what they change, with counts,
//! an encoding that was guessed, and the columns that a header names. The library prints nothing: who opens a reader or a writer gives
//! it [`Notes`] with the options, and asks them when all is done.
//!
//! A file is named once for each reason, with what was counted for it in the order in which it first
//! came. Nothing is kept or locked for a unit of which there is nothing to tell.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::lines::excerpt;

/// Different things counted for one reason; those after them are counted together.
const MOST_THINGS: usize = 20;

/// A place where readers and writers leave their notes. Clones are the same place.
///
/// ```
/// use alinea::io::{Format, Notes, ReaderOptions, WriterOptions, reader, writer};
/// let folder = tempfile::tempdir().unwrap();
/// let tmx = folder.path().join("a.tmx");
/// std::fs::write(&tmx, "<tmx><body><tu><note>à revoir</note><tuv lang='fr'><seg>Un.</seg></tuv>\
///     <tuv lang='en'><seg>One.</seg></tuv></tu></body></tmx>").unwrap();
/// let notes = Notes::default();
/// let reading = ReaderOptions { notes: notes.clone(), ..ReaderOptions::default() };
/// let writing = WriterOptions { notes: notes.clone(), ..WriterOptions::default() };
/// let mut output = writer(Format::Moses, folder.path().join("a"), &writing)?;
/// for unit in reader(&tmx, Format::Tmx, &reading)? {
///     output.write(&unit?)?;
/// }
/// output.finish()?;
/// let said = notes.take();
/// assert!(said[0].ends_with("left out: 1 `note`, which moses cannot hold"), "{said:?}");
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Notes(Arc<Mutex<Told>>);

#[derive(Default)]
struct Told {
    remarks: Vec<String>,
    counts: Vec<Counts>,
    columns: Vec<Arc<str>>,
}

/// What was counted at a place for a reason.
struct Counts {
    place: String,
    fate: Fate,
    reason: String,
    things: Vec<(String, usize)>,
    others: usize,
}

/// What became of what is counted.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    LeftOut,
    Changed,
}

impl Notes {
    /// Counts `thing` as not read from, or not written to, `place`; `reason` stands after all that is
    /// left out for it, or is empty.
    pub(crate) fn left_out(&self, place: &Path, thing: &str, reason: &str) {
        self.count(place, Fate::LeftOut, thing, reason);
    }

    /// Counts `thing` as written to `place` with other characters; `reason` says which and why.
    pub(crate) fn changed(&self, place: &Path, thing: &str, reason: &str) {
        self.count(place, Fate::Changed, thing, reason);
    }

    /// Says something of a file that is not counted.
    pub(crate) fn remark(&self, place: &Path, remark: &str) {
        let remark = format!("{}: {remark}", place.display());
        self.lock().remarks.push(remark);
    }

    /// Adds columns that have no field here, in the order of a header.
    pub(crate) fn add_columns(&self, columns: impl IntoIterator<Item = Arc<str>>) {
        let mut told = self.lock();
        for column in columns {
            if !told.columns.contains(&column) {
                told.columns.push(column);
            }
        }
    }

    /// The columns without a field here that the headers read so far name, each once.
    pub fn columns(&self) -> Vec<Arc<str>> {
        self.lock().columns.clone()
    }

    /// A sentence for each file and reason, in the order in which they came; they are then forgotten.
    pub fn take(&self) -> Vec<String> {
        let mut told = self.lock();
        let remarks = std::mem::take(&mut told.remarks);
        let counts = std::mem::take(&mut told.counts);
        let counts = counts.iter().map(ToString::to_string);
        remarks.into_iter().chain(counts).collect()
    }

    fn count(&self, place: &Path, fate: Fate, thing: &str, reason: &str) {
        let mut told = self.lock();
        let place = place.to_string_lossy();
        let same = |c: &Counts| c.fate == fate && c.reason == reason && c.place == place;
        let at = told.counts.iter().position(same).unwrap_or_else(|| {
            told.counts.push(Counts {
                place: place.clone().into_owned(),
                fate,
                reason: reason.to_owned(),
                things: Vec::new(),
                others: 0,
            });
            told.counts.len() - 1
        });
        let counts = &mut told.counts[at];
        let thing = &excerpt(thing);
        match counts.things.iter().position(|(name, _)| name == thing) {
            Some(at) => counts.things[at].1 += 1,
            None if counts.things.len() < MOST_THINGS => counts.things.push((thing.to_owned(), 1)),
            None => counts.others += 1,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        // Counts are whole whenever the lock is let go.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where notes go is no property of how something is read or written.
impl PartialEq for Notes {
    fn eq(&self, _: &Notes) -> bool {
        true
    }
}

impl Eq for Notes {}

impl fmt::Debug for Notes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Notes")
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let things = self.things.iter();
        let mut things: Vec<_> = things.map(|(name, n)| format!("{n} {name}")).collect();
        if self.others > 0 {
            things.push(format!("{} others", self.others));
        }
        let fate = match self.fate {
            Fate::LeftOut => "left out",
            Fate::Changed => "changed",
        };
        write!(f, "{}: {fate}: {}", self.place, things.join(", "))?;
        if !self.reason.is_empty() {
            write!(f, ", {}", self.reason)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_once_for_a_reason() {
        let notes = Notes::default();
        let (a, b) = (Path::new("a.tmx"), Path::new("b"));
        for _ in 0..2 {
            notes.left_out(a, "units in other languages", "");
            notes
                .clone()
                .left_out(b, "`note`", "which moses cannot hold");
        }
        notes.left_out(b, "`domain`", "which moses cannot hold");
        notes.changed(b, "texts", "whose line breaks are spaces");
        assert_eq!(
            notes.take(),
            [
                "a.tmx: left out: 2 units in other languages",
                "b: left out: 2 `note`, 1 `domain`, which moses cannot hold",
                "b: changed: 1 texts, whose line breaks are spaces",
            ]
        );
        assert!(notes.take().is_empty());
    }

    #[test]
    fn names_without_end_are_counted_together() {
        let notes = Notes::default();
        for name in 0..MOST_THINGS + 5 {
            notes.left_out(Path::new("a"), &format!("`{name}`"), "");
        }
        assert!(notes.take()[0].ends_with("1 `19`, 5 others"));
    }

    #[test]
    fn names_are_shown_on_one_line_and_cut() {
        let notes = Notes::default();
        notes.left_out(Path::new("a"), &"n".repeat(100_000), "");
        notes.left_out(Path::new("b"), "`\u{1b}[31m\nerror: no`", "");
        let said = notes.take();
        assert!(
            said[0].chars().count() < 100 && said[0].ends_with('…'),
            "{said:?}"
        );
        assert_eq!(said[1], "b: left out: 1 `\\u{1b}[31m\\nerror: no`");
    }

    #[test]
    fn columns_keep_their_order() {
        let notes = Notes::default();
        notes.add_columns(["b".into(), "a".into()]);
        notes.add_columns(["a".into(), "c".into()]);
        assert_eq!(notes.columns(), ["b", "a", "c"].map(Arc::from));
    }
}
