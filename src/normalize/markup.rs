//! Text without the markup that was left in it: tags and character references.
//!
//! Segments that were cut out of web pages, subtitles or files of translation tools often still hold
//! `<i>` or `&nbsp;`, on one side more than on the other, and none of it is a word. One pass; linear in
//! time. A placeholder such as `<name>` looks like a tag and goes too; `a < b`, `<ann@example.org>` and
//! `<https://example.org>` stay.

use std::borrow::Cow;
use std::ops::Range;

use html_escape::decode_html_entities;

/// Elements that stand inside a word or a sentence: those of HTML, and the codes of translation tools.
const INLINE: [&str; 43] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "bpt", "bx", "cite", "code", "data", "del", "dfn", "em",
    "ept", "ex", "font", "g", "hi", "i", "img", "ins", "it", "kbd", "mark", "ph", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var",
    "wbr", "x",
];

/// Elements of HTML that part words.
const PARTING: [&str; 38] = [
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// The text with character references of HTML resolved and tags and comments left out; as it was where
/// nothing else would remain.
///
/// ```
/// use alinea::normalize::without_markup;
/// let text = "<p>Voir <a href=\"#n1\">la&nbsp;note</a>,<br>puis a < b &lt;i>ici&lt;/i></p>";
/// assert_eq!(without_markup(text), "Voir la\u{a0}note,puis a < b ici");
/// assert_eq!(without_markup("un<br/>deux, le 1<sup>er</sup>"), "un deux, le 1er");
/// ```
pub fn without_markup(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return Cow::Borrowed(text);
    }
    let resolved = decode_html_entities(text);
    let plain = match without(&resolved, tags(&resolved)) {
        Some(plain) => Cow::Owned(plain),
        None => resolved,
    };
    if plain.trim().is_empty() {
        Cow::Borrowed(text)
    } else {
        plain
    }
}

/// The text without comments and without the tags of elements that HTML and translation tools have;
/// `None` where there are none.
///
/// What may be meant stays: `Vec<String>`, `<name>`, and a tag inside the text that has no partner.
///
/// ```
/// use alinea::normalize::without_known_tags;
/// assert_eq!(without_known_tags("<p><b>Oui</b>,<br>dit-il.").as_deref(), Some("Oui,dit-il."));
/// assert_eq!(without_known_tags("La balise <b> met en gras, <name> n'en est pas une."), None);
/// ```
pub fn without_known_tags(text: &str) -> Option<String> {
    let tags = tags(text);
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut sure = vec![false; tags.len()];
    for (at, tag) in tags.iter().enumerate() {
        let name = tag.name.to_ascii_lowercase();
        let list = |names: &[&str]| names.binary_search(&name.as_str()).is_ok();
        let known = list(&INLINE) || list(&PARTING);
        let (start, end) = (tag.range.start, tag.range.end);
        let at_end = text[..start].trim().is_empty() || text[end..].trim().is_empty();
        let alone = tag.alone || matches!(name.as_str(), "br" | "hr" | "img" | "wbr");
        sure[at] = tag.name.is_empty() || known && (alone || at_end);
        if known && tag.closes {
            if let Some(place) = open.iter().rposition(|(_, opened)| *opened == name) {
                (sure[open[place].0], sure[at]) = (true, true);
                open.truncate(place);
            }
        } else if known && !alone {
            open.push((at, name));
        }
    }
    let sure = tags.into_iter().zip(sure).filter(|(_, sure)| *sure);
    without(text, sure.map(|(tag, _)| tag))
}

/// The text without some of its tags, if there are any. Words that only a tag parts are parted by a space,
/// unless it stands inside words.
fn without<'t>(text: &'t str, tags: impl IntoIterator<Item = Tag<'t>>) -> Option<String> {
    let mut tags = tags.into_iter().peekable();
    tags.peek()?;
    let (mut out, mut from) = (String::new(), 0);
    for tag in tags {
        out.push_str(&text[from..tag.range.start]);
        from = tag.range.end;
        let parts =
            out.ends_with(char::is_alphanumeric) && text[from..].starts_with(char::is_alphanumeric);
        let inline = INLINE.contains(&tag.name.to_ascii_lowercase().as_str());
        out.extend((parts && !inline).then_some(' '));
    }
    out.push_str(&text[from..]);
    Some(out)
}

/// A tag, or a comment, which has no name.
struct Tag<'t> {
    range: Range<usize>,
    name: &'t str,
    closes: bool,
    /// Ends in a slash.
    alone: bool,
}

/// The tags and comments of a text, in order.
fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('<') {
        let start = from + at;
        from = start + 1;
        if let Some(tag) = tag(text, start) {
            from = tag.range.end;
            tags.push(tag);
        }
    }
    tags
}

/// The tag or comment that begins with the `<` at this place, if one does.
fn tag(text: &str, start: usize) -> Option<Tag<'_>> {
    if let Some(comment) = text[start..].strip_prefix("<!--") {
        let end = start + comment.find("-->")? + "<!---->".len();
        return Some(Tag {
            range: start..end,
            name: "",
            closes: false,
            alone: true,
        });
    }
    let inside = &text[start + 1..];
    let end = inside
        .find(['<', '>'])
        .filter(|end| inside[*end..].starts_with('>'))?;
    let range = start..start + end + 2;
    let inside = &inside[..end];
    let (inside, alone) = match inside.strip_suffix('/') {
        Some(inside) => (inside, true),
        None => (inside, false),
    };
    let (inside, closes) = match inside.strip_prefix('/') {
        Some(inside) => (inside, true),
        None => (inside, false),
    };
    let name_end = inside.find(char::is_whitespace).unwrap_or(inside.len());
    let (name, attributes) = inside.split_at(name_end);
    let letter = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(letter);
    let attributes = attributes.trim();
    (named && (attributes.is_empty() || attributes.contains('='))).then_some(Tag {
        range,
        name,
        closes,
        alone,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_markup_stays() {
        for text in [
            "a < b, c > d",
            "x <y and z> w",
            "AT&T, R&D; I <3 you",
            "<ann@example.org>, <https://example.org>, <>",
            "a <b",
        ] {
            assert_eq!(without_markup(text), text);
        }
    }

    #[test]
    fn references_and_tags_that_they_make_are_resolved() {
        assert_eq!(without_markup("l&#39;&eacute;t&#xE9;"), "l'été");
        assert_eq!(
            without_markup("&lt;w:t xml:space=\"preserve\"&gt;Oui&lt;/w:t&gt;"),
            "Oui"
        );
        assert_eq!(without_markup("Oui<!-- <b>non</b> -->."), "Oui.");
    }

    #[test]
    fn elements_are_in_order() {
        assert!(INLINE.is_sorted() && PARTING.is_sorted());
    }

    #[test]
    fn only_known_tags_go_where_the_text_is_kept() {
        let plain = |text| without_known_tags(text);
        assert_eq!(
            plain("Un<BR>deux<!-- trois -->").as_deref(),
            Some("Un deux")
        );
        assert_eq!(
            plain("<g id=\"1\">Oui</g><x id=\"2\"/>").as_deref(),
            Some("Oui")
        );
        assert_eq!(plain("a < b, 5 <p, <placeholder> &lt;b&gt;"), None);
        assert_eq!(
            plain("Fermez <b> par </i>, ou <td>"),
            Some("Fermez <b> par </i>, ou ".into())
        );
        assert_eq!(
            plain("<td>Un <I>deux</i> <b> trois").as_deref(),
            Some("Un deux <b> trois")
        );
        assert_eq!(plain("<hr/>").as_deref(), Some(""));
    }

    #[test]
    fn a_text_of_markup_alone_stays() {
        for text in ["<hr/>", "<td></td>", "&nbsp;<br>", "&nbsp;"] {
            assert_eq!(without_markup(text), text);
        }
    }
}
