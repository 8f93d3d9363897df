//! Quality floors on `corpora/`: the whole job, from article to beads, against the gold that stands
//! beside it. A floor that is missed fails and prints the table.

use std::fs;
use std::path::{Path, PathBuf};

use alinea::bitext::{ArticlePair, Bead, Document, Language};
use alinea::corpus::{Embedded, Pipeline, embedded};
use alinea::evaluate::{AlignmentCounts, evaluate_alignment};
use alinea::io::GoldOptions;
use alinea::io::vecalign::read_alignment;

fn gold_folder(corpus: Embedded) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpora")
        .join(corpus.name())
        .join("gold")
}

fn gold(corpus: Embedded, id: &str) -> Vec<Bead> {
    let path = gold_folder(corpus).join(format!("{id}.gold"));
    read_alignment(path, &GoldOptions::default()).expect("gold is well formed")
}

fn gold_segments(corpus: Embedded, id: &str, language: &str) -> Vec<String> {
    let path = gold_folder(corpus).join(format!("{id}.{language}"));
    let text = fs::read_to_string(path).expect("gold segments are there");
    text.lines().map(str::to_string).collect()
}

/// Counts over a corpus by `align`, which gets the article's id and gives its beads.
fn counts(corpus: Embedded, align: impl Fn(&str) -> Vec<Bead>) -> AlignmentCounts {
    let mut counts = AlignmentCounts::default();
    for (id, _, _) in embedded(corpus) {
        counts += &evaluate_alignment(&gold(corpus, &id), &align(&id));
    }
    counts
}

#[test]
fn sentences_of_all_corpora_are_cut_as_gold_has_them() {
    let pipeline = Pipeline::default();
    let mut segments = 0;
    for corpus in [Embedded::News, Embedded::Tales, Embedded::Guides] {
        for (id, source, target) in embedded(corpus) {
            let pair = pipeline
                .run(&id, &source, &target)
                .expect("runs")
                .article
                .pair;
            for (document, language) in [(&pair.source, "fr"), (&pair.target, "en")] {
                let found: Vec<&str> = document.segments.iter().map(|s| s.text.as_str()).collect();
                assert_eq!(
                    found,
                    gold_segments(corpus, &id, language),
                    "{id} {language}"
                );
                segments += found.len();
            }
        }
    }
    assert!(segments > 1_000, "{segments}");
}

#[test]
fn strict_and_lax_f1_of_each_corpus_reach_their_floors() {
    let pipeline = Pipeline::default();
    let mut table = String::from("corpus   input      strict     lax   floors\n");
    let mut missed = false;
    for (corpus, strict, lax) in [
        (Embedded::News, 0.93, 0.98),
        (Embedded::Tales, 0.94, 0.97),
        (Embedded::Guides, 0.98, 0.99),
    ] {
        let articles = embedded(corpus);
        let whole = |id: &str| {
            let (_, source, target) = articles
                .iter()
                .find(|a| a.0 == id)
                .expect("the article is there");
            let article = pipeline.run(id, source, target).expect("runs").article;
            article.alignment.beads().to_vec()
        };
        let segmented = |id: &str| {
            let document = |language: Language| {
                let lines = gold_segments(corpus, id, language.as_str());
                Document::from_segments(language, lines)
            };
            let pair = ArticlePair {
                id: id.into(),
                source: document(Language::french()),
                target: document(Language::english()),
            };
            pipeline.align(pair).alignment.beads().to_vec()
        };
        let found = [
            ("articles", counts(corpus, whole)),
            ("segmented", counts(corpus, segmented)),
        ];
        for (input, counts) in found {
            let measured = (counts.all.strict().f1, counts.all.lax().f1);
            // Without paragraphs there is less to go by.
            let slack = if input == "segmented" { 0.04 } else { 0.0 };
            missed |= measured.0 < strict - slack || measured.1 < lax - slack;
            table.push_str(&format!(
                "{:<8} {input:<9} {:>7.4} {:>7.4}   {strict:.2} {lax:.2}\n",
                corpus.name(),
                measured.0,
                measured.1
            ));
        }
    }
    assert!(!missed, "a floor was missed\n{table}");
}
