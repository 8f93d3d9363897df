//! Bringing the texts of a test set together: the same documents in the same order, and whether their
//! segments are as many.
//!
//! The base is the first reference, or the source where there is no reference. Texts of which all
//! documents have names are brought to the base's by name. Otherwise position decides: as many documents
//! are taken one by one; a text of as many segments is cut as the base is (plain lines beside a reference
//! in documents, or the other way round); and what is left agrees with the base only as a whole. Equal
//! numbers are all that is looked at: whether a segment translates its line is not known here.

use std::collections::{HashMap, HashSet};

use crate::bitext::{SegmentedDocument, SegmentedText};
use crate::error::{Error, Result};
use crate::io::test_set::DocumentIds;

/// Most names that an error lists.
const LISTED: usize = 5;

/// How far a text agrees with the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// Every document has as many segments: they go by position.
    Lines,
    /// The documents are the same, with other numbers of segments.
    Documents,
    /// Only the whole is the same: it has no documents, in one.
    Stream,
}

/// The texts of a test set with the documents of the first reference, or of the source where there is no
/// reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinedUp {
    /// The source.
    pub source: Option<SegmentedText>,
    /// How the source fits; [`Fit::Lines`] where there is none.
    pub source_fit: Fit,
    /// References, all with the same numbers of segments.
    pub references: Vec<SegmentedText>,
    /// Outputs of systems.
    pub systems: Vec<SegmentedText>,
    /// How each system fits.
    pub fits: Vec<Fit>,
}

impl LinedUp {
    /// The text that the others are brought to.
    pub fn base(&self) -> Option<&SegmentedText> {
        self.references.first().or(self.source.as_ref())
    }

    /// Checks that every system and the source go by position.
    ///
    /// # Errors
    /// The first that does not: its number of segments and the base's, and the first document in which
    /// they part.
    pub fn require_lines(&self) -> Result<()> {
        let Some(base) = self.base() else {
            return Ok(());
        };
        self.require_source_lines()?;
        let mut systems = self.systems.iter().zip(&self.fits);
        match systems.find(|(_, fit)| **fit != Fit::Lines) {
            Some((system, _)) => Err(unequal(base, system)
                .help("--align cuts the output anew to the reference's segments")),
            None => Ok(()),
        }
    }
}

impl LinedUp {
    /// Checks that the source, if there is one, goes by position.
    ///
    /// # Errors
    /// Its number of segments and the base's, and the first document in which they part.
    pub fn require_source_lines(&self) -> Result<()> {
        match (self.base(), &self.source) {
            (Some(base), Some(source)) if self.source_fit != Fit::Lines => Err(unequal(base, source)
                .help("leave the source out, or use --align, which sets it beside the outputs by their sense")),
            _ => Ok(()),
        }
    }
}

/// Brings all texts to the documents of the base; `documents` names those of the base, if they are
/// given. Several sources must be the same, as they are where each file of a set has its own.
///
/// ```
/// use alinea::bitext::SegmentedText;
/// use alinea::corpus::test_set::{Fit, line_up};
/// let reference = SegmentedText::from_lines("ref", ["One.", "Two."])
///     .with_documents(&["a".into(), "b".into()])?;
/// let systems = vec![
///     SegmentedText::from_lines("x", ["one", "two"]),
///     SegmentedText::from_lines("y", ["one two"]),
/// ];
/// let lined_up = line_up(Vec::new(), vec![reference], systems, None)?;
/// assert_eq!(lined_up.fits, [Fit::Lines, Fit::Stream]);
/// assert_eq!(lined_up.systems[0].documents[1].id.as_deref(), Some("b"));
/// # Ok::<(), alinea::Error>(())
/// ```
///
/// Linear in the number of segments.
///
/// # Errors
/// No base; names of documents that do not fit it; a document that a text lacks or has besides; a
/// reference with another number of segments in a document; sources that differ; two systems of one
/// name.
pub fn line_up(
    mut sources: Vec<SegmentedText>,
    mut references: Vec<SegmentedText>,
    systems: Vec<SegmentedText>,
    documents: Option<&DocumentIds>,
) -> Result<LinedUp> {
    named_once(&systems)?;
    let Some(base) = references.first_mut().or(sources.first_mut()) else {
        return Err(Error::configuration("expected a reference or a source").found("none"));
    };
    if let Some(ids) = documents {
        *base = ids.divide(base)?;
    }
    let base = base.clone();
    let with_lines = |text: SegmentedText, help: &str| match bring(&base, text)? {
        (text, Fit::Lines) => Ok(text),
        (text, _) => Err(unequal(&base, &text).help(help)),
    };
    let references = references
        .into_iter()
        .map(|text| with_lines(text, "references must line up; leave one out"))
        .collect::<Result<Vec<_>>>()?;
    let source = one_source(sources)?
        .map(|text| bring(&base, text))
        .transpose()?;
    let (source, source_fit) = match source {
        Some((text, fit)) => (Some(text), fit),
        None => (None, Fit::Lines),
    };
    let systems = systems.into_iter().map(|text| bring(&base, text));
    let (systems, fits) = systems.collect::<Result<Vec<_>>>()?.into_iter().unzip();
    Ok(LinedUp {
        source,
        source_fit,
        references,
        systems,
        fits,
    })
}

fn named_once(systems: &[SegmentedText]) -> Result<()> {
    let mut names = HashSet::new();
    match systems.iter().find(|system| !names.insert(&system.name)) {
        Some(twice) => Err(Error::configuration("expected each system once")
            .found(format!("`{}` twice", twice.name))
            .help("give each output a `sysid`, `system` or file of its own")),
        None => Ok(()),
    }
}

fn one_source(sources: Vec<SegmentedText>) -> Result<Option<SegmentedText>> {
    let mut sources = sources.into_iter();
    let Some(first) = sources.next() else {
        return Ok(None);
    };
    for other in sources {
        let differs = first
            .segments()
            .zip(other.segments())
            .position(|(a, b)| a != b);
        if let Some(at) = differs {
            let (a, b) = (&first.name, &other.name);
            return Err(Error::format("expected one source text")
                .found(format!("{a} and {b}, which differ in segment {}", at + 1))
                .help("leave one out"));
        }
    }
    Ok(Some(first))
}

/// The text in the base's documents, and how it fits.
fn bring(base: &SegmentedText, mut text: SegmentedText) -> Result<(SegmentedText, Fit)> {
    if base.has_ids() && text.has_ids() {
        text.documents = by_name(base, &mut text)?;
    } else if base.documents.len() != text.documents.len() || base.documents.len() == 1 {
        return Ok(as_a_whole(base, text));
    }
    // By position a document has the base's name.
    for (document, wanted) in text.documents.iter_mut().zip(&base.documents) {
        document.id.clone_from(&wanted.id);
    }
    let mut pairs = base.documents.iter().zip(&text.documents);
    let same = pairs.all(|(a, b)| a.segments.len() == b.segments.len());
    Ok((text, if same { Fit::Lines } else { Fit::Documents }))
}

/// The documents of `text` in the order of the base's.
fn by_name(base: &SegmentedText, text: &mut SegmentedText) -> Result<Vec<SegmentedDocument>> {
    let documents = std::mem::take(&mut text.documents);
    let wanted: HashSet<&str> = ids(&base.documents).collect();
    let extra: Vec<&str> = ids(&documents).filter(|id| !wanted.contains(id)).collect();
    let found: HashSet<&str> = ids(&documents).collect();
    let missing: Vec<&str> = ids(&base.documents)
        .filter(|id| !found.contains(id))
        .collect();
    let parts = match (missing.is_empty(), extra.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("no {}", listed(&missing))),
        (true, false) => Some(format!("{} besides", listed(&extra))),
        (false, false) => Some(format!(
            "no {}, and {} besides",
            listed(&missing),
            listed(&extra)
        )),
    };
    if let Some(found) = parts {
        let (name, count) = (&base.name, base.documents.len());
        return Err(
            Error::format(format!("expected the {count} documents of {name}"))
                .found(found)
                .at(&text.name),
        );
    }
    let mut by_id: HashMap<String, SegmentedDocument> = documents
        .into_iter()
        .map(|document| (document.id.clone().unwrap_or_default(), document))
        .collect();
    let documents = ids(&base.documents).filter_map(|id| by_id.remove(id));
    Ok(documents.collect())
}

fn ids(documents: &[SegmentedDocument]) -> impl Iterator<Item = &str> {
    documents
        .iter()
        .filter_map(|document| document.id.as_deref())
}

/// The first names of a list.
fn listed(ids: &[&str]) -> String {
    let first: Vec<String> = ids
        .iter()
        .take(LISTED)
        .map(|id| format!("`{id}`"))
        .collect();
    let first = first.join(", ");
    match ids.len().saturating_sub(LISTED) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// A text whose documents do not say where the base's begin: cut as the base is, if it has as many
/// segments, and otherwise in one document.
fn as_a_whole(base: &SegmentedText, text: SegmentedText) -> (SegmentedText, Fit) {
    let fit = if text.len() == base.len() {
        Fit::Lines
    } else {
        Fit::Stream
    };
    let mut segments = text
        .documents
        .into_iter()
        .flat_map(|document| document.segments);
    let documents = if fit == Fit::Lines {
        let like = |wanted: &SegmentedDocument| SegmentedDocument {
            id: wanted.id.clone(),
            segments: segments.by_ref().take(wanted.segments.len()).collect(),
        };
        base.documents.iter().map(like).collect()
    } else {
        vec![SegmentedDocument {
            id: None,
            segments: segments.collect(),
        }]
    };
    let text = SegmentedText { documents, ..text };
    (text, fit)
}

/// The error for a text that was brought to the base and has other numbers of segments.
fn unequal(base: &SegmentedText, text: &SegmentedText) -> Error {
    let (name, wanted, found) = (&base.name, base.len(), text.len());
    let mut pairs = base.documents.iter().zip(&text.documents);
    let parts = pairs.find(|(a, b)| a.id == b.id && a.segments.len() != b.segments.len());
    let error = match parts {
        Some((document, other)) if base.documents.len() > 1 => {
            let (at, other) = (document.segments.len(), other.segments.len());
            let which = match &document.id {
                Some(id) => format!("document `{id}`"),
                None => "a document".into(),
            };
            Error::format(format!(
                "expected {wanted} segments, as {name} has, {at} of them in {which}"
            ))
            .found(format!("{found}, {other} in that document"))
        }
        _ => Error::format(format!("expected {wanted} segments, as {name} has"))
            .found(found.to_string()),
    };
    error.at(&text.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(name: &str, count: usize) -> SegmentedText {
        SegmentedText::from_lines(name, (0..count).map(|n| format!("{name}{n}")))
    }

    /// A text of documents with so many segments each.
    fn text(name: &str, documents: &[(&str, usize)]) -> SegmentedText {
        let mut text = lines(name, 0);
        text.documents = documents
            .iter()
            .map(|(id, count)| SegmentedDocument {
                id: (!id.is_empty()).then(|| (*id).to_owned()),
                segments: (0..*count).map(|n| format!("{name}-{id}{n}")).collect(),
            })
            .collect();
        text
    }

    fn system(base: &SegmentedText, system: SegmentedText) -> Result<(SegmentedText, Fit)> {
        let lined = line_up(Vec::new(), vec![base.clone()], vec![system], None)?;
        Ok((lined.systems[0].clone(), lined.fits[0]))
    }

    fn segments(text: &SegmentedText) -> Vec<&str> {
        text.segments().collect()
    }

    #[test]
    fn named_documents_are_put_in_the_order_of_the_base() {
        let base = text("r", &[("a", 2), ("b", 1)]);
        let (found, fit) = system(&base, text("s", &[("b", 1), ("a", 2)])).expect("fits");
        assert_eq!(fit, Fit::Lines);
        assert_eq!(segments(&found), ["s-a0", "s-a1", "s-b0"]);
        let (found, fit) = system(&base, text("s", &[("b", 2), ("a", 1)])).expect("fits");
        assert_eq!(fit, Fit::Documents);
        assert_eq!(segments(&found), ["s-a0", "s-b0", "s-b1"]);
    }

    #[test]
    fn documents_that_are_missing_or_there_besides_are_named() {
        let base = text("r", &[("a", 2), ("b", 1)]);
        for (documents, wanted) in [
            (
                &[("a", 2)][..],
                "s: expected the 2 documents of r, found no `b`",
            ),
            (&[("a", 2), ("b", 1), ("c", 1)][..], "found `c` besides"),
            (&[("a", 2), ("c", 1)][..], "found no `b`, and `c` besides"),
        ] {
            let error = system(&base, text("s", documents)).expect_err("differs");
            assert!(error.to_string().contains(wanted), "{error}");
        }
        let names = ["1", "2", "3", "4", "5", "6", "7"].map(|id| (id, 1));
        let error = system(&text("r", &names), text("s", &[("1", 1)])).expect_err("differs");
        let said = error.to_string();
        assert!(
            said.ends_with("no `2`, `3`, `4`, `5`, `6` and 1 more"),
            "{said}"
        );
    }

    #[test]
    fn without_names_position_decides() {
        let base = text("r", &[("a", 2), ("b", 1)]);
        // As many documents.
        let (found, fit) = system(&base, text("s", &[("", 1), ("", 2)])).expect("fits");
        assert_eq!(fit, Fit::Documents);
        assert_eq!(found.documents[1].id.as_deref(), Some("b"));
        // As many segments.
        let (found, fit) = system(&base, lines("s", 3)).expect("fits");
        assert_eq!(fit, Fit::Lines);
        assert_eq!(found.documents[0].segments, ["s0", "s1"]);
        assert_eq!(found.documents[1].id.as_deref(), Some("b"));
        let (found, fit) = system(&lines("r", 3), base.clone()).expect("fits");
        assert_eq!((found.documents.len(), fit), (1, Fit::Lines));
        assert_eq!(found.documents[0].id, None);
        // Neither.
        let (found, fit) = system(&base, lines("s", 4)).expect("fits");
        assert_eq!((found.documents.len(), fit), (1, Fit::Stream));
        let (found, fit) = system(&lines("r", 5), base).expect("fits");
        assert_eq!((found.documents.len(), fit), (1, Fit::Stream));
        assert_eq!(
            system(&lines("r", 2), lines("s", 1)).expect("fits").1,
            Fit::Stream
        );
        assert_eq!(
            system(&text("r", &[("a", 2)]), text("s", &[("a", 1)]))
                .expect("fits")
                .1,
            Fit::Documents
        );
    }

    #[test]
    fn unequal_numbers_say_both_and_where_they_part() {
        let said = |base: SegmentedText, system: SegmentedText| {
            let lined = line_up(Vec::new(), vec![base], vec![system], None).expect("lines up");
            lined.require_lines().expect_err("differs").to_string()
        };
        let base = text("r", &[("a", 2), ("b", 1), ("c", 4)]);
        assert_eq!(
            said(base.clone(), text("s", &[("a", 2), ("b", 2), ("c", 5)])),
            "s: expected 7 segments, as r has, 1 of them in document `b`, found 9, 2 in that \
             document (help: --align cuts the output anew to the reference's segments)"
        );
        assert!(
            said(base, lines("s", 8)).starts_with("s: expected 7 segments, as r has, found 8 (h")
        );
        assert!(said(lines("r", 1), lines("s", 2)).contains("1 segments, as r has, found 2"));
    }

    #[test]
    fn references_must_line_up_and_the_source_may_be_asked_to() {
        let two = || lines("r", 2);
        let error = line_up(vec![], vec![two(), lines("q", 3)], vec![], None);
        let said = error.expect_err("differs").to_string();
        assert!(
            said.contains("q: expected 2 segments, as r has, found 3"),
            "{said}"
        );
        assert!(said.contains("references must line up"), "{said}");
        let lined = line_up(vec![lines("f", 3)], vec![two()], vec![two()], None);
        let lined = lined.expect("the source may differ");
        assert_eq!(lined.source_fit, Fit::Stream);
        for checked in [lined.require_lines(), lined.require_source_lines()] {
            let said = checked.expect_err("differs").to_string();
            assert!(
                said.contains("f: expected 2 segments, as r has, found 3"),
                "{said}"
            );
            assert!(said.contains("leave the source out"), "{said}");
        }
        let error = line_up(vec![], vec![], vec![two()], None).expect_err("has no base");
        assert!(error.to_string().contains("a reference or a source"));
    }

    #[test]
    fn without_a_reference_the_source_is_the_base() {
        let lined = line_up(
            vec![text("f", &[("a", 1), ("b", 1)])],
            vec![],
            vec![lines("s", 2)],
            None,
        );
        let lined = lined.expect("lines up");
        assert_eq!(lined.base().map(|b| b.name.as_str()), Some("f"));
        assert_eq!(lined.systems[0].documents.len(), 2);
        assert_eq!(lined.require_lines(), Ok(()));
    }

    #[test]
    fn one_source_in_several_files_is_one_and_others_are_an_error() {
        let (mut same, mut other) = (lines("f", 2), lines("f", 2));
        same.name = "g".into();
        let lined = line_up(vec![lines("f", 2), same], vec![], vec![], None).expect("lines up");
        assert_eq!(lined.source.map(|s| s.name), Some("f".into()));
        other.documents[0].segments[1] = "x".into();
        let error = line_up(vec![lines("f", 2), other], vec![], vec![], None);
        assert!(
            error
                .expect_err("differs")
                .to_string()
                .contains("differ in segment 2")
        );
    }

    #[test]
    fn two_systems_of_one_name_are_an_error() {
        let error = line_up(
            vec![],
            vec![lines("r", 1)],
            vec![lines("s", 1), lines("s", 1)],
            None,
        );
        assert!(
            error
                .expect_err("is twice")
                .to_string()
                .contains("found `s` twice")
        );
    }

    #[test]
    fn names_of_documents_are_those_of_the_base() {
        let ids = |ids: &[&str]| DocumentIds {
            path: "docids".into(),
            ids: ids.iter().map(ToString::to_string).collect(),
        };
        let lined = |ids: &DocumentIds| {
            line_up(
                vec![lines("f", 3)],
                vec![lines("r", 3)],
                vec![lines("s", 3), lines("t", 2)],
                Some(ids),
            )
        };
        let found = lined(&ids(&["a", "b", "b"])).expect("lines up");
        assert_eq!(found.references[0].documents[1].segments, ["r1", "r2"]);
        assert_eq!(found.systems[0].documents[1].id.as_deref(), Some("b"));
        assert_eq!(found.source.expect("is there").documents.len(), 2);
        assert_eq!(found.fits, [Fit::Lines, Fit::Stream]);
        let error = lined(&ids(&["a", "b"])).expect_err("are too few");
        assert!(
            error
                .to_string()
                .starts_with("docids: expected 3 document names"),
            "{error}"
        );
    }
}
