//! Languages without word vectors: the second pass of `align` and `build`, as a person runs it.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All articles of `corpora/` in two folders, as if they were Catalan and Icelandic.
fn articles(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for corpus in ["news", "tales", "guides"] {
        for (side, code) in [("fr", "ca"), ("en", "is")] {
            fs::create_dir_all(folder.join(code)).expect("makes the folder");
            let from = root().join("corpora").join(corpus).join(side);
            for entry in fs::read_dir(from).expect("the corpus") {
                let path = entry.expect("an entry").path();
                let name = path
                    .file_name()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned();
                fs::copy(&path, folder.join(code).join(format!("{corpus}-{name}")))
                    .expect("copies");
                if side == "fr" {
                    names.push(format!("{corpus}-{name}"));
                }
            }
        }
    }
    names
}

/// The weights that ship, without those for a lexicon.
fn first_pass_only(folder: &Path) -> PathBuf {
    let text = fs::read_to_string(root().join("src/similarity/weights.json")).expect("weights");
    let mut weights: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    for part in ["", "/calibration"] {
        let part = weights.pointer_mut(part).and_then(|p| p.as_object_mut());
        part.expect("an object").remove("with_lexicon");
    }
    let path = folder.join("weights.json");
    fs::write(&path, weights.to_string()).expect("writes");
    path
}

fn alinea(arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
    let output = command.args(arguments).output().expect("runs");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {errors}");
    output.stdout
}

fn built(folder: &Path, name: &str, options: &[&str]) -> (String, String) {
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let (source, target, output) = (path("ca"), path("is"), path(name));
    let fixed = ["build", &source, &target, "--output", &output, "--quiet"];
    let languages = ["--source-lang", "ca", "--target-lang", "is"];
    alinea(&[&fixed[..], &languages, options].concat());
    let read = |name: &str| fs::read_to_string(folder.join(&output).join(name)).expect("is there");
    (read("corpus.jsonl"), read("report.csv"))
}

#[test]
fn a_folder_is_aligned_with_what_its_articles_teach_whatever_the_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let names = articles(folder.path());
    let one = built(folder.path(), "one", &["--threads", "1"]);
    let eight = built(folder.path(), "eight", &["--threads", "8"]);
    assert!(one == eight, "bytes depend on threads");
    let weights = first_pass_only(folder.path());
    let weights = weights.to_string_lossy();
    let first = built(folder.path(), "first", &["--weights", &weights]);
    assert!(one.0 != first.0, "the second pass changed nothing");
    assert_eq!(one.1.lines().count(), names.len() + 1);
}

#[test]
fn a_short_article_by_itself_keeps_the_first_pass() {
    let folder = tempfile::tempdir().expect("a folder");
    let weights = first_pass_only(folder.path());
    let weights = weights.to_string_lossy();
    let side = |code: &str| {
        let path = root().join("corpora/tales").join(code);
        let first = fs::read_dir(path)
            .expect("tales")
            .map(|e| e.expect("an entry").path())
            .min();
        first.expect("a tale").to_string_lossy().into_owned()
    };
    let (source, target) = (side("fr"), side("en"));
    let align = |options: &[&str]| {
        let fixed = ["align", &source, &target, "--quiet", "--format", "jsonl"];
        alinea(&[&fixed[..], options].concat())
    };
    let plain = align(&["--models", "none"]);
    assert_eq!(plain, align(&["--models", "none", "--weights", &weights]));
    assert_ne!(plain, align(&[]));
}
