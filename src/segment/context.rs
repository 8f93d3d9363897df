//! What stands around a terminal mark: how far the mark goes, the token before it, the start of what follows.
//!
//! Nothing here decides; `rules` does. Every look around is bounded or stops at the next word, so that the scan stays linear in the paragraph's length.

use super::chars::{
    Terminal, apostrophe, bullet, closes, dialogue_dash, opens, terminal, two_sided,
};

/// Bytes looked at before a mark for its token; longer tokens are addresses or noise and count as cut off.
const TOKEN_BYTES: usize = 64;

/// A terminal mark with everything that belongs to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// First byte of the mark itself.
    pub(super) start: usize,
    /// First byte after the mark and its closing quotes and brackets: where the sentence would end.
    pub(super) end: usize,
    /// `?!.` is strong, `...` an ellipsis.
    pub(super) kind: Terminal,
    /// A quote was closed behind the mark.
    pub(super) quote: bool,
    /// A bracket was closed behind the mark.
    pub(super) bracket: bool,
    /// A full stop, `!` or `?` follows the closing quote or bracket, so that the mark inside decides nothing: `(etc.).`
    pub(super) sealed: bool,
}

/// How a language and the text so far bend the reading of quotes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reading {
    /// `;` asks a question.
    pub(super) greek: bool,
    /// `»so«`, as German and Danish print them.
    pub(super) inward: bool,
    /// An odd number of straight quotes stands before the mark.
    pub(super) open_quote: bool,
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

fn char_before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The first byte at or after `at` that is not white space.
fn skip_space(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

/// Nothing, white space or punctuation: a quote before it closes.
fn quote_edge(next: Option<char>) -> bool {
    next.is_none_or(|c| !c.is_alphanumeric() && !opens(c) || two_sided(c) || closes(c))
}

/// Reads the mark whose first character starts at `start`: the run of marks, then closing quotes and brackets, then marks again (`!".`), with the single space that French puts before `!`, `?` and `»`.
///
/// Straight quotes close when they touch the mark and no letter touches them behind; between two spaces or two letters, they close if one is open. A reference in square brackets that touches the mark (`.[2]`) belongs to it. Fails on straight quotes that are unbalanced and spaced on both sides.
pub(super) fn mark(text: &str, start: usize, first: Terminal, reading: Reading) -> Mark {
    let mut mark = Mark {
        start,
        end: start,
        kind: first,
        quote: false,
        bracket: false,
        sealed: false,
    };
    let mut stops = 0;
    let mut open_quote = reading.open_quote;
    while let Some(c) = char_at(text, mark.end) {
        let after = mark.end + c.len_utf8();
        if let Some(kind) = terminal(c, reading.greek) {
            mark.kind = match (mark.kind, kind) {
                (Terminal::Wide, _) | (_, Terminal::Wide) => Terminal::Wide,
                (Terminal::Strong, _) | (_, Terminal::Strong) => Terminal::Strong,
                (Terminal::Ellipsis, _) | (_, Terminal::Ellipsis) => Terminal::Ellipsis,
                _ if stops > 0 && !mark.quote && !mark.bracket => Terminal::Ellipsis,
                _ => Terminal::Stop,
            };
            stops += 1;
            mark.end = after;
            mark.sealed = mark.quote || mark.bracket;
        } else if closes(c) || (c == '«' && reading.inward) {
            mark_closing(&mut mark, c, after);
        } else if two_sided(c) {
            let next = char_at(text, after);
            let closing = match c {
                '"' if !quote_edge(next) => open_quote,
                _ => quote_edge(next),
            };
            if !closing {
                break;
            }
            open_quote = false;
            mark_closing(&mut mark, c, after);
        } else if c == '[' {
            match reference_end(text, after) {
                Some(end) => mark.end = end,
                None => break,
            }
        } else if c.is_whitespace() {
            match spaced(text, after, mark.kind, open_quote, reading.greek) {
                Some(end) => mark.end = end,
                None => break,
            }
        } else {
            break;
        }
    }
    mark
}

fn mark_closing(mark: &mut Mark, c: char, after: usize) {
    mark.end = after;
    if matches!(c, ')' | ']' | '}' | '）' | '】' | '］') {
        mark.bracket = true;
    } else {
        mark.quote = true;
    }
}

/// The start of a further mark or closing quote at `at`, which follows one white space, if it continues the mark before.
fn spaced(text: &str, at: usize, kind: Terminal, open_quote: bool, greek: bool) -> Option<usize> {
    let c = char_at(text, at)?;
    let next = char_at(text, at + c.len_utf8());
    let continues = match c {
        '!' | '?' => kind != Terminal::Wide,
        '»' | '›' | '”' => !next.is_some_and(char::is_alphanumeric),
        ')' | ']' => true,
        '"' => open_quote && quote_edge(next),
        // `? .`, from texts whose editors put the stop behind a quoted title.
        '.' => kind == Terminal::Strong && next.is_none_or(char::is_whitespace),
        ';' => greek && kind == Terminal::Strong,
        _ => false,
    };
    continues.then_some(at)
}

/// The end of a numeric reference (`2]`, `note 3]`) that starts at `at`.
fn reference_end(text: &str, at: usize) -> Option<usize> {
    let length = text[at..].bytes().take(12).position(|b| b == b']')?;
    let inside = text.get(at..at + length)?;
    let digits = inside.trim_start_matches(|c: char| c.is_alphabetic() || c == ' ');
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(at + length + 1)
}

/// The token before a terminal mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left<'t> {
    /// Letters, digits and inner points and hyphens: `p.m`, `J.-P`, `1998`, `art`. Empty after a bracket, a quote or a space.
    pub(super) token: &'t str,
    /// The text of the sentence before the token.
    pub(super) before: &'t str,
}

/// The token that ends at `end`, in a sentence that starts at `sentence`.
///
/// The token stops at white space, brackets, quotes, slashes and apostrophes (`l'art.` gives `art`), and at [`TOKEN_BYTES`].
pub(super) fn left(text: &str, sentence: usize, end: usize) -> Left<'_> {
    let mut start = end;
    for (i, c) in text[sentence..end].char_indices().rev() {
        let inner = c.is_alphanumeric()
            || matches!(
                c,
                '.' | '-' | '‑' | '°' | '§' | '&' | '@' | '\u{300}'..='\u{36f}'
            );
        if !inner || end - (sentence + i) > TOKEN_BYTES {
            break;
        }
        start = sentence + i;
    }
    Left {
        token: &text[start..end],
        before: &text[sentence..start],
    }
}

impl<'t> Left<'t> {
    /// Whether the token is the first of its sentence, marks of quotation and lists apart.
    pub(super) fn opens_sentence(&self) -> bool {
        self.before.len() <= 16
            && self
                .before
                .chars()
                .all(|c| c.is_whitespace() || opens(c) || bullet(c) || dialogue_dash(c))
    }

    /// The word before the token, without its full stop.
    pub(super) fn before_point(&self) -> &'t str {
        let head = self.before.trim_end().trim_end_matches('.');
        let start = head.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |i| {
            i + head[i..].chars().next().map_or(1, char::len_utf8)
        });
        &head[start..]
    }

    /// The word before the token, without the punctuation between; empty if there is none within reach.
    pub(super) fn previous(&self) -> &'t str {
        let tail = self
            .before
            .trim_end_matches(|c: char| c.is_whitespace() || apostrophe(c));
        let start = tail
            .char_indices()
            .rev()
            .take(TOKEN_BYTES)
            .take_while(|(_, c)| c.is_alphanumeric())
            .last()
            .map_or(tail.len(), |(i, _)| i);
        &tail[start..]
    }
}

/// What the text after a mark begins with, quotes and dashes apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// The paragraph ends.
    Nothing,
    /// A capital, or a lower-case name with an inner capital (`iPhone`).
    Capital,
    /// A lower-case letter.
    Small,
    /// A digit.
    Digit,
    /// A letter of a script without case.
    Caseless,
    /// A comma or the like, which no sentence begins with.
    Joint,
    /// Any other sign: currency, `#`, `@`, an ellipsis.
    Sign,
}

/// The start of what follows a mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Right<'t> {
    /// White space stands between.
    pub(super) gap: bool,
    /// A dash of dialogue or a bullet comes first.
    pub(super) dash: Option<char>,
    /// A quote or bracket is opened.
    pub(super) quoted: bool,
    pub(super) opening: Opening,
    /// The first word, up to an apostrophe or hyphen.
    pub(super) word: &'t str,
    /// An apostrophe follows the word (`L'`).
    pub(super) elided: bool,
    /// Everything from the first word on.
    pub(super) rest: &'t str,
}

/// Looks at what follows byte `at`.
///
/// A dash counts as one only with white space on the side of the mark; a hyphen or bullet wants white space or a capital behind it as well; `--` is a dash.
pub(super) fn right(text: &str, at: usize) -> Right<'_> {
    let first = skip_space(text, at);
    let mut dash = None;
    let mut quoted = false;
    let mut pos = first;
    while let Some(c) = char_at(text, pos) {
        let after = pos + c.len_utf8();
        if opens(c) {
            quoted = true;
        } else if first > at && dash.is_none() && (dialogue_dash(c) || bullet(c)) {
            let tail = text[after..].trim_start_matches('-');
            let next = tail.chars().next();
            if c == '-' && tail.len() < text.len() - after {
                // `--Oui`, the dash of typewriters.
                dash = Some('—');
                pos = text.len() - tail.len();
                continue;
            }
            if bullet(c) && !next.is_none_or(|c| c.is_whitespace() || c.is_uppercase()) {
                break;
            }
            dash = Some(c);
        } else if !c.is_whitespace() {
            break;
        }
        pos = after;
    }
    let rest = &text[pos..];
    let length = rest
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(rest.len());
    let word = &rest[..length];
    Right {
        gap: first > at,
        dash,
        quoted,
        opening: if rest.starts_with("..") || rest.starts_with('…') {
            Opening::Sign
        } else {
            opening(rest, word)
        },
        word,
        elided: rest[length..].chars().next().is_some_and(apostrophe),
        rest,
    }
}

fn opening(rest: &str, word: &str) -> Opening {
    let Some(c) = rest.chars().next() else {
        return Opening::Nothing;
    };
    if c.is_uppercase() {
        Opening::Capital
    } else if c.is_lowercase() {
        // The case must change early: `iPhone`, `eBay`, not `kilomètreHeure`.
        let brand = word.chars().skip(1).take(2).any(char::is_uppercase);
        if brand {
            Opening::Capital
        } else {
            Opening::Small
        }
    } else if c.is_numeric() {
        Opening::Digit
    } else if c.is_alphabetic() {
        Opening::Caseless
    } else if matches!(
        c,
        ',' | ';'
            | ':'
            | '/'
            | '%'
            | '='
            | ')'
            | ']'
            | '}'
            | '،'
            | '、'
            | '，'
            | '；'
            | '：'
            | '-'
            | '‑'
            | '…'
            | '.'
            | '!'
            | '?'
    ) {
        Opening::Joint
    } else {
        Opening::Sign
    }
}

/// Whether the character before `at` is an opening bracket, as in `(!)` and `[...]`.
pub(super) fn opened_before(text: &str, at: usize) -> bool {
    char_before(text, at).is_some_and(|c| matches!(c, '(' | '['))
}
