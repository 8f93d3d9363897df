//! Word frequencies as PyPI's `wordfreq` ships them (Speer 2022; CC BY-SA 4.0): `large_fr.msgpack.gz`
//! and the like.
//!
//! The file is a MessagePack array: a header, then one array of words for each frequency, from
//! 10 to the power of 0 downwards in steps of a hundredth of a power. Only what such files hold is
//! read.

use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;

use crate::error::{Error, Result};

/// The words of a language with their frequencies, 0 to 1, the most frequent first: from
/// `large_XX.msgpack.gz` in `folder`, or `small_XX.msgpack.gz` where there is no larger list.
///
/// # Errors
/// No such file, or one of another shape.
pub fn word_frequencies(folder: &Path, language: &str) -> Result<Vec<(String, f64)>> {
    let names = ["large", "small"].map(|size| folder.join(format!("{size}_{language}.msgpack.gz")));
    let path = names.iter().find(|path| path.exists()).unwrap_or(&names[0]);
    let packed = std::fs::read(path).map_err(|e| Error::io("read", &e).at(path))?;
    let mut bytes = Vec::new();
    GzDecoder::new(packed.as_slice())
        .read_to_end(&mut bytes)
        .map_err(|e| Error::io("unpack", &e).at(path))?;
    let broken = || Error::format("expected a list of word frequencies of `wordfreq`").at(path);
    read(&bytes).ok_or_else(broken)
}

fn read(bytes: &[u8]) -> Option<Vec<(String, f64)>> {
    let mut reader = Reader { rest: bytes };
    let (Item::Array(classes), Item::Map(pairs)) = (reader.item()?, reader.item()?) else {
        return None;
    };
    for _ in 0..2 * pairs {
        reader.item()?;
    }
    let mut words = Vec::new();
    for class in 0..classes.checked_sub(1)? {
        let Item::Array(len) = reader.item()? else {
            return None;
        };
        let frequency = 10f64.powf(-(class as f64) / 100.0);
        for _ in 0..len {
            let Item::Text(word) = reader.item()? else {
                return None;
            };
            words.push((word.to_string(), frequency));
        }
    }
    Some(words)
}

enum Item<'b> {
    Array(usize),
    Map(usize),
    Text(&'b str),
    Number,
}

struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    /// The next item, of an array or map only its length.
    fn item(&mut self) -> Option<Item<'b>> {
        let kind = self.bytes(1)?[0];
        let item = match kind {
            0x00..=0x7f | 0xe0..=0xff => Item::Number,
            0x80..=0x8f => Item::Map(usize::from(kind & 0x0f)),
            0x90..=0x9f => Item::Array(usize::from(kind & 0x0f)),
            0xa0..=0xbf => self.text(usize::from(kind & 0x1f))?,
            0xd9 => self.length(1).and_then(|len| self.text(len))?,
            0xda => self.length(2).and_then(|len| self.text(len))?,
            0xdc => Item::Array(self.length(2)?),
            0xdd => Item::Array(self.length(4)?),
            _ => return None,
        };
        Some(item)
    }

    fn bytes(&mut self, len: usize) -> Option<&'b [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(bytes)
    }

    fn length(&mut self, bytes: usize) -> Option<usize> {
        let bytes = self.bytes(bytes)?;
        Some(
            bytes
                .iter()
                .fold(0, |len, byte| len << 8 | usize::from(*byte)),
        )
    }

    fn text(&mut self, len: usize) -> Option<Item<'b>> {
        std::str::from_utf8(self.bytes(len)?).ok().map(Item::Text)
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_list_of_two_classes() {
        let bytes = b"\x93\x81\xa6format\xa2cB\x91\xa2le\x92\xa4chat\xa5chien";
        let words = read(bytes).expect("a list");
        assert_eq!(words[0], ("le".to_string(), 1.0));
        assert_eq!(words[2].0, "chien");
        assert!((words[2].1 - 0.9772).abs() < 1e-4);
    }

    #[test]
    fn a_list_cut_short_is_refused() {
        assert!(read(b"\x93\x81\xa6format\xa2cB\x91\xa2l").is_none());
    }
}
