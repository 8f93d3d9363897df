//! Reading PO: entries, their comments, strings and escapes.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use super::{COMMENTS, HEADER, has_flag, property};
use crate::bitext::{Extra, Language, TranslationUnit};
use crate::error::{Error, ErrorKind, Result};
use crate::io::encoding::{Charset, open_declared, utf8_error};
use crate::io::fields::{Assembler, SideFields, UnitFields};
use crate::io::props::{self, Props};
use crate::io::xml::language_of;
use crate::io::{Notes, ReaderOptions, article_name};

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
    notes: Notes,
}

/// The part of an entry that a line belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Context,
    Source,
    Target,
    /// The plural of the source, or a plural form other than the first.
    Other,
}

#[derive(Default)]
struct Entry {
    props: Props,
    fuzzy: bool,
    context: Option<Vec<u8>>,
    source: Option<Vec<u8>>,
    target: Option<Vec<u8>>,
    /// Keyword and bytes.
    plurals: Vec<(String, Vec<u8>)>,
    /// Comments that are not properties, by their names.
    comments: Vec<(&'static str, String)>,
}

impl PoReader {
    /// Opens `path`, or standard input for `-`.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(path: &Path, options: &ReaderOptions) -> Result<Self> {
        Ok(PoReader {
            input: open_declared(path, options, declared)?,
            path: path.to_path_buf(),
            line: 0,
            buffer: Vec::new(),
            held: None,
            assembler: Assembler::new(options, &article_name(path)),
            source_language: None,
            target_language: None,
            notes: options.notes.clone(),
        })
    }

    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        while let Some(entry) = self.entry()? {
            let (source, target) = (text(entry.source)?, text(entry.target)?);
            if entry.context.is_none() && source.is_empty() {
                self.header(&target);
                if !entry.comments.is_empty() {
                    self.left_out("comments of the header");
                }
                continue;
            }
            if entry.fuzzy {
                self.left_out("fuzzy entries");
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
            for (name, comment) in entry.comments {
                fields.extra.push(Extra::text(name, comment));
            }
            for (keyword, form) in entry.plurals {
                fields.extra.push(Extra::text(keyword, text(Some(form))?));
            }
            let mut unit = self.assembler.unit(fields)?;
            if let Some(context) = entry.context {
                let context = text(Some(context))?;
                // A property says the context that another message has taken.
                let known = unit.extra.iter().any(|extra| &*extra.name == "msgctxt");
                if !(known || is_own_context(&context, &unit)) {
                    unit.extra.push(Extra::text("msgctxt", context));
                }
            }
            return Ok(Some(unit));
        }
        Ok(None)
    }

    fn left_out(&self, thing: &str) {
        self.notes.left_out(&self.path, thing, "");
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
                name if HEADER.contains(&name) => {}
                name => self.left_out(&format!("`{name}` of the header")),
            }
        }
    }

    /// The next entry, if there is one.
    fn entry(&mut self) -> Result<Option<Entry>> {
        let mut entry = Entry::default();
        let mut part = None;
        let mut lost = Vec::new();
        while let Some(line) = self.next_line()? {
            let whole = line.trim_end_matches(['\n', '\r']).trim_start();
            let content = whole.trim_end();
            if content.is_empty() {
                continue;
            }
            if let Some(obsolete) = content.strip_prefix("#~") {
                if obsolete.trim_start().starts_with("msgid") && !obsolete.contains("msgid_plural")
                {
                    self.left_out("obsolete entries");
                }
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
            if part == Part::Other && !keyword.is_empty() {
                entry.plurals.push((keyword.to_owned(), Vec::new()));
            }
            let bytes = match part {
                Part::Context => entry.context.get_or_insert_default(),
                Part::Source => entry.source.get_or_insert_default(),
                Part::Target => entry.target.get_or_insert_default(),
                Part::Other => entry.plurals.last_mut().map_or(&mut lost, |(_, form)| form),
            };
            unescape(string, bytes)?;
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
            self.fuzzy |= has_flag(flags, "fuzzy");
        }
        if let Some((name, value)) = comment.strip_prefix(". ").and_then(property) {
            self.props.push((name.to_owned(), value.to_owned()));
            return;
        }
        // The mark of the first is the `#` alone, which is off already.
        let mut marks = COMMENTS[1..].iter();
        let marked = marks.find_map(|(name, mark)| {
            let rest = comment.strip_prefix(mark.trim_start_matches('#'))?;
            Some((*name, rest))
        });
        let (name, text) = marked.unwrap_or((COMMENTS[0].0, comment));
        let text = text.strip_prefix(' ').unwrap_or(text);
        // Comments of several lines are one.
        match self.comments.last_mut() {
            Some((last, lines)) if *last == name => {
                lines.push('\n');
                lines.push_str(text);
            }
            _ => self.comments.push((name, text.to_owned())),
        }
    }
}

/// The text of a message.
fn text(bytes: Option<Vec<u8>>) -> Result<String> {
    String::from_utf8(bytes.unwrap_or_default()).map_err(|_| {
        Error::new(
            ErrorKind::Encoding,
            "expected UTF-8 once escapes are resolved",
        )
        .found("other bytes")
    })
}

/// The encoding that the header at the beginning of a file names, unless that says nothing: `CHARSET` of a
/// template, or ASCII, which has no letters to be told apart.
fn declared(head: &[u8]) -> Result<Option<Charset>> {
    let head = String::from_utf8_lossy(head);
    let mut fields = String::new();
    let mut place = 0;
    for (at, line) in head.lines().enumerate() {
        let line = line.trim();
        // Comments stand before the header; behind it they, or an empty line, are its end.
        if line.is_empty() || line.starts_with('#') {
            match fields.is_empty() {
                true => continue,
                false => break,
            }
        }
        let Some((keyword, string)) = line.split_once('"') else {
            break;
        };
        let string = string.strip_suffix('"').unwrap_or(string);
        match keyword.trim() {
            "msgid" if string.is_empty() && fields.is_empty() => {}
            "" | "msgstr" => fields.push_str(string),
            _ => break,
        }
        if place == 0 && fields.contains("charset=") {
            place = at + 1;
        }
    }
    let fields = fields.split("\\n");
    let mut labels = fields.filter_map(|field| {
        let (name, value) = field.split_once(':')?;
        let value = value.split_once("charset=")?.1;
        name.trim()
            .eq_ignore_ascii_case("Content-Type")
            .then_some(value)
    });
    let label = labels.next().unwrap_or_default();
    let label = label.split([';', ' ']).next().unwrap_or_default();
    let silent = ["", "CHARSET", "ASCII", "US-ASCII", "ANSI_X3.4-1968"];
    if silent.iter().any(|name| label.eq_ignore_ascii_case(name)) {
        return Ok(None);
    }
    let charset: Charset = label.parse().map_err(|error: Error| {
        let help = "name the file's encoding with --encoding, or convert it to UTF-8";
        error.help(help).line(place)
    })?;
    // Bytes that could be read this far are not UTF-16, whatever they say.
    Ok(Some(charset).filter(|charset| !charset.name().starts_with("UTF-16")))
}

/// Whether a context is the one that the unit is written with anyway.
fn is_own_context(context: &str, unit: &TranslationUnit) -> bool {
    let Some((id, bead)) = context.rsplit_once(':') else {
        return false;
    };
    // A NUL is written as its picture.
    let ours = unit.article.id.chars();
    let ours = ours.map(|c| if c == '\0' { '\u{2400}' } else { c });
    // A number keeps those apart that would have the same.
    let (bead, number) = bead.split_once('#').unwrap_or((bead, "2"));
    let numbered = number.parse::<usize>().is_ok();
    numbered && bead == unit.bead.to_string() && id.chars().eq(ours)
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
