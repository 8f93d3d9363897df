//! Whole-program tests of what `build` and `align` read: kinds of document, and where pairs come from.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

const FRENCH: [&str; 3] = [
    "Le puits de Zinder",
    "Il pleut à Zinder depuis le 12 juin.",
    "M. Morel attend 3 camions.",
];
const ENGLISH: [&str; 3] = [
    "The Zinder well",
    "It has been raining in Zinder since June 12.",
    "Mr. Morel is waiting for 3 trucks.",
];

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn file(folder: &tempfile::TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("makes the folder");
    fs::write(&path, bytes).expect("writes");
    path
}

fn text(lines: [&str; 3]) -> String {
    lines.join("\n\n")
}

fn html(lines: [&str; 3]) -> String {
    let [title, one, two] = lines;
    format!(
        "<!doctype html><html><head><title>{title}</title><meta name=date content=2023-06-12></head><body>\
         <header><a href=/>Site</a></header><nav><ul><li><a href=/a>A</a></ul></nav><main><h1>{title}</h1>\
         <ul><li>{one}</li><li>{two}</li></ul></main><footer>Mentions</footer><script>x()</script></body></html>"
    )
}

fn markdown(lines: [&str; 3]) -> String {
    let [title, one, two] = lines;
    format!("---\ntopic: water\n---\n# {title}\n\n- **{one}**\n- {two}\n\n```\ncode\n```\n")
}

fn docx(lines: [&str; 3]) -> Vec<u8> {
    let paragraphs = lines.map(|t| format!("<w:p><w:r><w:t>{t}</w:t></w:r></w:p>"));
    let xml = format!(
        "<w:document xmlns:w=\"w\"><w:body>{}</w:body></w:document>",
        paragraphs.concat()
    );
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer
        .start_file("word/document.xml", options)
        .expect("a part");
    writer.write_all(xml.as_bytes()).expect("a vector");
    writer.finish().expect("a vector").into_inner()
}

fn tar(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, bytes.as_slice()).expect("a vector");
    }
    builder.into_inner().expect("a vector")
}

/// Runs `build` with these arguments; the exit code, the units, the report, what was said.
struct Built {
    code: i32,
    units: Vec<Value>,
    report: String,
    said: String,
}

impl Built {
    fn texts(&self, article: &str) -> Vec<(String, String)> {
        let units = self.units.iter().filter(|u| u["article"] == article);
        let side = |unit: &'_ Value, name: &str| unit[name].as_str().map(str::to_owned);
        units
            .map(|unit| (side(unit, "source"), side(unit, "target")))
            .map(|(source, target)| (source.expect("a text"), target.expect("a text")))
            .collect()
    }
}

fn build(folder: &tempfile::TempDir, arguments: &[&str], input: &str) -> Built {
    let output = folder.path().join("out");
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
    command
        .current_dir(folder.path())
        .args(["build", "--no-clean"])
        .args(arguments);
    command.arg("--output").arg(&output).write_stdin(input);
    let done = command.output().expect("runs");
    let read = |name: &str| fs::read_to_string(output.join(name)).unwrap_or_default();
    let lines = read("corpus.jsonl");
    Built {
        code: done.status.code().expect("a code"),
        units: lines
            .lines()
            .map(|l| serde_json::from_str(l).expect("JSON"))
            .collect(),
        report: read("report.csv"),
        said: String::from_utf8(done.stderr).expect("UTF-8"),
    }
}

fn all_three(built: &Built, article: &str) {
    let pairs = FRENCH.into_iter().zip(ENGLISH);
    let expected: Vec<(String, String)> = pairs.map(|(s, t)| (s.into(), t.into())).collect();
    assert_eq!(built.texts(article), expected, "{}", built.said);
}

#[test]
fn documents_of_all_kinds_are_paired_with_each_other() {
    let here = folder();
    file(&here, "fr/a.html", html(FRENCH));
    file(&here, "en/a.docx", docx(ENGLISH));
    file(&here, "fr/b.md", markdown(FRENCH));
    file(&here, "en/b.txt", text(ENGLISH));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(html(FRENCH).as_bytes()).expect("a vector");
    file(&here, "fr/c.html.gz", packed.finish().expect("a vector"));
    file(&here, "en/c.md", markdown(ENGLISH));
    let built = build(&here, &["fr", "en"], "");
    assert_eq!(built.code, 0, "{}", built.said);
    for article in ["a", "b", "c"] {
        all_three(&built, article);
    }
    let of = |article: &str| {
        built
            .units
            .iter()
            .find(|u| u["article"] == article)
            .expect("a unit")
    };
    assert_eq!(of("a")["metadata"]["title"], FRENCH[0]);
    assert_eq!(of("a")["metadata"]["date"], "2023-06-12");
    assert_eq!(of("b")["metadata"]["topic"], "water");
    let paragraphs: Vec<&Value> = built
        .units
        .iter()
        .map(|u| &u["source_paragraphs"][0])
        .collect();
    assert_eq!(paragraphs[..3], [0, 1, 2]);
}

#[test]
fn a_damaged_document_is_a_row_and_the_rest_goes_on() {
    let here = folder();
    file(&here, "fr/a.docx", docx(FRENCH));
    file(&here, "en/a.docx", docx(ENGLISH));
    file(&here, "fr/b.docx", &docx(FRENCH)[..40]);
    file(&here, "en/b.docx", docx(ENGLISH));
    file(
        &here,
        "fr/c.html",
        "<html><body><script>x()</script></body></html>",
    );
    file(&here, "en/c.html", html(ENGLISH));
    let built = build(&here, &["fr", "en"], "");
    assert_eq!(built.code, 1);
    all_three(&built, "a");
    assert!(
        built.report.contains("b,failed") && built.report.contains("c,failed"),
        "{}",
        built.report
    );
    assert!(
        built.said.contains("b.docx: expected a Word document"),
        "{}",
        built.said
    );
    assert!(
        built.said.contains("c.html: expected text, found none"),
        "{}",
        built.said
    );
}

#[test]
fn a_pattern_says_which_files_belong_together() {
    let here = folder();
    file(&here, "site/fr/2023/a.php", html(FRENCH));
    file(&here, "site/en/2023/a.php", html(ENGLISH));
    file(&here, "site/fr/seul.php", html(FRENCH));
    let arguments = [
        "site",
        "--pattern",
        "{lang}/{id}.php",
        "--input-format",
        "html",
    ];
    let built = build(&here, &arguments, "");
    assert_eq!(built.code, 0, "{}", built.said);
    all_three(&built, "2023/a");
    assert!(built.report.contains("seul,no target"), "{}", built.report);
}

#[test]
fn a_list_names_files_and_its_columns_travel() {
    let here = folder();
    file(&here, "in/x/a.fr.txt", text(FRENCH));
    file(&here, "in/y/b.html", html(ENGLISH));
    let rows = "source,target,probability,topic\nx/a.fr.txt,y/b.html,0.97,water\nx/a.fr.txt,y/none.txt,,\nx/a.fr.txt\n";
    file(&here, "in/pairs.csv", format!("\u{feff}{rows}"));
    let built = build(&here, &["in/pairs.csv"], "");
    assert_eq!(built.code, 1);
    all_three(&built, "x/a");
    assert_eq!(built.units[0]["metadata"]["topic"], "water");
    assert!(built.report.contains("x/a~2,failed"), "{}", built.report);
    assert!(
        built.report.contains("pairs.csv:4,failed"),
        "{}",
        built.report
    );
    assert!(
        built.said.contains("none.txt: cannot read"),
        "{}",
        built.said
    );
}

#[test]
fn standard_input_is_a_list_of_json_lines() {
    let here = folder();
    let line = serde_json::json!({
        "id": "a", "source_text": text(FRENCH), "target_text": text(ENGLISH), "n": 7,
    });
    let built = build(&here, &["-"], &format!("{line}\n{line}\n"));
    assert_eq!(built.code, 1);
    all_three(&built, "a");
    assert_eq!(built.units[0]["metadata"]["n"], "7");
    assert!(built.said.contains("found `a` again"), "{}", built.said);
}

#[test]
fn a_table_has_both_texts_in_a_row() {
    let here = folder();
    let mut rows = csv::WriterBuilder::new()
        .delimiter(b'\t')
        .from_writer(Vec::new());
    rows.write_record(["nr", "english", "french", "day"])
        .expect("a row");
    rows.write_record(["a", &html(ENGLISH), &html(FRENCH), "Monday"])
        .expect("a row");
    file(&here, "t.tsv", rows.into_inner().expect("a vector"));
    let columns = [
        "--source-column",
        "french",
        "--target-column",
        "english",
        "--id-column",
        "nr",
    ];
    let mut arguments = vec!["--table", "t.tsv", "--input-format", "html"];
    arguments.extend(columns);
    let built = build(&here, &arguments, "");
    assert_eq!(built.code, 0, "{}", built.said);
    all_three(&built, "a");
    assert_eq!(built.units[0]["metadata"]["day"], "Monday");
}

#[test]
fn archives_are_read_as_folders_and_bad_names_are_rows() {
    let here = folder();
    let bytes = tar(&[
        ("./fr/a.txt", text(FRENCH).into_bytes()),
        ("en/a.html", html(ENGLISH).into_bytes()),
        ("../../evil.fr.txt", b"x".to_vec()),
        ("._a.fr.txt", b"x".to_vec()),
    ]);
    file(&here, "plain.tar", &bytes);
    file(
        &here,
        "packed.tar.zst",
        zstd::encode_all(bytes.as_slice(), 1).expect("a vector"),
    );
    for name in ["plain.tar", "packed.tar.zst"] {
        let built = build(&here, &[name], "");
        assert_eq!(built.code, 1, "{}", built.said);
        all_three(&built, "a");
        assert!(
            built.said.contains("found `../../evil.fr.txt`"),
            "{}",
            built.said
        );
    }
    assert!(
        !here
            .path()
            .parent()
            .expect("a parent")
            .join("evil.fr.txt")
            .exists()
    );
}

#[test]
fn a_memory_is_kept_as_it_is_or_aligned_anew() {
    let here = folder();
    // The second and third translations change places.
    let rows = format!(
        "article,bead,source,target\na,0,{},{}\na,1,{},{}\na,2,{},{}\n",
        FRENCH[0], ENGLISH[0], FRENCH[1], ENGLISH[2], FRENCH[2], ENGLISH[1]
    );
    file(&here, "memory.csv", rows);
    let kept = build(&here, &["memory.csv"], "");
    assert_eq!(kept.code, 0, "{}", kept.said);
    assert_eq!(kept.texts("a")[1], (FRENCH[1].into(), ENGLISH[2].into()));
    let score = |unit: &Value| unit["score"].as_f64().expect("a score");
    assert!(
        score(&kept.units[0]) > score(&kept.units[1]),
        "{:?}",
        kept.units
    );
    let anew = build(&here, &["--pairs", "memory.csv", "--realign"], "");
    assert_eq!(anew.code, 0, "{}", anew.said);
    assert!(
        anew.units
            .iter()
            .all(|u| u["source"] != FRENCH[1] || u["target"] != ENGLISH[2])
    );
}

#[test]
fn moses_and_tmx_come_in_as_they_went_out() {
    let here = folder();
    file(&here, "fr/a.txt", text(FRENCH));
    file(&here, "en/a.txt", text(ENGLISH));
    let built = build(&here, &["fr", "en", "--format", "tmx,moses"], "");
    assert_eq!(built.code, 0, "{}", built.said);
    fs::rename(here.path().join("out"), here.path().join("first")).expect("moves");
    for place in ["first/corpus.tmx", "first/corpus.moses"] {
        let built = build(&here, &[place], "");
        assert_eq!(built.code, 0, "{}", built.said);
        all_three(&built, "a");
    }
}

#[test]
fn align_reads_a_page_and_a_document() {
    let here = folder();
    let source = file(&here, "puits.html", html(FRENCH));
    let target = file(&here, "well.docx", docx(ENGLISH));
    let run = |source: &Path, target: &Path| {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
        command.arg("align").args([source, target]);
        command.args(["--format", "jsonl", "--quiet"]);
        let output = command.output().expect("runs");
        (
            output.status.success(),
            String::from_utf8(output.stdout).expect("UTF-8"),
        )
    };
    let (done, out) = run(&source, &target);
    assert!(done);
    let first: Value = serde_json::from_str(out.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["article"], "puits");
    assert_eq!(
        (&first["source"], &first["target"]),
        (&FRENCH[0].into(), &ENGLISH[0].into())
    );
    // A page in the encoding that it names.
    let [title, one, two] = FRENCH;
    let page =
        format!("<meta charset=windows-1252><main><p>{title}<p>{one} « Oui »<p>{two}</main>");
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&page);
    let source = file(&here, "old.html", &bytes);
    let (done, out) = run(&source, &target);
    assert!(
        done && out.contains("Il pleut à Zinder depuis le 12 juin."),
        "{out}"
    );
}

#[test]
fn arguments_that_do_not_go_together_are_refused() {
    let here = folder();
    for arguments in [
        &["fr", "en", "--manifest", "x.csv"][..],
        &["--target-column", "x", "fr", "en"],
        &["fr", "--pattern", "{id}.txt"],
        &["fr", "en", "--pattern", "{id}.{lang}"],
        &["nowhere"],
        &["--manifest", "nowhere.csv"],
    ] {
        let built = build(&here, arguments, "");
        assert_eq!(built.code, 2, "{arguments:?}: {}", built.said);
    }
}

fn reported(folder: &tempfile::TempDir, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
    command
        .current_dir(folder.path())
        .arg("build")
        .args(arguments);
    command.timeout(std::time::Duration::from_secs(60));
    let output = command.output().expect("runs");
    let report = fs::read_to_string(folder.path().join("out/report.csv"));
    let said = String::from_utf8_lossy(&output.stderr);
    (output.status.code(), report.unwrap_or_default() + &said)
}

#[test]
fn names_are_paired_however_their_accents_are_written() {
    let folder = folder();
    file(&folder, "docs/e\u{301}te\u{301}.fr.txt", text(FRENCH));
    file(&folder, "docs/\u{e9}t\u{e9}.en.txt", text(ENGLISH));
    for arguments in [
        &["docs", "docs", "--output", "out"][..],
        &["docs", "--pattern", "{id}.{lang}.txt", "--output", "out"],
    ] {
        let (code, said) = reported(&folder, arguments);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("\n\u{e9}t\u{e9},aligned,"), "{said}");
    }
}

#[test]
fn empty_lines_are_no_segments_without_a_partner() {
    let folder = folder();
    file(&folder, "fr/a.txt", FRENCH.join("\n\n\n") + "\n");
    file(&folder, "en/a.txt", ENGLISH.join("\n") + "\n");
    let (code, said) = reported(&folder, &["fr", "en", "--segmented", "--output", "out"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("unpaired   0 segments"), "{said}");
    let row = said.lines().find(|line| line.starts_with("a,aligned,"));
    let cells: Vec<&str> = row.expect("a row").split(',').collect();
    assert_eq!(
        cells[3..7],
        ["7", "3", "7", "0"],
        "lines keep their numbers"
    );
    let spread = cells[2].to_owned();
    file(&folder, "fr/a.txt", FRENCH.join("\n") + "\n");
    let (_, said) = reported(&folder, &["fr", "en", "--segmented", "--output", "out"]);
    assert!(
        said.contains(&format!("a,aligned,{spread},3,3,3,0")),
        "{said}"
    );
}

#[test]
fn a_corpus_that_breaks_off_is_built_as_far_as_it_goes_and_says_so() {
    let folder = folder();
    let unit = |article: &str, n: usize| {
        let (source, target) = (FRENCH[n], ENGLISH[n]);
        let unit =
            serde_json::json!({"article": article, "bead": n, "source": source, "target": target});
        unit.to_string() + "\n"
    };
    let whole: String = (0..3)
        .map(|n| unit("a", n))
        .chain((0..3).map(|n| unit("b", n)))
        .collect();
    file(&folder, "broken.jsonl", &whole[..whole.len() - 20]);
    let (code, said) = reported(&folder, &["broken.jsonl", "--output", "out", "--no-clean"]);
    assert_eq!(code, Some(1), "{said}");
    let note = "b: broken off by an error at broken.jsonl:6; the 2 pairs before it are kept";
    assert_eq!(said.matches(note).count(), 2, "{said}");
    let kept = fs::read_to_string(folder.path().join("out/corpus.jsonl")).expect("a corpus");
    assert_eq!(kept.lines().count(), 5);
    let again = ["broken.jsonl", "--realign", "--output", "out", "--no-clean"];
    let (code, said) = reported(&folder, &again);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("\nb,failed,") && said.contains("a,aligned,"),
        "{said}"
    );
}

#[test]
fn an_article_whose_folder_is_the_file_of_another_fails_alone() {
    let folder = folder();
    let text = "id,source_text,target_text\na,Il pleut.,It rains.\na/b,Il vente.,It blows.\n\
                a.vecalign/b,Il neige.,It snows.\n";
    file(&folder, "list.csv", text);
    let options = ["--min-article-score", "0", "--format", "jsonl,vecalign"];
    let whole = [&["list.csv", "--output", "out"], &options[..]].concat();
    let (code, said) = reported(&folder, &whole);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("a.vecalign/b,failed,"), "{said}");
    let written = folder.path().join("out/vecalign");
    assert!(written.join("a.vecalign").is_file() && written.join("a/b.vecalign").is_file());
    // Where articles have no files of their own there is nothing in the way.
    let (code, said) = reported(
        &folder,
        &["list.csv", "--output", "out", "--min-article-score", "0"],
    );
    assert_eq!(code, Some(0), "{said}");
}

#[cfg(unix)]
#[test]
fn a_pipe_that_a_list_names_is_refused_and_not_waited_for() {
    let folder = folder();
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path().join("pipe.txt"))
        .status();
    assert!(made.expect("there is mkfifo").success());
    for (name, lines) in [("fr.txt", FRENCH), ("en.txt", ENGLISH)] {
        file(&folder, name, text(lines));
    }
    let list = "id,source,target\nbad,pipe.txt,en.txt\ngood,fr.txt,en.txt\n";
    file(&folder, "list.csv", list);
    let (code, said) = reported(&folder, &["list.csv", "--output", "out"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("pipe.txt: expected a file, found a pipe"),
        "{said}"
    );
    assert!(
        said.contains("bad,failed,") && said.contains("good,aligned,"),
        "{said}"
    );
}
