//! A build that is killed, that runs out of disk, or whose inputs change: nothing is lost, and the end is
//! as if nothing had happened.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::bytes;

fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora")
}

/// Writes `count` pairs, made of the shipped articles with one paragraph moved to the front, so that
/// no two are the same.
fn articles(folder: &Path, count: usize) {
    for language in ["fr", "en"] {
        fs::create_dir_all(folder.join(language)).expect("a folder");
        let mut texts = Vec::new();
        for set in ["guides", "news", "tales"] {
            let mut files: Vec<_> = fs::read_dir(corpora().join(set).join(language))
                .expect("a corpus")
                .map(|entry| entry.expect("an entry").path())
                .collect();
            files.sort();
            texts.extend(files.iter().map(|f| fs::read_to_string(f).expect("a text")));
        }
        for number in 0..count {
            let text = format!("Article {number}.\n\n{}", texts[number % texts.len()]);
            let path = folder.join(language).join(format!("{number:04}.txt"));
            fs::write(path, text).expect("writes");
        }
    }
}

fn build(input: &Path, output: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
    command
        .arg("build")
        .args([input.join("fr"), input.join("en")])
        .arg("--output")
        .arg(output)
        .args(["--format", "jsonl,tmx,moses,vecalign,xces", "--quiet"])
        .args(more)
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

fn run(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().expect("runs");
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// Compares file by file, so that a failure names the file and does not print a corpus.
fn assert_same(found: &Path, wanted: &BTreeMap<PathBuf, Vec<u8>>, when: &str) {
    let found = bytes(found);
    let names = |all: &BTreeMap<PathBuf, Vec<u8>>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(wanted), "{when}");
    for (name, content) in &found {
        assert!(
            content == &wanted[name],
            "{} differs, {when}",
            name.display()
        );
    }
}

#[test]
fn killed_at_any_moment_it_ends_with_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    articles(folder.path(), 60);
    let undisturbed = folder.path().join("undisturbed");
    let started = Instant::now();
    assert_eq!(run(&mut build(folder.path(), &undisturbed, &[])).0, Some(0));
    let mut whole = started.elapsed();
    let wanted = bytes(&undisturbed);
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let (mut killed, mut resumed) = (0, 0);
    for moment in 0..20 {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let share = (random >> 33) as f64 / f64::from(1_u32 << 31);
        let output = folder.path().join(format!("killed-{moment}"));
        let mut child = build(folder.path(), &output, &[]).spawn().expect("starts");
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * share));
        child.kill().expect("is killed");
        let status = child.wait().expect("has ended");
        killed += usize::from(!status.success());
        if status.success() {
            // It was faster this time: the machine has less to do now.
            whole = whole.mul_f64(0.7);
        }
        resumed += usize::from(output.join(".alinea-journal").join("articles.log").exists());
        let (code, said) = run(&mut build(folder.path(), &output, &[]));
        assert_eq!(code, Some(0), "{said}");
        assert_same(
            &output,
            &wanted,
            &format!("killed at {share:.3} of the time"),
        );
        fs::remove_dir_all(&output).expect("removes");
    }
    assert!(
        killed >= 10 && resumed >= 5,
        "killed {killed} times, resumed {resumed} times"
    );
}

#[test]
fn one_two_and_eight_threads_write_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    articles(folder.path(), 40);
    let output = |threads: &str| folder.path().join(format!("threads-{threads}"));
    for threads in ["1", "2", "8"] {
        let more = ["--threads", threads];
        assert_eq!(
            run(&mut build(folder.path(), &output(threads), &more)).0,
            Some(0)
        );
    }
    let wanted = bytes(&output("1"));
    assert_same(&output("2"), &wanted, "with two threads");
    assert_same(&output("8"), &wanted, "with eight threads");
}

/// A build that was stopped after some articles: its journal is there, and no output.
fn stopped(folder: &Path, output: &Path) {
    let mut child = build(folder, output, &["--threads", "1"])
        .spawn()
        .expect("starts");
    let log = output.join(".alinea-journal").join("articles.log");
    let started = Instant::now();
    while fs::metadata(&log).map_or(0, |about| about.len()) < 4_000 {
        assert!(
            started.elapsed() < Duration::from_secs(120),
            "no article was done"
        );
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("is killed");
    child.wait().expect("has ended");
    assert!(log.exists(), "it was stopped in its course");
}

#[test]
fn changed_inputs_are_refused_or_redone_as_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    articles(folder.path(), 60);
    let output = folder.path().join("out");
    stopped(folder.path(), &output);
    let first = folder.path().join("fr").join("0000.txt");
    fs::write(&first, "Un texte tout autre. Il est court.").expect("writes");
    let second = folder.path().join("en").join("0000.txt");
    fs::write(&second, "A quite different text. It is short.").expect("writes");
    let (code, said) = run(&mut build(folder.path(), &output, &[]));
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("article `0000` changed") && said.contains("--resume"),
        "{said}"
    );
    let (code, said) = run(&mut build(folder.path(), &output, &["--resume"]));
    assert_eq!(code, Some(0), "{said}");
    let fresh = folder.path().join("fresh");
    assert_eq!(run(&mut build(folder.path(), &fresh, &[])).0, Some(0));
    assert_same(&output, &bytes(&fresh), "with one article changed");
}

#[test]
fn changed_options_are_refused_by_name_or_begun_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    articles(folder.path(), 60);
    let output = folder.path().join("out");
    stopped(folder.path(), &output);
    let other = ["--max-side", "2"];
    let (code, said) = run(&mut build(folder.path(), &output, &other));
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("`max-side`") && said.contains("--restart"),
        "{said}"
    );
    let restart = ["--max-side", "2", "--restart"];
    assert_eq!(run(&mut build(folder.path(), &output, &restart)).0, Some(0));
    let fresh = folder.path().join("fresh");
    assert_eq!(run(&mut build(folder.path(), &fresh, &other)).0, Some(0));
    assert_same(&output, &bytes(&fresh), "with other options");
}

/// Runs a build whose files may not grow beyond `blocks` of 512 bytes, as on a disk that is full.
#[cfg(unix)]
fn limited(input: &Path, output: &Path, blocks: usize) -> (Option<i32>, String) {
    let build = build(input, output, &[]);
    let mut shell = Command::new("sh");
    // Ignored, the signal does not kill, and writing fails as it does on a full disk.
    shell.args([
        "-c",
        &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""),
    ]);
    shell.arg(build.get_program()).args(build.get_args());
    shell.stdout(Stdio::null()).stderr(Stdio::piped());
    run(&mut shell)
}

#[cfg(unix)]
#[test]
fn without_room_it_says_so_and_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    articles(folder.path(), 60);
    let undisturbed = folder.path().join("undisturbed");
    assert_eq!(run(&mut build(folder.path(), &undisturbed, &[])).0, Some(0));
    let output = folder.path().join("out");
    // First there is no room for the journal, then none for the outputs.
    for blocks in [40, 120, 160] {
        let (code, said) = limited(folder.path(), &output, blocks);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains("cannot write"), "{said}");
        let whole = bytes(&output);
        for (name, content) in whole
            .iter()
            .filter(|(n, _)| !n.starts_with(".alinea-journal"))
        {
            let wanted = fs::read(undisturbed.join(name)).expect("a file of the whole build");
            assert!(&wanted == content, "{} is not whole", name.display());
        }
    }
    assert_eq!(run(&mut build(folder.path(), &output, &[])).0, Some(0));
    assert_same(&output, &bytes(&undisturbed), "after there was room");
}
