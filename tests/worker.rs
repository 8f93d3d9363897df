//! `alinea worker` as an engine runs it: records in, answers out, in order, whatever the records are.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/worker.schema.json");

fn alinea(arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
    command.args(arguments);
    command
}

/// A worker with pipes to all sides; its answers come line by line.
struct Running {
    child: Child,
    input: Option<ChildStdin>,
    answers: Receiver<Vec<u8>>,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut command = alinea(&["worker", "--quiet"]);
        command.args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("starts");
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let mut output = BufReader::new(output.expect("is piped"));
        let (sender, answers) = channel();
        std::thread::spawn(move || {
            loop {
                let mut line = Vec::new();
                let read = output.read_until(b'\n', &mut line).expect("reads");
                if read == 0 || sender.send(line).is_err() {
                    return;
                }
            }
        });
        Running {
            child,
            input,
            answers,
        }
    }

    fn send(&mut self, line: &str) {
        let input = self.input.as_mut().expect("is open");
        input.write_all(line.as_bytes()).expect("writes");
        input.flush().expect("writes");
    }

    /// The next answer; a worker that has none within two minutes hangs.
    fn answer(&self) -> Vec<u8> {
        let wait = Duration::from_secs(120);
        self.answers.recv_timeout(wait).expect("an answer")
    }
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

/// A French text, and a text that is no translation of it.
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
fn a_line_of_100_megabytes_is_too_large_and_the_next_is_answered() {
    let mut worker = Running::start(&[]);
    let mut input = worker.input.take().expect("is open");
    let writer = std::thread::spawn(move || {
        let piece = vec![b'x'; 1 << 20];
        input.write_all(b"{\"id\": \"").expect("writes");
        for _ in 0..100 {
            input.write_all(&piece).expect("writes");
        }
        input.write_all(b"\"}\n").expect("writes");
        input
            .write_all(with("next", json!({})).as_bytes())
            .expect("writes");
    });
    let large = objects(&worker.answer()).remove(0);
    assert_eq!(large["error"]["code"], "too_large");
    let message = large["error"]["message"].as_str().expect("a message");
    assert!(
        message.contains("at most 33554432 bytes, found 104857610 bytes"),
        "{message}"
    );
    assert_eq!(objects(&worker.answer())[0]["status"], "aligned");
    writer.join().expect("all is read");
    assert_eq!(worker.child.wait().expect("ends").code(), Some(0));
}

#[test]
fn a_caller_may_wait_for_each_answer() {
    for arguments in [
        &["--threads", "1", "--batch", "1"][..],
        &["--threads", "4", "--batch", "64"],
    ] {
        let mut worker = Running::start(arguments);
        for number in 0..6 {
            let id = format!("a{number}");
            worker.send(&if number == 3 {
                "{}\n".into()
            } else {
                with(&id, json!({}))
            });
            let answer = objects(&worker.answer()).remove(0);
            let expected = if number == 3 { Value::Null } else { json!(id) };
            assert_eq!(answer["id"], expected);
        }
        drop(worker.input.take());
        assert_eq!(worker.child.wait().expect("ends").code(), Some(0));
        assert!(worker.answers.recv().is_err());
    }
}

#[test]
fn a_worker_that_is_killed_leaves_whole_lines_of_the_same_answers() {
    let list = news();
    let whole = answers(&["--threads", "2"], list.as_bytes()).stdout;
    let mut worker = Running::start(&["--threads", "2"]);
    let mut input = worker.input.take().expect("is open");
    let writer = std::thread::spawn(move || {
        // The pipe breaks when the worker is killed.
        let _ = input.write_all(list.as_bytes());
        let _ = input.write_all(with("more", json!({})).as_bytes());
        std::thread::sleep(Duration::from_millis(200));
    });
    let mut left = worker.answer();
    for _ in 0..3 {
        left.extend(worker.answer());
    }
    worker.child.kill().expect("is killed");
    worker.child.wait().expect("ends");
    left.extend(worker.answers.iter().flatten());
    writer.join().expect("no panic");
    let end = left.iter().rposition(|&b| b == b'\n').expect("a line") + 1;
    let complete = &left[..end];
    assert!(complete.iter().filter(|&&b| b == b'\n').count() >= 4);
    assert!(whole.starts_with(&complete[..complete.len().min(whole.len())]));
}

#[test]
fn a_reader_that_goes_away_is_no_error_and_a_full_disk_is_one() {
    // Standard input stays open: the worker must not wait for its end.
    let mut command = alinea(&["worker", "--threads", "1"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("starts");
    drop(child.stdout.take());
    let mut input = child.stdin.take().expect("is piped");
    for number in 0..2 {
        let _ = input.write_all(with(&format!("{number}"), json!({})).as_bytes());
    }
    assert_eq!(child.wait().expect("ends").code(), Some(0));
    let mut said = String::new();
    let mut errors = child.stderr.take().expect("is piped");
    errors.read_to_string(&mut said).expect("reads");
    assert_eq!(said, "");
    drop(input);

    if Path::new("/dev/full").exists() {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let mut command = alinea(&["worker"]);
        command.stdin(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command
            .stdout(full.expect("opens"))
            .spawn()
            .expect("starts");
        let mut input = child.stdin.take().expect("is piped");
        input
            .write_all(with("a", json!({})).as_bytes())
            .expect("writes");
        let done = child.wait_with_output().expect("ends");
        assert_eq!(done.status.code(), Some(2));
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(
            said.contains("error: cannot write: no space left on device"),
            "{said}"
        );
        drop(input);
    }
    for bad in [
        &["--max-record", "10units"][..],
        &["--batch", "0"],
        &["--weights", "none.json"],
    ] {
        let done = answers(bad, b"");
        assert_eq!(
            (done.status.code(), done.stdout.len()),
            (Some(2), 0),
            "{bad:?}"
        );
    }
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
        with("one", json!({"options": {"max_side": 1, "clean": false}})),
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
        (&found[3]["source_segments"], &found[3]["dropped"]),
        (&json!(3), &json!([]))
    );
    let (done, built) = build(folder.path(), &list, &[]);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let rows = by_article(&built.join("corpus.jsonl"));
    for (id, answer) in ["turned", "canadian", "lines"]
        .iter()
        .zip([1, 2, 3].map(|at| &found[at]))
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

    let clean = with("clean", json!({"options": {"clean": true}}));
    let list = format!(
        "{clean}{{\"version\": 9, \"id\": \"nine\"}}\n{}",
        with("plain", json!({}))
    );
    let (done, built) = build(folder.path(), &list, &["--no-clean"]);
    assert_eq!(done.status.code(), Some(1));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(
        said.contains("clean: expected an article without option `clean`"),
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
