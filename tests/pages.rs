//! Pages laid out as sites lay them out, written for this test: what is read of each, paragraph by
//! paragraph, and nothing else.

use alinea::io::article::Body;
use alinea::io::html::parse_str;

fn read(page: &str) -> Vec<String> {
    match parse_str(page).expect("reads").body {
        Body::Paragraphs(paragraphs) => paragraphs,
        Body::Text(text) => panic!("a text: {text}"),
    }
}

/// A newspaper: main text in `article`, boxes within it, other articles beside it.
#[test]
fn a_newspaper() {
    let page = r##"<!doctype html><html lang=fr><head><title>À Zinder, le puits est rouvert - Le Courrier</title>
<meta property="og:title" content="À Zinder, le puits est rouvert"></head>
<body class="page has-sidebar"><a class="skip-link" href="#main">Aller au contenu</a>
<div class="cookie-banner" role="dialog"><p>Nous utilisons des cookies pour mesurer l'audience.</p><button>Accepter</button></div>
<header class="site-header"><a href="/">Le Courrier</a><nav><ul><li><a href="/monde">Monde</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>
<main id="main"><article><div class="breadcrumbs"><a href="/">Accueil</a> &gt; <a href="/afrique">Afrique</a></div>
<header><h1>À Zinder, le puits est rouvert</h1><p class="standfirst">Le village a attendu trois ans.</p></header>
<div class="share-buttons"><a href="#">Partager</a> <a href="#">Tweeter</a></div>
<p>Le puits de Zinder, fermé depuis 2020, a&nbsp;été rouvert lundi, a annoncé le maire. <a href="/x">Notre reportage</a>.</p>
<figure><img src="p.jpg" alt="Un puits"><figcaption>Le puits, lundi matin.</figcaption></figure>
<h2>Un chantier de trois mois</h2><p>«&#8239;Nous avons creusé à 40&nbsp;m&#8239;», dit M.&nbsp;Morel.</p>
<aside><h3>À lire aussi</h3><ul><li><a href="/y">La pluie revient</a></li></ul></aside>
<blockquote><p>L'eau est bonne.</p></blockquote><ul><li>Profondeur : 40 m</li><li>Coût : 12 000 euros</li></ul>
<div class="newsletter"><p>Recevez notre lettre.</p><form><input></form></div></article>
<section class="related"><h2>Articles liés</h2><p><a href="/z">Le marché de Maradi</a></p></section></main>
<div id="comments"><h2>2 commentaires</h2><p>Très bien !</p></div>
<footer><p>© Le Courrier. Tous droits réservés.</p></footer><script>track()</script></body></html>"##;
    let expected = [
        "À Zinder, le puits est rouvert",
        "Le village a attendu trois ans.",
        "Le puits de Zinder, fermé depuis 2020, a\u{a0}été rouvert lundi, a annoncé le maire. Notre reportage.",
        "Le puits, lundi matin.",
        "Un chantier de trois mois",
        "«\u{202f}Nous avons creusé à 40\u{a0}m\u{202f}», dit M.\u{a0}Morel.",
        "L'eau est bonne.",
        "Profondeur : 40 m",
        "Coût : 12 000 euros",
    ];
    assert_eq!(read(page), expected);
    let metadata = parse_str(page).expect("reads").metadata;
    assert_eq!(metadata["title"], "À Zinder, le puits est rouvert");
}

/// An encyclopedia: no `main`, a table of contents, notes, edit links, boxes of links at the end.
#[test]
fn an_encyclopedia() {
    let sentence = "Un puits est un trou creusé dans le sol, en général rond, qui donne de l'eau, et que l'on couvre d'une margelle.";
    let page = format!(
        r##"<html><head><title>Puits — Encyclopédie</title></head><body>
<div id="mw-page-base"></div><div id="content" class="mw-body"><h1 id="firstHeading">Puits</h1>
<div id="jump-to-nav"></div><a class="mw-jump-link" href="#mw-head">Aller à la navigation</a>
<div id="mw-content-text"><table class="infobox"><tr><th>Profondeur</th><td>40 m</td></tr></table>
<p>{sentence}<sup class="reference"><a href="#cite-1">[1]</a></sup></p>
<div id="toc" class="toc"><h2>Sommaire</h2><ul><li><a href="#Histoire">1 Histoire</a></li></ul></div>
<h2><span id="Histoire">Histoire</span><span class="mw-editsection">[<a href="#">modifier</a>]</span></h2>
<p>{sentence} {sentence}</p><dl><dt>Margelle</dt><dd>Le bord du puits.</dd></dl><p>{sentence}</p>
<div class="navbox"><a href="/eau">Eau</a> <a href="/pompe">Pompe</a></div></div></div>
<div id="mw-navigation"><h2>Menu de navigation</h2><ul><li><a href="/accueil">Accueil</a></li></ul></div>
<div id="footer"><ul><li>La dernière modification date de lundi.</li></ul></div></body></html>"##
    );
    let twice = format!("{sentence} {sentence}");
    let found = read(&page);
    let expected = [
        "Puits",
        "Profondeur",
        "40 m",
        sentence,
        "Histoire",
        &twice,
        "Margelle",
        "Le bord du puits.",
        sentence,
    ];
    assert_eq!(found, expected);
}

/// An old blog: nothing but tables and `div` without names; Readability says where the text is.
#[test]
fn an_old_blog() {
    let sentence = "Ce matin, la pluie est tombée sur le village, et les enfants, qui ne l'avaient jamais vue, ont couru dehors.";
    let page = format!(
        r##"<html><head><title>Carnet du Niger : la pluie</title></head><body bgcolor=white>
<table><tr><td><a href="1.html">janvier</a></td><td><a href="2.html">février</a></td><td><a href="3.html">mars</a></td></tr></table>
<div class=texte><h2>La pluie</h2><p>{sentence}<br>{sentence}</p><ul><li>Un seau</li><li>Une corde</li></ul>
<p>{sentence}</p><p>{sentence} {sentence}</p></div>
<div><a href="a">Mes photos</a> | <a href="b">Mon courrier</a> | <a href="c">Livre d'or</a></div></body></html>"##
    );
    let twice = format!("{sentence} {sentence}");
    let expected = ["La pluie", &twice, "Un seau", "Une corde", sentence, &twice];
    assert_eq!(read(&page), expected);
}
