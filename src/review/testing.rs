//! What the tests of this room share: a small corpus.

use std::sync::Arc;

use crate::bitext::{Article, Language, Metadata, Side, TranslationUnit};

use super::corpus::ReviewCorpus;

/// Two articles: three beads (1-1, 1-0, 0-1) and one (2-1).
pub(super) fn corpus() -> ReviewCorpus {
    let (a, b) = (article("a"), article("niger/b"));
    let units = [
        unit(&a, 0, (0, &["Il pleut."]), (0, &["It rains."]), 0.9),
        unit(&a, 1, (1, &["Le vent souffle."]), (1, &[]), 0.2),
        unit(&a, 2, (2, &[]), (1, &["The wind blows."]), 0.25),
        unit(&b, 0, (0, &["Un.", "Deux."]), (0, &["One, two."]), 0.5),
    ];
    ReviewCorpus::read(units.into_iter().map(Ok)).expect("reads")
}

fn article(id: &str) -> Arc<Article> {
    Arc::new(Article {
        id: id.into(),
        source_language: Language::french(),
        target_language: Language::english(),
        metadata: Metadata::new(),
        score: Some(0.75),
    })
}

fn unit(
    article: &Arc<Article>,
    bead: usize,
    source: (usize, &[&str]),
    target: (usize, &[&str]),
    score: f64,
) -> TranslationUnit {
    let side = |(start, segments): (usize, &[&str])| Side {
        indices: start..start + segments.len(),
        paragraphs: vec![0; segments.len()],
        segments: segments.iter().map(|&s| s.to_owned()).collect(),
    };
    TranslationUnit {
        article: Arc::clone(article),
        bead,
        source: side(source),
        target: side(target),
        score: Some(score),
        quality: None,
        parts: None,
        crossing: None,
        review: None,
        extra: Vec::new(),
    }
}
