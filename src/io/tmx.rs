//! TMX 1.4b, the exchange format of translation memories.
//!
//! Written: one `tu` a bead, with our numbers in `prop` elements (`x-article`, `x-bead`, `x-score`,
//! `x-source-indices`, `x-meta-date`, …) before its two `tuv`. The header has every attribute that
//! the DTD asks for, and no date, so that the same units give the same bytes. A character that XML
//! cannot hold is written as `<ph type="x-control">U+0001</ph>`, which TMX allows, and read back as
//! the character; a property that has one, or metadata whose name cannot stand in a type, is
//! written as JSON in a `prop` whose type ends in `-json`.
//!
//! Read: TMX of any tool, `tu` by `tu`. Of `tuv` in more than two languages the two that the options
//! name are taken, by the whole code or else by the primary language; a `tu` without both is passed
//! over, and a file that has only such is an error. The text inside `hi` and `sub` is kept; the
//! native codes inside `bpt`, `ept`, `it`, `ph` and `ut` are markup of another format and are not.

use std::fmt::Write as _;
use std::path::Path;

use super::fields::{Assembler, SideFields, UnitFields};
use super::output::Output;
use super::props;
use super::xml::{
    Element, Piece, XmlReader, is_lawful, language_of, named_character, push_attribute, push_text,
};
use super::{ReaderOptions, UnitWriter, WriterOptions, article_name};
use crate::bitext::{Language, TranslationUnit};
use crate::error::{Error, Result};

/// Elements that hold another format's codes.
const CODES: [&str; 5] = ["bpt", "ept", "it", "ph", "ut"];

/// Writes TMX.
pub struct TmxWriter {
    output: Output,
}

impl TmxWriter {
    /// Writes the header to `output`.
    ///
    /// # Errors
    /// A full disk.
    pub fn new(mut output: Output, options: &WriterOptions) -> Result<Self> {
        output.put(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n\
             <tmx version=\"1.4\">\n\
             <header creationtool=\"alinea\" creationtoolversion=\"{}\" segtype=\"sentence\" \
             o-tmf=\"alinea\" adminlang=\"en\" srclang=\"{}\" datatype=\"plaintext\"/>\n\
             <body>\n",
            env!("CARGO_PKG_VERSION"),
            options.source_language,
        ))?;
        Ok(TmxWriter { output })
    }
}

impl UnitWriter for TmxWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        let article = &unit.article;
        let mut out = String::from("<tu tuid=\"");
        let id = article.id.replace(char::is_whitespace, "_");
        push_attribute(&mut out, &format!("{id}:{}", unit.bead));
        out.push_str("\">\n");
        push_props(&mut out, unit)?;
        for (language, text) in [
            (&article.source_language, unit.source_text()),
            (&article.target_language, unit.target_text()),
        ] {
            // Writing to a string does not fail.
            write!(out, "<tuv xml:lang=\"{language}\"><seg>").ok();
            push_text(&mut out, &text, |out, c| {
                let code = u32::from(c);
                write!(out, "<ph type=\"x-control\">U+{code:04X}</ph>").ok();
            });
            out.push_str("</seg></tuv>\n");
        }
        out.push_str("</tu>\n");
        self.output.put(out)
    }

    fn written(&self) -> Option<u64> {
        Some(self.output.written())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.output.put("</body>\n</tmx>\n")?;
        self.output.finish()
    }
}

fn push_props(out: &mut String, unit: &TranslationUnit) -> Result<()> {
    // The article's id and score, the bead, then the metadata.
    let mut props = props::of_article(&unit.article, is_lawful)?;
    let head = 1 + usize::from(unit.article.score.is_some());
    let metadata = props.split_off(head);
    props.extend(props::of_bead(unit));
    props.extend(metadata);
    for (name, value) in props {
        write!(out, "<prop type=\"{name}\">").ok();
        push_text(out, &value, |_, _| {});
        out.push_str("</prop>\n");
    }
    Ok(())
}

/// Reads TMX `tu` by `tu`.
pub struct TmxReader {
    xml: XmlReader,
    source_language: Language,
    target_language: Language,
    assembler: Assembler,
    /// Whether a unit has been read.
    any: bool,
    /// Languages of units passed over.
    passed_over: Vec<String>,
    done: bool,
}

/// What a `tu` holds.
#[derive(Default)]
struct Tu {
    props: Vec<(String, String)>,
    /// Language and text of each `tuv`.
    texts: Vec<(String, String)>,
}

impl TmxReader {
    /// Opens `path`, or standard input for `-`.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(path: &Path, options: &ReaderOptions) -> Result<Self> {
        Ok(TmxReader {
            xml: XmlReader::open(path, options.charset)?,
            source_language: options.source_language.clone(),
            target_language: options.target_language.clone(),
            assembler: Assembler::new(options, &article_name(path)),
            any: false,
            passed_over: Vec::new(),
            done: false,
        })
    }

    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        let mut root = self.any || !self.passed_over.is_empty();
        loop {
            match self.xml.next()? {
                Piece::Start(element) if !root && element.name != "tmx" => {
                    let error = Error::format("expected a `tmx` element")
                        .found(format!("`{}`", element.name));
                    return Err(self.xml.place(error));
                }
                Piece::Start(element) if element.name == "tu" => {
                    let tu = self.tu()?;
                    if let Some(unit) = self.unit(tu).map_err(|e| self.xml.place(e))? {
                        self.any = true;
                        return Ok(Some(unit));
                    }
                }
                Piece::Start(_) => root = true,
                Piece::Eof if !root => {
                    let error = Error::format("expected a `tmx` element").found("none");
                    return Err(self.xml.place(error));
                }
                Piece::Eof => return self.end(),
                _ => {}
            }
        }
    }

    fn end(&self) -> Result<Option<TranslationUnit>> {
        if self.any || self.passed_over.is_empty() {
            return Ok(None);
        }
        let (source, target) = (&self.source_language, &self.target_language);
        Err(self.xml.place(
            Error::format(format!(
                "expected translation units in {source} and {target}"
            ))
            .found(format!("only {}", self.passed_over.join(", ")))
            .help("name the languages"),
        ))
    }

    fn tu(&mut self) -> Result<Tu> {
        let mut tu = Tu::default();
        loop {
            match self.xml.next()? {
                Piece::Start(element) => match element.name.as_str() {
                    "prop" => {
                        let name = element.get("type").unwrap_or_default().to_owned();
                        tu.props.push((name, self.xml.text_of()?));
                    }
                    "tuv" => {
                        let text = self.tuv()?;
                        let language = element.get("xml:lang").or(element.get("lang"));
                        tu.texts
                            .push((language.unwrap_or_default().to_owned(), text));
                    }
                    _ => {
                        self.xml.text_of()?;
                    }
                },
                Piece::End(name) if name == "tu" => return Ok(tu),
                Piece::Eof => return Ok(tu),
                _ => {}
            }
        }
    }

    fn tuv(&mut self) -> Result<String> {
        let mut text = String::new();
        loop {
            match self.xml.next()? {
                Piece::Start(element) if element.name == "seg" => {
                    text.push_str(&self.xml.inline_text(&CODES, control)?);
                }
                Piece::Start(_) => {
                    self.xml.text_of()?;
                }
                Piece::End(name) if name == "tuv" => return Ok(text),
                Piece::Eof => return Ok(text),
                _ => {}
            }
        }
    }

    /// The unit of a `tu`; `None` if it has not both languages.
    fn unit(&mut self, mut tu: Tu) -> Result<Option<TranslationUnit>> {
        let source = pick(&tu.texts, &self.source_language, None);
        let target = pick(&tu.texts, &self.target_language, source);
        let (Some(source), Some(target)) = (source, target) else {
            for (language, _) in tu.texts {
                if !self.passed_over.contains(&language) && self.passed_over.len() < 20 {
                    self.passed_over.push(language);
                }
            }
            if self.passed_over.is_empty() {
                self.passed_over.push("no language".into());
            }
            return Ok(None);
        };
        let mut fields = UnitFields {
            source_language: language_of(&tu.texts[source].0),
            target_language: language_of(&tu.texts[target].0),
            source: SideFields::of_text(std::mem::take(&mut tu.texts[source].1)),
            target: SideFields::of_text(std::mem::take(&mut tu.texts[target].1)),
            ..UnitFields::default()
        };
        for (name, value) in tu.props {
            props::read(&mut fields, &name, value)?;
        }
        self.assembler.unit(fields).map(Some)
    }
}

impl Iterator for TmxReader {
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

/// The character that a `<ph type="x-control">U+0001</ph>` stands for.
fn control(element: &Element, code: &str) -> Option<char> {
    let ours = element.get("type") == Some("x-control");
    ours.then(|| named_character(code)).flatten()
}

/// Which text is in `language`: by the whole code, else by the primary one.
fn pick(texts: &[(String, String)], language: &Language, taken: Option<usize>) -> Option<usize> {
    let find = |same: &dyn Fn(&Language) -> bool| {
        (0..texts.len())
            .filter(|&at| Some(at) != taken)
            .find(|&at| language_of(&texts[at].0).is_some_and(|l| same(&l)))
    };
    find(&|l| l == language).or_else(|| find(&|l| l.primary() == language.primary()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::testing::{joined, read_back, read_text_as, units};
    use crate::io::{Format, reader};

    const OTHER_TOOL: &str = r#"<?xml version="1.0"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header creationtool="x" srclang="EN-US"><note>n</note></header><body>
<tu><note>for <b/> you</note><prop type="domain">water</prop>
  <tuv xml:lang="DE"><seg>Brunnen</seg></tuv>
  <tuv lang="EN-US"><prop type="p">v</prop><seg>The <bpt i="1">&lt;b&gt;</bpt>well<ept i="1">&lt;/b&gt;</ept> <hi>deep</hi></seg></tuv>
  <tuv xml:lang="fr_CA"><seg><![CDATA[Le puits & l'eau]]></seg></tuv>
</tu>
<tu><tuv xml:lang="DE"><seg>nur</seg></tuv><tuv xml:lang="fr"><seg>seul</seg></tuv></tu>
</body></tmx>"#;

    #[test]
    fn all_but_the_segments_bounds_comes_back() {
        assert_eq!(read_back(Format::Tmx, &units()), joined(units(), true));
    }

    #[test]
    fn another_tools_file_is_read() {
        let units = read_text_as(Format::Tmx, OTHER_TOOL).expect("reads");
        assert_eq!(units.len(), 1);
        assert_eq!(units[0].source_text(), "Le puits & l'eau");
        assert_eq!(units[0].target_text(), "The well deep");
        assert_eq!(units[0].article.target_language.as_str(), "en-us");
    }

    #[test]
    fn utf16_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.tmx");
        let text = OTHER_TOOL.replace("?>\n", " encoding=\"UTF-16\"?>\n");
        let bytes: Vec<u8> = format!("\u{FEFF}{text}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        std::fs::write(&path, bytes).expect("a file");
        let mut units = reader(&path, Format::Tmx, &ReaderOptions::default()).expect("opens");
        let unit = units.next().expect("a unit").expect("reads");
        assert_eq!(unit.source_text(), "Le puits & l'eau");
    }

    #[test]
    fn languages_that_are_not_there_are_said() {
        let text = OTHER_TOOL.replace("fr", "it");
        let error = read_text_as(Format::Tmx, &text).expect_err("is refused");
        let said = error.to_string();
        assert!(said.contains("in fr and en"), "{said}");
        assert!(said.contains("DE, EN-US, it_CA"), "{said}");
    }

    #[test]
    fn what_is_no_tmx_is_refused() {
        for text in ["", "plain", "<html></html>", "<tmx><body><tu>"] {
            assert!(read_text_as(Format::Tmx, text).is_err(), "{text}");
        }
    }
}
