//! What a text is made of: letters or other characters, of which script, of which case.

use super::super::pair::{Pair, Text};
use super::Figure;

/// Visible characters under which a share says nothing.
const FEW: usize = 12;

/// Words that may be written with a capital, under which a share says nothing.
const WORDS: usize = 5;

/// Letters under which those of other scripts may be symbols.
const LETTERS: usize = 10;

/// Share of letters among the visible characters, of the side with fewer.
pub(super) fn letters(pair: &Pair<'_>) -> Option<Figure> {
    let share = |side: &Text| {
        if side.visible < FEW {
            return 1.0;
        }
        side.share(side.letters)
    };
    Some(pair.lesser(share).into())
}

/// Share of the letters that are of the script of the side's language.
pub(super) fn script(pair: &Pair<'_>) -> Option<Figure> {
    let share = |side: &Text| {
        let Some(is_own) = script_of(side.language.primary()) else {
            return 1.0;
        };
        if side.letters < LETTERS {
            return 1.0;
        }
        let own = side
            .text
            .chars()
            .filter(|c| c.is_alphabetic() && is_own(*c));
        own.count() as f64 / side.letters as f64
    };
    Some(pair.lesser(share).into())
}

/// Whether a letter is of a language's script; `None` for languages that are not listed.
fn script_of(language: &str) -> Option<fn(char) -> bool> {
    Some(match language {
        "fr" | "en" | "de" | "es" | "it" | "pt" | "nl" | "sv" | "da" | "no" | "nb" | "nn"
        | "fi" | "pl" | "cs" | "sk" | "sl" | "hr" | "ro" | "hu" | "tr" | "vi" | "ca" | "eu"
        | "gl" | "et" | "lv" | "lt" | "is" | "ga" | "cy" | "br" | "oc" | "la" | "eo" | "id"
        | "ms" => {
            |c| c < '\u{250}' || matches!(c, '\u{1e00}'..='\u{1eff}' | '\u{fb00}'..='\u{fb06}')
        }
        "ru" | "uk" | "bg" | "be" | "mk" => |c| matches!(c, '\u{400}'..='\u{52f}'),
        "el" => |c| matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}'),
        "ar" | "fa" | "ur" => |c| matches!(c, '\u{600}'..='\u{77f}' | '\u{fb50}'..='\u{fefc}'),
        "he" => |c| matches!(c, '\u{590}'..='\u{5ff}'),
        "hi" | "mr" | "ne" => |c| matches!(c, '\u{900}'..='\u{97f}'),
        "th" => |c| matches!(c, '\u{e00}'..='\u{e7f}'),
        _ => return None,
    })
}

/// Share of the words after the first that begin with a capital, on the side with fewer: headings
/// in title case or all in capitals on both sides. A side of few words is kept.
pub(super) fn capitals(pair: &Pair<'_>) -> Option<Figure> {
    let share = |side: &Text| {
        let words = side.words().skip(1);
        let cased =
            words.filter(|word| word.starts_with(|c: char| c.is_lowercase() || c.is_uppercase()));
        let (mut all, mut capital) = (0, 0);
        for word in cased {
            all += 1;
            capital += usize::from(word.starts_with(char::is_uppercase));
        }
        if all < WORDS {
            0.0
        } else {
            f64::from(capital as u32) / f64::from(all as u32)
        }
    };
    Some(pair.lesser(share).into())
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::drops;

    #[test]
    fn tables_of_figures_are_few_letters() {
        assert!(drops(
            "letters",
            "12,5 | 13,8 | 14,1 | 15 %",
            "12.5 | 13.8 | 14.1 | 15%"
        ));
        assert!(!drops(
            "letters",
            "Le 12 juin 2023 à 18 h 30",
            "12 June 2023 at 6.30 pm"
        ));
        assert!(!drops("letters", "1987-1990", "1987-1990"));
    }

    #[test]
    fn a_text_of_another_script_is_not_of_the_language() {
        assert!(drops(
            "script",
            "Привет, как дела сегодня?",
            "Hello, how are you today?"
        ));
        assert!(!drops(
            "script",
            "Le mot « логос » vient du grec ancien, dit-il.",
            "The word comes from Greek."
        ));
        assert!(!drops("script", "α + β", "α + β"));
    }

    #[test]
    fn title_case_on_both_sides_is_capitals() {
        let title = "Le Maire A Ouvert La Nouvelle École Hier Matin";
        assert!(drops(
            "capitals",
            title,
            "The Mayor Opened The New School Yesterday Morning"
        ));
        assert!(drops(
            "capitals",
            &title.to_uppercase(),
            "THE MAYOR OPENED THE NEW SCHOOL YESTERDAY"
        ));
        let french = "Le maire a ouvert la nouvelle école hier matin";
        assert!(!drops(
            "capitals",
            french,
            "The Mayor Opened The New School Yesterday Morning"
        ));
        assert!(!drops("capitals", "Marie Curie", "Marie Curie"));
    }
}
