//! What became of one article, as the journal keeps it: everything that the outputs need of it.
//!
//! A record is made where the article is aligned and judged, on any thread, and read again when the
//! outputs are put together. It holds every bead: those that are kept, and those that a rule drops
//! with the rule's name and figure, so that each segment can be accounted for.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::bitext::{
    AlignedArticle, Article, BeadType, Crossing, ScoreParts, Side, TranslationUnit,
};
use crate::filter::Judgement;
use crate::io::Dropped;

/// What became of one article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its place in the order of the inputs, from 0.
    pub number: u64,
    /// Its name.
    pub id: String,
    /// Names of the two files, empty where it came as text.
    pub files: [String; 2],
    /// Digest of the inputs, in hexadecimal; empty where they could not be read.
    pub digest: String,
    /// What the user should be told about its making.
    pub notes: Vec<String>,
    /// Whether a document is clearly in another language than it is said to be.
    #[serde(default)]
    pub wrong_language: bool,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// It was aligned.
    Aligned(Box<AlignedRecord>),
    /// It could not be read or aligned; the reason.
    Failed(String),
}

/// An aligned article with its units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlignedRecord {
    /// Name, languages, metadata, score.
    pub article: Article,
    /// Segments of the source.
    pub source_segments: usize,
    /// Segments of the target.
    pub target_segments: usize,
    /// Its beads: how many of each type, and the sum of the scores of those with both sides.
    pub beads: BeadFigures,
    /// What crosses.
    pub crossings: Vec<Crossing>,
    /// Its units in order.
    pub units: Vec<UnitRecord>,
}

/// Figures of the beads of an alignment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BeadFigures {
    /// How many beads of each type, by type.
    pub types: Vec<(BeadType, usize)>,
    /// Sum of the scores of the beads with both sides.
    pub scores: f64,
    /// Segments without text in null beads: empty lines of a text that came segmented.
    #[serde(default)]
    pub blank: usize,
}

/// A unit, and what the rules say of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitRecord {
    bead: usize,
    source: Side,
    target: Side,
    score: Option<f64>,
    parts: Option<ScoreParts>,
    /// Number of its crossing among the article's.
    crossing: Option<usize>,
    /// What the rules say.
    pub judged: Judged,
}

/// What the rules say of a unit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The segments of both sides as they were repaired, if they were.
    pub repaired: Option<[Vec<String>; 2]>,
    /// Names of the repairs.
    pub repairs: Vec<String>,
    /// The quality of the pair by itself, 0 to 1, if it was judged.
    pub quality: Option<f64>,
    /// The rule that drops it.
    pub dropped: Option<DropRecord>,
}

/// Why a unit is dropped; see [`filter::Drop`](crate::filter::Drop).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropRecord {
    /// The rule's name.
    pub rule: String,
    /// The rule's figure for this unit.
    pub figure: f64,
    /// The most or the least that it allows.
    pub threshold: f64,
    /// What it saw.
    pub detail: Option<String>,
}

impl From<Judgement> for Judged {
    fn from(judgement: Judgement) -> Self {
        let Judgement {
            unit,
            repairs,
            quality,
            drop,
        } = judgement;
        let changed = !repairs.is_empty();
        Judged {
            repaired: changed.then_some([unit.source.segments, unit.target.segments]),
            repairs: repairs.into_iter().map(str::to_owned).collect(),
            quality,
            dropped: drop.map(|drop| DropRecord {
                rule: drop.rule.to_owned(),
                figure: drop.figure,
                threshold: drop.threshold,
                detail: drop.detail,
            }),
        }
    }
}

impl DropRecord {
    /// As it is written.
    pub fn shown(&self) -> Dropped<'_> {
        Dropped {
            rule: &self.rule,
            figure: self.figure,
            threshold: self.threshold,
            detail: self.detail.as_deref(),
        }
    }
}

impl AlignedRecord {
    /// What is kept of `article`; `crossing` says whether crossings are written as units of their
    /// own, and `judge` what the rules say of a unit.
    pub fn new(
        article: &AlignedArticle,
        crossing: bool,
        judge: impl Fn(&TranslationUnit) -> Judged,
    ) -> Self {
        let units: Vec<TranslationUnit> = if crossing {
            article.crossed_units().collect()
        } else {
            article.units().collect()
        };
        let number = |of: &Option<Arc<Crossing>>| {
            let of = of.as_ref()?;
            article.crossings.iter().position(|c| Arc::ptr_eq(c, of))
        };
        let head = units.first().map(|unit| Article::clone(&unit.article));
        let units = units
            .into_iter()
            .map(|unit| UnitRecord {
                judged: judge(&unit),
                crossing: number(&unit.crossing),
                bead: unit.bead,
                source: unit.source,
                target: unit.target,
                score: unit.score,
                parts: unit.parts,
            })
            .collect();
        AlignedRecord {
            article: head.unwrap_or_else(|| Article {
                id: article.pair.id.clone(),
                source_language: article.pair.source.language.clone(),
                target_language: article.pair.target.language.clone(),
                metadata: article.pair.metadata(),
                score: Some(article.score),
            }),
            source_segments: article.alignment.source_len(),
            target_segments: article.alignment.target_len(),
            beads: BeadFigures::of(article),
            crossings: article.crossings.iter().map(|c| (**c).clone()).collect(),
            units,
        }
    }

    /// The units with what the rules say of each, in order: as they stand in the article, or, if
    /// `repaired`, as they were repaired.
    pub fn units(&self, repaired: bool) -> impl Iterator<Item = (TranslationUnit, &Judged)> {
        let article = Arc::new(self.article.clone());
        let crossings: Vec<Arc<Crossing>> = self.crossings.iter().cloned().map(Arc::new).collect();
        self.units.iter().map(move |unit| {
            let (mut source, mut target) = (unit.source.clone(), unit.target.clone());
            if let (true, Some([s, t])) = (repaired, &unit.judged.repaired) {
                source.segments.clone_from(s);
                target.segments.clone_from(t);
            }
            let read = TranslationUnit {
                article: Arc::clone(&article),
                bead: unit.bead,
                source,
                target,
                score: unit.score,
                parts: unit.parts,
                quality: unit.judged.quality,
                crossing: unit.crossing.and_then(|c| crossings.get(c)).cloned(),
                review: None,
                extra: Vec::new(),
            };
            (read, &unit.judged)
        })
    }
}

impl BeadFigures {
    /// The figures of an alignment.
    pub fn of(article: &AlignedArticle) -> Self {
        let mut figures = BeadFigures::default();
        for (bead, score) in article.alignment.beads().iter().zip(&article.scores) {
            let bead_type = bead.bead_type();
            match figures.types.binary_search_by_key(&bead_type, |t| t.0) {
                Ok(at) => figures.types[at].1 += 1,
                Err(at) => figures.types.insert(at, (bead_type, 1)),
            }
            if bead.is_null() {
                let source = &article.pair.source.segments[bead.source.clone()];
                let target = &article.pair.target.segments[bead.target.clone()];
                let segments = source.iter().chain(target);
                figures.blank += segments.filter(|segment| segment.is_blank()).count();
            } else {
                figures.scores += score.score;
            }
        }
        figures
    }

    /// Beads in all.
    pub fn count(&self) -> usize {
        self.types.iter().map(|(_, count)| count).sum()
    }

    /// Segments in null beads, without those that have no text.
    pub fn unpaired_segments(&self) -> usize {
        let null = self
            .types
            .iter()
            .filter(|(t, _)| t.source == 0 || t.target == 0);
        let segments: usize = null.map(|(t, count)| (t.source + t.target) * count).sum();
        segments.saturating_sub(self.blank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Input, Pipeline};

    fn article() -> AlignedArticle {
        let text = |t: &str| Input::Text(t.into());
        let done = Pipeline::default().run(
            "pluie",
            &text("Il pleut à Lyon. Le vent souffle. Il fait froid."),
            &text("It is raining in Lyon. It is cold."),
        );
        done.expect("runs").article
    }

    #[test]
    fn the_units_come_back_as_they_were() {
        let article = article();
        let record = AlignedRecord::new(&article, false, |_| Judged::default());
        let text = serde_json::to_string(&record).expect("writes");
        let read: AlignedRecord = serde_json::from_str(&text).expect("reads");
        assert_eq!(read, record);
        let units: Vec<_> = read.units(true).map(|(unit, _)| unit).collect();
        assert_eq!(units, article.units().collect::<Vec<_>>());
    }

    #[test]
    fn a_repaired_unit_is_read_both_ways() {
        let record = AlignedRecord::new(&article(), false, |unit| Judged {
            repaired: Some([
                unit.source
                    .segments
                    .iter()
                    .map(|s| s.to_uppercase())
                    .collect(),
                unit.target.segments.clone(),
            ]),
            ..Judged::default()
        });
        let first = |repaired| {
            record
                .units(repaired)
                .next()
                .expect("a unit")
                .0
                .source_text()
        };
        assert_eq!(first(false), "Il pleut à Lyon.");
        assert_eq!(first(true), "IL PLEUT À LYON.");
    }
}
