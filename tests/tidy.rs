//! The house's order, held by a test: which room may use which, and that every file says what it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms in the order of the flow, with the rooms that each may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("bitext", &["error"]),
    ("normalize", &["bitext", "error"]),
    ("segment", &["bitext", "error", "normalize"]),
    ("similarity", &["bitext", "error", "normalize", "segment"]),
    ("align", &["bitext", "error", "similarity"]),
    ("score", &["bitext", "error", "similarity", "align"]),
    (
        "filter",
        &[
            "bitext",
            "error",
            "normalize",
            "segment",
            "similarity",
            "score",
        ],
    ),
    (
        "evaluate",
        &[
            "bitext",
            "error",
            "normalize",
            "segment",
            "similarity",
            "align",
            "score",
            "filter",
        ],
    ),
    ("io", &["bitext", "error"]),
    (
        "corpus",
        &[
            "bitext",
            "error",
            "normalize",
            "segment",
            "similarity",
            "align",
            "score",
            "filter",
            "evaluate",
            "io",
        ],
    ),
    (
        "train",
        &[
            "bitext",
            "error",
            "normalize",
            "segment",
            "similarity",
            "align",
            "score",
            "filter",
            "evaluate",
            "io",
            "corpus",
        ],
    ),
    (
        "report",
        &[
            "bitext",
            "error",
            "normalize",
            "segment",
            "similarity",
            "align",
            "score",
            "filter",
            "evaluate",
            "io",
            "corpus",
        ],
    ),
    ("review", &["bitext", "error", "io", "report"]),
];

/// Most lines of a file, tests included.
const LONGEST: usize = 800;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)
        .expect("the folder is there")
        .map(|e| e.expect("an entry"))
    {
        let path = entry.path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn all_files() -> Vec<PathBuf> {
    ["src", "tests", "benches"]
        .iter()
        .flat_map(|f| rust_files(&root().join(f)))
        .collect()
}

fn room_of(path: &Path) -> String {
    let path = path.strip_prefix(root().join("src")).expect("under src");
    let first = path
        .components()
        .next()
        .expect("a name")
        .as_os_str()
        .to_string_lossy();
    first.trim_end_matches(".rs").to_string()
}

/// The rooms that a file's code names with `crate::`, without tests and comments.
fn used(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut rooms = Vec::new();
    for line in code.lines().filter(|l| !l.trim_start().starts_with("//")) {
        for after in line.split("crate::").skip(1) {
            let name: String = after
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                .collect();
            let brace = after.strip_prefix('{');
            assert!(brace.is_none(), "`use crate::{{...}}` hides rooms: {line}");
            rooms.push(name);
        }
    }
    rooms
}

#[test]
fn rooms_use_only_the_rooms_before_them() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut seen = 0;
    for file in rust_files(&root().join("src")) {
        let room = room_of(&file);
        if matches!(room.as_str(), "lib" | "main" | "cli") {
            continue;
        }
        let Some(allowed) = allowed.get(room.as_str()) else {
            panic!("{}: `{room}` is no room of the table", file.display());
        };
        for used in used(&fs::read_to_string(&file).expect("readable")) {
            assert!(
                used == room || allowed.contains(&used.as_str()) || used == "test",
                "{}: `{room}` may not use `{used}`",
                file.display()
            );
            seen += 1;
        }
    }
    assert!(seen > 50, "the table was compared with only {seen} uses");
}

#[test]
fn lib_lists_the_rooms_in_the_order_of_the_flow() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("readable");
    let modules: Vec<&str> = lib
        .lines()
        .filter_map(|l| l.strip_prefix("pub mod ").and_then(|l| l.strip_suffix(';')))
        .collect();
    let rooms: Vec<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    assert_eq!(modules, rooms);
}

#[test]
fn every_file_says_what_it_is() {
    for file in all_files() {
        let text = fs::read_to_string(&file).expect("readable");
        assert!(
            text.starts_with("//! "),
            "{} does not open with `//!`",
            file.display()
        );
    }
}

#[test]
fn no_file_is_too_long() {
    for file in all_files() {
        let lines = fs::read_to_string(&file).expect("readable").lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines", file.display());
    }
}

#[test]
fn the_library_neither_prints_nor_exits() {
    for file in rust_files(&root().join("src")) {
        if matches!(room_of(&file).as_str(), "cli" | "main") {
            continue;
        }
        let text = fs::read_to_string(&file).expect("readable");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|l| !l.trim_start().starts_with("//")) {
            for word in [
                "println!",
                "eprintln!",
                "print!(",
                "process::exit",
                "dbg!",
                "todo!",
            ] {
                assert!(!line.contains(word), "{}: {line}", file.display());
            }
        }
    }
}

#[test]
fn main_is_short() {
    let main = fs::read_to_string(root().join("src/main.rs")).expect("readable");
    assert!(main.lines().count() <= 20);
}
