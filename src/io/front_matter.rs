//! YAML front matter: a block between a first line `---` and a line `---` or `...`.
//!
//! Scalars are kept as they are written (`1.10` stays `1.10`), lists are joined with `, `, nested
//! mappings become compact JSON. An empty value or `null` is no field. The parser's events are read
//! rather than a typed value, so that no text is changed by being taken for a number or a date.
//!
//! A block that is a mapping is front matter; one that is plain prose, or has no end, is text that
//! happens to begin with a rule. A block that begins like a mapping and cannot be read is an error,
//! as are a repeated name and an alias.

use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput};
use serde_json::{Map, Number, Value};

use super::article::{canonical_name, split_lines};
use crate::bitext::Metadata;
use crate::error::{Error, Result};

/// Deeper nesting is not front matter.
const DEPTH_LIMIT: usize = 64;

/// The fields of the front matter and the text after it; `None` if there is none.
///
/// # Errors
/// Front matter that is broken; the error names the line.
pub(super) fn split(text: &str) -> Result<Option<(Metadata, &str)>> {
    let Some((block, rest)) = find_block(text) else {
        return Ok(None);
    };
    let read = Fields::new(block).read();
    match read {
        Ok(Some(metadata)) => Ok(Some((metadata, rest))),
        Ok(None) => Ok(None),
        Err(error) if begins_like_a_mapping(block) => Err(error),
        Err(_) => Ok(None),
    }
}

fn find_block(text: &str) -> Option<(&str, &str)> {
    let first = text.split_inclusive('\n').next()?;
    if first.trim_end() != "---" {
        return None;
    }
    let mut end = first.len();
    for line in text[first.len()..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((&text[first.len()..end], &text[end + line.len()..]));
        }
        end += line.len();
    }
    None
}

/// Whether the first line that says something is `name:`.
fn begins_like_a_mapping(block: &str) -> bool {
    let first = split_lines(block)
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with('#'));
    first
        .and_then(|line| line.split_once(':'))
        .is_some_and(|(name, value)| {
            (value.is_empty() || value.starts_with(' '))
                && name
                    .trim()
                    .chars()
                    .all(|c| c.is_alphanumeric() || "_-.\"'".contains(c))
        })
}

struct Fields<'a> {
    events: Parser<'a, StrInput<'a>>,
}

impl<'a> Fields<'a> {
    fn new(block: &'a str) -> Self {
        Fields {
            events: Parser::new_from_str(block),
        }
    }

    /// The fields; `None` if the block is no mapping.
    fn read(mut self) -> Result<Option<Metadata>> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                Event::StreamEnd => return Ok(Some(Metadata::new())),
                // A block of comments only, or with nothing in it.
                Event::Scalar(text, ..) if text.is_empty() => return Ok(Some(Metadata::new())),
                Event::MappingStart(..) => break self.fields(&span).map(Some),
                _ => return Ok(None),
            }
        }
    }

    fn fields(&mut self, span: &Span) -> Result<Metadata> {
        let mapping = self.mapping(span, 0)?;
        while self.next()?.0 != Event::StreamEnd {}
        let named = mapping.into_iter().filter_map(|(name, value)| {
            let name = canonical_name(&name).map_or(name, str::to_owned);
            plain(value).map(|value| (name, value))
        });
        Ok(named.collect())
    }

    fn next(&mut self) -> Result<(Event<'a>, Span)> {
        match self.events.next() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(Error::format("expected YAML front matter that can be read")
                .found(error.info().to_owned())
                .line(error.marker().line() + 1)
                .help("quote values that hold a colon, a bracket or a quotation mark")),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn mapping(&mut self, span: &Span, depth: usize) -> Result<Map<String, Value>> {
        let mut mapping = Map::new();
        loop {
            let (event, key_span) = self.next()?;
            let name = match event {
                Event::MappingEnd => return Ok(mapping),
                Event::StreamEnd => return Err(broken("the end inside a mapping", span)),
                Event::Scalar(name, ..) => name.into_owned(),
                other => {
                    let name = self.value(other, &key_span, depth + 1)?;
                    name.to_string()
                }
            };
            let (event, span) = self.next()?;
            let value = self.value(event, &span, depth + 1)?;
            if mapping.insert(name.clone(), value).is_some() {
                return Err(broken(&format!("`{name}` twice"), &key_span));
            }
        }
    }

    fn value(&mut self, event: Event<'a>, span: &Span, depth: usize) -> Result<Value> {
        if depth > DEPTH_LIMIT {
            return Err(broken("too many levels", span));
        }
        match event {
            Event::Scalar(text, style, ..) => Ok(scalar(&text, style)),
            Event::MappingStart(..) => self.mapping(span, depth).map(Value::Object),
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => return Ok(Value::Array(items)),
                        (event, span) => items.push(self.value(event, &span, depth + 1)?),
                    }
                }
            }
            Event::Alias(_) => Err(broken("an alias (`*name`), which is not read", span)),
            _ => Err(broken("the end inside a value", span)),
        }
    }
}

fn broken(found: &str, span: &Span) -> Error {
    // The block begins on the file's second line, and marks count from 1.
    Error::format("expected YAML front matter that can be read")
        .found(found)
        .line(span.start.line() + 1)
}

/// A scalar as JSON: a number, a truth value or null only where that gives the same characters
/// back.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match serde_json::from_str::<Number>(text) {
            Ok(number) if format!("{number}") == text => Value::Number(number),
            _ => Value::String(text.to_owned()),
        },
    }
}

/// A field's value as metadata keeps it.
pub(super) fn plain(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        Value::Array(items) => {
            let items: Vec<_> = items
                .into_iter()
                .filter_map(|item| match item {
                    Value::Array(_) => Some(item.to_string()),
                    other => plain(other),
                })
                .collect();
            Some(items.join(", "))
        }
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Metadata {
        split(text).expect("is whole").expect("is front matter").0
    }

    #[test]
    fn values_are_kept_as_written() {
        let found = fields(
            "---\n# a comment\nTitle: \"Le puits: une vie\"\ndate: 2023-06-01\nversion: 1.10\n\
             tags: [eau, désert, 3]\nempty:\nplace: {name: Zinder, at: [13.8, 8.99]}\n\
             summary: >\n  deux\n  lignes\n---\nIl pleut.",
        );
        assert_eq!(found["title"], "Le puits: une vie");
        assert_eq!(found["date"], "2023-06-01");
        assert_eq!(found["version"], "1.10");
        assert_eq!(found["tags"], "eau, désert, 3");
        assert_eq!(found["place"], r#"{"at":[13.8,8.99],"name":"Zinder"}"#);
        assert_eq!(found["summary"], "deux lignes\n");
        assert!(!found.contains_key("empty"));
    }

    #[test]
    fn the_block_ends_at_dashes_or_dots() {
        let (_, rest) = split("---\na: b\n...\nIl pleut.\n---\n")
            .expect("is whole")
            .expect("is front matter");
        assert_eq!(rest, "Il pleut.\n---\n");
        let (found, rest) = split("---\n---\nIl pleut.")
            .expect("is whole")
            .expect("is front matter");
        assert!(found.is_empty());
        assert_eq!(rest, "Il pleut.");
    }

    #[test]
    fn a_rule_above_prose_is_text() {
        for text in [
            "---\nIl pleut.\n---\nIl vente.",
            "---\nIl dit: « oui: [non\n---\nIl vente.",
            "--- \nIl pleut.",
            "----\na: b\n---\n",
            "---\n- un\n- deux\n---\n",
        ] {
            assert_eq!(split(text).expect("is text"), None, "{text}");
        }
    }

    #[test]
    fn broken_yaml_names_its_line() {
        for (text, line) in [
            ("---\na: b\nc: \"d\n---\n", None),
            ("---\na: b\nc: d\na: e\n---\n", Some(4)),
            ("---\na: &x b\nc: *x\n---\n", Some(3)),
        ] {
            let error = split(text).expect_err("is broken");
            assert!(error.line_number().is_some(), "{error}");
            if line.is_some() {
                assert_eq!(error.line_number(), line, "{error}");
            }
        }
    }
}
