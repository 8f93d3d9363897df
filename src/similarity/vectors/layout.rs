//! The bytes of a table: header, deviations, blocks, words, vectors.
//!
//! All numbers are little-endian. A header of 64 bytes: `alineavt`; version 2, 0, the fewest
//! characters of a prefix, the per cent of a word up to which a compound is looked for before a prefix
//! is taken (one byte each); dimension, number of words, bytes of the words, space (4 bytes each); language
//! (8 bytes, padded with 0); 28 bytes of 0. Then the deviations (one a dimension, single precision);
//! of each block of 16 words where it begins among the words, where its vectors begin among the
//! vectors (4 bytes each) and how many bits a number of each word's vector takes (4 bits each, the
//! first word in the lowest): 1, 2, 3, 4 or 8, or 0 for a word without a vector, which is as near to
//! what [stands for it](super::unknown) as makes no difference; the words; the vectors. A vector is a
//! scale (the upper 2 bytes of a single) and its codes, the first dimension in the lowest bits. A
//! number of a vector is level times deviation times scale; the levels of each number of bits are
//! [`levels`].
//!
//! How precisely a word's vector must be kept depends on how often it occurs, so the table's
//! bytes go further where the bits fall with the frequency.
//!
//! Version 1 had one number of bits for all, its levels after the header, the scales together before
//! the codes, blocks of 4 bytes (the start of the words), and no compounds. It is still read.

use crate::error::{Error, Result};

use super::unknown::Fallback;
use super::words::{self, BLOCK, Words};

const MAGIC: &[u8; 8] = b"alineavt";
const VERSION: u8 = 2;
const HEADER: usize = 64;

/// Bytes of what is kept of a block of words.
const BLOCK_RECORD: usize = 8 + BLOCK / 2;

/// More bytes than the vectors of a block have, and few enough to be added up.
const UNKNOWN: u32 = 1 << 24;

/// Where things lie in a table's bytes.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) language: String,
    pub(super) dimension: usize,
    pub(super) words: usize,
    pub(super) space: u32,
    pub(super) fallback: Fallback,
    /// Of 8 bits, a level a code.
    levels: Vec<f32>,
    /// By number of bits below 8, the levels of two codes in a row.
    pairs: [Vec<[f32; 2]>; 5],
    /// By number of bits, bytes of a vector.
    sizes: [usize; 16],
    deviations: Vec<f32>,
    /// Of the words, by block.
    firsts: Vec<u64>,
    /// Bits a number, the scales and the codes of a table of version 1.
    uniform: Option<(usize, usize)>,
    /// Ends of: deviations, blocks, words.
    blocks: usize,
    text: usize,
    vectors: usize,
}

/// A vector as it is kept.
struct Coded<'t> {
    bits: usize,
    scale: [u8; 2],
    codes: &'t [u8],
}

impl Layout {
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(broken("it does not start with `alineavt`"));
        }
        if !matches!(bytes[8], 1 | VERSION) {
            return Err(broken(&format!("version {VERSION}"))
                .found(format!("version {}", bytes[8]))
                .help("rebuild it with `alinea train vectors`"));
        }
        let (old, bits) = (bytes[8] == 1, usize::from(bytes[9]));
        let (dimension, words) = (u32_at(bytes, 12) as usize, u32_at(bytes, 16) as usize);
        let language = String::from_utf8_lossy(&bytes[28..36]);
        let language = language.trim_end_matches('\0').to_string();
        if bytes[10] == 0
            || !(1..=4096).contains(&dimension)
            || dimension % 8 != 0
            || old && !matches!(bits, 2 | 4 | 8)
        {
            return Err(broken("a dimension that 8 divides and bits that it knows"));
        }
        let deviations = HEADER + if old { 4 << bits } else { 0 };
        let blocks = deviations + dimension * 4;
        let record = if old { 4 } else { BLOCK_RECORD };
        let text = blocks.saturating_add(words.div_ceil(BLOCK) * record);
        let vectors = text.saturating_add(u32_at(bytes, 20) as usize);
        if bytes.len() < vectors {
            return Err(
                broken(&format!("at least {vectors} bytes")).found(format!("{}", bytes.len()))
            );
        }
        let deviations = bytes[deviations..blocks].as_chunks::<4>().0;
        let mut layout = Layout {
            language,
            dimension,
            words,
            space: u32_at(bytes, 24),
            fallback: Fallback {
                shortest_prefix: bytes[10],
                compound_share: bytes[11],
            },
            levels: levels(8),
            pairs: std::array::from_fn(|bits| pairs(&levels(bits as u8))),
            sizes: std::array::from_fn(|bits| vector_bytes(dimension, bits)),
            deviations: deviations.iter().map(|b| f32::from_le_bytes(*b)).collect(),
            firsts: Vec::new(),
            uniform: old.then_some((bits, vectors + words * 2)),
            blocks,
            text,
            vectors,
        };
        layout.check(bytes)?;
        layout.firsts = layout.words(bytes).firsts();
        Ok(layout)
    }

    /// Whether the blocks tell of known bits and follow one another to the end.
    fn check(&self, bytes: &[u8]) -> Result<()> {
        let mut end = self.vectors;
        if let Some((bits, codes)) = self.uniform {
            end = codes + self.words * self.dimension * bits / 8;
        } else {
            // A byte has the bits of two words; a size that cannot be stands for unknown bits.
            let sizes: [u32; 16] = std::array::from_fn(|bits| self.size(bits).unwrap_or(UNKNOWN));
            let pairs: [u32; 256] = std::array::from_fn(|byte| sizes[byte % 16] + sizes[byte / 16]);
            let records = bytes[self.blocks..self.text].chunks_exact(BLOCK_RECORD);
            for (block, record) in records.enumerate() {
                if self.vectors + u32_at(record, 4) as usize != end {
                    return Err(broken(&format!("the vectors of block {block} in order")));
                }
                let words = BLOCK.min(self.words - block * BLOCK);
                let (bits, last) = record[8..].split_at(words / 2);
                let mut size: u32 = bits.iter().map(|byte| pairs[usize::from(*byte)]).sum();
                if words % 2 == 1 {
                    size += sizes[usize::from(last[0] % 16)];
                }
                if size >= UNKNOWN {
                    let bits = (block * BLOCK..).map(|word| self.bits(bytes, word));
                    let unknown = bits.take(words).find(|bits| self.size(*bits).is_none());
                    return Err(broken("0, 1, 2, 3, 4 or 8 bits a number")
                        .found(unknown.unwrap_or(0).to_string()));
                }
                end += size as usize;
            }
        }
        if bytes.len() != end {
            return Err(broken(&format!("{end} bytes")).found(format!("{} bytes", bytes.len())));
        }
        Ok(())
    }

    /// Bytes of a vector with so many bits a number, if there may be so many.
    fn size(&self, bits: usize) -> Option<u32> {
        matches!(bits, 0..=4 | 8).then_some(self.sizes[bits] as u32)
    }

    pub(super) fn words<'t>(&'t self, bytes: &'t [u8]) -> Words<'t> {
        Words {
            starts: &bytes[self.blocks..self.text],
            stride: if self.uniform.is_some() {
                4
            } else {
                BLOCK_RECORD
            },
            text: &bytes[self.text..self.vectors],
            firsts: &self.firsts,
            len: self.words,
        }
    }

    /// Bits a number of a word's vector, 0 where it has none.
    pub(super) fn bits(&self, bytes: &[u8], word: usize) -> usize {
        match self.uniform {
            Some((bits, _)) => bits,
            None => {
                let at = self.blocks + word / BLOCK * BLOCK_RECORD + 8 + word % BLOCK / 2;
                usize::from(bytes[at] >> (word % 2 * 4) & 15)
            }
        }
    }

    fn coded<'t>(&self, bytes: &'t [u8], word: usize) -> Option<Coded<'t>> {
        assert!(word < self.words, "word {word} of {}", self.words);
        let bits = self.bits(bytes, word);
        let len = self.dimension * bits / 8;
        let (scale, codes) = match self.uniform {
            Some((_, codes)) => (self.vectors + 2 * word, codes + word * len),
            None if bits == 0 => return None,
            None => {
                let first = word / BLOCK * BLOCK;
                let block = u32_at(bytes, self.blocks + word / BLOCK * BLOCK_RECORD + 4);
                let before = (first..word).map(|w| self.sizes[self.bits(bytes, w)]);
                let at = self.vectors + block as usize + before.sum::<usize>();
                (at, at + 2)
            }
        };
        Some(Coded {
            bits,
            scale: [bytes[scale], bytes[scale + 1]],
            codes: &bytes[codes..][..len],
        })
    }

    /// Adds a word's vector to `sum`, without the deviations, which [`Layout::finish`] brings in.
    /// Nothing where the word has none.
    pub(super) fn add(&self, bytes: &[u8], word: usize, weight: f32, sum: &mut [f32]) {
        let Some(coded) = self.coded(bytes, word) else {
            return;
        };
        let scale = f32::from_bits(u32::from(u16::from_le_bytes(coded.scale)) << 16);
        let (weight, codes) = (weight * scale, coded.codes);
        // Each with the numbers of bits and levels known beforehand.
        match (coded.bits, &self.pairs) {
            (1, [_, pairs, ..]) => add::<1, 4>(codes, pairs, weight, sum),
            (2, [_, _, pairs, ..]) => add::<2, 16>(codes, pairs, weight, sum),
            (3, [.., pairs, _]) => add::<3, 64>(codes, pairs, weight, sum),
            (4, [.., pairs]) => add::<4, 256>(codes, pairs, weight, sum),
            _ => {
                let levels = codes.iter().map(|code| self.levels[usize::from(*code)]);
                let sums = sum.iter_mut().zip(levels);
                sums.for_each(|(sum, level)| *sum += weight * level);
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

/// Adds the levels of codes of `BITS` bits, each times the weight. Two codes in a row may be one of `PAIRS`.
fn add<const BITS: usize, const PAIRS: usize>(
    codes: &[u8],
    pairs: &[[f32; 2]],
    weight: f32,
    sum: &mut [f32],
) {
    let Some(pairs) = pairs.first_chunk::<PAIRS>() else {
        return;
    };
    let (groups, sums) = (codes.as_chunks::<BITS>().0, sum.as_chunks_mut::<8>().0);
    for (sums, group) in sums.iter_mut().zip(groups) {
        let mut eight = [0; 8];
        eight[..BITS].copy_from_slice(group);
        let codes = u64::from_le_bytes(eight);
        let mut levels = [0.0; 8];
        for (at, two) in levels.as_chunks_mut::<2>().0.iter_mut().enumerate() {
            *two = pairs[(codes >> (at * 2 * BITS)) as usize % PAIRS];
        }
        let levels = sums.iter_mut().zip(levels);
        levels.for_each(|(sum, level)| *sum += weight * level);
    }
}

/// The levels of two codes in a row, the first in the lower bits.
fn pairs(levels: &[f32]) -> Vec<[f32; 2]> {
    let second = levels.iter();
    second
        .flat_map(|second| levels.iter().map(|first| [*first, *second]))
        .collect()
}

fn broken(expected: &str) -> Error {
    Error::format(format!("expected a table of word vectors: {expected}"))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn vector_bytes(dimension: usize, bits: usize) -> usize {
    if bits == 0 {
        0
    } else {
        2 + dimension * bits / 8
    }
}

/// A word with its vector, the weight folded in.
#[derive(Debug, Clone)]
pub struct Entry {
    /// In the form in which tables hold a word.
    pub word: String,
    /// Bits a number: 1, 2, 3, 4 or 8, or 0 to leave the vector out.
    pub bits: u8,
    pub vector: Vec<f32>,
}

/// How a table is written.
#[derive(Debug, Clone)]
pub struct Form<'f> {
    pub language: &'f str,
    /// A number that tables built together share.
    pub space: u32,
    pub fallback: Fallback,
    /// The deviation of each dimension over unit vectors, the same in all tables of a space.
    pub deviations: &'f [f32],
}

/// Bytes of a table of these words, sorted, with the bits a number of each.
pub fn size(dimension: usize, words: &[(&str, u8)]) -> usize {
    let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let (starts, text) = words::encode(&names);
    let bytes = |(_, bits): &(&str, u8)| vector_bytes(dimension, usize::from(*bits));
    let vectors = words.iter().map(bytes).sum::<usize>();
    HEADER + 4 * dimension + starts.len() * BLOCK_RECORD + text.len() + vectors
}

/// Writes a table, its entries sorted by word and none twice.
pub fn write(form: &Form, entries: &[Entry]) -> Vec<u8> {
    let words: Vec<&str> = entries.iter().map(|e| e.word.as_str()).collect();
    let (starts, text) = words::encode(&words);
    let mut out = MAGIC.to_vec();
    let fallback = form.fallback;
    out.extend([
        VERSION,
        0,
        fallback.shortest_prefix,
        fallback.compound_share,
    ]);
    for number in [form.deviations.len(), entries.len(), text.len()] {
        out.extend((number as u32).to_le_bytes());
    }
    out.extend(form.space.to_le_bytes());
    out.extend(form.language.bytes().chain([0; 8]).take(8));
    out.resize(HEADER, 0);
    form.deviations
        .iter()
        .for_each(|x| out.extend(x.to_le_bytes()));
    let levels: [Vec<f32>; 9] = std::array::from_fn(|bits| levels(bits as u8));
    let mut vectors = Vec::new();
    for (start, block) in starts.iter().zip(entries.chunks(BLOCK)) {
        out.extend(start.to_le_bytes());
        out.extend((vectors.len() as u32).to_le_bytes());
        let mut bits = [0; BLOCK / 2];
        for (at, entry) in block.iter().enumerate() {
            bits[at / 2] |= entry.bits << (at % 2 * 4);
            if entry.bits > 0 {
                let levels = &levels[usize::from(entry.bits)];
                let (scale, codes) = code(entry, levels, form.deviations);
                vectors.extend(scale.to_le_bytes());
                vectors.extend(codes);
            }
        }
        out.extend(bits);
    }
    out.extend(text);
    out.extend(vectors);
    out
}

/// The vector's scale and codes: its direction to the nearest levels, then the scale that comes
/// nearest to the vector.
fn code(entry: &Entry, levels: &[f32], deviations: &[f32]) -> (u16, Vec<u8>) {
    let (vector, bits) = (&entry.vector, usize::from(entry.bits));
    let norm = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    let mut codes = vec![0; vector.len() * bits / 8];
    if norm == 0.0 {
        return (0, codes);
    }
    let (mut dot, mut square) = (0.0f64, 0.0f64);
    for (at, (x, deviation)) in vector.iter().zip(deviations).enumerate() {
        let wanted = x / norm / deviation;
        let code = levels
            .windows(2)
            .take_while(|pair| wanted > (pair[0] + pair[1]) / 2.0)
            .count();
        let near = f64::from(levels[code] * deviation);
        dot += near * f64::from(*x);
        square += near * near;
        for bit in 0..bits {
            let to = at * bits + bit;
            codes[to / 8] |= ((code >> bit & 1) as u8) << (to % 8);
        }
    }
    let scale = (dot / square) as f32;
    // To the nearest number of which the upper half is left.
    let scale = (scale.to_bits() + 0x8000) >> 16;
    (scale as u16, codes)
}

/// The levels that fit a normal variable best (Max 1960, Lloyd 1982); of 8 bits, even steps. None for
/// other bits.
fn levels(bits: u8) -> Vec<f32> {
    let half: &[f32] = match bits {
        1 => &[0.7979],
        2 => &[0.4528, 1.510],
        3 => &[0.2451, 0.7560, 1.344, 2.152],
        4 => &[0.1284, 0.3881, 0.6568, 0.9424, 1.256, 1.618, 2.069, 2.733],
        8 => return (0..256).map(|code| (code as f32 - 127.5) * 0.032).collect(),
        _ => &[],
    };
    let below = half.iter().rev().map(|level| -level);
    below.chain(half.iter().copied()).collect()
}
