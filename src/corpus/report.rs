//! `report.csv`: a row for every article, whatever became of it.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::io::Output;

use super::pairing::Pairing;
use super::record::{Outcome, Record};

/// Writes the report; it appears whole when it is finished.
pub struct Report {
    csv: csv::Writer<Output>,
    path: std::path::PathBuf,
}

impl Report {
    /// The columns, in order.
    pub const COLUMNS: [&'static str; 14] = [
        "article",
        "status",
        "score",
        "source_segments",
        "target_segments",
        "beads",
        "unpaired_segments",
        "crossings",
        "kept",
        "dropped",
        "split",
        "source",
        "target",
        "reason",
    ];

    /// Opens the report before the work begins.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn create(path: &Path) -> Result<Self> {
        let mut report = Report {
            csv: csv::Writer::from_writer(Output::create(path)?),
            path: path.to_path_buf(),
        };
        report.record(&Report::COLUMNS.map(str::to_string))?;
        Ok(report)
    }

    /// The row of an article: `aligned` with its figures, how many of its units were dropped and the
    /// split in which it is, or `failed` with the reason.
    ///
    /// # Errors
    /// A full disk.
    pub fn row(&mut self, record: &Record, dropped: usize, split: &str) -> Result<()> {
        let mut row = Report::COLUMNS.map(|_| String::new());
        row[0].clone_from(&record.id);
        match &record.outcome {
            Outcome::Aligned(aligned) => {
                row[1] = "aligned".into();
                row[2] = format!("{:.6}", aligned.article.score.unwrap_or(0.0));
                row[3] = aligned.source_segments.to_string();
                row[4] = aligned.target_segments.to_string();
                row[5] = aligned.beads.count().to_string();
                row[6] = aligned.beads.unpaired_segments().to_string();
                row[7] = aligned.crossings.len().to_string();
                row[8] = (aligned.units.len() - dropped).to_string();
                row[9] = dropped.to_string();
                split.clone_into(&mut row[10]);
                row[13] = record.notes.join("; ");
            }
            Outcome::Failed(reason) => {
                row[1] = "failed".into();
                row[13].clone_from(reason);
            }
        }
        [row[11], row[12]] = record.files.clone();
        self.record(&row)
    }

    /// The rows of documents that have no partner.
    ///
    /// # Errors
    /// A full disk.
    pub fn unpaired(&mut self, pairing: &Pairing) -> Result<()> {
        let lists = [
            (&pairing.source_only, "no target", 11),
            (&pairing.target_only, "no source", 12),
        ];
        for (list, status, column) in lists {
            for (id, path) in list {
                let mut record = Report::COLUMNS.map(|_| String::new());
                record[0] = id.clone();
                record[1] = status.into();
                record[column] = path.display().to_string();
                self.record(&record)?;
            }
        }
        Ok(())
    }

    fn record(&mut self, record: &[String; 14]) -> Result<()> {
        self.csv
            .write_record(record)
            .map_err(|e| failed(&e, &self.path))
    }

    /// Makes the report appear.
    ///
    /// # Errors
    /// A full disk.
    pub fn finish(self) -> Result<()> {
        let output = self.csv.into_inner();
        output
            .map_err(|e| Error::io("write", e.error()).at(&self.path))?
            .finish()
    }
}

/// What the report says of an article that was not aligned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportRow {
    /// Its name.
    pub article: String,
    /// `failed`, `no target` or `no source`.
    pub status: String,
    /// Why it failed; empty where it has no partner.
    pub reason: String,
}

/// The articles that a report sets aside: those that failed or have no partner.
///
/// # Errors
/// A file that cannot be read, or that has other columns.
pub fn read_set_aside(path: &Path) -> Result<Vec<ReportRow>> {
    let mut reader = csv::Reader::from_path(path).map_err(|e| refused(&e, path))?;
    let rows = reader.deserialize::<ReportRow>();
    let mut aside = Vec::new();
    for row in rows {
        let row = row.map_err(|e| refused(&e, path))?;
        if row.status != "aligned" {
            aside.push(row);
        }
    }
    Ok(aside)
}

/// The articles that a report has in a split; `None` where it names no splits, or there is no report.
///
/// # Errors
/// A file that cannot be read, or that has other columns.
pub fn read_articles_of_split(path: &Path, split: &str) -> Result<Option<BTreeSet<String>>> {
    if !path.is_file() {
        return Ok(None);
    }
    let mut reader = csv::Reader::from_path(path).map_err(|e| refused(&e, path))?;
    let mut articles = BTreeSet::new();
    for row in reader.deserialize::<SplitRow>() {
        let row = row.map_err(|e| refused(&e, path))?;
        if row.split == split {
            articles.insert(row.article);
        }
    }
    Ok((!articles.is_empty()).then_some(articles))
}

#[derive(Deserialize)]
struct SplitRow {
    article: String,
    split: String,
}

fn refused(error: &csv::Error, path: &Path) -> Error {
    let line = error.position().map(|at| at.line() as usize);
    let error = match error.kind() {
        csv::ErrorKind::Io(error) => Error::io("read", error),
        _ => Error::format("expected a report of `alinea build`").found(error.to_string()),
    };
    match line {
        Some(line) => error.at(path).line(line),
        None => error.at(path),
    }
}

fn failed(error: &csv::Error, path: &Path) -> Error {
    match error.kind() {
        csv::ErrorKind::Io(error) => Error::io("write", error).at(path),
        _ => Error::format(format!("cannot write the report: {error}")).at(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_aside_is_read_back_and_other_tables_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.csv");
        let mut report = Report::create(&path).expect("opens");
        let mut row = Report::COLUMNS.map(|_| String::new());
        for (article, status, reason) in [("a", "aligned", ""), ("b", "failed", "no text, none")] {
            (row[0], row[1], row[13]) = (article.into(), status.into(), reason.into());
            report.record(&row).expect("writes");
        }
        report.finish().expect("finishes");
        let aside = read_set_aside(&path).expect("reads");
        assert_eq!(aside.len(), 1);
        assert_eq!(
            (&*aside[0].article, &*aside[0].reason),
            ("b", "no text, none")
        );
        std::fs::write(&path, "x,y\n1,2\n").expect("writes");
        let error = read_set_aside(&path).expect_err("is refused");
        assert!(error.to_string().contains("alinea build"), "{error}");
    }
}
