//! Plain text with one segment a line, as translations and references come.
//!
//! Only a line feed ends a line: carriage returns, U+2028 and other separators are part of it, as
//! sacrebleu reads files, so that line numbers agree. The file must be UTF-8 unless its encoding is
//! named; nothing is guessed, because a guess would change scores.

use std::io::Read;
use std::path::Path;

use super::compression;
use super::encoding::{Charset, decode};
use crate::error::{Error, Result};

/// The lines of a file, or of standard input for `-`, through gzip and zstd; without line feeds, a
/// byte order mark, or white space that a carriage return brings to the end.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("output.en");
/// std::fs::write(&path, "one\r\ntwo\n\nfour").unwrap();
/// assert_eq!(alinea::io::read_lines(&path, None)?, ["one", "two", "", "four"]);
/// # Ok::<(), alinea::Error>(())
/// ```
///
/// # Errors
/// A file that cannot be read, or bytes that are not in the encoding; the error names the line.
pub fn read_lines(path: &Path, charset: Option<Charset>) -> Result<Vec<String>> {
    lines_of(&read_bytes(path)?, charset).map_err(|e| e.at(path))
}

/// Characters of a file that a message shows.
pub(super) const EXCERPT: usize = 40;

/// The beginning of what stands in a file, as a message shows it: on one line, and cut.
pub(super) fn excerpt(text: &str) -> String {
    let mut shown = escaped(text.chars().take(EXCERPT));
    if text.chars().nth(EXCERPT).is_some() {
        shown.push('…');
    }
    shown
}

/// Characters without those that would break a line or move a terminal's cursor.
pub(super) fn escaped(text: impl IntoIterator<Item = char>) -> String {
    let mut shown = String::new();
    for c in text {
        match c.is_control() {
            true => shown.extend(c.escape_debug()),
            false => shown.push(c),
        }
    }
    shown
}

/// All bytes of a file, or of standard input for `-`, through gzip and zstd.
pub(super) fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    compression::open(path)?
        .read_to_end(&mut bytes)
        .map_err(|e| Error::io("read", &e).at(path))?;
    Ok(bytes)
}

/// As [`read_lines`], of bytes at hand.
pub(super) fn lines_of(bytes: &[u8], charset: Option<Charset>) -> Result<Vec<String>> {
    let charset = match charset {
        Some(charset) => charset,
        None => "utf-8".parse()?,
    };
    let text = decode(bytes, Some(charset))?.text;
    let lines = text.split_terminator('\n');
    Ok(lines
        .map(|line| line.trim_end_matches('\r').to_owned())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<String>> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        std::fs::write(&path, bytes).expect("a file");
        read_lines(&path, None)
    }

    #[test]
    fn only_line_feeds_end_lines() {
        let lines = read("\u{FEFF}a\rb\u{2028}c\r\n\n\nd".as_bytes());
        assert_eq!(
            lines,
            Ok(vec![
                "a\rb\u{2028}c".into(),
                "".into(),
                "".into(),
                "d".into()
            ])
        );
        assert_eq!(read(b""), Ok(vec![]));
    }

    #[test]
    fn a_bad_byte_is_an_error_with_its_line_where_others_would_guess() {
        let error = read(b"un\n\xE9t\xE9\n")
            .expect_err("is no UTF-8")
            .to_string();
        assert!(
            error.contains("a.txt:2: expected UTF-8, found byte 0xE9"),
            "{error}"
        );
        assert!(error.contains("--encoding"));
    }
}
