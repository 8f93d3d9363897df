//! Each bad input gives a clear message, exit code 2, and no partial output.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

mod support;

struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        let case = Case {
            folder: tempfile::tempdir().expect("a folder"),
        };
        case.file("good.fr.txt", "Il pleut à Paris. Le vent souffle.");
        case.file(
            "good.en.txt",
            "It is raining in Paris. The wind is blowing.",
        );
        case
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), bytes).expect("writes");
        self.path(name)
    }

    /// Aligns `source` with a good target into a file: it must fail, leave no file, and say all of
    /// `said`.
    fn refuses(&self, source: &Path, said: &[&str]) {
        let output = self.path("out.jsonl");
        let mut command = alinea();
        command
            .arg("align")
            .arg(source)
            .arg(self.path("good.en.txt"))
            .arg("-o")
            .arg(&output);
        fails(&mut command, said);
        assert!(!output.exists(), "no partial output");
        let left: Vec<_> = fs::read_dir(self.folder.path())
            .expect("readable")
            .map(|e| {
                e.expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .filter(|n| n.contains("tmp") || n.contains("out"))
            .collect();
        assert!(left.is_empty(), "{left:?} left behind");
    }
}

fn alinea() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("alinea"))
}

fn fails(command: &mut Command, said: &[&str]) {
    let output = command.output().expect("runs");
    let err = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(output.stdout.is_empty(), "nothing on standard output");
    for said in said {
        assert!(err.contains(said), "expected `{said}` in: {err}");
    }
}

#[test]
fn a_missing_file() {
    let case = Case::new();
    case.refuses(&case.path("none.txt"), &["none.txt", "no such file"]);
}

#[test]
fn a_folder_for_a_file() {
    let case = Case::new();
    case.refuses(case.folder.path(), &["folder"]);
}

#[test]
fn an_empty_file_and_an_empty_side() {
    let case = Case::new();
    for (name, text) in [
        ("empty.txt", ""),
        ("blank.txt", " \n\n"),
        ("only.txt", "title: Rien\n"),
    ] {
        let path = case.file(name, text);
        case.refuses(&path, &[name, "expected text"]);
    }
}

#[test]
fn binary() {
    let case = Case::new();
    let path = case.file("photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0");
    case.refuses(&path, &["photo.txt", "PNG"]);
    let path = case.file("zeros.txt", [0_u8; 4096]);
    case.refuses(&path, &["zeros.txt", "binary"]);
}

#[test]
fn invalid_utf8_in_the_middle() {
    let case = Case::new();
    let mut bytes = "Une première ligne, déjà écrite.\nL'été "
        .repeat(20)
        .into_bytes();
    bytes.extend(b"\xe9t\xff");
    bytes.extend(" à la fin, où tout est répété.".repeat(5).as_bytes());
    let path = case.file("cut.txt", bytes);
    case.refuses(&path, &["cut.txt:21:", "UTF-8", "--encoding"]);
}

#[test]
fn an_unknown_format() {
    let case = Case::new();
    let mut command = alinea();
    command
        .arg("align")
        .args([case.path("good.fr.txt"), case.path("good.en.txt")]);
    fails(
        command.args(["--format", "docx"]),
        &["docx", "jsonl, csv, tsv, tmx, moses"],
    );
    let mut command = alinea();
    command
        .arg("align")
        .args([case.path("good.fr.txt"), case.path("good.en.txt")]);
    fails(
        command.arg("-o").arg(case.path("x.docx")),
        &[".docx", "--format"],
    );
}

#[test]
fn an_output_folder_that_cannot_be_written() {
    let case = Case::new();
    let file = case.file("file", "x");
    let mut command = alinea();
    command.args(["build", "--output"]).arg(file.join("inside"));
    fails(&mut command, &["inside"]);
    let mut command = alinea();
    command
        .arg("align")
        .args([case.path("good.fr.txt"), case.path("good.en.txt")]);
    fails(
        command.arg("-o").arg(case.path("no/such/folder/out.csv")),
        &["out.csv"],
    );
}

#[test]
fn gold_that_is_out_of_range_has_a_gap_or_is_not_in_order() {
    let case = Case::new();
    let found = case.file("found.vecalign", "[0]:[0]:0.9\n[1]:[1]:0.9\n[2]:[2]:0.9\n");
    for (gold, said) in [
        (
            "[0]:[0]\n[1]:[1]\n[2, 3]:[2]\n",
            ["gold:3:", "source index 3 is out of range"],
        ),
        ("[0]:[0]\n[2]:[1]\n[]:[2]\n", ["gold:2:", "a gap"]),
        ("[0]:[0]\n[2]:[2]\n[1]:[1]\n", ["gold:2:", "a gap"]),
        (
            "[0]:[0]\n[1]:[1]\n[1, 2]:[2]\n",
            ["gold:3:", "not in order"],
        ),
        ("[0]:[0]\n[1]:[1]\n", ["gold", "in no bead"]),
        ("0:0\n", ["gold:1:", "expected `[0]:[0, 1]`"]),
    ] {
        let path = case.file("a.gold", gold);
        let mut command = alinea();
        command
            .args(["evaluate", "alignment", "--gold"])
            .arg(path)
            .arg("--found")
            .arg(&found);
        fails(&mut command, &said);
    }
    // Which of the two is too short is for the user to see.
    let gold = case.file("a.gold", "[0]:[0]\n[1]:[1]\n[2]:[2]\n");
    let short = case.file("short.vecalign", "[0]:[0]:0.9\n[1]:[1]:0.9\n");
    let holed = case.file("holed.vecalign", "[0]:[0]:0.9\n[2]:[2]:0.9\n");
    for (found, said) in [
        (&short, ["short.vecalign has 2 source", "--allow-gaps"]),
        (&holed, ["holed.vecalign:2:", "--allow-gaps"]),
    ] {
        let evaluate = || {
            let mut command = alinea();
            command.args(["evaluate", "alignment", "--gold"]).arg(&gold);
            command.arg("--found").arg(found);
            command
        };
        fails(&mut evaluate(), &said);
        let said = evaluate().arg("--allow-gaps").assert().success();
        let said = String::from_utf8_lossy(&said.get_output().stdout).into_owned();
        assert!(said.contains("strict       1.0000  0.6667"), "{said}");
    }
}

#[test]
fn two_standard_inputs_and_wrong_options() {
    fails(alinea().args(["align", "-", "-"]), &["one side only"]);
    let case = Case::new();
    let good = [case.path("good.fr.txt"), case.path("good.en.txt")];
    let mut command = alinea();
    command.arg("align").args(&good);
    fails(command.args(["--max-side", "0"]), &["--max-side"]);
    let mut command = alinea();
    command.arg("align").args(&good);
    fails(
        command.args(["--source-lang", "french"]),
        &["language code"],
    );
    let mut command = alinea();
    command.arg("align").args(&good);
    fails(command.args(["--encoding", "klingon"]), &["klingon"]);
}

#[test]
fn pairs_that_cannot_be_scored() {
    let case = Case::new();
    let output = case.path("out.jsonl");
    let refuses = |name: &str, bytes: &[u8], options: &[&str], said: &[&str]| {
        let path = case.file(name, bytes);
        let mut command = alinea();
        command
            .arg("score")
            .arg(path)
            .arg("-o")
            .arg(&output)
            .args(options);
        fails(&mut command, said);
        assert!(!output.exists(), "no partial output");
    };
    let columns = ["--columns", "1,3"];
    refuses(
        "a.tsv",
        b"un\tx\tone\ndeux\n",
        &columns,
        &["a.tsv:2", "at least 3 columns", "found 1"],
    );
    refuses(
        "b.tsv",
        b"un\tx\tone\nd\xe9\tx\ttwo\n",
        &columns,
        &["b.tsv:2", "UTF-8"],
    );
    refuses("c.tsv", b"un\tone\n", &[], &["c.tsv:1", "--columns"]);
    refuses(
        "d.jsonl",
        b"{\"source\": \"un\"}\n",
        &[],
        &["d.jsonl:1", "`target`"],
    );
    refuses("e.dat", b"un\tone\n", &[], &["e.dat", "--format"]);
    refuses(
        "f.tsv",
        b"un\tone\n",
        &["--columns", "0,1"],
        &["--columns", "counted from 1"],
    );
    refuses(
        "g.tsv",
        b"un\tone\n",
        &["--columns", "1,2", "--models", "/nowhere"],
        &["--models"],
    );
}

const UNIT: &str = "{\"source\":\"Il pleut.\",\"target\":\"It rains.\",\"score\":0.9}\n";

#[test]
fn an_output_that_names_what_is_read_leaves_it_as_it_is() {
    let case = Case::new();
    for name in ["a.jsonl", "a.dropped.jsonl", "corpus/corpus.jsonl", "m.fr"] {
        fs::create_dir_all(case.path("corpus")).expect("a folder");
        case.file(name, UNIT);
    }
    case.file("m.en", "It rains.\n");
    case.file("m.ids", "a\t0\t1\t0\t1\n");
    case.file("report.csv", "x,y\n");
    case.file("un.txt", "Il pleut.\n");
    case.file("a.vecalign", "[0]:[0]:0.9\n");
    for folder in ["fr", "en"] {
        fs::create_dir(case.path(folder)).expect("a folder");
        case.file(&format!("{folder}/a.txt"), "Il pleut à Paris.\n");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("a.jsonl", case.path("link")).expect("a link");
    let pair = "align good.fr.txt good.en.txt";
    let mut cases = vec![
        (
            "report a.jsonl --output a.jsonl".into(),
            ["a.jsonl", "the corpus"],
        ),
        (
            "report a.jsonl -o ./corpus/../a.jsonl".into(),
            ["a.jsonl", "the corpus"],
        ),
        (
            "report a.jsonl -o a.dropped.jsonl".into(),
            ["a.dropped.jsonl", "what was dropped"],
        ),
        (
            "report corpus -o corpus/corpus.jsonl".into(),
            ["corpus.jsonl", "the corpus"],
        ),
        (
            "report a.jsonl -o report.csv".into(),
            ["report.csv", "the report"],
        ),
        (
            "score a.jsonl --output a.jsonl".into(),
            ["a.jsonl", "the corpus"],
        ),
        (
            "score m --format moses --output m.en".into(),
            ["m.en", "the corpus"],
        ),
        (
            "filter a.jsonl b.jsonl --dropped a.jsonl".into(),
            ["a.jsonl", "the corpus"],
        ),
        (
            "filter a.dropped.jsonl a.jsonl".into(),
            ["a.dropped.jsonl", "--dropped"],
        ),
        (
            "filter a.jsonl b.jsonl --dropped ./b.jsonl".into(),
            ["b.jsonl", "that of OUTPUT"],
        ),
        (
            "segment un.txt --output un.txt".into(),
            ["un.txt", "the text"],
        ),
        (
            format!("{pair} --output good.fr.txt"),
            ["good.fr.txt", "the source"],
        ),
        (
            format!("{pair} --output good.en.txt"),
            ["good.en.txt", "the target"],
        ),
        (
            "align m.fr m.en --format moses --output m".into(),
            ["m.fr", "the source"],
        ),
        (
            "align un.txt good.en.txt --format text -o .".into(),
            ["un.txt", "the source"],
        ),
        (
            "convert a.vecalign un.txt --to jsonl --source un.txt --target m.en".into(),
            ["un.txt", "a text of the alignment"],
        ),
        (
            "plot dots good.fr.txt good.en.txt --format svg -o good.en.txt".into(),
            ["good.en.txt", "the target"],
        ),
        (
            "plot reliability --gold a.vecalign --found . --format svg -o a.vecalign".into(),
            ["a.vecalign", "the gold"],
        ),
        (
            "match fr en --output fr/a.txt".into(),
            ["a.txt", "a source document"],
        ),
        (
            "match fr en --output m.csv --unmatched m.csv".into(),
            ["m.csv", "that of --output"],
        ),
    ];
    if cfg!(unix) {
        cases.push(("score a.jsonl -o link".into(), ["link", "the corpus"]));
    }
    let before = support::bytes(case.folder.path());
    for (arguments, said) in cases {
        let mut command = alinea();
        command.current_dir(case.folder.path());
        command.args(arguments.split_whitespace());
        let own = ["to name a file of its own", "help: name another place with"];
        fails(&mut command, &[&said[..], &own].concat());
        assert_eq!(support::bytes(case.folder.path()), before, "{arguments}");
    }
}

#[test]
fn a_corpus_that_is_not_there_is_said_before_its_extension() {
    let case = Case::new();
    let output = case.path("out.jsonl");
    for command in ["stats", "report", "score", "filter", "convert"] {
        let mut arguments = alinea();
        arguments.arg(command).arg(case.path("nope"));
        match command {
            "stats" => {}
            "report" | "score" => drop(arguments.arg("-o").arg(&output)),
            _ => drop(arguments.arg(&output)),
        }
        fails(&mut arguments, &["nope: cannot read: no such file"]);
        assert!(!output.exists());
    }
    let there = case.file("there", UNIT);
    fails(
        alinea().arg("stats").arg(there),
        &["expected an extension", "--format"],
    );
}

#[test]
fn a_floor_is_a_share() {
    let case = Case::new();
    let beads = case.file("a.vecalign", "[0]:[0]:0.9\n");
    for floor in ["1.5", "-0.1", "nan", "x"] {
        let mut command = alinea();
        command
            .args(["evaluate", "alignment", "--gold"])
            .arg(&beads);
        command.arg("--found").arg(&beads);
        fails(command.arg(format!("--floor={floor}")), &["--floor"]);
    }
}

#[test]
fn options_that_would_be_ignored_are_refused() {
    let case = Case::new();
    let corpus = case.file("pairs.tsv", "source\ttarget\nIl pleut.\tIt rains.\n");
    let folder = case.path("fr");
    fs::create_dir(&folder).expect("a folder");
    let align = ["align", "good.fr.txt", "good.en.txt"];
    let build = ["build", "fr", "fr", "--output", "out"];
    let cases: [(&[&str], &[&str], &str); 9] = [
        (
            &align,
            &["--format", "vecalign", "--shard-size", "1MB"],
            "a format of pairs with --shard-size",
        ),
        (&build, &["--columns", "1,2"], "--columns"),
        (&build, &["--source-column", "fr"], "--source-column"),
        (&build, &["--id-column", "id"], "--id-column"),
        (&build, &["--pairs-format", "tmx"], "--pairs-format"),
        (&build, &["--realign"], "--realign"),
        (
            &["build", "--output", "out", "--realign"],
            &[],
            "expected a corpus of pairs with --realign",
        ),
        (
            &["build", "--pairs", "pairs.tsv", "--output", "out"],
            &["--paragraphs", "line"],
            "expected texts of articles with --paragraphs",
        ),
        (
            &["convert", "pairs.tsv", "pairs.jsonl"],
            &["--source", "good.fr.txt", "--target", "good.en.txt"],
            "expected an alignment without text (vecalign, ladder), found tsv",
        ),
    ];
    for (command, options, said) in cases {
        let mut run = alinea();
        run.current_dir(case.folder.path());
        run.args(command).args(options);
        fails(&mut run, &[said]);
        assert!(!case.path("out").exists(), "{options:?}");
    }
    assert!(corpus.exists());
}

#[test]
fn options_that_have_no_effect_on_some_texts_are_said_and_pass() {
    let case = Case::new();
    let align = ["align", "good.fr.txt", "good.en.txt", "--segmented"];
    let segment = ["segment", "good.fr.txt", "--input-format", "html"];
    let cases: [(&[&str], &[&str], &str); 3] = [
        (
            &align,
            &["--hard-paragraphs"],
            "with --segmented there are no paragraphs",
        ),
        (
            &align,
            &["--paragraphs", "line"],
            "with --segmented there are no paragraphs",
        ),
        (
            &segment,
            &["--paragraphs", "line"],
            "html says where its paragraphs are",
        ),
    ];
    for (command, options, said) in cases {
        let mut run = alinea();
        run.current_dir(case.folder.path());
        let done = run.args(command).args(options).assert().success();
        let found = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(found.contains(said), "{options:?}: {found}");
        let mut run = alinea();
        run.current_dir(case.folder.path());
        let done = run
            .args(command)
            .args(["--paragraphs", "auto"])
            .assert()
            .success();
        let found = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(!found.contains("paragraphs"), "{found}");
    }
}

#[test]
fn help_that_cannot_be_written_is_an_error() {
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
        return;
    };
    let mut help = std::process::Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
    let done = help.arg("--help").stdout(full).output().expect("runs");
    assert_eq!(done.status.code(), Some(2));
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(said.contains("no space left"), "{said}");
}
