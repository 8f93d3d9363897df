//! SentencePiece's unigram model (Kudo 2018): a text to the pieces of highest probability.
//!
//! The text is normalized by the model's own map (a double array of Aoe's kind as darts-clone lays
//! it out, longest match first), every space becomes `▁`, and one is put in front. The best cut is
//! found from left to right: of all pieces that end at a place the one with the best score, the one
//! that starts first on a tie. A character that no piece holds is the unknown piece. Time is the
//! characters times the longest piece.

use rustc_hash::FxHashMap;

use crate::error::{Error, Result};

use super::onnx::{Value, fields};

/// The unknown piece.
const UNKNOWN: usize = 0;

/// What stands for a space.
const SPACE: char = '▁';

/// A SentencePiece model.
pub(super) struct Pieces {
    /// Number and score by piece.
    pieces: FxHashMap<Box<str>, (usize, f32)>,
    /// Most bytes of a piece.
    longest: usize,
    unknown_score: f32,
    /// The double array of the map, and the texts that it leads to, each ended by 0.
    trie: Vec<u32>,
    texts: Vec<u8>,
}

impl Pieces {
    /// Reads a `ModelProto` of SentencePiece.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let mut read = Pieces {
            pieces: FxHashMap::default(),
            longest: 0,
            unknown_score: 0.0,
            trie: Vec::new(),
            texts: Vec::new(),
        };
        let mut number = 0;
        for field in fields(bytes) {
            match field {
                (1, Value::Bytes(piece)) => {
                    read.piece(number, piece);
                    number += 1;
                }
                (3, Value::Bytes(normalizer)) => read.map(normalizer),
                _ => {}
            }
        }
        if read.pieces.is_empty() || read.trie.is_empty() {
            return Err(Error::format("expected a SentencePiece model with its map"));
        }
        read.unknown_score -= 10.0;
        Ok(read)
    }

    fn piece(&mut self, number: usize, message: &[u8]) {
        let (mut text, mut score) = ("", 0.0);
        for field in fields(message) {
            match field {
                (1, Value::Bytes(bytes)) => text = std::str::from_utf8(bytes).unwrap_or_default(),
                (2, Value::Bytes(bytes)) => {
                    score = bytes.try_into().map_or(0.0, f32::from_le_bytes)
                }
                _ => {}
            }
        }
        self.longest = self.longest.max(text.len());
        self.unknown_score = self.unknown_score.min(score);
        self.pieces.insert(text.into(), (number, score));
    }

    fn map(&mut self, normalizer: &[u8]) {
        for field in fields(normalizer) {
            let (2, Value::Bytes(map)) = field else {
                continue;
            };
            let Some((size, rest)) = map.split_first_chunk::<4>() else {
                continue;
            };
            let (trie, texts) = rest.split_at((u32::from_le_bytes(*size) as usize).min(rest.len()));
            self.trie = trie
                .as_chunks::<4>()
                .0
                .iter()
                .map(|b| u32::from_le_bytes(*b))
                .collect();
            self.texts = texts.to_vec();
        }
    }

    /// The numbers of the pieces.
    pub(super) fn encode(&self, text: &str) -> Vec<usize> {
        let text = self.normalize(text);
        let mut best = vec![(f32::NEG_INFINITY, 0, UNKNOWN); text.len() + 1];
        best[0].0 = 0.0;
        for (from, c) in text.char_indices() {
            let (score, first) = (best[from].0, from + c.len_utf8());
            let mut single = false;
            let mut to = from;
            for c in text[from..].chars() {
                to += c.len_utf8();
                if to - from > self.longest {
                    break;
                }
                if let Some((number, piece)) = self.pieces.get(&text[from..to]) {
                    single |= to == first;
                    if score + piece > best[to].0 {
                        best[to] = (score + piece, from, *number);
                    }
                }
            }
            if !single && score + self.unknown_score > best[first].0 {
                best[first] = (score + self.unknown_score, from, UNKNOWN);
            }
        }
        let mut ids = Vec::new();
        let mut at = text.len();
        while at > 0 {
            ids.push(best[at].2);
            at = best[at].1;
        }
        ids.reverse();
        if ids.is_empty() { vec![UNKNOWN] } else { ids }
    }

    /// The text by the model's map, spaces as `▁`, one in front, none twice or at the end.
    fn normalize(&self, text: &str) -> String {
        let mut out = String::new();
        let mut space = true;
        let mut rest = text;
        while !rest.is_empty() {
            let (new, read) = self.longest_match(rest);
            rest = &rest[read..];
            for c in new.chars() {
                if c != ' ' {
                    if space {
                        out.push(SPACE);
                    }
                    out.push(c);
                }
                space = c == ' ';
            }
        }
        out
    }

    /// What the start of `rest` becomes, and how many bytes were read.
    fn longest_match<'t>(&'t self, rest: &'t str) -> (&'t str, usize) {
        let offset = |unit: u32| ((unit >> 10) << ((unit & 0x200) >> 6)) as usize;
        let unit = |at: usize| self.trie.get(at).copied().unwrap_or_default();
        let mut node = offset(unit(0));
        let mut found = None;
        for (at, byte) in rest.bytes().enumerate() {
            node ^= usize::from(byte);
            let here = unit(node);
            if here & 0x8000_00ff != u32::from(byte) {
                break;
            }
            node ^= offset(here);
            if here & 0x100 != 0 {
                found = Some((unit(node) & 0x7fff_ffff, at + 1));
            }
        }
        if let Some((text, read)) = found
            && let Some(new) = self.texts.get(text as usize..)
        {
            let end = new.iter().position(|b| *b == 0).unwrap_or(new.len());
            return (std::str::from_utf8(&new[..end]).unwrap_or_default(), read);
        }
        let len = rest.chars().next().map_or(0, char::len_utf8);
        (&rest[..len], len)
    }
}
