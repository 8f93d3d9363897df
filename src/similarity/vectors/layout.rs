//! The bytes of a table: header, words, vectors.
//!
//! All numbers are little-endian. A header of 64 bytes: `alineavt`; version 1, bits a number, the
//! fewest characters of a prefix, 0 (one byte each); dimension, number of words, bytes of the words,
//! space (4 bytes each); language (8 bytes, padded with 0); 28 bytes of 0. Then the levels (2 to the
//! power of bits, single precision), the deviations (one a dimension, single precision), the starts
//! of the blocks of words (4 bytes each), the words, the scales (the upper 2 bytes of a single) and
//! the vectors, one after the other in the order of the words, the first dimension in the lowest
//! bits. A number of a vector is level times deviation times scale.

use crate::error::{Error, Result};

use super::words::{self, Words};

const MAGIC: &[u8; 8] = b"alineavt";
const VERSION: u8 = 1;
const HEADER: usize = 64;

/// Where things lie in a table's bytes.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) language: String,
    pub(super) dimension: usize,
    pub(super) words: usize,
    pub(super) space: u32,
    pub(super) shortest_prefix: usize,
    bits: usize,
    /// A level a code.
    levels: Vec<f32>,
    deviations: Vec<f32>,
    /// Ends of: starts, words, scales; the vectors' bytes go to the end.
    starts: usize,
    text: usize,
    scales: usize,
    vectors: usize,
}

impl Layout {
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let broken =
            |expected: &str| Error::format(format!("expected a table of word vectors: {expected}"));
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(broken("it does not start with `alineavt`"));
        }
        if bytes[8] != VERSION {
            return Err(broken("version 1")
                .found(format!("version {}", bytes[8]))
                .help("rebuild it with `alinea train vectors`"));
        }
        let number = |at: usize| {
            u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        let (bits, shortest_prefix) = (usize::from(bytes[9]), usize::from(bytes[10]));
        let (dimension, words) = (number(12) as usize, number(16) as usize);
        let language = String::from_utf8_lossy(&bytes[28..36]);
        let language = language.trim_end_matches('\0').to_string();
        if !matches!(bits, 2 | 4 | 8)
            || shortest_prefix == 0
            || !(1..=4096).contains(&dimension)
            || dimension % 8 != 0
        {
            return Err(broken(
                "2, 4 or 8 bits a number and a dimension that 8 divides",
            ));
        }
        let starts = HEADER + ((1 << bits) + dimension) * 4;
        let text = starts + words.div_ceil(words::BLOCK) * 4;
        let scales = text + number(20) as usize;
        let vectors = scales + words * 2;
        let end = vectors + words * dimension * bits / 8;
        if bytes.len() != end {
            return Err(broken(&format!("{end} bytes")).found(format!("{} bytes", bytes.len())));
        }
        let singles = |from: usize, to: usize| -> Vec<f32> {
            bytes[from..to]
                .as_chunks::<4>()
                .0
                .iter()
                .map(|b| f32::from_le_bytes(*b))
                .collect()
        };
        let levels_end = HEADER + (1 << bits) * 4;
        Ok(Layout {
            language,
            dimension,
            words,
            space: number(24),
            shortest_prefix,
            bits,
            levels: singles(HEADER, levels_end),
            deviations: singles(levels_end, starts),
            starts,
            text,
            scales,
            vectors,
        })
    }

    pub(super) fn words<'t>(&self, bytes: &'t [u8]) -> Words<'t> {
        Words {
            starts: &bytes[self.starts..self.text],
            text: &bytes[self.text..self.scales],
            len: self.words,
        }
    }

    /// Adds a word's vector to `sum`, without the deviations, which [`Layout::finish`] brings in.
    pub(super) fn add(&self, bytes: &[u8], word: usize, weight: f32, sum: &mut [f32]) {
        assert!(word < self.words, "word {word} of {}", self.words);
        let at = self.scales + 2 * word;
        let scale = f32::from_bits(u32::from(u16::from_le_bytes([bytes[at], bytes[at + 1]])) << 16);
        let weight = weight * scale;
        let len = self.dimension * self.bits / 8;
        let codes = &bytes[self.vectors + word * len..][..len];
        let per = 8 / self.bits;
        let mask = (1usize << self.bits) - 1;
        for (sums, code) in sum.chunks_exact_mut(per).zip(codes) {
            let mut code = usize::from(*code);
            for sum in sums {
                *sum += weight * self.levels[code & mask];
                code >>= self.bits;
            }
        }
    }

    /// Brings in the deviations, once for a whole sum.
    pub(super) fn finish(&self, sum: &mut [f32]) {
        sum.iter_mut()
            .zip(&self.deviations)
            .for_each(|(sum, deviation)| *sum *= deviation);
    }
}

/// A word with its vector, the weight folded in.
#[derive(Debug, Clone)]
pub struct Entry {
    /// In the form in which tables hold a word.
    pub word: String,
    pub vector: Vec<f32>,
}

/// How a table is written.
#[derive(Debug, Clone)]
pub struct Form<'f> {
    pub language: &'f str,
    /// A number that tables built together share.
    pub space: u32,
    pub shortest_prefix: u8,
    /// 2, 4 or 8.
    pub bits: u8,
    /// The deviation of each dimension over unit vectors, the same in all tables of a space.
    pub deviations: &'f [f32],
}

/// Bytes of a table of these words, sorted.
pub fn size(dimension: usize, bits: u8, words: &[&str]) -> usize {
    let (starts, text) = words::encode(words);
    let vectors = words.len() * (2 + dimension * usize::from(bits) / 8);
    HEADER + 4 * ((1 << bits) + dimension) + starts.len() + text.len() + vectors
}

/// Writes a table, its entries sorted by word and none twice.
pub fn write(form: &Form, entries: &[Entry]) -> Vec<u8> {
    let levels = levels(form.bits);
    let words: Vec<&str> = entries.iter().map(|e| e.word.as_str()).collect();
    let (starts, text) = words::encode(&words);
    let mut out = MAGIC.to_vec();
    out.extend([VERSION, form.bits, form.shortest_prefix, 0]);
    for number in [form.deviations.len(), entries.len(), text.len()] {
        out.extend((number as u32).to_le_bytes());
    }
    out.extend(form.space.to_le_bytes());
    out.extend(form.language.bytes().chain([0; 8]).take(8));
    out.resize(HEADER, 0);
    levels
        .iter()
        .chain(form.deviations)
        .for_each(|x| out.extend(x.to_le_bytes()));
    out.extend(starts);
    out.extend(text);
    let coded: Vec<(u16, Vec<u8>)> = entries
        .iter()
        .map(|e| code(&e.vector, &levels, form))
        .collect();
    coded
        .iter()
        .for_each(|(scale, _)| out.extend(scale.to_le_bytes()));
    coded.iter().for_each(|(_, codes)| out.extend(codes));
    out
}

/// The vector's scale and codes: its direction to the nearest levels, then the scale that comes
/// nearest to the vector.
fn code(vector: &[f32], levels: &[f32], form: &Form) -> (u16, Vec<u8>) {
    let norm = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if norm == 0.0 {
        return (0, vec![0; vector.len() * usize::from(form.bits) / 8]);
    }
    let mut codes = vec![0; vector.len() * usize::from(form.bits) / 8];
    let (mut dot, mut square) = (0.0f64, 0.0f64);
    for (at, (x, deviation)) in vector.iter().zip(form.deviations).enumerate() {
        let wanted = x / norm / deviation;
        let code = levels
            .windows(2)
            .take_while(|pair| wanted > (pair[0] + pair[1]) / 2.0)
            .count();
        let near = f64::from(levels[code] * deviation);
        dot += near * f64::from(*x);
        square += near * near;
        let bit = at * usize::from(form.bits);
        codes[bit / 8] |= (code as u8) << (bit % 8);
    }
    let scale = (dot / square) as f32;
    // To the nearest number of which the upper half is left.
    let scale = (scale.to_bits() + 0x8000) >> 16;
    (scale as u16, codes)
}

/// The levels that fit a normal variable best (Max 1960, Lloyd 1982).
fn levels(bits: u8) -> Vec<f32> {
    let half: &[f32] = match bits {
        2 => &[0.4528, 1.510],
        4 => &[0.1284, 0.3881, 0.6568, 0.9424, 1.256, 1.618, 2.069, 2.733],
        _ => return (0..256).map(|code| (code as f32 - 127.5) * 0.032).collect(),
    };
    let below = half.iter().rev().map(|level| -level);
    below.chain(half.iter().copied()).collect()
}
