//! `alinea report`, run as a program: what the page holds, what it refuses, and that its bytes do not
//! depend on the threads.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

fn alinea() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("alinea"))
}

/// A corpus of two articles, as JSON lines.
fn corpus(folder: &TempDir) -> PathBuf {
    let line = |article: &str, bead: usize, source: &str, target: &str, score: f64| {
        let indices = |text: &str| {
            (!text.is_empty())
                .then_some(bead)
                .into_iter()
                .collect::<Vec<_>>()
        };
        let line = serde_json::json!({
            "article": article, "article_score": 0.9, "bead": bead, "score": score,
            "source_indices": indices(source), "target_indices": indices(target),
            "source": source, "target": target,
        });
        line.to_string() + "\n"
    };
    let lines = [
        line(
            "calm",
            0,
            "Le maire de Bordeaux a compté 1 250 visiteurs.",
            "The mayor of Bordeaux counted 1,250 visitors.",
            0.98,
        ),
        line(
            "rough",
            0,
            "</script><script>alert(1)</script>",
            "<!-- \u{202e}evil",
            0.95,
        ),
        line("rough", 1, "Il pleut.", "Taxes rose in June.", 0.2),
        line("rough", 2, "Il vente.", "", 0.9),
    ];
    let path = folder.path().join("corpus.jsonl");
    fs::write(&path, lines.concat()).expect("writes");
    path
}

fn report(corpus: &Path, more: &[&str]) -> String {
    let page = corpus.with_file_name("report.html");
    let mut command = alinea();
    command
        .arg("report")
        .arg(corpus)
        .arg("--output")
        .arg(&page)
        .args(more);
    command.assert().success();
    fs::read_to_string(page).expect("the page")
}

/// The JSON block with this id.
fn block(page: &str, id: &str) -> Value {
    let opening = format!("<script type=\"application/json\" id=\"{id}\">");
    let after = page.split(&opening).nth(1).expect("the block");
    let json = after.split("</script>").next().expect("an end");
    serde_json::from_str(json).expect("JSON")
}

#[test]
fn the_article_that_is_worth_a_look_stands_first_and_all_is_counted() {
    let folder = TempDir::new().expect("a folder");
    let page = report(&corpus(&folder), &[]);
    let index = block(&page, "index");
    assert_eq!(index["articles"][0]["id"], "rough");
    assert_eq!(index["articles"][0]["doubtful"], 1);
    assert_eq!(index["articles"][0]["null"], 1);
    assert_eq!(index["figures"]["beads"], 4);
    assert_eq!(index["figures"]["types"]["1-0"], 1);
    let calm = &block(&page, "article-1")["beads"][0];
    let words = calm["w"].as_array().expect("supporting words");
    assert!(
        words.len() >= 15 && words.len().is_multiple_of(5),
        "{words:?}"
    );
    let few = report(&corpus(&folder), &["--articles", "1"]);
    assert_eq!(block(&few, "index")["figures"]["articles"], 2);
    assert_eq!(
        block(&few, "index")["articles"].as_array().map(Vec::len),
        Some(1)
    );
    assert!(!few.contains("id=\"article-1\""));
}

#[test]
fn hostile_text_stays_in_its_block() {
    let folder = TempDir::new().expect("a folder");
    let page = report(
        &corpus(&folder),
        &["--title", "</title><script>alert(2)</script>"],
    );
    // Three blocks of data and the page's own script.
    assert_eq!(page.matches("<script").count(), 4);
    assert!(!page.contains("alert(2)</script>") && !page.contains('\u{202e}'));
    let beads = block(&page, "article-0");
    assert_eq!(
        beads["beads"][0]["s"][0],
        "</script><script>alert(1)</script>"
    );
    assert!(page.contains("default-src 'none'"));
    for elsewhere in ["http://", "https://", "src=", "@import", "url("] {
        assert!(!page.contains(elsewhere), "{elsewhere}");
    }
}

#[test]
fn a_folder_of_build_tells_what_was_dropped_and_what_failed() {
    let folder = TempDir::new().expect("a folder");
    for (language, text) in [
        ("fr", "Il pleut à Bordeaux. Le vent est tombé."),
        ("en", "Rain in Bordeaux. The wind has dropped."),
    ] {
        let side = folder.path().join(language);
        fs::create_dir(&side).expect("a folder");
        fs::write(side.join("rain.txt"), text).expect("writes");
        fs::write(side.join("void.txt"), "").expect("writes");
    }
    let out = folder.path().join("out");
    let mut build = alinea();
    build
        .arg("build")
        .args([folder.path().join("fr"), folder.path().join("en")])
        .arg("--output")
        .arg(&out);
    build.assert().code(1);
    let kept = fs::read_to_string(out.join("corpus.jsonl")).expect("a corpus");
    let (first, rest) = kept.split_once('\n').expect("two beads");
    fs::write(out.join("corpus.jsonl"), rest).expect("writes");
    let dropped = first.replacen('{', "{\"rule\":\"copy\",", 1);
    fs::write(out.join("dropped.jsonl"), dropped + "\n").expect("writes");
    let page = report(&out, &[]);
    let index = block(&page, "index");
    assert_eq!(index["figures"]["dropped"]["copy"], 1);
    assert_eq!(index["setAside"][0][0], "void");
    assert_eq!(index["setAside"][0][1], "failed");
    let article = block(&page, "article-0");
    assert_eq!(article["beads"][0]["d"], "copy");
    assert_eq!(article["beads"][1]["d"], Value::Null);
    let shades = article["shades"].as_str().expect("the ground of the plot");
    assert_eq!(shades.len(), 4);
    assert!(shades.as_bytes()[0] > shades.as_bytes()[1], "{shades}");
}

#[test]
fn the_bytes_do_not_depend_on_the_threads() {
    let folder = TempDir::new().expect("a folder");
    let corpus = corpus(&folder);
    let one = report(&corpus, &["--threads", "1"]);
    assert_eq!(one, report(&corpus, &["--threads", "8"]));
}

#[test]
fn what_cannot_be_is_refused_and_leaves_no_page() {
    let folder = TempDir::new().expect("a folder");
    let corpus = corpus(&folder);
    let page = folder.path().join("report.html");
    let refused = |args: &[&str], says: &str| {
        let mut command = alinea();
        command.arg("report").args(args).arg("--output").arg(&page);
        let output = command.output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(says), "{said}");
        assert!(!page.exists());
    };
    let corpus = corpus.to_str().expect("a name");
    refused(
        &[corpus, "--doubtful", "1.5"],
        "expected a score from 0 to 1",
    );
    fs::write(
        folder.path().join("dropped.jsonl"),
        "{\"source\":\"a\",\"target\":\"b\"}\n",
    )
    .expect("writes");
    refused(&[corpus], "dropped.jsonl:1");
    fs::remove_file(folder.path().join("dropped.jsonl")).expect("removes");
    fs::write(folder.path().join("report.csv"), "x,y\n1,2\n").expect("writes");
    refused(&[corpus], "expected a report of `alinea build`");
    refused(&["nowhere.jsonl"], "nowhere.jsonl");
}

#[test]
fn figures_are_svg_or_png_and_nothing_else() {
    let folder = TempDir::new().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("writes");
        path
    };
    let source = write("a.fr.txt", "Il pleut à Bordeaux. Le vent est tombé.");
    let target = write("a.en.txt", "Rain in Bordeaux. The wind has dropped.");
    let figure = folder.path().join("a.svg");
    let mut plot = alinea();
    plot.args(["plot", "dots"]).args([&source, &target]);
    plot.arg("--output").arg(&figure).assert().success();
    assert!(
        fs::read_to_string(&figure)
            .expect("a figure")
            .starts_with("<svg")
    );
    let drawn = |title: &str| {
        let figure = folder.path().join("a.png");
        let mut plot = alinea();
        plot.args(["plot", "dots"]).args([&source, &target]);
        plot.args(["--dpi", "96", "--title", title, "--output"]);
        plot.arg(&figure).assert().success();
        let decoder = png::Decoder::new(std::io::Cursor::new(fs::read(&figure).expect("is there")));
        let mut reader = decoder.read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("fits")];
        let info = reader.next_frame(&mut pixels).expect("is whole");
        (info.width, pixels)
    };
    let (width, pixels) = drawn("Il pleut à Bordeaux");
    assert_eq!(width, 640);
    assert!(pixels.contains(&0) && pixels.contains(&255));
    assert_ne!(
        pixels,
        drawn("Il pleut a Bordeaux").1,
        "the accent is drawn"
    );
    let gold = write("a.gold", "[0]:[0]:1\n[1]:[1]:1\n");
    let mut plot = alinea();
    plot.args(["plot", "reliability", "--output", "-", "--gold"])
        .arg(&gold);
    plot.arg("--found")
        .arg(write("a.vecalign", "[0]:[0]:0.9\n[1]:[1]:0.9\n"));
    let output = plot.output().expect("runs");
    assert!(output.stdout.starts_with(b"<svg"), "{output:?}");
    let mut refused = alinea();
    refused.args(["plot", "dots"]).args([&source, &target]);
    let output = refused.args(["--output", "a.pdf"]).output().expect("runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains(".svg or .png"),
        "{output:?}"
    );
}
