//! How alike the words of two segments are, by their vectors.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::similarity::rows::rows;
use crate::similarity::vectors::block_product;

use super::words::{Unit, Words};

/// The likeness 1 in a word's best match.
pub(super) const ONE: f32 = 255.0;

/// For each source segment the likeness of its words to their best match, cell by cell of its row,
/// and then that of the target's words.
pub(super) type Matches = Vec<(Vec<u8>, Vec<u8>)>;

/// Most pairs of forms whose likeness is kept: those of articles of some fifty segments, in which
/// words come again and again. In longer ones most pairs are met once.
const MOST_KEPT: usize = 1 << 18;

/// Stands for a likeness that was not asked for yet. Two words that happen to have it, hardly any, are
/// compared anew each time.
const UNKNOWN: u8 = 254;

/// The words of both sides, and how alike they are.
#[derive(Debug)]
pub(in crate::similarity) struct Matcher {
    pub(super) source: Words,
    pub(super) target: Words,
    /// The target form that is the same word as a source form.
    same: Vec<u32>,
    /// The likeness of a target form and each source form, once it was asked for, target form by target
    /// form; none in a long article.
    kept: Vec<AtomicU8>,
}

impl Matcher {
    pub(in crate::similarity) fn new(source: Words, target: Words) -> Self {
        let mut same = vec![u32::MAX; source.vectors.len()];
        for (name, form) in &source.names {
            if name.chars().nth(1).is_some() {
                same[*form as usize] = target.names.get(name).copied().unwrap_or(u32::MAX);
            }
        }
        let pairs = source.vectors.len().saturating_mul(target.vectors.len());
        let kept = if pairs <= MOST_KEPT { pairs } else { 0 };
        Matcher {
            kept: (0..kept).map(|_| AtomicU8::new(UNKNOWN)).collect(),
            source,
            target,
            same,
        }
    }

    /// The matches in these rows: the first target segment of each, and where its cells begin.
    pub(super) fn matches(&self, cells: &[(usize, usize)]) -> Matches {
        rows(cells.len() - 1, |s| {
            let low = cells[s].0;
            self.row(s, low, low + cells[s + 1].1 - cells[s].1)
        })
    }

    fn row(&self, s: usize, low: usize, high: usize) -> (Vec<u8>, Vec<u8>) {
        let target = &self.target;
        let own = &self.source.forms[self.source.of(s)];
        let mut sources = vec![0_u8; own.len() * (high - low)];
        let mut targets = vec![0_u8; target.starts[high] - target.starts[low]];
        for t in low..high {
            let cell = &mut sources[(t - low) * own.len()..][..own.len()];
            for j in target.of(t) {
                let other = target.forms[j];
                let known = self.known(other);
                let mut best = 0;
                for (form, own_best) in own.iter().zip(cell.iter_mut()) {
                    let like = match known {
                        Some(known) => self.known_likeness(known, *form, other),
                        None => self.likeness(*form, other),
                    };
                    *own_best = (*own_best).max(like);
                    best = best.max(like);
                }
                targets[j - target.starts[low]] = best;
            }
        }
        (sources, targets)
    }

    /// What is kept of a target form and each source form, if that is kept.
    fn known(&self, target: u32) -> Option<&[AtomicU8]> {
        let forms = self.source.vectors.len();
        self.kept.get(target as usize * forms..)?.get(..forms)
    }

    /// How alike a source form and a target form are, from what is kept of the target form.
    #[inline]
    fn known_likeness(&self, kept: &[AtomicU8], source: u32, target: u32) -> u8 {
        let kept = &kept[source as usize];
        let known = kept.load(Ordering::Relaxed);
        if known != UNKNOWN {
            return known;
        }
        // Whoever comes first computes it, and all compute the same.
        let like = self.likeness(source, target);
        kept.store(like, Ordering::Relaxed);
        like
    }

    /// How alike a source form and a target form are.
    #[inline(never)]
    fn likeness(&self, source: u32, target: u32) -> u8 {
        if self.same[source as usize] == target {
            return ONE as u8;
        }
        let (source, target) = (source as usize, target as usize);
        likeness(&self.source.vectors[source], &self.target.vectors[target])
    }
}

/// The square of the cosine of two vectors, 0 where it is negative: the likenesses that any two words
/// have by chance count little.
fn likeness(a: &Unit, b: &Unit) -> u8 {
    // 2^28 is the cosine 1.
    let cosine = (i64::from(block_product(&a.0, &b.0).max(0)) >> 14).min(1 << 14);
    ((cosine * cosine * 255) >> 28) as u8
}
