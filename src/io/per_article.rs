//! Formats of one article a file: one file for one article, a folder of them for a corpus.
//!
//! In a folder each file appears when its article is whole, so that a batch that is stopped keeps
//! the articles it has done; the article being written then leaves nothing behind.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use super::output::{Output, create_folder};
use super::{Destination, Format, UnitWriter, WriterOptions, ladder, text, vecalign};
use crate::bitext::TranslationUnit;
use crate::error::{Error, Result};

/// Opens a writer for one article a file.
pub(crate) fn open(
    format: Format,
    destination: Destination,
    options: &WriterOptions,
) -> Result<Box<dyn UnitWriter>> {
    match destination {
        Destination::Path(folder) if options.many_articles || folder.is_dir() => {
            create_folder(&folder)?;
            // Opened and dropped, so that a folder that cannot be written is said now.
            Output::create(folder.join(format!("probe.{}", format.extension())))?;
            Ok(Box::new(FolderWriter {
                folder,
                format,
                options: options.clone(),
                current: None,
                seen: HashSet::new(),
            }))
        }
        file => Ok(Box::new(SingleWriter {
            article: None,
            several: format == Format::Text,
            inner: writer(format, Output::create(file)?, options),
        })),
    }
}

fn writer(format: Format, output: Output, options: &WriterOptions) -> Box<dyn UnitWriter> {
    match format {
        Format::Ladder => Box::new(ladder::LadderWriter::new(output)),
        Format::Text => Box::new(text::TextWriter::new(output, options)),
        _ => Box::new(vecalign::VecalignWriter::new(output)),
    }
}

/// Longest piece of a name in bytes, with room for an extension.
const LONGEST: usize = 220;

/// The file of the article `id` in `folder`; a slash in the id makes a subfolder.
///
/// ```
/// use std::path::Path;
/// use alinea::io::article_path;
/// let path = article_path(Path::new("out"), "niger/puits", "vecalign")?;
/// assert_eq!(path, Path::new("out/niger/puits.vecalign"));
/// assert!(article_path(Path::new("out"), "../puits", "vecalign").is_err());
/// # Ok::<(), alinea::Error>(())
/// ```
///
/// # Errors
/// An id that would lead out of the folder or is no file name.
pub fn article_path(folder: &Path, id: &str, extension: &str) -> Result<PathBuf> {
    let plain = |piece: &str| {
        !piece.is_empty()
            && piece.len() <= LONGEST
            && matches!(
                Path::new(piece).components().collect::<Vec<_>>()[..],
                [Component::Normal(_)]
            )
    };
    if id.contains('\0') || !id.split('/').all(plain) {
        return Err(no_file_name(id));
    }
    Ok(folder.join(format!("{id}.{extension}")))
}

/// The error for an article whose id cannot name its file.
pub(crate) fn no_file_name(id: &str) -> Error {
    Error::configuration("expected an article id that can be a file name")
        .found(format!("`{}`", id.escape_debug()))
        .help("rename the article, or write a format of one file, such as jsonl")
}

struct FolderWriter {
    folder: PathBuf,
    format: Format,
    options: WriterOptions,
    /// The article being written.
    current: Option<(String, Box<dyn UnitWriter>)>,
    seen: HashSet<String>,
}

impl FolderWriter {
    fn close(&mut self) -> Result<()> {
        match self.current.take() {
            Some((_, writer)) => writer.finish(),
            None => Ok(()),
        }
    }

    fn open(&mut self, id: &str) -> Result<()> {
        if !self.seen.insert(id.to_owned()) {
            return Err(Error::format("expected the units of an article together")
                .found(format!("article `{id}` again, after another"))
                .help("sort the units by article"));
        }
        let path = article_path(&self.folder, id, self.format.extension())?;
        if let Some(parent) = path.parent() {
            create_folder(parent)?;
        }
        let output = Output::create(path)?;
        let writer = writer(self.format, output, &self.options);
        self.current = Some((id.to_owned(), writer));
        Ok(())
    }
}

impl UnitWriter for FolderWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        let id = &unit.article.id;
        if self.current.as_ref().is_none_or(|(open, _)| open != id) {
            self.close()?;
            self.open(id)?;
        }
        match &mut self.current {
            Some((_, writer)) => writer.write(unit),
            None => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.close()
    }
}

struct SingleWriter {
    article: Option<String>,
    /// Whether the format tells articles apart by itself.
    several: bool,
    inner: Box<dyn UnitWriter>,
}

impl UnitWriter for SingleWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        let id = &unit.article.id;
        if !self.several && self.article.get_or_insert_with(|| id.clone()) != id {
            return Err(Error::configuration("expected one article in one file")
                .found(format!("a second one, `{id}`"))
                .help("write to a folder"));
        }
        self.inner.write(unit)
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.inner.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::testing::units;
    use crate::io::vecalign::read_alignment;
    use crate::io::{GoldOptions, writer as open_writer};

    #[test]
    fn a_corpus_is_a_folder_with_a_file_an_article() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out");
        let options = WriterOptions {
            many_articles: true,
            ..WriterOptions::default()
        };
        let mut writer = open_writer(Format::Vecalign, path.as_path(), &options).expect("opens");
        for unit in units() {
            writer.write(&unit).expect("writes");
        }
        writer.finish().expect("finishes");
        let beads = read_alignment(path.join("niger/puits.vecalign"), &GoldOptions::default());
        assert_eq!(beads.map(|b| b.len()), Ok(4));
        assert!(path.join("b.vecalign").is_file());
    }

    #[test]
    fn one_file_holds_one_article() {
        let stream = Destination::Stream(Box::new(std::io::sink()));
        let options = WriterOptions::default();
        let mut writer = open_writer(Format::Vecalign, stream, &options).expect("opens");
        let units = units();
        writer.write(&units[0]).expect("writes");
        let error = writer.write(&units[4]).expect_err("is a second article");
        assert!(error.to_string().contains("write to a folder"), "{error}");
    }

    #[test]
    fn ids_that_lead_elsewhere_are_refused() {
        for id in ["", "..", "a/../b", "/etc/passwd", "a//b", "a/", ".", "a\0b"] {
            assert!(article_path(Path::new("out"), id, "x").is_err(), "{id:?}");
        }
        assert!(article_path(Path::new("out"), "2023.06 été", "x").is_ok());
    }
}
