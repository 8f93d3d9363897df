//! Examples to learn the weights of the alignment model from: folders of gold alignments, what is
//! held out of them, and copies in which something is simulated.

use std::path::{Path, PathBuf};

use crate::bitext::{ArticlePair, Bead, Document, Language};
use crate::error::{Error, Result};
use crate::io::article::{read_article, read_segmented};
use crate::io::{Format, GoldOptions, read_beads};
use crate::segment::{Paragraphs, Splitter};

use super::Example;
use super::held_out::HeldOut;
use super::simulation::Simulation;
use super::text::golds;

/// Beads of a folder beyond which it counts no more than that.
const MOST: f64 = 1200.0;

/// A folder of gold alignments.
#[derive(Debug, Clone)]
pub struct GoldSource {
    /// A folder of `ID.gold` with one segment a line in `ID.fr` and `ID.en`; or one with folders
    /// `gold`, `fr` and `en`, whose articles are cut into segments.
    pub path: PathBuf,
    /// What is held out.
    pub held_out: HeldOut,
    /// How much the folder counts, beside others.
    pub share: f64,
    /// What is simulated in its documents.
    pub simulation: Simulation,
}

/// Examples of a folder.
#[derive(Debug, Default)]
pub struct GoldExamples {
    /// To learn from.
    pub learn: Vec<Example>,
    /// To calibrate on: every second one of those held out.
    pub calibrate: Vec<Example>,
    /// What was simulated in them.
    pub simulation: Simulation,
}

impl GoldSource {
    /// Reads the folder.
    ///
    /// # Errors
    /// A folder without gold, a file that cannot be read, gold that does not fit the segments.
    pub fn read(&self, languages: &[Language; 2]) -> Result<GoldExamples> {
        let articles = self.path.join("gold").is_dir();
        let folder = if articles {
            self.path.join("gold")
        } else {
            self.path.clone()
        };
        let mut examples = GoldExamples {
            simulation: self.simulation,
            ..GoldExamples::default()
        };
        let mut left = 0;
        for (number, path) in golds(&folder)?.iter().enumerate() {
            let id = path.file_stem().unwrap_or_default().to_string_lossy();
            let side = |language: &Language| {
                if articles {
                    article(&self.path.join(language.primary()), &id, language)
                } else {
                    segmented(&path.with_extension(language.primary()), language)
                }
            };
            let (source, target) = (side(&languages[0])?, side(&languages[1])?);
            let gold = read_beads(path, Format::Vecalign, &GoldOptions { allow_gaps: true })?;
            let fits = |b: &Bead| b.source.end <= source.len() && b.target.end <= target.len();
            if !gold.iter().all(fits) {
                let found = format!("{} and {}", source.len(), target.len());
                return Err(Error::format("expected indices within the segments")
                    .found(found)
                    .at(path));
            }
            let pair = ArticlePair {
                id: id.clone().into_owned(),
                source,
                target,
            };
            let example = Example {
                pair,
                gold,
                importance: self.share,
                lexicon: None,
            };
            if !self.held_out.holds(number, &id) {
                examples.learn.push(example);
            } else {
                left += 1;
                if left % 2 == 1 {
                    examples.calibrate.push(example);
                }
            }
        }
        if matches!(self.simulation, Simulation::Foreign | Simulation::Garbled) {
            // How many beads are sure there is of our own making.
            examples.calibrate.clear();
        }
        for part in [&mut examples.learn, &mut examples.calibrate] {
            self.simulation.apply(part);
            let beads: usize = part.iter().map(|e| e.gold.len()).sum();
            let factor = (MOST / beads.max(1) as f64).min(1.0);
            part.iter_mut().for_each(|e| e.importance *= factor);
        }
        Ok(examples)
    }
}

fn segmented(path: &Path, language: &Language) -> Result<Document> {
    let lines = read_segmented(path, None)?.lines;
    Ok(Document::from_segments(
        language.clone(),
        lines.iter().map(String::as_str),
    ))
}

fn article(folder: &Path, id: &str, language: &Language) -> Result<Document> {
    let article = read_article(folder.join(format!("{id}.txt")), None)?;
    let splitter = Splitter::new(language.clone(), Paragraphs::Auto);
    Ok(splitter.document(&article.text, article.metadata))
}

#[cfg(test)]
mod tests {
    use super::super::held_out::Part;
    use super::*;

    fn source(path: &Path, simulation: Simulation) -> GoldSource {
        GoldSource {
            path: path.to_path_buf(),
            held_out: HeldOut {
                names: vec!["b".into()],
                part: Part::Thirds,
            },
            share: 0.5,
            simulation,
        }
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a", "b", "c", "d"] {
            let put = |kind: &str, text: &str| {
                std::fs::write(folder.path().join(format!("{name}.{kind}")), text).expect("a file");
            };
            put("fr", "Un.\nDeux.\nTrois.\n");
            put("en", "One.\nTwo, three.\n");
            put("gold", "[0]:[0]\n[1, 2]:[1]\n");
        }
        folder
    }

    const LANGUAGES: fn() -> [Language; 2] = || [Language::french(), Language::english()];

    #[test]
    fn what_is_held_out_is_not_learnt_from_and_half_of_it_calibrates() {
        let folder = folder();
        let examples = source(folder.path(), Simulation::Nothing)
            .read(&LANGUAGES())
            .expect("examples");
        let ids = |part: &[Example]| part.iter().map(|e| e.pair.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&examples.learn), ["a", "d"]);
        assert_eq!(ids(&examples.calibrate), ["b"]);
        assert_eq!(examples.learn[0].importance, 0.5);
        let all = GoldSource {
            held_out: HeldOut {
                part: Part::All,
                ..HeldOut::default()
            },
            ..source(folder.path(), Simulation::Nothing)
        };
        let examples = all.read(&LANGUAGES()).expect("examples");
        assert!(examples.learn.is_empty());
        assert_eq!(ids(&examples.calibrate), ["a", "c"]);
    }

    #[test]
    fn simulated_paragraphs_are_the_same_each_time_and_rise() {
        let folder = folder();
        let read = || {
            source(folder.path(), Simulation::Paragraphs)
                .read(&LANGUAGES())
                .expect("examples")
        };
        let paragraphs = |examples: &GoldExamples| -> Vec<usize> {
            let segments = examples.learn.iter().flat_map(|e| &e.pair.source.segments);
            segments.map(|s| s.paragraph).collect()
        };
        let found = paragraphs(&read());
        assert_eq!(found, paragraphs(&read()));
        assert!(found[..3].is_sorted());
    }

    #[test]
    fn gold_beyond_the_segments_is_an_error_with_its_file() {
        let folder = folder();
        std::fs::write(folder.path().join("a.gold"), "[0]:[0]\n[1, 2, 3]:[1]\n").expect("a file");
        let error = source(folder.path(), Simulation::Nothing)
            .read(&LANGUAGES())
            .expect_err("beyond");
        assert!(error.to_string().contains("a.gold"), "{error}");
    }
}
