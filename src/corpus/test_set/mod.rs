//! The texts of a test set, wherever they are: files of test sets, or folders and archives with a file an
//! article; and bringing them together, [`line_up()`].
//!
//! A folder or an archive is one text, named as its path. Its files are those that
//! [`build`](super::Inputs) would take: plain text, Markdown, HTML, DOCX and files whose extension is
//! the language. A document is named as its file, without the language and the extension, subfolders set
//! off by `/`, so that `fr/rain.txt` and `en/rain.html` are both `rain`; documents stand in the order of
//! these names. Articles are cut into sentences, unless they are said to be segmented.

mod line_up;

use std::path::Path;

pub use line_up::{Fit, LinedUp, line_up};

use super::input::Input;
use super::inputs::list_documents;
use super::pairing::{Named, id, no_documents};
use crate::bitext::{Metadata, SegmentedDocument, SegmentedText, TestSetTexts};
use crate::error::{Error, ErrorKind, Result};
use crate::io::archive::Archive;
use crate::io::article::{Body, parse_segmented};
use crate::io::test_set::{Role, TestSetOptions, read_test_set};
use crate::io::{Charset, Kind};
use crate::segment::{Paragraphs, Splitter};

/// How texts are read and, where they are articles, cut.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SegmentedOptions {
    /// Encoding and languages.
    pub texts: TestSetOptions,
    /// Whether articles have one segment a line already.
    pub segmented: bool,
    /// What all articles are written in, if it is named; by default their names say.
    pub kind: Option<Kind>,
    /// How paragraphs of articles are told apart.
    pub paragraphs: Paragraphs,
}

/// Reads the texts of a test set from a file, a folder or an archive of articles.
///
/// Files are read by [`read_test_set`]; a file that is HTML or DOCX by its extension is one article
/// without a name. The encoding of articles is not guessed either: a test set's scores would depend on
/// the guess.
///
/// ```
/// use alinea::corpus::test_set::{SegmentedOptions, read_segmented};
/// use alinea::io::test_set::Role;
/// let folder = tempfile::tempdir().unwrap();
/// std::fs::write(folder.path().join("rain.en.txt"), "It rains. It blows.").unwrap();
/// std::fs::write(folder.path().join("sun.en.txt"), "The sun is out.").unwrap();
/// let texts = read_segmented(folder.path(), Role::Hypothesis, &SegmentedOptions::default())?;
/// let documents = &texts.systems[0].documents;
/// assert_eq!(documents[0].id.as_deref(), Some("rain"));
/// assert_eq!(documents[0].segments, ["It rains.", "It blows."]);
/// # Ok::<(), alinea::Error>(())
/// ```
///
/// # Errors
/// As [`read_test_set`]; a folder without articles, two files of one name, an article that cannot be
/// read, a source or reference without text.
pub fn read_segmented(path: &Path, role: Role, options: &SegmentedOptions) -> Result<TestSetTexts> {
    let documents = if path.is_dir() || Archive::is_named(path) {
        articles(path, role, options)?
    } else if is_article(path) {
        vec![SegmentedDocument {
            id: None,
            segments: article(&Input::File(path.to_path_buf()), role, options)?,
        }]
    } else {
        return read_test_set(path, role, &options.texts);
    };
    let text = SegmentedText {
        name: path.display().to_string(),
        language: Some(options.texts.language(role).clone()),
        documents,
    };
    if text.is_empty() {
        return Err(Error::format("expected text").found("none").at(path));
    }
    Ok(role.alone(vec![text]))
}

/// Whether a file that is named alone can only be an article.
fn is_article(path: &Path) -> bool {
    matches!(Kind::from_path(path), Some(Kind::Html | Kind::Docx))
}

/// The articles of a folder or an archive, in the order of their names.
fn articles(
    place: &Path,
    role: Role,
    options: &SegmentedOptions,
) -> Result<Vec<SegmentedDocument>> {
    let files = list_documents(place)?;
    let files = of_language(files, role, options).map_err(|e| e.at(place))?;
    let language = options.texts.language(role);
    let named = Named::of(files, |names| id(names, language, options.kind));
    if let Some((_, error)) = named.twice.into_iter().next() {
        return Err(error);
    }
    if named.files.is_empty() {
        return Err(no_documents(language, false).at(place));
    }
    let document = |(id, input): (String, Input)| {
        Ok(SegmentedDocument {
            id: Some(id),
            segments: article(&input, role, options)?,
        })
    };
    named.files.into_iter().map(document).collect()
}

type File = (Vec<String>, Input);

/// The files of the language: all, if none has its mark, and otherwise those that have. One with neither
/// this mark nor that of the other side is an error, because it might be of either.
fn of_language(files: Vec<File>, role: Role, options: &SegmentedOptions) -> Result<Vec<File>> {
    let language = options.texts.language(role);
    let other = match role {
        Role::Source => &options.texts.target_language,
        Role::Reference | Role::Hypothesis => &options.texts.source_language,
    };
    let marked =
        |names: &[String], language| id(names, language, options.kind).map(|(_, marked)| marked);
    if !files
        .iter()
        .any(|(names, _)| marked(names, language) == Some(true))
    {
        return Ok(files);
    }
    let mut kept = Vec::new();
    for (names, input) in files {
        match marked(&names, language) {
            Some(true) => kept.push((names, input)),
            Some(false) if marked(&names, other) == Some(false) => {
                return Err(Error::configuration(format!(
                    "expected all names with the mark of a language, as some have `{language}`"
                ))
                .found(format!("`{}`", names.join("/")))
                .help("put the articles of a text into a folder of their own"));
            }
            _ => {}
        }
    }
    Ok(kept)
}

/// The segments of one article.
fn article(input: &Input, role: Role, options: &SegmentedOptions) -> Result<Vec<String>> {
    let place = input.place().unwrap_or_default();
    let loaded = input.load()?;
    let kind = options.kind.or(input.kind()).unwrap_or(Kind::Text);
    let charset = options.texts.charset;
    let segments = if options.segmented && kind == Kind::Text {
        lines(loaded.bytes(), charset).map_err(|e| e.at(&place))?
    } else {
        let parsed = kind
            .parse(loaded.bytes(), charset)
            .map_err(|e| e.at(&place))?;
        not_guessed(&parsed.notes).map_err(|e| e.at(&place))?;
        let language = options.texts.language(role).clone();
        let splitter = Splitter::new(language, options.paragraphs);
        let document = match parsed.body {
            Body::Paragraphs(paragraphs) if options.segmented => return Ok(paragraphs),
            Body::Paragraphs(paragraphs) => splitter.document_of(&paragraphs, Metadata::new()),
            Body::Text(text) => splitter.document(&text, Metadata::new()),
        };
        document.segments.into_iter().map(|s| s.text).collect()
    };
    // A system may have written nothing; what it is compared with must be there.
    if segments.is_empty() && role != Role::Hypothesis {
        return Err(Error::format("expected text").found("none").at(place));
    }
    Ok(segments)
}

fn lines(bytes: &[u8], charset: Option<Charset>) -> Result<Vec<String>> {
    let article = parse_segmented(bytes, charset)?;
    not_guessed(&article.notes)?;
    Ok(article.lines)
}

/// An error where the notes of reading tell of a guess.
fn not_guessed(notes: &[String]) -> Result<()> {
    match notes.iter().find(|note| note.starts_with("read as ")) {
        Some(note) => Err(Error::new(ErrorKind::Encoding, "expected UTF-8")
            .found(format!("other bytes, which would be {note}"))
            .help("name the encoding with --encoding")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("makes");
            std::fs::write(path, text).expect("writes");
        }
        folder
    }

    fn read(files: &[(&str, &str)], role: Role, segmented: bool) -> Result<SegmentedText> {
        let options = SegmentedOptions {
            segmented,
            ..SegmentedOptions::default()
        };
        let texts = read_segmented(folder(files).path(), role, &options)?;
        Ok(role.of(&texts)[0].clone())
    }

    fn documents(text: &SegmentedText) -> Vec<(&str, Vec<&str>)> {
        text.documents
            .iter()
            .map(|d| {
                let segments = d.segments.iter().map(String::as_str).collect();
                (d.id.as_deref().unwrap_or_default(), segments)
            })
            .collect()
    }

    #[test]
    fn articles_of_several_kinds_are_cut_into_sentences() {
        let files = [
            ("b.en.html", "<h1>Wind</h1><p>It blows. Much.</p>"),
            ("a.en.txt", "title: Rain\n\nIt rains. It pours."),
            ("sub/c.en.md", "# Sun\n\nIt shines."),
            ("a.fr.txt", "Il pleut."),
            ("notes.gold", "0:0"),
        ];
        let text = read(&files, Role::Hypothesis, false).expect("reads");
        assert_eq!(
            documents(&text),
            [
                ("a", vec!["It rains.", "It pours."]),
                ("b", vec!["Wind", "It blows.", "Much."]),
                ("sub/c", vec!["Sun", "It shines."]),
            ]
        );
        assert_eq!(text.language, "en".parse().ok());
        let text = read(&files, Role::Source, false).expect("reads");
        assert_eq!(documents(&text), [("a", vec!["Il pleut."])]);
    }

    #[test]
    fn segmented_articles_keep_their_lines() {
        let files = [("a.txt", "One. Two.\r\n\nThree."), ("b.txt", "Four.\n")];
        let text = read(&files, Role::Reference, true).expect("reads");
        assert_eq!(
            documents(&text),
            [("a", vec!["One. Two.", "", "Three."]), ("b", vec!["Four."])]
        );
    }

    #[test]
    fn a_system_may_write_nothing_and_a_reference_may_not() {
        let files = [("a.txt", " \n"), ("b.txt", "It rains.")];
        let text = read(&files, Role::Hypothesis, false).expect("reads");
        assert_eq!(documents(&text), [("a", vec![]), ("b", vec!["It rains."])]);
        let error = read(&files, Role::Reference, false).expect_err("has none");
        assert!(
            error.to_string().contains("a.txt: expected text"),
            "{error}"
        );
        let error = read(&[("a.txt", "")], Role::Hypothesis, false).expect_err("has none");
        assert!(
            error.to_string().contains("expected text, found none"),
            "{error}"
        );
    }

    #[test]
    fn names_that_leave_a_doubt_are_errors() {
        for (files, wanted) in [
            (&[("a.en.txt", "x"), ("b.txt", "y")][..], "found `b.txt`"),
            (
                &[("a.txt", "x"), ("a.md", "y")][..],
                "two files for article `a`",
            ),
            (&[("a.gold", "x")][..], "expected documents"),
        ] {
            let error = read(files, Role::Hypothesis, false).expect_err("is unsure");
            assert!(error.to_string().contains(wanted), "{error}");
        }
    }

    #[test]
    fn no_encoding_is_guessed() {
        let folder = tempfile::tempdir().expect("a folder");
        let latin = encoding_rs::WINDOWS_1252
            .encode("Été à Genève, forêts brûlées.")
            .0;
        std::fs::write(folder.path().join("a.txt"), &latin).expect("writes");
        for segmented in [false, true] {
            let mut options = SegmentedOptions {
                segmented,
                ..SegmentedOptions::default()
            };
            let error = read_segmented(folder.path(), Role::Source, &options);
            let error = error.expect_err("is not UTF-8");
            let said = error.to_string();
            assert!(said.contains("a.txt: expected UTF-8"), "{said}");
            assert!(
                said.contains("windows-1252") && said.contains("--encoding"),
                "{said}"
            );
            options.texts.charset = "windows-1252".parse().ok();
            assert!(read_segmented(folder.path(), Role::Source, &options).is_ok());
        }
    }

    #[test]
    fn a_file_that_is_an_article_and_one_that_is_lines() {
        let folder = folder(&[("a.html", "<p>One. Two.</p>"), ("a.en", "One. Two.\n")]);
        let read = |name: &str| {
            let options = SegmentedOptions::default();
            let path = folder.path().join(name);
            read_segmented(&path, Role::Hypothesis, &options)
                .expect("reads")
                .systems
        };
        assert_eq!(documents(&read("a.html")[0]), [("", vec!["One.", "Two."])]);
        assert_eq!(documents(&read("a.en")[0]), [("", vec!["One. Two."])]);
    }
}
