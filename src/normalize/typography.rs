//! Typographic variants to one form: apostrophes, quotation marks, dashes, spaces, ligatures,
//! invisible characters.
//!
//! One pass over the characters after Unicode NFC; linear in time and memory. It fails to tell an
//! apostrophe from a closing single quotation mark, which share U+2019, and makes both `'`.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// One form for typographic variants.
///
/// Unicode NFC; `’ ʼ ‘ ‛ ′` become `'`; `« » “ ” „ ‟ ‹ ›` become `"`, and the spaces inside
/// guillemets go, as do those before `; : ! ?`; every run of white space is one space; dashes
/// become `-`; `…` becomes `...`; ligatures are spelt out; soft hyphens and zero-width characters go.
///
/// ```
/// use alinea::normalize::typography;
/// assert_eq!(typography("« Où\u{a0}? »\u{202f}: l’A\u{ad}linéa…"), "\"Où?\": l'Alinéa...");
/// ```
pub fn typography(text: &str) -> String {
    let mut out = Form {
        text: String::with_capacity(text.len()),
        no_space: true,
    };
    if is_nfc(text) {
        let mut rest = text;
        // Plain letters and digits stay as they are, a run at a time.
        while !rest.is_empty() {
            let plain = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let (run, other) = rest.split_at(plain);
            if !run.is_empty() {
                out.letters(run);
            }
            let mut chars = other.chars();
            if let Some(c) = chars.next() {
                out.push(c);
            }
            rest = chars.as_str();
        }
    } else {
        text.nfc().for_each(|c| out.push(c));
    }
    let mut text = out.text;
    text.truncate(text.trim_end().len());
    text
}

/// The text being built. `no_space` holds where a space would be at the start, second in a run, or
/// just inside an opening guillemet.
struct Form {
    text: String,
    no_space: bool,
}

impl Form {
    fn push(&mut self, c: char) {
        match c {
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2060}'
            | '\u{feff}'
            | '\u{202a}'..='\u{202e}' => {}
            '\'' | '’' | '‘' | '‛' | 'ʼ' | '′' | '`' | '´' => self.letter('\''),
            '«' | '‹' => {
                self.letter('"');
                self.no_space = true;
            }
            '»' | '›' => self.close('"'),
            '“' | '”' | '„' | '‟' | '″' => self.letter('"'),
            ';' | ':' | '!' | '?' => self.close(c),
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => self.letter('-'),
            '…' => self.letters("..."),
            'œ' => self.letters("oe"),
            'Œ' => self.letters("OE"),
            'æ' => self.letters("ae"),
            'Æ' => self.letters("AE"),
            'ﬀ' => self.letters("ff"),
            'ﬁ' => self.letters("fi"),
            'ﬂ' => self.letters("fl"),
            'ﬃ' => self.letters("ffi"),
            'ﬄ' => self.letters("ffl"),
            c if c.is_whitespace() => {
                if !self.no_space {
                    self.text.push(' ');
                    self.no_space = true;
                }
            }
            c => self.letter(c),
        }
    }

    fn letter(&mut self, c: char) {
        self.text.push(c);
        self.no_space = false;
    }

    fn letters(&mut self, letters: &str) {
        self.text.push_str(letters);
        self.no_space = false;
    }

    /// A mark that French sets off by a space: the space goes.
    fn close(&mut self, c: char) {
        if self.text.ends_with(' ') {
            self.text.pop();
        }
        self.letter(c);
    }
}

/// A word's letters without case and accents, for comparing words across languages: `Élysée` is
/// `elysee`.
///
/// ```
/// assert_eq!(alinea::normalize::fold("Élysée"), "elysee");
/// ```
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_and_english_quotation_marks_are_one() {
        assert_eq!(typography("« Non »"), "\"Non\"");
        assert_eq!(typography("“Non”"), "\"Non\"");
        assert_eq!(typography("„Nein“"), "\"Nein\"");
    }

    #[test]
    fn decomposed_accents_are_composed() {
        assert_eq!(typography("e\u{301}te\u{301}"), "été");
    }

    #[test]
    fn white_space_is_one_space_and_none_at_the_ends() {
        assert_eq!(typography("  a \u{a0}\t b\n"), "a b");
        assert_eq!(typography(" \u{202f} "), "");
        assert_eq!(typography(""), "");
    }

    #[test]
    fn invisible_characters_go() {
        assert_eq!(typography("co\u{ad}op\u{200b}\u{feff}"), "coop");
    }
}
