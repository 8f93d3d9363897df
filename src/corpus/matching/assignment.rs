//! One partner a document: the surest pairs are taken first.
//!
//! Pairs are taken in the order of their logits, each if both its documents are still free. A
//! pair's lead is how far it stands above the best other pair of one of its documents whose other
//! document is still free as well: a rival that has found its own partner no longer counts, nor
//! does a rival of the same text. Time is that of sorting the candidates. Ties go to the lower
//! numbers.

/// The lead of a pair without a rival, and the most that counts.
const ALONE: f64 = 10.0;

/// A pair that may be taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Offer {
    pub(crate) source: usize,
    pub(crate) target: usize,
    pub(crate) logit: f64,
}

/// A pair that was taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Taken {
    pub(crate) source: usize,
    pub(crate) target: usize,
    /// Logit of the pair by itself, and its lead.
    pub(crate) features: [f64; 2],
}

/// Takes pairs one-to-one, the surest first. The fingerprints tell which documents of a side have
/// the same text.
pub(crate) fn take(offers: &[Offer], sources: &[u64], targets: &[u64]) -> Vec<Taken> {
    let mut order: Vec<&Offer> = offers.iter().collect();
    order.sort_by(|a, b| {
        let numbers = (a.source, a.target).cmp(&(b.source, b.target));
        b.logit.total_cmp(&a.logit).then(numbers)
    });
    let mut of_source = vec![Vec::new(); sources.len()];
    let mut of_target = vec![Vec::new(); targets.len()];
    for offer in &order {
        of_source[offer.source].push(**offer);
        of_target[offer.target].push(**offer);
    }
    let (mut source_free, mut target_free) = (vec![true; sources.len()], vec![true; targets.len()]);
    let mut taken = Vec::new();
    for offer in order {
        let Offer {
            source,
            target,
            logit,
        } = *offer;
        if !source_free[source] || !target_free[target] {
            continue;
        }
        // Lists are in falling order, so the first rival is the best.
        let of_source = of_source[source].iter();
        let other_target = of_source.filter(|o| targets[o.target] != targets[target]);
        let other_target = other_target.map(|o| (o.logit, target_free[o.target]));
        let of_target = of_target[target].iter();
        let other_source = of_target.filter(|o| sources[o.source] != sources[source]);
        let other_source = other_source.map(|o| (o.logit, source_free[o.source]));
        let first = |mut rivals: Box<dyn Iterator<Item = (f64, bool)> + '_>| {
            let found = rivals.find(|(_, free)| *free);
            found.map_or(ALONE, |(rival, _)| logit - rival)
        };
        let lead = first(Box::new(other_target)).min(first(Box::new(other_source)));
        taken.push(Taken {
            source,
            target,
            features: [logit, lead.min(ALONE)],
        });
        source_free[source] = false;
        target_free[target] = false;
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(source: usize, target: usize, logit: f64) -> Offer {
        Offer {
            source,
            target,
            logit,
        }
    }

    fn pairs(taken: &[Taken]) -> Vec<(usize, usize)> {
        taken.iter().map(|t| (t.source, t.target)).collect()
    }

    #[test]
    fn each_document_has_one_partner_and_the_surest_comes_first() {
        let offers = [
            offer(0, 0, 1.0),
            offer(0, 1, 3.0),
            offer(1, 1, 2.0),
            offer(1, 0, 0.5),
        ];
        let taken = take(&offers, &[1, 2], &[3, 4]);
        assert_eq!(pairs(&taken), [(0, 1), (1, 0)]);
        assert_eq!(taken[0].features, [3.0, 1.0]);
    }

    #[test]
    fn a_rival_that_has_its_own_partner_does_not_count() {
        let offers = [offer(0, 0, 5.0), offer(0, 1, 1.9), offer(1, 1, 2.0)];
        let taken = take(&offers, &[1, 2], &[3, 4]);
        assert_eq!(taken[1].features, [2.0, ALONE]);
    }

    #[test]
    fn a_copy_is_no_rival() {
        let offers = [offer(0, 0, 5.0), offer(0, 1, 5.0)];
        let taken = take(&offers, &[1], &[3, 3]);
        assert_eq!(taken[0].features, [5.0, ALONE]);
        assert_eq!(pairs(&taken), [(0, 0)]);
        assert!(take(&[], &[], &[]).is_empty());
    }
}
