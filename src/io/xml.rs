//! What the XML formats share: escaping what is written, and a stream of plain events read.
//!
//! XML 1.0 cannot hold the control characters below U+0020 (but tab, LF, CR) nor U+FFFE and U+FFFF,
//! not even as character references; each format says what stands for them. CR is written as
//! `&#13;`, or a reader would turn it into LF.

use std::fmt::Write as _;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::ReaderOptions;
use super::encoding::{Charset, open_corpus, open_stream};
use crate::bitext::Language;
use crate::error::{Error, ErrorKind, Result};

/// Whether XML 1.0 can hold `c`.
pub(crate) fn is_lawful(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && c != '\u{FFFE}' && c != '\u{FFFF}')
}

/// Appends `text` as element content; `unlawful` is what stands for a character that XML cannot
/// hold.
pub(crate) fn push_text(out: &mut String, text: &str, mut unlawful: impl FnMut(&mut String, char)) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            c if is_lawful(c) => out.push(c),
            c => unlawful(out, c),
        }
    }
}

/// Appends `text` as the value of an attribute in double quotes, `_` for what XML cannot hold.
pub(crate) fn push_attribute(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                // Writing to a string does not fail.
                write!(out, "&#{};", u32::from(c)).ok();
            }
            c if is_lawful(c) => out.push(c),
            _ => out.push('_'),
        }
    }
}

/// A stretch of an XML document.
#[derive(Debug, PartialEq)]
pub(crate) enum Piece {
    Start(Element),
    End(String),
    Text(String),
    Eof,
}

/// A start tag. An empty element is a start and an end.
#[derive(Debug, PartialEq)]
pub(crate) struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// Names and values of all attributes.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let attributes = self.attributes.iter();
        attributes.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Its name without a prefix.
    pub fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or(&self.name)
    }

    /// The value of an attribute whose name is this without a prefix.
    pub fn local_get(&self, name: &str) -> Option<&str> {
        let is = |key: &str| key.rsplit(':').next() == Some(name);
        let found = self.attributes.iter().find(|(key, _)| is(key));
        found.map(|(_, value)| value.as_str())
    }
}

/// Reads an XML file piece by piece.
pub(crate) struct XmlReader {
    reader: Reader<LineCounter>,
    buffer: Vec<u8>,
    path: PathBuf,
    depth: usize,
    /// The root, once it has ended.
    ended: Option<String>,
}

impl XmlReader {
    pub fn open(path: &Path, charset: Option<Charset>) -> Result<Self> {
        Ok(XmlReader::of(open_stream(path, charset)?, path))
    }

    /// Opens a corpus of pairs, whose encoding may be guessed.
    pub fn open_corpus(path: &Path, options: &ReaderOptions) -> Result<Self> {
        Ok(XmlReader::of(open_corpus(path, options)?, path))
    }

    /// Reads UTF-8 at hand; `name` is what errors name.
    pub fn from_bytes(mut bytes: Vec<u8>, name: &str) -> Self {
        if bytes.starts_with(b"\xEF\xBB\xBF") {
            bytes.drain(..3);
        }
        XmlReader::of(Box::new(io::Cursor::new(bytes)), Path::new(name))
    }

    fn of(input: Box<dyn BufRead + Send>, path: &Path) -> Self {
        let mut reader = Reader::from_reader(LineCounter { input, lines: 1 });
        reader.config_mut().expand_empty_elements = true;
        XmlReader {
            reader,
            buffer: Vec::new(),
            path: path.to_path_buf(),
            depth: 0,
            ended: None,
        }
    }

    /// The line reached, from 1.
    pub fn line(&self) -> usize {
        self.reader.get_ref().lines
    }

    /// Names the file and the line reached.
    pub fn place(&self, error: Error) -> Error {
        error.at(&self.path).line(self.line())
    }

    /// The next piece. Comments, declarations and processing instructions are passed over.
    pub fn next(&mut self) -> Result<Piece> {
        let piece = self.piece();
        piece.map_err(|e| self.place(e))
    }

    fn piece(&mut self) -> Result<Piece> {
        let piece = self.any_piece()?;
        let behind = match (&self.ended, &piece) {
            (Some(_), Piece::Start(element)) => format!("an element `{}`", element.name),
            (Some(_), Piece::Text(text)) if !text.trim().is_empty() => {
                let text: String = text.trim().chars().take(40).collect();
                format!("the text `{}`", text.escape_debug())
            }
            (None, Piece::End(name)) if self.depth == 0 => {
                self.ended = Some(name.clone());
                return Ok(piece);
            }
            _ => return Ok(piece),
        };
        let root = self.ended.as_deref().unwrap_or_default();
        Err(
            Error::format(format!("expected the end of the file behind `</{root}>`"))
                .found(behind)
                .help("a file has one root element: write a second document to a file of its own"),
        )
    }

    fn any_piece(&mut self) -> Result<Piece> {
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer);
            return Ok(match event.map_err(xml_error)? {
                Event::Start(tag) | Event::Empty(tag) => {
                    self.depth += 1;
                    Piece::Start(element(&tag)?)
                }
                Event::End(tag) => {
                    self.depth = self.depth.saturating_sub(1);
                    Piece::End(tag.name().as_ref().to_owned())
                }
                Event::Text(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Piece::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(reference) => {
                    let resolved = match reference.resolve_char_ref() {
                        Ok(Some(c)) => Some(c.to_string()),
                        Ok(None) => resolve_predefined_entity(&reference).map(str::to_owned),
                        Err(_) => None,
                    };
                    Piece::Text(resolved.ok_or_else(|| {
                        Error::format("expected a character reference or an entity of XML")
                            .found(format!("`&{};`", &*reference))
                    })?)
                }
                Event::Eof if self.depth > 0 => {
                    return Err(Error::format("expected the end of every element")
                        .found("the end of the file")
                        .help("the file may have been cut short"));
                }
                Event::Eof => Piece::Eof,
                _ => continue,
            });
        }
    }

    /// Everything up to the end of the element that has just begun, its text alone.
    pub fn text_of(&mut self) -> Result<String> {
        let (mut text, mut depth) = (String::new(), 0);
        loop {
            match self.next()? {
                Piece::Text(piece) => text.push_str(&piece),
                Piece::Start(_) => depth += 1,
                Piece::End(_) if depth == 0 => return Ok(text),
                Piece::End(_) => depth -= 1,
                Piece::Eof => return Ok(text),
            }
        }
    }

    /// The text of an element that has just begun, with elements of markup in it. What stands inside
    /// one of `codes` is another format's code and is left out, but for the character that it may
    /// stand for; the text inside others is kept.
    pub fn inline_text(
        &mut self,
        codes: &[&str],
        character: fn(&Element, &str) -> Option<char>,
    ) -> Result<String> {
        let (mut text, mut depth) = (String::new(), 0);
        loop {
            match self.next()? {
                Piece::Text(piece) => text.push_str(&piece),
                Piece::Start(element) if codes.contains(&element.name.as_str()) => {
                    let code = self.text_of()?;
                    text.extend(character(&element, &code));
                }
                Piece::Start(_) => depth += 1,
                Piece::End(_) if depth == 0 => return Ok(text),
                Piece::End(_) => depth -= 1,
                Piece::Eof => return Ok(text),
            }
        }
    }
}

/// The character that `U+0001` names.
pub(crate) fn named_character(name: &str) -> Option<char> {
    let code = u32::from_str_radix(name.trim().strip_prefix("U+")?, 16).ok()?;
    char::from_u32(code)
}

/// The language of a code as other tools write it, `fr_FR` too.
pub(crate) fn language_of(code: &str) -> Option<Language> {
    code.trim().replace('_', "-").parse().ok()
}

fn element(tag: &BytesStart<'_>) -> Result<Element> {
    let mut attributes = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|e| xml_error(e.into()))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(xml_error)?;
        attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element {
        name: tag.name().as_ref().to_owned(),
        attributes,
    })
}

fn xml_error(error: quick_xml::Error) -> Error {
    match error {
        quick_xml::Error::Io(source) if source.kind() != io::ErrorKind::InvalidData => {
            Error::io("read", &source)
        }
        quick_xml::Error::Io(source) => Error::new(ErrorKind::Encoding, source.to_string())
            .help("name the file's encoding with --encoding"),
        quick_xml::Error::Encoding(_) => Error::new(ErrorKind::Encoding, "expected UTF-8")
            .found("other bytes")
            .help("name the file's encoding with --encoding"),
        other => Error::format("expected well-formed XML").found(other.to_string()),
    }
}

/// Counts the lines that have been read.
struct LineCounter {
    input: Box<dyn BufRead + Send>,
    /// Number of the line reached, from 1.
    lines: usize,
}

impl Read for LineCounter {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.lines += line_feeds(&buffer[..count]);
        Ok(count)
    }
}

impl BufRead for LineCounter {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(buffer) = self.input.fill_buf() {
            self.lines += line_feeds(&buffer[..amount.min(buffer.len())]);
        }
        self.input.consume(amount);
    }
}

fn line_feeds(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| b == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &[u8]) -> Result<Vec<Piece>> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.xml");
        std::fs::write(&path, text).expect("a file");
        let mut reader = XmlReader::open(&path, None)?;
        let mut pieces = Vec::new();
        loop {
            match reader.next()? {
                Piece::Eof => return Ok(pieces),
                piece => pieces.push(piece),
            }
        }
    }

    #[test]
    fn what_is_escaped_is_read_back() {
        let nasty = " a\r\n\t]]> & <b> \"'\u{85}\u{2028} ";
        let mut text = String::from("<a x=\"");
        push_attribute(&mut text, nasty);
        text.push_str("\">");
        push_text(&mut text, nasty, |_, _| {});
        text.push_str("</a>");
        let found = pieces(text.as_bytes()).expect("is XML");
        let Piece::Start(element) = &found[0] else {
            panic!("no start")
        };
        assert_eq!(element.get("x"), Some(nasty));
        let read: String = found
            .iter()
            .filter_map(|p| match p {
                Piece::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(read, nasty);
    }

    #[test]
    fn what_stands_behind_the_root_is_an_error() {
        for (behind, found) in [
            ("<b/>", "an element `b`"),
            ("<a></a>", "an element `a`"),
            ("oops", "the text `oops`"),
            ("&amp;", "the text `&`"),
        ] {
            let error = pieces(format!("<a>\n</a>\n{behind}").as_bytes()).expect_err("is refused");
            assert_eq!(error.line_number(), Some(3), "{error}");
            let said = error.to_string();
            assert!(said.contains("behind `</a>`, found"), "{said}");
            assert!(said.contains(found), "{said}");
        }
        for fine in ["\n <!-- c --> \n", "<?p i?>\n", ""] {
            assert!(
                pieces(format!("<a>\n</a>{fine}").as_bytes()).is_ok(),
                "{fine}"
            );
        }
    }

    #[test]
    fn broken_xml_names_its_line() {
        for text in ["<a>\n<b></a>", "<a>\n&oops;</a>", "<a>\n<b></b>"] {
            let error = pieces(text.as_bytes()).expect_err("is broken");
            assert_eq!(error.line_number(), Some(2), "{error}");
        }
        let error = pieces(b"<a>\n\xE9</a>").expect_err("is not UTF-8");
        assert_eq!(error.kind(), ErrorKind::Encoding, "{error}");
    }
}
