//! Tables of word vectors learnt from a sentence encoder.
//!
//! 1. The most frequent word forms of each language are embedded alone by the [`Teacher`].
//! 2. All languages together give a mean and principal components. The first few, which tell the kind
//!    of word more than its meaning, are left out, the next are kept, each divided by the fourth root
//!    of its variance; a word of frequency p is weighted a / (a + p) (Arora and others 2017).
//! 3. Words that are near what would stand for them if they were unknown (their longest known prefix,
//!    the parts of a compound) give their vectors up; as many of the others are kept, the most
//!    frequent first, as fit the table's size.
//! 4. Random words together, sentences of parallel text, and these with words exchanged are embedded
//!    by the teacher; a [ridge regression](super::ridge) from step 2's vectors moves the words' sums
//!    there. Two parallel sentences share one target, the mean of theirs.
//! 5. What parallel sentences differ in is noise: one linear map for all languages divides each of
//!    its directions by the eighth root of its variance.
//! 6. Dictionaries, if there are any, [draw](super::retrofit) the directions of translations together.
//! 7. Vectors are rounded, the more frequent words' to more bits a number, and written.
//!
//! The result depends on the input alone, not on the number of threads. Time goes to the teacher:
//! some 35 minutes of processor time for seven languages.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::error::{Error, Result};
use crate::similarity::vectors::{Entry, Form, write};

use super::eigen::{covariance, eigen};
use super::language::Language;
use super::retrofit::retrofit;
use super::ridge::{Rows, Vectors, length, regress, sums};
use super::salad::{Random, Salads};
use super::teacher::{self, Teacher};

/// A language and its words with their frequencies, 0 to 1, the most frequent first.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// The primary code: `fr`.
    pub language: String,
    /// Word forms.
    pub words: Vec<(String, f64)>,
}

/// Sentences of two languages, each with its translation.
#[derive(Debug, Clone)]
pub struct ParallelText {
    /// The codes of both.
    pub languages: [String; 2],
    /// The sentences.
    pub pairs: Vec<[String; 2]>,
}

/// How tables are made.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Numbers in a vector, a multiple of 8.
    pub dimension: usize,
    /// Bits a number, 1, 2, 3, 4 or 8, and how many words have them, the most frequent first. The last
    /// holds for all the others.
    pub bits: Vec<(u8, usize)>,
    /// Most bytes of a table.
    pub bytes: usize,
    /// Most words of a language that are looked at.
    pub candidates: usize,
    /// The cosine to what stands for unknown words from which a word needs no vector.
    pub alike: f32,
    /// Principal components left out at the start.
    pub skipped: usize,
    /// The frequency at which a word weighs half.
    pub half: f64,
    /// Fewest characters of a prefix that stands for an unknown word.
    pub shortest_prefix: u8,
    /// Random sentences a language.
    pub salads: usize,
    /// Varied sentences of each language of parallel text.
    pub variations: usize,
    /// How much a pair of parallel text counts beside a random sentence.
    pub text_importance: f32,
    /// Weight of the ridge.
    pub penalty: f32,
    /// Steps of the regression.
    pub steps: usize,
    /// Seed of the random sentences.
    pub seed: u64,
    /// How strongly dictionaries pull, beside a word's own direction.
    pub pull: f32,
    /// How many times they do.
    pub passes: usize,
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe {
            dimension: 256,
            bits: vec![(4, 5_000), (3, 10_000), (2, usize::MAX)],
            bytes: 4_000_000,
            candidates: 80_000,
            alike: 0.8,
            skipped: 3,
            half: 0.003,
            shortest_prefix: 3,
            salads: 40_000,
            variations: 20_000,
            text_importance: 2.0,
            penalty: 5.0,
            steps: 15,
            seed: 1,
            pull: 0.6,
            passes: 2,
        }
    }
}

impl Recipe {
    /// Bits a number of the vector of word number `at`, counted from the most frequent.
    pub(super) fn bits_of(&self, at: usize) -> u8 {
        let mut end = 0usize;
        for (bits, words) in &self.bits {
            end = end.saturating_add(*words);
            if at < end {
                return *bits;
            }
        }
        self.bits.last().map_or(4, |(bits, _)| *bits)
    }
}

/// Sentences of a language with the teacher's vectors.
struct Lesson {
    sentences: Vec<String>,
    targets: Vectors,
    importance: f32,
}

/// Makes one table a language: its code and its bytes. `report` hears of each step.
///
/// # Errors
/// A vocabulary without usable words, parallel text in a language without vocabulary, a recipe that
/// cannot be followed.
pub fn train_vectors(
    teacher: &Teacher,
    vocabularies: &[Vocabulary],
    texts: &[ParallelText],
    dictionaries: &[ParallelText],
    recipe: &Recipe,
    report: &dyn Fn(&str),
) -> Result<Vec<(String, Vec<u8>)>> {
    check(vocabularies, texts, recipe)?;
    check(vocabularies, dictionaries, recipe)?;
    let mut languages: Vec<Language> = vocabularies
        .iter()
        .map(|v| Language::new(v, recipe))
        .collect();
    if let Some(empty) = languages.iter().find(|l| l.words.is_empty()) {
        return Err(Error::configuration(format!(
            "no usable words for {}",
            empty.code
        )));
    }
    for language in &mut languages {
        report(&format!(
            "{}: {} words",
            language.code,
            language.words.len()
        ));
        language.vectors = embed(
            teacher,
            language.words.iter().map(|(word, _)| word.as_str()),
        );
    }
    report("principal components");
    let space = Space::of(&languages, recipe);
    for language in &mut languages {
        space.begin(language, recipe);
        language.thin(recipe);
        report(&format!(
            "{}: {} words with vectors, {} without",
            language.code,
            language.words.len(),
            language.likened.len()
        ));
    }
    let mut lessons = lessons_of_text(teacher, &space, texts, recipe, report);
    for language in &mut languages {
        report(&format!(
            "{}: {} random sentences",
            language.code, recipe.salads
        ));
        let mut lessons = lessons.remove(language.code).unwrap_or_default();
        lessons.insert(0, salads(teacher, &space, language, recipe));
        let variations = variations(teacher, &space, language, &lessons[1..], recipe);
        lessons.extend(variations);
        report(&format!("{}: regression", language.code));
        learn(language, &lessons, recipe);
    }
    report("noise");
    quieten(&mut languages, texts);
    let links = retrofit(&mut languages, dictionaries, recipe);
    report(&format!("{links} pairs of words of dictionaries"));
    Ok(tables(&languages, recipe))
}

fn check(vocabularies: &[Vocabulary], texts: &[ParallelText], recipe: &Recipe) -> Result<()> {
    if !recipe.dimension.is_multiple_of(8)
        || !(8..=teacher::DIMENSION - recipe.skipped).contains(&recipe.dimension)
    {
        return Err(Error::configuration(
            "expected a dimension that 8 divides and the teacher has",
        )
        .found(recipe.dimension.to_string()));
    }
    let unknown = |(bits, _): &&(u8, usize)| !matches!(bits, 1..=4 | 8);
    if let Some((bits, _)) = recipe.bits.iter().find(unknown) {
        return Err(Error::configuration("expected 1, 2, 3, 4 or 8 bits").found(bits.to_string()));
    }
    if recipe.bits.is_empty() {
        return Err(Error::configuration("expected bits a number"));
    }
    let known = |code: &String| vocabularies.iter().any(|v| v.language == *code);
    match texts
        .iter()
        .flat_map(|t| &t.languages)
        .find(|code| !known(code))
    {
        Some(code) => Err(Error::configuration(format!(
            "text in {code}, but no words of it"
        ))),
        None => Ok(()),
    }
}

fn embed<'t>(teacher: &Teacher, texts: impl Iterator<Item = &'t str>) -> Vectors {
    let texts: Vec<&str> = texts.collect();
    let values: Vec<Vec<f32>> = texts.par_iter().map(|text| teacher.embed(text)).collect();
    Vectors {
        dimension: teacher::DIMENSION,
        values: values.concat(),
    }
}

/// From the teacher's space to the tables'.
struct Space {
    mean: Vec<f32>,
    /// One direction a dimension.
    directions: Vec<Vec<f32>>,
}

impl Space {
    fn of(languages: &[Language], recipe: &Recipe) -> Self {
        let rows = || languages.iter().flat_map(|l| l.vectors.rows());
        let all = Vectors {
            dimension: teacher::DIMENSION,
            values: rows().flatten().copied().collect(),
        };
        let mean = all.mean();
        let components = eigen(covariance(rows(), &mean), mean.len());
        let direction = |(variance, vector): &(f64, Vec<f64>)| -> Vec<f32> {
            let scale = 1.0 / variance.max(1e-12).sqrt().sqrt();
            vector.iter().map(|x| (x * scale) as f32).collect()
        };
        let kept = components
            .iter()
            .skip(recipe.skipped)
            .take(recipe.dimension);
        Space {
            mean,
            directions: kept.map(direction).collect(),
        }
    }

    fn project(&self, vectors: &Vectors) -> Vectors {
        let project = |vector: &[f32]| -> Vec<f32> {
            let centred: Vec<f32> = vector.iter().zip(&self.mean).map(|(x, m)| x - m).collect();
            let dot =
                |direction: &Vec<f32>| direction.iter().zip(&centred).map(|(d, x)| d * x).sum();
            self.directions.iter().map(dot).collect()
        };
        let rows: Vec<&[f32]> = vectors.rows().collect();
        let values: Vec<Vec<f32>> = rows.par_iter().map(|row| project(row)).collect();
        Vectors {
            dimension: self.directions.len(),
            values: values.concat(),
        }
    }

    /// The vectors that learning starts from.
    fn begin(&self, language: &mut Language, recipe: &Recipe) {
        language.vectors = self.project(&language.vectors);
        let rows = language.vectors.values.chunks_exact_mut(recipe.dimension);
        for (row, (_, frequency)) in rows.zip(&language.words) {
            let weight = (recipe.half / (recipe.half + frequency)) as f32;
            row.iter_mut().for_each(|x| *x *= weight);
        }
    }
}

/// Lessons of each language from parallel text.
fn lessons_of_text<'t>(
    teacher: &Teacher,
    space: &Space,
    texts: &'t [ParallelText],
    recipe: &Recipe,
    report: &dyn Fn(&str),
) -> FxHashMap<&'t str, Vec<Lesson>> {
    let mut lessons: FxHashMap<&str, Vec<Lesson>> = FxHashMap::default();
    for text in texts {
        report(&format!(
            "{}: {} pairs",
            text.languages.join("-"),
            text.pairs.len()
        ));
        let sides = [0, 1].map(|side| embed(teacher, text.pairs.iter().map(|p| p[side].as_str())));
        let mut mean = sides[0].clone();
        mean.values
            .iter_mut()
            .zip(&sides[1].values)
            .for_each(|(a, b)| *a = (*a + b) / 2.0);
        let targets = space.project(&mean);
        for (side, code) in text.languages.iter().enumerate() {
            lessons.entry(code).or_default().push(Lesson {
                sentences: text.pairs.iter().map(|p| p[side].clone()).collect(),
                targets: targets.clone(),
                importance: recipe.text_importance,
            });
        }
    }
    lessons
}

fn lesson(teacher: &Teacher, space: &Space, sentences: Vec<String>) -> Lesson {
    let targets = space.project(&embed(teacher, sentences.iter().map(String::as_str)));
    Lesson {
        sentences,
        targets,
        importance: 1.0,
    }
}

fn salads(teacher: &Teacher, space: &Space, language: &Language, recipe: &Recipe) -> Lesson {
    let salads = Salads::new(&language.words);
    let mut random = Random::new(recipe.seed);
    let sentences = (0..recipe.salads)
        .map(|_| salads.salad(&mut random))
        .collect();
    lesson(teacher, space, sentences)
}

fn variations(
    teacher: &Teacher,
    space: &Space,
    language: &Language,
    text: &[Lesson],
    recipe: &Recipe,
) -> Option<Lesson> {
    let sentences: Vec<&str> = text
        .iter()
        .flat_map(|l| &l.sentences)
        .map(String::as_str)
        .collect();
    if sentences.is_empty() {
        return None;
    }
    let salads = Salads::new(&language.words);
    let mut random = Random::new(recipe.seed + 1);
    let varied = (0..recipe.variations).map(|_| {
        let sentence = salads.choose(&sentences, &mut random);
        salads.variation(sentence, &mut random)
    });
    Some(lesson(teacher, space, varied.collect()))
}

/// Moves the language's vectors so that their sums point where the lessons say.
fn learn(language: &mut Language, lessons: &[Lesson], recipe: &Recipe) {
    let mut rows: Rows = Vec::new();
    let mut residuals = Vectors::zero(recipe.dimension, 0);
    for lesson in lessons {
        let texts = lesson.sentences.iter().map(String::as_str);
        let all = language.rows(texts);
        add_lesson(language, lesson, all, &mut rows, &mut residuals);
    }
    regress(
        rows,
        &residuals,
        &mut language.vectors,
        recipe.penalty,
        recipe.steps,
    );
}

/// Adds a lesson's rows and how far their sums are off. A sum keeps its length and takes the target's
/// direction, both seen from the lesson's mean; rows are scaled to length 1, so that long sentences
/// count no more than short ones.
fn add_lesson(
    language: &Language,
    lesson: &Lesson,
    all: Rows,
    rows: &mut Rows,
    residuals: &mut Vectors,
) {
    let known: Vec<usize> = (0..all.len()).filter(|at| all[*at].len() > 1).collect();
    let kept: Rows = known.iter().map(|at| all[*at].clone()).collect();
    let mut targets = Vectors::zero(residuals.dimension, 0);
    known
        .iter()
        .for_each(|at| targets.values.extend(lesson.targets.row(*at)));
    let targets = targets.centred();
    let now = sums(&kept, &language.vectors);
    let mean = now.mean();
    let importance = lesson.importance.sqrt();
    for ((mut row, now), target) in kept.into_iter().zip(now.rows()).zip(targets.rows()) {
        let from_mean: Vec<f32> = now.iter().zip(&mean).map(|(x, m)| x - m).collect();
        let size = length(&from_mean);
        if size < 1e-3 {
            continue;
        }
        row.iter_mut()
            .for_each(|(_, count)| *count *= importance / size);
        rows.push(row);
        let off = target
            .iter()
            .zip(&from_mean)
            .map(|(t, x)| importance * (t - x / size));
        residuals.values.extend(off);
    }
}

/// Divides directions in which parallel sentences differ by the eighth root of their variance.
fn quieten(languages: &mut [Language], texts: &[ParallelText]) {
    let Some(dimension) = languages.first().map(|l| l.vectors.dimension) else {
        return;
    };
    let mut noise = Vectors::zero(dimension, 0);
    for text in texts {
        let side = |side: usize| {
            let language = languages.iter().find(|l| l.code == text.languages[side])?;
            let rows = language.rows(text.pairs.iter().map(|p| p[side].as_str()));
            Some(sums(&rows, &language.vectors).centred())
        };
        if let (Some(source), Some(target)) = (side(0), side(1)) {
            noise
                .values
                .extend(source.values.iter().zip(&target.values).map(|(s, t)| s - t));
        }
    }
    if noise.len() == 0 {
        return;
    }
    let components = eigen(covariance(noise.rows(), &noise.mean()), dimension);
    let floor =
        components.iter().map(|(variance, _)| variance).sum::<f64>() / dimension as f64 * 1e-3;
    let mut map = vec![vec![0.0f64; dimension]; dimension];
    for (variance, vector) in &components {
        let scale = 1.0 / (variance + floor).sqrt().sqrt().sqrt();
        for (row, x) in map.iter_mut().zip(vector) {
            row.iter_mut()
                .zip(vector)
                .for_each(|(m, y)| *m += x * y * scale);
        }
    }
    let identity = Space {
        mean: vec![0.0; dimension],
        directions: map
            .iter()
            .map(|row| row.iter().map(|x| *x as f32).collect())
            .collect(),
    };
    for language in languages {
        language.vectors = identity.project(&language.vectors);
    }
}

/// The most frequent words from which deviations are taken.
const HEAD: usize = 20_000;

fn tables(languages: &[Language], recipe: &Recipe) -> Vec<(String, Vec<u8>)> {
    let deviations = deviations(languages, recipe.dimension);
    let space = deviations.iter().fold(0x811c_9dc5u32, |hash, x| {
        (hash ^ x.to_bits()).wrapping_mul(0x0100_0193)
    });
    let table = |language: &Language| {
        let known = language.forms.iter().zip(language.vectors.rows());
        let known = known.enumerate().map(|(at, (word, vector))| Entry {
            word: word.clone(),
            bits: recipe.bits_of(at),
            vector: vector.to_vec(),
        });
        let likened = language.likened.iter().map(|word| Entry {
            word: word.clone(),
            bits: 0,
            vector: Vec::new(),
        });
        let mut entries: Vec<Entry> = known.chain(likened).collect();
        entries.sort_by(|a, b| a.word.cmp(&b.word));
        let form = Form {
            language: language.code,
            space,
            fallback: language.fallback,
            deviations: &deviations,
        };
        (language.code.to_string(), write(&form, &entries))
    };
    languages.iter().map(table).collect()
}

/// The deviation of each dimension over frequent words, their vectors scaled to length 1.
fn deviations(languages: &[Language], dimension: usize) -> Vec<f32> {
    let mut squares = vec![0.0f64; dimension];
    let mut count = 0.0f64;
    for row in languages.iter().flat_map(|l| l.vectors.rows().take(HEAD)) {
        let norm = length(row).max(1e-9);
        squares
            .iter_mut()
            .zip(row)
            .for_each(|(s, x)| *s += f64::from(x / norm).powi(2));
        count += 1.0;
    }
    squares.iter().map(|s| (s / count).sqrt() as f32).collect()
}
