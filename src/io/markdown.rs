//! Markdown to paragraphs: CommonMark, with GitHub's tables, task lists, strikethrough and footnotes,
//! definition lists and `{#id}` after headings.
//!
//! A heading, a paragraph, a list item, a table cell, a term and its definition, and a footnote are a
//! paragraph each, in the order of the file; a list item with several paragraphs is several. Marks of
//! emphasis are taken off, links keep their text, code within a sentence stays. Left out, because they
//! are not prose that is translated: code blocks, images, comments, references to footnotes. HTML
//! within Markdown loses its tags ([`html`]).
//!
//! YAML front matter is metadata as in plain text, and so are lines `name = value` of TOML front
//! matter (between lines `+++`); nested TOML is passed over.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::article::{Body, Parsed, canonical_name};
use super::encoding::{Charset, decode, with_line_feeds};
use super::{front_matter, html};
use crate::bitext::Metadata;
use crate::error::Result;

/// Reads a Markdown file.
///
/// ```
/// use alinea::io::article::Body;
/// use alinea::io::markdown::parse;
/// let text = "---\ntitle: Rain\n---\n# Rain\n\n- It *rains*\n  in [Bordeaux](http://x/).\n- Again.\n";
/// let article = parse(text.as_bytes(), None)?;
/// assert_eq!(article.metadata["title"], "Rain");
/// let paragraphs = ["Rain", "It rains in Bordeaux.", "Again."].map(String::from);
/// assert_eq!(article.body, Body::Paragraphs(paragraphs.to_vec()));
/// # Ok::<(), alinea::Error>(())
/// ```
///
/// # Errors
/// Bytes that are no text in their encoding, or broken front matter; the error names the line.
pub fn parse(bytes: &[u8], charset: Option<Charset>) -> Result<Parsed> {
    let decoded = decode(bytes, charset)?;
    let parsed = parse_str(&with_line_feeds(decoded.text))?;
    Ok(Parsed {
        notes: decoded.notes,
        ..parsed
    })
}

/// As [`parse`], of a text at hand.
///
/// # Errors
/// Broken front matter, or HTML in it that is nested too deep.
pub fn parse_str(text: &str) -> Result<Parsed> {
    let (metadata, text) = match front_matter::split(text)? {
        Some(found) => found,
        None => toml_head(text).unwrap_or((Metadata::new(), text)),
    };
    Ok(Parsed::new(metadata, Body::Paragraphs(paragraphs(text)?)))
}

/// The simple fields of TOML front matter, and the text after it.
fn toml_head(text: &str) -> Option<(Metadata, &str)> {
    let rest = text.strip_prefix("+++\n")?;
    let (block, after) = rest.split_once("\n+++\n")?;
    let top = block.lines().take_while(|l| !l.trim().starts_with('['));
    let fields = top.filter_map(|line| {
        let (name, value) = line.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        let quoted = |mark: char| value.strip_prefix(mark)?.strip_suffix(mark);
        let value = quoted('"').or(quoted('\'')).unwrap_or(value);
        let name = canonical_name(name).unwrap_or(name);
        let plain = !value.is_empty() && !value.starts_with(['[', '{', '"', '\'']);
        (plain && !name.starts_with('#')).then(|| (name.to_owned(), value.to_owned()))
    });
    Some((fields.collect(), after))
}

/// The paragraphs of a text without front matter.
fn paragraphs(text: &str) -> Result<Vec<String>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    let mut writer = Paragraphs::default();
    for event in Parser::new_ext(text, options) {
        writer.take(event)?;
    }
    writer.flush();
    Ok(writer.done)
}

/// Collects paragraphs from events.
#[derive(Default)]
struct Paragraphs {
    done: Vec<String>,
    open: String,
    /// HTML of the block being read.
    html: String,
    /// Code blocks and images that are open.
    silent: usize,
}

impl Paragraphs {
    fn take(&mut self, event: Event<'_>) -> Result<()> {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Image { .. }) => {
                if matches!(event, Event::Start(Tag::CodeBlock(_))) {
                    self.flush();
                }
                self.silent += 1;
            }
            Event::End(TagEnd::CodeBlock | TagEnd::Image) => {
                self.silent = self.silent.saturating_sub(1);
            }
            Event::Html(html) => self.html.push_str(&html),
            Event::End(TagEnd::HtmlBlock) => {
                self.flush();
                let html = std::mem::take(&mut self.html);
                self.done.extend(html::fragment_paragraphs(&html)?);
            }
            Event::Start(tag) if !is_inline(&tag) => self.flush(),
            Event::End(tag) if !is_inline_end(tag) => self.flush(),
            _ if self.silent > 0 => {}
            Event::Text(text) | Event::Code(text) => self.open.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.open.push(' '),
            Event::InlineHtml(tag) if is_break(&tag) => self.open.push(' '),
            _ => {}
        }
        Ok(())
    }

    fn flush(&mut self) {
        let paragraph = std::mem::take(&mut self.open);
        let paragraph = paragraph.trim();
        if !paragraph.is_empty() {
            self.done.push(paragraph.to_owned());
        }
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

fn is_inline_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

fn is_break(tag: &str) -> bool {
    let name = tag
        .trim_start_matches('<')
        .trim_end_matches(['>', '/', ' ']);
    name.eq_ignore_ascii_case("br")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        match parse_str(text).expect("reads").body {
            Body::Paragraphs(paragraphs) => paragraphs,
            Body::Text(text) => panic!("a text: {text}"),
        }
    }

    #[test]
    fn nested_lists_give_an_item_each_in_order() {
        let text = "Avant :\n\n1. Un\n   - un bis\n     suite\n\n     second alinéa\n   - un ter\n2. Deux\n";
        assert_eq!(
            read(text),
            [
                "Avant :",
                "Un",
                "un bis suite",
                "second alinéa",
                "un ter",
                "Deux"
            ]
        );
    }

    #[test]
    fn marks_of_a_sentence_are_taken_off() {
        let text = "Le **vent** _souffle_ à ~~80~~ 90&nbsp;km/h, voir `météo.fr`,<br>[ici](http://x \"t\") \
                    ou <http://y.fr>![carte](c.png).[^1]\n\n[^1]: Une *note*.\n";
        assert_eq!(
            read(text),
            [
                "Le vent souffle à 80 90\u{a0}km/h, voir météo.fr, ici ou http://y.fr.",
                "Une note."
            ]
        );
    }

    #[test]
    fn tables_give_a_cell_each_and_code_gives_nothing() {
        let text = "Titre {#t}\n=====\n\n| Jour | Temps |\n|---|:--|\n| Lundi | pluie |\n\n```sh\nrm -r x\n```\n\n    indented code\n\n- [x] fait\n\n> Cité.\n";
        assert_eq!(
            read(text),
            ["Titre", "Jour", "Temps", "Lundi", "pluie", "fait", "Cité."]
        );
    }

    #[test]
    fn html_loses_its_tags_and_comments_go() {
        let text = "<!-- note -->\n\n<p align=\"center\">Un <b>puits</b></p>\n\n<details><summary>Plus</summary>\n\nSuite <span>ici</span>.\n\n</details>\n";
        assert_eq!(read(text), ["Un puits", "Plus", "Suite ici."]);
    }

    #[test]
    fn toml_at_the_head_is_metadata() {
        let text = "+++\ntitle = \"Le puits\"\ndate = 2023-06-01\ntags = [\"a\"]\n[menu]\nx = 1\n+++\nIl pleut.\n";
        let parsed = parse_str(text).expect("reads");
        let fields: Vec<_> = parsed.metadata.into_iter().collect();
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            fields,
            [field("date", "2023-06-01"), field("title", "Le puits")]
        );
        assert_eq!(read(text), ["Il pleut."]);
    }

    #[test]
    fn a_byte_order_mark_hides_no_front_matter() {
        let bytes = "\u{feff}---\r\ntitle: A\r\n---\r\nIl pleut.\r\n";
        let parsed = parse(bytes.as_bytes(), None).expect("reads");
        assert_eq!(parsed.metadata["title"], "A");
        assert_eq!(parsed.body, Body::Paragraphs(vec!["Il pleut.".into()]));
    }

    #[test]
    fn an_empty_file_has_no_paragraph() {
        assert!(read("").is_empty());
        assert!(read("\n\n```\ncode\n```\n").is_empty());
    }
}
