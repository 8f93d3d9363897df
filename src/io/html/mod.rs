//! Web pages to paragraphs: the main text of a page, with headings, list items, table cells and
//! paragraphs each a paragraph in reading order; title, author, date and address are metadata.
//!
//! 1. Bytes become text by a byte order mark, an encoding the user names, the page's own
//!    `<meta charset>`, or as any text. A page that says otherwise and is valid UTF-8 with letters
//!    outside ASCII is UTF-8: it was saved anew, and no other encoding looks like it by accident.
//! 2. Where the page marks its main text itself, by one `main` (or one `article`), that is taken.
//!    Otherwise Mozilla's Readability (crate `dom_smoothie`) chooses it, by the text and the links in
//!    each part of the page. Where it chooses less than [`TOO_LITTLE`] of the page's prose, as it does on
//!    short pages, the whole body is taken.
//! 3. The chosen part is walked ([`blocks`]): scripts, forms, menus, footers, cookie boxes, comments and
//!    what else is not prose ([`boilerplate`]) go out, and so does code set off from the text.
//!
//! A first heading that Readability takes for the title is put back at the head. Linear in the page,
//! but for Readability, which reads a page a few times. It fails where a site has its text in scripts,
//! and where the two languages of a site are laid out so differently that more is chosen on one side
//! than on the other; those segments come out unpaired.

mod blocks;
mod boilerplate;

use dom_query::{Document, NodeRef};
use dom_smoothie::Readability;

use super::article::{Body, Parsed};
use super::encoding::{Charset, decode};
use crate::bitext::Metadata;
use crate::error::Result;

/// Share of the prose of the body, 0 to 1, below which what Readability chose is not believed.
pub const TOO_LITTLE: f64 = 0.35;

/// Elements nested deeper are not given to Readability, which calls itself for each level.
const DEEPEST: usize = 512;

/// How far into a page its encoding may be declared, in bytes.
const HEAD: usize = 4096;

/// Reads a page.
///
/// ```
/// use alinea::io::article::Body;
/// use alinea::io::html::parse;
/// let page = "<title>Rain</title><nav><a href=/>Home</a></nav>\
///             <main><h1>Rain</h1><ul><li>It <b>rains</b>.<li>Again.</ul></main>";
/// let article = parse(page.as_bytes(), None)?;
/// assert_eq!(article.metadata["title"], "Rain");
/// let paragraphs = ["Rain", "It rains.", "Again."].map(String::from);
/// assert_eq!(article.body, Body::Paragraphs(paragraphs.to_vec()));
/// # Ok::<(), alinea::Error>(())
/// ```
///
/// # Errors
/// Bytes that are no text in their encoding. There is no HTML that cannot be read.
pub fn parse(bytes: &[u8], charset: Option<Charset>) -> Result<Parsed> {
    let declared = charset.or_else(|| declared_charset(bytes));
    let utf8 = std::str::from_utf8(bytes).is_ok();
    let (used, mut notes) = match (charset, declared) {
        (None, Some(named)) if utf8 && named.name() != "UTF-8" => {
            let note = format!("says it is {} and is UTF-8", named.name());
            let told = !bytes.is_ascii();
            (None, told.then_some(note).into_iter().collect())
        }
        // A page that says UTF-8 and is not is read as any text, which tells what it was read as.
        (None, Some(named)) if !utf8 && named.name() == "UTF-8" => (None, Vec::new()),
        _ => (declared, Vec::new()),
    };
    let decoded = decode(bytes, used)?;
    notes.extend(decoded.notes);
    Ok(Parsed {
        notes,
        ..parse_str(&decoded.text)
    })
}

/// As [`parse`], of a text at hand.
pub fn parse_str(page: &str) -> Parsed {
    let nothing = || Parsed::new(Metadata::new(), Body::Paragraphs(Vec::new()));
    // Only an address can be refused, and none is given.
    let Ok(mut readability) = Readability::new(page, None, None) else {
        return nothing();
    };
    let Some(body) = readability.doc.body() else {
        return nothing();
    };
    let metadata = metadata(&readability);
    let declared = declared_main(&readability.doc).map(|main| blocks::paragraphs(&main));
    let paragraphs = match declared {
        Some(paragraphs) => paragraphs,
        None => {
            let whole = blocks::paragraphs(&body);
            if depth(&body) < DEEPEST {
                chosen(&mut readability, whole)
            } else {
                whole
            }
        }
    };
    Parsed::new(metadata, Body::Paragraphs(paragraphs))
}

/// The paragraphs of a piece of HTML, all of it.
pub(super) fn fragment_paragraphs(html: &str) -> Vec<String> {
    let fragment = Document::fragment(html);
    blocks::paragraphs(&fragment.root())
}

/// The one part of the page that is marked as its main text.
fn declared_main(document: &Document) -> Option<NodeRef<'_>> {
    for selector in ["main, [role=main]", "article"] {
        let found = document.select(selector);
        let outer: Vec<&NodeRef<'_>> = found.nodes().iter().filter(|n| !is_nested(n)).collect();
        if let [only] = outer[..]
            && !blocks::paragraphs(only).is_empty()
        {
            return Some(*only);
        }
    }
    None
}

/// Whether an element stands in another of the kind.
fn is_nested(node: &NodeRef<'_>) -> bool {
    let marked = |n: &NodeRef<'_>| n.has_name("main") || n.has_name("article");
    node.ancestors_it(None).any(|above| marked(&above))
}

/// What Readability chooses, or the whole where that is too little of it.
fn chosen(readability: &mut Readability, whole: Vec<String>) -> Vec<String> {
    let Ok(article) = readability.parse() else {
        return whole;
    };
    let mut paragraphs = fragment_paragraphs(&article.content);
    let characters = |list: &[String]| list.iter().map(|p| p.chars().count()).sum::<usize>();
    if (characters(&paragraphs) as f64) < TOO_LITTLE * characters(&whole) as f64 {
        return whole;
    }
    // Readability takes a heading that repeats the title out of the text.
    let title = article.title.trim();
    if let Some(first) = paragraphs.first()
        && first != title
        && let Some(at) = whole.iter().position(|p| p == first)
        && whole[..at].iter().any(|p| p == title)
    {
        paragraphs.insert(0, title.to_owned());
    }
    paragraphs
}

/// Levels of elements under a node.
fn depth(node: &NodeRef<'_>) -> usize {
    let mut deepest = 0;
    let mut open = vec![(*node, 0)];
    while let Some((node, level)) = open.pop() {
        deepest = deepest.max(level);
        open.extend(node.children_it(false).map(|child| (child, level + 1)));
    }
    deepest
}

/// What the page says of itself: `title`, `author`, `date`, `url`.
fn metadata(readability: &Readability) -> Metadata {
    let found = readability.get_article_metadata(readability.parse_json_ld());
    let fields = [
        ("title", Some(found.title)),
        ("author", found.byline),
        ("date", found.published_time.or_else(|| dated(readability))),
        ("url", found.url.or_else(|| address(readability))),
    ];
    let known = fields.into_iter().filter_map(|(name, value)| {
        let value = value?.split_whitespace().collect::<Vec<_>>().join(" ");
        (!value.is_empty()).then(|| (name.to_owned(), value))
    });
    known.collect()
}

/// The date in a `meta` element that Readability does not know, or of the first `time`.
fn dated(readability: &Readability) -> Option<String> {
    let metas = [
        "meta[name='date']",
        "meta[name='DC.date']",
        "meta[name='dc.date']",
        "meta[itemprop='datePublished']",
        "meta[name='pubdate']",
    ];
    let content = |selector: &&str| attribute(readability, selector, "content");
    let meta = metas.iter().find_map(content);
    meta.or_else(|| attribute(readability, "time[datetime]", "datetime"))
}

fn address(readability: &Readability) -> Option<String> {
    let canonical = attribute(readability, "link[rel='canonical']", "href");
    canonical.filter(|url| url.starts_with("http"))
}

fn attribute(readability: &Readability, selector: &str, name: &str) -> Option<String> {
    let found = readability.doc.select_single(selector);
    found.attr(name).map(|value| value.to_string())
}

/// The encoding that a `meta` element or an XML declaration names in the first bytes.
fn declared_charset(bytes: &[u8]) -> Option<Charset> {
    let head: String = bytes.iter().take(HEAD).map(|&b| char::from(b)).collect();
    let head = head.to_ascii_lowercase();
    let label = |after: &str| {
        let value = after.trim_start().strip_prefix('=')?.trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)));
        value[..end.unwrap_or(value.len())].parse().ok()
    };
    if head.starts_with("<?xml")
        && let Some((_, after)) = head.split_once("encoding")
        && let Some(charset) = label(after)
    {
        return Some(charset);
    }
    head.split("<meta").skip(1).find_map(|after| {
        let tag = after.split('>').next().unwrap_or_default();
        label(tag.split_once("charset")?.1)
    })
}

#[cfg(test)]
mod tests;
