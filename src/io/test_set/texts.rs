//! Texts as they are put together while a file is read: every document once in a text, every `seg` once
//! in a document.

use std::collections::HashMap;
use std::path::Path;

use crate::bitext::{Language, SegmentedDocument, SegmentedText};
use crate::error::{Error, Result};

/// Texts of one role, by name, in the order in which the file brings them.
pub(in crate::io) struct TextList {
    /// Name of a text that the file does not name.
    file: String,
    texts: Vec<SegmentedText>,
    /// The text of a name.
    by_name: HashMap<String, usize>,
    /// Line on which a document of a text began; 0 where it is not known.
    begun: HashMap<(usize, String), usize>,
}

impl TextList {
    pub fn new(path: &Path) -> Self {
        TextList {
            file: path.display().to_string(),
            texts: Vec::new(),
            by_name: HashMap::new(),
            begun: HashMap::new(),
        }
    }

    /// The place of the text of a name, which is made if it is not there.
    fn text(&mut self, name: Option<&str>) -> usize {
        let name = name.unwrap_or(&self.file);
        if let Some(&at) = self.by_name.get(name) {
            return at;
        }
        self.by_name.insert(name.to_owned(), self.texts.len());
        self.texts.push(SegmentedText {
            name: name.to_owned(),
            ..SegmentedText::default()
        });
        self.texts.len() - 1
    }

    /// Adds a whole document, which began on `line`.
    pub fn add(
        &mut self,
        name: Option<&str>,
        language: Option<Language>,
        document: SegmentedDocument,
        line: usize,
    ) -> Result<()> {
        let at = self.text(name);
        let id = document.id.clone().unwrap_or_default();
        if let Some(first) = self.begun.insert((at, id.clone()), line) {
            let name = &self.texts[at].name;
            return Err(Error::format(format!(
                "expected document `{id}` of {name}, which began on line {first}, once"
            ))
            .found("it twice")
            .line(line));
        }
        let text = &mut self.texts[at];
        if text.language.is_none() {
            text.language = language;
        }
        text.documents.push(document);
        Ok(())
    }

    /// Adds a segment to the last document of a text, or to a new one where the id is another.
    pub fn push(&mut self, name: Option<&str>, id: Option<&str>, segment: String) -> Result<()> {
        let at = self.text(name);
        let last = self.texts[at].documents.last();
        if last.is_none_or(|last| last.id.as_deref() != id) {
            let key = (at, id.unwrap_or_default().to_owned());
            if self.begun.insert(key, 0).is_some() {
                let which = id.map_or("without a document".into(), |id| {
                    format!("of document `{id}`")
                });
                return Err(Error::format(format!(
                    "expected the segments {which} one after the other"
                ))
                .found("some after those of another document")
                .help("put the segments of a document together"));
            }
            self.texts[at].documents.push(SegmentedDocument {
                id: id.map(str::to_owned),
                segments: Vec::new(),
            });
        }
        if let Some(document) = self.texts[at].documents.last_mut() {
            document.segments.push(segment);
        }
        Ok(())
    }

    pub fn finish(self) -> Vec<SegmentedText> {
        self.texts
    }
}

/// A `seg` as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::io) struct Seg {
    pub id: Option<String>,
    pub text: String,
    /// Line on which it began.
    pub line: usize,
}

impl Seg {
    /// A segment whose id is trimmed, and whose text is without the white space of its layout: none at
    /// its ends, a space for white space with a line end in it.
    pub fn new(id: Option<&str>, text: &str, line: usize) -> Self {
        let id = id.map(str::trim).filter(|id| !id.is_empty());
        Seg {
            id: id.map(str::to_owned),
            text: on_one_line(text.trim()),
            line,
        }
    }
}

/// Segments in the order of their ids, where all are whole numbers, and otherwise as they stand.
///
/// # Errors
/// An id that two segments have.
pub(in crate::io) fn in_order(mut segs: Vec<Seg>) -> Result<Vec<Seg>> {
    let mut lines: HashMap<&str, usize> = HashMap::new();
    for seg in &segs {
        let Some(id) = &seg.id else { continue };
        if let Some(first) = lines.insert(id, seg.line) {
            return Err(
                Error::format(format!("expected one `seg` of id `{id}` in a document"))
                    .found(format!("another on line {first}"))
                    .line(seg.line),
            );
        }
    }
    let number = |seg: &Seg| seg.id.as_deref().and_then(|id| id.parse::<u64>().ok());
    if segs.iter().all(|seg| number(seg).is_some()) {
        segs.sort_by_key(number);
    }
    Ok(segs)
}

/// A space for each run of white space that has a line end in it.
fn on_one_line(text: &str) -> String {
    if !text.contains(['\n', '\r']) {
        return text.to_owned();
    }
    let pieces = text.split(['\n', '\r']).map(str::trim);
    let pieces: Vec<&str> = pieces.filter(|piece| !piece.is_empty()).collect();
    pieces.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seg(id: &str, text: &str, line: usize) -> Seg {
        Seg::new(Some(id), text, line)
    }

    #[test]
    fn numbers_order_segments_and_other_ids_do_not() {
        let texts = |segs: Vec<Seg>| -> Vec<String> {
            let segs = in_order(segs).expect("ids differ");
            segs.into_iter().map(|seg| seg.text).collect()
        };
        let numbers = vec![seg("10", "c", 1), seg("2", "a", 2), seg(" 9 ", "b", 3)];
        assert_eq!(texts(numbers), ["a", "b", "c"]);
        let others = vec![seg("b", "1", 1), seg("a", "2", 2), seg("1", "3", 3)];
        assert_eq!(texts(others), ["1", "2", "3"]);
        let none = vec![Seg::new(None, "1", 1), seg("0", "2", 2)];
        assert_eq!(texts(none), ["1", "2"]);
    }

    #[test]
    fn an_id_that_comes_twice_names_both_lines() {
        let error = in_order(vec![seg("1", "a", 4), seg("1", "b", 7)]).expect_err("twice");
        assert_eq!(error.line_number(), Some(7));
        assert!(error.to_string().contains("line 4"), "{error}");
    }

    #[test]
    fn the_layout_of_a_file_is_no_part_of_a_segment() {
        let text = |text: &str| Seg::new(None, text, 1).text;
        assert_eq!(
            text(" \r\n  un  deux\u{2028}\n \n  trois "),
            "un  deux trois"
        );
        assert_eq!(text("un\u{2028}deux\u{A0}!"), "un\u{2028}deux\u{A0}!");
        assert_eq!(text(" \n "), "");
    }
}
