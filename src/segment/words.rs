//! Words of a text: runs of letters and digits, as the lexicons and the statistics count them.

/// The words of `text` in reading order, as they are written.
///
/// A word is a run of letters, digits and combining marks. What may stand inside one:
///
/// - an apostrophe between two letters, unless the part before it is a French or Italian elision: `aujourd'hui` and `don't` are one word, `l'homme` and `qu’il` two, the apostrophe in neither;
/// - one of `. , : - '` between two digits, so that `1234,5`, `12:30` and `2.0.1` stay one word. A space ends a number: `1 234` is two words;
/// - no hyphen between letters: `peut-être` is two words.
///
/// Han, Hiragana and Katakana, which put no spaces between words, give one word a character. Fails on abbreviations with points, which fall to letters (`U.S.`), and takes the apostrophe of a closing quotation before a letter for one of spelling.
///
/// ```
/// use alinea::segment::words::words;
///
/// let found: Vec<&str> = words("Aujourd'hui, qu’il vienne peut-être à 12:30 !").collect();
/// assert_eq!(found, ["Aujourd'hui", "qu", "il", "vienne", "peut", "être", "à", "12:30"]);
/// ```
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    Words { rest: text }
}

struct Words<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Words<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let start = self.rest.find(char::is_alphanumeric)?;
        let text = &self.rest[start..];
        let end = word_end(text);
        self.rest = &text[end..];
        Some(&text[..end])
    }
}

/// The length in bytes of the word that `text` starts with.
fn word_end(text: &str) -> usize {
    // Most words are all plain letters.
    let plain = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let mut previous = text[..plain].chars().next_back().unwrap_or(' ');
    let mut chars = text[plain..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let at = plain + at;
        if c.is_alphanumeric() || combining(c) {
            let standalone = ideograph(c);
            if standalone && at > 0 {
                return at;
            }
            if standalone {
                let marks = text[c.len_utf8()..]
                    .find(|c: char| !combining(c))
                    .unwrap_or(text.len() - c.len_utf8());
                return c.len_utf8() + marks;
            }
            if !combining(c) {
                previous = c;
            }
            continue;
        }
        let next = chars.peek().map_or(' ', |&(_, next)| next);
        let joined = if previous.is_numeric() {
            next.is_numeric() && matches!(c, '.' | ',' | ':' | '-' | '\'' | '’')
        } else {
            apostrophe(c) && next.is_alphabetic() && !ideograph(next) && !elision(&text[..at])
        };
        if !joined {
            return at;
        }
        previous = c;
    }
    text.len()
}

/// Apostrophes, straight and curly.
fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// Marks that are no letters but belong to the letter before them: accents, the signs that drop an Indic vowel, joiners.
fn combining(c: char) -> bool {
    matches!(
        c,
        '\u{300}'
            ..='\u{36f}'
                | '\u{94d}'
                | '\u{9cd}'
                | '\u{a4d}'
                | '\u{acd}'
                | '\u{bcd}'
                | '\u{c4d}'
                | '\u{ccd}'
                | '\u{d4d}'
                | '\u{200c}'
                | '\u{200d}'
    )
}

/// Characters of scripts without spaces that stand for about a word each.
fn ideograph(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Whether `part`, in front of an apostrophe, is an article, pronoun, preposition or conjunction that lost its vowel.
///
/// Fixed words that merely contain an apostrophe (`quelqu'un`, `presqu'île`, `prud'homme`) are not listed and stay whole.
fn elision(part: &str) -> bool {
    const PARTS: [&str; 25] = [
        "l", "d", "j", "m", "t", "s", "n", "c", "ç", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
        "parcequ", "tandisqu", "all", "dall", "dell", "nell", "sull", "coll", "quest", "quell",
        "un",
    ];
    PARTS
        .iter()
        .any(|listed| listed.chars().eq(part.chars().flat_map(char::to_lowercase)))
}

#[cfg(test)]
mod tests {
    use super::words;

    fn split(text: &str) -> Vec<&str> {
        words(text).collect()
    }

    #[test]
    fn elisions_split_and_fixed_words_stay() {
        assert_eq!(split("L'homme d’État"), ["L", "homme", "d", "État"]);
        assert_eq!(
            split("jusqu'ici, lorsqu’elle"),
            ["jusqu", "ici", "lorsqu", "elle"]
        );
        assert_eq!(split("aujourd’hui quelqu'un"), ["aujourd’hui", "quelqu'un"]);
        assert_eq!(split("I don't, O'Neill"), ["I", "don't", "O'Neill"]);
        assert_eq!(
            split("the dogs' tails 'quoted'"),
            ["the", "dogs", "tails", "quoted"]
        );
        assert_eq!(split("dell'arte"), ["dell", "arte"]);
    }

    #[test]
    fn numbers_keep_their_separators() {
        assert_eq!(split("1234,5 12:30 2.0.1."), ["1234,5", "12:30", "2.0.1"]);
        assert_eq!(split("pp. 3-5, 1'000"), ["pp", "3-5", "1'000"]);
        assert_eq!(split("1 234,5"), ["1", "234,5"]);
        assert_eq!(split("Covid-19 F-16 B2"), ["Covid", "19", "F", "16", "B2"]);
    }

    #[test]
    fn hyphens_split_words() {
        assert_eq!(split("peut-être, dit-il"), ["peut", "être", "dit", "il"]);
    }

    #[test]
    fn other_scripts() {
        assert_eq!(split("我是。ねこ abc"), ["我", "是", "ね", "こ", "abc"]);
        assert_eq!(
            split("e\u{301}te\u{301} Москва"),
            ["e\u{301}te\u{301}", "Москва"]
        );
        assert_eq!(split("हिन्दी भाषा"), ["हिन्दी", "भाषा"]);
        assert!(split(" … – ! ").is_empty());
        assert!(split("").is_empty());
    }
}
