//! Coverage on small texts, with vectors and with a lexicon.

use super::*;
use crate::bitext::Language;
use crate::similarity::Tables;

fn coverage(source: &[&str], target: &[&str]) -> Coverage {
    let tables = Tables::default();
    let (french, english) = (Language::french(), Language::english());
    let pair = tables.pair(&french, &english).expect("tables that ship");
    let source = Document::from_segments(french, source.iter().copied());
    let target = Document::from_segments(english, target.iter().copied());
    let band = Band::full(source.len(), target.len());
    let (source, target) = (
        Words::read(&source, pair.0).0,
        Words::read(&target, pair.1).0,
    );
    Coverage::by_vectors(
        &Matcher::new(source, target),
        &band,
        &BeadTypes::new(4, 8).expect("are types"),
        None,
    )
}

#[test]
fn a_translation_is_covered_and_another_sentence_is_not() {
    let c = coverage(
        &[
            "Le chat dort dans la cuisine.",
            "La reine voyage en bateau.",
        ],
        &[
            "The cat sleeps in the kitchen.",
            "The queen travels by boat.",
        ],
    );
    let of = |s, t| c.of(&Bead::new(s..s + 1, t..t + 1)).mean;
    assert!(of(0, 0) > of(0, 1) + 0.2 && of(1, 1) > of(1, 0) + 0.2);
    assert!((0.0..=1.0).contains(&c.level()));
}

#[test]
fn garbled_words_are_not_known_and_numbers_are() {
    let english = "The cat sleeps in the kitchen.";
    let known = |french| coverage(&[french], &[english]).known();
    let sound = known("Le chat dort dans la cuisine depuis 1987.");
    assert_eq!(sound, 1.0);
    let garbled = known("Le chxt dowt dans la cuqsize depuis 1987.");
    assert!((0.0..0.7).contains(&garbled), "{garbled}");
    // Of both sides the one with fewer counts.
    assert_eq!(coverage(&[english], &["Xqrt wvbn zzkp."]).known(), 0.0);
}

#[test]
fn a_segment_that_nothing_answers_is_covered_least_and_adds_little() {
    let c = coverage(
        &["Le chat dort dans la cuisine.", "Les impôts augmentent."],
        &["The cat sleeps in the kitchen."],
    );
    let (one, both) = (Bead::new(0..1, 0..1), Bead::new(0..2, 0..1));
    assert!(c.of(&both).least < c.of(&one).least);
    assert!(c.of(&both).gain < 0.1);
    assert!(c.beside(&Bead::new(1..2, 1..1)) < 0.5);
}

#[test]
fn a_word_of_the_next_segment_shows_in_extension_and_split() {
    let c = coverage(
        &["Il parle de Paris et de la mer.", "Il a faim."],
        &["He speaks of Paris.", "Of the sea too, and he is hungry."],
    );
    assert!(c.of(&Bead::new(0..1, 0..1)).extension > 0.05);
    assert!(c.of(&Bead::new(0..2, 0..2)).split > 0.02);
}

#[test]
fn what_is_said_on_the_other_side_of_a_cut_spills_over_it() {
    let c = coverage(
        &[
            "Le chat dort dans la cuisine, la reine voyage.",
            "Le bateau coule.",
        ],
        &[
            "The cat sleeps in the kitchen.",
            "The queen travels; the boat sinks.",
        ],
    );
    // The queen travels at the end of one and at the beginning of the other.
    assert!(c.spill(1, 1) > 1_f64.ln_1p(), "{}", c.spill(1, 1));
    assert_eq!((c.spill(0, 1), c.spill(2, 0)), (0.0, 0.0));
    let mirrored = coverage(
        &[
            "Le chat dort dans la cuisine.",
            "La reine voyage, le bateau coule.",
        ],
        &[
            "The cat sleeps in the kitchen; the queen travels.",
            "The boat sinks.",
        ],
    );
    assert!(
        mirrored.spill(1, 1) > 1_f64.ln_1p(),
        "{}",
        mirrored.spill(1, 1)
    );
    let clean = coverage(
        &["Le chat dort dans la cuisine.", "La reine voyage."],
        &["The cat sleeps in the kitchen.", "The queen travels."],
    );
    assert!(clean.spill(1, 1) < 0.2, "{}", clean.spill(1, 1));
}

#[test]
fn empty_segments_and_unknown_words_are_ordinary() {
    let c = coverage(&["", "Zzyzx 12"], &["Zzyzx 12", "…"]);
    assert_eq!(c.of(&Bead::new(0..1, 0..1)).mean, 0.0);
    assert!(c.of(&Bead::new(1..2, 0..1)).mean > 0.99);
    coverage(&[], &["One."]);
}

#[test]
fn a_lexicon_takes_the_place_of_vectors() {
    let (french, english) = (Language::french(), Language::english());
    let phrases = [
        ("le chat dort", "the cat sleeps"),
        ("le chien mange", "the dog eats"),
        ("le chat mange", "the cat eats"),
        ("le chien dort", "the dog sleeps"),
    ];
    let many = || phrases.iter().cycle().take(24);
    let pair = crate::bitext::ArticlePair {
        id: "a".into(),
        source: Document::from_segments(french, many().map(|p| p.0)),
        target: Document::from_segments(english, many().map(|p| p.1)),
    };
    let beads: Vec<Bead> = (0..24).map(|i| Bead::new(i..i + 1, i..i + 1)).collect();
    let mut builder = crate::similarity::LexiconBuilder::default();
    builder.add(&pair, &beads);
    let lexicon = builder.learn();
    let band = Band::full(24, 24);
    let documents = (&pair.source, &pair.target);
    let c = Coverage::by_lexicon(
        documents,
        &lexicon,
        &band,
        &BeadTypes::new(4, 8).expect("are types"),
        None,
    );
    let of = |s, t| c.of(&Bead::new(s..s + 1, t..t + 1)).mean;
    assert!(of(0, 0) > of(0, 2) + 0.2 && of(0, 2) > of(0, 1) + 0.2);
}

#[test]
fn sides_that_are_kept_are_those_that_are_computed() {
    let source = ["Le chat dort.", "La reine voyage.", "Il pleut.", "Adieu."];
    let target = [
        "The cat sleeps and it rains.",
        "The queen travels.",
        "Rain.",
    ];
    let kept = coverage(&source, &target);
    let mut computed = coverage(&source, &target);
    computed.kept = None;
    for (s, t) in (0..4).flat_map(|s| (0..3).map(move |t| (s, t))) {
        for (a, b) in (s + 1..=4).flat_map(|a| (t + 1..=3).map(move |b| (a, b))) {
            let bead = Bead::new(s..a, t..b);
            let large = bead.source.len() + bead.target.len() > 6;
            assert_eq!(kept.kept(&bead).is_none(), large);
            assert!(computed.kept(&bead).is_none());
            let bits = |c: &Coverage| {
                [c.source_side(&bead), c.target_side(&bead), c.mass(&bead)].map(f64::to_bits)
            };
            assert_eq!(bits(&kept), bits(&computed), "{bead:?}");
        }
    }
}

#[test]
fn a_narrow_band_holds_what_its_beads_are_asked_for() {
    let french = [
        "Le train part à huit heures.",
        "La pluie a cessé vers midi.",
        "Trois vaches dorment dans la grange.",
        "Le maire a vendu son tracteur.",
        "Les enfants mangent des gâteaux.",
        "La foire ouvre ses portes samedi.",
        "Le boulanger ferme en août.",
        "Il neige sur les montagnes.",
        "Ma sœur habite à Lyon.",
    ];
    let english = [
        "The train leaves at eight o'clock.",
        "The rain stopped around noon.",
        "Three cows are sleeping in the barn.",
        "The mayor sold his tractor.",
        "The children eat cakes.",
        "The fair opens its doors on Saturday.",
        "The baker closes in August.",
        "It is snowing on the mountains.",
        "My sister lives in Lyon.",
    ];
    let tables = Tables::default();
    let (fr, en) = (Language::french(), Language::english());
    let pair = tables.pair(&fr, &en).expect("tables that ship");
    let read = |document: &Document, table| Words::read(document, table).0;
    let matcher = Matcher::new(
        read(&Document::from_segments(fr, french), pair.0),
        read(&Document::from_segments(en, english), pair.1),
    );
    let types = BeadTypes::default();
    let n = french.len();
    for width in 0..4 {
        let rows = (0..=n).map(|s| (s.saturating_sub(width), s + width));
        let band = Band::from_rows(rows.collect(), n);
        let narrow = Coverage::by_vectors(&matcher, &band, &types, None);
        let whole = Coverage::by_vectors(&matcher, &Band::full(n, n), &types, None);
        for s in 0..n {
            for t in band.low(s)..=band.high(s) {
                for shape in types.both_sides() {
                    let bead = Bead::new(s..s + shape.source, t..t + shape.target);
                    if band.cell(bead.source.end, bead.target.end).is_some() {
                        assert_eq!(
                            format!("{:?}", narrow.of(&bead)),
                            format!("{:?}", whole.of(&bead)),
                            "{bead:?}, {width}"
                        );
                    }
                }
                for null in [Bead::new(s..s + 1, t..t), Bead::new(s..s, t..t + 1)] {
                    if band.cell(null.source.end, null.target.end).is_some() {
                        assert_eq!(
                            narrow.beside(&null),
                            whole.beside(&null),
                            "{null:?}, {width}"
                        );
                    }
                }
            }
        }
    }
}
