//! White space as Python's `str.split` and `str.rstrip` see it.

/// Whether `c` is white space for Python: Unicode's, and the separators U+001C to U+001F.
///
/// ```
/// use alinea::evaluate::translation::spaces;
/// assert!(spaces::is_space('\u{1C}') && spaces::is_space('\u{A0}'));
/// assert!(!spaces::is_space('\u{200B}'));
/// ```
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1C}'..='\u{1F}').contains(&c)
}

/// `text` without white space at its end.
pub fn trim_end(text: &str) -> &str {
    text.trim_end_matches(is_space)
}

/// `text` without white space at both ends.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// The words of `text`: what stands between white space.
///
/// ```
/// use alinea::evaluate::translation::spaces;
/// assert!(spaces::split(" un\u{1F}deux\u{202F}trois ").eq(["un", "deux", "trois"]));
/// ```
pub fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !word.is_empty())
}

/// Calls `each` with the byte ranges of the words of `text[from..]`.
pub(crate) fn words(text: &str, from: usize, mut each: impl FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let (mut start, mut at) = (from, from);
    while at < bytes.len() {
        if !MAY_BEGIN[usize::from(bytes[at])] {
            at += 1;
            continue;
        }
        let length = space_length(&bytes[at..]);
        if length == 0 {
            at += 1;
            continue;
        }
        if start < at {
            each(start, at);
        }
        at += length;
        start = at;
    }
    if start < at {
        each(start, at);
    }
}

/// Whether a character that begins with this byte may be white space.
const MAY_BEGIN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(byte as u8, b'\t'..=b'\r' | 0x1C..=b' ' | 0xC2 | 0xE1..=0xE3);
        byte += 1;
    }
    table
};

/// Bytes of the white space that `bytes` begin with, 0 if with none.
fn space_length(bytes: &[u8]) -> usize {
    match *bytes {
        [b'\t'..=b'\r' | 0x1C..=b' ', ..] => 1,
        [0xC2, 0x85 | 0xA0, ..] => 2,
        [0xE1, 0x9A, 0x80, ..] | [0xE3, 0x80, 0x80, ..] | [0xE2, 0x81, 0x9F, ..] => 3,
        [0xE2, 0x80, 0x80..=0x8A | 0xA8 | 0xA9 | 0xAF, ..] => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_parts_words_by_bytes_as_it_does_by_characters() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}b");
            let mut found = Vec::new();
            words(&text, 0, |start, end| found.push(&text[start..end]));
            assert!(split(&text).eq(found.iter().copied()), "{:x}", u32::from(c));
        }
    }

    #[test]
    fn separators_of_files_are_white_space_and_the_zero_width_space_is_none() {
        let spaces = ('\0'..=char::MAX).filter(|&c| is_space(c)).count();
        // python3 -c 'print(sum(chr(c).isspace() for c in range(0x110000)))'
        assert_eq!(spaces, 29);
        assert!(!is_space('\u{200B}'));
        assert_eq!(trim_end("a \u{1F}\r"), "a");
    }
}
