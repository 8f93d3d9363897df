//! Names of one side that the other has not.
//!
//! A name is a word with a capital where no sentence opens. It may be translated (`Londres`,
//! `London`): a partner by the vectors or by spelling will do, and so will the same beginning, or
//! the same letters in another order, as acronyms turn (`OTAN`, `NATO`). A name that the side's table
//! does not know has only its spelling and weighs 1; one that it knows, and an acronym, which may be
//! translated letter by letter, weigh [`KNOWN`]. Words of the table that are not [`RARE`] are words of
//! institutions and offices, not names. A name that faces none on the other side counts less: a
//! pronoun may stand for it. Months and days are left to `dates`. A text of which more than half the
//! words have capitals is a heading and is not judged. In German every noun has a capital; there only words
//! that the table neither has nor derives are names, and acronyms. Linear in the words of both sides, after the
//! matching. It fails for names that are replaced by names like them, and cries wolf where languages
//! spell a name differently (`Plzen`, `Pilsen`).

use rustc_hash::FxHashSet;

use crate::normalize::{month, weekday};
use crate::similarity::WordMatch;

use super::checker::{CheckedText, Look};
use super::{Figure, alone};

/// Letters of a name that is looked for.
const LETTERS: usize = 3;

/// Likeness from which a word is a name's partner.
const PARTNER: f32 = 0.3;

/// Letters at the beginning that make two words one name.
const BEGINNING: usize = 4;

/// What a name weighs that the table knows, and an acronym.
const KNOWN: f64 = 0.5;

/// How rare a word that the table knows must be to be a name: `Ministry` and `Union` are not.
const RARE: f32 = 6.0;

/// What a name counts that faces none on the other side: a pronoun or a noun may stand for it.
const ALONE: f64 = 0.5;

/// Share of words with capitals over which a text is a heading.
const HEADING: f64 = 0.5;

/// A name without partner, and what it weighs.
type Lone<'t> = (&'t str, f64);

/// Twice the weight of the side with less, and [`ALONE`] of what the other has more.
pub(super) fn names(look: &Look<'_>) -> Option<Figure> {
    if look.is_idle() {
        return None;
    }
    let (source, target) = (lone(look, 0), lone(look, 1));
    let weight = |lone: &[Lone<'_>]| lone.iter().map(|(_, weight)| weight).sum::<f64>();
    let (there, back) = (weight(&source), weight(&target));
    let figure = 2.0 * there.min(back) + ALONE * (there - back).abs();
    Some(Figure::new(
        figure,
        alone(&written(&source), &written(&target)),
    ))
}

fn written<'t>(lone: &[Lone<'t>]) -> Vec<&'t str> {
    lone.iter().map(|(name, _)| *name).collect()
}

/// The names of a side without partner, each once.
fn lone<'a>(look: &Look<'a>, side: usize) -> Vec<Lone<'a>> {
    let (own, other) = (look.sides()[side], look.sides()[1 - side]);
    let mut found: Vec<Lone<'a>> = Vec::new();
    let capitals = own
        .text
        .words()
        .filter(|word| word.starts_with(char::is_uppercase));
    if capitals.count() as f64 > HEADING * own.places.len() as f64 {
        return found;
    }
    let others = Others::of(other);
    for (place, info, number) in own.known() {
        let name = own.at(&place.range);
        let language = &own.text.language;
        if !name.starts_with(char::is_uppercase)
            || name.chars().nth(LETTERS - 1).is_none()
            || own.opens(place)
            || found.iter().any(|(other, _)| *other == name)
            || month(info.folded, language).is_some()
            || weekday(info.folded, language).is_some()
            || is_matched(&look.matches[side][number])
            || others.has(info.folded.strip_suffix("'s").unwrap_or(info.folded))
        {
            continue;
        }
        let acronym = name.chars().filter(|c| c.is_uppercase()).count() > 1;
        // Of a language whose nouns have capitals, what the table has or can derive is a noun.
        let noun = language.capitalizes_nouns() && (info.known || info.derived);
        if noun && !acronym {
            continue;
        }
        let weight = match info.known {
            true if info.weight < RARE => continue,
            known if known || acronym => KNOWN,
            _ => 1.0,
        };
        found.push((name, weight));
    }
    found
}

fn is_matched(word: &WordMatch) -> bool {
    word.best >= PARTNER
}

/// The words of the other side, as names are looked for among them.
struct Others<'t> {
    beginnings: FxHashSet<&'t str>,
    letters: FxHashSet<Vec<char>>,
}

impl<'t> Others<'t> {
    fn of(side: &'t CheckedText) -> Self {
        let words = || side.known().map(|(_, info, _)| info.folded);
        Others {
            beginnings: words().map(beginning).collect(),
            letters: words().map(sorted).collect(),
        }
    }

    fn has(&self, name: &str) -> bool {
        (name.chars().count() >= BEGINNING && self.beginnings.contains(beginning(name)))
            || self.letters.contains(&sorted(name))
    }
}

fn beginning(word: &str) -> &str {
    let end = word
        .char_indices()
        .nth(BEGINNING)
        .map_or(word.len(), |(at, _)| at);
    &word[..end]
}

fn sorted(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn names_may_be_translated() {
        for (french, english) in [
            (
                "Il vit à Londres depuis 2001.",
                "He has lived in London since 2001.",
            ),
            ("Un sommet de l'OTAN", "A NATO summit"),
            (
                "Le maire de Bruxelles est là.",
                "The mayor of Brussels is here.",
            ),
            ("Selon Vladimir Poutine, oui.", "Yes, says Vladimir Putin."),
            (
                "Ici, M. Morel est un Français.",
                "Here Mr Morel is a Frenchman.",
            ),
        ] {
            assert_eq!(found("names", french, english), None, "{english}");
        }
    }

    #[test]
    fn a_name_that_is_not_there_is_shown() {
        let french = "Hier soir, Zybrowski a remercié Kowalczyk.";
        let detail = found("names", french, "Last night he thanked him.");
        assert_eq!(
            detail.as_deref(),
            Some("“Zybrowski”, “Kowalczyk” are not in the output")
        );
        let one = found(
            "names",
            "Hier soir, Zybrowski a dormi.",
            "Last night he slept.",
        );
        assert_eq!(one, None);
        let detail = found(
            "names",
            "Hier, le maire de Bordeaux a vu Kowalczyk.",
            "Yesterday the mayor of Bordeaux saw Lindqvist.",
        );
        assert!(
            detail
                .expect("another name")
                .ends_with("“Lindqvist” is not in the source")
        );
    }

    #[test]
    fn headings_and_beginnings_of_sentences_are_not_judged() {
        let title = "Kowalczyk Wins In Gdynia Again";
        assert_eq!(found("names", "Une victoire de plus à la mer", title), None);
        assert_eq!(
            found("names", "Oui. Tantôt il dort.", "Yes. Now he sleeps."),
            None
        );
    }
}
