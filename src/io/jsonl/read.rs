//! An object of a line as it is read, with the fields that are not ours beside those that are, and what is
//! said of a line that is none: the field, what was expected in it and what stands there.
//!
//! A line is read once, into its types. Only one that cannot be is read again, as JSON of any shape, to
//! find what is wrong with it.

use serde::Deserialize;
use serde::de::{self, DeserializeOwned, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::WrittenCrossing;
use crate::bitext::{Extra, Language, Metadata, Review, ScoreParts};
use crate::error::{Error, Result};
use crate::io::extras::{self, OTHER_FIELDS};
use crate::io::fields::is_type;
use crate::io::lines::{EXCERPT, escaped, excerpt};

/// Makes [`Read`] of its fields, each of which may be missing or null, and reads them by their names.
macro_rules! read {
    ($($name:ident: $type:ty,)*) => {
        /// A unit as a line holds it.
        #[derive(Default)]
        pub(super) struct Read {
            $(pub $name: Option<$type>,)*
            /// Fields of other names.
            pub extra: Vec<Extra>,
        }

        /// Names of our fields. The type of a bead is not read, for it follows from the indices; what is no
        /// type of a bead under its name is somebody else's field.
        const NAMES: &[&str] = &[$(stringify!($name),)* "type"];

        impl<'de> Visitor<'de> for ReadVisitor {
            type Value = Read;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Read, A::Error> {
                let mut read = Read::default();
                let mut seen = 0_u32;
                while let Some(key) = map.next_key()? {
                    match key {
                        Key::Ours(at) if seen & (1 << at) != 0 => {
                            return Err(de::Error::duplicate_field(NAMES[at]));
                        }
                        Key::Ours(at) => {
                            seen |= 1 << at;
                            match NAMES[at] {
                                $(stringify!($name) => read.$name = map.next_value()?,)*
                                _ => {
                                    let value: Box<RawValue> = map.next_value()?;
                                    let text = value.get().trim_matches('"');
                                    if !(value.get() == "null" || is_type(text)) {
                                        extras::push_json(&mut read.extra, NAMES[at], value.get());
                                    }
                                }
                            }
                        }
                        Key::Other(name) => {
                            let value: Box<RawValue> = map.next_value()?;
                            let together = name == OTHER_FIELDS;
                            if !(together && extras::push_object(&mut read.extra, value.get())) {
                                extras::push_json(&mut read.extra, name, value.get());
                            }
                        }
                    }
                }
                Ok(read)
            }
        }
    };
}

read! {
    article: String,
    metadata: Metadata,
    source_language: Language,
    target_language: Language,
    article_score: f64,
    bead: usize,
    source_indices: Vec<usize>,
    target_indices: Vec<usize>,
    source_paragraphs: Vec<usize>,
    target_paragraphs: Vec<usize>,
    source_segments: Vec<String>,
    target_segments: Vec<String>,
    source: String,
    target: String,
    score: f64,
    quality: f64,
    parts: ScoreParts,
    crossing: WrittenCrossing,
    review: Review,
}

struct ReadVisitor;

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: de::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        from.deserialize_map(ReadVisitor)
    }
}

impl Read {
    /// Whether it says anything of the texts.
    pub fn has_text(&self) -> bool {
        let texts = [&self.source, &self.target];
        let segments = [&self.source_segments, &self.target_segments];
        texts.iter().any(|text| text.is_some()) || segments.iter().any(|s| s.is_some())
    }

    /// Whether there is a field of this name that is not ours.
    pub fn has_other(&self, name: &str) -> bool {
        self.extra.iter().any(|extra| *extra.name == *name)
    }
}

/// Whether a field of this name is ours.
pub(super) fn is_ours(name: &str) -> bool {
    NAMES.contains(&name)
}

/// A field's name.
enum Key {
    /// Its place among the names.
    Ours(usize),
    Other(String),
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: de::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        struct KeyVisitor;
        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a field's name")
            }

            fn visit_str<E>(self, name: &str) -> std::result::Result<Key, E> {
                let ours = NAMES.iter().position(|ours| *ours == name);
                Ok(ours.map_or_else(|| Key::Other(name.to_owned()), Key::Ours))
            }
        }
        from.deserialize_identifier(KeyVisitor)
    }
}

/// The object of a line.
pub(super) fn object<T: DeserializeOwned>(line: &str) -> Result<T> {
    serde_json::from_str(line).map_err(|e| fault(line, &e))
}

/// What a line holds must be an object; this is what the errors call it.
const OBJECT: &str = "expected a JSON object with `source` and `target`";

/// What is wrong with a line that could not be read.
fn fault(line: &str, error: &serde_json::Error) -> Error {
    let object = match serde_json::from_str::<Value>(line) {
        Err(error) => return no_json(line, &error),
        Ok(Value::Object(object)) => object,
        Ok(Value::Array(_)) => {
            return Error::format(OBJECT)
                .found("a list")
                .help("write an object a line, without a list around them");
        }
        Ok(other) => return Error::format(OBJECT).found(described(&other)),
    };
    let misfit = NAMES.iter().find_map(|name| {
        let value = object.get(*name).filter(|value| !value.is_null())?;
        let (expected, found) = misfit(name, value)?;
        Some(Error::format(format!("expected {expected} in field `{name}`")).found(found))
    });
    misfit.unwrap_or_else(|| Error::format(OBJECT).found(without_line(error)))
}

/// What is wrong with a line that is no JSON.
fn no_json(line: &str, error: &serde_json::Error) -> Error {
    let list = line.trim_start().starts_with('[');
    let one_a_line = "write an object a line, without a list around them";
    if error.is_eof() {
        return Error::format(OBJECT)
            .found(format!("the end of the line behind `{}`", shown_end(line)))
            .help(match list {
                true => one_a_line,
                false => "the line may have been cut short, or the object goes on in the next line",
            });
    }
    let at = error.column().saturating_sub(1).min(line.len());
    let rest = String::from_utf8_lossy(&line.as_bytes()[at..]);
    let message = without_line(error);
    let found = format!("`{}`, {message}", excerpt(rest.trim()));
    let error = Error::format(OBJECT).found(found);
    match message.starts_with("trailing") || list {
        true => error.help(one_a_line),
        false => error,
    }
}

/// The library's words with the column, without the line, which is ours to say.
fn without_line(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.replace(" at line 1 column", " at column")
}

/// What is expected in a field and what stands there, if it is something else.
fn misfit(name: &str, value: &Value) -> Option<(&'static str, String)> {
    match name {
        "type" => None,
        "article" | "source" | "target" => {
            (!value.is_string()).then(|| ("a text", described(value)))
        }
        "source_language" | "target_language" => {
            let fits = value
                .as_str()
                .is_some_and(|c| c.parse::<Language>().is_ok());
            (!fits).then(|| ("the code of a language, such as fr", described(value)))
        }
        "source_segments" | "target_segments" => {
            within(value, Value::is_string).map(|found| ("a list of texts", found))
        }
        "score" | "quality" | "article_score" => {
            (!value.is_number()).then(|| ("a number from 0 to 1", described(value)))
        }
        "bead" => (!value.is_u64()).then(|| ("a whole number from 0", described(value))),
        "metadata" => {
            let found = match value.as_object() {
                Some(fields) => {
                    let (name, value) = fields.iter().find(|(_, value)| !value.is_string())?;
                    format!("{} in `{name}`", described(value))
                }
                None => described(value),
            };
            Some(("an object of texts", found))
        }
        "parts" => nested::<ScoreParts>(value).map(|found| ("an object of numbers", found)),
        "crossing" => nested::<WrittenCrossing>(value).map(|found| ("a crossing", found)),
        "review" => nested::<Review>(value).map(|found| ("a review", found)),
        _ => within(value, Value::is_u64).map(|found| ("a list of whole numbers from 0", found)),
    }
}

/// What stands for a list of things that fit, if it is none.
fn within(value: &Value, fits: fn(&Value) -> bool) -> Option<String> {
    let Some(list) = value.as_array() else {
        return Some(described(value));
    };
    let odd = list.iter().find(|value| !fits(value))?;
    Some(format!("{} in the list", described(odd)))
}

/// What stands for an object of a type, if it is none.
fn nested<T: DeserializeOwned>(value: &Value) -> Option<String> {
    if !value.is_object() {
        return Some(described(value));
    }
    let read: std::result::Result<T, _> = serde_json::from_value(value.clone());
    read.err().map(|error| error.to_string())
}

/// A value in a few words.
fn described(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text `{}`", excerpt(text)),
        Value::Array(_) => "a list".into(),
        Value::Object(_) => "an object".into(),
    }
}

/// The end of a line.
fn shown_end(line: &str) -> String {
    let line = line.trim();
    let length = line.chars().count();
    escaped(line.chars().skip(length.saturating_sub(EXCERPT)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> String {
        match object::<Read>(line) {
            Ok(_) => panic!("{line} is read"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_line_that_is_no_object_says_what_it_is() {
        let object = "expected a JSON object with `source` and `target`, found ";
        for (line, found) in [
            (
                "[{\"source\":\"a\"}]",
                "a list (help: write an object a line",
            ),
            (
                "[",
                "the end of the line behind `[` (help: write an object a line",
            ),
            ("12", "the number 12"),
            ("\"Un.\"", "the text `Un.`"),
            ("null", "null"),
            (
                "{\"source\":\"a\",\"targ",
                "the end of the line behind `{\"source\":\"a\",\"targ` (help: the line may",
            ),
            ("{", "the end of the line behind `{` (help: the line may"),
            ("{oops}", "`oops}`, key must be a string at column 2"),
            (
                "{\"source\":\"a\"} {\"source\":\"b\"}",
                "`{\"source\":\"b\"}`, trailing characters at column 16 (help: write an object a line",
            ),
            (
                "{\"source\":\"a\",\"source\":\"b\"}",
                "duplicate field `source` at column",
            ),
        ] {
            let said = said(line);
            let wanted = format!("{object}{found}");
            assert!(said.starts_with(&wanted), "{said}\nis not\n{wanted}");
        }
    }

    #[test]
    fn a_field_of_another_type_is_named_with_what_it_holds() {
        for (fields, wanted) in [
            (
                "\"source\":12",
                "expected a text in field `source`, found the number 12",
            ),
            (
                "\"article\":[\"a\"]",
                "expected a text in field `article`, found a list",
            ),
            (
                "\"bead\":-1",
                "expected a whole number from 0 in field `bead`, found the number -1",
            ),
            (
                "\"bead\":\"3\"",
                "expected a whole number from 0 in field `bead`, found the text `3`",
            ),
            (
                "\"score\":\"high\"",
                "expected a number from 0 to 1 in field `score`, found the text `high`",
            ),
            (
                "\"source_segments\":\"a\"",
                "expected a list of texts in field `source_segments`, found the text `a`",
            ),
            (
                "\"target_segments\":[\"a\",2]",
                "expected a list of texts in field `target_segments`, found the number 2 in the list",
            ),
            (
                "\"source_indices\":[0,1.5]",
                "expected a list of whole numbers from 0 in field `source_indices`, found the number 1.5 in the list",
            ),
            (
                "\"metadata\":{\"year\":2023}",
                "expected an object of texts in field `metadata`, found the number 2023 in `year`",
            ),
            (
                "\"source_language\":\"fr fr\"",
                "expected the code of a language, such as fr in field `source_language`, found the text `fr fr`",
            ),
            (
                "\"parts\":{\"length\":\"x\"}",
                "expected an object of numbers in field `parts`, found ",
            ),
            (
                "\"review\":true",
                "expected a review in field `review`, found true",
            ),
        ] {
            let said = said(&format!("{{\"target\":\"b\",{fields}}}"));
            assert!(said.starts_with(wanted), "{said}\nis not\n{wanted}");
        }
    }
}
