//! What each record is answered, and what the schema says of both.

use std::fs;

use serde_json::{Value, json};

use super::{alinea, all_kinds, answers, news, objects};

const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/worker.schema.json");

#[test]
fn every_bad_record_has_an_answer_and_the_stream_goes_on() {
    let kinds = all_kinds();
    let mut input = b"\xEF\xBB\xBF".to_vec();
    for (line, ..) in &kinds {
        input.extend(line);
        // Blank lines are no records, but they are lines.
        input.extend(b" \r\n");
    }
    input.truncate(input.len() - 4);
    let output = answers(&["--max-record", "10KB", "--verbose"], &input);
    assert_eq!(output.status.code(), Some(0));
    let found = objects(&output.stdout);
    assert_eq!(found.len(), kinds.len());
    for (number, (answer, (_, code, id))) in found.iter().zip(&kinds).enumerate() {
        assert_eq!(answer["id"], *id, "{answer}");
        if *code == "aligned" {
            assert_eq!(answer["status"], "aligned", "{answer}");
            continue;
        }
        assert_eq!(answer["error"]["code"], *code, "{answer}");
        assert_eq!(answer["status"], "error");
        assert_eq!(answer["line"], 2 * number + 1);
        let message = answer["error"]["message"].as_str().expect("a message");
        let first = message.chars().next().expect("a letter");
        assert!(
            !first.is_uppercase() && !message.ends_with('.'),
            "{message}"
        );
    }
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("line 3, no id: expected a JSON object"),
        "{said}"
    );
    assert!(
        said.contains("18 records, 15 of them with an error"),
        "{said}"
    );
    let quiet = answers(&["--max-record", "10KB", "--quiet"], &input);
    assert_eq!(
        (quiet.stdout == output.stdout, quiet.stderr.len()),
        (true, 0)
    );
}

#[test]
fn records_and_answers_are_what_the_schema_says() {
    let printed = alinea(&["worker", "--schema"]).output().expect("runs");
    let shipped = fs::read_to_string(SCHEMA).expect("is there");
    assert_eq!(
        String::from_utf8_lossy(&printed.stdout),
        shipped,
        "write it anew: alinea worker --schema > docs/worker.schema.json"
    );
    let schema: Value = serde_json::from_str(&shipped).expect("JSON");
    let validator = |name: &str| {
        let schema = json!({"$ref": format!("#/$defs/{name}"), "$defs": schema["$defs"].clone(),
            "$schema": schema["$schema"].clone()});
        jsonschema::validator_for(&schema).expect("is a schema")
    };
    let (article, answer) = (validator("article"), validator("answer"));
    for record in objects(news().as_bytes()) {
        article.validate(&record).expect("is a record");
    }
    let kinds = all_kinds();
    let mut input = news().into_bytes();
    kinds.iter().for_each(|(line, ..)| input.extend(line));
    let output = answers(&["--max-record", "10KB"], &input);
    let found = objects(&output.stdout);
    assert_eq!(found.len(), 17 + kinds.len());
    for one in &found {
        answer
            .validate(one)
            .unwrap_or_else(|e| panic!("{e}: {one}"));
    }
    assert!(
        found
            .iter()
            .any(|a| a["beads"].as_array().is_some_and(|b| !b.is_empty()))
    );
    assert!(
        found
            .iter()
            .any(|a| a["dropped"].as_array().is_some_and(|b| !b.is_empty()))
    );
    // The schema refuses what the worker refuses, where a schema can tell.
    for (line, code, _) in &kinds {
        let Ok(record) = serde_json::from_slice::<Value>(line) else {
            continue;
        };
        let told = matches!(
            *code,
            "missing_field" | "bad_field" | "wrong_version" | "not_json"
        );
        let null = record
            .as_object()
            .is_some_and(|o| o.values().any(Value::is_null));
        if !null {
            assert_eq!(article.is_valid(&record), !told, "{record}");
        }
    }
    let mut broken = found[0].clone();
    broken["beads"][0]["bead"] = json!("one");
    assert!(!answer.is_valid(&broken));
}

#[test]
fn line_separators_within_texts_end_no_line() {
    let (source, target) = (
        "Il pleut à Lyon.\u{2028}Le vent souffle.\u{85}",
        "It is raining in Lyon.\u{2029}The wind is blowing.",
    );
    let record = json!({"id": "a\u{2028}b", "source_text": source, "target_text": target,
        "options": {"segmented": true, "clean": false, "min_article_score": 0}});
    let output = answers(&[], format!("{record}\n").as_bytes());
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(
        text.matches(|c: char| c.is_control() || "\u{2028}\u{2029}".contains(c))
            .count(),
        1
    );
    let answer = &objects(text.as_bytes())[0];
    assert_eq!(answer["id"], "a\u{2028}b");
    let written = answer["beads"][0]["source"].as_str().expect("a text");
    assert!(written.contains('\u{2028}'), "{written:?}");
}
