//! Months and days of the week on one side only.
//!
//! A month needs one on the other side: by name, by an abbreviation, or as a figure (`12/06/2023`); a
//! day of the week needs its name. Each name that is there counts once, however often it is said.
//! Figures of dates are left to `numbers`. English `may` and `march` count where a capital, a figure
//! or a word of time shows the month. Languages without a list of names say nothing. Linear in the
//! words. It fails where a translator says `yesterday` for `mardi`, which is right and found.

use std::collections::BTreeSet;

use crate::normalize::{month, weekday};
use crate::similarity::Place;

use super::checker::{CheckedText, Look};
use super::{Figure, alone};

/// Abbreviations of months, folded, French and English together, by the number of the month.
const SHORT: &[(&str, u32)] = &[
    ("jan", 1),
    ("janv", 1),
    ("feb", 2),
    ("fev", 2),
    ("fevr", 2),
    ("mar", 3),
    ("march", 3),
    ("apr", 4),
    ("avr", 4),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("juil", 7),
    ("aug", 8),
    ("sep", 9),
    ("sept", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
];

/// What a word names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Time {
    Month(u32),
    Day(u32),
}

/// The names that the other side has not, both sides together.
pub(super) fn dates(look: &Look<'_>) -> Option<Figure> {
    if look.is_idle() {
        return None;
    }
    let [source, target] = look.sides().map(Times::of);
    // What a side has no list for has nothing to be compared with.
    let languages = look.sides().map(|side| side.text.language.primary());
    let months = ["fr", "en", "de", "es", "it", "pt", "nl"];
    let days = &["fr", "en", "de", "es", "it", "nl"][..];
    if !languages.iter().all(|language| months.contains(language)) {
        return None;
    }
    let has_days = languages.iter().all(|language| days.contains(language));
    let [source, target] = [source, target].map(|times| times.with_days(has_days));
    let (there, back) = (source.without(&target), target.without(&source));
    let count = (there.len() + back.len()) as f64;
    Some(Figure::new(count, alone(&there, &back)))
}

/// The names of a text.
struct Times<'t> {
    /// Those that surely are, as they are written.
    sure: Vec<(Time, &'t str)>,
    /// All that a name of the other side may meet.
    any: BTreeSet<Time>,
}

impl<'t> Times<'t> {
    fn of(side: &'t CheckedText) -> Self {
        let language = &side.text.language;
        let (mut sure, mut any) = (Vec::new(), BTreeSet::new());
        for place in &side.places {
            let written = side.at(&place.range);
            let Some(word) = place.word else {
                let parts = written.split(|c: char| !c.is_ascii_digit());
                let numbers = parts.filter_map(|part| part.parse::<u32>().ok());
                any.extend(numbers.filter(|n| (1..=12).contains(n)).map(Time::Month));
                continue;
            };
            let folded = side.side.word(word).folded;
            let named = month(folded, language)
                .map(Time::Month)
                .or_else(|| Some(Time::Day(weekday(folded, language)?)))
                .or_else(|| Some(Time::Month(doubtful(side, place, folded)?)));
            if let Some(time) = named {
                any.insert(time);
                if !sure.iter().any(|(other, _)| *other == time) {
                    sure.push((time, written));
                }
            } else if let Some((_, month)) = SHORT.iter().find(|(short, _)| *short == folded) {
                any.insert(Time::Month(*month));
            }
        }
        Times { sure, any }
    }

    /// Without the days of the week, where they cannot be compared.
    fn with_days(mut self, days: bool) -> Self {
        let keep = |time: &Time| days || matches!(time, Time::Month(_));
        self.sure.retain(|(time, _)| keep(time));
        self
    }

    fn without(&self, other: &Times<'_>) -> Vec<&'t str> {
        let lone = self
            .sure
            .iter()
            .filter(|(time, _)| !other.any.contains(time));
        lone.map(|(_, written)| *written).collect()
    }
}

/// English `May` and `March`, where what stands beside them shows that they are months.
fn doubtful(side: &CheckedText, place: &Place, folded: &str) -> Option<u32> {
    let number = match folded {
        "march" => 3,
        "may" => 5,
        _ => return None,
    };
    let english = side.text.language.primary() == "en";
    if !english || !side.at(&place.range).starts_with(char::is_uppercase) {
        return None;
    }
    let word = |c: char| !c.is_alphanumeric();
    let before = side.before(place).trim_end();
    let before = before.rsplit(word).next().unwrap_or_default();
    let after = side.after(place).trim_start_matches([' ', ',', '.']);
    let after = after.split(word).next().unwrap_or_default();
    let figure = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let time = [
        "in", "of", "last", "next", "since", "until", "early", "late", "by", "mid", "this",
    ];
    (figure(before) || figure(after) || time.contains(&before)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn dates_written_otherwise_are_the_same() {
        for (french, english) in [
            ("Il part le 3 mars 2012.", "He leaves on March 3, 2012."),
            ("Il part le 3 mars 2012.", "He leaves on 03/03/2012."),
            ("Né le 12 août 1990", "Born on Aug. 12, 1990"),
            ("Le 1er mai, un mardi", "Tuesday, May 1"),
            (
                "Fermé les dimanches et en décembre",
                "Closed on Sundays and in December",
            ),
            ("Il peut partir, et marche.", "He may leave, and may march."),
        ] {
            assert_eq!(found("dates", french, english), None, "{english}");
        }
    }

    #[test]
    fn another_month_and_another_day_are_shown() {
        let detail = found("dates", "Il part le 3 juin.", "He leaves on July 3.");
        let shown = "“juin” is not in the output; “July” is not in the source";
        assert_eq!(detail.as_deref(), Some(shown));
        assert!(
            found(
                "dates",
                "Il part mardi soir.",
                "He leaves on Thursday night."
            )
            .is_some()
        );
        assert!(found("dates", "Il part le 3 mai.", "He leaves on March 3.").is_some());
    }
}
