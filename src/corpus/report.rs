//! `report.csv`: a row for every article, whatever became of it.

use std::path::Path;

use crate::error::{Error, Result};
use crate::io::Output;

use super::build::{Outcome, Row};
use super::pairing::Pairing;

/// Writes the report; it appears whole when it is finished.
pub struct Report {
    csv: csv::Writer<Vec<u8>>,
    output: Output,
}

impl Report {
    /// The columns, in order.
    pub const COLUMNS: [&'static str; 9] = [
        "article",
        "status",
        "score",
        "source_segments",
        "target_segments",
        "beads",
        "unpaired_segments",
        "crossings",
        "reason",
    ];

    /// Opens the report before the work begins.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn create(path: &Path) -> Result<Self> {
        let mut report = Report {
            csv: csv::Writer::from_writer(Vec::new()),
            output: Output::create(path)?,
        };
        report.record(&Report::COLUMNS.map(str::to_string))?;
        Ok(report)
    }

    /// The row of a pair: `aligned` with its figures, or `failed` with the reason.
    ///
    /// # Errors
    /// A full disk.
    pub fn row(&mut self, row: &Row<'_>) -> Result<()> {
        let none = String::new;
        match &row.outcome {
            Outcome::Aligned(processed) => {
                let article = &processed.article;
                let beads = article.alignment.beads();
                let unpaired: usize = beads
                    .iter()
                    .filter(|b| b.is_null())
                    .map(|b| b.source.len() + b.target.len())
                    .sum();
                self.record(&[
                    row.id.to_string(),
                    "aligned".into(),
                    format!("{:.6}", article.score),
                    article.alignment.source_len().to_string(),
                    article.alignment.target_len().to_string(),
                    beads.len().to_string(),
                    unpaired.to_string(),
                    article.crossings.len().to_string(),
                    processed.notes.join("; "),
                ])
            }
            Outcome::Failed(error) => self.record(&[
                row.id.to_string(),
                "failed".into(),
                none(),
                none(),
                none(),
                none(),
                none(),
                none(),
                error.to_string(),
            ]),
        }
    }

    /// The rows of documents that have no partner.
    ///
    /// # Errors
    /// A full disk.
    pub fn unpaired(&mut self, pairing: &Pairing) -> Result<()> {
        let lists = [
            (&pairing.source_only, "no target"),
            (&pairing.target_only, "no source"),
        ];
        for (list, status) in lists {
            for (id, path) in list {
                let mut record = Report::COLUMNS.map(|_| String::new());
                record[0] = id.clone();
                record[1] = status.into();
                record[8] = path.display().to_string();
                self.record(&record)?;
            }
        }
        Ok(())
    }

    fn record(&mut self, record: &[String; 9]) -> Result<()> {
        self.csv
            .write_record(record)
            .map_err(|e| Error::format(format!("cannot write the report: {e}")))
    }

    /// Makes the report appear.
    ///
    /// # Errors
    /// A full disk.
    pub fn finish(mut self) -> Result<()> {
        let bytes = self
            .csv
            .into_inner()
            .map_err(|e| Error::format(format!("cannot write the report: {e}")))?;
        self.output.put(bytes)?;
        self.output.finish()
    }
}
