//! The XML of a document's text, and of its notes, to paragraphs. One pass; what is open is kept on a
//! stack, because text boxes have paragraphs within paragraphs.

use std::collections::HashMap;

use super::super::xml::{Element, Piece, XmlReader};
use crate::error::Result;

/// Paragraphs of the notes, by kind and number.
type Notes = HashMap<(&'static str, String), Vec<String>>;

/// Elements whose content is not read: deletions, alternatives for old programs, fields' codes,
/// readings above characters.
const SILENT: &[&str] = &["del", "moveFrom", "Fallback", "instrText", "delText", "rt"];

/// The paragraphs of the text, with the notes where they are referred to.
pub(super) fn paragraphs(mut xml: XmlReader, notes: Notes) -> Result<Vec<String>> {
    let mut walk = Walk {
        notes,
        ..Walk::default()
    };
    while walk.take(&mut xml)? {}
    Ok(walk.finish())
}

/// The notes of a part, by number; what separates them from the text is none.
pub(super) fn notes(mut xml: XmlReader, element: &str) -> Result<Vec<(String, Vec<String>)>> {
    let mut notes = Vec::new();
    let mut walk = Walk::default();
    let mut open: Option<String> = None;
    loop {
        match xml.next()? {
            Piece::Eof => return Ok(notes),
            Piece::Start(e) if e.local() == element => {
                let separator = e.local_get("type").is_some_and(|t| t != "normal");
                open = e.local_get("id").filter(|_| !separator).map(str::to_owned);
                walk = Walk::default();
            }
            Piece::End(name) if local(&name) == element => {
                let paragraphs = std::mem::take(&mut walk).finish();
                if let Some(id) = open.take() {
                    notes.push((id, paragraphs));
                }
            }
            Piece::Start(e) => walk.start(&e),
            Piece::End(name) => walk.end(local(&name)),
            Piece::Text(text) => walk.text(&text),
        }
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// A paragraph that is open.
#[derive(Default)]
struct Open {
    text: String,
    /// Notes and text boxes, which follow it.
    after: Vec<String>,
    /// Whether its mark was deleted, so that the next paragraph goes on in it.
    joins: bool,
}

#[derive(Default)]
struct Walk {
    done: Vec<String>,
    open: Vec<Open>,
    /// A paragraph whose mark was deleted, waiting for the next.
    begun: Option<Open>,
    notes: Notes,
    /// Elements that are open within something that is not read.
    silent: usize,
    /// Names of the elements that are open.
    path: Vec<String>,
    /// Whether the run is hidden.
    hidden: bool,
    /// Depth of the block that is a table of contents.
    contents: Option<usize>,
}

impl Walk {
    /// Takes the next piece; whether there was one.
    fn take(&mut self, xml: &mut XmlReader) -> Result<bool> {
        match xml.next()? {
            Piece::Eof => return Ok(false),
            Piece::Start(element) => self.start(&element),
            Piece::End(name) => self.end(local(&name)),
            Piece::Text(text) => self.text(&text),
        }
        Ok(true)
    }

    fn start(&mut self, element: &Element) {
        let name = element.local();
        // In a paragraph's or a run's properties, `del` and `ins` are marks and hold no text.
        let mark = self.inside("rPr");
        self.path.push(name.to_owned());
        if self.silent > 0 || SILENT.contains(&name) && !mark {
            self.silent += 1;
            return;
        }
        match name {
            "p" => self.open.push(Open::default()),
            "r" => self.hidden = false,
            "vanish" if mark => self.hidden = !is_off(element),
            "del" if mark && self.inside("pPr") => {
                if let Some(open) = self.open.last_mut() {
                    open.joins = true;
                }
            }
            "docPartGallery" => self.gallery(element),
            "br" | "cr" | "tab" if !self.inside("pPr") => self.push(" "),
            "noBreakHyphen" => self.push("\u{2011}"),
            "footnoteReference" => self.note("footnote", element),
            "endnoteReference" => self.note("endnote", element),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        self.path.pop();
        if self.silent > 0 {
            self.silent -= 1;
            return;
        }
        if name == "p" {
            self.close();
        }
        if self.contents.is_some_and(|depth| self.path.len() < depth) {
            self.contents = None;
        }
    }

    fn text(&mut self, text: &str) {
        if self.silent == 0 && self.path.last().is_some_and(|name| name == "t") && !self.hidden {
            self.push(text);
        }
    }

    fn inside(&self, name: &str) -> bool {
        self.path.iter().rev().take(3).any(|open| open == name)
    }

    fn push(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            open.text.push_str(text);
        }
    }

    /// A block that Word fills itself with the headings.
    fn gallery(&mut self, element: &Element) {
        if element.local_get("val") == Some("Table of Contents") {
            // sdt > sdtPr > docPartObj > docPartGallery
            self.contents = Some(self.path.len().saturating_sub(3));
        }
    }

    fn note(&mut self, kind: &'static str, element: &Element) {
        let id = element.local_get("id").unwrap_or_default().to_owned();
        if let (Some(paragraphs), Some(open)) =
            (self.notes.remove(&(kind, id)), self.open.last_mut())
        {
            open.after.extend(paragraphs);
        }
    }

    /// Closes the innermost paragraph.
    fn close(&mut self) {
        let Some(mut open) = self.open.pop() else {
            return;
        };
        if let Some(begun) = self.begun.take() {
            open.text.insert_str(0, &begun.text);
            open.after.splice(0..0, begun.after);
        }
        if self.contents.is_some() {
            return;
        }
        if open.joins && self.open.is_empty() {
            self.begun = Some(open);
            return;
        }
        let text = open.text.trim().to_owned();
        let paragraphs = std::iter::once(text).chain(open.after);
        let paragraphs = paragraphs.filter(|p| !p.is_empty());
        match self.open.last_mut() {
            Some(outer) => outer.after.extend(paragraphs),
            None => self.done.extend(paragraphs),
        }
    }

    fn finish(mut self) -> Vec<String> {
        if let Some(mut begun) = self.begun.take() {
            begun.joins = false;
            self.open.push(begun);
            self.close();
        }
        self.done
    }
}

/// A property that is switched off: `w:val="0"`.
fn is_off(element: &Element) -> bool {
    matches!(element.local_get("val"), Some("0" | "false" | "off"))
}
