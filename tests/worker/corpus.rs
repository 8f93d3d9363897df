//! Answers and what `build` makes of the same records.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{
    ENGLISH, FRENCH, alinea, answers, build, by_article, hold_against, news, objects, with,
};

#[test]
fn answers_taken_apart_are_the_corpus_at_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = news();
    let (done, built) = build(folder.path(), &list, &[]);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let one = answers(&["--threads", "1"], list.as_bytes());
    assert_eq!(one.status.code(), Some(0));
    let eight = answers(&["--threads", "8", "--batch", "3"], list.as_bytes());
    assert_eq!(one.stdout, eight.stdout);
    hold_against(&one.stdout, &built);
    let first = &objects(&one.stdout)[1];
    assert_eq!(
        (
            &first["status"],
            &first["version"],
            &first["metadata"]["day"]
        ),
        (&json!("aligned"), &json!(1), &json!("1"))
    );
    assert_eq!(first["metadata"]["match_probability"], "0.75");
    assert_eq!(first["score"], first["beads"][0]["article_score"]);

    // And back: what an engine collected is a corpus.
    let collected = folder.path().join("collected.jsonl");
    fs::write(&collected, &one.stdout).expect("writes");
    let again = folder.path().join("again.jsonl");
    let mut convert = alinea(&["convert"]);
    let done = convert.arg(&collected).arg(&again).output().expect("runs");
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let read = |path: &Path| fs::read(path).expect("is written");
    assert!(read(&again) == read(&built.join("corpus.jsonl")));
    let page = folder.path().join("page.html");
    let mut report = alinea(&["report"]);
    let done = report.arg(&collected).arg("--output").arg(&page).output();
    assert_eq!(done.expect("runs").status.code(), Some(0));
    assert!(fs::metadata(&page).expect("a page").len() > 10_000);
}

/// A sentence that two translate.
fn together(options: Value) -> Value {
    json!({"source_text": "Le maire est venu mardi à Lyon et il a ouvert la nouvelle bibliothèque de la ville.",
        "target_text": "The mayor came to Lyon on Tuesday. He opened the town's new library.",
        "options": options})
}

/// Records with languages and options of their own.
fn of_their_own() -> String {
    let lines = "Un.\nDeux mots.\nTrois mots ici.";
    let turned = json!({"source_text": ENGLISH, "target_text": FRENCH,
        "source_language": "en", "target_language": "fr"});
    let canadian = json!({"source_language": "fr-CA"});
    [
        with("plain", json!({})),
        with("turned", turned),
        with("canadian", canadian),
        with(
            "lines",
            json!({"source_text": lines, "target_text": "One.\nTwo words.\nThree words here.",
            "options": {"segmented": true, "min_article_score": 0, "clean": false}}),
        ),
        with("two", together(json!({"clean": false}))),
        with("one", together(json!({"clean": false, "max_side": 1}))),
        with(
            "latin",
            json!({"options": {"encoding": "latin1", "paragraphs": "line",
            "hard_paragraphs": true, "max_total": 3, "crossing": true, "input_format": "markdown",
            "with_nulls": true}}),
        ),
    ]
    .concat()
}

#[test]
fn a_record_has_languages_and_options_and_build_heeds_them_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = of_their_own();
    let output = answers(&[], list.as_bytes());
    let found = objects(&output.stdout);
    assert!(found.iter().all(|a| a["status"] == "aligned"), "{found:#?}");
    let languages = |at: usize| (&found[at]["source_language"], &found[at]["target_language"]);
    assert_eq!(languages(0), (&json!("fr"), &json!("en")));
    assert_eq!(languages(1), (&json!("en"), &json!("fr")));
    assert_eq!(found[2]["beads"][0]["source_language"], "fr-ca");
    assert_eq!(
        (&found[3]["source_segment_count"], &found[3]["dropped"]),
        (&json!(3), &json!([]))
    );
    let types = |at: usize| -> Vec<&str> {
        let beads = found[at]["beads"].as_array().expect("a list");
        beads
            .iter()
            .filter_map(|bead| bead["type"].as_str())
            .collect()
    };
    assert_eq!(types(4), ["1-2"]);
    assert!(types(5).len() == 2 && !types(5).contains(&"1-2"));
    let (done, built) = build(folder.path(), &list, &[]);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let rows = by_article(&built.join("corpus.jsonl"));
    for (id, answer) in ["turned", "canadian", "lines", "two", "one"]
        .iter()
        .zip([1, 2, 3, 4, 5].map(|at| &found[at]))
    {
        let lines: Vec<Value> = rows[*id]
            .iter()
            .map(|l| serde_json::from_str(l).expect("JSON"))
            .collect();
        assert_eq!(json!(lines), answer["beads"], "{id}");
    }
}

#[test]
fn what_build_cannot_hold_of_a_record_is_the_rows_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = of_their_own();
    let (done, built) = build(folder.path(), &list, &["--format", "moses"]);
    assert_eq!(done.status.code(), Some(1));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    for id in ["turned", "canadian"] {
        let expected = format!("error: {id}: expected the languages of the corpus");
        assert!(said.contains(&expected), "{said}");
    }
    assert!(!said.contains("error: plain"), "{said}");
    assert!(
        fs::metadata(built.join("corpus.fr"))
            .expect("is written")
            .len()
            > 0
    );

    let clean = with("tidy", json!({"options": {"clean": true}}));
    let list = format!(
        "{clean}{{\"version\": 9, \"id\": \"nine\"}}\n{}",
        with("plain", json!({}))
    );
    let (done, built) = build(folder.path(), &list, &["--no-clean"]);
    assert_eq!(done.status.code(), Some(1));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(
        said.contains("tidy: expected an article without option `clean`"),
        "{said}"
    );
    assert!(
        said.contains("list.jsonl:2: expected a record of version 1"),
        "{said}"
    );
    assert_eq!(by_article(&built.join("corpus.jsonl")).len(), 1);
}

#[test]
fn an_error_among_answers_is_named_on_reading_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("answers.jsonl");
    let input = [with("a", json!({})), with("b", json!({"source_text": " "}))].concat();
    fs::write(&path, answers(&[], input.as_bytes()).stdout).expect("writes");
    let mut convert = alinea(&["convert"]);
    let done = convert
        .arg(&path)
        .arg("-")
        .args(["--to", "csv"])
        .output()
        .expect("runs");
    assert_eq!(done.status.code(), Some(2));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    let expected =
        "answers.jsonl:2: expected an aligned article in record `b`, found error unreadable";
    assert!(said.contains(expected), "{said}");
}
