//! Text without the markup that was left in it: tags and entities.
//!
//! Segments that were cut out of web pages, subtitles or files of translation tools often still hold
//! `<i>` or `&nbsp;`, on one side more than on the other, and none of it is a word. Linear in time. A text
//! about tags (`the <b> tag`) looks the same and loses them where texts are compared; `a < b`, `<name>`,
//! `<ann@example.org>` and `<https://example.org>` stay. Attributes without values make no tag.

use std::borrow::Cow;
use std::ops::Range;

use html_escape::decode_html_entities;
use rustc_hash::{FxHashMap, FxHashSet};

/// Elements that stand inside a word or a sentence: those of HTML, and the codes of translation tools.
const INLINE: &str = " a abbr acronym b bdi bdo big bpt button bx cite code data del dfn ec em ept ex font g \
    hi i img input ins it kbd label mark mrk nobr pc ph q rp rt ruby s samp sc small span strike strong sub \
    sup time tt u ut var wbr x ";

/// Elements of HTML that part words.
const PARTING: &str = " address article aside blockquote body br caption center col dd details div dl dt \
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html iframe legend li main nav ol \
    option p pre section select summary table tbody td textarea tfoot th thead title tr ul ";

/// Most times that an entity was escaped again.
const ROUNDS: usize = 3;

/// The text with the entities of HTML decoded (`&eacute;`, `&#39;`, `&#x27;`, `&amp;nbsp;`); `None` where
/// there is none. An entity without its semicolon is text, as in `AT&T` or `?a=1&copy=2`.
///
/// ```
/// use alinea::normalize::entities;
/// assert_eq!(entities("L&#39;&amp;eacute;t&eacute;").as_deref(), Some("L'été"));
/// assert_eq!(entities("R&D; AT&T"), None);
/// ```
pub fn entities(text: &str) -> Option<String> {
    let mut best: Option<String> = None;
    for _ in 0..ROUNDS {
        let now = best.as_deref().unwrap_or(text);
        if !now.contains('&') || !now.contains(';') {
            break;
        }
        let better = decode_html_entities(now);
        if better == now {
            break;
        }
        best = Some(better.into_owned());
    }
    best
}

/// The text with entities decoded and tags and comments left out, where texts are compared;
/// as it was where nothing else would remain.
///
/// ```
/// use alinea::normalize::without_markup;
/// let text = "<p>Voir <a href=\"#n1\">la&nbsp;note</a>,<br>puis a < b &lt;i>ici&lt;/i></p>";
/// assert_eq!(without_markup(text), "Voir la\u{a0}note, puis a < b ici");
/// assert_eq!(without_markup("un<br/><b>deux</b>, le 1<sup>er</sup>"), "un deux, le 1er");
/// ```
pub fn without_markup(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return Cow::Borrowed(text);
    }
    let decoded = entities(text).map_or(Cow::Borrowed(text), Cow::Owned);
    let tags = tags(&decoded);
    let closed: FxHashSet<&str> = tags
        .iter()
        .filter(|tag| tag.closes)
        .map(|tag| tag.name.as_str())
        .collect();
    let sure = |tag: &&Tag| tag.is_sure() || closed.contains(tag.name.as_str());
    let plain = without(&decoded, tags.iter().filter(sure));
    match plain {
        Some(plain) if plain.trim().is_empty() => Cow::Borrowed(text),
        Some(plain) => Cow::Owned(plain),
        None if decoded.trim().is_empty() => Cow::Borrowed(text),
        None => decoded,
    }
}

/// The text without comments and without the tags of common elements of HTML and of translation tools
/// that have a partner, stand alone (`<br>`), open at the beginning, or close at either end; `None` where
/// there are none. Others may be meant and stay.
///
/// ```
/// use alinea::normalize::without_known_tags;
/// assert_eq!(without_known_tags("<p><b>Oui</b>,<br>dit-il.").as_deref(), Some("Oui, dit-il."));
/// assert_eq!(without_known_tags("La balise <b> met en gras, List<A> et <code>"), None);
/// ```
pub fn without_known_tags(text: &str) -> Option<String> {
    let tags: Vec<Tag> = tags(text).into_iter().filter(Tag::is_known).collect();
    let mut sure: Vec<bool> = tags.iter().map(Tag::stands_alone).collect();
    let mut open: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, tag) in tags
        .iter()
        .enumerate()
        .filter(|(_, tag)| !tag.stands_alone())
    {
        if !tag.closes {
            open.entry(&tag.name).or_default().push(at);
        } else if let Some(opened) = open.get_mut(tag.name.as_str()).and_then(Vec::pop) {
            (sure[opened], sure[at]) = (true, true);
        }
    }
    // What stands before the first word or behind the last.
    let blank = |range: Range<usize>| text[range].trim().is_empty();
    let mut end = 0;
    for (tag, sure) in tags.iter().zip(&mut sure) {
        if !blank(end..tag.range.start) {
            break;
        }
        (*sure, end) = (true, tag.range.end);
    }
    let mut start = text.len();
    for (tag, sure) in tags.iter().zip(&mut sure).rev() {
        if !blank(tag.range.end..start) {
            break;
        }
        *sure |= tag.closes;
        start = tag.range.start;
    }
    let sure = tags.iter().zip(sure).filter(|(_, sure)| *sure);
    without(text, sure.map(|(tag, _)| tag))
}

/// The text without some of its tags, if there are any. Words that they part are parted by a space, letters
/// that a tag of an unknown element parts too.
fn without<'t>(text: &str, tags: impl IntoIterator<Item = &'t Tag>) -> Option<String> {
    let mut plain = Plain::default();
    let (mut from, mut found) = (0, false);
    for tag in tags {
        found = true;
        plain.push(&text[from..tag.range.start]);
        plain.parting |= listed(PARTING, &tag.name);
        plain.unknown |= !tag.is_known();
        from = tag.range.end;
    }
    plain.push(&text[from..]);
    found.then_some(plain.text)
}

/// Text without tags, as it is put together.
#[derive(Default)]
struct Plain {
    text: String,
    /// Whether a tag since the last character parts words.
    parting: bool,
    /// Whether one of them is of an unknown element.
    unknown: bool,
}

impl Plain {
    fn push(&mut self, part: &str) {
        let Some(first) = part.chars().next() else {
            return;
        };
        let before = self.text.chars().next_back().unwrap_or(' ');
        let letters = before.is_alphanumeric() && first.is_alphanumeric();
        let apart = before.is_whitespace() || first.is_whitespace();
        if !apart && (self.parting || self.unknown && letters) {
            self.text.push(' ');
        }
        self.text.push_str(part);
        (self.parting, self.unknown) = (false, false);
    }
}

/// Whether a list of names between spaces has this one.
fn listed(names: &str, name: &str) -> bool {
    let between = |(at, _)| {
        let end: usize = at + name.len();
        names.as_bytes()[at - 1] == b' ' && names.as_bytes()[end] == b' '
    };
    !name.is_empty() && names.match_indices(name).any(between)
}

/// A tag, or a comment, which has no name.
struct Tag {
    range: Range<usize>,
    /// The element, in lower case.
    name: String,
    closes: bool,
    /// Ends in a slash.
    alone: bool,
    /// Has attributes.
    attributes: bool,
}

impl Tag {
    /// Whether it is a comment, or HTML or translation tools have its element.
    fn is_known(&self) -> bool {
        self.name.is_empty() || listed(INLINE, &self.name) || listed(PARTING, &self.name)
    }

    /// Whether it needs no partner.
    fn stands_alone(&self) -> bool {
        self.alone || matches!(self.name.as_str(), "" | "br" | "hr" | "img" | "wbr")
    }

    /// Whether it is hardly anything but a tag.
    fn is_sure(&self) -> bool {
        self.is_known() || self.closes || self.alone || self.attributes
    }
}

/// The tags and comments of a text, in order.
fn tags(text: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut from = 0;
    let last_comment = text.rfind("-->").unwrap_or(0);
    while let Some(at) = text[from..].find('<') {
        let start = from + at;
        from = start + 1;
        let tag = if text[start..].starts_with("<!--") {
            (start + "<!--".len() <= last_comment)
                .then(|| comment(text, start))
                .flatten()
        } else {
            tag(text, start)
        };
        if let Some(tag) = tag {
            from = tag.range.end;
            tags.push(tag);
        }
    }
    tags
}

/// The comment that begins at this place, if it ends.
fn comment(text: &str, start: usize) -> Option<Tag> {
    let inside = start + "<!--".len();
    let end = inside + text[inside..].find("-->")? + "-->".len();
    Some(Tag {
        range: start..end,
        name: String::new(),
        closes: false,
        alone: true,
        attributes: false,
    })
}

/// The tag that begins with the `<` at this place, if one does.
fn tag(text: &str, start: usize) -> Option<Tag> {
    let inside = &text[start + 1..];
    let end = inside
        .find(['<', '>'])
        .filter(|end| inside[*end..].starts_with('>'))?;
    let range = start..start + end + 2;
    let inside = &inside[..end];
    let (closes, alone) = (inside.starts_with('/'), inside.ends_with('/'));
    let inside = inside.strip_prefix('/').unwrap_or(inside);
    let inside = inside.strip_suffix('/').unwrap_or(inside);
    let name_end = inside.find(char::is_whitespace).unwrap_or(inside.len());
    let (name, attributes) = inside.split_at(name_end);
    let letter = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(letter);
    let first = attributes.split_whitespace().next();
    let valued = first.is_none_or(|first| first.contains('='));
    (named && valued).then(|| Tag {
        range,
        name: name.to_ascii_lowercase(),
        closes,
        alone,
        attributes: first.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_and_numbered_entities_are_decoded() {
        let text = "&laquo;&nbsp;L&rsquo;&eacute;t&#233;&nbsp;&raquo; &lt; &#x20AC;5";
        assert_eq!(entities(text).as_deref(), Some("«\u{a0}L’été\u{a0}» < €5"));
    }

    #[test]
    fn ampersands_are_text() {
        assert_eq!(entities("Marks & Spencer; a && b; &unknown;"), None);
    }

    #[test]
    fn what_is_no_markup_stays() {
        for text in [
            "a < b, c > d",
            "x <y and z> w, i<n avec n=5 et n>3",
            "AT&T, R&D; I <3 you",
            "<ann@example.org>, <https://example.org>, <>",
            "a <b",
            "Vec<String>, <name>, <<Bonjour>>",
        ] {
            assert_eq!(without_markup(text), text);
        }
    }

    #[test]
    fn entities_and_tags_that_they_make_are_left_out() {
        assert_eq!(without_markup("l&#39;&eacute;t&amp;#xE9;"), "l'été");
        assert_eq!(
            without_markup("&lt;w:t xml:space=\"preserve\"&gt;Oui&lt;/w:t&gt;"),
            "Oui"
        );
        assert_eq!(without_markup("Oui<!-- <b>non</b> -->."), "Oui.");
        assert_eq!(without_markup("<Foo>Oui</foo>"), "Oui");
    }

    #[test]
    fn what_parts_words_leaves_a_space() {
        for (text, plain) in [
            ("<h1>Bonjour</h1><b>monde</b>", "Bonjour monde"),
            ("<td>Nom</td><td><b>Prix</b></td>", "Nom Prix"),
            ("À Lyon.<br>Elle a 30 ans.<br/>", "À Lyon. Elle a 30 ans."),
            ("Titre <br> Texte", "Titre  Texte"),
            ("tr<i>é</i>sor", "trésor"),
        ] {
            assert_eq!(without_markup(text), plain);
            assert_eq!(without_known_tags(text).as_deref(), Some(plain));
        }
        assert_eq!(without_markup("un<seg>deux</seg>"), "un deux");
    }

    #[test]
    fn only_tags_that_are_not_meant_go_where_the_text_is_kept() {
        for (text, plain) in [
            ("Un<BR>deux<!-- trois -->", Some("Un deux")),
            ("<g id=\"1\">Oui</g><x id=\"2\"/>", Some("Oui")),
            ("<td><b>Oui, demain", Some("Oui, demain")),
            (
                "<b><i>Le maire</b></i> du village</p>",
                Some("Le maire du village"),
            ),
            ("</i> du village", Some(" du village")),
            ("<hr/>", Some("")),
            ("a < b, 5 <p, <placeholder> &lt;b&gt;", None),
            ("Fermez <b> par </i>, ou <td>", None),
            ("Le type List<A>", None),
        ] {
            let found = without_known_tags(text);
            assert_eq!(found.as_deref(), plain, "{text}");
            assert_eq!(
                found.as_deref().and_then(without_known_tags),
                None,
                "{text}"
            );
        }
    }

    #[test]
    fn a_text_of_markup_alone_stays() {
        for text in ["<hr/>", "<td></td>", "&nbsp;<br>", "&nbsp;"] {
            assert_eq!(without_markup(text), text);
        }
    }

    #[test]
    fn texts_of_nothing_but_brackets_take_time_by_their_length() {
        // By the square this would take minutes.
        let n = 200_000;
        for text in [
            "<!--".repeat(n),
            "<b>".repeat(n) + &"</i>".repeat(n),
            " ".repeat(n) + &"<b>".repeat(n) + "x",
            "<".repeat(n),
        ] {
            assert!(without_markup(&text).len() <= text.len());
            assert!(without_known_tags(&text).is_none_or(|plain| plain.len() < text.len()));
        }
    }
}
