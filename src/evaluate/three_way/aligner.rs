//! Joins the texts and judges every system.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::align::Aligner;
use crate::bitext::{Alignment, ArticlePair, Bead, Document, Language, SegmentedText};
use crate::error::Result;
use crate::evaluate::checks::{CheckedText, Checker, Judgement, Stretch};
use crate::score::{QualityModel, QualityScorer};

use super::Layout;
use super::bead::{SystemBead, Text, ThreeWay, ThreeWayBead};
use super::documents::documents;
use super::join::{Joined, join};

/// The texts to be set side by side.
#[derive(Debug, Clone, Copy)]
pub struct ThreeWayTexts<'t> {
    /// What was to be translated.
    pub source: &'t SegmentedText,
    /// Reference translations; none will do.
    pub references: &'t [SegmentedText],
    /// What each system wrote.
    pub systems: &'t [SegmentedText],
}

/// Sets source, references and outputs side by side, and judges the outputs.
///
/// ```
/// use alinea::align::Aligner;
/// use alinea::bitext::{Language, SegmentedText};
/// use alinea::evaluate::three_way::{Layout, ThreeWayAligner, ThreeWayTexts, counts};
/// use alinea::score::QualityModel;
/// let (french, english) = (Language::french(), Language::english());
/// let aligner = ThreeWayAligner::new(Aligner::default(), &QualityModel::default(), &french, &english);
/// let source = SegmentedText::from_lines("fr", ["Le train a 1 250 places.", "Il pleut à Lyon."]);
/// let output = SegmentedText::from_lines("mt", ["The train has 1,520 seats.", "It rains in Lyon."]);
/// let texts = ThreeWayTexts { source: &source, references: &[], systems: &[output] };
/// let documents = aligner.compare(&texts, Layout::Lines)?;
/// let counts = counts(&documents);
/// assert_eq!((counts[0].beads, counts[0].faultless), (2, 1));
/// assert_eq!(counts[0].checks["numbers"], 1);
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug)]
pub struct ThreeWayAligner {
    aligner: Aligner,
    checker: Checker,
    source: Language,
    target: Language,
}

impl ThreeWayAligner {
    /// For texts of these languages; the word vectors are the aligner's.
    pub fn new(
        aligner: Aligner,
        model: &QualityModel,
        source: &Language,
        target: &Language,
    ) -> Self {
        let scorer = QualityScorer::new(model, &aligner.tables, source, target);
        ThreeWayAligner {
            checker: Checker::new(Arc::new(scorer), source, target),
            aligner,
            source: source.clone(),
            target: target.clone(),
        }
    }

    /// The beads of every document, in order; the same at any number of threads.
    ///
    /// # Errors
    /// Texts that do not hold the same documents in the same order; in [`Layout::Lines`], other
    /// numbers of segments.
    pub fn compare(&self, texts: &ThreeWayTexts<'_>, layout: Layout) -> Result<Vec<ThreeWay>> {
        let others = texts.references.iter().chain(texts.systems);
        let cut: Vec<Vec<&[String]>> = others
            .map(|text| documents(texts.source, text, layout))
            .collect::<Result<_>>()?;
        let documents = texts.source.documents.par_iter().enumerate();
        let compared = documents.map(|(at, document)| {
            let sides = Sides {
                texts,
                id: document.id.as_deref(),
                source: &document.segments,
                others: cut.iter().map(|documents| documents[at]).collect(),
            };
            self.document(&sides, layout)
        });
        Ok(compared.collect())
    }

    fn document(&self, sides: &Sides<'_>, layout: Layout) -> ThreeWay {
        let (joined, aligned) = match layout {
            Layout::Lines => (lines(sides), None),
            Layout::Aligned => {
                let aligned = self.align(sides);
                let alignments: Vec<&Alignment> = aligned.iter().map(|a| &a.alignment).collect();
                (join(&alignments, sides.source.len()), Some(aligned))
            }
        };
        let bead = |joined: &Joined| self.bead(sides, joined, aligned.as_deref());
        ThreeWay {
            document: sides.id.map(str::to_owned),
            beads: joined.par_iter().map(bead).collect(),
        }
    }

    /// Every text's alignment with the source, with the probabilities of its beads.
    fn align(&self, sides: &Sides<'_>) -> Vec<AlignedText> {
        let align = |other: &&[String]| {
            let segments = |language: &Language, texts: &[String]| {
                Document::from_segments(language.clone(), texts.iter().cloned())
            };
            let aligned = self.aligner.align(&ArticlePair {
                id: String::new(),
                source: segments(&self.source, sides.source),
                target: segments(&self.target, other),
            });
            AlignedText::new(aligned.alignment, aligned.posteriors)
        };
        sides.others.par_iter().map(align).collect()
    }

    fn bead(
        &self,
        sides: &Sides<'_>,
        joined: &Joined,
        aligned: Option<&[AlignedText]>,
    ) -> ThreeWayBead {
        let name = &sides.texts.source.name;
        let source = sides.text(name, sides.source, &joined.source, &self.source);
        let checked = self.checker.source(&source.text);
        let text = |at: usize| {
            let name = sides.name(at);
            sides.text(name, sides.others[at], &joined.others[at], &self.target)
        };
        let references = sides.texts.references.len();
        let system = |at: usize| {
            let inside = aligned.map(|aligned| aligned[at].inside(joined, at));
            self.system(&checked, text(at), sides, at, inside)
        };
        ThreeWayBead {
            document: sides.id.map(str::to_owned),
            references: (0..references).map(text).collect(),
            systems: (references..sides.others.len()).map(system).collect(),
            source,
        }
    }

    /// What is said of one output.
    fn system(
        &self,
        source: &CheckedText,
        output: Text,
        sides: &Sides<'_>,
        at: usize,
        inside: Option<Inside>,
    ) -> SystemBead {
        let target = self.checker.target(&output.text);
        let mut judgement = self.judge(source, &target);
        let posterior = inside.as_ref().and_then(|inside| inside.posterior);
        // Segments that face nothing are shown as wholes, and not again in stretches.
        if let Some(inside) = inside.filter(|inside| inside.has_null()) {
            let whole = |texts: &[String], indices: &[usize]| -> Vec<Stretch> {
                let texts = indices.iter().map(|index| &texts[*index]);
                let said = texts.filter(|text| !text.trim().is_empty());
                said.map(|text| Stretch::whole(text)).collect()
            };
            judgement.omissions = whole(sides.source, &inside.omitted);
            judgement.additions = whole(sides.others[at], &inside.added);
        }
        SystemBead {
            output,
            quality: judgement.quality.quality,
            posterior,
            findings: judgement.findings,
            omissions: judgement.omissions,
            additions: judgement.additions,
        }
    }

    /// As the checker has it; an output without source is an addition, a source without output an
    /// omission, and what is not there is not checked.
    fn judge(&self, source: &CheckedText, target: &CheckedText) -> Judgement {
        let mut judgement = Judgement::default();
        match (source.is_blank(), target.is_blank()) {
            (true, true) => {}
            (true, false) => judgement.additions.push(Stretch::whole(target.text())),
            (false, blank) => {
                judgement = self.checker.judge(source, target);
                if blank {
                    judgement.omissions = vec![Stretch::whole(source.text())];
                }
            }
        }
        judgement
    }
}

/// One document's segments of all texts.
struct Sides<'t> {
    texts: &'t ThreeWayTexts<'t>,
    id: Option<&'t str>,
    source: &'t [String],
    /// References first, then systems.
    others: Vec<&'t [String]>,
}

impl Sides<'_> {
    fn name(&self, at: usize) -> &str {
        let references = self.texts.references;
        match references.get(at) {
            Some(reference) => &reference.name,
            None => &self.texts.systems[at - references.len()].name,
        }
    }

    fn text(
        &self,
        name: &str,
        segments: &[String],
        range: &Range<usize>,
        language: &Language,
    ) -> Text {
        let said: Vec<&str> = segments[range.clone()].iter().map(String::as_str).collect();
        Text {
            name: name.to_owned(),
            indices: range.clone().collect(),
            text: said.join(language.separator()),
        }
    }
}

/// A bead a line.
fn lines(sides: &Sides<'_>) -> Vec<Joined> {
    let line = |at: usize| Joined {
        source: at..at + 1,
        others: vec![at..at + 1; sides.others.len()],
    };
    (0..sides.source.len()).map(line).collect()
}

/// A text's alignment with the source.
struct AlignedText {
    alignment: Alignment,
    posteriors: Vec<f64>,
    /// The segments of both sides that each bead and those before it cover.
    ends: Vec<[usize; 2]>,
}

/// The beads of one alignment inside a joined bead.
#[derive(Default)]
struct Inside {
    /// Source segments that face nothing.
    omitted: Vec<usize>,
    /// Segments of the text that face nothing.
    added: Vec<usize>,
    /// The least probability of the beads.
    posterior: Option<f64>,
}

impl AlignedText {
    fn new(alignment: Alignment, posteriors: Vec<f64>) -> Self {
        let mut end = [0, 0];
        let covered = |bead: &Bead| {
            end = [end[0] + bead.source.len(), end[1] + bead.target.len()];
            end
        };
        AlignedText {
            ends: alignment.beads().iter().map(covered).collect(),
            alignment,
            posteriors,
        }
    }

    /// The beads of text `at` inside a joined bead.
    fn inside(&self, joined: &Joined, at: usize) -> Inside {
        let (source, target) = (&joined.source, &joined.others[at]);
        let before = |end: &[usize; 2]| end[0] <= source.start && end[1] <= target.start;
        let first = self.ends.partition_point(before);
        let within = |end: &[usize; 2]| end[0] <= source.end && end[1] <= target.end;
        let last = first + self.ends[first..].partition_point(within);
        let mut inside = Inside::default();
        for number in first..last {
            let bead = &self.alignment.beads()[number];
            let least = inside.posterior.unwrap_or(1.0).min(self.posteriors[number]);
            inside.posterior = Some((least * 1e6).round() / 1e6);
            if bead.target.is_empty() {
                inside.omitted.extend(bead.source.clone());
            } else if bead.source.is_empty() {
                inside.added.extend(bead.target.clone());
            }
        }
        inside
    }
}

impl Inside {
    fn has_null(&self) -> bool {
        !self.omitted.is_empty() || !self.added.is_empty()
    }
}
