//! From a segment to words, as BLEU's tokenizers do it.
//!
//! Tokenizers only put spaces into a text (13a also resolves four entities); the words are then what
//! stands between white space.

mod international;
mod tercom;
mod western;

use std::str::FromStr;

use super::spaces;
use crate::error::{Error, Result};

pub(crate) use tercom::Tercom;

/// How BLEU cuts a segment into words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tokenizer {
    /// As mteval-v13a, the default: ASCII marks stand alone; a point or comma between digits does
    /// not. Curly apostrophes and guillemets stay with their words.
    #[default]
    Western,
    /// As mteval-v14: every punctuation mark not between digits and every symbol of Unicode.
    International,
    /// One character a word.
    Character,
    /// Chinese characters one by one, the rest as 13a. The ranges are sacrebleu's, which also part
    /// U+2001 to U+2A6D: curly quotation marks, arrows, mathematical signs.
    Chinese,
    /// By white space only.
    None,
}

impl Tokenizer {
    /// All tokenizers.
    pub const ALL: [Tokenizer; 5] = [
        Tokenizer::Western,
        Tokenizer::International,
        Tokenizer::Character,
        Tokenizer::Chinese,
        Tokenizer::None,
    ];

    /// Its name in signatures and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Tokenizer::Western => "13a",
            Tokenizer::International => "intl",
            Tokenizer::Character => "char",
            Tokenizer::Chinese => "zh",
            Tokenizer::None => "none",
        }
    }

    /// The words of `text`.
    ///
    /// ```
    /// use alinea::evaluate::translation::Tokenizer;
    /// let text = "«L’eau», dit-il à 9,5 %.";
    /// assert_eq!(
    ///     Tokenizer::Western.words(text),
    ///     ["«L’eau»", ",", "dit-il", "à", "9,5", "%", "."]
    /// );
    /// assert_eq!(
    ///     Tokenizer::International.words(text),
    ///     ["«", "L", "’", "eau", "»", ",", "dit", "-", "il", "à", "9,5", "%", "."]
    /// );
    /// ```
    pub fn words(self, text: &str) -> Vec<String> {
        let mut spaced = String::new();
        self.space(text, &mut spaced);
        spaces::split(&spaced).map(String::from).collect()
    }

    /// Appends `text` with spaces between its words.
    pub(crate) fn space(self, text: &str, out: &mut String) {
        let text = spaces::trim_end(text);
        match self {
            Tokenizer::Western => western::thirteen_a(text, out),
            Tokenizer::International => international::space(text, out),
            Tokenizer::Character => {
                for c in text.chars() {
                    out.push(c);
                    out.push(' ');
                }
            }
            Tokenizer::Chinese => western::chinese(text, out),
            Tokenizer::None => out.push_str(text),
        }
    }
}

impl FromStr for Tokenizer {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let named = Tokenizer::ALL.into_iter().find(|t| t.name() == name);
        named.ok_or_else(|| {
            Error::configuration("expected 13a, intl, char, zh or none").found(format!("`{name}`"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each made by sacrebleu 2.6.0:
    /// `BLEU(tokenize=name).tokenizer(text.rstrip()).split()`.
    fn check(tokenizer: Tokenizer, text: &str, words: &str) {
        assert_eq!(tokenizer.words(text).join(" "), words, "{text}");
    }

    #[test]
    fn points_and_commas_stay_between_digits() {
        check(
            Tokenizer::Western,
            "1.5, 2,a 3. 4.,5 a.1 .5 1...2",
            "1.5 , 2 , a 3 . 4 . , 5 a . 1 . 5 1 . . .2",
        );
        check(
            Tokenizer::Western,
            "1990-2000 dix-neuf",
            "1990 - 2000 dix-neuf",
        );
        check(Tokenizer::Western, "5.", "5 .");
    }

    #[test]
    fn the_chinese_tokenizer_pads_no_ends() {
        check(Tokenizer::Chinese, "5.", "5.");
        check(Tokenizer::Chinese, ".5", ".5");
        check(Tokenizer::Chinese, "在5%。l’a", "在 5 % 。 l ’ a");
    }

    #[test]
    fn entities_are_resolved_one_after_the_other() {
        check(
            Tokenizer::Western,
            "&quot;a&quot; &amp;lt;b&gt; <skipped>c",
            "\" a \" < b > c",
        );
        check(Tokenizer::Western, "fin-\nale\nici", "finale ici");
    }

    #[test]
    fn curly_apostrophes_and_guillemets_stay_under_13a_and_part_under_intl() {
        check(Tokenizer::Western, "l’été «ici»", "l’été «ici»");
        check(Tokenizer::International, "l’été «ici»", "l ’ été « ici »");
    }

    #[test]
    fn a_number_before_the_last_point_keeps_it_under_intl() {
        check(Tokenizer::International, "en 1999.", "en 1999.");
        check(
            Tokenizer::International,
            "en 1999. Et 5 €, 1,5+2",
            "en 1999 . Et 5 € , 1,5 + 2",
        );
    }

    #[test]
    fn separators_of_files_part_words() {
        check(Tokenizer::None, "a\u{1C}b c", "a b c");
        check(Tokenizer::Character, "a\u{1F}b c", "a b c");
    }

    #[test]
    fn an_unknown_tokenizer_is_an_error() {
        assert!("spm".parse::<Tokenizer>().is_err());
        assert_eq!("zh".parse(), Ok(Tokenizer::Chinese));
    }
}
