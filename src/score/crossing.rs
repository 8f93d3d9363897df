//! Crossings: what matches out of order, found after the monotone alignment.
//!
//! Translators swap neighbouring sentences. A monotone alignment then leaves a moved segment in a
//! null bead on each side, gives it to a neighbour's bead, or lumps what has changed places into a
//! bead such as `2-2`. Looked at are, of beads at most [`WINDOW`] apart within one paragraph on both
//! sides:
//!
//! - a null bead and one of the other side, with a pair between them; two null beads of a side that
//!   stand together may make one side of a pair;
//! - a null bead and the first or last segment of a bead that has several on the other side;
//! - two beads `1-1` of which the model is not sure: whether each matches the other's partner; one of
//!   them with null beads of both sides: whether its segments match those;
//! - a bead with several segments on both sides, cut in two on both sides: whether the first part
//!   matches the second and the second the first, and so on within the parts (the inversions of Wu
//!   1997).
//!
//! A pair is judged by its [quality](super::QualityScorer), so that a crossing's probability is that
//! of its least sure pair being translations of one another, taken by themselves: it is no
//! posterior, and the model of the alignment knows nothing of it. Found is what reaches [`SURE`] and
//! is better than anything that its segments would make in order. The surest comes first, among
//! equals the first in the documents, and a bead is in one crossing at most.
//!
//! Only null beads, doubtful beads `1-1` and beads with several segments on both sides are looked
//! at, and only those alike by the evidence are judged, so time is linear in the segments and small
//! beside that of the alignment. It fails for segments of a few words, which quality cannot judge,
//! for those that come several times nearby, for what moved farther, and for more than two segments
//! that moved apart.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use crate::align::Aligned;
use crate::bitext::{ArticlePair, Bead, BeadScore, Crossing, CrossingLink, Document, ScoreParts};
use crate::similarity::LikenessSide;

use super::{QualityScorer, rounded};

/// How many beads apart two beads of a crossing may stand.
pub const WINDOW: usize = 8;

/// Quality from which a pair may cross.
const SURE: f64 = 0.5;

/// Quality below which what stands in order is wrong.
const WRONG: f64 = 0.5;

/// How much better a pair must be than what its segments would make in order.
const MARGIN: f64 = 0.3;

/// Posterior below which a bead `1-1` is doubted.
const DOUBT: f64 = 0.99;

/// Most segments together of a bead that is cut.
const LARGEST: usize = 8;

/// Most runs of segments of a side that are kept read.
const MOST_READ: usize = 256;

/// Cosine of words or of their vectors from which a pair is worth judging. Of pairs below it that the
/// development sets ask for, one in 140 has a quality of [`SURE`].
const ALIKE: f64 = 0.2;

/// The crossings of an aligned pair, in the order of their first beads. The scorer is asked for when there is
/// something to be judged.
///
/// ```
/// use alinea::align::Aligner;
/// use alinea::bitext::{ArticlePair, Document, Language};
/// use alinea::score::{QualityModel, QualityScorer, crossings};
/// use alinea::similarity::Tables;
/// let (french, english) = (Language::french(), Language::english());
/// let pair = ArticlePair {
///     id: "fair".into(),
///     source: Document::from_segments(french.clone(), [
///         "La foire ouvre ses portes samedi matin.",
///         "Les enfants ont apporté des gâteaux au chocolat.",
///         "Le maire a vendu son vieux tracteur.",
///     ]),
///     target: Document::from_segments(english.clone(), [
///         "The fair opens its doors on Saturday morning.",
///         "The mayor sold his old tractor.",
///         "The children brought chocolate cakes.",
///     ]),
/// };
/// let aligned = Aligner::default().align(&pair);
/// let scorer = QualityScorer::new(&QualityModel::default(), &Tables::default(), &french, &english);
/// let crossings = crossings(&pair, &aligned, || &scorer);
/// assert_eq!(crossings.len(), 1);
/// assert!(crossings[0].fits(&aligned.alignment));
/// ```
pub fn crossings<'s>(
    pair: &ArticlePair,
    aligned: &Aligned,
    scorer: impl Fn() -> &'s QualityScorer,
) -> Vec<Crossing> {
    let search = Search {
        pair,
        aligned,
        beads: aligned.alignment.beads(),
        scorer: &scorer,
        known: RefCell::default(),
        sources: RefCell::default(),
        targets: RefCell::default(),
    };
    let mut proposals: Vec<Proposal> = (0..search.beads.len())
        .flat_map(|at| search.from(at))
        .collect();
    proposals.sort_by(|a, b| {
        b.quality
            .total_cmp(&a.quality)
            .then_with(|| a.beads.cmp(&b.beads))
    });
    let mut taken = vec![false; search.beads.len()];
    let mut found = Vec::new();
    for proposal in proposals {
        if proposal.beads.iter().all(|&bead| !taken[bead]) {
            proposal.beads.iter().for_each(|&bead| taken[bead] = true);
            found.push(search.crossing(proposal));
        }
    }
    found.sort_by(|a, b| a.beads.cmp(&b.beads));
    found
}

/// A crossing that may be.
struct Proposal {
    beads: Vec<usize>,
    /// In the order of the source.
    links: Vec<Bead>,
    /// Quality of the least sure pair.
    quality: f64,
}

struct Search<'a, 's> {
    pair: &'a ArticlePair,
    aligned: &'a Aligned,
    beads: &'a [Bead],
    scorer: &'a dyn Fn() -> &'s QualityScorer,
    /// Qualities of pairs judged before.
    known: RefCell<HashMap<Bead, f64>>,
    sources: RefCell<Sides>,
    targets: RefCell<Sides>,
}

/// A side that was read; `None` where it has no text.
type Read = Rc<Option<LikenessSide>>;

/// Runs of segments that were read a short while ago: the search goes through the documents once, and
/// asks for each run with several others.
#[derive(Default)]
struct Sides(HashMap<Range<usize>, Read>);

impl Sides {
    fn get(&mut self, range: &Range<usize>, read: impl FnOnce() -> Option<LikenessSide>) -> Read {
        if self.0.len() >= MOST_READ && !self.0.contains_key(range) {
            self.0.clear();
        }
        let side = self.0.entry(range.clone());
        Rc::clone(side.or_insert_with(|| Rc::new(read())))
    }
}

fn text(document: &Document, range: &Range<usize>) -> String {
    let segments = &document.segments[range.clone()];
    let texts: Vec<&str> = segments.iter().map(|s| s.text.as_str()).collect();
    texts.join(document.language.separator())
}

impl Search<'_, '_> {
    /// What may be made of a bead by itself, and with those after it.
    fn from(&self, at: usize) -> Vec<Proposal> {
        let bead = &self.beads[at];
        let mut proposals = Vec::new();
        proposals.extend(self.cut(at));
        let doubtful = self.is_doubtful(at);
        if !bead.is_null() && !doubtful && bead.source.len() + bead.target.len() == 2 {
            return proposals;
        }
        for other in at + 1..=(at + WINDOW).min(self.beads.len() - 1) {
            if !self.within_paragraphs(at, other) {
                break;
            }
            let (a, b) = (bead.is_null(), self.beads[other].is_null());
            match (a, b) {
                (true, true) => {
                    proposals.extend(self.nulls(at, other));
                    proposals.extend(self.passed_on(at, other));
                }
                (true, false) => proposals.extend(self.given(at, other)),
                (false, true) => proposals.extend(self.given(other, at)),
                (false, false) if doubtful => proposals.extend(self.exchanged(at, other)),
                (false, false) => {}
            }
        }
        proposals
    }

    /// Two null beads of different sides, the second with the one after it if they match better.
    fn nulls(&self, first: usize, last: usize) -> Option<Proposal> {
        let (a, b) = (&self.beads[first], &self.beads[last]);
        let between = first + 1..last;
        if a.source.is_empty() == b.source.is_empty()
            || between.clone().all(|at| self.beads[at].is_null())
        {
            return None;
        }
        let joined = |at: usize, next: usize| {
            let (bead, next_bead) = (&self.beads[at], self.beads.get(next)?);
            let same = next_bead.is_null()
                && next_bead.source.is_empty() == bead.source.is_empty()
                && self.within_paragraphs(at, next);
            same.then(|| vec![at, next])
        };
        let (one, other) = (vec![first], vec![last]);
        let mut best: Option<Proposal> = None;
        let both = [
            Some((one.clone(), other.clone())),
            joined(first, first + 1).map(|one| (one, other)),
            joined(last, last + 1).map(|other| (one, other)),
        ];
        for (one, other) in both.into_iter().flatten() {
            let link = self.union(one.iter().chain(&other));
            let quality = self.quality(&link);
            let margin = if best.is_none() { 0.0 } else { MARGIN };
            if quality < SURE || best.as_ref().is_some_and(|b| quality < b.quality + margin) {
                continue;
            }
            let near = first.saturating_sub(1)..last + 2;
            if self.best_of(&link, near) {
                best = Some(Proposal {
                    beads: one.into_iter().chain(other).collect(),
                    links: vec![link],
                    quality,
                });
            }
        }
        best
    }

    /// The segments of these null beads, as one pair.
    fn union<'i>(&self, beads: impl Iterator<Item = &'i usize>) -> Bead {
        let (mut source, mut target): (Option<Range<usize>>, Option<Range<usize>>) = (None, None);
        let add = |side: &mut Option<Range<usize>>, range: &Range<usize>| {
            if !range.is_empty() {
                let start = side.as_ref().map_or(range.start, |s| s.start);
                *side = Some(start..range.end);
            }
        };
        for &at in beads {
            add(&mut source, &self.beads[at].source);
            add(&mut target, &self.beads[at].target);
        }
        Bead::new(source.unwrap_or(0..0), target.unwrap_or(0..0))
    }

    /// Whether a pair is better than what either side would make with the beads nearby.
    fn best_of(&self, link: &Bead, near: Range<usize>) -> bool {
        let quality = self.quality(link);
        self.beads[near.start..near.end.min(self.beads.len())]
            .iter()
            .filter(|bead| !bead.is_null())
            .all(|bead| {
                let own = Bead::new(link.source.clone(), bead.target.clone());
                let other = Bead::new(bead.source.clone(), link.target.clone());
                self.quality(&own) < quality && self.quality(&other) < quality
            })
    }

    /// A null bead with the first or last segment that a neighbour's bead has on the other side.
    fn given(&self, null: usize, lump: usize) -> Option<Proposal> {
        let (bead, from) = (&self.beads[null], &self.beads[lump]);
        let of_source = bead.target.is_empty();
        let side = if of_source {
            &from.target
        } else {
            &from.source
        };
        if side.len() < 2 {
            return None;
        }
        let cuts = [
            (side.start..side.start + 1, side.start + 1..side.end),
            (side.end - 1..side.end, side.start..side.end - 1),
        ];
        let proposals = cuts.into_iter().filter_map(|(segment, rest)| {
            let (link, rest) = if of_source {
                (
                    Bead::new(bead.source.clone(), segment),
                    Bead::new(from.source.clone(), rest),
                )
            } else {
                (
                    Bead::new(segment, bead.target.clone()),
                    Bead::new(rest, from.target.clone()),
                )
            };
            // The segment must rather be the null bead's than stay where it is.
            let own = if of_source {
                Bead::new(from.source.clone(), link.target.clone())
            } else {
                Bead::new(link.source.clone(), from.target.clone())
            };
            if self.likeness(&link) <= self.likeness(&own) {
                return None;
            }
            let between = null.min(lump) + 1..null.max(lump);
            let crosses =
                link.crosses(&rest) || between.clone().any(|at| link.crosses(&self.beads[at]));
            if !crosses {
                return None;
            }
            let quality = self.sure(&[&link, &rest])?;
            let better = self.quality(&rest) >= self.quality(from)
                && self.best_of(&link, null.min(lump) + 1..null.max(lump));
            let mut links = vec![link, rest];
            links.sort_by_key(|link| link.source.start);
            let mut beads = vec![null, lump];
            beads.sort_unstable();
            better.then_some(Proposal {
                beads,
                links,
                quality,
            })
        });
        proposals.max_by(|a, b| a.quality.total_cmp(&b.quality))
    }

    /// Two null beads of different sides and a bead `1-1` that is wrong: each of its segments matches
    /// one of theirs.
    fn passed_on(&self, first: usize, last: usize) -> Option<Proposal> {
        let (a, b) = (&self.beads[first], &self.beads[last]);
        if a.source.is_empty() == b.source.is_empty() {
            return None;
        }
        let loose = self.union([first, last].iter());
        let near = first.saturating_sub(1)..(last + 2).min(self.beads.len());
        let proposals = near
            .clone()
            .filter(|&at| self.is_doubtful(at))
            .filter_map(|at| {
                let bead = &self.beads[at];
                let mut links = vec![
                    Bead::new(loose.source.clone(), bead.target.clone()),
                    Bead::new(bead.source.clone(), loose.target.clone()),
                ];
                links.sort_by_key(|link| link.source.start);
                let mut beads = vec![first, last, at];
                beads.sort_unstable();
                let between = (beads[0]..beads[2]).filter(|&other| other != at);
                let crosses = links[0].crosses(&links[1])
                    || between
                        .map(|other| &self.beads[other])
                        .any(|other| links.iter().any(|link| link.crosses(other)));
                if !crosses || !self.within_paragraphs(beads[0], beads[2]) {
                    return None;
                }
                // As for what is exchanged: each of the bead's segments has two to choose from.
                let both = self.likeness(&links[0]) + self.likeness(&links[1]);
                if both <= 2.0 * self.likeness(bead) {
                    return None;
                }
                let quality = self.sure(&[&links[0], &links[1]])?;
                (self.quality(bead) < WRONG).then_some(Proposal {
                    beads,
                    links,
                    quality,
                })
            });
        proposals.max_by(|a, b| a.quality.total_cmp(&b.quality))
    }

    /// Two beads `1-1` that match each other's partners and not their own.
    fn exchanged(&self, first: usize, last: usize) -> Option<Proposal> {
        if !self.is_doubtful(last) {
            return None;
        }
        let (a, b) = (&self.beads[first], &self.beads[last]);
        let links = vec![
            Bead::new(a.source.clone(), b.target.clone()),
            Bead::new(b.source.clone(), a.target.clone()),
        ];
        // What is known soonest comes first: few links are more alike than the beads are.
        let alike = links.iter().all(|link| self.is_alike(link))
            && self.likeness(&links[0]) + self.likeness(&links[1])
                > self.likeness(a) + self.likeness(b);
        if !alike || self.quality(a) >= WRONG || self.quality(b) >= WRONG {
            return None;
        }
        let quality = self.sure(&[&links[0], &links[1]])?;
        Some(Proposal {
            beads: vec![first, last],
            links,
            quality,
        })
    }

    /// Whether a bead is a `1-1` of which the model is not sure.
    fn is_doubtful(&self, at: usize) -> bool {
        let bead = &self.beads[at];
        (bead.source.len(), bead.target.len()) == (1, 1) && self.aligned.posteriors[at] < DOUBT
    }

    /// A bead taken apart, if parts of it cross.
    fn cut(&self, at: usize) -> Option<Proposal> {
        let bead = &self.beads[at];
        let small = bead.source.len() + bead.target.len() <= LARGEST;
        if bead.source.len() < 2 || bead.target.len() < 2 || !small || !self.turns(bead) {
            return None;
        }
        // Parts in order have parts that cross only where both sides have three segments.
        let pairs = bead.source.len().min(bead.target.len()) == 2;
        if pairs && self.best_parts(bead, true).0 < SURE {
            return None;
        }
        let mut links = Vec::new();
        let crossed = self.divide(bead, &mut links);
        let qualities = links.iter().map(|link| self.quality(link));
        let quality = qualities.reduce(f64::min).unwrap_or(0.0);
        crossed.then(|| Proposal {
            beads: vec![at],
            links,
            quality,
        })
    }

    /// Whether two segments of each side of a bead are more alike out of order than in order.
    fn turns(&self, bead: &Bead) -> bool {
        let (sources, targets) = (bead.source.clone(), bead.target.clone());
        let one = |s: usize, t: usize| Bead::new(s..s + 1, t..t + 1);
        let turned = |s: usize, next: usize, t: usize, other: usize| {
            let crossed = [one(s, other), one(next, t)];
            let straight = [one(s, t), one(next, other)];
            let both = |links: &[Bead; 2]| links.iter().map(|l| self.likeness(l)).sum::<f64>();
            crossed.iter().all(|link| self.is_alike(link)) && both(&crossed) > both(&straight)
        };
        sources.clone().any(|s| {
            (s + 1..sources.end).any(|next| {
                targets
                    .clone()
                    .any(|t| (t + 1..targets.end).any(|other| turned(s, next, t, other)))
            })
        })
    }

    /// Divides a pair in the order of the source as long as both parts are sure. Whether parts
    /// cross.
    fn divide(&self, bead: &Bead, links: &mut Vec<Bead>) -> bool {
        let (crossed, out_of_order) = self.best_parts(bead, true);
        let (straight, in_order) = self.best_parts(bead, false);
        let (parts, crosses) = if crossed >= SURE && crossed > straight + MARGIN {
            (out_of_order, true)
        } else if straight >= SURE {
            (in_order, false)
        } else {
            (None, false)
        };
        let Some(parts) = parts else {
            links.push(bead.clone());
            return false;
        };
        let inside = parts.each_ref().map(|part| self.divide(part, links));
        crosses || inside[0] || inside[1]
    }

    /// The best two parts of a pair, in order or crossed, and the quality of the less sure one.
    fn best_parts(&self, bead: &Bead, crossed: bool) -> (f64, Option<[Bead; 2]>) {
        let mut best = (0.0, None);
        for s in bead.source.start + 1..bead.source.end {
            for t in bead.target.start + 1..bead.target.end {
                let (mut head, mut tail) = (bead.target.start..t, t..bead.target.end);
                if crossed {
                    std::mem::swap(&mut head, &mut tail);
                }
                let parts = [
                    Bead::new(bead.source.start..s, head),
                    Bead::new(s..bead.source.end, tail),
                ];
                let mut quality = self.quality(&parts[0]);
                if quality > best.0 {
                    quality = quality.min(self.quality(&parts[1]));
                }
                if quality > best.0 {
                    best = (quality, Some(parts));
                }
            }
        }
        best
    }

    /// Whether the segments from one bead to another stand in one paragraph on both sides.
    fn within_paragraphs(&self, first: usize, last: usize) -> bool {
        let (a, b) = (&self.beads[first], &self.beads[last]);
        let one = |document: &Document, from: usize, to: usize| {
            let paragraph = |at: usize| document.segments.get(at).map(|s| s.paragraph);
            to <= from + 1 || paragraph(from) == paragraph(to - 1)
        };
        one(&self.pair.source, a.source.start, b.source.end)
            && one(&self.pair.target, a.target.start, b.target.end)
    }

    /// The quality of the least sure of these pairs, if all may cross; the rest are not judged where
    /// one may not.
    fn sure(&self, links: &[&Bead]) -> Option<f64> {
        if !links.iter().all(|link| self.is_alike(link)) {
            return None;
        }
        let mut least = f64::INFINITY;
        for link in links {
            least = least.min(self.quality(link));
            if least < SURE {
                return None;
            }
        }
        Some(least)
    }

    /// The quality of a pair; 0 without judging where nothing is alike.
    fn quality(&self, bead: &Bead) -> f64 {
        if bead.is_null() {
            return 0.0;
        }
        if let Some(quality) = self.known.borrow().get(bead) {
            return *quality;
        }
        let quality = if !self.is_alike(bead) {
            0.0
        } else {
            let source = self.source(&bead.source);
            let target = self.target(&bead.target);
            let sides = source.as_ref().as_ref().zip(target.as_ref().as_ref());
            let judged = sides.map(|(source, target)| (self.scorer)().of_sides(source, target));
            judged.unwrap_or(0.0)
        };
        self.known.borrow_mut().insert(bead.clone(), quality);
        quality
    }

    /// Whether the sides of a bead are alike enough to be judged.
    fn is_alike(&self, bead: &Bead) -> bool {
        self.likeness(bead) >= ALIKE
    }

    /// How alike are the sides of a bead by the evidence: the cosine of their words or of the vectors
    /// of these, whichever is more.
    fn likeness(&self, bead: &Bead) -> f64 {
        let parts = self.parts(bead);
        parts.meaning.max(parts.lexical)
    }

    /// These source segments, read.
    fn source(&self, range: &Range<usize>) -> Read {
        self.sources.borrow_mut().get(range, || {
            (self.scorer)().source(&text(&self.pair.source, range))
        })
    }

    fn target(&self, range: &Range<usize>) -> Read {
        self.targets.borrow_mut().get(range, || {
            (self.scorer)().target(&text(&self.pair.target, range))
        })
    }

    fn parts(&self, bead: &Bead) -> ScoreParts {
        let values = self.aligned.evidence.parts(bead).values();
        ScoreParts::from_values(values.map(rounded))
    }

    fn crossing(&self, proposal: Proposal) -> Crossing {
        let link = |bead: Bead| CrossingLink {
            score: BeadScore {
                score: self.quality(&bead),
                parts: self.parts(&bead),
            },
            bead,
        };
        Crossing {
            beads: proposal.beads,
            links: proposal.links.into_iter().map(link).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::{Alignment, Band, BeadTypes, Language};
    use crate::score::QualityModel;
    use crate::similarity::{Evidence, Tables};

    const FRENCH: [&str; 5] = [
        "La foire ouvre ses portes samedi matin.",
        "Les enfants ont apporté des gâteaux au chocolat.",
        "Le maire a vendu son vieux tracteur.",
        "Trois vaches dorment dans la grange du voisin.",
        "La pluie a cessé vers midi.",
    ];
    const ENGLISH: [&str; 5] = [
        "The fair opens its doors on Saturday morning.",
        "The children brought chocolate cakes.",
        "The mayor sold his old tractor.",
        "Three cows are sleeping in the neighbour's barn.",
        "The rain stopped around noon.",
    ];

    /// The source and target segments of a crossing's pairs.
    type Links = Vec<(Range<usize>, Range<usize>)>;

    /// The crossings where the English stands in this order and was aligned in these beads, as the
    /// beads and the pairs of each.
    fn found(
        order: &[usize],
        beads: &[(Range<usize>, Range<usize>)],
        paragraphs: &[usize],
    ) -> Vec<(Vec<usize>, Links)> {
        let (french, english) = (Language::french(), Language::english());
        let target = order.iter().map(|&at| ENGLISH[at]);
        let mut pair = ArticlePair {
            id: "fair".into(),
            source: Document::from_segments(french.clone(), FRENCH),
            target: Document::from_segments(english.clone(), target),
        };
        for (segment, paragraph) in pair.source.segments.iter_mut().zip(paragraphs) {
            segment.paragraph = *paragraph;
        }
        let tables = Tables::default();
        let vectors = tables.pair(&french, &english);
        let (n, m) = (pair.source.len(), pair.target.len());
        let beads: Vec<Bead> = beads
            .iter()
            .map(|(source, target)| Bead::new(source.clone(), target.clone()))
            .collect();
        let aligned = Aligned {
            posteriors: vec![0.9; beads.len()],
            alignment: Alignment::new(beads, n, m).expect("covers both sides"),
            evidence: Evidence::new(&pair, &Band::full(n, m), &BeadTypes::default(), vectors),
            doubts: Vec::new(),
        };
        let scorer = QualityScorer::new(&QualityModel::default(), &tables, &french, &english);
        let crossings = crossings(&pair, &aligned, || &scorer);
        assert!(crossings.iter().all(|c| c.fits(&aligned.alignment)));
        let link = |link: &CrossingLink| (link.bead.source.clone(), link.bead.target.clone());
        crossings
            .iter()
            .map(|c| (c.beads.clone(), c.links.iter().map(link).collect()))
            .collect()
    }

    #[test]
    fn null_beads_around_a_pair_cross_it() {
        let beads = [
            (0..1, 0..1),
            (1..2, 1..1),
            (2..3, 1..2),
            (3..4, 2..3),
            (4..4, 3..4),
            (4..5, 4..5),
        ];
        let order = [0, 2, 3, 1, 4];
        let expected = vec![(vec![1, 4], vec![(1..2, 3..4)])];
        assert_eq!(found(&order, &beads, &[]), expected);
        // Not from paragraph to paragraph.
        assert!(found(&order, &beads, &[0, 0, 1, 1, 1]).is_empty());
    }

    #[test]
    fn null_beads_with_nothing_between_do_not_cross() {
        let beads = [
            (0..1, 0..1),
            (1..2, 1..1),
            (2..2, 1..2),
            (2..3, 2..3),
            (3..4, 3..4),
            (4..5, 4..5),
        ];
        assert!(found(&[0, 1, 2, 3, 4], &beads, &[]).is_empty());
    }

    #[test]
    fn a_lump_is_taken_apart_only_if_its_parts_cross() {
        let beads = [(0..1, 0..1), (1..3, 1..3), (3..5, 3..5)];
        let crossed = vec![(vec![1], vec![(1..2, 2..3), (2..3, 1..2)])];
        assert_eq!(found(&[0, 2, 1, 3, 4], &beads, &[]), crossed);
        assert!(found(&[0, 1, 2, 3, 4], &beads, &[]).is_empty());
        let beads = [(0..1, 0..1), (1..4, 1..4), (4..5, 4..5)];
        let turned = vec![(vec![1], vec![(1..2, 3..4), (2..3, 2..3), (3..4, 1..2)])];
        assert_eq!(found(&[0, 3, 2, 1, 4], &beads, &[]), turned);
    }

    #[test]
    fn pairs_that_are_wrong_are_exchanged() {
        let beads = [
            (0..1, 0..1),
            (1..2, 1..2),
            (2..3, 2..3),
            (3..4, 3..4),
            (4..5, 4..5),
        ];
        let exchanged = vec![(vec![1, 3], vec![(1..2, 3..4), (3..4, 1..2)])];
        assert_eq!(found(&[0, 3, 2, 1, 4], &beads, &[]), exchanged);
        assert!(found(&[0, 1, 2, 3, 4], &beads, &[]).is_empty());
    }

    #[test]
    fn a_neighbour_gives_back_what_moved_into_its_bead() {
        let beads = [
            (0..1, 0..1),
            (1..2, 1..1),
            (2..3, 1..3),
            (3..4, 3..4),
            (4..5, 4..5),
        ];
        let given = vec![(vec![1, 2], vec![(1..2, 2..3), (2..3, 1..2)])];
        assert_eq!(found(&[0, 2, 1, 3, 4], &beads, &[]), given);
    }

    #[test]
    fn a_wrong_pair_between_null_beads_passes_its_segments_on() {
        // 1 has moved behind 3; the lattice paired it with 4, and left out what 4 matches.
        let beads = [
            (0..1, 0..1),
            (1..2, 1..1),
            (2..3, 1..2),
            (3..4, 2..3),
            (4..5, 3..4),
            (5..5, 4..5),
        ];
        let passed = vec![(vec![1, 4, 5], vec![(1..2, 3..4), (4..5, 4..5)])];
        assert_eq!(found(&[0, 2, 3, 1, 4], &beads, &[]), passed);
    }

    #[test]
    fn an_empty_side_has_no_crossing() {
        assert!(
            found(
                &[],
                &[
                    (0..1, 0..0),
                    (1..2, 0..0),
                    (2..3, 0..0),
                    (3..4, 0..0),
                    (4..5, 0..0)
                ],
                &[]
            )
            .is_empty()
        );
    }
}
