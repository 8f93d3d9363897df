//! What pages hold beside their text: tags, code, addresses, paths of links.

use super::super::pair::{Pair, Text};
use super::Figure;

/// Share of the characters in tags and comments such as `<b class="x">`, `</p>`, `[/url]`.
pub(super) fn markup(pair: &Pair<'_>) -> Option<Figure> {
    let share = |side: &Text| side.share(tags(&side.text));
    Some(pair.greater(share).into())
}

/// Characters in tags.
fn tags(text: &str) -> usize {
    let mut count = 0;
    let mut rest = text;
    while let Some(start) = rest.find(['<', '[']) {
        let tag = &rest[start..];
        let close = if tag.starts_with('<') { '>' } else { ']' };
        let Some(end) = tag.find(close) else {
            rest = &tag[1..];
            continue;
        };
        let inside = &tag[1..end];
        let is_tag = match close {
            '>' => inside
                .starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
            _ => inside.starts_with('/') && inside.len() > 1,
        };
        if is_tag {
            count += tag[..=end].chars().filter(|c| !c.is_whitespace()).count();
            rest = &tag[end + 1..];
        } else {
            rest = &tag[1..];
        }
    }
    count
}

/// Share of signs that are common in code and rare in text.
pub(super) fn code(pair: &Pair<'_>) -> Option<Figure> {
    let sign = |c: &char| {
        matches!(
            c,
            '{' | '}'
                | '<'
                | '>'
                | '='
                | '_'
                | '\\'
                | '|'
                | '$'
                | '#'
                | '^'
                | '~'
                | '@'
                | ';'
                | '`'
        )
    };
    let share = |side: &Text| {
        let signs = side.text.chars().filter(sign).count();
        // One or two of them are no program.
        if signs < 4 { 0.0 } else { side.share(signs) }
    };
    Some(pair.greater(share).into())
}

/// Share of the characters in addresses of pages and of mail.
pub(super) fn urls(pair: &Pair<'_>) -> Option<Figure> {
    let share = |side: &Text| {
        let addresses = side.text.split_whitespace().filter(|word| is_address(word));
        side.share(addresses.map(|word| word.chars().count()).sum())
    };
    Some(pair.greater(share).into())
}

/// Whether a word is an address of a page or of mail.
pub(super) fn is_address(word: &str) -> bool {
    let lower = word
        .trim_start_matches(['<', '(', '[', '"', '\''])
        .to_ascii_lowercase();
    let mail = lower
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    lower.contains("://") || lower.starts_with("www.") || mail
}

/// Separators of a path of links (`Home > News > Local`, `A | B | C`, `a » b`), at most
/// [`BETWEEN`] words apart.
pub(super) fn breadcrumbs(pair: &Pair<'_>) -> Option<Figure> {
    Some(pair.greater(|side| separators(&side.text) as f64).into())
}

/// Most words between two separators of a path.
const BETWEEN: usize = 6;

fn separators(text: &str) -> usize {
    // French guillemets open before they close; alone, a closing one is a separator.
    let is_quoted = text.contains('«');
    let separates = |word: &str| match word {
        ">" | "|" | "::" | "→" | "›" | "•" | "·" | ">>" => true,
        "»" => !is_quoted,
        _ => false,
    };
    let (mut count, mut between) = (0, 0);
    for word in text.split_whitespace() {
        if separates(word) {
            if between <= BETWEEN {
                count += 1;
            }
            between = 0;
        } else {
            between += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::drops;
    use super::*;

    #[test]
    fn tags_are_markup_and_comparisons_are_not() {
        assert!(drops(
            "markup",
            "<p class=\"x\">Bonjour</p>",
            "<p class=\"x\">Hello</p>"
        ));
        assert!(!drops(
            "markup",
            "Si a < b et c > d, alors…",
            "If a < b and c > d, then…"
        ));
        assert_eq!(tags("[1] a [/url] <<b>> <"), 9);
        let once = "Cliquez sur <b>Valider</b> pour enregistrer vos réglages dans le profil.";
        assert!(!drops(
            "markup",
            once,
            "Click <b>OK</b> to save your settings in the profile."
        ));
    }

    #[test]
    fn programs_are_code_and_sentences_about_them_are_not() {
        let program = "if (x == 3) { y = x_1; return $z; }";
        assert!(drops("code", program, program));
        let about = "La variable user_name contient le nom ; elle est lue au démarrage.";
        assert!(!drops(
            "code",
            about,
            "The variable user_name holds the name; it is read at start."
        ));
    }

    #[test]
    fn addresses_alone_are_urls() {
        assert!(drops(
            "urls",
            "https://example.org/fr/accueil",
            "https://example.org/en/home"
        ));
        assert!(drops(
            "urls",
            "Voir www.example.org/contact/form",
            "Write to info@example.org"
        ));
        let text = "Le texte complet est publié sur https://example.org depuis lundi matin.";
        assert!(!drops(
            "urls",
            text,
            "The full text has been on https://example.org since Monday."
        ));
    }

    #[test]
    fn paths_of_links_are_breadcrumbs_and_guillemets_are_not() {
        assert!(drops(
            "breadcrumbs",
            "Accueil > Ville > École > Menus",
            "Home > Town > School > Menus"
        ));
        assert!(drops(
            "breadcrumbs",
            "Accueil » Ville » École » Menus",
            "Home » Town » School"
        ));
        let quoted = "Il dit « oui » puis « non » puis « peut-être » et s'en va.";
        assert!(!drops(
            "breadcrumbs",
            quoted,
            "He says yes, then no, then maybe, and goes."
        ));
    }
}
