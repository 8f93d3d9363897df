//! Corrections of a corpus: whatever a person does, the beads cover both sides, can be taken back, and
//! are there again after a restart; and the editor answers nobody else.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use alinea::bitext::TranslationUnit;
use alinea::io::{Format, ReaderOptions, reader};
use alinea::review::{Direction, Operation, Outcome, ReviewCorpus, Session, Which, journal_path};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// A corpus of one article with beads of these sizes.
fn lines(sizes: &[(usize, usize)]) -> String {
    let (mut n, mut m, mut text) = (0, 0, String::new());
    for &(source, target) in sizes {
        let side = |start: usize, count: usize, word: &str| {
            let texts: Vec<String> = (start..start + count)
                .map(|i| format!("{word} {i}."))
                .collect();
            (
                serde_json::json!(texts),
                serde_json::json!((start..start + count).collect::<Vec<_>>()),
            )
        };
        let ((s, si), (t, ti)) = (side(n, source, "Un"), side(m, target, "One"));
        let line = serde_json::json!({
            "article": "a", "source_segments": s, "target_segments": t,
            "source_indices": si, "target_indices": ti, "score": 0.5,
        });
        text.push_str(&format!("{line}\n"));
        (n, m) = (n + source, m + target);
    }
    text
}

fn corpus_of(path: &Path) -> ReviewCorpus {
    let units = reader(path, Format::Jsonl, &ReaderOptions::default()).expect("opens");
    ReviewCorpus::read(units).expect("reads")
}

fn written(folder: &Path, sizes: &[(usize, usize)]) -> PathBuf {
    let path = folder.join("corpus.jsonl");
    std::fs::write(&path, lines(sizes)).expect("writes");
    path
}

fn operations() -> impl Strategy<Value = Operation> {
    let at = 0..8_usize;
    let side = prop_oneof![Just(Which::Source), Just(Which::Target)];
    let to = prop_oneof![Just(Direction::Previous), Just(Direction::Next)];
    prop_oneof![
        at.clone().prop_map(|bead| Operation::Merge { bead }),
        (at.clone(), 0..4_usize, 0..4_usize).prop_map(|(bead, source, target)| Operation::Split {
            bead,
            source,
            target
        }),
        (at.clone(), side.clone(), to).prop_map(|(bead, side, to)| Operation::Shift {
            bead,
            side,
            to
        }),
        (at.clone(), at.clone()).prop_map(|(bead, other)| Operation::Link { bead, other }),
        at.clone().prop_map(|bead| Operation::Unlink { bead }),
        (side, at.clone(), "[a-z ]{0,6}").prop_map(|(side, segment, text)| Operation::Edit {
            side,
            segment,
            text
        }),
        (at.clone(), at.clone(), any::<bool>())
            .prop_map(|(from, to, accepted)| Operation::Accept { from, to, accepted }),
        (at, "[a-z]{0,3}").prop_map(|(bead, text)| Operation::Comment { bead, text }),
        Just(Operation::Undo),
        Just(Operation::Redo),
    ]
}

fn sizes() -> impl Strategy<Value = Vec<(usize, usize)>> {
    let size = (0..3_usize, 0..3_usize).prop_filter("no bead is empty", |s| *s != (0, 0));
    prop::collection::vec(size, 1..7)
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn beads_cover_both_sides_and_all_can_be_taken_back(
        sizes in sizes(),
        operations in prop::collection::vec(operations(), 1..30),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut corpus = corpus_of(&written(folder.path(), &sizes));
        let before = corpus.articles()[0].state().clone();
        for operation in &operations {
            let state = corpus.articles()[0].state().clone();
            match corpus.apply(0, operation) {
                Ok(change) => {
                    prop_assert!(corpus.articles()[0].alignment().is_ok(), "{operation:?}");
                    let mut back = corpus.articles()[0].state().clone();
                    back.apply(&change.inverse());
                    prop_assert_eq!(back, state);
                }
                Err(_) => prop_assert_eq!(corpus.articles()[0].state(), &state),
            }
        }
        let now = corpus.articles()[0].state().clone();
        let mut undone = 0;
        while corpus.apply(0, &Operation::Undo).is_ok() {
            undone += 1;
        }
        prop_assert_eq!(corpus.articles()[0].state(), &before);
        let redoable = |corpus: &mut ReviewCorpus| corpus.apply(0, &Operation::Redo).is_ok();
        for _ in 0..undone {
            prop_assert!(redoable(&mut corpus));
        }
        prop_assert_eq!(corpus.articles()[0].state(), &now);
    }

    #[test]
    fn the_journal_brings_everything_back_but_a_torn_line(
        sizes in sizes(),
        operations in prop::collection::vec(operations(), 1..20),
        torn in 1..40_usize,
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = written(folder.path(), &sizes);
        let journal = journal_path(&path);
        let mut session = Session::open(corpus_of(&path), &journal).expect("opens");
        let mut states = vec![session.corpus().articles()[0].state().clone()];
        for operation in &operations {
            let revision = session.corpus().articles()[0].revision();
            let outcome = session.act(0, revision, operation).expect("the journal is written");
            if matches!(outcome, Outcome::Saved(_)) {
                states.push(session.corpus().articles()[0].state().clone());
            }
        }
        drop(session);
        let again = Session::open(corpus_of(&path), &journal).expect("opens again");
        prop_assert_eq!(again.corpus().articles()[0].state(), states.last().expect("one"));
        drop(again);
        // Killed while the last record was being written.
        let bytes = std::fs::read(&journal).expect("reads");
        let last = bytes.len() - 1 - bytes[..bytes.len() - 1].iter().rposition(|&b| b == b'\n').unwrap_or(0);
        if states.len() > 1 {
            std::fs::write(&journal, &bytes[..bytes.len() - torn.min(last)]).expect("writes");
            let cut = Session::open(corpus_of(&path), &journal).expect("opens after a kill");
            prop_assert_eq!(cut.corpus().articles()[0].state(), &states[states.len() - 2]);
            let cut = std::fs::read(&journal).expect("reads");
            prop_assert_eq!(cut.last(), Some(&b'\n'));
        }
    }
}

#[test]
fn an_older_view_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = written(folder.path(), &[(1, 1), (1, 1), (1, 1)]);
    let mut session = Session::open(corpus_of(&path), &journal_path(&path)).expect("opens");
    let merge = Operation::Merge { bead: 0 };
    assert!(matches!(session.act(0, 0, &merge), Ok(Outcome::Saved(_))));
    assert_eq!(session.act(0, 0, &merge), Ok(Outcome::Conflict));
    assert_eq!(session.corpus().articles()[0].state().beads.len(), 2);
}

#[test]
fn a_journal_of_another_corpus_or_another_editor_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = written(folder.path(), &[(1, 1), (1, 1)]);
    let journal = journal_path(&path);
    let session = Session::open(corpus_of(&path), &journal).expect("opens");
    let error = Session::open(corpus_of(&path), &journal).expect_err("is locked");
    assert!(
        error.to_string().contains("another `alinea review`"),
        "{error}"
    );
    drop(session);
    let other = written(folder.path(), &[(1, 1), (2, 1)]);
    let error = Session::open(corpus_of(&other), &journal).expect_err("is another's");
    assert!(
        error
            .to_string()
            .contains("corpus.jsonl.review.jsonl:1: expected the journal of this corpus"),
        "{error}"
    );
    std::fs::write(&journal, "{\"source\":\"a\",\"target\":\"b\"}\n").expect("writes");
    let error = Session::open(corpus_of(&path), &journal).expect_err("is no journal");
    assert!(error.to_string().contains("found another file"), "{error}");
}

#[test]
fn a_spoilt_record_is_said_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = written(folder.path(), &[(1, 1), (1, 1)]);
    let journal = journal_path(&path);
    let mut session = Session::open(corpus_of(&path), &journal).expect("opens");
    session
        .act(0, 0, &Operation::Merge { bead: 0 })
        .expect("merges");
    drop(session);
    let good = std::fs::read_to_string(&journal).expect("reads");
    for (bad, said) in [
        (
            good.replace("\"revision\":1", "\"revision\":2"),
            ":2: expected revision 1",
        ),
        (
            good.replace("\"a\"", "\"b\""),
            ":2: expected an article of the corpus, found `b`",
        ),
        (
            good.replace("merge", "melt"),
            ":2: expected a record of the journal",
        ),
        (
            good.replace("\"bead\":0", "\"bead\":5"),
            ":2: expected a bead",
        ),
    ] {
        std::fs::write(&journal, &bad).expect("writes");
        let error = Session::open(corpus_of(&path), &journal).expect_err("is refused");
        assert!(error.to_string().contains(said), "{error}");
    }
}

/// The editor as a process; it is killed when this is dropped.
struct Editor {
    child: Child,
    port: u16,
    token: String,
}

impl Editor {
    fn start(corpus: &Path) -> Editor {
        let mut child = Command::new(env!("CARGO_BIN_EXE_alinea"))
            .args(["review", "--no-open", "--quiet"])
            .arg(corpus)
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut line = String::new();
        let error = child.stderr.take().expect("piped");
        BufReader::new(error)
            .read_line(&mut line)
            .expect("says its address");
        let address = line.split("http://127.0.0.1:").nth(1).expect("an address");
        let (port, rest) = address.split_once('/').expect("a port");
        let token = rest.split('/').next().expect("a token").to_owned();
        assert_eq!(token.len(), 32);
        Editor {
            child,
            port: port.parse().expect("a port"),
            token,
        }
    }

    /// Sends a request as it stands and gives status, head and body.
    fn raw(&self, request: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connects");
        stream.write_all(request.as_bytes()).expect("sends");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answers");
        let status = answer.split(' ').nth(1).and_then(|s| s.parse().ok());
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        (
            status.expect("a status"),
            head.to_lowercase(),
            body.to_owned(),
        )
    }

    fn get(&self, path: &str, host: &str, headers: &str) -> (u16, String, String) {
        self.raw(&format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n"
        ))
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn authorised(&self) -> String {
        format!("x-alinea-token: {}\r\n", self.token)
    }

    fn act(&self, revision: usize, operation: &str) -> (u16, String) {
        let body = format!("{{\"revision\":{revision},\"operation\":{operation}}}");
        let (status, _, body) = self.raw(&format!(
            "POST /api/articles/0 HTTP/1.1\r\nHost: {}\r\nOrigin: http://{}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n{}\r\n{body}",
            self.host(), self.host(), body.len(), self.authorised(),
        ));
        (status, body)
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn only_who_has_the_token_and_comes_from_here_is_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let editor = Editor::start(&written(folder.path(), &[(1, 1)]));
    let (host, token) = (editor.host(), editor.token.clone());
    let page = format!("/{token}/");
    let (status, head, body) = editor.get(&page, &host, "");
    assert_eq!((status, body.contains("<!DOCTYPE html>")), (200, true));
    for line in [
        "cache-control: no-store",
        "content-security-policy: default-src 'none'",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
    ] {
        assert!(head.contains(line), "{head}");
    }
    let status = |path: &str, host: &str, headers: &str| editor.get(path, host, headers).0;
    assert_eq!(status("/api/corpus", &host, &editor.authorised()), 200);
    assert_eq!(
        status(
            &format!("/{token}/review.js"),
            &format!("localhost:{}", editor.port),
            ""
        ),
        200
    );
    assert_eq!(status("/", &host, ""), 403, "no token");
    assert_eq!(status("/api/corpus", &host, ""), 403, "no token");
    assert_eq!(
        status("/api/corpus", &host, "x-alinea-token: 0\r\n"),
        403,
        "another token"
    );
    assert_eq!(status(&page, "example.org", ""), 403, "another host");
    assert_eq!(status(&page, "127.0.0.1:1", ""), 403, "another port");
    let foreign = format!("{}Origin: https://example.org\r\n", editor.authorised());
    assert_eq!(
        status("/api/corpus", &host, &foreign),
        403,
        "another origin"
    );
    for path in [
        "/../etc/passwd",
        "/%2e%2e/etc/passwd",
        "/..%2fetc/passwd",
        "/..\\etc",
    ] {
        assert_eq!(status(&format!("/{token}{path}"), &host, ""), 403, "{path}");
    }
    assert_eq!(status(&format!("/{token}/Cargo.toml"), &host, ""), 404);
    let (status, head, _) = editor.get("/api/corpus", "example.org", &editor.authorised());
    assert_eq!(status, 403);
    assert!(!head.contains("access-control-allow"), "{head}");
}

#[test]
fn what_the_editor_says_is_saved_outlives_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = written(folder.path(), &[(1, 1), (1, 0), (1, 1)]);
    let editor = Editor::start(&path);
    let (status, body) = editor.act(0, r#"{"do":"merge","bead":0}"#);
    assert_eq!(
        (status, body.contains("\"revision\":1")),
        (200, true),
        "{body}"
    );
    let (status, body) = editor.act(0, r#"{"do":"merge","bead":0}"#);
    assert_eq!(
        (status, body.contains("\"revision\":1")),
        (409, true),
        "{body}"
    );
    assert!(body.contains("\"beads\""), "the state as it is now: {body}");
    let (status, body) = editor.act(1, r#"{"do":"merge","bead":9}"#);
    assert_eq!(
        (status, body.contains("expected a bead")),
        (422, true),
        "{body}"
    );
    assert!((400..500).contains(&editor.act(1, r#"{"do":"melt"}"#).0));
    // As kill -9 does.
    drop(editor);
    let tmx = folder.path().join("a.tmx");
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_alinea"));
        let output = command
            .arg("review")
            .arg(&path)
            .args(args)
            .output()
            .expect("runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    run(&["--export", tmx.to_str().expect("a path")]);
    let units = reader(&tmx, Format::Tmx, &ReaderOptions::default()).expect("opens");
    let units: Vec<TranslationUnit> = units.map(|u| u.expect("a unit")).collect();
    assert_eq!(units[0].source_text(), "Un 0. Un 1.");
    assert!(units[0].review.as_ref().is_some_and(|r| r.corrected));
    assert_eq!(units.len(), 2);
}

#[test]
fn exported_gold_is_what_evaluation_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = written(folder.path(), &[(1, 1), (1, 1), (1, 1)]);
    let mut session = Session::open(corpus_of(&path), &journal_path(&path)).expect("opens");
    session
        .act(0, 0, &Operation::Merge { bead: 0 })
        .expect("merges");
    let accept = Operation::Accept {
        from: 0,
        to: 2,
        accepted: true,
    };
    session.act(0, 1, &accept).expect("accepts");
    drop(session);
    let gold = folder.path().join("gold");
    let alinea = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_alinea"))
            .args(args)
            .output()
            .expect("runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("text")
    };
    let (corpus, gold) = (
        path.to_str().expect("a path"),
        gold.to_str().expect("a path"),
    );
    alinea(&[
        "review",
        corpus,
        "--export",
        gold,
        "--format",
        "vecalign",
        "--settled",
    ]);
    let said = alinea(&[
        "evaluate",
        "alignment",
        "--gold",
        gold,
        "--found",
        corpus,
        "--json",
    ]);
    let figures: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    // Of three beads found one is right; gold has two.
    assert_eq!(figures["strict"]["precision"], 1.0 / 3.0);
    assert_eq!(figures["strict"]["recall"], 0.5);
    let source = std::fs::read_to_string(folder.path().join("gold/a.fr")).expect("a text");
    assert_eq!(source, "Un 0.\nUn 1.\nUn 2.\n");
}

#[test]
fn what_build_dropped_stands_in_its_place_and_gold_counts_as_the_documents_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let alinea = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_alinea"));
        let output = command.current_dir(folder.path()).args(args).output();
        let output = output.expect("runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        said
    };
    alinea(&["build", "--output", "out"]);
    let export = |gold: &str, more: &[&str]| {
        let common = [
            "review",
            "out/corpus.jsonl",
            "--format",
            "vecalign",
            "--export",
            gold,
        ];
        alinea(&[&common[..], more].concat())
    };
    assert!(export("part", &["--no-dropped"]).contains("numbered anew"));
    assert!(!export("whole", &[]).contains("numbered anew"));
    let news = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/news/gold");
    alinea(&[
        "evaluate",
        "alignment",
        "--gold",
        news,
        "--found",
        "whole",
        "--floor",
        "0.9",
    ]);
    alinea(&["review", "out/corpus.jsonl", "--export", "again.jsonl"]);
    let text = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a text");
    let kept = |name: &str| text(name).lines().count();
    assert_eq!(
        kept("again.jsonl"),
        kept("out/corpus.jsonl"),
        "what was dropped stays so"
    );
}
