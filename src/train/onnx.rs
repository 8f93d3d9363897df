//! Just enough of ONNX to read a model's weights: the wire format of Protocol Buffers, the
//! initializers of the graph and the SentencePiece model in its tokenizer's attribute.

use rustc_hash::FxHashMap;

use crate::error::{Error, Result};

/// One field of a message.
pub(super) enum Value<'b> {
    Number(u64),
    Bytes(&'b [u8]),
}

/// The fields of a message, in order.
pub(super) struct Fields<'b> {
    rest: &'b [u8],
}

/// Reads a message.
pub(super) fn fields(message: &[u8]) -> Fields<'_> {
    Fields { rest: message }
}

impl<'b> Fields<'b> {
    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn bytes(&mut self, len: usize) -> Option<&'b [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(bytes)
    }
}

impl<'b> Iterator for Fields<'b> {
    type Item = (u64, Value<'b>);

    fn next(&mut self) -> Option<Self::Item> {
        let key = self.varint()?;
        let value = match key & 7 {
            0 => Value::Number(self.varint()?),
            1 => Value::Bytes(self.bytes(8)?),
            2 => {
                let len = self.varint()?;
                Value::Bytes(self.bytes(usize::try_from(len).ok()?)?)
            }
            5 => Value::Bytes(self.bytes(4)?),
            _ => return None,
        };
        Some((key >> 3, value))
    }
}

/// Weights with a name.
#[derive(Default)]
pub(super) struct Initializer<'b> {
    pub(super) shape: Vec<usize>,
    /// Little-endian, if the numbers are stored so.
    pub(super) raw: &'b [u8],
    singles: Vec<f32>,
    integers: Vec<i64>,
}

impl Initializer<'_> {
    /// Single-precision numbers, at least one.
    pub(super) fn singles(&self) -> Result<Vec<f32>> {
        let mut values = self.singles.clone();
        values.extend(
            self.raw
                .as_chunks::<4>()
                .0
                .iter()
                .map(|b| f32::from_le_bytes(*b)),
        );
        if values.is_empty() {
            return Err(Error::format("expected single-precision weights"));
        }
        Ok(values)
    }

    /// One small integer.
    pub(super) fn signed(&self) -> Result<i64> {
        let raw = self.raw.first().map(|b| i64::from(*b));
        let value = self.integers.first().copied().or(raw);
        value.ok_or_else(|| Error::format("expected an integer"))
    }
}

/// A model's weights.
pub(super) struct Model<'b> {
    initializers: FxHashMap<&'b str, Initializer<'b>>,
    sentence_pieces: Option<&'b [u8]>,
}

impl<'b> Model<'b> {
    /// Reads a `ModelProto`.
    pub(super) fn read(bytes: &'b [u8]) -> Result<Self> {
        let graph = fields(bytes).find_map(|field| match field {
            (7, Value::Bytes(graph)) => Some(graph),
            _ => None,
        });
        let graph = graph.ok_or_else(|| Error::format("expected an ONNX model"))?;
        let mut model = Model {
            initializers: FxHashMap::default(),
            sentence_pieces: None,
        };
        for field in fields(graph) {
            match field {
                (1, Value::Bytes(node)) => model.node(node),
                (5, Value::Bytes(tensor)) => model.tensor(tensor),
                _ => {}
            }
        }
        Ok(model)
    }

    /// The weights called `name`.
    pub(super) fn find(&self, name: &str) -> Result<&Initializer<'b>> {
        let missing = || Error::format(format!("expected weights called `{name}`"));
        self.initializers.get(name).ok_or_else(missing)
    }

    /// The SentencePiece model.
    pub(super) fn sentence_pieces(&self) -> Result<&'b [u8]> {
        let missing = || Error::format("expected a SentencePiece model inside the ONNX model");
        self.sentence_pieces.ok_or_else(missing)
    }

    fn node(&mut self, node: &'b [u8]) {
        for attribute in fields(node) {
            let (5, Value::Bytes(attribute)) = attribute else {
                continue;
            };
            let (mut name, mut text): (&[u8], &[u8]) = (&[], &[]);
            for field in fields(attribute) {
                match field {
                    (1, Value::Bytes(bytes)) => name = bytes,
                    (4, Value::Bytes(bytes)) => text = bytes,
                    _ => {}
                }
            }
            if name == b"model" {
                self.sentence_pieces = Some(text);
            }
        }
    }

    fn tensor(&mut self, tensor: &'b [u8]) {
        let mut name = "";
        let mut found = Initializer::default();
        for field in fields(tensor) {
            match field {
                (1, Value::Number(n)) => found.shape.push(n as usize),
                (1, Value::Bytes(packed)) => {
                    found.shape.extend(varints(packed).map(|n| n as usize))
                }
                (4, Value::Bytes(packed)) => {
                    let singles = packed.as_chunks::<4>().0;
                    found
                        .singles
                        .extend(singles.iter().map(|b| f32::from_le_bytes(*b)));
                }
                // Negative numbers are sign-extended to 64 bits.
                (5, Value::Number(n)) => found.integers.push(n as i64),
                (5, Value::Bytes(packed)) => {
                    found.integers.extend(varints(packed).map(|n| n as i64))
                }
                (8, Value::Bytes(bytes)) => name = std::str::from_utf8(bytes).unwrap_or_default(),
                (9, Value::Bytes(raw)) => found.raw = raw,
                _ => {}
            }
        }
        self.initializers.insert(name, found);
    }
}

fn varints(packed: &[u8]) -> impl Iterator<Item = u64> {
    let mut fields = Fields { rest: packed };
    std::iter::from_fn(move || fields.varint())
}
