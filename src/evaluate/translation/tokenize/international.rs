//! The rules of mteval-v14: spaces around every punctuation mark, unless it stands between digits,
//! and around every symbol.
//!
//! Three replacements one after the other: a mark after what is no number; a mark before what is no
//! number; a symbol. The first takes two characters, so that of marks in a row after a number every
//! other is parted by it, the others by the second.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// The kinds of characters that the rules tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Punctuation,
    Symbol,
    Number,
    Other,
}

fn kind(c: char) -> Kind {
    match c {
        'a'..='z' | 'A'..='Z' | '\0'..=' ' => return Kind::Other,
        '0'..='9' => return Kind::Number,
        _ => {}
    }
    match c.general_category_group() {
        GeneralCategoryGroup::Punctuation => Kind::Punctuation,
        GeneralCategoryGroup::Symbol => Kind::Symbol,
        GeneralCategoryGroup::Number => Kind::Number,
        _ => Kind::Other,
    }
}

/// Appends `text` cut as intl does.
pub(super) fn space(text: &str, out: &mut String) {
    // From where on the text is still to be copied; the kind of the character before, and whether it
    // is a mark parted by the first rule.
    let (mut copied, mut before, mut parted) = (0, None, false);
    let mut rest = text
        .char_indices()
        .map(|(at, c)| (at, c, kind(c)))
        .peekable();
    while let Some((at, c, this)) = rest.next() {
        let split = match this {
            Kind::Symbol => true,
            Kind::Punctuation => {
                let first = before.is_some_and(|k| k != Kind::Number) && !parted;
                let second = rest.peek().is_some_and(|next| next.2 != Kind::Number);
                parted = first;
                first || second
            }
            _ => false,
        };
        if this != Kind::Punctuation {
            parted = false;
        }
        before = Some(this);
        if split {
            out.push_str(&text[copied..at]);
            out.push(' ');
            out.push(c);
            out.push(' ');
            copied = at + c.len_utf8();
        }
    }
    out.push_str(&text[copied..]);
    out.push(' ');
}
