//! How TER prepares a text, after Tercom's normalizer.

use super::western::{Ends, entities, space};

/// What TER does to a text before it counts edits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tercom {
    pub normalized: bool,
    pub no_punctuation: bool,
    pub asian: bool,
    pub case_sensitive: bool,
}

impl Tercom {
    /// The prepared text; its words are what stands between white space.
    pub fn prepare(self, text: &str) -> String {
        let text = super::spaces::trim_end(text);
        let mut text = if self.case_sensitive {
            text.to_owned()
        } else {
            text.to_lowercase()
        };
        if self.normalized && !text.is_empty() {
            text = self.normalize(&text);
        }
        if self.no_punctuation {
            text.retain(|c| !(is_punctuation(c) || self.asian && is_asian_punctuation(c)));
        }
        text
    }

    fn normalize(self, text: &str) -> String {
        let text = entities(&text.replace("\n-", "").replace('\n', " "));
        let mut out = String::new();
        let alone = self.asian.then_some(is_asian as fn(char) -> bool);
        space(&possessives(&text), Ends::Spaces, alone, &mut out);
        out
    }
}

/// With a space before each `'s` that ends a word: before a space, a mark or the end.
fn possessives(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("'s") {
        let after = rest.as_bytes().get(at + 2).copied();
        out.push_str(&rest[..at]);
        if after.is_none_or(super::western::is_mark) {
            out.push(' ');
        }
        out.push_str("'s");
        rest = &rest[at + 2..];
    }
    out.push_str(rest);
    out
}

fn is_punctuation(c: char) -> bool {
    matches!(c, '.' | ',' | '?' | ':' | ';' | '!' | '"' | '(' | ')')
}

fn is_asian_punctuation(c: char) -> bool {
    matches!(c,
        '\u{3001}' | '\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}'
        | '\u{FF61}'..='\u{FF65}' | '\u{30FB}'
        | '\u{FF0E}' | '\u{FF0C}' | '\u{FF1F}' | '\u{FF1A}' | '\u{FF1B}' | '\u{FF01}'
        | '\u{FF02}' | '\u{FF08}' | '\u{FF09}')
}

/// Characters that stand alone; kana are left together, as sacrebleu's rule for them never applies
/// to a text that begins with a space.
fn is_asian(c: char) -> bool {
    is_asian_punctuation(c)
        || matches!(c,
            '\u{4E00}'..='\u{9FFF}' | '\u{3200}'..='\u{4DBF}' | '\u{31C0}'..='\u{31EF}'
            | '\u{2E80}'..='\u{2EFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each made by sacrebleu 2.6.0: `TercomTokenizer(normalized=True, ...)(text)`.
    fn check(tercom: Tercom, text: &str, words: &str) {
        let prepared = tercom.prepare(text);
        let found: Vec<&str> = crate::evaluate::translation::spaces::split(&prepared).collect();
        assert_eq!(found.join(" "), words, "{text}");
    }

    const NORMALIZED: Tercom = Tercom {
        normalized: true,
        no_punctuation: false,
        asian: false,
        case_sensitive: false,
    };

    #[test]
    fn possessives_and_marks_stand_alone() {
        check(
            NORMALIZED,
            "Paul's house, Paul's. it'sy",
            "paul 's house , paul's . it'sy",
        );
        check(NORMALIZED, "x's! y's's z's", "x 's ! y's 's z 's");
    }

    #[test]
    fn entities_of_entities_are_cut_before_a_second_time_could_resolve_them() {
        check(NORMALIZED, "a &amp;amp;quot; b", "a & amp ; quot ; b");
    }

    #[test]
    fn asian_marks_go_only_with_both_options() {
        let text = "「你好」, (hi).";
        let plain = Tercom {
            no_punctuation: true,
            ..Tercom::default()
        };
        check(plain, text, "「你好」 hi");
        check(
            Tercom {
                asian: true,
                ..plain
            },
            text,
            "你好 hi",
        );
    }
}
