//! Files as they come: recognised, whole and broken.

use std::io::Write;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::error::ErrorKind;
use crate::io::xml::push_text;

const SGM: &str = "<tstset trglang=en><doc docid=a sysid=s><seg>x</seg></doc></tstset>";
const XML: &str =
    "<dataset><doc id=\"a\"><src><seg>x</seg></src><ref><seg>y</seg></ref></doc></dataset>";

fn read_file(name: &str, bytes: &[u8], role: Role) -> Result<TestSetTexts> {
    read_with(name, bytes, role, &TestSetOptions::default())
}

fn read_with(
    name: &str,
    bytes: &[u8],
    role: Role,
    options: &TestSetOptions,
) -> Result<TestSetTexts> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    read_test_set(&path, role, options)
}

fn segments(texts: &[SegmentedText]) -> Vec<&str> {
    texts.iter().flat_map(SegmentedText::segments).collect()
}

#[test]
fn lines_are_one_text_named_as_the_file() {
    let bytes = "\u{FEFF}un\u{2028}e\r\n\n deux\rtrois \nfin".as_bytes();
    let texts = read_file("out.en", bytes, Role::Hypothesis).expect("reads");
    assert!(texts.sources.is_empty() && texts.references.is_empty());
    let text = &texts.systems[0];
    assert_eq!(
        segments(&texts.systems),
        ["un\u{2028}e", "", " deux\rtrois ", "fin"]
    );
    assert!(text.name.ends_with("out.en") && text.name.len() > "out.en".len());
    assert_eq!((text.documents.len(), &text.documents[0].id), (1, &None));
    // A line that is there and empty is a segment, a file without lines has none.
    let texts = read_file("out.en", b"\n", Role::Source).expect("reads");
    assert_eq!(segments(&texts.sources), [""]);
    let error = read_file("out.en", b"", Role::Source).expect_err("is empty");
    assert!(
        error
            .to_string()
            .contains("out.en: expected one segment a line, found an empty file")
    );
}

#[test]
fn the_extension_says_the_format_and_otherwise_how_a_file_begins() {
    let hypothesis = |name: &str, text: &str| {
        let texts = read_file(name, text.as_bytes(), Role::Hypothesis).expect("reads");
        segments(&texts.systems).join("|")
    };
    for name in ["a.sgm", "a.SGML", "a.xml", "a.en", "a"] {
        assert_eq!(hypothesis(name, SGM), "x", "{name}");
    }
    assert_eq!(
        hypothesis("a", &format!("<?xml version='1.0'?>\n<!-- c -->\n{SGM}")),
        "x"
    );
    assert_eq!(hypothesis("a.jsonl", "{\"mt\":\"x\"}"), "x");
    let reference = read_file("a", XML.as_bytes(), Role::Reference).expect("reads");
    assert_eq!(segments(&reference.references), ["y"]);
    assert_eq!(segments(&reference.sources), ["x"]);
    // Lines that only look alike.
    for text in [
        "<segs>",
        "{\"mt\":\"x\"}",
        "<dataset",
        "< tstset>",
        "<!-- <tstset> -->",
        "<?xml?>",
    ] {
        assert_eq!(hypothesis("a.en", text), text);
    }
}

#[test]
fn compressed_files_are_looked_through() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(SGM.as_bytes()).expect("a vector");
    let bytes = encoder.finish().expect("a vector");
    let texts = read_file("a.sgm.gz", &bytes, Role::Hypothesis).expect("reads");
    assert_eq!(segments(&texts.systems), ["x"]);
    let bytes = zstd::encode_all("{\"text\":\"x\"}".as_bytes(), 1).expect("a vector");
    let texts = read_file("a.jsonl.zst", &bytes, Role::Source).expect("reads");
    assert_eq!(segments(&texts.sources), ["x"]);
}

#[test]
fn a_file_must_hold_the_role_it_is_given_for() {
    let error = read_file("a.sgm", SGM.as_bytes(), Role::Reference).expect_err("has none");
    let said = error.to_string();
    assert!(
        said.contains("expected a reference (`refset` in SGM"),
        "{said}"
    );
    assert!(said.contains("found only a hypothesis"), "{said}");
    let error = read_file("a.xml", XML.as_bytes(), Role::Hypothesis).expect_err("has none");
    assert!(
        error
            .to_string()
            .contains("found only a source and a reference")
    );
    let error = read_file("a.xml", b"<dataset></dataset>", Role::Source).expect_err("has none");
    assert!(error.to_string().contains("found no segments"), "{error}");
    let empty = "<dataset><doc id=\"a\"><hyp system=\"s\"></hyp></doc></dataset>";
    let error = read_file("a.xml", empty.as_bytes(), Role::Hypothesis).expect_err("has none");
    assert!(
        error
            .to_string()
            .contains("expected segments of s, found none"),
        "{error}"
    );
    let error = read_file("a.xml", b"<cesAlign></cesAlign>", Role::Source).expect_err("is another");
    assert!(error.to_string().contains("found `cesAlign`"), "{error}");
}

#[test]
fn bytes_that_are_not_in_the_encoding_name_their_line() {
    let sgm = "<tstset>\n<doc docid=a><seg>l'été</seg></doc></tstset>";
    let xml = "<dataset>\n<doc id=\"a\"><hyp><seg>l'été</seg></hyp></doc></dataset>";
    for (name, text) in [
        ("a.en", "un\nl'été\n"),
        ("a.jsonl", "{\"mt\":\"un\"}\n{\"mt\":\"l'été\"}"),
        ("a.sgm", sgm),
        ("a.xml", xml),
    ] {
        let bytes = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        let error = read_file(name, &bytes, Role::Hypothesis).expect_err("is not UTF-8");
        assert_eq!(error.kind(), ErrorKind::Encoding, "{error}");
        assert_eq!(error.line_number(), Some(2), "{error}");
        assert!(error.to_string().contains("--encoding"), "{error}");
        let options = TestSetOptions {
            charset: "windows-1252".parse().ok(),
            ..TestSetOptions::default()
        };
        let texts = read_with(name, &bytes, Role::Hypothesis, &options).expect("reads");
        assert_eq!(segments(&texts.systems).last(), Some(&"l'été"));
    }
    // A declaration in the file is heeded where it is XML.
    let declared = format!("<?xml version='1.0' encoding='ISO-8859-1'?>{xml}");
    let bytes = encoding_rs::WINDOWS_1252.encode(&declared).0.into_owned();
    let texts = read_file("a.xml", &bytes, Role::Hypothesis).expect("reads");
    assert_eq!(segments(&texts.systems), ["l'été"]);
    let bytes: Vec<u8> = "\u{FEFF}un\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let error = read_file("a.en", &bytes, Role::Hypothesis).expect_err("is not UTF-8");
    assert!(error.to_string().contains("--encoding"), "{error}");
}

#[test]
fn missing_files_and_folders_are_said() {
    let options = TestSetOptions::default();
    let error = read_test_set(Path::new("/nowhere/a.sgm"), Role::Source, &options);
    let said = error.expect_err("is missing").to_string();
    assert!(
        said.contains("/nowhere/a.sgm: cannot read: no such file"),
        "{said}"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let error = read_test_set(folder.path(), Role::Source, &options).expect_err("is a folder");
    assert!(error.to_string().contains("found a folder"), "{error}");
}

#[test]
fn a_memory_has_a_side_for_each_role() {
    let tu = |article: &str, fr: &str, en: &str| {
        format!(
            "<tu>{article}<tuv xml:lang=\"fr\"><seg>{fr}</seg></tuv>\
             <tuv xml:lang=\"en-GB\"><seg>{en}</seg></tuv></tu>"
        )
    };
    let tmx = |units: &[String]| format!("<tmx><body>{}</body></tmx>", units.concat());
    let plain = tmx(&[tu("", "Un.", "One."), tu("", "Deux.", "")]);
    let texts = read_file("a.tmx", plain.as_bytes(), Role::Hypothesis).expect("reads");
    assert_eq!(segments(&texts.systems), ["One.", ""]);
    assert_eq!(texts.systems[0].documents[0].id, None);
    assert_eq!(texts.systems[0].language, "en-gb".parse().ok());
    let texts = read_file("a.tmx", plain.as_bytes(), Role::Source).expect("reads");
    assert_eq!(segments(&texts.sources), ["Un.", "Deux."]);
    let of = |id: &str| format!("<prop type=\"x-article\">{id}</prop>");
    let named = tmx(&[
        tu(&of("x"), "1", "a"),
        tu(&of("y"), "2", "b"),
        tu(&of("y"), "3", "c"),
    ]);
    let texts = read_file("a.tmx", named.as_bytes(), Role::Reference).expect("reads");
    let documents = &texts.references[0].documents;
    assert_eq!(documents[1].id.as_deref(), Some("y"));
    assert_eq!(documents[1].segments, ["b", "c"]);
    let options = TestSetOptions {
        target_language: "de".parse().expect("a code"),
        ..TestSetOptions::default()
    };
    let error = read_with("a.tmx", named.as_bytes(), Role::Reference, &options);
    assert!(
        error
            .expect_err("has none")
            .to_string()
            .contains("in fr and de")
    );
}

#[test]
fn our_own_units_are_read_as_texts() {
    use crate::io::testing::units;
    use crate::io::{Format, WriterOptions, writer};
    let folder = tempfile::tempdir().expect("a folder");
    for format in [Format::Jsonl, Format::Tmx] {
        let path = folder.path().join(format!("corpus.{format}"));
        let options = WriterOptions {
            with_nulls: true,
            ..WriterOptions::default()
        };
        let mut writer = writer(format, path.as_path(), &options).expect("opens");
        for unit in units() {
            writer.write(&unit).expect("writes");
        }
        writer.finish().expect("finishes");
        let options = TestSetOptions::default();
        for role in [Role::Source, Role::Reference] {
            let texts = read_test_set(&path, role, &options).expect("reads");
            let wanted: Vec<String> = units()
                .iter()
                .map(|unit| match role {
                    Role::Source => unit.source_text(),
                    _ => unit.target_text(),
                })
                .collect();
            let text = &role.of(&texts)[0];
            assert_eq!(text.segments().collect::<Vec<_>>(), wanted, "{format}");
            let ids: Vec<_> = text.documents.iter().map(|d| d.id.as_deref()).collect();
            assert_eq!(ids, [Some("niger/puits"), Some("b")], "{format}");
        }
    }
}

#[test]
fn document_names_are_read_and_their_errors_name_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("docids");
    std::fs::write(&path, "a \r\nb\na").expect("a file");
    let ids = DocumentIds::read(&path, None).expect("reads");
    assert_eq!(ids.ids, ["a", "b", "a"]);
    let text = SegmentedText::from_lines("out.en", ["1", "2", "3"]);
    let error = ids.divide(&text).expect_err("comes back");
    assert_eq!(
        (error.path(), error.line_number()),
        (Some(path.as_path()), Some(3))
    );
}

/// Documents of any texts without control characters.
fn documents() -> impl Strategy<Value = Vec<Vec<String>>> {
    let segment = prop_oneof![
        "\\PC{0,12}",
        Just(" a <seg> & </doc> &amp; <!-- \u{2028} ".to_owned()),
        Just(String::new()),
    ];
    prop::collection::vec(prop::collection::vec(segment, 1..5), 1..4)
}

/// The documents, each segment between `open` and `close` and escaped, in elements of these names.
fn marked_up(documents: &[Vec<String>], names: (&str, &str, &str)) -> String {
    let (open, middle, close) = names;
    let mut text = String::from(open);
    for (at, document) in documents.iter().enumerate() {
        text.push_str(&middle.replace("ID", &at.to_string()));
        for (at, segment) in document.iter().enumerate() {
            text.push_str(&format!("<seg id=\"{}\">", at + 1));
            push_text(&mut text, segment, |_, _| {});
            text.push_str("</seg>\n");
        }
        text.push_str(close);
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_by_the_book_is_read_back(documents in documents()) {
        let sgm = marked_up(&documents, ("<tstset sysid=\"s\">", "<doc docid=\"ID\">", "</doc>"));
        let xml = marked_up(
            &documents,
            ("<dataset>", "<doc id=\"ID\"><hyp system=\"s\">", "</hyp></doc>"),
        );
        let lines = documents.iter().enumerate().flat_map(|(at, document)| {
            let line = move |text: &String| {
                serde_json::json!({"doc": at, "system": "s", "mt": text}).to_string() + "\n"
            };
            document.iter().map(line)
        });
        for (name, text, trimmed) in [
            ("a.sgm", sgm + "</tstset>", true),
            ("a.xml", xml + "</dataset>", true),
            ("a.jsonl", lines.collect(), false),
        ] {
            let texts = read_file(name, text.as_bytes(), Role::Hypothesis).expect("reads");
            prop_assert_eq!(texts.systems.len(), 1);
            let text = &texts.systems[0];
            prop_assert_eq!(&text.name, "s");
            prop_assert_eq!(text.documents.len(), documents.len());
            for (at, (found, wanted)) in text.documents.iter().zip(&documents).enumerate() {
                prop_assert_eq!(found.id.clone(), Some(at.to_string()));
                let wanted = wanted.iter().map(|s| if trimmed { s.trim() } else { s });
                prop_assert_eq!(&found.segments, &wanted.collect::<Vec<_>>(), "{}", name);
            }
        }
    }
}
