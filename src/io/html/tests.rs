//! Pages as sites lay them out.

use super::*;

fn read(page: &str) -> Vec<String> {
    match parse_str(page).expect("reads").body {
        Body::Paragraphs(paragraphs) => paragraphs,
        Body::Text(text) => panic!("a text: {text}"),
    }
}

#[test]
fn an_empty_body_has_no_paragraph() {
    for page in [
        "",
        "<html><body></body></html>",
        "<p> &nbsp; </p><script>x()</script>",
    ] {
        assert!(read(page).is_empty(), "{page}");
    }
}

#[test]
fn nested_lists_and_tables_give_a_paragraph_each() {
    let page = "<main><ul><li>Un<ol><li>un bis<li>un <em>ter</em></ol></li><li><p>Deux</p><p>suite</p></ul>\
                <table><tr><th>Jour<td>Lundi</table>Fin<br>de ligne<br><br>Autre</main>";
    assert_eq!(
        read(page),
        [
            "Un",
            "un bis",
            "un ter",
            "Deux",
            "suite",
            "Jour",
            "Lundi",
            "Fin de ligne",
            "Autre"
        ]
    );
}

#[test]
fn spaces_are_collapsed_but_not_those_that_do_not_break() {
    let page = "<main><p>\n  «&nbsp;Oui&nbsp;»,\t dit\n<b> M. Morel</b>&#8239;!</p></main>";
    assert_eq!(read(page), ["«\u{a0}Oui\u{a0}», dit M. Morel\u{202f}!"]);
}

#[test]
fn what_is_not_prose_goes_out() {
    let page = "<body class='with-sidebar'><header><a href=/>Site</a></header><main>\
        <nav class=breadcrumb>Accueil</nav><h1>Titre<a class=headerlink href='#t'>¶</a></h1>\
        <p>Texte<sup><a href='#n1'>[1]</a></sup> ici.</p><pre>code()</pre><p hidden>caché</p>\
        <div style='display: none'>caché</div><div id=cookieBanner>Cookies ?</div>\
        <form>Votre nom</form><aside>Publicité</aside></main><footer>Contact</footer>";
    assert_eq!(read(page), ["Titre", "Texte ici."]);
}

#[test]
fn a_class_that_condemns_most_of_the_text_is_not_believed() {
    let page = "<main><div class=menu><p>Le menu du jour : une soupe, un plat et un dessert.</p></div></main>";
    assert_eq!(read(page).len(), 1);
}

#[test]
fn the_pages_own_encoding_is_believed_unless_it_is_utf8() {
    let latin = b"<meta charset=\"windows-1252\"><main>L\x92\xE9t\xE9 \x80</main>";
    let parsed = parse(latin, None).expect("reads");
    assert_eq!(parsed.body, Body::Paragraphs(vec!["L’été €".into()]));
    assert!(parsed.notes.is_empty());
    let old = b"<meta http-equiv='Content-Type' content='text/html; charset=ISO-8859-1'>\xE9t\xE9";
    let parsed = parse(old, None).expect("reads");
    assert_eq!(parsed.body, Body::Paragraphs(vec!["été".into()]));
    let saved = "<meta charset=iso-8859-1><main>été</main>";
    let parsed = parse(saved.as_bytes(), None).expect("reads");
    assert_eq!(parsed.body, Body::Paragraphs(vec!["été".into()]));
    assert_eq!(parsed.notes, ["says it is windows-1252 and is UTF-8"]);
}

#[test]
fn the_head_is_metadata() {
    let page = "<html><head><title>Le puits – Le Journal</title>\
        <meta property='og:title' content='Le puits'><meta name=author content='A. B.'>\
        <meta property='article:published_time' content='2023-06-12T08:00:00Z'>\
        <link rel=canonical href='https://example.org/puits'></head><body><article>\
        <p>Il pleut.</p></article></body></html>";
    let fields: Vec<_> = parse_str(page)
        .expect("reads")
        .metadata
        .into_iter()
        .collect();
    let expected = [
        ("author", "A. B."),
        ("date", "2023-06-12T08:00:00Z"),
        ("title", "Le puits"),
        ("url", "https://example.org/puits"),
    ];
    let expected = expected.map(|(n, v)| (n.to_owned(), v.to_owned()));
    assert_eq!(fields, expected);
}

#[test]
fn a_short_page_is_taken_whole() {
    assert_eq!(
        read("<html><body><h1>Titre</h1><p>Il pleut.</p></body></html>"),
        ["Titre", "Il pleut."]
    );
}

#[test]
fn depth_does_no_harm() {
    let page = format!("{}<p>Au fond.</p>", "<div>".repeat(3_000));
    assert_eq!(read(&page), ["Au fond."]);
}

#[test]
fn a_page_that_is_nested_beyond_measure_is_an_error() {
    let page = format!("<body>\n{}<p>Au fond.</p>", "<ul><li>".repeat(40_000));
    let error = parse_str(&page).expect_err("is refused");
    assert_eq!(error.line_number(), Some(2), "{error}");
    let markdown = format!("Il pleut.\n\n{}\n", "<div>".repeat(40_000));
    let error = crate::io::markdown::parse_str(&markdown).expect_err("is refused");
    assert!(error.to_string().contains("nested at most"), "{error}");
}

#[test]
fn a_blog_without_marks_of_its_own_is_left_to_readability() {
    let sentence =
        "Le puits de Zinder donne de l'eau depuis l'été, dit Mme Morel, et le village en vit. ";
    let page = format!(
        "<body><div id=top><a href=/>Accueil</a> <a href=/b>Blog</a> <a href=/c>Contact</a></div>\
         <div id=wrap><div class=post><h2>Le puits</h2><p>{0}</p><p>{0}</p><ul><li>Un seau, une corde.\
         </li><li>Une poulie.</li></ul><p>{0}</p></div>\
         <div class=box><a href=1>Un billet</a><a href=2>Un autre</a><a href=3>Encore</a></div></div>",
        sentence.repeat(3)
    );
    let found = read(&page);
    assert!(found.contains(&"Une poulie.".to_owned()), "{found:?}");
    assert!(!found.iter().any(|p| p.contains("Accueil")), "{found:?}");
    assert!(!found.iter().any(|p| p.contains("billet")), "{found:?}");
}
