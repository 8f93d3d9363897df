//! Articles as they come: the metadata at their head is read, taken off the text, and kept.
//!
//! Three ways to write it, in this order:
//!
//! 1. YAML front matter, between a first line `---` and a line `---` or `...`;
//! 2. lines `title: …`, `date: …`, `url: …`, `author: …` (or `titre`, `auteur`; any case, any
//!    order, a space before the colon allowed), ended by the first other line;
//! 3. a field ` date 2023-06 ` in front of the first sentence, on the same line: `date` in any
//!    case, perhaps a colon, then `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, then the end of the line, or
//!    white space and a text that does not begin with punctuation.
//!
//! The third is a guess where only a year follows: `date 2023 les pluies` is taken to be the field
//! and the text `les pluies`, because no French or English article begins with a bare `date 2023`;
//! `date 2023, encore` and `La date 2023` stay text, as does `date 2023-13`, which is no date.
//! Names keep the case they have in YAML, except the four above, which are made lower-case English.

use std::path::Path;

use super::encoding::{Charset, Decoded, decode, read_text, with_line_feeds};
use super::front_matter;
use crate::bitext::Metadata;
use crate::error::Result;

/// A document as it was read: what it says of itself, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawArticle {
    /// The fields at its head.
    pub metadata: Metadata,
    /// The text without them, lines ended by LF.
    pub text: String,
    /// Name of the encoding it was read in.
    pub encoding: &'static str,
    /// What the user should be told, such as `read as windows-1252`.
    pub notes: Vec<String>,
}

/// The text of a document: as one text whose paragraphs are still to be found, or in paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Lines ended by LF.
    Text(String),
    /// Headings, list items, table cells and paragraphs in reading order.
    Paragraphs(Vec<String>),
}

/// A document of any kind, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// What it says of itself.
    pub metadata: Metadata,
    /// Its text.
    pub body: Body,
    /// What the user should be told, such as `read as windows-1252`.
    pub notes: Vec<String>,
}

impl Parsed {
    /// A document with nothing to tell of its reading.
    pub fn new(metadata: Metadata, body: Body) -> Self {
        Parsed {
            metadata,
            body,
            notes: Vec::new(),
        }
    }
}

/// A document that came segmented: one segment a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentedArticle {
    /// The date in front of the first line, if there is one.
    pub metadata: Metadata,
    /// The lines as they stand; an empty line is an empty segment.
    pub lines: Vec<String>,
    /// Name of the encoding it was read in.
    pub encoding: &'static str,
    /// What the user should be told.
    pub notes: Vec<String>,
}

/// Reads a document, or standard input for `-`.
///
/// # Errors
/// As [`read_text`], and front matter that is broken.
pub fn read_article(path: impl AsRef<Path>, charset: Option<Charset>) -> Result<RawArticle> {
    let path = path.as_ref();
    let decoded = read_text(path, charset)?;
    let (metadata, text) = split_metadata(&decoded.text).map_err(|e| e.at(path))?;
    Ok(RawArticle {
        metadata,
        text,
        encoding: decoded.encoding,
        notes: decoded.notes,
    })
}

/// Reads a plain text.
///
/// # Errors
/// As [`read_article`].
pub fn parse_text(bytes: &[u8], charset: Option<Charset>) -> Result<Parsed> {
    let mut decoded = decode(bytes, charset)?;
    if begins_as_page(&decoded.text) {
        let note =
            "begins as a web page does and is read as plain text: --input-format html reads pages";
        decoded.notes.push(note.into());
    }
    let (metadata, text) = split_metadata(&with_line_feeds(decoded.text))?;
    Ok(Parsed {
        notes: decoded.notes,
        ..Parsed::new(metadata, Body::Text(text))
    })
}

/// Whether a text begins as only HTML does; a page on standard input has no extension to say so.
fn begins_as_page(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(14).collect();
    let head = head.to_ascii_lowercase();
    head.starts_with("<!doctype html") || head.starts_with("<html>") || head.starts_with("<html ")
}

/// Reads a document of one segment a line. Only the inline date field is taken off its first line;
/// the number of lines stays. A final line feed does not make a line.
///
/// # Errors
/// As [`read_text`].
pub fn read_segmented(
    path: impl AsRef<Path>,
    charset: Option<Charset>,
) -> Result<SegmentedArticle> {
    let path = path.as_ref();
    let decoded = read_text(path, charset)?;
    Ok(segmented(decoded))
}

/// As [`read_segmented`], of bytes at hand.
///
/// # Errors
/// As [`decode`].
pub fn parse_segmented(bytes: &[u8], charset: Option<Charset>) -> Result<SegmentedArticle> {
    let mut decoded = decode(bytes, charset)?;
    decoded.text = with_line_feeds(decoded.text);
    Ok(segmented(decoded))
}

fn segmented(decoded: Decoded) -> SegmentedArticle {
    let mut metadata = Metadata::new();
    let mut lines: Vec<String> = split_lines(&decoded.text).map(str::to_owned).collect();
    if let Some(first) = lines.first_mut()
        && let Some((date, rest)) = inline_date(first)
    {
        metadata.insert("date".into(), date.to_owned());
        *first = rest.to_owned();
    }
    SegmentedArticle {
        metadata,
        lines,
        encoding: decoded.encoding,
        notes: decoded.notes,
    }
}

/// Lines ended by LF; a final one does not make an empty line.
pub fn split_lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n')
        .map(|line| line.strip_suffix('\n').unwrap_or(line))
}

/// Takes the metadata off the head of `text`.
///
/// ```
/// use alinea::io::article::split_metadata;
/// let (metadata, text) = split_metadata(" date 2023-06 Il pleut.\nIl vente.")?;
/// assert_eq!(metadata["date"], "2023-06");
/// assert_eq!(text, "Il pleut.\nIl vente.");
/// # Ok::<(), alinea::Error>(())
/// ```
///
/// # Errors
/// Front matter that is broken; the error names the line.
pub fn split_metadata(text: &str) -> Result<(Metadata, String)> {
    let (mut metadata, mut rest) = match front_matter::split(text)? {
        Some((metadata, rest)) => (metadata, rest),
        None => (Metadata::new(), text),
    };
    if metadata.is_empty() {
        rest = head_lines(rest, &mut metadata);
    }
    let start = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\u{A0}']).len();
    let first = rest[start..].split('\n').next().unwrap_or_default();
    // White space before the field may be on the same line or on empty ones above it.
    let Some((date, after)) = inline_date(first) else {
        return Ok((metadata, rest.to_owned()));
    };
    // A date already known stays; one that differs is kept beside it.
    match metadata.get("date") {
        Some(known) if known == date => {}
        Some(_) => {
            metadata.insert("date_in_text".into(), date.to_owned());
        }
        None => {
            metadata.insert("date".into(), date.to_owned());
        }
    }
    let kept = format!("{after}{}", &rest[start + first.len()..]);
    Ok((metadata, kept))
}

/// The English lower-case name of a field that may head a text.
pub(super) fn canonical_name(name: &str) -> Option<&'static str> {
    match name.trim().to_lowercase().as_str() {
        "title" | "titre" => Some("title"),
        "date" => Some("date"),
        "url" => Some("url"),
        "author" | "auteur" | "auteure" | "autrice" => Some("author"),
        _ => None,
    }
}

/// Reads `title: …` lines into `metadata`, and returns the text after them.
fn head_lines<'a>(text: &'a str, metadata: &mut Metadata) -> &'a str {
    let mut rest = text;
    loop {
        let body = rest.trim_start_matches([' ', '\t', '\n', '\u{A0}']);
        // Empty lines may stand above the fields, not between them.
        if !metadata.is_empty() && rest[..rest.len() - body.len()].contains('\n') {
            return rest;
        }
        let line = body.split('\n').next().unwrap_or_default();
        let Some((name, value)) = line.split_once(':') else {
            return rest;
        };
        let value = value.trim();
        let Some(name) = canonical_name(name) else {
            return rest;
        };
        let repeated = metadata.contains_key(name);
        // `date: 2023-06 Il pleut.` is the inline field, whose line goes on.
        let inline = inline_date(line).is_some_and(|(_, after)| !after.is_empty());
        if value.is_empty() || repeated || inline {
            return rest;
        }
        metadata.insert(name.to_owned(), value.to_owned());
        let end = body.split_inclusive('\n').next().map_or(0, str::len);
        rest = &body[end..];
    }
}

/// The date in front of `line` and what follows it.
fn inline_date(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let (word, rest) = line.split_at_checked(4)?;
    if !word.eq_ignore_ascii_case("date") {
        return None;
    }
    let spaced = rest.trim_start();
    let value = match spaced.strip_prefix(':') {
        Some(value) => value.trim_start(),
        None if spaced.len() < rest.len() => spaced,
        None => return None,
    };
    let end = value.find(char::is_whitespace).unwrap_or(value.len());
    let (date, after) = value.split_at(end);
    let after = after.trim_start();
    let continues = after.starts_with([',', '.', ';', ':', ')', '!', '?', '%', '/']);
    (is_date(date) && !continues).then_some((date, after))
}

/// Whether `text` is `YYYY`, `YYYY-MM` or `YYYY-MM-DD` of the calendar.
fn is_date(text: &str) -> bool {
    let mut pieces = text.split('-');
    let mut piece = |digits: usize| -> Option<Option<u32>> {
        let Some(piece) = pieces.next() else {
            return Some(None);
        };
        let whole = piece.len() == digits && piece.bytes().all(|b| b.is_ascii_digit());
        if whole {
            piece.parse().ok().map(Some)
        } else {
            None
        }
    };
    let (Some(Some(year)), Some(month), Some(day)) = (piece(4), piece(2), piece(2)) else {
        return false;
    };
    let over = piece(0) == Some(None);
    let month_fits = month.is_none_or(|m| (1..=12).contains(&m));
    let day_fits = day.is_none_or(|d| (1..=days_in(year, month.unwrap_or(1))).contains(&d));
    over && year > 0 && month_fits && day_fits
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> (Vec<(String, String)>, String) {
        let (metadata, text) = split_metadata(text).expect("is not broken");
        (metadata.into_iter().collect(), text)
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.into(), value.into())
    }

    #[test]
    fn the_date_before_the_first_sentence_is_taken_off() {
        for (text, date, rest) in [
            (" date 2023-06 Il pleut.", "2023-06", "Il pleut."),
            ("date 2023 Il pleut.", "2023", "Il pleut."),
            (
                "\n\n  DATE : 2024-02-29\tIl pleut.\nFin.",
                "2024-02-29",
                "Il pleut.\nFin.",
            ),
            ("date:2023-06 « Oui »", "2023-06", "« Oui »"),
            ("date 2023-06\nIl pleut.", "2023-06", "\nIl pleut."),
            ("date 2023 les pluies", "2023", "les pluies"),
            ("date 2023-06 — Bonjour.", "2023-06", "— Bonjour."),
        ] {
            assert_eq!(
                split(text),
                (vec![pair("date", date)], rest.into()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_only_looks_like_a_date_field_stays() {
        for text in [
            "La date 2023 est loin.",
            "date 2023-13 Il pleut.",
            "date 2023-02-29 Il pleut.",
            "date 2023-6 Il pleut.",
            "date 20231 Il pleut.",
            "date 2023-06-12-01 Il pleut.",
            "date 2023, encore une année.",
            "date2023 Il pleut.",
            "dates 2023 Il pleut.",
            "Il pleut.\ndate 2023-06 Il vente.",
            "daté 2023",
            "",
            "\n \n",
        ] {
            assert_eq!(split(text), (vec![], text.into()), "{text}");
        }
    }

    #[test]
    fn fields_at_the_head_end_at_the_first_other_line() {
        let (metadata, text) =
            split("\nTitre : Le puits: une vie\nAUTEUR: A. B.\nurl: http://x/\n\nauthor: non\n");
        assert_eq!(
            metadata,
            [
                pair("author", "A. B."),
                pair("title", "Le puits: une vie"),
                pair("url", "http://x/")
            ]
        );
        assert_eq!(text, "\nauthor: non\n");
    }

    #[test]
    fn a_field_and_then_the_inline_date() {
        let (metadata, text) = split("title: Le puits\ndate 2023-06 Il pleut.");
        assert_eq!(
            metadata,
            [pair("date", "2023-06"), pair("title", "Le puits")]
        );
        assert_eq!(text, "Il pleut.");
        let (metadata, _) = split("date: 12 juin 2023\nIl pleut.");
        assert_eq!(metadata, [pair("date", "12 juin 2023")]);
        let (metadata, text) = split("---\ndate: 2023-06-12\n---\ndate 2023-06 Il pleut.");
        assert_eq!(
            metadata,
            [pair("date", "2023-06-12"), pair("date_in_text", "2023-06")]
        );
        assert_eq!(text, "Il pleut.");
    }

    #[test]
    fn a_segmented_text_keeps_its_lines() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.fr");
        std::fs::write(&path, " date 2023-06 Un.\r\n\r\n  Trois. \r\n\r\n").expect("a file");
        let article = read_segmented(&path, None).expect("reads");
        assert_eq!(article.lines, ["Un.", "", "  Trois. ", ""]);
        assert_eq!(article.metadata["date"], "2023-06");
        std::fs::write(&path, "title: Un\ndeux").expect("a file");
        let article = read_segmented(&path, None).expect("reads");
        assert_eq!(article.lines, ["title: Un", "deux"]);
    }

    #[test]
    fn broken_front_matter_names_file_and_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "---\ntitle: [a\ndate: 2023\n---\nIl pleut.").expect("a file");
        let error = read_article(&path, None).expect_err("is refused");
        assert_eq!(error.path(), Some(path.as_path()));
        assert!(
            error.line_number().is_some_and(|l| (2..=4).contains(&l)),
            "{error}"
        );
    }

    #[test]
    fn a_page_that_is_read_as_text_is_told() {
        for page in [
            "<html>\nIl pleut.",
            " <!DOCTYPE html>\n<p>Il pleut.",
            "<HTML lang=fr>",
        ] {
            let notes = parse_text(page.as_bytes(), None).expect("reads").notes;
            assert!(notes[0].contains("--input-format html"), "{notes:?}");
        }
        for text in ["", "<", "Il pleut.", "<p>Il pleut.", "<htmlé"] {
            assert!(
                parse_text(text.as_bytes(), None)
                    .expect("reads")
                    .notes
                    .is_empty()
            );
        }
    }
}
