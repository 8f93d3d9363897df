//! One article pair from files or texts to scored beads.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::align::{Aligned, Aligner};
use crate::bitext::{AlignedArticle, ArticlePair, Bead, Document, Language, Metadata};
use crate::error::{Error, ErrorKind, Result};
use crate::io::Charset;
use crate::io::article::{read_article, read_segmented, split_lines, split_metadata};
use crate::score::{QualityModel, QualityScorer, crossings, score};
use crate::segment::{Paragraphs, Splitter};
use crate::similarity::Lexicon;

/// Where a document comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file, or standard input for `-`.
    File(PathBuf),
    /// A text at hand.
    Text(String),
}

impl Input {
    fn path(&self) -> Option<&Path> {
        match self {
            Input::File(path) => Some(path),
            Input::Text(_) => None,
        }
    }
}

/// The steps from two inputs to an aligned article, with their options.
///
/// ```
/// use alinea::corpus::{Input, Pipeline};
/// let pipeline = Pipeline::default();
/// let french = Input::Text("Il pleut à Bordeaux. Le vent est tombé.".into());
/// let english = Input::Text("Rain in Bordeaux. The wind has dropped.".into());
/// let done = pipeline.run("rain", &french, &english)?;
/// assert_eq!(done.article.alignment.beads().len(), 2);
/// # Ok::<(), alinea::Error>(())
/// ```
pub struct Pipeline {
    source: Splitter,
    target: Splitter,
    source_language: Language,
    target_language: Language,
    /// Takes one segment a line as it stands.
    pub segmented: bool,
    /// Encoding of all files, if it is named; by default it is detected.
    pub charset: Option<Charset>,
    /// How to align.
    pub aligner: Aligner,
    /// Judges pairs that may cross; made when it is first needed.
    scorer: OnceLock<QualityScorer>,
}

/// An aligned article, and what the user should be told about its making.
#[derive(Debug)]
pub struct Processed {
    /// The article with beads and scores.
    pub article: AlignedArticle,
    /// Notes such as `a.txt: read as windows-1252`.
    pub notes: Vec<String>,
}

impl Default for Pipeline {
    /// French to English, paragraphs as the text looks.
    fn default() -> Self {
        Pipeline::new(Language::french(), Language::english(), Paragraphs::Auto)
    }
}

impl Pipeline {
    /// A pipeline for two languages, both cut by the rules for them.
    pub fn new(source: Language, target: Language, paragraphs: Paragraphs) -> Self {
        Pipeline {
            source: Splitter::new(source.clone(), paragraphs),
            target: Splitter::new(target.clone(), paragraphs),
            source_language: source,
            target_language: target,
            segmented: false,
            charset: None,
            aligner: Aligner::default(),
            scorer: OnceLock::new(),
        }
    }

    /// The source language.
    pub fn source_language(&self) -> &Language {
        &self.source_language
    }

    /// The target language.
    pub fn target_language(&self) -> &Language {
        &self.target_language
    }

    /// Reads, segments, aligns and scores one pair.
    ///
    /// # Errors
    /// A file that cannot be read or decoded, broken front matter, a document without text.
    pub fn run(&self, id: &str, source: &Input, target: &Input) -> Result<Processed> {
        let (pair, notes) = self.read(id, source, target)?;
        let aligned = self.aligner.align(&pair);
        Ok(self.processed(pair, aligned, notes))
    }

    /// As [`run`](Self::run), in one pass, with a lexicon if there is one.
    pub(super) fn run_with(
        &self,
        id: &str,
        source: &Input,
        target: &Input,
        lexicon: Option<&Lexicon>,
    ) -> Result<Processed> {
        let (pair, notes) = self.read(id, source, target)?;
        let aligned = self.aligner.align_with(&pair, lexicon);
        Ok(self.processed(pair, aligned, notes))
    }

    /// Reads and segments one pair. Also notes on its making.
    pub(super) fn read(
        &self,
        id: &str,
        source: &Input,
        target: &Input,
    ) -> Result<(ArticlePair, Vec<String>)> {
        let mut notes = Vec::new();
        let pair = ArticlePair {
            id: id.to_string(),
            source: self.document(source, &self.source, &self.source_language, &mut notes)?,
            target: self.document(target, &self.target, &self.target_language, &mut notes)?,
        };
        Ok((pair, notes))
    }

    /// Reads and segments one document, of the target side or of the source side. Also notes on its
    /// making.
    pub(super) fn read_side(&self, input: &Input, target: bool) -> Result<(Document, Vec<String>)> {
        let mut notes = Vec::new();
        let (splitter, language) = if target {
            (&self.target, &self.target_language)
        } else {
            (&self.source, &self.source_language)
        };
        let document = self.document(input, splitter, language, &mut notes)?;
        Ok((document, notes))
    }

    fn processed(&self, pair: ArticlePair, aligned: Aligned, mut notes: Vec<String>) -> Processed {
        let doubts = aligned.doubts.iter();
        notes.extend(doubts.map(|doubt| doubt_note(&pair.id, doubt)));
        Processed {
            article: self.scored(pair, aligned),
            notes,
        }
    }

    /// Aligns and scores a pair that is segmented already; empty sides are allowed here.
    pub fn align(&self, pair: ArticlePair) -> AlignedArticle {
        let aligned = self.aligner.align(&pair);
        self.scored(pair, aligned)
    }

    fn scored(&self, pair: ArticlePair, aligned: Aligned) -> AlignedArticle {
        let scorer = self.scorer.get_or_init(|| {
            let (source, target) = (&self.source_language, &self.target_language);
            QualityScorer::new(
                &QualityModel::default(),
                &self.aligner.tables,
                source,
                target,
            )
        });
        let crossings = crossings(&pair, &aligned, scorer);
        AlignedArticle {
            crossings: crossings.into_iter().map(Arc::new).collect(),
            ..score(pair, aligned)
        }
    }

    fn document(
        &self,
        input: &Input,
        splitter: &Splitter,
        language: &Language,
        notes: &mut Vec<String>,
    ) -> Result<Document> {
        let document = if self.segmented {
            let (lines, metadata) = self.lines(input, notes)?;
            let mut document = Document::from_segments(language.clone(), lines);
            document.metadata = metadata;
            document
        } else {
            let (text, metadata) = self.text(input, notes)?;
            splitter.document(&text, metadata)
        };
        if document.segments.iter().all(|s| s.text.trim().is_empty()) {
            let error = Error::new(ErrorKind::Format, "expected text").found("none");
            let error = match input.path() {
                Some(path) => error.at(path),
                None => error,
            };
            return Err(error.help("an article needs at least one sentence on each side"));
        }
        Ok(document)
    }

    fn lines(&self, input: &Input, notes: &mut Vec<String>) -> Result<(Vec<String>, Metadata)> {
        match input {
            Input::File(path) => {
                let article = read_segmented(path, self.charset)?;
                notes.extend(
                    article
                        .notes
                        .iter()
                        .map(|n| format!("{}: {n}", path.display())),
                );
                Ok((article.lines, article.metadata))
            }
            Input::Text(text) => Ok((
                split_lines(text).map(str::to_string).collect(),
                Metadata::new(),
            )),
        }
    }

    fn text(&self, input: &Input, notes: &mut Vec<String>) -> Result<(String, Metadata)> {
        match input {
            Input::File(path) => {
                let article = read_article(path, self.charset)?;
                notes.extend(
                    article
                        .notes
                        .iter()
                        .map(|n| format!("{}: {n}", path.display())),
                );
                Ok((article.text, article.metadata))
            }
            Input::Text(text) => {
                let (metadata, text) = split_metadata(text)?;
                Ok((text, metadata))
            }
        }
    }
}

fn doubt_note(id: &str, doubt: &Bead) -> String {
    let side = |range: &Range<usize>| format!("{} to {}", range.start, range.end.saturating_sub(1));
    format!(
        "{id}: source segments {} and target segments {} (counted from 0): no sure pair; the texts differ there, or the search missed it",
        side(&doubt.source),
        side(&doubt.target)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_without_text_is_an_error_and_not_an_empty_alignment() {
        let text = |t: &str| Input::Text(t.into());
        let error = Pipeline::default()
            .run("a", &text("Un."), &text(" \n"))
            .expect_err("fails");
        assert!(error.to_string().contains("expected text"), "{error}");
    }

    #[test]
    fn metadata_is_taken_off_the_text_and_kept() {
        let text = |t: &str| Input::Text(t.into());
        let done = Pipeline::default()
            .run(
                "a",
                &text(" date 2023-06 Il pleut."),
                &text("title: Rain\n\nIt is raining."),
            )
            .expect("runs");
        let metadata = done.article.pair.metadata();
        assert_eq!(metadata["date"], "2023-06");
        assert_eq!(metadata["title"], "Rain");
        assert_eq!(done.article.pair.source.segments[0].text, "Il pleut.");
    }

    #[test]
    fn segmented_input_keeps_empty_lines_as_segments() {
        let pipeline = Pipeline {
            segmented: true,
            ..Pipeline::default()
        };
        let text = |t: &str| Input::Text(t.into());
        let done = pipeline.run(
            "a",
            &text("Un. Deux.\n\nTrois.\n"),
            &text("One. Two.\nThree."),
        );
        let article = done.expect("runs").article;
        assert_eq!(article.pair.source.len(), 3);
        assert_eq!(article.alignment.source_len(), 3);
    }
}
