//! Long documents: blocks missing, nothing rare, unrelated sides, threads; generated texts.

use alinea::align::{Aligned, Aligner};
use alinea::bitext::{ArticlePair, Band, Bead, Document, Language};
use alinea::corpus::{Embedded, Input, embedded};
use alinea::segment::{Paragraphs, Splitter};

/// Parallel segments: the surest 1-1 beads of `corpora/news` over and over, every so often with a
/// figure that tells them apart.
fn parallel(segments: usize, every: usize) -> Vec<(String, String)> {
    let (mut french, mut english) = (Vec::new(), Vec::new());
    for (_, source, target) in embedded(Embedded::News) {
        let document = |input: Input, language: Language| {
            let Input::Text(text) = input else {
                panic!("the corpora in the binary are texts");
            };
            Splitter::new(language, Paragraphs::Auto).document(&text, Default::default())
        };
        let pair = ArticlePair {
            id: "news".into(),
            source: document(source, Language::french()),
            target: document(target, Language::english()),
        };
        let aligned = Aligner::default().align(&pair);
        for (bead, posterior) in aligned.alignment.beads().iter().zip(&aligned.posteriors) {
            if bead.source.len() == 1 && bead.target.len() == 1 && *posterior > 0.99 {
                french.push(pair.source.segments[bead.source.start].text.clone());
                english.push(pair.target.segments[bead.target.start].text.clone());
            }
        }
    }
    let line = |side: &[String], at: usize| match at % every {
        0 => format!("{} ({})", side[at % side.len()], at / every),
        _ => side[at % side.len()].clone(),
    };
    (0..segments)
        .map(|at| (line(&french, at), line(&english, at)))
        .collect()
}

fn pair(source: Vec<String>, target: Vec<String>) -> ArticlePair {
    ArticlePair {
        id: "long".into(),
        source: Document::from_segments(Language::french(), source),
        target: Document::from_segments(Language::english(), target),
    }
}

/// A pair of which each side lacks a range of segments, and for each source segment its partner.
fn lacking(
    segments: usize,
    source: std::ops::Range<usize>,
    target: std::ops::Range<usize>,
) -> (ArticlePair, Vec<Option<usize>>) {
    let (mut left, mut right, mut partners) = (Vec::new(), Vec::new(), Vec::new());
    for (at, (french, english)) in parallel(segments, 5).into_iter().enumerate() {
        if !source.contains(&at) {
            left.push(french);
            partners.push((!target.contains(&at)).then_some(right.len()));
        }
        if !target.contains(&at) {
            right.push(english);
        }
    }
    (pair(left, right), partners)
}

/// Share of the source segments that are with their partner, or in a null bead if they have none.
fn right(aligned: &Aligned, partners: &[Option<usize>]) -> f64 {
    let mut right = 0;
    for bead in aligned.alignment.beads() {
        for s in bead.source.clone() {
            right += usize::from(match partners[s] {
                Some(partner) => bead.target.contains(&partner),
                None => bead.target.is_empty(),
            });
        }
    }
    right as f64 / partners.len() as f64
}

#[test]
fn a_block_missing_on_one_side_is_survived() {
    for (source, target) in [
        (0..0, 900..1_700),
        (900..1_700, 0..0),
        (0..0, 0..800),
        (1_700..2_500, 0..0),
        // Less than the period of the text, or pairing the repetitions would explain more of it.
        (300..420, 1_500..1_640),
    ] {
        let (pair, partners) = lacking(2_500, source.clone(), target.clone());
        let aligned = Aligner::default().align(&pair);
        let right = right(&aligned, &partners);
        assert!(right > 0.98, "{source:?} {target:?}: {right}");
        assert!(aligned.doubts.is_empty(), "{:?}", aligned.doubts);
    }
}

#[test]
fn the_pairs_beside_a_long_omission_are_found() {
    for (missing, source, target) in [(0..110, 110, 0), (40..150, 39, 39), (20..130, 19, 19)] {
        let (pair, _) = lacking(150, 0..0, missing.clone());
        let aligned = Aligner::default().align(&pair);
        let bead = Bead::new(source..source + 1, target..target + 1);
        assert!(aligned.alignment.beads().contains(&bead), "{missing:?}");
        let mirrored = ArticlePair {
            id: "mirrored".into(),
            source: pair.target,
            target: pair.source,
        };
        let aligned = Aligner::default().align(&mirrored);
        assert!(
            aligned.alignment.beads().contains(&bead.mirrored()),
            "{missing:?}, mirrored"
        );
    }
}

#[test]
fn text_in_which_nothing_is_rare_gets_through() {
    let (source, target): (Vec<String>, Vec<String>) =
        parallel(2_000, usize::MAX).into_iter().skip(1).unzip();
    let partners: Vec<Option<usize>> = (0..source.len()).map(Some).collect();
    let right = right(&Aligner::default().align(&pair(source, target)), &partners);
    assert!(right > 0.98, "{right}");
}

#[test]
fn unrelated_sides_end_with_a_doubt() {
    let (source, target): (Vec<String>, Vec<String>) =
        parallel(1_000, usize::MAX).into_iter().unzip();
    let word = |at: usize| {
        format!(
            "Xq{} vw{} zk{}.",
            at * 7 % 613,
            at * 11 % 417,
            at * 13 % 911
        )
    };
    let noise: Vec<String> = (0..target.len()).map(word).collect();
    assert!(
        !Aligner::default()
            .align(&pair(source, noise))
            .doubts
            .is_empty()
    );
}

#[test]
fn very_unequal_sides_are_ordinary_cases() {
    let (source, _): (Vec<String>, Vec<String>) = parallel(95_000, 5).into_iter().unzip();
    for target in [vec![], vec!["Yes.".to_string()]] {
        let aligned = Aligner::default().align(&pair(source.clone(), target));
        assert!(aligned.alignment.beads().len() >= 94_999);
    }
}

#[test]
fn the_likely_part_gives_the_answer_of_the_whole_lattice() {
    for (source, target) in [(0..0, 0..0), (40..70, 0..0), (10..20, 120..160)] {
        let (pair, _) = lacking(240, source, target);
        let aligner = Aligner::default();
        let quick = aligner.align(&pair);
        let whole = aligner.align_within(&pair, &Band::full(pair.source.len(), pair.target.len()));
        assert_eq!(quick.alignment, whole.alignment);
        for (a, b) in quick.posteriors.iter().zip(&whole.posteriors) {
            // The level of coverage is measured where the search looks.
            assert!((a - b).abs() < 0.05, "{a} {b}");
        }
    }
}

#[test]
fn one_thread_and_eight_give_the_same() {
    let (pair, _) = lacking(1_200, 100..400, 700..800);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads")
            .install(|| Aligner::default().align(&pair))
    };
    let (one, eight) = (run(1), run(8));
    assert_eq!(one.alignment, eight.alignment);
    assert_eq!(one.posteriors, eight.posteriors);
}
