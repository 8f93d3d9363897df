//! Quantities in words: numbers spelt out, ordinals, fractions, collectives, months, Roman numerals.
//!
//! Number words in a row are one quantity, with the value that the grammar of French and English
//! gives them (`quatre-vingt-dix-sept`, `two hundred and five thousand`) and those of its parts.
//! Other languages have the words of [`number_word`] one by one.

use crate::bitext::Language;
use crate::normalize::{month, number_word};

use super::scale::scale;
use super::{Quantity, folded_words};

/// The quantities in words of a text.
pub(super) fn words(text: &str, language: &Language) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut row = Row::default();
    let mut end = 0;
    for (word, place) in folded_words(text) {
        let near = text[end..place.start]
            .chars()
            .all(|c| matches!(c, ' ' | '-'));
        end = place.end;
        if !near {
            row.close(&mut found);
        }
        if let Some(step) = step(&word, language) {
            row.push(step);
            continue;
        }
        if row.is_open() && is_joint(&word) {
            continue;
        }
        row.close(&mut found);
        let others = others(&word, &text[place.clone()], language);
        if !others.is_empty() {
            found.push(Quantity {
                values: others,
                figure: None,
                sure: place.len() > 2 && roman(&text[place]).is_some(),
            });
        }
    }
    row.close(&mut found);
    found
}

/// Words that may stand between number words: `deux cents et trois`, `half a million`.
fn is_joint(word: &str) -> bool {
    matches!(word, "et" | "and" | "a" | "de" | "d" | "of")
}

/// What a number word does in a row.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    /// Adds, or multiplies what stands before where that is how the language counts.
    Add(f64),
    /// Hundred, thousand, million.
    Scale(f64),
    /// A half, after a number.
    Half,
}

fn step(word: &str, language: &Language) -> Option<Step> {
    if matches!(word, "demi" | "demie" | "demis" | "half") {
        return Some(Step::Half);
    }
    if let Some(scale) = scale(word, language).or_else(|| collective(word)) {
        return Some(Step::Scale(scale));
    }
    let value = match language.primary() {
        "fr" => french(word),
        "en" => english(word),
        _ => number_word(word, language).map(f64::from),
    };
    value.map(|value| match value {
        100.0 | 1000.0 => Step::Scale(value),
        value => Step::Add(value),
    })
}

/// What a word for so many of something multiplies.
fn collective(word: &str) -> Option<f64> {
    Some(match word {
        "dizaine" | "dizaines" | "decennie" | "decennies" | "decade" | "decades" => 10.0,
        "douzaine" | "douzaines" | "dozen" | "dozens" => 12.0,
        "centaine" | "centaines" | "siecle" | "siecles" | "century" | "centuries" => 100.0,
        _ => return None,
    })
}

/// A row of number words.
#[derive(Debug, Default)]
struct Row {
    /// Thousands and more that are complete.
    whole: f64,
    /// What is being counted, under a thousand.
    part: f64,
    /// The last scale.
    last: f64,
    /// All that it may mean.
    values: Vec<f64>,
    words: usize,
    /// Whether there is more than scales.
    counts: bool,
}

impl Row {
    fn is_open(&self) -> bool {
        self.words > 0
    }

    fn push(&mut self, step: Step) {
        self.words += 1;
        self.counts |= matches!(step, Step::Add(_));
        match step {
            Step::Add(20.0) if self.part % 100.0 == 4.0 => self.part += 76.0,
            Step::Add(value) => {
                // `two three` are two numbers, `vingt deux` and `soixante douze` are one.
                let fits = match self.part % 100.0 {
                    0.0 => true,
                    tens if tens % 10.0 == 0.0 && tens >= 20.0 => {
                        value < 10.0 || (value < 20.0 && matches!(tens, 60.0 | 80.0))
                    }
                    // `dix sept`, and `soixante dix sept`.
                    tens => tens % 20.0 == 10.0 && (7.0..10.0).contains(&value),
                };
                if !fits {
                    self.keep();
                }
                self.part += value;
                self.values.push(value);
                self.last = 1.0;
            }
            Step::Scale(scale) if scale == 100.0 => {
                self.part = f64::max(self.part, 1.0) * scale;
                self.last = scale;
            }
            Step::Scale(scale) => {
                let counted = self.whole + self.part;
                if counted > 0.0 {
                    self.values.push(counted);
                }
                self.whole += if self.part > 0.0 {
                    self.part
                } else {
                    f64::max(1.0 - self.whole, 0.0)
                } * scale;
                self.part = 0.0;
                self.last = scale;
            }
            Step::Half => {
                let counted = self.whole + self.part;
                // `une demi-heure`, `half an hour`.
                if self.words == 1 || (self.words == 2 && counted <= 1.0) {
                    self.values.extend([1.0 + 0.5, 50.0, 30.0, 2.0]);
                    self.part = 0.5;
                } else {
                    self.values.push(self.whole + self.part);
                    self.part += 0.5 * f64::max(self.last, 1.0);
                }
            }
        }
    }

    /// What has been counted becomes a value of its own.
    fn keep(&mut self) {
        self.values.push(self.whole + self.part);
        (self.whole, self.part) = (0.0, 0.0);
    }

    fn close(&mut self, found: &mut Vec<Quantity>) {
        if self.words > 0 {
            let mut values = vec![self.whole + self.part];
            values.append(&mut self.values);
            values.dedup();
            found.push(Quantity {
                values,
                figure: None,
                // `milliards` after a figure and `des milliers` count nothing by themselves.
                sure: self.counts,
            });
        }
        *self = Row::default();
    }
}

const FRENCH: &[(&str, f64)] = &[
    ("zero", 0.0),
    ("un", 1.0),
    ("une", 1.0),
    ("deux", 2.0),
    ("trois", 3.0),
    ("quatre", 4.0),
    ("cinq", 5.0),
    ("six", 6.0),
    ("sept", 7.0),
    ("huit", 8.0),
    ("neuf", 9.0),
    ("dix", 10.0),
    ("onze", 11.0),
    ("douze", 12.0),
    ("treize", 13.0),
    ("quatorze", 14.0),
    ("quinze", 15.0),
    ("seize", 16.0),
    ("vingt", 20.0),
    ("vingts", 20.0),
    ("trente", 30.0),
    ("quarante", 40.0),
    ("cinquante", 50.0),
    ("soixante", 60.0),
    ("septante", 70.0),
    ("huitante", 80.0),
    ("octante", 80.0),
    ("nonante", 90.0),
];

/// The value of a French number word or ordinal, folded.
fn french(word: &str) -> Option<f64> {
    let listed = |word: &str| FRENCH.iter().find(|(w, _)| *w == word).map(|(_, v)| *v);
    if let Some(value) = listed(word) {
        return Some(value);
    }
    let base = word
        .strip_suffix("iemes")
        .or_else(|| word.strip_suffix("ieme"))?;
    match base {
        "cinqu" => Some(5.0),
        "neuv" => Some(9.0),
        "cent" => Some(100.0),
        "mill" => Some(1000.0),
        base => listed(base).or_else(|| listed(&format!("{base}e"))),
    }
}

const ENGLISH: &[(&str, f64)] = &[
    ("zero", 0.0),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fourty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
    ("first", 1.0),
    ("second", 2.0),
    ("third", 3.0),
    ("fifth", 5.0),
    ("eighth", 8.0),
    ("ninth", 9.0),
    ("twelfth", 12.0),
];

/// The value of an English number word or ordinal, folded.
fn english(word: &str) -> Option<f64> {
    let listed = |word: &str| ENGLISH.iter().find(|(w, _)| *w == word).map(|(_, v)| *v);
    if let Some(value) = listed(word) {
        return Some(value);
    }
    match word {
        "hundredth" => return Some(100.0),
        "thousandth" => return Some(1000.0),
        _ => {}
    }
    // `twenties`, `twentieth`, `sixth`, `sixths`.
    let tens = word
        .strip_suffix("ieth")
        .or_else(|| word.strip_suffix("ies"));
    if let Some(tens) = tens {
        return listed(&format!("{tens}y"));
    }
    let base = word
        .strip_suffix("ths")
        .or_else(|| word.strip_suffix("th"))
        .or_else(|| word.strip_suffix('s'));
    base.and_then(listed)
}

/// What other words may mean in figures: months, halves and quarters, dozens, noon, Roman numerals.
fn others(folded: &str, written: &str, language: &Language) -> Vec<f64> {
    let mut values: Vec<f64> = roman(written).into_iter().collect();
    values.extend(month(folded, language).map(f64::from));
    values.extend_from_slice(match (language.primary(), folded) {
        ("en", "march") => &[3.0],
        ("en", "may") => &[5.0],
        ("fr", "mai") => &[5.0],
        (_, "jan") => &[1.0],
        (_, "feb" | "fev" | "fevr") => &[2.0],
        (_, "apr" | "avr") => &[4.0],
        (_, "jul" | "juil") => &[7.0],
        (_, "aug") => &[8.0],
        (_, "sep" | "sept") => &[9.0],
        (_, "oct") => &[10.0],
        (_, "nov") => &[11.0],
        (_, "dec") => &[12.0],
        ("fr", "premier" | "premiere" | "premiers" | "premieres" | "seul" | "seule") => &[1.0],
        ("fr", "second" | "seconde" | "seconds" | "secondes" | "double" | "deuxiemement") => &[2.0],
        ("fr", "moitie" | "moities") => &[0.5, 50.0, 2.0],
        ("fr", "tiers") => &[3.0, 33.0, 1.0 / 3.0],
        ("fr", "quart" | "quarts") => &[0.25, 25.0, 15.0, 45.0, 4.0],
        ("fr", "triple") => &[3.0],
        ("fr", "paire" | "paires" | "couple") => &[2.0],
        ("fr", "quinzaine") => &[15.0, 14.0],
        ("fr", "vingtaine") => &[20.0],
        ("fr", "trentaine") => &[30.0],
        ("fr", "quarantaine") => &[40.0],
        ("fr", "cinquantaine") => &[50.0],
        ("fr", "soixantaine") => &[60.0],
        ("fr", "centenaire" | "centieme") => &[100.0],
        ("fr", "midi") => &[12.0],
        ("fr", "minuit") => &[0.0, 12.0, 24.0],
        ("en", "once" | "single") => &[1.0],
        ("en", "twice" | "both" | "pair" | "pairs" | "couple" | "double" | "secondly") => &[2.0],
        ("en", "thrice" | "triple") => &[3.0],
        ("en", "halves" | "halved") => &[0.5, 50.0],
        ("en", "quarter" | "quarters") => &[0.25, 25.0, 15.0, 45.0, 4.0],
        ("en", "fortnight") => &[14.0, 15.0, 2.0],
        ("en", "teens") => &[10.0],
        ("en", "centenary" | "centennial") => &[100.0],
        ("en", "noon" | "midday") => &[12.0],
        ("en", "midnight") => &[0.0, 12.0, 24.0],
        _ => &[],
    });
    values
}

/// The value of a Roman numeral such as `XIX`, `XXe` or `Ier`, in capitals.
fn roman(word: &str) -> Option<f64> {
    let digit = |c: char| {
        Some(match c {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            'D' => 500,
            'M' => 1000,
            _ => return None,
        })
    };
    // `xixe siècle` is written so too; without an x it may be another word (`vie`).
    let capitals;
    let small = word.contains('x') && word.ends_with('e') && word.chars().all(char::is_lowercase);
    let word = if small {
        capitals = word[..word.len() - 1].to_uppercase();
        capitals.as_str()
    } else {
        word
    };
    let numeral = [
        "ieme", "ième", "eme", "ème", "er", "re", "e", "è", "th", "st", "nd", "rd", "s",
    ]
    .iter()
    .find_map(|ending| word.strip_suffix(ending))
    .unwrap_or(word);
    // One letter is more often a word or an elision: `Le`, `De`, `C'`.
    if numeral.is_empty() || matches!(numeral, "L" | "C" | "D" | "M") {
        return None;
    }
    let (mut value, mut after) = (0, 0);
    for c in numeral.chars().rev() {
        let digit = digit(c)?;
        value = if digit < after {
            value - digit
        } else {
            value + digit
        };
        after = after.max(digit);
    }
    (value > 0).then(|| f64::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str, language: &Language) -> Option<f64> {
        Some(words(text, language).first()?.values[0])
    }

    #[test]
    fn french_numbers_are_counted() {
        for (text, value) in [
            ("vingt-deux", 22.0),
            ("soixante et onze", 71.0),
            ("quatre-vingt-dix-sept", 97.0),
            ("quatre-vingts", 80.0),
            ("deux cents", 200.0),
            ("mille neuf cent quatre-vingt-sept", 1987.0),
            ("trois mille", 3000.0),
            ("deux millions et demi", 2_500_000.0),
            ("vingt et unième", 21.0),
            ("dix-neuvième", 19.0),
            ("cinquième", 5.0),
            ("trois décennies", 30.0),
            ("un demi", 0.5),
        ] {
            assert_eq!(first(text, &Language::french()), Some(value), "{text}");
        }
    }

    #[test]
    fn english_numbers_are_counted() {
        for (text, value) in [
            ("twenty-two", 22.0),
            ("two hundred and five thousand", 205_000.0),
            ("half a million", 500_000.0),
            ("two and a half", 2.5),
            ("nineteenth", 19.0),
            ("twenty-first", 21.0),
            ("nineties", 90.0),
            ("seventeen", 17.0),
        ] {
            assert_eq!(first(text, &Language::english()), Some(value), "{text}");
        }
    }

    #[test]
    fn numbers_side_by_side_are_two() {
        let found = words("one two three", &Language::english());
        assert_eq!(found.len(), 1);
        assert!(
            [1.0, 2.0, 3.0].iter().all(|v| found[0].values.contains(v)),
            "{found:?}"
        );
    }

    #[test]
    fn roman_numerals_months_and_halves_have_values() {
        assert_eq!(first("au XIXe", &Language::french()), Some(19.0));
        assert_eq!(first("Ier", &Language::french()), Some(1.0));
        assert_eq!(first("le mois de juin", &Language::french()), Some(6.0));
        assert_eq!(first("la moitié", &Language::french()), Some(0.5));
        assert_eq!(first("le chat dort", &Language::french()), None);
        assert_eq!(roman("MCMLXXXVII"), Some(1987.0));
        assert_eq!(roman("Mixe"), None);
        assert_eq!((roman("Le"), roman("Ce"), roman("M")), (None, None, None));
        assert_eq!((roman("xixe"), roman("vie")), (Some(19.0), None));
    }
}
