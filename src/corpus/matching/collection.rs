//! Both sides' documents together: which terms they share, how rare each is, where each stands.
//!
//! Only terms that occur on both sides can pair documents, so the others are dropped. A term weighs
//! the more the fewer documents have it: the logarithm of all documents by those with the term. A
//! document's vector is taken less a share of its side's mean, which all documents of the
//! collection have in common, the larger the collection the more of it. Time is that of sorting the
//! terms, memory that of the signatures.

use rayon::prelude::*;

use super::cells::Vectors;
use super::signature::{Signature, unit};
use super::terms::{KINDS, kind};

/// Documents from which half of the mean direction is taken off.
const HALF: f32 = 20.0;

/// The documents of one side.
#[derive(Debug, Default)]
pub(super) struct Side {
    /// The shared terms of each document, by number, ascending.
    pub(super) terms: Vec<Vec<u32>>,
    /// The weight of each document's shared terms, by kind.
    pub(super) mass: Vec<[f64; KINDS]>,
    /// Documents of each shared term: where they begin in `documents`, and behind the last its end.
    starts: Vec<u32>,
    documents: Vec<u32>,
    pub(super) vectors: Vectors,
    pub(super) letters: Vec<u32>,
    pub(super) fingerprints: Vec<u64>,
}

impl Side {
    /// Number of documents.
    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    /// The documents that have a shared term, ascending.
    pub(super) fn with(&self, term: u32) -> &[u32] {
        let (start, end) = (self.starts[term as usize], self.starts[term as usize + 1]);
        &self.documents[start as usize..end as usize]
    }
}

/// Both sides.
#[derive(Debug)]
pub(super) struct Collection {
    pub(super) source: Side,
    pub(super) target: Side,
    /// The weight and the kind of each shared term.
    pub(super) weights: Vec<(f32, u8)>,
}

impl Collection {
    /// From the signatures of both sides.
    pub(super) fn new(source: Vec<Signature>, target: Vec<Signature>) -> Self {
        let shared = shared(&source, &target);
        let all = (source.len() + target.len()) as f32;
        let weight = |(term, count): &(u32, u32)| {
            let rarity = ((all + 1.0) / (*count as f32)).ln();
            (rarity, kind(*term) as u8)
        };
        let weights: Vec<(f32, u8)> = shared.iter().map(weight).collect();
        let side = |signatures| side(signatures, &shared, &weights);
        Collection {
            source: side(source),
            target: side(target),
            weights,
        }
    }

    /// The weight that two documents' common terms have, by kind.
    pub(super) fn common(&self, source: usize, target: usize) -> [f64; KINDS] {
        let mut out = [0.0; KINDS];
        let mut others = self.target.terms[target].iter().peekable();
        for term in &self.source.terms[source] {
            while others.next_if(|other| *other < term).is_some() {}
            if others.peek() == Some(&term) {
                let (weight, kind) = self.weights[*term as usize];
                out[usize::from(kind)] += f64::from(weight);
            }
        }
        out
    }
}

/// The terms that both sides have, ascending, each with the number of its documents.
fn shared(source: &[Signature], target: &[Signature]) -> Vec<(u32, u32)> {
    let counted = |side: &[Signature]| -> Vec<(u32, u32)> {
        let mut all: Vec<u32> = side.iter().flat_map(|s| s.terms.iter().copied()).collect();
        all.par_sort_unstable();
        let runs = all.chunk_by(|a, b| a == b);
        runs.map(|run| (run[0], run.len() as u32)).collect()
    };
    let (source, target) = (counted(source), counted(target));
    let mut others = target.iter().peekable();
    let mut both = Vec::new();
    for (term, count) in source {
        while others.next_if(|other| other.0 < term).is_some() {}
        if let Some((_, other)) = others.next_if(|other| other.0 == term) {
            both.push((term, count + other));
        }
    }
    both
}

fn side(signatures: Vec<Signature>, shared: &[(u32, u32)], weights: &[(f32, u8)]) -> Side {
    let number = |term: &u32| shared.binary_search_by_key(term, |s| s.0).ok();
    let numbers = |signature: &Signature| -> Vec<u32> {
        let found = signature.terms.iter().filter_map(number);
        found.map(|n| n as u32).collect()
    };
    let terms: Vec<Vec<u32>> = signatures.par_iter().map(numbers).collect();
    let mass = terms.iter().map(|terms| mass(terms, weights)).collect();
    let (starts, documents) = postings(&terms, shared.len());
    Side {
        mass,
        starts,
        documents,
        letters: signatures.iter().map(|s| s.letters).collect(),
        fingerprints: signatures.iter().map(|s| s.fingerprint).collect(),
        vectors: centred(signatures.into_iter().map(|s| s.vector).collect()),
        terms,
    }
}

fn mass(terms: &[u32], weights: &[(f32, u8)]) -> [f64; KINDS] {
    let mut out = [0.0; KINDS];
    for term in terms {
        let (weight, kind) = weights[*term as usize];
        out[usize::from(kind)] += f64::from(weight);
    }
    out
}

fn postings(terms: &[Vec<u32>], count: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; count + 1];
    for term in terms.iter().flatten() {
        starts[*term as usize + 1] += 1;
    }
    for at in 0..count {
        starts[at + 1] += starts[at];
    }
    let mut free = starts.clone();
    let mut documents = vec![0; terms.iter().map(Vec::len).sum()];
    for (document, terms) in terms.iter().enumerate() {
        for term in terms {
            let place = &mut free[*term as usize];
            documents[*place as usize] = document as u32;
            *place += 1;
        }
    }
    (starts, documents)
}

/// Takes off the vectors a share of their mean.
fn centred(mut vectors: Vec<Vec<f32>>) -> Vectors {
    let dimension = vectors.first().map_or(0, Vec::len);
    let count = vectors.len() as f32;
    let mut mean = vec![0.0_f32; dimension];
    for vector in &vectors {
        mean.iter_mut().zip(vector).for_each(|(m, v)| *m += v);
    }
    let share = 1.0 / (count + HALF);
    for vector in &mut vectors {
        if vector.iter().all(|x| *x == 0.0) {
            continue;
        }
        vector
            .iter_mut()
            .zip(&mean)
            .for_each(|(v, m)| *v -= share * m);
        unit(vector);
    }
    Vectors::new(vectors.iter().map(Vec::as_slice), dimension)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(terms: &[u32]) -> Signature {
        Signature {
            terms: terms.to_vec(),
            ..Signature::default()
        }
    }

    #[test]
    fn terms_of_one_side_only_are_dropped() {
        let source = vec![signature(&[4, 8, 12]), signature(&[8])];
        let target = vec![signature(&[8, 16]), signature(&[4, 8])];
        let collection = Collection::new(source, target);
        assert_eq!(collection.source.terms, [vec![0, 1], vec![1]]);
        assert_eq!(collection.target.terms, [vec![1], vec![0, 1]]);
        assert_eq!(collection.target.with(1), [0, 1]);
        assert_eq!(collection.target.with(0), [1]);
    }

    #[test]
    fn rare_terms_weigh_more() {
        let source = vec![signature(&[4, 8]), signature(&[8])];
        let target = vec![signature(&[8]), signature(&[4, 8])];
        let collection = Collection::new(source, target);
        let (rare, frequent) = (collection.common(0, 1)[0], collection.common(1, 0)[0]);
        assert!(rare > 3.0 * frequent, "{rare} {frequent}");
    }

    #[test]
    fn sides_without_documents() {
        let collection = Collection::new(Vec::new(), vec![signature(&[4])]);
        assert_eq!(collection.source.len(), 0);
        assert!(collection.target.terms[0].is_empty());
    }
}
