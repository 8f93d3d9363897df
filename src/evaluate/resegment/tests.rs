//! Whole re-segmentations of small texts, and what holds for any text.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::bitext::Language;

use super::{Resegmented, Resegmenter};

fn french() -> Resegmenter {
    Resegmenter::new(&Language::french())
}

fn cut(reference: &[&str], output: &[&str]) -> Vec<String> {
    french().resegment(reference, output).segments()
}

const REFERENCE: [&str; 5] = [
    "Un incendie à Lyon",
    "Lundi, un incendie a détruit une usine de Lyon.",
    "Personne n’a été blessé.",
    "Les pompiers, au nombre de 80, sont restés jusqu’à midi.",
    "« Nous avons eu de la chance », a dit le maire.",
];

const OUTPUT: [&str; 5] = [
    "Incendie à Lyon",
    "Une usine lyonnaise a été détruite lundi par un incendie.",
    "Il n’y a pas eu de blessés.",
    "80 pompiers sont restés sur place jusqu’à midi.",
    "« C’était une chance », a déclaré le maire.",
];

#[test]
fn one_long_line_is_cut_on_the_reference() {
    assert_eq!(cut(&REFERENCE, &[&OUTPUT.join(" ")]), OUTPUT);
}

#[test]
fn line_breaks_at_odd_places_do_not_matter() {
    let words: Vec<String> = OUTPUT.join(" ").split(' ').map(str::to_string).collect();
    let lines: Vec<String> = words.chunks(7).map(|chunk| chunk.join(" ")).collect();
    let found = french().resegment(&REFERENCE, &lines);
    assert_eq!(found.segments(), OUTPUT);
    assert!(found.pieces().any(|piece| piece.contains('\n')));
}

#[test]
fn an_omitted_sentence_is_an_empty_piece() {
    let output = [&OUTPUT[..2], &OUTPUT[3..]].concat().join(" ");
    assert_eq!(
        cut(&REFERENCE, &[&output]),
        [OUTPUT[0], OUTPUT[1], "", OUTPUT[3], OUTPUT[4]]
    );
}

#[test]
fn an_added_sentence_goes_to_a_neighbour_and_moves_no_other() {
    let added = "Notre reporter était sur place.";
    let output = [&OUTPUT[..3], &[added], &OUTPUT[3..]].concat();
    let found = cut(&REFERENCE, &[&output.join(" ")]);
    assert_eq!(found[..2], OUTPUT[..2]);
    assert_eq!(found[4], OUTPUT[4]);
    assert!(found[2].ends_with(added) || found[3].starts_with(added));
}

#[test]
fn repeated_segments_keep_their_number() {
    let reference = ["Oui.", "Non.", "Oui.", "Oui.", "Non."];
    assert_eq!(cut(&reference, &["Oui. Non. Oui. Oui. Non."]), reference);
    assert_eq!(cut(&["Oui."; 4], &["Oui. Oui.", "Oui. Oui."]), ["Oui."; 4]);
}

#[test]
fn empty_reference_segments_get_no_text() {
    assert_eq!(
        cut(
            &["", "Un chat.", " ", "Un chien.", ""],
            &["Un chat. Un chien."]
        ),
        ["", "Un chat.", "", "Un chien.", ""]
    );
}

#[test]
fn empty_sides_are_ordinary() {
    assert_eq!(cut(&["Un.", "Deux."], &[]), ["", ""]);
    assert_eq!(cut(&["Un.", "Deux."], &["", " "]), ["", ""]);
    assert_eq!(cut(&["", ""], &["Du texte."]), ["", "Du texte."]);
    let none: [&str; 0] = [];
    let found = french().resegment(&none, &["Du texte."]);
    assert_eq!((found.text(), found.ranges().len()), ("Du texte.", 0));
    assert!(french().documents::<&str, &str>(&[]).is_empty());
}

#[test]
fn chinese_is_cut_between_characters_and_its_lines_are_joined_without_a_space() {
    let chinese = Resegmenter::new(&"zh".parse::<Language>().unwrap());
    let reference = ["火车八点出发。", "它很准时。", "没有人感到惊讶。"];
    let found = chinese.resegment(&reference, &["火车八点钟开。它", "准时。没有人惊讶。"]);
    assert_eq!(
        found.segments(),
        ["火车八点钟开。", "它准时。", "没有人惊讶。"]
    );
}

#[test]
fn no_cut_falls_in_a_word_or_at_a_space_that_does_not_break() {
    let reference = ["Il a dit 10", "000 fois non !"];
    let found = cut(&reference, &["Il a dit 10\u{a0}000 fois non\u{202f}!"]);
    let joined = found.join(" ");
    assert!(joined.contains("10\u{a0}000") && joined.contains("non\u{202f}!"));
}

#[test]
fn documents_do_not_lend_each_other_text() {
    let one = (&REFERENCE[..2], &OUTPUT[..3]);
    let two = (&REFERENCE[3..], &OUTPUT[3..]);
    let found = french().documents(&[one, two]);
    assert_eq!(found[0].text(), OUTPUT[..3].join("\n"));
    assert_eq!(found[1].segments(), OUTPUT[3..]);
}

#[test]
fn a_stream_through_a_corridor_is_cut_as_its_documents_are() {
    // Long enough that the lattice is not searched whole; every segment has words of its own.
    let number = |text: &str, n: usize| {
        format!("{} {n}{}", &text[..text.len() - 1], &text[text.len() - 1..])
    };
    let mut reference = Vec::new();
    let mut output = Vec::new();
    for n in 0..60 {
        for at in 1..4 {
            reference.push(number(REFERENCE[at], 3 * n + at));
            output.push(number(OUTPUT[at], 3 * n + at));
        }
    }
    let found = french().resegment(&reference, &[output.join(" ")]);
    assert!(found.ranges().len() == 180);
    assert_eq!(found.segments(), output);
}

#[test]
fn any_number_of_threads_gives_the_same_cuts() {
    let documents: Vec<(&[&str], &[&str])> =
        (1..5).map(|n| (&REFERENCE[..n], &OUTPUT[..n])).collect();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().unwrap();
        pool.install(|| french().documents(&documents))
    };
    assert_eq!(on(1), on(4));
}

/// What must hold for any texts.
fn check(found: &Resegmented, segments: usize, output: &[String]) {
    assert_eq!(found.text(), output.join("\n"));
    assert_eq!(found.ranges().len(), segments);
    if segments == 0 {
        return;
    }
    // Only white space lies outside the pieces, which are in order.
    let mut at = 0;
    for range in found.ranges() {
        assert!(at <= range.start && range.start <= range.end);
        assert!(found.text()[at..range.start].trim().is_empty());
        at = range.end;
    }
    assert!(found.text()[at..].trim().is_empty());
}

/// Texts that mix scripts, marks, all kinds of white space and joiners.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[a-c]{1,3}",
        2 => "[ .,!?«»\"'’:;()\u{a0}\u{202f}\r\t-]{1,2}",
        1 => "[我是他。、ねこ]{1,3}",
        1 => "\\PC{1,3}",
        1 => "[e\u{301}\u{200d}\u{fe0f}Éß]{1,3}",
    ];
    prop::collection::vec(word, 0..12).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn the_text_is_unchanged_and_every_segment_has_a_piece(
        reference in prop::collection::vec(text(), 0..7),
        output in prop::collection::vec(text(), 0..7),
    ) {
        let found = french().resegment(&reference, &output);
        check(&found, reference.len(), &output);
        prop_assert_eq!(&found, &french().resegment(&reference, &output));
        for (segment, piece) in reference.iter().zip(found.pieces()) {
            let all_empty = reference.iter().all(|s| s.trim().is_empty());
            prop_assert!(all_empty || !segment.trim().is_empty() || piece.is_empty());
        }
        let words = |text: &str| text.split_whitespace().map(str::to_string).collect::<Vec<_>>();
        let unspaced = |text: &str| text.chars().any(super::units::unspaced);
        if !reference.is_empty() && !output.iter().any(|line| unspaced(line)) {
            // No word was cut.
            let pieces: Vec<String> = found.pieces().flat_map(words).collect();
            prop_assert_eq!(pieces, words(found.text()));
        }
    }

    #[test]
    fn a_text_against_itself_gets_its_own_segments(
        sentences in prop::collection::vec("([A-Z][a-z]{2,8}|[0-9]{2,3})( [a-z]{2,9}){2,9}[.?!]", 1..12),
        lines in 1usize..4,
    ) {
        let whole: Vec<String> = sentences.chunks(lines).map(|chunk| chunk.join(" ")).collect();
        let found = french().resegment(&sentences, &whole);
        prop_assert_eq!(found.segments(), sentences);
    }
}
