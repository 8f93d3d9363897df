//! JSON lines as test sets: an object a segment.
//!
//! The text is in the first of these fields that the first line has; `document` (or `doc`, `docid`,
//! `doc_id`, `article`) names its document, `system` who wrote it, if they are there.
//!
//! | role | fields |
//! | --- | --- |
//! | source | `source`, `src`, `text` |
//! | reference | `reference`, `ref`, `target`, `tgt`, `text` |
//! | hypothesis | `hypothesis`, `hyp`, `mt`, `translation`, `target`, `tgt`, `text` |
//!
//! Every other line must have the same fields: a line without `hypothesis` that has a `target` would
//! otherwise score the reference as the output. Other fields are passed over, and so are blank lines.
//! Our own [units](super::super::jsonl) are read so as well, null beads as empty segments.
//!
//! With `system` the outputs of several systems may stand in one file, in any order. The sources and
//! references beside them are then read of the first system, and must be the same with the others.

use std::path::Path;

use serde_json::{Map, Value};

use super::Role;
use super::texts::TextList;
use crate::bitext::SegmentedText;
use crate::error::{Error, Result};

const DOCUMENT: &[&str] = &["document", "doc", "docid", "doc_id", "article"];
const SYSTEM: &[&str] = &["system"];

/// The names that the text of a role may have, the first first.
fn text_fields(role: Role) -> &'static [&'static str] {
    match role {
        Role::Source => &["source", "src", "text"],
        Role::Reference => &["reference", "ref", "target", "tgt", "text"],
        Role::Hypothesis => &[
            "hypothesis",
            "hyp",
            "mt",
            "translation",
            "target",
            "tgt",
            "text",
        ],
    }
}

type Object = Map<String, Value>;

/// The fields of a file, as its first line has them.
struct Fields {
    text: &'static str,
    document: Option<&'static str>,
    system: Option<&'static str>,
}

/// Reads the texts of a role.
///
/// # Errors
/// A line that is no object, or without the fields of the first; none at all.
pub(super) fn read(lines: &[String], role: Role, path: &Path) -> Result<Vec<SegmentedText>> {
    let mut list = TextList::new(path);
    let mut fields = None;
    for (at, line) in lines.iter().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let add = |fields: &mut Option<Fields>, list: &mut TextList| -> Result<()> {
            let object = object(line)?;
            let fields = match fields {
                Some(fields) => fields,
                None => fields.insert(Fields::of(&object, role)?),
            };
            let text = text(&object, fields.text)?;
            let document = name(&object, fields.document, DOCUMENT)?;
            let system = name(&object, fields.system, SYSTEM)?;
            list.push(system.as_deref(), document.as_deref(), text)
        };
        add(&mut fields, &mut list).map_err(|e| e.line(at + 1))?;
    }
    let texts = list.finish();
    if texts.is_empty() {
        return Err(Error::format("expected a JSON object a line").found("an empty file"));
    }
    if role == Role::Hypothesis {
        Ok(texts)
    } else {
        of_all_systems(texts, role, path).map(|text| vec![text])
    }
}

impl Fields {
    fn of(object: &Object, role: Role) -> Result<Self> {
        let there = |names: &'static [&'static str]| {
            let mut names = names.iter().copied();
            names.find(|name| object.get(*name).is_some_and(|value| !value.is_null()))
        };
        let wanted = text_fields(role);
        let text = there(wanted).ok_or_else(|| {
            Error::format(format!(
                "expected a field with the {role} ({})",
                quoted(wanted.iter().copied())
            ))
            .found(quoted(object.keys().map(String::as_str)))
        })?;
        Ok(Fields {
            text,
            document: there(DOCUMENT),
            system: there(SYSTEM),
        })
    }
}

fn object(line: &str) -> Result<Object> {
    serde_json::from_str(line).map_err(|e| {
        let found = e.to_string();
        let found = found.split(" at line ").next().unwrap_or_default();
        Error::format("expected a JSON object on one line")
            .found(format!("{found} (column {})", e.column()))
    })
}

fn text(object: &Object, field: &str) -> Result<String> {
    match object.get(field) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(other) => Err(Error::format(format!("expected a text in `{field}`"))
            .found(kind(other))
            .help("an empty segment is \"\"")),
        None => Err(Error::format(format!(
            "expected the field `{field}`, as on the first line"
        ))
        .found(quoted(object.keys().map(String::as_str)))),
    }
}

/// The name of a document or system: a text or a whole number, in the field in which the first line has
/// it, and in none where that has none.
fn name(object: &Object, field: Option<&str>, fields: &[&str]) -> Result<Option<String>> {
    let Some(field) = field else {
        let late = fields
            .iter()
            .find(|f| object.get(**f).is_some_and(|v| !v.is_null()));
        return match late {
            None => Ok(None),
            Some(late) => Err(
                Error::format(format!("expected no `{late}`, as on the first line"))
                    .found("one")
                    .help("give it on every line, or on none"),
            ),
        };
    };
    let found = match object.get(field) {
        Some(Value::String(name)) if !name.trim().is_empty() => return Ok(Some(name.clone())),
        Some(Value::Number(number)) if number.is_u64() => return Ok(Some(number.to_string())),
        Some(Value::String(_)) => "an empty one",
        Some(other) => kind(other),
        None => "none",
    };
    Err(Error::format(format!(
        "expected a name in `{field}`, as on the first line"
    ))
    .found(found)
    .help("give it on every line, or on none"))
}

/// The one source or reference that stands beside the outputs of all systems, named as the file.
fn of_all_systems(texts: Vec<SegmentedText>, role: Role, path: &Path) -> Result<SegmentedText> {
    let mut texts = texts.into_iter();
    let first = texts.next().unwrap_or_default();
    match texts.find(|text| text.documents != first.documents) {
        Some(other) => Err(
            Error::format(format!("expected the same {role} with every `system`"))
                .found(format!("others with {} and {}", first.name, other.name)),
        ),
        None => Ok(SegmentedText {
            name: path.display().to_string(),
            ..first
        }),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "no field".into()
    } else {
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, role: Role) -> Result<Vec<SegmentedText>> {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        read(&lines, role, Path::new("a.jsonl"))
    }

    fn segments(text: &SegmentedText) -> Vec<&str> {
        text.segments().collect()
    }

    #[test]
    fn each_role_has_its_field() {
        let line = r#"{"src":"s","ref":"r","mt":"m","tgt":"t","text":"x"}"#;
        for (role, wanted) in [
            (Role::Source, "s"),
            (Role::Reference, "r"),
            (Role::Hypothesis, "m"),
        ] {
            let found = texts(line, role).expect("reads");
            assert_eq!(segments(&found[0]), [wanted], "{role}");
            assert_eq!(found[0].name, "a.jsonl");
            let found = texts(r#"{"text":"x"}"#, role).expect("reads");
            assert_eq!(segments(&found[0]), ["x"], "{role}");
        }
    }

    #[test]
    fn documents_and_systems_are_told_apart() {
        let both = r#"{"doc_id":7,"system":"a","mt":"1","ref":"r"}
{"doc_id":7,"system":"b","mt":"2","ref":"r"}

{"doc_id":"8","system":"a","mt":"","ref":""}
{"doc_id":"8","system":"b","mt":"4","ref":""}"#;
        let systems = texts(both, Role::Hypothesis).expect("reads");
        assert_eq!(systems.len(), 2);
        assert_eq!(systems[0].name, "a");
        assert_eq!(segments(&systems[1]), ["2", "4"]);
        let ids = systems[1].documents.iter().map(|d| d.id.as_deref());
        assert_eq!(ids.collect::<Vec<_>>(), [Some("7"), Some("8")]);
        let references = texts(both, Role::Reference).expect("reads");
        assert_eq!(references.len(), 1);
        assert_eq!(segments(&references[0]), ["r", ""]);
        let error = texts(&both.replacen("\"r\"", "\"q\"", 1), Role::Reference);
        let said = error.expect_err("differs").to_string();
        assert!(said.contains("others with a and b"), "{said}");
    }

    #[test]
    fn a_line_without_the_field_of_the_first_is_an_error_and_not_another_field() {
        let text = "{\"mt\":\"a\",\"target\":\"r\"}\n{\"target\":\"r\"}";
        let error = texts(text, Role::Hypothesis).expect_err("lacks one");
        assert_eq!(error.line_number(), Some(2));
        let said = error.to_string();
        assert!(said.contains("expected the field `mt`"), "{said}");
        assert!(said.contains("found `target`"), "{said}");
        let text = "{\"mt\":\"a\"}\n{\"mt\":\"a\",\"doc\":\"x\"}";
        let error = texts(text, Role::Hypothesis).expect_err("comes late");
        assert!(error.to_string().contains("expected no `doc`"), "{error}");
        let text = "{\"mt\":\"a\",\"doc\":\"x\"}\n{\"mt\":\"a\"}";
        let error = texts(text, Role::Hypothesis).expect_err("lacks one");
        assert!(error.to_string().contains("a name in `doc`"), "{error}");
    }

    #[test]
    fn what_was_expected_and_found_is_said() {
        let error = texts("{\"id\":1,\"output\":\"a\"}", Role::Source).expect_err("has none");
        let said = error.to_string();
        assert!(said.contains("`source`, `src`, `text`"), "{said}");
        assert!(said.contains("found `id`, `output`"), "{said}");
        for (line, wanted) in [
            ("{\"src\":[\"a\"]}", "found a list"),
            ("[1]", "expected a JSON object"),
            ("{\"src\":\"a\"", "expected a JSON object"),
            ("{}", "found no field"),
            ("", "an empty file"),
        ] {
            let said = texts(line, Role::Source).expect_err("is bad").to_string();
            assert!(said.contains(wanted), "{said}");
        }
    }

    #[test]
    fn a_document_that_comes_back_is_an_error() {
        let text = "{\"mt\":\"a\",\"doc\":\"x\"}\n{\"mt\":\"a\",\"doc\":\"y\"}\n{\"mt\":\"a\",\"doc\":\"x\"}";
        let error = texts(text, Role::Hypothesis).expect_err("comes back");
        assert_eq!(error.line_number(), Some(3));
        assert!(error.to_string().contains("document `x`"), "{error}");
    }
}
