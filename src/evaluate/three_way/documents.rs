//! Whether all texts hold the same documents, and the documents one by one.

use crate::bitext::{SegmentedDocument, SegmentedText};
use crate::error::{Error, Result};

use super::Layout;

/// What helps where segments do not agree.
const ALIGN: &str = "--align aligns texts that are segmented differently";

/// A text's segments, a slice for each document of the source.
///
/// A text of one document without a name is cut along the documents of the source where the texts are
/// line by line.
///
/// # Errors
/// Documents that are missing, too many or in another order; line by line, other numbers of segments.
pub(super) fn documents<'t>(
    source: &SegmentedText,
    text: &'t SegmentedText,
    layout: Layout,
) -> Result<Vec<&'t [String]>> {
    if layout == Layout::Lines && text.len() != source.len() {
        return Err(Error::format(format!(
            "expected {} segments in `{}`, as in the source",
            source.len(),
            text.name
        ))
        .found(text.len().to_string())
        .help(ALIGN));
    }
    match &text.documents[..] {
        [only] if layout == Layout::Lines && only.id.is_none() => {
            let mut rest = &only.segments[..];
            let cut = |document: &SegmentedDocument| {
                let (own, after) = rest.split_at(document.segments.len());
                rest = after;
                own
            };
            Ok(source.documents.iter().map(cut).collect())
        }
        documents => {
            same(source, text, layout)?;
            let segments = |document: &'t SegmentedDocument| &document.segments[..];
            Ok(documents.iter().map(segments).collect())
        }
    }
}

fn same(source: &SegmentedText, text: &SegmentedText, layout: Layout) -> Result<()> {
    let (own, name) = (&text.documents, &text.name);
    if own.len() != source.documents.len() {
        return Err(Error::format(format!(
            "expected {} documents in `{name}`, as in the source",
            source.documents.len()
        ))
        .found(own.len().to_string())
        .help("give all texts the same documents in the same order"));
    }
    for (at, (expected, found)) in source.documents.iter().zip(own).enumerate() {
        let place = format!("as document {} of `{name}`", at + 1);
        if let (Some(expected), Some(found)) = (&expected.id, &found.id)
            && expected != found
        {
            return Err(Error::format(format!("expected `{expected}` {place}"))
                .found(format!("`{found}`"))
                .help("give all texts the same documents in the same order"));
        }
        let (expected, found) = (expected.segments.len(), found.segments.len());
        if layout == Layout::Lines && expected != found {
            return Err(
                Error::format(format!("expected {expected} segments {place}"))
                    .found(found.to_string())
                    .help(ALIGN),
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str, documents: &[(&str, usize)]) -> SegmentedText {
        let document = |(id, segments): &(&str, usize)| SegmentedDocument {
            id: (!id.is_empty()).then(|| (*id).to_owned()),
            segments: vec!["Oui.".to_owned(); *segments],
        };
        SegmentedText {
            name: name.into(),
            language: None,
            documents: documents.iter().map(document).collect(),
        }
    }

    fn refused(other: &[(&str, usize)], layout: Layout) -> String {
        let source = text("source", &[("a", 2), ("b", 1)]);
        let other = text("mt.en", other);
        let error = documents(&source, &other, layout).expect_err("is refused");
        error.to_string()
    }

    #[test]
    fn each_fault_is_named() {
        let lines = |other: &[(&str, usize)]| refused(other, Layout::Lines);
        assert_eq!(
            lines(&[("", 4)]),
            "expected 3 segments in `mt.en`, as in the source, found 4 \
             (help: --align aligns texts that are segmented differently)"
        );
        assert!(lines(&[("a", 1), ("b", 2)]).contains("expected 2 segments as document 1"));
        assert!(lines(&[("b", 2), ("a", 1)]).contains("expected `a` as document 1 of `mt.en`"));
        assert!(refused(&[("", 3)], Layout::Aligned).contains("expected 2 documents"));
    }

    #[test]
    fn plain_lines_are_cut_along_the_sources_documents() {
        let source = text("source", &[("a", 2), ("b", 1)]);
        let plain = text("mt.en", &[("", 3)]);
        let cut = documents(&source, &plain, Layout::Lines).expect("as many lines");
        assert_eq!(cut.iter().map(|d| d.len()).collect::<Vec<_>>(), [2, 1]);
        let other = text("mt.en", &[("a", 5), ("b", 0)]);
        assert!(documents(&source, &other, Layout::Aligned).is_ok());
    }
}
