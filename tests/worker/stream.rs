//! The stream: records that are very long, callers that wait, and how a worker ends.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use super::{alinea, answers, news, objects, with};

/// A worker with pipes to all sides; its answers come line by line.
struct Running {
    child: Child,
    input: Option<ChildStdin>,
    answers: Receiver<Vec<u8>>,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut command = alinea(&["worker", "--quiet"]);
        command.args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("starts");
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let mut output = BufReader::new(output.expect("is piped"));
        let (sender, answers) = channel();
        std::thread::spawn(move || {
            loop {
                let mut line = Vec::new();
                let read = output.read_until(b'\n', &mut line).expect("reads");
                if read == 0 || sender.send(line).is_err() {
                    return;
                }
            }
        });
        Running {
            child,
            input,
            answers,
        }
    }

    fn send(&mut self, line: &str) {
        let input = self.input.as_mut().expect("is open");
        input.write_all(line.as_bytes()).expect("writes");
        input.flush().expect("writes");
    }

    /// The next answer; a worker that has none within two minutes hangs.
    fn answer(&self) -> Vec<u8> {
        let wait = Duration::from_secs(120);
        self.answers.recv_timeout(wait).expect("an answer")
    }
}

#[test]
fn a_line_of_100_megabytes_is_too_large_and_the_next_is_answered() {
    let mut worker = Running::start(&[]);
    let mut input = worker.input.take().expect("is open");
    let writer = std::thread::spawn(move || {
        let piece = vec![b'x'; 1 << 20];
        input.write_all(b"{\"id\": \"").expect("writes");
        for _ in 0..100 {
            input.write_all(&piece).expect("writes");
        }
        input.write_all(b"\"}\n").expect("writes");
        input
            .write_all(with("next", json!({})).as_bytes())
            .expect("writes");
    });
    let large = objects(&worker.answer()).remove(0);
    assert_eq!(large["error"]["code"], "too_large");
    let message = large["error"]["message"].as_str().expect("a message");
    assert!(
        message.contains("at most 33554432 bytes, found 104857610 bytes"),
        "{message}"
    );
    assert_eq!(objects(&worker.answer())[0]["status"], "aligned");
    writer.join().expect("all is read");
    assert_eq!(worker.child.wait().expect("ends").code(), Some(0));
}

#[test]
fn a_caller_may_wait_for_each_answer() {
    for arguments in [
        &["--threads", "1", "--batch", "1"][..],
        &["--threads", "4", "--batch", "64"],
    ] {
        let mut worker = Running::start(arguments);
        for number in 0..6 {
            let id = format!("a{number}");
            worker.send(&if number == 3 {
                "{}\n".into()
            } else {
                with(&id, json!({}))
            });
            let answer = objects(&worker.answer()).remove(0);
            let expected = if number == 3 { Value::Null } else { json!(id) };
            assert_eq!(answer["id"], expected);
        }
        drop(worker.input.take());
        assert_eq!(worker.child.wait().expect("ends").code(), Some(0));
        assert!(worker.answers.recv().is_err());
    }
}

#[test]
fn a_worker_that_is_killed_leaves_whole_lines_of_the_same_answers() {
    let list = news();
    let whole = answers(&["--threads", "2"], list.as_bytes()).stdout;
    let mut worker = Running::start(&["--threads", "2"]);
    let mut input = worker.input.take().expect("is open");
    let writer = std::thread::spawn(move || {
        // The pipe breaks when the worker is killed.
        let _ = input.write_all(list.as_bytes());
        let _ = input.write_all(with("more", json!({})).as_bytes());
        std::thread::sleep(Duration::from_millis(200));
    });
    let mut left = worker.answer();
    for _ in 0..3 {
        left.extend(worker.answer());
    }
    worker.child.kill().expect("is killed");
    worker.child.wait().expect("ends");
    left.extend(worker.answers.iter().flatten());
    writer.join().expect("no panic");
    let end = left.iter().rposition(|&b| b == b'\n').expect("a line") + 1;
    let complete = &left[..end];
    assert!(complete.iter().filter(|&&b| b == b'\n').count() >= 4);
    assert!(whole.starts_with(&complete[..complete.len().min(whole.len())]));
}

#[test]
fn a_reader_that_goes_away_is_no_error_and_a_full_disk_is_one() {
    // Standard input stays open: the worker must not wait for its end.
    let mut command = alinea(&["worker", "--threads", "1"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("starts");
    drop(child.stdout.take());
    let mut input = child.stdin.take().expect("is piped");
    for number in 0..2 {
        let _ = input.write_all(with(&format!("{number}"), json!({})).as_bytes());
    }
    assert_eq!(child.wait().expect("ends").code(), Some(0));
    let mut said = String::new();
    let mut errors = child.stderr.take().expect("is piped");
    errors.read_to_string(&mut said).expect("reads");
    assert_eq!(said, "");
    drop(input);

    if Path::new("/dev/full").exists() {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let mut command = alinea(&["worker"]);
        command.stdin(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command
            .stdout(full.expect("opens"))
            .spawn()
            .expect("starts");
        let mut input = child.stdin.take().expect("is piped");
        input
            .write_all(with("a", json!({})).as_bytes())
            .expect("writes");
        let done = child.wait_with_output().expect("ends");
        assert_eq!(done.status.code(), Some(2));
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(
            said.contains("error: cannot write: no space left on device"),
            "{said}"
        );
        drop(input);
    }
    for bad in [
        &["--max-record", "10units"][..],
        &["--batch", "0"],
        &["--weights", "none.json"],
    ] {
        let done = answers(bad, b"");
        assert_eq!(
            (done.status.code(), done.stdout.len()),
            (Some(2), 0),
            "{bad:?}"
        );
    }
}
