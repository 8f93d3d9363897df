//! Word vectors of many languages in one space: how alike are two texts that share no word?
//!
//! A table holds one vector a word form, learnt so that the sum over a sentence's words points where
//! a multilingual sentence encoder would put the sentence ([`train`](crate::train)). A text's vector
//! is that sum, with the words' weights folded in; the cosine of two texts' vectors, each less its
//! document's mean, tells whether they are translations. Sums make a bead's vector the sum of its
//! segments' vectors, so that no bead is read twice.
//!
//! A word that the table lacks takes the vector of its longest known prefix or of the parts of the
//! compound that it is; numbers have none. A lookup takes time logarithmic in the words, a
//! text is linear in its words times the dimension, and loading reads some bytes a block of words. Sums are taken in reading order in single
//! precision, so that they are the same bits on every machine. It fails for words that mean one
//! thing together (`pomme de terre`), for negation and for word order, of which a sum knows nothing.

mod decoded;
mod layout;
mod unknown;
mod words;

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::error::Result;
use crate::segment::words::words as words_of;

pub(super) use decoded::Decoded;
use layout::Layout;
pub use layout::{Entry, Form, size, write};
pub use unknown::Fallback;
pub(crate) use unknown::Parts;

/// A table of word vectors of one language.
///
/// ```no_run
/// use alinea::similarity::VectorTable;
///
/// let french = VectorTable::from_bytes(std::fs::read("models/fr.vectors")?)?;
/// let vector = french.segment_vector("Le chat dort.");
/// assert_eq!(vector.len(), french.dimension());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct VectorTable {
    bytes: Cow<'static, [u8]>,
    layout: Layout,
}

impl VectorTable {
    /// Reads a table's header; the rest is read where it lies, word by word.
    ///
    /// # Errors
    /// Bytes that are no such table, of another version, or not whole.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self> {
        let bytes = bytes.into();
        let layout = Layout::read(&bytes)?;
        Ok(VectorTable { bytes, layout })
    }

    /// The table as it stands in its file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The language's primary code: `fr`.
    pub fn language(&self) -> &str {
        &self.layout.language
    }

    /// Numbers in a vector. Tables may be compared when their dimension and [`space`](Self::space)
    /// are the same.
    pub fn dimension(&self) -> usize {
        self.layout.dimension
    }

    /// A number that the tables of one space share: they were built together.
    pub fn space(&self) -> u32 {
        self.layout.space
    }

    /// Word forms in the table.
    pub fn len(&self) -> usize {
        self.layout.words
    }

    /// Whether the table has no word.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of a word in the table's form (lower case, ligatures spelt out), or of its longest
    /// prefix known. Numbers have none.
    pub fn find(&self, form: &str) -> Option<usize> {
        if form.starts_with(char::is_numeric) {
            return None;
        }
        let prefix = || {
            self.layout
                .fallback
                .prefix(form, |word| self.vectored(word))
        };
        self.find_exact(form).or_else(|| Some(prefix()?.0))
    }

    /// The number of a word in the table's form, where the table has the word itself.
    pub fn find_exact(&self, form: &str) -> Option<usize> {
        self.layout.words(&self.bytes).find(form)
    }

    /// The number of a word that the table has with a vector.
    fn vectored(&self, form: &str) -> Option<usize> {
        let word = self.find_exact(form)?;
        (self.layout.bits(&self.bytes, word) > 0).then_some(word)
    }

    /// The words whose vectors make up that of a word in the table's form.
    fn parts(&self, form: &str) -> Parts {
        self.parts_of(form, self.find_exact(form))
    }

    /// The same, of a form that is this word of the table, if it is one.
    fn parts_of(&self, form: &str, word: Option<usize>) -> Parts {
        let vectored = word.filter(|word| self.layout.bits(&self.bytes, *word) > 0);
        match vectored {
            _ if form.starts_with(char::is_numeric) => Parts::default(),
            Some(word) => Parts::whole(word),
            None => self.layout.fallback.of(form, |word| self.vectored(word)),
        }
    }

    /// The vector of a word in the table's form, or of what stands for it.
    pub fn form_vector(&self, form: &str) -> Option<Vec<f32>> {
        let mut sum = vec![0.0; self.dimension()];
        let parts = self.parts(form);
        parts.iter().next()?;
        self.add(parts, &mut sum);
        self.layout.finish(&mut sum);
        Some(sum)
    }

    fn add(&self, parts: Parts, sum: &mut [f32]) {
        for (word, weight) in parts.iter() {
            self.layout.add(&self.bytes, word, weight, sum);
        }
    }

    /// An empty list of forms of this table.
    pub(super) fn decoded(&self) -> Decoded<'_> {
        Decoded::new(self)
    }

    /// All words, by number.
    pub fn words(&self) -> Vec<String> {
        self.layout.words(&self.bytes).all()
    }

    /// The vector of word number `word`.
    ///
    /// # Panics
    /// If `word` is not below [`len`](Self::len).
    pub fn word_vector(&self, word: usize) -> Vec<f32> {
        let mut vector = vec![0.0; self.dimension()];
        if self.layout.bits(&self.bytes, word) > 0 {
            self.layout.add(&self.bytes, word, 1.0, &mut vector);
        } else {
            let form = self.layout.words(&self.bytes).word(word);
            self.add(self.parts(&form), &mut vector);
        }
        self.layout.finish(&mut vector);
        vector
    }

    /// The sum of the vectors of a text's words; zero where none is known.
    pub fn segment_vector(&self, text: &str) -> Vec<f32> {
        let mut sum = vec![0.0; self.dimension()];
        let mut buffer = String::new();
        for word in words_of(text) {
            form(word, &mut buffer);
            self.add(self.parts(&buffer), &mut sum);
        }
        self.layout.finish(&mut sum);
        sum
    }
}

/// The nearest whole number, halves away from 0, of a number of at most five digits. What the standard
/// library does is the same, one number at a time.
pub(super) fn half_up(x: f32) -> i16 {
    // From here to twice as far, single precision has no halves, and the last bits of a number are its
    // distance from here: adding it rounds, halves to even.
    const SHIFT: f32 = 12_582_912.0;
    let shifted = x + SHIFT;
    let even = shifted.to_bits().wrapping_sub(SHIFT.to_bits()) as i32;
    let rest = x - (shifted - SHIFT);
    let up = i32::from(rest == 0.5 && x > 0.0);
    let down = i32::from(rest == -0.5 && x < 0.0);
    (even + up - down) as i16
}

/// Numbers of vectors that are multiplied at a time.
pub(super) const BLOCK: usize = 128;

/// Inner product of two vectors of whole numbers, the sum of which must stay within 32 bits.
pub(super) fn whole_product(a: &[i16], b: &[i16]) -> i32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks(), b.as_chunks());
    let blocks: i32 = a.iter().zip(b).map(|(a, b)| block_product(a, b)).sum();
    let rest = a_rest.iter().zip(b_rest);
    blocks
        + rest
            .map(|(x, y)| i32::from(*x) * i32::from(*y))
            .sum::<i32>()
}

/// The same for vectors of a known length.
// Inlined, so that it is known where vectors lie.
#[inline(always)]
pub(super) fn block_product(a: &[i16; BLOCK], b: &[i16; BLOCK]) -> i32 {
    // Eight sums side by side: the compiler then multiplies eight numbers at once.
    let mut lanes = [0; 8];
    for (a, b) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        for lane in 0..8 {
            lanes[lane] += i32::from(a[lane]) * i32::from(b[lane]);
        }
    }
    lanes.iter().sum()
}

/// Writes into `out` the form in which tables hold a word: lower case, Unicode NFC, ligatures and `ß`
/// spelt out, straight apostrophes, no soft hyphens.
pub(crate) fn form(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.push_str(word);
        out.make_ascii_lowercase();
        return;
    }
    let lower = word.chars().flat_map(char::to_lowercase);
    if is_nfc(word) {
        lower.for_each(|c| push(c, out));
    } else {
        lower.nfc().for_each(|c| push(c, out));
    }
}

fn push(c: char, out: &mut String) {
    match c {
        '\u{ad}' => {}
        '’' | 'ʼ' => out.push('\''),
        'œ' => out.push_str("oe"),
        'æ' => out.push_str("ae"),
        // As the lists of words have it that tables are made of.
        'ß' => out.push_str("ss"),
        'ﬁ' => out.push_str("fi"),
        'ﬂ' => out.push_str("fl"),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests;
