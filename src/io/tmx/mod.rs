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
//! over, which is told, and a file that has only such is an error.
//!
//! The notes, properties and attributes of a `tu` are carried through and written again, and so are those
//! of its two `tuv`, under names that begin with `source.` and `target.`; those of the header are not,
//! which is told. A value that an attribute cannot have (a date in another form) becomes a `prop`. A `tuid` is ours where there is no other.
//!
//! The text inside `hi` and `sub` is kept; the
//! native codes inside `bpt`, `ept`, `it`, `ph` and `ut` are markup of another format and are not.

mod read;
mod write;

pub use read::TmxReader;
pub use write::TmxWriter;

/// Elements that hold another format's codes.
const CODES: [&str; 5] = ["bpt", "ept", "it", "ph", "ut"];

/// Attributes of a `tu`; those of a `tuv` are among them.
const ATTRIBUTES: [&str; 14] = [
    "tuid",
    "o-encoding",
    "datatype",
    "usagecount",
    "lastusagedate",
    "creationtool",
    "creationtoolversion",
    "creationdate",
    "creationid",
    "changedate",
    "segtype",
    "changeid",
    "o-tmf",
    "srclang",
];

/// Attributes that a `tuv` has not.
const OF_UNITS: [&str; 3] = ["tuid", "segtype", "srclang"];

/// What the names of the extras of a `tuv` begin with.
const SIDES: [&str; 2] = ["source.", "target."];

#[cfg(test)]
mod tests {
    use crate::bitext::{Extra, TranslationUnit};
    use crate::error::Result;
    use crate::io::testing::{joined, read_back, read_text_as, units};
    use crate::io::{Format, Notes, ReaderOptions, WriterOptions, reader, writer};

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

    /// Reads a text, and what is told of it.
    fn read_with_notes(text: &str) -> (Vec<TranslationUnit>, Vec<String>) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.tmx");
        std::fs::write(&path, text).expect("a file");
        let notes = Notes::default();
        let options = ReaderOptions {
            notes: notes.clone(),
            ..ReaderOptions::default()
        };
        let units = reader(&path, Format::Tmx, &options).expect("opens");
        let units: Result<_> = units.collect();
        let place = path.display().to_string();
        let notes = notes.take().into_iter();
        let notes = notes.map(|note| note.replace(&place, "a.tmx"));
        (units.expect("reads"), notes.collect())
    }

    #[test]
    fn what_is_not_read_is_counted() {
        let (units, notes) = read_with_notes(OTHER_TOOL);
        assert_eq!(units.len(), 1);
        assert_eq!(
            notes,
            [
                "a.tmx: left out: 1 <note> of the header",
                "a.tmx: left out: 1 texts in DE, 1 units in DE and fr, for fr and en are read",
            ]
        );
    }

    #[test]
    fn notes_properties_and_attributes_are_written_again() {
        let tu = "<tu tuid=\"a &lt;1>\" changedate=\"20230612T080000Z\">\n<note>à revoir</note>\n\
            <note>deux</note>\n<prop type=\"x-article\">a</prop>\n<prop type=\"x-bead\">0</prop>\n\
            <prop type=\"x-type\">1-1</prop>\n<prop type=\"x-source-indices\">0</prop>\n\
            <prop type=\"x-target-indices\">0</prop>\n<prop type=\"Att::Domain name\">eau &amp; vie</prop>\n\
            <prop type=\"x-own\"></prop>\n\
            <tuv xml:lang=\"fr\" creationid=\"ANNE\"><note>n</note>\n<seg>Un.</seg></tuv>\n\
            <tuv xml:lang=\"en\"><prop type=\"p\">v</prop>\n<seg>One.</seg></tuv>\n</tu>\n";
        let (units, notes) = read_with_notes(&format!("<tmx><body>{tu}</body></tmx>"));
        assert!(notes.is_empty(), "{notes:?}");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.tmx");
        let options = WriterOptions::default();
        let mut writer = writer(Format::Tmx, path.as_path(), &options).expect("opens");
        writer.write(&units[0]).expect("writes");
        writer.finish().expect("finishes");
        let text = std::fs::read_to_string(&path).expect("a file");
        assert!(text.contains(tu), "{text}");
    }

    #[test]
    fn a_value_that_an_attribute_cannot_have_is_a_property() {
        let bad = [
            ("creationdate", "2023-01-01"),
            ("segtype", "weird"),
            ("srclang", "French"),
            ("target.changedate", "20230101"),
            ("usagecount", "many"),
        ];
        let fine = [
            ("creationdate", "20230101T120000Z"),
            ("segtype", "phrase"),
            ("srclang", "FR"),
            ("target.changedate", "20230101T120000Z"),
            ("usagecount", "12"),
        ];
        let all = [("srclang", "*all*")];
        let mut written = units();
        for (unit, extra) in written.iter_mut().zip([&bad[..], &fine, &all]) {
            unit.extra = extra.iter().map(|(n, v)| Extra::text(*n, *v)).collect();
        }
        let mut back = read_back(Format::Tmx, &written);
        for unit in &mut back {
            unit.extra.sort_by(|a, b| a.name.cmp(&b.name));
        }
        assert_eq!(back, joined(written.clone(), true));

        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.tmx");
        let options = WriterOptions {
            with_nulls: true,
            ..WriterOptions::default()
        };
        let mut writer = writer(Format::Tmx, path.as_path(), &options).expect("opens");
        for unit in &written[..3] {
            writer.write(unit).expect("writes");
        }
        writer.finish().expect("finishes");
        let text = std::fs::read_to_string(&path).expect("a file");
        let lines: Vec<_> = text
            .lines()
            .filter(|line| line.starts_with("<tu "))
            .collect();
        assert_eq!(
            lines,
            [
                "<tu tuid=\"niger/puits:0\">",
                "<tu tuid=\"niger/puits:1\" usagecount=\"12\" creationdate=\"20230101T120000Z\" \
                 segtype=\"phrase\" srclang=\"FR\">",
                "<tu tuid=\"niger/puits:2\" srclang=\"*all*\">",
            ]
        );
        assert!(text.contains("<tuv xml:lang=\"en\" changedate=\"20230101T120000Z\">"));
        assert!(text.contains("<prop type=\"changedate\">20230101</prop>"));
    }

    #[test]
    fn what_stands_behind_the_end_is_an_error() {
        for behind in ["<tu/>", "text", "<tmx/>"] {
            let text = format!("{OTHER_TOOL}\n{behind}");
            let error = read_text_as(Format::Tmx, &text).expect_err("is refused");
            let said = error.to_string();
            assert!(
                said.contains("expected the end of the file behind `</tmx>`"),
                "{said}"
            );
            assert!(error.line_number().is_some());
        }
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
