//! The surface of a side: characters, marks, capitals, and the traces of broken encodings.

/// Marks whose numbers are compared.
const COMPARED: [char; 14] = [
    '(', '"', ':', '|', '%', '€', '$', '/', '-', '!', '?', ';', '*', ',',
];

/// How a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    None,
    Stop,
    Question,
    Exclamation,
    Colon,
}

/// The surface of a side.
#[derive(Debug, Clone)]
pub(super) struct Marks {
    /// Characters that are no white space.
    pub(super) characters: f64,
    pub(super) letters: f64,
    pub(super) capitals: f64,
    /// How often each of `COMPARED` stands in the text.
    pub(super) counts: [f64; COMPARED.len()],
    pub(super) end: End,
    pub(super) capital_first: bool,
    /// Ends of sentences with another sentence behind.
    pub(super) inner_ends: f64,
    /// Whether it ends in an ellipsis or a hyphen.
    pub(super) cut: bool,
    /// Places that look like text read in the wrong encoding.
    pub(super) broken: f64,
    /// Entities such as `&nbsp;`.
    pub(super) entities: f64,
}

impl Marks {
    /// Of a text as it is written and in the form in which it is compared.
    pub(super) fn of(text: &str, normalized: &str) -> Self {
        let mut marks = Marks {
            characters: 0.0,
            letters: 0.0,
            capitals: 0.0,
            counts: [0.0; COMPARED.len()],
            end: end(normalized),
            capital_first: normalized
                .chars()
                .find(|c| c.is_alphabetic())
                .is_some_and(char::is_uppercase),
            inner_ends: inner_ends(normalized),
            cut: closed(normalized).ends_with(['…', '-']) || closed(normalized).ends_with("..."),
            broken: broken(text),
            entities: entities(text),
        };
        for c in normalized.chars().filter(|c| !c.is_whitespace()) {
            marks.characters += 1.0;
            if c.is_alphabetic() {
                marks.letters += 1.0;
                if c.is_uppercase() {
                    marks.capitals += 1.0;
                }
            } else if let Some(at) = COMPARED.iter().position(|mark| *mark == c) {
                marks.counts[at] += 1.0;
            }
        }
        marks
    }

    /// How far the numbers of marks differ: 0 to 1, and 0 where there are none.
    pub(super) fn difference(&self, other: &Marks) -> f64 {
        let (mut apart, mut all) = (0.0, 2.0);
        for (a, b) in self.counts.iter().zip(&other.counts) {
            apart += (a - b).abs();
            all += a + b;
        }
        apart / all
    }
}

/// The text without marks that close quotations and brackets at its end.
fn closed(normalized: &str) -> &str {
    normalized.trim_end_matches(['"', '\'', ')', ']', ' '])
}

/// Ends of sentences with a space and a capital behind.
fn inner_ends(normalized: &str) -> f64 {
    let mut last = [' '; 2];
    let mut count = 0.0;
    for c in normalized.chars() {
        if matches!(last, ['.' | '!' | '?' | '…', ' ']) && c.is_uppercase() {
            count += 1.0;
        }
        last = [last[1], c];
    }
    count
}

fn end(normalized: &str) -> End {
    match closed(normalized).chars().last() {
        Some('.' | '。' | '।') => End::Stop,
        Some('?' | '？' | '؟') => End::Question,
        Some('!' | '！') => End::Exclamation,
        Some(':' | '：' | ';') => End::Colon,
        _ => End::None,
    }
}

/// Places that come of UTF-8 read as Windows-1252 (`Ã©` for `é`, `â€™` for an apostrophe), controls
/// and replacement characters.
fn broken(text: &str) -> f64 {
    let mut count = 0.0;
    let mut before = ' ';
    for c in text.chars() {
        let second = matches!(c, '\u{80}'..='\u{bf}')
            || matches!(
                c,
                '€' | '‚'
                    | 'ƒ'
                    | '„'
                    | '…'
                    | '†'
                    | '‡'
                    | 'ˆ'
                    | '‰'
                    | 'Š'
                    | '‹'
                    | 'Œ'
                    | 'Ž'
                    | '‘'
                    | '’'
                    | '“'
                    | '”'
                    | '•'
                    | '–'
                    | '—'
                    | '˜'
                    | '™'
                    | 'š'
                    | '›'
                    | 'œ'
                    | 'ž'
                    | 'Ÿ'
            );
        let pair = match before {
            'Ã' | 'Â' => second || c == ' ',
            'â' | 'Å' | 'Ä' | 'Ð' | 'Ñ' => {
                second && !matches!(c, '\u{a0}' | '’' | '”' | '»' | '…' | '–' | '—' | '›')
            }
            _ => false,
        };
        let control = matches!(c, '\u{80}'..='\u{9f}' | '\u{fffd}');
        // Two bytes of another encoding inside a word: `journ¨¦e`.
        let inside = before.is_alphabetic()
            && matches!(
                c,
                '¨' | '├' | '┬' | '¦' | '¤' | '¬' | '¯' | '¢' | '¥' | '¶' | '¿' | '¡'
            );
        if pair || control || inside {
            count += 1.0;
        }
        before = c;
    }
    count
}

/// Entities of HTML that were left in the text.
fn entities(text: &str) -> f64 {
    let mut count = 0.0;
    for (at, _) in text.match_indices('&') {
        let name = text[at + 1..].split(';').next().unwrap_or_default();
        let ends = text[at + 1 + name.len()..].starts_with(';');
        let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#');
        if ends && plain && (2..=8).contains(&name.len()) {
            count += 1.0;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_encodings_are_seen_and_accents_are_not_taken_for_them() {
        assert!(broken("RÃ©fÃ©rences â€“ lâ€™eau") >= 4.0);
        assert!(broken("Ã droite, mots l\u{fffd}gers") == 2.0);
        assert_eq!(
            broken("L’âge d’été à Genève : « l’œuvre » — NÃO, château…"),
            0.0
        );
    }

    #[test]
    fn entities_are_counted() {
        assert_eq!(entities("a&nbsp;b &amp; R&D; x & y; &#39;"), 3.0);
    }

    #[test]
    fn marks_that_agree_differ_by_nothing() {
        let of = |text: &str| Marks::of(text, text);
        assert_eq!(of("a (b): c?").difference(&of("d (e): f?")), 0.0);
        assert!(of("a (b): c?").difference(&of("d")) > 0.5);
        assert_eq!(of("a (b): c?").end, End::Question);
        assert_eq!(of("Un. Deux ! trois. Quatre.").inner_ends, 2.0);
        assert!(of("la fameuse...").cut && of("étran-").cut && !of("fin.").cut);
    }
}
