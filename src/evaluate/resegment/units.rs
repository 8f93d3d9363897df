//! What texts are compared by: words, marks and ideographs, with what the search asks about each.

use crate::normalize::fold;
use crate::segment::words::words;

use super::vocabulary::Vocabulary;

/// What a unit does at the edge of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Word,
    Number,
    /// A character of a script without spaces.
    Ideograph,
    /// `.`, `?`, `…` and their like.
    Stop,
    /// `:` and `;`.
    Pause,
    /// A quotation mark; which side it closes depends on the language, so both are one.
    Quote,
    Open,
    Close,
    /// Commas, dashes, signs.
    Mark,
}

/// How a unit begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Initial {
    Upper,
    Lower,
    Digit,
    /// Marks, and letters without case.
    Other,
}

/// One word, mark or ideograph of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    /// First byte in its text.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
    /// The text as it is written, by number.
    pub(super) form: u32,
    /// The text without case, accents and typography, by number.
    pub(super) key: u32,
    /// Four first characters of a key of five or more, by number; 0 for others.
    pub(super) stem: u32,
    /// Length in characters.
    pub(super) chars: u32,
    pub(super) role: Role,
    pub(super) initial: Initial,
}

/// The units of `text`: its words, and each other character that is not white space.
pub(super) fn units(text: &str, vocabulary: &mut Vocabulary) -> Vec<Unit> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in words(text) {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        marks(text, at, start, vocabulary, &mut found);
        found.push(unit(text, start, start + word.len(), vocabulary));
        at = start + word.len();
    }
    marks(text, at, text.len(), vocabulary, &mut found);
    found
}

fn marks(text: &str, from: usize, to: usize, vocabulary: &mut Vocabulary, found: &mut Vec<Unit>) {
    for (at, c) in text[from..to].char_indices() {
        if !c.is_whitespace() {
            let start = from + at;
            found.push(unit(text, start, start + c.len_utf8(), vocabulary));
        }
    }
}

fn unit(text: &str, start: usize, end: usize, vocabulary: &mut Vocabulary) -> Unit {
    let written = &text[start..end];
    let first = written.chars().next().unwrap_or(' ');
    let role = role(written, first);
    let key = match role {
        Role::Quote => "\"".to_string(),
        _ if matches!(first, '’' | '‘' | 'ʼ') => "'".to_string(),
        _ if matches!(first, '–' | '—' | '‐' | '‑') => "-".to_string(),
        _ => fold(written),
    };
    let (form, key, stem) = vocabulary.intern(written, &key, role);
    Unit {
        start,
        end,
        form,
        key,
        stem,
        chars: written.chars().count() as u32,
        role,
        initial: initial(first),
    }
}

fn initial(c: char) -> Initial {
    if c.is_numeric() {
        Initial::Digit
    } else if c.is_uppercase() {
        Initial::Upper
    } else if c.is_lowercase() {
        Initial::Lower
    } else {
        Initial::Other
    }
}

fn role(written: &str, first: char) -> Role {
    if first.is_alphanumeric() {
        return if written.chars().all(|c| !c.is_alphabetic()) {
            Role::Number
        } else if ideograph(first) {
            Role::Ideograph
        } else {
            Role::Word
        };
    }
    match first {
        '.' | '!' | '?' | '…' | '。' | '！' | '？' | '．' | '｡' | '।' | '؟' | '۔' | '።' | '։'
        | '။' | '។' | '‽' => Role::Stop,
        ':' | ';' | '：' | '；' | '؛' | '·' => Role::Pause,
        '"' | '«' | '»' | '“' | '”' | '„' | '‟' | '‹' | '›' | '「' | '」' | '『' | '』' | '＂' => {
            Role::Quote
        }
        '(' | '[' | '{' | '（' | '【' | '《' | '〈' | '［' | '¿' | '¡' => Role::Open,
        ')' | ']' | '}' | '）' | '】' | '》' | '〉' | '］' => Role::Close,
        _ => Role::Mark,
    }
}

/// Whether a place beside `c` may be a cut without white space: scripts that put no spaces between
/// words, and their full-width marks.
pub(super) fn unspaced(c: char) -> bool {
    ideograph(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff65}')
}

fn ideograph(c: char) -> bool {
    matches!(c,
        '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Vec<&str> {
        let mut vocabulary = Vocabulary::default();
        let units = units(text, &mut vocabulary);
        units.iter().map(|u| &text[u.start..u.end]).collect()
    }

    #[test]
    fn words_marks_and_ideographs_are_units() {
        assert_eq!(
            written("« L’an 2,5 ! »"),
            ["«", "L", "’", "an", "2,5", "!", "»"]
        );
        assert_eq!(written("我是。"), ["我", "是", "。"]);
        assert!(written(" \n\t").is_empty());
    }

    #[test]
    fn quotation_marks_of_any_shape_have_one_key() {
        let mut vocabulary = Vocabulary::default();
        let units = units("« “ „ \"", &mut vocabulary);
        assert!(
            units
                .iter()
                .all(|u| u.key == units[0].key && u.role == Role::Quote)
        );
        assert_ne!(units[0].form, units[1].form);
    }
}
