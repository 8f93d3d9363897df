//! Word documents (Office Open XML) to paragraphs: headings, paragraphs, list items and the
//! paragraphs of table cells in the order of the text, each footnote and endnote after the paragraph
//! that refers to it, each text box after the paragraph in which it is anchored.
//!
//! Taken as the document would read with all changes accepted: what was inserted is text, what was
//! deleted or moved away is not, and a paragraph whose mark was deleted goes on in the next one. Left
//! out: hidden text, field codes, headers and footers of pages, comments, tables of contents.
//! `title` and `author` are metadata where the file's properties have them; its dates are those of
//! the file and not of the text, and are left out.
//!
//! Parts are read one after the other, at most [`LONGEST`] bytes each, so that a small archive cannot
//! fill the memory.

mod body;

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::article::{Body, Parsed};
use super::xml::{Piece, XmlReader};
use crate::bitext::Metadata;
use crate::error::{Error, Result};

/// Longest part of a document that is read, in bytes.
pub const LONGEST: u64 = 256 << 20;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Reads a document.
///
/// # Errors
/// Bytes that are no ZIP archive, an archive that is no Word document (a spreadsheet, say), one that
/// is encrypted or damaged, XML that is not well-formed.
pub fn parse(bytes: &[u8]) -> Result<Parsed> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(not_docx("an old or an encrypted Office file")
            .help("save it as DOCX without a password"));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| zip_error(&e))?;
    let main = main_part(&mut archive)?;
    let Some(document) = part(&mut archive, &main)? else {
        let mut names = archive.file_names().flatten();
        let other = names.find_map(|name| other_kind(&name));
        return Err(not_docx(other.unwrap_or("a ZIP archive without one")));
    };
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut notes = HashMap::new();
    for (kind, element) in [("footnotes", "footnote"), ("endnotes", "endnote")] {
        let name = format!("{folder}/{kind}.xml");
        if let Some(xml) = part(&mut archive, name.trim_start_matches('/'))? {
            let found = body::notes(reader(xml, &name), element).map_err(|e| bad_part(&e))?;
            for (id, paragraphs) in found {
                notes.insert((element, id), paragraphs);
            }
        }
    }
    let paragraphs = body::paragraphs(reader(document, &main), notes).map_err(|e| bad_part(&e))?;
    let metadata = properties(&mut archive)?;
    Ok(Parsed::new(metadata, Body::Paragraphs(paragraphs)))
}

fn not_docx(found: &str) -> Error {
    Error::format("expected a Word document (DOCX)").found(found)
}

/// A part's own error, which names the part and its line.
fn bad_part(error: &Error) -> Error {
    not_docx(&format!("a part that cannot be read: {error}"))
}

fn zip_error(error: &ZipError) -> Error {
    match error {
        ZipError::UnsupportedArchive(why) => {
            not_docx(&format!("an archive that is not read: {why}"))
        }
        _ => not_docx("bytes that are no ZIP archive, or one cut short"),
    }
}

/// What an archive is instead.
fn other_kind(name: &str) -> Option<&'static str> {
    match name {
        "mimetype" => Some("an OpenDocument or EPUB file"),
        _ if name.starts_with("xl/") => Some("a spreadsheet (XLSX)"),
        _ if name.starts_with("ppt/") => Some("slides (PPTX)"),
        _ => None,
    }
}

/// The name of the part that holds the text.
fn main_part(archive: &mut Archive<'_>) -> Result<String> {
    let usual = "word/document.xml".to_owned();
    let Some(xml) = part(archive, "_rels/.rels")? else {
        return Ok(usual);
    };
    let mut xml = reader(xml, "_rels/.rels");
    loop {
        match xml.next().map_err(|e| bad_part(&e))? {
            Piece::Start(element) if element.local() == "Relationship" => {
                let kind = element.get("Type").unwrap_or_default();
                let target = element.get("Target").unwrap_or_default();
                if kind.ends_with("/officeDocument") && target.ends_with(".xml") {
                    let target = target.trim_start_matches('/');
                    let word = target.starts_with("word/") || !target.contains('/');
                    return Ok(if word { target.to_owned() } else { usual });
                }
            }
            Piece::Eof => return Ok(usual),
            _ => {}
        }
    }
}

/// A part's bytes, if there is one of this name.
fn part(archive: &mut Archive<'_>, name: &str) -> Result<Option<Vec<u8>>> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(zip_error(&error)),
    };
    let mut bytes = Vec::new();
    let read = file.take(LONGEST + 1).read_to_end(&mut bytes);
    read.map_err(|e| not_docx(&format!("a damaged part `{name}`: {e}")))?;
    if bytes.len() as u64 > LONGEST {
        let most = LONGEST >> 20;
        return Err(not_docx(&format!("more than {most} MiB in `{name}`")));
    }
    Ok(Some(bytes))
}

fn reader(xml: Vec<u8>, name: &str) -> XmlReader {
    XmlReader::from_bytes(xml, name)
}

/// Title and author, where the file's properties have them.
fn properties(archive: &mut Archive<'_>) -> Result<Metadata> {
    let mut metadata = Metadata::new();
    let Some(xml) = part(archive, "docProps/core.xml")? else {
        return Ok(metadata);
    };
    let mut xml = reader(xml, "docProps/core.xml");
    loop {
        match xml.next().map_err(|e| bad_part(&e))? {
            Piece::Start(element) => {
                let name = match element.local() {
                    "title" => "title",
                    "creator" => "author",
                    _ => continue,
                };
                let value = xml.text_of().map_err(|e| bad_part(&e))?;
                if !value.trim().is_empty() {
                    metadata.insert(name.to_owned(), value.trim().to_owned());
                }
            }
            Piece::Eof => return Ok(metadata),
            _ => {}
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
