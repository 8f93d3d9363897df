//! Documents made here, with what Word writes.

use std::io::Write;

use super::*;

/// A document of these parts.
pub(crate) fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).expect("a part");
        writer.write_all(text.as_bytes()).expect("a vector");
    }
    writer.finish().expect("a vector").into_inner()
}

fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body>{body}</w:body></w:document>"
    )
}

fn read(parts: &[(&str, &str)]) -> Vec<String> {
    match parse(&zipped(parts)).expect("reads").body {
        Body::Paragraphs(paragraphs) => paragraphs,
        Body::Text(text) => panic!("a text: {text}"),
    }
}

fn read_body(body: &str) -> Vec<String> {
    read(&[("word/document.xml", &document(body))])
}

#[test]
fn headings_lists_and_tables_give_a_paragraph_each() {
    let body = "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/><w:tabs><w:tab w:pos=\"1\"/></w:tabs></w:pPr>\
        <w:r><w:t>Titre</w:t></w:r></w:p>\
        <w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t xml:space=\"preserve\">Il </w:t></w:r><w:hyperlink>\
        <w:r><w:t>pleut</w:t></w:r></w:hyperlink><w:r><w:br/><w:t>&amp; vente.</w:t></w:r></w:p><w:p/>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>B</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    assert_eq!(read_body(body), ["Titre", "Il pleut & vente.", "A", "B"]);
}

#[test]
fn changes_are_accepted() {
    let body = "<w:p><w:r><w:t>Le </w:t></w:r><w:del><w:r><w:delText>vieux</w:delText></w:r></w:del>\
        <w:ins><w:r><w:rPr><w:ins/></w:rPr><w:t>neuf</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>parti</w:t></w:r></w:moveFrom>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r><w:r><w:t> puits.</w:t></w:r></w:p>\
        <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Un début </w:t></w:r></w:p>\
        <w:p><w:r><w:t>et sa suite.</w:t></w:r></w:p>";
    assert_eq!(read_body(body), ["Le neuf puits.", "Un début et sa suite."]);
}

#[test]
fn notes_and_text_boxes_follow_their_paragraph() {
    let body = "<w:p><w:r><w:t>Voir</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r>\
        <mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>Cadre</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
        <mc:Fallback><w:txbxContent><w:p><w:r><w:t>Cadre</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>\
        <w:r><w:t> ici.</w:t></w:r></w:p><w:p><w:r><w:t>Fin.</w:t></w:r></w:p>";
    let notes = "<w:footnotes xmlns:w=\"w\"><w:footnote w:type=\"separator\" w:id=\"2\"><w:p><w:r><w:t>-</w:t></w:r></w:p></w:footnote>\
        <w:footnote w:id=\"2\"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t> Une note.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let parts = [
        ("word/document.xml", document(body)),
        ("word/footnotes.xml", notes.into()),
    ];
    let parts: Vec<_> = parts.iter().map(|(n, t)| (*n, t.as_str())).collect();
    assert_eq!(read(&parts), ["Voir ici.", "Une note.", "Cadre", "Fin."]);
}

#[test]
fn tables_of_contents_and_field_codes_are_no_text() {
    let body = "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/></w:docPartObj></w:sdtPr>\
        <w:sdtContent><w:p><w:r><w:t>Chapitre 1</w:t></w:r></w:p></w:sdtContent></w:sdt>\
        <w:sdt><w:sdtContent><w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>Texte.</w:t></w:r></w:p></w:sdtContent></w:sdt>";
    assert_eq!(read_body(body), ["Texte."]);
}

#[test]
fn the_main_part_and_the_properties_are_found() {
    let rels = "<Relationships><Relationship Type=\"http://x/officeDocument\" Target=\"/word/document2.xml\"/></Relationships>";
    let core = "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\"><dc:title>Le puits</dc:title><dc:creator>A. B.</dc:creator></cp:coreProperties>";
    let body = document("<w:p><w:r><w:t>Oui.</w:t></w:r></w:p>");
    let parts = [
        ("_rels/.rels", rels),
        ("word/document2.xml", body.as_str()),
        ("docProps/core.xml", core),
    ];
    let parsed = parse(&zipped(&parts)).expect("reads");
    assert_eq!(parsed.body, Body::Paragraphs(vec!["Oui.".into()]));
    assert_eq!(parsed.metadata["title"], "Le puits");
    assert_eq!(parsed.metadata["author"], "A. B.");
}

#[test]
fn what_is_no_document_is_said() {
    let sheet = zipped(&[("xl/workbook.xml", "<x/>")]);
    let book = zipped(&[("mimetype", "application/epub+zip")]);
    let whole = zipped(&[("word/document.xml", &document("<w:p/>"))]);
    for (bytes, said) in [
        (&b"Il pleut."[..], "no ZIP archive"),
        (&sheet, "a spreadsheet"),
        (&book, "EPUB"),
        (&whole[..whole.len() / 2], "cut short"),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
            "an old or an encrypted",
        ),
        (b"", "no ZIP archive"),
    ] {
        let error = parse(bytes).expect_err("is refused").to_string();
        assert!(error.contains(said), "{error}");
    }
    let broken = zipped(&[("word/document.xml", "<w:document><w:body>")]);
    let error = parse(&broken).expect_err("is refused");
    assert!(error.to_string().contains("the end of the file"), "{error}");
}
