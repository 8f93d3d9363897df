//! Aligned articles and their translation units: what scores, filters and writers see.

use std::ops::Range;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Alignment, ArticlePair, Bead, BeadType, Crossing, Document, Extra, Language, Metadata,
};

/// How alike the two sides of a bead are, feature by feature; each from 0 to 1, up is better. A
/// null bead has 0 throughout.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "parts")]
pub struct ScoreParts {
    /// How well the lengths in characters agree.
    pub length: f64,
    /// Words in common, identical or nearly so, weighted by rarity.
    pub lexical: f64,
    /// Cosine of the word vectors of both sides; 0 where a language has none.
    pub meaning: f64,
    /// Numbers and dates in common; 1 where neither side has any.
    pub numbers: f64,
    /// Names in common; 1 where neither side has any.
    pub names: f64,
    /// Final marks, quotation marks and brackets that agree.
    pub punctuation: f64,
}

impl ScoreParts {
    /// Names in the order of [`ScoreParts::values`].
    pub const NAMES: [&'static str; 6] = [
        "length",
        "lexical",
        "meaning",
        "numbers",
        "names",
        "punctuation",
    ];

    /// Values in the order of [`ScoreParts::NAMES`].
    pub fn values(&self) -> [f64; 6] {
        [
            self.length,
            self.lexical,
            self.meaning,
            self.numbers,
            self.names,
            self.punctuation,
        ]
    }

    /// The parts with these values, in the order of [`ScoreParts::NAMES`].
    pub fn from_values(values: [f64; 6]) -> Self {
        let [length, lexical, meaning, numbers, names, punctuation] = values;
        ScoreParts {
            length,
            lexical,
            meaning,
            numbers,
            names,
            punctuation,
        }
    }
}

/// How sure we are of a bead.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct BeadScore {
    /// Probability that the bead is right, 0 to 1.
    pub score: f64,
    /// What speaks for it.
    pub parts: ScoreParts,
}

/// What all translation units of an article share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Name, unique in its corpus.
    pub id: String,
    /// Source language.
    pub source_language: Language,
    /// Target language.
    pub target_language: Language,
    /// Both documents' metadata.
    pub metadata: Metadata,
    /// How sure we are that the documents are translations of each other, 0 to 1; `None` where the
    /// format that was read does not say.
    pub score: Option<f64>,
}

/// One side of a translation unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Segments in the document, half-open and 0-based.
    pub indices: Range<usize>,
    /// Paragraph of each segment, from 0; empty where the format that was read does not say.
    pub paragraphs: Vec<usize>,
    /// One text a segment, or one for all where the format that was read had joined them.
    pub segments: Vec<String>,
}

impl Side {
    /// The side's text: its segments joined as `language` joins sentences.
    pub fn text(&self, language: &Language) -> String {
        self.segments.join(language.separator())
    }

    /// A side of these segments of a document.
    pub fn of(document: &Document, indices: Range<usize>) -> Self {
        let segments = &document.segments[indices.clone()];
        Side {
            indices,
            paragraphs: segments.iter().map(|s| s.paragraph).collect(),
            segments: segments.iter().map(|s| s.text.clone()).collect(),
        }
    }
}

/// What a person said of a bead, and did to it (see [`review`](crate::review)).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(rename = "review", description = "What a person said of the bead.")]
pub struct Review {
    /// Whether a person found it right.
    pub accepted: bool,
    /// Whether a person chose its segments; it then has no score.
    pub corrected: bool,
    /// Whether a person changed its text.
    pub edited: bool,
    /// What a person noted; empty for nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

impl Review {
    /// Whether a person looked at the bead and stands for its bounds.
    pub fn is_settled(&self) -> bool {
        self.accepted || self.corrected
    }
}

/// A scored bead with its texts: what filters and writers see.
#[derive(Debug, Clone, PartialEq)]
pub struct TranslationUnit {
    /// The article it comes from.
    pub article: Arc<Article>,
    /// Number of the bead in its article, from 0.
    pub bead: usize,
    /// Source segments.
    pub source: Side,
    /// Target segments.
    pub target: Side,
    /// Probability that the bead is right, 0 to 1; `None` where the format that was read does not
    /// say.
    pub score: Option<f64>,
    /// How good the pair is as a translation, judged by itself without its neighbours (see
    /// [`score::QualityScorer`](crate::score::QualityScorer)), 0 to 1, up is better; `None` where
    /// nobody judged it.
    pub quality: Option<f64>,
    /// What speaks for the bead; `None` as for the score.
    pub parts: Option<ScoreParts>,
    /// What the bead makes with others, or within itself, when order does not count.
    pub crossing: Option<Arc<Crossing>>,
    /// What a person said of it; `None` where nobody did.
    pub review: Option<Review>,
    /// What else the corpus that was read says of it.
    pub extra: Vec<Extra>,
}

impl TranslationUnit {
    /// How many segments it has on each side.
    pub fn bead_type(&self) -> BeadType {
        BeadType {
            source: self.source.indices.len(),
            target: self.target.indices.len(),
        }
    }

    /// Whether one side is empty.
    pub fn is_null(&self) -> bool {
        self.source.indices.is_empty() || self.target.indices.is_empty()
    }

    /// Source text, segments joined.
    pub fn source_text(&self) -> String {
        self.source.text(&self.article.source_language)
    }

    /// Target text, segments joined.
    pub fn target_text(&self) -> String {
        self.target.text(&self.article.target_language)
    }
}

/// An article pair with its alignment and scores.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedArticle {
    /// The documents.
    pub pair: ArticlePair,
    /// The beads.
    pub alignment: Alignment,
    /// One score a bead.
    pub scores: Vec<BeadScore>,
    /// What matches out of order. Each bead is in one of them at most.
    pub crossings: Vec<Arc<Crossing>>,
    /// How sure we are that the documents are translations of each other, 0 to 1.
    pub score: f64,
}

impl AlignedArticle {
    /// One translation unit a bead, null beads included, in order.
    pub fn units(&self) -> impl Iterator<Item = TranslationUnit> + '_ {
        let article = self.article();
        let crossings = self.crossing_of_each();
        let beads = self.alignment.beads().iter().zip(&self.scores);
        beads
            .zip(crossings)
            .enumerate()
            .map(move |(number, ((bead, score), crossing))| TranslationUnit {
                crossing: crossing.cloned(),
                ..self.unit(&article, number, bead, score)
            })
    }

    /// As [`units`](Self::units), with the pairs of each crossing in place of its beads: in the
    /// order of the source, numbered anew, not monotone in the target.
    pub fn crossed_units(&self) -> impl Iterator<Item = TranslationUnit> + '_ {
        let article = self.article();
        let mut beads: Vec<(Bead, &BeadScore)> = Vec::with_capacity(self.scores.len());
        let scored = self.alignment.beads().iter().zip(&self.scores);
        for ((bead, score), crossing) in scored.zip(self.crossing_of_each()) {
            let Some(crossing) = crossing else {
                beads.push((bead.clone(), score));
                continue;
            };
            let here = |link: &Bead| bead.source.contains(&link.source.start);
            let links = crossing.links.iter().filter(|link| here(&link.bead));
            beads.extend(links.map(|link| (link.bead.clone(), &link.score)));
        }
        // An empty side stands where the unit before ended, as the readers of all formats have it.
        let mut end = (0, 0);
        let units = beads.into_iter().enumerate();
        units.map(move |(number, (mut bead, score))| {
            if bead.source.is_empty() {
                bead.source = end.0..end.0;
            }
            if bead.target.is_empty() {
                bead.target = end.1..end.1;
            }
            end = (bead.source.end, bead.target.end);
            self.unit(&article, number, &bead, score)
        })
    }

    /// The crossing of each bead.
    fn crossing_of_each(&self) -> Vec<Option<&Arc<Crossing>>> {
        let mut of = vec![None; self.alignment.beads().len()];
        for crossing in &self.crossings {
            for &bead in &crossing.beads {
                of[bead] = Some(crossing);
            }
        }
        of
    }

    fn article(&self) -> Arc<Article> {
        Arc::new(Article {
            id: self.pair.id.clone(),
            source_language: self.pair.source.language.clone(),
            target_language: self.pair.target.language.clone(),
            metadata: self.pair.metadata(),
            score: Some(self.score),
        })
    }

    fn unit(
        &self,
        article: &Arc<Article>,
        number: usize,
        bead: &Bead,
        score: &BeadScore,
    ) -> TranslationUnit {
        TranslationUnit {
            article: Arc::clone(article),
            bead: number,
            source: Side::of(&self.pair.source, bead.source.clone()),
            target: Side::of(&self.pair.target, bead.target.clone()),
            score: Some(score.score),
            quality: None,
            parts: Some(score.parts),
            crossing: None,
            review: None,
            extra: Vec::new(),
        }
    }
}
