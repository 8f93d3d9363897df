//! Results of translations: tables and pages of [`Results`].
//!
//! The text of a terminal and the JSON of one system are sacrebleu's own, so that they drop into
//! scripts; several systems make tables, sorted by the first metric (in JSON in the order given).

mod findings;
mod html;
mod json;
mod marks;
mod tables;
mod text;

pub use findings::checks_table;
pub use tables::{corpus_table, document_table, segment_table, short_names, wins_table};

use crate::bitext::Language;
use crate::error::Result;
use crate::evaluate::three_way::ThreeWay;
use crate::evaluate::translation::Results;
use crate::report::Table;

/// The form of what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For a terminal.
    Text,
    /// sacrebleu's JSON.
    Json,
    /// A table with a row for each system, document or segment.
    Csv,
    /// Tables in Markdown.
    Markdown,
    /// Tables in LaTeX.
    Latex,
    /// One page for a browser.
    Html,
}

/// Of what scores are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The whole test set.
    Corpus,
    /// Each document.
    Document,
    /// Each segment.
    Segment,
}

/// The texts behind the results, segment by segment.
#[derive(Debug, Clone, Default)]
pub struct Texts<'a> {
    /// The source, if it is at hand.
    pub source: Option<Vec<&'a str>>,
    /// References.
    pub references: Vec<Vec<&'a str>>,
    /// What each system wrote.
    pub systems: Vec<Vec<&'a str>>,
    /// The source's language.
    pub source_language: Option<Language>,
    /// The references' and systems' language.
    pub target_language: Option<Language>,
}

impl Texts<'_> {
    /// Characters of each segment: of the reference, else of the source.
    fn lengths(&self) -> Vec<usize> {
        let text = self.references.first().or(self.source.as_ref());
        let text = text.or(self.systems.first());
        text.map_or(Vec::new(), |text| {
            text.iter().map(|s| s.chars().count()).collect()
        })
    }
}

/// What is shown, and how.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// What was found.
    pub results: &'a Results,
    /// The texts, for the forms that show segments.
    pub texts: Texts<'a>,
    /// Of what scores are shown; pages show all three.
    pub level: Level,
    /// Digits after the point.
    pub width: usize,
    /// How many segments to show where systems differ most.
    pub differences: usize,
    /// Only scores, in the text of one system.
    pub score_only: bool,
    /// Source, references and outputs side by side, with what the checks found.
    pub three_way: Option<&'a [ThreeWay]>,
}

impl Report<'_> {
    /// The report in one of its forms, ending with a line break.
    ///
    /// # Errors
    /// None today; forms that cannot show a level will be told so here.
    pub fn render(&self, form: Form) -> Result<String> {
        Ok(match (form, self.level) {
            (Form::Html, _) => html::page(self),
            (Form::Json, Level::Corpus) => json::corpus(self),
            (Form::Json, _) => json::parts(self),
            (Form::Text, Level::Corpus) => text::corpus(self),
            (Form::Csv, Level::Corpus) => tables::csv_table(self.results).csv(),
            (Form::Csv, level) => self.parts(level, None).csv(),
            (Form::Text, level) => self.parts(level, Some(self.width)).text(),
            (Form::Markdown, level) => self.tables(level, Table::markdown, "`", "`"),
            (Form::Latex, level) => self.tables(level, Table::latex, "% ", ""),
        })
    }

    fn parts(&self, level: Level, width: Option<usize>) -> Table {
        match level {
            Level::Segment => segment_table(self.results, width),
            _ => document_table(self.results, width),
        }
    }

    /// The tables of a text format, each signature on a line between `before` and `after`.
    fn tables(
        &self,
        level: Level,
        render: fn(&Table) -> String,
        before: &str,
        after: &str,
    ) -> String {
        if level != Level::Corpus {
            return render(&self.parts(level, Some(self.width)));
        }
        let mut text = render(&corpus_table(self.results, self.width));
        if let Some(table) = wins_table(self.results) {
            text.push('\n');
            text.push_str(&render(&table));
        }
        if let Some(table) = self.three_way.and_then(checks_table) {
            text.push('\n');
            text.push_str(&render(&table));
        }
        text.push('\n');
        for metric in &self.results.metrics {
            text.push_str(&format!(
                "{before}{}|{}{after}\n",
                metric.description.name, metric.signature
            ));
            if !after.is_empty() {
                text.push('\n');
            }
        }
        text
    }
}
