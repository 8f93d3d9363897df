//! Words matched one to one, and what is left over.
//!
//! Partners may share a partner; here a word's places are used up: links are taken from the surest
//! down, each as often as both words have places left. Of two texts of which one says more, the rest
//! stands out. Ties go to the earlier word of the source, then of the target. Time is that of sorting
//! the links, `n log n`.

use super::features::{LikenessFeature, Out, both, mass, max, mean, min};
use super::links::Link;
use super::text::Text;

/// Likeness up to which a match leaves a word as good as alone, and from which it leaves nothing.
const ALONE: f64 = 0.3;
const MATCHED: f64 = 0.6;

/// Likeness from which a match says where its words stand.
const PLACED: f32 = 0.45;

/// Words that two neighbouring matches are apart on the other side, at most, to be near.
const NEAR: usize = 3;

/// Weight of a word of which one is counted.
const WORD: f64 = 7.0;

/// What matching one to one gives.
pub(super) struct Matching {
    /// Source word, target word, likeness; surest first.
    pairs: Vec<(usize, usize, f32)>,
    /// The mean likeness of each word's places, 0 for those without match.
    cover: [Vec<f64>; 2],
}

impl Matching {
    pub(super) fn new(sides: [&Text; 2], mut links: Vec<Link>) -> Self {
        links.sort_unstable_by(|a, b| {
            b.likeness
                .total_cmp(&a.likeness)
                .then(a.words.cmp(&b.words))
        });
        let mut free = sides.map(|side| side.words.iter().map(|w| w.count).collect::<Vec<f32>>());
        let mut cover = sides.map(|side| vec![0.0; side.words.len()]);
        let mut pairs = Vec::new();
        for link in links {
            let at = link.words.map(|word| word as usize);
            let places = free[0][at[0]].min(free[1][at[1]]);
            if places > 0.0 {
                for side in 0..2 {
                    free[side][at[side]] -= places;
                    let count = f64::from(sides[side].words[at[side]].count);
                    cover[side][at[side]] += f64::from(places * link.likeness) / count;
                }
                pairs.push((at[0], at[1], link.likeness));
            }
        }
        Matching { pairs, cover }
    }

    /// How far a word is left over, 0 to 1.
    pub(super) fn left(&self, side: usize, at: usize) -> f64 {
        1.0 - ((self.cover[side][at] - ALONE) / (MATCHED - ALONE)).clamp(0.0, 1.0)
    }
}

pub(super) fn matching(sides: [&Text; 2], links: Vec<Link>, out: &mut Out) {
    let matching = Matching::new(sides, links);
    left_over(sides, &matching, out);
    places(sides, &matching, out);
}

fn left_over(sides: [&Text; 2], matching: &Matching, out: &mut Out) {
    let all = both(sides, |_, text| text.words.iter().map(mass).sum());
    let share = |sum: f64, side: usize| {
        if all[side] > 0.0 {
            sum / all[side]
        } else {
            0.0
        }
    };
    let over = |side: usize, text: &Text, value: &dyn Fn(usize) -> f64| -> f64 {
        let words = text.words.iter().enumerate();
        share(words.map(|(at, w)| mass(w) * value(at)).sum(), side)
    };
    let cover = both(sides, |side, text| {
        over(side, text, &|at| matching.cover[side][at])
    });
    out.set(LikenessFeature::OneMean, mean(cover));
    out.set(LikenessFeature::OneMin, min(cover));
    let left = both(sides, |side, text| {
        over(side, text, &|at| matching.left(side, at))
    });
    out.set(LikenessFeature::LeftShareMax, max(left));
    out.set(LikenessFeature::LeftShareMin, min(left));
    let words = [left[0] * all[0] / WORD, left[1] * all[1] / WORD];
    out.count(LikenessFeature::LeftMax, max(words));
    out.count(LikenessFeature::LeftMin, min(words));
    out.count(LikenessFeature::LeftGap, (words[0] - words[1]).abs());
    let heaviest = both(sides, |side, text| {
        let words = text.words.iter().enumerate();
        words
            .map(|(at, w)| f64::from(w.weight) * matching.left(side, at))
            .fold(0.0, f64::max)
    });
    out.extreme(LikenessFeature::HeaviestMax, max(heaviest));
    out.extreme(LikenessFeature::HeaviestMin, min(heaviest));
    // A word that is half left over neither lengthens nor shortens a run.
    let run = both(sides, |side, text| {
        let gain =
            |at: usize| (2.0 * matching.left(side, at) - 1.0) * f64::from(text.words[at].weight);
        let (mut run, mut heaviest) = (0.0_f64, 0.0_f64);
        for at in &text.order {
            run = (run + gain(*at as usize) / WORD).max(0.0);
            heaviest = heaviest.max(run);
        }
        heaviest
    });
    out.extreme(LikenessFeature::LeftRunMax, max(run).ln_1p());
    out.extreme(LikenessFeature::LeftRunMin, min(run).ln_1p());
}

/// Whether what is matched stands at like places.
fn places(sides: [&Text; 2], matching: &Matching, out: &mut Out) {
    let first = sides.map(|side| {
        let mut first = vec![usize::MAX; side.words.len()];
        for (place, at) in side.order.iter().enumerate().rev() {
            first[*at as usize] = place;
        }
        first
    });
    let length = sides.map(|side| side.order.len().max(1) as f64);
    let (mut apart, mut all) = (0.0, 0.0);
    let mut placed = Vec::new();
    for (source, target, _) in matching.pairs.iter().filter(|p| p.2 >= PLACED) {
        let weights = [
            sides[0].words[*source].weight,
            sides[1].words[*target].weight,
        ];
        let weight = f64::from(weights[0].min(weights[1]));
        let at = [first[0][*source], first[1][*target]];
        apart += weight * (at[0] as f64 / length[0] - at[1] as f64 / length[1]).abs();
        all += weight;
        placed.push(at);
    }
    out.set(
        LikenessFeature::Apart,
        if all > 0.0 { apart / all } else { 0.5 },
    );
    let near = both(sides, |side, _| {
        placed.sort_unstable_by_key(|at| (at[side], at[1 - side]));
        let is_near = |pair: &&[[usize; 2]]| pair[0][1 - side].abs_diff(pair[1][1 - side]) <= NEAR;
        placed.windows(2).filter(is_near).count() as f64
    });
    let steps = placed.len().saturating_sub(1) as f64;
    out.set(LikenessFeature::Near, (mean(near) + 1.0) / (steps + 2.0));
}

#[cfg(test)]
mod tests {
    use super::super::features::LikenessVector;
    use super::super::links::partners;
    use super::super::text::Reading;
    use super::*;
    use crate::bitext::Language;

    fn matched(source: &str, target: &str) -> LikenessVector {
        let language = Language::french();
        let reading = Reading {
            language: &language,
            own: None,
            other: None,
        };
        let sides = [Text::read(source, &reading), Text::read(target, &reading)];
        let (_, links) = partners(&sides[0], &sides[1], None);
        let sides = [&sides[0], &sides[1]];
        let mut out = Out::new(sides);
        matching(sides, links, &mut out);
        out.values
    }

    #[test]
    fn a_word_said_twice_on_one_side_is_left_over_once() {
        let share = LikenessFeature::LeftShareMax as usize;
        assert_eq!(matched("Paris Lyon", "Lyon Paris")[share], 0.0);
        let twice = matched("Paris Paris", "Paris")[share];
        assert!(twice > 0.1 && twice < 0.9, "{twice}");
    }

    #[test]
    fn what_stands_elsewhere_is_apart_and_not_near() {
        let [apart, near] = [LikenessFeature::Apart, LikenessFeature::Near].map(|f| f as usize);
        let text = "un deux trois quatre cinq six sept huit neuf dix";
        let same = matched(text, text);
        let turned = matched(text, "neuf quatre dix un six huit trois sept deux cinq");
        assert!(same[apart] < 0.01 && turned[apart] > 0.2);
        assert!(same[near] > turned[near]);
    }

    #[test]
    fn an_empty_side_has_no_matches() {
        assert_eq!(matched("", "Paris")[LikenessFeature::OneMean as usize], 0.0);
    }
}
