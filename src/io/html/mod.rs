//! Web pages to paragraphs: the main text of a page, with headings, list items, table cells and
//! paragraphs each a paragraph in reading order; title, author, date and address are metadata.
//!
//! 1. Bytes become text by a byte order mark, an encoding the user names, the page's own
//!    `<meta charset>`, or as any text. A page that says otherwise and is valid UTF-8 with letters
//!    outside ASCII is UTF-8: it was saved anew, and no other encoding looks like it by accident.
//! 2. The body is walked (`blocks`): scripts, forms, menus, footers, cookie boxes, comments and what
//!    else is not prose (`boilerplate`) go out, and so does code set off from the text.
//! 3. Where the page marks its main text itself, by one `main` (or one `article`), only that is walked.
//!    Otherwise Mozilla's Readability (crate `dom_smoothie`), which judges each part of a page by its
//!    text and links, says where the main text begins and ends. All between is kept, because
//!    Readability by itself drops lists, tables and headings in the midst of it, and drops others on the
//!    page's translation. Where that is less than [`TOO_LITTLE`] of the walk, as on short pages, all is
//!    taken.
//!
//! Linear in the page, but for Readability, which reads a page a few times, and for the parser, which is
//! quadratic in the depth of the elements: a page nested deeper than [`MOST_LEVELS`] is an error. It fails where a site has
//! its text in scripts, and where the two languages of a site are laid out so differently that more is
//! chosen on one side than on the other; those segments come out unpaired.

mod blocks;
mod boilerplate;
mod depth;

use std::ops::Range;

use dom_query::{Document, NodeRef};
use dom_smoothie::Readability;

use super::article::{Body, Parsed};
use super::encoding::{Charset, decode};
use crate::bitext::Metadata;
use crate::error::Result;

use blocks::Block;
pub use depth::MOST_LEVELS;

/// Share of the prose of the body, 0 to 1, below which what Readability chose is not believed.
pub const TOO_LITTLE: f64 = 0.35;

/// Elements nested deeper are not given to Readability, which calls itself for each level.
const DEEPEST: usize = 512;

/// A first heading this many blocks before what was chosen belongs to it; a byline stands between.
const BEFORE: usize = 6;

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
/// Bytes that are no text in their encoding, or elements nested deeper than [`MOST_LEVELS`]. There is no
/// other HTML that cannot be read.
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
        ..parse_str(&decoded.text)?
    })
}

/// As [`parse`], of a text at hand.
///
/// # Errors
/// Elements nested deeper than [`MOST_LEVELS`].
pub fn parse_str(page: &str) -> Result<Parsed> {
    depth::check(page)?;
    Ok(parsed(page))
}

fn parsed(page: &str) -> Parsed {
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
            let mut whole = blocks::blocks(&body);
            if depth(&body) < DEEPEST {
                let range = chosen(&mut readability, &whole);
                whole = whole.drain(range).collect();
            }
            whole.into_iter().map(|block| block.text).collect()
        }
    };
    Parsed::new(metadata, Body::Paragraphs(paragraphs))
}

/// The paragraphs of a piece of HTML, all of it.
///
/// # Errors
/// Elements nested deeper than [`MOST_LEVELS`].
pub(super) fn fragment_paragraphs(html: &str) -> Result<Vec<String>> {
    depth::check(html)?;
    Ok(paragraphs_of(html))
}

fn paragraphs_of(html: &str) -> Vec<String> {
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

/// The blocks from the first to the last that Readability chooses, or all where that is too little of
/// them. Headings in front, which it may take for the title, are taken too.
fn chosen(readability: &mut Readability, whole: &[Block]) -> Range<usize> {
    let all = 0..whole.len();
    let Ok(article) = readability.parse() else {
        return all;
    };
    let chosen = paragraphs_of(&article.content);
    let first = |p: &String| whole.iter().position(|block| block.text == *p);
    let last = |p: &String| whole.iter().rposition(|block| block.text == *p);
    let (Some(mut start), Some(end)) = (
        chosen.iter().find_map(first),
        chosen.iter().rev().find_map(last),
    ) else {
        return all;
    };
    let head = start.saturating_sub(BEFORE)..start;
    match whole[head.clone()]
        .iter()
        .position(|block| block.heading == 1)
    {
        Some(title) => start = head.start + title,
        None => {
            start -= whole[..start]
                .iter()
                .rev()
                .take_while(|b| b.heading > 0)
                .count()
        }
    }
    let size = |blocks: &[Block]| blocks.iter().map(|b| b.text.chars().count()).sum::<usize>();
    let range = start..end.max(start) + 1;
    if (size(&whole[range.clone()]) as f64) < TOO_LITTLE * size(whole) as f64 {
        return all;
    }
    range
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
