//! The texts to compare, and the numbers of all their segments.

use rayon::prelude::*;

use super::metric::{Block, Metric};
use super::statistics::Statistics;
use crate::error::{Error, Result};

/// Segments that one thread takes at a time.
const BLOCK: usize = 128;

/// One or several systems' output with one or several references, segment by segment.
#[derive(Debug, Clone)]
pub struct Corpus<'a, T> {
    systems: Vec<&'a [T]>,
    references: Vec<&'a [T]>,
}

impl<'a, T: AsRef<str> + Sync> Corpus<'a, T> {
    /// A corpus of `systems` and `references`, all of the same number of segments.
    ///
    /// # Errors
    /// No system, no reference, no segment, or numbers of segments that differ.
    pub fn new(systems: Vec<&'a [T]>, references: Vec<&'a [T]>) -> Result<Self> {
        let Some(first) = references.first() else {
            return Err(Error::configuration("expected a reference").found("none"));
        };
        if systems.is_empty() {
            return Err(Error::configuration("expected a hypothesis").found("none"));
        }
        if first.is_empty() {
            return Err(Error::format("expected at least one segment").found("none"));
        }
        for (what, streams) in [("reference", &references), ("hypothesis", &systems)] {
            for (at, stream) in streams.iter().enumerate() {
                if stream.len() != first.len() {
                    return Err(Error::format(format!(
                        "expected {} segments as in the first reference",
                        first.len()
                    ))
                    .found(format!("{} in {what} {}", stream.len(), at + 1)));
                }
            }
        }
        Ok(Corpus {
            systems,
            references,
        })
    }

    /// How many segments.
    pub fn segments(&self) -> usize {
        self.references[0].len()
    }

    /// How many references each segment has.
    pub fn reference_count(&self) -> usize {
        self.references.len()
    }

    fn block(&self, at: usize) -> Block<'a> {
        let range = at..(at + BLOCK).min(self.segments());
        let cut = |streams: &[&'a [T]]| {
            let texts =
                |stream: &&'a [T]| stream[range.clone()].iter().map(AsRef::as_ref).collect();
            streams.iter().map(texts).collect()
        };
        Block::new(cut(&self.systems), cut(&self.references), range.len())
    }
}

/// The numbers of all segments, one matrix a system, in the order of the systems. Each reference is
/// read once for all systems. The same at any number of threads.
pub fn measure<T: AsRef<str> + Sync>(
    metric: &dyn Metric,
    corpus: &Corpus<'_, T>,
) -> Vec<Statistics> {
    let (columns, systems) = (metric.describe().columns, corpus.systems.len());
    let row = columns * systems;
    let mut all = vec![0.0; row * corpus.segments()];
    all.par_chunks_mut(row * BLOCK)
        .enumerate()
        .for_each(|(at, rows)| metric.statistics(&corpus.block(at * BLOCK), rows));
    (0..systems)
        .map(|system| {
            let at = system * columns;
            let rows = all.chunks_exact(row).flat_map(|r| &r[at..at + columns]);
            Statistics::new(columns, rows.copied().collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::translation::{Arithmetic, Bleu, Chrf, Ter};

    #[test]
    fn unequal_numbers_of_segments_are_an_error_with_both() {
        let error = Corpus::new(vec![&["a"][..]], vec![&["a", "b"][..]]).expect_err("unequal");
        assert_eq!(
            error.to_string(),
            "expected 2 segments as in the first reference, found 1 in hypothesis 1"
        );
        let none: [&str; 0] = [];
        assert!(Corpus::new(vec![&none[..]], vec![&none[..]]).is_err());
        assert!(Corpus::new(vec![&none[..]], vec![]).is_err());
    }

    #[test]
    fn each_system_has_its_own_rows_in_order() {
        let good: Vec<String> = (0..300)
            .map(|n| format!("the train number {n} is late"))
            .collect();
        let bad: Vec<String> = (0..300)
            .map(|n| format!("{n} late trains , maybe"))
            .collect();
        let corpus = Corpus::new(vec![&good[..], &bad[..]], vec![&good[..]]).expect("equal");
        for metric in [
            &Bleu::default() as &dyn Metric,
            &Chrf::default(),
            &Ter::default(),
        ] {
            let both = measure(metric, &corpus);
            for (statistics, alone) in both.iter().zip([&good, &bad]) {
                let alone = Corpus::new(vec![&alone[..]], vec![&good[..]]).expect("equal");
                assert_eq!(statistics, &measure(metric, &alone)[0]);
            }
            let best = if metric.describe().lower_is_better {
                0.0
            } else {
                100.0
            };
            let score = metric.score(&both[0].sum(), Arithmetic::Double);
            assert!((score.value - best).abs() < 1e-9);
        }
    }

    #[test]
    fn empty_segments_are_ordinary() {
        let (empty, full) = (["", "a b"], ["a b", ""]);
        let corpus = Corpus::new(vec![&empty[..]], vec![&full[..]]).expect("equal");
        for metric in [
            &Bleu::default() as &dyn Metric,
            &Chrf::default(),
            &Ter::default(),
        ] {
            let score = metric.score(&measure(metric, &corpus)[0].sum(), Arithmetic::Double);
            assert!(score.value.is_finite());
        }
    }
}
