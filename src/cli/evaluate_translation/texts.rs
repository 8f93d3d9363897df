//! The texts of a test set as the command needs them: read, lined up, and cut anew where asked.

use std::path::{Path, PathBuf};

use alinea::bitext::{Metadata, SegmentedDocument, SegmentedText};
use alinea::corpus::test_set::{Fit, LinedUp, SegmentedOptions, line_up, read_segmented};
use alinea::evaluate::resegment::Resegmenter;
use alinea::evaluate::three_way::{Layout, ThreeWay, ThreeWayTexts};
use alinea::evaluate::translation::DocumentSpan;
use alinea::io::output::create_folder;
use alinea::io::test_set::{DocumentIds, Role, TestSetOptions};
use alinea::io::{Destination, Output, OutputSet};
use alinea::report::translation::short_names;
use alinea::segment::{Paragraphs, Splitter};
use alinea::{Error, Result};

use super::args::Args;
use super::beside::Beside;
use crate::cli::messages::Messages;

/// Texts that line up, segment by segment; the source perhaps not.
pub struct TestSet {
    pub source: Option<SegmentedText>,
    pub references: Vec<SegmentedText>,
    /// What each system wrote, on the segments of the reference, or of the source without one.
    pub systems: Vec<SegmentedText>,
    pub documents: Vec<DocumentSpan>,
    /// Whether the source lines up with the systems.
    pub source_lines: bool,
    /// Source, references and systems set side by side, if they were for lining up the systems.
    pub beside: Option<Vec<ThreeWay>>,
}

impl TestSet {
    /// Reads what the arguments name.
    pub fn read(args: &Args, messages: &Messages) -> Result<Self> {
        let mut lined = lined_up(args)?;
        if !args.align {
            lined.require_lines()?;
        }
        let documents = spans(&lined);
        let mut beside = None;
        if lined.fits.iter().any(|fit| *fit != Fit::Lines) {
            say_cut(&lined, messages);
            if lined.references.is_empty() {
                beside = Some(cut_by_source(args, &mut lined, messages)?);
            } else {
                cut_by_reference(args, &mut lined);
            }
        }
        let texts = lined.references.iter().chain(&lined.systems);
        for text in texts.filter(|text| text.segments().all(|s| s.trim().is_empty())) {
            messages.warning(&format!("{}: no text in any segment", text.name));
        }
        Ok(TestSet {
            source_lines: lined.source.is_some() && lined.source_fit == Fit::Lines,
            source: lined.source,
            references: lined.references,
            systems: lined.systems,
            documents,
            beside,
        })
    }

    /// That there is a source that lines up.
    pub fn lined_source(&self) -> Result<&SegmentedText> {
        match &self.source {
            Some(source) if self.source_lines => Ok(source),
            Some(source) => Err(Error::format(
                "expected a source that lines up with the reference for the quality of each segment",
            )
            .found(format!("{} segments for {}", source.len(), self.systems[0].len()))
            .at(Path::new(&source.name))
            .help("--details sets texts that do not line up side by side; or leave quality out of --metrics")),
            None => Err(Error::configuration(
                "expected a source for the quality of source and output",
            )
            .found("none")
            .help("name it with --source")),
        }
    }

    /// The system of this name: as given, or the name of its file as it is exported.
    pub fn find(&self, name: &str) -> Option<usize> {
        let given = self.systems.iter().position(|system| system.name == name);
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let stem = file.strip_suffix(".txt").unwrap_or(file);
        let short = self.short_names();
        given.or_else(|| short.iter().position(|name| name == stem))
    }

    /// The systems' names without what they share.
    pub fn short_names(&self) -> Vec<String> {
        let names: Vec<&str> = self.systems.iter().map(|s| s.name.as_str()).collect();
        match names[..] {
            [one] => {
                let file = one.rsplit(['/', '\\']).next().unwrap_or(one);
                vec![file.split('.').next().unwrap_or(file).to_owned()]
            }
            _ => short_names(&names),
        }
    }

    /// The texts for a three-way view.
    pub fn three_way<'t>(&'t self, source: &'t SegmentedText) -> ThreeWayTexts<'t> {
        ThreeWayTexts {
            source,
            references: &self.references,
            systems: &self.systems,
        }
    }

    /// Where each output goes in a folder, under its file's name.
    pub fn system_files(&self, folder: &Path) -> Vec<PathBuf> {
        let mut names = std::collections::BTreeSet::new();
        let systems = self.systems.iter().enumerate();
        let file = |(at, system): (usize, &SegmentedText)| {
            let file = Path::new(&system.name).file_name().unwrap_or_default();
            let mut file = PathBuf::from(file);
            if file.as_os_str().is_empty() || !names.insert(file.clone()) {
                file = PathBuf::from(format!("{}-{}", at + 1, file.display()));
            }
            folder.join(file)
        };
        systems.map(file).collect()
    }

    /// Writes each output on the segments that it is scored on, one a line, under its file's name.
    pub fn write_systems(&self, folder: &Path) -> Result<()> {
        create_folder(folder)?;
        let set = OutputSet::new();
        for (system, file) in self.systems.iter().zip(self.system_files(folder)) {
            let mut output = Output::create(Destination::InSet(file, set.clone()))?;
            for segment in system.segments() {
                output.put(segment.replace('\n', " "))?;
                output.put("\n")?;
            }
            output.finish()?;
        }
        set.publish()
    }
}

fn lined_up(args: &Args) -> Result<LinedUp> {
    let options = SegmentedOptions {
        texts: TestSetOptions {
            charset: args.encoding,
            source_language: args.languages.source_lang.clone(),
            target_language: args.languages.target_lang.clone(),
        },
        segmented: args.segmented,
        ..SegmentedOptions::default()
    };
    let read = |path: &PathBuf, role: Role| -> Result<Vec<SegmentedText>> {
        Ok(role.of(&read_segmented(path, role, &options)?).to_vec())
    };
    let all = |paths: &[PathBuf], role: Role| -> Result<Vec<SegmentedText>> {
        let texts: Vec<_> = paths
            .iter()
            .map(|path| read(path, role))
            .collect::<Result<_>>()?;
        Ok(texts.concat())
    };
    let ids = |path: &PathBuf| DocumentIds::read(path, args.encoding);
    let mut systems = all(&args.hypothesis, Role::Hypothesis)?;
    if !args.hypothesis_docids.is_empty() {
        if args.hypothesis_docids.len() != systems.len() {
            return Err(Error::configuration(format!(
                "expected {} files after --hypothesis-docids, one a system",
                systems.len()
            ))
            .found(args.hypothesis_docids.len().to_string()));
        }
        for (system, path) in systems.iter_mut().zip(&args.hypothesis_docids) {
            *system = ids(path)?.divide(system)?;
        }
    }
    let sources = args.source.as_ref().map(|path| read(path, Role::Source));
    let documents = args.docids.as_ref().map(ids).transpose()?;
    line_up(
        sources.transpose()?.unwrap_or_default(),
        all(&args.reference, Role::Reference)?,
        systems,
        documents.as_ref(),
    )
}

fn spans(lined: &LinedUp) -> Vec<DocumentSpan> {
    let mut start = 0;
    let base = lined.base().map_or(&[][..], |base| &base.documents[..]);
    base.iter()
        .map(|document| {
            let segments = start..start + document.segments.len();
            start = segments.end;
            DocumentSpan {
                id: document.id.clone(),
                segments,
            }
        })
        .collect()
}

fn say_cut(lined: &LinedUp, messages: &Messages) {
    let fits = lined.systems.iter().zip(&lined.fits);
    for (system, _) in fits.filter(|(_, fit)| **fit != Fit::Lines) {
        let base = lined.base().map_or(0, SegmentedText::len);
        messages.detail(&format!(
            "{}: {} segments cut anew on {base}",
            system.name,
            system.len()
        ));
    }
}

/// Cuts the outputs that do not line up on the reference's segments: by document where the documents
/// agree, as one stream otherwise.
fn cut_by_reference(args: &Args, lined: &mut LinedUp) {
    let resegmenter = Resegmenter::new(&args.languages.target_lang);
    let reference = &lined.references[0];
    for (system, fit) in lined.systems.iter_mut().zip(&mut lined.fits) {
        let pieces: Vec<String> = match fit {
            Fit::Lines => continue,
            Fit::Documents => {
                let both = reference.documents.iter().zip(&system.documents);
                let pairs: Vec<(&[String], &[String])> = both
                    .map(|(reference, output)| (&reference.segments[..], &output.segments[..]))
                    .collect();
                let found = resegmenter.documents(&pairs);
                found.iter().flat_map(|cut| cut.segments()).collect()
            }
            Fit::Stream => {
                let reference: Vec<&str> = reference.segments().collect();
                let output: Vec<&str> = system.segments().collect();
                resegmenter.resegment(&reference, &output).segments()
            }
        };
        system.documents = divided(reference, pieces);
        *fit = Fit::Lines;
    }
}

/// Without a reference: the outputs, in sentences, are aligned with the source, and what faces several
/// segments of it stands with the first of them. A line may hold any number of sentences, a bead of the
/// alignment a few.
fn cut_by_source(args: &Args, lined: &mut LinedUp, messages: &Messages) -> Result<Vec<ThreeWay>> {
    let Some(source) = &lined.source else {
        return Err(Error::configuration("expected a reference or a source").found("none"));
    };
    let streams = lined.fits.contains(&Fit::Stream);
    let one = |text: &SegmentedText| if streams { flat(text) } else { text.clone() };
    let splitter = Splitter::new(args.languages.target_lang.clone(), Paragraphs::Line);
    let systems = lined.systems.iter().zip(&lined.fits);
    let systems = systems.map(|(system, fit)| match fit {
        Fit::Lines => one(system),
        Fit::Documents | Fit::Stream => in_sentences(one(system), &splitter),
    });
    let systems: Vec<SegmentedText> = systems.collect();
    let whole = one(source);
    let texts = ThreeWayTexts {
        source: &whole,
        references: &[],
        systems: &systems,
    };
    let found = Beside::new(args, messages)?.compare(&texts, Layout::Aligned)?;
    for (at, system) in lined.systems.iter_mut().enumerate() {
        let pieces = found.iter().flat_map(|document| document.by_source(at));
        system.documents = divided(source, pieces.map(|piece| piece.text).collect());
    }
    lined.fits.fill(Fit::Lines);
    Ok(found)
}

/// A text whose segments are cut into sentences; none of them is empty.
fn in_sentences(mut text: SegmentedText, splitter: &Splitter) -> SegmentedText {
    for document in &mut text.documents {
        let sentences = splitter.document_of(&document.segments, Metadata::new());
        let sentences = sentences.segments.into_iter();
        document.segments = sentences.map(|sentence| sentence.text).collect();
    }
    text
}

/// A text as one document without a name.
pub fn flat(text: &SegmentedText) -> SegmentedText {
    let segments: Vec<&str> = text.segments().collect();
    SegmentedText {
        language: text.language.clone(),
        ..SegmentedText::from_lines(text.name.clone(), segments)
    }
}

/// `pieces` in the documents of `base`.
fn divided(base: &SegmentedText, pieces: Vec<String>) -> Vec<SegmentedDocument> {
    let mut pieces = pieces.into_iter();
    let document = |document: &SegmentedDocument| SegmentedDocument {
        id: document.id.clone(),
        segments: pieces.by_ref().take(document.segments.len()).collect(),
    };
    base.documents.iter().map(document).collect()
}
