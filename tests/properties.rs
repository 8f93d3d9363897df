//! Properties over generated inputs: coverage, weights re-added, posteriors, mirroring, bands.

use alinea::align::{Aligner, BeadTypes, forward_backward, viterbi};
use alinea::bitext::{
    AlignedArticle, ArticlePair, Band, Bead, Document, Language, Run, TranslationUnit,
};
use alinea::corpus::Pipeline;
use alinea::segment::Paragraphs;
use alinea::similarity::{Evidence, Model, Tables, Weights};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Segments made of a few words, numbers and marks, so that both sides share some.
fn side() -> impl Strategy<Value = Vec<String>> {
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
        "été",
        "Morel",
        "—",
        "中文",
    ]);
    let segment = prop::collection::vec(word, 0..7).prop_map(|words| words.join(" "));
    prop::collection::vec(segment, 0..9)
}

fn pair(source: &[String], target: &[String]) -> ArticlePair {
    let document =
        |language, side: &[String]| Document::from_segments(language, side.iter().cloned());
    ArticlePair {
        id: "generated".into(),
        source: document(Language::french(), source),
        target: document(Language::french(), target),
    }
}

/// The beads as a set, null beads at no place: in a mixed run of null beads only their order differs.
fn set(beads: impl IntoIterator<Item = Bead>) -> Vec<Bead> {
    let unplaced = |b: Bead| match (b.source.is_empty(), b.target.is_empty()) {
        (true, _) => Bead::new(0..0, b.target),
        (_, true) => Bead::new(b.source, 0..0),
        _ => b,
    };
    let mut beads: Vec<Bead> = beads.into_iter().map(unplaced).collect();
    beads.sort_by_key(|b| (b.source.start, b.source.end, b.target.start, b.target.end));
    beads
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn the_weight_re_added_from_the_beads_is_the_weight_found(
        source in side(), target in side()
    ) {
        let pair = pair(&source, &target);
        let band = Band::full(source.len(), target.len());
        let types = BeadTypes::default();
        let weights = Weights::default();
        let evidence = Evidence::new(&pair, &band, &types, None);
        let model = Model::new(&evidence, &weights, false);
        // `Alignment::new` has checked that the beads cover both sides once and in order.
        let (alignment, found) = viterbi(&band, &types, &model);
        let mut sum = 0.0;
        for stretch in alignment.beads().chunk_by(|a, b| a.is_null() && b.is_null()) {
            let omitted = stretch.iter().filter(|b| b.target.is_empty()).count();
            let against = 2 * omitted.min(stretch.len() - omitted);
            for (at, bead) in stretch.iter().enumerate() {
                let run = match (at < against, at == 0) {
                    (false, true) => Run::Opens,
                    (false, false) => Run::Continues,
                    (true, true) => Run::OpensAgainst,
                    (true, false) => Run::ContinuesAgainst,
                };
                sum += model.weight(bead, run);
            }
        }
        prop_assert!((sum - found).abs() < 1e-9, "{sum} {found}");
    }

    #[test]
    fn the_posteriors_of_all_beads_that_cover_a_segment_sum_to_one(
        source in side(), target in side()
    ) {
        let pair = pair(&source, &target);
        let band = Band::full(source.len(), target.len());
        let types = BeadTypes::default();
        let weights = Weights::default();
        let evidence = Evidence::new(&pair, &band, &types, None);
        let model = Model::new(&evidence, &weights, false);
        let posteriors = forward_backward(&band, &types, &model);
        let mut sums = (vec![0.0; source.len()], vec![0.0; target.len()]);
        posteriors.for_each(0.0, |bead, _, probability| {
            bead.source.clone().for_each(|s| sums.0[s] += probability);
            bead.target.clone().for_each(|t| sums.1[t] += probability);
        });
        for sum in sums.0.iter().chain(&sums.1) {
            prop_assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        }
    }

    #[test]
    fn swapping_the_sides_mirrors_the_beads(source in side(), target in side()) {
        let found = |source: &[String], target: &[String]| {
            let pair = pair(source, target);
            let band = Band::full(source.len(), target.len());
            let types = BeadTypes::default();
            let tables = Tables::default();
            let languages = (&pair.source.language, &pair.target.language);
            let tables = tables.pair(languages.0, languages.1);
            let evidence = Evidence::new(&pair, &band, &types, tables);
            let weights = Weights::default();
            viterbi(&band, &types, &Model::new(&evidence, &weights, false))
        };
        let (there, back) = (found(&source, &target), found(&target, &source));
        // In a stretch that was replaced the omissions come first whichever side they are on, and
        // other segments stand beside them.
        let replaced = |beads: &[Bead]| {
            beads.windows(2).any(|w| {
                w[0].is_null() && w[1].is_null() && w[0].source.is_empty() != w[1].source.is_empty()
            })
        };
        let mirrored = back.0.beads().iter().map(Bead::mirrored);
        let same = set(there.0.beads().iter().cloned()) == set(mirrored);
        if !replaced(there.0.beads()) && !replaced(back.0.beads()) {
            // Likenesses are added up in single precision, to some eight digits, of which a weight of 20
            // leaves six after the point.
            prop_assert!((there.1 - back.1).abs() < 1e-5, "{} {} {same}", there.1, back.1);
        }
    }

    #[test]
    fn a_band_as_wide_as_the_document_gives_the_full_answer(source in side(), target in side()) {
        let pair = pair(&source, &target);
        let (n, m) = (source.len(), target.len());
        let wide = Band::from_rows(vec![(0, m + 3); n + 1], m);
        let aligner = Aligner::default();
        let whole = aligner.align_within(&pair, &Band::full(n, m));
        let banded = aligner.align_within(&pair, &wide);
        prop_assert_eq!(&whole.alignment, &banded.alignment);
        prop_assert_eq!(whole.posteriors, banded.posteriors);
        // In a run of null beads the omissions come first.
        let mut beads = banded.alignment.beads().windows(2);
        prop_assert!(!beads.any(|b| b[0].source.is_empty() && b[1].target.is_empty()));
    }

    #[test]
    fn crossings_only_mark_and_hold_each_bead_once(source in side(), target in side()) {
        let pair = pair(&source, &target);
        let plain = Aligner::default().align(&pair);
        let article = Pipeline::new(Language::french(), Language::french(), Paragraphs::Auto)
            .align(pair);
        prop_assert_eq!(&article.alignment, &plain.alignment);
        let mut beads: Vec<usize> = Vec::new();
        for crossing in &article.crossings {
            prop_assert!(crossing.fits(&article.alignment), "{crossing:?}");
            beads.extend(&crossing.beads);
        }
        let count = beads.len();
        beads.sort_unstable();
        beads.dedup();
        prop_assert_eq!(beads.len(), count);
        // Without their marks, the units are those of an article without crossings.
        let marked: Vec<_> = article.units().collect();
        let unmarked = AlignedArticle { crossings: Vec::new(), ..article.clone() };
        for (at, (unit, plain)) in marked.iter().zip(unmarked.units()).enumerate() {
            prop_assert_eq!(unit.crossing.is_some(), beads.contains(&at));
            prop_assert_eq!(&TranslationUnit { crossing: None, ..unit.clone() }, &plain);
        }
        // Taken apart, they hold the same segments, the source in order.
        let crossed: Vec<_> = article.crossed_units().collect();
        let sources: Vec<usize> = crossed.iter().flat_map(|u| u.source.indices.clone()).collect();
        let mut targets: Vec<usize> =
            crossed.iter().flat_map(|u| u.target.indices.clone()).collect();
        targets.sort_unstable();
        prop_assert_eq!(sources, (0..source.len()).collect::<Vec<_>>());
        prop_assert_eq!(targets, (0..target.len()).collect::<Vec<_>>());
    }

    #[test]
    fn hard_paragraphs_are_never_crossed(source in side(), target in side(), every in 1_usize..4) {
        let mut pair = pair(&source, &target);
        for document in [&mut pair.source, &mut pair.target] {
            for (at, segment) in document.segments.iter_mut().enumerate() {
                segment.paragraph = at / every;
            }
        }
        let aligner = Aligner { hard_paragraphs: true, ..Aligner::default() };
        for bead in aligner.align(&pair).alignment.beads() {
            for (range, document) in [(&bead.source, &pair.source), (&bead.target, &pair.target)] {
                let paragraphs: Vec<usize> =
                    document.segments[range.clone()].iter().map(|s| s.paragraph).collect();
                prop_assert!(paragraphs.windows(2).all(|p| p[0] == p[1]));
            }
        }
    }
}
