//! The units of a corpus brought to their articles, those that were dropped among those that were kept.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::bitext::{Article, Language, TranslationUnit};

/// A bead of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct GatheredBead {
    /// The bead with its texts.
    pub unit: TranslationUnit,
    /// The rule that dropped it; `None` where it is in the corpus.
    pub dropped: Option<String>,
}

/// An article with all that is known of its beads.
#[derive(Debug, Clone, PartialEq)]
pub struct GatheredArticle {
    /// What its units share.
    pub article: Arc<Article>,
    /// In the order of their numbers.
    pub beads: Vec<GatheredBead>,
}

impl GatheredArticle {
    /// Source and target.
    pub fn languages(&self) -> (&Language, &Language) {
        (&self.article.source_language, &self.article.target_language)
    }
}

/// Brings units to their articles, in whatever order they come.
#[derive(Debug, Default)]
pub struct Gathered {
    articles: Vec<GatheredArticle>,
    places: FxHashMap<String, usize>,
    last: usize,
}

impl Gathered {
    /// Adds a unit; `dropped` is the rule that dropped it.
    pub fn add(&mut self, unit: TranslationUnit, dropped: Option<String>) {
        let at = self.place(&unit.article);
        let beads = &mut self.articles[at].beads;
        beads.push(GatheredBead { unit, dropped });
    }

    fn place(&mut self, article: &Arc<Article>) -> usize {
        let last = self.articles.get(self.last);
        if last.is_none_or(|last| last.article.id != article.id) {
            self.last = *(self.places.entry(article.id.clone())).or_insert_with(|| {
                self.articles.push(GatheredArticle {
                    article: Arc::clone(article),
                    beads: Vec::new(),
                });
                self.articles.len() - 1
            });
        }
        self.last
    }

    /// The articles in the order in which they came first.
    pub fn into_articles(self) -> Vec<GatheredArticle> {
        let mut articles = self.articles;
        for article in &mut articles {
            article.beads.sort_by_key(|bead| bead.unit.bead);
            place_empty_sides(&mut article.beads);
        }
        articles
    }
}

/// An empty side stands where the bead before ended. The readers put it there, but what was dropped was
/// read without its neighbours.
fn place_empty_sides(beads: &mut [GatheredBead]) {
    let mut ends = [0, 0];
    for bead in beads {
        let unit = &mut bead.unit;
        for (side, end) in [&mut unit.source, &mut unit.target]
            .into_iter()
            .zip(&mut ends)
        {
            if side.indices.is_empty() {
                side.indices = *end..*end;
            }
            *end = side.indices.end;
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::bitext::Side;

    /// A bead of an article `id`: two texts, a segment each, at the place that its number says; an empty
    /// text is an empty side.
    pub(crate) fn unit(id: &str, bead: usize, source: &str, target: &str) -> TranslationUnit {
        let side = |text: &str| Side {
            indices: bead..bead + usize::from(!text.is_empty()),
            paragraphs: Vec::new(),
            segments: (!text.is_empty())
                .then(|| text.to_owned())
                .into_iter()
                .collect(),
        };
        TranslationUnit {
            article: Arc::new(Article {
                id: id.into(),
                source_language: Language::french(),
                target_language: Language::english(),
                metadata: Default::default(),
                score: Some(0.9),
            }),
            bead,
            source: side(source),
            target: side(target),
            score: Some(0.95),
            quality: None,
            parts: None,
            crossing: None,
            review: None,
            extra: Vec::new(),
        }
    }

    #[test]
    fn what_was_dropped_stands_where_it_was() {
        let mut gathered = Gathered::default();
        gathered.add(unit("a", 0, "Un.", "One."), None);
        gathered.add(unit("b", 0, "Un.", "One."), None);
        gathered.add(unit("a", 2, "Trois.", "Three."), None);
        gathered.add(unit("a", 1, "Deux.", "Deux."), Some("copy".into()));
        let articles = gathered.into_articles();
        assert_eq!(articles.len(), 2);
        let numbers = articles[0].beads.iter().map(|bead| bead.unit.bead);
        assert_eq!(numbers.collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(articles[0].beads[1].dropped.as_deref(), Some("copy"));
    }

    #[test]
    fn an_empty_side_that_was_dropped_stands_between_its_neighbours() {
        let mut gathered = Gathered::default();
        gathered.add(unit("a", 0, "Un.", "One."), None);
        gathered.add(unit("a", 1, "Deux.", "Two."), None);
        let mut omitted = unit("a", 2, "Trois.", "");
        omitted.target.indices = 0..0;
        gathered.add(omitted, Some("unpaired".into()));
        let articles = gathered.into_articles();
        assert_eq!(articles[0].beads[2].unit.target.indices, 2..2);
    }
}
