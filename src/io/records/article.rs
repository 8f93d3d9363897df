//! The record of an article to be aligned: `id`, texts or files, languages, options, metadata.
//!
//! Only the texts are needed: `source` or `source_text`, `target` or `target_text`. A field that is
//! null or an empty text is missing. Fields of other names, and those of the object `metadata`, are
//! metadata: numbers and truth values become their text, lists are joined with `, `, objects become
//! JSON. `options` has a closed set of fields, so that a misspelt one is not passed over.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value, json};

use super::RECORD_VERSION;
use super::code::{CodedError, ErrorCode};
use crate::bitext::{Language, Metadata};
use crate::error::{Error, Result};
use crate::io::front_matter::plain;
use crate::io::rows::object;
use crate::io::{Charset, Kind};

/// Characters of a bad value that a message shows.
const SHOWN: usize = 60;

/// Fields that are no metadata.
const OWN: [&str; 11] = [
    "version",
    "id",
    "source",
    "target",
    "source_text",
    "target_text",
    "source_language",
    "target_language",
    "probability",
    "metadata",
    "options",
];

/// An article to be aligned.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleRecord {
    /// Its name, if it has one.
    pub id: Option<String>,
    /// The source document.
    pub source: Given,
    /// Its translation.
    pub target: Given,
    /// Source and target language, where they are named.
    pub languages: [Option<Language>; 2],
    /// How sure the record is that they belong together, 0 to 1.
    pub probability: Option<f64>,
    /// What it says of the article.
    pub metadata: Metadata,
    /// How this article is to be done, where it is not done as the others.
    pub options: RecordOptions,
}

/// A document of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// A file's path, as it was given.
    File(String),
    /// A text.
    Text(String),
}

/// How one article is to be done; what is missing is as for all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "options")]
pub struct RecordOptions {
    /// One segment a line, as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segmented: Option<bool>,
    /// How paragraphs are told apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paragraphs: Option<ParagraphsOption>,
    /// Whether every bead stays within one paragraph on both sides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hard_paragraphs: Option<bool>,
    /// Most segments on one side of a bead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 16))]
    pub max_side: Option<usize>,
    /// Most segments of a bead together.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 2, max = 32))]
    pub max_total: Option<usize>,
    /// Encoding of the files, a WHATWG label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Charset>,
    /// What the documents are written in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_format: Option<Kind>,
    /// Least score of the article, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1))]
    pub min_article_score: Option<f64>,
    /// Whether what matches out of order becomes pairs of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crossing: Option<bool>,
    /// Whether null beads are kept, whatever the rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_nulls: Option<bool>,
    /// Whether units are repaired and judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clean: Option<bool>,
}

/// How paragraphs are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum ParagraphsOption {
    /// As the text looks.
    Auto,
    /// By blank lines.
    Blank,
    /// One a line.
    Line,
}

/// The fields of a record, as they are read and as the schema has them.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "article", extend("allOf" = sides()))]
pub(super) struct Fields {
    /// Version of the record; 1 where it is missing.
    #[serde(rename = "version")]
    #[schemars(range(min = 1, max = 1))]
    _version: Option<u32>,
    /// Name of the article, once in a stream. `build` makes one where it is missing.
    #[schemars(required)]
    id: Option<Id>,
    /// The source's file: from the present folder; in a list, from the list's.
    source: Option<String>,
    /// The target's file.
    target: Option<String>,
    /// The source's text, in place of a file.
    source_text: Option<String>,
    /// The target's text.
    target_text: Option<String>,
    /// BCP 47 code of the source language.
    source_language: Option<Language>,
    /// BCP 47 code of the target language.
    target_language: Option<Language>,
    /// How sure the record is that the two belong together.
    #[schemars(range(min = 0, max = 1))]
    probability: Option<f64>,
    /// What is known of the article; texts, or values that become texts.
    metadata: Option<BTreeMap<String, Value>>,
    /// How this article is done, where it is not done as the others.
    options: Option<RecordOptions>,
}

/// A name, or a number in its place.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a text or a number")]
#[schemars(inline)]
enum Id {
    Text(String),
    Number(Number),
}

/// Each side once, as a file or as a text.
fn sides() -> Value {
    let side = |side: &str| {
        let text = format!("{side}_text");
        json!({"oneOf": [{"required": [side]}, {"required": [text]}]})
    };
    json!([side("source"), side("target")])
}

impl ArticleRecord {
    /// The record that a JSON object is.
    ///
    /// ```
    /// use alinea::io::records::{ArticleRecord, ErrorCode, Given};
    /// let object = |text: &str| serde_json::from_str(text).unwrap();
    /// let line = r#"{"id": 7, "source_text": "Il pleut.", "target": "b.txt", "topic": "rain"}"#;
    /// let record = ArticleRecord::from_object(object(line))?;
    /// assert_eq!(record.id.as_deref(), Some("7"));
    /// assert_eq!(record.target, Given::File("b.txt".into()));
    /// assert_eq!(record.metadata["topic"], "rain");
    /// let error = ArticleRecord::from_object(object(r#"{"version": 2}"#)).unwrap_err();
    /// assert_eq!(error.code, ErrorCode::WrongVersion);
    /// # Ok::<(), alinea::io::records::CodedError>(())
    /// ```
    ///
    /// # Errors
    /// Another version, a field that is missing or that has a value which it cannot have.
    pub fn from_object(mut rest: Map<String, Value>) -> std::result::Result<Self, CodedError> {
        let own = OWN.iter().filter_map(|name| rest.remove_entry(*name));
        let own: Map<String, Value> = own.filter(|(_, value)| !is_none(value)).collect();
        check_version(own.get("version"))?;
        check_options(own.get("options"))?;
        let fields: Fields = serde_path_to_error::deserialize(Value::Object(own))
            .map_err(|e| ErrorCode::BadField.with(bad_field(&e)))?;
        let side = |name: &str, file, text| given("field", name, file, text);
        let bad = |error: Error| ErrorCode::BadField.with(error);
        let inner = fields.metadata.unwrap_or_default();
        let metadata = rest.into_iter().chain(inner);
        let metadata = metadata.filter_map(|(name, value)| {
            let text = plain(value).filter(|text| !text.is_empty())?;
            Some((name, text))
        });
        let options = fields.options.unwrap_or_default();
        if let Some(score) = options.min_article_score {
            share("field", "options.min_article_score", score).map_err(bad)?;
        }
        Ok(ArticleRecord {
            id: fields.id.map(Id::text),
            source: side("source", fields.source, fields.source_text)?,
            target: side("target", fields.target, fields.target_text)?,
            languages: [fields.source_language, fields.target_language],
            probability: match fields.probability {
                Some(value) => Some(share("field", "probability", value).map_err(bad)?),
                None => None,
            },
            metadata: metadata.collect(),
            options,
        })
    }

    /// The object of one line.
    ///
    /// # Errors
    /// What is not UTF-8, or no JSON object.
    pub fn object(line: &[u8]) -> std::result::Result<Map<String, Value>, CodedError> {
        let help = "one record a line, in UTF-8";
        object(line).map_err(|e| ErrorCode::NotJson.with(e.help(help)))
    }

    /// The id that an object names, whatever else it is.
    pub fn id_of(object: &Map<String, Value>) -> Option<String> {
        let id = object.get("id").filter(|value| !is_none(value))?;
        let id: Id = serde_json::from_value(id.clone()).ok()?;
        Some(id.text())
    }
}

impl Id {
    fn text(self) -> String {
        match self {
            Id::Text(text) => text,
            Id::Number(number) => number.to_string(),
        }
    }
}

/// Whether a field with this value is missing.
fn is_none(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(str::is_empty)
}

fn check_version(version: Option<&Value>) -> std::result::Result<(), CodedError> {
    match version {
        None => Ok(()),
        Some(value) if value.as_u64() == Some(RECORD_VERSION.into()) => Ok(()),
        Some(value) => Err(ErrorCode::WrongVersion.with(
            Error::format(format!(
                "expected a record of version {RECORD_VERSION} in field `version`"
            ))
            .found(shown(&value.to_string()))
            .help("what is no version of the record is called by another name"),
        )),
    }
}

/// A list would be taken for the values of all options in order.
fn check_options(options: Option<&Value>) -> std::result::Result<(), CodedError> {
    match options {
        Some(Value::Array(values)) => {
            let found = Value::from(values.as_slice()).to_string();
            let expected = Error::format("expected an object in field `options`");
            Err(ErrorCode::BadField.with(expected.found(shown(&found))))
        }
        _ => Ok(()),
    }
}

/// A side's document, of the values of its two fields; `place` is what a field is called in messages.
///
/// # Errors
/// None or both, or standard input.
pub fn given(
    place: &str,
    side: &str,
    file: Option<String>,
    text: Option<String>,
) -> std::result::Result<Given, CodedError> {
    let expected = Error::format(format!(
        "expected a value in {place} `{side}` or `{side}_text`"
    ));
    match (file, text) {
        (Some(file), None) if file.trim() == "-" => Err(ErrorCode::BadField.with(
            Error::format(format!("expected a file in {place} `{side}`"))
                .found("`-`, standard input"),
        )),
        (Some(file), None) => Ok(Given::File(file.trim().to_owned())),
        (None, Some(text)) => Ok(Given::Text(text)),
        (None, None) => Err(ErrorCode::MissingField.with(expected.found("none"))),
        (Some(_), Some(_)) => Err(ErrorCode::BadField.with(expected.found("both"))),
    }
}

/// A probability of text, as a table has it.
///
/// # Errors
/// What is no number from 0 to 1.
pub fn probability(place: &str, text: &str) -> Result<f64> {
    let value = text.trim().parse().unwrap_or(f64::NAN);
    share(place, "probability", value).map_err(|e| e.found(format!("`{}`", shown(text))))
}

fn share(place: &str, name: &str, value: f64) -> Result<f64> {
    if (0.0..=1.0).contains(&value) {
        return Ok(value);
    }
    let expected = format!("expected a number from 0 to 1 in {place} `{name}`");
    Err(Error::format(expected).found(format!("`{value}`")))
}

/// A value that a field cannot have, in our words.
fn bad_field(error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    let field = error.path().to_string();
    let said = error.inner().to_string();
    let (found, expected) = match said.split_once(", expected ") {
        Some((found, expected)) => (found, expected.to_owned()),
        // Types with a text of their own speak as we do: `expected …, found …`.
        None => match said.split_once(", found ") {
            Some((expected, found)) => (found, expected.replacen("expected ", "", 1)),
            None => ("another", said.clone()),
        },
    };
    let found = ["invalid type: ", "invalid value: "]
        .iter()
        .find_map(|label| found.strip_prefix(label))
        .unwrap_or(found);
    let expected = match expected.as_str() {
        "usize" | "u32" => "a whole number",
        "f64" => "a number",
        "a boolean" => "true or false",
        "a string" => "a text",
        "a map" | "struct RecordOptions" => "an object",
        other => other,
    };
    Error::format(format!("expected {expected} in field `{field}`")).found(shown(found))
}

/// The beginning of a value.
fn shown(value: &str) -> String {
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> std::result::Result<ArticleRecord, CodedError> {
        ArticleRecord::from_object(serde_json::from_str(text).expect("JSON"))
    }

    fn refused(fields: &str) -> (ErrorCode, String) {
        let line = format!("{{\"source_text\": \"Un.\", \"target_text\": \"One.\", {fields}}}");
        let error = read(&line).expect_err("is refused");
        (error.code, error.to_string())
    }

    #[test]
    fn all_fields_are_read_and_others_are_metadata() {
        let record = read(
            "{\"version\": 1, \"id\": \"a\", \"source\": \" a.fr \", \"source_text\": null, \
             \"target_text\": \"One.\", \"source_language\": \"FR-ca\", \"probability\": 0.5, \
             \"metadata\": {\"n\": 3, \"ok\": true, \"no\": null, \"tags\": [\"a\", 1]}, \"topic\": \"sea\", \
             \"options\": {\"max_side\": 2, \"encoding\": \"latin1\", \"input_format\": \"html\", \
             \"paragraphs\": \"line\", \"clean\": false}}",
        )
        .expect("is one");
        assert_eq!(record.source, Given::File("a.fr".into()));
        assert_eq!(
            record.languages,
            [Some("fr-ca".parse().expect("a code")), None]
        );
        let metadata: Vec<_> = record
            .metadata
            .iter()
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        assert_eq!(metadata, ["n=3", "ok=true", "tags=a, 1", "topic=sea"]);
        assert_eq!(record.options.max_side, Some(2));
        assert_eq!(record.options.input_format, Some(Kind::Html));
        let written = serde_json::to_value(&record.options).expect("writes");
        assert_eq!(written["encoding"], "windows-1252");
        assert_eq!(written.get("crossing"), None);
    }

    #[test]
    fn a_bad_value_names_its_field_and_what_was_expected() {
        for (fields, code, said) in [
            (
                "\"options\": {\"max_side\": \"two\"}",
                ErrorCode::BadField,
                "expected a whole number in field `options.max_side`, found string \"two\"",
            ),
            (
                "\"options\": {\"max_sides\": 2}",
                ErrorCode::BadField,
                "found unknown field `max_sides`",
            ),
            (
                "\"options\": [1]",
                ErrorCode::BadField,
                "expected an object in field `options`, found [1]",
            ),
            (
                "\"source_language\": \"french\"",
                ErrorCode::BadField,
                "expected a language code such as fr, en or pt-br in field `source_language`, found `french`",
            ),
            (
                "\"id\": [1]",
                ErrorCode::BadField,
                "expected a text or a number in field `id`",
            ),
            (
                "\"metadata\": \"none\"",
                ErrorCode::BadField,
                "expected an object in field `metadata`",
            ),
            (
                "\"probability\": 1.5",
                ErrorCode::BadField,
                "expected a number from 0 to 1 in field `probability`, found `1.5`",
            ),
            (
                "\"options\": {\"min_article_score\": -1}",
                ErrorCode::BadField,
                "in field `options.min_article_score`, found `-1`",
            ),
            (
                "\"options\": {\"encoding\": \"martian\"}",
                ErrorCode::BadField,
                "expected an encoding in field `options.encoding`",
            ),
            (
                "\"version\": \"1\"",
                ErrorCode::WrongVersion,
                "expected a record of version 1 in field `version`, found \"1\"",
            ),
            (
                "\"source\": \"a.txt\"",
                ErrorCode::BadField,
                "expected a value in field `source` or `source_text`, found both",
            ),
        ] {
            let (found, message) = refused(fields);
            assert_eq!(found, code, "{message}");
            assert!(message.contains(said), "{message}");
        }
    }

    #[test]
    fn an_empty_text_is_missing() {
        let error =
            read("{\"source_text\": \"\", \"target_text\": \"a\"}").expect_err("is refused");
        assert_eq!(error.code, ErrorCode::MissingField);
        let long = format!("\"id\": [\"{}\"]", "é".repeat(500));
        assert!(refused(&long).1.chars().count() < 200);
    }
}
