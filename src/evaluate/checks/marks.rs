//! Marks: quotations, brackets, how both sides end.
//!
//! Quotation marks are French, English and German ones, straight ones in pairs and single ones;
//! brackets are `()`, `[]` and `{}`. Linear in the text. Quotations are asked for by presence: a
//! translation may part one by `he said` or mark a title otherwise, so only a side that marks nothing
//! is found. It fails for a quotation that a translator turns into indirect speech, which may be
//! right.

use std::ops::Range;

use crate::filter::{End, end};
use crate::segment::words::words;

use super::checker::{CheckedText, Look};
use super::{Figure, listed};

/// Words under which a side may be a heading or a label, which need no final mark.
const WORDS: usize = 4;

/// Words of a quotation; marks around one word may go.
const QUOTED: usize = 2;

/// Letters shown of a quotation.
const SHOWN: usize = 60;

/// The quotations, as byte ranges between their marks, single ones left out. One that is not closed
/// ends with the text; one that is closed unopened begins with it.
pub(super) fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let mut previous = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let twice = matches!(c, '\'' | '`' | '‘' | '’') && chars.peek().is_some_and(|n| n.1 == c);
        let opens = matches!(c, '«' | '“' | '„' | '‟') || (twice && matches!(c, '`' | '‘'));
        let closes = matches!(c, '»' | '”') || (twice && c == '’');
        let either = c == '"' || (twice && c == '\'');
        // After a letter or a figure a straight mark may only close: `5" disk`.
        let inside = c == '"' && previous.is_alphanumeric();
        match open {
            // German closes with what English opens with.
            Some(start) if closes || either || (c == '“' && text[..start].ends_with('„')) => {
                found.push(start..at);
                open = None;
            }
            None if opens || (either && !inside) => open = Some(end + usize::from(twice)),
            // Marks of a quotation that an earlier segment opened.
            None if closes && found.is_empty() => found.push(0..at),
            _ => {}
        }
        if twice {
            chars.next();
        }
        previous = c;
    }
    found.extend(open.map(|start| start..text.len()));
    found
}

/// Whether a text marks a quotation in any way, single marks too.
fn marks_any(text: &str) -> bool {
    let single = || {
        let mut previous = ' ';
        let mut opened = false;
        for c in text.chars() {
            if opened && matches!(c, '’' | '›' | '\'' | '‘') {
                return true;
            }
            opened |= matches!(c, '‘' | '‹' | '‚') || (c == '\'' && !previous.is_alphanumeric());
            previous = c;
        }
        false
    };
    let double = |c: char| matches!(c, '«' | '»' | '“' | '”' | '„' | '‟' | '"');
    text.contains(double) || text.contains("''") || text.contains("``") || single()
}

/// The quotations of one side where the other has no marks at all.
pub(super) fn quotations(look: &Look<'_>) -> Option<Figure> {
    if look.is_idle() {
        return None;
    }
    let [source, target] = look.sides().map(CheckedText::text);
    let (text, other) = match (marks_any(source), marks_any(target)) {
        (true, false) => (source, "output"),
        (false, true) => (target, "source"),
        _ => return None,
    };
    let mut ranges = quoted(text);
    ranges.retain(|range| words(&text[range.clone()]).count() >= QUOTED);
    let shown = ranges
        .first()
        .map(|range| shortened(text[range.clone()].trim()));
    let shown = listed(shown.as_deref());
    let detail = format!("the {other} has no quotation marks for {shown}");
    (!ranges.is_empty()).then(|| Figure::new(ranges.len() as f64, detail))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

/// The brackets of the output without their partner, less those of the source.
pub(super) fn brackets(look: &Look<'_>) -> Option<Figure> {
    if look.whole.is_some() {
        return None;
    }
    let (source, target) = (lone_brackets(look.source), lone_brackets(look.target));
    let more = target.len().saturating_sub(source.len());
    let shown = target.iter().map(|(at, _)| {
        let c = look.target.text()[*at..].chars().next();
        c.map_or(0, char::len_utf8) + at
    });
    let shown: Vec<&str> = target
        .iter()
        .zip(shown)
        .map(|((at, _), end)| &look.target.text()[*at..end])
        .collect();
    let detail = format!("{} has no partner in the output", listed(shown));
    (more > 0).then(|| Figure::new(more as f64, detail))
}

/// Where brackets without a partner stand, with the bracket. A label (`a)`, `2)`) and a face (`:)`)
/// need none.
fn lone_brackets(side: &CheckedText) -> Vec<(usize, char)> {
    let text = side.text();
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut lone = Vec::new();
    for (at, c) in text.char_indices() {
        let face = text[..at].ends_with([':', ';']) || text[..at].ends_with(":-");
        if matches!(c, '(' | '[' | '{') && !face {
            open.push((at, c));
        }
        let partner = match c {
            ')' => '(',
            ']' => '[',
            '}' => '{',
            _ => continue,
        };
        if let Some(place) = open.iter().rposition(|(_, c)| *c == partner) {
            open.remove(place);
        } else if !face && !is_label(&text[..at]) {
            lone.push((at, c));
        }
    }
    lone.extend(open);
    lone.sort_unstable();
    lone
}

/// Whether what stands before a closing bracket is a label.
fn is_label(before: &str) -> bool {
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next();
    let word = word.unwrap_or_default();
    let rest = &before[..before.len() - word.len()];
    (1..=2).contains(&word.chars().count())
        && rest.chars().next_back().is_none_or(char::is_whitespace)
}

/// 1 where the source ends in a final mark and the output in a letter or a digit, or where one ends by
/// asking and the other by stating. An output of which most words have capitals is a heading, which
/// needs no mark.
pub(super) fn ending(look: &Look<'_>) -> Option<Figure> {
    if look.is_idle() {
        return None;
    }
    let count = look.sides().map(|side| side.places.len());
    if count[0].max(count[1]) < WORDS {
        return None;
    }
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let capitals = look.target.text.words().filter(capital).count();
    let heading = 2 * capitals > count[1];
    let detail = match look.sides().map(|side| end(&side.text)) {
        [End::Final, End::Open] if !heading => "the output breaks off: it has no final mark",
        [End::Final, End::Final] => match look.sides().map(asks) {
            [true, false] => "the source asks, the output does not",
            [false, true] => "the output asks, the source does not",
            _ => return None,
        },
        _ => return None,
    };
    Some(Figure::new(1.0, detail))
}

fn asks(side: &CheckedText) -> bool {
    let closing = |c: char| !c.is_alphanumeric() && !matches!(c, '?' | '？' | '؟');
    let text = side.text().trim_end_matches(closing);
    text.ends_with(['?', '？', '؟'])
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;
    use super::*;

    #[test]
    fn quotations_are_found_by_all_their_marks() {
        let of = |text: &'static str| -> Vec<&str> {
            quoted(text)
                .into_iter()
                .map(|range| text[range].trim())
                .collect()
        };
        assert_eq!(of("« Oui », dit-il, « oui. »"), ["Oui", "oui."]);
        assert_eq!(of("“Yes,” he said. \"No\" „Nein“"), ["Yes,", "No", "Nein"]);
        assert_eq!(of("``Yes'' and ''No''"), ["Yes", "No"]);
        assert_eq!(of("a 5\" disk"), [""; 0]);
        assert_eq!(of("« Oui"), ["Oui"]);
        assert_eq!(of("oui », dit-il"), ["oui"]);
    }

    #[test]
    fn quotations_of_one_side_only_are_shown() {
        let french = "Il a dit « je viendrai » hier.";
        for english in [
            "He said “I will come” yesterday.",
            "He said \"I will come\" yesterday.",
            "He said 'I will come' yesterday.",
            "He said ‘I will come’ yesterday.",
            "“I,” he said yesterday, “will come.”",
        ] {
            assert_eq!(found("quotations", french, english), None, "{english}");
        }
        let detail = found("quotations", french, "He said I'll come, don't worry.");
        let shown = "the output has no quotation marks for “je viendrai”";
        assert_eq!(detail.as_deref(), Some(shown));
        assert!(found("quotations", "Il l'a bien dit.", "He said “it is so”.").is_some());
        assert!(found("quotations", "Un « cochon ».", "A pig.").is_none());
    }

    #[test]
    fn a_bracket_without_partner_is_shown() {
        let french = "Le maire (Morel) arrive.";
        assert!(found("brackets", french, "The mayor (Morel) arrives.").is_none());
        assert!(found("brackets", french, "The mayor, Morel, arrives.").is_none());
        let detail = found("brackets", french, "The mayor (Morel arrives.");
        assert_eq!(detail.as_deref(), Some("“(” has no partner in the output"));
        assert!(found("brackets", french, "The mayor Morel] arrives.").is_some());
        assert!(found("brackets", "Deux points.", "a) one 2) two :)").is_none());
    }

    #[test]
    fn a_side_that_breaks_off_or_asks_alone_is_seen() {
        let french = "Le maire a ouvert la nouvelle école hier.";
        let ending = |english| found("ending", french, english);
        assert!(ending("The mayor opened the new school yesterday").is_some());
        assert!(ending("Did the mayor open the new school yesterday?").is_some());
        assert!(ending("“The mayor opened the new school yesterday.”").is_none());
        assert!(found("ending", "Le nouveau budget", "The new budget.").is_none());
        assert!(found("ending", "Que fait le maire ?", "What does the mayor do?").is_none());
    }
}
