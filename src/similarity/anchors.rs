//! Anchors: pairs of segments that very probably belong together, found without looking at all
//! pairs.
//!
//! Terms that are rare on both sides (words spelt alike, numbers, names) vote for the pairs of
//! segments that share them, each vote divided by the number of pairs it goes to. A pair that wins
//! on both its segments is a candidate; the heaviest chain of candidates that rises on both sides
//! is kept (longest increasing subsequence with weights, Fredman 1975). Time is linear in the text
//! plus `a log a` in the candidates. Where the languages share no spellings there are few anchors or
//! none.

use rustc_hash::FxHashMap;

use crate::bitext::{ArticlePair, Document};

use super::terms::{Kind, SegmentTerms, Vocabularies, normalized};

/// Segments on a side that may hold a term that votes.
const RARE: usize = 4;

/// Weight that a pair needs to be a candidate: about one word that both sides hold once.
const LEAST: f64 = 0.9;

/// A pair of segments that very probably belong together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anchor {
    /// Source segment.
    pub source: usize,
    /// Target segment.
    pub target: usize,
    /// Sum of the votes, greater than 0; up is better.
    pub weight: f64,
}

/// The anchors of an article pair, rising on both sides.
pub fn anchors(pair: &ArticlePair) -> Vec<Anchor> {
    let mut vocabularies = Vocabularies::default();
    let source = read(&pair.source, &mut vocabularies);
    let target = read(&pair.target, &mut vocabularies);
    let mut votes: FxHashMap<(u32, u32), f64> = FxHashMap::default();
    for kind in [Kind::Word, Kind::Number, Kind::Name] {
        let terms = vocabularies.of(kind).terms().len();
        let (source, target) = (
            postings(&source, kind, terms),
            postings(&target, kind, terms),
        );
        for (source, target) in source.iter().zip(&target) {
            let pairs = source.len() * target.len();
            if pairs == 0 || source.len() > RARE || target.len() > RARE {
                continue;
            }
            for s in source {
                for t in target {
                    *votes.entry((*s, *t)).or_default() += 1.0 / pairs as f64;
                }
            }
        }
    }
    chain(winners(votes))
}

fn read(document: &Document, vocabularies: &mut Vocabularies) -> Vec<SegmentTerms> {
    let language = &document.language;
    let terms =
        |text: &str, all: &mut Vocabularies| all.terms(&normalized(text, language), language);
    document
        .segments
        .iter()
        .map(|s| terms(&s.text, vocabularies))
        .collect()
}

fn postings(segments: &[SegmentTerms], kind: Kind, terms: usize) -> Vec<Vec<u32>> {
    let mut postings = vec![Vec::new(); terms];
    for (at, segment) in segments.iter().enumerate() {
        for (term, _) in segment.of(kind) {
            let posting: &mut Vec<u32> = &mut postings[*term as usize];
            if posting.len() <= RARE {
                posting.push(at as u32);
            }
        }
    }
    postings
}

/// Pairs that have the most votes of all pairs of both their segments, by source segment.
fn winners(votes: FxHashMap<(u32, u32), f64>) -> Vec<Anchor> {
    let mut pairs: Vec<((u32, u32), f64)> = votes
        .into_iter()
        .filter(|(_, votes)| *votes >= LEAST)
        .collect();
    pairs.sort_unstable_by_key(|(pair, _)| *pair);
    let mut best: [FxHashMap<u32, f64>; 2] = Default::default();
    for ((s, t), votes) in &pairs {
        for (side, segment) in best.iter_mut().zip([s, t]) {
            let most = side.entry(*segment).or_default();
            *most = most.max(*votes);
        }
    }
    let wins = |((s, t), votes): &((u32, u32), f64)| *votes >= best[0][s] && *votes >= best[1][t];
    pairs.retain(wins);
    pairs
        .into_iter()
        .map(|((s, t), weight)| Anchor {
            source: s as usize,
            target: t as usize,
            weight,
        })
        .collect()
}

/// The heaviest chain that rises strictly on both sides; `candidates` are sorted by source, target.
fn chain(candidates: Vec<Anchor>) -> Vec<Anchor> {
    let width = candidates.iter().map(|a| a.target + 1).max().unwrap_or(0);
    // Prefix maxima over target segments: (weight of the best chain that ends there, its last).
    let mut tree: Vec<(f64, usize)> = vec![(0.0, usize::MAX); width + 1];
    let mut chains: Vec<(f64, usize)> = Vec::with_capacity(candidates.len());
    let mut waiting = 0;
    for (at, anchor) in candidates.iter().enumerate() {
        // Candidates of the same source segment must not chain with each other.
        while candidates[waiting].source < anchor.source {
            let (weight, mut node) = (chains[waiting].0, candidates[waiting].target + 1);
            while node <= width {
                if weight > tree[node].0 {
                    tree[node] = (weight, waiting);
                }
                node += node & node.wrapping_neg();
            }
            waiting += 1;
        }
        let mut before = (0.0, usize::MAX);
        let mut node = anchor.target;
        while node > 0 {
            if tree[node].0 > before.0 {
                before = tree[node];
            }
            node &= node - 1;
        }
        chains.push((before.0 + candidates[at].weight, before.1));
    }
    let mut last = (0..chains.len()).fold(usize::MAX, |best, at| {
        if best == usize::MAX || chains[at].0 > chains[best].0 {
            at
        } else {
            best
        }
    });
    let mut kept = Vec::new();
    while last != usize::MAX {
        kept.push(candidates[last]);
        last = chains[last].1;
    }
    kept.reverse();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Language;

    #[test]
    fn rare_words_and_figures_anchor_their_segments() {
        let pair = ArticlePair {
            id: "a".into(),
            source: Document::from_segments(
                Language::french(),
                [
                    "Il pleut à Bordeaux.",
                    "Rien.",
                    "Le pont mesure 1 234,5 mètres.",
                ],
            ),
            target: Document::from_segments(
                Language::english(),
                ["Rain in Bordeaux.", "The bridge is 1,234.5 metres long."],
            ),
        };
        let found: Vec<_> = anchors(&pair)
            .iter()
            .map(|a| (a.source, a.target))
            .collect();
        assert_eq!(found, [(0, 0), (2, 1)]);
    }

    #[test]
    fn a_chain_leaves_out_what_crosses() {
        let anchor = |source, target, weight| Anchor {
            source,
            target,
            weight,
        };
        let kept = chain(vec![
            anchor(0, 5, 1.0),
            anchor(1, 1, 1.0),
            anchor(2, 2, 1.0),
        ]);
        assert_eq!(kept, [anchor(1, 1, 1.0), anchor(2, 2, 1.0)]);
        assert!(chain(vec![]).is_empty());
    }
}
