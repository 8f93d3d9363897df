//! Characters that nobody sees: controls, invisible marks, white space, decomposed letters.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The text without control characters and invisible marks: soft hyphens, zero-width spaces, byte
/// order marks; direction marks where nothing is written from right to left. `None` where there is
/// none. Joiners stay, which emoji and Indic scripts need; tabs and line ends are left to [`spaces`].
///
/// ```
/// use alinea::filter::repair::controls;
/// assert_eq!(controls("co\u{ad}op\u{200b}\u{7}").as_deref(), Some("coop"));
/// assert_eq!(controls("coop"), None);
/// ```
pub fn controls(text: &str) -> Option<String> {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return None;
    }
    let right_to_left = text.chars().any(is_right_to_left);
    let goes = |c: char| match c {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' => false,
        '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => {
            true
        }
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            !right_to_left
        }
        c => c.is_control(),
    };
    text.contains(goes)
        .then(|| text.chars().filter(|c| !goes(*c)).collect())
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// The text with one space for each run of white space and none at its ends; `None` where it is so.
///
/// A no-break space stays where typography asks for one: beside a mark or a figure. Between two
/// letters it becomes a space.
///
/// ```
/// use alinea::filter::repair::spaces;
/// assert_eq!(spaces(" un\u{a0}mot \t et\n« \u{a0}deux\u{a0}»").as_deref(), Some("un mot et «\u{a0}deux\u{a0}»"));
/// assert_eq!(spaces("«\u{a0}deux\u{a0}»"), None);
/// ```
pub fn spaces(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut before: Option<char> = None;
    while let Some(c) = chars.next() {
        if !c.is_whitespace() {
            out.push(c);
            before = Some(c);
            continue;
        }
        let mut space = c;
        while let Some(next) = chars.next_if(|c| c.is_whitespace()) {
            if is_no_break(next) {
                space = next;
            }
        }
        let (Some(left), Some(right)) = (before, chars.peek()) else {
            continue;
        };
        let keeps = is_no_break(space) && !(left.is_alphabetic() && right.is_alphabetic());
        out.push(if keeps { space } else { ' ' });
    }
    (out != text).then_some(out)
}

fn is_no_break(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}')
}

/// The text in Unicode's form NFC; `None` where it is.
///
/// ```
/// use alinea::filter::repair::unicode;
/// assert_eq!(unicode("e\u{301}te\u{301}").as_deref(), Some("été"));
/// ```
pub fn unicode(text: &str) -> Option<String> {
    (!is_nfc(text)).then(|| text.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direction_marks_stay_in_hebrew_and_joiners_in_emoji() {
        assert_eq!(controls("שלום\u{200f}!"), None);
        assert_eq!(controls("👩\u{200d}🚀"), None);
        assert_eq!(controls("a\u{200f}!").as_deref(), Some("a!"));
    }

    #[test]
    fn line_separators_are_spaces() {
        assert_eq!(
            spaces("un\u{2028}deux\u{85}trois\rquatre").as_deref(),
            Some("un deux trois quatre")
        );
        assert_eq!(spaces(" \u{a0}").as_deref(), Some(""));
        assert_eq!(spaces(""), None);
    }

    #[test]
    fn french_typography_stays() {
        for text in [
            "Quoi\u{202f}?",
            "12\u{a0}km",
            "M.\u{a0}Morel",
            "1\u{202f}234",
        ] {
            assert_eq!(spaces(text), None, "{text}");
        }
    }

    #[test]
    fn composed_text_is_left_alone() {
        assert_eq!(unicode("été"), None);
    }
}
