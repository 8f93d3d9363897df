//! The corpora that stand in the binary: written for it, CC0.

use include_dir::{Dir, include_dir};

use super::input::Input;

static NEWS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/corpora/news");
static TALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/corpora/tales");
static GUIDES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/corpora/guides");

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

    fn folder(self) -> &'static Dir<'static> {
        match self {
            Embedded::News => &NEWS,
            Embedded::Tales => &TALES,
            Embedded::Guides => &GUIDES,
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
    let folder = corpus.folder();
    let mut articles = Vec::new();
    for source in folder.get_dir("fr").into_iter().flat_map(Dir::files) {
        let Some(id) = source.path().file_stem().and_then(|s| s.to_str()) else {
            continue;
        };
        let target = folder.get_file(format!("en/{id}.txt"));
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
