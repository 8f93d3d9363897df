//! Examples to learn the weights of the alignment model from: folders of gold alignments, what is
//! held out of them, and copies with simulated paragraphs.

use std::path::{Path, PathBuf};

use crate::bitext::{ArticlePair, Bead, Document, Language, Segment};
use crate::error::{Error, Result};
use crate::io::article::{read_article, read_segmented};
use crate::io::{Format, GoldOptions, read_beads};
use crate::segment::{Paragraphs, Splitter};

use super::Example;
use super::text::golds;

/// Beads of a folder beyond which it counts no more than that.
const MOST: f64 = 1200.0;

/// Where paragraphs begin in a copy with simulated ones: the chance at the beginning of a bead,
/// inside one, and that a break stands on both sides.
const BREAK: f64 = 0.42;
const BREAK_INSIDE: f64 = 0.1;
const BREAK_ON_BOTH: f64 = 0.95;

/// A folder of gold alignments.
#[derive(Debug, Clone)]
pub struct GoldSource {
    /// A folder of `ID.gold` with one segment a line in `ID.fr` and `ID.en`; or one with folders
    /// `gold`, `fr` and `en`, whose articles are cut into segments.
    pub path: PathBuf,
    /// Names of documents that are held out.
    pub held_out: Vec<String>,
    /// Whether each third document is held out: those whose number, counted from 0 in the order of
    /// names, leaves 2 when divided by 3.
    pub thirds: bool,
    /// How much the folder counts, beside others.
    pub share: f64,
    /// Whether its documents get simulated paragraphs.
    pub paragraphs: bool,
}

/// Examples of a folder.
#[derive(Debug, Default)]
pub struct GoldExamples {
    /// To learn from.
    pub learn: Vec<Example>,
    /// To calibrate on: every second one of those held out.
    pub calibrate: Vec<Example>,
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
        let (mut examples, mut left) = (GoldExamples::default(), 0);
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
            let mut example = Example {
                pair,
                gold,
                importance: self.share,
                lexicon: None,
            };
            if self.paragraphs {
                break_paragraphs(&mut example, number as u64);
            }
            let held_out = self.held_out.iter().any(|held| *held == id);
            if !(held_out || self.thirds && number % 3 == 2) {
                examples.learn.push(example);
            } else {
                left += 1;
                if left % 2 == 1 {
                    examples.calibrate.push(example);
                }
            }
        }
        for part in [&mut examples.learn, &mut examples.calibrate] {
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

/// Gives an example paragraphs that begin where its beads do, mostly, and on both sides, mostly.
fn break_paragraphs(example: &mut Example, seed: u64) {
    let mut random = Random(seed.wrapping_mul(2_654_435_761).wrapping_add(12_345));
    let (mut source, mut target) = (Vec::new(), Vec::new());
    let (mut s, mut t) = (0, 0);
    for (number, bead) in example.gold.iter().enumerate() {
        if number > 0 && random.next() < BREAK {
            let both = random.next();
            let only = (both - BREAK_ON_BOTH) / (1.0 - BREAK_ON_BOTH);
            s += usize::from(only < 0.5 || bead.is_null());
            t += usize::from(!(0.0..0.5).contains(&only) || bead.is_null());
        }
        for (range, paragraph, out) in [
            (&bead.source, &mut s, &mut source),
            (&bead.target, &mut t, &mut target),
        ] {
            for at in range.clone() {
                if at > range.start && random.next() < BREAK_INSIDE {
                    *paragraph += 1;
                }
                out.push((at, *paragraph));
            }
        }
    }
    number_paragraphs(&mut example.pair.source.segments, &source);
    number_paragraphs(&mut example.pair.target.segments, &target);
}

fn number_paragraphs(segments: &mut [Segment], paragraphs: &[(usize, usize)]) {
    for (at, paragraph) in paragraphs {
        segments[*at].paragraph = *paragraph;
    }
}

/// A linear congruential generator (Knuth's MMIX), so that copies are the same on every machine.
struct Random(u64);

impl Random {
    /// From 0 up to 1.
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &Path, paragraphs: bool) -> GoldSource {
        GoldSource {
            path: path.to_path_buf(),
            held_out: vec!["b".into()],
            thirds: true,
            share: 0.5,
            paragraphs,
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
        let examples = source(folder.path(), false)
            .read(&LANGUAGES())
            .expect("examples");
        let ids = |part: &[Example]| part.iter().map(|e| e.pair.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&examples.learn), ["a", "d"]);
        assert_eq!(ids(&examples.calibrate), ["b"]);
        assert_eq!(examples.learn[0].importance, 0.5);
    }

    #[test]
    fn simulated_paragraphs_are_the_same_each_time_and_rise() {
        let folder = folder();
        let read = || {
            source(folder.path(), true)
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
        let error = source(folder.path(), false)
            .read(&LANGUAGES())
            .expect_err("beyond");
        assert!(error.to_string().contains("a.gold"), "{error}");
    }
}
