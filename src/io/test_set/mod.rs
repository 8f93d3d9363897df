//! The texts of a test set from one file: plain lines, JSON lines, TMX, WMT's SGM and WMT's XML. Only
//! read.
//!
//! | file | holds | documents | names of texts |
//! | --- | --- | --- | --- |
//! | plain lines | one text | none | the file |
//! | [JSON lines](objects) (`.jsonl`, `.ndjson`, `.json`) | the texts of one role | `document` | `system`, or the file |
//! | TMX (`.tmx`) | source and target sides | `x-article`, if there | the file |
//! | [SGM](super::wmt_sgm) (`.sgm`, `.sgml`) | sources, references or systems | `docid` | `sysid`, `refid`, or the file |
//! | [XML](super::wmt_xml) (`.xml`) | all of them | `id` | `translator`, `system`, or the file |
//!
//! The extension says the format, through `.gz` and `.zst`. A file with another extension, or standard
//! input, is plain lines, unless it begins as an SGM set or a WMT XML does (`<srcset`, `<refset`,
//! `<tstset`, `<mteval`, `<dataset`, or an XML declaration before one).
//!
//! An empty segment is a segment: an empty line, an empty `seg`, `""`. Only a line feed ends a line
//! (U+2028 does not), a carriage return before it belongs to the line's end, a byte order mark is no
//! text, and the last line needs no line feed. Files must be UTF-8, or say what they are (a byte order
//! mark or an XML declaration in SGM and XML), unless the encoding is named: a guess would change scores.

pub mod objects;
pub(super) mod texts;

use std::fmt;
use std::path::{Path, PathBuf};

use self::texts::TextList;
use super::compression::without_compression;
use super::encoding::{Charset, decode_declared};
use super::lines::{lines_of, read_bytes};
use super::tmx::TmxReader;
use super::{ReaderOptions, article_name, read_lines, wmt_sgm, wmt_xml};
use crate::bitext::{Language, SegmentedText, TestSetTexts};
use crate::error::{Error, Result};

/// What a text is in a test set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// What was translated.
    Source,
    /// A translation to compare with.
    Reference,
    /// What a system wrote.
    Hypothesis,
}

impl Role {
    /// The texts of this role.
    ///
    /// ```
    /// use alinea::bitext::TestSetTexts;
    /// use alinea::io::test_set::Role;
    /// assert!(Role::Source.of(&TestSetTexts::default()).is_empty());
    /// ```
    pub fn of(self, texts: &TestSetTexts) -> &[SegmentedText] {
        match self {
            Role::Source => &texts.sources,
            Role::Reference => &texts.references,
            Role::Hypothesis => &texts.systems,
        }
    }

    fn of_mut(self, texts: &mut TestSetTexts) -> &mut Vec<SegmentedText> {
        match self {
            Role::Source => &mut texts.sources,
            Role::Reference => &mut texts.references,
            Role::Hypothesis => &mut texts.systems,
        }
    }

    /// Texts of this role alone.
    pub(crate) fn alone(self, list: Vec<SegmentedText>) -> TestSetTexts {
        let mut texts = TestSetTexts::default();
        *self.of_mut(&mut texts) = list;
        texts
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Role::Source => "source",
            Role::Reference => "reference",
            Role::Hypothesis => "hypothesis",
        })
    }
}

/// How the texts of a test set are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestSetOptions {
    /// Encoding, if it is named; otherwise the file must be UTF-8 or say what it is.
    pub charset: Option<Charset>,
    /// Source language: which `tuv` of TMX is the source, which mark of file names is no part of them.
    pub source_language: Language,
    /// Target language, likewise.
    pub target_language: Language,
}

impl Default for TestSetOptions {
    fn default() -> Self {
        TestSetOptions {
            charset: None,
            source_language: Language::french(),
            target_language: Language::english(),
        }
    }
}

impl TestSetOptions {
    /// The language of a text of `role`.
    pub fn language(&self, role: Role) -> &Language {
        match role {
            Role::Source => &self.source_language,
            Role::Reference | Role::Hypothesis => &self.target_language,
        }
    }
}

/// Reads the texts of a test set from a file, or from standard input for `-`, through gzip and zstd.
///
/// Plain lines, JSON lines and TMX give texts of `role` alone. SGM and XML give all they hold, and must
/// hold a text of `role`.
///
/// ```
/// use alinea::io::test_set::{Role, TestSetOptions, read_test_set};
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("ref.sgm");
/// std::fs::write(&path, r#"<refset setid="t" srclang="fr" trglang="en">
/// <doc docid="rain" sysid="anna"><seg id="1">It rains.</seg><seg id="2"></seg></doc>
/// </refset>"#).unwrap();
/// let texts = read_test_set(&path, Role::Reference, &TestSetOptions::default())?;
/// assert_eq!(texts.references[0].name, "anna");
/// assert_eq!(texts.references[0].documents[0].id.as_deref(), Some("rain"));
/// assert_eq!(texts.references[0].documents[0].segments, ["It rains.", ""]);
/// # Ok::<(), alinea::Error>(())
/// ```
///
/// # Errors
/// A file that cannot be read, a folder, bytes that are not in the encoding, a file that is not in the
/// shape of its format, one without segments or without a text of `role`. All name the file, and the
/// line where there is one.
pub fn read_test_set(path: &Path, role: Role, options: &TestSetOptions) -> Result<TestSetTexts> {
    let texts = match extension(path).as_deref() {
        Some("tmx") => role.alone(vec![memory(path, role, options)?]),
        extension => {
            let bytes = read_bytes(path)?;
            read(&bytes, extension, path, role, options.charset).map_err(|e| e.at(path))?
        }
    };
    if role.of(&texts).is_empty() {
        return Err(without_role(&texts, role).at(path));
    }
    match role.of(&texts).iter().find(|text| text.is_empty()) {
        Some(text) if text.name != path.display().to_string() => {
            Err(Error::format(format!("expected segments of {}", text.name))
                .found("none")
                .at(path))
        }
        Some(_) => Err(Error::format("expected segments").found("none").at(path)),
        None => Ok(texts),
    }
}

/// The extension that says the format, in lower case.
fn extension(path: &Path) -> Option<String> {
    let inner = without_compression(path);
    let extension = inner.extension()?.to_str()?;
    Some(extension.to_ascii_lowercase())
}

fn read(
    bytes: &[u8],
    extension: Option<&str>,
    path: &Path,
    role: Role,
    charset: Option<Charset>,
) -> Result<TestSetTexts> {
    match extension {
        Some("jsonl" | "ndjson" | "json") => {
            let lines = lines_of(bytes, charset)?;
            Ok(role.alone(objects::read(&lines, role, path)?))
        }
        Some("sgm" | "sgml") => wmt_sgm::read(&decode_declared(bytes, charset)?, role, path),
        Some("xml") => {
            let text = decode_declared(bytes, charset)?;
            match root(&text) {
                Some(name) if wmt_sgm::is_root(&name) => wmt_sgm::read(&text, role, path),
                _ => wmt_xml::read(text, path),
            }
        }
        _ => match markup(bytes, charset) {
            Some(text) if wmt_sgm::is_root(&root(&text).unwrap_or_default()) => {
                wmt_sgm::read(&text, role, path)
            }
            Some(text) => wmt_xml::read(text, path),
            None => {
                let lines = lines_of(bytes, charset)?;
                if lines.is_empty() {
                    return Err(Error::format("expected one segment a line").found("an empty file"));
                }
                let name = path.display().to_string();
                Ok(role.alone(vec![SegmentedText::from_lines(name, lines)]))
            }
        },
    }
}

/// The text, if it begins as an SGM set or a WMT XML does.
fn markup(bytes: &[u8], charset: Option<Charset>) -> Option<String> {
    let head = &bytes[..bytes.len().min(4096)];
    if !head.contains(&b'<') {
        return None;
    }
    let text = decode_declared(bytes, charset).ok()?;
    let root = root(&text)?;
    (wmt_sgm::is_root(&root) || root == "dataset").then_some(text)
}

/// The name of the first element in lower case, if the text begins with one: after a declaration, a
/// document type and comments.
fn root(text: &str) -> Option<String> {
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    loop {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            ">"
        } else {
            break;
        };
        rest = rest.split_once(end)?.1.trim_start();
    }
    let name = rest.strip_prefix('<')?;
    let end = name.find(|c: char| !c.is_ascii_alphanumeric())?;
    (end > 0).then(|| name[..end].to_ascii_lowercase())
}

/// One side of a translation memory.
fn memory(path: &Path, role: Role, options: &TestSetOptions) -> Result<SegmentedText> {
    let reader = TmxReader::open(
        path,
        &ReaderOptions {
            source_language: options.source_language.clone(),
            target_language: options.target_language.clone(),
            charset: options.charset,
            ..ReaderOptions::default()
        },
    )?;
    let file = article_name(path);
    let mut list = TextList::new(path);
    let mut language = None;
    for unit in reader {
        let unit = unit.map_err(|e| e.at(path))?;
        let (article, text) = match role {
            Role::Source => (&unit.article, unit.source_text()),
            _ => (&unit.article, unit.target_text()),
        };
        language.get_or_insert_with(|| match role {
            Role::Source => article.source_language.clone(),
            _ => article.target_language.clone(),
        });
        // A memory that names no articles is one text without documents.
        let id = (article.id != file).then_some(article.id.as_str());
        list.push(None, id, text).map_err(|e| e.at(path))?;
    }
    let text = list.finish().into_iter().next().unwrap_or_default();
    Ok(SegmentedText { language, ..text })
}

/// The error for a file of other texts than were asked for.
fn without_role(texts: &TestSetTexts, role: Role) -> Error {
    let held: Vec<String> = [Role::Source, Role::Reference, Role::Hypothesis]
        .into_iter()
        .filter(|held| !held.of(texts).is_empty())
        .map(|held| format!("a {held}"))
        .collect();
    let (expected, elements) = match role {
        Role::Source => ("a source", "`srcset` in SGM, `src` in XML"),
        Role::Reference => ("a reference", "`refset` in SGM, `ref` in XML"),
        Role::Hypothesis => ("a hypothesis", "`tstset` in SGM, `hyp` in XML"),
    };
    let found = if held.is_empty() {
        "no segments".into()
    } else {
        format!("only {}", held.join(" and "))
    };
    Error::format(format!("expected {expected} ({elements})")).found(found)
}

/// The document of every segment, as a file names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentIds {
    /// The file.
    pub path: PathBuf,
    /// A name for each segment.
    pub ids: Vec<String>,
}

impl DocumentIds {
    /// Reads a file of one document name a line, line by line with the segments of a text. White space
    /// around a name is no part of it.
    ///
    /// ```
    /// use alinea::io::test_set::DocumentIds;
    /// let folder = tempfile::tempdir().unwrap();
    /// let path = folder.path().join("docids");
    /// std::fs::write(&path, "rain\nrain\nwind\n").unwrap();
    /// assert_eq!(DocumentIds::read(&path, None)?.ids, ["rain", "rain", "wind"]);
    /// # Ok::<(), alinea::Error>(())
    /// ```
    ///
    /// # Errors
    /// A file that cannot be read, or bytes that are not in the encoding.
    pub fn read(path: &Path, charset: Option<Charset>) -> Result<DocumentIds> {
        let lines = read_lines(path, charset)?;
        Ok(DocumentIds {
            path: path.to_path_buf(),
            ids: lines.iter().map(|line| line.trim().to_owned()).collect(),
        })
    }

    /// The text in these documents.
    ///
    /// # Errors
    /// As [`SegmentedText::with_documents`], with the file.
    pub fn divide(&self, text: &SegmentedText) -> Result<SegmentedText> {
        text.with_documents(&self.ids).map_err(|e| e.at(&self.path))
    }
}

#[cfg(test)]
mod tests;
