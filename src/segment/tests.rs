//! Tests of the segmenter: hard cases by theme, then properties on random text.

use super::{RuleSegmenter, Segmenter, WholeSegmenter};

/// Checks a paragraph given as its sentences with `|` between them; each `|` stands for a space.
fn check(language: &str, marked: &str) {
    let text = marked.replace('|', " ");
    let segmenter = RuleSegmenter::new(language);
    let found: Vec<&str> = segmenter
        .sentences(&text)
        .into_iter()
        .map(|range| &text[range])
        .collect();
    let wanted: Vec<&str> = marked.split('|').collect();
    assert_eq!(found, wanted, "in {language}: {text}");
}

fn french(cases: &[&str]) {
    for case in cases {
        check("fr", case);
    }
}

fn english(cases: &[&str]) {
    for case in cases {
        check("en", case);
    }
}

#[test]
fn french_numbered_references() {
    french(&[
        "Elle habite au n° 5 de la rue.|Il habite au no. 7 de la place.",
        "Le texte (chap. 3, §. 2) le dit.|On lira aussi l'art. 12 et la p. 25.",
        "Voir pp. 3-5 et vol. II, fig. 4.|Le reste suit.",
        "Le départ est à 18 h. 30 précises.|Le retour à 20 h.|Nul ne sait pourquoi.",
        "Il a dit non.|Le train part à 5 h. du matin.",
    ]);
}

#[test]
fn french_titles_and_names() {
    french(&[
        "La rue St. Honoré est longue.|La rue Ste. Anne aussi.",
        "A. Camus et J.-P. Sartre se brouillèrent.|Ch. de Gaulle n'en dit rien.",
        "Le Dr. Petit, le Pr. Grand et Me. Dupin plaident.|M. et Mme. Roux écoutent.",
        "MM. Rey et Roy, Mlle. Blanc et Mgr. Noir vinrent.|M. Vert partit.",
        "Le livre de J. Le Goff est connu.|Celui de J. de La Fontaine aussi.",
        "Elle cite G. K. Chesterton.|Il cite J.R.R. Tolkien et É. Zola.",
        "Le général J.-C. Dubois commande.|Il rit.",
    ]);
}

#[test]
fn french_abbreviations() {
    french(&[
        "Des fruits, p. ex. des pommes, c.-à-d. presque rien.|Il mange.",
        "La ville fut prise en 52 av. J.-C. par Rome.|Elle brûla.",
        "C'était en 52 av. J.-C.|La ville fut prise.",
        "Des stylos, des cahiers, etc. et des livres.|Des pommes, etc.|Elle paie.",
        "La hauteur est de 5 m. de large.|La largeur est de 3 m.|Le mur tombe.",
        "Il écrit cf. Platon.|Env. 200 personnes vinrent.",
        "Le 5 janv. 1998 il neigea.|Ce fut en janv.|Il fit froid.",
        "Le 1er juin, il vint.|Le 12 juin, il partit.",
    ]);
}

#[test]
fn french_quotations() {
    french(&[
        "« Nous sommes prêts.|Nous le ferons », a dit M. Morel.",
        "« Jamais ! » s'écria-t-il.|Il sortit.",
        "« Viens ! » dit-elle.|« Non. »|Il resta.",
        "« Viens\u{a0}! »\u{202f}dit-elle.|Il resta.",
        "Il dit\u{a0}: «\u{a0}Quoi\u{a0}?\u{a0}»|Elle rit.",
        "Il a dit \"non\".|\"Pourquoi ?\" demanda-t-elle.|\"Parce que !\"|Elle rit.",
        "Le vin (le blanc !) est bon.|(Le rouge est fini.)|On boit.",
        "Il vint (enfin !) Paris le voir.|Il repartit.",
        "Le mot (sic) est là [...] Paris aussi.|Fin.",
        "On trouve de tout (fruits, etc.).|Le marché ferme.",
    ]);
}

#[test]
fn french_dialogue() {
    french(&[
        "— Oui.|— Non.",
        "— Jamais ! s'écria-t-il.|— Soit.",
        "— Tu viens ?|— Non… pas ce soir.|– Alors demain !",
        "--Oui, dit-il.|--Non ! répondit-elle.|-- Bien.",
        "Elle attend — quoi donc ? — une lettre.|Rien ne vient.",
    ]);
}

#[test]
fn french_marks() {
    french(&[
        "Il hésite... puis il part.|Il revient...|Elle rit.",
        "Il hésite… puis il part.|Il revient…|Elle rit.",
        "Quoi ?!|Encore !!!|Il crie.",
        "Vraiment ? !|Oui.",
        "Il devait encore... 30 francs.|Il paya.",
        "Les faits sont connus [2].|Les causes aussi.[3]|Le reste non.",
    ]);
}

#[test]
fn french_sentence_ends() {
    french(&[
        "Ce fut sous Louis XIV.|Il régnait seul.",
        "Ce fut sous Louis XIV.|Versailles brillait.",
        "On passe au plan B.|Ensuite on verra.",
        "Elle manque de vitamine C.|Les oranges en ont.",
        "Il fait 2° C.|Paris gèle.",
        "Il est né en 1998.|Il est mort en 2020.|3 amis vinrent.",
        "Il a tout perdu.|iPhone et clés compris.",
        "Il vient aujourd'hui.|Aujourd'hui il part.",
        "Il vit au bord de la mer.|Nice lui plaît.",
        "La garantie est finie.|à ce jour, rien n'est venu.",
    ]);
}

#[test]
fn lists() {
    french(&[
        "1. Ouvrez le robinet.|2. Fermez-le.",
        "a) Ouvrez le robinet.|b) Fermez-le.",
        "a. Ouvrez le robinet.",
        "IV. Le retour",
        "- Un point.|- Un autre point.",
        "2.3. Mise en place",
        "Il faut :|- du pain ;|- du vin.",
        "Trois droits : 1) vivre ; 2) penser ; (3) partir.|Rien d'autre.",
        "Nul n'est tenu de rester ;|2. Toute personne peut partir.",
        "Chacun a droit au repos ;|Il a droit au travail.",
    ]);
    english(&[
        "1. Open the tap.|2. Close it.",
        "(b) Open the tap.",
        "• One item.|• Another item.",
    ]);
}

#[test]
fn english_abbreviations() {
    english(&[
        "Mr. and Mrs. Hall met Ms. Ray, Prof. Day and Gen. Orr.|Rep. Ash and Sen. Oak left.",
        "Gov. Lee lives on St. James Street.|Dr. No does not.",
        "See No. 5, Fig. 3, e.g. the top, i.e. the roof.|It is red vs. blue.",
        "He said no.|The dog left.|No. 5 is alive.",
        "It starts at 5 p.m. and ends at 9 a.m. on Monday.|He slept.",
        "They met at 5 p.m.|The crowd left.",
        "It airs at 7 p.m. ET.|Then it ends.",
        "The U.S. Senate met.|He left the U.S.|They stayed in the U.K. for good.",
        "Acme Inc. and Bolt Ltd. merged.|He works for Acme Corp.|It is big.",
        "John Hall Jr. and Sam Sr. Reed met.|He is a Jr.|She is not.",
        "In Jan. 2020 it rained.|On Oct. 3 it snowed.",
        "Apples, pears, etc.|He ate them.",
        "Plan B failed.|We need a plan C.|Then we rest.",
        "George W. Bush met J. K. Rowling.|She wrote.",
        "She is taller than I.|The boy is not.",
        "He studied at the School of Art.|“I loved it,” he said.",
    ]);
}

#[test]
fn english_quotations() {
    english(&[
        "“Never!” he cried.|He left.",
        "“Never!” Mary said.|“Why?” I asked.|“Because!”|I left.",
        "“We are ready.|We will do it,” said Mr. Hall.",
        "\"It is late.\"|The company agreed.",
        "He said “no.”|She said ‘yes.’|They left.",
        "(He left.)|She stayed (at home).|Fine.",
    ]);
}

#[test]
fn addresses_and_numbers_stay_whole() {
    english(&[
        "See https://example.org/a.b?q=It or www.example.com for more.|Write to a.b@example.org today.",
        "Open notes.txt and main.Rs now.|Version 2.0.1 costs 3.50 dollars.",
        "Call console.log or java.util.List.Of here.|Done.",
    ]);
}

#[test]
fn a_forgotten_space_is_seen() {
    for (language, text, cut) in [
        ("fr", "Il est tard et c'est la fin.Le magasin ferme.", 28),
        ("fr", "Est-ce fini ?Il le croit.", 13),
        ("en", "It is late.The shop closes.", 11),
    ] {
        let ranges = RuleSegmenter::new(language).sentences(text);
        assert_eq!(ranges, [0..cut, cut..text.len()], "{text}");
    }
}

#[test]
fn other_languages() {
    for (language, marked) in [
        ("de", "Er kam am 3. Mai um 5 Uhr.|Die Stadt war z. B. leer."),
        (
            "de",
            "Im 19. Jahrhundert lebte Friedrich II. lange.|Er starb.|„Nein!“ rief er.",
        ),
        ("de", "»Komm!« rief sie.|»Nein.«|Er blieb."),
        (
            "es",
            "El Sr. López vive aquí.|¿Quién es?|¡Nadie!|La Sra. Ruiz.",
        ),
        (
            "it",
            "Il sig. Rossi arriva.|Il dott. Verdi, ecc. non vengono.",
        ),
        ("pt", "O Sr. Silva chegou.|Ele saiu."),
        ("nl", "Hij koopt o.a. brood, kaas, enz.|De winkel sluit."),
        ("ru", "Он пришёл.|Она ушла!"),
        ("ar", "هل أنت هنا؟|نعم أنا هنا.|شكرا"),
        ("hi", "यह घर है।|वह जाता है।"),
        ("el", "Πού είσαι;|Εδώ είμαι."),
        ("xx", "Ana lives.|Bob left."),
    ] {
        check(language, marked);
    }
    let chinese = "我来了。你好吗？很好！";
    assert_eq!(
        RuleSegmenter::new("zh").sentences(chinese),
        [0..12, 12..24, 24..33]
    );
    let japanese = "「行く。」と彼は言った。雨だ。";
    assert_eq!(RuleSegmenter::new("ja").sentences(japanese).len(), 2);
}

#[test]
fn language_tags() {
    let text = "Le Pr. Grand parle.";
    for tag in ["fr", "FR", "fr-CA", "fr_FR"] {
        assert_eq!(RuleSegmenter::new(tag).sentences(text).len(), 1, "{tag}");
    }
    assert_eq!(RuleSegmenter::new("").sentences(text).len(), 2);
}

#[test]
fn blank_paragraphs_have_no_sentence() {
    for text in ["", " ", "\n\t\u{a0}\u{3000}"] {
        assert!(RuleSegmenter::new("fr").sentences(text).is_empty());
        assert!(WholeSegmenter.sentences(text).is_empty());
    }
}

/// A small generator (xorshift), so that the test repeats itself.
struct Noise(u64);

impl Noise {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

#[test]
fn ranges_cover_random_text() {
    const PIECES: &[&str] = &[
        ".",
        "..",
        "...",
        "…",
        "!",
        "?",
        " ",
        " ",
        "\u{a0}",
        "\u{202f}",
        "\n",
        "\"",
        "'",
        "«",
        "»",
        "“",
        "”",
        "(",
        ")",
        "[",
        "]",
        "[2]",
        "-",
        "—",
        "--",
        ";",
        ":",
        ",",
        "。",
        "！",
        "」",
        "؟",
        "।",
        "·",
        "M",
        "St",
        "etc",
        "J.-C",
        "A",
        "IV",
        "n°",
        "12",
        "3",
        "le",
        "Le",
        "L'",
        "été",
        "É",
        "iPhone",
        "と",
        "字",
        "ß",
        "İ",
        "e\u{301}",
        "\u{1f600}",
        "\u{200b}",
        "\u{feff}",
        "\u{0}",
        "http://a.b/?c",
        "*",
        "_",
        "`",
        "/",
        "@",
    ];
    let segmenters = ["fr", "en", "de", "el", "ja", "und"].map(RuleSegmenter::new);
    let mut noise = Noise(0x2545_f491_4f6c_dd1d);
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..noise.below(40) {
            match noise.below(12) {
                0 => text.extend(char::from_u32(noise.below(0x11_0000) as u32)),
                _ => text.push_str(PIECES[noise.below(PIECES.len())]),
            }
        }
        for segmenter in &segmenters {
            let mut end = 0;
            for range in segmenter.sentences(&text) {
                assert!(range.start >= end && range.start < range.end, "{text:?}");
                assert!(text[end..range.start].trim().is_empty(), "{text:?}");
                assert_eq!(text[range.clone()].trim(), &text[range.clone()], "{text:?}");
                end = range.end;
            }
            assert!(text[end..].trim().is_empty(), "{text:?}");
        }
        assert!(super::words::words(&text).all(|word| !word.is_empty()));
    }
}
