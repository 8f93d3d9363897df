//! Documents as lists of segments, and pairs of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Language;

/// What is known of an article beside its text: `date`, `title`, `url`, `author` and any other
/// field, sorted by name so that outputs do not depend on the order of reading.
pub type Metadata = BTreeMap<String, String>;

/// The unit of alignment: a sentence, a heading, a list item, or a line that came segmented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// The text as it stood in the article, without white space at its ends.
    pub text: String,
    /// The paragraph it stands in, counted from 0; never less than the segment's before it.
    pub paragraph: usize,
}

impl Segment {
    /// Whether it has no text.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// One side of an article pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Language of all segments.
    pub language: Language,
    /// Segments in reading order.
    pub segments: Vec<Segment>,
    /// What the document says of itself.
    pub metadata: Metadata,
}

impl Document {
    /// A document whose segments all stand in one paragraph, as lines that came segmented do.
    ///
    /// ```
    /// use alinea::bitext::{Document, Language};
    /// let document = Document::from_segments(Language::french(), ["Il pleut.", "Il vente."]);
    /// assert_eq!(document.segments.len(), 2);
    /// assert_eq!(document.segments[1].paragraph, 0);
    /// ```
    pub fn from_segments<S: Into<String>>(
        language: Language,
        segments: impl IntoIterator<Item = S>,
    ) -> Self {
        let segments = segments
            .into_iter()
            .map(|text| Segment {
                text: text.into(),
                paragraph: 0,
            })
            .collect();
        Document {
            language,
            segments,
            metadata: Metadata::new(),
        }
    }

    /// Number of segments.
    pub fn len(&self) -> usize {
        self.segments.len()
    }

    /// Whether there is no segment.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }
}

/// A source document and its translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticlePair {
    /// Name of the article, unique in its corpus.
    pub id: String,
    /// The document to align from, French by default.
    pub source: Document,
    /// Its translation.
    pub target: Document,
}

impl ArticlePair {
    /// What both documents say of themselves. Where they differ, the source's value keeps the name
    /// and the target's is kept as `target_NAME`, so that nothing is lost.
    pub fn metadata(&self) -> Metadata {
        let mut all = self.source.metadata.clone();
        for (name, value) in &self.target.metadata {
            match all.get(name) {
                Some(same) if same == value => {}
                Some(_) => {
                    all.insert(format!("target_{name}"), value.clone());
                }
                None => {
                    all.insert(name.clone(), value.clone());
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_differ_are_both_kept() {
        let mut source = Document::from_segments(Language::french(), ["Un."]);
        let mut target = Document::from_segments(Language::english(), ["One."]);
        for (document, title) in [(&mut source, "Le puits"), (&mut target, "The Well")] {
            document.metadata.insert("title".into(), title.into());
            document.metadata.insert("date".into(), "2023-06".into());
        }
        let metadata = ArticlePair {
            id: "a".into(),
            source,
            target,
        }
        .metadata();
        assert_eq!(metadata["title"], "Le puits");
        assert_eq!(metadata["target_title"], "The Well");
        assert_eq!(metadata["date"], "2023-06");
        assert_eq!(metadata.len(), 3);
    }
}
