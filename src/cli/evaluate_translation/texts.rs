//! The texts of a test set as the command needs them: read, lined up, and cut anew where asked.

use std::path::{Path, PathBuf};

use alinea::bitext::SegmentedText;
use alinea::evaluate::translation::{DocumentSpan, spaces};
use alinea::io::{Destination, Output, OutputSet, read_lines};
use alinea::{Error, Result};

use super::args::Args;

/// Texts that line up, segment by segment; the source perhaps not.
pub struct TestSet {
    pub source: Option<SegmentedText>,
    pub references: Vec<SegmentedText>,
    pub systems: Vec<SegmentedText>,
    pub documents: Vec<DocumentSpan>,
}

impl TestSet {
    /// Reads what the arguments name.
    pub fn read(args: &Args) -> Result<Self> {
        let read = |path: &PathBuf| -> Result<SegmentedText> {
            let lines = read_lines(path, args.encoding)?;
            if lines.is_empty() {
                return Err(Error::format("expected one segment a line")
                    .found("an empty file")
                    .at(path));
            }
            let trimmed = |line: String| spaces::trim_end(&line).to_owned();
            let name = path.display().to_string();
            Ok(SegmentedText::from_lines(
                name,
                lines.into_iter().map(trimmed),
            ))
        };
        let references: Vec<_> = args.reference.iter().map(read).collect::<Result<_>>()?;
        let systems: Vec<_> = args.hypothesis.iter().map(read).collect::<Result<_>>()?;
        let source = args.source.as_ref().map(read).transpose()?;
        let first = references
            .first()
            .or(source.as_ref())
            .expect("clap asks for one");
        for text in references.iter().chain(&systems).chain(&source) {
            if text.len() != first.len() {
                return Err(Error::format(format!(
                    "expected {} lines, as {} has",
                    first.len(),
                    first.name
                ))
                .found(text.len().to_string())
                .at(Path::new(&text.name))
                .help("--align cuts outputs anew to the reference's segments"));
            }
        }
        let documents = vec![DocumentSpan {
            id: None,
            segments: 0..first.len(),
        }];
        Ok(TestSet {
            source,
            references,
            systems,
            documents,
        })
    }

    /// Whether there is a source that lines up with the outputs.
    pub fn source_lines_up(&self) -> bool {
        let source = self.source.as_ref();
        source.is_some_and(|source| source.len() == self.systems[0].len())
    }

    /// That the source lines up.
    pub fn check_source_lines(&self) -> Result<()> {
        Ok(())
    }

    /// The system of this name: as given, or the name of its file as it is exported.
    pub fn find(&self, name: &str) -> Option<usize> {
        let names = self.short_names();
        let stem = name.strip_suffix(".txt").unwrap_or(name);
        let stem = stem.rsplit(['/', '\\']).next().unwrap_or(stem);
        let given = self.systems.iter().position(|system| system.name == name);
        given.or_else(|| names.iter().position(|name| name == stem))
    }

    fn short_names(&self) -> Vec<String> {
        let names: Vec<&str> = self.systems.iter().map(|s| s.name.as_str()).collect();
        alinea::report::translation::short_names(&names)
    }

    /// Systems by their short names.
    pub fn names_and_segments(&self) -> Vec<(String, Vec<&str>)> {
        let segments = self
            .systems
            .iter()
            .map(|system| system.segments().collect());
        self.short_names().into_iter().zip(segments).collect()
    }

    /// Writes each output on the segments that it is scored on, one a line.
    pub fn write_systems(&self, folder: &Path) -> Result<()> {
        alinea::io::output::create_folder(folder)?;
        let set = OutputSet::new();
        for system in &self.systems {
            let file = Path::new(&system.name).file_name().unwrap_or_default();
            let mut output = Output::create(Destination::InSet(folder.join(file), set.clone()))?;
            for segment in system.segments() {
                output.put(segment)?;
                output.put("\n")?;
            }
            output.finish()?;
        }
        set.publish()
    }
}
