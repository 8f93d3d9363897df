//! One article pair from files or texts to scored beads.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::align::{Aligned, Aligner};
use crate::bitext::{AlignedArticle, ArticlePair, Bead, Document, Language, Metadata};
use crate::error::{Error, ErrorKind, Result};
use crate::io::article::{Body, Parsed, parse_segmented, split_lines};
use crate::io::{Charset, Kind};
use crate::score::{QualityModel, QualityScorer, crossings, score};
use crate::segment::{Paragraphs, Splitter};
use crate::similarity::Lexicon;

use super::input::{Input, Loaded};
use super::inputs::PairInput;
use super::kept::kept;
use super::language::wrong_languages;

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
    paragraphs: Paragraphs,
    /// Takes one segment a line as it stands.
    pub segmented: bool,
    /// Encoding of all files, if it is named; by default it is detected.
    pub charset: Option<Charset>,
    /// What all documents are written in, if it is named; by default their names say, and text is what
    /// has no name.
    pub kind: Option<Kind>,
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
            paragraphs,
            segmented: false,
            charset: None,
            kind: None,
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

    /// How paragraphs are told apart.
    pub fn paragraphs(&self) -> Paragraphs {
        self.paragraphs
    }

    /// Reads, segments, aligns and scores one pair. A document that is clearly in another language than
    /// this pipeline's is aligned all the same, and noted.
    ///
    /// # Errors
    /// A file that cannot be read or decoded, broken front matter, a document without text.
    pub fn run(&self, id: &str, source: &Input, target: &Input) -> Result<Processed> {
        let (source, target) = (source.load()?, target.load()?);
        let (pair, mut notes) = self.read_loaded(id, &source, &target)?;
        let wrong = wrong_languages(&pair, [source.place(), target.place()]);
        notes.extend(wrong.iter().map(ToString::to_string));
        let aligned = self.aligner.align(&pair);
        Ok(self.processed(pair, aligned, notes))
    }

    /// As [`run`](Self::run), for one of the pairs of a corpus, in one pass; with a lexicon, if there is
    /// one. Beads that are given are kept and scored as they are.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_pair(&self, input: &PairInput, lexicon: Option<&Lexicon>) -> Result<Processed> {
        let (source, target) = (input.source.load()?, input.target.load()?);
        let (pair, notes) = self.read_pair(input, &source, &target)?;
        self.finish_pair(input, pair, notes, lexicon)
    }

    /// The documents of a pair whose inputs were loaded, with its metadata; and notes on the making.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn read_pair(
        &self,
        input: &PairInput,
        source: &Loaded<'_>,
        target: &Loaded<'_>,
    ) -> Result<(ArticlePair, Vec<String>)> {
        let (mut pair, notes) = self.read_loaded(&input.id, source, target)?;
        add_metadata(&mut pair.source.metadata, &input.metadata);
        Ok((pair, notes))
    }

    /// Aligns and scores a pair that was read; beads that are given are kept.
    ///
    /// # Errors
    /// Given beads that do not cover both documents in order.
    pub fn finish_pair(
        &self,
        input: &PairInput,
        pair: ArticlePair,
        notes: Vec<String>,
        lexicon: Option<&Lexicon>,
    ) -> Result<Processed> {
        let Some(beads) = &input.beads else {
            let aligned = self.aligner.align_with(&pair, lexicon);
            return Ok(self.processed(pair, aligned, notes));
        };
        let aligned = kept(&pair, beads, self.scorer(), &self.aligner)?;
        let article = score(pair, aligned);
        Ok(Processed { article, notes })
    }

    /// Reads and segments one pair. Also notes on its making.
    pub(super) fn read(
        &self,
        id: &str,
        source: &Input,
        target: &Input,
    ) -> Result<(ArticlePair, Vec<String>)> {
        self.read_loaded(id, &source.load()?, &target.load()?)
    }

    fn read_loaded(
        &self,
        id: &str,
        source: &Loaded<'_>,
        target: &Loaded<'_>,
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
        let document = self.document(&input.load()?, splitter, language, &mut notes)?;
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

    fn scorer(&self) -> &QualityScorer {
        self.scorer.get_or_init(|| {
            let (source, target) = (&self.source_language, &self.target_language);
            QualityScorer::new(
                &QualityModel::default(),
                &self.aligner.tables,
                source,
                target,
            )
        })
    }

    fn scored(&self, pair: ArticlePair, aligned: Aligned) -> AlignedArticle {
        let crossings = crossings(&pair, &aligned, || self.scorer());
        AlignedArticle {
            crossings: crossings.into_iter().map(Arc::new).collect(),
            ..score(pair, aligned)
        }
    }

    fn document(
        &self,
        input: &Loaded<'_>,
        splitter: &Splitter,
        language: &Language,
        notes: &mut Vec<String>,
    ) -> Result<Document> {
        let placed = |error: Error| match input.place() {
            Some(place) => error.at(place),
            None => error,
        };
        let document = if let Some(segments) = input.segments() {
            Document {
                language: language.clone(),
                segments: segments.to_vec(),
                metadata: Metadata::new(),
            }
        } else {
            let parsed = self.parsed(input).map_err(placed)?;
            notes.extend(parsed.notes.iter().map(|note| match input.place() {
                Some(place) => format!("{}: {note}", place.display()),
                None => note.clone(),
            }));
            match &parsed.body {
                Body::Text(text) => splitter.document(text, parsed.metadata),
                Body::Paragraphs(lines) if self.segmented => {
                    let mut document = Document::from_segments(language.clone(), lines.iter());
                    document.metadata = parsed.metadata;
                    document
                }
                Body::Paragraphs(paragraphs) => splitter.document_of(paragraphs, parsed.metadata),
            }
        };
        if document.segments.iter().all(|s| s.is_blank()) {
            let error = Error::new(ErrorKind::Format, "expected text").found("none");
            return Err(placed(error).help("an article needs at least one sentence on each side"));
        }
        Ok(document)
    }

    /// What the bytes say. A plain text that came segmented has its lines for paragraphs.
    fn parsed(&self, input: &Loaded<'_>) -> Result<Parsed> {
        let named = self.kind.or(input.kind()).unwrap_or(Kind::Text);
        // Lines are lines, whatever the file's name; a .docx has none.
        let plain = self.segmented && self.kind.is_none() && named != Kind::Docx;
        let kind = if plain { Kind::Text } else { named };
        match (input.text(), self.segmented && kind == Kind::Text) {
            (Some(text), true) => {
                let lines = split_lines(text).map(str::to_string).collect();
                Ok(Parsed::new(Metadata::new(), Body::Paragraphs(lines)))
            }
            (Some(text), false) => kind.parse_str(text),
            (None, true) => {
                let article = parse_segmented(input.bytes(), self.charset)?;
                Ok(Parsed {
                    notes: article.notes,
                    ..Parsed::new(article.metadata, Body::Paragraphs(article.lines))
                })
            }
            (None, false) => kind.parse(input.bytes(), self.charset),
        }
    }
}

/// Adds what a manifest says of an article to what its source says. The manifest's value keeps the
/// name; one of the document's that differs is kept as `source_NAME`.
fn add_metadata(document: &mut Metadata, given: &Metadata) {
    for (name, value) in given {
        let before = document.insert(name.clone(), value.clone());
        if let Some(before) = before.filter(|before| before != value) {
            document.insert(format!("source_{name}"), before);
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
