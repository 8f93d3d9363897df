//! Which documents of the other side are worth a closer look, without comparing all with all.
//!
//! For each document of either side: those that share its rarest terms, found by an inverted index,
//! and those whose vectors are nearest, found by [cells](super::cells). Of the index so many
//! entries are read, the rarest terms first, that the time a document takes is bounded however
//! large the collection. A pair is a candidate if either document names the other.
//!
//! It misses a translation where all shared terms are frequent and some tens of documents lie
//! nearer. Ties go to the lower number.

use rayon::prelude::*;

use super::collection::{Collection, Side};

/// Entries of the index that are read for a document.
const READ: usize = 20_000;

/// Candidates that a document has of each kind.
const MOST: usize = 10;

/// Nearest neighbours that make a document's background.
const BACKGROUND: usize = 5;

/// Two documents that may be translations of one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    pub(super) source: u32,
    pub(super) target: u32,
}

/// The candidates of a collection.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// In order, none twice.
    pub(super) pairs: Vec<Candidate>,
    /// The mean cosine of each document with its nearest neighbours of the other side.
    pub(super) source_background: Vec<f64>,
    pub(super) target_background: Vec<f64>,
}

/// The candidates of both sides.
pub(super) fn candidates(collection: &Collection) -> Candidates {
    let (source, target) = (&collection.source, &collection.target);
    let forward = source.vectors.nearest(&target.vectors, MOST);
    let backward = target.vectors.nearest(&source.vectors, MOST);
    let here = by_terms(collection, source, target);
    let there = by_terms(collection, target, source);
    let near = |lists: &[Vec<(u32, f64)>]| -> Vec<Vec<u32>> {
        let numbers = |list: &Vec<(u32, f64)>| list.iter().map(|n| n.0).collect();
        lists.iter().map(numbers).collect()
    };
    let pair = |(source, target)| Candidate { source, target };
    let turned = |(target, source)| Candidate { source, target };
    let mut pairs: Vec<Candidate> = flat(&near(&forward)).map(pair).collect();
    pairs.extend(flat(&here).map(pair));
    pairs.extend(flat(&near(&backward)).map(turned));
    pairs.extend(flat(&there).map(turned));
    pairs.par_sort_unstable();
    pairs.dedup();
    Candidates {
        pairs,
        source_background: background(&forward, source.len()),
        target_background: background(&backward, target.len()),
    }
}

fn flat(lists: &[Vec<u32>]) -> impl Iterator<Item = (u32, u32)> {
    let numbered = lists.iter().enumerate();
    numbered.flat_map(|(at, list)| list.iter().map(move |other| (at as u32, *other)))
}

fn background(near: &[Vec<(u32, f64)>], documents: usize) -> Vec<f64> {
    let mean = |list: &Vec<(u32, f64)>| {
        let near = list.len().min(BACKGROUND);
        list[..near].iter().map(|n| n.1).sum::<f64>() / near.max(1) as f64
    };
    let mut out: Vec<f64> = near.iter().map(mean).collect();
    out.resize(documents, 0.0);
    out
}

/// For each document of `side`, those of `other` that share most of its rare terms.
fn by_terms(collection: &Collection, side: &Side, other: &Side) -> Vec<Vec<u32>> {
    let square = |term: &u32| collection.weights[*term as usize].0.powi(2);
    let norms: Vec<f32> = other
        .terms
        .iter()
        .map(|terms| terms.iter().map(square).sum::<f32>().max(1.0).sqrt())
        .collect();
    let fresh = || (vec![0.0_f32; other.len()], Vec::new());
    let one = |(sums, touched): &mut (Vec<f32>, Vec<u32>), terms: &Vec<u32>| {
        let mut rarest: Vec<(usize, u32)> = terms
            .iter()
            .map(|term| (other.with(*term).len(), *term))
            .collect();
        rarest.sort_unstable();
        let mut read = 0;
        for (documents, term) in rarest {
            read += documents;
            if read > READ {
                break;
            }
            for document in other.with(term) {
                let sum = &mut sums[*document as usize];
                if *sum == 0.0 {
                    touched.push(*document);
                }
                *sum += square(&term);
            }
        }
        let mut found: Vec<(f32, u32)> = touched
            .drain(..)
            .map(|at| {
                (
                    std::mem::take(&mut sums[at as usize]) / norms[at as usize],
                    at,
                )
            })
            .collect();
        let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if found.len() > MOST {
            found.select_nth_unstable_by(MOST, order);
            found.truncate(MOST);
        }
        // From a reference, so that a list does not keep the memory of all that was found.
        found.iter().map(|(_, at)| *at).collect()
    };
    side.terms.par_iter().map_init(fresh, one).collect()
}

#[cfg(test)]
mod tests {
    use super::super::signature::Signature;
    use super::*;

    /// Documents with a term of their own and one that all have.
    fn collection(count: u32) -> Collection {
        let side = |turn: u32| -> Vec<Signature> {
            let terms = |n: u32| Signature {
                terms: vec![0, 4 + 4 * ((n + turn) % count)],
                ..Signature::default()
            };
            (0..count).map(terms).collect()
        };
        Collection::new(side(0), side(1))
    }

    #[test]
    fn rare_terms_find_the_partner_among_many() {
        let found = candidates(&collection(300));
        for source in 0..300 {
            let target = (source + 299) % 300;
            assert!(found.pairs.contains(&Candidate { source, target }));
        }
        assert!(found.pairs.len() < 300 * 20, "{}", found.pairs.len());
    }

    #[test]
    fn documents_without_anything_in_common_have_no_candidates() {
        let side = |term| {
            vec![Signature {
                terms: vec![term],
                ..Signature::default()
            }]
        };
        let found = candidates(&Collection::new(side(4), side(8)));
        assert!(found.pairs.is_empty());
        assert_eq!(found.source_background, [0.0]);
    }
}
