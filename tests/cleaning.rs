//! Whole-program tests of `alinea filter` and `alinea stats`.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn alinea() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("alinea"))
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
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

/// Pairs with the rule that is to drop each, or `keep`.
const PAIRS: &[(&str, &str, &str)] = &[
    (
        "keep",
        "Le maire a ouvert la nouvelle école hier matin.",
        "The mayor opened the new school yesterday morning.",
    ),
    (
        "duplicate",
        "Le maire a ouvert la nouvelle école hier matin.",
        "The mayor opened the new school yesterday morning.",
    ),
    (
        "near-duplicate",
        "LE MAIRE a ouvert la nouvelle ecole, hier matin !",
        "The mayor opened the new school yesterday morning…",
    ),
    (
        "keep",
        "L&#39;hiver a Ã©tÃ©  long dans la vallÃ©e du nord.",
        "The winter was long in the northern valley.",
    ),
    ("unpaired", "Cette phrase n'a pas de partenaire.", ""),
    ("empty", "Il a tout dit.", "* * *"),
    (
        "ratio",
        "Les ouvriers du port ont voté la grève jeudi soir après une longue réunion.",
        "The workers",
    ),
    (
        "repeats",
        "Il neige sur la ville. Il neige sur la ville. Il neige sur la ville. Il neige sur la ville.",
        "It is snowing on the city.",
    ),
    (
        "copy",
        "Les ouvriers du port ont voté la grève jeudi soir.",
        "Les ouvriers du port ont voté la grève jeudi soir.",
    ),
    (
        "language",
        "The boats stay in the harbour until the end of the month.",
        "The ships remain in port till the month is over, they say.",
    ),
    (
        "numbers",
        "Le pont mesure 340 mètres et date de 1932.",
        "The bridge is 340 metres long and dates from 1957.",
    ),
    (
        "punctuation",
        "Le pont de la rivière sera fermé tout l'été.",
        "The bridge over the river will be closed all summer",
    ),
    (
        "quality",
        "La fanfare jouera samedi sur la place du marché.",
        "Nobody knows who painted these old kitchen chairs.",
    ),
    (
        "capitals",
        "Le Conseil Refuse Le Nouveau Budget De La Ville",
        "The Council Rejects The New Budget Of The City",
    ),
    (
        "breadcrumbs",
        "Accueil > Sports > Voile > Résultats",
        "Home > Sports > Sailing > Results",
    ),
    (
        "keep",
        "La réunion aura lieu le 12 juin à 18 h 30 dans la grande salle.",
        "The meeting will take place on June 12 at 6.30 pm in the large hall.",
    ),
];

fn write_pairs(folder: &Path) -> PathBuf {
    let path = folder.join("pairs.tsv");
    let line = |(_, source, target): &(&str, &str, &str)| format!("{source}\t{target}\n");
    fs::write(&path, PAIRS.iter().map(line).collect::<String>()).expect("writes");
    path
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("is there");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

fn filter(folder: &Path, options: &[&str]) -> (i32, String, String) {
    let input = write_pairs(folder);
    let output = folder.join("clean.jsonl");
    let mut command = alinea();
    command
        .arg("filter")
        .arg(input)
        .arg(output)
        .args(["--columns", "1,2"])
        .args(options);
    run(&mut command)
}

#[test]
fn every_rule_drops_what_it_is_for_and_repairs_what_can_be() {
    let folder = folder();
    let (code, _, err) = filter(folder.path(), &[]);
    assert_eq!(code, 0, "{err}");
    let dropped = lines(&folder.path().join("clean.dropped.jsonl"));
    let kept = lines(&folder.path().join("clean.jsonl"));
    let found: Vec<(u64, &str)> = dropped
        .iter()
        .map(|line| {
            (
                line["bead"].as_u64().expect("a number"),
                line["rule"].as_str().expect("a rule"),
            )
        })
        .collect();
    let expected: Vec<(u64, &str)> = (0..)
        .zip(PAIRS)
        .filter(|(_, (rule, _, _))| *rule != "keep")
        .map(|(at, (rule, _, _))| (at, *rule))
        .collect();
    assert_eq!(found, expected);
    assert!(
        dropped
            .iter()
            .all(|line| line["figure"].is_number() && line["threshold"].is_number())
    );
    assert_eq!(kept.len() + dropped.len(), PAIRS.len());
    assert_eq!(
        kept[1]["source"],
        "L'hiver a été long dans la vallée du nord."
    );
    for said in ["16, 3 kept", "mojibake", "entities", "near-duplicate"] {
        assert!(err.contains(said), "{said}: {err}");
    }
}

#[test]
fn threads_and_standard_input_change_no_byte() {
    let whole = folder();
    let (code, _, err) = filter(whole.path(), &["--threads", "1"]);
    assert_eq!(code, 0, "{err}");
    let clean = fs::read_to_string(whole.path().join("clean.jsonl")).expect("is there");
    let other = folder();
    filter(other.path(), &["--threads", "3"]);
    for name in ["clean.jsonl", "clean.dropped.jsonl"] {
        let read =
            |folder: &tempfile::TempDir| fs::read(folder.path().join(name)).expect("is there");
        assert_eq!(read(&whole), read(&other), "{name}");
    }
    let mut command = alinea();
    command
        .args(["filter", "-", "-", "--columns", "1,2", "--quiet"])
        .write_stdin(fs::read(whole.path().join("pairs.tsv")).expect("is there"));
    let (code, out, err) = run(&mut command);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(
        out.replace("\"article\":\"stdin\"", "\"article\":\"pairs\""),
        clean
    );
}

#[test]
fn nothing_is_left_behind_but_the_two_files() {
    let folder = folder();
    filter(folder.path(), &[]);
    let mut names: Vec<String> = fs::read_dir(folder.path())
        .expect("is there")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    assert_eq!(names, ["clean.dropped.jsonl", "clean.jsonl", "pairs.tsv"]);
}

#[test]
fn a_configuration_turns_rules_off_and_sets_thresholds() {
    let folder = folder();
    let rules = folder.path().join("rules.toml");
    let all_off = "unpaired empty encoding ratio repeats copy language numbers punctuation quality capitals \
        breadcrumbs duplicate near-duplicate";
    let off = all_off
        .split_whitespace()
        .map(|rule| format!("{rule} = false\n"));
    fs::write(&rules, format!("[rules]\n{}", off.collect::<String>())).expect("writes");
    let named = rules.to_str().expect("a name");
    let (code, _, err) = filter(folder.path(), &["--config", named]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("16, 16 kept"), "{err}");
    assert!(lines(&folder.path().join("clean.dropped.jsonl")).is_empty());

    fs::write(&rules, "[rules]\nlong = 30\n\nlenght = 5\n").expect("writes");
    let (code, _, err) = filter(folder.path(), &["--config", named]);
    assert_eq!(code, 2);
    assert!(
        err.contains("rules.toml:4:") && err.contains("`lenght`"),
        "{err}"
    );
}

#[test]
fn the_printed_configuration_is_the_default() {
    let folder = folder();
    let (code, out, _) = run(alinea().args(["filter", "--print-config"]));
    assert_eq!(code, 0);
    assert!(
        out.contains("[rules]") && out.contains("quality = 0.2"),
        "{out}"
    );
    let rules = folder.path().join("rules.toml");
    fs::write(&rules, out).expect("writes");
    let (_, _, plain) = filter(folder.path(), &[]);
    let (_, _, printed) = filter(
        folder.path(),
        &["--config", rules.to_str().expect("a name")],
    );
    assert_eq!(plain, printed);
}

#[test]
fn a_least_quality_is_kept_to() {
    let folder = folder();
    let (code, _, err) = filter(folder.path(), &["--min-quality", "0.999"]);
    assert_eq!(code, 0, "{err}");
    assert!(lines(&folder.path().join("clean.jsonl")).len() < 3);
    let (code, _, err) = filter(folder.path(), &["--min-quality", "1.5"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("--min-quality") && err.contains("from 0 to 1"),
        "{err}"
    );
}

#[test]
fn stats_say_what_is_in_a_corpus_and_what_was_dropped() {
    let folder = folder();
    filter(folder.path(), &["--quiet"]);
    let clean = folder.path().join("clean.jsonl");
    let (code, out, err) = run(alinea().arg("stats").arg(&clean).arg("--json"));
    assert_eq!(code, 0, "{err}");
    let json: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["units"], 3);
    assert_eq!(json["beads"]["1-1"], 3);
    assert_eq!(json["source"]["languages"]["fr"], 3);
    assert_eq!(json["quality"]["count"], 3);
    let rules = json["dropped"].as_array().expect("a list");
    assert_eq!(rules.len(), PAIRS.len() - 3);
    let (code, out, _) = run(alinea().arg("stats").arg(&clean).arg("--no-quality"));
    assert_eq!(code, 0);
    assert!(out.starts_with("units 3, articles 1\n"), "{out}");
    assert!(
        out.contains("dropped by rule: 13") && !out.contains("quality: mean"),
        "{out}"
    );
}

#[test]
fn another_format_and_another_place_for_what_was_dropped() {
    let folder = folder();
    let (code, _, err) = filter(folder.path(), &["--to", "csv", "--dropped", "none/x.jsonl"]);
    assert_eq!(code, 2, "{err}");
    let aside = folder.path().join("aside.jsonl.gz");
    let options = ["--to", "csv", "--dropped", aside.to_str().expect("a name")];
    let (code, _, err) = filter(folder.path(), &options);
    assert_eq!(code, 0, "{err}");
    assert!(aside.is_file() && !folder.path().join("clean.dropped.jsonl").exists());
    let clean = fs::read_to_string(folder.path().join("clean.jsonl")).expect("is there");
    assert!(
        clean.contains("Le maire a ouvert") && !clean.starts_with('{'),
        "{clean}"
    );
}

#[test]
fn corpora_of_one_name_do_not_count_what_was_dropped_of_each_other() {
    let folder = folder();
    let input = write_pairs(folder.path());
    let path = |name: &str| folder.path().join(name);
    let filter = |output: &str, options: &[&str]| {
        let mut command = alinea();
        command.arg("filter").arg(&input).arg(path(output));
        command.args(["--columns", "1,2", "--quiet"]).args(options);
        assert_eq!(run(&mut command).0, 0);
    };
    let dropped = |corpus: &str| {
        let corpus = path(corpus);
        let (code, out, err) = run(alinea().arg("stats").arg(corpus).arg("--no-quality"));
        assert_eq!(code, 0, "{err}");
        let line = out.lines().find(|line| line.starts_with("dropped by rule"));
        (line.map(str::to_owned), err)
    };
    filter("x.tsv", &[]);
    let (line, err) = dropped("x.tsv");
    assert_eq!(
        (line.as_deref(), err.as_str()),
        (Some("dropped by rule: 13"), "")
    );
    filter("x.jsonl", &["--min-quality", "1"]);
    assert_eq!(dropped("x.jsonl").0.as_deref(), Some("dropped by rule: 16"));
    // That was of x.tsv while there was no other, but by its name alone it could be of either.
    let (line, err) = dropped("x.tsv");
    assert!(
        line.is_none() && err.contains("x.dropped.jsonl: left out"),
        "{err}"
    );
    filter("x.tsv", &[]);
    assert_eq!(dropped("x.tsv").0.as_deref(), Some("dropped by rule: 13"));
    assert_eq!(dropped("x.jsonl").0.as_deref(), Some("dropped by rule: 16"));
}

#[test]
fn what_a_build_dropped_is_counted_where_it_stood_and_is_no_corpus() {
    let folder = folder();
    let output = folder.path().join("corpus");
    let mut command = alinea();
    let split = ["--split", "train=0.6,test=0.4", "--format", "jsonl,csv"];
    command
        .args(["build", "--quiet", "--output"])
        .arg(&output)
        .args(split);
    assert_eq!(run(&mut command).0, 0);
    let stats = |corpus: &Path, options: &[&str]| -> (u64, u64) {
        let mut command = alinea();
        command
            .arg("stats")
            .arg(corpus)
            .args(["--no-quality", "--json"]);
        let (code, out, err) = run(command.args(options));
        assert_eq!(code, 0, "{err}");
        let json: Value = serde_json::from_str(&out).expect("JSON");
        let rules = json["dropped"].as_array();
        let dropped = rules.map_or(0, |rules| rules.iter().filter_map(|r| r[1].as_u64()).sum());
        (json["units"].as_u64().expect("a number"), dropped)
    };
    let [train, test] = ["train.jsonl", "test.jsonl"].map(|name| stats(&output.join(name), &[]));
    let count = |name: &str| lines(&output.join(name)).len() as u64;
    assert_eq!(
        (train.0, test.0),
        (count("train.jsonl"), count("test.jsonl"))
    );
    assert!(train.1 > 0 && test.1 > 0, "{train:?} {test:?}");
    let all = (train.0 + test.0, count("dropped.jsonl"));
    assert_eq!(train.1 + test.1, all.1);
    assert_eq!(stats(&output, &[]), all);
    assert_eq!(stats(&output, &["--format", "csv"]), all);
    // Another corpus in the folder has nothing to do with the build.
    fs::copy(output.join("test.jsonl"), output.join("mine.jsonl")).expect("copies");
    assert_eq!(stats(&output.join("mine.jsonl"), &[]), (test.0, 0));
    // A split that is not there is not left out in silence.
    fs::remove_file(output.join("mine.jsonl")).expect("removes");
    fs::remove_file(output.join("test.jsonl")).expect("removes");
    let (code, _, err) = run(alinea().arg("stats").arg(&output));
    assert!(
        code == 2 && err.contains("test.jsonl: expected a file that corpus.json names"),
        "{err}"
    );
}
