//! Whether the documents of a pair are in the languages that they are said to be in, as far as can be
//! told: an identifier of languages ([`identify`]) looks at stretches spread over each document.
//!
//! It fails on stretches of names, and a document may quote another language, so that only most of all
//! stretches in one other language count, and too short a text is not judged. It knows 16 languages; a
//! document that is said to be in another is not judged either.

use std::path::Path;

use crate::bitext::{ArticlePair, Document, Language};
use crate::error::Error;
use crate::similarity::{identify, is_identified};

/// Bytes of a document that are identified at a time.
const STRETCH: usize = 300;

/// Bytes of letters that a stretch has at least, or it says nothing.
const LETTERS: usize = 150;

/// Stretches that are identified, at most, spread over the document.
const STRETCHES: usize = 21;

/// Share of the stretches in another language that makes the document one of that language.
const FOREIGN: f64 = 0.8;

/// What is wrong with the languages of a pair: nothing, a document that is in another language, both, or
/// that the two are exchanged. `places` are the names of both documents, where they have one.
pub(super) fn wrong_languages(pair: &ArticlePair, places: [Option<&Path>; 2]) -> Vec<Error> {
    let documents = [&pair.source, &pair.target];
    let [source, target] = documents.map(|document| &document.language);
    let found = documents.map(other_language);
    // Lists of names, of teams or of titles look the same on both sides, and are in no language.
    if found[0].is_some() && found[0] == found[1] {
        return Vec::new();
    }
    if found == [Some(target.primary()), Some(source.primary())] {
        return vec![exchanged(source, target)];
    }
    let sides = documents.into_iter().zip(found).zip(places);
    sides
        .filter_map(|((document, found), place)| {
            let error = foreign(&document.language, found?);
            Some(match place {
                Some(place) => error.at(place),
                None => error,
            })
        })
        .collect()
}

fn exchanged(source: &Language, target: &Language) -> Error {
    Error::format(format!(
        "expected a source in `{source}` and a target in `{target}`"
    ))
    .found("the two exchanged")
    .help(format!(
        "give the other side first, or name the languages with --source-lang {} --target-lang {}",
        target.primary(),
        source.primary()
    ))
}

fn foreign(language: &Language, found: &str) -> Error {
    Error::format(format!("expected a document in `{language}`"))
        .found(format!("`{found}`"))
        .help("name the languages with --source-lang and --target-lang")
}

/// The language that a document is clearly in, if it is another than its own.
fn other_language(document: &Document) -> Option<&'static str> {
    let language = &document.language;
    if !is_identified(language) {
        return None;
    }
    let stretches = stretches(document);
    let step = stretches.len().div_ceil(STRETCHES).max(1);
    let letters = |text: &str| {
        let letters = text.chars().filter(|c| c.is_alphabetic());
        letters.map(char::len_utf8).sum::<usize>()
    };
    let found: Vec<&str> = stretches
        .iter()
        .step_by(step)
        .filter(|text| letters(text) >= LETTERS)
        .map(|text| identify(text))
        .collect();
    let other = |other: &&&str| {
        let share = found.iter().filter(|f| f == other).count() as f64 / found.len() as f64;
        **other != language.primary() && share >= FOREIGN
    };
    found.iter().find(other).copied()
}

/// The document in stretches of whole segments, without addresses, which are English everywhere.
fn stretches(document: &Document) -> Vec<String> {
    let mut stretches = vec![String::new()];
    for segment in &document.segments {
        if stretches.last().is_some_and(|s| s.len() >= STRETCH) {
            stretches.push(String::new());
        }
        if let Some(last) = stretches.last_mut() {
            for word in segment
                .text
                .split_whitespace()
                .filter(|w| !w.contains("://"))
            {
                last.push_str(word);
                last.push(' ');
            }
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRENCH: &str = "Le conseil municipal a voté hier soir la rénovation du vieux pont de pierre, que les crues de \
        l'hiver avaient abîmé. Les travaux commenceront au printemps et dureront dix-huit mois, pendant lesquels les \
        voitures devront passer par la rive gauche.";
    const ENGLISH: &str = "Yesterday evening the town council voted to repair the old stone bridge, which had been damaged \
        by the winter floods. Work will begin in the spring and last eighteen months, during which cars will have to \
        take the road along the left bank.";

    fn pair(source: (&str, &str), target: (&str, &str)) -> ArticlePair {
        let document = |(code, text): (&str, &str)| {
            Document::from_segments(code.parse().expect("a code"), [text])
        };
        ArticlePair {
            id: "pont".into(),
            source: document(source),
            target: document(target),
        }
    }

    fn said(source: (&str, &str), target: (&str, &str)) -> Vec<String> {
        let places = ["a", "b"].map(|name| Some(Path::new(name)));
        let wrong = wrong_languages(&pair(source, target), places);
        wrong.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn documents_in_their_languages_or_in_any_that_is_not_known_are_fine() {
        let none: [&str; 0] = [];
        assert_eq!(said(("fr", FRENCH), ("en", ENGLISH)), none);
        assert_eq!(said(("fr-ca", FRENCH), ("en-gb", ENGLISH)), none);
        assert_eq!(said(("fr", FRENCH), ("eu", ENGLISH)), none);
        assert_eq!(said(("fr", ""), ("en", "12 % 34 % 56 %")), none);
    }

    #[test]
    fn exchanged_sides_are_one_thing_said() {
        let said = said(("fr", ENGLISH), ("en", FRENCH));
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("found the two exchanged"), "{said:?}");
        assert!(
            said[0].contains("--source-lang en --target-lang fr"),
            "{said:?}"
        );
    }

    #[test]
    fn each_side_in_a_third_language_is_named() {
        let target = said(("fr", FRENCH), ("de", ENGLISH));
        assert_eq!(target.len(), 1, "{target:?}");
        assert!(
            target[0].starts_with("b: expected a document in `de`, found `en`"),
            "{target:?}"
        );
        assert_eq!(said(("es", FRENCH), ("de", ENGLISH)).len(), 2);
    }

    #[test]
    fn short_and_mixed_texts_are_not_judged() {
        let none: [&str; 0] = [];
        let short = "Work will begin in the spring and last eighteen months.";
        assert_eq!(said(("fr", short), ("en", ENGLISH)), none);
        let half = Document::from_segments(
            Language::french(),
            [FRENCH, FRENCH, ENGLISH, ENGLISH, ENGLISH, FRENCH],
        );
        assert_eq!(other_language(&half), None);
    }

    #[test]
    fn what_looks_the_same_on_both_sides_is_not_judged() {
        let teams = "Bayern München – Borussia Dortmund 2-1, Eintracht Frankfurt – Werder Bremen 1-1, Borussia \
            Mönchengladbach – Schalke 04 0-2, Bayer Leverkusen – VfB Stuttgart 3-0, Hertha Berlin – Hamburger SV \
            1-0, SC Freiburg – FC Augsburg 2-2, 1. FC Nürnberg – Hannover 96 0-0";
        let none: [&str; 0] = [];
        assert_eq!(said(("fr", teams), ("en", teams)), none);
        assert_eq!(said(("fr", teams), ("en", ENGLISH)).len(), 1);
    }

    #[test]
    fn a_list_of_addresses_is_no_english() {
        let address =
            "https://example.org/releases/notes/information-about-the-old-stone-bridge.html";
        let links = format!("Notes de version : {address} {address} {address} {address}");
        let none: [&str; 0] = [];
        assert_eq!(said(("fr", &links), ("en", ENGLISH)), none);
    }

    #[test]
    fn letters_of_several_bytes_count_as_much_text() {
        let russian = "Вчера вечером городской совет решил отремонтировать старый каменный мост, повреждённый зимними \
            наводнениями. Работы начнутся весной и продлятся восемнадцать месяцев.";
        assert_eq!(said(("fr", russian), ("en", ENGLISH)).len(), 1);
    }
}
