//! The corpora that stand in the binary: written for it, CC0.

use include_dir::{Dir, include_dir};

use super::input::Input;

static CORPORA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/corpora");

/// A corpus in the binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Embedded {
    /// Agency reports.
    News,
    /// Short fiction with dialogue.
    Tales,
    /// How-to articles with headings and lists.
    Guides,
}

impl Embedded {
    /// Its name, and its folder under `corpora/`.
    pub fn name(self) -> &'static str {
        match self {
            Embedded::News => "news",
            Embedded::Tales => "tales",
            Embedded::Guides => "guides",
        }
    }
}

/// The articles of a corpus, sorted by name: id, French input, English input.
///
/// ```
/// use alinea::corpus::{embedded, Embedded};
/// assert!(embedded(Embedded::News).len() >= 16);
/// ```
pub fn embedded(corpus: Embedded) -> Vec<(String, Input, Input)> {
    let folder = |language: &str| CORPORA.get_dir(format!("{}/{language}", corpus.name()));
    let mut articles = Vec::new();
    for source in folder("fr").into_iter().flat_map(Dir::files) {
        let Some(id) = source.path().file_stem().and_then(|s| s.to_str()) else {
            continue;
        };
        let target = CORPORA.get_file(format!("{}/en/{id}.txt", corpus.name()));
        let texts = (
            source.contents_utf8(),
            target.and_then(|t| t.contents_utf8()),
        );
        if let (Some(source), Some(target)) = texts {
            let input = |text: &str| Input::Text(text.to_string());
            articles.push((id.to_string(), input(source), input(target)));
        }
    }
    articles.sort_by(|a, b| a.0.cmp(&b.0));
    articles
}
