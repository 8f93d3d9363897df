//! `alinea match` as a person runs it: documents under names that say nothing, some without a
//! partner.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

/// Of so many documents one has no partner: each tenth, counted from 3, has no translation, each
/// tenth, counted from 7, no source.
const EACH: usize = 10;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn texts(corpus: &str, side: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("corpora").join(corpus).join(side));
    let entries = entries.expect("the corpus").map(|e| e.expect("an entry"));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Copies all articles of `corpora/` to `fr` and `en` under opaque names. The true pairs, as the
/// manifest names them, sorted.
fn scattered(folder: &Path) -> Vec<(String, String)> {
    let articles: Vec<[PathBuf; 2]> = ["news", "tales", "guides"]
        .iter()
        .flat_map(|corpus| texts(corpus, "fr").into_iter().zip(texts(corpus, "en")))
        .map(|(source, target)| [source, target])
        .collect();
    for side in ["fr", "en"] {
        fs::create_dir_all(folder.join(side)).expect("makes the folder");
    }
    let mut pairs = Vec::new();
    for (at, [source, target]) in articles.iter().enumerate() {
        // 101 is prime, so that no two articles get one name.
        let names = [at * 37 % 101, at * 58 % 101];
        let [french, english] = [
            format!("fr/{:03}.txt", names[0]),
            format!("en/{:03}.txt", names[1]),
        ];
        let copy = |from: &Path, to: &str| fs::copy(from, folder.join(to)).expect("copies");
        if at % EACH != 7 {
            copy(source, &french);
        }
        if at % EACH != 3 {
            copy(target, &english);
        }
        if !matches!(at % EACH, 3 | 7) {
            pairs.push((french, english));
        }
    }
    assert!(pairs.len() > 15 && articles.len() - pairs.len() > 4);
    pairs.sort();
    pairs
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
    let fixed = ["match", "fr", "en"];
    let command = command.current_dir(folder).args(fixed).args(arguments);
    command.output().expect("runs")
}

fn rows(text: &str) -> Vec<Vec<String>> {
    let mut lines = text.lines();
    lines.next().expect("a header");
    let cells = |line: &str| line.split(',').map(str::to_string).collect();
    lines.map(cells).collect()
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let pair = |row: Vec<String>| (row[0].clone(), row[1].clone());
    rows(text).into_iter().map(pair).collect()
}

fn read(path: PathBuf) -> String {
    fs::read_to_string(path).expect("is there")
}

#[test]
fn all_pairs_are_found_and_what_has_no_partner_is_said_whatever_the_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let expected = scattered(folder);
    let output = run(folder, &["--output", "pairs.csv", "--threads", "1"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let manifest = read(folder.join("pairs.csv"));
    assert!(manifest.starts_with("source,target,probability\n"));
    assert_eq!(pairs(&manifest), expected);
    assert!(
        rows(&manifest)
            .iter()
            .all(|row| row[2].parse::<f64>().expect("a number") > 0.9)
    );
    let alone = rows(&read(folder.join("pairs.unmatched.csv")));
    let of = |side: &str| alone.iter().filter(|row| row[0] == side).count();
    let counted = format!(
        "no partner {} source, {} target",
        of("source"),
        of("target")
    );
    assert!(
        of("source") > 1 && of("target") > 1 && said.contains(&counted),
        "{said}"
    );
    run(folder, &["--output", "eight.csv", "--threads", "8"]);
    assert_eq!(manifest, read(folder.join("eight.csv")));
}

#[test]
fn without_word_vectors_spelling_finds_nearly_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let expected = scattered(folder.path());
    let output = run(
        folder.path(),
        &["--output", "-", "--quiet", "--models", "none"],
    );
    let found = pairs(&String::from_utf8(output.stdout).expect("UTF-8"));
    let right = found.iter().filter(|pair| expected.contains(pair)).count();
    assert!(
        right + 2 >= expected.len() && found.len() <= right + 1,
        "{found:?}"
    );
    assert!(!folder.path().join("-").exists() && output.stderr.is_empty());
}

#[test]
fn a_document_that_cannot_be_read_is_named_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let expected = scattered(folder);
    fs::write(folder.join("fr/999.txt"), " \n").expect("writes");
    fs::create_dir(folder.join("out")).expect("makes the folder");
    let output = run(folder, &["--output", "out/pairs.csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        rows(&read(folder.join("out/pairs.csv"))).len(),
        expected.len()
    );
    assert!(read(folder.join("out/pairs.csv")).contains("\n../fr/"));
    let alone = read(folder.join("out/pairs.unmatched.csv"));
    assert!(
        alone.contains("source,../fr/999.txt,,,\"") && alone.contains("expected text"),
        "{alone}"
    );
}

#[test]
fn a_probability_out_of_range_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    scattered(folder.path());
    let output = run(
        folder.path(),
        &["--output", "pairs.csv", "--min-probability", "2"],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.path().join("pairs.csv").exists());
}

#[test]
fn files_that_cannot_be_taken_are_set_aside_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let expected = scattered(folder);
    fs::write(folder.join("fr/998.txt"), "Il pleut.").expect("writes");
    fs::write(folder.join("fr/998.html"), "<p>Il pleut.</p>").expect("writes");
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
        fs::write(folder.join("en").join(name), "It is raining.").expect("writes");
    }
    let output = run(folder, &["--output", "pairs.csv"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(pairs(&read(folder.join("pairs.csv"))), expected);
    let alone = read(folder.join("pairs.unmatched.csv"));
    assert!(alone.contains("two files for article `998`"), "{alone}");
    assert!(said.contains("\nset aside  "), "{said}");
    if cfg!(target_os = "linux") {
        assert!(alone.contains("expected a file name in Unicode"), "{alone}");
    }

    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
    let arguments = ["build", "fr", "en", "--match", "--output", "out"];
    let output = command.current_dir(folder).args(arguments).output();
    let output = output.expect("runs");
    assert_eq!(output.status.code(), Some(1));
    let report = read(folder.join("out/report.csv"));
    assert!(report.contains("\n998,failed,"), "{report}");
    let aligned = report.lines().filter(|line| line.contains(",aligned,"));
    assert_eq!(aligned.count(), expected.len());
}
