//! How the files of a folder are called: `{id}.{lang}.txt`, `{lang}/{id}.html`.

use std::str::FromStr;

use crate::bitext::Language;
use crate::error::{Error, Result};

use super::super::pairing::nfc;

/// A pattern for the names of files, from their folder on: `{id}` stands for the article's id, which may
/// hold `/`, and `{lang}` for the language's code (`fr`, or `fr-ca` or its `fr`, in any case). All else
/// stands for itself. `.gz` and `.zst` may follow.
///
/// ```
/// use alinea::bitext::Language;
/// use alinea::corpus::Pattern;
/// let pattern: Pattern = "{lang}/{id}.html".parse()?;
/// assert_eq!(pattern.id("FR/2023/puits.html.gz", &Language::french()), Some("2023/puits".into()));
/// assert_eq!(pattern.id("en/puits.html", &Language::french()), None);
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Id,
    Language,
    Literal(String),
}

impl Pattern {
    /// The id in a path with `/`, if the path is of the pattern and the language.
    pub fn id(&self, path: &str, language: &Language) -> Option<String> {
        let compressed = path.strip_suffix(".gz").or(path.strip_suffix(".zst"));
        let paths = [Some(path), compressed];
        let codes = [language.as_str(), language.primary()];
        let mut tries = paths.iter().flatten().flat_map(|p| codes.map(|c| (*p, c)));
        tries.find_map(|(path, code)| self.id_in(path, code))
    }

    /// With the code known only ids vary, and all are the same: their length follows.
    fn id_in(&self, path: &str, code: &str) -> Option<String> {
        let literal = |piece: &Piece| match piece {
            Piece::Id => 0,
            Piece::Language => code.len(),
            Piece::Literal(text) => text.len(),
        };
        let ids = self.pieces.iter().filter(|p| **p == Piece::Id).count();
        let fixed: usize = self.pieces.iter().map(literal).sum();
        let length = path.len().checked_sub(fixed)? / ids;
        let mut rest = path;
        let mut id: Option<&str> = None;
        for piece in &self.pieces {
            let size = if *piece == Piece::Id {
                length
            } else {
                literal(piece)
            };
            let (here, after) = rest.split_at_checked(size)?;
            let fits = match piece {
                Piece::Literal(text) => here == text,
                Piece::Language => here.eq_ignore_ascii_case(code),
                Piece::Id => !here.is_empty() && *id.get_or_insert(here) == here,
            };
            if !fits {
                return None;
            }
            rest = after;
        }
        rest.is_empty().then_some(id?.to_owned())
    }
}

impl FromStr for Pattern {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut pieces = Vec::new();
        // As the names of files are when they come here.
        let whole = nfc(text);
        let mut rest = whole.strip_prefix("./").unwrap_or(&whole);
        while !rest.is_empty() {
            let holder = [("{id}", Piece::Id), ("{lang}", Piece::Language)]
                .into_iter()
                .find(|(name, _)| rest.starts_with(name));
            if let Some((name, piece)) = holder {
                pieces.push(piece);
                rest = &rest[name.len()..];
                continue;
            }
            let mut after = rest.char_indices().skip(1);
            let end = after
                .find(|(_, c)| *c == '{')
                .map_or(rest.len(), |(at, _)| at);
            pieces.push(Piece::Literal(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        let unknown = |p: &Piece| matches!(p, Piece::Literal(text) if text.contains(['{', '}']));
        let good = pieces.contains(&Piece::Id)
            && pieces.contains(&Piece::Language)
            && !pieces.iter().any(unknown);
        if good {
            Ok(Pattern {
                text: text.to_owned(),
                pieces,
            })
        } else {
            Err(Error::configuration(
                "expected a pattern with {id} and {lang}, and no other braces",
            )
            .found(format!("`{text}`"))
            .help("such as '{id}.{lang}.txt' or '{lang}/{id}.html'"))
        }
    }
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn french(pattern: &str, path: &str) -> Option<String> {
        let pattern: Pattern = pattern.parse().expect("a pattern");
        pattern.id(path, &Language::french())
    }

    #[test]
    fn ids_are_what_is_left() {
        assert_eq!(french("{id}.{lang}.txt", "a.b.fr.txt"), Some("a.b".into()));
        assert_eq!(french("{id}.{lang}.txt", ".fr.txt"), None);
        assert_eq!(french("{id}-{lang}", "été-fr.zst"), Some("été".into()));
        assert_eq!(
            french("{id}/{lang}/{id}.md", "ab/fr/ab.md"),
            Some("ab".into())
        );
        assert_eq!(french("{id}/{lang}/{id}.md", "ab/fr/cd.md"), None);
        assert_eq!(
            french("news_{lang}_{id}.php", "news_fr_7.php"),
            Some("7".into())
        );
        assert_eq!(french("{lang}{id}", "frété"), Some("été".into()));
    }

    #[test]
    fn a_pattern_needs_both_and_knows_no_others() {
        for bad in [
            "{id}.txt",
            "{lang}.txt",
            "",
            "{id}.{lang}.{ext}",
            "{id}.{language}.txt",
            "é{",
        ] {
            assert!(bad.parse::<Pattern>().is_err(), "{bad}");
        }
    }
}
