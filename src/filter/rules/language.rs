//! Whether each side is in its language.

use crate::normalize::fold;
use crate::similarity::{identify, is_identified};

use super::super::pair::{Pair, Text};
use super::Figure;

/// Letters under which a side is not judged.
const LETTERS: usize = 20;

/// Words of a stretch that is identified by itself, and from one to the next.
const STRETCH: (usize, usize) = (8, 4);

/// Words from which a side in a language without a list of [`COMMON`] words is judged.
const UNLISTED: usize = 8;

/// The commonest words of languages, folded. They tell languages apart where an identifier that knows
/// characters only is misled by names and terms.
const COMMON: &[(&str, &str)] = &[
    (
        "fr",
        "le la les l de des du d un une et est en que qui dans pour pas sur au aux avec il elle ce ne n se s par plus son sa ses sont a ou vous je nous qu c vos votre cette ces on ont",
    ),
    (
        "en",
        "the of and to in a is that for it was on with as be by at are this from or an not have you i he she his her they we has had but were your their will which",
    ),
    (
        "de",
        "der die das und ist nicht ein eine einen den von zu mit fur auf im dem des sich es hat ich sie er wir wird war als auch bei in an am",
    ),
    (
        "es",
        "el la los las de del y que en un una es por con para no se su al lo a como mas ha son",
    ),
    (
        "it",
        "il lo la i gli le di del della e che in un una per non con si da dei sono al alla nel ha",
    ),
    (
        "pt",
        "o a os as de do da e que em um uma para com nao se no na dos das por mais foi ao",
    ),
    (
        "nl",
        "de het een en van is dat in op te met voor niet zijn aan er die wordt ook door hij ze ik",
    ),
];

/// Share of a side's stretches that are identified as another language, where the side as a whole is
/// too and its common words are rather of that language than its own; of the side with more. Short
/// sides, and languages that the identifier does not know, are not judged. Capitals are made small
/// first, which it knows better.
pub(super) fn language(pair: &Pair<'_>) -> Option<Figure> {
    let [source, target] = pair.sides().map(foreign_share);
    let worse = if target.0 > source.0 { target } else { source };
    Some(Figure {
        value: worse.0,
        detail: worse.1.map(str::to_owned),
    })
}

/// The share of a side's stretches that are identified as another language, 0 to 1, and the language
/// of the whole, as the rule `language` has them.
///
/// ```
/// use alinea::bitext::Language;
/// use alinea::filter::{Text, foreign_share};
/// let text = "Der Bürgermeister hat gestern Morgen die neue Schule eröffnet.";
/// let side = Text::new(text.into(), &Language::english());
/// assert_eq!(foreign_share(&side), (1.0, Some("de")));
/// ```
pub fn foreign_share(side: &Text) -> (f64, Option<&'static str>) {
    let own = side.language.primary();
    if side.letters < LETTERS || !is_identified(&side.language) {
        return (0.0, None);
    }
    let text = side.text.to_lowercase();
    let whole = identify(&text);
    if whole == own {
        return (0.0, None);
    }
    if !is_rather(side, whole, own) {
        return (0.0, None);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let (length, step) = STRETCH;
    let last = words.len().saturating_sub(length);
    let (mut all, mut other) = (0, 0);
    for at in (0..=last).step_by(step) {
        let stretch = words[at..words.len().min(at + length)].join(" ");
        all += 1;
        other += usize::from(identify(&stretch) != own);
    }
    (f64::from(other as u32) / f64::from(all as u32), Some(whole))
}

/// Whether the common words of a side are rather of another language than of its own.
fn is_rather(side: &Text, other: &str, own: &str) -> bool {
    let listed = |language: &str| {
        let list = COMMON.iter().find(|(code, _)| *code == language);
        list.map(|(_, words)| words.split(' ').collect::<Vec<_>>())
    };
    let (Some(other), Some(own)) = (listed(other), listed(own)) else {
        return side.words().len() >= UNLISTED || side.language.separator().is_empty();
    };
    let folded: Vec<String> = side.words().map(fold).collect();
    let count = |list: &[&str]| {
        let common = folded.iter().filter(|word| list.contains(&word.as_str()));
        common.count()
    };
    count(&other) > count(&own)
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::drops;

    #[test]
    fn a_side_in_the_wrong_language_is_seen_on_either_side() {
        let french = "Le maire a ouvert la nouvelle école hier matin, sous la pluie.";
        let english = "The mayor opened the new school yesterday morning, in the rain.";
        let german = "Der Bürgermeister hat gestern Morgen die neue Schule eröffnet.";
        assert!(!drops("language", french, english));
        for (source, target) in [
            (english, english),
            (french, french),
            (french, german),
            (german, english),
        ] {
            assert!(drops("language", source, target), "{source} {target}");
        }
    }

    #[test]
    fn short_sides_names_and_quotations_are_kept() {
        assert!(!drops("language", "Hello, Paris!", "Hello, Paris!"));
        let parameter = "Le paramètre accounturi";
        assert!(!drops("language", parameter, "The accounturi parameter"));
        let kidneys = "Insuffisance rénale aiguë d'origine inconnue";
        assert!(!drops("language", kidneys, "Acute renal failure"));
        let title = "Le film « The Long Night of the Rain » sort demain dans toute la France, \
            où il est attendu depuis des mois par ceux qui avaient aimé le premier.";
        let english = "The film comes out tomorrow all over France, where people wait for it.";
        assert!(!drops("language", title, english));
    }
}
