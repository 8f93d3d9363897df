//! Moses: two parallel text files, one line a bead on each side, and a third of identifiers.
//!
//! The destination is a prefix (`out/corpus`, or `out/corpus.moses`, gives `out/corpus.fr`,
//! `out/corpus.en` and `out/corpus.ids`) or a folder, in which the prefix is `corpus`; `.gz` or
//! `.zst` after it compresses all three. A line of `.ids` is the article, bead number, source
//! indices, target indices and score, with tabs between them, and the quality after them where a pair
//! was judged by itself.
//!
//! Whatever a program may take for the end of a line (LF, CR, vertical tab, form feed, U+001C to
//! U+001E, U+0085, U+2028, U+2029) becomes a space in a text, which is told, and a tab too in an article's id.
//! Metadata, paragraphs, parts and the article's score are lost. All articles must have the same two
//! languages. On reading, `.ids` may be missing.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use super::compression::{Compression, without_compression};
use super::encoding::{open_corpus, utf8_error};
use super::fields::{
    Assembler, SideFields, UnitFields, from_spaced, number, optional_number, spaced,
};
use super::output::{Output, create_folder};
use super::{Destination, LanguagePair, ReaderOptions, UnitWriter, WriterOptions, article_name};
use crate::bitext::{Language, TranslationUnit};
use crate::error::{Error, Result};

/// The three files.
struct Files {
    source: PathBuf,
    target: PathBuf,
    ids: PathBuf,
}

impl Files {
    fn of(place: &Path, source: &Language, target: &Language) -> Result<Self> {
        if source == target {
            return Err(Error::configuration("expected two languages for two files")
                .found(format!("`{source}` twice"))
                .at(place));
        }
        let suffix = Compression::of(place).suffix();
        let mut prefix = without_compression(place);
        if is_folder(&prefix) {
            prefix.push("corpus");
        } else if prefix.extension().is_some_and(|e| e == "moses") {
            prefix.set_extension("");
        }
        let file = |extension: &str| {
            let mut name = prefix.clone().into_os_string();
            name.push(format!(".{extension}{suffix}"));
            PathBuf::from(name)
        };
        Ok(Files {
            source: file(source.as_str()),
            target: file(target.as_str()),
            ids: file("ids"),
        })
    }
}

/// The three files of a prefix or a folder.
pub(crate) fn files(place: &Path, source: &Language, target: &Language) -> Result<[PathBuf; 3]> {
    let files = Files::of(place, source, target)?;
    Ok([files.source, files.target, files.ids])
}

/// Whether `path` is a folder, or is written as one.
pub(crate) fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with('/')
}

/// Writes the three files.
pub struct MosesWriter {
    source: Output,
    target: Output,
    ids: Output,
    languages: LanguagePair,
    started: bool,
}

impl MosesWriter {
    /// Opens the files of a prefix or a folder.
    ///
    /// # Errors
    /// Standard output, which cannot take three files, and files that cannot be written.
    pub fn open(destination: Destination, options: &WriterOptions) -> Result<Self> {
        let (place, set) = match destination {
            Destination::Path(place) => (place, None),
            Destination::InSet(place, set) => (place, Some(set)),
            Destination::Stdout | Destination::Stream(_) => {
                return Err(Error::configuration(
                    "moses writes three files, expected a prefix or a folder",
                )
                .found("standard output")
                .help("name a prefix such as out/corpus"));
            }
        };
        if place.as_os_str().to_string_lossy().ends_with('/') {
            create_folder(&place)?;
        }
        let files = Files::of(&place, &options.source_language, &options.target_language)?;
        let open = |file: PathBuf| match &set {
            Some(set) => Output::create(Destination::InSet(file, set.clone())),
            None => Output::create(file),
        };
        Ok(MosesWriter {
            source: open(files.source)?,
            target: open(files.target)?,
            ids: open(files.ids)?,
            languages: LanguagePair::new("moses", options),
            started: false,
        })
    }
}

impl UnitWriter for MosesWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        self.languages.check(&unit.article)?;
        let first = !std::mem::replace(&mut self.started, true);
        for (output, text) in [
            (&mut self.source, unit.source_text()),
            (&mut self.target, unit.target_text()),
        ] {
            // A text that begins with U+FEFF would lose it to readers that take a mark off.
            if first && text.starts_with('\u{FEFF}') {
                output.put("\u{FEFF}")?;
            }
            output.put(one_line(&text) + "\n")?;
        }
        let score = unit.score.map(|s| s.to_string()).unwrap_or_default();
        let quality = unit.quality.map(|q| format!("\t{q}")).unwrap_or_default();
        self.ids.put(format!(
            "{}\t{}\t{}\t{}\t{score}{quality}\n",
            one_line(&unit.article.id).replace('\t', " "),
            unit.bead,
            spaced(unit.source.indices.clone()),
            spaced(unit.target.indices.clone()),
        ))
    }

    fn written(&self) -> Option<u64> {
        let files = [&self.source, &self.target, &self.ids];
        Some(files.map(Output::written).iter().sum())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.source.finish()?;
        self.target.finish()?;
        self.ids.finish()
    }
}

/// `text` with a space for every character that may end a line.
///
/// ```
/// assert_eq!(alinea::io::moses::one_line("a\r\nb\u{2028}c\td"), "a  b c\td");
/// ```
pub fn one_line(text: &str) -> String {
    text.replace(ends_line, " ")
}

/// Whether a program may take `c` for the end of a line.
pub(super) fn ends_line(c: char) -> bool {
    matches!(
        c,
        '\n'..='\r' | '\u{1C}'..='\u{1E}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Reads the two texts line by line, and the identifiers if they are there.
pub struct MosesReader {
    source: Lines,
    target: Lines,
    ids: Option<Lines>,
    assembler: Assembler,
}

impl MosesReader {
    /// Opens the files of a prefix or a folder.
    ///
    /// # Errors
    /// Texts that cannot be read.
    pub fn open(place: &Path, options: &ReaderOptions) -> Result<Self> {
        let files = Files::of(place, &options.source_language, &options.target_language)?;
        let lines = |path: PathBuf| Lines::open(path, options);
        let ids = if files.ids.exists() {
            Some(lines(files.ids)?)
        } else {
            None
        };
        Ok(MosesReader {
            source: lines(files.source)?,
            target: lines(files.target)?,
            ids,
            assembler: Assembler::new(options, &article_name(place)),
        })
    }

    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        let source = self.source.next_line()?;
        let target = self.target.next_line()?;
        let (source, target) = match (source, target) {
            (Some(source), Some(target)) => (source, target),
            (None, None) => return self.end(),
            _ => return Err(unequal(&mut self.source, &mut self.target)?),
        };
        let mut fields = UnitFields {
            source: SideFields::of_text(source),
            target: SideFields::of_text(target),
            ..UnitFields::default()
        };
        if let Some(ids) = &mut self.ids {
            match ids.next_line()? {
                Some(line) => {
                    read_ids(&mut fields, &line).map_err(|e| e.at(&ids.path).line(ids.line))?;
                }
                None => return Err(unequal(ids, &mut self.source)?),
            }
        }
        let unit = self.assembler.unit(fields);
        unit.map(Some)
            .map_err(|e| e.at(&self.source.path).line(self.source.line))
    }

    fn end(&mut self) -> Result<Option<TranslationUnit>> {
        match &mut self.ids {
            Some(ids) => match ids.next_line()? {
                Some(_) => Err(unequal(ids, &mut self.source)?),
                None => Ok(None),
            },
            None => Ok(None),
        }
    }
}

impl Iterator for MosesReader {
    type Item = Result<TranslationUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

fn read_ids(fields: &mut UnitFields, line: &str) -> Result<()> {
    let cells: Vec<&str> = line.split('\t').collect();
    let (article, bead, source, target, score, quality) = match cells[..] {
        [article, bead, source, target, score] => (article, bead, source, target, score, ""),
        [article, bead, source, target, score, quality] => {
            (article, bead, source, target, score, quality)
        }
        _ => {
            return Err(
                Error::format("expected five or six fields with tabs between them")
                    .found(cells.len().to_string()),
            );
        }
    };
    fields.article = Some(article.to_owned());
    fields.bead = Some(number(bead)?);
    fields.source.indices = Some(from_spaced(source)?);
    fields.target.indices = Some(from_spaced(target)?);
    fields.score = optional_number(score)?;
    fields.quality = optional_number(quality)?;
    Ok(())
}

/// The error for two files of which one has ended: it counts the other to its end.
fn unequal(one: &mut Lines, other: &mut Lines) -> Result<Error> {
    let (first, second) = (one.count()?, other.count()?);
    Ok(Error::format(format!(
        "expected as many lines as `{}` has, {second}",
        other.path.display()
    ))
    .found(first.to_string())
    .at(&one.path))
}

/// The lines of a file, ended by LF or CRLF alone.
struct Lines {
    input: Box<dyn BufRead + Send>,
    path: PathBuf,
    /// Number of lines read.
    line: usize,
    buffer: Vec<u8>,
}

impl Lines {
    fn open(path: PathBuf, options: &ReaderOptions) -> Result<Self> {
        Ok(Lines {
            input: open_corpus(&path, options)?,
            path,
            line: 0,
            buffer: Vec::new(),
        })
    }

    /// Reads a line into the buffer, if there is one.
    fn advance(&mut self) -> Result<bool> {
        self.buffer.clear();
        let count = self
            .input
            .read_until(b'\n', &mut self.buffer)
            .map_err(|e| Error::io("read", &e).at(&self.path))?;
        self.line += usize::from(count > 0);
        Ok(count > 0)
    }

    fn next_line(&mut self) -> Result<Option<String>> {
        if !self.advance()? {
            return Ok(None);
        }
        let line = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match std::str::from_utf8(line) {
            Ok(text) => Ok(Some(text.to_owned())),
            Err(_) => Err(utf8_error(line).at(&self.path).line(self.line)),
        }
    }

    /// Number of lines of the whole file.
    fn count(&mut self) -> Result<usize> {
        while self.advance()? {}
        Ok(self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Metadata;
    use crate::io::testing::{joined, read_back, units};
    use crate::io::{Format, reader};

    fn write(folder: &Path, source: &str, target: &str) -> PathBuf {
        std::fs::write(folder.join("corpus.fr"), source).expect("a file");
        std::fs::write(folder.join("corpus.en"), target).expect("a file");
        folder.join("corpus.moses")
    }

    #[test]
    fn texts_come_back_on_one_line() {
        let wanted: Vec<_> = joined(units(), false)
            .into_iter()
            .map(|mut unit| {
                let article = std::sync::Arc::make_mut(&mut unit.article);
                article.metadata = Metadata::new();
                article.score = None;
                unit.parts = None;
                for text in unit
                    .source
                    .segments
                    .iter_mut()
                    .chain(&mut unit.target.segments)
                {
                    *text = one_line(text);
                }
                unit
            })
            .collect();
        assert_eq!(read_back(Format::Moses, &units()), wanted);
    }

    #[test]
    fn an_unequal_number_of_lines_names_both() {
        let folder = tempfile::tempdir().expect("a folder");
        let prefix = write(folder.path(), "un\ndeux\ntrois\n", "one\n");
        let units = reader(&prefix, Format::Moses, &ReaderOptions::default()).expect("opens");
        let error = units.collect::<Result<Vec<_>>>().expect_err("is refused");
        let said = error.to_string();
        assert!(said.contains("corpus.en` has, 1, found 3"), "{said}");
        assert!(said.contains("corpus.fr"), "{said}");
    }

    #[test]
    fn a_folder_without_ids_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), "un\r\n\ntrois", "one\ntwo\nthree\n");
        let units = reader(folder.path(), Format::Moses, &ReaderOptions::default());
        let units: Vec<_> = units.expect("opens").collect::<Result<_>>().expect("reads");
        assert_eq!(units[0].source_text(), "un");
        assert_eq!(units[1].bead_type().to_string(), "0-1");
        assert_eq!(units[2].source.indices, 1..2);
    }

    #[test]
    fn a_second_pair_of_languages_is_refused() {
        for format in [Format::Moses, Format::Bitextor] {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("corpus");
            let options = WriterOptions::default();
            let mut writer = crate::io::writer(format, path.as_path(), &options).expect("opens");
            let mut units = units();
            let article = std::sync::Arc::make_mut(&mut units[4].article);
            article.target_language = "de".parse().expect("a code");
            writer.write(&units[0]).expect("writes");
            let error = writer.write(&units[4]).expect_err("is refused");
            let said = error.to_string();
            let wanted = format!("{format} holds one pair of languages, expected fr and en");
            assert!(
                said.contains(&wanted) && said.contains("found fr and de"),
                "{said}"
            );
            drop(writer);
            let left = std::fs::read_dir(folder.path()).expect("a folder").count();
            assert_eq!(left, 0);
        }
    }

    #[test]
    fn standard_output_cannot_take_three_files() {
        let opened = MosesWriter::open(Destination::Stdout, &WriterOptions::default());
        assert!(opened.is_err());
    }
}
