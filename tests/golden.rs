//! Golden files: every format's output for one small article, byte for byte.
//!
//! `ALINEA_GOLDEN=write cargo test --test golden` writes them anew; read the difference before you
//! commit it.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}

fn compare(produced: &Path, name: &str) {
    let produced = fs::read_to_string(produced).expect("it was written");
    let path = golden(name);
    if std::env::var_os("ALINEA_GOLDEN").is_some_and(|v| v == "write") {
        fs::write(&path, &produced).expect("writes");
    }
    let expected = fs::read_to_string(&path).expect("the golden file is there");
    assert_eq!(produced, expected, "{name} differs");
}

#[test]
fn every_format_is_written_as_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let version = env!("CARGO_PKG_VERSION");
    let run = |format: &str, output: &Path| {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("alinea"));
        command.args([
            "align",
            "--id",
            "pont",
            "--quiet",
            "--with-nulls",
            "--width",
            "90",
        ]);
        command.args(["--format", format, "--output"]).arg(output);
        command
            .arg(golden("article.fr.txt"))
            .arg(golden("article.en.txt"));
        command.assert().success();
    };
    for format in ["jsonl", "csv", "tsv", "tmx", "vecalign", "ladder", "text"] {
        let output = folder.path().join(format!("pont.{format}"));
        run(format, &output);
        if format == "tmx" {
            let text = fs::read_to_string(&output).expect("it was written");
            assert!(text.contains(version), "the header names the version");
            fs::write(&output, text.replace(version, "VERSION")).expect("writes");
        }
        compare(&output, &format!("pont.{format}"));
    }
    run("moses", &folder.path().join("pont"));
    for end in ["fr", "en", "ids"] {
        compare(
            &folder.path().join(format!("pont.{end}")),
            &format!("pont.{end}"),
        );
    }
    let xces = folder.path().join("xces.xml");
    run("xces", &xces);
    compare(&xces, "pont.xces.xml");
    compare(&folder.path().join("fr/pont.xml"), "pont.xces.fr.xml");
}
