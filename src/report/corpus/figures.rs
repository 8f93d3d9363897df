//! The counts of the overview, and which articles are worth a look first.
//!
//! An article's concern is one less the product of its score and the share of its beads that are
//! neither null nor doubtful: 0 where all is sure, 1 where nothing is. An article without a score
//! counts by its beads alone. Linear in the beads.

use std::collections::BTreeMap;

use serde::Serialize;

use super::gathered::{GatheredArticle, GatheredBead};

/// Classes of the score's histogram, of equal width.
pub const HISTOGRAM: usize = 20;

/// The counts of an article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct ArticleFigures {
    /// All beads, those dropped as well.
    pub beads: usize,
    /// Those with an empty side.
    pub null: usize,
    /// Those with both sides, kept, and a score below the threshold.
    pub doubtful: usize,
    /// Those that match out of order.
    pub crossing: usize,
    /// Those that a rule dropped.
    pub dropped: usize,
    /// How much it is worth a look, 0 to 1.
    pub concern: f64,
}

impl ArticleFigures {
    /// The counts of an article; a bead is doubtful with a score below `doubtful`, 0 to 1.
    pub fn of(article: &GatheredArticle, doubtful: f64) -> Self {
        let beads = &article.beads;
        let count = |says: &dyn Fn(&GatheredBead) -> bool| beads.iter().filter(|b| says(b)).count();
        let below = |bead: &GatheredBead| bead.unit.score.is_some_and(|score| score < doubtful);
        let mut figures = ArticleFigures {
            beads: beads.len(),
            null: count(&|bead| bead.unit.is_null()),
            doubtful: count(&|bead| !bead.unit.is_null() && bead.dropped.is_none() && below(bead)),
            crossing: count(&|bead| bead.unit.crossing.is_some()),
            dropped: count(&|bead| bead.dropped.is_some()),
            concern: 0.0,
        };
        let unsure = figures.null + figures.doubtful;
        let sure = 1.0 - unsure as f64 / figures.beads.max(1) as f64;
        figures.concern = 1.0 - article.article.score.unwrap_or(1.0) * sure;
        figures
    }
}

/// The counts of a corpus.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CorpusFigures {
    /// Articles.
    pub articles: usize,
    /// All beads, those dropped as well.
    pub beads: usize,
    /// Segments of the source and of the target.
    pub segments: [usize; 2],
    /// Beads of each type, `1-2`.
    pub types: BTreeMap<String, usize>,
    /// Beads with both sides by their score, the lowest first.
    pub histogram: [usize; HISTOGRAM],
    /// Beads that each rule dropped.
    pub dropped: BTreeMap<String, usize>,
    /// Beads that are doubtful.
    pub doubtful: usize,
    /// Beads that match out of order.
    pub crossing: usize,
}

impl CorpusFigures {
    /// The sum over articles.
    pub fn of<'a>(
        articles: impl Iterator<Item = (&'a ArticleFigures, &'a GatheredArticle)>,
    ) -> Self {
        let mut figures = CorpusFigures::default();
        for (own, article) in articles {
            figures.articles += 1;
            figures.beads += own.beads;
            figures.doubtful += own.doubtful;
            figures.crossing += own.crossing;
            article.beads.iter().for_each(|bead| figures.add(bead));
        }
        figures
    }

    fn add(&mut self, bead: &GatheredBead) {
        let unit = &bead.unit;
        self.segments[0] += unit.source.indices.len();
        self.segments[1] += unit.target.indices.len();
        *self.types.entry(unit.bead_type().to_string()).or_default() += 1;
        if let Some(rule) = &bead.dropped {
            *self.dropped.entry(rule.clone()).or_default() += 1;
        }
        if let Some(score) = unit.score.filter(|_| !unit.is_null()) {
            let class = (score * HISTOGRAM as f64) as usize;
            self.histogram[class.min(HISTOGRAM - 1)] += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Gathered;
    use super::super::gathered::tests::unit;
    use super::*;

    #[test]
    fn null_doubtful_and_dropped_beads_are_counted_apart() {
        let mut gathered = Gathered::default();
        gathered.add(unit("a", 0, "Un.", "One."), None);
        let mut doubtful = unit("a", 1, "Deux.", "Two.");
        doubtful.score = Some(0.2);
        gathered.add(doubtful.clone(), None);
        doubtful.bead = 2;
        gathered.add(doubtful, Some("score".into()));
        gathered.add(unit("a", 3, "Trois.", ""), None);
        let articles = gathered.into_articles();
        let own = ArticleFigures::of(&articles[0], 0.7);
        assert_eq!((own.beads, own.null), (4, 1));
        assert_eq!((own.doubtful, own.dropped), (1, 1));
        assert!((own.concern - (1.0 - 0.9 * 0.5)).abs() < 1e-12);
        let all = CorpusFigures::of([(&own, &articles[0])].into_iter());
        assert_eq!((all.types["1-1"], all.types["1-0"]), (3, 1));
        assert_eq!((all.histogram[19], all.histogram[4]), (1, 2));
        assert_eq!(all.dropped["score"], 1);
    }

    #[test]
    fn an_article_without_a_score_counts_by_its_beads() {
        let mut unit = unit("a", 0, "Un.", "One.");
        let mut article = (*unit.article).clone();
        article.score = None;
        unit.article = article.into();
        unit.score = None;
        let mut gathered = Gathered::default();
        gathered.add(unit, None);
        let own = ArticleFigures::of(&gathered.into_articles()[0], 0.7);
        assert_eq!((own.doubtful, own.concern), (0, 0.0));
    }
}
