//! `alinea evaluate translation` for several systems, with a source, in every form and from every kind
//! of file, and with outputs whose segments are other ones; what is said of bad input.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

mod support;

const SOURCE: &str = "\
La mairie a compté 1 250 visiteurs le 3 mars 2012.
Le pont relie les deux rives depuis des siècles. Personne ne sait qui l’a construit.
L’ingénieure Camille Moreau promet une réparation avant l’hiver.
Les promeneurs reviennent au bord de l’eau.
« Nous attendons la crue », dit un pêcheur.
Le budget atteint 2,5 millions d’euros.
";

const REFERENCE: &str = "\
The town hall counted 1,250 visitors on March 3, 2012.
The bridge has linked the two banks for centuries. Nobody knows who built it.
The engineer Camille Moreau promises a repair before winter.
Walkers are coming back to the waterside.
\"We are waiting for the flood,\" a fisherman says.
The budget comes to 2.5 million euros.
";

const GOOD: &str = "\
The town hall counted 1,250 visitors on 3 March 2012.
The bridge has connected both banks for centuries. No one knows who built it.
The engineer Camille Moreau promises a repair before the winter.
The walkers return to the water's edge.
\"We are waiting for the flood,\" says a fisherman.
The budget reaches 2.5 million euros.
";

const POOR: &str = "\
The town hall counted 1,520 visitors on 3 March 2012.
The bridge connects the both banks.
The ingénieure promises one repair before the winter.
The walkers come to the board of the water, because the weather forecast had announced much sunshine.
\"We wait the raw\", says a sinner.
Le budget atteint 2,5 millions d’euros.
";

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        let files = Files(tempfile::tempdir().expect("a folder"));
        for (name, text) in [
            ("src.fr", SOURCE),
            ("ref.en", REFERENCE),
            ("mt/good.en", GOOD),
            ("mt/poor.en", POOR),
            ("ids", "bridge\nbridge\nbridge\nwater\nwater\nmoney\n"),
        ] {
            files.write(name, text);
        }
        files
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).expect("a file")
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::cargo_bin("alinea").expect("the binary");
        let folder = self.path();
        command
            .current_dir(folder)
            .args(["evaluate", "translation"]);
        command.args(arguments.split_whitespace());
        command
    }

    fn output(&self, arguments: &str) -> String {
        let done = self.command(arguments).assert().success();
        String::from_utf8(done.get_output().stdout.clone()).expect("UTF-8")
    }

    fn json(&self, arguments: &str) -> Value {
        serde_json::from_str(&self.output(arguments)).expect("JSON")
    }

    fn error(&self, arguments: &str) -> String {
        let done = self.command(arguments).assert().code(2);
        assert_eq!(done.get_output().stdout, b"", "{arguments}");
        String::from_utf8(done.get_output().stderr.clone()).expect("UTF-8")
    }
}

const BOTH: &str = "--reference ref.en --hypothesis mt/poor.en mt/good.en";

#[test]
fn the_best_system_stands_first_with_tests_wins_and_what_differs() {
    let files = Files::new();
    let text = files.output(BOTH);
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("system  BLEU ↑  ± 95 %         p  chrF2 ↑"),
        "{text}"
    );
    assert!(
        lines[1].starts_with("good ") && lines[1].contains("0.00"),
        "{text}"
    );
    assert!(
        lines[2].starts_with("poor ") && lines[2].contains("baseline"),
        "{text}"
    );
    assert!(text.contains("won–lost (equal) against poor"), "{text}");
    assert!(text.contains("6–0 (0)"), "{text}");
    assert!(
        text.contains("segments where the systems differ most, by BLEU"),
        "{text}"
    );
    let other = files.output(&format!("{BOTH} --baseline good --differences 0"));
    assert!(
        other.contains("won–lost (equal) against good") && other.contains("0–6 (0)"),
        "{other}"
    );
    assert!(!other.contains("differ most"), "{other}");
    let untested = files.output(&format!("{BOTH} --no-test --metrics chrf"));
    assert!(
        !untested.contains("baseline") && !untested.contains('±'),
        "{untested}"
    );
    let by_ter = files.output(&format!("{BOTH} --metrics ter,bleu"));
    assert!(by_ter.starts_with("system  TER ↓"), "{by_ter}");
}

#[test]
fn json_keeps_the_order_given_and_the_baseline_s_values() {
    let files = Files::new();
    let given = files.json(&format!("{BOTH} --format json --metrics bleu"));
    let turned = "--reference ref.en --hypothesis mt/good.en mt/poor.en --baseline poor";
    let turned = files.json(&format!("{turned} --format json --metrics bleu"));
    assert_eq!(given[0]["system"], "mt/poor.en");
    assert_eq!((&given[0], &given[1]), (&turned[1], &turned[0]));
}

#[test]
fn documents_and_segments_have_scores_of_their_own() {
    let files = Files::new();
    let options = format!("{BOTH} --docids ids --metrics bleu,chrf --format csv");
    let documents = files.output(&format!("{options} --level document"));
    let lines: Vec<&str> = documents.lines().collect();
    assert_eq!(lines[0], "document,segments,system,BLEU,chrF2");
    assert_eq!(lines.len(), 1 + 3 * 2, "{documents}");
    assert!(lines[6].starts_with("money,1,mt/good.en,"), "{documents}");
    // One document alone has the score of the document.
    let first = |text: &str| text.lines().take(3).collect::<Vec<_>>().join("\n") + "\n";
    files.write("one.ref", first(REFERENCE));
    files.write("one.good", first(GOOD));
    let alone = files.json("--reference one.ref --hypothesis one.good --format json --width 12");
    let score: f64 = lines[2]
        .split(',')
        .nth(3)
        .expect("a column")
        .parse()
        .expect("a number");
    assert!((score - alone["score"].as_f64().expect("a number")).abs() < 1e-9);
    let segments = files.output(&format!("{options} --level segment"));
    assert_eq!(segments.lines().count(), 1 + 6 * 2);
    let list = files.json(&format!(
        "{BOTH} --docids ids --metrics chrf --format json --level segment"
    ));
    assert_eq!(
        (&list[3]["segment"], &list[3]["system"]),
        (&2.into(), &"mt/good.en".into())
    );
    let row = segments.lines().nth(4).expect("a row");
    assert_eq!(row.rsplit(',').next(), Some(&*list[3]["chrF2"].to_string()));
}

#[test]
fn every_form_is_whole_and_the_same_at_any_number_of_threads() {
    let files = Files::new();
    let options = format!("{BOTH} --source src.fr --docids ids");
    for form in ["text", "json", "csv", "markdown", "latex", "html"] {
        let one = files.output(&format!("{options} --format {form} --threads 1"));
        let eight = files.output(&format!("{options} --format {form} --threads 8"));
        assert!(one == eight && one.ends_with('\n'), "{form}");
    }
    let markdown = files.output(&format!("{options} --format markdown"));
    assert!(
        markdown.starts_with("| system | BLEU ↑ | ± 95 % | p |"),
        "{markdown}"
    );
    assert!(
        markdown.contains("| what the checks found | without a fault |"),
        "{markdown}"
    );
    let latex = files.output(&format!("{options} --format latex"));
    assert_eq!(latex.matches("\\begin{tabular}").count(), 3, "{latex}");
    assert_eq!(latex.matches("\\end{tabular}").count(), 3, "{latex}");
    files.output(&format!("{options} --format html --output page.html"));
    let page = files.read("page.html");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    for part in [
        "lang=\"fr\"",
        "lang=\"en\"",
        "<mark",
        "baseline",
        "What the checks found",
        "money",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(
        !page.contains("http://") && !page.contains("https://"),
        "nothing is loaded"
    );
}

#[test]
fn hostile_text_is_shown_as_text_on_a_page() {
    let files = Files::new();
    let hostile = "<script>alert(1)</script> & \u{202e}\"quoted\"\n".repeat(6);
    files.write("mt/<img src=x>.en", hostile);
    let mut command = files.command("--reference ref.en --format html --hypothesis");
    let done = command
        .args(["mt/good.en", "mt/<img src=x>.en"])
        .assert()
        .success();
    let page = String::from_utf8(done.get_output().stdout.clone()).expect("UTF-8");
    assert!(
        page.contains("&lt;script&gt;") && page.contains("&lt;img src=x&gt;"),
        "{page}"
    );
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains('\u{202e}'));
}

#[test]
fn source_references_and_outputs_stand_side_by_side() {
    let files = Files::new();
    files.output(&format!("{BOTH} --source src.fr --details beads.jsonl"));
    let beads: Vec<Value> = files
        .read("beads.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(beads.len(), 6);
    let poor = |bead: usize| &beads[bead]["systems"][0];
    let checks = |system: &Value| -> Vec<String> {
        let findings = system["findings"].as_array().expect("a list").iter();
        findings
            .map(|f| f["check"].as_str().expect("a name").to_owned())
            .collect()
    };
    assert_eq!(
        beads[0]["source"]["text"],
        SOURCE.lines().next().expect("a line")
    );
    assert_eq!(
        beads[0]["references"][0]["text"],
        REFERENCE.lines().next().expect("a line")
    );
    assert!(
        checks(poor(0)).contains(&"numbers".to_owned()),
        "{}",
        poor(0)
    );
    assert!(
        checks(poor(5)).contains(&"language".to_owned()),
        "{}",
        poor(5)
    );
    assert_ne!(poor(1)["omissions"], Value::Array(vec![]), "{}", poor(1));
    assert_ne!(poor(3)["additions"], Value::Array(vec![]), "{}", poor(3));
    for bead in &beads {
        let good = &bead["systems"][1];
        assert!(checks(good).is_empty(), "{good}");
    }
    let text = files.output(&format!("{BOTH} --source src.fr"));
    assert!(text.contains("what the checks found"), "{text}");
}

#[test]
fn without_a_reference_the_source_says_how_good_an_output_is() {
    let files = Files::new();
    let one = files.json("--source src.fr --hypothesis mt/good.en --format json --width 4");
    assert_eq!(one["name"], "quality");
    let score = one["score"].as_f64().expect("a number");
    assert!((0.5..=1.0).contains(&score), "{score}");
    // To three digits, as in text: one would make most of them the same.
    let short = files.json("--source src.fr --hypothesis mt/good.en --format json");
    let shown = short["score"].as_f64().expect("a number");
    assert!((shown - score).abs() <= 0.0005, "{shown} for {score}");
    let table = files.output("--source src.fr --hypothesis mt/poor.en mt/good.en");
    assert!(table.starts_with("system  quality ↑"), "{table}");
    let error = files.error("--source src.fr --hypothesis mt/good.en --metrics bleu");
    assert!(
        error.contains("expected a reference for BLEU, found none"),
        "{error}"
    );
    // One line of output less: by the sense of the segments.
    let merged = GOOD.replace("winter.\nThe walkers", "winter, and the walkers");
    files.write("merged.en", &merged);
    let error = files.error("--source src.fr --hypothesis merged.en");
    assert!(error.contains("--align"), "{error}");
    files.output(
        "--source src.fr --hypothesis merged.en --align --aligned-output cut --details d.jsonl",
    );
    let cut = files.read("cut/merged.en");
    assert_eq!(cut.lines().count(), 6);
    assert_eq!(unspaced(&cut), unspaced(&merged));
    assert_eq!(files.read("d.jsonl").lines().count(), 5);
}

fn unspaced(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn outputs_with_other_segments_are_cut_anew_with_their_text_unchanged() {
    let files = Files::new();
    let stream = GOOD.replace('\n', " ");
    let split = GOOD.replace("centuries. No", "centuries.\nNo");
    files.write("stream.en", &stream);
    files.write("split.en", &split);
    let error = files.error("--reference ref.en --hypothesis split.en");
    let wanted = "split.en: expected 6 segments, as ref.en has, found 7";
    assert!(
        error.contains(wanted) && error.contains("--align"),
        "{error}"
    );
    let whole = files.json("--reference ref.en --hypothesis mt/good.en --format json --width 9");
    for output in ["stream.en", "split.en"] {
        let options =
            format!("--reference ref.en --hypothesis {output} --align --aligned-output cut");
        let found = files.json(&format!("{options} --format json --width 9"));
        assert_eq!(found["score"], whole["score"], "{output}");
        assert_eq!(files.read(&format!("cut/{output}")), GOOD, "{output}");
    }
    // By document, where both say which.
    files.write(
        "split.ids",
        "bridge\nbridge\nbridge\nbridge\nwater\nwater\nmoney\n",
    );
    let options =
        "--reference ref.en --docids ids --hypothesis split.en --hypothesis-docids split.ids";
    let error = files.error(options);
    assert!(
        error.contains("in document bridge") || error.contains("`bridge`"),
        "{error}"
    );
    files.output(&format!(
        "{options} --align --aligned-output cut --level document"
    ));
    assert_eq!(files.read("cut/split.en"), GOOD);
}

#[test]
fn test_sets_of_wmt_hold_documents_references_and_systems() {
    let files = Files::new();
    let plain = files.json(&format!(
        "{BOTH} --source src.fr --format json --metrics bleu,quality"
    ));
    let escape = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;");
    let segments = |text: &str, from: usize, to: usize| -> String {
        let lines = text.lines().enumerate().skip(from).take(to - from);
        lines
            .map(|(at, line)| format!("<seg id=\"{}\">{}</seg>\n", at + 1 - from, escape(line)))
            .collect()
    };
    let documents = [("bridge", 0, 3), ("water", 3, 5), ("money", 5, 6)];
    let mut xml =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<dataset id=\"small\">\n");
    for (id, from, to) in documents {
        let part = |element: &str, text| {
            format!(
                "<{element}><p>\n{}</p></{}>\n",
                segments(text, from, to),
                element.split(' ').next().expect("a name")
            )
        };
        xml.push_str(&format!(
            "<doc id=\"{id}\" origlang=\"fr\">\n{}{}{}{}</doc>\n",
            part("src lang=\"fr\"", SOURCE),
            part("ref lang=\"en\" translator=\"A\"", REFERENCE),
            part("hyp lang=\"en\" system=\"mt/poor.en\"", POOR),
            part("hyp lang=\"en\" system=\"mt/good.en\"", GOOD)
        ));
    }
    xml.push_str("</dataset>\n");
    files.write("set.xml", xml);
    let options = "--reference set.xml --hypothesis set.xml --source set.xml";
    let found = files.json(&format!("{options} --format json --metrics bleu,quality"));
    assert_eq!(found, plain);
    let listed = files.output(&format!(
        "{options} --level document --format csv --metrics bleu"
    ));
    assert!(listed.contains("\nmoney,1,mt/good.en,"), "{listed}");
    let mut sgm =
        String::from("<refset setid=\"small\" srclang=\"fr\" trglang=\"en\" refid=\"A\">\n");
    for (id, from, to) in documents {
        sgm.push_str(&format!(
            "<doc docid=\"{id}\" sysid=\"ref\">\n{}</doc>\n",
            segments(REFERENCE, from, to)
        ));
    }
    files.write("ref.sgm", sgm + "</refset>\n");
    let found = files.json("--reference ref.sgm --hypothesis mt/poor.en mt/good.en --source src.fr --format json --metrics bleu,quality");
    assert_eq!(found, plain);
}

#[test]
fn learned_metrics_take_part_in_tables_and_tests() {
    let files = Files::new();
    let options = format!("{BOTH} --source src.fr --metrics bleu");
    for (metric, names) in [
        ("comet", &["src.txt", "ref.txt", "poor.txt", "good.txt"][..]),
        ("metricx", &["poor.jsonl", "good.jsonl"]),
        ("bleurt", &["poor.jsonl", "good.jsonl"]),
    ] {
        files.output(&format!("{options} --export {metric}"));
        for name in names {
            assert_eq!(
                files.read(&format!("{metric}/{name}")).lines().count(),
                6,
                "{metric}/{name}"
            );
        }
    }
    let line: Value = serde_json::from_str(
        files
            .read("metricx/good.jsonl")
            .lines()
            .next()
            .expect("a line"),
    )
    .expect("JSON");
    assert_eq!(line["hypothesis"], GOOD.lines().next().expect("a line"));
    // The systems stand in another order in COMET's file, which names them.
    let comet: String = (0..6)
        .flat_map(|at| {
            [("good", 0.9), ("poor", 0.3)]
                .map(|(name, score)| format!("{name}.txt\tSegment {at}\tscore: {score}\n"))
        })
        .collect();
    files.write("comet.tsv", comet);
    files.write("x.poor", "5\n6\n7\n8\n9\n9\n");
    files.write("x.good", "1\n1\n1\n1\n1\n1\n");
    let imports = "--import-scores COMET comet.tsv --import-scores MetricX x.poor x.good";
    let found = files.json(&format!("{options} --format json {imports}"));
    let number =
        |at: usize, metric: &str, key: &str| found[at][metric][key].as_f64().expect("a number");
    assert!(
        (number(0, "COMET", "score") - 0.3).abs() < 1e-9
            && (number(1, "COMET", "score") - 0.9).abs() < 1e-9
    );
    assert!(number(1, "MetricX", "p_value") < 0.05);
    let table = files.output(&format!("{options} {imports}"));
    assert!(
        table.contains("COMET ↑") && table.contains("MetricX ↓"),
        "{table}"
    );
    let wins = table
        .lines()
        .find(|line| line.starts_with("good") && line.contains("segment"));
    assert!(
        wins.is_some_and(|line| line.ends_with("6–0 (0)")),
        "{table}"
    );
    files.write("short", "1\n2\n");
    let error = files.error(&format!("{options} --import-scores COMET short short"));
    assert!(
        error.contains("expected 6 scores, one a segment, found 2"),
        "{error}"
    );
    let error = files.error(&format!("{options} --import-scores COMET x.good"));
    assert!(
        error.contains("expected scores of 2 systems for COMET, found 1"),
        "{error}"
    );
    let error = files.error(&format!("{options} --import-scores COMET nowhere x.good"));
    assert!(error.contains("nowhere: cannot read"), "{error}");
}

#[test]
fn bad_input_is_said_with_what_helps_and_leaves_no_file() {
    let files = Files::new();
    files.write("empty.en", "");
    files.write("latin.en", b"Un\n\xE9t\xE9\n");
    files.write("ids.short", "a\na\n");
    files.write("ids.twice", "a\nb\na\nb\na\nb\n");
    files.write(
        "bad.xml",
        "<dataset><doc id=\"a\"><ref lang=\"en\"><p><seg id=\"1\">x</p></ref></doc></dataset>",
    );
    let cases = [
        ("--reference ref.en --hypothesis empty.en", "empty.en"),
        (
            "--reference ref.en --hypothesis latin.en",
            "latin.en:2: expected UTF-8, found byte 0xE9",
        ),
        (
            "--reference ref.en --hypothesis nowhere.en",
            "nowhere.en: cannot read",
        ),
        (
            "--reference ref.en --hypothesis mt/good.en --docids ids.short",
            "ids.short: expected 6 document names",
        ),
        (
            "--reference ref.en --hypothesis mt/good.en --docids ids.twice",
            "ids.twice:3:",
        ),
        ("--reference bad.xml --hypothesis mt/good.en", "bad.xml:1:"),
        (
            "--reference ref.en --hypothesis mt/good.en mt/poor.en --baseline best",
            "the systems are mt/good.en, mt/poor.en",
        ),
        (
            "--reference ref.en --hypothesis mt/good.en --metrics quality",
            "--source",
        ),
        (
            "--reference ref.en --hypothesis mt/good.en --export comet",
            "--source",
        ),
        ("--hypothesis mt/good.en", "--reference"),
    ];
    for (arguments, wanted) in cases {
        let error = files.error(&format!("{arguments} --output results.txt"));
        assert!(error.contains(wanted), "{arguments}: {error}");
        assert!(!files.path().join("results.txt").exists(), "{arguments}");
    }
    // An empty line is a segment.
    files.write(
        "gap.en",
        GOOD.replace("The walkers return to the water's edge.", ""),
    );
    let found = files.output("--reference ref.en --hypothesis gap.en --source src.fr");
    assert!(found.contains("what the checks found"), "{found}");
}

#[test]
fn an_output_that_names_a_text_or_another_output_is_refused() {
    let files = Files::new();
    files.write("stream.en", GOOD.replace('\n', " "));
    files.write("comet.txt", "0.5\n");
    let one = "--reference ref.en --hypothesis mt/good.en --source src.fr";
    let stream = "--reference ref.en --hypothesis stream.en --align";
    let cases = [
        (format!("{one} --output ref.en"), "ref.en", "a reference"),
        (
            format!("{one} --output mt/good.en"),
            "good.en",
            "a hypothesis",
        ),
        (format!("{one} --details src.fr"), "src.fr", "the source"),
        (
            format!("{one} --import-scores COMET comet.txt --output comet.txt"),
            "comet.txt",
            "imported scores",
        ),
        (
            format!("{one} --output o --details ./o"),
            "o",
            "that of --output",
        ),
        (
            format!("{stream} --aligned-output ."),
            "stream.en",
            "a hypothesis",
        ),
        (
            format!("{stream} --aligned-output new --output new/stream.en"),
            "stream.en",
            "that of --output",
        ),
        (
            format!("{one} --export comet --export-to mt --output mt/src.txt"),
            "src.txt",
            "that of --output",
        ),
    ];
    fs::create_dir(files.path().join("new")).expect("a folder");
    let before = support::bytes(files.path());
    for (arguments, path, found) in cases {
        let error = files.error(&arguments);
        let wanted = format!("to name a file of its own, found {found} (help:");
        assert!(error.contains(path) && error.contains(&wanted), "{error}");
        assert_eq!(support::bytes(files.path()), before, "{arguments}");
    }
}

#[test]
fn lines_for_segments_are_text_or_json() {
    let files = Files::new();
    let one = "--reference ref.en --hypothesis mt/good.en";
    for format in ["csv", "html", "markdown", "latex"] {
        let options = format!("{one} --format {format} --output results");
        let error = files.error(&format!("{options} --sentence-level"));
        assert!(error.contains("--level segment"), "{error}");
        assert!(!files.path().join("results").exists());
        files.output(&format!("{options} --level segment"));
        assert!(files.path().join("results").exists());
        fs::remove_file(files.path().join("results")).expect("removes");
    }
    let lines = files.output(&format!("{one} --sentence-level"));
    assert_eq!(lines.lines().count(), 6);
}

#[test]
fn imported_metrics_have_names_of_their_own() {
    let files = Files::new();
    files.write("a.txt", "1\n2\n3\n4\n5\n6\n");
    let one = "--reference ref.en --hypothesis mt/good.en";
    let cases = [
        (
            "--lower-is-better COMET",
            "found `COMET` (help: none is imported; see --import-scores)",
        ),
        (
            "--import-scores COMET a.txt --import-scores QE a.txt --lower-is-better COMIT",
            "found `COMIT` (help: the imported metrics are COMET, QE)",
        ),
        (
            "--import-scores COMET a.txt --import-scores COMET a.txt",
            "found `COMET` twice",
        ),
    ];
    for (options, wanted) in cases {
        let error = files.error(&format!("{one} {options}"));
        assert!(error.contains(wanted), "{options}: {error}");
    }
    let mut command = files.command(one);
    let output = command.args(["--import-scores", "", "a.txt"]).output();
    let output = output.expect("runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("expected a name of a metric"), "{said}");
    files.output(&format!(
        "{one} --import-scores QE a.txt --lower-is-better qe"
    ));
}

#[test]
fn a_copy_of_the_baseline_is_equal_and_not_significantly_different() {
    let files = Files::new();
    files.write("mt/same.en", POOR);
    let systems = "--reference ref.en --hypothesis mt/poor.en mt/same.en mt/good.en";
    for test in ["--paired-bs", "--paired-ar"] {
        let text = files.output(&format!("{systems} {test} --differences 0"));
        let row = |name: &str| {
            let mut rows = text.lines().filter(|line| line.starts_with(name));
            rows.next().expect("a row").to_owned()
        };
        assert!(row("same ").contains("equal"), "{text}");
        assert!(!row("same ").contains('*'), "{text}");
        assert!(row("good ").contains('*'), "{text}");
    }
    let page = files.output(&format!("{systems} --format html"));
    assert!(page.contains("<td>equal</td>"));
    // Other programs have sacrebleu's value.
    let json = files.json(&format!("{systems} --format json"));
    assert!(json[1]["BLEU"]["p_value"].as_f64().expect("a number") < 0.01);
}

#[test]
fn the_chart_has_whole_names_and_a_baseline_goes_by_the_table_s() {
    let files = Files::new();
    let long = "transformer.big-with-backtranslation.checkpoint-120000";
    files.write(&format!("mt/{long}.en"), GOOD);
    files.write("mt/transformer.base.en", POOR);
    let longest = format!("{}.end", "x".repeat(90));
    files.write(&format!("mt/{longest}.en"), POOR);
    let systems = format!(
        "--reference ref.en --hypothesis mt/{long}.en mt/transformer.base.en mt/{longest}.en"
    );
    let page = files.output(&format!(
        "{systems} --format html --baseline transformer.base"
    ));
    let chart = &page[page.find("<svg").expect("a chart")..page.find("</svg>").expect("its end")];
    assert!(chart.contains(&format!(">{long}</text>")), "{chart}");
    assert!(
        chart.contains("…") && chart.contains(".end<title>"),
        "{chart}"
    );
    assert!(page.contains("Wins against transformer.base"));
    let error = files.error(&format!("{systems} --baseline transformer"));
    assert!(error.contains("the systems are mt/transformer"), "{error}");
}

#[test]
fn options_that_a_form_does_not_heed_are_refused() {
    let files = Files::new();
    let one = "--reference ref.en --hypothesis mt/good.en";
    let cases = [
        (BOTH, "--score-only", "expected one hypothesis"),
        (one, "--score-only --format csv", "--score-only"),
        (one, "--score-only --level segment", "--score-only"),
        (BOTH, "--differences 2 --format csv", "--differences"),
        (BOTH, "--differences 2 --level segment", "--differences"),
        (
            one,
            "--sentence-level --source src.fr --details d",
            "--details",
        ),
    ];
    for (systems, options, said) in cases {
        let error = files.error(&format!("{systems} {options}"));
        assert!(error.contains(said), "{options}: {error}");
    }
    assert_eq!(
        files.output(&format!("{one} --score-only")).lines().count(),
        1
    );
    // As sacrebleu prints them.
    let json = |options: &str| files.output(&format!("{one} --score-only --format json {options}"));
    let (bleu, chrf) = (json("--metrics bleu"), json("--metrics chrf"));
    assert!(bleu.trim_end().parse::<f64>().is_ok(), "{bleu}");
    let both = format!("[\n{},\n{}\n]\n", bleu.trim_end(), chrf.trim_end());
    assert_eq!(json("--metrics bleu,chrf"), both);
    // A page has all levels, which is said; so is that a level has no intervals.
    let mut command = files.command(&format!("{one} --level document --confidence"));
    let done = command.assert().success();
    let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert!(said.contains("--level corpus has them"), "{said}");
    let mut command = files.command(&format!("{one} --format html --level segment"));
    let done = command.assert().success();
    let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert!(said.contains("a page shows the whole"), "{said}");
}

#[test]
fn texts_without_words_are_scored_with_a_warning() {
    let files = Files::new();
    files.write("blank.en", "\n \n\n\n\n\n");
    let mut command = files.command("--reference ref.en --hypothesis blank.en");
    let done = command.assert().success();
    let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert!(said.contains("blank.en: no text in any segment"), "{said}");
}

#[test]
fn lines_of_many_sentences_are_aligned_with_the_source() {
    let files = Files::new();
    files.write("mt/stream.en", GOOD.replace('\n', " "));
    let lines: Vec<&str> = GOOD.lines().collect();
    let pairs: Vec<String> = lines.chunks(2).map(|pair| pair.join(" ") + "\n").collect();
    files.write("mt/pairs.en", pairs.concat());
    let scores = |name: &str| -> Vec<f64> {
        let text = files.output(&format!(
            "--source src.fr --hypothesis mt/{name}.en --align --metrics quality --level segment --format csv"
        ));
        let last = |line: &str| line.rsplit(',').next().and_then(|cell| cell.parse().ok());
        text.lines()
            .skip(1)
            .map(|line| last(line).expect("a score"))
            .collect()
    };
    let good = scores("good");
    assert_eq!(good.len(), 6, "{good:?}");
    assert!(good.iter().all(|score| *score > 0.5), "{good:?}");
    assert_eq!(scores("pairs"), good);
    assert_eq!(scores("stream"), good);
}
