//! The second half of the job: the journal's records, in the order of the inputs, become the outputs.
//!
//! One pass over the journal; records are unpacked by all threads, a group at a time, and written one
//! after the other, so memory is bounded by a group.

use rayon::prelude::*;

use crate::bitext::TranslationUnit;
use crate::error::{Error, Result};
use crate::io::UnitWriter;

use super::journal::{Journal, decode};
use super::record::{Outcome, Record};
use super::report::Report;
use super::summary::Summary;

/// Records in memory, a thread.
const IN_FLIGHT: usize = 16;

/// Where the units go.
#[derive(Default)]
pub struct Outputs {
    /// Corpora of pairs: they get what is kept.
    pub pairs: Vec<Box<dyn UnitWriter>>,
    /// Alignments: they get every bead.
    pub alignments: Vec<Box<dyn UnitWriter>>,
}

impl Outputs {
    fn write(writers: &mut [Box<dyn UnitWriter>], unit: &TranslationUnit) -> Result<()> {
        writers.iter_mut().try_for_each(|writer| writer.write(unit))
    }

    /// Makes all outputs appear.
    ///
    /// # Errors
    /// A full disk.
    pub fn finish(self) -> Result<()> {
        let mut all = self.pairs.into_iter().chain(self.alignments);
        all.try_for_each(UnitWriter::finish)
    }
}

/// Calls `each` for the records of `count` articles, in order.
///
/// # Errors
/// A record that cannot be read, and what `each` says.
pub fn in_order(
    journal: &mut Journal,
    count: u64,
    mut each: impl FnMut(&Record) -> Result<()>,
) -> Result<()> {
    let group = (IN_FLIGHT * rayon::current_num_threads()) as u64;
    let mut start = 0;
    while start < count {
        let end = count.min(start + group);
        let payloads: Vec<Option<Vec<u8>>> = (start..end)
            .map(|number| journal.payload(number))
            .collect::<Result<_>>()?;
        let records: Vec<Option<Record>> = payloads
            .par_iter()
            .map(|payload| decode(payload.as_ref()?))
            .collect();
        for (number, record) in (start..end).zip(&records) {
            let record = record.as_ref().ok_or_else(|| {
                Error::format(format!(
                    "expected a record of article {} in the journal",
                    number + 1
                ))
                .found("none that can be read")
                .help("begin anew with --restart")
            })?;
            each(record)?;
        }
        start = end;
    }
    Ok(())
}

/// Writes the outputs and the report of `count` articles.
///
/// # Errors
/// A full disk, a unit that a format cannot hold, a damaged journal.
pub fn assemble(
    journal: &mut Journal,
    count: u64,
    outputs: &mut Outputs,
    report: &mut Report,
) -> Result<Summary> {
    let mut summary = Summary::default();
    in_order(journal, count, |record| {
        summary.record(record);
        if let Outcome::Aligned(aligned) = &record.outcome {
            for (unit, _) in aligned.units(false) {
                Outputs::write(&mut outputs.alignments, &unit)?;
            }
            for (unit, judged) in aligned.units(true) {
                if judged.dropped.is_none() {
                    Outputs::write(&mut outputs.pairs, &unit)?;
                }
            }
        }
        report.row(record)
    })?;
    Ok(summary)
}
