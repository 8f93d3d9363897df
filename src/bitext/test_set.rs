//! The texts of a test set as they come: source, references and system outputs, in documents of
//! segments.

use super::Language;

/// One document of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SegmentedDocument {
    /// Its name, where the file says one; unique in its text.
    pub id: Option<String>,
    /// Segments in order; empty segments are kept, so that numbers agree between texts.
    pub segments: Vec<String>,
}

/// One text of a test set: the source, a reference, or what one system wrote.
///
/// ```
/// use alinea::bitext::SegmentedText;
/// let text = SegmentedText::from_lines("google.en", ["One.", "Two."]);
/// assert_eq!(text.documents.len(), 1);
/// assert_eq!(text.segments().count(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SegmentedText {
    /// The system, the translator, or the file.
    pub name: String,
    /// Its language, where the file says one.
    pub language: Option<Language>,
    /// Documents in order; a file without documents is one document without a name.
    pub documents: Vec<SegmentedDocument>,
}

impl SegmentedText {
    /// A text of one document without a name.
    pub fn from_lines<S: Into<String>>(
        name: impl Into<String>,
        lines: impl IntoIterator<Item = S>,
    ) -> Self {
        SegmentedText {
            name: name.into(),
            language: None,
            documents: vec![SegmentedDocument {
                id: None,
                segments: lines.into_iter().map(Into::into).collect(),
            }],
        }
    }

    /// All segments in order.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        let documents = self.documents.iter();
        documents.flat_map(|document| document.segments.iter().map(String::as_str))
    }

    /// How many segments.
    pub fn len(&self) -> usize {
        self.documents.iter().map(|d| d.segments.len()).sum()
    }

    /// Whether there is no segment.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What one file or folder holds of a test set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TestSetTexts {
    /// Source texts; one at most in a sound test set.
    pub sources: Vec<SegmentedText>,
    /// References, in the order of the file.
    pub references: Vec<SegmentedText>,
    /// Outputs of systems, in the order of the file.
    pub systems: Vec<SegmentedText>,
}
