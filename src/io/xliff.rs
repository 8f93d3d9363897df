//! XLIFF 1.2, the exchange format of translation tools, as `xliff`; see [`xliff2`](super::xliff2) for
//! version 2.
//!
//! Written: a `file` an article, whose `original` is the article's id, and another where what is known of
//! the article changes; a `trans-unit` a bead, its
//! segments joined. Our numbers are `context` elements in a `context-group`, what is known of the
//! article are `note` elements of the header. White space is kept (`xml:space="preserve"`). A
//! character that XML cannot hold is written as `<ph ctype="x-control">U+0001</ph>` and read back; a
//! value that has one is written as JSON. A corpus without units has no `file`.
//!
//! Read: XLIFF of any tool, 1.x and 2.x alike. The text inside `g`, `mrk` and `sub` is kept; native
//! codes inside `bpt`, `ept`, `it` and `ph` are not. `alt-trans` and `seg-source` are passed over. A
//! unit without a target, or with an empty one, is a bead with an empty target.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use super::fields::{Assembler, SideFields, UnitFields};
use super::output::Output;
use super::props::{self, Props};
use super::xliff2::Xliff2Reader;
use super::xml::{
    Element, Piece, XmlReader, is_lawful, language_of, named_character, push_attribute, push_text,
};
use super::{ReaderOptions, UnitReader, UnitWriter, article_name};
use crate::bitext::{Article, TranslationUnit};
use crate::error::{Error, Result};

/// Elements that hold another format's codes.
const CODES: [&str; 4] = ["bpt", "ept", "it", "ph"];

/// Writes XLIFF 1.2.
pub struct XliffWriter {
    output: Output,
    /// The article being written.
    article: Option<Arc<Article>>,
    /// Units of it written.
    units: usize,
}

impl XliffWriter {
    /// Writes the beginning to `output`.
    ///
    /// # Errors
    /// A full disk.
    pub fn new(mut output: Output) -> Result<Self> {
        output.put(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <xliff version=\"1.2\" xmlns=\"urn:oasis:names:tc:xliff:document:1.2\">\n",
        )?;
        Ok(XliffWriter {
            output,
            article: None,
            units: 0,
        })
    }

    fn begin(&mut self, article: &Arc<Article>) -> Result<()> {
        self.end()?;
        let mut out = String::from("<file original=\"");
        push_attribute(&mut out, &article.id);
        // Writing to a string does not fail.
        write!(
            out,
            "\" source-language=\"{}\" target-language=\"{}\" datatype=\"plaintext\">\n<header>\n",
            article.source_language, article.target_language
        )
        .ok();
        for (name, value) in props::of_article(article, is_lawful)? {
            push_element(&mut out, "note", "from", &name, &value);
        }
        writeln!(
            out,
            "<tool tool-id=\"alinea\" tool-name=\"alinea\" tool-version=\"{}\"/>\n</header>\n<body>",
            env!("CARGO_PKG_VERSION")
        )
        .ok();
        self.article = Some(Arc::clone(article));
        self.units = 0;
        self.output.put(out)
    }

    fn end(&mut self) -> Result<()> {
        match self.article.take() {
            Some(_) => self.output.put("</body>\n</file>\n"),
            None => Ok(()),
        }
    }
}

impl UnitWriter for XliffWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        if self.article.as_ref() != Some(&unit.article) {
            self.begin(&unit.article)?;
        }
        self.units += 1;
        let mut out = format!(
            "<trans-unit id=\"{}\" xml:space=\"preserve\">\n",
            self.units
        );
        for (name, text) in [
            ("source", unit.source_text()),
            ("target", unit.target_text()),
        ] {
            write!(out, "<{name}>").ok();
            let mut codes = 0;
            push_text(&mut out, &text, |out, c| {
                codes += 1;
                let code = u32::from(c);
                write!(
                    out,
                    "<ph id=\"{codes}\" ctype=\"x-control\">U+{code:04X}</ph>"
                )
                .ok();
            });
            writeln!(out, "</{name}>").ok();
        }
        out.push_str("<context-group name=\"alinea\" purpose=\"information\">\n");
        for (name, value) in props::of_bead(unit) {
            push_element(&mut out, "context", "context-type", &name, &value);
        }
        out.push_str("</context-group>\n</trans-unit>\n");
        self.output.put(out)
    }

    fn written(&self) -> Option<u64> {
        Some(self.output.written())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.end()?;
        self.output.put("</xliff>\n")?;
        self.output.finish()
    }
}

/// Appends `<element attribute="name">value</element>` on a line.
pub(crate) fn push_element(
    out: &mut String,
    element: &str,
    attribute: &str,
    name: &str,
    value: &str,
) {
    write!(out, "<{element} {attribute}=\"{name}\">").ok();
    push_text(out, value, |_, _| {});
    writeln!(out, "</{element}>").ok();
}

/// Opens an XLIFF file of either version.
///
/// # Errors
/// A file that cannot be read, or that is no XLIFF.
pub(crate) fn open(path: &Path, options: &ReaderOptions) -> Result<Box<dyn UnitReader>> {
    let mut xml = XmlReader::open(path, options.charset)?;
    let root = loop {
        match xml.next()? {
            Piece::Start(element) if element.name == "xliff" => break element,
            Piece::Start(element) => {
                let found = format!("`{}`", element.name);
                return Err(xml.place(Error::format("expected an `xliff` element").found(found)));
            }
            Piece::Eof => {
                return Err(xml.place(Error::format("expected an `xliff` element").found("none")));
            }
            _ => {}
        }
    };
    let assembler = Assembler::new(options, &article_name(path));
    if root.get("version").is_some_and(|v| v.starts_with('2')) {
        return Ok(Box::new(Xliff2Reader::new(xml, &root, assembler)));
    }
    Ok(Box::new(XliffReader {
        xml,
        assembler,
        article: FileFields::default(),
    }))
}

/// Reads XLIFF 1.2 unit by unit.
struct XliffReader {
    xml: XmlReader,
    assembler: Assembler,
    article: FileFields,
}

/// What a `file` says of all its units.
#[derive(Default)]
pub(crate) struct FileFields {
    pub original: Option<String>,
    pub source_language: Option<String>,
    pub target_language: Option<String>,
    pub props: Props,
}

impl FileFields {
    /// The fields of a unit of this file.
    pub fn unit(&self, props: Props, source: String, target: String) -> Result<UnitFields> {
        let language = |code: &Option<String>| code.as_deref().and_then(language_of);
        let mut fields = UnitFields {
            article: self.original.clone(),
            source_language: language(&self.source_language),
            target_language: language(&self.target_language),
            source: SideFields::of_text(source),
            target: SideFields::of_text(target),
            ..UnitFields::default()
        };
        for (name, value) in self.props.iter().cloned().chain(props) {
            props::read(&mut fields, &name, value)?;
        }
        Ok(fields)
    }
}

impl XliffReader {
    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        loop {
            let element = match self.xml.next()? {
                Piece::Start(element) => element,
                Piece::Eof => return Ok(None),
                _ => continue,
            };
            match element.name.as_str() {
                "file" => {
                    let get = |name: &str| element.get(name).map(str::to_owned);
                    self.article = FileFields {
                        original: get("original").filter(|id| !id.is_empty()),
                        source_language: get("source-language"),
                        target_language: get("target-language"),
                        props: Props::new(),
                    };
                }
                "note" => {
                    let name = element.get("from").unwrap_or_default().to_owned();
                    let value = self.xml.text_of()?;
                    self.article.props.push((name, value));
                }
                "trans-unit" => {
                    let fields = self.unit()?;
                    let unit = self.assembler.unit(fields);
                    return unit.map(Some).map_err(|e| self.xml.place(e));
                }
                _ => {}
            }
        }
    }

    /// A `trans-unit` that has just begun.
    fn unit(&mut self) -> Result<UnitFields> {
        let (mut source, mut target, mut props) = (String::new(), String::new(), Props::new());
        loop {
            match self.xml.next()? {
                Piece::Start(element) => match element.name.as_str() {
                    "source" => source = self.xml.inline_text(&CODES, control)?,
                    "target" => target = self.xml.inline_text(&CODES, control)?,
                    // Its `context` elements come next.
                    "context-group" => {}
                    "context" => {
                        let name = element.get("context-type").unwrap_or_default().to_owned();
                        props.push((name, self.xml.text_of()?));
                    }
                    _ => {
                        self.xml.text_of()?;
                    }
                },
                Piece::End(name) if name == "trans-unit" => break,
                Piece::Eof => break,
                _ => {}
            }
        }
        let fields = self.article.unit(props, source, target);
        fields.map_err(|e| self.xml.place(e))
    }
}

impl Iterator for XliffReader {
    type Item = Result<TranslationUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// The character that a `<ph ctype="x-control">U+0001</ph>` stands for.
fn control(element: &Element, code: &str) -> Option<char> {
    let ours = element.get("ctype") == Some("x-control");
    ours.then(|| named_character(code)).flatten()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::bitext::Language;
    use crate::io::Format;
    use crate::io::testing::{joined, read_back, read_text_as, units};

    const OTHER_TOOL: &str = r#"<?xml version="1.0"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="menu.html" source-language="fr-FR" target-language="en_GB" datatype="html">
<header><note>for all</note></header><body><group>
<trans-unit id="a"><source>Le <g id="1">puits</g><x id="2"/> &amp; l'eau</source>
 <seg-source><mrk mtype="seg" mid="0">Le puits</mrk></seg-source>
 <target state="translated">The <bpt id="1">&lt;b&gt;</bpt>well<ept id="1">&lt;/b&gt;</ept></target>
 <note>n</note><alt-trans><source>x</source><target>The wall</target></alt-trans></trans-unit>
<trans-unit id="b"><source>Seul.</source></trans-unit>
</group></body></file></xliff>"#;

    #[test]
    fn all_but_the_segments_bounds_comes_back() {
        assert_eq!(read_back(Format::Xliff, &units()), joined(units(), true));
    }

    #[test]
    fn units_of_one_article_keep_their_own_metadata_and_languages() {
        for format in [Format::Xliff, Format::Xliff2] {
            let mut units = units();
            for unit in &mut units[2..4] {
                let article = Arc::make_mut(&mut unit.article);
                article.metadata.insert("url".into(), "u2".into());
                if format == Format::Xliff {
                    article.target_language = "de".parse::<Language>().expect("a code");
                }
            }
            assert_eq!(read_back(format, &units), joined(units, true), "{format}");
        }
    }

    #[test]
    fn another_tools_file_is_read() {
        let units = read_text_as(Format::Xliff, OTHER_TOOL).expect("reads");
        assert_eq!(units.len(), 2);
        assert_eq!(units[0].source_text(), "Le puits & l'eau");
        assert_eq!(units[0].target_text(), "The well");
        assert_eq!(units[0].article.id, "menu.html");
        assert_eq!(units[0].article.target_language.as_str(), "en-gb");
        assert_eq!(units[1].bead_type().to_string(), "1-0");
    }

    #[test]
    fn what_is_no_xliff_is_refused() {
        for text in ["", "plain", "<tmx></tmx>", "<xliff><file><trans-unit>"] {
            assert!(read_text_as(Format::Xliff, text).is_err(), "{text}");
        }
    }
}
