//! How alike any two segments of an article are, for the ground of its dot plot.
//!
//! The likeness is that by which the aligner chooses where to look ([`Evidence::affinity`]), put into ten
//! classes. Time and memory are the product of the numbers of segments, so articles with more than
//! `MOST` cells go without. Corpora with joined texts go without too where a bead has several segments
//! on a side: their bounds are not known.

use crate::bitext::{ArticlePair, Band, Document, Language, Side};
use crate::similarity::{Evidence, Reading, VectorTable};

use super::gathered::GatheredArticle;

/// Most pairs of segments that are compared.
const MOST: usize = 60_000;

/// The affinity that is black.
const FULL: f64 = 1.2;

/// One digit a pair of segments, row by row of the source: 0 for nothing alike, 9 for the most.
pub(super) fn shades(
    article: &GatheredArticle,
    tables: Option<(&VectorTable, &VectorTable)>,
) -> Option<String> {
    let (source, target) = article.languages();
    let units = || article.beads.iter().map(|bead| &bead.unit);
    let source = document(source, units().map(|unit| &unit.source))?;
    let target = document(target, units().map(|unit| &unit.target))?;
    let pair = ArticlePair {
        id: article.article.id.clone(),
        source,
        target,
    };
    ground(&pair, tables)
}

/// The same of a pair of documents.
pub(in crate::report) fn ground(
    pair: &ArticlePair,
    tables: Option<(&VectorTable, &VectorTable)>,
) -> Option<String> {
    let (rows, columns) = (pair.source.len(), pair.target.len());
    if rows == 0 || columns == 0 || rows * columns > MOST {
        return None;
    }
    let reading = Reading::new(pair, tables);
    let evidence = Evidence::of(&reading, &Band::full(rows, columns), 1);
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let shades = cells.map(|(row, column)| shade(evidence.affinity(row, column)));
    Some(shades.collect())
}

fn shade(affinity: f64) -> char {
    let class = (affinity / FULL * 10.0).clamp(0.0, 9.0) as u8;
    char::from(b'0' + class)
}

/// The document whose segments these sides have; what none of them has is empty.
fn document<'a>(
    language: &Language,
    sides: impl Iterator<Item = &'a Side> + Clone,
) -> Option<Document> {
    let length = sides.clone().map(|side| side.indices.end).max()?;
    if length > MOST {
        return None;
    }
    let mut texts = vec![String::new(); length];
    for side in sides {
        if side.indices.len() != side.segments.len() {
            return None;
        }
        for (at, text) in side.indices.clone().zip(&side.segments) {
            texts[at].clone_from(text);
        }
    }
    Some(Document::from_segments(language.clone(), texts))
}
