//! NumPy's generator and its bounded draws, bit for bit.
//!
//! `numpy.random.default_rng(seed)` is PCG64 (PCG XSL RR 128/64, O'Neill 2014), its state made of
//! the seed by `SeedSequence`. Indices are drawn as `integers` draws them below 2^32: by Lemire's
//! multiplication with rejection (2019), from halves of 64-bit numbers, the lower half first; truth
//! values are the bits of such halves, the lowest first. No crate has these draws.

const MULTIPLIER: u128 = 0x2360_ED05_1FC6_5DA4_4385_DF64_9FCC_F645;

/// `numpy.random.default_rng`.
#[derive(Debug, Clone)]
pub(super) struct Generator {
    state: u128,
    increment: u128,
    half: Option<u32>,
}

impl Generator {
    /// As `default_rng(seed)` begins.
    pub fn new(seed: u64) -> Self {
        let words = seed_sequence(seed);
        let joined = |at: usize| u128::from(words[at]) << 64 | u128::from(words[at + 1]);
        let mut generator = Generator {
            state: 0,
            increment: joined(2) << 1 | 1,
            half: None,
        };
        generator.step();
        generator.state = generator.state.wrapping_add(joined(0));
        generator.step();
        generator
    }

    fn step(&mut self) {
        self.state = self
            .state
            .wrapping_mul(MULTIPLIER)
            .wrapping_add(self.increment);
    }

    fn next_u64(&mut self) -> u64 {
        self.step();
        let folded = (self.state >> 64) as u64 ^ self.state as u64;
        folded.rotate_right((self.state >> 122) as u32)
    }

    fn next_u32(&mut self) -> u32 {
        if let Some(half) = self.half.take() {
            return half;
        }
        let whole = self.next_u64();
        self.half = Some((whole >> 32) as u32);
        whole as u32
    }

    /// Appends `count` numbers below `bound`, as `choice(bound, size=count)` draws them.
    pub fn indices(&mut self, bound: u32, count: usize, out: &mut Vec<u32>) {
        if bound <= 1 {
            out.extend(std::iter::repeat_n(0, count));
            return;
        }
        let threshold = bound.wrapping_neg() % bound;
        let start = out.len();
        out.resize(start + count, 0);
        let (free, mut filled) = (&mut out[start..], 0);
        // What is refused is written over.
        let mut put = |half: u32, filled: &mut usize| {
            let product = u64::from(half) * u64::from(bound);
            free[*filled] = (product >> 32) as u32;
            *filled += usize::from(product as u32 >= threshold);
        };
        if let Some(half) = self.half.take_if(|_| count > 0) {
            put(half, &mut filled);
        }
        // Both halves of a number at once, as long as there is room for both.
        while filled + 1 < count {
            let whole = self.next_u64();
            put(whole as u32, &mut filled);
            put((whole >> 32) as u32, &mut filled);
        }
        while filled < count {
            put(self.next_u32(), &mut filled);
        }
    }

    /// Appends `words` times 32 truth values, the first in the lowest bit, as
    /// `integers(2, dtype=bool)` draws them; the last word may be used in part.
    pub fn bits(&mut self, words: usize, out: &mut Vec<u32>) {
        out.extend((0..words).map(|_| self.next_u32()));
    }
}

/// `SeedSequence(seed).generate_state(4, uint64)`.
fn seed_sequence(seed: u64) -> [u64; 4] {
    let mut pool = [seed as u32, (seed >> 32) as u32, 0, 0];
    let mut constant: u32 = 0x43B0_D7E5;
    let mut scramble = |value: u32| {
        let mixed = value ^ constant;
        constant = constant.wrapping_mul(0x931E_8875);
        let mixed = mixed.wrapping_mul(constant);
        mixed ^ mixed >> 16
    };
    for word in &mut pool {
        *word = scramble(*word);
    }
    for from in 0..4 {
        for to in (0..4).filter(|to| *to != from) {
            let right = scramble(pool[from]).wrapping_mul(0x4973_F715);
            let mixed = pool[to].wrapping_mul(0xCA01_F9DD).wrapping_sub(right);
            pool[to] = mixed ^ mixed >> 16;
        }
    }
    let mut constant: u32 = 0x8B51_F9DD;
    let mut state = [0_u32; 8];
    for (at, word) in state.iter_mut().enumerate() {
        let mixed = pool[at % 4] ^ constant;
        constant = constant.wrapping_mul(0x58F3_8DED);
        let mixed = mixed.wrapping_mul(constant);
        *word = mixed ^ mixed >> 16;
    }
    std::array::from_fn(|at| u64::from(state[2 * at + 1]) << 32 | u64::from(state[2 * at]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_numpys() {
        let mut drawn = Vec::new();
        Generator::new(12345).indices(10, 12, &mut drawn);
        // numpy 2.4: default_rng(12345).choice(10, size=12)
        assert_eq!(drawn, [6, 2, 7, 3, 2, 7, 6, 6, 9, 3, 8, 3]);
        drawn.clear();
        Generator::new(12345).indices(3004, 6, &mut drawn);
        // numpy 2.4: default_rng(12345).choice(3004, size=6)
        assert_eq!(drawn, [2100, 682, 2369, 951, 613, 2395]);
        drawn.clear();
        Generator::new(1 << 40).indices(3_000_000_000, 5, &mut drawn);
        // numpy 2.4: default_rng(1 << 40).choice(3_000_000_000, size=5)
        assert_eq!(
            drawn,
            [2767366916, 1082428719, 2985688072, 473165107, 1846999609]
        );
    }

    #[test]
    fn draws_in_parts_are_the_draws_of_one_whole() {
        // Of numbers below 3 * 2^30 a quarter is refused.
        for bound in [5, 3004, 3 << 30] {
            let mut whole = Vec::new();
            Generator::new(3).indices(bound, 30, &mut whole);
            let (mut parts, mut generator) = (Vec::new(), Generator::new(3));
            for count in [1, 0, 2, 3, 7, 1, 16] {
                generator.indices(bound, count, &mut parts);
            }
            assert_eq!(parts, whole);
        }
    }

    #[test]
    fn truth_values_are_numpys() {
        let mut drawn = Vec::new();
        Generator::new(12345).bits(2, &mut drawn);
        // numpy 2.4: default_rng(12345).integers(2, size=64, dtype=bool), packed, lowest bit first
        assert_eq!(drawn, [3003105693, 976400781]);
    }

    #[test]
    fn one_index_is_drawn_without_the_generator() {
        let mut drawn = Vec::new();
        Generator::new(1).indices(1, 3, &mut drawn);
        assert_eq!(drawn, [0, 0, 0]);
    }
}
