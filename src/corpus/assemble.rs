//! The second half of the job: the journal's records, in the order of the inputs, become the outputs.
//!
//! Where duplicates are dropped, a pass over the journal gathers the keys of all units, and what stands
//! twice is found in bounded memory ([`Duplicates`]); where the corpus is split, a second pass does so
//! for what they leave ([`Splitting`]). Then one pass writes. Records are unpacked by all threads, a group at a time, and written one after the other, so
//! memory is bounded by a group.
//!
//! Every bead is accounted for: it is in the corpus, or in `dropped.jsonl` with the rule that dropped it.
//! Alignments (vecalign, ladder, xces, text) hold every bead and the text as it stood.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::bitext::TranslationUnit;
use crate::error::{Error, Result};
use crate::filter::{DuplicateKeys, duplicate_keys, text_keys};
use crate::io::{Dropped, DroppedWriter, UnitWriter};

use super::card::SplitFigures;
use super::duplicates::{Duplicates, FoundDuplicates};
use super::journal::{Journal, decode};
use super::record::{AlignedRecord, Outcome, Record};
use super::report::Report;
use super::split::{Shares, Split, Splitting};
use super::summary::Summary;

/// Records in memory, a thread.
const IN_FLIGHT: usize = 16;

/// Name of the rule that drops a unit whose text stands in a later split.
const SPLIT_OVERLAP: &str = "split-overlap";

/// Where the records of articles are, by their numbers.
pub trait Records {
    /// The payload of the frame of an article's record; `None` if there is none.
    ///
    /// # Errors
    /// A file that cannot be read, or that changed under the job.
    fn payload(&mut self, number: u64) -> Result<Option<Vec<u8>>>;
}

impl Records for Journal {
    fn payload(&mut self, number: u64) -> Result<Option<Vec<u8>>> {
        Journal::payload(self, number)
    }
}

/// Where the units go.
#[derive(Default)]
pub struct Outputs {
    /// Corpora of pairs, a list a split: they get what is kept.
    pub pairs: Vec<Vec<Box<dyn UnitWriter>>>,
    /// Alignments: they get every bead.
    pub alignments: Vec<Box<dyn UnitWriter>>,
    /// What is dropped, and why.
    pub dropped: Option<DroppedWriter>,
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
        let mut all = self.pairs.into_iter().flatten().chain(self.alignments);
        all.try_for_each(UnitWriter::finish)?;
        self.dropped.map_or(Ok(()), DroppedWriter::finish)
    }
}

/// How the outputs are put together.
#[derive(Debug, Clone)]
pub struct Assembly {
    /// Whether exact duplicates are dropped, and near ones.
    pub duplicates: (bool, bool),
    /// The splits and their seed, if the corpus is split.
    pub splits: Option<(Shares, u64)>,
    /// A folder for what does not fit into memory.
    pub spill: PathBuf,
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Assembled {
    /// Figures of the articles.
    pub summary: Summary,
    /// Units in the corpus.
    pub units: usize,
    /// Units dropped, by rule.
    pub dropped: BTreeMap<String, usize>,
    /// Units of the corpus that were repaired, by repair.
    pub repaired: BTreeMap<String, usize>,
    /// Figures of the splits.
    pub splits: Vec<SplitFigures>,
}

/// Calls `each` for the records of `count` articles, in order, with what `prepare` made of it on any
/// thread.
///
/// # Errors
/// A record that cannot be read, and what `each` says.
pub fn in_order<T: Send>(
    records: &mut dyn Records,
    count: u64,
    prepare: impl Fn(&Record) -> T + Sync,
    mut each: impl FnMut(&Record, T) -> Result<()>,
) -> Result<()> {
    let group = (IN_FLIGHT * rayon::current_num_threads()) as u64;
    let mut start = 0;
    while start < count {
        let end = count.min(start + group);
        let payloads: Vec<(u64, Option<Vec<u8>>)> = (start..end)
            .map(|number| Ok((number, records.payload(number)?)))
            .collect::<Result<_>>()?;
        let decoded: Vec<Option<(Record, T)>> = payloads
            .par_iter()
            .map(|(number, payload)| {
                // Two jobs in one folder that knew nothing of each other may have mixed theirs up.
                let record = decode(payload.as_ref()?).filter(|r| r.number == *number)?;
                let prepared = prepare(&record);
                Some((record, prepared))
            })
            .collect();
        for (number, record) in (start..end).zip(decoded) {
            let (record, prepared) = record.ok_or_else(|| {
                let number = number + 1;
                Error::format(format!(
                    "expected a record of article {number} in the journal"
                ))
                .found("none that can be read")
                .help("begin anew with --restart")
            })?;
            each(&record, prepared)?;
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
    records: &mut dyn Records,
    count: u64,
    assembly: &Assembly,
    outputs: &mut Outputs,
    report: &mut Report,
) -> Result<Assembled> {
    let (found, split) = survey(records, count, assembly)?;
    let mut writing = Writing {
        found,
        names: assembly
            .splits
            .as_ref()
            .map_or_else(Vec::new, |(shares, _)| {
                shares.names().map(str::to_owned).collect()
            }),
        split,
        number: 0,
        article: 0,
        done: Assembled::default(),
    };
    for name in &writing.names {
        writing.done.splits.push(SplitFigures {
            name: name.clone(),
            articles: 0,
            units: 0,
        });
    }
    in_order(
        records,
        count,
        |_| (),
        |record, ()| {
            writing.done.summary.record(record);
            match &record.outcome {
                Outcome::Aligned(aligned) => {
                    let (dropped, split) = writing.article(aligned, outputs)?;
                    report.row(record, dropped, &split)
                }
                Outcome::Failed(_) => report.row(record, 0, ""),
            }
        },
    )?;
    Ok(writing.done)
}

/// The keys of a unit that is kept so far: its own, those of its texts, and its rank.
type Keys = (DuplicateKeys, Vec<u128>, Option<f64>);

/// Finds what stands twice, and which article goes into which split.
fn survey(
    records: &mut dyn Records,
    count: u64,
    assembly: &Assembly,
) -> Result<(Option<FoundDuplicates>, Option<Split>)> {
    let (exact, near) = assembly.duplicates;
    let mut duplicates =
        (exact || near).then(|| Duplicates::new(exact, near).spill_in(&assembly.spill));
    let splitting = assembly
        .splits
        .as_ref()
        .map(|(shares, seed)| Splitting::new(shares.clone(), *seed, &assembly.spill.join("split")));
    if duplicates.is_none() && splitting.is_none() {
        return Ok((None, None));
    }
    // Splits are made of what duplicates leave: a text that stands once overlaps with nothing.
    let keys = |record: &Record| -> Vec<Keys> {
        let Outcome::Aligned(aligned) = &record.outcome else {
            return Vec::new();
        };
        let kept = aligned
            .units(true)
            .filter(|(_, judged)| judged.dropped.is_none());
        kept.map(|(unit, judged)| {
            let rank = judged.quality.or(unit.score);
            (duplicate_keys(&unit), text_keys(&unit), rank)
        })
        .collect()
    };
    let mut number = 0;
    if let Some(duplicates) = &mut duplicates {
        in_order(records, count, keys, |_, keys| {
            for (own, _, rank) in keys {
                duplicates.insert(number, &own, rank)?;
                number += 1;
            }
            Ok(())
        })?;
    }
    let found = duplicates.map(Duplicates::finish).transpose()?;
    let Some(mut splitting) = splitting else {
        return Ok((found, None));
    };
    number = 0;
    in_order(records, count, keys, |record, keys| {
        if matches!(record.outcome, Outcome::Aligned(_)) {
            splitting.article(&record.id);
        }
        for (_, texts, _) in keys {
            let twice = found
                .as_ref()
                .is_some_and(|found| found.rule(number).is_some());
            if !twice {
                splitting.unit(number, &texts)?;
            }
            number += 1;
        }
        Ok(())
    })?;
    Ok((found, Some(splitting.finish()?)))
}

/// The writing pass.
struct Writing {
    found: Option<FoundDuplicates>,
    split: Option<Split>,
    names: Vec<String>,
    /// Number of the next unit that its article's rules keep.
    number: u64,
    /// Number of the next article that was aligned.
    article: usize,
    done: Assembled,
}

impl Writing {
    /// Writes an article; how many of its units are dropped, and the name of its split.
    fn article(
        &mut self,
        aligned: &AlignedRecord,
        outputs: &mut Outputs,
    ) -> Result<(usize, String)> {
        for (unit, _) in aligned.units(false) {
            Outputs::write(&mut outputs.alignments, &unit)?;
        }
        let split = self
            .split
            .as_ref()
            .map_or(0, |split| split.of(self.article));
        self.article += 1;
        let mut dropped = 0;
        let mut kept = 0;
        for (unit, judged) in aligned.units(true) {
            let why = match &judged.dropped {
                Some(record) => Some(record.shown()),
                None => self.corpus_wide(),
            };
            if let Some(why) = why {
                dropped += 1;
                *self.done.dropped.entry(why.rule.to_owned()).or_default() += 1;
                if let Some(writer) = &mut outputs.dropped {
                    writer.write(&unit, &why)?;
                }
                continue;
            }
            kept += 1;
            for repair in &judged.repairs {
                *self.done.repaired.entry(repair.clone()).or_default() += 1;
            }
            if let Some(writers) = outputs.pairs.get_mut(split) {
                Outputs::write(writers, &unit)?;
            }
        }
        self.done.units += kept;
        if let Some(figures) = self.done.splits.get_mut(split) {
            figures.articles += 1;
            figures.units += kept;
        }
        Ok((dropped, self.names.get(split).cloned().unwrap_or_default()))
    }

    /// The rule for the whole corpus that drops the next unit, if one does.
    fn corpus_wide(&mut self) -> Option<Dropped<'static>> {
        let number = self.number;
        self.number += 1;
        let found = self.found.as_ref().and_then(|found| found.rule(number));
        let overlaps = self.split.as_ref().is_some_and(|s| s.overlaps(number));
        let rule = found.or(overlaps.then_some(SPLIT_OVERLAP))?;
        Some(Dropped {
            rule,
            figure: 1.0,
            threshold: 0.0,
            detail: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::journal::{HEAD, encode};

    /// The record of one article, whichever is asked for.
    struct Always(Record);

    impl Records for Always {
        fn payload(&mut self, _: u64) -> Result<Option<Vec<u8>>> {
            Ok(Some(encode(&self.0)?.split_off(HEAD)))
        }
    }

    #[test]
    fn a_record_of_another_article_is_not_taken_for_its_own() {
        let mut records = Always(Record {
            number: 0,
            id: "a".into(),
            files: Default::default(),
            digest: String::new(),
            notes: Vec::new(),
            wrong_language: false,
            outcome: Outcome::Failed("no text".into()),
        });
        let mut read = |count| in_order(&mut records, count, |_| (), |_, ()| Ok(()));
        read(1).expect("it is that of the first");
        let error = read(2).expect_err("and not of the second");
        assert!(error.to_string().contains("article 2"), "{error}");
    }
}
