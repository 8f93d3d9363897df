//! A corpus built as a person builds it: cleaned, split, matched, with a card; every bead accounted for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn corpora(set: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpora")
        .join(set)
}

fn run(arguments: &[&str], folders: &[&Path], output: &Path) -> (Option<i32>, String) {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
    command.arg("build").args(folders).args(arguments);
    command.arg("--output").arg(output);
    let done = command.output().expect("runs");
    let said = [done.stdout, done.stderr].concat();
    (
        done.status.code(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

fn read(output: &Path, name: &str) -> String {
    fs::read_to_string(output.join(name)).expect("it was written")
}

fn units(output: &Path, name: &str) -> Vec<Value> {
    let text = read(output, name);
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

fn beads(units: &[Value]) -> BTreeSet<(String, u64)> {
    let bead = |unit: &Value| {
        let article = unit["article"].as_str().expect("a name").to_owned();
        (article, unit["bead"].as_u64().expect("a number"))
    };
    units.iter().map(bead).collect()
}

#[test]
fn neither_inputs_nor_files_of_others_are_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("corpus");
    fs::create_dir(&output).expect("a folder");
    for name in ["README.md", "corpus.tmx", "report.csv"] {
        fs::write(output.join(name), "mine").expect("writes");
        let (code, said) = run(&["--corpus", "guides"], &[], &output);
        assert!(code == Some(2) && said.contains(name), "{said}");
        assert_eq!(read(&output, name), "mine");
        fs::remove_file(output.join(name)).expect("removes");
    }
    fs::write(output.join("notes.txt"), "mine").expect("writes");
    assert_eq!(run(&["--corpus", "guides"], &[], &output).0, Some(0));
    // Its own files it replaces, but not while they are read.
    assert_eq!(
        run(&["--corpus", "guides", "--format", "moses"], &[], &output).0,
        Some(0)
    );
    let prefix = output.join("corpus");
    for input in ["corpus", "report.csv"] {
        let input = output.join(input);
        let (code, said) = run(&["--no-clean"], &[&input], &output);
        assert!(
            code == Some(2) && said.contains("to name a file of its own, found an input"),
            "{said}"
        );
    }
    assert!(prefix.with_extension("fr").is_file());
    let (code, said) = run(&[], &[folder.path(), folder.path()], folder.path());
    assert!(
        code == Some(2) && said.contains("the folder that is read"),
        "{said}"
    );
    assert_eq!(read(&output, "notes.txt"), "mine");
}

#[test]
fn pairs_that_came_aligned_have_no_posterior_to_be_judged_by() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = |language: &str| read(&corpora("news/gold"), &format!("03-telescope.{language}"));
    let (french, english) = (lines("fr"), lines("en"));
    // Right pairs, and each sentence with the next one's translation.
    let right = french.lines().zip(english.lines());
    let pairs = right.chain(french.lines().zip(english.lines().skip(1)));
    let rows: String = pairs
        .map(|(source, target)| format!("{source}\t{target}\n"))
        .collect();
    let table = folder.path().join("pairs.tsv");
    fs::write(&table, rows).expect("writes");
    let output = folder.path().join("corpus");
    let table = table.to_string_lossy();
    let (code, said) = run(&["--pairs", &table, "--columns", "1,2"], &[], &output);
    assert_eq!(code, Some(0), "{said}");
    let dropped = units(&output, "dropped.jsonl");
    let of = |rule: &str| dropped.iter().filter(|unit| unit["rule"] == rule).count();
    assert!(of("quality") > 0 && of("score") == 0, "{dropped:?}");
}

#[test]
fn an_article_that_failed_is_named_whatever_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    for (side, text) in [
        ("fr", "Le train part à huit heures."),
        ("en", "Zwölf Boxkämpfer jagen Viktor."),
    ] {
        fs::create_dir(folder.path().join(side)).expect("a folder");
        // The name stands in `found`, too.
        fs::write(folder.path().join(side).join("un.txt"), text).expect("writes");
    }
    let sides = [folder.path().join("fr"), folder.path().join("en")];
    let options = ["--min-article-score", "1"];
    let (code, said) = run(
        &options,
        &[&sides[0], &sides[1]],
        &folder.path().join("corpus"),
    );
    assert!(code == Some(1) && said.contains("un: expected"), "{said}");
}

#[test]
fn every_bead_is_kept_or_dropped_with_a_rule() {
    let folder = tempfile::tempdir().expect("a folder");
    let (clean, whole) = (folder.path().join("clean"), folder.path().join("whole"));
    assert_eq!(run(&[], &[], &clean).0, Some(0));
    assert_eq!(run(&["--no-clean"], &[], &whole).0, Some(0));
    let (kept, dropped) = (
        units(&clean, "corpus.jsonl"),
        units(&clean, "dropped.jsonl"),
    );
    let all = beads(&units(&whole, "corpus.jsonl"));
    let (kept_beads, dropped_beads) = (beads(&kept), beads(&dropped));
    assert!(kept_beads.is_disjoint(&dropped_beads));
    assert_eq!(kept_beads.union(&dropped_beads).count(), all.len());
    assert_eq!(
        (kept.len(), dropped.len()),
        (kept_beads.len(), dropped_beads.len())
    );
    assert!(
        dropped
            .iter()
            .all(|unit| unit["rule"].is_string() && unit["figure"].is_number())
    );
    assert!(
        kept.iter()
            .all(|unit| unit["quality"].as_f64().is_some_and(|q| q >= 0.2))
    );
    assert!(!whole.join("dropped.jsonl").exists());
}

#[test]
fn the_card_tells_of_every_file_and_earlier_files_go() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("out");
    let first = ["--format", "tmx,csv", "--license", "cc0-1.0"];
    assert_eq!(run(&first, &[], &output).0, Some(0));
    let card: Value = serde_json::from_str(&read(&output, "corpus.json")).expect("JSON");
    for option in ["shard-size", "encoding"] {
        assert_eq!(card["options"][option], Value::Null);
    }
    fs::write(output.join("mine.txt"), "stays").expect("writes");
    assert_eq!(run(&["--format", "jsonl"], &[], &output).0, Some(0));
    assert!(!output.join("corpus.tmx").exists() && !output.join("corpus.csv").exists());
    assert!(output.join("mine.txt").exists() && !output.join(".alinea-journal").exists());
    let card: Value = serde_json::from_str(&read(&output, "corpus.json")).expect("JSON");
    let files: BTreeMap<&str, &Value> = card["files"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|file| (file["path"].as_str().expect("a path"), file))
        .collect();
    let names: Vec<_> = files.keys().copied().collect();
    assert_eq!(names, ["corpus.jsonl", "dropped.jsonl", "report.csv"]);
    let bytes = fs::metadata(output.join("corpus.jsonl"))
        .expect("a file")
        .len();
    assert_eq!(files["corpus.jsonl"]["bytes"].as_u64(), Some(bytes));
    let lines = read(&output, "corpus.jsonl").lines().count() as u64;
    assert_eq!(card["units"].as_u64(), Some(lines));
}

/// Articles of two corpora, of which every third comes a second time with a few words changed.
fn printed_twice(folder: &Path) {
    for (language, late) in [("fr", "Nouvelle édition."), ("en", "New edition.")] {
        fs::create_dir_all(folder.join(language)).expect("a folder");
        for set in ["news", "guides", "tales"] {
            let files = fs::read_dir(corpora(set).join(language)).expect("a corpus");
            let mut files: Vec<_> = files.map(|f| f.expect("an entry").path()).collect();
            files.sort();
            for (number, path) in files.iter().enumerate() {
                let text = fs::read_to_string(path).expect("a text");
                let name = path.file_stem().expect("a name").to_string_lossy();
                let copy = |suffix: &str, text: &str| {
                    let path = folder
                        .join(language)
                        .join(format!("{set}-{name}{suffix}.txt"));
                    fs::write(path, text).expect("writes");
                };
                copy("", &text);
                if number % 3 == 0 {
                    copy("-2", &format!("{text}\n\n{late}\n"));
                }
            }
        }
    }
}

#[test]
fn splits_share_no_text() {
    let folder = tempfile::tempdir().expect("a folder");
    printed_twice(folder.path());
    let (source, target) = (folder.path().join("fr"), folder.path().join("en"));
    let output = folder.path().join("out");
    // Duplicates stay, so that the split alone keeps them together.
    let arguments = [
        "--no-clean",
        "--split",
        "train=0.6,dev=0.2,test=0.2",
        "--seed",
        "7",
    ];
    let (code, said) = run(&arguments, &[&source, &target], &output);
    assert_eq!(code, Some(0), "{said}");
    let of = ["train", "dev", "test"].map(|name| units(&output, &format!("{name}.jsonl")));
    let texts = |units: &[Value], side: &str| -> BTreeSet<String> {
        let long = |text: &str| text.split_whitespace().count() >= 8;
        let texts = units.iter().filter_map(|unit| unit[side].as_str());
        texts
            .filter(|text| long(text))
            .map(str::to_lowercase)
            .collect()
    };
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        for side in ["source", "target"] {
            let (first, second) = (texts(&of[a], side), texts(&of[b], side));
            assert!(
                first.len() > 20 && first.is_disjoint(&second),
                "{a} {b} {side}"
            );
        }
    }
    let all: usize = of.iter().map(Vec::len).sum();
    let share = of[0].len() as f64 / all as f64;
    assert!((0.5..0.7).contains(&share), "{share}");
}

/// A corpus of pairs that keeps its beads: what is a unit of its own in every second article is a part of
/// a larger one in the next, `often` in all of them.
fn of_parts(path: &Path) {
    let word = |number: usize| -> String {
        let digits = number.to_string();
        let letter = |digit: u8| char::from(digit - b'0' + b'a');
        format!("mot{}", digits.bytes().map(letter).collect::<String>())
    };
    let sentence = |number: usize| {
        let words: Vec<String> = (0..6).map(|at| word(10 * number + at)).collect();
        words.join(" ") + "."
    };
    let mut lines = String::new();
    for article in 0..60 {
        let often = ["Oui.".to_owned(), sentence(9_999), sentence(100 + article)];
        let shared = sentence(1_000 + article / 2);
        let segments = match article % 2 {
            0 => vec![vec![shared], often[..1].to_vec(), often[1..].to_vec()],
            _ => vec![vec![shared, sentence(2_000 + article)], often.to_vec()],
        };
        for segments in segments {
            let target: Vec<String> = segments.iter().map(|s| s.replace("mot", "word")).collect();
            let unit = serde_json::json!({
                "article": format!("a{article:02}"),
                "source_segments": segments,
                "target_segments": target,
            });
            lines.push_str(&format!("{unit}\n"));
        }
    }
    fs::write(path, lines).expect("writes");
}

#[test]
fn a_sentence_that_is_a_part_of_a_pair_elsewhere_is_in_one_split() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("parts.jsonl");
    of_parts(&path);
    let output = folder.path().join("out");
    let arguments = [
        "--pairs",
        path.to_str().expect("a name"),
        "--no-clean",
        "--split",
        "train=0.5,dev=0.2,test=0.3",
    ];
    let (code, said) = run(&arguments, &[], &output);
    assert_eq!(code, Some(0), "{said}");
    let of = ["train", "dev", "test"].map(|name| units(&output, &format!("{name}.jsonl")));
    let segments = |units: &[Value], side: &str| -> BTreeSet<String> {
        let segments = units
            .iter()
            .flat_map(|unit| match unit[side].as_array() {
                Some(segments) => segments.clone(),
                None => vec![unit[side.trim_end_matches("_segments")].clone()],
            })
            .map(|text| text.as_str().expect("a text").to_owned());
        segments.filter(|text| text.contains(' ')).collect()
    };
    for side in ["source_segments", "target_segments"] {
        let found = of.each_ref().map(|units| segments(units, side));
        assert!(found.iter().all(|texts| texts.len() > 5), "{found:?}");
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            let both: Vec<_> = found[a].intersection(&found[b]).collect();
            assert!(both.is_empty(), "{a} {b} {both:?}");
        }
    }
    // A short text says nothing of where it is from, and stays.
    let alone = |unit: &Value| unit["source"] == "Oui.";
    assert!(of.iter().all(|units| units.iter().any(alone)));
    let dropped: usize = of.iter().map(Vec::len).sum();
    let long: Vec<&Value> = of[2].iter().filter(|u| !alone(u)).collect();
    assert!(dropped > 100 && long.len() > 20, "{dropped}");
}

#[test]
fn duplicates_of_the_whole_corpus_are_dropped_once() {
    let folder = tempfile::tempdir().expect("a folder");
    printed_twice(folder.path());
    let (source, target) = (folder.path().join("fr"), folder.path().join("en"));
    let output = folder.path().join("out");
    assert_eq!(run(&[], &[&source, &target], &output).0, Some(0));
    let kept = units(&output, "corpus.jsonl");
    let pairs: BTreeSet<(&str, &str)> = kept
        .iter()
        .map(|u| {
            (
                u["source"].as_str().expect("text"),
                u["target"].as_str().expect("text"),
            )
        })
        .collect();
    assert_eq!(pairs.len(), kept.len());
    let dropped = units(&output, "dropped.jsonl");
    assert!(dropped.iter().filter(|u| u["rule"] == "duplicate").count() > 100);
}

#[test]
fn a_plan_is_printed_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("out");
    let (source, target) = (corpora("tales").join("fr"), corpora("tales").join("en"));
    let (code, said) = run(
        &["--dry-run", "--format", "tmx"],
        &[&source, &target],
        &output,
    );
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("writes     tmx") && !output.exists(),
        "{said}"
    );
}

#[test]
fn documents_are_matched_by_their_texts() {
    let folder = tempfile::tempdir().expect("a folder");
    for (language, seed) in [("fr", 3), ("en", 5)] {
        fs::create_dir_all(folder.path().join(language)).expect("a folder");
        let files = fs::read_dir(corpora("news").join(language)).expect("a corpus");
        let mut files: Vec<_> = files.map(|f| f.expect("an entry").path()).collect();
        files.sort();
        for (number, path) in files.iter().enumerate() {
            let name = format!("{language}{:02}.txt", (number * seed) % files.len());
            fs::copy(path, folder.path().join(language).join(name)).expect("copies");
        }
    }
    let (source, target) = (folder.path().join("fr"), folder.path().join("en"));
    fs::write(
        source.join("seul.txt"),
        "Une recette de soupe. Épluchez trois oignons.",
    )
    .expect("writes");
    let output = folder.path().join("out");
    let (code, said) = run(&["--match"], &[&source, &target], &output);
    assert_eq!(code, Some(0), "{said}");
    let report = read(&output, "report.csv");
    assert_eq!(report.matches(",aligned,").count(), 17, "{report}");
    assert_eq!(report.matches(",no target,").count(), 1, "{report}");
    let sure = |unit: &Value| unit["metadata"]["match_probability"].is_string();
    assert!(units(&output, "corpus.jsonl").iter().all(sure));
}

#[test]
fn documents_in_another_language_or_of_another_text_fail_with_a_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let german = "Der Zug fährt um acht Uhr ab und kommt am Mittag an. Die Reisenden warten auf dem \
        Bahnsteig und lesen die Zeitung. Am Abend kehren sie in die Stadt zurück, müde, aber zufrieden. "
        .repeat(3);
    let copy = |set: &str, language: &str, from: &str, to: &str| {
        fs::create_dir_all(folder.path().join(language)).expect("a folder");
        let from = corpora(set).join(language).join(from);
        fs::copy(from, folder.path().join(language).join(to)).expect("copies");
    };
    let names = |set: &str| {
        let files = fs::read_dir(corpora(set).join("fr")).expect("a corpus");
        let mut names: Vec<_> = files
            .map(|f| {
                f.expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    };
    let news = names("news");
    copy("news", "fr", &news[0], "right.txt");
    copy("news", "en", &news[0], "right.txt");
    copy("news", "fr", &news[1], "german.txt");
    fs::write(folder.path().join("en").join("german.txt"), german).expect("writes");
    copy("news", "fr", &news[2], "other.txt");
    copy("tales", "en", &names("tales")[0], "other.txt");
    let output = folder.path().join("out");
    let (source, target) = (folder.path().join("fr"), folder.path().join("en"));
    let (code, said) = run(&[], &[&source, &target], &output);
    assert_eq!(code, Some(1), "{said}");
    let report = read(&output, "report.csv");
    assert!(report.contains("right,aligned"), "{report}");
    assert!(
        report.contains("expected a document in `en`, found `de`"),
        "{report}"
    );
    assert!(
        report.contains("expected translations of one another"),
        "{report}"
    );
}

#[test]
fn articles_in_other_languages_are_counted_and_in_the_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let (fr, en) = (corpora("news").join("fr"), corpora("news").join("en"));
    // The folders in the wrong order: the articles fail, or are noted where all are taken.
    let output = folder.path().join("failed");
    let (code, said) = run(&[], &[&en, &fr], &output);
    assert_eq!(code, Some(1), "{said}");
    let count = "17 of 17 articles are in other languages";
    assert!(said.contains(count), "{said}");
    let report = read(&output, "report.csv");
    assert_eq!(report.matches("found the two exchanged").count(), 17);
    let output = folder.path().join("taken");
    let (code, said) = run(&["--min-article-score", "0"], &[&en, &fr], &output);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(count), "{said}");
    let report = read(&output, "report.csv");
    let noted = |row: &&str| row.contains(",aligned,") && row.contains("the two exchanged");
    assert_eq!(report.lines().filter(noted).count(), 17, "{report}");
}

/// Two folders of the same one-article texts, each ending in the same sentence.
fn with_one_sentence_in_all(folder: &Path) {
    for language in ["fr", "en"] {
        let last = if language == "fr" {
            "Les lecteurs peuvent envoyer leurs remarques à notre adresse habituelle."
        } else {
            "Readers can send their remarks to our usual address."
        };
        fs::create_dir_all(folder.join(language)).expect("a folder");
        for entry in fs::read_dir(corpora("news").join(language)).expect("a corpus") {
            let path = entry.expect("an entry").path();
            let text = fs::read_to_string(&path).expect("a text");
            let to = folder
                .join(language)
                .join(path.file_name().expect("a name"));
            fs::write(to, format!("{text}\n\n{last}\n")).expect("writes");
        }
    }
}

#[test]
fn of_what_all_articles_have_one_copy_stays_in_one_split() {
    let folder = tempfile::tempdir().expect("a folder");
    with_one_sentence_in_all(folder.path());
    let (source, target) = (folder.path().join("fr"), folder.path().join("en"));
    let output = folder.path().join("out");
    let (code, said) = run(
        &["--split", "train=0.7,test=0.3"],
        &[&source, &target],
        &output,
    );
    assert_eq!(code, Some(0), "{said}");
    let copies = |name: &str| {
        let units = units(&output, name);
        let text = |unit: &&Value| {
            unit["target"]
                .as_str()
                .is_some_and(|t| t.contains("usual address"))
        };
        units.iter().filter(text).count()
    };
    assert_eq!(copies("train.jsonl") + copies("test.jsonl"), 1);
    assert_eq!(copies("dropped.jsonl"), 16);
}

#[test]
fn an_output_among_the_inputs_is_no_input() {
    let folder = tempfile::tempdir().expect("a folder");
    with_one_sentence_in_all(folder.path());
    let output = folder.path().join("out");
    for _ in 0..2 {
        let (code, said) = run(
            &["--format", "moses,text"],
            &[folder.path(), folder.path()],
            &output,
        );
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("articles   17 aligned\n"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_round_end() {
    let folder = tempfile::tempdir().expect("a folder");
    with_one_sentence_in_all(folder.path());
    for name in ["one", "two"] {
        std::os::unix::fs::symlink(folder.path(), folder.path().join(name)).expect("a link");
    }
    let output = tempfile::tempdir().expect("a folder");
    let (_, said) = run(&[], &[folder.path(), folder.path()], output.path());
    assert!(said.contains("articles   17 aligned\n"), "{said}");
}

#[test]
fn a_bad_line_among_pairs_is_a_row_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let line = |n: usize| {
        format!("Le chat numéro {n} dort sur le toit.\tCat number {n} sleeps on the roof.\n")
    };
    let text: String = (0..9)
        .map(|n| {
            if n == 4 {
                "sans rien\n".into()
            } else {
                line(n)
            }
        })
        .collect();
    let path = folder.path().join("pairs.tsv");
    fs::write(&path, text).expect("writes");
    let output = folder.path().join("out");
    let name = path.to_str().expect("a name");
    let (code, said) = run(
        &["--pairs", name, "--columns", "1,2", "--no-clean"],
        &[],
        &output,
    );
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(units(&output, "corpus.jsonl").len(), 8);
    assert!(
        read(&output, "report.csv").contains("pairs.tsv:5"),
        "{said}"
    );
}

#[test]
fn an_article_that_no_file_can_be_called_after_fails_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("list.csv");
    let text = "id,source_text,target_text\nok,Il pleut à Lyon.,It is raining in Lyon.\n..,Il neige.,It snows.\n";
    fs::write(&path, text).expect("writes");
    let output = folder.path().join("out");
    let arguments = [
        "--no-clean",
        "--min-article-score",
        "0",
        "--format",
        "jsonl,vecalign",
    ];
    let (code, said) = run(&arguments, &[&path], &output);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        output.join("vecalign").join("ok.vecalign").is_file(),
        "{said}"
    );
    assert!(read(&output, "report.csv").contains("..,failed"), "{said}");
}

#[test]
fn the_card_has_options_as_they_are_given() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("out");
    let options = [
        "--shard-size",
        "200units",
        "--encoding",
        "utf8",
        "--corpus",
        "guides",
    ];
    assert_eq!(run(&options, &[], &output).0, Some(0));
    let card: Value = serde_json::from_str(&read(&output, "corpus.json")).expect("JSON");
    assert_eq!(card["options"]["shard-size"], "200units");
    assert_eq!(card["options"]["encoding"], "UTF-8");
    let text = card["options"].to_string();
    assert!(!text.contains("Some(") && !text.contains("None"), "{text}");
}

#[test]
fn files_of_articles_that_no_build_wrote_are_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("out");
    let gold = output.join("vecalign/01-sommet-moscou.vecalign");
    fs::create_dir_all(gold.parent().expect("a folder")).expect("a folder");
    fs::write(&gold, "[0]:[0]:1\n").expect("writes");
    let (code, said) = run(&["--format", "vecalign"], &[], &output);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("that no build wrote"), "{said}");
    assert_eq!(fs::read_to_string(&gold).expect("is there"), "[0]:[0]:1\n");
    // What a build wrote is written anew.
    fs::remove_dir_all(&output).expect("goes");
    for _ in 0..2 {
        let (code, said) = run(&["--format", "vecalign"], &[], &output);
        assert_eq!(code, Some(0), "{said}");
    }
}
