//! What is kept of a document while it looks for its partner: terms, a vector, a length.
//!
//! A signature takes some hundred bytes and the vector's, so that those of a hundred thousand
//! documents a side fit in memory while their texts do not. Time is linear in the text.

use crate::bitext::Document;
use crate::similarity::VectorTable;

use super::terms::{fingerprint, terms};

/// What is kept of one document.
#[derive(Debug, Clone, Default)]
pub(super) struct Signature {
    /// Sorted, none twice.
    pub(super) terms: Vec<u32>,
    /// Sum of the vectors of the words, of length 1; zero where no word is known; empty where there
    /// is no table.
    pub(super) vector: Vec<f32>,
    /// Letters and digits.
    pub(super) letters: u32,
    /// The same for documents whose letters and digits are the same.
    pub(super) fingerprint: u64,
}

impl Signature {
    /// Reads a document.
    pub(super) fn of(document: &Document, table: Option<&VectorTable>) -> Self {
        let texts = || document.segments.iter().map(|s| s.text.as_str());
        let mut vector = vec![0.0; table.map_or(0, VectorTable::dimension)];
        for text in texts().filter(|_| table.is_some()) {
            let segment = table.map(|t| t.segment_vector(text)).unwrap_or_default();
            vector.iter_mut().zip(segment).for_each(|(v, s)| *v += s);
        }
        unit(&mut vector);
        let letters = || texts().flat_map(str::chars).filter(|c| c.is_alphanumeric());
        let bytes = letters().flat_map(|c| u32::from(c).to_le_bytes());
        Signature {
            terms: terms(document),
            vector,
            letters: u32::try_from(letters().count()).unwrap_or(u32::MAX),
            fingerprint: fingerprint(bytes),
        }
    }
}

/// Scales a vector to length 1; zero stays zero.
pub(super) fn unit(vector: &mut [f32]) {
    let square: f32 = vector.iter().map(|x| x * x).sum();
    if square > 0.0 {
        let inverse = 1.0 / square.sqrt();
        vector.iter_mut().for_each(|x| *x *= inverse);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Language;
    use crate::similarity::Tables;

    #[test]
    fn white_space_and_marks_do_not_make_another_document() {
        let one = Document::from_segments(Language::french(), ["Il pleut. Oui !"]);
        let two = Document::from_segments(Language::french(), ["Il pleut.", "Oui"]);
        let (one, two) = (Signature::of(&one, None), Signature::of(&two, None));
        assert_eq!(one.fingerprint, two.fingerprint);
        assert_eq!((one.letters, one.vector.len()), (10, 0));
    }

    #[test]
    fn vectors_have_length_one_or_none_at_all() {
        let tables = Tables::default();
        let table = tables.get(&Language::french());
        let square = |text: &str| {
            let document = Document::from_segments(Language::french(), [text]);
            let signature = Signature::of(&document, table);
            signature.vector.iter().map(|x| x * x).sum::<f32>()
        };
        assert!((square("Le chat dort.") - 1.0).abs() < 1e-5);
        assert_eq!(square("12 + 13"), 0.0);
    }
}
