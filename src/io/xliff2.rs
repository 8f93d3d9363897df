//! XLIFF 2.0, as `xliff2`; see [`xliff`](super::xliff) for version 1.2.
//!
//! Written: a `file` an article, whose `original` is the article's id, and another where what is known of
//! the article changes; a `unit` with one `segment` a
//! bead, its segments joined. Our numbers stand in the standard's metadata module (`mda:meta`
//! elements), at the `file` what is known of the article. White space is kept. A character that XML
//! cannot hold is written as `<cp hex="0001"/>`, the standard's own way, and read back. The two
//! languages stand at the root, so all articles must have the same. A corpus without units has no
//! `file`.
//!
//! Read: XLIFF of any tool, 1.x and 2.x alike; a `segment` is a unit. The text inside `pc` and `mrk`
//! is kept, `ignorable` and `originalData` are passed over. The notes, metadata and attributes of a unit
//! (its id but where the file is ours and the id a number) are carried through with its first segment, and the attributes of each segment with it; the notes and
//! metadata of a file are passed over, which is told.

use std::fmt::Write as _;
use std::sync::Arc;

use super::fields::{Assembler, UnitFields};
use super::ids::Ids;
use super::output::Output;
use super::props::{self, Props};
use super::xliff::{
    FileFields, Told, attribute, others, push_attributes, push_element, push_notes,
};
use super::xml::{Element, Piece, XmlReader, is_lawful, push_attribute, push_text};
use super::{LanguagePair, UnitWriter, WriterOptions};
use crate::bitext::{Article, Extra, TranslationUnit};
use crate::error::Result;

/// The one element that stands for a character.
const CODES: [&str; 1] = ["cp"];

/// Attributes of a unit that are written as such; others are metadata.
const ATTRIBUTES: [&str; 4] = ["name", "translate", "canResegment", "type"];

/// Attributes of a segment that are written as such.
const OF_SEGMENTS: [&str; 2] = ["segment.state", "segment.subState"];

/// What our ids of units begin with.
const PREFIX: &str = "u";

/// Category of the metadata that is ours.
const CATEGORY: &str = "alinea";

/// Writes XLIFF 2.0.
pub struct Xliff2Writer {
    output: Output,
    /// What the root says.
    languages: LanguagePair,
    /// Whether the root has been written.
    started: bool,
    /// The article being written.
    article: Option<Arc<Article>>,
    files: usize,
    ids: Ids,
}

impl Xliff2Writer {
    /// Writes to `output`.
    pub fn new(output: Output, options: &WriterOptions) -> Self {
        Xliff2Writer {
            output,
            languages: LanguagePair::new("xliff2", options),
            started: false,
            article: None,
            files: 0,
            ids: Ids::new(PREFIX),
        }
    }

    fn start(&mut self) -> Result<()> {
        self.started = true;
        self.output.put(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <xliff version=\"2.0\" srcLang=\"{}\" trgLang=\"{}\" \
             xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" \
             xmlns:mda=\"urn:oasis:names:tc:xliff:metadata:2.0\">\n",
            self.languages.source(),
            self.languages.target()
        ))
    }

    fn begin(&mut self, article: &Arc<Article>) -> Result<()> {
        self.languages.check(article)?;
        if !self.started {
            self.start()?;
        }
        self.end()?;
        self.files += 1;
        self.ids.begin();
        let mut out = format!("<file id=\"f{}\" original=\"", self.files);
        push_attribute(&mut out, &article.id);
        out.push_str("\">\n");
        push_metadata(&mut out, &props::of_article(article, is_lawful)?);
        self.article = Some(Arc::clone(article));
        self.output.put(out)
    }

    fn end(&mut self) -> Result<()> {
        match self.article.take() {
            Some(_) => self.output.put("</file>\n"),
            None => Ok(()),
        }
    }
}

impl UnitWriter for Xliff2Writer {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        if self.article.as_ref() != Some(&unit.article) {
            self.begin(&unit.article)?;
        }
        let mut out = String::from("<unit id=\"");
        let is_id = |_: &str, id: &str| !id.is_empty() && id.chars().all(is_token);
        let carried = attribute(&unit.extra, "id", is_id);
        let id = self.ids.next(carried);
        out.push_str(&id);
        out.push('"');
        push_attributes(&mut out, &unit.extra, &ATTRIBUTES, is_value);
        out.push_str(" xml:space=\"preserve\">\n");
        let mut props = props::of_bead(unit);
        let says_id = carried == Some(id.as_str()) && !Ids::is_number(PREFIX, &id);
        let fits = |name: &str, value: &str| match name {
            "id" => says_id,
            name => is_value(name, value),
        };
        let attributes: [&[&str]; 3] = [&["id"], &ATTRIBUTES, &OF_SEGMENTS];
        props.extend(others(&unit.extra, &attributes, fits)?);
        push_metadata(&mut out, &props);
        if props::notes(&unit.extra, is_lawful).next().is_some() {
            out.push_str("<notes>\n");
            push_notes(&mut out, &unit.extra);
            out.push_str("</notes>\n");
        }
        out.push_str("<segment");
        push_attributes(&mut out, &unit.extra, &OF_SEGMENTS, is_value);
        out.push_str(">\n");
        for (name, text) in [
            ("source", unit.source_text()),
            ("target", unit.target_text()),
        ] {
            write!(out, "<{name} xml:space=\"preserve\">").ok();
            push_text(&mut out, &text, |out, c| {
                write!(out, "<cp hex=\"{:04X}\"/>", u32::from(c)).ok();
            });
            writeln!(out, "</{name}>").ok();
        }
        out.push_str("</segment>\n</unit>\n");
        self.output.put(out)
    }

    fn written(&self) -> Option<u64> {
        Some(self.output.written())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        if !self.started {
            self.start()?;
        }
        self.end()?;
        self.output.put("</xliff>\n")?;
        self.output.finish()
    }
}

/// Whether the id of a unit can have `c`; it is a name token.
fn is_token(c: char) -> bool {
    c.is_alphanumeric() || "_-.".contains(c)
}

/// Whether an attribute can have this value.
fn is_value(name: &str, value: &str) -> bool {
    match name {
        "translate" | "canResegment" => matches!(value, "yes" | "no"),
        "segment.state" => matches!(value, "initial" | "translated" | "reviewed" | "final"),
        "type" | "segment.subState" => {
            let parts = value.split_once(':');
            let fine = |part: &str| !part.is_empty() && !part.contains([' ', ':']);
            parts.is_some_and(|(prefix, name)| fine(prefix) && fine(name))
        }
        _ => true,
    }
}

fn push_metadata(out: &mut String, props: &Props) {
    out.push_str("<mda:metadata>\n");
    writeln!(out, "<mda:metaGroup category=\"{CATEGORY}\">").ok();
    for (name, value) in props {
        push_element(out, "mda:meta", "type", name, value);
    }
    out.push_str("</mda:metaGroup>\n</mda:metadata>\n");
}

/// Reads XLIFF 2 segment by segment.
pub(crate) struct Xliff2Reader {
    xml: XmlReader,
    assembler: Assembler,
    article: FileFields,
    /// The unit being read; `None` outside units.
    unit: Option<Unit>,
    told: Told,
    /// Whether the `file` has metadata of ours, so that a number of ours for an id says nothing: one that
    /// a unit came with is also a property.
    ours: bool,
}

/// What a unit says besides its segments.
#[derive(Default)]
struct Unit {
    props: Props,
    extra: Vec<Extra>,
}

impl Xliff2Reader {
    /// Reads on after the `root` element.
    pub fn new(xml: XmlReader, root: &Element, assembler: Assembler, told: Told) -> Self {
        let article = FileFields {
            source_language: root.get("srcLang").map(str::to_owned),
            target_language: root.get("trgLang").map(str::to_owned),
            ..FileFields::default()
        };
        Xliff2Reader {
            xml,
            assembler,
            article,
            unit: None,
            told,
            ours: false,
        }
    }

    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        loop {
            let element = match self.xml.next()? {
                Piece::Start(element) => element,
                Piece::End(name) => {
                    if name == "unit" {
                        self.unit = None;
                    }
                    continue;
                }
                Piece::Eof => return Ok(None),
                Piece::Text(_) => continue,
            };
            match element.name.as_str() {
                "file" => {
                    self.ours = false;
                    let original = element.get("original").filter(|id| !id.is_empty());
                    self.article.original = original.map(str::to_owned);
                    self.article.props.clear();
                }
                "unit" => {
                    let own = |name: &str, value: &str| {
                        self.ours && name == "id" && Ids::is_number(PREFIX, value)
                    };
                    let attributes = element.attributes();
                    let attributes = attributes
                        .filter(|(name, value)| *name != "xml:space" && !own(name, value));
                    let extra = attributes.map(|(name, value)| Extra::text(name, value));
                    self.unit = Some(Unit {
                        extra: extra.collect(),
                        ..Unit::default()
                    });
                }
                "mda:metaGroup" if self.unit.is_none() => {
                    self.ours |= element.get("category") == Some(CATEGORY);
                }
                "mda:meta" => {
                    let name = element.get("type").unwrap_or_default().to_owned();
                    let value = self.xml.text_of()?;
                    match &mut self.unit {
                        Some(unit) => unit.props.push((name, value)),
                        None if props::is_ours(&name) => self.article.props.push((name, value)),
                        None => self.told.left_out("mda:meta", " of a file"),
                    }
                }
                "note" => {
                    let note = self.xml.text_of()?;
                    match &mut self.unit {
                        Some(unit) => unit.extra.push(Extra::text("note", note)),
                        None => self.told.left_out("note", " of a file"),
                    }
                }
                "segment" => {
                    let fields = self.segment(&element)?;
                    let unit = self.assembler.unit(fields);
                    return unit.map(Some).map_err(|e| self.xml.place(e));
                }
                "ignorable" | "originalData" => {
                    self.xml.text_of()?;
                }
                _ => {}
            }
        }
    }

    /// A `segment` that has just begun.
    fn segment(&mut self, start: &Element) -> Result<UnitFields> {
        let (mut source, mut target) = (String::new(), String::new());
        loop {
            match self.xml.next()? {
                Piece::Start(element) => match element.name.as_str() {
                    "source" => source = self.xml.inline_text(&CODES, control)?,
                    "target" => target = self.xml.inline_text(&CODES, control)?,
                    _ => {
                        self.xml.text_of()?;
                    }
                },
                Piece::End(name) if name == "segment" => break,
                Piece::Eof => break,
                _ => {}
            }
        }
        // The numbers of ours are a unit's with one segment.
        let unit = self.unit.as_mut().map(std::mem::take).unwrap_or_default();
        let fields = self.article.unit(unit.props, source, target);
        let mut fields = fields.map_err(|e| self.xml.place(e))?;
        fields.extra.extend(unit.extra);
        let attributes = start.attributes();
        fields
            .extra
            .extend(attributes.map(|(name, value)| Extra::text(format!("segment.{name}"), value)));
        Ok(fields)
    }
}

impl Iterator for Xliff2Reader {
    type Item = Result<TranslationUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// The character that a `<cp hex="0001"/>` stands for.
fn control(element: &Element, _: &str) -> Option<char> {
    let code = u32::from_str_radix(element.get("hex")?.trim(), 16).ok()?;
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::io::testing::{joined, read_back, read_text_as, units};
    use crate::io::{Destination, Format, WriterOptions, writer};

    const OTHER_TOOL: &str = r#"<?xml version="1.0"?>
<xliff version="2.1" srcLang="fr" trgLang="de" xmlns="urn:oasis:names:tc:xliff:document:2.0">
<file id="f"><notes><note>n</note></notes><unit id="1">
<originalData><data id="d">&lt;br/&gt;</data></originalData>
<segment><source>Le <pc id="1">puits</pc><ph id="2"/>.</source><target>Der Brunnen.</target></segment>
<ignorable><source> </source></ignorable>
<segment state="initial"><source>Seul.</source></segment>
</unit></file></xliff>"#;

    #[test]
    fn all_but_the_segments_bounds_comes_back() {
        assert_eq!(read_back(Format::Xliff2, &units()), joined(units(), true));
    }

    #[test]
    fn another_tools_file_is_read_under_either_name() {
        for format in [Format::Xliff, Format::Xliff2] {
            let units = read_text_as(format, OTHER_TOOL).expect("reads");
            assert_eq!(units.len(), 2);
            assert_eq!(units[0].source_text(), "Le puits.");
            assert_eq!(units[0].target_text(), "Der Brunnen.");
            assert_eq!(units[0].article.target_language.as_str(), "de");
            assert_eq!(units[1].bead_type().to_string(), "1-0");
        }
    }

    #[test]
    fn an_id_of_another_tool_is_kept_though_it_looks_like_ours() {
        let text = OTHER_TOOL.replace("unit id=\"1\"", "unit id=\"u1\"");
        let units = read_text_as(Format::Xliff2, &text).expect("reads");
        assert_eq!(units[0].extra[0].value.as_str(), "u1");
        let back = read_back(Format::Xliff2, &units);
        let ids = back[0].extra.iter().filter(|extra| &*extra.name == "id");
        assert_eq!(ids.map(|id| id.value.as_str()).collect::<Vec<_>>(), ["u1"]);
    }

    #[test]
    fn a_second_pair_of_languages_is_refused() {
        let mut units = units();
        let other = Arc::make_mut(&mut units[4].article);
        other.target_language = "de".parse().expect("a code");
        let stream = Destination::Stream(Box::new(std::io::sink()));
        let mut writer = writer(Format::Xliff2, stream, &WriterOptions::default()).expect("opens");
        writer.write(&units[0]).expect("writes");
        let error = writer.write(&units[4]).expect_err("is refused");
        assert!(error.to_string().contains("found fr and de"), "{error}");
    }
}
