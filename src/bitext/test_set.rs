//! The texts of a test set as they come: source, references and system outputs, in documents of
//! segments.

use std::collections::HashMap;

use super::Language;
use crate::error::{Error, Result};

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

    /// The text cut into documents anew: `ids` names the document of each segment, and equal ids one
    /// after the other are one document. How it was divided before does not matter.
    ///
    /// ```
    /// use alinea::bitext::SegmentedText;
    /// let text = SegmentedText::from_lines("ref.en", ["One.", "Two.", "Three."]);
    /// let text = text.with_documents(&["a".into(), "a".into(), "b".into()])?;
    /// assert_eq!(text.documents[0].segments, ["One.", "Two."]);
    /// assert_eq!(text.documents[1].id.as_deref(), Some("b"));
    /// # Ok::<(), alinea::Error>(())
    /// ```
    ///
    /// # Errors
    /// Another number of ids than of segments, an empty id, or one that comes back after another; the
    /// error names the line of the id and no file.
    pub fn with_documents(&self, ids: &[String]) -> Result<SegmentedText> {
        if ids.len() != self.len() {
            let (wanted, name) = (self.len(), &self.name);
            return Err(Error::format(format!(
                "expected {wanted} document names, one for each segment of {name}"
            ))
            .found(ids.len().to_string()));
        }
        let mut first_lines: HashMap<&str, usize> = HashMap::new();
        let mut documents: Vec<SegmentedDocument> = Vec::new();
        for (at, (id, segment)) in ids.iter().zip(self.segments()).enumerate() {
            if documents.last().is_none_or(|d| d.id.as_ref() != Some(id)) {
                begins(id, at + 1, &mut first_lines)?;
                documents.push(SegmentedDocument {
                    id: Some(id.clone()),
                    segments: Vec::new(),
                });
            }
            if let Some(document) = documents.last_mut() {
                document.segments.push(segment.to_owned());
            }
        }
        Ok(SegmentedText {
            name: self.name.clone(),
            language: self.language.clone(),
            documents,
        })
    }

    /// Whether there is a document and each has a name.
    pub fn has_ids(&self) -> bool {
        !self.documents.is_empty() && self.documents.iter().all(|d| d.id.is_some())
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

/// Checks the id of a document that begins on `line`.
fn begins<'a>(id: &'a str, line: usize, first_lines: &mut HashMap<&'a str, usize>) -> Result<()> {
    if id.is_empty() {
        return Err(Error::format("expected the name of a document")
            .found("an empty line")
            .line(line));
    }
    match first_lines.insert(id, line) {
        None => Ok(()),
        Some(first) => Err(Error::format(format!(
            "expected the segments of document `{id}`, which began on line {first}, one after the other"
        ))
        .found("it again after another")
        .line(line)
        .help("a document has a name of its own, and its lines stand together")),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn divided(ids: &[&str]) -> Result<SegmentedText> {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        SegmentedText::from_lines("out.en", ["One.", "", "Three."]).with_documents(&ids)
    }

    #[test]
    fn empty_segments_stay_in_their_document() {
        let text = divided(&["a", "a", "b"]).expect("fits");
        assert_eq!(text.documents[0].segments, ["One.", ""]);
        assert_eq!(text.documents[1].segments, ["Three."]);
        assert!(text.has_ids());
        // What was divided already is divided anew.
        let again = text.with_documents(&["x".into(), "y".into(), "y".into()]);
        assert_eq!(again.expect("fits").documents[1].segments, ["", "Three."]);
    }

    #[test]
    fn a_document_that_comes_back_names_both_lines() {
        let error = divided(&["a", "b", "a"]).expect_err("comes back");
        assert_eq!(error.line_number(), Some(3));
        assert!(error.to_string().contains("began on line 1"), "{error}");
    }

    #[test]
    fn a_number_of_names_that_differs_and_an_empty_name_are_errors() {
        let error = divided(&["a", "b"]).expect_err("are too few");
        let said = error.to_string();
        assert!(said.contains("expected 3 document names"), "{said}");
        assert!(said.contains("out.en, found 2"), "{said}");
        let error = divided(&["a", "", "b"]).expect_err("is empty");
        assert_eq!(error.line_number(), Some(2), "{error}");
    }

    #[test]
    fn a_text_without_segments_has_no_documents() {
        let text = SegmentedText::default().with_documents(&[]).expect("fits");
        assert!(text.documents.is_empty() && !text.has_ids());
    }
}
