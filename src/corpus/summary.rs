//! What a job did, in figures.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::bitext::{AlignedArticle, BeadType};

use super::record::{BeadFigures, Outcome, Record};

/// Counts over the articles of a job.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Articles aligned.
    pub articles: usize,
    /// Articles that failed.
    pub failed: usize,
    /// Articles, aligned or failed, of which a document is clearly in another language than it is said to be.
    pub wrong_languages: usize,
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
    blank: usize,
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
    mean_score: Option<f64>,
    crossings: usize,
    unpaired_segments: usize,
}

impl Summary {
    /// Counts an aligned article.
    pub fn add(&mut self, article: &AlignedArticle) {
        let lengths = (
            article.alignment.source_len(),
            article.alignment.target_len(),
        );
        self.aligned(lengths, &BeadFigures::of(article), article.crossings.len());
    }

    /// Counts what became of an article.
    pub fn record(&mut self, record: &Record) {
        self.wrong_languages += usize::from(record.wrong_language);
        match &record.outcome {
            Outcome::Aligned(aligned) => {
                let lengths = (aligned.source_segments, aligned.target_segments);
                self.aligned(lengths, &aligned.beads, aligned.crossings.len());
            }
            Outcome::Failed(_) => self.failed += 1,
        }
    }

    fn aligned(&mut self, lengths: (usize, usize), beads: &BeadFigures, crossings: usize) {
        self.articles += 1;
        self.source_segments += lengths.0;
        self.target_segments += lengths.1;
        self.crossings += crossings;
        for (bead_type, count) in &beads.types {
            *self.beads.entry(*bead_type).or_default() += count;
            if bead_type.source > 0 && bead_type.target > 0 {
                self.paired_beads += count;
            }
        }
        self.scores += beads.scores;
        self.blank += beads.blank;
    }

    /// Mean score of the beads with both sides, 0 to 1; `None` where there is no such bead.
    pub fn mean_score(&self) -> Option<f64> {
        (self.paired_beads > 0).then(|| self.scores / self.paired_beads as f64)
    }

    /// Beads in all.
    pub fn bead_count(&self) -> usize {
        self.beads.values().sum()
    }

    /// Segments in null beads, without those that have no text.
    pub fn unpaired_segments(&self) -> usize {
        let null = |t: &&BeadType| t.source == 0 || t.target == 0;
        let null = self.beads.keys().filter(null);
        let segments: usize = null.map(|t| (t.source + t.target) * self.beads[t]).sum();
        segments.saturating_sub(self.blank)
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
