//! What a reader found of a translation unit, and how what the format does not say is filled in.
//!
//! Only the texts are needed. A missing bead number counts on in its article; missing indices
//! continue after those of the unit before, one a segment; an empty side stands where the unit
//! before ended.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::{Notes, ReaderOptions};
use crate::bitext::{
    Article, Crossing, Extra, Language, Metadata, Review, ScoreParts, Side, TranslationUnit,
};
use crate::error::{Error, Result};

/// What was found of a unit.
#[derive(Debug, Default)]
pub(crate) struct UnitFields {
    pub article: Option<String>,
    pub source_language: Option<Language>,
    pub target_language: Option<Language>,
    pub metadata: Metadata,
    pub article_score: Option<f64>,
    pub bead: Option<usize>,
    pub source: SideFields,
    pub target: SideFields,
    pub score: Option<f64>,
    pub quality: Option<f64>,
    pub parts: Option<ScoreParts>,
    pub crossing: Option<Crossing>,
    pub review: Option<Review>,
    pub extra: Vec<Extra>,
}

impl UnitFields {
    /// Holds every score to its range; what is no number is out of it too.
    fn check_scores(&self) -> Result<()> {
        let scores = [
            ("score", self.score),
            ("quality", self.quality),
            ("article_score", self.article_score),
        ];
        let parts = self.parts.map(|parts| parts.values());
        let parts = parts.iter().flat_map(|v| ScoreParts::NAMES.iter().zip(v));
        let parts = parts.map(|(name, value)| (*name, Some(*value)));
        for (name, value) in scores.into_iter().chain(parts) {
            if let Some(value) = value.filter(|value| !is_share(*value)) {
                return Err(
                    Error::format(format!("expected a number from 0 to 1 for `{name}`"))
                        .found(value.to_string())
                        .help("scores are probabilities: give another score another name"),
                );
            }
        }
        Ok(())
    }
}

/// Whether a number is from 0 to 1, as all our scores are.
fn is_share(value: f64) -> bool {
    (0.0..=1.0).contains(&value)
}

/// Whether a text is a number from 0 to 1.
pub(crate) fn is_score(text: &str) -> bool {
    text.trim().parse().is_ok_and(is_share)
}

/// Whether a text is the type of a bead, `1-2`, or says nothing.
pub(crate) fn is_type(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let of_bead = text
        .split_once('-')
        .is_some_and(|(s, t)| digits(s) && digits(t));
    of_bead || text.is_empty()
}

/// A score from a file of another program, whose scores may be of any kind (costs, sums): only a number
/// from 0 to 1 may be a probability, and others are told.
pub(crate) fn foreign_score(score: Option<f64>, path: &Path, notes: &Notes) -> Option<f64> {
    let probability = score.filter(|&score| is_share(score));
    if score.is_some() && probability.is_none() {
        let reason = "which are no probabilities";
        notes.left_out(path, "scores that are not from 0 to 1", reason);
    }
    probability
}

/// What was found of one side.
#[derive(Debug, Default)]
pub(crate) struct SideFields {
    /// `None` where the format does not say.
    pub indices: Option<Vec<usize>>,
    pub paragraphs: Vec<usize>,
    /// One text a segment; `None` where they are joined in `text`.
    pub segments: Option<Vec<String>>,
    pub text: String,
}

impl SideFields {
    /// A side of which only the text is known.
    pub fn of_text(text: String) -> Self {
        SideFields {
            text,
            ..SideFields::default()
        }
    }
}

/// Makes units of fields, one after the other.
pub(crate) struct Assembler {
    source_language: Language,
    target_language: Language,
    default_article: String,
    article: Option<Arc<Article>>,
    next_bead: usize,
    next_source: usize,
    next_target: usize,
}

impl Assembler {
    /// `name` is the article's where the format does not say.
    pub fn new(options: &ReaderOptions, name: &str) -> Self {
        Assembler {
            source_language: options.source_language.clone(),
            target_language: options.target_language.clone(),
            default_article: options.article.clone().unwrap_or_else(|| name.to_owned()),
            article: None,
            next_bead: 0,
            next_source: 0,
            next_target: 0,
        }
    }

    /// The unit of these fields.
    pub fn unit(&mut self, fields: UnitFields) -> Result<TranslationUnit> {
        fields.check_scores()?;
        let article = self.share(Article {
            id: fields
                .article
                .unwrap_or_else(|| self.default_article.clone()),
            source_language: fields
                .source_language
                .unwrap_or_else(|| self.source_language.clone()),
            target_language: fields
                .target_language
                .unwrap_or_else(|| self.target_language.clone()),
            metadata: fields.metadata,
            score: fields.article_score,
        });
        let bead = fields.bead.unwrap_or(self.next_bead);
        let source = side(fields.source, self.next_source)
            .map_err(|e| e.help("look at the source's indices"))?;
        let target = side(fields.target, self.next_target)
            .map_err(|e| e.help("look at the target's indices"))?;
        self.next_bead = bead.saturating_add(1);
        self.next_source = source.indices.end;
        self.next_target = target.indices.end;
        Ok(TranslationUnit {
            article,
            bead,
            source,
            target,
            score: fields.score,
            quality: fields.quality,
            parts: fields.parts,
            crossing: fields.crossing.map(Arc::new),
            review: fields.review,
            extra: fields.extra,
        })
    }

    /// The article of the unit before if it is the same.
    fn share(&mut self, article: Article) -> Arc<Article> {
        match &self.article {
            Some(same) if **same == article => return Arc::clone(same),
            Some(other) if other.id == article.id => {}
            _ => (self.next_bead, self.next_source, self.next_target) = (0, 0, 0),
        }
        let article = Arc::new(article);
        self.article = Some(Arc::clone(&article));
        article
    }
}

fn side(fields: SideFields, next: usize) -> Result<Side> {
    let SideFields {
        indices,
        paragraphs,
        segments,
        text,
    } = fields;
    let known = match &indices {
        Some(indices) => Some(range(indices, next)?),
        None => None,
    };
    let segments = match (segments, &known) {
        (Some(segments), _) => segments,
        (None, Some(range)) if range.is_empty() && text.is_empty() => Vec::new(),
        (None, None) if text.is_empty() => Vec::new(),
        (None, _) => vec![text],
    };
    let indices = known.unwrap_or(next..next + segments.len());
    if indices.is_empty() && !segments.is_empty() {
        return Err(Error::format("expected indices for a side that has text").found("none"));
    }
    Ok(Side {
        indices,
        paragraphs,
        segments,
    })
}

/// Consecutive ascending indices as a range; none are an empty range at `next`.
pub(crate) fn range(indices: &[usize], next: usize) -> Result<Range<usize>> {
    let Some(&first) = indices.first() else {
        return Ok(next..next);
    };
    let consecutive = indices
        .windows(2)
        .all(|w| w[0].checked_add(1) == Some(w[1]));
    match first.checked_add(indices.len()) {
        Some(end) if consecutive => Ok(first..end),
        _ => {
            let shown: Vec<_> = indices.iter().take(8).map(usize::to_string).collect();
            Err(Error::format("expected consecutive ascending indices")
                .found(format!("`{}`", shown.join(", "))))
        }
    }
}

/// Indices as text: `0 1`.
pub(crate) fn spaced(indices: impl IntoIterator<Item = usize>) -> String {
    let numbers: Vec<_> = indices.into_iter().map(|i| i.to_string()).collect();
    numbers.join(" ")
}

/// Indices from text.
pub(crate) fn from_spaced(text: &str) -> Result<Vec<usize>> {
    let numbers = text.split_whitespace().map(str::parse);
    numbers
        .collect::<std::result::Result<_, _>>()
        .map_err(|_| Error::format("expected indices such as `0 1`").found(format!("`{text}`")))
}

/// A number from text.
pub(crate) fn number<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.trim()
        .parse()
        .map_err(|_| Error::format("expected a number").found(format!("`{text}`")))
}

/// `None` for an empty text.
pub(crate) fn optional_number<T: std::str::FromStr>(text: &str) -> Result<Option<T>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    number(text).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str, target: &str) -> UnitFields {
        UnitFields {
            source: SideFields::of_text(source.into()),
            target: SideFields::of_text(target.into()),
            ..UnitFields::default()
        }
    }

    #[test]
    fn texts_alone_are_numbered_on() {
        let mut assembler = Assembler::new(&ReaderOptions::default(), "a");
        let first = assembler.unit(texts("Un.", "One.")).expect("a unit");
        let second = assembler.unit(texts("Deux.", "")).expect("a unit");
        let third = assembler.unit(texts("Trois.", "Three.")).expect("a unit");
        assert_eq!((first.bead, second.bead, third.bead), (0, 1, 2));
        assert_eq!(second.bead_type().to_string(), "1-0");
        assert_eq!(second.target.indices, 1..1);
        assert_eq!((third.source.indices, third.target.indices), (2..3, 1..2));
        assert!(Arc::ptr_eq(&first.article, &third.article));
    }

    #[test]
    fn a_score_is_from_0_to_1() {
        let mut assembler = Assembler::new(&ReaderOptions::default(), "a");
        for (score, fine) in [
            (0.0, true),
            (1.0, true),
            (1.5, false),
            (-0.1, false),
            (f64::NAN, false),
            (f64::INFINITY, false),
        ] {
            let mut parts = [0.5; 6];
            parts[2] = score;
            let with = |fields: UnitFields| UnitFields {
                source: SideFields::of_text("a".into()),
                ..fields
            };
            for (name, fields) in [
                (
                    "score",
                    with(UnitFields {
                        score: Some(score),
                        ..UnitFields::default()
                    }),
                ),
                (
                    "quality",
                    with(UnitFields {
                        quality: Some(score),
                        ..UnitFields::default()
                    }),
                ),
                (
                    "article_score",
                    with(UnitFields {
                        article_score: Some(score),
                        ..UnitFields::default()
                    }),
                ),
                (
                    "meaning",
                    with(UnitFields {
                        parts: Some(ScoreParts::from_values(parts)),
                        ..UnitFields::default()
                    }),
                ),
            ] {
                let unit = assembler.unit(fields);
                assert_eq!(unit.is_ok(), fine, "{name} {score}");
                if let Err(error) = unit {
                    let said = error.to_string();
                    assert!(said.contains(&format!("`{name}`")), "{said}");
                }
            }
        }
    }

    #[test]
    fn indices_must_follow_each_other() {
        assert_eq!(range(&[4, 5], 0), Ok(4..6));
        assert_eq!(range(&[], 7), Ok(7..7));
        for bad in [&[1, 3][..], &[2, 1], &[1, 1], &[usize::MAX]] {
            assert!(range(bad, 0).is_err(), "{bad:?}");
        }
    }
}
