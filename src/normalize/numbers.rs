//! Digit grouping and decimal marks to one form, by the language's convention.
//!
//! A number is a run of digits with single marks between digits. Where the language writes a
//! decimal comma (all but English and a few), a comma before digits is the decimal mark and groups
//! of three digits are set off by a space, an apostrophe or, outside French, a full stop; in
//! English the comma groups and the full stop is the decimal mark. What fits neither (dates with
//! full stops, versions, addresses, times) is kept as it stands. One pass, linear in the text.
//!
//! It fails where a text uses the other language's convention: `1,234` in a French text is read as
//! a little more than one.

use std::ops::Range;

use crate::bitext::Language;

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// Its canonical form: digits, at most one `.` before decimals, no grouping; `1234.5`.
    pub canonical: String,
}

/// The text with each number in its canonical form.
///
/// ```
/// use alinea::bitext::Language;
/// use alinea::normalize::canonical_numbers;
/// assert_eq!(canonical_numbers("1 234,5 km", &Language::french()), "1234.5 km");
/// assert_eq!(canonical_numbers("1,234.5 km", &Language::english()), "1234.5 km");
/// assert_eq!(canonical_numbers("192.168.1.1", &Language::french()), "192.168.1.1");
/// ```
pub fn canonical_numbers(text: &str, language: &Language) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for number in numbers(text, language) {
        out.push_str(&text[done..number.range.start]);
        out.push_str(&number.canonical);
        done = number.range.end;
    }
    out.push_str(&text[done..]);
    out
}

/// The numbers of a text, in order.
pub fn numbers(text: &str, language: &Language) -> Vec<Number> {
    let convention = Convention::of(language);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..]
        .find(|c: char| c.is_ascii_digit())
        .map(|at| from + at)
    {
        let parts = parts(text, start, &convention);
        let end = parts.last().map_or(start + 1, |p| p.digits.end);
        found.push(Number {
            range: start..end,
            canonical: canonical(text, &parts, &convention),
        });
        from = end;
    }
    found
}

/// How a language writes numbers.
struct Convention {
    decimal_comma: bool,
    point_groups: bool,
}

impl Convention {
    fn of(language: &Language) -> Self {
        let decimal_comma = !matches!(
            language.primary(),
            "en" | "zh" | "ja" | "ko" | "th" | "he" | "hi" | "ga"
        );
        Convention {
            decimal_comma,
            point_groups: decimal_comma && language.primary() != "fr",
        }
    }
}

/// A run of digits and the mark before it.
struct Part {
    mark: Option<char>,
    digits: Range<usize>,
}

/// The runs of digits from `start` that belong together: joined by `.` or `,`, or by a space or an
/// apostrophe before exactly three digits.
fn parts(text: &str, start: usize, convention: &Convention) -> Vec<Part> {
    let mut parts = vec![Part {
        mark: None,
        digits: digits(text, start),
    }];
    loop {
        let last = parts[parts.len() - 1].digits.clone();
        let Some(mark) = text[last.end..].chars().next() else {
            break;
        };
        let next = digits(text, last.end + mark.len_utf8());
        let joins = match mark {
            '.' | ',' => !next.is_empty(),
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' => {
                let spaced = convention.decimal_comma
                    && parts.iter().all(|p| !matches!(p.mark, Some('.' | ',')));
                let first = &parts[0].digits;
                spaced && next.len() == 3 && last.len() <= 3 && first.len() <= 3 && {
                    // `12 345 678` groups; `le 5 200 mètres` would too, and cannot be told apart.
                    parts.len() == 1 || last.len() == 3
                }
            }
            _ => false,
        };
        if !joins {
            break;
        }
        parts.push(Part {
            mark: Some(mark),
            digits: next,
        });
    }
    parts
}

fn digits(text: &str, start: usize) -> Range<usize> {
    let len = text[start..].bytes().take_while(u8::is_ascii_digit).count();
    start..start + len
}

fn canonical(text: &str, parts: &[Part], convention: &Convention) -> String {
    let (whole, decimals) = match parts.split_last() {
        Some((last, [])) => (std::slice::from_ref(last), None),
        Some((last, before)) if is_decimal(last, before, convention) => (before, Some(last)),
        _ => (parts, None),
    };
    let grouped = whole
        .iter()
        .skip(1)
        .all(|p| p.digits.len() == 3 && groups(p.mark, convention))
        && (whole.len() == 1 || (1..=3).contains(&whole[0].digits.len()));
    if !grouped {
        let end = parts.last().map_or(0, |p| p.digits.end);
        return text[parts[0].digits.start..end].to_string();
    }
    let mut out: String = whole.iter().map(|p| &text[p.digits.clone()]).collect();
    if let Some(last) = decimals {
        out.push('.');
        out.push_str(&text[last.digits.clone()]);
    }
    out
}

/// Whether the last run is decimals: after the language's decimal mark, or after the other mark
/// where that cannot be grouping (`3.14` in French, `2,5` in English).
fn is_decimal(last: &Part, before: &[Part], convention: &Convention) -> bool {
    let decimal = if convention.decimal_comma { ',' } else { '.' };
    match last.mark {
        Some(mark) if mark == decimal => before.iter().skip(1).all(|p| p.mark != Some(decimal)),
        Some('.' | ',') => {
            before.len() == 1 && !(groups(last.mark, convention) && last.digits.len() == 3)
        }
        _ => false,
    }
}

fn groups(mark: Option<char>, convention: &Convention) -> bool {
    match mark {
        Some('.') => convention.point_groups,
        Some(',') => !convention.decimal_comma,
        Some(_) => convention.decimal_comma,
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fr(text: &str) -> String {
        canonical_numbers(text, &Language::french())
    }

    fn en(text: &str) -> String {
        canonical_numbers(text, &Language::english())
    }

    #[test]
    fn grouping_and_decimals_by_language() {
        assert_eq!(fr("12 345 678,90"), "12345678.90");
        assert_eq!(fr("1\u{202f}234"), "1234");
        assert_eq!(en("12,345,678.90"), "12345678.90");
        assert_eq!(en("1,234"), "1234");
        assert_eq!(fr("3,2 %"), "3.2 %");
        assert_eq!(
            canonical_numbers("1.234,5", &"de".parse().expect("a code")),
            "1234.5"
        );
    }

    #[test]
    fn neighbouring_numbers_stay_apart() {
        assert_eq!(fr("en 1998 200 personnes"), "en 1998 200 personnes");
        assert_eq!(en("in 12 345 people"), "in 12 345 people");
        assert_eq!(en("3, 4 and 5"), "3, 4 and 5");
    }

    #[test]
    fn dates_versions_and_addresses_are_kept() {
        for text in ["12.06.2023", "2.0.1", "192.168.100.1", "12:30", "1,2,3"] {
            assert_eq!(fr(text), text);
        }
        assert_eq!(en("12.06.2023"), "12.06.2023");
    }

    #[test]
    fn a_number_ends_before_a_final_mark() {
        assert_eq!(fr("en 1998."), "en 1998.");
        assert_eq!(en("1,000, then"), "1000, then");
        assert_eq!(fr(""), "");
    }
}
