//! Text to paragraphs.
//!
//! Paragraphs are separated by blank lines or stand one a line, and lines may be wrapped. With
//! [`Paragraphs::Auto`] the text decides: without blank lines each line is a paragraph, unless the
//! lines look wrapped; with blank lines a block of several lines is one wrapped paragraph if its
//! lines look wrapped, and one paragraph a line otherwise (lists, verse). Lines look wrapped where
//! most line ends stand inside a sentence and the next word would not have fitted on the line.
//! Linear in the text. It fails on wrapped text with ragged line lengths.

use std::str::FromStr;

use crate::error::{Error, Result};

/// How paragraphs are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paragraphs {
    /// As the text looks.
    #[default]
    Auto,
    /// By blank lines; other line ends are spaces.
    Blank,
    /// By line ends.
    Line,
}

impl FromStr for Paragraphs {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "auto" => Ok(Paragraphs::Auto),
            "blank" => Ok(Paragraphs::Blank),
            "line" => Ok(Paragraphs::Line),
            _ => {
                Err(Error::configuration("expected auto, blank or line").found(format!("`{name}`")))
            }
        }
    }
}

/// The paragraphs of a text, without blank ones; the lines of a wrapped paragraph are joined by
/// spaces.
///
/// ```
/// use alinea::segment::{paragraphs, Paragraphs};
/// assert_eq!(paragraphs("Un.\nDeux.\n\nTrois.", Paragraphs::Auto), ["Un.", "Deux.", "Trois."]);
/// assert_eq!(paragraphs("Un.\nDeux.\n\nTrois.", Paragraphs::Blank), ["Un. Deux.", "Trois."]);
/// ```
pub fn paragraphs(text: &str, mode: Paragraphs) -> Vec<String> {
    let blocks = blocks(text);
    let wrapped = match mode {
        Paragraphs::Line => false,
        Paragraphs::Blank => true,
        Paragraphs::Auto => look_wrapped(&blocks),
    };
    let mut out = Vec::new();
    for block in blocks {
        match mode {
            Paragraphs::Auto if wrapped => join_wrapped(&block, &mut out),
            _ if wrapped => out.push(block.join(" ")),
            _ => out.extend(block.iter().map(ToString::to_string)),
        }
    }
    out
}

/// Runs of lines that are not blank, each line trimmed.
fn blocks(text: &str) -> Vec<Vec<&str>> {
    let mut blocks: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.split(['\n', '\u{c}', '\u{2029}']) {
        let line = line.trim();
        if !line.is_empty() {
            if let Some(block) = blocks.last_mut() {
                block.push(line);
            }
        } else if blocks.last().is_some_and(|b| !b.is_empty()) {
            blocks.push(Vec::new());
        }
    }
    blocks.retain(|b| !b.is_empty());
    blocks
}

/// Longest line that a wrapped text may have, in characters.
const WIDEST: usize = 140;

/// Whether line ends stand mostly inside sentences, at a common width.
fn look_wrapped(blocks: &[Vec<&str>]) -> bool {
    let lines = || blocks.iter().flatten();
    let width = lines().map(|l| l.chars().count()).max().unwrap_or(0);
    if width > WIDEST {
        return false;
    }
    let (mut ends, mut inside, mut fitting) = (0, 0, 0);
    for pair in blocks.iter().flat_map(|b| b.windows(2)) {
        let (line, next) = (pair[0], pair[1]);
        ends += 1;
        if !ends_sentence(line) {
            inside += 1;
        }
        if breaks_at(line, next, width) {
            fitting += 1;
        }
    }
    ends > 0 && inside * 2 > ends && fitting * 4 >= ends * 3
}

/// Whether the next line's first word would not have fitted on this line.
fn breaks_at(line: &str, next: &str, width: usize) -> bool {
    let word = next
        .split_whitespace()
        .next()
        .map_or(0, |w| w.chars().count());
    line.chars().count() + 1 + word > width
}

/// A block of wrapped text is one paragraph, but for lines that end early: a list or verse in it.
fn join_wrapped(block: &[&str], out: &mut Vec<String>) {
    let width = block.iter().map(|l| l.chars().count()).max().unwrap_or(0);
    let mut paragraph = String::new();
    for (at, line) in block.iter().enumerate() {
        if !paragraph.is_empty() {
            paragraph.push(' ');
        }
        paragraph.push_str(line);
        let item = block.get(at + 1).is_some_and(|next| {
            is_item(next) && (ends_sentence(line) || !breaks_at(line, next, width))
        });
        if item {
            out.push(std::mem::take(&mut paragraph));
        }
    }
    out.push(paragraph);
}

fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches([
        '"', '»', '”', '’', '\'', ')', ']', ' ', '\u{a0}', '\u{202f}',
    ]);
    line.ends_with(['.', '!', '?', '…', ':', '。', '！', '？'])
}

/// Whether a line opens with a list marker.
fn is_item(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = (1..=3).contains(&digits)
        && line[digits..]
            .strip_prefix(['.', ')'])
            .is_some_and(|rest| rest.starts_with(' '));
    let bulleted = ["- ", "* ", "• ", "– ", "— "]
        .iter()
        .any(|mark| line.starts_with(mark));
    numbered || bulleted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(text: &str) -> Vec<String> {
        paragraphs(text, Paragraphs::Auto)
    }

    #[test]
    fn wrapped_text_is_told_from_paragraphs() {
        let wrapped = "Le ministre a déclaré jeudi que\nla réunion aurait lieu à Genève\n\
                       au mois de juin. Il n'a pas dit\nqui y prendrait part.\n\nUne suite.";
        assert_eq!(auto(wrapped).len(), 2);
        let lines = "Le ministre a parlé.\nIl a promis une réunion à Genève au mois de juin.\nPersonne ne l'a cru.";
        assert_eq!(auto(lines).len(), 3);
    }

    #[test]
    fn a_list_in_a_block_keeps_its_items() {
        let list = "À acheter :\n- du pain\n- du lait\n\nC'est tout.";
        assert_eq!(
            auto(list),
            ["À acheter :", "- du pain", "- du lait", "C'est tout."]
        );
    }

    #[test]
    fn headings_on_lines_of_their_own_stay_apart() {
        assert_eq!(
            auto("Un titre\nUne phrase longue qui suit le titre et qui continue."),
            [
                "Un titre",
                "Une phrase longue qui suit le titre et qui continue."
            ]
        );
    }

    #[test]
    fn blank_text_has_no_paragraph() {
        assert!(auto("").is_empty() && auto(" \n\t\n").is_empty());
        assert_eq!(auto("Un seul."), ["Un seul."]);
    }
}
