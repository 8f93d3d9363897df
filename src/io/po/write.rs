//! Writing PO.

use std::fmt::Write as _;

use super::{COMMENTS, has_flag, property};
use crate::bitext::{Extra, Language, TranslationUnit};
use crate::error::Result;
use crate::io::ids::Used;
use crate::io::output::Output;
use crate::io::{LanguagePair, UnitWriter, WriterOptions, props};

/// Writes PO.
pub struct PoWriter {
    output: Output,
    languages: LanguagePair,
    started: bool,
    /// Contexts and sources written.
    used: Used,
}

impl PoWriter {
    /// Writes to `output`.
    pub fn new(output: Output, options: &WriterOptions) -> Self {
        PoWriter {
            output,
            languages: LanguagePair::new("po", options),
            started: false,
            used: Used::default(),
        }
    }

    /// Whether no message of this context and source has been written; from now on one has.
    fn is_free(&mut self, context: &str, source: &str) -> bool {
        // NUL and its picture are one character in the file.
        let in_file = |text: &str| text.replace('\0', "\u{2400}");
        self.used.is_free((in_file(context), in_file(source)))
    }

    /// A context that keeps the unit apart from those written: our own, with a number where that stands
    /// already.
    fn free_context(&mut self, unit: &TranslationUnit, source: &str) -> String {
        let own = format!("{}:{}", unit.article.id, unit.bead);
        let mut context = own.clone();
        let mut number = 1;
        while !self.is_free(&context, source) {
            number += 1;
            context = format!("{own}#{number}");
        }
        context
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
        let source = unit.source_text();
        let mut extra = Extras::of(&unit.extra);
        let context = extra.text("msgctxt").map(str::to_owned);
        extra.context = context.is_some_and(|context| self.is_free(&context, &source));
        extra.push_comments(&mut out, &COMMENTS[..2]);
        let article = props::of_article(&unit.article, in_comment)?;
        let others = props::of_extra(extra.others(), in_comment, |_| false)?;
        for (name, value) in article
            .into_iter()
            .chain(props::of_bead(unit))
            .chain(others)
        {
            // Writing to a string does not fail.
            writeln!(out, "#. {name}: {value}").ok();
        }
        extra.push_comments(&mut out, &COMMENTS[2..]);
        let context = match extra.text("msgctxt").filter(|_| extra.context) {
            Some(context) => context.to_owned(),
            None => self.free_context(unit, &source),
        };
        push_message(&mut out, "msgctxt", &context);
        push_message(&mut out, "msgid", &source);
        match extra.text("msgid_plural") {
            None => push_message(&mut out, "msgstr", &unit.target_text()),
            Some(plural) => {
                push_message(&mut out, "msgid_plural", plural);
                push_message(&mut out, "msgstr[0]", &unit.target_text());
                for form in extra.forms() {
                    push_message(&mut out, &form.name, form.value.as_str());
                }
            }
        }
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

/// The extras of a unit, with those that PO has a place for.
struct Extras<'a> {
    all: &'a [Extra],
    /// Whether the context among them is the message's; another message may have it.
    context: bool,
}

impl<'a> Extras<'a> {
    fn of(extra: &'a [Extra]) -> Self {
        Extras {
            all: extra,
            context: true,
        }
    }

    /// The text of the first of this name.
    fn text(&self, name: &str) -> Option<&'a str> {
        let first = props::first(self.all, name, |c| c != '\0')?;
        Some(first.value.as_str())
    }

    /// Plural forms but the first, if there is a plural.
    fn forms(&self) -> impl Iterator<Item = &'a Extra> {
        let plural = self.text("msgid_plural").is_some();
        let is_form = move |e: &&Extra| {
            plural && is_form(&e.name) && self.text(&e.name) == Some(e.value.as_str())
        };
        self.all.iter().filter(is_form)
    }

    /// Whether it stands in a comment that is not a property: where it is read as what it is, by us and
    /// by gettext.
    fn is_comment(&self, extra: &Extra) -> bool {
        if !props::is_text_of(extra, |c| c == '\n' || in_comment(c)) {
            return false;
        }
        let text = extra.value.as_str();
        match &*extra.name {
            "note" | "reference" => true,
            "comment" => !text.split('\n').any(|line| property(line).is_some()),
            "flag" => !has_flag(text, "fuzzy"),
            // Lines of several would be one message.
            "previous" => {
                let lawful = |e: &&Extra| *e.name == *extra.name && is_previous(e.value.as_str());
                let first = self.all.iter().find(lawful);
                first.is_some_and(|first| std::ptr::eq(first, extra))
            }
            _ => false,
        }
    }

    /// Those that have no place but a property.
    fn others(&self) -> impl Iterator<Item = &'a Extra> {
        let placed = |extra: &Extra| {
            let message = match &*extra.name {
                "msgctxt" => self.context,
                name => name == "msgid_plural",
            };
            self.is_comment(extra)
                || message && self.text(&extra.name) == Some(extra.value.as_str())
                || self.forms().any(|form| std::ptr::eq(form, extra))
        };
        self.all.iter().filter(move |extra| !placed(extra))
    }

    fn push_comments(&self, out: &mut String, marks: &[(&str, &str)]) {
        for (name, mark) in marks {
            let named = self.all.iter().filter(|extra| *extra.name == **name);
            for extra in named.filter(|extra| self.is_comment(extra)) {
                for line in extra.value.as_str().split('\n') {
                    writeln!(out, "{mark} {line}").ok();
                }
            }
        }
    }
}

/// Whether this is the keyword of a plural form other than the first.
fn is_form(keyword: &str) -> bool {
    let number = keyword.strip_prefix("msgstr[");
    let number = number.and_then(|rest| rest.strip_suffix(']'));
    number.is_some_and(|n| n != "0" && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether lines are a previous message as gettext reads it behind `#|`.
pub(super) fn is_previous(text: &str) -> bool {
    let mut last = None;
    for line in text.split('\n') {
        let (keyword, string) = line.split_at(line.find('"').unwrap_or(line.len()));
        let part = match (keyword.trim(), last) {
            ("", Some(last)) => last,
            ("msgctxt", None) => "msgctxt",
            ("msgid", None | Some("msgctxt")) => "msgid",
            ("msgid_plural", Some("msgid")) => "msgid_plural",
            _ => return false,
        };
        last = Some(part);
        if !is_string(string.trim_end()) {
            return false;
        }
    }
    matches!(last, Some("msgid" | "msgid_plural"))
}

/// Whether this is one string in quotation marks, with no escapes but those that gettext knows.
fn is_string(string: &str) -> bool {
    let inner = string.strip_prefix('"').and_then(|s| s.strip_suffix('"'));
    let Some(inner) = inner else {
        return false;
    };
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        let fine = match c {
            '"' => false,
            '\\' => match chars.next() {
                Some('x') => chars.next().is_some_and(|c| c.is_ascii_hexdigit()),
                escape => escape.is_some_and(|c| "abfnrtv01234567\"\\".contains(c)),
            },
            _ => true,
        };
        if !fine {
            return false;
        }
    }
    true
}

/// Whether a comment of one line can hold `c`.
fn in_comment(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}')
}

pub(super) fn push_message(out: &mut String, keyword: &str, text: &str) {
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
