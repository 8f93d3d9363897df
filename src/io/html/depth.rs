//! How deep the elements of a page are nested, before it is parsed: the parser looks through all open
//! elements at every tag of a block, so that its time is quadratic in the depth, and no page that people
//! read is deep (browsers cut at 512 levels).
//!
//! One pass over the tags with the names of the open elements; an end tag closes the nearest element of
//! its name, and those within it. Elements whose end may be left out (`li`, `td`, …) are not counted,
//! because only the parser knows where they end; they stand in lists and tables, which are. Linear in the
//! page. A page that opens and closes in a wrong order may be deeper than is found.

use crate::error::{Error, Result};

/// Most levels of elements.
pub const MOST_LEVELS: usize = 5_000;

/// Elements without content, and those whose end may be left out.
const NOT_COUNTED: [&[u8]; 42] = [
    b"area",
    b"base",
    b"basefont",
    b"bgsound",
    b"br",
    b"col",
    b"embed",
    b"frame",
    b"hr",
    b"img",
    b"input",
    b"keygen",
    b"link",
    b"meta",
    b"param",
    b"source",
    b"track",
    b"wbr",
    b"p",
    b"li",
    b"dt",
    b"dd",
    b"td",
    b"th",
    b"tr",
    b"thead",
    b"tbody",
    b"tfoot",
    b"colgroup",
    b"caption",
    b"option",
    b"optgroup",
    b"rb",
    b"rp",
    b"rt",
    b"rtc",
    b"html",
    b"head",
    b"body",
    b"a",
    b"nobr",
    b"button",
];

/// Elements whose content is text whatever it looks like.
const RAW: [&[u8]; 8] = [
    b"script",
    b"style",
    b"textarea",
    b"title",
    b"xmp",
    b"iframe",
    b"noembed",
    b"noframes",
];

/// Refuses a page that is nested too deep to be parsed.
///
/// # Errors
/// More than [`MOST_LEVELS`] levels; the error names the line where they are reached.
pub(super) fn check(page: &str) -> Result<()> {
    // Most pages have fewer tags than that.
    if page.bytes().filter(|byte| *byte == b'<').count() <= MOST_LEVELS {
        return Ok(());
    }
    let mut open: Vec<&[u8]> = Vec::new();
    let mut tags = Tags {
        page: page.as_bytes(),
        at: 0,
    };
    while let Some(tag) = tags.next() {
        let counted = !NOT_COUNTED.iter().any(|n| n.eq_ignore_ascii_case(tag.name));
        if tag.ends {
            // Amortized: what is looked at is closed, or there is no such element and nothing is.
            if counted && let Some(at) = nearest(&open, tag.name) {
                open.truncate(at);
            }
        } else if counted && !tag.closed {
            open.push(tag.name);
            if open.len() > MOST_LEVELS {
                let line = 1 + page.as_bytes()[..tags.at]
                    .iter()
                    .filter(|b| **b == b'\n')
                    .count();
                return Err(Error::format(format!(
                    "expected elements nested at most {MOST_LEVELS} deep"
                ))
                .found("more")
                .line(line)
                .help("close the elements, or save the page as text"));
            }
        }
    }
    Ok(())
}

/// The innermost open element of a name. An end tag without a beginning looks through all that is open,
/// which is bounded.
fn nearest(open: &[&[u8]], name: &[u8]) -> Option<usize> {
    open.iter()
        .rposition(|other| other.eq_ignore_ascii_case(name))
}

/// A tag as far as it matters here.
struct Tag<'p> {
    name: &'p [u8],
    /// Whether it is an end tag.
    ends: bool,
    /// Whether it closes itself, as elements of SVG do; those of HTML cannot.
    closed: bool,
}

struct Tags<'p> {
    page: &'p [u8],
    at: usize,
}

impl<'p> Tags<'p> {
    /// The next tag; comments and the content of scripts and the like are passed over.
    fn next(&mut self) -> Option<Tag<'p>> {
        loop {
            self.at += self.page[self.at..].iter().position(|b| *b == b'<')? + 1;
            let rest = &self.page[self.at..];
            if rest.starts_with(b"!--") {
                self.pass(b"-->");
                continue;
            }
            let ends = rest.starts_with(b"/");
            let rest = &rest[usize::from(ends)..];
            if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
                continue;
            }
            let is_end = |b: &u8| b.is_ascii_whitespace() || *b == b'/' || *b == b'>';
            let name = &rest[..rest.iter().position(is_end)?];
            self.at += usize::from(ends) + name.len();
            let closed = self.attributes()?;
            if !ends && RAW.iter().any(|raw| raw.eq_ignore_ascii_case(name)) {
                self.pass_raw(name);
                continue;
            }
            let html = name.eq_ignore_ascii_case(b"div") || name.eq_ignore_ascii_case(b"span");
            return Some(Tag {
                name,
                ends,
                closed: closed && !html,
            });
        }
    }

    /// Passes over the attributes of a tag to its end; whether it closes itself.
    fn attributes(&mut self) -> Option<bool> {
        let mut before = b' ';
        while let Some(&byte) = self.page.get(self.at) {
            self.at += 1;
            match byte {
                b'>' => return Some(before == b'/'),
                b'"' | b'\'' if before == b'=' => {
                    let rest = &self.page[self.at..];
                    self.at += rest.iter().position(|b| *b == byte)? + 1;
                    before = byte;
                }
                byte if byte.is_ascii_whitespace() => {}
                byte => before = byte,
            }
        }
        None
    }

    /// Goes on behind these bytes.
    fn pass(&mut self, end: &[u8]) {
        let rest = &self.page[self.at..];
        let found = rest.windows(end.len()).position(|w| w == end);
        self.at = found.map_or(self.page.len(), |at| self.at + at + end.len());
    }

    /// Goes on at the end tag of an element that holds text alone.
    fn pass_raw(&mut self, name: &[u8]) {
        let rest = &self.page[self.at..];
        let ends = |w: &[u8]| w.starts_with(b"</") && w[2..].eq_ignore_ascii_case(name);
        let found = rest.windows(name.len() + 2).position(ends);
        self.at = found.map_or(self.page.len(), |at| self.at + at + name.len() + 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_too_deep_names_its_line() {
        for name in ["div", "b", "blockquote", "span", "font", "section"] {
            let page = format!("<p>\n{}", format!("<{name} x='>'>").repeat(MOST_LEVELS + 1));
            let error = check(&page).expect_err("is too deep");
            assert_eq!(error.line_number(), Some(2), "{error}");
            assert!(error.to_string().contains("at most 5000 deep"), "{error}");
        }
        assert!(check(&"<ul><li>".repeat(MOST_LEVELS + 1)).is_err());
        assert!(check(&"<div>".repeat(MOST_LEVELS)).is_ok());
    }

    #[test]
    fn many_elements_that_are_not_deep_are_fine() {
        let many = |part: &str| check(&format!("<body>{}", part.repeat(3 * MOST_LEVELS)));
        for part in [
            "<p>a<br>",
            "<li>a",
            "<tr><td>a<td>b",
            "<div><span></div>",
            "<DIV>a</div>",
            "<svg><path d=''/><g><path/></g></svg>",
            "<script>'<div>'</script>",
            "<!-- <div> -->",
            "<div><b><i></div></i>",
            "<option>x",
            "a < b </i>",
        ] {
            assert!(many(part).is_ok(), "{part}");
        }
    }
}
