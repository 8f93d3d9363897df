//! The words of a job, by number: how rare each is, and how alike two are.

use rustc_hash::FxHashMap;

use super::units::{Role, Unit};

/// Least weight of a unit; the rarest weigh 1.
const LEAST: f32 = 0.15;
/// Marks weigh less than words that are as frequent.
const MARKS: f32 = 0.5;
/// Likeness of two words that differ in case or accents only.
const CASE: f32 = 0.95;
/// Likeness of two different marks of one role.
const SAME_ROLE: f32 = 0.3;
/// Least share of the longer word that two words of one stem begin with alike.
const PREFIX: f32 = 0.5;

/// All units of references and outputs of one job.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    forms: FxHashMap<String, u32>,
    keys: FxHashMap<String, u32>,
    stems: FxHashMap<String, u32>,
    grams: FxHashMap<[char; 4], u32>,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    chars: Vec<char>,
    count: u32,
    mark: bool,
    weight: f32,
    /// Its 4-grams of characters with both edges, by number.
    grams: Vec<u32>,
}

impl Vocabulary {
    /// Numbers of a unit's form, key and stem; counts the key.
    pub(super) fn intern(&mut self, form: &str, key: &str, role: Role) -> (u32, u32, u32) {
        let form = number(&mut self.forms, form);
        let id = number(&mut self.keys, key);
        let word = role == Role::Word;
        if id as usize == self.entries.len() {
            let chars: Vec<char> = key.chars().collect();
            let grams = if word {
                self.grams_of(&chars)
            } else {
                Vec::new()
            };
            self.entries.push(Entry {
                chars,
                count: 0,
                mark: !matches!(role, Role::Word | Role::Number | Role::Ideograph),
                weight: 0.0,
                grams,
            });
        }
        let entry = &mut self.entries[id as usize];
        entry.count += 1;
        let stem = if word && entry.chars.len() > 4 {
            let stem: String = entry.chars[..4].iter().collect();
            number(&mut self.stems, &stem) + 1
        } else {
            0
        };
        (form, id, stem)
    }

    fn grams_of(&mut self, chars: &[char]) -> Vec<u32> {
        let edged: Vec<char> = [' '].iter().chain(chars).chain([&' ']).copied().collect();
        let mut grams = Vec::new();
        for window in edged.windows(4) {
            let gram = [window[0], window[1], window[2], window[3]];
            let next = self.grams.len() as u32;
            grams.push(*self.grams.entry(gram).or_insert(next));
        }
        grams
    }

    /// Weighs every key by how rare it is, when all texts are read: `ln(n / count) / ln(n)`.
    pub(super) fn weigh(&mut self) {
        let all: u32 = self.entries.iter().map(|e| e.count).sum();
        let most = f64::from(all.max(3)).ln();
        for entry in &mut self.entries {
            let rare = (f64::from(all) / f64::from(entry.count.max(1))).ln() / most;
            // Twice in all, once a side, is as rare as a word in common can be.
            let rare = (rare * most / (most - 2f64.ln())).clamp(0.0, 1.0) as f32;
            entry.weight = rare.max(LEAST) * if entry.mark { MARKS } else { 1.0 };
        }
    }

    pub(super) fn weight(&self, unit: &Unit) -> f32 {
        self.entries[unit.key as usize].weight
    }

    pub(super) fn grams(&self, unit: &Unit) -> &[u32] {
        &self.entries[unit.key as usize].grams
    }

    /// How alike two units are, 0 to 1: written alike 1, but for case and accents nearly so; words
    /// with a common beginning by its share of the longer one; marks of one role a little.
    pub(super) fn likeness(&self, a: &Unit, b: &Unit) -> f32 {
        if a.key == b.key {
            return if a.form == b.form { 1.0 } else { CASE };
        }
        if a.stem != 0 && a.stem == b.stem {
            let (a, b) = (
                &self.entries[a.key as usize].chars,
                &self.entries[b.key as usize].chars,
            );
            let common = a.iter().zip(b).take_while(|(a, b)| a == b).count();
            let share = common as f32 / a.len().max(b.len()) as f32;
            return if share >= PREFIX { share } else { 0.0 };
        }
        if a.role == b.role && matches!(a.role, Role::Stop | Role::Pause | Role::Mark) {
            return SAME_ROLE;
        }
        0.0
    }
}

fn number(numbers: &mut FxHashMap<String, u32>, text: &str) -> u32 {
    if let Some(&number) = numbers.get(text) {
        return number;
    }
    let next = numbers.len() as u32;
    numbers.insert(text.to_string(), next);
    next
}

#[cfg(test)]
mod tests {
    use super::super::units::units;
    use super::*;

    fn likeness(a: &str, b: &str) -> f32 {
        let mut vocabulary = Vocabulary::default();
        let (a, b) = (units(a, &mut vocabulary), units(b, &mut vocabulary));
        vocabulary.likeness(&a[0], &b[0])
    }

    #[test]
    fn likeness_falls_from_the_same_form_to_a_common_beginning() {
        assert_eq!(likeness("Été", "Été"), 1.0);
        assert_eq!(likeness("été", "Ete"), CASE);
        assert_eq!(likeness("scandale", "scandaleux"), 0.8);
        assert_eq!(likeness("chat", "chien"), 0.0);
        assert_eq!(likeness("!", "?"), SAME_ROLE);
    }

    #[test]
    fn rare_words_weigh_most_and_marks_least() {
        let mut vocabulary = Vocabulary::default();
        let read = units("the cat, the dog, the end, a zebra, zebra", &mut vocabulary);
        vocabulary.weigh();
        let weights: Vec<f32> = read.iter().map(|u| vocabulary.weight(u)).collect();
        let (the, cat, comma) = (weights[0], weights[1], weights[2]);
        assert!(cat > the && the > comma, "{weights:?}");
        assert_eq!(cat, 1.0);
    }
}
