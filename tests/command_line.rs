//! Whole-program tests: what a person types, what comes out, and what bad input says.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

const FRENCH: &str =
    "Il pleut à Bordeaux depuis le 12 juin. Le vent souffle à 90 km/h.\n\nM. Morel attend.\n";
const ENGLISH: &str = "It has been raining in Bordeaux since June 12. The wind is blowing at 90 km/h.\n\nMr. Morel is waiting.\n";

fn alinea() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("alinea"))
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn file(folder: &tempfile::TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("makes the folder");
    fs::write(&path, bytes).expect("writes");
    path
}

fn pair(folder: &tempfile::TempDir) -> (PathBuf, PathBuf) {
    (
        file(folder, "a.fr.txt", FRENCH),
        file(folder, "a.en.txt", ENGLISH),
    )
}

/// Runs, and gives the exit code, standard output and standard error.
fn run(command: &mut Command) -> (i32, String, String) {
    let output = command.output().expect("runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (
        output.status.code().expect("a code"),
        text(output.stdout),
        text(output.stderr),
    )
}

fn align(source: &Path, target: &Path, options: &[&str]) -> (i32, String, String) {
    run(alinea().arg("align").arg(source).arg(target).args(options))
}

#[test]
fn one_pair_comes_out_in_vecalign_format() {
    let folder = folder();
    let (source, target) = pair(&folder);
    let (code, out, err) = align(&source, &target, &["--format", "vecalign"]);
    assert_eq!(code, 0, "{err}");
    let beads: Vec<&str> = out
        .lines()
        .map(|l| l.rsplit_once(':').expect("a score").0)
        .collect();
    assert_eq!(beads, ["[0]:[0]", "[1]:[1]", "[2]:[2]"]);
    assert!(
        err.contains("articles   1 aligned") && err.contains("beads      3"),
        "{err}"
    );
}

#[test]
fn quiet_says_nothing() {
    let folder = folder();
    let (source, target) = pair(&folder);
    let (code, _, err) = align(&source, &target, &["--quiet"]);
    assert_eq!((code, err.as_str()), (0, ""));
}

#[test]
fn standard_input_and_output_are_a_dash() {
    let folder = folder();
    let (_, target) = pair(&folder);
    let mut command = alinea();
    command
        .args(["align", "-"])
        .arg(&target)
        .args(["--format", "jsonl"])
        .write_stdin(FRENCH);
    let (code, out, _) = run(&mut command);
    assert_eq!(code, 0);
    let first: serde_json::Value =
        serde_json::from_str(out.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["article"], "stdin");
    assert_eq!(first["source_indices"], serde_json::json!([0]));
    assert!(first["parts"]["length"].as_f64().expect("a number") > 0.0);
}

#[test]
fn segmented_lines_are_the_indices() {
    let folder = folder();
    let source = file(&folder, "s.fr", "Un. Deux.\n\nTrois à Paris.\n");
    let target = file(&folder, "s.en", "One. Two.\nThree in Paris.\n");
    let (code, out, _) = align(
        &source,
        &target,
        &["--segmented", "--format", "vecalign", "--quiet"],
    );
    assert_eq!(code, 0);
    let covered: usize = out
        .lines()
        .map(|l| l.split(':').next().expect("source").len())
        .sum();
    assert!(covered > 6, "three source lines are covered: {out}");
    assert!(out.contains('2') && !out.contains("[3]"), "{out}");
}

#[test]
fn empty_lines_keep_their_indices_and_change_nothing_else() {
    let folder = folder();
    let source = "Un chat dort.\nIl rêve.\n\nLe train part.\n";
    let target = "A cat sleeps.\n\nIt dreams. The train leaves.\n\n";
    let source = file(&folder, "s.fr", source);
    let target = file(&folder, "s.en", target);
    let beads = |format: &str| {
        let (code, out, _) = align(&source, &target, &["--segmented", "--format", format]);
        assert_eq!(code, 0);
        out
    };
    let out = beads("vecalign");
    let found: Vec<&str> = out
        .lines()
        .map(|l| l.rsplit_once(':').expect("a score").0)
        .collect();
    assert_eq!(found, ["[0]:[0]", "[]:[1]", "[1, 2, 3]:[2]", "[]:[3]"]);
    assert!(out.contains("[]:[1]:1.000000\n"), "{out}");
    let tmx = beads("tmx");
    assert!(
        !tmx.contains("<seg></seg>") && tmx.matches("<tu ").count() == 2,
        "{tmx}"
    );
}

#[test]
fn segmented_lines_are_lines_whatever_the_name() {
    let folder = folder();
    let lines = [
        "Un chat dort.\nLe train part.\n",
        "A cat sleeps.\nThe train leaves.\n",
    ];
    let source = file(&folder, "a.fr.md", lines[0]);
    let target = file(&folder, "a.en.html", lines[1]);
    let (code, out, _) = align(&source, &target, &["--segmented", "--format", "vecalign"]);
    assert_eq!((code, out.lines().count()), (0, 2), "{out}");
}

#[test]
fn a_larger_side_lets_so_many_stand_with_one() {
    let folder = folder();
    let source = "Il vint.\nIl vit.\nIl but.\nIl mangea.\nIl dormit.\nIl rit.\nIl partit.\n";
    let source = file(&folder, "s.fr", source);
    let target = "He came, he saw, he drank, he ate, he slept, he laughed and he left.\n";
    let target = file(&folder, "s.en", target);
    let most = |options: &[&str]| {
        let (code, out, _) = align(
            &source,
            &target,
            &[&["--segmented", "--format", "vecalign"], options].concat(),
        );
        assert_eq!(code, 0);
        out.lines()
            .map(|l| {
                l.split(':')
                    .next()
                    .map_or(0, |s| s.matches(' ').count() + 1)
            })
            .max()
    };
    assert!(most(&[]) <= Some(5));
    assert_eq!(most(&["--max-side", "8"]), Some(7));
}

#[test]
fn the_date_in_front_is_metadata_in_every_output_that_holds_it() {
    let folder = folder();
    let source = file(&folder, "d.fr.txt", format!(" date 2023-06 {FRENCH}"));
    let target = file(&folder, "d.en.txt", ENGLISH);
    for format in ["jsonl", "csv", "tsv", "tmx", "text"] {
        let (code, out, _) = align(&source, &target, &["--format", format, "--quiet"]);
        assert_eq!(code, 0);
        assert!(out.contains("2023-06"), "{format}: {out}");
        assert!(!out.contains("date 2023-06 Il"), "{format}: {out}");
    }
}

#[test]
fn other_encodings_are_recognised_and_said() {
    let folder = folder();
    let (_, target) = pair(&folder);
    let (windows, _, _) =
        encoding_rs::WINDOWS_1252.encode("L’été à Orléans a été très sec. « Oui ».");
    let source = file(&folder, "w.fr.txt", &windows);
    let (code, out, err) = align(&source, &target, &["--format", "jsonl"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("L’été à Orléans"), "{out}");
    assert!(err.to_lowercase().contains("windows-1252"), "{err}");
}

#[test]
fn segment_prints_sentences_and_paragraphs() {
    let folder = folder();
    let (source, _) = pair(&folder);
    let (code, out, _) = run(alinea().args(["segment", "--lang", "fr"]).arg(&source));
    assert_eq!(code, 0);
    assert_eq!(
        out,
        "Il pleut à Bordeaux depuis le 12 juin.\nLe vent souffle à 90 km/h.\n\nM. Morel attend.\n"
    );
}

#[test]
fn folders_are_paired_and_what_has_no_partner_is_reported() {
    let folder = folder();
    for id in ["un", "deux"] {
        file(&folder, &format!("in/fr/{id}.txt"), FRENCH);
        file(&folder, &format!("in/en/{id}.txt"), ENGLISH);
    }
    file(&folder, "in/fr/seul.txt", FRENCH);
    file(&folder, "in/fr/vide.txt", "");
    file(&folder, "in/en/vide.txt", ENGLISH);
    let input = folder.path().join("in");
    let output = folder.path().join("out");
    let mut command = alinea();
    command
        .args(["build", "--no-clean"])
        .arg(input.join("fr"))
        .arg(input.join("en"))
        .arg("--output")
        .arg(&output);
    let (code, _, err) = run(&mut command);
    assert_eq!(code, 1, "one article failed: {err}");
    assert!(
        err.contains("seul.txt: no target") && err.contains("vide.txt"),
        "{err}"
    );
    assert!(
        err.contains("2 aligned, 1 failed, 1 without a partner"),
        "{err}"
    );
    let report = fs::read_to_string(output.join("report.csv")).expect("a report");
    assert!(
        report.contains("deux,aligned,") && report.contains("seul,no target,"),
        "{report}"
    );
    let corpus = fs::read_to_string(output.join("corpus.jsonl")).expect("a corpus");
    assert_eq!(corpus.lines().count(), 6);
    assert!(
        corpus.starts_with("{\"article\":\"deux\""),
        "sorted by name"
    );
}

#[test]
fn one_folder_with_marked_names_is_paired() {
    let folder = folder();
    let (_, _) = pair(&folder);
    let output = folder.path().join("out");
    let mut command = alinea();
    command
        .arg("build")
        .arg(folder.path())
        .arg(folder.path())
        .arg("--output")
        .arg(&output);
    let (code, _, err) = run(&mut command);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("1 aligned"), "{err}");
}

#[test]
fn one_thread_and_eight_give_the_same_bytes() {
    let folder = folder();
    let formats = "jsonl,csv,tsv,tmx,moses,vecalign,ladder,xces,text";
    let build = |threads: &str| {
        let output = folder.path().join(threads);
        let mut command = alinea();
        command.args([
            "build",
            "--format",
            formats,
            "--threads",
            threads,
            "--with-nulls",
        ]);
        let (code, _, err) = run(command.arg("--output").arg(&output));
        assert_eq!(code, 0, "{err}");
        output
    };
    let (one, eight) = (build("1"), build("8"));
    let mut files = 0;
    let mut folders = vec![PathBuf::new()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(one.join(&inner)).expect("a folder") {
            let name = inner.join(entry.expect("an entry").file_name());
            if one.join(&name).is_dir() {
                folders.push(name);
                continue;
            }
            let bytes = |root: &Path| fs::read(root.join(&name)).expect("both have it");
            assert!(bytes(&one) == bytes(&eight), "{} differs", name.display());
            files += 1;
        }
    }
    assert!(files > 60, "{files} files compared");
}

#[test]
fn what_was_written_is_converted_and_back() {
    let folder = folder();
    let (source, target) = pair(&folder);
    let first = folder.path().join("a.jsonl");
    let output = first.to_str().expect("a name");
    assert_eq!(align(&source, &target, &["--output", output, "-q"]).0, 0);
    for name in ["b.csv", "b.tsv", "b.tmx", "b.moses"] {
        let (there, back) = (folder.path().join(name), folder.path().join("back.jsonl"));
        assert_eq!(
            run(alinea().arg("convert").arg(&first).arg(&there)).0,
            0,
            "{name}"
        );
        let (code, _, err) = run(alinea().arg("convert").arg(&there).arg(&back));
        assert_eq!(code, 0, "{name}: {err}");
        let texts = |path: &Path| -> Vec<(String, String)> {
            let text = fs::read_to_string(path).expect("readable");
            let line = |l: &str| {
                let value: serde_json::Value = serde_json::from_str(l).expect("JSON");
                let of = |field: &str| value[field].as_str().expect("a text").to_string();
                (of("source"), of("target"))
            };
            text.lines().map(line).collect()
        };
        assert_eq!(texts(&first), texts(&back), "{name}");
    }
}

#[test]
fn evaluation_prints_figures_and_a_floor_decides_the_exit_code() {
    let folder = folder();
    let gold = file(&folder, "a.gold", "[0]:[0, 1]\n[1]:[2]\n");
    let found = file(
        &folder,
        "a.vecalign",
        "[0]:[0, 1]:0.9\n[1]:[]:0.5\n[]:[2]:0.5\n",
    );
    let evaluate = |options: &[&str]| {
        let mut command = alinea();
        command
            .args(["evaluate", "alignment", "--gold"])
            .arg(&gold)
            .arg("--found")
            .arg(&found);
        run(command.args(options))
    };
    let (code, out, _) = evaluate(&["--json"]);
    assert_eq!(code, 0);
    let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(value["strict"]["recall"], 0.5);
    assert!((value["strict"]["precision"].as_f64().expect("a number") - 1.0 / 3.0).abs() < 1e-12);
    assert_eq!(evaluate(&["--floor", "0.9"]).0, 1);
    assert!(evaluate(&[]).1.contains("1-2"));
}

#[test]
fn a_null_bead_is_reliable_wherever_it_stands() {
    let folder = folder();
    let gold = file(&folder, "a.gold", "[0]:[0]\n[]:[1]\n[1]:[]\n[2]:[2]\n");
    let found = "[0]:[0]:0.9\n[1]:[]:0.3\n[]:[1]:0.3\n[2]:[2]:0.9\n";
    let found = file(&folder, "a.vecalign", found);
    let mut command = alinea();
    command
        .args(["evaluate", "alignment", "--reliability", "--json", "--gold"])
        .arg(&gold)
        .arg("--found")
        .arg(&found);
    let (code, out, _) = run(&mut command);
    assert_eq!(code, 0);
    let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(value["strict"]["precision"], 1.0);
    let bin = &value["reliability"]["bins"][3];
    assert_eq!(
        (&bin["beads"], &bin["right"]),
        (&2.into(), &1.0.into()),
        "{value}"
    );
}

#[test]
fn calibrating_keeps_the_weights_and_asks_for_documents_held_out() {
    let folder = folder();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let weights = root.join("src/similarity/weights.json");
    let output = folder.path().join("calibrated.json");
    let calibrate = |gold: &str| {
        let mut command = alinea();
        command.args(["train", "weights", "--calibrate"]);
        command.arg(&weights).arg(gold);
        command.arg(root.join("corpora/news/gold"));
        run(command.arg("--output").arg(&output))
    };
    let (code, _, err) = calibrate("--gold");
    assert!(code == 2 && err.contains("--two-thirds"), "{code} {err}");
    assert!(!output.exists());
    assert_eq!(calibrate("--two-thirds").0, 0);
    let read = |path: &std::path::Path| {
        let text = std::fs::read_to_string(path).expect("is there");
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON")
    };
    let (before, after) = (read(&weights), read(&output));
    for kind in ["with_vectors", "without_vectors", "with_lexicon"] {
        assert_eq!(before[kind], after[kind], "{kind}");
        assert_ne!(
            before["calibration"][kind], after["calibration"][kind],
            "{kind}"
        );
    }
}

#[test]
fn a_weight_is_set_and_not_learnt() {
    let folder = folder();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = folder.path().join("weights.json");
    let train = |set: &str| {
        let mut command = alinea();
        command.args([
            "train", "weights", "--steps", "1", "--only", "type_1_1", "--set", set,
        ]);
        command.arg("--gold").arg(root.join("corpora/guides/gold"));
        run(command.arg("--output").arg(&output))
    };
    let (code, _, err) = train("luck=1");
    assert!(code == 2 && err.contains("expected a feature"), "{err}");
    let (code, _, err) = train("meaning=much");
    assert!(code == 2 && err.contains("NAME=WEIGHT"), "{err}");
    assert!(!output.exists());
    assert_eq!(train("meaning_sure=2.5").0, 0);
    let text = std::fs::read_to_string(&output).expect("is there");
    let weights: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(weights["with_vectors"]["meaning_sure"], 2.5);
    assert_eq!(weights["without_vectors"]["meaning_sure"], 0.0);
    assert_eq!(weights["with_vectors"]["meaning"], 0.0);
}

#[test]
fn help_has_examples_and_completions_are_printed() {
    for command in [
        vec!["--help"],
        vec!["align", "--help"],
        vec!["build", "--help"],
    ] {
        let (code, out, _) = run(alinea().args(&command));
        assert_eq!(code, 0);
        assert!(out.contains("Examples:"), "{command:?}");
    }
    let (code, out, _) = run(alinea().args(["completions", "bash"]));
    assert!(code == 0 && out.contains("_alinea"));
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let folder = folder();
    let (source, target) = pair(&folder);
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("alinea"))
        .arg("align")
        .args([&source, &target])
        .args(["--format", "jsonl", "--quiet"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("ends").code(), Some(0));
}

#[test]
fn pairs_are_scored_in_order_whatever_the_threads() {
    let folder = folder();
    let mut text = String::new();
    for n in 0..40 {
        text.push_str(&format!(
            "x\tLe train {n} part à midi.\tTrain {n} leaves at noon.\n"
        ));
        text.push_str("y\tLe train part à midi.\tShe painted the kitchen green.\n");
    }
    text.push_str("z\tIl pleut.\t\n");
    let pairs = file(&folder, "pairs.tsv", &text);
    let score = |threads: &str| {
        let output = folder.path().join(format!("{threads}.jsonl"));
        let mut command = alinea();
        command
            .arg("score")
            .arg(&pairs)
            .args(["--columns", "2,3", "--threads", threads]);
        let (code, _, err) = run(command.arg("--output").arg(&output));
        assert_eq!((code, err.as_str()), (0, ""));
        fs::read_to_string(output).expect("it was written")
    };
    let one = score("1");
    assert_eq!(one, score("8"));
    let lines: Vec<serde_json::Value> = one
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 81);
    let quality = |at: usize| lines[at]["quality"].as_f64().expect("a number");
    assert!(
        quality(0) > 0.5 && quality(1) < 0.5,
        "{} {}",
        quality(0),
        quality(1)
    );
    assert_eq!(quality(80), 0.0);
    assert_eq!(lines[0]["source"], "Le train 0 part à midi.");
    assert!(
        lines[0]["quality_parts"]["cover"]
            .as_f64()
            .expect("a number")
            > 0.3
    );
}

#[test]
fn a_corpus_that_was_built_is_scored_with_its_indices_and_read_back() {
    let folder = folder();
    let (source, target) = pair(&folder);
    for format in ["jsonl", "tmx", "csv"] {
        let corpus = folder.path().join(format!("a.{format}"));
        let path = corpus.to_str().expect("UTF-8");
        let (code, _, err) = align(&source, &target, &["--quiet", "--output", path]);
        assert_eq!(code, 0, "{err}");
        let (code, out, err) = run(alinea().arg("score").arg(&corpus));
        assert_eq!(code, 0, "{err}");
        let last: serde_json::Value =
            serde_json::from_str(out.lines().last().expect("a line")).expect("JSON");
        assert_eq!(last["source"], "M. Morel attend.", "{format}");
        assert_eq!(last["target_indices"], serde_json::json!([2]), "{format}");
        let (code, again, _) = run(alinea().args(["score", "-"]).write_stdin(out.clone()));
        assert_eq!((code, again), (0, out), "{format}");
    }
}

#[test]
fn languages_without_vectors_are_scored_by_what_is_left() {
    let pairs = "Hún fæddist í Reykjavík árið 1867.\tShe was born in Reykjavík in 1867.\n\
                 Hún fæddist í Reykjavík árið 1867.\tMix 3 eggs with 250 g of flour.\n";
    let mut command = alinea();
    command.args(["score", "-", "--columns", "1,2", "--source-lang", "is"]);
    let (code, out, err) = run(command.write_stdin(pairs));
    assert_eq!(code, 0, "{err}");
    let quality: Vec<f64> = out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .map(|line| line["quality"].as_f64().expect("a number"))
        .collect();
    assert!(quality[0] > quality[1], "{quality:?}");
}

const MOVED_FRENCH: &str = "La foire ouvre ses portes samedi matin.
Les enfants ont apporté des gâteaux au chocolat.
Le maire a vendu son vieux tracteur.
Trois vaches dorment dans la grange du voisin.
";
const MOVED_ENGLISH: &str = "The fair opens its doors on Saturday morning.
The mayor sold his old tractor.
The children brought chocolate cakes.
Three cows are sleeping in the neighbour's barn.
";

#[test]
fn sentences_that_changed_places_are_marked_and_taken_apart_on_demand() {
    let folder = folder();
    let source = file(&folder, "m.fr", MOVED_FRENCH);
    let target = file(&folder, "m.en", MOVED_ENGLISH);
    let lines = |options: &[&str]| {
        let (code, out, err) = align(&source, &target, &[&["--segmented"], options].concat());
        assert_eq!(code, 0, "{err}");
        assert!(err.contains("crossing   1\n"), "{err}");
        out
    };
    let marked = lines(&["--format", "jsonl"]);
    let crossings: Vec<serde_json::Value> = marked
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .filter_map(|mut line| line.get_mut("crossing").map(serde_json::Value::take))
        .collect();
    assert!(!crossings.is_empty(), "{marked}");
    let probability = crossings[0]["probability"].as_f64().expect("a number");
    assert!(probability >= 0.5, "{marked}");
    assert!(lines(&["--format", "text"]).contains("  crosses "));

    // By default the alignment is monotone; with the flag it holds both pairs.
    let beads = |out: &str| -> Vec<String> {
        let beads = out
            .lines()
            .map(|l| l.rsplit_once(':').expect("a score").0.to_owned());
        beads.collect()
    };
    let plain = beads(&lines(&["--format", "vecalign"]));
    assert!(!plain.contains(&"[1]:[2]".to_owned()) || !plain.contains(&"[2]:[1]".to_owned()));
    let crossed = beads(&lines(&["--format", "vecalign", "--crossing"]));
    assert_eq!(crossed, ["[0]:[0]", "[1]:[2]", "[2]:[1]", "[3]:[3]"]);
    let tsv = lines(&["--format", "tsv", "--crossing"]);
    assert_eq!(tsv.lines().count(), 5, "{tsv}");
    let (french, english) = ("gâteaux au chocolat.", "The children brought");
    assert!(
        tsv.lines()
            .any(|l| l.contains(french) && l.contains(english)),
        "{tsv}"
    );
}

#[test]
fn a_ladder_cannot_hold_what_crosses() {
    let folder = folder();
    let source = file(&folder, "m.fr", MOVED_FRENCH);
    let target = file(&folder, "m.en", MOVED_ENGLISH);
    let (code, out, err) = align(&source, &target, &["--format", "ladder", "--crossing"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(
        err.contains("ladder") && err.contains("--crossing"),
        "{err}"
    );
}

#[test]
fn crossings_are_counted_in_the_report_and_come_back_from_xces() {
    let folder = folder();
    file(&folder, "in/m.fr.txt", MOVED_FRENCH);
    file(&folder, "in/m.en.txt", MOVED_ENGLISH);
    let input = folder.path().join("in");
    let output = folder.path().join("out");
    let mut command = alinea();
    command.arg("build").args([&input, &input]);
    command.arg("--output").arg(&output);
    command.args(["--segmented", "--crossing", "--format", "xces,jsonl"]);
    let (code, _, err) = run(&mut command);
    assert_eq!(code, 0, "{err}");
    let report = fs::read_to_string(output.join("report.csv")).expect("a report");
    assert!(
        report.starts_with("article,status,score")
            && report.contains(",unpaired_segments,crossings,"),
        "{report}"
    );
    let back = folder.path().join("back.tsv");
    let mut command = alinea();
    command
        .arg("convert")
        .arg(output.join("xces/corpus.xml"))
        .arg(&back);
    let (code, _, err) = run(&mut command);
    assert_eq!(code, 0, "{err}");
    let tsv = fs::read_to_string(back).expect("a table");
    assert!(
        tsv.contains("\t1\t2\t") && tsv.contains("\t2\t1\t"),
        "{tsv}"
    );
}

/// Prose long enough to tell its language.
const LONG_FRENCH: &str = "Le conseil municipal a voté hier soir la rénovation du vieux pont de pierre, que les crues de \
    l'hiver avaient abîmé. Les travaux commenceront au printemps et dureront dix-huit mois, pendant lesquels les \
    voitures devront passer par la rive gauche.\n";
const LONG_ENGLISH: &str = "Yesterday evening the town council voted to repair the old stone bridge, which had been \
    damaged by the winter floods. Work will begin in the spring and last eighteen months, during which cars will have \
    to take the road along the left bank.\n";

#[test]
fn languages_that_are_exchanged_or_wrong_are_said_and_change_nothing() {
    let folder = folder();
    let french = file(&folder, "a.fr.txt", LONG_FRENCH);
    let english = file(&folder, "a.en.txt", LONG_ENGLISH);
    let (code, right, err) = align(&french, &english, &["-f", "vecalign"]);
    assert!(code == 0 && !err.contains("warning"), "{err}");
    let (code, _, err) = align(&english, &french, &[]);
    assert_eq!(code, 0, "{err}");
    assert!(
        err.contains("warning: ") && err.contains("exchanged"),
        "{err}"
    );
    let other = ["-f", "vecalign", "--target-lang", "de"];
    let (code, _, err) = align(&french, &english, &other);
    assert_eq!(code, 0, "{err}");
    let named = "a.en.txt: expected a document in `de`, found `en`";
    assert!(err.contains(named), "{err}");
    let (code, _, err) = align(&french, &english, &["--quiet", "--target-lang", "de"]);
    assert_eq!((code, &*err), (0, ""));
    assert!(right.contains("[0]:[0]"), "{right}");
}

#[test]
fn a_folder_of_models_without_the_table_is_said() {
    let folder = folder();
    let (source, target) = pair(&folder);
    let models = folder.path().join("tables");
    fs::create_dir(&models).expect("a folder");
    let models = models.to_str().expect("UTF-8");
    let (code, _, err) = align(
        &source,
        &target,
        &["--models", models, "--target-lang", "eu"],
    );
    assert_eq!(code, 0, "{err}");
    assert!(
        err.contains("warning: ") && err.contains("eu.vectors: no such file; `eu` goes without"),
        "{err}"
    );
    let (_, _, err) = align(&source, &target, &["--models", models]);
    assert!(!err.contains("warning"), "{err}");
}

#[test]
fn lines_of_old_macs_and_mixed_ends_are_lines() {
    let folder = folder();
    let source = file(
        &folder,
        "a.fr",
        "Un chat dort.\rIl pleut.\rLe vent souffle.\r",
    );
    let target = file(
        &folder,
        "a.en",
        "A cat sleeps.\nIt rains.\r\nThe wind blows.\r",
    );
    let options = ["--segmented", "--format", "vecalign"];
    let (code, out, err) = align(&source, &target, &options);
    assert_eq!(code, 0, "{err}");
    assert_eq!(out.lines().count(), 3, "{out}");
}

#[test]
fn documents_of_which_nothing_pairs_are_said() {
    let folder = folder();
    let source = file(&folder, "a.fr", "Le chat dort.\n");
    let target = file(
        &folder,
        "a.en",
        "Quarterly revenue rose by 12% on strong exports.\n",
    );
    let (code, _, err) = align(&source, &target, &[]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("warning: a:"), "{err}");
    let blank = file(&folder, "blank", "\n \n");
    let (code, out, err) = run(alinea().arg("segment").arg(&blank));
    assert_eq!((code, &*out), (0, ""));
    assert!(err.contains("blank: no text in it"), "{err}");
    let empty = file(&folder, "empty.jsonl", "");
    let (code, out, err) = run(alinea().arg("score").arg(&empty));
    assert_eq!((code, &*out), (0, ""));
    assert!(err.contains("empty.jsonl: no pair in it"), "{err}");
    let nulls = file(&folder, "a.gold", "[0]:[]\n[]:[0]\n");
    let gold = ["--gold", nulls.to_str().expect("UTF-8")];
    let found = ["--found", nulls.to_str().expect("UTF-8")];
    let mut command = alinea();
    command
        .args(["evaluate", "alignment"])
        .args(gold)
        .args(found);
    let (code, _, err) = run(&mut command);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("gold has no bead with both sides"), "{err}");
}
