//! The quantities of a text: what it says in figures, and what it says in words that another language
//! may write in figures.
//!
//! A [`Quantity`] has all the values by which it may meet one of the other side: `221 bn` is 221 and
//! 221 000 000 000, `vingt-deux` is 22, `XIXe` is 19, `juin` is 6, `half` is 0.5, 30 and 50. Only
//! figures have to meet something; words help where they can. One pass, linear in the text.

mod scale;
mod words;

use std::ops::Range;

use crate::bitext::Language;
use crate::normalize::{Number, numbers, typography};

pub(super) use scale::Unit;

/// Something that a text counts, measures or numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quantity {
    /// The values by which it may be met; the first is the plain one.
    pub(super) values: Vec<f64>,
    /// What is known of it where it is written in figures; `None` for words.
    pub(super) figure: Option<Figure>,
    /// Whether it surely is a number: not a word such as `may`, nor one letter (`M.`, `L'`).
    pub(super) sure: bool,
}

/// A quantity in figures.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    /// As it is written, for the eye.
    pub(super) written: String,
    /// Its digits, marks left out.
    pub(super) digits: String,
    /// Its parts, where the marks in it may set numbers off: `6.30` is 6 and 30.
    pub(super) parts: Vec<f64>,
    /// What it measures.
    pub(super) unit: Option<Unit>,
    /// Whether it numbers an item of a list.
    pub(super) label: bool,
    /// Whether it is part of a name such as `A380`.
    pub(super) name: bool,
}

/// The quantities of a text, figures first, each in reading order.
pub(super) fn quantities(text: &str, language: &Language) -> Vec<Quantity> {
    let text = typography(text);
    let mut found = Vec::new();
    let figures = numbers(&text, language);
    for number in &figures {
        read_figure(&text, number, language, &mut found);
    }
    found.extend(words::words(&text, language));
    found
}

/// A number in figures: one quantity, or one for each part of a date, a time, a version.
fn read_figure(text: &str, number: &Number, language: &Language, found: &mut Vec<Quantity>) {
    let written = &text[number.range.clone()];
    let split: Vec<&str> = number
        .canonical
        .split(|c: char| !c.is_ascii_digit())
        .collect();
    let (before, after) = (&text[..number.range.start], &text[number.range.end..]);
    let label = is_label(written, before, after);
    let name = before.ends_with(char::is_alphabetic);
    let parts = || split.iter().filter_map(|part| part.parse::<f64>().ok());
    if split.len() > 2 || number.canonical.parse::<f64>().is_err() {
        // One by one; the marks between them are no decimals.
        found.extend(split.iter().filter_map(|part| {
            Some(Quantity {
                values: vec![part.parse().ok()?],
                sure: true,
                figure: Some(Figure {
                    written: (*part).to_owned(),
                    digits: (*part).to_owned(),
                    parts: Vec::new(),
                    unit: None,
                    label,
                    name,
                }),
            })
        }));
        return;
    }
    let Ok(value) = number.canonical.parse::<f64>() else {
        return;
    };
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let mut values = vec![value];
    if let Some(scale) = scale::multiplier(after, language) {
        values.push(value * scale);
    }
    // The other convention's grouping: `1,234` in French.
    let groups = split.len() == 2 && split[1].len() == 3;
    if let (true, Ok(whole)) = (groups, digits.parse::<f64>()) {
        values.push(whole);
    }
    found.push(Quantity {
        values,
        sure: true,
        figure: Some(Figure {
            written: written.to_owned(),
            parts: if split.len() == 2 {
                parts().collect()
            } else {
                Vec::new()
            },
            digits,
            unit: scale::unit(before, after),
            label,
            name,
        }),
    });
}

/// Whether a number is that of an item: `3.`, `12)`, `[4]` where the text opens, `2)` anywhere.
fn is_label(written: &str, before: &str, after: &str) -> bool {
    let opens = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '-' | '*' | '#');
    let first =
        before.trim_matches(opens).is_empty() && after.starts_with(['.', ')', ']', ':', '-']);
    first || (written.len() <= 2 && after.starts_with(')') && before.ends_with(opens))
}

/// The words of a text in small letters without accents, with their places.
fn folded_words(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found = Vec::new();
    let mut start = None;
    let mut close = |start: &mut Option<usize>, end: usize| {
        if let Some(from) = start.take() {
            found.push((crate::normalize::fold(&text[from..end]), from..end));
        }
    };
    for (at, c) in text.char_indices() {
        if c.is_alphabetic() {
            start.get_or_insert(at);
        } else {
            close(&mut start, at);
        }
    }
    close(&mut start, text.len());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str, language: &Language) -> Vec<Vec<f64>> {
        quantities(text, language)
            .into_iter()
            .map(|q| q.values)
            .collect()
    }

    #[test]
    fn figures_have_the_values_of_both_conventions() {
        assert_eq!(values("1 234,5", &Language::french()), [[1234.5]]);
        assert_eq!(values("1,234.5", &Language::english()), [[1234.5]]);
        assert_eq!(values("1,234", &Language::french()), [[1.234, 1234.0]]);
    }

    #[test]
    fn scales_multiply() {
        assert_eq!(
            values("221 milliards", &Language::french())[0],
            [221.0, 221e9]
        );
        assert_eq!(values("$221bn", &Language::english()), [[221.0, 221e9]]);
    }

    #[test]
    fn dates_are_taken_apart_and_labels_are_known() {
        assert_eq!(
            values("12/06/2023", &Language::french()),
            [[12.0], [6.0], [2023.0]]
        );
        assert_eq!(
            values("12.06.2023", &Language::english()),
            [[12.0], [6.0], [2023.0]]
        );
        let label = |text: &str| {
            quantities(text, &Language::english())[0]
                .figure
                .as_ref()
                .map(|f| f.label)
        };
        assert_eq!(label("3. Click."), Some(true));
        assert_eq!(label("(12) Click."), Some(true));
        assert_eq!(label("Then 2) open it."), Some(true));
        assert_eq!(label("It opened (1994)."), Some(false));
        assert_eq!(label("3 apples."), Some(false));
    }
}
