//! XCES as OPUS keeps it: one XML document of sentences a side and article, and one file of links.
//!
//! Beside the file of links `corpus.xml` stand `fr/ID.xml` and `en/ID.xml`; their `s` elements are
//! numbered from 1 (segment 0 is `s` 1), in `p` elements by paragraph where paragraphs are known. A
//! bead is a `link` whose `xtargets` are the numbers of both sides and whose `certainty` is its
//! score. The source is the first document; with `xces_opus_order` the documents stand in
//! alphabetical order of their languages, as the tools of OPUS expect. The reader takes either, by
//! the language that the paths begin with.
//!
//! The file of links and the documents appear together, when the last is whole. An article's id must be
//! one that a file's name and XML can hold.
//!
//! Null beads are always written. Lost are metadata, parts, quality and the article's score. A character that
//! XML cannot hold is written as its picture (U+2401 `␁` for U+0001), and U+FFFE and U+FFFF as
//! U+FFFD; they stay so, and that is told. Sentences of OPUS that are cut into `w` elements are joined with spaces.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::encoding::Charset;
use super::fields::{Assembler, SideFields, UnitFields, foreign_score};
use super::output::{Output, OutputSet, create_folder};
use super::per_article::{article_path, no_file_name};
use super::xml::{Element, Piece, XmlReader, is_lawful, push_attribute, push_text};
use super::{Destination, ReaderOptions, UnitWriter, WriterOptions};
use crate::bitext::{Article, Language, Side, TranslationUnit};
use crate::error::{Error, ErrorKind, Result};

/// Writes the links and the documents of sentences.
pub struct XcesWriter {
    links: Output,
    folder: PathBuf,
    /// All the files, until they are whole.
    set: OutputSet,
    /// Whether they appear with those of another writer.
    others: bool,
    opus_order: bool,
    current: Option<Documents>,
    seen: HashSet<String>,
}

/// The documents of the article being written.
struct Documents {
    id: String,
    /// Whether the target is the first document of the link group.
    target_first: bool,
    source: Sentences,
    target: Sentences,
    links: usize,
}

impl XcesWriter {
    /// Opens the file of links.
    ///
    /// # Errors
    /// Standard output, which cannot take several files, and files that cannot be written.
    pub fn open(destination: Destination, options: &WriterOptions) -> Result<Self> {
        let (path, set, others) = match destination {
            Destination::Path(path) => (path, OutputSet::new(), false),
            Destination::InSet(path, set) => (path, set, true),
            Destination::Stdout | Destination::Stream(_) => {
                return Err(Error::configuration(
                    "xces writes several files, expected a file of links",
                )
                .found("standard output")
                .help("name a file such as out/corpus.xml"));
            }
        };
        let mut links = Output::create(Destination::InSet(path.clone(), set.clone()))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        links.put(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <!DOCTYPE cesAlign PUBLIC \"-//CES//DTD XML cesAlign//EN\" \"\">\n\
             <cesAlign version=\"1.0\">\n",
        )?;
        Ok(XcesWriter {
            links,
            folder,
            set,
            others,
            opus_order: options.xces_opus_order,
            current: None,
            seen: HashSet::new(),
        })
    }

    fn begin(&mut self, article: &Article) -> Result<()> {
        if !self.seen.insert(article.id.clone()) {
            return Err(Error::format("expected the units of an article together")
                .found(format!("article `{}` again, after another", article.id))
                .help("sort the units by article"));
        }
        let (source, target) = (&article.source_language, &article.target_language);
        if source == target {
            return Err(
                Error::configuration("expected two languages for two folders")
                    .found(format!("`{source}` twice")),
            );
        }
        if !article.id.chars().all(is_lawful) {
            return Err(no_file_name(&article.id));
        }
        let target_first = self.opus_order && target < source;
        let path =
            |language: &Language| article_path(Path::new(language.as_str()), &article.id, "xml");
        let documents = Documents {
            id: article.id.clone(),
            target_first,
            source: Sentences::open(&self.folder, path(source)?, &self.set)?,
            target: Sentences::open(&self.folder, path(target)?, &self.set)?,
            links: 0,
        };
        let (mut from, mut to) = (&documents.source.name, &documents.target.name);
        if target_first {
            std::mem::swap(&mut from, &mut to);
        }
        let mut out = String::from("<linkGrp targType=\"s\" fromDoc=\"");
        push_attribute(&mut out, from);
        out.push_str("\" toDoc=\"");
        push_attribute(&mut out, to);
        out.push_str("\">\n");
        self.links.put(out)?;
        self.current = Some(documents);
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        let Some(documents) = self.current.take() else {
            return Ok(());
        };
        documents.source.finish()?;
        documents.target.finish()?;
        self.links.put("</linkGrp>\n")
    }
}

impl UnitWriter for XcesWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        let id = &unit.article.id;
        if self.current.as_ref().is_none_or(|c| &c.id != id) {
            self.end()?;
            self.begin(&unit.article)?;
        }
        let Some(documents) = &mut self.current else {
            return Ok(());
        };
        documents.source.push(&unit.source, unit)?;
        documents.target.push(&unit.target, unit)?;
        documents.links += 1;
        let numbers = |side: &Side| super::fields::spaced(side.indices.clone().map(|i| i + 1));
        let (mut first, mut second) = (numbers(&unit.source), numbers(&unit.target));
        if documents.target_first {
            std::mem::swap(&mut first, &mut second);
        }
        let mut link = format!(
            "<link xtargets=\"{first};{second}\" id=\"SL{}\"",
            documents.links
        );
        if let Some(score) = unit.score {
            // Writing to a string does not fail.
            write!(link, " certainty=\"{score}\"").ok();
        }
        link.push_str("/>\n");
        self.links.put(link)
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.end()?;
        self.links.put("</cesAlign>\n")?;
        self.links.finish()?;
        match self.others {
            true => Ok(()),
            false => self.set.publish(),
        }
    }
}

/// A document of sentences being written.
struct Sentences {
    output: Output,
    /// Its path as the links name it.
    name: String,
    /// Paragraph and text by segment: written at the end, because links may be out of order.
    sentences: BTreeMap<usize, (usize, String)>,
}

impl Sentences {
    fn open(folder: &Path, name: PathBuf, set: &OutputSet) -> Result<Self> {
        let path = folder.join(&name);
        if let Some(parent) = path.parent() {
            create_folder(parent)?;
        }
        let mut output = Output::create(Destination::InSet(path, set.clone()))?;
        output.put("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<text>\n")?;
        // Links are written with slashes on every system.
        let pieces: Vec<_> = name.iter().map(|p| p.to_string_lossy()).collect();
        Ok(Sentences {
            output,
            name: pieces.join("/"),
            sentences: BTreeMap::new(),
        })
    }

    fn push(&mut self, side: &Side, unit: &TranslationUnit) -> Result<()> {
        if side.segments.len() != side.indices.len() {
            return Err(Error::new(
                ErrorKind::Format,
                format!(
                    "xces needs every segment by itself: bead {} of article `{}` has {} in {} text",
                    unit.bead,
                    unit.article.id,
                    side.indices.len(),
                    side.segments.len()
                ),
            )
            .help("read the units from jsonl, which keeps the segments apart"));
        }
        for (at, (index, text)) in side.indices.clone().zip(&side.segments).enumerate() {
            let paragraph = side.paragraphs.get(at).copied().unwrap_or(0);
            if self
                .sentences
                .insert(index, (paragraph, text.clone()))
                .is_some()
            {
                return Err(Error::new(
                    ErrorKind::Alignment,
                    format!("segment {index} comes again in bead {}", unit.bead),
                ));
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        let mut open = None;
        for (index, (paragraph, text)) in self.sentences {
            let mut out = String::new();
            if open != Some(paragraph) {
                if open.is_some() {
                    out.push_str("</p>\n");
                }
                writeln!(out, "<p id=\"{}\">", paragraph + 1).ok();
                open = Some(paragraph);
            }
            write!(out, "<s id=\"{}\">", index + 1).ok();
            push_text(&mut out, &text, |out, c| out.push(picture(c)));
            out.push_str("</s>\n");
            self.output.put(out)?;
        }
        if open.is_some() {
            self.output.put("</p>\n")?;
        }
        self.output.put("</text>\n")?;
        self.output.finish()
    }
}

/// What is written for a character that XML cannot hold.
///
/// ```
/// assert_eq!(alinea::io::xces::picture('\u{1}'), '␁');
/// assert_eq!(alinea::io::xces::picture('\u{FFFF}'), '\u{FFFD}');
/// ```
pub fn picture(c: char) -> char {
    match c {
        '\0'..='\u{1F}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'),
        _ => '\u{FFFD}',
    }
}

/// Reads the links of one article after the other, and its documents with them.
pub struct XcesReader {
    xml: XmlReader,
    path: PathBuf,
    folder: PathBuf,
    options: ReaderOptions,
    assembler: Assembler,
    ready: VecDeque<UnitFields>,
    root: bool,
    done: bool,
}

/// A sentence read: its paragraph and text.
type Sentence = (Option<usize>, String);

/// A document read.
struct Document {
    /// By position: index of the segment, from 0.
    index_of: HashMap<String, usize>,
    sentences: HashMap<usize, Sentence>,
}

impl XcesReader {
    /// Opens a file of links; the documents are looked for beside it.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(path: &Path, options: &ReaderOptions) -> Result<Self> {
        Ok(XcesReader {
            xml: XmlReader::open_corpus(path, options)?,
            path: path.to_path_buf(),
            folder: path.parent().unwrap_or(Path::new("")).to_path_buf(),
            options: options.clone(),
            assembler: Assembler::new(options, "xces"),
            ready: VecDeque::new(),
            root: false,
            done: false,
        })
    }

    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        loop {
            if let Some(fields) = self.ready.pop_front() {
                let unit = self.assembler.unit(fields);
                return unit.map(Some).map_err(|e| self.xml.place(e));
            }
            match self.xml.next()? {
                Piece::Start(element) if element.name == "cesAlign" => self.root = true,
                Piece::Start(element) if !self.root => {
                    let error = Error::format("expected a `cesAlign` element")
                        .found(format!("`{}`", element.name));
                    return Err(self.xml.place(error));
                }
                Piece::Start(element) if element.name == "linkGrp" => self.group(&element)?,
                Piece::Eof if !self.root => {
                    let error = Error::format("expected a `cesAlign` element").found("none");
                    return Err(self.xml.place(error));
                }
                Piece::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// Reads a link group whole.
    fn group(&mut self, group: &Element) -> Result<()> {
        let (Some(from), Some(to)) = (group.get("fromDoc"), group.get("toDoc")) else {
            let error = Error::format("expected `fromDoc` and `toDoc`").found("a group without");
            return Err(self.xml.place(error));
        };
        let swapped = self.is_swapped(from, to);
        let (source_path, target_path) = if swapped { (to, from) } else { (from, to) };
        let source = self.document(source_path)?;
        let target = self.document(target_path)?;
        loop {
            match self.xml.next()? {
                Piece::Start(link) if link.name == "link" => {
                    let fields = Self::link(&link, swapped, &source, &target)
                        .map_err(|e| self.xml.place(e))?;
                    let score = foreign_score(fields.score, &self.path, &self.options.notes);
                    self.ready.push_back(UnitFields {
                        score,
                        article: Some(article_of(source_path)),
                        source_language: language_of(source_path),
                        target_language: language_of(target_path),
                        ..fields
                    });
                }
                Piece::End(name) if name == "linkGrp" => return Ok(()),
                Piece::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Whether the first document is in the target's language.
    fn is_swapped(&self, from: &str, to: &str) -> bool {
        let is = |path: &str, language: &Language| {
            language_of(path).is_some_and(|l| l.primary() == language.primary())
        };
        let (source, target) = (&self.options.source_language, &self.options.target_language);
        (is(from, target) || is(to, source)) && !(is(from, source) || is(to, target))
    }

    fn document(&self, name: &str) -> Result<Document> {
        let plain = self.folder.join(name);
        let packed = self.folder.join(format!("{name}.gz"));
        let path = if !plain.exists() && packed.exists() {
            packed
        } else {
            plain
        };
        Document::read(&path, self.options.charset)
    }

    fn link(
        link: &Element,
        swapped: bool,
        source: &Document,
        target: &Document,
    ) -> Result<UnitFields> {
        let targets = link.get("xtargets").unwrap_or_default();
        let Some((first, second)) = targets.split_once(';') else {
            return Err(
                Error::format("expected `xtargets` such as `1 2;1`").found(format!("`{targets}`"))
            );
        };
        let (of_source, of_target) = if swapped {
            (second, first)
        } else {
            (first, second)
        };
        let score = match link.get("certainty") {
            Some(certainty) => Some(super::fields::number(certainty)?),
            None => None,
        };
        Ok(UnitFields {
            source: source.side(of_source)?,
            target: target.side(of_target)?,
            score,
            ..UnitFields::default()
        })
    }
}

impl Iterator for XcesReader {
    type Item = Result<TranslationUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let unit = self.read();
        self.done = !matches!(unit, Ok(Some(_)));
        unit.transpose()
    }
}

impl Document {
    fn read(path: &Path, charset: Option<Charset>) -> Result<Self> {
        let mut xml = XmlReader::open(path, charset)?;
        let mut sentences: Vec<(String, Sentence)> = Vec::new();
        let mut paragraph: Option<usize> = None;
        let mut paragraphs = 0;
        loop {
            match xml.next()? {
                Piece::Start(element) if element.name == "p" => {
                    let numbered = element.get("id").and_then(|id| id.parse::<usize>().ok());
                    let number = numbered.and_then(|n| n.checked_sub(1));
                    paragraph = Some(number.unwrap_or(paragraphs));
                    paragraphs += 1;
                }
                Piece::Start(element) if element.name == "s" => {
                    let id = element.get("id").unwrap_or_default().to_owned();
                    let text = sentence(&mut xml)?;
                    sentences.push((id, (paragraph, text)));
                }
                Piece::Eof => break,
                _ => {}
            }
        }
        // Numbers from 1 are indices, gaps included; other ids count by their place.
        let numbers: Option<Vec<usize>> = sentences
            .iter()
            .map(|(id, _)| id.parse::<usize>().ok()?.checked_sub(1))
            .collect();
        let rising = numbers.filter(|n| n.windows(2).all(|w| w[0] < w[1]));
        let indices = rising.unwrap_or_else(|| (0..sentences.len()).collect());
        let mut document = Document {
            index_of: HashMap::new(),
            sentences: HashMap::new(),
        };
        for (index, (id, sentence)) in indices.into_iter().zip(sentences) {
            document.index_of.insert(id, index);
            document.sentences.insert(index, sentence);
        }
        Ok(document)
    }

    fn side(&self, ids: &str) -> Result<SideFields> {
        let mut side = SideFields {
            segments: Some(Vec::new()),
            ..SideFields::default()
        };
        let mut indices = Vec::new();
        for id in ids.split_whitespace() {
            let index = self.index_of.get(id);
            let found = index.and_then(|i| self.sentences.get(i).map(|s| (*i, s)));
            let Some((index, (paragraph, text))) = found else {
                return Err(
                    Error::format("expected a link to a sentence of the document")
                        .found(format!("`{id}`")),
                );
            };
            indices.push(index);
            side.paragraphs.extend(paragraph);
            side.segments.get_or_insert_default().push(text.clone());
        }
        side.indices = Some(indices);
        Ok(side)
    }
}

/// The text of an `s` that has just begun.
fn sentence(xml: &mut XmlReader) -> Result<String> {
    let (mut text, mut depth, mut words) = (String::new(), 0, false);
    loop {
        match xml.next()? {
            Piece::Text(piece) => text.push_str(&piece),
            Piece::Start(element) => {
                depth += 1;
                if element.name == "w" {
                    words = true;
                    text.push(' ');
                }
            }
            Piece::End(_) if depth > 0 => depth -= 1,
            Piece::End(_) | Piece::Eof => break,
        }
    }
    if words {
        let words: Vec<_> = text.split_whitespace().collect();
        return Ok(words.join(" "));
    }
    Ok(text)
}

/// The language that a document's path begins with: `fr` of `fr/a/b.xml`.
fn language_of(path: &str) -> Option<Language> {
    path.split_once('/')?.0.replace('_', "-").parse().ok()
}

/// The article of a document's path: `a/b` of `fr/a/b.xml.gz`.
fn article_of(path: &str) -> String {
    let path = path.strip_suffix(".gz").unwrap_or(path);
    let path = path.strip_suffix(".xml").unwrap_or(path);
    match language_of(path) {
        Some(_) => path.split_once('/').map_or(path, |(_, id)| id).to_owned(),
        None => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Metadata;
    use crate::io::testing::units;
    use crate::io::{Format, reader, writer};

    /// What XCES keeps of the units.
    fn kept() -> Vec<TranslationUnit> {
        let mut units = units();
        for unit in &mut units {
            let article = std::sync::Arc::make_mut(&mut unit.article);
            article.metadata = Metadata::new();
            article.score = None;
            unit.parts = None;
            unit.quality = None;
            for side in [&mut unit.source, &mut unit.target] {
                for text in &mut side.segments {
                    *text = text.replace('\u{1}', "␁").replace('\u{FFFE}', "\u{FFFD}");
                }
            }
        }
        units
    }

    #[test]
    fn both_orders_come_back() {
        for xces_opus_order in [false, true] {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("corpus.xml");
            let options = WriterOptions {
                xces_opus_order,
                ..WriterOptions::default()
            };
            let mut writer = writer(Format::Xces, path.as_path(), &options).expect("opens");
            for unit in units() {
                writer.write(&unit).expect("writes");
            }
            writer.finish().expect("finishes");
            let links = std::fs::read_to_string(&path).expect("a file");
            let from = if xces_opus_order { "en" } else { "fr" };
            assert!(links.contains(&format!("fromDoc=\"{from}/niger/puits.xml\"")));
            let read: Vec<_> = reader(&path, Format::Xces, &ReaderOptions::default())
                .expect("opens")
                .collect::<Result<_>>()
                .expect("reads");
            assert_eq!(read, kept());
        }
    }

    #[test]
    fn a_write_that_fails_leaves_the_older_corpus() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("corpus.xml");
        let options = WriterOptions::default();
        let open = || writer(Format::Xces, path.as_path(), &options).expect("opens");
        let mut first = open();
        for unit in units() {
            first.write(&unit).expect("writes");
        }
        first.finish().expect("finishes");
        let names = || {
            let entries = std::fs::read_dir(folder.path().join("fr")).expect("a folder");
            let names = entries.map(|e| e.expect("an entry").file_name());
            names.collect::<HashSet<_>>()
        };
        let before = names();
        for id in ["..", "a\u{1}b", "a\u{FFFE}"] {
            let mut second = open();
            for mut unit in units() {
                unit.source.segments.fill("Autre.".into());
                second.write(&unit).expect("writes");
            }
            let mut bad = units()[4].clone();
            std::sync::Arc::make_mut(&mut bad.article).id = id.into();
            let error = second.write(&bad).expect_err("is refused");
            assert!(error.to_string().contains("can be a file name"), "{error}");
            drop(second);
        }
        let read: Vec<_> = reader(&path, Format::Xces, &ReaderOptions::default())
            .expect("opens")
            .collect::<Result<_>>()
            .expect("reads");
        assert_eq!(read, kept());
        assert_eq!(names(), before);
    }

    #[test]
    fn a_set_of_opus_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name: &str| folder.path().join(name);
        for language in ["en", "fr"] {
            std::fs::create_dir(place(language)).expect("a folder");
        }
        std::fs::write(
            place("en/a.xml"),
            "<text><s id=\"s1.1\"><w>The</w><w>well</w></s><s id=\"s1.2\">Deep.</s></text>",
        )
        .expect("a file");
        std::fs::write(place("fr/a.xml"), "<text><s id=\"1\">Le puits.</s></text>")
            .expect("a file");
        std::fs::write(
            place("links.xml"),
            "<cesAlign version=\"1.0\"><linkGrp fromDoc=\"en/a.xml\" toDoc=\"fr/a.xml\">\n\
             <link xtargets=\"s1.1 s1.2;1\"/></linkGrp></cesAlign>",
        )
        .expect("a file");
        let mut units =
            reader(place("links.xml"), Format::Xces, &ReaderOptions::default()).expect("opens");
        let unit = units.next().expect("a unit").expect("reads");
        assert_eq!(unit.source_text(), "Le puits.");
        assert_eq!(unit.target_text(), "The well Deep.");
        assert_eq!(unit.bead_type().to_string(), "1-2");
    }
}
