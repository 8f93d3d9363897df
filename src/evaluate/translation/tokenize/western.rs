//! The rules of mteval-v13a for ASCII marks, which 13a, zh and TER's normalization share.
//!
//! The rules are four replacements one after the other: spaces around the marks; around a point or
//! comma after what is no digit; around one before what is no digit; around a hyphen after a digit.
//! A replacement takes two characters, so of two points in a row after a digit only every other is
//! parted by the second rule. All four come down to one pass over the bytes.

use std::borrow::Cow;

/// What stands beside a text while it is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// A space on both sides.
    Spaces,
    /// Nothing.
    Bare,
}

/// Appends `text` cut as 13a does.
pub(super) fn thirteen_a(text: &str, out: &mut String) {
    let mut text = Cow::Borrowed(text);
    if text.contains("<skipped>") {
        text = text.replace("<skipped>", "").into();
    }
    if text.contains('\n') {
        text = text.replace("-\n", "").replace('\n', " ").into();
    }
    if text.contains('&') {
        text = entities(&text).into();
    }
    space(&text, Ends::Spaces, None, out);
}

/// Appends `text` cut as zh does.
pub(super) fn chinese(text: &str, out: &mut String) {
    space(super::spaces::trim(text), Ends::Bare, Some(is_chinese), out);
}

/// The four entities, resolved in this order.
pub(super) fn entities(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
}

/// Whether 13a puts spaces around `byte` wherever it stands.
pub(super) const fn is_mark(byte: u8) -> bool {
    matches!(byte, b' '..=b'&' | b'('..=b'+' | b'/' | b':'..=b'@' | b'['..=b'`' | b'{'..=b'~')
}

/// What a byte may do to a text: nothing, for letters and digits; spaces part words as they stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Plain,
    Mark,
    Point,
    Hyphen,
    /// The first byte of a character beyond ASCII.
    Lead,
}

const ROLES: [Role; 256] = {
    let mut roles = [Role::Plain; 256];
    let mut byte = 0;
    while byte < 256 {
        roles[byte] = match byte as u8 {
            b' ' => Role::Plain,
            b'.' | b',' => Role::Point,
            b'-' => Role::Hyphen,
            0xC0.. => Role::Lead,
            mark if is_mark(mark) => Role::Mark,
            _ => Role::Plain,
        };
        byte += 1;
    }
    roles
};

/// Appends `text`, a space at its beginning and end with [`Ends::Spaces`], with spaces around its
/// marks and around the characters beyond ASCII that `alone` names.
pub(super) fn space(text: &str, ends: Ends, alone: Option<fn(char) -> bool>, out: &mut String) {
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + bytes.len() / 2 + 8);
    out.push(' ');
    // From where on the text is still to be copied, and whether the last point or comma was parted
    // for what stands before it.
    let (mut copied, mut parted) = (0, false);
    for (at, &byte) in bytes.iter().enumerate() {
        let end = match ROLES[usize::from(byte)] {
            Role::Plain => continue,
            Role::Mark => at + 1,
            Role::Point => {
                let before = at.checked_sub(1).map(|b| bytes[b]);
                let taken = parted && matches!(before, Some(b'.' | b','));
                parted = !taken && is_other(before, ends);
                if !parted && !is_other(bytes.get(at + 1).copied(), ends) {
                    continue;
                }
                at + 1
            }
            Role::Hyphen if at > 0 && bytes[at - 1].is_ascii_digit() => at + 1,
            Role::Lead if let Some(alone) = alone => match text[at..].chars().next() {
                Some(c) if alone(c) => at + c.len_utf8(),
                _ => continue,
            },
            Role::Hyphen | Role::Lead => continue,
        };
        out.push_str(&text[copied..at]);
        out.push(' ');
        out.push_str(&text[at..end]);
        out.push(' ');
        copied = end;
    }
    out.push_str(&text[copied..]);
    out.push(' ');
}

/// Whether there is something and it is no digit; beyond the ends, whether there is a space.
fn is_other(byte: Option<u8>, ends: Ends) -> bool {
    byte.map_or(ends == Ends::Spaces, |b| !b.is_ascii_digit())
}

/// The characters that zh parts, by sacrebleu's table of ranges. Two of its ranges are written with
/// five digits after `\u`, which Python reads as a character and a digit: U+2001 to U+2A6D and U+2F81
/// to U+2FA1.
fn is_chinese(c: char) -> bool {
    matches!(c,
        '\u{2001}'..='\u{2A6D}' | '\u{2E80}'..='\u{2FDF}' | '\u{2FF0}'..='\u{303F}'
        | '\u{3100}'..='\u{312F}' | '\u{31A0}'..='\u{31BF}' | '\u{31C0}'..='\u{31EF}'
        | '\u{3200}'..='\u{4DB5}' | '\u{4E00}'..='\u{9FBB}' | '\u{F900}'..='\u{FA2D}'
        | '\u{FA30}'..='\u{FA6A}' | '\u{FA70}'..='\u{FAD9}' | '\u{FE10}'..='\u{FE1F}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}')
}
