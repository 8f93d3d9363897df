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
//! codes inside `bpt`, `ept`, `it` and `ph` are not. A unit without a target, or with an empty one, is a
//! bead with an empty target. The notes, `context` elements and attributes of a unit are carried through
//! and written again, and so are the attributes of its target (`target.state`); a value that an attribute
//! cannot have, and an id that another unit of the file has, become `context` elements. `seg-source` is passed
//! over, for it says the same as the source; so are `alt-trans` and the notes of a file, which is told.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fields::{Assembler, SideFields, UnitFields};
use super::ids::Ids;
use super::output::Output;
use super::props::{self, Props};
use super::xliff2::Xliff2Reader;
use super::xml::{
    Element, Piece, XmlReader, is_lawful, language_of, named_character, push_attribute, push_text,
};
use super::{Notes, ReaderOptions, UnitReader, UnitWriter, article_name};
use crate::bitext::{Article, Extra, TranslationUnit};
use crate::error::{Error, Result};

/// Elements that hold another format's codes.
const CODES: [&str; 4] = ["bpt", "ept", "it", "ph"];

/// Attributes of a unit that are written as such, behind its id; others are `context` elements.
const ATTRIBUTES: [&str; 9] = [
    "resname",
    "restype",
    "approved",
    "translate",
    "datatype",
    "extradata",
    "help-id",
    "maxwidth",
    "size-unit",
];

/// Attributes of a target that are written as such.
const OF_TARGETS: [&str; 2] = ["target.state", "target.state-qualifier"];

/// Writes XLIFF 1.2.
pub struct XliffWriter {
    output: Output,
    /// The article being written.
    article: Option<Arc<Article>>,
    ids: Ids,
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
            ids: Ids::new(""),
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
        self.ids = Ids::new("");
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
        let mut out = String::from("<trans-unit id=\"");
        let carried = attribute(&unit.extra, "id", |_, id| !id.is_empty());
        let id = self.ids.next(carried);
        push_attribute(&mut out, &id);
        out.push('"');
        push_attributes(&mut out, &unit.extra, &ATTRIBUTES, is_value);
        out.push_str(" xml:space=\"preserve\">\n");
        for (name, text) in [
            ("source", unit.source_text()),
            ("target", unit.target_text()),
        ] {
            write!(out, "<{name}").ok();
            if name == "target" {
                push_attributes(&mut out, &unit.extra, &OF_TARGETS, is_value);
            }
            out.push('>');
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
        let mut props = props::of_bead(unit);
        let says_id = carried == Some(id.as_str()) && !Ids::is_number("", &id);
        let fits = |name: &str, value: &str| match name {
            "id" => says_id,
            name => is_value(name, value),
        };
        props.extend(others(
            &unit.extra,
            &[&["id"], &ATTRIBUTES, &OF_TARGETS],
            fits,
        )?);
        for (name, value) in props {
            push_element(&mut out, "context", "context-type", &name, &value);
        }
        out.push_str("</context-group>\n");
        push_notes(&mut out, &unit.extra);
        out.push_str("</trans-unit>\n");
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
    write!(out, "<{element} {attribute}=\"").ok();
    push_attribute(out, name);
    out.push_str("\">");
    push_text(out, value, |_, _| {});
    writeln!(out, "</{element}>").ok();
}

/// The text of the first extra of a name, where it is a lawful value of the attribute by `fits`.
pub(crate) fn attribute<'a>(
    extra: &'a [Extra],
    name: &str,
    fits: impl Fn(&str, &str) -> bool,
) -> Option<&'a str> {
    let value = props::first(extra, name, is_lawful)?.value.as_str();
    fits(name, value).then_some(value)
}

/// Appends the extras that are attributes of an element by these names, or by what follows a point, and
/// by their values.
pub(crate) fn push_attributes(
    out: &mut String,
    extra: &[Extra],
    names: &[&str],
    fits: fn(&str, &str) -> bool,
) {
    if extra.is_empty() {
        return;
    }
    for name in names {
        if let Some(value) = attribute(extra, name, fits) {
            let attribute = name.rsplit('.').next().unwrap_or(name);
            write!(out, " {attribute}=\"").ok();
            push_attribute(out, value);
            out.push('"');
        }
    }
}

/// Whether an attribute of version 1.2 can have this value. The long lists of `restype` and `datatype` are
/// not looked up: any word will do.
fn is_value(name: &str, value: &str) -> bool {
    let is_one = |list: &str| {
        let extended = value.strip_prefix("x-").is_some_and(is_word);
        extended || list.split(' ').any(|one| one == value)
    };
    match name {
        "approved" | "translate" => matches!(value, "yes" | "no"),
        "maxwidth" => !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()),
        "restype" | "datatype" | "help-id" => is_word(value),
        "size-unit" => is_one(SIZE_UNITS),
        "target.state" => is_one(STATES),
        "target.state-qualifier" => is_one(QUALIFIERS),
        _ => true,
    }
}

const SIZE_UNITS: &str = "byte char col cm dlgunit em ex glyph in mm percent pixel point row";

const STATES: &str = "final needs-adaptation needs-l10n needs-review-adaptation needs-review-l10n \
    needs-review-translation needs-translation new signed-off translated";

const QUALIFIERS: &str = "exact-match fuzzy-match id-match leveraged-glossary leveraged-inherited \
    leveraged-mt leveraged-repository leveraged-tm mt-suggestion rejected-grammar rejected-inaccurate \
    rejected-length rejected-spelling tm-suggestion";

/// Whether this is one word of letters, digits and what may stand among them in a name.
fn is_word(value: &str) -> bool {
    let fine = |c: char| c.is_alphanumeric() || "_-.:".contains(c);
    !value.is_empty() && value.chars().all(fine)
}

/// Appends the notes of a unit.
pub(crate) fn push_notes(out: &mut String, extra: &[Extra]) {
    for note in props::notes(extra, is_lawful) {
        out.push_str("<note>");
        push_text(out, note, |_, _| {});
        out.push_str("</note>\n");
    }
}

/// The extras that are neither notes nor attributes of these names and of values that fit, as properties.
pub(crate) fn others(
    extra: &[Extra],
    attributes: &[&[&str]],
    fits: impl Fn(&str, &str) -> bool,
) -> Result<Props> {
    if extra.is_empty() {
        return Ok(Props::new());
    }
    let names = attributes.concat();
    let first = |e: &Extra| props::first(extra, &e.name, is_lawful);
    let is_attribute = |e: &Extra| {
        names.contains(&&*e.name)
            && first(e).is_some_and(|first| std::ptr::eq(first, e))
            && fits(&e.name, e.value.as_str())
    };
    let others = extra
        .iter()
        .filter(|e| !props::is_note(e, is_lawful) && !is_attribute(e));
    props::of_extra(others, is_lawful, |name| {
        !name.is_empty() && name != "note" && name.chars().all(is_lawful)
    })
}

/// Opens an XLIFF file of either version.
///
/// # Errors
/// A file that cannot be read, or that is no XLIFF.
pub(crate) fn open(path: &Path, options: &ReaderOptions) -> Result<Box<dyn UnitReader>> {
    let mut xml = XmlReader::open_corpus(path, options)?;
    let told = Told {
        path: path.to_path_buf(),
        notes: options.notes.clone(),
    };
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
        return Ok(Box::new(Xliff2Reader::new(xml, &root, assembler, told)));
    }
    Ok(Box::new(XliffReader {
        xml,
        assembler,
        article: FileFields::default(),
        told,
        ours: false,
    }))
}

/// Where it is told what is not read.
pub(crate) struct Told {
    path: PathBuf,
    notes: Notes,
}

impl Told {
    /// Counts an element of this name, in these words.
    pub fn left_out(&self, name: &str, place: &str) {
        let thing = format!("<{name}>{place}");
        self.notes.left_out(&self.path, &thing, "");
    }
}

/// Reads XLIFF 1.2 unit by unit.
struct XliffReader {
    xml: XmlReader,
    assembler: Assembler,
    article: FileFields,
    told: Told,
    /// Whether the file element is one of ours, where a number for an id says nothing: one that a unit
    /// came with is also a property.
    ours: bool,
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
                    self.ours = false;
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
                    match props::is_ours(&name) {
                        true => self.article.props.push((name, value)),
                        false => self.told.left_out("note", " of a file"),
                    }
                }
                "tool" => self.ours |= element.get("tool-id") == Some("alinea"),
                "trans-unit" => {
                    let fields = self.unit(&element)?;
                    let unit = self.assembler.unit(fields);
                    return unit.map(Some).map_err(|e| self.xml.place(e));
                }
                _ => {}
            }
        }
    }

    /// A `trans-unit` that has just begun.
    fn unit(&mut self, start: &Element) -> Result<UnitFields> {
        let (mut source, mut target, mut props) = (String::new(), String::new(), Props::new());
        let own = |name: &str, value: &str| self.ours && name == "id" && Ids::is_number("", value);
        let attributes = start.attributes();
        let attributes =
            attributes.filter(|(name, value)| *name != "xml:space" && !own(name, value));
        let attributes = attributes.map(|(name, value)| Extra::text(name, value));
        let mut extra: Vec<Extra> = attributes.collect();
        loop {
            match self.xml.next()? {
                Piece::Start(element) => match element.name.as_str() {
                    "source" => source = self.xml.inline_text(&CODES, control)?,
                    "target" => {
                        let attributes = element.attributes();
                        let attributes = attributes.filter(|(name, _)| !name.starts_with("xml:"));
                        extra.extend(
                            attributes.map(|(n, value)| Extra::text(format!("target.{n}"), value)),
                        );
                        target = self.xml.inline_text(&CODES, control)?;
                    }
                    "note" => extra.push(Extra::text("note", self.xml.text_of()?)),
                    // Its `context` elements come next.
                    "context-group" => {}
                    "context" => {
                        let name = element.get("context-type").unwrap_or_default().to_owned();
                        props.push((name, self.xml.text_of()?));
                    }
                    name => {
                        if name != "seg-source" {
                            self.told.left_out(name, "");
                        }
                        self.xml.text_of()?;
                    }
                },
                Piece::End(name) if name == "trans-unit" => break,
                Piece::Eof => break,
                _ => {}
            }
        }
        let fields = self.article.unit(props, source, target);
        let mut fields = fields.map_err(|e| self.xml.place(e))?;
        fields.extra.extend(extra);
        Ok(fields)
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

    use crate::bitext::{Extra, Language, TranslationUnit};
    use crate::io::testing::{joined, read_back, read_text_as, units};
    use crate::io::{Format, WriterOptions, writer};

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
    fn what_another_tool_says_of_a_unit_is_carried_through() {
        let units = read_text_as(Format::Xliff, OTHER_TOOL).expect("reads");
        let named = |at: usize| -> Vec<(&str, &str)> {
            let extra = units[at].extra.iter();
            extra.map(|e| (&*e.name, e.value.as_str())).collect()
        };
        assert_eq!(
            named(0),
            [("id", "a"), ("target.state", "translated"), ("note", "n")]
        );
        assert_eq!(named(1), [("id", "b")]);
        let back = read_back(Format::Xliff, &units);
        assert_eq!(back[0].extra.len(), 3);
        assert_eq!(back[1].extra, units[1].extra);
    }

    /// The extras that come back, sorted, and the ids in the file.
    fn extras_back(
        format: Format,
        extras: &[&[(&str, &str)]],
    ) -> (Vec<Vec<(String, String)>>, Vec<String>) {
        let one = units().remove(0);
        let with = extras.iter().map(|extra| TranslationUnit {
            extra: extra.iter().map(|(n, v)| Extra::text(*n, *v)).collect(),
            ..one.clone()
        });
        let with: Vec<_> = with.collect();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.xliff");
        let mut writer = writer(format, path.as_path(), &WriterOptions::default()).expect("opens");
        for unit in &with {
            writer.write(unit).expect("writes");
        }
        writer.finish().expect("finishes");
        let text = std::fs::read_to_string(&path).expect("a file");
        let ids = text.lines().filter_map(|line| {
            let unit = line.strip_prefix("<trans-unit ");
            unit.or(line.strip_prefix("<unit ")).map(str::to_owned)
        });
        let ids = ids.map(|line| line.replace(" xml:space=\"preserve\">", ""));
        let back = read_text_as(format, &text).expect("reads");
        let back = back.iter().map(|unit| {
            let extra = unit.extra.iter();
            let mut extra: Vec<_> = extra
                .map(|e| (e.name.to_string(), e.value.as_str().to_owned()))
                .collect();
            extra.sort();
            extra
        });
        (back.collect(), ids.collect())
    }

    #[test]
    fn ids_are_unique_in_a_file_and_come_back() {
        for (format, prefix) in [(Format::Xliff, ""), (Format::Xliff2, "u")] {
            let two = format!("{prefix}2");
            let ids = [Some(two.as_str()), None, Some("a"), Some("a"), None];
            let extras = ids.map(|id| id.map(|id| ("id", id)).into_iter().collect::<Vec<_>>());
            let slices = extras.each_ref().map(Vec::as_slice);
            let (back, written) = extras_back(format, &slices);
            let wanted = ["2", "3", "a", "5", "6"];
            let wanted = wanted.map(|id| match id {
                "a" => "id=\"a\"".to_owned(),
                id => format!("id=\"{prefix}{id}\""),
            });
            assert_eq!(written, wanted);
            for (back, extra) in back.iter().zip(&extras) {
                let back = back.iter().map(|(n, v)| (n.as_str(), v.as_str()));
                assert_eq!(back.collect::<Vec<_>>(), *extra, "{format}");
            }
        }
    }

    #[test]
    fn a_value_that_an_attribute_cannot_have_is_a_property() {
        let bad = [
            ("approved", "Anne"),
            ("canResegment", "oui"),
            ("maxwidth", "abc"),
            ("segment.state", "done"),
            ("target.state", "a b"),
            ("translate", "oui"),
            ("type", "weird"),
        ];
        let fine = [
            ("approved", "yes"),
            ("canResegment", "no"),
            ("maxwidth", "12"),
            ("segment.state", "final"),
            ("target.state", "x-done"),
            ("translate", "no"),
            ("type", "fs:p"),
        ];
        for (format, attributes) in [
            (
                Format::Xliff,
                " approved=\"yes\" translate=\"no\" maxwidth=\"12\"",
            ),
            (
                Format::Xliff2,
                " translate=\"no\" canResegment=\"no\" type=\"fs:p\"",
            ),
        ] {
            let (back, written) = extras_back(format, &[&bad, &fine]);
            assert!(!written[0].contains("=\"oui"), "{written:?}");
            assert_eq!(written[0].matches('=').count(), 1, "{written:?}");
            assert!(written[1].ends_with(attributes), "{written:?}");
            for (back, wanted) in back.iter().zip([bad, fine]) {
                let wanted = wanted.map(|(name, value)| (name.to_owned(), value.to_owned()));
                assert_eq!(*back, wanted, "{format}");
            }
        }
    }

    #[test]
    fn what_is_no_xliff_is_refused() {
        for text in ["", "plain", "<tmx></tmx>", "<xliff><file><trans-unit>"] {
            assert!(read_text_as(Format::Xliff, text).is_err(), "{text}");
        }
    }
}
