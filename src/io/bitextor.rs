//! The columns of Bitextor's sentence pairs (`fr-en.sent`, `fr-en.raw`): a header, then one pair a
//! line, cells set off by tabs and not quoted.
//!
//! Written are the columns that Bitextor always has, `src_url`, `trg_url`, `src_text`, `trg_text` and
//! `aligner_score` (our score), and after them of our own `article`, `bead`, `src_indices`,
//! `trg_indices` and `quality`. The addresses are the metadata `url` and `target_url`; where there is
//! none, the article's id. A tab and whatever a program may take for the end of a line become a space
//! in a text. Lost are other metadata, paragraphs, parts, languages and the article's score; all articles
//! must have the same two languages.
//!
//! Read: columns go by their names, `src_text` and `trg_text` are needed. The score is read only from
//! files of ours, because other aligners' scores are no probabilities; `quality` may also be
//! `bicleaner_score` or `bicleaner_ai_score`. Without `article` a pair of addresses is an article. Columns
//! of other names are carried through, as in [`delimited`](super::delimited).

use std::io::BufRead;
use std::path::{Path, PathBuf};

use super::encoding::{open_corpus, utf8_error};
use super::fields::{
    Assembler, SideFields, UnitFields, from_spaced, number, optional_number, spaced,
};
use super::header::{Header, MoreColumns};
use super::moses::ends_line;
use super::output::Output;
use super::{LanguagePair, ReaderOptions, UnitWriter, WriterOptions, article_name};
use crate::bitext::{Metadata, TranslationUnit};
use crate::error::{Error, Result};

/// Columns in the order in which they are written.
pub const COLUMNS: [&str; 10] = [
    "src_url",
    "trg_url",
    "src_text",
    "trg_text",
    "aligner_score",
    "article",
    "bead",
    "src_indices",
    "trg_indices",
    "quality",
];

/// Columns that are read: those, and other names of the quality.
const READ: [&str; 12] = [
    "src_url",
    "trg_url",
    "src_text",
    "trg_text",
    "aligner_score",
    "article",
    "bead",
    "src_indices",
    "trg_indices",
    "quality",
    "bicleaner_score",
    "bicleaner_ai_score",
];

/// Writes Bitextor's columns.
pub struct BitextorWriter {
    output: Output,
    languages: LanguagePair,
    more: MoreColumns,
}

impl BitextorWriter {
    /// Writes the header to `output`.
    ///
    /// # Errors
    /// A full disk.
    pub fn new(mut output: Output, options: &WriterOptions) -> Result<Self> {
        let more = MoreColumns::new(options);
        let columns = COLUMNS.into_iter().map(str::to_owned);
        let columns: Vec<_> = columns.chain(more.names().map(one_cell)).collect();
        output.put(columns.join("\t") + "\n")?;
        Ok(BitextorWriter {
            output,
            languages: LanguagePair::new("bitextor", options),
            more,
        })
    }
}

impl UnitWriter for BitextorWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        let article = &unit.article;
        self.languages.check(article)?;
        let address = |name: &str| {
            let address = article.metadata.get(name).filter(|a| !a.is_empty());
            address.unwrap_or(&article.id).clone()
        };
        let known = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
        let cells = [
            address("url"),
            address("target_url"),
            unit.source_text(),
            unit.target_text(),
            known(unit.score),
            article.id.clone(),
            unit.bead.to_string(),
            spaced(unit.source.indices.clone()),
            spaced(unit.target.indices.clone()),
            known(unit.quality),
        ];
        let more = self.more.cells(&unit.extra)?;
        let cells = cells.into_iter().chain(more);
        let cells: Vec<_> = cells.map(|cell| one_cell(&cell)).collect();
        self.output.put(cells.join("\t") + "\n")
    }

    fn written(&self) -> Option<u64> {
        Some(self.output.written())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.output.finish()
    }
}

/// `text` with a space for a tab and every character that may end a line.
///
/// ```
/// assert_eq!(alinea::io::bitextor::one_cell("a\r\nb\u{2028}c\td"), "a  b c d");
/// ```
pub fn one_cell(text: &str) -> String {
    text.replace(ends_cell, " ")
}

/// Whether a program may take `c` for the end of a cell or a line.
pub(super) fn ends_cell(c: char) -> bool {
    c == '\t' || ends_line(c)
}

/// Reads Bitextor's columns line by line.
pub struct BitextorReader {
    input: Box<dyn BufRead + Send>,
    path: PathBuf,
    line: usize,
    buffer: Vec<u8>,
    header: Header,
    assembler: Assembler,
}

impl BitextorReader {
    /// Opens `path`, or standard input for `-`, and reads the header.
    ///
    /// # Errors
    /// A file that cannot be read, or a header without the two texts.
    pub fn open(path: &Path, options: &ReaderOptions) -> Result<Self> {
        let mut reader = BitextorReader {
            input: open_corpus(path, options)?,
            path: path.to_path_buf(),
            line: 0,
            buffer: Vec::new(),
            header: Header::new([], &[], &options.notes)?,
            assembler: Assembler::new(options, &article_name(path)),
        };
        let header = reader.next_line().map_err(|e| e.at(path).line(1))?;
        let header = header.unwrap_or_default();
        let columns = Header::new(header.split('\t'), &READ, &options.notes);
        reader.header = columns.map_err(|e| e.at(path))?;
        if !reader.header.has("src_text") || !reader.header.has("trg_text") {
            return Err(
                Error::format("expected columns `src_text` and `trg_text` in the header")
                    .found(format!("`{}`", header.chars().take(80).collect::<String>()))
                    .at(path)
                    .line(1)
                    .help("a file of Bitextor without a header is read by --columns 3,4"),
            );
        }
        Ok(reader)
    }

    fn next_line(&mut self) -> Result<Option<String>> {
        self.buffer.clear();
        let count = self.input.read_until(b'\n', &mut self.buffer);
        if count.map_err(|e| Error::io("read", &e))? == 0 {
            return Ok(None);
        }
        self.line += 1;
        let line = std::str::from_utf8(&self.buffer).map_err(|_| utf8_error(&self.buffer))?;
        Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned()))
    }

    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        let Some(line) = self.next_line()? else {
            return Ok(None);
        };
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() != self.header.len() {
            return Err(Error::format(format!(
                "expected {} cells as in the header",
                self.header.len()
            ))
            .found(cells.len().to_string()));
        }
        let fields = self.fields(&cells)?;
        self.assembler.unit(fields).map(Some)
    }

    fn fields(&self, cells: &[&str]) -> Result<UnitFields> {
        let cell = |name: &str| {
            let cell = self.header.at(name).and_then(|at| cells.get(at));
            cell.copied().unwrap_or_default()
        };
        let ours = self.header.has("bead");
        let (source_url, target_url) = (cell("src_url"), cell("trg_url"));
        let article = match cell("article") {
            "" if source_url == target_url => source_url.to_owned(),
            "" => format!("{source_url} {target_url}").trim().to_owned(),
            id => id.to_owned(),
        };
        let mut metadata = Metadata::new();
        for (name, url) in [("url", source_url), ("target_url", target_url)] {
            if !url.is_empty() && url != cell("article") {
                metadata.insert(name.to_owned(), url.to_owned());
            }
        }
        let side = |text: &str, indices: &str| {
            Ok::<_, Error>(SideFields {
                indices: match self.header.has(indices) {
                    true => Some(from_spaced(cell(indices))?),
                    false => None,
                },
                ..SideFields::of_text(cell(text).to_owned())
            })
        };
        let quality = ["quality", "bicleaner_score", "bicleaner_ai_score"];
        let quality = quality.map(cell).into_iter().find(|c| !c.is_empty());
        Ok(UnitFields {
            article: Some(article).filter(|id| !id.is_empty()),
            metadata,
            bead: ours.then(|| number(cell("bead"))).transpose()?,
            source: side("src_text", "src_indices")?,
            target: side("trg_text", "trg_indices")?,
            score: match ours {
                true => optional_number(cell("aligner_score"))?,
                false => None,
            },
            quality: optional_number(quality.unwrap_or_default())?,
            extra: self.header.extra(&self.path, |at| cells.get(at).copied()),
            ..UnitFields::default()
        })
    }
}

impl Iterator for BitextorReader {
    type Item = Result<TranslationUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        let unit = self.read();
        unit.map_err(|e| e.at(&self.path).line(self.line))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::io::Format;
    use crate::io::testing::{joined, read_back, read_text_as, units};

    #[test]
    fn texts_scores_and_addresses_come_back_on_one_line() {
        let mut units = units();
        // All units of the first article.
        for unit in &mut units[..4] {
            let metadata = &mut Arc::make_mut(&mut unit.article).metadata;
            for (name, url) in [
                ("url", "https://a.example/fr"),
                ("target_url", "https://a.example/en"),
            ] {
                metadata.insert(name.into(), url.into());
            }
        }
        let read = read_back(Format::Bitextor, &units);
        let wanted: Vec<_> = joined(units, false)
            .into_iter()
            .map(|mut unit| {
                let article = Arc::make_mut(&mut unit.article);
                article.metadata.retain(|name, _| name.ends_with("url"));
                article.score = None;
                unit.parts = None;
                let sides = [&mut unit.source, &mut unit.target];
                for text in sides.into_iter().flat_map(|side| &mut side.segments) {
                    *text = one_cell(text);
                }
                unit
            })
            .collect();
        assert_eq!(read, wanted);
        assert_eq!(read[0].article.metadata["url"], "https://a.example/fr");
    }

    #[test]
    fn a_file_of_bitextor_is_read() {
        let text = "src_url\ttrg_url\tsrc_text\ttrg_text\thunalign_score\tbicleaner_score\n\
            http://a/fr\thttp://a/en\tUn \"puits\"\tA well\t1.5\t0.75\n";
        let units = read_text_as(Format::Bitextor, text).expect("reads");
        assert_eq!(units[0].source_text(), "Un \"puits\"");
        assert_eq!((units[0].score, units[0].quality), (None, Some(0.75)));
        assert_eq!(units[0].article.id, "http://a/fr http://a/en");
        assert_eq!(units[0].article.metadata["target_url"], "http://a/en");
    }

    #[test]
    fn a_header_without_texts_and_a_short_line_are_named() {
        let error = read_text_as(Format::Bitextor, "a\tb\nc\td\n").expect_err("is refused");
        assert!(error.to_string().contains("`src_text`"), "{error}");
        let text = "src_text\ttrg_text\na\tb\nc\n";
        let error = read_text_as(Format::Bitextor, text).expect_err("is refused");
        assert_eq!(error.line_number(), Some(3));
    }
}
