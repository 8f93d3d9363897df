//! `alinea evaluate translation` on a small corpus of our own: values made by sacrebleu 2.6.0, what
//! is printed, and what is said of bad input.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

const REFERENCE: &str = "\
Le vieux pont de pierre relie les deux rives depuis 1742.
« Nous l’avons réparé trois fois », dit l’ingénieure.
Il faudra 2,5 millions d’euros, soit 30 % de plus que prévu !
Au printemps, les promeneurs reviennent au bord de l’eau.
Les arches 3 et 4 sont les plus fragiles : l’une d’elles penche.
Personne n’a vu passer la dernière péniche.
";

const SECOND: &str = "\
Depuis 1742, le vieux pont de pierre relie les deux berges.
« Trois fois nous l’avons réparé », dit l’ingénieure.
Il faudra deux millions et demi d’euros, 30 % de plus que prévu !
Les promeneurs reviennent au printemps au bord de l’eau.
Les arches 3 et 4, dont l’une penche, sont les plus fragiles.
La dernière péniche est passée sans que personne ne la voie.
";

const GOOD: &str = "\
Le vieux pont en pierre relie les deux rives depuis 1742.
« Nous l’avons réparé trois fois », a dit l’ingénieure.
Il faudra 2,5 millions d’euros, 30 % de plus que prévu !
Les promeneurs reviennent au bord de l’eau au printemps.
Les arches 3 et 4 sont les plus fragiles : l’une penche.
Personne n’a vu la dernière péniche passer.
";

const POOR: &str = "\
Depuis 1742 le pont vieux lie deux rives.
\"Nous avons lui réparé 3 fois\" dit l'ingénieur.
Il faut 2.5 million euros, 30% plus que prévu!
Les marcheurs retournent au bord d'eau dans le printemps.
Les arcs 3 et 4 sont plus fragiles, un d'eux se penche.
Personne voyait la dernière barge.
";

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        let files = Files(tempfile::tempdir().expect("a folder"));
        for (name, text) in [
            ("ref.fr", REFERENCE),
            ("ref2.fr", SECOND),
            ("good.fr", GOOD),
            ("poor.fr", POOR),
        ] {
            files.write(name, text.as_bytes());
        }
        files
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, bytes).expect("a file");
        path
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::cargo_bin("alinea").expect("the binary");
        command
            .current_dir(self.path())
            .args(["evaluate", "translation"]);
        command.args(arguments.split_whitespace());
        command
    }

    fn output(&self, arguments: &str) -> String {
        let output = self
            .command(arguments)
            .assert()
            .success()
            .get_output()
            .stdout
            .clone();
        let text = String::from_utf8(output).expect("UTF-8");
        text.replace(concat!("alinea-", env!("CARGO_PKG_VERSION")), "2.6.0")
    }

    fn error(&self, arguments: &str) -> String {
        let output = self
            .command(arguments)
            .assert()
            .code(2)
            .get_output()
            .stderr
            .clone();
        String::from_utf8(output).expect("UTF-8")
    }
}

#[test]
fn scores_and_signatures_are_sacrebleus() {
    let files = Files::new();
    // sacrebleu 2.6.0: python -m sacrebleu REFERENCES -i HYPOTHESIS -f text -w 10 -m METRIC OPTIONS
    for line in include_str!("sacrebleu/small.txt").lines() {
        let [options, wanted] = line.split(" => ").collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let found = files.output(&format!("{options} --width 10"));
        assert_eq!(found.trim(), wanted, "{options}");
    }
}

#[test]
fn json_is_sacrebleus_object() {
    let files = Files::new();
    // sacrebleu 2.6.0: python -m sacrebleu ref.fr -i good.fr -m bleu -f json
    let wanted = r#"{
 "name": "BLEU",
 "score": 70.8,
 "signature": "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0",
 "verbose_score": "94.1/79.0/67.9/56.0 (BP = 0.971 ratio = 0.971 hyp_len = 68 ref_len = 70)",
 "nrefs": "1",
 "case": "mixed",
 "eff": "no",
 "tok": "13a",
 "smooth": "exp",
 "version": "2.6.0"
}
"#;
    let found = files.output("--reference ref.fr --hypothesis good.fr --format json");
    assert_eq!(found, wanted);
    let several = files.output("--reference ref.fr --hypothesis good.fr --metrics chrf,bleu --format json --confidence --width 4");
    // python -m sacrebleu ref.fr -i good.fr -m bleu chrf -f json -w 4 --confidence
    assert!(
        several.starts_with("[\n{\n \"name\": \"BLEU\",\n \"score\": 70.8013,\n"),
        "{several}"
    );
    for part in [
        "\"signature\": \"nrefs:1|bs:1000|seed:12345|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0\"",
        " \"confidence_mean\": 70.033,\n \"confidence_var\": 11.2855,\n \"confidence\": \"μ = 70.0330 ± 11.2855\",\n",
        " \"confidence_mean\": 87.3127,\n \"confidence_var\": 2.9258,\n \"confidence\": \"μ = 87.3127 ± 2.9258\",\n",
    ] {
        assert!(several.contains(part), "{several}");
    }
}

/// `(score, p, mean, interval)` of each system and metric, as
/// `PairedTest([("good", ...), ("poor", ...)], {"BLEU": BLEU(), "CHRF": CHRF(), "TER": TER()},
/// [reference], test_type="bs", n_samples=1000)()` of sacrebleu 2.6.0 with NumPy 2.4 gives them.
const PAIRED: [(&str, [f64; 4], [f64; 4]); 3] = [
    (
        "BLEU",
        [70.80132657994828, 0.0, 70.03299345594696, 11.28553160420551],
        [
            12.819020334704842,
            0.000999000999000999,
            12.213370333277451,
            8.140527552181373,
        ],
    ),
    (
        "chrF2",
        [
            87.26229808935531,
            0.0,
            87.31266784667969,
            2.9258193969726562,
        ],
        [
            46.901056211453735,
            0.000999000999000999,
            46.817543029785156,
            3.0388221740722656,
        ],
    ),
    (
        "TER",
        [
            17.741935483870968,
            0.0,
            18.285207748413086,
            11.833333015441895,
        ],
        [
            70.96774193548387,
            0.000999000999000999,
            71.39057922363281,
            11.904764175415039,
        ],
    ),
];

#[test]
fn paired_tests_are_sacrebleus_at_any_number_of_threads() {
    let files = Files::new();
    let options =
        "--reference ref.fr --hypothesis good.fr poor.fr --metrics bleu,chrf,ter --format json";
    let bootstrap = files.output(&format!("{options} --paired-bs"));
    let found: serde_json::Value = serde_json::from_str(&bootstrap).expect("JSON");
    for (metric, good, poor) in PAIRED {
        for (at, wanted) in [good, poor].into_iter().enumerate() {
            let number = |key: &str| found[at][metric][key].as_f64().unwrap_or(0.0);
            let found = ["score", "p_value", "mean", "ci"].map(number);
            assert_eq!(found, wanted, "{metric}");
        }
    }
    // The same with test_type="ar", n_samples=10000: p = 1 / 10001.
    let randomised = files.output(&format!("{options} --paired-ar"));
    assert_eq!(
        randomised.matches("9.999000099990002e-05").count(),
        3,
        "{randomised}"
    );
    for threads in [1, 8] {
        let again = files.output(&format!("{options} --paired-bs --threads {threads}"));
        assert_eq!(bootstrap, again);
    }
}

#[test]
fn several_systems_make_a_table_with_the_first_as_baseline() {
    let files = Files::new();
    let options = "--reference ref.fr --hypothesis good.fr poor.fr --metrics bleu,ter";
    let wanted = "\
system  BLEU ↑  ± 95 %         p  TER ↓  ± 95 %         p
good      70.8    11.3  baseline   17.7    11.8  baseline
poor      12.8     8.1   0.0010*   71.0    11.9   0.0010*

* differs from the baseline, p at most 0.05

won–lost (equal) against good  by          BLEU      TER
poor                           segment  0–6 (0)  0–6 (0)

BLEU  nrefs:1|bs:1000|seed:12345|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0
TER   nrefs:1|bs:1000|seed:12345|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:2.6.0
";
    let options = format!("{options} --differences 0");
    assert_eq!(files.output(&format!("{options} --paired-bs")), wanted);
    assert_eq!(
        files.output(&options),
        wanted,
        "it is what is done unless told"
    );
    let untested = files.output(&format!("{options} --no-test"));
    assert!(untested.contains("good      70.8   17.7\n"), "{untested}");
}

#[test]
fn intl_stands_beside_13a_when_both_are_asked_for() {
    let files = Files::new();
    let options = "--reference ref.fr --hypothesis good.fr --tokenize 13a,intl";
    let lines = files.output(options);
    let scores: Vec<&str> = lines
        .lines()
        .filter_map(|l| l.split(" = ").nth(1))
        .collect();
    assert_eq!(scores.len(), 2);
    assert!(scores[0].starts_with("70.8 ") && scores[1].starts_with("73.9 "));
    let table = files.output(
        "--reference ref.fr --hypothesis good.fr poor.fr --tokenize 13a,intl --metrics bleu --no-test",
    );
    assert!(table.contains("BLEU 13a ↑  BLEU intl ↑"), "{table}");
}

/// Corners in which sacrebleu does what one would not expect; the docs of `evaluate::translation` tell
/// of each. References, hypothesis, options, and what sacrebleu 2.6.0 gives:
/// `python -m sacrebleu REFERENCES -i HYPOTHESIS -f text -w 10 --score-only -m METRIC OPTIONS`.
const CORNERS: [(&[&str], &str, &str, &str); 12] = [
    // A reference is normalized twice, so that a text differs from itself.
    (&["twice"], "twice", "ter", "0.0000000000"),
    (&["twice"], "twice", "ter --ter-normalized", "28.5714285714"),
    // Of references that tie, the first counts.
    (&["short", "long"], "tie", "chrf", "93.0555555556"),
    (&["long", "short"], "tie", "chrf", "80.0616997906"),
    // U+001C to U+001F are white space, a character only where chrF counts spaces.
    (&["plain"], "separated", "bleu", "100.0000000000"),
    (
        &["plain"],
        "separated",
        "bleu --tokenize intl",
        "100.0000000000",
    ),
    (
        &["plain"],
        "separated",
        "bleu --tokenize none",
        "100.0000000000",
    ),
    (
        &["plain"],
        "separated",
        "chrf --chrf-word-order 2",
        "100.0000000000",
    ),
    (
        &["plain"],
        "separated",
        "chrf --chrf-whitespace",
        "41.5994416212",
    ),
    (&["plain"], "separated", "ter", "0.0000000000"),
    // Curly apostrophes and guillemets stay with their words under 13a.
    (&["curly"], "curled", "bleu", "21.3643503198"),
    (
        &["curly"],
        "curled",
        "bleu --tokenize intl",
        "44.7711884401",
    ),
];

#[test]
fn corners_are_as_sacrebleu_has_them() {
    let files = Files::new();
    for (name, text) in [
        ("twice", "Paul’s, x\nPaul's, x\n"),
        ("tie", "xy\nun chat\n"),
        ("short", "zz\nun chat\n"),
        ("long", "zzzz\nun chat\n"),
        ("plain", "un deux trois quatre cinq\n"),
        (
            "separated",
            "un\u{1C}deux\u{1D}trois\u{1E}quatre\u{1F}cinq\n",
        ),
        ("curly", "C’est l’eau : « oui », dit «Paul».\n"),
        ("curled", "C’est l’air : « non », dit «Jean».\n"),
    ] {
        files.write(name, text.as_bytes());
    }
    for (references, hypothesis, options, wanted) in CORNERS {
        let references = references.join(" ");
        let found = files.output(&format!(
            "--reference {references} --hypothesis {hypothesis} --metrics {options} --width 10 --score-only"
        ));
        assert_eq!(found.trim(), wanted, "{references} {hypothesis} {options}");
    }
}

#[test]
fn compressed_files_are_looked_through() {
    let files = Files::new();
    files.write(
        "ref.zst",
        &zstd::encode_all(REFERENCE.as_bytes(), 1).expect("a vector"),
    );
    let plain = files.output("--reference ref.fr --hypothesis good.fr");
    assert_eq!(
        files.output("--reference ref.zst --hypothesis good.fr"),
        plain
    );
}

#[test]
fn bad_input_is_said_with_what_helps() {
    let files = Files::new();
    files.write("short.fr", b"Une seule ligne.\n");
    files.write("empty.fr", b"");
    files.write("latin.fr", b"Un\n\xE9t\xE9\n");
    let cases = [
        (
            "--reference ref.fr --hypothesis short.fr",
            "short.fr: expected 6 segments, as ref.fr has, found 1 (help: --align cuts the output anew",
        ),
        (
            "--reference ref.fr short.fr --hypothesis good.fr",
            "short.fr: expected 6 segments, as ref.fr has, found 1",
        ),
        (
            "--reference ref.fr --hypothesis good.fr --source short.fr",
            "short.fr: expected 6 segments, as ref.fr has, found 1",
        ),
        (
            "--reference empty.fr --hypothesis good.fr",
            "empty.fr: expected one segment a line, found an empty file",
        ),
        (
            "--reference ref.fr --hypothesis latin.fr",
            "latin.fr:2: expected UTF-8, found byte 0xE9 (help: name the file's encoding",
        ),
        (
            "--reference nowhere.fr --hypothesis good.fr",
            "nowhere.fr: cannot read: no such file",
        ),
        ("--hypothesis good.fr", "--reference"),
        (
            "--reference ref.fr --hypothesis good.fr --paired-bs",
            "expected several hypotheses for a paired test, found one",
        ),
        (
            "--reference ref.fr --hypothesis good.fr good.fr",
            "good.fr: expected each hypothesis once, found it twice",
        ),
        (
            "--reference ref.fr --hypothesis good.fr --smooth-value 2",
            "expected --smooth-method floor or add-k",
        ),
    ];
    for (arguments, wanted) in cases {
        let error = files.error(arguments);
        assert!(error.contains(wanted), "{arguments}: {error}");
    }
}
