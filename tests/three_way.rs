//! Source, references and outputs side by side: both layouts, faults in the input, and properties over
//! generated texts.

use std::sync::{Arc, LazyLock};

use alinea::align::Aligner;
use alinea::bitext::{Language, SegmentedDocument, SegmentedText};
use alinea::evaluate::checks::{CHECKS, Checker};
use alinea::evaluate::three_way::{Layout, ThreeWay, ThreeWayAligner, ThreeWayTexts, counts};
use alinea::score::{QualityModel, QualityScorer};
use alinea::similarity::Tables;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

static COMPARER: LazyLock<ThreeWayAligner> = LazyLock::new(|| {
    let (french, english) = (Language::french(), Language::english());
    ThreeWayAligner::new(
        Aligner::default(),
        &QualityModel::default(),
        &french,
        &english,
    )
});

static THERE: LazyLock<Checker> = LazyLock::new(|| checker("fr", "en"));
static BACK: LazyLock<Checker> = LazyLock::new(|| checker("en", "fr"));

fn checker(source: &str, target: &str) -> Checker {
    let language = |code: &str| code.parse::<Language>().expect("a code");
    let (source, target) = (language(source), language(target));
    let (model, tables) = (QualityModel::default(), Tables::default());
    let scorer = QualityScorer::new(&model, &tables, &source, &target);
    Checker::new(Arc::new(scorer), &source, &target)
}

const FRENCH: [&str; 4] = [
    "Le maire de Bordeaux a ouvert la nouvelle école hier matin.",
    "La pluie n'a pas cessé depuis le 3 mars 2012.",
    "Les conducteurs d'autobus demandent une hausse de 12 % de leurs salaires.",
    "La grève durera encore une semaine, selon le syndicat.",
];

const REFERENCE: [&str; 4] = [
    "The mayor of Bordeaux opened the new school yesterday morning.",
    "The rain has not stopped since March 3, 2012.",
    "The bus drivers are asking for a 12% rise in their salaries.",
    "The strike will last another week, according to the union.",
];

fn compared(references: &[SegmentedText], system: &[&str], layout: Layout) -> Vec<ThreeWay> {
    let source = SegmentedText::from_lines("fr", FRENCH);
    let systems = [SegmentedText::from_lines("mt", system.iter().copied())];
    let texts = ThreeWayTexts {
        source: &source,
        references,
        systems: &systems,
    };
    COMPARER.compare(&texts, layout).expect("texts that agree")
}

#[test]
fn line_by_line_each_line_is_a_bead() {
    let output = [
        REFERENCE[0],
        "",
        "The bus drivers want 21% more salary.",
        REFERENCE[3],
    ];
    let references = [SegmentedText::from_lines("ref", REFERENCE)];
    let documents = compared(&references, &output, Layout::Lines);
    let beads = &documents[0].beads;
    assert_eq!(beads.len(), 4);
    assert_eq!(beads[2].references[0].text, REFERENCE[2]);
    assert_eq!(beads[2].systems[0].findings[0].check, "numbers");
    let empty = &beads[1].systems[0];
    assert_eq!((empty.quality, empty.findings[0].check), (0.0, "empty"));
    assert!(empty.omissions[0].whole && empty.omissions[0].text == FRENCH[1]);
    let counts = &counts(&documents)[0];
    assert_eq!(
        (counts.beads, counts.faultless, counts.omissions),
        (4, 2, 1)
    );
    assert_eq!(counts.checks.len(), CHECKS.len());
    let mean = documents[0].quality(0).expect("beads");
    assert!((counts.quality - mean).abs() < 1e-6);
}

#[test]
fn texts_that_are_segmented_differently_are_aligned_and_joined() {
    let joined = format!("{} {}", REFERENCE[0], REFERENCE[1]);
    let references = [SegmentedText::from_lines(
        "ref",
        [&joined, REFERENCE[2], REFERENCE[3]],
    )];
    let added = "Peel the apples, and leave them to soak in lemon juice.";
    let output = [REFERENCE[0], REFERENCE[1], REFERENCE[3], added];
    let documents = compared(&references, &output, Layout::Aligned);
    let beads = &documents[0].beads;
    assert_eq!(beads[0].source.indices, [0, 1]);
    assert_eq!(beads[0].references[0].text, joined);
    assert_eq!(beads[0].systems[0].output.indices, [0, 1]);
    assert!(beads[0].systems[0].is_faultless());
    let said: Vec<_> = beads.iter().map(|bead| &bead.systems[0]).collect();
    let omitted: Vec<&str> = said
        .iter()
        .flat_map(|s| &s.omissions)
        .map(|o| o.text.as_str())
        .collect();
    let additions: Vec<&str> = said
        .iter()
        .flat_map(|s| &s.additions)
        .map(|o| o.text.as_str())
        .collect();
    assert_eq!((omitted, additions), (vec![FRENCH[2]], vec![added]));
    assert!(
        said.iter()
            .all(|s| s.posterior.is_some_and(|p| (0.0..=1.0).contains(&p)))
    );
}

#[test]
fn a_bead_is_one_line_of_json() {
    let documents = compared(&[], &REFERENCE, Layout::Lines);
    let line = serde_json::to_string(&documents[0].beads[1]).expect("plain data");
    assert!(!line.contains('\n'));
    let value: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(value["source"]["indices"], serde_json::json!([1]));
    assert_eq!(value["systems"][0]["name"], "mt");
    assert_eq!(value["systems"][0]["text"], REFERENCE[1]);
    assert!(value["systems"][0].get("posterior").is_none());
}

#[test]
fn documents_in_another_order_are_an_error() {
    let text = |name: &str, ids: [&str; 2]| SegmentedText {
        name: name.into(),
        language: None,
        documents: ids
            .iter()
            .map(|id| SegmentedDocument {
                id: Some((*id).to_owned()),
                segments: vec!["Oui.".into()],
            })
            .collect(),
    };
    let (source, systems) = (text("fr", ["a", "b"]), [text("mt", ["b", "a"])]);
    let texts = ThreeWayTexts {
        source: &source,
        references: &[],
        systems: &systems,
    };
    let error = COMPARER
        .compare(&texts, Layout::Aligned)
        .expect_err("another order");
    assert_eq!(
        error.to_string(),
        "expected `a` as document 1 of `mt`, found `b` \
         (help: give all texts the same documents in the same order)"
    );
}

/// Texts of words of both languages, numbers and marks.
fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "Paris",
        "le",
        "the",
        "12",
        "1 234,5",
        "gouvernement",
        "government",
        "pluie",
        "rain",
        "?",
        "«",
        "»",
        "\"",
        "(",
        ")",
        "école",
        "school",
        "mars",
        "March",
        "mardi",
        ".",
        ",",
        "autobus",
        "drivers",
        "Zybrowski",
        "中文",
        "e\u{301}",
        "'",
        "\u{a0}",
    ]);
    prop::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_checked(source in any::<String>(), target in any::<String>(), shared in text()) {
        for (source, target) in [
            (source.clone(), target.clone()),
            (format!("{source}{shared}"), format!("{shared}{target}")),
            (shared.clone(), target),
        ] {
            let (a, b) = (THERE.source(&source), THERE.target(&target));
            let judgement = THERE.judge(&a, &b);
            prop_assert_eq!(judgement.quality, THERE.quality(&a, &b));
            for finding in &judgement.findings {
                let check = CHECKS.iter().find(|c| c.name == finding.check).expect("a check");
                prop_assert!(finding.figure >= check.limit && !finding.detail.is_empty());
            }
            for (side, stretches) in [(&source, &judgement.omissions), (&target, &judgement.additions)] {
                for stretch in stretches {
                    prop_assert_eq!(&side[stretch.range.clone()], &stretch.text);
                }
            }
        }
    }

    #[test]
    fn with_the_sides_swapped_omissions_are_additions(source in text(), target in text()) {
        let there = THERE.judge(&THERE.source(&source), &THERE.target(&target));
        let back = BACK.judge(&BACK.source(&target), &BACK.target(&source));
        let said = |judgement: &alinea::evaluate::checks::Judgement| {
            judgement.findings.iter().any(|f| matches!(f.check, "language" | "copy" | "empty"))
        };
        if !said(&there) && !said(&back) {
            prop_assert_eq!(&there.omissions, &back.additions);
            prop_assert_eq!(&there.additions, &back.omissions);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn the_same_at_any_number_of_threads_and_nothing_is_lost(
        source in prop::collection::vec(text(), 0..7),
        reference in prop::collection::vec(text(), 0..7),
        system in prop::collection::vec(text(), 0..7),
    ) {
        let text = |name: &str, lines: &[String]| SegmentedText::from_lines(name, lines.iter().cloned());
        let (source, references) = (text("fr", &source), [text("ref", &reference)]);
        let systems = [text("a", &system), text("b", &reference)];
        let texts = ThreeWayTexts { source: &source, references: &references, systems: &systems };
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| COMPARER.compare(&texts, Layout::Aligned)).expect("one document each")
        };
        let (one, four) = (run(1), run(4));
        prop_assert_eq!(&one, &four);
        let all = |of: &dyn Fn(&alinea::evaluate::three_way::ThreeWayBead) -> Vec<usize>| {
            one[0].beads.iter().flat_map(of).collect::<Vec<usize>>()
        };
        prop_assert_eq!(all(&|b| b.source.indices.clone()), (0..source.len()).collect::<Vec<_>>());
        prop_assert_eq!(all(&|b| b.references[0].indices.clone()), (0..reference.len()).collect::<Vec<_>>());
        prop_assert_eq!(all(&|b| b.systems[0].output.indices.clone()), (0..system.len()).collect::<Vec<_>>());
    }
}
