//! What of a page is not its text: by the element, by what its class and id say, by its being hidden.

use dom_query::NodeRef;

/// Elements without prose.
const ELEMENTS: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "math", "nav", "footer", "aside", "form",
    "button", "select", "input", "textarea", "iframe", "object", "embed", "canvas", "video",
    "audio", "dialog", "pre", "rt", "rp", "head", "menu", "map", "frameset", "noframes", "listing",
    "xmp",
];

/// Words in a class or an id that say what a part is for, whatever the site, in English and French.
const WORDS: &[&str] = &[
    "abonnement",
    "abonnez",
    "ads",
    "advert",
    "advertisement",
    "ariane",
    "breadcrumb",
    "breadcrumbs",
    "catlinks",
    "commentaires",
    "comments",
    "consent",
    "cookie",
    "cookies",
    "disqus",
    "editsection",
    "filariane",
    "footer",
    "gdpr",
    "headerlink",
    "infolettre",
    "jump",
    "jumplinks",
    "menu",
    "nav",
    "navbar",
    "navbox",
    "navfooter",
    "navheader",
    "navigation",
    "newsletter",
    "noprint",
    "pager",
    "pagination",
    "partage",
    "partager",
    "pied",
    "piedpage",
    "popup",
    "printfooter",
    "promo",
    "pub",
    "publicite",
    "recherche",
    "related",
    "reseaux",
    "share",
    "sharedaddy",
    "sharing",
    "sidebar",
    "sitemap",
    "skip",
    "skiplink",
    "social",
    "sommaire",
    "sponsor",
    "subscribe",
    "toc",
    "toolbar",
];

/// Roles of parts that are not text.
const ROLES: &[&str] = &[
    "navigation",
    "banner",
    "contentinfo",
    "search",
    "complementary",
    "dialog",
    "alertdialog",
    "menu",
    "menubar",
    "toolbar",
    "tablist",
    "doc-toc",
];

/// Whether a part goes out. One that its class or id condemns stays when it holds most of the text:
/// then the word meant something else (`with-sidebar`). `size` is the length of the whole text in
/// bytes.
pub(super) fn goes_out(node: &NodeRef<'_>, size: usize) -> bool {
    let Some(name) = node.node_name() else {
        return false;
    };
    if ELEMENTS.contains(&&*name) || is_hidden(node) || is_note_mark(node, &name) {
        return true;
    }
    let says = |attribute: &str, words: &[&str]| {
        node.attr(attribute)
            .is_some_and(|value| words_of(&value).any(|w| words.contains(&w.as_str())))
    };
    if matches!(&*name, "html" | "body" | "main" | "article") {
        return false;
    }
    let condemned = node
        .attr("role")
        .is_some_and(|role| ROLES.contains(&&*role.to_ascii_lowercase()))
        || says("class", WORDS)
        || says("id", WORDS)
        || (name.as_ref() == "header" && is_of_the_page(node));
    condemned && node.text().len() * 2 < size.max(1)
}

/// The words of a class or id: `entry-content_share`, `cookieBanner`.
fn words_of(value: &str) -> impl Iterator<Item = String> + '_ {
    let mut words = vec![String::new()];
    let mut lower_before = false;
    for c in value.chars() {
        if !c.is_alphanumeric() || c.is_uppercase() && lower_before {
            words.push(String::new());
        }
        lower_before = c.is_lowercase();
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
    }
    words.into_iter()
}

fn is_hidden(node: &NodeRef<'_>) -> bool {
    let style = node.attr("style").map(|s| s.to_ascii_lowercase());
    let unseen = style.is_some_and(|s| {
        let s: String = s.split_whitespace().collect();
        s.contains("display:none") || s.contains("visibility:hidden")
    });
    unseen || node.has_attr("hidden") || node.attr("aria-hidden").is_some_and(|v| &*v == "true")
}

/// A raised link within the page, `[1]`, or a sign beside a heading that links to itself.
fn is_note_mark(node: &NodeRef<'_>, name: &str) -> bool {
    match name {
        "sup" => {
            let mut inner = node.descendants_it().filter(|n| n.has_name("a"));
            let here = |a: NodeRef<'_>| a.attr("href").is_some_and(|h| h.contains('#'));
            inner.next().is_some_and(here) && node.text().trim().chars().count() <= 6
        }
        "a" => matches!(node.text().trim(), "¶" | "#" | "§" | "🔗"),
        _ => false,
    }
}

/// A header of the page and not of an article: it stands in neither, and has no first heading.
fn is_of_the_page(node: &NodeRef<'_>) -> bool {
    let inside = node
        .ancestors_it(None)
        .any(|n| n.has_name("article") || n.has_name("main"));
    !inside && !node.descendants_it().any(|n| n.has_name("h1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_read_word_by_word() {
        let words: Vec<String> = words_of("entry-content_share cookieBanner2 TOC").collect();
        for word in ["entry", "share", "cookie", "banner2", "toc"] {
            assert!(words.iter().any(|w| w == word), "{word} of {words:?}");
        }
        assert!(!words_of("stock").any(|w| w == "toc"));
    }
}
