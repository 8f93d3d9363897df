//! The tags of SGML as test sets have it, found in a text without knowing its document type.
//!
//! Only elements with the names that are looked for are tags; every other `<` is text. Names are compared
//! without case. Comments, declarations and processing instructions are passed over outside of the text
//! that is asked for. One pass, in the order of the text.

use std::fmt;

use crate::error::{Error, Result};

/// A tag of one of the elements that are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// Name of the element, in lower case.
    pub name: String,
    /// Whether it is an end.
    pub end: bool,
    /// Whether it is a beginning and an end, `<doc/>`.
    pub empty: bool,
    /// Line on which it begins, from 1.
    pub line: usize,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute, without white space around it; `None` where it is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        let value = found.map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = if self.end { "/" } else { "" };
        write!(f, "`<{slash}{}>`", self.name)
    }
}

/// Finds tags one after the other.
pub(super) struct Scanner<'a> {
    text: &'a str,
    names: &'a [&'a str],
    at: usize,
    /// The line of `at`.
    line: usize,
}

impl<'a> Scanner<'a> {
    /// Looks for elements of these names, in lower case.
    pub fn new(text: &'a str, names: &'a [&'a str]) -> Self {
        Scanner {
            text,
            names,
            at: 0,
            line: 1,
        }
    }

    /// The line reached, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The next tag.
    ///
    /// # Errors
    /// One that does not end.
    pub fn next(&mut self) -> Result<Option<Tag>> {
        loop {
            let Some(found) = self.text[self.at..].find('<') else {
                self.advance(self.text.len());
                return Ok(None);
            };
            self.advance(self.at + found);
            let rest = &self.text[self.at..];
            if rest.starts_with("<!--") {
                self.pass("-->");
            } else if self.name(rest).is_some() {
                return self.tag().map(Some);
            } else {
                self.advance(self.at + 1);
            }
        }
    }

    /// The text up to the end of the element that `tag` begins, with its entities decoded. It may hold any
    /// tags but those of the elements that are looked for.
    ///
    /// # Errors
    /// Another of these, or the end of the file, before the end of the element.
    pub fn text_until_end(&mut self, tag: &Tag) -> Result<String> {
        let start = self.at;
        loop {
            let found = self.text[self.at..].find('<');
            self.advance(found.map_or(self.text.len(), |found| self.at + found));
            let rest = &self.text[self.at..];
            let error = Error::format(format!("expected `</{}>`", tag.name)).line(tag.line);
            if rest.is_empty() {
                return Err(error
                    .found("the end of the file")
                    .help("the file may have been cut short"));
            }
            match self.name(rest) {
                Some((name, true)) if name == tag.name => {
                    let text = &self.text[start..self.at];
                    self.tag()?;
                    return Ok(without_entities(text));
                }
                Some((name, end)) => {
                    let slash = if end { "/" } else { "" };
                    return Err(error.found(format!("`<{slash}{name}>` on line {}", self.line)));
                }
                None => self.advance(self.at + 1),
            }
        }
    }

    /// The name of the tag that `rest` begins with, in lower case, if it is looked for; and whether it is
    /// an end.
    fn name(&self, rest: &str) -> Option<(&'a str, bool)> {
        let rest = rest.strip_prefix('<')?;
        let (rest, end) = match rest.strip_prefix('/') {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
        let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        let name = &rest[..length];
        let known = self.names.iter().find(|n| n.eq_ignore_ascii_case(name));
        known.map(|name| (*name, end))
    }

    /// The tag that begins here, whose name is known.
    fn tag(&mut self) -> Result<Tag> {
        let rest = &self.text[self.at..];
        let (name, end) = self.name(rest).unwrap_or_default();
        let after = &rest[1 + usize::from(end) + name.len()..];
        let mut attributes = Attributes {
            rest: after,
            list: Vec::new(),
        };
        let line = self.line;
        let empty = attributes.read().map_err(|e| e.line(line))?;
        let tag = Tag {
            name: name.to_owned(),
            end,
            empty,
            line,
            attributes: attributes.list,
        };
        let rest = attributes.rest.len();
        self.advance(self.text.len() - rest);
        Ok(tag)
    }

    /// Goes behind the next `end`, or to the end of the text.
    fn pass(&mut self, end: &str) {
        let found = self.text[self.at..].find(end);
        self.advance(found.map_or(self.text.len(), |found| self.at + found + end.len()));
    }

    fn advance(&mut self, to: usize) {
        let passed = &self.text.as_bytes()[self.at..to];
        self.line += passed.iter().filter(|&&byte| byte == b'\n').count();
        self.at = to;
    }
}

/// The attributes of a tag, read from `rest`, which becomes what follows the tag.
struct Attributes<'a> {
    rest: &'a str,
    list: Vec<(String, String)>,
}

impl Attributes<'_> {
    /// Reads to the end of the tag; whether it is one of an empty element.
    fn read(&mut self) -> Result<bool> {
        loop {
            self.rest = self.rest.trim_start();
            if let Some(rest) = self.rest.strip_prefix("/>") {
                self.rest = rest;
                return Ok(true);
            }
            if let Some(rest) = self.rest.strip_prefix('>') {
                self.rest = rest;
                return Ok(false);
            }
            let end = |c: char| c.is_whitespace() || matches!(c, '=' | '>');
            let name = self.take(end);
            self.rest = self.rest.trim_start();
            let value = match self.rest.strip_prefix('=') {
                Some(rest) => {
                    self.rest = rest.trim_start();
                    self.value()?
                }
                None if name.is_empty() => {
                    return Err(Error::format("expected `>`").found("the end of the file"));
                }
                None => String::new(),
            };
            self.list.push((name.to_ascii_lowercase(), value));
        }
    }

    fn value(&mut self) -> Result<String> {
        let Some(quote) = self.rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            let value = self.take(|c| c.is_whitespace() || c == '>');
            // A slash at its end belongs to it, as in HTML: `docid=a/b/>`.
            return Ok(without_entities(&value));
        };
        let inside = &self.rest[1..];
        let Some((value, rest)) = inside.split_once(quote) else {
            return Err(
                Error::format(format!("expected a closing `{quote}`")).found("the end of the file")
            );
        };
        self.rest = rest;
        Ok(without_entities(value))
    }

    fn take(&mut self, end: impl Fn(char) -> bool) -> String {
        let length = self.rest.find(end).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken.to_owned()
    }
}

/// The text with the entities of XML and numbers of characters decoded once; others, and bare `&`, stay.
fn without_entities(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let decoded = piece
            .split_once(';')
            .and_then(|(name, rest)| Some((character(name)?, rest)));
        match decoded {
            Some((character, rest)) => {
                out.push(character);
                out.push_str(rest);
            }
            None => {
                out.push('&');
                out.push_str(piece);
            }
        }
    }
    out
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> Vec<Tag> {
        let mut scanner = Scanner::new(text, &["doc", "seg"]);
        let mut tags = Vec::new();
        while let Some(tag) = scanner.next().expect("ends") {
            tags.push(tag);
        }
        tags
    }

    #[test]
    fn only_the_elements_asked_for_are_tags() {
        let found = tags("<docs> <Doc> a < b <!-- <seg> --> </ seg> <segment>\n</DOC\n>");
        let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["`<doc>`", "`</doc>`"]);
        assert_eq!(found[1].line, 2);
    }

    #[test]
    fn attributes_with_and_without_quotes() {
        let found = tags(
            "<doc A=1 b = \"x > 'y' &amp; &\" c='' d e=a/b/><seg id=1/ id=2><seg / ><seg x=/>",
        );
        let doc = &found[0];
        assert_eq!(doc.get("a"), Some("1"));
        assert_eq!(doc.get("b"), Some("x > 'y' & &"));
        assert_eq!((doc.get("c"), doc.get("d")), (None, None));
        assert_eq!(doc.get("e"), Some("a/b/"));
        assert!(!doc.empty);
        assert_eq!(found[1].get("id"), Some("1/"));
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn entities_are_decoded_once() {
        for (text, wanted) in [
            ("a &amp;lt; b", "a &lt; b"),
            ("R&D; &x; &;&", "R&D; &x; &;&"),
            ("&#8217;&#x2019;&#xD800;&#0;", "’’&#xD800;&#0;"),
            ("&&amp;&lt;", "&&<"),
        ] {
            assert_eq!(without_entities(text), wanted);
        }
    }

    #[test]
    fn the_text_of_an_element_may_hold_other_tags() {
        let text = "<seg>a <unk> <!-- b --> &lt;\n</SEG >c";
        let mut scanner = Scanner::new(text, &["doc", "seg"]);
        let tag = scanner.next().expect("ends").expect("is there");
        let inside = scanner.text_until_end(&tag).expect("ends");
        assert_eq!(inside, "a <unk> <!-- b --> <\n");
        assert_eq!(scanner.line(), 2);
        assert_eq!(scanner.next(), Ok(None));
    }
}
