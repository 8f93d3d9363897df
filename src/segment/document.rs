//! Text to a document of segments.

use crate::bitext::{Document, Language, Metadata, Segment};

use super::paragraphs::{Paragraphs, paragraphs};
use super::{RuleSegmenter, Segmenter};

/// Cuts texts into documents.
///
/// ```
/// use alinea::bitext::{Language, Metadata};
/// use alinea::segment::{Paragraphs, Splitter};
/// let splitter = Splitter::new(Language::french(), Paragraphs::Auto);
/// let document = splitter.document("M. Morel dort. Il rêve.\n\nFin.", Metadata::new());
/// let paragraphs: Vec<usize> = document.segments.iter().map(|s| s.paragraph).collect();
/// assert_eq!(paragraphs, [0, 0, 1]);
/// ```
pub struct Splitter {
    language: Language,
    paragraphs: Paragraphs,
    segmenter: Box<dyn Segmenter + Send>,
}

impl Splitter {
    /// By the rules of the language.
    pub fn new(language: Language, paragraphs: Paragraphs) -> Self {
        let segmenter = Box::new(RuleSegmenter::new(language.as_str()));
        Splitter::with_segmenter(language, paragraphs, segmenter)
    }

    /// By a segmenter of your own.
    pub fn with_segmenter(
        language: Language,
        paragraphs: Paragraphs,
        segmenter: Box<dyn Segmenter + Send>,
    ) -> Self {
        Splitter {
            language,
            paragraphs,
            segmenter,
        }
    }

    /// The text's sentences, with the number of the paragraph that each stands in.
    pub fn document(&self, text: &str, metadata: Metadata) -> Document {
        self.document_of(&paragraphs(text, self.paragraphs), metadata)
    }

    /// The sentences of paragraphs that are known already, as those of a web page are.
    ///
    /// ```
    /// use alinea::bitext::{Language, Metadata};
    /// use alinea::segment::{Paragraphs, Splitter};
    /// let splitter = Splitter::new(Language::french(), Paragraphs::Auto);
    /// let document = splitter.document_of(&["Un titre", "Il dort. Il rêve."], Metadata::new());
    /// let paragraphs: Vec<usize> = document.segments.iter().map(|s| s.paragraph).collect();
    /// assert_eq!(paragraphs, [0, 1, 1]);
    /// ```
    pub fn document_of<S: AsRef<str>>(&self, paragraphs: &[S], metadata: Metadata) -> Document {
        let mut segments = Vec::new();
        for (paragraph, text) in paragraphs.iter().enumerate() {
            let text = text.as_ref();
            for range in self.segmenter.sentences(text) {
                segments.push(Segment {
                    text: text[range].to_string(),
                    paragraph,
                });
            }
        }
        Document {
            language: self.language.clone(),
            segments,
            metadata,
        }
    }
}
