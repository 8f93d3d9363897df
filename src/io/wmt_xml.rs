//! The XML of WMT's test sets since 2021: documents with their source, references and system outputs
//! in one file. Only read.
//!
//! ```xml
//! <dataset id="newstest2021.fr-en">
//!   <collection id="news">
//!     <doc id="rain" origlang="fr">
//!       <src lang="fr"><p><seg id="1">Il pleut.</seg></p></src>
//!       <ref lang="en" translator="A"><p><seg id="1">It rains.</seg></p></ref>
//!       <hyp lang="en" system="online-x"><p><seg id="1">It is raining.</seg></p></hyp>
//!     </doc>
//!   </collection>
//! </dataset>
//! ```
//!
//! A reference is named by its `translator`, an output by its `system`, the source and what has no name
//! by the file. `collection`, `p` and other elements around segments are looked through; markup inside a
//! `seg` is left out and its text kept. Segments stand in the order of their ids where all are whole
//! numbers. The white space of the layout is no part of them: none at the ends, a space for a line end.
//! Documents with an attribute `testsuite` are passed over, as sacrebleu does: they have no reference.
//!
//! Two texts of a document with as many segments must have the same ids, because what reads them later
//! goes by position.

use std::path::Path;

use super::test_set::Role;
use super::test_set::texts::{Seg, TextList, in_order};
use super::xml::{Element, Piece, XmlReader, language_of};
use crate::bitext::{SegmentedDocument, TestSetTexts};
use crate::error::{Error, Result};

/// Reads `text`, which came from `path`.
///
/// # Errors
/// XML that is broken or of another kind; a document in a document, without an id or with one that was
/// there before; two texts of one name, or two segments of one id, in a document. All name the line.
pub(super) fn read(text: String, path: &Path) -> Result<TestSetTexts> {
    let name = path.display().to_string();
    let mut reader = Reading {
        xml: XmlReader::from_bytes(text.into_bytes(), &name),
        texts: [Role::Source, Role::Reference, Role::Hypothesis].map(|_| TextList::new(path)),
    };
    reader.dataset()?;
    let [sources, references, systems] = reader.texts;
    Ok(TestSetTexts {
        sources: sources.finish(),
        references: references.finish(),
        systems: systems.finish(),
    })
}

struct Reading {
    xml: XmlReader,
    texts: [TextList; 3],
}

/// The ids of the first text of a document, to compare the others with.
struct FirstIds {
    name: String,
    ids: Vec<Option<String>>,
}

impl Reading {
    fn dataset(&mut self) -> Result<()> {
        let mut root = false;
        loop {
            match self.xml.next()? {
                Piece::Start(element) if !root && element.name != "dataset" => {
                    return Err(self.fail("a `dataset` element, or a set of SGM", &element.name));
                }
                Piece::Start(element) if element.name == "doc" => {
                    if element.get("testsuite").is_some() {
                        self.xml.text_of()?;
                    } else {
                        self.document(&element)?;
                    }
                }
                Piece::Start(element) if is_text(&element.name) || element.name == "seg" => {
                    return Err(self.fail("a `doc` around it", &element.name));
                }
                Piece::Start(_) => root = true,
                Piece::Eof if !root => {
                    let error = Error::format("expected a `dataset` element").found("none");
                    return Err(self.xml.place(error));
                }
                Piece::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// A document whose start tag was read.
    fn document(&mut self, doc: &Element) -> Result<()> {
        let line = self.xml.line();
        let Some(id) = doc.get("id").map(str::trim).filter(|id| !id.is_empty()) else {
            let error = Error::format("expected a `doc` with an `id`").found("none");
            return Err(self.xml.place(error));
        };
        let mut first = None;
        loop {
            match self.xml.next()? {
                Piece::Start(element) if is_text(&element.name) => {
                    self.text(&element, id, &mut first)?;
                }
                Piece::Start(element) if matches!(element.name.as_str(), "doc" | "seg") => {
                    let inside = format!("`src`, `ref` or `hyp` in the `doc` of line {line}");
                    return Err(self.fail(&inside, &element.name));
                }
                Piece::End(name) if name == "doc" => return Ok(()),
                Piece::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// A `src`, `ref` or `hyp` whose start tag was read.
    fn text(&mut self, start: &Element, id: &str, first: &mut Option<FirstIds>) -> Result<()> {
        let (line, mut segs) = (self.xml.line(), Vec::new());
        loop {
            match self.xml.next()? {
                Piece::Start(element) if element.name == "seg" => {
                    let line = self.xml.line();
                    let text = self.seg()?;
                    segs.push(Seg::new(element.get("id"), &text, line));
                }
                Piece::Start(element) if is_text(&element.name) || element.name == "doc" => {
                    let inside = format!("`seg` in the `{}` of line {line}", start.name);
                    return Err(self.fail(&inside, &element.name));
                }
                Piece::End(name) if name == start.name => break,
                Piece::Eof => break,
                _ => {}
            }
        }
        let name = match start.name.as_str() {
            "ref" => start.get("translator"),
            "hyp" => start.get("system"),
            _ => None,
        };
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        let segs = in_order(segs).map_err(|e| self.xml.place(e))?;
        let shown = name.map_or(format!("`{}`", start.name), str::to_owned);
        same_ids(&segs, shown, id, first).map_err(|e| self.xml.place(e.line(line)))?;
        let document = SegmentedDocument {
            id: Some(id.to_owned()),
            segments: segs.into_iter().map(|seg| seg.text).collect(),
        };
        let language = start.get("lang").and_then(language_of);
        let at = match start.name.as_str() {
            "src" => 0,
            "ref" => 1,
            _ => 2,
        };
        let added = self.texts[at].add(name, language, document, line);
        added.map_err(|e| self.xml.place(e))
    }

    /// The text of a `seg` whose start tag was read.
    fn seg(&mut self) -> Result<String> {
        let (mut text, mut depth) = (String::new(), 0);
        loop {
            match self.xml.next()? {
                Piece::Text(piece) => text.push_str(&piece),
                Piece::Start(element) if element.name == "seg" => {
                    return Err(self.fail("the end of the `seg` before", "seg"));
                }
                Piece::Start(_) => depth += 1,
                Piece::End(_) if depth == 0 => return Ok(text),
                Piece::End(_) => depth -= 1,
                Piece::Eof => return Ok(text),
            }
        }
    }

    fn fail(&self, expected: &str, found: &str) -> Error {
        let error = Error::format(format!("expected {expected}")).found(format!("`{found}`"));
        self.xml.place(error)
    }
}

fn is_text(name: &str) -> bool {
    matches!(name, "src" | "ref" | "hyp")
}

/// Checks that texts of a document with as many segments have the same ids.
fn same_ids(segs: &[Seg], name: String, id: &str, first: &mut Option<FirstIds>) -> Result<()> {
    let ids = || segs.iter().map(|seg| seg.id.clone());
    let Some(first) = first else {
        *first = Some(FirstIds {
            name,
            ids: ids().collect(),
        });
        return Ok(());
    };
    let differs = segs.iter().zip(&first.ids).find(|(seg, id)| seg.id != **id);
    match differs {
        Some((seg, wanted)) if segs.len() == first.ids.len() => {
            let quoted = |id: &Option<String>| match id {
                Some(id) => format!("`{id}`"),
                None => "none".into(),
            };
            Err(Error::format(format!(
                "expected `seg` ids as in {} of document `{id}` ({})",
                first.name,
                quoted(wanted)
            ))
            .found(format!("{} in {name}", quoted(&seg.id)))
            .line(seg.line))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::SegmentedText;

    const BOOK: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<!-- <doc id="no"> -->
<dataset id="t.fr-en">
  <collection id="news">
  <doc id="rain" origlang="fr">
    <src lang="fr"><p><seg id="1">Il pleut &amp; vente.</seg>
      <seg id="2">Fin.</seg></p></src>
    <ref lang="en" translator="A"><p>
      <seg id="2">End.</seg><seg id="1">
        It rains
        and blows. </seg></p></ref>
    <ref lang="en" translator="B"><p><seg id="1">Rain.</seg></p><p><seg id="2"/></p></ref>
    <hyp lang="en" system="x"><p><seg id="1">It <i>rains</i>.</seg><seg id="2">&lt;unk&gt;</seg></p></hyp>
  </doc>
  <doc id="suite" origlang="fr" testsuite="s"><src lang="fr"><seg id="1">Non.</seg></src></doc>
  </collection>
  <doc id="wind" origlang="en">
    <src lang="fr"><seg id="1">Vent.</seg></src>
    <ref lang="en" translator="A"><seg id="1">Wind.</seg></ref>
    <ref lang="en" translator="B"><seg id="1">Winds.</seg></ref>
    <hyp lang="en" system="x"><seg id="1"><![CDATA[The <wind>]]></seg></hyp>
  </doc>
</dataset>
"#;

    fn texts(text: &str) -> Result<TestSetTexts> {
        read(text.to_owned(), Path::new("t.xml"))
    }

    fn segments(text: &SegmentedText) -> Vec<&str> {
        text.segments().collect()
    }

    #[test]
    fn a_file_by_the_book() {
        let read = texts(BOOK).expect("reads");
        let names = |texts: &[SegmentedText]| -> Vec<String> {
            texts.iter().map(|text| text.name.clone()).collect()
        };
        assert_eq!(names(&read.sources), ["t.xml"]);
        assert_eq!(names(&read.references), ["A", "B"]);
        assert_eq!(names(&read.systems), ["x"]);
        assert_eq!(
            segments(&read.sources[0]),
            ["Il pleut & vente.", "Fin.", "Vent."]
        );
        assert_eq!(
            segments(&read.references[0]),
            ["It rains and blows.", "End.", "Wind."]
        );
        assert_eq!(segments(&read.references[1]), ["Rain.", "", "Winds."]);
        assert_eq!(
            segments(&read.systems[0]),
            ["It rains.", "<unk>", "The <wind>"]
        );
        assert_eq!(read.sources[0].language, "fr".parse().ok());
        for text in read.sources.iter().chain(&read.references) {
            let ids: Vec<_> = text.documents.iter().map(|d| d.id.as_deref()).collect();
            assert_eq!(ids, [Some("rain"), Some("wind")]);
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let doc = |inside: &str| format!("<dataset>\n<doc id=\"a\">\n{inside}\n</doc>\n</dataset>");
        let src = "<src><seg id=\"1\">a</seg></src>";
        for (text, line, wanted) in [
            ("<tmx>\n</tmx>".to_owned(), 1, "found `tmx`"),
            (String::new(), 1, "expected a `dataset`"),
            (
                doc("<doc id=\"b\"></doc>"),
                3,
                "the `doc` of line 2, found `doc`",
            ),
            (doc("<seg>a</seg>"), 3, "found `seg`"),
            (
                doc("<src>\n<ref></ref></src>"),
                4,
                "`src` of line 3, found `ref`",
            ),
            (
                doc("<src><seg>a<seg>b</seg></seg></src>"),
                3,
                "the end of the `seg`",
            ),
            (doc("<src><seg>a</src>"), 3, "well-formed"),
            (
                doc(&format!("{src}\n{src}")),
                4,
                "began on line 3, once, found it twice",
            ),
            (
                doc("<src><seg id=\"1\">a</seg>\n<seg id=\"1\">b</seg></src>"),
                4,
                "one `seg` of id `1`",
            ),
            (
                doc(&format!(
                    "{src}\n<hyp system=\"x\"><seg id=\"2\">b</seg></hyp>"
                )),
                4,
                "(`1`), found `2` in x",
            ),
            (
                "<dataset>\n<doc>\n</doc></dataset>".into(),
                2,
                "with an `id`",
            ),
            (
                "<dataset>\n<src></src></dataset>".into(),
                2,
                "expected a `doc`",
            ),
            (
                "<dataset>\n<doc id=\"a\">\n".into(),
                3,
                "may have been cut short",
            ),
        ] {
            let error = texts(&text).expect_err("is wrong");
            assert!(error.to_string().contains(wanted), "{error}");
            assert_eq!(error.line_number(), Some(line), "{error}");
            assert_eq!(error.path(), Some(Path::new("t.xml")));
        }
    }

    #[test]
    fn a_text_with_fewer_segments_is_read_as_it_is() {
        let text = "<dataset><doc id=\"a\"><src><seg id=\"1\">a</seg><seg id=\"2\">b</seg></src>\
            <hyp><seg id=\"2\">c</seg></hyp></doc></dataset>";
        let read = texts(text).expect("reads");
        assert_eq!(segments(&read.systems[0]), ["c"]);
        assert_eq!(read.systems[0].name, "t.xml");
    }
}
