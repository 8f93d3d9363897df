//! How sure a score is, and whether two systems differ by chance.
//!
//! All three tests draw from the rows of [`Statistics`], so that no text is scored again, for any
//! [`Scorer`]; their random numbers, sums and rounding are those of sacrebleu 2.6.0 with NumPy 2, so
//! that p-values and intervals are equal for the same seed (12345 unless another is given).
//!
//! - [`confidence`]: bootstrap. As many segments as there are, drawn with replacement, a thousand
//!   times; the mean, and half the width of the interval that holds 95 % of the scores.
//! - [`paired_bootstrap`]: the same draws for two systems (Koehn 2004). The p-value is the share of
//!   draws whose difference, less the mean difference, exceeds the real one.
//! - [`paired_randomisation`]: outputs of two systems exchanged at random, segment by segment
//!   (Riezler and Maxwell 2005); the share of trials that differ by more than the systems do.
//!
//! Time is draws times segments; memory is a few megabytes above the rows. The bytes do not depend on
//! threads: draws come from one generator in order, and each is summed by itself.
//!
//! - Resamples are summed in float32, in the order drawn, as NumPy's `sum` does.
//! - Trials are summed as NumPy's matrix product of mask and rows: what each system gives to a side by
//!   itself, in blocks of 384 segments (two halves where 384 to 768 are left).
//!
//! The second matters only where sums are not exact: for the mean lengths of TER with three references
//! (thirds), five, six and so on. Exchanges that differ by as many edits as the systems do are then
//! more, less or as far apart by the last bit of the sum, and the p-value counts only those that are
//! more. So sacrebleu's own p-value depends on the machine: its product is OpenBLAS's, whose order
//! depends on the processor and on whether there are several threads. Ours is that of processors with
//! AVX-512 and two threads or more; it is sacrebleu's there, bit for bit, where twice trials times
//! segments is above a million (OpenBLAS has another way for small products), so with 10,000 trials
//! from 51 segments on. Elsewhere sacrebleu's p-value is another: the first corpus of the tests below has
//! 0.992 with AVX-512 and 0.975 without, on one machine (`OPENBLAS_CORETYPE=Haswell`). With one, two or
//! four references, and for BLEU and chrF, all sums are exact and nothing of this shows.

use rayon::prelude::*;

use super::arithmetic::Arithmetic;
use super::metric::{Score, Scorer};
use super::random::Generator;
use super::resampler::{Counts, Resampler};
use super::statistics::Statistics;
use super::summation::{exact_mean, mean};

/// sacrebleu's seed.
pub const SEED: u64 = 12345;

/// Indices drawn before the next sums are made: few enough to stay in the cache.
const AT_ONCE: usize = 1 << 18;

/// Segments that OpenBLAS sums in one go in a product of float64 matrices on processors with AVX-512;
/// on others it has 256 (`DGEMM_DEFAULT_Q` of OpenBLAS 0.3.31, which NumPy 2.4 brings).
const PRODUCT_BLOCK: usize = 384;

/// How often to draw, and from which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draws {
    /// Resamples or trials; sacrebleu takes 1,000 for bootstrap and 10,000 for randomisation.
    pub count: usize,
    /// Seed of NumPy's generator.
    pub seed: u64,
}

impl Draws {
    /// `count` draws from sacrebleu's seed.
    pub fn new(count: usize) -> Self {
        Draws { count, seed: SEED }
    }
}

/// The mean of resampled scores, and half the width of the interval around it that holds 95 %.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Half the width.
    pub half_width: f64,
}

/// One system of several: its score, and what the test says of it against the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The score of the corpus.
    pub score: f64,
    /// The p-value of its difference from the first system, above 0 to 1; none for the first.
    pub p_value: Option<f64>,
    /// The bootstrap estimate, if the test is one.
    pub estimate: Option<Estimate>,
}

/// Scores of many draws.
struct Scores {
    values: Vec<f64>,
    /// Whether NumPy would hold them as float32.
    single: bool,
}

impl Scores {
    fn round(&self, value: f64) -> f64 {
        if self.single {
            f64::from(value as f32)
        } else {
            value
        }
    }

    fn of(scores: Vec<Score>) -> Self {
        Scores {
            single: scores.iter().all(|score| score.single),
            values: scores.into_iter().map(|score| score.value).collect(),
        }
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.values.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }

    /// Half of what is left between 1/40 from below and 1/40 from above.
    fn half_width(&self, sorted: &[f64]) -> f64 {
        let outside = sorted.len() / 40;
        let width = sorted[sorted.len() - 1 - outside] - sorted[outside];
        self.round(0.5 * self.round(width))
    }

    /// As NumPy's `mean` of the scores, which are sorted first: the order of adding shows.
    fn estimate(&self) -> Estimate {
        let sorted = self.sorted();
        Estimate {
            mean: mean(&sorted, self.single),
            half_width: self.half_width(&sorted),
        }
    }
}

/// The bootstrap estimate of one system's score, as sacrebleu's `--confidence`.
///
/// ```
/// use alinea::evaluate::translation::significance::{Draws, confidence};
/// use alinea::evaluate::translation::{Bleu, Corpus, measure};
/// let texts = ["le chat dort", "il pleut sur la ville", "un train part"];
/// let corpus = Corpus::new(vec![&texts[..]], vec![&texts[..]])?;
/// let bleu = Bleu { max_order: 2, ..Bleu::default() };
/// let estimate = confidence(&bleu, &measure(&bleu, &corpus)[0], Draws::new(100));
/// assert!((estimate.mean - 100.0).abs() < 1e-4 && estimate.half_width < 1e-4);
/// # Ok::<(), alinea::Error>(())
/// ```
pub fn confidence(metric: &dyn Scorer, statistics: &Statistics, draws: Draws) -> Estimate {
    let systems = std::slice::from_ref(statistics);
    let scores = bootstrap(metric, systems, draws).remove(0);
    Estimate {
        mean: exact_mean(&scores.values, scores.single),
        half_width: scores.half_width(&scores.sorted()),
    }
}

/// Compares the systems with the first by paired bootstrap resampling.
pub fn paired_bootstrap(
    metric: &dyn Scorer,
    systems: &[Statistics],
    draws: Draws,
) -> Vec<Comparison> {
    let resampled = bootstrap(metric, systems, draws);
    let real: Vec<f64> = systems.iter().map(|s| whole(metric, s)).collect();
    let compare = |(at, scores): (usize, &Scores)| Comparison {
        score: real[at],
        p_value: (at > 0).then(|| bootstrap_p(&resampled[0], scores, (real[0] - real[at]).abs())),
        estimate: Some(scores.estimate()),
    };
    resampled.iter().enumerate().map(compare).collect()
}

fn bootstrap_p(baseline: &Scores, system: &Scores, real: f64) -> f64 {
    let both = Scores {
        single: baseline.single && system.single,
        values: Vec::new(),
    };
    let pairs = baseline.values.iter().zip(&system.values);
    let differences: Vec<f64> = pairs.map(|(a, b)| both.round(b - a).abs()).collect();
    let mean = mean(&differences, both.single);
    let real = both.round(real);
    p_value(differences.iter().map(|d| both.round(d - mean)), real)
}

/// Compares the systems with the first by paired approximate randomisation.
pub fn paired_randomisation(
    metric: &dyn Scorer,
    systems: &[Statistics],
    draws: Draws,
) -> Vec<Comparison> {
    let Some((first, others)) = systems.split_first() else {
        return Vec::new();
    };
    let exchanged = first.segments().div_ceil(32);
    let trials = masks(first.segments(), draws);
    let real = whole(metric, first);
    let mut comparisons = vec![Comparison {
        score: real,
        p_value: None,
        estimate: None,
    }];
    for other in others {
        let score = whole(metric, other);
        let exchanges = Exchanges::new(first, other);
        let difference = |mask: &[u32]| match &exchanges {
            Some(exchanges) => exchanges.exchange(metric, mask),
            None => exchange(metric, first, other, mask),
        };
        let differences: Vec<f64> = trials
            .par_chunks_exact(exchanged.max(1))
            .map(difference)
            .collect();
        comparisons.push(Comparison {
            score,
            p_value: Some(p_value(differences.into_iter(), (real - score).abs())),
            estimate: None,
        });
    }
    comparisons
}

/// For each trial the bits of its segments, from a new word: set where the first system's output
/// goes to the first side. The generator's bits run on from trial to trial.
fn masks(segments: usize, draws: Draws) -> Vec<u32> {
    let mut stream = Vec::new();
    Generator::new(draws.seed).bits((segments * draws.count).div_ceil(32), &mut stream);
    stream.push(0);
    let words = segments.div_ceil(32);
    let mut masks = Vec::with_capacity(words * draws.count);
    for trial in 0..draws.count {
        for word in 0..words {
            let bit = trial * segments + word * 32;
            let pair = stream.get(bit / 32..bit / 32 + 2).unwrap_or(&[0, 0]);
            let both = u64::from(pair[1]) << 32 | u64::from(pair[0]);
            let mut mask = (both >> (bit % 32)) as u32;
            let left = segments - word * 32;
            if left < 32 {
                mask &= (1 << left) - 1;
            }
            masks.push(mask);
        }
    }
    masks
}

/// Two systems' rows where all numbers are whole, so that sums are exact in any order: it is enough to
/// add what the rows of the segments that are set differ in.
struct Exchanges {
    /// The first system's rows less the other's.
    differences: Counts,
    first: Vec<f64>,
    other: Vec<f64>,
}

/// Sums of float64 below this are exact.
const EXACT: f64 = (1_u64 << 53) as f64;

impl Exchanges {
    /// `None` where a number is not whole, as mean lengths of three references are not, or large.
    fn new(first: &Statistics, other: &Statistics) -> Option<Self> {
        let whole = |value: &f64| value.fract() == 0.0;
        let all = |statistics: &Statistics| statistics.rows().flatten().all(whole);
        if !all(first) || !all(other) {
            return None;
        }
        let pairs = first.rows().flatten().zip(other.rows().flatten());
        let differences = pairs.map(|(a, b)| a - b).collect();
        let differences = Statistics::new(first.columns(), differences);
        let exchanges = Exchanges {
            differences: Counts::new(&[differences])?,
            first: first.sum(),
            other: other.sum(),
        };
        let sums = exchanges.first.iter().chain(&exchanges.other);
        sums.copied().all(|sum| sum < EXACT).then_some(exchanges)
    }

    /// As [`exchange`].
    fn exchange(&self, metric: &dyn Scorer, mask: &[u32]) -> f64 {
        let moved = self.differences.sums(SetBits::new(mask));
        let side = |sums: &[f64], sign: f64| {
            let sums = sums.iter().zip(&moved);
            let sums: Vec<f64> = sums.map(|(sum, moved)| sum + sign * moved).collect();
            metric.score(&sums, Arithmetic::Whole).value
        };
        (side(&self.other, 1.0) - side(&self.first, -1.0)).abs()
    }
}

/// The places of the bits that are set, from 0.
#[derive(Clone)]
struct SetBits<'a> {
    words: std::slice::Iter<'a, u32>,
    /// What is left of the word before `words`.
    bits: u32,
    /// The place of its lowest bit, and 32 more.
    end: usize,
}

impl<'a> SetBits<'a> {
    fn new(mask: &'a [u32]) -> Self {
        SetBits {
            words: mask.iter(),
            bits: 0,
            end: 0,
        }
    }
}

impl Iterator for SetBits<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.bits = *self.words.next()?;
            self.end += 32;
        }
        let lowest = self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(self.end - 32 + lowest)
    }
}

/// The difference of the two sides after one exchange.
///
/// What each system gives to each side is summed by itself, and the two are added at the end, as
/// sacrebleu has it by matrix products of mask and rows.
fn exchange(metric: &dyn Scorer, first: &Statistics, other: &Statistics, mask: &[u32]) -> f64 {
    let columns = first.columns();
    // Of each bit, 0 and 1: sums of the first system, then of the other.
    let mut sums = [vec![0.0; 2 * columns], vec![0.0; 2 * columns]];
    let mut rows = first.rows().zip(other.rows()).enumerate();
    let mut left = first.segments();
    while left > 0 {
        let now = product_block(left);
        left -= now;
        let mut block = [vec![0.0; 2 * columns], vec![0.0; 2 * columns]];
        for (at, (a, b)) in rows.by_ref().take(now) {
            let sums = &mut block[(mask[at / 32] >> (at % 32) & 1) as usize];
            let (of_first, of_other) = sums.split_at_mut(columns);
            for column in 0..columns {
                of_first[column] += a[column];
                of_other[column] += b[column];
            }
        }
        for (sum, value) in sums.iter_mut().flatten().zip(block.iter().flatten()) {
            *sum += value;
        }
    }
    let [unset, set] = sums;
    let side = |first: &[f64], other: &[f64]| {
        let sums: Vec<f64> = first.iter().zip(other).map(|(a, b)| a + b).collect();
        metric.score(&sums, Arithmetic::Whole).value
    };
    (side(&set[..columns], &unset[columns..]) - side(&unset[..columns], &set[columns..])).abs()
}

/// How many of the segments that are left are summed before the sum is added to what was there: as
/// OpenBLAS, on several threads, cuts the inner side of a matrix product.
fn product_block(left: usize) -> usize {
    match left {
        0..=PRODUCT_BLOCK => left,
        _ if left < 2 * PRODUCT_BLOCK => left.div_ceil(2),
        _ => PRODUCT_BLOCK,
    }
}

fn p_value(differences: impl ExactSizeIterator<Item = f64>, real: f64) -> f64 {
    let all = differences.len();
    let above = differences.filter(|&difference| difference > real).count();
    (above + 1) as f64 / (all + 1) as f64
}

fn whole(metric: &dyn Scorer, statistics: &Statistics) -> f64 {
    metric.score(&statistics.sum(), Arithmetic::Double).value
}

/// The scores of all systems for the same draws.
fn bootstrap(metric: &dyn Scorer, systems: &[Statistics], draws: Draws) -> Vec<Scores> {
    let segments = systems.first().map_or(0, Statistics::segments);
    let resampler = Resampler::new(systems);
    let mut generator = Generator::new(draws.seed);
    let mut scores: Vec<Vec<Score>> = vec![Vec::with_capacity(draws.count); systems.len()];
    let at_once = (AT_ONCE / segments.max(1)).max(1);
    let (mut left, mut drawn) = (draws.count, Vec::new());
    while left > 0 {
        let now = at_once.min(left);
        left -= now;
        drawn.clear();
        generator.indices(segments as u32, now * segments, &mut drawn);
        let made: Vec<Vec<Score>> = drawn
            .par_chunks_exact(segments.max(1))
            .map(|draw| {
                let sums = resampler.sums(draw);
                let sums = sums.chunks_exact(resampler.columns());
                sums.map(|sums| metric.score(sums, Arithmetic::Single))
                    .collect()
            })
            .collect();
        for draw in made {
            for (scores, score) in scores.iter_mut().zip(draw) {
                scores.push(score);
            }
        }
    }
    scores.into_iter().map(Scores::of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::translation::Ter;

    /// Edits of two systems, and lengths in thirds as the mean of three references has them.
    fn thirds(segments: u32, of_other: u32) -> [Statistics; 2] {
        let rows = |square: u32, once: u32| {
            let row = |i: u32| {
                let length = f64::from(20 + (3 * i * i + i) % 50) / 3.0;
                [f64::from((square * i * i + once * i) % 11), length]
            };
            Statistics::new(2, (0..segments).flat_map(row).collect())
        };
        [rows(7, 3), rows(5, of_other)]
    }

    #[test]
    fn trials_with_lengths_in_thirds_are_summed_as_numpys_matrix_product() {
        // sacrebleu 2.6.0, NumPy 2.4.6, OPENBLAS_CORETYPE=SkylakeX OPENBLAS_NUM_THREADS=2:
        // a, b = ([[(s*i*i + o*i) % 11, (20 + (3*i*i + i) % 50) / 3] for i in range(segments)]
        //         for s, o in ((7, 3), (5, of_other)))
        // class T(TER): _extract_corpus_statistics = lambda self, rows, _: rows
        // t = T(); _paired_ar_test({"TER": (a, t._aggregate_and_compute(a))}, "b", b, None,
        //                          {"TER": t}, 10000, -1, 12345)
        // With OPENBLAS_CORETYPE=Haswell: 0.97520, 0.95350, 0.98780.
        for (segments, of_other, wanted) in [
            (300, 3, 0.9922007799220078),
            (700, 2, 0.9503049695030497),
            (1000, 4, 0.9841015898410159),
        ] {
            let systems = thirds(segments, of_other);
            let found = paired_randomisation(&Ter::default(), &systems, Draws::new(10_000));
            assert_eq!(found[1].p_value, Some(wanted), "{segments} segments");
        }
    }

    #[test]
    fn whole_numbers_give_the_same_difference_by_what_the_rows_differ_in() {
        let rows = |step: u32| {
            let row = |i: u32| [0, 3, 5].map(|add| f64::from((step * i + add) % 13));
            Statistics::new(3, (0..900).flat_map(row).map(|value| value + 1.0).collect())
        };
        let (first, other) = (rows(7), rows(5));
        let exchanges = Exchanges::new(&first, &other).expect("whole numbers");
        let words = first.segments().div_ceil(32);
        let masks = masks(first.segments(), Draws::new(50));
        let ter = Ter::default();
        for mask in masks.chunks_exact(words) {
            let wanted = exchange(&ter, &first, &other, mask);
            assert!(wanted > 0.0);
            assert_eq!(exchanges.exchange(&ter, mask), wanted);
        }
        let [thirds, _] = thirds(4, 3);
        assert!(Exchanges::new(&thirds, &thirds).is_none());
    }

    #[test]
    fn bits_that_are_set_are_found_from_the_lowest() {
        let places: Vec<usize> = SetBits::new(&[0b101, 0, 1 << 31, 1]).collect();
        assert_eq!(places, [0, 2, 95, 96]);
        assert_eq!(SetBits::new(&[0, 0]).next(), None);
    }

    #[test]
    fn blocks_of_a_product_are_even_where_one_and_a_half_are_left() {
        let blocks = |mut left: usize| {
            let mut blocks = Vec::new();
            while left > 0 {
                blocks.push(product_block(left));
                left -= blocks[blocks.len() - 1];
            }
            blocks
        };
        assert_eq!(blocks(384), [384]);
        assert_eq!(blocks(701), [351, 350]);
        assert_eq!(blocks(768), [384, 384]);
        assert_eq!(blocks(1001), [384, 309, 308]);
    }
}
