//! The model of the quality of pairs, from pairs that people labelled and pairs made from parallel
//! text.
//!
//! Every feature of [`Likeness`] is cut into the pieces of its [`Curve`], and a penalised logistic
//! regression gives the slopes. The pairs that were made, which are many, count together as much as
//! `made_weight` pairs with labels, right and wrong ones the same; so the fewer labels there are, the
//! more the made pairs say. A fifth of the labelled pairs
//! at a time is left out to see what the model says of pairs that it does not know; a line through
//! these logits (Platt 1999) makes the probabilities agree with the labels.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::bitext::Language;
use crate::error::{Error, Result};
use crate::io::encoding::read_text;
use crate::score::{Curve, Curves, PIECES, QualityModel};
use crate::similarity::{Likeness, LikenessFeature, LikenessVector, Tables};

use super::ParallelText;
use super::logistic::{Observation, fit, probability};
use super::negatives::{Foreign, make};
use super::salad::Random;

/// Labels of pairs that are translations of one another.
const RIGHT: [&str; 2] = ["V", "F"];

/// Labels of pairs that are not: wrong alignment, wrong language.
const WRONG: [&str; 2] = ["A", "L"];

/// Letters at the beginning or end of a side that make two pairs near duplicates.
const ALIKE: usize = 30;

/// Parts of the labelled pairs that are left out in turn.
const FOLDS: usize = 5;

/// A pair that a person labelled.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelledPair {
    /// The part of the labels that it belongs to.
    pub release: String,
    /// `V`, `F`, `E`, `MT`, `T`, `A` or `L`.
    pub label: String,
    /// Source and target.
    pub sides: [String; 2],
}

impl LabelledPair {
    /// Whether the sides are translations of one another; `None` for labels of faults within a
    /// translation, from which nothing is learnt.
    pub fn is_right(&self) -> Option<bool> {
        let label = self.label.as_str();
        if RIGHT.contains(&label) {
            Some(true)
        } else {
            WRONG.contains(&label).then_some(false)
        }
    }
}

/// Reads labelled pairs: tab-separated values whose first line names the columns `release`, `label`,
/// and the two languages.
///
/// # Errors
/// A file that cannot be read, a column that is missing, a line that is too short.
pub fn read_labels(path: &Path, languages: &[String; 2]) -> Result<Vec<LabelledPair>> {
    let text = read_text(path, None)?.text;
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |wanted: &str| {
        names
            .iter()
            .position(|name| *name == wanted)
            .ok_or_else(|| {
                Error::format(format!("expected a column `{wanted}`"))
                    .found(format!("`{}`", names.join("`, `")))
                    .at(path)
                    .line(1)
            })
    };
    let columns = [
        column("release")?,
        column("label")?,
        column(&languages[0])?,
        column(&languages[1])?,
    ];
    let mut pairs = Vec::new();
    for (number, line) in lines.enumerate() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [Some(release), Some(label), Some(source), Some(target)] =
            columns.map(|at| cells.get(at))
        else {
            return Err(Error::format("expected as many cells as names")
                .found(cells.len().to_string())
                .at(path)
                .line(number + 2));
        };
        pairs.push(LabelledPair {
            release: (*release).into(),
            label: (*label).into(),
            sides: [(*source).into(), (*target).into()],
        });
    }
    Ok(pairs)
}

/// The same lines in several languages, all of which have word vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct MultiParallelText {
    /// The lines in the languages of a model.
    own: [Vec<String>; 2],
    /// The lines in each of the others.
    others: Vec<(Language, Vec<String>)>,
}

impl MultiParallelText {
    /// Reads a folder of files `CODE.txt`, each line the translation of the same line of the others; those
    /// of the model's `languages` must be there.
    ///
    /// # Errors
    /// A folder or a file that cannot be read or is missing, a name that is no code of a language, a language
    /// without a table, files of different numbers of lines.
    pub fn read(folder: &Path, languages: &[Language; 2], tables: &Tables) -> Result<Self> {
        let mut read: BTreeMap<Language, Vec<String>> = BTreeMap::new();
        let failed = |e: std::io::Error| Error::io("read", &e).at(folder);
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_none_or(|extension| extension != "txt") {
                continue;
            }
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let code: Language = stem.parse().map_err(|e: Error| e.at(&path))?;
            if tables.get(&code).is_none() {
                return Err(
                    Error::configuration("expected a language that has word vectors")
                        .found(format!("`{code}`"))
                        .at(&path),
                );
            }
            let text = read_text(&path, None)?.text;
            read.insert(code, text.lines().map(String::from).collect());
        }
        let lines = read.values().map(Vec::len).max().unwrap_or_default();
        if let Some((code, own)) = read.iter().find(|(_, own)| own.len() != lines) {
            return Err(Error::format(format!("expected {lines} lines"))
                .found(own.len().to_string())
                .at(folder.join(format!("{code}.txt")))
                .help("each line is the translation of the same line of the other files"));
        }
        let mut take = |language: &Language| {
            let missing = || Error::configuration(format!("expected `{language}.txt`")).at(folder);
            read.remove(language).ok_or_else(missing)
        };
        Ok(MultiParallelText {
            own: [take(&languages[0])?, take(&languages[1])?],
            others: read.into_iter().collect(),
        })
    }
}

/// How to learn.
#[derive(Debug, Clone, PartialEq)]
pub struct QualityRecipe {
    /// How many labelled pairs all made pairs together count as.
    pub made_weight: f64,
    /// Weight of half the squared slopes in the objective.
    pub penalty: f64,
    /// Made pairs that are kept of each text, at most.
    pub most: usize,
    /// Texts put into third languages.
    pub foreign: usize,
    /// Seed of the pairs that are made.
    pub seed: u64,
}

impl Default for QualityRecipe {
    fn default() -> Self {
        QualityRecipe {
            made_weight: 2200.0,
            penalty: 10.0,
            most: 12_000,
            foreign: 600,
            seed: 1,
        }
    }
}

/// A pair ready to be learnt from.
struct Seen {
    features: LikenessVector,
    right: bool,
    importance: f64,
    /// The part that it is left out with; `None` for made pairs, which always stay.
    fold: Option<usize>,
}

/// Learns the model. `tables` hold the word vectors of the languages of the pairs, and of others
/// into which texts are put.
pub fn train_quality(
    labelled: &[LabelledPair],
    texts: &[ParallelText],
    tables: &Tables,
    languages: &[Language; 2],
    recipe: &QualityRecipe,
) -> QualityModel {
    let made = made(texts, tables, languages, recipe);
    let one = |tables: &Tables| {
        let likeness = Likeness::new(tables, &languages[0], &languages[1]);
        let seen = seen(labelled, &made, &likeness, recipe);
        learn(&seen, recipe.penalty, likeness.has_vectors())
    };
    QualityModel {
        with_vectors: one(tables),
        without_vectors: one(&Tables::none()),
    }
}

/// The quality of each labelled pair, in order, by models with and without word vectors that have
/// learnt from pairs of other folds only, made pairs and the same release among them.
///
/// Pairs share a fold if a side of theirs is the same but for case, figures and marks, or begins or
/// ends with the same 30 letters.
pub fn cross_judged(
    labelled: &[LabelledPair],
    texts: &[ParallelText],
    tables: &Tables,
    languages: &[Language; 2],
    recipe: &QualityRecipe,
    folds: usize,
) -> [Vec<f64>; 2] {
    let made = made(texts, tables, languages, recipe);
    let group = groups(labelled);
    [tables, &Tables::none()].map(|tables| {
        let likeness = Likeness::new(tables, &languages[0], &languages[1]);
        let judge = |fold: usize| -> Vec<(usize, f64)> {
            let is_out = |at: &usize| group[*at] % folds == fold;
            let (out, rest): (Vec<usize>, Vec<usize>) = (0..labelled.len()).partition(is_out);
            let rest: Vec<LabelledPair> = rest.iter().map(|at| labelled[*at].clone()).collect();
            let seen = seen(&rest, &made, &likeness, recipe);
            let curves = learn(&seen, recipe.penalty, likeness.has_vectors());
            let said = |at: usize| {
                let sides = &labelled[at].sides;
                probability(curves.logit(&likeness.features(&sides[0], &sides[1])))
            };
            out.into_iter().map(|at| (at, said(at))).collect()
        };
        let mut all: Vec<(usize, f64)> = (0..folds).flat_map(judge).collect();
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().map(|(_, said)| said).collect()
    })
}

/// A number for each pair, the same for pairs that share text; numbers follow the first such pair.
fn groups(labelled: &[LabelledPair]) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..labelled.len()).collect();
    fn root(parent: &mut [usize], mut at: usize) -> usize {
        while parent[at] != at {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        at
    }
    let mut first: FxHashMap<(usize, u8, String), usize> = FxHashMap::default();
    for (at, pair) in labelled.iter().enumerate() {
        for (side, text) in pair.sides.iter().enumerate() {
            let letters: Vec<char> = text
                .chars()
                .filter(|c| c.is_alphabetic())
                .flat_map(char::to_lowercase)
                .collect();
            let mut keys = vec![(side, 0, String::from_iter(&letters))];
            if letters.is_empty() {
                keys = vec![(side, 0, text.clone())];
            } else if letters.len() >= ALIKE {
                keys.push((side, 1, String::from_iter(&letters[..ALIKE])));
                keys.push((
                    side,
                    2,
                    String::from_iter(&letters[letters.len() - ALIKE..]),
                ));
            }
            for key in keys {
                let other = *first.entry(key).or_insert(at);
                let (a, b) = (root(&mut parent, at), root(&mut parent, other));
                parent[a.max(b)] = a.min(b);
            }
        }
    }
    let mut number = FxHashMap::default();
    (0..labelled.len())
        .map(|at| {
            let root = root(&mut parent, at);
            let next = number.len();
            *number.entry(root).or_insert(next)
        })
        .collect()
}

/// Pairs made from all texts, each with whether it is right.
fn made(
    texts: &[ParallelText],
    tables: &Tables,
    languages: &[Language; 2],
    recipe: &QualityRecipe,
) -> Vec<([String; 2], bool)> {
    let mut random = Random::new(recipe.seed);
    let mut all = Vec::new();
    for text in texts {
        let made = make(&text.pairs, &mut random);
        let step = made.len().div_ceil(recipe.most.max(1)).max(1);
        all.extend(made.into_iter().step_by(step).map(|m| (m.sides, m.right)));
    }
    let pairs: Vec<&[String; 2]> = texts.iter().flat_map(|t| &t.pairs).collect();
    let step = (pairs.len() / recipe.foreign.max(1)).max(1);
    let chosen: Vec<&[String; 2]> = pairs.into_iter().step_by(step).collect();
    for side in 0..2 {
        let Some(own) = tables.get(&languages[side]) else {
            continue;
        };
        let foreign = Foreign::new(own, &tables.others(languages));
        let own: Vec<&[String; 2]> = chosen.iter().skip(side).step_by(2).copied().collect();
        let texts: Vec<&str> = own.iter().map(|pair| pair[side].as_str()).collect();
        for (pair, text) in own.into_iter().zip(foreign.texts(&texts)) {
            let mut sides = pair.clone();
            sides[side] = text;
            all.push((sides, false));
        }
    }
    all
}

/// Times that pairs are made of the same lines for a language's offset.
const DRAWS: u64 = 8;

/// Right pairs to a wrong one for a language's offset, as among those with labels.
const RIGHT_TO_WRONG: f64 = 3.0;

/// Greatest offset, either way.
const GREATEST_OFFSET: f64 = 4.0;

/// The offset of each other language of a text: what a side in it adds to the logit of a model, by primary
/// subtag.
///
/// Right and wrong pairs are made of the lines in a language and in each of the model's. The offset that makes
/// their labels most probable, less that of the model's own languages, is the language's; the mean of both.
pub fn language_offsets(
    model: &QualityModel,
    text: &MultiParallelText,
    tables: &Tables,
    languages: &[Language; 2],
    seed: u64,
) -> BTreeMap<String, f64> {
    let offset_of = |codes: [&Language; 2], sides: [&Vec<String>; 2]| {
        let pairs: Vec<[String; 2]> = sides[0]
            .iter()
            .zip(sides[1])
            .map(|(own, other)| [own.clone(), other.clone()])
            .collect();
        let likeness = Likeness::new(tables, codes[0], codes[1]);
        let draws = (0..DRAWS).flat_map(|draw| make(&pairs, &mut Random::new(seed + draw)));
        let judged: Vec<(f64, bool)> = draws
            .map(|made| {
                let features = likeness.features(&made.sides[0], &made.sides[1]);
                (model.with_vectors.logit(&features), made.right)
            })
            .collect();
        offset(&judged)
    };
    let usual = offset_of(languages.each_ref(), text.own.each_ref());
    let others = text.others.iter().map(|(code, lines)| {
        let [first, second] = [0, 1].map(|at| {
            let own: &Vec<String> = &text.own[at];
            offset_of([&languages[at], code], [own, lines]) - usual
        });
        let mean = (first + second) / 2.0;
        (code.primary().to_string(), (mean * 100.0).round() / 100.0)
    });
    others.collect()
}

/// What makes labels most probable when it is added to the logits; found by halving.
fn offset(judged: &[(f64, bool)]) -> f64 {
    let right = judged.iter().filter(|(_, right)| *right).count().max(1) as f64;
    let wrong = judged.len() as f64 - right;
    // Right ones that are missing, less wrong ones that are there; falls as more is added.
    let lack = |added: f64| {
        let said = |logit: f64| probability(logit + added);
        let of = |(logit, is_right): &(f64, bool)| match is_right {
            true => RIGHT_TO_WRONG * (1.0 - said(*logit)) / right,
            false => -said(*logit) / wrong.max(1.0),
        };
        judged.iter().map(of).sum::<f64>()
    };
    let (mut low, mut high) = (-GREATEST_OFFSET, GREATEST_OFFSET);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if lack(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

fn seen(
    labelled: &[LabelledPair],
    made: &[([String; 2], bool)],
    likeness: &Likeness,
    recipe: &QualityRecipe,
) -> Vec<Seen> {
    // A pair that was labelled twice counts once, and is left out with its double.
    let mut places: FxHashMap<&[String; 2], (usize, f64)> = FxHashMap::default();
    let known: Vec<(&LabelledPair, bool)> = labelled
        .iter()
        .filter_map(|pair| Some((pair, pair.is_right()?)))
        .collect();
    for (pair, _) in &known {
        let next = places.len();
        places.entry(&pair.sides).or_insert((next, 0.0)).1 += 1.0;
    }
    let labelled = known.par_iter().map(|(pair, right)| {
        let (place, times) = places[&pair.sides];
        Seen {
            features: likeness.features(&pair.sides[0], &pair.sides[1]),
            right: *right,
            importance: 1.0 / times,
            fold: Some(place % FOLDS),
        }
    });
    let total = recipe.made_weight;
    let kind = |right: bool| made.iter().filter(|m| m.1 == right).count().max(1) as f64;
    let each = [total / 2.0 / kind(false), total / 2.0 / kind(true)];
    let made = made.par_iter().map(|(sides, right)| Seen {
        features: likeness.features(&sides[0], &sides[1]),
        right: *right,
        importance: each[usize::from(*right)],
        fold: None,
    });
    labelled.chain(made).collect()
}

fn learn(seen: &[Seen], penalty: f64, vectors: bool) -> Curves {
    let shapes = shapes(seen, vectors);
    let observed: Vec<Observation> = seen
        .iter()
        .map(|s| Observation {
            values: along(&shapes, &s.features),
            positive: s.right,
            importance: s.importance,
        })
        .collect();
    // What models that have not seen a pair say of it.
    let left_out: Vec<Vec<Observation>> = (0..FOLDS)
        .into_par_iter()
        .map(|fold| {
            let rest: Vec<Observation> = seen
                .iter()
                .zip(&observed)
                .filter(|(s, _)| s.fold != Some(fold))
                .map(|(_, o)| o.clone())
                .collect();
            let curves = with_slopes(&shapes, &fit(&rest, penalty), (1.0, 0.0));
            let out = seen.iter().filter(|s| s.fold == Some(fold));
            out.map(|s| Observation {
                values: vec![curves.logit(&s.features)],
                positive: s.right,
                importance: s.importance,
            })
            .collect()
        })
        .collect();
    let line = fit(&left_out.concat(), 0.0);
    let line = if line.len() == 2 {
        (line[0], line[1])
    } else {
        (1.0, 0.0)
    };
    with_slopes(&shapes, &fit(&observed, penalty), line)
}

/// Each feature's mean and deviation; `None` for one that never varies.
fn shapes(seen: &[Seen], vectors: bool) -> Vec<Option<Curve>> {
    let n = seen.len().max(1) as f64;
    (0..LikenessFeature::ALL.len())
        .map(|at| {
            let mean = seen.iter().map(|s| s.features[at]).sum::<f64>() / n;
            let square = |s: &Seen| (s.features[at] - mean).powi(2);
            let deviation = (seen.iter().map(square).sum::<f64>() / n).sqrt();
            let counts = deviation > 1e-6 && (vectors || !LikenessFeature::ALL[at].needs_vectors());
            let round = |x: f64| (x * 1e4).round() / 1e4;
            counts.then(|| Curve {
                mean: round(mean),
                deviation: round(deviation).max(1e-4),
                slopes: [0.0; PIECES],
            })
        })
        .collect()
}

fn along(shapes: &[Option<Curve>], features: &LikenessVector) -> Vec<f64> {
    let pieces = shapes.iter().zip(features);
    pieces
        .filter_map(|(shape, value)| Some(shape.as_ref()?.along(*value)))
        .flatten()
        .collect()
}

/// The curves with the slopes of `weights`, all times and plus what `line` says.
fn with_slopes(shapes: &[Option<Curve>], weights: &[f64], line: (f64, f64)) -> Curves {
    let mut slopes = weights.iter().map(|w| w * line.0);
    let curves = shapes
        .iter()
        .map(|shape| {
            let mut curve = *shape.as_ref()?;
            for slope in &mut curve.slopes {
                *slope = slopes.next().unwrap_or_default();
            }
            Some(curve)
        })
        .collect();
    let constant = weights.last().copied().unwrap_or_default();
    Curves {
        constant: constant * line.0 + line.1,
        curves,
        offsets: BTreeMap::new(),
    }
}

/// The quality that a model gives each pair, in order.
pub fn judged(
    labelled: &[LabelledPair],
    model: &QualityModel,
    tables: &Tables,
    languages: &[Language; 2],
) -> Vec<f64> {
    let likeness = Likeness::new(tables, &languages[0], &languages[1]);
    let curves = if likeness.has_vectors() {
        &model.with_vectors
    } else {
        &model.without_vectors
    };
    let judge = |pair: &LabelledPair| {
        probability(curves.logit(&likeness.features(&pair.sides[0], &pair.sides[1])))
    };
    labelled.par_iter().map(judge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled() -> Vec<LabelledPair> {
        let lines = [
            ("Le chat dort.", "The cat sleeps."),
            ("La maison est grande.", "The house is big."),
            ("Il pleut à Paris.", "It rains in Paris."),
            ("Nous avons gagné.", "We won."),
            ("Le train arrive à midi.", "The train arrives at noon."),
            ("La porte est ouverte.", "The door is open."),
        ];
        let pair = |label: &str, source: &str, target: &str| LabelledPair {
            release: "a".into(),
            label: label.into(),
            sides: [source.into(), target.into()],
        };
        let right = lines.iter().map(|(a, b)| pair("V", a, b));
        let wrong = (0..6).map(|at| pair("A", lines[at].0, lines[(at + 1) % 6].1));
        right.chain(wrong).collect()
    }

    #[test]
    fn right_pairs_come_out_above_wrong_ones() {
        let languages = [Language::french(), Language::english()];
        let tables = Tables::default();
        let model = train_quality(
            &labelled(),
            &[],
            &tables,
            &languages,
            &QualityRecipe::default(),
        );
        let judged = judged(&labelled(), &model, &tables, &languages);
        let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
        assert!(mean(&judged[..6]) > mean(&judged[6..]), "{judged:?}");
    }

    #[test]
    fn an_offset_takes_back_what_logits_lack() {
        let judged = |shift: f64| -> Vec<(f64, bool)> {
            let logits = [(2.0, true), (1.0, true), (-1.0, false), (-2.0, false)];
            logits.map(|(logit, right)| (logit + shift, right)).to_vec()
        };
        let (usual, lower) = (offset(&judged(0.0)), offset(&judged(-0.8)));
        assert!((lower - usual - 0.8).abs() < 1e-6, "{usual} {lower}");
        assert!(usual > 0.0, "three in four are right: {usual}");
    }

    #[test]
    fn pairs_that_share_a_side_share_a_group() {
        let pair = |source: &str, target: &str| LabelledPair {
            release: "a".into(),
            label: "V".into(),
            sides: [source.into(), target.into()],
        };
        let pairs = [
            pair("Un chat.", "A cat."),
            pair("Un chien.", "A dog."),
            pair("un chat 2", "The cat"),
            pair("Le chat", "the cat!"),
        ];
        assert_eq!(groups(&pairs), [0, 1, 0, 0]);
    }

    #[test]
    fn each_pair_is_judged_once_by_models_that_have_not_seen_it() {
        let languages = [Language::french(), Language::english()];
        let tables = Tables::default();
        let recipe = QualityRecipe::default();
        let [with, without] = cross_judged(&labelled(), &[], &tables, &languages, &recipe, 3);
        assert_eq!((with.len(), without.len()), (12, 12));
        assert!(with.iter().all(|said| (0.0..=1.0).contains(said)));
    }

    #[test]
    fn languages_are_read_by_the_names_of_their_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).expect("writes");
        };
        let languages = [Language::french(), "en-gb".parse().expect("a language")];
        let read = || MultiParallelText::read(folder.path(), &languages, &Tables::default());
        let refused = || read().expect_err("is refused").to_string();
        write("fr.txt", "un\ndeux\n");
        write("en.txt", "one\ntwo\n");
        write("README.md", "no language");
        assert!(refused().contains("en-gb.txt"), "{}", refused());
        write("en-gb.txt", "one\n");
        assert!(refused().contains("expected 2 lines"), "{}", refused());
        write("en-gb.txt", "one\ntwo\n");
        let text = read().expect("reads");
        assert_eq!(text.own[1], ["one", "two"]);
        assert_eq!(text.others[0].0, Language::english());
        write("ca.txt", "u\ndos\n");
        assert!(refused().contains("`ca`"), "{}", refused());
    }

    #[test]
    fn labels_are_read_by_the_names_of_their_columns() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("labels.tsv");
        let languages = ["fr".to_string(), "en".to_string()];
        std::fs::write(&path, "label\ten\tfr\trelease\nMT\tone\tun\tv1\n").expect("writes");
        let pairs = read_labels(&path, &languages).expect("reads");
        assert_eq!(
            (pairs[0].sides[0].as_str(), pairs[0].is_right()),
            ("un", None)
        );
        std::fs::write(&path, "label\ten\tfr\trelease\nV\tone\n").expect("writes");
        let error = read_labels(&path, &languages).expect_err("is refused");
        assert_eq!(error.line_number(), Some(2));
        std::fs::write(&path, "label\ten\n").expect("writes");
        let error = read_labels(&path, &languages).expect_err("is refused");
        assert!(error.to_string().contains("`release`"), "{error}");
    }
}
