//! PO, gettext's catalogues of messages: `msgid` is the source, `msgstr` the target.
//!
//! Written: an entry a bead, its segments joined. `msgctxt` is the article's id and the bead's
//! number, so that equal sources stay apart, and a further number where one with the same source has it
//! already; our numbers are extracted comments (`#. x-score: 0.9`).
//! A tab, line feed, carriage return, quotation mark and backslash are escaped, a text of several
//! lines stands on as many; all other characters stand as they are, but NUL, which a message cannot
//! hold and which becomes its picture (U+2400 `␀`), which is told. The two languages stand in the header, so all
//! articles must have the same.
//!
//! Read: PO of any tool, with all escapes of gettext. An entry without a translation is a bead with
//! an empty target. Entries marked fuzzy and obsolete ones (`#~`) are passed over, as gettext does, and
//! so are the fields of the header but the languages; that is told. Of plural forms the first is the
//! target. The others are carried through and written again, and so are the context (`msgctxt`), the
//! comments of translators (`note`) and programmers (`comment`), references (`reference`), flags (`flag`)
//! and previous texts (`previous`); where a comment would be read as something else (a flag `fuzzy`, a
//! previous text that is no message) as a property. The encoding is the one that
//! the header's `charset` names; where it names none, or ASCII, it is detected.

mod read;
mod write;

pub use read::PoReader;
pub use write::PoWriter;

use super::props;

/// Whether the text of a `#,` comment has a flag.
fn has_flag(flags: &str, flag: &str) -> bool {
    let mut words = flags.split(|c: char| c == ',' || c.is_ascii_whitespace());
    words.any(|word| word == flag)
}

/// Name and value of a `#.` comment that is one of our properties. The value may begin or end with spaces.
fn property(comment: &str) -> Option<(&str, &str)> {
    let (name, value) = comment.split_once(':')?;
    let value = value.strip_prefix(' ').unwrap_or(value);
    props::is_ours(name).then_some((name, value))
}

/// Names of what stands in comments, with the mark of the comment, in gettext's order; those of `props`
/// stand behind the second.
const COMMENTS: [(&str, &str); 5] = [
    ("note", "#"),
    ("comment", "#."),
    ("reference", "#:"),
    ("flag", "#,"),
    ("previous", "#|"),
];

/// Fields of a header that we write ourselves.
const HEADER: [&str; 6] = [
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Language",
    "X-Source-Language",
    "X-Generator",
];

#[cfg(test)]
mod tests {
    use super::write::{is_previous, push_message};
    use crate::bitext::{Extra, TranslationUnit};
    use crate::io::testing::{joined, read_back, read_text_as, units};
    use crate::io::{Format, Notes, ReaderOptions, WriterOptions, reader, writer};

    const OTHER_TOOL: &str = r#"# a translator's comment
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"
"Language: en_GB\n"

#: menu.c:12
#, c-format
msgid "Un \"puits\"\t%s"
msgstr ""
"A \"well\"\t%s\n"
"\303\251t\x41"
#, c-format, fuzzy
msgid "Flou."
msgstr "Vague."

msgctxt "menu"
msgid "puits"
msgid_plural "puits"
msgstr[0] "well"
msgstr[1] "wells"

msgid "Seul."
msgstr ""
#~ msgid "Vieux."
#~ msgstr "Old."
"#;

    #[test]
    fn all_but_the_segments_bounds_comes_back() {
        assert_eq!(read_back(Format::Po, &units()), joined(units(), true));
    }

    #[test]
    fn another_tools_file_is_read() {
        let units = read_text_as(Format::Po, OTHER_TOOL).expect("reads");
        let sources: Vec<_> = units.iter().map(|u| u.source_text()).collect();
        assert_eq!(sources, ["Un \"puits\"\t%s", "puits", "Seul."]);
        assert_eq!(units[0].target_text(), "A \"well\"\t%s\nétA");
        assert_eq!(units[1].target_text(), "well");
        assert_eq!(units[2].bead_type().to_string(), "1-0");
        assert_eq!(units[0].article.target_language.as_str(), "en-gb");
    }

    #[test]
    fn comments_context_and_plural_forms_are_written_again() {
        let entry = "\n# deux\n# lignes\n#. for: the menu\n#. x-article: a\n#. x-bead: 0\n#. x-type: 1-1\n\
            #. x-source-indices: 0\n#. x-target-indices: 0\n#: menu.c:12\n#, c-format\n\
            #| msgid \"Puits\"\nmsgctxt \"menu\"\nmsgid \"puits\"\nmsgid_plural \"des puits\"\n\
            msgstr[0] \"well\"\nmsgstr[1] \"wells\"\n";
        let units = read_text_as(Format::Po, entry).expect("reads");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.po");
        let options = WriterOptions::default();
        let mut writer = writer(Format::Po, path.as_path(), &options).expect("opens");
        writer.write(&units[0]).expect("writes");
        writer.finish().expect("finishes");
        let text = std::fs::read_to_string(&path).expect("a file");
        assert!(text.ends_with(entry), "{text}");
    }

    #[test]
    fn what_a_comment_would_say_otherwise_is_a_property() {
        let mut units = units();
        let extra = [
            ("flag", "fuzzy"),
            ("flag", "c-format fuzzy"),
            ("flag", "c-format"),
            ("previous", "hello"),
            ("previous", "msgid \"late\""),
            ("comment", "for: the menu\nx-score: 0.9"),
            ("comment", "x-field-flag: a"),
            ("comment", "for: the menu"),
        ];
        units[0].extra = extra.map(|(name, text)| Extra::text(name, text)).into();
        let back = read_back(Format::Po, &units);
        let sorted = |unit: &TranslationUnit| {
            let mut extra = unit.extra.clone();
            extra.sort_by(|a, b| (&a.name, a.value.as_str()).cmp(&(&b.name, b.value.as_str())));
            extra
        };
        assert_eq!(back.len(), units.len());
        assert_eq!(sorted(&back[0]), sorted(&units[0]));
        assert_eq!(back[0].score, units[0].score);
    }

    #[test]
    fn no_two_messages_have_context_and_source_in_common() {
        let mut units = units();
        units.truncate(1);
        for context in [None, Some("menu"), Some("menu"), None] {
            let mut unit = units[0].clone();
            let context = context.map(|context| Extra::text("msgctxt", context));
            unit.extra.extend(context);
            units.push(unit);
        }
        // Another source may have the same context.
        units[3].source.segments = vec!["Fin.".into()];
        units.push(units[3].clone());
        assert_eq!(read_back(Format::Po, &units), joined(units.clone(), true));

        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.po");
        let options = WriterOptions::default();
        let mut writer = writer(Format::Po, path.as_path(), &options).expect("opens");
        for unit in &units {
            writer.write(unit).expect("writes");
        }
        writer.finish().expect("finishes");
        let text = std::fs::read_to_string(&path).expect("a file");
        let contexts = text.lines().filter(|line| line.starts_with("msgctxt"));
        let contexts: Vec<_> = contexts.collect();
        assert_eq!(
            contexts,
            [
                "msgctxt \"niger/puits:0\"",
                "msgctxt \"niger/puits:0#2\"",
                "msgctxt \"menu\"",
                "msgctxt \"menu\"",
                "msgctxt \"niger/puits:0#3\"",
                "msgctxt \"niger/puits:0\"",
            ]
        );
        assert!(text.contains("#. x-field-msgctxt: menu\n"), "{text}");
    }

    #[test]
    fn an_encoding_that_the_header_names_is_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.po");
        let read = |label: &str, letters: &[u8]| {
            let head = format!(
                "# Pr\n#, fuzzy\nmsgid \"\"\nmsgstr \"\"\n\"Language: en\\n\"\n\
                 \"Content-Type: text/plain; \"\n\"charset={label}\\n\"\n\nmsgid \""
            );
            let bytes = [head.as_bytes(), letters, b"\"\nmsgstr \"x\"\n"].concat();
            std::fs::write(&path, bytes).expect("a file");
            let mut units = reader(&path, Format::Po, &ReaderOptions::default())?;
            units.next().expect("a unit").map(|unit| unit.source_text())
        };
        let euros = read("ISO-8859-15", b"\xA4 \xBD").expect("reads");
        assert_eq!(euros, "€ œ");
        for label in ["UTF-8", "CHARSET", "us-ascii", ""] {
            let utf8 = read(label, "été".as_bytes()).expect("reads");
            assert_eq!(utf8, "été", "{label}");
        }
        let error = read("martian", b"a").expect_err("is refused");
        assert_eq!(error.line_number(), Some(7));
        let said = error.to_string();
        assert!(
            said.contains("`martian`") && said.contains("--encoding"),
            "{said}"
        );
        assert!(said.contains("a.po"), "{said}");
    }

    #[test]
    fn a_previous_text_is_one_that_gettext_reads() {
        for fine in [
            "msgid \"a\"",
            "msgctxt \"c\"\nmsgid \"\"\n\"a\\n\"\nmsgid_plural \"b\\\"\"",
        ] {
            assert!(is_previous(fine), "{fine}");
        }
        for bad in [
            "",
            "hello",
            "\"a\"",
            "msgctxt \"a\"",
            "msgid \"a\" \"b\"",
            "msgid \"a\\q\"",
            "msgid \"a\\\"",
            "msgid \"a\"\nmsgid \"b\"",
            "msgid \"a\"\n",
        ] {
            assert!(!is_previous(bad), "{bad}");
        }
    }

    #[test]
    fn entries_that_are_passed_over_are_counted() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.po");
        std::fs::write(&path, OTHER_TOOL).expect("a file");
        let notes = Notes::default();
        let options = ReaderOptions {
            notes: notes.clone(),
            ..ReaderOptions::default()
        };
        let units = reader(&path, Format::Po, &options).expect("opens");
        assert_eq!(units.count(), 3);
        let said = notes.take();
        let wanted = "left out: 1 comments of the header, 1 fuzzy entries, 1 obsolete entries";
        assert!(said[0].ends_with(wanted), "{said:?}");
    }

    #[test]
    fn lines_stand_under_the_keyword() {
        let mut out = String::new();
        push_message(&mut out, "msgid", "un\ndeux \"msgid\"");
        assert_eq!(out, "msgid \"\"\n\"un\\n\"\n\"deux \\\"msgid\\\"\"\n");
        let mut out = String::new();
        push_message(&mut out, "msgstr", "");
        assert_eq!(out, "msgstr \"\"\n");
    }

    #[test]
    fn a_broken_entry_names_its_line() {
        for text in [
            "msgid \"a\"\nmsgstr \"b",
            "msgid \"a\"\noops \"b\"",
            "msgid \"a\"\n",
            "\"a\"",
        ] {
            let error = read_text_as(Format::Po, text).expect_err("is refused");
            assert!(error.line_number().is_some(), "{error}");
        }
    }
}
