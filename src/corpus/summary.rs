//! What a job did, in figures.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::bitext::{AlignedArticle, BeadType};

/// Counts over the articles of a job.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Articles aligned.
    pub articles: usize,
    /// Articles that failed.
    pub failed: usize,
    /// Documents without a partner.
    pub unpaired_documents: usize,
    /// Source segments of the aligned articles.
    pub source_segments: usize,
    /// Target segments of the aligned articles.
    pub target_segments: usize,
    /// Beads by type.
    pub beads: BTreeMap<BeadType, usize>,
    /// Crossings found.
    pub crossings: usize,
    scores: f64,
    paired_beads: usize,
}

/// A [`Summary`] as JSON shows it.
#[derive(Serialize)]
struct Shown<'a> {
    articles: usize,
    failed: usize,
    unpaired_documents: usize,
    source_segments: usize,
    target_segments: usize,
    beads: BTreeMap<String, &'a usize>,
    mean_score: f64,
    crossings: usize,
    unpaired_segments: usize,
}

impl Summary {
    /// Counts an aligned article.
    pub fn add(&mut self, article: &AlignedArticle) {
        self.articles += 1;
        self.source_segments += article.alignment.source_len();
        self.target_segments += article.alignment.target_len();
        self.crossings += article.crossings.len();
        for (bead, score) in article.alignment.beads().iter().zip(&article.scores) {
            *self.beads.entry(bead.bead_type()).or_default() += 1;
            if !bead.is_null() {
                self.scores += score.score;
                self.paired_beads += 1;
            }
        }
    }

    /// Mean score of the beads with both sides, 0 to 1; 0 where there is none.
    pub fn mean_score(&self) -> f64 {
        if self.paired_beads == 0 {
            0.0
        } else {
            self.scores / self.paired_beads as f64
        }
    }

    /// Beads in all.
    pub fn bead_count(&self) -> usize {
        self.beads.values().sum()
    }

    /// Segments in null beads.
    pub fn unpaired_segments(&self) -> usize {
        let null = |t: &&BeadType| t.source == 0 || t.target == 0;
        self.beads
            .keys()
            .filter(null)
            .map(|t| (t.source + t.target) * self.beads[t])
            .sum()
    }

    /// The figures as one JSON object.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!(Shown {
            articles: self.articles,
            failed: self.failed,
            unpaired_documents: self.unpaired_documents,
            source_segments: self.source_segments,
            target_segments: self.target_segments,
            beads: self.beads.iter().map(|(t, n)| (t.to_string(), n)).collect(),
            mean_score: self.mean_score(),
            crossings: self.crossings,
            unpaired_segments: self.unpaired_segments(),
        })
    }
}
