//! Language codes (BCP 47): `fr`, `en`, `fr-CA`.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A language by its BCP 47 code, in lower case. Three letters of a language that has two are written as
/// these: `fra` is `fr`.
///
/// ```
/// use alinea::bitext::Language;
/// let language: Language = "FR-ca".parse()?;
/// assert_eq!(language.as_str(), "fr-ca");
/// assert_eq!(language.primary(), "fr");
/// assert_eq!("eng-GB".parse::<Language>()?.as_str(), "en-gb");
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(
    inline,
    description = "A BCP 47 code in lower case, such as fr, en or pt-br."
)]
pub struct Language(String);

/// Codes of three letters of the languages that have tables, and the two letters that BCP 47 wants.
const SHORTER: [(&str, &str); 10] = [
    ("fra", "fr"),
    ("fre", "fr"),
    ("eng", "en"),
    ("deu", "de"),
    ("ger", "de"),
    ("spa", "es"),
    ("ita", "it"),
    ("por", "pt"),
    ("nld", "nl"),
    ("dut", "nl"),
];

impl Language {
    /// French, the default source language.
    pub fn french() -> Self {
        Language("fr".into())
    }

    /// English, the default target language.
    pub fn english() -> Self {
        Language("en".into())
    }

    /// The whole code, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary subtag: `fr` of `fr-ca`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// Whether every noun is written with a capital, so that a capital makes no name: German and its
    /// dialects, Luxembourgish.
    ///
    /// ```
    /// use alinea::bitext::Language;
    /// let austrian: Language = "de-at".parse()?;
    /// assert!(austrian.capitalizes_nouns() && !Language::english().capitalizes_nouns());
    /// # Ok::<(), alinea::Error>(())
    /// ```
    pub fn capitalizes_nouns(&self) -> bool {
        matches!(self.primary(), "de" | "lb" | "gsw" | "nds" | "bar")
    }

    /// What stands between two segments that are joined: nothing in Chinese, Japanese and Thai, a
    /// space elsewhere.
    pub fn separator(&self) -> &'static str {
        match self.primary() {
            "zh" | "ja" | "th" => "",
            _ => " ",
        }
    }
}

impl FromStr for Language {
    type Err = Error;

    fn from_str(code: &str) -> Result<Self> {
        let mut subtags = code.split('-');
        let primary = subtags.next().unwrap_or_default();
        let whole = (2..=3).contains(&primary.len())
            && primary.bytes().all(|b| b.is_ascii_alphabetic())
            && subtags.all(|s| {
                (1..=8).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric())
            });
        if whole {
            let code = code.to_ascii_lowercase();
            let (primary, rest) = code.split_at(primary.len());
            let shorter = SHORTER.iter().find(|(long, _)| *long == primary);
            let primary = shorter.map_or(primary, |(_, short)| short);
            Ok(Language(format!("{primary}{rest}")))
        } else {
            Err(
                Error::configuration("expected a language code such as fr, en or pt-br")
                    .found(format!("`{code}`")),
            )
        }
    }
}

impl TryFrom<String> for Language {
    type Error = Error;

    fn try_from(code: String) -> Result<Self> {
        code.parse()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> String {
        language.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_not_a_code() {
        for bad in ["", "french", "f", "fr_FR", "fr-", "1a"] {
            assert!(bad.parse::<Language>().is_err(), "{bad}");
        }
    }
}
