//! From bytes to text: UTF-8, UTF-16, the legacy encodings, and what is no text at all.
//!
//! In this order: an encoding the user names; a byte order mark; the signature of a binary file;
//! NUL bytes (UTF-16 without a mark, or binary); valid UTF-8; a guess. The guess (chardetng) is
//! made only where it can be one: a text that has more valid multi-byte UTF-8 sequences than
//! invalid ones is UTF-8 with damage, and that is an error with its line and byte. A guess is
//! always told in [`Decoded::notes`].
//!
//! It fails, without being able to know, on a legacy encoding of a very short text (a few accented
//! letters can be read in several ways) and on texts that mix encodings half and half.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::str::FromStr;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ReaderOptions;
use super::compression::{self, read_head};
use crate::error::{Error, ErrorKind, Result};

/// Fewer bytes outside ASCII than this do not tell the legacy encodings of Europe apart.
const FEW_LETTERS: usize = 6;

/// How much of a corpus an encoding is guessed from, in bytes.
const BEGINNING: u64 = 1 << 16;

/// An encoding the user names, by its WHATWG label: `utf-8`, `latin1`, `windows-1252`.
///
/// ```
/// use alinea::io::encoding::Charset;
/// assert_eq!("latin1".parse::<Charset>()?.name(), "windows-1252");
/// assert!("martian".parse::<Charset>().is_err());
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(inline, description = "The WHATWG label of an encoding.")]
pub struct Charset(&'static Encoding);

impl Charset {
    /// Its WHATWG name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl FromStr for Charset {
    type Err = Error;

    fn from_str(label: &str) -> Result<Self> {
        Encoding::for_label(label.as_bytes())
            .map(Charset)
            .ok_or_else(|| {
                Error::configuration("expected an encoding")
                    .found(format!("`{label}`"))
                    .help("such as utf-8, windows-1252, iso-8859-15, macintosh or utf-16le")
            })
    }
}

impl TryFrom<String> for Charset {
    type Error = Error;

    fn try_from(label: String) -> Result<Self> {
        label.parse()
    }
}

impl From<Charset> for String {
    fn from(charset: Charset) -> String {
        charset.name().to_owned()
    }
}

/// A text, and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// Name of the encoding it was read in.
    pub encoding: &'static str,
    /// What the user should be told, such as `read as windows-1252`.
    pub notes: Vec<String>,
}

impl Decoded {
    fn new(text: String, encoding: &'static Encoding) -> Self {
        Decoded {
            text,
            encoding: encoding.name(),
            notes: Vec::new(),
        }
    }

    fn guessed(text: String, encoding: &'static Encoding) -> Self {
        let mut decoded = Decoded::new(text, encoding);
        decoded.notes.push(format!("read as {}", encoding.name()));
        decoded
    }
}

/// Reads a whole text file, or standard input for `-`, through gzip and zstd. CRLF and CR become
/// LF.
///
/// # Errors
/// A file that cannot be read, a binary file, or bytes that are no text in their encoding; the
/// error names the line.
pub fn read_text(path: &Path, charset: Option<Charset>) -> Result<Decoded> {
    let mut bytes = Vec::new();
    compression::open(path)?
        .read_to_end(&mut bytes)
        .map_err(|e| Error::io("read", &e).at(path))?;
    let mut decoded = decode(&bytes, charset).map_err(|e| e.at(path))?;
    decoded.text = with_line_feeds(decoded.text);
    Ok(decoded)
}

/// The text of `bytes`, line ends as they are.
///
/// ```
/// use alinea::io::encoding::decode;
/// let decoded = decode(b"L'\xE9t\xE9 \xE0 Gen\xE8ve, les for\xEAts br\xFBlent.", None)?;
/// assert_eq!(decoded.text, "L'été à Genève, les forêts brûlent.");
/// assert_eq!(decoded.notes, ["read as windows-1252"]);
/// # Ok::<(), alinea::Error>(())
/// ```
///
/// # Errors
/// As [`read_text`].
pub fn decode(bytes: &[u8], charset: Option<Charset>) -> Result<Decoded> {
    if let Some(Charset(encoding)) = charset {
        let body = match Encoding::for_bom(bytes) {
            Some((marked, length)) if marked == encoding => &bytes[length..],
            _ => bytes,
        };
        return Ok(Decoded::new(decode_strictly(body, encoding)?, encoding));
    }
    if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) || bytes.starts_with(&[0, 0, 0xFE, 0xFF]) {
        return Err(not_text("UTF-32 text").help("convert the file to UTF-8"));
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let text = decode_strictly(&bytes[length..], encoding)?;
        return Ok(Decoded::new(text, encoding));
    }
    if let Some(kind) = binary_kind(bytes) {
        return Err(not_text(kind).help("extract its text first"));
    }
    if let Some(at) = bytes.iter().position(|&b| b == 0) {
        return match utf16_without_mark(bytes) {
            Some(encoding) => Ok(Decoded::guessed(
                decode_strictly(bytes, encoding)?,
                encoding,
            )),
            None => Err(not_text("a NUL byte, as in a binary file").line(line_of(&bytes[..at]))),
        };
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Decoded::new(text.to_owned(), UTF_8)),
        Err(error) if is_damaged_utf8(bytes) => Err(not_utf8(bytes, error)),
        Err(_) => guess(bytes),
    }
}

/// Opens a text for reading piece by piece, as the formats of large files do: through gzip and
/// zstd, without a byte order mark, UTF-16 and the encoding that `charset` or an XML declaration
/// names turned into UTF-8. Whether plain bytes are UTF-8 is left to the reader of the format,
/// which knows the line.
///
/// # Errors
/// A file that cannot be read.
pub fn open_stream(path: &Path, charset: Option<Charset>) -> Result<Box<dyn BufRead + Send>> {
    let mut input = compression::open(path)?;
    let head = read_head(&mut input, 1024).map_err(|e| Error::io("read", &e).at(path))?;
    if charset.is_none()
        && let Some(kind) = binary_kind(&head)
    {
        return Err(not_text(kind).at(path));
    }
    let (encoding, mark) = said_encoding(&head, charset);
    Ok(decoding(head, mark, input, encoding))
}

/// As [`open_stream`], for a corpus of pairs: where the options let it and neither they nor the file say
/// the encoding, it is guessed from the file's beginning as [`decode`] does, and that is told. What is
/// UTF-8 so far is taken to go on so.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn open_corpus(path: &Path, options: &ReaderOptions) -> Result<Box<dyn BufRead + Send>> {
    if !options.guess {
        return open_stream(path, options.charset);
    }
    open_declared(path, options, |_| Ok(None))
}

/// As [`open_corpus`], for a format of which `declared` finds the encoding that the file's beginning names.
///
/// # Errors
/// A file that cannot be read, and what `declared` refuses.
pub(crate) fn open_declared(
    path: &Path,
    options: &ReaderOptions,
    declared: fn(&[u8]) -> Result<Option<Charset>>,
) -> Result<Box<dyn BufRead + Send>> {
    if options.charset.is_some() {
        return open_stream(path, options.charset);
    }
    let mut input = compression::open(path)?;
    let head = read_head(&mut input, BEGINNING).map_err(|e| Error::io("read", &e).at(path))?;
    if let Some(kind) = binary_kind(&head) {
        return Err(not_text(kind).at(path));
    }
    let mark = Encoding::for_bom(&head).map_or(0, |(_, length)| length);
    let said = match said(&head, None) {
        Some(encoding) => Some(encoding),
        None => {
            let charset = declared(&head).map_err(|e| e.at(path))?;
            charset.map(|Charset(encoding)| encoding)
        }
    };
    let encoding = said.unwrap_or_else(|| {
        if !options.guess {
            return UTF_8;
        }
        let Some((encoding, notes)) = guess_beginning(&head) else {
            return UTF_8;
        };
        for note in notes {
            options.notes.remark(path, &note);
        }
        encoding
    });
    Ok(decoding(head, mark, input, encoding))
}

/// The encoding of a beginning that is not UTF-8, and what is to be told of it.
fn guess_beginning(head: &[u8]) -> Option<(&'static Encoding, Vec<String>)> {
    let error = std::str::from_utf8(head).err()?;
    // A character may be cut in two at the end.
    if error.error_len().is_none() || is_damaged_utf8(head) {
        return None;
    }
    Some(guessed(head))
}

/// What follows `mark` bytes of `head`, and `input` after it, as UTF-8.
fn decoding(
    head: Vec<u8>,
    mark: usize,
    input: Box<dyn Read + Send>,
    encoding: &'static Encoding,
) -> Box<dyn BufRead + Send> {
    let mut head = Cursor::new(head);
    head.set_position(mark as u64);
    let whole = head.chain(input);
    if encoding == UTF_8 {
        return Box::new(BufReader::new(whole));
    }
    Box::new(BufReader::new(Transcoder {
        input: whole,
        decoder: encoding.new_decoder_without_bom_handling(),
        raw: Vec::new(),
        ended: false,
        text: Cursor::new(Vec::new()),
    }))
}

/// The text of an XML or SGML file at hand, line ends as they are, in the encoding that [`open_stream`]
/// would take. Nothing is guessed of letters.
pub(crate) fn decode_declared(bytes: &[u8], charset: Option<Charset>) -> Result<String> {
    let head = &bytes[..bytes.len().min(1024)];
    if charset.is_none()
        && let Some(kind) = binary_kind(head)
    {
        return Err(not_text(kind));
    }
    let (encoding, mark) = said_encoding(head, charset);
    decode_strictly(&bytes[mark..], encoding)
}

/// The encoding that the user, a byte order mark, NUL bytes or an XML declaration says, or UTF-8; and
/// the length of the mark.
fn said_encoding(head: &[u8], charset: Option<Charset>) -> (&'static Encoding, usize) {
    let marked = Encoding::for_bom(head);
    let mark = marked.map_or(0, |(_, length)| length);
    (said(head, charset).unwrap_or(UTF_8), mark)
}

/// The encoding that the user, a byte order mark, NUL bytes or an XML declaration says.
fn said(head: &[u8], charset: Option<Charset>) -> Option<&'static Encoding> {
    match (charset, Encoding::for_bom(head)) {
        (Some(Charset(encoding)), _) | (None, Some((encoding, _))) => Some(encoding),
        (None, None) if head.contains(&0) => utf16_without_mark(head),
        (None, None) => declared_in_xml(head),
    }
}

/// CRLF and CR to LF.
pub fn with_line_feeds(text: String) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}

/// Our error for a line that is not UTF-8: `bytes` is the line, without those before it.
pub(crate) fn utf8_error(bytes: &[u8]) -> Error {
    match std::str::from_utf8(bytes) {
        Ok(_) => Error::new(ErrorKind::Encoding, "expected UTF-8"),
        Err(error) => malformed(UTF_8, bytes.get(error.valid_up_to()).copied()),
    }
}

fn not_text(found: &str) -> Error {
    Error::new(ErrorKind::Encoding, "expected text").found(found)
}

/// The error for bytes that are not UTF-8, with the line.
fn not_utf8(bytes: &[u8], error: std::str::Utf8Error) -> Error {
    let at = error.valid_up_to();
    malformed(UTF_8, bytes.get(at).copied()).line(line_of(&bytes[..at]))
}

fn malformed(encoding: &'static Encoding, byte: Option<u8>) -> Error {
    let error = Error::new(ErrorKind::Encoding, format!("expected {}", encoding.name()));
    match byte {
        Some(byte) => error.found(format!("byte 0x{byte:02X}")),
        None => error.found("the end of the file inside a character"),
    }
    .help("name the file's encoding with --encoding, such as --encoding windows-1252")
}

/// Number from 1 of the line that follows `before`.
fn line_of(before: &[u8]) -> usize {
    let mut lines = 1;
    for (at, &byte) in before.iter().enumerate() {
        if byte == b'\n' || byte == b'\r' && before.get(at + 1) != Some(&b'\n') {
            lines += 1;
        }
    }
    lines
}

/// Decodes without replacing anything.
fn decode_strictly(bytes: &[u8], encoding: &'static Encoding) -> Result<String> {
    if encoding == UTF_8 {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(not_utf8(bytes, error)),
        };
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let needed = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(needed.unwrap_or(bytes.len()));
    let mut read = 0;
    loop {
        let (result, count) =
            decoder.decode_to_string_without_replacement(&bytes[read..], &mut text, true);
        read += count;
        match result {
            DecoderResult::InputEmpty => return Ok(text),
            DecoderResult::OutputFull => text.reserve(text.capacity().max(64)),
            DecoderResult::Malformed(length, after) => {
                let at = read.saturating_sub(usize::from(length) + usize::from(after));
                return Err(
                    malformed(encoding, bytes.get(at).copied()).line(line_of(text.as_bytes()))
                );
            }
        }
    }
}

/// What a binary file is, by its first bytes.
fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 12] = [
        (b"%PDF-", "a PDF file"),
        (b"PK\x03\x04", "a ZIP archive (DOCX, ODT or EPUB)"),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
            "an old Office file (DOC)",
        ),
        (b"{\\rtf", "an RTF file"),
        (b"\x89PNG\r\n\x1A\n", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"\x7FELF", "a program (ELF)"),
        (b"\xFD7zXZ\x00", "an xz file"),
        (b"BZh91AY&SY", "a bzip2 file"),
        (b"\x1F\x8B", "a gzip file"),
        (b"\x28\xB5\x2F\xFD", "a zstd file"),
    ];
    SIGNATURES
        .iter()
        .find(|(signature, _)| bytes.starts_with(signature))
        .map(|&(_, kind)| kind)
}

/// UTF-16 shows by its NUL bytes: nearly all in every second place.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let mut nul = [0usize; 2];
    for (at, _) in bytes.iter().enumerate().filter(|&(_, &b)| b == 0) {
        nul[at % 2] += 1;
    }
    let half = bytes.len() / 2;
    let [even, odd] = nul;
    if bytes.len() % 2 == 1 {
        None
    } else if odd * 2 > half && even * 20 < half {
        Some(UTF_16LE)
    } else if even * 2 > half && odd * 20 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether invalid `bytes` are UTF-8 all the same: more valid multi-byte sequences than invalid
/// ones. Legacy encodings of European languages hardly ever make a valid sequence (`É»` does in
/// windows-1252), and make an invalid one at nearly every accented letter.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid > invalid
}

/// Guesses without knowing the language. A few letters alone can be read in several ways (`« Oui »`
/// in windows-1252 is `Ť Oui ť` in ISO-8859-2); then the Western reading is taken where there is one,
/// and the note says that it is uncertain.
fn guess(bytes: &[u8]) -> Result<Decoded> {
    let (encoding, notes) = guessed(bytes);
    Ok(Decoded {
        notes,
        ..Decoded::new(decode_strictly(bytes, encoding)?, encoding)
    })
}

fn guessed(bytes: &[u8]) -> (&'static Encoding, Vec<String>) {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let any = detector.guess(None, Utf8Detection::Deny);
    let western = detector.guess(Some(b"fr"), Utf8Detection::Deny);
    let few = bytes.iter().filter(|b| !b.is_ascii()).count() < FEW_LETTERS;
    let encoding = if few { western } else { any };
    let mut notes = vec![format!("read as {}", encoding.name())];
    if few && western != any {
        notes.push(format!(
            "the encoding is uncertain, {} is as likely: name it with --encoding",
            any.name()
        ));
    }
    (encoding, notes)
}

/// The encoding that `<?xml … encoding="…"?>` names, unless it is UTF-8.
fn declared_in_xml(head: &[u8]) -> Option<&'static Encoding> {
    let declaration = head.strip_prefix(b"<?xml")?;
    let end = declaration.windows(2).position(|w| w == b"?>")?;
    let declaration = std::str::from_utf8(&declaration[..end]).ok()?;
    let value = declaration.split_once("encoding")?.1.trim_start();
    let value = value.strip_prefix('=')?.trim_start();
    let label = value.split(['"', '\'']).nth(1)?;
    // Bytes that could be read this far are not UTF-16, whatever they say.
    Encoding::for_label(label.as_bytes()).filter(|e| e.is_ascii_compatible())
}

/// Turns a stream into UTF-8, and fails where it cannot.
struct Transcoder<R> {
    input: R,
    decoder: encoding_rs::Decoder,
    /// Bytes read and not yet decoded.
    raw: Vec<u8>,
    ended: bool,
    /// Text decoded and not yet handed out.
    text: Cursor<Vec<u8>>,
}

impl<R: Read> Transcoder<R> {
    fn refill(&mut self) -> io::Result<()> {
        let mut piece = [0; 8192];
        let count = self.input.read(&mut piece)?;
        self.ended = count == 0;
        self.raw.extend_from_slice(&piece[..count]);
        let room = self
            .decoder
            .max_utf8_buffer_length_without_replacement(self.raw.len());
        let mut text = vec![0; room.unwrap_or(self.raw.len() * 3) + 16];
        let (result, read, written) = self
            .decoder
            .decode_to_utf8_without_replacement(&self.raw, &mut text, self.ended);
        if let DecoderResult::Malformed(..) = result {
            let message = format!("expected {}", self.decoder.encoding().name());
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        self.raw.drain(..read);
        text.truncate(written);
        self.text = Cursor::new(text);
        Ok(())
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.text.read(buffer)?;
            if count > 0 || self.ended || buffer.is_empty() {
                return Ok(count);
            }
            self.refill()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes, None).expect("is text");
        (decoded.text, decoded.encoding)
    }

    fn refused(bytes: &[u8]) -> String {
        decode(bytes, None).expect_err("is refused").to_string()
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|u| {
                if little {
                    u.to_le_bytes()
                } else {
                    u.to_be_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn byte_order_marks_are_taken_off() {
        assert_eq!(text_of("\u{FEFF}été".as_bytes()), ("été".into(), "UTF-8"));
        for (little, name) in [(true, "UTF-16LE"), (false, "UTF-16BE")] {
            let marked = utf16("\u{FEFF}été 😀", little);
            assert_eq!(text_of(&marked), ("été 😀".into(), name));
            let bare = utf16("Il pleut en été.", little);
            assert_eq!(text_of(&bare), ("Il pleut en été.".into(), name));
        }
    }

    #[test]
    fn windows_1252_is_read_and_said() {
        let bytes = b"Le caf\xE9 \x9Cuvre \x97 \xAB d\xE9j\xE0 \xBB \x80 5";
        let decoded = decode(bytes, None).expect("is text");
        assert_eq!(decoded.text, "Le café œuvre — « déjà » € 5");
        assert_eq!(decoded.notes, ["read as windows-1252"]);
    }

    #[test]
    fn few_letters_are_read_as_western_and_said_to_be_uncertain() {
        let decoded = decode(b"\xAB Oui \xBB, dit-il.", None).expect("is text");
        assert_eq!(decoded.text, "« Oui », dit-il.");
        assert_eq!(decoded.notes.len(), 2);
        assert!(decoded.notes[1].contains("ISO-8859-2 is as likely"));
    }

    #[test]
    fn a_longer_text_of_another_language_is_known() {
        let text = "Včera večer se obyvatelé vesnice sešli u studny, aby si promluvili o vodě.\n\
                    Bylo už pozdě, ale nikdo nechtěl jít domů.";
        let (bytes, encoding, _) = encoding_rs::WINDOWS_1250.encode(text);
        assert_eq!(text_of(&bytes), (text.into(), encoding.name()));
    }

    #[test]
    fn one_bad_byte_in_utf8_is_an_error_with_its_place() {
        let mut bytes = "L'été\r\nà Genève\r\nun caf".as_bytes().to_vec();
        bytes.extend_from_slice(b"\xE9 cr\xC3\xA8me");
        let error = decode(&bytes, None).expect_err("is refused");
        assert_eq!(error.line_number(), Some(3));
        let said = error.to_string();
        assert!(said.contains("expected UTF-8, found byte 0xE9"), "{said}");
        assert!(said.contains("--encoding"), "{said}");
    }

    #[test]
    fn a_named_encoding_is_taken_at_its_word() {
        let latin = "latin1".parse().expect("a label");
        let decoded = decode("é".as_bytes(), Some(latin)).expect("is text");
        assert_eq!(decoded.text, "Ã©");
        assert!(decoded.notes.is_empty());
        let japanese = "shift_jis".parse().expect("a label");
        let error = decode(b"un\ndeux \x81\xFF", Some(japanese)).expect_err("is refused");
        assert_eq!(error.line_number(), Some(2));
        assert!(error.to_string().contains("expected Shift_JIS"), "{error}");
    }

    #[test]
    fn what_is_no_text_is_named() {
        assert!(refused(b"%PDF-1.7 ...").contains("a PDF file"));
        assert!(refused(b"PK\x03\x04....").contains("DOCX"));
        assert!(refused(b"\x89PNG\r\n\x1A\n....").contains("PNG"));
        assert!(refused(b"\x7FELF\x02....").contains("ELF"));
        let error = decode(b"un\nde\0ux", None).expect_err("is refused");
        assert_eq!(error.line_number(), Some(2));
        assert!(error.to_string().contains("NUL byte"), "{error}");
    }

    #[test]
    fn an_empty_text_is_a_text() {
        assert_eq!(text_of(b""), (String::new(), "UTF-8"));
        assert_eq!(text_of(b" \n"), (" \n".into(), "UTF-8"));
    }

    #[test]
    fn line_ends_become_line_feeds() {
        assert_eq!(with_line_feeds("a\r\nb\rc\n\r".into()), "a\nb\nc\n\n");
    }

    #[test]
    fn a_stream_is_turned_into_utf8() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.xml");
        let long = "été 😀 ".repeat(5000);
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>".to_vec();
        for (bytes, wanted) in [
            (utf16(&format!("\u{FEFF}{long}"), true), long.clone()),
            (utf16(&format!("\u{FEFF}{long}"), false), long.clone()),
            (
                latin,
                "<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>".into(),
            ),
        ] {
            std::fs::write(&path, bytes).expect("a file");
            let mut text = String::new();
            open_stream(&path, None)
                .expect("opens")
                .read_to_string(&mut text)
                .expect("reads");
            assert_eq!(text, wanted);
        }
    }

    #[test]
    fn the_encoding_of_a_corpus_is_guessed_from_its_beginning_where_that_is_asked_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.csv");
        let guess = |bytes: &[u8], guess: bool| {
            std::fs::write(&path, bytes).expect("a file");
            let options = ReaderOptions {
                guess,
                ..ReaderOptions::default()
            };
            let mut read = Vec::new();
            let mut stream = open_corpus(&path, &options).expect("opens");
            stream.read_to_end(&mut read).expect("reads");
            (read, options.notes.take())
        };
        let latin = b"Le caf\xE9 \x9Cuvre \x97 \xAB d\xE9j\xE0 \xBB \x80 5";
        let (read, notes) = guess(latin, true);
        assert_eq!(read, "Le café œuvre — « déjà » € 5".as_bytes());
        assert!(
            notes[0].ends_with("a.csv: read as windows-1252"),
            "{notes:?}"
        );
        assert_eq!(guess(latin, false), (latin.to_vec(), Vec::new()));
        // What is UTF-8 at the beginning, cut within a character or damaged, stays as it is.
        let long = "é".repeat(40_000);
        let cut = format!("x{long}");
        let damaged = [long.as_bytes(), b"\xE9"].concat();
        for bytes in [
            cut.as_bytes(),
            &damaged,
            b"<?xml version='1.0' encoding='UTF-8'?>\xE9",
        ] {
            assert_eq!(guess(bytes, true), (bytes.to_vec(), Vec::new()));
        }
    }
}
