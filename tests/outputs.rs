//! The formats that a corpus leaves in, by the whole program: to each and back, in parts, compressed.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

const UNITS: &str = "\
{\"article\":\"puits\",\"bead\":0,\"source\":\"Le puits est « sec ».\",\"target\":\"The well is dry.\",\"score\":0.9,\"quality\":0.75}
{\"article\":\"puits\",\"bead\":1,\"source\":\"Il n'a pas plu\\tdepuis juin.\",\"target\":\"It has not rained since June.\",\"score\":0.8}
{\"article\":\"pont\",\"bead\":0,\"source\":\"Le pont rouvre.\",\"target\":\"The bridge is open again.\",\"score\":0.7}
";

fn convert(from: &Path, to: &Path, more: &[&str]) -> (bool, String) {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
    command.arg("convert").arg(from).arg(to).args(more);
    let output = command.output().expect("runs");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    (output.status.success(), said)
}

/// A folder with the units in `units.jsonl`.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let units = folder.path().join("units.jsonl");
    fs::write(&units, UNITS).expect("writes");
    (folder, units)
}

/// The texts and numbers of JSON lines, without what a format may lose.
fn kept(path: &Path) -> Vec<[serde_json::Value; 6]> {
    let text = fs::read_to_string(path).expect("a file");
    let kept = |line: &str| {
        let unit: serde_json::Value = serde_json::from_str(line).expect("JSON");
        ["article", "bead", "source", "target", "score", "quality"].map(|name| unit[name].clone())
    };
    text.lines().map(kept).collect()
}

#[test]
fn every_new_format_is_converted_to_and_back() {
    let (folder, units) = folder();
    for name in ["a.xlf", "a.xliff2.xlf.gz", "a.po", "a.bitextor.tsv.zst"] {
        let (there, back) = (folder.path().join(name), folder.path().join("back.jsonl"));
        let (done, said) = convert(&units, &there, &[]);
        assert!(done, "{name}: {said}");
        let (done, said) = convert(&there, &back, &[]);
        assert!(done, "{name}: {said}");
        let mut wanted = kept(&units);
        if name.contains("bitextor") {
            // A cell holds no tab.
            wanted[1][2] = "Il n'a pas plu depuis juin.".into();
        }
        assert_eq!(kept(&back), wanted, "{name}");
    }
}

#[test]
fn parts_are_written_and_read_by_the_name_of_the_whole_or_the_folder() {
    let (folder, units) = folder();
    let parts = folder.path().join("parts");
    fs::create_dir(&parts).expect("a folder");
    let whole = parts.join("corpus.tmx.gz");
    let (done, said) = convert(&units, &whole, &["--shard-size", "1units"]);
    assert!(done, "{said}");
    for part in 0..3 {
        let part = parts.join(format!("corpus-0000{part}.tmx.gz"));
        assert!(part.is_file(), "{}", part.display());
    }
    assert!(!whole.exists());
    let back = folder.path().join("back.jsonl");
    for (from, more) in [(&whole, &[][..]), (&parts, &["--from", "tmx"])] {
        let (done, said) = convert(from, &back, more);
        assert!(done, "{said}");
        assert_eq!(kept(&back), kept(&units));
    }
    let (done, said) = convert(&parts, &back, &["--from", "po"]);
    assert!(!done && said.contains("expected files of po"), "{said}");
    let (done, said) = convert(&units, &whole, &["--shard-size", "12"]);
    assert!(!done && said.contains("100MB"), "{said}");
}

#[test]
fn several_files_become_one() {
    let (folder, units) = folder();
    let (other, both) = (
        folder.path().join("other.po"),
        folder.path().join("both.jsonl"),
    );
    assert!(convert(&units, &other, &[]).0);
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
    command.arg("convert").args([&units, &other, &both]);
    command.assert().success();
    assert_eq!(kept(&both), [kept(&units), kept(&units)].concat());
}

#[test]
fn a_corpus_is_filtered_and_converted_in_place() {
    let (folder, units) = folder();
    let wanted = kept(&units);
    let (done, said) = convert(&units, &units, &[]);
    assert!(done, "{said}");
    assert_eq!(kept(&units), wanted);
    let mut filter = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
    filter
        .current_dir(folder.path())
        .args(["filter", "units.jsonl", "units.jsonl"]);
    filter.assert().success();
    let dropped = fs::read_to_string(folder.path().join("units.dropped.jsonl"));
    let dropped = dropped.expect("a file").lines().count();
    assert_eq!(kept(&units).len() + dropped, wanted.len());
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_converted_to_and_back() {
    let (folder, units) = folder();
    let (there, back) = (
        folder.path().join("a.parquet"),
        folder.path().join("back.jsonl"),
    );
    let (done, said) = convert(&units, &there, &[]);
    assert!(done, "{said}");
    let (done, said) = convert(&there, &back, &[]);
    assert!(done, "{said}");
    assert_eq!(kept(&back), kept(&units));
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_how_to_get_it() {
    let (folder, units) = folder();
    let there = folder.path().join("a.parquet");
    let (done, said) = convert(&units, &there, &[]);
    assert!(!done && said.contains("--features parquet"), "{said}");
    assert!(!there.exists());
}

#[test]
fn what_a_corpus_says_of_its_units_is_carried_along_or_counted() {
    let (folder, _) = folder();
    let place = |name: &str| folder.path().join(name);
    let tmx = place("memory.tmx");
    std::fs::write(
        &tmx,
        "<tmx><body><tu tuid=\"7\"><note>à revoir</note><prop type=\"domain\">eau</prop>\
         <tuv xml:lang=\"fr\"><seg>Il pleut à Bordeaux.</seg></tuv>\
         <tuv xml:lang=\"en\"><seg>It is raining in Bordeaux.</seg></tuv></tu>\
         <tu><tuv xml:lang=\"fr\"><seg>Un.</seg></tuv><tuv xml:lang=\"de\"><seg>Eins.</seg></tuv></tu>\
         </body></tmx>",
    )
    .expect("a file");
    let passed_over = "memory.tmx: left out: 1 units in fr and de, for fr and en are read\n";
    // Through a filter, which keeps units in a file of its own until all are known.
    let csv = place("clean.csv");
    let filtered = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("alinea"))
        .arg("filter")
        .args([&tmx, &csv])
        .output()
        .expect("runs");
    let said = String::from_utf8(filtered.stderr).expect("UTF-8");
    assert!(
        filtered.status.success() && said.contains(passed_over),
        "{said}"
    );
    let text = std::fs::read_to_string(&csv).expect("a file");
    let header = text.lines().next().expect("a header");
    assert!(header.ends_with(",metadata,tuid,note,domain"), "{header}");
    assert!(text.trim_end().ends_with(",7,à revoir,eau"), "{text}");
    // Back again.
    let again = place("again.tmx");
    let (done, said) = convert(&csv, &again, &[]);
    assert!(done && said.is_empty(), "{said}");
    let text = std::fs::read_to_string(&again).expect("a file");
    for part in [
        "<tu tuid=\"7\">",
        "<note>à revoir</note>",
        "<prop type=\"domain\">eau</prop>",
    ] {
        assert!(text.contains(part), "{text}");
    }
    let (done, said) = convert(&csv, &place("corpus"), &["--to", "moses"]);
    let wanted = "corpus: left out: 1 `tuid`, 1 `note`, 1 `domain`, which moses cannot hold\n";
    assert!(done && said.contains(wanted), "{said}");
    let (done, said) = convert(&csv, &place("quiet"), &["--to", "moses", "--quiet"]);
    assert!(done && said.is_empty(), "{said}");
}

#[test]
fn columns_with_names_of_ours_and_other_meanings_are_carried_along() {
    let (folder, _) = folder();
    let place = |name: &str| folder.path().join(name);
    let table = "source,target,type,length,rule,figure,threshold,detail\n\
        Le chat dort bien.,The cat sleeps well.,news,long,R2,4,0.7,page 4\n";
    fs::write(place("a.csv"), table).expect("a file");
    let (done, said) = convert(&place("a.csv"), &place("b.jsonl"), &[]);
    assert!(done && said.is_empty(), "{said}");
    let filtered = Command::new(assert_cmd::cargo::cargo_bin!("alinea"))
        .args(["filter", "--quiet"])
        .args([place("b.jsonl"), place("c.csv")])
        .output()
        .expect("runs");
    assert!(filtered.status.success(), "{filtered:?}");
    let (done, said) = convert(&place("c.csv"), &place("d.jsonl"), &[]);
    assert!(done && said.is_empty(), "{said}");
    for name in ["b.jsonl", "d.jsonl"] {
        let text = fs::read_to_string(place(name)).expect("a file");
        let unit: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(unit["type"], "1-1");
        assert_eq!(unit["other_fields"]["type"], "news", "{text}");
        // A field of JSON lines is no column of a table: this one is none of ours there.
        assert_eq!(unit["length"], "long", "{text}");
        for (field, value) in [("rule", "R2"), ("figure", "4"), ("detail", "page 4")] {
            assert_eq!(unit[field], value, "{text}");
        }
    }
}

#[test]
fn scores_of_other_tools_in_a_memory_are_carried_along() {
    let (folder, _) = folder();
    let place = |name: &str| folder.path().join(name);
    let memory = "<tmx version=\"1.4\"><body><tu><prop type=\"x-score\">85</prop>\
        <prop type=\"x-review\">todo</prop><prop type=\"x-type\">news</prop>\
        <tuv xml:lang=\"fr\"><seg>Un.</seg></tuv><tuv xml:lang=\"en\"><seg>One.</seg></tuv></tu></body></tmx>";
    fs::write(place("a.tmx"), memory).expect("a file");
    for (from, to) in [("a.tmx", "b.tmx"), ("b.tmx", "c.jsonl")] {
        let (done, said) = convert(&place(from), &place(to), &[]);
        assert!(done && said.is_empty(), "{said}");
    }
    let text = fs::read_to_string(place("c.jsonl")).expect("a file");
    let unit: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert!(
        unit["score"].is_null() && unit["review"].is_null(),
        "{text}"
    );
    for (field, value) in [("x-score", "85"), ("x-review", "todo"), ("x-type", "news")] {
        assert_eq!(unit[field], value, "{text}");
    }
}

#[test]
fn every_corpus_may_bring_columns() {
    let (folder, units) = folder();
    let place = |name: &str| folder.path().join(name);
    let late = "{\"source\":\"Un.\",\"target\":\"One.\",\"domain\":\"sums\"}\n";
    fs::write(place("late.jsonl"), late).expect("a file");
    let many = UNITS.lines().next().expect("a line").to_owned() + "\n";
    fs::write(&units, many.repeat(5000)).expect("a file");
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
    command.arg("convert").arg(&units);
    let done = command
        .args([place("late.jsonl"), place("both.csv")])
        .output();
    let done = done.expect("runs");
    assert!(done.status.success() && done.stderr.is_empty(), "{done:?}");
    let text = fs::read_to_string(place("both.csv")).expect("a file");
    assert!(
        text.lines()
            .next()
            .is_some_and(|header| header.ends_with(",domain,other_fields"))
    );
    assert!(
        text.trim_end().ends_with(",sums,"),
        "{:?}",
        text.lines().last()
    );
}

#[test]
fn a_corpus_in_another_encoding_is_recognised_and_said() {
    let (folder, _) = folder();
    let (from, to) = (folder.path().join("a.csv"), folder.path().join("a.jsonl"));
    let text = "source,target\nL'été à Genève : « déjà » brûlant.,Summer in Geneva.\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    fs::write(&from, &bytes).expect("a file");
    let (done, said) = convert(&from, &to, &[]);
    assert!(
        done && said.contains("a.csv: read as windows-1252"),
        "{said}"
    );
    assert_eq!(kept(&to)[0][2], "L'été à Genève : « déjà » brûlant.");
    let (done, said) = convert(&from, &to, &["--encoding", "utf-8"]);
    assert!(!done && said.contains("--encoding"), "{said}");
}
