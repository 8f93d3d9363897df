//! PO, gettext's catalogues of messages: `msgid` is the source, `msgstr` the target.
//!
//! Written: an entry a bead, its segments joined. `msgctxt` is the article's id and the bead's
//! number, so that equal sources stay apart; our numbers are extracted comments (`#. x-score: 0.9`).
//! A tab, line feed, carriage return, quotation mark and backslash are escaped, a text of several
//! lines stands on as many; all other characters stand as they are, but NUL, which a message cannot
//! hold and which becomes its picture (U+2400 `␀`). The two languages stand in the header, so all
//! articles must have the same.
//!
//! Read: PO of any tool, with all escapes of gettext. An entry without a translation is a bead with
//! an empty target. Entries marked fuzzy and obsolete ones (`#~`) are passed over, as gettext does;
//! of plural forms the first is taken. The encoding is detected and not read from the header.

use std::fmt::Write as _;
use std::io::BufRead;
use std::path::{Path, PathBuf};

use super::encoding::{open_stream, utf8_error};
use super::fields::{Assembler, SideFields, UnitFields};
use super::output::Output;
use super::props::{self, Props};
use super::xml::language_of;
use super::{LanguagePair, ReaderOptions, UnitWriter, WriterOptions, article_name};
use crate::bitext::{Language, TranslationUnit};
use crate::error::{Error, ErrorKind, Result};

/// Writes PO.
pub struct PoWriter {
    output: Output,
    languages: LanguagePair,
    started: bool,
}

impl PoWriter {
    /// Writes to `output`.
    pub fn new(output: Output, options: &WriterOptions) -> Self {
        PoWriter {
            output,
            languages: LanguagePair::new("po", options),
            started: false,
        }
    }

    fn start(&mut self) -> Result<()> {
        self.started = true;
        let code = |language: &Language| language.as_str().replace('-', "_");
        self.output.put(format!(
            "msgid \"\"\nmsgstr \"\"\n\
             \"MIME-Version: 1.0\\n\"\n\
             \"Content-Type: text/plain; charset=UTF-8\\n\"\n\
             \"Content-Transfer-Encoding: 8bit\\n\"\n\
             \"Language: {}\\n\"\n\
             \"X-Source-Language: {}\\n\"\n\
             \"X-Generator: alinea {}\\n\"\n",
            code(self.languages.target()),
            code(self.languages.source()),
            env!("CARGO_PKG_VERSION"),
        ))
    }
}

impl UnitWriter for PoWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        self.languages.check(&unit.article)?;
        if !self.started {
            self.start()?;
        }
        let mut out = String::from("\n");
        let article = props::of_article(&unit.article, in_comment)?;
        for (name, value) in article.into_iter().chain(props::of_bead(unit)) {
            // Writing to a string does not fail.
            writeln!(out, "#. {name}: {value}").ok();
        }
        let context = format!("{}:{}", unit.article.id, unit.bead);
        push_message(&mut out, "msgctxt", &context);
        push_message(&mut out, "msgid", &unit.source_text());
        push_message(&mut out, "msgstr", &unit.target_text());
        self.output.put(out)
    }

    fn written(&self) -> Option<u64> {
        Some(self.output.written())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        if !self.started {
            self.start()?;
        }
        self.output.finish()
    }
}

/// Whether a comment of one line can hold `c`.
fn in_comment(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}')
}

fn push_message(out: &mut String, keyword: &str, text: &str) {
    let several = text.trim_end_matches('\n').contains('\n');
    // Several lines begin under the keyword, as gettext writes them.
    write!(out, "{keyword} {}", if several { "\"\"\n\"" } else { "\"" }).ok();
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n\"\n\""),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\0' => out.push('\u{2400}'),
            c => out.push(c),
        }
    }
    out.push_str("\"\n");
}

/// Reads PO entry by entry.
pub struct PoReader {
    input: Box<dyn BufRead + Send>,
    path: PathBuf,
    line: usize,
    buffer: Vec<u8>,
    /// A line read that belongs to the next entry.
    held: Option<String>,
    assembler: Assembler,
    source_language: Option<Language>,
    target_language: Option<Language>,
}

/// The part of an entry that a line belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Context,
    Source,
    Target,
    /// A plural form other than the first.
    Other,
}

#[derive(Default)]
struct Entry {
    props: Props,
    fuzzy: bool,
    context: Option<Vec<u8>>,
    source: Option<Vec<u8>>,
    target: Option<Vec<u8>>,
}

impl PoReader {
    /// Opens `path`, or standard input for `-`.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(path: &Path, options: &ReaderOptions) -> Result<Self> {
        Ok(PoReader {
            input: open_stream(path, options.charset)?,
            path: path.to_path_buf(),
            line: 0,
            buffer: Vec::new(),
            held: None,
            assembler: Assembler::new(options, &article_name(path)),
            source_language: None,
            target_language: None,
        })
    }

    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        while let Some(entry) = self.entry()? {
            let text = |bytes: Option<Vec<u8>>| {
                String::from_utf8(bytes.unwrap_or_default()).map_err(|_| {
                    Error::new(
                        ErrorKind::Encoding,
                        "expected UTF-8 once escapes are resolved",
                    )
                    .found("other bytes")
                })
            };
            let (source, target) = (text(entry.source)?, text(entry.target)?);
            if entry.context.is_none() && source.is_empty() {
                self.header(&target);
                continue;
            }
            if entry.fuzzy {
                continue;
            }
            let mut fields = UnitFields {
                source_language: self.source_language.clone(),
                target_language: self.target_language.clone(),
                source: SideFields::of_text(source),
                target: SideFields::of_text(target),
                ..UnitFields::default()
            };
            for (name, value) in entry.props {
                props::read(&mut fields, &name, value)?;
            }
            return self.assembler.unit(fields).map(Some);
        }
        Ok(None)
    }

    /// What the header's fields say.
    fn header(&mut self, fields: &str) {
        for line in fields.lines() {
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            match name.trim() {
                "Language" => self.target_language = language_of(value),
                "X-Source-Language" => self.source_language = language_of(value),
                _ => {}
            }
        }
    }

    /// The next entry, if there is one.
    fn entry(&mut self) -> Result<Option<Entry>> {
        let mut entry = Entry::default();
        let mut part = None;
        while let Some(line) = self.next_line()? {
            let whole = line.trim_end_matches(['\n', '\r']).trim_start();
            let content = whole.trim_end();
            if content.is_empty() || content.starts_with("#~") {
                continue;
            }
            let begins = content.starts_with('#')
                || content.starts_with("msgctxt")
                || (content.starts_with("msgid ") || content.starts_with("msgid\""));
            if begins && entry.target.is_some() {
                self.held = Some(line);
                return Ok(Some(entry));
            }
            if let Some(comment) = whole.strip_prefix('#') {
                entry.comment(comment);
                continue;
            }
            let (keyword, string) = content.split_at(content.find('"').unwrap_or(content.len()));
            let keyword = keyword.trim();
            if !keyword.is_empty() {
                part = Some(part_of(keyword)?);
            }
            let Some(part) = part else {
                return Err(Error::format("expected `msgid`").found("a string without it"));
            };
            let bytes = match part {
                Part::Context => &mut entry.context,
                Part::Source => &mut entry.source,
                Part::Target => &mut entry.target,
                Part::Other => &mut None,
            };
            unescape(string, bytes.get_or_insert_default())?;
        }
        match (&entry.source, &entry.target) {
            (None, None) => Ok(None),
            (Some(_), Some(_)) => Ok(Some(entry)),
            _ => Err(Error::format("expected `msgid` and `msgstr`")
                .found("the end of the file")
                .help("the file may have been cut short")),
        }
    }

    fn next_line(&mut self) -> Result<Option<String>> {
        if let Some(line) = self.held.take() {
            return Ok(Some(line));
        }
        self.buffer.clear();
        let count = self
            .input
            .read_until(b'\n', &mut self.buffer)
            .map_err(|e| Error::io("read", &e))?;
        if count == 0 {
            return Ok(None);
        }
        self.line += 1;
        let line = std::str::from_utf8(&self.buffer).map_err(|_| utf8_error(&self.buffer))?;
        Ok(Some(line.to_owned()))
    }
}

impl Entry {
    /// A comment without its `#`.
    fn comment(&mut self, comment: &str) {
        if let Some(flags) = comment.strip_prefix(',') {
            self.fuzzy |= flags.split(',').any(|flag| flag.trim() == "fuzzy");
        } else if let Some(extracted) = comment.strip_prefix(". ") {
            // Ours are `name: value`, where the value may begin or end with spaces.
            if let Some((name, value)) = extracted.split_once(':') {
                let value = value.strip_prefix(' ').unwrap_or(value);
                self.props.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

fn part_of(keyword: &str) -> Result<Part> {
    match keyword {
        "msgctxt" => Ok(Part::Context),
        "msgid" => Ok(Part::Source),
        "msgstr" | "msgstr[0]" => Ok(Part::Target),
        "msgid_plural" => Ok(Part::Other),
        other if other.starts_with("msgstr[") => Ok(Part::Other),
        other => Err(
            Error::format("expected msgctxt, msgid or msgstr, a string or a comment")
                .found(format!("`{}`", other.chars().take(40).collect::<String>())),
        ),
    }
}

/// Appends the bytes of a string in quotation marks.
fn unescape(string: &str, bytes: &mut Vec<u8>) -> Result<()> {
    let inner = string.strip_prefix('"').and_then(|s| s.strip_suffix('"'));
    let inner = inner.filter(|_| string.len() > 1).ok_or_else(|| {
        Error::format("expected a string in quotation marks").found(format!("`{string}`"))
    })?;
    let mut rest = inner.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte == b'"' {
            return Err(Error::format("expected one string a line").found(format!("`{string}`")));
        }
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let Some(escape) = rest.next() else {
            return Err(Error::format("expected a character after `\\`").found("none"));
        };
        bytes.push(match escape {
            b'a' => 7,
            b'b' => 8,
            b't' => b'\t',
            b'n' => b'\n',
            b'v' => 11,
            b'f' => 12,
            b'r' => b'\r',
            b'0'..=b'7' => digits(u32::from(escape - b'0'), 8, 2, &mut rest),
            b'x' => digits(0, 16, 2, &mut rest),
            other => other,
        });
    }
    Ok(())
}

/// The byte of `first` and at most `most` further digits.
fn digits(
    first: u32,
    radix: u32,
    most: usize,
    rest: &mut std::iter::Peekable<std::str::Bytes<'_>>,
) -> u8 {
    let mut value = first;
    for _ in 0..most {
        let digit = rest.peek().and_then(|&b| char::from(b).to_digit(radix));
        let Some(digit) = digit else { break };
        value = value * radix + digit;
        rest.next();
    }
    // Three octal digits may say more than a byte holds; C keeps the low bits.
    (value & 0xFF) as u8
}

impl Iterator for PoReader {
    type Item = Result<TranslationUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        let unit = self.read();
        unit.map_err(|e| e.at(&self.path).line(self.line))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::Format;
    use crate::io::testing::{joined, read_back, read_text_as, units};

    const OTHER_TOOL: &str = r#"# a translator's comment
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"
"Language: en_GB\n"

#: menu.c:12
#, c-format
msgid "Un \"puits\"\t%s"
msgstr ""
"A \"well\"\t%s\n"
"\303\251t\x41"
#, c-format, fuzzy
msgid "Flou."
msgstr "Vague."

msgctxt "menu"
msgid "puits"
msgid_plural "puits"
msgstr[0] "well"
msgstr[1] "wells"

msgid "Seul."
msgstr ""
#~ msgid "Vieux."
#~ msgstr "Old."
"#;

    #[test]
    fn all_but_the_segments_bounds_comes_back() {
        assert_eq!(read_back(Format::Po, &units()), joined(units(), true));
    }

    #[test]
    fn another_tools_file_is_read() {
        let units = read_text_as(Format::Po, OTHER_TOOL).expect("reads");
        let sources: Vec<_> = units.iter().map(|u| u.source_text()).collect();
        assert_eq!(sources, ["Un \"puits\"\t%s", "puits", "Seul."]);
        assert_eq!(units[0].target_text(), "A \"well\"\t%s\nétA");
        assert_eq!(units[1].target_text(), "well");
        assert_eq!(units[2].bead_type().to_string(), "1-0");
        assert_eq!(units[0].article.target_language.as_str(), "en-gb");
    }

    #[test]
    fn lines_stand_under_the_keyword() {
        let mut out = String::new();
        push_message(&mut out, "msgid", "un\ndeux \"msgid\"");
        assert_eq!(out, "msgid \"\"\n\"un\\n\"\n\"deux \\\"msgid\\\"\"\n");
        let mut out = String::new();
        push_message(&mut out, "msgstr", "");
        assert_eq!(out, "msgstr \"\"\n");
    }

    #[test]
    fn a_broken_entry_names_its_line() {
        for text in [
            "msgid \"a\"\nmsgstr \"b",
            "msgid \"a\"\noops \"b\"",
            "msgid \"a\"\n",
            "\"a\"",
        ] {
            let error = read_text_as(Format::Po, text).expect_err("is refused");
            assert!(error.line_number().is_some(), "{error}");
        }
    }
}
