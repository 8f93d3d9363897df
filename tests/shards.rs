//! A build in shards: whoever does them and however often, joined they are the corpus of a single run.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::bytes;

use serde_json::Value;

const FORMATS: &str = "jsonl,csv,tmx,moses,vecalign,xces";

fn corpora(set: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpora")
        .join(set)
}

/// The articles of a shipped set, copied, and a list of them: one of them twice under another name, one
/// that is not there, and one whose name is taken.
fn listed(folder: &Path) {
    let mut rows = String::from("id,source,target,topic\n");
    let mut names = Vec::new();
    for language in ["fr", "en"] {
        fs::create_dir_all(folder.join(language)).expect("a folder");
        let read = fs::read_dir(corpora("news").join(language)).expect("a corpus");
        names = read
            .map(|entry| entry.expect("an entry").path())
            .map(|path| {
                let name = path.file_name().expect("a name").to_owned();
                fs::copy(&path, folder.join(language).join(&name)).expect("copies");
                name.to_string_lossy().into_owned()
            })
            .collect();
        names.sort();
    }
    let mut row = |id: &str, name: &str| {
        rows.push_str(&format!("{id},fr/{name},en/{name},{}\n", id.len()));
    };
    for name in &names {
        row(name.trim_end_matches(".txt"), name);
    }
    row("again", &names[2]);
    row("gone", "none.txt");
    row("again", &names[3]);
    fs::write(folder.join("list.csv"), rows).expect("writes");
}

fn alinea(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
    command.current_dir(folder).args(arguments);
    command.stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = alinea(folder, arguments).output().expect("runs");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    (output.status.code(), said)
}

/// Runs `arguments` with an option more for the shard.
fn shard(folder: &Path, arguments: &[&str], shard: &str) -> (Option<i32>, String) {
    run(folder, &[arguments, &["--shard", shard]].concat())
}

/// All shards of a job, the last first.
fn all(folder: &Path, arguments: &[&str], of: usize) {
    for number in (1..=of).rev() {
        let threads = (1 + number % 3).to_string();
        let arguments = [arguments, &["--threads", &threads]].concat();
        let (code, said) = shard(folder, &arguments, &format!("{number}/{of}"));
        assert!(matches!(code, Some(0 | 1)), "{said}");
    }
}

/// Compares file by file, so that a failure names the file and does not print a corpus.
fn assert_same(found: &Path, wanted: &Path) {
    let (found, wanted) = (bytes(found), bytes(wanted));
    let names = |all: &BTreeMap<PathBuf, Vec<u8>>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&wanted));
    for (name, content) in &found {
        assert!(content == &wanted[name], "{} differs", name.display());
    }
}

/// Does a job in one run and in shards, and compares.
fn compared(folder: &Path, job: &[&str], of: usize, code: i32) {
    let (single, shards, merged) = ("single", "shards", "merged");
    let whole = run(folder, &[job, &["--output", single]].concat());
    assert_eq!(whole.0, Some(code), "{}", whole.1);
    all(folder, &[job, &["--output", shards]].concat(), of);
    let joined = run(folder, &["merge", shards, "--output", merged]);
    assert_eq!(joined.0, Some(code), "{}", joined.1);
    assert_same(&folder.join(merged), &folder.join(single));
    assert_eq!(bytes(&folder.join(shards)).len(), 2 * of, "nothing is left");
    for name in [single, shards, merged] {
        fs::remove_dir_all(folder.join(name)).expect("removes");
    }
}

#[test]
fn one_three_and_twenty_five_shards_of_a_list_make_the_corpus_of_a_single_run() {
    let folder = tempfile::tempdir().expect("a folder");
    listed(folder.path());
    let job = ["build", "list.csv", "--format", FORMATS];
    for of in [1, 3, 25] {
        compared(folder.path(), &job, of, 1);
    }
    let split = ["--split", "train=0.6,dev=0.2,test=0.2", "--seed", "7"];
    compared(folder.path(), &[&job[..], &split].concat(), 3, 1);
}

#[test]
fn duplicates_are_found_across_shards() {
    let folder = tempfile::tempdir().expect("a folder");
    listed(folder.path());
    // The third article and its copy, the eighteenth, are in different shards of four.
    let job = ["build", "list.csv", "--output", "shards"];
    all(folder.path(), &job, 4);
    run(folder.path(), &["merge", "shards", "--output", "merged"]);
    let dropped = fs::read_to_string(folder.path().join("merged/dropped.jsonl")).expect("is there");
    let twice = dropped.lines().filter(|line| {
        let unit: Value = serde_json::from_str(line).expect("JSON");
        unit["rule"] == "duplicate" && unit["article"] == "again"
    });
    assert!(twice.count() > 5, "{dropped}");
}

#[test]
fn folders_in_parts_and_packed_documents_alone_and_options_are_as_in_a_single_run() {
    let folder = tempfile::tempdir().expect("a folder");
    listed(folder.path());
    fs::write(folder.path().join("fr/alone.txt"), "Il est seul.").expect("writes");
    let job = ["build", "fr", "en", "--format", "jsonl,tmx,vecalign"];
    let parts = ["--compress", "zstd", "--shard-size", "40units"];
    compared(folder.path(), &[&job[..], &parts].concat(), 3, 0);
    let plain = ["--no-clean", "--with-nulls", "--crossing"];
    compared(
        folder.path(),
        &[&job[..2], &job[2..3], &plain].concat(),
        2,
        0,
    );
    compared(folder.path(), &["build", "fr", "en", "--match"], 2, 0);
}

#[test]
fn a_list_on_standard_input_is_shared_out_too() {
    let folder = tempfile::tempdir().expect("a folder");
    listed(folder.path());
    let list = fs::read(folder.path().join("list.csv")).expect("a list");
    let given = |arguments: &[&str]| {
        let mut command = alinea(folder.path(), arguments);
        let mut child = command.stdin(Stdio::piped()).spawn().expect("starts");
        let mut input = child.stdin.take().expect("a pipe");
        input.write_all(&list).expect("is read");
        drop(input);
        child.wait_with_output().expect("has ended").status.code()
    };
    assert_eq!(given(&["build", "-", "--output", "single"]), Some(1));
    for part in ["1/2", "2/2"] {
        let code = given(&["build", "-", "--output", "shards", "--shard", part]);
        assert_eq!(code, Some(1), "{part}");
    }
    let joined = run(folder.path(), &["merge", "shards", "--output", "merged"]);
    assert_eq!(joined.0, Some(1), "{}", joined.1);
    assert_same(&folder.path().join("merged"), &folder.path().join("single"));
}

#[test]
fn a_shard_done_again_is_left_and_one_of_other_inputs_or_options_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    listed(folder.path());
    let shards = folder.path().join("shards");
    let job = ["build", "list.csv", "--output", "shards"];
    all(folder.path(), &job, 3);
    let before = bytes(&shards);
    let written = |name: &str| fs::metadata(shards.join(name)).and_then(|about| about.modified());
    let records = "shard-00002-of-00003.records";
    let since = written(records).expect("a time");
    let (code, said) = shard(folder.path(), &job, "2/3");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("shard 2/3 is done already"), "{said}");
    assert_eq!(
        written(records).expect("a time"),
        since,
        "not written again"
    );

    let (code, said) = shard(
        folder.path(),
        &[&job[..], &["--max-side", "2"]].concat(),
        "2/3",
    );
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("`max-side`") && said.contains("--restart"),
        "{said}"
    );

    // The second article of the list is the first of the second shard.
    let changed = folder.path().join("en/02-banque-centrale.txt");
    let text = fs::read_to_string(&changed).expect("a text");
    fs::write(&changed, format!("{text}\n\nIt was Tuesday.\n")).expect("writes");
    assert_eq!(
        shard(folder.path(), &job, "1/3").0,
        Some(0),
        "it has not this article"
    );
    let (code, said) = shard(folder.path(), &job, "2/3");
    assert_eq!(code, Some(2), "{said}");
    let named = "article `02-banque-centrale` changed";
    assert!(said.contains(named) && said.contains("--restart"), "{said}");
    assert!(bytes(&shards) == before, "what was refused changed nothing");

    let (code, said) = shard(folder.path(), &[&job[..], &["--resume"]].concat(), "2/3");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("articles were done before"), "{said}");
    let resumed = bytes(&shards);
    let restart = [&job[..], &["--restart"]].concat();
    assert_eq!(shard(folder.path(), &restart, "2/3").0, Some(1));
    assert!(bytes(&shards) == resumed && resumed != before);
    run(folder.path(), &["build", "list.csv", "--output", "single"]);
    run(folder.path(), &["merge", "shards", "--output", "merged"]);
    assert_same(&folder.path().join("merged"), &folder.path().join("single"));
}

#[test]
fn what_does_not_belong_together_is_not_joined() {
    let folder = tempfile::tempdir().expect("a folder");
    listed(folder.path());
    let path = |name: &str| folder.path().join("shards").join(name);
    let (done, records) = ("shard-00002-of-00003.json", "shard-00002-of-00003.records");
    let merged = || {
        let (code, said) = run(folder.path(), &["merge", "shards", "-o", "merged"]);
        let whole = folder.path().join("merged/corpus.jsonl").exists();
        assert_eq!((code, whole), (Some(2), false), "{said}");
        said
    };
    fs::create_dir(folder.path().join("shards")).expect("a folder");
    assert!(merged().contains("--shard 1/8"), "no shard at all");

    let job = [
        "build", "list.csv", "--output", "shards", "--name", "le puits",
    ];
    all(folder.path(), &job, 3);
    let (good_done, good) = (fs::read(path(done)), fs::read(path(records)));
    let (good_done, good) = (good_done.expect("a file"), good.expect("a file"));
    fs::remove_file(path(done)).expect("removes");
    let said = merged();
    let command = "alinea build list.csv --output shards --name 'le puits'";
    assert!(
        said.contains("expected shard 2/3") && said.contains(command),
        "{said}"
    );
    assert!(said.contains("--shard 2/3"), "{said}");

    let edited = |pointer: &str, value: Value| {
        let mut json: Value = serde_json::from_slice(&good_done).expect("JSON");
        *json.pointer_mut(pointer).expect("a field") = value;
        fs::write(path(done), json.to_string()).expect("writes");
        merged()
    };
    assert!(edited("/options/max-side", 2.into()).contains("another `max-side`"));
    assert!(edited("/lexicon", "0".into()).contains("another lexicon"));
    assert!(edited("/list/sha256", "0".into()).contains("one of another list"));
    assert!(edited("/list/articles", 7.into()).contains("7 articles, not 20"));
    assert!(edited("/alinea", "0.0.1".into()).contains("0.0.1"));
    assert!(edited("/kind", "x".into()).contains("done-file"));
    fs::write(path(done), &good_done).expect("writes");

    let mut bad = good.clone();
    bad[2000] ^= 1;
    fs::write(path(records), &bad).expect("writes");
    let said = merged();
    assert!(
        said.contains("SHA-256") && said.contains("--shard 2/3"),
        "{said}"
    );
    // Made again it is as it was, without being told to.
    let (code, said) = shard(folder.path(), &job, "2/3");
    assert_eq!(code, Some(1), "{said}");
    assert!(fs::read(path(records)).expect("a file") == good);
    // Another shard's records under its name.
    let other = fs::read(path("shard-00001-of-00003.records")).expect("a file");
    fs::write(path(records), &other).expect("writes");
    let sums: Value =
        serde_json::from_slice(&fs::read(path("shard-00001-of-00003.json")).expect("a file"))
            .expect("JSON");
    let mut taken = sums["records"].clone();
    taken["path"] = records.into();
    let said = edited("/records", taken);
    assert!(said.contains("in another order"), "{said}");
    all(folder.path(), &[&job[..], &["--restart"]].concat(), 2);
    assert!(merged().contains("found one of"), "two and three shards");
}

#[test]
fn shards_of_different_folders_are_joined_and_one_may_be_there_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    listed(folder.path());
    let job = |output: &'static str| ["build", "list.csv", "--output", output];
    for (output, part) in [("one", "1/2"), ("one", "2/2"), ("two", "2/2")] {
        assert_eq!(shard(folder.path(), &job(output), part).0, Some(1));
    }
    fs::remove_file(folder.path().join("one/shard-00002-of-00002.json")).expect("removes");
    let merge = ["merge", "one", "two", "--output", "merged"];
    let (code, said) = run(folder.path(), &[&merge[..], &["--dry-run"]].concat());
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("2 shards of 20 articles, of which 2 failed"),
        "{said}"
    );
    assert!(said.contains("two/shard-00002-of-00002.records"), "{said}");
    assert!(!folder.path().join("merged").exists());
    assert_eq!(run(folder.path(), &merge).0, Some(1));
    assert_eq!(shard(folder.path(), &job("one"), "2/2").0, Some(1));
    assert_eq!(run(folder.path(), &merge).0, Some(1));
    run(folder.path(), &job("single"));
    assert_same(&folder.path().join("merged"), &folder.path().join("single"));
}

/// Many articles: those of all sets, each with a number in front.
fn many(folder: &Path, count: usize) {
    for language in ["fr", "en"] {
        fs::create_dir_all(folder.join(language)).expect("a folder");
        let mut files = Vec::new();
        for set in ["guides", "news", "tales"] {
            let read = fs::read_dir(corpora(set).join(language)).expect("a corpus");
            files.extend(read.map(|entry| entry.expect("an entry").path()));
        }
        files.sort();
        for number in 0..count {
            let text = fs::read_to_string(&files[number % files.len()]).expect("a text");
            let path = folder.join(language).join(format!("{number:04}.txt"));
            fs::write(path, format!("Article {number}.\n\n{text}")).expect("writes");
        }
    }
}

fn started(folder: &Path, job: &[&str]) -> Child {
    let mut command = alinea(folder, &[job, &["--shard", "1/2", "--quiet"]].concat());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("starts")
}

/// The longest journal of a shard in a folder, in bytes.
fn journal(shards: &Path) -> u64 {
    let entries = fs::read_dir(shards).into_iter().flatten().flatten();
    let logs = entries.map(|entry| entry.path().join("articles.log"));
    let lengths = logs.filter_map(|log| fs::metadata(log).ok());
    lengths.map(|about| about.len()).max().unwrap_or(0)
}

/// Waits until some articles are in a journal.
fn wait_for_articles(shards: &Path) {
    let begun = Instant::now();
    while journal(shards) < 4_000 {
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "nothing is done"
        );
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_killed_shard_goes_on_and_two_at_once_do_no_harm() {
    let folder = tempfile::tempdir().expect("a folder");
    many(folder.path(), 120);
    let shards = folder.path().join("shards");
    let job = ["build", "fr", "en", "--output", "shards", "--threads", "1"];
    run(folder.path(), &["build", "fr", "en", "--output", "single"]);

    let mut child = started(folder.path(), &job);
    wait_for_articles(&shards);
    child.kill().expect("is killed");
    assert!(
        !child.wait().expect("has ended").success(),
        "it was too fast"
    );
    let (code, said) = shard(folder.path(), &job, "1/2");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("articles were done before"), "{said}");
    let undisturbed = bytes(&shards);
    assert_eq!(undisturbed.len(), 2, "the journals are gone");

    fs::remove_dir_all(&shards).expect("removes");
    let first = started(folder.path(), &job);
    wait_for_articles(&shards);
    let second = started(folder.path(), &job);
    let third = started(folder.path(), &job);
    for mut child in [first, second, third] {
        assert!(child.wait().expect("has ended").success());
    }
    assert_eq!(shard(folder.path(), &job, "2/2").0, Some(0));
    let found = bytes(&shards);
    for (name, content) in &undisturbed {
        assert!(&found[name] == content, "{} differs", name.display());
    }
    let joined = run(folder.path(), &["merge", "shards", "--output", "merged"]);
    assert_eq!(joined.0, Some(0), "{}", joined.1);
    assert_same(&folder.path().join("merged"), &folder.path().join("single"));
    let left = found.keys().filter(|name| name.starts_with(".")).count();
    assert_eq!(left, 0, "{:?}", found.keys());
}

#[test]
fn a_lexicon_is_learnt_of_the_whole_list_by_every_shard() {
    let folder = tempfile::tempdir().expect("a folder");
    many(folder.path(), 30);
    // As if they were Catalan and Icelandic, which have no word vectors.
    let job = [
        "build",
        "fr",
        "en",
        "--source-lang",
        "ca",
        "--target-lang",
        "is",
    ];
    run(folder.path(), &[&job[..], &["--output", "single"]].concat());
    let sharded = [&job[..], &["--output", "shards"]].concat();
    all(folder.path(), &sharded, 3);
    let lexicon = |number: usize| {
        let name = format!("shards/shard-0000{number}-of-00003.json");
        let text = fs::read_to_string(folder.path().join(name)).expect("a done-file");
        let done: Value = serde_json::from_str(&text).expect("JSON");
        done["lexicon"].as_str().map(str::to_owned)
    };
    assert!(lexicon(1).is_some() && lexicon(1) == lexicon(2));
    let (code, said) = shard(folder.path(), &sharded, "1/3");
    assert!(code == Some(0) && said.contains("done already"), "{said}");
    let joined = run(folder.path(), &["merge", "shards", "--output", "merged"]);
    assert!(matches!(joined.0, Some(0 | 1)), "{}", joined.1);
    assert_same(&folder.path().join("merged"), &folder.path().join("single"));
    // An article of another shard bears on this one.
    fs::write(folder.path().join("en/0001.txt"), "It is another text.").expect("writes");
    let (code, said) = shard(folder.path(), &sharded, "1/3");
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("other articles of the list changed"),
        "{said}"
    );
}

#[test]
fn what_is_no_shard_is_said_and_both_kinds_of_parts_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    for text in ["0/4", "5/4", "a/b", "4"] {
        let (code, said) = shard(folder.path(), &["build", "--output", "out"], text);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains("such as 2/8") && !folder.path().join("out").exists());
    }
    let dry = ["build", "--output", "out", "--dry-run"];
    let (code, said) = shard(folder.path(), &dry, "2/4");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("shard-00002-of-00004.records"), "{said}");
    assert!(!folder.path().join("out").exists());
    let (_, help) = run(folder.path(), &["build", "--help"]);
    assert!(
        help.contains("alinea merge") && help.contains("not how the work"),
        "{help}"
    );
}
