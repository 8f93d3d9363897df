//! Source, references and outputs side by side, and the file of details.

use std::path::Path;

use alinea::align::Aligner;
use alinea::evaluate::three_way::{Layout, ThreeWay, ThreeWayAligner, ThreeWayTexts};
use alinea::io::{Destination, Output};
use alinea::score::QualityModel;
use alinea::{Error, Result};

use super::args::Args;
use super::texts::{TestSet, flat};
use crate::cli::messages::Messages;
use crate::cli::options::ModelFolder;

/// What sets texts side by side.
pub struct Beside(ThreeWayAligner);

impl Beside {
    /// With the word vectors of the languages.
    pub fn new(args: &Args, messages: &Messages) -> Result<Self> {
        let mut aligner = Aligner::default();
        let (source, target) = (&args.languages.source_lang, &args.languages.target_lang);
        let models = ModelFolder::new(args.models.as_deref())?;
        aligner.tables = models.tables();
        models.load(&mut aligner.tables, (source, target), messages)?;
        let model = QualityModel::default();
        Ok(Beside(ThreeWayAligner::new(
            aligner, &model, source, target,
        )))
    }

    /// The beads of every document.
    pub fn compare(&self, texts: &ThreeWayTexts<'_>, layout: Layout) -> Result<Vec<ThreeWay>> {
        self.0.compare(texts, layout)
    }
}

/// All texts of the set side by side: line by line where the source lines up, aligned otherwise; as one
/// document where the source has no documents and the others have.
pub fn side_by_side(
    args: &Args,
    set: &mut TestSet,
    messages: &Messages,
) -> Result<Option<Vec<ThreeWay>>> {
    if let Some(found) = set.beside.take() {
        return Ok(Some(found));
    }
    let Some(source) = &set.source else {
        return Ok(None);
    };
    let beside = Beside::new(args, messages)?;
    if set.source_lines {
        return Ok(Some(beside.compare(&set.three_way(source), Layout::Lines)?));
    }
    let base = &set.references[0];
    if source.documents.len() == base.documents.len() {
        return Ok(Some(
            beside.compare(&set.three_way(source), Layout::Aligned)?,
        ));
    }
    let references: Vec<_> = set.references.iter().map(flat).collect();
    let systems: Vec<_> = set.systems.iter().map(flat).collect();
    let source = flat(source);
    let texts = ThreeWayTexts {
        source: &source,
        references: &references,
        systems: &systems,
    };
    Ok(Some(beside.compare(&texts, Layout::Aligned)?))
}

/// One JSON object a bead, on a line.
pub fn write_details(found: &[ThreeWay], path: &Path) -> Result<()> {
    let mut output = Output::create(Destination::from(path))?;
    for bead in found.iter().flat_map(|document| &document.beads) {
        let line = serde_json::to_string(bead)
            .map_err(|e| Error::format(format!("cannot write as JSON: {e}")))?;
        output.put(line)?;
        output.put("\n")?;
    }
    output.finish()
}
