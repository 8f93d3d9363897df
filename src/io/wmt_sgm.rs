//! The SGM of NIST's and WMT's test sets until 2020: a source, references or system outputs a file. Only
//! read.
//!
//! ```xml
//! <refset setid="newstest2013" srclang="fr" trglang="en">
//! <doc docid="rain" sysid="anna">
//! <hl><seg id="1">Rain & wind</seg></hl>
//! <p><seg id="2">It rains.</seg></p>
//! </doc>
//! </refset>
//! ```
//!
//! A `srcset` is the source, a `refset` holds references, a `tstset` outputs; documents without a set
//! are of the role that the file is read in. The `docid` names a document, the `sysid` of the `doc` or
//! of its set (or else `refid`) who wrote it, so that one set may hold several; without one the text is
//! named as the file. A source has no `sysid` to be told by.
//!
//! SGM is no XML, and is read leniently: tags in any case, attributes without quotes, `&` and `<` that
//! stand bare, no root or any. The elements that count are the three sets, `doc` and `seg`; others, and
//! what stands outside of segments, are passed over. Within a `seg` other tags are text, because outputs
//! have `<unk>` in them. `&amp;`, `&lt;`, `&gt;`, `&quot;`, `&apos;` and numbers of characters are
//! decoded once, other entities stay as they stand. Segments stand in the order of their ids where all
//! are whole numbers. The white space of the layout is no part of them: none at the ends, a space for a
//! line end.

use std::path::Path;

use super::sgml::{Scanner, Tag};
use super::test_set::Role;
use super::test_set::texts::{Seg, TextList, in_order};
use super::xml::language_of;
use crate::bitext::{Language, SegmentedDocument, TestSetTexts};
use crate::error::{Error, Result};

/// The elements that are looked at, in lower case.
const NAMES: [&str; 5] = ["srcset", "refset", "tstset", "doc", "seg"];

/// Whether a file whose first element is `name`, in lower case, is read here.
pub(super) fn is_root(name: &str) -> bool {
    matches!(name, "mteval" | "srcset" | "refset" | "tstset")
}

/// Reads `text`, which came from `path`; documents without a set are of `role`.
///
/// # Errors
/// A document, segment or set that does not end, or stands in another; a document without `docid`, one
/// that comes twice in a text; two segments of one id in a document; no segments at all. All name the
/// line.
pub(super) fn read(text: &str, role: Role, path: &Path) -> Result<TestSetTexts> {
    let text = super::encoding::with_line_feeds(text.to_owned());
    let mut reading = Reading {
        role,
        set: None,
        doc: None,
        texts: [Role::Source, Role::Reference, Role::Hypothesis].map(|_| TextList::new(path)),
        any: false,
    };
    let mut scanner = Scanner::new(&text, &NAMES);
    while let Some(tag) = scanner.next()? {
        reading.tag(&tag, &mut scanner)?;
    }
    reading.end(scanner.line())
}

/// A set that is open.
struct Set {
    role: Role,
    name: Option<String>,
    language: Option<Language>,
    element: String,
    line: usize,
}

/// A document that is open.
struct Doc {
    id: String,
    name: Option<String>,
    line: usize,
    segs: Vec<Seg>,
}

struct Reading {
    /// Of documents without a set.
    role: Role,
    set: Option<Set>,
    doc: Option<Doc>,
    /// Sources, references, systems.
    texts: [TextList; 3],
    any: bool,
}

impl Reading {
    fn tag(&mut self, tag: &Tag, scanner: &mut Scanner<'_>) -> Result<()> {
        match (tag.name.as_str(), tag.end) {
            ("seg", false) => self.seg(tag, scanner),
            ("seg", true) => Err(unopened(tag)),
            ("doc", false) => {
                self.open_doc(tag)?;
                if tag.empty { self.close_doc() } else { Ok(()) }
            }
            ("doc", true) if self.doc.is_none() => Err(unopened(tag)),
            ("doc", true) => self.close_doc(),
            (_, false) => self.open_set(tag),
            (_, true) => self.close_set(tag),
        }
    }

    fn open_set(&mut self, tag: &Tag) -> Result<()> {
        self.outside_doc(tag)?;
        if let Some(set) = &self.set {
            return Err(unended(&set.element, set.line, tag));
        }
        let (role, language) = match tag.name.as_str() {
            "srcset" => (Role::Source, tag.get("srclang")),
            "refset" => (Role::Reference, tag.get("trglang")),
            _ => (Role::Hypothesis, tag.get("trglang")),
        };
        if !tag.empty {
            self.set = Some(Set {
                role,
                name: author(tag),
                // `any` stands for no language in WMT's references.
                language: language.filter(|l| *l != "any").and_then(language_of),
                element: tag.name.clone(),
                line: tag.line,
            });
        }
        Ok(())
    }

    fn close_set(&mut self, tag: &Tag) -> Result<()> {
        self.outside_doc(tag)?;
        match self.set.take() {
            Some(set) if set.element == tag.name => Ok(()),
            Some(set) => Err(unended(&set.element, set.line, tag)),
            None => Err(unopened(tag)),
        }
    }

    fn outside_doc(&self, tag: &Tag) -> Result<()> {
        match &self.doc {
            Some(doc) => Err(unended("doc", doc.line, tag)),
            None => Ok(()),
        }
    }

    fn open_doc(&mut self, tag: &Tag) -> Result<()> {
        self.outside_doc(tag)?;
        let Some(id) = tag.get("docid").or(tag.get("id")) else {
            return Err(Error::format("expected a `doc` with a `docid`")
                .found("none")
                .line(tag.line));
        };
        self.doc = Some(Doc {
            id: id.to_owned(),
            name: author(tag),
            line: tag.line,
            segs: Vec::new(),
        });
        Ok(())
    }

    fn close_doc(&mut self) -> Result<()> {
        let Some(doc) = self.doc.take() else {
            return Ok(());
        };
        let set = self.set.as_ref();
        let role = set.map_or(self.role, |set| set.role);
        let name = doc.name.or_else(|| set.and_then(|set| set.name.clone()));
        let (at, name) = match role {
            Role::Source => (0, None),
            Role::Reference => (1, name),
            Role::Hypothesis => (2, name),
        };
        let segs = in_order(doc.segs)?;
        self.any |= !segs.is_empty();
        let document = SegmentedDocument {
            id: Some(doc.id),
            segments: segs.into_iter().map(|seg| seg.text).collect(),
        };
        let language = set.and_then(|set| set.language.clone());
        self.texts[at].add(name.as_deref(), language, document, doc.line)
    }

    fn seg(&mut self, tag: &Tag, scanner: &mut Scanner<'_>) -> Result<()> {
        let Some(doc) = &mut self.doc else {
            return Err(Error::format("expected a `doc` around it")
                .found("`seg`")
                .line(tag.line));
        };
        let text = if tag.empty {
            String::new()
        } else {
            scanner.text_until_end(tag)?
        };
        doc.segs.push(Seg::new(tag.get("id"), &text, tag.line));
        Ok(())
    }

    fn end(self, line: usize) -> Result<TestSetTexts> {
        let open = match (&self.doc, &self.set) {
            (Some(doc), _) => Some(("doc", doc.line)),
            (None, Some(set)) => Some((set.element.as_str(), set.line)),
            (None, None) => None,
        };
        if let Some((element, begun)) = open {
            return Err(Error::format(format!(
                "expected `</{element}>` for the `{element}` of line {begun}"
            ))
            .found("the end of the file")
            .line(line)
            .help("the file may have been cut short"));
        }
        if !self.any {
            return Err(Error::format("expected `doc` elements with `seg` elements").found("none"));
        }
        let [sources, references, systems] = self.texts;
        Ok(TestSetTexts {
            sources: sources.finish(),
            references: references.finish(),
            systems: systems.finish(),
        })
    }
}

/// Who wrote a set or a document.
fn author(tag: &Tag) -> Option<String> {
    let name = tag.get("sysid").or(tag.get("refid"));
    name.map(str::to_owned)
}

/// The error for an element that does not end before `tag`.
fn unended(element: &str, line: usize, tag: &Tag) -> Error {
    Error::format(format!(
        "expected `</{element}>` for the `{element}` of line {line}"
    ))
    .found(tag.to_string())
    .line(tag.line)
}

/// The error for an end without a beginning.
fn unopened(tag: &Tag) -> Error {
    Error::format(format!("expected `<{}>` before", tag.name))
        .found(tag.to_string())
        .line(tag.line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Result<TestSetTexts> {
        read(text, Role::Hypothesis, Path::new("t.sgm"))
    }

    fn segments(read: &TestSetTexts) -> Vec<&str> {
        read.systems[0].segments().collect()
    }

    #[test]
    fn a_file_by_the_book() {
        let read = texts(
            r#"<tstset setid="newstest2013" srclang="any" trglang="en">
<doc sysid="online-a" docid="le-monde/2013/01/01" genre="news" origlang="fr">
<hl>
<seg id="1">Rain & wind</seg>
</hl>
<p>
<seg id="2">Q&amp;A: "AT&T" &lt;b&gt; &#233;t&#xE9; &nbsp;</seg>
<seg id="3"></seg>
</p>
</doc>
<doc sysid="online-a" docid="b" genre="news" origlang="en">
<seg id="1">A < b, <unk> c </ i></seg>
</doc>
</tstset>
"#,
        )
        .expect("reads");
        assert_eq!(
            segments(&read),
            [
                "Rain & wind",
                "Q&A: \"AT&T\" <b> été &nbsp;",
                "",
                "A < b, <unk> c </ i>"
            ]
        );
        let system = &read.systems[0];
        assert_eq!(system.name, "online-a");
        assert_eq!(system.language, Some(Language::english()));
        assert_eq!(
            system.documents[0].id.as_deref(),
            Some("le-monde/2013/01/01")
        );
        assert!(read.sources.is_empty() && read.references.is_empty());
    }

    #[test]
    fn upper_case_bare_attributes_and_no_set() {
        let read = texts(
            "<!DOCTYPE mteval SYSTEM \"x>y.dtd\">\n<!-- <SEG> -->\n\
             <DOC DOCID = a/b/ SYSID='x y'><P><SEG ID=2 >two\r\nlines</SEG>\n<Seg Id=1 /></P></DOC>\n\
             <DOC DOCID=c><seg>un</seg></DOC>",
        )
        .expect("reads");
        assert_eq!(read.systems.len(), 2);
        assert_eq!(read.systems[0].name, "x y");
        assert_eq!(segments(&read), ["", "two lines"]);
        assert_eq!(read.systems[0].documents[0].id.as_deref(), Some("a/b/"));
        assert_eq!(read.systems[1].name, "t.sgm");
    }

    #[test]
    fn sets_and_authors_are_told_apart() {
        let set = |name: &str, docs: &str| format!("<{name} sysid=\"s\">{docs}</{name}>\n");
        let doc = |who: &str| format!("<doc docid=\"a\" {who}><seg>x</seg></doc>");
        let text = [
            "<mteval>\n".to_owned(),
            set("srcset", &doc("sysid=\"source\"")),
            set(
                "refset",
                &(doc("") + &doc("sysid=\"ref2\"") + &doc("refid=\"ref3\"")),
            ),
            set("tstset", &doc("")),
            "</mteval>".to_owned(),
        ]
        .concat();
        let read = texts(&text).expect("reads");
        let names: Vec<&str> = read.references.iter().map(|t| t.name.as_str()).collect();
        assert_eq!(names, ["s", "ref2", "ref3"]);
        assert_eq!(read.sources[0].name, "t.sgm");
        assert_eq!(read.systems[0].name, "s");
        let error = texts(&set("srcset", &(doc("sysid=\"a\"") + &doc("sysid=\"b\""))));
        assert!(error.expect_err("twice").to_string().contains("once"));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, line, wanted) in [
            (
                "<doc docid=a>\n<seg id=1>x\n<seg id=2>y</seg></doc>",
                2,
                "expected `</seg>`, found `<seg>` on line 3",
            ),
            (
                "<doc docid=a>\n<seg>x\n</doc>",
                2,
                "found `</doc>` on line 3",
            ),
            ("<doc docid=a>\n<seg>x", 2, "found the end of the file"),
            (
                "<doc docid=a>\n<seg>x</seg>\n<doc docid=b>",
                3,
                "`</doc>` for the `doc` of line 1, found `<doc>`",
            ),
            (
                "<refset>\n<doc docid=a>\n<seg>x</seg>\n</refset>",
                4,
                "found `</refset>`",
            ),
            (
                "<refset>\n<tstset>",
                2,
                "`</refset>` for the `refset` of line 1",
            ),
            ("<refset>\n</tstset>", 2, "found `</tstset>`"),
            ("<doc docid=a>\n<seg>x</seg>\n", 3, "cut short"),
            (
                "<refset><doc docid=a><seg>x</seg></doc>\n\n",
                3,
                "cut short",
            ),
            (
                "<doc docid=a><seg>x</seg></doc>\n<doc docid=a>\n</doc>",
                2,
                "began on line 1, once, found it twice",
            ),
            ("<doc>\n</doc>", 1, "with a `docid`"),
            ("<seg>x</seg>", 1, "expected a `doc` around it"),
            ("\n</doc>", 2, "expected `<doc>` before"),
            ("\n</seg>", 2, "expected `<seg>` before"),
            ("<doc docid=\"a>\n<seg>x</seg>", 1, "a closing `\"`"),
            ("<doc docid=a\n", 1, "expected `>`"),
            (
                "<doc docid=a><seg id=1>x</seg>\n<seg id=1>y</seg></doc>",
                2,
                "one `seg` of id `1`",
            ),
        ] {
            let error = texts(text).expect_err("is wrong");
            assert!(error.to_string().contains(wanted), "{error}");
            assert_eq!(error.line_number(), Some(line), "{error}");
        }
        for text in ["", "plain", "<doc docid=a></doc>", "<tstset/>"] {
            let error = texts(text).expect_err("is empty");
            assert!(error.to_string().contains("`seg` elements"), "{error}");
        }
    }
}
