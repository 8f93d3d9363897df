//! Word vectors drawn towards those of their translations in a dictionary (retrofitting, Faruqui and
//! others 2015, across two languages).
//!
//! A word's direction is set to its own plus `pull` times the mean of its translations', and this is
//! done over again from where the translations have gone, both languages at once. A translation
//! counts by e to the power of its cosine over `SHARPNESS`, so that of several senses the one that the
//! vectors know counts most. Lengths, which are the words' weights, stay. Words that no dictionary
//! has stay where they are, so languages without one keep their places in the common space.
//!
//! Time is passes times pairs times dimension; sums are taken in the order of the pairs.

use super::language::Language;
use super::ridge::{Vectors, length};
use super::vectors::{ParallelText, Recipe};

/// Difference of cosines by which a translation counts e times as much.
const SHARPNESS: f32 = 0.3;

/// Draws the languages' vectors together as the dictionaries say. Entries of several words, and words
/// without vectors of their own, are passed over.
pub(super) fn retrofit(
    languages: &mut [Language],
    dictionaries: &[ParallelText],
    recipe: &Recipe,
) -> usize {
    let own: Vec<Vectors> = languages.iter().map(|l| directions(&l.vectors)).collect();
    let mut links = Vec::new();
    for dictionary in dictionaries {
        let at = |side: usize| {
            let code = &dictionary.languages[side];
            languages.iter().position(|l| l.code == code)
        };
        let (Some(a), Some(b)) = (at(0), at(1)) else {
            continue;
        };
        for [source, target] in &dictionary.pairs {
            let found = languages[a]
                .number_of(source)
                .zip(languages[b].number_of(target));
            links.extend(found.map(|(source, target)| ((a, source), (b, target))));
        }
    }
    links.sort_unstable();
    links.dedup();
    let weigh = |((a, source), (b, target)): &((usize, usize), (usize, usize))| {
        let cosine: f32 = dot(own[*a].row(*source), own[*b].row(*target));
        (cosine / SHARPNESS).exp()
    };
    let weights: Vec<f32> = links.iter().map(weigh).collect();
    let mut now = own.clone();
    for _ in 0..recipe.passes {
        let mut pulls: Vec<Vectors> = own
            .iter()
            .map(|v| Vectors::zero(v.dimension, v.len()))
            .collect();
        let mut totals: Vec<Vec<f32>> = own.iter().map(|v| vec![0.0; v.len()]).collect();
        for ((source, target), weight) in links.iter().zip(&weights) {
            for (to, from) in [(source, target), (target, source)] {
                totals[to.0][to.1] += weight;
                let dimension = own[to.0].dimension;
                let sum = &mut pulls[to.0].values[to.1 * dimension..][..dimension];
                let other = now[from.0].row(from.1);
                sum.iter_mut()
                    .zip(other)
                    .for_each(|(s, x)| *s += weight * x);
            }
        }
        for (at, now) in now.iter_mut().enumerate() {
            *now = pulled(&own[at], &pulls[at], &totals[at], recipe.pull);
        }
    }
    for (language, now) in languages.iter_mut().zip(&now) {
        let dimension = now.dimension;
        let each = language.vectors.values.chunks_exact_mut(dimension);
        for (vector, direction) in each.zip(now.rows()) {
            let size = length(vector);
            vector
                .iter_mut()
                .zip(direction)
                .for_each(|(x, d)| *x = size * d);
        }
    }
    links.len()
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// The vectors scaled to length 1.
fn directions(vectors: &Vectors) -> Vectors {
    let mut out = vectors.clone();
    out.values
        .chunks_exact_mut(vectors.dimension)
        .for_each(scale);
    out
}

fn scale(vector: &mut [f32]) {
    let size = length(vector).max(1e-9);
    vector.iter_mut().for_each(|x| *x /= size);
}

/// Each vector with its pull, scaled to length 1; those that nothing pulls as they were.
fn pulled(own: &Vectors, pulls: &Vectors, totals: &[f32], pull: f32) -> Vectors {
    let mut out = own.clone();
    let each = out.values.chunks_exact_mut(own.dimension).zip(pulls.rows());
    for ((vector, sum), total) in each.zip(totals) {
        if *total > 0.0 {
            let share = pull / total;
            vector
                .iter_mut()
                .zip(sum)
                .for_each(|(x, s)| *x += share * s);
            scale(vector);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Vocabulary;

    fn vocabulary(code: &str, words: &[&str]) -> Vocabulary {
        Vocabulary {
            language: code.into(),
            words: words.iter().map(|w| (w.to_string(), 1e-5)).collect(),
        }
    }

    #[test]
    fn translations_come_nearer_and_the_likelier_sense_more() {
        let recipe = Recipe::default();
        let french = vocabulary("fr", &["avocat", "seul"]);
        let english = vocabulary("en", &["lawyer", "avocado"]);
        let mut languages = [
            Language::new(&french, &recipe),
            Language::new(&english, &recipe),
        ];
        let vectors = |values: &[f32]| Vectors {
            dimension: 3,
            values: values.to_vec(),
        };
        languages[0].vectors = vectors(&[2.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
        languages[1].vectors = vectors(&[0.8, 0.6, 0.0, 0.0, -0.5, 0.5]);
        let pair = |target: &str| ["avocat".to_string(), target.to_string()];
        let dictionary = ParallelText {
            languages: ["fr".into(), "en".into()],
            pairs: vec![
                pair("lawyer"),
                pair("Avocado"),
                pair("of two words"),
                pair("lawyer"),
            ],
        };
        assert_eq!(retrofit(&mut languages, &[dictionary], &recipe), 2);
        let [french, english] = &languages;
        let like = |at| {
            dot(french.vectors.row(0), english.vectors.row(at))
                / length(french.vectors.row(0))
                / length(english.vectors.row(at))
        };
        assert!(like(0) > 0.85 && like(1) > 0.1 && like(0) > like(1));
        assert!((length(french.vectors.row(0)) - 2.0).abs() < 1e-5);
        assert_eq!(french.vectors.row(1), [0.0, 0.0, 1.0]);
    }
}
