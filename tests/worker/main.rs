//! `alinea worker` as an engine runs it: records in, answers out, in order, whatever the records are.

mod corpus;
mod records;
mod stream;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn alinea(arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
    command.args(arguments);
    command
}

/// Runs a worker on all of `input`.
fn answers(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = alinea(&["worker"]);
    command.args(arguments);
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("starts");
    let mut pipe = child.stdin.take().expect("is piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || pipe.write_all(&input));
    let output = child.wait_with_output().expect("ends");
    writer.join().expect("no panic").expect("all is read");
    output
}

fn objects(lines: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(lines).expect("UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// The articles of the news corpus: files, and every second one as texts, with metadata.
fn news() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/news");
    let files = fs::read_dir(folder.join("fr")).expect("a corpus");
    let mut names: Vec<PathBuf> = files.map(|f| f.expect("an entry").path()).collect();
    names.sort();
    let mut lines = String::new();
    for (number, source) in names.iter().enumerate() {
        let name = source.file_name().expect("a name");
        let target = folder.join("en").join(name);
        let id = source.file_stem().expect("a name").to_string_lossy();
        let record = if number % 2 == 0 {
            json!({"id": id, "source": source, "target": target, "day": number})
        } else {
            let text = |path: &Path| fs::read_to_string(path).expect("a text");
            json!({"version": 1, "id": id, "source_text": text(source), "target_text": text(&target),
                "metadata": {"day": number, "good": true}, "probability": 0.75})
        };
        lines.push_str(&format!("{record}\n"));
    }
    assert_eq!(names.len(), 17);
    lines
}

fn build(folder: &Path, list: &str, arguments: &[&str]) -> (Output, PathBuf) {
    let path = folder.join("list.jsonl");
    fs::write(&path, list).expect("writes");
    let output = folder.join("built");
    let mut command = alinea(&["build", "--restart", "--manifest"]);
    command
        .arg(&path)
        .arg("--output")
        .arg(&output)
        .args(arguments);
    (command.output().expect("runs"), output)
}

/// The lines of a corpus, an article.
fn by_article(path: &Path) -> BTreeMap<String, Vec<String>> {
    let mut articles: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in fs::read_to_string(path).expect("is written").lines() {
        let unit: Value = serde_json::from_str(line).expect("JSON");
        let id = unit["article"].as_str().expect("a name").to_owned();
        articles.entry(id).or_default().push(line.to_owned());
    }
    articles
}

/// Holds that answers have exactly the lines of what `build` wrote.
fn hold_against(answers: &[u8], built: &Path) {
    let kept = by_article(&built.join("corpus.jsonl"));
    let dropped = by_article(&built.join("dropped.jsonl"));
    let joined = |lines: Option<&Vec<String>>| lines.map(|l| l.join(",")).unwrap_or_default();
    let text = std::str::from_utf8(answers).expect("UTF-8");
    for (line, answer) in text.lines().zip(objects(answers)) {
        let id = answer["id"].as_str().expect("a name");
        let (beads, drops) = (joined(kept.get(id)), joined(dropped.get(id)));
        let expected = format!("\"beads\":[{beads}],\"dropped\":[{drops}]}}");
        assert!(line.ends_with(&expected), "{id}");
    }
    let ids = |of: &BTreeMap<String, Vec<String>>| of.keys().cloned().collect::<Vec<_>>();
    let answered: Vec<Value> = objects(answers);
    assert!(
        ids(&kept)
            .iter()
            .all(|id| answered.iter().any(|a| a["id"] == **id))
    );
    assert!(!kept.is_empty() && !dropped.is_empty());
}

/// A French text, and its translation.
const FRENCH: &str = "Le maire a ouvert mardi la nouvelle bibliothèque de la ville, après quatre ans de \
    travaux. Elle compte trois étages, une salle de lecture et un jardin. Les enfants y viendront le \
    mercredi, et les étudiants tous les soirs jusqu'à vingt-deux heures. L'entrée est libre pour tous.";
const ENGLISH: &str = "The mayor opened the town's new library on Tuesday, after four years of work. It \
    has three floors, a reading room and a garden. Children will come on Wednesdays, and students every \
    evening until ten o'clock. Entry is free for everyone.";

fn good(id: &str) -> Value {
    json!({"id": id, "source_text": FRENCH, "target_text": ENGLISH})
}

/// A good record with these fields in place of its own.
fn with(id: &str, fields: Value) -> String {
    let mut record = good(id);
    for (name, value) in fields.as_object().expect("an object") {
        record[name.as_str()] = value.clone();
    }
    format!("{record}\n")
}

/// Lines of all kinds, each with the code and the id that its answer is to have.
fn all_kinds() -> Vec<(Vec<u8>, &'static str, Value)> {
    let text = |text: &str| format!("{text}\n").into_bytes();
    let fields = |id: &str, fields: Value| with(id, fields).into_bytes();
    vec![
        (fields("first", json!({})), "aligned", json!("first")),
        (text("{\"id\": \"cut"), "not_json", Value::Null),
        (text("[1, 2]"), "not_json", Value::Null),
        (b"{\"id\": \"\xE9\"}\n".to_vec(), "not_json", Value::Null),
        (
            fields("x", json!({"id": null})),
            "missing_field",
            Value::Null,
        ),
        (
            fields("m", json!({"target_text": null})),
            "missing_field",
            json!("m"),
        ),
        (
            fields("both", json!({"source": "a.txt"})),
            "bad_field",
            json!("both"),
        ),
        (
            fields("o", json!({"options": {"max_sides": 2}})),
            "bad_field",
            json!("o"),
        ),
        (
            fields("s", json!({"options": {"max_side": 40}})),
            "bad_field",
            json!("s"),
        ),
        (
            fields("v", json!({"version": 2})),
            "wrong_version",
            json!("v"),
        ),
        (fields("first", json!({})), "duplicate_id", json!("first")),
        (
            fields("long", json!({"x": "é".repeat(8000)})),
            "too_large",
            Value::Null,
        ),
        (
            fields(
                "gone",
                json!({"source": "no/such.txt", "source_text": null}),
            ),
            "unreadable",
            json!("gone"),
        ),
        (
            fields("blank", json!({"target_text": " \n"})),
            "unreadable",
            json!("blank"),
        ),
        (
            fields("fr", json!({"target_text": FRENCH})),
            "wrong_language",
            json!("fr"),
        ),
        (
            fields("n", json!({"options": {"min_article_score": 1}})),
            "not_translations",
            json!("n"),
        ),
        // One that was bad may come again as it should be.
        (fields("m", json!({})), "aligned", json!("m")),
        (fields("7", json!({"id": 7})), "aligned", json!("7")),
    ]
}
