//! What is written of a corpus and how: by `build` from its journal, by `merge` from shards.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use alinea::bitext::Language;
use alinea::corpus::{
    Assembled, Assembly, CardFigures, CardFile, Outputs, Pairing, Records, Report, Shares, Staging,
    assemble,
};
use alinea::io::{
    self, Compression, Destination, DroppedWriter, Format, Notes, ShardSize, WriterOptions,
    files_of_card, is_of_corpus, output,
};
use alinea::{Error, Result};

use super::Done;
use super::messages::Messages;
use super::places::{Places, files_of};

/// All that decides on the outputs when the records of the articles are there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorpusOutputs {
    /// Each once, by name.
    pub formats: Vec<Format>,
    pub split: Option<Shares>,
    pub seed: u64,
    pub name: String,
    pub license: Option<String>,
    /// Whether rules drop units, which are then written apart.
    pub clean: bool,
    /// Whether exact duplicates are dropped, and near ones.
    pub duplicates: (bool, bool),
    pub with_nulls: bool,
    pub crossing: bool,
    pub shard_size: Option<ShardSize>,
    pub width: Option<u16>,
    pub compress: Compression,
    pub source_language: Language,
    pub target_language: Language,
}

impl CorpusOutputs {
    /// What a shard says of its outputs.
    pub fn from_json(outputs: &serde_json::Value) -> Result<Self> {
        serde_json::from_value(outputs.clone()).map_err(|e| {
            Error::format("expected the outputs of a corpus in the done-file").found(e.to_string())
        })
    }

    /// The same, as a shard says it.
    pub fn to_json(&self) -> Result<serde_json::Value> {
        serde_json::to_value(self).map_err(|e| Error::format(format!("cannot write as JSON: {e}")))
    }

    /// Whether articles have files of their own.
    pub fn has_files_of_articles(&self) -> bool {
        self.formats.iter().any(|format| format.is_alignment())
    }

    /// What the names of these files end in.
    pub fn extensions_of_articles(&self) -> Vec<&'static str> {
        let formats = self.formats.iter();
        formats
            .filter_map(|format| format.article_extension())
            .collect()
    }

    /// Whether one of them holds one pair of languages.
    pub fn holds_one_pair(&self) -> bool {
        self.formats.iter().any(|format| format.holds_one_pair())
    }

    /// The outputs, in `folder`.
    pub fn open(&self, folder: &Path, notes: &Notes) -> Result<Outputs> {
        let options = self.writer_options(notes);
        let place = |format: &Format, name| format.place_in(folder, name, self.compress);
        let mut outputs = Outputs::default();
        for name in self.parts() {
            let of_pairs = self.formats.iter().filter(|format| !format.is_alignment());
            let writers = of_pairs.map(|format| {
                let destination = Destination::from(place(format, name));
                io::writer(*format, destination, &options)
            });
            outputs.pairs.push(writers.collect::<Result<_>>()?);
        }
        for format in self.formats.iter().filter(|format| format.is_alignment()) {
            let path = place(format, "corpus");
            if let (Format::Xces, Some(parent)) = (format, path.parent()) {
                output::create_folder(parent)?;
            }
            let writer = io::writer(*format, Destination::from(path), &options)?;
            outputs.alignments.push(writer);
        }
        if self.drops() {
            let path = folder.join("dropped.jsonl");
            outputs.dropped = Some(DroppedWriter::create(path.as_path())?);
        }
        Ok(outputs)
    }

    /// Refuses a folder in which there is something that would be written over: one of these inputs, or a
    /// file that no build wrote. `work` is what stands in the folder until a build is whole.
    pub fn refuse(&self, output: &Path, work: &str, inputs: &[&Path]) -> Result<()> {
        if !output.is_dir() {
            return Ok(());
        }
        let folder = output.canonicalize().ok();
        if inputs
            .iter()
            .any(|input| input.canonicalize().ok() == folder)
        {
            return Err(
                Error::configuration("expected an output apart from the input")
                    .found("the folder that is read")
                    .at(output)
                    .help("name another folder for the corpus"),
            );
        }
        let earlier: BTreeSet<PathBuf> = earlier(output)
            .iter()
            .map(|name| output.join(name))
            .collect();
        let mut named = files_of(output, |file| self.writes(file));
        // A file an article: any of these may be written over.
        let of_articles = self.formats.iter().filter(|format| format.is_alignment());
        let folders = of_articles.map(|format| output.join(format.name()));
        for folder in folders.filter(|folder| folder.is_dir()) {
            named.extend(files_of(&folder, |_| true));
        }
        let replaced: BTreeSet<&PathBuf> = earlier.iter().chain(&named).collect();
        Places::default()
            .reads("an input", inputs.iter().flat_map(|input| named_by(input)))
            .writes("--output", replaced)
            .check()?;
        match named.first() {
            Some(file) if earlier.is_empty() && !output.join(work).exists() => {
                Err(Error::configuration("expected no file of this name")
                    .found("one that no build wrote")
                    .at(file)
                    .help("name another folder for the corpus, or move the file away"))
            }
            _ => Ok(()),
        }
    }

    /// Whether a file in the corpus's folder is called as one that is written.
    fn writes(&self, file: &Path) -> bool {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        matches!(&*name, "README.md" | "corpus.json" | "report.csv")
            || self.drops() && name == "dropped.jsonl"
            || self.parts().iter().any(|part| is_of_corpus(&name, part))
    }

    /// Whether units may be dropped: by rules, or because a text of theirs stands in two splits.
    fn drops(&self) -> bool {
        self.clean || self.split.is_some()
    }

    /// Names of the files of pairs: those of the splits, or one.
    fn parts(&self) -> Vec<&str> {
        match &self.split {
            Some(shares) => shares.names().collect(),
            None => vec!["corpus"],
        }
    }

    fn writer_options(&self, notes: &Notes) -> WriterOptions {
        let shipped = WriterOptions::default();
        WriterOptions {
            with_nulls: self.with_nulls,
            // Files do not depend on the terminal.
            width: self.width.map_or(shipped.width, usize::from),
            source_language: self.source_language.clone(),
            target_language: self.target_language.clone(),
            many_articles: true,
            crossing: self.crossing,
            shard: self.shard_size,
            notes: notes.clone(),
            ..shipped
        }
    }

    /// Writes the corpus of `count` articles into the folder `output`. `work`, inside it, is for what is
    /// not whole yet; `options` are those that the card records, and places. What the formats could not
    /// hold is told beside the figures.
    pub fn write(
        &self,
        (records, count): (&mut dyn Records, u64),
        pairing: &Pairing,
        options: &BTreeMap<String, serde_json::Value>,
        (work, output): (&Path, &Path),
    ) -> Result<(Assembled, Vec<String>)> {
        let staging = Staging::open(&work.join("outputs"), output)?;
        let assembly = Assembly {
            duplicates: self.duplicates,
            splits: self.split.clone().map(|shares| (shares, self.seed)),
            spill: work.to_path_buf(),
        };
        let notes = Notes::default();
        let mut outputs = self.open(staging.folder(), &notes)?;
        let mut report = Report::create(&staging.folder().join("report.csv"))?;
        let mut assembled = assemble(records, count, &assembly, &mut outputs, &mut report)?;
        let alone = pairing.source_only.len() + pairing.target_only.len();
        assembled.summary.unpaired_documents = alone;
        report.unpaired(pairing)?;
        outputs.finish()?;
        report.finish()?;
        self.card(options.clone(), &assembled, &staging)?;
        // They name the files as they are called while they are written.
        let staged = staging.folder().to_string_lossy().into_owned();
        let notes = notes.take().into_iter();
        let notes = notes.map(|note| note.replacen(&staged, &output.to_string_lossy(), 1));
        staging.publish(&earlier(output))?;
        Ok((assembled, notes.collect()))
    }

    /// Writes the card of what stands in the staging folder.
    fn card(
        &self,
        mut options: BTreeMap<String, serde_json::Value>,
        assembled: &Assembled,
        staging: &Staging,
    ) -> Result<()> {
        // Where the inputs stood is no property of the corpus.
        for place in PLACES {
            options.remove(place);
        }
        let (source, target) = (self.source_language.clone(), self.target_language.clone());
        let splits: Vec<String> = assembled.splits.iter().map(|s| s.name.clone()).collect();
        let split_of = |path: &str| {
            splits
                .iter()
                .filter(|name| is_of_corpus(path, name))
                .max_by_key(|name| name.len())
                .cloned()
        };
        CardFigures {
            license: self.license.clone(),
            summary: assembled.summary.clone(),
            units: assembled.units,
            dropped: assembled.dropped.clone(),
            repaired: assembled.repaired.clone(),
            splits: assembled.splits.clone(),
            options,
            files: CardFile::read_all(staging.folder(), split_of)?,
            ..CardFigures::new(&self.name, source, target)
        }
        .write(staging.folder())
    }

    /// What is written, for a plan.
    pub fn planned(&self, folder: &Path) -> String {
        let formats: Vec<_> = self.formats.iter().map(|f| f.name()).collect();
        let mut writes = vec![formats.join(", ")];
        if let Some(shares) = &self.split {
            writes[0].push_str(&format!(" (split {shares})"));
        }
        if self.drops() {
            writes.push("dropped.jsonl".into());
        }
        let (writes, folder) = (writes.join(", "), folder.display());
        format!("writes     {writes}, report.csv, corpus.json and README.md in {folder}\n")
    }
}

/// Options that name places; they are no property of the corpus.
pub const PLACES: [&str; 3] = ["inputs", "models", "weights"];

/// The file of this name, or those whose names it begins, as in Moses' format.
fn named_by(path: &Path) -> Vec<PathBuf> {
    if path.exists() {
        return vec![path.to_path_buf()];
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let parent = Path::new(".").join(path.parent().unwrap_or(Path::new("")));
    files_of(&parent, |file| {
        let other = file.file_name().unwrap_or_default().to_string_lossy();
        is_of_corpus(&other, &name)
    })
}

/// The files of an earlier build of this folder, as its card names them.
fn earlier(output: &Path) -> Vec<PathBuf> {
    let files = files_of_card(output).unwrap_or_default();
    let paths = files.into_iter().map(|file| PathBuf::from(file.path));
    paths.collect()
}

/// Says what was written, and how the command ends.
pub fn tell((assembled, notes): &(Assembled, Vec<String>), messages: &Messages) -> Done {
    notes.iter().for_each(|note| messages.note(note));
    messages.built(assembled);
    for split in assembled.splits.iter().filter(|split| split.units == 0) {
        let few = "there are too few articles for its share";
        messages.warning(&format!("split `{}` is empty: {few}", split.name));
    }
    let wrong = assembled.summary.wrong_languages;
    if wrong > 0 {
        messages.warning(&format!(
            "{wrong} of {} articles are in other languages than they are said to be: name the languages with \
             --source-lang and --target-lang, the first folder's first; report.csv names the articles",
            assembled.summary.articles + assembled.summary.failed
        ));
    }
    if assembled.summary.articles == 0 {
        messages.warning("no article was built: the corpus is empty");
    }
    if assembled.summary.failed > 0 {
        Done::InPart
    } else {
        Done::Whole
    }
}
