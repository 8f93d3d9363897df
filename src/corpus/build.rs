//! All pairs of a corpus on all cores, written in order.
//!
//! Pairs are taken in groups; the pairs of a group are aligned in parallel, then written one after
//! the other in the order in which they came, so the bytes do not depend on the threads and memory
//! is bounded by a group. A pair that fails becomes a row and the rest goes on; a writer that fails
//! ends the job, and nothing that is not whole appears.
//!
//! Where the languages have no word vectors all pairs are read and aligned twice: first to learn a
//! lexicon from what is sure in all of them, pooled in order, then with it. Nothing else of the first
//! pass is kept, so memory is bounded by a group and the lexicon.

use rayon::prelude::*;

use crate::align::Aligner;
use crate::bitext::TranslationUnit;
use crate::error::{Error, Result};
use crate::io::UnitWriter;
use crate::similarity::{Lexicon, LexiconBuilder};

use super::inputs::PairInput;
use super::pipeline::{Pipeline, Processed};
use super::summary::Summary;

/// Pairs in flight, a thread.
const IN_FLIGHT: usize = 8;

/// What became of a pair.
#[derive(Debug)]
pub enum Outcome<'a> {
    /// It was aligned and written.
    Aligned(&'a Processed),
    /// It could not be read or aligned.
    Failed(&'a Error),
}

/// One pair done, as it is reported.
#[derive(Debug)]
pub struct Row<'a> {
    /// Name of the article.
    pub id: &'a str,
    /// What became of it.
    pub outcome: Outcome<'a>,
}

/// A job: the pairs and how to do them.
pub struct Build<'a> {
    /// The pairs, in the order of the output.
    pub pairs: &'a [PairInput],
    /// How each is done.
    pub pipeline: &'a Pipeline,
    /// Whether crossings are written as pairs of their own, in place of their beads.
    pub crossing: bool,
}

fn write(
    units: impl Iterator<Item = TranslationUnit>,
    writers: &mut [Box<dyn UnitWriter>],
) -> Result<()> {
    for unit in units {
        for writer in writers.iter_mut() {
            writer.write(&unit)?;
        }
    }
    Ok(())
}

/// Does the job. `each` is called for every pair in order, and may count, report or draw.
///
/// # Errors
/// Only what a writer says; a pair that fails is a row.
pub fn build(
    job: &Build<'_>,
    writers: &mut [Box<dyn UnitWriter>],
    mut each: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<Summary> {
    let mut summary = Summary::default();
    let group = IN_FLIGHT * rayon::current_num_threads();
    let lexicon = lexicon(job, group);
    for pairs in job.pairs.chunks(group) {
        let done: Vec<Result<Processed>> = pairs
            .par_iter()
            .map(|pair| job.pipeline.run_pair(pair, lexicon.as_ref()))
            .collect();
        for (PairInput { id, .. }, result) in pairs.iter().zip(&done) {
            let outcome = match result {
                Ok(processed) => {
                    let article = &processed.article;
                    if job.crossing {
                        write(article.crossed_units(), writers)?;
                    } else {
                        write(article.units(), writers)?;
                    }
                    summary.add(&processed.article);
                    Outcome::Aligned(processed)
                }
                Err(error) => {
                    summary.failed += 1;
                    Outcome::Failed(error)
                }
            };
            each(&Row { id, outcome })?;
        }
    }
    Ok(summary)
}

/// The lexicon of all pairs, where their languages have no word vectors and it is enough. A pair that
/// cannot be read says nothing here and fails when it is built.
fn lexicon(job: &Build<'_>, group: usize) -> Option<Lexicon> {
    let pipeline = job.pipeline;
    let (source, target) = (pipeline.source_language(), pipeline.target_language());
    if !pipeline.aligner.learns(source, target) {
        return None;
    }
    let mut builder = LexiconBuilder::default();
    for pairs in job.pairs.chunks(group) {
        if builder.is_full() {
            break;
        }
        let sure: Vec<_> = pairs
            .par_iter()
            .filter(|input| input.beads.is_none())
            .map(|input| {
                let (pair, _) = pipeline
                    .read(&input.id, &input.source, &input.target)
                    .ok()?;
                let beads = pipeline.aligner.sure_beads(&pair);
                Some((pair, beads))
            })
            .collect();
        for (pair, beads) in sure.into_iter().flatten() {
            builder.add(&pair, &beads);
        }
    }
    Aligner::lexicon(builder)
}
